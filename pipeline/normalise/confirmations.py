"""The kind ``confirmations``: figures that look wrong and are right, as a person says, with the reason."""

from pipeline.model.choice import Confirmation
from pipeline.model.finding import safe_text
from pipeline.model.observed import Context, Observed
from pipeline.model.source import Claim, Kind, Role
from pipeline.normalise.dates import entries
from pipeline.normalise.rows import TableReader
from pipeline.tables.grid import is_blank
from pipeline.thai.calendar import NotADate, parse_date, thai_date
from pipeline.thai.digits import to_arabic, whole_numbers
from pipeline.thai.districts import Place

EVERYWHERE = ("ทุกอำเภอ", "ทั้งจังหวัด", "จังหวัด")


def observe(claim: Claim, context: Context) -> Observed:
    """The confirmations that a file states. A row without a reason, or without who says so, does
    nothing."""
    return entries(claim, context, _observe)


def _observe(reader: TableReader, row: int, seen: Observed) -> bool:
    code, reason, person = (_said(reader, row, role) for role in ("code", "reason", "person"))
    if not (code or reason or person):
        return False
    named = _said(reader, row, "district")
    place = reader.context.gazetteer.resolve(named) if named and named not in EVERYWHERE else None
    whose = place.code if isinstance(place, Place) else None
    lacking = (
        "รหัสข้อที่พบ" if not code else "เหตุผล" if not reason else "ผู้ยืนยัน" if not person
        else "อำเภอของจังหวัดนี้" if place is None and named and named not in EVERYWHERE else ""
    )
    at = next(iter(reader.columns("code"))).id
    if lacking:
        seen.findings.append(reader.finding(
            "confirmation-unclear", "error", row, at, f"แถวนี้ไม่บอก{lacking} จึงไม่ยืนยันให้",
            "เติมให้ครบทุกช่อง", whose))
        return False
    numbers = whole_numbers(to_arabic(_said(reader, row, "kpi")))
    seen.confirmations.append(Confirmation(
        to_arabic(code), whose, numbers[0] if numbers else None, _said(reader, row, "value"),
        safe_text(reason), safe_text(person), _day(reader, row), reader.origin(row, at)))
    return True


def _said(reader: TableReader, row: int, role: Role) -> str:
    """The text in the column of a role; "" where there is none."""
    text = next((reader.text(row, column.id) for column in reader.columns(role)), "")
    return "" if is_blank(text) else text


def _day(reader: TableReader, row: int) -> str:
    """The day as people write it; as it was typed where that is none."""
    for column in reader.columns("day"):
        try:
            day = parse_date(reader.value(row, column.id))
        except NotADate:
            return safe_text(reader.text(row, column.id), 30)
        return thai_date(day) if day else ""
    return ""


KIND = Kind(
    name="confirmations",
    needs=("code", "value", "reason", "person"),
    may=("province", "district", "district_code", "kpi", "day"),
    observe=observe,
    figures=False,
    by_district=False,
)
