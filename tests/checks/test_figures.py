"""Figures that cannot be right: each check tells its slip, and is silent where all is well."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import good
import openpyxl
import province
import pytest
from home import HOME, copy_room

from pipeline.checks import CHECKS, Counted, suspicions
from pipeline.definitions import fingerprints, load_agreement, load_checks, load_sources
from pipeline.errors import DefinitionError
from pipeline.measure import MEASURES
from pipeline.model.cells import RawSheet
from pipeline.model.check import Suspicion
from pipeline.model.finding import Finding
from pipeline.normalise.kinds import KINDS
from pipeline.normalise.stage import normalise
from pipeline.recognise.sheets import recognise
from pipeline.run.stages import Outcome, evaluate
from pipeline.thai.digits import to_arabic

pytestmark = pytest.mark.slow

Rows = province.Rows
Tables = dict[str, Rows]
NAMES = list(province.DISTRICTS.values())
AGREEMENT = load_agreement(HOME, MEASURES, "2561-1")
SOURCES = load_sources(HOME, AGREEMENT, KINDS)
RULES = load_checks(HOME, AGREEMENT, SOURCES, CHECKS)


def told(tables: Tables) -> list[tuple[str, Suspicion]]:
    """What the checks find in a province's exports, by their names."""
    sheets = [RawSheet(f"{name}.xlsx", "Sheet1", tuple(tuple(row) for row in rows))
              for name, rows in tables.items()]
    claims = [v.claim for v in recognise(sheets, SOURCES) if v.claim is not None]
    seen = normalise(claims, AGREEMENT)
    facts = Counted(
        seen.observations, {}, AGREEMENT, seen.districts, {s.id: s for s in SOURCES}, seen.numbered)
    return [(check.name, suspicion) for check, suspicion in suspicions(facts, RULES)]


def codes(tables: Tables) -> set[str]:
    return {code for code, _ in told(tables)}


@cache
def _steady() -> Tables:
    """A province with figures of its own in each district, all of them right."""
    made = province.tables()
    made["disbursement"] = [[province.AS_OF], ["อำเภอ", "จัดสรร", "เบิกจ่าย"]] + [
        [name, 200_000 + 31_000 * n, 190_000 + 29_117.25 * n] for n, name in enumerate(NAMES)]
    made["sara"] = [[province.AS_OF], ["อำเภอ", "งบประมาณจัดสรร", "เบิกจ่าย", "บันทึกในระบบ SARA"]] + [
        [name, 900_000 + 71_000 * n, 700_000 + 61_333.5 * n, "ใช่"] for n, name in enumerate(NAMES)]
    made["sales"] = [*made["sales"][:2]] + [
        [year, month, name, province.ITEM, round(50_000 * (n + 2) * part * growth + 7 * n), "บาท"]
        for year, growth in ((2560, 1), (2561, 1.2))
        for month, part in zip(province.MONTHS, (1, 1.3, 2.2, 0.8, 0.9, 1.4), strict=True)
        for n, name in enumerate(NAMES)]
    made["basic_needs"] = [[province.AS_OF], ["อำเภอ", "ตำบล", "ครัวเรือนเป้าหมาย", "จัดเก็บแล้ว"]] + [
        [name, f"ตำบล {tambon}", 700 + 130 * n + 90 * tambon, 695 + 130 * n + 90 * tambon]
        for n, name in enumerate(NAMES) for tambon in range(3)]
    made["livelihood"] = [made["livelihood"][0], made["livelihood"][1]] + [
        [name, "ตัวอย่าง", f"หมู่ {v}", 20 + n, 18 + n] for n, name in enumerate(NAMES) for v in range(3)]
    return made


def steady() -> Tables:
    return {name: [list(row) for row in rows] for name, rows in _steady().items()}


def spoilt(table: str, column: int, mend: Callable[[int, object], object]) -> Tables:
    """The steady province with a column of one table changed, row by row (numbered from 0)."""
    made = steady()
    for number, row in enumerate(made[table][2:]):
        row[column] = mend(number, row[column])
    return made


@pytest.mark.quick
def test_a_steady_province_raises_no_suspicion():
    assert told(steady()) == []


@pytest.mark.parametrize("seed", range(30))
def test_good_provinces_raise_no_suspicion(seed):
    assert [(code, s.what) for code, s in told(good.tables(seed))] == []


# --- units and columns ----------------------------------------------------------------------------


@pytest.mark.parametrize(("column", "factor", "looks"), [
    (2, 1000, "พันบาท"), (1, 1000, "พันบาท"), (2, 100, "100 เท่า"), (2, 1_000_000, "ล้านบาท"),
])
def test_a_column_in_another_unit_than_its_partner_is_told_once(column, factor, looks):
    (one,) = told(spoilt("disbursement", column, lambda n, v: v / factor))
    assert one[0] == "unit-off" and looks in one[1].looks and len(one[1].districts) == 9
    assert all(odd.meant == odd.seen.value * factor for odd in one[1].odd)


def test_a_row_of_one_district_in_thousands_is_told():
    (one,) = told(spoilt("disbursement", 2, lambda n, v: v / 1000 if n == 4 else v))
    assert one[0] == "unit-off" and [o.seen.district for o in one[1].odd] == ["2705"]


@pytest.mark.parametrize(("off", "found"), [(6, [6]), (5, [])])
def test_a_column_is_off_where_six_of_nine_are_and_of_five_and_four_nobody_knows(off, found):
    made = told(spoilt("disbursement", 2, lambda n, v: v / 1000 if n < off else v))
    assert [len(one.districts) for _, one in made] == found


@pytest.mark.parametrize(("districts", "found"), [(4, {"unit-off"}), (3, set())])
def test_a_column_a_hundred_times_off_is_told_of_four_districts_and_more(districts, found):
    made = spoilt("disbursement", 2, lambda n, v: v / 100)
    made["disbursement"] = made["disbursement"][:2 + districts]
    assert codes(made) == found


@pytest.mark.parametrize(("times", "found"), [
    (0.45, set()), (0.55, {"unit-off"}), (1.9, {"unit-off"}), (2.1, set())])
def test_a_row_in_thousands_is_told_where_it_would_be_half_to_twice_what_is_usual(times, found):
    made = steady()
    for row in made["disbursement"][2:]:
        row[2] = row[1] * 0.6
    made["disbursement"][6][2] *= times / 1000
    assert codes(made) == found


