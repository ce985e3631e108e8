"""Registers: a registration of a numbered producer in each row."""

from decimal import Decimal

from pipeline.model.cells import Broken
from pipeline.model.finding import Finding, personal_digits, safe_text
from pipeline.model.observation import Observation
from pipeline.model.observed import Context, Observed
from pipeline.model.period import Said
from pipeline.model.source import Claim, Kind
from pipeline.sources.dates import dated_tables
from pipeline.sources.rows import TableReader
from pipeline.thai.calendar import NotADate, parse_year
from pipeline.thai.digits import is_too_long, to_arabic
from pipeline.thai.text import squeeze


def observe(claim: Claim, context: Context) -> Observed:
    """Every registration: ``key`` is the producer's number, ``value`` the year (พ.ศ.) and
    ``when`` the day it was made, each None where the register does not say."""
    seen = Observed()
    for reader, said in dated_tables(claim, context, seen):
        for row, district in reader.of_districts(seen):
            _observe_row(reader, row, district.code, said, seen)
    return seen


def _observe_row(
    reader: TableReader, row: int, district: str, said: Said, seen: Observed
) -> None:
    number_column = reader.source.with_role("number")[0]
    year_column = reader.source.with_role("year")[0]
    year, findings = _year(reader, row)
    day, _, problem = reader.date(row, reader.source.with_role("date")[0])
    findings += [problem] if problem else []
    number = producer_number(reader.value(row, number_column.id))
    if not number:
        findings.append(reader.finding(
            "missing-number", "error", row, number_column.id,
            f"“{number_column.headings[0]}” เว้นว่างหรืออ่านไม่ได้ จึงนับผู้ผลิตรายนี้ไม่ได้",
            "พิมพ์เลขทะเบียน",
        ))
    usable = bool(number) and not findings and (year is not None or day is not None)
    if not usable and not findings:
        findings.append(reader.finding(
            "missing-date", "error", row, year_column.id,
            "ไม่มีทั้งปีและวันที่ลงทะเบียน จึงไม่รู้ว่าลงทะเบียนเมื่อใด", "พิมพ์ปีหรือวันที่ลงทะเบียน",
        ))
    seen.observations.append(Observation(
        element=f"{reader.source.id}.{year_column.id}",
        district=district,
        value=None if year is None else Decimal(year),
        state="given" if usable else "broken",
        origin=reader.origin(row, number_column.id),
        table=reader.name,
        row=row,
        key=number,
        when=day,
        said=said,
        dated=True,
    ))
    seen.findings += [
        Finding(f.code, f.severity, f.problem, f.remedy, f.origin, district)
        for f in findings
    ]
    seen.count(usable)


def _year(reader: TableReader, row: int) -> tuple[int | None, list[Finding]]:
    column = reader.source.with_role("year")[0]
    value = reader.value(row, column.id)
    try:
        if isinstance(value, Broken):
            raise NotADate
        return parse_year(value), []
    except NotADate:
        return None, [reader.finding(
            "not-a-year", "error", row, column.id,
            f"“{column.headings[0]}” ไม่ใช่ปี: {safe_text(str(value), 20)}",
            "พิมพ์ปีเป็น พ.ศ. สี่หลัก",
        )]


def producer_number(value: object) -> str:
    """A producer's number as it is compared: Arabic digits, no spaces, no ``.0`` of Excel;
    a personal number without the dashes that one export writes and the next does not. "" where
    there is none, or not the whole of it."""
    if value is None or isinstance(value, Broken | bool):
        return ""
    if isinstance(value, int | float) and is_too_long(Decimal(value)):
        return ""  # stored as a number, which has lost its last digits
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = personal_digits(value) or str(value)
    text = squeeze(to_arabic(text))
    return "" if text in ("-", "–", "—") or text.startswith("#") else text.removesuffix(".0")


KIND = Kind(
    name="register",
    needs=("district", "number", "year", "date"),
    may=("province", "district_code", "label"),
    observe=observe,
)
