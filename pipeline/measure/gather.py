"""Bringing a KPI's observations together, as at its cut-off.

DataFrames stay in this package. One row is one observation; the columns are the observation's
fields, ``kpi`` and ``cutoff`` of the formula that wants it, and ``obs``, the observation itself.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace

import pandas as pd

from pipeline.measure.once import Once
from pipeline.model.agreement import Agreement, Kpi
from pipeline.model.cells import Origin
from pipeline.model.choice import Choices, Question
from pipeline.model.finding import Finding
from pipeline.model.observation import District, Evidence, Measurement, Observation, Unplaced
from pipeline.model.source import Column, SourceDefinition
from pipeline.thai.calendar import thai_date

COLUMNS = (
    "element", "district", "value", "state", "table", "row", "key", "when", "as_of", "dated",
)


@dataclass(slots=True)
class Gathered:
    """What a measure is given (``Given``), made of a frame."""

    kpi: Kpi
    agreement: Agreement
    sources: Mapping[str, SourceDefinition]
    districts: tuple[District, ...]
    frame: pd.DataFrame
    findings: list[Finding]
    choices: Choices = field(default_factory=Choices)
    questions: list[Question] = field(default_factory=list)
    aside: dict[tuple[str, int], str] = field(default_factory=dict)
    late: frozenset[str] = field(default=frozenset())
    _all: dict[tuple[str, str], list[Observation]] = field(init=False, default_factory=dict)
    _timely: dict[tuple[str, str], list[Observation]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._all = _by_district(self.frame)
        self._as_at_cutoff()
        self.frame = Once(
            self.kpi, self.sources, self.frame, self.findings, self.choices, self.aside,
            self.questions,
        ).judged()
        self._timely = _by_district(self.frame)

    def of(self, district: str, element: str) -> list[Observation]:
        """A district's observations of an element as at the cut-off, in the order of the files."""
        return self._timely.get((district, element), [])

    def registered(self, district: str) -> list[Observation]:
        """A district's rows of what stands in for the numerator, those after the cut-off too."""
        return self._all.get((district, self.kpi.formula.numerator_else), [])

    def set_aside(self) -> set[str]:
        """The tables (names) of which nothing counts."""
        kept = {o.table for o in self.frame["obs"]}
        return {o.table for mine in self._all.values() for o in mine} - kept

    def placing(self, rows: Iterable[Unplaced]) -> "Gathered":
        """The same as if each of some rows were every district's that it may be."""
        twin = copy(self)
        twin.findings, twin._all, twin._timely = [], dict(self._all), dict(self._timely)
        for row in rows:
            for district in row.districts:
                for o in row.observations:
                    mine = replace(o, district=district)
                    at = district, o.element
                    twin._all[at] = [*twin._all.get(at, ()), mine]
                    if not self._is_late(o):
                        twin._timely[at] = [*twin._timely.get(at, ()), mine]
        return twin

    def _is_late(self, o: Observation) -> bool:
        day = o.when if o.dated else o.as_of
        return day is not None and day > self.kpi.cutoff

    def column(self, element: str) -> Column:
        """The column that an element stands for."""
        source_id, column_id = element.split(".", 1)
        return self.sources[source_id].column(column_id)

    def title(self, element: str) -> str:
        """The title of the source of an element."""
        return self.sources[element.split(".", 1)[0]].title

    def unreported(
        self, district: str, reason: str, *evidence: Evidence, lost: Observation | None = None
    ) -> Measurement:
        """A measurement that is not reported, and why; ``lost`` is the figure to blame."""
        if lost is not None and lost.why:
            reason = lost.why
        elif district in self.late:
            reason = f"มีข้อมูลหลังวันตัดยอด {thai_date(self.kpi.cutoff)} เท่านั้น"
        return Measurement(
            self.kpi.number, district, "unreported", reason, evidence=evidence,
            where=lost.origin if lost else None,
        )

    def without_base(self, district: str, base: Evidence, *evidence: Evidence) -> Measurement:
        """A measurement not reported because what it is divided by sums to nothing."""
        self.find(
            "zero-denominator", f"“{base.name}” รวมเป็น 0 จึงคิดร้อยละไม่ได้",
            "ตรวจตัวเลขในไฟล์ต้นทาง หรือแจ้งยกเว้นตัวชี้วัดนี้พร้อมเหตุผล", base.origins[0], district,
        )
        return self.unreported(district, f"“{base.name}” เป็น 0 จึงคิดร้อยละไม่ได้", *evidence)

    def find(
        self, code: str, problem: str, remedy: str, origin: Origin | None = None,
        district: str | None = None, severity: str = "error",
    ) -> None:
        """Adds a finding of this KPI."""
        self.findings.append(Finding(
            code, severity, problem, remedy,  # type: ignore[arg-type]  # a severity by construction
            origin, district, self.kpi.number,
        ))

    # --- the cut-off -----------------------------------------------------------------------

    def _as_at_cutoff(self) -> None:
        """Leaves out what is after the cut-off, saying so of each table."""
        frame = self.frame
        for (_, as_of), table in frame.groupby(["table", "as_of"], dropna=False, sort=False):
            days = [o.when for o in table["obs"] if o.when is not None]
            covered = self.kpi.formula.measure.grows and bool(days) and (
                isinstance(as_of, dt.date) and max(days) <= as_of
            )
            self._say_date(
                table["obs"].iloc[0], as_of if isinstance(as_of, dt.date) else None, covered
            )
        dated = frame["dated"].astype(bool)
        late_rows = dated & frame["when"].map(lambda day: day is not None and day > self.kpi.cutoff)
        late_tables = ~dated & frame["as_of"].map(
            lambda day: day is not None and day > self.kpi.cutoff
        )
        self.frame = frame[~(late_rows | late_tables)]
        timely = set(zip(self.frame["district"], self.frame["element"], self.frame["key"],
                         strict=True))
        self.late = frozenset(
            o.district for o in frame[late_tables]["obs"]
            if not o.key or (o.district, o.element, o.key) not in timely
        )

    def _say_date(self, first: Observation, as_of: dt.date | None, covered: bool) -> None:
        """Says of one table that its date is not the cut-off; ``covered``: its rows bear months
        that were over on that date, so that nothing can be missing."""
        where = Origin(first.origin.file, first.origin.sheet)
        cutoff = thai_date(self.kpi.cutoff)
        if as_of is None:
            self.find(
                "no-as-of-date", "ไม่บอกว่าเป็นข้อมูล ณ วันที่ใด จึงใช้โดยถือว่าเป็นข้อมูล ณ วันตัดยอด",
                f"ตรวจว่าเป็นข้อมูล ณ {cutoff}", where, severity="warning",
            )
        elif as_of > self.kpi.cutoff and not first.dated:
            self.find(
                "after-cutoff", f"ข้อมูล ณ {thai_date(as_of)} อยู่หลังวันตัดยอด {cutoff} จึงไม่นำมาให้คะแนน",
                f"ส่งออกข้อมูล ณ {cutoff} มาแทน", where,
            )
        elif as_of < self.kpi.cutoff and not covered:
            self.find(
                "before-cutoff", f"ข้อมูล ณ {thai_date(as_of)} อยู่ก่อนวันตัดยอด {cutoff}",
                f"ถ้ามีข้อมูล ณ {cutoff} ให้ใช้แทน", where, severity="warning",
            )