@pytest.mark.parametrize(("of", "found"), [(3, [3]), (2, [1, 1])])
def test_a_table_of_three_districts_is_judged_alone_and_smaller_ones_together(of, found):
    made = steady()
    title, heads, *rows = made.pop("disbursement")
    for row in rows[:of]:
        row[2] /= 1000
    for number, mine in enumerate((rows[:of], rows[3:5], rows[5:7], rows[7:])):
        made[f"งบ {number}"] = [title, [f"งบที่ {'กขคง'[number]}"], heads, *mine]
    assert [len(one.districts) for _, one in told(made)] == found


@pytest.mark.parametrize(("middle", "right", "found"), [
    (990, 0, {"unit-off"}), (1_000, 0, set()), (990, 1, {"unit-off"}), (990, 2, set())])
def test_an_envelope_whose_middle_is_below_a_thousand_is_no_baht_where_almost_all_are_so(middle, right, found):
    made = steady()
    made["งบอื่น"] = [["งบอื่น"], *[list(row) for row in made["disbursement"]]]
    made["disbursement"].insert(0, ["งบดำเนินงาน"])
    for n, row in enumerate(made["งบอื่น"][3 + right:]):
        row[1] = middle + 10 * (n - 4)
        row[2] = row[1] * 0.9 // 1
    assert codes(made) == found


def test_an_envelope_in_thousands_beside_others_in_baht_is_told():
    made = steady()
    made["งบอื่น"] = [["งบอื่น"], *[list(row) for row in made["disbursement"]]]
    made["disbursement"].insert(0, ["งบดำเนินงาน"])
    assert codes(made) == set()
    for row in made["งบอื่น"][3:]:
        row[1], row[2] = row[1] / 1000, row[2] / 1000
    assert codes(made) == {"unit-off"}


def test_a_small_envelope_beside_large_ones_is_no_other_unit():
    made = steady()
    made["งบอื่น"] = [["งบอื่น"], *[list(row) for row in made["disbursement"]]]
    made["disbursement"].insert(0, ["งบดำเนินงาน"])
    for n, row in enumerate(made["งบอื่น"][3:]):
        row[1], row[2] = 2_000 + 300 * n, 1_500 + 250 * n
    assert codes(made) == set()


def test_a_fund_that_has_hardly_begun_in_some_districts_is_no_other_unit():
    assert codes(spoilt("sara", 2, lambda n, v: 9_100 if n % 3 == 0 else v)) == set()


def test_disbursement_of_exactly_100_percent_everywhere_is_silent():
    made = steady()
    for row in made["disbursement"][2:]:
        row[2] = row[1]
    assert codes(made) == set()


@pytest.mark.parametrize("table", ["disbursement", "bpm", "basic_needs"])
def test_columns_in_each_others_place_are_told_as_one_thing(table):
    made = steady()
    for row in made[table][2:]:
        if table == "basic_needs":
            row[3] = row[2] * 0.95 // 1
        row[-1 if table != "bpm" else 3], row[-2 if table != "bpm" else 2] = (
            row[-2 if table != "bpm" else 2], row[-1 if table != "bpm" else 3])
    ((code, suspicion),) = told(made)
    assert code == "columns-swapped" and len(suspicion.districts) == 9


def test_swapped_columns_are_told_where_some_had_spent_all_and_a_little_more_than_all_is_silent():
    made = steady()
    for n, row in enumerate(made["sara"][2:]):
        row[1:3] = [row[1], row[1]] if n % 3 == 0 else [row[2], row[1]]
    assert codes(made) == {"columns-swapped"}
    for row in made["sara"][2:]:
        row[2] = row[1]
    for row in made["sara"][2:5]:
        row[2] *= 1.01
    assert codes(made) == set()


def test_surveys_that_pass_the_target_a_little_everywhere_are_silent():
    assert codes(spoilt("basic_needs", 3, lambda n, v: v + 5 + n % 9)) == set()


@pytest.mark.parametrize(("table", "percent", "found"), [
    ("sara", 100.5, {"columns-swapped"}), ("sara", 299, {"columns-swapped"}), ("sara", 301, {"far-above-base"}),
    ("basic_needs", 102, set()), ("basic_needs", 103, {"columns-swapped"}),
    ("livelihood", 105, set()), ("livelihood", 110, {"columns-swapped"})])
def test_columns_are_swapped_above_what_all_may_pass_their_base_by_and_up_to_three_times(table, percent, found):
    made = steady()
    at = {"sara": 1, "basic_needs": 2, "livelihood": 3}[table]
    for row in made[table][2:]:
        row[at] = row[at] // 100 * 100 or 100
        row[at + 1] = row[at] * percent / 100
    assert codes(made) == found


def with_payments() -> Tables:
    """The steady province whose payments stand in a register."""
    made = steady()
    made["payments"] = [["วันที่เบิกจ่าย", "อำเภอ", "รายการ", "จำนวนเงิน"], *(
        [f"1{part}/01/2561", row[0], f"จ่าย {part}", row[2] / 2 + part]
        for row in made["disbursement"][2:] for part in (0, 1))]
    made["disbursement"] = [row[:2] for row in made["disbursement"]]
    return made


@pytest.mark.quick
def test_a_register_of_payments_in_thousands_and_one_payment_of_ten_times_are_told():
    assert codes(with_payments()) == set()
    made = with_payments()
    made["payments"][4][3] *= 10
    ((code, one),) = told(made)
    assert code == "payments-off" and "10 เท่า" in one.looks and one.odd[0].seen.district == "2702"
    for row in made["payments"][1:]:
        row[3] /= 1000
    assert codes(made) == {"payments-off"}


def test_payments_somewhat_above_the_allocation_are_silent():
    made = with_payments()
    for row in made["payments"][1:]:
        row[3] *= 1.4
    assert codes(made) == set()


def with_a_payment_again(amount: float, *, description: str = "ค่าจ้างพิมพ์", least: int = 1) -> Tables:
    """A register of payments in which one stands twice, ``least`` times over."""
    made = with_payments()
    for _ in range(least):
        made["payments"].append(["11/01/2561", NAMES[3], "ค่าจ้างพิมพ์", amount])
    made["payments"].append(["11/01/2561", NAMES[3], description, amount])
    return made


@pytest.mark.parametrize("amount", [10_000.5, 12_345.5, 12_350])
def test_a_payment_that_stands_twice_is_told_with_what_is_left_without_it(amount):
    ((code, one),) = told(with_a_payment_again(amount))
    assert code == "payment-twice" and one.districts == (list(province.DISTRICTS)[3],)
    assert [odd.meant for odd in one.odd] == [0] and one.odd[0].seen.origin.cell == "D21"


