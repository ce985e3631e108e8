"""What is just under, on and over each edge of a KPI's ladder, with the level that the scorer gives it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from pipeline.ladder import PLACES, STEP, ceiling, ceiling_words, floor_words, level_at
from pipeline.model.agreement import Agreement, Kpi
from pipeline.model.item import Item
from pipeline.model.level import Level, Reading
from pipeline.model.observation import Measurement
from pipeline.score import band_of, interpolated
from pipeline.thai.digits import format_decimal

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


def figure(value: Decimal) -> str:
    """A bound or result as papers print it: two places, more where it has more."""
    exponent = value.as_tuple().exponent
    return format_decimal(value, max(PLACES, -exponent if isinstance(exponent, int) else 0), grouping=True)


def conditions(kpi: Kpi, level: Level) -> tuple[Condition, ...]:
    """All that a level asks for: its bound, then its items."""
    below = [one for one in kpi.levels if one.level <= level.level]
    met = {need for one in below for need in one.needs}
    enough = _enough(below)
    found = []
    if level.bound is not None:
        found.append(Condition(floor_words(level, figure), tuple(
            EdgeResult(figure(at), level_at(kpi, at, met)) for at in around(level.bound[0]))))
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
    number = format_decimal(least, 0) if least == least.to_integral_value() else figure(least)
    return " ".join(filter(None, [item.name, "อย่างน้อย", number, item.unit]))


def around(bound: Decimal) -> tuple[Decimal, ...]:
    """Just under, on and just over a bound."""
    return bound - STEP, bound, bound + STEP


def _open(kpi: Kpi, level: Level, met: Collection[str]) -> Condition:
    """The condition of a level that any result reaches which does not reach the next one."""
    end = ceiling(kpi, level)
    if end is None:
        return Condition("ไม่มีเงื่อนไข", ())
    return Condition(ceiling_words(kpi, level, figure), tuple(
        EdgeResult(figure(at), level_at(kpi, at, met)) for at in around(end[0])))


def _enough(levels: Sequence[Level]) -> Decimal:
    """A result that all these levels are content with."""
    return max((level.bound[0] for level in levels if level.bound), default=Decimal(0)) + STEP


def _of_item(kpi: Kpi, item: Item, result: Decimal, met: Collection[str]) -> Iterator[EdgeResult]:
    """An item lacking or met, of a count the numbers around the least that is asked for."""
    if item.kind == "count":
        for number in (item.at_least - 1, item.at_least, item.at_least + 1):
            answers = {*met} - {item.id} | ({item.id} if item.met_by(number) else set())
            yield EdgeResult(f"{format_decimal(number, 0)} {item.unit}".strip(), level_at(kpi, result, answers))
    else:
        yield EdgeResult("ไม่มี", level_at(kpi, result, {*met} - {item.id}))
        yield EdgeResult("มี", level_at(kpi, result, met))


def bands(agreement: Agreement) -> tuple[tuple[str, Condition], ...]:
    """Every band by its name, with what it asks of the total percentage."""
    return tuple((band.name, Condition(f"≥ {figure(band.at_least)}", tuple(
        EdgeResult(figure(at), name) for at in around(band.at_least)[:2] if (name := band_of(at, agreement.bands))
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
    met = {item.id for item in kpi.items}
    bounds = sorted({level.bound[0] for one in (kpi, other) for level in one.levels if level.bound})
    rounded = _ROUNDED if kpi.round_first != other.round_first else ()
    results = {at for bound in bounds for at in (*around(bound), *(bound + by for by in rounded))}
    found = [(f"{figure(at)}:", level_at(kpi, at, met), level_at(other, at, met)) for at in sorted(results)]
    if met:
        found.append(("ไม่มีรายการใด:", level_at(kpi, Decimal(0), ()), level_at(other, Decimal(0), ())))
    yield from (f"{what} {now} → {then}" for what, now, then in found if now != then)
    for low, high in pairwise(bounds):
        middle = (low + high) / 2
        if _points(kpi, middle, met) != (points := _points(other, middle, met)):
            yield f"{figure(middle)}: ระดับ {level_at(other, middle, met)} ได้ {points} คะแนน"


def _points(kpi: Kpi, result: Decimal, met: Collection[str]) -> Decimal | None:
    """The points of a result where they are between two levels."""
    measured = Measurement(kpi.number, "", "measured", percentage=result)
    return interpolated(measured, kpi, level_at(kpi, result, met))
