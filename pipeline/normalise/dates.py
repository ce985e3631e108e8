"""The tables of a sheet, each of which gives something or is told, and what each says about
itself."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from pipeline.model.finding import Finding, safe_text
from pipeline.model.observed import Context, Observed
from pipeline.model.period import NOTHING, Period, TableIdentity
from pipeline.model.source import Claim, Table
from pipeline.normalise.carried import carried
from pipeline.normalise.pairs import parts
from pipeline.normalise.places import Marks, hold
from pipeline.normalise.rows import TableReader
from pipeline.tables.grid import Grid
from pipeline.thai.calendar import NotADate, parse_date
from pipeline.thai.periods import find_period, name_in, period_of_file, period_of_name
from pipeline.thai.text import squeeze

_PAGE = re.compile(r"^หน้า(?:ที่)?\d+(?:(?:/|จาก)\d+)?$")


def readers(claim: Claim, context: Context, seen: Observed) -> Iterator[TableReader]:
    """The tables of a claimed sheet; one that gives no row at all, used or refused, is told unless its
    headings only stand there again, and one whose titles say another place than its rows is taken back."""
    grid = Grid(claim.sheet)
    empty: list[TableReader] = []
    given = False  # a row, by the tables under the same titles up to here
    before: Table | None = None
    for table in claim.tables:
        marks, rows = Marks.of(seen), seen.used + seen.refused
        if before is not None and not _goes_on(before, table):
            seen.findings += [] if given else map(_no_rows, empty[:1])
            empty, given = [], False
        reader = TableReader(grid, claim, table, context)
        reader.parts = parts(reader)
        reader.below = carried(reader)
        yield reader
        before = table
        if seen.used + seen.refused == rows:
            empty.append(reader)
            continue
        given = True
        if not claim.source.kind.provinces:
            hold(reader, seen, marks)
    seen.findings += [] if given else map(_no_rows, empty[:1])


def _goes_on(before: Table, table: Table) -> bool:
    """Whether a table is more of the one before: the same headings again, as on each page of a long
    one, and no title of its own."""
    def titles(one: Table) -> set[str]:
        names = (squeeze(name_in(text)) for _, _, text in one.captions)
        return {name for name in names if name and not _PAGE.match(name)}

    return table.columns == before.columns and titles(table) <= titles(before)


def _no_rows(reader: TableReader) -> Finding:
    column = min(column for _, column in reader.table.columns)
    return Finding(
        "no-rows", "warning",
        f"พบหัวตารางของ “{reader.source.title}” แต่ไม่มีแถวข้อมูลที่อ่านได้สักแถว",
        "ส่งออกจากระบบใหม่ให้ครบ ถ้ายังไม่มีข้อมูลจริง ให้เอาตารางนี้ออกจากโฟลเดอร์ข้อมูล",
        reader.grid.origin(reader.table.heading_bottom, column),
    )


def entries(
    claim: Claim, context: Context, observe: Callable[[TableReader, int, Observed], bool]
) -> Observed:
    """What a person states in the rows of a table of entries; ``observe`` tells whether a row counts."""
    seen = Observed()
    for reader in readers(claim, context, seen):
        for row in _rows_of(reader):
            if reader.grid.filled(row):
                seen.count(observe(reader, row, seen))
    return seen


def _rows_of(reader: TableReader) -> Iterable[int]:
    return reader.grid.rows(reader.table.first_row, reader.table.end_row)


def dated_tables(claim: Claim, context: Context, seen: Observed) -> Iterator[TableReader]:
    """The tables of a claimed sheet, each with what it says about itself (``said``). That its day cannot
    be read is told of one that states something: nobody asks as at which day a form is left blank."""
    period = NOTHING
    for reader in readers(claim, context, seen):
        period, finding = period_of(reader.grid, reader.table, period)
        if finding is not None and any(map(reader.states, _rows_of(reader))):
            seen.findings.append(finding)
        said = period if finding is not None else _with_the_files(period, claim.sheet.file)
        reader.said = TableIdentity(said, reader.names, finding is not None)
        yield reader


def _with_the_files(period: Period, file: str) -> Period:
    """What a table says of time; where it says no day and no month, what the file's name says,
    unless that is of another year than the table."""
    if period.as_of is not None or period.months is not None:
        return period
    outer = period_of_file(PurePosixPath(file).stem)
    other = period.year and outer.year and period.year != outer.year
    return period if other else period.within(outer)


def period_of(
    grid: Grid, table: Table, before: Period = NOTHING
) -> tuple[Period, Finding | None]:
    """What the titles of a table say of time, the nearest first; then those of the table above
    it (``before``), then the sheet's name."""
    outer = before.within(period_of_name(grid.sheet.name))
    inner = NOTHING
    for row, column, text in table.captions:
        try:
            said = find_period(text)[0]
            told = said.as_of or said.months
            if said.running and not told and (day := _beside(grid, row, column)):
                said = replace(said, as_of=day)
        except NotADate:
            return outer.without_time(), Finding(
                "as-of-unclear", "warning", f"อ่านวันที่ของข้อมูลไม่ได้: {safe_text(text, 60)}",
                "พิมพ์เป็น ข้อมูล ณ วันที่ แล้วตามด้วยวัน เดือน และปี พ.ศ.", grid.origin(row, column),
            )
        inner = said.within(inner)
    return inner.within(outer), None


def _beside(grid: Grid, row: int, column: int) -> dt.date | None:
    """The day in the next cell that is filled."""
    beside = [c for c in grid.filled(row) if c > column]
    return parse_date(grid.value(row, beside[0])) if beside else None
