"""Slips of the hand in a template that a filled form would not survive, each told by its cell."""

from collections.abc import Callable
from pathlib import Path

import pytest
from office import Office, anchor, text_box
from opened import load_form
from openpyxl import load_workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.forms import Form, FormError, Styled

Make = Callable[..., Form]
SAMPLE = {"district": {"name": "ก"}, "rows": [{"a": 1, "parts": [1]}], "x": 1}
LOOP = {"A1": "{% for r in rows %}", "A2": "{{ r.a }}", "A5": "{% endfor %}"}


def told(form: Form) -> list[str]:
    return [problem.cell for problem in form.check(SAMPLE).problems]


@pytest.mark.parametrize("text", [
    "อำเภอ{ district.name }}", "อำเภอ{{ district.name }", "{district.name}", "{ x }", "% endfor %}",
    "{{ x }} และ }}", "{% if x %}ก{% endif }", "{ x | thai }", "{unknown | thaidate|thai}", "{{ x }} {", "}{{ x }}",
    "{ district.name", "{unknown}", "{r.a}", "{s.name}",
])  # fmt: skip
def test_braces_that_make_no_placeholder_are_told(make: Make, text: str) -> None:
    try:
        assert told(make({"A1": "{{ x }}", "B2": text})) == ["B2"]
    except FormError as error:  # what cannot even be opened says the cell too
        assert "ช่อง B2" in str(error)


@pytest.mark.parametrize("text", ["{r.a}", "{ r.a | thai }", "{p}", "{ r }"])
def test_single_braces_around_what_a_loop_calls_its_turns_are_told(make: Make, text: str) -> None:
    cells = {**LOOP, "A3": "{% for p in r.parts %}", "A4": text, "A5": "{% endfor %}", "A6": "{% endfor %}"}
    assert told(make(cells)) == ["A4"]


@pytest.mark.parametrize("text", ["{ไม่ใช่ตัวแปร}", "{1}", "{OTOP}", "=SUM({1,2;3,4})", "100 %", "{{ x }}{{ x }}", "{{ x }} {ก}"])
def test_braces_that_are_only_words_are_left_alone(make: Make, text: str) -> None:
    assert told(make({"A1": "{{ x }}", "B2": text})) == []


def test_braces_of_a_printed_header_are_told(make: Make) -> None:
    def headed(sheet: Worksheet) -> None:
        sheet.oddFooter.left.text = "{{ x }} { district.name }}"

    assert told(make({"A1": "x"}, headed)) == ["หัวกระดาษ/ท้ายกระดาษ"]


@pytest.mark.parametrize("text", ["{district.name}", "{ x | thai }", "x }}"])
def test_braces_of_a_header_or_a_box_without_any_placeholder_are_told(tmp_path: Path, text: str) -> None:
    office = Office({"A1": "ก"})
    office.drawing(anchor(0, 3, text_box(text[:3], text[3:])))
    office.put(f"<headerFooter><oddFooter>&amp;L{text}</oddFooter></headerFooter>")
    assert told(load_form(office.save(tmp_path / "form.xlsx"))) == ["หัวกระดาษ/ท้ายกระดาษ", "กล่องข้อความที่ D1"]


@pytest.mark.parametrize(("ref", "cells"), [
    ("A1:B2", ["A1"]), ("B4:C5", ["B4"]), ("C1:D5", ["C1"]), ("A1:B1", []), ("A2:B2", []), ("C2:D3", []),
])  # fmt: skip
def test_a_merge_that_begins_or_ends_at_a_directive_row_is_told(
    make: Make, ref: str, cells: list[str]
) -> None:
    assert told(make(LOOP, lambda sheet: sheet.merge_cells(ref))) == cells


def test_a_merge_over_an_inner_loop_is_a_feature(make: Make) -> None:
    inner = {"B3": "{% for p in r.parts %}", "C4": "{{ p }}", "B5": "{% endfor %}", "B6": "ท้าย"}
    cells = {"A1": "{% for r in rows %}", "A2": "{{ r.a }}", **inner, "A7": "{% endfor %}"}
    assert told(make(cells, lambda sheet: sheet.merge_cells("A2:A6"))) == []


