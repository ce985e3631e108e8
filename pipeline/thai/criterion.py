"""The words of one criterion: its figures, its day, what is asked for beside them."""

import datetime as dt
import re
from calendar import monthrange
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.thai.calendar import (
    MONTH,
    OF_MONTH,
    YEAR,
    NotADate,
    date_at,
    day_of,
    month_of,
    year_of,
)
from pipeline.thai.digits import NotANumber, parse_decimal, to_arabic
from pipeline.thai.text import clean

PERCENT = "ร้อยละ"
FIGURE, NAME = "\x01", "\x02"  # what stands in the place of a figure, of a name
_THAI = "ก-ฮะ-ฺเ-๎"
_NUMBER = r"(?<![\d.,])(?:\d[\d,]*(?:\.\d+)?|\.\d+)(?![\d]|[.,]\d)"
_PERCENT = r"ร้อย\s*ละ"
_PERCENT_AFTER = r"(?:%|เปอร์\s*เซ็?น(?:ต์|ท์)?)"
_OR = r"\s*(?:หรือ|และ|/)?\s*"
_BUT = "แต่(?!ง|ละ)"
_NOT = r"(?:ไม่|มิ)\s*(?:ให้|ควร)?\s*"
_EQUAL = r"เท่า\s*กับ"
_UPWARD = r"(?:มาก|สูง)\s*(?:เกิน)?\s*(?:ไป\s*)?กว่า|เกิน\s*กว่า"
_DOWNWARD = r"(?:น้อย|ต่ำ)\s*(?:ไป\s*)?กว่า"
# The words that compare, the longer before those that they hold.
_COMPARISONS = {
    "ge": rf"{_NOT}(?:{_DOWNWARD})(?:{_OR}{_EQUAL})?|อย่าง\s*(?:น้อย|ต่ำ)(?:\s*(?:ที่สุด|ต้อง))?|ขั้นต่ำ"
          rf"|(?:{_UPWARD}){_OR}{_EQUAL}|เกิน{_OR}{_EQUAL}|{_EQUAL}\s*(?:หรือ|/)\s*(?:{_UPWARD})|>=|=>|≥|⩾|≧|ตั้งแต่",
    "le": rf"{_NOT}(?:{_UPWARD}|เกิน)(?:{_OR}{_EQUAL})?|อย่าง\s*(?:มาก|สูง)|ภายใน"
          rf"|(?:{_DOWNWARD}){_OR}{_EQUAL}|{_EQUAL}\s*(?:หรือ|/)\s*(?:{_DOWNWARD})|<=|=<|≤|⩽|≦",
    "lt": rf"{_DOWNWARD}|(?:ยัง\s*)?{_NOT}ถึง|<",
    "gt": rf"{_UPWARD}|เกิน|>",
    "eq": rf"{_EQUAL}|=",
}  # fmt: skip
_COMPARISON = "|".join(f"(?P<{{0}}{name}>{words})" for name, words in _COMPARISONS.items())
_ANY_COMPARISON = "|".join(_COMPARISONS.values())
_UP = rf"ข[ึี]้น\s*ไป|เป็น\s*(?:อย่าง\s*(?:น้อย|ต่ำ)|ต้นไป)|หรือ\s*(?:{_UPWARD})(?:\s*(?:นั้น|นี้))?"
_DOWN = rf"ลง\s*(?:มา|ไป)|เป็น\s*อย่าง\s*(?:มาก|สูง)|หรือ\s*(?:{_DOWNWARD})(?:\s*(?:นั้น|นี้))?"
_TOWARDS = re.compile(rf"(?P<up>{_UP})|(?P<down>{_DOWN})")
# What is counted, the longer before those that they hold.
_COUNTED = sorted(
    ["กลุ่ม", "ราย", "รายการ", "คน", "ท่าน", "ครั้ง", "วัน", "วันทำการ", "เดือน", "ปี", "สัปดาห์", "ชั่วโมง", "นาที", "ข้อ", "ขั้น", "ขั้นตอน", "กิจกรรม", "โครงการ", "แห่ง", "หมู่บ้าน", "ชุมชน", "ตำบล", "อำเภอ", "จังหวัด", "ครัวเรือน", "ครอบครัว", "ผลิตภัณฑ์", "เรื่อง", "ฉบับ", "ประเด็น", "คะแนน", "ระดับ", "ชิ้น", "ชุด", "เล่ม", "แผน", "แผนงาน", "ศูนย์", "กองทุน", "หน่วยงาน", "หน่วย", "องค์กร", "เครือข่าย", "ตัวชี้วัด", "เท่า", "งวด", "ช่องทาง", "หลักสูตร", "รุ่น", "แปลง", "ไร่", "ตัน", "กิโลกรัม", "ต้น", "หลัง", "ผืน", "ตัว", "ล้าน", "สัญญา", "จุด", "ด้าน", "ดาว", "หลังคาเรือน", "ล้านบาท", "กระบวนงาน", "นวัตกรรม", "ไตรมาส", "สาย", "อัน", "แบบ", "คดี", "ร้าน", "ร้านค้า"],
    key=len, reverse=True,
)  # fmt: skip
_STOP = (r"(?:ขึ้น|ลงมา|และ|แต่|ถึง|หรือ|จาก|ใน|ต่อ|ตาม|โดย|พร้อม|รวม|มี|ได้|ที่|ของ|เป็น|ภาย|ก่อน|หลัง|ซึ่ง|เพื่อ|ครบ|ไม่"
         r"|มาก|น้อย|สูง|ต่ำ|เกิน|อย่าง|แล้ว)")
