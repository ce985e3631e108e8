"""One thing once: copies, reports made twice and conflicts among a KPI's observations."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

import pandas as pd

from pipeline.measure.totals import without_totals
from pipeline.measure.versions import Bond, State, Verdict, judge
from pipeline.model.agreement import Kpi
from pipeline.model.cells import Origin
from pipeline.model.finding import Finding
from pipeline.model.observation import Observation
from pipeline.model.source import SourceDefinition
from pipeline.thai.periods import fiscal_year

SMALLEST_COPY = 3
Rows = list[tuple[int, Observation]]  # with their index in the frame


@dataclass(slots=True)
class Once:
    """Judges a KPI's observations (a frame as in ``gather``), adding to its findings."""

    kpi: Kpi
    sources: Mapping[str, SourceDefinition]
    frame: pd.DataFrame
    findings: list[Finding]

    def judged(self) -> pd.DataFrame:
        """The observations without those of tables that repeat or add up others; figures that
        two tables state differently are nobody's guess and count as broken."""
        self._without_copies()
        if not self.kpi.formula.measure.adds:
            return self.frame
        self._without_totals()
        self._versions()
        self._without_repeats()
        return self.frame

    def _without_totals(self) -> None:
        """Leaves out tables that are the totals of others."""
        drop, broken, findings = without_totals(self.frame)
        self.findings += [replace(f, kpi=self.kpi.number) for f in findings]
        self._replace(broken)
        self.frame = self.frame.drop(index=list(drop))

    def _without_repeats(self) -> None:
        """Leaves out rows that another table states too."""
        keyed = [
            (index, o) for index, o in self._rows()
            if o.key and (not o.dated or o.when is not None)
        ]
        drop: set[int] = set()
        broken: dict[int, Observation] = {}
        for same in _grouped(keyed, lambda o: (o.element, o.district, o.key)):
            if len({o.table for _, o in same}) < 2:
                continue
            if _differ(same):
                self._conflict(same, broken)
            else:
                first = same[0][1].table
                drop |= {index for index, o in same if o.table != first}
                self._repeated(same)
        self._replace(broken)
        self.frame = self.frame.drop(index=list(drop))

    def _versions(self) -> None:
        """Of tables of one name leaves out the earlier where the later stands for it; figures of
        which nobody knows whether they are the same money count as broken."""
        drop: set[int] = set()
        broken: dict[int, Observation] = {}
        year = fiscal_year(self.kpi.cutoff)
        undated = [(index, o) for index, o in self._rows() if not o.dated]
        for of_source in _grouped(undated, lambda o: (o.element.split(".", 1)[0],)):
            by_table = {rows[0][1].table: rows for rows in _grouped(of_source, lambda o: (o.table,))}
            states = [self._state(rows) for rows in by_table.values()]
            for verdict in judge(states, year):
                mine = [
                    [(i, o) for i, o in by_table[state.table] if (o.district, o.key) in verdict.keys]
                    for state in (verdict.earlier, verdict.later)
                ]
                self._apply(verdict, mine[0], mine[1], drop, broken)
        self._replace(broken)
        self.frame = self.frame.drop(index=list(drop))

    def _state(self, rows: Rows) -> State:
        first = rows[0][1]
        base: dict[tuple[str, str], Decimal] = {}
        result: dict[tuple[str, str], Decimal] = {}
        for _, o in rows:
            figures = base if o.element == self.kpi.formula.denominator else result
            at = (o.district, o.key)
            figures[at] = figures.get(at, Decimal(0)) + (o.value or Decimal(0))
        return State(first.table, first.origin, first.said, base, result)

    def _apply(
        self, verdict: Verdict, earlier: Rows, later: Rows, drop: set[int],
        broken: dict[int, Observation],
    ) -> None:
        if verdict.bond in (Bond.VERSION, Bond.COPY):
            drop |= {index for index, _ in earlier}
            self._older(verdict, earlier[0][1])
            return
        for same in _grouped([*earlier, *later], lambda o: (o.element, o.district, o.key)):
            if verdict.bond is Bond.UNSURE or _differ(same):
                self._conflict(same, broken)
            else:
                drop |= {index for index, o in same if o.table == verdict.later.table}

    def _older(self, verdict: Verdict, o: Observation) -> None:
        later = verdict.later.origin
        self._find(
            "older-version",
            f"มีรายงานเดียวกันที่ใหม่กว่าใน {later.file} ชีต {later.sheet} จึงใช้ฉบับนั้น ไม่นับตารางนี้",
            "ไม่ต้องทำอะไร", Origin(o.origin.file, o.origin.sheet), severity="info",
        )

    def _rows(self) -> Iterator[tuple[int, Observation]]:
        return zip(self.frame.index, self.frame["obs"], strict=True)

    def _replace(self, observations: Mapping[int, Observation]) -> None:
        if observations:
            self.frame = self.frame.assign(obs=pd.Series(
                [observations.get(index, o) for index, o in self._rows()],
                index=self.frame.index, dtype=object,
            ))

    def _without_copies(self) -> None:
        seen: dict[frozenset[tuple[object, ...]], Observation] = {}
        drop: list[int] = []
        for table in _grouped(self._rows(), lambda o: (o.table,)):
            content = frozenset(Counter(
                (o.element, o.district, o.key, o.value, o.state, o.when) for _, o in table
            ).items())
            first = table[0][1]
            if content in seen and len({o.row for _, o in table}) >= SMALLEST_COPY:
                drop += [index for index, _ in table]
                other = seen[content].origin
                self._find(
                    "copy", f"ตารางนี้ซ้ำกับ {other.file} ชีต {other.sheet} ทุกแถว จึงนับครั้งเดียว",
                    "ลบไฟล์หรือชีตที่ซ้ำ", Origin(first.origin.file, first.origin.sheet),
                    severity="warning",
                )
            seen.setdefault(content, first)
        self.frame = self.frame.drop(index=drop)

    def _conflict(self, same: Rows, broken: dict[int, Observation]) -> None:
        places = ", ".join(f"{o.origin.file} {o.origin.cell}" for _, o in same)
        broken |= {index: replace(o, value=None, state="broken") for index, o in same}
        _, last = same[-1]
        self._find(
            "conflicting-values",
            f"“{self._name(last.element)}” ของรายการเดียวกันไม่ตรงกันในสองแห่ง ({places})",
            "เหลือไว้เฉพาะรายงานที่ถูกต้อง", last.origin, last.district,
        )

    def _repeated(self, same: Rows) -> None:
        _, first = same[0]
        for _, o in same:
            if o.table != first.table:
                self._find(
                    "copy", f"แถวนี้ซ้ำกับ {first.origin.file} {first.origin.cell} จึงนับครั้งเดียว",
                    "ลบแถวที่ซ้ำ", o.origin, o.district, severity="warning",
                )

    def _name(self, element: str) -> str:
        source_id, column_id = element.split(".", 1)
        return self.sources[source_id].column(column_id).headings[0]

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
) -> Iterable[Rows]:
    """Rows with the same key, in the order of the first of each."""
    groups: dict[tuple[object, ...], Rows] = {}
    for index, o in rows:
        groups.setdefault(key(o), []).append((index, o))
    return groups.values()


def _differ(same: Rows) -> bool:
    """Whether the tables that state one thing state different figures of it."""
    stated = {
        (sum((o.value or Decimal(0) for _, o in table), Decimal(0)),
         frozenset(o.state for _, o in table))
        for table in _grouped(same, lambda o: (o.table,))
    }
    return len(stated) > 1