def test_a_placeholder_under_a_merge_is_told(tmp_path: Path, make: Make) -> None:
    make({"A1": "ก", "A2": "{{ x }}", "B3": "{{ x }}"})
    path = tmp_path / "form.xlsx"
    merged(path, "A1:B2")
    assert told(load_form(path)) == ["A2"]


@pytest.mark.parametrize("hidden", ["{{ x }}", "=1+1", '=IF(1,"{{ x }}",2)', "{{ district.name }} ก"])
def test_what_is_filled_or_reckoned_under_a_merge_of_one_row_is_told(tmp_path: Path, make: Make, hidden: str) -> None:
    make({"A2": "{{ x }}", "B2": "คำ", "C2": hidden, "D2": "{{ x }}"})
    merged(tmp_path / "form.xlsx", "A2:C2")
    assert told(load_form(tmp_path / "form.xlsx")) == ["C2"]


def merged(path: Path, ref: str) -> None:
    """Merges as a program does that leaves the cells below."""
    book = load_workbook(path)
    assert book.active is not None
    book.active.merged_cells.add(ref)
    book.save(path)


# --- ends that are missing -----------------------------------------------------------------------

NESTED = {
    "A1": "{% for r in rows %}", "A2": "{% for p in r.parts %}", "A3": "{{ p }}", "A4": "{% endfor %}", "A5": "{{ r.a }}",
    "A6": "{% endfor %}",
}  # fmt: skip


@pytest.mark.parametrize("gone", ["A4", "A6"])
def test_a_missing_end_is_told_with_every_loop_that_it_may_be_of(make: Make, gone: str) -> None:
    with pytest.raises(FormError) as error:
        make({address: text for address, text in NESTED.items() if address != gone})
    assert "ช่อง A1: {% for %} ไม่มี {% endfor %} ปิดท้าย" in str(error.value)
    assert "{% for r in rows %} ที่ A1 หรือ {% for p in r.parts %} ที่ A2" in str(error.value)


def test_the_end_of_a_loop_that_stands_alone_can_be_of_no_other(make: Make) -> None:
    with pytest.raises(FormError) as error:
        make({**NESTED, "A7": "{% for q in rows %}", "A8": "{{ q.a }}"})
    assert str(error.value).endswith("ช่อง A7: {% for %} ไม่มี {% endfor %} ปิดท้าย")


def test_a_condition_that_is_not_closed_within_a_loop_is_told_itself(make: Make) -> None:
    with pytest.raises(FormError) as error:
        make({"A1": "{% for r in rows %}", "A2": "{% if x %}", "A3": "{{ r.a }}", "A4": "{% endfor %}"})
    assert str(error.value).endswith("ช่อง A2: {% if %} ไม่มี {% endif %} ก่อน {% endfor %} ที่ A4")


# --- what is not there ---------------------------------------------------------------------------


@pytest.mark.parametrize(("formula", "said"), [
    ("=SUM('หลักฐาน'!A1)", "แผ่นงาน “หลักฐาน” ซึ่งไม่มีในแบบฟอร์ม"), ('=IF(1,"{{ x }}",เก่า!$A$1*2)', "แผ่นงาน “เก่า” ซึ่งไม่มี"),
    ("=SUM(#REF!)", "#REF!"),
])  # fmt: skip
def test_a_formula_that_leads_nowhere_is_told(make: Make, formula: str, said: str) -> None:
    (problem,) = make({"A1": formula}).check(SAMPLE).problems
    assert problem.cell == "A1" and said in problem.problem


def test_a_formula_that_leads_somewhere_is_not(make: Make) -> None:
    assert told(make({"A1": "=SUM('แบบ'!B1,แบบ!C1)", "A2": '="หลักฐาน!A1"', "A3": "=B1"})) == []


