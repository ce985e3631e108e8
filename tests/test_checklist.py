"""Answers of checklists in columns of their own: a tick under ``ไม่มี`` is a no."""

import json
from pathlib import Path

import openpyxl
import province
import pytest

from pipeline.results import results, to_text
from pipeline.run.stages import evaluate
from pipeline.tables.answers import answer

HOME = Path(__file__).parent.parent
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
BELOW: list[list[object]] = [[None, None, None, None, "มี", "ไม่มี"],
                             ["อำเภอ", "ตัวชี้วัดที่", "ระดับที่", "รายการ", "ผล", "ผล"]]


@pytest.mark.parametrize(("heads", "merges"), [(MERGED, DOWN), (BELOW, [])])
def test_a_tick_under_no_is_a_no(tmp_path, heads, merges):
    yes = [("✓", None)] * 4 + [(None, "✓")] * 2 + [(3, None), (1, None)]
    assert scored(tmp_path, heads, merges, yes)["level"] == 3
    assert scored(tmp_path, heads, merges, [("✓", None)] * 6 + [(3, None), (1, None)])["level"] == 5


def test_ticks_under_both_and_a_no_under_no_are_not_known(tmp_path):
    both = [("✓", None)] * 4 + [("✓", "✓"), ("✓", None), (3, None), (1, None)]
    found = scored(tmp_path, MERGED, DOWN, both)
    assert found["level"] is None and "unknown-answer" in found["codes"]
    odd = [("✓", None)] * 4 + [(None, "✗"), ("✓", None), (3, None), (1, None)]
    found = scored(tmp_path, MERGED, DOWN, odd)
    assert found["level"] is None and "unknown-answer" in found["codes"]


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
