"""Stage 4: observations + formulas → measurements, as at each KPI's cut-off."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.measure.gather import Gathered, gather
from pipeline.measure.placed import Placing, placings
from pipeline.model.agreement import Agreement, Kpi
from pipeline.model.finding import Finding
from pipeline.model.observation import District, Exemption, Measurement, Observation, Unplaced
from pipeline.model.source import SourceDefinition


def measure(
    observations: Sequence[Observation],
    agreement: Agreement,
    districts: Sequence[District],
    exemptions: Sequence[Exemption],
    sources: Iterable[SourceDefinition],
    unplaced: Sequence[Unplaced] = (),
) -> tuple[dict[tuple[str, int], Measurement], tuple[Finding, ...], tuple[Placing, ...]]:
    """The measurement of every district (code) and KPI (number), the findings on the way, and
    what would be measured with the rows that may be of several districts."""
    measured: dict[tuple[str, int], Measurement] = {}
    findings: list[Finding] = []
    placed: list[Placing] = []
    by_id = {source.id: source for source in sources}
    frames = gather(observations, agreement)
    for kpi in agreement.kpis:
        gathered = Gathered(kpi, agreement, by_id, tuple(districts), frames[kpi.number], findings)
        results = kpi.formula.measure.measured(gathered)
        for district in districts:
            measured[district.code, kpi.number] = results[district.code]
        placed += placings(gathered, unplaced)
    for exemption in exemptions:
        key = (exemption.district, exemption.kpi)
        if key in measured:
            measured[key] = _exempt(agreement.kpi(exemption.kpi), exemption)
    return measured, tuple(findings), tuple(placed)


def _exempt(kpi: Kpi, exemption: Exemption) -> Measurement:
    blank = Measurement(kpi.number, exemption.district, "exempt")
    return replace(blank, reason=exemption.reason)
