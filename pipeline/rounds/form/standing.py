"""The questions that hardly any agreement answers, and so stand in every round."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.rounds.form.book import FormRow
from pipeline.rounds.form.changes import Changes, change_lines
from pipeline.rounds.form.rows import form_row
from pipeline.thai.digits import round_half_up, shortest


@dataclass(frozen=True, slots=True)
class Ladders:
    """What the standing questions are asked of: the numbers of the KPIs whose first level has a bound or items
    (``bounded``), of those with percentages (``rounded``), of those with numbers alone (``numeric``), and of
    every section (name) its share and KPIs, none where the paper states the shares."""

    bounded: Sequence[int]
    rounded: Sequence[int]
    numeric: Sequence[int]
    sections: Mapping[str, tuple[Decimal, Sequence[int]]]


def standing(ladders: Ladders) -> Iterator[FormRow]:
    """The readings that stand in every round, each with both ways."""
    if ladders.bounded:
        yield _reading(
            "below-first-level", ladders.bounded, "ผลที่ไม่ถึงระดับที่ 1 ได้กี่คะแนน",
            "ได้ 0 คะแนน เพราะข้อตกลงไม่ได้ให้ระดับใดแก่ผลที่ต่ำกว่าระดับที่ 1",
            "เกณฑ์ระดับที่ 1 ของตัวชี้วัดเหล่านี้มีขอบล่างหรือสิ่งที่ต้องทำ", "ได้ระดับ 1 เป็นอย่างต่ำ", Changes(below_first=1))
    if ladders.rounded:
        yield _reading(
            "rounding", ladders.rounded, "เทียบเกณฑ์ด้วยร้อยละก่อนหรือหลังปัดเศษ",
            "ปัดเศษเป็นทศนิยมสองตำแหน่ง (ครึ่งปัดขึ้น) ก่อนเทียบเกณฑ์",
            "ตัวเลขที่พิมพ์ในแบบต้องเป็นตัวเลขเดียวกับที่ใช้ให้ระดับ ผู้ลงนามจึงตรวจซ้ำได้จากกระดาษ",
            "เทียบเกณฑ์ด้วยร้อยละที่ยังไม่ปัดเศษ", Changes(round_first=False))
    if ladders.numeric:
        yield _reading(
            "step-or-interpolated", ladders.numeric, "ผลที่อยู่ระหว่างเกณฑ์สองระดับได้คะแนนเท่าใด",
            "ได้คะแนนเท่าระดับที่ถึง เป็นขั้น ไม่มีคะแนนระหว่างระดับ",
            "ข้อตกลงให้เกณฑ์เป็นระดับ และไม่ได้กล่าวถึงการคิดคะแนนตามสัดส่วนระหว่างระดับ",
            "คิดคะแนนตามสัดส่วนระหว่างขอบล่างของสองระดับ (บัญญัติไตรยางศ์ ทศนิยมสองตำแหน่ง) ส่วนระดับที่ได้ยังเป็นระดับที่ถึง",
            Changes(interpolated=True))
    yield from _shares(ladders.sections)


def _shares(sections: Mapping[str, tuple[Decimal, Sequence[int]]]) -> Iterator[FormRow]:
    """What sections count, where it may also be as many as they have KPIs."""
    every = sum(len(kpis) for _, kpis in sections.values())
    others = {name: round_half_up(Decimal(100 * len(kpis)) / every, 2) for name, (_, kpis) in sections.items()} if every else {}
    if len(sections) < 2 or others == {name: share for name, (share, _) in sections.items()}:
        return
    last = next(reversed(others))
    others[last] += 100 - sum(others.values())
    said = " ".join(f"{name} {len(kpis)} ใน {every} ({shortest(others[name])})" for name, (_, kpis) in sections.items())
    yield _reading(
        "section-shares", (), f"ข้อตกลงไม่ได้บอกว่า{'และ'.join(sections)}มีสัดส่วนเท่าใดในคะแนนรวม",
        " : ".join(f"{name} {shortest(share)}" for name, (share, _) in sections.items()),
        "น้ำหนักของแต่ละส่วนรวมได้ 100 เท่ากัน จึงถือว่าสำคัญเท่ากัน", f"ตามจำนวนตัวชี้วัด: {said}", Changes(shares=others))


def _reading(
    reading: str, kpis: Sequence[int], question: str, chosen: str, reason: str, other: str, changes: Changes
) -> FormRow:
    return form_row(
        id=reading, kpis=", ".join(map(str, kpis)), question=question, chosen=chosen, reason=reason, other=other,
        changes="\n".join(change_lines(changes)), use="ทางที่ใช้")
