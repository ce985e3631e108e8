"""The form as a workbook: filled as it is given, guarded, and alive while a person fills it in."""

import datetime as dt
import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from form_books import LISTS, full_form, ladders, row, written
from home import HOME
from libreoffice import differences, needs_libreoffice, recompute, saved_again
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.definitions import load_agreement
from pipeline.definitions.sources import read_sources
from pipeline.measure import MEASURES
from pipeline.normalise.kinds import KINDS
from pipeline.rounds.edges import conditions
from pipeline.rounds.form import live
from pipeline.rounds.form.book import FormBook
from pipeline.rounds.form.of_round import of_round
from pipeline.rounds.form.reading import read_form
from pipeline.rounds.form.tables import FRAME, LEVELS, PAPER, TABLES
from pipeline.rounds.form.workbook import form_workbook
from pipeline.rounds.text import edge_text


def opened(book: FormBook, **options: bool) -> Workbook:
    return load_workbook(io.BytesIO(form_workbook(book, LISTS)), **options)


def edges_of(book: FormBook) -> list[str]:
    return [level.edges for level in live.live_levels(book)]


def cell_of(sheet: Worksheet, heading: str, number: int) -> str:
    """The address of a cell in the n-th row below a heading, from 0."""
    place = next(cell for cells in sheet.iter_rows(max_row=6) for cell in cells if cell.value == heading)
    return f"{place.column_letter}{place.row + 1 + number}"


# --- what stands in it ---------------------------------------------------------------------------


def test_the_same_form_gives_the_same_bytes() -> None:
    assert form_workbook(full_form(), LISTS) == form_workbook(full_form(), dict(reversed(LISTS.items())))


def test_every_table_stands_on_its_sheet_behind_the_steps() -> None:
    book = opened(full_form())
    shown = [sheet.title for sheet in book if sheet.sheet_state == "visible"]
    assert shown == ["วิธีกรอก", *dict.fromkeys(table.sheet for table in TABLES)]
    for table in TABLES:
        texts = [cell.value for cells in book[table.sheet].iter_rows() for cell in cells]
        assert table.title in texts or table is PAPER
        assert {column.heading for column in table.columns} <= set(texts)


def test_signed_words_are_locked_and_cells_to_fill_in_are_not() -> None:
    sheet = opened(full_form())[LEVELS.sheet]
    assert sheet.protection.sheet and not sheet.protection.password
    assert not sheet.protection.insertRows and not sheet.protection.formatColumns and not sheet.protection.sort
    locked = {column.key: sheet[cell_of(sheet, column.heading, 0)].protection.locked for column in LEVELS.columns}
    assert {key for key, held in locked.items() if held} == {"quote", "items", "edges", "question"}
    assert sheet[cell_of(sheet, "ต้องตอบ", 3)].protection.locked, "questions are the program's also where there are none"


def test_signed_words_that_no_paper_gave_can_be_typed() -> None:
    sheet = opened(FormBook({}))["ตัวชี้วัด"]
    assert not sheet[cell_of(sheet, "ชื่อตัวชี้วัด", 0)].protection.locked
    paper = opened(FormBook({}))[PAPER.sheet]
    assert not paper[cell_of(paper, "ข้อความ", 40)].protection.locked


def rule(sheet: Worksheet, cell: str) -> tuple[str, bool]:
    """The choices of a cell, and whether other text is refused."""
    found = next(one for one in sheet.data_validations.dataValidation if cell in one.sqref)
    return found.formula1, bool(found.showErrorMessage)


def test_choices_are_held_to_and_lists_only_offered() -> None:
    book = opened(full_form())
    levels, kpis = book[LEVELS.sheet], book["ตัวชี้วัด"]
    assert rule(levels, cell_of(levels, "อ่านว่า", 1)) == ('"ไม่น้อยกว่า,มากกว่า,ไม่เกิน,น้อยกว่า,ไม่ดูตัวเลข"', True)
    listed, stops = rule(kpis, cell_of(kpis, "คิดจาก", 1))
    assert not stops, "a way by a new report is typed"
    sheet, cells = listed.split("!")
    assert [cell.value for (cell,) in book[sheet.strip("'")][cells.replace("$", "")]] == list(LISTS["ways"])


