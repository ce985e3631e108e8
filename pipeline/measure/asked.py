"""What only a person can decide: the tables in doubt, the districts, and the ways there are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import starmap

from pipeline.measure.totals import Sum
from pipeline.measure.versions import Bond, Relation, State
from pipeline.model.agreement import Kpi
from pipeline.model.cells import Origin
from pipeline.model.choice import Doubt, Doubtful, Way
from pipeline.model.finding import SHOWN, first_few
from pipeline.model.observation import Observation
from pipeline.model.source import SourceDefinition
from pipeline.thai.calendar import thai_date
from pipeline.thai.digits import format_decimal

Rows = Sequence[tuple[int, Observation]]
TOGETHER = "นับรวมกันทั้งหมด"


@dataclass(slots=True)
class Asked:
    """Gathers what is in doubt of one KPI; tables that are in doubt with the same table are one
    question."""

    kpi: Kpi
    sources: Mapping[str, SourceDefinition]
    _open: list[Doubtful] = field(default_factory=list)
    _pairs: dict[tuple[str, str], list[Doubt]] = field(default_factory=dict)
    _renames: dict[tuple[str, str], list[Doubt]] = field(default_factory=dict)
    _codes: dict[tuple[str, str], bool] = field(default_factory=dict)
    _at: dict[str, Observation] = field(default_factory=dict)
    _broken: set[tuple[str, str]] = field(default_factory=set)

    def pair(self, verdict: Relation, district: str, differing: Sequence[Rows]) -> None:
        """Two tables of one name that differ in a district."""
        unsure = verdict.bond is Bond.UNSURE
        self._pair(verdict.superseded.table, verdict.standing.table, district, differing, unsure)

    def rows(self, same: Rows) -> None:
        """Rows of one key that tables state differently."""
        tables = list(dict.fromkeys(o.table for _, o in same))
        for other in tables[1:]:
            self._pair(tables[0], other, same[0][1].district, [same], unsure=False)

    def total(self, found: Sum) -> None:
        """A table that says that it is a total and is none in most districts."""
        total, rest = found.total, tuple(part.table for part in found.parts)
        name = place(total.origin)
        doubts = []
        for district in found.other:
            mine = next(o for o in total.rows.values() if o.district == district)
            doubts.append(Doubt(district, mine.origin, ""))
            self._broken.add((total.table, district))
        self._open.append(Doubtful(
            self.kpi.number, "total-unclear",
            "ตารางนี้น่าจะเป็นยอดรวม แต่ไม่เท่าผลรวมของตารางอื่น "
            f"({places([p.origin for p in found.parts])}) จึงไม่รู้ว่าควรใช้ตัวเลขใด",
            (
                Way(f"ไม่นับ {name} เพราะเป็นยอดรวม", (), (total.table,)),
                Way(f"ใช้ {name} แทนตารางย่อย", (total.table,), rest),
                Way(f"นับ {name} เป็นงบอีกก้อน", (total.table,), ()),
            ), tuple(doubts),
        ))

    def unnamed(self, state: State, beside: Sequence[State], rows: Rows) -> None:
        """A table without a name beside those of envelopes."""
        others = tuple(other.table for other in beside)
        self._part(
            "part-unclear", f"ตารางนี้ไม่บอกว่าเป็นงบใด แต่อยู่ข้างตารางของงบที่มีชื่อ ({places([b.origin for b in beside])}) "
            "จึงไม่รู้ว่าเป็นงบอีกก้อนหรือซ้ำกับตารางเหล่านั้น",
            (
                Way(f"ไม่นับ {place_of(state)}", (), (state.table,)),
                Way(f"ใช้ {place_of(state)} ตารางเดียว", (state.table,), others),
                Way(f"นับ {place_of(state)} เป็นงบอีกก้อน", (state.table,), ()),
            ), state, rows,
        )

    def alike(self, one: State, other: State, rows: Rows) -> None:
        """Two parts with the same figures throughout."""
        self._part(
            "part-unclear", f"ตารางนี้มีตัวเลขเหมือน {place_of(one)} ทุกแถว แต่ชื่องบต่างกัน จึงไม่รู้ว่าเป็นงบสองก้อนหรือวางซ้ำ",
            (
                Way(f"ไม่นับ {place_of(other)} เพราะวางซ้ำ", (), (other.table,)),
                Way("นับทั้งสองงบ", (one.table, other.table), ()),
            ), other, rows,
        )

    def carried(self, state: State, rows: Rows) -> None:
        """Money that was carried over from an earlier year."""
        self._part(
            "carried-over", "ตารางนี้เป็นเงินกันไว้เบิกเหลื่อมปี จึงไม่รู้ว่านับเป็นงบของปีนี้ด้วยหรือไม่",
            (
                Way(f"ไม่นับ {place_of(state)}", (), (state.table,)),
                Way(f"นับ {place_of(state)} ด้วย", (state.table,), ()),
            ), state, rows,
        )

    def renamed(self, verdict: Relation, district: str, went: Observation, came: Observation) -> None:
        """Two tables of the same money, each with a row of a district that the other lacks: ``went`` of the
        superseded, ``came`` of the standing one."""
        old, new = verdict.superseded.table, verdict.standing.table
        self._broken |= {(old, district), (new, district)}
        self._at.setdefault(old, went)
        self._at.setdefault(new, came)
        what = f"“{went.key}” ({went.origin.cell}) มีแต่ในฉบับก่อน “{came.key}” ({came.origin.cell}) มีแต่ในฉบับใหม่"
        self._renames.setdefault((old, new), []).append(Doubt(district, came.origin, what))

    def questions(self) -> list[Doubtful]:
        """All that is in doubt, each question once."""
        return [*self._open, *self._of_pairs(), *starmap(self._of_renames, self._renames.items())]

    def broken(self) -> set[tuple[str, str]]:
        """The tables and districts whose figures nobody knows."""
        return self._broken

    def _part(
        self, code: str, problem: str, ways: tuple[Way, ...], state: State, rows: Rows
    ) -> None:
        first = {o.district: o for _, o in reversed(rows)}
        self._broken |= {(state.table, district) for district in first}
        self._open.append(Doubtful(self.kpi.number, code, problem, ways, tuple(
            Doubt(district, o.origin, "")
            for district, o in sorted(first.items())
        )))

    def _pair(
        self, one: str, other: str, district: str, differing: Sequence[Rows], unsure: bool
    ) -> None:
        for _, o in (row for rows in differing for row in rows):
            self._at.setdefault(o.table, o)
        self._broken |= {(one, district), (other, district)}
        what = first_few([self._compared(rows) for rows in differing], "รายการ", "; ")
        self._pairs.setdefault((one, other), []).append(
            Doubt(district, differing[0][-1][1].origin, what))
        self._codes[one, other] = self._codes.get((one, other), False) or unsure

    def _compared(self, rows: Rows) -> str:
        """What each table states of one thing."""
        source, column_id = rows[0][1].element.split(".", 1)
        column = self.sources[source].column(column_id)
        stated = []
        for _, o in rows:
            figure = "ใช้ไม่ได้" if o.value is None else format_decimal(
                o.value, 2 if column.unit == "บาท" else 0, grouping=True)
            stated.append(f"{figure} ({place(o.origin)} {o.origin.cell})")
        return f"“{column.headings[0]}” " + " กับ ".join(stated)

    def _of_pairs(self) -> list[Doubtful]:
        """The pairs that share a table, together."""
        groups: list[set[str]] = []
        for pair in self._pairs:
            joined = {*pair}.union(*(group for group in groups if group & {*pair}))
            groups = [*(group for group in groups if not group & joined), joined]
        return [self._of_tables(group) for group in groups]

    def _of_tables(self, group: set[str]) -> Doubtful:
        pairs = [pair for pair in self._pairs if group.issuperset(pair)]
        tables = [t for t in self._at if t in group]
        doubts: dict[str, Doubt] = {}
        for pair in pairs:
            for doubt in self._pairs[pair]:
                doubts.setdefault(doubt.district, doubt)
        unsure = any(self._codes[pair] for pair in pairs)
        shown = tables[-SHOWN:][::-1]
        ways = [
            Way(f"ใช้เฉพาะ {self._called(t, tables)}", (t,), tuple(x for x in tables if x != t))
            for t in shown
        ]
        return Doubtful(
            self.kpi.number, "conflicting-values",
            ("ไม่รู้ว่าเป็นเงินก้อนเดียวกันสองวันหรือคนละก้อน: " if unsure else "รายงานเดียวกันมีสองแห่งและไม่ตรงกัน: ")
            + places([self._at[t].origin for t in tables]),
            (*ways, Way(TOGETHER, tuple(tables), ())),
            tuple(doubts[district] for district in sorted(doubts)),
        )

    def _of_renames(self, pair: tuple[str, str], doubts: Sequence[Doubt]) -> Doubtful:
        old, new = (place(self._at[table].origin) for table in pair)
        return Doubtful(
            self.kpi.number, "conflicting-values",
            f"รายงานเดียวกันสองฉบับมีแถวคนละชื่อในอำเภอเดียวกัน จึงไม่รู้ว่าเป็นแถวเดียวกันที่เปลี่ยนชื่อหรือคนละแถว: {old} กับ {new}",
            (
                Way(f"ใช้เฉพาะ {new}", (pair[1],), (pair[0],)),
                Way(f"ใช้ {new} และแถวที่มีแต่ใน {old}", (pair[1],), ()),
            ), tuple(doubts),
        )

    def _called(self, table: str, tables: Iterable[str]) -> str:
        """What one of some tables is called: its sheet, its file, its day where these differ."""
        o = self._at[table]
        others = [self._at[t].origin for t in tables if t != table]
        if any((x.file, x.sheet) == (o.origin.file, o.origin.sheet) for x in others):
            day = f" ณ {thai_date(o.as_of, 'short')}" if o.as_of else f" ที่ {o.origin.cell}"
            return place(o.origin) + day
        return place(o.origin)


def place(origin: Origin) -> str:
    """File and sheet, as they may follow ใน."""
    return f"{origin.file} ชีต {origin.sheet}"


def place_of(state: State) -> str:
    """File and sheet of a table."""
    return place(state.origin)


def places(origins: Sequence[Origin]) -> str:
    """Files and sheets, each once, the first few."""
    return first_few(list(dict.fromkeys(map(place, origins))), "แห่ง")
