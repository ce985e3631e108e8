"""The language of criteria: every direction, points, targets, parts and deductions, edges by threes."""

from dataclasses import replace
from decimal import Decimal

import pytest
from cards import AGREEMENT
from written import RATIO, kpi_of, levels, measured

from pipeline.model.level import Bound, Reading
from pipeline.model.observation import District, Measurement
from pipeline.score import score
from pipeline.score.kpi import score_one
from pipeline.score.parts import part_scores

ROUND = replace(AGREEMENT, readings=(), out_of=5, written=None)
FLOORS = RATIO + levels("at_least", 75, 80, 85, 90, 95)
FALLING = RATIO + levels("at_most", 25, 20, 15, 10, 5)


def scored(kpi, measurement):
    return score_one(measurement, kpi, replace(ROUND, kpis=(kpi,)))


def given(result, kpi, answers=None, **more):
    return scored(kpi, measured(result, answers, **more))


@pytest.mark.parametrize(("kind", "under", "on", "over"), [
    ("at_least", 0, 1, 1), ("more_than", 0, 0, 1), ("at_most", 1, 1, 0), ("less_than", 1, 0, 0),
])
def test_each_kind_of_bound_just_under_on_and_over(kind, under, on, over):
    kpi = kpi_of(RATIO + levels(kind, 80))
    assert [given(result, kpi).level for result in ("79.99", "80", "80.01")] == [under, on, over]
    # rounded before it is compared, so that half a hundredth makes the edge
    assert [given(result, kpi).level for result in ("79.995", "80.004")] == [on, on]


@pytest.mark.parametrize(("result", "level"), [
    ("25.01", 0), ("25", 1), ("20.01", 1), ("20", 2), ("19.99", 2), ("10.01", 3), ("10", 4), ("5.01", 4), ("5", 5), ("0", 5),
])
def test_less_is_better_where_the_ladder_falls(result, level):
    assert given(result, kpi_of(FALLING)).level == level


def test_an_open_first_level_of_a_falling_ladder_takes_the_rest():
    kpi = kpi_of(RATIO + '[[levels]]\nlevel = 1\nquote = "เกิน 20"\n' + levels("at_most", 20, 10, first=2))
    assert [given(result, kpi).level for result in ("20.01", "20", "10.01", "10")] == [1, 2, 2, 3]


def test_what_is_missing_falls_too():
    ahead = given("12", kpi_of(FALLING)).next_level
    assert (ahead.level, ahead.gap) == (4, Decimal(2))


@pytest.mark.parametrize(("day", "level"), [
    ("2018-10-01", 0), ("2018-09-30", 1), ("2018-09-25", 2), ("2018-09-24", 2), ("2018-09-11", 4), ("2018-09-10", 5), ("2018-08-01", 5),
])
def test_an_earlier_day_is_better(day, level):
    import datetime as dt

    from pipeline.thai.calendar import serial
    kpi = kpi_of("unit = \"วันที่\"\n" + RATIO + levels("at_most", *(f"2018-09-{n}" for n in (30, 25, 20, 15, 10))))
    assert given(serial(dt.date.fromisoformat(day)), kpi).level == level


def test_levels_may_be_skipped_and_the_next_one_is_the_next_that_there_is():
    kpi = kpi_of(RATIO + "".join(
        f'\n[[levels]]\nlevel = {n}\nquote = "ระดับ {n}"\nat_least = {bound}\n' for n, bound in ((1, 1), (3, 2), (5, 4))))
    assert [given(result, kpi).level for result in (0, 1, 2, 3, 4)] == [0, 1, 3, 3, 5]
    assert [ahead and ahead.level for ahead in (given(result, kpi).next_level for result in (0, 1, 3, 4))] == [1, 3, 5, None]


POINTS = RATIO + "".join(
    f'\n[[levels]]\nlevel = {n}\nquote = "ระดับ {n}"\nat_least = {bound}\npoints = {points}\n'
    for n, bound, points in ((1, "98.72", 50), (2, "98.84", 75), (3, "98.90", 100)))


