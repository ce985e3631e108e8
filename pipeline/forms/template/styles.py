"""The little of a workbook's styles that row heights depend on, and formats that a filled form adds."""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from pipeline.xlsx.names import MAIN
from pipeline.xlsx.package import to_part, to_tree


@dataclass(frozen=True, slots=True, eq=False)
class Style:
    """One per cell format: its font's size in points, and how its text lies."""

    size: float
    bold: bool
    wrap: bool
    indent: int
    narrow: bool  # one of the TH Sarabun family, which is narrower than all others


@dataclass(frozen=True, slots=True)
class Looks:
    """The cell formats of a form: each one's style, by number; the one that closes a page below,
    for those that have one; and those of the cells that the office gave a name."""

    styles: Sequence[Style]
    closings: Mapping[int, int]
    named: dict[str, int] = field(default_factory=dict)


def _font(element: etree._Element) -> tuple[float, bool, bool]:
    values = {child.tag: child.get("val", "1") for child in element}
    bold = values.get(f"{MAIN}b", "0") not in ("0", "false")
    return float(values.get(f"{MAIN}sz", "11")), bold, "Sarabun" in values.get(f"{MAIN}name", "")


def with_closings(xml: bytes) -> tuple[bytes, Mapping[int, int]]:
    """``xl/styles.xml`` with a second format for each that has a line at its side but none below,
    and which is which: the second is for the last row of a printed page, and closes it below."""
    root = to_tree(xml)
    borders, formats = root.find(f"{MAIN}borders"), root.find(f"{MAIN}cellXfs")
    if borders is None or formats is None:
        return xml, {}
    closed: dict[int, int] = {}
    for border_id, border in enumerate(list(borders)):
        line = next((s for s in _sides(border, "left", "right") if s.get("style")), None)
        if line is None or any(s.get("style") for s in _sides(border, "bottom")):
            continue
        borders.append(closing := copy.deepcopy(border))
        _close(closing, line)
        closed[border_id] = len(borders) - 1
    pairs: dict[int, int] = {}
    for index, element in enumerate(list(formats)):
        border_id = int(element.get("borderId", "0"))
        if border_id in closed:
            formats.append(second := copy.deepcopy(element))
            second.set("borderId", str(closed[border_id]))
            second.set("applyBorder", "1")
            pairs[index] = len(formats) - 1
    for parent in (borders, formats):
        parent.set("count", str(len(parent)))
    return to_part(root), pairs


def _sides(border: etree._Element, *names: str) -> list[etree._Element]:
    return [side for name in names for side in border.iterfind(f"{MAIN}{name}")]


def _close(border: etree._Element, line: etree._Element) -> None:
    """Give ``border`` the line ``line`` below, in the place that the order of its parts wants."""
    for side in _sides(border, "bottom"):
        border.remove(side)
    below = copy.deepcopy(line)
    below.tag = f"{MAIN}bottom"
    before = _sides(border, "start", "end", "left", "right", "top")
    before[-1].addnext(below)


class Quoted:
    """The formats that a filled form adds for texts that look like formulas: each is one of the
    template's with the mark by which Excel keeps the text a text when its cell is edited."""

    def __init__(self, formats: int) -> None:
        self._known = formats
        self._pairs: dict[int, int] = {}

    def __bool__(self) -> bool:
        return bool(self._pairs)

    def of(self, style: int) -> int:
        """The format for such a text in a cell of the format ``style``."""
        return self._pairs.setdefault(style, self._known + len(self._pairs))

    def added(self, xml: bytes) -> bytes:
        """``xl/styles.xml`` with these formats at the end."""
        return _with_quoted(xml, tuple(self._pairs)) if self._pairs else xml


@lru_cache(16)
def _with_quoted(xml: bytes, styles: Sequence[int]) -> bytes:
    root = to_tree(xml)
    formats = root.find(f"{MAIN}cellXfs")
    assert formats is not None
    known = list(formats)
    for style in styles:
        formats.append(second := copy.deepcopy(known[style]))
        second.set("quotePrefix", "1")
    formats.set("count", str(len(formats)))
    return to_part(root)


def read_styles(xml: bytes) -> Sequence[Style]:
    """The cell formats of ``xl/styles.xml``, in order; a cell's ``s`` counts them from 0."""
    root = to_tree(xml)
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
