"""Blank forms: what may be typed, what is on paper, and that a form filled in is scored as an export is."""

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import nation
import openpyxl
import province
import pytest
import two_rounds
from home import HOME
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.definitions import load_agreement, load_sources
from pipeline.measure import MEASURES
from pipeline.model.observation import District
from pipeline.normalise.kinds import KINDS
from pipeline.office.blanks import blank_forms, entries
from pipeline.xlsx import rules

HEADINGS, FIRST = 5, 6
AGREEMENT = load_agreement(HOME, MEASURES, "2561-1")
SOURCES = load_sources(HOME, AGREEMENT, KINDS)
FORMS = {  # by the name of the table that fills it in
    "roster": "ทำเนียบผู้ทำข้อตกลง", "disbursement": "รายงานผลการเบิกจ่าย",
    "bpm": "รายงานผลการดำเนินงานในโปรแกรม BPM",
    "sales": "ระบบศูนย์ข้อมูลกลาง (DOC) รายได้จากการจำหน่ายผลิตภัณฑ์ OTOP",
    "register": "ทะเบียนผู้ผลิต ผู้ประกอบการ OTOP", "progress": "แบบรายงานขั้นตอนการดำเนินงาน",
    "livelihood": "สัมมาชีพชุมชน", "sara": "กองทุนพัฒนาบทบาทสตรี (SARA)",
    "basic_needs": "ผลการจัดเก็บข้อมูลความจำเป็นพื้นฐาน (จปฐ.)",
}
TYPED = {"✓": "ใช่", "ถูกต้อง ครบถ้วน": "ใช่"}  # what a table says in words that the form's lists do not have
KORAT = "นครราชสีมา"


def made(name: str = "สระแก้ว") -> dict[str, bytes]:
    """The forms of a province."""
    rows = nation.tables(name)["basic_needs"][2:]
    return blank_forms(AGREEMENT, SOURCES, name, [District(str(r[0]), str(r[1])) for r in rows])


def opened(folder: Path, title: str, forms: Mapping[str, bytes]) -> openpyxl.Workbook:
    (folder / "blank.xlsx").write_bytes(forms[f"แบบกรอก {title}.xlsx"])
    return openpyxl.load_workbook(folder / "blank.xlsx")


def rule_of(sheet: Worksheet, row: int, column: int) -> DataValidation | None:
    """What may be typed into a cell."""
    for rule in sheet.data_validations.dataValidation:
        for cells in rule.sqref.ranges:
            left, top, right, bottom = range_boundaries(str(cells))
            if left <= column <= right and top <= row <= bottom:
                return rule
    return None


def choices(sheet: Worksheet, rule: DataValidation) -> list[str]:
    formula = str(rule.formula1)
    if formula.startswith('"'):
        return formula.strip('"').split(",")
    name, _, cells = formula.replace("'", "").partition("!")
    return [cell.value for row in sheet.parent[name][cells.replace("$", "")] for cell in row]


def may_be_typed(sheet: Worksheet, row: int, column: int, value: object) -> bool:
    """Whether Excel takes this value in a cell."""
    rule = rule_of(sheet, row, column)
    if rule is None or rule.type is None:
        return True
    if rule.type == "list":
        return str(value) in choices(sheet, rule)
    return (isinstance(value, int | float) and Decimal(rule.formula1) <= value <= Decimal(rule.formula2)
            and (rule.type == "decimal" or value == int(value)))


def fill_in(sheet: Worksheet, table: province.Rows) -> None:
    """Types a table into a form: each row beside the names that the form has, else below them."""
    heads = {sheet.cell(HEADINGS, c).value: c for c in range(1, sheet.max_column + 1)}
    start = next(n for n, row in enumerate(table) if len(row) > 1)
    for values in table[start + 1:]:
        row = {heads[h]: v for h, v in zip(table[start], values, strict=True)
               if h in heads and v is not None and v != ""}
        typed = {c: TYPED.get(str(v), v) for c, v in row.items()}
        at = next(r for r in range(FIRST, sheet.max_row + 500) if fits(sheet, r, row))
        for column, value in typed.items():
            cell = sheet.cell(at, column)
            if cell.value is None:
                assert may_be_typed(sheet, at, column, value), (sheet.title, cell.coordinate, value)
                cell.value = value
    for hint in sheet[3]:
        if "พิมพ์วันที่ในช่อง" in str(hint.value):
            sheet[str(hint.value).split()[2]] = "27 มีนาคม 2561"


