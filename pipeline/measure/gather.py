"""Bringing a KPI's observations together: cut-off, copies and conflicts.

DataFrames stay in this package. One row is one observation; the columns are the observation's
fields, ``kpi`` and ``cutoff`` of the formula that wants it, and ``obs``, the observation itself.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import pandas as pd

from pipeline.model.agreement import Agreement, Kpi
from pipeline.model.cells import Origin
from pipeline.model.finding import Finding, safe_text
from pipeline.model.observation import District, Evidence, Measurement, Observation, Part
from pipeline.model.source import Column, SourceDefinition
from pipeline.thai.calendar import thai_date

COLUMNS = (
    "element", "district", "value", "state", "table", "row", "key", "when", "as_of", "dated",
)
SMALLEST_COPY = 3


@dataclass(slots=True)
class Gathered:
    """What one measure works on: a KPI with its observations as at the cut-off.

    ``late`` are the districts (by code) of which some figure is only known after the cut-off.
    """

    kpi: Kpi
    agreement: Agreement
    sources: Mapping[str, SourceDefinition]
    districts: tuple[District, ...]
    frame: pd.DataFrame
    findings: list[Finding]
    late: frozenset[str] = field(default=frozenset())
    _all: dict[tuple[str, str], list[Observation]] = field(init=False, default_factory=dict)
    _timely: dict[tuple[str, str], list[Observation]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._all = _by_district(self.frame)
        self._as_at_cutoff()
        self._once()
        self._timely = _by_district(self.frame)

    def of(self, district: str, element: str) -> list[Observation]:
        """A district's observations of an element as at the cut-off, in the order of the files."""
        return self._timely.get((district, element), [])

    def registered(self, district: str) -> list[Observation]:
        """A district's rows of what stands in for the numerator, those after the cut-off too."""
        return self._all.get((district, self.kpi.formula.numerator_else), [])

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
        if district in self.late:
            reason = f"มีข้อมูลหลังวันตัดยอด {thai_date(self.kpi.cutoff)} เท่านั้น"
        return Measurement(
            self.kpi.number, district, "unreported", reason, evidence=evidence,
            where=lost.origin if lost else None,
        )

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
            covered = self.kpi.formula.measure == "growth_over_last_year" and bool(days) and (
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

    # --- one thing once --------------------------------------------------------------------

    def _once(self) -> None:
        """Leaves out tables that repeat another; figures that two tables state differently are
        nobody's guess and count as broken."""
        self._without_copies()
        if self.kpi.formula.measure == "checklist":
            return  # an item may be answered in several files; the measure compares the answers
        if self.kpi.formula.measure == "new_registrations":
            return
        self._made_twice()
        keyed = self.frame[self.frame["key"] != ""]
        keyed = keyed[[not o.dated or o.when is not None for o in keyed["obs"]]]
        if keyed.empty:
            return
        drop: set[int] = set()
        broken: dict[int, Observation] = {}
        for _, same in keyed.groupby(["element", "district", "key"], sort=False):
            if same["table"].nunique() < 2:
                continue
            if _sums(same):
                self._conflict(same, broken)
            else:
                first = same["table"].iloc[0]
                drop |= set(same.index[same["table"] != first])
                self._repeated(same)
        self._replace(broken)
        self.frame = self.frame.drop(index=list(drop))

    def _made_twice(self) -> None:
        """Tables of one title at two dates are one report made twice, where its rows bear no key
        that would tell: nobody knows which one counts."""
        frame = self.frame
        free = frame[(frame["key"] == "") & ~frame["dated"].astype(bool)]
        broken: dict[int, Observation] = {}
        for _, same in free.groupby(
            [free["element"], free["district"], free["obs"].map(lambda o: o.title)], sort=False
        ):
            if same["table"].nunique() > 1 and len({o.as_of for o in same["obs"]} - {None}) > 1:
                self._conflict(same, broken)
        self._replace(broken)

    def _replace(self, observations: Mapping[int, Observation]) -> None:
        frame = self.frame.copy()
        for index, observation in observations.items():
            frame.loc[index, "obs"] = observation  # type: ignore[call-overload]  # an object column
        self.frame = frame

    def _without_copies(self) -> None:
        seen: dict[frozenset[tuple[object, ...]], Observation] = {}
        for _, table in self.frame.groupby("table", sort=False):
            rows = [(o.element, o.district, o.key, o.value, o.state, o.when) for o in table["obs"]]
            content = frozenset((row, rows.count(row)) for row in set(rows)) \
                if len(rows) <= 2000 else frozenset((r, i) for i, r in enumerate(rows))
            first: Observation = table["obs"].iloc[0]
            if content in seen and len(set(table["row"])) >= SMALLEST_COPY:
                self.frame = self.frame.drop(index=table.index)
                other = seen[content].origin
                self.find(
                    "copy", f"ตารางนี้ซ้ำกับ {other.file} ชีต {other.sheet} ทุกแถว จึงนับครั้งเดียว",
                    "ลบไฟล์หรือชีตที่ซ้ำ", Origin(first.origin.file, first.origin.sheet),
                    severity="warning",
                )
            seen.setdefault(content, first)

    def _conflict(self, same: pd.DataFrame, broken: dict[int, Observation]) -> None:
        places = ", ".join(f"{o.origin.file} {o.origin.cell}" for o in same["obs"])
        for index, o in zip(same.index, same["obs"], strict=True):
            broken[index] = Observation(
                o.element, o.district, None, "broken", o.origin, o.table, o.row, o.key, o.when,
                o.as_of, o.dated,
            )
        last: Observation = same["obs"].iloc[-1]
        self.find(
            "conflicting-values",
            f"“{self.column(last.element).headings[0]}” ของรายการเดียวกันไม่ตรงกันในสองแห่ง ({places})",
            "เหลือไว้เฉพาะรายงานที่ถูกต้อง", last.origin, last.district,
        )

    def _repeated(self, same: pd.DataFrame) -> None:
        first: Observation = same["obs"].iloc[0]
        for o in same["obs"]:
            if o.table != first.table:
                self.find(
                    "copy", f"แถวนี้ซ้ำกับ {first.origin.file} {first.origin.cell} จึงนับครั้งเดียว",
                    "ลบแถวที่ซ้ำ", o.origin, o.district, severity="warning",
                )


def _by_district(frame: pd.DataFrame) -> dict[tuple[str, str], list[Observation]]:
    groups: dict[tuple[str, str], list[Observation]] = {}
    for observation in frame["obs"]:
        groups.setdefault((observation.district, observation.element), []).append(observation)
    return groups


def _sums(same: pd.DataFrame) -> bool:
    """Whether the tables that state one thing state different figures of it."""
    stated = {
        (sum((o.value or Decimal(0) for o in table["obs"]), Decimal(0)),
         frozenset(o.state for o in table["obs"]))
        for _, table in same.groupby("table", sort=False)
    }
    return len(stated) > 1


def gather(
    observations: Sequence[Observation], agreement: Agreement
) -> dict[int, pd.DataFrame]:
    """The observations that each KPI (by number) wants, merged with its definition."""
    wanted = pd.DataFrame(
        [
            {"kpi": kpi.number, "cutoff": kpi.cutoff, "element": element}
            for kpi in agreement.kpis
            for element in _elements(kpi)
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


def _elements(kpi: Kpi) -> Iterator[str]:
    yield from dict.fromkeys([*kpi.formula.elements(), *(item.element for item in kpi.items)])


def _mine(kpi: Kpi, frame: pd.DataFrame) -> "pd.Series[bool]":
    """Of a checklist, which serves several KPIs, only the rows of this one."""
    if kpi.formula.measure != "checklist":
        return pd.Series(True, index=frame.index, dtype=bool)
    return frame["key"].map(lambda key: str(key).startswith(f"{kpi.number}.")).astype(bool)


def parts(observations: Sequence[Observation], label: str | None = None) -> tuple[Part, ...]:
    """The cells that some observations came from; each is labelled by its key unless told."""
    return tuple(
        Part(o.value, o.origin, safe_text(o.key) if label is None else label, o.as_of)
        for o in observations
    )


def summed(name: str, unit: str, observations: Sequence[Observation]) -> Evidence:
    """The evidence of a sum; its value is None where there is nothing to add or a part is lost."""
    value = sum((o.value for o in observations if o.value is not None), Decimal(0))
    whole = bool(observations) and lost_of(observations) is None
    return Evidence(
        name, value if whole else None, unit, 2 if unit == "บาท" else 0,
        origins=tuple(o.origin for o in observations), parts=parts(observations),
    )


def lost_of(observations: Sequence[Observation]) -> Observation | None:
    """The first observation that states no figure, or None."""
    return next((o for o in observations if o.state != "given"), None)


def why_unreported(evidence: Evidence, observations: Sequence[Observation]) -> str:
    """Why a sum is not reported, in Thai."""
    lost = lost_of(observations)
    if lost is None:
        return f"ไม่มีข้อมูล “{evidence.name}”"
    return f"“{evidence.name}” {'เว้นว่าง' if lost.state == 'blank' else 'ใช้ไม่ได้'}"
