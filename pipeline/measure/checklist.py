"""The measure ``checklist``: the items answered, and the percentage that one of them carries."""

from decimal import Decimal

from pipeline.measure.figures import parts
from pipeline.measure.words import result_text, to_the_item
from pipeline.model.agreement import Measure, MeasureInput
from pipeline.model.item import Item, item_key
from pipeline.model.observation import Evidence, Measurement, Observation
from pipeline.model.words import NO_REPORT


def measure(gathered: MeasureInput) -> dict[str, Measurement]:
    """Each district's answers; a district that answered nothing is not reported."""
    return {district.code: _one(gathered, district.code) for district in gathered.districts}


def _one(gathered: MeasureInput, district: str) -> Measurement:
    kpi = gathered.kpi
    seen = gathered.of(district, kpi.formula.element)
    answers: list[tuple[str, Decimal | None]] = []
    evidence: list[Evidence] = []
    for item in kpi.items:
        mine = [o for o in seen if o.key == item_key(kpi.number, item.id)]
        value = _answer(gathered, district, item, mine)
        answers.append((item.id, value))
        evidence.append(Evidence(
            item.name, value, "", 2 if item.kind == "percentage" else 0, _text(item, value),
            tuple(o.origin for o in mine), parts(mine, ""),
        ))
    lost = next((o for o in seen if o.why), None)
    if lost is not None or not any(o.state == "given" for o in seen):
        reason = NO_REPORT if not seen else "ยังไม่ตอบรายการใด"
        return gathered.unreported(district, reason, *(evidence if seen else ()), lost=lost)
    answered = dict(answers)
    return Measurement(
        kpi.number, district, "measured",
        percentage=answered.get(kpi.formula.percentage), answers=tuple(answers),
        evidence=tuple(evidence),
    )


def _answer(
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


def _text(item: Item, value: Decimal | None) -> str:
    if value is None:
        return "ไม่ได้รายงาน"
    if item.kind == "yes/no":
        return "ใช่" if value else "ไม่ใช่"
    return ""


MEASURE = Measure(
    name="checklist",
    needs=("element",),
    may=("percentage", "more"),
    units=("ระดับ", "ร้อยละ"),
    figure="answer",
    measured=measure,
    working=result_text,
    missing=to_the_item,
    way="นับรายการที่ทำได้ตามลำดับระดับ จาก {element}",
    adds=False,
    milestones=True,
    shared=True,
)
