"""Recognising and normalising: any dress of a table gives the same observations."""

import datetime as dt
import re
from decimal import Decimal

import geothai
import pytest
from home import HOME, copy_room
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.definitions import load_agreement, load_sources
from pipeline.measure import MEASURES
from pipeline.model.cells import Broken, RawSheet, Rows, Span
from pipeline.model.ledger import FileRecord
from pipeline.normalise.kinds import KINDS
from pipeline.normalise.stage import normalise
from pipeline.recognise.sheets import recognise
from pipeline.reports.ledger import ledger
from pipeline.tables.grid import Grid
from pipeline.tables.vocabulary import sums_up

AGREEMENT = load_agreement(HOME, MEASURES, "2561-1")
SOURCES = load_sources(HOME, AGREEMENT, KINDS)
B = None


def sheet(rows, spans=(), name="Sheet1", hidden=False):
    return RawSheet(
        "x.xlsx", name, tuple(map(tuple, rows)), tuple(Span(*s) for s in spans), hidden, "xlsx"
    )


def seen(rows, spans=(), name="Sheet1"):
    """What a sheet gives: (source, {(district, element): values}, finding codes, rows); without what only
    tells whether other figures can be right."""
    (verdict,) = recognise([sheet(rows, spans, name)], SOURCES)
    if verdict.claim is None:
        return verdict.reason, {}, [verdict.finding.code] if verdict.finding else [], (0, 0)
    normal = normalise([verdict.claim], AGREEMENT, "สระแก้ว")
    values: dict = {}
    columns = {column.id for column in verdict.claim.source.columns}
    for o in normal.observations:
        column = o.element.split(".")[1]
        if column in columns:
            values.setdefault((o.district, column), []).append(o.value if o.state == "given" else o.state)
    said = (*normal.findings, *(row.finding for row in normal.unplaced))
    codes = [f.code for f in said if f.code != "no-roster"]
    return verdict.claim.source.id, values, codes, normal.rows["x.xlsx", name]


TRUTH = {
    ("2701", "allocated"): [Decimal(100000)], ("2701", "disbursed"): [Decimal("97500.5")],
    ("2708", "allocated"): [Decimal(2000)], ("2708", "disbursed"): [Decimal(0)],
}
PLAIN = [["อำเภอ", "จัดสรร", "เบิกจ่าย"], ["เมืองสระแก้ว", 100000, 97500.5], ["โคกสูง", 2000, 0]]


@pytest.mark.parametrize(("rows", "spans"), [
    (PLAIN, ()),
    ([["หน่วยงาน", "งบหลังโอน", "PO", "เบิกจ่ายสะสม", "คงเหลือ"],
      ["สพอ.เมือง", "100,000.00", 500, "97,500.50 บาท", 1], ["2708.0", "๒,๐๐๐", B, "๐", B]], ()),
    ([["รายงาน", B, B], ["จังหวัดสระแก้ว", B, B], [B, B, B],  # no heading over the districts
      [B, "จัดสรร", "เบิกจ่าย"], ["อ.เมือง", 100000, 97500.5], ["อ. โคกสูง", 2000, 0]],
     [(0, 0, 0, 2), (1, 0, 1, 2)]),
    ([[B, "อำเภอ", "งบประมาณ", "ผล"], [B, B, "ที่ได้รับ", "การเบิกจ่าย"], [B, B, "จัดสรร", B],
      [B, 1, 2, 3], [B, "เมืองสระแก้ว ", 100000, 97500.5], [B, "โคกสููง", 2000, 0]], ()),
    ([["อำเภอ", "ผลการดำเนินงาน", B, B], [B, "จัดสรร", "เบิกจ่าย", "ร้อยละ"],
      ["2701", 100000, 97500.5, 97.5], ["โคก\u200bสูง", 2000, 0, 0]], [(0, 0, 1, 0), (0, 1, 0, 3)]),
    ([["อำเภอ", "จัดสรร", "เบิกจ่าย", B, "คงเหลือ", B],
      [B, "จำนวนเงิน", "จำนวนเงิน", "ร้อยละ", "จำนวนเงิน", "ร้อยละ"],
      ["เมือง", 100000, 97500.5, 97.5, 2499.5, 2.5], ["โคกสูง", 2000, 0, 0, 2000, 100]],
     [(0, 0, 1, 0), (0, 2, 0, 3), (0, 4, 0, 5)]),
    ([["อำเภอ", "จัดสรร\n(พันบาท)", "เบิกจ่าย  (บาท)"], ["เมือง", 100, 97500.5], ["โคกสูง", 2, 0]], ()),
    ([["หน่วย : ล้านบาท"], ["อำเภอ", "จัดสรร", "เบิกจ่าย"], ["เมือง", 0.1, 0.0975005],
      ["โคกสูง", 0.002, 0]], ()),
    ([["อำเภอ", "จัดสรร", "เบิกจ่าย", "หน่วย"], ["เมือง", 100, 97.5005, "พันบาท"],
      ["โคกสูง", 2000, 0, "บาท"]], ()),
    ([*PLAIN, ["รวมทั้งสิ้น", 102000, 97500.5], ["หมายเหตุ ข้อมูลเบื้องต้น 9", B, B],
      ["ลงชื่อ", B, "ผู้รายงาน"]], ()),
    ([*PLAIN, [B, 102000, 97500.5]], ()),
    ([["อำเภอ", "หน่วยงาน", "จัดสรร", B, "เบิกจ่าย"],
      ["เมืองสระแก้ว", "กลุ่มงาน ก", 100000, B, 97500.5], ["โคกสูง", "กลุ่มงาน ข", 2000, B, 0]],
     [(0, 2, 0, 3)]),
    ([["อำเภอ", B, "จัดสรร", "เบิกจ่าย"], [1, "เมืองสระแก้ว", 100000, 97500.5],
      [2, "โคกสูง", 2000, 0]], [(0, 0, 0, 1)]),
    ([["อำเภอ", "ผู้รับผิดชอบ", "จัดสรร", "เบิกจ่าย"], ["เมืองสระแก้ว", "ก", 100000, 97500.5],
      ["โคกสูง", "ข", 2000, 0], [B, "รวม", 102000, 97500.5], ["ผู้ตรวจ", B, B, B]], ()),
    ([*PLAIN, ["เงินยืม 9300", B, B], ["ค่าเฉลี่ย", 51000, 48750.25]], ()),
])
def test_every_dress_of_a_table_gives_the_same_figures(rows, spans):
    source, values, codes, counted = seen(rows, spans)
    assert source == "disbursement"
    assert values == TRUTH
    assert codes == []
    assert counted == (2, 0)


PREFIXES = st.sampled_from(["", "อำเภอ", "อ.", "อ. ", "สพอ.", "พช.", "สพช.อ.", "สำนักงานพัฒนาชุมชนอำเภอ"])
DIRT = st.sampled_from(["", " ", "\u00a0", "\u200b", "  "])


@st.composite
def dressed(draw):
    """The table of TRUTH in some dress."""
    money = st.sampled_from(["{}", "{:,}", "{:,} บาท", "\u00a0{:,}"])

    def figure(value):
        shape = draw(st.one_of(st.none(), money))
        return value if shape is None else shape.format(value)

    def name(bare, code):
        if draw(st.booleans()):
            return draw(st.sampled_from([code, float(code), int(code), f"{code}.0", f"{bare} ({code})"]))
        return draw(DIRT) + draw(PREFIXES) + draw(DIRT) + bare + draw(DIRT)

    titles = [[t] for t in draw(st.lists(st.sampled_from(
        ["รายงานผลการเบิกจ่าย", "ปีงบประมาณ พ.ศ. 2561", "จังหวัดสระแก้ว", ""]), max_size=6))]
    body = [[name("เมืองสระแก้ว", "2701"), figure(100000), figure(97500.5)],
            [name("โคกสูง", "2708"), figure(2000), figure(0)]]
    if draw(st.booleans()):
        body.reverse()
    if draw(st.booleans()):
        body.insert(0, [1, 2, 3])
    if draw(st.booleans()):
        body.append([draw(st.sampled_from(["รวม", "รวมทั้งจังหวัด", "ยอดรวม"])), 102000, 97500.5])
    if draw(st.booleans()):
        body.append(["ที่มา : ระบบ GFMIS"])
    head = ["อำเภอ", draw(st.sampled_from(["จัดสรร", "งบหลังโอน", "จัดสรร (บาท)", " จัดสรร\n"])),
            draw(st.sampled_from(["เบิกจ่าย", "ผลการเบิกจ่าย", "เบิกจ่าย  สะสม"]))]
    left = [B] * draw(st.integers(0, 3))
    return [[*left, *row] for row in [*titles, head, *body]]


