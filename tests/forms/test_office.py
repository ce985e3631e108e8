"""Nothing that the office puts into a template is lost: what moves, what stays, what is refused."""

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from office import MAIN, SHEET, TWO, Office, anchor, picture, png, text_box
from opened import load_form
from openpyxl import load_workbook

from pipeline.forms import Form, FormError

# Rows of the template and where they first stand: 1→1, 3→2, 5→3 (4, 5, 8), 7→6, 9→10, 12→13.


def opened(office: Office, tmp_path: Path) -> Form:
    return load_form(office.save(tmp_path / "form.xlsx"))


def filled(office: Office, tmp_path: Path) -> dict[str, str]:
    data = opened(office, tmp_path).fill(TWO)
    load_workbook(io.BytesIO(data))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name).decode("utf-8", "replace") for name in package.namelist()}


def all_of(pattern: str, text: str) -> list[str]:
    return re.findall(pattern, text)


def test_backgrounds_and_header_pictures_stay_byte_for_byte(tmp_path: Path) -> None:
    office = Office()
    office.background()
    office.header_picture()
    form = opened(office, tmp_path)
    with zipfile.ZipFile(io.BytesIO(form.fill(TWO))) as package:
        for name in ("xl/media/back.png", "xl/media/head.png"):
            assert package.read(name) == office.parts[name]
        assert package.read("xl/drawings/vmlDrawing1.vml") == office.parts["xl/drawings/vmlDrawingHead.vml"]
        sheet = package.read(SHEET).decode()
    assert "<picture " in sheet and "<legacyDrawingHF " in sheet and "&amp;L&amp;G" in sheet
    assert form.check(TWO).notes == ()


def test_logos_and_text_boxes_move_and_are_filled(tmp_path: Path) -> None:
    office = Office()
    office.add("xl/media/logo.png", png())
    part = office.drawing(
        anchor(8, 0, picture("rOffice1")) + anchor(0, 3, text_box("เรื่อง {{ tit", "le }}", " จบ"))
        + anchor(11, 1, text_box("ก", link="แบบ!$A$9"))
    )  # fmt: skip
    office.relate(part, "image", "xl/media/logo.png")
    made = filled(office, tmp_path)
    rows = all_of(r"<xdr:row>(\d+)<", made["xl/drawings/drawing1.xml"])
    assert rows == ["9", "0", "12"]
    sizes = all_of(r'<xdr:ext cx="(\d+)" cy="(\d+)"/>', made["xl/drawings/drawing1.xml"])
    assert sizes == [("1219200", "381000")] * 3, "two columns and two rows, as in the template"
    words = all_of(r"<a:t>([^<]*)</a:t>|<a:t/>", made["xl/drawings/drawing1.xml"])
    assert "".join(words) == "เรื่อง หัวเรื่อง จบก"
    assert 'textlink="แบบ!$A$10"' in made["xl/drawings/drawing1.xml"]
    assert made["xl/media/logo.png"].encode("utf-8", "replace")
    listed = [(p.cell, p.text) for p in opened(office, tmp_path).placeholders()]
    assert ("กล่องข้อความที่ D1", "เรื่อง {{ title }}") in listed


def test_a_wrong_name_in_a_text_box_is_found_by_its_place(tmp_path: Path) -> None:
    office = Office()
    office.drawing(anchor(0, 3, text_box("{{ titel }}")))
    form = opened(office, tmp_path)
    (problem,) = form.check(TWO).problems
    assert (problem.sheet, problem.cell) == ("แบบ", "กล่องข้อความที่ D1")
    assert "หมายถึง title" in problem.problem
    with pytest.raises(FormError, match="ช่อง กล่องข้อความที่ D1: ไม่รู้จัก titel"):
        form.fill(TWO)


def test_a_drawing_inside_alternate_content_may_be_left_out(tmp_path: Path) -> None:
    office = Office({"A1": "{% if no %}", "A2": "ก", "A3": "{% endif %}", "A4": "ข"})
    inside = f'<mc:AlternateContent><mc:Choice Requires="a14">{anchor(1, 0, text_box("x"))}</mc:Choice></mc:AlternateContent>'
    office.drawing(inside + anchor(3, 0, text_box("y")))
    data = opened(office, tmp_path).fill({"no": False})
    drawing = zipfile.ZipFile(io.BytesIO(data)).read("xl/drawings/drawing1.xml").decode()
    assert all_of(r"<a:t>(\w)</a:t>", drawing) == ["y"]