def _by_district(frame: pd.DataFrame) -> dict[tuple[str, str], list[Observation]]:
    groups: dict[tuple[str, str], list[Observation]] = {}
    for observation in frame["obs"]:
        groups.setdefault((observation.district, observation.element), []).append(observation)
    return groups


def gather(
    observations: Sequence[Observation], agreement: Agreement
) -> dict[int, pd.DataFrame]:
    """The observations that each KPI (by number) wants, merged with its definition."""
    wanted = pd.DataFrame(
        [
            {"kpi": kpi.number, "cutoff": kpi.cutoff, "element": element}
            for kpi in agreement.kpis
            for element in elements(kpi)
        ],
        columns=["kpi", "cutoff", "element"],
    )
    observed = pd.DataFrame(
        [{**{name: getattr(o, name) for name in COLUMNS}, "obs": o} for o in observations],
        columns=[*COLUMNS, "obs"],
        dtype=object,
    )
    merged = observed.merge(wanted, on="element", how="inner")
    for name in ("when", "as_of"):
        merged[name] = merged[name].astype(object).where(merged[name].notna(), None)
    return {
        kpi.number: merged[(merged["kpi"] == kpi.number) & _mine(kpi, merged)].reset_index(drop=True)
        for kpi in agreement.kpis
    }


def elements(kpi: Kpi) -> Iterator[str]:
    """The elements that a KPI takes its figures and answers from."""
    yield from dict.fromkeys([*kpi.formula.elements(), *(item.element for item in kpi.items)])


def _mine(kpi: Kpi, frame: pd.DataFrame) -> "pd.Series[bool]":
    """Of a source that serves several KPIs, only the rows of this one."""
    if not kpi.formula.measure.shared:
        return pd.Series(True, index=frame.index, dtype=bool)
    return frame["key"].map(lambda key: str(key).startswith(f"{kpi.number}.")).astype(bool)
