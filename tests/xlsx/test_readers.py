"""Every kind of workbook that the program writes, as other programs read it and as its format is
written down (ISO/IEC 29500, and what Excel asks for besides)."""

import re
import zipfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from cards import AGREEMENT, SOURCES, cards
from home import HOME
from javascript import read, require_javascript
from openpyxl import load_workbook
from openpyxl.utils.datetime import to_excel
from runs import command, finish

from pipeline.forms import values
from pipeline.render import render
from pipeline.run.office_form import load_form
from pipeline.xlsx.package import read_parts

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore:Workbook contains no default style")]
INPUT = HOME / "examples" / "input"
MARK = " (ทำเครื่องหมาย)"
THAI = re.compile("[๐-๙]")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of each kind at least one: districts', the province's, several provinces', blank forms, marked
    copies, a check."""
    folder = tmp_path_factory.mktemp("made")
    for arguments in (
        ("run", "--input", INPUT, "--output", folder), ("compile", "--output", folder),
        ("forms", "--input", INPUT, "--output", folder),
        ("check", "--input", INPUT, "--mark", folder / "marked", "--xlsx", folder / "check.xlsx"),
    ):
        code, _, errors = finish(command(*arguments))
        assert code in (0, 1), errors
    return folder


def books(folder: Path) -> list[Path]:
    found = sorted(folder.rglob("*.xlsx"))
    names = "\n".join(map(str, found))
    assert all(kind in names for kind in ("สรุปจังหวัด", "สรุปรวมจังหวัด", "แบบกรอก", MARK, "2701 ", "check"))
    return found


def test_every_file_says_what_it_is_and_whose_and_opens_without_a_question(made: Path) -> None:
    said = {}
    for path in books(made):
        book = load_workbook(path)
        if MARK not in path.name:
            said[path.name] = (book.properties.title, book.properties.creator)
            workbook = read_parts(path.read_bytes())["xl/workbook.xml"]
            assert b'calcId="191029"' in workbook and b"fullCalcOnLoad" not in workbook
            assert all(name.hidden for name in book.defined_names.values())
    office = "สำนักงานพัฒนาชุมชนจังหวัดสระแก้ว"
    assert said["2701 เมืองสระแก้ว.xlsx"] == ("คะแนนตามบันทึกข้อตกลง อำเภอเมืองสระแก้ว รอบ ๑/๒๕๖๑", office)
    assert said["สรุปจังหวัดสระแก้ว.xlsx"] == ("สรุปคะแนน จังหวัดสระแก้ว รอบ ๑/๒๕๖๑", office)
    assert said["สรุปรวมจังหวัด.xlsx"] == ("สรุปคะแนนรวมจังหวัด รอบ ๑/๒๕๖๑", "กรมการพัฒนาชุมชน")
    assert all(title and author in (office, "กรมการพัฒนาชุมชน") for title, author in said.values())


def test_no_rule_of_the_format_is_broken(made: Path) -> None:
    audit = pytest.importorskip("openxml_audit", reason="openxml-audit is not installed: pip install -e '.[audit]'")

    def broken(path: Path) -> list[str]:
        errors = audit.OpenXmlValidator(max_errors=0).validate(path).errors
        return [f"{e.part_uri} {e.description}" for e in errors if e.severity.value == "error"]

    for path in books(made):
        original = INPUT / path.relative_to(made / "marked") if MARK in path.name else None
        allowed = broken(original.with_name(path.name.replace(MARK, ""))) if original else []
        assert set(broken(path)) <= set(allowed), path.name


def test_the_rules_find_what_is_broken(made: Path, tmp_path: Path) -> None:
    audit = pytest.importorskip("openxml_audit", reason="openxml-audit is not installed: pip install -e '.[audit]'")
    path = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(books(made)[0]) as whole, zipfile.ZipFile(path, "w") as package:
        for name in whole.namelist():
            package.writestr(name, whole.read(name).replace(b"<sheetData>", b"<sheetDate/><sheetData>"))
    assert not audit.OpenXmlValidator().validate(path).is_valid


def test_exceljs_and_sheetjs_read_every_sheet_and_cell(made: Path) -> None:
    require_javascript()
    paths = books(made)
    for path, seen in zip(paths, read(paths), strict=True):
        book = load_workbook(path, data_only=True)
        cells = {
            sheet.title: {
                cell.coordinate: to_excel(cell.value) if isinstance(cell.value, datetime) else cell.value
                for row in sheet.iter_rows() for cell in row if cell.value not in (None, "")
            }
            for sheet in book.worksheets
        }  # fmt: skip
        for reader in ("exceljs", "sheetjs"):
            assert list(seen[reader]) == book.sheetnames, (reader, path.name)
            for name, mine in cells.items():
                theirs = {a: v for a, v in seen[reader][name].items() if v not in (None, "")}
                assert theirs == pytest.approx(mine), (reader, path.name, name)


def test_with_arabic_digits_a_number_is_shown_by_sheetjs_as_by_excel(tmp_path: Path) -> None:
    """With Thai digits it is not (docs/guide/form.md tells so): SheetJS takes every ``[$-…]`` of a number
    for money."""
    require_javascript()
    arabic = replace(AGREEMENT, thai_digits=False)
    district = tmp_path / "district.xlsx"
    form = load_form(HOME / "templates" / "agreement.xlsx")
    district.write_bytes(form.fill(values(render(cards([("คง", {})])[0], arabic, "สระแก้ว", None, SOURCES))))
    (seen,) = read([district])
    numbers = [
        seen["shown"][sheet][address]
        for sheet, cells in seen["sheetjs"].items() for address, value in cells.items()
        if isinstance(value, int | float)
    ]  # fmt: skip
    assert len(numbers) > 100
    assert not [text for text in numbers if "$" in text or THAI.search(text)]
