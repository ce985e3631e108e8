"""Keys that are spread over headings or bands: districts, months, years, times, parts, answers."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import openpyxl
import province
import pytest
from home import HOME

from pipeline.run.stages import Outcome, evaluate

pytestmark = pytest.mark.slow

NAMES = list(province.DISTRICTS.values())
SIX = ["ต.ค. 60", "พ.ย. 60", "ธ.ค. 60", "ม.ค. 61", "ก.พ. 61", "มี.ค. 61"]
Rows = list[list[object]]


def judged(folder: Path, rows: Rows, merges: Sequence[str] = (), name: str = "รายงาน") -> Outcome:
    """What comes of a province with a roster and one report."""
    source = province.write(folder, {"roster": province.tables()["roster"], name: rows}, {name: merges})
    return evaluate(HOME, source, "2561-1", None, 1)


def results(it: Outcome, kpi: int) -> list[str | None]:
    """The percentage of every district, as it is printed."""
    found = (card.scores[kpi - 1].measurement.result for card in it.cards)
    return [None if p is None else f"{p:.2f}" for p in found]


def codes(it: Outcome) -> set[str]:
    return {f.code for f in it.findings if f.severity == "error"}


def cells(it: Outcome, kpi: int) -> list[str]:
    """The cells from which the first district's result is made."""
    return sorted(o.cell for o in it.cards[0].scores[kpi - 1].measurement.origins)


GIVEN = [100, 200, 300, 400, 500, 600, 700, 800, 900]
SPENT = [97, 180, 291, 350, 500, 300, 595, 720, 855]
SHARE = ["97.00", "90.00", "97.00", "87.50", "100.00", "50.00", "85.00", "90.00", "95.00"]
AS_OF = ["ข้อมูล ณ วันที่ 27 มีนาคม 2561"]


@pytest.mark.quick
def test_districts_as_columns_over_figures_as_rows(tmp_path):
    it = judged(tmp_path, [AS_OF, ["รายการ", *NAMES, "รวม"], ["จัดสรร", *GIVEN, sum(GIVEN)],
                           ["เบิกจ่าย", *SPENT, sum(SPENT)], ["หมายเหตุ: ตัวเลขสมมติ"]])
    assert results(it, 1) == SHARE and not codes(it) - {"missing-source"}
    assert cells(it, 1) == ["B3", "B4"]


@pytest.mark.parametrize("how", ["typed once", "a row of its own", "beside every figure"])
def test_districts_as_columns_over_figures_of_several_envelopes(tmp_path, how):
    rows: Rows = [AS_OF, ["งบรายจ่าย", "รายการ", *NAMES]]
    for envelope, share in (("งบดำเนินงาน", Decimal("0.25")), ("งบลงทุน", Decimal("0.75"))):
        if how == "a row of its own":
            rows.append([None, envelope])
        for word, figures in (("จัดสรร", GIVEN), ("เบิกจ่าย", SPENT)):
            label = envelope if how == "beside every figure" or (
                how == "typed once" and word == "จัดสรร") else None
            rows.append([label, word, *(float(n * share) for n in figures)])
    it = judged(tmp_path, rows)
    assert results(it, 1) == SHARE and len(cells(it, 1)) == 4


@pytest.mark.parametrize("merged", [True, False])
def test_districts_as_bands_over_figures(tmp_path, merged):
    rows: Rows = [AS_OF, ["งบรายจ่าย", *(x for n in NAMES for x in (n, None))],
                  [None, *["จัดสรร", "เบิกจ่าย"] * 9]]
    for name, part in (("งบดำเนินงาน", 4), ("งบลงทุน", 1)):
        rows.append([name, *(v * part for pair in zip(GIVEN, SPENT, strict=True) for v in pair)])
    over = [f"{openpyxl.utils.get_column_letter(c)}2:{openpyxl.utils.get_column_letter(c + 1)}2"
            for c in range(2, 20, 2)]
    it = judged(tmp_path, rows, over if merged else [])
    assert results(it, 1) == SHARE and cells(it, 1) == ["B4", "B5", "C4", "C5"]


@pytest.mark.parametrize("merged", [True, False])
def test_parts_under_the_bands_of_figures(tmp_path, merged):
    parts = ["งบดำเนินงาน", "งบลงทุน", "รวม"]
    rows: Rows = [AS_OF, ["อำเภอ", "จัดสรร", None, None, "เบิกจ่าย", None, None], [None, *parts, *parts]]
    rows += [[n, g, 3 * g, 4 * g, s, 3 * s, 4 * s] for n, g, s in zip(NAMES, GIVEN, SPENT, strict=True)]
    it = judged(tmp_path, rows, ["A2:A3", "B2:D2", "E2:G2"] if merged else [])
    assert results(it, 1) == SHARE and cells(it, 1) == ["B4", "C4", "E4", "F4"]


