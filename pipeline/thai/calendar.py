"""Dates, months and years as offices write them.

A date comes back as :class:`datetime.date`, in the Christian era; a year as a number of the
Buddhist era (พ.ศ.), 543 more.
"""

import math
import re
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from pipeline.thai.digits import to_arabic, to_thai
from pipeline.thai.text import clean

BUDDHIST_ERA = 543
_EPOCH = date(1899, 12, 30)  # Excel's day 0, as it counts since March 1900
_FIRST_SHORT, _LAST_SHORT = 43, 75  # 2543 is 2000; 76 may be 1976 as well as 2576
MONTHS = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
SHORT_MONTHS = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.",
    "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)  # fmt: skip
_ENGLISH = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_STEM = re.compile("(?:คม|ยน|พันธ์)$")
# Each way of writing a month, as in the text without dots and spaces.
_MONTHS = {name: number for number, name in enumerate(MONTHS, 1)}
_MONTHS |= {_STEM.sub("", name): number for number, name in enumerate(MONTHS, 1)}
_MONTHS |= {name.replace(".", ""): number for number, name in enumerate(SHORT_MONTHS, 1)}
_MONTHS |= {name[:size]: number for number, name in enumerate(_ENGLISH, 1) for size in (3, 9)}
_MONTHS |= {"sept": 9}

# Not in a word: the march of smart, the may of maybe.
ENGLISH_MONTH = (r"(?<![A-Za-z])(?i:" + "|".join(f"{n[:3]}(?:{n[3:]})?" for n in _ENGLISH)
                 + r"|sept)(?![A-Za-z])\.?")
MONTH = "|".join(
    [*MONTHS, *(rf"{_STEM.sub('', n)}(?![ก-๎])" for n in MONTHS)]
    + [r"\s*\.?\s*".join(name.split(".")[:2]) + r"(?:\s*\.)?" for name in SHORT_MONTHS]
    + [ENGLISH_MONTH]
)
_ERA = r"(?:ปี\s*)?(?P<era>พ\s*\.?\s*ศ\s*\.?|ค\s*\.?\s*ศ\s*\.?)?"
YEAR = rf"{_ERA}\s*(?P<year>\d{{4}}|\d{{2}})(?!\d)"
_BETWEEN = r"[\s/.,'’-]*"
OF_MONTH = rf"(?:{_BETWEEN}{YEAR})?"
_ORDINAL = r"(?i:st|nd|rd|th)?"
_WORDED = re.compile(
    rf"(?P<day>\d{{1,2}}){_ORDINAL}[\s/.-]*(?:เดือน)?\s*(?P<month>{MONTH}){_BETWEEN}{YEAR}", re.A
)
# What follows the month in ``March 27, 2018``.
DAY_AND_YEAR = rf"\s*(?P<day>\d{{1,2}}){_ORDINAL}(?:\s*,\s*|\s+)(?P<year>\d{{4}})(?!\d)"
_ENGLISH_ORDER = re.compile(rf"(?P<month>{ENGLISH_MONTH}){DAY_AND_YEAR}", re.A)
_NUMBERED = re.compile(
    rf"(?P<day>\d{{1,2}})\s*(?P<sep>[/.-])\s*(?P<month>\d{{1,2}})\s*(?P=sep)\s*{YEAR}", re.A
)
_ISO = re.compile(
    r"(?P<year>\d{4})(?P<sep>[/.-])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?!\d)", re.A
)
_FORMS = (_WORDED, _ISO, _NUMBERED, _ENGLISH_ORDER)
DAY_LEAD = r"(?:วัน(?:อาทิตย์|จันทร์|อังคาร|พุธ|พฤหัสบดี|พฤหัสฯ?|ศุกร์|เสาร์)?\s*ที่\s*)"
_BEFORE = re.compile(rf"{DAY_LEAD}?")
_AFTER = re.compile(
    r"(?:(?:[\s,]+|\s*เวลา\s*|T)(?P<hour>\d{1,2})[:.]\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:น\.?|นาฬิกา|(?P<zulu>Z|\+00:?00)|\+07:?00)?)?\s*",
    re.A,
)
_MONTH_YEAR = re.compile(
    rf"(?:ประจำ)?\s*(?:เดือน)?\s*(?P<month>{MONTH}|\d{{1,2}}\s*[/-](?=\s*\d{{4}}))"
    rf"{OF_MONTH}",
    re.A,
)
_ONLY_YEAR = re.compile(rf"(?:ประจำ)?\s*(?:ปี)?\s*(?:งบประมาณ|งบ)?\s*{YEAR}(?:\.0+)?", re.A)


