"""Finding tables by their headings.

A heading may be broken over up to four rows and stand under a merged band; the table may stand
anywhere in the sheet, several tables above or beside each other.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.model.cells import Span
from pipeline.model.source import SourceDefinition, Table
from pipeline.recognise.layout import (
    HeadingRow,
    captions_above,
    district_columns,
    tables_of,
    with_districts,
)
from pipeline.recognise.unheaded import SAMPLE, is_figure
from pipeline.tables.grid import Grid, is_blank
from pipeline.tables.keys import given, may_stand_outside
from pipeline.tables.titles import title_row
from pipeline.tables.vocabulary import (
    LONGEST,
    NEUTRAL,
    REMARK,
    UNIT_ONLY,
    Heading,
    Vocabulary,
    are_numbers,
    fallback_forms,
    heading_form,
)
from pipeline.thai.calendar import NotADate, parse_month
from pipeline.thai.text import squeeze

DEEPEST = 4  # rows of a heading: part, figure in two lines, unit; a fifth is a title over them
_AMOUNTS = frozenset(map(squeeze, (*NEUTRAL, "(บาท)")))
_PERCENTAGES = frozenset({"ร้อยละ", "%", "(%)", "คิดเป็นร้อยละ", "คิดเป็น%", "ร้อยละ(%)"})
_WIDEST = 2 * max(map(len, _AMOUNTS | _PERCENTAGES))  # with a space between any two characters


def find_tables(grid: Grid, vocabulary: Vocabulary) -> dict[str, tuple[Table, ...]]:
    """The tables of a sheet by the id of the source that would claim them.

    A sheet that two sources would claim has two entries; one that none claims has none.
    """
    grid = Grid(grid.sheet, grid.left, grid.right, tuple(_bands(grid)))
    zones = grid.zones()
    scanned = [(zone, _scan(zone, vocabulary)) for zone in zones] if len(zones) > 1 else []
    complete = [zone for zone, found in scanned if found]
    if len(complete) < 2:
        return _scan(grid, vocabulary)
    first = min(
        table.heading_top for _, found in scanned for many in found.values() for table in many
    )
    shared = tuple((row, column, text) for row in grid.rows(end=first) for column, text in grid.texts(row))
    tables: dict[str, tuple[Table, ...]] = {}
    for zone in complete:
        for source_id, many in _scan(zone, vocabulary, shared).items():
            tables[source_id] = (*tables.get(source_id, ()), *many)
    return tables


def _bands(grid: Grid) -> Iterator[Span]:
    """Headings that stand over an amount and its percentage although nothing is merged, as in
    a CSV: เบิกจ่าย and nothing beside it, จำนวนเงิน and ร้อยละ below."""
    for row in grid.rows(end=grid.height - 1):
        under = {squeeze(text) for _, text in grid.texts(row + 1) if len(text) <= _WIDEST}
        if not (under & _PERCENTAGES and under & _AMOUNTS):
            continue
        for column, text in grid.texts(row):
            last = column
            while not (last > column and grid.text(row, last)) and (
                squeeze(grid.text(row + 1, last)) in _AMOUNTS | _PERCENTAGES
            ):
                last += 1
            below = {squeeze(grid.text(row + 1, c)) for c in range(column, last)}
            if (
                last > column + 1 and below & _PERCENTAGES and below & _AMOUNTS
                and squeeze(text) not in _AMOUNTS | _PERCENTAGES
                and not any(grid.span(r, c) for r in (row, row + 1) for c in range(column, last))
                and all(is_blank(grid.value(row, c)) for c in range(column + 1, last))
            ):
                yield Span(row, column, row, last - 1)


def _scan(
    grid: Grid, vocabulary: Vocabulary, shared: tuple[tuple[int, int, str], ...] = ()
) -> dict[str, tuple[Table, ...]]:
    """The tables of a sheet, or of a part of it that has the captions ``shared`` over all."""
    tables: dict[str, list[Table]] = {}
    floor = 0
    for row in grid.rows():
        found = _headings_at(grid, vocabulary, row, floor) if row >= floor else None
        if found is None:
            continue
        top = top_of(found.headings, found.bottom, floor)
        captions = captions_above(grid, floor, top, shared)
        for one in (found, found.other):
            for source in vocabulary.sources:
                if one is not None and source.id in one.fits:
                    tables.setdefault(source.id, []).extend(
                        tables_of(grid, vocabulary, source, one, top, captions)
                    )
        floor = found.bottom + 1
    everything = [table for many in tables.values() for table in many]
    return {
        source_id: tuple(_ended(table, everything, grid.height) for table in many)
        for source_id, many in tables.items()
    }


def _headings_at(grid: Grid, vocabulary: Vocabulary, row: int, floor: int) -> HeadingRow | None:
    """The headings that end in this row or, where they go on, up to three rows below."""
    if not may_be_heading(grid, vocabulary, row):
        return None
    found = _fit(grid, vocabulary, row, floor)
    if not found.fits:
        return None
    for below in range(row + 1, min(row + DEEPEST, grid.height)):
        if are_numbers([grid.value(below, column) for column in grid.filled(below)]):
            break
        if any(
            vocabulary.source(source_id).column(name).role == "figure"
            and is_figure(grid.value(below, column), "figure")
            for source_id, columns in found.fits.items() for column, name in columns
        ):
            break
        deeper = _fit(grid, vocabulary, below, floor)
        if not deeper.fits or deeper.best < found.best:
            continue
        if deeper.best > found.best or _continues(grid, deeper):
            found = deeper
    return found


def may_be_heading(grid: Grid, vocabulary: Vocabulary, row: int) -> bool:
    """Whether a known heading ends in this row."""
    hits = 0
    for _, text in grid.texts(row):
        if len(text) <= LONGEST and heading_form(text) in vocabulary.endings:
            hits += 1
    return hits >= 1


def _fit(grid: Grid, vocabulary: Vocabulary, bottom: int, floor: int) -> HeadingRow:
    """What the sources make of the headings that end in this row.

    A text over several columns may be a band although nothing is merged (a CSV has no merged
    cells); where that gives other sources a claim, both stand in the result.
    """
    found = _fit_one(grid, vocabulary, bottom, floor, loose=False)
    if not any(heading.rows > 1 for heading in found.headings.values()):
        return found
    other = _fit_one(grid, vocabulary, bottom, floor, loose=True)
    if not found.fits:
        return other
    foreign = {
        source.id
        for source in vocabulary.sources
        for heading in other.headings.values()
        if heading.form and vocabulary.belongs_elsewhere(heading.form, source)
    }
    fits = {k: v for k, v in other.fits.items() if k not in found.fits and k not in foreign}
    return replace(found, other=replace(other, fits=fits)) if fits else found


def _fit_one(
    grid: Grid, vocabulary: Vocabulary, bottom: int, floor: int, loose: bool
) -> HeadingRow:
    headings = headings_of(grid, vocabulary, bottom, floor, loose)
    fits = {}
    for source in vocabulary.sources:
        columns = columns_of(grid, source, vocabulary, headings, bottom)
        if _complete(grid, source, columns, headings, bottom, floor):
            fits[source.id] = columns
    lesser = {
        source_id: sum(headings[c].form in fallback_forms(vocabulary.source(source_id).column(name))
                       for c, name in columns if c in headings)
        for source_id, columns in fits.items()
    }
    for source_id in list(fits):
        mine = {column for column, _ in fits[source_id]}
        if any(
            mine < (theirs := {c for c, _ in columns})
            or (mine == theirs and lesser[source_id] > lesser[other])
            for other, columns in fits.items() if other != source_id
        ) or _beside_figures(vocabulary, source_id, fits, headings):
            del fits[source_id]
    return HeadingRow(bottom, headings, fits)


def _beside_figures(
    vocabulary: Vocabulary, source_id: str, fits: Mapping[str, Sequence[tuple[int, str]]],
    headings: Mapping[int, Heading],
) -> bool:
    """Whether what a table would say of KPIs (``เป้าหมาย``, ``คะแนน``) stands in a report, beside figures
    that another source alone has."""
    source = vocabulary.source(source_id)
    if not source.kind.by_kpi or source.kind.wide:
        return False
    reports = [other for other in fits if not vocabulary.source(other).kind.by_kpi]
    return bool(reports) and any(
        heading.form and vocabulary.belongs_elsewhere(heading.form, source) for heading in headings.values())


def headings_of(
    grid: Grid, vocabulary: Vocabulary, bottom: int, floor: int = 0, loose: bool = False
) -> dict[int, Heading]:
    """The heading of each column that has one, if headings end in this row."""
    headings = {}
    names = [
        (row, column)
        for row in range(max(floor, bottom - DEEPEST + 1), bottom + 1)
        for column, text in grid.texts(row)
        if heading_form(text) in vocabulary.districts
    ]
    for column in grid.columns(max(floor, bottom - DEEPEST + 1), bottom):
        heading = _heading(grid, vocabulary, bottom, column, floor, names, loose)
        if heading is not None:
            headings[column] = heading
    return headings


def _heading(
    grid: Grid, vocabulary: Vocabulary, bottom: int, column: int, floor: int,
    names: Sequence[tuple[int, int]], loose: bool,
) -> Heading | None:
    """The heading that stands in a column above (and in) a row. A merged text that also covers
    a column of districts (their headings stand at ``names``) is a title, not a heading."""
    texts: list[tuple[str, bool, int]] = []
    row = bottom
    while row >= max(floor, bottom - DEEPEST + 1):
        span = grid.span(row, column)
        text = grid.text(row, column)
        if text and len(text) <= LONGEST:
            band = span is not None and span.right > span.left
            if band and span is not None and any(
                span.left <= c <= span.right and r > span.bottom for r, c in names
            ):
                break
            band = band or (loose and bool(texts) and _stands_over(grid, row, bottom, column))
            if texts and UNIT_ONLY.match(squeeze(text)):
                break  # a unit above the headings is a caption
            texts.append((text, band, span.top if span else row))
        row = (span.top if span else row) - 1
    if not texts:
        return None
    form, rows = _known_form(vocabulary, [(heading_form(t), band) for t, band, _ in texts])
    own = [t for t, band, _ in texts if not band]
    bands = tuple(t for t, band, _ in texts if band)
    top = texts[max(rows, 1) - 1][2]
    return Heading(form, own[0] if own else "", bottom - top + 1,
                    tuple(t for t, _, _ in texts), bands)


def _stands_over(grid: Grid, row: int, bottom: int, column: int) -> bool:
    """Whether a text may stand over the next column too: nothing beside it, a heading below."""
    return not grid.text(row, column + 1) and bool(grid.text(bottom, column + 1))


def _known_form(vocabulary: Vocabulary, texts: Sequence[tuple[str, bool]]) -> tuple[str, int]:
    """The known heading that texts make (lowest first), and how many of them it takes."""
    if len(texts) > 1 and texts[0][0] in _PERCENTAGES and texts[1][1]:
        return "ร้อยละ", 1
    while len(texts) > 1 and UNIT_ONLY.match(texts[0][0]):
        form, depth = _known_form(vocabulary, texts[1:])
        return form, depth + 1
    if len(texts) > 1 and texts[0][0] in NEUTRAL:
        form, depth = _known_form(vocabulary, texts[1:])
        if form or texts[1][1]:
            return form, depth + 1
    own = [text for text, band in texts if not band]
    everything = [text for text, _ in texts]
    for run in (own, everything):
        for depth in range(len(run), 0, -1):
            form = "".join(reversed(run[:depth]))
            for candidate in (form, REMARK.sub("", form)):
                if candidate in vocabulary.known:
                    return candidate, depth
    return "", 1


def columns_of(
    grid: Grid, source: SourceDefinition, vocabulary: Vocabulary,
    headings: Mapping[int, Heading], bottom: int,
) -> tuple[tuple[int, str], ...]:
    """The columns of a source among the headings, from left to right."""
    matched: list[tuple[int, str]] = []
    for column, heading in headings.items():
        for candidate in source.columns:
            if heading.form and heading.form in vocabulary.forms[source.id, candidate.id]:
                if not _covered(grid, bottom, column):
                    matched.append((column, candidate.id))
                break
    return tuple(_one_of_districts(source, _usual(source, matched, headings), headings))


def _usual(
    source: SourceDefinition, matched: list[tuple[int, str]], headings: Mapping[int, Heading]
) -> list[tuple[int, str]]:
    """The columns without those whose heading is theirs only alone and does not stand alone."""
    lesser = {(c, name) for c, name in matched if headings[c].form in fallback_forms(source.column(name))}
    usual = {name for c, name in matched if (c, name) not in lesser}
    return [pair for pair in matched if pair not in lesser or pair[1] not in usual]


def _covered(grid: Grid, bottom: int, column: int) -> bool:
    """Whether a heading is merged over this column from its left and nothing stands under it."""
    span = grid.span(bottom, column)
    return span is not None and span.left < column and all(
        is_blank(grid.value(row, column))
        for row in range(bottom + 1, min(bottom + SAMPLE, grid.height))
    )


def _one_of_districts(
    source: SourceDefinition, matched: list[tuple[int, str]], headings: Mapping[int, Heading]
) -> list[tuple[int, str]]:
    """Of columns beside each other that may be the districts (``อำเภอ`` and ``หน่วยงาน``), the
    one with the more usual heading."""
    kept: list[tuple[int, str]] = []
    for column, name in matched:
        spelled = [heading_form(h) for h in source.column(name).headings]
        if kept and kept[-1][1] == name and source.column(name).role == "district":
            before, now = headings[kept[-1][0]].form, headings[column].form
            if spelled.index(before) < spelled.index(now):
                continue
            if spelled.index(now) < spelled.index(before):
                kept.pop()
        kept.append((column, name))
    return kept


def _complete(
    grid: Grid,
    source: SourceDefinition,
    columns: Sequence[tuple[int, str]],
    headings: Mapping[int, Heading],
    bottom: int,
    floor: int,
) -> bool:
    """Whether a source has all that it needs: the columns that it requires, or their values in a title
    or a name, and, by district, whose the rows are."""
    ids = {column_id: column for column, column_id in columns}
    lacking = {column.id: column for column in source.columns if column.required and column.id not in ids}
    if not columns or any(not may_stand_outside(source, c) and not c.spared_by for c in lacking.values()):
        return False
    if source.kind.by_kpi and not source.kind.wide and not any(source.column(n).role == "figure" for n in ids):
        return False  # one of its figures is enough, whichever
    placed = not source.kind.by_district or bool(district_columns(
        source, with_districts(grid, source, columns, headings, bottom)))
    if placed and not lacking:
        return True
    captions = captions_above(grid, floor, top_of(headings, bottom, floor), ())
    told = {one.column for one in given(source, ids, grid, captions)} | _years_of_months(grid, source, ids, bottom)
    if any(name not in told and column.spared_by not in told for name, column in lacking.items()):
        return False
    left, right = min(ids.values()), max(ids.values())
    return placed or bool(told & {c.id for c in source.with_role("district")}) or any(
        title_row(grid, row, left, right)
        for row in range(bottom + 1, min(bottom + 4, grid.height))
    )


def _years_of_months(
    grid: Grid, source: SourceDefinition, columns: Mapping[str, int], bottom: int
) -> set[str]:
    """The column of years where the months name theirs."""
    at = next((columns[c.id] for c in source.with_role("month") if c.id in columns), None)
    first = next((row for row in grid.rows(bottom + 1) if at is not None and grid.shown(row, at)), None)
    if at is None or first is None:
        return set()
    try:
        return {c.id for c in source.with_role("year") if parse_month(grid.shown(first, at))[1]}
    except NotADate:
        return set()


def _continues(grid: Grid, deeper: HeadingRow) -> bool:
    """Whether the row is more of the same headings, not the first row of data."""
    for column, heading in deeper.headings.items():
        text = grid.text(deeper.bottom, column)
        if heading.bands and squeeze(text) in _PERCENTAGES:
            return True
        if heading.form and text and not UNIT_ONLY.match(squeeze(text)) and (
            heading.rows > 1 or heading.bands
        ):
            return True
    return False


def top_of(headings: Mapping[int, Heading], bottom: int, floor: int) -> int:
    """The row in which the highest of the known headings that end in row ``bottom`` begins."""
    depths = [h.rows for h in headings.values() if h.form]
    return max(floor, bottom - max(depths, default=1) + 1)


def _ended(table: Table, tables: Iterable[Table], height: int) -> Table:
    """The table with its end: where headings below it begin that share a column with it."""
    left, right = _reach(table)
    end = height
    for other in tables:
        first, last = _reach(other)
        beside = last < left or first > right
        if other.heading_top > table.heading_bottom and not beside:
            end = min(end, other.heading_top)
    return replace(table, end_row=end)


def _reach(table: Table) -> tuple[int, int]:
    """The first and last column of a table, with what nobody reads at its left: row numbers."""
    columns, unread = {column for _, column in table.columns}, {column for column, _ in table.others}
    left = min(columns)
    while left - 1 in unread:
        left -= 1
    return left, max(columns)
