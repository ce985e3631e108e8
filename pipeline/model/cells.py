"""Raw sheets: what a spreadsheet held, cell by cell, before anything is understood."""

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """One per place that a figure or a problem comes from.

    ``file`` is the path below the input folder with ``/`` between its parts, ``sheet`` the
    sheet's name as Excel shows it, ``cell`` an address such as ``D7`` ("" for the whole sheet).
    """

    file: str
    sheet: str = ""
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Broken:
    """One per cell whose value is lost.

    ``text`` is what stands there (``#REF!``, ``#N/A``) or, for a formula whose result was
    never stored, ``""``.
    """

    text: str


Value = str | int | float | bool | dt.date | dt.datetime | dt.time | Broken | None


@dataclass(frozen=True, slots=True)
class Span:
    """One per merged range; rows and columns count from 0, both ends are inside."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One per sheet of a file, as it stands.

    ``rows[r][c]`` is the value of the cell in row ``r + 1`` and column ``c + 1`` of the sheet
    (row and column 0 are Excel's row 1 and column A; rows may differ in length). A cell that
    Excel shows as a percentage is given as the text it shows in full (``"97.5%"``). In a
    merged range only the top left cell has a value; ``spans`` lists the ranges.
    ``hidden_rows`` and ``hidden_columns`` (from 0) are out of sight, a filter's rows too.
    """

    file: str
    name: str
    rows: tuple[tuple[Value, ...], ...]
    spans: tuple[Span, ...] = ()
    hidden: bool = False
    container: str = ""
    notes: tuple[str, ...] = field(default=())
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    def origin(self, row: int, column: int) -> Origin:
        """The address of the cell at ``rows[row][column]``."""
        return Origin(self.file, self.name, address(row, column))


def column_letters(column: int) -> str:
    """Excel's letters for a column that counts from 0: 0 → ``A``, 26 → ``AA``."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, column: int) -> str:
    """Excel's address of a cell whose row and column count from 0: (6, 3) → ``D7``."""
    return f"{column_letters(column)}{row + 1}"
