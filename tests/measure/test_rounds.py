"""What is of another round scores nothing and disturbs nobody; what says no day is told once."""

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path

import province
import pytest
from home import HOME, copy_room
from later_round import later_round

from pipeline.definitions import load_agreement
from pipeline.measure import MEASURES
from pipeline.measure.rounds import another_round
from pipeline.model.finding import Finding
from pipeline.model.period import TableIdentity
from pipeline.run.stages import Outcome, evaluate
from pipeline.thai.periods import find_period

AGREEMENT = load_agreement(HOME, MEASURES, "2561-1")
NAMES = list(province.DISTRICTS.values())
Rows = list[list[object]]


def disbursed(titles: Sequence[str], amount: int = 90000, allocated: int = 100000) -> Rows:
    return [*([title] for title in titles), ["อำเภอ", "จัดสรร", "เบิกจ่าย"],
            *([name, allocated, amount] for name in NAMES)]


@pytest.fixture
def judge(tmp_path: Path) -> Callable[..., Outcome]:
    """Scores a tidy province with some exports in the place of, or beside, its own."""

    def go(round_id: str = "2561-1", home: Path = HOME, **exports: Rows | None) -> Outcome:
        tables = {**province.tables(), **exports}
        folder = province.write(
            tmp_path / f"in{len(list(tmp_path.iterdir()))}",
            {name: rows for name, rows in tables.items() if rows is not None})
        return evaluate(home, folder, round_id, None, 1)

    return go


def of(outcome: Outcome, kpi: int) -> set[tuple[str | None, int | None]]:
    """The result and level of a KPI, of all districts."""
    scores = [s for card in outcome.cards for s in card.scores if s.kpi == kpi]
    return {(s.result and str(s.result), s.level) for s in scores}


def found(outcome: Outcome, *codes: str) -> list[Finding]:
    return [f for f in outcome.findings if f.code in codes]


# --- what a table says of its round ------------------------------------------------------------


@pytest.mark.parametrize(
    ("titles", "of_results", "of_targets"),
    [
        (["ข้อมูล ณ วันที่ 30 กันยายน 2560"], "วันที่ 30 กันยายน 2560", None),
        (["ข้อมูล ณ วันที่ 1 ตุลาคม 2560"], None, None),
        (["ข้อมูล ณ วันที่ 27 มีนาคม 2561"], None, None),
        (["ประจำเดือน กันยายน 2560"], "ปีงบประมาณ 2560", "ปีงบประมาณ 2560"),
        (["ประจำเดือน ตุลาคม 2560"], None, None),
        (["ผลการเบิกจ่าย ปีงบประมาณ พ.ศ. 2560"], "ปีงบประมาณ 2560", "ปีงบประมาณ 2560"),
        (["ผลการเบิกจ่าย ปีงบประมาณ พ.ศ. ๒๕๖๑"], None, None),
        (["ผลการเบิกจ่าย ปีงบประมาณ พ.ศ. 2562"], "ปีงบประมาณ 2562", "ปีงบประมาณ 2562"),
        (["จปฐ. ปี 2560"], "ปีงบประมาณ 2560", "ปีงบประมาณ 2560"),
        (["ปีงบประมาณ พ.ศ. 2560", "ข้อมูล ณ วันที่ 27 มีนาคม 2561"], "ปีงบประมาณ 2560", "ปีงบประมาณ 2560"),
        (["ไตรมาสที่ 2/2560"], "ปีงบประมาณ 2560", "ปีงบประมาณ 2560"),
        (["ไตรมาสที่ 4"], None, None),
        (["ครั้งที่ 3/2560"], "ปีงบประมาณ 2560", "ปีงบประมาณ 2560"),
        (["ครั้งที่ 12/2560", "ข้อมูล ณ วันที่ 27 ธันวาคม 2560"], None, None),  # of the calendar's year
        (["เงินกันไว้เบิกเหลื่อมปี ปีงบประมาณ พ.ศ. 2560"], None, None),
        (["เงินเหลื่อมปี", "ปีงบประมาณ พ.ศ. 2560"], None, None),
        (["โครงการตำบลต้นแบบ ประจำปี 2560"], None, None),
        (["ยุทธศาสตร์ชาติ 20 ปี 2561-2580"], None, None),
        (["พ.ร.บ. งบประมาณรายจ่ายประจำปีงบประมาณ พ.ศ. 2560"], None, None),
        (["เปรียบเทียบปีงบประมาณ พ.ศ. 2560 และ 2561"], None, None),
        (["เปรียบเทียบปีงบประมาณ 2560 กับปีงบประมาณ 2561"], None, None),
        (["พิมพ์เมื่อ 3 ตุลาคม 2562"], None, None),
        (["2503"], None, None),  # the code of a district
        (["10"], None, None),
    ],
)
def test_a_table_is_of_another_round_by_its_day_before_it_or_another_fiscal_year(
    titles: list[str], of_results: str | None, of_targets: str | None
) -> None:
    period = TableIdentity().period
    names = []
    for title in titles:
        said, name = find_period(title)
        period, names = said.within(period), [*names, name]
    said = TableIdentity(period, tuple(names))
    assert another_round(said, AGREEMENT, results=True) == of_results
    assert another_round(said, AGREEMENT, results=False) == of_targets


