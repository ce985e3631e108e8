"""The whole way, from exports in a folder to results, as the outside sees it."""

import json
import shutil
from pathlib import Path

import openpyxl
import province
import pytest
from adopted import adopt
from click.testing import CliRunner
from home import HOME, copy_room
from read_builders import simple_xlsx
from runs import of_round

from pipeline.cli import main

pytestmark = pytest.mark.slow


class Ran:
    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def run(capsys, monkeypatch):
    """Runs the command line in this process and tells code, output and errors."""

    def go(*arguments: object) -> Ran:
        monkeypatch.setattr("sys.argv", ["pipeline", *of_round(*arguments)])
        with pytest.raises(SystemExit) as stop:
            main()
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return Ran(stop.value.code, said.out, said.err)

    return go


def results(output: Path) -> dict:
    return json.loads((output / "2561-1" / "results.json").read_text(encoding="utf-8"))


def kpi(data: dict, district: str, number: int) -> dict:
    card = next(d for d in data["districts"] if d["code"] == district)
    return card["kpis"][number - 1]


def codes(data: dict, severity: str | None = None) -> set[str]:
    return {f["code"] for f in data["findings"] if severity in (None, f["severity"])}


@pytest.fixture
def scored(tmp_path, run):
    """Runs over exports and gives results.json."""

    def go(exports=None, expect: int | None = None) -> dict:
        source = province.write(tmp_path / "in", exports)
        ran = run("run", "--input", source, "--output", tmp_path / "out")
        assert ran.code in ((0, 1) if expect is None else (expect,)), ran.err
        return results(tmp_path / "out")

    return go


@pytest.mark.quick
def test_a_tidy_province_is_scored_and_leaves_nothing_to_do(scored, tmp_path):
    data = scored(expect=0)
    assert list(data) == ["format", "round", "province", "files", "districts", "findings"]
    assert (data["format"], data["round"], data["province"]) == (2, "2561-1", "สระแก้ว")
    assert [d["code"] for d in data["districts"]] == list(province.DISTRICTS)
    for card in data["districts"]:
        assert [k["level"] for k in card["kpis"]] == province.LEVELS
        assert card["complete"]
    first = data["districts"][0]
    assert first["kpis"][0] == {
        "number": 1, "status": "scored", "result": "97.50", "level": 4, "weight": 50,
        "weighted": "2.00", "evidence": {"เบิกจ่าย": "97500.00", "จัดสรร": "100000.00"},
        "next_level": {"level": 5, "needs": "เบิกจ่ายเพิ่มอีก 2,500.00 บาท"},
        "origins": [{"file": "disbursement.xlsx", "sheet": "Sheet", "cell": "C3"},
                    {"file": "disbursement.xlsx", "sheet": "Sheet", "cell": "B3"}],
        "flags": [],
    }
    # by hand: team (4+2)/2 = 3.00; individual (5*20+4*15+5*15+3*15+5*10+4*10+2*15)/100 = 4.00
    assert first["sections"]["team"] == {"score": "3.00", "provisional": None}
    assert first["sections"]["individual"] == {"score": "4.00", "provisional": None}
    assert first["total"] == {
        "score": "3.50", "percent": "70.00", "band": "ดี", "provisional": None}
    written = {p.name for p in (tmp_path / "out" / "2561-1").iterdir() if p.is_file()}
    assert written == {f"{c} {n}.{kind}" for c, n in province.DISTRICTS.items() for kind in ("xlsx", "html")} | {
        "results.json", "สรุปจังหวัดสระแก้ว.xlsx", "สรุปจังหวัดสระแก้ว.html"}


def test_every_sheet_balances_and_every_file_is_named_once(scored):
    data = scored()
    names = [f["file"] for f in data["files"]]
    assert sorted(names) == sorted(set(names)) and len(names) == 9
    for file in data["files"]:
        assert file["status"] == "used" and len(file["sha256"]) == 64
        for sheet in file["sheets"]:
            assert sheet["rows_read"] == sheet["rows_used"] + sheet["rows_refused"] > 0


def test_a_second_run_gives_the_same_bytes_and_no_input_is_changed(run, tmp_path):
    source = province.write(tmp_path / "in")
    before = {p.name: p.read_bytes() for p in source.iterdir()}
    for target in ("a", "b"):
        assert run("run", "--input", source, "--output", tmp_path / target).code == 0
    first, second = (
        {p.name: p.read_bytes() for p in (tmp_path / t / "2561-1").rglob("*") if p.is_file()}
        for t in ("a", "b")
    )
    assert first == second
    assert {p.name: p.read_bytes() for p in source.iterdir()} == before


@pytest.mark.parametrize(("gap", "status"), [(None, "unreported"), ("-", "unreported"),
                                             ("", "unreported"), (0, "scored"), ("๐", "scored")])
def test_a_blank_is_not_reported_and_a_zero_is_measured(scored, gap, status):
    exports = province.tables()
    exports["disbursement"][2][2] = gap
    data = scored(exports, expect=1 if status == "unreported" else 0)
    mine = kpi(data, "2701", 1)
    assert mine["status"] == status
    assert mine["level"] == (0 if status == "scored" else None)
    other = kpi(data, "2702", 1)
    assert other["level"] == 4
    total = data["districts"][0]["total"]
    if status == "unreported":
        assert (total["score"], total["percent"], total["band"]) == (None, None, None)
        # by hand: (2*50 + 4.00*100) / 150
        assert total["provisional"] == "3.33"


