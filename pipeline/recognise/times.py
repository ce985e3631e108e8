"""Columns of several times: which of them stand for the whole, and of what year each is."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from itertools import pairwise

from pipeline.model.period import NOTHING, Period
from pipeline.model.source import SourceDefinition, Table
from pipeline.recognise.heads import head, head_text
from pipeline.recognise.spread import Region, SpreadColumn
from pipeline.tables.grid import TOLERANCE, Grid, is_blank
from pipeline.thai.periods import last_day
from pipeline.thai.text import squeeze

_ANY_YEAR = 2500  # that of times that name none; they are put in order only


_HEADINGS = frozenset(map(squeeze, (
    "ข้อมูล ณ วันที่", "ณ วันที่", "ณ", "ข้อมูล ณ", "ข้อมูลวันที่", "วันที่ของข้อมูล", "เดือน", "ประจำเดือน", "งวดเดือน",
    "ไตรมาส", "ไตรมาสที่", "ปีงบประมาณ", "ปีงบประมาณ พ.ศ.", "ปีงบฯ", "ปี", "ปี พ.ศ.", "พ.ศ.",
)))


@dataclass(frozen=True, slots=True)
class Times:
    """One per table whose rows are of several times: the rows of each, and where the first is
    said."""

    rows: dict[Period, list[int]]
    place: tuple[int, int]


def times_in_rows(grid: Grid, source: SourceDefinition, table: Table) -> Times | None:
    """The times that columns of a table of states say of its rows; None where none does, or where the
    rows of different times are of different things."""
    taken = {column for _, column in table.columns}
    at = [c for c in range(grid.left, max(taken)) if c not in taken
          and squeeze(grid.text(table.heading_bottom, c)) in _HEADINGS]
    if source.nature != "state" or source.with_role("month") or not at:
        return None
    times: dict[Period, list[int]] = {}
    about: dict[Period, set[tuple[str, ...]]] = {}
    labels = [c for name, c in table.columns if source.column(name).role in ("district", "district_code", "label", "item")]
    period = NOTHING
    for row in grid.rows(table.first_row, table.end_row):
        said = [head(head_text(value)) for c in at if not is_blank(value := grid.shown(row, c))]
        if any(not one.kinds & {"time", "year"} for one in said):
            return None
        if said:
            period = reduce(lambda outer, one: one.period.within(outer), said, NOTHING)
        times.setdefault(period, []).append(row)
        about.setdefault(period, set()).add(tuple(grid.text(row, c) for c in labels))
    first, *later = about.values() if about else [set()]
    if NOTHING in times or any(len(other & first) * 2 < len(other) for other in later):
        return None
    return Times(times, (next(iter(times.values()))[0], at[0])) if times else None


SAY_WHICH = "พิมพ์ว่าเป็นยอดสะสม หรือส่งตารางที่มียอดของวันตัดยอดช่องเดียว"


class Unclear(Exception):
    """Nobody knows what columns are: the cell of a heading, why, and what to do (in Thai)."""

    def __init__(self, row: int, column: int, why: str, remedy: str = SAY_WHICH) -> None:
        super().__init__(why)
        self.row, self.column, self.why, self.remedy = row, column, why, remedy


def is_running(region: Region, columns: Sequence[SpreadColumn]) -> bool:
    """Whether words over the columns say that each adds up all before it (``สะสม``, ``ถึง``, ``ณ``)."""
    heads = [one for column in columns for one, _, _ in region.stacks[column.at]]
    return any(one.period.running for one in heads) or any("สะสม" in text for text in region.captions)


def as_at(region: Region, columns: Sequence[SpreadColumn]) -> list[SpreadColumn]:
    """Of columns of one figure of several times, beside figures that belong to all of these, those
    that each stand for the whole: each of them where they add up all before; where each is of its
    own time alone, their total, of the last time. Raises :class:`Unclear` where neither is sure."""
    totals = [c for c in columns if c.total]
    timed = sorted((c for c in columns if not c.total), key=_day)
    rows = _numbers(region, timed)
    falling = sum(any(a > b for a, b in pairwise(row)) for row in rows)
    if is_running(region, columns) and falling * 2 <= len(rows):
        return timed
    for total in totals:
        if adds_up(region, timed, total):
            last = max((c for c in timed if _filled(region, c)), key=_day, default=timed[-1])
            return [SpreadColumn(total.at, last.element, total.words, last.keys, False, last.part)]
    if falling:
        _, row, column = next(iter(timed[0].keys.values()))
        raise Unclear(row, column, "ช่องของหลายเวลามียอดที่ลดลง จึงไม่รู้ว่าเป็นยอดสะสมหรือยอดของแต่ละเวลา")
    return timed


def _day(column: SpreadColumn) -> tuple[object, ...]:
    period = _period(column)
    return (str(last_day(period, period.year or _ANY_YEAR)), column.at)


def _period(column: SpreadColumn) -> Period:
    return column.keys["time" if "time" in column.keys else "year"][0].period


def _numbers(region: Region, columns: Sequence[SpreadColumn]) -> list[list[Decimal]]:
    """The figures of each row, without those that say nothing."""
    rows = region.grid.rows(region.first, region.end)
    return [[n for c in columns if (n := region.grid.number(row, c.at)) is not None] for row in rows]


def _filled(region: Region, column: SpreadColumn) -> bool:
    rows = region.grid.rows(region.first, region.end)
    return any(region.grid.number(row, column.at) for row in rows)


def adds_up(region: Region, timed: Sequence[SpreadColumn], total: SpreadColumn) -> bool:
    """Whether a column is the sum of others wherever it has a figure."""
    met = 0
    for row in region.grid.rows(region.first, region.end):
        stated = region.grid.number(row, total.at)
        parts = [region.grid.number(row, c.at) or Decimal(0) for c in timed]
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
    years = dict.fromkeys(year for year, _ in months)
    fiscal = [one for year in years for one in months if one[0] == year]  # months may stand over years
    calendar = [(year + (month <= 3), month) for year, month in fiscal]
    if fiscal == calendar:
        return False
    rising = [r for r in (fiscal, calendar) if r == sorted(set(r))]
    whole = [r for r in rising if all(_next(a) == b for a, b in pairwise(r))]
    if len(whole or rising) != 1:
        raise Unclear(row, column, "ไม่รู้ว่าปีที่หัวช่องเป็นปีงบประมาณหรือปีปฏิทิน",
                      "พิมพ์หัวช่องเป็น ปีงบประมาณ พ.ศ. หรือพิมพ์ปีไว้กับเดือน เช่น ต.ค. 60")
    return (whole or rising)[0] is calendar


def _next(month: tuple[int, int]) -> tuple[int, int]:
    year, number = month
    return (year, number + 1) if number < 12 else (year + 1, 1)
