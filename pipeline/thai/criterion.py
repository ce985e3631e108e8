"""The words of one criterion: its figures, its day, what is asked for beside them."""

import datetime as dt
import re
from calendar import monthrange
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.thai.calendar import (
    MONTH,
    NotADate,
    date_at,
    day_of,
    month_of,
    year_of,
)
from pipeline.thai.digits import NotANumber, parse_decimal, shortest, to_arabic
from pipeline.thai.phrases import (
    BEFORE_FIGURE,
    BETWEEN,
    BULLET,
    COMPARISONS,
    DANGLING,
    DAY_LEAD,
    DAY_START,
    EITHER,
    FIGURE,
    FIGURE_MARK,
    FRACTION,
    JOINED,
    KNOWN,
    MONTH_DAY,
    NAME_MARK,
    NAMES,
    NOR,
    NUMBER_WORD,
    OF_ALL,
    OPEN_DAY,
    PERCENT,
    PERCENT_AFTER,
    PREFIX,
    RANGE,
    RANK,
    SPELT,
    STEPS,
    STOP_TOWARDS,
    THAI,
    TOWARDS,
    YEAR_ALONE,
)
from pipeline.thai.slips import is_about, slip_before, slip_behind
from pipeline.thai.text import clean

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # ８０％ as 80%
_DASHED = "[-‐-―−~～﹣－](?:\\s*[-‐-―−~～﹣－])*"


@dataclass(frozen=True, slots=True)
class Edge:
    """An end of what a figure allows: its value, and whether the value itself counts."""

    value: Decimal
    included: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a criterion with the words that bound it.

    ``bare`` is a number alone, of which only the ladder says whether it is the least or the most;
    ``both`` is มากกว่า … ขึ้นไป, which says two things of the number itself; ``whole`` stands behind จาก.
    ``span`` is its place.
    """

    lower: Edge | None
    upper: Edge | None
    unit: str
    numbers: tuple[Decimal, ...]
    span: tuple[int, int]
    bare: bool = False
    both: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Criterion:
    """The words of one level, taken apart.

    ``rest`` is the text with a mark for each letter of a figure and another for each of a day, a
    year or a name, ``;`` for a bullet. ``own_level`` is the level that the words begin with, ``after`` a day
    that must have passed, ``unclear`` a day without its year, or that no calendar has; ``doubt`` says in Thai what is not
    understood, ``loose`` a comparison that has no number.
    """

    text: str
    rest: str
    figures: tuple[Figure, ...] = ()
    date: dt.date | None = None
    after: bool = False
    unclear: bool = False
    own_level: int | None = None
    doubt: str = ""
    loose: str = ""

    @property
    def spoken(self) -> str:
        """The words with all that is counted, without digits and spaces."""
        return re.sub(rf"[^{THAI}A-Za-z]", "", self.text)

    @property
    def words(self) -> str:
        """The words without figures, days and spaces."""
        return re.sub(rf"[^{THAI}A-Za-z]", "", self.rest)


def plain_words(quote: str) -> str:
    """A criterion with Arabic digits, one kind of dash, of sign and of space."""
    text = to_arabic(clean(quote)).translate(_FULL_WIDTH)
    text = re.sub(r"([<>])\s+=", r"\1=", re.sub(_DASHED, "-", text))
    return SPELT.sub("", re.sub(r"(?<=\d)\s*\.-", "", text))


def as_typed(quote: str, words: str) -> str:
    """A part of a criterion's plain words as the quote has them, with its own digits and dashes."""
    typed = clean(quote)
    pattern = "".join(_DASHED if letter == "-" else re.escape(letter) for letter in words)
    found = re.search(pattern, to_arabic(typed).translate(_FULL_WIDTH))
    return typed[found.start(): found.end()] if found else words


def read_criterion(quote: str) -> Criterion:
    """One criterion's words, without those of its neighbours."""
    text = plain_words(quote)
    prefix = PREFIX.match(text)
    own_level = int(prefix[1] or prefix[2]) if prefix else None
    text = text[prefix.end():] if prefix else text
    text = BETWEEN.sub(_from_low, text)
    rest, day = _without_days(text)
    rest = BULLET.sub(_bullet, _without_names(rest))
    parts, rest = _parts(rest)
    figures, problems = _figures(parts, rest)
    for at, figure in enumerate(figures):
        if not figure.unit and PERCENT in rest[: figure.span[0]].replace(" ", ""):  # ร้อยละของผู้ผ่านเกณฑ์ ไม่น้อยกว่า 80
            figures[at] = replace(figure, unit=PERCENT)
    for figure in figures:
        rest = _hidden(rest, *figure.span, FIGURE_MARK)
    doubt = _doubt(text, rest, problems) or _slip(quote, rest, figures)
    loose = DANGLING.search(rest)
    return Criterion(
        text=text, rest=rest, figures=tuple(figures), date=day.date, after=day.after, unclear=day.unclear,
        own_level=own_level, doubt=doubt, loose=re.sub(rf"[\s{FIGURE_MARK}{NAME_MARK}]", "", loose[0]) if loose else "",
    )


