"""How wide the columns of a finished sheet are, how high its rows, and where its pages end."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from lxml import etree

from pipeline.forms.filling.fill import Filling, Line
from pipeline.forms.filling.heights import (
    HIGHEST,
    column_points,
    digit_pixels,
    spared,
    text_height,
)
from pipeline.forms.filling.pages import Pages, Paging
from pipeline.forms.language.sheet import Sheet
from pipeline.forms.moving import references
from pipeline.forms.moving.anchors import Sizing
from pipeline.forms.moving.axis import Axis
from pipeline.forms.moving.references import Box
from pipeline.forms.template import richtext
from pipeline.forms.template.styles import Style
from pipeline.xlsx.addresses import Range
from pipeline.xlsx.names import MAIN

_DEFAULT_HEIGHT = 15.0
_DEFAULT_WIDTH = 9.140625  # 64 pixels
_DRAWN = 256  # columns that anything is drawn over


class Sizes:
    """One per finished sheet: its ``merged`` ranges, the ``heights`` of its rows in points, and its
    ``paging``."""

    def __init__(self, filling: Filling) -> None:
        sheet, layout = filling.sheet, filling.layout
        self._styles = sheet.looks.styles
        self._widths = _widths(sheet.root, layout.columns, self._styles[0])
        self._low = _usual(sheet.root, "defaultRowHeight", _DEFAULT_HEIGHT)
        self.merged = [box for ref in sheet.merges for box in references.blocks(ref, layout)]
        boxes: dict[int, dict[int, Box]] = {}
        for box in self.merged:
            boxes.setdefault(box.top, {})[box.left] = box
        bold = {
            box
            for line in filling.lines if line.number in boxes
            for column, box in boxes[line.number].items() if column in line.pattern.bold
        }  # fmt: skip
        tall: list[tuple[Box, float]] = []
        self.heights = self._heights(filling.lines, boxes, tall)
        smallest = min(_sizes(sheet, sheet.printing.readable), default=None)
        pages = Pages(sheet.root, sheet.printing, layout, self.merged, self._widths, bold, smallest)
        self.paging: Paging = pages.ends(self.heights, tall)

    def _heights(
        self, lines: Sequence[Line], boxes: Mapping[int, Mapping[int, Box]],
        tall: list[tuple[Box, float]],
    ) -> dict[int, float]:
        """How high each row is with what its cells hold; ``boxes`` are the merged cells by row and
        column, ``tall`` takes those over several rows, each with the height that it needs."""
        found: dict[int, float] = {}
        for line in lines:
            stated, here = line.pattern.row.height, boxes.get(line.number, {})
            high = stated or self._low
            for column, style, value in line.visible_cells():
                words = value if isinstance(value, str) else "0"  # a number is one short word
                if value is None or not words:
                    continue
                box = here.get(column)
                room = self._widths.get(column, 0) if box is None else self._room(box)
                needed = _height(words, self._styles[style], room)
                if box is not None and box.top != box.bottom:
                    tall.append((box, needed))
                    continue
                if stated and stated != self._low:  # by the office, for a line; more lines are more
                    needed -= spared(self._styles[style], stated)
                high = max(high, needed)
            found[line.number] = high
        for box, needed in sorted(tall):
            rows = range(box.top, box.bottom + 1)
            lacking = needed - sum(found.get(number, self._low) for number in rows)
            for number in rows if lacking > 0 else ():
                found[number] = found.get(number, self._low) + lacking / len(rows)
        return {n: min(round(h, 2), HIGHEST) for n, h in found.items()}

    def _room(self, box: Box) -> float:
        """How many points wide a merged range is."""
        return sum([self._widths.get(column, 0) for column in range(box.left, box.right + 1)])


def _sizes(sheet: Sheet, refs: Sequence[str]) -> Iterator[float]:
    """How large the words are, in points, that the template has in some ranges."""
    for area in map(Range.parse, refs):
        for row in sheet.rows:
            if area.top <= row.number <= area.bottom and not row.directive:
                for cell in row.cells:
                    if area.left <= cell.column <= area.right:
                        yield sheet.looks.styles[cell.style].size


def sizing(sheet: Sheet) -> Sizing:
    """How large the rows and columns of a template's sheet are as the office sees them."""
    digit = digit_pixels(sheet.looks.styles[0])
    width = _usual(sheet.root, "defaultColWidth", _DEFAULT_WIDTH)
    stated = _stated(sheet.root, _DRAWN, width)
    return Sizing(
        {column: column_points(size, digit) for column, size in stated.items()},
        {row.number: row.stands for row in sheet.rows if row.stands is not None},
        column_points(width, digit), _usual(sheet.root, "defaultRowHeight", _DEFAULT_HEIGHT),
    )


def _usual(root: etree._Element, name: str, otherwise: float) -> float:
    """A size that the sheet's rows or columns have where none is stated."""
    settings = root.find(f"{MAIN}sheetFormatPr")
    return otherwise if settings is None else float(settings.get(name, otherwise))


def _widths(root: etree._Element, axis: Axis, normal: Style) -> dict[int, float]:
    """How many points wide each column of the finished sheet is."""
    digit = digit_pixels(normal)
    width = _usual(root, "defaultColWidth", _DEFAULT_WIDTH)
    stated = _stated(root, axis.last, width)
    return {
        out: column_points(stated.get(column, width), digit)
        for column, places in axis.places.items()
        for out in places.values()
    }


def _stated(root: etree._Element, last: int, usual: float) -> dict[int, float]:
    """The width of each column up to the ``last`` that the template states, in characters."""
    return {
        column: 0.0
        if element.get("hidden") in ("1", "true")
        else float(element.get("width", usual))
        for element in root.iterfind(f"{MAIN}cols/{MAIN}col")
        for column in range(int(element.get("min", "1")), min(int(element.get("max", "1")), last) + 1)
    }


@lru_cache(2**14)
def _height(text: str, style: Style, room: float) -> float:
    return text_height(richtext.plain(text), style, room)
