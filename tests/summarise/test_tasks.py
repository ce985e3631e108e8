"""Who is to do what: one row a thing to do, by owner, most urgent first."""

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from cards import AGREEMENT, SOURCES, cards, exempt, ratio, said, unreported
from home import HOME
from openpyxl import load_workbook

from pipeline.model.agreement import Agreement
from pipeline.model.cells import Origin
from pipeline.model.finding import Finding
from pipeline.model.ledger import FileRecord, SheetRecord
from pipeline.model.score import Scorecard
from pipeline.model.task import Task, Tasks
from pipeline.model.usage import Taken, Usage
from pipeline.run.office_form import load_form
from pipeline.summarise import tasks
from pipeline.summarise.lists import Owners
from pipeline.summarise.tasks import MOST_ALIKE, MOST_NEAR

CELL = Origin("งบ.xlsx", "ข้อมูล", "D7")
FILES = (FileRecord("งบ.xlsx", "a" * 64, "used", sheets=(SheetRecord("ข้อมูล", "disbursement", 9),)),)


def todo(
    every: Sequence[Scorecard], findings: Sequence[Finding] = (), usage: Sequence[Usage] = (),
    agreement: Agreement = AGREEMENT,
) -> Tasks:
    return tasks(every, agreement, findings, FILES, SOURCES, usage)


def lost(code: str, kpi: int, origin: Origin | None = None, why: str = "ไม่มีรายงาน") -> Finding:
    """What scoring tells of a KPI that a district has not reported."""
    return Finding("unreported", "error", f"อำเภอ ตัวชี้วัดที่ {kpi} ยังให้คะแนนไม่ได้: {why}", "เติม", origin, code, kpi)


def kinds(found: Tasks) -> list[tuple[str, int | None, str, int]]:
    """The tasks but for those that are near: kind, KPI, districts, how many scores wait."""
    return [(t.kind, t.kpi, t.districts, t.waiting) for t in found.every if t.kind != "near"]


def near(found: Tasks, kpi: int) -> list[Task]:
    return [t for t in found.every if t.kind == "near" and t.kpi == kpi]


# --- one row a thing to do -----------------------------------------------------------------------


def test_a_score_that_is_not_reported_stands_with_the_cell_that_is_to_blame() -> None:
    every = cards([("ก", {1: unreported(1, "2701", "“เบิกจ่าย” ใช้ไม่ได้")}), ("ข", {})])
    broken = Finding("broken-cell", "error", "ช่องเสีย #REF!", "แก้สูตร", CELL)
    found = todo(every, (broken, lost("2701", 1, CELL, "“เบิกจ่าย” ใช้ไม่ได้")))
    assert kinds(found) == [("wrong", 1, "ก", 1)]
    assert (found.every[0].what, found.every[0].remedy, found.waiting) == ("ช่องเสีย #REF!", "แก้สูตร", 1)
    assert (found.every[0].file, found.every[0].sheet, found.every[0].cell) == ("งบ.xlsx", "ข้อมูล", "D7")
    assert found.every[0].cutoff == AGREEMENT.kpi(1).cutoff


def test_it_stands_with_the_table_of_its_that_does_not_count() -> None:
    every = cards([("ก", {}), ("ข", {1: unreported(1, "2702", "มีข้อมูลหลังวันตัดยอด")})])
    late = Finding("after-cutoff", "error", "หลังวันตัดยอด", "ส่งใหม่", Origin("งบ.xlsx", "ข้อมูล"), None, 1)
    usage = (Usage("disbursement", "2702", (Taken(Origin("งบ.xlsx", "ข้อมูล"), None, "another-round"),)),)
    alone = lost("2702", 1, None, "มีข้อมูลหลังวันตัดยอด")
    assert kinds(todo(every, (alone, late), usage)) == [("wrong", 1, "ข", 1)]
    counted = (Usage("disbursement", "2702", (Taken(Origin("งบ.xlsx", "ข้อมูล"), None),)),)
    assert kinds(todo(every, (alone, late), counted)) == [("missing", 1, "ข", 1), ("wrong", 1, "", 0)]


