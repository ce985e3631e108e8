"""A filled form read back: by the words of its headings, wherever people have moved them to."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.model.cells import Broken, RawSheet, Value, address
from pipeline.read.container import sheets_of
from pipeline.read.refusal import Refusal, explain
from pipeline.read.single import read_bytes
from pipeline.rounds.form.book import FormBook, FormProblem, FormRow, FormValue
from pipeline.rounds.form.tables import (
    FRAME,
    FRAME_ROWS,
    OWN_TARGET,
    PAPER,
    TABLES,
    FormColumn,
    FormTable,
    ValueKind,
)
from pipeline.thai.calendar import NotADate, parse_date, thai_date
from pipeline.thai.digits import NotANumber, parse_decimal, shortest
from pipeline.thai.text import clean, squeeze

_ENOUGH = 0.5  # of a table's headings in one row: fewer are another table, or words
_LIKELY = 0.6  # how alike a word is to the one that was meant
_NOT = "ไม่"  # before a word says the opposite of it
_CELL_END = re.compile(r"(?<!\|) \| (?!\|)")
_NO_FORM = (
    "ไม่ใช่แบบกำหนดตัวชี้วัด ทำแบบใหม่ด้วย pipeline round new รอบ --word ไฟล์ข้อตกลง.docx "
    "แล้วกรอกใน Excel บันทึกเป็น .xlsx")


def read_form(path: Path) -> FormBook:
    """The rows of a form's tables, each value as its column's ``kind`` says, and what could not be read, by
    sheet and cell. Raises UsageError where the file cannot be read or is no form."""
    sheets = _sheets(path)
    places = _places(sheets)
    if len(places) * 2 < len(TABLES):
        raise UsageError(f"{path}: {_NO_FORM}")
    problems = [*_copies(places, sheets)]
    tables: dict[str, Sequence[FormRow]] = {}
    torn = False
    for table in TABLES:
        place = places.get(table.id)
        if place is None:
            torn = True
            problems.append(FormProblem(table.sheet, "", (
                f"ไม่พบตาราง “{table.title}” คัดลอกหัวตารางกลับมาจากแบบเดิม หรือทำแบบใหม่ด้วย pipeline round new")))
            continue
        reader = _Reader(place, problems)
        tables[table.id] = tuple(reader.rows())
        torn = torn or reader.torn
    return FormBook(tables, tuple(problems), torn)


def _sheets(path: Path) -> list[RawSheet]:
    if not path.is_file():
        raise UsageError(f"ไม่พบไฟล์ {path} ตรวจชื่อไฟล์ แล้วสั่งใหม่")
    try:
        data, _ = read_bytes(path.resolve())
        if not data:
            raise Refusal("empty")
        return sheets_of(data, path.name)
    except Refusal as refusal:
        if refusal.code in ("not-a-spreadsheet", "other-document"):
            raise UsageError(f"{path}: {_NO_FORM}") from None
        raise UsageError(f"{path}: {explain(refusal.code, refusal.detail)}") from None


# --- where the tables stand ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Place:
    """One per table that was found: the row of its headings (from 0), the row that ends it, and the columns (from
    0) in which its headings stand, each heading's in order."""

    table: FormTable
    sheet: RawSheet
    top: int
    end: int
    columns: Mapping[str, tuple[int, ...]]


def _places(sheets: Sequence[RawSheet]) -> dict[str, _Place]:
    """The tables by their ids, each where most of its headings stand first."""
    best: dict[str, tuple[int, RawSheet, int]] = {}
    for sheet in sheets:
        for row in sheet.rows.held:
            words = _words(sheet, row)
            for table in TABLES:
                count = _count(table, words, sheet)
                if count > best.get(table.id, (0,))[0]:
                    best[table.id] = (count, sheet, row)
    heads = [(sheet.name, row) for _, sheet, row in best.values()]
    return {table.id: _place(table, *best[table.id][1:], heads) for table in TABLES if table.id in best}


def _copies(places: Mapping[str, _Place], sheets: Sequence[RawSheet]) -> Iterator[FormProblem]:
    """A problem for each table that stands on two sheets alike."""
    for place in places.values():
        wanted = _count(place.table, _words(place.sheet, place.top), place.sheet)
        for sheet in sheets:
            counts = (_count(place.table, _words(sheet, row), sheet) for row in sheet.rows.held)
            if sheet is not place.sheet and max(counts, default=0) >= wanted:
                yield FormProblem(sheet.name, "", (
                    f"ตาราง “{place.table.title}” มีทั้งในแผ่นนี้และแผ่น {place.sheet.name} เก็บไว้แผ่นเดียว"))


def _words(sheet: RawSheet, row: int) -> set[str]:
    return {squeeze(cell) for cell in sheet.rows[row] if isinstance(cell, str)}


def _count(table: FormTable, words: set[str], sheet: RawSheet) -> int:
    """How many of a table's headings are among the words of a row; 0 where they are too few to be it."""
    own = {squeeze(column.heading) for column in table.columns}
    count = len(own & words)
    if table is PAPER and squeeze(table.sheet) not in (squeeze(sheet.name), *_titles(sheet)):
        return 0
    return count if count >= max(_ENOUGH * len(own), min(2, len(own))) else 0


