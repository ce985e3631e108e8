"""Every other container: .xls, .xlsb, .ods, SpreadsheetML 2003, HTML and delimited text."""

import datetime as dt
import pickle
import struct
from html import escape
from io import BytesIO
from pathlib import Path

import pytest
import xlwt
from read_builders import (
    ODS,
    PERCENT,
    XML,
    biff,
    cell,
    inline,
    ods,
    pack,
    page,
    record,
    simple_xlsx,
    spreadsheetml,
    wide,
    xlsb,
    xlsx,
)

from pipeline.model.cells import Broken, RawSheet, Span
from pipeline.read import ReadFile, grid, read_single


def opened(tmp_path: Path, data: bytes | str, name: str = "งาน.dat") -> ReadFile:
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_single(path, name)


def only_sheet(tmp_path: Path, data: bytes | str) -> RawSheet:
    result = opened(tmp_path, data)
    assert result.record.status == "used", result.record
    assert len(result.sheets) == 1
    return result.sheets[0]


def reason(tmp_path: Path, data: bytes | str) -> str | None:
    return opened(tmp_path, data).record.reason


# --- .xls ---------------------------------------------------------------------------------

def test_xls_gives_values_errors_percentages_dates_merges_and_hidden_sheets(
        tmp_path: Path) -> None:
    shown, hidden = opened(tmp_path, biff(), "งาน.xlsx").sheets
    assert shown.rows == (
        ("หัวเรื่อง",), ("อำเภอ", 2701, "97.5%"),
        (dt.datetime(2018, 3, 31), True, Broken("#REF!")))
    assert shown.spans == (Span(0, 0, 0, 2),)
    assert (shown.container, shown.hidden, hidden.hidden) == ("xls", False, True)


def biff_formulas() -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    for name in ("ก", "ข"):
        sheet = book.add_sheet(name)
        for column, value in enumerate(("อำเภอ", 5, xlwt.Formula("B1*2"), xlwt.Formula("B1*3"))):
            sheet.write(0, column, value)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def formula(data: bytes, column: int) -> int:
    """Where the result of the first formula in a column stands."""
    return data.index(struct.pack("<HHH", 0, column, 17) + b"\x03\x00\x00\x00\x00\x00\xff\xff") + 6


def test_a_formula_of_an_xls_that_was_never_calculated_is_a_broken_cell(tmp_path: Path) -> None:
    for sheet in opened(tmp_path, biff_formulas()).sheets:
        assert sheet.rows == (("อำเภอ", 5, Broken(""), Broken("")),)


def test_an_empty_text_of_an_xls_that_was_calculated_is_blank(tmp_path: Path) -> None:
    data = biff_formulas()
    at = formula(data, 2)
    first, second = opened(tmp_path, data[:at] + struct.pack("<d", 10) + data[at + 8:]).sheets
    assert (first.rows, second.rows) == ((("อำเภอ", 5, 10),), (("อำเภอ", 5),))


def test_a_sheet_of_an_xls_that_says_it_was_not_calculated_has_no_value_of_a_formula(tmp_path: Path) -> None:
    data = biff_formulas()
    at = formula(data, 2)
    data = data[:at] + struct.pack("<d", 0) + data[at + 8:]
    mode = struct.pack("<HHH", 0x0D, 2, 1)  # of calculation, of the first sheet
    assert data.count(mode) == 2
    first, second = opened(tmp_path, data.replace(mode, struct.pack("<HHH", 0x5E, 2, 0), 1)).sheets
    assert (first.rows, second.rows) == ((("อำเภอ", 5, Broken(""), Broken("")),), (("อำเภอ", 5),))


def test_a_broken_off_xls_is_refused(tmp_path: Path) -> None:
    data = biff()
    whole = opened(tmp_path, data).sheets
    for size in range(1, len(data), 97):
        result = opened(tmp_path, data[:size])
        assert result.record.status == "refused" or result.sheets == whole


