"""A sheet whose keys are spread over headings, as the plain one that it would be with a row for
each: its cells keep the addresses that they have in the file."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from pipeline.model.cells import Broken, Cells, Place, RawSheet, Rows, Value
from pipeline.model.finding import safe_text
from pipeline.model.period import Period
from pipeline.model.source import SourceDefinition, Table
from pipeline.recognise.heads import head_text
from pipeline.recognise.plan import Plan, by_calendar, plan_of, settled
from pipeline.recognise.spread import Column, Region, region_of, regions
from pipeline.recognise.times import Times, Unclear, times_in_rows
from pipeline.tables.answers import answer, is_unticked
from pipeline.tables.grid import Grid, is_blank
from pipeline.tables.vocabulary import Vocabulary, heading_form, is_total
from pipeline.thai.calendar import month_number, month_title
from pipeline.thai.digits import MONEY_UNITS, money_factor
from pipeline.thai.districts import districts_named
from pipeline.thai.periods import period_title

MERGED = "ผสานช่อง"
SECTION = "§"  # no form of a heading
Name = tuple[str, int]  # a heading, and how many of the same stand before it
TIME_OR_PART = "เวลาหรือส่วนของงบ"


def unpivoted(
    grid: Grid, vocabulary: Vocabulary, claims: Sequence[tuple[SourceDefinition, Table, bool]] = ()
) -> RawSheet | None:
    """The sheet with a row for each key that is spread over its headings, and a table for each time
    that a column of it says; None where none is. Of the ``claims`` those that are whole (the third of
    each) stay as they are but for that. Raises :class:`times.Unclear` where nobody knows what the
    columns of several times are."""
    sheet = _Sheet(grid)
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


@dataclass(frozen=True, slots=True)
class _Field:
    """One per column of a made table: its heading and where that stands, and what stands in its
    rows: a ``key`` that is the same in all of them, or the cells of a column (``at``); ``no`` is the
    column of the answers that are no beside those that are yes, ``form`` names the rows of a figure.
    ``label``: it tells what a row is of; ``through``: a merged range is of all rows and keys that it covers."""

    heading: str
    place: Place
    at: int
    key: Value = None
    no: int | None = None
    form: str = ""
    label: bool = False
    through: bool = False


@dataclass(frozen=True, slots=True)
class _Block:
    """One per time and part: what is said over it, and for each key the fields of its rows; a key may
    lack some."""

    captions: tuple[tuple[str, Place], ...]
    groups: tuple[dict[Name, _Field], ...]

    @property
    def header(self) -> dict[Name, Place]:
        """The headings of all groups, with the place where each stands first."""
        places: dict[Name, Place] = {}
        for group in self.groups:
            for name, one in group.items():
                places.setdefault(name, one.place)
        return places


def _named(fields: Iterable[_Field]) -> dict[Name, _Field]:
    """Fields by their headings; of those that have the same each is another."""
    named: dict[Name, _Field] = {}
    often: Counter[str] = Counter()
    for one in fields:
        named[one.heading, often[one.heading]] = one
        often[one.heading] += 1
    return named


def _blocks(region: Region, plan: Plan) -> list[_Block]:
    """The tables that a region makes."""
    spread = settled(region, plan)
    calendar = plan.monthly and by_calendar(region, plan, spread)
    common = set.intersection(*({one.text for one, _, _ in c.part} for c in spread))
    blocks: dict[tuple[str, ...], dict[tuple[str, ...], list[Column]]] = {}
    for column in spread:
        time = "" if plan.monthly else _time(column)
        own = [one.text for one, _, _ in column.part if one.text not in common]
        groups = blocks.setdefault((time, *own), {})
        kinds = ("district", "time", "year") if plan.monthly else ("district",)
        key = tuple(_same(kind, column.keys[kind][0].text) if kind in column.keys else "" for kind in kinds)
        _join(groups.setdefault(key, []), column)
    return [
        _Block(
            tuple(_captions(next(iter(groups.values()))[0], plan)),
            tuple(_named(_fields(region, plan, columns, calendar)) for columns in groups.values()),
        )
        for groups in blocks.values()
    ]


def _same(kind: str, text: str) -> str:
    """The form of a key in which all of its spellings are one."""
    return " ".join(sorted(districts_named(text))) or text if kind == "district" else text


def _join(group: list[Column], column: Column) -> None:
    """Adds a column to those of its key. Raises :class:`Unclear` where one says the same already."""
    def about(one: Column) -> tuple[str, str]:
        return one.words, one.keys["side"][0].side if "side" in one.keys else ""

    for other in group:
        if column.keys and about(other) == about(column):
            kind = next(k for k in ("district", "time", "year", "side") if k in column.keys)
            one, row, at = column.keys[kind]
            raise Unclear(row, at, f"มีหลายช่องของ “{safe_text(one.text, 40)}” ในตารางเดียว จึงไม่รู้ว่าใช้ช่องใด",
                          "แก้หัวช่องที่ผิด หรือเหลือไว้ช่องเดียว")
    group.append(column)


def _time(column: Column) -> str:
    period = Period()
    for kind in ("time", "year"):
        if kind in column.keys:
            period = period.within(column.keys[kind][0].period)
    return period_title(period)


def _captions(column: Column, plan: Plan) -> Iterator[tuple[str, Place]]:
    for one, row, at in column.part:
        yield one.text, (row, at)
    if not plan.monthly and (time := _time(column)):
        _, row, at = column.keys["time" if "time" in column.keys else "year"]
        yield time, (row, at)


def _fields(
    region: Region, plan: Plan, columns: Sequence[Column], calendar: bool
) -> Iterator[_Field]:
    """The columns of the made table for the columns of one key."""
    if plan.rows_at is not None and _sections(region, plan):
        yield _Field("", (region.bottom, plan.rows_at), plan.rows_at, form=SECTION, label=True)
    for label in plan.labels:
        if label.at != plan.rows_at:
            yield _Field(label.words, _under(region, label), label.at, label=True)
    yield from _keys(plan, columns[0], calendar)
    for column in plan.shared:
        yield _Field(_with_unit(region, column, column.words), _under(region, column), column.at)
    if plan.rows_at is not None:
        for form, words in _names(region, plan).items():
            yield _Field(words, _under(region, columns[0]), columns[0].at, form=form)
        return
    sides = {c.keys["side"][0].side: c for c in columns if "side" in c.keys}
    for column in columns:
        if "side" in column.keys and column is not sides.get("yes"):
            continue
        words = column.words if column.element or plan.element is None else plan.element.headings[0]
        no = sides["no"].at if column is sides.get("yes") and "no" in sides else None
        yield _Field(_with_unit(region, column, words), _under(region, column), column.at, no=no,
                     through=bool(plan.items))


def _keys(plan: Plan, column: Column, calendar: bool) -> Iterator[_Field]:
    roles = {c.role: c.headings[0] for c in plan.source.columns}
    if "district" in column.keys:
        one, row, at = column.keys["district"]
        yield _Field(roles["district"], (row, at), column.at, one.district)
    if not plan.monthly:
        return
    if "year" in column.keys:
        one, row, at = column.keys["year"]
        year = (one.period.year or 0) + bool(calendar and column.month and column.month <= 3)
        yield _Field(roles["year"], (row, at), column.at, year)
    if column.month:
        _, row, at = column.keys["time"]
        yield _Field(roles["month"], (row, at), column.at, month_title(month_number(column.month)))


def _under(region: Region, column: Column) -> Place:
    """Where the lowest heading of a column stands."""
    stack = region.stacks[column.at]
    return (stack[-1][1], stack[-1][2]) if stack else (region.bottom, column.at)


def _with_unit(region: Region, column: Column, words: str) -> str:
    """A heading with the unit of money that stands over or under it."""
    texts = [one.text for one, _, _ in region.stacks[column.at]]
    texts += [region.grid.text(row, column.at) for row in range(region.bottom + 1, region.first)]
    factor = next((f for f in map(money_factor, texts) if f is not None), None)
    unit = next((unit for unit, size in MONEY_UNITS.items() if size == factor), "")
    return f"{words} ({unit})" if unit and money_factor(words) is None else words


def _names(region: Region, plan: Plan) -> dict[str, str]:
    """The figures that the rows name, by the forms in which they stand."""
    texts = (text for text, stated in _named_rows(region, plan).values() if stated)
    return {heading_form(text): text for text in texts if not is_total(text)}


def _sections(region: Region, plan: Plan) -> set[int]:
    """The rows that name what those below them are of, as a title: words and no figure."""
    rows = _named_rows(region, plan)
    last = max((row for row, (_, stated) in rows.items() if stated), default=0)
    return {row for row, (text, stated) in rows.items() if row < last and not stated and not is_total(text)}


def _named_rows(region: Region, plan: Plan) -> dict[int, tuple[str, bool]]:
    """What the rows say in the column that names figures, and whether any stands there."""
    grid, at = region.grid, plan.rows_at or 0
    return {
        row: (text, any(not is_blank(grid.value(row, column.at)) for column in plan.spread))
        for row in grid.rows(region.first, region.end) if (text := grid.text(row, at))
    }


@dataclass(slots=True)
class _Sheet:
    """The sheet that is made: its rows, and where the cells of each stand in the file's."""

    grid: Grid
    rows: dict[int, Cells] = field(default_factory=dict)
    places: dict[int, int | tuple[Place, ...]] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    moved: list[tuple[int, int, int]] = field(default_factory=list)
    done: int = 0
    height: int = 0
    tables: int = 0
    spread: dict[str, dict[Place, None]] = field(default_factory=dict)

    def copy(self, first: int, end: int) -> None:
        """Takes rows over as they are."""
        raw = self.grid.sheet
        for row in self.grid.rows(first, end):
            self._put(self.height + row - first, raw.rows[row], row, row in raw.hidden_rows)
        if first < end:
            self.moved.append((first, end, self.height - first))
            self.height += end - first
            self.done = max(self.done, end)

    def _put(self, at: int, cells: Cells, places: int | tuple[Place, ...], hidden: bool) -> None:
        self.rows[at], self.places[at] = cells, places
        if hidden:
            self.hidden.add(at)

    def _append(self, cells: Cells, places: tuple[Place, ...], hidden: bool = False) -> None:
        self._put(self.height, cells, places, hidden)
        self.height += 1

    def _note(self, name: str, place: Place) -> None:
        self.spread.setdefault(name, {})[place] = None

    def made(self) -> RawSheet:
        """The sheet, with what stands below its last table."""
        self.copy(self.done, self.grid.height)
        raw = self.grid.sheet
        spans = tuple(
            replace(s, top=s.top + shift, bottom=s.bottom + shift)
            for first, end, shift in self.moved for s in raw.spans
            if first <= s.top and s.bottom < end
        )
        return replace(
            raw, rows=Rows(self.rows), spans=spans, hidden_rows=frozenset(self.hidden),
            hidden_columns=frozenset(), made_of=raw, places=self.places,
            spread={name: tuple(places) for name, places in self.spread.items()},
        )

    def unpivot(self, region: Region, plan: Plan) -> None:
        """Adds the tables of a region: one for each time and part, with a row for each key."""
        for block in _blocks(region, plan):
            self.copy(region.floor, region.top)
            for text, place in block.captions:
                self._append((text,), (place,))
                self._note(TIME_OR_PART, place)
            for one in (one for group in block.groups for one in group.values() if one.key is not None):
                self._note(one.heading, one.place)
            header = block.header
            self._append(tuple(heading for heading, _ in header), tuple(header.values()))
            for group in block.groups:
                fields = [group.get(name) for name in header]
                if plan.rows_at is None:
                    self._rows(region, plan, fields)
                else:
                    self._records(region, plan, fields)
            self.height += 1
            self.tables += 1
        self.done = max(self.done, region.end)

    def part(self, table: Table, times: Times) -> None:
        """Adds a table for each time that its rows are of."""
        over = sorted({row for row, _, _ in table.captions})
        for number, (period, rows) in enumerate(times.rows.items()):
            for row in over if number else ():
                self.copy(row, row + 1)
            self._append((period_title(period),), (times.place,))
            self._note(TIME_OR_PART, times.place)
            self.copy(table.heading_top, table.first_row)
            for row in rows:
                self._shown(row)
            self.height += 1
            self.tables += 1
        self.done = table.end_row

    def _shown(self, row: int) -> None:
        """Adds a row with what it shows through ranges that are merged over several rows."""
        cells: list[Value] = []
        places: list[Place] = []
        for column in range(self.grid.right + 1):
            span = self.grid.span(row, column)
            down = span is not None and span.bottom > span.top
            place = (span.top, span.left) if span is not None and down else (row, column)
            cells.append(self.grid.value(*place))
            places.append(place)
        self._append(tuple(cells), tuple(places), row in self.grid.sheet.hidden_rows)

    def _rows(self, region: Region, plan: Plan, fields: Sequence[_Field | None]) -> None:
        """A row for each of the region's, unless it says something under other keys alone."""
        spread = [column.at for column in plan.spread]
        own = [at for f in fields if f and not f.label and f.key is None for at in (f.at, f.no)]
        for row in self.grid.rows(region.first, region.end):
            if plan.items and not any(self.grid.text(row, at) for at in plan.items):
                continue
            said = any(not is_blank(self.grid.value(row, at)) for at in spread)
            mine = any(at is not None and not is_blank(self.grid.value(row, at)) for at in own)
            if said and not mine and not plan.keeps_blanks:
                continue
            self._row(fields, {"": row}, blank=not (said or plan.items))

    def _records(self, region: Region, plan: Plan, fields: Sequence[_Field | None]) -> None:
        """A row for each run of rows that name different figures."""
        assert plan.rows_at is not None
        record: dict[str, int] = {}
        about: list[Value] = []
        labels = [f.at for f in fields if f and f.label and not f.form]
        sections = _sections(region, plan)
        section: dict[str, int] = {}
        for row in self.grid.rows(region.first, region.end):
            text = self.grid.text(row, plan.rows_at)
            form = heading_form(text)
            mine = [value for at in labels if not is_blank(value := self.grid.shown(row, at))]
            new = form in record or (mine and mine != about)
            if new or row in sections or is_total(text):
                self._row(fields, record, section)
                record = {}
            about = mine or about
            if row in sections:
                section = {SECTION: row}
            elif text and not is_total(text):
                record[form] = row
        self._row(fields, record, section)

    def _row(
        self, fields: Sequence[_Field | None], figures: dict[str, int], section: dict[str, int] | None = None,
        blank: bool = False,
    ) -> None:
        """Adds a row whose ``figures`` stand in the rows of these, by their forms, under a ``section``."""
        if not figures:
            return
        first, at = next(iter(figures.values())), figures | (section or {})
        cells: list[Value] = []
        places: list[Place] = []
        for one in fields:
            if one is None:
                cells.append(None)
                places.append((first, 0))
                continue
            row = at.get(one.form)
            value, place = self._cell(one, first if row is None else row)
            gone = row is None and bool(one.form)
            cells.append(None if gone or (blank and one.key is not None) else value)
            places.append(place)
        raw = self.grid.sheet
        hidden = any(r in raw.hidden_rows for r in figures.values()) or any(
            f.at in raw.hidden_columns for f in fields if f and not f.label)
        self._append(tuple(cells), tuple(places), hidden)

    def _cell(self, one: _Field, row: int) -> tuple[Value, Place]:
        grid = self.grid
        span = grid.span(row, one.at)
        if one.key is not None:
            return one.key, one.place
        if one.label or (one.through and one.no is None):
            return grid.shown(row, one.at), (span.top, span.left) if span else (row, one.at)
        if span is not None:
            return Broken(MERGED), (span.top, span.left)
        if one.no is None:
            return grid.value(row, one.at), (row, one.at)
        return self._side(row, one.at, one.no)

    def _side(self, row: int, yes: int, no: int) -> tuple[Value, Place]:
        """The answer in the columns of yes and no: what is ticked under one of them, or stands under
        yes; both or a no under no are none that is known."""
        ticked, denied = self.grid.value(row, yes), self.grid.value(row, no)
        if is_unticked(denied):
            return (None if is_unticked(ticked) else ticked), (row, yes)
        if is_unticked(ticked) and answer(denied, "yes/no")[0]:
            return "ไม่มี", (row, no)
        return f"{head_text(ticked)} · {head_text(denied)}", (row, no)
