"""The measure ``parts``: the points of sub-indicators, beside the items that the KPI's own levels need.

What each part is worth hangs on its ladder, so that the result itself is made when it is scored.
"""

from decimal import Decimal

from pipeline.measure.answers import answered
from pipeline.model.agreement import Kpi, Measure, MeasureInput, Missing
from pipeline.model.observation import Measurement
from pipeline.thai.digits import format_decimal, round_half_up
from pipeline.units import POINTS


def measure(gathered: MeasureInput) -> dict[str, Measurement]:
    """Each district's answers to the KPI's own items."""
    return {district.code: _one(gathered, district.code) for district in gathered.districts}


def _one(gathered: MeasureInput, district: str) -> Measurement:
    answers, evidence = answered(gathered, district)
    return Measurement(gathered.kpi.number, district, "measured", answers=answers, evidence=evidence)


def _working(measurement: Measurement) -> str:
    return "รวมคะแนนของทุกส่วนได้ "


def _missing(measurement: Measurement, kpi: Kpi, target: Decimal) -> Missing:
    """How many more points the parts must make."""
    if measurement.result is None:
        return Missing()
    lacking = target - round_half_up(measurement.result, 2)
    if lacking <= 0:
        return Missing()
    amount = format_decimal(lacking, 2)
    more = kpi.formula.more or "คะแนนของส่วนต่างๆ เพิ่มอีก {amount} คะแนน"
    return Missing(lacking, POINTS, (more.format(amount=amount),))


MEASURE = Measure(
    name="parts",
    needs=(),
    may=("combine", "more"),
    units=(POINTS,),
    figure="figure",
    measured=measure,
    working=_working,
    missing=_missing,
    way="คะแนนของส่วนต่างๆ รวมกัน",
    composed=True,
)
