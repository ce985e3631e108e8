"""A second scorer of the made-up rounds of 2569, written from the words of their agreements (agreement.txt)
alone: raw figures of a district in, levels and points out, in whole numbers and fractions.

It knows nothing of the program: not its definitions, its readings of tables, its measures or its ladders. What
a district's figures are called stands in ``made_rounds``, which makes them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import floor

Raw = Mapping[str, object]


class NotTold(Exception):
    """A figure that decides something is not there."""


@dataclass
class Verdict:
    """One per KPI and district: what became of it (scored, given, unreported, exempt), the result to two
    places, the level, the points out of ``top``, those of each part (None: exempt), and what was deducted."""

    status: str
    result: Fraction | str | None = None
    level: int | None = None
    points: Fraction | None = None
    top: Fraction = Fraction(5)
    parts: dict[str, Fraction | None] = field(default_factory=dict)
    deducted: Fraction | None = None
    weight: Fraction = Fraction(0)

    @property
    def out_of_five(self) -> Fraction | None:
        """The points as if they were out of five."""
        return None if self.points is None else self.points * 5 / self.top


def two(value: Fraction) -> Fraction:
    """Two places, half up."""
    return Fraction(floor(value * 100 + Fraction(1, 2)), 100)


def printed(value: Fraction | str | None) -> str | None:
    """As papers print it."""
    if value is None or isinstance(value, str):
        return value
    return str((Decimal(two(value).numerator) / Decimal(two(value).denominator)).quantize(Decimal("0.01")))


# --- what the figures come to ----------------------------------------------------------------------


def whole(raw: Raw, name: str) -> Fraction:
    """The sum of all rows of a column, each of which must be there."""
    rows = raw.get(name)
    if not isinstance(rows, Sequence) or not rows or any(one is None for one in rows):
        raise NotTold(name)
    return sum((Fraction(one) for one in rows), Fraction(0))


def single(raw: Raw, name: str) -> Fraction:
    """A figure that stands alone."""
    if raw.get(name) is None:
        raise NotTold(name)
    return Fraction(raw[name])  # type: ignore[arg-type]  # a number


def percent(raw: Raw, above: str, below: str) -> Fraction:
    """Both columns added up, one out of a hundred of the other."""
    base = whole(raw, below)
    if base <= 0:
        raise NotTold(below)
    return whole(raw, above) * 100 / base


def average(raw: Raw, name: str) -> Fraction:
    """The mean of all rows of a column."""
    total = whole(raw, name)
    return total / len(raw[name])  # type: ignore[arg-type]  # whole has looked


def saved(raw: Raw, now: str, base: str) -> Fraction:
    """By how many percent something fell below its base."""
    before = whole(raw, base)
    if before <= 0:
        raise NotTold(base)
    return (before - whole(raw, now)) * 100 / before


# --- how levels are given --------------------------------------------------------------------------


def at_least(result: Fraction, *edges: object) -> int:
    """How many of rising edges a result reaches, once it is rounded as it is printed."""
    return sum(two(result) >= Fraction(edge) for edge in edges)  # type: ignore[arg-type]  # numbers


def at_most(result: Fraction, *edges: object) -> int:
    """The same of falling edges that are not to be passed."""
    return sum(two(result) <= Fraction(edge) for edge in edges)  # type: ignore[arg-type]  # numbers


def milestones(*steps: bool | None) -> int:
    """How many steps are done one after another; a gap stops. Where nobody knows of the step that decides, it
    cannot be told."""
    for number, done in enumerate(steps):
        if done is None:
            raise NotTold(str(number))
        if not done:
            return number
    return len(steps)


def along(result: Fraction, step: object = 1, last: int = 5) -> tuple[int, Fraction]:
    """The level, and the points in proportion between a level and the next, of a ladder that rises evenly
    from nothing."""
    steps = two(result) / Fraction(step)  # type: ignore[arg-type]  # a number
    return min(floor(steps), last), two(min(steps, Fraction(last)))


def scored(level: int, result: Fraction | str | None = None, **more: object) -> Verdict:
    """A verdict whose points are its level's number unless said otherwise."""
    found = Verdict("scored", result, level, Fraction(level))
    for name, value in more.items():
        setattr(found, name, value)
    return found


# --- round 2/2569 ----------------------------------------------------------------------------------


def spending(raw: Raw) -> Verdict:
    result = percent(raw, "disbursed", "allocated")
    return scored(at_least(result, 75, 80, 85, 90, 95), result)


def steps(raw: Raw) -> Verdict:
    result = percent(raw, "steps_done", "steps")
    return scored(1 + at_least(result, 81, 86, 91, 96), result)