class NotADate(ValueError):
    """A cell that should hold a date, month or year holds none; the message is what it holds."""


def _blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not clean(value).strip("-–—"))


def plain(value: str) -> str:
    """A text with Arabic digits, one kind of hyphen and no apostrophe before it."""
    return re.sub("[‐-―−]", "-", to_arabic(clean(value)).lstrip("'’").strip())


def _christian(year: int) -> int:
    """The year of the Christian era; years that no export of ours can mean are refused."""
    christian = year - BUDDHIST_ERA if year >= 2400 else year
    if not 1857 <= christian <= 2157:
        raise NotADate(str(year))
    return christian


def year_of(match: re.Match[str]) -> int:
    """The Christian year in a match of ``YEAR`` or ``_ISO``. Two digits are of พ.ศ.; beside an English
    month they are of ค.ศ. where that is a year since 2000 (``Oct 17``), else of พ.ศ. (``Oct 60``); from
    76 on nobody knows whether of the century before."""
    said = match.groupdict()
    digits, era, month = match["year"], said.get("era") or "", said.get("month") or ""
    if len(digits) == 2:
        english = not era and month[:1].isascii() and month[:1].isalpha()
        if english and int(digits) > _LAST_SHORT:
            raise NotADate(match[0])
        western = era.startswith("ค") or (english and int(digits) < _FIRST_SHORT)
        return _christian(int(digits) + (2000 if western else 2500))
    if era.startswith("ค") != (int(digits) < 2400) and era:
        raise NotADate(match[0])
    return _christian(int(digits))


def month_of(text: str) -> int:
    """The month, 1 to 12, that a form of dates found."""
    text = re.sub(r"[\s.]", "", text).lower()
    return _MONTHS[text] if text in _MONTHS else int(text.rstrip("/-"))


def day_of(match: re.Match[str]) -> date:
    """The day that a form of dates found; ``NotADate`` where the calendar has none."""
    try:
        return date(year_of(match), month_of(match["month"]), int(match["day"]))
    except ValueError:
        raise NotADate(match[0]) from None


def _typed_date(value: date) -> date:
    """A date cell, whose year may have been typed in the Buddhist era."""
    try:
        return date(_christian(value.year), value.month, value.day)
    except ValueError:
        raise NotADate(value.isoformat()) from None


def _serial(value: float) -> date:
    if not (math.isfinite(value) and (20_000 <= value <= 80_000 or 182_000 <= value <= 293_000)):
        raise NotADate(str(value))
    return _typed_date(_EPOCH + timedelta(days=math.floor(value)))


