"""What a district answers to an item of a KPI, whatever the measure: in the item's own row of a checklist,
or in a column that every row of a report has."""

from decimal import Decimal

from pipeline.model.agreement import MeasureInput
from pipeline.model.item import Item
from pipeline.model.observation import Observation


def answered(gathered: MeasureInput, district: str, item: Item) -> Decimal | None:
    """The answer; None where there is none that counts. Of rows of a report each must say yes, and one no
    is a no; rows of a checklist must agree, else a finding says that they do not."""
    seen = gathered.answers(district, item)
    if gathered.by_kpi(item.element):
        return _agreed(gathered, district, item, seen)
    values = [o.value for o in seen]
    if any(value == 0 for value in values):
        return Decimal(0)
    return Decimal(1) if values and None not in values else None


def _agreed(
    gathered: MeasureInput, district: str, item: Item, mine: list[Observation]
) -> Decimal | None:
    """The one answer that all files agree on; None where not answered, lost or contradicted."""
    if any(o.state == "broken" for o in mine):
        return None
    given = [o for o in mine if o.state == "given"]
    if len({o.value for o in given}) > 1:
        places = ", ".join(f"{o.origin.file} {o.origin.cell}" for o in given)
        gathered.find(
            "conflicting-values", f"คำตอบของ “{item.name}” ไม่ตรงกัน ({places})",
            "เหลือไว้เฉพาะคำตอบที่ถูกต้อง", given[-1].origin, district,
        )
        return None
    return given[0].value if given else None


def answer_text(item: Item, value: Decimal | None, unknown: str) -> str:
    """An answer in words; "" where it is a number, ``unknown`` where there is none."""
    if value is None:
        return unknown
    return ("ใช่" if value else "ไม่ใช่") if item.kind == "yes/no" else ""
