"""Criteria of every shape in a district's workbook: what it says, and that its formulas come to it."""

import io
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from district_book import FORM, filled, kpi_of, leaf_of, row_of, said, texts
from libreoffice import differences, needs_libreoffice, recompute, saved_again
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from shapes import KPIS, SHAPES, district, edges, made, own, shaped, targets

from pipeline.forms import Styled
from pipeline.model.observation import Measurement
from pipeline.model.score import Scorecard
from pipeline.render.ladder import step_texts
from pipeline.run.templates import sample
from pipeline.thai.digits import to_arabic

D = Decimal
PLACES = range(16)  # as many as the longest ladder has edges, and one


def card(place: int = 1, **changes: Measurement) -> Scorecard:
    return shaped([place], lambda _, mine: mine.update({int(k[1:]): m for k, m in changes.items()}))[0]


def book(place: int = 1, **changes: Measurement) -> Any:
    return said(card(place, **changes), SHAPES)


def note(place: int, kpi: int) -> str:
    """What the scorecard remarks on a KPI, with plain digits and spaces."""
    return to_arabic(kpi_of(book(place), kpi)["note"]).replace("\u00a0", " ")


def lines(sheet: Worksheet, kpi: int) -> list[list[Any]]:
    """The printed rows of a KPI in the evidence, from what it is to what it says beside."""
    last = int(str(sheet.print_area).rpartition("$")[2])
    return [[c.value for c in row[1:5]] for row in sheet.iter_rows(max_row=last) if row[0].value == kpi]


# --- directions and units ----------------------------------------------------------------------


def test_the_edges_are_just_under_on_and_over_each_bound() -> None:
    assert list(edges(KPIS[3]))[:3] == [29, 30, 31] and list(edges(KPIS[1]))[-3:] == [D("4.99"), 5, D("5.01")]


@pytest.mark.parametrize(("kpi", "steps"), [
    (1, ["≤ 25", "≤ 20", "≤ 15", "≤ 10", "≤ 5"]), (3, ["< 30", "< 20", "< 10"]),
    (2, ["≥ 1.15… ล้าน", "≥ 1.2… ล้าน", "≥ 1.25… ล้าน"]), (4, ["≤ 30 ก.ย.", "≤ 25 ก.ย.", "≤ 20 ก.ย.", "≤ 15 ก.ย.", "≤ 10 ก.ย."]),
    (6, ["> 98.72", "> 98.84", "> 98.9"]),
])
def test_a_step_says_its_bound_in_the_unit_of_the_results(kpi: int, steps: list[str]) -> None:
    assert step_texts(KPIS[kpi]) == steps


def test_results_stand_in_their_own_unit() -> None:
    context = book(1)
    results = {kpi: kpi_of(context, kpi)["result"] for kpi in (1, 2, 3, 4)}
    assert results == {
        1: D("25.00"), 2: Styled(D("1150400.25"), "result_number"), 3: Styled(D(30), "result_whole"), 4: Styled(D(43373), "result_date")}
    assert [kpi_of(context, kpi)["counted_in"] for kpi in (1, 2, 3, 4, 5)] == ["", "บาท", "คน", "", ""]
    sheet = filled(card(1), SHAPES)["ผลคะแนน"]
    row = next(row for row in sheet.iter_rows() if row[0].value == 4)
    assert row[2].number_format.endswith("d mmm yy") and row[2].value.strftime("%d/%m/%Y") == "30/09/2018"


def test_a_large_amount_without_satang_has_room_in_its_column() -> None:
    results = [kpi_of(book(place), 2)["result"] for place in (1, 4)]
    assert [one.style for one in results] == ["result_number", "result_whole"] and results[1].value == 1202170


def test_the_evidence_says_percent_only_of_percentages() -> None:
    sheet = filled(card(1), SHAPES)["หลักฐาน"]
    first, second = lines(sheet, 1), lines(sheet, 3)
    assert ["ร้อยละก่อนปัดเศษ", 25, "%", "คิดจาก ตัวตั้ง × ๑๐๐ ÷ ตัวหาร"] in first
    assert ["ผลที่คำนวณได้", 30, "คน", "ตามยอดที่รายงานที่รายงาน"] in second
    assert ["ผลการดำเนินงาน", 30, "คน", "เทียบเกณฑ์ด้วยค่านี้"] in second and "%" not in str(second)
    assert "ร้อยละ" not in texts(sheet) and "ผลที่เทียบเกณฑ์ (ไม่พิมพ์)" in texts(sheet)


