"""References to cells, in formulas and in a workbook's lists, moved to where the cells went."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from pipeline.forms.axis import Axis, Path

_CELL = r"\$?[A-Za-z]{1,3}\$?[0-9]{1,7}"
_ROWS = r"\$?[0-9]{1,7}:\$?[0-9]{1,7}"
_COLUMNS = r"\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}"
_TOKEN = re.compile(
    r'"(?:[^"]|"")*"'
    r"|(?:(?P<sheet>'(?:[^']|'')+'|[^\s!'\"+\-*/^&=<>(),:;{}\[\]$]+)!)?"
    rf"(?<![\w.$])(?P<ref>{_CELL}:{_CELL}|{_ROWS}|{_COLUMNS}|{_CELL})(?![\w.(!:])"
)
_PARTS = re.compile(r"(\$?)([A-Za-z]*)(\$?)([0-9]*)")
_LEFT_OUT = ("0", '""')  # what stands for a range, or a cell, whose rows were left out
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384


@dataclass(frozen=True, slots=True)
class Grid:
    """The two axes of one sheet of a workbook that is being made."""

    rows: Axis
    columns: Axis


class Box(NamedTuple):
    """A range of a finished sheet by its edges."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def ref(self) -> str:
        return f"{letters(self.left)}{self.top}:{letters(self.right)}{self.bottom}"


def number(letters: str) -> int:
    """The number of a column, from 1: ``A`` → 1, ``AA`` → 27."""
    value = 0
    for letter in letters.upper():
        value = value * 26 + ord(letter) - 64
    return value


