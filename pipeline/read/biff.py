"""BIFF workbooks (.xls of Excel 2 to 2003), read with xlrd.

The format has no checksums, so the records are walked a second time: every sheet must have an
end, and as many cell records as xlrd gave cells.
"""

import io
import struct
from collections.abc import Container
from dataclasses import dataclass, field
from typing import Any

from pipeline.model.cells import Broken, RawSheet, Value
from pipeline.read.content import Content
from pipeline.read.formats import Kind, builtin_kind, format_kind, shown
from pipeline.read.grid import Budget, SheetBuilder
from pipeline.read.protected import decrypted
from pipeline.read.refusal import Refusal

_BOF, _EOF, _BLANK, _MULTIPLE, _ROW = (0x809, 0x409, 0x209, 0x009), 0x0A, 0x201, 0xBD, 0x208
_CELLS = frozenset((0x203, 0x27E, 0xFD, 0x204, 0xD6, 0x006, 0x206, 0x406, 0x205, 0x03, 0x04, 0x05,
                    0x02))
_UNNAMED = (0x1BA, 0x1C2, 0x94)  # lawful records that xlrd has no name for
_CELL_SIZES = (10, 14)  # of most cell records, whatever their number has become
_FORMULA, _UNCALCULATED = 0x006, 0x5E
_NO_VALUE = b"\x03\x00\x00\x00\x00\x00\xff\xff"  # an empty text, and what who cannot calculate writes
_TEXT, _NUMBER, _DATE, _BOOLEAN, _ERROR = 1, 2, 3, 4, 5


@dataclass(slots=True)
class _Formulas:
    """The formulas of a workbook that have no value: by where their sheet begins, row and column.

    ``stale`` are the cells of sheets that say that they were not calculated before they were
    saved; ``empty`` those whose result is no text, which means so only where no formula of the
    workbook has another result.
    """

    stale: dict[int, set[tuple[int, int]]] = field(default_factory=dict)
    empty: dict[int, set[tuple[int, int]]] = field(default_factory=dict)
    calculated: bool = False

    def see(self, sheet: int, record: bytes) -> None:
        """Take note of one formula."""
        cell: tuple[int, int] = struct.unpack_from("<HH", record)
        nothing = record[6:14] == _NO_VALUE
        self.calculated |= not nothing
        if sheet in self.stale:
            self.stale[sheet].add(cell)
        elif nothing:
            self.empty.setdefault(sheet, set()).add(cell)

    def without_value(self, sheet: int) -> set[tuple[int, int]]:
        """The cells of a sheet whose formulas were never calculated."""
        return self.stale.get(sheet) or ({} if self.calculated else self.empty).get(sheet, set())


class _Silent(io.StringIO):
    """Takes xlrd's remarks and keeps none."""

    def write(self, text: str, /) -> int:
        return len(text)


def read(content: Content, file: str) -> list[RawSheet]:
    """Every worksheet of the workbook, hidden ones too."""
    try:
        return _sheets(content.data, file)
    except Refusal as refusal:
        if refusal.code != "encrypted":
            raise
    return _sheets(decrypted(content.data), file, unlocked=True)


def _sheets(data: bytes, file: str, unlocked: bool = False) -> list[RawSheet]:
    import xlrd  # type: ignore[import-untyped]  # xlrd has no type hints

    try:
        return _read(_open(data), file, unlocked)
    except (xlrd.XLRDError, xlrd.compdoc.CompDocError, struct.error, AssertionError, LookupError,
            ValueError, TypeError, AttributeError, ArithmeticError, RuntimeError) as error:
        if "encrypted" in str(error).lower() or "password" in str(error).lower():
            raise Refusal("encrypted") from error
        raise Refusal("unreadable", "โครงสร้าง .xls ไม่ถูกต้อง") from error


def _read(book: Any, file: str, unlocked: bool) -> list[RawSheet]:
    if book.nsheets == 0:
        raise Refusal("no-data")
    if (book._sharedstrings or []).count("") > 1:
        raise Refusal("unreadable", "ข้อความในไฟล์ขาดหาย")  # each text stands in the table once
    formulas = _Formulas()
    counts = _record_counts(book, formulas, unlocked)
    kinds, budget = _kinds(book), Budget()
    sheets: list[RawSheet] = []
    for index in range(book.nsheets):
        sheet = book.sheet_by_index(index)
        filled = sum(1 for row in range(sheet.nrows)
                     for kind in sheet.row_types(row) if _TEXT <= kind <= _ERROR)
        if counts is not None and counts.get(book._sh_abs_posn[index], filled) != filled:
            raise Refusal("unreadable", f"อ่านช่องของชีต {sheet.name} ได้ไม่ครบ")
        never = formulas.without_value(book._sh_abs_posn[index])
        grid = _grid(sheet, kinds, bool(book.datemode), budget, never)
        grid.hidden_rows = {row for row, info in sheet.rowinfo_map.items() if info.hidden}
        grid.hidden_columns = {column for column, info in sheet.colinfo_map.items() if info.hidden}
        sheets.append(grid.sheet(file, sheet.name, "xls", bool(sheet.visibility)))
        book.unload_sheet(index)
    return sheets


