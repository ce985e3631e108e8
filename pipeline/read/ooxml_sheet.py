"""One worksheet of an Office Open XML workbook.

Two ways lead to the same cells: :mod:`~pipeline.read.ooxml_rows` reads regular rows at the speed
of compiled readers, and is trusted only where it accounts for every character; everything else
(other prefixes, UTF-16, rich text inside a cell, comments) goes by expat's events,
:func:`by_event`. So no cell can be overlooked, and no second library is needed to count what the
first one saw.
"""

import re

from pipeline.model.cells import Broken, Span
from pipeline.read.grid import MAX_COLUMNS, Budget, SheetBuilder
from pipeline.read.ooxml import Book, decode_escapes, plain
from pipeline.read.ooxml_rows import Values, read_rows
from pipeline.read.refusal import Refusal
from pipeline.read.xml import Attributes, parse
from pipeline.xlsx.addresses import split

_TRUE = ("1", "true")
_OPEN, _CLOSE = b"<sheetData>", b"</sheetData>"


def split_address(text: str) -> tuple[int, int]:
    """Row and column, from 0, of an address such as ``D7`` or ``$D$7``."""
    try:
        row, column = split(text)
    except ValueError:
        raise Refusal("unreadable", f"ตำแหน่งช่อง {text[:20]} ไม่ถูกต้อง") from None
    return row - 1, column - 1


def read_sheet(data: bytes, book: Book, budget: Budget) -> SheetBuilder:
    """The cells and merged ranges of a worksheet part."""
    grid = SheetBuilder(budget)
    values = Values(book)
    first, last = data.find(_OPEN), data.rfind(_CLOSE)
    if 0 <= first < last and _is_utf8(data):
        rest = data[:first] + b"<sheetData/>" + data[last + len(_CLOSE):]
        text = _decoded(data[first + len(_OPEN):last])
        plain_rows = text is not None and not (book.uncalculated and "<f" in text)
        if b"<!" not in rest and text is not None and plain_rows and read_rows(text, grid, values):
            by_event(rest, grid, values)
            grid.hidden_rows |= _hidden_rows(text)
            return grid
        grid = SheetBuilder(budget)
    by_event(data, grid, values)
    return grid


def _is_utf8(data: bytes) -> bool:
    head = data[:200]
    if head.startswith(b"<?xml"):
        declaration = head.partition(b"?>")[0].lower()
        return b"encoding" not in declaration or b"utf-8" in declaration
    return head.lstrip().startswith((b"<worksheet", b"\xef\xbb\xbf<"))


_HIDDEN_ROW = re.compile(r'<row [^<>]*?hidden="(?:1|true)"[^<>]*>')
_NUMBER = re.compile(r' r="([1-9][0-9]{0,6})"')


def _hidden_rows(text: str) -> set[int]:
    """The rows, from 0, that regular ``<sheetData>`` hides."""
    if ' hidden="' not in text:
        return set()
    numbered = (_NUMBER.search(row[0]) for row in _HIDDEN_ROW.finditer(text))
    return {int(number[1]) - 1 for number in numbered if number}


def _decoded(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


class _Events:
    """The state of a worksheet that is read event by event."""

    def __init__(self, grid: SheetBuilder, values: Values) -> None:
        self.grid, self.values = grid, values
        self.data = 0
        self.row = self.column = -1
        self.kind = self.style = ""
        self.in_cell = self.phonetic = self.listening = False
        self.formula = self.stored = self.inline = False
        self.text: list[str] = []
        self.arrays: list[Span] = []

    def start(self, tag: str, at: Attributes) -> None:  # noqa: C901  one branch for each tag, in the hottest loop
        name = plain(tag)
        if name == "c":
            self._start_cell(at)
        elif name == "row":
            self.row = int(at["r"]) - 1 if at.get("r", "").isdigit() else self.row + 1
            self.column = -1
            if at.get("hidden") in _TRUE:
                self.grid.hidden_rows.add(self.row)
        elif name == "col" and at.get("hidden") in _TRUE:
            first, last = at.get("min", ""), at.get("max", "")
            if first.isdigit() and last.isdigit():
                self.grid.hidden_columns.update(range(int(first) - 1, min(int(last), MAX_COLUMNS)))
        elif name == "sheetData":
            self.data += 1
        elif name == "mergeCell":
            first, _, last = at.get("ref", "").partition(":")
            top, left = split_address(first)
            self.grid.span(top, left, *split_address(last or first))
        elif self.in_cell:
            if name == "v" or (name == "t" and not self.phonetic):
                if name == "t" and not self.inline:
                    self.text.clear()  # an inline string stands instead of a value beside it
                self.inline = self.inline or name == "t"
                self.listening = name == "t" or not self.inline
                self.stored = True
            elif name == "f":
                self.formula = True
                self._start_formula(at)
            elif name == "rPh":
                self.phonetic = True

    def _start_cell(self, at: Attributes) -> None:
        if "r" in at:
            self.row, self.column = split_address(at["r"])
        else:
            self.column += 1
        self.kind, self.style = at.get("t", ""), at.get("s", "")
        if not (self.style or "0").isdigit():
            raise Refusal("unreadable", "รูปแบบช่องไม่ถูกต้อง")
        self.in_cell, self.formula, self.stored, self.inline = True, False, False, False
        self.text.clear()

    def _start_formula(self, at: Attributes) -> None:
        """Note the cells that a formula over several gives values to."""
        if at.get("t") in ("array", "dataTable"):
            first, _, last = at.get("ref", "").partition(":")
            if last and last != first:
                self.arrays = [span for span in self.arrays if span.bottom >= self.row]
                self.arrays.append(Span(*split_address(first), *split_address(last)))

    def _calculated(self) -> bool:
        """Whether a formula gives the cell its value."""
        return self.formula or any(
            span.top <= self.row <= span.bottom and span.left <= self.column <= span.right
            for span in self.arrays)

    def end(self, tag: str) -> None:
        name = plain(tag)
        if name in ("v", "t"):
            self.listening = False
        elif name == "rPh":
            self.phonetic = False
        elif name == "c" and self.in_cell:
            self.in_cell = False
            text = "".join(self.text)
            if self.values.book.uncalculated and self._calculated():
                self.grid.put(self.row, self.column, Broken(""))
            elif text and self.kind in ("str", "inlineStr"):
                self.grid.put(self.row, self.column, decode_escapes(text))
            elif text:
                value, = self.values[self.kind, self.style]([text])
                self.grid.put(self.row, self.column, value)
            elif self.formula and not (self.kind == "str" and self.stored):
                self.grid.put(self.row, self.column, Broken(""))

    def characters(self, piece: str) -> None:
        if self.listening and self.in_cell:
            self.text.append(piece)


def by_event(data: bytes, grid: SheetBuilder, values: Values) -> None:
    """Read a part by the events of the XML parser; one without exactly one ``<sheetData>`` is no
    sheet, and refused."""
    events = _Events(grid, values)
    parse(data, events.start, events.end, events.characters)
    if events.data != 1:
        raise Refusal("unreadable", "โครงสร้างชีตไม่ถูกต้อง")
