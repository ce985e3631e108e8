"""From tables of every shape to KPIs."""

from decimal import Decimal

import pytest

from pipeline.rounds.paper.grid import PaperCell, PaperLine, PaperTable
from pipeline.rounds.paper.kpis import read_blocks

HEAD = ["เป้าหมาย", "ตัวชี้วัด", "เกณฑ์การวัด", "น้ำหนัก", "แหล่งข้อมูล"]
LEVELS = "ระดับที่ 1 ร้อยละ 80\nระดับที่ 2 ร้อยละ 90"
QUOTES = ((1, "ร้อยละ 80"), (2, "ร้อยละ 90"))


def table(*rows: list[str | None]) -> PaperTable:
    """A table of texts: None goes on with the cell to the left, ``^`` with the cell above."""
    made = PaperTable([[] for _ in rows])
    for top, row in enumerate(rows):
        for left, text in enumerate(row):
            if text is None or text == "^":
                continue
            right = left
            while right + 1 < len(row) and row[right + 1] is None:
                right += 1
            bottom = top
            while bottom + 1 < len(rows) and left < len(rows[bottom + 1]) and rows[bottom + 1][left] == "^":
                bottom += 1
            made.rows[top].append(PaperCell(top, left, bottom, right, tuple(PaperLine(line) for line in text.split("\n"))))
    return made


def kpi(number: int, weight: str = "50") -> list[str | None]:
    return ["ผล", f"ตัวชี้วัดที่ {number} ร้อยละของงาน {number}", LEVELS, weight, "ฝ่าย"]


def read(*blocks):
    return read_blocks(blocks)


@pytest.mark.parametrize("heads", [
    HEAD, ["เป้าหมายผลสำเร็จของงาน", "ตัวชี้วัดผลสำเร็จของงาน\n(KPIs)", "เกณฑ์การประเมิน", "น้ำหนัก\nร้อยละ", "ผู้รับผิดชอบ"],
    ["เป้าประสงค์", "KPI", "เกณฑ์การให้คะแนนตัวชี้วัด", "น้ำหนัก (ร้อยละ)", "แหล่งที่มาของข้อมูล"],
    ["ผลสัมฤทธิ์", "ชื่อตัวชี้วัด", "ระดับค่าเป้าหมาย", "ค่าน้ำหนัก", "หน่วยงานที่รับผิดชอบ"],
    ["เป้าหมาย", "ตัวชี้วัด (KPIs)", "เกณฑ์", "น้ําหนัก", "แหล่งข้อมูล/กลุ่มงาน"],
])
def test_spellings_of_headings(heads):
    (only,) = read(table(heads, kpi(1, "100"))).kpis
    assert (only.number, only.goal, only.name, only.levels, only.weight, only.data_source) == (1, "ผล", "ร้อยละของงาน 1", QUOTES, 100, "ฝ่าย")


def test_columns_that_are_missing_or_unknown():
    paper = read(table(["ตัวชี้วัด", "เกณฑ์", "คะแนนที่ได้"], ["ก", LEVELS, "4"]))
    assert (paper.kpis[0].name, paper.kpis[0].levels, paper.kpis[0].weight, paper.kpis[0].goal) == ("ก", QUOTES, None, "")
    assert any("คะแนนที่ได้" in doubt for doubt in paper.doubts)
    assert any("น้ำหนัก" in doubt for doubt in paper.doubts)


def test_levels_in_columns_of_their_own():
    paper = read(table(
        ["ตัวชี้วัด", "น้ำหนัก", "เกณฑ์การให้คะแนน", None, None], ["^", "^", "1", "2", "3"],
        ["ร้อยละ ก", "60", "80", "85", "90"], ["ร้อยละ ข", "40", "ระดับที่ 1 มี\nระดับที่ 2 ครบ", None, None]))
    assert [one.levels for one in paper.kpis] == [((1, "80"), (2, "85"), (3, "90")), ((1, "มี"), (2, "ครบ"))]
    assert paper.doubts == ()
    flat = read(table(["ตัวชี้วัด", "น้ำหนัก", "ระดับ 1", "ระดับ 2", "ระดับ 3"], ["ร้อยละ ก", "100", "80", "-", "90"]))
    assert flat.kpis[0].levels == ((1, "80"), (3, "90"))
    bare = read(table(["ตัวชี้วัด", "เกณฑ์", None, None, "น้ำหนัก"], ["ร้อยละ ก", "80", "85", "90", "100"]))
    assert bare.kpis[0].levels == ((1, "80"), (2, "85"), (3, "90"))
    assert "จากซ้ายไปขวา" in bare.doubts[0]


