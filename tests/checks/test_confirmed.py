"""Figures that look wrong and are right: what a person confirms, and what a round may be closed with."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import province
import pytest

from pipeline.checks import CHECKS

pytestmark = pytest.mark.slow

HEADINGS = ["รหัสข้อที่พบ", "อำเภอ", "ตัวชี้วัดที่", "ค่าที่ยืนยัน", "เหตุผล", "ผู้ยืนยัน", "วันที่"]
NAMES = list(province.DISTRICTS.values())
ENTRY = ["far-above-base", "คลองหาด", 9, "99,500", "นับครัวเรือนแฝงด้วย", "นายตัวอย่าง ผู้ตรวจ", "2 เม.ย. 2561"]
Rows = province.Rows


def spoilt() -> dict[str, Rows]:
    """The tidy province, one district's survey ten times its target."""
    tables = province.tables()
    tables["basic_needs"][3] = [*tables["basic_needs"][3][:4], 99_500]
    return tables


@pytest.fixture
def run(pipeline: Callable[..., Any], tmp_path: Path) -> Callable[..., Any]:
    """Runs over the province with a table of confirmations; gives results.json."""

    def go(*entries: list[object], tables: dict[str, Rows] | None = None, headings: list[str] = HEADINGS) -> Any:
        exports = spoilt() if tables is None else tables
        if entries:
            exports["ยืนยัน"] = [list(headings), *[list(entry) for entry in entries]]
        pipeline("run", "--input", province.write(tmp_path / "in", exports), "--output", tmp_path / "out")
        return json.loads((tmp_path / "out/2561-1/results.json").read_text(encoding="utf-8"))

    return go


def said(results: Any, *codes: str) -> list[tuple[str, str]]:
    return [(f["code"], f["severity"]) for f in results["findings"] if f["code"] in (*CHECKS, *codes)]


def test_a_confirmed_figure_is_for_the_record_and_its_reason_in_the_evidence(run, tmp_path):
    results = run(ENTRY)
    assert said(results, "confirmation-unmet", "confirmation-unclear") == [("far-above-base", "info")]
    (finding,) = (f for f in results["findings"] if f["code"] == "far-above-base")
    assert "นับครัวเรือนแฝงด้วย โดย นายตัวอย่าง ผู้ตรวจ 2 เมษายน 2561" in finding["problem"]
    kpi = results["districts"][1]["kpis"][8]
    assert kpi["evidence"]["ยืนยัน 99,500"] == "นับครัวเรือนแฝงด้วย โดย นายตัวอย่าง ผู้ตรวจ 2 เมษายน 2561"
    assert kpi["result"] == "995.00" and kpi["level"] == 5
    book = openpyxl.load_workbook(tmp_path / "out/2561-1/2702 คลองหาด.xlsx")
    shown = {sheet.title: " ".join(str(c.value) for r in sheet.iter_rows() for c in r if c.value) for sheet in book}
    assert "นับครัวเรือนแฝงด้วย" in shown["หลักฐาน"] and "ควรตรวจ" not in shown["ผลคะแนน"]


@pytest.mark.quick
def test_without_a_confirmation_the_scorecard_says_what_is_to_be_looked_at(run, tmp_path):
    run()
    book = openpyxl.load_workbook(tmp_path / "out/2561-1/2702 คลองหาด.xlsx")
    assert any("ควรตรวจ" in str(c.value) for row in book["ผลคะแนน"].iter_rows() for c in row)


@pytest.mark.parametrize("value", ["99500", 99500, "๙๙,๕๐๐", "99,500.00", " 99,500 "])
def test_a_figure_may_be_written_in_any_way(run, value):
    assert said(run([*ENTRY[:3], value, *ENTRY[4:]])) == [("far-above-base", "info")]


@pytest.mark.parametrize(("place", "other"), [
    (0, "unit-off"), (1, "ตาพระยา"), (1, None), (2, 1), (3, "99,501"), (3, None),
])
def test_an_entry_of_another_code_district_kpi_or_figure_confirms_nothing_and_is_told(run, place, other):
    entry = [*ENTRY]
    entry[place] = other
    found = said(run(entry), "confirmation-unmet")
    assert sorted(found) == [("confirmation-unmet", "warning"), ("far-above-base", "warning")]