@pytest.mark.parametrize(("kpi", "way"), [(1, "ratio"), (2, "direct"), (4, "direct"), (15, "items"), (16, "mean"), (17, "growth"), (8, "rate"), (6, "scaled")])
def test_the_way_to_a_result_is_told_of_every_measure(kpi: int, way: str) -> None:
    assert leaf_of(book(5), kpi)["percentage"]["way"] == way


def test_what_the_figures_do_not_make_is_shown_plain() -> None:
    strange = replace(district(1)[2], result=D("99.123"))
    told = leaf_of(book(1, k2=strange), 2)["percentage"]
    assert told["way"] == "plain" and told["raw"] == D("99.123") and told["label"] == "ผลก่อนปัดเศษ" and not told["exact"]


# --- points and tops ---------------------------------------------------------------------------


def test_skipped_levels_leave_their_steps_blank_and_the_level_is_its_number() -> None:
    one = kpi_of(book(4), 2)
    assert [str(step.value) for step in one["ladder"]] == ["≥ 1.15… ล้าน", "", "≥ 1.2… ล้าน", "", "≥ 1.25… ล้าน"]
    assert one["level"] == 3 and leaf_of(book(4), 2)["next_level"] == 5


def test_points_out_of_another_top_are_said_and_weighed_out_of_the_sections() -> None:
    context = book(4)
    three, six = kpi_of(context, 3), kpi_of(context, 6)
    assert (three["level"], three["weighted"]) == (1, D(1) * 5 / 3 * 5 / 100) and note(4, 3).endswith("ได้ 1 จาก 3 คะแนน")
    assert (six["level"], six["weighted"]) == (1, D("50") * 5 / 100 * 5 / 100) and note(4, 6).endswith("ได้ 50 จาก 100 คะแนน")
    assert not kpi_of(context, 1)["pointed"] and "คะแนน" not in kpi_of(context, 1)["note"]


def test_a_level_nought_of_the_ladder_is_told_by_its_words() -> None:
    low = leaf_of(book(1), 9)
    assert (low["level"], low["reached"], low["next_level"]) == (0, "ต่ำกว่าฐาน", 1)


# --- targets and weights by district -----------------------------------------------------------


def test_the_bounds_are_the_districts_own() -> None:
    nine, ten = leaf_of(book(1), 9), leaf_of(book(1), 10)
    assert [level["bound"] for level in nine["levels"]] == [None, *(Styled(value, "figure_number") for _, value in targets()[0])]
    assert [level["target"] for level in nine["levels"]] == ["", *(f"เป้าหมายระดับที่ {n}" for n in range(1, 6))]
    assert [level["bound"].value for level in ten["levels"]] == [70, 75, 80, 85, 90] and ten["levels"][0]["target"] == "เป้าหมายของอำเภอ"
    assert [str(step.value) for step in kpi_of(book(1), 10)["ladder"]] == ["≥ 70", "≥ 75", "≥ 80", "≥ 85", "≥ 90"]
    assert ["เป้าหมายระดับที่ ๒", 1100000, "บาท", "ผลงาน.xlsx"] in lines(filled(card(1), SHAPES)["หลักฐาน"], 9)


def test_the_weight_is_the_districts_own() -> None:
    context = book(1)
    assert kpi_of(context, 10)["weight"] == D("7.5") and context["sections"][1]["weight"] == D("52.5")


# --- parts and deductions ----------------------------------------------------------------------


def test_the_points_of_parts_stand_in_a_line_of_the_scorecard_also_of_one_that_is_absent() -> None:
    assert note(3, 11).endswith("คะแนนส่วน A 10, B ยกเว้น, C 10")


