"""A round to hold beside the signed paper: what each criterion was understood to be, and what lies just
under, on and over each edge."""

import io
import json
import shutil
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from home import HOME, copy_room
from later_round import LATER, later_round
from runs import ROUND

from pipeline.definitions import load_agreement
from pipeline.definitions.states import FILE
from pipeline.measure import MEASURES
from pipeline.model.agreement import Agreement, Kpi
from pipeline.model.frame import Unstated
from pipeline.model.observation import Measurement
from pipeline.rounds import shown
from pipeline.rounds.edges import bands, conditions, other_ways
from pipeline.rounds.listing import listed
from pipeline.rounds.sheet import workbook
from pipeline.rounds.shown import show
from pipeline.rounds.text import edge_text, lines
from pipeline.score.items import level_reached
from pipeline.thai.text import clean, visible_length

AGREEMENT = load_agreement(HOME, MEASURES, ROUND)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copy_room("agreement", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def asked(kpi: Kpi, level: int) -> list[tuple[str, str]]:
    return [(c.words, edge_text(c)) for c in conditions(kpi, kpi.levels[level - 1])]


def with_levels(kpi: Kpi, **changes: object) -> Kpi:
    """The KPI, its first level otherwise."""
    return replace(kpi, levels=(replace(kpi.levels[0], **changes), *kpi.levels[1:]))


# --- edges ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kpi", "level", "expected"), [
    (1, 1, [("≥ 80.00", "79.99 → 0 · 80.00 → 1 · 80.01 → 1")]),
    (1, 5, [("≥ 100.00", "99.99 → 4 · 100.00 → 5 · 100.01 → 5")]),
    (2, 1, [("≤ 80.00", "79.99 → 1 · 80.00 → 1 · 80.01 → 2")]),
    (2, 2, [("> 80.00", "79.99 → 1 · 80.00 → 1 · 80.01 → 2")]),
    (7, 1, [("< 60.00", "59.99 → 1 · 60.00 → 2 · 60.01 → 2")]),
    (7, 4, [("> 70.00", "69.99 → 2 · 70.00 → 3 · 70.01 → 4")]),
    (7, 5, [("> 70.00", "69.99 → 2 · 70.00 → 3 · 70.01 → 5"),
            ("บันทึกข้อมูลการเบิกจ่ายในระบบ SARA ถูกต้อง ครบถ้วน", "ไม่มี → 4 · มี → 5")]),
    (8, 5, [("≥ 95.00", "94.99 → 4 · 95.00 → 5 · 95.01 → 5"),
            ("สรุปผลการดำเนินงานและรายงานผลตามแบบฟอร์มที่กรมฯ กำหนด", "ไม่มี → 4 · มี → 5")]),
    (9, 5, [("≥ 100.01", "100.00 → 4 · 100.01 → 5 · 100.02 → 5")]),
])
def test_each_edge_is_shown_from_both_sides(kpi, level, expected):
    assert asked(AGREEMENT.kpi(kpi), level) == expected


def test_an_item_that_counts_has_an_edge_in_its_own_unit():
    (words, edges), *_ = asked(AGREEMENT.kpi(5), 5)
    assert words.endswith("อย่างน้อย 1 กลุ่ม") and edges == "0 กลุ่ม → 4 · 1 กลุ่ม → 5 · 2 กลุ่ม → 5"


def test_a_bound_of_more_places_is_shown_with_all_of_them():
    assert asked(with_levels(AGREEMENT.kpi(1), at_least=Decimal("79.995")), 1)[0][0] == "≥ 79.995"


@pytest.mark.parametrize("kpi", AGREEMENT.kpis, ids=lambda kpi: str(kpi.number))
def test_the_levels_at_the_edges_are_those_of_the_scorer(kpi):
    for level in kpi.levels:
        met = {need for one in kpi.levels[:level.level] for need in one.needs}
        answers = tuple((item.id, item.at_least if item.id in met else Decimal(0)) for item in kpi.items)
        for condition in conditions(kpi, level):
            for edge in condition.edges if condition.words[:1] in "≥>≤<" else ():
                measured = Measurement(kpi.number, "", "measured", result=Decimal(edge.result.replace(",", "")),
                                       answers=answers)
                assert level_reached(measured, kpi) == edge.level


