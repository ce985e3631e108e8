"""What a title says of the time of its figures: a day, a month, a quarter, a year, a number."""

import re
from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta

from pipeline.model.period import Period
from pipeline.thai.calendar import (
    BUDDHIST_ERA,
    DAY_AND_YEAR,
    DAY_LEAD,
    ENGLISH_MONTH,
    MONTH,
    OF_MONTH,
    YEAR,
    NotADate,
    date_at,
    day_of,
    fiscal_month,
    fiscal_number,
    month_number,
    month_of,
    month_title,
    plain,
    thai_date,
    year_of,
)

# Days after a round in which its reports may still come: those of the next begin with its first month's
# end, 30 days on; จปฐ. as at 1 April came a day late, other money 3 days (tests/measure/test_rounds.py).
GRACE = timedelta(days=15)


def last_day(period: Period, year: int | None = None) -> date | None:
    """The last day that the figures of a period may be of, None where it does not say; months of
    which it names no year are of the fiscal ``year``."""
    year = period.year or year
    if period.as_of is not None or period.months is None or year is None:
        return period.as_of
    return month_end(year, period.months[1])


def month_end(fiscal_year: int, month: int) -> date:
    """The last day of the ``month`` of a fiscal year of พ.ศ., 1 being October."""
    first = fiscal_month(fiscal_year, month_number(month))
    return first.replace(day=monthrange(first.year, first.month)[1])


def period_words(period: Period, year: int) -> str:
    """A period in Thai: its day, month or months, else its year; "" where it says no time. Months
    of which it names no year are of the fiscal ``year``."""
    if period.as_of is not None:
        return thai_date(period.as_of)
    if period.months is None:
        return f"ปีงบประมาณ {period.year}" if period.year else ""
    first, last = (thai_date(month_end(period.year or year, m)).split(" ", 1)[1] for m in period.months)
    if first == last:
        return f"เดือน{last}"
    same = first.split(" ")[1] == last.split(" ")[1]
    return f"เดือน{first.split(' ')[0] if same else first}–{last}"


def fiscal_year(day: date) -> int:
    """The fiscal year, of พ.ศ., that a day is in."""
    return day.year + BUDDHIST_ERA + (day.month >= 10)


_TO = rf"\s*(?:-|–|ถึง|to|until)\s*{DAY_LEAD}?"
_CLOCK = r"(?:[\s,]*(?:เวลา\s*)?\d{1,2}[:.]\d{2}(?::\d{2})?\s*(?:น\.?)?)?"
_PRINTED = re.compile(
    rf"(?:พิมพ์|ออก\s*รายงาน|เรียก\s*รายงาน|เรียก\s*ดู|ส่ง\s*ออก|print(?:ed)?)\s*(?:รายงาน|ข้อมูล)?\s*"
    rf"(?:เมื่อ|ณ|on|date)?\s*:?\s*{DAY_LEAD}?"
    rf"|วัน\s*(?:เวลา)?\s*(?:ที่)?\s*(?:พิมพ์|ออก\s*รายงาน|เรียก\s*รายงาน)\s*(?:รายงาน)?\s*:?\s*{DAY_LEAD}?", re.I)
_CLOCK_AFTER = re.compile(_CLOCK, re.A)
# ณ must stand alone: งบประมาณ ends in it.
_AT = r"(?:ข้อมูล\s*|(?<![ก-๎]))ณ"
_A_DAY = rf"(?=วัน|\d|{ENGLISH_MONTH}\s*\d)"
_AS_OF = re.compile(
    rf"(?:{_AT}\s*:?\s*(?:สิ้น\s*)?"
    rf"|(?:(?:ข้อมูล|ยอด|ผล)?\s*สะสม\s*)?(?:จน\s*)?ถึง\s*(?:สิ้น\s*)?{_A_DAY}"
    rf"|ข้อมูล\s*(?:สะสม\s*)?(?:เมื่อ|ล่าสุด|ของ)?\s*{_A_DAY}"
    rf"|(?:(?:ข้อมูล|สะสม)\s*)?(?:ตั้งแต่|ระหว่าง)\s*{_A_DAY}|as\s+(?:of|at)\s*:?\s*"
    rf")(?P<lead>{DAY_LEAD})?", re.I)
