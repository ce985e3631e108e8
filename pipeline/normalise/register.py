"""Registers: a registration of somebody who has a number in each row."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from pipeline.model.cells import Broken, Origin
from pipeline.model.finding import CELLS, Finding, personal_digits, safe_text
from pipeline.model.observation import District, Observation
from pipeline.model.observed import Context, Observed
from pipeline.model.source import Claim, Column, Kind
from pipeline.normalise.dates import dated_tables
from pipeline.normalise.rows import TableReader
from pipeline.normalise.unassigned import observe_rows
from pipeline.tables.grid import typed
from pipeline.thai.calendar import BUDDHIST_ERA, NotADate, parse_year, thai_date
from pipeline.thai.digits import is_too_long, to_arabic
from pipeline.thai.periods import fiscal_year
from pipeline.thai.text import squeeze

_SHORTENED = re.compile(r"[+-]?\d+(?:[.,]\d+E\+?|E\+)\d+", re.IGNORECASE)
_LONG, _KEPT = 12, 6  # Excel shows twelve digits and more as six of them and a power of ten: eleven, or a seventh, were typed
_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
_SHORT = 57  # years back: 1957 is what Excel makes of the 57 of 2557, and no round is before the year that it means


def observe(claim: Claim, context: Context) -> Observed:
    """Every registration: ``key`` is the number of who registers, ``value`` the year (พ.ศ.) and
    ``when`` the day it was made, each None where the register does not say."""
    seen = Observed()
    for reader in dated_tables(claim, context, seen):
        observe_rows(reader, seen, _observe_row)
    return seen


def _observe_row(
    reader: TableReader, row: int, district: District, seen: Observed
) -> None:
    number_column = reader.source.with_role("number")[0]
    year_column = reader.source.with_role("year")[0]
    year, findings = _year(reader, row)
    day, _, problem = reader.date(row, reader.source.with_role("date")[0])
    findings += [problem] if problem else _contradiction(reader, row, year, day)
    value = reader.value(row, number_column.id)
    number = register_number(value)
    if is_shortened(value):
        number = ""
        findings.append(reader.finding(
            "broken-cell", "error", row, number_column.id,
            f"“{number_column.headings[0]}” ถูกโปรแกรมตารางย่อเป็น {safe_text(typed(value), 30)} "
            f"เลขท้ายหายไป จึงไม่รู้ว่าเป็น{number_column.name}รายใด",
            "ส่งออกจากระบบใหม่ ตั้งช่องเลขทะเบียนเป็นข้อความก่อนวางข้อมูล",
        ))
    elif not number:
        findings.append(reader.finding(
            "missing-number", "error", row, number_column.id,
            f"“{number_column.headings[0]}” เว้นว่างหรืออ่านไม่ได้ จึงนับ{number_column.name}รายนี้ไม่ได้",
            "พิมพ์เลขทะเบียน",
        ))
    usable = bool(number) and not findings and (year is not None or day is not None)
    if not usable and not findings:
        findings.append(reader.finding(
            "missing-date", "error", row, year_column.id,
            "ไม่มีทั้งปีและวันที่ลงทะเบียน จึงไม่รู้ว่าลงทะเบียนเมื่อใด", "พิมพ์ปีหรือวันที่ลงทะเบียน",
        ))
    seen.observations.append(reader.observation(
        row, year_column.id, district.code, None if year is None else Decimal(year),
        "given" if usable else "broken", number, day, at=number_column.id))
    seen.findings += [replace(f, district=district.code) for f in findings]
    seen.count(usable)


def _contradiction(
    reader: TableReader, row: int, year: int | None, day: dt.date | None
) -> list[Finding]:
    """Why the year and the day of a registration cannot both be: the year is neither that of the
    calendar nor the fiscal one. A day too early was typed with two digits of a year of พ.ศ., of which a
    spreadsheet made one of ค.ศ. (57, 1957)."""
    column = reader.source.with_role("date")[0]
    agree = day is not None and year in (None, day.year + BUDDHIST_ERA, fiscal_year(day))
    if day is None or (agree and day >= _first_day(reader, column)):
        return []
    stated = "" if year is None else f" แต่ปีที่ลงทะเบียนเป็น {year}"
    return [reader.finding(
        "year-and-date-differ", "error", row, column.id,
        f"“{column.headings[0]}” เป็นวันที่ {thai_date(day)}{stated} จึงไม่รู้ว่าลงทะเบียนเมื่อใด",
        "แก้วันที่หรือปีให้ตรงกัน พิมพ์ปีเป็น พ.ศ. สี่หลัก",
    )]


def _first_day(reader: TableReader, column: Column) -> dt.date:
    """The first day that a registration can be of: the source's, else the first that no two digits of a
    year up to the round's can have become."""
    return column.earliest or dt.date(reader.context.end.year - _SHORT + 1, 1, 1)


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


def is_shortened(value: object) -> bool:
    """Whether a spreadsheet has made a number of a register's that is too long to be shown: it is
    written as ``3.27E+12``, or has twelve digits and more of which all behind the sixth are 0."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return False
    text = squeeze(to_arabic(typed(value))).removesuffix(".0")
    digits = text.isdecimal() and len(text) >= _LONG and not text[_KEPT:].strip("0")
    return digits or bool(_SHORTENED.fullmatch(text))


def alike(observations: Iterable[Observation]) -> list[Finding]:
    """Numbers of a register that differ by zeros at the front of their parts or by what stands
    between these: who is told twice counts as two. One finding a file, at the rows of that
    number that came later."""
    first: dict[tuple[str, str], str] = {}
    found: dict[str, list[Origin]] = {}
    for o in observations:
        own, sought = _forms(o.key)
        if any(first.get(form, o.key) != o.key for form in sought):
            found.setdefault(o.origin.file, []).append(o.origin)
        for form in own:
            first.setdefault(form, o.key)
    return [_alike(origins) for origins in found.values()]


def _forms(key: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The forms of a number, and those of another that is the same but for zeros and dashes. Of two
    that are parted, the parts are compared: 2701-1-11 and 2701-11-1 are two numbers."""
    parts = re.findall(r"[^\W_]+", key)
    whole = "".join(parts).lstrip("0")
    if not whole:
        return [], []
    bare = "bare", "-".join(_ZEROS.sub("", part) for part in parts)
    if len(parts) == 1:
        return [("plain", whole), bare], [("plain", whole), ("parted", whole), bare]
    return [("parted", whole), bare], [("plain", whole), bare]


def _alike(origins: Sequence[Origin]) -> Finding:
    cells = list(dict.fromkeys(origin.cell for origin in origins))
    more = f" … (อีก {len(cells) - CELLS:,} แถว)" if len(cells) > CELLS else ""
    return Finding(
        "numbers-alike", "warning",
        "เลขทะเบียนต่างจากของแถวอื่นเพียงเลข 0 หรือขีด จึงนับเป็นคนละราย: "
        f"{', '.join(cells[:CELLS])}{more}",
        "ตรวจว่าเป็นรายเดียวกันหรือไม่ ถ้าใช่ให้พิมพ์เลขให้ตรงกันทุกแถว", origins[0],
    )


def register_number(value: object) -> str:
    """A register's number as it is compared: Arabic digits, no spaces, no ``.0`` of Excel;
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
    together=alike,
)
