"""Figures as cells hold them, and figures as they are printed."""

import math
import re
from decimal import ROUND_CEILING, ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from pipeline.thai.text import ARABIC_DIGITS, clean

_DIGITS = tuple(zip("0123456789", "๐๑๒๓๔๕๖๗๘๙", strict=True))
_DASHES = re.compile(r"[-\u2010-\u2015\u2212]")
_FIGURE = re.compile(r"[+-]?(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+)(?:e[+-]?(?:\d\d?|[12]\d\d|30[0-8]))?", re.A)
_MOST = Decimal(10**15)  # Excel keeps fifteen digits, and makes zeros of those behind them
_MOST_PLACES = 100  # a binary tail has some thirty, and no percentage of such figures leaves a cell
_SCALES = {
    "": Decimal(1),
    "ร้อย": Decimal(100),
    "พัน": Decimal(1000),
    "หมื่น": Decimal(10_000),
    "แสน": Decimal(100_000),
    "ล้าน": Decimal(1_000_000),
}
MONEY_UNITS = {f"{scale}บาท": size for scale, size in _SCALES.items()}
_SCALE = "|".join(filter(None, _SCALES))
_MONEY_TAIL = re.compile(rf"\s*({_SCALE})?\s*บาท\s*(?:ถ้วน)?$")
# บาท is also the end of บทบาท and พระพุทธบาท, and the start of บาทวิถี; after a number it is an
# amount, not the unit of a table.
_MONEY_UNIT = re.compile(
    rf"(?<!บท)(?<!พุทธ)(?<!พระ)(?<!ยุคล)(?P<scale>{_SCALE})?\s*"
    r"(?<!บท)(?<!พุทธ)(?<!พระ)(?<!ยุคล)บาท(?!วิถี|หลวง|บงสุ์)"
)
_ROUND_UNIT = re.compile(r"(?:หน่วย(?:นับ)?\s*[:=]?\s*|\()(10{2,6})\s*บาท")


class NotANumber(ValueError):
    """A cell that should hold a figure holds something else; the message is what it holds."""


def to_arabic(text: str) -> str:
    """``text`` with its Thai digits as Arabic ones."""
    return text.translate(ARABIC_DIGITS)


def to_thai(text: str) -> str:
    """``text`` with its Arabic digits as Thai ones."""
    for arabic, thai in _DIGITS:  # str.translate would look up each letter
        text = text.replace(arabic, thai)
    return text


# A word that has a Latin letter: a cell's address, the end of a file's name, a code, a fingerprint.
_LATIN = r"(?<![A-Za-z0-9_.-])(?=[0-9_.-]*[A-Za-z])[A-Za-z0-9_.-]+"
_QUOTED = "“[^”]*”"
_A_DIGIT = re.compile("[0-9๐-๙]")


@lru_cache(2**14)
def paper_digits(
    text: str, thai: bool, names: frozenset[str] = frozenset(), quotes: bool = False
) -> str:
    """``text`` with the digits of the papers: Thai ones, or Arabic ones. What must be found again as it
    is written stays: words with a Latin letter (``D7``, ``BPM2``), the ``names`` of files and sheets,
    one without a letter only as a sheet's (``ชีต 2``), and, of a text about a file (``quotes``), what it
    quotes from it in “ ”."""
    if not _A_DIGIT.search(text):
        return text
    here = frozenset(name for name in names if name in text and _A_DIGIT.search(name))
    convert = to_thai if thai else to_arabic
    pieces = _kept(here, quotes).split(text)
    return "".join(part if n % 2 else convert(part) for n, part in enumerate(pieces))


@lru_cache(2**8)
def _kept(names: frozenset[str], quotes: bool) -> re.Pattern[str]:
    whole = [
        rf"(?<![0-9๐-๙]){'' if any(map(str.isalpha, name)) else '(?<=ชีต )'}{re.escape(name)}(?![0-9๐-๙])"
        for name in sorted(names, key=len, reverse=True)
    ]
    return re.compile("(" + "|".join([*([_QUOTED] if quotes else []), *whole, _LATIN]) + ")")


def _without_tail(text: str, unit: str | None) -> tuple[str, Decimal]:
    """``text`` without one trailing unit, and what the unit multiplies the figure by."""
    if text.endswith("%"):
        return text[:-1].rstrip(), Decimal(1)
    money = _MONEY_TAIL.search(text)
    if money:
        target = _MONEY_TAIL.fullmatch(unit) if unit else None
        divisor = _SCALES[target[1] or ""] if target else Decimal(1)
        return text[: money.start()], _SCALES[money[1] or ""] / divisor
    if unit and text.endswith(unit):
        return text.removesuffix(unit).rstrip(), Decimal(1)
    return text, Decimal(1)


