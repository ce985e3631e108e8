"""How the cost of ``pipeline run`` grows, one thing at a time.

    python -m benchmarks.growth [--axis NAME …] [--rows 32000] [--rounds 1] [--heavy] [--minutes 10]

For each axis a province is made in three sizes, n, 2n and 4n, alike in all else. The processor
time of all its processes is printed with two ratios: CPU(4n) to CPU(n), 4 at most if the cost is in
step with n, 16 if it grows with its square; and what the second doubling added to what the first
did, which no fixed cost hides: 2 in step, 4 with the square. ``--heavy`` measures 200,000 rows of
BPM beside a register of 300,000 instead.
"""

import argparse
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from benchmarks.made import PROVINCE, Size, exports, write
from benchmarks.measured import Seen, median, pipeline, ratio, seconds

BASE = Size(bpm=320, sales=384, register=3_200, livelihood=320)
HEAVY = replace(BASE, bpm=200_000, register=300_000)
OF_DISTRICTS = {8: "กระบี่", 16: "ชัยภูมิ", 32: PROVINCE}
Made = tuple[int, Size, str]  # n, the size, the province
AXES: dict[str, Callable[[int, int], Made]] = {  # rows, 1 or 2 or 4 → what is made
    "BPM rows": lambda rows, by: _sized("bpm", rows * by, BASE),
    "DOC rows": lambda rows, by: _sized("sales", rows // 384 * 384 * by, BASE),
    "register rows": lambda rows, by: _sized("register", rows * by, BASE),
    "BPM rows a district": lambda rows, by: (
        rows * by // 32, replace(BASE, bpm=rows, spread=32 // by), PROVINCE),
    "distinct texts": lambda rows, by: _sized("texts", rows // 4 * by, replace(BASE, bpm=rows)),
    "files": lambda rows, by: _sized("files", 25 * by, replace(BASE, bpm=rows // 5)),
    "districts": lambda rows, by: (8 * by, replace(BASE, bpm=rows // 5), OF_DISTRICTS[8 * by]),
    "envelopes": lambda rows, by: _sized("envelopes", 8 * by, BASE),
}


def _sized(name: str, count: int, size: Size) -> Made:
    return count, replace(size, **{name: count}), PROVINCE


def measure(size: Size, name: str, rounds: int, minutes: float) -> Seen:
    """The medians of ``pipeline run`` over a province of a size."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        source = write(place / "input", exports(size, name))
        return median([
            pipeline("run", "--input", source, "--output", place / f"output-{turn}",
                     minutes=minutes)
            for turn in range(rounds)])


def added(seen: list[Seen]) -> str:
    """What the second doubling added to what the first did."""
    if any(one.cpu is None for one in seen):
        return "–"
    first, second, third = (one.cpu or 0.0 for one in seen)
    return f"{(third - second) / (second - first):.1f}" if second - first > 0.2 else "–"


def main() -> None:
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--axis", choices=AXES, action="append")
    parser.add_argument("--rows", type=int, default=32_000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--heavy", action="store_true")
    wanted = parser.parse_args()
    if wanted.heavy:
        seen = measure(HEAVY, PROVINCE, 1, wanted.minutes)
        print("| BPM rows | register rows | CPU s | wall s | MiB, RSS | MiB, PSS |")
        print("|---:|---:|---:|---:|---:|---:|")
        print(f"| {HEAVY.bpm:,} | {HEAVY.register:,} | {seconds(seen.cpu)} | {seen.wall:.0f} | "
              f"{seen.rss:.0f} | {seen.pss:.0f} |")
        return
    print("| axis | n | CPU(n) s | CPU(2n) s | CPU(4n) s | CPU(4n)/CPU(n) | added | PSS MiB (4n) |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    for axis in wanted.axis or AXES:
        made = [AXES[axis](wanted.rows, by) for by in (1, 2, 4)]
        seen = [measure(size, name, wanted.rounds, wanted.minutes) for _, size, name in made]
        times = " | ".join(seconds(one.cpu) for one in seen)
        print(f"| {axis} | {made[0][0]:,} | {times} | {ratio(seen[2], seen[0])} | {added(seen)} | "
              f"{seen[2].pss:.0f} |", flush=True)


if __name__ == "__main__":
    main()
