"""A register of payments beside the allocations that they are paid of."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.checks.facts import FACTORS, MOST, ROUND, SMALL, TENS, by_district, total
from pipeline.checks.words import amount, looks_like, suspected
from pipeline.model.check import Facts, FigureCheck, Odd, Rule, Suspicion
from pipeline.model.observation import Observation


def payments_off(facts: Facts, rule: Rule) -> Iterator[Suspicion]:
    """Payments a thousand (or a hundred) times below the allocations in most districts, and one that makes its
    district's sum far more than what it was given."""
    formula = facts.agreement.kpi(rule.kpi).formula
    if not formula.numerator_else or facts.given(formula.numerator):
        return
    paid, given = by_district(facts.given(formula.numerator_else)), by_district(facts.given(formula.denominator))
    ratios = {
        district: total(paid[district]) / total(given[district])
        for district in paid if district in given and total(given[district]) > 0 and total(paid[district]) > 0
    }
    low, high = rule.limits["least"] / 100, rule.limits["most"] / 100
    for factor in FACTORS:
        off = [district for district, ratio in ratios.items() if low <= ratio * factor <= high]
        if len(off) >= MOST * len(ratios) > 0 and (factor >= 1000 or len(ratios) >= SMALL):
            yield from _in_units(facts, rule, [o for district in off for o in paid[district]], factor, len(off))
            return
    for district, ratio in ratios.items():
        if ratio > high:
            yield from _one_payment(facts, rule, paid[district], total(given[district]), low)


def _in_units(
    facts: Facts, rule: Rule, off: Sequence[Observation], factor: Decimal, districts: int
) -> list[Suspicion]:
    whole = total(off)
    return suspected(
        facts, rule, [Odd(o, (o.value or Decimal(0)) * factor) for o in off],
        f"รายการจ่ายของ {districts} อำเภอรวม {amount(whole)} น้อยกว่าจัดสรรราว {amount(factor)} เท่าจากที่ควร",
        looks_like(factor, facts.unit(off[0].element)), "ตรวจหน่วยของทะเบียน แล้วพิมพ์หน่วยที่หัวช่อง", whole)


def _one_payment(
    facts: Facts, rule: Rule, paid: Sequence[Observation], given: Decimal, low: Decimal
) -> list[Suspicion]:
    largest = max(paid, key=lambda o: o.value or Decimal(0))
    value, whole = largest.value or Decimal(0), total(paid)
    meant = next(
        (value / ten for ten in TENS if low * given <= whole - value + value / ten <= given), None)
    looks = "มากเกินกว่าที่ควรเป็น" if meant is None else f"ดูเหมือนมากไป {amount(value / meant)} เท่า"
    return suspected(
        facts, rule, [Odd(largest, meant)],
        f"รายการจ่าย {amount(value)} ของ{facts.named(largest.district)} (รวมจ่าย {amount(whole)} "
        f"จากจัดสรร {amount(given)})", looks)


def payment_twice(facts: Facts, rule: Rule) -> Iterator[Suspicion]:
    """A payment that stands twice: the same day, thing and amount. Round and small amounts are no sign,
    nor is one that several were paid."""
    element, again = rule.columns["column"], f"{rule.source}.again"
    twice = [row for row in facts.rows(rule.source)
             if again in row.cells and row.amount(element) >= rule.limits["least"] and row.amount(element) % ROUND]
    often = Counter((row.district, row.cells[element].when, row.amount(element)) for row in twice)
    for row in twice:
        o = row.cells[element]
        if often[row.district, o.when, row.amount(element)] == 1:
            yield from suspected(
                facts, rule, [Odd(o, Decimal(0))],
                f"รายการจ่าย {amount(row.amount(element))} ของ{facts.named(row.district)} "
                "มีอีกแถวหนึ่งที่วันที่ รายการ และจำนวนเงินเดียวกัน",
                "ดูเหมือนบันทึกซ้ำ", "ถ้าเป็นการจ่ายครั้งเดียว ให้ลบแถวที่ซ้ำ")


PAYMENT_TWICE = FigureCheck("payment-twice", "source", payment_twice, columns=("column",), limits=("least",))
PAYMENTS_OFF = FigureCheck("payments-off", "kpi", payments_off, limits=("least", "most"))
