"""`pipeline template check` and `names`: what they tell of the office's templates, and that a template
that LibreOffice wrote, or that a person changed, fills as before."""

import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cards import AGREEMENT, SOURCES, cards
from drawn import covered, drawn
from home import HOME, copy_room
from libreoffice import changed, needs_libreoffice, saved_again
from office import Office, anchor, png, text_box
from openpyxl import load_workbook
from runs import Said

from pipeline.errors import TemplateError
from pipeline.forms import known, names, values
from pipeline.forms.language.check import names_in
from pipeline.forms.language.sandbox import Sandbox
from pipeline.render import render
from pipeline.run.office_form import BOOKS, FILTERS, form_to_fill, load_form
from pipeline.run.templates import check_templates, contexts
from pipeline.xlsx.names import MAIN, TYPES
from pipeline.xlsx.package import links, read_parts, to_part, to_tree

FILES = ("agreement.xlsx", "summary.xlsx", "compiled.xlsx")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the office's folder, in which templates may be changed."""
    copy_room("agreement", tmp_path)
    shutil.copytree(HOME / "templates", tmp_path / "templates")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def change(home: Path, file: str, *edits: tuple[str, str]) -> None:
    office = Office(path=home / "templates" / file)
    for name in [n for n in office.parts if n.startswith(("xl/worksheets/sheet", "xl/sharedStrings"))]:
        for old, new in edits:
            office.parts[name] = office.parts[name].replace(old.encode(), new.encode())
    office.save(home / "templates" / file)


def test_the_templates_of_the_project_are_good_and_listed_by_cell(
    pipeline: Callable[..., Said], home: Path
) -> None:
    code, out, _ = pipeline("template", "check")
    assert code == 0
    for file in FILES:
        form = load_form(home / "templates" / file)
        assert f"templates/{file}: ช่องเติมข้อความ {len(form.placeholders())} ช่อง" in out
        for place in form.placeholders():
            assert f"    {place.cell:<5} {' '.join(place.text.split())}" in out
    assert out.count("ทุกสิ่งในแบบฟอร์มจะอยู่ในผลครบ") == 3
    assert "district.code" in out.split("ชื่อที่ยังไม่ได้ใช้: ")[1]


@pytest.mark.slow
def test_an_unknown_name_leaves_with_2_and_says_where_and_what_is_meant(
    pipeline: Callable[..., Said], home: Path
) -> None:
    change(home, "agreement.xlsx", ("{{ kpi.goal | thai }}", "{{ kpi.gaol | thai }}"))
    code, out, _ = pipeline("template", "check")
    assert code == 2
    assert "ผิด: แผ่นงาน บันทึกข้อตกลง ช่อง A9: ไม่รู้จัก gaol หมายถึง goal หรือไม่" in out
    assert "templates/agreement.xlsx: ใช้ไม่ได้ ต้องแก้ 1 ช่อง" in out
    assert "templates/summary.xlsx: ใช้ได้" in out
    code, out, err = pipeline("run", "--input", HOME / "examples" / "input", "--output", home / "o")
    assert code == 2 and "ช่อง A9: ไม่รู้จัก gaol" in err


def test_json_tells_the_same(pipeline: Callable[..., Said], home: Path) -> None:
    change(home, "summary.xlsx", ("{{ finding.owner }}", "{{ finding.onwer }}"))
    office = Office(path=home / "templates" / "agreement.xlsx")
    office.drawing(anchor(0, 4, text_box("{{ district.code }}")))
    office.save(home / "templates" / "agreement.xlsx")
    code, out, _ = pipeline("template", "check", "--format", "json")
    agreement, summary, _ = json.loads(out)["templates"]
    assert code == 2 and agreement["fillable"] and not summary["fillable"]
    assert [(p["sheet"], p["cell"]) for p in summary["problems"]] == [("รายการตรวจสอบ", "A5")]
    box = next(p for p in agreement["placeholders"] if p["cell"] == "กล่องข้อความที่ E1")
    assert box["names"] == ["district.code"] and "district.code" not in agreement["unused"]
    assert agreement["notes"] == [] and agreement["error"] is None


def test_a_template_that_cannot_be_opened_hides_nothing_of_the_other(
    pipeline: Callable[..., Said], home: Path
) -> None:
    (home / "templates" / "agreement.xlsx").write_bytes(b"x")
    code, out, _ = pipeline("template", "check")
    assert code == 2 and "ผิด: เปิดแบบฟอร์ม" in out and "templates/summary.xlsx: ใช้ได้" in out


