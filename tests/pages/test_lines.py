"""The lines of the province's page: where their points stand, and what is said of each."""

import datetime as dt
from dataclasses import replace

from cards import AGREEMENT, cards, ratio, unreported

from pipeline.history.kept_runs import KeptRun, kept_run
from pipeline.pages import shell
from pipeline.pages.lines import (
    BOTTOM,
    HALF,
    LEFT,
    MOST_POINTS,
    RIGHT,
    TOP,
    WIDTH,
    PageLines,
    page_lines,
)

NAMES = {"2701": "ก", "2702": "ข"}
FIRST, LAST = dt.date(2018, 1, 1), dt.date(2018, 3, 2)


def on(day: dt.date, *spent: str | None) -> KeptRun:
    """A run of which all is as at a day, with so much of a hundred thousand spent in each district."""
    every = [
        (name, {1: unreported(1, code) if one is None else ratio(1, code, one)})
        for (code, name), one in zip(NAMES.items(), spent, strict=True)
    ]
    run = kept_run(cards(every), AGREEMENT)
    return replace(run, as_of=dict.fromkeys(run.as_of, day))


def drawn(*runs: KeptRun) -> PageLines:
    return page_lines(runs, AGREEMENT, NAMES)


def test_a_kpis_line_is_the_mean_of_the_districts_points_at_their_days() -> None:
    lines = drawn(on(FIRST, "50000", "50000"), on(LAST, "97500", "100000"))
    kpi = lines.kpis[0]
    assert [(p.day.iso, p.value) for p in kpi.points] == [("2018-01-01", "0.00"), ("2018-03-02", "4.50")]
    assert kpi.points[0].x == LEFT and kpi.points[1].x == RIGHT and kpi.points[0].y == BOTTOM
    assert abs(float(kpi.points[1].y) - (BOTTOM - (BOTTOM - TOP) * 0.9)) < 0.06
    assert kpi.change == "+4.50" and not lines.single


def test_what_is_not_of_all_districts_is_said_and_never_counts_as_nought() -> None:
    lines = drawn(on(LAST, "97500", None))
    point = lines.kpis[0].points[0]
    assert (point.value, point.words, point.open) == ("4.00", "เฉลี่ยจาก 1 จาก 2 อำเภอ", True)
    first, second = lines.districts
    assert (first.points[0].open, second.points[0].open) == (False, True)
    assert second.points[0].words == "คะแนนชั่วคราว"
    nobody = drawn(on(LAST, None, None))
    assert nobody.kpis[0].anchor == "k2"  # KPI 1 has no line


def test_of_two_runs_as_at_one_day_the_later_counts() -> None:
    first, second = on(LAST, "50000", "50000"), on(LAST, "97500", "97500")
    assert [p.value for p in drawn(first, second).kpis[0].points] == ["4.00"]


def test_a_single_day_stands_in_the_middle_without_a_line() -> None:
    lines = drawn(on(LAST, "97500", "97500"))
    assert lines.single and lines.kpis[0].points[0].x == (LEFT + RIGHT) // 2
    text = str(shell.part("lines.html", {"lines": lines}))
    assert "<polyline" not in text and "ยังมีผลเพียงครั้งเดียว" in text and text.count("<circle") == len(lines.kpis) + len(lines.districts)


def test_every_point_is_read_aloud_and_stands_in_a_table() -> None:
    lines = drawn(on(FIRST, "50000", "50000"), on(LAST, "97500", "100000"))
    text = str(shell.part("lines.html", {"lines": lines}))
    assert 'aria-label="1. ' in text and "0.00 ณ 1 ม.ค. 61 ถึง 4.50 ณ 2 มี.ค. 61" in text
    assert text.count("<polyline") == len(lines.kpis) + len(lines.districts)
    assert text.count("<dt>") == sum(len(line.points) for line in (*lines.kpis, *lines.districts))
    assert " style=" not in text


def test_a_province_without_a_figure_has_no_line() -> None:
    run = kept_run(cards([("ก", {k: unreported(k, "2701") for k in range(1, 10)})]), AGREEMENT)
    assert "ยังไม่มีคะแนน" in str(shell.part("lines.html", {"lines": drawn(run)}))


def test_a_page_draws_the_latest_runs_alone() -> None:
    runs = [on(FIRST + dt.timedelta(n), "97500", "97500") for n in range(MOST_POINTS + 3)]
    points = drawn(*runs).kpis[0].points
    assert len(points) == MOST_POINTS and points[0].day.iso == "2018-01-04"
    assert (points[0].x, points[-1].x) == (LEFT, RIGHT)


def test_a_mean_of_other_districts_than_before_is_compared_like_with_like() -> None:
    kpi = drawn(on(FIRST, "97500", "50000"), on(LAST, "100000", None)).kpis[0]
    assert [p.value for p in kpi.points] == ["2.00", "5.00"]
    assert (kpi.change, kpi.compared) == ("+1.00", "เทียบเฉพาะ 1 อำเภอที่มีคะแนนทั้งสองครั้ง")
    other = drawn(on(FIRST, "97500", None), on(LAST, None, "97500"))
    assert (other.kpis[0].change, other.kpis[0].compared) == ("", "ครั้งก่อนเป็นของอำเภออื่น")
    second = drawn(on(FIRST, "97500", "50000"), on(LAST, "100000", None)).districts[1]
    assert second.change == "" and "ชุดอื่น" in second.compared


def test_days_stand_within_the_drawing_and_never_upon_each_other() -> None:
    early = on(dt.date(2017, 10, 1), "97500", "97500")
    near = dt.date(2018, 3, 25)
    lines = drawn(replace(early, as_of={2: early.as_of[2]}), *(on(day, "97500", "97500") for day in (near, near + dt.timedelta(5))))
    assert [label.text for label in lines.kpis[0].labels] == ["25 มี.ค. 61 – 30 มี.ค. 61"]
    for line in (*lines.kpis, *lines.districts):
        half = HALF * (3 - len(line.labels)) if len(line.points) > 1 else HALF
        assert all(half <= label.x <= WIDTH - half for label in line.labels)
    assert next(label.text for label in lines.kpis[1].labels) == "1 ต.ค. 60"