@pytest.mark.parametrize("lost", ["#REF!", "N/A", "#DIV/0!", "=1+", "ยังไม่ทราบ"])
def test_a_broken_cell_makes_its_figure_not_reported_and_is_named(scored, lost):
    exports = province.tables()
    exports["bpm"][2][3] = lost
    data = scored(exports, expect=1)
    assert kpi(data, "2701", 2)["status"] == "unreported"
    assert kpi(data, "2702", 2)["status"] == "scored"
    found = [f for f in data["findings"] if f["cell"] == "D3"]
    assert {"broken-cell", "not-a-number"} & {f["code"] for f in found}


LONG = [  # what stands in a cell whose figure has more than fifteen digits
    "9" * 62, ",".join(["123"] * 21), "๙" * 16, 10**15, 10**61 + 1, 1e300, 1e15, "1E+300", "1e99",
    "9" * 16 + ".25", "7" * 30_000, f"-{'9' * 20}", f"{'9' * 62} บาท", "999,999,999,999 ล้านบาท",
    "0." + "3" * 500, "(1,000,000,000,000,000)", "1234567890123456", 1234567890123456,
]


@pytest.mark.parametrize("first", [0, 6, 12])
def test_a_figure_of_more_than_fifteen_digits_is_a_finding_of_its_cell_and_nobody_elses(
        scored, first):
    exports = province.tables()
    at = {"disbursement": "C3", "sales": "E3", "sara": "C3", "bpm": "D3", "livelihood": "E3",
          "basic_needs": "E3"}
    dresses = LONG[first:first + 6]
    for (name, cell), value in zip(at.items(), dresses, strict=True):
        exports[name][2]["ABCDE".index(cell[0])] = value
    data = scored(exports, expect=1)
    found = {(f["file"].split(".")[0], f["cell"]) for f in data["findings"]
             if f["code"] == "number-too-long"}
    assert found == set(at.items())
    mine, *others = data["districts"]
    assert [k["number"] for k in mine["kpis"] if k["status"] == "unreported"] == [1, 2, 3, 6, 7, 9]
    assert [[k["level"] for k in d["kpis"]] for d in others] == [province.LEVELS] * 8


def test_fifteen_digits_and_any_tail_behind_the_point_are_a_figure(scored):
    exports = province.tables()
    for row, value in zip(exports["disbursement"][2:], [
            97.50047696, 0.1 + 0.2, "0.30000000000000004", 999_999_999_999_999, 5.55111512312578e-17,
            "999,999,999,999,999.25", "0." + "3" * 100, "1e-100", 1.0], strict=True):
        row[1:3] = [value, value]
    data = scored(exports, expect=0)
    assert [(d["kpis"][0]["result"], d["kpis"][0]["level"]) for d in data["districts"]] == [
        ("100.00", 5)] * 9


def test_a_share_of_next_to_nothing_is_a_share(scored):
    exports = province.tables()
    exports["disbursement"][2][1:3] = ["1e-100", 999_999_999_999_999]
    exports["sara"][2][1:3] = [999_999_999_999_999, "1e-100"]
    data = scored(exports, expect=0)
    assert kpi(data, "2701", 1)["level"] == 5 and kpi(data, "2701", 7)["level"] == 1


@pytest.mark.parametrize("value", ["8" * 5000, 1e300])
def test_a_number_without_end_in_any_column_of_any_export_ends_no_run(scored, value):
    exports = province.tables()
    exports["ยกเว้น"] = [["อำเภอ", "ยกเว้นตัวชี้วัดที่", "เหตุผล"], ["โคกสูง", value, "เหตุ"]]
    for name, rows in exports.items():
        head = next(n for n, row in enumerate(rows) if len(row) > 2)
        good = rows[head + 1]
        rows += [[*good[:n], value, *good[n + 1:]]
                 for n in range(len(good)) if (name, n) != ("roster", 0)]
    data = scored(exports, expect=1)
    assert {"number-too-long", "not-a-date", "not-a-year", "not-a-month", "unknown-answer",
            "exemption-unclear", "unknown-district"} <= codes(data)


def as_html(rows: province.Rows) -> bytes:
    cells = ("".join(f"<td>{'' if v is None else v}</td>" for v in row) for row in rows)
    body = "".join(f"<tr>{row}</tr>" for row in cells)
    return f"<meta charset=utf-8><table>{body}</table>".encode()


def as_csv(rows: province.Rows) -> bytes:
    width = max(map(len, rows))
    lines = (",".join(str("" if v is None else v) for v in [*row, *[None] * (width - len(row))])
             for row in rows)
    return ("\r\n".join(lines) + "\r\n").encode("utf-8-sig")


@pytest.mark.parametrize("written", [as_html, as_csv, lambda rows: simple_xlsx(rows)],
                         ids=["html", "csv", "xlsx"])
