"""What a sheet is filled with: the values that its program gives, row by row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from jinja2 import Undefined

from pipeline.forms.axis import Path
from pipeline.forms.budget import NotAllowed
from pipeline.forms.program import Broken, Place, Step, in_formula, in_text, reason
from pipeline.forms.recipe import Arrangement, Recipe, Slot
from pipeline.forms.shape import Places
from pipeline.forms.values import Linked, Styled

if TYPE_CHECKING:
    from pipeline.forms.sheet import Sheet

# Values that a cell takes as they are, and of which those that are equal are written alike.
SIMPLE = frozenset({str, int, float, bool, Decimal, type(None), dt.date})
_CALLS = {"_quoted": in_formula, "_plain": in_text}


class Filling:
    """One sheet of one workbook: ``shape`` is how its rows came out; for each of them ``values``
    has what its slots hold, ``styles`` and ``formulas``, by slot, what is not the template's own.
    ``links`` are what cells open: row and column, both from 1, and the target. ``heights`` are
    those of the rows in points, ``paging`` where its printed pages end."""

    def __init__(
        self, sheet: Sheet, arrangement: Arrangement, context: Mapping[str, object]
    ) -> None:
        self.sheet, self.arrangement = sheet, arrangement
        self.values: list[list[object]] = []
        self.styles: list[dict[int, int]] = []
        self.formulas: list[dict[int, str]] = []
        self.links: list[tuple[int, int, str]] = []
        self.shape = arrangement.shape(self._hear({**context, **_CALLS}))
        self.heights, tall = self.shape.heights(self)
        self.paging = self.shape.pages.ends(self.heights, tall)

    def _hear(self, context: Mapping[str, object]) -> Places:
        """Take what the program of the sheet gives; how its rows came out."""
        rows: list[tuple[int, Path]] = []
        path: Path = ()
        recipe: Recipe | None = None
        values: list[object] = []
        budget = self.sheet.program.env.budget
        for given in self.sheet.program.run(context):
            if isinstance(given, str):
                values.append(given)
                try:
                    budget.write(len(given))
                except NotAllowed as error:
                    raise Broken(_slot(recipe, len(values) - 1).cell.address, str(error)) from error
            elif type(given) in SIMPLE:
                values.append(given)
            elif isinstance(given, Step):
                path = given.after(path)
            elif isinstance(given, Place):
                self._end(recipe, values)
                recipe, values = self.arrangement.recipe(given.number), []
                rows.append((given.number, path))
                self.values.append(values)
                self.styles.append({})
                self.formulas.append({})
                try:
                    budget.row(recipe.cells)
                except NotAllowed as error:
                    raise Broken(recipe.row.address, str(error)) from error
            else:
                slot = _slot(recipe, len(values))
                try:
                    values.append(self._plain(slot, len(values), given))
                except Exception as error:
                    raise Broken(slot.cell.address, reason(error, context)) from error
        self._end(recipe, values)
        return tuple(rows)

    @staticmethod
    def _end(recipe: Recipe | None, values: list[object]) -> None:
        """No more comes for this row: it must be whole."""
        if recipe is not None and len(values) != len(recipe.slots):
            raise _uneven(recipe)

    def _plain(self, slot: Slot, number: int, value: object) -> object:
        """The value that a cell holds, of one that says more: its formula, style or target."""
        budget = self.sheet.program.env.budget
        if isinstance(value, tuple) and slot.cell.dynamic:
            value, formula = value
            self.formulas[-1][number] = formula
            budget.write(len(formula))
        if isinstance(value, Styled):
            self.styles[-1][number] = self.sheet.looks.named.get(value.style, slot.cell.style)
            value = value.value
        if isinstance(value, Linked):
            self.links.append((len(self.values), slot.column, value.target))
            value = value.value
        if isinstance(value, Undefined):
            str(value)  # raises, and says what is missing
        if isinstance(value, str):
            budget.write(len(value))
        return value


def _slot(recipe: Recipe | None, number: int) -> Slot:
    """The slot that the next value of a row is for."""
    if recipe is None or number >= len(recipe.slots):
        raise _uneven(recipe)
    return recipe.slots[number]


def _uneven(recipe: Recipe | None) -> Broken:
    cells = [slot.cell for slot in recipe.slots] or recipe.row.cells if recipe else []
    address = cells[0].address if cells else "A1"
    return Broken(address, "คอลัมน์ที่ทำซ้ำในแถวนี้ไม่เท่ากับที่หัวคอลัมน์บอก")
