"""Where pictures, charts and text boxes hang: each goes with the cell of its upper left corner and
stays as large as the office made it."""

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from pipeline.forms.moving import extensions, references
from pipeline.forms.moving.references import Layout
from pipeline.xlsx.names import DRAWING_MAIN, SHEET_DRAWING

_POINT = 12_700  # of the units in which drawings are measured
_NEAR = 0.1
_ONE = f"{SHEET_DRAWING}oneCellAnchor"
_TWO = f"{SHEET_DRAWING}twoCellAnchor"


@dataclass(frozen=True, slots=True)
class Sizing:
    """How wide the columns of a template's sheet are and how high its rows, in points, by number;
    and those that say nothing of it."""

    widths: Mapping[int, float]
    heights: Mapping[int, float]
    width: float
    height: float

    def size(self, start: etree._Element, end: etree._Element) -> tuple[int, int]:
        """The width and height between two corners, in the units of drawings."""
        across = _between(start, end, "col", self.widths, self.width)
        return across, _between(start, end, "row", self.heights, self.height)


def _between(
    start: etree._Element, end: etree._Element, name: str, sizes: Mapping[int, float], usual: float
) -> int:
    (first, begins), (last, ends) = _edge(start, name), _edge(end, name)
    whole = sum(sizes.get(index + 1, usual) for index in range(first, last))
    return max(round(whole * _POINT) + ends - begins, 0)


def _edge(corner: etree._Element, name: str) -> tuple[int, int]:
    """The row or column of a corner, from 0, and how far into it the corner lies."""
    return tuple(int(corner.findtext(f"{SHEET_DRAWING}{one}") or 0) for one in (name, f"{name}Off"))  # type: ignore[return-value]


def move(
    root: etree._Element, sheet: str, layouts: Mapping[str, Layout], sizings: Mapping[str, Sizing]
) -> None:
    """Each anchor of the drawing ``root`` goes where the row and column of its upper left corner first
    went, also where more rows and columns stand below it than before; what hangs on a row that was left
    out is left out too."""
    layout = layouts[sheet]
    for element in root.iter():
        for name in ("textlink", "cellRange"):  # a text, or a picture, of cells
            if element.get(name):
                element.set(name, references.move_range(element.get(name, ""), sheet, layouts))
    for start in list(root.iter(f"{SHEET_DRAWING}from")):
        anchor = start.getparent()
        if anchor is None:
            continue
        if layout.rows.left_out(_edge(start, "row")[0] + 1):
            extensions.drop(anchor)
            continue
        end = anchor.find(f"{SHEET_DRAWING}to")
        if anchor.tag == _TWO and end is not None:
            _stay_as_large(anchor, end, _size(anchor, sizings[sheet].size(start, end)))
        for name, axis in (("row", layout.rows), ("col", layout.columns)):
            first = start.find(f"{SHEET_DRAWING}{name}")
            if first is not None:
                first.text = str(int(first.text or 0) + axis.shift(int(first.text or 0) + 1))


def _size(anchor: etree._Element, between: tuple[int, int]) -> tuple[int, int]:
    """The size of what hangs ``between`` its corners, more exactly where the program that wrote it says
    it: how wide a column is depends on that program's fonts."""
    frame = next(anchor.iter(f"{DRAWING_MAIN}xfrm", f"{SHEET_DRAWING}xfrm"), None)
    extent = frame.find(f"{DRAWING_MAIN}ext") if frame is not None else None
    if extent is None:
        return between
    said = int(extent.get("cx", "0")), int(extent.get("cy", "0"))
    alike = all(abs(a - b) <= b * _NEAR for a, b in zip(said, between, strict=True))
    return said if all(said) and alike else between


def _stay_as_large(anchor: etree._Element, end: etree._Element, size: tuple[int, int]) -> None:
    """Has a thing that hangs between two corners hang on the first alone, in its own size."""
    anchor.tag = _ONE
    anchor.attrib.pop("editAs", "")
    extent = etree.SubElement(anchor, f"{SHEET_DRAWING}ext", cx=str(size[0]), cy=str(size[1]))
    anchor.replace(end, extent)
