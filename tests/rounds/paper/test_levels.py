"""Which words of a criteria cell are of which level, and which stand below them."""

import pytest

from pipeline.rounds.paper.grid import PaperLine
from pipeline.rounds.paper.levels import read_criteria

FIVE = ["ร้อยละ 80", "ร้อยละ 85", "ร้อยละ 90", "ร้อยละ 95", "ร้อยละ 100"]


def cell(text: str) -> list[PaperLine]:
    """A cell's lines: ``\\n`` begins a paragraph, ``|`` a line within one, ``#`` stands before an automatic label."""
    lines = []
    for paragraph in text.split("\n"):
        for at, line in enumerate(paragraph.split("|")):
            label, _, words = line.rpartition("#")
            lines.append(PaperLine(words.strip(), label.strip(), not at))
    return lines


def told(text: str):
    made = read_criteria(cell(text))
    return [f"{number} {quote}" for number, quote in made.levels], made.notes


@pytest.mark.parametrize("before", [
    "ระดับที่ {}", "ระดับที่{}", "ระดับ {}", "ระดับ {} :", "ระดับที่ {} =", "ระดับที่ {} -", "ระดับคะแนนที่ {}", "ระดับคะแนน {}", "คะแนน {} :", "ระดับที่  {}.",
    "{}.", "{})", "({})", "{} =", "{} :", "{}", "{} คะแนน :", "{} คะแนน =",
])
def test_ways_of_telling_the_level(before):
    text = "\n".join(f"{before.format(n)} {quote}" for n, quote in enumerate(FIVE, 1))
    assert told(text) == ([f"{n} {quote}" for n, quote in enumerate(FIVE, 1)], [])
    thai = "\n".join(f"{before.format('๐๑๒๓๔๕'[n])} {quote}" for n, quote in enumerate(FIVE, 1))
    assert told(thai) == told(text)
    labels = "\n".join(f"{before.format(n)}#{quote}" for n, quote in enumerate(FIVE, 1))
    assert told(labels) == told(text)
    at_once = "|".join(f"{before.format(n)} {quote}" for n, quote in enumerate(FIVE, 1))
    assert told(at_once) == told(text)