def test_comments_and_their_boxes_move_with_their_cells(tmp_path: Path) -> None:
    office = Office()
    office.comments(("A1", "หนึ่ง"), ("A5", "ห้า"), ("A9", "เก้า"), ("A4", "ของผู้ทำแบบ"), threaded=True)
    made = filled(office, tmp_path)
    assert all_of(r'comment ref="(\w+)"', made["xl/comments1.xml"]) == ["A1", "A3", "A10"]
    thread = made["xl/threadedComments/threadedComment1.xml"]
    assert all_of(r'threadedComment ref="(\w+)"', thread) == ["A1", "A3", "A10"]
    vml = made["xl/drawings/vmlDrawing1.vml"]
    assert all_of(r"<x:Row>(\d+)<", vml) == ["0", "2", "9"]
    assert all_of(r"<x:Anchor>([^<]*)<", vml)[2] == "1, 15, 9, 10, 3, 31, 13, 9"
    notes = opened(office, tmp_path).check(TWO).notes
    assert [n.what.startswith("ความคิดเห็นที่แถวคำสั่ง") for n in notes if n.place == "A4"] == [True]


def test_controls_move_with_their_rows_and_stay_bound(tmp_path: Path) -> None:
    office = Office()
    office.check_box()
    made = filled(office, tmp_path)
    assert 'fmlaLink="$B$10"' in made["xl/ctrlProps/ctrlProp1.xml"]
    assert "<x:FmlaLink>$B$10<" in made["xl/drawings/vmlDrawing1.vml"]
    assert "<x:Anchor>1, 5, 9, 3, 2, 20, 10, 4<" in made["xl/drawings/vmlDrawing1.vml"]
    assert all_of(r"<xdr:row>(\d+)<", made[SHEET]) == ["9", "10"]


@pytest.mark.filterwarnings("ignore:.*extension is not supported")
def test_data_bars_lists_and_sparklines_of_2010_move_and_repeat(tmp_path: Path) -> None:
    office = Office()
    office.extensions()
    sheet = filled(office, tmp_path)[SHEET]
    bars, lists = re.findall(r"<xm:sqref>([^<]*)</xm:sqref></x14:(?:conditionalF|dataV)", sheet)
    assert (bars, lists) == ("A3:A5 A8", "D3:D5 D8")
    assert "<xm:f>$A$10</xm:f>" in sheet and "<xm:f>$A$10</xm:f></x14:formula1>" in sheet
    lines = re.findall(r"<x14:sparkline><xm:f>([^<]*)</xm:f><xm:sqref>(\w+)<", sheet)
    assert lines == [
        ("แบบ!B3:C3", "E3"), ("แบบ!B4:C4", "E4"), ("แบบ!B5:C5", "E5"), ("แบบ!B8:C8", "E8"),
        ("แบบ!B10:C10", "E10"),
    ]  # fmt: skip


def test_extensions_of_rows_that_are_left_out_leave_no_empty_lists(tmp_path: Path) -> None:
    office = Office()
    office.extensions()
    data = opened(office, tmp_path).fill({**TWO, "parts": []})
    sheet = zipfile.ZipFile(io.BytesIO(data)).read(SHEET).decode()
    assert "x14:dataValidation" not in sheet and "x14:conditionalFormatting" not in sheet
    assert re.findall(r"<xm:sqref>(\w+)<", sheet) == ["E2"]


def test_a_group_of_sparklines_without_any_is_left_out(tmp_path: Path) -> None:
    office = Office()
    office.extensions()
    office.parts[SHEET] = re.sub(
        rb"<x14:sparkline><xm:f>[^<]*B9.*?</x14:sparkline>", b"", office.parts[SHEET]
    )
    data = opened(office, tmp_path).fill({**TWO, "parts": []})
    assert "sparklineGroup" not in zipfile.ZipFile(io.BytesIO(data)).read(SHEET).decode()


def test_tables_filters_protected_ranges_and_links_follow(tmp_path: Path) -> None:
    office = Office()
    office.table()
    office.put('<protectedRanges><protectedRange sqref="B9" name="ลงความเห็น"/></protectedRanges>')
    office.put('<sortState ref="A5:B5"><sortCondition ref="A5:A5"/></sortState>')
    office.put('<ignoredErrors><ignoredError sqref="A5" numberStoredAsText="1"/></ignoredErrors>')
    office.put('<hyperlinks><hyperlink ref="A12" location="แบบ!A9" display="ไป"/></hyperlinks>')
    made = filled(office, tmp_path)
    assert all_of(r' ref="([\w:]+)"', made["xl/tables/table1.xml"]) == ["A13:B14", "A13:B14"]
    sheet = made[SHEET]
    assert 'protectedRange sqref="B10"' in sheet and 'sortState ref="A3:B8"' in sheet
    assert 'sortCondition ref="A3:A8"' in sheet and 'ignoredError sqref="A3:A5 A8"' in sheet
    assert 'hyperlink ref="A13" location="แบบ!A10"' in sheet


