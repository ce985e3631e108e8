"""The measure ``sum``: what is added up, what never is, and what is missing to the next level."""

import datetime as dt
from dataclasses import replace

import pytest
from measuring import Row, kpi, ladder, scored, source, table

from pipeline.definitions.sources import problems_of
from pipeline.model.period import NOTHING_SAID, Period, TableIdentity

UP = 'unit = "ครั้ง"\n[formula]\nmeasure = "sum"\nelement = "made.times"\n' + ladder("at_least", 10, 20, 30)
DOWN = 'unit = "คน"\n[formula]\nmeasure = "sum"\nelement = "made.dead"\nmore = "ลดให้ได้อีก {amount} คน"\n' + ladder("at_most", 30, 20, 10)
BAHT = 'unit = "บาท"\n[formula]\nmeasure = "sum"\nelement = "made.paid"\n' + ladder("at_least", "100", "250.5", "1000.25")
MILLIONS = 'unit = "ล้านบาท"\n[formula]\nmeasure = "sum"\nelement = "made.paid"\n' + ladder("at_least", "1150.40", "1202.17")
MADE = source(times="ครั้ง", dead="คน", paid="บาท")
FEB, MAR = (TableIdentity(Period(as_of=dt.date(2018, *day), running=True)) for day in ((2, 28), (3, 27)))


def of(text: str, element: str, *values: object, **more: object):
    rows = [Row({element: value}, f"แถว {number}") for number, value in enumerate(values)]
    return scored(kpi(text), table(*rows, **more), [MADE])


@pytest.mark.parametrize(("text", "element", "value", "level", "needs"), [
    (UP, "made.times", 9, 0, "ช่อง timesเพิ่มอีก 1 ครั้ง"),
    (UP, "made.times", 10, 1, "ช่อง timesเพิ่มอีก 10 ครั้ง"),
    (UP, "made.times", 11, 1, "ช่อง timesเพิ่มอีก 9 ครั้ง"),
    (UP, "made.times", 29, 2, "ช่อง timesเพิ่มอีก 1 ครั้ง"),
    (UP, "made.times", 30, 3, None),
    (UP, "made.times", 31, 3, None),
    (DOWN, "made.dead", 31, 0, "ลดให้ได้อีก 1 คน"),
    (DOWN, "made.dead", 30, 1, "ลดให้ได้อีก 10 คน"),
    (DOWN, "made.dead", 29, 1, "ลดให้ได้อีก 9 คน"),
    (DOWN, "made.dead", 11, 2, "ลดให้ได้อีก 1 คน"),
    (DOWN, "made.dead", 10, 3, None),
    (DOWN, "made.dead", 9, 3, None),
    (BAHT, "made.paid", "250.49", 1, "ช่อง paidเพิ่มอีก 0.01 บาท"),
    (BAHT, "made.paid", "250.50", 2, "ช่อง paidเพิ่มอีก 749.75 บาท"),
    (BAHT, "made.paid", "250.51", 2, "ช่อง paidเพิ่มอีก 749.74 บาท"),
    (MILLIONS, "made.paid", "1150390000", 0, "ช่อง paidเพิ่มอีก 10,000.00 บาท"),
    (MILLIONS, "made.paid", "1150400000", 1, "ช่อง paidเพิ่มอีก 51,770,000.00 บาท"),
    (MILLIONS, "made.paid", "1150400001", 1, "ช่อง paidเพิ่มอีก 51,769,999.00 บาท"),
])
def test_a_sum_is_just_under_on_and_over_each_bound(text, element, value, level, needs):
    score = of(text, element, value).score
    assert (score.level, score.next_level and score.next_level.needs) == (level, needs)


@pytest.mark.parametrize(("text", "element", "step"), [(UP, "made.times", 1), (DOWN, "made.dead", 1), (BAHT, "made.paid", "0.01")])
def test_what_is_missing_is_enough_and_one_less_is_not(text, element, step):
    from decimal import Decimal

    for start in range(0, 60, 7):
        ahead = of(text, element, start).score.next_level
        if ahead is None:
            continue
        amount = -ahead.amount if kpi(text).falls else ahead.amount
        assert ahead.amount > 0
        assert of(text, element, start + amount).score.level >= ahead.level
        less = amount - Decimal(step) * (1 if amount > 0 else -1)
        assert of(text, element, start + less).score.level < ahead.level


def test_rows_are_added_and_a_blank_one_is_no_nothing():
    assert of(UP, "made.times", 4, 5, 3).score.result == 12
    lost = of(UP, "made.times", 4, None, 3).score
    assert (lost.status, lost.measurement.reason) == ("unreported", "“ช่อง times” เว้นว่าง")


def test_no_row_is_no_report_and_a_stated_nothing_is_measured():
    assert scored(kpi(UP), [], [MADE]).score.status == "unreported"
    assert (of(UP, "made.times", 0).score.level, of(UP, "made.times", 0).score.result) == (0, 0)


# --- what is never added -------------------------------------------------------------------------


