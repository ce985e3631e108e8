"""The plain sheet that is made of one whose keys stand in headings: its rows, and where each of their cells
stands in the file's."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipeline.model.cells import Broken, Cells, Place, RawSheet, Rows, Value
from pipeline.model.source import Table
from pipeline.recognise.blocks import SECTION, Field, blocks, sections
from pipeline.recognise.heads import head_text
from pipeline.recognise.plan import Plan
from pipeline.recognise.spread import Region
from pipeline.recognise.times import Times
from pipeline.tables.answers import answer, is_unticked
from pipeline.tables.grid import Grid, is_blank
from pipeline.tables.vocabulary import heading_form, is_total
from pipeline.thai.periods import period_title

MERGED = "ผสานช่อง"
TIME_OR_PART = "เวลาหรือส่วนของงบ"


@dataclass(slots=True)
class MadeSheet:
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
        for block in blocks(region, plan):
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

    def _rows(self, region: Region, plan: Plan, fields: Sequence[Field | None]) -> None:
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

    def _records(self, region: Region, plan: Plan, fields: Sequence[Field | None]) -> None:
        """A row for each run of rows that name different figures."""
        assert plan.rows_at is not None
        record: dict[str, int] = {}
        about: list[Value] = []
        labels = [f.at for f in fields if f and f.label and not f.form]
        titles = sections(region, plan)
        section: dict[str, int] = {}
        for row in self.grid.rows(region.first, region.end):
            text = self.grid.text(row, plan.rows_at)
            form = heading_form(text)
            mine = [value for at in labels if not is_blank(value := self.grid.shown(row, at))]
            new = form in record or (mine and mine != about)
            if new or row in titles or is_total(text):
                self._row(fields, record, section)
                record = {}
            about = mine or about
            if row in titles:
                section = {SECTION: row}
            elif text and not is_total(text):
                record[form] = row
        self._row(fields, record, section)

    def _row(
        self, fields: Sequence[Field | None], figures: dict[str, int], section: dict[str, int] | None = None,
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

    def _cell(self, one: Field, row: int) -> tuple[Value, Place]:
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
