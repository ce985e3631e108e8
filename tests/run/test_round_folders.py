"""A folder that bears a round's name is that round's, wherever the input is walked."""

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import nation
import province
import pytest
import two_rounds
from runs import Said
from two_rounds import FIRST, SECOND

from pipeline.errors import UsageError
from pipeline.inbox import (
    beside_own,
    contents,
    files_in,
    glance,
    input_of,
    round_of_folder,
    top_level,
)
from pipeline.office.doctor.folders import look_at

Run = Callable[..., Said]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder of an office that has two rounds."""
    monkeypatch.chdir(two_rounds.office(tmp_path))
    return tmp_path


def lay(folder: Path, *names: str) -> Path:
    """Empty-handed exports by their names below a folder."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"ก,{name}\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(("name", "of"), [
    ("2561-1", "2561-1"), ("๒๕๖๑-๒", "2561-2"), ("2561-3", "2561-3"), ("2561-12", ""), ("2561-", ""),
    ("561-1", ""), ("2561_1", ""), ("2561–1", ""), ("รอบ 2561-1", ""), ("2561-1 (2)", ""), ("2561-1 ", ""),
    ("2561-03", ""), ("12561-1", ""), ("", ""),
])
def test_a_folder_is_a_rounds_by_its_whole_name_alone(name: str, of: str) -> None:
    assert round_of_folder(name) == of


@pytest.mark.parametrize(("stand", "read"), [
    ([], "input"), (["2561-1"], "input/2561-1"), (["2561-2"], "input"), (["2561-1", "2561-2"], "input/2561-1"),
    (["๒๕๖๑-๑"], "input/๒๕๖๑-๑"), (["2561-1 เก่า", "สระแก้ว/2561-1"], "input"),
])
def test_a_rounds_own_folder_is_read_where_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stand: list[str], read: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in stand:
        (tmp_path / "input" / name).mkdir(parents=True)
    assert input_of(None, FIRST) == Path(read)
    assert input_of(Path("ที่อื่น"), FIRST) == Path("ที่อื่น")


def test_a_file_or_a_link_with_a_rounds_name_is_no_folder_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(lay(tmp_path, "input/2561-1", "elsewhere/a.csv"))
    assert input_of(None, FIRST) == Path("input")
    assert [one.name for one in files_in(Path("input"), SECOND)] == ["2561-1"]
    (tmp_path / "input/2561-1").unlink()
    (tmp_path / "input/2561-1").symlink_to(tmp_path / "elsewhere")
    assert input_of(None, FIRST) == Path("input")
    assert contents(Path("input"), FIRST) == {"2561-1": "link"}
    assert contents(Path("input"), SECOND) == {"2561-1": "other-round-folder"}


def test_two_folders_of_one_round_and_the_folder_of_another_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(lay(tmp_path, "input/2561-1/a.csv", "input/๒๕๖๑-๑/b.csv"))
    with pytest.raises(UsageError, match="สองโฟลเดอร์ของรอบ 2561-1"):
        input_of(None, FIRST)
    for named in (Path("input/2561-1"), tmp_path / "input" / "๒๕๖๑-๑"):
        assert input_of(named, FIRST) == named
        with pytest.raises(UsageError, match="ของรอบ 2561-1 จึงไม่อ่านให้รอบ 2561-2"):
            input_of(named, SECOND)


def test_what_lies_in_another_rounds_folder_is_named_once_and_never_read(tmp_path: Path) -> None:
    folder = lay(tmp_path / "in", "a.csv", "2561-1/b.csv", "2561-2/c.csv", "2561-2/ย่อย/~$d.xlsx", "2561-2/.e",
                 "กลุ่มงาน/๒๕๖๑-๒/f.tmp", "กลุ่มงาน/g.csv", ".ซ่อน/2561-2/h.csv")
    found = {one.name: one.ignored or one.refused for one in files_in(folder, FIRST)}
    away = ("2561-2/c.csv", "2561-2/ย่อย/~$d.xlsx", "2561-2/.e", "กลุ่มงาน/๒๕๖๑-๒/f.tmp", ".ซ่อน/2561-2/h.csv")
    assert found == {"a.csv": "", "2561-1/b.csv": "", "กลุ่มงาน/g.csv": ""} | dict.fromkeys(away, "other-round-folder")
    seen = glance(folder, FIRST)
    assert seen is not None and set(seen.files) == {"a.csv", "2561-1/b.csv", "กลุ่มงาน/g.csv"}
    assert seen.busy == ()  # Excel open over another round's file keeps nobody waiting
    assert top_level(folder, FIRST) == ((folder / "2561-1", folder / "กลุ่มงาน"), ("a.csv",))


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="a folder is closed to nobody here")
def test_another_rounds_folder_that_is_closed_is_no_trouble(tmp_path: Path) -> None:
    folder = lay(tmp_path, "a.csv", "2561-2/c.csv")
    (folder / "2561-2").chmod(0)
    try:
        assert contents(folder, FIRST)["2561-2"] == "other-round-folder"
    finally:
        (folder / "2561-2").chmod(0o700)


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_a_link_leads_to_no_file_of_another_round(tmp_path: Path) -> None:
    folder = lay(tmp_path, "2561-2/c.csv", "2561-1/d.csv")
    (folder / "l.csv").symlink_to(folder / "2561-2/c.csv")
    (folder / "m.csv").symlink_to(folder / "2561-1/d.csv")
    assert contents(folder, FIRST)["l.csv"] == "link"
    assert contents(folder, FIRST)["m.csv"] not in ("link", "other-round-folder")