@pytest.mark.parametrize(("result", "level", "points", "weighted"), [
    ("98.71", 0, 0, 0), ("98.72", 1, 50, "2.5"), ("98.84", 2, 75, "3.75"), ("98.89", 2, 75, "3.75"), ("98.90", 3, 100, 5),
])
def test_points_count_out_of_what_the_last_level_is_worth(result, level, points, weighted):
    score = given(result, kpi_of(POINTS))
    assert (score.level, score.points, score.top, score.weighted) == (level, points, 100, Decimal(weighted))


def test_four_levels_are_as_good_as_five_unless_the_agreement_says_out_of_what():
    ladder = RATIO + levels("at_least", 60, 70, 80, 90)
    assert given(90, kpi_of(ladder)).weighted == 5
    assert given(90, kpi_of("top = 5\n" + ladder)).weighted == 4


def test_the_highest_level_is_told_by_the_ladder_and_not_by_points():
    kpi = kpi_of(POINTS)
    assert [given(result, kpi).at_highest for result in ("98.71", "98.84", "98.90")] == [False, False, True]
    by_hand = (replace(measured("70"), given=level) for level in (0, 2, 3))
    assert [scored(kpi, one).at_highest for one in by_hand] == [False, False, True]
    less = replace(given("98.90", kpi), points=Decimal(10), deducted=Decimal(90))
    assert less.at_highest and not scored(kpi, replace(measured("70"), state="unreported")).at_highest


@pytest.mark.parametrize(("result", "points"), [
    ("98.71", 0), ("98.72", 50), ("98.78", "62.5"), ("98.84", 75), ("98.87", "87.5"), ("98.90", 100), ("99", 100),
])
def test_points_between_two_levels_are_in_proportion(result, points):
    assert given(result, kpi_of("interpolated = true\n" + POINTS)).points == Decimal(points)


def test_two_levels_at_one_number_have_nothing_between_them():
    kpi = kpi_of("interpolated = true\n" + RATIO + levels("at_least", 60) + levels("more_than", 60, first=2))
    assert [given(result, kpi).points for result in ("59.99", 60, "60.01")] == [0, 1, 2]


@pytest.mark.parametrize(("result", "points"), [("26", 0), ("25", 1), ("22.5", "1.5"), ("6", "4.8"), ("5", 5), ("1", 5)])
def test_points_between_two_levels_where_less_is_better(result, points):
    assert given(result, kpi_of("interpolated = true\n" + FALLING)).points == Decimal(points)


def test_a_level_0_makes_a_line_from_nothing():
    kpi = kpi_of("interpolated = true\n" + RATIO + levels("at_least", 0, 20, 40, 60, 80, 100, first=0))
    assert [given(result, kpi).points for result in (0, 10, 20, 50, 100, 120)] == [0, Decimal("0.5"), 1, Decimal("2.5"), 5, 5]


# --- targets ---------------------------------------------------------------------------------------

OWN = 'target_source = "targets.target"\nunit = "บาท"\n' + RATIO + levels("at_least", *['"target"'] * 3)


@pytest.mark.parametrize(("result", "level"), [("999.99", 0), ("1000", 1), ("1999.99", 1), ("2000", 2), ("3000.01", 3)])
def test_each_district_has_its_own_bounds(result, level):
    targets = ((1, Decimal(1000)), (2, Decimal(2000)), (3, Decimal(3000)))
    score = given(result, kpi_of(OWN), targets=targets)
    assert score.level == level
    assert given(result, kpi_of(OWN), targets=tuple((n, 2 * t) for n, t in targets)).level <= level


def test_a_district_without_a_target_is_not_reported():
    score = given("5000", kpi_of(OWN), targets=((1, Decimal(1000)), (3, Decimal(3000))))
    assert (score.status, score.level) == ("unreported", None)
    assert "ไม่มีเป้าหมายของอำเภอนี้ (ระดับที่ 2)" in score.measurement.reason


@pytest.mark.parametrize(("result", "level"), [("69.99", 0), ("70", 1), ("79.99", 2), ("80", 3), ("84.99", 3), ("85", 4), ("90", 5)])
def test_steps_around_a_target(result, level):
    step = '[step]\nquote = "ร้อยละ 80 เท่ากับ 3 คะแนน +/- ร้อยละ 5 ต่อ 1 คะแนน"\ntarget = {}\nlevel = 3\nby = 5\n'
    assert given(result, kpi_of(RATIO + step.format(80))).level == level
    own = kpi_of('target_source = "targets.target"\n' + RATIO + step.format('"target"'))
    assert given(result, own, targets=((0, Decimal(80)),)).level == level


