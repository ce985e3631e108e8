"""A filled form read back, whatever people and programs have done to it."""

import datetime as dt
import zipfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from form_books import full_form, row, written
from libreoffice import needs_libreoffice, saved_again
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.errors import UsageError
from pipeline.rounds.form.book import FormBook
from pipeline.rounds.form.reading import read_form
from pipeline.rounds.form.tables import FRAME, FRAME_ROWS, KPIS, LEVELS, PAPER, TABLES, FormTable

FULL = full_form()


def values(book: FormBook, *tables: str) -> dict[str, list[dict[str, object]]]:
    """The values of every table, without where they stand."""
    return {table.id: [dict(one.values) for one in book.rows(table.id)] for table in TABLES if not tables or table.id in tables}


def find(sheet: Worksheet, heading: str, number: int = 0) -> str:
    """The address of a cell in the n-th row below a heading, from 0."""
    place = next(cell for cells in sheet.iter_rows() for cell in cells if cell.value == heading)
    return f"{place.column_letter}{place.row + 1 + number}"


def changed(tmp_path: Path, sheet: str, heading: str, value: object, number: int = 0, book: FormBook = FULL) -> FormBook:
    """A form in which one cell was typed into."""
    def change(opened: Workbook) -> None:
        opened[sheet][find(opened[sheet], heading, number)] = value  # type: ignore[assignment]  # any value

    return read_form(written(tmp_path / "form.xlsx", book, change))


# --- there and back ------------------------------------------------------------------------------


def test_a_form_comes_back_as_it_was_written(tmp_path: Path) -> None:
    read = read_form(written(tmp_path / "form.xlsx", FULL))
    assert read.problems == ()
    assert values(read) == values(FULL)


def test_a_blank_form_has_its_frame_and_nothing_else(tmp_path: Path) -> None:
    read = read_form(written(tmp_path / "form.xlsx", FormBook({})))
    assert read.problems == ()
    assert {table: rows for table, rows in read.tables.items() if rows and table != "frame"} == {}
    assert [one.text("key") for one in read.rows("frame")] == [key for key, *_ in FRAME_ROWS]
    assert read.frame("start").cells["value"] == "C6"


def test_each_value_has_its_cell(tmp_path: Path) -> None:
    first = read_form(written(tmp_path / "form.xlsx", FULL)).rows("levels")[0]
    assert (first.cells["number"], first.cells["bound"], first.cells["points"]) == ("A4", "E4", "K4")


def test_signed_lines_keep_their_tabs_bars_and_blank_lines(tmp_path: Path) -> None:
    lines = ["\tเป้าหมาย\tน้ำหนัก", "", "ก | ข\tค|ง", "PAGE  ", "=1+1", "-\t"]
    book = FormBook({"paper": [row(text=line) if line else row() for line in lines]})
    assert [one.text("text") for one in read_form(written(tmp_path / "form.xlsx", book)).rows("paper")] == lines


# --- what people do to it ------------------------------------------------------------------------


def moved(opened: Workbook) -> None:
    """Rows and columns inserted, notes beside, sheets renamed and moved, a table's rows turned around."""
    levels = opened[LEVELS.sheet]
    levels.insert_cols(4)
    levels["D3"], levels["D4"] = "หมายเหตุของฉัน", "จำไว้"
    levels.insert_rows(1, 2)
    levels.insert_rows(7)
    levels.title = "เกณฑ์ (แก้)"
    opened.move_sheet(levels, 3)
    kpis = opened[KPIS.sheet]
    kpis.move_range("A4:Z4", 4)
    kpis.column_dimensions["C"].hidden = True
    opened["กรอบ"].insert_rows(2)
    opened.create_sheet("กระดาษทด")["A1"] = "อ่านว่า"


def test_what_people_move_is_found_again(tmp_path: Path) -> None:
    read = read_form(written(tmp_path / "form.xlsx", FULL, moved))
    assert read.problems == ()
    wanted = values(FULL)
    wanted["kpis"].reverse()
    assert values(read) == wanted
    assert read.rows("levels")[1].cells["bound"] == "F8"


