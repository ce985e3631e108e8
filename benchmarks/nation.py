"""How long a made-up nation of 76 provinces takes from exports to one compiled workbook.

    python benchmarks/nation.py [--provinces 8,38,76] [--jobs 2] [--keep FOLDER]

``pipeline run`` and ``pipeline compile`` are started as staff do. Memory is what Linux reports as
the most that each process ever held (VmHWM), asked ten times a second; a dash elsewhere.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(HOME), str(HOME / "tests")]

BANGKOK = "กรุงเทพมหานคร"


@dataclass
class Seen:
    """A command as it was seen: wall time, and the peak of its own process, of the largest of
    the processes below it, and of all of them together, in MiB."""

    seconds: float = 0.0
    own: float = 0.0
    child: float = 0.0
    together: float = 0.0


def names() -> list[str]:
    """The provinces by code, without Bangkok, which has no อำเภอ."""
    import geothai

    found = sorted(geothai.provinces(), key=lambda province: province.code)
    return [province.name_th for province in found if province.name_th != BANGKOK]


def watched(arguments: list[str]) -> Seen:
    """Runs a command of the pipeline to its end."""
    seen = Seen()
    start = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "pipeline", *arguments], cwd=HOME, stdout=subprocess.DEVNULL,
        start_new_session=True,
    ) as run:
        while run.poll() is None:
            look(run.pid, seen)
            time.sleep(0.1)
        seen.seconds = time.perf_counter() - start
    if run.returncode:
        sys.exit(f"pipeline {' '.join(arguments)} left with {run.returncode}")
    return seen


def look(session: int, seen: Seen) -> None:
    """Adds what the processes of a session hold now."""
    together = 0.0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if int((process / "stat").read_text().rpartition(")")[2].split()[3]) != session:
                continue
            lines = (process / "status").read_text().splitlines()
        except OSError:  # it has ended
            continue
        held = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines
                if line.startswith(("VmHWM", "VmRSS"))}
        together += held.get("VmRSS", 0.0)
        if int(process.name) == session:
            seen.own = max(seen.own, held.get("VmHWM", 0.0))
        else:
            seen.child = max(seen.child, held.get("VmHWM", 0.0))
    seen.together = max(seen.together, together)


def line(name: str, count: int, districts: int, seen: Seen) -> str:
    memory = " | ".join(
        f"{value:.0f}" if value else "–" for value in (seen.own, seen.child, seen.together))
    return f"| `{name}` | {count} | {districts} | {seen.seconds:.1f} | {memory} |"


def main() -> None:
    import province

    from benchmarks import province as benchmark

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--provinces", default="8,38,76")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="a folder for the exports and results")
    wanted = parser.parse_args()
    counts = sorted(map(int, wanted.provinces.split(",")))
    with tempfile.TemporaryDirectory() as temporary:
        place = wanted.keep or Path(temporary)
        rows, districts = 0, {}
        for name in names()[: counts[-1]]:
            tables = benchmark.exports(name)
            province.write(place / "made" / name, tables)
            districts[name] = len(tables["disbursement"]) - 2
            rows += sum(map(len, tables.values()))
        print(f"{len(districts)} provinces, {rows:,} rows of exports\n")
        print("| command | provinces | districts | wall s | own MiB | largest below | together |")
        print("|---|---:|---:|---:|---:|---:|---:|")
        for count in counts:
            nation, output = place / "input", place / f"output-{count}"
            nation.mkdir(exist_ok=True)
            for name in list(districts)[:count]:
                if (place / "made" / name).exists():
                    (place / "made" / name).rename(nation / name)
            total = sum(list(districts.values())[:count])
            common = ["--output", str(output)]
            run = watched(["run", "--input", str(nation), "--jobs", str(wanted.jobs), *common])
            print(line("pipeline run", count, total, run), flush=True)
            compiled = watched(["compile", *common])
            print(line("pipeline compile", count, total, compiled), flush=True)


if __name__ == "__main__":
    main()
