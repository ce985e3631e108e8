"""A small and a large province from exports to signed forms, beside the plain program.

    python -m benchmarks.run [--rounds 3] [--jobs 1] [--size small|large]

In each round, turn about: the plain program, ``pipeline run`` into a new folder, the same again
over the same folder with nothing changed, and ``pipeline check``. Levels, sections and totals of
both programs are held against each other first: no figure is printed where they differ.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.made import LARGE, PROVINCE, SMALL, Size, exports, rows_of, write
from benchmarks.measured import (
    Seen,
    command,
    disagreeing,
    pipeline,
    ratio,
    seconds,
    turn_about,
)

SIZES = {"small": SMALL, "large": LARGE}


def beside(folder: Path, size: Size, rounds: int, jobs: int) -> dict[str, Seen]:
    """The medians of all ways with a province of a size."""
    source = write(folder / "input", exports(size))

    def plain(number: int) -> Seen:
        return command("benchmarks.plain", source, folder / f"plain-{number}")

    def run(number: int) -> Seen:
        output = folder / f"output-{number}"
        seen = pipeline("run", "--input", source, "--output", output, "--jobs", jobs)
        results = next(output.glob("*/results.json"))
        if different := disagreeing(results, folder / f"plain-{number}" / "levels.json"):
            sys.exit(f"the programs disagree on {', '.join(different)}")
        return seen

    def check(_: int) -> Seen:
        return pipeline("check", "--input", source, "--jobs", jobs)

    plain(0)
    run(0)  # to warm up, and to see that they agree
    return turn_about({
        "plain pandas and openpyxl": lambda number: plain(number + 1),
        "`pipeline run`": lambda number: run(number + 1),
        "`pipeline run`, nothing changed": lambda number: pipeline(
            "run", "--input", source, "--output", folder / f"output-{number + 1}", "--jobs", jobs),
        "`pipeline check`": check,
    }, rounds)


def main() -> None:
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--size", choices=SIZES, action="append")
    wanted = parser.parse_args()
    print("| rows | way | CPU s | to plain | to the first run | wall s | MiB together |")
    print("|---:|---|---:|---:|---:|---:|---:|")
    for name in wanted.size or SIZES:
        rows = rows_of(exports(SIZES[name], PROVINCE))
        with tempfile.TemporaryDirectory() as folder:
            seen = beside(Path(folder), SIZES[name], wanted.rounds, wanted.jobs)
        plain, first = seen["plain pandas and openpyxl"], seen["`pipeline run`"]
        for way, one in seen.items():
            print(f"| {rows:,} | {way} | {seconds(one.cpu)} | {ratio(one, plain)} | "
                  f"{ratio(one, first)} | {one.wall:.1f} | {one.pss:.0f} |", flush=True)
    start = turn_about({"help": lambda _: pipeline("--help")}, wanted.rounds)["help"]
    print(f"| | `pipeline --help` | {seconds(start.cpu)} | | | {start.wall:.1f} | {start.pss:.0f} |")


if __name__ == "__main__":
    main()
