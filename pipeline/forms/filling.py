"""A sheet while it is filled: its rows, their heights, where its pages end, and its XML."""

import copy
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from jinja2 import Undefined
from lxml import etree

from pipeline.forms import layout, links, references, richtext, values
from pipeline.forms.axis import Axis, Path
from pipeline.forms.heights import HIGHEST, text_height
from pipeline.forms.pages import Paging, cut, paging, set_breaks
from pipeline.forms.program import Broken, Calls, Turns, in_formula, in_text
from pipeline.forms.recipe import Arrangement, Recipe, Slot, style_xml
from pipeline.forms.references import Box, Grid, letters
from pipeline.forms.sandbox import Missing, NotAllowed, Sandbox
from pipeline.forms.styles import Quoted

if TYPE_CHECKING:
    from pipeline.forms.sheet import Sheet

MARK = "\ue000"  # stands where the rows go
_PLAIN = frozenset({str, int, float, bool, Decimal, type(None), dt.date, dt.datetime})


@dataclass(slots=True)
class Line:
    """One per row that was written: its values, and by the number of a slot the styles and
    formulas that are not the template's own."""

    number: int
    recipe: Recipe
    path: Path
    values: list[object] = field(default_factory=list)
    styles: dict[int, int] = field(default_factory=dict)
    formulas: dict[int, str] = field(default_factory=dict)


