"""The values of finished cells, as a chart keeps them beside its references."""

import re
from collections.abc import Mapping, Sequence

from pipeline.forms.filling.fill import Filling, Line
from pipeline.xlsx.addresses import Range, unquoted

_PLACE = re.compile(r"(?:('(?:[^']|'')+'|[^'!,()]+)!)?(\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)")
_MOST = 4096  # cells of one range


class Figures:
    """The cells of a finished workbook, by their sheets' names."""

    def __init__(self, fillings: Mapping[str, Filling]) -> None:
        self._fillings = fillings

    def of(self, reference: str, sheet: str) -> Sequence[object] | None:
        """The values that stand in ``reference`` as a formula on ``sheet`` writes it, one row or
        column, None for an empty cell. None for what is not one range of the workbook's, and where a cell
        is a formula without its value."""
        match = _PLACE.fullmatch(reference.strip())
        filling = self._fillings.get(unquoted(match[1]) if match[1] else sheet) if match else None
        if match is None or filling is None:
            return None
        area = Range.parse(match[2])
        rows, columns = area.bottom - area.top + 1, area.right - area.left + 1
        if min(rows, columns) != 1 or max(rows, columns) > _MOST:
            return None
        lines = filling.lines[area.top - 1 : area.bottom]
        found: list[object] = []
        for line in lines:
            values = _values(line)
            if any(_NOT_KNOWN is values.get(c) for c in range(area.left, area.right + 1)):
                return None
            found += [values.get(column) for column in range(area.left, area.right + 1)]
        return found + [None] * (rows * columns - len(found))


_NOT_KNOWN = object()


def _values(line: Line) -> dict[int, object]:
    """What the cells of a line hold, by column."""
    numbers = line.pattern.numbers
    found: dict[int, object] = {
        column: float(text) if column in numbers else text for column, _, text in line.pattern.texts
    }
    for slot, value in zip(line.pattern.slots, line.values, strict=True):
        found[slot.column] = _NOT_KNOWN if slot.cell.bare else value
    return found
