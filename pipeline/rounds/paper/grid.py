"""What an agreement's file holds, of Word or Excel alike: lines of text and tables, as a person sees them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One per line that its writer ended: its ``text`` as it was meant (:func:`pipeline.thai.text.clean`), what the program that shows it puts before that by itself
    (``label``: ``ระดับที่ 1``, ``2.``, ``-`` for a bullet), and whether it ``begins`` a paragraph."""

    text: str
    label: str = ""
    begins: bool = True

    @property
    def shown(self) -> str:
        """The line as a person sees it."""
        return f"{self.label} {self.text}".strip()


@dataclass(frozen=True, slots=True)
class PaperCell:
    """One per cell: the rows and columns of its table that it covers (from 0, ends included), and what stands
    in it."""

    top: int
    left: int
    bottom: int
    right: int
    blocks: "tuple[Block, ...]" = ()

    @property
    def lines(self) -> tuple[PaperLine, ...]:
        """Its lines in order; a row of a table within it is a line, its cells side by side."""
        return tuple(_lines(self.blocks))

    @property
    def text(self) -> str:
        """All its lines in one, "" for a blank cell."""
        return " ".join(filter(None, (line.shown for line in self.lines)))


@dataclass(slots=True)
class PaperTable:
    """One per table: its cells, each in the row in which it begins, from left to right."""

    rows: list[list[PaperCell]] = field(default_factory=list)

    @property
    def width(self) -> int:
        """How many columns it has."""
        return max((cell.right + 1 for row in self.rows for cell in row), default=0)

    def covering(self) -> list[list[PaperCell]]:
        """By row the cells that cover it, those that began above too, from left to right."""
        found: list[list[PaperCell]] = [[] for _ in self.rows]
        for row in self.rows:
            for cell in row:
                for number in range(cell.top, min(cell.bottom, len(self.rows) - 1) + 1):
                    found[number].append(cell)
        return [sorted(row, key=lambda cell: cell.left) for row in found]

    def inner(self) -> "Iterator[PaperTable]":
        """The tables that stand in its cells."""
        for row in self.rows:
            for cell in row:
                yield from (block for block in cell.blocks if isinstance(block, PaperTable))


Block = PaperLine | PaperTable


def _lines(blocks: Sequence[Block]) -> Iterator[PaperLine]:
    for block in blocks:
        if isinstance(block, PaperLine):
            yield block
            continue
        for row in block.rows:
            words = list(filter(None, (cell.text for cell in row)))
            if words:
                yield PaperLine(" ".join(words))


def text_lines(blocks: Sequence[Block], again: frozenset[int] = frozenset()) -> list[str]:
    """The whole text, as it stands in ``agreement.txt``: a line each, cells of a row parted by tabs, as Word copies
    a table. Merged cells stand once, but those in columns ``again`` beside each of their rows."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, PaperLine):
            lines.append(block.shown)
            continue
        for number, row in enumerate(block.covering()):
            cells = [cell for cell in row if cell.top == number or cell.left in again]
            if any(cell.top == number for cell in cells):
                lines += "\t".join("\n".join(text_lines(cell.blocks)) for cell in cells).split("\n")
    return [line for line in (one.strip(" \r") for one in lines) if line.strip()]
