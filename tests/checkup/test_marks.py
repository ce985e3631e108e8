"""The marked copies of ``check --mark``, which go back to who made the exports."""

import re
import sys
import warnings
import zipfile
from pathlib import Path

import openpyxl
import province
import pytest
import xlwt
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from troubled import DIGITS, PERSON, PHONE, PLAIN_PERSON, comments, marked, spoilt, tidy, write

from pipeline.checkup import mark_copies
from pipeline.model.cells import Origin, RawSheet
from pipeline.model.finding import Finding
from pipeline.model.ledger import FileRecord
from pipeline.model.source import Verdict
from pipeline.xlsx.package import write_parts

pytestmark = pytest.mark.slow


def test_a_marked_copy_says_at_the_cell_what_is_wrong_and_what_to_do(check, tmp_path):
    source = write(tmp_path / "in", spoilt())
    code, out, _ = check("--input", source, "--mark", tmp_path / "m")
    assert code == 1 and "ส่งคืนผู้จัดทำไฟล์" in out
    book = marked(tmp_path / "m", "disbursement")
    said = comments(book)
    assert list(said) == ["Sheet!C3"]
    assert "[ต้องแก้]" in said["Sheet!C3"] and "#REF!" in said["Sheet!C3"]
    assert "→" in said["Sheet!C3"]
    sheet = book.active
    assert sheet["C3"].fill.fill_type == "solid" and sheet["C3"].value == "#REF!"
    assert sheet["C4"].fill.fill_type is None and sheet["C4"].value == 97500


@pytest.mark.quick
def test_only_troubled_exports_are_copied_and_originals_keep_their_bytes(check, tmp_path):
    exports = spoilt()
    exports["basic_needs"].append([None, "สำนักงานจังหวัด", "-", 10, 5])  # no more than said
    source = write(tmp_path / "in", exports)
    before = {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in source.iterdir()}
    check("--input", source, "--mark", tmp_path / "m")
    assert {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in source.iterdir()} == before
    assert {p.name.split(" ")[0] for p in (tmp_path / "m").iterdir()} == {
        "disbursement", "bpm", "livelihood"}


def test_a_good_province_has_nothing_to_send_back(check, tmp_path):
    code, out, _ = check("--input", province.write(tmp_path / "in", tidy()), "--mark", tmp_path / "m")
    assert code == 0 and "ไม่มีไฟล์ที่ต้องส่งคืน" in out
    assert list((tmp_path / "m").iterdir()) == []


def test_a_finding_without_a_cell_stands_in_a_comment_at_a1(check, tmp_path):
    exports = province.tables()
    exports["disbursement"][0] = ["รายงาน"]
    check("--input", province.write(tmp_path / "in", exports), "--mark", tmp_path / "m")
    assert "ข้อมูล ณ วันที่" in comments(marked(tmp_path / "m", "disbursement"))["Sheet!A1"]


def test_what_concerns_a_hidden_sheet_is_said_on_one_that_is_seen(check, tmp_path):
    source = province.write(tmp_path / "in")
    book = openpyxl.load_workbook(source / "disbursement.xlsx")
    draft = book.copy_worksheet(book.active)
    draft.title, draft.sheet_state = "ร่าง", "hidden"
    book.save(source / "disbursement.xlsx")
    check("--input", source, "--mark", tmp_path / "m")
    said = comments(marked(tmp_path / "m", "disbursement"))
    assert list(said) == ["Sheet!A1"] and "ชีต ร่าง:" in said["Sheet!A1"]


def test_an_xls_original_gets_a_marked_xlsx_with_the_same_addresses(check, tmp_path):
    exports = province.tables()
    rows = exports.pop("disbursement")
    source = province.write(tmp_path / "in", exports)
    (source / "ฝ่าย").mkdir()
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("งบ")
    sheet.write_merge(0, 0, 0, 4, rows[0][0])
    for number, row in enumerate(rows[1:], 1):
        for column, value in enumerate(row):
            sheet.write(number, column, value)
    sheet.row(12).set_cell_text(0, "=1+1")
    sheet.row(12).set_cell_number(1, 5)
    book.save(str(source / "ฝ่าย" / "งบ ต.ค. 60.xls"))
    check("--input", source, "--mark", tmp_path / "m")
    copy = marked(tmp_path / "m" / "ฝ่าย", "งบ ต.ค. 60")
    said = comments(copy)
    assert "“=1+1” ไม่ใช่อำเภอ" in said["งบ!A13"]
    sheet = copy["งบ"]
    assert [str(span) for span in sheet.merged_cells.ranges] == ["A1:E1"]
    assert (sheet["A1"].value, sheet["C3"].value) == (province.AS_OF, 97500)
    assert (sheet["A13"].value, sheet["A13"].data_type) == ("=1+1", "s")