@pytest.mark.parametrize("made", [
    with_a_payment_again(9_999.5), with_a_payment_again(12_300), with_a_payment_again(12_345.5, description="ค่าจ้างพิมพ์ 2"),
    with_a_payment_again(12_345.5, least=2)])
def test_payments_that_are_small_round_of_another_thing_or_of_many_are_silent(made):
    assert codes(made) == set()


# --- rows -----------------------------------------------------------------------------------------


def test_a_tambon_ten_times_its_target_is_told_with_what_it_would_be():
    ((code, one),) = told(spoilt("basic_needs", 3, lambda n, v: v * 10 if n == 4 else v))
    assert code == "far-above-base" and "10 เท่า" in one.looks
    assert [odd.meant for odd in one.odd] == [one.odd[0].seen.value / 10]


@pytest.mark.parametrize(("times", "looks"), [(100, "100 เท่า"), (1000, "1,000 เท่า"), (10_000, "มากเกินกว่าที่ควรเป็น")])
def test_a_figure_may_have_one_to_three_digits_too_many(times, looks):
    ((_, one),) = told(spoilt("basic_needs", 3, lambda n, v: v * times if n == 4 else v))
    assert looks in one.looks


@pytest.mark.parametrize(("table", "column", "most"), [
    ("disbursement", 2, 300_000), ("bpm", 3, 10), ("sara", 2, 1_350_000), ("basic_needs", 3, 840), ("livelihood", 4, 40)])
@pytest.mark.parametrize(("over", "found"), [(0, set()), (1, {"far-above-base"})])
def test_a_row_is_far_above_its_base_from_one_above_the_limit_on(table, column, most, over, found):
    assert codes(spoilt(table, column, lambda n, v: most + over if n == 0 else v)) == found


@pytest.mark.parametrize(("table", "column", "value"), [
    ("disbursement", 2, 290_000), ("basic_needs", 3, 750), ("livelihood", 4, 35),
])
def test_a_row_somewhat_above_its_base_is_silent(table, column, value):
    assert codes(spoilt(table, column, lambda n, v: value if n == 0 else v)) == set()


def test_more_steps_done_than_planned_are_told():
    assert codes(spoilt("bpm", 3, lambda n, v: 11 if n == 3 else v)) == {"far-above-base"}


def test_percentages_typed_as_counts_are_told():
    ((code, one),) = told(spoilt("basic_needs", 3, lambda n, v: 99 - n % 3))
    assert code == "counts-like-percentages" and one.odd[0].meant == one.odd[0].seen.value * 7


@pytest.mark.parametrize(("districts", "found"), [(5, {"counts-like-percentages"}), (4, set())])
def test_counts_like_percentages_are_told_of_five_districts_and_more(districts, found):
    made = spoilt("basic_needs", 3, lambda n, v: 99 - n % 3)
    made["basic_needs"] = made["basic_needs"][:2 + 3 * districts]
    assert codes(made) == found


def test_counts_with_fractions_are_told():
    assert codes(spoilt("livelihood", 4, lambda n, v: v - 0.5)) == {"counts-like-percentages"}


def test_a_negative_sum_is_told_and_a_refund_within_it_is_not():
    assert codes(spoilt("disbursement", 2, lambda n, v: -v if n == 1 else v)) == {"negative-sum"}
    made = steady()
    made["disbursement"].append([NAMES[0], 1000, -500.25])
    assert codes(made) == set()


@pytest.mark.quick
def test_one_result_for_districts_of_different_targets_is_told_and_equal_ones_are_not():
    assert codes(spoilt("disbursement", 2, lambda n, v: 187_654.25)) == {"same-results"}
    made = steady()
    for row in made["disbursement"][2:]:
        row[1:] = [200_000, 187_654.25]
    assert codes(made) == set()


@pytest.mark.parametrize(("districts", "found"), [(5, {"same-results"}), (4, set())])
def test_one_result_is_told_of_five_districts_and_more(districts, found):
    made = spoilt("disbursement", 2, lambda n, v: 187_600)
    made["disbursement"] = made["disbursement"][:2 + districts]
    assert codes(made) == found


@pytest.mark.parametrize(("amount", "found"), [(181_000, set()), (181_500, {"same-results"})])
def test_a_share_that_all_were_paid_is_of_whole_thousands(amount, found):
    assert codes(spoilt("disbursement", 2, lambda n, v: amount)) == found


def test_a_round_amount_paid_of_every_allocation_is_silent_unless_it_is_more_than_some():
    made = spoilt("disbursement", 2, lambda n, v: 180_000)
    assert codes(made) == set()
    made["disbursement"][2][1] = 170_000
    assert codes(made) == {"same-results"}


def test_one_result_in_a_table_of_several_is_told():
    made = steady()
    made["งบอื่น"] = [["งบอื่น"], *[list(row) for row in made["disbursement"]]]
    made["disbursement"].insert(0, ["งบดำเนินงาน"])
    for row in made["งบอื่น"][3:]:
        row[2] = 187_654.25
    assert codes(made) == {"same-results"}


def test_an_amount_that_is_that_of_the_row_above_is_told():
    made = steady()
    made["disbursement"][6][2] = made["disbursement"][5][2]
    ((code, one),) = told(made)
    assert code == "same-amount" and one.odd[0].seen.district == "2705"
    assert NAMES[3] in one.what and NAMES[4] in one.what


def test_round_amounts_and_allocations_spent_in_full_may_be_equal():
    made = steady()
    made["disbursement"][6][2] = made["disbursement"][5][2] = 250_000
    made["disbursement"][8][1:] = made["disbursement"][7][1:] = [345_678, 345_678]
    assert codes(made) == set()


@pytest.mark.parametrize("step", [100, 10, 1, 0.01])
@pytest.mark.parametrize(("steps", "found"), [(899, set()), (901, {"same-amount"})])
def test_an_amount_again_is_told_where_nine_over_their_steps_make_no_pair_by_chance(step, steps, found):
    made = steady()
    for n, (row, place) in enumerate(zip(
            made["disbursement"][2:], (1, 113, 227, 331, 443.5, 443.5, 557, 671, 1 + steps), strict=True)):
        row[1:] = [300_000 + 20_001 * n, 200_000 + step * place]
    assert codes(made) == found


def with_left(*held: object) -> Tables:
    """The steady province with what is left of each row's money, less what is held besides."""
    made = steady()
    rows = made["disbursement"]
    rows[1] += [*["PO", "ผูกพัน"][:len(held)], "คงเหลือ (บาท)"]
    for row in rows[2:]:
        row += [*held, row[1] - row[2] - sum(held)]
    return made


