"""The province's own score, and what other readings would make of the same measurements."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from pipeline.model.agreement import Agreement, Kpi
from pipeline.model.observation import Evidence, Measurement
from pipeline.model.score import Effect, Score, Scorecard
from pipeline.score.items import item_met
from pipeline.score.kpi import score_one
from pipeline.score.totals import scorecard


def pooled(cards: Sequence[Scorecard], agreement: Agreement) -> Mapping[int, Score]:
    """The province's own score on every KPI that is made of two sums, by its number.

    Σ numerators ÷ Σ denominators over the districts that were scored, never a mean of
    percentages. An item is met where all of these districts meet it.
    """
    found = {}
    for kpi in agreement.kpis:
        parts = [
            s.measurement for card in cards for s in card.scores
            if s.kpi == kpi.number and s.status == "scored"
        ]
        whole = _pooled(parts, kpi)
        if whole is not None:
            found[kpi.number] = score_one(whole, kpi, agreement)
    return found


def _pooled(parts: Sequence[Measurement], kpi: Kpi) -> Measurement | None:
    tops = [m.numerator for m in parts if m.numerator is not None]
    bases = [m.denominator for m in parts if m.denominator is not None]
    if not kpi.pools or not sum(bases):
        return None
    above, below = sum(tops, Decimal(0)), sum(bases, Decimal(0))
    answers = tuple(
        (item.id, Decimal(all(item_met(item, m) for m in parts))) for item in kpi.items
    )
    return Measurement(
        kpi.number, "", "measured", result=above * parts[0].per / below, numerator=above,
        denominator=below, per=parts[0].per, answers=answers,
        evidence=tuple(Evidence(e.name, None, e.unit, e.places) for e in parts[0].evidence),
    )


def other_readings(cards: Sequence[Scorecard], agreement: Agreement) -> tuple[Effect, ...]:
    """What each reading, taken the other way, would make of the same measurements."""
    effects = []
    for reading in agreement.readings:
        other = agreement.under_other(reading)
        effects.append(Effect(reading, tuple(
            scorecard(card.district, card.party, [
                score_one(s.measurement, other.kpi(s.kpi), other) if s.kpi in reading.kpis else s
                for s in card.scores
            ], other)
            for card in cards
        )))
    return tuple(effects)
