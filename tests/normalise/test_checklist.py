"""Answers of checklists in columns of their own: a tick under ``ไม่มี`` is a no."""

import datetime as dt
import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import openpyxl
import province
import pytest
from home import HOME

from pipeline.reports.results import results, to_text
from pipeline.run.stages import Outcome, evaluate
from pipeline.tables.answers import answer
from pipeline.thai.calendar import from_serial

ITEMS = province.ITEMS[5]
LEVELS = [1, 2, 3, 3, 4, 4, 5, 5]


def scored(folder: Path, heads: list[list[object]], merges: list[str], ticks: list[tuple[object, object]]) -> dict:
    """KPI 5 of every district whose answers stand in two columns."""
    source = province.write(folder, {"roster": province.tables()["roster"]})
    book = openpyxl.Workbook()
    sheet = book.active
    for row in heads:
        sheet.append(row)
    for name in province.DISTRICTS.values():
        for level, item, (yes, no) in zip(LEVELS, ITEMS, ticks, strict=True):
            sheet.append([name, 5, level, item, yes, no])
    for cells in merges:
        sheet.merge_cells(cells)
    book.save(source / "5.xlsx")
    it = evaluate(HOME, source, "2561-1", None, 1)
    data = json.loads(to_text(results(it.agreement, it.province, it.files, it.cards, it.findings)))
    kpi = data["districts"][0]["kpis"][4]
    return {"level": kpi["level"], "codes": {f["code"] for f in data["findings"]
                                             if f["kpi"] == 5 and f["severity"] != "info"}}


MERGED: list[list[object]] = [["อำเภอ", "ตัวชี้วัดที่", "ระดับที่", "รายการ", "ผลการดำเนินงาน"],
                              [None, None, None, None, "มี", "ไม่มี"]]
DOWN = ["A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:F1"]
WORDS = [MERGED[0], [None, None, None, None, "ดำเนินการแล้ว", "ยังไม่ดำเนินการ"]]
BELOW: list[list[object]] = [[None, None, None, None, "มี", "ไม่มี"],
                             ["อำเภอ", "ตัวชี้วัดที่", "ระดับที่", "รายการ", "ผล", "ผล"]]


@pytest.mark.slow
@pytest.mark.parametrize(("heads", "merges"), [(MERGED, DOWN), (WORDS, DOWN), (BELOW, [])])
def test_a_tick_under_no_is_a_no(tmp_path, heads, merges):
    yes = [("✓", None)] * 4 + [(None, "✓")] * 2 + [(3, None), (1, None)]
    assert scored(tmp_path, heads, merges, yes)["level"] == 3
    assert scored(tmp_path, heads, merges, [("✓", None)] * 6 + [(3, None), (1, None)])["level"] == 5


@pytest.mark.slow
def test_ticks_under_both_and_a_no_under_no_are_not_known(tmp_path):
    both = [("✓", None)] * 4 + [("✓", "✓"), ("✓", None), (3, None), (1, None)]
    found = scored(tmp_path, MERGED, DOWN, both)
    assert found["level"] is None and "unknown-answer" in found["codes"]
    odd = [("✓", None)] * 4 + [(None, "✗"), ("✓", None), (3, None), (1, None)]
    found = scored(tmp_path, MERGED, DOWN, odd)
    assert found["level"] is None and "unknown-answer" in found["codes"]


@pytest.mark.slow
@pytest.mark.parametrize(("heads", "merges"), [(MERGED, DOWN), (BELOW, [])])
@pytest.mark.parametrize(("tick", "blank"), [("☑", "☐"), ("√", None), (True, None), ("✔\ufe0f", "□")])
def test_a_box_without_a_tick_says_nothing_under_yes_and_no(tmp_path, heads, merges, tick, blank):
    said = [(tick, blank)] * 4 + [(blank, tick)] * 2 + [(3, None), (1, None)]
    assert scored(tmp_path, heads, merges, said)["level"] == 3


