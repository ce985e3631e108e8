"""Bringing a KPI's observations together, as at its cut-off.

DataFrames stay in this package. One row is one observation; the columns are the observation's
fields, ``kpi`` and ``cutoff`` of the formula that wants it, and ``obs``, the observation itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from operator import attrgetter

import pandas as pd

from pipeline.measure.duplicates import Deduplication
from pipeline.measure.mixed import UNCLEAR, is_later, is_outside, sort_out
from pipeline.measure.per_round import uncontradicted
from pipeline.measure.rounds import (
    Timing,
    ended,
    gave_way,
    held,
    of_next_round,
    of_no_round,
    only_excluded,
    timing,
)
from pipeline.model.agreement import Agreement, Kpi
from pipeline.model.cells import Origin
from pipeline.model.choice import Choices, Doubtful
from pipeline.model.finding import Finding
from pipeline.model.item import Item, item_key, row_key
from pipeline.model.observation import (
    District,
    Evidence,
    Measurement,
    Observation,
    Unplaced,
    source_of,
)
from pipeline.model.source import Column, SourceDefinition
from pipeline.thai.calendar import thai_date
from pipeline.units import PERCENT

COLUMNS = (
    "element", "district", "value", "state", "table", "row", "key", "when", "dated",
)


@dataclass(slots=True)
class Gathered:
    """What a measure is given (``MeasureInput``), made of a frame.

    ``timings`` say of each table how its time stands, ``excluded`` of rows (by table and row) why they
    do not count; ``questions`` is what nobody but a person can decide, ``choices`` what one did.
    ``shared``: the input holds files of two rounds.
    """

    kpi: Kpi
    agreement: Agreement
    sources: Mapping[str, SourceDefinition]
    districts: tuple[District, ...]
    frame: pd.DataFrame
    findings: list[Finding]
    choices: Choices = field(default_factory=Choices)
    shared: bool = False
    questions: list[Doubtful] = field(default_factory=list)
    excluded: dict[tuple[str, int], str] = field(default_factory=dict)
    late: frozenset[str] = field(default=frozenset())
    _timings: dict[str, Timing] = field(init=False, default_factory=dict)
    _aside: dict[str, str] = field(init=False, default_factory=dict)
    _all: dict[tuple[str, str], list[Observation]] = field(init=False, default_factory=dict)
    _timely: dict[tuple[str, str], list[Observation]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._leave(self.frame["table"].isin(list(self.choices.leave)), "not-chosen")
        self._as_at_cutoff()
        once = self._of_the_round()
        whole, self.frame = self.frame[once], self.frame[~once]
        self.frame = Deduplication(
            self.kpi, self.sources, self.frame, self.findings, self.choices, self.excluded,
            self.questions,
        ).judged()
        if len(whole):
            whole, again, findings = uncontradicted(whole, self.kpi.number)
            self.excluded |= {(o.table, o.row): "copy" for o in again}
            self.findings += findings
            self.frame = pd.concat([self.frame, whole]).sort_index()
        self._timely = _by_district(self.frame)

    def of(self, district: str, element: str) -> list[Observation]:
        """A district's observations of an element as at the cut-off, in the order of the files; of a table
        whose rows say of which KPI they are those of this one as a whole, or of its items."""
        found = self._timely.get((district, element), [])
        kind = self.sources[source_of(element)].kind
        if not kind.by_kpi or kind.wide:
            return found
        return [o for o in found if o.key == row_key(self.kpi.number, self.kpi.part)]

    def targets(self, district: str, element: str) -> dict[int, Observation]:
        """What a table states of the KPI for each of its levels; 0: of the KPI as a whole."""
        mine = row_key(self.kpi.number, self.kpi.part)
        return {
            int(o.key.removeprefix(mine) or 0): o
            for o in self._timely.get((district, element), ())
            if self.kpi.owns(self.sources[o.source].kind, o.key)}

    def answers(self, district: str, item: Item) -> list[Observation]:
        """What a district answered to an item of the KPI."""
        mine = self.of(district, item.element)
        key = item_key(self.kpi.number, item.id)
        return [o for o in mine if o.key == key] if self.is_form(item.element) else mine

    def is_form(self, element: str) -> bool:
        """Whether an element is answered in the form of items, a row an item."""
        return self.sources[source_of(element)].kind.wide

    def is_monthly(self, element: str) -> bool:
        """Whether an element has a figure for each month."""
        return self.sources[source_of(element)].kind.months

    def registered(self, district: str) -> list[Observation]:
        """A district's rows of what stands in for the numerator, those after the cut-off too."""
        return self._all.get((district, self.kpi.formula.numerator_else), [])

    def excluded_tables(self) -> set[str]:
        """The tables (names) of which nothing counts."""
        kept = {o.table for o in self.frame["obs"]}
        seen = {o.table for mine in self._all.values() for o in mine}
        return (seen | {table for table, _ in self.excluded}) - kept

    @property
    def timings(self) -> tuple[Timing, ...]:
        """What is told of the time of each table; not that one is of before the cut-off of which nothing counts,
        as where a later one stands for it."""
        gone = self.excluded_tables()
        return tuple(
            timing for table, timing in self._timings.items()
            if table not in gone or timing.finding is None or timing.finding.code != "before-cutoff")

    def placing(self, rows: Iterable[Unplaced]) -> "Gathered":
        """The same as if each of some rows were every district's that it may be."""
        twin = copy(self)
        every: dict[tuple[str, str], list[Observation]] = {}
        timely: dict[tuple[str, str], list[Observation]] = {}
        for row in rows:
            for o in row.observations:
                late = self._is_late(o)
                for district in row.districts:
                    mine, at = replace(o, district=district), (district, o.element)
                    every.setdefault(at, []).append(mine)
                    if not late:
                        timely.setdefault(at, []).append(mine)
        twin.findings = []
        twin._all, twin._timely = _joined(self._all, every), _joined(self._timely, timely)
        return twin

    def _is_late(self, o: Observation) -> bool:
        day = o.when if o.dated else o.as_of
        return day is not None and day > self.kpi.cutoff

    def serves(self, o: Observation) -> bool:
        """Whether an observation is of this KPI, of a source that may serve several."""
        return self.kpi.serves(self.sources[o.source].kind, o.key)

    def column(self, element: str) -> Column:
        """The column that an element stands for."""
        source_id, column_id = element.split(".", 1)
        return self.sources[source_id].column(column_id)

    def numbered(self, element: str) -> Column:
        """The column of the source of an element that numbers its rows."""
        return self.sources[source_of(element)].with_role("number")[0]

    def title(self, element: str) -> str:
        """The title of the source of an element."""
        return self.sources[source_of(element)].title

    def unreported(
        self, district: str, reason: str, *evidence: Evidence, lost: Observation | None = None
    ) -> Measurement:
        """A measurement that is not reported, and why; ``lost`` is the figure to blame."""
        if lost is not None and lost.why:
            reason = lost.why
        elif district in self.late:
            reason = f"มีข้อมูลหลังวันตัดยอด {thai_date(self.kpi.cutoff)} เท่านั้น"
        reason = self._aside.get(district, reason)
        return Measurement(
            self.kpi.number, district, "unreported", reason, evidence=evidence,
            where=lost.origin if lost else None,
        )

    def without_base(self, district: str, base: Evidence, *evidence: Evidence) -> Measurement:
        """A measurement not reported because what it is divided by sums to nothing."""
        made = PERCENT if self.kpi.unit in ("", PERCENT) else "ผล"
        self.find(
            "zero-denominator", f"“{base.name}” รวมเป็น 0 จึงคิด{made}ไม่ได้",
            "ตรวจตัวเลขในไฟล์ต้นทาง หรือแจ้งยกเว้นตัวชี้วัดนี้พร้อมเหตุผล", base.origins[0], district,
        )
        return self.unreported(district, f"“{base.name}” เป็น 0 จึงคิด{made}ไม่ได้", *evidence)

    def find(
        self, code: str, problem: str, remedy: str, origin: Origin | None = None,
        district: str | None = None, severity: str = "error", state: str = "",
    ) -> None:
        """Adds a finding of this KPI."""
        self.findings.append(Finding(
            code, severity, problem, remedy,  # type: ignore[arg-type]  # a severity by construction
            origin, district, self.kpi.number, state=state,
        ))

    def _of_the_round(self) -> "pd.Series[bool]":
        """Which rows of the frame are stated once for the whole round, whatever their day."""
        sources = {source_of(element) for element in self.kpi.elements()}
        once = {source for source in sources if self.sources[source].kind.per_round}
        return self.frame["obs"].map(lambda o: o.source in once).astype(bool) if once else pd.Series(
            False, index=self.frame.index, dtype=bool)

    # --- the round and the cut-off ---------------------------------------------------------

    def _as_at_cutoff(self) -> None:
        """Leaves out what is of another round or after the cut-off, and keeps what is to be said of
        each table's time."""
        frame = self.frame
        timings: dict[str, Timing] = {}
        over = ended(frame["obs"], self.agreement)
        for table, rows in frame.groupby("table", sort=False):
            title = self.title(rows["obs"].iloc[0].element)
            if table not in self.choices.use or (
                    self.shared and is_outside(rows["obs"].iloc[0].identity.period, self.agreement)):
                timings[str(table)] = timing(
                    list(rows["obs"]), title, self.kpi, self.agreement, over,
                    self.sources[rows["obs"].iloc[0].source].kind.per_round)
        if self.shared:
            frame = self._of_this_round(timings)
        late_rows = frame["dated"].astype(bool) & frame["when"].map(
            lambda day: day is not None and day > self.kpi.cutoff)
        aside = frame["table"].isin([table for table, t in timings.items() if t.excluded])
        self._leave(aside, "another-round")
        self._all = _by_district(self.frame)
        self.frame = frame[~(late_rows | aside)]
        self.late = self._known_late(frame[aside]["obs"], timings)
        self._aside = only_excluded(
            frame[aside]["obs"], timings, set(self.frame["district"]) | self.late)
        self._timings = self._of_next(frame[aside]["obs"], timings)

    def _of_this_round(self, timings: dict[str, Timing]) -> pd.DataFrame:
        """The frame without rows of tables that gave way to those of the round; figures of which nobody
        knows whether they are of the round count as broken. ``timings`` are told so."""
        rows = list(self.frame["obs"])
        asked = {o.table for o in self.frame[~self._of_the_round()]["obs"]}
        adds = self.kpi.formula.measure.adds
        found = sort_out(
            rows, {table: bool(one.excluded) for table, one in timings.items() if table in asked},
            self.agreement,
            adds={name for name, source in self.sources.items() if adds and not source.kind.by_kpi},
            results={table: one.results for table, one in timings.items()})
        first = {o.table: o.origin for o in reversed(rows)}
        for tables, told in ((found.superseded_tables, gave_way), (found.unclear_tables, of_no_round)):
            for table in tables:
                where = Origin(first[table].file, first[table].sheet)
                timings[table] = told(timings[table], where, self.kpi, self.agreement)
        frame = self.frame.copy()
        frame["obs"] = [
            replace(o, value=None, state="broken", why=UNCLEAR) if place in found.unclear else o
            for place, o in enumerate(rows)]
        frame["value"] = [o.value for o in frame["obs"]]
        frame["state"] = [o.state for o in frame["obs"]]
        self.frame = frame
        self._leave(pd.Series([place in found.superseded for place in range(len(rows))],
                              index=frame.index, dtype=bool), "another-round")
        return self.frame

    def _of_next(
        self, aside: Iterable[Observation], timings: Mapping[str, Timing]
    ) -> dict[str, Timing]:
        """What is to be said of the tables, those of the next round being no loss of this one."""
        told = dict(timings)
        for table, rows in _by_table(aside).items():
            if timings[table].late and is_later(rows[0].identity.period, self.agreement) and not any(
                    o.district in self.late for o in rows):
                told[table] = of_next_round(timings[table], self.agreement)
        return told

    def _leave(self, rows: "pd.Series[bool]", reason: str) -> None:
        """Takes rows out of the frame and notes why."""
        for o in self.frame[rows]["obs"]:
            self.excluded.setdefault((o.table, o.row), reason)
        self.frame = self.frame[~rows]

    def _known_late(
        self, aside: Iterable[Observation], timings: Mapping[str, Timing]
    ) -> frozenset[str]:
        """The districts of which some figure is known after the cut-off and not as at it."""
        counted = set(zip(self.frame["district"], self.frame["element"], self.frame["key"],
                          strict=True))
        timely = _by_table(self.frame["obs"])
        reported = {(o.source, o.district) for o in self.frame["obs"]}
        late: set[str] = set()
        for rows in _by_table(o for o in aside if timings[o.table].late).values():
            there = held(rows, timely, self.kpi.formula.denominator)
            if is_later(rows[0].identity.period, self.agreement):
                there |= {o.district for o in rows if (o.source, o.district) in reported}
            late |= {
                o.district for o in rows if o.district not in there
                and not (o.key and (o.district, o.element, o.key) in counted)
            }
        return frozenset(late)