def test_rows_keep_outline_and_hiding_and_columns_their_groups(tmp_path: Path) -> None:
    office = Office()
    text = office.parts[SHEET].decode()
    text = text.replace('<row r="5"', '<row outlineLevel="1" hidden="1" r="5"', 1)
    office.parts[SHEET] = text.encode()
    office.put('<cols><col min="2" max="3" width="20" outlineLevel="1" customWidth="1"/></cols>')
    sheet = filled(office, tmp_path)[SHEET]
    hidden = [row for row in all_of(r"<row [^>]*>", sheet) if 'hidden="1" outlineLevel="1"' in row]
    assert all_of(r'r="(\d+)"', "".join(hidden)) == ["3", "4", "5", "8"]
    assert 'min="2" max="3" width="20" outlineLevel="1"' in sheet


RICH = (
    '<c r="A7" t="inlineStr"><is><r><rPr><b/><sz val="20"/></rPr><t xml:space="preserve">รวม </t></r>'
    '<r><rPr><color rgb="FFFF0000"/></rPr><t>{{ s.na</t></r><r><rPr><i/></rPr><t>me }}</t></r>'
    '<r><t xml:space="preserve"> ครบ{% if s.rows|length > 1 %} </t></r><r><rPr><u/></rPr><t>หลายแถว{% endif %}</t></r></is></c>'
)


def rich(address: str, data: bytes) -> list[tuple[str, str]]:
    root = etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read(SHEET))
    cell = root.find(f".//{{{MAIN}}}c[@r='{address}']")
    assert cell is not None
    return [
        (etree.QName(look[0]).localname if (look := run.find(f"{{{MAIN}}}rPr")) is not None else "",
         run.findtext(f"{{{MAIN}}}t") or "")
        for run in cell.iter(f"{{{MAIN}}}r")
    ]  # fmt: skip


@pytest.mark.parametrize("shared", [False, True])
def test_rich_text_with_placeholders_keeps_its_looks(tmp_path: Path, shared: bool) -> None:
    office = Office()
    if shared:
        strings = etree.fromstring(f'<sst xmlns="{MAIN}"><si><t>ก</t></si></sst>')
        item = etree.fromstring(RICH.replace("<c ", f'<c xmlns="{MAIN}" '))[0]
        item.tag = f"{{{MAIN}}}si"
        strings.append(item)
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
        part = office.add("xl/sharedStrings.xml", etree.tostring(strings), kind)
        office.relate("xl/workbook.xml", "sharedStrings", part)
        office.cell("A7", f'<c r="A7" t="s"><v>{len(strings) - 1}</v></c>')
    else:
        office.cell("A7", RICH)
    form = opened(office, tmp_path)
    data = form.fill(TWO)
    assert rich("A6", data) == [("b", "รวม "), ("color", "ก"), ("", " ครบ "), ("u", "หลายแถว")]
    assert rich("A9", data) == [("b", "รวม "), ("color", "ข"), ("", " ครบ")]
    sheet = load_workbook(io.BytesIO(data))["แบบ"]
    assert sheet["A6"].value == "รวม ก ครบ หลายแถว"
    assert (sheet.row_dimensions[6].height or 0) < 40
    assert "รวม {{ s.name }}" in next(p.text for p in form.placeholders() if p.cell == "A7")
    assert form.check(TWO).problems == ()


def test_data_cannot_change_the_looks_of_rich_text(tmp_path: Path) -> None:
    office = Office({"A7": "x"})
    office.cell("A7", RICH)
    (tmp_path / "a").mkdir()
    form = opened(office, tmp_path / "a")
    data = form.fill({"s": {"name": "\x0e0\x0e=1+1 <b>", "rows": []}})
    assert rich("A7", data)[1] == ("color", "0=1+1 <b>")
    long = form.fill({"s": {"name": "ก" * 40_000, "rows": []}})
    value = load_workbook(io.BytesIO(long))["แบบ"]["A7"].value
    assert isinstance(value, str) and len(value) == 32_767 and value.endswith("…")


