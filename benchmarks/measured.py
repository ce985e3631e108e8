"""What a command costs with all the processes that it starts: processor time, wall time, memory.

Processor time is what the system counted for the command and every process that it waited for.
Memory is asked of /proc ten times a second and nought elsewhere; a process of a moment may be missed.
"""

import contextlib
import json
import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import HOME

with contextlib.suppress(ImportError):  # on Windows: a test only compares results there
    import resource

MIB = 1024  # of /proc's KiB


@dataclass
class Seen:
    """A command as it was seen, in seconds and MiB; ``cpu`` is None if it was ended as too slow.

    ``own`` is the most that the command's own process held and ``below`` the largest of those that
    it started; ``rss`` and ``pss`` are the most that all held at one moment, pages that they share
    counted once for each, and once.
    """

    cpu: float | None = None
    wall: float = 0.0
    own: float = 0.0
    below: float = 0.0
    rss: float = 0.0
    pss: float = 0.0


def pipeline(*arguments: object, minutes: float = 10) -> Seen:
    """``pipeline`` started as staff do; leaves with a word if it could not do its work."""
    return command("pipeline", *arguments, minutes=minutes)


def command(module: str, *arguments: object, minutes: float = 10) -> Seen:
    """``python -m`` a module, in a session of its own; ended after some minutes of wall time."""
    said = [sys.executable, "-m", module, *map(str, arguments)]
    start, seen = time.perf_counter(), Seen()
    process = subprocess.Popen(said, cwd=HOME, stdout=subprocess.DEVNULL, start_new_session=True)
    ended = False
    while not ended and seen.wall < minutes * 60:
        _look(process.pid, seen)
        time.sleep(0.1)
        ended, seen.wall = _ended(process, seen), time.perf_counter() - start
    if not ended:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    elif process.returncode > 1:
        sys.exit(f"{module} {' '.join(map(str, arguments))} left with {process.returncode}")
    return seen


def _ended(process: "subprocess.Popen[bytes]", seen: Seen) -> bool:
    done, status, used = os.wait4(process.pid, os.WNOHANG)
    if not done:
        return False
    process.returncode = os.waitstatus_to_exitcode(status)
    seen.cpu = used.ru_utime + used.ru_stime
    return True


def _look(session: int, seen: Seen) -> None:
    """Adds what the processes of a session hold now."""
    rss = pss = 0.0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if int((process / "stat").read_text().rpartition(")")[2].split()[3]) != session:
                continue
            held = _kib(process / "status")
            pss += _kib(process / "smaps_rollup").get("Pss", 0) / MIB
        except (OSError, IndexError):  # it has ended
            continue
        rss += held.get("VmRSS", 0) / MIB
        most = held.get("VmHWM", 0) / MIB
        if int(process.name) == session:
            seen.own = max(seen.own, most)
        else:
            seen.below = max(seen.below, most)
    seen.rss, seen.pss = max(seen.rss, rss), max(seen.pss, pss)


def _kib(file: Path) -> dict[str, int]:
    words = (line.split() for line in file.read_text().splitlines())
    return {said[0][:-1]: int(said[1]) for said in words if said and said[-1] == "kB"}


def used() -> float:
    """The processor time of this process and of those that it waited for, in seconds."""
    both = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


def held() -> float | None:
    """The most memory that this process ever held, in MiB; None where it cannot be told. What
    ``getrusage`` says would count that of the process which started it."""
    status = Path("/proc/self/status")
    return _kib(status)["VmHWM"] / MIB if status.exists() else None


def turn_about(ways: Mapping[str, Callable[[int], Seen]], rounds: int) -> dict[str, Seen]:
    """Several ways, each once in every round; the medians of each."""
    seen: dict[str, list[Seen]] = {name: [] for name in ways}
    for number in range(rounds):
        for name, way in ways.items():
            seen[name].append(way(number))
    return {name: median(many) for name, many in seen.items()}


def median(many: Sequence[Seen]) -> Seen:
    """The medians of several; too slow if one was."""
    slow = any(one.cpu is None for one in many)
    return Seen(
        None if slow else statistics.median(one.cpu or 0.0 for one in many),
        *(statistics.median(getattr(one, name) for one in many)
          for name in ("wall", "own", "below", "rss", "pss")))


def seconds(value: float | None) -> str:
    return "not ended" if value is None else f"{value:.2f}"


def ratio(one: Seen, other: Seen) -> str:
    """The processor time of one in that of another."""
    return f"{one.cpu / other.cpu:.2f}" if one.cpu and other.cpu else "–"


def disagreeing(results: Path, levels: Path) -> list[str]:
    """The districts whose levels, sections or totals are not the same in the program's
    ``results.json`` and in the baseline's ``levels.json``."""
    ours = {
        one["code"]: {
            "levels": [kpi["level"] for kpi in one["kpis"]],
            "sections": {name: part["score"] for name, part in one["sections"].items()},
            "total": [one["total"][name] for name in ("score", "percent", "band")],
        }
        for one in json.loads(results.read_text(encoding="utf-8"))["districts"]
    }
    plain = json.loads(levels.read_text(encoding="utf-8"))
    return sorted(code for code in ours | plain if ours.get(code) != plain.get(code))
