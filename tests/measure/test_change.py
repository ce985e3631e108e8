"""The measure ``change``: up and down against a base, in one table or two."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from measuring import AS_AT, DISTRICT, Row, agreed, kpi, ladder, scored, source, table

from pipeline.definitions.sources import problems_of
from pipeline.model.period import NOTHING_SAID, Period, TableIdentity
from pipeline.score.province import pooled
from pipeline.score.totals import scorecard

FORMULA = 'unit = "ร้อยละ"\n[formula]\nmeasure = "change"\nnumerator = "made.now"\ndenominator = "{}.base"\n'
SAVED = FORMULA.format("made") + 'direction = "down"\n' + ladder("at_least", 5, 10)
GROWN = FORMULA.format("made") + 'more = "เพิ่มสมาชิกอีก {amount} คน"\n' + ladder("at_least", 5, 10)
KEPT = FORMULA.format("made") + ladder("at_most", 10, 5)
MADE = source(now="หน่วย", base="หน่วย")


def of(text, now, base, **more):
    return scored(kpi(text), table(Row({"made.now": now, "made.base": base}), **more), [MADE])


@pytest.mark.parametrize(("text", "now", "result", "level", "needs"), [
    (SAVED, 951, "4.90", 0, "ช่อง nowลดลงอีก 1 หน่วย"),
    (SAVED, 950, "5.00", 1, "ช่อง nowลดลงอีก 50 หน่วย"),
    (SAVED, 949, "5.10", 1, "ช่อง nowลดลงอีก 49 หน่วย"),
    (SAVED, 901, "9.90", 1, "ช่อง nowลดลงอีก 1 หน่วย"),
    (SAVED, 900, "10.00", 2, None),
    (SAVED, 1100, "-10.00", 0, "ช่อง nowลดลงอีก 150 หน่วย"),
    (GROWN, 1049, "4.90", 0, "เพิ่มสมาชิกอีก 1 คน"),
    (GROWN, 1050, "5.00", 1, "เพิ่มสมาชิกอีก 50 คน"),
    (GROWN, 1099, "9.90", 1, "เพิ่มสมาชิกอีก 1 คน"),
    (GROWN, 1100, "10.00", 2, None),
    (KEPT, 1101, "10.10", 0, "ช่อง nowลดลงอีก 1 หน่วย"),
    (KEPT, 1100, "10.00", 1, "ช่อง nowลดลงอีก 50 หน่วย"),
    (KEPT, 1050, "5.00", 2, None),
    (KEPT, 900, "-10.00", 2, None),
])
def test_a_change_is_just_under_on_and_over_each_bound_either_way(text, now, result, level, needs):
    score = of(text, now, 1000).score
    assert (str(score.result), score.level, score.next_level and score.next_level.needs) == (result, level, needs)


@pytest.mark.parametrize("text", [SAVED, GROWN, KEPT])
def test_what_is_missing_is_enough_and_one_less_is_not(text):
    way = 1 if text is GROWN else -1
    for now in range(801, 1200, 23):
        ahead = of(text, now, 997).score.next_level
        if ahead is not None:
            assert ahead.amount > 0
            assert of(text, now + way * ahead.amount, 997).score.level >= ahead.level
            nearly = of(text, now + way * (ahead.amount - 1), 997).score
            bound = kpi(text).levels[ahead.level - 1].bound
            assert not bound.admits(nearly.measurement.result)


def test_a_base_of_nothing_and_a_blank_are_not_reported():
    assert "zero-denominator" in of(SAVED, 5, 0).codes
    assert of(SAVED, 5, None).score.measurement.reason == "“ช่อง base” เว้นว่าง"
    assert scored(kpi(SAVED), [], [MADE]).score.status == "unreported"


def test_the_province_is_its_districts_added_up():
    one = kpi(SAVED)
    scores = [of(SAVED, now, base).score for now, base in ((900, 1000), (500, 500))]
    cards = [scorecard(DISTRICT, None, (score,), agreed(one)) for score in scores]
    whole = pooled(cards, agreed(one))[1]
    assert str(whole.result) == "6.67"


# --- what is never added -------------------------------------------------------------------------

TWO = FORMULA.format("before") + ladder("at_least", 5, 10)
BEFORE = source("before", base="หน่วย")
LAST = TableIdentity(Period(as_of=dt.date(2017, 9, 30), year=2560, running=True))


def apart(*bases: tuple[TableIdentity, int]):
    rows = table(Row({"made.now": 1100}))
    for number, (identity, value) in enumerate(bases):
        rows += table(Row({"before.base": value}), name=f"b{number}", identity=identity)
    return scored(kpi(TWO), rows, [source(now="หน่วย"), BEFORE])


def test_a_base_of_the_year_before_is_of_no_other_round():
    found = apart((LAST, 1000))
    assert (str(found.score.result), found.codes) == ("10.00", set())


def test_two_bases_without_a_day_are_asked_and_never_added():
    found = apart((NOTHING_SAID, 1000), (NOTHING_SAID, 900))
    assert (found.score.status, len(found.measured.questions)) == ("unreported", 1)
    assert apart((LAST, 1000), (LAST, 1000)).score.result == Decimal(10)


def test_figures_of_now_that_are_of_another_year_are_set_aside():
    assert of(GROWN, 1100, 1000, identity=LAST).score.status == "unreported"


def test_of_two_days_the_later_counts_up_and_down():
    early = replace(AS_AT, period=replace(AS_AT.period, as_of=dt.date(2018, 2, 28)))
    for text, first, last, result in ((GROWN, 1010, 1100, 10), (SAVED, 950, 900, 10)):
        rows = [*table(Row({"made.now": first, "made.base": 1000}), name="a", identity=early),
                *table(Row({"made.now": last, "made.base": 1000}), name="b")]
        found = scored(kpi(text), rows, [MADE])
        assert (found.score.result, "older-version" in found.codes) == (result, True)


def test_the_explanation_says_what_was_taken_from_what():
    m = of(SAVED, 900, 1000).score.measurement
    assert kpi(SAVED).formula.measure.working(m) == "คิดเป็นร้อยละ (1,000 − 900) ÷ 1,000 × 100 = "
    m = of(GROWN, 900, 1000).score.measurement
    assert kpi(GROWN).formula.measure.working(m) == "คิดเป็นร้อยละ (900 − 1,000) ÷ 1,000 × 100 = "


def test_what_changes_is_of_one_unit_and_no_report_of_days():
    other, dated = source("before", base="บาท"), source("before", "monthly", "flow", base="หน่วย", month=("month", ""))
    now = source(now="หน่วย")
    assert list(problems_of(kpi(TWO), [now, BEFORE])) == []
    assert "ร้อยละของสองหน่วย" in next(problems_of(kpi(TWO), [now, other]))[1]
    assert "growth_over_last_year" in next(problems_of(kpi(TWO), [now, dated]))[1]