class Filling:
    """What was written so far, and where."""

    def __init__(self, sheet: "Sheet", arrangement: Arrangement) -> None:
        self.sheet, self.arrangement = sheet, arrangement
        self.turns = Turns()
        self.lines: list[Line] = []
        self.grid = Grid(
            Axis(sheet.row_stacks, len(sheet.rows), sheet.steering), arrangement.across
        )
        self.merged: list[Box] = []
        self.heights: dict[int, float] = {}
        self.paging = Paging()
        self.links: list[tuple[str, str]] = []
        self.budget = sheet.program.env.budget
        self.calls: Calls = {
            **self.turns.calls, "_row": self.row, "_put": self.put, "_quoted": in_formula,
            "_plain": in_text,
        }  # fmt: skip

    def row(self, number: int, *said: object) -> None:
        """The program met a row, and these values in it."""
        recipe, path = self.arrangement.recipe(number), self.turns.path
        self.budget.row(recipe.cells)
        line = Line(self.grid.rows.put(number, path), recipe, path)
        self.lines.append(line)
        length = sum([len(value) for value in said if isinstance(value, str)])
        if _PLAIN.issuperset(map(type, said)) and self.budget.has(length):
            self.budget.write(length)
            line.values += said
        else:
            for value in said:
                self.put(value)

    def put(self, value: object) -> None:
        """The program met the next value of the row."""
        line = self.lines[-1]
        number, slots = len(line.values), line.recipe.slots
        if number >= len(slots):
            raise self._uneven(line)
        try:
            if type(value) not in _PLAIN:
                value = self._plain(line, slots[number], value)
            if isinstance(value, str):
                self.budget.write(len(value))
        except (Missing, NotAllowed) as error:
            error.address = slots[number].cell.address
            raise
        line.values.append(value)

    @staticmethod
    def _uneven(line: Line) -> Broken:
        cells = [slot.cell for slot in line.recipe.slots] or line.recipe.row.cells
        return Broken(cells[0].address, "คอลัมน์ที่ทำซ้ำในแถวนี้ไม่เท่ากับที่หัวคอลัมน์บอก")

    def _plain(self, line: Line, slot: Slot, value: object) -> object:
        number = len(line.values)
        if isinstance(value, tuple) and slot.cell.dynamic:
            value, line.formulas[number] = value
            self.budget.write(len(line.formulas[number]))
        if isinstance(value, values.Styled):
            line.styles[number] = self.sheet.looks.named.get(value.style, slot.cell.style)
            value = value.value
        if isinstance(value, values.Linked):
            self.links.append((f"{letters(slot.column)}{line.number}", value.target))
            value = value.value
        if isinstance(value, Undefined):
            str(value)  # raises, and says what is missing
        return value

    def finish(self) -> None:
        """Place the merged ranges, give every row its height, and end the pages."""
        for line in self.lines:
            if len(line.values) != len(line.recipe.slots):
                raise self._uneven(line)
        for ref in self.sheet.merges:
            self.merged += references.blocks(ref, self.grid)
        tall = self._measure()
        self.paging = paging(
            self.sheet.root, self.sheet.printing, self.grid, self.merged, tall, self.heights,
            self.arrangement.widths,
        )  # fmt: skip
        pieces = cut(self.merged, self.paging.ends)
        self.merged = [box for box in pieces if box[:2] != box[2:]]

    def _measure(self) -> list[tuple[Box, float]]:
        """Give every row its height; the texts in cells merged over several rows come back with
        the height that each needs."""
        found: dict[int, float] = {}
        tall: list[tuple[Box, float]] = []
        boxes: dict[int, dict[int, Box]] = {}
        for box in self.merged:
            boxes.setdefault(box.top, {})[box.left] = box
        for line in self.lines:
            if line.number in boxes:
                found[line.number] = self._merged_row(line, boxes[line.number], tall)
            else:
                found[line.number] = self._plain_row(line)
        for box, height in tall:
            rows = range(box.top, box.bottom + 1)
            lacking = height - sum(found.get(number, self.arrangement.low) for number in rows)
            for number in rows if lacking > 0 else ():
                found[number] = found.get(number, self.arrangement.low) + lacking / len(rows)
        self.heights = {n: min(round(h, 2), HIGHEST) for n, h in found.items()}
        return tall

    def _plain_row(self, line: Line) -> float:
        styles, widths, high = self.sheet.looks.styles, self.arrangement.widths, line.recipe.least
        for number, slot in enumerate(line.recipe.slots):
            value = line.values[number]
            if value is not None and value != "":
                style = styles[line.styles.get(number, slot.cell.style)]
                height = text_height(_seen(value), style, widths.get(slot.column, 0))
                high = height if height > high else high
        return high

    def _merged_row(self, line: Line, boxes: dict[int, Box], tall: list[tuple[Box, float]]) -> float:
        styles, widths = self.sheet.looks.styles, self.arrangement.widths
        high = line.recipe.row.height or self.arrangement.low
        for column, number, text in line.recipe.texts:
            style = number
            value: object = text
            if isinstance(text, int):
                style, value = line.styles.get(text, number), line.values[text]
            if value is None or value == "":
                continue
            box, points = boxes.get(column), widths.get(column, 0)
            if box is not None:
                points = sum([widths.get(c, 0) for c in range(column, box.right + 1)])
            height = text_height(_seen(value), styles[style], points)
            if box is None or box.top == box.bottom:
                high = max(high, height)
            else:
                tall.append((box, height))
        return high

    def xml(
        self, grids: Mapping[str, Grid], context: Mapping[str, object], env: Sandbox,
        quoted: Quoted,
    ) -> bytes:
        """The finished sheet; ``grids`` tell where the cells of every sheet went, ``quoted`` gives
        the formats of texts that look like formulas."""
        root = copy.deepcopy(self.sheet.root)
        layout.move(root, self, grids)
        set_breaks(root, self.paging)
        layout.render_texts(root, env, context)
        links.add(root, self.links)
        whole = etree.tostring(root, encoding="unicode")
        head, _, tail = whole.partition(MARK)
        rows = "".join([self._row_xml(line, grids, quoted) for line in self.lines])
        start = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        return f"{start}{head}{rows}{tail}".encode()

    def _row_xml(self, line: Line, grids: Mapping[str, Grid], quoted: Quoted) -> str:
        recipe, height = line.recipe, self.heights[line.number]
        closings: Mapping[int, int] = {}
        if line.number in self.paging.ends:
            closings = self.sheet.looks.closings
        cells = []
        for number, slot in enumerate(recipe.slots):
            cell, value = slot.cell, line.values[number]
            if cell.runs and cell.expression is not None and isinstance(value, str):
                value = in_text(value)  # data has no marks
            style = line.styles.get(number, cell.style)
            style = closings.get(style, style)
            if cell.formula is None and values.like_formula(_seen(value)):
                style = quoted.of(style)
            try:
                kind, inside = self._inside(line, number, value, grids)
            except values.NotWritable as error:
                raise Broken(cell.address, str(error)) from None
            rest = f"{kind}{cell.marks}>{inside}</c>" if inside else "/>"
            cells.append(style_xml(style) + rest)
        ht = f' ht="{height:g}" customHeight="1"' if height else ""
        form = recipe.closed if closings else recipe.xml
        return form.format(line.number, ht, *cells)

    def _inside(
        self, line: Line, number: int, value: object, grids: Mapping[str, Grid]
    ) -> tuple[str, str]:
        """The type and the inside of the cell that ``value`` stands in."""
        slot = line.recipe.slots[number]
        cell = slot.cell
        if cell.formula is None:
            if cell.runs and isinstance(value, str):
                return richtext.cell_xml(value, cell.runs)
            return values.cell_xml(value)
        formula = references.move_formula(
            line.formulas.get(number, cell.formula), self.sheet.name, grids, line.path, slot.path
        )
        array = f' t="array" ref="{letters(slot.column)}{line.number}"' if cell.array else ""
        live = f"<f{array}>{values.escape(formula)}</f>"
        return ("", live) if cell.bare else values.cell_xml(value, live)


def _seen(value: object) -> str:
    """What of a value its row's height depends on: a number is one short word."""
    return richtext.plain(value) if isinstance(value, str) else "0"