_UNTIL = re.compile(_TO, re.I)
_RUNNING = re.compile(rf"สะสม|{_AT}(?![ก-๎])|ถึง\s*(?:สิ้น\s*)?(?:วัน|เดือน|ไตรมาส|งวด)|\bas\s+(?:of|at)\b", re.I)
_UNNAMED = re.compile(r"\(\?P<\w+>")
_SLASH = rf"(?:\s*/\s*{YEAR})?"
_QUARTER = re.compile(
    rf"(?:ถึง\s*)?(?:สิ้น\s*)?ไตรมาส\s*(?:ที่\s*)?(?P<first>[1-4])(?:\s*(?:-|–|ถึง)\s*(?:ไตรมาส\s*)?(?:ที่\s*)?"
    rf"(?P<last>[1-4]))?{_SLASH}(?!\d)", re.A)
# The months of the fiscal year that a round of half a year has, by its number.
HALVES = {"1": (1, 6), "2": (7, 12)}
# A round of the agreement by its name; a bare รอบที่ wants its year, and nothing of which there are rounds before it.
_ROUND = re.compile(
    rf"รอบ\s*การ\s*ประเมิน\s*(?:ครั้ง\s*)?(?:ที่\s*)?(?P<half>[12])(?!\d){_SLASH}"
    rf"|(?:(?<=^)|(?<=[\s(]))รอบ\s*ที่\s*(?P<bare>[12])\s*(?:/\s*(?P<of>25\d\d)(?!\d)|(?=ปี\s*งบ))", re.A)
_OTHER_ROUND = re.compile("โอน|จัดสรร|สำรวจ|อบรม|เบิก|จ่าย|ประชุม")  # … รอบที่ 2/2561: a second time, no half year
_HALF = re.compile(r"(?:รอบ\s*)?6\s*เดือน\s*(?P<which>แรก|หลัง)", re.A)
_MONTHS_OF = re.compile(
    rf"(?<!\d)(?:(?<!\d[\s/.-])|(?<=\d{{4}}\s))(?P<until>ถึง\s*)?(?:(?<![ก-๎])ณ\s*)?(?P<lead>(?:(?:ประจำ)?(?:งวด)?|สิ้น)\s*เดือน\s*)?(?P<month>{MONTH})"
    rf"(?!{_UNNAMED.sub('(?:', DAY_AND_YEAR)}){OF_MONTH}", re.A)
_FISCAL = re.compile(
    rf"(?:(?:ประจำ\s*)?ปี\s*งบ(?:ประมาณ|ฯ)?|ประจำ\s*ปี|จปฐ\.?\s*ปี)\s*(?:พ\s*\.?\s*ศ\s*\.?)?\s*:?\s*{YEAR}", re.A)
# After a year: that it is one of several, which are no year of the figures.
_AND_YEAR = re.compile(
    r"\s*(?:[-–/,+]|กับ|และ|ถึง|เทียบ(?:กับ)?)\s*(?:ปี)?\s*(?:งบประมาณ|งบ)?\s*(?:พ\s*\.?\s*ศ\s*\.?)?\s*\d{2}", re.A)
# Alone, four digits that may be a year of ours: 2503 is the code of a district.
_ONLY_YEAR = re.compile(rf"(?=ปี|พ|ค|(?:25[4-9]|20[0-4])\d){YEAR}", re.A)
_NUMBER = re.compile(rf"(?:ครั้ง|งวด|สัปดาห์)\s*ที่\s*(?P<number>\d{{1,3}}){_SLASH}", re.A)
_YEARS = re.compile(rf"(?:ปี|(?<![\d/.,–-])(?<![\d/.,–-]\s)(?=25[4-9]\d\s*$))\s*{YEAR}", re.A)
_SENT = re.compile(r"(?:ส่ง|(?<!ได้)รับ|ลงวันที่|แก้ไข|บันทึก|โหลด).*")
CARRIED = re.compile("กันเงิน|เงินกัน|กันไว้|เหลื่อมปี")  # money of an earlier year, spent in this one
# A year behind one of these is that of a law, a plan, a project's name or money carried over.
_NAMED = re.compile(
    r"พระราชบัญญัติ|พ\.?\s*ร\.?\s*บ\.?|ระเบียบ|ประกาศ|คำสั่ง|ยุทธศาสตร์|แผนแม่บท|โครงการ(?=[ก-๎])|เหลื่อม(?=ปี)|"
    + CARRIED.pattern)
COPY = re.compile(r"\s*\(\d+\)$", re.A)  # what Excel puts after the name of a sheet's copy
_LAST_MONTH = re.compile(rf"(?:^|[\s(])(?P<month>{MONTH})\s*\)?$", re.A)
_DAY_START = re.compile(rf"(?<![\d/.-])\d|{ENGLISH_MONTH}")
_SENT_ON = re.compile(rf"ส่ง\s*(?:เมื่อ\s*)?{DAY_LEAD}?$")


