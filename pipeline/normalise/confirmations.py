"""The kind ``confirmations``: figures that look wrong and are right, as a person says, with the reason."""

from pipeline.model.choice import Confirmation
from pipeline.model.finding import safe_text
from pipeline.model.observed import Context, Observed
from pipeline.model.source import Claim, Kind
from pipeline.normalise.dates import entries
from pipeline.normalise.rows import TableReader
from pipeline.normalise.typed import typed_day, typed_text
from pipeline.thai.digits import to_arabic, whole_numbers
from pipeline.thai.districts import Place

EVERYWHERE = ("ทุกอำเภอ", "ทั้งจังหวัด", "จังหวัด")


def observe(claim: Claim, context: Context) -> Observed:
    """The confirmations that a file states. A row without a reason, or without who says so, does
    nothing."""
    return entries(claim, context, _observe)


def _observe(reader: TableReader, row: int, seen: Observed) -> bool:
    code, reason, person = (typed_text(reader, row, role) for role in ("code", "reason", "person"))
    if not (code or reason or person):
        return False
    named = typed_text(reader, row, "district")
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
    numbers = whole_numbers(to_arabic(typed_text(reader, row, "kpi")))
    seen.confirmations.append(Confirmation(
        to_arabic(code), whose, numbers[0] if numbers else None, typed_text(reader, row, "value"),
        safe_text(reason), safe_text(person), typed_day(reader, row)[1], reader.origin(row, at)))
    return True


KIND = Kind(
    name="confirmations",
    needs=("code", "value", "reason", "person"),
    may=("province", "district", "district_code", "kpi", "day"),
    observe=observe,
    figures=False,
    by_district=False,
)
