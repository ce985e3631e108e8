"""The commands by which an office makes a round: round new, show and add with a form."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from home import HOME, copy_room
from runs import Said

from pipeline.rounds.form.tables import LEVELS

Run = Callable[..., Said]
WORD = "ตัวชี้วัดที่ 1 ร้อยละของการเบิกจ่าย"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with the agreement."""
    copy_room("agreement", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def shown(pipeline: Run, path: str) -> dict[str, Any]:
    code, out, err = pipeline("round", "show", path, "--format", "json")
    assert (code, err) == (0, "")
    return json.loads(out)


def signed(path: Path) -> Path:
    """A paper in Excel: a title and a table of one KPI."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["บันทึกข้อตกลง รอบการประเมินที่ 2 ปีงบประมาณ พ.ศ. 2561 (1 เมษายน 2561 - 30 กันยายน 2561)"], [],
        ["เป้าหมายผลสำเร็จของงาน", "ตัวชี้วัดผลสำเร็จของงาน (KPIs)", "เกณฑ์การวัด", "น้ำหนัก ร้อยละ", "แหล่งข้อมูล"],
        ["ใช้เงิน", WORD, "ระดับที่ 1 ไม่น้อยกว่าร้อยละ 80\nระดับที่ 2 ไม่น้อยกว่าร้อยละ 90", 100, "ฝ่ายอำนวยการ"],
    ):
        sheet.append(row)
    book.save(path)
    return path


def test_a_form_is_made_from_a_paper_and_shown(here: Path, pipeline: Run) -> None:
    code, out, err = pipeline("round", "new", "2561-2", "--excel", signed(here / "ข้อตกลง.xlsx"))
    assert (code, err) == (0, "")
    assert "เขียน แบบกำหนดตัวชี้วัด 2561-2.xlsx" in out and "พบ 1 ตัวชี้วัด 2 ระดับ" in out
    found = shown(pipeline, "แบบกำหนดตัวชี้วัด 2561-2.xlsx")
    assert (found["round"], found["state"], found["start"], found["end"]) == ("2561-2", "form", "2018-04-01", "2018-09-30")
    (kpi,) = found["kpis"]
    assert (kpi["name"], kpi["weight"], kpi["measure"]) == ("ร้อยละของการเบิกจ่าย", "100", None)
    assert [level["at_least"] for level in kpi["levels"]] == ["80", "90"]
    code, out, err = pipeline("round", "show", "แบบกำหนดตัวชี้วัด 2561-2.xlsx")
    assert (code, err) == (0, "") and "≥ 80.00   79.99 → 0 · 80.00 → 1 · 80.01 → 1" in out


def test_a_form_is_never_written_over_another(here: Path, pipeline: Run) -> None:
    assert pipeline("round", "new", "2569-2", "--output", "แบบ.xlsx")[0] == 0
    before = (here / "แบบ.xlsx").read_bytes()
    code, _, err = pipeline("round", "new", "2569-1", "--output", "แบบ.xlsx")
    assert code == 2 and "ไม่เขียนทับ" in err
    assert (here / "แบบ.xlsx").read_bytes() == before


def test_a_form_that_is_like_a_round_is_added_once_it_is_confirmed(here: Path, pipeline: Run) -> None:
    """The whole way: a form, what is wrong by sheet and cell, the draft, the adopted round that is left alone."""
    assert pipeline("round", "new", "2561-2", "--excel", signed(here / "ข้อตกลง.xlsx"), "--output", "แบบ.xlsx")[0] == 0
    code, out, err = pipeline("round", "add", "แบบ.xlsx")
    assert (code, err) == (1, "")
    assert "แผ่น ตัวชี้วัด ช่อง" in out and "แผ่น เกณฑ์ ช่อง" in out
    code, out, _ = pipeline("round", "add", "แบบ.xlsx", "--format", "json")
    told = json.loads(out)
    assert code == 1 and told["written"] == [] and {"sheet", "cell", "problem"} == set(told["problems"][0])
    assert not (here / "agreement" / "2561-2").exists()
    book = openpyxl.load_workbook(here / "แบบ.xlsx")
    fill(book, "ตัวชี้วัด", "คิดจาก", "รายงานผลการเบิกจ่าย: เบิกจ่าย ÷ จัดสรร")
    fill(book, LEVELS.sheet, "ถูกต้อง?", "ใช่")
    book.save(here / "แบบ.xlsx")
    code, out, err = pipeline("round", "add", "แบบ.xlsx")
    assert (code, err) == (0, ""), out
    code, out, _ = pipeline("round", "show", "2561-2", "--format", "json")
    made = json.loads(out)
    assert (code, made["state"], made["kpis"][0]["measure"]) == (0, "draft", "ratio_of_sums")


def fill(book: openpyxl.Workbook, sheet: str, heading: str, value: str) -> None:
    """Types a value beside every KPI or level of a sheet."""
    cells = book[sheet]
    top, column = next((cell.row, cell.column) for row in cells.iter_rows() for cell in row if cell.value == heading)
    (number,) = [cell.column for cell in cells[top] if cell.value == "ตัวชี้วัดที่"]
    for row in range(top + 1, cells.max_row + 1):
        if cells.cell(row, number).value is not None:
            cells.cell(row, column).value = value


@pytest.mark.parametrize(("arguments", "said"), [
    (("new", "2561-9"), "ไม่ใช่ชื่อรอบ"), (("new",), "ยังไม่ได้ระบุ รอบ"), (("new", "2561-2", "--word", "ไม่มี.docx"), "ไม่พบไฟล์"),
    (("new", "2561-2", "--word", "อื่น.docx"), "Word"), (("new", "2561-2", "--word", "agreement"), "agreement"),
    (("new", "2561-2", "--like", "2599-1"), "ไม่มีรอบ"), (("new", "2561-2", "--word", "a.docx", "--excel", "b.xlsx"), "อย่างใดอย่างหนึ่ง"),
    (("new", "2561-2", "--output", "แบบ.docx"), ".xlsx"), (("new", "2561-2", "--output", "ไม่มี/ๆ/แบบ.xlsx/ก.xlsx"), ""),
    (("show", "ไม่มี.xlsx"), "ไม่พบไฟล์"), (("show", "อื่น.docx"), "แบบกำหนดตัวชี้วัด"), (("show", "ว่าง.xlsx"), "แบบกำหนดตัวชี้วัด"),
    (("add", "ไม่มี.xlsx"), "ไม่พบไฟล์"), (("add", "ว่าง.xlsx"), "แบบกำหนดตัวชี้วัด"), (("add",), "ยังไม่ได้ระบุ"),
])
def test_what_cannot_be_done_is_said_in_one_line(here: Path, pipeline: Run, arguments: tuple[str, ...], said: str) -> None:
    (here / "อื่น.docx").write_bytes(b"PK no document")
    openpyxl.Workbook().save(here / "ว่าง.xlsx")
    code, _, err = pipeline("round", *arguments)
    if said:
        assert code == 2
        assert err.startswith("ทำไม่ได้: ") and said in err and err.count("\n") == 1


def test_pipeline_toml_names_no_form(here: Path, pipeline: Run) -> None:
    (here / "pipeline.toml").write_text('output = "ผล"\nround = "2561-1"\n', encoding="utf-8")
    assert pipeline("round", "new")[0] == 2, "which round is made must be said"
    assert pipeline("round", "new", "2569-2")[0] == 0
    assert (here / "แบบกำหนดตัวชี้วัด 2569-2.xlsx").is_file()


def test_help_of_rounds_loads_neither_word_nor_forms() -> None:
    code = "import sys; from pipeline.cli import main\ntry:\n main()\nfinally:\n print([m for m in ('lxml', 'openpyxl', 'tomlkit', 'pipeline.rounds') if m in sys.modules])"
    for arguments in (("round", "new", "--help"), ("round", "add", "--help"), ("round", "show", "--help")):
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments], capture_output=True, encoding="utf-8", cwd=HOME, check=False,
            env={**os.environ, "PYTHONUTF8": "1"})
        assert done.stdout.splitlines()[-1] == "[]", done.stdout
