"""What the province's workbook says, from all scorecards to the finished file."""

import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from cards import AGREEMENT, CHIEF, HOME, cards, exempt, ratio, situations, unreported
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from test_render import differences, needs_libreoffice, recompute

from pipeline.forms import load_form
from pipeline.model.cells import Origin
from pipeline.model.finding import Finding
from pipeline.model.ledger import FileRecord, SheetRecord
from pipeline.summarise import rank, summary

FORM = load_form(HOME / "templates" / "summary.xlsx")
FINDINGS = (
    Finding("broken-cell", "error", "ช่องเสีย #REF!", "แก้สูตร", Origin("ก.xls", "แผ่น 1", "B9"), "2702", 2),
    Finding("late", "info", "ข้อมูลก่อนวันตัดยอด", "ไม่ต้องทำอะไร"),
)
FILES = (
    FileRecord("ก.xls", "a" * 64, "used", sheets=(
        SheetRecord("แผ่น 1", "bpm", 46, 2), SheetRecord("แผ่น 2"),
    )),
    FileRecord("~$ข.xlsx", None, "ignored", "temporary", "แฟ้มชั่วคราวของ Excel"),
)  # fmt: skip


def said(every: Any = None, findings: Any = FINDINGS, files: Any = FILES) -> Any:
    every = cards(situations()) if every is None else every
    return summary(every, AGREEMENT, "สระแก้ว", CHIEF, findings, files, {"bpm": "รายงาน BPM"})


def filled(context: Any) -> Workbook:
    return load_workbook(io.BytesIO(FORM.fill(context)), data_only=True)


def rows(sheet: Worksheet) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_districts_stand_in_official_order_whatever_their_rank() -> None:
    codes = [district["code"] for district in said()["districts"]]
    assert codes == sorted(codes) and len(codes) == 8


def test_ties_share_a_rank_and_the_next_is_left_out() -> None:
    better = {1: ratio(1, "2703", "100000", "100000")}
    every = cards([("ก", {}), ("ข", {}), ("ค", better), ("ง", {6: ratio(6, "2704", "100", "200")})])
    assert rank(every) == {"2703": 1, "2701": 2, "2702": 2, "2704": 2}
    worse = cards([("ก", {}), ("ข", {}), ("ค", {1: ratio(1, "2703", "1", "100000")})])
    assert rank(worse) == {"2701": 1, "2702": 1, "2703": 3}


def test_a_district_that_is_incomplete_has_no_rank_and_no_percentage() -> None:
    district = said()["districts"][1]
    assert (district["rank"], district["percent"], district["band"]) == ("–", "–", "–")
    assert district["state"] == "ยังไม่สมบูรณ์" and district["missing"] == "2, 5"
    assert isinstance(district["provisional"], Decimal)


def test_unreported_exempt_and_zero_differ() -> None:
    every = cards([("ก", {2: unreported(2, "2701"), 7: exempt(7, "2701")})])
    kpis = said(every)["districts"][0]["kpis"]
    assert kpis[1] == {"level": "–", "result": "ยังไม่รายงาน"}
    assert kpis[6] == {"level": "–", "result": "ยกเว้น"}
    assert kpis[5] == {"level": 0, "result": 0}
    assert kpis[4] == {"level": 3, "result": "–"}  # a checklist has no percentage


def test_means_are_over_the_districts_that_have_a_figure() -> None:
    every = cards([("ก", {}), ("ข", {2: unreported(2, "2702")}), ("ค", {1: ratio(1, "2703", "1", "9")})])
    averages = said(every)["averages"]
    assert averages["levels"][0] == Decimal("2.67") and averages["levels"][1] == Decimal("3.00")
    percents = [c.total.percent for c in every if c.total.percent is not None]
    assert averages["percent"] == sum(percents, Decimal(0)) / 2


def test_levels_are_counted_by_kpi_with_those_that_have_none() -> None:
    counted = said()["kpi_levels"][1]
    assert sum(counted["counts"]) + counted["none"] == 8 and len(counted["counts"]) == 6
    assert counted["none"] == 4