@lru_cache(2**10)
def letters(column: int) -> str:
    """The letters of a column that counts from 1: 1 → ``A``, 27 → ``AA``."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def split(cell: str) -> tuple[int, int]:
    """Row and column, from 1, of an address such as ``D7``."""
    match = re.fullmatch(r"([A-Za-z]+)([0-9]+)", cell)
    if match is None:
        raise ValueError(cell)
    return int(match[2]), number(match[1])


@dataclass(frozen=True, slots=True)
class Area:
    """A range as it is written: the four edges, and which of them a ``$`` holds fast."""

    top: int
    left: int
    bottom: int
    right: int
    fixed_row: str = ""
    fixed_column: str = ""
    whole: str = ""  # "rows" or "columns" where the other edge is left out

    @classmethod
    @lru_cache(2**12)
    def parse(cls, text: str) -> "Area":
        """The range that ``text`` writes: ``D7``, ``$D$7:E9``, ``5:6``, ``A:B``."""
        start, _, end = text.partition(":")
        a, b = _PARTS.fullmatch(start), _PARTS.fullmatch(end or start)
        if a is None or b is None:
            raise ValueError(text)
        if a[2] and a[4]:
            return cls(int(a[4]), number(a[2]), int(b[4]), number(b[2]), a[3], a[1])
        if a[2]:
            return cls(1, number(a[2]), LAST_ROW, number(b[2]), "", a[1], "columns")
        return cls(int(a[4]), 1, int(b[4]), LAST_COLUMN, a[1] or a[3], "", "rows")

    def write(self, rows: tuple[int, int], columns: tuple[int, int]) -> str:
        """The range, moved to ``rows`` and ``columns``."""
        row, column = self.fixed_row, self.fixed_column
        if self.whole == "rows":
            return f"{row}{rows[0]}:{row}{rows[1]}"
        left, right = letters(columns[0]), letters(columns[1])
        if self.whole == "columns":
            return f"{column}{left}:{column}{right}"
        start = f"{column}{left}{row}{rows[0]}"
        end = f"{column}{right}{row}{rows[1]}"
        return start if start == end else f"{start}:{end}"


def _edges(
    area: Area, grid: Grid, row_path: Path, column_path: Path
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    rows = [(1, LAST_ROW)]
    if area.whole != "columns":
        rows = grid.rows.runs(area.top, area.bottom, () if area.fixed_row else row_path)
    columns = [(1, LAST_COLUMN)]
    if area.whole != "rows":
        path = () if area.fixed_column else column_path
        columns = grid.columns.runs(area.left, area.right, path)
    return rows, columns


def runs(text: str, grid: Grid, row_path: Path = (), column_path: Path = ()) -> list[str]:
    """Every range that the range ``text`` of the template became."""
    area = Area.parse(text)
    rows, columns = _edges(area, grid, row_path, column_path)
    return [area.write(row, column) for row in rows for column in columns]


def span(text: str, grid: Grid) -> str | None:
    """The one range that holds all that ``text`` of the template became."""
    area = Area.parse(text)
    rows, columns = _edges(area, grid, (), ())
    if not rows or not columns:
        return None
    return area.write((rows[0][0], rows[-1][1]), (columns[0][0], columns[-1][1]))


def blocks(text: str, grid: Grid) -> list[Box]:
    """One range per turn of the loops that hold the whole range ``text`` of the template."""
    area = Area.parse(text)
    columns = grid.columns.blocks(area.left, area.right)
    return [
        Box(top, left, bottom, right)
        for top, bottom in grid.rows.blocks(area.top, area.bottom)
        for left, right in columns
    ]


def unquoted(name: str) -> str:
    """The name of a sheet as it is, from how a formula writes it."""
    return name[1:-1].replace("''", "'") if name.startswith("'") else name


class _Reference(NamedTuple):
    """A reference in a formula: as written, of which sheet, and the prefix that says so."""

    text: str
    sheet: str | None
    prefix: str

    def prefixed(self, moved: str) -> str:
        if not self.prefix or moved in _LEFT_OUT:
            return moved
        return ",".join(f"{self.prefix}{part}" for part in moved.split(","))


@lru_cache(2**11)
def _pieces(formula: str) -> tuple[str | _Reference, ...]:
    """A formula in pieces: references, and the text between them."""
    pieces: list[str | _Reference] = []
    end = 0
    for match in _TOKEN.finditer(formula):
        if match["ref"] is not None:
            prefix = f"{match['sheet']}!" if match["sheet"] else ""
            sheet = unquoted(match["sheet"]) if prefix else None
            pieces += [formula[end : match.start()], _Reference(match["ref"], sheet, prefix)]
            end = match.end()
    return (*pieces, formula[end:])


def _replaced(formula: str, sheet: str, moved: Callable[[str, str], str]) -> str:
    return "".join(
        piece
        if isinstance(piece, str)
        else piece.prefixed(moved(sheet if piece.sheet is None else piece.sheet, piece.text))
        for piece in _pieces(formula)
    )


def move_formula(
    formula: str, sheet: str, grids: Mapping[str, Grid], row_path: Path = (), column_path: Path = ()
) -> str:
    """``formula`` of the template's ``sheet`` with every reference where its cells went.

    A reference to a row that repeats means the same turn of the loops that it shares with the
    formula's own row, all turns where it shares none or where ``$`` holds it; several ranges
    are set apart by commas. Of rows that were left out, a range is 0 and a single cell empty.
    """

    def moved(name: str, ref: str) -> str:
        if (grid := grids.get(name)) is None:
            return ref
        found = ",".join(runs(ref, grid, row_path, column_path))
        return found or ("0" if ":" in ref else '""')

    return _replaced(formula, sheet, moved)


def move_condition(formula: str, sheet: str, grids: Mapping[str, Grid], sqref: str) -> str:
    """A formula that holds for every cell of ``sqref`` and is written for its first one, as it
    is written for the first cell that ``sqref`` became."""
    grid = grids[sheet]
    placed = ((ref, found[0]) for ref in sqref.split() if (found := runs(ref, grid)))
    written, first = map(Area.parse, next(placed))
    row_path = grid.rows.path_of(first.top)
    column_path = grid.columns.path_of(first.left)

    def moved(name: str, ref: str) -> str:
        if name not in grids:
            return ref
        area = Area.parse(ref)
        rows, columns = _edges(area, grids[name], row_path, column_path)
        if name == sheet and not area.fixed_row and written.top <= area.top <= written.bottom:
            rows = [(area.top + first.top - written.top, area.bottom + first.top - written.top)]
        if name == sheet and not area.fixed_column and written.left <= area.left <= written.right:
            shift = first.left - written.left
            columns = [(area.left + shift, area.right + shift)]
        return ",".join(area.write(row, column) for row in rows for column in columns) or '""'

    return _replaced(formula, sheet, moved)


def move_range(formula: str, sheet: str, grids: Mapping[str, Grid]) -> str:
    """``formula`` as :func:`move_formula`, but each range stays one: for print areas and charts."""

    def moved(name: str, ref: str) -> str:
        return (span(ref, grids[name]) if name in grids else ref) or ref

    return _replaced(formula, sheet, moved)
