"""Monthly series: a figure of a district in a month of a fiscal year."""

import datetime as dt

from pipeline.model.cells import Broken
from pipeline.model.finding import Finding, safe_text
from pipeline.model.observed import Context, Observed
from pipeline.model.source import Claim, Kind
from pipeline.normalise.figures import observe_figures
from pipeline.normalise.rows import TableReader
from pipeline.thai.calendar import BUDDHIST_ERA, NotADate, fiscal_month, parse_month, parse_year


def observe(claim: Claim, context: Context) -> Observed:
    """The figures of every row, each with the first day of its month."""
    return observe_figures(claim, context, _month)


def _month(reader: TableReader, row: int) -> tuple[dt.date | None, str, list[Finding]]:
    year_column = reader.source.with_role("year")[0]
    month_column = reader.source.with_role("month")[0]
    year_value = reader.value(row, year_column.id)
    month_value = reader.value(row, month_column.id)
    try:
        if isinstance(year_value, Broken) or isinstance(month_value, Broken):
            raise NotADate
        year = parse_year(year_value)
        month, named_year = parse_month(month_value)
        if year is None and named_year is not None and not reader.has(year_column.id):
            year = named_year + (month >= 10)
        if year is None:
            raise NotADate
    except NotADate:
        return None, "broken", [reader.finding(
            "not-a-month", "error", row, month_column.id,
            f"อ่านเดือนหรือปีงบประมาณไม่ได้: {safe_text(str(month_value), 20)} "
            f"{safe_text(str(year_value), 20)}",
            "พิมพ์ปีงบประมาณเป็น พ.ศ. และเดือนเป็นชื่อเต็ม",
        )]
    first_day = fiscal_month(year, month)
    if named_year is not None and named_year != first_day.year + BUDDHIST_ERA:
        return None, "broken", [reader.finding(
            "month-and-year-differ", "error", row, month_column.id,
            f"เดือน “{safe_text(str(month_value), 20)}” ไม่อยู่ในปีงบประมาณ {year}",
            "แก้เดือนหรือปีงบประมาณให้ตรงกัน",
        )]
    return first_day, "given", []


KIND = Kind(
    name="monthly",
    needs=("district", "year", "month", "figure"),
    may=("province", "district_code", "label", "unit"),
    observe=observe,
    unasked=("province", "percentage", "score"),
    months=True,
)
