"""What ``check`` gives for sending round: its page and its workbook."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import openpyxl
import province
import pytest
from lxml import etree
from read_builders import pack, simple_xlsx
from troubled import DIGITS, PHONE, PLAIN_PERSON, everything, spoilt, tidy, write

from pipeline.pages.shell import HERE, SCRIPT


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
    assert "จังหวัดสระแก้ว รอบ 1/2561" in words
    marks = [a for tag, a in read.tags if tag == "td" and "mark" in (a.get("class") or "")]
    assert len(marks) == 9 * 9
    reasons = [a["title"] for a in marks if a.get("title")]
    assert len(reasons) == 2 and "ไม่มีรายงาน" in reasons
    assert words.count("✓") == 81 - 2 + 1 and "คลองหาด" in words  # one ✓ in the legend
    assert "จัดสรร (B2)" in words and "C3" in words
    assert any(a.get("data-code") == "broken-cell" for _, a in read.tags)


@pytest.mark.slow
def test_the_page_loads_nothing_from_elsewhere_and_runs_nothing(check, tmp_path):
    page = tmp_path / "check.html"
    check("--input", write(tmp_path / "in", spoilt()), "--html", page)
    text = page.read_text(encoding="utf-8")
    tags = Page(text).tags
    assert not {"link", "img", "iframe", "form", "object"} & {tag for tag, _ in tags}
    assert not re.search(r"https?://|@import|url\(", text)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    (script,) = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)  # the one of every page, and no other runs
    assert script == (HERE / "assets" / SCRIPT).read_text(encoding="utf-8")
    (policy,) = (a["content"] for tag, a in tags if a.get("http-equiv") == "Content-Security-Policy")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert "default-src 'none'" in policy and f"script-src 'sha256-{digest}';" in policy and "unsafe" not in policy
    assert not [name for _, a in tags for name in a if name.startswith("on") or name == "style"]
    assert all(a["href"].startswith("#") for _, a in tags if "href" in a)


def test_the_page_leads_from_a_gap_to_its_reason_and_from_its_head_to_every_part(check, tmp_path):
    exports = province.tables()
    exports["disbursement"][2][2] = "#REF!"
    del exports["sara"][3]
    page = tmp_path / "check.html"
    check("--input", province.write(tmp_path / "in", exports), "--html", page)
    root = etree.HTML(page.read_text(encoding="utf-8"))
    named = {one.get("id"): one for one in root.iter() if one.get("id")}
    links = [a.get("href") for a in root.iter("a")]
    assert len(links) > 6 and all(link.removeprefix("#") in named for link in links)
    gaps = root.xpath("//td[contains(@class, 'mark')]//a")
    assert len(gaps) == 2
    for gap in gaps:
        told = "".join(named[gap.get("href").removeprefix("#")].itertext())
        assert gap.xpath("ancestor::td")[0].get("title") in told
        assert gap.xpath("string(ancestor::tr/th)") in told
    assert {root.xpath(f"count(//{tag})") for tag in ("main", "header", "footer", "nav", "h1")} == {1.0}


def test_a_table_that_is_cards_on_a_phone_names_each_of_its_figures(check, tmp_path):
    page = tmp_path / "check.html"
    check("--input", province.write(tmp_path / "in"), "--html", page)
    root = etree.HTML(page.read_text(encoding="utf-8"))
    cells = root.xpath("//table[@class='carded']/tbody//td")
    assert len(cells) > 50
    for cell in cells:
        empty = "empty" in (cell.get("class") or "")
        assert empty != bool(cell.get("data-label")), etree.tostring(cell, encoding="unicode")
        assert not empty or "".join(cell.itertext()) in ("", "–")


def test_the_workbook_has_four_sheets_with_filter_frozen_headings_and_wrapped_text(
        check, tmp_path):
    path = tmp_path / "check.xlsx"
    check("--input", write(tmp_path / "in", spoilt()), "--xlsx", path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["ความครบถ้วน", "ไฟล์", "ข้อมูลที่ใช้", "รายการตรวจสอบ"]
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


@pytest.mark.slow
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


@pytest.mark.slow
def test_text_that_looks_like_a_formula_is_text_in_the_workbook(check, tmp_path):
    source, path = write(tmp_path / "in", spoilt()), tmp_path / "check.xlsx"
    (source / "bpm.xlsx").rename(source / "=cmd()+1.xlsx")
    check("--input", source, "--xlsx", path)
    text = everything(path.read_bytes())
    assert "<f>" not in text and "<f " not in text
    cells = [cell for row in openpyxl.load_workbook(path)["ไฟล์"].iter_rows() for cell in row
             if str(cell.value).startswith("=")]
    assert cells and all(cell.data_type == "s" and cell.quotePrefix for cell in cells)


@pytest.mark.slow
def test_personal_and_telephone_numbers_leave_neither_on_page_nor_in_workbook(check, tmp_path):
    exports = spoilt()
    exports[f"ทะเบียน {PLAIN_PERSON}"] = [["ก", "ข"], ["ค", "ง"]]
    source = write(tmp_path / "in", exports)
    page, path = tmp_path / "check.html", tmp_path / "check.xlsx"
    check("--input", source, "--html", page, "--xlsx", path)
    for text in (page.read_text(encoding="utf-8"), everything(path.read_bytes())):
        assert not DIGITS.search(text) and PHONE not in text and "เลขประจำตัว" in text


@pytest.mark.slow
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


@pytest.mark.slow
@pytest.mark.parametrize("option", ["--html", "--xlsx", "--mark"])
def test_nothing_is_written_into_the_input_folder(check, tmp_path, option):
    source = write(tmp_path / "in", spoilt())
    before = sorted(source.rglob("*"))
    code, _, err = check("--input", source, option, source / "sub" / "a.xlsx")
    assert code == 2 and "อยู่ในโฟลเดอร์ข้อมูล" in err and len(err.splitlines()) == 1
    assert sorted(source.rglob("*")) == before


@pytest.mark.slow
@pytest.mark.parametrize("option", ["--html", "--xlsx", "--mark"])
def test_a_place_that_cannot_be_written_is_one_line_and_leaves_2(check, tmp_path, option):
    (tmp_path / "a file").write_text("")
    code, _, err = check("--input", province.write(tmp_path / "in"), option,
                         tmp_path / "a file" / "x")
    assert code == 2 and len(err.splitlines()) == 1


OTHERS = {
    "a document": b"letter", "nothing": b"", "a page": b"<html><title>\xe0\xb8\x81</title></html>",
    "an archive": pack({"a.txt": "x"}), "a workbook": simple_xlsx([["ก", 1]]),
    "a broken workbook": simple_xlsx([["ก", 1]])[:-50],
}


@pytest.mark.slow
@pytest.mark.parametrize("other", OTHERS)
def test_a_file_that_no_check_wrote_is_never_written_over(check, tmp_path, other):
    source = write(tmp_path / "in", spoilt())
    for option, name in (("--html", "a"), ("--xlsx", "a"), ("--mark", "disbursement (ทำเครื่องหมาย).xlsx")):
        theirs = tmp_path / option / name
        theirs.parent.mkdir()
        theirs.write_bytes(OTHERS[other])
        where = theirs.parent if option == "--mark" else theirs
        code, _, err = check("--input", source, option, where)
        (line,) = err.splitlines()
        assert code == 2 and name in line and "ไม่เขียนทับ" in line and "ย้ายไฟล์นั้นออก" in line
        assert list(theirs.parent.iterdir()) == [theirs] and theirs.read_bytes() == OTHERS[other]


@pytest.mark.slow
def test_a_page_is_no_workbook_and_none_of_both_is_written_where_one_may_not(check, tmp_path):
    source = province.write(tmp_path / "in")
    page, book = tmp_path / "a.html", tmp_path / "a.xlsx"
    assert check("--input", source, "--html", page, "--xlsx", book)[0] == 0
    old = page.read_bytes(), book.read_bytes()
    assert check("--input", source, "--html", tmp_path / "b", "--xlsx", page)[0] == 2
    assert check("--input", source, "--html", book)[0] == 2
    assert (page.read_bytes(), book.read_bytes()) == old and not (tmp_path / "b").exists()


@pytest.mark.slow
def test_what_an_earlier_check_wrote_gives_way_also_when_excel_saved_it(check, tmp_path):
    page, book, copies = tmp_path / "a.html", tmp_path / "a.xlsx", tmp_path / "m"
    options = ("--html", page, "--xlsx", book, "--mark", copies)
    source = write(tmp_path / "in", spoilt())
    check("--input", source, *options)
    first = {path: path.read_bytes() for path in (page, book, *copies.iterdir())}
    assert len(first) > 3
    for path in (book, *copies.glob("*.xlsx")):
        saved = openpyxl.load_workbook(path)
        saved.active["Z9"] = "ก"
        saved.save(path)
    page.write_bytes(page.read_bytes() + b" ")
    assert check("--input", source, *options)[0] == 1
    assert {path: path.read_bytes() for path in first} == first


@pytest.mark.slow
def test_what_a_terminal_would_obey_does_not_reach_it(check, tmp_path):
    source = province.write(tmp_path / "in", tidy())
    for number, name in enumerate(("\x1b[2Jลบ", "ขวา\u202eซ้าย", "สอง\nบรรทัด")):
        (source / f"{name}.csv").write_text(f"ก,ข\n{number},2\n", "utf-8-sig")
    _, out, _ = check("--input", source)
    assert "\x1b" not in out and "\u202e" not in out and "สอง บรรทัด.csv" in out
    _, out, _ = check("--input", source, "--format", "json")
    files = [f["file"] for f in json.loads(out)["files"]]
    assert "สอง\nบรรทัด.csv" in files  # a program is told the name as it is
