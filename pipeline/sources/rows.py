"""The rows of a table: which are data, and whose they are."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.model.cells import Broken, Value
from pipeline.model.finding import Finding, Severity, safe_text
from pipeline.model.observation import District
from pipeline.model.source import Claim, Table
from pipeline.sources.cells import TableCells, says
from pipeline.sources.grid import Grid, is_blank
from pipeline.sources.headings import named_districts
from pipeline.sources.observed import Context
from pipeline.sources.vocabulary import is_total
from pipeline.thai.districts import Municipality, Office, Place, find_province
from pipeline.thai.text import clean

FIGURES = ("figure", "number", "year", "month", "date", "answer", "exempt")
DITTO = ('"', "”", "''", "〃", "″", ",,")


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


class TableReader(TableCells):
    """Reads the rows and cells of one table of a claimed sheet."""

    def __init__(self, grid: Grid, claim: Claim, table: Table, context: Context) -> None:
        super().__init__(grid, claim, table, context)
        self._fallback = self._named_district()

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

    def _figures(self, row: int) -> bool:
        """Whether a figure, date, number or answer stands in the row."""
        for column in self.columns(*FIGURES):
            value = self.value(row, column.id)
            if isinstance(value, Broken):
                return True
            if not is_blank(value) and (not isinstance(value, str) or says(column, value)):
                return True
        return False

    def _stated(self, row: int) -> bool:
        return any(not is_blank(self.value(row, c.id)) for c in self.columns(*FIGURES))

    def _is_total(self, row: int) -> bool:
        """Whether a label of the row, at the left of its figures, says that it is a total."""
        left = min(column for _, column in self.table.columns)
        figures = [self.table.at(c.id) for c in self.columns("figure", "answer", "percentage")]
        right = min((c for c in figures if c is not None), default=left + 1)
        return any(
            is_total(self.grid.text(row, column)) for column in range(max(0, left - 2), right)
        )

    def _district_value(self, row: int) -> tuple[Value, str]:
        """What tells the district of a row, and the column it stands in."""
        for role in ("district", "district_code"):
            for column in self.columns(role):
                value = self.value(row, column.id)
                if isinstance(value, Broken) or not is_blank(value):
                    return value, column.id
        return None, self.table.columns[0][0]

    def _classify(self, index: int, last: bool) -> Row | None:
        if self._is_total(index):
            return Row(self, index, None, total=True) if self._figures(index) else None
        value, where = self._district_value(index)
        named = self.columns("district", "district_code")
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
        for column in self.columns("district_code"):
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
        if last and not self._labelled(index) and self.columns("figure"):
            return Row(self, index, None, total=True)
        return self._refused(
            index, where, "missing-district", "error", "แถวนี้มีตัวเลขแต่ไม่บอกว่าเป็นของอำเภอใด",
            "พิมพ์ชื่ออำเภอในแถวนี้",
        )

    def _labelled(self, row: int) -> bool:
        labels = self.columns("label", "item", "date", "number", "year", "month", "person")
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
        for column in self.columns("province"):
            name = self.text(row, column.id)
            province = find_province(name) if name else None
            if province is not None and province != self.context.gazetteer.province:
                return True
        return False

    def _named_district(self) -> Place | None:
        """The one district that the titles or the sheet's name mention, for a table without a
        district's column."""
        if self.columns("district", "district_code"):
            return None
        texts = [text for _, _, text in self.table.captions]
        places = {
            place
            for name in named_districts([*texts, self.grid.sheet.name])
            if isinstance(place := self.context.gazetteer.resolve(name), Place)
        }
        return places.pop() if len(places) == 1 else None
