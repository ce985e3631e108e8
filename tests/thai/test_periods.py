"""What titles say of time is read as meant, and what they are called is left."""

from datetime import date

import pytest

from pipeline.model.period import Period
from pipeline.thai.calendar import NotADate
from pipeline.thai.periods import (
    find_period,
    fiscal_year,
    last_day,
    month_end,
    name_in,
    period_of_file,
    period_of_name,
)

MAR27, MAR31, OCT1 = date(2018, 3, 27), date(2018, 3, 31), date(2017, 10, 1)
AT = Period(as_of=MAR27, running=True)
MARCH = Period(months=(6, 6), year=2561)
FEBRUARY = Period(months=(5, 5), year=2561)


@pytest.mark.parametrize(
    ("text", "period", "name"),
    [
        ("ข้อมูล ณ วันที่ 27 มีนาคม 2561", AT, ""),
        ("ข้อมูล ณ 27 มี.ค. 61", AT, ""),
        ("(ข้อมูล ณ วันที่ ๒๗ มีนาคม ๒๕๖๑)", AT, ""),
        ("รายงานผลการเบิกจ่าย ณ วันที่ 27 มีนาคม 2561", AT, "รายงานผลการเบิกจ่าย"),
        ("ผลการเบิกจ่ายสะสมถึงวันที่ 27 มี.ค. 61", AT, "ผลการเบิกจ่าย"),
        ("ถึงวันที่ 27/3/2561", AT, ""),
        ("As of 27 Mar 2018", AT, ""),
        ("as at 27 Mar 18", AT, ""),
        ("As of March 27, 2018", AT, ""),
        ("Report as of 27-Mar-61", AT, "Report"),
        ("ข้อมูล ณ Mar 27, 2018", AT, ""),
        ("สะสมถึง Mar 27, 2018", AT, ""),
        ("Disbursement Mar 2018", MARCH, "Disbursement"),
        ("เบิกจ่ายเดือน March 61", MARCH, "เบิกจ่าย"),
        ("Oct 2017 - Mar 2018", Period(months=(1, 6), year=2561), ""),
        ("Oct 60 - Mar 61", Period(months=(1, 6), year=2561), ""),
        ("Mar", Period(months=(6, 6)), ""),
        ("March (2)", Period(months=(6, 6)), "(2)"),
        ("ณ สิ้นเดือนมีนาคม 2561", Period(as_of=MAR31, year=2561, running=True), ""),
        ("ผลการเบิกจ่ายสะสมถึงเดือนมีนาคม 2561",
         Period(months=(6, 6), year=2561, running=True), "ผลการเบิกจ่ายสะสม"),
        ("ตั้งแต่วันที่ 1 ต.ค. 60 - 27 มี.ค. 61", Period(as_of=MAR27, since=OCT1), ""),
        ("ตั้งแต่วันที่ 1 ตุลาคม 2560 ถึงวันที่ 27 มีนาคม 2561",
         Period(as_of=MAR27, since=OCT1, running=True), ""),
        ("รายงานผล ประจำเดือน มีนาคม 2561", MARCH, "รายงานผล"),
        ("งวดเดือนมีนาคม 2561", MARCH, ""),
        ("ผลการเบิกจ่าย เดือน มี.ค.61", MARCH, "ผลการเบิกจ่าย"),
        ("มี.ค.61", MARCH, ""),
        ("เงินงบประมาณ เดือนมีนาคม 2561", MARCH, "เงินงบประมาณ"),
        ("ประจำงวดเดือน มีนาคม 2561", MARCH, ""),
        ("รายงาน ปีงบประมาณ พ.ศ. 2561 มีนาคม 2561", MARCH, "รายงาน"),
        ("มีนาคม (2)", Period(months=(6, 6)), "(2)"),
        ("มีนาคม", Period(months=(6, 6)), ""),
        ("ต.ค. 60 - มี.ค. 61", Period(months=(1, 6), year=2561), ""),
        ("รายงานผลการเบิกจ่ายงบประมาณ ไตรมาสที่ 1", Period(months=(1, 3)),
         "รายงานผลการเบิกจ่ายงบประมาณ"),
        ("ไตรมาส 2/2561", Period(months=(4, 6), year=2561), ""),
        ("ไตรมาสที่ 1-2 ปีงบประมาณ พ.ศ. 2561", Period(months=(1, 6), year=2561), ""),
        ("รอบ 6 เดือนแรก ปีงบประมาณ 2561", Period(months=(1, 6), year=2561), ""),
        ("ครั้งที่ 11/2561", Period(number=11, year=2561), ""),
        ("เวทีประชาคม ครั้งที่ 2", Period(number=2), "เวทีประชาคม"),
        ("งวดที่ 2", Period(number=2), ""),
        ("รายงาน ปีงบประมาณ พ.ศ. 2560", Period(year=2560), "รายงาน"),
        ("ผล ประจำปี 2560", Period(year=2560), "ผล"),
        ("จปฐ. ปี 2560", Period(year=2560), ""),
        ("2561", Period(year=2561), ""),
        ("ปี 2560", Period(year=2560), ""),
    ],
)
def test_every_way_to_say_a_time_is_understood(text: str, period: Period, name: str) -> None:
    assert find_period(text) == (period, name)


