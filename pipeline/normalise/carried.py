"""Values that are typed once for several rows: a district, a year, a month, an item or a label that
stands for the blank cells below it.

Not every blank is one. A column is typed so where its first row of data is filled, no value stands in
two rows below each other, and most of them have blanks below. The rows of a value must differ in what
else they say, a total must agree with them, and a tambon among them must lie in their district; else
its blanks stay blank.
"""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.normalise.rows import DITTO, TableReader
from pipeline.normalise.totals import Added, figures_of
from pipeline.tables.grid import is_blank, typed
from pipeline.tables.vocabulary import is_average
from pipeline.thai.districts import Place
from pipeline.thai.text import clean, squeeze

KEYS = ("province", "district", "district_code", "year", "month", "kpi", "level", "item", "label")
ABOUT = (*KEYS, "date", "number", "person")  # what tells a row from another
_LONG = 4  # characters that are no mark of repetition, which has two and perhaps a space; saves cleaning every text
Below = dict[int, dict[int, int]]


@dataclass(slots=True)
class _Run:
    """One per value typed once: its row and the rows of data below it that leave it blank."""

    row: int
    below: list[int] = field(default_factory=list)
    fails: bool = False


def carried(reader: TableReader) -> Below:
    """By column of the sheet, and by row that leaves it blank, the row in which its value is typed."""
    keys = {column for c in reader.columns(*KEYS) if (column := reader.table.at(c.id)) is not None}
    read = {column for _, column in reader.table.columns}  # of these keys alone: a reason is none
    columns = sorted(keys | set(reader.labels_at) - read)
    rows = list(reader.grid.rows(reader.table.first_row, reader.table.end_row))
    blank = {column: _blanks(reader, rows, column) for column in columns}
    if not any(
        len(empty) < len(rows) and any(map(reader.states, empty)) for empty in blank.values()
    ):
        return {}
    table = _Table(reader, rows)
    once = {column: runs for column in columns if (runs := table.runs(column))}
    for column in reversed(columns):
        if column in once:
            outer = {c for c in once if c < column}
            about = [c for c in table.about if c not in outer and c != column]
            table.breaks = {run.row for c in outer for run in once[c]}
            inner = min((c for c in once if c > column), default=max(columns) + 1)
            table.carry(column, once[column], about, range(inner))
    return reader.below


def _blanks(reader: TableReader, rows: Sequence[int], column: int) -> list[int]:
    """The rows that leave a column blank: of most tables none do, and a look at each cell tells."""
    held = reader.grid.sheet.rows.held
    short = [
        row for row in rows
        if column >= len(cells := held[row]) or (value := cells[column]) is None
        or (isinstance(value, str) and (len(value) < _LONG or value.isspace()))
    ]
    return [row for row in short if _empty(reader, row, column)]


def _empty(reader: TableReader, row: int, column: int) -> bool:
    """Whether a cell and what it is merged with are blank, or say that it is as above."""
    value = reader.grid.value(row, column)
    if value is None:
        value = reader.grid.shown(row, column)
    return value is None or (isinstance(value, str) and clean(value) in ("", *DITTO))