@pytest.mark.slow
@given(dressed())
@settings(max_examples=150, deadline=None)
def test_any_dress_of_the_same_table_gives_the_same_observations(rows):
    source, values, codes, _ = seen(rows)
    assert (source, values, codes) == ("disbursement", TRUTH, [])


def test_stacked_tables_of_one_sheet_are_added():
    rows = [["งบบริหาร"], *PLAIN, [B], ["งบลงทุน (หน่วย: พันบาท)"], ["อำเภอ", "จัดสรร", "เบิกจ่าย"],
            ["โคกสูง", 5, 4]]
    _, values, _, counted = seen(rows)
    assert values["2708", "allocated"] == [Decimal(2000), Decimal(5000)]
    assert counted == (3, 0)


@pytest.mark.parametrize("shift", range(4))
@pytest.mark.parametrize("first_shifted", [False, True])
def test_stacked_tables_of_which_one_stands_further_right_are_each_read_alone(shift, first_shifted):
    head = ["ที่", "อำเภอ", "จัดสรร", "เบิกจ่าย"]
    above = [["งบบริหาร"], head, [1, "เมืองสระแก้ว", 10, 5], [2, "โคกสูง", 20, 6], [B, "รวม", 30, 11]]
    below = [["งบลงทุน"], head, [1, "เมืองสระแก้ว", 40, 7], [2, "โคกสูง", 50, 8]]
    moved = [[B] * shift + row for row in (above if first_shifted else below)]
    _, values, codes, counted = seen([*moved, [B], *below] if first_shifted else [*above, [B], *moved])
    assert values["2701", "allocated"] == [Decimal(10), Decimal(40)]
    assert values["2708", "disbursed"] == [Decimal(6), Decimal(8)]
    assert counted == (4, 0) and "missing-district" not in codes


def test_tables_side_by_side_are_read_each():
    rows = [["งบบริหาร", B, B, B, "งบลงทุน"],
            ["อำเภอ", "จัดสรร", "เบิกจ่าย", B, "อำเภอ", "จัดสรร", "เบิกจ่าย"],
            ["เมือง", 100000, 97500.5, B, "โคกสูง", 2000, 0]]
    assert seen(rows)[1] == TRUTH


def test_envelopes_in_bands_share_the_districts_and_a_band_of_totals_is_left_out():
    rows = [["อำเภอ", "งบบริหาร", B, "งบลงทุน", B, "รวม", B],
            [B, "จัดสรร", "เบิกจ่าย", "จัดสรร", "เบิกจ่าย", "จัดสรร", "เบิกจ่าย"],
            ["โคกสูง", 10, 5, 20, 6, 30, 11]]
    spans = [(0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 0, 4), (0, 5, 0, 6)]
    assert seen(rows, spans)[1]["2708", "allocated"] == [Decimal(10), Decimal(20)]


@pytest.mark.parametrize(("caption", "name"), [
    ("อำเภอโคกสูง", "Sheet1"), ("รายงานของ สพอ.โคกสูง จังหวัดสระแก้ว", "Sheet1"),
    ("รายงาน", "โคกสูง"), ("รายงาน", "อ.โคกสูง"), ("รายงาน", "2708"),
    ("รายงานของ พช.โคกสูง", "Sheet1"), ("สพช.อ.โคกสูง จังหวัดสระแก้ว", "Sheet1"), ("รายงาน (สพช. โคกสูง)", "Sheet1"),
    ("รายงาน", "พช.โคกสูง"), ("รายงาน", "โคกสูง (2708)"),
])
def test_a_table_of_one_district_may_name_it_above_or_in_the_sheets_name(caption, name):
    rows = [[caption], ["จัดสรร", "เบิกจ่าย"], [10, 5], [20, 6]]
    assert seen(rows, name=name)[1]["2708", "allocated"] == [Decimal(10), Decimal(20)]


def test_stacked_tables_of_a_district_each_take_the_name_above_them():
    head = ["จัดสรร", "เบิกจ่าย"]
    rows = [["อำเภอเมืองสระแก้ว"], head, [100000, 97500.5], [B], ["อำเภอโคกสูง"], head, [2000, 0]]
    assert seen(rows)[1] == TRUTH


def test_headings_repeated_on_each_page_are_no_data():
    rows = [["ข้อมูล ณ วันที่ 27 มี.ค. 61"], PLAIN[0], PLAIN[1], PLAIN[0], PLAIN[2]]
    _, values, codes, counted = seen(rows)
    assert (values, codes, counted) == (TRUTH, [], (2, 0))


@pytest.mark.parametrize("rows", [
    [["รายงานผลการเบิกจ่าย"], PLAIN[0], PLAIN[0], *PLAIN[1:]],
    [["รายงานผลการเบิกจ่าย"], *PLAIN, ["หน้า 2/2"], PLAIN[0]],
    [["รายงานผลการเบิกจ่าย"], *PLAIN[:2], ["หน้า 2"], ["รายงานผลการเบิกจ่าย"], PLAIN[0], ["หน้า 3"], PLAIN[0], PLAIN[2]],
    [PLAIN[0], PLAIN[1], ["รวม", 100000, 97500.5], PLAIN[0], ["รวมทั้งสิ้น", 100000, 97500.5], PLAIN[0], PLAIN[2]],
])
def test_headings_that_stand_again_with_nothing_between_are_no_table_without_rows(rows):
    assert (seen(rows)[1], seen(rows)[2]) == (TRUTH, [])


@pytest.mark.parametrize(("rows", "cells"), [
    ([PLAIN[0], [B], PLAIN[0]], ["A1"]),
    ([*PLAIN, ["งบลงทุน"], PLAIN[0]], ["A5"]),
    ([["งบลงทุน"], PLAIN[0], ["งบดำเนินงาน"], *PLAIN], ["A2"]),
    ([["งบก"], PLAIN[0], ["งบข"], PLAIN[0], ["งบค"], *PLAIN], ["A2", "A4"]),
])
def test_a_table_of_its_own_without_a_row_is_told_at_its_headings(rows, cells):
    (verdict,) = recognise([sheet(rows)], SOURCES)
    found = normalise([verdict.claim], AGREEMENT, "สระแก้ว").findings
    assert [f.origin.cell for f in found if f.code == "no-rows"] == cells


@pytest.mark.parametrize("table", [PLAIN, [["สิ่งที่ต้องทำ"], ["ตามงบประมาณ อ.โคกสูง", 5]], [
    ["ทะเบียนครุภัณฑ์"], *PLAIN, *PLAIN]], ids=["a report", "no report", "two tables"])
@pytest.mark.parametrize("merged", [False, True])
def test_a_value_far_below_and_beside_a_table_takes_no_more_looks_than_one_near_it(
        table, merged, monkeypatch):
    looks = []

    def counting(own):
        def look(self, *where):
            looks.append(where)
            return own(self, *where)
        return look

    for name in ("texts", "filled", "value", "shown", "_over"):
        monkeypatch.setattr(Grid, name, counting(getattr(Grid, name)))

    def looked(row, column):
        rows = dict(enumerate(map(tuple, table)))
        rows[row] = (*[B] * column, "จบ")
        spans = (Span(1, 5, row, 6), Span(len(table), 0, row - 1, 3)) if merged else ()
        looks.clear()
        verdicts = recognise([RawSheet("x.xlsx", "Sheet1", Rows(rows), spans)], SOURCES)
        claims = [verdict.claim for verdict in verdicts if verdict.claim]
        normal = normalise(claims, AGREEMENT, "สระแก้ว")
        return len(looks), verdicts[0].reason, [(o.district, o.value) for o in normal.observations]

    assert looked(1_048_575, 16_383) == looked(100, 20)