def _titles(sheet: RawSheet) -> set[str]:
    return {squeeze(cell) for row in list(sheet.rows.held)[:5] for cell in sheet.rows[row] if isinstance(cell, str)}


def _place(table: FormTable, sheet: RawSheet, top: int, heads: Sequence[tuple[str, int]]) -> _Place:
    below = [row for name, row in heads if name == sheet.name and row > top]
    end = min(below, default=len(sheet.rows))
    titles = {squeeze(other.title) for other in TABLES if other is not table}
    ended = (row for row in range(top + 1, end) if any(
        isinstance(cell, str) and squeeze(cell) in titles for cell in sheet.rows[row][:3]))
    columns: dict[str, tuple[int, ...]] = {}
    for column in table.columns:
        heading = squeeze(column.heading)
        at = (n for n, cell in enumerate(sheet.rows[top]) if isinstance(cell, str) and squeeze(cell) == heading)
        columns[column.key] = tuple(at)
    return _Place(table, sheet, top, min(ended, default=end), columns)


# --- what stands in them -------------------------------------------------------------------------


class _Unreadable(ValueError):
    """A value that is not what its column holds; the message says what to do."""


class _Reader:
    """A table as it is read; what is wrong is added to ``problems``, and it is ``torn`` where a heading is gone."""

    def __init__(self, place: _Place, problems: list[FormProblem]) -> None:
        self._place = place
        self._problems = problems
        self.torn = False
        self._merged = {
            (row, span.left): span.top for span in place.sheet.spans if span.top > place.top
            for row in range(span.top + 1, min(span.bottom + 1, place.end))}

    def rows(self) -> Iterator[FormRow]:
        """The rows that are not blank, in the order of the sheet; those of the signed text with its blank lines."""
        columns = dict(self._columns())
        blank: list[FormRow] = []
        for row in range(self._place.top + 1, self._place.end):
            if self._is_heading(row):
                continue
            found = self._row(row, columns)
            if found.values:
                yield from blank
                yield found
                blank = []
            elif self._place.table is PAPER:
                blank.append(found)

    def _is_heading(self, row: int) -> bool:
        """Whether the headings stand there again, as people copy them down a long table."""
        texts = _words(self._place.sheet, row)
        return len(texts) > 1 and {squeeze(column.heading) for column in self._place.table.columns} >= texts

    def _columns(self) -> Iterator[tuple[str, tuple[FormColumn, int]]]:
        """The columns that are read, each with where it stands; one that is gone or there twice is told."""
        for column in self._place.table.columns:
            at = self._place.columns[column.key]
            if at:
                yield column.key, (column, at[0])
            if column.live or (column.hidden and not at):
                continue
            if len(at) > 1:
                self._wrong(self._place.top, at[1], f"หัวช่อง “{column.heading}” มีสองช่อง ลบช่องที่ไม่ใช้ หรือเปลี่ยนหัวช่อง")
            if not at:
                self.torn = True
                self._problems.append(FormProblem(self._place.sheet.name, "", (
                    f"ไม่พบหัวช่อง “{column.heading}” ของตาราง “{self._place.table.title}” พิมพ์หัวช่องนี้คืนในแถวที่ {self._place.top + 1} "
                    "แล้วสั่งใหม่ จึงจะตรวจช่องอื่นได้")))

    def _row(self, row: int, columns: Mapping[str, tuple[FormColumn, int]]) -> FormRow:
        values: dict[str, FormValue] = {}
        cells = {}
        key = self._frame_key(row, columns) if self._place.table is FRAME else ""
        for name, (column, at) in columns.items():
            cells[name] = address(row, at)
            if column.live:
                continue
            framed = replace(column, heading=_FRAME_NAMES[key], kind=_FRAME_KINDS[key]) if key and name == "value" else column
            value = self._value(row, at, framed)
            if value is not None:
                values[name] = value
        if key:
            values["key"] = key
        return FormRow(values, cells)

    def _frame_key(self, row: int, columns: Mapping[str, tuple[FormColumn, int]]) -> str:
        """Which row of the frame this is: by its hidden key, else by its words."""
        for name, known in (("key", _FRAME_KEYS), ("what", _FRAME_WORDS)):
            word = self._at(row, columns[name][1]) if name in columns else None
            if isinstance(word, str) and squeeze(word) in known:
                return known[squeeze(word)]
        return ""

    def _at(self, row: int, column: int) -> Value:
        """What a cell shows; of a cell that is merged with those above it, what stands there."""
        cells = self._place.sheet.rows[row]
        value = cells[column] if column < len(cells) else None
        above = self._merged.get((row, column)) if value is None else None
        return value if above is None else self._at(above, column)

    def _value(self, row: int, at: int, column: FormColumn) -> FormValue | None:
        value = self._at(row, at)
        if value is None or (isinstance(value, str) and not clean(value)):
            return None
        try:
            if isinstance(value, Broken):
                gave = f"ให้ค่า {value.text}" if value.text else "ไม่ได้เก็บค่าไว้"
                raise _Unreadable(f"สูตรในช่องนี้{gave} พิมพ์ค่าเองแทนสูตร")
            if isinstance(value, (bool, dt.time)):
                raise _Unreadable(f"อ่านค่าของช่อง “{column.heading}” ไม่ได้ พิมพ์ใหม่เป็นข้อความหรือตัวเลข")
            if self._place.table is PAPER and isinstance(value, str):
                return _tabbed(value)
            return _choice(_text(value, column), column) if column.choices else _KINDS[column.kind](value, column)
        except _Unreadable as problem:
            self._wrong(row, at, str(problem))
            return None

    def _wrong(self, row: int, column: int, words: str) -> None:
        self._problems.append(FormProblem(self._place.sheet.name, address(row, column), words))


