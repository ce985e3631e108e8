"""The rows of a table: which are data, whose they are, and what their cells say."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from pipeline.model.agreement import Item
from pipeline.model.cells import Broken, Origin, Value
from pipeline.model.finding import Finding, Severity, is_personal, safe_text
from pipeline.model.observation import District, Exemption, Observation, Party
from pipeline.model.source import Claim, Column, SourceDefinition, Table
from pipeline.sources.grid import Grid, is_blank
from pipeline.sources.headings import named_districts
from pipeline.sources.vocabulary import UNIT_ONLY, is_total
from pipeline.thai.calendar import (
    NotADate,
    names_as_of,
    parse_date,
    parse_month,
    parse_year,
)
from pipeline.thai.digits import NotANumber, money_factor, parse_decimal
from pipeline.thai.districts import Gazetteer, Municipality, Office, Place, find_province
from pipeline.thai.text import clean, squeeze

FIGURES = ("figure", "number", "year", "month", "date", "answer", "exempt")
LABELS = ("district", "district_code", "label", "item", "province")
DITTO = ('"', "”", "''", "〃", "″", ",,")
ERROR_TEXTS = ("#REF!", "#N/A", "N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "#N/A N/A")


@dataclass(frozen=True, slots=True)
class Context:
    """What the kinds of table need to know of the round: the province, the districts that have
    an agreement (by code), the items of its KPIs by KPI number, and the numbers of all KPIs."""

    gazetteer: Gazetteer
    districts: Mapping[str, District]
    items: Mapping[int, tuple[Item, ...]] = field(default_factory=dict)
    kpis: frozenset[int] = frozenset()


@dataclass(slots=True)
class Observed:
    """What one claimed sheet gave: its observations, findings and count of rows."""

    observations: list[Observation] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)
    exemptions: list[Exemption] = field(default_factory=list)
    used: int = 0
    refused: int = 0


    def refuse(self, finding: Finding | None) -> None:
        """Counts a row that cannot be used, with the finding that says why."""
        self.refused += 1
        if finding is not None:
            self.findings.append(finding)

    def count(self, usable: bool) -> None:
        """Counts a row as used or refused."""
        self.used += usable
        self.refused += not usable


@dataclass(frozen=True, slots=True)
class Row:
    """One per row of data of a table. ``district`` is None where the row is no district's and
    ``refusal`` then says why; a total is not a row of data but is given for checking. ``above``
    is the district of the rows above one that names none but is labelled: it may be its."""

    sheet: "TableReader"
    index: int
    district: District | None
    refusal: Finding | None = None
    total: bool = False
    above: District | None = None


class TableReader:
    """Reads the rows and cells of one table of a claimed sheet."""

    def __init__(self, grid: Grid, claim: Claim, table: Table, context: Context) -> None:
        self.grid = grid
        self.source: SourceDefinition = claim.source
        self.table = table
        self.context = context
        self.name = f"{grid.sheet.file}\n{grid.sheet.name}\n{table.heading_bottom}\n" + ",".join(
            str(column) for _, column in table.columns
        )
        self.title = self._title()
        self._fallback = self._named_district()

    def _title(self) -> str:
        """The titles of the table and its sheet, without dates, months and units: two tables of
        one title and two dates are one report made twice."""
        texts = [text for _, _, text in self.table.captions
                 if not names_as_of(text) and not UNIT_ONLY.match(squeeze(text))]
        try:
            parse_month(self.grid.sheet.name)
        except NotADate:
            if not names_as_of(self.grid.sheet.name) and not self.grid.sheet.name.isascii():
                texts.append(self.grid.sheet.name)
        return "\n".join(map(squeeze, texts))

    # --- cells -----------------------------------------------------------------------------

    def value(self, row: int, column_id: str) -> Value:
        """What the cell shows; labels and districts read through merged ranges."""
        column = self.table.at(column_id)
        if column is None:
            return None
        if self.source.column(column_id).role in ("figure", "number", "date", "percentage"):
            return self.grid.value(row, column)
        return self.grid.shown(row, column)

    def text(self, row: int, column_id: str) -> str:
        """The cell as text, cleaned; numbers as they would be typed."""
        value = self.value(row, column_id)
        if value is None or isinstance(value, Broken):
            return ""
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return clean(str(value))

    def origin(self, row: int, column_id: str) -> Origin:
        """The address of the cell."""
        column = self.table.at(column_id)
        return self.grid.origin(row, column if column is not None else 0)

    def figure(self, row: int, column: Column) -> tuple[Decimal | None, str, Finding | None]:
        """A cell's number in the column's unit, its state, and what is wrong with it."""
        value = self.value(row, column.id)
        where = self.table.at(column.id)
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
            return None, "broken", self._broken(row, column, str(value))
        if number is None:
            return None, "blank", None
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
        try:
            date = parse_date(value)
        except NotADate:
            return None, "broken", self.finding(
                "not-a-date", "error", row, column.id,
                f"“{column.headings[0]}” ไม่ใช่วันที่: {safe_text(str(value), 40)}",
                "พิมพ์วันที่เป็น วัน/เดือน/ปี พ.ศ. เช่น 31/03/2561",
            )
        return date, "blank" if date is None else "given", None

    def _unit_text(self, row: int) -> str:
        units = self.source.with_role("unit")
        return self.text(row, units[0].id) if units and self.table.at(units[0].id) is not None else ""

    def _factor(self, row: int, column: Column, value: Value) -> Decimal | None:
        """What turns the cell's number into บาท; None where the unit's column names none."""
        if isinstance(value, str) and money_factor(value) is not None:
            return Decimal(1)  # the cell names its own unit, which parse_decimal applied
        units = self.source.with_role("unit")
        if units and self.table.at(units[0].id) is not None:
            return money_factor(self._unit_text(row))
        return dict(self.table.factors).get(column.id, Decimal(1))

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

    # --- rows ------------------------------------------------------------------------------

    def rows(self) -> Iterator[Row]:
        """The rows of data, the refused ones and the totals, from top to bottom."""
        indexes = [
            row for row in range(self.table.first_row, self.table.end_row) if self._holds(row)
        ]
        above: District | None = None
        for position, index in enumerate(indexes):
            last = not any(self._figures(later) for later in indexes[position + 1:])
            row = self._classify(index, last)
            if row is None:
                continue
            above = row.district or above
            nobodys = row.refusal is not None and row.refusal.code == "missing-district"
            yield replace(row, above=above) if nobodys and self._labelled(index) else row

    def _holds(self, row: int) -> bool:
        cells = self.grid.sheet.rows[row]
        return any(
            isinstance(cells[column], Broken) or not is_blank(cells[column])
            for _, column in self.table.columns
            if column < len(cells)
        )

    def _columns(self, *roles: str) -> list[Column]:
        return [
            c for c in self.source.columns
            if c.role in roles and self.table.at(c.id) is not None
        ]

    def _figures(self, row: int) -> bool:
        """Whether a figure, date, number or answer stands in the row."""
        for column in self._columns(*FIGURES):
            value = self.value(row, column.id)
            if isinstance(value, Broken):
                return True
            if not is_blank(value) and (not isinstance(value, str) or _says(column, value)):
                return True
        return False

    def _stated(self, row: int) -> bool:
        return any(not is_blank(self.value(row, c.id)) for c in self._columns(*FIGURES))

    def _is_total(self, row: int) -> bool:
        """Whether a label of the row, at the left of its figures, says that it is a total."""
        left = min(column for _, column in self.table.columns)
        figures = [self.table.at(c.id) for c in self._columns("figure", "answer", "percentage")]
        right = min((c for c in figures if c is not None), default=left + 1)
        return any(
            is_total(self.grid.text(row, column)) for column in range(max(0, left - 2), right)
        )

    def _district_value(self, row: int) -> tuple[Value, str]:
        """What tells the district of a row, and the column it stands in."""
        for role in ("district", "district_code"):
            for column in self._columns(role):
                value = self.value(row, column.id)
                if isinstance(value, Broken) or not is_blank(value):
                    return value, column.id
        return None, self.table.columns[0][0]

    def _classify(self, index: int, last: bool) -> Row | None:
        if self._is_total(index):
            return Row(self, index, None, total=True) if self._figures(index) else None
        value, where = self._district_value(index)
        named = self._columns("district", "district_code")
        if not named and self._fallback is not None:
            return self._owned(index, where, self._fallback) if self._figures(index) else None
        if value is None:
            return self._unlabelled(index, where, last) if self._figures(index) else None
        if self.other_province(index):
            return self._refused(index, where, "other-province", "info",
                                 "แถวนี้เป็นของจังหวัดอื่น", "ไม่ต้องทำอะไร")
        if isinstance(value, str) and clean(value) in DITTO:
            return self._unlabelled(index, where, last=False) if self._figures(index) else None
        if isinstance(value, Broken):
            return self._refused(index, where, "broken-cell", "error",
                                 "ช่องอำเภอเป็นค่าผิดพลาด จึงไม่รู้ว่าแถวนี้เป็นของใคร",
                                 "พิมพ์ชื่ออำเภอในไฟล์ต้นทาง")
        place = self.context.gazetteer.resolve(value)
        if isinstance(place, Place):
            return self._with_code(index, where, place)
        return self._not_a_district(index, where, value, place)

    def _owned(self, index: int, where: str, place: Place) -> Row:
        district = self.context.districts.get(place.code)
        if district is not None:
            return Row(self, index, district)
        return self._refused(
            index, where, "not-in-roster", "error",
            f"อำเภอ{place.name}ไม่มีในทำเนียบผู้ทำข้อตกลง จึงไม่มีที่ลงคะแนน",
            "เพิ่มอำเภอนี้ในทำเนียบ หรือเอาแถวนี้ออกจากไฟล์",
        )

    def _with_code(self, index: int, where: str, place: Place) -> Row:
        """The row's district, unless the code in its own column is another's."""
        for column in self._columns("district_code"):
            code = self.value(index, column.id)
            if is_blank(code) or isinstance(code, Broken):
                continue
            other = self.context.gazetteer.resolve(code)
            if other != place:
                return self._refused(
                    index, column.id, "code-and-name-differ", "error",
                    f"รหัสอำเภอ {safe_text(str(code), 20)} ไม่ใช่รหัสของอำเภอ{place.name} ({place.code})",
                    "แก้รหัสหรือชื่ออำเภอให้ตรงกัน",
                )
        return self._owned(index, where, place)

    def _unlabelled(self, index: int, where: str, last: bool) -> Row:
        """A row with figures and no district: at the end of a table a total, else refused."""
        if last and not self._labelled(index) and self._columns("figure"):
            return Row(self, index, None, total=True)
        return self._refused(
            index, where, "missing-district", "error", "แถวนี้มีตัวเลขแต่ไม่บอกว่าเป็นของอำเภอใด",
            "พิมพ์ชื่ออำเภอในแถวนี้",
        )

    def _labelled(self, row: int) -> bool:
        labels = self._columns("label", "item", "date", "number", "year", "month", "person")
        return any(not is_blank(self.value(row, c.id)) for c in labels)

    def _not_a_district(
        self, index: int, where: str, value: Value, place: Office | Municipality | None
    ) -> Row | None:
        shown = safe_text(str(value), 40)
        if isinstance(place, Office):
            return self._refused(
                index, where, "provincial-office", "info",
                "แถวนี้เป็นของสำนักงานจังหวัด ไม่ใช่อำเภอ จึงไม่นำไปรวม", "ไม่ต้องทำอะไร",
            ) if self._stated(index) else None
        if isinstance(place, Municipality):
            return self._refused(
                index, where, "municipality", "warning",
                f"“{shown}” เป็นเทศบาล ไม่ใช่อำเภอ จึงไม่นำไปรวม",
                "ถ้าตัวเลขนี้เป็นของอำเภอใด ให้ระบุชื่ออำเภอ",
            ) if self._figures(index) else None
        if not self._figures(index):
            return None
        near = self.context.gazetteer.suggest(value)
        elsewhere = self.context.gazetteer.elsewhere(value)
        hint = ""
        if elsewhere is not None:
            hint = f" (มีในจังหวัด{elsewhere.name})"
        elif near is not None:
            hint = f" (ใกล้เคียงกับ “{near.name}”)"
        return self._refused(
            index, where, "unknown-district", "error",
            f"“{shown}” ไม่ใช่อำเภอในจังหวัด{self.context.gazetteer.province.name}{hint}",
            f"แก้เป็น “{near.name}” ถ้าหมายถึงอำเภอนี้" if near else "แก้ชื่ออำเภอให้ตรงกับชื่อทางการ",
        )

    def _refused(
        self, index: int, where: str, code: str, severity: Severity, problem: str, remedy: str
    ) -> Row:
        return Row(self, index, None, self.finding(code, severity, index, where, problem, remedy))

    def other_province(self, row: int) -> bool:
        """Whether the row names another province than ours."""
        for column in self._columns("province"):
            name = self.text(row, column.id)
            province = find_province(name) if name else None
            if province is not None and province != self.context.gazetteer.province:
                return True
        return False

    def _named_district(self) -> Place | None:
        """The one district that the titles or the sheet's name mention, for a table without a
        district's column."""
        if self._columns("district", "district_code"):
            return None
        texts = [text for _, _, text in self.table.captions]
        places = {
            place
            for name in named_districts([*texts, self.grid.sheet.name])
            if isinstance(place := self.context.gazetteer.resolve(name), Place)
        }
        return places.pop() if len(places) == 1 else None


def _says(column: Column, text: str) -> bool:
    """Whether a text in a column is what the column holds, not a footer that stands there."""
    if column.role in ("answer", "number", "exempt") or text.strip().upper() in ERROR_TEXTS:
        return True
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
