"""One thing once: copies, reports made twice and conflicts among a KPI's observations."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

import pandas as pd

from pipeline.measure.totals import without_totals
from pipeline.model.agreement import Kpi
from pipeline.model.cells import Origin
from pipeline.model.finding import Finding
from pipeline.model.observation import Observation
from pipeline.model.source import SourceDefinition

SMALLEST_COPY = 3


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
        self._made_twice()
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
                self._find(
                    "copy", f"ตารางนี้ซ้ำกับ {other.file} ชีต {other.sheet} ทุกแถว จึงนับครั้งเดียว",
                    "ลบไฟล์หรือชีตที่ซ้ำ", Origin(first.origin.file, first.origin.sheet),
                    severity="warning",
                )
            seen.setdefault(content, first)

    def _conflict(self, same: pd.DataFrame, broken: dict[int, Observation]) -> None:
        places = ", ".join(f"{o.origin.file} {o.origin.cell}" for o in same["obs"])
        for index, o in zip(same.index, same["obs"], strict=True):
            broken[index] = replace(o, value=None, state="broken")
        last: Observation = same["obs"].iloc[-1]
        self._find(
            "conflicting-values",
            f"“{self._name(last.element)}” ของรายการเดียวกันไม่ตรงกันในสองแห่ง ({places})",
            "เหลือไว้เฉพาะรายงานที่ถูกต้อง", last.origin, last.district,
        )

    def _repeated(self, same: pd.DataFrame) -> None:
        first: Observation = same["obs"].iloc[0]
        for o in same["obs"]:
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


def _sums(same: pd.DataFrame) -> bool:
    """Whether the tables that state one thing state different figures of it."""
    stated = {
        (sum((o.value or Decimal(0) for o in table["obs"]), Decimal(0)),
         frozenset(o.state for o in table["obs"]))
        for _, table in same.groupby("table", sort=False)
    }
    return len(stated) > 1