def test_standings_go_from_best_to_worst_with_unranked_last() -> None:
    percents = [district["percent"] for district in said()["standings"]]
    known = [p for p in percents if isinstance(p, Decimal)]
    assert known == sorted(known, reverse=True) and percents[len(known) :] == ["–"] * 4


def test_findings_and_files_are_told_in_thai() -> None:
    context = said()
    first = context["findings"][0]
    assert first["severity"] == "ต้องแก้" and first["district"] == "คลองหาด" and first["cell"] == "B9"
    assert [row["status"] for row in context["files"]] == ["ใช้แล้ว", "ใช้แล้ว", "ข้าม"]
    assert [row["rows_read"] for row in context["files"]] == [48, 0, None]


# --- the workbook ------------------------------------------------------------------------------


def test_the_workbook_has_its_sheets_and_knows_every_name() -> None:
    context = said()
    assert FORM.check(context).problems == ()
    names = filled(context).sheetnames
    assert {"สรุปคะแนน", "รายการตรวจสอบ", "แหล่งข้อมูล"} <= set(names)


def test_every_kpi_has_its_columns_and_every_district_its_row() -> None:
    sheet = filled(said())["สรุปคะแนน"]
    heads = [c.value for c in sheet[3]]
    assert [h for h in heads if h and "ตัวชี้วัดที่" in h] == [
        f"ตัวชี้วัดที่ {digit}" for digit in "๑๒๓๔๕๖๗๘๙"
    ]
    first = next(row for row in rows(sheet) if row[1] == "เมืองสระแก้ว")
    levels = first[8:26:2]
    assert levels == [4, 3, 3, 3, 3, 0, 3, 4, 5]
    assert first[9:26:2][:3] == [97.5, 85.5, 18]


def test_findings_can_be_filtered_and_all_are_there() -> None:
    sheet = filled(said())["รายการตรวจสอบ"]
    assert sheet.auto_filter.ref == "A2:I4"
    assert [row[6] for row in rows(sheet)[2:4]] == ["ช่องเสีย #REF!", "ข้อมูลก่อนวันตัดยอด"]


def test_without_findings_the_sheet_says_so() -> None:
    sheet = filled(said(findings=()))["รายการตรวจสอบ"]
    assert sheet["A3"].value == "ไม่มีรายการที่ต้องตรวจสอบ"


def test_charts_cover_every_kpi_and_district() -> None:
    book = load_workbook(io.BytesIO(FORM.fill(said())))
    charts = book["แผนภูมิ"]._charts
    sizes = [s.val.numRef.f.count("$") and s.val.numRef.f for chart in charts for s in chart.series]
    assert len(charts) == 2 and len(sizes) == 8
    spans = {ref.split("!")[1] for ref in sizes}
    heights = {int(s.split("$")[4]) - int(s.split("$")[2].rstrip(":")) + 1 for s in spans}
    assert heights == {9, 8}


def test_a_name_that_looks_like_a_formula_stays_text() -> None:
    findings = (Finding("x", "info", "=1+1", "@cmd", Origin("=cmd|x.xls", "+1", "A1")),)
    sheet = load_workbook(io.BytesIO(FORM.fill(said(findings=findings))))["รายการตรวจสอบ"]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_the_same_province_gives_the_same_bytes() -> None:
    assert FORM.fill(said()) == FORM.fill(said())


@pytest.mark.parametrize("count", [1, 32])
def test_any_number_of_districts_fits(count: int) -> None:
    every = cards([(f"อำเภอที่ {n}", {}) for n in range(count)])
    found = [row for row in rows(filled(said(every))["สรุปคะแนน"]) if str(row[1]).startswith("อำเภอที่")]
    assert len(found) == count and all(row[7] == 1 for row in found)


@needs_libreoffice
def test_stored_values_are_what_libreoffice_computes_from_scratch(tmp_path: Path) -> None:
    (tmp_path / "สรุป.xlsx").write_bytes(FORM.fill(said()))
    recompute(tmp_path)
    assert differences(tmp_path, "สรุป.xlsx") == []
