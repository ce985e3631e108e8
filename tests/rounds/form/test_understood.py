"""The words of a ladder become the rows of the form, or a question; nothing that is stated without one is wrong."""

import tomllib
from decimal import Decimal

import pytest
from home import HOME

from pipeline.rounds.form.understood import UnderstoodItem, UnderstoodLadder, understand
from pipeline.rounds.paper.grid import PaperLine
from pipeline.rounds.paper.levels import read_criteria

SIGNS = {"at_least": ">=", "more_than": ">", "at_most": "<=", "less_than": "<"}


def ladder(*quotes: str, first: int = 1, **more) -> UnderstoodLadder:
    return understand(list(enumerate(quotes, first)), **more)


def stated(read: UnderstoodLadder) -> list[str]:
    """What each level states: ``>= 80``, ``> 80?`` in doubt, ``?`` not understood, "" without a number."""
    told = []
    for level in read.levels:
        bound = f"{SIGNS[level.bound]} {level.value}" if level.bound else ""
        told.append(bound + ("?" if level.question else ""))
        assert (level.bound is None) <= bool(level.question)
    return told


def items(read: UnderstoodLadder) -> list[tuple[tuple[int, ...], str]]:
    return [(item.levels, item.text) for item in read.items]


def definition(path) -> dict:
    return tomllib.loads((HOME / path).read_text(encoding="utf-8"), parse_float=Decimal)


ROUNDS = [path for part in ("agreement/2561-1", "tests/rounds/2562-2", "tests/rounds/2569-1", "tests/rounds/2569-2")
          for path in sorted((HOME / part / "kpi").glob("*.toml"))]


@pytest.mark.parametrize("path", ROUNDS, ids=lambda path: f"{path.parent.parent.name} {path.stem}")
def test_what_a_person_wrote_by_hand_is_stated_or_asked(path):
    kpi = definition(path)
    levels = [{"level": 1, "quote": kpi["step"]["quote"]}] if "step" in kpi else kpi["levels"]
    read = understand([(level["level"], level["quote"]) for level in levels], unit=kpi.get("unit"))
    for level, one in zip(levels, read.levels, strict="step" not in kpi):
        if one.question or "step" in kpi:
            continue
        defined = next(((kind, level[kind]) for kind in SIGNS if kind in level), ("", None))
        assert (one.bound, one.value) == (defined[0], "เป้าหมาย" if defined[1] == "target" else defined[1])
        assert one.points in (None, level.get("points"))
        if kpi["formula"]["measure"] in ("checklist", "parts"):
            assert sum(one.level in item.levels for item in read.items) == len(level.get("needs", ()))
    assert "step" in kpi or sum(bool(level.question) for level in read.levels) <= 3


def test_the_items_of_an_agreement_are_those_that_a_person_wrote():
    for name in ("5_grassroots_economy", "7_women_fund", "8_community_fund"):
        kpi = definition(f"agreement/2561-1/kpi/{name}.toml")
        read = understand([(level["level"], level["quote"]) for level in kpi["levels"]])
        by_hand = {item["id"]: item for item in kpi["items"]}
        needed = [(by_hand[one]["kind"], by_hand[one].get("at_least"), by_hand[one].get("unit", "")) for level in kpi["levels"]
                  for one in level.get("needs", ())]
        assert [(item.kind, item.at_least, item.unit) for item in read.items if item.levels] == needed
        result = [(by_hand[kpi["formula"]["result"]]["kind"], tuple(by_hand[kpi["formula"]["result"]]["texts"]))] if "result" in kpi["formula"] else []
        assert [(item.kind, (item.text, *item.spellings)) for item in read.items if not item.levels] == result
        words = " ".join(" ".join(level["quote"].split()) for level in kpi["levels"])
        assert all(item.text in words for item in read.items if item.levels)


def test_the_gaps_of_whole_numbers_are_one_reading_and_no_question_of_a_level():
    read = ladder("น้อยกว่าร้อยละ 75", "ร้อยละ 75 - 79", "ร้อยละ 80 - 84", "ร้อยละ 85 ขึ้นไป")
    assert stated(read) == ["", ">= 75", ">= 80", ">= 85"]
    (gaps,) = read.readings
    assert "79–80, 84–85" in gaps.question and gaps.reason
    assert "ไม่น้อยกว่าร้อยละ 80" in gaps.chosen and "มากกว่าร้อยละ 79" in gaps.other
    assert gaps.bounds == ((3, "more_than", 79), (4, "more_than", 84))


