"""Tables whose rows say of which KPI they are, and an agreement that needs them."""

from collections.abc import Sequence
from dataclasses import replace

from home import HOME

from pipeline.definitions import load_agreement
from pipeline.definitions.sources import read_sources
from pipeline.measure import MEASURES
from pipeline.measure.stage import NO_CHOICES, Measured, Measuring
from pipeline.model.agreement import Agreement, Kpi
from pipeline.model.cells import RawSheet, Span
from pipeline.model.source import Verdict
from pipeline.normalise.kinds import KINDS
from pipeline.normalise.stage import Normalised, normalise
from pipeline.recognise.sheets import recognise

SOURCES = read_sources(HOME, KINDS)
BARE = load_agreement(HOME, MEASURES, "2561-1")
Rows = Sequence[Sequence[object]]
Seen = dict[tuple[str, str, str], object]


def part(kpi: Kpi, name: str, **changes: object) -> Kpi:
    """A part of a KPI, which is a KPI in small."""
    return replace(kpi, part=name, parts=(), deductions=(), **changes)  # type: ignore[arg-type]  # fields


def changed(agreement: Agreement, number: int, **changes: object) -> Agreement:
    """An agreement with other facts of one KPI."""
    return replace(agreement, kpis=tuple(
        replace(kpi, **changes) if kpi.number == number else kpi  # type: ignore[arg-type]  # fields
        for kpi in agreement.kpis))


def asking() -> Agreement:
    """The round with targets and weights for KPIs 2, 4 and 6, in percent, ล้านบาท and บาท, given levels for
    KPIs 4 and 9, and KPI 9 with the parts A and B, of which A has both."""
    found = changed(BARE, 2, target_source="targets.target", weight_source="targets.weight")
    found = changed(found, 4, target_source="targets.target", weight_source="given.level", unit="ล้านบาท")
    found = changed(found, 6, target_source="targets.target", unit="บาท")
    nine = replace(BARE.kpi(9), weight_source="given.level")
    return changed(found, 9, weight_source="given.level", parts=(
        part(nine, "A", target_source="targets.target"), part(nine, "B", weight_source="")))


ASKING = asking()


def sheet(
    rows: Rows, name: str = "Sheet1", file: str = "x.xlsx", spans: Sequence[tuple[int, int, int, int]] = ()
) -> RawSheet:
    """A sheet with these rows and merged ranges."""
    return RawSheet(file, name, tuple(map(tuple, rows)), tuple(Span(*s) for s in spans))  # type: ignore[arg-type]


def verdict(*told: RawSheet) -> Verdict:
    """What the first of some sheets is taken for."""
    return recognise(told, SOURCES)[0]


def normal(*sheets: RawSheet, agreement: Agreement = ASKING) -> Normalised:
    """What some sheets say, all of which must be claimed."""
    verdicts = recognise(sheets, SOURCES)
    assert all(v.claim for v in verdicts), [(v.sheet.file, v.reason, v.finding) for v in verdicts if not v.claim]
    return normalise([v.claim for v in verdicts if v.claim], agreement, "สระแก้ว")


def values(found: Normalised) -> Seen:
    """The value, or else the state, of each district's figure by its key."""
    return {(o.district, o.element, o.key): o.value if o.state == "given" else o.state for o in found.observations}


def codes(found: Normalised) -> list[str]:
    """The codes of what is to be said."""
    told = (*found.findings, *(row.finding for row in found.unplaced))
    return [f.code for f in told if f.code != "no-roster"]


def measuring(*sheets: RawSheet, agreement: Agreement = ASKING) -> tuple[Measuring, Measured]:
    """Some sheets measured."""
    found = normal(*sheets, agreement=agreement)
    measuring = Measuring(
        found.observations, agreement, found.districts, found.exemptions, SOURCES, found.unplaced)
    return measuring, measuring.measured()


def standing(
    measuring: Measuring, kpi: int, district: str, element: str = "targets.target", of_part: str = ""
) -> dict[int, object]:
    """What a measure of a KPI or of a part is given of a district by level: the value, or else the state."""
    gathered = next(one for one in measuring._gathered(ASKING.kpi(kpi), NO_CHOICES) if one.kpi.part == of_part)
    found = gathered.targets(district, element)
    return {level: o.value if o.state == "given" else o.state for level, o in found.items()}
