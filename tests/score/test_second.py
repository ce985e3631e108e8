"""The scorer against a second implementation, written from the agreement's words alone, in whole
numbers and fractions; and the boundary cases against the definitions, that none is missing."""

import tomllib
from collections.abc import Iterator
from decimal import Decimal, localcontext
from fractions import Fraction
from pathlib import Path

import pytest
from cards import AGREEMENT, under
from hypothesis import given, settings
from hypothesis import strategies as st
from measured import EIGHT, FIVE, checklist, measured

from pipeline.model.agreement import Kpi
from pipeline.model.observation import District, Measurement
from pipeline.model.score import Scorecard
from pipeline.score.items import level_reached
from pipeline.score.kpi import score_one
from pipeline.score.totals import scorecard

CASES = Path(__file__).parent / "cases"
# The agreement's own words: weights of the KPIs, the two sections, the bands.
WEIGHTS = {1: 50, 2: 50, 3: 20, 4: 15, 5: 15, 6: 15, 7: 10, 8: 10, 9: 15}
SECTIONS = {"team": (1, 2), "individual": (3, 4, 5, 6, 7, 8, 9)}
BANDS = ((90, "ดีเด่น"), (80, "ดีมาก"), (70, "ดี"), (60, "พอใช้"), (0, "ต้องปรับปรุง"))


def milestones(levels: list[list[bool | None]]) -> int | None:
    """A level counts when all its items and all lower levels are met; the first gap stops. A no is
    a no whatever else is silent; where nothing says no and something is silent, nobody knows."""
    reached = 0
    for items in levels:
        if any(item is False for item in items):
            return reached
        if any(item is None for item in items):
            return None
        reached += 1
    return reached


def five(values: list[int | None]) -> int | None:
    met = [None if value is None else value >= 1 for value in values]
    return milestones([met[0:1], met[1:2], met[2:4], met[4:6], met[6:8]])


def eight(values: list[int | None], hundredths: int | None) -> int | None:
    """``values`` are the five yes/no items; ``hundredths`` of a percent of the plan carried out."""
    met = [None if value is None else value >= 1 for value in values]

    def at_least(edge: int) -> bool | None:
        return None if hundredths is None else hundredths >= edge

    return milestones([
        met[0:3], met[3:4], [at_least(8000)], [at_least(9000)], [at_least(9500), met[4]]])


ANSWER = st.sampled_from([0, 1, 1, 1, 1, 1, None])


@pytest.mark.slow
@given(st.lists(ANSWER, min_size=6, max_size=6),
       st.lists(st.sampled_from([0, 1, 2, 17, None]), min_size=2, max_size=2))
@settings(max_examples=800, deadline=None)
def test_kpi_5_gets_the_level_of_the_second_implementation(yes, counts):
    assert level_reached(checklist(5, FIVE, yes + counts), AGREEMENT.kpi(5)) == five(yes + counts)


@given(st.lists(ANSWER, min_size=5, max_size=5),
       st.one_of(st.none(), st.integers(0, 12000), st.sampled_from(
           [edge + step for edge in (8000, 9000, 9500) for step in (-1, 0, 1)])))
@settings(max_examples=800, deadline=None)
def test_kpi_8_gets_the_level_of_the_second_implementation(yes, hundredths):
    percentage = None if hundredths is None else Decimal(hundredths) / 100
    values = [*yes[:4], percentage, yes[4]]
    assert level_reached(checklist(8, EIGHT, values), AGREEMENT.kpi(8)) == eight(yes, hundredths)


# --- sections, total, bands --------------------------------------------------------------------


def mean(pairs: list[tuple[int, Fraction]]) -> Fraction | None:
    weights = sum(weight for _, weight in pairs)
    return sum(level * weight for level, weight in pairs) / weights if weights else None


def section_of(levels: dict[int, int | str | None], name: str) -> tuple[Fraction | None, bool]:
    """The mean over the weights that were scored, and whether nothing is missing."""
    mine = [(levels[k], Fraction(WEIGHTS[k])) for k in SECTIONS[name] if levels[k] != "exempt"]
    scored = [(level, weight) for level, weight in mine if level is not None]
    return mean(scored), len(scored) == len(mine)


