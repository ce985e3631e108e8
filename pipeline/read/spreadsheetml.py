"""SpreadsheetML 2003: a whole workbook in one XML file, as Excel 2003 and web systems write."""

import re

from pipeline.model.cells import Broken, RawSheet, Value
from pipeline.read.content import Content
from pipeline.read.formats import Kind, format_kind, iso_moment, number, shown
from pipeline.read.grid import MAX_COLUMNS, MAX_ROWS, Budget, SheetBuilder
from pipeline.read.refusal import Refusal
from pipeline.read.xml import Attributes, local, parse

_SS = "urn:schemas-microsoft-com:office:spreadsheet "
_EXCEL = "urn:schemas-microsoft-com:office:excel "
_NAMED: dict[str, Kind] = {"Percent": "percent", "General": "number", "Standard": "number",
                           "Fixed": "number", "Currency": "number", "Scientific": "number"}
_NAMED_DATE = re.compile(r"(General|Short|Medium|Long) (Date|Time)")


def read(content: Content, file: str) -> list[RawSheet]:
    """Every worksheet of the workbook, hidden ones too."""
    workbook = _Workbook(file)
    parse(content.text.lstrip("\ufeff \t\r\n").encode("utf-8", "replace"), workbook.start, workbook.end,
          workbook.characters, "utf-8")
    return workbook.sheets


class _Workbook:
    def __init__(self, file: str) -> None:
        self.file = file
        self.budget = Budget()
        self.sheets: list[RawSheet] = []
        self.kinds: dict[str, Kind] = {}
        self.style = ""
        self.grid: SheetBuilder | None = None
        self.name = ""
        self.hidden = self.in_visible = self.listening = False
        self.date1904 = False
        self.row = self.column = -1
        self.cell: Attributes | None = None
        self.type: str | None = None
        self.skipped_depth = 0
        self.text: list[str] = []

    def start(self, tag: str, at: Attributes) -> None:
        name = local(tag)
        if self.skipped_depth or (tag.startswith(_SS) and name in ("Comment", "PhoneticText")):
            self.skipped_depth += 1
        elif name == "Visible" and tag.startswith(_EXCEL):
            self.in_visible = True
            self.text.clear()
        elif tag.startswith(_SS):
            self._start(name, at)

    def _start(self, name: str, at: Attributes) -> None:
        if name == "Cell":
            self._start_cell(at)
        elif name == "Data" and self.cell is not None:
            self.type = at.get(_SS + "Type", "String")
            self.text.clear()
            self.listening = True
        elif name == "Row":
            self.row = _index(at, self.row + 1, MAX_ROWS)
            self.column = -1
            if self.grid is not None and at.get(_SS + "Hidden") == "1":
                self.grid.hidden_rows.add(self.row)
        elif name == "Worksheet":
            self.grid = SheetBuilder(self.budget)
            self.name = at.get(_SS + "Name", "")
            self.row, self.hidden = -1, False
        elif name == "Style":
            self.style = at.get(_SS + "ID", "")
            self.kinds[self.style] = self.kinds.get(at.get(_SS + "Parent", ""), "number")
        elif name == "NumberFormat" and _SS + "Format" in at:
            self.kinds[self.style] = _kind(at[_SS + "Format"])

    def _start_cell(self, at: Attributes) -> None:
        self.column = _index(at, self.column + 1, MAX_COLUMNS)
        self.cell, self.type = at, None
        across, down = _count(at, "MergeAcross"), _count(at, "MergeDown")
        if self.grid is not None:
            self.grid.span(self.row, self.column, self.row + down, self.column + across)

    def characters(self, text: str) -> None:
        if (self.listening or self.in_visible) and not self.skipped_depth:
            self.text.append(text)

    def end(self, tag: str) -> None:
        name = local(tag)
        if self.skipped_depth:
            self.skipped_depth -= 1
        elif name == "Visible":
            self.in_visible = False
            self.hidden = "Hidden" in "".join(self.text)
        elif not tag.startswith(_SS):
            return
        elif name == "Data":
            self.listening = False
        elif name == "Cell" and self.cell is not None and self.grid is not None:
            self.grid.put(self.row, self.column, self._value(self.cell))
            self.column += _count(self.cell, "MergeAcross")
            self.cell = None
        elif name == "Worksheet" and self.grid is not None:
            self.sheets.append(self.grid.sheet(self.file, self.name, "xml-2003", self.hidden))
            self.grid = None

    def _value(self, cell: Attributes) -> Value:
        if self.type is None:
            return Broken("") if _SS + "Formula" in cell else None
        text = "".join(self.text)
        if self.type == "Number":
            value = number(text) if text else None
            if isinstance(value, (int, float)):
                kind = self.kinds.get(cell.get(_SS + "StyleID", ""), "number")
                return shown(float(value), kind, False) if kind != "number" else value
            return value
        if self.type == "DateTime":
            return iso_moment(text) if text else None
        if self.type == "Boolean":
            return text.strip() == "1"
        if self.type == "Error":
            return Broken(text.strip() or "#VALUE!")
        return text or None


def _kind(code: str) -> Kind:
    if _NAMED_DATE.fullmatch(code):
        return "date"
    return _NAMED.get(code) or format_kind(code)


def _index(at: Attributes, following: int, limit: int) -> int:
    text = at.get(_SS + "Index")
    if text is None:
        return following
    if not text.isdigit() or not following < int(text) <= limit:
        raise Refusal("unreadable", "ลำดับแถวหรือคอลัมน์ไม่ถูกต้อง")
    return int(text) - 1


def _count(at: Attributes, name: str) -> int:
    text = at.get(_SS + name, "0")
    return min(int(text), MAX_ROWS) if text.isdigit() and len(text) < 9 else 0
