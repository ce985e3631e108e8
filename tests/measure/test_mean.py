"""The measure ``mean``: of figures, of ratios, of points that each row has first, weighted or not."""

import datetime as dt
from dataclasses import replace

import pytest
from measuring import AS_AT, Row, kpi, ladder, scored, source, table

from pipeline.definitions.sources import problems_of
from pipeline.errors import DefinitionError
from pipeline.model.period import NOTHING_SAID, TableIdentity

MADE = source(points="คะแนน", weight="คะแนน", done="โครงการ", all="โครงการ", days="วัน", paid="บาท")
PLAIN = 'unit = "คะแนน"\n[formula]\nmeasure = "mean"\nelement = "made.points"\n' + ladder("at_least", 2, "3.36", 4)
DAYS = 'unit = "วัน"\nplaces = 2\n[formula]\nmeasure = "mean"\nelement = "made.days"\n' + ladder("at_most", 10, "5.5")
WEIGHED = PLAIN.replace('"made.points"\n', '"made.points"\nweight = "made.weight"\n')
RATIO = 'unit = "ร้อยละ"\n[formula]\nmeasure = "mean"\nnumerator = "made.done"\ndenominator = "made.all"\n' + ladder("at_least", 50, 75)
STEPS = "".join(f"[[formula.unit_levels]]\nlevel = {n}\nat_least = {b}\n" for n, b in enumerate((60, 70, 80, 90, 100), 1))
POINTS = 'unit = "คะแนน"\n[formula]\nmeasure = "mean"\nnumerator = "made.done"\ndenominator = "made.all"\nweight = "made.weight"\n' + STEPS + ladder("at_least", 1, 2, 3)


def of(text, *rows, identity=AS_AT):
    said = [Row({f"made.{name}": value for name, value in row.items()}, f"แถว {n}") for n, row in enumerate(rows, 1)]
    return scored(kpi(text), table(*said, identity=identity), [MADE])


@pytest.mark.parametrize(("text", "name", "values", "result", "level", "needs"), [
    (PLAIN, "points", ("3", "3.70"), "3.35", 1, "ค่าเฉลี่ยเพิ่มอีก 0.01 คะแนน"),
    (PLAIN, "points", ("3", "3.72"), "3.36", 2, "ค่าเฉลี่ยเพิ่มอีก 0.64 คะแนน"),
    (PLAIN, "points", ("3", "3.74"), "3.37", 2, "ค่าเฉลี่ยเพิ่มอีก 0.63 คะแนน"),
    (PLAIN, "points", ("1", "2", "2.99"), "2.00", 1, "ค่าเฉลี่ยเพิ่มอีก 1.36 คะแนน"),
    (DAYS, "days", (5, 16), "10.50", 0, "ค่าเฉลี่ยลดลงอีก 0.50 วัน"),
    (DAYS, "days", (5, 15), "10.00", 1, "ค่าเฉลี่ยลดลงอีก 4.50 วัน"),
    (DAYS, "days", (5, 6), "5.50", 2, None),
    (DAYS, "days", (5, 5), "5.00", 2, None),
])
def test_a_mean_of_figures_is_just_under_on_and_over_each_bound(text, name, values, result, level, needs):
    score = of(text, *({name: value} for value in values)).score
    assert (str(score.result), score.level, score.next_level and score.next_level.needs) == (result, level, needs)


def test_the_mean_of_ratios_is_no_ratio_of_sums():
    score = of(RATIO, {"done": 1, "all": 1}, {"done": 0, "all": 99}).score
    assert (str(score.result), score.level) == ("50.00", 1)


def test_figures_weigh_as_their_weights_say():
    score = of(WEIGHED, {"points": 4, "weight": 3}, {"points": 2, "weight": 1}).score
    assert str(score.result) == "3.50"
    made, weights, points = score.measurement.evidence
    assert (made.value, [part.value for part in made.parts], weights.value, points.value) == (14, [12, 2], 4, 6)


FULL = PLAIN[:PLAIN.index("[formula]")] + "interpolated = true\n" + PLAIN[PLAIN.index("[formula]"):]


@pytest.mark.parametrize(("text", "row", "known"), [
    (FULL.replace("3.36", "2.5").replace("= 4\n", "= 3\n"), "3", True), (FULL.replace("3.36", "2.5").replace("= 4\n", "= 3\n"), "3.01", False),
    (FULL.replace("3.36", "2.5").replace("= 4\n", "= 3\n"), "55", False), (FULL, "55", True), (PLAIN, "55", True),
])
def test_a_row_that_has_more_points_than_there_are_is_not_averaged(text, row, known):
    score = of(text, {"points": 1}, {"points": row}).score
    assert (score.status == "scored") == known and (known or "เกินคะแนนเต็ม 3" in score.measurement.reason)


@pytest.mark.parametrize(("done", "points"), [(599, 0), (600, 1), (601, 1), (699, 1), (700, 2), (899, 3), (900, 4), (999, 4), (1000, 5)])
def test_each_row_has_its_points_first(done, points):
    score = of(POINTS, {"done": done, "all": 1000, "weight": 1}, {"done": 1, "all": 1, "weight": 1}).score
    assert score.result == (points + 5) / 2


def test_rows_are_listed_one_by_one_and_rounded_only_where_printed():
    score = of(RATIO, {"done": 1, "all": 3}, {"done": 2, "all": 3}).score
    assert str(score.result) == "50.00"
    listed = score.measurement.evidence[0]
    assert [part.label for part in listed.parts] == ["แถว 1", "แถว 2"]
    assert str(listed.parts[0].value).startswith("33.33333333")


