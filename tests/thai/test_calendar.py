"""A date is read as meant, in either era, or refused."""

from contextlib import suppress
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.thai.calendar import (
    NotADate,
    fiscal_month,
    parse_date,
    parse_month,
    parse_year,
    thai_date,
)
from pipeline.thai.digits import to_thai
from pipeline.thai.periods import find_period


def as_of(text: str) -> date | None:
    return find_period(text)[0].as_of


MAR31 = date(2018, 3, 31)
DAYS = st.dates(date(1957, 1, 1), date(2056, 12, 31))


@pytest.mark.parametrize(
    "value",
    [
        "31 มีนาคม 2561", "31 มี.ค. 61", "๓๑ มี.ค. ๒๕๖๑", "31มี.ค.61", "31 มีค 61", "31 มี. ค. 61",
        "วันที่ 31 เดือนมีนาคม พ.ศ. 2561", "วันเสาร์ที่ 31 มีนาคม 2561", "31 มีนา 61",
        "31 มีนาคม ค.ศ. 2018", "31-มี.ค.-61", "31/03/2561", "31-3-61", "31.3.2561", "31/3/2018",
        "2018-03-31", "2018-03-31 00:00:00", "2018-03-31T10:30:00", "2561-03-31", "'31/3/2561",
        "31 มี.ค. 61 10:30 น.", "31/3/2561 เวลา 10.30 น.", " 31\u00a0มีี\u200bนาคม  2561 ",
        "31 March 2018", "31-Mar-18", "31-MAR-2018", "31 mar. 61", "31Mar2018", "31/Mar/2018", "31 March 2561",
        "31st March 2018", "March 31, 2018", "Mar 31 2018", "Mar. 31st, 2561", "31 Mar 2018 08:15", "31 Mar'18",
        datetime(2018, 3, 31, 9, 30), MAR31, datetime(2561, 3, 31), 43190, 43190.75,
        (date(2561, 3, 31) - date(1899, 12, 30)).days,
    ],
)  # fmt: skip
def test_every_way_to_write_a_date_is_read(value: object) -> None:
    assert parse_date(value) == MAR31


@pytest.mark.parametrize("value", [None, "", " ", "-", "–"])
def test_a_blank_is_no_date_month_is_refused_and_no_year(value: object) -> None:
    assert parse_date(value) is None
    assert parse_year(value) is None
    with pytest.raises(NotADate):
        parse_month(value)


