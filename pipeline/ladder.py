"""The ladder of a KPI: which level a result reaches."""

from collections.abc import Callable, Collection
from decimal import Decimal

from pipeline.model.agreement import Kpi
from pipeline.model.level import Level
from pipeline.thai.digits import round_half_up

PLACES = 2
STEP = Decimal(1).scaleb(-PLACES)  # by which two printed results differ
Answer = Callable[[str], bool | None]  # whether an item (id) is met; None: not known


def compared(percentage: Decimal | None, kpi: Kpi) -> Decimal | None:
    """A percentage as it is held against the criteria: to two places, half up, where it is rounded first."""
    if percentage is None or not kpi.round_first:
        return percentage
    return round_half_up(percentage, PLACES)


def within(level: Level, percentage: Decimal | None, kpi: Kpi) -> bool | None:
    """Whether a percentage is within the bounds of a level; None where it has some and there is no
    percentage."""
    if level.bound is None:
        return True
    value = compared(percentage, kpi)
    if value is None:
        return None
    if level.at_least is not None and value < level.at_least:
        return False
    return level.more_than is None or value > level.more_than


def is_met(level: Level, percentage: Decimal | None, answer: Answer, kpi: Kpi) -> bool | None:
    """Whether one level is met: False where anything that it needs fails, None where nothing
    fails but something is not known."""
    verdicts = [within(level, percentage, kpi), *map(answer, level.needs)]
    if False in verdicts:
        return False
    return None if None in verdicts else True


def reached(kpi: Kpi, percentage: Decimal | None, answer: Answer) -> int | None:
    """The last level met, counting from 1 and ending at the first that is not; None where something
    not known decides it. What does not reach level 1 has the level that the agreement's reading gives."""
    last = 0
    for level in kpi.levels:
        met = is_met(level, percentage, answer, kpi)
        if met is None:
            return None
        if not met:
            break
        last = level.level
    return last or kpi.below_first


def level_at(kpi: Kpi, percentage: Decimal, met: Collection[str]) -> int:
    """The level of a percentage where these items (ids) are met and no others."""
    level = reached(kpi, percentage, lambda item: item in met)
    assert level is not None
    return level