def test_it_stands_with_what_is_told_of_its_district_and_kpi() -> None:
    every = cards([("ก", {2: unreported(2, "2701", "ขัดกัน")}), ("ข", {})])
    two = [Finding("conflicting-values", "error", "ขัดกัน", "เหลือแห่งเดียว", Origin(f), "2701", 2) for f in ("ก.xls", "ข.xls")]
    found = todo(every, (*two, lost("2701", 2, None, "ขัดกัน")))
    assert kinds(found) == [("wrong", 2, "ก", 1)] and "(และอีก 1 แห่ง)" in found.every[0].what
    other = replace(two[0], district="2702")
    assert kinds(todo(every, (other, lost("2701", 2, None, "ขัดกัน")))) == [("missing", 2, "ก", 1), ("wrong", 2, "ข", 0)]


def test_what_is_missing_for_the_same_reason_is_one_task_that_names_the_districts() -> None:
    every = cards([("ก", {6: unreported(6, "2701")}), ("ข", {6: unreported(6, "2702")}), ("ค", {}), ("ง", {6: unreported(6, "2704", "เว้นว่าง")})])
    found = todo(every, (lost("2701", 6), lost("2702", 6), lost("2704", 6, CELL, "เว้นว่าง")))
    assert kinds(found) == [("missing", 6, "ก, ข", 2), ("missing", 6, "ง", 1)]
    assert found.every[0].what == "ยังไม่มีคะแนน: ไม่มีรายงาน"
    assert "“สัมมาชีพชุมชน”" in found.every[0].remedy  # which report to ask for
    assert [t.remedy for t in found.every if t.districts == "ง" and t.kind == "missing"] == ["เติม"]


def test_a_kpi_that_nobody_reported_waits_for_one_report() -> None:
    every = cards([("ก", {6: unreported(6, "2701")}), ("ข", {6: unreported(6, "2702")}), ("ค", {6: exempt(6, "2703")})])
    found = todo(every, (Finding("missing-source", "error", "ไม่มีรายงาน", "ส่งออก", kpi=6),))
    assert kinds(found) == [("missing", 6, "ทุกอำเภอ ยกเว้น ค", 2)] and found.waiting == 2


def test_what_is_not_reviewed_waits_for_the_kpis_owner_in_its_state() -> None:
    every = cards([("ก", {6: unreported(6, "2701", "รอตรวจ")}), ("ข", {6: unreported(6, "2702", "ยังไม่ส่ง")}), ("ค", {})])
    told = [Finding("to-review", "warning", f"{state} 1 อำเภอ: {name} (ผู้ตรวจ นางตัวอย่าง)", "ตรวจ", CELL, None, 6, state=state)
            for state, name in (("รอตรวจ", "ก"), ("ยังไม่ส่ง", "ข"))]
    found = todo(every, (*told, lost("2701", 6, CELL, "รอตรวจ"), lost("2702", 6, CELL, "ยังไม่ส่ง")))
    assert [(t.kind, t.name, t.districts, t.waiting) for t in found.every[:2]] == [
        ("to-review", "ยังไม่ส่ง", "ข", 1), ("to-review", "รอตรวจ", "ก", 1)]
    assert "นางตัวอย่าง" in found.every[1].what
    owner = AGREEMENT.kpi(6).data_source
    assert {t.owner for t in found.every[:2]} == {next(s.owner for s in SOURCES.values() if s.owner and s.owner in owner)}


def test_cells_of_one_slip_in_one_sheet_are_one_task_and_other_files_others() -> None:
    every = cards([("ก", {}), ("ข", {})])
    cells = [Finding("missing-value", "error", f"“{name}” เว้นว่าง", "พิมพ์ตัวเลข", replace(CELL, cell=cell), None, 1)
             for name, cell in (("จัดสรร", "C7"), ("เบิกจ่าย", "D9"))]
    other = replace(cells[0], origin=Origin("อื่น.xlsx", "ข้อมูล", "C7"))
    found = todo(every, (*cells, other))
    assert [t.what for t in found.every if t.kind == "wrong"] == ["“จัดสรร” เว้นว่าง (อีก 1 แถว: D9)", "“จัดสรร” เว้นว่าง"]


def test_files_that_are_alike_are_one_task() -> None:
    copies = [Finding("copy", "warning", "ซ้ำ", "ลบ", Origin(name)) for name in ("ก.csv", "ข.csv", "ค.csv")]
    found = todo(cards([("ก", {})]), copies)
    assert [(t.kind, t.what, t.file) for t in found.every if t.kind == "doubt"] == [("doubt", "ซ้ำ (และอีก 2 แห่ง)", "ก.csv")]