def _parse_text(raw: str, unit: str | None) -> Decimal | None:
    text = _DASHES.sub("-", to_arabic(clean(raw))).lstrip("'’").strip()
    if not text:
        return None
    text, factor = _without_tail(text, unit)
    text = re.sub(r"(?<=\d)\.-$", "", text)  # 500.- has no satang
    text = re.sub(r"^฿?\s*([\d,]*\.\d+)-$", r"-\1", text)  # as SAP writes it; 500- may be either
    bracketed = re.fullmatch(r"\((.+)\)", text)
    if bracketed:
        text, inner = _without_tail(bracketed[1].strip(), unit)
        factor *= inner
    text = re.sub(r"^([+-]?)\s*฿?\s*", r"\1", text).casefold()
    if text and not text.strip("-"):
        return None
    if not _FIGURE.fullmatch(text) or (bracketed and text[0] in "+-"):
        raise NotANumber(raw)
    value = Decimal(text.replace(",", ""))
    if factor != 1:
        value *= factor
    if bracketed:
        value = value.copy_negate()
    return value if value else Decimal(0)


def parse_decimal(value: object, unit: str | None = None) -> Decimal | None:
    """The figure in a cell, or ``None`` where there is none: blank, ``-``, white space.

    A number comes back with the fifteen digits that Excel keeps, so that 0.1 + 0.2 is 0.3; a
    text exactly as typed. Read: Thai and mixed digits, thousands commas where they belong, signs,
    ``(500)`` and ``500.00-`` for -500, ``500.-``, ``%`` (97.5% is 97.5), ``฿``, and ``unit`` or a unit of money after the
    figure. A figure that names a unit of money comes back in baht, or in ``unit`` where that is
    a unit of money too. Everything else, ``#REF!`` and ``12 abc`` with it, is :class:`NotANumber`.
    """
    match value:
        case None:
            return None
        case bool():
            raise NotANumber(str(value))
        case int():
            return Decimal(value)
        case float() if math.isfinite(value):
            return Decimal(format(value, ".15g")) if value else Decimal(0)
        case Decimal() if value.is_finite():
            return value
        case str():
            return _parse_text(value, clean(unit) if unit else None)
        case _:
            raise NotANumber(str(value))


def is_too_long(value: Decimal) -> bool:
    """Whether a figure has more than fifteen digits before its point, which Excel cannot hold, or
    more than a hundred behind it. Fewer may be many: the binary tail of 0.1 + 0.2, which some
    programs write in full, is nobody's slip."""
    exponent = value.as_tuple().exponent
    return abs(value) >= _MOST or (isinstance(exponent, int) and exponent < -_MOST_PLACES)


def whole_numbers(text: str) -> list[int]:
    """The whole numbers that a text holds, in order. One of more than fifteen digits is cut after
    the sixteenth: nothing that is counted here has so many, and Python reads no endless number."""
    return [int(digits[:16]) for digits in re.findall(r"\d+", to_arabic(text))]


def money_factors(text: str) -> tuple[Decimal, ...]:
    """What each unit of money named in a heading or line is worth in baht, smallest first and
    each once; more than one means that the text contradicts itself."""
    text = to_arabic(clean(text))
    found = {
        _SCALES[unit["scale"] or ""]
        for unit in _MONEY_UNIT.finditer(text)
        if not re.search(r"\d\s*$", text[: unit.start()])
    }
    found |= {Decimal(unit[1]) for unit in _ROUND_UNIT.finditer(text.replace(",", ""))}
    return tuple(sorted(found))


def money_factor(text: str) -> Decimal | None:
    """What the unit of money named in a heading or line is worth in baht: 1 for ``(บาท)``, 1000
    for ``หน่วย : พันบาท``. ``None`` where none is named, or several that contradict each other
    (:func:`money_factors` tells the two apart). An amount, as in ``วงเงิน 2 ล้านบาท``, names none.
    """
    found = money_factors(text)
    return found[0] if len(found) == 1 else None


def round_half_up(value: Decimal, places: int) -> Decimal:
    """``value`` with ``places`` decimal places, halves away from zero; however long it is."""
    return _rounded(value, places, ROUND_HALF_UP)


def round_up(value: Decimal, places: int) -> Decimal:
    """``value`` with ``places`` decimal places, never less than it is; however long it is."""
    return _rounded(value, places, ROUND_CEILING)


def _rounded(value: Decimal, places: int, how: str) -> Decimal:
    context = Context(prec=max(28, value.adjusted() + places + 3))
    rounded = value.quantize(Decimal(1).scaleb(-places), how, context)
    return rounded if rounded else rounded.copy_abs()


def shortest(value: Decimal) -> str:
    """``value`` as people type it: without noughts at its end (``80.5``, ``100``)."""
    return f"{value.normalize():f}"


def format_decimal(value: Decimal, places: int, grouping: bool = False) -> str:
    """``value`` as it is printed: ``places`` decimal places rounded half up, with thousands
    commas if ``grouping``."""
    return format(round_half_up(value, places), ",f" if grouping else "f")