@pytest.mark.parametrize("held", [(), (2_500,), (2_500, 300.5)])
def test_what_is_left_may_be_less_what_is_held_besides(held):
    assert codes(with_left(*held)) == set()


@pytest.mark.parametrize("held", [(), (2_500,), (2_500, 300.5)])
def test_a_row_whose_remainder_is_not_what_is_left_is_told_with_what_it_would_be(held):
    made = with_left(*held)
    right = made["disbursement"][5][2]
    made["disbursement"][5][2] = right + 9_000
    ((code, one),) = told(made)
    assert code == "remaining-differs" and float(one.odd[0].meant) == pytest.approx(right)
    assert one.odd[0].seen.district == "2704"


def test_a_remainder_that_is_something_else_in_most_rows_is_silent():
    made = with_left()
    for n, row in enumerate(made["disbursement"][2:]):
        row[3] += 1_000 * (n % 3)
    assert codes(made) == set()


@pytest.mark.parametrize(("wrong", "told_of"), [(1, 1), (2, 0)])
def test_a_remainder_is_what_is_left_where_eight_of_nine_rows_say_so(wrong, told_of):
    made = with_left()
    for row in made["disbursement"][2:2 + wrong]:
        row[3] += 1_000
    assert [code for code, _ in told(made)] == ["remaining-differs"] * told_of


@pytest.mark.parametrize(("off", "found"), [(0.01, set()), (0.02, {"remaining-differs"})])
def test_a_remainder_may_be_a_satang_off(off, found):
    made = with_left()
    made["disbursement"][2][3] += off
    assert codes(made) == found


def test_money_in_thousands_with_its_remainder_is_silent():
    made = with_left()
    made["disbursement"].insert(1, ["หน่วย : พันบาท"])
    for row in made["disbursement"][3:]:
        row[1:] = [value / 1000 for value in row[1:]]
    assert codes(made) == set()


def with_numbers(table: str, lacking: tuple[int, ...], heading: str = "ที่") -> Tables:
    made = steady()
    made[table] = [made[table][0], [heading, *made[table][1]],
                   *([n, *row] for n, row in enumerate(made[table][2:], 1) if n not in lacking)]
    return made


@pytest.mark.parametrize("table", ["disbursement", "basic_needs", "register", "sales"])
@pytest.mark.parametrize(("lacking", "is_told"), [((), False), ((4,), True), ((3, 7), True), ((2, 3, 5, 8), False)])
def test_running_numbers_that_lack_one_or_two_are_told_and_a_filtered_list_is_not(table, lacking, is_told):
    found = told(with_numbers(table, lacking, "ลำดับที่"))
    assert [code for code, _ in found] == ["numbers-skipped"] * is_told
    if is_told:
        assert f"ไม่มีเลข {', '.join(map(str, lacking))} " in found[0][1].what


def test_numbers_that_begin_again_in_each_district_are_silent():
    made = steady()
    made["basic_needs"] = [made["basic_needs"][0], ["ที่", *made["basic_needs"][1]], *(
        [n % 3 + 1, *row] for n, row in enumerate(made["basic_needs"][2:]))]
    assert codes(made) == set()


def with_tambons(*tambons: str) -> Tables:
    """The steady province whose อำเภอคลองหาด surveyed these tambons."""
    made = steady()
    rows = iter(tambons)
    for row in made["basic_needs"][2:]:
        if row[0] == "คลองหาด":
            row[1] = next(rows)
    return made


def test_rows_of_tambons_that_lie_in_another_district_are_told_once_with_what_is_left_without_them():
    ((code, one),) = told(with_tambons("ต.ไทยอุดม", "บ้านแก้ง", "หนองแวง"))
    assert code == "tambon-elsewhere" and one.districts == ("2702",) and "2 แถว" in one.what
    assert [odd.seen.row - one.odd[0].seen.row for odd in one.odd] == [0, 0, 1, 1]
    assert {odd.meant for odd in one.odd} == {0}


def test_tambons_of_the_district_and_those_that_nobody_knows_are_silent():
    assert codes(with_tambons("ไทยอุดม", "คลองหาด", "ตัวอย่างใหม่")) == set()


# --- months ---------------------------------------------------------------------------------------


def month(rows: Rows, year: int, name: str, of: str) -> list[object]:
    return next(row for row in rows if row[:3] == [year, of, name])


@pytest.mark.quick
@pytest.mark.parametrize(("year", "factor"), [(2561, 10), (2560, 10), (2561, 100), (2561, 0.1), (2560, 0.001)])
def test_a_month_ten_times_what_its_neighbours_say_is_told(year, factor):
    made = steady()
    row = month(made["sales"], year, NAMES[5], "มกราคม")
    row[4] *= factor
    ((code, one),) = told(made)
    assert code == "month-odd" and [o.seen.district for o in one.odd] == ["2706"]
    assert float(one.odd[0].meant) == pytest.approx(row[4] / factor, rel=1e-6)


def test_a_fair_that_both_years_had_and_one_of_five_times_are_silent():
    made = steady()
    for year in (2560, 2561):
        month(made["sales"], year, NAMES[5], "ธันวาคม")[4] *= 12
    month(made["sales"], 2561, NAMES[6], "มีนาคม")[4] *= 5
    assert codes(made) == set()


@pytest.mark.parametrize(("factor", "found"), [(9, set()), (9.7, set()), (9.8, {"month-odd"})])
def test_a_month_of_this_year_alone_is_told_where_it_is_more_than_six_times_its_neighbours(factor, found):
    made = steady()  # January is 0.8 where the middle of the others is 1.3
    month(made["sales"], 2561, NAMES[5], "มกราคม")[4] *= factor
    assert codes(made) == found


@pytest.mark.parametrize(("factor", "found"), [(7.4, set()), (7.6, {"month-odd"}), (13.4, {"month-odd"}), (13.6, set())])
def test_a_month_is_ten_times_off_from_three_quarters_to_a_third_more(factor, found):
    made = steady()
    month(made["sales"], 2561, NAMES[5], "มีนาคม")[4] *= factor
    assert codes(made) == found


@pytest.mark.parametrize(("of", "factor", "found"), [
    ("มีนาคม", 6.9, set()), ("มีนาคม", 7.1, {"month-odd"}), ("มีนาคม", 19.8, {"month-odd"}), ("มีนาคม", 20.2, set()),
    ("มกราคม", 13.8, set()), ("มกราคม", 14.2, {"month-odd"})])  # January is 0.8 where the middle is then 1.4
