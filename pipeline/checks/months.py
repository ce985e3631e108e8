"""Months that cannot be right beside the others, or beside the same months a year before."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from pipeline.checks.facts import FACTORS, FEW, LIKE, MOST, ROUND, ROUNDEST, TENS, median
from pipeline.checks.words import amount, looks_like, suspected
from pipeline.model.check import Facts, FigureCheck, Odd, Rule, Suspicion
from pipeline.model.observation import Observation, source_of
from pipeline.thai.calendar import thai_date
from pipeline.thai.digits import round_half_up
from pipeline.thai.periods import fiscal_year

CLOSE = (Decimal("0.75"), Decimal("1.35"))  # of a power of ten, where the other months agree: a real 7.4 or 13.6 times is none
ROUGH = (Decimal("0.7"), Decimal(2))  # where they do not: what is ten times too much may look like 7 to 20
AGREE = Decimal("2.5")  # growths that differ by less are of one kind; one fair in the other months makes them three times so
ALONE = 8  # times its neighbours, where the growths do not agree: a fair is three to six
STEEP = 3  # times the first month: months added up grow six-fold, growing sales hardly so


@dataclass(frozen=True, slots=True)
class _Year:
    """One per district and year: the figure of each month that is added up, in their order."""

    district: str
    months: Mapping[dt.date, Observation]

    def values(self) -> list[Decimal]:
        return [o.value or Decimal(0) for o in self.months.values()]

    @property
    def total(self) -> Decimal:
        return sum(self.values(), Decimal(0))


@dataclass(frozen=True, slots=True)
class _Month:
    """One per month of a district that both years have."""

    now: Observation
    before: Observation

    @property
    def growth(self) -> Decimal:
        return (self.now.value or Decimal(0)) / (self.before.value or Decimal(1))


def _years(facts: Facts, rule: Rule) -> list[tuple[_Year, _Year]]:
    """This year and the last of every district that has each month of both in one cell."""
    source = source_of(rule.columns["column"])
    wanted, earlier = (facts.agreement.months_asked(source, before) for before in (0, 1))
    seen: dict[str, dict[dt.date, Observation | None]] = {}
    for o in facts.given(rule.columns["column"]):
        if o.when is not None:
            mine = seen.setdefault(o.district, {})
            mine[o.when] = None if o.when in mine else o
    found = []
    for district, cells in seen.items():
        now = {month: one for month in wanted if (one := cells.get(month))}
        before = {month: one for month, then in zip(wanted, earlier, strict=True) if (one := cells.get(then))}
        if len(now) == len(before) == len(wanted):
            found.append((_Year(district, now), _Year(district, before)))
    return found


def _both(now: _Year, before: _Year) -> list[_Month]:
    return [_Month(now.months[m], before.months[m]) for m in now.months]


def years_apart(facts: Facts, rule: Rule) -> Iterator[Suspicion]:
    """One year a thousand (or hundred) times the other in most districts, or in one whose other year
    is like that of the rest."""
    years = [(now, before) for now, before in _years(facts, rule) if now.total > 0 and before.total > 0]
    for factor in FACTORS:
        for small in (1, 0):  # last year's, this year's
            off = [both[small] for both in years if LIKE[0] <= _apart(both, small) / factor <= LIKE[1]]
            if len(off) >= MOST * len(years) > 0 and (len(years) > 1 or factor >= 1000):
                yield from _unit(facts, rule, off, factor, len(years))
                return
    for both in years if len(years) > 2 else ():
        for small in (1, 0):
            usual = median([other[small].total for other in years])
            like = usual / 20 <= both[small].total * FACTORS[0] <= usual * 20
            if like and CLOSE[0] <= _apart(both, small) / FACTORS[0] <= CLOSE[1]:
                yield from _unit(facts, rule, [both[small]], FACTORS[0], 1)


def _apart(both: tuple[_Year, _Year], small: int) -> Decimal:
    """How many times the one year is the other, the ``small`` one."""
    return both[1 - small].total / both[small].total


def _unit(
    facts: Facts, rule: Rule, off: Sequence[_Year], factor: Decimal, of: int
) -> list[Suspicion]:
    cells = [o for year in off for o in year.months.values()]
    total = sum((o.value or Decimal(0) for o in cells), Decimal(0))
    year = _fiscal(cells[0])
    where = f"{len(off)} จาก {of} อำเภอ" if of > 1 else facts.named(off[0].district)
    return suspected(
        facts, rule, [Odd(o, (o.value or Decimal(0)) * factor) for o in cells],
        f"ยอดปีงบประมาณ {year} ของ{where}รวม {amount(total)} น้อยกว่าอีกปีราว {amount(factor)} เท่า",
        looks_like(factor, facts.unit(cells[0].element)), value=total,
        remedy="ตรวจหน่วยของทั้งสองปี แล้วพิมพ์หน่วยให้ตรง",
    )


def _fiscal(o: Observation) -> int:
    assert o.when is not None
    return fiscal_year(o.when)


def month_odd(facts: Facts, rule: Rule) -> Iterator[Suspicion]:
    """A month ten (a hundred, a thousand) times what its neighbours and the same month of the other
    year let expect, or so much less. A fair that both years had is none, nor one of this year alone that
    is no more than so many ``times`` its neighbours."""
    for now, before in _years(facts, rule):
        months = [one for one in _both(now, before) if one.now.value and one.before.value]
        if len(months) < 4 or now.total < rule.limits["least"]:
            continue
        for one in months:
            others = [other.growth for other in months if other is not one]
            growth = one.growth / median(others)
            agree = max(others) <= AGREE * min(others)
            ten = _power(growth if growth > 1 else 1 / growth, agree)
            if ten is not None:
                yield from _odd_month(facts, rule, one, growth > 1, ten, (now, before), agree)


def _power(times: Decimal, agree: bool) -> Decimal | None:
    """The power of ten that a growth is off by; None where it may well be right."""
    low, high = CLOSE if agree else ROUGH
    return next((ten for ten in TENS if low * ten <= times <= high * ten), None)


def _odd_month(
    facts: Facts, rule: Rule, one: _Month, grew: bool, ten: Decimal, years: tuple[_Year, _Year],
    agree: bool,
) -> Iterator[Suspicion]:
    """What is said of the month of the year that it fits least: this year's too large or last year's
    too small, or the other way round."""
    far = [_far(one.now, years[0], grew), _far(one.before, years[1], not grew)]
    place = 0 if far[0] >= far[1] else 1
    large = grew == (place == 0)
    if not agree and (far[place] < ALONE or _fair(one, years, place, far[place])):
        return
    if large and far[place] <= rule.limits["times"]:
        return
    odd = (one.now, one.before)[place]
    value = odd.value or Decimal(0)
    others = median([v for m, v in zip(years[place].months.values(), years[place].values(), strict=True)
                     if m is not odd])
    yield from suspected(
        facts, rule, [Odd(odd, value / ten if large else value * ten)],
        f"เดือน{_month(odd)} {amount(value)} ของ{facts.named(odd.district)} "
        f"(เดือนอื่นของปีเดียวกันราว {amount(others)} เดือนเดียวกันของอีกปี "
        f"{amount((one.before, one.now)[place].value or Decimal(0))})",
        f"ดูเหมือน{'มาก' if large else 'น้อย'}ไป {amount(ten)} เท่า")


def _fair(one: _Month, years: tuple[_Year, _Year], place: int, far: Decimal) -> bool:
    """Whether the other year has such a month too: the same, that stands out a quarter as much, or
    another that does half as much."""
    other = years[1 - place]
    same = (one.before, one.now)[place]
    return _far(same, other, True) * 4 >= far or any(
        _far(o, other, True) * 2 >= far for o in other.months.values())


def _far(o: Observation, year: _Year, large: bool) -> Decimal:
    """How many times a month is above (or below) the middle of the others of its year."""
    others = median([value for other, value in zip(year.months.values(), year.values(), strict=True)
                     if other is not o])
    value = o.value or Decimal(0)
    if not value or not others:
        return Decimal(0)
    return value / others if large else others / value


def _month(o: Observation) -> str:
    assert o.when is not None
    return thai_date(o.when).split(" ", 1)[1]


def month_zero(facts: Facts, rule: Rule) -> Iterator[Suspicion]:
    """The only 0 of a district's months of both years, where it sells steadily."""
    zeros: dict[dt.date | None, list[tuple[Observation, Decimal]]] = {}
    for now, before in _years(facts, rule):
        months = _both(now, before)
        empty = [one for one in months if not one.now.value or not one.before.value]
        if len(empty) != 1 or (not empty[0].now.value and not empty[0].before.value):
            continue
        rest = [one for one in months if one is not empty[0]]
        steady = [value for one in rest for value in (one.now.value, one.before.value) if value]
        if min(steady) <= 0 or max(steady) > ALONE * min(steady) or median(steady) * len(months) < rule.limits["least"]:
            continue
        place = 1 if empty[0].now.value else 0
        odd = (empty[0].now, empty[0].before)[place]
        zeros.setdefault(odd.when, []).append((odd, _as_usual(odd, (now, before), place) or Decimal(0)))
    for found in zeros.values():
        groups = [found] if len(found) >= FEW else [[one] for one in found]
        for mine in groups:
            odd = mine[0][0]
            who = facts.named(odd.district) if len(mine) == 1 else f" {len(mine)} อำเภอ"
            yield from suspected(
                facts, rule, [Odd(o, meant) for o, meant in mine],
                f"เดือน{_month(odd)} ของ{who}เป็น 0 ทั้งที่เดือนอื่นและเดือนเดียวกันของอีกปีมียอด",
                f"ดูเหมือนยังไม่ได้บันทึก (ควรมีราว {amount(mine[0][1])})",
                "ตรวจว่าไม่มียอดจริง ถ้ายังไม่ได้บันทึก ให้บันทึกแล้วส่งออกใหม่")


