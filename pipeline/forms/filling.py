"""What a sheet is filled with: the values that its program gives, row by row."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from jinja2 import Undefined

from pipeline.forms import references
from pipeline.forms.axis import Axis, Path, Places, fixed
from pipeline.forms.budget import NotAllowed
from pipeline.forms.kept import Kept
from pipeline.forms.program import Broken, Place, Step, in_formula, in_text, reason
from pipeline.forms.recipe import Recipe, Slot
from pipeline.forms.sandbox import Sandbox
from pipeline.forms.shape import Arrangement
from pipeline.forms.sheet import Sheet
from pipeline.forms.styles import Looks
from pipeline.forms.template import Strings
from pipeline.forms.values import Linked, Styled

_TOO_WIDE = f"ชีตกว้างเกิน {references.LAST_COLUMN:,} ช่อง ตรวจคำสั่ง {{% for … %}} ตามแนวนอน"
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
        self.heights, tall = self.shape.heights(self.values, self.styles)
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


class FilledSheet(Sheet):
    """A sheet that is filled for each context; how its columns came out is kept, and so it is for
    all copies of a sheet that repeats."""

    def __init__(
        self, name: str, xml: bytes, shared: Strings, env: Sandbox, looks: Looks
    ) -> None:
        super().__init__(name, xml, shared, env, looks)
        self._arrangements = Kept[Places, Arrangement]()

    def fill(self, context: Mapping[str, object]) -> Filling:
        """What stands in the sheet for one context; :class:`Broken` where it does not fit."""
        last = None if self.turn is None else self.turn + 1
        context = {**context, "_first": self.turn, "_last": last}
        return Filling(self, self._arranged(context), context)

    def _arranged(self, context: Mapping[str, object]) -> Arrangement:
        """How the columns come out, which is kept: it is mostly the same for every district."""
        found: list[tuple[int, Path]] = []
        path: Path = ()
        for mark in self.column_program.run(context) if self.column_program is not None else ():
            if isinstance(mark, Step):
                path = mark.after(path)
            elif isinstance(mark, Place):
                found.append((mark.number, path))
            if len(found) > references.LAST_COLUMN and self.columns_row is not None:
                raise Broken(self.columns_row.address, _TOO_WIDE)
        key = tuple(found)
        return self._arrangements.of(key, lambda: Arrangement(self, self._across(key)))

    def _across(self, placed: Places) -> Axis:
        if self.column_program is None:
            return fixed(self.last_column)
        across = Axis(self.column_stacks, self.last_column)
        for number, path in placed:
            across.put(number, path)
        return across


def _slot(recipe: Recipe | None, number: int) -> Slot:
    """The slot that the next value of a row is for."""
    if recipe is None or number >= len(recipe.slots):
        raise _uneven(recipe)
    return recipe.slots[number]


def _uneven(recipe: Recipe | None) -> Broken:
    cells = [slot.cell for slot in recipe.slots] or recipe.row.cells if recipe else []
    address = cells[0].address if cells else "A1"
    return Broken(address, "คอลัมน์ที่ทำซ้ำในแถวนี้ไม่เท่ากับที่หัวคอลัมน์บอก")
