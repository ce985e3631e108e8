"""Stage 4: observations + formulas → measurements, as at each KPI's cut-off."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.measure.gather import Gathered, gather
from pipeline.measure.rounds import Timing, said_of
from pipeline.model.agreement import Agreement, Kpi
from pipeline.model.finding import Finding
from pipeline.model.observation import District, Exemption, Measurement, Observation
from pipeline.model.source import SourceDefinition


def measure(
    observations: Sequence[Observation],
    agreement: Agreement,
    districts: Sequence[District],
    exemptions: Sequence[Exemption],
    sources: Iterable[SourceDefinition],
) -> tuple[dict[tuple[str, int], Measurement], tuple[Finding, ...]]:
    """The measurement of every district (code) and KPI (number), and the findings on the way."""
    measured: dict[tuple[str, int], Measurement] = {}
    findings: list[Finding] = []
    by_id = {source.id: source for source in sources}
    frames = gather(observations, agreement)
    timings: list[Timing] = []
    for kpi in agreement.kpis:
        gathered = Gathered(kpi, agreement, by_id, tuple(districts), frames[kpi.number], findings)
        timings += gathered.timings
        results = kpi.formula.measure.measured(gathered)
        for district in districts:
            measured[district.code, kpi.number] = results[district.code]
    for exemption in exemptions:
        key = (exemption.district, exemption.kpi)
        if key in measured:
            measured[key] = _exempt(agreement.kpi(exemption.kpi), exemption)
    return measured, (*said_of(timings), *findings)


def _exempt(kpi: Kpi, exemption: Exemption) -> Measurement:
    blank = Measurement(kpi.number, exemption.district, "exempt")
    return replace(blank, reason=exemption.reason)