_UNIT = (rf"(?:{_PERCENT_AFTER}|(?:ร้อย|พัน|หมื่น|แสน|ล้าน)?\s*บาท|{'|'.join(_COUNTED)}"
         rf"|(?!{_STOP})[{_THAI}]+?(?=[^{_THAI}]|$|{_STOP}))")
_FILLER = rf"(?:(?:จำนวน|คิดเป็น|ระดับ|คะแนน|เฉลี่ย|[{_THAI}]{{2,14}}?(?<!ร้อย)ละ)\s*)*"
_FIGURE = re.compile(
    rf"(?:(?:{_COMPARISON.format('')})\s*{_FILLER})?(?P<percent>{_PERCENT})?\s*[:=]?\s*(?P<number>{_NUMBER})"
    rf"\s*(?P<unit>{_UNIT})?"
)
# 80 ≤ x < 85
_BETWEEN = re.compile(rf"(?P<low>{_NUMBER})\s*(?P<from><=|=<|≤|<)[^\d<>=≤≥]{{0,24}}(?P<to><=|=<|≤|<)")
_LEVELS_BELOW = r"ระดับ\s*(?:ที่)?\s*\d+\s*(?:(?:-|ถึง)\s*\d+\s*)?(?=และ|พร้อม|ครบ)"
_PREFIX = re.compile(r"(?:ระดับ\s*(?:ที่|คะแนน)?|คะแนน(?:ระดับ)?(?:ที่)?)\s*(\d{1,2})(?!\d|[.,]\d)\s*[:=.)]?\s*(?=\S)"
                     r"|(\d{1,2})\s*คะแนน\s*[:=]\s*(?=\S)")
_NAMED = (r"(?:ตัวชี้วัด|ขั้นตอน|ขั้น|กิจกรรม|ข้อ(?:ย่อย)?|ครั้ง|รอบ(?:การประเมิน)?|ระยะ|งวด|ฉบับ|หมู่|ไตรมาส|ระดับ|เดือน|ปี|ส่วน"
          r"|แบบ|ภาค|กลุ่ม|รุ่น|ลำดับ|หนังสือ|เลข|มติ|ประเภท)")
