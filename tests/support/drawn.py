"""Where charts, pictures and text boxes hang in a finished workbook, and what they cover."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lxml import etree

from pipeline.xlsx.addresses import letters, split
from pipeline.xlsx.names import DRAWING, ID, MAIN, SHEET_DRAWING, WORKBOOK, WORKSHEET
from pipeline.xlsx.package import read_parts, related, to_tree

POINT = 12_700


class Drawn(NamedTuple):
    """One thing: its sheet, the row and column of its corner from 1, its size in points."""

    sheet: str
    row: int
    column: int
    wide: float
    high: float


def drawn(data: bytes) -> list[Drawn]:
    """All that hangs on the sheets, each by one corner."""
    return [one for one, _ in _found(read_parts(data))]


def covered(data: bytes) -> list[tuple[str, str]]:
    """The cells that say something under what hangs on their sheet."""
    parts = read_parts(data)
    return [(one.sheet, address) for one, root in _found(parts) for address in _under(one, root)]


def _found(parts: Mapping[str, bytes]) -> Iterator[tuple[Drawn, etree._Element]]:
    targets = related(parts, WORKBOOK, WORKSHEET)
    for sheet in to_tree(parts[WORKBOOK]).iterfind(f"{MAIN}sheets/{MAIN}sheet"):
        part = targets[sheet.get(ID, "")]
        for drawing in related(parts, part, DRAWING).values():
            root = to_tree(parts[drawing])
            assert root.find(f"{SHEET_DRAWING}twoCellAnchor") is None
            for anchor in root.iter(f"{SHEET_DRAWING}oneCellAnchor"):
                row, column = (int(anchor.findtext(f"{SHEET_DRAWING}from/{SHEET_DRAWING}{n}") or 0) + 1 for n in ("row", "col"))
                extent = anchor.find(f"{SHEET_DRAWING}ext")
                assert extent is not None
                wide, high = (int(extent.get(n, "0")) / POINT for n in ("cx", "cy"))
                yield Drawn(sheet.get("name", ""), row, column, wide, high), to_tree(parts[part])


def _under(one: Drawn, sheet: etree._Element) -> Iterator[str]:
    heights = {int(row.get("r", "0")): float(row.get("ht", "15")) for row in sheet.iter(f"{MAIN}row")}
    widths = {
        n: float(column.get("width", "9")) * 5.25
        for column in sheet.iter(f"{MAIN}col")
        for n in range(int(column.get("min", "1")), min(int(column.get("max", "1")), 200) + 1)
    }
    bottom, right = _end(one.row, one.high - 1, heights, 15), _end(one.column, one.wide - 1, widths, 48)
    for cell in sheet.iter(f"{MAIN}c"):
        row, column = split(cell.get("r", "A1"))
        if one.row <= row <= bottom and one.column <= column <= right and "".join(cell.itertext()).strip():
            yield f"{letters(column)}{row}"


def _end(first: int, size: float, sizes: Mapping[int, float], usual: float) -> int:
    index = first
    while (size := size - sizes.get(index, usual)) > 0:
        index += 1
    return index
