"""Where a printed page ends, so that what belongs together stays together.

Kept on one page, if one page can hold them: the text of a merged cell; the rows of a range that
the office named ``keep…``; a heading (a bold row merged over the whole width, and such rows right
under it, bold or not) and what follows it; any other row merged over the whole width, such as a
remark, unless a range ``keep…`` begins with it, and what stands before it; so too a row of hardly
any height, but of two such rows, one under the other, the second goes with what follows. A sheet that
the office prints on one page goes on over several where its words would become too small to read:
those of a range ``readable…`` under 12 points. Where a page must end within a merged cell, the cell
ends there too.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from pipeline.forms.moving.references import Box, Layout, blocks, span
from pipeline.forms.template.names import Printing
from pipeline.xlsx.addresses import Range
from pipeline.xlsx.names import MAIN

_A4 = (595.28, 841.89)
_INCH = 72.0
_THIN = 10.0  # points: a row that is there for its border
_SAFE = 0.98  # of a page's height: printers differ
_LEAST_SCALE = 0.6  # of a sheet that is to fit on one page, where it does not say more
_READABLE = 12.0  # points: the least size on paper of words that are to stay readable
# Of the parts of a sheet that must stand in this order, those before the row breaks.
_BEFORE_BREAKS = ("headerFooter", "pageSetup", "pageMargins", "printOptions", "sheetData")


@dataclass(frozen=True, slots=True)
class Paging:
    """One per finished sheet: the rows after which a page ends, and whether a sheet meant for
    one page needs several."""

    ends: tuple[int, ...] = ()
    several: bool = False


class Pages:
    """One per sheet whose rows came out in one way: how its pages may end."""

    def __init__(
        self, root: etree._Element, printing: Printing, layout: Layout, merged: Sequence[Box],
        widths: Mapping[int, float], bold: Collection[Box], smallest: float | None,
    ) -> None:
        """``smallest`` is the size in points of the smallest of the words that are to stay readable."""
        self._least = min(_READABLE / smallest, 1) if smallest else _LEAST_SCALE
        setup = root.find(f"{MAIN}pageSetup")
        # Not if the office set its own breaks.
        self._free = setup is not None and root.find(f"{MAIN}rowBreaks") is None
        if setup is None or not self._free:
            return
        fit = root.find(f"{MAIN}sheetPr/{MAIN}pageSetUpPr")
        fitted = fit is not None and fit.get("fitToPage") in ("1", "true")
        self._one = fitted and setup.get("fitToHeight", "1") != "0"
        area = Range.parse(span(printing.area, layout) or "A:A") if printing.area else None
        left, right = (area.left, area.right) if area else (1, layout.columns.size)
        width, self._height = _room(root, setup)
        total = sum(points for column, points in widths.items() if left <= column <= right)
        stated = int(setup.get("scale", "100")) / 100
        self._scale = min(1.0, width / total) if fitted and total else stated
        titles = Range.parse(span(printing.titles, layout) or "1:1") if printing.titles else None
        self._repeated = range(titles.top, titles.bottom + 1) if titles else range(0)
        self._last = min(area.bottom, layout.rows.size) if area else layout.rows.size
        self._kept = _kept(printing, layout)
        self._headings, remarks = _lines(merged, bold, left, right)
        self._remarks = remarks.difference(top for top, _ in self._kept)

    def ends(self, heights: Mapping[int, float], tall: Sequence[tuple[Box, float]]) -> Paging:
        """Where the pages end if the rows, and the texts of merged cells, are so high."""
        if not self._free:
            return Paging()
        if self._one:
            whole = sum(height for row, height in heights.items() if row <= self._last)
            if min(self._scale, self._height / whole if whole else 1) >= self._least:
                return Paging()
        joined = [*tall_texts(tall, heights), *self._kept]
        thin = {row for row, height in heights.items() if height < _THIN}
        joined += [(row - 1, row) for row in self._remarks]
        joined += [(row, row + 1) if row - 1 in thin else (row - 1, row) for row in thin]
        units = _units(self._last, joined, self._headings)
        room = self._height / self._scale * _SAFE
        return Paging(tuple(page_ends(units, heights, room, self._repeated)), self._one)


def set_breaks(root: etree._Element, found: Paging) -> None:
    """Add the row breaks to ``root``, the finished sheet."""
    setup = root.find(f"{MAIN}pageSetup")
    if found.several and setup is not None:
        setup.set("fitToHeight", "0")
    _add(root, found.ends)


def cut(merged: Iterable[Box], ends: Sequence[int]) -> Iterator[Box]:
    """The merged ranges, each that goes on over a page's end in two."""
    for box in merged:
        rest = box
        for row in ends if box.top < box.bottom else ():
            if rest.top <= row < rest.bottom:
                yield rest._replace(bottom=row)
                rest = rest._replace(top=row + 1)
        yield rest