# --- last year's files -------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("titles", [
    ["ผลการเบิกจ่าย ปีงบประมาณ พ.ศ. 2560"], ["ข้อมูล ณ วันที่ 27 มีนาคม 2560"], ["ประจำเดือน มีนาคม 2560"],
    ["จังหวัดสระแก้ว", "ปีงบประมาณ 2560 (ข้อมูล ณ วันที่ 30 กันยายน 2560)"],
])
def test_last_years_report_alone_leaves_its_kpi_not_reported_and_says_why(judge, titles):
    outcome = judge(disbursement=disbursed(titles))
    assert of(outcome, 1) == {(None, None)}
    (warned,) = found(outcome, "another-round")
    assert (warned.severity, warned.kpi, warned.origin.file) == ("warning", 1, "disbursement.xlsx")
    assert warned.origin.sheet == "Sheet"
    (error,) = found(outcome, "missing-source")
    assert "มีแต่ข้อมูลของ" in error.problem and "2560" in error.problem


@pytest.mark.slow
def test_last_years_reports_beside_this_years_change_nothing_but_a_warning_each(judge):
    alone = judge()
    last = {}
    for name in ("disbursement", "bpm", "livelihood", "sara", "basic_needs", "progress"):
        rows = province.tables()[name]
        last[f"{name} เก่า"] = [["ปีงบประมาณ พ.ศ. 2560"], ["ข้อมูล ณ วันที่ 31 มีนาคม 2560"], *rows[1:]]
    outcome = judge(**last)
    assert outcome.cards == alone.cards
    warned = found(outcome, "another-round")
    assert sorted(f.origin.file for f in warned) == sorted(f"{name}.xlsx" for name in last)
    assert [f.kpi for f in warned if f.origin.file.startswith("progress")] == [None]
    assert set(outcome.findings) - set(alone.findings) == set(warned)


def test_an_envelope_of_last_year_is_not_added_to_this_years(judge):
    outcome = judge(
        disbursement=disbursed(["งบดำเนินงาน", province.AS_OF]),
        invested=disbursed(["งบลงทุน ปีงบประมาณ พ.ศ. 2560"], 100000))
    assert of(outcome, 1) == {("90.00", 3)}


def test_a_sheet_named_for_last_year_is_set_aside(judge, tmp_path):
    import openpyxl

    folder = province.write(tmp_path / "in")
    path = folder / "disbursement.xlsx"
    book = openpyxl.load_workbook(path)
    book.active.title = "2561"
    sheet = book.create_sheet("ปี 2560")
    for row in disbursed([], 10000):
        sheet.append(row)
    book.save(path)
    outcome = evaluate(HOME, folder, "2561-1", None, 1)
    assert of(outcome, 1) == {("97.50", 4)}
    assert [f.origin.sheet for f in found(outcome, "another-round")] == ["ปี 2560"]


def test_rows_with_a_time_of_their_own_count_whatever_year_their_title_says(judge):
    exports = province.tables()
    sales = [["ปีงบประมาณ พ.ศ. 2560"], *exports["sales"][1:]]
    register = [["ทะเบียน ปีงบประมาณ พ.ศ. 2560"], *exports["register"][1:]]
    outcome = judge(sales=sales, register=register)
    assert (of(outcome, 3), of(outcome, 4)) == ({("20.00", 5)}, {("4.00", 4)})
    assert not found(outcome, "another-round", "no-as-of-date", "period-without-day")


