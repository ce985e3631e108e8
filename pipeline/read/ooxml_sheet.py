"""One worksheet of an Office Open XML workbook.

Two ways lead to the same cells. :func:`_quick` splits the rows with regular expressions and is
as fast as compiled readers; it is trusted only if its pieces account for every character
between ``<sheetData>`` and ``</sheetData>``, with rows and columns in ascending order.
Everything else (other prefixes, UTF-16, rich text inside a cell, comments) goes by expat's
events, :func:`_by_event`. So no cell can be overlooked, and no second library is needed to
count what the first one saw. Measured on 50,000 rows of 8 columns, see ``benchmarks/``.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.model.cells import Broken, Value
from pipeline.read.formats import iso_moment, number
from pipeline.read.grid import Budget, Grid
from pipeline.read.ooxml import Book, decode_escapes, plain, unescape
from pipeline.read.refusal import Refusal
from pipeline.read.xml import Attributes, parse

_OPEN, _CLOSE = b"<sheetData>", b"</sheetData>"
_ROW = re.compile(r'\s*<row((?: [\w:]+="[^"<]*")*)\s*(/?)>')
_ROW_NUMBER = re.compile(r' r="([1-9][0-9]{0,6})"')
_CELL = re.compile(
    r'\s*<c r="([A-Z]{1,3})([0-9]+)"(?: s="([0-9]+)")?(?: t="([a-zA-Z]+)")?(?:/>|>'
    r"(<f(?: [^<>]*)?(?:/>|(?<!/)>[^<]*</f>))?"
    r'(?:<v(?: xml:space="preserve")?>([^<]*)</v>|<v ?/>'
    r'|<is><t(?: xml:space="preserve")?>([^<]*)</t></is>)?</c>)'
)
_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_HERE = "\x01"  # stands for the row's number, which XML cannot hold
_TAG = re.compile(rf'<c r="([A-Z]{{1,3}}){_HERE}"(?: s="([0-9]+)")?(?: t="([a-zA-Z]+)")?')


class _Columns(dict[str, int]):
    def __missing__(self, letters: str) -> int:
        column = 0
        for letter in letters.upper():
            column = column * 26 + ord(letter) - 64
        self[letters] = column - 1
        return column - 1


COLUMNS = _Columns()


def split_address(text: str) -> tuple[int, int]:
    """Row and column, from 0, of an address such as ``D7`` or ``$D$7``."""
    match = _ADDRESS.fullmatch(text)
    if not match or match[2].strip("0") == "":
        raise Refusal("unreadable", f"ตำแหน่งช่อง {text[:20]} ไม่ถูกต้อง")
    return int(match[2]) - 1, COLUMNS[match[1]]


class _Memo(dict[str, Value]):
    """Values by their stored text, each made once: exports repeat themselves."""

    def __init__(self, make: Callable[[str], Value]) -> None:
        super().__init__()
        self.make = make

    def __missing__(self, text: str) -> Value:
        value = self[text] = self.make(text)
        return value


@dataclass(frozen=True, slots=True)
class _Shape:
    """The tags of a row's cells without the row's number: exports repeat it row after row."""

    tags: str
    makes: list[Callable[[str], Value]]
    columns: list[int]

    def arrange(self, cells: list[Value]) -> list[Value]:
        """The cells in their columns."""
        first, last = self.columns[0], self.columns[-1]
        if last - first + 1 == len(cells):
            return [None] * first + cells if first else cells
        row: list[Value] = [None] * (last + 1)
        for column, value in zip(self.columns, cells, strict=True):
            row[column] = value
        return row


class Values(dict[tuple[str | None, str | None], Callable[[str], Value]]):
    """For each type and style of cell, the function from its stored text to its value."""

    def __init__(self, book: Book) -> None:
        super().__init__()
        self.book = book
        self.tags: dict[str, tuple[int, Callable[[str], Value]]] = {}
        self.shapes: dict[int, _Shape] = {}

    def tag(self, tag: str) -> tuple[int, Callable[[str], Value]] | None:
        """Column and function of a cell's tag; None if the tag is not regular."""
        match = _TAG.fullmatch(tag)
        if match is None:
            return None
        known = self.tags[tag] = COLUMNS[match[1]], self[match[3], match[2]]
        return known

    def learn(self, tags: list[str]) -> None:
        """Remember the shape of a row whose cells are all a tag and a value."""
        known = [self.tags[tag] for tag in tags]
        self.shapes[len(tags)] = _Shape("\n".join([*tags, ""]),
                                        [make for _, make in known],
                                        [column for column, _ in known])

    def __missing__(self, key: tuple[str | None, str | None]) -> Callable[[str], Value]:
        kind, style = key[0] or "n", key[1] or "0"
        make = self._make(kind, style)
        if make is not number:
            make = _Memo(make).__getitem__
        self[key] = make
        return make

    def _make(self, kind: str, style: str) -> Callable[[str], Value]:
        if kind == "n":
            return self.book.number(style)
        if kind == "s":
            return self._shared
        if kind == "b":
            return lambda text: text.strip() in ("1", "true")
        if kind == "e":
            return lambda text: Broken(text.strip() or "#VALUE!")
        if kind == "d":
            return iso_moment
        if kind in ("str", "inlineStr"):
            return lambda text: decode_escapes(unescape(text)) or None
        raise Refusal("unreadable", f"ไม่รู้จักชนิดช่อง {kind[:20]}")

    def _shared(self, text: str) -> Value:
        try:
            index = int(text)
            if index < 0:
                raise IndexError
            return self.book.strings[index]
        except (ValueError, IndexError):
            raise Refusal("unreadable", "ช่องอ้างถึงข้อความที่ไม่มีในไฟล์") from None


