"""From the lines and tables of an agreement to its KPIs."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from pipeline.rounds.paper.grid import Block, PaperCell, PaperLine, PaperTable, text_lines
from pipeline.rounds.paper.headings import Columns, columns_of, columns_of_two, goes_on
from pipeline.rounds.paper.levels import Criteria, digits, level_mark, read_criteria
from pipeline.rounds.paper.record import SignedKpi, SignedPaper, SignedSection
from pipeline.rounds.paper.sections import (
    LONGEST_SECTION,
    section_of_goal,
    section_of_line,
    section_parts,
)
from pipeline.thai.digits import shortest, to_arabic
from pipeline.thai.text import clean, squeeze

_D = "[0-9๐-๙]"
_KPI = re.compile(
    rf"\s*(?:ตัวชี้วัด(?:ที่)?|kpi(?:\s*(?:ที่|no\.?))?|(?:ข้อ)?ที่|ข้อ)\s*\(?({_D}{{1,3}})(?!\.?{_D})\s*[.:)–-]?\s*|\s*\(?({_D}{{1,2}})(?:[.):](?!{_D})\s*|\s+(?=\S))",
    re.IGNORECASE)
_WHOLE = re.compile(rf"\s*(?:ตัวชี้วัด(?:ที่)?|kpi|ข้อ(?:ที่)?|ที่)?\s*\(?({_D}{{1,3}})[.):]?\s*", re.IGNORECASE)
_MORE = re.compile(r"(?:\(\s*ต่อ\s*\)|^\s*ต่อ)\s*$")  # ศึกษาต่อ is a word of the name
_TOTAL = re.compile(r"(?:ผล|คะแนน|น้ำหนัก|ค่าน้ำหนัก)?รวม|total|ผลคะแนนรวม")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_BELOW = ("หมายเหตุ", "เงื่อนไข", "ทั้งนี้", "*", "ลงชื่อ", "ผู้รับ", "ผู้ประเมิน")


@dataclass(slots=True)
class _Kpi:
    """One KPI while its rows are read."""

    name: list[PaperLine]
    number: int | None
    section: str
    goal: str
    criteria: list[PaperLine] = field(default_factory=list)
    levels: dict[int, str] = field(default_factory=dict)  # of columns of their own
    notes: list[str] = field(default_factory=list)
    weights: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Reading:
    """A paper while it is read."""

    title: list[str] = field(default_factory=list)
    sections: dict[str, Decimal | None] = field(default_factory=dict)
    section: str = ""
    kpis: list[_Kpi] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    columns: Columns | None = None
    width: int = 0
    again: dict[int, frozenset[int]] = field(default_factory=dict)  # by table: columns whose merged cells each row has

    def table(self, table: PaperTable) -> None:
        """Reads a table: of KPIs, or one that goes on with those of the one before it."""
        columns = self.columns if table.width == self.width else None
        rows = table.covering()
        number = 0
        while number < len(rows):
            own = [cell for cell in rows[number] if cell.top == number]
            weighed = columns is not None and _weighs(own, columns)
            heading = None if weighed else columns_of(own)
            if heading is None and not weighed and number + 1 < len(rows):
                heading = columns_of_two(own, [cell for cell in rows[number + 1] if cell.top == number + 1])
                number += heading is not None
            if heading is not None:
                number += 1
                while number < len(rows) and goes_on(rows[number], number, heading):
                    heading = columns_of([one for one in rows[number] if one.top == number], heading) or heading
                    number += 1
                columns = heading
                self.columns, self.width = columns, table.width
                self.again[id(table)] = frozenset(
                    column for what in ("source", "weight") for column in range(*_ends(columns, what)))
                continue
            if columns is not None:
                _join_number(rows, number, table, columns)
                self._row(rows[number], number, columns, table.width)
            elif self.kpis:
                self._tell_unheaded(own)
            else:
                self._above(PaperLine(" ".join(cell.text for cell in own if cell.text)))
            number += 1

    def _tell_unheaded(self, own: Sequence[PaperCell]) -> None:
        """Tells of a row with levels in a table whose columns nobody knows: one that goes on with KPIs has as many
        columns as the table before it."""
        if any(level_mark(line.shown) for cell in own for line in cell.lines):
            self.doubts.append(f"แถว “{own[0].text[:60]}” อยู่ในตารางที่ไม่มีหัวและมีช่องไม่เท่าตารางก่อนหน้า ไม่ได้นำมาใช้")

    def line(self, line: PaperLine) -> None:
        """Reads a line outside of tables."""
        found = section_of_line(line.shown)
        if found and (self.kpis or self.title):
            self._begin(*found)
        elif not self.kpis:
            self._above(line)

    def _above(self, line: PaperLine) -> None:
        if line.shown:
            self.title.append(line.shown)

    def _begin(self, name: str, share: Decimal | None) -> None:
        self.section = next((one for one in self.sections if squeeze(one) == squeeze(name)), name)
        self.sections[self.section] = self.sections.get(self.section) or share

    def _row(self, cells: Sequence[PaperCell], number: int, columns: Columns, width: int) -> None:
        own = [cell for cell in cells if cell.top == number and cell.text]
        if not own or self._is_total(own, columns) or self._is_section(own, columns, width):
            return
        for column in columns.of("section", own):
            self._begin(*section_parts(column.text))
        names = columns.of("name", own)
        kpi = self._start(names, cells, number, columns) if names else None
        if kpi is not None:
            self.kpis.append(kpi)
        if not self.kpis:
            self.doubts.append(f"แถว “{own[0].text[:60]}” อยู่ก่อนตัวชี้วัดแรก ไม่ได้นำมาใช้")
            return
        self._add(self.kpis[-1], cells, number, columns, new=kpi is not None)

    @staticmethod
    def _is_total(own: Sequence[PaperCell], columns: Columns) -> bool:
        """Whether a row only sums weights up."""
        words = [cell for cell in own if not _NUMBER.fullmatch(_plain(cell.text))]
        if not words:
            return len(own) == 1 and bool(columns.of("weight", own)) and _plain(own[0].text) == "100"
        if len(words) == 1 and columns.tells_levels(words[0]) and not _weighs(own, columns):  # a level: รวมกลุ่มได้ 5 กลุ่ม
            return _TOTAL.fullmatch(squeeze(words[0].text)) is not None
        return len(words) == 1 and _TOTAL.match(squeeze(words[0].text)) is not None

    def _is_section(self, own: Sequence[PaperCell], columns: Columns, width: int) -> bool:
        """Whether a row says which section those below are of; notes it."""
        words = [cell for cell in own if not _NUMBER.fullmatch(_plain(cell.text))]
        if len(words) != 1 or columns.tells_levels(words[0]):
            return False
        cell, numbers = words[0], [_plain(one.text) for one in own if one is not words[0]]
        across = cell.left == 0 and cell.right >= width - 1 - len(numbers) and width > 1
        found = section_of_line(cell.text)
        if found is None and across and len(own) == 1 and len(clean(cell.text)) <= LONGEST_SECTION and not (
                _KPI.match(cell.text) and "ตัวชี้วัด" in cell.text) and not level_mark(cell.text):
            found = None if clean(cell.text).startswith(_BELOW) else section_parts(cell.text)
        if found is None:
            if across and len(own) == 1 and self.kpis:
                self.kpis[-1].notes += [line.shown for line in cell.lines if line.shown]
                return True
            return False
        name, share = found
        stated = next((Decimal(one) for one in numbers if Decimal(one) != 100), None)
        self._begin(name, share or stated)
        return True

    def _start(self, names: Sequence[PaperCell], cells: Sequence[PaperCell], number: int, columns: Columns) -> _Kpi | None:
        """The KPI that begins in a row; None where the row goes on with the one before."""
        lines = [line for cell in names for line in cell.lines if line.shown]
        criteria: list[PaperLine] = []
        if columns.where["name"] == columns.where.get("criteria"):
            at = next((n for n, line in enumerate(lines) if n and level_mark(line.shown)), len(lines))
            lines, criteria = lines[:at], lines[at:]
            if not lines or level_mark(lines[0].shown):
                return None
        stated = _stated_number(lines)
        last = self.kpis[-1] if self.kpis else None
        if last is not None and _MORE.search(lines[-1].shown) and stated in (None, last.number):
            return None
        own = [cell for cell in cells if cell.top == number and cell.text]
        said = [*columns.of("criteria", own), *columns.of("weight", own), *(cell for cell in own if cell.left in columns.levels.values())]
        if last is not None and last.number is not None and stated is None and not said:  # the rest of a name
            last.name += lines
            return None
        return _Kpi(lines, stated, *self._goal(cells, number, columns), criteria=criteria)

    def _goal(self, cells: Sequence[PaperCell], number: int, columns: Columns) -> tuple[str, str]:
        """The section and the goal of a row: a merged cell's holds for all of its rows."""
        goals = columns.of("goal", cells)
        lines = [line.shown for cell in goals for line in cell.lines if line.shown]
        if lines and (found := section_of_goal(lines)):
            name, lines = found
            if any(cell.top == number for cell in goals):
                self._begin(name, None)
        return self.section, " ".join(lines)

    def _add(self, kpi: _Kpi, cells: Sequence[PaperCell], number: int, columns: Columns, *, new: bool) -> None:
        """Takes what a row says of a KPI."""
        own = [cell for cell in cells if cell.top == number and cell.text]
        if columns.where.get("criteria") != columns.where["name"]:
            _add_criteria(kpi, columns.of("criteria", own), columns)
        elif not new:
            kpi.criteria += [line for cell in columns.of("name", own) for line in cell.lines]
        for level, column in columns.levels.items():
            cell = next((one for one in own if one.left == column), None)
            wide = cell is not None and len([c for c in columns.levels.values() if cell.left <= c <= cell.right]) > 1
            if cell is not None and wide:
                kpi.criteria += cell.lines
            elif cell is not None and _plain(cell.text) not in ("-", "–", "—"):
                mark = level_mark(cell.text)
                words = mark[1] if mark and mark[0] == level else cell.text
                kpi.levels[level] = f"{kpi.levels[level]} {words}" if level in kpi.levels else words
        if not new:
            kpi.goal = " ".join(filter(None, (kpi.goal, *(cell.text for cell in columns.of("goal", own)))))
        shown = cells if new else own  # merged cells stand beside each of their rows
        kpi.notes += [line.shown for cell in columns.of("notes", own) for line in cell.lines if line.shown]
        kpi.sources += [cell.text for cell in columns.of("source", shown) if cell.text]
        kpi.weights += [cell.text for cell in columns.of("weight", shown) if cell.text and (new or not kpi.weights)]
        for cell in own:
            if not columns.knows(cell):
                heading = columns.others.get(cell.left)
                said = f"ช่อง “{heading[:40]}” ไม่ได้นำมาใช้" if heading else f"ข้อความ “{cell.text[:60]}” อยู่ใต้ช่องที่ไม่มีหัว ไม่ได้นำมาใช้"
                if said not in self.doubts:
                    self.doubts.append(said)