def test_a_table_of_any_kind_without_a_row_of_data_is_told(run, tmp_path, written):
    source = province.write(tmp_path / "in")
    exports = province.tables()
    exports["exemptions"] = [["อำเภอ", "ยกเว้นตัวชี้วัดที่", "เหตุผล"]]
    exports["progress"] = [[province.AS_OF], ["ตัวชี้วัดที่", "ระดับที่", "รายการ", "ก", "ข"], [5, 1, "ข้อ", "✓", "✓"]]
    for name, rows in exports.items():
        head = next(n for n, row in enumerate(rows) if len(row) > 2)
        kept = rows if name == "progress" else [*rows[:head + 1], [None], ["หมายเหตุ"]]
        (source / f"ขาด {name}.xls").write_bytes(written(kept))
    run("run", "--input", source, "--output", tmp_path / "out")
    data = results(tmp_path / "out")
    empty = {f["file"] for f in data["files"] if f["file"].startswith("ขาด") and f["status"] == "used"}
    told = {f["file"]: f["cell"] for f in data["findings"] if f["code"] == "no-rows"}
    assert {*told, "ขาด progress.xls"} == empty and len(empty) == 10
    headed = [f for f in data["findings"] if f["file"] == "ขาด progress.xls"]  # its headings name no district
    assert [(f["severity"], f["code"], f["cell"]) for f in headed] == [
        ("error", "unknown-district", "D2"), ("error", "unknown-district", "E2")]
    assert told["ขาด bpm.xls"] == "A2" and told["ขาด roster.xls"] == "A1"
    assert [k["level"] for k in data["districts"][0]["kpis"]] == province.LEVELS


@pytest.mark.quick
def test_of_two_tables_of_a_sheet_the_one_without_a_row_is_told(scored):
    exports = province.tables()
    exports["disbursement"] += [[None], ["งบจังหวัด"], ["อำเภอ", "จัดสรร", "เบิกจ่าย"], [None, None, None]]
    found = [f for f in scored(exports, expect=0)["findings"] if f["code"] == "no-rows"]
    assert [(f["severity"], f["cell"]) for f in found] == [("warning", "A14")]


def test_a_formula_without_a_stored_value_is_seen(scored):
    exports = province.tables()
    exports["livelihood"][2][4] = "=10+7"  # openpyxl stores no value
    data = scored(exports, expect=1)
    assert kpi(data, "2701", 6)["status"] == "unreported"


def test_figures_after_the_cutoff_are_not_scored_and_earlier_ones_are_with_a_warning(scored):
    exports = province.tables()
    exports["sara"][0] = ["ข้อมูล ณ วันที่ ๑ เม.ย. ๒๕๖๑"]
    exports["bpm"][0] = ["ข้อมูล ณ วันที่ 28/02/2561"]
    del exports["livelihood"][0]
    data = scored(exports, expect=1)
    assert all(kpi(data, d, 7)["status"] == "unreported" for d in province.DISTRICTS)
    assert all(kpi(data, d, 2)["level"] == 2 for d in province.DISTRICTS)
    assert all(kpi(data, d, 6)["level"] == 3 for d in province.DISTRICTS)
    assert "after-cutoff" in codes(data, "error")
    assert {"before-cutoff", "no-as-of-date"} <= codes(data, "warning")


def test_payments_count_up_to_the_cutoff_where_the_table_has_no_disbursement(scored):
    exports = province.tables()
    exports["disbursement"] = [[province.AS_OF], ["อำเภอ", "จัดสรร"],
                               *([n, 100000] for n in province.DISTRICTS.values())]
    exports["payments"] = [["วันที่เบิกจ่าย", "อำเภอ", "รายการ", "จำนวนเงิน (บาท)"]]
    for name in province.DISTRICTS.values():
        exports["payments"] += [["27 มี.ค. 61", name, "ค่าวัสดุ", "89,990.00"],
                                ["28/03/2561", name, "ค่าวัสดุ", 50000]]
    data = scored(exports, expect=0)
    assert kpi(data, "2701", 1)["result"] == "89.99"
    assert kpi(data, "2701", 1)["level"] == 2


@pytest.mark.parametrize("day", ["15/9/2560", "3/4/1961", "1/10/2561"])
def test_a_payment_of_another_fiscal_year_is_nobodys_guess(scored, day):
    exports = province.tables()
    exports["disbursement"] = [[province.AS_OF], ["อำเภอ", "จัดสรร"],
                               *([n, 100000] for n in province.DISTRICTS.values())]
    exports["payments"] = [["วันที่เบิกจ่าย", "อำเภอ", "รายการ", "จำนวนเงิน (บาท)"],
                           *(["1/10/2560", name, "ค่าวัสดุ", 89990] for name in province.DISTRICTS.values()),
                           [day, "คลองหาด", "ค่าวัสดุ", 9000]]
    data = scored(exports, expect=1)
    assert kpi(data, "2701", 1)["result"] == "89.99"
    assert kpi(data, "2702", 1)["status"] == "unreported"
    assert [f["district"] for f in data["findings"] if f["code"] == "outside-fiscal-year"] == ["2702"]


def test_a_missing_month_leaves_kpi_3_not_reported(scored):
    exports = province.tables()
    exports["sales"] = [
        row for row in exports["sales"] if row[:3] != [2560, "มกราคม", "โคกสูง"]
    ]
    data = scored(exports, expect=1)
    assert kpi(data, "2708", 3)["status"] == "unreported"
    said = next(f for f in data["findings"] if f["district"] == "2708" and f["kpi"] == 3)
    assert "ม.ค. 60" in said["problem"]
    assert kpi(data, "2701", 3)["level"] == 5


