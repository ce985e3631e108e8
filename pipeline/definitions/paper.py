"""Holds a definition against its signed text: every quote where it belongs, weights, dates, sections.

What contradicts the text is wrong; what the text does not state is listed, for a person to tick.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from pipeline.definitions.held import Held, Paper, ask_numbers, numbered, stepped
from pipeline.definitions.parts import check_parts
from pipeline.definitions.signed import (
    Passage,
    Span,
    dates,
    passages,
    same_words,
    titled_round,
    weights,
    years,
)
from pipeline.model.agreement import Kpi
from pipeline.model.frame import Section
from pipeline.thai.calendar import fiscal_month, month_number, thai_date
from pipeline.thai.digits import shortest
from pipeline.thai.periods import HALVES, fiscal_year, month_end
from pipeline.thai.text import clean

_NUMBER = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?!\.?\d)")
_MARK = re.compile(r"[-–—•·▪●*]|\(?\d{1,2}[.)]|หน้า(?:ที่)? ?\d+(?: ?(?:/|จาก) ?\d+)?")


def check_paper(paper: Paper) -> None:
    """Notes all that contradicts the signed text, and lists what it does not state."""
    _check_title(paper)
    _check_year(paper)
    _check_round(paper)
    _check_bands(paper)
    found = passages(paper.signed, paper.kpis)
    for number in paper.signed.numbers():
        if paper.defined is not None and number not in paper.defined:
            paper.frame.block.wrong(
                "kpi", f"{paper.name} มีตัวชี้วัดที่ {number} แต่ไม่มีไฟล์ของตัวชี้วัดนี้ในโฟลเดอร์ kpi เพิ่มไฟล์")
    for kpi in paper.kpis:
        part = found.get(kpi.number)
        if part is None:
            paper.lacks(kpi, "name", kpi.name, f"หลัง “ตัวชี้วัดที่ {kpi.number}” ")
            continue
        _check_levels(paper, kpi, part)
        check_parts(paper, kpi, part)
        _check_words(paper, kpi, part)
        _check_cutoff(paper, kpi, part)
        _check_years(paper, kpi, part)
    _check_goals(paper, found)
    for kpi in paper.kpis:
        if kpi.number in found:
            _check_section(paper, kpi, found[kpi.number])
            _check_left(paper, kpi, found[kpi.number], found)


# --- the frame -----------------------------------------------------------------------------------


def _check_title(paper: Paper) -> None:
    for number, line in enumerate(paper.frame.agreement.title, 1):
        if paper.signed.claim(line, 0, len(paper.signed.text)) is None:
            paper.frame.block.wrong(
                "title", f"บรรทัดที่ {number} “{clean(line)[:60]}” ไม่มีใน {paper.name} แก้ให้ตรงกับข้อตกลงที่ลงนาม")


def _check_year(paper: Paper) -> None:
    year = paper.frame.agreement.year
    if year is not None and paper.signed.claim(year.quote, 0, len(paper.signed.text)) is None:
        paper.frame.block.wrong("year.quote", f"“{clean(year.quote)[:60]}” ไม่มีใน {paper.name} คัดข้อความที่บอกว่าผลทั้งปีคือค่าเฉลี่ยของทุกรอบ")


def _check_round(paper: Paper) -> None:
    """The id says which fiscal year and half, the title which days: they are those of the file."""
    frame, block = paper.frame.agreement, paper.frame.block
    year, _, number = frame.round_id.partition("-")
    title = same_words(" ".join(frame.title))
    if fiscal_year(frame.end) != int(year) or fiscal_year(frame.start) != int(year):
        block.wrong("start/end", f"ไม่อยู่ในปีงบประมาณ {year} ของรอบ {frame.round_id} (1 ตุลาคม {int(year) - 1} – 30 กันยายน {year})")
    elif number in HALVES:
        first, last = HALVES[number]
        begins, ends = fiscal_month(int(year), month_number(first)), month_end(int(year), last)
        if not (begins <= frame.start and frame.end <= ends):
            block.wrong("start/end", f"รอบที่ {number} ของปีงบประมาณ {year} คือ {thai_date(begins)} – {thai_date(ends)}")
    for found, said, key in zip(titled_round(title), (number, year), ("รอบที่", "ปี พ.ศ."), strict=True):
        if not found:
            paper.ask(0, "round", f"ชื่อข้อตกลงไม่ได้บอก{key} นิยามใช้ {said}")
        elif found != said:
            block.wrong("title", f"บอก{key} {found} แต่รอบของโฟลเดอร์คือ {frame.round_id}")
    days = dates(title, int(year))
    for key, day in (("start", frame.start), ("end", frame.end)):
        if not {frame.start, frame.end} & set(days):
            paper.ask(0, key, f"ชื่อข้อตกลงไม่ได้บอก{'วันเริ่ม' if key == 'start' else 'วันสิ้น'}รอบ นิยามใช้ {thai_date(day)}")
        elif day not in days and len(days) < 2:
            paper.ask(0, key, f"ชื่อข้อตกลงบอกเพียง {thai_date(days[0])} นิยามใช้ {thai_date(day)} เป็น{'วันเริ่ม' if key == 'start' else 'วันสิ้น'}รอบ")
        elif day not in days:
            block.wrong(key, f"เป็น {thai_date(day)} แต่ชื่อข้อตกลงบอก {' และ '.join(map(thai_date, days))}")


def _check_bands(paper: Paper) -> None:
    """Bands and shares that the text does not state are to be ticked, and numbers that it gives beside those
    of bands: but where a band ends, just under the next (80 – 89)."""
    bounds = {band.at_least for band in paper.frame.agreement.bands}
    ends = {bound - step for bound in bounds for step in (Decimal(1), Decimal("0.01"))} | {Decimal(100)}
    others: dict[str, None] = {}
    for band in paper.frame.agreement.bands:
        stated = _states(paper, band.name, band.at_least)
        if stated is None:
            paper.ask(0, "bands", f"ระดับผลการประเมิน “{band.name}” ตั้งแต่ร้อยละ {shortest(band.at_least)}")
        else:
            paper.signed.take(*stated)
            line = paper.signed.text[slice(*stated)]
            others |= dict.fromkeys(n for n in _NUMBER.findall(line) if Decimal(n) not in bounds | ends)
    if others:
        paper.ask(0, "bands", f"ข้อตกลงมีจำนวน {', '.join(others)} อยู่กับระดับผลการประเมิน ซึ่งไม่ใช่ขอบของระดับใดในนิยาม")
    agreement = replace(paper.frame.agreement, kpis=tuple(paper.kpis))
    if agreement.out_of not in (0, replace(agreement, out_of=0).top):
        paper.ask(0, "top", f"คะแนนเต็มของส่วนและคะแนนรวมคือ {agreement.out_of}")
    for section in paper.frame.agreement.sections:
        _check_weights(paper, section)
        if _states(paper, section.name, section.share, whole=True) is None:
            paper.ask(0, "sections", f"สัดส่วนของ{section.name} ร้อยละ {shortest(section.share)} ของคะแนนรวม")


def _check_weights(paper: Paper, section: Section) -> None:
    """Weights of a section that come to 100 only with those of each district are to be ticked."""
    mine = [kpi for kpi in paper.kpis if kpi.section == section.id]
    total = sum((kpi.weight for kpi in mine), Decimal(0))
    if total != 100 and (own := [str(kpi.number) for kpi in mine if kpi.weight_source]):
        paper.ask(0, "sections", f"น้ำหนักใน{section.name}รวมได้ {shortest(total)} ตัวชี้วัดที่ {', '.join(own)} มีน้ำหนักรายอำเภอ รวมแล้วได้ 100 ทุกอำเภอ")


def _states(paper: Paper, name: str, number: Decimal, *, whole: bool = False) -> Span | None:
    """The first line of the text that says a number right after a name, which (``whole``) no letter precedes."""
    words = rf"{'(?<![ก-๙])' if whole else ''}{re.escape(same_words(name))}(?: |:|-|–|\(|คือ|ตั้งแต่|มีสัดส่วน|สัดส่วน|น้ำหนัก|คะแนน|ร้อยละ)*{shortest(number)}(?!\.?\d)"
    found = re.search(rf"^.*{words}.*$", paper.signed.text, re.MULTILINE)
    return found.span() if found else None


# --- one KPI -------------------------------------------------------------------------------------


def _check_levels(paper: Paper, kpi: Kpi, part: Passage) -> None:
    """Each level's quote is all that its place says; the last one's may be followed by notes. Levels of a
    step stand in one quote."""
    signed = paper.signed
    if stepped(kpi):
        if signed.claim(kpi.levels[0].quote, part.name_end, part.end) is None:
            paper.lacks(kpi, "step.quote", kpi.levels[0].quote, f"ในส่วนของตัวชี้วัดที่ {kpi.number} ")
        return
    if not part.levels:
        at = part.name_end
        for level in kpi.levels:
            ways = (signed.claim(before + level.quote, at, part.end) for before in numbered(level.level))
            span = next(filter(None, ways), None)
            if span is None:
                paper.lacks(kpi, f"levels[{level.level}].quote", level.quote, f"ในเกณฑ์ของตัวชี้วัดที่ {kpi.number} ")
            at = at if span is None else span[1]
        numbers = [level.level for level in kpi.levels]
        if numbers != list(range(1, len(numbers) + 1)):
            ask_numbers(Held(paper, kpi))
        return
    _check_numbered(paper, kpi, part)


def _check_numbered(paper: Paper, kpi: Kpi, part: Passage) -> None:
    """Each level's quote stands behind its number; those of parts have their own beside it. A number
    behind which nothing stands is a level that the paper skips."""
    signed = paper.signed
    ladders = [kpi.levels, *(one.levels for one in (*kpi.parts, *kpi.deductions))]
    known = {level.level for levels in ladders for level in levels}
    for number, start, end in part.levels:
        if number not in known and signed.text[start:end].strip(" -–—.:\n"):
            paper.wrong(kpi, "levels", f"{paper.name} มีระดับที่ {number} แต่นิยามไม่มี เพิ่ม [[levels]]")
        elif number not in known:
            signed.take(signed.text.rfind("\n", 0, start) + 1, end)
    for level in kpi.levels:
        spans = [(start, end) for number, start, end in part.levels if number == level.level]
        if not spans:
            paper.wrong(kpi, "levels", f"{paper.name} ไม่มีระดับที่ {level.level} ของตัวชี้วัดนี้")
        elif not any(signed.behind(level.quote, *span) for span in spans[: 1 if not kpi.leaves()[1:] else None]):
            paper.lacks(kpi, f"levels[{level.level}].quote", level.quote, f"ทั้งข้อความของระดับที่ {level.level} ")


def _check_words(paper: Paper, kpi: Kpi, part: Passage) -> None:
    signed = paper.signed
    for number, note in enumerate(kpi.criteria_notes, 1):
        if signed.claim(note, part.name_end, part.end) is None:
            paper.lacks(kpi, f"notes[{number}]", note, f"ในส่วนของตัวชี้วัดที่ {kpi.number} ")
    stated = weights(signed, part, kpi.weight)
    if not stated:
        paper.ask(kpi.number, "weight", f"น้ำหนัก {shortest(kpi.weight)}")
    elif kpi.weight not in stated.values() and not _says(paper, part, kpi.weight):
        paper.wrong(kpi, "weight", f"เป็น {shortest(kpi.weight)} แต่ {paper.name} บอก {', '.join(map(shortest, stated.values()))}")
    elif set(stated.values()) != {kpi.weight}:
        paper.ask(kpi.number, "weight", f"น้ำหนัก {shortest(kpi.weight)} (ข้อตกลงมีจำนวน {', '.join(map(shortest, stated.values()))})")
    if own := next((span for span, weight in stated.items() if weight == kpi.weight), None):
        signed.take(*own)
    if not kpi.data_source.strip():
        paper.ask(kpi.number, "data_source", "นิยามไม่มีแหล่งข้อมูล")
    elif signed.claim(kpi.data_source, part.name_end, part.end) is None:
        paper.lacks(kpi, "data_source", kpi.data_source, f"ในส่วนของตัวชี้วัดที่ {kpi.number} ")


def _says(paper: Paper, part: Passage, number: Decimal) -> bool:
    """Whether a number stands within some line of a passage that nothing quotes."""
    told = rf"(?<![\d.]){re.escape(shortest(number))}(?!\.?\d)"
    return any(re.search(told, line) for line in paper.signed.left(part.name_end, part.end))


def _check_cutoff(paper: Paper, kpi: Kpi, part: Passage) -> None:
    frame = paper.frame.agreement
    if not frame.start <= kpi.cutoff <= frame.end:
        paper.wrong(kpi, "cutoff", f"{thai_date(kpi.cutoff)} ไม่อยู่ในรอบ {thai_date(frame.start)} – {thai_date(frame.end)}")
        return
    days = dates(paper.signed.text[part.name_end : part.end], fiscal_year(frame.end))
    within = [day for day in days if frame.start <= day <= frame.end]
    said = " หรือ ".join(dict.fromkeys(map(thai_date, within)))
    if kpi.cutoff in within:
        return
    if within:
        paper.ask(kpi.number, "cutoff", f"ตัดยอดวันที่ {thai_date(kpi.cutoff)} แต่ข้อตกลงกล่าวถึง {said} ใช่หรือไม่?")
    elif kpi.cutoff != frame.end:
        paper.ask(kpi.number, "cutoff", f"ตัดยอดวันที่ {thai_date(kpi.cutoff)} ก่อนวันสิ้นรอบ")


def _check_section(paper: Paper, kpi: Kpi, part: Passage) -> None:
    """The section whose name stands last before the KPI, in a line that names no other and that nothing
    quotes, is its own."""
    names = {same_words(section.name): section.id for section in paper.frame.agreement.sections}
    own = next((name for name, section in names.items() if section == kpi.section), "")
    named = ([n for n in names if n in line] for line in reversed(paper.signed.left(0, part.start)))
    last = next((one[0] for one in named if len(one) == 1), None)
    if last != own and own:
        under = "" if last is None else f" แต่ข้อตกลงวางไว้ใต้ “{last}” ใช่หรือไม่?"
        paper.ask(kpi.number, "section", f"อยู่ใน{own}{under}")


def _check_years(paper: Paper, kpi: Kpi, part: Passage) -> None:
    """Base years are those that the KPI's part names, all of them but the round's own."""
    base = kpi.formula.base_years
    stated = years(paper.signed.text[part.start : part.end])
    for year in base:
        if year not in stated:
            paper.ask(kpi.number, "formula.base_years", f"ปีฐาน {year} ซึ่งส่วนของตัวชี้วัดนี้ในข้อตกลงไม่ได้กล่าวถึง ใช่หรือไม่?")
    for year in sorted(stated - set(base)) if base else ():
        if year < fiscal_year(paper.frame.agreement.end):
            paper.ask(kpi.number, "formula.base_years", f"ข้อตกลงกล่าวถึงปี {year} ซึ่งไม่ใช่ปีฐานของนิยาม ใช่หรือไม่?")


def _check_goals(paper: Paper, found: Mapping[int, Passage]) -> None:
    """A goal stands before its KPI, after what is said of the one before, or between name and levels; one
    that several KPIs in a row share stands before the first."""
    signed = paper.signed
    placed = sorted((kpi for kpi in paper.kpis if kpi.number in found), key=lambda kpi: found[kpi.number].start)
    since, former = 0, ""
    for kpi in placed:
        part = found[kpi.number]
        goal = same_words(kpi.goal)
        if not goal and not since:  # what another lacks is left over of the KPI before it
            paper.ask(kpi.number, "goal", "ข้อตกลงเว้นช่องเป้าหมายไว้")
        if goal and goal != former:
            before = signed.claim(kpi.goal, since, part.start)
            after = before or signed.claim(kpi.goal, part.name_end, part.first_level)
            if after is None:
                paper.lacks(kpi, "goal", kpi.goal, f"หน้าตัวชี้วัดที่ {kpi.number} ")
        former = goal or former
        since = max((start for _, start, _ in part.levels), default=part.name_end)


def _check_left(paper: Paper, kpi: Kpi, part: Passage, found: Mapping[int, Passage]) -> None:
    """Lists the lines of a KPI's part that no quote has, but for headings of the table and the bullets and
    numbers that Word itself puts before a paragraph, and the numbers of pages."""
    head = set(paper.signed.text[: min(one.start for one in found.values())].split("\n"))
    names = [same_words(section.name) for section in paper.frame.agreement.sections]
    for line in paper.signed.left(part.start, part.end):
        if line not in head and not any(name in line for name in names) and not _MARK.fullmatch(line):
            paper.ask(kpi.number, "notes", f"ข้อตกลงมีข้อความที่นิยามไม่ได้ใช้: “{line[:80]}”")
