"""How long a made-up province of 32 districts takes from exports to signed forms.

    python benchmarks/province.py [--rounds 5] [--jobs 1]

``pipeline run`` is started anew each time, as staff do; the median wall time is printed, with the
time of ``pipeline check`` and of ``pipeline --help``.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(HOME), str(HOME / "tests")]

PROVINCE = "นครราชสีมา"
VILLAGES, ACTIVITIES = 99, 40


def exports(name: str = PROVINCE) -> dict[str, list[list[object]]]:
    """The exports of a province, as large as an office's: นครราชสีมา has 3,168 villages, 3,328
    producers."""
    import nation

    made = nation.tables(name)
    for table, times in (("livelihood", VILLAGES // 3), ("bpm", ACTIVITIES // 2)):
        head, data = made[table][:2], made[table][2:]
        made[table] = head + [
            [row[0], f"{row[1]} {turn}", *row[2:]] for turn in range(times) for row in data]
    return made


def median(arguments: list[str], rounds: int, output: Path | None = None) -> float:
    """The median wall time of a command, after one run to warm up; each writes anew."""
    times = []
    for number in range(rounds + 1):
        target = ["--output", str(output / str(number))] if output else []
        start = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "pipeline", *arguments, *target], cwd=HOME, check=False,
            stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - start)
        if done.returncode > 1:
            sys.exit(f"pipeline {' '.join(arguments)} left with {done.returncode}")
    return statistics.median(times[1:])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--jobs", type=int, default=1)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        import province

        made = exports()
        source = province.write(Path(folder) / "input", made)
        rows = sum(map(len, made.values()))
        print(f"{PROVINCE}: 32 districts, {len(made)} files, {rows:,} rows")
        common = ["--input", str(source), "--jobs", str(wanted.jobs)]
        for name, arguments, output in (
            ("run", ["run", *common], Path(folder) / "output"),
            ("check", ["check", *common], None),
            ("--help", ["--help"], None),
        ):
            print(f"pipeline {name:8} {median(arguments, wanted.rounds, output):6.2f} s")


if __name__ == "__main__":
    main()