def test_levels_in_rows_of_their_own():
    paper = read(table(
        ["ตัวชี้วัด", "ระดับ", "ค่าเป้าหมาย", "น้ำหนัก"], ["ร้อยละ ก", "1", "ร้อยละ 80", "100"], ["^", "2", "ร้อยละ 90", "^"]))
    assert (paper.kpis[0].levels, paper.kpis[0].weight, paper.doubts) == (QUOTES, 100, ())
    skips = read(table(["ตัวชี้วัด", "ระดับ", "ค่าเป้าหมาย", "น้ำหนัก"], ["จำนวน", "1", "1 ครั้ง", "100"], ["^", "3", "2 - 3 ครั้ง", "^"], ["^", "5", "4 ครั้ง", "^"]))
    assert skips.kpis[0].levels == ((1, "1 ครั้ง"), (3, "2 - 3 ครั้ง"), (5, "4 ครั้ง"))


def test_a_row_that_a_page_parts_goes_on():
    broken = table(HEAD, ["ผล", "ตัวชี้วัดที่ 1 ก", "ระดับที่ 1 ร้อยละ 80", "100", "ฝ่าย"], HEAD, ["", "", "ระดับที่ 2 ร้อยละ 90", "", ""])
    assert [one.levels for one in read(broken).kpis] == [QUOTES]
    again = table(HEAD, ["ผล", "ตัวชี้วัดที่ 1 ก", "ระดับที่ 1 ร้อยละ 80", "100", "ฝ่าย"], ["", "ตัวชี้วัดที่ 1 ก (ต่อ)", "ระดับที่ 2 ร้อยละ 90", "", ""])
    assert [one.levels for one in read(again).kpis] == [QUOTES]
    parted = read(table(HEAD, ["ผล", "ตัวชี้วัดที่ 1 ก", "ระดับที่ 1 ร้อยละ 80", "100", "ฝ่าย"]), PaperLine(""), table(["", "", "ระดับที่ 2 ร้อยละ 90", "", ""]))
    assert [one.levels for one in parted.kpis] == [QUOTES]


def test_the_rest_of_a_name_and_of_a_goal_go_on():
    (only,) = read(table(HEAD, ["ผลที่", "ตัวชี้วัดที่ 1 ร้อยละ", LEVELS, "100", "ฝ่าย"], ["ดี", "ของงาน", "", "", ""])).kpis
    assert (only.goal, only.name, only.levels) == ("ผลที่ ดี", "ร้อยละ ของงาน", QUOTES)


def test_a_heading_of_two_rows():
    (only,) = read(table(
        ["เป้าหมาย", "ตัวชี้วัดผลสำเร็จของงาน", None, None, "แหล่งข้อมูล"], ["^", "ชื่อตัวชี้วัด", "เกณฑ์", "น้ำหนัก", "^"], kpi(1, "100"))).kpis
    assert (only.number, only.name, only.levels, only.weight, only.data_source) == (1, "ร้อยละของงาน 1", QUOTES, 100, "ฝ่าย")


def test_numbers_in_a_column_of_their_own():
    paper = read(table(["ที่", *HEAD], ["3", "ผล", "ก", LEVELS, "50", "ฝ่าย"], ["๕.", "ผล", "ข", LEVELS, "50", "ฝ่าย"]))
    assert [(one.number, one.name) for one in paper.kpis] == [(3, "ก"), (5, "ข")]
    assert [line for line in paper.lines if line.startswith("\tผล")] == ["\tผล\t3 ก\tระดับที่ 1 ร้อยละ 80", "\tผล\t๕. ข\tระดับที่ 1 ร้อยละ 80"]


def test_words_under_no_heading_are_told():
    paper = read(table([*HEAD, ""], [*kpi(1, "100"), "เซ็นแล้ว"]))
    assert paper.doubts == ("ข้อความ “เซ็นแล้ว” อยู่ใต้ช่องที่ไม่มีหัว ไม่ได้นำมาใช้",)