@pytest.mark.slow
@pytest.mark.parametrize(("title", "result"), [
    ("จัดสรรงบประมาณ ข้อมูล ณ วันที่ 15 กันยายน 2560", "90.00"),
    ("จัดสรรงบประมาณ ข้อมูล ณ วันที่ 3 เมษายน 2561", "90.00"),
    ("จัดสรรงบประมาณ ปีงบประมาณ พ.ศ. 2560", None),
])
def test_an_allocation_is_free_in_its_day_and_not_in_its_year(judge, title, result):
    outcome = judge(
        disbursement=[[title], ["อำเภอ", "จัดสรร"], *([name, 100000] for name in NAMES)],
        payments=[["วันที่เบิกจ่าย", "อำเภอ", "รายการ", "จำนวนเงิน"],
                  *(["15/1/2561", name, "ค่าวัสดุ", 90000] for name in NAMES)])
    assert {shown for shown, _ in of(outcome, 1)} == {result}
    assert not [f for f in outcome.findings if result and f.severity == "error"]


def test_last_years_payments_are_not_told_row_by_row(judge):
    outcome = judge(
        disbursement=[[province.AS_OF], ["อำเภอ", "จัดสรร"], *([name, 100000] for name in NAMES)],
        payments=[["วันที่เบิกจ่าย", "อำเภอ", "รายการ", "จำนวนเงิน"],
                  *(["15/1/2560", name, "ค่าวัสดุ", 90000] for name in NAMES)])
    assert of(outcome, 1) == {(None, None)}
    assert [f.origin.file for f in found(outcome, "another-round", "outside-fiscal-year")] == ["payments.xlsx"]


@pytest.mark.parametrize(("year", "told"), [(2541, 1), (2540, len(NAMES))])
def test_payments_of_twenty_years_ago_are_mistyped_days_which_are_told_by_their_cells(judge, year, told):
    outcome = judge(
        disbursement=[[province.AS_OF], ["อำเภอ", "จัดสรร"], *([name, 100000] for name in NAMES)],
        payments=[["วันที่เบิกจ่าย", "อำเภอ", "รายการ", "จำนวนเงิน"],
                  *([f"15/1/{year}", name, "ค่าวัสดุ", 90000] for name in NAMES)])
    places = {o for f in outcome.findings for o in f.origins if o.file == "payments.xlsx" and f.kpi in (1, None)}
    assert len(places) == told


# --- the cut-off -------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("title", [
    "ประจำเดือน มีนาคม 2561", "ผลการเบิกจ่ายสะสมถึงเดือนมีนาคม 2561", "ไตรมาสที่ 2 ปีงบประมาณ พ.ศ. 2561",
    "รอบ 6 เดือนแรก ปีงบประมาณ 2561", "รายงานผลการเบิกจ่าย ปีงบประมาณ พ.ศ. 2561",
])
def test_a_time_that_holds_the_cutoff_without_a_day_is_used_with_a_warning(judge, title):
    outcome = judge(disbursement=disbursed([title]))
    assert of(outcome, 1) == {("90.00", 3)}
    assert [(f.severity, f.kpi) for f in found(outcome, "period-without-day")] == [("warning", 1)]
    assert not [f for f in found(outcome, "no-as-of-date", "before-cutoff", "after-cutoff") if f.kpi == 1]


@pytest.mark.slow
@pytest.mark.parametrize(("title", "code", "result"), [
    ("ประจำเดือน กุมภาพันธ์ 2561", "before-cutoff", "90.00"),
    ("ไตรมาสที่ 1/2561", "before-cutoff", "90.00"),
    ("ประจำเดือน เมษายน 2561", "after-cutoff", None),
    ("ไตรมาสที่ 3", "after-cutoff", None),
    ("ณ สิ้นเดือนมีนาคม 2561", "after-cutoff", None),
])
def test_a_time_before_or_after_the_cutoff_is_told_as_such(judge, title, code, result):
    outcome = judge(disbursement=disbursed([title]))
    assert {shown for shown, _ in of(outcome, 1)} == {result}
    assert [f.code for f in found(
        outcome, "before-cutoff", "after-cutoff", "no-as-of-date", "period-without-day")
        if f.kpi == 1] == [code]