def test_a_name_merged_over_blank_rows_of_a_roster_shows_in_each_of_them():
    head = ["จังหวัด", "อำเภอ", "ชื่อ-สกุล", "ตำแหน่ง"]
    rows = [head, ["สระแก้ว", "โคกสูง", "นายตัวอย่าง ก", "พัฒนาการอำเภอ"], [], [B, "วัฒนานคร", "นายตัวอย่าง ข", B]]
    spans = [(1, 0, 3, 0), (1, 1, 2, 1), (1, 2, 2, 2), (1, 3, 3, 3)]
    (verdict,) = recognise([sheet(rows, spans)], SOURCES)
    grid = Grid(verdict.sheet)
    assert [list(grid.rows(1)), list(grid.shown_rows(1, 4))] == [[1, 3], [1, 2, 3]]
    assert [grid.shown(2, column) for column in range(4)] == ["สระแก้ว", *rows[1][1:]]
    assert len(normalise([verdict.claim], AGREEMENT).parties) == len(
        normalise([recognise([sheet([*rows[:2], rows[1], [*rows[1][:1], *rows[3][1:3], rows[1][3]]])],
                             SOURCES)[0].claim], AGREEMENT).parties)


def test_two_columns_that_may_be_the_same_figure_are_not_guessed():
    rows = [["อำเภอ", "จัดสรร", "งบประมาณที่ได้รับจัดสรร", "เบิกจ่าย"], ["โคกสูง", 10, 12, 5]]
    assert seen(rows)[0] == "ambiguous-columns"


@pytest.mark.parametrize(("headings", "figures"), [
    (["จัดสรร", "จัดสรรเพิ่มเติม", "เบิกจ่าย"], [(10, 2, 5), (20, B, 9)]),
    (["จัดสรร", "จัดสรรเพิ่มเติม", "เบิกจ่าย"], [(10, 10, 5), (20, 20, 9)]),
    (["จัดสรร", "จัดสรร (เพิ่มเติม)", "เบิกจ่าย"], [(10, "2.00", 5), (20, "-", 9)]),
    (["จัดสรร", "งบประมาณเพิ่มเติม", "เบิกจ่าย"], [(10, 2, 5), (20, 3, 9)]),
    (["จัดสรร", "งบจัดสรรเพิ่มเติม", "เบิกจ่าย"], [(10, 2, 5), (20, 3, 9)]),
    (["จัดสรร", "จัดสรรครั้งที่ 2", "เบิกจ่าย"], [(10, 2, 5), (20, 3, 9)]),
    (["จัดสรร", "เบิกจ่าย", "ยอดเบิกจ่ายสะสม"], [(10, 2, 5), (20, 3, 9)]),
    (["จัดสรร", "เบิกจ่าย", "เบิกจ่ายเดือน มี.ค."], [(10, 2, 5), (20, 3, 9)]),
    (["จัดสรร", "เบิกจ่ายเพิ่มเติม", "เบิกจ่าย"], [(10, 2, 5), (20, 3, 9)]),
])
def test_a_heading_that_says_more_than_a_known_one_is_not_passed_over(headings, figures):
    districts = ["เมืองสระแก้ว", "โคกสูง"]
    rows = [["อำเภอ", *headings], *([d, *row] for d, row in zip(districts, figures, strict=True))]
    (verdict,) = recognise([sheet(rows)], SOURCES)
    assert (verdict.reason, verdict.finding.severity) == ("ambiguous-columns", "error")
    unread = next(h for h in headings if h not in ("จัดสรร", "เบิกจ่าย"))
    assert verdict.finding.origin.cell == "ABCD"[1 + headings.index(unread)] + "1"
    assert unread in verdict.finding.problem and verdict.finding.origin.file == "x.xlsx"


ALONE = [c for s in SOURCES if s.id in ("disbursement", "sara") for c in s.columns if c.id == "disbursed"]


@pytest.mark.slow
@pytest.mark.parametrize("heading", ALONE[0].fallback)
def test_a_lesser_heading_is_a_figures_only_where_no_usual_one_stands(heading):
    figures = {("2708", "allocated"): [Decimal(10)], ("2708", "disbursed"): [Decimal(5)]}
    rows = [["อำเภอ", "จัดสรร", heading], ["โคกสูง", 10, 5]]
    assert seen(rows)[:3] == ("disbursement", figures, [])
    assert seen([[*rows[0], "เบิกจ่าย"], [*rows[1], 4]])[0] == "ambiguous-columns"
    assert seen([["อำเภอ", "จัดสรร", "เบิกจ่าย", heading], ["โคกสูง", 10, 5, B]])[:2] == ("disbursement", figures)
    assert seen([["อำเภอ", "จัดสรร (บาท)", f"{heading} (พันบาท)"], ["โคกสูง", 10, 0.005]])[1] == figures


def test_two_lesser_headings_of_one_figure_are_not_guessed():
    rows = [["อำเภอ", "จัดสรร", "เบิกจ่ายจริง", "เบิกจ่ายทั้งสิ้น"], ["โคกสูง", 10, 5, 6]]
    assert seen(rows)[0] == "ambiguous-columns"


def test_a_total_of_the_same_figures_beside_a_usual_heading_refuses_no_table():
    for extra in ("เบิกจ่ายทั้งสิ้น", "เบิกจ่ายทั้งหมด"):
        assert seen([["อำเภอ", "จัดสรร", "เบิกจ่าย", extra], ["โคกสูง", 10, 5, 5]])[0] == "disbursement"
        assert seen([["อำเภอ", "จัดสรร", "เบิกจ่าย", extra], ["โคกสูง", 10, 5, 6]])[0] == "ambiguous-columns"
    bands = [[B, "งบบริหาร", B, "งบลงทุน", B, B, B],
             ["อำเภอ", *["จัดสรร", "เบิกจ่าย"] * 2, "จัดสรรทั้งสิ้น", "เบิกจ่ายทั้งสิ้น"], ["โคกสูง", 10, 5, 20, 8, 30, 13]]
    assert seen(bands, [(0, 1, 0, 2), (0, 3, 0, 4)])[1]["2708", "disbursed"] == [5, 8]


@pytest.mark.parametrize("heading", ALONE[1].fallback)
def test_the_womens_fund_is_told_by_its_title_whatever_its_payments_are_called(heading):
    head = ["อำเภอ", "งบประมาณ", heading]
    assert seen([["กองทุนพัฒนาบทบาทสตรี"], head, ["โคกสูง", 10, 5]])[:2] == (
        "sara", {("2708", "allocated"): [Decimal(10)], ("2708", "disbursed"): [Decimal(5)]})
    assert seen([["รายงานผลการเบิกจ่าย"], head, ["โคกสูง", 10, 5]])[0] == "disbursement"
    assert seen([["อำเภอ", "งบประมาณจัดสรร", heading], ["โคกสูง", 10, 5]])[0] == "sara"


def test_who_has_a_heading_as_a_usual_one_reads_it_before_who_has_it_as_a_lesser():
    assert seen([["อำเภอ", "งบประมาณ", "เบิกจ่ายแล้ว"], ["โคกสูง", 10, 5]])[0] == "sara"
    assert seen([["อำเภอ", "จัดสรร", "เบิกจ่ายแล้ว"], ["โคกสูง", 10, 5]])[0] == "disbursement"


def test_a_lesser_heading_makes_no_stranger_of_another_reports_table():
    rows = [["อำเภอ", "ชื่อกิจกรรม", "จำนวนขั้นตอนตามแผน", "จำนวนขั้นตอนที่แล้วเสร็จ", "ยอดเบิกจ่าย"],
            ["โคกสูง", "ก", 10, 5, 1000]]
    assert seen(rows)[0] == "bpm"


