"""Tables of one report beside each other: parts are added, versions, copies and totals are not, and
where nobody can know a person decides."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import province
import pytest
from home import HOME
from runs import of_round

from pipeline.cli import main
from pipeline.reports.results import results, to_text
from pipeline.run.stages import evaluate

pytestmark = pytest.mark.slow

Sheets = dict[str, dict[str, list[list[object]]]]  # by file and sheet
NAMES = list(province.DISTRICTS.values())
CODES = list(province.DISTRICTS)
ALLOCATED = [100000 + 7000 * n for n in range(9)]
OTHER = [31000 + 900 * n * n for n in range(9)]


def table(*titles: str, base: list[int] = ALLOCATED, part: float = 0.9, **changed: object) -> list[list[object]]:
    """A report: the share ``part`` of each allocation disbursed; ``changed`` rows by code, as
    ``d2701``: figures, a row of its own, or None for no row."""
    rows: list[list[object]] = [[title] for title in titles]
    rows.append(["อำเภอ", "จัดสรร", "เบิกจ่าย"])
    for code, name, allocated in zip(CODES, NAMES, base, strict=True):
        row = changed.get(f"d{code}", [name, allocated, allocated * part])
        if row is not None:
            rows.append(list(row))  # type: ignore[call-overload]
    return rows


def write(folder: Path, files: Sheets) -> Path:
    """A folder with a roster and these sheets."""
    source = province.write(folder, {"roster": province.tables()["roster"]})
    for name, sheets in files.items():
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        book.save(source / f"{name}.xlsx")
    return source


@pytest.fixture
def scored(tmp_path: Path) -> Callable[[Sheets], dict]:
    """Scores a province that has a roster and these sheets, and gives its results."""

    def go(files: Sheets) -> dict:
        it = evaluate(HOME, write(tmp_path / "in", files), "2561-1", None, 1)
        return json.loads(to_text(results(it.agreement, it.province, it.files, it.cards, it.findings)))

    return go


def first(data: dict, district: str = "2701") -> object:
    """The result of KPI 1; its status where there is none."""
    card = next(d for d in data["districts"] if d["code"] == district)
    return card["kpis"][0]["result"] or card["kpis"][0]["status"]


def of(data: dict, code: str) -> list[dict]:
    return [f for f in data["findings"] if f["code"] == code]


def sheet(data: dict, file: str, name: str) -> dict:
    return next(s for f in data["files"] if f["file"] == f"{file}.xlsx" for s in f["sheets"] if s["name"] == name)


def status(data: dict, file: str) -> tuple[str, str | None]:
    return next((f["status"], f["reason"]) for f in data["files"] if f["file"] == f"{file}.xlsx")


AS_OF = "ข้อมูล ณ วันที่ 27 มีนาคม 2561"
BEFORE = "ข้อมูล ณ วันที่ 28 กุมภาพันธ์ 2561"


# --- versions ------------------------------------------------------------------------------------


@pytest.mark.quick
def test_the_later_of_two_reports_counts_and_the_earlier_file_is_set_aside(scored):
    data = scored({"ก": {"S": table(BEFORE, part=0.5)}, "ข": {"S": table(AS_OF)}})
    assert first(data) == "90.00"
    assert status(data, "ก") == ("set-aside", "older-version")
    entry = sheet(data, "ก", "S")
    assert (entry["rows_read"], entry["rows_used"], entry["rows_set_aside"]) == (9, 0, 9)
    assert entry["reason"] == "older-version"
    assert sheet(data, "ข", "S")["rows_set_aside"] == 0 and status(data, "ข") == ("used", None)


def test_a_district_that_the_later_report_lacks_is_scored_on_the_earlier_one_and_told(scored):
    data = scored({"ก": {"S": table(BEFORE, part=0.5)}, "ข": {"S": table(AS_OF, d2703=None)}})
    assert (first(data), first(data, "2703")) == ("90.00", "50.00")
    (said,) = of(data, "older-figure")
    assert said["district"] == "2703" and "28 กุมภาพันธ์ 2561" in said["problem"]
    assert sheet(data, "ก", "S")["rows_used"] == 1


def test_so_is_one_that_a_later_report_of_the_same_figures_lacks(scored):
    data = scored({"ก": {"S": table(BEFORE)}, "ข": {"S": table(AS_OF, d2703=None)}})
    assert first(data, "2703") == "90.00"
    (said,) = of(data, "older-figure")
    assert said["district"] == "2703" and "28 กุมภาพันธ์ 2561" in said["problem"]
    same = scored({"ก": {"S": table(AS_OF)}, "ข": {"S": table(AS_OF, d2703=None)}})
    assert first(same, "2703") == "90.00" and not of(same, "older-figure")  # no day is older


def test_a_third_report_gives_way_too_where_the_second_lacks_the_district(scored):
    data = scored({
        "ก": {"S": table("ข้อมูล ณ วันที่ 31 มกราคม 2561", part=0.3)},
        "ข": {"S": table(BEFORE, part=0.5, d2703=None)}, "ค": {"S": table(AS_OF)},
    })
    assert {first(data, code) for code in CODES} == {"90.00"}


def test_a_broken_cell_of_the_later_report_is_not_mended_by_the_earlier_one(scored):
    data = scored({"ก": {"S": table(BEFORE, part=0.5)},
                   "ข": {"S": table(AS_OF, d2703=["ตาพระยา", 114000, "#REF!"])}})
    assert (first(data), first(data, "2703")) == ("90.00", "unreported")


@pytest.mark.parametrize("earlier", ["ณ 28 ก.พ. 61", "สะสมถึงไตรมาสที่ 1/2561"])
def test_bands_of_two_days_are_two_reports(scored, earlier):
    rows: list[list[object]] = [["อำเภอ", earlier, None, "ณ 27 มี.ค. 61", None],
                                [None, "จัดสรร", "เบิกจ่าย", "จัดสรร", "เบิกจ่าย"]]
    rows += [[n, a, a * 0.5, a, a * 0.9] for n, a in zip(NAMES, ALLOCATED, strict=True)]
    assert first(scored({"ก": {"S": rows}})) == "90.00"


def test_bands_of_two_envelopes_with_the_same_allocations_are_added(scored):
    rows: list[list[object]] = [["อำเภอ", "งบดำเนินงาน", None, "งบลงทุน", None],
                                [None, "จัดสรร", "เบิกจ่าย", "จัดสรร", "เบิกจ่าย"]]
    rows += [[n, a, a * 0.5, a, a * 0.9] for n, a in zip(NAMES, ALLOCATED, strict=True)]
    assert first(scored({"ก": {"S": rows}})) == "70.00"


@pytest.mark.quick
def test_what_was_used_and_set_aside_is_told_by_check_and_explain(tmp_path, capsys, monkeypatch):
    source = write(tmp_path / "in", {"ก": {"S": table(BEFORE, part=0.5)}, "ข": {"S": table(AS_OF, d2703=None)}})
    said = {}
    for command in (["check"], ["explain", "2701", "1"], ["explain", "2703", "1"]):
        monkeypatch.setattr("sys.argv", ["pipeline", *of_round(*command), "--input", str(source)])
        with pytest.raises(SystemExit):
            main()
        said[" ".join(command)] = capsys.readouterr().out
    used = said["check"].split("ข้อมูลที่ใช้และไม่นับ")[1]
    assert "ใช้ ข.xlsx › S (27 มี.ค. 61) ทุกอำเภอ ยกเว้น ตาพระยา" in used
    assert "ใช้ ก.xlsx › S (28 ก.พ. 61) ตาพระยา" in used
    assert "ไม่นับ ก.xlsx › S (28 ก.พ. 61) ทุกอำเภอ ยกเว้น ตาพระยา: มีฉบับใหม่กว่า" in used
    assert "ตารางที่ไม่นับ\n  ก.xlsx › S (28 ก.พ. 61): มีฉบับใหม่กว่า" in said["explain 2701 1"]
    assert "ตารางที่ไม่นับ" not in said["explain 2703 1"]


@pytest.mark.parametrize(("earlier", "later"), [
    ("28 กุมภาพันธ์ 2561", "27 มีนาคม 2561"), ("28 ก.พ. 61", "ณ 27 มี.ค. 61"), ("เบิกจ่าย 28 ก.พ. 61", "27-3-2561"),
])
def test_a_day_in_a_sheets_name_is_no_part(scored, earlier, later):
    data = scored({"ก": {earlier: table("งบลงทุน", part=0.5), later: table("งบลงทุน")}})
    assert first(data) == "90.00"


@pytest.mark.parametrize(("one", "other", "expected"), [
    ("ตารางแสดงผลการเบิกจ่าย", "รายงานสถานะการเบิกจ่าย", "90.00"), ("สรุปผล", "รายละเอียดการใช้จ่ายจำแนกรายหน่วยงาน", "90.00"),
    ("เวทีประชาคม", "เอกสารประกอบการประชุม", "unreported"),
])
@pytest.mark.parametrize("envelope", ["", "งบลงทุน"])
def test_titles_in_other_words_make_no_parts_of_two_days(scored, one, other, expected, envelope):
    data = scored({"ก": {"S": table(one, envelope, BEFORE, part=0.5)}, "ข": {"S": table(other, envelope, AS_OF)}})
    assert first(data) == expected


def test_activities_of_one_day_are_added_though_their_allocations_are_the_same(scored):
    data = scored({"ก": {"เวทีประชาคม": table(AS_OF, part=0.5), "ฝึกอบรมอาชีพ": table(AS_OF)}})
    assert first(data) == "70.00"


@pytest.mark.parametrize(("earlier", "later"), [
    ("เบิกจ่าย ณ 28 ก.พ. 61", "เบิกจ่าย 27 มี.ค. 61"), ("เบิกจ่าย ก.พ. 61", "รายงาน_มีนาคม2561"),
])
def test_the_name_of_the_file_tells_the_later_report_where_nothing_inside_does(scored, earlier, later):
    files = {earlier: {"S": table(part=0.5)}, later: {"S": table()}}
    assert first(scored(files)) == "90.00"
    files[later] = {"S": table("ข้อมูล ณ วันที่ 31 มกราคม 2561")}
    files[earlier] = {"S": table(BEFORE, part=0.95)}
    assert first(scored(files)) == "95.00"


def test_a_files_name_after_the_cut_off_tells_no_later_report(scored):
    data = scored({"เบิกจ่าย 27 มี.ค. 61": {"S": table()}, "เบิกจ่าย 3 เม.ย. 61": {"S": table(part=0.95)}})
    assert first(data) == "unreported"


# --- nobody can know -------------------------------------------------------------------------------


def test_two_reports_that_may_be_one_are_asked_with_the_level_of_each_reading(scored):
    data = scored({"ก": {"S": table(part=0.8)}, "ข": {"S": table(part=0.95)}})
    assert {first(data, code) for code in CODES} == {"unreported"}
    (said,) = of(data, "conflicting-values")
    assert [f["district"] for f in of(data, "unreported") if "ถ้าใช้เฉพาะ ก.xlsx ชีต S ได้ 80.00 ระดับ 1" in f["problem"]] == CODES
    for words in ("ก.xlsx ชีต S", "ข.xlsx ชีต S", "ถ้าใช้เฉพาะ ข.xlsx ชีต S ได้ 95.00 ระดับ 4",
                  "ถ้าใช้เฉพาะ ก.xlsx ชีต S ได้ 80.00 ระดับ 1", "ถ้านับรวมกันทั้งหมด ได้ 87.50 ระดับ 2",
                  "80,000.00"):
        assert words in said["problem"], said["problem"]


def test_of_a_corrected_copy_only_the_districts_that_differ_are_in_doubt(scored):
    data = scored({"เบิกจ่าย": {"S": table(AS_OF)},
                   "เบิกจ่าย (แก้ไข)": {"S": table(AS_OF, d2702=["คลองหาด", 107000, 107000])}})
    assert (first(data), first(data, "2702")) == ("90.00", "unreported")
    (said,) = of(data, "conflicting-values")
    assert said["district"] == "2702" and "90.00 ระดับ 3" in said["problem"] and "100.00 ระดับ 5" in said["problem"]


@pytest.mark.quick
@pytest.mark.parametrize(("choice", "expected"), [
    (["ก.xlsx", "S", "ไม่ใช้"], "95.00"), (["ก", "", "ใช้"], "80.00"), (["ข.XLSX", "s", "ใช้"], "95.00"),
])
def test_a_person_decides_which_counts(scored, choice, expected):
    data = scored({
        "ก": {"S": table(part=0.8)}, "ข": {"S": table(part=0.95)},
        "ตัดสิน": {"S": [["ไฟล์", "ชีต", "ใช้", "เหตุผล"], [*choice, "ฝ่ายการเงินยืนยัน"]]},
    })
    assert first(data) == expected
    left = "ก" if expected == "95.00" else "ข"
    assert status(data, left) == ("set-aside", "not-chosen")
    assert not of(data, "conflicting-values")
    assert any("ฝ่ายการเงินยืนยัน" in f["problem"] for f in data["findings"])


def test_a_person_may_say_that_both_count(scored):
    data = scored({
        "ก": {"S": table(part=0.8)}, "ข": {"S": table(part=0.95)},
        "ตัดสิน": {"S": [["ไฟล์", "ใช้", "เหตุผล"], ["ก", "ใช้", "คนละก้อน"], ["ข", "ใช้", "คนละก้อน"]]},
    })
    assert first(data) == "87.50"


@pytest.mark.parametrize(("row", "code"), [
    (["ก.xlsx", "S", "ไม่ใช้", None], "choice-unclear"), (["ก.xlsx", "S", "อาจจะ", "เพราะ"], "choice-unclear"),
    (["ค.xlsx", "S", "ไม่ใช้", "เพราะ"], "choice-unmet"), (["ก.xlsx", "T", "ไม่ใช้", "เพราะ"], "choice-unmet"),
])
def test_a_choice_without_a_reason_or_a_table_does_nothing_and_is_told(scored, row, code):
    data = scored({"ก": {"S": table(part=0.8)}, "ข": {"S": table(part=0.95)},
                   "ตัดสิน": {"S": [["ไฟล์", "ชีต", "ใช้", "เหตุผล"], row]}})
    assert first(data) == "unreported"
    assert [f["file"] for f in of(data, code)] == ["ตัดสิน.xlsx"]


def test_what_is_said_of_a_sheet_stands_before_what_is_said_of_its_file(scored):
    data = scored({
        "ก": {"S": table(part=0.8), "T": table(part=0.95)},
        "ตัดสิน": {"S": [["ไฟล์", "ชีต", "ใช้", "เหตุผล"], ["ก", None, "ใช้", "ฉบับจริง"], ["ก", "T", "ไม่ใช้", "ร่าง"]]},
    })
    assert first(data) == "80.00" and not of(data, "choice-unclear")


def test_two_choices_that_contradict_each_other_do_nothing(scored):
    data = scored({"ก": {"S": table(part=0.8)}, "ข": {"S": table(part=0.95)},
                   "ตัดสิน": {"S": [["ไฟล์", "ชีต", "ใช้", "เหตุผล"], ["ก", "S", "ใช้", "เพราะ"],
                                     ["ก", "S", "ไม่ใช้", "เพราะ"]]}})
    assert first(data) == "unreported" and len(of(data, "choice-unclear")) == 2


def test_a_register_that_a_person_leaves_out_is_no_payment_of_nothing(scored):
    files: Sheets = {
        "จัดสรร": {"S": [["อำเภอ", "จัดสรร"], *([n, 1000] for n in NAMES)]},
        "ทะเบียน": {"S": [["วันที่เบิกจ่าย", "อำเภอ", "รายการ", "จำนวนเงิน"], *(["5/1/2561", n, "จ้าง", 900] for n in NAMES)]},
    }
    assert first(scored(files)) == "90.00"
    files["ตัดสิน"] = {"S": [["ไฟล์", "ชีต", "ใช้", "เหตุผล"], ["ทะเบียน", None, "ไม่ใช้", "ทดลองพิมพ์"]]}
    assert first(scored(files)) == "unreported"


@pytest.mark.quick
def test_a_person_may_say_that_a_table_of_another_year_by_its_title_counts(scored):
    files: Sheets = {"ก": {"S": table("รายงานผลการเบิกจ่าย ปีงบประมาณ พ.ศ. 2560")}}
    data = scored(files)
    assert first(data) == "unreported" and status(data, "ก") == ("set-aside", "another-round")
    files["ตัดสิน"] = {"S": [["ไฟล์", "ชีต", "ใช้", "เหตุผล"], ["ก", "S", "ใช้", "พิมพ์ปีผิด"]]}
    assert first(scored(files)) == "90.00"


def test_money_carried_over_of_last_year_by_its_title_is_asked(scored):
    data = scored({"ก": {"S": table(part=0.9)},
                   "ข": {"S": table("รายงานเงินกันไว้เบิกเหลื่อมปี ปีงบประมาณ พ.ศ. 2560", base=OTHER, part=0.2)}})
    assert first(data) == "unreported" and of(data, "carried-over")


# --- parts -----------------------------------------------------------------------------------------


def test_named_envelopes_are_added_whatever_their_figures(scored):
    data = scored({"ก": {"งบดำเนินงาน": table(part=0.8), "งบลงทุน": table(part=0.95),
                         "โครงการตัวอย่าง": table(base=OTHER, part=1)}})
    assert first(data) == "89.18"  # (80,000 + 95,000 + 31,000) ÷ 231,000
    assert {f["kpi"] for f in data["findings"] if f["severity"] == "error"} == set(range(2, 10))


def test_a_table_without_a_name_beside_named_ones_is_asked(scored):
    data = scored({"ก": {"งบดำเนินงาน": table(part=0.8), "งบลงทุน": table(base=OTHER),
                         "Sheet3": table(base=[5000] * 9, part=1)}})
    (said,) = of(data, "part-unclear")
    assert said["sheet"] == "Sheet3" and "ถ้าไม่นับ ก.xlsx ชีต Sheet3 ได้" in said["problem"]
    assert first(data) == "unreported"


def test_two_named_parts_with_the_same_figures_are_asked(scored):
    data = scored({"ก": {"งบดำเนินงาน": table(), "งบลงทุน": table()}})
    assert first(data) == "unreported" and of(data, "part-unclear")


def test_money_carried_over_is_asked_and_a_person_may_leave_it_out(scored):
    files: Sheets = {"ก": {"S": table(part=0.9)}, "ข": {"S": table("เงินกันไว้เบิกเหลื่อมปี 2560", base=OTHER, part=0.2)}}
    data = scored(files)
    assert first(data) == "unreported"
    (said,) = of(data, "carried-over")
    assert "ถ้าไม่นับ ข.xlsx ชีต S ได้ 90.00 ระดับ 3" in said["problem"]
    assert "ถ้านับ ข.xlsx ชีต S ด้วย ได้ 73.44 ระดับ 0" in said["problem"]
    files["ตัดสิน"] = {"S": [["ไฟล์", "ชีต", "ใช้", "เหตุผล"], ["ข", None, "ไม่ใช้", "ไม่ใช่งบปีนี้"]]}
    assert first(scored(files)) == "90.00"
    files["ตัดสิน"] = {"S": [["ไฟล์", "ชีต", "ใช้", "เหตุผล"], ["ข", None, "ใช้", "กรมให้นับ"]]}
    assert first(scored(files)) == "73.44"


def test_one_district_that_one_part_alone_lacks_is_told_two_are_not(scored):
    envelopes = {"งบดำเนินงาน": table(part=0.8), "งบลงทุน": table(base=OTHER)}
    data = scored({"ก": {**envelopes, "งบกลาง": table(base=[9000 + n for n in range(9)], d2704=None)}})
    assert [(f["sheet"], f["district"]) for f in of(data, "missing-in-part")] == [("งบกลาง", "2704")]
    data = scored({"ก": {**envelopes, "งบกลาง": table(base=[9000 + n for n in range(9)], d2704=None, d2705=None)}})
    assert not of(data, "missing-in-part")


@pytest.mark.quick
def test_a_part_that_lacks_two_is_not_told_though_another_lacks_one_of_them_too(scored):
    data = scored({"ก": {
        "งบดำเนินงาน": table(part=0.8), "งบลงทุน": table(base=OTHER, d2705=None),
        "งบกลาง": table(base=[9000 + n for n in range(9)], d2704=None, d2705=None)}})
    assert not of(data, "missing-in-part")


# --- totals ----------------------------------------------------------------------------------------


def added(*others: list[list[object]]) -> list[list[object]]:
    rows = [other[-9:] for other in others]
    return [["อำเภอ", "จัดสรร", "เบิกจ่าย"], *(
        [name, *(sum(part[n][column] for part in rows) for column in (1, 2))] for n, name in enumerate(NAMES))]


def test_a_table_that_adds_up_others_is_left_out_with_a_typing_error_and_among_more(scored):
    one, two, three = table(part=0.8), table(base=OTHER, part=0.5), table(base=[9000 + n for n in range(9)], part=0.1)
    envelopes = {"งบดำเนินงาน": one, "งบลงทุน": two, "งบกลาง": three}
    whole = first(scored({"ก": envelopes}))
    total = added(one, two, three)
    assert first(scored({"ก": {**envelopes, "Sheet4": total}})) == whole
    total[3][2] += 1  # a typing error
    data = scored({"ก": {**envelopes, "Sheet4": total}})
    assert {first(data, "2701"), first(data, "2703")} == {whole, first(data, "2703")}
    (said,) = of(data, "total-table")
    assert said["severity"] == "warning" and said["district"] == "2703" and said["sheet"] == "Sheet4"
    assert sheet(data, "ก", "Sheet4")["reason"] == "total-of-others"
    data = scored({"ก": {**envelopes, "Sheet4": added(one, two)}})  # of two of the three
    assert first(data) == whole and sheet(data, "ก", "Sheet4")["rows_set_aside"] == 9


def test_a_total_of_some_tables_may_be_mistyped_in_four_of_nine_districts(scored):
    one, two, three = table(part=0.8), table(base=OTHER, part=0.5), table(base=[9000 + n for n in range(9)], part=0.1)
    total = added(one, two)
    for row in total[1:5]:
        row[1] += 1
    data = scored({"ก": {"งบดำเนินงาน": one, "งบลงทุน": two, "งบกลาง": three, "Sheet4": total}})
    assert sheet(data, "ก", "Sheet4")["rows_set_aside"] == 9 and of(data, "total-table")


@pytest.mark.parametrize(("envelopes", "aside"), [(10, 9), (11, 0)])
def test_a_total_of_some_of_ten_tables_is_found_and_of_more_not_sought(scored, envelopes, aside):
    parts = {f"งบ {'กขคงจฉชซญดต'[n]}": table(base=[x * (n + 2) ** 3 + n for x in OTHER], part=0.5) for n in range(envelopes)}
    one, two, *_ = parts.values()
    assert sheet(scored({"ก": {**parts, "Sheet99": added(one, two)}}), "ก", "Sheet99")["rows_set_aside"] == aside


@pytest.mark.parametrize(("rows", "copies"), [(3, 1), (2, 0)])
def test_a_table_that_stands_twice_is_a_copy_from_three_rows_on(scored, rows, copies):
    made = table()[:1 + rows]
    assert len(of(scored({"ก": {"S": made, "T": made}}), "copy")) == copies


@pytest.mark.parametrize("title", ["สรุปผลการเบิกจ่ายงบประมาณ", "สรุปผลเบิกจ่าย", "สรุปรายงานผลการใช้จ่ายเงินงบประมาณ"])
def test_what_any_report_is_called_says_no_total(scored, title):
    data = scored({"ก": {"งบดำเนินงาน": table("รายงานผลการเบิกจ่าย", part=0.8),
                         "งบลงทุน": table(title, base=OTHER, part=0.5)}})
    assert first(data) == "72.90"


def test_a_district_that_only_the_total_has_is_scored_on_it(scored):
    one, two = table(part=0.8, d2709=None), table(base=OTHER, part=0.5, d2709=None)
    total = added(table(part=0.8), table(base=OTHER, part=0.5))
    data = scored({"ก": {"งบดำเนินงาน": one, "งบลงทุน": two, "สรุปรวม": total}})
    assert (first(data), first(data, "2709")) == ("72.90", "69.13")


def test_a_total_that_is_none_is_asked(scored):
    data = scored({"ก": {"งบดำเนินงาน": table(part=0.8), "สรุปรวม": table(base=[x * 2 for x in ALLOCATED], part=0.9)}})
    (said,) = of(data, "total-unclear")
    assert "ถ้าไม่นับ ก.xlsx ชีต สรุปรวม เพราะเป็นยอดรวม ได้ 80.00 ระดับ 1" in said["problem"]
    assert "ถ้าใช้ ก.xlsx ชีต สรุปรวม แทนตารางย่อย ได้ 90.00 ระดับ 3" in said["problem"]


# --- rows that are told apart by a key -------------------------------------------------------------


def activities(title: str, done: int, names: str) -> list[list[object]]:
    return [[title], ["อำเภอ", "กิจกรรม/โครงการ", "จำนวนขั้นตอนตามแผน", "จำนวนขั้นตอนที่แล้วเสร็จ"],
            *([district, f"กิจกรรม {name}", 10, done] for district in NAMES for name in names)]


def second(data: dict) -> object:
    return data["districts"][0]["kpis"][1]["result"]


def test_an_activity_that_the_later_report_lacks_counts_as_before_and_is_told(scored):
    data = scored({"ก": {"S": activities(BEFORE, 4, "กขค")}, "ข": {"S": activities(AS_OF, 9, "กข")}})
    assert second(data) == "73.33"  # (9 + 9 + 4) ÷ 30
    assert {f["district"] for f in of(data, "older-figure")} == set(CODES)
    assert second(scored({"ก": {"S": activities(BEFORE, 4, "กข")}, "ข": {"S": activities(AS_OF, 9, "กขค")}})) == "90.00"


def renamed(title: str, done: int) -> list[list[object]]:
    """The activities กขค, of which the first district's ค bears another name."""
    rows = activities(title, done, "กขค")
    return [*rows[:4], [NAMES[0], "กิจกรรม ค (ต่อยอด)", *rows[4][2:]], *rows[5:]]