def _room(root: etree._Element, setup: etree._Element) -> tuple[float, float]:
    """The width and height in points that a page leaves for rows."""
    margins = root.find(f"{MAIN}pageMargins")

    def margin(name: str) -> float:
        return _INCH * float(margins.get(name, "0.75") if margins is not None else "0.75")

    short, long = _A4
    wide, high = (long, short) if setup.get("orientation") == "landscape" else (short, long)
    return wide - margin("left") - margin("right"), high - margin("top") - margin("bottom")


def tall_texts(
    tall: Iterable[tuple[Box, float]], heights: Mapping[int, float]
) -> Iterator[tuple[int, int]]:
    """The rows that the text of each merged cell covers, of those that the cell joins."""
    for area, height in tall:
        row, covered = area.top, heights.get(area.top, 0)
        while covered < height and row < area.bottom:
            row += 1
            covered += heights.get(row, 0)
        yield area.top, row


def _kept(printing: Printing, layout: Layout) -> list[tuple[int, int]]:
    return [(box.top, box.bottom) for keep in printing.keep for box in blocks(keep, layout)]


def _lines(
    merged: Iterable[Box], bold: Collection[Box], left: int, right: int
) -> tuple[set[int], set[int]]:
    """The rows merged over the whole width: headings, and others."""
    wide = {
        box.top: box in bold
        for box in merged
        if box.top == box.bottom and box.left <= left and box.right >= right
    }
    headings: set[int] = set()
    for row in sorted(wide):
        if wide[row] or row - 1 in headings:
            headings.add(row)
    return headings, wide.keys() - headings


def _units(last: int, joined: Sequence[tuple[int, int]], headings: set[int]) -> list[range]:
    """The rows 1 to ``last`` in groups that stay together."""
    follows = {row + 1 for row in headings}.union(*(range(a + 1, b + 1) for a, b in joined))
    units: list[range] = []
    for row in range(1, last + 1):
        if units and row in follows:
            units[-1] = range(units[-1].start, row + 1)
        else:
            units.append(range(row, row + 1))
    return units


def page_ends(
    units: Sequence[range], heights: Mapping[int, float], room: float, repeated: range
) -> list[int]:
    """The rows after which a page must end; groups too high for a page may break anywhere."""
    ends: list[int] = []
    again = sum(heights.get(row, 0) for row in repeated)
    used = 0.0
    for unit in units:
        high = sum(heights.get(row, 0) for row in unit)
        if used + high > room and used and again + high <= room:
            ends.append(unit.start - 1)
            used = again
        for row in unit:
            height = heights.get(row, 0)
            if used + height > room:
                used = again
            used += height
    return ends


def _add(root: etree._Element, ends: Sequence[int]) -> None:
    if not ends:
        return
    found = (root.find(f"{MAIN}{name}") for name in _BEFORE_BREAKS)
    before = next(element for element in found if element is not None)
    breaks = etree.Element(
        f"{MAIN}rowBreaks", count=str(len(ends)), manualBreakCount=str(len(ends))
    )
    for row in ends:
        etree.SubElement(breaks, f"{MAIN}brk", id=str(row), max="16383", man="1")
    before.addnext(breaks)