LESSER = {
    "bpm": ["อำเภอ", "กิจกรรม", "ขั้นตอนตามแผน", "ขั้นตอนที่แล้วเสร็จ"],
    "basic_needs": ["อำเภอ", "ตำบล", "จำนวนครัวเรือนเป้าหมาย", "จำนวนครัวเรือนที่จัดเก็บได้"],
    "livelihood": ["อำเภอ", "หมู่บ้าน", "จำนวนประชาชนเป้าหมาย", "ผู้ได้รับการส่งเสริม (คน)"],
    "otop_register": ["อำเภอ", "เลขที่ทะเบียน", "ปีที่ขึ้นทะเบียน", "วันที่ขึ้นทะเบียน"],
    "payments": ["อำเภอ", "รายการ", "วันที่จ่ายเงิน", "จำนวนเงินเบิกจ่าย"],
}


@pytest.mark.parametrize("source", LESSER)
def test_every_report_is_told_by_lesser_headings_too(source):
    values = {"otop_register": ["โคกสูง", "1", 2561, "1/3/2561"], "payments": ["โคกสูง", "ก", "1/3/2561", 5]}
    rows = [LESSER[source], values.get(source, ["โคกสูง", "ก", 10, 5])]
    assert (seen(rows)[0], seen(rows)[2]) == (source, [])


@pytest.mark.parametrize(("parts", "found"), [
    (["ผล", "การ", "เบิก", "จ่าย"], True), (["ผล", "การ", "เบิก", "จ่าย", "(บาท)"], False)])
def test_a_heading_may_go_on_over_four_rows_beside_merged_ones(parts, found):
    last = len(parts) - 1
    rows = [["อำเภอ", "จัดสรร", parts[0]], *([B, B, part] for part in parts[1:]), ["โคกสูง", 10, 5]]
    assert (("2708", "disbursed") in seen(rows, [(0, 0, last, 0), (0, 1, last, 1)])[1]) == found


@pytest.mark.parametrize(("length", "found"), [(200, True), (201, False)])
def test_a_text_of_more_than_two_hundred_characters_is_no_heading(length, found):
    heading = "เบิกจ่าย".ljust(length, "*")
    assert (("2708", "disbursed") in seen([["อำเภอ", "จัดสรร", heading], ["โคกสูง", 10, 5]])[1]) == found


@pytest.mark.parametrize(("left", "found"), [(1, True), (2, False)])
def test_the_title_of_rows_may_stand_two_columns_left_of_their_first_figure(left, found):
    beside = [B] * left  # and the column of tambons, which this report does not read
    rows = [[*beside, "ตำบล", "จัดสรร", "เบิกจ่าย"], ["อำเภอโคกสูง"], [*beside, "ก", 10, 5], ["อำเภอคลองหาด"], [*beside, "ข", 10, 5]]
    assert (("2708", "disbursed") in seen(rows)[1]) == found


@pytest.mark.parametrize(("subtotals", "found"), [(99, []), (100, ["total-differs"])])
def test_a_total_may_be_of_a_page_of_subtotals_below_another_part(subtotals, found):
    rows = [["อำเภอ", "งบ", "จัดสรร"], ["โคกสูง", "ก", 7], ["รวม", B, 7]]
    for number in range(subtotals):
        rows += [["คลองหาด", f"ข {number}", 1000 + number], ["รวม", B, 1000 + number]]
    rows.append(["รวม", B, sum(1000 + number for number in range(subtotals))])
    assert [code for code in seen(rows)[2] if code == "total-differs"] == found


def test_another_spelling_of_a_heading_is_data_alone(tmp_path):
    copy_room("agreement", tmp_path)
    rows = [["อำเภอ", "จัดสรร", "เงินที่ออกไปแล้ว"], ["โคกสูง", 10, 5]]
    assert ("2708", "disbursed") not in seen(rows)[1]
    file = tmp_path / "agreement" / "sources" / "disbursement.toml"
    file.write_text(file.read_text("utf-8").replace('"ผลเบิกจ่าย",', '"ผลเบิกจ่าย", "เงินที่ออกไปแล้ว",', 1), "utf-8")
    (verdict,) = recognise([sheet(rows)], load_sources(tmp_path, AGREEMENT, KINDS))
    assert {o.element: o.value for o in normalise([verdict.claim], AGREEMENT, "สระแก้ว").observations} == {
        "disbursement.allocated": 10, "disbursement.disbursed": 5}


def test_a_heading_of_two_rows_that_says_more_than_a_known_one_is_not_passed_over():
    rows = [["อำเภอ", "จัดสรร", "จัดสรร", "ผล"], [B, B, "เพิ่มเติม", "การเบิกจ่าย"], ["โคกสูง", 10, 2, 5]]
    assert seen(rows)[0] == "ambiguous-columns"


@pytest.mark.parametrize(("more", "figures"), [
    (["PO", "คงเหลือ", "ร้อยละ"], (1, 2, 3)), (["งบประมาณคงเหลือ"], (2,)), (["จัดสรรคงเหลือ"], (2,)),
    (["เบิกจ่ายร้อยละ"], (2,)), (["เบิกจ่ายรวม PO"], (2,)),
    (["เบิกจ่ายและก่อหนี้ผูกพัน"], (2,)), (["งบประมาณที่เบิกจ่าย"], (2,)), (["เบิกจ่ายตามแผน"], (2,)),
    (["เบิกจ่ายปี 2560"], (2,)), (["เบิกจ่ายปีที่แล้ว"], (2,)), (["จัดสรรเพิ่มเติม"], (0,)), (["จัดสรรเพิ่มเติม"], (B,)),
    (["จัดสรรเพิ่มเติม"], ("-",)), (["จัดสรรเพิ่มเติม"], ("ไม่มี",)), (["จัดสรรทั้งสิ้น"], (10,)),
    (["จัดสรรครั้งที่ 1", "จัดสรรครั้งที่ 2"], (8, 2)), (["เบิกจ่ายไตรมาส 1", "เบิกจ่ายไตรมาส 2"], (1, 4)),
    (["เบิกจ่ายเดือนนี้"], (2,)), (["เบิกจ่าย มี.ค. 61"], (2,)), (["เบิกจ่าย มีนาคม"], (2,)), (["เบิกจ่าย Mar-18"], (2,)), (["ที่มาของงบจัดสรร"], (2,)),
])
def test_a_heading_that_is_of_something_else_refuses_no_table(more, figures):
    source, values, _, _ = seen([["อำเภอ", "จัดสรร", "เบิกจ่าย", *more], ["โคกสูง", 10, 5, *figures]])
    assert source == "disbursement"
    assert values == {("2708", "allocated"): [Decimal(10)], ("2708", "disbursed"): [Decimal(5)]}


def test_what_is_preferred_stands_beside_headings_that_say_more_than_others():
    rows = [["อำเภอ", "จัดสรร", "จัดสรรเพิ่มเติม", "งบหลังโอน", "เบิกจ่ายเดือนนี้", "เบิกจ่ายสะสม"],
            ["โคกสูง", 10, 2, 12, 7, 5]]
    assert seen(rows)[:2] == ("disbursement", {
        ("2708", "allocated"): [Decimal(12)], ("2708", "disbursed"): [Decimal(5)]})


def test_a_total_beside_envelopes_in_bands_and_another_count_are_no_more_of_a_figure():
    bands = [[B, "งบบริหาร", B, "งบลงทุน", B, B, B], ["อำเภอ", *["จัดสรร", "เบิกจ่าย"] * 2, "จัดสรรรวม", "เบิกจ่ายรวม"],
             ["โคกสูง", 10, 5, 20, 8, 30, 13]]
    assert seen(bands, [(0, 1, 0, 2), (0, 3, 0, 4)])[1]["2708", "allocated"] == [10, 20]
    rows = [["อำเภอ", "หมู่บ้าน", "เป้าหมาย (คน)", "เป้าหมาย (กลุ่ม)", "ได้รับการส่งเสริม (คน)"],
            ["โคกสูง", "ก", 20, 3, 10]]
    assert seen(rows)[1]["2708", "target"] == [20]


@pytest.mark.parametrize("near", ["ผลเบิกจาย", "เบิกจายสะสม", "เบกจ่าย"])
def test_a_heading_that_is_near_one_which_its_table_lacks_is_named(near):
    (verdict,) = recognise([sheet([["อำเภอ", "จัดสรร", near], ["โคกสูง", 10, 5]])], SOURCES)
    assert verdict.claim is not None
    finding = verdict.finding
    assert (finding.code, finding.severity, finding.origin.cell) == ("heading-unread", "warning", "C1")
    assert near in finding.problem and "“เบิกจ่าย”" in finding.remedy