def test_a_placeholder_alone_in_two_looks_takes_any_text_and_no_mark_from_it(tmp_path: Path) -> None:
    office = Office({"A7": "x"})
    alone = RICH[:RICH.index("<r>")] + RICH[RICH.index("<r>", RICH.index("<r>") + 1):RICH.index("me }}")]
    office.cell("A7", alone + "me }}</t></r></is></c>")
    form = opened(office, tmp_path)
    for name, seen in (("\x0e9\x0e=1+1", "9=1+1"), ("=1+1", "=1+1"), ("ก", "ก")):
        data = form.fill({"s": {"name": name, "rows": []}})
        assert rich("A7", data) == [("color", seen)]
        cell = load_workbook(io.BytesIO(data), rich_text=True)["แบบ"]["A7"]
        assert str(cell.value) == seen and bool(cell.quotePrefix) == seen.startswith("=")


def test_pictures_in_cells_and_formulas_that_spill_keep_their_marks(tmp_path: Path) -> None:
    office = Office()
    office.cell("B5", '<c r="B5" t="e" vm="1"><v>#VALUE!</v></c>')
    office.cell("C5", '<c r="C5" cm="1"><f t="array" ref="C5">SUM(A5:B5*2)</f><v>0</v></c>')
    stored = 'IF(1,"{{ title }}",T(A1))'.replace('"', "&quot;")
    office.cell("B13", f'<c r="B13" cm="1"><f t="array" ref="B13">{stored}</f></c>')
    sheet = filled(office, tmp_path)[SHEET]
    assert '<c r="B14" t="str" cm="1"><f t="array" ref="B14">T(A1)</f><v>หัวเรื่อง</v></c>' in sheet
    assert '<c r="B4" t="e" vm="1"><v>#VALUE!</v></c>' in sheet
    assert '<c r="C4" cm="1"><f t="array" ref="C4">SUM(A4:B4*2)</f></c>' in sheet


def test_formulas_without_values_are_told_and_computed_on_opening(tmp_path: Path) -> None:
    office = Office()
    office.cell("C5", '<c r="C5"><f>A5*2</f><v>0</v></c>')
    form = opened(office, tmp_path)
    assert [n.place for n in form.check(TWO).notes] == ["C5"]
    office.parts["xl/workbook.xml"] = office.parts["xl/workbook.xml"].replace(b' fullCalcOnLoad="1"', b"")
    assert 'fullCalcOnLoad="1"' in filled(office, tmp_path)["xl/workbook.xml"]


def test_a_sheet_that_is_a_chart_follows_the_rows_that_it_draws(tmp_path: Path) -> None:
    office = Office()
    chart = office.add(
        "xl/charts/chart9.xml",
        '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:val><c:numRef>'
        "<c:f>แบบ!$A$5:$A$5</c:f></c:numRef></c:val></c:chartSpace>",
        "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
    )
    sheet = office.add(
        "xl/chartsheets/sheet1.xml", "<chartsheet SPACES/>",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.chartsheet+xml",
    )
    drawing = office.add("xl/drawings/drawing8.xml", "<xdr:wsDr SPACES/>",
                         "application/vnd.openxmlformats-officedocument.drawing+xml")  # fmt: skip
    office.relate(drawing, "chart", chart)
    office.relate(sheet, "drawing", drawing)
    link = office.relate("xl/workbook.xml", "chartsheet", sheet)
    book = office.parts["xl/workbook.xml"].decode()
    listed = f'<sheet name="กราฟ" sheetId="9" r:id="{link}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/></sheets>'
    office.parts["xl/workbook.xml"] = book.replace("</sheets>", listed).encode()
    data = opened(office, tmp_path).fill(TWO)
    assert "แบบ!$A$3:$A$8" in zipfile.ZipFile(io.BytesIO(data)).read("xl/charts/chart1.xml").decode()


def test_every_other_part_travels_byte_for_byte(tmp_path: Path) -> None:
    office = Office()
    kept = {
        "xl/theme/theme1.xml": office.parts["xl/theme/theme1.xml"],
        "docProps/custom.xml": b"<Properties xmlns='http://schemas.openxmlformats.org/officeDocument/2006/custom-properties'/>",
        "customXml/item1.xml": b"<a/>",
        "xl/richData/rdrichvalue.xml": b"<rvData/>",
        "xl/metadata.xml": b"<metadata/>",
        "xl/slicers/slicer1.xml": b"<slicers/>",
        "xl/persons/person.xml": b"<personList/>",
        "xl/printerSettings/printerSettings1.bin": b"\x00\x01",
    }
    office.parts |= kept
    for part in kept:
        office.relate("xl/workbook.xml", "other", part)
    form = opened(office, tmp_path)
    with zipfile.ZipFile(io.BytesIO(form.fill(TWO))) as package:
        assert {name: package.read(name) for name in kept} == kept
    assert form.check(TWO).notes == ()


