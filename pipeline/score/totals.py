"""Scores → sections, total and band."""

from collections.abc import Sequence
from decimal import Decimal

from pipeline.ladder import PLACES
from pipeline.model.agreement import Agreement
from pipeline.model.frame import Band
from pipeline.model.observation import District, Party
from pipeline.model.score import Mark, Score, Scorecard, Total
from pipeline.thai.digits import round_half_up


def scorecard(
    district: District, party: Party | None, scores: Sequence[Score], agreement: Agreement
) -> Scorecard:
    """One district's sections and total. An exempt KPI leaves both the sum and the weights; one
    not reported leaves the section and the total incomplete, with a provisional figure."""
    by_section = {
        section.id: [s for s in scores if agreement.kpi(s.kpi).section == section.id]
        for section in agreement.sections
    }
    sections = {name: _mark([(s, Decimal(1)) for s in mine]) for name, mine in by_section.items()}
    complete = all(s.status != "unreported" for s in scores)
    shares = {section.id: section.share for section in agreement.sections}
    marked = [(m.score, shares[name]) for name, m in sections.items() if m.score is not None]
    if complete and marked:
        mark = Mark(_mean(marked), None)
    else:
        pooled = _mark([(s, shares[name]) for name, mine in by_section.items() for s in mine])
        mark = Mark(None, pooled.provisional if not complete else None)
    percent = None if mark.score is None else round_half_up(mark.score * 100 / agreement.top, PLACES)
    band = None if percent is None else band_of(percent, agreement.bands)
    return Scorecard(
        district, party, complete, tuple(scores), tuple(sections.items()),
        Total(mark, percent, band),
    )


def band_of(percent: Decimal, bands: Sequence[Band]) -> str | None:
    """The band of a total percentage; None where it is below all."""
    return next((band.name for band in bands if percent >= band.at_least), None)


def _mark(weighed: Sequence[tuple[Score, Decimal]]) -> Mark:
    """Σ points (out of the agreement's top) × weight ÷ Σ weight over what was scored, each weight times its
    section's share."""
    mean = _mean([
        (s.counted, s.weight * share) for s, share in weighed if s.counted is not None
    ])
    if any(s.status == "unreported" for s, _ in weighed):
        return Mark(None, mean)
    return Mark(mean, None)


def _mean(weighed: Sequence[tuple[Decimal, Decimal]]) -> Decimal | None:
    weights = sum((weight for _, weight in weighed), Decimal(0))
    if not weights:
        return None
    return sum((value * weight for value, weight in weighed), Decimal(0)) / weights