def find_period(text: str) -> tuple[Period, str]:
    """What ``text`` says of the time of its figures, and the text without that. The day on which
    something was printed is none. A stated day that cannot be read, or is not in the calendar,
    is :class:`NotADate`."""
    said, rest = Period(), _without_printing(plain(text))
    said = replace(said, running=bool(_RUNNING.search(rest)))
    for rule in (_day, _months, _year, _number):
        said, rest = rule(said, rest)
    return said, re.sub(r"\(\s*\)|\[\s*\]", " ", rest).strip(" :：,-–")


def period_of_name(name: str) -> Period:
    """What the name of a sheet or file says of time: here a day alone says it too, but not that of
    sending, and a year after ปี or at its end. Nothing where it cannot be read."""
    try:
        said, rest = find_period(name)
        if not said.as_of and not said.months and (bare := _bare_day(rest)):
            sent = _SENT_ON.search(rest[: bare.start()])
            said = replace(said, as_of=None if sent else day_of(bare))
        return said if said.as_of else _with_year(said, plain(name))
    except NotADate:
        return Period()


def period_of_heading(text: str) -> tuple[Period, str]:
    """What a column's heading says of time, and the heading without that: here a day alone says it
    too, and so does a month that stands last."""
    try:
        said, rest = find_period(text)
        if said.as_of or said.months:
            return said, rest
        if bare := _bare_day(rest):
            return replace(said, as_of=day_of(bare)), _cut(rest, *bare.span()).strip(" :()")
    except NotADate:
        return Period(), text
    last = _LAST_MONTH.search(rest)
    if last is None:
        return said, rest
    month = fiscal_number(month_of(last["month"]))
    return replace(said, months=(month, month)), rest[: last.start()].strip(" :(")


def period_of_file(stem: str) -> Period:
    """What a file's name, without its suffix, says of time. The day on which it was sent is none,
    and so is a day alone; a year after ปี or at its end says it too."""
    text = _SENT.sub(" ", plain(stem.replace("_", " "))).strip()
    try:
        said, rest = find_period(text)
        told = said.as_of or said.months or _bare_day(rest)
        return said if told else _with_year(said, text)
    except NotADate:
        return Period()


def years_and_month(text: str, of_name: bool = False) -> tuple[frozenset[int], int | None]:
    """The fiscal years and the one month (1 is January) of which a title says that its figures are, or
    the name of a sheet or file (``of_name``, where a year may have two digits); more than one year
    where it says several. The day at which figures stand or were sent is none, nor is the month
    up to which they are added up."""
    text = plain(text)
    if of_name:
        text = COPY.sub("", _SENT.sub(" ", text.replace("_", " "))).strip()
    try:
        _, rest = _day(Period(), _without_printing(text))
        running = bool(_RUNNING.search(rest))
        years = {fiscal_year(date(year_of(m), month_of(m["month"]), 1))
                 for m in _MONTHS_OF.finditer(rest) if m["year"] and not running}
        months, rest = _months(Period(), rest)
        years |= _stated_years(rest, of_name)
    except NotADate:
        return frozenset(), None
    first, last = months.months or (0, 1)
    single = first == last and not running and len(years) < 2
    return frozenset(years), month_number(first) if single else None


def _stated_years(text: str, of_name: bool) -> set[int]:
    """The years of พ.ศ. that a text without its days and months names, but for those of laws, plans
    and projects."""
    years = set()
    for form in (_FISCAL, _YEARS):
        for found in form.finditer(text):
            short = form is _YEARS and len(found["year"]) < 4 and not of_name
            day = form is _YEARS and _bare_day(text)
            if short or day or _NAMED.search(text[: found.start()]):
                continue
            years.add(year_of(found) + BUDDHIST_ERA)
            if more := _AND_YEAR.match(text, found.end()):
                years.add(-more.end())  # another, whichever it is
    return years


def _with_year(said: Period, name: str) -> Period:
    """What a name says, with the one year that it has after ปี or at its end."""
    years = [] if said.year or _NAMED.search(name) else list(_YEARS.finditer(name))
    if len(years) != 1 or _AND_YEAR.match(name, years[0].end()):
        return said
    return replace(said, year=year_of(years[0]) + BUDDHIST_ERA)


def name_in(text: str) -> str:
    """``text`` without what it says of time; all of it where that cannot be read."""
    try:
        rest = find_period(text)[1]
        while bare := _bare_day(rest):
            day_of(bare)
            rest = _cut(rest, *bare.span())
        return rest
    except NotADate:
        return text


def _bare_day(text: str) -> re.Match[str] | None:
    """The first day in ``text``, whatever stands before it."""
    starts = (number.start() for number in _DAY_START.finditer(text))
    return next((day for start in starts if (day := date_at(text, start))), None)


