"""Columns of several times: which of them stand for the whole, and of what year each is."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from pipeline.model.period import Period
from pipeline.sources.grid import Grid
from pipeline.sources.spread import Column, Region
from pipeline.thai.digits import NotANumber, parse_decimal
from pipeline.thai.periods import last_day

TOLERANCE = Decimal("0.01")
_ANY_YEAR = 2500  # that of times that name none; they are put in order only


class Unclear(Exception):
    """Nobody knows what columns of several times are: the cell of a heading, and why (in Thai)."""

    def __init__(self, row: int, column: int, why: str) -> None:
        super().__init__(why)
        self.row, self.column, self.why = row, column, why


def is_running(region: Region, columns: Sequence[Column]) -> bool:
    """Whether words over the columns say that each adds up all before it (``สะสม``, ``ถึง``, ``ณ``)."""
    heads = [one for column in columns for one, _, _ in region.stacks[column.at]]
    return any(one.period.running for one in heads) or any("สะสม" in text for text in region.captions)


def as_at(region: Region, columns: Sequence[Column]) -> list[Column]:
    """Of columns of one figure of several times, beside figures that belong to all of these, those
    that each stand for the whole: each of them where they add up all before; where each is of its
    own time alone, their total, of the last time. Raises :class:`Unclear` where neither is sure."""
    totals = [c for c in columns if c.total]
    timed = sorted((c for c in columns if not c.total), key=_day)
    if is_running(region, columns):
        return timed
    rows = _numbers(region, timed)
    for total in totals:
        if _adds_up(region, timed, total):
            last = max((c for c in timed if _filled(region, c)), key=_day, default=timed[-1])
            return [Column(total.at, last.element, total.words, last.keys, False, last.part)]
    if any(a > b for row in rows for a, b in pairwise(row)):
        _, row, column = next(iter(timed[0].keys.values()))
        raise Unclear(row, column, "ช่องของหลายเวลามียอดที่ลดลง และไม่บอกว่าเป็นยอดสะสมหรือยอดของแต่ละเวลา")
    return timed


def _day(column: Column) -> tuple[object, ...]:
    period = _period(column)
    return (str(last_day(period, period.year or _ANY_YEAR)), column.at)


def _period(column: Column) -> Period:
    return column.keys["time" if "time" in column.keys else "year"][0].period


def _numbers(region: Region, columns: Sequence[Column]) -> list[list[Decimal]]:
    """The figures of each row, without those that say nothing."""
    rows = region.grid.rows(region.first, region.end)
    return [[n for c in columns if (n := number(region.grid, row, c.at)) is not None] for row in rows]


def number(grid: Grid, row: int, column: int) -> Decimal | None:
    """The figure in a cell, None for all else."""
    try:
        return parse_decimal(grid.value(row, column))
    except NotANumber:
        return None


def _filled(region: Region, column: Column) -> bool:
    rows = region.grid.rows(region.first, region.end)
    return any(number(region.grid, row, column.at) for row in rows)


def _adds_up(region: Region, timed: Sequence[Column], total: Column) -> bool:
    """Whether a column is the sum of others wherever it has a figure."""
    met = 0
    for row in region.grid.rows(region.first, region.end):
        stated = number(region.grid, row, total.at)
        parts = [number(region.grid, row, c.at) or Decimal(0) for c in timed]
        if stated is None:
            continue
        if abs(stated - sum(parts, Decimal(0))) > TOLERANCE:
            return False
        met += bool(stated)
    return met > 0


def is_calendar(months: Sequence[tuple[int, int]], row: int, column: int) -> bool:
    """Whether the years of columns that name a year and a month (counted in the fiscal year), from
    left to right, are those of the calendar: of both readings the one that puts them in order,
    without gaps if only one does so. Raises :class:`Unclear` where neither or both do."""
    fiscal, calendar = list(months), [(year + (month <= 3), month) for year, month in months]
    if fiscal == calendar:
        return False
    rising = [r for r in (fiscal, calendar) if r == sorted(set(r))]
    whole = [r for r in rising if all(_next(a) == b for a, b in pairwise(r))]
    if len(whole or rising) != 1:
        raise Unclear(row, column, "ไม่รู้ว่าปีที่หัวช่องเป็นปีงบประมาณหรือปีปฏิทิน")
    return (whole or rising)[0] is calendar


def _next(month: tuple[int, int]) -> tuple[int, int]:
    year, number = month
    return (year, number + 1) if number < 12 else (year + 1, 1)
