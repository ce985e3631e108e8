"""The rows of a worksheet by regular expressions, as fast as compiled readers.

Exports repeat one shape of row thousands of times: the same cells with the same types and
styles. The first row of a shape is read cell by cell and makes a pattern of it; those that follow
match the whole pattern at once, and their values are made a column at a time. Every character
between ``<sheetData>`` and ``</sheetData>`` has to be accounted for, with rows and columns in
ascending order (where they hold something: what an empty row says of itself, nobody reads); else nothing is read here at all and the events of the XML parser decide.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from operator import lt

from pipeline.model.cells import Broken, Value
from pipeline.read.formats import iso_moment, number, numbers
from pipeline.read.grid import SheetBuilder
from pipeline.read.ooxml import Book, decode_escapes, unescape
from pipeline.read.refusal import Refusal
from pipeline.xlsx.addresses import number as column_number

_TEXT = r'(?: xml:space="preserve")?>([^<]+)'
_FORMULA = r"<f(?: [^<>]*)?(?:/>|(?<!/)>[^<]*</f>)"
_ROW = re.compile(r'\s*<row((?: [\w:]+="[^"<]*")*)\s*(/?)>')
_ROW_NUMBER = re.compile(r' r="([1-9][0-9]{0,6})"')
_CELL = re.compile(
    r'\s*<c r="([A-Z]{1,3})([0-9]+)"(?: s="([0-9]+)")?(?: t="([a-zA-Z]+)")?(?:/>|>'
    rf"({_FORMULA})?"
    r'(?:<v(?: xml:space="preserve")?>([^<]*)</v>|<v ?/>'
    r'|<is><t(?: xml:space="preserve")?>([^<]*)</t></is>)?</c>)'
)
# A run of rows that hold nothing: styled ones, and those of styled cells.
_EMPTY_ROWS = re.compile(
    r'(?:\s*<row r="([1-9][0-9]{0,6})"(?: [\w:]+="[^"<]*")*+\s*(?:/>|>'
    r'(?:\s*<c r="[A-Z]{1,3}\1"(?: s="[0-9]+")?(?: t="[a-zA-Z]+")?(?:/>|></c>))*+\s*</row>))++')
_SHAPED_ROW = r'\s*<row r="([1-9][0-9]{0,6})"(?: [\w:]+="[^"<]*")*>'
_CHUNK = 4096  # rows whose texts are held before their values are made
_SHAPES = 4  # that a row is held against; exports have two or three
_MOST_SHAPES = 300  # patterns are costly to make: not for every row of a sheet without order
_WIDEST = 300  # cells of a row that is worth a pattern
IRREGULAR = -1, -1
Make = Callable[[str], Value]
Column = Callable[[Sequence[str]], list[Value]]


class _Columns(dict[str, int]):
    def __missing__(self, letters: str) -> int:
        self[letters] = column_number(letters) - 1
        return self[letters]


COLUMNS = _Columns()


class _Memo(dict[str, Value]):
    """Values by their stored text, each made once: exports repeat themselves."""

    def __init__(self, make: Make) -> None:
        super().__init__()
        self.make = make

    def __missing__(self, text: str) -> Value:
        value = self[text] = self.make(text)
        return value


class Values(dict[tuple[str | None, str | None], Column]):
    """For each type and style of cell, the function from many stored texts to their values."""

    def __init__(self, book: Book) -> None:
        super().__init__()
        self.book = book
        self._texts = _Memo(lambda text: decode_escapes(unescape(text)) or None)

    def __missing__(self, key: tuple[str | None, str | None]) -> Column:
        kind, style = key[0] or "n", key[1] or "0"
        if kind == "s":
            column: Column = self._shared
        elif kind in ("str", "inlineStr"):
            column = self._written
        elif (make := self._make(kind, style)) is number:
            column = numbers
        else:
            memo = _Memo(make)
            column = lambda many: list(map(memo.__getitem__, many))  # noqa: E731
        self[key] = column
        return column

    def _make(self, kind: str, style: str) -> Make:
        if kind == "n":
            return self.book.number(style)
        if kind == "b":
            return lambda text: text.strip() in ("1", "true")
        if kind == "e":
            return lambda text: Broken(text.strip() or "#VALUE!")
        if kind == "d":
            return iso_moment
        raise Refusal("unreadable", f"ไม่รู้จักชนิดช่อง {kind[:20]}")

    def _shared(self, many: Sequence[str]) -> list[Value]:
        try:
            indexes = list(map(int, many))
            if min(indexes) < 0:
                raise IndexError
            return list(map(self.book.strings.__getitem__, indexes))
        except (ValueError, IndexError):
            raise Refusal("unreadable", "ช่องอ้างถึงข้อความที่ไม่มีในไฟล์") from None

    def _written(self, many: Sequence[str]) -> list[Value]:
        together = "\n".join(many)
        if "&" in together or "_x" in together:
            return list(map(self._texts.__getitem__, many))
        return list(map(self._texts.setdefault, many, many))


@dataclass(slots=True, eq=False)
class _Shape:
    """The cells of a row without its number and texts; ``columns`` ascend. ``found`` are the rows
    whose values are yet to be made: of each, its number and the texts of its cells."""

    pattern: re.Pattern[str]
    columns: tuple[int, ...]
    makes: tuple[Column, ...]
    found: list[Sequence[str]] = field(default_factory=list)

    def take(self, text: str, at: int, last: int, grid: SheetBuilder) -> tuple[int, int]:
        """Take the rows of this shape from a place on; the place behind them and the number of
        the last, which is -1 where the numbers do not ascend."""
        match, found = self.pattern.match, self.found
        while one := match(text, at):
            number = int(one[1])
            if number <= last:
                return at, -1
            last, at = number, one.end()
            found.append(one.groups())
            if len(found) == _CHUNK:
                self.put(grid)
        return at, last

    def put(self, grid: SheetBuilder) -> None:
        """Make the values of the rows found and place them."""
        numbered, *texts = zip(*self.found, strict=True)
        self.found.clear()
        columns: list[Sequence[Value] | repeat[None]] = [repeat(None)] * (self.columns[-1] + 1)
        filled = 0
        for column, make, many in zip(self.columns, self.makes, texts, strict=True):
            values = columns[column] = make(many)
            filled += len(values) - values.count(None)
        grid.put_rows([int(n) - 1 for n in numbered], list(zip(*columns, strict=False)), filled)


def read_rows(text: str, grid: SheetBuilder, values: Values) -> bool:
    """Read what stands in ``<sheetData>`` into the grid; False, with the grid half filled, as
    soon as anything is not regular."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    shapes = _Shapes(values)
    at, last = 0, 0
    while last >= 0:
        for shape in shapes.latest:
            end, last = shape.take(text, at, last, grid)
            if end > at or last < 0:
                shapes.use(shape)
                at = end
                break
        else:
            empty = _EMPTY_ROWS.match(text, at)
            if empty is not None:
                at = empty.end()
                continue
            row = _ROW.match(text, at)
            if row is None:
                shapes.put_all(grid)
                return not text[at:].strip()
            at, last = _one(text, row, last, shapes, grid)
    return False