def test_an_xls_sheet_without_an_end_is_refused(tmp_path: Path) -> None:
    data = biff()
    end = struct.pack("<HH", 0x0A, 0)
    at = data.rindex(end)
    assert reason(tmp_path, data[:at] + struct.pack("<HH", 0x5C, 0) + data[at + 4:]) == "truncated"


def test_an_xls_cell_that_took_the_place_of_another_is_refused(tmp_path: Path) -> None:
    data = biff()
    number = struct.pack("<HHHH", 0x27E, 10, 1, 1)
    assert data.count(number) == 1
    moved = struct.pack("<HHHH", 0x27E, 10, 1, 0)
    assert reason(tmp_path, data.replace(number, moved)) == "unreadable"


def test_an_encrypted_office_file_is_named_as_such(tmp_path: Path) -> None:
    ole2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert reason(tmp_path, ole2 + "EncryptedPackage".encode("utf-16-le")) == "encrypted"


# --- .xlsb --------------------------------------------------------------------------------

def row(number: int) -> bytes:
    return record(0, struct.pack("<I", number) + bytes(8))


def test_xlsb_gives_every_kind_of_cell(tmp_path: Path) -> None:
    sheet = only_sheet(tmp_path, xlsb(
        row(0) + cell(7, 0, struct.pack("<I", 1)) + cell(6, 1, wide("ตรง"))
        + cell(62, 2, b"\x00" + wide("สี") + bytes(8)) + cell(1, 3, b"")
        + row(1) + cell(5, 0, struct.pack("<d", 97500.5))
        + cell(2, 1, struct.pack("<I", 12 << 2 | 2))
        + cell(2, 2, struct.pack("<I", 1234 << 2 | 3)) + cell(5, 3, struct.pack("<d", 0.5), 1)
        + cell(5, 4, struct.pack("<d", 43190), 2)
        + row(3) + cell(3, 0, b"\x17") + cell(11, 1, b"\x2a") + cell(4, 2, b"\x01")
        + cell(8, 3, wide("ผล") + bytes(6)) + cell(9, 4, struct.pack("<d", 2.5) + bytes(6))
        + record(176, struct.pack("<IIII", 0, 1, 0, 0)), ["ก", "ข"]))
    assert sheet.rows == (
        ("ข", "ตรง", "สี"),
        (None, 12, 12.34, "50%", dt.datetime(2018, 3, 31)), (),
        (Broken("#REF!"), Broken("#N/A"), True, "ผล", 2.5))
    assert sheet.spans == (Span(0, 0, 1, 0),)
    assert (sheet.name, sheet.container) == ("แผ่น", "xlsb")


def test_xlsb_marks_hidden_sheets_and_reads_short_cells(tmp_path: Path) -> None:
    short = record(18, bytes(4) + struct.pack("<I", 0))
    sheet = only_sheet(tmp_path, xlsb(row(0) + short + short, ["ก"], state=2))
    assert sheet.rows == (("ก", "ก"),) and sheet.hidden


def test_a_binary_sheet_without_an_end_is_refused(tmp_path: Path) -> None:
    data = xlsb(row(0) + cell(9, 0, struct.pack("<d", 1)), whole=False)
    assert reason(tmp_path, data) == "truncated"


# --- .ods ---------------------------------------------------------------------------------

def test_ods_gives_values_repeats_errors_and_merges_and_no_comments(tmp_path: Path) -> None:
    sheet = only_sheet(tmp_path, ods(ODS))
    line = (97.5, "97.5%", "97.5%", dt.datetime(2018, 3, 31), Broken("#DIV/0!"), True, Broken(""))
    assert sheet.rows == (("หัว  เรื่อง\nสอง",), line, line)
    assert sheet.spans == (Span(0, 0, 0, 2),)


def test_blank_rows_of_an_ods_keep_their_place(tmp_path: Path) -> None:
    one = ('<table:table-row><table:table-cell office:value-type="float" office:value="1"/>'
           "</table:table-row>")
    gap = '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
    table = f'<table:table table:name="ก">{one}{gap}{one}</table:table>'
    assert only_sheet(tmp_path, ods(table)).rows == ((1,), (), (), (), (1,))


