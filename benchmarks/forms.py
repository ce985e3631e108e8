"""What a district's workbook costs, beside openpyxl for each district and XlsxWriter from scratch.

    python -m benchmarks.forms [--rounds 7]

The example's nine districts, each a workbook of three sheets. The ways take turns in one run; the
median CPU time a workbook is printed, and its ratio to the zip alone: finished parts deflated, the
least that a workbook made from text can cost. Then peak memory of processes that write 9, 90 and
900 workbooks and keep none.
"""

import argparse
import gc
import io
import statistics
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count, islice
from typing import Any

import xlsxwriter
from openpyxl import load_workbook
from reference_filling import Reference, merges, without_merges

from benchmarks import HOME
from benchmarks.measured import held
from pipeline.forms import values
from pipeline.render import render
from pipeline.run.office_form import load_form
from pipeline.run.stages import evaluate

TEMPLATE = HOME / "templates" / "agreement.xlsx"
SIZES = (9, 90, 900)
LINES = ("none", "thin", "medium", "dashed", "dotted", "thick", "double", "hair")

Context = Mapping[str, object]


def contexts() -> Iterator[Context]:
    """The example's districts over and over, each time under other names."""
    done = evaluate(HOME, HOME / "examples" / "input", None, None, 2)
    sources = {source.id: source for source in done.sources}
    for turn in count():
        for card in done.cards:
            name = f"{card.district.name}{turn or ''}"
            named = replace(card, district=replace(card.district, name=name))
            yield values(render(named, done.agreement, done.province, done.chief, sources))


# --- XlsxWriter --------------------------------------------------------------------------------


@dataclass
class Page:
    """A finished sheet as XlsxWriter is told it: cells with row, column, value, formula, look."""

    title: str
    cells: list[tuple[int, int, Any, str | None, int]]
    merges: list[str]
    heights: dict[int, float]
    widths: dict[int, float]
    conditions: list[tuple[str, str]]


def look(cell: Any) -> dict[str, Any]:
    """A cell's style in XlsxWriter's words."""
    font, lies, lines = cell.font, cell.alignment, cell.border
    sides = {
        side: LINES.index(getattr(getattr(lines, side), "style", None) or "none")
        for side in ("left", "right", "top", "bottom")
    }
    filled = {"bg_color": f"#{cell.fill.fgColor.rgb[2:]}"} if cell.fill.fill_type == "solid" else {}
    words = {
        "font_name": font.name, "font_size": font.sz, "bold": font.b, "italic": font.i,
        "num_format": cell.number_format, "align": lies.horizontal,
        "valign": (lies.vertical or "bottom").replace("center", "vcenter"), "text_wrap": lies.wrap_text, "indent": int(lies.indent), "locked": cell.protection.locked,
        **sides, **filled,
    }  # fmt: skip
    return {name: value for name, value in words.items() if value or name == "locked"}


def pages(data: bytes) -> tuple[list[Page], list[dict[str, Any]]]:
    """A finished workbook, read for :func:`from_scratch`, and the looks of its cells."""
    bare, merged = without_merges(data), merges(data)
    live, stored = load_workbook(io.BytesIO(bare)), load_workbook(io.BytesIO(bare), data_only=True)
    looks: dict[tuple[int, ...], int] = {}
    found: list[dict[str, Any]] = []
    made = []
    for sheet in live:
        cells = []
        for (row, column), cell in sorted(sheet._cells.items()):
            if (key := tuple(cell._style)) not in looks:
                looks[key] = len(found)
                found.append(look(cell))
            value = stored[sheet.title].cell(row, column).value
            formula = cell.value if getattr(cell, "data_type", "") == "f" else None
            cells.append((row - 1, column - 1, value, formula, looks[key]))
        made.append(Page(
            sheet.title, cells, merged[sheet.title],
            {r - 1: d.height for r, d in sheet.row_dimensions.items() if d.height},
            {d.min - 1: d.width for d in sheet.column_dimensions.values()},
            [(str(one.sqref).split()[0], rule.formula[0])
             for one in sheet.conditional_formatting for rule in one.rules],
        ))  # fmt: skip
    return made, found


