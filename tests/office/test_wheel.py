"""What is built of the project works without it: the wheel in an empty folder, the working folder that
it lays out; and the source archive holds all that its tests need."""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from home import HOME
from runs import of_round, stands

sys.path.append(str(HOME / "distribution"))
import windows

from pipeline.home import DISTRIBUTION, folder_of
from pipeline.office import desk

EXPORTS = HOME / "examples" / "input"


def built(*arguments: object) -> None:
    """Runs a module of Python in the project's folder, without the network."""
    subprocess.run([sys.executable, "-m", *of_round(*arguments)], cwd=HOME, check=True,
                   capture_output=True, env={**os.environ, "PIP_NO_INDEX": "1"})


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    built("pip", "wheel", "--no-deps", "--no-build-isolation", "-w", folder, ".")
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel's packages alone."""
    folder = tmp_path_factory.mktemp("site")
    built("pip", "install", "--no-deps", "--target", folder, wheel)
    return folder


def said(program: Path, cwd: Path, *arguments: object) -> tuple[int, str]:
    """The exit code of a command of the program that stands in a folder, and what it said."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "pipeline", *of_round(*arguments)], cwd=cwd, check=False,
        capture_output=True, encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(program), "PYTHONUTF8": "1"},
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout + done.stderr


def parts(folder: Path) -> dict[str, bytes]:
    """The files of a folder of results, and every part of its workbooks."""
    found = stands(folder)
    for name in [name for name in found if name.endswith(".xlsx")]:
        with zipfile.ZipFile(folder / name) as book:
            found |= {f"{name}/{part}": book.read(part) for part in book.namelist()}
    return found


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What the checkout makes of the example."""
    folder = tmp_path_factory.mktemp("checkout")
    assert said(HOME, folder, "run", "--quiet", "--input", EXPORTS)[0] == 1
    return parts(folder / "output" / "2561-1")


@pytest.mark.slow
def test_an_installed_program_gives_the_bytes_of_the_checkout(installed, expected, tmp_path):
    assert said(installed, tmp_path, "run", "--input", EXPORTS)[0] == 1
    assert parts(tmp_path / "output" / "2561-1") == expected and len(expected) > 100


@pytest.mark.slow
def test_the_wheel_and_the_folder_for_windows_hold_every_file_of_the_program(wheel):
    program = {path.relative_to(HOME).as_posix() for path in (HOME / "pipeline").rglob("*")
               if path.is_file() and path.suffix != ".pyc"}
    assert {Path(name).suffix for name in program} >= {".html", ".css", ".js", ".ps1", ".py"}
    with zipfile.ZipFile(wheel) as packed:
        assert program <= set(packed.namelist())
    unpacked = windows.library([wheel])
    assert {f"program/lib/{name}" for name in program} <= unpacked.keys()
    assert unpacked["program/lib/pipeline/pages/html/base.html"] == (HOME / "pipeline/pages/html/base.html").read_bytes()


@pytest.mark.slow
def test_so_it_does_in_the_working_folder_that_it_lays_out(installed, expected, tmp_path):
    code, _ = said(installed, tmp_path, "init", "งาน (ชุมชน)")
    here = tmp_path / "งาน (ชุมชน)"
    assert code == 0 and {path.name for path in here.iterdir()} == {
        "input", "output", "agreement", "templates", desk.READ_ME, *desk.COMMANDS}
    for part in ("agreement", "templates"):
        mine, theirs = (
            {p.relative_to(top): p.read_bytes() for p in top.rglob("*") if p.is_file()}
            for top in (HOME / part, here / part))
        assert mine == theirs
    for name in desk.COMMANDS:
        lines = (here / name).read_bytes()
        assert lines.isascii() and lines.count(b"\r\n") == lines.count(b"\n") > 4
    shutil.copytree(EXPORTS, here / "input", dirs_exist_ok=True)
    assert said(installed, here, "run")[0] == 1
    assert parts(here / "output" / "2561-1") == expected


