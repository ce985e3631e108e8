"""What the words of a criterion say of points: what a level is worth, and a step around a target."""

import re
from dataclasses import dataclass
from decimal import Decimal

from pipeline.thai.criterion import plain_words

_NUMBER = r"\d+(?:\.\d+)?"
_WORTH = re.compile(
    rf"[\s,;]*(?:\(\s*(?P<within>{_NUMBER})\s*คะแนน\s*\)"
    rf"|(?:(?:จะ)?(?:ให้)?(?:เท่ากับ|ได้(?:รับ)?|คิดเป็น|ให้|หัก(?:ออก)?|=|:|(?<!\d)\s-)\s*)(?:คะแนน\s*)?(?P<said>{_NUMBER})\s*คะแนน)\s*$")
_AT = re.compile(
    rf"(?:(?P<target>{_NUMBER})(?!\.?\d)\s*[^\d=]{{0,20}}?|(?P<own>เป้าหมาย)[^\d=]{{0,30}}?)(?:เท่ากับ|=|ได้|คือ)\s*(?:ระดับ(?:ที่)?\s*)?(?P<level>\d{{1,2}})\s*(?:คะแนน)?(?!\d)")
_BY = re.compile(
    rf"(?:\+\s*/?\s*-|±)[^\d+]{{0,12}}(?P<by>{_NUMBER})\s*[^\d]{{0,20}}?ต่อ\s*(?P<per>\d{{1,2}})?\s*(?:คะแนน|ระดับ)")


@dataclass(frozen=True, slots=True)
class StepReading:
    """What a quote says of a step around a target: the ``target`` (None: each district's own) has ``level``,
    and a result that differs ``by`` so much is a level apart."""

    target: Decimal | None
    level: int
    by: Decimal


def without_points(quote: str, *, of_points: bool = False) -> tuple[str, Decimal | None]:
    """A criterion without the points that it ends with (``… เท่ากับ 10 คะแนน``, ``(10 คะแนน)``, ``หัก 1
    คะแนน``), and these; None where it names none. ``of_points``: the result itself is in points, so
    that points are those that stand beside another number."""
    found = _WORTH.search(text := plain_words(quote))
    if found is None or not found.start() or (of_points and not re.search(r"\d", text[: found.start()])):
        return quote, None
    return text[: found.start()], Decimal(found["within"] or found["said"])


def read_step(quote: str) -> StepReading | None:
    """``ร้อยละ 80 เท่ากับ 3 คะแนน ช่วงปรับเกณฑ์ +/- ร้อยละ 5 ต่อ 1 คะแนน``; None where the words do not
    say all of it."""
    text = plain_words(quote)
    by = _BY.search(text)
    at = _AT.search(text[: by.start()]) or _AT.search(text, by.end()) if by else None
    if by is None or at is None:
        return None
    target = Decimal(at["target"]) if at["target"] else None
    return StepReading(target, int(at["level"]), Decimal(by["by"]) / int(by["per"] or 1))
