"""Targets and weights of districts: however they stand in a sheet, one a KPI, district and level."""

from decimal import Decimal

import pytest
from by_kpi import BARE, changed, codes, measuring, normal, sheet, standing, values, verdict

from pipeline.measure import MEASURES

ONE, TWO = "เมืองสระแก้ว", "คลองหาด"
LONG = [["ตัวชี้วัดที่", "อำเภอ", "ระดับที่", "ค่าเป้าหมาย"],
        [2, ONE, 3, 80], [2, ONE, 4, 90], [2, TWO, 3, 70], [2, TWO, 4, 75.5]]
FOUND = {("2701", "targets.target", "2.3"): Decimal(80), ("2701", "targets.target", "2.4"): Decimal(90),
         ("2702", "targets.target", "2.3"): Decimal(70), ("2702", "targets.target", "2.4"): Decimal("75.5")}
WIDE = [["อำเภอ", "ตัวชี้วัดที่", "ระดับที่ 3", "ระดับที่ 4"], [ONE, 2, 80, 90], [TWO, 2, 70, 75.5]]


def test_a_row_a_level():
    found = normal(sheet(LONG))
    assert values(found) == FOUND and codes(found) == []
    assert found.rows["x.xlsx", "Sheet1"] == (4, 0)


@pytest.mark.parametrize("rows", [
    WIDE,
    [["อำเภอ", "ตัวชี้วัดที่", "เป้าหมายระดับที่ 3", "เป้าหมายระดับที่ 4"], *WIDE[1:]],
    [["อำเภอ", "ตัวชี้วัดที่", "ระดับ ๓", "ระดับ ๔"], *WIDE[1:]],
    [["ค่าเป้าหมายรายอำเภอ"], WIDE[0], *WIDE[1:]],
    [["อำเภอ", "ตัวชี้วัดที่", "ค่าเป้าหมาย", None], [None, None, "ระดับที่ 3", "ระดับที่ 4"], *WIDE[1:]],
    [["เป้าหมายตัวชี้วัดที่ 2"], ["อำเภอ", "ระดับที่ 3", "ระดับที่ 4"], [ONE, 80, 90], [TWO, 70, 75.5]],
    [["ที่", *WIDE[0]], [1, *WIDE[1]], [2, *WIDE[2]], ["รวม", None, None, 150, 165.5]],
    # districts as columns
    [["เป้าหมายรายอำเภอ"], ["ตัวชี้วัดที่", "ระดับที่", ONE, TWO], [2, 3, 80, 70], [2, 4, 90, 75.5]],
    [["เป้าหมายรายอำเภอ ตัวชี้วัดที่ ๒"], ["ระดับที่", ONE, TWO], ["ระดับที่ 3", 80, 70], ["ระดับที่ 4", 90, 75.5]],
], ids=["plain", "named", "thai", "title", "band", "kpi-in-title", "total", "districts", "districts-kpi-in-title"])
def test_levels_as_columns_and_districts_as_columns_are_the_same(rows):
    found = normal(sheet(rows))
    assert values(found) == FOUND and codes(found) == []


def test_a_band_over_the_levels():
    found = normal(sheet([
        ["อำเภอ", "ตัวชี้วัดที่", "ค่าเป้าหมาย", None], [None, None, "ระดับที่ 3", "ระดับที่ 4"], *WIDE[1:]],
        spans=[(0, 2, 0, 3)]))
    assert values(found) == FOUND


def test_cells_keep_their_addresses():
    found = normal(sheet(WIDE))
    assert {o.key: o.origin.cell for o in found.observations if o.district == "2702"} == {"2.3": "C3", "2.4": "D3"}


def test_a_level_left_blank_has_no_target():
    found = normal(sheet([WIDE[0], [ONE, 2, 80, None], [TWO, 2, None, 75]]))
    assert values(found) == {("2701", "targets.target", "2.3"): Decimal(80), ("2702", "targets.target", "2.4"): Decimal(75)}


@pytest.mark.parametrize(("name", "file", "title"), [
    ("ตัวชี้วัดที่ 2", "x.xlsx", None), ("KPI 2", "x.xlsx", None), ("ตชว.๒", "x.xlsx", None), ("Sheet1", "เป้าหมาย ตัวชี้วัดที่ 2.xlsx", None),
    ("Sheet1", "x.xlsx", "ตัวชี้วัดที่ 2 ระดับความสำเร็จของงาน 4 ด้าน"), ("Sheet1", "เป้าหมาย ตัวชี้วัดที่ 4.xlsx", "ตัวชี้วัดที่ 2"),
    ("KPI 2", "x.xlsx", "ตัวชี้วัดที่ 2"),
])
def test_the_kpi_may_stand_in_the_title_or_in_a_name(name, file, title):
    rows = [[title], ["อำเภอ", "ค่าเป้าหมาย"], [ONE, 5], [TWO, 0]]
    found = normal(sheet(rows if title else rows[1:], name, file))
    assert values(found) == {("2701", "targets.target", "2."): Decimal(5), ("2702", "targets.target", "2."): Decimal(0)}


