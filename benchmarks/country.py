"""How long a made-up nation of 76 provinces takes from exports to one compiled workbook.

    python -m benchmarks.country [--provinces 8,38,76] [--jobs 2] [--keep FOLDER]

``pipeline run`` and ``pipeline compile`` are started as staff do.
"""

import argparse
import tempfile
from pathlib import Path

import geothai

from benchmarks.made import exports, rows_of, usual, write
from benchmarks.measured import Seen, pipeline, seconds

BANGKOK = "กรุงเทพมหานคร"


def names() -> list[str]:
    """The provinces by code, without Bangkok, which has no อำเภอ."""
    found = sorted(geothai.provinces(), key=lambda province: province.code)
    return [province.name_th for province in found if province.name_th != BANGKOK]


def line(name: str, count: int, districts: int, seen: Seen) -> str:
    memory = " | ".join(
        f"{value:.0f}" if value else "–" for value in (seen.own, seen.below, seen.rss, seen.pss))
    return (f"| `{name}` | {count} | {districts} | {seconds(seen.cpu)} | {seen.wall:.1f} "
            f"| {memory} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--provinces", default="8,38,76")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="a folder for the exports and results")
    wanted = parser.parse_args()
    counts = sorted(map(int, wanted.provinces.split(",")))
    with tempfile.TemporaryDirectory() as temporary:
        place = wanted.keep or Path(temporary)
        rows, districts = 0, {}
        for name in names()[: counts[-1]]:
            made = exports(usual(name), name)
            write(place / "made" / name, made)
            districts[name] = len(made["disbursement"][0]) - 2
            rows += rows_of(made)
        print(f"{len(districts)} provinces, {rows:,} rows of exports\n")
        print("| command | provinces | districts | CPU s | wall s | own MiB | largest below "
              "| together, RSS | PSS |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|")
        for count in counts:
            nation, output = place / "input", place / f"output-{count}"
            nation.mkdir(exist_ok=True)
            for name in list(districts)[:count]:
                if (place / "made" / name).exists():
                    (place / "made" / name).rename(nation / name)
            total = sum(list(districts.values())[:count])
            run = pipeline("run", "--input", nation, "--jobs", wanted.jobs, "--output", output,
                           minutes=60)
            print(line("pipeline run", count, total, run), flush=True)
            compiled = pipeline("compile", "--output", output)
            print(line("pipeline compile", count, total, compiled), flush=True)


if __name__ == "__main__":
    main()