def _add_criteria(kpi: _Kpi, cells: Sequence[PaperCell], columns: Columns) -> None:
    """Takes the criteria cells of a row: one with its lines, a level's number beside its words, or a level each."""
    cells = [cell for cell in cells if cell.left not in columns.levels.values()]
    if len(cells) > 2:
        kpi.levels |= dict(enumerate((cell.text for cell in cells), 1))
        kpi.doubts.append("เกณฑ์อยู่หลายช่องโดยไม่บอกเลขระดับ นับจากซ้ายไปขวา")
    elif len(cells) == 2 and len([line for line in cells[0].lines if line.shown]) == 1:
        beside = _WHOLE.fullmatch(cells[0].text)
        kpi.criteria.append(PaperLine(cells[1].text, f"ระดับที่ {digits(beside[1])}" if beside else cells[0].text))
    else:
        kpi.criteria += [line for cell in cells for line in cell.lines]


def _ends(columns: Columns, what: str) -> tuple[int, int]:
    first, last = columns.where.get(what, (0, -1))
    return first, last + 1


def _plain(text: str) -> str:
    """A number as it stands in a cell of its own."""
    return re.sub(r"^ร้อยละ|%$|\s", "", to_arabic(clean(text)))


def _weighs(own: Sequence[PaperCell], columns: Columns) -> bool:
    """Whether a row has a weight, as no heading has."""
    return any(_NUMBER.fullmatch(_plain(cell.text)) for cell in columns.of("weight", own))