def test_what_cells_say_is_no_longer_than_excel_allows() -> None:
    rules = [rule for sheet in opened(full_form()) for rule in sheet.data_validations.dataValidation]
    assert len(rules) > 40
    assert max(len(rule.prompt or "") for rule in rules) <= 255
    assert max(len(rule.error or "") for rule in rules) <= 225
    assert max(len(rule.formula1 or "") for rule in rules) <= 255


def test_sections_are_offered_from_where_a_person_types_them() -> None:
    book = opened(full_form())
    sheet = book["ตัวชี้วัด"]
    listed, _ = rule(sheet, cell_of(sheet, "อยู่ในส่วน", 0))
    cells = listed.removeprefix("'กรอบ'!").replace("$", "")
    assert [cell.value for (cell,) in book["กรอบ"][cells]][:2] == ["ข้อความ 1", "ข้อความ 2"]


def test_pages_lie_or_stand_and_repeat_the_headings() -> None:
    book = opened(full_form())
    for table in TABLES:
        sheet = book[table.sheet]
        assert sheet.page_setup.paperSize == 9
        assert (sheet.page_setup.scale or 0) >= 80
        if table is PAPER:
            assert sheet.page_setup.orientation == "portrait"
        if sum(one.sheet == table.sheet for one in TABLES) == 1:
            assert sheet.print_title_rows == "$3:$3"
            assert sheet.freeze_panes is not None


# --- what it computes ----------------------------------------------------------------------------


def test_edges_are_those_that_the_round_shows() -> None:
    agreement = load_agreement(HOME, MEASURES, "2561-1")
    book = of_round(agreement, read_sources(HOME, KINDS), "")
    found = dict(zip([(one.number("number"), one.number("level")) for one in book.rows("levels")], edges_of(book), strict=True))
    compared = 0
    for kpi in (agreement.written or agreement).kpis:
        for level in kpi.levels:
            first = next(iter(conditions(kpi, level)))
            if level.bound or level.open:
                assert found[(Decimal(kpi.number), Decimal(level.level))] == edge_text(first)
                compared += 1
    assert compared > 35


def ladder(*levels: tuple[int, str, object], **kpi: object) -> FormBook:
    rows = [row(number=Decimal(1), level=Decimal(level), bound=bound, value=value)  # type: ignore[arg-type]  # of a level
            for level, bound, value in levels]
    return FormBook({"kpis": [row(number=Decimal(1), **kpi)], "levels": rows})  # type: ignore[arg-type]  # of a KPI


def test_edges_of_days_and_counts_are_one_apart() -> None:
    days = ladder((1, "ไม่ดูตัวเลข", None), (2, "ไม่เกิน", dt.date(2026, 9, 10)))
    assert edges_of(days) == ["9 ก.ย. 69 → 2\n10 ก.ย. 69 → 2\n11 ก.ย. 69 → 1"] * 2
    assert edges_of(ladder((1, "ไม่น้อยกว่า", Decimal(1200)), unit="คน")) == ["1,199 → 0 · 1,200 → 1 · 1,201 → 1"]


def test_edges_say_what_they_cannot_tell() -> None:
    book = ladder((1, "", Decimal(3)), (2, "ไม่น้อยกว่า", Decimal(80)), (3, "มากกว่า", "เป้าหมาย"), (4, "ไม่น้อยกว่า", None))
    assert edges_of(book) == ["", "79.99 → ? · 80.00 → ? · 80.01 → ?", "ตามเป้าหมายของอำเภอ", live.UNREADABLE]
    assert edges_of(ladder((1, "ไม่ดูตัวเลข", None))) == [live.BY_PERSON]


@pytest.mark.slow
@needs_libreoffice
def test_formulas_give_what_is_stored_beside_them(tmp_path: Path) -> None:
    for seed in range(3):
        written(tmp_path / f"{seed}.xlsx", ladders(seed, 70))
    written(tmp_path / "full.xlsx", full_form())
    recompute(tmp_path)
    for path in tmp_path.glob("*.xlsx"):
        told = [line for line in differences(tmp_path, path.name) if f" {live.SHEET}!" not in line]
        assert told == []


CellValue = str | float | dt.datetime


