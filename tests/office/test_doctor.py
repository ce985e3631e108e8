"""The doctor: each thing that an office's machine may lack is found, and a good machine has none."""

import json
import os
import sys
from dataclasses import replace
from pathlib import Path

import province
import pytest
from home import HOME, copy_room

from pipeline.office.doctor.checks import exit_code, judge, within
from pipeline.office.doctor.folders import Folders, look_at, open_files, writing_problem
from pipeline.office.doctor.lengths import BELOW, too_long
from pipeline.office.doctor.machine import Machine, this_machine
from pipeline.office.doctor.report import as_lines

GOOD = Machine(
    system="win32", python="3.12.1", libraries={"lxml": "6.1", "budoux": "0.10.2"},
    wanted={"python": ">=3.11", "lxml": ">=5", "budoux": ">=0.10,<1"}, encoding="utf-8",
    code_page=65001, fonts=frozenset({"THSarabunPSK.ttf"}), long_paths=False, synced=(),
)
TIDY = Folders(
    Path("C:/kpi/input"), Path("C:/kpi/output"), "2561-1", files=9, free=10**10, needed=10**7,
    longest_input=60, longest_output=90,
)


def states(machine: Machine = GOOD, folders: Folders = TIDY) -> dict[str, str]:
    return {check.code: check.state for check in judge(machine, folders)}


def test_a_good_machine_has_nothing_to_mend():
    assert set(states().values()) == {"good"}
    checks = judge(GOOD, TIDY)
    assert exit_code(checks) == 0 and as_lines(checks)[-1] == "เครื่องนี้พร้อมใช้"
    assert not any(check.remedy for check in checks)


MACHINES = {
    "old Python": ({"python": "3.10.14"}, "python", "bad"),
    "the first Python that will do": ({"python": "3.11.0"}, "python", "good"),
    "a library too old": ({"libraries": {"lxml": "4.9.4"}}, "libraries", "bad"),
    "a library too new": ({"libraries": {"budoux": "1.0"}}, "libraries", "bad"),
    "a library missing": ({"libraries": {"lxml": None}}, "libraries", "bad"),
    "a console without Thai": ({"encoding": "cp437", "code_page": 437}, "console", "warning"),
    "a console with Thai alone": ({"encoding": "cp874", "code_page": 874}, "console", "good"),
    "a console nobody knows": ({"encoding": "cp99999"}, "console", "warning"),
    "no font": ({"fonts": frozenset({"arial.ttf"})}, "fonts", "warning"),
    "the other font": ({"fonts": frozenset({"TH Sarabun New Bold.ttf"})}, "fonts", "good"),
}
FOLDERS = {
    "broken definitions": ({"definitions_problem": "x"}, "definitions", "bad"),
    "a broken template": ({"template_problems": ("x",)}, "templates", "bad"),
    "no input": ({"files": None}, "input", "bad"),
    "an empty input": ({"files": 0}, "input", "warning"),
    "an input that is closed to us": ({"unreadable": ("a.xlsx",)}, "input", "bad"),
    "an export open in Excel": ({"open_exports": ("~$a.xlsx",)}, "open-input", "warning"),
    "an output that takes nothing": ({"writing_problem": "ไม่มีสิทธิ์"}, "output", "bad"),
    "a result open in Excel": ({"open_outputs": ("2701 ก.xlsx",)}, "open-output", "bad"),
    "no space": ({"free": 10**7 - 1}, "space", "bad"),
    "little space": ({"free": 10**7}, "space", "warning"),
    "space unknown": ({"free": None}, "space", "warning"),
    "a path that Windows takes but not Excel": ({"longest_output": 219}, "paths", "warning"),
    "the longest path of Excel": ({"longest_output": 218}, "paths", "good"),
    "the longest path of Windows": ({"longest_input": 259}, "paths", "good"),
    "a path over Windows's longest": ({"longest_input": 260}, "paths", "bad"),
    "OneDrive": ({"output": Path("C:/Users/ก/OneDrive - กรม/ผล")}, "network", "warning"),
    "a network": ({"input": Path("//server/share/ข้อมูล")}, "network", "warning"),
}


