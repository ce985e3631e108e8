"""What a district answered to the items that levels need, in a column of a report or in the form of items."""

from collections.abc import Sequence
from decimal import Decimal

from pipeline.measure.figures import parts
from pipeline.model.agreement import MeasureInput
from pipeline.model.item import CARRIED, Item
from pipeline.model.observation import Evidence, Measurement, Observation
from pipeline.model.words import NO_REPORT
from pipeline.thai.calendar import serial
from pipeline.units import DATE, printed

A_YEAR = 365  # days
Answers = tuple[tuple[str, Decimal | None], ...]


def answered(gathered: MeasureInput, district: str) -> tuple[Answers, tuple[Evidence, ...]]:
    """Each item's value (id, None where nobody knows), and the evidence of each."""
    answers: list[tuple[str, Decimal | None]] = []
    evidence: list[Evidence] = []
    for item in gathered.kpi.items:
        mine = gathered.answers(district, item)
        form = gathered.is_form(item.element)
        value = _of_form(gathered, district, item, mine) if form else _of_rows(mine)
        answers.append((item.id, value))
        evidence.append(_evidence(gathered, item, value, mine, form))
        if value is None and item.unanswered_is_no and not form:
            gathered.find(
                "answer-unknown", f"ไม่ทราบว่า “{item.name}” หรือไม่ จึงถือว่ายังไม่ได้ทำ",
                "ตอบ ใช่ หรือ ไม่ใช่ ในไฟล์ต้นทาง", mine[0].origin if mine else None, district,
                severity="warning",
            )
    return tuple(answers), tuple(evidence)


def unanswered(
    gathered: MeasureInput, district: str, evidence: Sequence[Evidence], *, said: bool
) -> Measurement | None:
    """A district that is not reported because its form is lost, or has nothing ``said`` in it; None of another."""
    seen = gathered.of(district, gathered.kpi.formula.element)
    lost = next((o for o in seen if o.why), None)
    if lost is None and said:
        return None
    reason = NO_REPORT if not seen else "ยังไม่ตอบรายการใด"
    return gathered.unreported(district, reason, *(evidence if seen else ()), lost=lost)


def _of_rows(mine: Sequence[Observation]) -> Decimal | None:
    """Yes only where every row says yes, no where any says no, else None."""
    values = [o.value for o in mine]
    if any(value == 0 for value in values):
        return Decimal(0)
    return Decimal(1) if values and None not in values else None


def _of_form(
    gathered: MeasureInput, district: str, item: Item, mine: Sequence[Observation]
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
    value = given[0].value if given else None
    if value is not None and item.kind == "date" and not _may_be(gathered, value):
        gathered.find(
            "date-outside-round",
            f"“{item.name}” เป็น {printed(value, DATE)} ก่อนวันเริ่มรอบหรือหลังสิ้นรอบเกินหนึ่งปี จึงไม่รู้ว่าพิมพ์ผิดหรือไม่ และไม่ใช้",
            "ตรวจวัน เดือน และปีในไฟล์ต้นทาง", given[0].origin, district)
        return None
    return value


def _may_be(gathered: MeasureInput, day: Decimal) -> bool:
    """Whether something of the round may have been done on a day: within it, or late by a year at most. A year
    too early is mistyped sooner than true, and would be the best of all."""
    return serial(gathered.agreement.start) <= day <= serial(gathered.agreement.end) + A_YEAR


def _evidence(
    gathered: MeasureInput, item: Item, value: Decimal | None, mine: Sequence[Observation], form: bool
) -> Evidence:
    origins = tuple(o.origin for o in mine)
    if not form:
        text = "ไม่ทราบ" if value is None else "ใช่" if value else "ไม่ใช่"
        return Evidence(item.name, value, "", text=text, origins=origins)
    text = "ไม่ได้รายงาน" if value is None else ""
    if value is not None and item.kind == "yes/no":
        text = "ใช่" if value else "ไม่ใช่"
    if value is not None and item.kind == "date":
        text = printed(value, DATE)
    own = gathered.kpi.places if item.kind in CARRIED and item.kind != "date" else 0
    return Evidence(item.name, value, "", own, text, origins, parts(mine, ""))