def test_another_figure_is_unconfirmed_again_and_the_entry_says_which(run):
    tables = spoilt()
    tables["basic_needs"][3][4] = 99_400
    results = run(ENTRY, tables=tables)
    (unmet,) = (f for f in results["findings"] if f["code"] == "confirmation-unmet")
    assert "99,500" in unmet["problem"] and "99,400" in unmet["problem"] and unmet["file"] == "ยืนยัน.xlsx"
    assert said(results) == [("far-above-base", "warning")]


@pytest.mark.parametrize("lacking", [0, 4, 5])
def test_an_entry_without_code_reason_or_person_does_nothing_and_is_an_error(run, lacking):
    entry: list[object] = [*ENTRY]
    entry[lacking] = None
    found = said(run(entry), "confirmation-unclear")
    assert sorted(found) == [("confirmation-unclear", "error"), ("far-above-base", "warning")]


def test_a_district_that_is_none_of_ours_is_an_error(run):
    assert ("confirmation-unclear", "error") in said(run([ENTRY[0], "คลองหาท", *ENTRY[2:]]), "confirmation-unclear")


def test_the_day_may_lack(run):
    results = run(ENTRY[:6], headings=HEADINGS[:6])
    assert said(results) == [("far-above-base", "info")]


def test_a_slip_of_a_whole_column_is_confirmed_without_a_district(run):
    tables = province.tables()
    for row in tables["disbursement"][2:]:
        row[2:] = [97.5]
    results = run(["unit-off", None, 1, "877.50", "เบิกได้เท่านี้จริง", "นายตัวอย่าง", "2/4/2561"], tables=tables)
    assert said(results, "confirmation-unmet") == [("unit-off", "info")]
    assert all("ยืนยัน 877.50" in district["kpis"][0]["evidence"] for district in results["districts"])


@pytest.mark.quick
def test_a_warning_of_another_stage_that_is_to_be_confirmed_is_so_by_a_figure_that_it_says(run):
    tables = province.tables()
    tables["sara"][3][3] = 45
    entry = ["percentage-differs", "คลองหาด", 7, 45, "พิมพ์ผิดในระบบ", "นายตัวอย่าง", None]
    results = run(entry, tables=tables)
    assert said(results, "percentage-differs", "confirmation-unmet") == [("percentage-differs", "info")]
    assert results["districts"][1]["kpis"][6]["level"] == 5


# --- closing --------------------------------------------------------------------------------------


@pytest.fixture
def close(pipeline: Callable[..., Any], tmp_path: Path) -> Callable[..., Any]:
    return lambda *options: pipeline("close", "--output", tmp_path / "out", *options)


def test_a_round_with_figures_that_nobody_confirmed_is_not_closed(run, close, tmp_path):
    run()
    code, out, err = close()
    assert code == 1 and "--with-warnings" in err and err.count("\n") == 1
    assert "อำเภอคลองหาด ตัวชี้วัดที่ 9" in out and "far-above-base" in out
    assert not (tmp_path / "out/2561-1/ปิดรอบ.json").exists()


def test_a_round_is_closed_as_it_is_where_asked_to_and_the_seal_keeps_what_was_not_confirmed(run, close, tmp_path):
    run()
    code, out, _ = close("--with-warnings")
    assert code == 0 and "far-above-base" in out and "ยังไม่ยืนยัน 1 ข้อ" in out
    seal = json.loads((tmp_path / "out/2561-1/ปิดรอบ.json").read_text(encoding="utf-8"))
    assert [(one["district"], one["kpi"]) for one in seal["seal"]["warnings"]] == [("2702", 9)]
    assert close("--verify")[0] == 0


def test_a_round_whose_figures_are_confirmed_is_closed(run, close):
    run(ENTRY)
    assert close()[0] == 0


def test_warnings_that_are_no_figures_keep_no_round_open(run, close):
    results = run(tables=province.tables())
    assert {f["severity"] for f in results["findings"]} == {"warning"}
    assert close()[0] == 0


def test_what_is_not_reported_and_what_is_not_confirmed_is_told_at_once(run, close):
    tables = spoilt()
    del tables["sara"][3]
    run(tables=tables)
    code, out, err = close("--with-warnings")
    assert code == 1 and "--with-gaps" in err and "far-above-base" in out and "ตัวชี้วัดที่ 7" in out
    assert close("--with-gaps")[0] == 1
    assert close("--with-gaps", "--with-warnings")[0] == 0
