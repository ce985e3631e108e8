"""What of a sheet is the same in every workbook, made once: each row's XML with holes for the
values, the widths of its columns, the heights of its fixed texts."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.forms import layout
from pipeline.forms.axis import Axis, Path
from pipeline.forms.heights import text_height
from pipeline.forms.references import letters
from pipeline.forms.styles import Looks
from pipeline.forms.template import Cell, Row

_DEFAULT_HEIGHT = 15.0


@dataclass(frozen=True, slots=True)
class Slot:
    """One per cell of a row that takes a value: the template's cell, and where it stands across."""

    cell: Cell
    column: int
    path: Path


class Recipe:
    """One per row of the template and arrangement of its columns.

    ``slots`` are the cells that take values, in order; ``texts`` all that say something: column,
    style, and the fixed text or the number of the slot. ``xml`` has the row's number as ``{0}``,
    its height's attributes as ``{1}``, and the slots from ``{2}`` on; ``closed`` is the same for
    the last row of a printed page. ``least`` is how high the row is without any value, ``cells``
    how many cells it has.
    """

    def __init__(self, row: Row, across: Axis, widths: dict[int, float], looks: Looks, least: float):
        self.row = row
        self.slots: list[Slot] = []
        self.texts: list[tuple[int, int, str | int]] = []
        self.least = row.height or least
        self.cells = 0
        cells = {cell.column: cell for cell in row.cells}
        xml, closed = "", ""
        for column, index, path in across.placed():
            if (cell := cells.get(index)) is None:
                continue
            self.cells += 1
            start, last = f'<c r="{letters(column)}{{0}}"', looks.closings.get(cell.style, cell.style)
            if cell.static is None:
                self.texts.append((column, cell.style, len(self.slots)))
                xml += f"{start}{{{len(self.slots) + 2}}}"
                closed += f"{start}{{{len(self.slots) + 2}}}"
                self.slots.append(Slot(cell, column, path))
                continue
            kind, inside = (part.replace("{", "{{").replace("}", "}}") for part in cell.static)
            rest = f"{kind}>{inside}</c>" if inside else "/>"
            xml += f"{start}{style_xml(cell.style)}{rest}"
            closed += f"{start}{style_xml(last)}{rest}"
            if cell.text:
                self.texts.append((column, cell.style, cell.text))
                high = text_height(cell.text, looks.styles[cell.style], widths.get(column, 0))
                self.least = max(self.least, high)
        head = f'<row r="{{0}}"{row.attributes}{{1}}>'
        self.xml, self.closed = f"{head}{xml}</row>", f"{head}{closed}</row>"


def style_xml(number: int) -> str:
    """The attribute that says how a cell looks."""
    return f' s="{number}"' if number else ""


class Arrangement:
    """One per way that a sheet's columns came out: their axis, their widths in points, how high a
    row without any cell is (``low``), and the recipes of its rows, each made when it is needed."""

    def __init__(self, rows: Sequence[Row], root: layout.Root, across: Axis, looks: Looks) -> None:
        self._rows, self._looks, self.across = rows, looks, across
        self.widths = layout.widths(root, across, looks.styles[0])
        self.low = layout.usual(root, "defaultRowHeight", _DEFAULT_HEIGHT)
        self._recipes: dict[int, Recipe] = {}

    def recipe(self, number: int) -> Recipe:
        """The recipe of the template's row ``number``, from 1."""
        if (known := self._recipes.get(number)) is None:
            row = self._rows[number - 1]
            known = Recipe(row, self.across, self.widths, self._looks, self.low)
            self._recipes[number] = known
        return known
