"""A sheet whose keys are spread over headings, as the plain one that it would be with a row for
each: its cells keep the addresses that they have in the file."""

from collections.abc import Iterator, Sequence

from pipeline.model.cells import RawSheet
from pipeline.model.source import SourceDefinition, Table
from pipeline.recognise.made import MadeSheet
from pipeline.recognise.plan import Plan, plan_of
from pipeline.recognise.spread import Region, region_of, regions
from pipeline.recognise.times import Times, times_in_rows
from pipeline.tables.grid import Grid
from pipeline.tables.vocabulary import Vocabulary


def unpivoted(
    grid: Grid, vocabulary: Vocabulary, claims: Sequence[tuple[SourceDefinition, Table, bool]] = ()
) -> RawSheet | None:
    """The sheet with a row for each key that is spread over its headings, and a table for each time
    that a column of it says; None where none is. Of the ``claims`` those that are whole (the third of
    each) stay as they are but for that. Raises :class:`times.Unclear` where nobody knows what the
    columns of several times are."""
    sheet = MadeSheet(grid)
    parts: list[tuple[int, Plan | Times, Region | Table]] = []
    found = list(regions(grid, vocabulary, (table for _, table, _ in claims)))
    asked = list(_asked(grid, vocabulary, claims, found))
    for region in (*asked, *found):
        inside = region.grid is grid and (
            any(_within(region, table, whole) for _, table, whole in claims)
            or any(one.top <= region.bottom and region.top < one.end for one in asked))
        if not inside and (plan := plan_of(region, vocabulary)) is not None:
            parts.append((region.floor, plan, region))
    for source, table, whole in claims:
        if whole and (times := times_in_rows(grid, source, table)) is not None:
            parts.append((table.heading_top, times, table))
    for top, how, what in sorted(parts, key=lambda part: part[0]):
        if top < sheet.done and (isinstance(what, Table) or what.grid is grid):
            continue  # beside another
        sheet.copy(sheet.done, top)
        if isinstance(what, Region):
            assert isinstance(how, Plan)
            sheet.unpivot(what, how)
        else:
            assert isinstance(how, Times)
            sheet.part(what, how)
    return sheet.made() if sheet.tables else None


def _asked(
    grid: Grid, vocabulary: Vocabulary, claims: Sequence[tuple[SourceDefinition, Table, bool]],
    known: Sequence[Region],
) -> Iterator[Region]:
    """The regions of tables of items without answers, which must stand under keys, where none is ``known``;
    of several beside each other each is a part of the sheet."""
    tables = [(source, table) for source, table, _ in claims if source.kind.wide
              and table.at(source.with_role("answer")[0].id) is None]
    for source, table in tables:
        first = min(column for _, column in table.columns)
        beside = {min(column for _, column in other.columns) for _, other in tables
                  if other.heading_bottom == table.heading_bottom}
        if len(beside) == 1 and any(one.top <= table.heading_bottom <= one.bottom for one in known):
            continue
        right = min((column - 1 for column in beside if column > first), default=grid.right)
        zone = Grid(grid.sheet, grid.left if first == min(beside) else first, right, grid.bands)
        left = 1 + max(column for name, column in table.columns if source.column(name).required)
        yield region_of(zone, vocabulary, table, left)


def _within(region: Region, table: Table, whole: bool) -> bool:
    """Whether a region is a part of a table: of its data, or of the headings of one that is whole and
    whose headings do not go on in it."""
    if region.top > table.heading_bottom or not whole:
        return table.heading_bottom < region.top and region.bottom < table.end_row
    return table.heading_top <= region.bottom <= table.heading_bottom