def half_up(value: Fraction) -> Decimal:
    """Two places, half up, by whole numbers."""
    return Decimal((value.numerator * 200 + value.denominator) // (value.denominator * 2)) / 100


def made(levels: dict[int, int | str | None]) -> Scorecard:
    """A scorecard through the scorer itself, from figures that give these levels."""
    scores = []
    for kpi in AGREEMENT.kpis:
        level = levels[kpi.number]
        if level == "exempt" or level is None:
            state = "exempt" if level == "exempt" else "unreported"
            scores.append(score_one(Measurement(kpi.number, "2701", state), kpi, AGREEMENT))
            continue
        scores.append(score_one(figures(kpi.number, level), kpi, AGREEMENT))
        assert scores[-1].level == level, (kpi.number, level)
    return scorecard(District("2701", "เมืองสระแก้ว"), None, scores, AGREEMENT)


def figures(kpi: int, level: int) -> Measurement:
    ladders = {1: (10, 80, 85, 90, 95, 100), 2: (0, 80, 81, 86, 91, 96), 3: (0, 16, 17, 18, 19, 20),
               4: (0, 1, 2, 3, 4, 5), 6: (0, 60, 70, 80, 90, 100), 7: (0, 50, 60, 70, 71, 71)}
    if kpi == 5:
        return checklist(5, FIVE, [1] * (0, 1, 2, 4, 6, 8)[level] + [0] * (8, 7, 6, 4, 2, 0)[level])
    if kpi == 8:
        plan = (0, 0, 10, 80, 90, 95)[level]
        return checklist(8, EIGHT, [int(level > 0)] * 3 + [int(level > 1), plan, 1])
    if kpi == 9:
        return measured(9, str((0, 9000, 9941, 9961, 9981, 10001)[level]), "10000", {})
    return measured(kpi, str(ladders[kpi][level]), "100", {"recorded": int(level == 5)})


@st.composite
def boards(draw: st.DrawFn) -> dict[int, int | str | None]:
    return {k: draw(st.one_of(
        st.integers(1 if k in (2, 7, 9) else 0, 5), st.sampled_from([3, 4, 5, None, "exempt"]),
    )) for k in WEIGHTS}


@pytest.mark.slow
@given(boards())
@settings(max_examples=600, deadline=None)
def test_sections_total_percentage_and_band_are_those_of_the_second_implementation(levels):
    with localcontext(prec=60):
        card = made(levels)
    complete = True
    found: dict[str, Fraction | None] = {}
    for name in SECTIONS:
        found[name], whole = section_of(levels, name)
        complete = complete and whole
        mark = card.section(name)
        got = mark.score if whole else mark.provisional
        assert (None if got is None else half_up(Fraction(got))) == (
            None if found[name] is None else half_up(found[name]))
        assert (mark.provisional if whole else mark.score) is None
    assert card.complete == complete
    if complete:
        shared = [value for value in found.values() if value is not None]
        total = sum(shared) / len(shared) if shared else None
        percent = None if total is None else half_up(total * 20)
        assert card.total.percent == percent
        assert card.total.band == next(
            (name for edge, name in BANDS if percent is not None and percent >= edge), None)
        assert card.total.mark.provisional is None
        if total is not None:
            assert half_up(Fraction(card.total.mark.score)) == half_up(total)
        return
    assert (card.total.mark.score, card.total.percent, card.total.band) == (None, None, None)
    scored = [(levels[k], Fraction(WEIGHTS[k], 2)) for k in WEIGHTS if isinstance(levels[k], int)]
    pooled = mean(scored)
    got = card.total.mark.provisional
    assert (None if got is None else half_up(Fraction(got))) == (
        None if pooled is None else half_up(pooled))


# --- every boundary in threes ------------------------------------------------------------------


def edges(kpi: Kpi) -> Iterator[Decimal]:
    for level in kpi.levels:
        edge = level.at_least if level.at_least is not None else level.more_than
        if edge is not None:
            yield edge


def ratios(kpi: int) -> list[str]:
    """The results of a KPI's cases, as they are printed."""
    data = tomllib.loads((CASES / f"kpi_{kpi}.toml").read_text("utf-8"))
    return [case[2] for block in [data, *data.get("answers", [])] for case in block.get("ratio", [])]


LADDERS = [kpi for kpi in AGREEMENT.kpis if kpi.formula.measure.pools]


@pytest.mark.parametrize("kpi", LADDERS, ids=lambda kpi: str(kpi.number))
def test_the_cases_have_every_edge_of_the_definition_just_under_on_it_and_just_over(kpi):
    have = set(ratios(kpi.number))
    for edge in edges(kpi):
        for step in (Decimal("-0.01"), Decimal(0), Decimal("0.01")):
            assert str((edge + step).quantize(Decimal("0.01"))) in have, (kpi.number, edge, step)


def test_every_kpi_has_cases_of_its_own():
    numbers = {int(path.stem.partition("_")[2]) for path in Path(CASES).glob("kpi_*.toml")}
    assert numbers == {kpi.number for kpi in LADDERS}
    # those that are left are checklists: their levels stand against five() and eight() above
    assert {kpi.number for kpi in AGREEMENT.kpis} - numbers == {5, 8}


@pytest.mark.parametrize("rounded", [True, False], ids=["rounded first", "as it is"])
@pytest.mark.parametrize("kpi", LADDERS, ids=lambda kpi: str(kpi.number))
def test_both_roundings_part_at_half_a_hundredth_below_each_edge(kpi, rounded):
    """A percentage of 79.995 … is the edge where it is rounded first, and below it where it is not."""
    one = kpi if rounded else under("rounding").kpi(kpi.number)
    for edge in edges(kpi):
        for thousandths in (-6, -5, -4, -1, 0, 1, 4, 5, 6):
            top = int(edge * 1000) + thousandths
            level = level_reached(measured(kpi.number, str(top), "100000", {"recorded": 1}), one)
            exact = half_up(Fraction(top, 1000)) if rounded else Decimal(top) / 1000
            assert level == plainly(kpi.number, exact), (edge, thousandths)


def plainly(number: int, p: Decimal) -> int:
    """The level of a percentage as it is."""
    match number:
        case 2:
            return 1 + sum(p > edge for edge in (80, 85, 90, 95))
        case 7:
            return 5 if p > 70 else 3 if p == 70 else 2 if p >= 60 else 1
        case 9:
            return 1 + sum(p >= Decimal(e) for e in ("99.41", "99.61", "99.81", "100.01"))
    return sum(p >= edge for edge in {
        1: (80, 85, 90, 95, 100), 3: (16, 17, 18, 19, 20), 4: (1, 2, 3, 4, 5),
        6: (60, 70, 80, 90, 100)}[number])


def test_the_agreement_has_the_weights_and_bands_that_the_second_implementation_has():
    assert {kpi.number: int(kpi.weight) for kpi in AGREEMENT.kpis} == WEIGHTS
    assert [(int(b.at_least), b.name) for b in AGREEMENT.bands] == list(BANDS)