def test_each_part_has_its_figures_result_level_and_points_and_their_sum_is_told() -> None:
    rows = lines(filled(card(3), SHAPES)["หลักฐาน"], 11)
    assert [row[:3] for row in rows if row[0] in ("คะแนนที่ได้", "ส่วน A เบิกจ่าย", "ส่วน B ชำระคืน", "ส่วน C หนี้ค้าง", "ผลการดำเนินงาน")] == [
        ["คะแนนที่ได้", 10, "คะแนน"], ["คะแนนที่ได้", 10, "คะแนน"], ["ส่วน A เบิกจ่าย", 10, "คะแนน"],
        ["ส่วน B ชำระคืน", "ยกเว้น", "คะแนน"], ["ส่วน C หนี้ค้าง", 10, "คะแนน"], ["ผลการดำเนินงาน", 30, "คะแนน"]]
    assert ["ผลของส่วนนี้", "ยกเว้น", None, "ไม่ได้รับจัดสรร"] in rows
    assert ["ส่วน C หนี้ค้าง", 10, "คะแนน", "น้ำหนัก ๒ เดิม ๑ รวมส่วนที่ยกเว้น"] in rows


def test_what_is_deducted_is_told_and_never_leaves_less_than_nothing() -> None:
    assert note(1, 14).endswith("ได้ 0 จาก 5 คะแนน · หัก 1 (สัญญาค้างชำระ)")
    rows = lines(filled(card(1), SHAPES)["หลักฐาน"], 14)
    assert [row[:2] for row in rows][-4:] == [["คะแนนที่ได้", 1], ["รายการหัก X สัญญาค้างชำระ", 1], ["รวมคะแนนที่หัก", 1], ["คะแนนหลังหัก", 0]]


def test_more_deducted_than_there_is_leaves_nothing() -> None:
    whole = replace(district(1)[14], parts=(("X", made(KPIS[14].deductions[0], D(6))),))
    leaf = leaf_of(book(1, k14=whole), 14)
    assert (leaf["points"], leaf["deducted"], leaf["counted"]) == (1, 2, 0)


def test_a_part_that_is_not_reported_leaves_the_others_told() -> None:
    whole = district(1)[11]
    missing = (("A", Measurement(11, "", "unreported", "ไม่มีรายงาน")), *whole.parts[1:])
    card_ = card(1, k11=replace(whole, parts=missing))
    rows = lines(filled(card_, SHAPES)["หลักฐาน"], 11)
    assert ["ผลของส่วนนี้", "ยังไม่รายงาน", None, "ไม่มีรายงาน"] in rows
    assert ["ผลการดำเนินงาน", "ยังไม่รายงาน", None, "ยังไม่รายงาน: “เบิกจ่าย”: ไม่มีรายงาน"] in rows
    assert [row[0] for row in rows].count("คะแนนที่ได้") == 2


# --- given levels ------------------------------------------------------------------------------


def test_a_level_that_a_person_gave_is_said_to_be_given() -> None:
    given = kpi_of(book(3), 18)
    assert (given["result"], given["level"], given["weighted"]) == ("ผู้ตรวจให้ระดับ", 4, D("0.2"))
    assert note(3, 18).startswith("ผู้ตรวจให้ระดับ: รายงานที่ สก 0019/123 ตรวจโดย นางสาวกัลยาณี")
    rows = lines(filled(card(3), SHAPES)["หลักฐาน"], 18)
    assert ["ระดับที่ผู้ตรวจให้", 4, None, "ระดับคุณภาพ ๔"] in rows
    (paper,) = [row for row in rows if row[0] == "เอกสารที่ตรวจ"]
    assert paper[1] is None and str(paper[3]).startswith("รายงานที่ สก") and str(paper[3]).endswith("(ผลงาน.xlsx › ข้อมูล › H4)")
    assert not [row for row in rows if row[0] in ("ระดับที่ได้", "ระดับถัดไป", "ผลก่อนปัดเศษ")]
    sheet = FORM.fill(said(card(3), SHAPES))
    live = load_workbook(io.BytesIO(sheet))["หลักฐาน"]
    (cell,) = [row[2] for row in live.iter_rows() if row[0].value == 18 and row[1].value == "ระดับที่ผู้ตรวจให้"]
    assert cell.value == 4  # a figure, not a formula