@pytest.mark.slow
@needs_libreoffice
def test_what_libreoffice_saves_is_the_same_form(tmp_path: Path) -> None:
    for name, change in (("form", None), ("moved", moved)):
        before = written(tmp_path / f"{name}.xlsx", FULL, change)
        saved_again(tmp_path, before, into="again")
        again = read_form(tmp_path / "again" / f"{name}.xlsx")
        assert again == read_form(before)


def test_rows_left_blank_between_others_are_nothing(tmp_path: Path) -> None:
    def change(opened: Workbook) -> None:
        opened["รายการ"].insert_rows(5, 3)
        opened["รายการ"]["E6"] = "  \u200b "

    assert values(read_form(written(tmp_path / "form.xlsx", FULL, change)), "items") == values(FULL, "items")


def test_the_frame_is_known_by_its_words_where_its_keys_are_gone(tmp_path: Path) -> None:
    def change(opened: Workbook) -> None:
        opened["กรอบ"].delete_cols(1)

    read = read_form(written(tmp_path / "form.xlsx", FULL, change))
    assert read.frame("start").date("value") == dt.date(2026, 4, 1)


def test_merged_cells_count_for_every_row_that_they_span(tmp_path: Path) -> None:
    def change(opened: Workbook) -> None:
        opened[LEVELS.sheet]["A5"] = None
        opened[LEVELS.sheet].merge_cells("A4:A5")

    read = read_form(written(tmp_path / "form.xlsx", FULL, change))
    assert [one.number("number") for one in read.rows("levels")] == [1, 1]
    assert read.problems == ()


def test_headings_that_are_copied_down_a_table_are_no_row(tmp_path: Path) -> None:
    def change(opened: Workbook) -> None:
        sheet = opened[LEVELS.sheet]
        sheet.insert_rows(5)
        for number, cell in enumerate(sheet[3], 1):
            sheet.cell(5, number, cell.value)

    read = read_form(written(tmp_path / "form.xlsx", FULL, change))
    assert (values(read), read.problems) == (values(FULL), ())


def test_a_sheet_that_is_there_twice_is_told(tmp_path: Path) -> None:
    read = read_form(written(tmp_path / "form.xlsx", FULL, lambda opened: opened.copy_worksheet(opened[LEVELS.sheet])))
    (problem,) = read.problems
    assert problem.line == f"แผ่น เกณฑ์ Copy: ตาราง “{LEVELS.title}” มีทั้งในแผ่นนี้และแผ่น เกณฑ์ เก็บไว้แผ่นเดียว"


# --- what may stand in a cell --------------------------------------------------------------------


@pytest.mark.parametrize("value", [1500.5, "1,500.50", "๑,๕๐๐.๕", " 1500.5 ", "1500.5."])
def test_numbers_are_read_as_people_type_them(tmp_path: Path, value: object) -> None:
    assert changed(tmp_path, KPIS.sheet, "น้ำหนัก", value).rows("kpis")[0].number("weight") == Decimal("1500.5")


@pytest.mark.parametrize("value", [
    "1 เม.ย. 69", "1/4/2569", "๑ เมษายน ๒๕๖๙", dt.date(2026, 4, 1), dt.datetime(2569, 4, 1), "1 เมษายน พ.ศ. 2569"])
@pytest.mark.parametrize("place", [(KPIS, "cutoff"), (LEVELS, "value")])
def test_days_are_read_as_people_type_them(tmp_path: Path, value: object, place: tuple[FormTable, str]) -> None:
    table, key = place
    read = changed(tmp_path, table.sheet, table.column(key).heading, value)
    assert read.rows(table.id)[0].date(key) == dt.date(2026, 4, 1)
    assert read.problems == ()


def test_a_value_is_a_number_a_day_or_the_districts_own(tmp_path: Path) -> None:
    for value, wanted in ((80, Decimal(80)), ("เป้าหมาย ", "เป้าหมาย"), ("99.41%", Decimal("99.41")), (0.1 + 0.2, Decimal("0.3"))):
        assert changed(tmp_path, LEVELS.sheet, "ค่า", value).rows("levels")[0].values["value"] == wanted