def test_a_truth_is_an_answer_and_one_that_is_not_so_no_tick_under_no(tmp_path):
    said = [(True, False)] * 4 + [(False, True)] * 2 + [(3, None), (1, None)]
    found = scored(tmp_path, MERGED, DOWN, said)
    assert (found["level"], found["codes"] & {"unknown-answer"}) == (3, set())


@pytest.mark.parametrize(("value", "said"), [
    ("√", (1, "given")), ("☑", (1, "given")), ("TRUE", (1, "given")), ("true", (1, "given")), (True, (1, "given")),
    ("✔\ufe0f", (1, "given")), (1.0, (1, "given")), ("FALSE", (0, "given")), (False, (0, "given")), (0, (0, "given")),
    ("☐", (None, "blank")), ("□", (None, "blank")), ("-", (None, "blank")), ("☒", (None, "broken")),
    ("ถูก", (None, "broken")), ("T", (None, "broken")), (2, (None, "broken")),
])
def test_every_spelling_of_an_answer_is_read_and_no_other(value, said):
    assert answer(value, "yes/no")[:2] == said


def test_a_truth_is_no_count_and_told_as_it_is_shown():
    number, state, problem = answer(True, "count")
    assert (number, state, problem) == (None, "broken", "ไม่ใช่ตัวเลข: TRUE")


@pytest.mark.parametrize(("value", "unit", "said"), [
    (18, "คน", (18, "given", "")), ("18 คน", "คน", (18, "given", "")), ("๑๘.๕", "วัน", (Decimal("18.5"), "given", "")),
    ("1,150.40 ล้านบาท", "ล้านบาท", (Decimal("1150.40"), "given", "")),
    ("500,000 บาท", "ล้านบาท", (Decimal("0.5"), "given", "")), ("-", "คน", (None, "blank", "")), (None, "คน", (None, "blank", "")),
    ("18 หมู่บ้าน", "คน", (None, "broken", "ไม่ใช่ตัวเลข: 18 หมู่บ้าน")), ("ราว 18", "คน", (None, "broken", "ไม่ใช่ตัวเลข: ราว 18")),
    (-1, "คน", (None, "broken", "ติดลบ: -1")), (True, "คน", (None, "broken", "ไม่ใช่ตัวเลข: TRUE")),
])
def test_a_number_is_read_in_its_unit(value, unit, said):
    assert answer(value, "number", unit) == said


@pytest.mark.parametrize(("value", "day"), [
    ("10 กันยายน 2561", "2018-09-10"), ("10 ก.ย. 61", "2018-09-10"), ("๑๐/๙/๒๕๖๑", "2018-09-10"),
    (dt.datetime(2018, 9, 10), "2018-09-10"), (43353, "2018-09-10"), ("2018-09-10", "2018-09-10"), ("-", None), ("", None),
    ("กันยายน 2561", "?"), ("31 กันยายน 2561", "?"), ("ส่งแล้ว", "?"), (True, "?"), (5, "?"),
])
def test_a_day_is_read_as_excel_counts_it(value, day):
    number, state, problem = answer(value, "date")
    if day == "?":
        assert (number, state) == (None, "broken") and problem.startswith("ไม่ใช่วันที่")
    else:
        assert (None if number is None else from_serial(number).isoformat(), state) == (day, "given" if day else "blank")


def test_of_two_checklists_the_later_counts(tmp_path):
    source = province.write(tmp_path, {"roster": province.tables()["roster"]})
    for name, day, said in (("ก", "28 กุมภาพันธ์ 2561", "ไม่มี"), ("ข", "31 มีนาคม 2561", "มี")):
        book = openpyxl.Workbook()
        book.active.append([f"ข้อมูล ณ วันที่ {day}"])
        book.active.append(["อำเภอ", "ตัวชี้วัดที่", "ระดับที่", "รายการ", "ผล"])
        for district in province.DISTRICTS.values():
            for level, item in zip(LEVELS, ITEMS, strict=True):
                book.active.append([district, 5, level, item, said if level < 5 else 1])
        book.save(source / f"{name}.xlsx")
    it = evaluate(HOME, source, "2561-1", None, 1)
    assert [card.scores[4].level for card in it.cards] == [5] * 9
    assert {(f.file, f.status) for f in it.files} >= {("ก.xlsx", "set-aside"), ("ข.xlsx", "used")}