def _join_number(rows: list[list[PaperCell]], number: int, table: PaperTable, columns: Columns) -> None:
    """Puts the number of a KPI that stands in a cell of its own before its name, in the table and in what covers its
    rows: a text is read that may have the goal between them."""
    row = table.rows[number]
    numbers = [cell for cell in columns.of("number", row) if _WHOLE.fullmatch(cell.text)]
    names = [cell for cell in columns.of("name", row) if cell.text and not _KPI.match(cell.text)]
    if len(numbers) != 1 or not names or numbers[0] is names[0]:
        return
    at, first = next(((n, one) for n, one in enumerate(names[0].blocks) if isinstance(one, PaperLine) and one.shown), (0, PaperLine("")))
    blocks = list(names[0].blocks)
    blocks[at] = replace(first, label=f"{numbers[0].text} {first.label}".strip())
    for old, new in ((names[0], replace(names[0], blocks=tuple(blocks))), (numbers[0], replace(numbers[0], blocks=()))):
        row[row.index(old)] = new
        for covered in rows[old.top : old.bottom + 1]:
            covered[:] = [new if one is old else one for one in covered]


def _stated_number(lines: list[PaperLine]) -> int | None:
    """The number of a KPI, which is taken off its name."""
    shown = lines[0].shown
    found = _KPI.match(shown)
    if found is None or (found.end() == len(shown) and len(lines) == 1):
        return None
    lines[0] = PaperLine(shown[found.end():].strip())
    if not lines[0].text:
        del lines[0]
    return digits(found[1] or found[2])


# --- the whole -----------------------------------------------------------------------------------------


