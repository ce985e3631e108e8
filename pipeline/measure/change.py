"""The measure ``change``: a column now against a base, in another column or table, in percent of the base."""

from decimal import Decimal

from pipeline.measure.answers import answered
from pipeline.measure.figures import lost_of, percentage, summed, why_unreported
from pipeline.measure.words import lacking
from pipeline.model.agreement import Formula, Kpi, Measure, MeasureInput, Missing
from pipeline.model.observation import Evidence, Measurement
from pipeline.model.offer import Offer, of_a_day
from pipeline.model.words import NO_REPORT
from pipeline.thai.digits import format_decimal

WAYS = {"up": "เพิ่มขึ้นจาก", "down": "ลดลงจาก"}


def measure(gathered: MeasureInput) -> dict[str, Measurement]:
    """Each district's change in percent, up or down as the formula says, with the items that its levels need
    beside it. The first figure is by how much it changed, the second the base."""
    return {district.code: _one(gathered, district.code) for district in gathered.districts}


def _one(gathered: MeasureInput, district: str) -> Measurement:
    formula = gathered.kpi.formula
    cells = [gathered.of(district, element) for element in (formula.numerator, formula.denominator)]
    now, base = (
        summed(gathered.column(element).called, gathered.column(element).unit, seen)
        for element, seen in zip((formula.numerator, formula.denominator), cells, strict=True)
    )
    if not any(cells):
        return gathered.unreported(district, NO_REPORT)
    if district in gathered.late:
        return gathered.unreported(district, "", now, base)
    for made, seen in zip((now, base), cells, strict=True):
        if made.value is None:
            return gathered.unreported(district, why_unreported(made, seen), now, base, lost=lost_of(seen))
    assert now.value is not None and base.value is not None
    if base.value <= 0:
        return gathered.without_base(district, base, now, base)
    changed = now.value - base.value if formula.direction == "up" else base.value - now.value
    answers, evidence = answered(gathered, district)
    name = f"{now.name} {WAYS[formula.direction]}{base.name}"
    return Measurement(
        gathered.kpi.number, district, "measured", result=percentage(changed, base.value),
        numerator=changed, denominator=base.value, answers=answers,
        evidence=(Evidence(name, changed, now.unit, now.places), base, now, *evidence),
    )


def _working(measurement: Measurement) -> str:
    changed, base, now = measurement.evidence[:3]
    assert now.value is not None and base.value is not None
    first, second = (now, base) if changed.value == now.value - base.value else (base, now)
    shown = [format_decimal(one.value or Decimal(0), one.places, grouping=True) for one in (first, second, base)]
    return f"คิดเป็นร้อยละ ({shown[0]} − {shown[1]}) ÷ {shown[2]} × 100 = "


def _missing(measurement: Measurement, kpi: Kpi, target: Decimal) -> Missing:
    """By how much what is now must still rise or fall, in its own unit."""
    assert measurement.numerator is not None and measurement.denominator is not None
    now = measurement.evidence[2]
    exact = target * measurement.denominator / 100 - measurement.numerator
    down = (kpi.formula.direction == "down") != kpi.falls
    return lacking(-exact if kpi.falls else exact, now.places, now.unit, kpi, now.name, down=down)


def _way(formula: Formula) -> str:
    above = "{numerator} − {denominator}" if formula.direction == "up" else "{denominator} − {numerator}"
    return f"({above}) ÷ {{denominator}} × 100"


MEASURE = Measure(
    name="change",
    needs=("numerator", "denominator"),
    may=("direction", "more"),
    figure="figure",
    measured=measure,
    working=_working,
    missing=_missing,
    way=_way,
    pools=True,
    changes=True,
    offers=(
        Offer("{numerator} เพิ่มขึ้นจาก {denominator}", of=of_a_day, compares=True),
        Offer("{numerator} ลดลงจาก {denominator}", {"direction": "down"}, of_a_day, compares=True),),
)
