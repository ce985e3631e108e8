"""Workbooks as bytes: what a cell may hold, what a file tells of itself, and never when it was saved."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from pipeline.xlsx import package
from pipeline.xlsx.names import CORE, CORE_KIND, CORE_TYPE, ID, MAIN, PACKAGE, WORKBOOK, WORKSHEET
from pipeline.xlsx.package import Parts, drop, related, to_part, to_tree
from pipeline.xlsx.plain import plain
from pipeline.xlsx.values import like_formula, number_text, printable, stored

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell, MergedCell

_DC = "{http://purl.org/dc/elements/1.1/}"
_CP = f"{{{PACKAGE}metadata/core-properties}}"
_PREFIX = {"dc": _DC[1:-1]}  # else it depends on what else the process has loaded
_TERMS = "{http://purl.org/dc/terms/}"
_EMPTY = f'<cp:coreProperties xmlns:cp="{_CP[1:-1]}" xmlns:dc="{_DC[1:-1]}"/>'.encode()
# Excel calculates a book again, and asks whether to save it, that an older one than itself calculated.
_CALCULATED_BY = "191029"
# Of the parts of a workbook that must stand in this order, those before how it is calculated.
_BEFORE = ("definedNames", "externalReferences", "functionGroups", "sheets")


@dataclass(frozen=True, slots=True)
class About:
    """What a workbook's file says of itself (Excel shows it under ข้อมูล): its ``title``, and the
    office that it is of."""

    title: str
    author: str


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


def to_bytes(
    book: "Workbook", about: About | None = None, values: Mapping[str, Mapping[str, object]] | None = None
) -> bytes:
    """The workbook's file; the same workbook always gives the same bytes. ``values`` are stored beside formulas,
    by sheet and cell (``D7``), for those who show a workbook without calculating it."""
    buffer = io.BytesIO()
    book.save(buffer)
    parts = plain(package.read_parts(buffer.getvalue()))
    if values:
        for part, title in zip(_sheets(parts), book.sheetnames, strict=True):
            parts[part] = _with_values(parts[part], values.get(title, {}))
    describe(parts, about)
    parts[WORKBOOK] = calculated(parts[WORKBOOK], has_formulas(parts))
    return package.write_parts(parts)


def _sheets(parts: Mapping[str, bytes]) -> list[str]:
    """The parts of a workbook's sheets, in its order."""
    named = related(parts, WORKBOOK, WORKSHEET)
    listed = to_tree(parts[WORKBOOK]).iter(f"{MAIN}sheet")
    return [named[sheet.get(ID, "")] for sheet in listed]


def _with_values(sheet: bytes, values: Mapping[str, object]) -> bytes:
    root = to_tree(sheet)
    for cell in root.iter(f"{MAIN}c"):
        value, live = values.get(cell.get("r", "")), cell.find(f"{MAIN}f")
        if value is None or live is None:
            continue
        for old in cell.findall(f"{MAIN}v"):
            cell.remove(old)
        if isinstance(value, str):
            cell.set("t", "str")
        etree.SubElement(cell, f"{MAIN}v").text = printable(value) if isinstance(value, str) else number_text(value)
    return to_part(root)


def has_formulas(parts: Mapping[str, bytes]) -> bool:
    """Whether a cell of a workbook holds a formula."""
    sheets = (data for name, data in parts.items() if name.startswith("xl/worksheets/"))
    return any(b"<f>" in data or b"<f " in data for data in sheets)


def calculated(workbook: bytes, again: bool) -> bytes:
    """The workbook's part, saying that it is to be calculated when it is opened, or need not be."""
    root = to_tree(workbook)
    settings = root.find(f"{MAIN}calcPr")
    if settings is None:
        settings = etree.SubElement(root, f"{MAIN}calcPr")
        next(e for name in _BEFORE if (e := root.find(f"{MAIN}{name}")) is not None).addnext(settings)
    settings.set("calcId", _CALCULATED_BY)
    settings.attrib.pop("fullCalcOnLoad", "")
    if again:
        settings.set("fullCalcOnLoad", "1")
    return to_part(root)


def describe(parts: Parts, about: About | None) -> None:
    """Has a file say what it is ``about``, and nothing of who made it when."""
    if CORE not in parts:
        parts[CORE] = _EMPTY
        package.declare(parts, "PartName", f"/{CORE}", CORE_TYPE)
        package.relate(parts, "", [package.Link("rAbout", CORE_KIND, CORE)])
    root = to_tree(parts[CORE])
    said = {f"{_DC}title": about.title, f"{_DC}creator": about.author} if about else {}
    for name in (f"{_TERMS}created", f"{_TERMS}modified", f"{_CP}lastModifiedBy", f"{_DC}creator", *said):
        for element in root.findall(name):
            drop(element)
    for name, text in said.items():
        etree.SubElement(root, name, nsmap=_PREFIX).text = printable(text)
    parts[CORE] = to_part(root)