@pytest.mark.parametrize(("name", "year"), [
    ("ปี 2560", 2560), ("เบิกจ่าย 2560", 2560), ("BPM2560", 2560), ("งบดำเนินงาน ปี 60", 2560), ("2560", 2560),
    ("แผน 2561-2565", None), ("รอบ 1/2560", None), ("2702", None), ("10", None), ("โครงการต้นแบบ 2560", None),
    ("ปี 2560 และ 2561", None),
])
def test_a_sheets_name_says_a_year_after_the_word_or_at_its_end(name: str, year: int | None) -> None:
    assert period_of_name(name).year == year


@pytest.mark.parametrize("name", [
    "เบิกจ่าย ณ วันที่ 31 ธันวาคม 2560", "เบิกจ่าย_30 พฤศจิกายน 2560", "รายงาน 31-12-2560", "เบิกจ่าย ธ.ค. 2560",
])
def test_the_year_of_a_day_in_a_files_name_is_no_fiscal_year(name: str) -> None:
    assert period_of_file(name).year in (None, 2561)


@pytest.mark.parametrize(
    "text",
    [
        "งบดำเนินงาน (2)", "ครั้งที่สอง", "งบประมาณ", "ยุทธศาสตร์ 20 ปี 2561-2580", "Sheet1",
        "เบิกจ่าย ส่ง 3 เม.ย. 61", "โครงการที่ 3 ชุมชนมีนาคม", "ตำบลมีนา",
        "ตามพระราชบัญญัติงบประมาณรายจ่ายประจำปีงบประมาณ พ.ศ. 2561", "แผนปีงบประมาณ 2561-2565",
        "Smart 2561 Farm", "OTOP Mart 61 ตัวอย่าง", "อาจ May be", "Summary of Decoration 18",
        "หนังสือ ที่ มท 0423 ลงวันที่ 3 เมษายน 2561",
    ],
)
def test_what_is_no_time_of_the_figures_is_a_name(text: str) -> None:
    assert find_period(text) == (Period(), text)


@pytest.mark.parametrize(
    "text",
    ["พิมพ์เมื่อ 3 เมษายน 2561 10:30 น.", "วันที่พิมพ์ : 3/4/2561", "พิมพ์วันที่ 3 เม.ย. 61",
     "พิมพ์ ณ วันที่ 3 เมษายน 2561", "Printed on 3 Apr 2018 08:15", "วันที่ออกรายงาน 3/4/2561"],
)
def test_the_day_of_printing_is_none(text: str) -> None:
    assert find_period(text) == (Period(), "")
    assert find_period(f"ข้อมูล ณ วันที่ 27 มีนาคม 2561 {text}") == (AT, "")


@pytest.mark.parametrize("text", ["ข้อมูล ณ วันที่ 31 เมษายน 2561", "ณ วันที่ 45 มีนาคม 2561"])
def test_a_stated_day_that_is_in_no_calendar_is_refused(text: str) -> None:
    with pytest.raises(NotADate):
        find_period(text)


def test_an_inner_text_decides_what_both_say() -> None:
    outer = Period(as_of=MAR31, year=2561, number=2, running=True)
    assert FEBRUARY.within(outer) == Period(months=(5, 5), year=2561, number=2, running=True)
    assert Period(number=3).within(outer) == Period(as_of=MAR31, year=2561, number=3, running=True)


def test_of_the_month_in_which_an_outer_day_lies_the_figures_are_as_at_that_day() -> None:
    day = Period(as_of=date(2018, 3, 27), running=True)
    for inner in (MARCH, Period(months=(6, 6)), Period(months=(4, 6), year=2561)):
        assert inner.within(day).as_of == day.as_of and inner.within(day).months is None
    for inner in (FEBRUARY, Period(months=(6, 6), year=2560), Period(months=(6, 9))):
        assert inner.within(day).as_of is None and inner.within(day).months == inner.months


def test_months_are_counted_in_the_fiscal_year() -> None:
    assert [month_end(2561, month) for month in (1, 3, 4, 5, 6, 12)] == [
        date(2017, 10, 31), date(2017, 12, 31), date(2018, 1, 31), date(2018, 2, 28), MAR31,
        date(2018, 9, 30)]
    assert [fiscal_year(day) for day in (date(2017, 9, 30), OCT1, MAR31)] == [2560, 2561, 2561]
    assert last_day(Period(months=(4, 6))) is None
    assert last_day(Period(months=(4, 6)), 2561) == MAR31
    assert last_day(Period(months=(4, 6), year=2560), 2561) == date(2017, 3, 31)


