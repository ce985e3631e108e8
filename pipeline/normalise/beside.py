"""Columns that no KPI counts and that tell whether those beside them can be right: what is left of a
row's money, and running numbers."""

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.model.observation import Numbered
from pipeline.model.source import Claim, Table
from pipeline.tables.grid import Grid, letters

_LEFT = re.compile(r"(?:งบประมาณ|งบ|เงิน|ยอด)?คงเหลือ(?:บาท|สุทธิ|ทั้งสิ้น)*")
_HELD = re.compile(r"po|ผูกพัน|กันเงิน|ใบสั่งซื้อ", re.IGNORECASE)
_RUNNING = ("ที่", "ลำดับ", "ลำดับที่", "ลำดับที", "no")
_MOST_GAPS = 3  # of which a list is kept for checks.toml to choose from; of a code among the numbers it would have millions


def left_and_held(table: Table) -> tuple[int, tuple[int, ...]] | None:
    """The column of what is left and those of what is promised besides; None where not exactly one
    column is left over."""
    left = [column for column, heading in table.others if _LEFT.fullmatch(letters(heading))]
    held = [column for column, heading in table.others if _HELD.search(letters(heading))]
    return (left[0], tuple(held)) if len(left) == 1 else None


def numbered(claim: Claim) -> list[Numbered]:
    """The running numbers 1, 2, 3 … of a sheet's tables that lack a few, and the rows beside these."""
    if claim.sheet.made_of is not None:
        return []
    found = []
    grid: Grid | None = None
    for table in claim.tables:
        columns = [c for c, heading in table.others if letters(heading).rstrip(".") in _RUNNING]
        if len(columns) != 1:
            continue
        grid = grid or Grid(claim.sheet)
        seen = [
            (int(number), row) for row in grid.rows(table.first_row, table.end_row)
            if (number := grid.number(row, columns[0])) is not None and number == int(number)
        ]
        missing = _gaps([number for number, _ in seen])
        if missing:
            rows = dict(seen)
            beside = [rows[n + step] for n in missing for step in (-1, 1) if n + step in rows]
            found.append(Numbered(
                claim.source.id, len(seen) + len(missing), missing,
                tuple(grid.origin(row, columns[0]) for row in beside), tuple(row + 1 for row in beside)))
    return found


def _gaps(numbers: Sequence[int]) -> tuple[int, ...]:
    """What lacks of numbers that run up from 1; nothing where they do not, or many lack."""
    if len(numbers) < 5 or numbers[0] not in (1, 2, 3):
        return ()
    if any(b <= a for a, b in pairwise(numbers)):
        return ()
    if numbers[-1] - len(numbers) > _MOST_GAPS:
        return ()
    there = set(numbers)
    return tuple(n for n in range(1, numbers[-1]) if n not in there)
