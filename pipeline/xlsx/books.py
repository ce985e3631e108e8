"""Workbooks as bytes: what a cell may hold, and a file that does not tell when it was saved."""

import io
import re
from typing import TYPE_CHECKING

from pipeline.xlsx.package import read_parts, write_parts
from pipeline.xlsx.values import like_formula, stored

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell, MergedCell

CORE = "docProps/core.xml"
_SAVED = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")


def put_text(cell: "Cell | MergedCell", text: str) -> None:
    """Puts text into a cell, never a formula: also when someone edits the cell in Excel."""
    cell.value = stored(text) or None
    if cell.value is not None:
        cell.data_type = "s"
        if like_formula(text):
            cell.quotePrefix = True


def empty_book(font: str, size: int) -> "Workbook":
    """A workbook without a sheet, whose cells without a format of their own are of this font, which its
    columns are measured in too."""
    import openpyxl
    from openpyxl.styles import Font
    from openpyxl.utils.indexed_list import IndexedList

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    book._fonts = IndexedList([Font(font, size)])  # type: ignore[attr-defined]  # no public way
    book._named_styles["Normal"].font = Font(font, size)  # type: ignore[attr-defined]
    return book


def to_bytes(book: "Workbook") -> bytes:
    """The workbook's file; the same workbook always gives the same bytes."""
    buffer = io.BytesIO()
    book.save(buffer)
    parts = read_parts(buffer.getvalue())
    parts[CORE] = _SAVED.sub(b"", parts[CORE])
    return write_parts(parts)
