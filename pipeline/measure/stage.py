"""Stage 4: observations + formulas → measurements, as at each KPI's cut-off."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import pandas as pd

from pipeline.measure.assignments import Assignment, assignments
from pipeline.measure.gather import Gathered, gather
from pipeline.measure.leaves import measured
from pipeline.measure.mixed import is_outside, is_shared
from pipeline.measure.rounds import BY_ROUND, timing_findings
from pipeline.model.agreement import Agreement, Kpi
from pipeline.model.cells import Origin
from pipeline.model.choice import Choices, Doubtful
from pipeline.model.finding import Finding
from pipeline.model.observation import District, Exemption, Measurement, Observation, Unplaced
from pipeline.model.source import SourceDefinition
from pipeline.model.usage import Taken, Usage
from pipeline.thai.periods import fiscal_year, last_day

NO_CHOICES = Choices()


@dataclass(frozen=True, slots=True)
class Measured:
    """What observations add up to: the measurement of every district (code) and KPI (number), the
    findings on the way, what only a person can decide, by table and row why rows do not count for
    any KPI, by source and district what was used, and what would be measured with the rows that
    may be of several districts."""

    measured: Mapping[tuple[str, int], Measurement]
    findings: tuple[Finding, ...]
    questions: tuple[Doubtful, ...]
    excluded: Mapping[tuple[str, int], str]
    usage: tuple[Usage, ...]
    assignments: tuple[Assignment, ...]


class Measuring:
    """Measures the same observations as often as it is asked, under one choice or another."""

    def __init__(
        self, observations: Sequence[Observation], agreement: Agreement,
        districts: Sequence[District], exemptions: Sequence[Exemption],
        sources: Iterable[SourceDefinition], unplaced: Sequence[Unplaced] = (),
    ) -> None:
        self._agreement = agreement
        self._districts = tuple(districts)
        self._exemptions = exemptions
        self._unplaced = unplaced
        self._sources = {source.id: source for source in sources}
        dated = [o for o in observations if not self._sources[o.source].kind.per_round]
        self._shared = is_shared(dated, agreement)
        self._frames = gather(observations, agreement, self._sources)

    def measured(self, choices: Choices = NO_CHOICES) -> Measured:
        """Every KPI."""
        found: dict[tuple[str, int], Measurement] = {}
        findings: list[Finding] = []
        gathered: list[Gathered] = []
        placed: list[Assignment] = []
        for kpi in self._agreement.kpis:
            seen = self._gathered(kpi, choices)
            results = measured(kpi, seen)
            found |= {(code, kpi.number): results[code] for code in results}
            findings += dict.fromkeys(finding for one in seen for finding in one.findings)
            gathered += seen
            placed += assignments(kpi, seen, self._unplaced)
        for exemption in self._exemptions:
            key = (exemption.district, exemption.kpi)
            if (other := self._of_other_round(exemption)) is not None:
                findings.append(other)
            elif key in found:
                found[key] = _exempt(found[key], exemption)
        questions = [question for seen in gathered for question in seen.questions]
        aside = _aside(gathered)
        findings += timing_findings(timing for seen in gathered for timing in seen.timings)
        return Measured(found, tuple(findings), tuple(questions), aside, self._usage(aside),
                        tuple(placed))

    def _of_other_round(self, exemption: Exemption) -> Finding | None:
        """Why an exemption in an input of two rounds is not this round's; None where it is."""
        if not self._shared:
            return None
        where = exemption.origin, exemption.district, exemption.kpi
        remedy = BY_ROUND.format(self._agreement.round_id)
        if last_day(exemption.period, fiscal_year(self._agreement.end)) is None:
            return Finding(
                "round-unclear", "error",
                "โฟลเดอร์ข้อมูลมีไฟล์ของหลายรอบ และตารางที่ยกเว้นตัวชี้วัดนี้ไม่บอกวันที่ จึงไม่รู้ว่าเป็นของรอบใด และไม่ยกเว้นให้",
                remedy, *where)
        if is_outside(exemption.period, self._agreement):
            return Finding("another-round", "info", "เป็นการยกเว้นของรอบอื่น จึงไม่ยกเว้นให้ในรอบนี้",
                           f"ถ้าเป็นของรอบนี้ {remedy}", *where)
        return None

    def under(self, number: int, choices: Choices) -> Mapping[str, Measurement]:
        """One KPI under other choices, by district."""
        kpi = self._agreement.kpi(number)
        return measured(kpi, self._gathered(kpi, choices))

    def corrected(
        self, number: int, meant: Mapping[Observation, Decimal], left_out: Collection[Observation] = (),
        choices: Choices = NO_CHOICES,
    ) -> Mapping[str, Measurement]:
        """One KPI as if some figures were others and some were not there, by district."""
        frame = self._frames[number]
        frame = frame[[o not in left_out for o in frame["obs"]]].copy() if left_out else frame.copy()
        frame["obs"] = [
            o if (value := meant.get(o)) is None else replace(o, value=value) for o in frame["obs"]]
        frame["value"] = [o.value for o in frame["obs"]]
        kpi = self._agreement.kpi(number)
        return measured(kpi, self._gathered(kpi, choices, frame))

    def _usage(self, aside: Mapping[tuple[str, int], str]) -> tuple[Usage, ...]:
        found: dict[tuple[str, str], dict[Taken, None]] = {}
        seen: set[tuple[str, str, str]] = set()
        for frame in self._frames.values():
            for o in frame["obs"]:
                why = aside.get((o.table, o.row), "")
                if (o.table, o.district, why) in seen:
                    continue
                seen.add((o.table, o.district, why))
                where = Origin(o.origin.file, o.origin.sheet)
                found.setdefault((o.source, o.district), {})[Taken(where, o.as_of, why)] = None
        return tuple(
            Usage(source, district, tuple(tables))
            for (source, district), tables in sorted(found.items()))

    def _gathered(
        self, kpi: Kpi, choices: Choices, frame: pd.DataFrame | None = None
    ) -> list[Gathered]:
        """What each measure of a KPI is given: its own, then those of its parts and deductions."""
        frame = self._frames[kpi.number] if frame is None else frame
        leaves = kpi.leaves()
        frames = [frame] if len(leaves) == 1 else [
            frame[frame["element"].isin(leaf.own_elements())].reset_index(drop=True) for leaf in leaves]
        return [
            Gathered(leaf, self._agreement, self._sources, self._districts, mine, [], choices, self._shared)
            for leaf, mine in zip(leaves, frames, strict=True)
        ]


def _aside(gathered: Sequence[Gathered]) -> dict[tuple[str, int], str]:
    """Rows that a KPI left out and none used."""
    aside: dict[tuple[str, int], str] = {}
    for seen in gathered:
        aside |= seen.excluded
    tables = {table for table, _ in aside}
    for seen in gathered:
        for table, row in _rows(seen.frame, tables):
            aside.pop((table, row), None)
    return aside


def _rows(frame: pd.DataFrame, tables: set[str]) -> set[tuple[str, int]]:
    """The rows that a frame has of some tables."""
    return {(o.table, o.row) for o in frame["obs"] if o.table in tables} if tables else set()


def _exempt(measurement: Measurement, exemption: Exemption) -> Measurement:
    """What is left of a measurement where the district is exempt from the KPI, or from the part of it that is
    named."""
    if exemption.part:
        return replace(measurement, parts=tuple(
            (part, _exempt(one, replace(exemption, part="")) if part == exemption.part else one)
            for part, one in measurement.parts))
    return Measurement(
        measurement.kpi, exemption.district, "exempt", exemption.reason, weight=measurement.weight)