def given(number: int) -> Callable[[Raw], Verdict]:
    """A level that a reviewer gives; only what is reviewed counts."""

    def judge(raw: Raw) -> Verdict:
        told = raw.get(f"given_{number}")
        if told is None:
            raise NotTold("given")
        level, state = told  # type: ignore[misc]  # a pair
        if state != "ตรวจแล้ว" or level is None:
            raise NotTold("given")
        return Verdict("given", None, level, Fraction(level))

    return judge


def against_target(raw: Raw, done: str, target: str) -> Fraction:
    """What was done out of a hundred of the district's own target."""
    own = single(raw, target)
    if own <= 0:
        raise NotTold(target)
    return whole(raw, done) * 100 / own


def villages(raw: Raw) -> Verdict:
    result = against_target(raw, "sorted", "village_target")
    return scored(at_least(result, 80, 81, 86, 91, 100), result)


def cloths(raw: Raw) -> Verdict:
    result = against_target(raw, "cloths", "cloth_target")
    return scored(at_least(result, 60, 70, 80, 90, 100), result)


def sales(raw: Raw) -> Verdict:
    """All twelve months of the fiscal year against the district's base and its targets."""
    result = whole(raw, "sales")
    targets = raw["sales_targets"]
    assert isinstance(targets, Mapping)
    level = 0
    for step in (1, 2, 3, 4, 5):
        wanted = targets.get(step)
        if wanted is None:
            raise NotTold(f"target {step}")
        if not (two(result) > wanted if step == 1 else two(result) >= wanted):
            break
        level = step
    return scored(level, result)


def women(raw: Raw) -> Verdict:
    """Levels 1 and 2 are milestones; 3, 4, 5 want both, and points D = A + B + C of at least 70, 80, 90."""
    a = Fraction(10 * at_least(percent(raw, "spent", "received"), 70, 80, 90, 100))
    b = Fraction(10 * at_least(percent(raw, "returned", "due"), 40, 60, 80))
    c = Fraction(10 * at_most(percent(raw, "unpaid", "debt"), 25, 15, 5))
    d = a + b + c
    done = milestones(raw.get("plan"), raw.get("visits"))  # type: ignore[arg-type]  # answers
    level = done if done < 2 else 2 + at_least(d, 70, 80, 90)
    return scored(level, d, parts={"A": a, "B": b, "C": c})


def debt(raw: Raw) -> Verdict:
    result = percent(raw, "fund_unpaid", "fund_debt")
    return scored(at_most(result, 25, 20, 15, 10, 5), result)


SECOND: Mapping[int, tuple[str, int, Callable[[Raw], Verdict]]] = {
    1: ("team", 35, spending), 2: ("team", 25, steps), 3: ("team", 20, given(3)), 4: ("team", 20, given(4)),
    5: ("individual", 15, villages), 6: ("individual", 10, cloths), 7: ("individual", 15, sales),
    8: ("individual", 20, women), 9: ("individual", 10, debt), 10: ("individual", 8, given(10)),
    11: ("individual", 7, given(11)), 12: ("individual", 5, given(12)), 13: ("individual", 5, given(13)),
    14: ("individual", 5, given(14)),
}


# --- round 1/2569 ----------------------------------------------------------------------------------


def loans(raw: Raw) -> Verdict:
    """80, 85, 90, 95; at 100 with complete papers the fifth. One contract overdue takes 1 point, five take 2,
    never below nothing."""
    result = percent(raw, "loans_returned", "loans_due")
    level = at_least(result, 80, 85, 90, 95)
    if at_least(result, 100):
        papers = raw.get("papers")
        assert isinstance(papers, Sequence)
        level = 4 + milestones(False if False in papers else None if None in papers else True)
    overdue = whole(raw, "overdue")
    taken = Fraction((overdue >= 1) + (overdue >= 5))
    return scored(level, result, points=max(level - taken, Fraction(0)), deducted=taken)


def ladder(above: str, below: str, *edges: object, first: int = 0) -> Callable[[Raw], Verdict]:
    """Two sums and rising edges; ``first``: the level of what is below them all."""

    def judge(raw: Raw) -> Verdict:
        result = percent(raw, above, below)
        return scored(first + at_least(result, *edges), result)

    return judge


def water(raw: Raw) -> Verdict:
    """Four milestones, then water saved by 5 percent."""
    result = saved(raw, "water", "water_base")
    done = milestones(*(raw.get(name) for name in ("water_group", "water_plan", "water_done", "water_told")))  # type: ignore[arg-type]
    return scored(done + (done == 4 and at_least(result, 5)), result)


def fairs(raw: Raw) -> Verdict:
    """Once is level 1, two or three times 3, four times and more 5."""
    times = whole(raw, "fairs")
    return scored(5 if times >= 4 else 3 if times >= 2 else 1 if times >= 1 else 0, times)


