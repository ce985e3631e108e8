"""Damaged copies of good files: read with every row, or refused by name."""

import io
import random
from collections.abc import Callable

import pytest
import xlwt
from read_builders import (
    ODS,
    PERCENT,
    TABLE,
    XML,
    biff,
    ods,
    outcome,
    page,
    simple_xlsx,
    spreadsheetml,
)

from pipeline.model.cells import RawSheet
from pipeline.read import REASONS
from pipeline.read.single import _read

HTML = page("<table>" + "".join(
    "<tr>" + "".join(f"<td>{v}</td>" for v in row) + "</tr>" for row in TABLE) + "</table>")
GOOD = {
    "xlsx": simple_xlsx(), "ods": ods(ODS), "xls": biff(), "html": HTML.encode("cp874"),
    "xml-2003": spreadsheetml(XML, PERCENT),
}


def filled(sheets: list[RawSheet]) -> list[int]:
    return [sum(v is not None for row in sheet.rows for v in row) for sheet in sheets]


@pytest.mark.parametrize("kind", GOOD)
def test_a_file_cut_off_anywhere_is_refused_or_whole(kind: str) -> None:
    good = GOOD[kind]
    whole = outcome(good)
    assert isinstance(whole, list)
    for size in range(0, len(good), max(1, len(good) // 400)):
        result = outcome(good[:size])
        assert isinstance(result, str) or result == whole, size


def damaged(good: bytes, change: Callable[[bytearray, random.Random], None]) -> list[bytes]:
    chance = random.Random(2561)
    made = []
    for _ in range(400):
        data = bytearray(good)
        change(data, chance)
        made.append(bytes(data))
    return made


def flip(data: bytearray, chance: random.Random) -> None:
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def zero(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data))
    data[at:at + 40] = bytes(len(data[at:at + 40]))


def drop(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data))
    del data[at:at + chance.randrange(1, 30)]


@pytest.mark.parametrize("change", [flip, zero, drop])
@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_damaged_archive_never_loses_a_cell_unsaid(
        kind: str, change: Callable[[bytearray, random.Random], None]) -> None:
    whole = outcome(GOOD[kind])
    for data in damaged(GOOD[kind], change):
        result = outcome(data)
        assert isinstance(result, str) or result == whole


@pytest.mark.slow
@pytest.mark.parametrize("change", [flip, zero, drop])
@pytest.mark.parametrize("kind", ["xls", "html", "xml-2003"])
def test_damage_where_there_are_no_checksums_never_raises(
        kind: str, change: Callable[[bytearray, random.Random], None]) -> None:
    for data in damaged(GOOD[kind], change):
        outcome(data)


def test_every_reason_has_an_explanation_and_a_remedy() -> None:
    assert all(problem and remedy for problem, remedy in REASONS.values())


def test_an_xls_whose_texts_were_overwritten_is_refused() -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("ก")
    for row, text in enumerate(("หนึ่ง", "สอง", "สาม", "สี่", "ห้า")):
        sheet.write(row, 0, text)
    stream = io.BytesIO()
    book.save(stream)
    data = bytearray(stream.getvalue())
    first = data.index("หนึ่ง".encode("utf-16-le")) - 3
    last = data.index("สี่".encode("utf-16-le"))
    data[first:last] = bytes(last - first)
    assert outcome(bytes(data)) == "unreadable"


def test_a_row_of_html_that_swallowed_the_next_is_told_apart_from_spans() -> None:
    rows = ["<tr><th rowspan=2>อำเภอ</th><th colspan=2>งบ</th></tr>",
            "<tr><th>จัดสรร</th><th>เบิกจ่าย</th></tr>",
            *(f"<tr><td>อำเภอ {n}</td><td>{n}</td><td></td></tr>" for n in range(6)),
            "<tr><td colspan=2>รวม</td><td>15</td></tr>", "<tr><td>หมายเหตุ</td></tr>"]

    def said(html: str) -> list[tuple[str, str]]:
        return [(f.code, f.origin.cell) for f in _read(page(html).encode("cp874"), "ก")[1]
                if f.origin is not None]

    whole = f"<table>{''.join(rows)}</table>"
    assert said(whole) == []
    assert said(whole.replace("2</td><td></td></tr><tr><td>", "2")) == [("ragged-row", "A5")]
    assert said(whole.replace("<td>3</td>", "")) == [("ragged-row", "A6")]
