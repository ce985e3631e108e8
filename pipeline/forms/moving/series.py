"""What a chart draws: its ranges, moved to where the rows went, and the values that stand there."""

import re
from collections.abc import Callable, Mapping, Sequence

from lxml import etree

from pipeline.forms.moving import references
from pipeline.forms.moving.references import Layout
from pipeline.xlsx.names import DRAWING_MAIN
from pipeline.xlsx.values import number_text, printable

SPACE = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_LATER = "{http://schemas.microsoft.com/office/drawing/2014/chartex}"  # kinds of charts of Excel 2016
_CACHE = re.compile(r"(num|str|multiLvlStr)Cache$")
_NAMES = (f"{SPACE}cat", f"{SPACE}xVal")  # what may be texts

# The values in a range as a formula writes it on a sheet; None where they are not known.
Read = Callable[[str, str], Sequence[object] | None]


def move(root: etree._Element, sheet: str, layouts: Mapping[str, Layout], read: Read) -> None:
    """The ranges of the chart ``root`` grow with their rows, and have what ``read`` finds there beside
    them, for those who show a chart without calculating; values kept from before are dropped."""
    for element in root.iter(f"{SPACE}f", f"{_LATER}f"):
        element.text = references.move_range(element.text or "", sheet, layouts)
        parent = element.getparent()
        if parent is None:
            continue
        for cache in [child for child in parent if _CACHE.search(str(child.tag))]:
            parent.remove(cache)
        values = read(element.text, sheet) if parent.tag in (f"{SPACE}numRef", f"{SPACE}strRef") else None
        if values is not None:
            _keep(parent, element, values)


def _keep(parent: etree._Element, formula: etree._Element, values: Sequence[object]) -> None:
    owner = parent.getparent()
    if owner is not None and owner.tag in _NAMES and any(isinstance(v, str) and v for v in values):
        parent.tag = f"{SPACE}strRef"  # names are no numbers
    numbers = parent.tag == f"{SPACE}numRef"
    cache = etree.SubElement(parent, f"{SPACE}{'num' if numbers else 'str'}Cache")
    if numbers:
        etree.SubElement(cache, f"{SPACE}formatCode").text = "General"
    etree.SubElement(cache, f"{SPACE}ptCount", val=str(len(values)))
    for index, value in enumerate(values):
        text = number_text(value)
        if text is None and not numbers and isinstance(value, str):
            text = printable(value)
        if text:
            point = etree.SubElement(cache, f"{SPACE}pt", idx=str(index))
            etree.SubElement(point, f"{SPACE}v").text = text
    formula.addnext(cache)


def title(root: etree._Element) -> str:
    """What a chart is called; "" where it has no title of its own."""
    heading = root.find(f"{SPACE}chart/{SPACE}title")
    if heading is None:
        return ""
    paragraphs = ("".join(t.text or "" for t in p.iter(f"{DRAWING_MAIN}t")) for p in heading.iter(f"{DRAWING_MAIN}p"))
    return " ".join(" ".join(paragraphs).split())
