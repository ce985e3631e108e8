"""Thai text is mended the same way however often, and never taken apart."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.thai.text import clean, squeeze, visible_length

MESS = st.text(
    st.sampled_from("กขอาำิุู็่้์ํเแ๑1 \u00a0\u200b\n\t\ufeff()A") | st.characters(), max_size=30
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("  สระ\u00a0แก้ว\r\n จังหวัด\u3000", "สระ แก้ว จังหวัด"),
        ("เมือง\u200bสระ\u200dแก้ว\ufeff\u2060\u00ad\u202e\x07", "เมืองสระแก้ว"),
        ("วังน\u0e49\u0e4d\u0e32เย็น", "วังน้ำเย็น"),
        ("วังน\u0e4d\u0e49\u0e32เย็น", "วังน้ำเย็น"),
        ("วังน\u0e33\u0e49เย็น", "วังน้ำเย็น"),
        ("วังน\u0e4d\u0e32\u0e49เย็น", "วังน้ำเย็น"),
        ("ก\u0e4d\u0e32แพง", "กำแพง"),
        ("เเม่ฮ่องสอน", "แม่ฮ่องสอน"),
        ("กุุสุมาลย์", "กุสุมาลย์"),
        ("บึงกุ\u0e48\u0e48ม", "บึงกุ่ม"),
        ("บึงก\u0e48\u0e38ม", "บึงกุ่ม"),
        ("กาฬสินธ\u0e4c\u0e38", "กาฬสินธุ์"),
        ("ท\u0e48ี่", "ที่"),
    ],
)
def test_clean_gives_what_was_meant(typed: str, meant: str) -> None:
    assert clean(typed) == meant


@given(MESS)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(MESS)
def test_squeezing_twice_is_squeezing_once_and_leaves_no_space(text: str) -> None:
    assert squeeze(squeeze(text)) == squeeze(text)
    assert not any(c.isspace() for c in squeeze(text))


@given(MESS)
def test_no_control_or_format_character_survives(text: str) -> None:
    assert not {unicodedata.category(c) for c in clean(text)} & {"Cc", "Cf", "Cs"}


def test_am_is_never_taken_apart() -> None:
    assert clean("จำนวน") == "จำนวน" and "\u0e33" in squeeze("จำ นวน")


def test_squeeze_joins_a_heading_broken_over_lines() -> None:
    assert squeeze("จำนวน\n เงิน (บาท) PO ๑") == "จำนวนเงิน(บาท)po1"


def test_marks_over_and_under_take_no_width() -> None:
    assert visible_length("กุสุมาลย์") == 6
    assert visible_length("น้ำ") == 2