@pytest.mark.parametrize(("name", "title"), [
    ("Sheet1", "ตัวชี้วัดที่ 2 และ 4"), ("Sheet1", "ตัวชี้วัดที่ 2-4"), ("KPI 4", "ตัวชี้วัดที่ 2"), ("Sheet1", "เป้าหมาย"),
    ("Sheet1", "ตัวชี้วัดที่ 2/2561"),
])
def test_a_table_that_names_no_kpi_or_two_is_none(name, title):
    found = verdict(sheet([[title], ["อำเภอ", "ค่าเป้าหมาย"], [ONE, 5], [TWO, 0]], name))
    assert found.claim is None and found.near is not None and found.near.missing == ("ตัวชี้วัดที่",)


@pytest.mark.parametrize(("cell", "key"), [
    (9, None), ("9.A", "9.A."), ("9 ส่วน A", "9.A."), ("๙ ส่วนที่ ก", None), ("9A", "9.A."), ("9.a", "9.A."), ("ตัวชี้วัดที่ 9 ส่วน A", "9.A."),
    ("9 (A)", "9.A."), ("9.C", None), (9.1, None), (2.1, None), ("2. ร้อยละความสำเร็จ", "2."), ("2 ร้อยละ 80 ของ", "2."), ("2.0", None),
    (2.0, "2."), ("ตัวชี้วัดที่ ๒", "2."), (12, None), ("ก", None), (None, None), ("2 ส่วน A", None),
])
def test_the_kpi_of_a_row(cell, key):
    found = normal(sheet([["ตัวชี้วัดที่", "อำเภอ", "ค่าเป้าหมาย"], [cell, ONE, 5], [2, TWO, 6]]))
    mine = {at[2]: value for at, value in values(found).items() if at[0] == "2701"}
    assert mine == ({key: Decimal(5)} if key else {})
    assert codes(found) == ([] if key else ["unknown-kpi"])


def test_a_kpi_that_needs_no_targets_is_told_and_not_used():
    found = normal(sheet([LONG[0], [1, ONE, 3, 80], [2, TWO, 3, 5]]))
    assert [(f.code, f.severity, f.kpi) for f in found.findings if f.code == "other-kpi"] == [("other-kpi", "info", 1)]
    assert list(values(found)) == [("2702", "targets.target", "2.3")]


@pytest.mark.parametrize(("cell", "key"), [
    (3, "2.3"), ("ระดับที่ ๓", "2.3"), (None, "2."), ("ทุกระดับ", "2."), ("-", "2."), (0, "2.0"), ("3-5", None), ("สาม", None),
])
def test_the_level_of_a_row(cell, key):
    found = normal(sheet([LONG[0], [2, ONE, cell, 80], [2, TWO, 3, 5]]))
    mine = {at[2]: value for at, value in values(found).items() if at[0] == "2701"}
    assert mine == ({key: Decimal(80)} if key else {})
    assert codes(found) == ([] if key else ["unknown-level"])


@pytest.mark.parametrize(("rows", "two", "four", "six"), [
    # nothing says a unit: as it stands
    ([["ตัวชี้วัดที่", "อำเภอ", "ค่าเป้าหมาย"], [2, ONE, 5], [4, ONE, 5], [6, ONE, 5]], 5, 5, 5),
    ([["ตัวชี้วัดที่", "อำเภอ", "ค่าเป้าหมาย (ล้านบาท)"], [2, ONE, 5], [4, ONE, 5], [6, ONE, 5]], 5_000_000, 5, 5_000_000),
    ([["ตัวชี้วัดที่", "อำเภอ", "ค่าเป้าหมาย (บาท)"], [2, ONE, 5], [4, ONE, 5_000_000], [6, ONE, 5]], 5, 5, 5),
    ([["หน่วย : ล้านบาท"], ["ตัวชี้วัดที่", "อำเภอ", "ค่าเป้าหมาย"], [2, ONE, 5], [4, ONE, 5], [6, ONE, 5]], 5_000_000, 5, 5_000_000),
    ([["ตัวชี้วัดที่", "อำเภอ", "ค่าเป้าหมาย", "หน่วย"], [2, ONE, 5, "หมู่บ้าน"], [4, ONE, 5, "ล้านบาท"], [6, ONE, 5, "ล้านบาท"]],
     5, 5, 5_000_000),
    ([["ตัวชี้วัดที่", "อำเภอ", "ค่าเป้าหมาย"], [2, ONE, "80%"], [4, ONE, "5 ล้านบาท"], [6, ONE, "๕ ล้านบาท"]], 80, 5, 5_000_000),
])
def test_money_is_in_the_unit_of_its_kpi(rows, two, four, six):
    found = values(normal(sheet(rows)))
    assert [found["2701", "targets.target", f"{kpi}."] for kpi in (2, 4, 6)] == [Decimal(two), Decimal(four), Decimal(six)]


