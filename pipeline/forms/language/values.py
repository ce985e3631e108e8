"""Values of a context that say more than themselves."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Styled:
    """A value that is shown in the style of the cell that the template names ``style``.

    Where the template has no cell of that name, the value has its own cell's style.
    """

    value: object
    style: str


@dataclass(frozen=True, slots=True)
class Linked:
    """A value whose cell opens ``target``: a file beside the workbook, or ``#'sheet'!A1`` in it."""

    value: object
    target: str