_NUMBERS = r"\d+(?:[./]\d+)*(?:\s*(?:-|,|และ|ถึง)\s*\d+(?:[./]\d+)*)*"
_YEARS = r"2[4-6]\d\d(?!\d|,\d|\.\d)"
# Numbers that name something: they bound nothing.
_NAMES = re.compile(
    "|".join([
        rf"{_NAMED}\s*ที่\s*{_NUMBERS}",
        r"(?<!อยู่)(?<!ไว้)(?<!วัน)ที่\s*\d+(?:/\d+)?(?!\d|\.\d)",
        _LEVELS_BELOW,
        rf"(?:ไตรมาส|มาตรา|หมวด|ข้อ|หมู่|บทที่|แบบฟอร์ม|แบบรายงาน|ภาคผนวก|รหัส|ตัวชี้วัด|KPIs?)\s*\.?\s*{_NUMBERS}",
        rf"(?:ปี|พ\s*\.?\s*ศ\s*\.?|งบประมาณ)\s*(?:งบประมาณ)?\s*(?:พ\s*\.?\s*ศ\s*\.?)?\s*{_YEARS}(?:\s*(?:-|/|,|และ|ถึง)\s*(?:{_YEARS}|\d\d(?!\d)))*",
        rf"(?<!\d)\d{{1,2}}\s*/\s*{_YEARS}|{_YEARS}\s*/\s*\d{{1,2}}(?!\d)|(?<=ปี)\s*[4-7]\d(?!\d)",
        rf"(?:{MONTH})[\s/.,'’-]*{YEAR}",
        rf"(?:ทุก\s*)?วันที่\s*\d{{1,2}}(?:\s*(?:{MONTH})(?![{_THAI}]))?|\d{{1,2}}\s*(?:{MONTH})(?![{_THAI}])",
        r"(?:รอบ|ทุก\s*ๆ?|ระยะเวลา)\s*\d+\s*(?:เดือน|ปี|วัน)|\d+\s*เดือน(?:แรก|หลัง)",
        rf"[A-Za-z][A-Za-z.]*[ -]?\d+(?:\.\d+)*(?::\d+)?(?![\d,.])(?!\s*{_UNIT})|\d+(?:[A-Za-z]|\s?ส(?![{_THAI}]))",
    ])
)  # fmt: skip
_KNOWN = rf"{_PERCENT_AFTER}|(?:ร้อย|พัน|หมื่น|แสน|ล้าน)?\s*บาท|{'|'.join(_COUNTED)}"
_YEAR_ALONE = re.compile(rf"(?<![\d,.]){_YEARS}(?!\s*(?:{_KNOWN}))")
_BEFORE_FIGURE = re.compile(rf"(?:{_ANY_COMPARISON}|{_PERCENT}|จำนวน|-|ถึง)\s*$")
_DAY_START = re.compile(r"(?<!\d)(?=\d)\d{1,4}")
_RANGE = re.compile(r"\s*(?:-|ถึง)\s*")
_JOINED = re.compile(rf"[^;{{FIGURE}}{{NAME}}]*?{_BUT}\s*(?:ต้อง|จะ|ยัง|ก็)?\s*|\s*(?:ของ[^;\s]*|{FIGURE}*)?\s*(?:และ|,)?\s*(?:ต้อง|จะ|ยัง)?\s*".replace("{FIGURE}", FIGURE).replace("{NAME}", NAME))
_STOP_TOWARDS = re.compile(f"และ|พร้อม|;|โดย|{_BUT}|{FIGURE}")
_BULLET = re.compile(rf"(?:^|(?<=[\s;,]))(?:\(?\d{{1,2}}(?:\.\d{{1,2}})*[.)]\s*(?=[{_THAI}A-Za-z“\"])|[-•●▪*]+\s+(?=[{_THAI}A-Za-z“\"]))")
_OF_ALL = re.compile(r"(?:จาก|เต็ม|ทั้งหมด|ทั้งสิ้น|ใน)\s*(?:ทั้งหมด|ทั้งสิ้น|จำนวน|เป้าหมาย|คะแนนเต็ม|เต็ม)?\s*$")
_DAY_LEAD = re.compile(
    r"(?P<by>ภายใน|ไม่เกิน|ไม่ช้ากว่า)?(?P<before>ก่อน)?(?P<after>หลัง(?:จาก)?|ช้ากว่า|เกินกว่า|เกิน)?"
    r"(?P<context>ข้อมูล\s*ณ|ณ|สิ้นสุด|ตั้งแต่|ถึง|ลง|เมื่อ)?\s*(?:วัน(?:ที่)?)?\s*$"
)
_MONTH_DAY = re.compile(rf"ภายใน\s*(?:สิ้น)?\s*(?:เดือน)?\s*(?P<month>{MONTH}){OF_MONTH}")
_OPEN_DAY = re.compile(rf"ภายใน\s*วันที่\s*\d{{1,2}}\s*(?:{MONTH})(?!\s*(?:พ|\d))")
_STEPS = re.compile(r"\+\s*/?\s*-|±|ช่วง(?:การ)?ปรับ|ต่อ\s*\d*\s*คะแนน|บัญญัติไตรยางศ์|ตามสัดส่วน|หัก\s*(?:ออก\s*)?\d*\s*คะแนน|(?<!งบ)ประมาณ\s*(?:ร้อย|\d)")
_EITHER = re.compile(rf"หรือ\s*(?:\x01|{_PERCENT})|\x01\s*หรือ(?!\s*(?:{_UPWARD}|{_DOWNWARD}))|ยกเว้น|เว้นแต่")
_NUMBER_WORD = re.compile(rf"{_PERCENT}\s*(?:หนึ่ง|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า|สิบ|ยี่สิบ|ร้อย)")
_WHOLE = "|".join(_COUNTED)
# A comparison that has lost its number; of words that stand in other words too (หนี้เกินกำหนด) only before an end.
_DANGLING = re.compile(
    rf"(?:{_COMPARISONS['ge'].replace('|ตั้งแต่', '')}|{_COMPARISONS['le'].replace('|ภายใน', '')}|{_COMPARISONS['lt']}|{_UPWARD}|>)"
    rf"|(?:เกิน|ตั้งแต่|ภายใน|=|จำนวน)\s*(?:{_PERCENT}|%|บาท|{_WHOLE})?\s*(?=$|;|และ|{_BUT}|ข[ึี]้น|ลงมา)"
    rf"|{_UP}|{_DOWN}|{_PERCENT}\s*(?=$|[;%\s\x01-]|และ|{_BUT}|ข[ึี]้น|ลงมา)|%|-\s*\x01|\x01\s*-|{_BUT}\s*$"
)


