"""Columns of districts that stand without a heading, told by what stands in their rows."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from pipeline.model.cells import Broken, Value
from pipeline.model.source import SourceDefinition
from pipeline.tables.grid import Grid, is_blank, typed
from pipeline.tables.vocabulary import Heading, are_numbers, is_footer, sums_up
from pipeline.thai.digits import NotANumber, parse_decimal
from pipeline.thai.districts import beside_districts, districts_named
from pipeline.thai.text import clean

SAMPLE = 60  # rows from the headings' last on: the office's own rows above the first district are some ten, a page at most
FIGURES = ("figure", "number", "answer", "date", "year", "month")


def unheaded_districts(
    grid: Grid, source: SourceDefinition, columns: Sequence[tuple[int, str]],
    headings: Mapping[int, Heading], bottom: int,
) -> list[int]:
    """The columns without a heading at the left of others whose cells are districts: in half of
    the rows with figures or more, of one province unless a column names each row's. Of several
    beside each other, the fullest, if all name the same districts; else none."""
    taken = {column for column, _ in columns}
    rows = data_rows(grid, source, columns, bottom)
    rows = rows or list(_rows(grid, min(taken), bottom))  # nobody has filled it in
    any_province = any(source.column(name).role == "province" for _, name in columns)
    runs: list[list[int]] = [[]]
    for column in range(grid.left, max(taken)):
        if column in taken:
            runs.append([])
        elif not _headed(grid, column, columns, headings, bottom) and _are_districts(
            [district_text(grid.shown(row, column)) for row in rows], any_province
        ):
            runs[-1].append(column)
    return [
        max(run, key=lambda column: sum(not is_blank(grid.shown(row, column)) for row in rows))
        for run in runs if run and all(_agree(grid, rows, run[0], column) for column in run)
    ]


def data_rows(
    grid: Grid, source: SourceDefinition, columns: Sequence[tuple[int, str]], bottom: int
) -> list[int]:
    """The first rows below headings in which a figure stands, without column numbers, totals and
    footers."""
    figures = [(column, source.column(name).role) for column, name in columns]
    figures = [(column, role) for column, role in figures if role in FIGURES]
    return [
        row for row in _rows(grid, min((column for column, _ in figures), default=grid.right), bottom)
        if any(is_figure(grid.value(row, column), role) for column, role in figures)
    ]


def _rows(grid: Grid, first: int, bottom: int) -> Iterator[int]:
    for row in range(bottom + 1, min(bottom + SAMPLE, grid.height)):
        labels = [text for column, text in grid.texts(row) if column < first]
        if grid.filled(row) and not (
            are_numbers([grid.value(row, column) for column in grid.filled(row)])
            or any(sums_up(text) or is_footer(text) for text in labels)
        ):
            yield row


def is_figure(value: Value, role: str) -> bool:
    """Whether what stands in a column of this role is a figure, not a title or a footer."""
    if role != "figure" or not isinstance(value, str):
        return isinstance(value, Broken) or not is_blank(value)
    try:
        return parse_decimal(value) is not None
    except NotANumber:
        return False


def district_text(value: Value) -> str:
    """What a cell says where a district may stand; codes come as numbers too."""
    return "" if is_blank(value) else typed(value)


def _headed(
    grid: Grid, column: int, columns: Sequence[tuple[int, str]],
    headings: Mapping[int, Heading], bottom: int,
) -> bool:
    """Whether a heading stands over the column: a known one, or any beside the others'."""
    if grid.text(bottom, column) or (column in headings and headings[column].form):
        return True
    deep = max((headings[c].rows for c, _ in columns if c in headings), default=1)
    for row in range(max(0, bottom - deep + 1), bottom):
        span = grid.span(row, column)
        if grid.text(row, column) and (span is None or span.left == span.right):
            return True
    return False


def _are_districts(texts: Sequence[str], any_province: bool) -> bool:
    texts = [text for text in texts if text and not beside_districts(text)]
    named = [{code[:2] for code in districts_named(clean(text))} for text in texts]
    of_one = Counter(province for provinces in named for province in provinces)
    most = sum(map(bool, named)) if any_province else max(of_one.values(), default=0)
    return most > 0 and most * 2 >= len(texts)


def _agree(grid: Grid, rows: Sequence[int], one: int, other: int) -> bool:
    """Whether two columns name the same districts wherever both name one."""
    for row in rows:
        first, second = (
            districts_named(district_text(grid.shown(row, column))) for column in (one, other)
        )
        if first and second and not first & second:
            return False
    return True
