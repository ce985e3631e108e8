"""What every sheet of the summary says in the same way."""

from collections.abc import Sequence
from decimal import Decimal

from pipeline.forms import Styled
from pipeline.model.agreement import Kpi
from pipeline.model.score import Score
from pipeline.model.words import STATUS_NAMES
from pipeline.thai.digits import round_half_up
from pipeline.units import DATE, PERCENT

NONE = "–"  # not reported, or nothing to be said
EXEMPT = "ย"
_LARGE = 10**6  # an amount that has no room for decimals that are nought


def shown(value: object) -> object:
    """A figure, or a dash where there is none."""
    return NONE if value is None else value


def result(kpi: Kpi, score: Score) -> object:
    """A district's result in the KPI's unit; of a checklist without one, how many of its items are met
    (``7/8``); where it has no score, or was given one, that."""
    if score.status != "scored":
        return STATUS_NAMES[score.status]
    if score.result is not None:
        return figure(score.result, kpi)
    if not kpi.items:
        return NONE
    done = sum(item.met_by(score.measurement.answer(item.id)) for item in kpi.items)
    return f"{done}/{len(kpi.items)}"


def figure(value: Decimal, kpi: Kpi) -> object:
    """A result as it is shown: a percentage as its cell does, a day as one, a count without decimals."""
    if kpi.unit in (PERCENT, ""):
        return value
    if kpi.unit == DATE:
        return Styled(value, "result_date")
    whole = value == value.to_integral_value() and (not kpi.places or abs(value) >= _LARGE)
    return Styled(value, "result_whole" if whole else "result_number")


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
