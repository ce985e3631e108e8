"""OpenDocument spreadsheets (.ods, flat .fods)."""

import re
from dataclasses import dataclass, field

from pipeline.model.cells import Broken, RawSheet, Value
from pipeline.read.content import Content
from pipeline.read.formats import iso_moment, number, percent
from pipeline.read.grid import MAX_COLUMNS, MAX_ROWS, Budget, SheetBuilder
from pipeline.read.refusal import Refusal
from pipeline.read.xml import Attributes, local, parse

_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0 "
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "
_ERROR = re.compile(r"#[A-Z/0!?]+|Err:\d+|#N/A")
_CLOCK = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")
# Elements whose cells or text are not the sheet's own.
_ASIDE = frozenset((
    _TABLE + "tracked-changes", _TABLE + "shapes", _TABLE + "dde-links",
    _OFFICE + "annotation", _TEXT + "ruby-text",
))


def read(content: Content, file: str) -> list[RawSheet]:
    """Every table of the document, hidden ones too; of a flat one, which is XML alone, too."""
    archive = content.archive
    if archive is None:
        return _read(content.text.encode("utf-8"), file, "utf-8")
    if "opendocument.spreadsheet" not in archive.read("mimetype").decode("ascii", "replace"):
        raise Refusal("not-a-spreadsheet")
    manifest = "META-INF/manifest.xml"
    if manifest in archive and b"encryption-data" in archive.read(manifest):
        raise Refusal("encrypted")
    return _read(archive.read("content.xml"), file)


def _read(data: bytes, file: str, encoding: str | None = None) -> list[RawSheet]:
    """The tables of one XML document."""
    document = _Document(file)
    parse(data, document.start, document.end, document.characters, encoding)
    return document.sheets


@dataclass(slots=True)
class _Cell:
    """The cell that is being read: its attributes, and its text paragraph by paragraph."""

    attributes: Attributes
    covered: bool
    paragraphs: list[list[str]] = field(default_factory=list)

    def text(self) -> str:
        return "\n".join("".join(pieces) for pieces in self.paragraphs)


