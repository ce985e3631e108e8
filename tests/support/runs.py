"""Real runs of the program in processes of their own, and what may stand in their folder."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from home import HOME

ROUND = "2561-1"
LINUX = sys.platform == "linux"
Files = dict[str, bytes]
Said = tuple[int, str, str]  # the exit code, the output, the errors


OF_A_ROUND = ("run", "check", "explain", "forms", "inspect", "compile", "export", "close", "print", "doctor", "watch")


def of_round(*arguments: object) -> list[str]:
    """A command line that names the round of the tests' exports, whichever rounds are newer: as it is typed
    where it names one, or where its command asks for none."""
    words = [*map(str, arguments)]
    named = any(word.partition("=")[0] == "--round" for word in words)
    if not named and words and words[0] in OF_A_ROUND:
        words[1:1] = ["--round", ROUND]
    elif not named and words[:1] == ["template"] and len(words) > 1 and words[1] in ("check", "names"):
        words[2:2] = ["--round", ROUND]
    return words


def start(source: Path, output: Path, *more: str) -> "subprocess.Popen[str]":
    """``pipeline run``."""
    return command("run", "--input", source, "--output", output, *more)


def command(*arguments: object) -> "subprocess.Popen[str]":
    """``pipeline``, in a session of its own so that all its processes can be told."""
    return subprocess.Popen(
        [sys.executable, "-m", "pipeline", *of_round(*arguments)], cwd=HOME,
        start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    )


def finish(process: "subprocess.Popen[str]") -> Said:
    """Its exit code and what it said, once it has ended; never a traceback."""
    out, err = process.communicate(timeout=120)
    assert "Traceback" not in err, err
    return process.returncode, out, err


def listening(process: "subprocess.Popen[str]") -> None:
    """Waits until a process hears SIGHUP, the last that it begins to listen to."""
    status = Path(f"/proc/{process.pid}/status")
    while process.poll() is None:
        caught = next(line for line in status.read_text().splitlines() if line.startswith("SigCgt"))
        if int(caught.split()[1], 16) >> (signal.SIGHUP - 1) & 1:
            return
        time.sleep(0.005)


def session(leader: int) -> list[int]:
    """The living processes of a session."""
    return list(_members(leader))


def gone(leader: int) -> None:
    """Looks that nothing of a session lives on; what was killed may take a moment to die."""
    for _ in range(100):
        if not session(leader):
            return
        time.sleep(0.02)
    raise AssertionError([words_of(one) for one in session(leader)])


def words_of(process: int) -> str:
    """A process's command line; empty if it has ended."""
    try:
        return Path(f"/proc/{process}/cmdline").read_text()
    except OSError:
        return ""


def _members(leader: int) -> Iterator[int]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == leader and fields[0] != "Z":
                yield int(entry.name)


def stands(folder: Path) -> Files:
    """The files of a folder of results: not what the program keeps for itself."""
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()} if folder.is_dir() \
        else {}


def whole(folder: Path, old: Files, new: Files) -> Files:
    """What stands, having looked that every file is old or new, and a finished set all one."""
    now = stands(folder)
    for name, data in now.items():
        if not name.startswith("~$"):
            assert data in {old.get(name), new.get(name)}, name
    if "results.json" in now:
        one = old if now["results.json"] == old.get("results.json") else new
        assert one.items() <= now.items()
    return now


def litter(folder: Path) -> list[str]:
    """Temporary files, wherever they are."""
    return [str(p) for p in folder.rglob("*") if p.name.endswith(".tmp") or p.name.startswith("~$")]
