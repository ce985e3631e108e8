"""Rows and columns whose figures cannot be right beside each other."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from pipeline.checks.facts import FEW, ROUND, ROUNDEST, TENS, by_district, median, total
from pipeline.checks.words import amount, figure, suspected
from pipeline.model.check import FactRow, Facts, FigureCheck, Odd, Rule, Suspicion
from pipeline.model.observation import Observation
from pipeline.thai.digits import round_half_up

STEPS = tuple(map(Decimal, ("100", "10", "1", "0.01")))  # amounts are typed in: 230,000 to 290,000 are 600 in hundreds, 60,000 in baht
PASTED = Decimal("0.01")  # neighbours equal by chance in a source: nine over 899 steps would be, one in a hundred such files


def far_above_base(facts: Facts, rule: Rule) -> Iterator[Suspicion]:
    """A row whose figure is more than so many percent of its base."""
    above, below = rule.columns["column"], rule.columns["base"]
    limit = rule.limits["above"] / 100
    rows = [row for row in facts.rows(rule.source) if row.value(above) and row.value(below)]
    over = [row for row in rows if row.amount(above) > limit * row.amount(below) > 0]
    usual = median([row.amount(above) / row.amount(below) for row in rows]) if over else limit
    for row in over:
        top, base = row.cells[above], row.cells[below]
        odd, looks = _meant(top, base, min(usual, Decimal(1)), limit)
        percent = amount(round_half_up(row.amount(above) * 100 / row.amount(below), 2))
        yield from suspected(
            facts, rule, odd,
            f"{figure(facts, top)} เป็นร้อยละ {percent} ของ {figure(facts, base)}", looks)


def _meant(
    top: Observation, base: Observation, usual: Decimal, limit: Decimal
) -> tuple[list[Odd], str]:
    """What a figure far above its base may have been: without a digit or two, or its base."""
    above, below = top.value or Decimal(0), base.value or Decimal(1)
    for ten in TENS:
        if usual / 3 <= above / below / ten <= limit:
            return [Odd(top, above / ten)], f"ดูเหมือนมากไป {amount(ten)} เท่า"
    if below / above >= usual / 2:
        return [Odd(top, below), Odd(base, above)], "ดูเหมือนสองช่องสลับกัน"
    return [Odd(top)], "มากเกินกว่าที่ควรเป็น"


def counts_like_percentages(facts: Facts, rule: Rule) -> Iterator[Suspicion]:
    """Counts that are all no more than 120 (จปฐ. may pass 100) where the targets are far larger, or that have fractions."""
    above, below = rule.columns["column"], rule.columns["base"]
    rows = [row for row in facts.rows(rule.source) if row.value(above) and row.value(below)]
    if len({row.district for row in rows}) < FEW:
        return
    tops = [row.amount(above) for row in rows]
    bases = [row.amount(below) for row in rows]
    broken = 2 * sum(top != top.to_integral_value() for top in tops) > len(tops)
    percent = max(tops) <= 120 and median(tops) >= 50
    far = median(bases) >= 5 * median(tops) and len(set(bases)) > 1
    hundred = set(bases) == {Decimal(100)}
    if percent and (far or (broken and hundred)):
        meant = [Odd(row.cells[above], None if hundred else row.amount(above) * row.amount(below) / 100)
                 for row in rows]
    elif broken:
        meant = [Odd(row.cells[above]) for row in rows]
    else:
        return
    yield from suspected(
        facts, rule, meant,
        f"“{facts.heading(above)}” มีค่า {amount(min(tops))} ถึง {amount(max(tops))} "
        f"ขณะที่ “{facts.heading(below)}” มี {amount(min(bases))} ถึง {amount(max(bases))} {facts.unit(below)}",
        f"ดูเหมือนเป็นร้อยละ ไม่ใช่จำนวน{facts.unit(above)}", "พิมพ์เป็นจำนวน",
    )


def zero_alone(facts: Facts, rule: Rule) -> Iterator[Suspicion]:
    """The only row of a table that has nothing, where all others have so many percent of their base or more."""
    above, below = rule.columns["column"], rule.columns["base"]
    tables: dict[str, list[FactRow]] = {}
    for row in facts.rows(rule.source):
        if above in row.cells and row.value(below):
            tables.setdefault(row.table, []).append(row)
    for rows in tables.values():
        empty = [row for row in rows if not row.amount(above)]
        shares = [row.amount(above) / row.amount(below) for row in rows if row.amount(above)]
        if len(empty) != 1 or len(shares) < FEW or min(shares) * 100 < rule.limits["least"]:
            continue
        odd, base = empty[0].cells[above], empty[0].cells[below]
        meant = round_half_up(median(shares) * empty[0].amount(below), 0)
        yield from suspected(
            facts, rule, [Odd(odd, meant)],
            f"{figure(facts, odd)} ของ{facts.named(odd.district)} ทั้งที่{figure(facts, base)} "
            f"และแถวอื่นทุกแถวทำได้ร้อยละ {amount(round_half_up(min(shares) * 100, 0))} ขึ้นไป",
            f"ดูเหมือนยังไม่ได้บันทึก (ตามแถวอื่นควรมีราว {amount(meant)})",
            "ตรวจว่าเป็น 0 จริง ถ้ายังไม่ได้บันทึก ให้บันทึกแล้วส่งออกใหม่")


def negative_sum(facts: Facts, rule: Rule) -> Iterator[Suspicion]:
    """A district whose figures of a column sum to less than nothing."""
    element = rule.columns["column"]
    for district, seen in by_district(facts.given(element)).items():
        owed = total(seen)
        if owed < 0:
            below = [o for o in seen if (o.value or Decimal(0)) < 0]
            yield from suspected(
                facts, rule, [Odd(o, -(o.value or Decimal(0))) for o in below],
                f"“{facts.heading(element)}” ของ{facts.named(district)}รวมได้ {amount(owed)}",
                "ดูเหมือนเครื่องหมายลบผิด", value=owed)


def same_results(facts: Facts, rule: Rule) -> Iterator[Suspicion]:
    """The same figure for all of five or more districts of a table (of all tables, where each is of a
    few) although their bases differ. A round amount that no base is below is none: a share of an
    allocation that all were paid."""
    above, below = rule.columns["column"], rule.columns["base"]
    tables: dict[str, list[FactRow]] = {}
    for row in facts.rows(rule.source):
        if above in row.cells and below in row.cells:
            tables.setdefault(row.table, []).append(row)
    large = [rows for rows in tables.values() if len({row.district for row in rows}) >= FEW]
    small = [row for rows in tables.values() if len({row.district for row in rows}) < FEW for row in rows]
    for rows in [*large, small]:
        tops = by_district([row.cells[above] for row in rows])
        bases = [total(seen) for seen in by_district([row.cells[below] for row in rows]).values()]
        sums = {total(seen) for seen in tops.values()}
        if len(tops) < FEW or len(sums) != 1 or not any(sums) or 2 * len(set(bases)) <= len(tops):
            continue
        (same,) = sums
        if same % ROUNDEST == 0 and same <= min(bases):
            continue
        yield from suspected(
            facts, rule, [Odd(o) for seen in tops.values() for o in seen],
            f"“{facts.heading(above)}” ของทั้ง {len(tops)} อำเภอเป็น {amount(same)} เท่ากันหมด "
            f"ทั้งที่ “{facts.heading(below)}” ไม่เท่ากัน",
            "ดูเหมือนลากช่องแรกลงมาทั้งช่อง", value=same)


def same_amount(facts: Facts, rule: Rule) -> Iterator[Suspicion]:
    """An amount equal to the baht to that of the district above it, where hardly any pair would be
    so by chance: a row that was pasted one too low. Round amounts are no sign, nor are two that are
    spent in full."""
    element = rule.columns["column"]
    columns: dict[tuple[str, object], list[FactRow]] = {}
    for row in facts.rows(rule.source):
        if element in row.cells:
            columns.setdefault((row.table, row.cells[element].when), []).append(row)
    chances = sum((_chance([row.amount(element) for row in rows]) for rows in columns.values()), Decimal(0))
    for rows in columns.values() if chances < PASTED else ():
        for one, other in pairwise(rows):
            value = other.amount(element)
            full = sum(cell.value == value for cell in other.cells.values()) > 1
            if value != one.amount(element) or one.district == other.district or full:
                continue
            if value % ROUND:
                first, second = one.cells[element], other.cells[element]
                yield from suspected(
                    facts, rule, [Odd(second), Odd(first)],
                    f"{figure(facts, second)} ของ{facts.named(other.district)}"
                    f"เท่ากับของ{facts.named(one.district)} ({first.origin.cell}) ทุก{facts.unit(element)}",
                    "ดูเหมือนวางแถวซ้ำ")


def _chance(values: Sequence[Decimal]) -> Decimal:
    """How many neighbours of a column would be equal by chance, by how its figures spread."""
    if len(values) < 2:
        return Decimal(0)
    step = next(
        (step for step in STEPS if 2 * sum(bool(v % step) for v in values) <= len(values)), STEPS[-1])
    return len(values) / ((max(values) - min(values)) / step + 1)


FAR_ABOVE_BASE = FigureCheck(
    "far-above-base", "source", far_above_base, columns=("column", "base"), limits=("above",))
COUNTS_LIKE_PERCENTAGES = FigureCheck(
    "counts-like-percentages", "source", counts_like_percentages, columns=("column", "base"))
ZERO_ALONE = FigureCheck("zero-alone", "source", zero_alone, columns=("column", "base"), limits=("least",))
NEGATIVE_SUM = FigureCheck("negative-sum", "source", negative_sum, columns=("column",))
SAME_RESULTS = FigureCheck("same-results", "source", same_results, columns=("column", "base"))
SAME_AMOUNT = FigureCheck("same-amount", "source", same_amount, columns=("column",))