def test_what_is_for_the_record_is_no_task() -> None:
    assert kinds(todo(cards([("ก", {})]), (Finding("chosen", "info", "ตัดสินแล้ว", "ไม่ต้องทำอะไร", CELL),))) == []


def test_a_file_full_of_slips_does_not_drown_the_list() -> None:
    slips = [Finding("unknown-district", "error", f"“{n}”", f"แก้เป็น {n}", replace(CELL, cell=f"B{n}")) for n in range(1, 100)]
    found = [t for t in todo(cards([("ก", {})]), slips).every if t.kind == "wrong"]
    assert len(found) == MOST_ALIKE + 1 and f"อีก {99 - MOST_ALIKE} เรื่อง" in found[-1].what
    assert len([t for t in todo(cards([("ก", {})]), slips[: MOST_ALIKE]).every if t.kind == "wrong"]) == MOST_ALIKE


def test_a_score_that_waits_for_two_things_counts_once_for_their_owner() -> None:
    every = cards([("ก", {1: unreported(1, "2701", "ขัดกัน")}), ("ข", {})])
    causes = [Finding("broken-cell", "error", f"ช่องเสีย {cell}", f"แก้ {cell}", replace(CELL, cell=cell), "2701", 1) for cell in ("D7", "D9")]
    found = todo(every, (*causes, lost("2701", 1, None, "ขัดกัน")))
    assert kinds(found) == [("wrong", 1, "ก", 1), ("wrong", 1, "ก", 1)] and found.waiting == 1
    assert found.by_owner[found.every[0].owner] == 1


def test_what_is_not_listed_keeps_the_scores_that_wait_for_it() -> None:
    codes = [f"{2701 + n}" for n in range(MOST_ALIKE + 5)]
    every = cards([(f"ง{code}", {1: unreported(1, code, "เสีย")}) for code in codes])
    origins = [replace(CELL, cell=f"D{code}") for code in codes]
    slips = [Finding("broken-cell", "error", "ช่องเสีย", f"แก้ {n}", origin) for n, origin in enumerate(origins)]
    found = todo(every, (*slips, *(lost(code, 1, origin, "เสีย") for code, origin in zip(codes, origins, strict=True))))
    wrong = [t for t in found.every if t.kind == "wrong"]
    assert (len(wrong), wrong[-1].waiting, found.by_owner[wrong[-1].owner]) == (MOST_ALIKE + 1, 5, MOST_ALIKE + 5)
    assert "ในไฟล์นี้" in wrong[-1].what


def test_what_is_not_listed_of_no_file_names_none() -> None:
    slips = [Finding("x", "warning", f"เรื่อง {n}", f"ทำ {n}") for n in range(MOST_ALIKE + 3)]
    last = [t for t in todo(cards([("ก", {})]), slips).every if t.kind == "doubt"][-1]
    assert last.what.startswith("ยังมีอีก 3 เรื่องแบบนี้") and not last.file


def test_a_kpi_of_which_the_only_report_cannot_be_read_waits_for_that_report() -> None:
    every = cards([("ก", {6: unreported(6, "2701")}), ("ข", {6: unreported(6, "2702")}), ("ค", {6: exempt(6, "2703")})])
    where = Origin("สัมมาชีพ.xlsx", "ข้อมูล")
    unread = Finding("column-missing", "error", "ไม่มีช่อง “เป้าหมาย”", "พิมพ์หัวช่อง", where)
    found = todo(every, (unread, Finding("missing-source", "error", "ไม่มีรายงาน", "แก้หัวตาราง", where, kpi=6)))
    assert kinds(found) == [("wrong", 6, "ทุกอำเภอ ยกเว้น ค", 2)]
    assert found.every[0].owner == near_owner(6)  # nobody knows whose the file is
    other = replace(unread, origin=Origin("อื่น.xlsx", "ข้อมูล"))
    assert len(kinds(todo(every, (other, Finding("missing-source", "error", "ไม่มี", "แก้", where, kpi=6))))) == 2


def near_owner(kpi: int) -> str:
    """Who answers for a KPI where no file is named."""
    return Owners(AGREEMENT, FILES, SOURCES).of_kpi(kpi)