@pytest.mark.parametrize("rows", [
    [["ตัวชี้วัดที่", "อำเภอ", "น้ำหนัก"], [2, ONE, 10], [2, TWO, 12.5]],
    [["ตัวชี้วัดที่ 2"], ["อำเภอ", "น้ำหนัก (ร้อยละ)"], [ONE, "10%"], [TWO, "12.5%"]],
    [["น้ำหนักตัวชี้วัดรายอำเภอ"], ["ตัวชี้วัดที่", ONE, TWO], [2, 10, 12.5]],
])
def test_weights_stand_alone_too(rows):
    found = normal(sheet(rows))
    assert values(found) == {("2701", "targets.weight", "2."): Decimal(10), ("2702", "targets.weight", "2."): Decimal("12.5")}


def test_weights_beside_levels_count_once():
    rows = [["อำเภอ", "ตัวชี้วัดที่", "น้ำหนัก", "ระดับที่ 3", "ระดับที่ 4"], [ONE, 2, 10, 80, 90], [TWO, 2, 12, 70, 75]]
    measure, found = measuring(sheet(rows))
    assert {at: v for at, v in values(normal(sheet(rows))).items() if at[1] == "targets.weight"} == {
        ("2701", "targets.weight", "2."): Decimal(10), ("2702", "targets.weight", "2."): Decimal(12)}
    assert [f.code for f in found.findings] == []
    assert standing(measure, 2, "2701", "targets.weight") == {0: Decimal(10)}


@pytest.mark.parametrize(("cell", "code"), [("x", "not-a-number"), ("#REF!", "broken-cell"), (-5, "negative-count")])
def test_a_target_that_is_no_number_is_lost(cell, code):
    found = normal(sheet([LONG[0], [2, ONE, 3, cell], [2, TWO, 3, 5]]))
    assert values(found)["2701", "targets.target", "2.3"] == "broken" and codes(found) == [code]


def test_a_blank_target_is_not_reported():
    found = normal(sheet([LONG[0], [2, ONE, 3, None], [2, TWO, 3, 5]]))
    assert list(values(found)) == [("2702", "targets.target", "2.3")]


# --- one target each -----------------------------------------------------------------------------


def test_an_equal_row_counts_once_and_contradicting_ones_count_for_nobody():
    measure, found = measuring(sheet([*LONG, [2, ONE, 3, 80], [2, TWO, 4, 76]]))
    assert standing(measure, 2, "2701") == {3: Decimal(80), 4: Decimal(90)}
    assert standing(measure, 2, "2702") == {3: Decimal(70), 4: "broken"}
    assert [(f.code, f.severity, f.district, f.kpi, f.origin and f.origin.cell) for f in found.findings] == [
        ("conflicting-values", "error", "2702", 2, "D7")]


def test_so_do_rows_of_two_files():
    again, other = sheet(LONG, file="y.xlsx"), sheet([*LONG[:4], [2, TWO, 4, 75.4]], file="z.xlsx")
    measure, found = measuring(sheet(LONG), again)
    assert standing(measure, 2, "2702") == {3: Decimal(70), 4: Decimal("75.5")} and found.findings == ()
    measure, found = measuring(sheet(LONG), other)
    assert standing(measure, 2, "2702") == {3: Decimal(70), 4: "broken"}


def test_targets_of_a_part_are_no_others():
    rows = [["ตัวชี้วัดที่", "อำเภอ", "ค่าเป้าหมาย"], ["9.A", ONE, 5], [2, ONE, 7]]
    measure, _ = measuring(sheet(rows))
    assert standing(measure, 9, "2701") == {} and standing(measure, 9, "2701", of_part="A") == {0: Decimal(5)}
    assert standing(measure, 9, "2701", of_part="B") == {}


# --- no date disturbs them, another year does ------------------------------------------------------


