"""Days of rows are read right or refused at their cell, never counted in the wrong place."""

from datetime import datetime
from pathlib import Path

import province
import pytest
from home import HOME

from pipeline.normalise.days import order_of
from pipeline.run.stages import Outcome, evaluate

NAMES = list(province.DISTRICTS.values())
APRIL, MARCH = datetime(2018, 4, 3), datetime(2018, 3, 4)


def judged(folder: Path, **exports: list[list[object]]) -> Outcome:
    tables = {**province.tables(), **exports}
    return evaluate(HOME, province.write(folder, tables), "2561-1", None, 1)


def of(outcome: Outcome, kpi: int, district: str = "คลองหาด") -> str | None:
    return next(
        s.result and str(s.result) for card in outcome.cards for s in card.scores
        if card.district.name == district and s.kpi == kpi)


@pytest.mark.parametrize(
    ("column", "unclear"),
    [
        (["4/3/2018", "27/3/2561"], ["4/3/2018"]),
        (["4/3/2018", "3/27/2018"], ["4/3/2018"]),
        (["4-3-2018", "27/3/2561", "5/5/2018"], ["4-3-2018"]),
        (["4/3/2018", "27/3/2018", "27/3/2561"], []),  # day first, as another of ค.ศ. shows
        (["4/3/2018", "5/3/2018"], []),
        (["4/3/1961", "27/3/2561"], []),  # of no year of ours, whichever day it is
        (["4/3/1999", "27/3/2561"], []),
        (["4/3/2000", "27/3/2561"], ["4/3/2000"]),
        (["4/3/2399", "27/3/2561"], ["4/3/2399"]),
        (["4/3/2400", "3/27/2018"], []),  # of พ.ศ.
        (["4/3/2561", "27/3/2561"], []),
        (["4/3/2561", "3/27/2018"], []),
        (["2018-03-04", "27/3/2561"], []),
        (["4 มีนาคม 2018", "27/3/2561"], []),
        ([APRIL, "27/3/2561"], [APRIL]),  # typed 4/3/2561 where Excel takes the month first
        ([APRIL, "27/3/2018", datetime(2018, 2, 2)], [APRIL]),
        ([APRIL, "27/3/2561", "4/3/2561"], []),
        ([APRIL, "27/3/2561", datetime(2018, 3, 13)], []),
        ([APRIL, MARCH], []),
        ([APRIL, "27 มีนาคม 2561"], []),
        ([None, "", "-", 43164], []),
    ],
)
def test_a_day_may_be_its_month_only_where_its_column_shows_it(column, unclear):
    order = order_of(column)
    assert [value for value in column if order.unclear(value)] == unclear


@pytest.mark.slow
@pytest.mark.parametrize(("day", "result"), [
    pytest.param("27/3/61", "97.00", marks=pytest.mark.quick), ("27 มี.ค. 61", "97.00"), ("2018-03-27T16:59:00Z", "97.00"),
    ("2018-03-27T17:00:00Z", "90.00"), ("2018-03-27T17:00:00+00:00", "90.00"),
    ("2018-03-27T17:00:00+07:00", "97.00"), ("3/4/61", "90.00"),
    (datetime(1961, 4, 3), None), ("3/4/18", None), ("3/27/2018", None), ("4/3/2018", None),
])
def test_a_payment_counts_on_its_day_or_leaves_its_district_not_reported(tmp_path, day, result):
    outcome = judged(
        tmp_path / "in",
        disbursement=[[province.AS_OF], ["อำเภอ", "จัดสรร"], *([n, 100000] for n in NAMES)],
        payments=[["วันที่เบิกจ่าย", "อำเภอ", "รายการ", "จำนวนเงิน"],
                  *(["15/1/2561", name, "ค่าวัสดุ", 90000] for name in NAMES),
                  [day, "คลองหาด", "ค่าวัสดุ", 7000]])
    assert of(outcome, 1) == result
    assert of(outcome, 1, "โคกสูง") == "90.00"
    errors = [f for f in outcome.findings if f.severity == "error" and f.code != "unreported"]
    assert [(f.origin.sheet, f.origin.cell[1:], f.district) for f in errors] == (
        [] if result else [("Sheet", "11", "2702")])


@pytest.mark.slow
@pytest.mark.parametrize(("year", "day", "reported"), [
    pytest.param(2561, "5/1/2561", True, marks=pytest.mark.quick), (2560, "15/11/2560", True), (2561, "15/11/2560", True),  # the fiscal year
    (2558, "5/1/2561", False), (2561, "5/1/2558", False), (2559, "15/11/2560", False),
    (None, datetime(2000, 12, 31), False), (None, datetime(2001, 1, 1), True),
    (2557, datetime(1957, 6, 1), False), (None, datetime(1957, 6, 1), False), (None, "5/1/2561", True),
    (2558, None, True), (2558, "4/3/2015", False),
])
def test_a_registration_whose_year_and_day_contradict_each_other_is_refused(
    tmp_path, year, day, reported
):
    tables = province.tables()
    tables["register"].append(["2702-X", "กลุ่มตัวอย่างอื่น", "กลุ่ม", "คลองหาด", year, day])
    outcome = judged(tmp_path / "in", register=tables["register"])
    assert (of(outcome, 4) is not None) == reported
    assert of(outcome, 4, "โคกสูง") == "4.00"
    codes = {f.code for f in outcome.findings if f.severity == "error"} - {"unreported"}
    assert bool(codes) != reported and codes <= {"year-and-date-differ", "date-unclear"}