def read_sheet(data: bytes, book: Book, budget: Budget) -> Grid:
    """The cells and merged ranges of a worksheet part."""
    grid = Grid(budget)
    values = Values(book)
    first, last = data.find(_OPEN), data.rfind(_CLOSE)
    if 0 <= first < last and _is_utf8(data):
        rest = data[:first] + b"<sheetData/>" + data[last + len(_CLOSE):]
        if b"<!" not in rest and _quick(data[first + len(_OPEN):last], grid, values):
            _by_event(rest, grid, values, 1)
            return grid
        grid = Grid(budget)
    _by_event(data, grid, values, None)
    return grid


def _is_utf8(data: bytes) -> bool:
    head = data[:200]
    if head.startswith(b"<?xml"):
        declaration = head.partition(b"?>")[0].lower()
        return b"encoding" not in declaration or b"utf-8" in declaration
    return head.lstrip().startswith((b"<worksheet", b"\xef\xbb\xbf<"))


def _quick(data: bytes, grid: Grid, values: Values) -> bool:
    """Read regular rows into the grid; False as soon as anything is not regular."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if '"inlineStr"' in text:  # a string in the cell reads like any other stored text
        text = text.replace("<is><t>", "<v>").replace("</t></is>", "</v>")
    *rows, after = text.split("</row>")
    last = "0"
    for row in (*rows, after):
        start, is_open = 0, False
        while not is_open and (opening := _ROW.match(row, start)):
            found = _ROW_NUMBER.search(opening[1])
            if found is None or int(found[1]) <= int(last):
                return False
            last, start, is_open = found[1], opening.end(), not opening[2]
        if is_open is (row is after) or not (is_open or not row[start:].strip()):
            return False
        if is_open and not _quick_row(row[start:], last, grid, values):
            return False
    return True


def _quick_row(body: str, row: str, grid: Grid, values: Values) -> bool:
    """Read the cells of a row: by a shape seen before, else cell by cell."""
    pieces = body.replace("</v></c>", "><v>").split("><v>")
    stored = pieces[1::2]
    shape = values.shapes.get(len(stored))
    if (shape is not None and shape.tags.replace(_HERE, row) == "\n".join(pieces[::2])
            and "" not in stored and body.count("<") == 4 * len(stored)):
        cells = [make(text) for make, text in zip(shape.makes, stored, strict=True)]
        filled = len(cells) - cells.count(None)
        grid.put_row(int(row) - 1, shape.arrange(cells), filled)
        return True
    return _by_cell(body, row, grid, values)


def _by_cell(body: str, row: str, grid: Grid, values: Values) -> bool:
    """Read a row of which most cells are a known tag and a value; others are matched whole."""
    cells: list[Value] = []
    filled = 0
    tags: list[str] = []
    *chunks, end = body.split("</v></c>")
    for chunk in chunks:
        tag, _, text = chunk.partition("><v>")
        tag = tag.replace(row, _HERE, 1)
        known = values.tags.get(tag) or values.tag(tag)
        if known is None or not text or "<" in text:
            added = _quick_odd(chunk + "</v></c>", row, cells, values)
            if added < 0:
                return False
            filled += added
            continue
        tags.append(tag)
        column, make = known
        if column < len(cells):
            return False
        value = make(text)
        cells.extend([None] * (column - len(cells)))
        cells.append(value)
        filled += value is not None
    if end:
        added = _quick_odd(end, row, cells, values)
        if added < 0:
            return False
        filled += added
    elif tags and len(tags) == len(chunks):
        values.learn(tags)
    if filled:
        grid.put_row(int(row) - 1, cells, filled)
    return True


def _quick_odd(text: str, row: str, cells: list[Value], values: Values) -> int:
    """Add cells of any regular kind; their number, or -1 if the text is not regular."""
    pieces = _CELL.split(text)
    if pieces[2::8].count(row) * 8 + 1 != len(pieces) or "".join(pieces[::8]).strip():
        return -1
    filled = 0
    for at in range(1, len(pieces), 8):
        letters, _, style, kind, formula, stored, inline = pieces[at:at + 7]
        if stored or inline:
            value = values[kind, style](stored or inline)
        else:
            value = Broken("") if formula and not (kind == "str" and stored is not None) else None
        if value is None:
            continue
        gap = COLUMNS[letters] - len(cells)
        if gap < 0:
            return -1
        cells.extend([None] * gap)
        cells.append(value)
        filled += 1
    return filled


class _Events:
    """The state of a worksheet that is read event by event."""

    def __init__(self, grid: Grid, values: Values) -> None:
        self.grid, self.values = grid, values
        self.data = 0
        self.row = self.column = -1
        self.kind = self.style = ""
        self.in_cell = self.phonetic = self.listening = False
        self.formula = self.stored = self.inline = False
        self.text: list[str] = []

    def start(self, tag: str, at: Attributes) -> None:
        name = plain(tag)
        if name == "c":
            self._start_cell(at)
        elif name == "row":
            self.row = int(at["r"]) - 1 if at.get("r", "").isdigit() else self.row + 1
            self.column = -1
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
            elif name == "rPh":
                self.phonetic = True

    def _start_cell(self, at: Attributes) -> None:
        if "r" in at:
            self.row, self.column = split_address(at["r"])
        else:
            self.column += 1
        self.kind, self.style = at.get("t", ""), at.get("s", "")
        if not (self.style or "0").isdigit():
            raise Refusal("unreadable", "รูปแบบเซลล์ไม่ถูกต้อง")
        self.in_cell, self.formula, self.stored, self.inline = True, False, False, False
        self.text.clear()

    def end(self, tag: str) -> None:
        name = plain(tag)
        if name in ("v", "t"):
            self.listening = False
        elif name == "rPh":
            self.phonetic = False
        elif name == "c" and self.in_cell:
            self.in_cell = False
            text = "".join(self.text)
            if text and self.kind in ("str", "inlineStr"):
                self.grid.put(self.row, self.column, decode_escapes(text))
            elif text:
                self.grid.put(self.row, self.column, self.values[self.kind, self.style](text))
            elif self.formula and not (self.kind == "str" and self.stored):
                self.grid.put(self.row, self.column, Broken(""))

    def characters(self, piece: str) -> None:
        if self.listening and self.in_cell:
            self.text.append(piece)


def _by_event(data: bytes, grid: Grid, values: Values, expected: int | None) -> None:
    events = _Events(grid, values)
    parse(data, events.start, events.end, events.characters)
    if expected is not None and events.data != expected:
        raise Refusal("unreadable", "โครงสร้างแผ่นงานไม่ถูกต้อง")