def test_where_another_month_grew_otherwise_the_range_is_wider_and_it_stands_eight_times_above_its_neighbours(
        of, factor, found):
    made = steady()
    month(made["sales"], 2561, NAMES[5], "พฤศจิกายน")[4] *= 3
    month(made["sales"], 2561, NAMES[5], of)[4] *= factor
    assert codes(made) == found


@pytest.mark.parametrize(("growth", "found"), [(2.45, set()), (2.55, {"month-odd"})])
def test_months_grow_alike_up_to_two_and_a_half_times_each_other(growth, found):
    made = steady()  # sixteen times is ten where they do not agree, and nothing where they do
    month(made["sales"], 2561, NAMES[5], "พฤศจิกายน")[4] *= growth
    month(made["sales"], 2561, NAMES[5], "มีนาคม")[4] *= 16
    assert codes(made) == found


def test_a_month_pasted_into_the_next_is_told_once_of_all_districts_and_of_one_by_its_name():
    made = steady()
    for name in NAMES:
        month(made["sales"], 2561, name, "มีนาคม")[4] = month(made["sales"], 2561, name, "กุมภาพันธ์")[4]
    ((code, one),) = told(made)
    assert code == "month-again" and "มีนาคม 2561" in one.what
    assert one.districts == tuple(province.DISTRICTS)[1:]  # what the first sells is round
    made = steady()
    month(made["sales"], 2560, NAMES[4], "ธันวาคม")[4] = month(made["sales"], 2560, NAMES[4], "พฤศจิกายน")[4]
    ((code, one),) = told(made)
    assert code == "month-again" and one.districts == ("2705",) and "ธันวาคม 2559" in one.what


@pytest.mark.parametrize(("districts", "found"), [(5, [5]), (4, [1] * 4)])
def test_a_month_pasted_or_empty_in_five_districts_is_told_once(districts, found):
    pasted, empty = steady(), steady()
    for name in NAMES[1:1 + districts]:
        month(pasted["sales"], 2561, name, "มีนาคม")[4] = month(pasted["sales"], 2561, name, "กุมภาพันธ์")[4]
        month(empty["sales"], 2561, name, "มกราคม")[4] = 0
    assert [len(one.districts) for _, one in told(pasted)] == found
    assert [len(one.districts) for _, one in told(empty)] == found


@pytest.mark.parametrize(("value", "months", "found"), [
    (120_000, 2, set()), (120_037, 6, set()), (120_037, 3, set()), (29_937, 2, set()), (30_037, 2, {"month-again"})])
def test_months_that_are_equal_and_round_or_small_or_of_many_months_are_silent(value, months, found):
    made = steady()
    for row in made["sales"][2:]:
        if row[2] == NAMES[2]:
            row[4] = round(row[4] * value / 200_000)
    for of in province.MONTHS[-months:]:
        month(made["sales"], 2561, NAMES[2], of)[4] = value
    assert codes(made) == found


def test_a_district_that_sells_one_of_two_amounts_every_month_is_silent():
    made = steady()
    for of, value in zip(province.MONTHS, (120_050, 125_050, 125_050, 125_050, 120_050, 120_050), strict=True):
        month(made["sales"], 2561, NAMES[2], of)[4] = value
    for of, value in zip(province.MONTHS, (100_050, 100_050, 103_050, 103_050, 103_050, 103_050), strict=True):
        month(made["sales"], 2560, NAMES[2], of)[4] = value
    assert codes(made) == set()


@pytest.mark.quick
def test_the_only_month_of_nothing_is_told_in_either_year():
    for year in (2560, 2561):
        made = steady()
        month(made["sales"], year, NAMES[7], "มกราคม")[4] = 0
        ((code, one),) = told(made)
        assert code == "month-zero" and one.odd[0].meant > 0


@pytest.mark.parametrize(("factor", "found"), [(2.7, {"month-zero"}), (2.75, set())])
def test_a_month_of_nothing_is_told_where_none_is_more_than_eight_times_another(factor, found):
    made = steady()
    for year in (2560, 2561):  # December is 2.2 and grows by 1.2, last year's February 0.9
        month(made["sales"], year, NAMES[7], "ธันวาคม")[4] *= factor
    month(made["sales"], 2561, NAMES[7], "มกราคม")[4] = 0
    assert codes(made) == found


def test_months_of_nothing_of_a_small_district_or_of_both_years_are_silent():
    made = steady()
    for year in (2560, 2561):
        month(made["sales"], year, NAMES[7], "มกราคม")[4] = 0
    for row in made["sales"][2:]:
        if row[2] == NAMES[2]:
            row[4] = 0 if row[1] in ("ตุลาคม", "มีนาคม") and row[0] == 2561 else 3_000
    assert codes(made) == set()


@pytest.mark.parametrize("year", [2560, 2561])
def test_a_year_in_thousands_is_told_once(year):
    made = steady()
    for row in made["sales"][2:]:
        row[4] = row[4] / 1000 if row[0] == year else row[4]
    ((code, one),) = told(made)
    assert code == "years-apart" and "พันบาท" in one.looks and str(year) in one.what


@pytest.mark.parametrize(("off", "found"), [(6, [6]), (5, []), (4, [1] * 4)])
def test_a_year_in_thousands_in_six_of_nine_districts_is_told_once_and_in_less_than_half_of_each(off, found):
    made = steady()
    for row in made["sales"][2:]:
        row[4] /= 1000 if row[0] == 2561 and row[2] in NAMES[:off] else 1
    assert [len(one.districts) for _, one in told(made)] == found


@pytest.mark.parametrize(("growth", "found"), [
    (0.49, set()), (0.51, {"years-apart"}), (1.96, {"years-apart"}), (2.04, set())])
def test_a_year_in_thousands_is_half_to_twice_the_other(growth, found):
    made = steady()
    for row in made["sales"][2:]:
        row[4] *= growth / 1.2 / 1000 if row[0] == 2561 else 1
    assert codes(made) == found


def test_growth_of_a_tiny_base_is_silent():
    made = steady()
    for row in made["sales"][2:]:
        if row[2] == NAMES[8]:
            row[4] = 100 if row[0] == 2560 else 30_000
    assert codes(made) == set()


def test_months_added_up_in_every_district_are_told_with_what_each_would_be():
    made = steady()
    for name in NAMES:
        total = 0
        for of in province.MONTHS:
            row = month(made["sales"], 2561, name, of)
            total += row[4]
            row[4] = total
    ((code, one),) = told(made)
    assert code == "months-added-up" and one.odd[1].meant < one.odd[1].seen.value