@pytest.mark.parametrize(("text", "levels", "notes"), [
    # lines that go on with a level, in the middle and at the end
    ("ระดับที่ 1 มีแผน\nระดับที่ 2 มีการลงพื้นที่\nของทุกตำบล\nระดับที่ 3 สรุป", ["1 มีแผน", "2 มีการลงพื้นที่ ของทุกตำบล", "3 สรุป"], []),
    ("ระดับที่ 1 มีแผน\n\nระดับที่ 2 ลงพื้นที่\n\nรวบรวมผล\nระดับที่ 3 สรุป", ["1 มีแผน", "2 ลงพื้นที่ รวบรวมผล", "3 สรุป"], []),
    ("ระดับที่ 1 มีแผน\nระดับที่ 2 ร้อยละ 70\nและบันทึกในระบบ", ["1 มีแผน", "2 ร้อยละ 70 และบันทึกในระบบ"], []),
    ("ระดับที่ 1 มีแผน\nระดับที่ 2 ร้อยละ 70 และ\nบันทึกในระบบ", ["1 มีแผน", "2 ร้อยละ 70 และ บันทึกในระบบ"], []),
    ("ระดับที่ 1 มีแผน\nระดับที่ 2 ร้อยละ 70|บันทึกในระบบ", ["1 มีแผน", "2 ร้อยละ 70 บันทึกในระบบ"], []),
    ("ระดับที่ 1\nมีแผน\nระดับที่ 2\nร้อยละ 70", ["1 มีแผน", "2 ร้อยละ 70"], []),
    ("ระดับที่ 1\n- มีแผน\n- มีทีม\nระดับที่ 2\n- ร้อยละ 70\n- สรุป", ["1 - มีแผน - มีทีม", "2 - ร้อยละ 70 - สรุป"], []),
    ("ระดับที่ 1 ผ่าน\nระดับที่ 2 ผ่านระดับที่ 1 และ\nระดับที่ 1 ซ้ำ\nระดับที่ 3 ครบ", ["1 ผ่าน", "2 ผ่านระดับที่ 1 และ ระดับที่ 1 ซ้ำ", "3 ครบ"], []),
    # notes
    ("ระดับที่ 1 มี\nระดับที่ 2 ครบ\nเงื่อนไข :\n1. ก\n2. ข", ["1 มี", "2 ครบ"], ["เงื่อนไข :", "1. ก", "2. ข"]),
    ("ระดับที่ 1 มี\nระดับที่ 2 ครบ\n\nผู้ตรวจดูเอกสาร", ["1 มี", "2 ครบ"], ["ผู้ตรวจดูเอกสาร"]),
    ("เกณฑ์การให้คะแนน\nระดับที่ 1 มี\nระดับที่ 2 ครบ", ["1 มี", "2 ครบ"], ["เกณฑ์การให้คะแนน"]),
    ("ระดับที่ 1 มี|ระดับที่ 2 ครบ|หมายเหตุ ดูเอกสาร", ["1 มี", "2 ครบ"], ["หมายเหตุ ดูเอกสาร"]),
    ("ระดับที่ 1 มี\nระดับที่ 2 ครบ และ\nหมายเหตุ ดูเอกสาร", ["1 มี", "2 ครบ และ"], ["หมายเหตุ ดูเอกสาร"]),
    # orders and gaps
    ("ระดับที่ 5 ก\nระดับที่ 4 ข\nระดับที่ 3 ค", ["3 ค", "4 ข", "5 ก"], []),
    ("ระดับที่ 1 1 ครั้ง\nระดับที่ 3 2 – 3 ครั้ง\nระดับที่ 5 4 ครั้งขึ้นไป", ["1 1 ครั้ง", "3 2 – 3 ครั้ง", "5 4 ครั้งขึ้นไป"], []),
    ("ระดับที่ 0 ไม่มี\nระดับที่ 1 มี", ["0 ไม่มี", "1 มี"], []),
    ("ระดับที่ 1 92\nระดับที่ 2 93\nระดับที่ 3 94", ["1 92", "2 93", "3 94"], []),
    ("ระดับที่ 1 - มีฐาน   - มีทีม\nระดับที่ 2 - มีแผน", ["1 - มีฐาน   - มีทีม", "2 มีแผน"], []),
    ("ระดับที่ 1 ก ระดับที่ 2 ข ระดับที่ 3 ค", ["1 ก", "2 ข", "3 ค"], []),
    ("ระดับที่ 1ประชาชน\nระดับที่ 2ครัวเรือน", ["1 ประชาชน", "2 ครัวเรือน"], []),
    ("1 92\n2 93\n3 94\n4 95\n5 96", ["1 92", "2 93", "3 94", "4 95", "5 96"], []),
    # without numbers
    ("ร้อยละ 80\nร้อยละ 85\nร้อยละ 90", ["1 ร้อยละ 80", "2 ร้อยละ 85", "3 ร้อยละ 90"], []),
    ("92\n93\n94\n95\n96", ["1 92", "2 93", "3 94", "4 95", "5 96"], []),
    ("1\n2\n3\n4\n5", ["1 1", "2 2", "3 3", "4 4", "5 5"], []),
    ("1 ครั้ง\n2 ครั้ง\n3 ครั้ง", ["1 1 ครั้ง", "2 2 ครั้ง", "3 3 ครั้ง"], []),
    ("1 ครั้ง\n2 - 3 ครั้ง\n4 ครั้งขึ้นไป", ["1 1 ครั้ง", "2 2 - 3 ครั้ง", "3 4 ครั้งขึ้นไป"], []),
    ("1.00 ล้านบาท\n2.00 ล้านบาท\n3.50 ล้านบาท", ["1 1.00 ล้านบาท", "2 2.00 ล้านบาท", "3 3.50 ล้านบาท"], []),
    ("คะแนน 60\nคะแนน 70\nคะแนน 80", ["1 คะแนน 60", "2 คะแนน 70", "3 คะแนน 80"], []),
    ("ดูผลงาน", [], ["ดูผลงาน"]),
    ("ร้อยละ 80 เท่ากับ 3 คะแนน ช่วงปรับเกณฑ์ +/- ร้อยละ 5 ต่อ 1 คะแนน\nนับทั้งปี",
     [f"{n} ร้อยละ 80 เท่ากับ 3 คะแนน ช่วงปรับเกณฑ์ +/- ร้อยละ 5 ต่อ 1 คะแนน" for n in range(1, 6)], ["นับทั้งปี"]),
])
def test_levels_and_notes(text, levels, notes):
    assert told(text) == (levels, notes)