@pytest.mark.slow
def test_what_only_filling_shows_is_found_too(pipeline: Callable[..., Said], home: Path) -> None:
    change(home, "agreement.xlsx", ("{{ kpi.goal | thai }}", "{{ kpi.levels }}"))
    code, out, _ = pipeline("template", "check")
    assert code == 2 and "แผ่นงาน บันทึกข้อตกลง ช่อง A9: ค่าชนิด list" in out


def test_every_name_that_a_template_uses_is_among_the_names(
    pipeline: Callable[..., Said], home: Path
) -> None:
    code, out, _ = pipeline("template", "names")
    assert code == 0
    agreement, rest = out.split("templates/summary.xlsx")
    summary, compiled = rest.split("templates/compiled.xlsx")
    assert "\n  provinces[].kpis[].above " in compiled and "\n  findings[]" not in compiled
    for name in ("sections[].kpis[].name", "signatures[].left.role", "district.code", "title"):
        assert f"\n  {name} " in agreement
    assert "\n  findings[].owner " in summary and "\n  findings[].owner " not in agreement


@pytest.mark.parametrize("file", FILES)
def test_the_names_are_the_fields_of_the_record_whatever_a_sample_has(file: str) -> None:
    told = {one.name for one in known(names(BOOKS[file]))}
    met = {one.name for sample in contexts(HOME, "2561-1")[file] for one in known(sample)}
    assert met == told


def test_names_are_told_with_their_members_and_without_filters() -> None:
    env = Sandbox(FILTERS)
    assert names_in(env, "{{ a.b[0].c | thai }} {{ d[e.f].g }}") == ("a.b[].c", "e.f", "d[].g")
    assert names_in(env, "{% for x in y.z[1:] if x.w == 'k' %}") == ("x", "y.z[]", "x.w")
    assert names_in(env, "{{ 'ก' }} {{ n + 1 if m is string else k }}") == ("n", "m", "string", "k")


def test_a_missing_or_foreign_file_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="ไม่พบแบบฟอร์ม"):
        load_form(tmp_path / "none.xlsx")
    (tmp_path / "text.xlsx").write_text("ไม่ใช่สมุดงาน")
    with pytest.raises(TemplateError, match="ไม่ใช่สมุดงาน Excel หรือเสียหาย"):
        load_form(tmp_path / "text.xlsx")
    (tmp_path / "folder.xlsx").mkdir()
    with pytest.raises(TemplateError, match=r"เปิดแบบฟอร์ม .*เป็นโฟลเดอร์ ไม่ใช่ไฟล์"):
        load_form(tmp_path / "folder.xlsx")


def slipped(home: Path, file: str, *texts: str) -> None:
    """Boxes with ``texts`` on the first sheet of a template."""
    office = Office(path=home / "templates" / file)
    office.drawing("".join(anchor(0, 4 + column, text_box(text)) for column, text in enumerate(texts)))
    office.save(home / "templates" / file)


def test_a_run_asks_the_check_first_and_writes_nothing(pipeline: Callable[..., Said], home: Path) -> None:
    slipped(home, "agreement.xlsx", "{{ titel }}", "{district.name}")
    code, _, err = pipeline("run", "--input", HOME / "examples" / "input", "--output", home / "o")
    sheet = load_form(home / "templates" / "agreement.xlsx").placeholders()[0].sheet
    where = f"แบบฟอร์ม agreement.xlsx แผ่นงาน {sheet} กล่องข้อความที่"
    assert code == 2 and f"{where} E1: ไม่รู้จัก titel หมายถึง title หรือไม่" in err
    assert f"{where} F1: วงเล็บปีกกาไม่ครบคู่" in err and "แก้แบบฟอร์มแล้วสั่งใหม่ ดูทั้งหมดด้วย pipeline template check" in err
    assert not list((home / "o").rglob("*.xlsx"))


