"""The little of a workbook's styles that row heights depend on."""

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass(frozen=True, slots=True)
class Style:
    """One per cell format: its font's size in points, and how its text lies."""

    size: float
    bold: bool
    wrap: bool
    indent: int
    narrow: bool  # one of the TH Sarabun family, which is narrower than all others


def _font(element: etree._Element) -> tuple[float, bool, bool]:
    values = {child.tag: child.get("val", "1") for child in element}
    bold = values.get(f"{MAIN}b", "0") not in ("0", "false")
    return float(values.get(f"{MAIN}sz", "11")), bold, "Sarabun" in values.get(f"{MAIN}name", "")


def read_styles(xml: bytes) -> Sequence[Style]:
    """The cell formats of ``xl/styles.xml``, in order; a cell's ``s`` counts them from 0."""
    root = etree.fromstring(xml)
    fonts = [_font(element) for element in root.iterfind(f"{MAIN}fonts/{MAIN}font")]
    styles = []
    for element in root.iterfind(f"{MAIN}cellXfs/{MAIN}xf"):
        size, bold, narrow = fonts[int(element.get("fontId", "0"))]
        alignment = element.find(f"{MAIN}alignment")
        if alignment is None:
            styles.append(Style(size, bold, False, 0, narrow))
            continue
        wrap = alignment.get("wrapText", "0") in ("1", "true")
        styles.append(Style(size, bold, wrap, int(alignment.get("indent", "0")), narrow))
    return styles or [Style(11, False, False, 0, False)]
