"""How near a score is to the next level: how much of what that needs is still missing."""

from decimal import Decimal

from pipeline.model.agreement import Agreement, Kpi
from pipeline.model.level import Level
from pipeline.model.score import Score
from pipeline.units import DATE, RATES

_PLACES = Decimal("0.0001")


def missing_share(score: Score, agreement: Agreement) -> Decimal | None:
    """What is missing to the next level out of what it needs, 0 to 1 (more, where results may fall below nought):
    of a result what it lacks out of the bound, or out of itself where less is better, though no less than of what is
    counted the whole things that are lacking out of all (one step of sixty), of a day out of the days of
    the round, of items how many are not met out of all up to that level. None where there is no next level, or
    what is missing cannot be counted."""
    ahead = score.next_level
    if ahead is None or (ahead.gap is None and not ahead.items):
        return None
    kpi = agreement.kpi(score.kpi).with_targets(dict(score.measurement.targets))
    level = next((one for one in kpi.levels if one.level == ahead.level), None)
    if level is None:
        return None
    share = _of_result(score, kpi, level, ahead.gap, (agreement.end - agreement.start).days)
    share = max(share, _of_counted(score, level, ahead.amount))
    if ahead.items:
        needed = {need for one in kpi.levels if one.level <= ahead.level for need in one.needs}
        share += Decimal(ahead.items) / max(len(needed), ahead.items)
    return share.quantize(_PLACES)


def _of_counted(score: Score, level: Level, amount: Decimal | None) -> Decimal:
    """Of what is counted, what is still lacking out of all that is then there; nothing of what is not."""
    there = score.measurement.numerator
    if not amount or there is None or there < 0 or level.bound is None or not level.bound.floor:
        return Decimal(0)
    return amount / (there + amount)


def final(score: Score, kpi: Kpi) -> bool:
    """Whether all of its figures are those of the cut-off already, so that nothing is to be done for it any more; of what
    is set against a former time, the last."""
    compares = any(leaf.formula.measure.grows or leaf.formula.measure.changes for leaf in kpi.leaves())
    day = score.as_of if compares else score.earliest
    return day is not None and day >= kpi.cutoff


def _of_result(score: Score, kpi: Kpi, level: Level, gap: Decimal | None, days: int) -> Decimal:
    if not gap or level.bound is None:
        return Decimal(0)
    if kpi.unit == DATE:
        return abs(gap) / days
    whole = abs(level.bound.value) if level.bound.floor else abs(score.measurement.result or gap)
    whole = whole or RATES.get(kpi.unit, whole)  # of a share that is to reach nought: out of a hundred
    return abs(gap) / max(whole, abs(gap)) if whole else Decimal(1)
