"""What every sheet of the summary says in the same way."""

from collections.abc import Sequence
from decimal import Decimal

from pipeline.model.agreement import Kpi
from pipeline.model.score import Score
from pipeline.model.words import STATUS_NAMES
from pipeline.thai.digits import round_half_up

NONE = "–"  # not reported, or nothing to be said
EXEMPT = "ย"


def shown(value: object) -> object:
    """A figure, or a dash where there is none."""
    return NONE if value is None else value


def result(kpi: Kpi, score: Score) -> object:
    """A district's percentage; of a checklist without one, how many of its items are met
    (``7/8``); where it has no score, why."""
    if score.status != "scored":
        return STATUS_NAMES[score.status]
    if score.result is not None or not kpi.items:
        return shown(score.result)
    done = sum(item.met_by(score.measurement.answer(item.id)) for item in kpi.items)
    return f"{done}/{len(kpi.items)}"


def known(values: Sequence[object]) -> list[Decimal]:
    """The figures among cells."""
    return [Decimal(value) for value in values if isinstance(value, int | Decimal)]


def mean(values: Sequence[object]) -> object:
    """The mean of the figures among cells, two places half up; a dash where there is none."""
    found = known(values)
    return round_half_up(sum(found, Decimal(0)) / len(found), 2) if found else NONE


def median(values: Sequence[object]) -> object:
    """The median of the figures among cells, two places half up; a dash where there is none."""
    found = sorted(known(values))
    if not found:
        return NONE
    middle = found[(len(found) - 1) // 2 : len(found) // 2 + 1]
    return round_half_up(sum(middle, Decimal(0)) / len(middle), 2)