@pytest.mark.parametrize(("formula", "said"), [
    ("=SUM('แบบ:ท้าย'!B1)", None), ("=SUM('ท้าย:Data'!B1)", None), ("=SUM('แบบ:เก่า'!B1)", "แผ่นงาน “เก่า” ซึ่งไม่มี"),
    ("=SUM('เก่า:ท้าย'!B1)", "แผ่นงาน “เก่า” ซึ่งไม่มี"), ("=SUM('[1]แบบ:ท้าย'!B1)", "แผ่นงาน “[1]แบบ” ซึ่งไม่มี"),
    ("=SUM('แบบ:Data'!B1)", "แผ่นงาน “วน” มีส่วนที่ทำซ้ำ"), ("=SUM('Data:แบบ'!B1)", "แผ่นงาน “วน” มีส่วนที่ทำซ้ำ"),
])  # fmt: skip
def test_a_reference_through_sheets_needs_both_ends_and_none_that_moves(
    make: Make, formula: str, said: str | None
) -> None:
    def more(sheet: Worksheet) -> None:
        assert sheet.parent is not None
        for name in ("ท้าย", "DATA", "วน") if said is None else ("ท้าย", "วน", "DATA"):
            sheet.parent.create_sheet(name)["B1"] = 1
        for address, text in LOOP.items():
            sheet.parent["วน"][address] = text

    problems = make({"A1": formula}, more).check(SAMPLE).problems
    assert [said is not None and said in problem.problem for problem in problems] == [True] * (said is not None)


def test_a_sheet_may_be_called_in_small_or_capital_letters(make: Make, tmp_path: Path) -> None:
    def more(sheet: Worksheet) -> None:
        assert sheet.parent is not None
        other = sheet.parent.create_sheet("Data")
        for address, text in LOOP.items():
            other[address] = text

    form = make({"A1": "=SUM(DATA!A2)", "A2": "=data!A2*2"}, more)
    assert told(form) == ["A2"], "its cell becomes many as any other"
    filled = tmp_path / "filled.xlsx"
    filled.write_bytes(form.fill({**SAMPLE, "rows": [{"a": 1}, {"a": 2}]}))
    assert load_workbook(filled)["แบบ"]["A1"].value == "=SUM(DATA!A1,DATA!A4)", "and follows its rows"


def test_a_look_whose_name_no_cell_has_is_told_by_the_cell_that_wants_it(make: Make) -> None:
    sample = {"rows": [Styled(1, "level_reached"), Styled(2, "level_reached")]}
    cells = {"A1": "{% for r in rows %}", "B2": "{{ r }}", "A3": "{% endfor %}"}
    (note,) = make(cells).check(sample).notes
    assert (note.sheet, note.place) == ("แบบ", "B2") and "level_reached" in note.what

    def named(sheet: Worksheet) -> None:
        sheet["D1"] = "หน้าตา"
        assert sheet.parent is not None
        sheet.parent.defined_names["level_reached"] = DefinedName("level_reached", attr_text="'แบบ'!$D$1")

    assert make(cells, named).check(sample).notes == ()


# --- one cell that becomes many ------------------------------------------------------------------

APART = {  # B3 stands twice, with another row between
    "A1": "{% for r in rows %}", "A2": "{{ r.a }}", "B3": '=IF(1,"{{ r.a }}",A2)', "A4": "{% endfor %}",
}  # fmt: skip
BESIDE = {"A1": "{% for r in rows %}", "B2": "{{ r.a }}", "A3": "{% endfor %}"}


@pytest.mark.parametrize("formula", [
    "B3", "B3*2", "SUM(B3,1)+B3", "IF(B3>0,1,0)", "COUNTIF(B3,1)", "SUM(B3*2)", "$B$3+1", "ROUND(B3,0)", "SUM((B3))*B3",
])  # fmt: skip
def test_a_cell_that_becomes_cells_apart_is_told_where_it_cannot(make: Make, formula: str) -> None:
    (problem,) = make({**APART, "C6": f'=IF(1,"{{{{ x }}}}",{formula})'}).check(SAMPLE).problems
    assert problem.cell == "C6" and "อยู่ในแถวที่ทำซ้ำ" in problem.problem and "B" in problem.problem


