"""Forms: templates of the office's, filled with values."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from opened import load_form
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.forms import Form, FormError, Styled
from pipeline.forms.filling.heights import lines, text_height
from pipeline.forms.filling.pages import page_ends
from pipeline.forms.moving.references import move_formula
from pipeline.forms.template.styles import Style
from pipeline.xlsx.addresses import number
from pipeline.xlsx.package import write_parts

Make = Callable[..., Form]


def opened(data: bytes, values: bool = False) -> Worksheet:
    return load_workbook(io.BytesIO(data), data_only=values)["แบบ"]


def column(sheet: Worksheet, letter: str) -> list[object]:
    return [cell.value for cell in sheet[letter]]


def part(data: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read(name).decode()


# --- values ------------------------------------------------------------------------------------


def test_values_keep_their_types(make: Make) -> None:
    form = make({"A1": "{{ a }}", "B1": "{{ b }}", "C1": "{{ c }}", "D1": "{{ d }}", "E1": "{{ e }}"})
    day = dt.date(2018, 3, 31)
    row = opened(form.fill({"a": Decimal("1.50"), "b": 7, "c": day, "d": "ข้อความ", "e": None}))[1]
    assert row[0].value == 1.5 and row[0].data_type == "n"
    assert row[1].value == 7
    assert row[2].value == 43190  # the template's own number format makes it a date
    assert row[3].value == "ข้อความ"
    assert row[4].value is None


def test_values_that_equal_each_other_keep_their_types(make: Make) -> None:
    form = make({"A1": "{% for x in xs %}", "A2": "{{ x }}", "A3": "{% endfor %}"})
    for xs in ([1, True, 1.0, Decimal("1.0"), "1"], [True, 1, "1", False, 0]):
        found = column(opened(form.fill({"xs": xs})), "A")
        assert [(type(one), one) for one in found] == [
            (bool if isinstance(x, bool) else str if isinstance(x, str) else int, x) for x in xs
        ]


def test_a_date_takes_the_format_of_its_cell(make: Make) -> None:
    def dated(sheet: Worksheet) -> None:
        sheet["A1"].number_format = "[$-D07041E]d mmmm yyyy"

    cell = opened(make({"A1": "{{ a }}"}, dated).fill({"a": dt.date(2018, 3, 31)}))["A1"]
    assert cell.number_format == "[$-D07041E]d mmmm yyyy"
    assert cell.value == dt.datetime(2018, 3, 31)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=HYPERLINK(\"x\")", "\x01=1", "\u200b@x"])
def test_text_that_looks_like_a_formula_stays_text(make: Make, text: str) -> None:
    data = make({"A1": "{{ a }}"}).fill({"a": text})
    assert "<f>" not in part(data, "xl/worksheets/sheet1.xml")
    cell = opened(data)["A1"]
    assert cell.value == text.replace("\t", " ").lstrip("\x01\u200b") and cell.quotePrefix


def test_control_and_bidi_characters_are_never_written(make: Make) -> None:
    hostile = "ก\x00\x0b\x1b\u202e\u200b\ufeff\ud800ข"
    data = make({"A1": "{{ a }}", "A2": "ชื่อ {{ a }}"}).fill({"a": hostile})
    assert column(opened(data), "A") == ["กข", "ชื่อ กข"]


def test_markup_and_escapes_in_text_come_out_as_typed(make: Make) -> None:
    text = "<b>&amp; \"x\" {{ a }} {% if %}"
    assert opened(make({"A1": "{{ a }}"}).fill({"a": text}))["A1"].value == text
    escaped = make({"A1": "{{ a }}"}).fill({"a": "_x0041_"})  # Excel would show A
    assert "_x005F_x0041_" in part(escaped, "xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), Decimal("NaN"), Decimal("Infinity"), []])
def test_what_no_cell_can_hold_is_an_error_that_names_the_cell(make: Make, bad: object) -> None:
    with pytest.raises(FormError, match=r"form\.xlsx แผ่นงาน แบบ ช่อง B2"):
        make({"B2": "{{ a }}"}).fill({"a": bad})


def test_a_number_too_large_for_any_cell_is_an_error_that_names_the_cell(make: Make) -> None:
    with pytest.raises(FormError, match="ช่อง A1: ตัวเลขใหญ่เกิน"):
        make({"A1": "{{ a }}"}).fill({"a": 10**400})


def test_a_text_longer_than_excel_allows_is_cut_with_a_mark(make: Make) -> None:
    value = opened(make({"A1": "{{ a }}"}).fill({"a": "ก" * 40_000}))["A1"].value
    assert isinstance(value, str) and len(value) == 32_767 and value.endswith("…")


def test_long_decimals_are_stored_as_the_nearest_number(make: Make) -> None:
    third = Decimal(1) / 3
    assert opened(make({"A1": "{{ a }}"}).fill({"a": third}))["A1"].value == float(third)


def test_thai_filters(make: Make) -> None:
    form = make({"A1": "ปี {{ y | thai }} วันที่ {{ d | thaidate | thai }}"})
    filled = opened(form.fill({"y": 2561, "d": dt.date(2018, 3, 31)}))
    assert filled["A1"].value == "ปี ๒๕๖๑ วันที่ ๓๑\u00a0มีนาคม\u00a0๒๕๖๑"


# --- rows and columns --------------------------------------------------------------------------

NESTED = {
    "A1": "หัว", "A2": "{% for s in parts %}", "A3": "{{ s.name }}", "A4": "{% for k in s.rows %}",
    "A5": "{{ k }}", "A6": "{% endfor %}", "A7": "รวม {{ s.name }}", "A8": "{% endfor %}", "A9": "ท้าย",
}  # fmt: skip
TWO = {"parts": [{"name": "ก", "rows": [1, 2, 3]}, {"name": "ข", "rows": [4]}]}


def test_nested_rows_repeat_and_directives_leave_no_row(make: Make) -> None:
    assert column(opened(make(NESTED).fill(TWO)), "A") == [
        "หัว", "ก", 1, 2, 3, "รวม ก", "ข", 4, "รวม ข", "ท้าย",
    ]  # fmt: skip


def test_rows_of_an_if_appear_only_when_it_holds(make: Make) -> None:
    form = make({"A1": "{% if a %}", "A2": "ใช่", "A3": "{% else %}", "A4": "ไม่", "A5": "{% endif %}"})
    assert column(opened(form.fill({"a": True})), "A") == ["ใช่"]
    assert column(opened(form.fill({"a": False})), "A") == ["ไม่"]


def test_an_empty_list_leaves_no_rows(make: Make) -> None:
    filled = opened(make(NESTED).fill({"parts": []}))
    assert column(filled, "A") == ["หัว", "ท้าย"]


def test_columns_repeat_with_their_widths_and_merges(make: Make) -> None:
    def wide(sheet: Worksheet) -> None:
        sheet.column_dimensions["B"].width = 5
        sheet.column_dimensions["C"].width = 9
        sheet.column_dimensions["D"].width = 30
        sheet.merge_cells("B2:C2")

    form = make({
        "B1": "{% for k in ks %}", "C1": "{% endfor %}", "A2": "อำเภอ", "B2": "ที่ {{ k }}",
        "D2": "ท้าย", "A3": "{% for d in ds %}", "A4": "{{ d.name }}", "B4": "{{ d.v[loop.index0] }}",
        "C4": "{{ k }}", "D4": "จบ", "A5": "{% endfor %}",
    }, wide)  # fmt: skip
    ds = [{"name": "ก", "v": [10, 20, 30]}, {"name": "ข", "v": [40, 50, 60]}]
    filled = opened(form.fill({"ks": [1, 2, 3], "ds": ds}))
    assert [c.value for c in filled[1]] == [
        "อำเภอ", "ที่ 1", None, "ที่ 2", None, "ที่ 3", None, "ท้าย",
    ]  # fmt: skip
    assert [c.value for c in filled[3]] == ["ข", 40, 1, 50, 2, 60, 3, "จบ"]
    assert sorted(map(str, filled.merged_cells.ranges)) == ["B1:C1", "D1:E1", "F1:G1"]
    widths = {k: d.width for k, d in filled.column_dimensions.items()}
    assert widths["F"] == 5 and widths["G"] == 9 and widths["H"] == 30


def test_a_merge_repeats_with_its_block_and_grows_over_an_inner_loop(make: Make) -> None:
    def merged(sheet: Worksheet) -> None:
        sheet.merge_cells("A3:B3")
        sheet.merge_cells("C3:C7")

    filled = opened(make(NESTED, merged).fill(TWO))
    assert sorted(map(str, filled.merged_cells.ranges)) == ["A2:B2", "A7:B7", "C2:C6", "C7:C9"]


def test_styles_heights_and_numbers_of_the_template_stay(make: Make) -> None:
    def styled(sheet: Worksheet) -> None:
        sheet["A5"].font = Font(name="TH SarabunPSK", size=16, bold=True)
        sheet["A5"].number_format = "[$-D00041E]0.00"
        sheet.row_dimensions[5].height = 40

    filled = opened(make(NESTED, styled).fill(TWO))
    for row in (3, 4, 5, 8):
        assert filled.cell(row, 1).font.b and filled.cell(row, 1).number_format == "[$-D00041E]0.00"
        assert filled.row_dimensions[row].height == 40


@pytest.mark.parametrize(("stated", "height"), [(None, 21), (19, 19), (30, 30), (15, 21), (16, 18.9)])
def test_a_stated_height_is_that_of_a_line_and_more_lines_make_it_higher(
    make: Make, stated: float | None, height: float
) -> None:
    def styled(sheet: Worksheet) -> None:
        sheet["A1"].font, sheet["A1"].alignment = Font(name="TH SarabunPSK", size=14), Alignment(wrap_text=True)
        sheet.row_dimensions[1].height = stated

    form = make({"A1": "{{ words }}"}, styled)
    assert opened(form.fill({"words": "ก"})).row_dimensions[1].height == height
    two = opened(form.fill({"words": "ก\nข"})).row_dimensions[1].height
    assert two == pytest.approx(max(height, 21 + min(height, 21)))


@pytest.mark.parametrize(("rows", "fits"), [(40, 1), (44, 1), (46, 0)])
def test_words_that_are_to_stay_readable_are_not_shrunk_under_twelve_points(
    make: Make, rows: int, fits: int
) -> None:
    def styled(sheet: Worksheet) -> None:
        sheet["A2"].font = Font(name="TH SarabunPSK", size=14)
        sheet.row_dimensions[2].height = 21
        sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = 9, 1
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_margins.top = sheet.page_margins.bottom = 0.25
        assert sheet.parent is not None
        sheet.parent.defined_names["readable_words"] = DefinedName(
            "readable_words", attr_text=f"'{sheet.title}'!$A$2:$B$2"
        )

    form = make({"A1": "{% for word in words %}", "A2": "{{ word }}", "A3": "{% endfor %}"}, styled)
    sheet = opened(form.fill({"words": ["ก"] * rows}))  # 805.89 ÷ 21 ÷ (12 ÷ 14) = 44.8 rows a page
    assert int(sheet.page_setup.fitToHeight) == fits


def test_conditions_validations_areas_and_titles_follow_their_rows(make: Make) -> None:
    def dressed(sheet: Worksheet) -> None:
        sheet.conditional_formatting.add("A5:B5", FormulaRule(["$A5>$A$9"], font=Font(bold=True)))
        check = DataValidation(type="list", formula1="$A$9:$A$9")
        check.add("B5")
        sheet.add_data_validation(check)
        sheet.print_title_rows, sheet.print_area = "1:1", "A1:B9"
        sheet.auto_filter.ref = "A1:B9"
        sheet.freeze_panes = "A3"

    data = make(NESTED, dressed).fill(TWO)
    filled = opened(data)
    formats = filled.conditional_formatting
    assert [str(f.sqref) for f in formats] == ["A3:B5 A8:B8"]
    assert [rule.formula for f in formats for rule in f.rules] == [["$A3>$A$10"]]
    validation = filled.data_validations.dataValidation[0]
    assert str(validation.sqref) == "B3:B5 B8" and validation.formula1 == "$A$10"
    assert filled.print_title_rows == "$1:$1" and filled.print_area == "'แบบ'!$A$1:$B$10"
    assert filled.auto_filter.ref == "A1:B10"
    assert filled.freeze_panes == "A2"
    assert 'ref="A1:A10"' in part(data, "xl/worksheets/sheet1.xml")


def test_a_condition_may_begin_at_a_row_that_is_left_out(make: Make) -> None:
    def dressed(sheet: Worksheet) -> None:
        sheet.conditional_formatting.add("A4:A7", FormulaRule(["$B4>A4"], font=Font(bold=True)))
        sheet.conditional_formatting.add("B2", FormulaRule(["$B2>1"], font=Font(bold=True)))

    formats = opened(make(NESTED, dressed).fill(TWO)).conditional_formatting
    assert [str(f.sqref) for f in formats] == ["A3:A6 A8:A9"]
    assert [rule.formula for f in formats for rule in f.rules] == [["$B3>A3"]]


def test_a_break_of_the_office_follows_its_row(make: Make) -> None:
    def broken(sheet: Worksheet) -> None:
        sheet.row_breaks.append(Break(id=7))

    filled = opened(make(NESTED, broken).fill(TWO))
    assert [b.id for b in filled.row_breaks.brk] == [6, 9]


def test_charts_grow_and_move_with_their_rows(make: Make) -> None:
    def charted(sheet: Worksheet) -> None:
        chart = BarChart()
        chart.add_data(Reference(sheet, min_col=1, min_row=5, max_row=5))
        sheet.add_chart(chart, "D9")

    data = make(NESTED, charted).fill(TWO)
    assert "'แบบ'!$A$3:$A$8" in part(data, "xl/charts/chart1.xml")
    assert "<row>9</row>" in re.sub(r"xdr:", "", part(data, "xl/drawings/drawing1.xml"))


def test_a_named_cell_lends_its_style(make: Make) -> None:
    def named(sheet: Worksheet) -> None:
        thick = Side(style="medium")
        sheet["Z1"] = "ตัวอย่าง"
        sheet["Z1"].border = Border(left=thick)
        book = sheet.parent
        book.defined_names["reached"] = DefinedName("reached", attr_text="'แบบ'!$Z$1")

    form = make({"A1": "{{ a }}", "A2": "{{ b | thai }}"}, named)
    filled = opened(form.fill({"a": Styled(5, "reached"), "b": Styled("2", "ไม่มีชื่อนี้")}))
    assert filled["A1"].value == 5 and filled["A1"].border.left.style == "medium"
    assert filled["A2"].value == "๒" and filled["A2"].border.left.style is None


# --- formulas ----------------------------------------------------------------------------------


def test_a_formula_is_live_and_stores_its_value(make: Make) -> None:
    form = make({
        "A1": "{% for s in parts %}", "A2": "{% for k in s.rows %}", "A3": "{{ k }}",
        "B3": '=IF(1,"{{ k * 2 }}",A3*2)', "A4": "{% endfor %}", "A5": '=IF(1,"{{ s.sum }}",SUM(A3:A3))',
        "A6": "{% endfor %}", "A7": '=IF(1,"{{ all }}",SUM(A5))', "B7": '=IF(1,"{{ top }}",MAX($A$3:$A$3))',
    })  # fmt: skip
    context = {"parts": [{"rows": [1, 2], "sum": 3}, {"rows": [5], "sum": 5}], "all": 8, "top": 5}
    data = form.fill(context)
    live, stored = opened(data), opened(data, values=True)
    assert column(live, "A") == [1, 2, "=SUM(A1:A2)", 5, "=SUM(A4)", "=SUM(A3,A5)"]
    assert column(live, "B") == ["=A1*2", "=A2*2", None, "=A4*2", None, "=MAX($A$1:$A$2,$A$4)"]
    assert column(stored, "A") == [1, 2, 3, 5, 5, 8]
    assert column(stored, "B") == [2, 4, None, 10, None, 5]


def test_a_formula_on_another_sheet_finds_the_same_turn(tmp_path: Path) -> None:
    book = Workbook()
    first, second = book.active, book.create_sheet("หลักฐาน 'ก'")
    assert first is not None
    first.title = "แบบ"
    first["A1"], first["A3"] = "{% for k in ks %}", "{% endfor %}"
    first["A2"] = "=IF(1,\"{{ k }}\",'หลักฐาน ''ก'''!A4)"
    second["A1"], second["A2"] = "{% for k in ks %}", "หัวข้อ"
    second["A3"], second["A4"], second["A5"] = "{% if true %}", "{{ k }}", "{% endif %}"
    second["A6"] = "{% endfor %}"
    book.save(tmp_path / "two.xlsx")
    filled = opened(load_form(tmp_path / "two.xlsx").fill({"ks": [7, 8]}))
    assert column(filled, "A") == ["='หลักฐาน ''ก'''!A2", "='หลักฐาน ''ก'''!A4"]


def test_placeholders_inside_a_formula_are_quoted(make: Make) -> None:
    form = make({"A1": '=IF(1,"{{ n }}",HYPERLINK("{{ n }}.xlsx","{{ n }}"))'})
    data = form.fill({"n": 'ก"ข'})
    assert opened(data)["A1"].value == '=HYPERLINK("ก""ข.xlsx","ก""ข")'
    assert opened(data, values=True)["A1"].value == 'ก"ข'


def test_a_text_result_and_an_empty_result_are_stored(make: Make) -> None:
    form = make({"A1": '=IF(1,"{{ a }}",T(B1))', "A2": '=IF(1,"{{ b }}",T(B1))'})
    assert column(opened(form.fill({"a": "ดี", "b": None}), values=True), "A") == ["ดี", None]


def test_references_to_rows_left_out_are_zero_or_empty(make: Make) -> None:
    form = make({
        "A1": "{% for k in ks %}", "A2": "{{ k }}", "A3": "{% endfor %}",
        "A4": '=IF(1,"{{ s }}",SUM(A2:A2))', "A5": '=IF(1,"{{ s }}",ISNUMBER(A2))',
    })  # fmt: skip
    assert column(opened(form.fill({"ks": [], "s": 0})), "A") == ["=SUM(0)", '=ISNUMBER("")']


def test_a_formula_without_a_stored_value_still_follows_its_rows(make: Make) -> None:
    form = make({**NESTED, "B9": "=SUM(A5:A5)"})
    data = form.fill(TWO)
    assert opened(data)["B10"].value == "=SUM(A3:A5,A8)"
    assert "<f>SUM(A3:A5,A8)</f></c>" in part(data, "xl/worksheets/sheet1.xml")


def test_text_and_function_names_in_a_formula_are_not_taken_for_cells() -> None:
    assert move_formula('LOG10(1)&"A1"&TRUE&Sheet9!B2', "แบบ", {}) == 'LOG10(1)&"A1"&TRUE&Sheet9!B2'
    assert number("AA") == 27


# --- mistakes ----------------------------------------------------------------------------------


def test_an_unknown_name_names_template_sheet_cell_and_the_likeliest(make: Make) -> None:
    with pytest.raises(FormError) as error:
        make({"C4": "ชื่อ {{ distric }}"}).fill({"district": "ก"})
    text = str(error.value)
    assert "form.xlsx แผ่นงาน แบบ ช่อง C4" in text and "distric" in text and "district" in text
    assert "\n" not in text


def test_a_line_that_a_list_does_not_have_names_its_cell(make: Make) -> None:
    with pytest.raises(FormError, match="ช่อง C4: ไม่รู้จัก 2"):
        make({"C4": "{{ title[2] }}"}).fill({"title": ["ก", "ข"]})


def test_an_unknown_member_in_a_loop_names_its_cell(make: Make) -> None:
    with pytest.raises(FormError, match="ช่อง A5: ไม่รู้จัก nmae หมายถึง name"):
        make({**NESTED, "A3": "บรรทัด\nสอง", "A5": "{{ s.nmae }}"}).fill(TWO)


@pytest.mark.parametrize(
    ("cells", "cell"),
    [
        ({"A1": "{{ a"}, "A1"), ({"A1": "ก", "B2": "{{ a b }}"}, "B2"),
        ({"A1": "{% for k in ks %}"}, "A1"), ({"A1": "ก", "A2": "{% endfor %}"}, "A2"),
        ({"A1": "{% if a %}", "A2": "{% endfor %}"}, "A2"), ({"D3": "{{ a | ไม่มี }}"}, "D3"),
    ],
)  # fmt: skip
def test_a_wrong_placeholder_is_found_when_the_form_is_opened(
    make: Make, cells: dict[str, object], cell: str
) -> None:
    with pytest.raises(FormError, match=f"ช่อง {cell}:"):
        make(cells)


@pytest.mark.parametrize("attack", ["{{ ''.__class__.__mro__ }}", "{{ a.__init__.__globals__ }}"])
def test_placeholders_cannot_reach_beyond_the_context(make: Make, attack: str) -> None:
    with pytest.raises(FormError):
        make({"A1": attack}).fill({"a": "ก"})


def test_check_lists_every_unknown_name_and_what_is_unused(make: Make) -> None:
    form = make({**NESTED, "B3": "{{ s.nam }}", "B5": "{{ k }}", "B9": "{{ totl }}{{ total.sum }}"})
    report = form.check({**TWO, "total": {"sum": 1, "mean": 2}, "extra": 3})
    assert [(p.sheet, p.cell) for p in report.problems] == [("แบบ", "B3"), ("แบบ", "B9")]
    assert "name" in report.problems[0].problem and "total" in report.problems[1].problem
    assert report.unused == ("total.mean", "extra")


def test_check_looks_into_branches_that_the_sample_does_not_take(make: Make) -> None:
    form = make({"A1": "{% if a %}", "A2": "{{ b }}", "A3": "{% endif %}"})
    assert [p.cell for p in form.check({"a": False}).problems] == ["A2"]


def test_placeholders_are_listed_by_cell(make: Make) -> None:
    found = make({"A1": "หัว", "B2": "ชื่อ {{ a.name | thai }}", "A3": '=IF(1,"{{ b }}",1)'})
    assert [(p.cell, p.names[0]) for p in found.placeholders()] == [("B2", "a.name"), ("A3", "b")]


def test_a_row_whose_columns_are_not_those_of_the_heading_is_named(make: Make) -> None:
    form = make({
        "A1": "{% for k in ks %}{% endfor %}", "A2": "{{ k }}", "A3": "{% for ks in lists %}",
        "A4": "{{ k }}", "A5": "{% endfor %}",
    })  # fmt: skip
    assert [c.value for c in opened(form.fill({"ks": "กข", "lists": ["คง"]}))[2]] == ["ค", "ง"]
    with pytest.raises(FormError, match="ช่อง A4: คอลัมน์ที่ทำซ้ำ"):
        form.fill({"ks": "กข", "lists": ["คงจ"]})


def test_a_name_that_python_uses_for_mappings_is_a_name_of_the_context(make: Make) -> None:
    assert opened(make({"A1": "{{ a.items }}"}).fill({"a": {"items": 5}}))["A1"].value == 5


# --- the file ----------------------------------------------------------------------------------


def test_the_same_context_gives_the_same_bytes(make: Make) -> None:
    form = make(NESTED)
    assert form.fill(TWO) == form.fill(TWO)
    times = {i.date_time for i in zipfile.ZipFile(io.BytesIO(form.fill(TWO))).infolist()}
    assert times == {(1980, 1, 1, 0, 0, 0)}


def test_the_file_is_sound_also_where_parts_have_thai_names(tmp_path: Path) -> None:
    parts = {"ก/ข.xml": b"", "b.xml": b"<b/>" * 9999, "c.xml": b"\x00\xff"}
    (tmp_path / "a.zip").write_bytes(write_parts(parts))
    with zipfile.ZipFile(tmp_path / "a.zip") as package:
        assert package.testzip() is None
        assert {name: package.read(name) for name in package.namelist()} == parts
        assert [i.file_size for i in package.infolist()] == [0, 39_996, 2]
    assert write_parts(parts) == (tmp_path / "a.zip").read_bytes()


def test_other_parts_of_the_file_travel_byte_for_byte(make: Make, tmp_path: Path) -> None:
    data = make(NESTED).fill(TWO)
    before = zipfile.ZipFile(tmp_path / "form.xlsx")
    for name in ("xl/theme/theme1.xml", "docProps/app.xml"):
        assert part(data, name).encode() == before.read(name)


def test_no_placeholder_is_left_in_the_finished_file(make: Make) -> None:
    def footed(sheet: Worksheet) -> None:
        sheet.oddFooter.left.text = "อำเภอ{{ parts[0].name }}"

    data = make(NESTED, footed).fill({"parts": [{"name": "ก & ข", "rows": []}]})
    archive = zipfile.ZipFile(io.BytesIO(data))
    for name in archive.namelist():
        assert b"{{" not in archive.read(name) and b"{%" not in archive.read(name), name
    assert opened(data).oddFooter.left.text == "อำเภอก && ข"


# --- heights and pages -------------------------------------------------------------------------

SARABUN = Style(size=16, bold=False, wrap=True, indent=0, narrow=True)


def test_marks_over_and_under_take_no_width() -> None:
    assert lines("กกกกกกกก", 3300) == lines("กี่กี้กุ่กู้กิ่กึ้กื่กั้", 3300) == 1


def test_longer_text_and_narrower_columns_need_more_lines() -> None:
    text = "ดำเนินการขับเคลื่อนตามนโยบายของรัฐบาลของหน่วยงานอย่างมีประสิทธิภาพ"
    assert text_height(text, SARABUN, 600) == 24
    assert text_height(text, SARABUN, 200) == 48
    assert text_height(text, SARABUN, 100) >= 96
    assert text_height(text + "\n" + text, SARABUN, 200) == 96


def test_a_word_longer_than_its_column_is_counted_out() -> None:
    assert lines("a" * 100, 3440) >= 10


def test_no_line_ends_at_a_no_break_space() -> None:
    text, room = "ไม่น้อยกว่าร้อยละ ๑๐๐ ขึ้นไป", 3300  # thousandths of the font's size
    assert lines(text, room) == 3 and lines(text.replace("ละ ๑", "ละ\u00a0๑"), room) == 4
    assert lines("ปี\u00a0๑", room) == lines("\u00a0", room) == 1


def test_rows_grow_with_their_text_also_when_merged(make: Make) -> None:
    def wrapped(sheet: Worksheet) -> None:
        for address in ("A1", "B2"):
            sheet[address].alignment = Alignment(wrap_text=True)
            sheet[address].font = Font(name="TH SarabunPSK", size=16)
        sheet.merge_cells("B2:B4")

    form = make({"A1": "{{ a }}", "B2": "{{ a }}", "A3": "ก", "A4": "ข"}, wrapped)
    heights = {
        n: [opened(form.fill({"a": "คำยาว " * n})).row_dimensions[r].height for r in (1, 2, 3, 4)]
        for n in (1, 10)
    }
    assert heights[1][0] == 24 and 100 < heights[10][0] < 400
    assert sum(heights[10][1:]) == pytest.approx(heights[10][0], abs=1)


def test_a_page_ends_before_rows_that_belong_together() -> None:
    units = [range(1, 2), range(2, 5), range(5, 8)]
    heights = dict.fromkeys(range(1, 8), 10.0)
    assert page_ends(units, heights, 55, range(1, 2)) == [4]
    assert page_ends(units, heights, 100, range(1, 2)) == []


def blocks_of(
    make: Make, cells: dict[str, object], heights: dict[int, float], more: Callable[[Worksheet], None] | None = None
) -> Form:
    """A sheet of two columns for A4; a line in column A alone goes over both, bold where it begins with หัว."""

    def printed(sheet: Worksheet) -> None:
        for address, text in cells.items():
            if address.startswith("A") and f"B{address[1:]}" not in cells and "{%" not in str(text):
                sheet.merge_cells(f"{address}:B{address[1:]}")
            sheet[address].font = Font(bold=str(text).startswith("หัว"))
        for row, height in heights.items():
            sheet.row_dimensions[row].height = height
        sheet.page_setup.orientation, sheet.print_area = "portrait", f"A1:B{sheet.max_row}"
        if more:
            more(sheet)

    return make(cells, printed)


@pytest.mark.parametrize("high", [330, 315])  # points: the second remark fits on the first page, or not
def test_a_plain_line_over_the_whole_width_stays_with_what_stands_before_it(make: Make, high: float) -> None:
    form = blocks_of(make, {
        "A1": "{% for k in ks %}", "A2": "หัวข้อ", "A3": "{{ k }}", "B3": "ก", "A4": "ข้อสังเกต",
        "A5": "{% endfor %}",
    }, {2: 15, 3: high, 4: 15})  # fmt: skip
    assert [b.id for b in opened(form.fill({"ks": [1, 2]})).row_breaks.brk] == [3]


def test_a_bold_line_over_the_whole_width_stays_with_what_follows_with_the_plain_one_under_it(make: Make) -> None:
    form = blocks_of(make, {
        "A1": "{% for k in ks %}", "A2": "หัวข้อ", "A3": "ที่มา", "A4": "{{ k }}", "B4": "ก", "A5": "{% endfor %}",
    }, {2: 20, 3: 20, 4: 330})  # fmt: skip
    assert [b.id for b in opened(form.fill({"ks": [1, 2]})).row_breaks.brk] == [3]


def test_a_range_that_the_office_keeps_together_is_its_own_even_where_it_begins_with_such_a_line(make: Make) -> None:
    def kept(sheet: Worksheet) -> None:
        sheet.parent.defined_names["keep_end"] = DefinedName("keep_end", attr_text="'แบบ'!$A$3:$A$4")

    cells: dict[str, object] = {"A1": "ก", "B1": 1, "A2": "ข", "B2": 1, "A3": "ข้อสังเกต", "A4": "ค", "B4": 1}
    heights = {1: 300.0, 2: 300.0, 3: 15.0, 4: 100.0}
    assert [b.id for b in opened(blocks_of(make, cells, heights, kept).fill({})).row_breaks.brk] == [2]


@pytest.mark.parametrize("last", [250, 380])  # points: the next begins on the first page, or not
def test_of_two_rows_of_hardly_any_height_the_first_closes_and_the_second_opens(make: Make, last: float) -> None:
    cells: dict[str, object] = {"A1": "ก", "B1": 1, "B2": None, "B3": None, "A4": "ข", "B4": 1}
    heights = {1: 400.0, 2: 4.0, 3: 4.0, 4: last}
    ends = [b.id for b in opened(blocks_of(make, cells, heights).fill({})).row_breaks.brk]
    assert ends == ([2] if last == 380 else [])


def test_a_plain_line_over_the_whole_width_stays_with_a_row_of_hardly_any_height_and_what_that_closes(make: Make) -> None:
    cells: dict[str, object] = {"A1": "ก", "B1": 1, "A2": "ข", "B2": 1, "B3": None, "A4": "ข้อสังเกต"}
    heights = {1: 400.0, 2: 265.0, 3: 4.0, 4: 30.0}
    assert [b.id for b in opened(blocks_of(make, cells, heights).fill({})).row_breaks.brk] == [1]


def test_rows_too_many_for_any_page_are_not_pushed() -> None:
    heights = dict.fromkeys(range(1, 20), 10.0)
    assert page_ends([range(1, 3), range(3, 20)], heights, 50, range(0)) == []