@dataclass(frozen=True, slots=True)
class Edge:
    """An end of what a figure allows: its value, and whether the value itself counts."""

    value: Decimal
    included: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a criterion with the words that bound it.

    ``bare`` is a number alone, of which only the ladder says whether it is the least or the most;
    ``both`` is มากกว่า … ขึ้นไป, which says two things of the number itself. ``span`` is its place.
    """

    lower: Edge | None
    upper: Edge | None
    unit: str
    numbers: tuple[Decimal, ...]
    span: tuple[int, int]
    bare: bool = False
    both: bool = False


@dataclass(frozen=True, slots=True)
class Criterion:
    """The words of one level, taken apart.

    ``rest`` is the text with a mark for each letter of a figure and another for each of a day, a
    year or a name, ``;`` for a bullet. ``own_level`` is the level that the words begin with, ``after`` a day
    that must have passed, ``yearless`` a day without its year; ``doubt`` says in Thai what is not
    understood, ``loose`` a comparison that has no number.
    """

    text: str
    rest: str
    figures: tuple[Figure, ...] = ()
    date: dt.date | None = None
    after: bool = False
    yearless: bool = False
    own_level: int | None = None
    doubt: str = ""
    loose: str = ""

    @property
    def spoken(self) -> str:
        """The words with all that is counted, without digits and spaces."""
        return re.sub(rf"[^{_THAI}A-Za-z]", "", self.text)

    @property
    def words(self) -> str:
        """The words without figures, days and spaces."""
        return re.sub(rf"[^{_THAI}A-Za-z]", "", self.rest)


def plain_words(quote: str) -> str:
    """A criterion with Arabic digits, one kind of dash, of sign and of space."""
    text = to_arabic(clean(quote)).replace("％", "%").replace("＞", ">").replace("＜", "<")
    text = re.sub("[‐-―−~～﹣－]", "-", text)
    text = re.sub(r"-(?:\s*-)+", "-", text)
    return re.sub(r"(?<=\d)\s*\.-|(?<=\d)[,.](?=\s|$)", "", text)


def read_criterion(quote: str) -> Criterion:
    """One criterion's words, without those of its neighbours."""
    text = plain_words(quote)
    prefix = _PREFIX.match(text)
    own_level = int(prefix[1] or prefix[2]) if prefix else None
    text = text[prefix.end():] if prefix else text
    text = _BETWEEN.sub(_from_low, text)
    rest, day = _without_days(text)
    rest = _BULLET.sub(lambda found: ";" * len(found[0]), rest)
    rest = _without_names(rest)
    parts, rest = _parts(rest)
    figures, problems = _figures(parts, rest)
    for figure in figures:
        rest = _hidden(rest, *figure.span, FIGURE)
    doubt = _doubt(text, rest, problems)
    loose = _DANGLING.search(rest)
    return Criterion(
        text=text, rest=rest, figures=tuple(figures), date=day.date, after=day.after, yearless=day.yearless,
        own_level=own_level, doubt=doubt, loose=loose[0].strip(" \x01\x02") if loose else "",
    )


@dataclass(frozen=True, slots=True)
class _Day:
    date: dt.date | None = None
    after: bool = False
    yearless: bool = False