@pytest.mark.parametrize(("kpi", "reading", "changes"), [
    (1, "below-first-level", ["79.99: 0 → 1"]),
    (5, "below-first-level", ["ไม่มีรายการใด: 0 → 1"]),
    (2, "gaps-between-levels", ["80.01: 2 → 1", "80.99: 2 → 1", "85.01: 3 → 2", "85.99: 3 → 2", "90.01: 4 → 3", "90.99: 4 → 3"]),
    (9, "rounding", ["99.405: 2 → 1", "99.605: 3 → 2", "99.805: 4 → 3", "100.005: 5 → 4"]),
    (2, "rounding", ["80.004: 1 → 2", "85.004: 2 → 3", "90.004: 3 → 4", "95.004: 4 → 5"]),
    (7, "exactly-seventy", ["70.01: 5 → 3", "70.99: 5 → 3"]),
    (6, "step-or-interpolated", [f"{low + 5}.00: ระดับ {n} ได้ {n}.50 คะแนน" for n, low in enumerate((60, 70, 80, 90), 1)]),
])
def test_what_a_reading_changes_if_taken_the_other_way_stands_at_its_kpi(kpi, reading, changes):
    ways = {way.reading.id: way for way in other_ways(AGREEMENT, kpi)}
    assert list(ways[reading].changes) == changes
    assert AGREEMENT.readings[ways[reading].number - 1].id == reading


def test_a_reading_that_was_turned_is_shown_the_way_it_is_in_use():
    turned = AGREEMENT.under_other(next(r for r in AGREEMENT.readings if r.id == "below-first-level"))
    assert asked(turned.kpi(1), 1)[0][1].startswith("79.99 → 1")
    assert other_ways(turned, 1)[0].changes == ("79.99: 1 → 0",)


def test_bands_have_edges_too():
    told = {name: (c.words, edge_text(c)) for name, c in bands(AGREEMENT)}
    assert told["ดีเด่น"] == ("≥ 90.00", "89.99 → ดีมาก · 90.00 → ดีเด่น")
    assert told["ต้องปรับปรุง"] == ("≥ 0.00", "0.00 → ต้องปรับปรุง")


# --- json ----------------------------------------------------------------------------------------


def test_the_json_is_as_it_is_promised_key_by_key(pipeline, monkeypatch):
    monkeypatch.chdir(HOME)
    code, out, _ = pipeline("round", "show", ROUND, "--format", "json")
    it = json.loads(out)
    assert code == 0 and list(it) == ["round", "state", "title", "start", "end", "sections", "kpis", "open"]
    assert len(it["open"]) == 7
    assert (it["round"], it["state"], it["start"], it["end"]) == (ROUND, "adopted", "2017-10-01", "2018-03-31")
    assert it["sections"] == [{"id": "team", "name": "งานทีม", "share": "50"},
                              {"id": "individual", "name": "งานรายบุคคล", "share": "50"}]
    for kpi in it["kpis"]:
        assert list(kpi) == ["number", "section", "name", "weight", "cutoff", "unit", "measure", "levels", "open", "computed"]
        for level in kpi["levels"]:
            assert list(level) == ["level", "quote", "at_least", "more_than", "at_most", "less_than", "needs", "points"]
            assert level["needs"] or any(level[key] for key in ("at_least", "more_than", "at_most", "less_than"))
    first = it["kpis"][0]
    assert {**first, "levels": first["levels"][:1]} == {
        "number": 1, "section": "team", "name": "ร้อยละของการเบิกจ่ายเงินงบประมาณ", "weight": "50", "cutoff": "2018-03-27",
        "unit": "ร้อยละ", "measure": "ratio_of_sums", "open": [],
        "computed": [
            "คิดจาก ผลรวมของ “เบิกจ่าย” (รายงานผลการเบิกจ่าย) ÷ ผลรวมของ “จัดสรร” (รายงานผลการเบิกจ่าย) × 100",
            "ตารางที่ไม่มี “เบิกจ่าย” (รายงานผลการเบิกจ่าย) ใช้ “จำนวนเงิน” (ทะเบียนการเบิกจ่าย)"],
        "levels": [{"level": 1, "quote": "ไม่น้อยกว่าร้อยละ 80", "at_least": "80", "more_than": None, "at_most": None,
                    "less_than": None, "needs": [], "points": "1"}]}
    bounds = {(kpi["number"], level["level"]): level for kpi in it["kpis"] for level in kpi["levels"]}
    assert bounds[2, 1]["at_most"] == "80" and bounds[7, 1]["less_than"] == "60" and bounds[2, 5]["more_than"] == "95"
    assert bounds[9, 2]["at_least"] == "99.41" and bounds[5, 5]["needs"][0].endswith("อย่างน้อย 1 กลุ่ม")


