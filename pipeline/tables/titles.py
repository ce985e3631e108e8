"""Rows of a table that name a district and nothing else, as a title of the rows below them."""

import re

from pipeline.tables.grid import Grid, is_blank
from pipeline.thai.districts import led_as_district, looks_like_district
from pipeline.thai.text import clean

_LEAD = re.compile(r"^(?:หน่วยงาน|ชื่ออำเภอ|ที่ทำการ)\s*:?\s*")
LABELS = 2  # columns at the left of the first one that is read, where labels and titles stand: a number and a name; a third is another table's


def title_row(grid: Grid, row: int, left: int, right: int) -> str:
    """The district that a row of a table, whose columns are ``left`` to ``right``, names and nothing else
    (``อำเภอ…``, ``หน่วยงาน: สพอ.…``), as a title of the rows below it; "" for any other row. An ordinal may
    stand before it."""
    text = titled(grid, row, left, right)
    return text if looks_like_district(text) else ""


def titled(grid: Grid, row: int, left: int, right: int) -> str:
    """The same whether or not there is such a district."""
    said: list[str] = []
    for column in range(max(0, left - LABELS), right + 1):
        value = grid.value(row, column)
        if value is None or (isinstance(value, str) and not clean(value)):
            continue
        if not said and isinstance(value, int | float) and 0 < value < 100:
            continue
        if not isinstance(value, str) or is_blank(value) or len(said) == 2:
            return ""
        said.append(clean(value).strip(":").strip())
    text = _LEAD.sub("", " ".join(said))
    return text if led_as_district(text) else ""
