"""The ladder of a KPI: one step a level, with what the level asks for in a few letters."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal

from pipeline.forms import Styled
from pipeline.ladder import bound_words, ceiling_words
from pipeline.model.agreement import Kpi
from pipeline.model.level import Level
from pipeline.model.score import Score
from pipeline.thai.digits import shortest
from pipeline.thai.text import clean
from pipeline.units import DATE, printed

_MILLION = 10**6
_CUT = Decimal("0.01")  # of millions: what stands behind it is only hinted at
# Names of cells in the template whose style is used.
REACHED, PASSED, OPEN = "step_reached", "step_passed", "step_open"
WITHOUT = {"unreported": "step_unreported", "exempt": "step_exempt"}  # by status
NO_STEP = "step_none"  # beyond the KPI's highest level


def ladder(kpi: Kpi, score: Score, levels: Sequence[int]) -> list[Styled]:
    """A step for each of ``levels``, those of the longest ladder; one of no level of the KPI is
    blank. A step's look tells whether its level is the one reached, was passed, or is still open."""
    texts = dict(zip((level.level for level in kpi.levels), step_texts(kpi), strict=True))
    return [
        Styled(texts[number], _look(number, score)) if number in texts else Styled("", NO_STEP)
        for number in levels
    ]


def _look(number: int, score: Score) -> str:
    return WITHOUT.get(score.status, OPEN) if score.level is None else look(number, score.level)


def look(place: int, reached: int) -> str:
    """How the step at a ``place`` of a ladder looks, where the one at ``reached`` was reached."""
    if place == reached:
        return REACHED
    return PASSED if place < reached else OPEN


def step_texts(kpi: Kpi) -> list[str]:
    """The text of each level's step, from the lowest: its ``short`` words, else its bound, else how
    many items it takes in all."""
    texts: list[str] = []
    items: set[str] = set()
    for level in kpi.levels:
        items.update(level.needs)
        texts.append(clean(level.short) or _bound(level, kpi) or (f"ครบ {len(items)}" if items else ""))
    return texts


def _bound(level: Level, kpi: Kpi) -> str:
    """A level's bound; of one without bound and items, that of the level above it, from below."""
    def shown(value: Decimal) -> str:
        return _short(value, kpi.unit)

    bound = bound_words(level, shown)
    if not bound:
        return ceiling_words(kpi, level, shown)
    return f"{bound} +{len(level.needs)}" if level.needs else bound


def _short(value: Decimal, unit: str) -> str:
    """A bound in a few letters: a day without its year, a large amount in millions, cut to two decimals."""
    if unit == DATE:
        return printed(value, unit).rpartition(" ")[0]
    if abs(value) >= _MILLION:
        millions = value / _MILLION
        cut = millions.quantize(_CUT, ROUND_DOWN)
        return f"{shortest(cut)}{'' if cut == millions else '…'} ล้าน"
    return printed(value, unit, 0, grouping=True)
