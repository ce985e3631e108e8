"""How the form looks: colours, fonts, the heights that texts need, pages of A4 that repeat the headings."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from pipeline.forms.filling.heights import HIGHEST, column_points, lines
from pipeline.xlsx.addresses import letters
from pipeline.xlsx.books import put_text

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.styles import PatternFill
    from openpyxl.worksheet.worksheet import Worksheet

FONT, SIZE, LARGE = "TH SarabunPSK", 14, 18  # points
DIGIT = 7  # pixels of a digit of that size, which columns are measured in
LINE = 21.0  # points of a line of that size
RIM = 14  # points that a cell keeps free beside its text, which is indented
HEAD, SIGNED, ASKED, NEEDED, DONE = "D9E2F3", "F2F2F2", "FCE4D6", "FFF2CC", "E2EFDA"
ORANGE, RED, GREY, LINES = "C55A11", "C00000", "595959", "A6A6A6"
_USABLE = 0.92  # of a column: pages are printed smaller, and lines part elsewhere then
_BOLD = 1.06  # how much wider bold letters are
_SIDES, _TOP, _BOTTOM = 0.35, 0.5, 0.6  # inches of margin
_ACROSS, _UPRIGHT = 841.9 - 2 * 72 * _SIDES - 2, 595.3 - 2 * 72 * _SIDES - 2  # points of width on A4 lying and upright
_ZOOM = 110  # percent
_SMALLEST = 0.8  # of the natural size that a page is printed at


def fill(colour: str) -> "PatternFill":
    """A cell's ground."""
    from openpyxl.styles import PatternFill

    return PatternFill("solid", colour, colour)


def room(width: float) -> float:
    """The points that a text has in a column of so many digits."""
    return column_points(width, DIGIT) - RIM


def height(text: str, points: float, bold: bool = False, size: int = SIZE) -> float:
    """The points that a text needs below each other in so many points of width."""
    free = int(_USABLE * 1000 * points / size / (_BOLD if bold else 1))
    return max(lines(text, max(free, 400)), 1) * LINE * size / SIZE


def put(
    cell: "Cell | MergedCell", value: object, colour: str = "", locked: bool = False, bold: bool = False, middle: bool = False,
    ink: str = "000000", upright: Literal["top", "center"] = "top",
) -> None:
    """A cell of a table with what stands in it, a text never as a formula."""
    from openpyxl.styles import Alignment, Border, Font, Protection, Side

    if isinstance(value, str):
        put_text(cell, value)
    elif value is not None:
        cell.value = value  # type: ignore[assignment]  # a number
    thin = Side("thin", LINES)
    cell.border = Border(thin, thin, thin, thin)
    cell.font = Font(FONT, SIZE, bold=bold, color=ink)
    cell.alignment = Alignment("center" if middle else "left", upright, wrap_text=True, indent=0 if middle else 1)
    cell.protection = Protection(locked=locked)
    if colour:
        cell.fill = fill(colour)


def words(sheet: "Worksheet", row: int, column: int, text: str, size: int = SIZE, bold: bool = False, ink: str = "000000") -> None:
    """A line beside no table; it may run over the cells at its right."""
    from openpyxl.styles import Alignment, Font

    cell = sheet.cell(row, column)
    put_text(cell, text)
    cell.font = Font(FONT, size, bold=bold, color=ink)
    cell.alignment = Alignment("left", "center")
    sheet.row_dimensions[row].height = max(sheet.row_dimensions[row].height or 0, LINE * size / SIZE)


def set_height(sheet: "Worksheet", row: int, wanted: float) -> None:
    """A row as high as its texts need, within what Excel allows."""
    sheet.row_dimensions[row].height = min(wanted, HIGHEST)


def protect(sheet: "Worksheet") -> None:
    """Shows a sheet large enough to read, and locks the signed words against slips: no password, and rows and columns may be changed."""
    sheet.sheet_view.zoomScale = _ZOOM
    guard = sheet.protection
    guard.sheet = True
    for allowed in ("formatCells", "formatColumns", "formatRows", "insertRows", "insertColumns", "deleteRows", "sort", "autoFilter"):
        setattr(guard, allowed, False)


def pages(
    sheet: "Worksheet", widths: Mapping[int, float], footer: str, rows: str = "", columns: int = 0,
    blocks: Sequence[tuple[int, int]] = (),
) -> None:
    """Pages of A4, upright where there is room, which repeat the ``rows`` of headings; a sheet that is too wide for
    one page goes on beside it, with its first ``columns`` again. ``blocks`` of rows (first, last) stay together."""
    from openpyxl.worksheet.page import PageMargins
    from openpyxl.worksheet.pagebreak import Break, ColBreak

    assert sheet.oddFooter is not None
    sheet.page_margins = PageMargins(_SIDES, _SIDES, _TOP, _BOTTOM, 0.3, 0.3)
    points = {number: column_points(width, DIGIT) for number, width in widths.items()}
    whole = sum(points.values())
    upright = whole * _SMALLEST <= _UPRIGHT
    across = _UPRIGHT if upright else _ACROSS
    sheet.page_setup.orientation = "portrait" if upright else "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.scale = min(100, int(100 * max(across / whole, _SMALLEST)))
    if whole * _SMALLEST > across:
        sheet.col_breaks = ColBreak()
        for last in _ends(points, columns):
            sheet.col_breaks.append(Break(last))
        sheet.print_title_cols = f"A:{letters(columns)}"
    if rows:
        sheet.print_title_rows = rows
    paper = (841.9 if upright else 595.3) - 72 * (_TOP + _BOTTOM) - 6
    for row in _parted(sheet, blocks, paper * 100 / sheet.page_setup.scale):
        sheet.row_breaks.append(Break(row - 1))
    for part, text in ((sheet.oddFooter.left, footer), (sheet.oddFooter.right, "หน้า &P จาก &N")):
        part.text, part.font, part.size = text, FONT, SIZE


def single_page(sheet: "Worksheet") -> None:
    """Has a sheet printed on one page, smaller where it must be."""
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth = sheet.page_setup.fitToHeight = 1


def _ends(points: Mapping[int, float], repeated: int) -> Sequence[int]:
    """The last column of each page but the last."""
    again = sum(width for number, width in points.items() if number <= repeated)
    ends, used = [], 0.0
    for number, width in points.items():
        if used and used + width > _ACROSS / _SMALLEST:
            ends.append(number - 1)
            used = again
        used += width
    return ends


def _parted(sheet: "Worksheet", blocks: Sequence[tuple[int, int]], paper: float) -> Iterator[int]:
    """The first row of each block that has no room on the page of the one before it."""
    used = 0.0
    for first, last in blocks:
        wanted = sum(sheet.row_dimensions[row].height or LINE for row in range(first, last + 1))
        if used and used + wanted > paper:
            yield first
            used = 0.0
        used += wanted