def test_what_stands_in_a_table_of_several_kpis_is_for_those_of_the_kpi_as_what_stands_nowhere() -> None:
    cell = Origin("รายงาน.xlsx", "ตชว5", "I6")
    files = (FileRecord("รายงาน.xlsx", "a" * 64, "used", sheets=(SheetRecord("ตชว5", "progress", 9),)),)
    every = cards([("ก", {5: unreported(5, "2701", "เว้นว่าง")}), ("ข", {8: unreported(8, "2702", "เว้นว่าง")})])
    found = tasks(every, AGREEMENT, (lost("2701", 5, cell), lost("2702", 8, replace(cell, sheet="ตชว5"))), files, SOURCES, ())
    assert {t.kpi: t.owner for t in found.every if t.kind == "missing"} == {5: near_owner(5), 8: near_owner(8)}


# --- their order ---------------------------------------------------------------------------------


def test_owners_for_whom_most_scores_wait_come_first_and_what_is_near_last() -> None:
    every = cards([("ก", {1: unreported(1, "2701"), 9: unreported(9, "2701")}), ("ข", {9: unreported(9, "2702")}), ("ค", {})])
    doubt = Finding("percentage-differs", "warning", "ร้อยละไม่ตรง", "ตรวจ", CELL, "2703", 1, effect=Decimal(2))
    small = Finding("before-cutoff", "warning", "ก่อนวันตัดยอด", "ใช้ฉบับใหม่", Origin("งบ.xlsx", "ข้อมูล"), None, 1)
    error = Finding("not-a-number", "error", "ไม่ใช่ตัวเลข", "แก้", replace(CELL, cell="D8"))
    found = todo(every, (small, doubt, error, lost("2701", 1), lost("2701", 9), lost("2702", 9)))
    assert found.every[0].kpi == 9 and found.every[0].waiting == 2
    owner = next(t.owner for t in found.every if t.kpi == 1)
    mine = [t.what for t in found.every if t.owner == owner and t.kind != "near"]
    assert mine == ["ยังไม่มีคะแนน: ไม่มีรายงาน", "ไม่ใช่ตัวเลข", "ร้อยละไม่ตรง", "ก่อนวันตัดยอด"]
    more = (lost("2701", 1), lost("2701", 6), lost("2701", 7))  # of KPIs 6 and 7, of one owner, two scores wait
    lacking = cards([("ก", {k: unreported(k, "2701") for k in (1, 6, 7)})])
    assert [t.kpi for t in todo(lacking, more).every if t.kind == "missing"] == [6, 7, 1]
    more = (lost("2701", 6), lost("2701", 7), lost("2702", 7))
    lacking = cards([("ก", {k: unreported(k, "2701") for k in (6, 7)}), ("ข", {7: unreported(7, "2702")}), ("ค", {})])
    assert [t.kpi for t in todo(lacking, more).every if t.kind == "missing"] == [7, 6]
    groups = [t.owner for t in found.every]
    assert all(groups.index(o) + groups.count(o) == len(groups) - groups[::-1].index(o) for o in groups)  # together
    for one in set(groups):
        kind = [t.kind == "near" for t in found.every if t.owner == one]
        assert kind == sorted(kind)


# --- what is near the next level -----------------------------------------------------------------


@pytest.mark.parametrize(("done", "is_near"), [("1139", False), ("1140", True), ("1141", True), ("1199", True)])
def test_near_is_what_lacks_no_more_than_a_twentieth_of_what_is_asked_for(done: str, is_near: bool) -> None:
    """KPI 6: level 1 is 60 % and more, 1200 of 2000."""
    every = cards([("ก", {6: ratio(6, "2701", done, "2000")})])
    assert bool(near(todo(every), 6)) == is_near


def test_the_last_one_is_near_however_few_are_asked_for() -> None:
    every = cards([("ก", {6: ratio(6, "2701", "3", "5")}), ("ข", {6: ratio(6, "2702", "1", "5")})])
    assert [t.districts for t in near(todo(every), 6)] == ["ก"]


