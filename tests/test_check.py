"""What ``check`` gives for sending round, and the marked copies that go back."""

import html
import io
import json
import re
import warnings
import zipfile
from functools import partial
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import province
import pytest
import xlwt
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment

from pipeline.checkup import mark_copies
from pipeline.forms.package import write_parts
from pipeline.model.cells import Origin, RawSheet
from pipeline.model.finding import Finding
from pipeline.model.ledger import FileRecord
from pipeline.model.source import Verdict

PERSON = "3-2701-00123-45-6"
PLAIN_PERSON = "3270100123456"
DIGITS = re.compile(r"3\D?2701\D?00123\D?45\D?6")
PHONE = "081-234-5678"


@pytest.fixture
def check(pipeline):
    """Runs ``check``."""
    return partial(pipeline, "check")


def marked(folder: Path, name: str):
    return openpyxl.load_workbook(folder / f"{name} (ทำเครื่องหมาย).xlsx")


def comments(book: openpyxl.Workbook) -> dict[str, str]:
    return {
        f"{sheet.title}!{cell.coordinate}": cell.comment.text
        for sheet in book for row in sheet.iter_rows() for cell in row if cell.comment
    }


def everything(data: bytes) -> str:
    """All parts of a workbook's file as one text."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = (package.read(n).decode("utf-8", "replace") for n in package.namelist())
        return html.unescape("\n".join(parts))


class Page(HTMLParser):
    """The elements of a page, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)


def tidy() -> dict[str, province.Rows]:
    """A province of which nothing is to be said: also its dates are those of the cut-offs."""
    exports = province.tables()
    for name, rows in exports.items():
        if name not in ("roster", "disbursement"):
            rows[0] = ["ข้อมูล ณ วันที่ 31 มีนาคม 2561"]
    return exports


def spoilt() -> dict[str, province.Rows]:
    """A province with a broken figure, a wrong name, markup, a formula, and personal numbers."""
    exports = tidy()
    exports["disbursement"][2][2] = "#REF!"
    exports["bpm"][2][0] = "<script>alert(1)</script>"
    exports["bpm"][4][0] = "=HYPERLINK(1)"
    exports["livelihood"][2][0] = PERSON
    exports["livelihood"][5][0] = f"โทร {PHONE}"
    exports["sara"][1].append(f"ผู้บันทึก {PLAIN_PERSON}")
    return exports


def write(folder: Path, exports: dict[str, province.Rows]) -> Path:
    """The exports, texts that look like formulas as text."""
    province.write(folder, exports)
    path = folder / "bpm.xlsx"
    if path.exists():
        book = openpyxl.load_workbook(path)
        for row in book.active.iter_rows():
            for cell in row:
                cell.data_type = "s" if cell.data_type == "f" else cell.data_type
        book.save(path)
    return folder


# --- the page and the workbook -----------------------------------------------------------------


def test_the_page_shows_province_coverage_reasons_and_every_finding(check, tmp_path):
    exports = province.tables()
    exports["disbursement"][2][2] = "#REF!"
    del exports["sara"][3]
    source, page = province.write(tmp_path / "in", exports), tmp_path / "new" / "check.html"
    code, out, _ = check("--input", source, "--html", page)
    assert code == 1 and str(page) in out
    text = page.read_text(encoding="utf-8")
    read = Page(text)
    assert ("html", {"lang": "th"}) in read.tags
    words = " ".join(read.words)
    assert "จังหวัดสระแก้ว" in words and "2561-1" in words
    marks = [a for tag, a in read.tags if tag == "td" and "mark" in (a.get("class") or "")]
    assert len(marks) == 9 * 9
    reasons = [a["title"] for a in marks if a.get("title")]
    assert len(reasons) == 2 and "ไม่มีรายงาน" in reasons
    assert words.count("✓") == 81 - 2 + 1 and "คลองหาด" in words  # one ✓ in the legend
    assert "จัดสรร (B2)" in words and "C3" in words and "broken-cell" in words


