"""A table whose titles say another place than its rows is an error, and its rows do not count."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import province
import pytest
from home import HOME

from pipeline.run.stages import Outcome, evaluate

NAMES = list(province.DISTRICTS.values())
Rows = list[list[object]]
PHRAE = {"5401": "เมืองแพร่", "5402": "ร้องกวาง", "5403": "ลอง", "5404": "สูงเม่น", "5405": "เด่นชัย",
         "5406": "สอง", "5407": "วังชิ้น", "5408": "หนองม่วงไข่"}


@pytest.fixture
def judge(tmp_path: Path) -> Callable[..., Outcome]:
    """Scores a tidy province with another report of disbursement, by default in its place."""

    def go(
        titles: list[str], names: list[str] = NAMES, sheet: str = "Sheet", beside: bool = False,
        districts: dict[str, str] = province.DISTRICTS, of: str = "สระแก้ว",
    ) -> Outcome:
        tables = province.tables(districts, of)
        if not beside:
            del tables["disbursement"]
        folder = province.write(tmp_path / "in", tables)
        book = openpyxl.Workbook()
        book.active.title = sheet
        for row in [*([title] for title in titles), [province.AS_OF], ["อำเภอ", "จัดสรร", "เบิกจ่าย"],
                    *([name, 100000, 90000] for name in names)]:
            book.active.append(row)
        book.save(folder / "อื่น.xlsx")
        return evaluate(HOME, folder, "2561-1", of, 1)

    return go


def results(outcome: Outcome) -> dict[str, str | None]:
    """Each district's result of KPI 1."""
    return {
        card.district.name: s.result and str(s.result)
        for card in outcome.cards for s in card.scores if s.kpi == 1}


def told(outcome: Outcome) -> list[tuple[str, str, str, int | None]]:
    return [(f.severity, f.origin.file, f.origin.sheet, f.kpi)
            for f in outcome.findings if f.code == "another-place"]


ERROR = [("error", "อื่น.xlsx", "Sheet", 1)]


@pytest.mark.slow
@pytest.mark.parametrize("titles", [
    ["รายงานผลการเบิกจ่าย จังหวัดตราด"],
    ["สำนักงานพัฒนาชุมชนจังหวัดตราด"],
    ["รายงานผลการเบิกจ่ายจังหวัดตราดประจำปีงบประมาณ พ.ศ. 2561"],
    ["ผลการเบิกจ่าย จ.ตราด (ต.ค. 60)"],
    ["ผลการเบิกจ่าย ต.ค. 60 จ. ตราด"],
    ["งบดำเนินงาน", "หน่วยงาน : สำนักงานพัฒนาชุมชนอำเภอเมืองตราด"],
    ["ผลการเบิกจ่าย อำเภอแหลมงอบ"],
])
def test_a_title_of_another_province_over_our_rows_is_an_error(judge, titles):
    outcome = judge(titles)
    assert told(outcome) == ERROR
    assert set(results(outcome).values()) == {None}


def test_a_sheet_named_for_another_province_is_an_error(judge):
    outcome = judge([], sheet="ตราด")
    assert told(outcome) == [("error", "อื่น.xlsx", "ตราด", 1)]
    assert set(results(outcome).values()) == {None}


@pytest.mark.slow
@pytest.mark.parametrize("titles", [
    ["รายงานผลการเบิกจ่าย จังหวัดสระแก้ว"], ["สำนักงานพัฒนาชุมชนจังหวัดสระแก้ว"], ["จ.สระแก้ว"],
    ["งบพัฒนากลุ่มจังหวัดตราด จันทบุรี"], ["กลุ่มจังหวัดภาคตะวันออก 2"],
    ["จังหวัดจันทบุรี ตราด และสระแก้ว"], ["จังหวัดจันทบุรี จังหวัดตราด"],
    ["จัดทำโดย สพอ.คลองหาด"], ["ผู้รายงาน สำนักงานพัฒนาชุมชนอำเภอคลองหาด"],
    ["สำนักงานพัฒนาชุมชนจังหวัดสระแก้ว ศาลากลางจังหวัด อำเภอเมืองสระแก้ว"], ["เรียน พัฒนาการอำเภอคลองหาด"],
    ["หมายเหตุ อำเภอคลองหาด แก้ไขแล้ว"], ["อำเภอคลองหาด ยังไม่ส่ง"], ["แยกรายอำเภอ"], ["อำเภอละ 1 แห่ง"],
    ["อำเภอคลองหาด อำเภอตาพระยา"], ["อำเภอคลองหาด ตาพระยา และวังน้ำเย็น"],
    ["โครงการถนนเชื่อมจังหวัดตราด"], ["เปรียบเทียบกับจังหวัดตราด"], ["คลองหาด"],
])
def test_what_names_no_other_place_of_the_rows_is_used(judge, titles):
    outcome = judge(titles)
    assert told(outcome) == []
    assert set(results(outcome).values()) == {"90.00"}


@pytest.mark.slow
@pytest.mark.parametrize("sheet", ["สังคม", "คง"])  # districts elsewhere, and words
def test_a_sheets_bare_name_of_a_district_elsewhere_says_nothing_over_rows_of_many(judge, sheet):
    outcome = judge([], sheet=sheet)
    assert told(outcome) == []
    assert set(results(outcome).values()) == {"90.00"}