@pytest.mark.parametrize("ending", ["csv", "html"])
def test_a_text_file_gets_a_marked_workbook_too(check, tmp_path, ending):
    exports = province.tables()
    rows = exports.pop("disbursement")
    rows[2][0] = "โคกสุง"
    source = province.write(tmp_path / "in", exports)
    if ending == "csv":
        text = "\n".join(",".join(str(v) for v in row) for row in rows) + "\n"
    else:
        text = "<table>" + "".join(
            "<tr>" + "".join(f"<td>{v}</td>" for v in row) + "</tr>" for row in rows) + "</table>"
    (source / "งบ.xls").write_text(text, encoding="utf-8-sig")
    check("--input", source, "--mark", tmp_path / "m")
    said = comments(marked(tmp_path / "m", "งบ"))
    assert any(cell.endswith("!A3") and "โคกสูง" in text for cell, text in said.items())


@pytest.mark.quick
def test_no_comment_of_a_copy_holds_a_personal_number_also_not_one_from_before(check, tmp_path):
    source = write(tmp_path / "in", spoilt())
    book = openpyxl.load_workbook(source / "livelihood.xlsx")
    book.active["B9"].comment = Comment(f"ถาม {PLAIN_PERSON}\nหรือ {PHONE}", "ก")
    book.save(source / "livelihood.xlsx")
    check("--input", source, "--mark", tmp_path / "m")
    said = comments(marked(tmp_path / "m", "livelihood"))
    assert {"Sheet!A3", "Sheet!A6", "Sheet!B9"} <= set(said)
    assert said["Sheet!B9"] == "ถาม [เลขประจำตัว]\nหรือ [โทรศัพท์]"
    assert not any(DIGITS.search(text) or PHONE in text for text in said.values())