def test_of_a_table_that_gave_way_to_a_later_one_no_day_is_told(judge):
    """There is nothing to do: what its remedy asks for is there and counts."""
    before = disbursed(["ผลการเบิกจ่าย", "ข้อมูล ณ วันที่ 28 กุมภาพันธ์ 2561"], 80000)
    alone = judge(disbursement=before)
    assert 1 in {f.kpi for f in found(alone, "before-cutoff")}
    both = judge(disbursement=before, later=disbursed(["ผลการเบิกจ่าย", province.AS_OF]))
    assert of(both, 1) == {("90.00", 3)} and 1 not in {f.kpi for f in found(both, "before-cutoff")}


def test_the_rows_of_a_register_that_a_later_one_states_too_are_as_at_its_day(judge):
    rows = province.tables()["register"]
    early = [["ข้อมูล ณ วันที่ 28 กุมภาพันธ์ 2561"], *rows[1:-1]]
    late = [["ข้อมูล ณ วันที่ 31 มีนาคม 2561"], *rows[1:]]
    alone, both = judge(register=late), judge(register=early, register_late=late)
    for one, other in zip(alone.cards, both.cards, strict=True):
        mine, grown = (next(s for s in card.scores if s.kpi == 4) for card in (one, other))
        assert (mine.result, mine.level) == (grown.result, grown.level)
        assert grown.earliest == grown.as_of == dt.date(2018, 3, 31)
    assert 4 not in {f.kpi for f in found(both, "before-cutoff")}
    assert {t.excluded for u in both.usage for t in u.tables if t.origin.file == "register.xlsx"} == {"older-version"}
    grown = judge(register=[*early, rows[-1]], register_late=late[:-1])  # a row that the later one lacks is of the former day
    assert {s.earliest for card in grown.cards for s in card.scores if s.kpi == 4} == {dt.date(2018, 2, 28), dt.date(2018, 3, 31)}


def test_the_quarter_that_ends_on_the_cutoff_needs_no_day(judge):
    rows = province.tables()["sara"]
    outcome = judge(sara=[["ไตรมาสที่ 2 ปีงบประมาณ พ.ศ. 2561"], *rows[1:]])
    assert not [f for f in outcome.findings if f.origin and f.origin.file == "sara.xlsx"]


def test_a_later_report_of_the_same_money_leaves_the_timely_one_in_force(judge):
    outcome = judge(
        disbursement=disbursed(["ผลการเบิกจ่าย", province.AS_OF]),
        later=disbursed(["ผลการเบิกจ่าย", "ข้อมูล ณ วันที่ 3 เมษายน 2561"], 99000))
    assert of(outcome, 1) == {("90.00", 3)}
    assert [f.origin.file for f in found(outcome, "after-cutoff")] == ["later.xlsx"]


@pytest.mark.slow
@pytest.mark.parametrize(("titles", "allocated"), [
    (["งบลงทุน"], 100000), (["ผลการเบิกจ่าย"], 50000),
])
def test_money_that_only_a_later_report_knows_leaves_its_districts_not_reported(
    judge, titles, allocated
):
    outcome = judge(
        disbursement=disbursed(["ผลการเบิกจ่าย", province.AS_OF]),
        later=disbursed([*titles, "ข้อมูล ณ วันที่ 3 เมษายน 2561"], 40000, allocated))
    assert of(outcome, 1) == {(None, None)}


# --- a table that says no day ------------------------------------------------------------------


@pytest.mark.slow
def test_that_no_day_is_stated_is_said_once_a_report(judge):
    rows = {name: province.tables()[name][1:] for name in ("disbursement", "progress", "sara")}
    outcome = judge(
        **rows, more=[["งบลงทุน"], *rows["disbursement"]], register=province.tables()["register"][1:],
        sales=province.tables()["sales"][1:])
    told = found(outcome, "no-as-of-date")
    assert [(f.origin.file, f.kpi) for f in told] == [
        ("disbursement.xlsx", 1), ("progress.xlsx", None), ("sara.xlsx", 7)]
    assert "disbursement.xlsx, more.xlsx" in told[0].problem