def test_ods_marks_hidden_sheets(tmp_path: Path) -> None:
    styles = ('<style:style style:name="ta2" style:family="table">'
              '<style:table-properties table:display="false"/></style:style>')
    table = ODS.replace("<table:table ", '<table:table table:style-name="ta2" ')
    assert only_sheet(tmp_path, ods(table, styles)).hidden


def test_an_encrypted_ods_is_named_as_such(tmp_path: Path) -> None:
    assert reason(tmp_path, ods(ODS, manifest="<m><encryption-data/></m>")) == "encrypted"


@pytest.mark.slow
def test_values_repeated_without_end_are_refused(tmp_path: Path) -> None:
    table = ('<table:table table:name="a"><table:table-row table:number-rows-repeated="1000000">'
             '<table:table-cell table:number-columns-repeated="16000" office:value-type="float" '
             'office:value="1"/></table:table-row></table:table>')
    assert reason(tmp_path, ods(table)) == "too-large"


# --- SpreadsheetML 2003 -------------------------------------------------------------------

@pytest.mark.parametrize("encoding", ["utf-8", "windows-874", "utf-16"])
def test_spreadsheetml_gives_values_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    sheet = only_sheet(tmp_path, spreadsheetml(XML, PERCENT, encoding))
    assert sheet.rows == (
        ("หัวเรื่อง", None, 7), (),
        (None, "50%", dt.datetime(2018, 3, 31), Broken("#REF!"), Broken(""), True))
    assert sheet.spans == (Span(0, 0, 0, 1),)
    assert (sheet.name, sheet.hidden, sheet.container) == ("ข้อมูล", True, "xml-2003")


def test_a_broken_off_spreadsheetml_is_refused(tmp_path: Path) -> None:
    assert reason(tmp_path, spreadsheetml(XML)[:-40]) == "unreadable"


# --- HTML ---------------------------------------------------------------------------------

def test_html_is_one_sheet_with_text_and_tables_under_each_other(tmp_path: Path) -> None:
    sheet = only_sheet(tmp_path, page(
        "<h2>รายงาน</h2>ข้อมูล ณ วันที่ 31 มีนาคม 2561<br><table><tr><th>อำเภอ<th>ผล"
        "<tr><td>เมือง<td>1,234.50</table><p>งบ<b>สอง</b></p><TABLE><TR><TD>ก&nbsp;ข &amp; ค</TD>"
        "<td>หนึ่ง<br/>สอง</td></TR></TABLE>จบ<style>td{}</style><script>x<y</script>"))
    assert sheet.rows == (
        ("รายงาน",), ("ข้อมูล ณ วันที่ 31 มีนาคม 2561",), ("อำเภอ", "ผล"), ("เมือง", "1,234.50"),
        ("งบสอง",), ("ก\u00a0ข & ค", "หนึ่ง\nสอง"), ("จบ",))
    assert (sheet.name, sheet.container) == ("Sheet1", "html")


def test_html_spans_move_the_cells_beside_and_below(tmp_path: Path) -> None:
    sheet = only_sheet(tmp_path, page(
        '<table><tr><td rowspan=2>อำเภอ</td><td colspan="2">งบ</td></tr><tr><td>จัดสรร</td>'
        "<td>เบิกจ่าย</td></tr><tr><td>เมือง<td>1<td>2</table>"))
    assert sheet.rows == (("อำเภอ", "งบ"), (None, "จัดสรร", "เบิกจ่าย"), ("เมือง", "1", "2"))
    assert sheet.spans == (Span(0, 0, 1, 0), Span(0, 1, 0, 2))


def test_html_tables_inside_cells_take_up_rows_and_columns_from_there(tmp_path: Path) -> None:
    sheet = only_sheet(tmp_path, page(
        "<table><tr><td>ชื่อ<table><tr><td>1<td>2<tr><td>3<td>4</table>ท้าย"
        "<table><tr><td>5</table></td><td>ข้าง</td></tr><tr><td>ล่าง</td></tr></table>"))
    assert sheet.rows == (("ชื่อ", None, "ข้าง"), ("1", "2"), ("3", "4"), ("ท้าย",), ("5",),
                          ("ล่าง",))


