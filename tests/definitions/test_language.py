"""The language of criteria is loaded, read the other way, understood and shown: what each shape says and
what it may not."""

import re
import shutil
from pathlib import Path

import pytest
from home import HOME
from written import RATIO, kpi_of, levels

from pipeline.definitions import load_agreement
from pipeline.definitions.understood import changed, scores, understood
from pipeline.errors import DefinitionError
from pipeline.measure import MEASURES
from pipeline.rounds.edges import conditions
from pipeline.rounds.shown import show
from pipeline.rounds.text import edge_text, lines
from pipeline.thai.points import StepReading, read_step, without_points

ROUND = "2563-2"
ROOM = Path("agreement") / ROUND
SHAPES = HOME / "tests" / "definitions" / "shapes" / ROUND


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with the round of every shape, a draft."""
    shutil.copytree(SHAPES, tmp_path / ROOM)
    shutil.copytree(HOME / "agreement/sources", tmp_path / "agreement/sources")
    return tmp_path


def put_in(home: Path, file: str, *changes: tuple[str, str]) -> None:
    path = home / ROOM / file
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")


def told(home: Path) -> str:
    """What is wrong with the round, or what is asked of it, a line each."""
    try:
        return "\n".join(one.words for one in load_agreement(home, MEASURES, ROUND).unstated)
    except DefinitionError as error:
        return str(error)


# --- against the words ---------------------------------------------------------------------------


@pytest.mark.parametrize(("file", "old", "new", "says"), [
    ("1_debt", "at_most = 25", "at_least = 25", "levels[2] ≤ อยู่ในบันไดเดียวกับ ≥ ซึ่งสวนทางกัน"),
    ("1_debt", "less_than = 10", "at_most = 10", "หมายถึง less_than = 10 แต่นิยามใช้ at_most = 10"),
    ("1_debt", "weight = 25", "weight = 24", "weight เป็น 24 แต่ agreement/2563-2/agreement.txt บอก 25"),
    ("2_report", "at_most = 2020-09-20", "at_most = 2020-09-21", "หมายถึง at_most = 2020-09-20 หรือ less_than = 2020-09-21 แต่นิยามใช้ at_most = 2020-09-21"),
    ("2_report", "level = 3", "level = 4", "มีระดับที่ 3 แต่นิยามไม่มี"),
    ("3_step", "by = 5", "by = 4", "” หมายถึง 80 ได้ระดับ 3 ต่างกัน 5 ต่อหนึ่งระดับ แก้ target, level, by"),
    ("4_fund", "at_most = 15", "at_most = 16", "parts[2].levels[2] “ไม่เกินร้อยละ 15 (25 คะแนน)” หมายถึง at_most = 15 แต่นิยามใช้ at_most = 16"),
    ("4_fund", "points = 25", "points = 24", "parts[2].levels[2].points เป็น 24 แต่เกณฑ์บอก 25 คะแนน"),
    ("4_fund", "weight = 2\n", "weight = 3\n", "parts[1].weight เป็น 3 แต่ข้อตกลงบอก 2"),
    ("4_fund", "at_least = 5\n", "at_least = 6\n", "deductions[1].levels[2] “มีสัญญาเกินกำหนดตั้งแต่ 5 สัญญาขึ้นไป หัก 2 คะแนน” หมายถึง at_least = 5 หรือ more_than = 4 แต่นิยามใช้ at_least = 6"),
    ("5_points", "points = 75", "points = 76", "levels[2].points เป็น 76 แต่เกณฑ์บอก 75 คะแนน"),
    ("5_points", "interpolated = true\n", "", "ข้อตกลงกล่าวถึงคะแนนตามสัดส่วน แต่นิยามให้คะแนนเป็นขั้น"),
    ("7_targets", '"ไม่น้อยกว่าเป้าหมายระดับที่ 2 ของอำเภอ"', '"ไม่น้อยกว่าเป้าหมายระดับที่ 3 ของอำเภอ"', "ไม่มีทั้งข้อความของระดับที่ 2"),
    ("7_targets", 'target_source = "targets.target"\n', "", "ไม่มี target_source"),
    ("8_own_step", "by = 10", "by = 5", "” หมายถึง เป้าหมายของแต่ละอำเภอ ได้ระดับ 3 ต่างกัน 10 ต่อหนึ่งระดับ"),
])
def test_a_shape_that_its_words_contradict_is_told(home, file, old, new, says):
    put_in(home, f"kpi/{file}.toml", (old, new))
    assert says in told(home)


def test_two_equal_bounds_need_a_reading_of_the_level(home):
    put_in(home, "reading.toml", ("level = 4, at_least = 65", "level = 5, at_least = 75"), ("65", "75"))
    assert "kpi/6_equal.toml: levels[4] มีเกณฑ์เดียวกับระดับที่ 3 (≥ 60)" in told(home)


def test_a_paper_may_skip_a_level_with_a_dash(home):
    before = told(home)
    put_in(home, "agreement.txt", ("ระดับที่ 3 ส่งภายใน", "ระดับที่ 2 -\nระดับที่ 3 ส่งภายใน"))
    assert told(home) == before


@pytest.mark.parametrize(("written", "weight"), [("0.25", "25"), ("0.250", "25"), ("25", "25"), ("ร้อยละ 25", "25"), ("25.00", "25")])
def test_weights_of_one_are_percentages(home, written, weight):
    before = told(home)
    put_in(home, "agreement.txt", ("\t0.25\t", f"\t{written}\t"))
    assert told(home) == before and f"weight = {weight}" in (home / ROOM / "kpi/1_debt.toml").read_text(encoding="utf-8")


def test_weights_need_not_come_to_100_where_districts_have_their_own(home):
    put_in(home, "kpi/7_targets.toml", ("weight = 30", "weight = 20"))
    put_in(home, "agreement.txt", ("\t30\t", "\t20\t"))
    assert "น้ำหนักในงานชุมชนรวมได้ 90 ตัวชี้วัดที่ 7 มีน้ำหนักรายอำเภอ" in told(home)


@pytest.mark.parametrize(("quote", "words", "points"), [
    ("ร้อยละ 70 ได้ 10 คะแนน", "ร้อยละ 70", 10), ("ร้อยละ 70 (๑๐ คะแนน)", "ร้อยละ 70", 10), ("ร้อยละ 70 = 10 คะแนน", "ร้อยละ 70", 10),
    ("1 - 4 สัญญา หัก 1 คะแนน", "1 - 4 สัญญา", 1), ("ไม่น้อยกว่า 70 คะแนน", "ไม่น้อยกว่า 70 คะแนน", None), ("ร้อยละ 70", "ร้อยละ 70", None),
])
def test_points_are_read_off_the_end_of_a_criterion(quote, words, points):
    assert without_points(quote) == (words, points)


@pytest.mark.parametrize(("quote", "step"), [
    ("กำหนดให้ ร้อยละ 80 เท่ากับ 3 คะแนน ช่วงปรับเกณฑ์การให้คะแนน +/- ร้อยละ 5 ต่อ 1 คะแนน", (80, 3, 5)),
    ("ช่วงปรับเกณฑ์ ± ๑๐ คน ต่อ 1 คะแนน โดยกำหนดให้ 120 คน เท่ากับ 3 คะแนน", (120, 3, 10)),
    ("ค่าเป้าหมาย เท่ากับ 3 คะแนน ช่วงปรับ +/-ร้อยละ 4 ต่อ 2 คะแนน", (None, 3, 2)), ("ช่วงปรับเกณฑ์ +/- ร้อยละ 5", None),
    ("เป้าหมายของอำเภอคือระดับที่ 3 ช่วงปรับเกณฑ์ +/- ร้อยละ 5 ต่อ 1 ระดับ", (None, 3, 5)),
])
def test_a_step_is_read_whole_or_not(quote, step):
    assert read_step(quote) == (None if step is None else StepReading(*step))


# --- what a ladder or a part may not have ----------------------------------------------------------

PARTED = 'unit = "คะแนน"\n[formula]\nmeasure = "parts"\n' + levels("at_least", 1)
PART = '[[parts]]\nid = "{}"\nname = "ก"\nunit = "คะแนน"\n{}\n[parts.formula]\nmeasure = "mean"\nelement = "made.points"\n'
LATE = RATIO + levels("at_least", 1) + PART.format("A", "top = 5\nabsent_to = \"B\"").replace("parts", "deductions")


@pytest.mark.parametrize(("text", "says"), [
    (LATE, "deductions[1].absent_to เป็นชื่อที่ไม่รู้จัก"),
    (PARTED + PART.format("A", "top = 0"), "parts[1].top คะแนนเต็ม 0 ต้องมากกว่า 0"),
    (RATIO + '[[levels]]\nlevel = 0\nquote = "ไม่ทำ"\n', "top คะแนนเต็ม 0 ต้องมากกว่า 0"),
    (PARTED + PART.format("A", "interpolated = true") + "[[parts.levels]]\nlevel = 1\n[[parts.levels]]\nlevel = 2\nat_least = 5\n",
     "parts[1].interpolated ทุกระดับต้องมีเกณฑ์เป็นตัวเลข"),
    (PARTED + PART.format("A", 'top = 5\ntarget_source = "targets.target"'), "parts[1].target_source ไม่มีระดับใดใช้เป้าหมาย"),
])
def test_what_would_do_nothing_or_cannot_be_is_refused(text, says):
    with pytest.raises(DefinitionError) as refused:
        kpi_of(text)
    assert says in str(refused.value)


# --- readings ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("old", "new", "says"), [
    ('part = "X"', 'part = "Y"', "readings[2].bounds[1].part ตัวชี้วัดที่ 4 ไม่มีส่วน “Y”"),
    ("level = 3, less_than", "level = 2, less_than", "ไม่มีระดับที่ 2 ในตัวชี้วัดที่ 2 ซึ่งมีระดับ 1, 3, 5"),
    ("less_than = 2020-09-20", "less_than = 20", "less_than เป็นค่าผิดชนิด (20) ต้องเป็นวันที่"),
    ("less_than = 2020-09-20", 'less_than = "target"', "ต้องมี at_least, more_than, at_most หรือ less_than อย่างเดียว เป็นจำนวน"),
    ("less_than = 2020-09-20", "at_least = 2020-09-20", "bounds ระดับที่ 3 ของตัวชี้วัดที่ 2 ไม่ยากกว่าระดับก่อนหน้า"),
    ("less_than = 2020-09-20", "less_than = 2020-09-21", "other ไม่มีจำนวน 2020-09-21 ที่การตีความนี้ใช้"),
])
def test_a_reading_of_a_shape_keeps_what_the_shape_must(home, old, new, says):
    put_in(home, "reading.toml", (old, new))
    assert says in told(home)


def test_a_reading_of_a_part_changes_the_part_alone(home):
    agreement = load_agreement(home, MEASURES, ROUND)
    other = agreement.kpi_under_other(4, agreement.readings[1])
    assert [level.at_least for level in other.deductions[0].levels] == [1, 6]
    assert (other.levels, other.parts) == (agreement.kpi(4).levels, agreement.kpi(4).parts)


# --- as it was understood ------------------------------------------------------------------------


def test_parts_are_understood_by_their_names(home):
    facts = understood(load_agreement(home, MEASURES, ROUND))
    wanted = {
        "kpi.4.parts.A.levels.2.at_least": "80", "kpi.4.parts.B.levels.3.points": "40", "kpi.4.parts.A.weight": "2", "kpi.4.parts.A.absent_to": "B",
        "kpi.4.deductions.X.levels.2.at_least": "5", "kpi.4.deductions.X.unit": "สัญญา", "kpi.7.target_source": "targets.target",
        "kpi.7.levels.2.at_least": "target", "kpi.8.levels.1.at_least": "target - 20", "kpi.2.levels.5.less_than": "44085", "kpi.5.interpolated": "true",
        "kpi.4.top": "100", "top": "10",
    }
    assert {key: facts.get(key) for key in wanted} == wanted
    assert not [key for key in facts if re.fullmatch(r"kpi\.4\.(parts|deductions)\.\w+\.(number|section|goal|data_source)", key)]
    assert [scores(key) for key in ("kpi.4.parts.A.name", "kpi.4.parts.A.levels.1.quote", "kpi.4.parts.A.weight", "kpi.4.deductions.X.levels.1.points")] == [
        False, False, True, True]


def test_what_changes_in_a_part_is_told_by_its_place(home):
    before = understood(load_agreement(home, MEASURES, ROUND))
    put_in(home, "kpi/4_fund.toml", ('absent_to = "B"\n', ""))
    (fact,) = changed(before, understood(load_agreement(home, MEASURES, ROUND)))
    assert (fact.key, fact.words, fact.scores) == ("kpi.4.parts.A.absent_to", "เดิม “B” ตอนนี้ไม่ระบุ", True)


# --- shown ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kpi", "part", "level", "edges"), [
    (1, "", 1, "24.99 → 1 · 25.00 → 1 · 25.01 → 0"), (1, "", 4, "9.99 → 4 · 10.00 → 3 · 10.01 → 3"),
    (2, "", 1, "29 ก.ย. 63 → 1 · 30 ก.ย. 63 → 1 · 1 ต.ค. 63 → 0"), (2, "", 3, "10 ก.ย. 63 → 5 · 11 ก.ย. 63 → 3 · 12 ก.ย. 63 → 3"),
    (4, "A", 2, "79.99 → 10 คะแนน · 80.00 → 20 คะแนน · 80.01 → 20 คะแนน"), (4, "B", 3, "4.99 → 40 คะแนน · 5.00 → 40 คะแนน · 5.01 → 25 คะแนน"),
    (4, "X", 2, "4 → 1 คะแนน · 5 → 2 คะแนน · 6 → 2 คะแนน"), (5, "", 2, "98.83 → 72.92 คะแนน · 98.84 → 75 คะแนน · 98.85 → 79.17 คะแนน"),
    (6, "", 4, "59.99 → 2 · 60.00 → 4 · 60.01 → 4"), (7, "", 3, ""),
])
def test_edges_of_every_shape_by_threes(home, kpi, part, level, edges):
    whole = load_agreement(home, MEASURES, ROUND).kpi(kpi)
    ladder = next(one for one in whole.leaves() if one.part == part)
    assert edge_text(conditions(ladder, ladder.levels[level - 1])[0]) == edges


def test_the_json_has_parts_deductions_points_and_days(home):
    kpis = {kpi["number"]: kpi for kpi in show(home, ROUND).as_json()["kpis"]}
    fund = kpis[4]
    assert [(part["id"], part["weight"], part["points"], len(part["levels"])) for part in fund["parts"]] == [("A", "2", "30", 3), ("B", "1", "40", 3)]
    assert fund["parts"][1]["levels"][0] | {"quote": ""} == {
        "level": 1, "quote": "", "at_least": None, "more_than": None, "at_most": "25", "less_than": None, "needs": [], "points": "10"}
    assert [one["id"] for one in fund["deductions"]] == ["X"] and fund["top"] == "100" and fund["combine"] == "sum"
    assert kpis[2]["levels"][2]["less_than"] == "2020-09-11" and kpis[7]["target_source"] == "targets.target"
    assert [level["at_least"] for level in kpis[8]["levels"]] == ["target - 20", "target - 10", "target + 0", "target + 10", "target + 20"]
    assert all("parts" not in kpis[number] for number in (1, 2, 3))


def test_the_page_says_parts_with_their_points(home):
    page = "\n".join(lines(show(home, ROUND)))
    for words in ("[ ] คิดจาก คะแนนของส่วน A “ร้อยละการใช้จ่าย” × 2 + B “ร้อยละหนี้ค้างชำระ” รวมกัน", "ส่วน A  ร้อยละการใช้จ่าย\n    น้ำหนัก 2   คะแนนเต็ม 30",
                  "ระดับที่ 2  “ไม่เกินร้อยละ 15 (25 คะแนน)”", "ระดับที่ 2  (50 คะแนน)  “คะแนนรวมทุกส่วนไม่น้อยกว่า 50 คะแนน”", "[ ] น้ำหนักของแต่ละอำเภอดูจาก “น้ำหนัก (ร้อยละ)”", "หักคะแนน X  หักคะแนนสัญญาเกินกำหนด"):
        assert words in page, words


# --- what stays impossible -----------------------------------------------------------------------


@pytest.mark.parametrize(("old", "new", "says"), [
    ('measure = "ratio_of_sums"', 'measure = "rank"', "ไม่รู้จัก “rank” (ตัวชี้วัดที่ 1) หมายถึง อันดับในจังหวัด"),
    ("at_most = 25", "equals = 25", "equals เป็นชื่อที่ไม่รู้จัก (ตัวชี้วัดที่ 1) หมายถึง เท่ากับพอดี"),
    ('measure = "ratio_of_sums"', 'measure = "expression"', "(ตัวชี้วัดที่ 1) หมายถึง สูตรที่เขียนเอง"),
    ('measure = "ratio_of_sums"', 'measure = "best_quarter"', "combine = \"best\""),
])
def test_what_stays_impossible_names_the_kpi_and_the_way_out(home, old, new, says):
    put_in(home, "kpi/1_debt.toml", (old, new))
    (line,) = [line for line in told(home).splitlines() if says in line]
    assert "given" in line or "parts" in line
