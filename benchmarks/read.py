"""How long reading large files takes, beside python-calamine's own time and the csv module's.

    python -m benchmarks.read [--rounds 7] [--rows 50000] [--lines 300000]

All read the same made-up file in the same run, turn about; medians of processor time (with that of
the worker process) and of wall time, the ratio of the first to the baseline's, and the peak memory
of a process that does nothing else are printed.
"""

import argparse
import csv
import gc
import math
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from python_calamine import CalamineWorkbook

from benchmarks import HOME
from benchmarks.made import workbook
from benchmarks.measured import held, used
from pipeline.read import read_file, read_single

HEAD = ("ปีงบประมาณ", "เดือน", "อำเภอ", "รายการข้อมูล", "ค่าข้อมูล", "หน่วย", "ที่มา", "วันที่")
Rows = Iterator[Sequence[object]]


# --- the files ---------------------------------------------------------------------------------


def usual(count: int) -> Rows:
    """Sales as the data centre exports them: five texts, a year, an amount and a day each."""
    yield HEAD
    for i in range(count - 1):
        yield (2561, "มกราคม", f"อำเภอ {i % 9}", f"รายได้จากการจำหน่าย {i % 7777}",
               round(i * 7919 % 1_000_003 * 0.37, 2), "บาท", "DOC",
               date.fromordinal(736_695 + i % 300))


def distinct(count: int) -> Rows:
    """Eight texts each, every cell another."""
    yield HEAD
    for i in range(count - 1):
        yield [f"ข้อความที่ {column} ของแถว {i}" for column in range(len(HEAD))]


def lines(path: Path, rows: Rows) -> Path:
    """Rows as a CSV file as Excel saves it in UTF-8."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


def files(folder: Path, rows: int, count: int) -> Iterator[tuple[str, Path, int]]:
    """What a file is like, where it stands, how many rows it has."""
    for texts, made in (("few texts", usual), ("all distinct", distinct)):
        for shared in (True, False):
            name = f"{texts}, {'shared' if shared else 'inline'}"
            yield name, workbook(folder / f"{name}.xlsx", made(rows), shared=shared), rows
        yield f"{texts}, CSV", lines(folder / f"{texts}.csv", made(count)), count


# --- the readers -------------------------------------------------------------------------------


def ours(path: Path) -> int:
    """Our reader as a worker runs it: opened, hashed, gated, checksums, read, mended."""
    return sum(len(sheet.rows) for sheet in read_single(path, path.name).sheets)


def worker(path: Path) -> int:
    """Our reader as a run sees it: a process is started, and the rows are sent back."""
    return sum(len(sheet.rows) for sheet in read_file(path).sheets)


def calamine(path: Path) -> int:
    """python-calamine, as it is used."""
    return len(CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python())


def csv_module(path: Path) -> int:
    """The csv module, as it is used: every cell a text."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return len(list(csv.reader(stream)))


READERS: dict[str, Callable[[Path], int]] = {
    "calamine": calamine, "csv": csv_module, "ours": ours, "ours, worker": worker,
}


def measure(path: Path, names: Sequence[str], rounds: int, count: int) -> dict[str, list[float]]:
    """The median processor and wall seconds of readers, turn about; nan for what is refused."""
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
    for number in range(rounds + 1):  # the first is to warm up
        for name in names:
            gc.collect()
            gc.disable()  # as in the worker; for all alike
            start, wall = used(), time.perf_counter()
            found = READERS[name](path)
            took = used() - start, time.perf_counter() - wall
            gc.enable()
            if found not in (0, count):
                sys.exit(f"{name}: {found} rows, not {count}")
            if number:
                times[name].append(took if found else (math.nan, math.nan))
    return {name: [statistics.median(one) for one in zip(*many, strict=True)]
            for name, many in times.items()}


def peak(path: Path, name: str) -> float | None:
    """The most memory, in MiB, of a process that reads once; None where it cannot be told."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.read", "--peak", name, str(path)], cwd=HOME,
        capture_output=True, text=True, check=True)
    return float(done.stdout) if done.stdout.strip() else None


def _tell_peak(name: str, path: Path) -> None:
    READERS[name](path)
    if (most := held()) is not None:
        print(most)


def main() -> None:
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--lines", type=int, default=300_000)
    parser.add_argument("--peak", nargs=2, metavar=("READER", "FILE"), help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.peak:
        _tell_peak(wanted.peak[0], Path(wanted.peak[1]))
        return
    print("| file | rows | reader | CPU s | ratio | wall s | peak MiB |")
    print("|---|---:|---|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        for about, path, count in files(Path(folder), wanted.rows, wanted.lines):
            baseline = "csv" if path.suffix == ".csv" else "calamine"
            names = (baseline, "ours", "ours, worker")
            medians = measure(path, names, wanted.rounds, count)
            for name, (cpu, wall) in medians.items():
                memory = None if name == "ours, worker" else peak(path, name)
                print(f"| {about} | {count:,} | {name} | {cpu:.3f} | "
                      f"{cpu / medians[baseline][0]:.2f} | {wall:.3f} | "
                      f"{'' if memory is None else f'{memory:.0f}'} |", flush=True)


if __name__ == "__main__":
    main()
