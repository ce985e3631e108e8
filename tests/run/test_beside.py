"""Files that say something of each other by their names: open in Excel, copies that differ."""

import json
from pathlib import Path

import openpyxl
import province
import pytest

from pipeline.history.record import same

ROUND = "2561-1"


def findings(output: Path, code: str) -> list[tuple[str, str]]:
    data = json.loads((output / ROUND / "results.json").read_bytes())
    return [(f["file"], f["problem"]) for f in data["findings"] if f["code"] == code]


@pytest.fixture
def go(pipeline, tmp_path):
    """Runs over a province, after what is done to its folder; gives the screen."""
    source = province.write(tmp_path / "in")

    def run(command: str = "run") -> str:
        more = ("--output", tmp_path / "out") if command == "run" else ()
        code, out, err = pipeline(command, "--input", source, *more)
        assert (code, err) == (0, "")
        return out

    run.source, run.output = source, tmp_path / "out"
    return run


def told(output: Path) -> list[tuple[object, ...]]:
    """The sheet สิ่งที่เปลี่ยน."""
    (path,) = (output / ROUND).glob("สรุปจังหวัด*.xlsx")
    return list(openpyxl.load_workbook(path)["สิ่งที่เปลี่ยน"].iter_rows(values_only=True))


@pytest.mark.slow
@pytest.mark.parametrize("lock", ["~$bpm.xlsx", ".~lock.bpm.xlsx#"])
def test_run_and_check_tell_that_an_input_is_open(go, lock):
    (go.source / lock).write_bytes(b"")
    for command in ("run", "check"):
        lines = [line for line in go(command).splitlines() if "เปิดอยู่ใน Excel" in line]
        assert len(lines) == 1 and "[ควรตรวจ] bpm.xlsx: " in lines[0] and lock in lines[0]


def test_a_lock_file_that_is_beside_nothing_is_not_told(go):
    (go.source / "~$อื่น.xlsx").write_bytes(b"")
    assert "เปิดอยู่" not in go()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["~$bpm.xlsx", "~$อื่น.xlsx", "Thumbs.db", "a.tmp"])
def test_an_ignored_file_that_comes_or_goes_is_no_change_and_keeps_what_changed_last(go, name):
    go()
    exports = province.tables()
    exports["disbursement"][2][2] = 80000
    province.write(go.source, exports)
    changed, out = go(), told(go.output)
    assert "เทียบกับ" in changed and any("๘๐" in str(cell) for row in out for cell in row)
    for step in (lambda: (go.source / name).write_bytes(b""), lambda: (go.source / name).unlink()):
        step()
        line = next(line for line in changed.splitlines() if line.startswith("สิ่งที่เปลี่ยน"))
        assert line in go() and told(go.output) == out


def test_diff_finds_nothing_where_a_lock_file_came(go, pipeline, tmp_path):
    go()
    (tmp_path / "old.json").write_bytes((go.output / ROUND / "results.json").read_bytes())
    (go.source / "~$bpm.xlsx").write_bytes(b"")
    go()
    new = go.output / ROUND / "results.json"
    assert new.read_bytes() != (tmp_path / "old.json").read_bytes()
    assert pipeline("diff", tmp_path / "old.json", new)[0] == 0
    assert same(new.read_bytes(), (tmp_path / "old.json").read_bytes())
    assert not same(new.read_bytes(), b"{}")


def other(source: Path, name: str) -> None:
    """A table that nobody knows, beside one of that name."""
    for path, text in ((source / "จด.csv", "ก,ข\n1,2\n"), (source / name, "ก,ข\n1,3\n")):
        path.write_text(text, encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("name", [
    "จด-DESKTOP-8H3K2.csv", "จด-Somchai-PC.csv", "จด (1).csv", "จด(2).csv", "จด - สำเนา.csv",
    "จด - Copy (2).csv", "จด (PC's conflicted copy 2018-03-27).csv",
])
def test_a_conflict_copy_that_differs_is_told_with_both_names(go, name):
    other(go.source, name)
    go()
    ((file, problem),) = findings(go.output, "conflict-copy")
    assert file == name and "จด.csv" in problem


@pytest.mark.slow
@pytest.mark.parametrize("name", [
    "จด-61.csv", "จด มีนาคม.csv", "จด-มีนาคม.csv", "จด-Q1.csv", "จด (ส่งช้า).csv", "จด - แก้.csv", "สมุดจด.csv"])
def test_another_name_is_no_conflict_copy(go, name):
    other(go.source, name)
    go()
    assert findings(go.output, "conflict-copy") == []


def test_a_copy_with_the_same_content_is_a_copy_alone(go):
    (go.source / "bpm (1).xlsx").write_bytes((go.source / "bpm.xlsx").read_bytes())
    go()
    assert findings(go.output, "conflict-copy") == [] and findings(go.output, "copy")