@pytest.mark.quick
def test_a_producers_number_that_lost_its_digits_in_a_cell_of_numbers_is_not_counted(scored):
    exports = province.tables()
    for number in (1234567890123456, 1.23456789012345e15, 1e300, "1234567890123456"):
        exports["register"].append([number, "ก", "กลุ่ม", "เมือง", 2561, "20/02/2561"])
    data = scored(exports, expect=1)
    assert [f["cell"] for f in data["findings"] if f["code"] == "missing-number"] == [
        f"A{row}" for row in (939, 940, 941)]
    assert kpi(data, "2701", 4)["status"] == "unreported"
    assert kpi(data, "2702", 4)["level"] == 4


@pytest.mark.parametrize("number", [
    "3.27027E+12", "3.27E+12", "3,27E+12", "3e+12", "๓.๒๗E+๑๒", 3.27027e12, 3270270000000, 327027000000,
    "3270270000000"])
def test_a_producers_number_that_a_spreadsheet_shortened_is_a_broken_cell(scored, number):
    exports = province.tables()
    exports["register"].append([number, "ก", "กลุ่ม", "เมือง", 2561, "20/02/2561"])
    data = scored(exports, expect=1)
    (found,) = (f for f in data["findings"] if f["code"] == "broken-cell")
    assert (found["severity"], found["file"], found["cell"], found["kpi"]) == (
        "error", "register.xlsx", "A939", 4)
    assert kpi(data, "2701", 4)["status"] == "unreported"
    assert kpi(data, "2702", 4)["level"] == 4


@pytest.mark.parametrize("number", [
    "2701-E12", "3E12", "12E4", 327027100000, 3270271000000, "3270271000000", 32702700000, "32702700000"])
def test_a_producers_number_that_is_only_like_a_shortened_one_counts(scored, number):
    exports = province.tables()
    exports["register"].append([number, "ก", "กลุ่ม", "เมือง", 2561, "20/02/2561"])
    data = scored(exports)
    assert kpi(data, "2701", 4)["evidence"]["ผู้ผลิตรายใหม่ในรอบ"] == "5"


def test_producers_numbers_that_differ_by_zeros_and_dashes_are_one_warning_a_file(scored):
    exports = province.tables()
    exports["register"] += [
        [number, "ก", "กลุ่ม", "เมือง", 2561, "20/02/2561"]
        for number in ("0077", 77, "88-0012", "880012", "กข-0001", "กข-1", "กข-1", "99-1-11", "99-11-1", "99-10")]
    data = scored(exports)
    (found,) = (f for f in data["findings"] if f["code"] == "numbers-alike")
    assert (found["severity"], found["file"], found["cell"], found["kpi"]) == (
        "warning", "register.xlsx", "A940", 4)
    assert "A940, A942, A944, A945" in found["problem"] and "A946" not in found["problem"]
    assert kpi(data, "2701", 4)["evidence"]["ผู้ผลิตรายใหม่ในรอบ"] == "13"


@pytest.mark.parametrize(("numbers", "more"), [(20, False), (21, True)])
def test_a_line_lists_twenty_cells_and_counts_the_rest(scored, numbers, more):
    exports = province.tables()
    exports["register"] += [
        [f"{zero}{7000 + n}", "ก", "กลุ่ม", "เมือง", 2561, "20/02/2561"] for n in range(numbers) for zero in ("", "0")]
    (found,) = (f for f in scored(exports)["findings"] if f["code"] == "numbers-alike")
    assert ("… (อีก 1 แถว)" in found["problem"]) == more


def test_a_producer_registered_before_is_not_new_and_counts_once(scored):
    exports = province.tables()
    exports["register"] += [
        ["2701-N0", "ซ้ำ", "กลุ่ม", "เมือง", 2561, "20/02/2561"],     # the same one again
        ["2701-000", "ซ้ำ", "กลุ่ม", "เมือง", 2561, "20/02/2561"],    # registered in 2557
        ["2701-L", "หลังรอบ", "กลุ่ม", "เมือง", 2561, "1/4/2561"],    # after the round
        ["2701-B", "ก่อนรอบ", "กลุ่ม", "เมือง", 2560, "30/9/2560"],   # before the round
        ["2701-F", "วันแรก", "กลุ่ม", "เมือง", 2561, "1/10/2560"],    # the first day
        ["2701-Y", "เคยลงแล้ว", "กลุ่ม", "เมือง", 2550, None],        # of old, without a date
        ["2701-Y", "เคยลงแล้ว", "กลุ่ม", "เมือง", 2561, "5/1/2561"],
    ]
    mine = kpi(scored(exports), "2701", 4)
    assert mine["evidence"] == {
        "ผู้ผลิตรายใหม่ในรอบ": "5", "ผู้ผลิตที่ลงทะเบียนปี 2557–2558": "100"}
    assert mine["level"] == 5


def test_an_unknown_sara_answer_counts_as_not_recorded_with_a_finding(scored):
    exports = province.tables()
    exports["sara"][2][4] = None
    data = scored(exports, expect=0)
    assert kpi(data, "2701", 7)["level"] == 4
    assert any(f["code"] == "answer-unknown" and f["district"] == "2701" for f in data["findings"])