@pytest.mark.parametrize("headings", [
    ["จัดสรร", "แผนเบิกจ่าย"], ["จัดสรร", "วันที่เบิกจ่าย"], ["จัดสรร", "ผลเบิกจา"], ["จัดสรร", "คงเหลือ"],
    ["จัดสรร", "เบิกจ่าย", "ผลเบิกจ่ายแล้ว"]])
def test_a_heading_that_is_near_none_which_its_table_lacks_is_passed_over(headings):
    (verdict,) = recognise([sheet([["อำเภอ", *headings], ["โคกสูง", *[0] * len(headings)]])], SOURCES)
    assert verdict.claim is not None and verdict.finding is None


def test_a_heading_near_the_one_that_an_unknown_sheet_lacks_is_named_with_its_cell():
    rows = [["อำเภอ", "ชื่อกิจกรรม", "จำนวนขั้นตอนตามแผง", "จำนวนขั้นตอนที่แล้วเสร็จ"], ["โคกสูง", "ก", 10, 5]]
    (verdict,) = recognise([sheet(rows)], SOURCES)
    assert "“จำนวนขั้นตอนตามแผง” ที่ C1" in verdict.finding.problem
    assert "“จำนวนขั้นตอนตามแผง” ที่ C1" in verdict.near.like


def test_a_merged_district_stands_for_all_its_rows():
    rows = [["อำเภอ", "ตำบล", "หมู่บ้าน", "ประชาชนเป้าหมาย", "ได้รับการส่งเสริมอาชีพ"],
            ["โคกสูง", "ก", "1", 10, 5], [B, "ก", "2", 10, 6], [B, "รวม", B, 20, 11]]
    source, values, codes, _ = seen(rows, [(1, 0, 3, 0)])
    assert (source, codes) == ("livelihood", [])
    assert values["2708", "supported"] == [Decimal(5), Decimal(6)]


@pytest.mark.parametrize(("rows", "code"), [
    ([*PLAIN, ["จังหวัด", 1, 1]], "provincial-office"),
    ([*PLAIN, ["เทศบาลนครตัวอย่าง", 1, 1]], "municipality"),
    ([*PLAIN, ["โคกสุง", 1, 1]], "unknown-district"),
    ([*PLAIN, [B, 7, 1], ["โคกสูง", 1, 1]], "missing-district"),
    ([*PLAIN, [Broken("#REF!"), 1, 1]], "broken-cell"),
    ([*PLAIN, ["โคกสูง", "-", "-"]], "no-figures"),
    ([*PLAIN, ["โคกสูง", 5, "-"]], "missing-value"),
    ([*PLAIN, ["โคกสูง", 5, "ห้า"]], "not-a-number"),
    ([*PLAIN, ["โคกสูง", 5, Broken("")]], "broken-cell"),
    ([*PLAIN, ["รวม", 102000, 99999]], "total-differs"),
])
def test_what_cannot_be_used_is_a_finding_at_its_cell(rows, code):
    _, values, codes, (used, refused) = seen(rows)
    assert code in codes
    assert values["2701", "allocated"] == [Decimal(100000)]
    assert used == 2 + (code == "missing-district")
    assert refused == (code != "total-differs")


SUMS = ["รวม", "Total", "Grand Total", "grand total:", "ผลรวม", "ผลรวมทั้งหมด", "ยอดรวม", "รวมงบดำเนินงาน", "รวมงบลงทุน", "รวมสุทธิ",
        "ยอดยกมา", "ยอดยกไป", "ยกมา", "รวมยกไป", "ยอดยกมาจากหน้า 1", "ยอดยกมา (ต.ค. 60)", "รวมหน้านี้", "โคกสูง Total", "โคกสูง ผลรวม",
        "งบลงทุน Total", "ผลรวม โคกสูง", "Total โคกสูง", "รวม โคกสูง", "โคกสูง รวม"]


@pytest.mark.parametrize("label", SUMS)
def test_a_label_of_a_sum_marks_a_row_that_is_no_data(label):
    _, values, codes, counted = seen([*PLAIN, [label, 102000, 97500.5]])
    assert (values, codes, counted) == (TRUTH, [], (2, 0))
    head = ["อำเภอ", "วันที่เบิกจ่าย", "รายการ", "จำนวนเงิน"]
    rows = [head, ["โคกสูง", "1/3/2561", "ก", 5], [B, B, label, 5]]
    assert seen(rows)[2:] == ([], (1, 0))


def test_no_tambon_of_the_country_is_taken_for_a_sum():
    names = {t.name_th for p in geothai.provinces() for d in geothai.districts(p.code)
             for t in geothai.subdistricts(d.code)}
    assert "รวมไทยพัฒนา" in names
    assert [name for name in names if sums_up(name) or sums_up(f"ต.{name}")] == []


@pytest.mark.parametrize("label", ["รวมไทยพัฒนา", "รวมกลุ่มอาชีพ", "ยกกระบัตร", "กลุ่มยกมาตรฐาน", "Totals Co.", "งบรวม", "ยอดขาย", "รวมพลัง"])
def test_a_name_that_begins_or_ends_like_a_sum_is_a_row(label):
    rows = [["อำเภอ", "ตำบล", "ครัวเรือนเป้าหมาย", "จัดเก็บแล้ว"], ["โคกสูง", "ก", 10, 5], ["โคกสูง", label, 20, 6]]
    assert seen(rows)[1]["2708", "collected"] == [5, 6]


PAGE = ["อำเภอ", "วันที่เบิกจ่าย", "จำนวนเงิน"]
FIRST = [PAGE, ["โคกสูง", "1/3/2561", 5], ["เมือง", "2/3/2561", 7]]
NEXT = [["โคกสูง", "3/3/2561", 4], ["เมือง", "4/3/2561", 3]]


@pytest.mark.parametrize("rows", [
    [*FIRST, ["ยอดยกไป", B, 12], ["ยอดยกมา", B, 12], *NEXT, ["รวม", B, 19]],
    [*FIRST, ["ยอดยกไป", B, 12], PAGE, ["ยอดยกมา", B, 12], *NEXT, ["รวม", B, 19]],
    [*FIRST, ["ยอดยกไป", B, 12], ["หน้า 2"], PAGE, ["ยอดยกมา", B, 12], *NEXT, ["รวมหน้านี้", B, 7], ["รวมทั้งสิ้น", B, 19]],
    [*FIRST, ["รวมหน้านี้", B, 12], PAGE, ["ยอดยกมา", B, 12], *NEXT, ["รวมหน้านี้", B, 7], ["ยอดยกไป", B, 19]],
    [*FIRST, ["รวม", B, 12], *NEXT, ["รวม", B, 7], ["รวมทั้งสิ้น", B, 19]],
    [["ยอดยกมา", B, 0], *FIRST, ["รวม", B, 12], *NEXT],
], ids=["one table", "a table a page", "titled pages", "sums of pages", "sums of parts", "nothing from before"])
def test_sums_and_carried_lines_of_a_table_over_pages_are_no_data_and_no_fault(rows):
    _, values, codes, (used, refused) = seen(rows)
    assert (values["2708", "paid"], values["2701", "paid"]) == ([5, 4], [7, 3])
    assert (codes, used, refused) == ([], 4, 0)


def test_totals_of_districts_within_envelopes_are_checked_against_their_own_rows():
    head = ["งบ", "อำเภอ", "จัดสรร", "เบิกจ่าย"]
    rows = [head, ["งบก", "โคกสูง", 10, 5], ["งบก", "เมือง", 20, 8], ["งบก Total", B, 30, 13],
            ["งบข", "โคกสูง", 1, 1], ["งบข", "เมือง", 2, 2], ["งบข Total", B, 3, 3], ["Grand Total", B, 33, 16]]
    assert (seen(rows)[2], seen(rows)[3]) == ([], (4, 0))
    for row, wrong in ((3, 31), (6, 4), (7, 34)):
        changed = [list(r) for r in rows]
        changed[row][2] = wrong
        assert seen(changed)[2] == ["total-differs"]