def test_months_that_rise_gently_everywhere_are_silent():
    made = steady()
    for row in made["sales"][2:]:
        place = province.MONTHS.index(row[1])
        row[4] = round((100_007 + 1000 * NAMES.index(row[2])) * (1 + place / 5) * (1.2 if row[0] == 2561 else 1))
    assert codes(made) == set()


@pytest.mark.parametrize(("rise", "districts", "found"), [
    (1.9, 9, set()), (2.1, 9, {"months-added-up"}), (2.1, 5, {"months-added-up"}), (2.1, 4, set())])
def test_months_are_added_up_where_the_last_is_three_times_the_first_in_five_districts(rise, districts, found):
    made = steady()
    made["sales"] = made["sales"][:2] + [row for row in made["sales"][2:] if row[2] in NAMES[:districts]]
    for row in made["sales"][2:]:
        place = province.MONTHS.index(row[1])
        row[4] = round((100_007 + 1000 * NAMES.index(row[2])) * (1 + place / 5 * rise) * (1.2 if row[0] == 2561 else 1))
    assert codes(made) == found


@pytest.mark.parametrize(("districts", "found"), [(6, [6]), (5, [1] * 5)])
def test_six_of_nine_districts_as_they_were_last_year_are_told_once_and_fewer_each(districts, found):
    made = steady()
    for row in made["sales"][2:]:
        if row[0] == 2561 and row[2] in NAMES[1:1 + districts]:
            row[4] = month(made["sales"], 2560, row[2], row[1])[4]
    assert [len(one.districts) for _, one in told(made)] == found


def test_last_years_months_copied_to_this_year_are_told():
    made = steady()
    for row in made["sales"][2:]:
        if row[0] == 2561:
            row[4] = month(made["sales"], 2560, row[2], row[1])[4]
    assert codes(made) == {"same-as-last-year"}


@pytest.mark.parametrize(("sales", "found"), [(5_000, set()), (5_500, {"same-as-last-year"})])
def test_sales_of_round_thousands_that_stay_as_they_were_are_silent(sales, found):
    made = steady()
    for row in made["sales"][2:]:
        if row[2] == NAMES[0]:
            row[4] = sales
    assert codes(made) == found


# --- checklists and registers ---------------------------------------------------------------------


def percentages(values: list[object]) -> Tables:
    made = steady()
    row = next(row for row in made["progress"] if "ร้อยละการดำเนินงานตามแผน" in row)
    row[3:] = [values[n % len(values)] for n in range(len(NAMES))]
    return made


@pytest.mark.parametrize("values", [[0.96, 0.85, 1], [0.5, 0], [96, 0.85, 80], [96, 1, 88], [96, 850, 80]])
def test_a_percentage_typed_as_a_fraction_or_above_100_is_told(values):
    assert codes(percentages(values)) == {"percentage-odd"}


@pytest.mark.parametrize("values", [[100], [0, 1], [1], [0], [0, 80, 100], [1.5, 60, 99.99]])
def test_percentages_that_may_be_so_are_silent(values):
    assert codes(percentages(values)) == set()


def test_a_base_year_without_a_row_in_the_whole_register_is_told_and_of_one_district_is_not():
    made = steady()
    rows = made["register"]
    made["register"] = rows[:2] + [row for row in rows[2:] if row[4] != 2558 or row[3] != NAMES[0]]
    assert codes(made) == set()
    made["register"] = rows[:2] + [row for row in rows[2:] if row[4] != 2558]
    assert codes(made) == {"base-year-missing"}


@pytest.mark.quick
@pytest.mark.parametrize(("base", "new", "found"), [
    (100, 0, {"no-new-registration"}), (99, 0, set()), (100, 1, set())])
