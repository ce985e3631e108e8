"""A raw sheet with its merged ranges resolved."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from decimal import Decimal

from pipeline.model.cells import Broken, Origin, RawSheet, Span, Value
from pipeline.thai.digits import NotANumber, parse_decimal
from pipeline.thai.text import clean, squeeze

BLANKS = ("", "-", "–", "—")
TOLERANCE = Decimal("0.01")  # how far a stated sum or percentage may be from its own figures: a satang, two are a slip


def is_blank(value: Value) -> bool:
    """Whether a cell states nothing: empty, white space or a dash."""
    if isinstance(value, str):
        return clean(value) in BLANKS
    return value is None


def typed(value: Value) -> str:
    """A value as text; numbers and truths as they would be typed."""
    if value is None or isinstance(value, Broken):
        return ""
    if isinstance(value, bool):
        return str(value).upper()
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
        self._held = sheet.rows.held
        self._rows = list(self._held)
        widest = max(map(len, self._held.values()), default=0)
        self.left = left
        self.right = widest - 1 if right is None else right
        self._spans: dict[int, list[Span]] = {}
        self._marks: list[int] = []
        if sheet.spans or bands:
            self._place((*sheet.spans, *bands))

    def _place(self, spans: Sequence[Span]) -> None:
        """Note the merged ranges by the rows that hold something and those where a range begins;
        over a row between, only what covers the nearest of these above it may stand."""
        tops = {span.top for span in spans}
        self._marks = sorted(self._held.keys() | tops)
        for span in spans:
            first, end = bisect_left(self._marks, span.top), bisect_right(self._marks, span.bottom)
            for row in self._marks[first:end]:
                self._spans.setdefault(row, []).append(span)

    def rows(self, first: int = 0, end: int | None = None) -> Sequence[int]:
        """The rows from ``first`` up to, not including, ``end`` that hold something; all that
        walk down a sheet go by these, so that the blank rows between cost nothing."""
        stop = len(self._rows) if end is None else bisect_left(self._rows, end)
        return self._rows[bisect_left(self._rows, first):stop]

    def zones(self) -> list["Grid"]:
        """The parts of the sheet that blank columns set apart, from left to right."""
        empty = list(range(self.left, self.right + 1))
        for cells in self._held.values():
            empty = [c for c in empty if c >= len(cells) or is_blank(cells[c])] if empty else empty
        used = sorted(set(range(self.left, self.right + 1)).difference(empty))
        zones = []
        for start, column in enumerate(used):
            if start == 0 or used[start - 1] < column - 1:
                zones.append([column, column])
            zones[-1][1] = column
        return [Grid(self.sheet, left, right, self.bands) for left, right in zones]

    def shown_rows(self, first: int, end: int) -> Sequence[int]:
        """The rows from ``first`` up to, not including, ``end`` in which something shows: they
        hold it, or a merged range with a value covers them."""
        covered = {
            row for span in self.sheet.spans if self.value(span.top, span.left) is not None
            for row in range(max(span.top, first), min(span.bottom + 1, end, self.height))
        }
        return sorted(covered.union(self.rows(first, end))) if covered else self.rows(first, end)

    def columns(self, first: int, last: int) -> list[int]:
        """The columns in which a text may show in a row from ``first`` to ``last``."""
        columns = {column for row in range(first, last + 1) for column, _ in self.texts(row)}
        for span in {span for row in range(first, last + 1) for span in self._over(row)}:
            columns.update(range(max(span.left, self.left), min(span.right, self.right) + 1))
        return sorted(columns)

    def span(self, row: int, column: int) -> Span | None:
        """The merged range that covers a cell, or None."""
        if row not in self._spans and (row in self._held or not self._spans):
            return None
        for span in self._over(row):
            if span.left <= column <= span.right:
                return span
        return None

    def _over(self, row: int) -> Sequence[Span]:
        """The merged ranges that cover cells of a row."""
        spans = self._spans.get(row, ())
        if spans or not self._spans or row in self._held or not self._marks[0] <= row < self.height:
            return spans
        above = self._marks[bisect_right(self._marks, row) - 1]
        return [span for span in self._spans.get(above, ()) if span.bottom >= row]

    def value(self, row: int, column: int) -> Value:
        """What stands in this very cell; nothing in the covered part of a merged range."""
        if not self.left <= column <= self.right:
            return None
        cells = self._held.get(row, ())
        return cells[column] if column < len(cells) else None

    def shown(self, row: int, column: int) -> Value:
        """What the cell shows: in a merged range, the value of its top left cell."""
        cells = self._held.get(row)
        if cells is not None and row not in self._spans:  # nothing in it is merged, as in most rows
            return cells[column] if self.left <= column <= self.right and column < len(cells) else None
        span = self.span(row, column)
        return self.value(span.top, span.left) if span else self.value(row, column)

    def text(self, row: int, column: int) -> str:
        """The text that the cell shows, cleaned; "" for anything but text."""
        value = self.shown(row, column)
        return clean(value) if isinstance(value, str) else ""

    def number(self, row: int, column: int) -> Decimal | None:
        """The figure that stands in this very cell; None for all else."""
        try:
            return parse_decimal(self.value(row, column))
        except NotANumber:
            return None

    def texts(self, row: int) -> list[tuple[int, str]]:
        """The texts that stand in a row, with their columns."""
        cells = self._held.get(row, ())
        return [
            (column, text)
            for column, value in enumerate(cells[self.left : self.right + 1], self.left)
            if isinstance(value, str) and (text := clean(value))
        ]

    def filled(self, row: int) -> list[int]:
        """The columns of a row in which something stands."""
        cells = self._held.get(row, ())
        return [
            column for column, value in enumerate(cells[self.left : self.right + 1], self.left)
            if not is_blank(value)
        ]

    def origin(self, row: int, column: int) -> Origin:
        """The address of the cell that the value shown stands in."""
        span = self.span(row, column)
        return self.sheet.origin(span.top, span.left) if span else self.sheet.origin(row, column)
