"""Results that an item of a checklist carries: numbers and days, either way."""

import datetime as dt
from decimal import Decimal

import pytest
from measuring import Row, kpi, ladder, scored, source, table

from pipeline.model.item import item_key
from pipeline.thai.calendar import serial

FORM = source("form", "checklist", kpi=("kpi", ""), item=("item", ""), answer=("answer", ""))
HEAD = 'unit = "{}"\n[formula]\nmeasure = "checklist"\nelement = "form.answer"\nresult = "x"\n{}\n[[items]]\nid = "x"\nkind = "{}"\nelement = "form.answer"\ntexts = ["ผลที่กรอก"]\n'
DAYS = HEAD.format("วันที่", ladder("at_most", "2018-03-30", "2018-03-25", "2018-03-10"), "date")
DAYS_BEFORE = HEAD.format("วันที่", ladder("less_than", "2018-03-30", "2018-03-25"), "date")
LATE = HEAD.format("วัน", ladder("at_most", 10, 5, 0), "number")
BELOW = HEAD.format("คน", ladder("less_than", 19, 10), "number")
MORE = HEAD.format("ครั้ง", ladder("more_than", 1, 3), "number")
PERCENT = HEAD.format("ร้อยละ", ladder("at_most", 25, "5.5"), "percentage")


def of(text, said):
    value = serial(dt.date.fromisoformat(said)) if isinstance(said, str) and said.count("-") == 2 else said
    return scored(kpi(text), table(Row({"form.answer": value}, item_key(1, "x"))), [FORM])


@pytest.mark.parametrize(("text", "said", "level", "amount", "needs"), [
    (DAYS, "2018-03-31", 0, 1, "ต้องส่งภายใน 30 มี.ค. 61"),
    (DAYS, "2018-03-30", 1, 5, "ต้องส่งภายใน 25 มี.ค. 61"),
    (DAYS, "2018-03-29", 1, 4, "ต้องส่งภายใน 25 มี.ค. 61"),
    (DAYS, "2018-03-11", 2, 1, "ต้องส่งภายใน 10 มี.ค. 61"),
    (DAYS, "2018-03-10", 3, None, None),
    (DAYS, "2018-03-09", 3, None, None),
    (DAYS_BEFORE, "2018-03-30", 0, 1, "ต้องส่งภายใน 29 มี.ค. 61"),
    (DAYS_BEFORE, "2018-03-29", 1, 5, "ต้องส่งภายใน 24 มี.ค. 61"),
    (LATE, 11, 0, 1, "ผลที่กรอกลดลงอีก 1 วัน"),
    (LATE, 10, 1, 5, "ผลที่กรอกลดลงอีก 5 วัน"),
    (LATE, 1, 2, 1, "ผลที่กรอกลดลงอีก 1 วัน"),
    (LATE, 0, 3, None, None),
    (BELOW, 19, 0, 1, "ผลที่กรอกลดลงอีก 1 คน"),
    (BELOW, 18, 1, 9, "ผลที่กรอกลดลงอีก 9 คน"),
    (MORE, 1, 0, 1, "ผลที่กรอกเพิ่มอีก 1 ครั้ง"),
    (MORE, 2, 1, 2, "ผลที่กรอกเพิ่มอีก 2 ครั้ง"),
    (MORE, 4, 2, None, None),
    (PERCENT, "25.01", 0, Decimal("0.01"), "ผลที่กรอกลดลงอีกร้อยละ 0.01"),
    (PERCENT, "25.00", 1, Decimal("19.50"), "ผลที่กรอกลดลงอีกร้อยละ 19.50"),
    (PERCENT, "5.50", 2, None, None),
])
def test_what_is_carried_is_just_under_on_and_over_each_bound(text, said, level, amount, needs):
    score = of(text, said).score
    ahead = score.next_level
    assert (score.level, ahead and ahead.amount, ahead and ahead.needs) == (level, amount, needs)


def test_the_words_of_the_agreement_name_the_day():
    text = DAYS.replace('result = "x"\n', 'result = "x"\nmore = "ส่งรายงานให้ถึงจังหวัดไม่เกิน {amount}"\n')
    assert of(text, "2018-03-31").score.next_level.needs == "ส่งรายงานให้ถึงจังหวัดไม่เกิน 30 มี.ค. 61"


@pytest.mark.parametrize(("day", "status"), [
    ("2017-09-30", "unreported"), ("2017-10-01", "scored"), ("2019-03-31", "scored"), ("2019-04-01", "unreported")])
def test_a_day_of_another_time_is_mistyped_sooner_than_the_best(day, status):
    found = of(DAYS, day)
    assert (found.score.status, "date-outside-round" in found.codes) == (status, status == "unreported")


def test_a_number_is_of_the_kpis_unit():
    assert kpi(LATE).item("x").unit == "วัน"
