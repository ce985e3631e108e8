"""Nothing of one filling shows in the next: each workbook is, byte for byte, what a form opened for
it alone makes."""

import datetime as dt
import io
import random
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from opened import load_form
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, PatternFill
from openpyxl.workbook.defined_name import DefinedName

from pipeline.forms import Linked, Styled

CELLS = {
    "หน้า": {
        "A1": "{{ title }}",
        "A2": "{% for g in groups %}",
        "B3": "{% for c in columns %}{% endfor %}", "A4": "{{ g.name }}", "B4": "{{ c }}",
        "A5": "{% for r in g.rows %}", "A6": "{{ r.a }}", "B6": "{{ c }}",
        "C6": '=IF(1,"{{ r.a }}",A6*2&"{{ r.words }}")', "D6": "{{ r.words }}",
        "A7": "{% endfor %}", "A8": '=IF(1,"{{ g.total }}",SUM(A6:A6))', "A9": "{% endfor %}",
        "A10": "{% if note %}", "A11": "{{ note }}", "A12": "{% endif %}",
        "A13": '=IF(1,"{{ total }}",SUM(A8,ต่อ!A2))', "D13": "=SUM(A6:A8)",
    },
    "{{ part.name }}": {
        "A1": "{% for part in parts %}", "A2": "{{ part.number }}",
        "A3": "{% for i in range(part.number) %}", "A4": "{{ i }}", "A5": "{% endfor %}",
        "A6": '=IF(1,"0",SUM(A4:A4))', "A7": "{% endfor %}",
    },
    "ต่อ": {"A1": "ท้าย", "A2": "{{ total }}"},
}  # fmt: skip


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """Rows and columns that repeat, rows left out, a sheet for each part, a chart, a condition."""
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    for title, cells in CELLS.items():
        sheet = book.create_sheet(title)
        for address, value in cells.items():
            sheet[address] = value
    sheet = book["หน้า"]
    sheet.merge_cells("A8:B8")
    sheet.oddFooter.left.text = "{{ title }} & 100%"
    sheet.page_setup.orientation = "portrait"
    sheet["D6"].alignment = Alignment(wrap_text=True)  # long words end pages sooner
    rule = FormulaRule(formula=["$A6>1"], fill=PatternFill("solid", bgColor="DDDDDD"))
    sheet.conditional_formatting.add("A6:D6", rule)
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=1, min_row=6, max_row=8))
    sheet.add_chart(chart, "F3")
    book.defined_names["loud"] = DefinedName("loud", attr_text="'ต่อ'!$A$1")
    book.save(tmp_path / "form.xlsx")
    return tmp_path / "form.xlsx"


def contexts(count: int) -> Iterator[dict[str, Any]]:
    """Rows and columns come out in a few ways, which come again, with other values each time."""
    chance = random.Random(61)
    words: list[object] = [
        "สั้น", "ยาว " * 40, "=1+1", "", None, 7, True, 1, 1.5, Decimal("1.0"), "1", "a%s %",
        Styled("ดัง", "loud"), Linked("ไปที่", "#'ต่อ'!A1"), Linked("แฟ้ม", "2701 ก.xlsx"),
    ]
    for _ in range(count):
        groups = [
            {"name": chance.choice(words), "total": chance.random(), "rows": [
                {"a": chance.choice([0, 1, True, Decimal("1"), 2.5]), "words": chance.choice(words)}
                for _ in range(chance.choice([0, 1, 30]))]}
            for _ in range(chance.choice([0, 1, 2]))
        ]  # fmt: skip
        for group in groups:
            for row in group["rows"]:  # what stands inside a formula is a plain text
                if not isinstance(row["words"], str):
                    row["words"] = str(row["words"] or "")
        yield {
            "title": f"เรื่อง {chance.randrange(9)}", "groups": groups, "total": chance.randrange(99),
            "columns": chance.choice([["ก"], ["ก", "ข"]]), "note": chance.choice(["", "หมายเหตุ"]),
            "parts": [{"name": f"ส่วน {n}", "number": n} for n in chance.choice([(), (1,), (2, 1)])],
        }  # fmt: skip


@pytest.mark.slow
def test_nothing_of_one_filling_shows_in_the_next(template: Path) -> None:
    every = list(contexts(150))
    alone = [load_form(template).fill(one) for one in every]
    form = load_form(template)
    assert [form.fill(one) for one in every] == alone
    again = random.Random(7).sample(range(150), 150)
    assert [form.fill(every[n]) for n in again] == [alone[n] for n in again]


def test_a_template_may_hold_whatever_marks_the_place_of_rows(tmp_path: Path) -> None:
    words = ["\ue0000\ue000", "\ue0001\ue000 %s 100%", "%s"]
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "{{ a }}"
    sheet["A2"] = words[0]
    sheet.oddHeader.left.text = words[0]
    sheet.evenHeader.left.text = words[1]
    sheet.oddFooter.left.text = "{{ a }}"
    book.save(tmp_path / "form.xlsx")
    form = load_form(tmp_path / "form.xlsx")
    for value in (*words, Linked("ก", f"#'{words[0]}'!A1")):
        text = value.value if isinstance(value, Linked) else value
        sheet = load_workbook(io.BytesIO(form.fill({"a": value}))).worksheets[0]
        assert [c.value for c in sheet["A"]] == [text, words[0]]
        assert [h.left.text for h in (sheet.oddHeader, sheet.evenHeader, sheet.oddFooter)] == [
            *words[:2], text]


def test_times_that_are_equal_in_other_zones_are_written_as_they_stand(tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    book.active["A1"], book.active["B1"] = "{{ a }}", "{{ b }}"
    book.save(tmp_path / "form.xlsx")
    here = dt.datetime(2020, 1, 1, 7, tzinfo=dt.timezone(dt.timedelta(hours=7)))
    there = here.astimezone(dt.UTC)
    for a, b in ((here, there), (there, here)):
        sheet = load_workbook(
            io.BytesIO(load_form(tmp_path / "form.xlsx").fill({"a": a, "b": b}))).worksheets[0]
        days = [float(cell.value) for cell in sheet[1]]
        assert [round(day % 1 * 24, 3) for day in days] == [a.hour, b.hour]