def test_units_of_money_are_read_from_heading_caption_and_column(scored):
    exports = province.tables()
    exports["disbursement"] = [[province.AS_OF], ["(หน่วย : พันบาท)"], ["อำเภอ", "จัดสรร", "เบิกจ่าย"],
                               *([n, 100, 97.5] for n in province.DISTRICTS.values())]
    exports["sara"][1][1:3] = ["งบประมาณจัดสรร (ล้านบาท)", "เบิกจ่าย\n(บาท)"]
    for row in exports["sara"][2:]:
        row[1] = 0.1
    for row in exports["sales"][2:]:
        row[4], row[5] = row[4] / 1000, "พันบาท"
    data = scored(exports, expect=0)
    assert [k["level"] for k in data["districts"][3]["kpis"]] == province.LEVELS
    assert kpi(data, "2704", 1)["evidence"]["จัดสรร"] == "100000.00"


@pytest.mark.quick
def test_a_level_that_the_export_states_itself_is_held_against_ours(scored):
    exports = province.tables()
    exports["sara"][1].append("ระดับที่ได้")
    for row, level in zip(exports["sara"][2:], [5, 4, *[5] * 7], strict=True):
        row.append(level)
    data = scored(exports, expect=0)
    (said,) = [f for f in data["findings"] if f["code"] == "score-differs"]
    assert (said["district"], said["kpi"], said["cell"]) == ("2702", 7, "F4")
    assert kpi(data, "2702", 7)["level"] == 5


def test_exemptions_need_a_reason(scored):
    exports = province.tables()
    exports["ยกเว้น"] = [["อำเภอ", "ยกเว้นตัวชี้วัดที่", "เหตุผล"],
                        ["คลองหาด", 7, "ไม่มีกองทุนในพื้นที่ (สมมติ)"], ["โคกสูง", "6", None]]
    data = scored(exports, expect=1)
    assert kpi(data, "2702", 7)["status"] == "exempt"
    # by hand without KPI 7: (5*20+4*15+5*15+3*15+4*10+2*15)/90
    assert data["districts"][1]["sections"]["individual"]["score"] == "3.89"
    assert kpi(data, "2708", 6)["level"] == 3
    assert "exemption-unclear" in codes(data, "error")


@pytest.mark.parametrize("dash", ["-", " – ", "—"])
def test_a_dash_in_the_roster_names_no_province_and_nobody(scored, dash):
    exports = province.tables()
    exports["roster"][2][0] = exports["roster"][3][3] = dash
    exports["roster"].append([dash, dash, dash, "นายตัวอย่าง ผู้จัดทำ", "นักวิชาการ"])
    data = scored(exports, expect=0)
    assert data["province"] == "สระแก้ว"
    assert [d["kpis"][0]["level"] for d in data["districts"]] == [4] * 9
    assert codes(data) == {"before-cutoff", "no-signer"}
    assert [f["district"] for f in data["findings"] if f["code"] == "no-signer"] == ["2702"]


def test_a_dash_in_the_column_of_items_says_nothing_as_a_blank_does(scored):
    exports = province.tables()
    exports["sales"][2][3] = "-"
    data = scored(exports, expect=1)
    assert kpi(data, "2701", 3)["status"] == "unreported"
    assert [f["cell"] for f in data["findings"] if f["code"] == "missing-item"] == ["D3"]


def test_a_name_that_is_not_in_the_province_is_suggested_and_never_applied(scored):
    exports = province.tables()
    exports["sara"][3][0] = "คลองหาท"
    data = scored(exports, expect=1)
    assert kpi(data, "2702", 7)["status"] == "unreported"
    said = next(f for f in data["findings"] if f["code"] == "unknown-district")
    assert "คลองหาด" in said["problem"] and said["cell"] == "A4"


def test_months_that_are_said_to_be_cumulative_are_not_added(scored):
    exports = province.tables()
    exports["sales"].insert(0, ["รายได้ OTOP รายเดือน (ยอดสะสม)"])
    data = scored(exports, expect=1)
    assert kpi(data, "2701", 3)["status"] == "unreported"
    assert "cumulative-months" in codes(data, "error")
    exports["sales"][0] = ["ข้อมูลสะสมถึงวันที่ 31 มีนาคม 2561"]  # until when rows were entered
    assert kpi(scored(exports), "2701", 3)["level"] == 5


def test_the_same_file_twice_counts_once(run, tmp_path):
    source = province.write(tmp_path / "in")
    shutil.copy(source / "bpm.xlsx", source / "bpm (สำเนา).xlsx")
    assert run("run", "--input", source, "--output", tmp_path / "o").code == 0
    data = results(tmp_path / "o")
    assert kpi(data, "2701", 2)["evidence"]["จำนวนขั้นตอนตามแผน"] == "20"
    assert "copy" in codes(data, "warning")


def test_the_same_report_twice_counts_once_and_a_contradiction_is_nobodys_guess(scored):
    exports = province.tables()
    exports["sara2"] = [["รายงานอีกฉบับ"], *[list(row) for row in exports["sara"]]]
    data = scored(exports, expect=0)
    assert kpi(data, "2701", 7)["evidence"]["งบประมาณจัดสรร"] == "100000.00"
    exports["sara2"][3][2] = 70000
    data = scored(exports, expect=1)
    assert kpi(data, "2701", 7)["status"] == "unreported"
    assert kpi(data, "2702", 7)["level"] == 5
    assert "conflicting-values" in codes(data, "error")


