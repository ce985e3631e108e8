"""Reading .xlsx: values, formats, the sheets' state, and odd but lawful XML."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from read_builders import (
    STRICT,
    STRICT_REL,
    inline,
    pack,
    rels,
    sheet_xml,
    simple_xlsx,
    xlsx,
    xlsx_parts,
)

from pipeline.model.cells import Broken, RawSheet, Span
from pipeline.read import ReadFile, ooxml_rows, read_single
from pipeline.read.grid import Budget, SheetBuilder
from pipeline.read.ooxml import Book
from pipeline.read.ooxml_rows import Values, read_rows
from pipeline.read.ooxml_sheet import by_event, read_sheet


def opened(tmp_path: Path, data: bytes, name: str = "งาน.dat") -> ReadFile:
    path = tmp_path / name
    path.write_bytes(data)
    return read_single(path, name)


def only_sheet(tmp_path: Path, data: bytes) -> RawSheet:
    result = opened(tmp_path, data)
    assert result.record.status == "used", result.record
    assert len(result.sheets) == 1
    return result.sheets[0]


def test_texts_and_numbers_come_as_they_stand(tmp_path: Path) -> None:
    sheet = only_sheet(tmp_path, simple_xlsx([["อำเภอ ", 12, 97.50047696, "1,234.50"]]))
    assert sheet.rows == (("อำเภอ ", 12, 97.50047696, "1,234.50"),)
    assert (sheet.name, sheet.container, sheet.hidden) == ("Sheet1", "xlsx", False)


def test_shared_rich_and_inline_strings_give_their_text_without_phonetic_runs(
        tmp_path: Path) -> None:
    strings = ["<si><t>ธรรมดา</t></si>",
               "<si><r><t>สระ</t></r><r><t xml:space='preserve'> แก้ว</t></r></si>",
               "<si><t>漢字</t><rPh sb='0' eb='1'><t>かんじ</t></rPh></si>",
               "<si><t>บรรทัด_x000D_\nสอง &amp; _x005F_x</t></si>"]
    data = "".join(f'<c r="{c}1" t="s"><v>{i}</v></c>' for i, c in enumerate("ABCD"))
    data += '<c r="E1" t="inlineStr"><is><r><t>ก</t></r><r><t>ข</t></r></is></c>'
    sheet = only_sheet(tmp_path, xlsx(f'<row r="1">{data}</row>', strings=strings))
    assert sheet.rows == (
        ("ธรรมดา", "สระ แก้ว", "漢字", "บรรทัด\r\nสอง & _x", "กข"),)


@pytest.mark.parametrize("code", [
    "14", "22", "81", "[$-D07041E]d mmmm yyyy", "[$-107041E]d mmm yy", "d/m/bbbb",
    'd "มกราคม" yyyy', "ว/ด/ปปปป", "mm:ss.0;@"])
def test_a_number_with_a_date_format_is_a_date(tmp_path: Path, code: str) -> None:
    sheet = only_sheet(tmp_path, xlsx('<row r="1"><c r="A1" s="1"><v>43190</v></c></row>',
                                      formats=[code]))
    assert sheet.rows == ((dt.datetime(2018, 3, 31),),)


@pytest.mark.parametrize("code", [
    "0", "3", "49", "GENERAL", "General", "#,##0.00", '#,##0 "บาท (d/m/y)"', "0.00E+00",
    r"[Red]\d0", "[h]:mm", "_-* #,##0.00_-", "@"])
def test_a_number_with_another_format_stays_a_number(tmp_path: Path, code: str) -> None:
    sheet = only_sheet(tmp_path, xlsx('<row r="1"><c r="A1" s="1"><v>43190</v></c></row>',
                                      formats=[code]))
    assert sheet.rows == ((43190,),)


def test_a_date_typed_with_a_buddhist_year_keeps_that_year(tmp_path: Path) -> None:
    sheet = only_sheet(tmp_path, xlsx('<row r="1"><c r="A1" s="1"><v>241513</v></c></row>',
                                      formats=["14"]))
    value = sheet.rows[0][0]
    assert isinstance(value, dt.datetime) and value.year == 2561


def test_the_first_days_of_1900_are_those_that_excel_shows(tmp_path: Path) -> None:
    data = '<row r="1"><c r="A1" s="1"><v>1</v></c><c r="B1" s="1"><v>61</v></c></row>'
    sheet = only_sheet(tmp_path, xlsx(data, formats=["14"]))
    assert sheet.rows == ((dt.datetime(1900, 1, 1), dt.datetime(1900, 3, 1)),)


def test_an_inline_string_stands_instead_of_a_value_beside_it(tmp_path: Path) -> None:
    data = '<c r="A1" t="inlineStr"><v>1</v><is><t>ก</t></is></c>'
    data += '<c r="B1" t="inlineStr"><is><t>ข</t></is><v>1</v></c>'
    assert only_sheet(tmp_path, xlsx(f'<row r="1">{data}</row>')).rows == (("ก", "ข"),)


def test_a_comment_inside_a_value_does_not_change_it(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{r}"><c r="A{r}"><v>{v}</v></c></row>'
                   for r, v in enumerate(["1", "2<!-- x -->3"], 1))
    assert only_sheet(tmp_path, xlsx(rows)).rows == ((1,), (23,))


def test_days_count_from_1904_where_the_workbook_says_so(tmp_path: Path) -> None:
    data = '<row r="1"><c r="A1" s="1"><v>41728</v></c><c r="B1" s="1"><v>0.5</v></c></row>'
    sheet = only_sheet(tmp_path, xlsx(data, formats=["14"], date1904=True))
    assert sheet.rows == ((dt.datetime(2018, 3, 31), dt.time(12)),)


@pytest.mark.parametrize(("stored", "shown"), [
    ("0.975", "97.5%"), ("1", "100%"), ("0.97500476960000001", "97.50047696%"), ("0", "0%"),
    ("2.959", "295.9%"), ("-0.1", "-10%"), ("1E-7", "0.00001%")])
def test_a_percentage_is_given_as_the_text_that_excel_shows_in_full(
        tmp_path: Path, stored: str, shown: str) -> None:
    sheet = only_sheet(tmp_path, xlsx(
        f'<row r="1"><c r="A1" s="1"><v>{stored}</v></c><c r="B1" s="2"><v>{stored}</v></c></row>',
        formats=["10", "0.0%;[Red]-0.0%"]))
    assert sheet.rows == ((shown, shown),)


def test_error_cells_and_formulas_never_calculated_are_broken_not_blank(tmp_path: Path) -> None:
    sheet = only_sheet(tmp_path, xlsx(
        '<row r="1"><c r="A1" t="e"><v>#REF!</v></c><c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
        '<c r="C1"><f>SUM(A1:B1)</f><v></v></c><c r="D1"><f>A1</f></c><c r="E1"><f>A1</f><v/></c>'
        '<c r="F1" t="str"><f>""</f><v></v></c><c r="G1" t="str"><f>A1</f><v>ดี</v></c>'
        '<c r="H1" t="b"><v>1</v></c></row>'))
    assert sheet.rows == ((Broken("#REF!"), Broken("#DIV/0!"), Broken(""), Broken(""), Broken(""),
                           None, "ดี", True),)


def test_merged_ranges_are_listed_and_cut_to_where_values_are(tmp_path: Path) -> None:
    data = inline([["หัวเรื่อง", "ก"], ["เมือง", 1], [None, 2]])
    merged = ('<mergeCells><mergeCell ref="A2:A3"/><mergeCell ref="A1:XFD1"/>'
              '<mergeCell ref="C5:D9"/></mergeCells>')
    result = opened(tmp_path, xlsx(data, merged))
    assert result.sheets[0].spans == (Span(0, 0, 0, 1), Span(1, 0, 2, 0))
    assert result.sheets[0].rows[0] == ("หัวเรื่อง",)
    assert [f.code for f in result.findings] == ["hidden-under-merge"]


def test_hidden_sheets_are_read_and_marked_and_charts_passed_over(tmp_path: Path) -> None:
    parts = xlsx_parts(*(sheet_xml(inline([[i]])) for i in range(3)), "<chartsheet/>",
                       states=["", "hidden", "veryHidden"],
                       kinds=["worksheet", "worksheet", "worksheet", "chartsheet"])
    result = opened(tmp_path, pack(parts))
    assert [(s.name, s.hidden) for s in result.sheets] == [
        ("Sheet1", False), ("Sheet2", True), ("Sheet3", True)]
    assert [s.name for s in result.record.sheets] == ["Sheet1", "Sheet2", "Sheet3"]


def test_strict_workbooks_are_read_with_their_written_dates(tmp_path: Path) -> None:
    sheet = only_sheet(tmp_path, xlsx(
        '<row r="1"><c r="A1" t="d"><v>2018-03-31T00:00:00</v></c><c r="B1"><v>5</v></c></row>',
        space=STRICT, rel_space=STRICT_REL))
    assert sheet.rows == ((dt.datetime(2018, 3, 31), 5),)


PREFIXED = ('<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            '<x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>ก</x:t></x:is></x:c>'
            "<x:c><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>")


@pytest.mark.parametrize("part", [
    PREFIXED.encode(),
    ('<?xml version="1.0" encoding="UTF-16"?>' + PREFIXED).encode("utf-16"),
    ("\ufeff" + PREFIXED).encode(),
    sheet_xml('<!-- c --><row r="1"><c r="A1" t="inlineStr"><is><t><![CDATA[ก]]></t></is></c>'
              '\n<c r="B1"><v>7</v></c></row>').encode(),
], ids=["prefix", "utf-16", "mark", "comments"])
def test_other_lawful_ways_to_write_the_xml_give_the_same_cells(
        tmp_path: Path, part: bytes) -> None:
    assert only_sheet(tmp_path, pack(xlsx_parts(part))).rows == (("ก", 7),)


def test_a_false_dimension_and_stray_blanks_far_away_change_nothing(tmp_path: Path) -> None:
    part = sheet_xml(inline([["ก", 1]]) + '<row r="1048576"><c r="XFD1048576" s="0"/></row>')
    part = part.replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
    assert only_sheet(tmp_path, pack(xlsx_parts(part))).rows == (("ก", 1),)


def test_numbers_longer_than_any_are_broken_cells_not_a_broken_file(tmp_path: Path) -> None:
    sheet = only_sheet(tmp_path, xlsx(
        f'<row r="1"><c r="A1"><v>{"9" * 6000}</v></c><c r="B1"><v>1e999</v></c>'
        '<c r="C1"><v>1234567890123456789</v></c></row>'))
    assert sheet.rows == ((Broken("9" * 6000), Broken("1e999"), 1234567890123456789),)


def test_a_real_value_far_below_stands_in_its_own_row(tmp_path: Path) -> None:
    sheet = only_sheet(tmp_path, xlsx('<row r="1000000"><c r="B1000000"><v>5</v></c></row>'))
    assert len(sheet.rows) == 1_000_000 and sheet.rows[-1] == (None, 5) and sheet.rows[0] == ()


@pytest.mark.parametrize("data", [
    '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
    '<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>',
    '<row r="1"><c r="XFE1"><v>1</v></c></row>',
    '<row r="1048577"><c r="A1048577"><v>1</v></c></row>',
    '<row r="1"><c r="A1" t="s"><v>5</v></c></row>',
    '<row r="1"><c r="A1" t="s"><v>-1</v></c></row>',
    '<row r="1"><c r="A1" s="9"><v>1</v></c></row>',
    '<row r="1"><c r="A1" t="zz"><v>1</v></c></row>',
    '<row r="1"><c r="A0"><v>1</v></c></row>',
    '<row r="1"><c r="A1"><v>1</c></row>',
])
def test_cells_that_contradict_themselves_refuse_the_file(tmp_path: Path, data: str) -> None:
    result = opened(tmp_path, xlsx(data))
    assert (result.record.status, result.record.reason) == ("refused", "unreadable")


@pytest.mark.parametrize("part", [
    "xl/styles.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml",
    "xl/_rels/workbook.xml.rels"])
def test_a_missing_part_refuses_the_file(tmp_path: Path, part: str) -> None:
    parts = xlsx_parts(sheet_xml(inline([["ก", 1]])))
    del parts[part]
    assert opened(tmp_path, pack(parts)).record.reason == "unreadable"


def test_rows_out_of_order_come_in_order(tmp_path: Path) -> None:
    data = '<row r="2"><c r="A2"><v>2</v></c></row><row r="1"><c r="B1"><v>1</v></c></row>'
    assert only_sheet(tmp_path, xlsx(data)).rows == ((None, 1), (2,))


def test_the_workbook_may_lie_anywhere_in_the_package(tmp_path: Path) -> None:
    parts = xlsx_parts(sheet_xml(inline([["ก"]])))
    moved = {name.replace("xl/", "other/"): part for name, part in parts.items()}
    moved["_rels/.rels"] = rels([("w", "officeDocument", "/other/workbook.xml")])
    assert only_sheet(tmp_path, pack(moved)).rows == (("ก",),)


def test_two_sheets_of_one_name_are_told_apart(tmp_path: Path) -> None:
    parts = xlsx_parts(*(sheet_xml(inline([[i]])) for i in (1, 2)), names=["ก", "ก"])
    assert [s.name for s in opened(tmp_path, pack(parts)).sheets] == ["ก", "ก (2)"]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(['<c r="{0}{1}"><v>{2}</v></c>', '<c r="{0}{1}" t="s"><v>{3}</v></c>',
                                 '<c r="{0}{1}" s="1"/>', '<c r="{0}{1}" s="1"><v>0.{2}</v></c>',
                                 '<c r="{0}{1}" t="str"><f>A{1}</f><v>&amp;{2}</v></c>',
                                 '<c r="{0}{1}" t="inlineStr"><is><t>ก{2}</t></is></c>',
                                 '<c r="{0}{1}" t="e"><v>#N/A</v></c>', '', '<c r="{0}{1}"><f>1</f></c>',
                                 '<c r="{0}{1}"><v>{2}.5E+2</v></c>', '<c r="{0}{1}"><v>9{2}{2}{2}{2}{2}{2}</v></c>']),
                min_size=1, max_size=4),
       st.lists(st.tuples(st.integers(0, 3), st.integers(0, 999)), min_size=2, max_size=30))
def test_rows_that_repeat_a_shape_read_as_if_each_stood_alone(
        shape: list[str], rows: list[tuple[int, int]]) -> None:
    data = "".join(
        f'<row r="{number}" spans="1:9">' + "".join(
            cell.format("ABCDEFG"[column], number, value, value % 2)
            for column, cell in enumerate(shape[skipped:] if skipped else shape)) + "</row>"
        for number, (skipped, value) in enumerate(rows, 1))
    book = Book(strings=["ก", None], kinds=["number", "percent"])
    quick, full = SheetBuilder(Budget()), SheetBuilder(Budget())
    assert read_rows(data, quick, Values(book))
    by_event(sheet_xml(data).encode(), full, Values(book))
    assert quick.finished() == full.finished()
    assert [type(v) for row in quick.finished() for v in row] == [
        type(v) for row in full.finished() for v in row]
    assert quick.budget.filled == full.budget.filled


@pytest.mark.parametrize("third", [
    '<row r="2"><c r="A2"><v>3</v></c></row>', '<row r="3"><c r="A4"><v>3</v></c></row>',
    '<row r="3"><c r="A3"><v>3</v></c></row>x', '<row r="3"><c r="A3"><v>3</v></c>',
    '<row r="3"><c r="A3"><v>3</v></c></row><row/>', '<row r="3"><c r="A3"><v>3</v></c>&amp;</row>'])
def test_what_is_not_regular_is_never_read_by_shape(third: str) -> None:
    data = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in (1, 2))
    assert read_rows(data, SheetBuilder(Budget()), Values(Book()))
    assert not read_rows(data + third, SheetBuilder(Budget()), Values(Book()))


@pytest.mark.parametrize("empty", [
    '<row r="{0}" s="5" customFormat="1"/>', '<row r="{0}" ht="15"></row>',
    '<row r="{0}"><c r="A{0}" s="5"/></row>', '<row r="{0}">\n<c r="B{0}" t="s"></c><c r="A{0}"/></row>',
    '<row r="{0}" hidden="1"><c r="A{0}" s="1"/><c r="XFD{0}" s="2"/></row>'])
def test_rows_that_hold_nothing_are_passed_over_in_one_go(
        monkeypatch: pytest.MonkeyPatch, empty: str) -> None:
    looked_at: list[str] = []
    one = ooxml_rows._one
    monkeypatch.setattr(ooxml_rows, "_one", lambda text, row, *more: (
        looked_at.append(row[0]), one(text, row, *more))[1])
    data = "".join(empty.format(n) for n in range(1, 500)) + (
        '<row r="500"><c r="A500"><v>5</v></c></row>') + empty.format(501) * 3
    quick, full = SheetBuilder(Budget()), SheetBuilder(Budget())
    assert read_rows(data, quick, Values(Book())) and len(looked_at) == 1
    by_event(sheet_xml(data).encode(), full, Values(Book()))
    assert quick.finished() == full.finished() and list(quick.rows) == [499]


def test_an_empty_row_with_another_rows_cell_is_not_regular() -> None:
    assert not read_rows('<row r="3"><c r="A4" s="1"/></row>', SheetBuilder(Budget()), Values(Book()))
    assert not read_rows('<row r="3"><c r="A3" s="1"/>x</row>', SheetBuilder(Budget()), Values(Book()))


CELLS = st.one_of(
    st.none(), st.integers(-10**9, 10**9), st.floats(-1e9, 1e9, allow_nan=False),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"],
                          exclude_characters="\ufffe\uffff"), min_size=1, max_size=8))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(CELLS, max_size=6), max_size=6), st.integers(0, 3))
def test_the_quick_and_the_full_way_read_the_same_cells(
        rows: list[list[object]], style: int) -> None:
    data = inline(rows)
    if style:
        data = data.replace('<v>', '<f>A1</f><v>', style)
    quick, full = SheetBuilder(Budget()), SheetBuilder(Budget())
    assert read_rows(data, quick, Values(Book()))
    by_event(sheet_xml(data).encode(), full, Values(Book()))
    assert quick.finished() == full.finished()
    flat = [value for row in full.finished() for value in row if value is not None]
    written = [value for row in rows for value in row if value is not None]
    assert len(flat) == len(written)


@pytest.mark.parametrize("irregular", ["", "<!-- by the parser's events -->"])
def test_rows_and_columns_out_of_sight_are_noted_whichever_way_the_sheet_is_read(
        irregular: str) -> None:
    rows = ('<row r="1"><c r="A1"><v>1</v></c></row>' + irregular
            + '<row r="3" hidden="1"><c r="A3"><v>2</v></c></row>')
    xml = sheet_xml(rows).replace(
        "<sheetData>", '<cols><col min="2" max="3" hidden="true"/></cols><sheetData>', 1)
    grid = read_sheet(xml.encode(), Book(), Budget())
    assert (grid.hidden_rows, grid.hidden_columns) == ({2}, {1, 2})


UNCALCULATED = ('<c r="A1"><v>5</v></c><c r="B1"><f>A1</f><v>0</v></c><c r="C1"><f>A1</f><v>97.5</v></c>'
                '<c r="D1" t="str"><f>"ก"</f><v>ก</v></c><c r="E1" t="str"><f>""</f><v></v></c>'
                '<c r="F1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="G1"><f>A1</f></c>'
                '<c r="H1"><f t="array" ref="H1:I2">A1</f><v>0</v></c><c r="I1"><v>0</v></c><c r="J1"><v>6</v></c>')
BELOW = '<c r="H2"><v>0</v></c><c r="I2"><v>0</v></c><c r="J2"><v>7</v></c>'


def calculated(says: str, data: str) -> bytes:
    parts = xlsx_parts(sheet_xml(data))
    book = str(parts["xl/workbook.xml"])
    return pack(parts | {"xl/workbook.xml": book.replace("</workbook>", f"{says}</workbook>")})


@pytest.mark.parametrize("says", ['<calcPr calcId="124519" fullCalcOnLoad="1"/>', '<calcPr fullCalcOnLoad="true"/>'])
@pytest.mark.parametrize("comment", ["", "<!-- -->"])
def test_where_a_workbook_is_yet_to_be_calculated_no_value_of_a_formula_is_a_figure(
        tmp_path: Path, says: str, comment: str) -> None:
    rows = f'<row r="1">{UNCALCULATED}</row><row r="2">{BELOW}</row>{comment}<row r="3"><c r="B3"><f>A1</f><v>1</v></c></row>'
    broken = Broken("")
    assert only_sheet(tmp_path, calculated(says, rows)).rows == (
        (5, *[broken] * 8, 6), (None,) * 7 + (broken, broken, 7), (None, broken))


@pytest.mark.parametrize("says", ["", '<calcPr calcId="191029"/>', '<calcPr fullCalcOnLoad="0"/>'])
def test_where_a_workbook_is_calculated_the_value_of_a_formula_is_read(tmp_path: Path, says: str) -> None:
    rows = f'<row r="1">{UNCALCULATED}</row><row r="2">{BELOW}</row>'
    assert only_sheet(tmp_path, calculated(says, rows)).rows == (
        (5, 0, 97.5, "ก", None, Broken("#DIV/0!"), Broken(""), 0, 0, 6), (None,) * 7 + (0, 0, 7))


def test_figures_and_texts_of_a_workbook_that_is_yet_to_be_calculated_are_read(tmp_path: Path) -> None:
    data = calculated('<calcPr fullCalcOnLoad="1"/>', inline([["อำเภอ", 1], ["เมือง", 2.5]]))
    assert only_sheet(tmp_path, data).rows == (("อำเภอ", 1), ("เมือง", 2.5))
