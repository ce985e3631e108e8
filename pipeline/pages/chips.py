"""A level as a page shows it: a number or sign, a tone, and words for who hears it."""

from dataclasses import dataclass
from decimal import Decimal

from pipeline.model.score import Score
from pipeline.model.words import EXEMPT, UNREPORTED


@dataclass(frozen=True, slots=True)
class Chip:
    """One per score: what stands there ("5", "–", "ย"), its tone ("t0" to "t5" by what it counts out of the
    whole, "none", "exempt"), how it is read aloud, and why it cannot be trusted yet ("": it can). What cannot be
    trusted never bears the tone of a level."""

    mark: str
    tone: str
    words: str
    doubt: str = ""


def chip(score: Score, doubt: str = "") -> Chip:
    """A district's score on a KPI."""
    if score.status == "exempt":
        return Chip("ย", "exempt", EXEMPT)
    if score.level is None or score.points is None:
        return Chip("–", "none", UNREPORTED)
    return Chip(str(score.level), tone(score.points, score.top), f"ระดับ {score.level}", doubt)


def tone(points: Decimal, top: Decimal | int) -> str:
    """How much of the whole some points are, in fifths that are full: the best tone is for all of them."""
    return f"t{max(0, min(5, int(5 * points / top)))}" if top else "t0"
