"""Delimited text: CSV, TSV, and with semicolons or bars. Every value stays text."""

import csv
import io
import re
from collections import Counter
from itertools import pairwise

from pipeline.model.cells import OpenEnd, RaggedRow, RawSheet
from pipeline.read.content import Content
from pipeline.read.grid import Budget, SheetBuilder
from pipeline.read.refusal import Refusal

# In a tie the earlier one wins: commas also stand inside numbers and sentences.
_DELIMITERS = "\t;|,"
_SAMPLE = 500  # lines that tell the delimiter: two of them must be rows, below 498 of titles at most
_SEP = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_END = "\x00"
# A field that is written as a formula of a text: its quotes keep delimiters as a field's own do.
_FORMULA = re.compile(r'(?<![^\t;|,\r\n])=("(?:[^"\r\n]|"")*")(?![^\t;|,\r\n])')
_FRONT = re.compile(r"\s*[-+(]?[1-9๑-๙]\d{0,2}")
_GROUP = re.compile(r"\d{3}(?:\.\d*)?[)-]?\s*")
_FIGURE = re.compile(r"[\s\d.,()%+-]*\d[\s\d.,()%+-]*|\s*[-–—]\s*")


def read(content: Content, file: str) -> list[RawSheet]:
    """The one sheet of a delimited file, named ``Sheet1``.

    Its notes say where a table's rows have more or fewer fields than nearly all the others, and
    that the last line has no end.
    """
    text = content.text
    if '="' in text:
        text = _FORMULA.sub(r"\1", text)
    csv.field_size_limit(1 << 30)
    named = _SEP.match(text)
    if named:
        delimiter, text = named[1], text[named.end():]
    else:
        delimiter = _delimiter(text)
    if not delimiter:
        raise Refusal("not-a-spreadsheet")
    rows = list(_rows(text, delimiter))
    widths = Counter(width for row in rows if (width := len(row)) > 1)
    _check(rows, widths, text, delimiter)
    if delimiter == ",":
        _check_thousands(rows)
    grid = SheetBuilder(Budget())
    values = _Values()
    for number, row in enumerate(rows):
        grid.put_row(number, tuple(map(values.__getitem__, row)))
    ended = text.rstrip(" \t").endswith(("\n", "\r"))
    ends = [] if ended else [OpenEnd(len(rows) - 1)]
    return [grid.sheet(file, "Sheet1", "csv", notes=[*_ragged(rows, widths), *ends])]


class _Values(dict[str, str | None]):
    """What a field holds, each text once: exports repeat themselves."""

    def __missing__(self, field: str) -> str | None:
        value = self[field] = field if field and not field.isspace() else None
        return value


def _ragged(rows: list[list[str]], widths: Counter[int]) -> list[RaggedRow]:
    if not widths:
        return []
    width, times = widths.most_common(1)[0]
    if width < 3 or times < 5 or times * 10 < widths.total() * 9:
        return []
    odd = [(number, row) for number, row in enumerate(rows) if len(row) != width]
    if not odd:
        return []
    whole = [number for number, row in enumerate(rows) if len(row) == width]
    filled = Counter(column for number in whole for column, field in enumerate(rows[number]) if field.strip())
    sparse = {column for column in range(width) if filled[column] * 2 < len(whole)}
    inside = range(whole[0], whole[-1])
    return [
        RaggedRow(number) for number, row in odd
        if "".join(row[width:]).strip() or (1 < len(row) < width and not (
            sparse.issuperset(range(len(row), width)) or (number not in inside and _is_note(row, width))))
    ]


def _is_note(row: list[str], width: int) -> bool:
    """Whether a row above or below a table is a text and what belongs to it, no shorter row of data."""
    fields = [field for field in row if field.strip()]
    return len(fields) <= 2 < width - 1 and not any(map(_FIGURE.fullmatch, fields))