def two(first, second, values=((10,), (20,)), text=UP, element="made.times", key="", districts=1):
    tables = [
        table(*(Row({element: value}, key, district=f"270{1 + place}") for place, value in enumerate(mine)),
              name=name, identity=identity)
        for name, identity, mine in (("a", first, values[0]), ("b", second, values[1]))]
    return scored(kpi(text), [*tables[0], *tables[1]], [MADE])


def test_of_a_sum_up_to_two_days_the_later_stands():
    found = two(FEB, MAR)
    assert (found.score.result, found.codes & {"older-version"}) == (20, {"older-version"})


def test_a_later_day_stands_where_less_is_better_and_it_fell():
    assert two(FEB, MAR, ((30,), (12,)), DOWN, "made.dead").score.result == 12


def test_a_corrected_copy_of_one_day_is_asked():
    found = two(MAR, MAR)
    assert (found.score.status, len(found.measured.questions)) == ("unreported", 1)


def test_two_tables_without_a_day_are_asked():
    found = two(NOTHING_SAID, NOTHING_SAID)
    assert (found.score.status, len(found.measured.questions)) == ("unreported", 1)


def test_the_same_table_twice_counts_once():
    assert two(MAR, MAR, ((10,), (10,))).score.result == 10


def test_tables_of_two_names_are_added():
    one, other = (replace(MAR, names=(name,)) for name in ("งบบริหาร", "งบลงทุน"))
    assert two(one, other).score.result == 30


def test_a_total_of_other_tables_is_not_added():
    one, other, whole = (replace(MAR, names=(name,)) for name in ("งบบริหาร", "งบลงทุน", "รวมทุกงบ"))
    rows = [(one, 10), (other, 20), (whole, 30)]
    seen = [o for n, (identity, value) in enumerate(rows) for o in table(Row({"made.times": value}), name=f"t{n}", identity=identity)]
    found = scored(kpi(UP), seen, [MADE])
    assert (found.score.result, found.codes & {"total-table"}) == (30, {"total-table"})


# --- months and days -----------------------------------------------------------------------------

MONTHLY = source(kind="monthly", nature="flow", times="ครั้ง", month=("month", ""))
SPAN = UP.replace('"made.times"\n', '"made.times"\nspan = "fiscal_year"\n')


def months(*values: int, year: int = 2017, month: int = 10, identity: TableIdentity = NOTHING_SAID):
    days = [dt.date(year + (month + n - 1) // 12, (month + n - 1) % 12 + 1, 1) for n in range(len(values))]
    return table(*(Row({"made.times": v}, "", day) for v, day in zip(values, days, strict=True)), dated=True, identity=identity)


@pytest.mark.parametrize("text", [UP, SPAN])
def test_months_of_the_span_are_added_and_none_may_lack(text):
    assert scored(kpi(text), months(1, 2, 3, 4, 5, 6), [MONTHLY]).score.result == 21
    short = scored(kpi(text), months(1, 2, 3, 4, 5), [MONTHLY]).score
    assert (short.status, short.measurement.reason) == ("unreported", "ขาดเดือน มี.ค. 61")
    assert scored(kpi(text), months(*range(8), month=8), [MONTHLY]).score.result == 2 + 3 + 4 + 5 + 6 + 7


def test_months_that_are_each_added_up_are_not():
    found = scored(kpi(UP), months(1, 2, 3, 4, 5, 6, identity=TableIdentity(names=("ยอดสะสม",))), [MONTHLY])
    assert (found.score.status, "cumulative-months" in found.codes) == ("unreported", True)


def test_rows_of_days_before_the_span_are_told_and_not_added():
    dated = source(kind="monthly", nature="flow", times="ครั้ง")
    dated = replace(dated, kind=replace(dated.kind, months=False))
    days = [dt.date(2017, 9, 30), dt.date(2017, 10, 1), dt.date(2018, 3, 27), dt.date(2018, 3, 28)]
    rows = [Row({"made.times": 10 ** n}, f"{n}", day) for n, day in enumerate(days)]
    found = scored(kpi(UP), table(*rows, dated=True), [dated])
    assert (found.score.result, "rows-before-span" in found.codes) == (110, True)


# --- as it is written ----------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "says"), [
    (UP, ""), (DOWN, ""), (BAHT, ""), (MILLIONS, ""),
    (UP.replace("ครั้ง", "คน"), "นับเป็น “ครั้ง” แต่ unit เป็น “คน”"), (BAHT.replace("บาท", "คน"), "แต่ unit เป็น “คน”"),
    (UP.replace("made.times", "made.time"), "หมายถึง “made.times”"),
    (MILLIONS.replace('"made.paid"\n', '"made.paid"\nmore = "เก็บอีก {amount} ล้านบาท"\n'), "บอกจำนวนเป็น “ล้านบาท”"),
])
def test_a_sum_is_in_the_unit_of_its_column_or_in_more_of_the_same_money(text, says):
    told = "\n".join(problem for _, problem in problems_of(kpi(text), [MADE]))
    assert says in told if says else told == ""
