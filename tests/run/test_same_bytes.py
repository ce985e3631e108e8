"""The same exports give the same bytes, whatever the machine is set to."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import province
import pytest
from home import HOME
from runs import ROUND, stands

# Another moment for whoever asks the module time; nobody asks datetime, as a test below looks.
LATER = """
import time
real = time.localtime
time.time = lambda: 1930089599.0
time.localtime = lambda seconds=None: real(1930089599.0 if seconds is None else seconds)
from pipeline.__main__ import main
main()
"""
MACHINES: dict[str, dict[str, str]] = {
    "C": {"LC_ALL": "C", "TZ": "UTC", "PYTHONHASHSEED": "0"},
    "Thai": {"LC_ALL": "th_TH.UTF-8", "TZ": "Asia/Bangkok", "PYTHONHASHSEED": "1"},
    "Turkish": {"LC_ALL": "tr_TR.UTF-8", "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "4294967295"},
}


def run(source: Path, output: Path, cwd: Path, *options: str, mask: int = 0o022, later: bool = False,
        **environment: str) -> None:
    """A run in another folder and on another machine, as it were."""
    way = ["-c", LATER] if later else ["-m", "pipeline"]
    done = subprocess.run(
        [sys.executable, *way, "run", "--round", "2561-1", "--input", str(source), "--output", str(output), *options],
        cwd=cwd, env={**os.environ, "PYTHONPATH": str(HOME), **environment}, capture_output=True,
        encoding="utf-8", errors="replace", check=False, **({} if os.name == "nt" else {"umask": mask}),
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, dict[str, bytes]]:
    """The exports, a folder with their results, and what is in it."""
    place = tmp_path_factory.mktemp("base")
    source = province.write(place / "in")
    run(source, place / "out", HOME)
    return source, place / "out", stands(place / "out" / ROUND)


@pytest.mark.slow
@pytest.mark.parametrize("machine", MACHINES)
def test_the_same_exports_give_the_same_bytes_on_every_machine(
    base: tuple[Path, Path, dict[str, bytes]], tmp_path: Path, machine: str
) -> None:
    source, _, expected = base
    other = tmp_path / "คน ละที่" / "in"
    other.mkdir(parents=True)
    for path in sorted(source.iterdir(), reverse=machine != "Thai"):
        shutil.copyfile(path, other / path.name)
    run(other, tmp_path / "out", tmp_path, "--jobs", {"C": "1", "Thai": "2"}.get(machine, "5"),
        mask={"C": 0o077, "Thai": 0o002}.get(machine, 0), later=machine == "Turkish",
        **MACHINES[machine])
    assert stands(tmp_path / "out" / ROUND) == expected


def test_a_second_run_touches_nothing(base: tuple[Path, Path, dict[str, bytes]]) -> None:
    source, output, _ = base

    def state() -> dict[str, tuple[int, int, int]]:
        return {str(p): (s.st_mtime_ns, s.st_ino, s.st_size)
                for p in [output, *output.rglob("*")] for s in [p.stat()]}

    before = state()
    run(source, output, HOME, later=True, **MACHINES["Turkish"])
    assert state() == before


def test_no_module_asks_for_the_day() -> None:
    for module in (HOME / "pipeline").rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            called = getattr(getattr(node, "func", None), "attr", "")
            assert called not in {"now", "utcnow", "today", "time", "localtime", "getlocale"} or (
                called == "time" and "clock" in ast.unparse(node)), (module, called)


@pytest.mark.slow
def test_what_else_was_loaded_does_not_steer_the_bytes(
    base: tuple[Path, Path, dict[str, bytes]], tmp_path: Path
) -> None:
    source, _, expected = base
    script = ("import sys, openpyxl; from lxml import etree\n"
              "etree.register_namespace('q', 'http://schemas.openxmlformats.org/officeDocument/2006/"
              "relationships')\nfrom pipeline.cli import main\nmain()")
    subprocess.run([sys.executable, "-c", script, "run", "--round", ROUND, "--input", str(source), "--output",
                    str(tmp_path)], cwd=HOME, check=True, capture_output=True)
    assert stands(tmp_path / ROUND) == expected