def test_comments_are_masked_whatever_a_finding_says(tmp_path):
    sheet = RawSheet("a.csv", "ก", (("x",),), container="csv")
    finding = Finding("any", "error", f"พบ {PERSON}", f"โทร {PHONE}", Origin("a.csv", "ก", "A1"))
    mark_copies(tmp_path, tmp_path / "m", [FileRecord("a.csv", "0", "used", container="csv")],
                [Verdict(sheet, None)], [finding])
    assert comments(marked(tmp_path / "m", "a")) == {
        "ก!A1": "[ต้องแก้] พบ [เลขประจำตัว]\n→ โทร [โทรศัพท์]"}


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def calculated(path: Path) -> dict[str, bytes]:
    """An export with formulas and their stored results, a chart, a merged title and comments; the
    parts that it was made of."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in tidy()["disbursement"]:
        sheet.append(row)
    sheet["A4"], sheet["C6"] = "ตาพระยาา", "ยังไม่ส่ง"
    sheet.merge_cells("A1:E1")
    for number in range(3, 12):
        sheet[f"D{number}"] = "=F0"
        sheet[f"B{number}"].number_format = "#,##0.00"
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=2, max_row=11))
    sheet.add_chart(chart, "G2")
    sheet["A4"].comment = Comment(f"ถาม {PHONE}", "ก")
    sheet["E9"].comment = Comment("ตรวจแล้ว", "ก")
    book.save(path)
    parts = parts_of(path)
    name = "xl/worksheets/sheet1.xml"
    parts[name] = parts[name].replace(b"<f>F0</f><v/>", b"<f>B3-C3</f><v>2500</v>").replace(
        b"<f>F0</f><v></v>", b"<f>B3-C3</f><v>2500</v>")
    assert parts[name].count(b"<v>2500</v>") == 9
    path.write_bytes(write_parts(parts))
    return parts


def test_a_marked_copy_shows_the_same_figures_and_keeps_all_other_parts_byte_for_byte(
        check, tmp_path):
    source = province.write(tmp_path / "in", tidy())
    before = calculated(source / "disbursement.xlsx")
    check("--input", source, "--mark", tmp_path / "m")
    copy = tmp_path / "m" / "disbursement (ทำเครื่องหมาย).xlsx"
    after = parts_of(copy)
    assert {name for name in before if after[name] != before[name]} == {
        "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/comments/comment1.xml",
        "xl/drawings/commentsDrawing1.vml"}
    assert set(after) == set(before) and "xl/charts/chart1.xml" in after
    stored = openpyxl.load_workbook(copy, data_only=True).active
    assert [stored[f"D{n}"].value for n in range(3, 12)] == [2500] * 9
    book = openpyxl.load_workbook(copy)
    assert (book.active["D3"].value, book.active["B3"].number_format) == ("=B3-C3", "#,##0.00")
    assert {c: book.active[c].fill.fill_type for c in ("A4", "C6", "B6")} == {
        "A4": "solid", "C6": "solid", "B6": None}
    said = comments(book)
    assert set(said) == {"Sheet!A4", "Sheet!C6", "Sheet!E9"} and said["Sheet!E9"] == "ตรวจแล้ว"
    assert "ตาพระยา" in said["Sheet!A4"] and said["Sheet!A4"].endswith("ถาม [โทรศัพท์]")


@pytest.mark.quick
def test_a_mark_at_a_cell_that_is_not_there_makes_it_in_its_place(check, tmp_path):
    exports = tidy()
    exports["disbursement"][3][2] = None
    source = province.write(tmp_path / "in", exports)
    check("--input", source, "--mark", tmp_path / "m")
    sheet = marked(tmp_path / "m", "disbursement").active
    assert sheet["C4"].fill.fill_type == "solid" and "เว้นว่าง" in sheet["C4"].comment.text
    assert [cell.value for cell in sheet[4]] == ["คลองหาด", 100000, None, 2500, 97.5]


def test_a_workbook_built_in_a_way_that_takes_no_marks_is_copied_by_its_values(check, tmp_path):
    source = write(tmp_path / "in", spoilt())
    path = source / "disbursement.xlsx"
    parts = parts_of(path)
    del parts["xl/styles.xml"]
    rels = "xl/_rels/workbook.xml.rels"
    parts[rels] = re.sub(rb"<Relationship [^>]*styles[^>]*/>", b"", parts[rels])
    path.write_bytes(write_parts(parts))
    check("--input", source, "--mark", tmp_path / "m")
    book = marked(tmp_path / "m", "disbursement")
    assert "#REF!" in comments(book)["Sheet!C3"] and book.active["C4"].value == 97500


def test_a_file_that_cannot_be_copied_is_one_line_and_the_others_go_on(check, tmp_path):
    source = write(tmp_path / "in", spoilt())
    (source / "a.xlsx").write_bytes(b"PK\x03\x04 broken")
    _, out, _ = check("--input", source, "--mark", tmp_path / "m")
    assert [line[:20] for line in out.splitlines() if line.startswith("ไม่ได้ทำสำเนา a.xlsx")]
    assert len(list((tmp_path / "m").iterdir())) == 3


def test_two_exports_of_one_stem_get_two_copies(check, tmp_path):
    exports = spoilt()
    source = write(tmp_path / "in", exports)
    (source / "disbursement.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    check("--input", source, "--mark", tmp_path / "m")
    names = {p.name for p in (tmp_path / "m").iterdir()}
    assert {"disbursement.csv (ทำเครื่องหมาย).xlsx", "disbursement.xlsx (ทำเครื่องหมาย).xlsx"} <= names


def test_a_workbook_with_macros_keeps_them_and_the_ending_that_excel_wants(check, tmp_path):
    source = write(tmp_path / "in", spoilt())
    path = source / "disbursement.xlsx"
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    types = "[Content_Types].xml"
    parts[types] = parts[types].replace(
        b"spreadsheetml.sheet.main+xml", b"main+xml").replace(
        b"application/vnd.openxmlformats-officedocument.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml").replace(
        b"</Types>", b'<Override PartName="/xl/vbaProject.bin" '
        b'ContentType="application/vnd.ms-office.vbaProject"/></Types>')
    parts["xl/vbaProject.bin"] = b"macros"
    path.write_bytes(write_parts(parts))
    path.rename(path.with_suffix(".xlsm"))
    check("--input", source, "--mark", tmp_path / "m")
    copy = tmp_path / "m" / "disbursement (ทำเครื่องหมาย).xlsm"
    with zipfile.ZipFile(copy) as package:
        assert package.read("xl/vbaProject.bin") == b"macros"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert list(comments(openpyxl.load_workbook(copy))) == ["Sheet!C3"]


def test_very_many_troubled_cells_are_counted_where_they_are_not_marked(check, tmp_path):
    exports = tidy()
    exports["livelihood"] += [["โคกสุง", "ต", "ม", 1, 1] for _ in range(2100)]
    check("--input", province.write(tmp_path / "in", exports), "--mark", tmp_path / "m")
    said = comments(marked(tmp_path / "m", "livelihood"))
    assert len(said) == 2001 and said["Sheet!A1"].startswith("มีอีก 100 ช่อง")


@pytest.mark.skipif(sys.platform == "win32", reason="that system has no files of such names")
def test_copies_have_names_that_every_system_allows_and_none_takes_anothers_place(check, tmp_path):
    names = ["a:b.csv", "a_b.csv", "a?b.csv", "con.csv", "NUL .2561.csv", "ค\u202eข.csv", "ก./ข.csv"]
    for number, name in enumerate(names):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"อำเภอ,ตำบล,หมู่บ้าน,เป้าหมาย (คน),ได้รับการส่งเสริม (คน)\nไม่มี{number},ก,ข,1,1\n", "utf-8-sig")
    check("--input", tmp_path / "in", "--province", "สระแก้ว", "--mark", tmp_path / "คืน")
    made = {str(p.relative_to(tmp_path / "คืน")) for p in (tmp_path / "คืน").rglob("*.xlsx")}
    assert made == {f"{name} (ทำเครื่องหมาย).xlsx" for name in (
        "a_b.csv", "a_b.csv (2)", "a_b.csv (3)", "con_", "NUL_ .2561", "ค_ข", "ก/ข")}


@pytest.mark.parametrize(("wide", "fits"), [(9, True), (32, False)])
def test_a_copy_of_a_text_file_prints_in_letters_of_twelve_points(check, tmp_path, wide, fits):
    exports = province.tables()
    rows = exports.pop("disbursement")
    rows[2][0] = "โคกสุง"
    source = province.write(tmp_path / "in", exports)
    lines = [",".join([*map(str, row), *["หมายเหตุ"] * (wide - len(row))]) for row in rows[1:]]
    (source / "งบ.csv").write_text("\n".join([province.AS_OF, *lines]) + "\n", encoding="utf-8-sig")
    check("--input", source, "--mark", tmp_path / "m")
    sheet = marked(tmp_path / "m", "งบ").active
    across = sum(d.width for d in sheet.column_dimensions.values()) * 6
    assert (sheet["A3"].font.name, sheet["A3"].font.size) == ("TH SarabunPSK", 16)
    assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.paperSize == 9
    assert bool(sheet.sheet_properties.pageSetUpPr.fitToPage) == fits
    assert not fits or 16 * (842 - 58) / across >= 12


def test_comments_name_nobody_in_words_of_the_program_and_older_copies_are_known(check, tmp_path):
    source = write(tmp_path / "in", spoilt())
    check("--input", source, "--mark", tmp_path / "m")
    (path,) = (tmp_path / "m").glob("disbursement*")
    parts = parts_of(path)
    name = next(n for n in parts if "comment" in n and n.endswith(".xml"))
    assert "ผู้ตรวจไฟล์" in parts[name].decode() and "pipeline" not in parts[name].decode()
    parts[name] = parts[name].replace("ผู้ตรวจไฟล์".encode(), b"pipeline")
    path.write_bytes(write_parts(parts))
    assert check("--input", source, "--mark", tmp_path / "m")[0] == 1
    assert "ผู้ตรวจไฟล์" in parts_of(path)[name].decode()
