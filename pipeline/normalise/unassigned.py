"""Rows that name no district of ours: whose they are as far as their table tells.

A row that is surely a district's leaves that district without its figures; one that may be of
several is kept for a later stage, which asks whose level it could change. Nobody is concerned by a
row whose place is elsewhere, that adds up others, or without which the file's own total is met.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from pipeline.model.cells import Origin
from pipeline.model.finding import safe_text
from pipeline.model.observation import District, Observation, Unplaced
from pipeline.model.observed import Observed
from pipeline.normalise.row import Row
from pipeline.normalise.rows import TableReader
from pipeline.normalise.totals import Added, Figures, figures_of
from pipeline.thai.text import squeeze

NOBODY = District("", "")
OFF = Decimal("0.99")  # of the sum: a total with a slip of typing has 0.995 of it; 0.985 is a large district's own row
Observe = Callable[[TableReader, int, District, Observed], None]
Key = tuple[object, ...]


def observe_rows(reader: TableReader, seen: Observed, observe: Observe) -> None:
    """Observes every row of data of a table, those that name no district too."""
    for row in judged(reader, list(reader.rows())):
        if row.district is not None and not row.total:
            observe(reader, row.index, row.district, seen)
        elif not row.total:
            observe_unassigned(reader, row, seen, observe)


def observe_unassigned(reader: TableReader, row: Row, seen: Observed, observe: Observe) -> None:
    """What a refused row leaves behind: figures that its owners have lost, and those that may be
    of any of some districts. ``observe`` gives the figures of a row as a district's."""
    seen.refuse(None if row.perhaps else row.refusal)
    for owner in row.owners:
        made = _made(reader, row, reader.context.districts[owner], observe)
        lost = [replace(o, value=None, state="broken") for o in made]
        if row.about is not None:  # it does not name its district itself
            where, why = _where(reader, row), _why(reader, row)
            lost = [replace(o, origin=where, why=why) for o in lost]
        seen.observations += lost
    if row.perhaps and row.refusal is not None:
        stated = tuple(o for o in _made(reader, row, NOBODY, observe) if o.state != "blank")
        seen.unplaced.append(Unplaced(row.refusal, row.names, row.perhaps, stated))


def _made(
    reader: TableReader, row: Row, district: District, observe: Observe
) -> list[Observation]:
    alone = Observed()
    observe(reader, row.index, district, alone)
    given = {f"{reader.source.id}.{column.id}" for column in reader.source.with_role("score")}
    return [o for o in alone.observations if o.element not in given]


def _where(reader: TableReader, row: Row) -> Origin:
    return reader.origin(row.index, reader.district_column(row.index))


def _why(reader: TableReader, row: Row) -> str:
    where = _where(reader, row)
    named = f"“{safe_text(row.names, 40)}”" if row.names else "ที่ไม่บอกอำเภอ"
    return f"แถว {named} ({where.file} ชีต {where.sheet} ช่อง {where.cell}) น่าจะเป็นของอำเภอนี้"


def judged(reader: TableReader, rows: Sequence[Row]) -> list[Row]:
    """The rows, each refused one with the districts that it is of or may be of."""
    refused = [row for row in rows if row.refusal is not None or row.unsaid]
    if not refused:
        return list(rows)
    table = _Table(reader, rows)
    sums = _Sums(reader)
    rows = [table.row_after_all(row, sums.less(rows, row)) if row.unsaid else row for row in rows]
    free, counted = sums.judged(rows)
    return [
        row if row.refusal is None or row.about is None
        else table.of_nobody(row) if row.index in free and not (row.about and row.names)
        else table.of(row, row.index in counted)
        for row in rows
    ]


