"""The measure ``growth_over_last_year`` over the round and over the fiscal year so far."""

import datetime as dt
from dataclasses import replace

import pytest
from cards import AGREEMENT
from measuring import HEAD, Row, agreed, kpi, ladder, scored, source, table

from pipeline.model.cells import NOWHERE

SALES = source("sales", "monthly", "flow", members="คน", month=("month", ""))
TEXT = 'unit = "ร้อยละ"\n[formula]\nmeasure = "growth_over_last_year"\nelement = "sales.members"\n{}' + ladder("at_least", 10, 20)
ROUND, YEAR = TEXT.format(""), TEXT.format('span = "fiscal_year"\n')
SECOND = replace(AGREEMENT, round_id="2561-2", start=dt.date(2018, 4, 1), end=dt.date(2018, 9, 30))
AUGUST = HEAD.replace("2018-03-27", "2018-08-31")


def months(first: dt.date, *values: object):
    at = [first.year * 12 + first.month - 1 + n for n in range(len(values))]
    return [Row({"sales.members": value}, "", dt.date(m // 12, m % 12 + 1, 1)) for m, value in zip(at, values, strict=True)]


def of(text, now, before, first=dt.date(2017, 10, 1), head=HEAD, agreement=AGREEMENT):
    rows = [*months(first.replace(year=first.year - 1), *before), *months(first, *now)]
    return scored(kpi(text, head), table(*rows, dated=True), [SALES], agreement=agreement)


@pytest.mark.parametrize(("last", "level", "needs"), [
    (59, 0, "ช่อง members ต.ค. 60–ส.ค. 61เพิ่มอีก 1 คน"), (60, 1, "ช่อง members ต.ค. 60–ส.ค. 61เพิ่มอีก 110 คน"),
    (61, 1, "ช่อง members ต.ค. 60–ส.ค. 61เพิ่มอีก 109 คน"), (169, 1, "ช่อง members ต.ค. 60–ส.ค. 61เพิ่มอีก 1 คน"), (170, 2, None)])
def test_the_fiscal_year_so_far_ends_at_the_cut_offs_month(last, level, needs):
    score = of(YEAR, [115] * 10 + [last], [100] * 11, head=AUGUST, agreement=SECOND).score
    assert (score.level, score.next_level and score.next_level.needs) == (level, needs)


def test_months_after_the_cut_offs_do_not_count():
    score = of(YEAR, [110] * 11 + [9999], [100] * 11 + [1], head=AUGUST, agreement=SECOND).score
    assert str(score.result) == "10.00"


def test_a_month_before_the_round_may_not_lack_of_a_fiscal_year_and_is_not_asked_of_a_round():
    first = dt.date(2018, 4, 1)
    assert of(ROUND, [110] * 6, [100] * 6, first, HEAD.replace("2018-03-27", "2018-09-30"), SECOND).score.level == 1
    lacking = of(YEAR, [110] * 5, [100] * 5, first, AUGUST, SECOND).score
    assert (lacking.status, lacking.measurement.reason[:20]) == ("unreported", "ขาดเดือน ต.ค. 60, พ.")
    missing = [part for evidence in lacking.measurement.evidence for part in evidence.parts if part.value is None]
    assert missing and all(part.origin == NOWHERE for part in missing)  # no file of other months is to blame


def test_the_figures_are_named_after_what_grows():
    evidence = of(YEAR, [110] * 11, [100] * 11, head=AUGUST, agreement=SECOND).score.measurement.evidence
    assert [e.name for e in evidence] == ["ช่อง members ต.ค. 60–ส.ค. 61", "ช่อง members ต.ค. 59–ส.ค. 60"]


def test_forms_and_checks_ask_for_the_months_that_are_added_up():
    whole = agreed(kpi(YEAR, AUGUST), SECOND)
    assert (len(whole.months_asked("sales")), len(whole.months_asked("other"))) == (11, 6)
    assert whole.months_asked("sales", 1)[0] == dt.date(2016, 10, 1)
