"""The measure ``checklist``: the items answered, and the percentage that one of them carries."""

from decimal import Decimal

from pipeline.measure.answers import answer_text, answered
from pipeline.measure.figures import parts
from pipeline.measure.words import result_text, to_the_item
from pipeline.model.agreement import Measure, MeasureInput
from pipeline.model.observation import Evidence, Measurement
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
        mine = gathered.answers(district, item)
        value = answered(gathered, district, item)
        answers.append((item.id, value))
        evidence.append(Evidence(
            item.name, value, "", 2 if item.kind == "percentage" else 0, answer_text(item, value, "ไม่ได้รายงาน"),
            tuple(o.origin for o in mine), parts(mine, ""),
        ))
    lost = next((o for o in seen if o.why), None)
    if lost is not None or not any(o.state == "given" for o in seen):
        reason = NO_REPORT if not seen else "ยังไม่ตอบรายการใด"
        return gathered.unreported(district, reason, *(evidence if seen else ()), lost=lost)
    by_item = dict(answers)
    return Measurement(
        kpi.number, district, "measured",
        percentage=by_item.get(kpi.formula.percentage), answers=tuple(answers),
        evidence=tuple(evidence),
    )


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
)