def month_again(facts: Facts, rule: Rule) -> Iterator[Suspicion]:
    """A month whose amount is that of the month before, told once where five districts or more have it.
    Small and round amounts are no sign, nor are those of a district with more months alike."""
    pasted: dict[dt.date, list[Odd]] = {}
    for both in _years(facts, rule):
        for place, year in enumerate(both):
            alone = len(set(year.values())) == len(year.months) - 1
            for one, other in pairwise(year.months.values()):
                value = other.value or Decimal(0)
                if alone and value == one.value and value >= rule.limits["least"] and value % ROUND:
                    assert other.when is not None
                    pasted.setdefault(other.when, []).append(Odd(other, _as_usual(other, both, place)))
    for found in pasted.values():
        for mine in [found] if len(found) >= FEW else [[one] for one in found]:
            odd = mine[0].seen
            who = facts.named(odd.district) if len(mine) == 1 else f" {len(mine)} อำเภอ"
            yield from suspected(
                facts, rule, mine,
                f"ยอดเดือน{_month(odd)} ของ{who}เท่ากับเดือนก่อนทุก{facts.unit(odd.element)} เช่น {amount(odd.value or Decimal(0))}",
                "ดูเหมือนคัดลอกเดือนก่อนมา", "ตรวจว่าเป็นยอดของเดือนใด แล้วส่งออกของเดือนที่ถูก")


