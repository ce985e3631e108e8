"""Personal and telephone numbers never leave the input, wherever an export holds them."""

import html
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import province
import pytest
from openpyxl.comments import Comment

from pipeline.model.finding import Finding, is_personal, masked, personal_digits, safe_text
from pipeline.normalise.register import register_number
from pipeline.thai.digits import to_arabic, to_thai

GAP = r"[\s\u00a0().-]{0,3}"


class Canaries:
    """Numbers that nobody else has, each in another dress."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def _new(self, start: str, size: int) -> str:
        number = f"{start}{(len(self.made) + 17) * 7_919_777_713 % 10 ** (size - len(start)):0{size - len(start)}}"
        self.made.append(number)
        return number

    def person(self, dress: int | None = None) -> object:
        n = self._new("3", 13)
        dashed = f"{n[0]}-{n[1:5]}-{n[5:10]}-{n[10:12]}-{n[12]}"
        many = (n, dashed, int(n), to_thai(n), dashed.replace("-", " "), f"เลข.{n}", to_thai(dashed),
                f"({n})", f"นายตัวอย่าง,{n},ก")
        return many[len(self.made) % len(many) if dress is None else dress]

    def phone(self) -> str:
        if len(self.made) % 3 == 0:
            n = self._new("037", 9)
            many = [f"โทร.{n[:3]}-{n[3:6]}-{n[6:]}", f"({n[:3]}) {n[3:6]} {n[6:]}", n]
        else:
            n = self._new("08", 10)
            many = [n, f"{n[:3]}-{n[3:6]}-{n[6:]}", to_thai(n), f"{n[:2]}-{n[2:6]}-{n[6:]}"]
        return many[len(self.made) // 3 % len(many)]

    def seen_in(self, text: str) -> list[str]:
        """Those that stand in a text, in any dress."""
        text = to_arabic(text)
        return [n for n in self.made if n in text or re.search(GAP.join(n), text)]


def spoilt(folder: Path, canaries: Canaries) -> Path:
    """A province with a number in every place that a file has: each column of each export, titles,
    headings, footers, comments,
    the names of sheets, files and folders."""
    for name, rows in province.tables().items():
        header = next(row for row in rows if len(row) > 2)
        good = rows[rows.index(header) + 1]
        width = len(header)
        wrong = [[*good[:at], canaries.person(), *good[at + 1:]] for at in range(width)]
        wrong += [[*good[:at], canaries.phone(), *good[at + 1:]] for at in range(width)]
        wrong += [[*good[:at], f"แถว 3 {canaries.person(1)} 61 {canaries.phone()} 2", *good[at + 1:]] for at in range(width)]
        spare = [[canaries.person(0), *[None] * (width - 2), canaries.phone()]]
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = f"งวด {canaries.person(1)}"[:31]
        for row in [[f"ผู้ส่ง {canaries.person()} {canaries.phone()}"],
                    *rows[:rows.index(header)], [*header, canaries.person(0), canaries.phone()],
                    *rows[rows.index(header) + 1:], *wrong, *spare,
                    [f"ลงชื่อ {canaries.phone()}"], [f"หมายเหตุ {canaries.person(1)}"]]:
            sheet.append(row)
        sheet["A1"].comment = Comment(f"ถาม {canaries.phone()}", str(canaries.person(0)))
        sheet["B4"].comment = Comment(f"เลข {canaries.person(1)}\n{canaries.phone()}", "ก")
        other = book.create_sheet(f"จด {canaries.phone()}"[:31])
        other["A1"] = canaries.person(2)
        path = folder / f"ของ {canaries.person(0)}" / f"{name} {canaries.phone()}.xlsx"
        path.parent.mkdir(parents=True)
        book.save(path)
    (folder / f"เปล่า {canaries.person(0)}.csv").write_bytes(b"")
    (folder / f"~${canaries.phone()}.xlsx").write_bytes(b"x")
    (folder / f"เสีย {canaries.person(1)}.xlsx").write_bytes(b"PK\x03\x04")
    rows = ["รหัสอำเภอ,อำเภอ,ตัวชี้วัดที่ยกเว้น,เหตุผล", f"2701,เมืองสระแก้ว,9,{canaries.person(0)}",
            f"2702,คลองหาด,{canaries.person(0)},x", f"2703,ตาพระยา,8,โทร {canaries.phone()}"]
    (folder / f"ยกเว้น{canaries.phone()}.csv").write_text("\n".join([*rows, ""]), "utf-8-sig")
    return folder


def texts(folder: Path, only: str = "") -> Iterator[tuple[str, str]]:
    """Every file below a folder, zip files part by part, as text; and what they are called."""
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        yield "name", str(path.relative_to(folder))
        data = path.read_bytes()
        if not zipfile.is_zipfile(io.BytesIO(data)):
            yield path.name, data.decode()
            continue
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for part in package.namelist():
                if only in part:
                    yield f"{path.name}/{part}", html.unescape(
                        package.read(part).decode("utf-8", "replace"))


@pytest.fixture
def say(pipeline):
    """Runs a command and gives all that it put on the screen."""

    def go(*arguments: object) -> str:
        _, out, err = pipeline(*arguments)
        return out + err

    return go


@pytest.fixture(scope="module")
def exports(tmp_path_factory) -> tuple[Path, Canaries]:
    canaries = Canaries()
    return spoilt(tmp_path_factory.mktemp("exports") / "in", canaries), canaries


def test_the_numbers_would_be_found_in_what_they_stand_in(exports):
    folder, canaries = exports
    everything = "\n".join(f"{name} {text}" for name, text in texts(folder))
    assert len(canaries.made) > 150
    assert len(canaries.seen_in(everything)) == len(canaries.made)


@pytest.mark.slow
def test_no_number_reaches_the_workbooks_the_results_the_tables_or_the_screen_of_a_run(
        exports, say, tmp_path):
    folder, canaries = exports
    said = say("run", "--input", folder, "--output", tmp_path / "out", "--province", "สระแก้ว")
    said += say("export", "--output", tmp_path / "out")
    written = list(texts(tmp_path / "out"))
    assert {"results.json", "figures.jsonl", "figures.csv", "findings.csv"} <= {name for name, _ in written}
    assert "เขียนผลแล้ว" in said and "เขียนตารางแล้ว" in said
    for name, text in [("screen", said), *written]:
        assert not canaries.seen_in(text), name


@pytest.mark.slow
@pytest.mark.parametrize("form", ["text", "json"])
def test_no_number_reaches_a_check_its_page_its_workbook_or_the_comments_of_marked_copies(
        exports, say, tmp_path, form):
    folder, canaries = exports
    said = say("check", "--input", folder, "--province", "สระแก้ว", "--format", form, "--html",
               tmp_path / "ตรวจ.html", "--xlsx", tmp_path / "ตรวจ.xlsx", "--mark", tmp_path / "คืน")
    assert not canaries.seen_in(said)
    assert len(list((tmp_path / "คืน").rglob("*.xlsx"))) >= 9
    for name, text in texts(tmp_path, "omment"):
        assert not canaries.seen_in(text), name
    for name in ("ตรวจ.html", "ตรวจ.xlsx"):
        (tmp_path / "ผล").mkdir(exist_ok=True)
        (tmp_path / name).rename(tmp_path / "ผล" / name)
    for name, text in texts(tmp_path / "ผล"):
        assert not canaries.seen_in(text), name


@pytest.mark.slow
@pytest.mark.parametrize("form", ["text", "json"])
def test_no_number_reaches_inspect_or_explain(exports, say, form):
    folder, canaries = exports
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        said = say("inspect", path, "--input", folder, "--province", "สระแก้ว", "--format", form)
        assert said and not canaries.seen_in(said)
    for kpi in (1, 4, 6, 8, 9):
        said = say("explain", "คลองหาด", kpi, "--input", folder, "--province", "สระแก้ว",
                   "--format", form)
        assert "คลองหาด" in said and not canaries.seen_in(said)


def test_no_number_reaches_an_error_line(say, tmp_path):
    canaries = Canaries()
    exports = province.tables()
    for row in exports["roster"][1:]:
        row[0] = f"จังหวัด {canaries.person(0)}"
    folder = province.write(tmp_path / str(canaries.person(0)), exports)
    for command in ("run", "check"):
        said = say(command, "--input", folder)
        assert "ทำไม่ได้" in said and not canaries.seen_in(said)
    said = say("inspect", folder / "bpm.xlsx", "--input", folder)
    assert "ไม่ได้ตรวจแถว" in said and not canaries.seen_in(said)
    for missing in (folder / "ไม่มี", tmp_path / str(canaries.phone())):
        assert not canaries.seen_in(say("check", "--input", missing))
        assert not canaries.seen_in(say("inspect", missing))


def test_files_that_differ_by_a_number_alone_keep_names_of_their_own(say, tmp_path):
    folder = province.write(tmp_path / "in")
    for number in ("3270100123456", "3270100123457"):
        (folder / f"จด {number}.csv").write_text(f"ก,ข\n{number},1\n", "utf-8-sig")
    (folder / "จด [เลขประจำตัว] (2).csv").write_text("ก,ข\n1,2\n", "utf-8-sig")
    files = json.loads(say("check", "--input", folder, "--format", "json"))["files"]
    assert [f["file"] for f in files if f["file"].startswith("จด")] == [
        "จด [เลขประจำตัว] (2).csv", "จด [เลขประจำตัว] (3).csv", "จด [เลขประจำตัว].csv"]
    assert len({f["sha256"] for f in files if f["file"].startswith("จด")}) == 3


def test_producers_registered_by_personal_number_count_once_and_are_not_shown(say, tmp_path):
    exports = province.tables()
    rows = exports["register"]
    person = "3270100123456"
    for dress in (person, "3-2701-00123-45-6", int(person), to_thai(person)):
        rows.append([dress, "กลุ่มตัวอย่าง", "กลุ่ม", "เมืองสระแก้ว", 2561, "15/01/2561"])
    folder = province.write(tmp_path / "in", exports)
    found = json.loads(say("explain", "เมือง", 4, "--input", folder, "--format", "json"))
    fresh = next(e for e in found["evidence"] if "รายใหม่" in e["name"])
    assert fresh["value"] == "5"  # the four of the table, and this one
    assert [c["label"] for c in fresh["cells"]].count("[เลขประจำตัว]") == 1
    assert register_number("3-2701-00123-45-6") == register_number(3270100123456.0) == person


@pytest.mark.slow
@pytest.mark.parametrize("value", [3270100123456, 3270100123456.0, "(3270100123456)", "3270100123456 บาท", "081-234-5678",
                                   "๐๘๑๒๓๔๕๖๗๘", "3270\u200b1001\u2060234\ufeff56",
                                   "3270\u06dd100123456"])
def test_a_personal_or_telephone_number_among_figures_is_no_figure(say, tmp_path, value):
    exports = province.tables()
    exports["disbursement"][2][2] = value
    exports["progress"][8][3] = value
    folder = province.write(tmp_path / "in", exports)
    found = json.loads(say("check", "--input", folder, "--format", "json"))
    codes = {(f["code"], f["file"], f["cell"]) for f in found["findings"]}
    assert ("not-a-number", "disbursement.xlsx", "C3") in codes
    assert ("unknown-answer", "progress.xlsx", "D9") in codes


def test_large_amounts_codes_and_days_are_no_personal_numbers():
    for text in ("1,234,567,890,123", "1234567890123.50", "-", "12345678901234", "0700304043100000",
                 "01-04-2560", "01-04-2560-31-03-2561", "31-03-2561 0900", "31032561", "2701",
                 "0.123456789", "97.50047696", "2701-001"):
        assert masked(text) == text and not is_personal(text)


def test_a_personal_number_is_known_in_every_dress():
    digits = "3270100123456"
    for text in (digits, "3-2701-00123-45-6", "3 2701 00123 45 6", 3270100123456, 3270100123456.0,
                 " 3270100123456 ", "3.2701.00123.45.6", "3/2701/00123/45/6", "3_2701_00123_45_6"):
        assert personal_digits(text) == digits
    assert masked("ปชช.3270100123456.") == "ปชช.[เลขประจำตัว]."
    assert masked("0812345678,0812345679") == "[โทรศัพท์],[โทรศัพท์]"
    for text in ("3270\u200b100123456", "\ufeff3-2701-00123\u200d-45-6", "3270\u00ad1001\u202c23456"):
        assert personal_digits(text) == register_number(text) == digits and is_personal(text)
    assert is_personal("08\u200b12345678") and not is_personal("2701\u200b50")
    assert masked("+66 81 234 5678 (037) 123-456") == "[โทรศัพท์] ([โทรศัพท์]"


@pytest.mark.parametrize("number", ["66812345678", 66812345678, 66912345678.0, "๖๖๘๑๒๓๔๕๖๗๘", "66-81-234-5678",
                                    "66 61 234 5678", "66(81)2345678"])
def test_a_telephone_number_without_its_plus_is_masked_in_a_text_and_a_figure_among_figures(number):
    assert masked(f"โทร {number} ก") in ("โทร [โทรศัพท์] ก", "โทร [โทรศัพท์].0 ก")
    assert safe_text(str(number)).startswith("[โทรศัพท์]")
    finding = Finding("a", "info", f"{number}", f"ถาม {number}")
    assert finding.problem.startswith("[โทรศัพท์]") and "[โทรศัพท์]" in finding.remedy
    assert not is_personal(number)


@pytest.mark.parametrize("text", [
    "66,812,345,678", "66,812,345,678.00", "66812345678.50", "0.66812345678", "1,66812345678", "66112345678",
    "6681234567", "668123456789", "166812345678", "66812345678901234", "6627010001"])
def test_amounts_shares_and_codes_that_begin_with_66_stay(text):
    assert masked(text) == text and not is_personal(text)


@pytest.mark.parametrize("unseen", ["\u200b", "\u200b" * 3, "\u2060\ufeff\u200d" * 2, "\ufe0f", "\u034f" * 4])
@pytest.mark.parametrize("number", ["1234567890123", "0812345678"])
def test_digits_that_nothing_seen_parts_are_one_number(unseen, number):
    text = number[0] + unseen + number[1:5] + unseen + number[5:]
    for shown in (safe_text(f"ที่ {text} นี้"), Finding("a", "info", f"ที่ {text} นี้", "").problem):
        assert shown in ("ที่ [เลขประจำตัว] นี้", "ที่ [โทรศัพท์] นี้")
    assert masked(text) in ("[เลขประจำตัว]", "[โทรศัพท์]")  # in names of files and sheets, in comments
    assert is_personal(text)
    assert safe_text(f"✔\ufe0f แล้ว 12{unseen}34").startswith("✔\ufe0f แล้ว 12")


def test_an_amount_of_eleven_digits_that_begins_with_66_is_scored(say, tmp_path):
    exports = province.tables()
    exports["disbursement"][2][1:3] = [66_812_345_678, 66_812_345_678]
    folder = province.write(tmp_path / "in", exports)
    found = json.loads(say("explain", "เมือง", 1, "--input", folder, "--format", "json"))
    assert [e["value"] for e in found["evidence"]] == ["66812345678.00"] * 2
