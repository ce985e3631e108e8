"""What a person typed in a row of a table of entries, by the role of the column."""

import datetime as dt

from pipeline.model.finding import safe_text
from pipeline.model.source import Role
from pipeline.normalise.rows import TableReader
from pipeline.tables.grid import is_blank
from pipeline.thai.calendar import NotADate, parse_date, thai_date


def typed_text(reader: TableReader, row: int, role: Role) -> str:
    """The text in the column of a role; "" where there is none."""
    text = next((reader.text(row, column.id) for column in reader.columns(role)), "")
    return "" if is_blank(text) else text


def typed_day(reader: TableReader, row: int) -> tuple[dt.date | None, str]:
    """The day of a row, and how people write it; what was typed where that is no day, "" where nothing was."""
    for column in reader.columns("day"):
        try:
            day = parse_date(reader.value(row, column.id))
        except NotADate:
            return None, safe_text(reader.text(row, column.id), 30)
        return day, thai_date(day) if day else ""
    return None, ""
