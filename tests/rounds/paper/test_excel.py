"""The same agreement typed into Excel."""

import datetime as dt
from decimal import Decimal
from xml.sax.saxutils import escape

import openpyxl
import pytest
import xlwt
from papers import AGREEMENTS
from read_builders import ods

from pipeline.read.single import read_single
from pipeline.rounds.paper import SignedPaper, read_paper
from pipeline.rounds.paper.excel import tables_of
from pipeline.thai.text import clean

HEADS = ["เป้าหมายผลสำเร็จของงาน", "ตัวชี้วัด", "เกณฑ์การวัด", "น้ำหนัก", "แหล่งข้อมูล"]
PAPER = AGREEMENTS["2561-1"]


def rows(paper: SignedPaper, levels: str) -> list[list[object]]:
    """The agreement a row a KPI: its levels as lines of a cell, or in columns of their own."""
    heads = [*HEADS[:2], *(["ระดับ 1", "ระดับ 2", "ระดับ 3", "ระดับ 4", "ระดับ 5"] if levels == "columns" else HEADS[2:3]), *HEADS[3:]]
    made: list[list[object]] = [*([line] for line in paper.title), heads]
    section = ""
    for kpi in paper.kpis:
        if kpi.section != section:
            made.append([f"ส่วนที่ 1 {kpi.section}"])
            section = kpi.section
        criteria = [quote for _, quote in kpi.levels] if levels == "columns" else [
            "\n".join([*(f"ระดับที่ {number} {quote}" for number, quote in kpi.levels), *kpi.notes])]
        made.append([kpi.goal or None, f"ตัวชี้วัดที่ {kpi.number} {kpi.name}", *criteria, float(kpi.weight or 0), kpi.data_source])
    return [*made, [None, "รวม", *[None] * len(criteria), 100]]


def content(paper: SignedPaper, notes: bool) -> list[list[object]]:
    """What must be the same, spaces apart."""
    return [[kpi.number, kpi.weight, *(clean(text) for text in (
        kpi.section, kpi.goal, kpi.name, *(f"{number} {quote}" for number, quote in kpi.levels), *(kpi.notes if notes else ()), kpi.data_source))]
        for kpi in paper.kpis]


def ods_row(row: list[object]) -> str:
    cells = []
    for value in row:
        if isinstance(value, (int, float)):
            cells.append(f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>')
        else:
            lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value or "").split("\n"))
            cells.append(f'<table:table-cell office:value-type="string">{lines}</table:table-cell>' if value else "<table:table-cell/>")
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


@pytest.mark.parametrize("levels", ["lines", "columns"])
@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods"])
def test_the_same_agreement(suffix, levels, tmp_path):
    path, typed = tmp_path / f"ข้อตกลง.{suffix}", rows(PAPER, levels)
    if suffix == "xlsx":
        book = openpyxl.Workbook()
        for row in typed:
            book.active.append(row)
        book.save(path)
    elif suffix == "xls":
        old = xlwt.Workbook()
        sheet = old.add_sheet("ข้อตกลง")
        for at, row in enumerate(typed):
            for column, value in enumerate(row):
                if value is not None:
                    sheet.write(at, column, value)
        old.save(str(path))
    else:
        path.write_bytes(ods(f'<table:table table:name="ข้อตกลง">{"".join(map(ods_row, typed))}</table:table>'))
    paper = read_paper(path)
    assert content(paper, levels == "lines") == content(PAPER, levels == "lines")
    assert [one.name for one in paper.sections] == ["งานทีม", "งานรายบุคคล"]
    assert paper.title == PAPER.title
    assert paper.doubts == ()


def book_of(typed, path, merged=(), hidden=()):
    book = openpyxl.Workbook()
    for row in typed:
        book.active.append(row)
    for one in merged:
        book.active.merge_cells(one)
    for row in hidden:
        book.active.row_dimensions[row].hidden = True
    other = book.create_sheet("ซ่อน")
    other.append(HEADS)
    other.append(["", "ตัวชี้วัดที่ 9 ซ่อน", "ระดับที่ 1 ก", 5, ""])
    other.sheet_state = "hidden"
    book.save(path)
    return read_paper(path)


def test_merged_cells_and_what_is_out_of_sight(tmp_path):
    paper = book_of(
        [HEADS, ["ผล", "1. ก", "ระดับที่ 1 มี\nระดับที่ 2 ครบ", 50, "ฝ่าย"], [None, "2. ลบ", "ระดับที่ 1 มี", 50, "ฝ่าย"], [None, "2. ข", "ระดับที่ 1 มี\nระดับที่ 2 ครบ", 0.5, "ฝ่าย"]],
        tmp_path / "a.xlsx", merged=["A2:A4"], hidden=[3])
    assert [(one.number, one.goal, one.name) for one in paper.kpis] == [(1, "ผล", "ก"), (2, "ผล", "ข")]


def test_a_merged_cell_of_which_a_part_is_in_sight_says_what_it_says(tmp_path):
    paper = book_of(
        [HEADS, ["ผล", "1. ก", "ระดับที่ 1 มี", 100, "ฝ่าย"], [None, None, "ระดับที่ 1 มี\nระดับที่ 2 ครบ", None, None]],
        tmp_path / "d.xlsx", merged=["A2:A3", "B2:B3", "D2:D3", "E2:E3"], hidden=[2])
    assert [(one.number, one.goal, one.name, one.levels, one.weight) for one in paper.kpis] == [(1, "ผล", "ก", ((1, "มี"), (2, "ครบ")), 100)]


def test_a_word_far_away_costs_no_more_than_one_beside_the_table(tmp_path):
    book = openpyxl.Workbook()
    for row in (HEADS, ["ผล", "1. ก", "ระดับที่ 1 มี\nระดับที่ 2 ครบ", 100, "ฝ่าย"], *(["หมายเหตุ"] for _ in range(1500))):
        book.active.append(row)
    book.active["XFD1"] = "ช่องไกล"
    book.save(tmp_path / "e.xlsx")
    (table,) = tables_of(read_single(tmp_path / "e.xlsx", "e.xlsx").sheets)
    assert table.width == 6 and len(table.rows) == 1502
    assert [one.name for one in read_paper(tmp_path / "e.xlsx").kpis] == ["ก"]


def test_a_row_across_is_a_section(tmp_path):
    typed = [HEADS, ["การบริหารสำนักงาน"], ["ผล", "1. ก", "ระดับที่ 1 มี\nระดับที่ 2 ครบ", 100, "ฝ่าย"]]
    assert book_of(typed, tmp_path / "c.xlsx", merged=["A2:E2"]).kpis[0].section == "การบริหารสำนักงาน"


def test_values_that_are_no_text(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["ตัวชี้วัด", "น้ำหนัก", "1", "2", "3"])
    book.active.append(["ก", 0.5, 0.8, 0.85, 0.9])
    book.active.append(["ข", 0.5, dt.date(2018, 9, 30), dt.date(2018, 9, 25), dt.date(2018, 9, 20)])
    for cell in book.active[2][1:]:
        cell.number_format = "0%"
    book.active["B3"].number_format = "0%"
    book.save(tmp_path / "b.xlsx")
    first, second = read_paper(tmp_path / "b.xlsx").kpis
    assert (first.weight, first.levels) == (Decimal(50), ((1, "80%"), (2, "85%"), (3, "90%")))
    assert second.levels == ((1, "30 กันยายน 2561"), (2, "25 กันยายน 2561"), (3, "20 กันยายน 2561"))