@pytest.mark.slow
@pytest.mark.parametrize(("titles", "sheet"), [
    (["ผลการเบิกจ่าย ครั้งที่สอง"], "ครั้งที่สอง"), (["งบทดลอง"], "งบทดลอง"), (["จังหวัดแพร่"], "แพร่"),
])
def test_words_that_end_in_the_name_of_a_district_name_none(judge, titles, sheet):
    outcome = judge(titles, list(PHRAE.values()), sheet, districts=PHRAE, of="แพร่")
    assert told(outcome) == []
    assert set(results(outcome).values()) == {"90.00"}


@pytest.mark.slow
@pytest.mark.parametrize(("titles", "sheet"), [
    (["ผลการเบิกจ่าย อำเภอคลองหาด"], "Sheet"), (["สพอ.คลองหาด จังหวัดสระแก้ว"], "Sheet"),
    (["สำนักงานพัฒนาชุมชนอำเภอคลองหาด"], "Sheet"), ([], "คลองหาด"), ([], "อ.คลองหาด"), (["อำเภอคลองหาด"], "เบิกจ่าย"),
    (["จัดทำโดย สพอ.วังน้ำเย็น", "อำเภอคลองหาด"], "Sheet"),
])
def test_a_report_of_one_district_that_its_title_names_is_used(judge, titles, sheet):
    outcome = judge(titles, ["คลองหาด"], sheet)
    assert told(outcome) == []
    assert results(outcome)["คลองหาด"] == "90.00"


@pytest.mark.slow
@pytest.mark.parametrize(("titles", "sheet", "rows"), [
    (["ผลการเบิกจ่าย อำเภอคลองหาด"], "Sheet", ["ตาพระยา"]),
    (["ผลการเบิกจ่าย อำเภอคลองหาด"], "Sheet", NAMES),
    (["สพอ.คลองหาด ประจำเดือนมีนาคม 2561"], "Sheet", ["คลองหาด", "ตาพระยา"]),
    (["สำนักงานพัฒนาชุมชนอำเภอคลองหาด"], "Sheet", NAMES),
    ([], "คลองหาด", NAMES),
])
def test_a_title_of_another_district_than_its_rows_is_an_error(judge, titles, sheet, rows):
    outcome = judge(titles, rows, sheet)
    assert told(outcome) == [("error", "อื่น.xlsx", sheet, 1)]
    assert set(results(outcome).values()) == {None}


def test_a_wrong_title_beside_a_good_report_leaves_its_districts_not_reported(judge):
    outcome = judge(["งบลงทุน อำเภอคลองหาด"], ["ตาพระยา"], beside=True)
    scored = results(outcome)
    assert scored.pop("ตาพระยา") is None
    assert set(scored.values()) == {"97.50"}


def test_a_district_that_a_wrong_title_keeps_from_its_level_is_told_of_that_title(judge):
    outcome = judge(["งบลงทุน อำเภอคลองหาด"], ["ตาพระยา"], beside=True)
    (reason,) = [s.measurement.reason for card in outcome.cards for s in card.scores
                 if s.kpi == 1 and card.district.name == "ตาพระยา"]
    assert reason == "ชื่อตารางหรือชีต “งบลงทุน อำเภอคลองหาด” (อื่น.xlsx ชีต Sheet) บอกว่าเป็นของอำเภอคลองหาด"


def test_another_provinces_report_does_not_disturb_the_district_of_the_same_name(judge):
    outcome = judge(["จังหวัดตราด"], ["เมือง", "คลองใหญ่", "แหลมงอบ"], beside=True)
    assert told(outcome) == ERROR
    assert set(results(outcome).values()) == {"97.50"}
    assert [f.code for f in outcome.findings if f.severity == "error"] == ["another-place"]


@pytest.mark.slow
def test_a_checklist_of_another_province_is_an_error_of_both_its_kpis(tmp_path):
    tables = province.tables()
    tables["progress"].insert(0, ["จังหวัดตราด"])
    outcome = evaluate(HOME, province.write(tmp_path / "in", tables), "2561-1", None, 1)
    assert [(f.code, f.kpi) for f in outcome.findings if f.origin and f.origin.file == "progress.xlsx"
            and f.severity == "error" and f.district is None] == [("another-place", None)]
    levels = {s.kpi: s.level for card in outcome.cards for s in card.scores}
    assert (levels[5], levels[8], levels[6]) == (None, None, 3)


def test_exemptions_under_a_title_of_another_province_exempt_nobody(tmp_path):
    tables = province.tables()
    tables["exempt"] = [["จังหวัดตราด"], ["อำเภอ", "ยกเว้นตัวชี้วัดที่", "เหตุผลที่ยกเว้น"], ["เมือง", 9, "ไม่มีพื้นที่"]]
    outcome = evaluate(HOME, province.write(tmp_path / "in", tables), "2561-1", None, 1)
    assert [s.status for card in outcome.cards for s in card.scores if s.kpi == 9] == ["scored"] * 9
    assert [f.origin.file for f in outcome.findings if f.code == "another-place"] == ["exempt.xlsx"]


def test_rows_of_a_table_that_is_taken_back_are_counted_as_refused(judge):
    outcome = judge(["จังหวัดตราด"])
    record = next(record for record in outcome.files if record.file == "อื่น.xlsx")
    (sheet,) = record.sheets
    assert (sheet.rows_read, sheet.rows_used, sheet.rows_refused) == (9, 0, 9)