@pytest.mark.quick
def test_a_table_repeated_under_another_name_counts_once(scored):
    exports = province.tables()
    exports["สำเนา"] = [["รายงานอีกฉบับ"], *exports["disbursement"]]
    data = scored(exports, expect=0)
    assert kpi(data, "2701", 1)["evidence"]["จัดสรร"] == "100000.00"
    assert [f["file"] for f in data["findings"] if f["code"] == "copy"] == ["สำเนา.xlsx"]


def test_of_one_report_at_two_dates_the_later_counts_and_the_earlier_is_named(scored):
    exports = province.tables()
    exports["ก่อน"] = [["ข้อมูล ณ วันที่ 28 กุมภาพันธ์ 2561"], ["อำเภอ", "จัดสรร", "เบิกจ่าย"],
                      ["คลองหาด", 100000, 50000]]
    data = scored(exports, expect=0)
    assert [kpi(data, code, 1)["result"] for code in ("2701", "2702")] == ["97.50", "97.50"]
    assert ("older-version", "ก่อน.xlsx") in [(f["code"], f["file"]) for f in data["findings"]]
    exports["ก่อน"].insert(0, ["งบลงทุน"])  # another envelope, at an earlier date
    assert kpi(scored(exports, expect=0), "2702", 1)["result"] == "73.75"


def test_two_envelopes_are_added(scored):
    exports = province.tables()
    exports["งบลงทุน"] = [[province.AS_OF], ["อำเภอ", "จัดสรร", "เบิกจ่าย"],
                         *([n, 100000, 70000] for n in province.DISTRICTS.values())]
    assert kpi(scored(exports, expect=0), "2701", 1)["result"] == "83.75"


def test_two_sources_that_claim_a_sheet_are_a_finding(scored):
    exports = province.tables()
    exports["both"] = [["อำเภอ", "จัดสรร", "จำนวนขั้นตอนตามแผน", "จำนวนขั้นตอนที่แล้วเสร็จ"],
                       ["โคกสูง", 5, 5, 5]]
    data = scored(exports, expect=1)
    assert next(f for f in data["files"] if f["file"] == "both.xlsx")["reason"] == "claimed-twice"
    assert kpi(data, "2708", 2)["result"] == "85.00"


def test_a_tenth_kpi_over_an_unseen_export_is_two_toml_files_and_its_signed_words(run, tmp_path, monkeypatch):
    home = tmp_path / "home"
    copy_room("agreement", home)
    shutil.copytree(HOME / "templates", home / "templates")
    (home / "agreement/sources/savings.toml").write_text(
        'id = "savings"\ntitle = "กลุ่มออมทรัพย์"\nowner = "กลุ่มงานตัวอย่าง"\nkind = "sums"\n'
        '[columns.district]\nrole = "district"\nheadings = ["อำเภอ"]\n'
        '[columns.groups]\nrole = "figure"\nunit = "กลุ่ม"\nheadings = ["กลุ่มทั้งหมด"]\nrequired = true\n'
        '[columns.active]\nrole = "figure"\nunit = "กลุ่ม"\nheadings = ["กลุ่มที่เคลื่อนไหว"]\nrequired = true\n',
        encoding="utf-8")
    (home / "agreement/2561-1/kpi/10_savings.toml").write_text(
        'number = 10\nsection = "individual"\ngoal = ""\nname = "การออมของชุมชน"\n'
        'weight = 0\ndata_source = "ฝ่ายอำนวยการ"\ncutoff = 2018-03-31\n'
        '[formula]\nmeasure = "ratio_of_sums"\nnumerator = "savings.active"\n'
        'denominator = "savings.groups"\nmore = "เพิ่มอีก {amount} กลุ่ม"\n'
        + "".join(f'[[levels]]\nlevel = {n}\nquote = "ไม่น้อยกว่าร้อยละ {75 + 5 * n}"\n'
                  f'at_least = {75 + 5 * n}\n' for n in range(1, 6)), encoding="utf-8")
    with (home / "agreement/2561-1/agreement.txt").open("a", encoding="utf-8") as signed:
        levels = "".join(f"ระดับที่ {n} ไม่น้อยกว่าร้อยละ {75 + 5 * n}\n" for n in range(1, 6))
        signed.write(f"\nตัวชี้วัดที่ 10 การออมของชุมชน\n{levels}0\nฝ่ายอำนวยการ\n")
    adopt(home)
    exports = province.tables()
    exports["savings"] = [[province.AS_OF], ["อำเภอ", "กลุ่มทั้งหมด", "กลุ่มที่เคลื่อนไหว"],
                          *([n, 40, 35] for n in province.DISTRICTS.values())]
    source = province.write(tmp_path / "in", exports)
    monkeypatch.chdir(home)
    assert run("run", "--input", source, "--output", tmp_path / "o").code == 0
    tenth = kpi(results(tmp_path / "o"), "2705", 10)
    assert (tenth["result"], tenth["level"]) == ("87.50", 2)
    assert tenth["next_level"]["needs"] == "เพิ่มอีก 1 กลุ่ม"
    book = openpyxl.load_workbook(tmp_path / "o/2561-1/2705 วัฒนานคร.xlsx", data_only=True)
    printed = [c.value for row in book["ผลคะแนน"].iter_rows() for c in row]
    assert any(value == 87.5 for value in printed)


# --- commands ----------------------------------------------------------------------------------