@pytest.mark.parametrize("name", MACHINES)
def test_what_a_machine_lacks_is_told_alone(name):
    changed, code, state = MACHINES[name]
    assert {c: s for c, s in states(replace(GOOD, **changed)).items() if s != "good"} == (
        {code: state} if state != "good" else {})


@pytest.mark.parametrize("name", FOLDERS)
def test_what_a_folder_lacks_is_told_alone_with_what_to_do(name):
    changed, code, state = FOLDERS[name]
    checks = judge(GOOD, replace(TIDY, **changed))
    found = {check.code: check.state for check in checks if check.state != "good"}
    found.pop("templates", None) if code == "definitions" else None
    assert found == ({code: state} if state != "good" else {})
    assert all(check.remedy for check in checks if check.state != "good")
    assert exit_code(checks) == int(state == "bad")


def test_long_paths_of_windows_lift_its_limit_but_not_that_of_excel():
    able, deep = replace(GOOD, long_paths=True), replace(TIDY, longest_output=300)
    assert states(able, deep)["paths"] == "warning" and states(GOOD, deep)["paths"] == "bad"
    assert states(replace(GOOD, system="linux", long_paths=None), deep)["paths"] == "good"


def test_a_run_is_told_before_it_writes_that_windows_takes_no_path_so_long(
        pipeline, tmp_path, monkeypatch):
    root = str(Path("/").absolute())
    fits = Path(root + "ก" * (259 - BELOW - len(root)))
    assert too_long(fits, "win32", False) == ""
    deep = Path(str(fits) + "ก")
    assert "เลือกโฟลเดอร์ที่สั้นกว่า" in too_long(deep, "win32", False)
    assert too_long(deep, "win32", True) == too_long(deep, "linux", None) == ""
    folder = province.write(tmp_path / "in")
    monkeypatch.setattr("pipeline.office.doctor.lengths.too_long", lambda *_: "ยาวเกินไป")
    code, out, err = pipeline("run", "--input", folder, "--output", tmp_path / "out")
    assert (code, out, err) == (2, "", "ทำไม่ได้: ยาวเกินไป\n") and not (tmp_path / "out").exists()


def test_versions_are_numbers_and_bounds_are_held_as_pip_holds_them():
    assert within("3.10", ">=3.9") and not within("3.9", ">=3.10")
    assert within("5", ">=5.0") and within("5.0.0", ">=5") and not within("4.99", ">=5")
    assert within("0.10.3", ">=0.10,<1") and not within("1.0", ">=0.10,<1")
    assert within("2.2.0rc1", ">=2.2") and not within("", ">=1") and within("1.0", "==1")


def test_lines_hold_words_alone_that_a_thai_console_has():
    checks = judge(replace(GOOD, python="3.9"), replace(TIDY, files=0, writing_problem="x"))
    text = "\n".join(as_lines(checks)).replace("→", "")
    assert text.encode("cp874")
    for words in ("[ผ่าน] ", "[ควรแก้] ", "[ต้องแก้] ", "ต้องแก้ 2 ข้อก่อนสั่ง pipeline run (ควรแก้ 1 ข้อ)"):
        assert words in text


# --- this machine, really ----------------------------------------------------------------------


def snapshot(folder: Path) -> dict[str, bytes | None]:
    return {str(p.relative_to(folder)): p.read_bytes() if p.is_file() else None
            for p in folder.rglob("*")}