def test_whole_numbers_stay_texts_where_texts_are_asked_for(tmp_path: Path) -> None:
    assert changed(tmp_path, "รายการ", "ระดับที่ต้องมี", 3.0).rows("items")[0].text("levels") == "3"


def test_choices_are_known_however_they_are_spaced(tmp_path: Path) -> None:
    assert changed(tmp_path, LEVELS.sheet, "อ่านว่า", " ไม่ดู ตัวเลข ").rows("levels")[0].text("bound") == "ไม่ดูตัวเลข"


@pytest.mark.parametrize(("table", "heading", "value", "words"), [
    (LEVELS, "อ่านว่า", "ไม่น้อยกว่", "น่าจะเป็น “ไม่น้อยกว่า”"),
    (LEVELS, "อ่านว่า", "ราวๆ", "เลือกจากรายการ: ไม่น้อยกว่า"),
    (LEVELS, "ค่า", "แปดสิบ", "อ่านค่า “แปดสิบ” ไม่ได้"),
    (LEVELS, "ค่า", "30 กุมภาพันธ์ 2569", "อ่านค่า “30 กุมภาพันธ์ 2569” ไม่ได้"),
    (LEVELS, "ระดับที่", 1.5, "เป็นจำนวนเต็ม"),
    (LEVELS, "ระดับที่", "#REF!", "#REF!"),
    (KPIS, "น้ำหนัก", "สิบ", "เป็นตัวเลข แต่พิมพ์ไว้ว่า “สิบ”"),
    (KPIS, "น้ำหนัก", "=1+1", "พิมพ์ค่าเองแทนสูตร"),
    (KPIS, "วันตัดยอด", "สิ้นเดือน", "เป็นวันที่ แต่พิมพ์ไว้ว่า “สิ้นเดือน”"),
    (KPIS, "ชื่อสั้น", dt.date(2026, 3, 4), "เปลี่ยนที่พิมพ์ไว้เป็นวันที่ (4 มีนาคม 2569)"),
    (KPIS, "ชื่อสั้น", True, "อ่านค่าของช่อง “ชื่อสั้น” ไม่ได้"),
    (LEVELS, "ถูกต้อง?", "ไม่ใช่", "ไม่มีคำว่า “ไม่ใช่” ถูกต้องแล้วเลือก ใช่ ยังไม่ถูกต้อง แก้ช่องอื่นของแถวนี้ก่อน"),
    (LEVELS, "ถูกต้อง?", "ใช่ครับ", "น่าจะเป็น “ใช่” ถูกต้องแล้วเลือก ใช่"),
    (LEVELS, "อ่านว่า", "น้อยกว่าา", "น่าจะเป็น “น้อยกว่า” เลือกจากรายการ: ไม่น้อยกว่า,"),
])
def test_what_cannot_be_read_is_told_and_never_guessed(
    tmp_path: Path, table: FormTable, heading: str, value: object, words: str
) -> None:
    read = changed(tmp_path, table.sheet, heading, value)
    (problem,) = read.problems
    key = next(column.key for column in table.columns if column.heading == heading)
    assert (problem.sheet, problem.cell) == (table.sheet, read.rows(table.id)[0].cells[key])
    assert words in problem.words
    assert key not in read.rows(table.id)[0].values


def test_a_formula_that_nobody_calculated_is_told_as_such(tmp_path: Path) -> None:
    assert [one.words for one in changed(tmp_path, KPIS.sheet, "น้ำหนัก", "=1+1").problems] == ["สูตรในช่องนี้ไม่ได้เก็บค่าไว้ พิมพ์ค่าเองแทนสูตร"]
    assert [one.words for one in changed(tmp_path, KPIS.sheet, "น้ำหนัก", "#REF!").problems] == ["สูตรในช่องนี้ให้ค่า #REF! พิมพ์ค่าเองแทนสูตร"]


