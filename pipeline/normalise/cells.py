"""The cells of a table: what they say, in the unit of their column, and where they stand."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from pipeline.model.cells import Broken, Origin, Value
from pipeline.model.finding import Finding, Severity, is_personal, safe_text
from pipeline.model.observation import Observation
from pipeline.model.period import NOTHING_SAID
from pipeline.model.source import Claim, Column, SourceDefinition, Table
from pipeline.normalise.beside import left_and_held
from pipeline.normalise.days import Order, order_of
from pipeline.tables.answers import State
from pipeline.tables.grid import Grid, letters, typed
from pipeline.tables.vocabulary import UNIT_ONLY, is_footer
from pipeline.thai.calendar import NotADate, parse_date, parse_month, parse_year
from pipeline.thai.digits import NotANumber, is_too_long, money_factor, parse_decimal
from pipeline.thai.periods import name_in
from pipeline.thai.text import clean, squeeze

ERROR_TEXTS = ("#REF!", "#N/A", "N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "#N/A N/A")
UNMERGED = ("figure", "number", "date", "percentage")  # roles whose cells are not read through merges
Figure = tuple[Decimal | None, State, Finding | None]


class TableCells:
    """Reads the cells of one table of a claimed sheet.

    ``dated`` is that of its source; ``only`` has the columns whose rows count only with certain
    labels, and the letters of these. ``below`` has by column of the sheet, and by row that leaves it
    blank, the row in which the value of both is typed; ``parts`` by column id and row what is read in the
    cell of another column. ``said`` is what the table says about itself.
    """

    def __init__(self, grid: Grid, claim: Claim, table: Table) -> None:
        self.grid = grid
        self.source: SourceDefinition = claim.source
        self.table = table
        self._at = dict(reversed(table.columns))
        self._unmerged = {c.id for c in claim.source.columns if c.role in UNMERGED}
        self._with_roles: dict[tuple[str, ...], list[Column]] = {}
        self._orders: dict[str, Order] = {}
        self._figures: dict[tuple[int, str], Figure] = {}
        self._units = claim.source.with_role("unit")
        self._factors = dict(table.factors)
        self.below: dict[int, dict[int, int]] = {}
        self.parts: dict[str, dict[int, str | None]] = {}
        self.left_and_held = left_and_held(table)
        self._given = {one.column: one for one in reversed(table.given)}
        self.dated = claim.source.dated
        self.only = [
            (c, {letters(only) for only in c.only}) for c in claim.source.columns
            if c.only and c.id in self._at
        ]
        self.name = f"{grid.sheet.file}\n{grid.sheet.name}\n{table.heading_bottom}\n" + ",".join(
            str(column) for _, column in table.columns
        )
        self.names = self._names()
        self.said = NOTHING_SAID

    def _names(self) -> tuple[str, ...]:
        """What the titles of the table and its sheet call it, without times and units."""
        texts = [text for _, _, text in self.table.captions]
        if not self.grid.sheet.name.isascii():
            texts.append(self.grid.sheet.name)
        names = (squeeze(name_in(text)) for text in texts if not UNIT_ONLY.match(squeeze(text)))
        return tuple(dict.fromkeys(name for name in names if name))

    def value(self, row: int, column_id: str) -> Value:
        """What the cell shows; labels and districts read through merged ranges, and keys without a
        column from where they are given."""
        if self.parts and column_id in self.parts:
            typed_at = self._typed_at(row)
            if typed_at in self.parts[column_id]:
                return self.parts[column_id][typed_at]
        column = self._at.get(column_id)
        if column is None:
            return self._given[column_id].value if column_id in self._given else None
        if column_id in self._unmerged:
            return self.grid.value(row, column)
        return self.shown(row, column) if column in self.below else self.grid.shown(row, column)

    def _typed_at(self, row: int) -> int:
        """The row in which the cell that is read in parts is typed."""
        column = next(self._at[name] for name in self.parts if name in self._at)
        return self.below.get(column, {}).get(row, row)

    def shown(self, row: int, column: int) -> Value:
        """What the cell in a column of the sheet shows, or in its place the value typed above it."""
        if column in self.below:
            row = self.below[column].get(row, row)
        return self.grid.shown(row, column)

    def has(self, column_id: str) -> bool:
        """Whether the table has this column, or its titles or names say it."""
        return column_id in self._at or column_id in self._given

    def text(self, row: int, column_id: str) -> str:
        """The cell as text, cleaned; numbers as they would be typed."""
        return clean(typed(self.value(row, column_id)))

    def origin(self, row: int, column_id: str) -> Origin:
        """The address of the cell, or the place where the key is given."""
        if column_id in self._given:
            return self._given[column_id].origin
        column = self._at.get(column_id, 0)
        return self.grid.origin(self.below.get(column, {}).get(row, row), column)

    def figure(self, row: int, column: Column) -> Figure:
        """A cell's number in the column's unit, its state, and what is wrong with it."""
        known = self._figures.get((row, column.id))
        if known is None:
            known = self._figures[row, column.id] = self._figure(row, column)
        return known

    def _figure(self, row: int, column: Column) -> Figure:
        value = self.value(row, column.id)
        where = self._at.get(column.id)
        span = self.grid.span(row, where) if where is not None else None
        if span is not None and span.bottom > span.top:
            return None, "broken", self.finding(
                "merged-figure", "error", row, column.id,
                f"“{column.headings[0]}” ผสานช่องคลุมหลายแถว จึงไม่รู้ว่าเป็นของแถวใด",
                "เลิกผสานช่อง แล้วพิมพ์ตัวเลขของแต่ละแถว",
            )
        if isinstance(value, Broken):
            return None, "broken", self._broken(row, column, value.text)
        try:
            if is_personal(value):
                raise NotANumber
            number = parse_decimal(value, column.unit or None)
        except NotANumber:
            return None, "broken", self._broken(row, column, typed(value))
        if number is None:
            return None, "blank", None
        if is_too_long(number):
            return None, "broken", self.finding(
                "number-too-long", "error", row, column.id,
                f"“{column.headings[0]}” มีเกิน 15 หลัก ซึ่งโปรแกรมตารางเก็บไว้ไม่ครบ: {safe_text(str(value), 40)}",
                "ตรวจตัวเลขในระบบต้นทาง แล้วพิมพ์ใหม่",
            )
        if column.unit == "บาท":
            factor = self._factor(row, column, value)
            if factor is None:
                return None, "broken", self.finding(
                    "unknown-unit", "error", row, column.id,
                    f"ไม่รู้หน่วยของเงินในแถวนี้ ({self._unit_text(row) or 'เว้นว่าง'})",
                    "ระบุหน่วยเป็น บาท พันบาท หรือ ล้านบาท",
                )
            number *= factor
        elif number < 0:
            return None, "broken", self.finding(
                "negative-count", "error", row, column.id,
                f"จำนวน{column.unit}ติดลบ ({safe_text(str(value), 30)})", "แก้ตัวเลขในไฟล์ต้นทาง",
            )
        return number, "given", None

    def date(self, row: int, column: Column) -> tuple[dt.date | None, str, Finding | None]:
        """A cell's date, its state, and what is wrong with it."""
        value = self.value(row, column.id)
        if isinstance(value, Broken):
            return None, "broken", self._broken(row, column, value.text)
        if isinstance(value, dt.time):
            value = str(value)
        if column.role == "date" and self._order(column).unclear(value):
            return None, "broken", self.finding(
                "date-unclear", "error", row, column.id,
                f"“{column.headings[0]}” อ่านได้สองอย่าง วันหรือเดือนขึ้นก่อน: {safe_text(self.text(row, column.id), 40)} "
                "เพราะแถวอื่นในช่องนี้เขียนไม่เหมือนกัน",
                "พิมพ์วันที่ทุกแถวเป็น วัน/เดือน/ปี พ.ศ. สี่หลัก",
            )
        try:
            date = parse_date(value)
        except NotADate:
            return None, "broken", self.finding(
                "not-a-date", "error", row, column.id,
                f"“{column.headings[0]}” ไม่ใช่วันที่: {safe_text(str(value), 40)}",
                "พิมพ์วันที่เป็น วัน/เดือน/ปี พ.ศ. สี่หลัก",
            )
        return date, "blank" if date is None else "given", None

    def _order(self, column: Column) -> Order:
        """What the whole column shows of how its days are written."""
        if column.id not in self._orders:
            rows = self.grid.shown_rows(self.table.first_row, self.table.end_row)
            self._orders[column.id] = order_of(self.value(row, column.id) for row in rows)
        return self._orders[column.id]

    def _unit_text(self, row: int) -> str:
        return self.text(row, self._units[0].id) if self._units else ""

    def _factor(self, row: int, column: Column, value: Value) -> Decimal | None:
        """What turns the cell's number into บาท; None where the unit's column names none."""
        if isinstance(value, str) and money_factor(value) is not None:
            return Decimal(1)  # the cell names its own unit, which parse_decimal applied
        if self._units and self._units[0].id in self._at:
            return money_factor(self._unit_text(row))
        return self._factors.get(column.id, Decimal(1))

    def _broken(self, row: int, column: Column, text: str) -> Finding:
        shown = safe_text(text, 40)
        if not text:
            return self.finding(
                "broken-cell", "error", row, column.id,
                f"“{column.headings[0]}” เป็นสูตรที่ยังไม่ได้คำนวณ จึงไม่มีตัวเลข",
                "เปิดไฟล์ใน Excel แล้วบันทึกใหม่ให้สูตรคำนวณก่อน",
            )
        if text.strip().upper() in ERROR_TEXTS:
            return self.finding(
                "broken-cell", "error", row, column.id,
                f"“{column.headings[0]}” เป็นค่าผิดพลาด {shown}",
                "แก้สูตรหรือพิมพ์ตัวเลขจริงในไฟล์ต้นทาง",
            )
        return self.finding(
            "not-a-number", "error", row, column.id,
            f"“{column.headings[0]}” ไม่ใช่ตัวเลข: {shown}", "พิมพ์เป็นตัวเลขในไฟล์ต้นทาง",
        )

    def finding(
        self, code: str, severity: Severity, row: int, column_id: str, problem: str, remedy: str,
        district: str | None = None,
    ) -> Finding:
        """A finding at a cell of this table."""
        return Finding(code, severity, problem, remedy, self.origin(row, column_id), district)

    def observation(
        self, row: int, column_id: str, district: str, value: Decimal | None, state: State, key: str,
        when: dt.date | None = None, at: str = "",
    ) -> Observation:
        """What a cell of this table says of a district; ``at`` is the column where it stands, if another."""
        return Observation(
            f"{self.source.id}.{column_id}", district, value, state, self.origin(row, at or column_id),
            self.name, row, key, when, self.dated, self.said,
        )

    def beside(self, name: str, row: int, column_id: str, district: str) -> Observation:
        """What is so of a row besides its figures (``again``, ``elsewhere``); it stands at one of them."""
        told = self.observation(row, column_id, district, Decimal(1), "given", "")
        return replace(told, element=f"{self.source.id}.{name}")

    def columns(self, *roles: str) -> list[Column]:
        """The columns of these roles that the table has."""
        if roles not in self._with_roles:
            self._with_roles[roles] = [
                c for c in self.source.columns
                if c.role in roles and (c.id in self._at or c.id in self.parts)
            ]
        return self._with_roles[roles]


def says(column: Column, text: str) -> bool:
    """Whether a text in a column is what the column holds, not a footer that stands there."""
    if column.role in ("answer", "exempt", "status") or text.strip().upper() in ERROR_TEXTS:
        return True
    if column.role == "number":  # letters may stand in it, but a figure does too
        return not is_footer(text) and any(letter.isdecimal() for letter in text)
    try:
        match column.role:
            case "date":
                return parse_date(text) is not None
            case "month":
                return bool(parse_month(text))
            case "year":
                return parse_year(text) is not None
            case _:
                return parse_decimal(text, column.unit or None) is not None
    except (NotADate, NotANumber):
        return False
