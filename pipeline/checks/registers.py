"""Registers that lack a year, or have one number in two districts."""

from collections.abc import Iterator
from dataclasses import replace

from pipeline.checks.words import suspected
from pipeline.model.cells import Origin
from pipeline.model.check import Facts, FigureCheck, Odd, Rule, Suspicion
from pipeline.model.finding import safe_text
from pipeline.model.observation import Observation
from pipeline.thai.calendar import year_said

SHOWN = 5


def base_year_missing(facts: Facts, rule: Rule) -> Iterator[Suspicion]:
    """A base year of which no district has a row, where another base year has some."""
    formula = facts.agreement.kpi(rule.kpi).formula
    seen = facts.given(formula.element)
    there = {year_said(o.value, o.when) for o in seen}
    lacking = [year for year in formula.base_years if year not in there]
    if not seen or not lacking or len(lacking) == len(formula.base_years):
        return
    years = ", ".join(map(str, lacking))
    first = seen[0].origin
    yield Suspicion(
        rule.kpi, f"ทะเบียนไม่มีแถวของปีฐาน {years} สักแถวในทุกอำเภอ",
        "ดูเหมือนส่งออกมาไม่ครบปี", years, "ส่งออกทะเบียนของปีฐานให้ครบทุกปี",
        tuple(dict.fromkeys(o.district for o in seen)), place=Origin(first.file, first.sheet))


def number_in_two_districts(facts: Facts, rule: Rule) -> Iterator[Suspicion]:
    """One number in two districts: one suspicion a file."""
    first: dict[str, Observation] = {}
    found: dict[str, list[tuple[Observation, Observation]]] = {}
    for o in facts.given(rule.columns["column"]):
        one = first.setdefault(o.key, o)
        if one.district != o.district:
            found.setdefault(o.origin.file, []).append((o, one))
    for pairs in found.values():
        cells = ", ".join(
            f"{facts.named(o.district)} {o.origin.cell} กับ{facts.named(one.district)} {one.origin.cell}"
            for o, one in pairs[:SHOWN]) + (" …" if len(pairs) > SHOWN else "")
        number = safe_text(pairs[0][0].key, 30)
        for suspicion in suspected(
            facts, rule, [Odd(one) for pair in pairs for one in pair],
            f"เลขทะเบียนเดียวกันอยู่ในสองอำเภอ {len(pairs)} เลข เช่น {number} ({cells})",
            "จึงนับทั้งสองอำเภอ", "ตรวจว่าเป็นของอำเภอใด แล้วเหลือไว้แถวเดียว"):
            yield replace(suspicion, value=number)


BASE_YEAR_MISSING = FigureCheck("base-year-missing", "kpi", base_year_missing)
NUMBER_IN_TWO_DISTRICTS = FigureCheck(
    "number-in-two-districts", "source", number_in_two_districts, columns=("column",))