def _record_counts(book: Any, formulas: _Formulas, unlocked: bool) -> dict[int, int] | None:  # noqa: C901  one branch for each kind of record
    """How many cells with a value each sheet's records hold, by where the sheet begins; the
    ``formulas`` among them are noted.

    None for the oldest files, which have no sheets within a workbook. ``unlocked``: before the sheets,
    zeros stand where the record of the encryption did.
    """
    from xlrd.biffh import biff_rec_name_dict  # type: ignore[import-untyped]  # no type hints

    if book.mem is None or book.biff_version < 50:
        return None
    counts: dict[int, int] = {}
    declared: set[int] = set()
    used: set[int] = set()
    known = frozenset(book._sh_abs_posn)
    inside: list[int] = []
    at, end = book.base, book.base + book.stream_len
    while at + 4 <= end:
        kind, size = struct.unpack_from("<HH", book.mem, at)
        if kind in _BOF:
            if not inside and at not in known and _is_worksheet(book.mem, at):
                raise Refusal("unreadable", "มีชีตที่ไม่อยู่ในรายชื่อชีต")
            inside.append(at)
            counts[at] = 0
        elif kind == _EOF and inside:
            inside.pop()
            if not inside:
                _check_rows(declared, used)
                declared.clear()
                used.clear()
        elif not inside:
            break  # nothing but padding follows
        elif kind in _CELLS and size >= 6:
            counts[inside[-1]] += 1
            used.add(struct.unpack_from("<H", book.mem, at + 4)[0])
            if kind == _FORMULA:
                formulas.see(inside[-1], book.mem[at + 4:at + 4 + size])
        elif kind == _UNCALCULATED:
            formulas.stale[inside[-1]] = set()
        elif kind == _ROW and size >= 2:
            declared.add(struct.unpack_from("<H", book.mem, at + 4)[0])
        elif kind == _MULTIPLE and size % 6 == 0:
            times = (size - 6) // 6
            row, first = struct.unpack_from("<HH", book.mem, at + 4)
            if struct.unpack_from("<H", book.mem, at + 2 + size)[0] != first + times - 1:
                raise Refusal("unreadable", "พบช่องที่ชนิดข้อมูลเสียหาย")
            counts[inside[-1]] += times
            used.add(row)
        elif kind == 0 and not (unlocked and size and inside[-1] == book.base):
            raise Refusal("truncated", "เนื้อชีตขาดหาย")
        elif size in _CELL_SIZES and inside[-1] in known and _is_strange(
                kind, struct.unpack_from("<H", book.mem, at + 4)[0], biff_rec_name_dict):
            raise Refusal("unreadable", "พบช่องที่ชนิดข้อมูลเสียหาย")
        at += 4 + size
    if inside:
        raise Refusal("truncated")
    return counts


def _check_rows(declared: set[int], used: set[int]) -> None:
    """Refuse a sheet in which nearly every row was announced, but a few with cells were not:
    those cells have moved."""
    moved = len(used - declared)
    if moved and moved * 10 <= len(used):
        raise Refusal("unreadable", "มีช่องที่ตำแหน่งเสียหาย")


def _is_worksheet(stream: bytes, at: int) -> bool:
    return at > 0 and struct.unpack_from("<H", stream, at + 6)[0] == 0x10


def _is_strange(kind: int, first: int, names: Container[int]) -> bool:
    """Whether a record of a cell's size is none that a sheet may hold: a cell gone bad."""
    if kind in (_BLANK, _MULTIPLE, 0xFC, 0xFF):
        return True
    if kind < 0x800:
        return kind not in names and kind not in _UNNAMED
    return kind >= 0x8E0 or (kind >= 0x850 and first != kind)


def _open(data: bytes) -> Any:
    import xlrd

    def opened(formatted: bool) -> Any:
        return xlrd.open_workbook(file_contents=data, formatting_info=formatted,
                                  ragged_rows=True, on_demand=True, logfile=_Silent())

    try:
        return opened(formatted=True)
    except NotImplementedError:
        return opened(formatted=False)  # Excel 2 to 4 keep their formats otherwise


def _kinds(book: Any) -> list[Kind]:
    """For each cell style of the workbook, what it shows of a number."""
    kinds: list[Kind] = []
    for style in book.xf_list:
        form = book.format_map.get(style.format_key)
        text = form.format_str if form is not None else ""
        kinds.append(format_kind(text) if text else builtin_kind(style.format_key))
    return kinds


def _grid(
    sheet: Any, kinds: list[Kind], date1904: bool, budget: Budget, never: Container[tuple[int, int]]
) -> SheetBuilder:
    from xlrd.biffh import error_text_from_code

    grid = SheetBuilder(budget)
    formatted = bool(kinds) and len(sheet._cell_xf_indexes) == sheet.nrows
    for row in range(sheet.nrows):
        types, values = sheet.row_types(row), sheet.row_values(row)
        styles = sheet._cell_xf_indexes[row] if formatted else None
        for column, (kind, stored) in enumerate(zip(types, values, strict=True)):
            value: Value = None
            if never and (row, column) in never:
                value = Broken("")
            elif kind == _TEXT:
                value = stored or None
            elif kind in (_NUMBER, _DATE):
                shows: Kind = "date" if kind == _DATE else "number"
                if styles is not None and 0 <= styles[column] < len(kinds):
                    shows = kinds[styles[column]]
                value = shown(stored, shows, date1904)
            elif kind == _BOOLEAN:
                value = bool(stored)
            elif kind == _ERROR:
                value = Broken(error_text_from_code.get(stored, "#VALUE!"))
            grid.put(row, column, value)
    for top, bottom, left, right in sheet.merged_cells:
        grid.span(top, left, bottom - 1, right - 1)
    return grid