def typed(book: Workbook) -> None:
    """Values as people type them, over those of a form's ladder, and a row inserted above."""
    sheet = book[LEVELS.sheet]
    numbers: tuple[CellValue, ...] = ("๗๕", "80.00", 85.5, "1,090", " 95 % ")
    days: tuple[CellValue, ...] = ("1 เม.ย. 69", "10/4/2569", dt.datetime(2026, 4, 20), "31 พฤษภาคม 2569", dt.datetime(2569, 6, 1))
    for number, value in enumerate((*numbers, *days)):
        sheet[cell_of(sheet, "ค่า", number)] = value
    place = cell_of(sheet, "ค่า", 10)
    sheet[place], sheet[place].number_format = 0.975, "0.00%"
    sheet[cell_of(sheet, "อ่านว่า", 12)] = "มากกว่า"


@pytest.mark.slow
@needs_libreoffice
def test_formulas_follow_what_a_person_types(tmp_path: Path) -> None:
    rows = [row(number=Decimal(kpi), level=Decimal(level), bound="ไม่น้อยกว่า" if kpi != 2 else "ไม่เกิน", value=Decimal(level * 5))
            for kpi in (1, 2, 3) for level in range(1, 6)]
    path = written(tmp_path / "typed.xlsx", FormBook({"levels": rows}), typed)
    saved_again(tmp_path, path, into="again")
    wanted = edges_of(read_form(path))
    sheet = load_workbook(tmp_path / "again" / "typed.xlsx", data_only=True)[LEVELS.sheet]
    heading = LEVELS.column("edges").heading
    assert [sheet[cell_of(sheet, heading, number)].value for number in range(len(rows))] == wanted
    assert "→ 1" in wanted[0] and wanted[0].startswith("74.99") and wanted[5].startswith("31 มี.ค. 69")


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize("change", [
    lambda sheet: sheet.insert_rows(8, 3), lambda sheet: sheet.delete_rows(6, 2)], ids=["rows inserted", "rows deleted"])
def test_formulas_follow_rows_that_move(tmp_path: Path, change: Callable[[Worksheet], None]) -> None:
    """openpyxl leaves formulas as they are, which is why they ask for their own row."""
    path = written(tmp_path / "moved.xlsx", ladders(5, 8), lambda book: change(book[LEVELS.sheet]))
    saved_again(tmp_path, path, into="again")
    book = read_form(path)
    sheet = load_workbook(tmp_path / "again" / "moved.xlsx", data_only=True)[LEVELS.sheet]
    shown = [sheet[one.cells["edges"]].value or "" for one in book.rows("levels")]
    assert [text for text in shown if text] == [
        text for text, here in zip(edges_of(book), shown, strict=True) if here]
    assert sum(map(bool, shown)) > 10


def test_what_is_left_and_sums_that_are_not_a_hundred_are_told() -> None:
    book = FormBook({
        "sections": [row(name="งานทีม", share=Decimal(60)), row(name="งานรายบุคคล", share=Decimal(30))],
        "kpis": [row(number=Decimal(1), section="งานทีม", weight=Decimal(40)),
                 row(number=Decimal(1), part="A", section="งานทีม", weight=Decimal(5))],
        "levels": [row(number=Decimal(1), level=Decimal(1), question="เท่าใด"),
                   row(number=Decimal(1), level=Decimal(2), question="เท่าใด", confirmed="ใช่")],
    })
    made = opened(book, data_only=True)
    texts = [cell.value for name in ("วิธีกรอก", "กรอบ", LEVELS.sheet) for cells in made[name].iter_rows() for cell in cells]
    assert texts.count("ยังไม่ยืนยัน 1 จาก 2 ระดับ   ต้องตอบ 1 ข้อ") == 2
    assert "รวม 90" in texts
    assert 40 in texts and 45 not in texts


def test_every_row_is_as_high_as_its_texts() -> None:
    long = "ประชาชนเป้าหมายได้รับการส่งเสริมอาชีพตามแนวทางการสร้างสัมมาชีพชุมชน ไม่น้อยกว่าร้อยละ 80"
    sheet = opened(FormBook({"levels": [row(number=Decimal(1), level=Decimal(1), quote=long)]}))[LEVELS.sheet]
    assert (sheet.row_dimensions[4].height or 0) >= 3 * 21 > (sheet.row_dimensions[5].height or 0)


def test_the_frame_has_its_rows_also_where_nothing_is_known() -> None:
    again = [one.text("key") for one in FormBook({}).rows(FRAME.id)]
    assert again == []
    texts = [cell.value for cells in opened(FormBook({}))["กรอบ"].iter_rows() for cell in cells]
    assert {"รอบ", "วันเริ่มรอบ", "วันสิ้นรอบ"} <= set(texts)
