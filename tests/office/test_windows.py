"""What an office's Windows does to the program: consoles, line ends, names, what the system lacks."""

import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import province
import pytest
from home import HOME, copy_room
from runs import of_round

from pipeline import processes
from pipeline.cli.screen import plain
from pipeline.definitions import load_agreement, load_sources
from pipeline.measure import MEASURES
from pipeline.normalise.kinds import KINDS
from pipeline.read.pool import FileTask, read, read_all

POSIX_ONLY = {
    os: ("fork", "geteuid", "getuid", "getgid", "mkfifo", "fchmod", "chown", "fchown",
         "sched_getaffinity", "O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_DIRECTORY", "nice",
         "getpgid", "killpg", "setsid"),
    signal: ("SIGHUP", "SIGALRM", "SIGUSR1", "SIGQUIT", "alarm", "setitimer", "pthread_sigmask"),
}
WITHOUT = """
import os, signal, sys
for module, names in ((os, {os}), (signal, {signal})):
    for name in names:
        if hasattr(module, name):
            delattr(module, name)
for name in ("fcntl", "resource", "pwd", "grp", "termios"):
    sys.modules[name] = None
sys.argv[1:] = sys.argv[2:]
from pipeline.cli import main
main()
"""


def said(arguments: list[object], cwd: Path, start: list[str] | None = None, **env: str
         ) -> subprocess.CompletedProcess[bytes]:
    """A command of the program in a process of its own."""
    return subprocess.run(
        [sys.executable, *(start or ["-m", "pipeline"]), *of_round(*arguments)], cwd=cwd,
        capture_output=True, check=False,
        env={**os.environ, "PYTHONPATH": str(HOME), "PYTHONUTF8": "0", **env},
    )


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> Path:
    """A folder with exports and trouble, below Thai letters and spaces."""
    here = tmp_path_factory.mktemp("สำนักงาน พัฒนา (ชุมชน)")
    exports = province.tables()
    exports["bpm"][2][0] = "อำเภอ\u202eที่ไม่มี ✓→ 🙂 ÿ"
    exports["sara"][2][2] = "#REF!"
    province.write(here / "ไฟล์ ส่งออก", exports)
    (here / "ไฟล์ ส่งออก" / "ว่าง ✗ é.csv").write_bytes(b"")
    return here


COMMANDS: dict[str, list[object]] = {
    "help": ["--help"],
    "run help": ["run", "--help"],
    "run": ["run", "--input", "ไฟล์ ส่งออก", "--output", "ผล ที่ได้"],
    "check": ["check", "--input", "ไฟล์ ส่งออก"],
    "check json": ["check", "--input", "ไฟล์ ส่งออก", "--format", "json"],
    "explain": ["explain", "คลองหาด", "1", "--input", "ไฟล์ ส่งออก"],
    "inspect": ["inspect", "ไฟล์ ส่งออก/bpm.xlsx", "--input", "ไฟล์ ส่งออก"],
    "forms": ["forms", "--input", "ไฟล์ ส่งออก", "--output", "ผล ที่ได้"],
    "template": ["template", "check"],
    "doctor": ["doctor", "--input", "ไฟล์ ส่งออก"],
    "no folder": ["check", "--input", "ไม่มี 🙂"],
    "no option": ["run", "--ไม่มี"],
    "no command": ["ไม่มี→"],
    "no district": ["explain", "ไม่มี ✓", "1", "--input", "ไฟล์ ส่งออก"],
}


@pytest.mark.slow
@pytest.mark.parametrize("console", ["cp874:strict", "ascii:strict", "cp1252:strict", "utf-8:strict"])
def test_no_console_ends_a_command_for_a_character_it_lacks(office, console):
    few = {"help", "check", "no folder", "no district"}
    for name, command in COMMANDS.items():
        if name not in few and console != "cp874:strict":
            continue
        done = said(command, office, PYTHONIOENCODING=console)
        text = (done.stdout + done.stderr).decode(console.partition(":")[0], "replace")
        assert b"Traceback" not in done.stderr, (name, text)
        assert "โปรแกรมผิดพลาดภายใน" not in text and text.strip(), (name, text)
        bad = name.startswith("no ")
        assert done.returncode in ((2,) if bad else (0, 1)), (name, text)


