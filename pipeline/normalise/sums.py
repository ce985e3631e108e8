"""Tables to add up: figures of a district in each row, some with a date of their own."""

import datetime as dt

from pipeline.model.finding import Finding
from pipeline.model.observed import Context, Observed
from pipeline.model.source import Claim, Kind
from pipeline.normalise.figures import observe_figures
from pipeline.normalise.rows import TableReader


def observe(claim: Claim, context: Context) -> Observed:
    """The figures of every row; dated where the source has a column of dates."""
    return observe_figures(claim, context, _date if claim.source.with_role("date") else None)


def _date(reader: TableReader, row: int) -> tuple[dt.date | None, str, list[Finding]]:
    column = reader.source.with_role("date")[0]
    date, state, finding = reader.date(row, column)
    if state == "blank":
        finding = reader.finding(
            "missing-date", "error", row, column.id,
            f"“{column.headings[0]}” เว้นว่าง จึงไม่รู้ว่าอยู่ก่อนวันตัดยอดหรือไม่", "พิมพ์วันที่",
        )
    return date, "given" if state == "given" else "broken", [finding] if finding else []


KIND = Kind(
    name="sums",
    needs=("district", "figure"),
    may=("province", "district_code", "label", "percentage", "unit", "date", "answer", "score"),
    observe=observe,
    prefilled=True,
)