def test_a_province_that_disagrees_changes_one_line_and_the_whole_run_follows(run, tmp_path, monkeypatch):
    home = tmp_path / "home"
    for name in ("agreement", "templates"):
        copy_room(name, home)
    path = home / "agreement/2561-1/reading.toml"
    head, mark, rest = path.read_text(encoding="utf-8").partition('id = "step-or-interpolated"')
    path.write_text(head + mark + rest.replace('"chosen"', '"other"', 1), encoding="utf-8")
    province.write(tmp_path / "input")
    monkeypatch.chdir(home)
    run("run", "--input", str(tmp_path / "input"), "--output", str(tmp_path / "output"))
    data = results(tmp_path / "output")
    found = kpi(data, "2702", 1)
    assert (found["result"], found["level"], found["weighted"]) == ("97.50", 4, "2.25")
    assert kpi(data, "2702", 6)["weighted"] == "0.53"  # 85 %: 3.50 × 15 ÷ 100
    district = next(d for d in data["districts"] if d["name"] == "คลองหาด")
    assert district["sections"]["team"]["score"] == "3.25"
    out = run("explain", "คลองหาด", "1", "--input", tmp_path / "input").out
    assert "คิดตามสัดส่วนเป็น 4.50 คะแนน" in out and "คะแนนถ่วงน้ำหนัก 2.25" in out
    folder = tmp_path / "output/2561-1"
    scorecard = openpyxl.load_workbook(folder / "2702 คลองหาด.xlsx", data_only=True)["ผลคะแนน"]
    assert any(row[0] == 1 and row[11] == 2.25 for row in scorecard.iter_rows(values_only=True))
    summary = openpyxl.load_workbook(folder / "สรุปจังหวัดสระแก้ว.xlsx", data_only=True)["สรุปคะแนน"]
    assert any(row[1] == "คลองหาด" and 3.25 in row for row in summary.iter_rows(values_only=True))


def test_check_says_what_was_recognised_and_writes_nothing(run, tmp_path):
    source = province.write(tmp_path / "in")
    (source / "sara.xlsx").unlink()
    ran = run("check", "--input", source)
    assert ran.code == 1
    assert "BPM" in ran.out and "missing-source" in ran.out
    ran = run("check", "--input", source, "--format", "json")
    data = json.loads(ran.out)
    assert {c["status"] for c in data["coverage"] if c["kpi"] == 7} == {"unreported"}
    assert {c["status"] for c in data["coverage"] if c["kpi"] == 6} == {"scored"}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in"]


@pytest.mark.quick
def test_explain_goes_from_the_cell_to_the_level(run, tmp_path):
    source = province.write(tmp_path / "in")
    ran = run("explain", "อ.เมือง", "๑", "--input", source)
    assert ran.code == 0
    for part in ("disbursement.xlsx › Sheet › C3", "97,500.00", "97.5", "ไม่น้อยกว่าร้อยละ 95",
                 "เบิกจ่ายเพิ่มอีก 2,500.00 บาท", "ไม่น้อยกว่าร้อยละ 100", "การตีความ"):
        assert part in ran.out
    data = json.loads(run("explain", "2701", "1", "--input", source, "--format", "json").out)
    assert data["kpi"]["level"] == 4
    assert data["evidence"][0]["cells"][0]["cell"] == "C3"


def test_blank_forms_filled_in_are_read_like_exports(run, tmp_path):
    source = province.write(tmp_path / "in")
    assert run("forms", "--input", source, "--output", tmp_path / "o").code == 0
    form = next((tmp_path / "o/แบบกรอก/2561-1").glob("*สัมมาชีพชุมชน*"))
    book = openpyxl.load_workbook(form)
    sheet = book.active
    assert [sheet.cell(5, c).value for c in range(1, 7)] == [
        "รหัสอำเภอ", "อำเภอ", "ตำบล", "หมู่บ้าน", "เป้าหมาย (คน)", "ได้รับการส่งเสริม (คน)"]
    sheet["B3"] = "31 มีนาคม 2561"
    for row in range(6, 15):
        sheet.cell(row, 5, 10)
        sheet.cell(row, 6, 9)
    book.save(source / "livelihood.xlsx")
    assert run("run", "--input", source, "--output", tmp_path / "o").code == 0
    assert kpi(results(tmp_path / "o"), "2709", 6)["level"] == 4


def test_a_blank_form_that_was_filled_in_is_kept(run, tmp_path):
    order = ["forms", "--province", "สระแก้ว", "--input", tmp_path, "--output", tmp_path / "o"]
    assert run(*order).code == 0
    form = next((tmp_path / "o/แบบกรอก/2561-1").glob("*สัมมาชีพชุมชน*"))
    blank = form.read_bytes()
    form.write_bytes(b"filled in")
    ran = run(*order)
    assert ran.code == 0 and "เก็บไว้" in ran.out and form.name in ran.out
    assert form.read_bytes() == blank
    assert (form.parent / "เก็บไว้" / form.name).read_bytes() == b"filled in"


def test_a_template_without_faults_passes_the_check(run):
    ran = run("template", "check")
    assert ran.code == 0 and "ผิด" not in ran.out