def test_an_answer_in_words_in_the_first_row_is_no_heading(tmp_path):
    heads: list[list[object]] = [["อำเภอ", "ตัวชี้วัดที่", "ระดับที่", "รายการ", "ผล"]]
    said = [("ไม่มี", None)] + [("มี", None)] * 5 + [(3, None), (1, None)]
    assert scored(tmp_path, heads, [], said)["level"] == 0


# --- districts as columns ------------------------------------------------------------------------

NAMES = list(province.DISTRICTS.values())
SAID: list[object] = ["✓"] * 6 + [3, 1]


def wide(heads: Sequence[object], answers: Sequence[Sequence[object]] | None = None) -> list[list[object]]:
    """A checklist of KPI 5 with a column for each heading, everybody at level 5 unless ``answers`` says so."""
    rows = [list(column) for column in answers] if answers else [[said] * len(heads) for said in SAID]
    return [["ตัวชี้วัดที่", "ระดับที่", "รายการ", *heads],
            *([5, level, item, *row] for level, item, row in zip(LEVELS, ITEMS, rows, strict=True))]


def outcome(folder: Path, rows: Sequence[Sequence[object]], merges: Sequence[str] = ()) -> Outcome:
    """What comes of a province with a roster and one checklist."""
    source = province.write(folder, {"roster": province.tables()["roster"], "5": list(map(list, rows))}, {"5": merges})
    return evaluate(HOME, source, "2561-1", None, 1)


def levels(it: Outcome) -> list[int | None]:
    return [card.scores[4].level for card in it.cards]


def told(it: Outcome, code: str) -> list[tuple[str, str | None]]:
    """The cells and districts of the findings of a code."""
    return [(f.origin.cell if f.origin else "", f.district) for f in it.findings if f.code == code]


@pytest.mark.slow
@pytest.mark.parametrize("at", [0, 4, 8])
def test_a_misspelt_heading_is_told_once_and_costs_nobody_else_his_level(tmp_path, at):
    heads = [name if place != at else name[:-1] + "ๆ" for place, name in enumerate(NAMES)]
    it = outcome(tmp_path, wide(heads))
    assert levels(it) == [5 if place != at else None for place in range(9)]
    assert told(it, "unknown-district") == [(f"{'DEFGHIJKL'[at]}1", list(province.DISTRICTS)[at])]


@pytest.mark.slow
@pytest.mark.parametrize(("head", "level"), [("โคกสูง", 5), ("โคกสุง", None)])
def test_a_checklist_of_one_district_may_have_it_as_its_only_column(tmp_path, head, level):
    it = outcome(tmp_path, wide([head]))
    assert levels(it) == [None] * 7 + [level, None]
    assert told(it, "unknown-district") == ([] if level else [("D1", "2708")])
    assert [o.cell for o in it.cards[7].scores[4].measurement.evidence[7].origins] == ["D9" if level else "D1"]


def test_a_column_that_names_no_district_where_none_does_is_an_error_that_names_it(tmp_path):
    it = outcome(tmp_path, wide(["ผลงาน"]))
    (finding,) = (f for f in it.findings if f.code == "unknown-district")
    assert (finding.severity, finding.origin.cell) == ("error", "D1") and "ผลงาน" in finding.problem


def test_what_else_stands_beside_the_districts_is_nobodys(tmp_path):
    more = ["คะแนนเต็ม", "เอกสารหลักฐาน", "สนง.จังหวัด", "หมายเหตุ", "รวม"]
    it = outcome(tmp_path, wide([*NAMES, *more], [[said] * 9 + [5, "มี", said, "✓", 27] for said in SAID]))
    assert levels(it) == [5] * 9
    assert {f.code for f in it.findings if f.severity != "info" and f.kpi in (None, 5)} <= {"no-as-of-date"}


