"""One thing once: copies, versions, totals and parts among a KPI's observations."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

import pandas as pd

from pipeline.measure.asked import Asked, place, place_of, places
from pipeline.measure.parts import NO_NAME, PartName, is_carried, parts
from pipeline.measure.totals import Sum, sums
from pipeline.measure.versions import (
    Bond,
    Relation,
    State,
    alike,
    judge,
    missing,
    order,
    timed,
    unnamed,
)
from pipeline.model.agreement import Kpi
from pipeline.model.cells import Origin
from pipeline.model.choice import Choices, Doubtful
from pipeline.model.finding import Finding
from pipeline.model.observation import Observation
from pipeline.model.source import SourceDefinition
from pipeline.thai.calendar import thai_date
from pipeline.thai.periods import fiscal_year, last_day
from pipeline.thai.text import squeeze

SMALLEST_COPY = 3  # rows: two may be alike in two envelopes, three are not
Rows = list[tuple[int, Observation]]  # with their index in the frame


@dataclass(slots=True)
class Deduplication:
    """Judges a KPI's observations (a frame as in ``gather``), adding to its findings.

    ``excluded`` gets why rows (table and row) do not count, ``questions`` what nobody but a person
    can decide; ``choices`` is what a person did.
    """

    kpi: Kpi
    sources: Mapping[str, SourceDefinition]
    frame: pd.DataFrame
    findings: list[Finding]
    choices: Choices = field(default_factory=Choices)
    excluded: dict[tuple[str, int], str] = field(default_factory=dict)
    questions: list[Doubtful] = field(default_factory=list)

    def judged(self) -> pd.DataFrame:
        """The observations without those of tables that repeat, add up or came before others;
        figures of tables of which nobody knows how they go together count as broken."""
        undated = [(index, o) for index, o in self._rows() if not o.dated]
        self._without_copies(self._parts(undated))
        asked = Asked(self.kpi, self.sources)
        for of_source in self._by_source():
            if self._adds(of_source[0][1]):
                self._totals(of_source, asked)
        for of_source in self._by_source():
            self._versions(of_source, asked)
        self._without_repeats(asked)
        self._without_older()
        self._ask(asked)
        return self.frame

    def _adds(self, o: Observation) -> bool:
        """Whether an observation is an amount: no answer to an item, and of a measure that adds up."""
        return self.kpi.formula.measure.adds and not self.sources[o.source].kind.by_kpi

    # --- copies --------------------------------------------------------------------------------

    def _parts(self, undated: Rows) -> dict[str, PartName]:
        """The part that each table is of, by its name."""
        found: dict[str, PartName] = {}
        for of_source in _grouped(undated, lambda o: (o.source,)):
            first = {o.table: o for _, o in reversed(of_source)}
            source = self.sources[of_source[0][1].source]
            known = [squeeze(word) for word in (source.title, *source.titles)]
            told = parts([(o.identity, o.origin.file) for o in first.values()], known)
            found |= dict(zip(first, told, strict=True))
        return found

    def _without_copies(self, named: Mapping[str, PartName]) -> None:
        """Counts once what stands twice, unless it bears the names of two parts."""
        seen: dict[frozenset[tuple[object, ...]], list[Observation]] = {}
        drop: list[int] = []
        tables = _grouped(self._rows(), lambda o: (o.table,))
        long = Counter(map(len, tables))
        for table in tables:
            if long[len(table)] == 1:
                continue  # no other can be its copy
            content = frozenset(Counter(
                (o.element, o.district, o.key, o.value, o.state, o.when) for _, o in table
            ).items())
            first = table[0][1]
            mine, adds = named.get(first.table, NO_NAME), self._adds(first)
            other = next((
                o for o in seen.get(content, ())
                if not {o.table, first.table} <= self.choices.use and not (
                    adds and NO_NAME != mine != named.get(o.table, NO_NAME) != NO_NAME)
            ), None)
            if other and len({o.row for _, o in table}) >= SMALLEST_COPY:
                drop += [index for index, _ in table]
                self._find(
                    "copy", f"ตารางนี้ซ้ำกับ {place(other.origin)} ทุกแถว จึงนับครั้งเดียว",
                    "ลบไฟล์หรือชีตที่ซ้ำ", Origin(first.origin.file, first.origin.sheet),
                    severity="warning",
                )
            else:
                seen.setdefault(content, []).append(first)
        self._drop(drop, "copy")

    # --- totals --------------------------------------------------------------------------------

    def _totals(self, of_source: Rows, asked: Asked) -> None:
        """Leaves out tables that are the totals of others."""
        drop: set[int] = set()
        for found in sums(of_source, self.choices.use):
            districts = {*found.equal, *(found.other if found.clear else ())}
            drop |= {i for i, o in found.total.rows.items() if o.district in districts}
            if found.clear:
                self._total(found)
            else:
                asked.total(found)
        self._drop(drop, "total-of-others")

    def _total(self, found: Sum) -> None:
        """Says that a table is a total, where it differs, and whose figures it alone has."""
        where = found.total.origin
        from_where = f"(รวมจาก {places([part.origin for part in found.parts])})"
        look = "ตรวจว่าตารางนี้เป็นยอดรวมจริง ไม่ใช่งบอีกก้อนหนึ่ง"
        if found.other:
            self._find(
                "total-table", f"ตารางนี้เป็นยอดรวมของตารางอื่น จึงไม่นับซ้ำ แต่ไม่ตรงกับผลรวมใน {len(found.other)} อำเภอ "
                f"จาก {len(found.equal) + len(found.other)} (ใช้ตารางย่อย) {from_where}",
                f"{look} และตรวจตัวเลขของอำเภอที่ไม่ตรง",
                next(o.origin for o in found.total.rows.values() if o.district == found.other[0]),
                found.other[0], severity="warning",
            )
            return
        self._find(
            "total-table", f"ตารางนี้เท่ากับผลรวมของตารางอื่นทุกอำเภอ จึงเป็นยอดรวม ไม่นับซ้ำ {from_where}",
            "ไม่ต้องทำอะไร" if found.labelled else look, where,
            severity="info" if found.labelled else "warning",
        )

    # --- versions and parts --------------------------------------------------------------------

    def _versions(self, of_source: Rows, asked: Asked) -> None:
        """Of tables of one name leaves out the earlier where the later stands for it."""
        by_table = {rows[0][1].table: rows for rows in _grouped(of_source, lambda o: (o.table,))}
        states = [self._state(rows) for rows in by_table.values()]
        named = self._parts(of_source)
        told = [named[state.table] for state in states]
        use = self.choices.use
        drop: set[int] = set()
        verdicts = judge(states, told, fiscal_year(self.kpi.cutoff), use)
        for verdict in verdicts:
            gone, stays = (
                [(i, o) for i, o in by_table[state.table] if (o.district, o.key) in verdict.keys]
                for state in (verdict.superseded, verdict.standing)
            )
            if verdict.bond in (Bond.CONFLICT, Bond.UNSURE):
                drop |= self._doubt(verdict, gone, stays, asked)
                continue
            if verdict.bond is not Bond.CHOSEN and self._adds(of_source[0][1]):
                self._renamed(verdict, by_table, asked)
            drop |= {index for index, _ in gone}
            reason = "not-chosen" if verdict.bond is Bond.CHOSEN else "older-version"
            for _, o in gone:
                self.excluded.setdefault((o.table, o.row), reason)
            if verdict.bond is not Bond.CHOSEN:
                self._older(verdict)
        self._only_older(verdicts, by_table, drop)
        self._drop(drop, "copy")
        counting = [(s, p) for s, p in zip(states, told, strict=True) if any(
            i not in drop for i, _ in by_table[s.table])]
        if self._adds(of_source[0][1]):
            self._parts_in_doubt(counting, by_table, asked)

    def _doubt(self, verdict: Relation, gone: Rows, stays: Rows, asked: Asked) -> set[int]:
        """Asks of the districts in which two tables differ; the rows that are the same count once."""
        drop: set[int] = set()
        both = [*gone, *stays]
        for same in _grouped(both, lambda o: (o.district,)):
            by_key = _grouped(same, lambda o: (o.element, o.key))
            differing = [rows for rows in by_key if differ(rows)]
            if verdict.bond is Bond.UNSURE:
                differing = list(by_key)
            if differing:
                asked.pair(verdict, same[0][1].district, differing)
            else:
                drop |= {index for index, o in same if o.table == verdict.superseded.table}
        return drop

    def _renamed(self, verdict: Relation, by_table: Mapping[str, Rows], asked: Asked) -> None:
        """Asks of the districts in which each of two tables has rows that the other lacks: one row may bear two names."""
        alone = [
            {district: [o for _, o in same if (o.district, o.key) not in other.keys]
             for same in _grouped(by_table[one.table], lambda o: (o.district,)) for district in [same[0][1].district]}
            for one, other in ((verdict.superseded, verdict.standing), (verdict.standing, verdict.superseded))
        ]
        for district, went in alone[0].items():
            if went and alone[1].get(district):
                asked.renamed(verdict, district, went[0], alone[1][district][0])

    def _parts_in_doubt(
        self, counting: Sequence[tuple[State, PartName]], by_table: Mapping[str, Rows], asked: Asked
    ) -> None:
        """Asks of tables that may be parts or not: one without a name beside named ones, two
        parts with the same figures, money carried over; says whose row one part alone lacks."""
        states, told = [s for s, _ in counting], [p for _, p in counting]
        use = self.choices.use
        for state, beside in unnamed(states, told):
            if state.table not in use:
                asked.unnamed(state, beside, by_table[state.table])
        for one, other in alike(states, told):
            if not {one.table, other.table} <= use:
                asked.alike(one, other, by_table[other.table])
        for state in states:
            if is_carried(state.identity) and state.table not in use:
                asked.carried(state, by_table[state.table])
        for district, lacking in missing(states, told):
            self._find(
                "missing-in-part",
                f"ตารางนี้ไม่มีแถวของอำเภอนี้ ทั้งที่ตารางอื่นของรายงานเดียวกันมีครบทุกตาราง {place(lacking.origin)}",
                "ตรวจว่าแถวของอำเภอนี้หายไปหรือสะกดผิด ถ้าไม่มีเงินก้อนนี้จริง ไม่ต้องทำอะไร",
                Origin(lacking.origin.file, lacking.origin.sheet), district, severity="warning",
            )

    def _state(self, rows: Rows) -> State:
        first, formula = rows[0][1], self.kpi.formula
        based = {formula.denominator, formula.weight} - {""}
        alone = formula.measure.changes and not any(o.element == formula.numerator for _, o in rows)
        base: dict[tuple[str, str], Decimal] = {}
        result: dict[tuple[str, str], Decimal] = {}
        for _, o in rows:
            figures = base if o.element in based and not alone else result
            at = (o.district, o.key)
            figures[at] = figures.get(at, Decimal(0)) + (o.value or Decimal(0))
        said = replace(first.identity, period=timed(first, self.kpi.cutoff))
        unbased = self._adds(first) and not based
        return State(
            first.table, first.origin, said, base, result, unbased or alone,
            may_fall=unbased or self.kpi.falls or formula.direction == "down", falls=self.kpi.falls)

    def _older(self, verdict: Relation) -> None:
        gone = verdict.superseded.origin
        self._find(
            "older-version",
            f"มีรายงานเดียวกันที่ใหม่กว่าใน {place_of(verdict.standing)} จึงใช้ฉบับนั้น ไม่นับตารางนี้",
            "ไม่ต้องทำอะไร", Origin(gone.file, gone.sheet), severity="info",
        )

    def _only_older(
        self, verdicts: Sequence[Relation], by_table: Mapping[str, Rows], drop: Collection[int]
    ) -> None:
        """Says whose figures only an earlier report has."""
        year = fiscal_year(self.kpi.cutoff)
        for verdict in verdicts:
            days = [order(state.identity.period, year) for state in (verdict.superseded, verdict.standing)]
            if verdict.bond not in (Bond.VERSION, Bond.COPY) or None in days or days[0] == days[1]:
                continue
            later = verdict.standing.keys
            left = {
                o.district: o for i, o in reversed(by_table[verdict.superseded.table])
                if i not in drop and (o.district, o.key) not in later
            }
            whole = {district for district, _ in later}
            day = last_day(verdict.superseded.identity.period, year)
            at = f" ณ {thai_date(day)}" if day else ""
            for district, o in sorted(left.items()):
                what = "แถวนี้" if district in whole else "อำเภอนี้"
                self._find(
                    "older-figure",
                    f"รายงานที่ใหม่กว่า ({place_of(verdict.standing)}) ไม่มี{what} จึงใช้ตัวเลขของฉบับก่อน{at}",
                    f"เติม{what}ในรายงานฉบับใหม่ ถ้าเลิกนับแล้วจริง ให้เอาออกจากฉบับก่อน",
                    o.origin, district, severity="warning",
                )

    # --- rows that stand in two tables -----------------------------------------------------------

    def _without_repeats(self, asked: Asked) -> None:
        """Leaves out rows that another table states too."""
        keyed = [
            (index, o) for index, o in self._rows()
            if o.key and self._adds(o) and (not o.dated or o.when is not None)
        ]
        if len({o.table for _, o in keyed}) < 2:
            return
        named = self._parts([(index, o) for index, o in keyed if not o.dated])
        money = {table: part.money for table, part in named.items()}
        drop: set[int] = set()
        for same in _grouped(
                keyed, lambda o: (o.element, o.district, o.key, money.get(o.table, frozenset()))):
            tables = dict.fromkeys(o.table for _, o in same)
            if len(tables) < 2 or tables.keys() <= self.choices.use or any(
                    (table, same[0][1].district) in asked.broken() for table in tables):
                continue
            chosen = next((t for t in tables if t in self.choices.use), None)
            if chosen is None and differ(same):
                asked.rows(same)
                continue
            first = chosen or same[0][1].table
            drop |= {index for index, o in same if o.table != first}
            self._repeated(same, first)
        self._drop(drop, "copy")

    def _repeated(self, same: Rows, first: str) -> None:
        counted = next(o for _, o in same if o.table == first)
        for _, o in same:
            if o.table != first:
                self._find(
                    "copy",
                    f"แถวนี้ซ้ำกับ {counted.origin.file} {counted.origin.cell} จึงนับครั้งเดียว",
                    "ลบแถวที่ซ้ำ", o.origin, o.district, severity="warning",
                )

    def _without_older(self) -> None:
        """Leaves out rows of a register that one of a later day states alike: it grew, and what counts once counts as
        at that day."""
        if not self.kpi.formula.measure.counts:
            return
        rows = [(i, o) for i, o in self._rows() if o.key and o.as_of and o.state == "given" and o.table not in self.choices.use]
        days = {o.table: o.as_of or dt.date.min for _, o in rows}
        if len({*days.values()}) < 2:
            return
        drop: set[int] = set()
        for same in _grouped(rows, lambda o: (o.element, o.district, o.key, o.value, o.when)):
            last = max(days[o.table] for _, o in same)
            drop |= {i for i, o in same if days[o.table] < last}
        self._drop(drop, "older-version")

    # --- the frame -------------------------------------------------------------------------------

    def _ask(self, asked: Asked) -> None:
        """Takes the figures in doubt for broken."""
        self.questions += asked.questions()
        broken = asked.broken()
        if broken:
            self.frame = self.frame.assign(obs=pd.Series(
                [replace(o, value=None, state="broken") if (o.table, o.district) in broken else o
                 for o in self.frame["obs"]],
                index=self.frame.index, dtype=object,
            ))

    def _by_source(self) -> list[Rows]:
        """The rows that bear no dates, of each source that has several tables of them."""
        undated = [(index, o) for index, o in self._rows() if not o.dated]
        sources = _grouped(undated, lambda o: (o.source,))
        return [rows for rows in sources if len({o.table for _, o in rows}) > 1 or any(
            is_carried(o.identity) for _, o in rows[:1])]

    def _rows(self) -> Iterator[tuple[int, Observation]]:
        return zip(self.frame.index, self.frame["obs"], strict=True)

    def _drop(self, rows: Iterable[int], reason: str) -> None:
        """Takes rows out of the frame and notes why."""
        drop = set(rows)
        if not drop:
            return
        for index, o in self._rows():
            if index in drop:
                self.excluded.setdefault((o.table, o.row), reason)
        self.frame = self.frame.drop(index=list(drop))

    def _find(
        self, code: str, problem: str, remedy: str, origin: Origin,
        district: str | None = None, severity: str = "error",
    ) -> None:
        self.findings.append(Finding(
            code, severity, problem, remedy,  # type: ignore[arg-type]  # a severity by construction
            origin, district, self.kpi.number,
        ))


def _grouped(
    rows: Iterable[tuple[int, Observation]], key: Callable[[Observation], tuple[object, ...]]
) -> list[Rows]:
    """Rows with the same key, in the order of the first of each."""
    groups: dict[tuple[object, ...], Rows] = {}
    for index, o in rows:
        groups.setdefault(key(o), []).append((index, o))
    return list(groups.values())


def differ(same: Rows) -> bool:
    """Whether the tables that state one thing state different figures of it."""
    stated = {
        (sum((o.value or Decimal(0) for _, o in table), Decimal(0)),
         frozenset(o.state for _, o in table))
        for table in _grouped(same, lambda o: (o.table,))
    }
    return len(stated) > 1