def parse_date(value: object) -> date | None:
    """The date in a cell, or ``None`` where there is none (blank or ``-``).

    Read: date cells and Excel's serial numbers, also where the year was typed in พ.ศ.; Thai
    text with the month in full, short or as a number, day first; ISO. Two digits are a year of
    พ.ศ. 25xx, four from 2400 a year of พ.ศ. A time after the date is left out; one of Greenwich (``Z``, ``+00:00``) may be of
    the next day in Bangkok, seven hours on. All else, and a
    day that is not in the calendar, is :class:`NotADate`.
    """
    if _blank(value):
        return None
    if isinstance(value, date):
        return _typed_date(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _serial(value)
    if not isinstance(value, str):
        raise NotADate(str(value))
    return _date_in(value)


@lru_cache(2**14)  # a long export has few days, and each many times
def _date_in(value: str) -> date:
    text = plain(value)
    lead = _BEFORE.match(text)
    start = lead.end() if lead else 0
    for form in _FORMS:
        found = form.match(text, start)
        time = _AFTER.fullmatch(text, found.end()) if found else None
        if found and time:
            return day_of(found) + timedelta(days=int(bool(time["zulu"]) and int(time["hour"]) >= 17))
    raise NotADate(value)


def date_at(text: str, start: int) -> re.Match[str] | None:
    """The date that begins at a place of a text, as its form found it."""
    return next((found for form in _FORMS if (found := form.match(text, start))), None)


def parse_month(value: object) -> tuple[int, int | None]:
    """The month in a cell, 1 to 12, and the year of พ.ศ. if it names one.

    Read: names in full and short, numbers, and dates, of which month and year count. All else,
    blank with it, is :class:`NotADate`.
    """
    if isinstance(value, str):
        text = plain(value)
        found = _MONTH_YEAR.fullmatch(text)
        if found:
            year = year_of(found) + BUDDHIST_ERA if found["year"] else None
            month = month_of(found["month"])
            if 1 <= month <= 12:
                return month, year
            raise NotADate(value)
        number = re.fullmatch(r"(?:เดือน)?\s*(?:ที่)?\s*(\d{1,2})(?:\.0+)?", text, re.A)
        value = int(number[1]) if number else value
    if isinstance(value, (int, float)) and not isinstance(value, bool) and value in range(1, 13):
        return int(value), None
    day = parse_date(value)
    if day is None:
        raise NotADate(str(value or ""))
    return day.month, day.year + BUDDHIST_ERA


def parse_year(value: object) -> int | None:
    """The year of พ.ศ. in a cell, or ``None`` where there is none (blank or ``-``).

    Read: two or four digits, พ.ศ. or ค.ศ., alone or after ``ปี``, ``ปีงบประมาณ``, ``พ.ศ.``; and
    dates, of which the calendar year counts. All else is :class:`NotADate`.
    """
    if _blank(value):
        return None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if not math.isfinite(value) or value != int(value):
            raise NotADate(str(value))
        value = str(int(value))
    if isinstance(value, str) and (year := _only_year(value)):
        return year
    day = parse_date(value)
    if day is None:
        return None
    return day.year + BUDDHIST_ERA


@lru_cache(2**12)
def _only_year(value: str) -> int | None:
    """The year of พ.ศ. in a text that says nothing else; None in any other."""
    found = _ONLY_YEAR.fullmatch(plain(value))
    return year_of(found) + BUDDHIST_ERA if found else None


def registration_year(year: Decimal | None, day: date | None) -> int | None:
    """The year of พ.ศ. that a row says, typed or by its day."""
    if year is not None:
        return int(year)
    return day.year + BUDDHIST_ERA if day is not None else None


def fiscal_number(month: int) -> int:
    """The place of a month (1 is January) in the fiscal year: 1 for October, 12 for September."""
    return (month + 2) % 12 + 1


def month_number(place: int) -> int:
    """The month (1 is January) that has this place in the fiscal year."""
    return (place + 8) % 12 + 1


def month_title(month: int, fiscal_year: int | None = None) -> str:
    """A month (1 is January) in Thai, with its calendar year where its fiscal one is given."""
    if fiscal_year is None:
        return MONTHS[month - 1]
    return f"{MONTHS[month - 1]} {fiscal_month(fiscal_year, month).year + BUDDHIST_ERA}"


def fiscal_month(fiscal_year: int, month: int) -> date:
    """The first day of ``month`` in fiscal year ``fiscal_year`` (พ.ศ.), which runs from October
    of the year before to September."""
    return date(fiscal_year - BUDDHIST_ERA - (month >= 10), month, 1)


def serial(d: date) -> Decimal:
    """A day as the number that Excel has for it, so that earlier is less."""
    return Decimal((d - _EPOCH).days)


def from_serial(value: Decimal) -> date:
    """The day of such a number."""
    return _EPOCH + timedelta(days=int(value))


def thai_date(d: date, style: Literal["long", "short"] = "long", thai_digits: bool = False) -> str:
    """``d`` in Thai: ``31 มีนาคม 2561``, or ``31 มี.ค. 61`` where ``style`` is ``short``."""
    year = d.year + BUDDHIST_ERA
    if style == "short":
        text = f"{d.day} {SHORT_MONTHS[d.month - 1]} {year % 100:02}"
    else:
        text = f"{d.day} {MONTHS[d.month - 1]} {year}"
    return to_thai(text) if thai_digits else text
