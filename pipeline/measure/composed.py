"""The measure ``parts``: the points of sub-indicators, beside the items that the KPI's own levels need.

What each part is worth hangs on its ladder, so that the result itself is made when it is scored.
"""

from decimal import Decimal

from pipeline.measure.answers import answered
from pipeline.measure.words import to_the_result
from pipeline.model.agreement import Kpi, Measure, MeasureInput, Missing
from pipeline.model.observation import Measurement
from pipeline.model.offer import Offer
from pipeline.units import POINTS


def measure(gathered: MeasureInput) -> dict[str, Measurement]:
    """Each district's answers to the KPI's own items."""
    return {district.code: _one(gathered, district.code) for district in gathered.districts}


def _one(gathered: MeasureInput, district: str) -> Measurement:
    answers, evidence = answered(gathered, district)
    return Measurement(gathered.kpi.number, district, "measured", answers=answers, evidence=evidence)


def _working(measurement: Measurement) -> str:
    """Nothing: how the points of parts go together is the KPI's to say."""
    return ""


def _missing(measurement: Measurement, kpi: Kpi, target: Decimal) -> Missing:
    """How many more points the parts must make."""
    if measurement.result is None:
        return Missing()
    return to_the_result(measurement, kpi, target, "คะแนนของส่วนต่างๆ ")


MEASURE = Measure(
    name="parts",
    needs=(),
    may=("combine", "more"),
    units=(POINTS,),
    figure="figure",
    measured=measure,
    working=_working,
    missing=_missing,
    composed=True,
    offers=(
        Offer("รวมคะแนนของส่วนย่อย", {"combine": "sum"}, None), Offer("เฉลี่ยคะแนนของส่วนย่อย", {"combine": "mean"}, None),
        Offer("คะแนนของส่วนย่อยที่ดีที่สุด", {"combine": "best"}, None),),
)