@pytest.mark.parametrize("formula", ["SUM(B3)", "MAX(0,B3)", "sum( B3 , 1)", 'SUM(1)&"B3"', "A6", "IF(SUM(B3)>0,1,0)"])
def test_a_cell_that_becomes_cells_apart_may_be_added_up(make: Make, formula: str) -> None:
    assert told(make({**APART, "C6": f'=IF(1,"{{{{ x }}}}",{formula})'})) == []


@pytest.mark.parametrize(("formula", "wrong"), [
    ("COUNTIF(B2,1)", False), ("INDEX(B2,1)", False), ("SUM(B2)", False), ("B2*2", True), ("IF(B2>1,1,0)", True),
])  # fmt: skip
def test_a_cell_that_becomes_a_range_may_stand_where_a_range_may(make: Make, formula: str, wrong: bool) -> None:
    assert told(make({**BESIDE, "C5": f'=IF(1,"{{{{ x }}}}",{formula})'})) == (["C5"] if wrong else [])


@pytest.mark.parametrize(("formula", "wrong"), [
    ("SUMPRODUCT(A2*B2)", False), ("SUMPRODUCT((A2>1)*B2)", False), ("SUMPRODUCT(--(A2=1),B2)", False),
    ("sumproduct (ROUND(A2,0)*(B2))/SUM(B2)", False), ("SUMPRODUCT(SUM(A2*B2))", False), ("SUMPRODUCT(A2)*B2", True),
    ("SUMPRODUCT(IF(A2>1,B2))", True), ("IF(SUMPRODUCT(A2*B2)>1,1,0)", False), ("SUM(A2*B2)", True),
    ('SUM(1,"SUMPRODUCT(",A2*2)', True),
])  # fmt: skip
def test_cells_beside_each_other_may_stand_anywhere_in_sumproduct(make: Make, formula: str, wrong: bool) -> None:
    cells = {**BESIDE, "A2": "{{ r.a }}", "C5": f'=IF(1,"{{{{ x }}}}",{formula})'}
    assert set(told(make(cells))) == ({"C5"} if wrong else set())


def test_cells_apart_may_not_stand_anywhere_in_sumproduct(make: Make) -> None:
    assert told(make({**APART, "C6": '=IF(1,"{{ x }}",SUMPRODUCT(B3*2))'})) == ["C6"]


@pytest.mark.parametrize(("formula", "wrong"), [
    ("=SUM((B2>2)*B2)", False), ("=SUM(IF(B2>1,B2))", False), ("=B2*2", True), ("=SUM(B2)*(B2)", False),
])  # fmt: skip
def test_cells_beside_each_other_may_stand_in_any_function_of_an_array_formula(
    make: Make, formula: str, wrong: bool
) -> None:
    def more(sheet: Worksheet) -> None:
        sheet["C5"] = ArrayFormula("C5", formula)

    assert told(make(BESIDE, more)) == (["C5"] if wrong else [])


def test_a_cell_of_the_same_turn_is_one_cell(make: Make) -> None:
    cells = {**NESTED, "B3": '=IF(1,"{{ p }}",A3*2)', "B5": '=IF(1,"{{ r.a }}",A5*2)', "C3": '=IF(1,"{{ p }}",A5*A3)'}
    assert told(make(cells)) == []
    assert told(make({**cells, "C5": '=IF(1,"{{ r.a }}",A3*2)'})) == ["C5"], "of the inner loop there are many"
    assert told(make({**cells, "C3": '=IF(1,"{{ p }}",$A$5*2)'})) == ["C3"], "held fast, all turns are meant"


def test_columns_that_repeat_become_many_too(make: Make) -> None:
    cells = {"A1": "{% for r in rows %}", "B1": "{% endfor %}", "A2": "{{ r.a }}", "B2": "{{ x }}"}
    assert told(make({**cells, "C2": '=IF(1,"{{ x }}",A2*2)'})) == ["C2"]
    assert told(make({**cells, "C2": '=IF(1,"{{ x }}",SUM(A2))'})) == []
    assert told(make({**cells, "A3": '=IF(1,"{{ r.a }}",A2*2)'})) == []
