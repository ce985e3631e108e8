"""The form as a workbook: how it is filled in, then a sheet for each part of a round, filled with what is known."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from pipeline.model.words import DEPARTMENT
from pipeline.rounds.form import live, look
from pipeline.rounds.form.book import FormBook, FormRow
from pipeline.rounds.form.guide import write_guide
from pipeline.rounds.form.reading import parted
from pipeline.rounds.form.tables import (
    FRAME,
    FRAME_ROWS,
    ITEMS,
    KPIS,
    LEVELS,
    NO,
    PAPER,
    SECTIONS,
    TABLES,
    YES,
    FormColumn,
    FormTable,
)
from pipeline.thai.calendar import thai_date
from pipeline.xlsx.addresses import letters, quoted
from pipeline.xlsx.books import About, empty_book, to_bytes
from pipeline.xlsx.rules import CellRule, put_rule

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

TITLE = "แบบกำหนดตัวชี้วัด"
LISTS = "ตัวเลือก"
_INSERTED = 150  # rows that people may insert and that are still computed
_PASTED = 80  # rows for the signed text where there is none yet
# What must be filled in before a round can be added: a blank cell of these stands out.
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "sections": ("share",), "bands": ("at_least",), "signers": ("party",), "kpis": ("section", "weight", "way"),
    "levels": ("bound", "confirmed"), "items": ("text",), "readings": ("chosen", "other"), "sources": ("role",),
    "targets": ("target",)}
_SHORT = ("whole", "number", "value")
_MIDDLE = ("part", "level", "levels", "items", "confirmed", "number", "kpis", "kpi", "unit", "use", "required", "short")
_AS_TYPED = "@"  # what is typed stays a text: 3, 4 or 2569-2 never becomes a date


def form_workbook(book: FormBook, lists: Mapping[str, Sequence[str]]) -> bytes:
    """The workbook of a form; the same form and ``lists`` always give the same bytes. ``lists`` are the
    choices that columns name (``list_of``): sections, ways, units, figures, answers; other text may be typed."""
    return _Form(book, lists).made()


@dataclass(frozen=True, slots=True)
class _Laid:
    """One per table as it is laid out: the row of its headings, its first and last rows, and the column (from 1) of
    each of its keys."""

    table: FormTable
    top: int
    last: int
    columns: Mapping[str, int]

    @property
    def first(self) -> int:
        return self.top + 1

    def cells(self, key: str) -> str:
        """The cells of a column: ``F5:F60``."""
        letter = letters(self.columns[key])
        return f"{letter}{self.first}:{letter}{self.last}"

    def letter(self, key: str) -> str:
        """The letters of a column."""
        return letters(self.columns[key])


class _Form:
    """The workbook as it is made."""

    def __init__(self, form: FormBook, lists: Mapping[str, Sequence[str]]) -> None:
        self._form = form
        self._lists = {name: tuple(dict.fromkeys(lists.get(name, ()))) for name in sorted(lists)}
        self._book: Workbook = empty_book(look.FONT, look.SIZE)
        self._laid: dict[str, _Laid] = {}
        self._known = live.live_levels(form)
        self._values: dict[str, dict[str, object]] = {}

    def made(self) -> bytes:
        """The file."""
        guide = self._book.create_sheet("วิธีกรอก")
        places = {table.id: place for sheet in _sheets() for table, place in self._planned(sheet)}
        self._laid = places
        last = max(places[table.id].last for table in (KPIS, LEVELS, ITEMS)) + _INSERTED
        self._live = live.LiveSheet(lambda table, key: places[table].letter(key), last)
        for name in _sheets():
            self._sheet(name)
        self._counts(guide)
        self._hidden()
        about = About(" ".join(filter(None, (TITLE, self._form.frame("round").text("value")))), DEPARTMENT)
        return to_bytes(self._book, about, self._values)

    # --- layout ----------------------------------------------------------------------------------

    def _planned(self, name: str) -> list[tuple[FormTable, _Laid]]:
        tables = [table for table in TABLES if table.sheet == name]
        planned, row = [], 2
        for table in tables:
            top = row + 1
            last = top + len(self._rows(table)) + self._spare(table)
            hidden = 0 if table.columns[0].hidden or len(tables) == 1 else 1
            columns = {column.key: number + hidden for number, column in enumerate(table.columns, 1)}
            if table is FRAME:
                columns = {"key": 1, "what": 2, "value": 3, "help": 5}
            planned.append((table, _Laid(table, top, last, columns)))
            row = last + 2
        return planned

    def _rows(self, table: FormTable) -> Sequence[FormRow]:
        if table is not FRAME:
            return self._form.rows(table.id)
        rows = []
        for key, what, helped, _ in FRAME_ROWS:
            value = self._form.frame(key).values.get("value")
            rows.append(FormRow({"key": key, "what": what, "help": helped} | ({} if value is None else {"value": value})))
        return rows

    def _spare(self, table: FormTable) -> int:
        return _PASTED if table is PAPER and not self._form.rows(PAPER.id) else table.spare

    def _sheet(self, name: str) -> None:
        sheet = self._book.create_sheet(name)
        tables = [laid for laid in self._laid.values() if laid.table.sheet == name]
        widths = _widths(tables)
        hidden = [n for laid in tables for column in laid.table.columns if column.hidden for n in [laid.columns[column.key]]]
        for number, width in widths.items():
            sheet.column_dimensions[letters(number)].width = width
            sheet.column_dimensions[letters(number)].hidden = number in hidden
        shown = {number: width for number, width in widths.items() if number not in hidden}
        first = min(shown)
        look.words(sheet, 1, first, _heading(name), look.LARGE, bold=True)
        for laid in tables:
            self._table(sheet, laid, widths, first)
        keys = _keys(tables[0]) if len(tables) == 1 else 0
        if len(tables) == 1:
            sheet.freeze_panes = f"{letters(keys + 1)}{tables[0].first}"
        else:
            sheet.freeze_panes = "A2"
        if name == LEVELS.sheet:
            self._level_counts(sheet, first)
        look.protect(sheet)
        titles = f"{tables[0].top}:{tables[0].top}" if len(tables) == 1 else ""
        look.pages(sheet, shown, titles, keys, f"{TITLE} {self._form.frame('round').text('value')} {name}")

    def _table(self, sheet: "Worksheet", laid: _Laid, widths: Mapping[int, float], first: int) -> None:
        table = laid.table
        look.words(sheet, laid.top - 1, first, table.title, bold=True, ink=look.GREY)
        tallest = look.LINE
        for column in table.columns:
            cell = sheet.cell(laid.top, laid.columns[column.key])
            look.put(cell, column.heading, look.HEAD, locked=True, bold=True, middle=True)
            tallest = max(tallest, look.height(column.heading, look.room(_width(laid, column, widths)) + 8, bold=True))
        if table is FRAME:
            look.put(sheet.cell(laid.top, 4), None, look.HEAD, locked=True)
            sheet.merge_cells(None, laid.top, 3, laid.top, 4)
        look.set_height(sheet, laid.top, tallest)
        rows = self._rows(table)
        for number in range(laid.first, laid.last + 1):
            place = number - laid.first
            self._row(sheet, laid, number, rows[place] if place < len(rows) else FormRow({}), widths)
        self._rules(sheet, laid)
        self._colours(sheet, laid)

    def _row(self, sheet: "Worksheet", laid: _Laid, number: int, row: FormRow, widths: Mapping[int, float]) -> None:
        tallest = look.LINE
        for column in laid.table.columns:
            value = row.values.get(column.key)
            if isinstance(value, dt.date):
                value = thai_date(value)
            if laid.table is PAPER and isinstance(value, str):
                value = parted(value)
            cell = sheet.cell(number, laid.columns[column.key])
            locked = column.live or column.hidden or column.key == "question" or (column.locked and value is not None)
            colour = look.SIGNED if column.live or (column.locked and value is not None) else ""
            look.put(cell, value, colour, locked, middle=column.key in _MIDDLE or isinstance(value, Decimal))
            if column.kind not in _SHORT and not column.locked and not (isinstance(value, str) and len(value) > 200):
                cell.number_format = _AS_TYPED
            if column.live:
                value = self._computed(sheet, laid, number, column)
            if isinstance(value, str):
                tallest = max(tallest, look.height(value, look.room(_width(laid, column, widths))))
        if laid.table is FRAME:
            look.put(sheet.cell(number, 4), None)
            sheet.merge_cells(None, number, 3, number, 4)
        look.set_height(sheet, number, tallest)

    # --- what is computed ------------------------------------------------------------------------

    def _computed(self, sheet: "Worksheet", laid: _Laid, number: int, column: FormColumn) -> str:
        """Puts a formula, with its value beside it; its text."""
        formula = self._live.shown("items" if column.key == "items" else "shown")
        cell = sheet.cell(number, laid.columns[column.key])
        cell.value = formula
        if column.key == "items":
            cell.number_format = "0;;"
        place = number - laid.first
        value: object = "" if column.key == "edges" else 0
        if place < len(self._known):
            value = self._known[place].edges if column.key == "edges" else self._known[place].items or 0
        self._store(sheet.title, cell.coordinate, value)
        return str(value) if column.key == "edges" else ""

    def _store(self, sheet: str, cell: str, value: object) -> None:
        self._values.setdefault(sheet, {})[cell] = value

    def _level_counts(self, sheet: "Worksheet", first: int) -> None:
        pass

    def _counts(self, guide: "Worksheet") -> None:
        write_guide(guide)

    def _hidden(self) -> None:
        sheet = self._book.create_sheet(live.SHEET)
        sheet.sheet_state = "hidden"
        for number, row in enumerate(self._live.rows(), 1):
            for column, formula in enumerate(row, 1):
                sheet.cell(number, column, formula)
        lists = self._book.create_sheet(LISTS)
        lists.sheet_state = "hidden"
        for column, choices in enumerate(self._lists.values(), 1):
            for number, choice in enumerate(choices, 1):
                look.words(lists, number, column, choice)

    # --- what may be typed -----------------------------------------------------------------------

    def _rules(self, sheet: "Worksheet", laid: _Laid) -> None:
        for column in laid.table.columns:
            if not column.live and (rule := self._rule(column)) is not None:
                put_rule(sheet, rule, laid.cells(column.key), LISTS)
        if laid.table is FRAME:
            for number, (key, _, helped, _) in enumerate(FRAME_ROWS, laid.first):
                choices = (YES, NO) if key == "thai_digits" else ()
                error = f"พิมพ์ {YES} หรือ {NO}" if choices else ""
                put_rule(sheet, CellRule(helped, error, choices), f"{laid.letter('value')}{number}", LISTS)

    def _rule(self, column: FormColumn) -> CellRule | None:
        about = column.about
        if column.choices:
            return CellRule(about, f"เลือกจากรายการ: {', '.join(column.choices)}", column.choices)
        if column.list_of:
            return CellRule(about, listed=self._listed(column.list_of))
        if column.kind in ("number", "whole"):
            error = "ช่องนี้พิมพ์ได้เฉพาะ" + ("จำนวนเต็ม" if column.kind == "whole" else "ตัวเลข") + " ไม่มีให้เว้นว่าง"
            return CellRule(about, error, kind="whole" if column.kind == "whole" else "decimal", least=-(10**12))
        return CellRule(about) if about else None

    def _listed(self, name: str) -> str:
        """Where the choices of a list stand; the sections where a person types them."""
        if name == "sections":
            laid = self._laid[SECTIONS.id]
            letter = laid.letter("name")
            return f"{quoted(SECTIONS.sheet)}${letter}${laid.first}:${letter}${laid.last}"
        column = letters(list(self._lists).index(name) + 1) if name in self._lists else "A"
        return f"{quoted(LISTS)}${column}$1:${column}${max(len(self._lists.get(name, ())), 1)}"

    # --- colours that follow ---------------------------------------------------------------------

    def _colours(self, sheet: "Worksheet", laid: _Laid) -> None:
        from openpyxl.formatting.rule import FormulaRule
        from openpyxl.styles import Font

        row = laid.first
        used = "+".join(f'(${laid.letter(c.key)}{row}<>"")' for c in laid.table.columns if c.key in ("number", "name", "title", "role", "text", "question", "kpi", "levels"))
        for key in _NEEDED.get(laid.table.id, ()):
            here = f"${laid.letter(key)}{row}"
            sheet.conditional_formatting.add(laid.cells(key), FormulaRule([f'AND({here}="",{used}>0)'], fill=look.fill(look.NEEDED)))
        if laid.table is LEVELS:
            asked, confirmed = (f"${laid.letter(key)}{row}" for key in ("question", "confirmed"))
            bold = Font(bold=True, color=look.ORANGE)
            sheet.conditional_formatting.add(laid.cells("question"), FormulaRule(
                [f'AND({asked}<>"",{confirmed}="")'], font=bold, fill=look.fill(look.ASKED)))
            sheet.conditional_formatting.add(laid.cells("confirmed"), FormulaRule(
                [f'{confirmed}="{YES}"'], fill=look.fill(look.DONE)))


def _sheets() -> list[str]:
    return list(dict.fromkeys(table.sheet for table in TABLES))


def _heading(name: str) -> str:
    return f"{TITLE}: {name}"


def _keys(laid: _Laid) -> int:
    """How many columns at the left tell which KPI a row is about; they stay in sight."""
    keys = [laid.columns[key] for key in ("number", "part", "level") if key in laid.columns]
    return max(keys, default=0) if laid.table in (KPIS, LEVELS, ITEMS) else 0


def _widths(tables: Sequence[_Laid]) -> dict[int, float]:
    """The width of each column of a sheet; where tables stand one below the other, what fits them all."""
    if len(tables) == 1:
        (laid,) = tables
        return {laid.columns[column.key]: column.width for column in laid.table.columns}
    return {1: 10, 2: 26, 3: 24, 4: 40, 5: 44}


def _width(laid: _Laid, column: FormColumn, widths: Mapping[int, float]) -> float:
    """The digits that a column's texts have."""
    if laid.table is FRAME and column.key == "value":
        return widths[3] + widths[4]
    return widths[laid.columns[column.key]]
