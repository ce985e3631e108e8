"""Levels that a reviewer gives: only what is reviewed, by somebody on some paper, has a value."""

from decimal import Decimal

import pytest
from by_kpi import codes, measuring, normal, sheet, standing, values

HEAD = ["ตัวชี้วัดที่", "อำเภอ", "ระดับที่ได้", "หลักฐาน", "วันที่", "ผู้ตรวจ", "สถานะ"]
ONE, TWO = "เมืองสระแก้ว", "คลองหาด"
WHO, PAPER, DAY = "นายตัวอย่าง ผู้ตรวจ", "สก 0019/123", "3/4/2561"
FULL = [4, ONE, 4, PAPER, DAY, WHO, "ตรวจแล้ว"]
AT = ("2701", "given.level", "4.")


def of(*row: object, head: list[str] = HEAD):
    """What is given of a row: the observation of district 2701 (None for none) and the codes."""
    found = normal(sheet([head, list(row), [4, TWO, 3, PAPER, DAY, WHO, "ตรวจแล้ว"][:len(head)]]))
    mine = [o for o in found.observations if o.district == "2701"]
    assert len(mine) < 2
    return mine[0] if mine else None, codes(found)


def test_what_is_reviewed_counts_with_who_when_and_which_paper():
    o, said = of(*FULL)
    assert (o.element, o.key, o.value, o.state, o.why) == ("given.level", "4.", Decimal(4), "given", "")
    assert o.note == f"ผู้ตรวจ {WHO} วันที่ 3 เมษายน 2561 หลักฐาน {PAPER}" and said == []
    assert o.origin.cell == "C2"


@pytest.mark.parametrize(("status", "state"), [
    ("ตรวจแล้ว", ""), ("ตรวจสอบแล้ว", ""), (" ตรวจ แล้ว ", ""), ("ผ่านการตรวจสอบแล้ว", ""), ("ตรวจเรียบร้อยแล้ว", ""),
    ("รอตรวจ", "รอตรวจ"), ("รอการตรวจสอบ", "รอตรวจ"), ("ส่งแล้ว", "รอตรวจ"), ("ยังไม่ตรวจ", "รอตรวจ"), ("อยู่ระหว่างตรวจสอบ", "รอตรวจ"),
    ("ยังไม่ส่ง", "ยังไม่ส่ง"), ("ยังไม่ได้ส่ง", "ยังไม่ส่ง"), ("ค้างส่ง", "ยังไม่ส่ง"),
])
def test_the_states_as_people_write_them(status, state):
    o, said = of(*FULL[:6], status)
    assert said == [] and (o.value, o.state, o.why) == ((None, "blank", state) if state else (Decimal(4), "given", ""))


@pytest.mark.parametrize("status", ["ผ่าน", "ไม่ผ่านการตรวจ", "ตรวจแล้วให้แก้ไข", "ยังไม่ตรวจแล้ว", None, "-", "✓", 1])
def test_another_state_or_none_gives_nothing(status):
    o, said = of(*FULL[:6], status)
    assert (o.value, o.state) == (None, "broken") and "สถานะ" in o.why and said == ["given-unclear"]


@pytest.mark.parametrize(("column", "lacking"), [(2, "ระดับที่ได้"), (3, "หลักฐาน"), (5, "ผู้ตรวจ")])
@pytest.mark.parametrize("blank", [None, "-", " "])
def test_nothing_is_done_where_level_paper_or_reviewer_lack(column, lacking, blank):
    o, said = of(*FULL[:column], blank, *FULL[column + 1:])
    assert (o.value, o.state, o.why) == (None, "broken", f"ไม่บอก{lacking}") and said == ["given-unclear"]


def test_a_day_may_lack_and_one_that_is_none_is_told_as_it_is():
    assert of(*FULL[:4], None, *FULL[5:])[0].note == f"ผู้ตรวจ {WHO} หลักฐาน {PAPER}"
    o, said = of(*FULL[:4], "สัปดาห์แรก", *FULL[5:])
    assert (o.value, said) == (Decimal(4), []) and "สัปดาห์แรก" in o.note


@pytest.mark.parametrize(("day", "counts"), [
    ("30/9/2560", False), ("1/10/2560", True), ("2560-09-30", False), ("2017-10-01", True), ("31 มี.ค. 60", False), ("1 พ.ค. 2561", True)])
