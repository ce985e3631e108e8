"""The form as a workbook: how it is filled in, then a sheet for each part of a round, filled with what is known."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from pipeline.model.words import DEPARTMENT
from pipeline.rounds.form import live, look
from pipeline.rounds.form.book import FormBook, FormRow
from pipeline.rounds.form.guide import SHEET, WIDTHS, write_guide
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
from pipeline.thai.digits import shortest
from pipeline.xlsx.addresses import letters, quoted
from pipeline.xlsx.books import About, empty_book, to_bytes
from pipeline.xlsx.rules import CellRule, put_rule

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

TITLE = "แบบกำหนดตัวชี้วัด"
LISTS, LONG = "ตัวเลือก", "ตัวเลือกของช่อง"  # the lists that the form is given; choices too long for a cell's rule
_INSERTED = 150  # rows that people may insert and that are still computed
_BLANK = {"kpis": 20, "levels": 80, "paper": 200}  # rows of a table of which nothing is known yet
# What must be filled in before a round can be added: a blank cell of these stands out.
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "sections": ("share",), "bands": ("at_least",), "signers": ("party",), "kpis": ("section", "weight", "way"),
    "levels": ("bound", "confirmed"), "items": ("text",), "readings": ("chosen", "other"), "sources": ("role",),
    "targets": ("target",)}
_NEEDED_FRAME = ("round", "title", "start", "end")
_USED = ("number", "name", "title", "role", "text", "question", "kpi")  # of these one says that a row is not spare
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
        guide = self._book.create_sheet(SHEET)
        self._laid = places = {table.id: place for sheet in _sheets() for table, place in self._planned(sheet)}
        last = max(places[table.id].last for table in (KPIS, LEVELS, ITEMS)) + _INSERTED
        self._live = live.LiveSheet(lambda table, key: places[table].letter(key), last)
        for name in _sheets():
            self._sheet(name)
        self._guide(guide)
        self._hidden()
        return to_bytes(self._book, About(self._title, DEPARTMENT), self._values)

    @property
    def _title(self) -> str:
        return f"{TITLE} {self._form.frame('round').text('value')}".strip()

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
        return table.spare if self._form.rows(table.id) else _BLANK.get(table.id, table.spare)

    def _sheet(self, name: str) -> None:
        sheet = self._book.create_sheet(name)
        tables = [laid for laid in self._laid.values() if laid.table.sheet == name]
        widths = _widths(tables)
        hidden = [n for laid in tables for column in laid.table.columns if column.hidden for n in [laid.columns[column.key]]]
        for number, width in widths.items():
            sheet.column_dimensions[letters(number)].width = width
            sheet.column_dimensions[letters(number)].hidden = number in hidden
        shown = {number: width for number, width in widths.items() if number not in hidden}
        keys = _keys(tables[0]) if len(tables) == 1 else 0
        first = min(number for number in shown if number > keys)
        look.words(sheet, 1, first, f"{self._title}: {name}", look.LARGE, bold=True)
        for laid in tables:
            self._table(sheet, laid, widths, first)
        single = len(tables) == 1
        sheet.freeze_panes = f"{letters(keys + 1)}{tables[0].first}" if single else "A2"
        look.protect(sheet)
        blocks = [(laid.top - 1, laid.last + 1) for laid in tables]
        look.pages(sheet, shown, f"{self._title} {name}", f"{tables[0].top}:{tables[0].top}" if single else "", keys,
                   () if single else blocks)

    def _table(self, sheet: "Worksheet", laid: _Laid, widths: Mapping[int, float], first: int) -> None:
        table = laid.table
        look.words(sheet, laid.top - 1, first, table.title, bold=True, ink=look.GREY)
        tallest = look.LINE
        for column in table.columns:
            cell = sheet.cell(laid.top, laid.columns[column.key])
            look.put(cell, column.heading, look.HEAD, locked=True, bold=True, middle=True, upright="center")
            if not column.hidden:
                tallest = max(tallest, look.height(column.heading, look.room(_width(laid, column, widths)) + 10, bold=True))
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
        if table is SECTIONS:
            self._sums(sheet, laid)
        if table is LEVELS:
            self._left(sheet, f"{laid.letter('edges')}1")

    def _row(self, sheet: "Worksheet", laid: _Laid, number: int, row: FormRow, widths: Mapping[int, float]) -> None:
        tallest = look.LINE * (2 if laid.table is KPIS else 1)  # คิดจาก is chosen later and takes two
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
            if isinstance(value, str) and not column.hidden:
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

    def _formula(self, sheet: "Worksheet", cell: str, formula: str, value: object, wrong: str = "") -> None:
        """Puts a formula beside a table, with its value; in red where ``wrong`` holds."""
        from openpyxl.styles import Font

        sheet[cell] = formula
        sheet[cell].font = Font(look.FONT, look.SIZE, bold=True)
        self._values.setdefault(sheet.title, {})[cell] = value
        if wrong:
            self._rule_of(sheet, cell, wrong, font=Font(bold=True, color=look.RED))

    def _left(self, sheet: "Worksheet", cell: str) -> None:
        """What is left to confirm and to answer."""
        levels, asked, unconfirmed = (self._live.all(name) for name in ("key", "asked", "unconfirmed"))
        rows = [row for row in self._form.rows(LEVELS.id) if live.key_of(row) and row.number("level") is not None]
        blank = [row for row in rows if not row.text("confirmed")]
        open_ = [row for row in blank if row.text("question")]
        formula = (
            f'="ยังไม่ยืนยัน "&SUM({unconfirmed})&" จาก "&SUMPRODUCT(({levels}<>"")*1)&" ระดับ   ต้องตอบ "&SUM({asked})&" ข้อ"')
        value = f"ยังไม่ยืนยัน {len(blank)} จาก {len(rows)} ระดับ   ต้องตอบ {len(open_)} ข้อ"
        self._formula(sheet, cell, formula, value, f"SUM({unconfirmed})>0")

    def _sums(self, sheet: "Worksheet", laid: _Laid) -> None:
        """The shares together, and the weights of each section, beside the sections."""
        shares = sum((row.number("share") or Decimal(0) for row in self._form.rows(SECTIONS.id)), Decimal(0))
        above = f"{laid.letter('share')}{laid.top - 1}"
        total = f"ROUND(SUM({laid.cells('share')}),6)"
        self._formula(sheet, above, f'="รวม "&{total}', f"รวม {shortest(shares)}", f"{total}<>100")
        column = letters(max(laid.columns.values()) + 1)
        look.put(sheet[f"{column}{laid.top}"], "น้ำหนักรวม", look.HEAD, locked=True, bold=True, middle=True, upright="center")
        for number, row in zip(range(laid.first, laid.last + 1), [*self._form.rows(SECTIONS.id), *[FormRow({})] * SECTIONS.spare], strict=True):
            cell, name = f"{column}{number}", f"{laid.letter('name')}{number}"
            look.put(sheet[cell], None, look.SIGNED, locked=True, middle=True)
            weights = f"ROUND(SUMIF({self._live.all('section')},TRIM({name}),{self._live.all('weight')}),6)"
            own = [one.number("weight") or Decimal(0) for one in self._form.rows(KPIS.id)
                   if not one.text("part") and one.text("section") == row.text("name")]
            value: object = sum(own, Decimal(0)) if row.text("name") else ""
            self._formula(sheet, cell, f'=IF(TRIM({name})="","",{weights})', value, f'AND({cell}<>"",{cell}<>100)')

    def _guide(self, sheet: "Worksheet") -> None:
        for number, width in enumerate(WIDTHS, 1):
            sheet.column_dimensions[letters(number)].width = width
        ways, levels = write_guide(sheet, f"{SHEET} {self._title}", self._form.frame("round").text("value"))
        count = sum(bool(row.text("number")) and not row.text("way") for row in self._form.rows(KPIS.id))
        none = f"SUM({self._live.all('no_way')})"
        self._formula(sheet, ways, f'="ยังไม่เลือก คิดจาก "&{none}&" แถว"', f"ยังไม่เลือก คิดจาก {count} แถว", f"{none}>0")
        self._left(sheet, levels)
        look.protect(sheet)
        look.pages(sheet, dict(enumerate(WIDTHS, 1)), self._title)
        look.single_page(sheet)

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
                put_rule(sheet, rule, laid.cells(column.key), LONG)
        if laid.table is FRAME:
            for number, (key, _, helped, _) in enumerate(FRAME_ROWS, laid.first):
                choices = (YES, NO) if key == "thai_digits" else ()
                error = f"พิมพ์ {YES} หรือ {NO}" if choices else ""
                put_rule(sheet, CellRule(helped, error, choices), f"{laid.letter('value')}{number}", LONG)

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
        row = laid.first
        used = "&".join(f"${laid.letter(column.key)}{row}" for column in laid.table.columns if column.key in _USED)
        for key in _NEEDED.get(laid.table.id, ()):
            whole = f',${laid.letter("part")}{row}=""' if laid.table is KPIS and key != "way" else ""
            self._rule_of(sheet, laid.cells(key), f'AND(${laid.letter(key)}{row}="",{used}<>""{whole})', fill=look.fill(look.NEEDED))
        if laid.table is FRAME:
            for place, (key, *_) in enumerate(FRAME_ROWS, row):
                if key in _NEEDED_FRAME:
                    cell = f"{laid.letter('value')}{place}"
                    self._rule_of(sheet, cell, f'{cell}=""', fill=look.fill(look.NEEDED))
        if laid.table is LEVELS:
            self._level_colours(sheet, laid)

    def _level_colours(self, sheet: "Worksheet", laid: _Laid) -> None:
        """A question until its level is confirmed, what is confirmed, and a line above each KPI and part."""
        from openpyxl.styles import Border, Font, Side

        row = laid.first
        asked, confirmed, number, part = (laid.letter(key) for key in ("question", "confirmed", "number", "part"))
        self._rule_of(sheet, laid.cells("question"), f'AND(${asked}{row}<>"",${confirmed}{row}="")',
                      font=Font(bold=True, color=look.ORANGE), fill=look.fill(look.ASKED))
        self._rule_of(sheet, laid.cells("confirmed"), f'${confirmed}{row}="{YES}"', fill=look.fill(look.DONE))
        grey = Side("thin", look.LINES)
        first, last = letters(min(laid.columns.values())), letters(max(laid.columns.values()))
        others = "OR(" + ",".join(f"${letter}{row}<>${letter}{row - 1}" for letter in (number, part)) + ")"
        self._rule_of(sheet, f"{first}{row}:{last}{laid.last}", f'AND(${number}{row}<>"",{others})', border=Border(grey, grey, Side("thin", "000000"), grey))

    def _rule_of(self, sheet: "Worksheet", cells: str, formula: str, **looks: object) -> None:
        from openpyxl.formatting.rule import FormulaRule

        sheet.conditional_formatting.add(cells, FormulaRule([formula], **looks))  # type: ignore[no-untyped-call]  # openpyxl's


def _sheets() -> list[str]:
    return list(dict.fromkeys(table.sheet for table in TABLES))


def _keys(laid: _Laid) -> int:
    """How many columns at the left tell which KPI a row is about; they stay in sight."""
    keys = {KPIS.id: "name", LEVELS.id: "level", ITEMS.id: "part"}
    return laid.columns[keys[laid.table.id]] if laid.table.id in keys else 0


def _widths(tables: Sequence[_Laid]) -> dict[int, float]:
    """The width of each column of a sheet; where tables stand one below the other, what fits them all."""
    if len(tables) == 1:
        (laid,) = tables
        return {laid.columns[column.key]: column.width for column in laid.table.columns}
    return {1: 10, 2: 26, 3: 24, 4: 40, 5: 44, 6: 12}


def _width(laid: _Laid, column: FormColumn, widths: Mapping[int, float]) -> float:
    """The digits that a column's texts have."""
    if laid.table is FRAME and column.key == "value":
        return widths[3] + widths[4]
    return widths[laid.columns[column.key]]