def _check_thousands(rows: list[list[str]]) -> None:
    """Refuse a row that is wider than the headings above it by no more than the commas that may
    stand between thousands in its figures: of ``1,250.00`` without quotes nobody reads 1250."""
    headed = 0
    for number, row in enumerate(rows, 1):
        if len(row) <= headed:
            continue
        fields = [field for field in row if field.strip()]
        if len(fields) > 1 and not any(map(_FIGURE.fullmatch, fields)):
            headed = max(headed, len(row))
            continue
        width = max((place for place, field in enumerate(row, 1) if field.strip()), default=0)
        groups = _groups(row)
        if headed and headed < width <= headed + len(groups) and (
            any(group.startswith(("0", "๐")) for group in groups)
            or any(_FIGURE.fullmatch(field) for field in row[headed:])
        ):
            raise Refusal("damaged-rows", f"แถว {number:,} มีช่องมากกว่าหัวตาราง "
                          "เหมือนตัวเลขที่มีจุลภาคคั่นหลักพันโดยไม่อยู่ในเครื่องหมายคำพูด")


def _groups(row: list[str]) -> list[str]:
    """The fields of a row that may be more digits of the figure in the field before them."""
    found: list[str] = []
    inside = False
    for before, field in pairwise(row):
        inside = bool(_FRONT.fullmatch(before) or (inside and "." not in before)) and bool(
            _GROUP.fullmatch(field))
        found += [field] if inside else []
    return found


def _rows(text: str, delimiter: str) -> list[list[str]]:
    """The records; a quote that is never closed refuses the file."""
    end = "" if text.endswith(("\n", "\r")) else "\n"
    rows = list(csv.reader(io.StringIO(text + end + _END, newline=""), delimiter=delimiter))
    if rows.pop() != [_END]:
        raise Refusal("truncated", "มีเครื่องหมายคำพูดที่ไม่ปิดท้าย")
    while rows and not "".join(rows[-1]).strip():
        rows.pop()
    return rows


def _delimiter(text: str) -> str:
    """The character that parts most lines into the same number of fields, or ``""``."""
    lines = text[: 1 << 20].splitlines(keepends=True)[:_SAMPLE]
    best, best_score = "", 0
    for delimiter in _DELIMITERS:
        try:
            rows = list(csv.reader(lines, delimiter=delimiter))
        except csv.Error:
            continue
        widths = Counter(len(row) for row in rows if len(row) > 1)
        if not widths:
            continue
        width, times = max(widths.items(), key=lambda item: (item[0] - 1) * item[1])
        if times * 2 < widths.total() or (times < 2 and sum(1 for row in rows if row) > 2):
            continue  # a sentence with commas in it is no table
        score = (width - 1) * times
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _check(rows: list[list[str]], widths: Counter[int], text: str, delimiter: str) -> None:
    """Refuse rows that run into each other: a stray quote over many lines, a lost line end, a
    last line that breaks off."""
    if not widths:
        return
    width, times = widths.most_common(1)[0]
    regular = times > 2 and width > 2 and times * 10 >= widths.total() * 7
    quoted = width > 2 and '"' in text  # without quotes no field has lines
    for number, row in enumerate(rows, 1):
        if quoted and "\n" in "".join(row) and any(
                line.count(delimiter) >= width - 1 for field in row if "\n" in field
                for line in field.splitlines()):
            raise Refusal("damaged-rows", f"เครื่องหมายคำพูดไม่เข้าคู่ที่แถว {number:,}")
        if regular and len(row) >= 2 * width - 1 and sum(1 for field in row if field.strip()) >= 2 * width - 1:
            raise Refusal("damaged-rows", f"แถว {number:,} ยาวผิดปกติ เหมือนสองแถวต่อกัน")
    unended = not text.rstrip(" \t").endswith(("\n", "\r"))
    last = len(rows[-1])
    if unended and times > 2 and last < width and (
            times == len(rows) - 1 or (last > 1 and len(rows[-2]) == width)):
        raise Refusal("truncated", "แถวสุดท้ายขาดตอน")