@pytest.mark.parametrize(("file", "sheet"), [("agreement.xlsx", "ผลคะแนน"), ("summary.xlsx", "รายการตรวจสอบ"), ("compiled.xlsx", "ยอดรวม")])
def test_a_sheet_that_was_given_another_name_is_told(home: Path, file: str, sheet: str) -> None:
    book = home / "templates" / file
    office = Office(path=book)
    root = to_tree(office.parts["xl/workbook.xml"])
    (renamed,) = [one for one in root.iter(f"{MAIN}sheet") if one.get("name") == sheet]
    renamed.set("name", "ชื่อใหม่")
    office.parts["xl/workbook.xml"] = to_part(root)
    office.save(book)
    found = next(one for one in check_templates(home, "2561-1") if one.file == file)
    assert any(line.startswith(f"แผ่นงาน {sheet} ชื่อชีต: ไม่มีแผ่นงานชื่อนี้แล้ว") for line in found.problems)
    with pytest.raises(TemplateError, match=f"แบบฟอร์ม {file} แผ่นงาน {sheet} ชื่อชีต: ไม่มีแผ่นงานชื่อนี้แล้ว"):
        form_to_fill(home, file)


def test_of_many_slips_a_run_tells_the_first(home: Path) -> None:
    slipped(home, "summary.xlsx", *(f"{{{{ slip{n} }}}}" for n in range(7)))
    with pytest.raises(TemplateError) as error:
        form_to_fill(home, "summary.xlsx")
    lines = str(error.value).splitlines()
    assert len(lines) == 7 and lines[5] == "และอีก 2 ข้อ" and all("ไม่รู้จัก" in line for line in lines[:5])


def test_our_own_templates_have_no_slips() -> None:
    found = check_templates(HOME, "2561-1")
    assert len(found) == 3 and not [one.problems for one in found if one.problems]


# --- through LibreOffice -------------------------------------------------------------------------


def cells(data: bytes) -> Iterator[tuple[str, str, object]]:
    for sheet in load_workbook(io.BytesIO(data), data_only=True):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value not in (None, ""):
                    yield sheet.title, cell.coordinate, cell.value


@pytest.mark.slow
@needs_libreoffice
def test_templates_saved_by_libreoffice_check_clean_and_fill_the_same(tmp_path: Path) -> None:
    saved_again(tmp_path, *(HOME / "templates" / file for file in FILES))
    for file, samples in contexts(HOME, "2561-1").items():
        form, again = load_form(HOME / "templates" / file), load_form(tmp_path / file)
        report = again.check(*samples)
        assert (report.problems, report.notes) == ((), ())
        assert report.unused == form.check(*samples).unused
        for sample in samples:
            made, remade = form.fill(sample), again.fill(sample)
            assert list(cells(remade)) == list(cells(made))
            places, new_places = drawn(made), drawn(remade)
            assert [one[:3] for one in new_places] == [one[:3] for one in places]
            for one, new in zip(places, new_places, strict=True):
                assert new[3:] == pytest.approx(one[3:], rel=0.03), "as large as before"
            assert covered(remade) == covered(made)
            whole(remade)


def whole(data: bytes) -> None:
    """Every part is listed with its kind and referred to, and nothing else is."""
    parts = read_parts(data)
    listed = {e.get("PartName", "")[1:] for e in to_tree(parts[TYPES]) if e.get("PartName")}
    assert listed <= set(parts)
    led = {link.target for name in ["", *parts] for link in links(parts, name) if not link.outside}
    assert led == {name for name in parts if "_rels/" not in name and name != TYPES}


BY_HAND = """
  sheet = doc.Sheets.getByIndex(0)
  sheet.unprotect("")
  sheet.Columns.insertByIndex(4, 1)
  sheet.getCellRangeByName("E5").String = "ระบบ"
  sheet.getCellRangeByName("E9").String = "{{ kpi.system }}"
  sheet.Rows.insertByIndex(3, 1)
  sheet.getCellRangeByName("A4").String = "รหัส {{ district.code }}"
  shape = doc.createInstance("com.sun.star.drawing.TextShape")
  sheet.DrawPage.add(shape)
  Dim size As New com.sun.star.awt.Size
  size.Width = 6000
  size.Height = 1200
  shape.setSize(size)
  shape.String = "ฉบับของ {{ district.name }}"
  place = sheet.getCellRangeByName("D10")
  entries = place.ConditionalFormat
  entries.addNew(Array(Property("Operator", com.sun.star.sheet.ConditionOperator.GREATER), Property("Formula1", "20"), Property("StyleName", "Default")))
  place.ConditionalFormat = entries
  doc.Sheets.insertNewByName("หมายเหตุ", 3)
  doc.Sheets.getByIndex(3).getCellRangeByName("B2").String = "แผ่นงานใหม่ของ {{ province }}"
"""