def test_a_merged_goal_holds_for_its_kpis_and_a_blank_one_for_none():
    first, second, third = read(table(HEAD, kpi(1), ["^", *kpi(2, "25")[1:]], ["", *kpi(3, "25")[1:]])).kpis
    assert (first.goal, second.goal, third.goal) == ("ผล", "ผล", "")


def test_merged_weights_and_sources_stand_beside_each_row():
    paper = read(table(HEAD, kpi(1), ["ผลอื่น", *kpi(2)[1:4], "^"]))
    assert [one.data_source for one in paper.kpis] == ["ฝ่าย", "ฝ่าย"]
    assert [line for line in paper.lines if "ฝ่าย" in line] == ["ระดับที่ 2 ร้อยละ 90\t50\tฝ่าย"] * 2


@pytest.mark.parametrize("total", [
    ["", "รวม", "", "100", ""], ["รวม", None, None, "100", ""], ["", "", "รวมน้ำหนัก", "100", ""], ["", "", "", "100", ""], ["รวม 100", None, None, None, None],
    ["น้ำหนักรวม", None, None, "๑๐๐", ""], ["ผลรวม", None, None, None, "100"],
])
def test_totals_are_no_kpis(total):
    paper = read(table(HEAD, kpi(1), kpi(2), total))
    assert [(one.number, one.weight, one.levels, one.notes) for one in paper.kpis] == [(n, 50, QUOTES, ()) for n in (1, 2)]
    assert (paper.sections, paper.doubts) == ((), ())


@pytest.mark.parametrize(("row", "name", "share"), [
    (["ส่วนที่ ๑ งานทีม (สัดส่วนร้อยละ 50 ของคะแนนรวม)", *[None] * 4], "งานทีม", 50), (["งานทีม", *[None] * 4], "งานทีม", None),
    (["งานทีม", "", "", "", ""], "งานทีม", None), (["องค์ประกอบที่ 1 การบริหาร", None, None, "40", ""], "การบริหาร", 40),
    (["ส่วนที่ 1: ผลสัมฤทธิ์ของงาน ร้อยละ ๗๐", *[None] * 4], "ผลสัมฤทธิ์ของงาน", 70), (["1. ด้านการบริหาร", *[None] * 4], "1. ด้านการบริหาร", None),
    (["เป้าหมายผลสำเร็จของงานทีม", *[None] * 4], "งานทีม", None), (["หมวด ก การเงิน", *[None] * 4], "การเงิน", None),
    (["ส่วนที่ 1 ตัวชี้วัดงานทีม (๑๐๐ คะแนน)", *[None] * 4], "งานทีม", None), (["๑. งานทีม", *[None] * 4], "งานทีม", None),
    (["ส่วนที่ 2", *[None] * 4], "ส่วนที่ 2", None), (["งานทีม", None, None, "100", ""], "งานทีม", None),
])
def test_sections_in_rows(row, name, share):
    paper = read(table(HEAD, row, kpi(1), kpi(2)))
    assert [(one.name, one.share) for one in paper.sections] == [(name, share)]
    assert [one.section for one in paper.kpis] == [name, name]
    assert paper.doubts == ()


def test_sections_in_goals_and_above_tables():
    goals = read(table(HEAD, ["เป้าหมายผลสําเร็จของ งานทีม \nผล", *kpi(1, "100")[1:]], ["งานรายบุคคล\nผล", *kpi(2, "100")[1:]]))
    assert [(one.section, one.goal) for one in goals.kpis] == [("งานทีม", "ผล"), ("งานรายบุคคล", "ผล")]
    named = read(table(HEAD, ["เป้าหมายผลสำเร็จของงานสำนักงาน\nผล", *kpi(1, "100")[1:]]))
    assert [(one.section, one.goal) for one in named.kpis] == [("งานสำนักงาน", "ผล")]
    inline = read(table(HEAD, ["เป้าหมายผลสำเร็จของ งานทีม ผล", *kpi(1, "100")[1:]]))
    assert [(one.section, one.goal) for one in inline.kpis] == [("งานทีม", "ผล")]
    above = read(PaperLine("ข้อตกลง"), PaperLine("ส่วนที่ 1 งานทีม"), table(HEAD, kpi(1, "100")), PaperLine("ส่วนที่ 2 งานรายบุคคล"), table(HEAD, kpi(2, "100")))
    assert [(one.section, one.name) for one in above.kpis] == [("งานทีม", "ร้อยละของงาน 1"), ("งานรายบุคคล", "ร้อยละของงาน 2")]
    assert above.title == ("ข้อตกลง",)


