"""The measures: how a KPI's result is made of its observations.

One module a measure, each with its record; ``stage`` applies them, and nobody else loads pandas.
"""

from collections.abc import Mapping

from pipeline.measure import (
    change,
    checklist,
    column_sum,
    composed,
    given,
    growth,
    mean,
    ratio,
    registrations,
    tally,
)
from pipeline.model.agreement import Measure

MEASURES: Mapping[str, Measure] = {
    one.MEASURE.name: one.MEASURE for one in (
        ratio, column_sum, mean, change, growth, registrations, checklist, tally, given, composed)
}
