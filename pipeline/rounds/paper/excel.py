"""The sheets of a workbook as tables of an agreement: what a person sees of them."""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from pipeline.model.cells import RawSheet, Span, Value
from pipeline.read.refusal import Refusal
from pipeline.rounds.paper.grid import Block, PaperCell, PaperLine, PaperTable
from pipeline.tables.grid import typed
from pipeline.thai.calendar import thai_date
from pipeline.thai.text import clean

_MOST_ROWS = 5_000


def tables_of(sheets: Iterable[RawSheet]) -> tuple[Block, ...]:
    """A table for each sheet that is in sight."""
    return tuple(_table(sheet) for sheet in sheets if not sheet.hidden)


def _table(sheet: RawSheet) -> PaperTable:
    if len(sheet.rows.held) > _MOST_ROWS:
        raise Refusal("too-large", f"ชีต {sheet.name} มีเกิน {_MOST_ROWS:,} แถว ไม่ใช่ตารางของข้อตกลง")
    rows = [row for row in sheet.rows.held if row not in sheet.hidden_rows]
    used = {column for cells in sheet.rows.held.values() for column, value in enumerate(cells) if value is not None}
    columns = sorted(used - set(sheet.hidden_columns))
    made = PaperTable([[] for _ in rows])
    spans: dict[tuple[int, int], tuple[Span, range, range]] = {}  # by each place in sight that a merged cell covers
    for span in sheet.spans:
        down, across = _within(rows, span.top, span.bottom), _within(columns, span.left, span.right)
        spans |= {(at, to): (span, down, across) for at in down for to in across}
    for at, row in enumerate(rows):
        for to, column in enumerate(columns):
            merged = spans.get((at, to))
            down, across = merged[1:] if merged else (range(at, at + 1), range(to, to + 1))
            if (at, to) != (down[0], across[0]):
                continue
            top, left = (merged[0].top, merged[0].left) if merged else (row, column)
            cells = sheet.rows[top]
            lines = _text(cells[left] if left < len(cells) else None).splitlines()
            made.rows[at].append(PaperCell(at, to, down[-1], across[-1], tuple(PaperLine(clean(line)) for line in lines)))
    return made


def _within(numbers: Sequence[int], first: int, last: int) -> range:
    """Where in ascending numbers those from ``first`` to ``last`` stand."""
    return range(bisect_left(numbers, first), bisect_right(numbers, last))


def _text(value: Value) -> str:
    """A value as it is seen."""
    return thai_date(value.date() if isinstance(value, dt.datetime) else value) if isinstance(value, dt.date) else typed(value)