# --- parts -----------------------------------------------------------------------------------------

PART = """
[[parts]]
id = "{id}"
name = "ส่วน {id}"
unit = "ร้อยละ"
{more}
[parts.formula]
measure = "ratio_of_sums"
numerator = "fund.{id}_done"
denominator = "fund.{id}_all"
"""
STEPS = '[[parts.levels]]\nlevel = {}\n{} = {}\npoints = {}\n'
FUND = """
unit = "คะแนน"
[formula]
measure = "parts"
[[items]]
id = "list"
kind = "yes/no"
element = "progress.answer"
texts = ["มีทะเบียน"]
[[levels]]
level = 1
quote = "มีทะเบียน"
needs = ["list"]
""" + levels("at_least", 70, 80, 90, first=3) + (
    PART.format(id="A", more="") + "".join(STEPS.format(n, "at_least", 60 + 10 * n, 10 * n) for n in range(1, 5))
    + PART.format(id="B", more="") + "".join(STEPS.format(n, "at_least", 30 + 10 * n, 5 + 5 * n) for n in range(1, 6))
    + PART.format(id="C", more="") + "".join(STEPS.format(n, "at_most", 30 - 5 * n, 5 + 5 * n) for n in range(1, 6)))


def fund(a, b, c, listed=1, **states):
    kpi = kpi_of(FUND)
    parts = tuple(
        (name, replace(measured(result), state=states.get(name, "measured"), reason="ไม่มีรายงาน"))
        for name, result in (("A", a), ("B", b), ("C", c)))
    return scored(kpi, replace(measured(None, {"list": listed}), parts=parts))


@pytest.mark.parametrize(("a", "b", "c", "points", "level"), [
    (100, 80, 5, 100, 5), ("99.99", 80, 5, 90, 5), ("99.99", "79.99", 5, 85, 4), (100, 80, "25.01", 70, 3),
    (100, "79.99", "25.01", 65, 1), (0, 0, 100, 0, 1),
])
def test_the_points_of_parts_make_the_result(a, b, c, points, level):
    score = fund(a, b, c)
    assert (score.result, score.level) == (points, level)
    assert sum(one.points for one in score.parts) == points


def test_a_part_that_is_not_reported_leaves_the_kpi_so():
    score = fund(100, 80, 5, B="unreported")
    assert score.status == "unreported" and score.measurement.reason == "“ส่วน B”: ไม่มีรายงาน"


def test_what_a_part_lacks_is_said():
    target = FUND.replace('at_most = 25', 'at_most = "target"', 1).replace('id = "C"', 'id = "C"\ntarget_source = "targets.target"')
    kpi = kpi_of(target)
    parts = tuple((name, measured(result)) for name, result in (("A", 100), ("B", 80), ("C", 5)))
    score = scored(kpi, replace(measured(None, {"list": 1}), parts=parts))
    assert score.measurement.reason == "“ส่วน C”: ไม่มีเป้าหมายของอำเภอนี้ (ระดับที่ 1)"
    assert score.parts[2].measurement.reason == "ไม่มีเป้าหมายของอำเภอนี้ (ระดับที่ 1)"


def test_an_absent_part_gives_what_it_could_have_made_to_the_others():
    assert fund(100, 80, 5, B="exempt").result == 100
    assert fund(100, 80, "25.01", B="exempt").result == Decimal("57.14"), "40 of 70, out of 100"
    assert fund(1, 1, 1, A="exempt", B="exempt", C="exempt").status == "unreported"


def _written(weights, absent_to=""):
    more = f'absent_to = "{absent_to}"\n' if absent_to else ""
    return kpi_of('unit = "คะแนน"\n[formula]\nmeasure = "parts"\n' + levels("at_least", 1, 2, 3, 4, 5) + "".join(
        PART.format(id=name, more=f"top = {weight}\n" + (more if name == "B" else "")).replace("ร้อยละ", "คะแนน")
        for name, weight in weights.items()))


