"""Criteria of every shape in the province's workbook and in that of several provinces."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from cards import FINDINGS
from cards import said as said_of
from home import HOME
from libreoffice import differences, needs_libreoffice, recompute
from openpyxl import load_workbook
from province_book import matches
from shapes import SHAPES, shaped

from pipeline.forms import Styled, values
from pipeline.history.cards import cards_of
from pipeline.model.observation import Measurement
from pipeline.reports.results import results, to_bytes
from pipeline.run.office_form import load_form
from pipeline.score.province import pooled
from pipeline.summarise import Member, compiled

D = Decimal
FORM = load_form(HOME / "templates" / "summary.xlsx")
NATION = load_form(HOME / "templates" / "compiled.xlsx")


def change(place: int, mine: dict[int, Measurement]) -> None:
    """One district without a report of KPI 3, exempt from KPI 11."""
    if place == 5:
        mine[3] = Measurement(3, "", "unreported", "ไม่มีรายงาน")
        mine[11] = Measurement(11, "", "exempt", "ไม่มีกองทุน")


CARDS = shaped(range(12), change)
DATA: Any = json.loads(to_bytes(results(SHAPES, "สระแก้ว", (), CARDS, FINDINGS)))


@pytest.fixture(scope="module")
def book() -> Any:
    return said_of(CARDS, agreement=SHAPES)


def sheet(book: Any, kpi: int) -> Any:
    return next(one for one in book["kpis"] if one["number"] == kpi)


def test_results_and_what_they_lack_are_headed_by_their_unit(book: Any) -> None:
    found = {kpi: (sheet(book, kpi)["unit"], sheet(book, kpi)["gap_unit"]) for kpi in (1, 2, 3, 4, 5)}
    assert found == {1: ("ร้อยละ",) * 2, 2: ("บาท",) * 2, 3: ("คน",) * 2, 4: ("วันที่", "วัน"), 5: ("ร้อยละ",) * 2}
    results = [book["districts"][1]["kpis"][place]["result"] for place in range(4)]
    assert results == [D("25.00"), Styled(D("1150400.25"), "result_number"), Styled(D(30), "result_whole"), Styled(D(43373), "result_date")]
    column = sheet(book, 4)["figures"][0]
    assert (column["name"], column["unit"], column["how"]) == ("วันที่ส่งรายงาน", "วันที่", "none") and not sheet(book, 4)["checklist"]


def test_those_that_are_nearest_to_fall_to_the_next_level_come_first(book: Any) -> None:
    gaps = [row["gap"] for row in sheet(book, 1)["rows"] if row["gap"]]
    assert gaps == sorted(gaps) and gaps[0] == D("0.01") and len(gaps) == 12


def test_districts_are_counted_at_the_levels_numbers(book: Any) -> None:
    counts = sheet(book, 2)["counts"]
    levels = [score.level for card in CARDS for score in card.scores if score.kpi == 2]
    assert counts == [levels.count(n) for n in range(6)] and counts[2] == counts[4] == 0 and counts[5]


def test_points_count_out_of_the_agreements_top_and_so_do_their_averages(book: Any) -> None:
    third = [row["kpis"][2] for row in book["districts"]]
    assert [one["points"] for one in third[:2]] == [D(1) * 5 / 3, 0] and sheet(book, 3)["pointed"] and not sheet(book, 1)["pointed"]
    known = [one["points"] for one in third if isinstance(one["points"], Decimal)]
    assert len(known) == 11 and book["averages"]["mean"]["points"][2] == round(sum(known) / 11, 2)
    assert "คะแนนเฉลี่ยต่ำสุด" in book["headlines"]["levels"]


def test_each_part_has_a_column_of_its_points(book: Any) -> None:
    columns = [(column["name"], column["unit"]) for column in sheet(book, 11)["figures"]]
    assert columns == [("ส่วน A เบิกจ่าย", "คะแนน"), ("ส่วน B ชำระคืน", "คะแนน"), ("ส่วน C หนี้ค้าง", "คะแนน")]
    rows = {row["district"]: row["cells"][:3] for row in sheet(book, 11)["rows"]}
    assert rows["อำเภอที่ 4"] == [10, "ย", 10] and rows["อำเภอที่ 6"] == ["–"] * 3
    assert [column["name"] for column in sheet(book, 14)["figures"]][-1] == "หัก X สัญญาค้างชำระ"
    assert "หัก ๑" in next(row["remarks"] for row in sheet(book, 14)["rows"] if row["district"] == "อำเภอที่ 2")


def test_a_given_level_is_said_to_be_given_with_its_paper(book: Any) -> None:
    row = sheet(book, 18)["rows"][0]
    assert (row["result"], row["level"], row["needs"]) == ("ผู้ตรวจให้", 1, "ผู้ตรวจให้ระดับแล้ว")
    assert row["remarks"].startswith("รายงานที่ สก") and sheet(book, 18)["counts"] == [0, 3, 3, 2, 2, 2]


def test_a_weight_of_the_districts_own_is_told_of_each(book: Any) -> None:
    assert book["weighed"] and {row["weights"][9] for row in book["districts"]} == {D("7.5")}


def test_only_a_row_whose_two_figures_make_its_percentage_is_live(book: Any) -> None:
    assert [any(row["live"] for row in sheet(book, kpi)["rows"]) for kpi in (1, 2, 8, 16, 17)] == [True, False, True, False, True]


@pytest.fixture(scope="module")
def again() -> Any:
    """The scorecards as results.json gives them back."""
    return cards_of(DATA, SHAPES)


def test_what_counts_comes_back_from_the_results(again: Any) -> None:
    for old, new in zip(CARDS, again, strict=True):
        for a, b in zip(old.scores, new.scores, strict=True):
            assert (a.status, a.level, a.result if a.status == "scored" else None) == (b.status, b.level, b.result), a.kpi
            assert (a.counted is None) == (b.counted is None)
            assert b.counted is None or abs(a.counted - b.counted) <= D("0.01"), a.kpi
    nought = [s for card in again for s in card.scores if s.kpi == 14 and s.level and not s.points]
    assert nought and all(s.counted == 0 for s in nought)


@pytest.mark.slow
@needs_libreoffice
def test_stored_values_are_libreoffices_and_those_of_results_json(book: Any, again: Any, tmp_path: Path) -> None:
    (tmp_path / "province.xlsx").write_bytes(FORM.fill(book))
    others = [replace(card, district=replace(card.district, code=f"23{card.district.code[2:]}")) for card in again]
    whole = pooled([*again, *others], SHAPES)
    members = [Member(name, own, pooled(own, SHAPES), {}, 1, 1, "", {}) for name, own in (("สระแก้ว", again), ("ตราด", others))]
    (tmp_path / "nation.xlsx").write_bytes(NATION.fill(values(compiled(members, whole, (), SHAPES))))
    recompute(tmp_path)
    assert [line for name in ("province.xlsx", "nation.xlsx") for line in differences(tmp_path, name)] == []
    matches(load_workbook(tmp_path / "again" / "province.xlsx", data_only=True), DATA)


def test_the_forms_know_every_name(book: Any) -> None:
    assert FORM.check(book).problems == ()
