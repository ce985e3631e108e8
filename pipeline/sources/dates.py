"""The tables of a sheet, each of which says something or is told, and the date that each one's
figures are as of."""

import datetime as dt
from collections.abc import Iterator

from pipeline.model.finding import Finding, safe_text
from pipeline.model.observed import Context, Observed
from pipeline.model.source import Claim, Table
from pipeline.sources.grid import Grid
from pipeline.sources.rows import TableReader
from pipeline.thai.calendar import NotADate, find_as_of, names_as_of, parse_date


def readers(claim: Claim, context: Context, seen: Observed) -> Iterator[TableReader]:
    """The tables of a claimed sheet; one that gives no row at all, used or refused, is told."""
    grid = Grid(claim.sheet)
    for table in claim.tables:
        before = seen.used + seen.refused
        reader = TableReader(grid, claim, table, context)
        yield reader
        if seen.used + seen.refused == before:
            seen.findings.append(_no_rows(reader))


def _no_rows(reader: TableReader) -> Finding:
    column = min(column for _, column in reader.table.columns)
    return Finding(
        "no-rows", "warning",
        f"พบหัวตารางของ “{reader.source.title}” แต่ไม่มีแถวข้อมูลที่อ่านได้สักแถว",
        "ส่งออกจากระบบใหม่ให้ครบ ถ้ายังไม่มีข้อมูลจริง ให้เอาตารางนี้ออกจากโฟลเดอร์ข้อมูล",
        reader.grid.origin(reader.table.heading_bottom, column),
    )


def dated_tables(
    claim: Claim, context: Context, seen: Observed
) -> Iterator[tuple[TableReader, dt.date | None]]:
    """The tables of a claimed sheet, each with the date that it is as of."""
    date: dt.date | None = None
    for reader in readers(claim, context, seen):
        date, finding = as_of(reader.grid, reader.table, date)
        if finding is not None:
            seen.findings.append(finding)
        yield reader, date


def as_of(
    grid: Grid, table: Table, before: dt.date | None
) -> tuple[dt.date | None, Finding | None]:
    """The date that a table's figures are as of: the nearest ``ข้อมูล ณ วันที่`` above it, else
    ``before`` (that of the table above), else the sheet's name."""
    for row, column, text in reversed(table.captions):
        try:
            date = find_as_of(text)
            if date is None and names_as_of(text):
                beside = [c for c in grid.filled(row) if c > column]
                date = parse_date(grid.value(row, beside[0])) if beside else None
        except NotADate:
            return None, Finding(
                "as-of-unclear", "warning", f"อ่านวันที่ของข้อมูลไม่ได้: {safe_text(text, 60)}",
                "พิมพ์เป็น ข้อมูล ณ วันที่ 31 มีนาคม 2561", grid.origin(row, column),
            )
        if date is not None:
            return date, None
    if before is not None:
        return before, None
    try:
        return find_as_of(grid.sheet.name), None
    except NotADate:
        return None, None
