"""What every sheet of the summary says in the same way."""

from collections.abc import Sequence
from decimal import Decimal

from pipeline.thai.digits import round_half_up

Values = dict[str, object]

NONE = "–"  # not reported, or nothing to be said
EXEMPT = "ย"


def shown(value: object) -> object:
    """A figure, or a dash where there is none."""
    return NONE if value is None else value


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
