"""Every step on the disk that publishing takes is let fail in turn: none is sampled."""

import ast
import errno
import importlib
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from home import HOME

from pipeline.errors import PipelineError
from pipeline.publish import Last, Written, publish, put_file, system

LOCKS = None if sys.platform == "win32" else importlib.import_module("fcntl")
OURS = re.compile(r"\d{4} .+\.xlsx")
STEPS = {"open", "write", "fsync", "close", "replace", "unlink", "mkdir", "scandir", "lstat",
         "read", "flock"}
FAULTS: dict[str, Callable[[], BaseException]] = {
    "full": lambda: OSError(errno.ENOSPC, "No space left on device"),
    "refused": lambda: PermissionError(errno.EACCES, "Permission denied"),
    "broken": lambda: OSError(errno.EIO, "Input/output error"),
    "stopped": KeyboardInterrupt,
}
OLD = {"2701 ก.xlsx": b"old 1", "2702 ข.xlsx": b"same 2", "2703 ค.xlsx": b"old 3"}
BY_HAND = {"2701 ก.xlsx": b"old 1 with remarks"}
GONE = {"2799 เก่า.xlsx": b"of no district"}
NEW = {"2701 ก.xlsx": b"new 1", "2702 ข.xlsx": b"same 2", "2703 ค.xlsx": b"new 3",
       "2704 ง.xlsx": b"new 4"}


class Faulty:
    """Stands for the modules of the system: counts the steps, and lets one fail, or all of a
    kind from that one on."""

    def __init__(self, at: int = 0, fault: Callable[[], BaseException] | None = None,
                 for_good: bool = False) -> None:
        self.at, self.fault, self.for_good = at, fault, for_good
        self.steps: list[str] = []
        self.failing = ""

    def __getattr__(self, name: str) -> object:
        real = getattr(os, name) if hasattr(os, name) else getattr(LOCKS, name)
        if name not in STEPS:
            return real

        def step(*arguments: object, **options: object) -> object:
            self.steps.append(name)
            now = len(self.steps) == self.at
            if now:
                self.failing = name
            if self.fault and (now or (self.for_good and name == self.failing)):
                if name == "close":  # a handle is closed whatever close says
                    real(*arguments)
                raise self.fault()
            return None if name == "fsync" else real(*arguments, **options)

        return step


def go(folder: Path, files: dict[str, bytes], sign: bytes,
       faulty: Faulty | None = None) -> tuple[Written | None, list[bytes | None]]:
    """Publishes with the faulty system; None where it could not run or was stopped."""
    before: list[bytes | None] = []

    def make(was: bytes | None) -> Iterator[tuple[str, bytes]]:
        before.append(was)
        yield from files.items()

    with pytest.MonkeyPatch.context() as patch:
        faulty = faulty or Faulty()
        patch.setattr(system, "os", faulty)
        if LOCKS is not None:
            patch.setitem(sys.modules, "fcntl", faulty)
        try:
            return publish(folder, make, Last("results.json", sign), OURS, 0), before
        except (PipelineError, KeyboardInterrupt):
            return None, before


def everything(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*"))
            if p.is_file()}


