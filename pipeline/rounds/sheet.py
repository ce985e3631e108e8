"""A round as a workbook to print and to hold beside the signed paper: a box to tick at each level and at
each point that the signed text leaves open."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.forms.filling.heights import column_points, lines
from pipeline.model.words import DEPARTMENT, round_words
from pipeline.rounds import text
from pipeline.rounds.edges import bands
from pipeline.rounds.shown import ShownKpi, ShownLevel, ShownRound
from pipeline.thai.text import clean
from pipeline.xlsx.addresses import letters
from pipeline.xlsx.books import About, empty_book, put_text, to_bytes

if TYPE_CHECKING:
    from openpyxl.styles import Border
    from openpyxl.worksheet.worksheet import Worksheet

FONT, SIZE, LARGE = "TH SarabunPSK", 14, 16  # points
LINE = 21.0  # points of a line of that size
DIGIT = 7  # pixels of a digit of that size, which columns are measured in
RIM = 14  # points that a cell keeps free beside its text, which is indented
WIDTHS = (5.5, 6.5, 30, 22, 35)  # in digits: the box, the level, its words, what they ask for, its edges
HEADINGS = ("ตรวจ", "ระดับที่", "เกณฑ์ตามข้อตกลงที่ลงนาม", "เข้าใจว่า", "ต่ำกว่า ตรง และเกินขอบ → ระดับ")
LAST = len(WIDTHS)
_SIDES, _TOP, _BOTTOM = 0.35, 0.5, 0.6  # inches of margin
_PAGE = 841.9 - 72 * (_TOP + _BOTTOM) - 6  # points of height on A4 upright, not quite all of it


def workbook(it: ShownRound) -> bytes:
    """The workbook; the same round always gives the same bytes."""
    book = empty_book(FONT, SIZE)
    page = _Page(book.create_sheet("ตรวจทาน"))
    page.heading(text.state_line(it), LARGE)
    for line in (*map(clean, it.agreement.title), text.days(it.agreement)):
        page.heading(line, SIZE)
    page.blank()
    page.table([(name, f"สัดส่วน {share}   น้ำหนัก {weight}", f"ตัวชี้วัดที่ {kpis}")
                for name, share, weight, kpis in text.sections(it.agreement)[1:]],
               ("ส่วน", "สัดส่วนและน้ำหนัก", "ตัวชี้วัด"))
    page.table([(name, condition.words, text.edge_text(condition)) for name, condition in bands(it.agreement)],
               ("ระดับผลการประเมิน", "ร้อยละของคะแนนรวม", "ต่ำกว่าและตรงขอบ → ระดับ"))
    page.open_points(it.open)
    for kpi in it.kpis:
        page.kpi(kpi)
    page.begin_block()
    page.table([(clean(r.question), clean(r.taken), clean(r.left)) for r in it.agreement.readings],
               ("การตีความ", "ที่ใช้", "อีกทาง ที่ไม่ได้ใช้"))
    page.line(f"ผู้ตรวจ {'.' * 60}   วันที่ {'.' * 30}")
    page.finish(f"รอบ {round_words(it.agreement.round_id)}{it.agreement.caveat}")
    title = f"นิยามตัวชี้วัด รอบ {round_words(it.agreement.round_id)}{it.agreement.caveat}"
    return to_bytes(book, About(title, DEPARTMENT))


class _Page:
    """The sheet as it is written from the top down; a block that has no room goes to the next page."""

    def __init__(self, sheet: "Worksheet") -> None:
        from openpyxl.styles import Border, Side

        self._sheet = sheet
        self._row = 0  # the last that is written
        # Blocks that stay on a page where they have room there, each as the first rows of its pieces,
        # which always do.
        self._blocks: list[list[int]] = [[]]
        thin = Side("thin")
        self._box = Border(thin, thin, thin, thin)
        for column, width in enumerate(WIDTHS, 1):
            sheet.column_dimensions[letters(column)].width = width

    def heading(self, words: str, size: int) -> None:
        """A line of the title."""
        self._whole(words, bold=True, size=size, align="center")

    def line(self, words: str) -> None:
        """A line across the page."""
        self._whole(words)

    def blank(self) -> None:
        """A line with nothing in it."""
        self._next(LINE / 2)

    def table(self, rows: Sequence[Sequence[str]], headings: Sequence[str]) -> None:
        """Rows of three texts, numbered, with a box to tick."""
        self._headings((HEADINGS[0], "ที่", *headings))
        for number, texts in enumerate(rows, 1):
            self._cells((None, number, *texts))
        self.blank()

    def open_points(self, points: Sequence[str]) -> None:
        """What the signed text leaves open, each with a box to tick."""
        if points:
            self._whole("ข้อตกลงไม่ได้บอก ต้องมีผู้ตรวจ (กาช่องเมื่อตรวจแล้ว)", bold=True)
        self._boxes(points)

    def _boxes(self, points: Sequence[str]) -> None:
        for point in points:
            row = self._next(LINE * self._lines(point, 2, LAST))
            self._put(row, 1, None, border=self._box)
            self._merged(row, 2, LAST, point)

    def kpi(self, it: ShownKpi) -> None:
        """A KPI, on one page where it has room there."""
        self.begin_block()
        self._whole(f"ตัวชี้วัดที่ {it.kpi.number}  {clean(it.kpi.name)}", bold=True, grey=True)
        self._whole(text.facts(it))
        self._boxes(it.computed)
        self._levels(it.levels)
        for part in it.parts:
            self.begin_block()
            self._whole(text.part_title(part), bold=True)
            self._whole(text.part_facts(part))
            self._boxes(part.computed)
            self._levels(part.levels)
        for way in it.readings:
            self._whole(text.other_way(way))
        self.open_points(it.open)

    def _levels(self, levels: Sequence[ShownLevel]) -> None:
        if levels:
            self._headings(HEADINGS)
        for level in levels:
            self._level(level)

    def begin_block(self) -> None:
        """What follows stays together."""
        self._blocks.append([])
        self.blank()

    def _level(self, it: ShownLevel) -> None:
        first = self._row + 1
        for condition in it.conditions:
            edges = text.edge_cell(condition)
            height = LINE * max(self._lines(condition.words, 4, 4), sum(self._lines(line, 5, 5) for line in edges.split("\n")))
            row = self._next(height, within=self._row >= first)
            self._put(row, 4, condition.words, border=self._box)
            self._put(row, 5, edges, border=self._box)
        quote = text.with_points(it)
        wanted = LINE * sum(self._lines(line, 3, 3) for line in quote.split("\n"))
        heights = self._sheet.row_dimensions
        heights[self._row].height += max(wanted - self._height(first, self._row), 0)
        for column, value in enumerate((None, it.level.level, quote), 1):
            for row in range(first, self._row + 1):
                self._put(row, column, value if row == first else None, border=self._box,
                          align="center" if column < 3 else "left")
            if self._row > first:
                self._sheet.merge_cells(None, first, column, self._row, column)

    def _headings(self, headings: Sequence[str]) -> None:
        row = self._next(LINE)
        for column, heading in enumerate(headings, 1):
            self._put(row, column, heading, bold=True, grey=True, border=self._box, align="center")

    def _cells(self, values: Sequence[object]) -> None:
        most = max(self._lines(str(value or ""), n, n) for n, value in enumerate(values, 1))
        row = self._next(LINE * most)
        for column, value in enumerate(values, 1):
            self._put(row, column, value, border=self._box, align="center" if column < 3 else "left")

    def _whole(
        self, words: str, bold: bool = False, grey: bool = False, size: int = SIZE, align: str = "left"
    ) -> None:
        """A text across the page."""
        row = self._next(LINE * self._lines(words, 1, LAST) * size / SIZE)
        self._merged(row, 1, LAST, words, bold, grey, size, align)

    def _merged(
        self, row: int, first: int, last: int, words: str, bold: bool = False, grey: bool = False,
        size: int = SIZE, align: str = "left",
    ) -> None:
        for column in range(first, last + 1):
            self._put(row, column, words if column == first else None, bold, grey, size, align)
        self._sheet.merge_cells(None, row, first, row, last)

    def _put(
        self, row: int, column: int, value: object, bold: bool = False, grey: bool = False,
        size: int = SIZE, align: str = "left", border: "Border | None" = None,
    ) -> None:
        from openpyxl.styles import Alignment, Font, PatternFill

        cell = self._sheet.cell(row, column)
        if isinstance(value, str):
            put_text(cell, value)
        elif value is not None:
            cell.value = value  # type: ignore[assignment]  # a number
        cell.font = Font(FONT, size, bold=bold)
        cell.alignment = Alignment(align, "top", wrap_text=True, indent=int(border is not None and align == "left"))
        if border is not None:
            cell.border = border
        if grey:
            cell.fill = PatternFill("solid", "E7E6E6")

    def _next(self, height: float, within: bool = False) -> int:
        """The next row, of so many points; ``within`` the piece that the row above it is of."""
        self._row += 1
        if not within:
            self._blocks[-1].append(self._row)
        self._sheet.row_dimensions[self._row].height = height
        return self._row

    def _lines(self, words: str, first: int, last: int) -> int:
        """How many lines a text takes in these columns."""
        points = sum(column_points(width, DIGIT) for width in WIDTHS[first - 1:last]) - RIM
        return max(lines(words, int(0.96 * 1000 * points / SIZE)), 1)

    def _height(self, first: int, last: int) -> float:
        return sum(float(self._sheet.row_dimensions[row].height) for row in range(first, last + 1))

    def _parted(self) -> None:
        """Has a page end before each block, or piece of one, that has no room on it."""
        from openpyxl.worksheet.pagebreak import Break

        firsts = [row for block in self._blocks for row in block]
        ends = [*(row - 1 for row in firsts[1:]), self._row]
        heights = {first: self._height(first, end) for first, end in zip(firsts, ends, strict=True)}
        used = 0.0
        for block in self._blocks:
            whole = sum(heights[first] for first in block)
            for first in block:
                wanted = min(whole, _PAGE) if first == block[0] else heights[first]
                if used and used + wanted > _PAGE:
                    self._sheet.row_breaks.append(Break(first - 1))
                    used = 0.0
                used += heights[first]

    def finish(self, footer: str) -> None:
        """Sets the pages."""
        from openpyxl.worksheet.page import PageMargins

        self._parted()
        sheet = self._sheet
        assert sheet.oddFooter is not None
        sheet.page_margins = PageMargins(_SIDES, _SIDES, _TOP, _BOTTOM, 0.3, 0.3)
        sheet.page_setup.orientation = "portrait"
        sheet.page_setup.paperSize = 9  # A4
        sheet.print_options.horizontalCentered = True
        sheet.print_area = f"A1:{letters(LAST)}{self._row}"
        for part, words in ((sheet.oddFooter.left, footer), (sheet.oddFooter.right, "หน้า &P จาก &N")):
            part.text, part.font, part.size = words, FONT, SIZE
