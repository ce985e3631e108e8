"""How a blank form looks: what stays in sight on the screen, and pages of A4 on which no text is small."""

from dataclasses import dataclass

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.forms.filling.heights import column_points, lines
from pipeline.model.source import Column
from pipeline.office.blanks.rows import BlankForm, Given
from pipeline.xlsx.addresses import letters

FONT = "TH SarabunPSK"
SIZE = 16  # points
DIGIT = 8  # pixels of a digit of that size, which columns are measured in
LINE = 22.5  # points of a line of that size
HEADINGS, FIRST = 5, 6  # the row of the headings, the first that is filled in
MOST_DISTRICTS = 10  # side by side on a page
RIM = 18  # points that a cell keeps free beside its text
SMALLEST = 0.78  # of the natural size that a page may be printed at: 12.5 points
_WIDTHS = {  # in digits, by role; else _USUAL
    "district_code": 11, "district": 17, "kpi": 9, "level": 8, "item": 42, "label": 24, "person": 26,
    "position": 30, "reason": 36, "year": 13, "month": 13, "unit": 10, "file": 34, "sheet": 18,
    "use": 9, "exempt": 18, "code": 20, "paper": 30, "status": 12,
}
_USUAL = 16
_SIDES, _TOP, _BOTTOM = 0.4, 0.5, 0.6  # inches of margin
_LONG, _SHORT = 841.9, 595.3  # points of A4
_HEAD = (27.0, LINE, LINE, 9.0, 2 * LINE)  # points of the rows down to the headings
_DATE = 14  # digits that ข้อมูล ณ วันที่ takes
_FORMATS = {"number": "@", "value": "@"}
_MONEY = "#,##0.00"
_THIN, _THICK = Side("thin"), Side("medium")


@dataclass(frozen=True, slots=True)
class SheetHead:
    """One per sheet: what stands above its table; ``cutoff`` is the day that its figures are to be of,
    empty where its rows bear days of their own; ``note`` says when the form is to be used."""

    title: str
    owner: str
    cutoff: str
    note: str


def lay_out(sheet: Worksheet, form: BlankForm, heading: SheetHead) -> None:
    """Writes the form's headings and rows into an empty sheet, and sets its pages."""
    widths = [_width(form, number, column) for number, column in enumerate(form.columns)]
    points = [column_points(width, DIGIT) for width in widths]
    upright = not form.answers and sum(points) <= _across(_SHORT)
    _head(sheet, form, heading, widths)
    for row, given in enumerate(_rows(form, upright)):
        opens = form.group > 1 and row % form.group == 0
        _line(sheet, FIRST + row, form, given, _THICK if opens else _THIN)
        sheet.row_dimensions[FIRST + row].height = LINE * max(map(_lines, given, widths))
    sheet.freeze_panes = f"{letters(form.names + 1)}{FIRST}"
    _pages(sheet, heading, form.answers != (), upright)
    if form.answers and form.districts:
        _blocks(sheet, form.names, points)


def _across(paper: float) -> float:
    return paper - 2 * 72 * _SIDES


def _rows(form: BlankForm, upright: bool) -> list[tuple[Given, ...]]:
    """The rows that are drawn: those that the form has and, where more may come, a page full."""
    blank: tuple[Given, ...] = (None,) * len(form.columns)
    room = (_LONG if upright else _SHORT) - 72 * (_TOP + _BOTTOM) - sum(_HEAD)
    more = 0 if form.answers else int(room / LINE) - len(form.rows)
    return [*form.rows, *[blank] * more]


def date_cell(form: BlankForm) -> str:
    """The cell that the day of the figures is typed into: beside its words, and wide enough."""
    return f"{letters(form.names if form.answers else 2)}3"


def _width(form: BlankForm, number: int, column: Column) -> float:
    """The width of a column, in digits: its heading has two lines, a district's one; what stands in
    it has one, but for the names of items."""
    heading = _text_points(column.headings[0]) * 1.1  # bold
    if column.role == "answer" and form.answers:
        return max(9, _digits(heading - RIM / 2))  # in the middle, not indented
    usual = _WIDTHS.get(column.role, _USUAL)
    if column.role == "item":
        return usual
    given = {str(row[number]) for row in form.rows if row[number] is not None}
    longest = max(map(_text_points, given), default=0.0)
    return max(usual, _DATE if number == 0 and not form.answers else 0, _digits(longest), _digits(heading * 0.6))


def _digits(points: float) -> float:
    return (points + RIM) / 0.75 / DIGIT


