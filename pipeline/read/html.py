"""HTML tables saved as .xls: the whole file is one sheet, laid out as Excel does when it opens it.

Text outside the tables becomes rows of its own, tables stand under each other, a table inside
a cell takes up rows and columns from that cell on.
"""

import html
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline.model.cells import RaggedRow, RawSheet, Value
from pipeline.read.content import Content
from pipeline.read.formats import number, percent
from pipeline.read.grid import MAX_COLUMNS, Budget, SheetBuilder
from pipeline.read.refusal import Refusal

_DROP = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|title|xml)\b[^<>]*>.*?(?:</\1\s*>|\Z)|<![^<>]*>|<\?[^<>]*>",
    re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"""<(/?[a-zA-Z][^\s<>/]*)((?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+|[^<>]*+)>""")
_ATTRIBUTE = re.compile(
    r"""([a-zA-Z][\w:.-]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_SHEET_NAME = re.compile(r"<x:Name>\s*([^<]{1,200}?)\s*</x:Name>", re.IGNORECASE)
_TABLE = re.compile(r"<t(?:able|r)\b", re.IGNORECASE)
_FRAMES = re.compile(r"Excel Workbook Frameset|<frameset\b", re.IGNORECASE)
_OPENED = re.compile(r"<(?:html|body)\b", re.IGNORECASE)
_CLOSED = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
_BROKEN_TAG = re.compile(r"<(?:/|\s*t[dhr]\b|\s*table\b)", re.IGNORECASE)
_UNFINISHED = re.compile(r"<(?:[/a-zA-Z][^<>]*)?\Z")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_UNEVEN = re.compile(r"[\t\r\n\f]|  ")
_DIGITS = re.compile(r"\d{1,6}")
_SHOWN_NUMBER = re.compile(r"[\s\d.,()+%\-#Ee\u00a0$฿]*")
_BLOCKS = frozenset(("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "dl", "dt",
                     "dd", "center", "hr", "pre", "form", "body"))
_ROW_TAGS = frozenset(
    ("tr", "/tr", "thead", "tbody", "tfoot", "/thead", "/tbody", "/tfoot"))
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)
_STYLE = re.compile(r"<style\b[^<>]*>(.*?)</style\s*>", re.IGNORECASE | re.DOTALL)
_RULE = re.compile(r"([^{}]{1,2000})\{([^{}]*)\}")
_CLASS = re.compile(r"\s*\w*\.([\w-]+)\s*")
_MAX_SPAN = 1_000
_MAX_KNOWN = 10_000


@dataclass(slots=True)
class _Table:
    """A table while it is laid out; ``row`` and ``column`` are where its next cell may go."""

    top: int
    left: int
    row: int
    column: int
    bottom: int  # the first row below everything of the current row
    right: int  # the first column to the right of everything
    busy: dict[int, int] = field(default_factory=dict)  # column → first row free of a rowspan
    cell: tuple[int, int] | None = None  # where the open cell's text goes
    implied: bool = False  # rows or cells without a table around them
    attributes: dict[str, str] = field(default_factory=dict)
    started: bool = False
    hidden: bool = False
    hidden_rows: bool = False  # those of the part (tbody) that is open
    columns: int = 0  # of those that <col> describes


def read(content: Content, file: str) -> list[RawSheet]:
    """The one sheet of an HTML file."""
    return [sheet_of(content.text, file, Budget())]


def has_table(text: str) -> bool:
    """Whether a page may hold a table."""
    return _TABLE.search(text) is not None


def sheet_of(text: str, file: str, budget: Budget) -> RawSheet:
    """The sheet that a page is. Raises Refusal."""
    if text.count('=\\"') > 2:
        text = text.replace('\\"', '"')
    layout = _Layout(SheetBuilder(budget), _unseen_classes(text))
    handlers: dict[str, Callable[[str], None]] = {}
    pieces = _TAG.split(_DROP.sub(" ", text))
    layout.characters(pieces[0])
    for tag, attributes, after in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        known = handlers.get(tag)
        if known is None:
            known = handlers[tag] = layout.handler(tag.lower())
        known(attributes)
        if after:
            layout.characters(after)
    layout.finish()
    if not layout.seen_table:
        raise Refusal("frameset-without-data" if _FRAMES.search(text) else "not-a-spreadsheet")
    _check_whole(text, layout)
    name = _SHEET_NAME.search(text)
    return layout.grid.sheet(file, html.unescape(name[1]) if name else "Sheet1", "html",
                             notes=_uneven(layout.widths))


def _unseen_classes(text: str) -> frozenset[str]:
    """The classes that the page's own styles hide."""
    rules = (rule for style in _STYLE.finditer(text) for rule in _RULE.finditer(style[1]))
    names = (_CLASS.fullmatch(name) for rule in rules if _UNSEEN.search(rule[2])
             for name in rule[1].split(","))
    return frozenset(name[1] for name in names if name)


def _check_whole(text: str, layout: "_Layout") -> None:
    """Refuse a file that breaks off: a table, or a page with something behind its last table,
    that is never closed."""
    if _UNFINISHED.search(text):
        raise Refusal("truncated", "หน้า HTML ขาดตอนท้าย")
    if layout.damaged:
        raise Refusal("damaged-rows", "คำสั่งตารางใน HTML เสียหาย")
    if _CLOSED.search(text):
        return
    behind = text[text.lower().rfind("</table") + 7:].lstrip(" >")
    if layout.open_at_end or (_OPENED.search(text) and layout.seen_table and behind.strip()):
        raise Refusal("truncated", "หน้า HTML ขาดตอนท้าย")


def _uneven(widths: list[tuple[int, int]]) -> list[RaggedRow]:
    """Each row of several cells that has not as many as all others."""
    times = Counter(width for _, width in widths if width > 1)
    if not times:
        return []
    usual, often = times.most_common(1)[0]
    if often < 4 or often * 10 < times.total() * 8:
        return []
    return [RaggedRow(row) for row, width in widths if 1 < width != usual]


class _Layout:
    def __init__(self, grid: SheetBuilder, unseen: frozenset[str]) -> None:
        self.grid = grid
        self.unseen = unseen  # classes
        self.cells: Counter[int] = Counter()  # by column
        self.hidden: list[tuple[int, int]] = []  # cells that hide themselves
        self.tables: list[_Table] = []
        self.text: list[str] = []
        self.row = 0  # where the next row outside tables goes
        self.attributes: dict[str, dict[str, str]] = {}
        self.stray: list[str] = []  # text in a table but in no cell of it
        self.widths: list[tuple[int, int]] = []  # of the rows of tables that stand in no other
        self.seen_table = self.open_at_end = self.damaged = False

    def characters(self, text: str) -> None:
        """Take in text between two tags; what is left of a broken tag in it is damage."""
        if "<" in text and _BROKEN_TAG.search(text):
            self.damaged = True
        if text != "\n":
            self.text.append(_SPACE.sub(" ", text) if _UNEVEN.search(text) else text)
        elif self.text:  # between words; at the start it would be cut anyway
            self.text.append(" ")

    def handler(self, name: str) -> Callable[[str], None]:
        """What to do at a tag of this name; it is called with the tag's attributes."""
        if name in ("td", "th"):
            return self._start_cell
        if name in ("/td", "/th"):
            return self._close_cell
        if name in _ROW_TAGS:
            return lambda text: self._row_tag(name, text)
        if name == "table":
            return lambda text: self._start_table(hidden=self._is_hidden(text))
        if name == "col":
            return self._column
        if name == "/table":
            return lambda _: self._end_table()
        if name in ("br", "br/"):
            return lambda _: self._break()
        if name.strip("/") in _BLOCKS:
            return lambda _: self._block()
        return lambda _: None

    def finish(self) -> None:
        """Close what is open at the end of the file."""
        self.open_at_end = any(not table.implied for table in self.tables)
        while self.tables:
            self._end_table()
        self.flush()
        many = Counter(column for _, column in self.hidden)
        whole = {column for column, times in many.items() if times * 2 > self.cells[column]}
        self.grid.hidden_columns |= whole
        self.grid.hidden_rows.update(row for row, column in self.hidden if column not in whole)

    def _is_hidden(self, text: str) -> bool:
        """Whether a tag's attributes say that nobody sees what it holds."""
        known = self._attributes(text) if text else {}
        return bool(known) and ("hidden" in known or bool(_UNSEEN.search(known.get("style", "")))
                                or not self.unseen.isdisjoint(known.get("class", "").split()))

    def _column(self, text: str) -> None:
        """Take note of columns that are hidden as such."""
        if self.tables:
            table, width = self.tables[-1], _count(self._attributes(text).get("span"))
            if self._is_hidden(text):
                first = table.left + table.columns
                self.grid.hidden_columns.update(range(first, min(first + width, MAX_COLUMNS)))
            table.columns += width

    def _break(self) -> None:
        if self.tables:
            self.text.append("\n")
        else:
            self.flush()

    def _block(self) -> None:
        if not self.tables:
            self.flush()
        elif self._collected():
            self.text.append("\n")

    def _collected(self) -> str:
        text = self.text[0] if len(self.text) == 1 else "".join(self.text)
        if "&" in text:
            text = html.unescape(text).replace("\x00", "")
        if "\n" in text:
            text = "\n".join(line.strip(" ") for line in text.split("\n"))
        return text.strip(" \n")

    def flush(self) -> None:
        """Text outside the tables becomes a row of its own."""
        text = self._collected()
        self.text.clear()
        if text.strip("\u00a0 \n"):
            self.grid.put(self.row, 0, text)
            self.row += 1

    def _start_table(self, implied: bool = False, hidden: bool = False) -> None:
        self.seen_table = True
        if not self.tables:
            self.flush()
            top, left = self.row, 0
        else:
            outer = self.tables[-1]
            if outer.cell is None:
                self._keep_stray()
                top, left = max(outer.row, outer.bottom), outer.left
            else:
                self._put_cell(outer)
                top, left = outer.cell
        hidden = hidden or any(table.hidden for table in self.tables)
        self.tables.append(_Table(top, left, top, left, top, left, implied=implied, hidden=hidden))
        if len(self.tables) > 200:
            raise Refusal("unreadable", "ตารางซ้อนกันเกิน 200 ชั้น")

    def _end_table(self) -> None:
        if not self.tables:
            return
        self._end_row(starts=False)
        inner = self.tables.pop()
        bottom = max(inner.bottom, inner.row)
        if not self.tables:
            self.row = max(self.row, bottom)
            self.text.extend(f"{text}\n" for text in self.stray)
            self.stray.clear()
            if self.text:
                for line in self._collected().split("\n"):
                    self.text = [line]
                    self.flush()
            return
        outer = self.tables[-1]
        outer.bottom = max(outer.bottom, bottom)
        outer.right = max(outer.right, inner.right)
        outer.column = max(outer.column, inner.right)
        outer.started = True
        if outer.cell is not None:
            outer.cell = bottom, outer.cell[1]

    def _keep_stray(self) -> None:
        text = self._collected().strip("\u00a0 \n")
        self.text.clear()
        if text:
            self.stray.append(text)

    def _start_cell(self, attributes: str) -> None:
        if not self.tables:
            self._start_table(implied=True)
        table = self.tables[-1]
        if self.text or table.cell is not None:
            self._end_cell()
        table.started = True
        while table.busy and table.busy.get(table.column, 0) > table.row:
            table.column += 1
        if table.column >= MAX_COLUMNS:
            raise Refusal("unreadable", "จำนวนคอลัมน์เกินที่ Excel รับได้")
        table.attributes = self._attributes(attributes) if attributes else {}
        table.cell = (table.row, table.column)
        self.cells[table.column] += 1
        if table.attributes and self._is_hidden(attributes):
            self.hidden.append(table.cell)
        width = 1
        if table.attributes:
            width = _count(table.attributes.get("colspan"))
            height = _count(table.attributes.get("rowspan"))
            for column in range(table.column, table.column + width) if height > 1 else ():
                table.busy[column] = table.row + height
            self.grid.span(table.row, table.column,
                           table.row + height - 1, table.column + width - 1)
        table.column += width
        table.right = max(table.right, table.column)
        table.bottom = max(table.bottom, table.row + 1)

    def _attributes(self, text: str) -> dict[str, str]:
        """A tag's attributes; tables repeat the same few over and over."""
        known = self.attributes.get(text)
        if known is None:
            known = _attributes(text)
            if len(self.attributes) < _MAX_KNOWN:
                self.attributes[text] = known
        return known

    def _close_cell(self, _: str) -> None:
        if self.tables and self.tables[-1].cell is None:
            before = len(self.stray)
            self._keep_stray()
            self.damaged |= len(self.stray) > before  # a cell's text and end, no beginning
        else:
            self._end_cell()

    def _end_cell(self) -> None:
        if not self.tables:
            return
        table = self.tables[-1]
        if table.cell is not None:
            self._put_cell(table)
            table.cell = None
        elif self.text:
            self._keep_stray()

    def _put_cell(self, table: _Table) -> None:
        """Place the text so far; what follows in the same cell goes into the row below it."""
        text = self._collected() if self.text else ""
        self.text.clear()
        value = _value(text, table.attributes) if text or table.attributes else None
        if table.cell and value is not None:
            row, column = table.cell
            self.grid.put(row, column, value)
            table.bottom = max(table.bottom, row + 1)
            table.cell = row + 1, column

    def _row_tag(self, name: str, text: str) -> None:
        """End the open row; a row, or a part of the table that is hidden whole, may begin."""
        self._end_row(starts=name == "tr")
        hidden = name[0] != "/" and self._is_hidden(text)
        if self.tables and name == "tr":
            table = self.tables[-1]
            if hidden or table.hidden or table.hidden_rows:
                self.grid.hidden_rows.add(table.row)
        elif self.tables and name != "/tr":
            self.tables[-1].hidden_rows = hidden

    def _end_row(self, starts: bool) -> None:
        if not self.tables and starts:
            self._start_table(implied=True)
        if not self.tables:
            return
        self._end_cell()
        table = self.tables[-1]
        if table.started and len(self.tables) == 1:
            held = [column + 1 for column, free in table.busy.items() if free > table.row]
            self.widths.append((table.row, max([table.column - table.left, *held])))
        if table.started:
            table.row = max(table.row + 1, table.bottom)
            table.column = table.left
            table.started = False
        if starts:
            table.bottom = max(table.bottom, table.row + 1)
            table.started = True


def _attributes(text: str) -> dict[str, str]:
    if not text.strip():
        return {}
    return {
        match[1].lower(): html.unescape(match[2] or match[3] or match[4] or "")
        for match in _ATTRIBUTE.finditer(text)
    }


def _count(text: str | None) -> int:
    digits = _DIGITS.search(text or "")
    return min(max(int(digits[0]), 1), _MAX_SPAN) if digits else 1


def _value(text: str, attributes: dict[str, str]) -> Value:
    """What a cell holds: Excel's own number beside the text it shows, or the text."""
    if attributes.get("x:str"):
        return attributes["x:str"]
    stored = attributes.get("x:num")
    if stored and _SHOWN_NUMBER.fullmatch(text):
        value = number(stored)
        if isinstance(value, (int, float)):
            return percent(value) if text.endswith("%") else value
    return text if text.strip("\u00a0 \n") else None