def fits(sheet: Worksheet, at: int, row: Mapping[int, object]) -> bool:
    """Whether a row of the form is of what these values are of, and what they say is not said in it."""
    there = [sheet.cell(at, column).value for column in row]
    same = [t is None or str(t) == str(v) for t, v in zip(there, row.values(), strict=True)]
    return all(same) and None in there


def filled_in(folder: Path, name: str) -> Path:
    """A folder with a province's forms, filled in from its tables."""
    forms, tables = made(name), nation.tables(name)
    (folder / "in").mkdir()
    for table, title in FORMS.items():
        book = opened(folder, title, forms)
        fill_in(book.worksheets[0], tables[table])
        book.save(folder / "in" / f"แบบกรอก {title}.xlsx")
    return folder / "in"


def results(folder: Path) -> dict[str, object]:
    return json.loads((folder / "2561-1" / "results.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", [
    pytest.param("สระแก้ว", marks=pytest.mark.quick), pytest.param(KORAT, marks=pytest.mark.slow)])
def test_every_form_filled_in_is_scored_as_the_export_is(pipeline, tmp_path, name):
    source = filled_in(tmp_path, name)
    assert pipeline("run", "--input", source, "--output", tmp_path / "o")[0] == 0
    data = results(tmp_path / "o")
    assert {tuple(k["level"] for k in d["kpis"]) for d in data["districts"]} == {tuple(province.LEVELS)}
    (tmp_path / "tidy").mkdir()
    pipeline("run", "--input", province.write(tmp_path / "tidy", nation.tables(name)), "--output", tmp_path / "t",
        "--province", name)
    usual = {f["code"] for f in results(tmp_path / "t")["findings"]}
    assert [f["problem"] for f in data["findings"] if f["code"] not in usual | {"no-figures"}] == []


def test_forms_left_blank_count_as_not_reported_and_nothing_is_said_of_their_dates(pipeline, tmp_path):
    source = tmp_path / "in"
    source.mkdir()
    for name, data in made().items():
        (source / name).write_bytes(data)
    assert pipeline("run", "--input", source, "--output", tmp_path / "o", "--province", "สระแก้ว")[0] == 1
    data = results(tmp_path / "o")
    assert {k["status"] for d in data["districts"] for k in d["kpis"]} == {"unreported"}
    assert {f["code"] for f in data["findings"]} == {
        "missing-source", "unreported", "no-figures", "no-rows", "no-signer"}
    assert {f["status"] for f in data["files"]} == {"used"}


def with_forms(folder: Path, **tables: province.Rows) -> Path:
    """A tidy province's exports, of which some are left out for forms: ``title=table``."""
    exports = province.tables()
    for name in tables:
        exports.pop(name, None)
    source = province.write(folder / "in", exports)
    forms = made()
    for name, table in tables.items():
        title = {**FORMS, "payments": "ทะเบียนการเบิกจ่าย", "exemptions": "ตัวชี้วัดที่ยกเว้น",
                 "choices": "ตารางที่ใช้และไม่ใช้", "confirmations": "ตัวเลขที่ยืนยันแล้ว"}[name]
        book = opened(folder, title, forms)
        fill_in(book.worksheets[0], table)
        if name == "disbursement" and "payments" in tables:
            for sheet in book:
                sheet.delete_cols(4)  # as the form of payments says
        book.save(source / f"แบบกรอก {title}.xlsx")
    return source


def scored(pipeline, source: Path, output: Path) -> dict[str, object]:
    assert pipeline("run", "--input", source, "--output", output)[0] in (0, 1)
    return results(output)


def test_allocations_in_one_form_go_with_payments_in_another(pipeline, tmp_path):
    names = province.DISTRICTS.values()
    source = with_forms(
        tmp_path, disbursement=[["อำเภอ", "จัดสรร"], *([n, 1000] for n in names)],
        payments=[["อำเภอ", "วันที่เบิกจ่าย", "รายการ", "จำนวนเงิน"],
                  *([n, f"{day} มีนาคม 2561", "ค่าใช้สอย", 450] for n in names for day in (5, 6))])
    data = scored(pipeline, source, tmp_path / "o")
    assert {(d["kpis"][0]["result"], d["kpis"][0]["level"]) for d in data["districts"]} == {("90.00", 3)}


def test_what_a_person_decides_is_read_from_its_form(pipeline, tmp_path):
    source = with_forms(
        tmp_path, exemptions=[["อำเภอ", "ยกเว้นตัวชี้วัดที่", "เหตุผลที่ยกเว้น"], ["โคกสูง", "3, 7", "ภัยพิบัติ"]],
        choices=[["ไฟล์", "ใช้", "เหตุผล"], ["เก่า.xlsx", "ไม่ใช้", "ฉบับก่อนแก้"]])
    older = openpyxl.load_workbook(source / "bpm.xlsx")
    older.active["D3"] = 1
    older.save(source / "เก่า.xlsx")
    data = scored(pipeline, source, tmp_path / "o")
    exempt = {(d["name"], k["number"]) for d in data["districts"] for k in d["kpis"]
              if k["status"] == "exempt"}
    assert exempt == {("โคกสูง", 3), ("โคกสูง", 7)}
    (old,) = (f for f in data["files"] if f["file"] == "เก่า.xlsx")
    assert (old["status"], old["sheets"][0]["reason"]) == ("set-aside", "not-chosen")
    assert {d["kpis"][1]["level"] for d in data["districts"]} == {province.LEVELS[1]}


@pytest.mark.parametrize(("second", "result", "level"), [(None, "97.50", 4), (87500, "92.50", 3)])
def test_a_form_has_a_sheet_for_each_envelope_of_the_province_which_are_added(
    pipeline, tmp_path, second, result, level
):
    source = with_forms(tmp_path, disbursement=province.tables()["disbursement"])
    book = openpyxl.load_workbook(source / "แบบกรอก รายงานผลการเบิกจ่าย.xlsx")
    assert book.sheetnames == ["งบดำเนินงาน", "งบยุทธศาสตร์"]
    if second:
        sheet = book.worksheets[1]
        sheet["B3"] = "27 มีนาคม 2561"
        for row in range(FIRST, FIRST + 9):
            sheet.cell(row, 3).value, sheet.cell(row, 4).value = 100000, second
    book.save(source / "แบบกรอก รายงานผลการเบิกจ่าย.xlsx")
    data = scored(pipeline, source, tmp_path / "o")
    assert {(d["kpis"][0]["result"], d["kpis"][0]["level"]) for d in data["districts"]} == {(result, level)}
    assert {f["code"] for f in data["findings"] if f["severity"] != "info"} == {"before-cutoff"}


# --- what a form has and takes -----------------------------------------------------------------


def test_the_names_of_files_are_thai_and_no_two_are_alike():
    asked = blank_forms(AGREEMENT, SOURCES, "สระแก้ว", [])
    needed = [source for source in SOURCES if f"แบบกรอก {source.title}.xlsx" in asked]
    twice = [*needed, replace(SOURCES[-1], id="zz", title=FORMS["roster"], kind=KINDS["roster"])]
    names = list(blank_forms(AGREEMENT, twice, "สระแก้ว", []))
    assert len(names) == len(set(names)) == len(twice)
    assert f"แบบกรอก {FORMS['roster']} (2).xlsx" in names
    assert [name for name in names for source in twice if source.id in name] == []


def test_a_round_gets_only_the_forms_that_it_needs():
    fewer = replace(AGREEMENT, kpis=AGREEMENT.kpis[:1])
    figures = {f"แบบกรอก {s.title}.xlsx" for s in SOURCES if s.kind.figures}
    assert figures & set(blank_forms(fewer, SOURCES, "สระแก้ว", [])) == {
        "แบบกรอก รายงานผลการเบิกจ่าย.xlsx", "แบบกรอก ทะเบียนการเบิกจ่าย.xlsx"}


def test_a_cell_that_takes_only_some_values_may_be_left_blank():
    rules = 0  # read as written: openpyxl 3.1.0 does not read it back
    for data in made("สระแก้ว").values():
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            sheets = [package.read(name).decode() for name in package.namelist() if "worksheets/sheet" in name]
        for rule in re.findall("<dataValidation [^>]*>", "".join(sheets)):
            rules += 1
            assert re.search('allowBlank="(1|true)"', rule), rule
    assert rules > 20


def test_two_lists_that_are_too_long_for_a_rule_stand_apart():
    book = openpyxl.Workbook()
    sheet, other = book.worksheets[0], book.create_sheet("อีกแผ่น")
    long = [tuple(f"{name} {n}" for n in range(60)) for name in ("อำเภอ", "รายการ")]
    for place in (sheet, other):
        for choices in long:
            title, _, cells = rules._choices(place, choices, entries.LISTED).replace("'", "").partition("!")
            assert tuple(cell.value for (cell,) in book[title][cells]) == choices
    assert [one.sheet_state for one in book.worksheets] == ["visible", "visible", "hidden", "hidden"]


def typed_columns(sheet: Worksheet) -> Iterator[tuple[int, str]]:
    for cell in sheet[HEADINGS]:
        if cell.value:
            yield cell.column, cell.value


@pytest.mark.parametrize("name", ["สระแก้ว", KORAT])
@pytest.mark.parametrize(("title", "heading", "takes", "refuses"), [
    ("รายงานผลการเบิกจ่าย", "จัดสรร", [0, 97500.5, -20], ["97,500 บาท", "-", 10**13]),
    ("สัมมาชีพชุมชน", "เป้าหมาย (คน)", [0, 20], ["20 คน", -1]),
    ("สัมมาชีพชุมชน", "อำเภอ", [], ["อ.เมือง", "โคกสุง"]),
    ("กองทุนพัฒนาบทบาทสตรี (SARA)", "บันทึกในระบบ SARA", ["ใช่", "ไม่ใช่"], ["บางส่วน"]),
    ("ทะเบียนผู้ผลิต ผู้ประกอบการ OTOP", "ปีที่ลงทะเบียน", [2561], [2018, 61, "2561 เดิม"]),
    (FORMS["sales"], "เดือน", ["ตุลาคม"], ["ต.ค."]),
    (FORMS["sales"], "หน่วย", ["พันบาท"], ["บ."]),
    ("ตัวเลขที่ยืนยันแล้ว", "ตัวชี้วัดที่", [9], [10, "เก้า"]),
    ("ตารางที่ใช้และไม่ใช้", "ใช้", ["ไม่ใช้"], ["x"]),
])
def test_a_cell_takes_what_belongs_there_and_says_in_thai_what_does_not(
    tmp_path, name, title, heading, takes, refuses
):
    sheet = opened(tmp_path, title, made(name)).worksheets[0]
    column = next(c for c, text in typed_columns(sheet) if text == heading)
    for row in (FIRST, FIRST + 200):
        assert all(may_be_typed(sheet, row, column, value) for value in takes)
        assert not any(may_be_typed(sheet, row, column, value) for value in refuses)
        rule = rule_of(sheet, row, column)
        assert rule.showErrorMessage and rule.errorStyle in (None, "stop")
        assert "ช่องนี้" in rule.error or "จากรายการ" in rule.error
        assert len(rule.error) <= 255 and len(rule.prompt or "") <= 255 and len(rule.errorTitle) <= 32
        assert (rule.type != "list") or (rule.showInputMessage and rule.prompt)


def test_every_district_can_be_chosen_however_many_there_are(tmp_path):
    sheet = opened(tmp_path, "ตัวชี้วัดที่ยกเว้น", made(KORAT)).worksheets[0]
    column = next(c for c, text in typed_columns(sheet) if text == "อำเภอ")
    rule = rule_of(sheet, FIRST, column)
    assert len(choices(sheet, rule)) == 32 and "ครบุรี" in choices(sheet, rule)
    assert [s.sheet_state for s in sheet.parent] == ["visible", "hidden"]


def test_an_item_is_answered_as_it_asks(tmp_path):
    sheet = opened(tmp_path, FORMS["progress"], made()).worksheets[0]
    at = {sheet.cell(row, 3).value: row for row in range(FIRST, FIRST + 14)}
    for item, takes, refuses in (
        ("มีการลงพื้นที่ทำการขับเคลื่อนงาน", "ใช่", 1), ("จำนวนกลุ่มที่มีรายได้เพิ่มขึ้น", 2, "ใช่"),
        ("จำนวนกลุ่มที่มีรายได้เพิ่มขึ้น", 0, 1.5), ("ร้อยละการดำเนินงานตามแผน", 92.5, "92.5%"),
    ):
        for column in (4, 12):
            assert may_be_typed(sheet, at[item], column, takes)
            assert not may_be_typed(sheet, at[item], column, refuses)
    assert rule_of(sheet, FIRST + 14, 4) is None and rule_of(sheet, FIRST, 13) is None


def test_months_of_both_years_stand_there_ready_to_be_filled_in(tmp_path):
    sheet = opened(tmp_path, FORMS["sales"], made(KORAT)).worksheets[0]
    rows = list(sheet.iter_rows(FIRST, sheet.max_row, max_col=7, values_only=True))
    assert len(rows) == 32 * 12
    assert [(r[2], r[3]) for r in rows[:12]] == [
        (year, month) for year in (2560, 2561) for month in province.MONTHS]
    assert {(r[0], r[1]) for r in rows[12:24]} == {(3002, "ครบุรี")}
    assert {r[4:] for r in rows} == {(province.ITEM, None, "บาท")}


# --- on the screen and on paper ----------------------------------------------------------------


def pages_across(sheet: Worksheet) -> list[int]:
    """How many columns stand on each page across, the repeated ones apart."""
    ends = [3, *sorted(b.id for b in sheet.col_breaks.brk), sheet.max_column]
    return [end - start for start, end in pairwise(ends)]


@pytest.mark.parametrize(("name", "pages"), [("สระแก้ว", [9]), (KORAT, None)])
def test_districts_as_columns_stand_at_most_ten_on_a_page_in_letters_of_twelve_points(
    tmp_path, name, pages
):
    sheet = opened(tmp_path, FORMS["progress"], made(name)).worksheets[0]
    across = pages_across(sheet)
    assert across == pages if pages else (max(across) <= 10 and sum(across) == 32 and len(across) <= 5)
    assert sheet.page_setup.orientation == "landscape" and not sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.scale / 100 * min(c.font.size for row in sheet for c in row if c.value) >= 12
    assert sheet.print_title_cols == "$A:$C" and sheet.print_title_rows == "$1:$5"
    assert sheet.freeze_panes == "D6"
    wide = sum(sheet.column_dimensions[c.column_letter].width * 8 // 1 * 0.75 for c in sheet[HEADINGS][:3 + across[0]])
    assert wide * sheet.page_setup.scale / 100 <= 842 - 2 * 0.4 * 72


@pytest.mark.parametrize("name", ["สระแก้ว", KORAT])
def test_no_form_is_made_smaller_than_twelve_points(tmp_path, name):
    for title, data in made(name).items():
        (tmp_path / "x.xlsx").write_bytes(data)
        for sheet in openpyxl.load_workbook(tmp_path / "x.xlsx"):
            if sheet.sheet_properties.pageSetUpPr.fitToPage:
                across = 842 if sheet.page_setup.orientation == "landscape" else 595
                wide = sum(d.width * 6 for d in sheet.column_dimensions.values())
                assert 16 * (across - 58) / wide >= 12, title


def test_names_of_steps_and_districts_stay_in_sight(tmp_path):
    for title, corner in ((FORMS["bpm"], "C6"), (FORMS["sales"], "C6"), (FORMS["roster"], "D6")):
        assert opened(tmp_path, title, made()).worksheets[0].freeze_panes == corner


# --- where they are written ----------------------------------------------------------------------


def test_each_round_has_its_forms_in_a_folder_of_its_own(pipeline, tmp_path, monkeypatch):
    monkeypatch.chdir(two_rounds.office(tmp_path))
    asked = load_agreement(tmp_path, MEASURES, "2561-1")
    assert pipeline("forms", "--province", "ตราด", "--round", "2561-1")[0] == 0
    first = sorted(path.name for path in (tmp_path / "output/แบบกรอก/2561-1").glob("*.xlsx"))
    assert first == sorted(blank_forms(asked, SOURCES, "ตราด", []))
    assert not (tmp_path / "output/แบบกรอก/2561-2").exists()
    assert pipeline("forms", "--province", "ตราด", "--round", "2561-2")[0] == 0
    assert sorted(path.name for path in (tmp_path / "output/แบบกรอก").iterdir()) == ["2561-1", "2561-2"]
    sales = openpyxl.load_workbook(next((tmp_path / "output/แบบกรอก/2561-2").glob("*DOC*")))
    said = {cell.value for row in sales.active.iter_rows(min_row=FIRST) for cell in row}
    assert {"เมษายน", "กันยายน"} <= said and "มีนาคม" not in said
    assert not (tmp_path / "output/แบบกรอก/2561-1/เก็บไว้").exists()  # no round's forms displace another's


def test_several_provinces_have_their_forms_apart(pipeline, tmp_path, monkeypatch):
    monkeypatch.chdir(two_rounds.office(tmp_path))
    for where in ("input/2561-1/ตราด", "input/2561-1/ระนอง"):
        (tmp_path / where).mkdir(parents=True)
    assert pipeline("forms", "--province", "ระนอง", "--round", "2561-1")[0] == 0
    province.write(tmp_path / "input/2561-2/ก", {"roster": nation.tables("ตราด")["roster"]})
    province.write(tmp_path / "input/2561-2/ข", {"roster": nation.tables("ระนอง")["roster"]})
    assert pipeline("forms", "--province", "ตราด", "--round", "2561-2")[0] == 0
    assert pipeline("forms", "--round", "2561-2")[0] == 2
    made = {path.relative_to(tmp_path / "output/แบบกรอก").parent.as_posix()
            for path in (tmp_path / "output/แบบกรอก").rglob("*.xlsx")}
    assert made == {"2561-1/ระนอง", "2561-2/ตราด"}
