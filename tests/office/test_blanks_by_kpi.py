"""Blank forms of targets and of given levels: for the KPIs of the round that need them alone, and read again
as they were filled in."""

import io
from dataclasses import replace
from decimal import Decimal

import openpyxl
import province
import pytest
from by_kpi import ASKING, BARE, SOURCES, changed, codes, normal, sheet, values
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.model.agreement import Agreement
from pipeline.model.level import Target
from pipeline.model.observation import District
from pipeline.office.blanks import blank_forms

DISTRICTS = [District(code, name) for code, name in province.DISTRICTS.items()]
HEADINGS = 5
OWN = tuple(
    replace(level.bounded(None), target=Target("at_least")) if level.level > 2 else level for level in BARE.kpi(2).levels)
PLUS = tuple(
    replace(level.bounded(None), target=Target("at_least", Decimal(level.level))) for level in BARE.kpi(4).levels)
ROUND = changed(changed(ASKING, 2, levels=OWN), 4, levels=PLUS)


def form(agreement: Agreement, title: str) -> Worksheet | None:
    made = blank_forms(agreement, SOURCES, "สระแก้ว", DISTRICTS)
    content = made.get(f"แบบกรอก {title}.xlsx")
    return openpyxl.load_workbook(io.BytesIO(content)).worksheets[0] if content else None


def rows(found: Worksheet) -> list[tuple[object, ...]]:
    """The headings and the rows that say of which KPI they are."""
    all_rows = list(found.iter_rows(min_row=HEADINGS, values_only=True))
    at = all_rows[0].index("ตัวชี้วัดที่")
    return [all_rows[0], *(row for row in all_rows[1:] if row[at] is not None)]


@pytest.mark.parametrize("title", ["เป้าหมายรายอำเภอ", "ระดับที่ผู้ตรวจให้"])
def test_a_round_that_needs_neither_has_no_form_of_them(title):
    assert form(BARE, title) is None


def test_targets_have_a_row_for_each_district_and_level_that_needs_one():
    found = form(ROUND, "เป้าหมายรายอำเภอ")
    assert found is not None
    head, *lines = rows(found)
    assert head == ("รหัสอำเภอ", "อำเภอ", "ตัวชี้วัดที่", "ระดับที่", "ค่าเป้าหมาย", "หน่วยนับ", "น้ำหนัก (ร้อยละ)")
    first = [line for line in lines if line[0] == 2701]
    assert first == [
        (2701, "เมืองสระแก้ว", 2, 3, None, "ร้อยละ", None), (2701, "เมืองสระแก้ว", 2, 4, None, "ร้อยละ", None),
        (2701, "เมืองสระแก้ว", 2, 5, None, "ร้อยละ", None), (2701, "เมืองสระแก้ว", 4, None, None, "ล้านบาท", None),
        (2701, "เมืองสระแก้ว", 6, None, None, "บาท", None),
        (2701, "เมืองสระแก้ว", "9.A", None, None, "ร้อยละ", None)]
    assert len(lines) == 9 * 6 and found["A1"].value == "เป้าหมายรายอำเภอ รอบการประเมินที่ 1 ปีงบประมาณ 2561" and found["A3"].value is None


def test_a_form_has_only_the_columns_that_its_kpis_need():
    weights = form(changed(BARE, 2, weight_source="targets.weight"), "เป้าหมายรายอำเภอ")
    base = replace(BARE.kpi(6).formula, denominator="targets.target")
    below = form(changed(BARE, 6, formula=base), "เป้าหมายรายอำเภอ")
    assert weights is not None and below is not None
    assert rows(weights)[0] == ("รหัสอำเภอ", "อำเภอ", "ตัวชี้วัดที่", "น้ำหนัก (ร้อยละ)")
    assert rows(below)[0] == ("รหัสอำเภอ", "อำเภอ", "ตัวชี้วัดที่", "ค่าเป้าหมาย")


def test_given_levels_have_a_row_for_each_district_and_states_to_choose_from():
    found = form(ROUND, "ระดับที่ผู้ตรวจให้")
    assert found is not None
    head, *lines = rows(found)
    assert head == ("รหัสอำเภอ", "อำเภอ", "ตัวชี้วัดที่", "ระดับที่ได้", "หลักฐาน", "วันที่", "ผู้ตรวจ", "สถานะ")
    assert [line[2] for line in lines if line[0] == 2709] == [4, 9, "9.A"] and len(lines) == 27
    rules = {str(rule.sqref)[0]: str(rule.formula1) for rule in found.data_validations.dataValidation}
    assert rules["H"] == '"ยังไม่ส่ง,รอตรวจ,ตรวจแล้ว"' and rules["C"] == '"4,9,9.A"'


def filled(title: str, typed: dict[tuple[object, ...], dict[str, object]]) -> list[list[object]]:
    """A form's sheet with what is typed beside some keys (KPI, district, level)."""
    found = form(ROUND, title)
    assert found is not None
    lines = [list(row) for row in found.iter_rows(values_only=True)]
    head = lines[HEADINGS - 1]
    for line in lines[HEADINGS:]:
        told = dict(zip(head, line, strict=True))
        key = (told["ตัวชี้วัดที่"], told["อำเภอ"], told.get("ระดับที่"))
        for name, value in typed.get(key, {}).items():
            line[head.index(name)] = value
    return lines


def test_a_form_that_is_filled_in_is_read_and_one_left_blank_says_nothing():
    one = filled("เป้าหมายรายอำเภอ", {
        (2, "คลองหาด", 3): {"ค่าเป้าหมาย": 80, "น้ำหนัก (ร้อยละ)": 10}, (4, "คลองหาด", None): {"ค่าเป้าหมาย": 1.5},
        ("9.A", "โคกสูง", None): {"ค่าเป้าหมาย": 7}})
    found = normal(sheet(one), agreement=ROUND)
    assert values(found) == {
        ("2702", "targets.target", "2.3"): Decimal(80), ("2702", "targets.weight", "2."): Decimal(10),
        ("2702", "targets.target", "4."): Decimal("1.5"), ("2708", "targets.target", "9.A."): Decimal(7)}
    assert [f.severity for f in found.findings if f.code != "no-roster"] == ["info"] * len(codes(found))
    given = filled("ระดับที่ผู้ตรวจให้", {
        (4, "คลองหาด", None): {"ระดับที่ได้": 4, "หลักฐาน": "สก 1", "ผู้ตรวจ": "นายตัวอย่าง", "สถานะ": "ตรวจแล้ว"},
        ("9.A", "โคกสูง", None): {"สถานะ": "ยังไม่ส่ง"}})
    found = normal(sheet(given), agreement=ROUND)
    assert values(found) == {("2702", "given.level", "4."): Decimal(4), ("2708", "given.level", "9.A."): "blank"}
    assert codes(found) == []


@pytest.mark.parametrize("title", ["เป้าหมายรายอำเภอ", "ระดับที่ผู้ตรวจให้"])
def test_a_form_left_blank_states_nothing(title):
    found = normal(sheet(filled(title, {})), agreement=ROUND)
    assert values(found) == {} and all(f.severity == "info" or f.code in ("no-roster", "no-rows") for f in found.findings)