def test_districts_that_lack_the_same_are_one_task_nearest_first_and_few() -> None:
    lacking = [*((f"ง{n}", f"{1172 + n}") for n in range(9)), ("ก", "1190"), ("ข", "1198"), ("ค", "1198")]
    every = cards([(name, {6: ratio(6, f"27{n:02}", done, "2000")}) for n, (name, done) in enumerate(lacking, 1)])
    found = near(todo(every), 6)
    assert [t.districts for t in found[:3]] == ["ข, ค", "ก", "ง8"] and found[0].remedy.endswith("อีก 2 คน")
    assert found[0].what == "จากระดับที่ 0 ถึงระดับที่ 1"
    assert len(found) == MOST_NEAR


def test_nothing_is_near_once_the_figures_are_those_of_the_cut_off() -> None:
    every = cards([("ก", {1: ratio(1, "2701", "97000", "100000"), 9: ratio(9, "2701", "19000", "20000")})])
    found = todo(every)  # the figures are as at 27 March: the cut-off of KPI 1
    assert near(found, 9) and not near(found, 1)
    assert found.final == (1,) and found.note.startswith("ตัวชี้วัดที่ 1 เป็นตัวเลข ณ วันตัดยอดแล้ว")


def test_figures_of_which_some_are_earlier_than_the_cut_off_may_still_be_near() -> None:
    """Spent as at February, allocated as at the cut-off."""
    every = cards([("ก", {1: ratio(1, "2701", "97000", "100000")})])
    assert not near(todo(every), 1)
    spent, allocated = every[0].scores[0].measurement.evidence
    early = replace(spent, parts=tuple(replace(part, as_of=dt.date(2018, 2, 28)) for part in spent.parts))
    measured = replace(every[0].scores[0].measurement, evidence=(early, allocated))
    mixed = [replace(card, scores=(replace(card.scores[0], measurement=measured), *card.scores[1:])) for card in every]
    found = todo(mixed)
    assert near(found, 1) and found.final == ()


def test_nothing_is_near_of_which_something_else_is_to_be_done_first() -> None:
    every = cards([("ก", {9: ratio(9, "2701", "19000", "20000")})])
    told = Finding("percentage-differs", "warning", "ไม่ตรง", "ตรวจ", CELL, "2701", 9)
    assert near(todo(every), 9) and not near(todo(every, (told,)), 9)
    doubted = [replace(card, scores=tuple(replace(s, doubts=("ดูเหมือนหน่วยผิด",)) for s in card.scores)) for card in every]
    assert not near(todo(doubted), 9)


def test_nobody_is_near_who_has_the_highest_level() -> None:
    assert not near(todo(cards([("ก", {6: ratio(6, "2701", "200", "200")})])), 6)


# --- the sheet -----------------------------------------------------------------------------------

FORM = load_form(HOME / "templates" / "summary.xlsx")


def sheet(context: Any) -> Any:
    return load_workbook(io.BytesIO(FORM.fill(context)))["รายการงาน"]


@pytest.mark.slow
def test_the_sheet_lists_every_task_and_can_be_filtered_and_printed() -> None:
    found = said()
    page = sheet(found)
    rows = list(page.iter_rows(min_row=4, max_col=9, values_only=True))
    assert [row[:2] for row in rows[: len(found["tasks"])]] == [(t["owner"], t["name"]) for t in found["tasks"]]
    assert page.auto_filter.ref == f"A3:I{3 + len(found['tasks'])}" and page.freeze_panes == "A4"
    assert page.print_title_rows == "$3:$3" and page.page_setup.orientation == "landscape"
    assert page["A1"].value.startswith("รายการงาน จังหวัดสระแก้ว")


@pytest.mark.slow
def test_a_province_with_nothing_to_do_says_so() -> None:
    found = {**said(findings=()), "tasks": []}
    assert sheet(found)["A4"].value == "ไม่มีงานค้าง ทุกตัวชี้วัดมีคะแนนแล้วและไม่มีข้อที่ต้องตรวจ"


@pytest.mark.slow
def test_a_form_of_an_office_without_the_sheet_goes_on_working(tmp_path: Path) -> None:
    book = load_workbook(HOME / "templates" / "summary.xlsx")
    del book["รายการงาน"]
    book.save(tmp_path / "summary.xlsx")
    form = load_form(tmp_path / "summary.xlsx")
    form.demand()
    assert "รายการงาน" not in load_workbook(io.BytesIO(form.fill(said()))).sheetnames