@pytest.mark.slow
@pytest.mark.parametrize("title", ["ข้อมูล ณ วันที่ 32 มีนาคม 2561", "ข้อมูล ณ วันที่ 31/13/2561"])
def test_a_day_that_cannot_be_read_is_not_said_to_be_missing(judge, title):
    outcome = judge(disbursement=disbursed([title]))
    assert found(outcome, "as-of-unclear") and not found(outcome, "no-as-of-date")


# --- the file's name ---------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(("file", "titles", "result", "code"), [
    ("เบิกจ่าย ปี 2560", [], None, "another-round"),
    ("เบิกจ่าย ปีงบประมาณ 2560", ["งบดำเนินงาน"], None, "another-round"),
    ("เบิกจ่าย มี.ค. 60", [], None, "another-round"),
    ("เบิกจ่าย_2560", [], None, "another-round"),
    ("เบิกจ่าย รอบ 1-2560", [], "90.00", "no-as-of-date"),
    ("เบิกจ่าย มี.ค. 61", [], "90.00", "period-without-day"),
    ("เบิกจ่าย ณ 27 มี.ค. 61", [], "90.00", None),
    ("เบิกจ่าย ปี 2560", [province.AS_OF], "90.00", None),
    ("เบิกจ่าย ปี 2560", ["ปีงบประมาณ พ.ศ. 2561"], "90.00", "period-without-day"),
    ("เบิกจ่าย ส่ง 3 เม.ย. 61", [], "90.00", "no-as-of-date"),
    ("เบิกจ่าย 3 เม.ย. 61", [], "90.00", "no-as-of-date"),
    ("แผน 5 ปี 2560-2564", [], "90.00", "no-as-of-date"),
])
def test_a_files_name_is_asked_only_where_nothing_inside_answers(judge, file, titles, result, code):
    outcome = judge(disbursement=None, **{file: disbursed(titles)})
    assert {shown for shown, _ in of(outcome, 1)} == {result}
    assert [f.code for f in found(
        outcome, "another-round", "period-without-day", "no-as-of-date", "after-cutoff")
    ] == ([code] if code else [])


# --- two rounds --------------------------------------------------------------------------------


@pytest.fixture
def two_rounds(tmp_path: Path) -> Path:
    """A home with the round after the one that is signed, a copy of it half a year later."""
    home = tmp_path / "home"
    copy_room("agreement", home)
    later_round(home)
    return home


def second_half() -> dict[str, Rows]:
    """What a tidy province reports of the second round: other figures, and other activities."""
    tables = province.tables()
    half = {name: [["ข้อมูล ณ วันที่ 27 กันยายน 2561"], *tables[name][1:]] for name in (
        "livelihood", "sara", "basic_needs", "progress")}
    half["disbursement"] = disbursed(["ข้อมูล ณ วันที่ 27 กันยายน 2561"], 95000)
    half["bpm"] = [["ข้อมูล ณ วันที่ 27 กันยายน 2561"], tables["bpm"][1],
                   *([n, f"งาน {a}", 10, 10, None] for n in NAMES for a in range(3))]
    return half


@pytest.mark.slow
def test_the_files_of_one_round_score_nothing_in_the_other(judge, two_rounds):
    first = judge("2561-2", two_rounds)
    assert {kpi for kpi in range(1, 10) if of(first, kpi) == {(None, None)}} == set(range(1, 10))
    assert {f.origin.file for f in found(first, "another-round")} == {
        f"{name}.xlsx" for name in province.tables() if name != "roster"}
    second = judge("2561-1", two_rounds, sales=None, register=None, **second_half())
    assert {kpi for kpi in range(1, 10) if of(second, kpi) == {(None, None)}} == set(range(1, 10))
    assert len(found(second, "after-cutoff")) == 6


@pytest.mark.slow
def test_the_files_of_one_round_do_not_disturb_the_other(judge, two_rounds):
    later = {f"{name} รอบ 2": rows for name, rows in second_half().items()}
    alone, both = judge("2561-1", two_rounds), judge("2561-1", two_rounds, **later)
    assert both.cards == alone.cards
    own = dict(sales=None, register=None, **second_half())
    earlier = {f"{name} รอบ 1": province.tables()[name] for name in second_half()}
    alone, both = judge("2561-2", two_rounds, **own), judge("2561-2", two_rounds, **own, **earlier)
    assert both.cards == alone.cards
    assert len(found(both, "another-round")) == 6
    assert alone.cards != judge("2561-1", two_rounds).cards
