"""Charts, pictures, text boxes and tables, moved to where the rows went."""

import re
from collections.abc import Mapping

from lxml import etree

from pipeline.forms import package, references
from pipeline.forms.program import render_text
from pipeline.forms.references import Grid
from pipeline.forms.sandbox import Sandbox

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}t"


def of_sheet(parts: Mapping[str, bytes], sheet: str) -> dict[str, str]:
    """The parts that hang on the sheet part ``sheet``, each with its kind."""
    found = dict.fromkeys(package.related(parts, sheet, package.TABLE).values(), package.TABLE)
    for drawing in package.related(parts, sheet, package.DRAWING).values():
        found[drawing] = package.DRAWING
        charts = package.related(parts, drawing, package.CHART).values()
        found |= dict.fromkeys(charts, package.CHART)
    return found


def moved(
    part: bytes,
    kind: str,
    sheet: str,
    grids: Mapping[str, Grid],
    env: Sandbox,
    context: Mapping[str, object],
) -> bytes:
    """The part as it belongs to the finished ``sheet``; untouched bytes if nothing changes."""
    root = etree.fromstring(part)
    before = etree.tostring(root)
    if kind == package.TABLE:
        for element in root.iter():
            if element.get("ref") is not None:
                ref = element.get("ref", "")
                element.set("ref", references.span(ref, grids[sheet]) or ref)
    elif kind == package.DRAWING:
        _move_anchors(root, grids[sheet])
    else:
        _move_series(root, sheet, grids)
    for text in root.iter(_TEXT):
        if text.text and "{{" in text.text:
            text.text = render_text(env, text.text, context)
    if etree.tostring(root) == before:
        return part
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _move_anchors(root: etree._Element, grid: Grid) -> None:
    """Each anchor goes where the row and column of its upper left corner first went; what hangs
    on a row that was left out is left out too."""
    for start in list(root.iter(f"{_DRAWING}from")):
        anchor = start.getparent()
        corner = int(start.findtext(f"{_DRAWING}row") or 0) + 1
        if anchor is not None and grid.rows.left_out(corner):
            root.remove(anchor)
            continue
        ends = [start, *(anchor.iterfind(f"{_DRAWING}to") if anchor is not None else ())]
        for name, axis in (("row", grid.rows), ("col", grid.columns)):
            first = int(start.findtext(f"{_DRAWING}{name}") or 0)
            shift = axis.shift(first + 1)
            for end in ends:
                element = end.find(f"{_DRAWING}{name}")
                if element is not None:
                    element.text = str(int(element.text or 0) + shift)


def _move_series(root: etree._Element, sheet: str, grids: Mapping[str, Grid]) -> None:
    """The ranges that a chart draws grow with their rows; values kept from before are dropped."""
    for element in root.iter(f"{_CHART}f"):
        element.text = references.move_range(element.text or "", sheet, grids)
        parent = element.getparent()
        if parent is None:
            continue
        for cache in list(parent):
            if re.search(r"(num|str|multiLvlStr)Cache$", str(cache.tag)):
                parent.remove(cache)
