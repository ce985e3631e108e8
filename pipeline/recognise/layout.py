"""From one row of headings to the tables that it holds, with their captions and units."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.model.source import SourceDefinition, Table
from pipeline.recognise.unheaded import unheaded_districts
from pipeline.tables.grid import Grid
from pipeline.tables.keys import given
from pipeline.tables.vocabulary import (
    UNIT_ONLY,
    Heading,
    Vocabulary,
    are_numbers,
    fallback_forms,
    heading_form,
)
from pipeline.thai.digits import money_factor, to_arabic
from pipeline.thai.text import squeeze


@dataclass(frozen=True, slots=True)
class HeadingRow:
    """One row of headings, with what each source makes of it; ``other`` is what other sources
    make of it if a heading without a merged range stands over several columns."""

    bottom: int
    headings: Mapping[int, Heading]
    fits: Mapping[str, tuple[tuple[int, str], ...]]
    other: "HeadingRow | None" = None

    @property
    def best(self) -> int:
        """How many different columns of one source the headings hold, at most."""
        return max((len({name for _, name in many}) for many in self.fits.values()), default=0)


def district_columns(
    source: SourceDefinition, columns: Sequence[tuple[int, str]]
) -> list[tuple[int, str]]:
    """Those columns that say the district of a row, each with its place and role."""
    roles = {c.id: c.role for c in source.columns}
    return [(c, i) for c, i in columns if roles[i] in ("district", "district_code")]


def tables_of(
    grid: Grid, vocabulary: Vocabulary, source: SourceDefinition,
    found: HeadingRow, top: int, captions: tuple[tuple[int, int, str], ...],
) -> list[Table]:
    """The tables of one source under one row of headings."""
    foreign = tuple(
        h.form for h in found.headings.values()
        if h.form and vocabulary.belongs_elsewhere(h.form, source)
    )
    lesser = {form for column in source.columns for form in fallback_forms(column)}
    tables = []
    columns, aside = _preferred(
        source,
        with_districts(grid, source, found.fits[source.id], found.headings, found.bottom),
        found.headings,
    )
    groups = _groups(source, columns)
    for group in groups:
        taken = {column for column, _ in group}
        mine = tuple(_in_order(grid, captions, group, groups))
        first = first_row(grid, found.bottom + 1, taken)
        units = range(found.bottom + 1, first)
        others = tuple(
            (c, h.text or (h.texts[0] if h.texts else ""))
            for c, h in found.headings.items()
            if c not in taken and (not h.form or h.form in lesser)
        )
        tables.append(Table(
            heading_top=top,
            heading_bottom=found.bottom,
            first_row=first,
            end_row=grid.height,
            columns=tuple((name, column) for column, name in group),
            others=others,
            captions=mine,
            foreign=foreign,
            unused_columns=tuple((name, column) for column, name in aside),
            factors=_factors(grid, source, group, found.headings, mine, units),
            given=given(source, {name: column for column, name in group}, grid, mine),
        ))
    return tables


def _preferred(
    source: SourceDefinition, columns: list[tuple[int, str]], headings: Mapping[int, Heading]
) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """The columns without those that another under the same band is preferred to, and these; of
    several percentages, that under the numerator's band is the one."""
    aside, others = [], []
    tops = {c.of[0] for c in source.columns if c.of}
    bands = {headings[c].bands for c, name in columns if name in tops and c in headings}
    for column, name in columns:
        if column not in headings:
            continue
        beside = [c for c, same in columns if same == name and c in headings]
        if source.column(name).role == "percentage":
            if headings[column].bands not in bands and any(headings[c].bands in bands for c in beside):
                others.append((column, name))
            continue
        ranks = {
            c: rank(source.column(name).prefer, headings[c].form)
            for c in beside if headings[c].bands == headings[column].bands
        }
        best = min(ranks.values())
        if list(ranks.values()).count(best) == 1 and ranks[column] > best:
            aside.append((column, name))
    return [pair for pair in columns if pair not in (*aside, *others)], aside


def rank(prefer: Sequence[str], form: str) -> int:
    """Where a heading stands among those that are preferred; the least is the one to read."""
    forms = [heading_form(heading) for heading in prefer]
    return forms.index(form) if form in forms else len(forms)


def with_districts(
    grid: Grid, source: SourceDefinition, columns: Sequence[tuple[int, str]],
    headings: Mapping[int, Heading], bottom: int,
) -> list[tuple[int, str]]:
    """The columns with those of districts, also where offices leave their heading away."""
    name = next((column.id for column in source.columns if column.unheaded), None)
    if name is None or district_columns(source, columns):
        return sorted(columns)
    found = unheaded_districts(grid, source, columns, headings, bottom)
    return sorted([*columns, *((column, name) for column in found)])


def titles_from(grid: Grid, floor: int, top: int) -> int:
    """The row below the last one of data before headings that begin in row ``top``."""
    for row in reversed(grid.rows(floor, top)):
        values = [grid.value(row, column) for column in grid.filled(row)]
        if len(values) > 2 or any(isinstance(value, int | float) for value in values):
            return row + 1
    return floor