@dataclass(slots=True)
class _Part:
    """A number with what stands right before and behind it."""

    sign: str
    value: Decimal
    unit: str
    start: int
    end: int
    towards: str = ""


def _from_low(found: re.Match[str]) -> str:
    return f"{'>' if found['from'] == '<' else '>='} {found['low']} แต่ {found['to']}"


def _hidden(text: str, start: int, end: int, mark: str) -> str:
    return text[:start] + mark * (end - start) + text[end:]


def _without_days(text: str) -> tuple[str, _Day]:
    """A text without its days, and the one by which something is to be done."""
    found, day, at = 0, _Day(yearless=bool(_OPEN_DAY.search(text))), 0
    while number := _DAY_START.search(text, at):
        at = number.end()
        date = date_at(text, number.start())
        if date is None or ("-" in date[0] and not re.search(MONTH, date[0])):
            continue
        try:
            when = day_of(date)
        except NotADate:
            continue
        lead = _DAY_LEAD.search(text[: number.start()])
        assert lead is not None
        if not lead["context"] and not re.match(r"\s*-|\s*ถึง", text[date.end():]):
            found += 1
            when = when - dt.timedelta(days=1) if lead["before"] else when
            day = _Day(when, bool(lead["after"])) if found == 1 else _Day(yearless=True)
        text, at = _hidden(text, lead.start(), date.end(), NAME), date.end()
    month = _MONTH_DAY.search(text)
    if month and month["year"] and not found:
        year, number_of = year_of(month), month_of(month["month"])
        day = _Day(dt.date(year, number_of, monthrange(year, number_of)[1]))
        text = _hidden(text, *month.span(), NAME)
    return text, day


def _without_names(text: str) -> str:
    if _NAMES.fullmatch(text.strip()):  # ระดับ 3, ข้อ 5: the whole criterion
        return re.sub(r"^\D*", lambda words: NAME * len(words[0]), text)
    text = _NAMES.sub(lambda name: NAME * len(name[0]), text)

    def year(found: re.Match[str]) -> str:
        before = text[: found.start()]
        counts = not re.search(f"[{_THAI}]", before) or _BEFORE_FIGURE.search(before)
        return found[0] if counts else NAME * len(found[0])

    return _YEAR_ALONE.sub(year, text)


def _parts(rest: str) -> tuple[list[_Part], str]:
    """The numbers of a text with their comparisons, and the text with a mark in their place."""
    parts: list[_Part] = []
    bare = rest
    for found in _FIGURE.finditer(rest):
        try:
            value = parse_decimal(found["number"])
        except NotANumber:
            continue
        if value is None:
            continue
        percent = found["percent"] or (found["unit"] and re.fullmatch(_PERCENT_AFTER, found["unit"]))
        known = found["unit"] and re.fullmatch(_KNOWN, found["unit"])
        end = found.end() if known and (not found["percent"] or re.fullmatch(_PERCENT_AFTER, found["unit"])) else found.end("number")
        unit = PERCENT if percent else "".join((found["unit"] or "").split())
        sign = next((name for name in _COMPARISONS if found[name]), "")
        parts.append(_Part(sign, value, unit, found.start(), end))
        bare = _hidden(bare, found.start(), end, FIGURE)
    for part in parts:
        stop = _STOP_TOWARDS.search(bare, part.end)
        towards = _TOWARDS.search(bare, part.end, stop.start() if stop else len(bare))
        if towards:
            part.towards = "up" if towards["up"] else "down"
            bare = _hidden(bare, *towards.span(), FIGURE)
    return parts, bare


def _figures(parts: list[_Part], rest: str) -> tuple[list[Figure], str]:
    """The parts put together where two of them are the ends of one figure, and what is wrong in them."""
    figures: list[Figure] = []
    problem, at = "", 0
    while at < len(parts):
        first, second = parts[at], parts[at + 1] if at + 1 < len(parts) else None
        between = rest[first.end: second.start] if second else ""
        if second and _RANGE.fullmatch(between):
            figure, wrong = _range(first, second)
        elif second and _closes(first, second, between):
            figure, wrong = _closed(first, second)
        else:
            figure, wrong, second = *_single(first), None
        problem = problem or wrong
        figures.append(figure)
        at += 2 if second else 1
    return _without_wholes(figures, rest), problem


