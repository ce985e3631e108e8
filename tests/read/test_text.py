"""Encodings, garbled Thai that can be put right, and Thai that is lost."""

import re
from collections.abc import Callable
from pathlib import Path

import geothai
import pytest
from hypothesis import given
from hypothesis import strategies as st
from read_builders import simple_xlsx

from pipeline.read import ReadFile, read_single
from pipeline.read.repair import _refuse_lost, _undo
from pipeline.read.text import decode


def opened(tmp_path: Path, data: bytes) -> ReadFile:
    path = tmp_path / "งาน.csv"
    path.write_bytes(data)
    return read_single(path, path.name)


ROWS = [["อำเภอ", "รายการ"], ["เมืองสระแก้ว", "ก่อสร้าง"], ["อรัญประเทศ", "ที่ดิน"], ["กจ", "x"]]


@pytest.mark.parametrize(("written", "taken_for"), [
    ("cp874", "latin-1"), ("cp874", "cp1252"), ("utf-8", "latin-1"), ("utf-8", "cp1252"),
    ("utf-8", "cp874")])
def test_thai_taken_for_another_encoding_is_put_right_with_a_warning(
        tmp_path: Path, written: str, taken_for: str) -> None:
    def garble(text: str) -> str:
        return "".join(_one(bytes([byte]), taken_for) for byte in text.encode(written))

    result = opened(tmp_path, simple_xlsx([[garble(t) for t in row] for row in ROWS]))
    assert result.sheets[0].rows == tuple(map(tuple, ROWS))
    (finding,) = result.findings
    assert (finding.code, finding.severity) == ("mojibake-repaired", "warning")
    assert finding.origin is not None and finding.origin.cell == "A1"


def _one(byte: bytes, codec: str) -> str:
    try:
        return byte.decode(codec)
    except UnicodeDecodeError:
        return byte.decode("latin-1")


@pytest.mark.parametrize("text", [
    "Café Amazon", "Ñandú", "5 × 3 ตร.ม.²", "Übergrößen", "เธอ", "เนื้อที่", "เธญ ก"])
def test_lawful_text_is_left_as_it_stands(text: str) -> None:
    assert _undo(text) == ""


def test_a_single_foreign_sign_is_left_as_it_stands(tmp_path: Path) -> None:
    rows = [["อำเภอ", "อุณหภูมิ"], ["เมือง", "30 °C"], ["วัฒนานคร", "5 × 3"]]
    result = opened(tmp_path, simple_xlsx(rows))
    assert result.sheets[0].rows == tuple(map(tuple, rows)) and not result.findings


def test_a_letter_that_cannot_be_read_is_a_warning_with_its_cell(tmp_path: Path) -> None:
    text = "อำเภอ,ผล\nเมืองสระแก้ว,1\nวัฒนานคร,2\nอรัญประเทศ,3\n"
    (finding,) = opened(tmp_path, text.encode("cp874").replace(b",2", b"\x9f,2")).findings
    assert finding.code == "lost-characters"
    assert finding.origin is not None and finding.origin.cell == "A3"


@given(st.text(st.characters(min_codepoint=0x0E01, max_codepoint=0x0E3A), min_size=1))
def test_true_thai_is_never_taken_for_garbled(text: str) -> None:
    assert _undo(text) == ""


@pytest.mark.parametrize("rows", [
    [["?????", "???????"], ["????????????", "5"], ["??????? ??????", "7"]],
    [["\ufffd\ufffd\ufffd", "\ufffd\ufffd"], ["\ufffd\ufffd\ufffd\ufffd", "5"]],
    [["กลมเปาหมายเดกและเยาวชนทถกดำเนนคดจำแนกตามจงหวดและฐานความผด", "ปงบประมาณ"],
     ["จงหวดกรงเทพมหานครศรอยธยา", "5"]],
])
def test_thai_that_is_lost_is_refused_and_never_guessed(
        tmp_path: Path, rows: list[list[str]]) -> None:
    assert opened(tmp_path, simple_xlsx(rows)).record.reason == "lost-text"


@pytest.mark.parametrize(("texts", "status"), [(["????", "?????", "??????"], "refused"), (["????", "?????"], "used")])
def test_three_texts_are_lost_and_two_may_be_questions(tmp_path: Path, texts: list[str], status: str) -> None:
    assert opened(tmp_path, simple_xlsx([[text, 1] for text in texts])).record.status == status


@pytest.mark.parametrize(("thai", "is_mended"), [("กรม", True), ("กร", False)])
def test_three_letters_are_garbled_thai_and_two_may_be_signs(tmp_path: Path, thai: str, is_mended: bool) -> None:
    garbled = thai.encode("cp874").decode("cp1252")
    assert opened(tmp_path, simple_xlsx([[garbled, 1]])).sheets[0].rows[0][0] == (thai if is_mended else garbled)


