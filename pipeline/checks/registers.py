"""Registers that lack a year or the round, or have one number in two districts."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from pipeline.checks.facts import by_district
from pipeline.checks.words import suspected
from pipeline.model.agreement import Kpi
from pipeline.model.cells import Origin
from pipeline.model.check import Facts, FigureCheck, Odd, Rule, Suspicion
from pipeline.model.finding import first_few, safe_text
from pipeline.model.observation import Observation
from pipeline.thai.calendar import registration_year


def _whole(rule: Rule, seen: Sequence[Observation], what: str, looks: str, value: str, remedy: str) -> Suspicion:
    """A suspicion of a register as a whole."""
    first = seen[0].origin
    return Suspicion(
        rule.kpi, what, looks, value, remedy, tuple(dict.fromkeys(o.district for o in seen)),
        place=Origin(first.file, first.sheet))


def _of_base(seen: Sequence[Observation], kpi: Kpi) -> dict[str, Observation]:
    """Those who registered in the base years, by their numbers."""
    return {o.key: o for o in seen if registration_year(o.value, o.when) in kpi.formula.base_years}


def _since_start(o: Observation, facts: Facts) -> bool:
    return o.when is not None and facts.agreement.start <= o.when


def _within_round(o: Observation, facts: Facts, kpi: Kpi) -> bool:
    return _since_start(o, facts) and o.when is not None and o.when <= kpi.cutoff


def base_year_missing(facts: Facts, rule: Rule) -> Iterator[Suspicion]:
    """A base year of which no district has a row, where another base year has some."""
    formula = facts.agreement.kpi(rule.kpi).formula
    seen = facts.given(formula.element)
    there = {registration_year(o.value, o.when) for o in seen}
    lacking = [year for year in formula.base_years if year not in there]
    if not seen or not lacking or len(lacking) == len(formula.base_years):
        return
    years = ", ".join(map(str, lacking))
    yield _whole(rule, seen, f"ทะเบียนไม่มีแถวของปีฐาน {years} สักแถวในทุกอำเภอ",
                 "ดูเหมือนส่งออกมาไม่ครบปี", years, "ส่งออกทะเบียนของปีฐานให้ครบทุกปี")


def no_new_registration(facts: Facts, rule: Rule) -> Iterator[Suspicion]:
    """A register with ``least`` or more of the base years in which nobody registered within the round:
    every district would have nothing."""
    kpi = facts.agreement.kpi(rule.kpi)
    seen = facts.given(kpi.formula.element)
    base = _of_base(seen, kpi)
    if len(base) < rule.limits["least"] or any(_within_round(o, facts, kpi) for o in seen):
        return
    yield _whole(rule, seen, f"ทะเบียนไม่มีผู้ลงทะเบียนในรอบนี้สักรายในทุกอำเภอ (ปีฐานมี {len(base)} ราย)",
                 "ดูเหมือนส่งออกมาไม่ถึงรอบนี้", "0", "ส่งออกทะเบียนให้ถึงวันตัดยอด ถ้าไม่มีรายใหม่จริงให้ยืนยัน")


def new_far_above_base(facts: Facts, rule: Rule) -> Iterator[Suspicion]:
    """A district of which more registered within the round, and never before, than so many percent of
    those of the base years: it is these that lack."""
    kpi = facts.agreement.kpi(rule.kpi)
    seen = facts.given(kpi.formula.element)
    first: dict[str, Observation] = {}
    for o in seen:
        if o.when is not None and (o.key not in first or o.when < (first[o.key].when or o.when)):
            first[o.key] = o
    fresh = by_district([o for o in first.values() if _within_round(o, facts, kpi)])
    for district, mine in by_district(seen).items():
        base = _of_base(mine, kpi)
        new = [o for o in fresh.get(district, ()) if o.key not in base]
        if base and len(new) * 100 > rule.limits["above"] * len(base):
            yield from suspected(
                facts, rule, [Odd(o) for o in base.values()],
                f"รายใหม่ของ{facts.named(district)}มี {len(new)} ราย แต่ของปีฐานมีเพียง {len(base)} ราย",
                "ดูเหมือนแถวของปีฐานหายไป", "ตรวจว่าส่งออกทะเบียนของปีฐานมาครบทุกราย", Decimal(len(base)))


def number_in_two_districts(facts: Facts, rule: Rule) -> Iterator[Suspicion]:
    """One number in two districts: one suspicion a file. A new one counts for the district that has it
    first, one of the base years for both; it is scored again as if it were the other district's."""
    seen = facts.given(rule.columns["column"])
    district = {o.key: o.district for o in seen}
    twice = {o.key for o in seen if district[o.key] != o.district}
    first: dict[str, Observation] = {}
    found: dict[str, list[tuple[Observation, Observation]]] = {}
    for o in sorted((o for o in seen if o.key in twice), key=lambda o: (o.when or dt.date.min, o.origin)):
        one = first.setdefault(o.key, o)
        if one.district != o.district:
            found.setdefault(o.origin.file, []).append((o, one))
    for pairs in found.values():
        cells = first_few([
            f"{facts.named(o.district)} {o.origin.cell} กับ{facts.named(one.district)} {one.origin.cell}"
            for o, one in pairs], "เลข")
        number = safe_text(pairs[0][0].key, 30)
        for suspicion in suspected(
            facts, rule, [odd for later, first in pairs for odd in (
                Odd(later, "same" if _since_start(later, facts) else "out"), Odd(first, "out"))],
            f"เลขทะเบียนเดียวกันอยู่ในสองอำเภอ {len(pairs)} เลข เช่น {number} ({cells})",
            "รายใหม่นับให้อำเภอที่มีก่อน รายเดิมนับทั้งสอง (คิดใหม่ว่าเป็นของอีกอำเภอ)", "ตรวจว่าเป็นของอำเภอใด แล้วเหลือไว้แถวเดียว"):
            yield replace(suspicion, value=number)


BASE_YEAR_MISSING = FigureCheck("base-year-missing", "kpi", base_year_missing)
NO_NEW_REGISTRATION = FigureCheck("no-new-registration", "kpi", no_new_registration, limits=("least",))
NEW_FAR_ABOVE_BASE = FigureCheck("new-far-above-base", "kpi", new_far_above_base, limits=("above",))
NUMBER_IN_TWO_DISTRICTS = FigureCheck(
    "number-in-two-districts", "source", number_in_two_districts, columns=("column",))
