"""What measures say alike: how a percentage was made, and what is missing to another."""

from decimal import Decimal

from pipeline.model.agreement import Kpi, Missing
from pipeline.model.observation import Evidence, Measurement
from pipeline.thai.digits import format_decimal, round_half_up, round_up


def of_two_sums(measurement: Measurement) -> str:
    """``คิดเป็นร้อยละ 3 ÷ 4 × 100 = ``, of the first two figures."""
    above, below = measurement.evidence[:2]
    return _working(_amount(measurement.numerator, above), measurement, below)


def of_growth(measurement: Measurement) -> str:
    """``คิดเป็นร้อยละ (4 − 3) ÷ 3 × 100 = ``: what two figures differ by, ÷ the second."""
    now, before = measurement.evidence[:2]
    grown = f"({_amount(now.value, now)} − {_amount(before.value, before)})"
    return _working(grown, measurement, before)


def result_text(measurement: Measurement) -> str:
    """``ร้อยละ ``: the percentage is what somebody stated."""
    return "ร้อยละ "


def _working(above: str, measurement: Measurement, below: Evidence) -> str:
    return f"คิดเป็นร้อยละ {above} ÷ {_amount(measurement.denominator, below)} × 100 = "


def _amount(value: Decimal | None, evidence: Evidence) -> str:
    return format_decimal(value or Decimal(0), evidence.places, grouping=True)


def to_the_numerator(measurement: Measurement, kpi: Kpi, target: Decimal) -> Missing:
    """How much more the numerator must be, in its own unit."""
    assert measurement.numerator is not None and measurement.denominator is not None
    unit = next((e.unit for e in measurement.evidence if e.unit), "")
    places = 2 if any(e.unit == "บาท" for e in measurement.evidence) else 0
    exact = target * measurement.denominator / 100 - measurement.numerator
    lacking = round_up(exact, places)
    return _more(lacking, places, unit, kpi)


def to_the_item(measurement: Measurement, kpi: Kpi, target: Decimal) -> Missing:
    """How much more the percentage that an item carries must be."""
    if measurement.result is None:
        name = kpi.item(kpi.formula.result).name
        return Missing(needs=(f"{name}ให้ถึง {format_decimal(target, 2)}",))
    return _more(target - round_half_up(measurement.result, 2), 2, "%", kpi)


def _more(lacking: Decimal, places: int, unit: str, kpi: Kpi) -> Missing:
    if lacking <= 0:
        return Missing()
    amount = format_decimal(lacking, places, grouping=True)
    return Missing(lacking, unit, (kpi.formula.more.format(amount=amount),))
