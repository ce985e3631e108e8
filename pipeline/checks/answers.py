"""Percentages that somebody typed: fractions of one, and more than there can be."""

from collections.abc import Iterator
from decimal import Decimal

from pipeline.checks.facts import median
from pipeline.checks.words import amount, suspected
from pipeline.model.check import Facts, FigureCheck, Odd, Rule, Suspicion
from pipeline.model.item import item_key

HUNDRED = Decimal(100)


def percentage_odd(facts: Facts, rule: Rule) -> Iterator[Suspicion]:
    """A percentage of no more than 1 beside larger ones, all of them so and not only 0 and 1, and one
    above what it can be."""
    kpi = facts.agreement.kpi(rule.kpi)
    item = kpi.item(kpi.formula.percentage)
    seen = [o for o in facts.given(item.element) if o.key == item_key(kpi.number, item.id)]
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


PERCENTAGE_ODD = FigureCheck("percentage-odd", "kpi", percentage_odd, limits=("most",))