def test_what_the_frame_has_is_told_by_the_name_of_its_row(tmp_path: Path) -> None:
    def change(opened: Workbook) -> None:
        opened[FRAME.sheet]["C6"], opened[FRAME.sheet]["C9"] = "32 เมษายน 2569", "ห้า"

    lines = [one.line for one in read_form(written(tmp_path / "form.xlsx", FULL, change)).problems]
    assert [line.partition(" แต่")[0] for line in lines] == [
        "แผ่น กรอบ ช่อง C6: ช่อง “วันเริ่มรอบ” เป็นวันที่", "แผ่น กรอบ ช่อง C9: ช่อง “คะแนนเต็มของรอบ” เป็นตัวเลข"]


def test_formulas_count_as_what_they_gave(tmp_path: Path) -> None:
    """As LibreOffice and Excel store it; openpyxl stores none, and our own file is yet to be calculated."""
    path = written(tmp_path / "form.xlsx", FormBook({"kpis": [row(number=Decimal(1), weight=Decimal("51.5"))]}))
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    name = next(name for name, data in parts.items() if b"<v>51.5</v>" in data)
    parts[name] = parts[name].replace(b"<v>51.5</v>", b"<f>103/2</f><v>51.5</v>")
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b' fullCalcOnLoad="1"', b"")
    with zipfile.ZipFile(path, "w") as packed:
        for part, data in parts.items():
            packed.writestr(part, data)
    assert read_form(path).rows("kpis")[0].number("weight") == Decimal("51.5")


# --- what is not there ---------------------------------------------------------------------------


def test_a_heading_that_is_gone_or_there_twice_is_told(tmp_path: Path) -> None:
    def change(opened: Workbook) -> None:
        opened[LEVELS.sheet]["F3"] = "ค่ า.."
        opened[LEVELS.sheet]["M3"] = "อ่านว่า"

    read = read_form(written(tmp_path / "form.xlsx", FULL, change))
    lines = [problem.line for problem in read.problems]
    assert len(lines) == 2
    assert "แผ่น เกณฑ์ ช่อง M3: หัวช่อง “อ่านว่า” มีสองช่อง" in lines[0]
    assert lines[1].startswith("แผ่น เกณฑ์: ไม่พบหัวช่อง “ค่า” ของตาราง “เกณฑ์ของแต่ละระดับ จากต่ำไปสูง” พิมพ์หัวช่องนี้คืนในแถวที่ 3 ")
    assert read.torn and not read_form(written(tmp_path / "whole.xlsx", FULL)).torn


@pytest.mark.parametrize("gone", [LEVELS, PAPER], ids=["levels", "paper"])
def test_a_table_that_is_gone_is_told(tmp_path: Path, gone: FormTable) -> None:
    read = read_form(written(tmp_path / "form.xlsx", FULL, lambda opened: opened.remove(opened[gone.sheet])))
    (problem,) = read.problems
    assert f"ไม่พบตาราง “{gone.title}”" in problem.words and read.torn
    assert values(replace(read, problems=()), "kpis") == values(FULL, "kpis")


def no_form(path: Path) -> None:
    Workbook().save(path)


def word(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("word/document.xml", "<document/>")


@pytest.mark.parametrize(("name", "make", "words"), [
    ("ไม่มี.xlsx", lambda path: None, "ไม่พบไฟล์"),
    ("ว่าง.xlsx", no_form, "ไม่ใช่แบบกำหนดตัวชี้วัด ทำแบบใหม่ด้วย pipeline round new"),
    ("ข้อตกลง.docx", word, "pipeline round new"),
    ("ข้อตกลง.pdf", lambda path: path.write_bytes(b"%PDF-1.7 x"), "pipeline round new"),
    ("เก่า.xls", lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)), "บันทึก"),
    ("ศูนย์.xlsx", lambda path: path.write_bytes(b""), "ว่าง"),
])
def test_what_is_no_form_is_refused_with_the_way_out(
    tmp_path: Path, name: str, make: Callable[[Path], None], words: str
) -> None:
    make(tmp_path / name)
    with pytest.raises(UsageError, match=words):
        read_form(tmp_path / name)
