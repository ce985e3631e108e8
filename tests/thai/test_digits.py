"""A figure is read exactly or refused; it is never guessed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.thai.digits import (
    NotANumber,
    format_decimal,
    is_too_long,
    money_factor,
    money_factors,
    paper_digits,
    parse_decimal,
    round_half_up,
    to_arabic,
    to_thai,
)

FIGURES = st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**12))


@pytest.mark.parametrize("value", [None, "", " ", "\u00a0", "-", "–", "—", " - ", "'", "- บาท"])
def test_a_blank_or_a_dash_is_no_value(value: object) -> None:
    assert parse_decimal(value) is None


@pytest.mark.parametrize(
    ("value", "figure"),
    [
        (0, "0"), (0.0, "0"), (-0.0, "0"), ("0", "0"), ("-0", "0"),
        (0.1 + 0.2, "0.3"), (97.50047696, "97.50047696"), (1e20, "1e20"), (12, "12"),
        (Decimal("1.50"), "1.5"),
        ("1,234,567.89", "1234567.89"), ("๑,๒๓๔.๕๐", "1234.5"), ("๒๕61", "2561"),
        ("\u00a01,000\u00a0", "1000"), ("+5", "5"), ("-5", "-5"), ("−5", "-5"), ("–5", "-5"),
        ("(500)", "-500"), ("(1,500.25) บาท", "-1500.25"), ("(500 บาท)", "-500"),
        ("2,000.00-", "-2000"), ("2,000.00−", "-2000"), ("๒,๐๐๐.๕๐- บาท", "-2000.5"), ("฿2.50-", "-2.5"),
        ("500.-", "500"), ("2,000.-", "2000"),
        ("97.5%", "97.5"), ("97.5 %", "97.5"), ("1,000 บาท", "1000"), ("1,000บาทถ้วน", "1000"),
        ("฿ 1,000", "1000"), ("-฿5", "-5"), ("'2561", "2561"), ("1.5E+06", "1500000"),
        ("1.5 ล้านบาท", "1500000"), ("2 พันบาท", "2000"), ("3 หมื่น บาท", "30000"), (".5", "0.5"),
    ],
)  # fmt: skip
def test_a_figure_is_read_as_typed(value: object, figure: str) -> None:
    assert parse_decimal(value) == Decimal(figure)


@pytest.mark.parametrize(
    "value",
    [
        "#REF!", "N/A", "12 abc", "1.234.567", "nan", "inf", "1,23", "1,00,000", "1234,567",
        "1 234",
        "()", "(-5)", "--5", "5-", "2,000-", "-2,000.00-", "(2,000.00-)", "2,000.00 -", "2,000.00--", "2,00.00-", "5%%", "บาท", "%", "฿", "12 คน", "1e999", "1_000", "²", "1.",
        True, False, float("nan"), float("inf"), Decimal("NaN"), [], object(),
    ],
)  # fmt: skip
def test_what_is_no_figure_is_refused(value: object) -> None:
    with pytest.raises(NotANumber):
        parse_decimal(value)


def test_the_unit_of_the_column_may_follow_the_figure() -> None:
    assert parse_decimal("1,200 คน", "คน") == 1200
    assert parse_decimal("๕ครัวเรือน", "ครัวเรือน") == 5
    with pytest.raises(NotANumber):
        parse_decimal("5 กลุ่ม", "คน")


def test_a_unit_of_money_in_the_cell_is_turned_into_that_of_the_column() -> None:
    assert parse_decimal("1.5", "ล้านบาท") == Decimal("1.5")
    assert parse_decimal("1.5 ล้านบาท", "ล้านบาท") == Decimal("1.5")
    assert parse_decimal("1.5 ล้านบาท", "พันบาท") == 1500
    assert parse_decimal("1.5 ล้านบาท", "บาท") == 1_500_000


@given(FIGURES)
def test_what_is_printed_is_read_back(figure: Decimal) -> None:
    for text in (format_decimal(figure, 2), format_decimal(figure, 2, grouping=True)):
        assert parse_decimal(text) == parse_decimal(to_thai(text)) == figure


@given(st.text(max_size=20) | st.text("0123456789,.-()% ๑บาทE+", max_size=12))
def test_any_text_is_a_figure_or_nothing_or_refused(text: str) -> None:
    try:
        value = parse_decimal(text)
    except NotANumber:
        return
    assert value is None or value.is_finite()


@given(st.text())
def test_arabic_digits_come_back_from_thai_ones(text: str) -> None:
    assert to_arabic(to_thai(text)) == to_arabic(text)


@pytest.mark.parametrize(
    ("text", "factor"),
    [
        ("หน่วย : พันบาท", 1000), ("(ล้านบาท)", 1_000_000), ("หน่วย:บาท", 1),
        ("จำนวนเงิน (พัน บาท)", 1000), ("จำนวนเงิน\n(บาท)", 1), ("หมื่นบาท", 10_000),
        ("(แสนบาท)", 100_000), ("จำนวนเงินบาท", 1), ("หน่วย : 1,000 บาท", 1000),
        ("เป้าหมาย (คน)", None), ("กองทุนพัฒนาบทบาทสตรี", None), ("อำเภอพระพุทธบาท", None),
        ("กองทุนพัฒนาบทบาทสตรี (บาท)", 1), ("วงเงิน 2 ล้านบาท", None), ("", None),
        ("จัดสรร (ล้านบาท) เบิกจ่าย (บาท)", None),
    ],
)  # fmt: skip
def test_the_unit_of_money_is_what_the_heading_names(text: str, factor: int | None) -> None:
    assert money_factor(text) == factor


def test_units_that_contradict_each_other_are_all_told() -> None:
    assert money_factors("จัดสรร (ล้านบาท) เบิกจ่าย (บาท)") == (1, 1_000_000)


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [("2.345", 2, "2.35"), ("-2.345", 2, "-2.35"), ("99.995", 2, "100.00"), ("-0.001", 2, "0.00"),
     ("0.5", 0, "1"), ("1234567890123456789012345678.125", 2, "1234567890123456789012345678.13"),
     ("1e20", 2, "100000000000000000000.00")],
)  # fmt: skip
def test_figures_are_rounded_half_up(value: str, places: int, text: str) -> None:
    assert format_decimal(Decimal(value), places) == text
    assert round_half_up(Decimal(value), places) == Decimal(text)


def test_thousands_are_grouped_on_request() -> None:
    assert format_decimal(Decimal("-1234567.5"), 2, grouping=True) == "-1,234,567.50"


@pytest.mark.parametrize(("value", "too_long"), [
    (Decimal(10**15 - 1), False), (Decimal(10**15), True), (-Decimal(10**15), True),
    (Decimal("1e-100"), False), (Decimal("1e-101"), True)])
def test_a_figure_has_fifteen_digits_before_its_point_and_a_hundred_behind_it(value: Decimal, too_long: bool) -> None:
    assert is_too_long(value) == too_long


@pytest.mark.parametrize(("text", "printed"), [
    ("ข้อมูล ณ 27 มีนาคม 2561 รวม 4,080.00 บาท", "ข้อมูล ณ ๒๗ มีนาคม ๒๕๖๑ รวม ๔,๐๘๐.๐๐ บาท"),
    ("อีก 8 แถว: C7:C14, D9", "อีก ๘ แถว: C7:C14, D9"),
    ("แถวที่ 12 ของ Sheet1", "แถวที่ ๑๒ ของ Sheet1"),
    ("ซ้ำกับ ฝ่าย 3/BPM 31 มี.ค. 61.xls 2 แถว", "ซ้ำกับ ฝ่าย 3/BPM 31 มี.ค. 61.xls ๒ แถว"),
    ("“ห้อง 9” 1 แห่ง", "“ห้อง 9” ๑ แห่ง"),
    ("รอบ 2561-1 ลายนิ้วมือ 24fe6cde4d5a", "รอบ ๒๕๖๑-๑ ลายนิ้วมือ 24fe6cde4d5a"),
    ("มีเพียง “คำเปิด 5", "มีเพียง “คำเปิด ๕"),
    ("แถว 12 ของ ชีต 2 ได้ 2561 จาก 21", "แถว ๑๒ ของ ชีต 2 ได้ ๒๕๖๑ จาก ๒๑"),
    ("ไตรมาส 12 และ ไตรมาส 1 รวม 3", "ไตรมาส ๑๒ และ ไตรมาส 1 รวม ๓"),
    ("", ""),
])
def test_what_must_be_found_again_keeps_its_digits_on_paper(text: str, printed: str) -> None:
    names = ["ฝ่าย 3/BPM 31 มี.ค. 61.xls", "BPM 31 มี.ค. 61.xls", "1", "2", "2561", "ไตรมาส 1"]
    assert paper_digits(text, True, frozenset(names), quotes=True) == printed
    assert paper_digits(printed, False, frozenset(names), quotes=True) == text


def test_quoted_words_of_an_agreement_are_printed_like_all_else() -> None:
    assert paper_digits("เกณฑ์ “ร้อยละ 80” ระดับที่ 1", True) == "เกณฑ์ “ร้อยละ ๘๐” ระดับที่ ๑"
