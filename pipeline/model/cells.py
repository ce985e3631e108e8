"""Raw sheets: what a spreadsheet held, cell by cell, before anything is understood."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import overload

from pipeline.xlsx.addresses import letters


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """One per place that a figure or a problem comes from.

    ``file`` is the path below the input folder with ``/`` between its parts, ``sheet`` the
    sheet's name as Excel shows it, ``cell`` an address such as ``D7`` ("" for the whole sheet).
    """

    file: str
    sheet: str = ""
    cell: str = ""


NOWHERE = Origin("")  # of what stands in no file


@dataclass(frozen=True, slots=True)
class Broken:
    """One per cell whose value is lost.

    ``text`` is what stands there (``#REF!``, ``#N/A``) or, for a formula whose result was
    never stored, ``""``.
    """

    text: str


Value = str | int | float | bool | dt.date | dt.datetime | dt.time | Broken | None
Cells = tuple[Value, ...]
Place = tuple[int, int]  # the row and column of a cell, from 0


class Rows(Sequence[Cells]):
    """The rows of a sheet down to the last that holds something, like a tuple of tuples.

    Only the rows in ``held`` (by number from 0, ascending) are kept; every other is ``()``. So
    what a sheet costs grows with what stands in it, not with how far below it stands.
    """

    __slots__ = ("held",)

    def __init__(self, held: dict[int, Cells]) -> None:
        self.held = held

    @classmethod
    def of(cls, rows: Iterable[Cells]) -> "Rows":
        """All rows of a sheet, from the first on."""
        return cls({number: row for number, row in enumerate(rows) if row})

    def __len__(self) -> int:
        return next(reversed(self.held), -1) + 1

    def __iter__(self) -> Iterator[Cells]:
        return (self.held.get(number, ()) for number in range(len(self)))

    @overload
    def __getitem__(self, at: int) -> Cells: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Cells]: ...
    def __getitem__(self, at: int | slice) -> Cells | Sequence[Cells]:
        numbers = range(len(self))[at]
        if isinstance(numbers, int):
            return self.held.get(numbers, ())
        return tuple(self.held.get(number, ()) for number in numbers)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Rows):
            return self.held == other.held
        return isinstance(other, tuple) and len(self) == len(other) and self == Rows.of(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"Rows({self.held!r})"


@dataclass(frozen=True, slots=True)
class Span:
    """One per merged range; rows and columns count from 0, both ends are inside."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class UnderMerge:
    """How many values of a sheet Excel hides inside its merged ranges; they are taken out."""

    values: int


@dataclass(frozen=True, slots=True)
class RaggedRow:
    """A row, from 0, of a table that has more or fewer cells than nearly all its others."""

    row: int


@dataclass(frozen=True, slots=True)
class OpenEnd:
    """The last row, from 0, of a text whose last line has no end."""

    row: int


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One per sheet of a file, as it stands.

    ``rows[r][c]`` is the value of the cell in row ``r + 1`` and column ``c + 1`` of the sheet
    (row and column 0 are Excel's row 1 and column A; rows may differ in length); any sequence of
    rows may be given. A cell that Excel shows as a percentage is given as the text it shows in
    full (``"97.5%"``). In a merged range only the top left cell has a value; ``spans`` lists the
    ranges.
    ``hidden_rows`` (of those that hold something) and ``hidden_columns`` (both from 0) are out of
    sight, a filter's rows too. ``notes`` is what its reader saw and the values do not show.

    A sheet whose keys were spread over headings is read as one that was made of it (``made_of``), with
    rows for them; ``places`` has by row where its cells stand in that: a row of it that is as it was,
    or the row and column of each cell. ``spread`` has by the name of a key where it stands.
    """

    file: str
    name: str
    rows: Rows
    spans: tuple[Span, ...] = ()
    hidden: bool = False
    container: str = ""
    notes: tuple[UnderMerge | RaggedRow | OpenEnd, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    made_of: "RawSheet | None" = None
    places: Mapping[int, int | tuple[Place, ...]] = field(default_factory=dict)
    spread: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not isinstance(self.rows, Rows):
            object.__setattr__(self, "rows", Rows.of(self.rows))

    def origin(self, row: int, column: int) -> Origin:
        """The address of the cell at ``rows[row][column]``."""
        place = self.place(row, column)
        return Origin(self.file, self.name, address(*place))

    def place(self, row: int, column: int) -> Place:
        """The row and column of the file's sheet in which ``rows[row][column]`` stands."""
        where = self.places.get(row, row)
        if isinstance(where, int):
            return where, column
        return where[min(column, len(where) - 1)]


def column_letters(column: int) -> str:
    """Excel's letters for a column that counts from 0: 0 → ``A``, 26 → ``AA``."""
    return letters(column + 1)


def address(row: int, column: int) -> str:
    """Excel's address of a cell whose row and column count from 0: (6, 3) → ``D7``."""
    return f"{column_letters(column)}{row + 1}"
