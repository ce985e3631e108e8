"""Comments of cells, old and threaded, and the boxes and controls that old drawings (VML) hold."""

from collections.abc import Mapping

from lxml import etree

from pipeline.forms.moving import references
from pipeline.forms.moving.references import Layout
from pipeline.xlsx.addresses import letters, split
from pipeline.xlsx.names import COMMENTS, CONTROL, MAIN, SHEET_DRAWING, THREADED, VML
from pipeline.xlsx.package import drop

_X = "{urn:schemas-microsoft-com:office:excel}"
_V = "{urn:schemas-microsoft-com:vml}"
_THREADED = "{http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments}"
_ADDRESSES = ("FmlaLink", "FmlaRange", "FmlaGroup", "FmlaTxbx")

KINDS = (COMMENTS, VML, CONTROL, THREADED)


def move(root: etree._Element, kind: str, sheet: str, layouts: Mapping[str, Layout]) -> None:
    """Change a part of a kind of ``KINDS`` to fit the finished ``sheet``.

    A comment goes where its cell first went; one at a cell that was left out, or at a row that
    only steers, is left out too.
    """
    if kind == VML:
        for shape in list(root.iter(f"{_V}shape")):
            _move_shape(shape, sheet, layouts)
    elif kind == CONTROL:
        for name in ("fmlaLink", "fmlaRange", "fmlaGroup", "fmlaTxbx"):
            if root.get(name):
                root.set(name, references.move_range(root.get(name, ""), sheet, layouts))
    else:
        for comment in [*root.iter(f"{MAIN}comment"), *root.iter(f"{_THREADED}threadedComment")]:
            row, column = split(comment.get("ref", "A1"))
            place = first_place(layouts[sheet], row, column)
            if place is None:
                drop(comment)
            else:
                comment.set("ref", f"{letters(place[1])}{place[0]}")


def first_place(layout: Layout, row: int, column: int) -> tuple[int, int] | None:
    """Where a cell of the template first went; None if nowhere."""
    rows, columns = layout.rows.taken(row).values(), layout.columns.taken(column).values()
    return (min(rows), min(columns)) if rows and columns else None


def _move_shape(shape: etree._Element, sheet: str, layouts: Mapping[str, Layout]) -> None:
    data, layout = shape.find(f"{_X}ClientData"), layouts[sheet]
    if data is None:  # a picture of the page's head
        return
    anchor, row, column = (data.find(f"{_X}{name}") for name in ("Anchor", "Row", "Column"))
    edges = [int(edge) for edge in (anchor.text or "").split(",")] if anchor is not None else []
    if row is not None and column is not None:
        was = int(row.text or 0), int(column.text or 0)
        place = first_place(layout, was[0] + 1, was[1] + 1)
        if place is None:
            drop(shape)
            return
        down, right = place[0] - 1 - was[0], place[1] - 1 - was[1]
        row.text, column.text = str(place[0] - 1), str(place[1] - 1)
    elif len(edges) == 8:
        down, right = layout.rows.shift(edges[2] + 1), layout.columns.shift(edges[0] + 1)
    else:
        return
    if anchor is not None and len(edges) == 8:
        for index, shift in ((0, right), (2, down), (4, right), (6, down)):
            edges[index] = max(edges[index] + shift, 0)
        anchor.text = ", ".join(map(str, edges))
    for name in _ADDRESSES:
        for link in data.iter(f"{_X}{name}"):
            link.text = references.move_range(link.text or "", sheet, layouts)


def move_controls(root: etree._Element, layout: Layout) -> None:
    """The controls that a sheet lists, each as far as the row and column that it begins at."""
    for start in root.iter(f"{MAIN}from"):
        anchor = start.getparent()
        if anchor is None:
            continue
        for name, axis in (("row", layout.rows), ("col", layout.columns)):
            shift = axis.shift(int(start.findtext(f"{SHEET_DRAWING}{name}") or 0) + 1)
            for corner in list(anchor):
                edge = corner.find(f"{SHEET_DRAWING}{name}")
                if edge is not None and corner is not start:
                    edge.text = str(int(edge.text or 0) + shift)
        for name, axis in (("row", layout.rows), ("col", layout.columns)):
            edge = start.find(f"{SHEET_DRAWING}{name}")
            if edge is not None:
                edge.text = str(int(edge.text or 0) + axis.shift(int(edge.text or 0) + 1))