def test_points_that_a_person_gave_count_instead_of_the_level() -> None:
    given = kpi_of(book(3), 19)
    assert (given["level"], given["weighted"]) == (3, D("3.25") * 5 / 100) and given["pointed"]
    assert note(3, 19) == "ผู้ตรวจให้ระดับ: นางสาวกัลยาณี 28 มี.ค. 61 สก 0019/124 · ได้ 3.25 จาก 5 คะแนน"
    assert ["คะแนนที่ได้", 3.25, "คะแนน", "เต็ม ๕ คะแนน"] in lines(filled(card(3), SHAPES)["หลักฐาน"], 19)


def test_a_unit_of_money_and_a_rate_are_told_with_what_they_are_of() -> None:
    sheet = filled(card(4), SHAPES)["หลักฐาน"]
    assert "ตามยอดที่รายงานที่รายงาน ÷ ๑,๐๐๐,๐๐๐" in [row[3] for row in lines(sheet, 6)]
    assert "คิดจาก ตัวตั้ง × ๑๐๐,๐๐๐ ÷ ตัวหาร" in [row[3] for row in lines(sheet, 8)]


# --- the formulas prove themselves -------------------------------------------------------------


def test_every_name_that_the_form_uses_is_known_of_every_shape() -> None:
    assert FORM.check(book(1)).problems == ()


@pytest.mark.slow
@needs_libreoffice
def test_stored_values_are_what_libreoffice_computes_at_every_edge(tmp_path: Path) -> None:
    every = list(shaped(PLACES))
    for n, one in enumerate(every):
        (tmp_path / f"{n}.xlsx").write_bytes(FORM.fill(said(one, SHAPES)))
    recompute(tmp_path)
    assert [line for n in PLACES for line in differences(tmp_path, f"{n}.xlsx")] == []
    for n, one in enumerate(every):
        sheet = load_workbook(tmp_path / "again" / f"{n}.xlsx", data_only=True)["ผลคะแนน"]
        for score in one.scores:
            row = row_of(sheet, score.kpi)
            assert (row[9], row[11]) == (score.level, pytest.approx(float(score.weighted or 0))), (n, score.kpi)
    reached = {(s.kpi, s.level) for one in every for s in one.scores}
    assert all((kpi, level.level) in reached for kpi in (1, 2, 3, 4, 6, 7, 8, 9, 10) for level in KPIS[kpi].levels)


@pytest.mark.slow
@needs_libreoffice
def test_a_cell_of_a_part_and_a_target_that_are_changed_change_the_score(tmp_path: Path) -> None:
    workbook = load_workbook(io.BytesIO(FORM.fill(said(card(1), SHAPES))))
    sheet = workbook["หลักฐาน"]
    last = int(str(sheet.print_area).rpartition("$")[2])
    listed = {(row[0].value, row[1].value): row[2] for row in sheet.iter_rows(min_row=last) if row[6].value}
    assert listed[11, "ตัวตั้ง: แถว ๐"].value == 2996  # of part C, the last
    listed[11, "ตัวตั้ง: แถว ๐"].value = 998
    (target,) = [row[2] for row in sheet.iter_rows(max_row=last) if row[1].value == "เป้าหมายระดับที่ ๑"]
    target.value = 1
    (tmp_path / "into").mkdir()
    workbook.save(tmp_path / "a.xlsx")
    saved_again(tmp_path, tmp_path / "a.xlsx", into="into")
    scored = load_workbook(tmp_path / "into" / "a.xlsx", data_only=True)["ผลคะแนน"]
    before = card(1)
    assert row_of(scored, 9)[9] == 1 and before.scores[8].level == 0
    assert row_of(scored, 11)[2] == 50 and before.scores[10].result == 40


def test_a_bound_of_the_district_is_no_part_of_the_agreement() -> None:
    assert own(3, "at_least").bound is None and KPIS[9].with_targets(dict(targets()[0])).levels[3].bound is not None


@pytest.mark.parametrize("state", ["measured", "unreported"])
def test_the_form_is_checked_by_a_sample_of_any_agreement(state: Any) -> None:
    (one,) = sample(SHAPES, state)
    assert [score.known for score in one.scores] == [state == "measured"] * len(KPIS)
    assert FORM.check(said(one, SHAPES)).problems == ()
