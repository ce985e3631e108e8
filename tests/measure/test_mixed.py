"""One input with the files of two rounds: each round is scored as if its own were alone."""

import copy
from collections.abc import Callable, Mapping
from pathlib import Path

import province
import pytest
import two_rounds
from province import Rows
from two_rounds import FIRST, SECOND

from pipeline.model.finding import Finding
from pipeline.run.stages import Outcome, evaluate

pytestmark = pytest.mark.slow
Tables = dict[str, Rows]
Judge = Callable[[str, Mapping[str, Rows]], Outcome]
NAMES = list(province.DISTRICTS.values())


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the definitions of both rounds."""
    return two_rounds.office(tmp_path_factory.mktemp("office"))


@pytest.fixture
def judge(office: Path, tmp_path: Path) -> Judge:
    """Scores a round by some tables."""

    def go(round_id: str, tables: Mapping[str, Rows]) -> Outcome:
        folder = province.write(tmp_path / f"in{len(list(tmp_path.iterdir()))}", tables)
        return evaluate(office, folder, round_id, None, 1)

    return go


def half_years() -> tuple[Tables, Tables]:
    """The exports of both rounds, to be spoilt."""
    first, second = two_rounds.exports()
    return copy.deepcopy(first), copy.deepcopy(second)


def together(first: Tables, second: Tables) -> Tables:
    """The files of both in one folder; one roster."""
    return {f"ก {name}": rows for name, rows in first.items()} | {
        f"ข {name}": rows for name, rows in second.items() if name != "roster"}


def levels(outcome: Outcome) -> list[list[int | str]]:
    """A level for each KPI of each district, or why there is none."""
    return [[s.level if s.level is not None else s.status for s in card.scores] for card in outcome.cards]


def shown(outcome: Outcome) -> list[list[tuple[object, ...]]]:
    """What is signed: status, result, level and the cells of each score."""
    return [[(s.status, s.result, s.level, s.measurement.reason,
              [o.cell for o in s.measurement.origins]) for s in card.scores] for card in outcome.cards]


def coded(outcome: Outcome, *codes: str) -> list[Finding]:
    return [f for f in outcome.findings if f.code in codes]


def alike(judge: Judge, first: Tables, second: Tables) -> tuple[Outcome, Outcome]:
    """Both rounds by the files of both, having looked that each is as by its own."""
    both = together(first, second)
    outcomes = []
    for round_id, own in ((FIRST, first), (SECOND, second)):
        alone, mixed = judge(round_id, own), judge(round_id, both)
        assert shown(mixed) == shown(alone)
        assert mixed.exit_code == alone.exit_code == 0, [f for f in mixed.findings if f.severity == "error"]
        outcomes.append(mixed)
    return outcomes[0], outcomes[1]


def test_each_of_two_rounds_is_scored_as_if_its_files_were_alone(judge):
    first, second = alike(judge, *half_years())
    assert levels(first) == [province.LEVELS] * 9 and levels(second) == [two_rounds.LEVELS] * 9
    dated = {"disbursement", "bpm", "progress", "livelihood", "sara", "basic_needs"}
    assert {f.origin.file for f in coded(first, "another-round")} == {f"ข {name}.xlsx" for name in dated}
    assert {f.origin.file for f in coded(second, "another-round")} == {f"ก {name}.xlsx" for name in dated}
    assert {f.severity for f in (*first.findings, *second.findings)} <= {"warning", "info"}


def test_the_later_rounds_own_money_takes_nothing_from_the_earlier(judge):
    first, second = half_years()
    for name, column in (("disbursement", 1), ("bpm", 2), ("livelihood", 3), ("sara", 1), ("basic_needs", 3)):
        for row in second[name][2:]:
            row[column] = int(row[column]) + 7
    alike(judge, first, second)


@pytest.mark.parametrize(("days", "left"), [(15, "unreported"), (16, 4)])
def test_other_money_is_the_next_rounds_from_half_a_month_on(judge, days, left):
    first, _ = half_years()
    later = [[f"ข้อมูล ณ วันที่ {days} เมษายน 2561"], ["อำเภอ", "จัดสรร", "เบิกจ่าย"], *([n, 70000, 1] for n in NAMES)]
    outcome = judge(FIRST, {**first, "later": later})
    assert {row[0] for row in levels(outcome)} == {left}
    assert [f.severity for f in coded(outcome, "after-cutoff", "another-round")] == [
        "error" if days == 15 else "warning"]


def test_a_later_report_stays_an_error_where_nothing_else_is_known(judge):
    first, second = half_years()
    outcome = judge(FIRST, {**first, "bpm": second["bpm"]})
    assert {row[1] for row in levels(outcome)} == {"unreported"}
    assert [(f.code, f.severity) for f in coded(outcome, "after-cutoff", "another-round")] == [("after-cutoff", "error")]


def test_months_quarters_and_the_rounds_own_names_tell_a_table_too(judge):
    first, second = half_years()
    for made, says in ((first, ("ไตรมาสที่ 2/2561", "ประจำเดือน มีนาคม 2561", "รอบการประเมินที่ ๑ ปีงบประมาณ พ.ศ. ๒๕๖๑")),
                       (second, ("ไตรมาสที่ 4/2561", "ประจำเดือน กันยายน 2561", "แบบรายงาน รอบที่ 2/2561"))):
        for name, title in zip(("sara", "bpm", "progress"), says, strict=True):
            made[name][0] = [title]
    alike(judge, first, second)


def test_payments_and_allocations_of_two_rounds(judge):
    first, second = half_years()
    for made, day, allocated in ((first, "27 มีนาคม 2561", 100000), (second, "27 กันยายน 2561", 150000)):
        made["disbursement"] = [[f"ข้อมูล ณ วันที่ {day}"], ["อำเภอ", "จัดสรร"], *([n, allocated] for n in NAMES)]
    heads = ["วันที่เบิกจ่าย", "อำเภอ", "รายการ", "จำนวนเงิน"]
    spring = [["15/02/2561", n, "ค่าวัสดุ", 90000] for n in NAMES]
    autumn = [["15/08/2561", n, "ค่าจ้าง", 60000] for n in NAMES]
    first["payments"], second["payments"] = [heads, *spring], [heads, *spring, *autumn]
    alone, mixed = judge(FIRST, first), judge(FIRST, together(first, second))
    assert {row[0] for row in levels(mixed)} == {row[0] for row in levels(alone)} == {3}
    alone, mixed = judge(SECOND, second), judge(SECOND, together(first, second))
    assert {row[0] for row in levels(mixed)} == {row[0] for row in levels(alone)} == {5}


# --- tables without a day ------------------------------------------------------------------------


def test_a_checklist_without_a_day_beside_a_dated_one_of_the_other_round_is_this_rounds(judge):
    for undated in (0, 1):
        made = half_years()
        made[undated]["progress"][0] = [None]
        outcomes = [judge(round_id, together(*made)) for round_id in (FIRST, SECOND)]
        assert levels(outcomes[0]) == [province.LEVELS] * 9
        assert levels(outcomes[1]) == [two_rounds.LEVELS] * 9
        # in its own round it is by elimination, in the other it gives way, and both are told
        assert coded(outcomes[undated], "no-as-of-date") and not coded(outcomes[1 - undated], "no-as-of-date")
        assert any("บอกวันที่ของรอบนี้แล้ว" in f.problem for f in coded(outcomes[1 - undated], "another-round"))


@pytest.mark.parametrize("which", [(0,), (1,), (0, 1)])
@pytest.mark.parametrize(("name", "kpis"), [("progress", {5, 8}), ("sara", {7}), ("bpm", {2})])
def test_of_a_report_without_a_day_nobody_knows_the_round(judge, name, kpis, which):
    made = half_years()
    for number in (0, 1):
        made[number][name][0] = [None]
        if number not in which:
            del made[number][name]
    for round_id, own in ((FIRST, province.LEVELS), (SECOND, two_rounds.LEVELS)):
        outcome = judge(round_id, together(*made))
        assert levels(outcome) == [["unreported" if kpi in kpis else level for kpi, level in enumerate(own, 1)]] * 9
        (told,) = coded(outcome, "round-unclear")
        assert told.severity == "error" and f"input/{round_id}" in told.remedy
        assert not coded(outcome, "no-as-of-date", "conflicting-values")
        assert all("ของรอบใด" in s.measurement.reason for s in outcome.cards[0].scores if s.kpi in kpis)


def test_a_stray_old_file_makes_no_input_of_two_rounds(judge):
    first, second = half_years()
    first["progress"][0] = [None]
    for stray in ({"เก่า": second["bpm"]}, {"เก่า": [["ข้อมูล ณ วันที่ 30 กันยายน 2560"], *first["bpm"][1:]]},
                  # a whole year before is a mistyped year as likely as another round
                  {name: [["ข้อมูล ณ วันที่ 31 มีนาคม 2560"], *first[name][1:]] for name in ("bpm", "sara")}):
        outcome = judge(FIRST, {**first, **({f"เก่า {n}": r for n, r in stray.items()})})
        assert levels(outcome) == [province.LEVELS] * 9
        assert coded(outcome, "no-as-of-date") and not coded(outcome, "round-unclear")


def test_an_envelope_without_a_day_is_asked_where_it_may_be_of_the_other_round(judge):
    first, second = half_years()
    first["งบลงทุน"] = [["งบลงทุน"], ["อำเภอ", "จัดสรร", "เบิกจ่าย"], *([n, 50000, 10000] for n in NAMES)]
    for round_id in (FIRST, SECOND):
        outcome = judge(round_id, together(first, second))
        assert {row[0] for row in levels(outcome)} == {"unreported"}
        assert coded(outcome, "round-unclear")


# --- what a person decides -----------------------------------------------------------------------


def exempt(*title: str) -> Rows:
    return [*([t] for t in title), ["อำเภอ", "ยกเว้นตัวชี้วัดที่", "เหตุผล"], [NAMES[0], 9, "ไม่มีครัวเรือนเป้าหมาย"]]


def test_an_exemption_is_of_the_round_that_its_table_says(judge):
    first, second = half_years()
    first["ยกเว้น"] = exempt("ข้อมูล ณ วันที่ 31 มีนาคม 2561")
    second["ยกเว้น"] = exempt("รอบการประเมินที่ 2 ปีงบประมาณ 2561")
    second["ยกเว้น"][-1][1] = 6
    outcomes = alike(judge, first, second)
    assert [[s.kpi for s in o.cards[0].scores if s.status == "exempt"] for o in outcomes] == [[9], [6]]


def test_an_exemption_without_a_day_is_of_no_round_where_there_are_two(judge):
    first, second = half_years()
    first["ยกเว้น"] = exempt()
    assert judge(FIRST, first).cards[0].scores[8].status == "exempt"
    for round_id in (FIRST, SECOND):
        outcome = judge(round_id, together(first, second))
        assert outcome.cards[0].scores[8].status == "scored"
        (told,) = coded(outcome, "round-unclear")
        assert (told.severity, told.kpi, told.district) == ("error", 9, "2701")


def test_a_table_that_was_chosen_in_one_round_is_not_counted_in_the_other(judge):
    first, second = half_years()
    both = together(first, second)
    both["เลือก"] = [["ไฟล์", "ชีต", "ใช้", "เหตุผล"], ["ก bpm.xlsx", None, "ใช้", "ฉบับที่ถูก"], ["ข sara.xlsx", None, "ใช้", "ถูก"]]
    assert levels(judge(FIRST, both)) == [province.LEVELS] * 9
    assert levels(judge(SECOND, both)) == [two_rounds.LEVELS] * 9


def test_a_confirmation_of_one_round_confirms_no_other_figure(judge):
    first, second = half_years()
    first["livelihood"][2][4] = 2000
    both = together(first, second)
    both["ยืนยัน"] = [["รหัสข้อที่พบ", "อำเภอ", "ตัวชี้วัดที่", "ค่าที่ยืนยัน", "เหตุผล", "ผู้ยืนยัน", "วันที่"],
                     ["over-target", NAMES[0], 6, "2000", "นับแล้ว", "นายตัวอย่าง", "5/4/2561"]]
    assert levels(judge(SECOND, both)) == [two_rounds.LEVELS] * 9


def test_each_round_is_signed_by_those_whom_its_own_roster_names(judge):
    first, second = half_years()
    first["roster"] = [["ข้อมูล ณ วันที่ 31 มีนาคม 2561"], *first["roster"]]
    second["roster"] = [["ทำเนียบ รอบการประเมินที่ 2/2561"], *second["roster"]]
    for row in second["roster"][3:]:
        row[3] = f"{row[3]} คนใหม่"
    both = together(first, second) | {"ข roster": second["roster"]}
    for round_id, own in ((FIRST, first), (SECOND, second)):
        alone, mixed = judge(round_id, own), judge(round_id, both)
        assert [card.party for card in mixed.cards] == [card.party for card in alone.cards]
        assert not coded(mixed, "two-parties")
    assert mixed.cards[0].party.name.endswith("คนใหม่")
