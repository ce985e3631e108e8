"""A round on the terminal: one page to hold beside the signed paper."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.model.agreement import Agreement
from pipeline.model.words import STATE_NAMES
from pipeline.rounds.edges import Condition, OtherWay, bands
from pipeline.rounds.shown import ShownKpi, ShownLevel, ShownPart, ShownRound
from pipeline.thai.calendar import thai_date
from pipeline.thai.digits import shortest
from pipeline.thai.points import without_points
from pipeline.thai.text import clean, visible_length

_WIDEST = 30  # characters of what a level asks for, beside which its edges stand
BOX = "[ ]"


def lines(it: ShownRound) -> Iterator[str]:
    """The page, line by line."""
    yield from _head(it)
    for kpi in it.kpis:
        yield ""
        yield from kpi_lines(kpi)
    for number, reading in enumerate(it.agreement.readings, 1):
        yield ""
        yield f"การตีความที่ {number}  {clean(reading.question)}"
        yield f"  ใช้     {clean(reading.taken)}"
        yield f"  อีกทาง  {clean(reading.left)}"


def state_line(it: ShownRound) -> str:
    """The round, its state, and whether it is still as it was adopted."""
    agreement = it.agreement
    differs = f" ต่างจากเมื่อประกาศใช้ {it.differing} แห่ง" if it.differing else ""
    return f"รอบ {agreement.round_id} ({STATE_NAMES[agreement.state]}){differs}"


def days(agreement: Agreement) -> str:
    """From which day to which a round lasts."""
    return f"{thai_date(agreement.start)} – {thai_date(agreement.end)}"


def facts(it: ShownKpi) -> str:
    """A KPI's section, weight, cut-off, unit, and what its points are out of where that is not usual."""
    kpi = it.kpi
    top = f"   คะแนนเต็ม {shortest(kpi.full)}" if kpi.full != max((level.level for level in kpi.levels), default=0) else ""
    return f"{it.section}   น้ำหนัก {shortest(kpi.weight)}   วันตัดยอด {thai_date(kpi.cutoff)}   หน่วย {kpi.unit}{top}"


def part_title(it: ShownPart) -> str:
    """What a part or a deduction is called: ``ส่วน A  ร้อยละการเบิกจ่าย``."""
    return f"{it.words} {clean(it.kpi.name)}"


def part_facts(it: ShownPart) -> str:
    """A part's weight, unit, and what its points are out of."""
    part = it.kpi
    weight = "" if part.weight == 1 else f"น้ำหนัก {shortest(part.weight)}   "
    return f"{weight}คะแนนเต็ม {shortest(part.full)}   หน่วย {part.unit}{'' if part.levels else '   ผลคือคะแนน'}"


def with_points(it: ShownLevel) -> str:
    """A level's words, and its points where these are not its number, in a line of their own."""
    return "\n".join(filter(None, (it.quote, _points(it))))


def _points(it: ShownLevel) -> str:
    """A level's points where they are not its number and its words do not say them."""
    if it.level.points is None:
        return ""
    said = without_points(it.quote)[1]
    return "" if said == it.level.points else f"({shortest(it.level.points)} คะแนน)"


def other_way(way: OtherWay) -> str:
    """What a reading changes of a KPI if it is taken the other way."""
    return f"การตีความที่ {way.number} อีกทาง   {' · '.join(way.changes) or 'ระดับที่ขอบไม่เปลี่ยน'}"


def sections(agreement: Agreement) -> list[tuple[str, str, str, str]]:
    """The sections as a table, its headings first."""
    return [("ส่วน", "สัดส่วน", "น้ำหนักรวม", "ตัวชี้วัดที่"), *(
        (section.name, shortest(section.share), shortest(sum((kpi.weight for kpi in kpis), Decimal(0))),
         " ".join(str(kpi.number) for kpi in kpis))
        for section in agreement.sections for kpis in [agreement.of_section(section.id)]
    )]


def edge_text(condition: Condition) -> str:
    """The results at an edge, each with its level: ``79.99 → 0 · 80.00 → 1``."""
    return " · ".join(edge.text for edge in condition.edges)


def edge_cell(condition: Condition) -> str:
    """The same for a cell, where days and points have a line each."""
    worded = any(edge.text.count(" ") > 2 for edge in condition.edges)
    return "\n".join(edge.text for edge in condition.edges) if worded else edge_text(condition)


def _head(it: ShownRound) -> Iterator[str]:
    agreement = it.agreement
    yield state_line(it)
    yield from map(clean, agreement.title)
    yield days(agreement)
    yield ""
    yield from table(sections(agreement))
    yield ""
    yield from table([("ระดับผลการประเมิน", "ร้อยละของคะแนนรวม", ""), *(
        (name, condition.words, edge_text(condition)) for name, condition in bands(agreement))])
    yield from to_tick(it.open, "")


def kpi_lines(it: ShownKpi) -> Iterator[str]:
    """A KPI, its levels and what is to be ticked of it, line by line."""
    yield f"ตัวชี้วัดที่ {it.kpi.number}  {clean(it.kpi.name)}"
    yield f"  {facts(it)}"
    yield from (f"  {BOX} {line}" for line in it.computed)
    yield from _levels(it.levels)
    for part in it.parts:
        yield f"  {part_title(part)}"
        yield f"    {part_facts(part)}"
        yield from (f"    {BOX} {line}" for line in part.computed)
        yield from _levels(part.levels)
    yield from (f"  {other_way(way)}" for way in it.readings)
    yield from to_tick(it.open, "  ")


def _levels(levels: Sequence[ShownLevel]) -> Iterator[str]:
    width = max((visible_length(c.words) for level in levels for c in level.conditions), default=0)
    for level in levels:
        yield from _level(level, min(width, _WIDEST))


def _level(it: ShownLevel, width: int) -> Iterator[str]:
    heading = f"ระดับที่ {it.level.level}", _points(it), f"“{it.quote}”" if it.quote else ""
    yield f"  {'  '.join(filter(None, heading))}"
    for condition in it.conditions:
        words, edges = condition.words, edge_text(condition)
        if visible_length(words) > width:  # its edges have a line of their own
            yield f"     {words}"
            words = ""
        yield f"     {pad(words, width)}   {edges}".rstrip()


def to_tick(points: Sequence[str], indent: str, head: str = "ข้อตกลงไม่ได้บอก ต้องมีผู้ตรวจ:") -> Iterator[str]:
    """A list to tick under its head; nothing where it is empty."""
    if points:
        yield f"{indent}{head}"
        yield from (f"{indent}  {BOX} {point}" for point in points)


def pad(text: str, width: int) -> str:
    """The text with spaces up to a width on the screen."""
    return text + " " * (width - visible_length(text))


def table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows of texts in columns that stand under each other."""
    widths = [max(visible_length(row[place]) for row in rows) for place in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(pad(text, width) for text, width in zip(row, widths, strict=True)).rstrip()