def test_amounts_may_be_averaged_in_a_larger_unit_of_money():
    text = PLAIN.replace('"คะแนน"', '"ล้านบาท"').replace("made.points", "made.paid")
    found = [of(text, {"paid": 2_500_000}, {"paid": paid}).score for paid in (1_480_000, 1_500_000, 1_510_000)]
    assert [(str(score.result), score.level) for score in found] == [("1.99", 0), ("2.00", 1), ("2.01", 1)]
    made, count, paid = found[1].measurement.evidence
    assert (made.value, made.unit, count.value, paid.value, paid.unit) == (4, "ล้านบาท", 2, 4_000_000, "บาท")


def test_a_row_that_lacks_a_figure_leaves_all_unreported():
    assert of(PLAIN, {"points": 4}, {"points": None}).score.measurement.reason == "“ช่อง points” เว้นว่าง"
    assert of(WEIGHED, {"points": 4, "weight": 1}, {"points": 4}).score.measurement.reason == "ไม่มีข้อมูล “ช่อง weight”"
    assert scored(kpi(PLAIN), [], [MADE]).score.status == "unreported"


def test_nothing_to_divide_by_is_told():
    assert "zero-denominator" in of(RATIO, {"done": 1, "all": 1}, {"done": 0, "all": 0}).codes
    assert "zero-denominator" in (found := of(WEIGHED, {"points": 1, "weight": 0})).codes
    assert found.score.measurement.reason == "“ช่อง weight” เป็น 0 จึงคิดผลไม่ได้"
    assert of(WEIGHED, {"points": 1, "weight": 0}, {"points": 3, "weight": 2}).score.result == 3


# --- what is never counted twice -----------------------------------------------------------------


def two(identity, other, first=2, last=4):
    rows = [*table(Row({"made.points": first}, "หน่วย ก"), name="a", identity=identity),
            *table(Row({"made.points": last}, "หน่วย ก"), name="b", identity=other)]
    return scored(kpi(PLAIN), rows, [replace(MADE, key=("points",))])


def test_of_two_days_the_later_counts():
    early = replace(AS_AT, period=replace(AS_AT.period, as_of=dt.date(2018, 2, 28)))
    assert (two(early, AS_AT).score.result, two(early, AS_AT, 4, 3).score.result) == (4, 3)


def test_a_corrected_copy_is_asked():
    for identity in (AS_AT, NOTHING_SAID):
        found = two(identity, identity)
        assert (found.score.status, len(found.measured.questions)) == ("unreported", 1)
    assert two(AS_AT, AS_AT, 4, 4).score.measurement.evidence[1].value == 1


def test_every_month_has_its_figure():
    monthly = source(kind="monthly", nature="flow", points="คะแนน", month=("month", ""))
    days = [dt.date(2017 + (n > 2), (9 + n) % 12 + 1, 1) for n in range(6)]
    rows = [Row({"made.points": n % 3}, "", day) for n, day in enumerate(days)]
    assert scored(kpi(PLAIN), table(*rows, dated=True), [monthly]).score.result == 1
    assert scored(kpi(PLAIN), table(*rows[1:], dated=True), [monthly]).score.measurement.reason == "ขาดเดือน ต.ค. 60"
    running = TableIdentity(names=("ยอดสะสม",))
    assert "cumulative-months" in scored(kpi(PLAIN), table(*rows, dated=True, identity=running), [monthly]).codes


# --- as it is written ----------------------------------------------------------------------------


@pytest.mark.parametrize(("keys", "says"), [
    ("", "อย่างใดอย่างหนึ่ง"), ('numerator = "made.done"\n', "อย่างใดอย่างหนึ่ง"),
    ('element = "made.points"\nnumerator = "made.done"\ndenominator = "made.all"\n', "อย่างใดอย่างหนึ่ง"),
    ('element = "made.points"\nbase_years = [2560]\n', "ไม่ใช้กับมาตรวัด mean"),
])
def test_a_mean_is_of_figures_or_of_ratios(keys, says):
    with pytest.raises(DefinitionError, match=says):
        kpi(PLAIN.replace('element = "made.points"\n', keys))


@pytest.mark.parametrize("steps", [
    STEPS.replace("at_least = 90", "at_least = 80"), STEPS.replace("at_least = 90", "at_most = 90"),
    STEPS.replace("at_least = 90", 'at_least = "target"'), STEPS.replace("at_least = 90", 'needs = ["x"]'),
    STEPS.replace("level = 4", "level = 3"),
])
def test_the_points_of_a_row_rise_by_numbers_alone(steps):
    with pytest.raises(DefinitionError, match="เรียงจากง่ายไปยาก"):
        kpi(POINTS.replace(STEPS, steps))


@pytest.mark.parametrize(("text", "says"), [
    (PLAIN, ""), (WEIGHED, ""), (RATIO, ""), (POINTS, ""), (DAYS, ""),
    (PLAIN.replace("คะแนน", "คน"), "นับเป็น “คะแนน” แต่ unit"),
    (RATIO.replace("ร้อยละ", "คน"), "unit เป็น “คน”"),
    (POINTS.replace("คะแนน", "ร้อยละ"), "unit เป็น “ร้อยละ”"),
    (RATIO.replace("made.all", "other.all"), "รายงานเดียวกัน"),
    (WEIGHED.replace("made.weight", "other.weight"), "รายงานเดียวกัน"),
])
def test_what_is_averaged_is_of_one_report_and_in_the_unit(text, says):
    told = [problem for _, problem in problems_of(kpi(text), [MADE, source("other", all="โครงการ", weight="คะแนน")])]
    assert says in "\n".join(told) if says else told == []