def test_html_numbers_of_excel_are_taken_where_the_shown_text_is_that_number(
        tmp_path: Path) -> None:
    sheet = only_sheet(tmp_path, page(
        '<table><tr><td x:num="97.500476">97.50</td><td x:num="0.975">98%</td>'
        '<td x:num="43190">31 มี.ค. 61</td><td x:num>1,234</td><td x:num="0">-</td>'
        '<td x:str="001">1</td><td>#REF!</td></tr></table>'))
    assert sheet.rows == ((97.500476, "97.5%", "31 มี.ค. 61", "1,234", 0, "001", "#REF!"),)


def test_html_with_escaped_quotes_and_a_sheet_name_is_understood(tmp_path: Path) -> None:
    sheet = only_sheet(tmp_path, page(
        r'<table class=\"a\"><tr><td rowspan=\"2\" class=\"x y\">ก</td><td>ข</td></tr>'
        r"<tr><td>ค</td></tr></table>",
        "<!--[if gte mso 9]><xml><x:Name>งบ &amp; ผล</x:Name></xml><![endif]-->"))
    assert sheet.rows == (("ก", "ข"), (None, "ค")) and sheet.name == "งบ & ผล"


def test_html_text_between_cells_is_not_lost(tmp_path: Path) -> None:
    sheet = only_sheet(tmp_path, page("<table>ลอย<tr><td>ก</td></tr></table>หลัง"))
    assert sheet.rows == (("ก",), ("ลอย",), ("หลัง",))