def test_what_is_carried_from_rows_that_are_not_there_is_told_once_and_counts_for_nobody():
    rows = [PAGE, ["ยอดยกมา", B, 50], *FIRST[1:], ["รวมเดือนนี้ Total", B, 12], ["รวมทั้งสิ้น", B, 62]]
    _, values, codes, (used, refused) = seen(rows)
    assert (values["2708", "paid"], codes, used, refused) == ([5], ["total-differs"], 2, 0)
    assert seen([*rows[:-1], ["รวมทั้งสิ้น", B, 63]])[2] == ["total-differs"] * 2


def test_rows_of_other_items_are_told_once_a_table_with_their_number():
    head = ["ปีงบประมาณ", "เดือน", "อำเภอ", "รายการข้อมูล", "ค่าข้อมูล", "หน่วย"]
    own = "รายได้จากการจำหน่ายผลิตภัณฑ์ชุมชน OTOP"
    items = [own, "จำนวนกลุ่ม", "จำนวนกลุ่ม", own, "จำนวนครัวเรือน", "ก", "ข", B]
    rows = [head, *([2561, 1, "โคกสูง", item, 10 + n, "บาท"] for n, item in enumerate(items))]
    (verdict,) = recognise([sheet(rows)], SOURCES)
    normal = normalise([verdict.claim], AGREEMENT, "สระแก้ว")
    assert [(f.code, f.origin.cell) for f in normal.findings if f.code in ("other-item", "missing-item")] == [
        ("missing-item", "D9"), ("other-item", "D3")]
    (told,) = [f.problem for f in normal.findings if f.code == "other-item"]
    assert told == "“จำนวนกลุ่ม”, “จำนวนครัวเรือน”, “ก” … ไม่ใช่ข้อมูลของตัวชี้วัดนี้ (5 แถว)"
    assert normal.rows["x.xlsx", "Sheet1"] == (2, 6)


def test_a_percentage_that_is_not_that_of_its_counts_is_a_finding():
    head = ["อำเภอ", "จัดสรร", "เบิกจ่าย", "ร้อยละ"]
    assert seen([head, ["โคกสูง", 200, 195, 97.51]])[2] == []
    assert seen([head, ["โคกสูง", 200, 195, "97.5%"]])[2] == []
    assert seen([head, ["โคกสูง", 200, 195, 97.52]])[2] == ["percentage-differs"]


def test_two_claims_and_none_are_no_claim():
    assert seen([["อำเภอ", "จัดสรร", "ครัวเรือนเป้าหมาย", "จัดเก็บแล้ว"], ["โคกสูง", 1, 1, 1]])[0] \
        == "claimed-twice"
    assert seen([["ชื่อ", "สกุล"], ["ก", "ข"]])[0] == "unrecognised"
    assert recognise([sheet(PLAIN, hidden=True)], SOURCES)[0].reason == "hidden-sheet"
    assert recognise([sheet([[B, ""]])], SOURCES)[0].reason == "empty-sheet"


def test_a_hidden_list_that_drop_downs_choose_from_is_passed_over_any_other_hidden_sheet_is_told():
    names = [["เขาฉกรรจ์"], ["โคกสูง"]]
    assert recognise([sheet(names, hidden=True)], SOURCES)[0].reason == "empty-sheet"
    assert recognise([sheet(names)], SOURCES)[0].reason == "unrecognised"
    assert recognise([sheet([*names, ["วังสมบูรณ์", 1]], hidden=True)], SOURCES)[0].reason == "unrecognised"


BAND = [["อำเภอ", "งบประมาณ", B, B], [B, "จัดสรร", "เบิกจ่าย", "ร้อยละ"], ["โคกสูง", 10, 5, 50]]


@pytest.mark.parametrize(("title", "source"), [
    ("รายงานผลการเบิกจ่าย", "disbursement"),
    ("รายงานผลการเบิกจ่ายกองทุนพัฒนาบทบาทสตรี", "sara"),
    ("ข้อมูล ณ วันที่ 31 มี.ค. 61", "claimed-twice"),
    (B, "claimed-twice"),
])
def test_a_band_that_is_not_merged_may_be_half_a_heading_and_the_title_tells(title, source):
    assert seen([[title], *BAND])[0] == source


def test_a_band_that_is_not_merged_is_no_half_heading_where_other_columns_tell():
    rows = [["อำเภอ", "งบประมาณ", B, "บันทึกในระบบ SARA"], [B, "จัดสรร", "เบิกจ่าย", B],
            ["โคกสูง", 10, 5, "ใช่"]]
    assert seen(rows)[0] == "sara"


def test_a_heading_over_several_columns_is_not_its_first_column():
    rows = [["อำเภอ", "ครัวเรือนเป้าหมาย", "จัดเก็บแล้ว", B, B], [B, B, "ในเขต", "นอกเขต", "อื่น ๆ"],
            ["โคกสูง", 10000, 4000, 5950, 9950]]
    assert seen(rows)[0] == "ambiguous-columns"


def test_of_columns_of_each_month_alone_the_sum_is_the_figure():
    rows = [["อำเภอ", "ครัวเรือนเป้าหมาย", "จัดเก็บแล้ว", B, B], [B, B, "ก.พ.", "มี.ค.", "รวม"],
            ["โคกสูง", 10000, 4000, 5950, 9950]]
    source, values, _, _ = seen(rows)
    assert source == "basic_needs" and values["2708", "collected"] == [9950]
    rows = [[*row[:4]] for row in rows[:2]] + [["โคกสูง", 10000, 5950, 4000]]
    assert seen(rows)[0] == "spread-unclear"


@pytest.mark.parametrize("merged", [False, True])
def test_a_table_below_another_keeps_its_own_unit_and_date_where_its_headings_are_merged(merged):
    rows = []
    for unit, day, figures in (("บาท", 27, (100000, 97500)), ("พันบาท", 26, (2, 1))):
        rows += [[f"ข้อมูล ณ วันที่ {day} มีนาคม 2561", B, B, B], [f"หน่วย : {unit}", B, B, B],
                 ["ที่", "อำเภอ", "งบดำเนินงาน", B], [B, B, "จัดสรร", "เบิกจ่าย"],
                 [1, "เมือง", *figures], [B, B, B, B]]
    spans = [(top, column, top + 1, column) for top in (2, 8) for column in (0, 1)]
    (verdict,) = recognise([sheet(rows, spans if merged else ())], SOURCES)
    normal = normalise([verdict.claim], AGREEMENT, "สระแก้ว")
    assert [(o.value, o.as_of.day) for o in normal.observations] == [
        (100000, 27), (97500, 27), (2000, 26), (1000, 26)]


def test_a_figure_merged_over_rows_is_nobodys():
    rows = [PLAIN[0], ["เมือง", 100000, 195000], ["โคกสูง", 100000, B]]
    _, values, codes, _ = seen(rows, [(1, 2, 2, 2)])
    assert values["2701", "disbursed"] == values["2708", "disbursed"] == ["broken"]
    assert "merged-figure" in codes


@pytest.mark.parametrize("mark", [B, '"', "”"])
def test_a_labelled_row_without_a_district_leaves_the_one_above_unreported(mark):
    rows = [["อำเภอ", "ตำบล", "ครัวเรือนเป้าหมาย", "จัดเก็บแล้ว"], ["โคกสูง", "ก", 20, 20],
            [mark, "ข", 20, 4], ["เมือง", "ค", 20, 20]]
    _, values, codes, _ = seen(rows)
    assert codes == ["missing-district"]
    assert values["2708", "collected"] == [Decimal(20), "broken"]
    assert values["2701", "collected"] == [Decimal(20)]


def test_a_near_miss_names_the_heading_that_lacks():
    (verdict,) = recognise([sheet([["อำเภอ", "งบประมาณจัดสรร", "จ่าย"], ["โคกสูง", 1, 1]])], SOURCES)
    assert "เบิกจ่าย" in verdict.finding.problem


CHECK = ["มีฐานข้อมูลกองทุนชุมชน", "ร้อยละการดำเนินงานตามแผน"]


