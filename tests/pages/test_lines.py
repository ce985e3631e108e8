"""The lines of the province's page: where their points stand, and what is said of each."""

import datetime as dt
from dataclasses import replace

from cards import AGREEMENT, cards, ratio, unreported

from pipeline.history.kept_runs import MOST_POINTS, KeptRun, kept_run
from pipeline.pages import shell
from pipeline.pages.lines import BOTTOM, LEFT, RIGHT, TOP, PageLines, page_lines

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


def but(run: KeptRun, **days: dt.date | None) -> KeptRun:
    """The same run of which some KPIs (``k5``) are as at other days."""
    return replace(run, as_of={**run.as_of, **{int(kpi[1:]): day for kpi, day in days.items()}})


def drawn(*runs: KeptRun) -> PageLines:
    return page_lines(runs, AGREEMENT, NAMES)


def test_a_kpis_line_is_the_mean_of_the_districts_points_at_their_days() -> None:
    lines = drawn(on(FIRST, "50000", "50000"), on(LAST, "97500", "100000"))
    kpi = lines.kpis[0]
    assert [(p.day.iso, p.value) for p in kpi.points] == [("2018-01-01", "0.00"), ("2018-03-02", "4.50")]
    assert kpi.points[0].x == LEFT and kpi.points[1].x == RIGHT and kpi.points[0].y == BOTTOM
    assert abs(float(kpi.points[1].y) - (BOTTOM - (BOTTOM - TOP) * 0.9)) < 0.06
    assert kpi.change == "+4.50" and not lines.single
    assert [end.iso for end in kpi.ends] == ["2018-01-01", "2018-03-02"]


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
    """KPI 1 was corrected in the run that renewed KPI 2."""
    lines = drawn(but(on(LAST, "50000", "50000"), k2=FIRST), on(LAST, "97500", "97500"))
    assert [p.value for p in lines.kpis[0].points] == ["4.00"]
    assert [p.day.iso for p in lines.kpis[1].points] == ["2018-01-01", "2018-03-02"]


def test_the_last_points_are_those_of_the_run_that_stands() -> None:
    every = on(FIRST, "50000", "50000"), on(LAST, "97500", None)
    lines = drawn(*every)
    assert [line.points[-1].value for line in lines.districts] == [
        str(one.score if one.provisional is None else one.provisional) for one in every[-1].districts.values()]
    empty = kept_run(cards([(name, {k: unreported(k, code) for k in range(1, 10)}) for code, name in NAMES.items()]), AGREEMENT)
    assert drawn(on(FIRST, "50000", "50000"), empty) == PageLines(AGREEMENT.top)  # what nobody reports any more has no line


def test_a_districts_points_are_the_runs_by_the_last_day_that_was_renewed() -> None:
    """One table says the cut-off from the first run on, another says no day: they tell nothing of the others' days."""
    cutoff = dt.date(2018, 3, 31)
    runs = [but(on(day, spent, spent), k8=cutoff, k5=None) for day, spent in ((FIRST, "50000"), (dt.date(2018, 2, 1), "97500"), (LAST, "100000"))]
    lines = drawn(*runs)
    assert [p.day.iso for p in lines.districts[0].points] == ["2018-01-01", "2018-02-01", "2018-03-02"]
    assert [p.x for p in lines.districts[0].points] == [LEFT, (LEFT + RIGHT) // 2, RIGHT]
    assert [end.iso for end in lines.districts[0].ends] == ["2018-01-01", "2018-03-02"]
    late = but(runs[-1], k9=dt.date(2018, 1, 15))  # a figure of earlier that comes later
    assert drawn(*runs, late).districts[0].points[-1].day.iso == "2018-01-15"


def test_a_kpi_whose_tables_say_no_day_has_no_line_and_the_page_says_so() -> None:
    lines = drawn(but(on(LAST, "97500", "97500"), k5=None, k8=None))
    assert lines.undated == (5, 8) and not {"k5", "k8"} & {line.anchor for line in lines.kpis}
    assert "ตัวชี้วัดที่ 5, 8 ไม่บอกว่าเป็นข้อมูล ณ วันที่ใด" in str(shell.part("lines.html", {"lines": lines}))


def test_means_of_other_districts_and_totals_of_other_kpis_are_not_compared() -> None:
    lines = drawn(on(FIRST, "97500", None), on(LAST, "97500", "50000"))
    assert lines.kpis[0].change == "คนละชุดอำเภอกับครั้งก่อน" and lines.kpis[1].change == "±0.00"
    first, second = lines.districts
    assert (first.change, second.change) == ("±0.00", "คนละชุดตัวชี้วัดกับครั้งก่อน")


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


def test_a_line_has_its_latest_points_however_many_runs_renewed_other_kpis() -> None:
    runs = [on(FIRST + dt.timedelta(n), "97500", "97500") for n in range(MOST_POINTS + 3)]
    line = drawn(*runs).kpis[0]
    assert len(line.points) == MOST_POINTS and line.points[0].day.iso == "2018-01-04"
    assert (line.points[0].x, line.points[-1].x) == (LEFT, RIGHT)
    others = [but(on(FIRST, "97500", "97500"), k2=FIRST + dt.timedelta(n)) for n in range(MOST_POINTS)]
    points = drawn(*others, on(LAST, "97500", "97500")).kpis[0].points
    assert [p.day.iso for p in points] == ["2018-01-01", "2018-03-02"]


def test_the_days_stand_once_each_at_the_ends_of_the_axis() -> None:
    """Of a line whose points are a day apart near the end too, none is cut or stands over the other."""
    near = LAST - dt.timedelta(1)
    runs = [on(FIRST, "50000", "50000"), *(but(on(near, "97500", "97500"), k2=FIRST) for _ in "1"), on(LAST, "97500", "97500")]
    text = str(shell.part("lines.html", {"lines": drawn(*runs)}))
    below = f'y="{BOTTOM + 18}"'
    labels = [one for one in text.split("<text ") if below in one.partition(">")[0]]
    assert labels and all(one.startswith((f'x="{LEFT}" {below}>', f'x="{RIGHT}" {below} text-anchor="end">')) for one in labels)
    assert text.count(f"M{LEFT} {TOP}H{RIGHT}M{LEFT} {BOTTOM}H{RIGHT}") == len(drawn(*runs).kpis) + len(drawn(*runs).districts)