def _as_usual(odd: Observation, both: tuple[_Year, _Year], place: int) -> Decimal | None:
    """A month as it would be by the other year's same month, if it grew as the others did."""
    rest = [one for one in _both(*both) if odd not in (one.now, one.before) and one.now.value and one.before.value]
    same = next((one.before, one.now)[place] for one in _both(*both) if odd in (one.now, one.before))
    if not rest or not same.value:
        return None
    growth = median([one.growth for one in rest])
    return round_half_up(same.value * growth if place == 0 else same.value / growth, 0)


def months_added_up(facts: Facts, rule: Rule) -> Iterator[Suspicion]:
    """Months that only rise, and steeply, in every one of five or more districts."""
    years = _years(facts, rule)
    for place in (0, 1):
        mine = [both[place] for both in years]
        values = [year.values() for year in mine]
        if len(mine) < FEW or not all(all(a < b for a, b in pairwise(v)) for v in values):
            continue
        if median([v[-1] / v[0] for v in values if v[0] > 0] or [Decimal(0)]) < STEEP:
            continue
        odd = [
            Odd(o, value - earlier)
            for year, v in zip(mine, values, strict=True)
            for o, value, earlier in zip(year.months.values(), v, [Decimal(0), *v[:-1]], strict=True)
        ]
        yield from suspected(
            facts, rule, odd,
            f"ยอดปีงบประมาณ {_fiscal(odd[0].seen)} เพิ่มขึ้นทุกเดือนในทุกอำเภอ ({len(mine)} อำเภอ)",
            "ดูเหมือนเป็นยอดสะสม", "ส่งออกยอดของแต่ละเดือน",
            value=sum((v[-1] for v in values), Decimal(0)))


def same_as_last_year(facts: Facts, rule: Rule) -> Iterator[Suspicion]:
    """Most months of all districts, or all of one, are what they were a year before; small and round
    figures are no sign."""
    years = _years(facts, rule)
    months = [[one for one in _both(*both) if one.now.value] for both in years]
    same = [[one for one in mine if one.now.value == one.before.value and (one.now.value or 0) % ROUNDEST]
            for mine in months]
    every, alike = sum(map(len, months)), sum(map(len, same))
    if every and alike >= MOST * every and len(years) > 1:
        yield from _repeated(facts, rule, [one for mine in same for one in mine], every, f"{len(years)} อำเภอ")
        return
    for (now, _), mine, equal in zip(years, months, same, strict=True):
        if len(mine) > 3 and len(equal) >= len(mine) - 1:
            yield from _repeated(facts, rule, equal, len(mine), facts.named(now.district))


def _repeated(
    facts: Facts, rule: Rule, same: Sequence[_Month], of: int, who: str
) -> list[Suspicion]:
    return suspected(
        facts, rule, [Odd(one.now) for one in same],
        f"ยอดของ{who}เท่ากับเดือนเดียวกันของปีก่อน {len(same)} จาก {of} เดือน เช่น {amount(same[0].now.value or Decimal(0))}",
        "ดูเหมือนคัดลอกปีก่อนมา", "ตรวจว่าเป็นยอดของปีใด แล้วส่งออกของปีที่ถูก",
        value=sum((one.now.value or Decimal(0) for one in same), Decimal(0)))


YEARS_APART = FigureCheck("years-apart", "source", years_apart, columns=("column",))
MONTH_ODD = FigureCheck("month-odd", "source", month_odd, columns=("column",), limits=("least", "times"))
MONTH_AGAIN = FigureCheck("month-again", "source", month_again, columns=("column",), limits=("least",))
MONTH_ZERO = FigureCheck("month-zero", "source", month_zero, columns=("column",), limits=("least",))
MONTHS_ADDED_UP = FigureCheck("months-added-up", "source", months_added_up, columns=("column",))
SAME_AS_LAST_YEAR = FigureCheck("same-as-last-year", "source", same_as_last_year, columns=("column",))
