"""Scoring: each edge of each KPI three times, just under, on, just over."""

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest
from cards import AGREEMENT, under
from hypothesis import given, settings
from hypothesis import strategies as st
from measured import EIGHT, FIVE, checklist, measured

from pipeline.model.agreement import Agreement
from pipeline.model.observation import District, Measurement
from pipeline.score.items import level_reached
from pipeline.score.kpi import score_one
from pipeline.score.totals import scorecard

CASES = Path(__file__).parent / "cases"


def cases():
    for path in sorted(CASES.glob("kpi_*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        yield from ((data["kpi"], {}, *case) for case in data["ratio"])
        for block in data.get("answers", []):
            answers = {key: value for key, value in block.items() if key != "ratio"}
            yield from ((data["kpi"], answers, *case) for case in block["ratio"])


@pytest.mark.parametrize("case", list(cases()), ids=str)
def test_a_ratio_gets_the_level_of_the_agreement(case):
    number, answers, above, below, result, level, *flags = case
    score = score_one(measured(number, above, below, answers), AGREEMENT.kpi(number), AGREEMENT)
    assert (str(score.result), score.level) == (result, level)
    assert set(flags) <= set(score.flags)
    if not flags and level and number != 9:
        assert set(score.flags) <= {"reading"} or not score.flags


@pytest.mark.parametrize(("values", "level"), [
    ([0, 0, 0, 0, 0, 0, 0, 0], 0),
    ([0, 1, 1, 1, 1, 1, 5, 5], 0),
    ([1, 0, 0, 0, 0, 0, 0, 0], 1),
    ([1, 1, 1, 0, 1, 1, 1, 1], 2),
    ([1, 1, 0, 1, 1, 1, 1, 1], 2),
    ([1, 1, 1, 1, 1, 0, 1, 1], 3),
    ([1, 1, 1, 1, 1, 1, 0, 1], 4),
    ([1, 1, 1, 1, 1, 1, 1, 0], 4),
    ([1, 1, 1, 1, 1, 1, 1, 1], 5),
    ([1, 1, 1, 1, 1, 1, 12, 3], 5),
    ([1, 0, None, None, None, None, None, None], 1),
    ([1, 1, None, 0, None, None, None, None], 2),
    ([1, 1, None, 1, 1, 1, 1, 1], None),
    ([None, 1, 1, 1, 1, 1, 1, 1], None),
])
def test_the_first_gap_of_kpi_5_ends_the_count_and_silence_is_not_no(values, level):
    assert level_reached(checklist(5, FIVE, values), AGREEMENT.kpi(5)) == level


@pytest.mark.parametrize(("values", "level"), [
    ([1, 1, 1, 1, 96, 0], 4),
    ([1, 1, 1, 0, 92, 1], 1),
    ([1, 0, 1, 1, 99, 1], 0),
    ([1, 1, 1, 1, "79.99", 1], 2),
    ([1, 1, 1, 1, "79.995", 1], 3),
    ([1, 1, 1, 1, 80, 1], 3),
    ([1, 1, 1, 1, "80.01", 1], 3),
    ([1, 1, 1, 1, "89.99", 1], 3),
    ([1, 1, 1, 1, 90, 1], 4),
    ([1, 1, 1, 1, "90.01", 1], 4),
    ([1, 1, 1, 1, "94.99", 1], 4),
    ([1, 1, 1, 1, 95, 1], 5),
    ([1, 1, 1, 1, "95.01", 1], 5),
    ([1, 1, 1, 1, None, 1], None),
    ([1, 1, 1, 0, None, None], 1),
    ([1, 1, 1, 1, 96, None], None),
    ([1, 1, 1, 1, 94, None], 4),
])
def test_kpi_8_mixes_items_and_the_percentage_of_the_plan(values, level):
    assert level_reached(checklist(8, EIGHT, values), AGREEMENT.kpi(8)) == level


def test_a_higher_milestone_met_before_a_lower_one_is_flagged():
    score = score_one(checklist(8, EIGHT, [1, 1, 1, 0, 92, 1]), AGREEMENT.kpi(8), AGREEMENT)
    assert "out-of-order" in score.flags
    straight = score_one(checklist(8, EIGHT, [1, 1, 1, 1, 92, 1]), AGREEMENT.kpi(8), AGREEMENT)
    assert "out-of-order" not in straight.flags


@pytest.mark.parametrize(("kpi", "above", "below", "level", "needs"), [
    (1, "0", "100000", 1, "เบิกจ่ายเพิ่มอีก 80,000.00 บาท"),
    (2, "8000", "10000", 2, "ดำเนินการให้แล้วเสร็จเพิ่มอีก 1 ขั้นตอน"),
    (3, "15990", "100000", 1, "เพิ่มรายได้อีก 10.00 บาท"),
    (4, "1", "150", 1, "รับลงทะเบียนผู้ผลิต ผู้ประกอบการรายใหม่เพิ่มอีก 1 ราย"),
    (6, "6999", "10001", 2, "ส่งเสริมอาชีพเพิ่มอีก 2 คน"),
    (9, "9941", "10000", 3, "จัดเก็บเพิ่มอีก 20 ครัวเรือน"),
])
def test_the_next_level_is_told_in_the_kpis_own_unit(kpi, above, below, level, needs):
    from pipeline.model.observation import Evidence

    units = {1: "บาท", 3: "บาท"}
    m = measured(kpi, above, below, {})
    m = Measurement(
        m.kpi, m.district, m.state, "", m.result, m.numerator, m.denominator, m.answers,
        (Evidence("x", Decimal(1), units.get(kpi, "คน")),),
    )
    ahead = score_one(m, AGREEMENT.kpi(kpi), AGREEMENT).next_level
    assert (ahead.level, ahead.needs) == (level, needs)


@pytest.mark.parametrize("number", [1, 2, 3, 4, 6, 9])
def test_what_the_next_level_needs_is_enough_to_reach_it(number):
    kpi = AGREEMENT.kpi(number)
    for above in range(0, 1210, 7):
        m = measured(number, str(above), "1009", {})
        level, ahead = level_reached(m, kpi), None
        score = score_one(m, kpi, AGREEMENT)
        if score.next_level is None:
            assert level == 5
            continue
        text = score.next_level.needs.replace(",", "")
        more = next(Decimal(word) for word in text.split() if word[0].isdigit())
        ahead = level_reached(measured(number, str(above + more), "1009", {}), kpi)
        assert ahead == level + 1


def test_nothing_is_above_the_highest_level():
    score = score_one(measured(1, "100", "100", {}), AGREEMENT.kpi(1), AGREEMENT)
    assert score.next_level is None


def test_the_items_missing_to_the_next_level_are_named():
    score = score_one(checklist(5, FIVE, [1, 1, 0, 0, 0, 0, 0, 0]), AGREEMENT.kpi(5), AGREEMENT)
    assert score.next_level.needs == (
        "ยังขาด: มีการคัดเลือกกลุ่มเป้าหมาย, มีการจัดทำฐานข้อมูลกลุ่มเป้าหมาย"
    )


# --- sections and total ------------------------------------------------------------------------


def card(levels: dict[int, object], agreement: Agreement = AGREEMENT):
    """A scorecard of given levels; None is unreported, "exempt" exempt."""
    from pipeline.model.score import Score

    scores = []
    for kpi in agreement.kpis:
        level = levels.get(kpi.number)
        status = "exempt" if level == "exempt" else "unreported" if level is None else "scored"
        known = level if isinstance(level, int) else None
        scores.append(Score(
            kpi.number, status, kpi.weight, Measurement(kpi.number, "2701", "measured"),
            level=known, points=known, counted=known, weighted=None if known is None else known * kpi.weight / 100,
        ))
    return scorecard(District("2701", "เมืองสระแก้ว"), None, scores, agreement)


def test_a_total_is_the_mean_of_the_sections_and_its_percentage_is_not_rounded_twice():
    done = card({1: 4, 2: 3, 3: 5, 4: 4, 5: 5, 6: 3, 7: 5, 8: 4, 9: 2})
    assert done.section("team").score == Decimal("3.5")
    assert done.section("individual").score == Decimal("4.00")
    assert (done.total.percent, done.total.band) == (Decimal("75.00"), "ดี")
    odd = card({1: 4, 2: 3, 3: 4, 4: 4, 5: 4, 6: 4, 7: 4, 8: 4, 9: 3})
    assert odd.section("individual").score == Decimal("3.85")
    assert (odd.total.mark.score, odd.total.percent) == (Decimal("3.675"), Decimal("73.50"))


@pytest.mark.parametrize(("team", "band"), [
    ({1: 5, 2: 4}, "ดีเด่น"), ({1: 4, 2: 4}, "ดีมาก"), ({1: 4, 2: 3}, "ดี"),
    ({1: 3, 2: 3}, "พอใช้"), ({1: 3, 2: 2}, "ต้องปรับปรุง"),
])
def test_the_lower_bound_of_a_band_belongs_to_it(team, band):
    whole = card(team | dict.fromkeys(range(3, 10), "exempt"))
    assert whole.total.band == band


def test_an_unreported_kpi_leaves_a_provisional_figure_over_what_was_scored():
    part = card({1: 4, 2: None, 3: 5, 4: 5, 5: 5, 6: 5, 7: 5, 8: 5, 9: 5})
    assert not part.complete
    assert (part.section("team").score, part.section("team").provisional) == (None, Decimal(4))
    assert part.section("individual").score == Decimal(5)
    total = part.total
    assert (total.mark.score, total.percent, total.band) == (None, None, None)
    assert round(total.mark.provisional, 4) == Decimal("4.6667")


def test_a_section_in_which_nothing_was_scored_has_no_provisional_figure():
    part = card({1: None, 2: None, 3: None, 4: None, 5: None, 6: None, 7: None, 8: None, 9: None})
    assert part.section("team").provisional is None
    assert part.total.mark.provisional is None


def test_an_exempt_kpi_leaves_both_the_sum_and_the_weights():
    some = card({1: 4, 2: 2, 3: "exempt", 4: 5, 5: 5, 6: 5, 7: 5, 8: 5, 9: 5})
    assert some.complete
    assert some.section("individual").score == Decimal(5)
    assert some.total.mark.score == Decimal(4)


def test_a_measured_zero_is_a_score_and_counts():
    zero = card(dict.fromkeys(range(1, 10), 0))
    assert zero.complete
    assert (zero.total.mark.score, zero.total.band) == (Decimal(0), "ต้องปรับปรุง")


def test_all_exempt_has_no_total_and_is_no_failure():
    none = card(dict.fromkeys(range(1, 10), "exempt"))
    assert none.complete
    assert none.total.mark.score is None
    assert none.total.band is None


def test_one_setting_changes_a_reading():
    reading = next(r for r in AGREEMENT.readings if r.id == "below-first-level")
    other = AGREEMENT.under_other(reading)
    low = measured(1, "10", "100", {})
    assert level_reached(low, AGREEMENT.kpi(1)) == 0
    assert level_reached(low, other.kpi(1)) == 1


@pytest.mark.parametrize(("kpi", "top", "bottom", "level", "points"), [
    (1, "79994", "100000", 0, "0"), (1, "79995", "100000", 1, "1.00"), (1, "80", "100", 1, "1.00"),
    (1, "8001", "10000", 1, "1.00"), (1, "8003", "10000", 1, "1.01"), (1, "825", "1000", 1, "1.50"),
    (1, "8499", "10000", 1, "2.00"), (1, "85", "100", 2, "2.00"), (1, "9975", "10000", 4, "4.95"),
    (1, "100", "100", 5, "5"), (1, "120", "100", 5, "5"),
    (3, "1555", "10000", 0, "0"), (3, "1799", "10000", 2, "2.99"), (3, "20", "100", 5, "5"),
    (4, "7", "200", 3, "3.50"), (4, "12", "1000", 1, "1.20"), (4, "1", "3", 5, "5"),
    (6, "6005", "10000", 1, "1.01"), (6, "95", "100", 4, "4.50"), (6, "9999", "10000", 4, "5.00"),
])
def test_points_lie_between_the_levels_where_the_reading_interpolates(kpi, top, bottom, level, points):
    agreement = under("step-or-interpolated")
    score = score_one(measured(kpi, top, bottom, {}), agreement.kpi(kpi), agreement)
    assert (score.level, score.points) == (level, Decimal(points))
    assert score.weighted == Decimal(points) * score.weight / 100
    step = score_one(measured(kpi, top, bottom, {}), AGREEMENT.kpi(kpi), AGREEMENT)
    assert (step.level, step.points) == (level, Decimal(level))


def test_below_level_1_the_points_are_those_of_the_reading_of_level_1():
    agreement = under("step-or-interpolated", "below-first-level")
    score = score_one(measured(1, "50", "100", {}), agreement.kpi(1), agreement)
    assert (score.level, score.points) == (1, Decimal(1))


def test_percentages_that_are_not_rounded_are_interpolated_as_they_are():
    agreement = under("step-or-interpolated", "rounding")
    score = score_one(measured(6, "600499", "1000000", {}), agreement.kpi(6), agreement)
    assert score.points == Decimal("1.00")
    rounded = under("step-or-interpolated")
    score = score_one(measured(6, "600499", "1000000", {}), rounded.kpi(6), rounded)
    assert score.points == Decimal("1.01")


def test_a_level_hangs_on_a_reading_whichever_way_it_is_in_use():
    gap = measured(2, "805", "1000", {})
    assert score_one(gap, AGREEMENT.kpi(2), AGREEMENT).readings == ("gaps-between-levels",)
    turned = under("gaps-between-levels")
    score = score_one(gap, turned.kpi(2), turned)
    assert (score.level, score.readings) == (1, ("gaps-between-levels",))


def test_sections_and_total_follow_the_points():
    agreement = under("step-or-interpolated")
    every = {k: measured(k, "97.5", "100", {"recorded": 1}) for k in (1, 2, 6, 7, 9)}
    every |= {3: measured(3, "18.5", "100", {}), 4: measured(4, "4.5", "100", {})}
    every |= {5: checklist(5, FIVE, [1] * 8), 8: checklist(8, EIGHT, [1, 1, 1, 1, 97, 1])}
    scores = [score_one(every[k.number], k, agreement) for k in agreement.kpis]
    done = scorecard(District("2701", "เมืองสระแก้ว"), None, scores, agreement)
    # team (4.50 + 5) / 2; individual (3.50·20 + 4.50·15 + 5·15 + 4.75·15 + 5·10 + 5·10 + 1·15) / 100
    assert done.section("team").score == Decimal("4.75")
    assert done.section("individual").score == Decimal("3.9875")
    assert done.total.percent == Decimal("87.38")


# --- a second implementation, written as a person would read the agreement ----------------------


def by_hand(number: int, numerator: int, denominator: int, recorded: bool) -> int:
    """The level in plain whole numbers: hundredths of a percent, rounded half up."""
    p = (numerator * 10000 * 2 + denominator) // (denominator * 2)
    match number:
        case 1:
            return sum(p >= edge for edge in (8000, 8500, 9000, 9500, 10000))
        case 2:
            return 1 + sum(p > edge for edge in (8000, 8500, 9000, 9500))
        case 3:
            return sum(p >= edge for edge in (1600, 1700, 1800, 1900, 2000))
        case 4:
            return sum(p >= edge for edge in (100, 200, 300, 400, 500))
        case 6:
            return sum(p >= edge for edge in (6000, 7000, 8000, 9000, 10000))
        case 7:
            if p > 7000:
                return 5 if recorded else 4
            return 3 if p == 7000 else 2 if p >= 6000 else 1
        case _:
            return 1 + sum(p >= edge for edge in (9941, 9961, 9981, 10001))


@pytest.mark.slow
@given(
    st.sampled_from([1, 2, 3, 4, 6, 7, 9]),
    st.integers(1, 10**7).flatmap(
        lambda d: st.tuples(st.integers(0, d + d // 5), st.just(d))
    ),
    st.booleans(),
)
@settings(max_examples=1500, deadline=None)
def test_every_ratio_gets_the_level_that_a_second_implementation_gives(number, ratio, recorded):
    above, below = ratio
    m = measured(number, str(above), str(below), {"recorded": int(recorded)})
    assert level_reached(m, AGREEMENT.kpi(number)) == by_hand(number, above, below, recorded)


@pytest.mark.slow
@given(
    st.sampled_from([1, 2, 3, 4, 6, 7, 9]), st.integers(1, 400), st.integers(-3, 3),
    st.booleans(), st.data(),
)
@settings(max_examples=1500, deadline=None)
def test_figures_near_an_edge_get_the_level_of_the_second_implementation(
    number, scale, step, recorded, data
):
    kpi = AGREEMENT.kpi(number)
    edges = [x.at_least or x.more_than for x in kpi.levels if x.at_least or x.more_than]
    edge = data.draw(st.sampled_from(edges))
    below = scale * 1000
    above = int(edge * below / 100) + step
    m = measured(number, str(above), str(below), {"recorded": int(recorded)})
    assert level_reached(m, kpi) == by_hand(number, above, below, recorded)
