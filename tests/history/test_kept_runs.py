"""What is kept of finished runs, by the days that their figures are as at."""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import province
import pytest
from cards import AGREEMENT, cards, ratio, situations, unreported
from home import HOME

from pipeline.history.kept_runs import FILE, MOST, KeptRun, keep, kept_run, kept_runs
from pipeline.model.agreement import Agreement
from pipeline.publish import PRIVATE
from pipeline.run.stages import Outcome, evaluate
from pipeline.run.writing import write

PROVINCE = "สระแก้ว"
DAY = dt.date(2018, 3, 1)


def on(day: dt.date, done: str = "97500") -> KeptRun:
    """A run of which KPI 1's figures are as at a day, with so much spent."""
    run = kept_run(cards([("ก", {1: ratio(1, "2701", done)}), ("ข", {6: unreported(6, "2702")})]), AGREEMENT)
    return replace(run, as_of={**run.as_of, 1: day})


def after(folder: Path, *runs: KeptRun) -> tuple[KeptRun, ...]:
    """What is kept once these have run."""
    kept: tuple[KeptRun, ...] = ()
    (folder / PRIVATE).mkdir(exist_ok=True)
    for run in runs:
        kept = kept_runs(folder, run, AGREEMENT, PROVINCE)
        keep(folder, kept, AGREEMENT, PROVINCE)
    return kept


def test_the_figures_are_those_that_are_printed_and_the_days_those_of_the_kpis() -> None:
    every = cards(situations())
    run = kept_run(every, AGREEMENT)
    assert run.as_of[1] == dt.date(2018, 3, 27) and run.as_of[5] == AGREEMENT.kpi(5).cutoff  # it says no day
    first, second = run.districts["2701"], run.districts["2702"]
    assert (str(first.score), first.provisional, first.percent) == ("3.23", None, every[0].total.percent)
    assert second.score is None and second.provisional is not None and second.percent is None
    assert (first.kpis[1].level, str(first.kpis[1].points), str(first.kpis[1].result)) == (4, "4.00", "97.50")
    assert 2 not in second.kpis  # not reported is no figure, and not nought


def test_a_kpi_that_nobody_reported_has_no_day() -> None:
    run = kept_run(cards([("ก", {6: unreported(6, "2701")})]), AGREEMENT)
    assert run.as_of[6] is None


def test_what_is_kept_is_read_back_as_it_was(tmp_path: Path) -> None:
    run = kept_run(cards(situations()), AGREEMENT)
    kept = after(tmp_path, run)
    assert kept == (run,) and kept_runs(tmp_path, on(DAY), AGREEMENT, PROVINCE)[1] == run


def test_other_days_make_the_line_longer_in_the_order_of_the_days(tmp_path: Path) -> None:
    early, late = on(DAY), on(DAY + dt.timedelta(7))
    kept = after(tmp_path, late, early)
    assert [run.as_of[1] for run in kept] == [DAY, DAY + dt.timedelta(7)]


def test_the_same_days_again_are_a_correction(tmp_path: Path) -> None:
    kept = after(tmp_path, on(DAY), on(DAY, "96000"))
    assert [str(run.districts["2701"].kpis[1].result) for run in kept] == ["96.00"]


def test_the_same_run_again_keeps_the_same_bytes(tmp_path: Path) -> None:
    after(tmp_path, on(DAY), on(DAY + dt.timedelta(1)))
    before = (tmp_path / PRIVATE / FILE).read_bytes()
    after(tmp_path, on(DAY + dt.timedelta(1)))
    assert (tmp_path / PRIVATE / FILE).read_bytes() == before


def test_the_latest_runs_are_kept(tmp_path: Path) -> None:
    kept = after(tmp_path, *(on(DAY + dt.timedelta(n)) for n in range(MOST + 2)))
    assert len(kept) == MOST and kept[0].as_of[1] == DAY + dt.timedelta(2)


def test_what_is_kept_of_another_province_or_round_does_not_count(tmp_path: Path) -> None:
    after(tmp_path, on(DAY))
    other = on(DAY + dt.timedelta(1))
    assert kept_runs(tmp_path, other, AGREEMENT, "ระนอง") == (other,)
    again = replace(AGREEMENT, round_id="2561-2")
    assert kept_runs(tmp_path, other, again, PROVINCE) == (other,)


@pytest.mark.parametrize("changed", [{"name": "ชื่ออื่น"}, {"unit": "บาท"}])
def test_a_kpi_is_the_same_only_by_its_name_and_unit(tmp_path: Path, changed: dict[str, str]) -> None:
    after(tmp_path, on(DAY))
    first, *others = AGREEMENT.kpis
    agreement: Agreement = replace(AGREEMENT, kpis=(replace(first, **changed), *others))
    kept = kept_runs(tmp_path, on(DAY + dt.timedelta(1)), agreement, PROVINCE)
    assert [run.as_of[1] for run in kept] == [None, DAY + dt.timedelta(1)]
    assert 1 not in kept[0].districts["2701"].kpis and 2 in kept[0].districts["2701"].kpis


