"""What measures say alike: how a result was made, and what is missing to another."""

from decimal import Decimal

from pipeline.ladder import PLACES, compared
from pipeline.model.agreement import Kpi, Missing
from pipeline.model.observation import Evidence, Measurement
from pipeline.thai.digits import format_decimal, round_up
from pipeline.units import DATE, PERCENT, RATES, printed


def of_two_sums(measurement: Measurement) -> str:
    """``คิดเป็นร้อยละ 3 ÷ 4 × 100 = ``, or per so many people, of the first two figures."""
    above, below = measurement.evidence[:2]
    return _working(_amount(measurement.numerator, above), measurement, below)


def of_growth(measurement: Measurement) -> str:
    """``คิดเป็นร้อยละ (4 − 3) ÷ 3 × 100 = ``: what two figures differ by, ÷ the second."""
    now, before = measurement.evidence[:2]
    grown = f"({_amount(now.value, now)} − {_amount(before.value, before)})"
    return _working(grown, measurement, before)


def result_text(measurement: Measurement) -> str:
    """``ผลที่รายงานคือ ``: the result is what somebody stated."""
    return "ผลที่รายงานคือ "


def _working(above: str, measurement: Measurement, below: Evidence) -> str:
    unit = next(unit for unit, per in RATES.items() if per == measurement.per)
    return f"คิดเป็น{unit} {above} ÷ {_amount(measurement.denominator, below)} × {format_decimal(measurement.per, 0, grouping=True)} = "


def _amount(value: Decimal | None, evidence: Evidence) -> str:
    return format_decimal(value or Decimal(0), evidence.places, grouping=True)


# --- what is missing -----------------------------------------------------------------------------
#
# An amount reaches the bound itself, and one unit less of it does not; that results are rounded before they
# are compared may forgive some of it.


def to_the_numerator(measurement: Measurement, kpi: Kpi, target: Decimal) -> Missing:
    """By how much the numerator must grow, or fall where less is better, in its own unit."""
    assert measurement.numerator is not None and measurement.denominator is not None
    unit = next((e.unit for e in measurement.evidence if e.unit), "")
    places = 2 if any(e.unit == "บาท" for e in measurement.evidence) else 0
    exact = target * measurement.denominator / measurement.per - measurement.numerator
    name = next((e.name for e in measurement.evidence), "")
    return lacking(-exact if kpi.falls else exact, places, unit, kpi, name)


def to_the_result(measurement: Measurement, kpi: Kpi, target: Decimal, name: str = "") -> Missing:
    """By how much the result itself (what is called ``name``) must grow, or fall where less is better, in
    the KPI's unit."""
    value = compared(measurement.result, kpi)
    assert value is not None
    own = PLACES if kpi.unit in ("", PERCENT) else kpi.places
    unit = "%" if kpi.unit in ("", PERCENT) else kpi.unit
    return lacking(value - target if kpi.falls else target - value, own, unit, kpi, name)


def to_the_item(measurement: Measurement, kpi: Kpi, target: Decimal) -> Missing:
    """What the result that an item carries must still become: more, less, or a day."""
    item = kpi.item(kpi.formula.result)
    if item.kind == "date":
        return _to_the_day(measurement, kpi, target)
    if measurement.result is None:
        until = "ไม่เกิน" if kpi.falls else "ให้ถึง"
        return Missing(needs=(f"{item.name}{until} {printed(target, kpi.unit, kpi.places)}",))
    return to_the_result(measurement, kpi, target, item.name)


def _to_the_day(measurement: Measurement, kpi: Kpi, target: Decimal) -> Missing:
    """The day, and how many days too late (or too early) it was."""
    said = kpi.formula.more or ("ต้องส่งภายใน {amount}" if kpi.falls else "ต้องไม่ก่อน {amount}")
    needs = (said.format(amount=printed(target, DATE)),)
    if measurement.result is None:
        return Missing(needs=needs)
    days = measurement.result - target if kpi.falls else target - measurement.result
    return Missing(days, "วัน", needs) if days > 0 else Missing()


def lacking(
    exact: Decimal, places: int, unit: str, kpi: Kpi, name: str = "", *, down: bool | None = None
) -> Missing:
    """What is missing where this much is, rounded up to ``places``: in the words of the KPI, else in those
    that say that ``name`` must become more or, where less is better (``down``), less."""
    amount = round_up(exact, places)
    if amount <= 0:
        return Missing()
    way = "ลดลงอีก" if (kpi.falls if down is None else down) else "เพิ่มอีก"
    shown = "ร้อยละ {amount}" if unit == "%" else f"{{amount}} {unit}".rstrip()
    said = kpi.formula.more or f"{name.replace('{', '').replace('}', '')}{way}{'' if unit == '%' else ' '}{shown}"
    return Missing(amount, unit, (said.format(amount=format_decimal(amount, places, grouping=True)),))