@pytest.mark.slow
@needs_libreoffice
def test_a_template_changed_by_hand_loses_nothing(tmp_path: Path) -> None:
    source = HOME / "templates" / "agreement.xlsx"
    changed(tmp_path, source, tmp_path / "agreement.xlsx", BY_HAND)
    office = Office(path=tmp_path / "agreement.xlsx")
    office.header_picture()  # LibreOffice has none
    form = load_form(office.save(tmp_path / "form.xlsx"))
    report = form.check(*contexts(HOME, "2561-1")["agreement.xlsx"])
    assert (report.problems, report.notes) == ((), ())
    assert "district.code" not in report.unused

    card = next(iter(cards([("เขาฉกรรจ์", {})])))
    context: Any = values(render(card, AGREEMENT, "สระแก้ว", None, SOURCES))
    made = form.fill(context)
    sheet = load_workbook(io.BytesIO(made))["บันทึกข้อตกลง"]
    kpis = [kpi for section in context["sections"] for kpi in section["kpis"]]
    column = [cell.value for cell in sheet["E"]]
    assert [value for value in column if value] == ["ระบบ", *(kpi["system"] for kpi in kpis)]
    assert sheet["A4"].value == f"รหัส {context['district']['code']}"
    (condition,) = (one for one in sheet.conditional_formatting if str(one.sqref).startswith("D"))
    rows = [row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 5).value in {k["system"] for k in kpis}]
    assert str(condition.sqref).split() == [f"D{row}" for row in rows]
    assert load_workbook(io.BytesIO(made))["หมายเหตุ"]["B2"].value == "แผ่นงานใหม่ของ สระแก้ว"
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    drawings = [data.decode() for name, data in parts.items() if name.startswith("xl/drawings/d")]
    words = ["".join(re.findall(r"<a:t>([^<]*)</a:t>", drawing)) for drawing in drawings]
    assert "ฉบับของ เขาฉกรรจ์" in words
    assert parts["xl/media/head.png"] == office.parts["xl/media/head.png"]
    assert b"<legacyDrawingHF " in parts["xl/worksheets/sheet1.xml"]

    def rest(data: bytes, new: bool) -> list[object]:
        """What stands in the sheet besides the new row and column."""
        rows = load_workbook(io.BytesIO(data), data_only=True)["บันทึกข้อตกลง"].iter_rows()
        kept = [row for row in rows if not (new and row[0].row == 4)]
        every = [cell.value for row in kept for cell in row if not (new and cell.column == 5)]
        return [value for value in every if value]

    whole(made)
    assert rest(made, True) == rest(load_form(source).fill(context), False)


HUNG = """
  sheet = doc.Sheets.getByIndex(0)
  sheet.unprotect("")
  Dim at As New com.sun.star.awt.Point
  Dim size As New com.sun.star.awt.Size
  size.Width = 4000
  size.Height = 1000
  For Each anchored In Array(0, 1, 2)
    shape = doc.createInstance("com.sun.star.drawing.TextShape")
    sheet.DrawPage.add(shape)
    at.X = 500 + 4500 * anchored
    at.Y = 200
    shape.setPosition(at)
    shape.setSize(size)
    shape.String = "กล่อง" & anchored
    If anchored > 0 Then shape.Anchor = sheet.getCellByPosition(anchored, 0)
    If anchored = 2 Then shape.ResizeWithCell = True
  Next
  picture = doc.createInstance("com.sun.star.drawing.GraphicObjectShape")
  sheet.DrawPage.add(picture)
  picture.GraphicURL = ConvertToURL("{}")
  at.Y = 1300
  picture.setPosition(at)
  picture.setSize(size)
"""


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize("file", FILES)
def test_boxes_and_pictures_put_in_by_hand_are_as_large_in_every_workbook(tmp_path: Path, file: str) -> None:
    """Anchored to the page, to a cell, and to a cell whose size they follow."""
    (tmp_path / "logo.png").write_bytes(png())
    target = tmp_path / "changed" / file
    target.parent.mkdir()
    changed(tmp_path, HOME / "templates" / file, target, HUNG.replace("{}", str(tmp_path / "logo.png")))
    form = load_form(target)
    for sample in contexts(HOME, "2561-1")[file]:
        sheet = load_workbook(io.BytesIO(form.fill(sample))).sheetnames[0]
        boxes = [one for one in drawn(form.fill(sample)) if one.sheet == sheet and one.wide < 130]
        assert len(boxes) == 4
        for one in boxes:
            assert one.high == pytest.approx(1000 / 2540 * 72, abs=2)
            assert one.wide == pytest.approx(4000 / 2540 * 72, rel=0.3), "columns count in a font that may lack"