def _without_wholes(figures: list[Figure], rest: str) -> list[Figure]:
    """``3 ใน 5 กิจกรรม`` without the 5."""
    kept = figures[:1]
    for figure in figures[1:]:
        if figure.bare and _OF_ALL.search(rest[: figure.span[0]]):
            kept[-1] = replace(kept[-1], unit=kept[-1].unit or figure.unit)
        else:
            kept.append(figure)
    return kept


def _closes(first: _Part, second: _Part, between: str) -> bool:
    low, high = ("ge", "gt", "eq", ""), ("le", "lt")
    ends = (first.sign in low and second.sign in high) or (first.sign in high and second.sign in ("ge", "gt"))
    same = first.unit == second.unit or "" in (first.unit, second.unit)
    return ends and same and bool(_JOINED.fullmatch(between))


def _figure(lower: Edge | None, upper: Edge | None, first: _Part, second: _Part | None = None,
            bare: bool = False, both: bool = False) -> Figure:
    last = second or first
    numbers = (first.value, second.value) if second else (first.value,)
    return Figure(lower, upper, first.unit or last.unit, numbers, (first.start, last.end), bare, both)


def _range(first: _Part, second: _Part) -> tuple[Figure, str]:
    """``x – y``, ``ตั้งแต่ x ถึงน้อยกว่า y``."""
    lower, upper = Edge(first.value, first.sign != "gt"), Edge(second.value, second.sign != "lt")
    wrong = first.sign in ("le", "lt") or second.sign in ("ge", "gt") or first.towards or second.towards
    if wrong or first.value >= second.value:
        return _figure(lower, upper, first, second), f"ช่วงตั้งแต่ {first.value} ถึง {second.value} อ่านไม่ได้ความ ช่วงที่ถูกคือเท่าใด"
    return _figure(lower, upper, first, second), ""


def _closed(first: _Part, second: _Part) -> tuple[Figure, str]:
    """``มากกว่า x แต่ไม่เกิน y``, in either order."""
    low, high = (second, first) if first.sign in ("le", "lt") else (first, second)
    lower, upper = Edge(low.value, low.sign != "gt"), Edge(high.value, high.sign == "le")
    problem = "" if low.value < high.value else f"ตั้งแต่ {low.value} ถึง {high.value} ไม่เป็นช่วง ตัวเลขที่ถูกคือเท่าใด"
    return _figure(lower, upper, first, second), problem


def _single(part: _Part) -> tuple[Figure, str]:
    edge, shut = Edge(part.value, True), Edge(part.value, False)
    match part.sign, part.towards:
        case "ge", "up" | "":
            return _figure(edge, None, part), ""
        case "" | "eq", "up":
            return _figure(edge, None, part), ""
        case "gt", "":
            return _figure(shut, None, part), ""
        case "gt", "up":
            return _figure(shut, None, part, both=True), ""
        case "le", "down" | "":
            return _figure(None, edge, part), ""
        case "" | "eq", "down":
            return _figure(None, edge, part), ""
        case "lt", "":
            return _figure(None, shut, part), ""
        case "lt", "down":
            return _figure(None, shut, part, both=True), ""
        case "" | "eq", "":
            return _figure(edge, edge, part, bare=True), ""
    return _figure(edge, edge, part, bare=True), f"ถ้อยคำรอบตัวเลข {part.value} ขัดกันเอง หมายถึงตั้งแต่ขึ้นไปหรือลงมา"


def _doubt(text: str, rest: str, problem: str) -> str:
    """What nobody can know from these words, in Thai; "" where they are clear in themselves."""
    if _STEPS.search(text):
        return "เกณฑ์ปรับคะแนนเป็นช่วงรอบค่าเป้าหมาย แต่ละระดับต้องได้เท่าใด"
    if _NUMBER_WORD.search(text):
        return "ตัวเลขเขียนเป็นคำ ตัวเลขคือเท่าใด"
    if _EITHER.search(rest):
        return "เกณฑ์มีทางเลือกหรือข้อยกเว้น ใช้อย่างใด"
    if odd := re.search(r"\d[\d.,/]*", rest):
        return f"ตัวเลข {odd[0]} อ่านไม่ได้ความ ตัวเลขที่ถูกคือเท่าใด"
    if re.search(rf"(?:ไม่|มิ)\s*(?:ได้|บรรลุ|ครบ|ผ่าน|สามารถ[{_THAI}]{{0,20}})?\s*{FIGURE}", rest):
        return "มีคำว่า “ไม่” หน้าตัวเลข หมายถึงต่ำกว่าตัวเลขนี้หรือไม่"
    return problem
