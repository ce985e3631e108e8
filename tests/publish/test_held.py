"""Files that Windows holds back: content that OneDrive has not brought, results that a program holds."""

import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import nation
import province
import pytest

from pipeline import inbox, processes
from pipeline.publish import system


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Names of files whose content is not on this PC."""
    names: set[str] = set()

    def is_elsewhere(state: os.stat_result) -> bool:
        return any(Path(name).stat().st_ino == state.st_ino for name in names)

    for module in ("pipeline.inbox", "pipeline.read.single"):
        monkeypatch.setattr(f"{module}.is_elsewhere", is_elsewhere)
    opened = Path.open

    def refusing(path: Path, *more: object, **named: object) -> object:
        assert str(path) not in names
        return opened(path, *more, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refusing)
    return names


@pytest.mark.parametrize(("attributes", "expected"), [
    (0x20, False), (stat.FILE_ATTRIBUTE_HIDDEN, False), (stat.FILE_ATTRIBUTE_REPARSE_POINT, False),
    (stat.FILE_ATTRIBUTE_OFFLINE, True), (0x400000 | 0x20, True), (0x40000, True),
])
def test_the_attributes_of_a_file_that_is_elsewhere(attributes, expected):
    assert inbox.is_elsewhere(SimpleNamespace(st_file_attributes=attributes)) is expected


def test_no_file_of_this_system_is_elsewhere(tmp_path):
    assert not inbox.is_elsewhere(os.stat(tmp_path))


@pytest.mark.skipif(sys.platform == "win32", reason="the file is told by its number here, which Windows lists no folder with")
def test_what_is_not_on_this_pc_is_told_before_it_is_opened(pipeline, tmp_path, elsewhere):
    folder = province.write(tmp_path / "in")
    elsewhere.add(str(folder / "sara.xlsx"))
    code, out, _ = pipeline("check", "--input", folder)
    assert code == 1 and "ไม่ได้ใช้: sara.xlsx (ไฟล์อยู่ใน OneDrive เท่านั้น" in out and "(not-downloaded)" in out
    assert inbox.contents(folder)["sara.xlsx"] == "not-downloaded"
    code, out, _ = pipeline("doctor", "--input", folder, "--output", tmp_path / "out")
    assert code == 1 and "เปิดอ่านไม่ได้: sara.xlsx (ยังอยู่ใน OneDrive)" in out
    from pipeline.read.single import read_single

    read = read_single(folder / "sara.xlsx", "sara.xlsx").record
    assert (read.status, read.reason, read.sha256) == ("refused", "not-downloaded", None)


@pytest.fixture
def hold(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Lets a step on the disk be refused for ``results.json``, as Windows does while it is open."""

    def refuse(step: str) -> None:
        really = getattr(system, step)

        def refusing(path: Path, *more: object) -> object:
            if path.name == "results.json":
                raise PermissionError(13, "The process cannot access the file", str(path))
            return really(path, *more)

        monkeypatch.setattr(system, step, refusing)

    return refuse


def test_where_results_are_held_open_every_line_says_that_the_former_set_stands(
        pipeline, tmp_path, hold):
    folder, output = province.write(tmp_path / "in"), tmp_path / "out"
    assert pipeline("run", "--input", folder, "--output", output)[0] == 0
    before = {path.name: path.read_bytes() for path in (output / "2561-1").iterdir() if path.is_file()}
    exports = province.tables()
    exports["sara"][2][2] = 1
    province.write(folder, exports)
    hold("replace")
    code, out, err = pipeline("run", "--input", folder, "--output", output)
    assert code == 1 and err.count("\n") == 1
    assert "results.json: นำออกไม่ได้" in err and "ผลชุดเดิมยังอยู่ครบทั้งชุด" in err
    assert out.splitlines()[-1] == f"ผลชุดใหม่ยังไม่ได้เขียน ชุดเดิมอยู่ที่ {output / '2561-1'}"
    assert "ยังไม่ครบที่" not in out and "เขียนผลแล้ว" not in out
    assert before == {p.name: p.read_bytes() for p in (output / "2561-1").iterdir() if p.is_file()}


def test_results_that_cannot_even_be_read_are_named_with_what_to_do(pipeline, tmp_path, hold):
    folder, output = province.write(tmp_path / "in"), tmp_path / "out"
    assert pipeline("run", "--input", folder, "--output", output)[0] == 0
    hold("read")
    code, _, err = pipeline("run", "--again", "--input", folder, "--output", output)
    assert code == 2 and err.count("\n") == 1
    assert f"{output / '2561-1' / 'results.json'}: เปิดไม่ได้" in err and "--output" not in err


def test_so_it_says_of_each_of_several_provinces(pipeline, tmp_path, monkeypatch):
    held = ("import pathlib, pipeline.publish.system as system; really = system.replace\n"
            "def replace(path, *more):\n"
            f"    if path.name == 'results.json' and pathlib.Path({str(tmp_path / 'held')!r}).exists():\n"
            "        raise PermissionError(13, 'held', str(path))\n"
            "    return really(path, *more)\n"
            "system.replace = replace; main()")
    monkeypatch.setattr(processes, "_START", processes._START.replace("main()", held))  # a worker runs each province
    folder, output = tmp_path / "in", tmp_path / "out"
    province.write(folder / "สระแก้ว")
    province.write(folder / "ตราด", nation.tables("ตราด"))
    assert pipeline("run", "--input", folder, "--output", output)[0] == 0
    exports = province.tables()
    exports["sara"][2][2] = 1
    province.write(folder / "สระแก้ว", exports)
    (tmp_path / "held").touch()
    code, out, _ = pipeline("run", "--input", folder, "--output", output)
    line = next(line for line in out.splitlines() if line.strip().startswith("สระแก้ว"))
    assert code == 1 and line.endswith(f"ผลชุดใหม่ยังไม่ได้เขียน ชุดเดิมอยู่ที่ {output / '2561-1' / 'สระแก้ว'}")
