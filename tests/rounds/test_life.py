"""Rounds as an office meets them: adopted, withdrawn, scored as a draft, closed."""

import json
from pathlib import Path

import openpyxl
import province
import pytest
from home import HOME, copy_room

from pipeline.definitions.states import FILE
from pipeline.home import OWN
from pipeline.rounds import adoption

ROUND = "2561-1"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with definitions and forms of its own."""
    home = tmp_path / "home"
    for name in ("agreement", "templates"):
        copy_room(name, home)
    monkeypatch.chdir(home)
    return home


def state_of(home: Path) -> Path:
    return home / "agreement" / ROUND / FILE


def change(home: Path, file: str, old: str, new: str) -> None:
    path = home / "agreement" / ROUND / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


# --- adopt, withdraw -----------------------------------------------------------------------------


def test_a_draft_is_adopted_and_a_second_time_nothing_changes(pipeline, office):
    before = state_of(office).read_bytes()
    state_of(office).unlink()
    code, out, _ = pipeline("round", "adopt", ROUND)
    assert code == 0 and f"ประกาศใช้รอบ {ROUND} แล้ว" in out and f"pipeline round show {ROUND}" in out
    assert state_of(office).read_bytes() == before
    stood = state_of(office).stat()
    assert pipeline("round", "adopt", ROUND) == (0, f"รอบ {ROUND} ประกาศใช้อยู่แล้ว ไม่มีสิ่งใดเปลี่ยน\n", "")
    assert state_of(office).stat() == stood


def test_what_differs_from_the_former_adoption_is_named_fact_by_fact(pipeline, office):
    change(office, "kpi/7_women_fund.toml", "unanswered_is_no = true", "")
    change(office, "kpi/3_otop_sales.toml", 'short_name = "รายได้', 'short_name = "ยอด')
    code, _, err = pipeline("check", "--input", HOME / "examples" / "input")
    assert code == 2 and "items.recorded.unanswered_is_no เดิม “true” ตอนนี้ไม่ระบุ" in err and "round adopt" in err
    code, out, _ = pipeline("round", "adopt", ROUND)
    assert code == 0
    scoring, words = out.split("ถ้อยคำ:")
    assert "2 แห่ง" in scoring and "items.recorded.unanswered_is_no เดิม “true” ตอนนี้ไม่ระบุ" in scoring and "short_name" in words
    assert pipeline("round", "adopt", ROUND)[1].endswith("ไม่มีสิ่งใดเปลี่ยน\n")


def test_what_the_signed_text_does_not_state_is_to_be_ticked(pipeline, office, monkeypatch):
    state_of(office).unlink()
    whole = adoption.whole

    def unstated(home: Path, round_id: str):
        from dataclasses import replace

        from pipeline.model.frame import Unstated

        agreement, sources = whole(home, round_id)
        return replace(agreement, unstated=(
            Unstated(0, "sections.team.share", "สัดส่วนของงานทีม 50"), Unstated(2, "cutoff", "วันตัดยอด 31 มีนาคม 2561"))), sources

    monkeypatch.setattr(adoption, "whole", unstated)
    _, out, _ = pipeline("round", "adopt", ROUND)
    assert "[ ] ตัวชี้วัดที่ 1: คิดจาก ผลรวมของ “เบิกจ่าย”" in out and "14 ข้อ" in out and "[ ] สัดส่วนของงานทีม 50" in out and "[ ] ตัวชี้วัดที่ 2: วันตัดยอด 31 มีนาคม 2561" in out


@pytest.mark.parametrize(("answer", "code", "adopted"), [
    ("ใช่", 0, True), (" ใช่ ", 0, True), ("", 1, False), ("ไม่", 1, False), ("y", 1, False)])
def test_a_person_is_asked_who_must_say_so_in_full(pipeline, office, monkeypatch, answer, code, adopted):
    state_of(office).unlink()
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("click.prompt", lambda *_, **__: answer)
    assert pipeline("round", "adopt", ROUND)[0] == code
    assert state_of(office).exists() == adopted


@pytest.mark.parametrize(("file", "old", "new", "says"), [
    ("kpi/1_disbursement.toml", "weight = 50", "weight = 40", "90"),
    ("kpi/1_disbursement.toml", "disbursement.allocated", "disbursement.alocated", "alocated"),
    ("checks.toml", "least = 30", "leest = 30", "checks.toml: 1.payments-off.least"),
])
def test_what_does_not_load_is_not_adopted(pipeline, office, file, old, new, says):
    before = state_of(office).read_bytes()
    change(office, file, old, new)
    code, out, err = pipeline("round", "adopt", ROUND)
    assert code == 2 and says in err and out == ""
    assert state_of(office).read_bytes() == before


def test_a_round_is_withdrawn_once_and_may_be_adopted_again(pipeline, office):
    stood = state_of(office).read_bytes()
    assert pipeline("round", "withdraw", ROUND)[0] == 0
    assert 'state = "withdrawn"' in state_of(office).read_text(encoding="utf-8")
    code, out, _ = pipeline("round", "withdraw", ROUND)
    assert code == 0 and "ไม่มีสิ่งใดเปลี่ยน" in out
    code, _, err = pipeline("check", "--input", HOME / "examples" / "input", newest=True)
    assert code == 2 and f"{ROUND} (ถอนแล้ว)" in err
    assert pipeline("round", "adopt", ROUND)[0] == 0
    assert state_of(office).read_bytes() == stood


def test_a_draft_cannot_be_withdrawn_and_an_unknown_round_is_named(pipeline, office):
    state_of(office).unlink()
    code, _, err = pipeline("round", "withdraw", ROUND)
    assert code == 2 and "ยังเป็นร่าง" in err and not state_of(office).exists()
    for command in ("adopt", "withdraw"):
        code, _, err = pipeline("round", command, "2562-1")
        assert code == 2 and "2562-1" in err and ROUND in err


@pytest.mark.parametrize("command", ["adopt", "withdraw"])
def test_the_programs_own_definitions_are_not_written_into(pipeline, tmp_path, monkeypatch, command):
    monkeypatch.chdir(tmp_path)
    stood = (OWN / "agreement" / ROUND / FILE).read_bytes()
    code, _, err = pipeline("round", command, ROUND)
    assert code == 2 and "pipeline init" in err and "มากับโปรแกรม" in err
    assert (OWN / "agreement" / ROUND / FILE).read_bytes() == stood and not list(tmp_path.iterdir())


# --- a draft that is scored ----------------------------------------------------------------------


def printed(path: Path) -> dict[str, list[str]]:
    """The texts and footers of each sheet of a workbook."""
    return {
        sheet.title: [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]
        + [str(part.text) for part in (sheet.oddFooter.left, sheet.oddFooter.center)]
        for sheet in openpyxl.load_workbook(path) if sheet.sheet_state == "visible"
    }


@pytest.mark.slow
@pytest.mark.parametrize(("state", "caveat"), [("draft", "(ร่าง ยังไม่ประกาศใช้)"), ("withdrawn", "(ถอนแล้ว)")])
def test_the_papers_of_a_round_that_is_not_adopted_say_so_and_are_not_closed(pipeline, office, tmp_path, state, caveat):
    if state == "draft":
        state_of(office).unlink()
    else:
        pipeline("round", "withdraw", ROUND)
    source, output = province.write(tmp_path / "in"), tmp_path / "out"
    code, out, _ = pipeline("run", "--input", source, "--output", output, "--round", ROUND)
    assert code == 0 and f"รอบ {ROUND} {caveat}" in out
    found = json.loads((output / ROUND / "results.json").read_bytes())["findings"]
    (one,) = [f for f in found if f["code"] == "round-not-adopted"]
    assert one["severity"] == "warning" and ROUND in one["problem"]
    book = printed(next((output / ROUND).glob("2703*.xlsx")))
    assert all(any(caveat in text for text in book[name]) for name in ("บันทึกข้อตกลง", "ผลคะแนน", "หลักฐาน"))
    assert any(caveat in text for text in printed(output / ROUND / "สรุปจังหวัดสระแก้ว.xlsx")["สรุปคะแนน"])
    code, _, err = pipeline("close", "--output", output, "--round", ROUND, "--with-warnings")
    assert code == 1 and f"pipeline round adopt {ROUND}" in err
    pipeline("round", "adopt", ROUND)
    code, _, err = pipeline("close", "--output", output, "--with-warnings")
    assert code == 1 and "สั่ง pipeline run อีกครั้ง" in err
    pipeline("run", "--input", source, "--output", output)
    assert not any(caveat in text for texts in printed(next((output / ROUND).glob("2703*.xlsx"))).values() for text in texts)
    assert pipeline("close", "--output", output, "--with-warnings")[0] == 0


@pytest.mark.slow
def test_changed_words_are_an_information_of_the_run(pipeline, office, tmp_path):
    source, output = province.write(tmp_path / "in"), tmp_path / "out"
    change(office, "kpi/3_otop_sales.toml", 'short_name = "รายได้', 'short_name = "ยอด')
    assert pipeline("run", "--input", source, "--output", output)[0] == 0
    found = json.loads((output / ROUND / "results.json").read_bytes())["findings"]
    (one,) = [f for f in found if f["code"] == "definition-changed"]
    assert one["severity"] == "info" and "3_otop_sales.toml: short_name" in one["problem"]
