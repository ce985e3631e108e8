"""What of a sheet's row is the same in every workbook, made once: its XML with holes for the values."""

from pipeline.forms.axis import Axis, Path
from pipeline.forms.references import letters
from pipeline.forms.styles import Looks
from pipeline.forms.template import Cell, Row

_NUMBER = "\0"  # stands for the row's number; no XML holds it


class Slot:
    """One per cell of a row that takes a value: the template's cell, and where it stands across.

    ``plain`` tells that its value, and its formula if it has one, are all that it says.
    """

    __slots__ = ("cell", "column", "path", "plain")

    def __init__(self, cell: Cell, column: int, path: Path) -> None:
        self.cell, self.column, self.path = cell, column, path
        self.plain = not (cell.bare or cell.runs or cell.marks)


class Recipe:
    """One per row of the template and arrangement of its columns.

    ``slots`` are the cells that take values, in order, ``styles`` how they look; ``texts`` all
    cells that say something: column, style, and the fixed text or the number of the slot.
    ``cells`` is how many cells it has.
    """

    def __init__(self, row: Row, across: Axis, looks: Looks) -> None:
        self.row = row
        self.slots: list[Slot] = []
        self.styles: list[int] = []
        self.texts: list[tuple[int, int, str | int]] = []
        self.cells = 0
        cells = {cell.column: cell for cell in row.cells}
        xml, closed = "", ""
        for column, index, path in across.placed():
            if (cell := cells.get(index)) is None:
                continue
            self.cells += 1
            start, last = f'<c r="{letters(column)}{_NUMBER}"', looks.closings.get(cell.style, cell.style)
            if cell.static is None:
                self.texts.append((column, cell.style, len(self.slots)))
                self.slots.append(Slot(cell, column, path))
                self.styles.append(cell.style)
                xml += f"{start}%s"
                closed += f"{start}%s"
                continue
            kind, inside = (part.replace("%", "%%") for part in cell.static)
            rest = f"{kind}>{inside}</c>" if inside else "/>"
            xml += f"{start}{style_xml(cell.style)}{rest}"
            closed += f"{start}{style_xml(last)}{rest}"
            if cell.text:
                self.texts.append((column, cell.style, cell.text))
        head = f'<row r="{_NUMBER}"{row.attributes.replace("%", "%%")}%s>'
        self._xml, self._closed = f"{head}{xml}</row>", f"{head}{closed}</row>"

    def xml(self, number: int, last: bool = False) -> str:
        """The row in place ``number``, with ``%s`` for its height and each of its slots; as the
        ``last`` of a printed page it is closed below."""
        return (self._closed if last else self._xml).replace(_NUMBER, str(number))


def style_xml(number: int) -> str:
    """The attribute that says how a cell looks."""
    return f' s="{number}"' if number else ""