def _slip(quote: str, rest: str, figures: list[Figure]) -> str:
    """What is asked of words around the figures that may be a comparison spelt wrong."""
    if is_about(to_arabic(clean(quote))):
        return "ตัวเลขเป็นค่าโดยประมาณ หรือมีเครื่องหมายที่ไม่บอกว่าเท่าใด ตัวเลขที่ต้องได้คือเท่าใด"
    for figure in figures:
        start, end = figure.span
        one_sided = figure.bare or figure.lower is None or figure.upper is None
        before = slip_before(rest[:start], bare=figure.bare) if one_sided else ""
        if word := before or (slip_behind(rest[end:]) if figure.bare else ""):
            return f"คำว่า “{word}” ข้างตัวเลข {shortest(figure.numbers[0])} พิมพ์ถูกหรือไม่ หมายถึงตั้งแต่ มากกว่า หรือไม่เกิน"
    return ""


@dataclass(frozen=True, slots=True)
class _Day:
    date: dt.date | None = None
    after: bool = False
    unclear: bool = False


@dataclass(slots=True)
class _Part:
    """A number with what stands right before and behind it."""

    sign: str
    value: Decimal
    unit: str
    start: int
    end: int
    towards: str = ""
    odd: bool = False


def _from_low(found: re.Match[str]) -> str:
    return f"{'>' if found['from'] == '<' else '>='} {found['low']} แต่ {found['to']}"


def _hidden(text: str, start: int, end: int, mark: str) -> str:
    return text[:start] + mark * (end - start) + text[end:]


def _without_days(text: str) -> tuple[str, _Day]:
    """A text without its days, and the one by which something is to be done."""
    found, day, at = 0, _Day(unclear=bool(OPEN_DAY.search(text))), 0
    while number := DAY_START.search(text, at):
        at = number.end()
        date = date_at(text, number.start())
        if date is None or ("-" in date[0] and not re.search(MONTH, date[0])):
            continue
        when = _calendar_day(date)
        if when is None and not re.search(MONTH, date[0]):
            continue
        lead = DAY_LEAD.search(text[: number.start()])
        assert lead is not None
        if not lead["context"] and not re.match(r"\s*-|\s*ถึง", text[date.end():]):
            found += 1
            when = when - dt.timedelta(days=1) if when and lead["before"] else when
            day = _Day(when, bool(lead["after"])) if when and found == 1 else _Day(unclear=True)
        text, at = _hidden(text, lead.start(), date.end(), NAME_MARK), date.end()
    month = MONTH_DAY.search(text)
    if month and month["year"] and not found:
        when = _month_end(month)
        day = _Day(when) if when else _Day(unclear=True)
        text = _hidden(text, *month.span(), NAME_MARK)
    return text, day


def _calendar_day(found: re.Match[str]) -> dt.date | None:
    try:
        return day_of(found)
    except NotADate:
        return None


def _month_end(found: re.Match[str]) -> dt.date | None:
    try:
        year, month = year_of(found), month_of(found["month"])
    except NotADate:
        return None
    return dt.date(year, month, monthrange(year, month)[1])


def _bullet(found: re.Match[str]) -> str:
    """A mark for a bullet; the dash of a range and the end of a figure stay."""
    before, after = found.string[: found.start()], found.string[found.end():]
    if "-" in found[0]:
        kept = FIGURE.match(after) and re.search(rf"\d\s*(?:{KNOWN})?\s*$", before)
    else:
        kept = BEFORE_FIGURE.search(before)
    return found[0] if kept else ";" * len(found[0])


def _without_names(text: str) -> str:
    if NAMES.fullmatch(text.strip()):  # ระดับ 3, ข้อ 5: the whole criterion
        return re.sub(r"^\D*", lambda words: NAME_MARK * len(words[0]), text)
    text = NAMES.sub(lambda name: NAME_MARK * len(name[0]), text)

    def year(found: re.Match[str]) -> str:
        before = text[: found.start()]
        counts = not re.search(f"[{THAI}]", before) or BEFORE_FIGURE.search(before)
        return found[0] if counts else NAME_MARK * len(found[0])

    return YEAR_ALONE.sub(year, text)


