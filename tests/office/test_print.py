"""The districts' papers as one PDF: in order, only what is asked for, and nothing else touched."""

import io
import os
import shutil
import sys
import time
from pathlib import Path

import openpyxl
import province
import pytest
from home import HOME
from libreoffice import needs_libreoffice
from pypdf import PdfReader, PdfWriter
from runs import command, finish

from pipeline.errors import PipelineError
from pipeline.office.printing import papers, printers

pytestmark = pytest.mark.slow

SHEETS = ["บันทึกข้อตกลง", "ผลคะแนน", "หลักฐาน"]
NAMES = ["เมืองสระแก้ว", "คลองหาด", "ตาพระยา", "วังน้ำเย็น", "วัฒนานคร", "อรัญประเทศ", "เขาฉกรรจ์", "โคกสูง", "วังสมบูรณ์"]
ALL = "แบบ รายอำเภอ จังหวัดสระแก้ว.pdf"
# Makes a page for each visible sheet of each workbook, with its name as a bookmark; no LibreOffice is needed for it.
FAKE = """
import sys
from pathlib import Path
from pypdf import PdfWriter
from pipeline.xlsx.package import read_parts
from pipeline.xlsx.shown import shown_sheets
assert sys.argv[2:7:2] == ["--headless", "--convert-to", "--outdir"], sys.argv
for book in map(Path, sys.argv[8:]):
    writer = PdfWriter()
    for at, name in enumerate(shown_sheets(read_parts(book.read_bytes()))):
        writer.add_blank_page(595, 842)
        writer.add_outline_item(name, at)
    writer.write(book.with_suffix(".pdf"))
"""


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of the example."""
    output = tmp_path_factory.mktemp("printed")
    assert finish(command("run", "--quiet", "--input", HOME / "examples" / "input", "--output", output))[0] == 1
    return output


@pytest.fixture
def output(example, tmp_path) -> Path:
    """A copy of these to spoil."""
    return Path(shutil.copytree(example, tmp_path / "output"))


def program(folder: Path, text: str, name: str = "soffice") -> Path:
    """A program of that name, in Python."""
    folder.mkdir(exist_ok=True)
    (folder / "fake.py").write_text(text, encoding="utf-8")
    path = folder / name
    path.write_text(f'#!/bin/sh\nPYTHONPATH="{HOME}" exec "{sys.executable}" "{folder / "fake.py"}" "$@"\n', encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def fake(monkeypatch, tmp_path):
    """Has a LibreOffice stand on the path that makes blank pages."""
    program(tmp_path / "bin", FAKE)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=os.pathsep)


@pytest.fixture
def prints(pipeline, output):
    """Runs ``print`` over the copy."""
    return lambda *words: pipeline("print", "--round", "2561-1", "--results", output, *words)


def all_files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def marks(path: Path) -> list[tuple[str, list[str]]]:
    """The bookmarks of a PDF: those of the districts, each with those in it."""
    found: list[tuple[str, list[str]]] = []
    for item in PdfReader(path).outline:
        if isinstance(item, list):
            found[-1][1].extend(inner.title for inner in item)
        else:
            found.append((item.title, []))
    return found


@needs_libreoffice
def test_all_papers_stand_in_the_districts_order_and_their_pages_are_those_of_the_sheets(prints, output):
    before = all_files(output)
    code, out, err = prints()
    path = output / "2561-1" / ALL
    whole = PdfReader(path)
    assert (code, err) == (0, "") and out == f"เขียน {path} (9 อำเภอ {len(whole.pages)} หน้า โดย LibreOffice)\n"
    assert marks(path) == [(f"อำเภอ{name}", SHEETS) for name in NAMES]
    starts = [whole.get_destination_page_number(item) for item in whole.outline if not isinstance(item, list)]
    for name, start in zip(NAMES, starts, strict=True):
        assert f"อําเภอ{name}"[-4:] in whole.pages[start].extract_text().replace(" ", ""), name
    assert all_files(output) == {**before, f"2561-1/{ALL}": path.read_bytes()}
    pages = []
    for sheet in SHEETS:
        assert prints("--sheet", sheet, "--output", output / "one.pdf")[0] == 0
        assert marks(output / "one.pdf") == [(f"อำเภอ{name}", [sheet]) for name in NAMES]
        pages.append(len(PdfReader(output / "one.pdf").pages))
    assert sum(pages) == len(whole.pages) and pages[1] == 9 and min(pages) >= 9
    assert prints("--output", output / "again.pdf")[0] == 0
    assert [page.extract_text() for page in PdfReader(output / "again.pdf").pages] == \
        [page.extract_text() for page in whole.pages]


@needs_libreoffice
def test_a_workbook_is_printed_as_it_was_changed_without_its_hidden_sheets(prints, output):
    name = "2702 คลองหาด.xlsx"
    book = openpyxl.load_workbook(output / "2561-1" / name)
    book["ผลคะแนน"]["A1"] = "ZEBRA 4711"
    book["หลักฐาน"].sheet_state = "hidden"
    book.save(output / "2561-1" / name)
    code, out, _ = prints("--district", "คลองหาด", "--output", output / "a.pdf")
    assert code == 0 and f"แก้ด้วยมือหลังโปรแกรมเขียน จึงพิมพ์ตามที่แก้: {name}\n" in out
    assert marks(output / "a.pdf") == [("อำเภอคลองหาด", SHEETS[:2])]
    assert "ZEBRA 4711" in "".join(page.extract_text() for page in PdfReader(output / "a.pdf").pages)


@pytest.mark.quick
def test_sheets_and_districts_are_chosen_by_name_in_the_order_of_the_papers(prints, output, fake):
    path = output / "x.pdf"
    chosen = ["--sheet", SHEETS[2], "--sheet", SHEETS[0], "--district", "2709", "--district", "เมือง", "--district", "อำเภอตาพระยา"]
    assert prints(*chosen, "--output", path)[0] == 0
    assert marks(path) == [(f"อำเภอ{name}", [SHEETS[0], SHEETS[2]]) for name in ("เมืองสระแก้ว", "ตาพระยา", "วังสมบูรณ์")]
    assert prints("--sheet", SHEETS[1], "--district", "โคกสูง")[0] == 0
    assert (output / "2561-1" / "ผลคะแนน อำเภอโคกสูง จังหวัดสระแก้ว.pdf").is_file()


@pytest.mark.quick
def test_the_results_are_those_of_the_output_that_is_set_for_every_command(pipeline, output, fake, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pipeline.toml").write_text('output = "ผล"\nround = "2561-1"\n', encoding="utf-8")
    output.rename(tmp_path / "ผล")
    assert pipeline("print", "--output", "x.pdf", newest=True)[0] == 0 and (tmp_path / "x.pdf").is_file()


@pytest.mark.quick
@pytest.mark.parametrize(("words", "told"), [
    (["--sheet", "ผลคะเเนน"], ["“ผลคะเเนน”", *SHEETS]),
    (["--district", "เชียงใหม่"], ["“เชียงใหม่”", *NAMES]),
    (["--output", "a.xlsx"], ["a.xlsx", ".pdf"]),
    (["--province", "ตราด"], ["ไม่มีผลของจังหวัดตราด ที่จะพิมพ์"]),
])
def test_what_is_not_there_is_one_line_that_says_what_is(prints, output, fake, words, told):
    before = all_files(output)
    code, out, err = prints(*words)
    assert (code, out, err.count("\n")) == (2, "", 1) and all(word in err for word in told), err
    assert all_files(output) == before


def test_a_sheet_that_one_workbook_lacks_is_told_with_that_workbook(prints, output, fake):
    path = output / "2561-1" / "2705 วัฒนานคร.xlsx"
    book = openpyxl.load_workbook(path)
    book["หลักฐาน"].title = "หลักฐาน (แก้)"
    book.save(path)
    code, _, err = prints("--sheet", "หลักฐาน")
    assert code == 2 and f"{path.name}: ไม่มีแผ่น “หลักฐาน” แผ่นที่มี: บันทึกข้อตกลง, ผลคะแนน, หลักฐาน (แก้)" in err


def test_what_is_missing_spoiled_or_unfinished_is_one_line_and_nothing_is_written(prints, output, fake):
    folder = output / "2561-1"
    path = folder / "2704 วังน้ำเย็น.xlsx"
    data = path.read_bytes()
    for spoil, told in ((path.unlink, "ไม่มีสมุดงานนี้"), (lambda: path.write_bytes(b"\xd0\xcf\x11\xe0"), "รหัสผ่าน"),
                        (lambda: path.write_bytes(data[:9000]), "รหัสผ่าน")):
        spoil()
        code, out, err = prints()
        assert (code, out, err.count("\n")) == (2, "", 1) and told in err and path.name in err
    path.write_bytes(data)
    (folder / "results.json").unlink()
    code, out, err = prints()
    assert (code, out, err.count("\n")) == (2, "", 1) and "ไม่มีผลที่จะพิมพ์" in err and "pipeline run" in err
    shutil.rmtree(output)
    assert prints()[0] == 2 and not output.exists()


def test_a_workbook_that_is_open_is_printed_as_it_was_saved_and_told(prints, output, fake):
    (output / "2561-1" / "~$2703 ตาพระยา.xlsx").write_bytes(b"x")
    (output / "2561-1" / ".~lock.2701 เมืองสระแก้ว.xlsx#").write_bytes(b"x")
    code, out, _ = prints()
    assert code == 0 and "เปิดอยู่ จึงพิมพ์ตามที่บันทึกไว้ล่าสุด: 2701 เมืองสระแก้ว.xlsx, 2703 ตาพระยา.xlsx\n" in out


def test_only_a_print_of_ours_that_nobody_wrote_in_is_written_over(prints, output, fake):
    path = output / "x.pdf"
    assert prints("--output", path)[0] == 0
    data = path.read_bytes()
    assert prints("--output", path)[0] == 0 and path.read_bytes() == data
    by_another = PdfWriter()
    by_another.add_blank_page(100, 100)
    buffer = io.BytesIO()
    by_another.write(buffer)
    other = buffer.getvalue()
    for there in (other, b"", "บันทึก".encode(), data + data[data.rindex(b"\nxref"):]):
        path.write_bytes(there)
        code, _, err = prints("--output", path)
        assert code == 2 and err.count("\n") == 1 and "จึงไม่เขียนทับ" in err and path.read_bytes() == there


@pytest.mark.quick
def test_without_an_office_program_it_says_what_to_install(prints, output, monkeypatch):
    before = all_files(output)
    monkeypatch.setenv("PATH", str(output))
    monkeypatch.setattr(sys, "platform", "linux")
    code, out, err = prints()
    assert (code, out, err.count("\n")) == (2, "", 1) and "ติดตั้ง LibreOffice" in err and all_files(output) == before


def test_a_closed_round_prints_and_stays_closed(pipeline, prints, output, fake):
    assert pipeline("close", "--output", output, "--with-gaps", "--with-warnings")[0] == 0
    assert prints()[0] == 0
    assert pipeline("close", "--verify", "--output", output)[0] == 0


def test_of_several_provinces_one_is_named(pipeline, tmp_path, fake):
    provinces = {"สระแก้ว": None, "ตราด": {"2301": "เมืองตราด", "2302": "คลองใหญ่"}}
    for name, districts in provinces.items():
        more = {} if districts is None else {"districts": districts, "province": name}
        province.write(tmp_path / "in" / name, province.tables(**more))
    assert pipeline("run", "--quiet", "--input", tmp_path / "in", "--output", tmp_path / "out")[0] in (0, 1)
    there = "print", "--round", "2561-1", "--results", tmp_path / "out"
    code, _, err = pipeline(*there)
    assert code == 2 and "--province" in err and "ตราด" in err and "สระแก้ว" in err
    assert pipeline(*there, "--province", "จังหวัดตราด")[0] == 0
    path = tmp_path / "out" / "2561-1" / "ตราด" / "แบบ รายอำเภอ จังหวัดตราด.pdf"
    assert [name for name, _ in marks(path)] == ["อำเภอเมืองตราด", "อำเภอคลองใหญ่"]


# --- printers --------------------------------------------------------------------------------------


@pytest.mark.quick
def test_a_printer_that_leaves_a_workbook_out_is_told_with_what_it_said(prints, output, tmp_path, monkeypatch):
    program(tmp_path / "bin", FAKE.replace("sys.argv[8:]", "sys.argv[8:-1]") + "\nprint('no memory', file=sys.stderr)")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=os.pathsep)
    before = all_files(output)
    code, out, err = prints()
    assert (code, out, err.count("\n")) == (2, "", 1) and "2709 วังสมบูรณ์.xlsx" in err and "no memory" in err
    assert "2708" not in err and all_files(output) == before


def test_a_printer_that_hangs_is_ended_with_what_it_started(tmp_path, monkeypatch):
    made = program(tmp_path / "bin", "import subprocess, time\n"
                   f"open({str(tmp_path / 'child')!r}, 'w').write(str(subprocess.Popen(['sleep', '60']).pid))\ntime.sleep(60)")
    monkeypatch.setattr(printers, "PATIENCE", 1.5)
    printer = printers.Printer("ตัวอย่าง", lambda folder: [str(made)])
    with pytest.raises(PipelineError, match="ไม่ตอบ"):
        printers.make_pdfs(printer, tmp_path, {"0000": "2701 เมืองสระแก้ว.xlsx"}, lambda *_: None)
    child = Path("/proc", (tmp_path / "child").read_text())
    for _ in range(100):
        if not child.exists() or "Z (zombie)" in (child / "status").read_text():
            break
        time.sleep(0.02)
    else:
        raise AssertionError("it lives on")


def test_a_printer_that_cannot_be_started_is_one_line(tmp_path):
    printer = printers.Printer("ตัวอย่าง", lambda folder: [str(tmp_path / "none")])
    with pytest.raises(PipelineError, match="เปิด ตัวอย่าง ไม่ได้"):
        printers.make_pdfs(printer, tmp_path, {"0000": "x"}, lambda *_: None)


@pytest.mark.quick
@pytest.mark.parametrize("name", ["ProgramFiles", "ProgramW6432", "ProgramFiles(x86)", "LOCALAPPDATA"])
def test_libreoffice_is_found_where_its_installer_for_windows_puts_it(tmp_path, name):
    between = "Programs" if name == "LOCALAPPDATA" else ""
    place = tmp_path / between / "LibreOffice" / "program" / "soffice.exe"
    assert printers.libreoffice({"PATH": "", name: str(tmp_path)}) is None
    place.parent.mkdir(parents=True)
    place.write_bytes(b"")
    assert printers.libreoffice({"PATH": "", name: str(tmp_path)}) == str(place)


@pytest.mark.quick
def test_the_one_on_the_path_comes_first(tmp_path):
    made = program(tmp_path / "bin", "", "libreoffice")
    assert printers.libreoffice({"PATH": str(made.parent)}) == str(made)


@pytest.mark.quick
def test_excel_is_given_the_folder_as_one_argument_of_a_script_that_is_plain_ascii(tmp_path):
    folder = tmp_path / "a'; Remove-Item x; 'ก"
    *options, script, flag, given = printers.by_excel("powershell.exe", folder)
    assert options[-1] == "-File" and (flag, given) == ("-Folder", str(folder))
    assert "-Command" not in options and "-NoProfile" in options
    text = Path(script).read_text(encoding="ascii")
    assert Path(script).is_relative_to(HOME / "pipeline")
    assert "param([Parameter(Mandatory = $true)][string]$Folder)" in text and "-LiteralPath $Folder" in text
    assert "Invoke-Expression" not in text and ".Save" not in text
    for part in ("$book.Close($false)", "$excel.Quit()", "Open($file.FullName, 0, $true)", "AutomationSecurity = 3"):
        assert part in text
    assert all(text.count(one) == text.count(other) for one, other in ("()", "{}", "[]"))


def test_results_that_change_while_they_are_read_are_not_printed(prints, output, fake, monkeypatch):
    real = papers._paper

    def slow(path, sheets):
        (output / "2561-1" / "results.json").write_bytes((output / "2561-1" / "results.json").read_bytes() + b"\n")
        return real(path, sheets)

    monkeypatch.setattr(papers, "_paper", slow)
    code, _, err = prints()
    assert code == 2 and "มีผลชุดใหม่เขียนลงขณะอ่าน" in err
