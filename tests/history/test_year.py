"""The rounds of a fiscal year side by side, and the year's mean where the agreement says so."""

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from cards import AGREEMENT, cards, ratio, unreported

from pipeline.errors import UsageError
from pipeline.history.record import Json
from pipeline.history.year import Year, year_of
from pipeline.model.agreement import Agreement
from pipeline.model.frame import YearMean
from pipeline.model.places import other_rounds
from pipeline.model.score import Scorecard
from pipeline.pages import shell
from pipeline.pages.year import page_year
from pipeline.reports.results import results

FIRST, SECOND = "2561-1", "2561-2"
LATER = replace(AGREEMENT, round_id=SECOND)
STATED = YearMean((FIRST, SECOND), "ผลทั้งปีคือค่าเฉลี่ยของสองรอบ")


def told(agreement: Agreement, every: tuple[Scorecard, ...]) -> Any:
    return json.loads(json.dumps(results(agreement, "สระแก้ว", (), every, ())))


def put(output: Path, round_id: str, data: Json, inside: str = "") -> Path:
    folder = output / round_id / inside
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "results.json").write_text(json.dumps(data), encoding="utf-8")
    return folder / "results.json"


def of(
    output: Path, own: Agreement, mine: Json, below: str = "", load: Callable[[str], Agreement] | None = None
) -> Year:
    def other(round_id: str) -> Agreement:
        return {FIRST: AGREEMENT, SECOND: LATER}[round_id]

    return year_of(mine, own, load or other, output, below)


TWO = cards([("ก", {}), ("ข", {})])  # 3.225 of 5: 64.50
BETTER = cards([("ก", {1: ratio(1, "2701", "100000")}), ("ข", {2: unreported(2, "2702")})])


def test_two_rounds_stand_side_by_side_in_their_order_whichever_is_run(tmp_path: Path) -> None:
    put(tmp_path, FIRST, told(AGREEMENT, TWO))
    put(tmp_path, SECOND, told(LATER, BETTER))
    for own, mine in ((AGREEMENT, TWO), (LATER, BETTER)):
        year = of(tmp_path, own, told(own, mine))
        assert year.rounds == (FIRST, SECOND) and year.rule is None and year.notes == ()
        first, second = year.districts
        assert [total and total.percent for total in first.totals] == [TWO[0].total.percent, BETTER[0].total.percent]
        assert second.totals[1] is not None and second.totals[1].percent is None and second.totals[1].provisional is not None
        assert {one.mean for one in year.districts} == {None}  # the agreement does not make the year of them


def test_the_years_mean_is_that_of_the_printed_percentages_where_both_are_complete(tmp_path: Path) -> None:
    first, second = told(AGREEMENT, TWO), told(LATER, BETTER)
    for data, percent in ((first, "64.51"), (second, "70.00")):
        data["districts"][0]["total"]["percent"] = percent
    put(tmp_path, FIRST, first)
    year = of(tmp_path, replace(LATER, year=STATED), second)
    assert (year.districts[0].mean, year.districts[0].band) == (Decimal("67.26"), "พอใช้")  # 67.255, half up
    assert (year.districts[1].mean, year.districts[1].band) == (None, None)  # the second is not complete
    second["districts"][0]["total"]["percent"] = "55.49"  # with 64.51 the very bound of a band
    year = of(tmp_path, replace(LATER, year=STATED), second)
    assert (year.districts[0].mean, year.districts[0].band) == (Decimal("60.00"), "พอใช้")
    alone = of(tmp_path / "empty", replace(LATER, year=STATED), second)
    assert alone.rounds == (SECOND,) and alone.districts[0].mean is None


def test_a_district_of_one_round_alone_has_no_mean(tmp_path: Path) -> None:
    put(tmp_path, FIRST, told(AGREEMENT, TWO[:1]))
    year = of(tmp_path, replace(LATER, year=STATED), told(LATER, TWO))
    assert year.districts[1].totals[0] is None and year.districts[1].mean is None


def test_a_kpi_is_the_same_only_by_its_name_and_unit(tmp_path: Path) -> None:
    kpis = [replace(kpi, number=10 - kpi.number) for kpi in AGREEMENT.kpis]
    kpis[0] = replace(kpis[0], name="ชื่ออื่น")
    kpis[1] = replace(kpis[1], unit="บาท")
    other = replace(AGREEMENT, kpis=tuple(kpis))
    data = told(AGREEMENT, TWO)
    for district in data["districts"]:
        for kpi in district["kpis"]:
            kpi["number"] = 10 - kpi["number"]
    put(tmp_path, FIRST, data)
    year = of(tmp_path, LATER, told(LATER, TWO), load=lambda _: other)
    assert [one.numbers for one in year.kpis] == [(10 - n, n) for n in range(3, 10)]
    assert all(one.means[0] == one.means[1] is not None for one in year.kpis)


