"""No line ends between a number and the word that it belongs to; no word changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.thai.spacing import NO_BREAK, unbroken


@pytest.mark.parametrize(
    "kept",
    [
        "สิ้นสุด ไตรมาส_๒ ได้น้อยกว่าร้อยละ_๖๐",
        "ระดับที่_1 ไม่น้อยกว่าร้อยละ_100 ขึ้นไป",
        "คือ วันที่_27_มีนาคม_2561 และ ๑_เม.ย._๖๑ ด้วย",
        "ปีงบประมาณ พ.ศ._๒๕๖๑ ใน ปีงบประมาณ_2561 และ ปี_2557_-_2558",
        "ระดับที่_๓ ร้อยละ_๘๖_–_๙๐ หรือ 99.41_%_-_99.60_% ของ",
        "อย่างน้อย 1_กลุ่มและ เบิกจ่ายเพิ่มอีก 2,500.00_บาท แล้ว",
        "ดู ข้อ_๓ ของ รอบ_๑/๒๕๖๑ ต่อ",
        "อย่างน้อย 2_แห่ง จำนวน 6_ครั้ง แล้ว",
    ],
)
def test_a_number_stays_with_its_word(kept: str) -> None:
    assert unbroken(kept.replace("_", " ")) == kept.replace("_", NO_BREAK)


@pytest.mark.parametrize("text", ["1. สพอ. เข้าบันทึก 2 หน", "- มีแผน - มีฐานข้อมูล", "ระบบ BPM 2 และ (50 : 50)"])
def test_other_spaces_stay(text: str) -> None:
    assert unbroken(text) == text


def test_what_only_names_something_stays_as_people_type_it_in_a_search() -> None:
    assert unbroken("ตัวชี้วัดที่ ๑๐") == "ตัวชี้วัดที่ ๑๐"
    assert unbroken("ไม่น้อยกว่าร้อยละ 80") == f"ไม่น้อยกว่าร้อยละ{NO_BREAK}80"
    assert unbroken("ดู ตัวชี้วัดที่ ๑") == f"ดู ตัวชี้วัดที่{NO_BREAK}๑"


@given(st.text(st.sampled_from("กที่ร้อยละปี1๒ %-–.บาทข้อ")))
def test_only_spaces_change_and_twice_is_once(text: str) -> None:
    assert unbroken(text).replace(NO_BREAK, " ") == text
    assert unbroken(unbroken(text)) == unbroken(text)
