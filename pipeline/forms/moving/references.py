"""References to cells, in formulas and in a workbook's lists, moved to where the cells went."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from pipeline.forms.language.program import Path
from pipeline.forms.moving.axis import Axis
from pipeline.xlsx.addresses import LAST_COLUMN, LAST_ROW, Range, letters, unquoted

_CELL = r"\$?[A-Za-z]{1,3}\$?[0-9]{1,7}"
_ROWS = r"\$?[0-9]{1,7}:\$?[0-9]{1,7}"
_COLUMNS = r"\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}"
_TOKEN = re.compile(
    r'"(?:[^"]|"")*"'
    r"|(?:(?P<sheet>'(?:[^']|'')+'|[^\s!'\"+\-*/^&=<>(),:;{}\[\]$]+)!)?"
    rf"(?<![\w.$])(?P<ref>{_CELL}:{_CELL}|{_ROWS}|{_COLUMNS}|{_CELL})(?![\w.(!:])"
)
_LEFT_OUT = ("0", '""')  # what stands for a range, or a cell, whose rows were left out


@dataclass(frozen=True, slots=True)
class Layout:
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


def _edges(
    area: Range, layout: Layout, row_path: Path, column_path: Path
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    rows = [(1, LAST_ROW)]
    if area.whole != "columns":
        rows = layout.rows.runs(area.top, area.bottom, () if area.fixed_row else row_path)
    columns = [(1, LAST_COLUMN)]
    if area.whole != "rows":
        path = () if area.fixed_column else column_path
        columns = layout.columns.runs(area.left, area.right, path)
    return rows, columns


def runs(text: str, layout: Layout, row_path: Path = (), column_path: Path = ()) -> list[str]:
    """Every range that the range ``text`` of the template became."""
    area = Range.parse(text)
    rows, columns = _edges(area, layout, row_path, column_path)
    return [area.write(row, column) for row in rows for column in columns]


def span(text: str, layout: Layout) -> str | None:
    """The one range that holds all that ``text`` of the template became."""
    area = Range.parse(text)
    rows, columns = _edges(area, layout, (), ())
    if not rows or not columns:
        return None
    return area.write((rows[0][0], rows[-1][1]), (columns[0][0], columns[-1][1]))


def blocks(text: str, layout: Layout) -> list[Box]:
    """One range per turn of the loops that hold the whole range ``text`` of the template."""
    area = Range.parse(text)
    columns = layout.columns.blocks(area.left, area.right)
    return [
        Box(top, left, bottom, right)
        for top, bottom in layout.rows.blocks(area.top, area.bottom)
        for left, right in columns
    ]


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
    formula: str, sheet: str, layouts: Mapping[str, Layout], row_path: Path = (), column_path: Path = ()
) -> str:
    """``formula`` of the template's ``sheet`` with every reference where its cells went.

    A reference to a row that repeats means the same turn of the loops that it shares with the
    formula's own row, all turns where it shares none or where ``$`` holds it; several ranges
    are set apart by commas. Of rows that were left out, a range is 0 and a single cell empty.
    """

    def moved(name: str, ref: str) -> str:
        if (layout := layouts.get(name)) is None:
            return ref
        found = ",".join(runs(ref, layout, row_path, column_path))
        return found or ("0" if ":" in ref else '""')

    return _replaced(formula, sheet, moved)


def move_condition(formula: str, sheet: str, layouts: Mapping[str, Layout], sqref: str) -> str:
    """A formula that holds for every cell of ``sqref`` and is written for its first one, as it
    is written for the first cell that ``sqref`` became."""
    layout = layouts[sheet]
    placed = ((ref, found[0]) for ref in sqref.split() if (found := runs(ref, layout)))
    written, first = map(Range.parse, next(placed))
    row_path = layout.rows.path_of(first.top)
    column_path = layout.columns.path_of(first.left)

    def moved(name: str, ref: str) -> str:
        if name not in layouts:
            return ref
        area = Range.parse(ref)
        rows, columns = _edges(area, layouts[name], row_path, column_path)
        if name == sheet and not area.fixed_row and written.top <= area.top <= written.bottom:
            rows = [(area.top + first.top - written.top, area.bottom + first.top - written.top)]
        if name == sheet and not area.fixed_column and written.left <= area.left <= written.right:
            shift = first.left - written.left
            columns = [(area.left + shift, area.right + shift)]
        return ",".join(area.write(row, column) for row in rows for column in columns) or '""'

    return _replaced(formula, sheet, moved)


def move_range(formula: str, sheet: str, layouts: Mapping[str, Layout]) -> str:
    """``formula`` as :func:`move_formula`, but each range stays one: for print areas and charts."""

    def moved(name: str, ref: str) -> str:
        return (span(ref, layouts[name]) if name in layouts else ref) or ref

    return _replaced(formula, sheet, moved)
