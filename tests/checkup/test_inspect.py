"""``inspect``: how one file was read."""

import hashlib
import json
from functools import partial
from pathlib import Path

import openpyxl
import province
import pytest

PERSON = "3270100123456"


@pytest.fixture
def inspect(pipeline, monkeypatch, tmp_path):
    """Runs ``inspect`` in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return partial(pipeline, "inspect")


def odd(folder: Path) -> Path:
    """An export with a heading over two rows, thousands, an error, a formula without a value."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "งบ"
    sheet.append(["รายงานผลการเบิกจ่าย ข้อมูล ณ วันที่ 27 มีนาคม 2561"])
    sheet.append(["หน่วย : พันบาท"])
    sheet.append(["อำเภอ", "งบประมาณ", None, "หมายเหตุ"])
    sheet.append([None, "จัดสรร", "ผลการ\nเบิกจ่าย"])
    sheet.append(["เมืองสระแก้ว", 100, 90])
    sheet.append(["คลองหาด", 100, "#N/A"])
    sheet.append(["ตาพระยา", 100, "=1+1"])
    sheet.append(["โคกสุง", 100, 90])
    sheet.append(["รวม", 400, 270])
    sheet.merge_cells("A1:D1")
    sheet.merge_cells("A3:A4")
    sheet.merge_cells("B3:C3")
    hidden = book.create_sheet("ทด")
    hidden["B2"] = 5
    hidden.sheet_state = "hidden"
    path = folder / "งบ.xlsx"
    book.save(path)
    return path


