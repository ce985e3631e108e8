"""What is being made of a form: its cells, what is wrong in them, and where in the files each came to stand."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from openpyxl.utils.cell import coordinate_from_string

from pipeline.rounds.form.book import FormBook, FormProblem, FormRow
from pipeline.rounds.form.tables import DEDUCTION, FRAME, FRAME_ROWS, KPIS, FormTable
from pipeline.thai.digits import shortest
from pipeline.thai.text import squeeze

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class FormPlace:
    """Where something stands in a form: its sheet, its cell ("" where nobody has laid it out), and what it is
    (``ตัวชี้วัดที่ 1 ระดับที่ 2 ค่า``)."""

    sheet: str
    cell: str = ""
    what: str = ""


def place_of(table: FormTable, row: FormRow, key: str) -> FormPlace:
    """Where the value of a row stands, or would stand if it is blank."""
    if table is FRAME:
        return FormPlace(table.sheet, row.cells.get(key, ""), next((name for one, name, _, _ in FRAME_ROWS if one == row.text("key")), ""))
    part = row.text("part").strip()
    whose = (
        f"ตัวชี้วัดที่ {shortest(number)}" if (number := row.number("number")) is not None else row.text("name") if table is not KPIS else "",
        part if part.startswith(DEDUCTION.strip()) else f"ส่วน {part}" if part else "",
        f"ระดับที่ {shortest(level)}" if (level := row.number("level")) is not None else "")
    return FormPlace(table.sheet, row.cells.get(key, ""), " ".join(filter(None, (*whose, table.column(key).heading))))


@dataclass(slots=True)
class Draft:
    """One per form that is made into a round. ``places``: where in the form stands what a file (by its path from
    ``agreement/`` on) has at a key, as the loader of rounds names it; the key "" is the file as a whole.
    ``names``: what a file's own ids stand for, in the words of the form. ``unsure``: the KPIs of which some level is
    not told, so that what is found of their ladders as a whole says nothing. ``remarks``: Thai lines on what is
    odd in the form and yet may be meant."""

    book: FormBook
    problems: list[FormProblem] = field(default_factory=list)
    places: dict[tuple[str, str], FormPlace] = field(default_factory=dict)
    names: dict[tuple[str, str], str] = field(default_factory=dict)
    unsure: set[int] = field(default_factory=set)
    remarks: list[str] = field(default_factory=list)

    def note(self, table: FormTable, row: FormRow, key: str, words: str) -> None:
        """Notes what is wrong at a value of a row."""
        place = place_of(table, row, key)
        self.note_at(place.sheet, place.cell, words)

    def note_at(self, sheet: str, cell: str, words: str) -> None:
        """Notes what is wrong at a cell, or at several, of a sheet."""
        self.problems.append(FormProblem(sheet, cell, words))

    def keep(self, file: str, key: str, table: FormTable, row: FormRow, column: str, what: str | None = None) -> None:
        """Notes that what stands at a key of a file comes from a value of a row, or, where it is of several rows, from
        those beginning with this one, which together are ``what``."""
        place = place_of(table, row, column)
        self.places[file, key] = place if what is None else replace(place, what=what)

    def chosen(
        self, table: FormTable, row: FormRow, key: str, words: Mapping[str, _T], default: _T
    ) -> _T:
        """What the words in a column of choices stand for; the default where it is blank, or says none of them."""
        text = row.text(key).strip()
        if not text:
            return default
        known = {squeeze(word): value for word, value in words.items()}
        if squeeze(text) in known:
            return known[squeeze(text)]
        self.note(table, row, key, unknown(text, words))
        return default


def unknown(text: str, known: Iterable[str], most: int = 8) -> str:
    """What is said of words that are none of those that there are: the nearest, or all where they are few."""
    words = list(known)
    near = difflib.get_close_matches(text, words, 3, 0.4)
    hint = f"หมายถึง {' หรือ '.join(f'“{one}”' for one in near)} หรือไม่" if near else "เลือกจากรายการ"
    every = f" ใช้ได้: {', '.join(words)}" if len(words) <= most and words else ""
    return f"ไม่รู้จัก “{text}” {hint}{every}"


def numbers_in(cells: Sequence[str]) -> str:
    """Cells of one column as one range (``J5:J9``) where they stand below each other, else each by itself."""
    split = [coordinate_from_string(cell) for cell in cells if cell]
    lines = [line for _, line in split]
    if len(lines) > 1 and lines == list(range(lines[0], lines[0] + len(lines))):
        return f"{cells[0]}:{cells[-1]}"
    return ", ".join(filter(None, cells))
