"""A check as a workbook for sending round: coverage, files, what was used, findings."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.checkup.account import Checkup, FileAccount
from pipeline.checkup.annotate import AUTHOR
from pipeline.checkup.page import counts
from pipeline.forms.filling.heights import HIGHEST, column_points, lines
from pipeline.model.words import office, round_words
from pipeline.xlsx.addresses import letters
from pipeline.xlsx.books import About, put_text, to_bytes
from pipeline.xlsx.values import stored

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

FONT = "TH SarabunPSK"
SIZE = 16
RIM = 4  # points that Excel keeps free at the sides of a cell
HEAD = 3  # the row of the headings on every sheet
Row = Sequence[str | int | None]
LINE = 24  # points
CHARACTER = 7  # pixels of a digit of the standard font, in which columns are measured
FILE_WIDTHS = (("ไฟล์", 28), ("สถานะ", 10), ("ชีต", 15), ("เป็นรายงาน", 24),
               ("หัวตารางที่พบ (ช่อง) หรือเหตุที่ไม่ใช้", 50), ("แถวที่ใช้", 9), ("แถวที่ไม่ได้ใช้", 9))
USED_WIDTHS = (("รายงาน", 32), ("อำเภอ", 40), ("ข้อมูล ณ", 16), ("ไฟล์", 30), ("ชีต", 16), ("ไม่นับเพราะ", 26))
NOTE_WIDTHS = (("ระดับ", 11), ("ไฟล์", 24), ("ชีต", 14), ("ช่อง", 8), ("อำเภอ", 13),
               ("ตัวชี้วัด", 9), ("พบว่า", 38), ("ต้องทำอะไร", 28), ("รหัส", 14))


def workbook(it: Checkup) -> bytes:
    """The workbook; the same check always gives the same bytes."""
    import openpyxl  # takes long to load

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    title = f"ผลการตรวจไฟล์ จังหวัด{it.province} รอบ {round_words(it.round_id)}"
    _coverage(book, it, title)
    _table(book, "ไฟล์", title, "แต่ละไฟล์เป็นรายงานใด และเพราะเหตุใด", FILE_WIDTHS,
           [row for file in it.files for row in _file_rows(file)])
    _table(book, "ข้อมูลที่ใช้", title, "แต่ละรายงานใช้ตารางใดของอำเภอใด ณ วันใด และไม่นับตารางใดเพราะเหตุใด", USED_WIDTHS, [
        (u.report, u.districts, u.as_of, u.file, u.sheet, u.excluded) for u in it.used])
    _table(book, "รายการตรวจสอบ", title, counts(it), NOTE_WIDTHS, [
        (n.severity_name, n.file, n.sheet, n.cell, n.district, n.kpi, n.problem, n.remedy, n.code)
        for n in it.notes
    ])
    return to_bytes(book, About(title, office(it.province)))


def _file_rows(file: FileAccount) -> list[Row]:
    if not file.sheets:
        return [(file.name, file.status, "", "–", file.why, None, None)]
    return [
        (file.name, file.status, s.name, s.source.title, s.headings, s.used, s.refused + s.excluded)
        if s.source else (file.name, file.status, s.name, "–", s.why, None, None)
        for s in file.sheets
    ]


def _coverage(book: "Workbook", it: Checkup, title: str) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, PatternFill

    widths = [("อำเภอ", 24), *((f"{number}", 6) for number, _ in it.kpis), ("ที่ยังขาดหรือยกเว้น", 70)]
    rows: list[Row] = []
    for district, marks in it.coverage:
        lacking = [f"{m.kpi} ({m.mark}) {m.reason}" for m in marks if not m.ready]
        rows.append([district.name, *(m.mark for m in marks), "\n".join(lacking)])
    sheet = _table(book, "ความครบถ้วน", title,
                   "✓ มีแล้ว   – ยังไม่มีหรือยังใช้ไม่ได้   ย ยกเว้น   (หัวช่องคือเลขตัวชี้วัด)", widths, rows)
    for column, (_, name) in enumerate(it.kpis, 2):
        sheet.cell(HEAD, column).comment = Comment(name, AUTHOR, 60, 320)
    for row, (_, marks) in enumerate(it.coverage, HEAD + 1):
        for column, mark in enumerate(marks, 2):
            cell = sheet.cell(row, column)
            cell.alignment = Alignment("center", "top")
            if mark.status == "unreported":
                cell.fill = PatternFill("solid", "D9D9D9")
            if mark.reason:
                cell.comment = Comment(stored(mark.reason), AUTHOR, 80, 320)


def _table(
    book: "Workbook", name: str, title: str, legend: str, widths: Sequence[tuple[str, int]],
    rows: Sequence[Row],
) -> "Worksheet":
    """A sheet with headings that stay in sight, a filter, and text that wraps."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    sheet: Worksheet = book.create_sheet(name)
    thin = Side("thin")
    border = Border(thin, thin, thin, thin)
    wrapped = Alignment(vertical="top", wrap_text=True)
    plain, bold, grey = Font(FONT, SIZE), Font(FONT, SIZE, bold=True), PatternFill("solid", "E7E6E6")
    for row, text in enumerate((title, legend), 1):
        put_text(sheet.cell(row, 1), text)
        sheet.cell(row, 1).font = bold if row == 1 else plain
    for column, (heading, width) in enumerate(widths, 1):
        head = sheet.cell(HEAD, column, int(heading) if heading.isdigit() else heading)
        head.font, head.fill, head.border = bold, grey, border
        head.alignment = Alignment("center", "center", wrap_text=True)
        sheet.column_dimensions[letters(column)].width = width
    for index, values in enumerate(rows, HEAD + 1):
        for column, value in enumerate(values, 1):
            cell = sheet.cell(index, column)
            if isinstance(value, int):
                cell.value = value
            else:
                put_text(cell, value or "")
            cell.font, cell.border, cell.alignment = plain, border, wrapped
        sheet.row_dimensions[index].height = _height(values, widths)
    sheet.row_dimensions[HEAD].height = _height([heading for heading, _ in widths], widths)
    for row in (1, 2):
        sheet.row_dimensions[row].height = LINE
    _page(sheet, len(widths), HEAD + len(rows))
    return sheet


def _height(values: Row, widths: Sequence[tuple[str, int]]) -> float:
    """How high a row must be that none of its texts is cut."""
    most = 1
    for value, (_, width) in zip(values, widths, strict=True):
        room = int(0.96 * 1000 * (column_points(width, CHARACTER) - RIM) / SIZE)
        most = max(most, lines(str(value or ""), room))
    return min(most * LINE, HIGHEST)


def _page(sheet: "Worksheet", width: int, height: int) -> None:
    from openpyxl.worksheet.page import PageMargins
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_margins = PageMargins(0.4, 0.4, 0.5, 0.5)
    sheet.auto_filter.ref = f"A{HEAD}:{letters(width)}{height}"
    sheet.freeze_panes = f"B{HEAD + 1}"
    sheet.print_title_rows = f"{HEAD}:{HEAD}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