def test_a_register_of_a_hundred_in_which_nobody_registered_within_the_round_is_told(base, new, found):
    made = steady()
    made["register"] = made["register"][:2] + [
        [f"B{n}", "กลุ่มเดิม", "กลุ่ม", NAMES[n % len(NAMES)], 2557 + n // 2 % 2, f"15/01/{2557 + n // 2 % 2}"]
        for n in range(base)] + [["N1", "กลุ่มใหม่", "กลุ่ม", NAMES[0], 2561, "15/01/2561"]] * new
    assert codes(made) == found


@pytest.mark.parametrize(("benefited", "earning", "found"), [
    (3, 4, {"count-above-former"}), (3, 3, set()), (0, 1, {"count-above-former"}), (5, 0, set()), (None, 4, set())])
def test_more_groups_that_earn_more_than_groups_that_had_anything_are_told(benefited, earning, found):
    made = steady()
    for row in made["progress"]:
        if "จำนวนกลุ่มเป้าหมายที่ได้รับประโยชน์" in row:
            row[3] = benefited
        if "จำนวนกลุ่มที่มีรายได้เพิ่มขึ้น" in row:
            row[3] = earning
    assert codes(made) == found


@pytest.mark.parametrize(("groups", "others", "found"), [
    (1_200_000, 3, {"count-odd"}), (1_000, 10, {"count-odd"}), (999, 3, set()), (1_000, 11, set()), (1_200_000, 0, {"count-odd"})])
def test_an_amount_where_groups_are_counted_is_told(groups, others, found):
    made = steady()
    for row in made["progress"]:
        if "จำนวนกลุ่มเป้าหมายที่ได้รับประโยชน์" in row:
            row[3:] = [groups, *[others] * (len(NAMES) - 1)]
    assert found <= codes(made) <= found | {"count-above-former"}  # of those who have none, some earn


@pytest.mark.parametrize(("fresh", "found"), [(5, set()), (6, {"new-far-above-base"})])
def test_new_producers_above_half_of_those_of_the_base_years_are_told(fresh, found):
    made = steady()
    made["register"] = [row for row in made["register"] if NAMES[0] not in row] + [
        [f"B{n}", "กลุ่มเดิม", "กลุ่ม", NAMES[0], 2557 + n % 2, f"15/01/{2557 + n % 2}"] for n in range(10)] + [
        [f"N{n}", "กลุ่มใหม่", "กลุ่ม", NAMES[0], 2561, "15/01/2561"] for n in range(fresh)]
    assert codes(made) == found


def test_one_number_in_two_districts_is_told_once_a_file_and_twice_in_one_is_not():
    made = steady()
    made["register"].append([*made["register"][2]])
    assert codes(made) == set()
    for number in (2, 3):
        made["register"].append([*made["register"][number][:3], NAMES[4], *made["register"][number][4:]])
    ((code, one),) = told(made)
    assert code == "number-in-two-districts" and "2 เลข" in one.what


# --- nothing where all others have almost all -----------------------------------------------------


def almost_all(table: str, percent: int, zeros: int, less: int = 0) -> Tables:
    """The steady province, a table of which has so many percent of each target (rounded up, less so
    many), and nothing in some rows."""
    done = {"livelihood": 4, "basic_needs": 3}[table]
    made = steady()
    for number, row in enumerate(made[table][2:]):
        row[done] = 0 if 4 <= number < 4 + zeros else -(-row[done - 1] * percent // 100) - less
    return made


@pytest.mark.parametrize("table", ["livelihood", "basic_needs"])
@pytest.mark.parametrize(("percent", "less", "zeros", "found"), [
    (100, 0, 1, {"zero-alone"}), (80, 0, 1, {"zero-alone"}), (80, 1, 1, set()), (90, 0, 2, set()), (100, 0, 0, set())])
def test_nothing_in_one_row_where_every_other_has_almost_all_is_told(table, percent, less, zeros, found):
    assert codes(almost_all(table, percent, zeros, less)) == found


@pytest.mark.parametrize(("districts", "found"), [(5, set()), (6, {"zero-alone"})])
def test_nothing_in_one_row_is_told_beside_five_others_and_more(districts, found):
    made = steady()
    made["basic_needs"] = [*made["basic_needs"][:2], *(
        [name, "ตำบลเดียว", 700 + n, 0 if n == 2 else 699 + n] for n, name in enumerate(NAMES[:districts]))]
    assert codes(made) == found


# --- what a slip would change ---------------------------------------------------------------------


@pytest.fixture
def scored(tmp_path: Path) -> Callable[[Tables], Outcome]:
    """Scores a province's exports."""
    return lambda tables: evaluate(HOME, province.write(tmp_path / "in", tables), "2561-1", None, 1)


def of_checks(outcome: Outcome) -> list[Finding]:
    return [finding for finding in outcome.findings if finding.code in CHECKS]


def test_a_warning_says_level_result_and_total_before_and_after(scored):
    made = steady()
    next(r for r in made["progress"] if "ร้อยละการดำเนินงานตามแผน" in r)[3] = 0.96
    outcome = scored(made)
    (finding,) = of_checks(outcome)
    assert (finding.severity, finding.district, finding.kpi) == ("warning", "2701", 8)
    assert "ระดับ 2 → 4 ผล 0.96 → 96.00 คะแนนรวม 3.40 → 3.50" in finding.problem
    assert finding.value == "0.96" and "0.96" in finding.problem and "ยืนยันค่า 0.96" in finding.remedy
    score = outcome.cards[0].scores[7]
    assert score.level == 2 and finding.origin in score.measurement.origins
    (doubt,) = score.doubts
    assert finding.origin.cell in doubt and "ระดับ 2 → 4" in doubt
    assert not any(s.doubts for card in outcome.cards[1:] for s in card.scores)


@pytest.mark.quick
def test_a_slip_of_a_whole_column_is_one_warning_with_its_largest_changes(scored):
    outcome = scored(spoilt("disbursement", 2, lambda n, v: v / 1000))
    (finding,) = of_checks(outcome)
    assert finding.district is None and len(finding.origins) == 9
    assert finding.problem.count("คะแนนรวม") == 3 and "และอีก 6 อำเภอ" in finding.problem
    assert all(card.scores[0].doubts for card in outcome.cards)


def test_what_changes_neither_level_nor_printed_result_is_for_the_record(scored):
    made = steady()
    made["disbursement"] = [made["disbursement"][0], made["disbursement"][1]] + [
        [name, 10_000_000_000, 9_900_000_000 + n] for n, name in enumerate(NAMES)]
    made["disbursement"].append([NAMES[0], 100, 990])
    (finding,) = of_checks(scored(made))
    assert finding.severity == "info" and "ไม่เปลี่ยน" in finding.problem


def test_a_month_pasted_from_the_one_before_is_scored_again_as_the_other_months_grew(scored):
    made = steady()
    was = month(made["sales"], 2561, NAMES[4], "ธันวาคม")[4]
    month(made["sales"], 2561, NAMES[4], "ธันวาคม")[4] = month(made["sales"], 2561, NAMES[4], "พฤศจิกายน")[4]
    ((code, one),) = told(made)
    (odd,) = one.odd
    assert code == "month-again" and abs(odd.meant - was) < 50  # growths differ by a few baht
    (finding,) = of_checks(scored(made))
    assert "คะแนนรวม" in finding.problem and "ยังคิดไม่ได้" not in finding.problem


def test_a_number_in_two_districts_is_scored_again_for_each_as_if_it_were_the_others(scored):
    made = steady()
    made["register"] = made["register"][:2] + [
        [f"B{n}", "กลุ่มเดิม", "กลุ่ม", NAMES[n % 2], 2557 + n // 2 % 2, f"15/01/{2557 + n // 2 % 2}"]
        for n in range(80)] + [["N1", "กลุ่มใหม่", "กลุ่ม", name, 2561, "15/01/2561"] for name in NAMES[:2]] + [
        [f"M{n}", "กลุ่มใหม่", "กลุ่ม", NAMES[0], 2561, "15/01/2561"] for n in range(3)]
    (finding,) = of_checks(scored(made))
    assert finding.code == "number-in-two-districts" and finding.severity == "warning"
    assert f"{NAMES[0]} ระดับ 5 เท่าเดิม ผล 10.00 → 7.50" in finding.problem  # 4 of 40, which is counted first
    assert f"{NAMES[1]} ระดับ 0 → 2 ผล 0.00 → 2.50" in finding.problem
    made["register"][-4][3] = NAMES[0]  # no longer the other district's, who has one of the first's old ones
    made["register"].append(["B0", *made["register"][3][1:]])
    (finding,) = of_checks(scored(made))
    assert f"{NAMES[0]} ระดับ 5 เท่าเดิม ผล 10.00 → 10.26" in finding.problem  # 4 of 40, of 39
    assert NAMES[1] not in finding.problem.partition(")")[2]  # 0 of 41, of 40


@pytest.mark.parametrize("later", [0, 1])
def test_of_a_number_in_two_districts_the_earlier_counts_wherever_it_stands(scored, later):
    made = steady()
    made["register"] = made["register"][:2] + [
        [f"B{n}", "กลุ่มเดิม", "กลุ่ม", NAMES[n % 2], 2557 + n // 2 % 2, f"15/01/{2557 + n // 2 % 2}"]
        for n in range(80)] + [
        ["N1", "กลุ่มใหม่", "กลุ่ม", name, 2561, f"15/{3 if place == later else 1:02}/2561"] for place, name in enumerate(NAMES[:2])]
    (finding,) = of_checks(scored(made))
    assert finding.severity == "warning"
    assert f"{NAMES[1 - later]} ระดับ 2 → 0 ผล 2.50 → 0.00" in finding.problem
    assert f"{NAMES[later]} ระดับ 0 → 2 ผล 0.00 → 2.50" in finding.problem


def test_an_effect_that_nobody_can_tell_stays_a_warning(scored):
    outcome = scored(spoilt("disbursement", 2, lambda n, v: 187_654.25))
    (finding,) = of_checks(outcome)
    assert finding.severity == "warning" and "ยังคิดไม่ได้" in finding.problem


def test_warnings_stand_by_what_they_would_change(scored):
    made = steady()
    next(r for r in made["progress"] if "ร้อยละการดำเนินงานตามแผน" in r)[3] = 0.96
    for row in made["disbursement"][2:4]:
        row[2] /= 1000
    found = of_checks(scored(made))
    assert [f.kpi for f in found] == [1, 1, 8]
    assert [f.effect for f in found] == sorted((f.effect for f in found), reverse=True)


def test_what_is_set_aside_or_exempt_is_not_suspected(scored):
    made = spoilt("basic_needs", 3, lambda n, v: v * 10 if n == 4 else v)
    made["exempt"] = [["อำเภอ", "ยกเว้นตัวชี้วัดที่", "เหตุผล"], [NAMES[1], 9, "สำรวจแล้วในรอบก่อน"]]
    assert of_checks(scored(made)) == []


def test_the_slip_stands_where_people_look(pipeline, tmp_path):
    made = steady()
    next(r for r in made["progress"] if "ร้อยละการดำเนินงานตามแผน" in r)[3] = 0.96
    source = province.write(tmp_path / "in", made)
    pipeline("run", "--input", source, "--output", tmp_path / "out")
    results = json.loads((tmp_path / "out/2561-1/results.json").read_text(encoding="utf-8"))
    assert [f["cell"] for f in results["findings"] if f["code"] == "percentage-odd"] == ["D15"]
    book = openpyxl.load_workbook(tmp_path / "out/2561-1/2701 เมืองสระแก้ว.xlsx")
    assert any("ควรตรวจ ช่อง D15" in to_arabic(str(cell.value)) for row in book["ผลคะแนน"].iter_rows() for cell in row)
    _, check, _ = pipeline("check", "--input", source, "--mark", tmp_path / "marked")
    _, explain, _ = pipeline("explain", NAMES[0], 8, "--input", source)
    assert "ระดับ 2 → 4" in check and "ควรตรวจ ช่อง D15" in explain and "(percentage-odd)" in explain
    marked = openpyxl.load_workbook(next((tmp_path / "marked").glob("progress*.xlsx"))).worksheets[0]
    assert marked["D15"].comment is not None and marked["D15"].fill.fgColor.rgb != "00000000"


def test_every_cell_of_a_slip_is_marked(pipeline, tmp_path):
    source = province.write(tmp_path / "in", spoilt("disbursement", 2, lambda n, v: v / 1000))
    pipeline("check", "--input", source, "--mark", tmp_path / "marked")
    marked = openpyxl.load_workbook(next((tmp_path / "marked").glob("disb*.xlsx"))).worksheets[0]
    assert [marked.cell(row, 3).comment is not None for row in range(1, 12)] == [False] * 2 + [True] * 9


# --- the rules ------------------------------------------------------------------------------------


@pytest.fixture
def home(tmp_path: Path) -> Path:
    copy_room("agreement", tmp_path)
    return tmp_path


def test_every_wrong_rule_is_named_by_file_and_key(home):
    (home / "agreement/checks.toml").write_text(
        'confirm = [""]\n[disbursment.unit-off]\n[bpm.far-above-bse]\ncolumn = "x"\n'
        '[sara.far-above-base]\ncolumn = "disbursed"\nbase = "allocate"\nabove = 150\n'
        '[livelihood.far-above-base]\ncolumn = "supported"\nbase = "target"\nabove = -1\n'
        '[basic_needs.far-above-base]\ncolumn = "collected"\nbase = "target"\n'
        '[payments.negative-sum]\ncolumn = "paid"\nabov = 3\n[roster]\nx = 1\n', encoding="utf-8")
    (home / "agreement/2561-1/checks.toml").write_text(
        '[12.base-year-missing]\n[8.percentage-odd]\nmost = "x"\n[4.negative-sum]\n', encoding="utf-8")
    with pytest.raises(DefinitionError) as stop:
        load_checks(home, AGREEMENT, SOURCES, CHECKS)
    lines = str(stop.value).split("\n")
    wanted = ["confirm", "disbursment", "bpm.far-above-bse", "sara.far-above-base.base", "livelihood.far-above-base.above",
              "basic_needs.far-above-base.above", "payments.negative-sum.abov", "roster.x", "12",
              "8.percentage-odd.most", "4.negative-sum"]
    assert [line.split(": ")[1].split(" ")[0] for line in lines] == wanted
    assert all(line.startswith("agreement/checks.toml: ") for line in lines[:8])
    assert all(line.startswith("agreement/2561-1/checks.toml: ") for line in lines[8:])
    assert "“disbursement”" in lines[1] and "“far-above-base”" in lines[2]


def test_a_round_without_rules_checks_nothing(home):
    (home / "agreement/checks.toml").unlink()
    (home / "agreement/2561-1/checks.toml").unlink()
    assert load_checks(home, AGREEMENT, SOURCES, CHECKS).rules == ()


def test_the_rules_are_among_what_a_round_is_scored_by():
    assert {"agreement/checks.toml", "agreement/2561-1/checks.toml"} <= set(fingerprints(HOME, "2561-1"))


@pytest.mark.parametrize("value", [1e14, -1e14, 0, 0.000001, "1e-100", 999_999_999_999_999])
def test_a_figure_of_any_size_in_any_column_ends_no_check(value):
    made = steady()
    for rows in (made[name] for name in made if name not in ("roster", "register")):
        for column, cell in enumerate(rows[4]):
            if isinstance(cell, int | float) and cell not in (5, 8, 2560):
                rows[4 + column % 2][column] = value
    assert isinstance(told(made), list)
    for row in made["sales"][2:]:
        row[4] = value
    assert isinstance(told(made), list)
