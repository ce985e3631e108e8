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


def floor_words(level: Level, shown: Callable[[Decimal], str]) -> str:
    """A level's lower bound, its number as it is ``shown`` (``≥ 80``, ``> 95``); "" where it has none."""
    if level.bound is None:
        return ""
    value, more = level.bound
    return f"{'>' if more else '≥'} {shown(value)}"


def ceiling(kpi: Kpi, level: Level) -> tuple[Decimal, bool] | None:
    """What an open level ends at, which is where the one above it begins, and whether a result may be
    just that; None of a level that is not open, and where nothing ends it."""
    above = next((one for one in kpi.levels if one.level == level.level + 1), None)
    if not level.open or above is None or above.bound is None:
        return None
    value, more = above.bound
    return value, bool(more)


def ceiling_words(kpi: Kpi, level: Level, shown: Callable[[Decimal], str]) -> str:
    """What an open level ends at (``≤ 80``, ``< 60``); "" where nothing ends it."""
    end = ceiling(kpi, level)
    return "" if end is None else f"{'≤' if end[1] else '<'} {shown(end[0])}"


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
