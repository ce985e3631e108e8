"""Addresses of cells and ranges (``D7``, ``$A$1:C9``, ``'ชีต'!B2``); rows and columns count from 1."""

import re
from dataclasses import dataclass
from functools import lru_cache

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_EDGE = re.compile(r"(\$?)([A-Za-z]*)(\$?)([0-9]*)")


def number(letters: str) -> int:
    """The number of a column: ``A`` → 1, ``AA`` → 27."""
    value = 0
    for letter in letters.upper():
        value = value * 26 + ord(letter) - 64
    return value


@lru_cache(2**10)
def letters(column: int) -> str:
    """The letters of a column: 1 → ``A``, 27 → ``AA``."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def split(cell: str) -> tuple[int, int]:
    """Row and column of an address such as ``D7`` or ``$D$7``; ValueError where it is none."""
    match = _CELL.fullmatch(cell)
    if match is None or not int(match[2]):
        raise ValueError(cell)
    return int(match[2]), number(match[1])


@dataclass(frozen=True, slots=True)
class Range:
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
    def parse(cls, text: str) -> "Range":
        """The range that ``text`` writes: ``D7``, ``$D$7:E9``, ``5:6``, ``A:B``."""
        start, _, end = text.partition(":")
        a, b = _EDGE.fullmatch(start), _EDGE.fullmatch(end or start)
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
        (top, bottom), (left, right) = rows, columns
        if self.whole == "columns":
            return f"{column}{letters(left)}:{column}{letters(right)}"
        start = f"{column}{letters(left)}{row}{top}"
        if top == bottom and left == right:
            return start
        return f"{start}:{column}{letters(right)}{row}{bottom}"


def quoted(sheet: str) -> str:
    """How a formula writes the name of a sheet before one of its cells."""
    return "'{}'!".format(sheet.replace("'", "''"))


def unquoted(name: str) -> str:
    """The name of a sheet as it is, from how a formula writes it."""
    return name[1:-1].replace("''", "'") if name.startswith("'") else name
