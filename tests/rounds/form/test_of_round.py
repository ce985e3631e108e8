"""A round as a filled form: every fact of it stands there, in the words of the form."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from home import HOME
from signed_papers import form_of

from pipeline.definitions import load_agreement
from pipeline.definitions.sources import read_sources
from pipeline.measure import MEASURES
from pipeline.normalise.kinds import KINDS
from pipeline.rounds.form.book import FormBook, FormRow
from pipeline.rounds.form.of_round import of_round
from pipeline.rounds.form.tables import TABLES


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> FormBook:
    return form_of("2561-1", tmp_path_factory.mktemp("own"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> FormBook:
    return form_of("2569-1", tmp_path_factory.mktemp("made"))


def rows(book: FormBook, table: str, kpi: int, part: str = "") -> list[FormRow]:
    return [row for row in book.rows(table) if row.number("number") == kpi and row.text("part") == part]


@pytest.mark.parametrize("round_id", ["2561-1", "2562-2", "2569-1", "2569-2"])
def test_every_value_has_its_column_and_is_of_its_kind(round_id: str, tmp_path: Path) -> None:
    book = form_of(round_id, tmp_path)
    for table in TABLES:
        for row in book.rows(table.id):
            for key, value in row.values.items():
                column = table.column(key)
                assert value != ""
                if column.kind in ("number", "whole"):
                    assert isinstance(value, Decimal), (table.id, key, value)
                if column.choices:
                    assert value in column.choices, (table.id, key, value)
    assert all(row.text("way") for row in book.rows("kpis"))


def test_the_frame_is_told(own: FormBook) -> None:
    assert own.frame("round").text("value") == "2561-1"
    assert own.frame("title").lines("value")[1] == "ระหว่าง พัฒนาการจังหวัด กับ พัฒนาการอำเภอ"
    assert own.frame("end").date("value") == dt.date(2018, 3, 31)
    assert own.frame("thai_digits").text("value") == "ใช่"
    assert [(row.text("id"), row.number("share")) for row in own.rows("sections")] == [("team", 50), ("individual", 50)]
    assert own.rows("signers")[2].values == {
        "role": "ผู้รับทราบผลการประเมิน", "party": "พัฒนาการอำเภอ", "papers": "ปิดไว้", "statement": "ได้รับทราบผลการประเมินแล้ว"}
    assert own.rows("paper")[4].text("text") == "บันทึกข้อตกลงตัวชี้วัดและค่าเป้าหมายการประเมินผลการปฏิบัติราชการ"


def test_a_kpi_is_told_with_its_levels_and_items(own: FormBook) -> None:
    (kpi,) = rows(own, "kpis", 1)
    assert kpi.text("way") == "รายงานผลการเบิกจ่าย: เบิกจ่าย ÷ จัดสรร"
    assert kpi.date("cutoff") == dt.date(2018, 3, 27)
    assert kpi.text("numerator_else") == "ทะเบียนการเบิกจ่าย: จำนวนเงิน"
    assert rows(own, "kpis", 4)[0].text("base_years") == "2557, 2558"
    assert rows(own, "kpis", 2)[0].date("cutoff") is None, "that of the round is not written again"
    assert [(row.text("bound"), row.number("value")) for row in rows(own, "levels", 2)] == [
        ("ไม่ดูตัวเลข", None), ("มากกว่า", 80), ("มากกว่า", 85), ("มากกว่า", 90), ("มากกว่า", 95)]
    recorded = next(row for row in own.rows("items") if row.text("id") == "recorded")
    assert recorded.values == {
        "id": "recorded", "number": 7, "levels": "5", "text": "บันทึกข้อมูลการเบิกจ่ายในระบบ SARA ถูกต้อง ครบถ้วน", "kind": "มี/ไม่มี",
        "element": "กองทุนพัฒนาบทบาทสตรี (SARA): บันทึกในระบบ SARA", "unanswered": "ไม่มี"}
    groups = next(row for row in own.rows("items") if row.text("id") == "groups_benefited")
    assert (groups.text("kind"), groups.number("at_least"), groups.text("unit"), groups.text("element")) == (
        "จำนวนอย่างน้อย", 1, "กลุ่ม", "")
    progress = next(row for row in own.rows("items") if row.text("id") == "plan_progress")
    assert (progress.text("kind"), progress.text("levels"), progress.text("unit")) == ("ผลเป็นร้อยละ", "", "")


def test_a_reading_is_told_with_all_that_it_changes(own: FormBook) -> None:
    changes = {row.text("id"): row.lines("changes") for row in own.rows("readings")}
    assert changes["gaps-between-levels"] == tuple(
        f"ตัวชี้วัดที่ 2 ระดับที่ {level} ไม่น้อยกว่า {value}" for level, value in ((2, 81), (3, 86), (4, 91)))
    assert changes["below-first-level"] == ("ไม่ถึงระดับแรกได้ 1",)
    assert changes["rounding"] == ("ไม่ปัดเศษก่อนเทียบ",)
    assert changes["step-or-interpolated"] == ("คะแนนตามสัดส่วน",)
    assert changes["section-shares"] == ("สัดส่วน งานทีม 22.22", "สัดส่วน งานรายบุคคล 77.78")
    assert changes["hundredths-between-levels"][-1] == "ไม่ปัดเศษก่อนเทียบ"


def test_parts_and_deductions_have_rows_of_their_own(made: FormBook) -> None:
    (deducted,) = rows(made, "kpis", 1, "หัก A")
    assert deducted.text("way") == "เงินยืมที่ถึงกำหนดคืน: ผลรวม สัญญาค้างคืน"
    assert [(row.number("value"), row.number("points")) for row in rows(made, "levels", 1, "หัก A")] == [(1, 1), (5, 2)]
    assert rows(made, "kpis", 16)[0].text("way") == "รวมคะแนนของส่วนย่อย"
    assert rows(made, "kpis", 16, "A")[0].text("way") == "การใช้ไฟฟ้า น้ำมัน และน้ำ: ใช้ไฟฟ้า ลดลงจาก ไฟฟ้าปีฐาน"


def test_each_districts_own_and_rows_are_told(made: FormBook) -> None:
    assert {row.text("value") for row in rows(made, "levels", 17)} == {"เป้าหมาย"}, "how far from it stands in the words"
    assert rows(made, "kpis", 17)[0].text("target_source") == "เป้าหมายรายอำเภอ: เป้าหมายของอำเภอ"
    (projects,) = rows(made, "kpis", 11)
    assert projects.lines("unit_levels")[0] == "1: ไม่น้อยกว่า 60"
    assert projects.text("row_weight") == "โครงการตัวอย่าง: น้ำหนักโครงการ"
    assert rows(made, "kpis", 20)[0].number("places") == 2
    days = [row.date("value") for row in rows(made, "levels", 25)]
    assert all(days) and days == sorted(days, reverse=True)  # type: ignore[type-var]


def test_a_round_is_told_as_it_is_written_whichever_reading_is_in_use() -> None:
    agreement = load_agreement(HOME, MEASURES, "2561-1")
    turned = agreement.under_other(next(one for one in agreement.readings if one.id == "gaps-between-levels"))
    book = of_round(turned, read_sources(HOME, KINDS), "")
    assert rows(book, "levels", 2)[1].text("bound") == "มากกว่า"
    assert next(row for row in book.rows("readings") if row.text("id") == "gaps-between-levels").text("use") == "อีกทาง"