def _one(
    text: str, row: re.Match[str], last: int, shapes: "_Shapes", grid: SheetBuilder
) -> tuple[int, int]:
    """Read one row cell by cell and take note of its shape; the place behind it and its number,
    or IRREGULAR."""
    found = _ROW_NUMBER.search(row[1])
    if found is None or int(found[1]) <= last:
        return IRREGULAR
    if row[2]:
        return row.end(), int(found[1])
    end = text.find("</row>", row.end())
    pieces = _CELL.split(text[row.end():end]) if end >= 0 else [""]
    if end < 0 or pieces[2::8].count(found[1]) * 8 + 1 != len(pieces) or "".join(pieces[::8]).strip():
        return IRREGULAR
    cells: list[Value] = []
    filled = 0
    for letters, _, style, kind, formula, stored, inline in _cells(pieces):
        value: Value = None
        if stored or inline:
            value, = shapes.values[kind, style]([stored or inline])
        elif formula and not (kind == "str" and stored is not None):
            value = Broken("")
        if value is None:
            continue
        gap = COLUMNS[letters] - len(cells)
        if gap < 0:
            return IRREGULAR
        cells.extend([None] * gap)
        cells.append(value)
        filled += 1
    if filled:
        grid.put_rows([int(found[1]) - 1], [tuple(cells)], filled)
    shapes.note(pieces)
    return end + len("</row>"), int(found[1])


def _cells(pieces: list[str]) -> Iterator[list[str]]:
    return (pieces[at:at + 7] for at in range(1, len(pieces), 8))


class _Shapes:
    """The shapes of a sheet's rows: a pattern is made of one that comes a second time."""

    def __init__(self, values: Values) -> None:
        self.values = values
        self.latest: list[_Shape] = []
        self._known: dict[str, _Shape | None] = {}
        self._made: list[_Shape] = []

    def put_all(self, grid: SheetBuilder) -> None:
        """Place all rows found."""
        for shape in self._made:
            if shape.found:
                shape.put(grid)

    def use(self, shape: _Shape) -> None:
        """Hold the next rows against this shape first."""
        if self.latest[:1] != [shape]:
            self.latest = [shape, *(s for s in self.latest if s is not shape)][:_SHAPES]

    def note(self, pieces: list[str]) -> None:
        """Take note of a row that was read cell by cell."""
        if len(pieces) > _WIDEST * 8 or len(self._made) >= _MOST_SHAPES:
            return
        pattern = _pattern(pieces)
        if not pattern:
            return
        shape = self._known.get(pattern)
        if shape is None and pattern in self._known:
            shape = self._known[pattern] = self._shape(pattern, pieces)
        self._known.setdefault(pattern, None)
        if shape is not None:
            self.use(shape)

    def _shape(self, pattern: str, pieces: list[str]) -> _Shape | None:
        filled = [cell for cell in _cells(pieces) if cell[5] or cell[6]]
        columns = tuple(COLUMNS[letters] for letters, *_ in filled)
        if not columns or not all(map(lt, columns, columns[1:])):
            return None
        makes = tuple(self.values[kind, style] for _, _, style, kind, *_ in filled)
        self._made.append(_Shape(re.compile(pattern), columns, makes))
        return self._made[-1]


def _pattern(pieces: list[str]) -> str:
    """What matches every row of the same shape; groups are the row's number and its texts. "" if
    the row has a cell that must be looked at."""
    tags = [_SHAPED_ROW]
    for letters, _, style, kind, formula, stored, inline in _cells(pieces):
        tag = f'<c r="{letters}\\1"' + (f' s="{style}"' if style else "") + (
            f' t="{kind}"' if kind else "")
        if stored or inline:
            inner = f"<v{_TEXT}</v>" if stored else f"<is><t{_TEXT}</t></is>"
            tags.append(f"{tag}>{_FORMULA if formula else ''}{inner}</c>")
        elif formula or stored == "" or inline == "":
            return ""  # a formula without value, a value without text: never by a pattern
        else:
            tags.append(f"{tag}(?:/>|></c>)")
    return r"\s*".join([*tags, "</row>"])