def _text_points(text: str) -> float:
    """How wide a text of one line is."""
    room = 1
    while lines(text, room) > 1:
        room += 500
    return room * SIZE / 1000


def _lines(value: Given, width: float) -> int:
    room = (column_points(width, DIGIT) - RIM) * 1000 / SIZE
    return lines(str(value), max(int(room), 400)) if value is not None else 1


def _head(sheet: Worksheet, form: BlankForm, heading: SheetHead, widths: list[float]) -> None:
    plain = Font(FONT, SIZE)
    for address, text in (("A1", heading.title), ("A2", heading.owner)):
        sheet[address] = text
        sheet[address].font = Font(FONT, 18, bold=True) if address == "A1" else plain
    if heading.note:
        sheet["A3"] = heading.note
        sheet["A3"].font = plain
    if heading.cutoff:
        sheet["A3"] = "ข้อมูล ณ วันที่"
        typed = sheet[date_cell(form)]
        typed.border = Border(_THIN, _THIN, _THIN, _THIN)
        hint = typed.offset(0, 1)
        hint.value = f"← พิมพ์วันที่ในช่อง {typed.coordinate} (วันตัดยอด {heading.cutoff})"
        for cell in (sheet["A3"], typed, hint):
            cell.font = plain
    for number, column in enumerate(form.columns, 1):
        cell = sheet.cell(HEADINGS, number, column.headings[0])
        cell.font = Font(FONT, SIZE, bold=True)
        cell.alignment = Alignment("center", "center", wrap_text=True)
        cell.border = Border(_THIN, _THIN, _THIN, _THIN)
        cell.fill = PatternFill("solid", "E7E6E6")
        sheet.column_dimensions[letters(number)].width = widths[number - 1]
    for row, height in enumerate(_HEAD, 1):
        sheet.row_dimensions[row].height = height


def _line(sheet: Worksheet, row: int, form: BlankForm, given: tuple[Given, ...], top: Side) -> None:
    for number, (column, value) in enumerate(zip(form.columns, given, strict=True), 1):
        cell = sheet.cell(row, number, value)
        cell.font = Font(FONT, SIZE)
        cell.border = Border(_THIN, _THIN, top, _THIN)
        middle = column.role in ("answer", "kpi", "level", "district_code", "year", "use", "status", "unit")
        cell.alignment = Alignment(
            "center" if middle else "left" if isinstance(value, str) else None, "center",
            wrap_text=True, indent=int(isinstance(value, str) and not middle))
        cell.number_format = _FORMATS.get(column.role, _MONEY if column.unit == "บาท" else "General")


def _pages(sheet: Worksheet, heading: SheetHead, wide: bool, upright: bool) -> None:
    """A4, upright where all columns fit across it; any form is as wide as a page, but one whose
    columns are districts."""
    sheet.page_setup.orientation = "portrait" if upright else "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_margins.left = sheet.page_margins.right = _SIDES
    sheet.page_margins.top, sheet.page_margins.bottom = _TOP, _BOTTOM
    sheet.page_margins.header = sheet.page_margins.footer = 0.3
    foot = sheet.oddFooter
    assert foot is not None
    for part, text in ((foot.left, heading.title.replace("&", "&&")),
                       (foot.right, "หน้า &P จาก &N")):
        assert part is not None
        part.text, part.font, part.size = text, FONT, 14
    sheet.HeaderFooter.scaleWithDoc = False
    sheet.print_title_rows = f"1:{HEADINGS}" if wide else f"{HEADINGS}:{HEADINGS}"
    if not wide:
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _blocks(sheet: Worksheet, names: int, points: list[float]) -> None:
    """Districts as columns: at most ten on a page and, where they fit so, as many on each, beside the
    names of their rows."""
    beside, districts = sum(points[:names]), points[names:]
    room = _across(_LONG) / SMALLEST - beside
    pages = _split(districts, room, MOST_DISTRICTS)
    even = _split(districts, room, -(-len(districts) // len(pages)))
    if len(even) == len(pages):
        pages = even
    sheet.print_title_cols = f"A:{letters(names)}"
    sheet.page_setup.scale = min(100, int(100 * _across(_LONG) / (beside + max(map(sum, pages)))))
    last = names
    for page in pages[:-1]:
        last += len(page)
        sheet.col_breaks.append(Break(last))


def _split(widths: list[float], room: float, most: int) -> list[list[float]]:
    """Columns over pages, in their order: as many on each as there is room for."""
    pages: list[list[float]] = [[]]
    for width in widths:
        if len(pages[-1]) == most or (pages[-1] and sum(pages[-1]) + width > room):
            pages.append([])
        pages[-1].append(width)
    return pages