def monthly(rows: int = 9) -> Rows:
    """What was spent in each of six months, that adds up to SPENT."""
    return [[s - 5 * (s // 8), *[s // 8] * 5] for s in SPENT[:rows]]


def running() -> Rows:
    return [[sum(row[: n + 1]) for n in range(6)] for row in monthly()]


@pytest.mark.parametrize("heads", [
    SIX, ["ตุลาคม", "พฤศจิกายน", "ธันวาคม", "มกราคม", "กุมภาพันธ์", "มีนาคม"],
    ["31 ต.ค. 60", "30 พ.ย. 60", "31 ธ.ค. 60", "31 ม.ค. 61", "28 ก.พ. 61", "27 มี.ค. 61"],
])
def test_of_running_columns_the_last_up_to_the_cutoff_counts(tmp_path, heads):
    rows: Rows = [AS_OF, ["อำเภอ", "จัดสรร", "เบิกจ่ายสะสม"], [None, None, *heads]]
    rows += [[n, g, *r] for n, g, r in zip(NAMES, GIVEN, running(), strict=True)]
    it = judged(tmp_path, rows, ["A2:A3", "B2:B3", "C2:H2"])
    assert results(it, 1) == SHARE and cells(it, 1) == ["B4", "H4"]


def test_a_running_column_of_after_the_cutoff_does_not_count(tmp_path):
    rows: Rows = [["งบดำเนินงาน"], ["อำเภอ", "จัดสรร", *(f"เบิกจ่ายสะสม {m}" for m in [*SIX, "เม.ย. 61"])]]
    rows += [[n, g, *r, g] for n, g, r in zip(NAMES, GIVEN, running(), strict=True)]
    it = judged(tmp_path, rows)
    assert results(it, 1) == SHARE and cells(it, 1) == ["B3", "H3"]


@pytest.mark.quick
def test_columns_of_each_month_alone_count_by_their_total(tmp_path):
    rows: Rows = [AS_OF, ["อำเภอ", "จัดสรร", "เบิกจ่าย"], [None, None, *SIX, "รวม"]]
    rows += [[n, g, *m, s] for n, g, m, s in zip(NAMES, GIVEN, monthly(), SPENT, strict=True)]
    it = judged(tmp_path, rows, ["C2:I2"])
    assert results(it, 1) == SHARE and cells(it, 1) == ["B4", "I4"]


def test_columns_of_each_month_alone_without_their_total_are_refused(tmp_path):
    rows: Rows = [AS_OF, ["อำเภอ", "จัดสรร", "เบิกจ่าย"], [None, None, *SIX]]
    rows += [[n, g, *m] for n, g, m in zip(NAMES, GIVEN, monthly(), strict=True)]
    it = judged(tmp_path, rows, ["C2:H2"])
    assert results(it, 1) == [None] * 9
    finding = next(f for f in it.findings if f.code == "spread-unclear")
    assert finding.origin.file == "รายงาน.xlsx" and finding.origin.cell == "C3"


def test_the_unit_of_a_band_is_that_of_its_columns(tmp_path):
    rows: Rows = [AS_OF, ["อำเภอ", "จัดสรร (บาท)", "เบิกจ่ายสะสม (พันบาท)"], [None, None, "ก.พ. 61", "มี.ค. 61"]]
    rows += [[n, g * 1000, s / 2, s] for n, g, s in zip(NAMES, GIVEN, SPENT, strict=True)]
    assert results(judged(tmp_path, rows, ["A2:A3", "B2:B3", "C2:D2"]), 1) == SHARE


GROWTH = ["20.00", "16.00", "17.00", "18.00", "19.00", "0.00", "-10.00", "100.00", "25.50"]
SALES = {2560: [1000] * 9, 2561: [1200, 1160, 1170, 1180, 1190, 1000, 900, 2000, 1255]}
FULL = province.MONTHS


def test_months_as_columns_beside_a_year(tmp_path):
    rows: Rows = [["ปีงบประมาณ", "อำเภอ", "รายการข้อมูล", "หน่วย", *FULL, "รวม"]]
    rows += [[year, n, province.ITEM, "บาท", *[v] * 6, 6 * v]
             for year, values in SALES.items() for n, v in zip(NAMES, values, strict=True)]
    it = judged(tmp_path, rows)
    assert results(it, 3) == GROWTH and not codes(it) - {"missing-source"}


@pytest.mark.parametrize("years", [
    ["ปีงบประมาณ พ.ศ. 2560", "ปีงบประมาณ พ.ศ. 2561"], [2560, 2561], ["ปี 2560", "ปี 2561"]])
def test_years_as_bands_over_months(tmp_path, years):
    rows: Rows = [["มูลค่าการจำหน่าย OTOP"], ["อำเภอ", years[0], *[None] * 5, years[1], *[None] * 5],
                  [None, *FULL, *FULL]]
    rows += [[n, *[a] * 6, *[b] * 6]
             for n, a, b in zip(NAMES, SALES[2560], SALES[2561], strict=True)]
    assert results(judged(tmp_path, rows, ["A2:A3", "B2:G2", "H2:M2"]), 3) == GROWTH


def test_the_years_over_months_may_be_those_of_the_calendar(tmp_path):
    heads = [2559, None, None, 2560, None, None, 2560, None, None, 2561, None, None]
    rows: Rows = [["ยอดจำหน่าย OTOP"], ["อำเภอ", *heads], [None, *FULL, *FULL]]
    rows += [[n, *[a] * 6, *[b] * 6]
             for n, a, b in zip(NAMES, SALES[2560], SALES[2561], strict=True)]
    merges = ["B2:D2", "E2:G2", "H2:J2", "K2:M2"]
    assert results(judged(tmp_path, rows, merges), 3) == GROWTH


@pytest.mark.quick
def test_months_that_name_their_years(tmp_path):
    heads = [m.replace("60", "59").replace("61", "60") for m in SIX] + SIX
    rows: Rows = [["ยอดจำหน่าย OTOP"], ["อำเภอ", *heads]]
    rows += [[n, *[a] * 6, *[b] * 6]
             for n, a, b in zip(NAMES, SALES[2560], SALES[2561], strict=True)]
    assert results(judged(tmp_path, rows), 3) == GROWTH


def test_districts_as_columns_over_months_as_rows(tmp_path):
    rows: Rows = [["รายได้จากการจำหน่าย OTOP (บาท)"], ["ปีงบประมาณ", "เดือน", *NAMES, "รวม"]]
    for year, values in SALES.items():
        rows += [[year, month, *values, sum(values)] for month in FULL]
    it = judged(tmp_path, rows)
    assert results(it, 3) == GROWTH and "C3" in cells(it, 3)


def test_years_as_columns_over_months_as_rows(tmp_path):
    rows: Rows = [["รายได้จากการจำหน่าย OTOP"], ["อำเภอ", "เดือน", "ปีงบประมาณ 2560", "ปีงบประมาณ 2561"]]
    rows += [[n, month, a, b] for n, a, b in zip(NAMES, SALES[2560], SALES[2561], strict=True)
             for month in FULL]
    assert results(judged(tmp_path, rows), 3) == GROWTH


def test_running_columns_of_sales_are_refused(tmp_path):
    rows: Rows = [["ยอดจำหน่าย OTOP สะสม"], ["ปีงบประมาณ", "อำเภอ", *FULL]]
    rows += [[year, n, *(v * (m + 1) for m in range(6))]
             for year, values in SALES.items() for n, v in zip(NAMES, values, strict=True)]
    it = judged(tmp_path, rows)
    assert results(it, 3) == [None] * 9 and "spread-unclear" in codes(it)


def test_a_misspelt_district_among_the_columns_is_told_with_its_cell(tmp_path):
    names = [*NAMES[:-1], "วังสมบูรน์"]
    it = judged(tmp_path, [AS_OF, ["รายการ", *names], ["จัดสรร", *GIVEN], ["เบิกจ่าย", *SPENT]])
    assert results(it, 1) == [*SHARE[:-1], None]
    finding = next(f for f in it.findings if f.code == "unknown-district")
    assert finding.origin.cell == "J2" and finding.severity == "error"


@pytest.mark.parametrize("at", [0, 8])
def test_a_misspelt_district_is_told_wherever_its_column_stands(tmp_path, at):
    heads = [name if place != at else name[:-1] + "ๆ" for place, name in enumerate(NAMES)]
    it = judged(tmp_path, [AS_OF, ["รายการ", *heads], ["จัดสรร", *GIVEN], ["เบิกจ่าย", *SPENT]])
    assert results(it, 1) == [share if place != at else None for place, share in enumerate(SHARE)]
    assert [f.origin.cell for f in it.findings if f.code == "unknown-district"] == [f"{'BCDEFGHIJ'[at]}2"]


@pytest.mark.quick
def test_what_stands_beside_the_districts_is_none_of_theirs(tmp_path):
    it = judged(tmp_path, [AS_OF, ["รายการ", *NAMES, "สนง.จังหวัด", "รวม", "หมายเหตุ"],
                           ["จัดสรร", *GIVEN, 9999, 99999, "ตัวเลขสมมติ"], ["เบิกจ่าย", *SPENT, 1, 99999, None]])
    assert results(it, 1) == SHARE and not codes(it) - {"missing-source"}


def test_answers_of_yes_and_no_under_the_bands_of_districts(tmp_path):
    items = province.ITEMS[5]
    rows: Rows = [["ตัวชี้วัดที่", "ระดับที่", "รายการ", *(x for n in NAMES for x in (n, None))],
                  [None, None, None, *["มี", "ไม่มี"] * 9]]
    for place, item in enumerate(items[:6]):
        ticks = [x for d in range(9) for x in ((None, "✓") if d == place else ("✓", None))]
        rows.append([5, 1, item, *ticks])
    rows += [[5, 5, item, *[2, None] * 9] for item in items[6:]]
    over = [f"{openpyxl.utils.get_column_letter(c)}1:{openpyxl.utils.get_column_letter(c + 1)}1"
            for c in range(4, 22, 2)]
    it = judged(tmp_path, rows, ["A1:A2", "B1:B2", "C1:C2", *over])
    assert [card.scores[4].level for card in it.cards] == [0, 1, 2, 2, 3, 3, 5, 5, 5]


def test_an_answer_under_both_sides_is_not_known(tmp_path):
    rows: Rows = [["ตัวชี้วัดที่", "ระดับที่", "รายการ", *(x for n in NAMES for x in (n, None))],
                  [None, None, None, *["มี", "ไม่มี"] * 9]]
    rows += [[5, 1, item, *["✓", None] * 8, "✓", "✓" if at == 0 else None]
             for at, item in enumerate(province.ITEMS[5][:6])]
    it = judged(tmp_path, rows)
    assert [card.scores[4].level for card in it.cards] == [*[None] * 8, None]
    assert {f.origin.cell for f in it.findings if f.severity == "error" and f.origin and f.origin.cell} == {"U3"}


def test_the_status_of_a_fund_is_a_row_too(tmp_path):
    rows: Rows = [AS_OF, ["รายการ", *NAMES], ["งบประมาณที่ได้รับ", *[100] * 9], ["เบิกจ่ายแล้ว", *[80] * 9],
                  ["บันทึกในระบบ SARA", *["ถูกต้อง ครบถ้วน"] * 8, "ไม่ครบถ้วน"]]
    it = judged(tmp_path, rows)
    assert [card.scores[6].level for card in it.cards] == [*[5] * 8, 4]


def test_hidden_columns_of_districts_are_told(tmp_path):
    source = province.write(tmp_path, {"roster": province.tables()["roster"]})
    book = openpyxl.Workbook()
    for row in [AS_OF, ["รายการ", *NAMES], ["จัดสรร", *GIVEN], ["เบิกจ่าย", *SPENT]]:
        book.active.append(row)
    book.active.column_dimensions["C"].hidden = True
    book.save(source / "รายงาน.xlsx")
    it = evaluate(HOME, source, "2561-1", None, 1)
    assert results(it, 1) == SHARE and any(f.code == "hidden-rows" for f in it.findings)


def test_columns_said_to_be_running_that_fall_are_refused(tmp_path):
    rows: Rows = [AS_OF, ["อำเภอ", "จัดสรร", "เบิกจ่ายสะสม"], [None, None, *SIX]]
    rows += [[n, g, *m] for n, g, m in zip(NAMES, GIVEN, monthly(), strict=True)]
    it = judged(tmp_path, rows, ["C2:H2"])
    assert results(it, 1) == [None] * 9 and "spread-unclear" in codes(it)


@pytest.mark.parametrize("again", ["คลองหาด", "อ.คลองหาด"])
def test_a_district_that_stands_twice_among_the_columns_is_refused(tmp_path, again):
    names = [*NAMES[:-1], again]
    it = judged(tmp_path, [AS_OF, ["รายการ", *names], ["จัดสรร", *GIVEN], ["เบิกจ่าย", *SPENT]])
    assert results(it, 1) == [None] * 9
    finding = next(f for f in it.findings if f.code == "spread-unclear")
    assert finding.origin.cell == "J2" and "คลองหาด" in finding.problem


@pytest.mark.quick
def test_times_in_a_column_part_a_table_of_states(tmp_path):
    rows: Rows = [["งบดำเนินงาน"], ["ข้อมูล ณ วันที่", "อำเภอ", "จัดสรร", "เบิกจ่าย"]]
    for day, part in (("28 ก.พ. 61", 2), ("27 มี.ค. 61", 1)):
        rows += [[day, n, g, s // part] for n, g, s in zip(NAMES, GIVEN, SPENT, strict=True)]
    it = judged(tmp_path, rows)
    assert results(it, 1) == SHARE and cells(it, 1) == ["C12", "D12"]


def test_rows_of_different_things_are_not_parted_by_their_months(tmp_path):
    rows: Rows = [["ข้อมูล ณ วันที่ 31 มีนาคม 2561"],
                  ["อำเภอ", "เดือน", "กิจกรรม/โครงการ", "จำนวนขั้นตอนตามแผน", "จำนวนขั้นตอนที่แล้วเสร็จ"]]
    for month, name in (("ม.ค. 61", "เวที"), ("มี.ค. 61", "ติดตาม")):
        rows += [[n, month, name, 10, 9] for n in NAMES]
    it = judged(tmp_path, rows)
    assert results(it, 2) == ["90.00"] * 9 and len(cells(it, 2)) == 4


def test_districts_as_columns_over_payments_of_their_days(tmp_path):
    rows: Rows = [["วันที่เบิกจ่าย", "รายการ", *NAMES], ["15/1/2561", "งวดที่หนึ่ง", *(s - 10 for s in SPENT)],
                  ["20/3/2561", "งวดที่สอง", *[10] * 9], ["2/4/2561", "หลังวันตัดยอด", *[10] * 9]]
    source = province.write(tmp_path, {
        "roster": province.tables()["roster"],
        "จัดสรร": [AS_OF, ["อำเภอ", "จัดสรร"], *([n, g] for n, g in zip(NAMES, GIVEN, strict=True))],
        "ทะเบียน": rows})
    assert results(evaluate(HOME, source, "2561-1", None, 1), 1) == SHARE


def test_tables_of_a_year_each_below_each_other(tmp_path):
    rows: Rows = [["รายได้จากการจำหน่าย OTOP (บาท)"]]
    for year, values in SALES.items():
        rows += [[], [f"ปีงบประมาณ {year}"], ["อำเภอ", *(m.split()[0] for m in SIX), "รวม"]]
        rows += [[n, *[v] * 6, 6 * v] for n, v in zip(NAMES, values, strict=True)]
    assert results(judged(tmp_path, rows), 3) == GROWTH


def test_months_as_bands_over_years(tmp_path):
    rows: Rows = [["รายได้จากการจำหน่าย OTOP"], ["อำเภอ", *(x for m in FULL for x in (m, None))],
                  [None, *["ปี 2560", "ปี 2561"] * 6]]
    rows += [[n, *[a, b] * 6] for n, a, b in zip(NAMES, SALES[2560], SALES[2561], strict=True)]
    assert results(judged(tmp_path, rows), 3) == GROWTH


def test_months_of_rows_may_name_their_years(tmp_path):
    heads = [m.replace("60", "59").replace("61", "60") for m in SIX] + SIX
    rows: Rows = [["รายได้จากการจำหน่าย OTOP"], ["เดือน", *NAMES, "รวม"]]
    rows += [[month, *SALES[2560 if at < 6 else 2561], 1] for at, month in enumerate(heads)]
    assert results(judged(tmp_path, rows), 3) == GROWTH


@pytest.mark.quick
def test_rows_of_a_register_are_no_headings_of_years(tmp_path):
    tables = province.tables()
    source = province.write(tmp_path, {"roster": tables["roster"]})
    for name in NAMES:
        book = openpyxl.Workbook()
        book.active.append(["ทะเบียนผู้ผลิต ผู้ประกอบการ OTOP"])
        book.active.append([f"อำเภอ{name} จังหวัดสระแก้ว"])
        for row in tables["register"][1:]:
            if row[3] in ("อำเภอ", name):
                book.active.append([*row[:3], *row[4:]])
        book.save(source / f"{name}.xlsx")
    it = evaluate(HOME, source, "2561-1", None, 1)
    assert [card.scores[3].level for card in it.cards] == [4] * 9


def test_bands_of_districts_without_labels_stand_under_a_title(tmp_path):
    bands = [x for n in [*NAMES, "รวม"] for x in (n, None)]
    sums = [*(x for pair in zip(GIVEN, SPENT, strict=True) for x in pair), sum(GIVEN), sum(SPENT)]
    rows: Rows = [["จปฐ. ปี 2561"], ["ข้อมูล ณ วันที่ 31 มีนาคม 2561"], bands,
                  ["ครัวเรือนเป้าหมาย", "จัดเก็บแล้ว"] * 10, sums]
    assert results(judged(tmp_path, rows), 9) == SHARE


def test_bands_of_districts_over_times_keep_each_their_own(tmp_path):
    bands = [x for n in [*NAMES, "รวม"] for x in (n, None)]
    rows: Rows = [["งบดำเนินงาน"], ["รายการ", *bands], [None, *["28 ก.พ. 61", "27 มี.ค. 61"] * 10],
                  ["จัดสรร", *(x for g in GIVEN for x in (g, g)), sum(GIVEN), sum(GIVEN)],
                  ["เบิกจ่ายสะสม", *(x for s in SPENT for x in (s // 2, s)), 1, sum(SPENT)]]
    assert results(judged(tmp_path, rows), 1) == SHARE


@pytest.mark.parametrize("title", [
    "จำนวนผู้ประกอบการที่จำหน่าย OTOP", "เป้าหมายการจำหน่าย OTOP", "ร้อยละของยอดขาย OTOP", "ผู้ผลิต OTOP"])
def test_months_of_counts_and_plans_are_no_sales(tmp_path, title):
    rows: Rows = [[title], ["ปีงบประมาณ", "อำเภอ", *FULL]]
    rows += [[year, n, *[v] * 6] for year, values in SALES.items()
             for n, v in zip(NAMES, values, strict=True)]
    assert results(judged(tmp_path, rows), 3) == [None] * 9


def test_months_without_a_year_are_refused_by_name(tmp_path):
    rows: Rows = [["รายได้จากการจำหน่าย OTOP"], ["อำเภอ", *FULL]]
    rows += [[n, *[v] * 6] for n, v in zip(NAMES, SALES[2561], strict=True)]
    it = judged(tmp_path, rows)
    assert results(it, 3) == [None] * 9
    finding = next(f for f in it.findings if f.code == "column-missing")
    assert finding.origin.file == "รายงาน.xlsx" and "ปีงบประมาณ" in finding.problem


def test_the_columns_of_each_band_may_stand_in_an_order_of_their_own(tmp_path):
    bands: list[object] = [NAMES[0], None, None, *(x for n in NAMES[1:] for x in (n, None))]
    heads = ["จัดสรร", "เบิกจ่าย", "ร้อยละ", *["เบิกจ่าย", "จัดสรร"] * 8]
    row: list[object] = [GIVEN[0], SPENT[0], 97, *(
        x for g, s in zip(GIVEN[1:], SPENT[1:], strict=True) for x in (s, g))]
    it = judged(tmp_path, [AS_OF, ["งบรายจ่าย", *bands], [None, *heads], ["งบดำเนินงาน", *row]])
    assert results(it, 1) == SHARE


@pytest.mark.quick
def test_a_band_that_lacks_a_figure_lends_none_from_another(tmp_path):
    bands: list[object] = [NAMES[0], *(x for n in NAMES[1:] for x in (n, None))]
    row: list[object] = [SPENT[0], *(x for pair in zip(GIVEN[1:], SPENT[1:], strict=True) for x in pair)]
    it = judged(tmp_path, [AS_OF, ["งบรายจ่าย", *bands], [None, "เบิกจ่าย", *["จัดสรร", "เบิกจ่าย"] * 8],
                           ["งบดำเนินงาน", *row]])
    assert results(it, 1) == [None, *SHARE[1:]] and codes(it) - {"missing-source"}


def test_a_figure_that_stands_twice_in_a_band_is_refused(tmp_path):
    rows: Rows = [AS_OF, ["อำเภอ", "งบดำเนินงาน", None, None, "งบลงทุน", None], [None, "จัดสรร", "จัดสรร", "เบิกจ่าย", "จัดสรร", "เบิกจ่าย"]]
    rows += [[n, g, 1, s, g, s] for n, g, s in zip(NAMES, GIVEN, SPENT, strict=True)]
    it = judged(tmp_path, rows, ["A2:A3", "B2:D2", "E2:F2"])
    assert results(it, 1) == [None] * 9 and "ambiguous-columns" in codes(it)


def test_labels_without_headings_stay_apart(tmp_path):
    rows: Rows = [AS_OF, [None, None, *NAMES], ["งบดำเนินงาน", "จัดสรร", *GIVEN], [None, "เบิกจ่าย", *SPENT],
                  ["งบลงทุน", "จัดสรร", *GIVEN], [None, "เบิกจ่าย", *SPENT]]
    it = judged(tmp_path, rows)
    assert results(it, 1) == SHARE and len(cells(it, 1)) == 4


@pytest.mark.parametrize("share", [2, 5])
def test_envelopes_in_rows_of_their_own_are_added_though_their_figures_are_the_same(tmp_path, share):
    rows: Rows = [AS_OF, ["รายการ", *NAMES]]
    for envelope, part in (("งบดำเนินงาน", share), ("งบลงทุน", 10 - share)):
        rows += [[envelope], ["จัดสรร", *(g * part for g in GIVEN)], ["เบิกจ่าย", *(s * part for s in SPENT)]]
    rows += [["หมายเหตุ: ตัวเลขสมมติ"]]
    it = judged(tmp_path, rows)
    assert results(it, 1) == SHARE and len(cells(it, 1)) == 4
    assert not {f.code for f in it.findings} & {"copy", "row-twice"}


def test_a_kpi_without_a_report_names_the_sheet_that_may_be_it_and_was_not_read(tmp_path):
    rows: Rows = [["ปีงบประมาณ", "อำเภอ", 10, 11, 12, 1, 2, 3]]
    rows += [[2561, name, *[100] * 6] for name in NAMES]
    (error,) = [f for f in judged(tmp_path, rows).findings if f.code == "missing-source" and f.kpi == 3]
    assert "รายงาน.xlsx" in error.problem and error.origin is not None
    assert error.origin.file == "รายงาน.xlsx"


def test_a_list_that_is_like_no_report_is_not_taken_for_a_missing_one(tmp_path):
    rows: Rows = [["อำเภอ", "โทรศัพท์ภายใน"], *([name, 1] for name in NAMES)]
    errors = [f for f in judged(tmp_path, rows).findings if f.code == "missing-source"]
    assert errors and all("รายงาน.xlsx" not in f.problem and f.origin is None for f in errors)


@pytest.mark.quick
def test_figures_that_may_be_codes_of_districts_of_several_provinces_are_no_headings(tmp_path):
    """จปฐ. of one district alone, whose name stands in the title: 3429 and 3317 are codes too."""
    rows: Rows = [["การจัดเก็บข้อมูล จปฐ. อำเภอคลองหาด"], ["เป้าหมาย (ครัวเรือน)", "จัดเก็บได้ (ครัวเรือน)"], [3429, 3317]]
    it = judged(tmp_path, rows)
    assert results(it, 9)[NAMES.index("คลองหาด")] == "96.73" and not codes(it) - {"missing-source", "unreported"}


@pytest.mark.parametrize("kind", [int, str])
@pytest.mark.parametrize("share", [[], [99.9]])
def test_figures_under_their_headings_are_no_codes_of_districts(tmp_path, kind, share):
    """1011 and 1010 are codes of one province; the district stands in the title alone."""
    tambons = [["ต.ก", kind(1011), kind(1010), *map(kind, share)], ["ต.ข", kind(1012), kind(1013)]]
    it = judged(tmp_path, [["การจัดเก็บข้อมูล จปฐ. อำเภอคลองหาด"],
                           ["ตำบล", "เป้าหมาย (ครัวเรือน)", "จัดเก็บได้ (ครัวเรือน)", *["ร้อยละ" for _ in share]], *tambons])
    assert results(it, 9)[NAMES.index("คลองหาด")] == "100.00"
    assert "unknown-district" not in {f.code for f in it.findings}


def test_codes_of_districts_may_stand_under_the_bands_of_figures(tmp_path):
    both = [*province.DISTRICTS] * 2
    rows: Rows = [AS_OF, ["แหล่งงบประมาณ", "จัดสรร", *[None] * 8, "เบิกจ่าย", *[None] * 8], [None, *map(int, both)],
                  ["งบดำเนินงาน", *GIVEN, *SPENT]]
    assert results(judged(tmp_path, rows, ["B2:J2", "K2:S2"]), 1) == SHARE


@pytest.mark.parametrize(("between", "found"), [(2, SHARE), (3, [None] * 9)])
def test_headings_stand_in_three_rows_over_the_keys(tmp_path, between, found):
    rows: Rows = [["แหล่งงบประมาณ", "จัดสรร", *[None] * 8, "เบิกจ่าย", *[None] * 8],
                  *[[None, *(["(บาท)", *[None] * 8] * 2)]] * between, [None, *[*province.DISTRICTS.values()] * 2],
                  ["งบดำเนินงาน", *GIVEN, *SPENT]]
    merges = [f"{columns[0]}{row}:{columns[1]}{row}" for row in range(1, 2 + between) for columns in ("BJ", "KS")]
    assert results(judged(tmp_path, rows, merges), 1) == found


@pytest.mark.parametrize(("between", "found"), [(1, SHARE), (2, [None] * 9)])
def test_headings_stand_in_two_rows_under_the_keys(tmp_path, between, found):
    bands = [x for name in NAMES for x in (name, None)]
    rows: Rows = [AS_OF, ["งบรายจ่าย", *bands], *[[None, *["(บาท)"] * 18]] * between, [None, *["จัดสรร", "เบิกจ่าย"] * 9],
                  ["งบดำเนินงาน", *(v for pair in zip(GIVEN, SPENT, strict=True) for v in pair)]]
    assert results(judged(tmp_path, rows), 1) == found


@pytest.mark.parametrize(("above", "found"), [(1999, SHARE), (2000, [None] * 9)])
def test_headings_with_keys_are_looked_for_in_two_thousand_rows(tmp_path, above, found):
    rows: Rows = [*[["เรื่องอื่น"]] * above, ["รายการ", *NAMES], ["จัดสรร", *GIVEN], ["เบิกจ่าย", *SPENT]]
    assert results(judged(tmp_path, rows), 1) == found


def test_a_district_without_a_part_in_a_payment_was_paid_nothing_by_it(tmp_path):
    paid: Rows = [["ทะเบียนการเบิกจ่าย"], ["วันที่เบิกจ่าย", "รายการ", *NAMES],
                  ["1/2/2561", "ใบสำคัญ 1", 400, None, *[500] * 7], ["2/2/2561", "ใบสำคัญ 2", None, 300, *[250] * 7]]
    given: Rows = [["อำเภอ", "จัดสรร (บาท)"], *([name, 1000] for name in NAMES)]
    source = province.write(tmp_path, {
        "roster": province.tables()["roster"], "จัดสรร": given, "ทะเบียนจ่าย": paid})
    it = evaluate(HOME, source, "2561-1", None, 1)
    assert results(it, 1) == ["40.00", "30.00", *["75.00"] * 7] and "missing-value" not in codes(it)


def banded(days: Sequence[str], heads: Sequence[str], figures: Sequence[Sequence[object]]) -> tuple[Rows, list[str]]:
    """A table of disbursement with the same headings under each day, and its merged ranges."""
    letter, wide = openpyxl.utils.get_column_letter, len(heads)
    rows: Rows = [["อำเภอ", *(text for day in days for text in [day, *[None] * (wide - 1)])], [None, *heads * len(days)]]
    rows += [[name, *(value for day in figures for value in day)] for name in NAMES]
    over = [f"{letter(2 + wide * n)}1:{letter(1 + wide * (n + 1))}1" for n in range(len(days))]
    return rows, ["A1:A2", *over]


TWO_DAYS = ["ณ วันที่ 28 ก.พ. 2561", "ณ วันที่ 27 มี.ค. 2561"]


@pytest.mark.parametrize("more", [["คงเหลือ"], ["PO"], ["PO", "คงเหลือ"], ["คงเหลือ", "หมายเหตุการเงิน"]])
@pytest.mark.parametrize("bands", [TWO_DAYS, NAMES])
def test_other_columns_beside_the_figures_under_each_key_are_no_hindrance(tmp_path, bands, more):
    left = [100, *[None] * (len(more) - 1)] if more[0] == "คงเหลือ" else [None, 100][:len(more)]
    rows, merges = banded(bands, ["จัดสรร", "เบิกจ่าย", *more], [[1000, 900, *left]] * len(bands))
    if bands is NAMES:
        rows = [["งบ", *rows[0][1:]], rows[1], ["งบ ก", *rows[2][1:]]]
    it = judged(tmp_path, rows, merges)
    assert results(it, 1) == ["90.00"] * 9 and not codes(it) - {"missing-source"}


def test_what_is_left_is_held_against_the_figures_of_its_own_band(tmp_path):
    rows, merges = banded(TWO_DAYS, ["จัดสรร", "เบิกจ่าย", "คงเหลือ"], [[1000, 300, 700], [1000, 900, 100]])
    rows[5][5] = 990
    (odd,) = [f for f in judged(tmp_path, rows, merges).findings if f.code == "remaining-differs"]
    assert odd.origin is not None and odd.origin.cell == "F6"


@pytest.mark.parametrize("heads", [
    ["จัดสรร", "จัดสรรเพิ่มเติม", "เบิกจ่าย"], ["จัดสรร", "เบิกจ่าย", "เบิกจ่ายเพิ่ม"]])
def test_more_of_a_figure_under_each_key_refuses_the_table(tmp_path, heads):
    rows, merges = banded(TWO_DAYS, heads, [[1000, 100, 300], [1000, 100, 900]])
    it = judged(tmp_path, rows, merges)
    assert results(it, 1) == [None] * 9 and "ambiguous-columns" in codes(it)


def test_a_band_that_lacks_a_figure_lends_none_of_another(tmp_path):
    rows, merges = banded(TWO_DAYS, ["จัดสรร", "เบิกจ่าย", "คงเหลือ"], [[1000, 300, 700], [1000, 900, 100]])
    rows[1][5] = "เบิกจริง ๆ"
    assert results(judged(tmp_path, rows, merges), 1) == [None] * 9


@pytest.mark.quick
@pytest.mark.parametrize("day", ["{} มีนาคม 2561", "2018-03-{:02}"])
def test_days_that_districts_answer_are_no_headings(tmp_path, day):
    items = province.ITEMS[8]
    rows: Rows = [AS_OF, ["ตัวชี้วัดที่", "ระดับที่", "รายการ", *NAMES]]
    rows += [[8, 1, item, *("ใช่" for _ in NAMES)] for item in items[:2]]
    rows.append([8, None, "วันที่ส่งรายงาน", *(day.format(10 + number) for number in range(len(NAMES)))])
    rows += [[8, 1, item, *(90 if item == items[4] else "ใช่" for _ in NAMES)] for item in items[2:]]
    it = judged(tmp_path, rows)
    assert [card.scores[7].level for card in it.cards] == [4] * len(NAMES)