def test_it_tells_container_hash_and_contents_of_every_sheet(inspect, tmp_path):
    path = odd(tmp_path)
    code, out, _ = inspect(path, "--format", "json", "--province", "สระแก้ว")
    said = json.loads(out)
    assert code == 1
    assert (said["container"], said["size"]) == ("xlsx", path.stat().st_size)
    assert said["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    first, second = said["sheets"]
    assert {key: first[key] for key in ("name", "hidden", "rows", "columns", "filled")} == {
        "name": "งบ", "hidden": False, "rows": 9, "columns": 4, "filled": 22}
    assert first["errors"] == [{"cell": "C6", "text": "#N/A"}]
    assert first["formulas_without_value"] == ["C7"]
    assert first["merged"] == ["A1:D1", "A3:A4", "B3:C3"]
    assert (second["hidden"], second["filled"], second["source"]) == (True, 1, None)
    assert second["reason"] == "empty-sheet" and second["why"]


def test_it_tells_headings_cells_units_date_and_rows_of_a_table(inspect, tmp_path):
    _, out, _ = inspect(odd(tmp_path), "--format", "json", "--province", "สระแก้ว")
    sheet = json.loads(out)["sheets"][0]
    (table,) = sheet["tables"]
    assert sheet["source"] == "disbursement"
    assert table["heading_rows"] == [3, 4] and table["data_rows"] == [5, 9]
    assert table["as_of"] == "2018-03-27"
    assert table["columns"] == [
        {"column": "district", "heading": "อำเภอ", "cell": "A3", "factor": None},
        {"column": "allocated", "heading": "งบประมาณ จัดสรร", "cell": "B4", "factor": "1000"},
        {"column": "disbursed", "heading": "งบประมาณ ผลการ เบิกจ่าย", "cell": "C4", "factor": "1000"},
    ]
    assert table["others"] == [{"heading": "หมายเหตุ", "cell": "D3"}]
    assert (sheet["rows_read"], sheet["rows_used"], sheet["rows_refused"]) == (4, 1, 3)


def test_every_refused_row_has_a_finding_with_its_cell(inspect, tmp_path):
    _, out, _ = inspect(odd(tmp_path), "--format", "json", "--province", "สระแก้ว")
    found = {(f["cell"], f["code"]) for f in json.loads(out)["findings"]}
    assert {("C6", "broken-cell"), ("C7", "broken-cell"), ("A8", "unknown-district")} <= found


def test_the_text_says_the_same_in_thai(inspect, tmp_path):
    _, out, _ = inspect(odd(tmp_path), "--province", "สระแก้ว")
    for words in ("9 แถว × 4 คอลัมน์ มีค่า 22 ช่อง", "ค่าผิดพลาด 1 แห่ง: C6 #N/A",
                  "สูตรที่ไม่มีค่า 1 แห่ง: C7", "หัวตารางแถว 3–4 ข้อมูลแถว 5–9 ข้อมูล ณ 27 มีนาคม 2561",
                  "[× 1,000]", "แถวที่ใช้ 1 แถวที่ไม่ได้ใช้ 3", "ชีต ทด (ซ่อนอยู่)", "A8:"):
        assert words in out


def test_each_table_of_a_month_or_a_year_says_which_it_is_of(inspect, tmp_path):
    rows = [[None, None, "เบิกจ่ายสะสม", None], ["อำเภอ", "จัดสรร", "ม.ค. 61", "27 มี.ค. 61"],
            *([name, 100, 40, 90] for name in province.DISTRICTS.values())]
    _, words, _ = inspect(province.write(tmp_path, {"x": rows}, {"x": ["C1:D1"]}) / "x.xlsx", "--province", "สระแก้ว")
    assert "เดือนมกราคม 2561" in words.split("ตารางที่ 1")[1].split("\n")[0]
    assert "ข้อมูล ณ 27 มีนาคม 2561" in words.split("ตารางที่ 2")[1].split("\n")[0]


def test_a_good_file_leaves_with_0(inspect, tmp_path):
    source = province.write(tmp_path / "in")
    code, out, _ = inspect(source / "disbursement.xlsx", "--province", "สระแก้ว")
    assert code == 0 and "แถวที่ใช้ 9 แถวที่ไม่ได้ใช้ 0" in out


@pytest.mark.slow
def test_the_roster_in_the_input_folder_names_the_province(inspect, tmp_path):
    province.write(tmp_path / "input")
    code, out, _ = inspect(tmp_path / "input" / "bpm.xlsx", "--format", "json")
    said = json.loads(out)
    assert (code, said["province"], said["not_judged"]) == (0, "สระแก้ว", None)
    assert said["sheets"][0]["rows_used"] == 18


def test_a_roster_names_its_own_province(inspect, tmp_path):
    source = province.write(tmp_path / "elsewhere")
    _, out, _ = inspect(source / "roster.xlsx", "--format", "json")
    said = json.loads(out)
    assert (said["province"], said["sheets"][0]["rows_used"]) == ("สระแก้ว", 10)


@pytest.mark.slow
def test_without_a_province_the_file_is_read_and_it_says_why_rows_are_not_judged(
        inspect, tmp_path):
    code, out, _ = inspect(odd(tmp_path), "--format", "json")
    said = json.loads(out)
    assert code == 0 and said["province"] is None and "--province" in said["not_judged"]
    assert said["sheets"][0]["source"] == "disbursement"
    assert said["sheets"][0]["rows_used"] is None
    _, out, _ = inspect(odd(tmp_path))
    assert "ไม่ได้ตรวจแถว: " in out and "แถวที่ใช้" not in out


@pytest.mark.parametrize("name", ["missing.xlsx", "broken.xlsx", "folder"])
def test_a_file_that_cannot_be_read_is_one_thai_line_and_leaves_2(inspect, tmp_path, name):
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 broken")
    (tmp_path / "folder").mkdir()
    code, out, err = inspect(tmp_path / name)
    assert code == 2 and not out and len(err.splitlines()) == 1 and name in err


def test_an_unknown_province_is_refused_with_a_suggestion(inspect, tmp_path):
    code, _, err = inspect(odd(tmp_path), "--province", "สระแกว")
    assert code == 2 and "“สระแก้ว”" in err


@pytest.mark.slow
def test_no_personal_number_is_shown(inspect, tmp_path):
    path = odd(tmp_path)
    book = openpyxl.load_workbook(path)
    book["งบ"]["D3"] = f"หมายเหตุ {PERSON}"
    book["งบ"]["A8"] = PERSON
    book["ทด"].title = f"ทด {PERSON}"
    book.save(path)
    for form in ("text", "json"):
        _, out, _ = inspect(path, "--province", "สระแก้ว", "--format", form)
        assert PERSON not in out and "[เลขประจำตัว]" in out
