"""Keys that are spread over headings: districts, months, years, times or answers as columns or
bands, with what stands under them."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import takewhile

from pipeline.model.source import SourceDefinition, Table
from pipeline.recognise.heads import Head, head, head_text
from pipeline.recognise.layout import first_row, titles_from
from pipeline.tables.grid import Grid, is_blank, typed
from pipeline.tables.keys import OUTSIDE
from pipeline.tables.vocabulary import NEUTRAL, UNIT_ONLY, Vocabulary, heading_form
from pipeline.thai.digits import to_arabic
from pipeline.thai.text import squeeze

ABOVE, BELOW = 3, 2  # rows of headings over and under the one in which the keys stand
DEEPEST = 2000  # rows in which headings are looked for: a text costs some 0.1 ms
_CODES = range(1000, 10_000)  # numbers that may be a year or the code of a district
_NUMBER = re.compile(r"\s*\d[\d,]*(?:\.\d+)?\s*%?\s*", re.A)
Stack = tuple[tuple[Head, int, int], ...]  # what stands over a column from above, and where


@dataclass(frozen=True)
class Region:
    """One per table whose headings hold keys: the rows of its headings, of its data, and what
    stands over each column."""

    grid: Grid
    floor: int
    top: int
    bottom: int
    first: int
    end: int
    stacks: dict[int, Stack]

    @cached_property
    def captions(self) -> list[str]:
        """The texts over the headings, and those at the top of the sheet."""
        grid = self.grid
        top = list(takewhile(lambda row: len(grid.filled(row)) <= 2, grid.rows(end=self.floor)))
        return [text for row in (*top, *grid.rows(self.floor, self.top)) for _, text in grid.texts(row)]


@dataclass(frozen=True, slots=True)
class SpreadColumn:
    """One per column under such headings, as a source reads it: the ``element`` (column id) that
    its words name and these words, its keys by kind with the places of their texts, whether it adds
    others up, and its other words (``part``)."""

    at: int
    element: str
    words: str
    keys: dict[str, tuple[Head, int, int]]
    total: bool
    part: tuple[tuple[Head, int, int], ...]

    @property
    def month(self) -> int | None:
        """The one month that it is of, counted in the fiscal year."""
        return self.keys["time"][0].month if "time" in self.keys else None


def regions(grid: Grid, vocabulary: Vocabulary, known: Iterable[Table] = ()) -> Iterator[Region]:
    """The tables of a sheet whose headings hold keys, from top to bottom; among the rows of data of
    tables that are ``known`` none is looked for, nor far below all others."""
    known = tuple(known)
    floor = seen = 0
    for row in _outside(grid, known):
        if row < floor or _is_data(grid, row, known):
            continue
        seen += 1
        keyed = _keys_in(grid, vocabulary, row) if seen <= DEEPEST else []
        if keyed:
            found = _region(grid, vocabulary, row, floor, min(keyed))
            yield found
            floor, seen = found.end, 0


def region_of(grid: Grid, vocabulary: Vocabulary, table: Table, left: int) -> Region:
    """The region of a table whose headings from column ``left`` on must hold keys."""
    floor = min((row for row, _, _ in table.captions), default=table.heading_top)
    found = _region(grid, vocabulary, table.heading_bottom, floor, left)
    return replace(found, end=_end_above(grid, found.first, table.end_row))


def _outside(grid: Grid, known: Iterable[Table]) -> Iterator[int]:
    """The rows of a sheet without those of the data of some tables; the first of these may be headings
    that go on."""
    at = 0
    for first, end in sorted((table.heading_bottom + 1 + ABOVE, table.end_row) for table in known):
        yield from grid.rows(at, max(at, first))
        at = max(at, end)
    yield from grid.rows(at)


def _is_data(grid: Grid, row: int, known: Iterable[Table]) -> bool:
    """Whether all numbers of a row stand in columns that a table above has headings for: what looks like
    the code of a district is a figure."""
    numbers = {c for c in grid.filled(row) if _NUMBER.fullmatch(to_arabic(typed(grid.value(row, c))))}
    return bool(numbers) and any(
        table.heading_bottom < row < table.end_row
        and numbers <= {*(at for _, at in table.columns), *(at for at, _ in table.others)}
        for table in known)


def _cells(grid: Grid, row: int) -> dict[int, Head]:
    """What the cells of a row of headings say, by column; a merged one over all of its columns."""
    said: dict[int, Head] = {}
    for column in grid.filled(row):
        span = grid.span(row, column)
        last = span.right if span is not None else column
        one = head(head_text(grid.value(row, column)))
        said |= dict.fromkeys(range(column, min(last, grid.right) + 1), one)
    return said


def _keys_in(grid: Grid, vocabulary: Vocabulary, row: int) -> list[int]:
    """The columns of a row in which keys stand: two and more of one kind, or two and more texts that
    each stand there twice (parts); none where a figure stands in the row."""
    filled = grid.filled(row)
    if len(filled) < 2 or any(
        isinstance(value, int | float) and value not in _CODES
        for value in (grid.value(row, column) for column in filled)
    ):
        return []
    heads = {column: head(head_text(grid.value(row, column))) for column in filled}
    if any(isinstance(grid.value(row, c), int | float) and not one.kinds for c, one in heads.items()):
        return []
    kinds = {kind for one in heads.values() for kind in one.kinds}
    for kind in kinds:
        keyed = [column for column, one in heads.items() if kind in one.kinds]
        codes = {heads[c].text[:2] for c in keyed if isinstance(grid.value(row, c), int | float)}
        if kind == "district" and len(codes) > 1:
            continue  # figures, which may be the codes of districts of any province
        if len({heads[column].text for column in keyed}) > 1 and (
            kind != "side" or _all_head(vocabulary, (grid.text(row, c) for c in filled if c < keyed[0]))
        ):
            return [column for column, one in heads.items() if one.kinds]
    often = Counter(one.text for one in heads.values())
    parts = [column for column, one in heads.items() if often[one.text] > 1]
    return parts if len({heads[column].text for column in parts}) > 1 else []


def _region(grid: Grid, vocabulary: Vocabulary, row: int, floor: int, left: int) -> Region:
    bottom = row
    while bottom < row + BELOW and _goes_on(grid, vocabulary, bottom + 1, left):
        bottom += 1
    top = row
    labelled = any(c < left for r in grid.rows(row, bottom + 2) for c in grid.filled(r))
    while top > max(floor, row - ABOVE) and _is_above(grid, top - 1, left, labelled):
        top -= 1
    columns = sorted({c for r in range(top, bottom + 1) for c in _cells(grid, r)})
    stacks = {column: _stack(grid, top, bottom, column, left) for column in columns}
    first = first_row(grid, bottom + 1, columns)
    end = _end_above(grid, first, _next_head(grid, vocabulary, first))
    rows = grid.rows(first, end)
    bare = [c for c in range(grid.left, left) if c not in stacks and any(grid.text(r, c) for r in rows)]
    stacks = dict.fromkeys(bare, ()) | stacks
    return Region(grid, floor, top, bottom, first, end, stacks)


def _goes_on(grid: Grid, vocabulary: Vocabulary, row: int, left: int) -> bool:
    """Whether a row below that of the keys holds headings too: words that are known or are keys, or
    that stand there under each key as others do that are known; at their left nothing but headings."""
    filled = [c for c in grid.filled(row) if row < grid.height]
    under = [c for c in filled if c >= left]
    if not under or any(not isinstance(grid.value(row, c), str) for c in filled):
        return False
    texts = [grid.text(row, c) for c in under]
    often = Counter(texts)
    if len(set(often.values())) == 1 < often[texts[0]] and len(often) > 1:  # the same under each key
        texts = [text for text in often if heading_form(text) in vocabulary.known] or texts
    return _all_head(vocabulary, [*texts, *(grid.text(row, c) for c in filled if c < left)])


def _all_head(vocabulary: Vocabulary, texts: Iterable[str]) -> bool:
    """Whether texts are headings that are known, keys, or words that say nothing of their own."""
    for text in texts:
        one = head(text)
        form = heading_form(one.rest or text)
        if not (one.kinds or one.total or form in vocabulary.known or _says_nothing(text)):
            return False
    return True


def _is_above(grid: Grid, row: int, left: int, labelled: bool) -> bool:
    """Whether a row over that of the keys holds bands: texts over them, no title over all. Where no
    labels stand at the left of the keys, one text alone over the first is a title."""
    cells = grid.filled(row)
    over = [c for c in cells if c >= left] if labelled or len(cells) > 1 else []
    if any(isinstance(grid.value(row, c), int | float) and not head(head_text(grid.value(row, c))).kinds
           for c in cells):
        return False
    span = grid.span(row, cells[0]) if cells else None
    title = span is not None and span.left < left <= span.right
    return bool(over) and not title


def _stack(grid: Grid, top: int, bottom: int, column: int, left: int) -> Stack:
    """What stands over a column; a band stands over the columns at its right that have a heading
    below it and none beside it, merged or not."""
    stack: dict[tuple[int, int], Head] = {}
    for row in range(top, bottom + 1):
        at = _band(grid, row, bottom, column) if column >= left else (row, column)
        span = grid.span(*at)
        place = (span.top, span.left) if span is not None else at
        text = head_text(grid.value(*place))
        if text and place[0] >= top:
            stack[place] = head(text)
    return tuple((one, *place) for place, one in stack.items())


def _band(grid: Grid, row: int, bottom: int, column: int) -> tuple[int, int]:
    """Where the text over a column in a row of headings stands: there, or at its left."""
    at = column
    while (
        at > grid.left and is_blank(grid.shown(row, at)) and grid.span(row, at) is None
        and any(not is_blank(grid.shown(below, at)) for below in range(row + 1, bottom + 1))
    ):
        at -= 1
    under = any(not is_blank(grid.value(below, at)) for below in range(row + 1, bottom + 1))
    merged = grid.span(row, at) is not None  # it stands where it is merged, and nowhere else
    return (row, at) if at == column or (under and not merged) else (row, column)


def _end_above(grid: Grid, first: int, head_row: int) -> int:
    """Where the data end: at the headings of another table, or the titles over these."""
    return head_row if head_row == grid.height else titles_from(grid, first, head_row)


def _next_head(grid: Grid, vocabulary: Vocabulary, first: int) -> int:
    for row in grid.rows(first + 1):
        keyed = _keys_in(grid, vocabulary, row)
        heads = [head(head_text(grid.value(row, c))) for c in keyed]
        if any(one.kinds - {"side"} for one in heads) and not _are_answers(grid, vocabulary, row, min(keyed), heads):
            return row
        texts = [text for _, text in grid.texts(row)]
        known = sum(heading_form(text) in vocabulary.known for text in texts)
        if known > 1 and known == len(grid.filled(row)):
            return row
    return grid.height


def _are_answers(grid: Grid, vocabulary: Vocabulary, row: int, left: int, heads: Iterable[Head]) -> bool:
    """Whether days in a row are what its item is answered by: all are whole days, and words that are no
    heading stand at their left."""
    days = all(one.kinds <= {"time", "year"} and one.period.as_of is not None for one in heads)
    return days and not _all_head(vocabulary, (grid.text(row, c) for c in grid.filled(row) if c < left))


def columns_of(region: Region, source: SourceDefinition, vocabulary: Vocabulary) -> list[SpreadColumn]:
    """The columns of a region as a source reads them, from left to right."""
    return [
        _column(at, stack, source, vocabulary) for at, stack in sorted(region.stacks.items())
    ]


def has_levels(source: SourceDefinition) -> bool:
    """Whether the figures of a source may be of levels of a KPI."""
    return bool(source.with_role("level")) and not source.kind.wide


def _column(at: int, stack: Stack, source: SourceDefinition, vocabulary: Vocabulary) -> SpreadColumn:
    if not has_levels(source):  # a heading is no key of what has none
        stack = tuple((replace(one, level=None, rest=one.text) if one.level is not None else one, row, column)
                      for one, row, column in stack)
    keys = {kind: place for place in stack for kind in place[0].kinds}
    said = [place for place in stack if place[0].rest and not _says_nothing(place[0].rest)
            and not (place is not stack[-1] and _role(place[0].rest, source, vocabulary) in OUTSIDE)]
    joined = "".join(one.rest for one, _, _ in said)
    for texts in (said, *([place] for place in reversed(said))):
        words = "".join(one.rest for one, _, _ in texts)
        name = _element(words, source, vocabulary) if texts else ""
        if name:
            part = tuple(place for place in said if place not in texts)
            return SpreadColumn(at, name, words, keys, _totals(stack), part)
    return SpreadColumn(at, "", joined, keys, _totals(stack), tuple(said))


def _role(words: str, source: SourceDefinition, vocabulary: Vocabulary) -> str:
    """The role of the column that words name; over other headings one of a key says only what these are."""
    name = _element(words, source, vocabulary)
    return source.column(name).role if name else ""


def _totals(stack: Stack) -> bool:
    return any(one.total for one, _, _ in stack)


def _says_nothing(text: str) -> bool:
    return heading_form(text) in NEUTRAL or bool(UNIT_ONLY.match(squeeze(text)))


def _element(words: str, source: SourceDefinition, vocabulary: Vocabulary) -> str:
    form = heading_form(words)
    return next((c.id for c in source.columns if form in vocabulary.forms[source.id, c.id]), "")


def known_forms(source: SourceDefinition, vocabulary: Vocabulary, roles: Sequence[str]) -> dict[str, str]:
    """The ids of the columns of some roles by the forms of their headings."""
    return {form: c.id for c in source.columns if c.role in roles
            for form in vocabulary.forms[source.id, c.id]}