@pytest.mark.parametrize(("typed", "number", "name"), [
    ("ตัวชี้วัดที่ 3 ร้อยละ", 3, "ร้อยละ"), ("ตัวชี้วัดที่ ๓ ร้อยละ", 3, "ร้อยละ"), ("ตัวชี้วัดที่3ร้อยละ", 3, "ร้อยละ"), ("KPI 3 : ร้อยละ", 3, "ร้อยละ"),
    ("3. ร้อยละ", 3, "ร้อยละ"), ("๓) ร้อยละ", 3, "ร้อยละ"), ("ตัวชี้วัดที่ 3\nร้อยละของ\nงาน", 3, "ร้อยละของ งาน"), ("ร้อยละ 3 ของงาน", 1, "ร้อยละ 3 ของงาน"),
    ("1.2 ร้อยละ", 1, "1.2 ร้อยละ"), ("ตัวชี้วัดที่ 1.2 ร้อยละ", 1, "ตัวชี้วัดที่ 1.2 ร้อยละ"),
])
def test_numbers_of_kpis(typed, number, name):
    (only,) = read(table(HEAD, ["ผล", typed, LEVELS, "100", "ฝ่าย"])).kpis
    assert (only.number, only.name) == (number, name)


def test_numbers_that_begin_again_are_counted():
    paper = read(table(HEAD, ["งานทีม", *[None] * 4], kpi(1), kpi(2), ["งานรายบุคคล", *[None] * 4], kpi(1, "100")))
    assert [(one.number, one.section) for one in paper.kpis] == [(1, "งานทีม"), (2, "งานทีม"), (3, "งานรายบุคคล")]
    assert any("มากกว่าหนึ่งครั้ง" in doubt for doubt in paper.doubts)


@pytest.mark.parametrize(("typed", "weights"), [
    (["50", "50"], ["50", "50"]), (["ร้อยละ 20", "80 %"], ["20", "80"]), (["๒๐", "๘๐"], ["20", "80"]), (["0.25", "0.75"], ["25", "75"]),
    (["12.5", "87.5"], ["12.5", "87.5"]), (["0.5", ""], ["50", None]), (["20 (10)", "80"], [None, "80"]),
])
def test_weights(typed, weights):
    paper = read(table(HEAD, *(kpi(n, weight) for n, weight in enumerate(typed, 1))))
    assert [one.weight for one in paper.kpis] == [one if one is None else Decimal(one) for one in weights]


def test_weights_that_do_not_come_to_100_are_doubted():
    assert any("รวมได้ 90" in doubt for doubt in read(table(HEAD, kpi(1), kpi(2, "40"))).doubts)
    assert read(table(HEAD, ["งานทีม", *[None] * 4], kpi(1, "40"), ["งานกลุ่ม", *[None] * 4], kpi(2, "60"))).doubts == ()


def test_a_weight_of_one_percent_is_no_share():
    paper = read(table(HEAD, ["งานทีม", *[None] * 4], kpi(1, "99"), ["งานกลุ่ม", *[None] * 4], kpi(2, "1")))
    assert ([one.weight for one in paper.kpis], paper.doubts) == ([99, 1], ())


def test_name_and_criteria_in_one_column():
    (only,) = read(table(["เป้าหมาย", "ตัวชี้วัด/เกณฑ์การประเมิน", "น้ำหนัก"], ["ผล", f"1. ร้อยละ\nของงาน\n{LEVELS}\nหมายเหตุ ก", "100"])).kpis
    assert (only.number, only.name, only.levels, only.notes) == (1, "ร้อยละ ของงาน", QUOTES, ("หมายเหตุ ก",))


def test_a_table_within_a_cell():
    inner = PaperTable([[PaperCell(n, 0, n, 0, (PaperLine(str(n + 1)),)), PaperCell(n, 1, n, 1, (PaperLine(f"ร้อยละ {80 + 10 * n}"),))] for n in range(2)])
    outer = table(HEAD, ["ผล", "ตัวชี้วัดที่ 1 ก", "x", "100", "ฝ่าย"])
    at = outer.rows[1].index(next(cell for cell in outer.rows[1] if cell.text == "x"))
    outer.rows[1][at] = PaperCell(1, 2, 1, 2, (PaperLine("เกณฑ์การให้คะแนน"), inner))
    assert read(outer).kpis[0].levels == QUOTES