def test_a_checklist_wide_and_long_give_the_same_answers():
    wide = [["ตัวชี้วัดที่", "ระดับที่", "รายการ", "อำเภอ", B], [B, B, B, "เมือง", "อ.โคกสูง"],
            [8, 1, CHECK[0], "✓", "ไม่มี"], [B, "3–5", f"- {CHECK[1]}", "96 %", "๘๐"]]
    long = [["อำเภอ", "ตัวชี้วัดที่", "ระดับที่", "ขั้นตอนการดำเนินงาน", "ผลการดำเนินงาน"],
            ["เมือง", 8, 1, CHECK[0], 1], [B, 8, 3, CHECK[1], 96.0],
            ["โคกสูง", "๘", 1, CHECK[0], "x"], [B, 8, 3, CHECK[1], 80]]
    want = {("2701", "answer"): [Decimal(1), Decimal(96)], ("2708", "answer"): [Decimal(0), Decimal(80)]}
    assert seen(wide, [(0, 3, 0, 4), (0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2)])[1] == want
    assert seen(long, [(1, 0, 2, 0), (3, 0, 4, 0)])[1] == want


def test_an_answer_nobody_knows_is_a_finding_and_a_blank_is_not_answered():
    rows = [["ตัวชี้วัดที่", "ระดับที่", "รายการ", "เมือง", "โคกสูง"], [8, 1, CHECK[0], "คงจะ", "-"]]
    _, values, codes, _ = seen(rows)
    assert codes == ["unknown-answer"]
    assert values == {("2701", "answer"): ["broken"], ("2708", "answer"): ["blank"]}


@pytest.mark.parametrize(("caption", "name", "as_of"), [
    ("ข้อมูล ณ วันที่ 31 มีนาคม 2561", "Sheet1", dt.date(2018, 3, 31)),
    ("(ข้อมูล ณ วันที่ ๓๑ มี.ค. ๒๕๖๑)", "Sheet1", dt.date(2018, 3, 31)),
    ("รายงานผล", "ณ 27 มี.ค. 61", dt.date(2018, 3, 27)),
    ("พิมพ์เมื่อวันที่ 5 เมษายน 2561", "Sheet1", None),
])
def test_the_as_of_date_stands_above_the_table_or_in_the_sheets_name(caption, name, as_of):
    (verdict,) = recognise([sheet([[caption], *PLAIN], name=name)], SOURCES)
    normal = normalise([verdict.claim], AGREEMENT, "สระแก้ว")
    assert {o.as_of for o in normal.observations} == {as_of}


def test_personal_numbers_are_masked_in_findings():
    rows = [*PLAIN, ["1 2345 67890 12 3", 5, 5], ["โทร 081-234-5678", 5, 5]]
    (verdict,) = recognise([sheet(rows)], SOURCES)
    said = " ".join(f.problem for f in normalise([verdict.claim], AGREEMENT, "สระแก้ว").findings)
    assert "67890" not in said and "5678" not in said


# --- a column of districts without a heading ----------------------------------------------------

NAMES = ["เมือง", "อ.โคกสูง", "2705", "สพอ.อรัญประเทศ"]
AROUND = {
    "numbers": ([["(1)", 2, 3]], []),
    "numbers-over-figures": ([[B, 1, 2]], []),
    "formulas": ([["(1)", "(2)", "(3)=(2)"]], []),
    "units": ([[B, "(บาท)", "(บาท)"]], []),
    "envelope": ([["งบดำเนินงาน", B, B], ["รายจ่ายประจำ", B, B]], []),
    "office": ([["สนง.จังหวัด", 9, 9], ["จังหวัด", 9, 9]], [["กลุ่มงานส่งเสริมฯ", 9, 9], ["ฝ่ายอำนวยการ", 9, 9]]),
    "municipality": ([], [["เทศบาลเมืองสระแก้ว", 9, 9], ["เทศบาลตำบลวัฒนานคร", 9, 9]]),
    "totals": ([], [["รวมทั้งสิ้น", 9, 9], ["ค่าเฉลี่ย", 9, 9], ["ยอดรวมทั้งจังหวัด", 9, 9]]),
    "unlabelled-total": ([], [[B, 9, 9]]),
    "footers": ([], [["หมายเหตุ : ไม่รวมเงินกัน", B, B], ["ที่มา : GFMIS", B, B], ["ลงชื่อ .....", B, B],
                     ["(นายตัวอย่าง ทดสอบ)", B, B], ["พัฒนาการจังหวัด", B, B], [B, "ผู้รายงาน", B]]),
    "scratch": ([["เงินยืม 9300", B, B]], [["เงินยืม 9300", B, B], ["รอตรวจ", B, B]]),
    "blank": ([[B, B, B], [B, B, B]], [[B, B, B]]),
}
AROUND["everything"] = tuple(
    [row for around in AROUND.values() for row in around[i]] for i in (0, 1))


@pytest.mark.slow
@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("many", [1, 2, 3, 4])
def test_districts_without_a_heading_are_found_among_any_other_rows(many, around):
    above, below = AROUND[around]
    head, data = [B, "จัดสรร", "เบิกจ่าย"], [[name, 10, 5] for name in NAMES[:many]]
    source, values, _, (used, _) = seen([["รายงานผลการเบิกจ่าย"], head, *above, *data, *below])
    assert (source, used) == ("disbursement", many)
    assert [v for (_, element), v in values.items() if element == "disbursed"] == [[Decimal(5)]] * many


@pytest.mark.parametrize(("above", "source"), [(58, "disbursement"), (59, "unrecognised")])
def test_districts_without_a_heading_are_looked_for_in_the_first_rows_below_the_others(above, source):
    rows = [["รายงานผลการเบิกจ่าย"], [B, "จัดสรร", "เบิกจ่าย"], *[["เงินยืม 9300", B, B]] * above, ["โคกสูง", 10, 5]]
    assert seen(rows)[0] == source


@pytest.mark.parametrize("column", [
    ["ท่าเกวียน", "ผักขะ", "ฟากห้วย"],  # tambons
    ["บ้านไร่", "หนองบัว", "ท่าเรือ"],  # villages, each a district somewhere
    ["กลุ่มทอผ้า", "กลุ่มจักสาน", "วัฒนานคร"],
    ["นายตัวอย่าง ทดสอบ", "นางตัวอย่าง", "สมเด็จ"],
    [1, 2, 3], ["งบบริหาร", "งบลงทุน", "งบยุทธศาสตร์"], ["กลุ่มงานยุทธศาสตร์ฯ", "ฝ่ายอำนวยการ", "จังหวัด"],
])
def test_a_column_of_other_names_without_a_heading_is_not_taken_for_districts(column):
    rows = [["รายงาน"], [B, "จัดสรร", "เบิกจ่าย"], *([name, 10, 5] for name in column)]
    assert seen(rows)[0] == "unrecognised"
    titled = [["อำเภอโคกสูง"], *rows[1:]]
    assert seen(titled)[1]["2708", "allocated"] == [Decimal(10)] * 3


@pytest.mark.parametrize("head", [
    [["ตำบล", "จัดสรร", "เบิกจ่าย"]],
    [["ตำบล", "งบดำเนินงาน", B], [B, "จัดสรร", "เบิกจ่าย"]],
    [["เขตพื้นที่", "งบประมาณ", "ผลการ"], [B, "ที่ได้รับจัดสรร", "เบิกจ่าย"]],
])
def test_a_column_with_a_heading_of_its_own_is_not_taken_for_districts(head):
    rows = [["อำเภอโคกสูง"], *head, ["วัฒนานคร", 10, 5], ["คลองหาด", 10, 5]]
    assert seen(rows)[1] == {
        ("2708", "allocated"): [Decimal(10)] * 2, ("2708", "disbursed"): [Decimal(5)] * 2}


def test_two_columns_without_a_heading_count_where_they_are_the_same_districts():
    rows = [[B, B, "จัดสรร", "เบิกจ่าย"], [2701, "เมือง", 100000, 97500.5], [2708, "โคกสูง", 2000, 0]]
    assert seen(rows)[:3] == ("disbursement", TRUTH, [])
    rows = [[B, B, "จัดสรร", "เบิกจ่าย"], ["เมือง", "โคกสูง", 100000, 97500.5], ["โคกสูง", "โคกสูง", 2000, 0]]
    assert seen(rows)[0] == "unrecognised"  # a tambon may be called as another district