_FRAME_KINDS: Mapping[str, ValueKind] = {key: kind for key, _, _, kind in FRAME_ROWS}
_FRAME_KEYS = {squeeze(key): key for key in _FRAME_KINDS}
_FRAME_NAMES = {key: what for key, what, _, _ in FRAME_ROWS}
_FRAME_WORDS = {squeeze(what): key for key, what in _FRAME_NAMES.items()}


def parted(line: str) -> str:
    """A line of the signed text as its cell shows it, a bar where a cell of the paper's table ends."""
    return line.replace("|", "||").replace("\t", " | ")


def _tabbed(line: str) -> str:
    return _CELL_END.sub("\t", line).replace("||", "|")


def _text(value: Value, column: FormColumn) -> str:
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    if isinstance(value, dt.date):
        raise _Unreadable(f"โปรแกรมตารางเปลี่ยนที่พิมพ์ไว้เป็นวันที่ ({thai_date(value)}) พิมพ์ใหม่โดยใส่ ' ไว้ข้างหน้า")
    return shortest(_number(value, column) or Decimal(0))


def _lines(value: Value, column: FormColumn) -> str:
    return "\n".join(line.strip() for line in _text(value, column).splitlines())


def _number(value: Value, column: FormColumn) -> Decimal | None:
    """A number; None of a dash, which says that there is none."""
    try:
        return parse_decimal(value.strip().removesuffix(".") if isinstance(value, str) else value)
    except NotANumber:
        words = f"ช่อง “{column.heading}” เป็นตัวเลข แต่พิมพ์ไว้ว่า “{_shown(value)}” พิมพ์เฉพาะตัวเลข ไม่มีให้เว้นว่าง"
        raise _Unreadable(words) from None


def _whole(value: Value, column: FormColumn) -> Decimal | None:
    number = _number(value, column)
    if number is not None and number != number.to_integral_value():
        raise _Unreadable(f"ช่อง “{column.heading}” เป็นจำนวนเต็ม แต่พิมพ์ไว้ว่า “{_shown(value)}”")
    return number


def _date(value: Value, column: FormColumn) -> dt.date | None:
    try:
        return parse_date(value)
    except NotADate:
        words = f"ช่อง “{column.heading}” เป็นวันที่ แต่พิมพ์ไว้ว่า “{_shown(value)}” พิมพ์เช่น 1 เม.ย. 69"
        raise _Unreadable(words) from None


def _bound(value: Value, column: FormColumn) -> FormValue | None:
    """A number, a day, or each district's own target."""
    if isinstance(value, str) and squeeze(value) == squeeze(OWN_TARGET):
        return OWN_TARGET
    with suppress(_Unreadable):
        return _date(value, column) if isinstance(value, dt.date) else _number(value, column)
    with suppress(_Unreadable):
        return _date(value, column)
    raise _Unreadable(
        f"อ่านค่า “{_shown(value)}” ไม่ได้ พิมพ์เฉพาะตัวเลข วันที่ (เช่น 1 เม.ย. 69) หรือ {OWN_TARGET}")


def _choice(text: str, column: FormColumn) -> str:
    words = {squeeze(choice): choice for choice in column.choices}
    if (choice := words.get(squeeze(text))) is not None:
        return choice
    near = [word for word in get_close_matches(squeeze(text), words, 1, _LIKELY) if word.startswith(_NOT) == squeeze(text).startswith(_NOT)]
    likely = f"น่าจะเป็น “{words[near[0]]}” " if near else ""
    choose = f"เลือกจากรายการ: {', '.join(column.choices)}" if len(column.choices) > 1 else (
        f"ถูกต้องแล้วเลือก {column.choices[0]} ยังไม่ถูกต้อง แก้ช่องอื่นของแถวนี้ก่อน")
    raise _Unreadable(f"ช่อง “{column.heading}” ไม่มีคำว่า “{_shown(text)}” {likely}{choose}")


def _shown(value: Value) -> str:
    if isinstance(value, dt.date):
        return thai_date(value)
    text = " ".join(str(value).split())
    return text if len(text) <= 60 else f"{text[:59]}…"


_KINDS: Mapping[ValueKind, Callable[[Value, FormColumn], FormValue | None]] = {
    "text": _text, "lines": _lines, "number": _number, "whole": _whole, "date": _date, "value": _bound}
