"""What the words of a ladder say of each of its levels, as the rows of the form state it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.model.item import ItemKind
from pipeline.model.level import BOUND_KINDS
from pipeline.rounds.form.tables import OWN_TARGET
from pipeline.thai.criteria import Bounds, LevelReading, read_ladder
from pipeline.thai.points import StepReading, read_step, without_points
from pipeline.units import DATE, LEVEL, PERCENT, POINTS

_STEPS = range(1, 6)  # the levels of a step around a target, where no words say which


@dataclass(frozen=True, slots=True)
class UnderstoodLevel:
    """One level as its words say.

    ``bound`` is a key of a definition (``at_least``, ``more_than``, ``at_most``, ``less_than``), "" where a level is
    told by no number (open, or items alone), None where it is not understood; then ``question`` says in Thai what a
    person must tell. A level that has both is in doubt: what is stated is likely, and nobody should take it unasked.
    ``value`` is in the unit of the ladder, a day, or เป้าหมาย (each district's own). ``points`` None: the level's number.
    """

    level: int
    quote: str
    bound: str | None
    value: Decimal | dt.date | str | None = None
    points: Decimal | None = None
    question: str = ""
    short: str = ""


@dataclass(frozen=True, slots=True)
class UnderstoodItem:
    """One thing to be done, in the words of the ladder: the ``levels`` that need it (none: it is the result of the
    KPI, which a person types), its ``kind``, and of a count how many ``at_least`` of what ``unit``."""

    levels: tuple[int, ...]
    text: str
    spellings: tuple[str, ...] = ()
    kind: ItemKind = "yes/no"
    at_least: Decimal | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class UnderstoodReading:
    """A question that the ladder as a whole leaves open: what its levels state (``chosen``, with a ``reason``), the
    ``other`` way, and the bounds of that: level, key of a definition, value. ``chosen`` is "" where a person must say."""

    question: str
    chosen: str
    reason: str
    other: str
    bounds: tuple[tuple[int, str, Decimal], ...]


@dataclass(frozen=True, slots=True)
class UnderstoodLadder:
    """The levels of one KPI from the lowest, its items, its readings. ``unit`` is what the words say of it: ร้อยละ,
    what is counted, วันที่, ระดับ (items alone), "" where they say none."""

    levels: tuple[UnderstoodLevel, ...]
    items: tuple[UnderstoodItem, ...] = ()
    unit: str = ""
    readings: tuple[UnderstoodReading, ...] = ()


def understand(quotes: Sequence[tuple[int, str]], *, unit: str | None = None, notes: Sequence[str] = ()) -> UnderstoodLadder:
    """What the levels (number, words) of one KPI or part say. ``unit``: of its result, where it is known; ``notes``: the
    lines below its levels, among which a step around a target may stand."""
    told = sorted(quotes, key=lambda one: one[0])
    step = _step(told, notes)
    if step is not None:
        return step
    worth = [without_points(quote, of_points=unit == POINTS) for _, quote in told]
    read = read_ladder([words for words, _ in worth])
    levels = tuple(
        _level(number, quote, points, said) for (number, quote), (_, points), said in zip(told, worth, read, strict=True))
    items = tuple(UnderstoodItem((number,), quote) for (number, quote), said in zip(told, read, strict=True)
                  if said.item and not said.question)
    return UnderstoodLadder(levels, items, unit or _unit(read, levels))


def _level(number: int, quote: str, points: Decimal | None, said: LevelReading) -> UnderstoodLevel:
    worth = None if points == number else points
    if said.question:
        return UnderstoodLevel(number, quote, None, points=worth, question=said.question)
    if said.date is not None and not said.numbers:
        return UnderstoodLevel(number, quote, "at_most", said.date, worth)
    bound, value = _bound(said.bounds)
    return UnderstoodLevel(number, quote, bound, value, worth)


def _bound(bounds: Bounds) -> tuple[str, Decimal | None]:
    for kind in BOUND_KINDS:
        if (value := getattr(bounds, kind)) is not None:
            return kind, value
    return "", None


def _unit(read: Sequence[LevelReading], levels: Sequence[UnderstoodLevel]) -> str:
    if any(isinstance(level.value, dt.date) for level in levels):
        return DATE
    if any(said.numbers for said in read):
        return next((said.unit for said in read if said.unit), "")
    return LEVEL if any(said.item for said in read) else ""


def _step(told: Sequence[tuple[int, str]], notes: Sequence[str]) -> UnderstoodLadder | None:
    """The levels of a step around a target; None where the words are no such."""
    whole = [quote for _, quote in told if quote.strip()]
    found = [(quote, said) for quote in (whole if len(whole) == 1 else notes if not whole else ()) if (said := read_step(quote))]
    if len(found) != 1:
        return None
    quote, said = found[0]
    levels = tuple(_of_step(level, quote, said) for level in _STEPS)
    return UnderstoodLadder(levels, unit=PERCENT if PERCENT in quote else "")


def _of_step(level: int, quote: str, said: StepReading) -> UnderstoodLevel:
    question = "ช่วงปรับเกณฑ์มี 5 ระดับ และยิ่งมากยิ่งดีใช่หรือไม่" if level == _STEPS[0] else ""
    value = OWN_TARGET if said.target is None else said.target + said.by * (level - said.level)
    return UnderstoodLevel(level, quote, "at_least", value, question=question)
