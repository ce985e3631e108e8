"""How long reading a workbook of 50,000 rows takes, beside python-calamine's own time.

    python benchmarks/read.py [--rounds 7] [--rows 50000]

Both read the same made-up workbook in the same run, turn about; the medians, their ratio and the
peak memory of a process that does nothing else are printed. The aim: within 1.5 times.
"""

import argparse
import gc
import io
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOME))

SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
HEAD = ("ปีงบประมาณ", "เดือน", "อำเภอ", "รายการข้อมูล", "ค่าข้อมูล", "หน่วย", "ที่มา", "วันที่")


def rows(count: int) -> Iterator[tuple[str | float, ...]]:
    """Sales as the data centre exports them: five texts, a year, an amount and a day each."""
    yield HEAD
    for i in range(count - 1):
        yield (2561, "มกราคม", f"อำเภอ {i % 9}", f"รายได้จากการจำหน่าย {i % 7777}",
               round(i * 7919 % 1_000_003 * 0.37, 2), "บาท", "DOC", 43101 + i % 300)


def workbook(count: int, shared: bool) -> bytes:
    """The rows as a workbook, texts shared as Excel writes them or inline as other programs do."""
    strings: dict[str, int] = {}

    def cell(column: int, row: int, value: str | float) -> str:
        at = f"{chr(65 + column)}{row}"
        if isinstance(value, str):
            if shared:
                return f'<c r="{at}" t="s"><v>{strings.setdefault(value, len(strings))}</v></c>'
            return f'<c r="{at}" t="inlineStr"><is><t>{value}</t></is></c>'
        style = ' s="1"' if column == 7 else ""
        return f'<c r="{at}"{style}><v>{value}</v></c>'

    data = "".join(
        f'<row r="{number}">{"".join(cell(c, number, v) for c, v in enumerate(values))}</row>'
        for number, values in enumerate(rows(count), 1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": _relations(("r1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{SPACE}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="ข้อมูล" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(
            ("r1", "worksheet", "worksheets/sheet1.xml"), ("r2", "styles", "styles.xml"),
            ("r3", "sharedStrings", "sharedStrings.xml")),
        "xl/styles.xml": f'<styleSheet xmlns="{SPACE}"><cellXfs count="2"><xf numFmtId="0"/>'
        '<xf numFmtId="14"/></cellXfs></styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{SPACE}">'
        + "".join(f"<si><t>{text}</t></si>" for text in strings) + "</sst>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SPACE}"><sheetData>{data}</sheetData>'
        "</worksheet>",
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>\n' + content)
    return buffer.getvalue()


def _relations(*many: tuple[str, str, str]) -> str:
    inner = "".join(
        f'<Relationship Id="{i}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for i, kind, target in many)
    return f'<Relationships xmlns="{PACKAGE}">{inner}</Relationships>'


# --- the readers -------------------------------------------------------------------------------


def ours(path: Path) -> int:
    """Our reader as a worker runs it: opened, hashed, gated, checksums, read, mended."""
    from pipeline.read import read_one

    return len(read_one(path, path.name).sheets[0].rows)


def worker(path: Path) -> int:
    """Our reader as a run sees it: a process is started, and the rows are sent back."""
    from pipeline.read import read_file

    return len(read_file(path).sheets[0].rows)


def calamine(path: Path) -> int:
    """python-calamine, as it is used."""
    from python_calamine import CalamineWorkbook

    return len(CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python())


READERS: dict[str, Callable[[Path], int]] = {
    "calamine": calamine, "ours": ours, "ours, worker": worker,
}


def measure(path: Path, rounds: int, count: int) -> dict[str, float]:
    """The median seconds of every reader, turn about."""
    times: dict[str, list[float]] = {name: [] for name in READERS}
    for number in range(rounds + 1):  # the first is to warm up
        for name, read in READERS.items():
            gc.collect()
            gc.disable()  # as in the worker; for both alike
            start = time.perf_counter()
            found = read(path)
            took = time.perf_counter() - start
            gc.enable()
            if found != count:
                sys.exit(f"{name}: {found} rows, not {count}")
            if number:
                times[name].append(took)
    return {name: statistics.median(many) for name, many in times.items()}


def peak(path: Path, name: str) -> float | None:
    """The most memory, in MiB, of a process that reads once; None where it cannot be told."""
    done = subprocess.run(
        [sys.executable, __file__, "--peak", name, str(path)], capture_output=True, text=True,
        check=True)
    return float(done.stdout) if done.stdout.strip() else None


def _tell_peak(name: str, path: Path) -> None:
    READERS[name](path)
    status = Path("/proc/self/status")  # getrusage would count the parent's memory too
    if status.exists():
        kib = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        print(int(kib.split()[1]) / 1024)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--peak", nargs=2, metavar=("READER", "FILE"), help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.peak:
        _tell_peak(wanted.peak[0], Path(wanted.peak[1]))
        return
    print(f"{'strings':9} {'reader':14} {'median s':>9} {'ratio':>6} {'peak MiB':>9}")
    with tempfile.TemporaryDirectory() as folder:
        for shared in (True, False):
            path = Path(folder) / "big.xlsx"
            path.write_bytes(workbook(wanted.rows, shared))
            medians = measure(path, wanted.rounds, wanted.rows)
            for name, seconds in medians.items():
                memory = None if name == "ours, worker" else peak(path, name)
                print(f"{'shared' if shared else 'inline':9} {name:14} {seconds:9.3f} "
                      f"{seconds / medians['calamine']:6.2f} "
                      f"{'' if memory is None else f'{memory:9.0f}'}")


if __name__ == "__main__":
    main()