@pytest.mark.parametrize("charset", ["windows-874", "tis-620", "utf-8", "utf-16", ""])
def test_html_is_decoded_whatever_it_declares(tmp_path: Path, charset: str) -> None:
    text = page("<table><tr><td>อำเภอเมืองสระแก้ว</td></tr></table>",
                f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">')
    data = text.encode(charset if charset.startswith("utf") else "cp874")
    assert only_sheet(tmp_path, data).rows == (("อำเภอเมืองสระแก้ว",),)


def test_a_frameset_without_data_says_to_save_as_xlsx(tmp_path: Path) -> None:
    result = opened(tmp_path, '<html><head><meta name="Excel Workbook Frameset"></head>'
                              '<frameset><frame src="sheet001.htm"></frameset></html>')
    assert result.record.reason == "frameset-without-data"
    assert ".xlsx" in result.findings[0].remedy


@pytest.mark.parametrize("text", [
    page("<table><tr><td>ก</td></tr>").replace("</body></html>", ""),
    "<html><body><table><tr><td>ก</td></tr></table><p>ที่มา: งา",
    "<table><tr><td>ก</td></tr><tr><td>ข",
])
def test_a_broken_off_html_is_refused(tmp_path: Path, text: str) -> None:
    assert reason(tmp_path, text) == "truncated"


def test_html_cells_that_lost_their_beginning_refuse_the_file(tmp_path: Path) -> None:
    text = page("<table><tr><td>ก</td><ud>5</td><td>6</td></tr></table>")
    assert reason(tmp_path, text) == "damaged-rows"


def test_rows_without_a_table_around_them_are_read(tmp_path: Path) -> None:
    assert only_sheet(tmp_path, "<tr><td>ก</td><td>1</td></tr>\n<tr><td>ข</td></tr>").rows == (
        ("ก", "1"), ("ข",))


@pytest.mark.parametrize("says", [
    "style='display:none'", 'style="height:0; DISPLAY : none"', "hidden", 'hidden="hidden"', "style=visibility:hidden",
    "style='visibility: collapse'", "class='a gone'"])
def test_html_rows_and_columns_that_nobody_sees_are_marked_hidden(tmp_path: Path, says: str) -> None:
    def hidden(table: str, between: str = "") -> tuple[set[int], set[int]]:
        sheet = only_sheet(tmp_path, page(f"{between}<table>{table}</table>",
                                          "<style>b{color:red} tr.x, .gone {display:none}</style>"))
        return set(sheet.hidden_rows), set(sheet.hidden_columns)

    row = "<tr><td>ก</td><td>1</td></tr>"
    assert hidden(row + f"<tr {says}><td>ข</td><td>2</td></tr>" + row) == ({1}, set())
    assert hidden(row + f"<tr {says}><td>ข</td><td>2</td></tr>" + row, "<div>รายงาน</div>") == ({2}, set())
    assert hidden(f"{row}<tbody {says}>{row}{row}</tbody><tbody>{row}</tbody>") == ({1, 2}, set())
    assert hidden(f"<col><col {says}>{row}{row}") == (set(), {1})
    assert hidden(f"<tr><td>ก</td><td {says}>1</td></tr>" * 3) == (set(), {1})
    assert hidden(f"{row}{row}<tr><td>ก</td><td {says}>1</td></tr>") == ({2}, set())


def test_html_that_everybody_sees_has_nothing_hidden(tmp_path: Path) -> None:
    sheet = only_sheet(tmp_path, page(
        "<table><col style='width:9pt'><tr style='display:table-row' title='hidden' class='b'><td class=shown>ก</td>"
        "<td style='visibility:visible'>1</td></tr></table>", "<style>.gone{display:none} .b{}</style>"))
    assert (set(sheet.hidden_rows), set(sheet.hidden_columns)) == (set(), set())


# --- delimited text -----------------------------------------------------------------------

@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874", "utf-16"])
def test_delimited_text_keeps_every_value_as_text(
        tmp_path: Path, delimiter: str, encoding: str) -> None:
    rows = [["รายงานการเบิกจ่าย"], ["อำเภอ", "จัดสรร", "ผล"], ["เมือง", '"1,234.50"', "007"],
            ["วัฒนา", '"หนึ่ง\nสอง"', ""]]
    text = "\r\n".join(delimiter.join(row) for row in rows) + "\r\n"
    sheet = only_sheet(tmp_path, text.encode(encoding))
    assert sheet.rows == (("รายงานการเบิกจ่าย",), ("อำเภอ", "จัดสรร", "ผล"),
                          ("เมือง", "1,234.50", "007"), ("วัฒนา", "หนึ่ง\nสอง"))
    assert (sheet.name, sheet.container) == ("Sheet1", "csv")


@pytest.mark.parametrize(("titles", "reason"), [(498, None), (499, "not-a-spreadsheet")])
def test_the_delimiter_is_told_by_two_rows_within_five_hundred_lines(tmp_path: Path, titles: int, reason: str | None) -> None:
    path = tmp_path / "ก.csv"
    path.write_text("รายงาน\n" * titles + "อำเภอ;ผล\nโคกสูง;1\n", encoding="utf-8")
    assert read_single(path, path.name).record.reason == reason


def test_a_separator_named_in_the_first_line_is_believed(tmp_path: Path) -> None:
    assert only_sheet(tmp_path, "sep=;\r\nก,ข;1\r\n").rows == (("ก,ข", "1"),)


@pytest.mark.parametrize(("text", "why"), [
    ('ก,ข,ค\nก,"ข,ค\nก,ข,ค\n', "truncated"),
    ('ก,ข,ค\n"ก,ข,ค\nก",ข,ค\nก,ข,ค\n', "damaged-rows"),
    ("ก,ข,ค\nก,ข,ค\nก,ข,ค*ก,ข,ค\nก,ข,ค\n", "damaged-rows"),
    ("ก,ข,ค\nก,ข,ค\nก,ข,ค\nก,ข", "truncated"),
    ("รายงาน\nก,ข,ค\nก,ข,ค\nก,ข,ค\nก,ข", "truncated"),
])
def test_lines_that_run_into_each_other_refuse_the_file(
        tmp_path: Path, text: str, why: str) -> None:
    assert reason(tmp_path, text) == why


@pytest.mark.parametrize("row", [
    "เมือง,100,000.00,97,500.00", "เมือง,1,000,000,97,500", "เมือง,๑๐๐,๐๐๐.๐๐,๙๗,๕๐๐.๐๐", "เมือง,500.00,1,250.00",
    "เมือง,1,250.00,-", "เมือง,1,250,900", "เมือง,(1,250.00),900",
])
@pytest.mark.parametrize("beside", ["วัฒนา,500.00,400.00\n", "วัฒนา,100,000.00,97,500.00\n", "วัฒนา,500.00,-\n"])
def test_thousands_without_quotes_refuse_the_file_and_name_the_row(
        tmp_path: Path, row: str, beside: str) -> None:
    text = f"รายงาน\nข้อมูล ณ วันที่ 27 มีนาคม 2561\nอำเภอ,จัดสรร,เบิกจ่าย\n{beside * 9}{row}\n"
    result = opened(tmp_path, text)
    assert result.record.reason == "damaged-rows"
    assert f"แถว {4 if beside.count(',') > 2 else 13} " in result.findings[0].problem


def test_thousands_without_quotes_before_a_column_of_text_refuse_the_file(tmp_path: Path) -> None:
    assert reason(tmp_path, "อำเภอ,จัดสรร,หมายเหตุ\n" + "เมือง,97,000.00,ครบ\n" * 3) == "damaged-rows"


@pytest.mark.parametrize("text", [
    'อำเภอ,จัดสรร,เบิกจ่าย\nเมือง,"100,000.00","97,500.00"\nวัฒนา,500.00,400.00\n',
    "อำเภอ,จัดสรร,เบิกจ่าย\n1,2,3\nเมือง,100,250\nวัฒนา,5,400,,,\n",
    "อำเภอ,จัดสรร,เบิกจ่าย\nเมือง,100,250,ส่งแล้ว\nวัฒนา,5,400\n",
    "อำเภอ,จัดสรร,เบิกจ่าย\nเมือง,1000.00,900.00,90.00\nวัฒนา,5000,4000,80\n",
    ",จัดสรร,เบิกจ่าย\nเมือง,100,250\nวัฒนา,5,400\n",
    "อำเภอ,จัดสรร,เบิกจ่าย\nวัฒนา,-\nเมือง,100,250\nโคกสูง,-,-\nเขาฉกรรจ์,100,250\n",
    "อำเภอ;จัดสรร;เบิกจ่าย\nเมือง;100,000.00;97,500.00\nวัฒนา;500.00;400.00\n",
    "1,100,250\n2,100,250\n3,100,250\n",
])
def test_rows_that_are_no_wider_than_their_headings_by_thousands_are_read(
        tmp_path: Path, text: str) -> None:
    assert opened(tmp_path, text).record.reason is None


def test_a_row_with_other_fields_than_all_the_rest_is_a_warning(tmp_path: Path) -> None:
    text = "รายงาน\n" + "ก,ข,ค\n" * 12 + "ก,ข ค\n" + "หมายเหตุ\n"
    (finding,) = opened(tmp_path, text).findings
    assert (finding.code, finding.severity) == ("ragged-row", "warning")
    assert finding.origin is not None and finding.origin.cell == "A14"


TABLE_OF_FOUR = "อำเภอ,จัดสรร,เบิกจ่าย,หมายเหตุ\n" + "ก,10,5,\n" * 8


@pytest.mark.parametrize(("text", "cells"), [
    ("ข้อมูล ณ,27 มีนาคม 2561\n" + TABLE_OF_FOUR, []), (TABLE_OF_FOUR + "ที่มา,ระบบ GFMIS\n", []),
    (TABLE_OF_FOUR + "ข,20,6\n" + "ก,10,5,\n", []), (TABLE_OF_FOUR + "ข,20,6,,,\n" + "ก,10,5,\n", []),
    (TABLE_OF_FOUR + "ข,20\n" + "ก,10,5,\n", ["A10"]), (TABLE_OF_FOUR + "ข,20,6,,7\n" + "ก,10,5,\n", ["A10"]),
    (TABLE_OF_FOUR + "ข,20\n", ["A10"]), (TABLE_OF_FOUR.replace(",\n", ",x\n") + "ข,20,6\n" + "ก,10,5,x\n", ["A10"]),
    ("อำเภอ,จัดสรร,เบิกจ่าย\n" + "ก,10,x00,5\n" * 12, ["A1"]),
])
def test_a_row_that_lacks_blanks_alone_and_a_note_outside_a_table_are_no_warning(
        tmp_path: Path, text: str, cells: list[str]) -> None:
    found = [f.origin.cell for f in opened(tmp_path, text).findings if f.code == "ragged-row" and f.origin]
    assert found == cells


def test_a_last_line_without_an_end_is_said(tmp_path: Path) -> None:
    findings = opened(tmp_path, "ก,ข\nก,1\nข,23").findings
    assert [(f.code, f.severity) for f in findings] == [("open-end", "info")]


def test_a_broken_tag_in_a_table_refuses_the_file(tmp_path: Path) -> None:
    text = page("<table><tr><td>ก</td>< td>5</td></tr><tr><td>ข</)d></tr></table>")
    assert reason(tmp_path, text) == "damaged-rows"


# --- what is no spreadsheet ---------------------------------------------------------------

@pytest.mark.parametrize("data", [
    bytes(range(256)) * 4,
    pack({"word/document.xml": "<w/>"}), pack({"a.xlsx": simple_xlsx()}),
    pack({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}),
    "บันทึกข้อความธรรมดา ไม่มีตาราง\nบรรทัดที่สอง\n".encode(), b"<svg></svg>",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le"),
])
def test_other_files_are_refused_as_no_spreadsheet(tmp_path: Path, data: bytes) -> None:
    assert reason(tmp_path, data) == "not-a-spreadsheet"


@pytest.mark.parametrize("data", [
    b"%PDF-1.4 ...", b"\x89PNG\r\n\x1a\n" + bytes(50), b"\xff\xd8\xff\xe0",
    b"BM\x36\x10\x0e\x00\x00\x00\x00\x00\x36\x00\x00\x00" + b"\xff" * 50, b"MZ\x90\x00\x03" + bytes(50),
    b"BM" + (0x11223344).to_bytes(4, "little") + bytes(4) + b"\x36\x00\x00\x00" + b"\xff" * 50,
    b'ID;PWXL;N;E\r\nP;PGeneral\r\nC;Y1;X1;K"a"\r\nE\r\n', b'ID;PCALC3\nC;X1;Y1;K5\nE\n',
])
def test_documents_of_another_kind_are_told_from_broken_exports(tmp_path: Path, data: bytes) -> None:
    assert reason(tmp_path, data) == "other-document"


@pytest.mark.parametrize(("first", "delimiter"), [
    ("BM", ","), ("BM_CODE", ","), ("BMรหัส", ","), ("BM", "\t"), ("MZ", ","), ("ID;Province", ";"), ("ID;P", ";"),
    ("ID;PROVINCE", ";"),
])
def test_a_table_may_begin_with_the_letters_of_another_kind_of_file(
        tmp_path: Path, first: str, delimiter: str) -> None:
    rows = [[*first.split(delimiter), "จัดสรร", "เบิกจ่าย"], *(
        [*(f"{column}{n}" for column in first.split(delimiter)), "1,250.50", "0"] for n in range(4))]
    quoted = [[f'"{cell}"' if "," in cell else cell for cell in row] for row in rows]
    for ending in ("\r\n", "\n"):
        text = "".join(delimiter.join(row) + ending for row in quoted)
        for codec in ("utf-8", "cp874"):
            assert opened(tmp_path, text.encode(codec)).sheets[0].rows == tuple(map(tuple, rows)), codec


# --- texts that are written as formulas --------------------------------------------------------

FORMULAS = [["2701", "ตำบลตัวอย่าง", "1,250.00"], ["2702", 'ชื่อ "เล่น"', "0"], ["2703", "ก", None]]


def _formula(text: str | None) -> str:
    return '="' + (text or "").replace('"', '""') + '"'


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_field_that_is_written_as_the_formula_of_a_text_is_that_text(
        tmp_path: Path, delimiter: str) -> None:
    plain = "".join(delimiter.join(map(_formula, row)) + "\r\n" for row in FORMULAS)
    quoted = "".join(delimiter.join('"' + _formula(v).replace('"', '""') + '"' for v in row) + "\r\n"
                     for row in FORMULAS)
    for text in (plain, quoted):
        result = opened(tmp_path, text.encode())
        assert result.sheets[0].rows == (*map(tuple, FORMULAS[:2]), ("2703", "ก")) and not result.findings


def test_a_text_of_any_container_that_is_written_as_a_formula_is_what_it_says(tmp_path: Path) -> None:
    rows = [["อำเภอ", "จัดสรร", "เบิกจ่าย"], ['="วัฒนานคร"', ' ="1,250.00" ', '=""']]
    cells = "".join("<tr>" + "".join(f"<td>{escape(v)}</td>" for v in row) + "</tr>" for row in rows)
    for data in (simple_xlsx(rows), f"<table>{cells}</table>".encode()):
        result = opened(tmp_path, data)
        assert result.sheets[0].rows == (tuple(rows[0]), ("วัฒนานคร", "1,250.00")) and not result.findings


@pytest.mark.parametrize("text", ['="2701', '=2701', '="a"&"b"', '="a" "b"', '"2701"', '= "2701"', 'x="2701"'])
def test_what_is_no_formula_of_one_text_stays_as_it_is(tmp_path: Path, text: str) -> None:
    assert opened(tmp_path, simple_xlsx([["อำเภอ", text]])).sheets[0].rows == (("อำเภอ", text),)


def test_an_empty_file_and_a_workbook_without_values_say_so(tmp_path: Path) -> None:
    assert reason(tmp_path, b"") == "empty"
    assert reason(tmp_path, simple_xlsx([])) == "no-data"
    assert inline([]) == ""


# --- a value far away, in every container that can hold one -----------------------------------

def far_xls() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("ก")
    sheet.write(0, 0, 1)
    sheet.write(65_535, 0, 5)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


ONE = '<table:table-cell office:value-type="float" office:value="{}"/>'
FAR = {
    "xlsx": (xlsx('<row r="1"><c r="A1"><v>1</v></c></row>'
                  '<row r="1048576" hidden="1"><c r="A1048576"><v>5</v></c></row>'), 1_048_575),
    "xlsx by events": (xlsx('<!-- --><row r="1"><c r="A1"><v>1</v></c></row>'
                            '<row r="1048576" hidden="1"><c r="A1048576"><v>5</v></c></row>'), 1_048_575),
    "xlsb": (xlsb(b"".join(
        record(0, struct.pack("<I", row) + bytes(13)) + cell(5, 0, struct.pack("<d", value))
        for row, value in ((0, 1), (1_048_575, 5)))), 1_048_575),
    "ods": (ods(
        f'<table:table table:name="ก"><table:table-row>{ONE.format(1)}</table:table-row>'
        '<table:table-row table:visibility="collapse" table:number-rows-repeated="1048574">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        f'<table:table-row table:visibility="collapse">{ONE.format(5)}</table:table-row>'
        "</table:table>"), 1_048_575),
    "xml-2003": (spreadsheetml(
        '<Worksheet ss:Name="ก"><Table><Row><Cell><Data ss:Type="Number">1</Data></Cell></Row>'
        '<Row ss:Index="1048576" ss:Hidden="1"><Cell><Data ss:Type="Number">5</Data></Cell></Row>'
        "</Table></Worksheet>"), 1_048_575),
    "xls": (far_xls(), 65_535),
    "csv": ("ก,ข\n" + "\n" * 200_000 + "ค,ง\n", 200_001),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", FAR)
def test_of_a_sheet_with_a_value_far_below_only_the_rows_that_hold_something_are_kept(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr(grid, "MAX_SLOTS", 1_000)
    data, last = FAR[kind]
    sheet = only_sheet(tmp_path, data)
    assert list(sheet.rows.held) == [0, last] and len(sheet.rows) == last + 1
    assert sheet.hidden_rows == (frozenset() if kind in ("xlsb", "xls", "csv") else {last})
    assert len(pickle.dumps(sheet)) < 2_000
