"""Binary workbooks (.xlsb): the records of the parts, read one by one.

Only this shows error cells, number formats and merged ranges; libraries that read values alone
turn ``#REF!`` into a blank.
"""

import struct
from collections.abc import Iterator

from pipeline.model.cells import Broken, RawSheet, Value
from pipeline.read import ooxml
from pipeline.read.archive import Archive
from pipeline.read.content import Content
from pipeline.read.formats import Kind, builtin_kind, format_kind, shown
from pipeline.read.grid import Budget, SheetBuilder
from pipeline.read.refusal import Refusal

_ROW, _SST_ITEM, _FORMAT, _XF, _BEGIN_XFS, _END_XFS = 0, 19, 44, 47, 617, 618
_END_SHEET, _WORKBOOK_PROPERTIES, _SHEET, _MERGE = 130, 153, 156, 176
_RICH_CELL = 62
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?",
           0x24: "#NUM!", 0x2A: "#N/A", 0x2B: "#GETTING_DATA"}
# A short cell (12 to 18) leaves its column out and stands right of the cell before.
_SHORT = {12: 1, 13: 2, 14: 3, 15: 4, 16: 5, 17: 6, 18: 7}


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    at, size = 0, len(data)
    while at < size:
        kind = data[at]
        at += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (data[at] & 0x7F) << 7
            at += 1
        length = 0
        for shift in (0, 7, 14, 21):
            byte = data[at]
            at += 1
            length |= (byte & 0x7F) << shift
            if not byte & 0x80:
                break
        if at + length > size:
            raise IndexError
        yield kind, data[at:at + length]
        at += length


def _wide(data: bytes, at: int) -> tuple[str, int]:
    """A string with its length in front, and where it ends; a null string is empty."""
    count = struct.unpack_from("<I", data, at)[0]
    if count == 0xFFFFFFFF:
        return "", at + 4
    end = at + 4 + 2 * count
    if end > len(data):
        raise IndexError
    return data[at + 4:end].decode("utf-16-le", "replace"), end


def read(content: Content, file: str) -> list[RawSheet]:
    """Every worksheet of the workbook, hidden ones too."""
    try:
        return _read(content.parts, file)
    except (struct.error, IndexError) as error:
        raise Refusal("unreadable", "โครงสร้าง .xlsb ไม่ถูกต้อง") from error


def _read(archive: Archive, file: str) -> list[RawSheet]:
    main = ooxml.main_part(archive)
    related = ooxml.relations(archive, main)
    strings: list[str] = []
    kinds: list[Kind] = []
    for relation in related.values():
        if relation.kind == "sharedStrings":
            strings = [_wide(body, 1)[0] for kind, body in _records(archive.read(relation.target))
                       if kind == _SST_ITEM]
        elif relation.kind == "styles":
            kinds = _kinds(archive.read(relation.target))
    budget = Budget()
    sheets: list[RawSheet] = []
    date1904 = False
    for kind, body in _records(archive.read(main)):
        if kind == _WORKBOOK_PROPERTIES:
            date1904 = bool(body[0] & 1)
        elif kind == _SHEET:
            relation_id, at = _wide(body, 8)
            name, _ = _wide(body, at)
            link = related.get(relation_id)
            if link is None:
                raise Refusal("unreadable", f"ไม่พบเนื้อหาของชีต {name}")
            if link.kind == "worksheet":
                reader = _Sheet(strings, kinds, date1904, SheetBuilder(budget))
                reader.read(archive.read(link.target))
                hidden = struct.unpack_from("<I", body)[0] != 0
                sheets.append(reader.grid.sheet(file, name, "xlsb", hidden))
    return sheets


def _kinds(data: bytes) -> list[Kind]:
    formats: dict[int, Kind] = {}
    kinds: list[Kind] = []
    cells = False
    for kind, body in _records(data):
        if kind == _FORMAT:
            formats[struct.unpack_from("<H", body)[0]] = format_kind(_wide(body, 2)[0])
        elif kind in (_BEGIN_XFS, _END_XFS):
            cells = kind == _BEGIN_XFS
        elif kind == _XF and cells:
            number = struct.unpack_from("<H", body, 2)[0]
            kinds.append(formats.get(number) or builtin_kind(number))
    return kinds


class _Sheet:
    def __init__(self, strings: list[str], kinds: list[Kind], date1904: bool, grid: SheetBuilder) -> None:
        self.strings, self.kinds, self.date1904, self.grid = strings, kinds, date1904, grid

    def read(self, data: bytes) -> None:
        """Put the part's cells and merged ranges into the grid."""
        row = column = -1
        kind = -1
        for kind, body in _records(data):
            if kind == _ROW:
                row, column = struct.unpack_from("<I", body)[0], -1
            elif kind in _SHORT:
                column += 1
                self.grid.put(row, column, self._value(_SHORT[kind], body, 0))
            elif 1 <= kind <= 11 or kind == _RICH_CELL:
                column = struct.unpack_from("<I", body)[0]
                self.grid.put(row, column, self._value(kind, body, 4))
            elif kind == _MERGE:
                top, bottom, left, right = struct.unpack_from("<IIII", body)
                self.grid.span(top, left, bottom, right)
            elif kind == _END_SHEET:
                return
        raise Refusal("truncated")

    def _value(self, kind: int, body: bytes, at: int) -> Value:
        """The value of a cell record whose style begins at ``at``."""
        style = int.from_bytes(body[at:at + 3], "little")
        at += 4
        if kind == 2:
            return self._number(_rk(struct.unpack_from("<I", body, at)[0]), style)
        if kind in (5, 9):
            return self._number(struct.unpack_from("<d", body, at)[0], style)
        if kind == 7:
            return self.strings[struct.unpack_from("<I", body, at)[0]] or None
        if kind in (6, 8):
            return _wide(body, at)[0] or None
        if kind == _RICH_CELL:
            return _wide(body, at + 1)[0] or None
        if kind in (4, 10):
            return bool(body[at])
        if kind in (3, 11):
            return Broken(_ERRORS.get(body[at], "#VALUE!"))
        return None

    def _number(self, value: float, style: int) -> Value:
        if style >= max(len(self.kinds), 1):
            raise Refusal("unreadable", "รูปแบบของช่องไม่มีในไฟล์")
        return shown(value, self.kinds[style] if self.kinds else "number", self.date1904)


def _rk(word: int) -> float:
    """A number packed in four bytes: a whole one or a float's upper part, perhaps in hundredths."""
    if word & 2:
        value = float((word >> 2) - (1 << 30 if word & 0x80000000 else 0))
    else:
        value = float(struct.unpack("<d", struct.pack("<Q", (word & 0xFFFFFFFC) << 32))[0])
    return value / 100 if word & 1 else value