def test_what_is_open_stands_with_its_kpi_or_with_the_frame(monkeypatch, home):
    opened = replace(AGREEMENT, unstated=(
        Unstated(1, "levels[2]", "ระดับที่ 2: ขอบล่างคือ 85 หรือไม่"), Unstated(1, "cutoff", "วันตัดยอด"), Unstated(0, "start", "วันแรก")))
    whole = shown.whole
    monkeypatch.setattr(shown, "whole", lambda *a: (opened, whole(*a)[1]))
    it = show(home, ROUND)
    assert it.as_json()["kpis"][0]["open"] == ["ระดับที่ 2: ขอบล่างคือ 85 หรือไม่", "วันตัดยอด"]
    page = list(lines(it))
    assert "  [ ] วันแรก" in page and "    [ ] ระดับที่ 2: ขอบล่างคือ 85 หรือไม่" in page


# --- the screen ----------------------------------------------------------------------------------


def test_the_page_has_all_of_the_agreement_and_its_columns_stand_under_each_other(pipeline, monkeypatch):
    monkeypatch.chdir(HOME)
    code, out, _ = pipeline("round", "show", ROUND)
    assert code == 0
    for kpi in AGREEMENT.kpis:
        assert f"ตัวชี้วัดที่ {kpi.number}  {clean(kpi.name)}" in out
        assert all(f"“{clean(level.quote)}”" in out for level in kpi.levels)
    for reading in AGREEMENT.readings:
        assert clean(reading.question) in out and clean(reading.chosen) in out and clean(reading.other) in out
    assert "วันตัดยอด 27 มีนาคม 2561" in out and "ผลรวมของ “เบิกจ่าย” (รายงานผลการเบิกจ่าย) ÷" in out
    assert all(one.words in out for one in AGREEMENT.unstated)
    rows = out.splitlines()
    head = rows.index(next(row for row in rows if row.startswith("ระดับผลการประเมิน")))
    assert len({visible_length(row.partition("≥")[0]) for row in rows[head + 1:head + 6]}) == 1
    fifth = out[out.index("ตัวชี้วัดที่ 5 "):out.index("ตัวชี้วัดที่ 6 ")].splitlines()
    assert len({visible_length(row.partition("ไม่มี →")[0]) for row in fifth if "ไม่มี →" in row}) == 1


def test_a_measure_that_does_not_say_its_way_names_its_columns(home, monkeypatch):
    bare = replace(AGREEMENT.kpi(1).formula.measure, way="")
    monkeypatch.setitem(MEASURES, bare.name, bare)
    assert show(home, ROUND).kpis[0].computed[0].startswith("คิดจาก “เบิกจ่าย” (รายงานผลการเบิกจ่าย) และ ")


def test_a_draft_is_shown_and_a_round_that_differs_from_its_adoption_says_so(pipeline, home):
    later_round(home)
    code, out, _ = pipeline("round", "show", LATER)
    assert code == 0 and out.startswith(f"รอบ {LATER} (ร่าง)\n") and "30 กันยายน 2561" in out
    path = home / "agreement" / ROUND / "kpi" / "7_women_fund.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("unanswered_is_no = true", ""), encoding="utf-8")
    code, out, _ = pipeline("round", "show", ROUND)
    assert code == 0 and out.startswith(f"รอบ {ROUND} (ประกาศใช้แล้ว) ต่างจากเมื่อประกาศใช้ 1 แห่ง\n")


def test_a_round_with_problems_is_not_shown_and_all_are_named(pipeline, home):
    for file, old, new in (("kpi/1_disbursement.toml", "at_least = 85", "at_least = 86"), ("kpi/9_basic_needs.toml", "at_least = 99.61", "at_least = 99.62")):
        path = home / "agreement" / ROUND / file
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    code, out, err = pipeline("round", "show", ROUND)
    assert code == 2 and out == "" and "1_disbursement.toml" in err and "9_basic_needs.toml" in err
    code, _, err = pipeline("round", "show", "2599-1")
    assert code == 2 and ROUND in err and len(err.splitlines()) == 1


# --- the workbook --------------------------------------------------------------------------------