def test_a_heading_that_is_left_away_takes_no_other_source_for_its_own():
    rows = [["กองทุนพัฒนาบทบาทสตรี"], [B, "งบประมาณ", "เบิกจ่าย"], ["เมือง", 10, 5]]
    assert seen(rows)[0] == "sara"
    assert seen([["รายงานผลการเบิกจ่าย"], *rows[1:]])[0] == "disbursement"
    assert seen(rows[1:])[0] == "claimed-twice"


HEADS = {
    "bpm": [B, "ชื่อกิจกรรม", "ขั้นตอนทั้งหมด", "ขั้นตอนที่ดำเนินการแล้ว"],
    "livelihood": [B, "หมู่บ้าน", "เป้าหมาย (คน)", "ได้รับการส่งเสริม (คน)"],
    "basic_needs": [B, "ตำบล", "ครัวเรือนเป้าหมาย", "จัดเก็บแล้ว"],
    "otop_sales": [B, "ปีงบประมาณ", "เดือน", "ค่าข้อมูล"],
    "otop_register": [B, "เลขทะเบียน", "ปีที่ลงทะเบียน", "วันที่ลงทะเบียน"],
    "payments": [B, "รายการ", "วันที่เบิกจ่าย", "จำนวนเงิน"],
}
VALUES = {"ชื่อกิจกรรม": "ก", "หมู่บ้าน": "ก", "ตำบล": "ก", "รายการ": "ก", "ปีงบประมาณ": 2561, "เดือน": "ต.ค.",
          "ปีที่ลงทะเบียน": 2561, "วันที่ลงทะเบียน": "1 พ.ย. 60", "วันที่เบิกจ่าย": "1 พ.ย. 60"}


@pytest.mark.parametrize("source", HEADS)
@pytest.mark.parametrize("many", [1, 3])
def test_another_report_without_the_districts_heading_is_an_error_that_says_so(source, many):
    head = HEADS[source]
    rows = [head, *([name, *(VALUES.get(h, 10) for h in head[1:])] for name in NAMES[:many])]
    assert judged(rows) == ("error", "อำเภอ")
    assert seen([["อำเภอ", *head[1:]], *rows[1:]])[0] == source


# --- a table that is almost a report ------------------------------------------------------------

OURS = ("2701", "2705", "2706", "2708")


def judged(rows, spans=(), name="Sheet1", hidden=False, ours=OURS, beside=()):
    """The severity of the finding of a sheet that no source claims, and the heading it lacks."""
    sheets = [sheet(rows, spans, name, hidden), *(sheet(r, name="อื่น") for r in beside)]
    verdicts = recognise(sheets, SOURCES)
    assert verdicts[0].reason == "unrecognised"
    _, found = ledger([FileRecord("x.xlsx", "0" * 64, "used")], verdicts, {}, {}, ours)
    (finding,) = [f for f in found if f.origin.sheet == name]
    lacks = re.search(r"ไม่มีช่อง “(.*?)”", finding.problem)
    return finding.severity, lacks and lacks[1]


NEAR = {
    "one of two figures": (["อำเภอ", "กิจกรรม", "จำนวนขั้นตอนตามแผน", "เสร็จ"], "จำนวนขั้นตอนที่แล้วเสร็จ"),
    "a figure and its percentage": (["อำเภอ", "วงเงิน", "เบิกจ่าย", "ร้อยละ"], "จัดสรร"),
    "sara": (["อำเภอ", "งบประมาณจัดสรร", "จ่าย", "บันทึกในระบบ SARA"], "เบิกจ่าย"),
    "the districts": (["พื้นที่", "จัดสรร", "เบิกจ่าย", "ร้อยละ"], "อำเภอ"),
    "a register's date": (["อำเภอ", "เลขทะเบียน", "ปีที่ลงทะเบียน", "หมายเหตุ"], "วันที่ลงทะเบียน"),
    "a month's figure": (["อำเภอ", "ปีงบประมาณ", "เดือน", "ยอดขาย"], None),
    "households": (["อำเภอ", "ตำบล", "ครัวเรือนเป้าหมาย", "เก็บได้"], "จัดเก็บแล้ว"),
}


@pytest.mark.parametrize("which", NEAR)
def test_a_table_that_lacks_one_column_to_be_a_report_is_an_error(which):
    head, lacks = NEAR[which]
    rows = [["รายงาน"], head, *([name, 10, 5, 50] for name in NAMES)]
    severity = "error" if lacks else "warning"  # nothing but a year and a month tells no report
    assert judged(rows) == (severity, lacks)
    assert judged(rows, beside=[PLAIN]) == (severity if lacks else "info", lacks)


def test_a_table_that_lacks_one_column_is_no_error_without_our_districts_or_where_hidden():
    rows = [NEAR["sara"][0], *([name, 10, 5, "ใช่"] for name in NAMES)]
    assert judged(rows)[0] == "error"
    assert judged(rows, ours=("5501",)) == ("error", "เบิกจ่าย")  # เมือง is a district of each province
    assert judged(rows[:1] + rows[2:], ours=("5501",))[0] == "warning"
    assert judged(rows[:1])[0] == "warning"
    assert judged([rows[0], ["อ.โคกสูง", B, B, B]])[0] == "warning"
    assert judged(rows, hidden=True)[0] == "info"


@pytest.mark.parametrize(("above", "severity"), [(59, "error"), (60, "warning")])
def test_a_table_that_lacks_one_column_is_looked_for_in_the_first_sixty_rows(above, severity):
    rows = [*[["เรื่อง"]] * above, NEAR["sara"][0], *([name, 10, 5, "ใช่"] for name in NAMES)]
    assert judged(rows)[0] == severity


def test_a_table_of_one_district_that_lacks_a_column_is_an_error_too():
    rows = [["อำเภอโคกสูง"], ["ชื่อกิจกรรม", "จำนวนขั้นตอนตามแผน", "เสร็จ"], ["ก", 10, 5]]
    assert judged(rows) == ("error", "จำนวนขั้นตอนที่แล้วเสร็จ")


def test_a_checklist_without_the_number_of_its_kpi_is_an_error():
    rows = [["ระดับที่", "ขั้นตอนการดำเนินงาน", "เมือง", "อ.โคกสูง"], [1, CHECK[0], "✓", "✓"]]
    assert judged(rows) == ("error", "ตัวชี้วัดที่")
    assert judged([["ระดับที่", "ขั้นตอนการดำเนินงาน"], [1, CHECK[0]]])[0] == "warning"


@pytest.mark.parametrize("rows", [
    [["อำเภอ", "เบิกจ่าย"], ["โคกสูง", 5]],
    [["อำเภอ", "จำนวนเงิน"], ["โคกสูง", 5]],
    [["อำเภอ", "ร้อยละการเบิกจ่าย"], ["โคกสูง", 50]],
    [["อำเภอ", "รายการ", "จำนวนเงิน"], ["โคกสูง", "ยืม", 5]],
    [["อำเภอ", "ชื่อ-สกุล", "โทร"], ["โคกสูง", "นายตัวอย่าง", 5]],
    [["ป้ายชื่อแถว", "จัดสรร", "เบิกจ่าย"], ["โคกสูง", 5, 5], ["ผลรวมทั้งหมด", 5, 5]],
    [["อำเภอ", "ผลรวม ของ จัดสรร", "เบิกจ่าย", "ร้อยละ"], ["โคกสูง", 5, 5, 100]],
    [["อำเภอ", "ตัวชี้วัดที่ 1", "ตัวชี้วัดที่ 2"], ["โคกสูง", 5, 5]],
    [["ตัวชี้วัดที่", "ระดับที่", "เมือง", "โคกสูง"], [1, 5, 5, 4]],
    [["สิ่งที่ต้องทำ"], ["ตามงบประมาณ อ.โคกสูง", 5]],
    [["อำเภอ", "เดือน", "ปีงบประมาณ"], ["โคกสูง", "ต.ค.", 2561]],
])
def test_scratch_tables_notes_and_pivots_stay_warnings(rows):
    assert judged(rows)[0] == "warning"