def hundred(result: Fraction, *edges: str) -> Verdict:
    """50, 75 and 100 points."""
    level = at_least(result, *edges)
    return scored(level, result, points=Fraction((0, 50, 75, 100)[level]), top=Fraction(100))


def records(raw: Raw) -> Verdict:
    return hundred(percent(raw, "correct", "records"), "98.72", "98.84", "98.90")


def raised(raw: Raw) -> Verdict:
    return hundred(whole(raw, "raised") / 1_000_000, "1.15", "1.20", "1.26")


def deaths(raw: Raw) -> Verdict:
    result = percent(raw, "deaths", "people") * 1000
    return scored(at_most(result, 22, 21, 20, 19, 18), result)


def projects(raw: Raw) -> Verdict:
    """Each project has 1 to 5 points for 60 … 100 percent of its own target, and they count by their weight."""
    rows = raw.get("projects")
    if not isinstance(rows, Sequence) or not rows or any(one is None for row in rows for one in row):
        raise NotTold("projects")
    made = sum(weight * at_least(Fraction(reached) * 100 / planned, 60, 70, 80, 90, 100) for planned, reached, weight in rows)
    result = Fraction(made) / sum(Fraction(weight) for _, _, weight in rows)
    level, points = along(result)
    return scored(level, result, points=points)


def budgets(raw: Raw) -> Verdict:
    """2 + 1 + 2 points, or 2 + 3 where there was nothing to invest."""
    a = Fraction(at_least(percent(raw, "whole_spent", "whole"), 80, 90))
    c = Fraction(at_least(percent(raw, "regular_spent", "regular"), 70, 85))
    nothing = "12.B" in raw["exempt"]  # type: ignore[operator]  # a set
    b = None if nothing else Fraction(at_least(percent(raw, "invested_spent", "invested"), 88))
    result = a + (c * Fraction(3, 2) if b is None else b + c)
    level, points = along(result)
    return scored(level, result, points=points, parts={"A": a, "B": b, "C": c})


def reports(raw: Raw) -> Verdict:
    """Right 2, 1, 0 and in time 2, 1, 0 each month, the mean of the months; out of 4."""
    a, b = two(average(raw, "right")), two(average(raw, "timely"))
    level, points = along(a + b, last=4)
    return scored(level, a + b, points=points, top=Fraction(4), parts={"A": a, "B": b})


def sold(raw: Raw) -> Verdict:
    """All of the target is 5, a fifth of it 1, in proportion."""
    result = against_target(raw, "sold", "sold_target")
    level, points = along(result, 20)
    return scored(level, result, points=points)


def units(raw: Raw) -> Verdict:
    result = average(raw, "scores")
    level, points = along(result)
    return scored(level, result, points=points)


def energy(raw: Raw) -> Verdict:
    """Electricity, and fuel, each 10 percent below its base: 2.5 points each."""
    made = {part: Fraction(at_least(saved(raw, name, f"{name}_base"), 10)) for part, name in (("A", "power"), ("B", "fuel"))}
    result = made["A"] + made["B"]
    return scored(int(result), result, points=result * Fraction(5, 2), parts=made)


def visits(raw: Raw) -> Verdict:
    """The district's own target is level 3, five percent more or less a level."""
    result, target = percent(raw, "visited", "to_visit"), single(raw, "visit_target")
    return scored(at_least(result, *(target + 5 * step for step in (-2, -1, 0, 1, 2))), result)


def best(raw: Raw) -> Verdict:
    """The better half of the round."""
    made = {"A": two(percent(raw, "done_first", "planned_first")), "B": two(percent(raw, "done_last", "planned_last"))}
    result = max(made.values())
    return scored(at_least(result, 60, 70, 80, 90, 100), result, parts=made)


def proposals(raw: Raw) -> Verdict:
    result = whole(raw, "proposals")
    return scored(at_least(result, 4, 6, 8), result, top=Fraction(3))


def days(raw: Raw) -> Verdict:
    """20 days are level 3, two days less a level more."""
    result = average(raw, "days")
    return scored(at_most(result, 24, 22, 20, 18, 16), result)


def issues(raw: Raw) -> Verdict:
    """Any of five, in any order."""
    told = [raw.get(f"issue_{name}") for name in ("water", "forest", "health", "road", "school")]
    if None in told:
        raise NotTold("issue")
    done = sum(bool(one) for one in told)
    return scored(done, Fraction(done))


def typed(raw: Raw) -> Verdict:
    result = single(raw, "typed")
    level, points = along(result)
    return scored(level, result, points=points)


def system(raw: Raw) -> Verdict:
    done = milestones(*(raw.get(f"system_{name}") for name in ("study", "draft", "trial", "use")))  # type: ignore[arg-type]
    return scored(done, top=Fraction(4))


