"""What rows of figures add up to, to be held against what a total says."""

from decimal import Decimal
from typing import Literal

from pipeline.normalise.cells import TableCells
from pipeline.tables.grid import TOLERANCE

Figures = dict[str, Decimal]  # by column id, those that are given
Whose = Literal["ours", "others", "nobodys"]


def figures_of(table: TableCells, row: int) -> Figures:
    """The figures of a row."""
    figures = ((column.id, table.figure(row, column)[0]) for column in table.columns("figure"))
    return {name: value for name, value in figures if value is not None}


class Added:
    """What rows add up to: those of our districts, those that are known to be others' (the provincial
    office …), and those of which nobody knows whose they are. A total may count each kind or not."""

    def __init__(self) -> None:
        self.sums: dict[Whose, Figures] = {"ours": {}, "others": {}, "nobodys": {}}
        self.rows = 0

    def add(self, figures: Figures, whose: Whose = "ours") -> None:
        """Counts a row."""
        sums = self.sums[whose]
        for name, value in figures.items():
            sums[name] = sums.get(name, Decimal(0)) + value
        self.rows += 1

    def copy(self) -> "Added":
        """The sums up to here."""
        same = Added()
        same.sums = {whose: dict(sums) for whose, sums in self.sums.items()}
        same.rows = self.rows
        return same

    def ways(self, column: str, since: "Added | None" = None) -> tuple[Decimal, ...]:
        """What a total of a column may say of the rows, of all or of those ``since`` a copy: ours, with
        the others', with nobody's, and all."""
        ours, others, nobodys = (
            sums.get(column, Decimal(0)) - (since.sums[whose].get(column, Decimal(0)) if since else 0)
            for whose, sums in self.sums.items()
        )
        return ours, ours + others, ours + nobodys, ours + others + nobodys

    def makes(self, column: str, stated: Decimal, since: "Added | None" = None) -> bool:
        """Whether the rows make a figure, in whatever way."""
        return any(abs(stated - way) <= TOLERANCE for way in self.ways(column, since))

    def meets(self, figures: Figures) -> bool:
        """Whether the rows make all figures in the same way."""
        made = zip(*(self.ways(column) for column in figures), strict=True)
        return any(
            all(abs(value - way) <= TOLERANCE for value, way in zip(figures.values(), ways, strict=True))
            for ways in made
        )