def test_the_page_loads_nothing_from_elsewhere_and_runs_nothing(check, tmp_path):
    page = tmp_path / "check.html"
    check("--input", write(tmp_path / "in", spoilt()), "--html", page)
    text = page.read_text(encoding="utf-8")
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in Page(text).tags}
    assert not re.search(r"https?://|@import|url\(", text)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_the_workbook_has_three_sheets_with_filter_frozen_headings_and_wrapped_text(
        check, tmp_path):
    path = tmp_path / "check.xlsx"
    check("--input", write(tmp_path / "in", spoilt()), "--xlsx", path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["ความครบถ้วน", "ไฟล์", "รายการตรวจสอบ"]
    for sheet in book:
        assert sheet.auto_filter.ref.startswith("A3:") and sheet.freeze_panes == "B4"
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        cell = sheet["A4"]
        assert (cell.font.name, cell.font.size, cell.alignment.wrap_text) == (
            "TH SarabunPSK", 16, True)
    severities = [row[0].value for row in book["รายการตรวจสอบ"].iter_rows(min_row=4)]
    order = ["ต้องแก้", "ควรตรวจ", "แจ้งให้ทราบ"]
    assert severities == sorted(severities, key=order.index)
    assert set(severities) <= set(order) and severities[0] == "ต้องแก้"


def test_what_is_missing_stands_in_the_coverage_sheet_with_its_reason(check, tmp_path):
    exports = province.tables()
    del exports["sara"][3]
    path = tmp_path / "check.xlsx"
    check("--input", province.write(tmp_path / "in", exports), "--xlsx", path)
    sheet = openpyxl.load_workbook(path)["ความครบถ้วน"]
    row = next(row for row in sheet.iter_rows(min_row=4) if row[0].value == "คลองหาด")
    assert [cell.value for cell in row[1:10]] == ["✓"] * 6 + ["–"] + ["✓"] * 2
    assert row[7].comment.text == "ไม่มีรายงาน"
    assert row[10].value == "7 (–) ไม่มีรายงาน"


def test_an_exemption_is_shown_as_one_with_its_reason(check, tmp_path):
    exports = province.tables()
    exports["exempt"] = [["อำเภอ", "ยกเว้นตัวชี้วัดที่", "เหตุผลที่ยกเว้น"], ["โคกสูง", 8, "ไม่มีกองทุน"]]
    path = tmp_path / "check.xlsx"
    check("--input", province.write(tmp_path / "in", exports), "--xlsx", path)
    sheet = openpyxl.load_workbook(path)["ความครบถ้วน"]
    row = next(row for row in sheet.iter_rows(min_row=4) if row[0].value == "โคกสูง")
    assert row[8].value == "ย" and row[10].value == "8 (ย) ไม่มีกองทุน"


def test_every_file_says_what_it_was_taken_for_or_why_not(check, tmp_path):
    exports = {**province.tables(), "อื่น": [["บันทึก", "ประชุม"], ["ก", "ข"]]}
    source, path = province.write(tmp_path / "in", exports), tmp_path / "check.xlsx"
    (source / "เสีย.xlsx").write_bytes(b"PK\x03\x04 broken")
    (source / "~$a.xlsx").write_bytes(b"")
    check("--input", source, "--xlsx", path)
    rows = {
        row[0]: row for row in
        openpyxl.load_workbook(path)["ไฟล์"].iter_rows(min_row=4, values_only=True)
    }
    assert rows["disbursement.xlsx"][1:] == (
        "ใช้แล้ว", "Sheet", "รายงานผลการเบิกจ่าย",
        "อำเภอ (A2), จัดสรร (B2), เบิกจ่าย (C2), ร้อยละ (E2)", 9, 0)
    assert rows["อื่น.xlsx"][1] == "ไม่ได้ใช้" and "ไม่พบหัวตาราง" in rows["อื่น.xlsx"][4]
    assert rows["เสีย.xlsx"][1] == "ไม่ได้ใช้" and rows["เสีย.xlsx"][4]
    assert rows["~$a.xlsx"][1] == "ข้าม"


def test_text_that_looks_like_a_formula_is_text_in_the_workbook(check, tmp_path):
    source, path = write(tmp_path / "in", spoilt()), tmp_path / "check.xlsx"
    (source / "bpm.xlsx").rename(source / "=cmd()+1.xlsx")
    check("--input", source, "--xlsx", path)
    text = everything(path.read_bytes())
    assert "<f>" not in text and "<f " not in text
    cells = [cell for row in openpyxl.load_workbook(path)["ไฟล์"].iter_rows() for cell in row
             if str(cell.value).startswith("=")]
    assert cells and all(cell.data_type == "s" and cell.quotePrefix for cell in cells)


def test_personal_and_telephone_numbers_leave_neither_on_page_nor_in_workbook(check, tmp_path):
    exports = spoilt()
    exports[f"ทะเบียน {PLAIN_PERSON}"] = [["ก", "ข"], ["ค", "ง"]]
    source = write(tmp_path / "in", exports)
    page, path = tmp_path / "check.html", tmp_path / "check.xlsx"
    check("--input", source, "--html", page, "--xlsx", path)
    for text in (page.read_text(encoding="utf-8"), everything(path.read_bytes())):
        assert not DIGITS.search(text) and PHONE not in text and "เลขประจำตัว" in text


def test_a_second_check_writes_the_same_bytes(check, tmp_path):
    source = write(tmp_path / "in", spoilt())
    made = []
    for turn in ("1", "2"):
        folder = tmp_path / turn
        check("--input", source, "--html", folder / "a.html", "--xlsx", folder / "a.xlsx",
              "--mark", folder / "m")
        made.append({p.relative_to(folder).as_posix(): p.read_bytes()
                     for p in folder.rglob("*") if p.is_file()})
    assert made[0] == made[1] and len(made[0]) > 3


def test_json_on_the_screen_stays_json_while_files_are_written(check, tmp_path):
    source, page = province.write(tmp_path / "in"), tmp_path / "a.html"
    _, out, err = check("--input", source, "--format", "json", "--html", page)
    assert json.loads(out)["province"] == "สระแก้ว" and str(page) in err


@pytest.mark.parametrize("option", ["--html", "--xlsx", "--mark"])
def test_nothing_is_written_into_the_input_folder(check, tmp_path, option):
    source = write(tmp_path / "in", spoilt())
    before = sorted(source.rglob("*"))
    code, _, err = check("--input", source, option, source / "sub" / "a.xlsx")
    assert code == 2 and "อยู่ในโฟลเดอร์ข้อมูล" in err and len(err.splitlines()) == 1
    assert sorted(source.rglob("*")) == before


@pytest.mark.parametrize("option", ["--html", "--xlsx", "--mark"])
def test_a_place_that_cannot_be_written_is_one_line_and_leaves_2(check, tmp_path, option):
    (tmp_path / "a file").write_text("")
    code, _, err = check("--input", province.write(tmp_path / "in"), option,
                         tmp_path / "a file" / "x")
    assert code == 2 and len(err.splitlines()) == 1


# --- marked copies -----------------------------------------------------------------------------


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


def test_what_a_terminal_would_obey_does_not_reach_it(check, tmp_path):
    source = province.write(tmp_path / "in", tidy())
    for number, name in enumerate(("\x1b[2Jลบ", "ขวา\u202eซ้าย", "สอง\nบรรทัด")):
        (source / f"{name}.csv").write_text(f"ก,ข\n{number},2\n", "utf-8-sig")
    _, out, _ = check("--input", source)
    assert "\x1b" not in out and "\u202e" not in out and "สอง บรรทัด.csv" in out
    _, out, _ = check("--input", source, "--format", "json")
    files = [f["file"] for f in json.loads(out)["files"]]
    assert "สอง\nบรรทัด.csv" in files  # a program is told the name as it is




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
