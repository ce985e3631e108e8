"""Workbooks that come out alike: every row stands in the same place, so that what points at rows,
and what stands around them, is the same text in each; only values differ."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from functools import lru_cache
from html import escape
from itertools import count

from lxml import etree

from pipeline.forms import layout, links, package, pictures, references, richtext, values
from pipeline.forms.filling import SIMPLE, Filling
from pipeline.forms.kept import Kept
from pipeline.forms.pages import Paging, cut, set_breaks
from pipeline.forms.pictures import Picture
from pipeline.forms.program import Broken, in_text
from pipeline.forms.recipe import Slot, style_xml
from pipeline.forms.references import Grid, letters
from pipeline.forms.repeat import WORKBOOK
from pipeline.forms.sandbox import Sandbox
from pipeline.forms.shape import Line, Shape
from pipeline.forms.sheet import Sheet
from pipeline.forms.styles import MAIN, Quoted
from pipeline.forms.template import Cell

_START = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WORDS = 2**9  # formulas of a sheet with words of their own
_OFTEN = 500  # texts shorter than this are kept as they were made ready


class PlacedSheet:
    """One sheet of workbooks that come out alike."""

    def __init__(self, sheet: Sheet, shape: Shape, grids: Mapping[str, Grid]) -> None:
        self._sheet, self._shape, self._grids = sheet, shape, grids
        self._root = copy.deepcopy(sheet.root)
        layout.move(self._root, sheet.name, grids)
        self._texts = [element.text or "" for element in layout.page_ends(self._root)]
        self._around = Kept[Paging, str]()
        self._rows = [line.recipe.xml(line.number) for line in shape.lines]
        self._worded = lru_cache(_WORDS)(self._live)
        self._formulas = [
            [
                self._live(line, slot, None if slot.cell.dynamic else slot.cell.formula)
                for slot in line.recipe.slots
            ]
            for line in shape.lines
        ]

    def _live(self, line: Line, slot: Slot, words: str | None) -> str:
        """The element of a slot's live formula, whose words these are; "" if it has none."""
        if words is None:
            return ""
        moved = references.move_formula(words, self._sheet.name, self._grids, line.path, slot.path)
        array = f' t="array" ref="{letters(slot.column)}{line.number}"' if slot.cell.array else ""
        return f"<f{array}>{values.escape(moved)}</f>"

    def opened(self, filling: Filling) -> list[tuple[str, str]]:
        """The cells of the sheet that open something, and what."""
        return [(f"{letters(column)}{row}", target) for row, column, target in filling.links]

    def xml(
        self, filling: Filling, env: Sandbox, context: Mapping[str, object], quoted: Quoted
    ) -> bytes:
        """The finished sheet; ``quoted`` gives the formats of texts that look like formulas."""
        rows = "".join(self._row_xml(filling, quoted))
        ends = [escape(layout.page_end(text, env, context), quote=False) for text in self._texts]
        return (_START + self._form(filling) % (rows, *ends)).encode()

    def _form(self, filling: Filling) -> str:
        """What stands around the rows, with holes for them and for the printed headers."""
        paging = filling.paging
        if filling.links:
            return self._made(paging, self.opened(filling))
        return self._around.of(paging, lambda: self._made(paging, ()))

    def _made(self, paging: Paging, opened: links.Links) -> str:
        root = copy.deepcopy(self._root)
        pieces = cut(self._shape.merged, paging.ends)
        layout.merge(root, [box for box in pieces if box[:2] != box[2:]])
        set_breaks(root, paging)
        links.add(root, opened)
        data = root.find(f"{MAIN}sheetData")
        assert data is not None
        plain = etree.tostring(root, encoding="unicode")
        hole = next(mark for n in count() if (mark := f"\ue000{n}\ue000") not in plain)
        for element in (data, *layout.page_ends(root)):
            element.text = hole
        whole = etree.tostring(root, encoding="unicode")
        return whole.replace("%", "%%").replace(hole, "%s")

    def _row_xml(self, filling: Filling, quoted: Quoted) -> Iterator[str]:
        """Each row with its height, and what its slots hold."""
        looks, ends = self._sheet.looks, filling.paging.ends
        for index, line in enumerate(self._shape.lines):
            form, formulas = self._rows[index], self._formulas[index]
            slots, styles = line.recipe.slots, line.recipe.styles
            if own := filling.styles[index]:
                styles = [own.get(number, style) for number, style in enumerate(styles)]
            if line.number in ends:
                form = line.recipe.xml(line.number, last=True)
                styles = [looks.closings.get(style, style) for style in styles]
            if words := filling.formulas[index]:
                formulas = formulas.copy()
                for number, text in words.items():
                    formulas[number] = self._worded(line, slots[number], text)
            held = zip(slots, styles, filling.values[index], formulas, strict=True)
            cells = [_cell(slot, style, value, live, quoted) for slot, style, value, live in held]
            height = filling.heights[line.number]
            ht = f' ht="{height:g}" customHeight="1"' if height else ""
            yield form % (ht, *cells)