def rating(raw: Raw) -> Verdict:
    result = average(raw, "ratings")
    return scored(at_least(result, 1, 2, 3, 4, "4.5"), result)


def sent(raw: Raw) -> Verdict:
    """In March: by the 30th, 25th, 20th, 15th, 10th."""
    day = raw.get("sent")
    if day is None:
        raise NotTold("sent")
    level = sum(day.month < 3 or (day.month == 3 and day.day <= last) for last in (30, 25, 20, 15, 10))  # type: ignore[attr-defined]
    return scored(level, day.isoformat())  # type: ignore[attr-defined]  # a day


FIRST: Mapping[int, tuple[str, int, Callable[[Raw], Verdict]]] = {
    number: (section, weight, judge) for number, (section, weight, judge) in enumerate((
        *(("results", 5, judge) for judge in (
            loans, ladder("pleased", "asked", 40, 50, 60, 65, 70), ladder("accounts", "households", 92, 93, 94, 95, 96),
            ladder("finished", "learners", 75, 80, 85, 90, first=1), water, ladder("rules", "villages", 20, 40, 60, 80, first=1),
            fairs, records, raised, deaths, projects, budgets, reports, sold, units, energy, visits, best, proposals, days)),
        ("competency", 30, issues), ("competency", 25, typed), ("competency", 20, system), ("competency", 15, rating),
        ("competency", 10, sent)), 1)
}
OWN_WEIGHTS = {3: "weight_3", 4: "weight_4"}  # of round 1/2569, by district where its table says so


# --- sections and totals ---------------------------------------------------------------------------


@dataclass
class Card:
    """One per district: its verdicts by KPI, the mark of each section and of the total (complete, or
    provisional), the percentage and the band."""

    verdicts: dict[int, Verdict]
    sections: dict[str, tuple[Fraction | None, Fraction | None]]
    total: tuple[Fraction | None, Fraction | None]
    percent: Fraction | None
    band: str | None


ROUNDS = {
    "2569-2": (SECOND, {"team": 50, "individual": 50}, ((90, "ดีเด่น"), (80, "ดีมาก"), (70, "ดี"), (60, "พอใช้"), (0, "ต้องปรับปรุง"))),
    "2569-1": (FIRST, {"results": 70, "competency": 30}, ((90, "ดีเด่น"), (70, "ดี"), (50, "ผ่าน"), (0, "ต้องปรับปรุง"))),
}


def judged(round_id: str, raw: Raw) -> Card:
    """All of a district's round: what is exempt leaves sum and weights, what is not told leaves the mark open."""
    kpis, shares, bands = ROUNDS[round_id]
    verdicts = {}
    for number, (_, weight, judge) in kpis.items():
        verdicts[number] = _one(number, judge, raw)
        own = raw.get(OWN_WEIGHTS.get(number, "")) if round_id == "2569-1" else None
        verdicts[number].weight = Fraction(weight if own is None else own)  # type: ignore[arg-type]  # a number
    sections = {}
    for section in shares:
        mine = [verdicts[number] for number, (name, _, _) in kpis.items() if name == section]
        sections[section] = _mark([(one, one.weight) for one in mine])
    complete = not any(one.status == "unreported" for one in verdicts.values())
    known = [(mark, Fraction(shares[name])) for name, (mark, _) in sections.items() if mark is not None]
    total: tuple[Fraction | None, Fraction | None] = (_mean(known), None)
    if not complete:
        total = None, _mark([(verdicts[number], verdicts[number].weight * shares[name]) for number, (name, _, _) in kpis.items()])[1]
    hundredths = None if total[0] is None else two(total[0] * 20)
    band = None if hundredths is None else next(name for edge, name in bands if hundredths >= edge)
    return Card(verdicts, sections, total, hundredths, band)


def _one(number: int, judge: Callable[[Raw], Verdict], raw: Raw) -> Verdict:
    if str(number) in raw["exempt"]:  # type: ignore[operator]  # a set
        return Verdict("exempt")
    try:
        return judge(raw)
    except NotTold:
        return Verdict("unreported")


def _mark(mine: Sequence[tuple[Verdict, Fraction]]) -> tuple[Fraction | None, Fraction | None]:
    made = _mean([(one.out_of_five, weight) for one, weight in mine if one.out_of_five is not None])
    return (None, made) if any(one.status == "unreported" for one, _ in mine) else (made, None)


def _mean(pairs: Sequence[tuple[Fraction, Fraction]]) -> Fraction | None:
    weights = sum((weight for _, weight in pairs), Fraction(0))
    return sum((value * weight for value, weight in pairs), Fraction(0)) / weights if weights else None
