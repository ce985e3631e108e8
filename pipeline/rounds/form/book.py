"""A form as it is filled: the rows of each of its tables."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

FormValue = str | Decimal | dt.date


@dataclass(frozen=True, slots=True)
class FormRow:
    """One per row: its values by the keys of its table's columns (what is blank is not there), and where each
    stands (``F12``; none in a form that nobody has laid out yet)."""

    values: Mapping[str, FormValue]
    cells: Mapping[str, str] = field(default_factory=dict)

    def text(self, key: str) -> str:
        """A text; "" where it is blank."""
        value = self.values.get(key)
        return "" if value is None else str(value)

    def lines(self, key: str) -> tuple[str, ...]:
        """The lines of a text that are not blank."""
        return tuple(line.strip() for line in self.text(key).splitlines() if line.strip())

    def number(self, key: str) -> Decimal | None:
        """A number; None where it is blank or none."""
        value = self.values.get(key)
        return value if isinstance(value, Decimal) else None

    def date(self, key: str) -> dt.date | None:
        """A day; None where it is blank or none."""
        value = self.values.get(key)
        return value if isinstance(value, dt.date) else None


@dataclass(frozen=True, slots=True)
class FormProblem:
    """One per thing that is wrong in a form: where (its sheet and cell, "" for the whole of it), what, and what to do,
    in Thai."""

    sheet: str
    cell: str
    words: str

    @property
    def line(self) -> str:
        """``แผ่น เกณฑ์ ช่อง F12: …``."""
        place = " ".join(filter(None, [self.sheet and f"แผ่น {self.sheet}", self.cell and f"ช่อง {self.cell}"]))
        return f"{place}: {self.words}" if place else self.words


@dataclass(frozen=True, slots=True)
class FormBook:
    """One per form: its rows by the ids of the tables of :mod:`pipeline.rounds.form.tables`, what could not be
    read in its cells, and whether a table or a heading is gone (``torn``), so that what else lacks says nothing."""

    tables: Mapping[str, Sequence[FormRow]]
    problems: tuple[FormProblem, ...] = ()
    torn: bool = False

    def rows(self, table: str) -> Sequence[FormRow]:
        """The rows of a table that are not blank."""
        return self.tables.get(table, ())

    def frame(self, key: str) -> FormRow:
        """The row of the frame of this key, blank where there is none."""
        return next((row for row in self.rows("frame") if row.values.get("key") == key), FormRow({}))