def _cell(slot: Slot, style: int, value: object, formula: str, quoted: Quoted) -> str:
    """What a cell says, from its style on."""
    often = len(value) < _OFTEN if isinstance(value, str) else type(value) in SIMPLE
    try:
        if often and slot.plain and (known := _plain_cell(style, value, formula)) is not None:
            return known
        return _any_cell(slot.cell, style, value, formula, quoted)
    except values.NotWritable as error:
        raise Broken(slot.cell.address, str(error)) from None


@lru_cache(2**13, typed=True)
def _plain_cell(style: int, value: object, formula: str) -> str | None:
    """The same of a cell of which nothing else needs to be known; None if its text looks like a
    formula."""
    if not formula and values.like_formula(value):
        return None
    return _xml(style, *values.cell_xml(value, formula))


def _any_cell(cell: Cell, style: int, value: object, formula: str, quoted: Quoted) -> str:
    seen = value
    if cell.runs and isinstance(value, str):
        value = value if cell.expression is None else in_text(value)  # data has no marks
        seen = richtext.plain(value)
    if cell.formula is None and values.like_formula(seen):
        style = quoted.of(style)
    if cell.bare:
        return _xml(style, "", formula, cell.marks)
    if cell.runs and isinstance(value, str):
        return _xml(style, *richtext.cell_xml(value, cell.runs), cell.marks)
    return _xml(style, *values.cell_xml(value, formula), cell.marks)


def _xml(style: int, kind: str, inside: str, marks: str = "") -> str:
    return style_xml(style) + (f"{kind}{marks}>{inside}</c>" if inside else "/>")


class PlacedBook:
    """Workbooks that come out alike: their ``sheets``, by part; the ``pictures`` and whatever else
    hangs on them, by part, each with the name of its sheet; the part that lists the sheets."""

    def __init__(
        self, parts: Mapping[str, bytes], sheets: Mapping[str, Sheet], shapes: Mapping[str, Shape],
        recalculated: bool,
    ) -> None:
        grids = {sheet.name: shapes[part].grid for part, sheet in sheets.items()}
        self.sheets: dict[str, PlacedSheet] = {}
        self.pictures: dict[str, tuple[str, Picture]] = {}
        for part, sheet in sheets.items():
            self.sheets[part] = PlacedSheet(sheet, shapes[part], grids)
            for name, kind in pictures.of_sheet(parts, part).items():
                self.pictures[name] = sheet.name, Picture(parts[name], kind, sheet.name, grids)
        for part in package.related(parts, WORKBOOK, f"{package.RELATIONS}/chartsheet").values():
            for name, kind in pictures.of_sheet(parts, part).items():
                if kind == package.CHART:  # all that such a sheet has
                    self.pictures[name] = "แผนภูมิ", Picture(parts[name], kind, "", grids)
        self.workbook = _moved_workbook(parts[WORKBOOK], grids, recalculated)


def _moved_workbook(xml: bytes, grids: Mapping[str, Grid], recalculated: bool) -> bytes:
    root = etree.fromstring(xml)
    settings = root.find(f"{MAIN}calcPr")
    if recalculated and settings is not None:  # some formulas have no value yet
        settings.set("fullCalcOnLoad", "1")
    for element in root.iterfind(f"{MAIN}definedNames/{MAIN}definedName"):
        if element.text:
            element.text = references.move_range(element.text, "", grids)
    return package.to_part(root)
