"""The XML of a finished sheet, from what it is filled with."""

import copy
from collections.abc import Mapping

from lxml import etree

from pipeline.forms.errors import CannotFill
from pipeline.forms.filling.fill import Filling, Line
from pipeline.forms.filling.pages import cut, set_breaks
from pipeline.forms.filling.sizes import Sizes
from pipeline.forms.language.patterns import Slot, cell_xml
from pipeline.forms.language.program import in_text
from pipeline.forms.language.sandbox import Sandbox
from pipeline.forms.moving import links, references, surroundings
from pipeline.forms.moving.references import Layout
from pipeline.forms.template import richtext
from pipeline.forms.template.styles import Quoted
from pipeline.xlsx import values
from pipeline.xlsx.names import MAIN

_START = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_ROWS = "rows-stand-here"


def sheet_xml(
    filling: Filling, sizes: Sizes, layouts: Mapping[str, Layout], env: Sandbox,
    context: Mapping[str, object], quoted: Quoted,
) -> bytes:
    """The finished sheet; ``quoted`` gives the formats of texts that look like formulas."""
    root = copy.deepcopy(filling.sheet.root)
    surroundings.move(root, filling.sheet.name, layouts)
    for element in surroundings.page_ends(root):
        element.text = surroundings.page_end(element.text or "", env, context)
    pieces = cut(sizes.merged, sizes.paging.ends)
    merged = surroundings.merge(root, [b for b in pieces if b.top != b.bottom or b.left != b.right])
    set_breaks(root, sizes.paging)
    if filling.sheet.turn:  # of the sheets that one was made into, the first alone is chosen
        for view in root.iter(f"{MAIN}sheetView"):
            view.attrib.pop("tabSelected", "")
    links.add(root, filling.links)
    data = root.find(f"{MAIN}sheetData")
    assert data is not None
    etree.SubElement(data, f"{MAIN}{_ROWS}")  # no text can look like it: there < is written &lt;
    before, _, after = etree.tostring(root, encoding="unicode").partition(f"<{_ROWS}/>")
    after = after.replace(f"<{surroundings.MERGED}/>", merged)
    rows = _Rows(filling, sizes, layouts, quoted)
    return "".join((_START, before, *map(rows.xml, filling.lines), after)).encode()


class _Rows:
    """Turns the lines of one sheet into XML."""

    def __init__(
        self, filling: Filling, sizes: Sizes, layouts: Mapping[str, Layout], quoted: Quoted
    ) -> None:
        self.sheet, self.layouts, self.quoted = filling.sheet, layouts, quoted
        self.heights, self.ends = sizes.heights, frozenset(sizes.paging.ends)

    def xml(self, line: Line) -> str:
        """A row, with its height and its cells; the last of a printed page is closed below."""
        high = self.heights[line.number]
        ht = f' ht="{high:g}" customHeight="1"' if high else ""
        last = line.number in self.ends
        slots = zip(line.pattern.slots, line.values, strict=True)
        cells = [self._cell(line, number, slot, value, last) for number, (slot, value) in enumerate(slots)]
        return line.pattern.xml(line.number, last) % (ht, *cells)

    def _cell(self, line: Line, number: int, slot: Slot, value: object, last: bool) -> str:
        """What a slot of a line holds, from its format on."""
        cell = slot.cell
        style = line.styles.get(number, cell.style)
        if last:
            style = self.sheet.looks.closings.get(style, style)
        formula = line.formulas.get(number, cell.formula)
        try:
            if formula is not None:
                live = self._live(line, slot, formula)
                kind, inside = ("", live) if cell.bare else values.cell_xml(value, live)
                return cell_xml(style, kind + cell.marks, inside)
            seen = value
            if cell.runs and isinstance(value, str):
                marked = value if cell.expression is None else in_text(value)  # data has no marks
                seen = richtext.plain(marked)
                kind, inside = richtext.cell_xml(marked, cell.runs)
            else:
                kind, inside = values.cell_xml(value)
        except values.NotWritable as error:
            raise CannotFill(cell.address, str(error)) from None
        return cell_xml(self.quoted.of(style) if values.like_formula(seen) else style, kind, inside)

    def _live(self, line: Line, slot: Slot, formula: str) -> str:
        """The element of a cell's live formula."""
        moved = references.move_formula(formula, self.sheet.name, self.layouts, line.path, slot.path)
        array = f' t="array" ref="{slot.letters}{line.number}"' if slot.cell.array else ""
        return f"<f{array}>{values.escape(moved)}</f>"
