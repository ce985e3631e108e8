"""Tables that would be a report but for one column: their figures are lost if nobody is told."""

import re
from collections.abc import Iterable, Mapping, Sequence

from pipeline.model.source import Column, NearMiss, SourceDefinition
from pipeline.recognise.headings import columns_of, headings_of, may_be_heading
from pipeline.recognise.layout import district_columns, with_districts
from pipeline.recognise.unheaded import data_rows, district_text
from pipeline.tables.grid import Grid
from pipeline.tables.keys import given, may_stand_outside, mentioned_districts
from pipeline.tables.vocabulary import NEUTRAL, Heading, Vocabulary
from pipeline.thai.districts import districts_named
from pipeline.thai.text import squeeze

_DEEPEST = 60  # rows: no office writes a page above its table, and what lies on the next is a scratch table more often
_TOLD_BY = ("figure", "number", "percentage", "year", "month", "date", "answer")
_PIVOT = re.compile(
    r"^(?:ป้ายชื่อ(?:แถว|คอลัมน์)|(?:ผลรวม|จำนวน|นับจำนวน|ค่าเฉลี่ย)ของ|ผลรวมทั้งหมด"
    r"|(?:row|column)labels|(?:sum|count|average)of|grandtotal)", re.IGNORECASE)
Columns = Sequence[tuple[int, str]]


def near_miss(grid: Grid, vocabulary: Vocabulary) -> NearMiss | None:
    """The report that a sheet would hold if one more column had its heading; None where that is
    not plain, where no district stands in its rows, and for what a pivot table gives."""
    best: tuple[int, NearMiss] | None = None
    for row in range(min(_DEEPEST, grid.height)):
        if not may_be_heading(grid, vocabulary, row):
            continue
        headings = headings_of(grid, vocabulary, row)
        if any(_PIVOT.match(squeeze(text)) for h in headings.values() for text in h.texts):
            return None
        for source in vocabulary.sources:
            columns = columns_of(grid, source, vocabulary, headings, row)
            near = _near(grid, vocabulary, source, columns, headings, row)
            if near is not None and (best is None or len(columns) > best[0]):
                best = len(columns), near
    return best[1] if best else None


def _near(
    grid: Grid, vocabulary: Vocabulary, source: SourceDefinition, columns: Columns,
    headings: Mapping[int, Heading], row: int,
) -> NearMiss | None:
    lacking = [c for c in source.columns if c.required and c.id not in {name for _, name in columns}]
    if not source.kind.figures or not columns:
        return None
    if source.kind.wide:
        return _near_wide(grid, source, columns, lacking, headings, row)
    if not _plain(vocabulary, source, columns, headings):
        return None
    columns = with_districts(grid, source, columns, headings, row)
    captions = [(above, column, text) for above in range(row) for column, text in grid.texts(above)]
    known = {one.column for one in given(source, {n: c for c, n in columns}, grid, captions)}
    unknown = {column.id for column in lacking} - known
    lacking = [c for c in lacking if c.id in unknown and c.spared_by not in known | unknown]
    own = district_columns(source, columns)
    if own:
        return _told(source, lacking, row, _of_rows(grid, source, own, columns, row))
    said, district = mentioned_districts(grid, captions), source.with_role("district")[0]
    if district.id not in known:
        lacking.append(district)
        free = [(c, "") for c in range(grid.left, grid.right + 1) if c not in dict(columns)]
        said = said or _of_rows(grid, source, free, columns, row)
    nobodys = not any(map(districts_named, said)) and bool(data_rows(grid, source, columns, row))
    return _told(source, lacking, row, said, nobodys)


def _near_wide(
    grid: Grid, source: SourceDefinition, columns: Columns, lacking: Sequence[Column],
    headings: Mapping[int, Heading], row: int,
) -> NearMiss | None:
    levels = {column.id for column in source.with_role("level")}
    if [c.role for c in lacking] != ["kpi"] or not levels & {name for _, name in columns}:
        return None
    districts = [h.text for h in headings.values() if not h.form]
    districts += _of_rows(grid, source, district_columns(source, columns), columns, row)
    return _told(source, lacking, row, districts)


def _plain(
    vocabulary: Vocabulary, source: SourceDefinition, columns: Columns,
    headings: Mapping[int, Heading],
) -> bool:
    """Whether the headings tell this report: a figure's that no other has, or two and more."""
    roles = {source.column(name).role for _, name in columns}
    told = {name for _, name in columns if source.column(name).role in _TOLD_BY}
    figures = [(c, name) for c, name in columns if source.column(name).role in ("figure", "number")]
    own = any(_own(vocabulary, source, headings[column].form) for column, _ in figures)
    return bool({"figure", "number"} & roles) and (own or len(told) > 1)


def _own(vocabulary: Vocabulary, source: SourceDefinition, form: str) -> bool:
    owners = {s for (s, _), forms in vocabulary.forms.items() if form in forms}
    return owners == {source.id} and form not in NEUTRAL


def _of_rows(
    grid: Grid, source: SourceDefinition, where: Columns, columns: Columns, row: int
) -> list[str]:
    """What stands in the columns ``where`` in the rows with figures."""
    rows = data_rows(grid, source, columns, row)
    return [district_text(grid.shown(r, column)) for r in rows for column, _ in where]


def _told(
    source: SourceDefinition, lacking: Sequence[Column], row: int, texts: Iterable[str],
    nobodys: bool = False,
) -> NearMiss | None:
    """What is said of a table that lacks one column, or no more than keys that a title may say; None
    where it names no district, unless it is ``nobodys``: no district stands anywhere."""
    districts = tuple(dict.fromkeys(text for text in texts if districts_named(text)))
    keys = tuple(column.headings[0] for column in lacking if may_stand_outside(source, column))
    if not (districts or nobodys) or not (len(lacking) == 1 or 0 < len(lacking) == len(keys)):
        return None
    return NearMiss(source, tuple(column.headings[0] for column in lacking), row, districts, keys)
