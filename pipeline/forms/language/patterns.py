"""The rows of a sheet made ready: what each writes whenever it comes, and where values stand in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.forms.language.program import Path
from pipeline.forms.template.cells import Cell, TemplateRow
from pipeline.forms.template.styles import Looks
from pipeline.xlsx.addresses import letters

_NUMBER = "\0"  # stands for the row's number; no XML holds it

Across = Sequence[tuple[int, int, Path]]  # columns: the place, the template's column, the turns


@dataclass(frozen=True, slots=True)
class Slot:
    """One per cell of a row that waits for a value: the template's ``cell``, its column, by number and
    by letters, and the turns that its column is of."""

    cell: Cell
    column: int
    letters: str
    path: Path


class Pattern:
    """One per row of the template: what of it is the same each time that it is written.

    ``slots`` are the cells that wait for values, in order; ``texts`` the cells that say the same
    each time: column, format and text; ``numbers`` the columns of those of them that are numbers; ``bold`` the columns of those of both that are bold. ``cells`` is how
    many cells it has.
    """

    def __init__(self, row: TemplateRow, across: Across, looks: Looks) -> None:
        self.row = row
        self.slots: list[Slot] = []
        self.texts: list[tuple[int, int, str]] = []
        self.numbers: set[int] = set()
        self.cells = 0
        bold = set()
        cells = {cell.column: cell for cell in row.cells}
        xml, closed = "", ""
        for column, index, path in across:
            if (cell := cells.get(index)) is None:
                continue
            self.cells += 1
            if looks.styles[cell.style].bold and (cell.text or cell.static is None):
                bold.add(column)
            start = f'<c r="{letters(column)}{_NUMBER}"'
            if cell.static is None:
                self.slots.append(Slot(cell, column, letters(column), path))
                xml, closed = f"{xml}{start}%s", f"{closed}{start}%s"
                continue
            if cell.text:
                self.texts.append((column, cell.style, cell.text))
            if not cell.static[0]:
                self.numbers.add(column)
            last = looks.closings.get(cell.style, cell.style)
            xml += start + cell_xml(cell.style, *cell.static).replace("%", "%%")
            closed += start + cell_xml(last, *cell.static).replace("%", "%%")
        self.bold = frozenset(bold)
        head = f'<row r="{_NUMBER}"{row.attributes.replace("%", "%%")}%s>'
        self._xml, self._closed = f"{head}{xml}</row>", f"{head}{closed}</row>"

    def xml(self, number: int, last: bool) -> str:
        """The row as row ``number``, with ``%s`` for its height and for each of its slots; as the
        ``last`` of a printed page it is closed below."""
        return (self._closed if last else self._xml).replace(_NUMBER, str(number))


def cell_xml(style: int, kind: str, inside: str) -> str:
    """A cell from its format on: its other attributes, its inside."""
    return (f' s="{style}"' if style else "") + (f"{kind}>{inside}</c>" if inside else "/>")


def patterns(rows: Iterable[TemplateRow], across: Across, looks: Looks) -> dict[int, Pattern]:
    """The patterns of the rows that are printed, by their numbers in the template."""
    return {row.number: Pattern(row, across, looks) for row in rows if not row.directive}
