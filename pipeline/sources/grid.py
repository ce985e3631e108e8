"""A raw sheet with its merged ranges resolved."""

import re
from collections.abc import Iterator

from pipeline.model.cells import Broken, Origin, RawSheet, Span, Value
from pipeline.thai.text import clean, squeeze

BLANKS = ("", "-", "–", "—")


def is_blank(value: Value) -> bool:
    """Whether a cell states nothing: empty, white space or a dash."""
    if value is None:
        return True
    return isinstance(value, str) and clean(value) in BLANKS


def typed(value: Value) -> str:
    """A value as text; numbers as they would be typed."""
    if value is None or isinstance(value, Broken):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def letters(text: str) -> str:
    """The letters and digits of a label, as labels are compared: no spaces, no punctuation."""
    return re.sub(r"[^\w\u0e00-\u0e7f]|[ฯ]", "", squeeze(text))


class Grid:
    """Cells of a sheet by row and column (from 0), reading through merged ranges.

    A grid may show a part of the sheet only, the columns ``left`` up to ``right``; the rest is
    then blank to it. ``bands`` are ranges that are read as merged although they are not.
    """

    def __init__(
        self, sheet: RawSheet, left: int = 0, right: int | None = None, bands: tuple[Span, ...] = ()
    ) -> None:
        self.sheet = sheet
        self.bands = bands
        self.height = len(sheet.rows)
        widest = max((len(row) for row in sheet.rows), default=0)
        self.left = left
        self.right = widest - 1 if right is None else right
        self._spans: dict[int, list[Span]] = {}
        for span in (*sheet.spans, *bands):
            for row in range(span.top, min(span.bottom + 1, self.height)):
                self._spans.setdefault(row, []).append(span)

    def zones(self) -> list["Grid"]:
        """The parts of the sheet that blank columns set apart, from left to right."""
        used = sorted({column for row in range(self.height) for column in self.filled(row)})
        zones = []
        for start, column in enumerate(used):
            if start == 0 or used[start - 1] < column - 1:
                zones.append([column, column])
            zones[-1][1] = column
        return [Grid(self.sheet, left, right, self.bands) for left, right in zones]

    def span(self, row: int, column: int) -> Span | None:
        """The merged range that covers a cell, or None."""
        for span in self._spans.get(row, ()):
            if span.left <= column <= span.right:
                return span
        return None

    def value(self, row: int, column: int) -> Value:
        """What stands in this very cell; nothing in the covered part of a merged range."""
        cells = self.sheet.rows[row] if 0 <= row < self.height else ()
        return cells[column] if self.left <= column <= min(self.right, len(cells) - 1) else None

    def shown(self, row: int, column: int) -> Value:
        """What the cell shows: in a merged range, the value of its top left cell."""
        span = self.span(row, column)
        return self.value(span.top, span.left) if span else self.value(row, column)

    def text(self, row: int, column: int) -> str:
        """The text that the cell shows, cleaned; "" for anything but text."""
        value = self.shown(row, column)
        return clean(value) if isinstance(value, str) else ""

    def texts(self, row: int) -> list[tuple[int, str]]:
        """The texts that stand in a row, with their columns."""
        return [
            (column, text)
            for column, value in self._cells(row)
            if isinstance(value, str) and (text := clean(value))
        ]

    def filled(self, row: int) -> list[int]:
        """The columns of a row in which something stands."""
        return [
            column for column, value in self._cells(row)
            if isinstance(value, Broken) or not is_blank(value)
        ]

    def _cells(self, row: int) -> Iterator[tuple[int, Value]]:
        cells = self.sheet.rows[row] if row < self.height else ()
        return zip(
            range(self.left, self.right + 1), cells[self.left : self.right + 1], strict=False
        )

    def origin(self, row: int, column: int) -> Origin:
        """The address of the cell that the value shown stands in."""
        span = self.span(row, column)
        return self.sheet.origin(span.top, span.left) if span else self.sheet.origin(row, column)
