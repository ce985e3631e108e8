"""The sheets of a workbook as tables of an agreement: what a person sees of them."""

import datetime as dt
from collections.abc import Iterable

from pipeline.model.cells import RawSheet, Value
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
    rows = {row: n for n, row in enumerate(row for row in sheet.rows.held if row not in sheet.hidden_rows)}
    widest = max((len(cells) for cells in sheet.rows.held.values()), default=0)
    columns = {column: n for n, column in enumerate(c for c in range(widest) if c not in sheet.hidden_columns)}
    merged = {(span.top, span.left): span for span in sheet.spans}
    covered = {
        (row, column) for span in sheet.spans for row in range(span.top, span.bottom + 1) if row in rows
        for column in range(span.left, span.right + 1)} - merged.keys()
    made = PaperTable([[] for _ in rows])
    for row, at in rows.items():
        for column, to in columns.items():
            if (row, column) in covered:
                continue
            span = merged.get((row, column))
            bottom = max(n for one, n in rows.items() if row <= one <= span.bottom) if span else at
            right = max(n for one, n in columns.items() if column <= one <= span.right) if span else to
            cells = sheet.rows.held[row]
            lines = _text(cells[column] if column < len(cells) else None).splitlines()
            made.rows[at].append(PaperCell(at, to, bottom, right, tuple(PaperLine(clean(line)) for line in lines)))
    return made


def _text(value: Value) -> str:
    """A value as it is seen."""
    return thai_date(value.date() if isinstance(value, dt.datetime) else value) if isinstance(value, dt.date) else typed(value)