def test_titles_may_stand_in_a_table():
    paper = read(PaperLine("ที่ 5/2569"), table(["บันทึกข้อตกลง", *[None] * 4], ["รอบที่ 2", *[None] * 4], HEAD, kpi(1, "100")))
    assert paper.title == ("บันทึกข้อตกลง", "รอบที่ 2")


def test_what_stands_below_the_table_is_text_alone():
    paper = read(PaperLine("ข้อตกลง"), table(HEAD, kpi(1, "100")), PaperLine("ลงชื่อ"), table(["ผู้รับ", "ผู้ประเมิน"]))
    assert paper.lines[-2:] == ("ลงชื่อ", "ผู้รับ\tผู้ประเมิน")
    assert (len(paper.kpis), paper.doubts) == (1, ())


def test_notes_in_a_column_and_below():
    paper = read(table([*HEAD, "หมายเหตุ"], [*kpi(1, "100"), "ดูเอกสาร"], ["หมายเหตุ: นับทั้งปี", *[None] * 5]))
    assert paper.kpis[0].notes == ("ดูเอกสาร", "หมายเหตุ: นับทั้งปี")


def test_a_kpi_whose_words_are_like_a_heading_s_is_one():
    name = "จำนวนหมู่บ้านที่ผ่านตัวชี้วัด จปฐ."
    paper = read(table(["ตัวชี้วัด", "1", "2", "น้ำหนัก"], ["การเบิกจ่าย", "60", "70", "50"], [name, "ผ่านเกณฑ์ 1 ข้อ", "ผ่านเกณฑ์ 2 ข้อ", "50"]))
    assert [(kpi.name, kpi.levels[1]) for kpi in paper.kpis] == [("การเบิกจ่าย", (2, "70")), (name, (2, "ผ่านเกณฑ์ 2 ข้อ"))]


@pytest.mark.parametrize("words", ["รวมกลุ่มอาชีพได้ 5 กลุ่ม", "กลุ่มที่ 3 จดทะเบียนแล้ว"])
def test_a_level_whose_words_begin_like_a_total_or_a_section_is_one(words):
    beside = read(table(["ตัวชี้วัด", "ระดับ", "เกณฑ์", "น้ำหนัก"], ["1. กลุ่ม", "1", "มีแผน", "100"], ["^", "2", words, "^"]))
    assert (beside.kpis[0].levels, beside.sections) == (((1, "มีแผน"), (2, words)), ())
    parted = read(table(["ตัวชี้วัด", "1", "2", "น้ำหนัก"], ["1. กลุ่ม", "มีแผน", "", "100"], ["", "", words, ""]))
    assert (parted.kpis[0].levels, parted.sections) == (((1, "มีแผน"), (2, words)), ())


def test_a_name_that_ends_like_the_mark_of_a_parted_kpi_is_its_own():
    paper = read(table(["ตัวชี้วัด", "เกณฑ์", "น้ำหนัก"], ["ร้อยละของผู้จบ", LEVELS, "50"], ["ร้อยละของเด็กที่ได้ศึกษาต่อ", LEVELS, "50"]))
    assert [kpi.name for kpi in paper.kpis] == ["ร้อยละของผู้จบ", "ร้อยละของเด็กที่ได้ศึกษาต่อ"]


def test_levels_in_a_table_whose_columns_nobody_knows_are_told():
    paper = read(table(HEAD, kpi(1, "100")), table(["ตัวชี้วัดที่ 2 ร้อยละของงาน 2", LEVELS, "50"], ["ลงชื่อ", "", "ผู้รับ"]))
    assert len(paper.kpis) == 1
    assert [doubt for doubt in paper.doubts if "ไม่ได้นำมาใช้" in doubt] == [
        "แถว “ตัวชี้วัดที่ 2 ร้อยละของงาน 2” อยู่ในตารางที่ไม่มีหัวและมีช่องไม่เท่าตารางก่อนหน้า ไม่ได้นำมาใช้"]
