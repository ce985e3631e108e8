"""The ladder of a KPI: which level a result reaches."""

from collections.abc import Callable, Collection
from decimal import Decimal

from pipeline.model.agreement import Kpi
from pipeline.model.level import SIGNS, Level, Target, Threshold
from pipeline.thai.digits import round_half_up, shortest
from pipeline.units import POINTS

PLACES = 2
STEP = Decimal(1).scaleb(-PLACES)  # by which two printed results differ
Answer = Callable[[str], bool | None]  # whether an item (id) is met; None: not known


def step(kpi: Kpi) -> Decimal:
    """By how much two results of a KPI differ at least: a hundredth, a day, one of what is counted."""
    return Decimal(1).scaleb(-kpi.places)


def compared(result: Decimal | None, kpi: Kpi) -> Decimal | None:
    """A result as it is held against the criteria: to two places (or as many as it is printed with, if
    more), half up, where it is rounded first."""
    if result is None or not kpi.round_first:
        return result
    return round_half_up(result, max(PLACES, kpi.places))


def within(level: Level, result: Decimal | None, kpi: Kpi) -> bool | None:
    """Whether a result is within the bound of a level; None where it has one and there is no
    result, or where the district's own bound is not known."""
    if level.bound is None:
        return None if level.target else True
    value = compared(result, kpi)
    return None if value is None else level.bound.admits(value)


def bound_words(level: Level, shown: Callable[[Decimal], str]) -> str:
    """A level's bound, its number as it is ``shown`` (``≥ 80``, ``> 95``); "" where it has none."""
    return "" if level.bound is None else f"{level.bound.sign} {shown(level.bound.value)}"


def target_words(target: Target) -> str:
    """A bound that is each district's own target: ``≥ เป้าหมายของแต่ละอำเภอ + 5``."""
    plus = target.plus or Decimal(0)
    apart = f" {'+' if plus > 0 else '−'} {shortest(abs(plus))}" if plus else ""
    return f"{SIGNS[target.kind]} เป้าหมายของแต่ละอำเภอ{apart}"


def ceiling(kpi: Kpi, level: Level) -> Threshold | None:
    """What an open level ends at, which is where the one above it begins; None of a level that is not
    open, and where nothing ends it."""
    at = kpi.levels.index(level)
    above = kpi.levels[at + 1] if at + 1 < len(kpi.levels) else None
    if not level.open or above is None or above.bound is None:
        return None
    return above.bound.contrary


def ceiling_words(kpi: Kpi, level: Level, shown: Callable[[Decimal], str]) -> str:
    """What an open level ends at (``≤ 80``, ``< 60``); "" where nothing ends it."""
    end = ceiling(kpi, level)
    return "" if end is None else f"{end.sign} {shown(end.value)}"


def is_met(level: Level, result: Decimal | None, answer: Answer, kpi: Kpi) -> bool | None:
    """Whether one level is met: False where anything that it needs fails, None where nothing
    fails but something is not known."""
    verdicts = [within(level, result, kpi), *map(answer, level.needs)]
    if False in verdicts:
        return False
    return None if None in verdicts else True


def reached(kpi: Kpi, result: Decimal | None, answer: Answer) -> int | None:
    """The last level met, counting from the lowest and ending at the first that is not; None where something
    not known decides it. What does not reach the lowest has the level that the agreement's reading gives."""
    last: int | None = None
    for level in kpi.levels:
        met = is_met(level, result, answer, kpi)
        if met is None:
            return None
        if not met:
            break
        last = level.level
    return kpi.below_first if last is None else last


def level_at(kpi: Kpi, result: Decimal, met: Collection[str]) -> int | None:
    """The level of a result where these items (ids) are met and no others; None where the district's own
    target decides it."""
    return reached(kpi, result, lambda item: item in met)


def most(kpi: Kpi) -> Decimal | None:
    """The most that a KPI's result can be where that is its points, or counts in proportion up to them; None where
    it may be any."""
    last = kpi.levels[-1].bound if kpi.levels and kpi.interpolated and not kpi.falls else None
    own = kpi.unit == POINTS and (not kpi.levels or (last is not None and last.value == kpi.full))
    return kpi.full if own else None


def above(kpi: Kpi, level: int) -> Level | None:
    """The level that comes after one (which need not be on the ladder); None at the last."""
    return next((one for one in kpi.levels if one.level > level), None)


def up_to(kpi: Kpi, level: int) -> tuple[Level, ...]:
    """The levels of a ladder up to one."""
    return tuple(one for one in kpi.levels if one.level <= level)


def worth(kpi: Kpi, level: int) -> Decimal:
    """What a level is worth in points: its own, and that of no level its number."""
    return next((one.worth for one in kpi.levels if one.level == level), Decimal(level))


def between(kpi: Kpi, result: Decimal | None, level: int) -> Decimal | None:
    """The points of a result between the bounds of its level and of the next, two places half up; None
    where the level alone counts: by its reading, at the top, below the lowest."""
    value, upper = compared(result, kpi), above(kpi, level)
    lower = next((one for one in kpi.levels if one.level == level), None)
    if not kpi.interpolated or value is None or lower is None or upper is None:
        return None
    low, high = lower.bound, upper.bound
    if low is None or high is None or not low.admits(value) or low.value == high.value:
        return None
    share = (value - low.value) / (high.value - low.value)
    return round_half_up(lower.worth + share * (upper.worth - lower.worth), PLACES)