class _Document:
    def __init__(self, file: str) -> None:
        self.file = file
        self.budget = Budget()
        self.sheets: list[RawSheet] = []
        self.hidden_styles: set[str] = set()
        self.style = ""
        self.grid: SheetBuilder | None = None
        self.name, self.table_style = "", ""
        self.tables = self.skipped_depth = 0
        self.row = self.column = 0
        self.repeat_row = 1
        self.hidden_row = False
        self.line: list[tuple[int, int, Value]] = []  # column, times, value of the open row
        self.cell: _Cell | None = None

    def start(self, tag: str, at: Attributes) -> None:
        if tag in _ASIDE or self.skipped_depth:
            self.skipped_depth += 1
        elif tag == _TABLE + "table":
            self._start_table(at)
        elif tag == _STYLE + "style":
            self.style = at.get(_STYLE + "name", "")
        elif tag == _STYLE + "table-properties" and at.get(_TABLE + "display") == "false":
            self.hidden_styles.add(self.style)
        elif self.tables != 1:
            return
        elif tag == _TABLE + "table-row":
            self.column, self.line = 0, []
            self.repeat_row = _times(at.get(_TABLE + "number-rows-repeated"))
            self.hidden_row = at.get(_TABLE + "visibility", "visible") != "visible"
        elif tag in (_TABLE + "table-cell", _TABLE + "covered-table-cell"):
            self.cell = _Cell(at, tag.endswith(" covered-table-cell"))
        elif self.cell is not None and tag.startswith(_TEXT):
            self._start_text(local(tag), at, self.cell)

    def _start_table(self, at: Attributes) -> None:
        self.tables += 1
        if self.tables > 1:
            return
        self.grid = SheetBuilder(self.budget)
        self.name = at.get(_TABLE + "name", "")
        self.table_style = at.get(_TABLE + "style-name", "")
        self.row = 0

    def _start_text(self, name: str, at: Attributes, cell: _Cell) -> None:
        if name == "p":
            cell.paragraphs.append([])
        elif not cell.paragraphs:
            return
        elif name == "s":
            count = at.get(_TEXT + "c", "1")
            cell.paragraphs[-1].append(" " * min(int(count) if count.isdigit() else 1, 1000))
        elif name == "tab":
            cell.paragraphs[-1].append("\t")
        elif name == "line-break":
            cell.paragraphs[-1].append("\n")

    def characters(self, text: str) -> None:
        if self.cell is not None and not self.skipped_depth and self.tables == 1 and self.cell.paragraphs:
            self.cell.paragraphs[-1].append(text)

    def end(self, tag: str) -> None:
        if self.skipped_depth:
            self.skipped_depth -= 1
        elif tag == _TABLE + "table":
            self.tables -= 1
            if self.tables == 0:
                self._end_table()
        elif self.tables != 1:
            return
        elif tag == _TABLE + "table-row":
            self._end_row()
        elif self.cell is not None and tag in (_TABLE + "table-cell",
                                               _TABLE + "covered-table-cell"):
            self._end_cell(self.cell)
            self.cell = None

    def _end_table(self) -> None:
        grid, self.grid = self.grid, None
        if grid is None or (self.name.startswith("'file:") and "#$" in self.name):
            return  # a copy of another document's cells, which LibreOffice keeps out of sight
        self.sheets.append(
            grid.sheet(self.file, self.name, "ods", self.table_style in self.hidden_styles))

    def _end_cell(self, cell: _Cell) -> None:
        times = _times(cell.attributes.get(_TABLE + "number-columns-repeated"))
        value = _value(cell)
        if value is not None:
            if times > MAX_COLUMNS:
                raise Refusal("too-large")
            self.line.append((self.column, times, value))
        down = _times(cell.attributes.get(_TABLE + "number-rows-spanned"))
        right = _times(cell.attributes.get(_TABLE + "number-columns-spanned"))
        if (down > 1 or right > 1) and self.grid is not None:
            self.grid.span(self.row, self.column, self.row + down - 1, self.column + right - 1)
        self.column += times

    def _end_row(self) -> None:
        if self.line and self.grid is not None:
            if self.row + self.repeat_row > MAX_ROWS:
                raise Refusal("too-large")
            for row in range(self.row, self.row + self.repeat_row):
                if self.hidden_row:
                    self.grid.hidden_rows.add(row)
                for column, times, value in self.line:
                    for at in range(column, column + times):
                        self.grid.put(row, at, value)
        self.row += self.repeat_row


def _times(text: str | None) -> int:
    return max(int(text), 1) if text and text.isdigit() and len(text) < 9 else 1


def _value(cell: _Cell) -> Value:
    """What a cell holds, by its declared type."""
    at, text = cell.attributes, cell.text()
    kind = at.get(_OFFICE + "value-type", "")
    formula = _TABLE + "formula" in at
    if at.get(_CALC + "value-type") == "error" or (formula and _ERROR.fullmatch(text)):
        return Broken(text or "#VALUE!")
    if kind in ("float", "currency", "percentage"):
        value = number(at.get(_OFFICE + "value", ""))
        is_number = isinstance(value, (int, float))
        return percent(float(str(value))) if kind == "percentage" and is_number else value
    if kind == "date":
        return iso_moment(at.get(_OFFICE + "date-value", text))
    if kind == "time":
        clock = _CLOCK.fullmatch(at.get(_OFFICE + "time-value", ""))
        return iso_moment(f"{int(clock[1]):02}:{clock[2]}:{clock[3]}") if clock else text
    if kind == "boolean":
        return at.get(_OFFICE + "boolean-value") == "true"
    if not kind and formula and not text:
        return Broken("")
    return at.get(_OFFICE + "string-value") or text or None
