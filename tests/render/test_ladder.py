"""The ladder of steps on the scorecard: what each says, and how it looks."""

import io
import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from cards import AGREEMENT, cards, exempt, unreported
from district_book import FORM, filled, kpi_of, one, said
from openpyxl import load_workbook

from pipeline.model.agreement import Kpi
from pipeline.model.level import Level
from pipeline.render.ladder import ladder, step_texts
from pipeline.thai.digits import to_arabic

FIVE = range(1, 6)


def rungs(*levels: Level) -> Kpi:
    return replace(AGREEMENT.kpi(1), levels=levels)


def looks(kpi: int, changes: dict[int, Any] | None = None) -> list[str]:
    return [step.style.removeprefix("step_") for step in kpi_of(said(one(changes)), kpi)["ladder"]]


# --- what a step says --------------------------------------------------------------------------


def test_a_step_says_its_bound_and_the_open_first_one_what_it_is_below() -> None:
    assert step_texts(AGREEMENT.kpi(1)) == ["≥ 80", "≥ 85", "≥ 90", "≥ 95", "≥ 100"]
    assert step_texts(AGREEMENT.kpi(2)) == ["≤ 80", "> 80", "> 85", "> 90", "> 95"]
    assert step_texts(AGREEMENT.kpi(7))[:4] == ["< 60", "≥ 60", "≥ 70", "> 70"]


def test_the_definition_may_name_a_step() -> None:
    assert step_texts(AGREEMENT.kpi(5)) == ["แผน", "ลงพื้นที่", "คัดเลือก", "ตามแผน", "ผลลัพธ์"]
    assert step_texts(AGREEMENT.kpi(9))[-1] == "100.01"


def test_a_bound_that_another_reading_changed_is_the_one_that_is_said() -> None:
    other = AGREEMENT.under_other(next(r for r in AGREEMENT.readings if r.id == "gaps-between-levels"))
    assert step_texts(other.kpi(2)) == ["< 81", "≥ 81", "≥ 86", "≥ 91", "> 95"]
    other = AGREEMENT.under_other(next(r for r in AGREEMENT.readings if r.id == "hundredths-between-levels"))
    assert step_texts(AGREEMENT.kpi(9))[1:] == ["99.41", "99.61", "99.81", "100.01"]
    assert step_texts(other.kpi(9))[1:] == ["99.41", "> 99.6", "> 99.8", "> 100"]


def test_a_step_of_items_alone_says_how_many_it_takes_in_all() -> None:
    kpi = rungs(
        Level(1, "ก", needs=("a", "b")), Level(2, "ข", needs=("c",)),
        Level(3, "ค", at_least=Decimal("80.50"), needs=("d",)), Level(4, "ง", more_than=Decimal(90)),
        Level(5, "จ", needs=("a", "b", "c", "d", "e")),
    )
    assert step_texts(kpi) == ["ครบ 2", "ครบ 3", "≥ 80.5 +1", "> 90", "ครบ 5"]


def test_a_step_without_bound_and_items_before_one_of_items_says_nothing() -> None:
    assert step_texts(rungs(Level(1, "ก"), Level(2, "ข", needs=("a",)))) == ["", "ครบ 1"]
    assert step_texts(rungs(Level(1, "ก"))) == [""]


# --- how it looks ------------------------------------------------------------------------------


def test_the_level_reached_is_marked_those_below_passed_those_above_open() -> None:
    assert looks(1) == ["passed"] * 3 + ["reached", "open"]


def test_nought_unreported_and_exempt_look_different() -> None:
    assert looks(6) == ["open"] * 5  # level 0
    assert looks(6, {6: unreported(6, "2701")}) == ["unreported"] * 5
    assert looks(6, {6: exempt(6, "2701")}) == ["exempt"] * 5


def test_a_shorter_ladder_leaves_the_steps_beyond_it_blank() -> None:
    score = one().scores[0]
    steps = ladder(rungs(*AGREEMENT.kpi(1).levels[:3]), replace(score, level=3), FIVE)
    assert [str(step.value) for step in steps] == ["≥ 80", "≥ 85", "≥ 90", "", ""]
    assert [step.style for step in steps][2:] == ["step_reached", "step_none", "step_none"]