@pytest.mark.parametrize(("arguments", "says"), [
    (["run", "--input", "ไม่มี"], "ไม่มีโฟลเดอร์นี้"),
    (["run", "--input", "empty"], "ไม่มีไฟล์ให้อ่าน"),
    (["run", "--input", "file.txt"], "เป็นไฟล์"),
    (["run", "--input", "in", "--round", "2599-9"], "2561-1"),
    (["run", "--input", "in", "--province", "สระแกว"], "สระแก้ว"),
    (["run", "--input", "in", "--output", "file.txt"], "เขียนไม่ได้"),
    (["explain", "คลองหาท", "1", "--input", "in"], "คลองหาด"),
    (["explain", "2701", "12", "--input", "in"], "1, 2, 3"),
    (["explain", "2701"], "ตัวชี้วัดที่"),
    (["run", "--inptu", "in"], "--input"),
    (["ran"], "ran"),
    (["run", "--jobs", "0"], "--jobs"),
    (["check", "--format", "xml"], "--format"),
    (["run", "--input"], "--input"),
    (["run", "a", "b"], "ระบุเกินมา"),
])
def test_bad_use_gets_one_clear_line_in_thai_and_code_2(
    run, tmp_path, monkeypatch, arguments, says
):
    province.write(tmp_path / "in")
    (tmp_path / "empty").mkdir()
    (tmp_path / "file.txt").write_text("x", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    ran = run(*arguments)
    assert ran.code == 2
    assert len(ran.err.strip().splitlines()) == 1
    assert says in ran.err
    assert any("\u0e00" <= c <= "\u0e7f" for c in ran.err)


def test_a_fault_of_ours_is_one_line_too(run, tmp_path, monkeypatch):
    def fail(*_: object) -> None:
        raise RuntimeError("หลาย\nบรรทัด")

    monkeypatch.setattr("pipeline.run.provinces.look", fail)
    ran = run("run", "--input", tmp_path)
    assert ran.code == 2
    assert len(ran.err.strip().splitlines()) == 1 and "RuntimeError" in ran.err


def test_help_is_in_thai_and_names_every_command():
    from pipeline.cli import cli

    said = CliRunner().invoke(cli, ["--help"]).output
    for word in ("run", "check", "explain", "forms", "template", "อำเภอ"):
        assert word in said


def test_a_run_loads_nothing_of_the_other_commands(tmp_path):
    import subprocess
    import sys

    source = province.write(tmp_path / "in")
    code = ("import sys; from pipeline.cli import cli; "
            f"cli(['run', '--input', {str(source)!r}, '--output', {str(tmp_path / 'out')!r}], "
            "standalone_mode=False)")
    seen = ("import atexit; atexit.register(lambda: print(sorted(m for m in sys.modules if m.startswith("
            "('pipeline.checkup', 'pipeline.office.blanks', 'pipeline.run.', 'openpyxl'))))); ")
    done = subprocess.run([sys.executable, "-c", f"import sys; {seen}{code}"], cwd=HOME,
                          capture_output=True, encoding="utf-8", check=False)
    assert done.stdout.splitlines()[-1] == str(
        [f"pipeline.run.{name}" for name in ("about", "adopted", "asking", "office_form", "pages", "provinces", "set_aside", "stages", "suspicion_effects", "unassigned", "writing")]), done.stderr


def test_help_loads_no_heavy_library():
    import subprocess
    import sys

    code = ("import sys; from pipeline import cli; "
            "print([m for m in ('pandas','openpyxl','lxml','jinja2') if m in sys.modules])")
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=HOME,
                          check=True)
    assert said.stdout.strip() == "[]"


# --- results among the exports --------------------------------------------------------------------


def test_results_dropped_among_the_exports_are_never_read(run, tmp_path):
    source, output = province.write(tmp_path / "in"), tmp_path / "out"
    run("run", "--input", source, "--output", output)
    before = results(output)
    run("check", "--input", source, "--xlsx", tmp_path / "check.xlsx", "--html", tmp_path / "check.html")
    run("diff", output, output, "--html", tmp_path / "diff.html")
    run("compile", output, "--output", tmp_path / "all")
    run("round", "new", "2561-2", "--like", "2561-1", "--output", tmp_path / "form.xlsx")
    ours = [tmp_path / "check.xlsx", tmp_path / "form.xlsx", *output.rglob("*.xlsx"), *(tmp_path / "all").rglob("*.xlsx"),
            *tmp_path.glob("*.html"), *output.rglob("*.html"), *(tmp_path / "all").rglob("*.html")]
    assert len(ours) == 2 * len(before["districts"]) + 8
    for path in ours:
        shutil.copy(path, source / f"สำเนา {path.name}")
    run("run", "--input", source, "--output", tmp_path / "again")
    after = results(tmp_path / "again")
    assert after["districts"] == before["districts"]
    came = {f["file"]: (f["status"], f["reason"]) for f in after["files"]}
    for path in ours:
        assert came[f"สำเนา {path.name}"] == ("refused", "own-result")
    said = [f for f in after["findings"] if f["code"] == "own-result"]
    assert len(said) == len(ours) and {f["severity"] for f in said} == {"warning"}


@pytest.mark.parametrize("below", ["", "ผล/ย่อย"])
def test_an_output_in_the_input_is_refused_before_anything_is_written(run, tmp_path, below):
    source = province.write(tmp_path / "in")
    before = sorted(source.rglob("*"))
    ran = run("run", "--input", source, "--output", source / below)
    assert ran.code == 2 and "อยู่ในโฟลเดอร์ข้อมูล" in ran.err and ran.err.count("\n") == 1
    assert sorted(source.rglob("*")) == before