def test_of_one_district_in_two_columns_nobody_knows_which_counts(tmp_path):
    answers = [[said] * 9 + [None] for said in SAID]
    it = outcome(tmp_path, wide([*NAMES, "อ.โคกสูง"], answers))
    assert levels(it)[7] is None and told(it, "spread-unclear") == [("M1", None)]


def test_checklists_beside_each_other_have_each_their_own_items(tmp_path):
    whole = wide(NAMES)
    rows = [[*left, None, *right] for left, right in zip([whole[0], *whole[1:5]], [whole[0], *whole[5:]], strict=True)]
    assert levels(outcome(tmp_path, rows)) == [5] * 9


@pytest.mark.slow
def test_an_answer_merged_over_districts_and_items_is_each_of_theirs(tmp_path):
    rows = wide(NAMES)
    rows[2][4] = rows[3][4] = rows[4][4] = rows[4][5] = None
    it = outcome(tmp_path, rows, ["E2:E4", "E5:F5"])
    rows[4][4] = "✓"
    assert levels(it) == [5, None, None, *[5] * 6]  # E5 is blank, for two districts
    assert levels(outcome(tmp_path / "again", rows, ["E2:E4", "E5:F5"])) == [5] * 9


def test_a_district_whose_column_is_blank_has_not_answered(tmp_path):
    it = outcome(tmp_path, wide(NAMES, [[said] * 8 + [None] for said in SAID]))
    assert levels(it) == [5] * 8 + [None]
    assert it.cards[8].scores[4].measurement.reason == "ยังไม่ตอบรายการใด"


def test_an_item_that_nobody_knows_is_told_once_and_not_at_all_without_an_answer(tmp_path):
    rows = [*wide(NAMES), [5, 1, "รายการอื่น", *["✓"] * 9], [None, None, "ลงชื่อ"], [None, None, None, "นายตัวอย่าง"]]
    it = outcome(tmp_path, rows)
    assert levels(it) == [5] * 9 and told(it, "unknown-item") == [("C10", None)]


@pytest.mark.slow
def test_the_names_of_districts_may_stand_under_a_band_or_above_the_other_headings(tmp_path):
    head, *rows = wide(NAMES)
    for number, band in enumerate(["อำเภอ", "ผลการดำเนินงาน", "รายอำเภอ"]):
        heads = [[*head[:3], band, *[None] * 8], [None] * 3 + NAMES]
        assert levels(outcome(tmp_path / f"{number}", [*heads, *rows], ["D1:L1"])) == [5] * 9
    one = [[*head[:3], "อำเภอ"], [None] * 3 + NAMES[:1]]
    it = outcome(tmp_path / "one", [*one, *(row[:4] for row in rows)], ["A1:A2", "B1:B2", "C1:C2"])
    assert levels(it) == [5] + [None] * 8
    above = [[None] * 3 + NAMES, head[:3]]
    assert levels(outcome(tmp_path / "above", [*above, *rows])) == [5] * 9


@pytest.mark.parametrize(("said", "value", "state"), [
    ("10 มีนาคม 2569", 46091, "given"), ("๑๐ มี.ค. ๖๙", 46091, "given"), ("10/3/2569", 46091, "given"),
    (dt.date(2026, 3, 10), 46091, "given"), (dt.datetime(2569, 3, 10), 46091, "given"), ("-", None, "blank"),
    ("ส่งแล้ว", None, "broken"), ("31 กุมภาพันธ์ 2569", None, "broken"),
])
def test_a_day_is_an_answer_as_the_number_that_excel_has_for_it(said, value, state):
    number, found, problem = answer(said, "date")
    assert (number, found, bool(problem)) == (value, state, state == "broken")