@pytest.mark.parametrize("title", [
    "ข้อมูล ณ วันที่ 1 ตุลาคม 2560", "ข้อมูล ณ วันที่ 1 มกราคม 2560", "ข้อมูล ณ วันที่ 30 มิถุนายน 2562", "เป้าหมายประจำปีงบประมาณ พ.ศ. 2561", "เป้าหมาย",
])
def test_no_day_of_a_table_disturbs_its_targets(title):
    measure, found = measuring(sheet([[title], *LONG]))
    assert standing(measure, 2, "2701") == {3: Decimal(80), 4: Decimal(90)}
    assert found.findings == () and found.excluded == {}


@pytest.mark.parametrize(("title", "year"), [
    ("เป้าหมายประจำปีงบประมาณ พ.ศ. 2560", 2560), ("เป้าหมายปีงบประมาณ 2562", 2562), ("ค่าเป้าหมาย ปี 2560", 2560),
    ("เป้าหมายรายอำเภอ ปี พ.ศ. 2560", 2560), ("ค่าเป้าหมาย 2560", 2560)])
def test_another_fiscal_year_sets_them_aside(title, year):
    measure, found = measuring(sheet([[title], *LONG]), sheet(LONG[:3], file="y.xlsx"))
    assert standing(measure, 2, "2701") == {3: Decimal(80), 4: Decimal(90)} and standing(measure, 2, "2702") == {}
    assert [(f.code, f.severity) for f in found.findings] == [("another-round", "warning")]
    assert f"ปีงบประมาณ {year}" in found.findings[0].problem
    assert set(found.excluded.values()) == {"another-round"}


@pytest.mark.parametrize("title", ["เป้าหมาย รอบที่ 2/2561", "เป้าหมาย รอบการประเมินที่ 2 ปีงบประมาณ 2561", "เป้าหมาย รอบที่ 2 ปีงบประมาณ 2561"])
def test_another_round_sets_them_aside_and_this_round_does_not(title):
    for told, expected in ((title, {}), (title.replace("ที่ 2", "ที่ 1"), {3: Decimal(80), 4: Decimal(90)})):
        measure, found = measuring(sheet([[told], *LONG]))
        assert standing(measure, 2, "2701") == expected
        assert [(f.code, f.severity) for f in found.findings] == ([] if expected else [("another-round", "warning")])


@pytest.mark.parametrize("title", ["เป้าหมายตามแผนยุทธศาสตร์ ปี 2560", "เป้าหมายปี 2560 เทียบกับปี 2561", "เป้าหมาย ปี 2561"])
def test_a_year_of_a_plan_one_of_several_and_this_years_set_nothing_aside(title):
    measure, found = measuring(sheet([[title], *LONG]))
    assert standing(measure, 2, "2701") == {3: Decimal(80), 4: Decimal(90)} and found.findings == ()


def test_last_years_targets_are_none_of_a_change_either():
    formula = BARE.kpi(6).formula
    change = changed(BARE, 2, target_source="targets.target", formula=type(formula)(
        MEASURES["change"], BARE.kpi(2).formula.numerator, denominator=BARE.kpi(2).formula.denominator))
    _, found = measuring(sheet([["เป้าหมายประจำปีงบประมาณ พ.ศ. 2560"], *LONG]), agreement=change)
    assert [f.code for f in found.findings] == ["another-round"] and set(found.excluded.values()) == {"another-round"}


def test_a_denominator_may_be_the_targets_of_districts():
    formula = BARE.kpi(6).formula
    agreement = changed(BARE, 6, formula=type(formula)(formula.measure, formula.numerator, denominator="targets.target"))
    rows = [["อำเภอ", "ตำบล", "หมู่บ้าน", "เป้าหมาย (คน)", "ได้รับการส่งเสริม (คน)"], [ONE, "ก", "1", 9, 8], [ONE, "ก", "2", 9, 8],
            [TWO, "ก", "1", 9, 8]]
    targets = [["ตัวชี้วัดที่", "อำเภอ", "ค่าเป้าหมาย"], [6, ONE, 20], [6, TWO, 0], [5, ONE, 1]]
    _, found = measuring(
        sheet([["ข้อมูล ณ วันที่ 31 มีนาคม 2561"], *rows], file="สัมมาชีพ.xlsx"), sheet(targets), agreement=agreement)
    one = found.measured["2701", 6]
    assert (one.numerator, one.denominator) == (Decimal(16), Decimal(20))
    assert found.measured["2702", 6].state == "unreported" and {f.code for f in found.findings} == {"zero-denominator"}