def test_the_bands_are_a_ladder_of_the_total() -> None:
    steps = said(one())["band_steps"]
    assert [str(s.value).split("\n")[0] for s in steps] == ["ต้องปรับปรุง", "พอใช้", "ดี", "ดีมาก", "ดีเด่น"]
    assert str(steps[-1].value).endswith("≥ ๙๐") and "≥" not in str(steps[0].value)
    band = said(one())["total"]["band"]
    assert [str(s.value).split("\n")[0] for s in steps if s.style == "step_reached"] == [band]
    lacking = said(one({2: unreported(2, "2701")}))["band_steps"]
    assert not [s for s in lacking if s.style == "step_reached"]


@pytest.mark.parametrize("count", [3, 7])
def test_more_or_fewer_bands_than_levels_fill_the_same_columns(count: int) -> None:
    bands = tuple(replace(AGREEMENT.bands[0], name=f"ขั้น {n}", at_least=Decimal(n)) for n in range(count - 1, -1, -1))
    agreement = replace(AGREEMENT, bands=bands)
    context = said(one(), agreement)
    columns = max(5, count)
    assert len(context["level_numbers"]) == len(context["band_steps"]) == columns
    assert context["level_numbers"][5:] == [""] * (columns - 5)
    assert all(len(kpi["ladder"]) == columns for s in context["sections"] for kpi in s["kpis"])
    sheet = filled(one(), agreement)["ผลคะแนน"]
    assert any(str(c.value).startswith(f"ขั้น {count - 1}\n") for row in sheet.iter_rows() for c in row)


# --- on the sheet ------------------------------------------------------------------------------


def test_the_step_reached_differs_from_all_others_by_letters_and_ground() -> None:
    sheet = load_workbook(io.BytesIO(FORM.fill(said(one()))))["ผลคะแนน"]
    cells = [c for row in sheet.iter_rows() for c in row if c.value in ("≥ ๘๐", "≥ ๙๕", "≥ ๑๐๐")][:3]
    passed, reached, still = cells
    assert len({c.font.color.rgb for c in (passed, reached)}) == 2 and still.value == "≥ ๑๐๐"
    grounds = [c.fill.fgColor.rgb if c.fill.fill_type else None for c in cells]
    assert len(set(grounds)) == 3


def test_every_step_of_nine_kpis_is_printed_at_fourteen_points() -> None:
    sheet = load_workbook(io.BytesIO(FORM.fill(said(cards([("เมืองสระแก้ว", {})])[0]))))["ผลคะแนน"]
    first = next(c.row for row in sheet.iter_rows() for c in row if c.value == "ตัวชี้วัด")
    sizes = {c.font.sz for row in sheet.iter_rows(min_row=first) for c in row if c.value is not None}
    assert min(sizes) >= 14 and sheet.page_setup.orientation == "portrait"


def test_the_number_of_each_kpi_opens_its_own_evidence() -> None:
    book = filled(one())
    opened = {
        cell.value: book["หลักฐาน"][cell.hyperlink.location.split("!")[1]].value
        for row in book["ผลคะแนน"].iter_rows() for cell in row if cell.hyperlink
    }
    assert list(opened) == list(range(1, 10))
    for number, heading in opened.items():
        assert to_arabic(str(heading)).replace("\u00a0", " ").startswith(f"ตัวชี้วัดที่ {number} ")


def test_the_looks_of_steps_follow_a_level_or_band_that_is_changed() -> None:
    sheet = filled(one(), values=False)["ผลคะแนน"]
    rules = {str(one.sqref): [rule.formula[0] for rule in one.rules] for one in sheet.conditional_formatting}
    steps = next(ref for ref in rules if ref.startswith("E") and " " in ref)
    rows = [cell.row for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert steps.split() == [f"E{row}:I{row}" for row in rows]  # one for each KPI
    assert [re.search(r"\$J\d+([=<>])COLUMN", formula)[1] for formula in rules[steps]] == ["=", ">", "<"]  # type: ignore[index]
    (bands,) = (ref for ref in rules if ref.startswith("E") and " " not in ref)
    assert len(rules[bands]) == 3 and all("SUMPRODUCT" in formula for formula in rules[bands])
