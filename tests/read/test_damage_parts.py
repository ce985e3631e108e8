"""A good export damaged part by part, in its list of parts, and cut: its figures are right, or it is said."""

import io
import struct
import warnings
import zipfile
from collections.abc import Iterator

import openpyxl
import province
import pytest
import xlwt
from read_builders import ODS, TABLE, cell, ods, outcome, pack, record, wide, xlsb

from pipeline.read.refusal import Refusal
from pipeline.read.single import _read


def saved() -> bytes:
    """A workbook as openpyxl saves it, with percentages and dates by style alone."""
    book = openpyxl.Workbook()
    for row in TABLE:
        book.active.append([*row, 0.975])
        book.active.cell(book.active.max_row, 4).number_format = "0.0%"
    book.create_sheet("สอง").append(["ก", "ข"])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def binary() -> bytes:
    rows = b"".join(
        record(0, number.to_bytes(4, "little") + bytes(21))
        + cell(6, 0, wide(name)) + cell(5, 1, _double(value), 1)
        for number, (name, value) in enumerate([("เมืองสระแก้ว", 0.5), ("วัฒนานคร", 0.25)]))
    return xlsb(rows)


def _double(value: float) -> bytes:
    return struct.pack("<d", value)


GOOD = {"xlsx": saved(), "ods": ods(ODS), "xlsb": binary()}


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def twice(parts: dict[str, bytes], name: str) -> bytes:
    """The parts, one of them twice with another content behind."""
    buffer = io.BytesIO(pack(parts))
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "a") as package:
        warnings.simplefilter("ignore")
        package.writestr(name, parts[name].replace(b"1", b"2"))
    return buffer.getvalue()


def part_damage(parts: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Every part dropped, emptied, cut in two places, twice there, and put in the place of every
    other; a whole sheet for another is left out, for it is a good workbook again."""
    for name, content in parts.items():
        yield f"without {name}", pack({n: c for n, c in parts.items() if n != name})
        for size in sorted({0, len(content) // 2, len(content) - 1}):
            yield f"{name} cut at {size}", pack({**parts, name: content[:size]})
        yield f"{name} twice", twice(parts, name)
        for other, foreign in parts.items():
            if other != name and not ("/worksheets/" in name and "/worksheets/" in other):
                yield f"{name} is {other}", pack({**parts, name: foreign})


@pytest.mark.parametrize("kind", GOOD)
def test_a_workbook_with_a_damaged_part_is_refused_or_whole(kind: str) -> None:
    whole = outcome(GOOD[kind])
    assert isinstance(whole, list)
    wrong = [what for what, data in part_damage(unpacked(GOOD[kind]))
             if not isinstance(found := outcome(data), str) and found != whole]
    assert wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", GOOD)
def test_a_workbook_whose_list_of_parts_is_damaged_is_refused_or_whole(kind: str) -> None:
    whole, good = outcome(GOOD[kind]), GOOD[kind]
    start = good.index(b"PK\x01\x02")
    for at in range(start, len(good)):
        for value in {0, good[at] ^ 1, good[at] ^ 0x80, 0xFF}:
            found = outcome(good[:at] + bytes([value]) + good[at + 1:])
            assert isinstance(found, str) or found == whole, (at, value)


# --- to the figures ----------------------------------------------------------------------------


def xls(rows: list[list[object]]) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("งาน")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write(number, column, value)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def page(rows: list[list[object]]) -> bytes:
    cells = "".join("<tr>" + "".join(f"<td>{v}</td>" for v in row) + "</tr>" for row in rows)
    return f'<html><meta charset="utf-8"><table>{cells}</table></html>'.encode()


def commas(rows: list[list[object]]) -> bytes:
    return "".join(",".join(map(str, row)) + "\n" for row in rows).encode("utf-8-sig")


WRITERS = {"xls": xls, "html": page, "csv": commas}
LIVELIHOOD = province.tables()["livelihood"]
RIGHT = dict.fromkeys(province.DISTRICTS.values(), (51, 60))  # three villages of 17 in 20


def sums(data: bytes) -> tuple[dict[str, tuple[float, float]] | None, list[str]]:
    """What a reader adds up of the livelihood table, None where it is refused; what it says."""
    try:
        sheets, findings = _read(data, "ก")
    except Refusal as refusal:
        return None, [refusal.code]
    found: dict[str, tuple[float, float]] = {}
    for row in (row for sheet in sheets for row in sheet.rows if len(row) >= 5):
        name, top, base = row[0], row[4], row[3]
        if name in RIGHT:
            before = found.get(str(name), (0.0, 0.0))
            try:
                found[str(name)] = before[0] + float(str(top)), before[1] + float(str(base))
            except ValueError:
                return found, ["not-a-number"]
    return found, [f.code for f in findings]


@pytest.mark.parametrize("kind", WRITERS)
def test_a_file_without_checksums_that_was_cut_is_refused_told_or_shorter_by_whole_rows(kind):
    """What cannot be told: a CSV that ends with a whole line, and, in .xls, HTML and CSV, a character
    that became another of its kind (7 for 1): such a file is as good as any other."""
    good = WRITERS[kind](LIVELIHOOD)
    assert sums(good)[0] == RIGHT
    for size in range(0, len(good), max(1, len(good) // 150)):
        found, said = sums(good[:size])
        if found is None or said or (kind == "csv" and good[:size].endswith(b"\n")):
            continue
        assert found == RIGHT, (kind, size)
