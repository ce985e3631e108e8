"""All that ``explain`` says of a score, as records: for the terminal and for a page."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.model.agreement import Agreement, Kpi
from pipeline.model.cells import Origin
from pipeline.model.finding import Finding
from pipeline.model.level import Reading
from pipeline.model.lines import FindingLine
from pipeline.model.lines import lines as lines_of
from pipeline.model.observation import Evidence, Measurement, Part
from pipeline.model.score import Score, Scorecard
from pipeline.model.source import SourceDefinition
from pipeline.model.usage import Usage
from pipeline.model.words import FLAG_NAMES
from pipeline.reports.explained import ToldLine, calculation, criteria, verdict
from pipeline.reports.results import evidence_text
from pipeline.thai.calendar import thai_date
from pipeline.thai.digits import format_decimal
from pipeline.thai.text import clean
from pipeline.used import UsedRow, used_rows

# A row of one of these may belong to any district.
NOBODYS = ("unknown-district", "missing-district", "code-and-name-differ", "municipality")


@dataclass(frozen=True, slots=True)
class FigureCell:
    """One per cell of a figure: where it stands, what it is of ("": the figure itself), its value as printed,
    and the day that it is as at ("": its table says none)."""

    origin: Origin
    label: str
    value: str
    as_of: str


@dataclass(frozen=True, slots=True)
class FigureUsed:
    """One per named figure or answer of a result, with its value as printed and all of its cells."""

    name: str
    value: str
    cells: tuple[FigureCell, ...]


@dataclass(frozen=True, slots=True)
class FigureGroup:
    """The figures of a KPI (``heading`` "") or of a part or deduction of it."""

    heading: str
    figures: tuple[FigureUsed, ...]


@dataclass(frozen=True, slots=True)
class AppliedReading:
    """One per reading that concerns a KPI: its number in the agreement, and whether the level hangs on it."""

    number: int
    reading: Reading
    decides: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one score is what it is. ``not_counted`` are tables of the district that do not count for it,
    ``calculation`` and ``criteria`` its lines, ``readings`` none where there is no level, ``flags`` their Thai
    names, ``findings`` those about the score, its cells, and rows that may be anybody's."""

    card: Scorecard
    score: Score
    kpi: Kpi
    verdict: str
    figures: tuple[FigureGroup, ...]
    not_counted: tuple[UsedRow, ...]
    calculation: tuple[ToldLine, ...]
    criteria: tuple[ToldLine, ...]
    readings: tuple[AppliedReading, ...]
    flags: tuple[str, ...]
    doubts: tuple[str, ...]
    findings: tuple[FindingLine, ...]


class Explainer:
    """Explains scores of a run; findings and usage are looked through once."""

    def __init__(
        self, agreement: Agreement, findings: Sequence[Finding], usage: Sequence[Usage],
        sources: Mapping[str, SourceDefinition],
    ) -> None:
        self._agreement, self._sources = agreement, sources
        self._usage: defaultdict[str, list[Usage]] = defaultdict(list)
        for one in usage:
            self._usage[one.district].append(one)
        self._findings = findings
        self._at: defaultdict[Origin, list[int]] = defaultdict(list)
        self._about: defaultdict[tuple[int, str | None], list[int]] = defaultdict(list)
        for place, finding in enumerate(findings):
            for origin in finding.origins:
                self._at[origin].append(place)
            if finding.kpi is not None:
                self._about[finding.kpi, finding.district].append(place)

    def of(self, card: Scorecard, score: Score) -> Explanation:
        """Of a district's score."""
        kpi = self._agreement.kpi(score.kpi)
        return Explanation(
            card, score, kpi, verdict(score, self._agreement.top), tuple(figure_groups(score.measurement, kpi)),
            self._not_counted(card, kpi), tuple(calculation(score, kpi)),
            tuple(criteria(score, kpi)),
            tuple(applied(self._agreement, score)) if score.level is not None else (),
            tuple(FLAG_NAMES.get(flag, flag) for flag in score.flags), score.doubts,
            lines_of(self.findings(card, score), {card.district.code: card.district.name}),
        )

    def findings(self, card: Scorecard, score: Score) -> list[Finding]:
        """The findings about this district and KPI, those at the cells that were used, and the rows
        of the KPI's exports that are nobody's; where it is unreported, all that concerns the KPI."""
        m = score.measurement
        cells = {origin for one in (m, *(part for _, part in m.parts)) for origin in one.origins}
        found = {place for cell in cells for place in self._at.get(cell, ())}
        found.update(self._about.get((score.kpi, card.district.code), ()))
        found.update(
            place for place in self._about.get((score.kpi, None), ())
            if score.status == "unreported" or self._findings[place].code in NOBODYS
        )
        return [self._findings[place] for place in sorted(found)]

    def _not_counted(self, card: Scorecard, kpi: Kpi) -> tuple[UsedRow, ...]:
        """The tables with figures of the district for the KPI that do not count, and why."""
        district, sources = card.district, kpi.sources()
        mine = [one for one in self._usage.get(district.code, ()) if one.source in sources]
        return tuple(row for row in used_rows(mine, {district.code: district.name}, self._sources) if row.excluded)


def applied(agreement: Agreement, score: Score) -> Iterator[AppliedReading]:
    """The readings that concern a score's KPI."""
    for number, reading in enumerate(agreement.readings, 1):
        if score.kpi in reading.kpis:
            yield AppliedReading(number, reading, reading.id in score.readings)


def figure_groups(measurement: Measurement, kpi: Kpi) -> Iterator[FigureGroup]:
    """The figures of a KPI, then those of its parts and deductions, each under its name."""
    names = {leaf.part: f"{leaf.part} {clean(leaf.name)}" for leaf in (*kpi.parts, *kpi.deductions)}
    for heading, one in (("", measurement), *((names[part], measured) for part, measured in measurement.parts)):
        if one.evidence:
            yield FigureGroup(heading, tuple(map(figure_used, one.evidence)))


def figure_used(evidence: Evidence) -> FigureUsed:
    """A figure or an answer, with each of its cells."""
    value = evidence_text(evidence)
    shown = "ไม่ได้รายงาน" if value is None else value
    if evidence.value is not None and not evidence.text:
        shown = f"{format_decimal(evidence.value, evidence.places, grouping=True)} {evidence.unit}"
    cells = evidence.parts or tuple(Part(evidence.value, o) for o in evidence.origins)
    return FigureUsed(evidence.name, shown.strip(), tuple(
        FigureCell(
            _origin(part), part.label, _cell_value(part, evidence),
            thai_date(part.as_of, "short") if part.as_of else "",
        ) for part in cells
    ))


def _origin(part: Part) -> Origin:
    """Where it stands; what no cell states stands in no file."""
    return part.origin if part.origin.cell or part.value is not None else Origin("")


def _cell_value(part: Part, evidence: Evidence) -> str:
    if part.value is None:
        return "ไม่มีค่า"
    if not evidence.text:
        return format_decimal(part.value, evidence.places, grouping=True)
    if part.value == evidence.value:  # an answer in words, or a day
        return evidence.text
    return "ใช่" if part.value else "ไม่ใช่"
