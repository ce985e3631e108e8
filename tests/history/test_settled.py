"""Whether results are closed, changed since or of a draft, and by which definitions they were scored."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from cards import AGREEMENT

from pipeline.history.seal import COPY, SEAL, save_seal
from pipeline.history.settled import NOT_ADOPTED, scored_by, settled, unlike
from pipeline.publish import PRIVATE

NOW = {"agreement/2561-1/kpis.toml": "a" * 64, "agreement/sources/sara.toml": "b" * 64}
ENTRIES = [{"file": name, "sha256": one} for name, one in NOW.items()]


def seal(folder: Path, sha256: str, state: str = "closed") -> None:
    contents = {"results": {"file": "results.json", "sha256": sha256}, "definitions": ENTRIES} if state == "closed" else None
    save_seal(folder, {"round": "2561-1", "province": "สระแก้ว", "state": state, "seal": contents, "history": []})


def test_without_a_seal_a_folder_of_a_run_is_open_and_of_any_other_nobody_knows(tmp_path: Path) -> None:
    assert (settled(tmp_path, "x", ()).seal, settled(tmp_path, "x", ()).closed) == ("unknown", None)
    (tmp_path / PRIVATE).mkdir()
    assert (settled(tmp_path, "x", ()).seal, settled(tmp_path, "x", ()).closed, settled(tmp_path, "x", ()).doubt) == ("open", False, "")


@pytest.mark.parametrize(("state", "sha256", "seen", "closed", "words"), [
    ("closed", "x", "closed", True, "ปิดรอบแล้ว"), ("closed", "y", "changed", False, "ไม่ตรงกับที่ปิดไว้"), ("open", "x", "open", False, "ยังไม่ปิดรอบ")])
def test_results_are_held_against_the_seal(tmp_path: Path, state: str, sha256: str, seen: str, closed: bool, words: str) -> None:
    seal(tmp_path, "x", state)
    found = settled(tmp_path, sha256, ())
    assert (found.seal, found.closed, found.words) == (seen, closed, words) and bool(found.broken) == bool(found.doubt) == (seen == "changed")


def test_a_seal_of_which_one_copy_is_whole_counts_and_of_which_none_is_does_not(tmp_path: Path) -> None:
    seal(tmp_path, "x")
    (tmp_path / SEAL).write_text("{")
    assert settled(tmp_path, "x", ()).seal == "closed"
    (tmp_path / COPY).write_text("{")
    found = settled(tmp_path, "x", ())
    assert (found.seal, found.closed, found.words) == ("damaged", False, "ใบปิดรอบเสีย") and "เสีย" in found.doubt


def test_results_of_a_draft_may_be_shown_and_nothing_be_made_of_them(tmp_path: Path) -> None:
    found = settled(tmp_path, "x", {NOT_ADOPTED, "other"})
    assert found.draft and found.words == "ยังไม่ประกาศใช้" and not found.broken and "ยังไม่ประกาศใช้" in found.doubt
    seal(tmp_path, "y")
    assert settled(tmp_path, "x", {NOT_ADOPTED}).words == "ไม่ตรงกับที่ปิดไว้"


def test_what_results_were_scored_by_is_kept_by_the_run_or_in_the_seal_of_just_these(tmp_path: Path) -> None:
    assert scored_by(tmp_path, "x") is None
    seal(tmp_path, "x")
    assert scored_by(tmp_path, "x") == NOW and scored_by(tmp_path, "y") is None
    (tmp_path / PRIVATE / "definitions.json").write_text(json.dumps({"y": {"a": "b"}}))
    assert scored_by(tmp_path, "y") == {"a": "b"} and scored_by(tmp_path, "x") == NOW


@pytest.mark.parametrize(("now", "said"), [
    (NOW, ""), ({**NOW, "agreement/sources/sara.toml": "c"}, ""), ({**NOW, "agreement/2561-2/kpis.toml": "c"}, ""),
    ({**NOW, "agreement/2561-1/kpis.toml": "c"}, "นิยาม"), ({**NOW, "agreement/2561-1/more.toml": "c"}, "นิยาม"), ({}, "นิยาม")])
def test_a_round_whose_own_definitions_were_others_is_unlike_it(tmp_path: Path, now: dict[str, str], said: str) -> None:
    numbers = [[kpi.number for kpi in AGREEMENT.kpis]]
    assert unlike(tmp_path, "x", numbers, AGREEMENT, now) == ""  # nobody knows by which they were scored
    seal(tmp_path, "x")
    assert (said in unlike(tmp_path, "x", numbers, AGREEMENT, now)) and bool(unlike(tmp_path, "x", numbers, AGREEMENT, now)) == bool(said)


def test_a_round_with_other_kpis_is_unlike_it(tmp_path: Path) -> None:
    every = [kpi.number for kpi in AGREEMENT.kpis]
    assert unlike(tmp_path, "x", [every, every[::-1]], AGREEMENT, NOW) == ""
    for numbers in ([every, every[1:]], [[*every, 99]]):
        assert "เลขตัวชี้วัด" in unlike(tmp_path, "x", numbers, AGREEMENT, NOW)
    assert "เลขตัวชี้วัด" in unlike(tmp_path, "x", [every], replace(AGREEMENT, kpis=AGREEMENT.kpis[1:]), NOW)