def _cut(text: str, start: int, end: int) -> str:
    return f"{text[:start]} {text[end:]}".strip()


def _without_printing(text: str) -> str:
    for phrase in _PRINTED.finditer(text):
        if found := date_at(text, phrase.end()):
            clock = _CLOCK_AFTER.match(text, found.end())
            return _without_printing(
                _cut(text, phrase.start(), clock.end() if clock else found.end()))
    return text


def _day(said: Period, text: str) -> tuple[Period, str]:
    for phrase in _AS_OF.finditer(text):
        first = date_at(text, phrase.end())
        if first:
            until = _UNTIL.match(text, first.end())
            last = date_at(text, until.end()) if until else None
            since = day_of(first) if last else None
            end = last or first
            return replace(said, as_of=day_of(end), since=since), _cut(text, phrase.start(), end.end())
        if phrase["lead"] and re.match(r"\d", text[phrase.end():]):
            raise NotADate(text[phrase.start():phrase.start() + 60])
    return said, text


def _months(said: Period, text: str) -> tuple[Period, str]:
    if said.as_of is not None:
        text = _QUARTER.sub(" ", text)
        return said, _without_months(text)
    if quarter := _QUARTER.search(text):
        first, last = int(quarter["first"]), int(quarter["last"] or quarter["first"])
        year = year_of(quarter) + BUDDHIST_ERA if quarter["year"] else said.year
        months = first * 3 - 2, last * 3
        return replace(said, months=months, year=year), _cut(text, *quarter.span())
    if (named := _ROUND.search(text)) and not (
            named["bare"] and _OTHER_ROUND.search(text[: named.start()])):
        months = HALVES[named["half"] or named["bare"]]
        year = int(named["of"]) if named["of"] else (
            year_of(named) + BUDDHIST_ERA if named["year"] else said.year)
        return replace(said, months=months, year=year), _cut(text, *named.span())
    if half := _HALF.search(text):
        months = (1, 6) if half["which"] == "แรก" else (7, 12)
        return replace(said, months=months), _cut(text, *half.span())
    found = [m for m in _MONTHS_OF.finditer(text) if m["lead"] or m["until"] or m["year"]
             or m[0] == COPY.sub("", text)]
    if not found:
        return said, text
    first_month, last_month = (fiscal_number(month_of(m["month"])) for m in (found[0], found[-1]))
    stated = next((m for m in reversed(found) if m["year"]), None)
    year = said.year
    if stated:
        number = month_of(stated["month"])
        year = fiscal_year(date(year_of(stated), number, 1))
    said = replace(said, months=(min(first_month, last_month), last_month), year=year)
    if said.running and year and re.search(r"สิ้น\s*เดือน", text):
        said = replace(said, as_of=month_end(year, last_month), months=None)
    return said, _without_months(text)


def _without_months(text: str) -> str:
    def gone(month: re.Match[str]) -> str:
        told = month["lead"] or month["until"] or month["year"] or month[0] == COPY.sub("", text)
        return " " if told else month[0]

    return re.sub(r"^\s*[-–]\s*|\s+[-–]\s*$", "", _MONTHS_OF.sub(gone, text))


def _year(said: Period, text: str) -> tuple[Period, str]:
    found = _FISCAL.search(text) or _ONLY_YEAR.fullmatch(text)
    if not found or _NAMED.search(text[: found.start()]) or _AND_YEAR.match(text, found.end()):
        return said, text
    if len({year_of(one) for one in _FISCAL.finditer(text)}) > 1:
        return said, text
    return replace(said, year=said.year or year_of(found) + BUDDHIST_ERA), _cut(text, *found.span())


def _number(said: Period, text: str) -> tuple[Period, str]:
    found = _NUMBER.search(text)
    if not found:
        return said, text
    year = year_of(found) + BUDDHIST_ERA if found["year"] else None
    return (replace(said, number=int(found["number"]), year=said.year or year),
            _cut(text, *found.span()))


def period_title(period: Period) -> str:
    """A period as a title says it, that :func:`find_period` reads back."""
    if period.as_of is not None:
        return f"ข้อมูล ณ วันที่ {thai_date(period.as_of)}"
    if period.months is None:
        return f"ปีงบประมาณ {period.year}" if period.year else ""
    until = "สะสมถึง" if period.running else ""
    first, last = period.months
    if first == last or period.running:
        return f"{until}เดือน{month_title(month_number(last), period.year)}"
    of_year = f"/{period.year}" if period.year else ""
    if last - first == 2 and last % 3 == 0:
        return f"ไตรมาสที่ {last // 3}{of_year}"
    return f"ไตรมาสที่ {(first + 2) // 3}-{last // 3}{of_year}"