NAMES = ["เมืองสระแก้ว", "คลองหาด", "ตาพระยา", "วังน้ำเย็น", "วัฒนานคร", "อรัญประเทศ", "เขาฉกรรจ์"]
HEADINGS = ["เลขทะเบียน", "ชื่อผู้ผลิต/ผู้ประกอบการ", "ประเภท", "อำเภอ", "ปีที่ลงทะเบียน", "วันที่ลงทะเบียน"]
PLATES = [a + b for a in "กขคฆงจฉชซฌญฎฐ" for b in "ธนบปผฝพฟภมยรล"]
CODES = {
    "one prefix": [f"สก-{n:04}" for n in range(4000)],
    "parted": [f"กจ {n:04}/{n % 500}" for n in range(4000)],
    "many prefixes": [f"{PLATES[n % len(PLATES)]}-{n:05}" for n in range(4000)],
    "Thai digits": [f"ศพ.๒๕๖๑/{n}".translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")) for n in range(4000)],
    "run together": [f"สพอ{n}กทม{n + 1}" for n in range(4000)],
    "abbreviations": [f"{a}{n}" for n in range(300) for a in ("ม.ค. ", "อบต.", "สพอ.", "กรม ", "ถนน ", "จอม ")],
    "vowelless words": ["กรม", "ถนน", "จอม", "คน", "ลม", "ผล", "งบ", "หลวง", "ขนม", "สงฆ", "พรม", "ตลก",
                        "นคร", "สกลนคร", "นครพนม", "สมพร", "สมพล", "พงศพล", "วรพจน", "ธนพล", "รส"],
}


@pytest.mark.parametrize("kind", CODES)
@pytest.mark.parametrize("words", [["อำเภอ"], [*HEADINGS, *NAMES]], ids=["one word", "a register"])
def test_codes_and_abbreviations_have_no_vowels_and_are_not_lost(
        tmp_path: Path, kind: str, words: list[str]) -> None:
    rows = [words, *([code, 1] for code in CODES[kind])]
    assert opened(tmp_path, simple_xlsx(rows)).record.status == "used"


def bare(text: str) -> str:
    return re.sub("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]", "", text)


def asked(text: str) -> str:
    return re.sub("[\u0e01-\u0e5b]", "?", text)


@pytest.mark.parametrize("lose", [bare, asked])
@pytest.mark.parametrize("codes", [[], [f"OTOP-{n:05}" for n in range(3000)], CODES["many prefixes"],
                                   [f"กลุ่มตัวอย่าง {n}" for n in range(3000)]],
                         ids=["alone", "codes of Latin letters", "codes", "rows that differ by a number"])
def test_words_that_are_lost_are_refused_however_many_codes_stand_beside_them(
        tmp_path: Path, codes: list[str], lose: Callable[[str], str]) -> None:
    rows = [HEADINGS, *([name, 1] for name in NAMES), *([code, 1] for code in codes)]
    lost = [[lose(str(cell)) for cell in row] for row in rows]
    assert opened(tmp_path, simple_xlsx(lost)).record.reason == "lost-text"
    assert opened(tmp_path, simple_xlsx(rows)).record.status == "used"


@pytest.mark.parametrize("province", ["10", "27", "31", "77", "96"])
def test_names_of_places_alone_are_never_taken_for_lost(province: str) -> None:
    for district in geothai.districts(province):
        _refuse_lost({tambon.name_th for tambon in geothai.subdistricts(district.code)})


def test_a_few_question_marks_are_only_questions(tmp_path: Path) -> None:
    rows = [["อำเภอ", "หมายเหตุ"], ["เมือง", "???"], ["วัฒนานคร", "ทำไม???"], ["คลองหาด", "-"]]
    assert opened(tmp_path, simple_xlsx(rows)).record.status == "used"


def test_utf8_with_broken_bytes_is_refused_and_not_read_as_cp874(tmp_path: Path) -> None:
    data = bytearray("อำเภอ,ผล\nเมืองสระแก้ว,1\nวัฒนานคร,2\n".encode())
    data[30] ^= 0x40
    assert opened(tmp_path, bytes(data)).record.reason == "damaged-text"


@given(st.text(st.sampled_from("กขคงเแโิีุู่้์ำ ,.0๑abc"), min_size=1, max_size=60).filter(
    lambda text: any("ก" <= c <= "๙" for c in text)))
def test_thai_text_survives_each_of_the_encodings(text: str) -> None:
    assert decode(text.encode("utf-8-sig")) == text
    assert decode(text.encode("utf-16")) == text
    assert decode(text.encode()) == text


def test_cp874_text_is_told_from_utf8_by_its_bytes() -> None:
    text = "อำเภอ\tจัดสรร\r\nเมืองสระแก้ว\t“๑,๒๓๔” – …"
    assert decode(text.encode("cp874")) == text
