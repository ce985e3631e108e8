"""Rows under construction: every container's reader puts its cells here, and the limits that
keep a far-away cell or a false size from using up memory hold for all of them."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence

from pipeline.model.cells import (
    Cells,
    OpenEnd,
    RaggedRow,
    RawSheet,
    Rows,
    Span,
    UnderMerge,
    Value,
)
from pipeline.read.refusal import Refusal
from pipeline.xlsx.addresses import LAST_COLUMN, LAST_ROW

MAX_FILLED = 5_000_000  # cells with a value, in one file
MAX_SLOTS = 20_000_000  # places in the rows' tuples, with the gaps between values
MAX_ROWS = LAST_ROW
MAX_COLUMNS = LAST_COLUMN
MAX_SPANS = 200_000


class Budget:
    """What one file may still use; shared by its sheets."""

    def __init__(self) -> None:
        self.filled = MAX_FILLED
        self.slots = MAX_SLOTS

    def take(self, filled: int, slots: int) -> None:
        """Use up; a file that wants more than there is, is refused as ``too-large``."""
        self.filled -= filled
        self.slots -= slots
        if self.filled < 0 or self.slots < 0:
            raise Refusal("too-large", f"มีข้อมูลเกิน {MAX_FILLED:,} ช่อง")


class SheetBuilder:
    """The rows of one sheet while it is read. Only cells with a value are put."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.rows: dict[int, list[Value] | Cells] = {}
        self.spans: list[Span] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()

    def put(self, row: int, column: int, value: Value) -> None:
        """Place a value; None is passed over. An address used twice refuses the file."""
        if value is None:
            return
        if not (0 <= row < MAX_ROWS and 0 <= column < MAX_COLUMNS):
            raise Refusal("unreadable", f"ตำแหน่งช่องอยู่นอกตาราง: แถว {row + 1}")
        cells = self._open(row)
        gap = column - len(cells)
        if gap < 0:
            if cells[column] is not None:
                raise Refusal("unreadable", f"มีสองค่าในช่องเดียวกัน: แถว {row + 1}")
            cells[column] = value
            self.budget.take(1, 0)
            return
        if gap:
            cells.extend([None] * gap)
        cells.append(value)
        self.budget.take(1, gap + 1)

    def _open(self, row: int) -> list[Value]:
        """The cells of a row, to be written to."""
        cells = self.rows.get(row)
        if not isinstance(cells, list):
            cells = self.rows[row] = list(cells or ())
        return cells

    def put_row(self, row: int, cells: Cells) -> None:
        """Place the cells of a row that holds nothing yet, in the order of their columns."""
        cells = _cut(cells)
        if not cells:
            return
        width = len(cells)
        if row >= MAX_ROWS or width > MAX_COLUMNS:
            raise Refusal("unreadable", f"ตำแหน่งช่องอยู่นอกตาราง: แถว {row + 1}")
        self.rows[row] = cells
        self.budget.take(width - cells.count(None), width)

    def put_rows(
        self, numbers: Sequence[int], rows: Sequence[Cells], filled: int
    ) -> None:
        """Place whole rows of one width, in ascending order; ``filled`` of all their cells have
        a value."""
        before = len(self.rows)
        self.rows.update(zip(numbers, rows, strict=True))
        if len(self.rows) != before + len(rows) or numbers[-1] >= MAX_ROWS \
                or len(rows[0]) > MAX_COLUMNS:
            raise Refusal("unreadable", f"แถว {numbers[-1] + 1} ซ้ำหรืออยู่นอกตาราง")
        self.budget.take(filled, len(rows) * len(rows[0]))

    def span(self, top: int, left: int, bottom: int, right: int) -> None:
        """Note a merged range; one of a single cell is passed over."""
        if top < 0 or left < 0 or (top >= bottom and left >= right):
            return
        if len(self.spans) >= MAX_SPANS:
            raise Refusal("too-large", "มีช่องที่ผสานมากเกินไป")
        self.spans.append(Span(top, left, max(top, bottom), max(left, right)))

    def finished(self) -> Rows:
        """The rows that hold something; their blank ends are cut."""
        return held({row: self.rows[row] for row in sorted(self.rows)})

    def sheet(self, file: str, name: str, container: str, hidden: bool = False,
              notes: Iterable[RaggedRow | OpenEnd] = ()) -> RawSheet:
        """The finished sheet. Values that Excel hides inside a merged range are taken out; how
        many there were is noted."""
        self._clamp()
        lost = self._clear_covered()
        said = (*notes, UnderMerge(lost)) if lost else tuple(notes)
        rows = self.finished()
        return RawSheet(file, name, rows, tuple(sorted(self.spans, key=_corner)),
                        hidden, container, said,
                        frozenset(self.hidden_rows & rows.held.keys()),
                        frozenset(self.hidden_columns))

    def _clamp(self) -> None:
        """Cut merged ranges to the part of the sheet that holds values."""
        if not self.spans:
            return
        bottom = max((row for row, cells in self.rows.items() if cells), default=-1)
        right = max(map(len, self.rows.values()), default=0) - 1
        clamped = {
            Span(s.top, s.left, min(s.bottom, bottom), min(s.right, right))
            for s in self.spans if s.top <= bottom and s.left <= right
        }
        self.spans = [s for s in clamped if s.top < s.bottom or s.left < s.right]

    def _clear_covered(self) -> int:
        lost = 0
        work = MAX_SLOTS
        rows = sorted(self.rows.keys() | {span.top for span in self.spans})
        for span in self.spans:
            covered = rows[bisect_left(rows, span.top):bisect_right(rows, span.bottom)]
            work -= len(covered)
            if work < 0:
                raise Refusal("too-large", "มีช่องที่ผสานมากเกินไป")
            for row in covered:
                cells = self.rows.get(row)
                if not cells:
                    continue
                first = span.left + 1 if row == span.top else span.left
                last = min(span.right, len(cells) - 1)
                work -= max(0, last - first)
                for column in range(first, last + 1):
                    if cells[column] is not None:
                        self._open(row)[column] = None
                        lost += 1
        return lost


def held(rows: Mapping[int, Sequence[Value]]) -> Rows:
    """Of rows in ascending order those that hold something; their blank ends are cut."""
    return Rows({row: cut for row, cells in rows.items() if (cut := _cut(cells))})


def _cut(cells: Sequence[Value]) -> Cells:
    """A row without its blank end."""
    if cells and cells[-1] is not None:
        return tuple(cells)
    end = len(cells)
    while end and cells[end - 1] is None:
        end -= 1
    return tuple(cells[:end])


def _corner(span: Span) -> tuple[int, int, int, int]:
    return span.top, span.left, span.bottom, span.right