def test_gaps_where_less_is_better():
    read = ladder("มากกว่าร้อยละ 20", "ร้อยละ 16 – 20", "ร้อยละ 11 – 15", "ไม่เกินร้อยละ 10")
    assert stated(read) == ["", "<= 20", "<= 15", "<= 10"]
    assert [gaps.bounds for gaps in read.readings] == [((3, "less_than", 16), (4, "less_than", 11))]


@pytest.mark.parametrize(("quotes", "meant"), [
    (["ไม่เกินร้อยละ 80", "ร้อยละ 81 – 85", "ร้อยละ 86 – 90", "มากกว่าร้อยละ 90"], ["", "> 80?", "> 85?", "> 90"]),
    (["น้อยกว่าร้อยละ 81", "ร้อยละ 81 – 85", "ร้อยละ 86 – 90", "มากกว่าร้อยละ 90"], ["", ">= 81", "> 85?", "> 90"]),
    (["มากกว่าร้อยละ 20", "ร้อยละ 16 – 20", "ร้อยละ 11 – 15", "น้อยกว่าร้อยละ 11"], ["", "<= 20", "< 16?", "< 11"]),
])
def test_gaps_are_asked_where_other_words_speak_for_both_ways(quotes, meant):
    read = ladder(*quotes)
    assert stated(read) == meant
    asked = [level for level in read.levels if level.question]
    assert all("หรือ" in level.question for level in asked)
    (gaps,) = read.readings
    assert [level for level, _, _ in gaps.bounds] == [level.level for level in asked]
    assert "ระดับที่ 4" in gaps.reason


@pytest.mark.parametrize("quotes", [
    ["น้อยกว่า 99.41 %", "99.41 % - 99.60 %", "99.61 % ขึ้นไป"],
    ["1 ครั้ง", "2 – 3 ครั้ง", "4 ครั้งขึ้นไป"],
])
def test_ranges_between_which_no_result_lies_have_no_gaps(quotes):
    read = ladder(*quotes)
    assert read.readings == () and not any(level.question for level in read.levels)


def test_two_equal_levels_are_asked_and_are_a_reading():
    read = ladder("ร้อยละ 40", "ร้อยละ 50", "ร้อยละ 60", "ร้อยละ 60", "ร้อยละ 70")
    assert stated(read) == [">= 40", ">= 50", "?", "?", ">= 70"]
    (equal,) = read.readings
    assert equal.chosen == "" and equal.bounds == ((4, "at_least", 60),)


def test_days_are_values_and_the_day_of_the_work_is_what_an_office_types():
    read = ladder("ส่งรายงานหลังวันที่ 30 กันยายน 2569", "ส่งรายงานภายในวันที่ 30 กันยายน 2569", "ส่งรายงานภายในวันที่ ๒๕ ก.ย. ๖๙")
    assert stated(read) == ["", "<= 2026-09-30", "<= 2026-09-25"]
    assert read.unit == "วันที่"
    assert read.items == (UnderstoodItem((), "วันที่ส่งรายงาน", kind="date"),)


def test_a_day_in_one_milestone_is_no_bound():
    read = ladder("จัดทำแผน", "ประชุมคณะทำงาน", "ส่งรายงานภายในวันที่ 30 กันยายน 2569")
    assert stated(read) == ["", "", ""] and items(read)[2] == ((3,), "ส่งรายงานภายในวันที่ 30 กันยายน 2569")


def test_points_at_the_ends_are_told_where_they_are_not_the_number_of_the_level():
    read = ladder("ร้อยละ 98.72 เท่ากับ 50 คะแนน", "ร้อยละ 98.84 (75 คะแนน)", "ร้อยละ 98.90 ได้ 3 คะแนน")
    assert [level.points for level in read.levels] == [50, 75, None]
    assert stated(read) == [">= 98.72", ">= 98.84", ">= 98.90"]


def test_levels_may_begin_at_0_and_be_skipped_and_come_in_any_order():
    read = understand([(5, "4 ครั้งขึ้นไป"), (3, "2 – 3 ครั้ง"), (1, "1 ครั้ง"), (0, "ไม่มีการดำเนินงาน")])
    assert [level.level for level in read.levels] == [0, 1, 3, 5]
    assert stated(read) == ["", ">= 1", ">= 2", ">= 4"]