def test_a_thai_console_shows_thai_and_plain_signs_for_what_it_lacks(office):
    done = said(COMMANDS["check"], office, PYTHONIOENCODING="cp874:strict")
    text = done.stdout.decode("cp874")
    assert "ข้อมูลที่มี (/ มีแล้ว, - ยังไม่มีหรือยังใช้ไม่ได้, ย ยกเว้น)" in text
    assert "sara.xlsx > Sheet > C3: " in text
    assert all("ว่าง x ?.csv" in line or "/> ? ?" in line for line in text.splitlines() if "?" in line)


def test_what_stands_for_a_lost_character_is_its_likeness(monkeypatch):
    monkeypatch.setenv("PYTHONIOENCODING", "of the console")

    def written(text: str, console: str) -> str:
        from pipeline.cli.screen import open_streams

        stream = io.TextIOWrapper(io.BytesIO(), console, "strict", newline="\n")
        before, sys.stdout = sys.stdout, stream
        try:
            open_streams()
            stream.write(text)
            stream.flush()
        finally:
            sys.stdout = before
        return stream.buffer.getvalue().decode(console)  # type: ignore[attr-defined]

    assert written("ก ✓ → › 🙂 \udc80", "cp874") == "ก / > > ? ?"
    assert written("ก ✓ \udc80", "utf-8") == "ก ✓ ?"
    with pytest.raises(UnicodeDecodeError):
        plain(UnicodeDecodeError("utf-8", b"\xff", 0, 1, ""))


@pytest.mark.slow
def test_a_run_needs_nothing_that_windows_lacks(office, tmp_path):
    start = ["-c", WITHOUT.format(os=POSIX_ONLY[os], signal=POSIX_ONLY[signal]), "-"]
    for name in ("run", "check", "explain", "forms", "template", "doctor"):
        command = [str(tmp_path / "ผล") if word == "ผล ที่ได้" else word for word in COMMANDS[name]]
        done = said(command, office, start, PYTHONUTF8="1")
        assert done.returncode in (0, 1), done.stderr.decode()
    usual = said(["run", "--input", "ไฟล์ ส่งออก", "--output", tmp_path / "อีก"], office, PYTHONUTF8="1")
    assert usual.returncode in (0, 1)
    results = [path for path in (tmp_path / "อีก" / "2561-1").iterdir() if path.is_file()]
    assert len(results) > 2
    for path in results:
        assert path.read_bytes() == (tmp_path / "ผล" / "2561-1" / path.name).read_bytes()


def test_a_worker_needs_nothing_that_windows_lacks(office, monkeypatch):
    for module, names in POSIX_ONLY.items():
        for name in names:
            monkeypatch.delattr(module, name, raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    processes.end_after(1)
    processes.limit_memory(1)
    path = office / "ไฟล์ ส่งออก" / "bpm.xlsx"
    mine = read(FileTask(str(path), "bpm.xlsx"), lambda sha256: None)
    monkeypatch.undo()
    assert mine.record.status == "used" and mine == read_all([(path, "bpm.xlsx")], 1)["bpm.xlsx"]


def windows_lines(path: Path, mark: bytes = b"") -> None:
    data = path.read_bytes().removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    path.write_bytes(mark + data.replace(b"\n", b"\r\n"))


def test_definitions_saved_by_notepad_say_the_same(tmp_path):
    copy_room("agreement", tmp_path)
    agreement = load_agreement(HOME, MEASURES, "2561-1")
    for path in (tmp_path / "agreement").rglob("*.*"):
        windows_lines(path, b"\xef\xbb\xbf")
    again = load_agreement(tmp_path, MEASURES)
    assert again == agreement and load_sources(tmp_path, again, KINDS) == load_sources(HOME, agreement, KINDS)


def test_csv_with_either_line_end_scores_the_same(pipeline, tmp_path):
    answers = []
    for name, end in (("lf", "\n"), ("crlf", "\r\n")):
        folder = province.write(tmp_path / name)
        for table in ("bpm", "livelihood"):
            (folder / f"{table}.xlsx").unlink()
            rows = province.tables()[table]
            text = end.join(",".join("" if v is None else str(v) for v in row) for row in rows) + end
            (folder / f"{table}.csv").write_bytes(text.encode("cp874"))
        answers.append(pipeline("check", "--input", folder)[:2])
    assert answers[0] == answers[1] and answers[0][0] == 0