def test_files_beside_a_rounds_own_folder_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(lay(tmp_path, "input/a.csv", "input/ย่อย/b.csv", "input/2561-1/c.csv", "input/2561-2/d.csv",
                          "input/~$a.csv"))
    assert beside_own(Path("input/2561-1")) == ("a.csv", "ย่อย/b.csv")
    assert beside_own(Path("input")) == beside_own(Path("ที่อื่น/2561-1")) == ()


@pytest.mark.slow
def test_the_doctor_looks_into_the_rounds_own_folder(here: Path) -> None:
    lay(here, "input/a.csv", "input/2561-1/b.csv", "input/2561-1/c.csv", "input/2561-2/~$d.csv")
    found = look_at(here, None, here / "out", FIRST)
    assert (found.input, found.files) == (here / "input/2561-1", 2)
    assert look_at(here, Path("input"), here / "out", FIRST).files == 3
    shutil.rmtree(here / "input/2561-1")
    found = look_at(here, None, here / "out", FIRST)
    assert (found.input, found.files, found.open_exports) == (here / "input", 1, ())
    (here / "agreement" / FIRST / "agreement.toml").write_text("?", encoding="utf-8")
    assert look_at(here, None, here / "out", SECOND).definitions_problem == ""
    assert look_at(here, None, here / "out", FIRST).files == 1


def test_a_file_of_another_round_is_not_inspected_for_this_one(here: Path, pipeline: Run) -> None:
    lay(here, "input/2561-2/b.csv", "input/2561-1/a.csv")
    code, _, said = pipeline("inspect", "input/2561-2/b.csv", "--round", FIRST)
    assert code == 2 and "--round 2561-2" in said
    assert pipeline("inspect", "input/2561-2/b.csv", "--round", SECOND)[0] != 2
    assert pipeline("inspect", "input/2561-1/a.csv", "--round", FIRST)[0] != 2


@pytest.mark.slow
def test_each_round_is_scored_by_its_own_folder_as_if_it_were_alone(here: Path, pipeline: Run) -> None:
    for round_id, made in zip((FIRST, SECOND), two_rounds.exports(), strict=True):
        province.write(here / "input" / round_id, made)
        province.write(here / "alone" / round_id / "files", made)
    lay(here / "input", "จดหมาย.csv")
    for round_id in (FIRST, SECOND):
        code, said, _ = pipeline("run", "--round", round_id)
        assert code == 0 and "จดหมาย.csv" in said, said
        pipeline("run", "--round", round_id, "--input", f"alone/{round_id}/files", "--output", "alone")
        ours, alone = (here / place / round_id / "results.json" for place in ("output", "alone"))
        assert ours.read_bytes() == alone.read_bytes()
        levels = [k["level"] for k in json.loads(ours.read_bytes())["districts"][0]["kpis"]]
        assert levels == (province.LEVELS if round_id == FIRST else two_rounds.LEVELS)
    assert "ตัวชี้วัดที่ 3" in pipeline("explain", "คลองหาด", "3", "--round", SECOND)[1]


@pytest.mark.slow
def test_one_round_has_a_folder_and_the_other_the_rest(here: Path, pipeline: Run) -> None:
    first, second = two_rounds.exports()
    province.write(here / "input", first)
    province.write(here / "input" / SECOND, second)
    assert pipeline("run", "--round", FIRST, "--quiet")[0] == 0
    results = json.loads((here / "output" / FIRST / "results.json").read_bytes())
    status = {one["file"]: (one["status"], one["reason"]) for one in results["files"]}
    assert status.pop("bpm.xlsx") == ("used", None)
    assert {one for name, one in status.items() if name.startswith("2561-2/")} == {("ignored", "other-round-folder")}
    assert len(results["files"]) == 18 and all("/" not in o["file"] for d in results["districts"]
                                               for k in d["kpis"] for o in k["origins"])
    before = (here / "output" / FIRST / "results.json").stat().st_mtime_ns
    assert pipeline("run", "--round", FIRST, "--quiet")[0] == 0  # nothing changed: answered at once
    assert (here / "output" / FIRST / "results.json").stat().st_mtime_ns == before
    (here / "input" / SECOND / "bpm.xlsx").write_bytes(b"")  # the other round's trouble
    code, said, _ = pipeline("check", "--round", FIRST, "--format", "json")
    assert code == 0 and not [f for f in json.loads(said)["findings"] if f["severity"] == "error"]


@pytest.mark.slow
def test_a_rounds_folder_may_hold_a_folder_a_province(here: Path, pipeline: Run) -> None:
    nation.write(here / "input" / FIRST, "ตราด", "ระนอง")
    lay(here / "input", "2561-2/ตราด/a.csv")
    code, said, _ = pipeline("run", "--round", FIRST)
    assert code == 0, said
    assert sorted(p.name for p in (here / "output" / FIRST).iterdir() if p.is_dir() and p.name[0] != ".") == [
        "ตราด", "ระนอง"]
    assert pipeline("run", "--round", FIRST)[1] == said  # answered at once
    shutil.move(here / "input" / FIRST / "ตราด", here / "input" / "ตราด")
    shutil.move(here / "input" / FIRST / "ระนอง", here / "input" / "ระนอง")
    (here / "input" / FIRST).rmdir()
    code, said, _ = pipeline("run", "--round", FIRST)
    assert code == 0 and "2561-2" not in said  # the other round's folder is no province without a name