def test_what_is_not_clear_is_doubted():
    assert read_criteria(cell("ร้อยละ 80\nร้อยละ 85\nร้อยละ 90")).doubts == ["เกณฑ์ไม่บอกเลขระดับ นับตามลำดับบรรทัด"]
    assert "ไม่ใช่ของระดับที่ 2" in read_criteria(cell("ระดับที่ 1 มีแผน\nมีทีม\nระดับที่ 2 สรุป\nส่งผล")).doubts[0]
    assert "“ส่งผลต่ออำเภอ”" in read_criteria(cell("ระดับที่ 1 มี\nระดับที่ 2 สรุป\nส่งผลต่ออำเภอ")).doubts[0], "words of a level may stand there"
    assert read_criteria(cell("ระดับที่ 1 มี\nระดับที่ 2 สรุป\nA. ร้อยละที่คืน\nไม่น้อยกว่าร้อยละ 40")).doubts == []
    assert read_criteria(cell("ระดับที่ 1 มีแผน\nมีทีม\nระดับที่ 2 สรุป\nหมายเหตุ ส่งผล")).doubts == []
    assert read_criteria(cell("ระดับที่ 1 มี\nระดับที่ 2 ครบ")).doubts == []
    assert "ไม่มีระดับที่ 2, 4" in read_criteria(cell("ระดับที่ 1 มี\nระดับที่ 3 ครบ\nระดับที่ 5 ดี")).doubts[0]
    assert "ไม่มีข้อความ" in read_criteria(cell("ระดับที่ 1 มี\nระดับที่ 2\nระดับที่ 3 ครบ")).doubts[0]
    assert "ครบ" in read_criteria(cell("ระดับที่ 4 มี\nระดับที่ 5 ครบ")).doubts[0]


def test_parts_have_letters():
    made = read_criteria(cell(
        "ระดับที่ 1 มีแผน\nระดับที่ 2 คะแนน D ไม่น้อยกว่า 70\nส่วน A ร้อยละที่ใช้จ่าย\nไม่น้อยกว่าร้อยละ 70 ได้ 10 คะแนน\nไม่น้อยกว่าร้อยละ 80 ได้ 20 คะแนน\n"
        "ส่วน B ร้อยละที่คืน\nไม่น้อยกว่าร้อยละ 40 ได้ 10 คะแนน\nคะแนน D คือ A + B"))
    assert [(part.letter, part.name, [quote for _, quote in part.levels]) for part in made.parts] == [
        ("A", "ร้อยละที่ใช้จ่าย", ["ไม่น้อยกว่าร้อยละ 70 ได้ 10 คะแนน", "ไม่น้อยกว่าร้อยละ 80 ได้ 20 คะแนน"]),
        ("B", "ร้อยละที่คืน", ["ไม่น้อยกว่าร้อยละ 40 ได้ 10 คะแนน"])]
    assert made.notes == ["คะแนน D คือ A + B"]


@pytest.mark.parametrize(("text", "lost"), [
    ("ระดับที่ 1 ก\nระดับที่ 2 ข\nระดับที่ 4 ค\nระดับที่ 5 ง", "3"), ("ระดับที่ 1 ก\nระดับที่ 3 ข\nระดับที่ 5 ง", "2, 4"), ("ระดับที่ 5 ก\nระดับที่ 4 ข\nระดับที่ 1 ง", "2, 3")])
def test_a_level_that_is_not_there_is_told(text, lost):
    assert [doubt.split(" ตรวจ")[0] for doubt in read_criteria(cell(text)).doubts] == [f"ไม่มีระดับที่ {lost}"]


@pytest.mark.parametrize("before", ["ระดับที่ {}", "ระดับ {}", "{}"])
def test_a_sign_behind_the_level_is_whole(before):
    lines = "\n".join(f"{before.format(level)} => {n}" for level, n in ((1, 60), (2, 70), (3, 80)))
    assert told(lines)[0] == ["1 => 60", "2 => 70", "3 => 80"]