# --- what is refused, and what is told -----------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("xl/vbaProject.bin", "มาโคร"), ("xl/externalLinks/externalLink1.xml", "ลิงก์ไปยังสมุดงานอื่น"),
        ("xl/macrosheets/sheet1.xml", "แผ่นงานมาโคร"), ("xl/activeX/activeX1.xml", "ActiveX"),
        ("xl/connections.xml", "การเชื่อมต่อข้อมูลภายนอก"), ("xl/embeddings/oleObject1.bin", "OLE"),
    ],
)  # fmt: skip
def test_what_no_result_may_hold_is_refused_with_what_to_do(
    tmp_path: Path, part: str, said: str
) -> None:
    office = Office()
    office.parts[part] = b"x"
    with pytest.raises(FormError, match=r"form\.xlsx: มี.*ให้แก้ดังนี้") as error:
        opened(office, tmp_path)
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("kind", "target", "good"),
    [
        ("image", "https://example.com/x.png", False), ("hyperlink", "file:///C:/x.xlsx", False),
        ("hyperlink", "อื่น.xlsx", False), ("hyperlink", "https://www.cdd.go.th", True),
        ("hyperlink", "mailto:a@example.com", True), ("attachedTemplate", "https://example.com", False),
    ],
)  # fmt: skip
def test_only_links_to_web_pages_and_mail_may_lead_outside(
    tmp_path: Path, kind: str, target: str, good: bool
) -> None:
    office = Office()
    office.relate(SHEET, kind, target, outside=True)
    if good:
        assert opened(office, tmp_path).fill(TWO)
    else:
        with pytest.raises(FormError, match="ลิงก์ไปยังแฟ้มอื่น"):
            opened(office, tmp_path)


@pytest.mark.parametrize(
    "formula", ['_xlfn.WEBSERVICE("http://x")', "cmd|'/c calc'!A1", 'IF(1,"{{ title }}",RTD("a",,"b"))']
)
def test_formulas_that_call_out_are_refused_by_cell(tmp_path: Path, formula: str) -> None:
    office = Office()
    office.cell("B5", "<c r=\"B5\"><f>" + formula.replace("&", "&amp;") + "</f></c>")
    with pytest.raises(FormError, match="แผ่นงาน แบบ ช่อง B5: สูตรนี้เรียกข้อมูล"):
        opened(office, tmp_path)


@pytest.mark.parametrize("formula", ["IMAGINARY(1)", 'T("CALL(x)")', "SUM('a|b'!A1)", 'T("{{ a | thai }}")'])
def test_formulas_that_only_look_so_are_taken(tmp_path: Path, formula: str) -> None:
    office = Office()
    office.cell("B5", f'<c r="B5"><f>{formula.replace(chr(34), "&quot;")}</f></c>')
    assert opened(office, tmp_path).placeholders()


def test_damaged_and_strict_workbooks_are_refused_in_one_line(tmp_path: Path) -> None:
    for part, data, said in (
        (SHEET, b"<worksheet", "เสียหาย"), ("xl/styles.xml", None, "ไม่มีรูปแบบของช่อง"),
        ("xl/workbook.xml", b"<workbook xmlns='http://purl.oclc.org/ooxml/spreadsheetml/main'/>", "Strict"),
        ("xl/workbook.xml", f"<workbook xmlns='{MAIN}'/>".encode(), "ไม่มีแผ่นงาน"),
    ):  # fmt: skip
        office = Office()
        if data is None:
            del office.parts[part]
        else:
            office.parts[part] = data
        with pytest.raises(FormError, match=said) as error:
            opened(office, tmp_path)
        assert "\n" not in str(error.value)


def told(office: Office, tmp_path: Path) -> list[tuple[str, str]]:
    report = opened(office, tmp_path).check(TWO)
    assert report.problems == ()
    return [(note.place, note.what) for note in report.notes]