class _Table:
    """The rows of a table: data, totals, and those that begin something new."""

    def __init__(self, reader: TableReader, rows: Sequence[int]) -> None:
        self.reader = reader
        self.totals = {row for row in rows if reader.is_total(row)}
        self.data = [row for row in rows if row not in self.totals and reader.states(row)]
        self.rows = rows
        columns = reader.columns(*ABOUT)
        self.known = {at for c in columns if (at := reader.table.at(c.id)) is not None}
        self.about = sorted(self.known | set(reader.labels_at))
        self.districts = [
            column for c in reader.columns("district", "district_code")
            if (column := reader.table.at(c.id)) is not None]
        self.dated = bool(reader.columns("date"))
        self.breaks: set[int] = set()

    def runs(self, column: int) -> list[_Run]:
        """The runs of a column that is typed once, none where it is not."""
        data, runs, before = set(self.data), list[_Run](), ""
        open_run: _Run | None = None
        for row in self.rows:
            text = "" if _empty(self.reader, row, column) else squeeze(typed(self.reader.shown(row, column)))
            if row in self.totals:
                open_run = open_run if self._label(row) > column else None
            elif row not in data:
                open_run = None if text or self.reader.is_title(row) else open_run
            elif text:
                if text == before:
                    return []
                open_run = _Run(row)
                runs.append(open_run)
            elif not runs:
                return []
            elif open_run is not None and not self._beside(row, column):
                open_run.below.append(row)
            before = text if row in data else before
        return runs if 2 * sum(bool(run.below) for run in runs) > len(runs) else []

    def _label(self, row: int) -> int:
        """The column in which a total says that it is one."""
        return next(self.reader.total_labels(row))[0]

    def _beside(self, row: int, column: int) -> bool:
        """Whether another column of districts tells the district of a row."""
        return column in self.districts and any(
            not _empty(self.reader, row, other) for other in self.districts if other != column)

    def carry(
        self, column: int, runs: Sequence[_Run], about: Sequence[int], labels: Container[int]
    ) -> None:
        """Notes the rows of every run that is one beyond doubt. ``about`` are the columns that tell its
        rows apart, ``labels`` those in which a total of its rows says that it is one."""
        for run in runs:
            run.below = list(self._alike(run, about))
        self._check_last(runs)
        self._check_totals(runs, labels)
        into = self.reader.below.setdefault(column, {})
        for run in runs:
            if not (run.fails or self._twice(run, about) or self._elsewhere(run, column)):
                into.update(dict.fromkeys(run.below, run.row))

    def _alike(self, run: _Run, about: Sequence[int]) -> Iterator[int]:
        """The rows that say what the first one says besides; one that does not is its total or
        another thing, and where a column at the left has a value anew nothing is as above."""
        said = {column for column in about if self._said(run.row, column)}
        for row in run.below:
            if row in self.breaks:
                return
            if said and all(self._said(row, column) for column in said):
                yield row

    def _said(self, row: int, column: int) -> str:
        """What a row says in a column; an ordinal under a heading that nobody knows says nothing."""
        value = self.reader.shown(row, column)
        text = "" if is_blank(value) else squeeze(typed(value))
        return "" if column not in self.known and text.strip("().").isdigit() else text

    def _twice(self, run: _Run, about: Sequence[int]) -> bool:
        """Whether two rows of a run say the same; of payments, also in their figures."""
        rows = [run.row, *run.below]
        said = [(*(self._said(row, c) for c in about), *(figures_of(self.reader, row).items() if self.dated else ()))
                for row in rows]
        return len(set(said)) < len(rows)

    def _elsewhere(self, run: _Run, column: int) -> bool:
        """Whether a tambon of a run is known to lie in another district."""
        if column not in self.districts:
            return False
        place = self.reader.context.gazetteer.resolve(self.reader.shown(run.row, column))
        return isinstance(place, Place) and any(
            (codes := self.reader.of_tambon(row)) and place.code not in codes
            for row in (run.row, *run.below))

    # --- totals ---

    def _check_last(self, runs: Sequence[_Run]) -> None:
        """Leaves the last row of the table out where it adds up the rows above it."""
        last = self.data[-1]
        run = next((run for run in runs if last in run.below[-1:]), None)
        figures = figures_of(self.reader, last)
        if run is None or not any(figures.values()):
            return
        for parts in ([run.row, *run.below[:-1]], self.data[:-1]):
            added = Added()
            for row in parts:
                added.add(figures_of(self.reader, row))
            if len(parts) > 1 and added.meets(figures):
                run.below = run.below[:-1]
                return

    def _check_totals(self, runs: Sequence[_Run], labels: Container[int]) -> None:
        """Marks the runs of which a total says another sum: of the rows since the total above it, of
        the last run, or of all; each with those of other places or without."""
        begins = {run.row: run for run in runs}
        whole, part, last = Added(), Added(), Added()
        since, ours = list[_Run](), True
        for row in sorted({*self.data, *self.totals} if self.totals else ()):
            figures = figures_of(self.reader, row)
            if row in self.totals:
                met = any(added.meets(figures) for added in (whole, part, last))
                if self._label(row) in labels:
                    for run in since if figures and not met and not self._is_average(row) else ():
                        run.fails = True
                    since = []
                part = Added()
                continue
            if row in begins:
                last = Added()
                since.append(begins[row])
            ours = self._of_ours(row, ours)
            for added in (whole, part, last):
                added.add(figures, "ours" if ours else "others")

    def _is_average(self, row: int) -> bool:
        return any(is_average(text) for _, text in self.reader.total_labels(row))

    def _of_ours(self, row: int, before: bool) -> bool:
        """Whether a row is of a district; one that does not say is as the one above it."""
        said = next((v for c in self.districts if not is_blank(v := self.reader.shown(row, c))), None)
        if said is None:
            return before
        return isinstance(self.reader.context.gazetteer.resolve(said), Place)