@pytest.mark.slow
def test_every_command_of_an_installed_program_works_in_an_empty_folder(installed, tmp_path):
    assert said(installed, tmp_path, "--version") == (0, "pipeline 0.1.0\n")
    assert said(installed, tmp_path, "forms", "--province", "น่าน", "--input", EXPORTS)[0] == 0
    assert len(list((tmp_path / "output" / "แบบกรอก" / "2561-1").glob("*.xlsx"))) > 5
    code, out = said(installed, tmp_path, "template", "check")
    assert code == 0 and "templates/summary.xlsx: ใช้ได้" in out
    code, out = said(installed, tmp_path, "doctor", "--input", EXPORTS)
    assert code == 0 and str(installed / "pipeline" / "own" / "agreement") in out


def test_a_working_folder_is_never_written_over(pipeline, tmp_path):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "agreement.xlsx").write_bytes(b"ours")
    (tmp_path / desk.READ_ME).symlink_to("nowhere")
    code, out, _ = pipeline("init", tmp_path)
    kept = [line for line in out.splitlines() if line.startswith("เก็บของเดิมไว้")]
    assert code == 0 and len(kept) == 2 and "agreement.xlsx" in kept[0] and desk.READ_ME in kept[1]
    assert (tmp_path / "templates" / "agreement.xlsx").read_bytes() == b"ours"
    assert (tmp_path / "templates" / "summary.xlsx").is_file()
    code, out, _ = pipeline("init", tmp_path)
    assert code == 0 and "วาง " not in out and out.count("เก็บของเดิมไว้") == 2
    assert not (tmp_path / "nowhere").exists()


def test_a_working_folder_cut_off_midway_has_no_half_round():
    names = [name for name, _ in desk.files() if name.startswith("agreement/")]
    mine = [name for name in names if name.startswith("agreement/2561-1/")]
    assert mine[-2:] == ["agreement/2561-1/agreement.toml", "agreement/2561-1/state.toml"]
    assert names.index("agreement/checks.toml") < names.index(mine[0])


def test_where_no_folder_can_be_laid_out_it_is_one_line(pipeline, tmp_path):
    (tmp_path / "file").write_bytes(b"")
    code, out, err = pipeline("init", tmp_path / "file")
    assert (code, out, err.count("\n")) == (2, "", 1) and "เลือกโฟลเดอร์อื่น" in err


def test_each_folder_is_that_of_the_working_folder_or_else_the_programs_own(pipeline, tmp_path, monkeypatch):
    for name in ("agreement", "templates"):
        assert folder_of(tmp_path, name) == HOME / name
    (tmp_path / "templates").mkdir()
    assert folder_of(tmp_path, "templates") == tmp_path / "templates"
    monkeypatch.chdir(tmp_path)
    code, out, _ = pipeline("template", "check")
    assert code == 2 and out.count(f"ไม่พบแบบฟอร์ม {tmp_path}") == 3  # the agreement is the program's


def test_the_source_archive_holds_all_that_the_project_keeps(tmp_path):
    kept = subprocess.run(["git", "ls-files", "-z"], cwd=HOME, check=False, capture_output=True)
    if kept.returncode:
        pytest.skip("not a checkout of git")
    built("hatchling", "build", "-t", "sdist", "-d", tmp_path)
    (path,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    names = {name for name in kept.stdout.decode().split("\0") if name and (HOME / name).is_file()}
    assert names - held == set() and len(names) > 100


def test_nobody_is_led_to_the_program_of_another(wheel):
    assert DISTRIBUTION != "pipeline" and wheel.name.startswith(DISTRIBUTION.replace("-", "_") + "-")
    for path in [HOME / "README.md", HOME / "CONTRIBUTING.md", *(HOME / "docs").rglob("*.md")]:
        text = path.read_text(encoding="utf-8")
        for word in ("pip install pipeline", "pipx install pipeline", "uv tool install pipeline"):
            assert word not in text, path