def boxes(sheet) -> int:
    """The empty cells with a rim in the first column, those of one merged cell counting once."""
    merged = {f"A{row}" for area in sheet.merged_cells.ranges if area.min_col == 1 for row in range(area.min_row + 1, area.max_row + 1)}
    return sum(cell.value is None and cell.border.left.style == "thin" and cell.coordinate not in merged
               for (cell,) in sheet.iter_rows(max_col=1))


def test_the_workbook_has_a_box_at_each_level_and_each_open_point(pipeline, home):
    code, _, _ = pipeline("round", "show", ROUND, "--xlsx", "ตรวจทาน.xlsx")
    sheet = openpyxl.load_workbook(home / "ตรวจทาน.xlsx").active
    levels = sum(len(kpi.levels) for kpi in AGREEMENT.kpis)
    frame = len(AGREEMENT.sections) + len(AGREEMENT.bands) + len(AGREEMENT.readings)
    made = sum(len(kpi.computed) for kpi in show(HOME, ROUND).kpis)
    assert made > 9 and code == 0 and boxes(sheet) == levels + frame + made + len(AGREEMENT.unstated)
    assert {cell.font.sz for row in sheet.iter_rows() for cell in row if cell.value} <= {14, 16}
    assert sheet.page_setup.paperSize == 9 and not sheet.page_setup.fitToHeight
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "79.99 → 0 · 80.00 → 1 · 80.01 → 1" in texts and clean(AGREEMENT.kpi(8).levels[0].quote) in texts


def test_no_kpi_and_no_level_is_parted_by_a_page_that_has_room_for_it():
    data = workbook(show(HOME, ROUND))
    assert data == workbook(show(HOME, ROUND))
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    breaks = [one.id for one in sheet.row_breaks.brk]
    starts = [row for row in range(1, sheet.max_row + 1) if str(sheet.cell(row, 1).value).startswith("ตัวชี้วัดที่")]
    assert breaks and all(row + 2 in starts or row + 2 > starts[-1] for row in breaks), "each page begins with a KPI"
    pages = [0, *breaks, sheet.max_row]
    for first, last in pairwise(pages):
        assert sum(sheet.row_dimensions[row].height for row in range(first + 1, last + 1)) <= 841.9 - 72 * 1.1


# --- the list ------------------------------------------------------------------------------------


def test_the_list_tells_every_rounds_state_and_trouble(pipeline, home):
    later_round(home)
    (home / "agreement" / "2562-1").mkdir()
    broken = home / "agreement" / "2562-2"
    shutil.copytree(home / "agreement" / ROUND, broken)
    (broken / FILE).write_text("x", encoding="utf-8")
    code, out, _ = pipeline("round", "list", "--format", "json")
    it = {one["round"]: one for one in json.loads(out)["rounds"]}
    assert code == 0 and {name: (one["state"], one["default"]) for name, one in it.items()} == {
        ROUND: ("adopted", True), LATER: ("draft", False), "2562-1": ("draft", False), "2562-2": ("draft", False)}
    assert list(it[ROUND]) == ["round", "state", "default", "title", "start", "end", "trouble"]
    assert it[LATER]["start"] == "2018-04-01" and it[LATER]["trouble"] == [] and it[ROUND]["trouble"] == []
    assert it["2562-1"]["title"] == [] and "agreement.toml" in it["2562-1"]["trouble"][0]
    assert any(FILE in line for line in it["2562-2"]["trouble"]) and len(it["2562-2"]["trouble"]) > 1
    code, out, _ = pipeline("round", "list")
    rows = out.splitlines()
    assert code == 0 and rows[1].startswith("*  2561-1") and "1 ตุลาคม 2560 – 31 มีนาคม 2561" in rows[1]
    assert any(row.startswith("2562-1: ") for row in rows)


def test_an_adopted_round_that_was_changed_has_its_trouble_in_the_list(home):
    path = home / "agreement" / ROUND / "kpi" / "7_women_fund.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("unanswered_is_no = true", ""), encoding="utf-8")
    (one,) = listed(home)
    assert one.default and "unanswered_is_no" in one.trouble[0] and isinstance(one.agreement, Agreement)


def test_where_there_is_no_round_the_list_says_so(pipeline, tmp_path, monkeypatch):
    (tmp_path / "agreement").mkdir()
    monkeypatch.chdir(tmp_path)
    assert pipeline("round", "list") == (0, "ไม่มีรอบการประเมินใดในโฟลเดอร์ agreement\n", "")