@pytest.mark.parametrize(("day", "done", "ways"), [
    (AS_OF, 9, ("90.00", "77.50")),  # 27 ÷ 30, or (27 + 4) ÷ 40
    (BEFORE, 4, ("40.00", "40.00")),
])
def test_a_row_that_bears_another_name_in_another_report_is_asked(scored, day, done, ways):
    data = scored({"ก": {"S": activities(BEFORE, 4, "กขค")}, "ข": {"S": renamed(day, done)}})
    (asked,) = of(data, "conflicting-values")
    assert asked["district"] == CODES[0] and asked["cell"] == "C5"
    assert [re.findall(r"ได้ ([0-9.]+)", asked["problem"])] == [list(ways)]
    assert data["districts"][0]["kpis"][1]["status"] == "unreported"
    assert data["districts"][1]["kpis"][1]["result"] == ways[0]


@pytest.mark.parametrize(("choice", "expected"), [(["ก", "ไม่ใช้"], "90.00"), (["ข", "ใช้"], "77.50")])
def test_a_person_says_whether_a_row_was_renamed(scored, choice, expected):
    data = scored({
        "ก": {"S": activities(BEFORE, 4, "กขค")}, "ข": {"S": renamed(AS_OF, 9)},
        "ตัดสิน": {"S": [["ไฟล์", "ใช้", "เหตุผล"], [*choice, "ผู้จัดทำยืนยัน"]]},
    })
    assert second(data) == expected and not of(data, "conflicting-values")


def test_rows_of_one_key_in_two_named_funds_are_added(scored):
    def fund(title: str, part: float) -> list[list[object]]:
        return [[title], ["อำเภอ", "งบประมาณจัดสรร", "เบิกจ่าย", "บันทึกในระบบ SARA"],
                *([n, 1000, 1000 * part, "ถูกต้อง ครบถ้วน"] for n in NAMES)]

    files: Sheets = {"ก": {"S": fund("เงินอุดหนุน", 0.5)}, "ข": {"S": fund("เงินทุนหมุนเวียน", 0.8)}}
    assert scored(files)["districts"][0]["kpis"][6]["result"] == "65.00"
    files["ข"] = {"S": fund("เงินอุดหนุน", 0.8)}
    data = scored(files)
    assert data["districts"][0]["kpis"][6]["status"] == "unreported"
    assert not of(data, "copy") and len(of(data, "conflicting-values")) == 1