@pytest.mark.parametrize(("name", "rest"), [
    ("27 มี.ค. 61", ""), ("27-3-61", ""), ("ณ 27 มี.ค. 61", ""), ("27 มีนาคม 2561", ""),
    ("เบิกจ่าย 27 มี.ค. 61", "เบิกจ่าย"), ("งบลงทุน_2561-03-27", "งบลงทุน_"),
    ("March 27, 2018", ""), ("เบิกจ่าย Mar 27, 2018", "เบิกจ่าย"), ("27-Mar-18", ""), ("27-Mar-61", ""),
])
def test_a_sheet_may_be_named_by_its_day_alone(name: str, rest: str) -> None:
    assert (period_of_name(name).as_of, name_in(name)) == (MAR27, rest)


@pytest.mark.parametrize("name", ["Sheet1", "31 เม.ย. 61", "งบดำเนินงาน", "1", "เบิกจ่าย ส่ง 3 เม.ย. 61"])
def test_other_names_say_no_day(name: str) -> None:
    assert period_of_name(name) == Period()


@pytest.mark.parametrize(
    "text",
    [
        "ข้อมูล ณ วันที่ 31 มีนาคม 2561", "รายงานผล\nข้อมูล ณ วันที่\n31 มีนาคม 2561 หน้า 1",
        "ณ วันที่ 31/3/2561", "ณ 31 มี.ค. 61", "(ข้อมูล ณ วันที่ ๓๑ มี.ค. ๒๕๖๑)", "ณ 31-03-2561",
        "ข้อมูลถึงวันที่ 31 มีนาคม 2561", "ณ สิ้นเดือนมีนาคม 2561", "ข้อมูล ณ สิ้นเดือน มี.ค. 61",
        "ณ 31มี.ค.61", "ข้อมูลณวันที่31มีนาคม2561", "ข้อมูล ณ วันเสาร์ที่ 31 มีนาคม 2561",
        "ข้อมูลตั้งแต่วันที่ 1 ต.ค. 60 ถึงวันที่ 31 มี.ค. 61", "ปีงบประมาณ 2561 ณ วันที่ 31 มี.ค. 61",
        "ข้อมูล ณ วันที่ 2018-03-31", "ข้อมูล ณ วันที่ 1 ต.ค. 60 - 31 มี.ค. 61", "ข้อมูล ณ สิ้นวันที่ 31 มี.ค. 61",
    ],
)  # fmt: skip
def test_the_date_of_the_data_is_found_anywhere(text: str) -> None:
    assert find_period(text)[0].as_of == MAR31


@pytest.mark.parametrize(
    "text",
    ["", "ปีงบประมาณ 31 มี.ค. 61", "31 มีนาคม 2561", "ณ 3 อำเภอ", "ข้อมูล ณ วันที่ ........",
     "ข้อมูล 61 หมู่บ้าน", "ปีงบประมาณ 2561"],
)  # fmt: skip
def test_without_the_phrase_and_a_date_there_is_none(text: str) -> None:
    assert find_period(text)[0].as_of is None


@pytest.mark.parametrize(
    "text", ["ณ วันที่ 31 เมษายน 2561", "ข้อมูล ณ วันที่ 31 มีนาคม", "ณ วันที่ 31 xx 2561"]
)
def test_a_stated_date_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(NotADate):
        find_period(text)


@pytest.mark.parametrize(("text", "months", "year"), [
    ("รอบการประเมินที่ ๑ ปีงบประมาณ พ.ศ. ๒๕๖๑", (1, 6), 2561), ("รอบการประเมินที่ 2/2561", (7, 12), 2561),
    ("รอบการประเมิน ครั้งที่ 2 ปีงบประมาณ 2561", (7, 12), 2561), ("แบบรายงาน (รอบที่ 1/2561)", (1, 6), 2561),
    ("รอบการประเมินที่ 2", (7, 12), None), ("รอบการประเมินที่ 3/2561", None, None), ("รอบที่ 2", None, None),
    ("ค่าเป้าหมาย รอบที่ 1 ปีงบประมาณ 2569", (1, 6), 2569), ("อบรม รอบที่ 1 ปีงบประมาณ 2569", None, 2569),
    ("จัดสรรงบประมาณ รอบที่ 2/2561", None, None), ("โอนเงิน รอบที่ 1/2561", None, None), ("รอบ 1/2561", None, None),
    ("ประกอบที่ 1/2561", None, None), ("รอบการประเมินที่ 12", None, None),
])
def test_a_round_by_its_name_is_a_half_year(text, months, year):
    assert find_period(text)[0].months == months
    assert year is None or find_period(text)[0].year == year