def read_blocks(blocks: Sequence[Block]) -> SignedPaper:
    """The agreement that lines and tables hold; without KPIs where no table of theirs is among them."""
    reading = _Reading()
    for block in _flat(blocks):
        if isinstance(block, PaperTable):
            reading.table(block)
        else:
            reading.line(block)
    doubts = list(reading.doubts)
    kpis = _numbered([_kpi(one) for one in reading.kpis], doubts)
    kpis = _weighed(kpis, doubts)
    lines = [line for block in blocks for line in text_lines((block,), reading.again.get(id(block), frozenset()))]
    return SignedPaper(
        tuple(_title(reading.title)), tuple(lines),
        tuple(SignedSection(name, share) for name, share in reading.sections.items() if any(kpi.section == name for kpi in kpis)),
        tuple(kpis), tuple(doubts))


def _flat(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks; in the place of a table that only frames others, those in its cells."""
    for block in blocks:
        if isinstance(block, PaperTable) and any(True for _ in block.inner()) and not _has_heading(block):
            for row in block.rows:
                for cell in row:
                    yield from _flat(cell.blocks)
        else:
            yield block


def _has_heading(table: PaperTable) -> bool:
    return any(columns_of([cell for cell in row if cell.top == number]) for number, row in enumerate(table.covering()))


def _title(lines: Sequence[str]) -> Sequence[str]:
    """The lines from the one on that says what the paper is."""
    at = next((n for n, line in enumerate(lines) if re.search("ข้อตกลง|คำรับรอง|ตัวชี้วัด", line)), 0)
    return lines[at:]


def _kpi(one: _Kpi) -> tuple[int | None, SignedKpi, list[str]]:
    """A KPI with its number, None where the paper has none, and what is in doubt of it."""
    told = read_criteria(one.criteria) if any(line.shown for line in one.criteria) else Criteria()
    said = [*one.doubts, *told.doubts]
    levels = told.levels or tuple(sorted(one.levels.items()))
    if told.levels and one.levels:
        said.append("เกณฑ์มีทั้งในช่องเดียวและในช่องของแต่ละระดับ ใช้ในช่องเดียว")
    if not levels:
        said.append("ไม่พบเกณฑ์ของระดับใด")
    weights = [n for text in one.weights for n in _NUMBER.findall(to_arabic(clean(text)))]
    if len(weights) != 1:
        said.append("ไม่พบน้ำหนัก" if not weights else f"ช่องน้ำหนักมีหลายจำนวน: {', '.join(weights)}")
    name = " ".join(line.shown for line in one.name)
    kpi = SignedKpi(
        one.number or 0, name, one.section, one.goal, levels, (*told.notes, *one.notes),
        Decimal(weights[0]) if len(weights) == 1 else None, " ".join(dict.fromkeys(one.sources)), tuple(told.parts))
    return one.number, kpi, said


def _numbered(kpis: Sequence[tuple[int | None, SignedKpi, list[str]]], doubts: list[str]) -> list[SignedKpi]:
    """The KPIs with numbers that tell them apart: the paper's, or counted."""
    stated = [number for number, _, _ in kpis if number is not None]
    twice = [number for number, times in Counter(stated).items() if times > 1]
    if twice:
        doubts.append(f"เลขตัวชี้วัด {', '.join(map(str, twice))} มีมากกว่าหนึ่งครั้ง นับเลขใหม่ตามลำดับในตาราง")
    used, made, last = set() if twice else set(stated), [], 0
    for number, kpi, said in kpis:
        counted = next(n for n in range(last + 1, last + len(kpis) + len(used) + 2) if n not in used)
        last = counted if number is None or twice else number
        used.add(last)
        made.append(replace(kpi, number=last))
        doubts += [f"ตัวชี้วัดที่ {last}: {one}" for one in said]
    return made


def _weighed(kpis: list[SignedKpi], doubts: list[str]) -> list[SignedKpi]:
    """The KPIs with weights in percent; what does not come to 100 is doubted."""
    made = list(kpis)
    shares = all(kpi.weight is None or kpi.weight <= 1 for kpi in kpis)  # one of 1 beside one of 99 is a percent
    totals: dict[str, Decimal] = {}
    for section in dict.fromkeys(kpi.section for kpi in kpis):
        own = [kpi.weight for kpi in kpis if kpi.section == section]
        known = [weight for weight in own if weight is not None]
        if known and shares and sum(known) <= 1:
            made = [replace(kpi, weight=kpi.weight * 100) if kpi.section == section and kpi.weight is not None else kpi for kpi in made]
            known = [weight * 100 for weight in known]
        if len(known) == len(own):
            totals[section] = sum(known, Decimal(0))
    if sum(totals.values()) != 100:
        doubts += [f"น้ำหนักของ{section or 'ตัวชี้วัดทั้งหมด'}รวมได้ {shortest(total)} ไม่ใช่ 100" for section, total in totals.items() if total != 100]
    return made
