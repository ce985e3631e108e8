"""One marked copy, made in a process of its own with limits on time and memory.

A workbook of parts is marked as it is (:mod:`~pipeline.checkup.annotate`), as long as the copy
then reads cell by cell as the original does; of everything else the copy is a workbook of the
values as they were read.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.checkup.annotate import AUTHOR, COLOURS, LONGEST, CellMark, annotate
from pipeline.model.cells import Broken, RawSheet, Span, Value
from pipeline.model.finding import safe_text
from pipeline.processes import Limits, Lost, Worker, serve
from pipeline.read.container import sheets_of
from pipeline.thai.text import visible_length
from pipeline.xlsx.addresses import letters
from pipeline.xlsx.books import empty_book, put_text, to_bytes

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

LIMITS = Limits(processor=60.0, wall=1800.0, memory=1 << 30)
WIDEST = 40  # characters of a column
FONT, SIZE = "TH SarabunPSK", 16  # of a copy that has no looks of its own
FITTING = 174  # digits of that size (6 points) that are printed at twelve points across A4 landscape
_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


class CannotCopy(Exception):
    """No copy of a file could be made; the message says why, in Thai."""


@dataclass(frozen=True, slots=True)
class CopyTask:
    """One per copy: the original's bytes (None: copy the sheets), whether it has macros, its
    sheets as they were read, the marks."""

    data: bytes | None
    macros: bool
    sheets: tuple[RawSheet, ...]
    marks: tuple[CellMark, ...]


def copier() -> Worker:
    """Who makes copies, each in a process of its own."""
    return Worker(__name__, LIMITS, tasks=1)


def make(worker: Worker, task: CopyTask) -> tuple[CopyTask, bytes]:
    """The copy, and the task as it was done. Raises CannotCopy."""
    for attempt in [task, replace(task, data=None, macros=False)] if task.data is not None else [task]:
        try:
            return attempt, worker.ask(attempt)
        except (Lost, MemoryError):
            continue
    raise CannotCopy("ไฟล์ใหญ่หรือผิดรูปแบบเกินกว่าจะทำสำเนาได้ ดูช่องที่ต้องแก้ด้วย pipeline check")


def main() -> None:
    """The inside of that process: a task comes in, the copy's bytes go out."""
    serve(lambda task, say: marked(task))


def marked(task: CopyTask) -> bytes:
    """The copy of a task, made in this process."""
    if task.data is not None:
        made = annotate(task.data, task.marks)
        if _cells(made) != _cells(task.data):
            raise CannotCopy
        return made
    book, sheets = _copy(task.sheets)
    for mark in task.marks:
        _mark(sheets[mark.sheet], mark)
    return to_bytes(book)


def _cells(data: bytes) -> list[tuple[object, ...]]:
    return [(s.name, s.hidden, s.rows, s.spans) for s in sheets_of(data, "")]


# --- a workbook of the values that were read ---------------------------------------------------


def _copy(read: Sequence[RawSheet]) -> tuple["Workbook", list["Worksheet"]]:
    book = empty_book(FONT, SIZE)
    sheets = []
    for raw, title in zip(read, _titles(sheet.name for sheet in read), strict=True):
        sheet = book.create_sheet(title)
        for row, values in raw.rows.held.items():
            for column, value in enumerate(values, 1):
                if value is not None:
                    _put(sheet.cell(row + 1, column), value)
        _merge(sheet, raw.spans)
        _pages(sheet, _widen(sheet, raw.rows.held.values()))
        sheet.sheet_state = "hidden" if raw.hidden else "visible"
        sheets.append(sheet)
    if all(sheet.sheet_state == "hidden" for sheet in sheets):
        sheets[0].sheet_state = "visible"
    book.active = next(n for n, sheet in enumerate(sheets) if sheet.sheet_state == "visible")
    return book, sheets


def _titles(names: Iterable[str]) -> list[str]:
    """Names as Excel allows them: up to 31 characters, no two alike."""
    titles: list[str] = []
    for name in names:
        bare = safe_text(_TITLE.sub("_", name), 31).strip("'") or "Sheet"
        title, number = bare, 1
        while title.casefold() in (other.casefold() for other in titles):
            number += 1
            title = f"{bare[: 31 - len(str(number)) - 3]} ({number})"
        titles.append(title)
    return titles


def _put(cell: "Cell", value: Value) -> None:
    """A value as it was shown: text stays text, an error an error, long numbers in full."""
    from openpyxl.cell.cell import ERROR_CODES

    if isinstance(value, Broken):
        put_text(cell, value.text)
        if value.text in ERROR_CODES:
            cell.data_type = "e"
    elif isinstance(value, str):
        put_text(cell, value)
    elif isinstance(value, bool):
        cell.value = value
    elif isinstance(value, int | float):
        if abs(value) < 1e15:
            cell.value = value
            if isinstance(value, int) and abs(value) >= 10**11:
                cell.number_format = "0"
        else:
            put_text(cell, str(value))
    elif getattr(value, "year", 1900) < 1900:
        put_text(cell, str(value))
    else:
        cell.value = value


def _widen(sheet: "Worksheet", rows: Iterable[Sequence[Value]]) -> float:
    """Make columns as wide as what stands in them; titles, alone in their rows, may run over. Gives
    the width of all, in digits."""
    widths: dict[int, int] = {}
    for row in rows:
        if sum(value is not None for value in row) > 1:
            for column, value in enumerate(row, 1):
                widths[column] = max(widths.get(column, 0), visible_length(str(value or "")))
    for column, width in widths.items():
        sheet.column_dimensions[letters(column)].width = min(max(width + 2, 9), WIDEST)
    return sum(dimension.width for dimension in sheet.column_dimensions.values())


def _pages(sheet: "Worksheet", digits: float) -> None:
    """A4 landscape, as wide as a page where that leaves letters of twelve points; a wider sheet goes on
    beside, at its own size."""
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    if digits <= FITTING:
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _merge(sheet: "Worksheet", spans: Sequence[Span]) -> None:
    """Merges ranges; one that covers a part of another is left out, as Excel has none such."""
    covered: set[tuple[int, int]] = set()
    for span in spans:
        cells = {
            (row, column) for row in range(span.top, span.bottom + 1)
            for column in range(span.left, span.right + 1)
        }
        if covered & cells:
            continue
        covered |= cells
        sheet.merge_cells(None, span.top + 1, span.left + 1, span.bottom + 1, span.right + 1)


# --- marks -------------------------------------------------------------------------------------


def _mark(sheet: "Worksheet", mark: CellMark) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    cell = sheet[mark.cell]
    for span in sheet.merged_cells.ranges:
        if mark.cell in span:
            cell = sheet.cell(span.min_row, span.min_col)
            break
    cell.fill = PatternFill("solid", COLOURS[mark.severity])
    text = mark.text if cell.comment is None else f"{cell.comment.text}\n{mark.text}"
    lines = sum(1 + len(line) // 45 for line in text.splitlines())
    cell.comment = Comment(text[:LONGEST], AUTHOR, min(40 + 18 * lines, 600), 340)
