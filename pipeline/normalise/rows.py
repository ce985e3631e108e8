"""The rows of a table: which are data, and whose they are."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from pipeline.model.cells import Broken, Value
from pipeline.model.finding import Severity, safe_text
from pipeline.model.observation import District
from pipeline.model.observed import Context, Observed
from pipeline.model.source import Claim, Column, Table
from pipeline.normalise.cells import TableCells, says
from pipeline.normalise.row import Row
from pipeline.tables.grid import TOLERANCE, Grid, is_blank
from pipeline.tables.titles import LABELS, title_row, titled
from pipeline.tables.vocabulary import sums_up
from pipeline.thai.districts import Municipality, Office, Place, beside_districts, find_province
from pipeline.thai.text import clean, squeeze

FIGURES = ("figure", "number", "year", "month", "date", "answer", "exempt", "status")
DITTO = ('"', "”", "''", "〃", "″", ",,")


class TableReader(TableCells):
    """Reads the rows and cells of one table of a claimed sheet; ``whose`` is the district of every
    row, where a title or a name says it."""

    def __init__(self, grid: Grid, claim: Claim, table: Table, context: Context) -> None:
        super().__init__(grid, claim, table)
        self.context = context
        self._left = min(column for _, column in table.columns)
        self._right = max(column for _, column in table.columns)
        self.labels_at = self._label_columns()
        self._totals_at = self._total_columns()
        self._tambons = [column for column in claim.source.columns if column.tambon]
        self._states: dict[int, bool] = {}
        self._labels: dict[int, dict[int, str]] = {}
        self._named: tuple[int, tuple[Value, str]] = -1, (None, "")
        mine = {column.id for column in self.source.with_role("district")}
        self._named_outside = [one.value for one in table.given if one.column in mine]
        places = map(context.gazetteer.resolve, self._named_outside)
        self.whose = next((place for place in places if isinstance(place, Place)), None)

    def of_districts(self, seen: Observed) -> Iterator[tuple[int, District]]:
        """The rows of data with their districts; those of none are refused in ``seen``."""
        for row in self.rows():
            if row.district is not None and not row.total:
                yield row.index, row.district
            elif not row.total:
                seen.refuse(row.refusal)

    def rows(self) -> Iterator[Row]:
        """The rows of data, the refused ones and the totals, from top to bottom."""
        self._states.clear()  # what was known before values were carried down
        self._labels.clear()
        indexes = [
            row for row in self.grid.rows(self.table.first_row, self.table.end_row)
            if self._holds(row)
        ]
        below = self._with_figures_below(indexes)
        above: District | None = None
        owner: Place | None = None
        slip: Row | None = None
        for position, index in enumerate(indexes):
            if not self.states(index):
                title = self._title_above(index, below[index])
                misspelt = None if title else self._misspelt_title(index, below[index])
                if title is not None or misspelt is not None:
                    owner, slip = title, misspelt
                    continue
            if self._district_value(index)[0] is not None:
                owner, slip = None, None
            elif slip is not None and self.states(index) and not self.is_total(index):
                yield replace(slip, index=index)
                continue
            row = self._classify(index, below[index] is None, owner)
            if row is None:
                continue
            later = (indexes[place] for place in range(position + 1, len(indexes)))
            if row.district is not None and self._heads(row, later):
                owner = Place(row.district.code, row.district.name)
                row = replace(row, total=True, proved=True)
            above = row.district or above
            nameless = row.about == () and not row.names
            lost = isinstance(self._district_value(index)[0], Broken)
            if nameless and above and not lost:
                row = replace(row, about=(above.code, *(self.of_tambon(index) - {above.code})))
            yield row

    def _with_figures_below(self, rows: Sequence[int]) -> dict[int, int | None]:
        """For each row the next one below it in which a figure stands."""
        below: dict[int, int | None] = {}
        nearest: int | None = None
        for row in reversed(rows):
            below[row] = nearest
            if self.states(row):
                nearest = row
        return below

    def _title_above(self, row: int, below: int | None) -> Place | None:
        """The district that a row without figures is the title of: the next row with figures
        ``below`` it names the same one or none."""
        if below is None:
            return None
        value, _ = self._district_value(row)
        name = title_row(self.grid, row, self._left, self._right)
        if not name and isinstance(value, str) and not self._stated(row) and not self.labels(row):
            name = clean(value)
        place = self.context.gazetteer.resolve(name) if name else None
        if not isinstance(place, Place):
            return None
        own = [self.value(row, column.id) for column in self.columns(*FIGURES)]
        if any(value is not None and is_blank(value) for value in own):
            return None  # a dash: the district reports nothing
        named, _ = self._district_value(below)
        if named is None:
            return place if self.labels(below) or not self._district_columns() else None
        return place if self.context.gazetteer.resolve(named) == place else None

    def _misspelt_title(self, row: int, below: int | None) -> Row | None:
        """What is to be said of the rows below one without figures whose text is near a district's
        name, where the next one with figures does not name its own."""
        if below is None or self._stated(row) or self._district_value(below)[0] is not None:
            return None
        value, where = self._district_value(row)
        name = titled(self.grid, row, self._left, self._right)
        if not name and isinstance(value, str) and not self.labels(row):
            name = clean(value)
        if not name or self.context.gazetteer.resolve(name) is not None:
            return None
        slip = self._unknown(row, where, name)
        return slip if slip.about and not slip.elsewhere else None

    def _heads(self, row: Row, later: Iterable[int]) -> bool:
        """Whether a district's row is the total of the labelled rows below that name none."""
        if row.district is None or self.labels(row.index) or not self.columns("figure"):
            return False
        parts = []
        for index in later:
            if self.is_total(index) or self._district_value(index)[0] is not None:
                break
            if not self.states(index) or not self.labels(index):
                break
            parts.append(index)
        return len(parts) > (not self.parts) and self.adds_up(row.index, parts)

    def adds_up(self, total: int, parts: Sequence[int]) -> bool:
        """Whether every figure of a row is the sum of the same figure of others."""
        for column in self.columns("figure"):
            stated, _, _ = self.figure(total, column)
            added = [self.figure(part, column)[0] for part in parts]
            given = [value for value in added if value is not None]
            if stated is None or len(given) < len(added):
                return False
            if abs(stated - sum(given, Decimal(0))) > TOLERANCE:
                return False
        return bool(parts)

    def labels(self, row: int) -> dict[int, str]:
        """The texts that tell a row from its district's others, by column: those at the left of
        its figures but for districts, provinces, dates and ordinals."""
        known = self._labels.get(row)
        if known is None:
            known = self._labels[row] = self._find_labels(row)
        return known

    def _find_labels(self, row: int) -> dict[int, str]:
        found = {
            column: squeeze(text)
            for column in self.labels_at
            if isinstance(value := self.shown(row, column), str) and (text := clean(value))
            and not is_blank(text) and not text.strip("().").isdigit() and text not in DITTO
        }
        for column in self._tambons if self.parts else ():  # in the district's cell
            found |= {self._left: squeeze(text)} if (text := self.text(row, column.id)) else {}
        return found

    def _label_columns(self) -> list[int]:
        """Where labels may stand: at the left of the figures, two columns before the first too."""
        figures = [self._at[c.id] for c in self.columns("figure", "answer", "percentage", "score")]
        right = min((column - 1 for column in figures), default=self._right)
        others = ("district", "district_code", "province", "year", "month", "date", "number")
        named = {self._at[c.id] for c in self.columns(*others)}
        return [c for c in range(max(0, self._left - LABELS), right + 1) if c not in named]

    def names_district(self, row: int) -> bool:
        """Whether the row itself names a district."""
        return self._district_value(row)[0] is not None

    def district_column(self, row: int) -> str:
        """The id of the column that tells the district of a row."""
        return self._district_value(row)[1]

    def _district_columns(self) -> list[Column]:
        return self.columns("district", "district_code")

    def _holds(self, row: int) -> bool:
        cells = self.grid.sheet.rows.held.get(row, ())
        for _, column in self.table.columns:
            if column < len(cells) and not is_blank(cells[column]):
                return True
        return bool(title_row(self.grid, row, self._left, self._right))

    def states(self, row: int) -> bool:
        """Whether a figure, date, number or answer stands in the row."""
        known = self._states.get(row)
        if known is None:
            known = self._states[row] = self._says_something(row)
        return known

    def _says_something(self, row: int) -> bool:
        for column in self.columns(*FIGURES):
            value = self.value(row, column.id)
            if not is_blank(value) and (not isinstance(value, str) or says(column, value)):
                return True
        return False

    def _stated(self, row: int) -> bool:
        return any(not is_blank(self.value(row, c.id)) for c in self.columns(*FIGURES))

    def is_total(self, row: int) -> bool:
        """Whether a label of the row, at the left of its figures, says that it is a total."""
        return next(self.total_labels(row), None) is not None

    def total_labels(self, row: int) -> Iterator[tuple[int, str]]:
        """The labels of a row that say that it is a total, with their columns."""
        for column in self._totals_at:
            if (text := self.grid.text(row, column)) and sums_up(text):
                yield column, text

    @property
    def typed_once(self) -> bool:
        """Whether the name of a district stands for the blanks below it."""
        return any(self._at[column.id] in self.below for column in self._district_columns())

    def is_title(self, row: int) -> bool:
        """Whether nothing stands in a row but what may be the name of a district."""
        return bool(titled(self.grid, row, self._left, self._right))

    def of_tambon(self, row: int) -> frozenset[str]:
        """The districts (codes) of the province in which the row's tambon lies; none where the row
        names none that is known."""
        names = (self.text(row, column.id) for column in self._tambons)
        return next(filter(None, map(self.context.gazetteer.of_tambon, names)), frozenset())

    def _total_columns(self) -> range:
        figures = [self._at[c.id] for c in self.columns("figure", "answer", "percentage")]
        return range(max(0, self._left - LABELS), min(figures, default=self._left + 1))

    def _district_value(self, row: int) -> tuple[Value, str]:
        """What tells the district of a row, and the column it stands in."""
        if self._named[0] != row:  # that of the last row is asked for again and again
            self._named = row, self._find_district(row)
        return self._named[1]

    def _find_district(self, row: int) -> tuple[Value, str]:
        for role in ("district", "district_code"):
            for column in self.columns(role):
                value = self.value(row, column.id)
                if isinstance(value, Broken) or not is_blank(value):
                    return value, column.id
        return None, self.table.columns[0][0]

    def _classify(self, index: int, last: bool, owner: Place | None) -> Row | None:
        if self.is_total(index):
            return Row(index, None, total=True) if self.states(index) else None
        value, where = self._district_value(index)
        titled = owner or self.whose
        if value is None and titled is not None:
            return self._under(index, where, titled, last) if self.states(index) else None
        if value is None:
            return self._unlabelled(index, where, last) if self.states(index) else None
        if self.other_province(index):
            return self._refused(index, where, "other-province", "info",
                                 "แถวนี้เป็นของจังหวัดอื่น", "ไม่ต้องทำอะไร")
        if isinstance(value, str) and clean(value) in DITTO:
            return self._unlabelled(index, where, last=False) if self.states(index) else None
        if isinstance(value, Broken):
            refused = self._refused(index, where, "broken-cell", "error",
                                    "ช่องอำเภอเป็นค่าผิดพลาด จึงไม่รู้ว่าแถวนี้เป็นของใคร",
                                    "พิมพ์ชื่ออำเภอในไฟล์ต้นทาง")
            return replace(refused, about=self._coded(index))
        place = self.context.gazetteer.resolve(value)
        if isinstance(place, Place):
            return self._with_code(index, where, place)
        return self._not_a_district(index, where, value, place)

    def _under(self, index: int, where: str, place: Place, last: bool) -> Row:
        """A row below the title of its district; a last one without a label is a total."""
        several = self.columns("label") and self._district_value(index)[0] is None
        if last and several and not self.labels(index) and not self._labelled(index):
            return Row(index, None, total=True)
        return self._owned(index, where, place)

    def _owned(self, index: int, where: str, place: Place) -> Row:
        district = self.context.districts.get(place.code)
        if district is not None:
            return Row(index, district)
        return self._refused(
            index, where, "not-in-roster", "error",
            f"อำเภอ{place.name}ไม่มีในทำเนียบผู้ทำข้อตกลง จึงไม่มีที่ลงคะแนน",
            "เพิ่มอำเภอนี้ในทำเนียบ หรือเอาแถวนี้ออกจากไฟล์", place.code,
        )

    def _with_code(self, index: int, where: str, place: Place) -> Row:
        """The row's district, unless the code in its own column is another's."""
        for column in self.columns("district_code"):
            code = self.value(index, column.id)
            if is_blank(code) or isinstance(code, Broken):
                continue
            other = self.context.gazetteer.resolve(code)
            if other != place:
                refused = self._refused(
                    index, column.id, "code-and-name-differ", "error",
                    f"รหัสอำเภอ {safe_text(str(code), 20)} ไม่ใช่รหัสของอำเภอ{place.name} ({place.code})",
                    "แก้รหัสหรือชื่ออำเภอให้ตรงกัน",
                )
                about = (*self._coded(index), place.code)
                return replace(refused, about=self._ours(about), names=place.name)
        return self._owned(index, where, place)

    def _coded(self, index: int) -> tuple[str, ...]:
        """The districts of ours whose code stands in the row's own column of codes."""
        places = (self.context.gazetteer.resolve(self.value(index, column.id))
                  for column in self.columns("district_code"))
        return self._ours(place.code for place in places if isinstance(place, Place))

    def _ours(self, codes: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(code for code in codes if code in self.context.districts))

    def _unlabelled(self, index: int, where: str, last: bool) -> Row:
        """A row with figures and no district: at the end of a table a total, else refused."""
        if last and not self._labelled(index) and self.columns("figure"):
            return Row(index, None, total=True, unsaid=True)
        return self.nameless(index, where)

    def nameless(self, index: int, where: str) -> Row:
        """A row with figures that does not say whose they are, or that only a title of another
        province's district does."""
        if self._named_outside:
            row = self._unknown(index, where, self._named_outside[0])
            return replace(row, refusal=row.refusal and replace(row.refusal, severity="error"))
        return replace(self._refused(
            index, where, "missing-district", "error", "แถวนี้มีตัวเลขแต่ไม่บอกว่าเป็นของอำเภอใด",
            "พิมพ์ชื่ออำเภอในแถวนี้",
        ), about=None if self._note(index) else ())

    def _note(self, row: int) -> bool:
        """Whether nothing but a text stands in a row, where numbers of things or dates belong."""
        filled = self.grid.filled(row)
        at = [self._at[c.id] for c in self.columns("number", "date")]
        return len(filled) == 1 and filled[0] in at and isinstance(self.grid.value(row, filled[0]), str)

    def _labelled(self, row: int) -> bool:
        labels = self.columns("label", "item", "date", "number", "year", "month", "person")
        return any(not is_blank(self.value(row, c.id)) for c in labels)

    def _not_a_district(
        self, index: int, where: str, value: Value, place: object
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
            ) if self.states(index) else None
        if not self.states(index):
            return None
        return self._unknown(index, where, value)

    def _unknown(self, index: int, where: str, value: Value) -> Row:
        """A row whose district has a name or a code that none of ours has."""
        shown = safe_text(str(value), 40)
        near = self.context.gazetteer.near(value)
        elsewhere = self.context.gazetteer.elsewhere(value)
        likely = " หรือ ".join(f"“{one.name}”" for one in near)
        hint = f" (ใกล้เคียงกับ {likely})" if near else ""
        if elsewhere is not None:
            hint = f" (มีในจังหวัด{elsewhere.name})"
        about = self._ours([*self._coded(index), *(one.code for one in near)])
        known = not about and (near or elsewhere is not None or beside_districts(str(value)))
        refused = self._refused(
            index, where, "unknown-district", "warning" if known else "error",
            f"“{shown}” ไม่ใช่อำเภอในจังหวัด{self.context.gazetteer.province.name}{hint}",
            f"แก้เป็น {likely} ถ้าหมายถึงอำเภอนี้" if near else "แก้ชื่ออำเภอให้ตรงกับชื่อทางการ",
        )
        return replace(refused, about=None if known else about, names=shown,
                       elsewhere=elsewhere is not None)

    def _refused(
        self, index: int, where: str, code: str, severity: Severity, problem: str, remedy: str,
        district: str | None = None,
    ) -> Row:
        return Row(index, None, self.finding(
            code, severity, index, where, problem, remedy, district))

    def other_province(self, row: int) -> bool:
        """Whether the row names another province than ours."""
        for column in self.columns("province"):
            name = self.text(row, column.id)
            province = find_province(name) if name else None
            if province is not None and province != self.context.gazetteer.province:
                return True
        return False