def from_scratch(made: list[Page], looks: list[dict[str, Any]]) -> bytes:
    """The same cells, merges, sizes and conditions with XlsxWriter; no charts, no printing."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    formats = [book.add_format(one) for one in looks]
    grey = book.add_format({"bg_color": "#D9D9D9"})
    for page in made:
        sheet = book.add_worksheet(page.title)
        for column, width in page.widths.items():
            sheet.set_column(column, column, width)
        for row, height in page.heights.items():
            sheet.set_row(row, height)
        for merge in page.merges:
            sheet.merge_range(merge, "")
        for row, column, value, formula, one in page.cells:
            if formula is not None:
                sheet.write_formula(row, column, formula, formats[one], value)
            elif value is None:
                sheet.write_blank(row, column, None, formats[one])
            elif isinstance(value, str):
                sheet.write_string(row, column, value, formats[one])
            elif isinstance(value, (int, float)):
                sheet.write_number(row, column, value, formats[one])
            else:
                sheet.write_datetime(row, column, value, formats[one])
        for where, formula in page.conditions:
            condition = {"type": "formula", "criteria": f"={formula}", "format": grey}
            sheet.conditional_format(where, condition)
    book.close()
    return buffer.getvalue()


# --- measured ----------------------------------------------------------------------------------


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Finished parts deflated by Python's own zipfile, each time anew."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return buffer.getvalue()


def ways(every: list[Context]) -> dict[str, Callable[[int], object]]:
    """What is measured, each for the workbook of a number: no workbook is made twice."""
    form, plain = load_form(TEMPLATE), Reference(TEMPLATE)
    files = [load_form(TEMPLATE).fill(context) for context in every]
    parts = []
    for data in files:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts.append({name: package.read(name) for name in package.namelist()})
    read = [pages(data) for data in files]

    def by_openpyxl(n: int) -> None:
        plain.fill(every[n], load_workbook(TEMPLATE)).book.save(io.BytesIO())

    return {
        "openpyxl, the template loaded": lambda n: load_workbook(TEMPLATE),
        "openpyxl, loaded, filled, saved": by_openpyxl,
        "XlsxWriter from scratch": lambda n: from_scratch(*read[n]),
        "ours: Form.fill": lambda n: form.fill(every[n]),
        "the zip alone": lambda n: zipped(parts[n]),
    }


def measure(rounds: int) -> None:
    every = list(islice(contexts(), 9 * rounds))
    measured = ways(every)
    times: dict[str, list[float]] = {name: [] for name in measured}
    gc.collect()
    gc.freeze()  # nobody is to wait for what this program holds
    for first in range(0, len(every), 9):
        for name, way in measured.items():
            start = time.process_time()
            for n in range(first, first + 9):
                way(n)
            times[name].append((time.process_time() - start) / 9)
    medians = {name: statistics.median(found) for name, found in times.items()}
    least = medians["the zip alone"]
    print("| way | ms CPU a workbook | ratio to the zip |\n|---|---:|---:|")
    for name, found in medians.items():
        print(f"| {name} | {found * 1000:.1f} | {found / least:.2f} |")


def write_many(number: int) -> None:
    """Write ``number`` workbooks, keep none, and print the peak memory in MiB."""
    form = load_form(TEMPLATE)
    for context in islice(contexts(), number):
        form.fill(context)
    if (most := held()) is not None:
        print(f"{most:.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--write", type=int, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.write:
        write_many(wanted.write)
        return
    measure(wanted.rounds)
    print("\n| workbooks | peak MiB |\n|---:|---:|")
    for number in SIZES:
        command = [sys.executable, "-m", "benchmarks.forms", "--write", str(number)]
        done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=HOME)
        print(f"| {number} | {done.stdout.strip()} |", flush=True)


if __name__ == "__main__":
    main()