def test_placeholders_where_none_is_filled_are_told(tmp_path: Path) -> None:
    office = Office()
    office.comments(("A1", "{{ title }}"))
    office.put('<dataValidations count="1"><dataValidation type="list" sqref="B9" prompt="{{ title }}"><formula1>"ก,ข"</formula1></dataValidation></dataValidations>')
    office.put('<conditionalFormatting sqref="B5"><cfRule type="expression" priority="1"><formula>B5="{{ title }}"</formula></cfRule></conditionalFormatting>')
    office.put('<hyperlinks><hyperlink ref="A9" location="แบบ!A1" tooltip="{{ title }}"/></hyperlinks>')
    office.parts["docProps/core.xml"] = office.parts["docProps/core.xml"].replace(
        b">openpyxl<", b">{{ title }}<"
    )
    places = [place for place, what in told(office, tmp_path) if "ไม่เติม “{{ title }}”" in what]
    assert places == [
        "รูปแบบตามเงื่อนไข B5", "การตรวจสอบข้อมูล B9", "ลิงก์ A9", "ความคิดเห็น", "คุณสมบัติของแฟ้ม",
    ]  # fmt: skip


def test_what_excel_would_mend_or_a_run_would_leave_is_told(tmp_path: Path) -> None:
    office = Office({"A1": "{{ title }}", "A12": "{{ title }}", "B12": "ค่า", "A13": 1, "B13": 2})
    office.table(head="{{ title }}")
    assert ("A12", "หัวของตาราง (Table) มีตัวแปร ซึ่งทำให้ Excel ถือว่าแฟ้มเสียหาย") in told(office, tmp_path)
    office = Office()
    office.cell("B5", '<c r="B5"><f t="array" ref="B5:C5">A5:B5*2</f><v>0</v></c>')
    assert any(place == "B5:C5" and "ช่องแรก" in what for place, what in told(office, tmp_path))
    office = Office({"A1": "{{ title }}", "A2": "{% if not title %}", "A3": "ก", "A4": "{% endif %}"})
    office.drawing(anchor(2, 0, text_box("หาย")))
    assert any("บางส่วน (sp)" in what for _, what in told(office, tmp_path))


def test_the_width_of_a_column_that_a_loop_without_a_turn_leaves_out_is_not_told(tmp_path: Path) -> None:
    office = Office({"A1": "{% if not title %}{% endif %}", "A2": "{{ title }}", "B2": "ข"})
    office.put('<cols><col min="1" max="1" width="9"/><col min="2" max="2" width="20"/></cols>')
    assert told(office, tmp_path) == []


def test_a_pivot_table_is_told_and_more_so_on_a_sheet_that_repeats(tmp_path: Path) -> None:
    office = Office({"A1": "{% for s in parts %}", "A2": "{{ s.name }}", "A3": "{% endfor %}"})
    part = office.add("xl/pivotTables/pivotTable1.xml", "<pivotTableDefinition SPACES/>")
    office.relate(SHEET, "pivotTable", part)
    assert [place for place, _ in told(office, tmp_path)] == ["ตาราง Pivot"]
    book = office.parts["xl/workbook.xml"]
    office.parts["xl/workbook.xml"] = book.replace("แบบ".encode(), b"{{ s.name }}")
    assert any("ชีตที่ทำซ้ำมีสิ่งนี้ไม่ได้" in what for _, what in told(office, tmp_path))


def test_a_part_that_is_lost_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office()
    office.background()
    form = opened(office, tmp_path)
    whole = Form._filled

    def losing(self: Form, context: dict[str, object], *more: Any) -> dict[str, bytes]:
        parts = whole(self, context, *more)
        del parts["xl/media/back.png"]
        return {name: data.replace(b"<picture ", b"<pictured ") for name, data in parts.items()}

    monkeypatch.setattr(Form, "_filled", losing)
    lost = [note.what for note in form.check(TWO).notes]
    assert lost == ["บางส่วน (picture) จะไม่อยู่ในผลลัพธ์", "ส่วน xl/media/back.png จะไม่อยู่ในผลลัพธ์"]


def test_a_header_longer_than_excel_takes_is_an_error(tmp_path: Path) -> None:
    office = Office()
    office.put("<headerFooter><oddHeader>&amp;L{{ title }}</oddHeader></headerFooter>")
    form = opened(office, tmp_path)
    assert form.fill({**TWO, "title": "ก" * 253})
    with pytest.raises(FormError, match="หัวกระดาษ/ท้ายกระดาษ: ยาวเกิน 255"):
        form.fill({**TWO, "title": "ก" * 254})
