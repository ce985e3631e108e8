"""Slips of the hand in a template that a filled form would not survive, each told by its cell."""

from collections.abc import Callable
from pathlib import Path

import pytest
from opened import load_form
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.forms import Form, FormError

Make = Callable[..., Form]
SAMPLE = {"district": {"name": "ก"}, "rows": [{"a": 1, "parts": [1]}], "x": 1}
LOOP = {"A1": "{% for r in rows %}", "A2": "{{ r.a }}", "A5": "{% endfor %}"}


def told(form: Form) -> list[str]:
    return [problem.cell for problem in form.check(SAMPLE).problems]


@pytest.mark.parametrize("text", [
    "อำเภอ{ district.name }}", "อำเภอ{{ district.name }", "{district.name}", "{ x }", "% endfor %}",
    "{{ x }} และ }}", "{% if x %}ก{% endif }",
])  # fmt: skip
def test_braces_that_make_no_placeholder_are_told(make: Make, text: str) -> None:
    try:
        assert told(make({"A1": "{{ x }}", "B2": text})) == ["B2"]
    except FormError as error:  # what cannot even be opened says the cell too
        assert "ช่อง B2" in str(error)


@pytest.mark.parametrize("text", ["{ไม่ใช่ตัวแปร}", "{1}", "{unknown}", "=SUM({1,2;3,4})", "100 %", "{{ x }}{{ x }}"])
def test_braces_that_are_only_words_are_left_alone(make: Make, text: str) -> None:
    assert told(make({"A1": "{{ x }}", "B2": text})) == []


def test_braces_of_a_printed_header_are_told(make: Make) -> None:
    def headed(sheet: Worksheet) -> None:
        sheet.oddFooter.left.text = "{{ x }} { district.name }}"

    assert told(make({"A1": "x"}, headed)) == ["หัวกระดาษ/ท้ายกระดาษ"]


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
    book = load_workbook(path)
    assert book.active is not None
    book.active.merged_cells.add("A1:B2")  # as a program does that leaves the cells below
    book.save(path)
    assert told(load_form(path)) == ["A2"]