class _Table:
    """Which districts have a row of each thing in a table."""

    def __init__(self, reader: TableReader, rows: Sequence[Row]) -> None:
        self.reader = reader
        self.all = tuple(reader.context.districts)
        self.count: dict[str, int] = {}
        self.held: dict[Key, set[str]] = {}
        self.one_each = not reader.columns("date", "number")
        placed = [(row.district.code, row.index) for row in rows
                  if row.district is not None and not row.total]
        for code, index in placed:
            holders = self.held.setdefault(self._key(index), set())
            self.one_each = self.one_each and code not in holders
            holders.add(code)
            self.count[code] = self.count.get(code, 0) + 1
        self.ours = bool(placed)
        self.one_each = self.one_each and len(placed) > 1
        self.below: dict[int, str] = {}
        below = ""
        for row in reversed(rows):
            self.below[row.index] = below
            if row.names or (row.district is not None and not row.total):
                below = row.district.code if row.district is not None else ""

    def _key(self, index: int) -> Key:
        """What a row is about besides its district."""
        columns = self.reader.columns("year", "month", "kpi", "level")
        said = tuple(squeeze(self.reader.text(index, column.id)) for column in columns)
        return (*self.reader.labels(index).values(), *said)

    def lacking(self, index: int) -> tuple[str, ...] | None:
        """The districts without a row of what this row is about, in a table that has one a
        district; None where that tells nothing."""
        holders = self.held.get(self._key(index))
        if not self.one_each or not holders:
            return None
        return tuple(code for code in self.all if code not in holders)

    def row_after_all(self, row: Row, less: bool) -> Row:
        """A last row without a name, which is no total where it is less than the rows above it and
        a district lacks its own."""
        if not self.lacking(row.index) or not less:
            return row
        return self.reader.nameless(row.index, self.reader.district_column(row.index))

    def of(self, row: Row, counted: bool) -> Row:
        """A refused row with its owners, or those that it may be of; ``counted``: the file's own
        total counts it."""
        assert row.about is not None
        if not row.about and not self.ours:
            return replace(row, about=None)  # a table of other things
        lacking = self.lacking(row.index)
        if row.names and counted and not row.about and lacking and len(lacking) == 1:
            return self._owned(row, lacking)
        if row.names:
            return self._of_named(row, row.about, lacking)
        if self.reader.typed_once and row.about:
            return self._owned(row, row.about)
        if lacking is None or set(row.about) & set(lacking) or not lacking:
            if row.about:
                return self._owned(row, row.about, self._next(row) if lacking is None else ())
            return self._perhaps(row, self.all if lacking is None else lacking)
        return self._owned(row, lacking) if len(lacking) == 1 else self._perhaps(row, lacking)

    def _of_named(self, row: Row, about: tuple[str, ...], lacking: tuple[str, ...] | None) -> Row:
        if row.elsewhere and all(self.count.get(code) for code in about):
            return self._warned(row, "และอำเภอนั้นมีแถวของตนแล้ว จึงไม่มีผลต่ออำเภอใด")
        if len(about) > 1 and lacking is not None:
            about = tuple(code for code in about if code in lacking) or about
        if len(about) == 1:
            return self._owned(row, about)
        return self._perhaps(row, about or (self.all if lacking is None else lacking))

    def _next(self, row: Row) -> tuple[str, ...]:
        """The district of the rows below, where it has its name in several of them and another
        stands above: the row may be the first of these."""
        code = self.below.get(row.index, "")
        return (code,) if code not in (row.about or ()) and self.count.get(code, 0) > 1 else ()

    def _owned(self, row: Row, owners: tuple[str, ...], perhaps: tuple[str, ...] = ()) -> Row:
        assert row.refusal is not None
        names = " และ ".join(f"อำเภอ{self.reader.context.districts[o].name}" for o in owners)
        likely = f"น่าจะเป็น{names} จึงไม่ให้คะแนน{names}จากแถวอื่น"
        said = replace(
            row.refusal, severity="error", problem=f"{row.refusal.problem} {likely}",
            district=owners[0],
        )
        return replace(row, owners=owners, perhaps=perhaps, refusal=said)

    def _perhaps(self, row: Row, districts: tuple[str, ...]) -> Row:
        if not districts:
            return self._warned(row, "ทุกอำเภอมีแถวของตนในตารางนี้แล้ว จึงไม่มีผลต่ออำเภอใด")
        return replace(row, perhaps=districts)

    def of_nobody(self, row: Row) -> Row:
        """A row without which the file's own total is met, or that adds up others."""
        return self._warned(row, "ยอดรวมในไฟล์ครบโดยไม่นับแถวนี้ จึงไม่มีผลต่ออำเภอใด")

    def _warned(self, row: Row, why: str) -> Row:
        assert row.refusal is not None
        said = replace(row.refusal, severity="warning", problem=f"{row.refusal.problem} {why}")
        return replace(row, about=None, refusal=said)


class _Sums:
    """What the rows of a table add up to on the way down, and which of them its totals count."""

    def __init__(self, reader: TableReader) -> None:
        self.reader = reader

    def judged(self, rows: Iterable[Row]) -> tuple[set[int], set[int]]:
        """The refused rows that add up others or without which a total of the file is met, and
        those with which alone it is."""
        free: set[int] = set()
        counted: set[int] = set()
        whole, part = _Waiting(), _Waiting()
        for row in rows:
            figures = figures_of(self.reader, row.index)
            if row.total and not row.proved:
                met = whole if whole.met_by(figures) else part
                free |= met.without(figures)
                counted |= whole.with_all(figures) | part.with_all(figures)
                whole.met = met is whole and whole.met_by(figures)
                part = _Waiting()
            elif row.total:
                continue
            elif row.refusal is not None and row.about is not None:
                if any(added.rows > 1 and added.met_by(figures) for added in (whole, part)):
                    free.add(row.index)
                whole.waiting[row.index] = part.waiting[row.index] = figures
            elif row.district is not None or row.refusal is not None:
                whole.met = part.met = False
                for added in (whole, part):
                    added.add(figures, row.whose)
        return free | (set(whole.waiting) if whole.met else set()), counted - free

    def less(self, rows: Iterable[Row], total: Row) -> bool:
        """Whether every figure of a row is less than those above it together."""
        added = Added()
        for row in rows:
            if row.index < total.index and row.district is not None and not row.total:
                added.add(figures_of(self.reader, row.index))
        figures = figures_of(self.reader, total.index)
        return bool(figures) and all(
            value < added.ways(name)[0] * OFF for name, value in figures.items())


class _Waiting(Added):
    """The sums of some rows, with the rows among them of which nobody knows whose they are; ``met``:
    the last total is that of the rows."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: dict[int, Figures] = {}
        self.met = False

    def met_by(self, figures: Figures) -> bool:
        """Whether some figures are the sums."""
        return any(figures.values()) and self.meets(figures)

    def without(self, figures: Figures) -> set[int]:
        """The rows that a total does not count although it has all the figures that they have."""
        if not self.met_by(figures):
            return set()
        return {index for index, own in self.waiting.items()
                if all(name in figures for name, value in own.items() if value)}

    def with_all(self, figures: Figures) -> set[int]:
        """The rows that a total counts: it is met with all of them."""
        rest = dict(figures)
        for own in self.waiting.values():
            for name in rest.keys() & own.keys():
                rest[name] -= own[name]
        return set(self.waiting) if self.waiting and self.met_by(rest) else set()