@pytest.mark.slow
def test_this_machine_is_looked_at_and_left_as_it_was(pipeline, tmp_path):
    province.write(tmp_path / "in")
    before = snapshot(tmp_path)
    code, out, _ = pipeline("doctor", "--input", tmp_path / "in", "--output", tmp_path / "a" / "b")
    assert code == 0 and out.count("\n[") + 1 == 13 and "อ่านได้ 9 ไฟล์" in out
    assert snapshot(tmp_path) == before
    code, out, _ = pipeline("doctor", "--input", tmp_path / "ไม่มี", "--output", tmp_path / "out",
                            "--format", "json")
    said = json.loads(out)
    assert code == 1 and said["ready"] is False
    assert [c["code"] for c in said["checks"] if c["state"] == "bad"] == ["input"]


def test_the_bounds_are_those_of_the_project():
    machine = this_machine()
    assert machine.wanted["python"] == ">=3.11" and machine.wanted["pandas"] == ">=2.2.1"
    assert machine.libraries["lxml"] and set(machine.libraries) == set(machine.wanted) - {"python"}
    assert machine.system == sys.platform and machine.fonts is not None


@pytest.mark.slow
def test_broken_definitions_and_templates_are_told_apart(tmp_path):
    for name in ("agreement", "templates"):
        copy_room(name, tmp_path)
    good = look_at(tmp_path, tmp_path, tmp_path / "out", None)
    assert (good.round_id, good.definitions_problem, good.template_problems) == ("2561-1", "", ())
    (tmp_path / "templates" / "summary.xlsx").write_bytes(b"x")
    broken = look_at(tmp_path, tmp_path, tmp_path / "out", None)
    assert broken.template_problems and not broken.definitions_problem
    (tmp_path / "agreement" / "2561-1" / "agreement.toml").write_text("x", "utf-8")
    broken = look_at(tmp_path, tmp_path, tmp_path / "out", None)
    assert "agreement.toml" in broken.definitions_problem
    assert "2560" in look_at(HOME, tmp_path, tmp_path / "out", "2560-9").definitions_problem


def test_locks_of_excel_are_seen_on_both_sides(tmp_path):
    folder, target = province.write(tmp_path / "in"), tmp_path / "out" / "2561-1"
    target.mkdir(parents=True)
    (folder / "~$bpm.xlsx").write_bytes(b"")
    (target / "~$2701 เมือง.xlsx").write_bytes(b"")
    (target / "2701 เมือง.xlsx").write_bytes(b"x")
    found = look_at(HOME, folder, tmp_path / "out", "2561-1")
    assert found.open_exports == ("~$bpm.xlsx",) and found.open_outputs == ("~$2701 เมือง.xlsx",)
    assert (target / "2701 เมือง.xlsx").read_bytes() == b"x"


def test_a_result_that_cannot_be_opened_for_writing_is_told(tmp_path, monkeypatch):
    (tmp_path / "a.xlsx").write_bytes(b"x")
    (tmp_path / "b.xlsx").write_bytes(b"x")
    really = Path.open

    def refuse(self, mode="r", *rest):
        if self.name == "a.xlsx" and "+" in mode:
            raise PermissionError(13, "Permission denied")
        return really(self, mode, *rest)

    monkeypatch.setattr(Path, "open", refuse)
    assert open_files(tmp_path) == ["a.xlsx"]


@pytest.mark.parametrize("fails", ["open", "write", "fsync", "replace", "unlink"])
def test_each_step_of_writing_is_really_tried_and_nothing_stays_behind(tmp_path, monkeypatch, fails):
    def refuse(*_, **__):
        raise OSError(28, "No space left on device")

    assert writing_problem(tmp_path / "new" / "er") == ""
    with monkeypatch.context() as once:
        once.setattr(os, fails, refuse)
        assert writing_problem(tmp_path) == "ดิสก์เต็ม"
    assert len(os.listdir(tmp_path)) == (fails == "unlink")  # what cannot be removed stays


def test_an_output_that_is_a_file_is_told(tmp_path):
    (tmp_path / "out").write_bytes(b"x")
    assert "เป็นไฟล์" in writing_problem(tmp_path / "out" / "2561-1")