def captions_above(
    grid: Grid, floor: int, top: int, shared: tuple[tuple[int, int, str], ...]
) -> tuple[tuple[int, int, str], ...]:
    """The texts above headings: under the rows of data of the table above, or from the top."""
    start = titles_from(grid, floor, top) if floor else floor
    own = tuple((row, c, text) for row in grid.rows(start, top) for c, text in grid.texts(row))
    if floor:
        return own
    return (*(caption for caption in shared if caption not in own), *own)


def _groups(source: SourceDefinition, columns: list[tuple[int, str]]) -> list[list[tuple[int, str]]]:
    """The tables that stand beside each other under one row of headings. Where a column stands twice
    otherwise, it is one table with that column twice, which is :func:`ambiguous`."""
    figures = {c.id for c in source.columns if c.role != "percentage"}
    ids = [column_id for _, column_id in columns]
    repeated = {column_id for column_id in figures if ids.count(column_id) > 1}
    if not repeated:
        return [_first_of_each(columns)]
    if columns[0][1] not in repeated:
        return [[c for c in columns if c[1] in figures]]
    required = {c.id for c in source.columns if c.required}
    beside = _split(columns, columns[0][1])
    return [group for group in beside if required <= {name for _, name in group}]


def _first_of_each(columns: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    seen: dict[str, int] = {}
    for column, name in columns:
        seen.setdefault(name, column)
    return [(column, name) for name, column in seen.items()]


def _split(columns: Sequence[tuple[int, str]], start: str) -> list[list[tuple[int, str]]]:
    """Columns in groups, each of which begins with ``start``."""
    groups: list[list[tuple[int, str]]] = []
    for column, name in columns:
        if name == start:
            groups.append([])
        groups[-1].append((column, name))
    return [_first_of_each(group) for group in groups]


def _in_order(
    grid: Grid,
    captions: tuple[tuple[int, int, str], ...],
    group: Sequence[tuple[int, str]],
    groups: Sequence[Sequence[tuple[int, str]]],
) -> tuple[tuple[int, int, str], ...]:
    """The captions with those that stand over this table (of several beside each other) last."""
    start = min(column for column, _ in group)
    starts = sorted(min(column for column, _ in other) for other in groups)
    left = start - 1 if start > starts[0] else grid.left
    right = min((s - 2 for s in starts if s > start), default=grid.right)

    def over(caption: tuple[int, int, str]) -> bool:
        span = grid.span(caption[0], caption[1])
        last = span.right if span else caption[1]
        return left <= last and caption[1] <= right

    return tuple(sorted(captions, key=over))


def ambiguous(table: Table) -> list[str]:
    """The ids of columns that stand twice in one table."""
    ids = [column_id for column_id, _ in table.columns]
    return sorted({column_id for column_id in ids if ids.count(column_id) > 1})


def sub_headed(grid: Grid, table: Table, source: SourceDefinition) -> tuple[int, int] | None:
    """The place of the first figure whose heading turns out to stand over several columns: other
    headings stand right below it and beside, though nothing is merged."""
    row = table.heading_bottom + 1
    headed = {column for _, column in table.columns}
    for name, column in table.columns:
        beside = column + 1
        if source.column(name).role != "figure" or beside in headed or grid.text(row - 1, beside):
            continue
        if all(_may_head(grid, row, place) for place in (column, beside)):
            return table.heading_bottom, column
    return None


def _may_head(grid: Grid, row: int, column: int) -> bool:
    """Whether a cell holds words that may be a heading: no unit, figure, dash or error."""
    text = grid.text(row, column)
    return (
        any(map(str.isalpha, text)) and not any(map(str.isdigit, to_arabic(text)))
        and not text.startswith("#") and not UNIT_ONLY.match(squeeze(text))
        and grid.span(row, column) is None
    )


def _factors(
    grid: Grid,
    source: SourceDefinition,
    group: Sequence[tuple[int, str]],
    headings: Mapping[int, Heading],
    captions: Sequence[tuple[int, int, str]],
    units: Iterable[int],
) -> tuple[tuple[str, Decimal], ...]:
    """What turns each column's money into บาท: its heading, the row under it, or a caption."""
    above: Decimal | None = None
    for _, _, text in captions:
        if "หน่วย" in text or UNIT_ONLY.match(squeeze(text)):
            above = money_factor(text) or above
    factors = []
    for column, name in group:
        money = source.column(name).unit == "บาท"
        if not money and not source.kind.by_kpi:  # of a KPI's own figure nobody knows the unit
            continue
        texts = [grid.text(row, column) for row in units]
        texts += headings[column].texts if column in headings else ()
        named = next((f for f in map(money_factor, texts) if f is not None), None)
        if money or named or above:
            factors.append((name, named or above or Decimal(1)))
    return tuple(factors)


def first_row(grid: Grid, row: int, columns: Iterable[int]) -> int:
    """The first row of data: after units and column numbers under the headings, and after the rows
    that a heading is merged down to."""
    columns = list(columns)
    left, right = min(columns), max(columns)
    spans = [span for c in columns if (span := grid.span(row - 1, c)) is not None]
    row = max([row, *(span.bottom + 1 for span in spans)])
    while row < grid.height:
        cells = [grid.value(row, column) for column in grid.filled(row) if left <= column <= right]
        if not cells or not (_are_units(cells) or are_numbers(cells)):
            return row
        row += 1
    return row


def _are_units(cells: Sequence[object]) -> bool:
    return all(isinstance(v, str) and UNIT_ONLY.match(squeeze(v)) for v in cells)
