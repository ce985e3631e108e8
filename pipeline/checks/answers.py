"""Answers that somebody typed: fractions of one for percentages, and more than there can be."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from pipeline.checks.facts import median
from pipeline.checks.words import amount, suspected
from pipeline.model.agreement import Kpi
from pipeline.model.check import Facts, FigureCheck, Odd, Rule, Suspicion
from pipeline.model.item import Item, item_key
from pipeline.model.observation import Observation

HUNDRED = Decimal(100)


def _answers(facts: Facts, kpi: Kpi, item: Item) -> list[Observation]:
    return [o for o in facts.given(item.element) if o.key == item_key(kpi.number, item.id)]


def percentage_odd(facts: Facts, rule: Rule) -> Iterator[Suspicion]:
    """A percentage of no more than 1 beside larger ones, all of them so and not only 0 and 1, and one
    above what it can be."""
    kpi = facts.agreement.kpi(rule.kpi)
    item = kpi.item(kpi.formula.result)
    seen = _answers(facts, kpi, item)
    values = [o.value or Decimal(0) for o in seen]
    if not values:
        return
    whole = max(values) <= 1
    if whole and any(0 < value < 1 for value in values):
        odd = [Odd(o, value * HUNDRED) for o, value in zip(seen, values, strict=True) if value]
        first = odd[0].seen.value or Decimal(0)
        yield from suspected(
            facts, rule, odd, f"“{item.name}” ทุกช่องไม่เกิน 1 เช่น {amount(first)}",
            "ดูเหมือนพิมพ์เป็นเศษส่วนของ 1", "พิมพ์เป็นร้อยละ เช่น 96 ไม่ใช่ 0.96")
        return
    usual = median(values)
    for o, value in zip(seen, values, strict=True):
        what = f"“{item.name}” {amount(value)} ของ{facts.named(o.district)}"
        if 0 < value <= 1 < usual:
            yield from suspected(
                facts, rule, [Odd(o, value * HUNDRED)], what, "ดูเหมือนพิมพ์เป็นเศษส่วนของ 1",
                "พิมพ์เป็นร้อยละ เช่น 96 ไม่ใช่ 0.96")
        elif value > rule.limits["most"]:
            meant = next((value / ten for ten in (10, 100) if 20 <= value / ten <= 100), None)
            yield from suspected(
                facts, rule, [Odd(o, meant)], what,
                "เกินร้อยละ 100" + ("" if meant is None else f" ดูเหมือนเป็น {amount(meant)}"))


def count_above_former(facts: Facts, rule: Rule) -> Iterator[Suspicion]:
    """A count above the one named before it, of which it is a part: more that earn more than there are."""
    kpi = facts.agreement.kpi(rule.kpi)
    counts = [item for item in kpi.items if item.kind == "count"]
    for whole, part in pairwise(counts):
        wholes = {o.district: o.value for o in _answers(facts, kpi, whole) if o.value is not None}
        for o in _answers(facts, kpi, part):
            most = wholes.get(o.district)
            if most is not None and (o.value or 0) > most:
                yield from suspected(
                    facts, rule, [Odd(o, most)],
                    f"“{part.name}” {amount(o.value or most)} ของ{facts.named(o.district)}",
                    f"มากกว่า “{whole.name}” {amount(most)} ซึ่งนับรวมไว้แล้ว")


def count_odd(facts: Facts, rule: Rule) -> Iterator[Suspicion]:
    """A count of ``least`` or more, and a hundred times that of the other districts: an amount typed where
    a count belongs."""
    kpi = facts.agreement.kpi(rule.kpi)
    for item in (item for item in kpi.items if item.kind == "count"):
        seen = _answers(facts, kpi, item)
        for o in seen:
            others = [other.value or Decimal(0) for other in seen if other.district != o.district]
            value = o.value or Decimal(0)
            usual = median(others) if others else value
            if value >= rule.limits["least"] and value >= HUNDRED * max(usual, Decimal(1)):
                yield from suspected(
                    facts, rule, [Odd(o, usual)],
                    f"“{item.name}” {amount(value)} ของ{facts.named(o.district)} อำเภออื่นราว {amount(usual)}",
                    "ดูเหมือนเป็นจำนวนอื่น เช่น จำนวนเงิน")


COUNT_ODD = FigureCheck("count-odd", "kpi", count_odd, limits=("least",))
COUNT_ABOVE_FORMER = FigureCheck("count-above-former", "kpi", count_above_former)
PERCENTAGE_ODD = FigureCheck("percentage-odd", "kpi", percentage_odd, limits=("most",))