def restore(folder: Path, files: dict[str, bytes]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def beginnings(folder: Path) -> dict[str, dict[str, bytes]]:
    """What a run may find: nothing, a finished run that people touched since, one cut off."""
    go(folder, OLD | GONE, b"old")
    (folder / "2701 ก.xlsx").write_bytes(BY_HAND["2701 ก.xlsx"])
    finished = everything(folder)
    restore(folder, finished)
    go(folder, NEW, b"new", Faulty(find_step(folder, NEW, b"new"), FAULTS["stopped"]))
    cut = everything(folder)
    assert "results.json" not in cut and cut["2703 ค.xlsx"] == b"old 3"
    assert cut["2701 ก.xlsx"] == b"new 1"
    killed = cut | {"~$pipeline-1.tmp": b"new", ".pipeline/~$pipeline-2.tmp": b"{"}
    restore(folder, finished)
    (folder / "2703 ค.xlsx").chmod(0o444)
    go(folder, NEW, b"new")
    beside = everything(folder)
    assert "2703 ค (ฉบับใหม่).xlsx" in beside
    shutil.rmtree(folder)
    return {"nothing": {}, "finished": finished, "cut off": cut, "killed": killed,
            "beside": beside}


def find_step(folder: Path, files: dict[str, bytes], sign: bytes) -> int:
    """The step before the last workbooks take their place."""
    was, counting = everything(folder), Faulty()
    go(folder, files, sign, counting)
    restore(folder, was)
    replaces = [n for n, name in enumerate(counting.steps, 1) if name == "replace"]
    return replaces[4]  # record, results.json away, one kept aside, 2701 put | 2703


def look(folder: Path, begun: dict[str, bytes], done: Written | None, tidy: bool) -> None:
    """What holds wherever a run failed; where it could, it took its temporary files with it."""
    now = everything(folder)
    assert not tidy or not [name for name in now if "~$pipeline" in name]
    for name, data in now.items():
        base = re.sub(r" \((?:ฉบับใหม่|\d+)\)", "", Path(name).name)
        if name.startswith(".pipeline") or base.startswith("~$"):
            continue
        known = {one for files in (begun, OLD, NEW, BY_HAND, GONE) if (one := files.get(base))}
        assert data in known | {b"old", b"new"}, (name, data)
    for people in (BY_HAND, GONE):
        if set(people.values()) & set(begun.values()):
            assert set(people.values()) <= set(now.values())
    match now.get("results.json"):
        case b"new":
            assert {name: now.get(name) for name in NEW} == NEW
        case b"old":
            assert {n: d for n, d in begun.items() if OURS.fullmatch(n)}.items() <= now.items()
        case other:
            assert other is None
    if done is not None and done.exit_code == 0:
        assert now.get("results.json") == b"new"
    if done is not None and not done.finished:
        assert done.faults


@pytest.mark.slow
@pytest.mark.parametrize("for_good", [False, True], ids=["once", "for good"])
@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_step_fails_files_are_whole_and_the_next_run_mends_it(
    tmp_path: Path, fault: str, for_good: bool
) -> None:
    folder, tried = tmp_path / "out", 0
    for name, begun in beginnings(folder).items():
        restore(folder, begun)
        counting = Faulty()
        done, compared = go(folder, NEW, b"new", counting)
        assert done is not None and done.finished, name
        good = everything(folder)
        assert {n: good[n] for n in NEW} == NEW and good["results.json"] == b"new"
        assert [n for n in good if n.startswith((".pipeline/", "~$"))] == [
            n for n in (".pipeline/former.json", ".pipeline/lock", ".pipeline/written.json")
            if n in good]
        for at in range(1, len(counting.steps) + 1):
            restore(folder, begun)
            done, _ = go(folder, NEW, b"new", Faulty(at, FAULTS[fault], for_good))
            tidy = name != "killed" and counting.steps[at - 1] not in ("unlink", "scandir")
            where = f"{name}: step {at} ({counting.steps[at - 1]})"
            try:
                look(folder, begun, done, tidy)
                mended, again = go(folder, NEW, b"new")
                assert mended is not None and mended.exit_code == 0
                assert again == compared
                assert like(everything(folder), good)
            except AssertionError as error:
                raise AssertionError(where) from error
            tried += 1
    assert tried > 200


def like(files: dict[str, bytes], good: dict[str, bytes]) -> bool:
    """Whether two folders hold the same; kept aside there may be more, for what cannot be read
    may have been changed."""
    (stand, kept), (well, least) = (
        ({n: d for n, d in folder.items() if not n.startswith("เก็บไว้")},
         {d for n, d in folder.items() if n.startswith("เก็บไว้")})
        for folder in (files, good))
    return stand == well and least <= kept <= least | set(OLD.values()) | set(NEW.values())


@pytest.mark.parametrize("fault", FAULTS)
def test_a_file_of_its_own_is_old_or_new_whatever_step_fails(tmp_path: Path, fault: str) -> None:
    path = tmp_path / "below" / "ผลตรวจ.html"
    counting = Faulty()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(system, "os", counting)
        put_file(path, b"new")
    for begun in ({}, {"below/ผลตรวจ.html": b"old"}):
        for at in range(1, len(counting.steps) + 1):
            restore(tmp_path, begun)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(system, "os", Faulty(at, FAULTS[fault]))
                with suppress(PipelineError, KeyboardInterrupt):
                    put_file(path, b"new")
            now = everything(tmp_path)
            assert now.pop("below/ผลตรวจ.html", b"") in {b"new", *begun.values(), b""}
            assert begun == {} or path.exists()
            put_file(path, b"new")
            assert path.read_bytes() == b"new"


def test_nobody_else_in_the_package_knows_the_disk() -> None:
    for module in (HOME / "pipeline" / "publish").glob("*.py"):
        if module.name != "system.py":
            for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
                names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
                called = getattr(getattr(node, "func", None), "attr", "")
                assert not {"os", "io", "shutil", "tempfile"} & set(names), module
                assert called not in {"open", "read_bytes", "write_bytes", "unlink", "mkdir", "stat",
                                      "exists", "rename", "iterdir", "touch"}, (module, called)
