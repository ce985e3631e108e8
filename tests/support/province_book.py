"""A province's workbook in a test: its matrix, and whether it is that of results.json."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet


def rows(sheet: Worksheet) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def heads(sheet: Worksheet) -> list[Any]:
    """The numbers of the KPIs and the names of the sections over the matrix."""
    return [cell.value for cell in sheet[2][2:]]


def matches(book: Workbook, data: Any) -> None:
    """The summary's scores are those of results.json."""
    sheet = book["สรุปคะแนน"]
    found = {row[1]: row for row in rows(sheet)}
    sections = [place for place, head in enumerate(heads(sheet)) if str(head).startswith("งาน")]
    for district in data["districts"]:
        row = found[district["name"]][2:]
        for place, section in zip(sections, district["sections"].values(), strict=True):
            _same(row[place], section["score"])
        total = sections[-1] + 1
        _same(row[total], district["total"]["score"])
        _same(row[total + 1], district["total"]["percent"])
        assert row[total + 2] == (district["total"]["band"] or "–")


def _same(cell: object, text: str | None) -> None:
    if text is None:
        assert cell in ("–", "ย")
    else:
        assert isinstance(cell, int | float)
        cents = Decimal(repr(cell)).quantize(Decimal("0.000001")).quantize(Decimal("0.01"), ROUND_HALF_UP)
        assert cents == Decimal(text)
