"""What is just under, on and over each edge of a KPI's ladder, with the level that the scorer gives it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from pipeline.definitions.held import part_words
from pipeline.ladder import (
    STEP,
    between,
    bound_words,
    ceiling,
    ceiling_words,
    level_at,
    step,
    target_words,
    up_to,
    worth,
)
from pipeline.model.agreement import Agreement, Kpi
from pipeline.model.item import Item
from pipeline.model.level import Level, Reading
from pipeline.score.totals import band_of
from pipeline.thai.digits import format_decimal, shortest
from pipeline.thai.text import squeeze
from pipeline.units import PERCENT, printed

# Where rounding decides: of a result half a step under an edge it makes the edge, of one that is less
# than half a step over it too.
_ROUNDED = (-STEP / 2, STEP * Decimal("0.4"))


@dataclass(frozen=True, slots=True)
class EdgeResult:
    """One per result that is held against an edge: what it is (``79.99``, ``ไม่มี``) and its level or band."""

    result: str
    level: int | str

    @property
    def text(self) -> str:
        """``79.99 → 0``."""
        return f"{self.result} → {self.level}"


@dataclass(frozen=True, slots=True)
class Condition:
    """One per thing that a level asks for, as it is understood (``≥ 80.00``, an item's name), with the
    results at its edge where all else that the levels up to this one ask for is met."""

    words: str
    edges: tuple[EdgeResult, ...]


@dataclass(frozen=True, slots=True)
class OtherWay:
    """One per reading that concerns a KPI, by its number on the papers: what it changes at the edges if
    taken the other way (``79.99: 0 → 1``, ``82.50: ระดับ 1 ได้ 1.50 คะแนน``); none where it changes nothing there."""

    number: int
    reading: Reading
    changes: tuple[str, ...]


def figure(value: Decimal, kpi: Kpi) -> str:
    """A bound or result of a KPI as papers print it."""
    return printed(value, kpi.unit, kpi.places, grouping=True)


def gains(kpi: Kpi, result: Decimal, met: Collection[str]) -> int | str:
    """What a result brings where these items (ids) are met: its level, or of a part, and where points count
    in proportion, its points (``10 คะแนน``); Thai words where a district's own target decides it."""
    level = level_at(kpi, result, met)
    if level is None:
        return "ตามเป้าหมายของอำเภอ"
    if not kpi.part and not kpi.interpolated:
        return level
    points = between(kpi, result, level)
    return f"{shortest(worth(kpi, level) if points is None else points)} คะแนน"


def conditions(kpi: Kpi, level: Level) -> tuple[Condition, ...]:
    """All that a level asks for: its bound, then its items; of one that a person gives, that."""
    if kpi.formula.measure.given:
        return (Condition("ผู้ตรวจให้ระดับนี้ตามหลักฐาน", ()),)
    below = up_to(kpi, level.level)
    met = {need for one in below for need in one.needs}
    enough = _enough(kpi, below)
    found = []
    if level.target is not None:
        found.append(Condition(target_words(level.target), ()))
    elif level.bound is not None:
        found.append(Condition(bound_words(level, lambda value: figure(value, kpi)), _around(kpi, level.bound.value, met)))
    elif level.open:
        found.append(_open(kpi, level, met))
    found += [
        Condition(item_words(kpi.item(need)), tuple(_of_item(kpi, kpi.item(need), enough, met)))
        for need in level.needs
    ]
    return tuple(found)


def item_words(item: Item) -> str:
    """An item as a level asks for it."""
    if item.kind != "count":
        return item.name
    least = item.at_least
    number = printed(least, "", grouping=True, places=0 if least == least.to_integral_value() else 2)
    if squeeze(f"อย่างน้อย {number} {item.unit}") in squeeze(item.name):
        return item.name
    return " ".join(filter(None, [item.name, "อย่างน้อย", number, item.unit]))


def around(bound: Decimal, step: Decimal = STEP) -> tuple[Decimal, ...]:
    """Just under, on and just over a bound."""
    return bound - step, bound, bound + step


def _around(kpi: Kpi, value: Decimal, met: Collection[str]) -> tuple[EdgeResult, ...]:
    return tuple(EdgeResult(figure(at, kpi), gains(kpi, at, met)) for at in around(value, step(kpi)))


def _open(kpi: Kpi, level: Level, met: Collection[str]) -> Condition:
    """The condition of a level that any result reaches which does not reach the next one."""
    end = ceiling(kpi, level)
    if end is None:
        return Condition("ไม่มีเงื่อนไข", ())
    return Condition(ceiling_words(kpi, level, lambda value: figure(value, kpi)), _around(kpi, end.value, met))


def _enough(kpi: Kpi, levels: Sequence[Level]) -> Decimal:
    """A result that all these levels are content with."""
    bounds = [level.bound for level in levels if level.bound]
    hardest = max(bounds, key=lambda bound: bound.rank, default=None)
    if hardest is None:
        return Decimal(0)
    return hardest.value + (step(kpi) if hardest.floor else -step(kpi))


def _of_item(kpi: Kpi, item: Item, result: Decimal, met: Collection[str]) -> Iterator[EdgeResult]:
    """An item lacking or met, of a count the numbers around the least that is asked for."""
    if item.kind == "count":
        for number in (item.at_least - 1, item.at_least, item.at_least + 1):
            answers = {*met} - {item.id} | ({item.id} if item.met_by(number) else set())
            yield EdgeResult(f"{format_decimal(number, 0)} {item.unit}".strip(), gains(kpi, result, answers))
    else:
        yield EdgeResult("ไม่มี", gains(kpi, result, {*met} - {item.id}))
        yield EdgeResult("มี", gains(kpi, result, met))


def bands(agreement: Agreement) -> tuple[tuple[str, Condition], ...]:
    """Every band by its name, with what it asks of the total percentage."""
    return tuple((band.name, Condition(f"≥ {printed(band.at_least, PERCENT)}", tuple(
        EdgeResult(printed(at, PERCENT), name) for at in around(band.at_least)[:2] if (name := band_of(at, agreement.bands))
    ))) for band in agreement.bands)


# --- readings ------------------------------------------------------------------------------------


def other_ways(agreement: Agreement, number: int) -> tuple[OtherWay, ...]:
    """The readings that concern a KPI, each with what it changes if taken the other way than now."""
    kpi = agreement.kpi(number)
    return tuple(
        OtherWay(place, reading, tuple(_changes(kpi, agreement.kpi_under_other(number, reading))))
        for place, reading in enumerate(agreement.readings, 1) if number in reading.kpis
    )


def _changes(kpi: Kpi, other: Kpi) -> Iterator[str]:
    """What differs between two readings of a KPI, then of each of its parts."""
    for (key, one), (_, theirs) in zip(kpi.by_place(), other.by_place(), strict=True):
        yield from (f"{part_words(key, one)}{change}" for change in _changes_of(one, theirs))


def _changes_of(kpi: Kpi, other: Kpi) -> Iterator[str]:
    met = {item.id for item in kpi.items}
    bounds = sorted({level.bound.value for one in (kpi, other) for level in one.levels if level.bound})
    rounded = _ROUNDED if kpi.round_first != other.round_first else ()
    results = {at for bound in bounds for at in (*around(bound, step(kpi)), *(bound + by for by in rounded))}
    found = [(f"{figure(at, kpi)}:", level_at(kpi, at, met), level_at(other, at, met)) for at in sorted(results)]
    if met:
        found.append(("ไม่มีรายการใด:", level_at(kpi, Decimal(0), ()), level_at(other, Decimal(0), ())))
    yield from (f"{what} {now} → {then}" for what, now, then in found if now != then)
    for low, high in pairwise(bounds):
        middle = (low + high) / 2
        now, then = level_at(kpi, middle, met), level_at(other, middle, met)
        if now is None or then is None:
            continue
        points = between(other, middle, then)
        if between(kpi, middle, now) != points:
            yield f"{figure(middle, kpi)}: ระดับ {then} ได้ {points} คะแนน"