@pytest.mark.parametrize(
    "value",
    [
        "31 เมษายน 2561", "30/02/2561", "31/13/2561", "0 มี.ค. 61", "31 มีนาคม", "มีนาคม 2561", "abc",
        "31/3/256", "31/3/25611", "43190", True, 5, 100_000, float("nan"), date(2560, 2, 29),
        date(2300, 1, 1), "31 มี.ค. พ.ศ. 2018", "31 มี.ค. 61 เป็นต้นไป", [],
        "31 Smart 2018", "31 Marx 2018", "Mar 2018", "Mar 31", "31 Mar 76", "31 Mar 99", "Mar 32, 2018", "31 Mary 18",
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused(value: object) -> None:
    with pytest.raises(NotADate):
        parse_date(value)


@pytest.mark.parametrize(("text", "day"), [
    ("2018-03-30T17:00:00Z", MAR31), ("2018-03-31T16:59:59Z", MAR31), ("2018-03-30T23:59:00.5Z", MAR31),
    ("2018-03-31T17:00:00", MAR31),
])
def test_a_time_of_greenwich_is_seven_hours_on_in_bangkok(text: str, day: date) -> None:
    assert parse_date(text) == day


def test_a_leap_day_is_one_of_the_christian_year() -> None:
    assert parse_date("29/2/2559") == date(2016, 2, 29)
    with pytest.raises(NotADate):
        parse_date("29/2/2560")


@given(DAYS, st.booleans())
def test_what_is_printed_is_read_back(day: date, thai_digits: bool) -> None:
    assert parse_date(thai_date(day, "long", thai_digits)) == day
    assert parse_date(thai_date(day, "short", thai_digits)) == day
    assert parse_date(f"{day.day}/{day.month}/{day.year + 543}") == day
    assert as_of(f"รายงาน (ข้อมูล ณ วันที่ {thai_date(day, 'short')})") == day


@given(st.dates(date(1954, 10, 4), date(2119, 1, 1)))
def test_serial_numbers_are_days(day: date) -> None:
    assert parse_date((day - date(1899, 12, 30)) / timedelta(days=1)) == day


@given(st.text(max_size=20) | st.text("0123456789/-. มี.ค.ณวันที่พศ", max_size=16))
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (parse_date, parse_month, parse_year, as_of):
        with suppress(NotADate):
            read(text)


@pytest.mark.parametrize(
    ("value", "month"),
    [
        ("ตุลาคม", (10, None)), ("ต.ค.", (10, None)), ("ต.ค. 60", (10, 2560)), ("ตค60", (10, 2560)),
        ("ตุลาคม 2560", (10, 2560)), ("เดือนตุลาคม", (10, None)),
        ("ประจำเดือนตุลาคม พ.ศ. 2560", (10, 2560)),
        (10, (10, None)), ("10", (10, None)), ("๑๐", (10, None)), ("10.0", (10, None)),
        (10.0, (10, None)), ("01", (1, None)), ("เดือน 10", (10, None)), ("10/2560", (10, 2560)),
        ("Oct 2017", (10, 2560)), ("October", (10, None)), ("Oct", (10, None)), ("OCT.", (10, None)),
        ("Oct-17", (10, 2560)), ("Oct 60", (10, 2560)), ("Oct-60", (10, 2560)), ("October 2560", (10, 2560)),
        ("Oct'17", (10, 2560)), ("Oct2017", (10, 2560)), ("Oct พ.ศ. 60", (10, 2560)), ("Oct ค.ศ. 17", (10, 2560)),
        ("Sept 17", (9, 2560)), ("เดือน October 2017", (10, 2560)), ("1-Oct-17", (10, 2560)), ("May", (5, None)),
        ("Oct-42", (10, 2585)), ("Oct-43", (10, 2543)), ("Oct-75", (10, 2575)), ("Oct 1, 2017", (10, 2560)),
        (datetime(2017, 10, 1), (10, 2560)), ("2017-10-01", (10, 2560)), ("ตุลาคม 2017", (10, 2560)),
    ],
)  # fmt: skip
def test_months_are_read(value: object, month: tuple[int, int | None]) -> None:
    assert parse_month(value) == month


@pytest.mark.parametrize("value", [0, 13, 10.5, "13", "13/2560", "รวม", True, "ไตรมาส 1", None, "Maybe", "Mayor 60",
                                   "Smart", "Octo", "Junk", "17-Oct", "Oct-76", "Dec-99"])
def test_what_is_no_month_is_refused(value: object) -> None:
    with pytest.raises(NotADate):
        parse_month(value)


@pytest.mark.parametrize(
    "value",
    [2561, 2561.0, "2561", "๒๕๖๑", "๒๕61", "พ.ศ. 2561", "ปี 2561", "ปีงบประมาณ พ.ศ. 2561", "61", 61,
     "ปีงบประมาณ พ.ศ.๒๕๖๑", 2018, "2018", "ค.ศ. 2018", "2561.0", datetime(2018, 1, 1),
     date(2561, 1, 1), "พ.ศ.61"],
)  # fmt: skip
def test_years_are_read(value: object) -> None:
    assert parse_year(value) == 2561


@pytest.mark.parametrize(
    "value", [5, 0, 25610, 2561.5, "256", "รวม", True, "ค.ศ. 2561", float("inf")]
)
def test_what_is_no_year_is_refused(value: object) -> None:
    with pytest.raises(NotADate):
        parse_year(value)


def test_the_fiscal_year_runs_from_october() -> None:
    assert fiscal_month(2561, 10) == date(2017, 10, 1)
    assert fiscal_month(2561, 9) == date(2018, 9, 1)


def test_dates_are_printed_in_thai() -> None:
    assert thai_date(MAR31) == "31 มีนาคม 2561"
    assert thai_date(MAR31, "short") == "31 มี.ค. 61"
    assert thai_date(date(2018, 1, 5), thai_digits=True) == to_thai("5 มกราคม 2561")
