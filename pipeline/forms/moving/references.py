"""References to cells, in formulas and in a workbook's lists, moved to where the cells went."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
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
        """The range as a formula writes it."""
        return f"{letters(self.left)}{self.top}:{letters(self.right)}{self.bottom}"


def _edges(
    area: Range, layout: Layout, row_path: Path, column_path: Path
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    rows, columns = [(1, LAST_ROW)], [(1, LAST_COLUMN)]
    if area.whole != "columns":
        rows = layout.rows.runs(area.top, area.bottom, () if area.fixed_row else row_path)
    if area.whole != "rows":
        path = () if area.fixed_column else column_path
        columns = layout.columns.runs(area.left, area.right, path)
    return rows, columns


def runs(text: str, layout: Layout) -> list[str]:
    """Every range that the range ``text`` of the template became."""
    return _runs(Range.parse(text), layout, (), ())


def _runs(area: Range, layout: Layout, row_path: Path, column_path: Path) -> list[str]:
    rows, columns = _edges(area, layout, row_path, column_path)
    if len(rows) == len(columns) == 1:
        return [area.write(rows[0], columns[0])]
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


class Reference(NamedTuple):
    """A reference in a formula: as written, as a range, of which sheet, the prefix that says so."""

    text: str
    area: Range
    sheet: str | None
    prefix: str


def references(formula: str) -> Iterator[tuple[int, int, Reference]]:
    """Each reference of a formula, with where it begins and ends."""
    for match in _TOKEN.finditer(formula):
        if (text := match["ref"]) is not None:
            prefix = f"{match['sheet']}!" if match["sheet"] else ""
            sheet = unquoted(match["sheet"]) if prefix else None
            yield match.start(), match.end(), Reference(text, Range.parse(text), sheet, prefix)


def spelled(name: str, sheets: Collection[str]) -> str | None:
    """The name as written among those of ``sheets`` of the one that a formula calls ``name``, for which
    small and capital letters are the same; None where none is."""
    if name in sheets:
        return name
    return next((one for one in sheets if one.casefold() == name.casefold()), None)


@lru_cache(2**11)
def _parsed(formula: str) -> tuple[tuple[str | int, ...], tuple[Reference, ...]]:
    """A formula in pieces: texts, and between them the numbers of its references; and these."""
    pieces: list[str | int] = []
    known: dict[str, int] = {}
    found: list[Reference] = []
    end = 0
    for start, stop, reference in references(formula):
        written = formula[start:stop]
        if (number := known.get(written)) is None:
            number = known[written] = len(found)
            found.append(reference)
        pieces += [formula[end:start], number]
        end = stop
    return (*pieces, formula[end:]), tuple(found)


def _replaced(
    formula: str, sheet: str, layouts: Mapping[str, Layout],
    moved: Callable[[str, Layout, Reference], list[str]],
) -> str:
    """``formula`` with what ``moved`` makes of each reference to a cell of a sheet's layout: the
    ranges, set apart by commas. Of none, a range is 0 and a single cell empty."""
    pieces, known = _parsed(formula)
    placed = []
    for ref in known:
        name = sheet if ref.sheet is None else spelled(ref.sheet, layouts)
        if name is None or (layout := layouts.get(name)) is None:
            placed.append(ref.prefix + ref.text)
        elif found := moved(name, layout, ref):
            placed.append(ref.prefix + f",{ref.prefix}".join(found))
        else:
            placed.append("0" if ":" in ref.text else '""')
    return "".join([placed[one] if type(one) is int else one for one in pieces])  # type: ignore[misc]


def move_formula(
    formula: str, sheet: str, layouts: Mapping[str, Layout], row_path: Path = (), column_path: Path = ()
) -> str:
    """``formula`` of the template's ``sheet`` with every reference where its cells went.

    A reference to a row that repeats means the same turn of the loops that it shares with the
    formula's own row, all turns where it shares none or where ``$`` holds it; several ranges
    are set apart by commas. Of rows that were left out, a range is 0 and a single cell empty.
    """

    def moved(_: str, layout: Layout, ref: Reference) -> list[str]:
        return _runs(ref.area, layout, row_path, column_path)

    return _replaced(formula, sheet, layouts, moved)


def move_condition(formula: str, sheet: str, layouts: Mapping[str, Layout], sqref: str) -> str:
    """A formula that holds for every cell of ``sqref`` and is written for its first one, as it
    is written for the first cell that ``sqref`` became."""
    layout = layouts[sheet]
    placed = ((ref, found[0]) for ref in sqref.split() if (found := runs(ref, layout)))
    written, first = map(Range.parse, next(placed))
    row_path = layout.rows.path_of(first.top)
    column_path = layout.columns.path_of(first.left)

    def moved(name: str, layout: Layout, ref: Reference) -> list[str]:
        area = ref.area
        rows, columns = _edges(area, layout, row_path, column_path)
        if name == sheet and not area.fixed_row and written.top <= area.top <= written.bottom:
            rows = [(area.top + first.top - written.top, area.bottom + first.top - written.top)]
        if name == sheet and not area.fixed_column and written.left <= area.left <= written.right:
            shift = first.left - written.left
            columns = [(area.left + shift, area.right + shift)]
        return [area.write(row, column) for row in rows for column in columns]

    return _replaced(formula, sheet, layouts, moved)


def move_range(formula: str, sheet: str, layouts: Mapping[str, Layout]) -> str:
    """``formula`` as :func:`move_formula`, but each range stays one: for print areas and charts."""

    def moved(_: str, layout: Layout, ref: Reference) -> list[str]:
        return [span(ref.text, layout) or ref.text]

    return _replaced(formula, sheet, layouts, moved)