def test_where_the_other_agreement_is_not_known_totals_alone_are_compared(tmp_path: Path) -> None:
    def unknown(round_id: str) -> Agreement:
        raise UsageError(f"ไม่มีรอบ {round_id}")

    put(tmp_path, FIRST, told(AGREEMENT, TWO))
    year = of(tmp_path, LATER, told(LATER, TWO), load=unknown)
    assert {one.numbers[0] for one in year.kpis} <= {None} and len(year.districts) == 2
    assert len(year.notes) == 1 and "ไม่มีรอบ 2561-1" in year.notes[0]


@pytest.mark.parametrize(("inside", "below", "seen"), [
    ("", "", True), ("สระแก้ว", "สระแก้ว", True), ("", "สระแก้ว", True), ("สระแก้ว", "", True), ("ระนอง", "", False)])
def test_the_other_round_is_of_the_same_province_wherever_it_stands(tmp_path: Path, inside: str, below: str, seen: bool) -> None:
    put(tmp_path, FIRST, told(AGREEMENT, TWO), inside)
    assert (len(of(tmp_path, LATER, told(LATER, TWO), below).rounds) == 2) == seen


def test_of_two_results_of_one_round_that_differ_none_counts_and_it_is_said(tmp_path: Path) -> None:
    put(tmp_path, FIRST, told(AGREEMENT, TWO))
    put(tmp_path, FIRST, told(AGREEMENT, BETTER), "สระแก้ว")
    year = of(tmp_path, LATER, told(LATER, TWO), "สระแก้ว")
    assert year.rounds == (SECOND,) and len(year.notes) == 1
    assert "รอบ 2561-1" in year.notes[0] and "2561-1/results.json กับ 2561-1/สระแก้ว/results.json" in year.notes[0]
    put(tmp_path, FIRST, told(AGREEMENT, TWO), "สระแก้ว")  # the same twice is no doubt
    year = of(tmp_path, LATER, told(LATER, TWO), "สระแก้ว")
    assert year.rounds == (FIRST, SECOND) and not year.notes


def test_another_province_or_what_is_no_result_is_left_out(tmp_path: Path) -> None:
    put(tmp_path, FIRST, {**told(AGREEMENT, TWO), "province": "ระนอง"})
    year = of(tmp_path, LATER, told(LATER, TWO))
    assert year.rounds == (SECOND,) and year.notes == ()
    put(tmp_path, FIRST, {**told(AGREEMENT, TWO), "districts": 3})
    year = of(tmp_path, LATER, told(LATER, TWO))
    assert year.rounds == (SECOND,) and "รอบ 2561-1" in year.notes[0]


def test_other_fiscal_years_and_what_is_kept_aside_are_no_rounds_of_the_year(tmp_path: Path) -> None:
    for name in ("2561-1", "2560-2", "2562-1", "2561-2", "2561-1/.pipeline", "2561-1/สระแก้ว"):
        (tmp_path / name).mkdir(parents=True, exist_ok=True)
        (tmp_path / name / "results.json").write_text("{}")
    found = [path.parent.relative_to(tmp_path).as_posix() for path in other_rounds(tmp_path, SECOND)]
    assert found == ["2561-1", "2561-1/สระแก้ว"]


def test_the_page_says_it(tmp_path: Path) -> None:
    put(tmp_path, FIRST, told(AGREEMENT, TWO))
    year = of(tmp_path, replace(LATER, year=STATED), told(LATER, BETTER))
    text = str(shell.part("year.html", {"year": page_year(year, SECOND)}))
    for words in ("ปีงบประมาณ 2561", STATED.quote, "รอบ 1/2561", "รอบ 2/2561", "ยังไม่ครบ (คะแนนชั่วคราว", "64.50 พอใช้", "ข้อ 1: 4.00"):
        assert words in text
    mean = year.districts[0].mean
    assert mean is not None and f"<b>{mean}</b>" in text and "+" in text
    alone = str(shell.part("year.html", {"year": page_year(of(tmp_path / "none", LATER, told(LATER, BETTER)), SECOND)}))
    assert "ยังไม่มีผลของรอบอื่น" in alone and "<table" not in alone