def _parts(rest: str) -> tuple[list[_Part], str]:
    """The numbers of a text with their comparisons, and the text with a mark in their place."""
    parts: list[_Part] = []
    bare = rest
    for found in FIGURE.finditer(rest):
        try:
            value = parse_decimal(found["number"])
        except NotANumber:
            continue
        if value is None:
            continue
        percent = found["percent"] or (found["unit"] and re.fullmatch(PERCENT_AFTER, found["unit"]))
        known = found["unit"] and re.fullmatch(KNOWN, found["unit"])
        end = found.end() if known and (not found["percent"] or re.fullmatch(PERCENT_AFTER, found["unit"])) else found.end("number")
        unit = PERCENT if percent else "".join((found["unit"] or "").split())
        sign = next((name for name in COMPARISONS if found[name]), "")
        odd = re.fullmatch(r"0\d.*", found["number"]) is not None  # ร้อยละ 08: a digit too few, or two turned round
        parts.append(_Part(sign, value, unit, found.start(), end, odd=odd))
        bare = _hidden(bare, found.start(), end, FIGURE_MARK)
    for part in parts:
        stop = STOP_TOWARDS.search(bare, part.end)
        towards = TOWARDS.search(bare, part.end, stop.start() if stop else len(bare))
        if towards:
            part.towards = "up" if towards["up"] else "down"
            bare = _hidden(bare, *towards.span(), FIGURE_MARK)
    return parts, bare


def _figures(parts: list[_Part], rest: str) -> tuple[list[Figure], str]:
    """The parts put together where two of them are the ends of one figure, and what is wrong in them."""
    figures: list[Figure] = []
    problem, at = next((f"ตัวเลข 0{part.value} ขึ้นต้นด้วยศูนย์ ตัวเลขที่ถูกคือเท่าใด" for part in parts if part.odd), ""), 0
    while at < len(parts):
        first, second = parts[at], parts[at + 1] if at + 1 < len(parts) else None
        between = rest[first.end: second.start] if second else ""
        if second and RANGE.fullmatch(between):
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
    figures = [replace(figure, whole=figure.bare and bool(OF_ALL.search(rest[: figure.span[0]]))) for figure in figures]
    kept = figures[:1]
    for figure in figures[1:]:
        if figure.whole:
            kept[-1] = replace(kept[-1], unit=kept[-1].unit or figure.unit)
        else:
            kept.append(figure)
    return kept


def _closes(first: _Part, second: _Part, between: str) -> bool:
    low, high = ("ge", "gt", "eq", ""), ("le", "lt")
    ends = (first.sign in low and second.sign in high) or (first.sign in high and second.sign in ("ge", "gt"))
    same = first.unit == second.unit or "" in (first.unit, second.unit)
    return ends and same and bool(JOINED.fullmatch(between))


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
    if STEPS.search(text):
        return "เกณฑ์ปรับคะแนนเป็นช่วงรอบค่าเป้าหมาย แต่ละระดับต้องได้เท่าใด"
    if RANK.search(text):
        return "เกณฑ์เป็นลำดับเทียบกับผู้อื่น แต่ละระดับต้องได้เท่าใด"
    if NUMBER_WORD.search(text):
        return "ตัวเลขเขียนเป็นคำ ตัวเลขคือเท่าใด"
    if FRACTION.search(text):
        return "เกณฑ์เป็นเศษส่วน ตัวเลขที่ต้องได้คือเท่าใด"
    if EITHER.search(rest) and not NOR.search(rest):
        return "เกณฑ์มีทางเลือกหรือข้อยกเว้น ใช้อย่างใด"
    if odd := re.search(r"\d[\d.,/]*", rest):
        return f"ตัวเลข {odd[0]} อ่านไม่ได้ความ ตัวเลขที่ถูกคือเท่าใด"
    if re.search(rf"(?:ไม่|มิ)\s*(?:ได้|บรรลุ|ครบ|ผ่าน|สามารถ[{THAI}]{{0,20}})?\s*{FIGURE_MARK}", rest):
        return "มีคำว่า “ไม่” หน้าตัวเลข หมายถึงต่ำกว่าตัวเลขนี้หรือไม่"
    return problem
