"""Headings that are near a known one: those that say more, and may be more of its figure
(``จัดสรรเพิ่มเติม``), and those that are spelled otherwise."""

import difflib
import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.model.source import Column, SourceDefinition, Table
from pipeline.recognise.layout import rank
from pipeline.tables.grid import Grid
from pipeline.tables.vocabulary import NEUTRAL, fallback_forms, heading_form, spellings
from pipeline.thai.calendar import MONTH
from pipeline.thai.text import squeeze

_NEAR = 0.8  # ผลเบิกจาย is 0.82 near to เบิกจ่าย, ผลเบิกจา 0.76, วันที่เบิกจ่าย 0.73
_NOUN = re.compile(r"^(?:งบ(?!ประมาณ)|เงิน|ยอด|จำนวน(?:เงิน)?|(?:ที่)?ได้รับ|ผล(?:การ)?)+")
# What is left over, promised, planned, of another year, or a rate is no more of the same figure.
_ANOTHER = re.compile(
    r"คงเหลือ|ร้อยละ|%|p\.?o\.?|ผูกพัน|ใบสั่ง|แผน|เป้า|ภาษี|เฉลี่ย|สัดส่วน|อัตรา|ระดับ|คะแนน|ไม่"
    r"|^(?:ของ)?(?:ประจำ)?ปี(?:งบประมาณ)?(?:พ\.?ศ\.?)?(?:\d|ก่อน|ที่แล้ว|ที่ผ่านมา)",
    re.IGNORECASE)
_COUNTED = re.compile(r"^\(?(?:จำนวน)?(?:ตำบล|หมู่บ้าน|หมู่|ครัวเรือน|คน|ราย|กลุ่ม|แห่ง|ครั้ง|โครงการ|กิจกรรม|อำเภอ)\)?$")
_TOTAL = re.compile(r"^\(?(?:รวม|ทั้งสิ้น|ทั้งหมด)")
_MONTH = re.compile(rf"เดือน|สัปดาห์|^\(?(?:{MONTH})")


def extended(
    grid: Grid, table: Table, source: SourceDefinition, several: bool
) -> tuple[Column, int, int] | None:
    """The first column of figures beside which another may hold more of the same figure, with
    the places of both: its heading begins with one of the column's own and goes on.

    Not where the column's heading is preferred to what the other goes on from, where the other
    holds no figure or one month's part, where several add up to it, nor where the other is a total:
    of the same figures, or of ``several`` tables under these headings.
    """
    for name, at in table.columns:
        column = source.column(name)
        if column.role != "figure":
            continue
        own = _rank(column, "".join(_texts(grid, table, at)))
        others = [
            (place, more) for place, _ in table.others
            if (found := _more(grid, table, source, column, place)) is not None
            and rank(column.prefer, found[0]) <= own for more in found[1:]
            if not (several and _TOTAL.match(more))
        ]
        if not others:
            continue
        cells = _figures(grid, table, at, [place for place, _ in others])
        if len(others) > 1 and all(mine == sum(rest) for mine, *rest in cells):
            continue
        for index, (place, more) in enumerate(others, 1):
            mine = [(row[0], row[index]) for row in cells]
            nothing = not any(theirs for _, theirs in mine)
            same = _TOTAL.match(more) and all(theirs == ours for ours, theirs in mine)
            part = _MONTH.search(more) and all(theirs <= ours for ours, theirs in mine)
            if not (nothing or same or part):
                return column, at, place
    return None


def resembles(column: Column, text: str) -> bool:
    """Whether a heading is not one of the column's, but so near to one that a person would ask:
    ``เบิกจายสะสม``, ``จัดสรรร``."""
    form = heading_form(text)
    known = spellings(column) - NEUTRAL
    return form not in spellings(column) | fallback_forms(column) and not _ANOTHER.search(form) and bool(
        difflib.get_close_matches(form, known, 1, _NEAR))


def _rank(column: Column, text: str) -> int:
    return rank(column.prefer, heading_form(text))


def _texts(grid: Grid, table: Table, column: int) -> Iterator[str]:
    """What stands over a column of a table, from above, without bands over several columns."""
    row = table.heading_top
    while row <= table.heading_bottom:
        span = grid.span(row, column)
        if span is None or span.left == span.right:
            yield grid.text(row, column)
        row = (span.bottom if span else row) + 1


def _more(
    grid: Grid, table: Table, source: SourceDefinition, column: Column, place: int
) -> tuple[str, str] | None:
    """The heading of the column that another's begins with, and what that one says more."""
    whole = squeeze("".join(_texts(grid, table, place)))
    others = [form for c in source.columns if c is not column and c.role == "figure"
              for form in spellings(c)]
    for text in (whole, _NOUN.sub("", whole)):
        known = [f for f in spellings(column) if text.startswith(f) and f not in NEUTRAL]
        for form in sorted(known, key=len, reverse=True)[:1]:
            more = text.removeprefix(form)
            another = _ANOTHER.search(more) or any(other in more for other in others)
            return None if another or _COUNTED.match(more) else (form, more)
    form = heading_form(whole)
    return (form, "") if form in fallback_forms(column) else None


def _figures(grid: Grid, table: Table, at: int, others: list[int]) -> list[list[Decimal]]:
    """The figures of each row of data that has one in another column; a blank is 0."""
    rows = [[grid.number(row, place) for place in (at, *others)]
            for row in grid.rows(table.first_row, table.end_row)]
    return [[value or Decimal(0) for value in row] for row in rows if any(row[1:])]

