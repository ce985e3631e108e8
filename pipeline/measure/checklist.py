"""The measure ``checklist``: the items answered, and the result that one of them carries."""

from pipeline.measure.answers import answered, unanswered
from pipeline.measure.words import result_text, to_the_item
from pipeline.model.agreement import Measure, MeasureInput
from pipeline.model.observation import Measurement
from pipeline.model.offer import Offer, of_items
from pipeline.units import LEVEL


def measure(gathered: MeasureInput) -> dict[str, Measurement]:
    """Each district's answers; a district that answered nothing is not reported."""
    return {district.code: _one(gathered, district.code) for district in gathered.districts}


def _one(gathered: MeasureInput, district: str) -> Measurement:
    kpi = gathered.kpi
    seen = gathered.of(district, kpi.formula.element)
    answers, evidence = answered(gathered, district)
    nothing = unanswered(gathered, district, evidence, said=any(o.state == "given" for o in seen))
    if nothing is not None:
        return nothing
    return Measurement(
        kpi.number, district, "measured", result=dict(answers).get(kpi.formula.result),
        answers=answers, evidence=evidence,
    )


MEASURE = Measure(
    name="checklist",
    needs=("element",),
    may=("result", "more"),
    units=(LEVEL, "ร้อยละ"),
    figure="answer",
    measured=measure,
    working=result_text,
    missing=to_the_item,
    way="นับรายการที่ทำได้ตามลำดับระดับ จาก {element}",
    adds=False,
    milestones=True,
    offers=(Offer("ทำครบตามลำดับ", of=of_items),),
)
