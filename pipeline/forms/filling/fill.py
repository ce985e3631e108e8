"""What a sheet is filled with: the values that its program gives, row by row, and where they stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from jinja2 import Undefined

from pipeline.forms.errors import CannotFill
from pipeline.forms.language.allowance import NotAllowed
from pipeline.forms.language.patterns import Pattern, Slot, patterns
from pipeline.forms.language.program import Path, PlaceMark, Step, in_formula, in_text, reason
from pipeline.forms.language.sheet import Sheet
from pipeline.forms.language.values import Linked, Styled
from pipeline.forms.moving.axis import Axis, fixed
from pipeline.forms.moving.references import Layout
from pipeline.xlsx.addresses import LAST_COLUMN

_TOO_WIDE = f"ชีตกว้างเกิน {LAST_COLUMN:,} ช่อง ตรวจคำสั่ง {{% for … %}} ตามแนวนอน"
# Values that a cell takes as they are; those that are equal, of one type, are written alike.
SIMPLE = frozenset({int, float, bool, Decimal, type(None), dt.date})
_CALLS = {"_quoted": in_formula, "_plain": in_text}


@dataclass(slots=True)
class Line:
    """One per row of a finished sheet: its number, its pattern, the turns that it is of, the values
    of its slots, and, by slot, the formats and formulas that are not the template's own."""

    number: int
    pattern: Pattern
    path: Path
    values: list[object] = field(default_factory=list)
    styles: dict[int, int] = field(default_factory=dict)
    formulas: dict[int, str] = field(default_factory=dict)

    def visible_cells(self) -> Iterator[tuple[int, int, object]]:
        """Column, format and value of each cell that says something, or may."""
        yield from self.pattern.texts
        for number, (slot, value) in enumerate(zip(self.pattern.slots, self.values, strict=True)):
            yield slot.column, self.styles.get(number, slot.cell.style), value


class Filling:
    """One sheet of one workbook: its ``lines``, where each row and column of the template stands
    (``layout``), the cells that open something, with what they open (``links``), and the names that no
    cell of the template has, each with the first cell whose value should look so (``missed``)."""

    def __init__(self, sheet: Sheet, context: Mapping[str, object]) -> None:
        """:class:`CannotFill` where the values do not fit the sheet."""
        self.sheet = sheet
        last = None if sheet.turn is None else sheet.turn + 1
        context = {**context, "_first": sheet.turn, "_last": last}
        rows = Axis(sheet.row_stacks, len(sheet.rows), sheet.steering)
        self.layout = Layout(rows, self._across(context))
        self.lines: list[Line] = []
        self.links: list[tuple[str, str]] = []
        self.missed: dict[str, str] = {}
        self._patterns = sheet.patterns or patterns(
            sheet.rows, self.layout.columns.occupied(), sheet.looks
        )
        self._allowance = sheet.program.env.allowance
        self._take_values({**context, **_CALLS})

    def _across(self, context: Mapping[str, object]) -> Axis:
        sheet = self.sheet
        if sheet.column_program is None:
            return fixed(sheet.last_column)
        across = Axis(sheet.column_stacks, sheet.last_column)
        path: Path = ()
        for mark in sheet.column_program.run(context):
            if isinstance(mark, Step):
                path = mark.after(path)
            elif isinstance(mark, PlaceMark):
                across.put(mark.number, path)
            if across.size > LAST_COLUMN and sheet.columns_row is not None:
                raise CannotFill(sheet.columns_row.address, _TOO_WIDE)
        return across

    def _take_values(self, context: Mapping[str, object]) -> None:
        path: Path = ()
        line, waiting = None, iter(list[Slot]())
        for given in self.sheet.program.run(context):
            if type(given) is Step:
                path = given.after(path)
            elif type(given) is PlaceMark:
                _ended(line, waiting)
                line = self._begin(given.number, path)
                waiting = iter(line.pattern.slots)
            elif line is None or (slot := next(waiting, None)) is None:
                raise _uneven(line)
            else:
                try:
                    value = given if type(given) in SIMPLE else self._plain(line, slot, given)
                except Exception as error:
                    raise CannotFill(slot.cell.address, reason(error, context)) from error
                line.values.append(value)
        _ended(line, waiting)

    def _begin(self, number: int, path: Path) -> Line:
        """A new line, of the template's row ``number``."""
        pattern = self._patterns[number]
        self.lines.append(line := Line(self.layout.rows.put(number, path), pattern, path))
        try:
            self._allowance.row(pattern.cells)
        except NotAllowed as error:
            raise CannotFill(pattern.row.address, str(error)) from error
        return line

    def _plain(self, line: Line, slot: Slot, value: object) -> object:
        """The value that a cell is to hold, of one that may also say its formula, its style or what
        it opens."""
        if type(value) is str:
            self._allowance.write(len(value))
            return value
        number = len(line.values)
        if isinstance(value, tuple) and slot.cell.dynamic:
            value, formula = value
            line.formulas[number] = formula
            self._allowance.write(len(formula))
        if isinstance(value, Styled):
            named = self.sheet.looks.named
            if value.style not in named:
                self.missed.setdefault(value.style, slot.cell.address)
            line.styles[number] = named.get(value.style, slot.cell.style)
            value = value.value
        if isinstance(value, Linked):
            self.links.append((f"{slot.letters}{line.number}", value.target))
            value = value.value
        if isinstance(value, str):
            self._allowance.write(len(value))
        elif isinstance(value, Undefined):
            str(value)  # raises, and says what is missing
        return value


def _ended(line: Line | None, waiting: Iterator[Slot]) -> None:
    """No more comes for a line: no slot of it may be waiting."""
    if next(waiting, None) is not None:
        raise _uneven(line)


def _uneven(line: Line | None) -> CannotFill:
    row = line.pattern.row if line else None
    cells = [cell for cell in row.cells if cell.static is None] or row.cells if row else []
    address = cells[0].address if cells else "A1"
    return CannotFill(address, "คอลัมน์ที่ทำซ้ำในแถวนี้ไม่เท่ากับที่หัวคอลัมน์บอก")