def _by_table(observations: Iterable[Observation]) -> dict[str, list[Observation]]:
    tables: dict[str, list[Observation]] = {}
    for o in observations:
        tables.setdefault(o.table, []).append(o)
    return tables


def _joined(
    one: Mapping[tuple[str, str], list[Observation]],
    other: Mapping[tuple[str, str], list[Observation]],
) -> dict[tuple[str, str], list[Observation]]:
    """The observations of both, copied once however many there are."""
    return {**one, **{at: [*one.get(at, ()), *more] for at, more in other.items()}}


def _by_district(frame: pd.DataFrame) -> dict[tuple[str, str], list[Observation]]:
    groups: dict[tuple[str, str], list[Observation]] = {}
    for observation in frame["obs"]:
        groups.setdefault((observation.district, observation.element), []).append(observation)
    return groups


def gather(
    observations: Sequence[Observation], agreement: Agreement, sources: Mapping[str, SourceDefinition]
) -> dict[int, pd.DataFrame]:
    """The observations that each KPI (by number) wants, merged with its definition."""
    wanted = pd.DataFrame(
        [
            {"kpi": kpi.number, "cutoff": kpi.cutoff, "element": element}
            for kpi in agreement.kpis
            for element in kpi.elements()
        ],
        columns=["kpi", "cutoff", "element"],
    )
    fields = attrgetter(*COLUMNS)
    observed = pd.DataFrame(
        [(*fields(o), o) for o in observations], columns=[*COLUMNS, "obs"], dtype=object,
    )
    merged = observed.merge(wanted, on="element", how="inner")
    merged["when"] = merged["when"].astype(object).where(merged["when"].notna(), None)
    return {
        kpi.number: merged[(merged["kpi"] == kpi.number) & _mine(kpi, merged, sources)].reset_index(drop=True)
        for kpi in agreement.kpis
    }


def _mine(
    kpi: Kpi, frame: pd.DataFrame, sources: Mapping[str, SourceDefinition]
) -> "pd.Series[bool]":
    """Of a source that serves several KPIs, only the rows of this one."""
    kinds = {element: sources[source_of(element)].kind for element in kpi.elements()}
    if not any(kind.by_kpi for kind in kinds.values()):
        return pd.Series(True, index=frame.index, dtype=bool)
    return pd.Series(
        [element in kinds and kpi.serves(kinds[element], key)
         for element, key in zip(frame["element"], frame["key"], strict=True)],
        index=frame.index, dtype=bool)