@pytest.mark.parametrize(("quote", "meant", "unit"), [
    ("กำหนดให้ ร้อยละ 80 เท่ากับ 3 คะแนน ช่วงปรับเกณฑ์การให้คะแนน +/- ร้อยละ 5 ต่อ 1 คะแนน", [">= 70", ">= 75", ">= 80", ">= 85", ">= 90"], "ร้อยละ"),
    ("ไม่เกิน 20 วัน เท่ากับ 3 คะแนน ช่วงปรับเกณฑ์ +/- 2 วัน ต่อ 1 คะแนน", ["<= 24", "<= 22", "<= 20", "<= 18", "<= 16"], "วัน"),
    ("ไม่น้อยกว่าร้อยละ 80 เท่ากับ 4 คะแนน ช่วงปรับเกณฑ์ ± 10 ต่อ 1 คะแนน", [">= 50", ">= 60", ">= 70", ">= 80", ">= 90"], "ร้อยละ"),
    ("เป้าหมายของอำเภอคือระดับที่ 3 ช่วงปรับเกณฑ์ +/- ร้อยละ 5 ต่อ 1 ระดับ", [">= เป้าหมาย", *[">= เป้าหมาย"] * 4], "ร้อยละ"),
])
def test_a_step_around_a_target_is_five_levels_and_all_of_them_are_asked(quote, meant, unit):
    of_paper = read_criteria([PaperLine(quote)])
    for read in (ladder(quote), ladder(notes=["หมายเหตุ", quote]), understand(of_paper.levels, notes=of_paper.notes)):
        assert stated(read) == [f"{bound}?" for bound in meant]
        assert read.unit == unit and {level.quote for level in read.levels} == {quote}


def test_each_districts_own_target():
    read = ladder("รายได้สูงกว่าฐานของอำเภอ", "รายได้ไม่น้อยกว่าเป้าหมายระดับที่ 2 ของอำเภอ")
    assert stated(read) == ["> เป้าหมาย", ">= เป้าหมาย"] and read.items == ()
    read = ladder("ไม่น้อยกว่าร้อยละ 80 ของเป้าหมายอำเภอ", "ไม่น้อยกว่าร้อยละ 90 ของเป้าหมายอำเภอ")
    assert stated(read) == [">= 80", ">= 90"]


@pytest.mark.parametrize(("level", "texts"), [
    ("ร้อยละ 100 และส่งเอกสารหลักฐานครบถ้วน", ["ส่งเอกสารหลักฐานครบถ้วน"]),
    ("- ทำแผน ร้อยละ 100   - สรุปผล   - ถอดบทเรียน", ["สรุปผล", "ถอดบทเรียน"]),
    ("ร้อยละ 100 และจัดประชุมอย่างน้อย ๒ ครั้ง พร้อมทั้งส่งรายงาน", ["จัดประชุมอย่างน้อย ๒ ครั้ง", "ส่งรายงาน"]),
    ("ร้อยละ 100 พร้อมแนบภาพก่อน–หลัง", ["แนบภาพก่อน–หลัง"]),
    ("1) ร้อยละ 100 2) ส่งรายงาน", ["ส่งรายงาน"]),
])
def test_what_stands_beside_a_figure_is_told_in_its_own_words(level, texts):
    read = ladder("ร้อยละ 80", "ร้อยละ 90", level)
    assert stated(read) == [">= 80", ">= 90", ">= 100"]
    assert items(read) == [((3,), text) for text in texts]


def test_the_same_thing_in_several_levels_is_one_item():
    read = ladder("ร้อยละ 80 พร้อมแนบหลักฐาน", "ร้อยละ 90 พร้อมแนบหลักฐาน", "ร้อยละ 100 พร้อมแนบ หลักฐาน")
    assert items(read) == [((1, 2, 3), "แนบหลักฐาน")]


@pytest.mark.parametrize(("measured", "text", "kind"), [
    ("ขับเคลื่อนการดำเนินงานตามแผนฯ ได้ไม่น้อยกว่าร้อยละ {}", "ร้อยละการดำเนินงานตามแผน", "percentage"),
    ("เบิกจ่ายงบประมาณได้ร้อยละ {}", "ร้อยละการเบิกจ่ายงบประมาณ", "percentage"),
    ("ครัวเรือนเป้าหมายผ่านเกณฑ์ร้อยละ {}", "ร้อยละของครัวเรือนเป้าหมายผ่านเกณฑ์", "percentage"),
    ("เยี่ยมหมู่บ้าน {} ครั้ง", "จำนวนครั้งที่เยี่ยมหมู่บ้าน", "number"),
])
def test_a_result_beside_milestones_is_typed(measured, text, kind):
    read = ladder("มีแผนปฏิบัติการ", measured.format(60), measured.format(80))
    assert [(item.text, item.kind) for item in read.items if not item.levels] == [(text, kind)]
    assert not [item for item in ladder(measured.format(60), measured.format(80)).items if not item.levels]


def test_a_ladder_may_be_empty():
    assert understand([]) == UnderstoodLadder(())
    assert stated(ladder("")) == ["?"]