def test_what_was_reviewed_before_the_round_began_is_another_rounds(day, counts):
    o, said = of(*FULL[:4], day, *FULL[5:])
    assert (o is not None, said) == (counts, [] if counts else ["another-round"])


def test_rows_of_the_round_before_stand_beside_those_of_the_round_and_are_told_once():
    before = [[4, ONE, 1, PAPER, "30/3/2560", WHO, "ตรวจแล้ว"], [4, TWO, 1, PAPER, "30/3/2560", WHO, "ตรวจแล้ว"]]
    found = normal(sheet([HEAD, *before], file="ก.xlsx"), sheet([HEAD, FULL], file="ข.xlsx"))
    assert values(found) == {AT: Decimal(4)} and codes(found) == ["another-round"]
    assert "2 แถว" in next(f for f in found.findings if f.code == "another-round").problem


@pytest.mark.parametrize(("level", "value", "said"), [
    (0, 0, []), (5, 5, []), (4.25, "4.25", []), ("๓", 3, []), ("4 ระดับ", 4, []),
    (5.01, None, ["given-unclear"]), (6, None, ["given-unclear"]), (-1, None, ["negative-count"]),
    ("ดี", None, ["not-a-number"]), ("#N/A", None, ["broken-cell"]), ("4 หรือ 5", None, ["not-a-number"]),
])
def test_a_level_is_a_number_that_the_ladder_has(level, value, said):
    o, told = of(*FULL[:2], level, *FULL[3:])
    assert told == said and (o.value, o.state) == ((Decimal(str(value)), "given") if value is not None else (None, "broken"))
    o, told = of(*FULL[:2], level, *FULL[3:6], "รอตรวจ")
    assert told == [] and (o.value, o.state, o.why) == (None, "blank", "รอตรวจ")


def test_a_row_that_nobody_filled_in_says_nothing():
    assert of(4, ONE, None, None, None, None, None) == (None, [])
    o, said = of(4, ONE, None, None, None, None, "ยังไม่ส่ง")
    assert (o.value, o.state, o.why, said) == (None, "blank", "ยังไม่ส่ง", [])


@pytest.mark.parametrize("cell", ["9.A", "9.B", 12, None])
def test_a_kpi_or_part_without_a_given_level_is_told(cell):
    o, said = of(cell, *FULL[1:])
    if cell == "9.A":
        assert o.key == "9.A." and said == []
    else:
        assert o is None and said == (["other-kpi"] if cell == "9.B" else ["unknown-kpi"])


def test_points_stand_beside_a_level_or_alone():
    head = [*HEAD[:2], "คะแนนที่ได้", *HEAD[3:]]
    o, said = of(4, ONE, 92.5, *FULL[3:], head=head)
    assert (o.element, o.value, said) == ("given.points", Decimal("92.5"), [])
    both = normal(sheet([[*HEAD[:3], "คะแนน", *HEAD[3:]], [*FULL[:3], 90, *FULL[3:]]]))
    assert values(both) == {AT: Decimal(4), ("2701", "given.points", "4."): Decimal(90)}


def test_the_kpi_may_stand_in_the_title_and_a_paper_may_be_typed_once():
    rows = [["ตัวชี้วัดที่ 4 ระดับที่ผู้ตรวจให้"], HEAD[1:], FULL[1:], [TWO, 3, *FULL[3:]]]
    assert values(normal(sheet(rows))) == {AT: Decimal(4), ("2702", "given.level", "4."): Decimal(3)}


def test_a_personal_number_of_a_reviewer_is_masked():
    o, _ = of(*FULL[:5], "นายตัวอย่าง 081-234-5678", FULL[6])
    assert "081-234-5678" not in o.note


def measured(*rows: list[object]):
    measure, found = measuring(sheet([HEAD, *rows]))
    return standing(measure, 4, "2701", "given.level"), [f.code for f in found.findings]


def test_no_day_sets_a_given_level_aside_and_two_that_differ_count_for_nobody():
    late = [*FULL[:4], "30/9/2561", *FULL[5:]]
    assert measured(late) == ({0: Decimal(4)}, [])
    assert measured(FULL, late) == ({0: Decimal(4)}, [])
    assert measured(FULL, [*FULL[:2], 3, *FULL[3:]]) == ({0: "broken"}, ["conflicting-values"])
    waiting = [*FULL[:2], 3, *FULL[3:6], "รอตรวจ"]
    assert measured(FULL, waiting) == measured(waiting, FULL) == ({0: Decimal(4)}, [])