@pytest.mark.parametrize(("absent_to", "weights"), [("C", (1, 0, Decimal("1.5"))), ("", (Decimal("1.25"), 0, Decimal("1.25")))])
def test_the_weight_of_an_absent_part_goes_where_the_agreement_says(absent_to, weights):
    kpi = _written({"A": 2, "B": 1, "C": 2}, absent_to)
    parts = tuple((name, replace(measured(2), state="exempt" if name == "B" else "measured")) for name in "ABC")
    found = part_scores(kpi, Measurement(1, "2701", "measured", parts=parts))
    assert tuple(one.weight for one in found) == weights


# --- deductions ------------------------------------------------------------------------------------

LATE = FLOORS + """
[[deductions]]
id = "late"
name = "สัญญาที่เกินกำหนด"
unit = "สัญญา"
[deductions.formula]
measure = "ratio_of_sums"
numerator = "fund.late"
denominator = "fund.all"
[[deductions.levels]]
level = 1
at_least = 1
[[deductions.levels]]
level = 2
at_least = 5
"""


@pytest.mark.parametrize(("late", "deducted", "points"), [(0, 0, 4), (1, 1, 3), (4, 1, 3), (5, 2, 2), (50, 2, 2)])
def test_what_is_deducted_leaves_the_level_as_it_was_reached(late, deducted, points):
    score = given(90, kpi_of(LATE), parts=(("late", measured(late)),))
    assert (score.level, score.deducted, score.points, score.weighted) == (4, deducted, points, points)


def test_a_deduction_that_a_district_is_exempt_from_takes_nothing_and_makes_no_other_heavier():
    kpi = kpi_of(LATE + LATE.removeprefix(FLOORS).replace('"late"', '"other"'))
    exempt = Measurement(1, "2701", "exempt", "ไม่มีสัญญา")
    score = given(90, kpi, parts=(("late", exempt), ("other", measured(1))))
    assert (score.deducted, score.points, [one.weight for one in score.deductions]) == (1, 3, [0, 1])


@pytest.mark.parametrize(("late", "hangs"), [(4, False), (5, True), (6, False)])
def test_a_reading_of_a_deduction_decides_a_score_whose_points_hang_on_it(late, hangs):
    bound = Bound(1, 2, at_least=Decimal(6), part="late")
    reading = Reading("late", (1,), "กี่สัญญา", "ตั้งแต่ 5", "ตามถ้อยคำ", "ตั้งแต่ 6", bounds=(bound,))
    kpi = kpi_of(LATE)
    score = score_one(measured(90, parts=(("late", measured(late)),)), kpi, replace(ROUND, kpis=(kpi,), readings=(reading,)))
    assert (score.readings, score.flags) == ((("late",), ("reading",)) if hangs else ((), ()))


def test_points_never_fall_below_nothing_and_unknown_deductions_are_not_nothing():
    assert given(75, kpi_of(LATE), parts=(("late", measured(9)),)).points == 0
    late = Measurement(1, "2701", "unreported", "ไม่มีรายงาน")
    assert given(75, kpi_of(LATE), parts=(("late", late),)).status == "unreported"


def test_a_level_that_was_given_is_that_one_and_no_result():
    score = scored(kpi_of(FLOORS), Measurement(1, "2701", "measured", given=3))
    assert (score.status, score.level, score.points, score.result, score.next_level) == ("given", 3, 3, None, None)


def test_a_district_may_weigh_a_kpi_in_its_own_way():
    assert (score := given(90, kpi_of(FLOORS), weight=Decimal(40))).weight == 40 and score.weighted == Decimal("1.6")


@pytest.mark.parametrize(("own", "said"), [((None, None), None), ((8, 2), None), ((8, None), "รวมได้ 13 ไม่ใช่ 10"), ((3, 2), "รวมได้ 5 ไม่ใช่ 10")])
@pytest.mark.parametrize("state", ["measured", "unreported", "exempt"])
def test_weights_of_a_district_that_come_to_another_sum_are_told(own, said, state):
    kpis = tuple(replace(kpi_of(FLOORS), number=number, weight=Decimal(5)) for number in (1, 2))
    results = {
        ("2701", kpi.number): replace(measured(90), kpi=kpi.number, state=state, weight=None if weight is None else Decimal(weight))
        for kpi, weight in zip(kpis, own, strict=True)}
    _, findings = score(results, replace(ROUND, kpis=kpis), [District("2701", "ก")], [])
    found = [one for one in findings if one.code == "weights-differ"]
    assert len(found) == (said is not None) and all(said in one.problem and one.district == "2701" for one in found)