def _set(*path: Any) -> Callable[[Any], Any]:
    *way, last, value = path

    def change(data: Any) -> Any:
        place = data
        for step in way:
            place = place[step]
        place[last] = value
        return data
    return change


@pytest.mark.parametrize("change", [
    lambda data: [], lambda data: None, lambda data: {}, _set("format", 2), _set("runs", None), _set("runs", 0, {}),
    _set("runs", 0, "as_of", "1", "วันนี้"), _set("runs", 0, "as_of", []), _set("runs", 0, "districts", "2701", []),
    _set("runs", 0, "districts", "2701", 0, "มาก"), _set("runs", 0, "districts", "2701", 0, "NaN"),
    _set("runs", 0, "districts", "2701", 0, "1e99"), _set("runs", 0, "districts", "2701", 0, 3.5),
    _set("runs", 0, "districts", "2701", 3, "1", 0, "5"), _set("runs", 0, "districts", "2701", 3, "1", 0, -1),
    _set("runs", 0, "districts", "2701", 3, "1", [5]), _set("kpis", []),
])
def test_what_was_changed_or_broken_counts_for_nothing(tmp_path: Path, change: Callable[[Any], Any]) -> None:
    after(tmp_path, on(DAY))
    path = tmp_path / PRIVATE / FILE
    path.write_text(json.dumps(change(json.loads(path.read_text("utf-8")))), encoding="utf-8")
    other = on(DAY + dt.timedelta(1))
    assert kept_runs(tmp_path, other, AGREEMENT, PROVINCE) == (other,)


def test_a_folder_without_what_is_kept_begins_anew(tmp_path: Path) -> None:
    assert kept_runs(tmp_path, on(DAY), AGREEMENT, PROVINCE) == (on(DAY),)
    (tmp_path / PRIVATE).mkdir()
    (tmp_path / PRIVATE / FILE).write_bytes(b"\xff\x00")
    assert kept_runs(tmp_path, on(DAY), AGREEMENT, PROVINCE) == (on(DAY),)


# --- whole runs ----------------------------------------------------------------------------------


def scored(folder: Path, day: str) -> Outcome:
    """A tidy province whose reports are as at a day of 2561."""
    tables = province.tables()
    for name, rows in tables.items():
        if name != "roster":
            rows[0] = [f"ข้อมูล ณ วันที่ {day} 2561"]
    folder.mkdir()
    province.write(folder, tables)
    return evaluate(HOME, folder, "2561-1", None, 1).without_sheets()


def kept_in(target: Path) -> list[dict[str, Any]]:
    runs: list[dict[str, Any]] = json.loads((target / PRIVATE / FILE).read_text("utf-8"))["runs"]
    return runs


@pytest.mark.slow
def test_a_run_extends_the_line_the_same_run_does_not_and_one_that_fails_keeps_nothing(tmp_path: Path) -> None:
    early, late = scored(tmp_path / "early", "9 กุมภาพันธ์"), scored(tmp_path / "late", "9 มีนาคม")
    target, page = tmp_path / "out" / "2561-1", f"สรุปจังหวัด{PROVINCE}.html"
    write(HOME, early, tmp_path / "out")
    assert [run["as_of"]["1"] for run in kept_in(target)] == ["2018-02-09"]
    first = {path.name: path.read_bytes() for path in (*target.iterdir(), target / PRIVATE / FILE) if path.is_file()}
    assert "<polyline" not in first[page].decode()

    written = write(HOME, early, tmp_path / "out")
    assert not written.put and {name: (target / name).read_bytes() for name in first if name != FILE} == {
        name: data for name, data in first.items() if name != FILE}
    assert (target / PRIVATE / FILE).read_bytes() == first[FILE]

    (target / "2701 เมืองสระแก้ว.xlsx").chmod(0o444)  # as one that is open in Excel
    assert not write(HOME, late, tmp_path / "out").finished
    assert len(kept_in(target)) == 1

    (target / "2701 เมืองสระแก้ว.xlsx").chmod(0o644)
    written = write(HOME, late, tmp_path / "out")
    assert written.finished
    assert [run["as_of"]["1"] for run in kept_in(target)] == ["2018-02-09", "2018-03-09"]
    assert "<polyline" in (target / page).read_text("utf-8")
    stands = written.state
    assert stands and write(HOME, late, tmp_path / "out").state == stands  # nothing is different the second time
