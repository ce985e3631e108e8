"""What measures have in common: sums with their cells, and what is lost of them."""

from collections.abc import Sequence
from decimal import Decimal

from pipeline.model.finding import safe_text
from pipeline.model.observation import Evidence, Observation, Part


def percentage(numerator: Decimal, denominator: Decimal, per: Decimal = Decimal(100)) -> Decimal:
    """numerator ÷ denominator × 100, or out of so many, exact enough that rounding it once is rounding it right."""
    return numerator * per / denominator


def parts(observations: Sequence[Observation], label: str | None = None) -> tuple[Part, ...]:
    """The cells that some observations came from; each is labelled by its key unless told."""
    return tuple(
        Part(o.value, o.origin, safe_text(o.key) if label is None else label, o.as_of)
        for o in observations
    )


def places(unit: str) -> int:
    """How many decimals figures of a unit have."""
    return 2 if unit == "บาท" else 0


def summed(name: str, unit: str, observations: Sequence[Observation]) -> Evidence:
    """The evidence of a sum; its value is None where there is nothing to add or a part is lost."""
    value = sum((o.value for o in observations if o.value is not None), Decimal(0))
    whole = bool(observations) and lost_of(observations) is None
    return Evidence(
        name, value if whole else None, unit, places(unit),
        origins=tuple(o.origin for o in observations), parts=parts(observations),
    )


def lost_of(observations: Sequence[Observation]) -> Observation | None:
    """The first observation that states no figure, or None."""
    return next((o for o in observations if o.state != "given"), None)


def why_unreported(evidence: Evidence, observations: Sequence[Observation]) -> str:
    """Why a sum is not reported, in Thai."""
    lost = lost_of(observations)
    if lost is None:
        return f"ไม่มีข้อมูล “{evidence.name}”"
    return f"“{evidence.name}” {'เว้นว่าง' if lost.state == 'blank' else 'ใช้ไม่ได้'}"
