"""A finished workbook as a file: what its charts keep, what it says of itself, which sheet opens."""

import datetime as dt
import io
import re
from decimal import Decimal
from pathlib import Path

import pytest
from opened import load_form
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference, ScatterChart, Series
from openpyxl.workbook.defined_name import DefinedName

from pipeline.forms import About
from pipeline.xlsx.package import read_parts

ROWS = {"title": "ก", "rows": [{"name": "เมือง", "value": Decimal("1.5")}, {"name": "คลองหาด", "value": "ยังไม่รายงาน"}]}


def charted(tmp_path: Path, title: str | None = "ร้อยละ {{ title }}", scattered: bool = False) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "แบบ"
    for address, value in {
        "A1": "อำเภอ", "B1": 7, "A2": "{% for r in rows %}", "A3": "{{ r.name }}", "B3": "{{ r.value }}",
        "C3": "=B3*2", "A4": "{% endfor %}",
    }.items():
        sheet[address] = value
    if scattered:
        chart = ScatterChart()
        chart.series.append(Series(Reference(sheet, range_string="แบบ!$B$3:$C$3"), Reference(sheet, range_string="แบบ!$B$3")))
    else:
        chart = BarChart()
        for column in ("B", "C"):
            chart.add_data(Reference(sheet, range_string=f"แบบ!${column}$1:${column}$3"), titles_from_data=True)
        chart.set_categories(Reference(sheet, range_string="แบบ!$A$3"))
    chart.title = title
    sheet.add_chart(chart, "E2")
    book.save(tmp_path / "form.xlsx")
    return tmp_path / "form.xlsx"


def chart(data: bytes) -> str:
    return read_parts(data)["xl/charts/chart1.xml"].decode()


def test_a_chart_keeps_the_values_that_it_draws(tmp_path: Path) -> None:
    said = chart(load_form(charted(tmp_path)).fill(ROWS))
    assert re.findall(r"<c:strCache>(.*?)</c:strCache>", said)[:2] == [
        '<c:ptCount val="1"/><c:pt idx="0"><c:v>7</c:v></c:pt>',
        '<c:ptCount val="2"/><c:pt idx="0"><c:v>เมือง</c:v></c:pt><c:pt idx="1"><c:v>คลองหาด</c:v></c:pt>',
    ]
    assert re.findall(r"<c:numCache>(.*?)</c:numCache>", said) == [
        '<c:formatCode>General</c:formatCode><c:ptCount val="2"/><c:pt idx="0"><c:v>1.5</c:v></c:pt>'
    ], "a word is no number, and a formula without its value is not known"


def test_names_along_an_axis_are_kept_as_texts(tmp_path: Path) -> None:
    said = chart(load_form(charted(tmp_path)).fill(ROWS))
    assert "<c:cat><c:strRef>" in said and "<c:cat><c:numRef>" not in said
    days = {**ROWS, "rows": [{"name": dt.date(2018, 3, 31), "value": 1}]}
    said = chart(load_form(charted(tmp_path)).fill(days))
    assert '<c:cat><c:numRef><c:f>\'แบบ\'!$A$2</c:f><c:numCache><c:formatCode>General</c:formatCode><c:ptCount val="1"/><c:pt idx="0"><c:v>43190</c:v>' in said


@pytest.mark.parametrize("rows", [[], [{"name": None, "value": None}]])
def test_a_chart_of_nothing_keeps_nothing(tmp_path: Path, rows: list[object]) -> None:
    said = chart(load_form(charted(tmp_path)).fill({"title": "", "rows": rows}))
    assert "numCache><c:pt " not in said and "<c:v></c:v>" not in said


def test_a_range_of_rows_and_columns_keeps_no_values(tmp_path: Path) -> None:
    path = charted(tmp_path, scattered=True)
    said = chart(load_form(path).fill(ROWS))
    assert said.count("Cache>") == 2, "of the one row of each that is no formula"


def test_a_chart_has_its_title_for_those_who_cannot_see_it(tmp_path: Path) -> None:
    made = read_parts(load_form(charted(tmp_path)).fill(ROWS))["xl/drawings/drawing1.xml"].decode()
    assert 'descr="ร้อยละ ก"' in made
    made = read_parts(load_form(charted(tmp_path, None)).fill(ROWS))["xl/drawings/drawing1.xml"].decode()
    assert "descr" not in made


def test_what_the_office_wrote_for_those_who_cannot_see_a_chart_stays(tmp_path: Path) -> None:
    path = charted(tmp_path)
    form = load_form(path)
    drawing = form._parts["xl/drawings/drawing1.xml"]
    form._parts["xl/drawings/drawing1.xml"] = drawing.replace(b' name="Chart 1"', ' name="Chart 1" descr="ของเรา"'.encode())
    made = read_parts(form.fill(ROWS))["xl/drawings/drawing1.xml"].decode()
    assert 'descr="ของเรา"' in made and "ร้อยละ" not in made


def test_a_file_says_what_it_is_about(tmp_path: Path) -> None:
    form = load_form(charted(tmp_path))
    book = load_workbook(io.BytesIO(form.fill(ROWS, About("คะแนน", "สำนักงาน"))))
    assert (book.properties.title, book.properties.creator) == ("คะแนน", "สำนักงาน")
    assert b"creator" not in read_parts(form.fill(ROWS))["docProps/core.xml"]


def test_names_of_cells_go_on_working_and_are_not_shown(tmp_path: Path) -> None:
    book = load_workbook(charted(tmp_path))
    book.defined_names["keep_rows"] = DefinedName("keep_rows", attr_text="'แบบ'!$A$2:$A$4")
    book["แบบ"].print_title_rows = "1:1"
    book.save(tmp_path / "form.xlsx")
    data = load_form(tmp_path / "form.xlsx").fill(ROWS)
    made = load_workbook(io.BytesIO(data))
    assert made.defined_names["keep_rows"].hidden and made.defined_names["keep_rows"].value == "'แบบ'!$A$2:$A$3"
    assert b'name="_xlnm.Print_Titles" localSheetId="0">' in read_parts(data)["xl/workbook.xml"]


def test_of_a_sheet_that_repeats_the_first_copy_opens_alone_with_colour_and_zoom(tmp_path: Path) -> None:
    book = Workbook()
    first = book.active
    assert first is not None
    first["A1"] = "หน้าแรก"
    sheet = book.create_sheet("เรื่อง {{ r.name }}")
    sheet["A1"], sheet["A2"], sheet["A3"] = "{% for r in rows %}", "{{ r.name }}", "{% endfor %}"
    sheet.sheet_properties.tabColor = "FF0000"
    sheet.sheet_view.zoomScale = 85
    book.active = 1
    first.sheet_view.tabSelected = False
    sheet.sheet_view.tabSelected = True
    book.save(tmp_path / "form.xlsx")
    data = load_form(tmp_path / "form.xlsx").fill(ROWS)
    made = load_workbook(io.BytesIO(data))
    assert made.active.title == "เรื่อง เมือง"
    assert [bool(s.sheet_view.tabSelected) for s in made] == [False, True, False]
    assert [s.sheet_view.zoomScale for s in made][1:] == [85, 85]
    assert [s.sheet_properties.tabColor.rgb for s in made.worksheets[1:]] == ["00FF0000"] * 2
    assert "xl/worksheets/sheet3.xml" in read_parts(data) and "xl/worksheets/sheet2_1.xml" not in read_parts(data)
