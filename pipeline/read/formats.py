"""Number formats: which make a number a date, a time or a percentage, and what is then shown."""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Literal

from pipeline.model.cells import Broken, Value

Kind = Literal["number", "date", "percent"]

# Built-in formats have a number and no text. 71-81 are Thai Excel's own dates, 27-36 and 50-58
# those of other Asian editions, 67 and 68 percentages in Thai digits.
_BUILTIN: dict[int, Kind] = {
    **dict.fromkeys((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59),
                     *range(71, 82)), "date"),
    **dict.fromkeys((9, 10, 67, 68), "percent"),
}
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.')
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_BRACKET = re.compile(r"\[[^\]]*\]")
_GENERAL = re.compile("general|standard", re.IGNORECASE)
_EXPONENT = re.compile(r"[0#?]\s*E[+-]", re.IGNORECASE)
_DATE_LETTER = re.compile(r"[dmyhs]|b{2,4}|AM/PM|ปป|ดดด|ววว|[ว]/[ด]", re.IGNORECASE)
_ERA = re.compile(r"[eg]", re.IGNORECASE)
_LONGEST = 300  # digits; a number of more is none that Excel could write
_ODD = re.compile(r"[^0-9.+Ee\n-]|[0-9]{16}|[Ee][+-]?[0-9]{3}")  # what float() cannot be trusted with
_LAST_SERIAL = 2_958_466  # the day after 31 December 9999


def builtin_kind(number: int) -> Kind:
    """What a built-in number format shows."""
    return _BUILTIN.get(number, "number")


def format_kind(code: str) -> Kind:
    """What a number format shows: ``[$-107041E]d mmm yyyy`` a date, ``0.00%`` a percentage."""
    code = _LITERAL.sub("", code)
    if _ELAPSED.search(code):
        return "number"  # a length of time, not a day
    code = _BRACKET.sub("", code).split(";")[0]
    code = _GENERAL.sub("", code)
    if "%" in code:
        return "percent"
    if _EXPONENT.search(code) or "#" in code or "?" in code:
        return "number"
    if _DATE_LETTER.search(code):
        return "date"
    return "date" if _ERA.search(code) and not re.search("[0#?@]", code) else "number"


def number(text: str) -> Value:
    """A number as an XML part writes it; what is no number is given as broken."""
    if text.isdigit() and text.isascii() and len(text) < _LONGEST:
        return int(text)
    try:
        value = float(text)
    except ValueError:
        return Broken(text.strip())
    if "_" in text or not text.isascii() or value - value != 0:
        return Broken(text.strip())
    return int(value) if value == int(value) and abs(value) < 1e15 else value


def numbers(texts: Sequence[str]) -> list[Value]:
    """What :func:`number` makes of each text."""
    if not _ODD.search("\n".join(texts)):
        try:
            return [int(v) if v.is_integer() and abs(v) < 1e15 else v for v in map(float, texts)]
        except ValueError:
            pass
    return list(map(number, texts))


def tidy(value: float) -> Value:
    """A float without a fraction as an int; an endless or undefined one is broken."""
    if value - value != 0:
        return Broken("#NUM!")
    return int(value) if value == int(value) and abs(value) < 1e15 else value


def percent(value: float) -> str:
    """What Excel shows in full for a percentage, 15 digits: 0.975 → ``97.5%``."""
    shown = Decimal(format(value, ".15g")).scaleb(2)
    text = format(shown, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"{'0' if text in ('-0', '') else text}%"


def moment(serial: float, date1904: bool) -> Value:
    """The day and time of an Excel serial number; a part of a day alone is a time.

    A number that is no day (negative, or after the year 9999) stays the number that it is.
    """
    shift = 1462 if date1904 and serial >= 1 else 0
    if not 0 <= serial < _LAST_SERIAL - shift:
        return tidy(serial)
    serial += shift
    days = int(serial)
    milliseconds = round((serial - days) * 86_400_000)
    if days == 0:
        clock = dt.datetime(1900, 1, 1) + dt.timedelta(milliseconds=min(milliseconds, 86_399_999))
        return clock.time()
    start = dt.datetime(1899, 12, 31) if days < 60 else dt.datetime(1899, 12, 30)
    try:
        return start + dt.timedelta(days=days, milliseconds=milliseconds)
    except OverflowError:
        return tidy(serial)


def shown(value: float, kind: Kind, date1904: bool) -> Value:
    """A stored number as its format shows it."""
    if kind == "percent" and value - value == 0:
        return percent(value)
    if kind == "date" and value - value == 0:
        return moment(value, date1904)
    return tidy(value)


def converter(kind: Kind, date1904: bool) -> Callable[[str], Value]:
    """A function from a number's text to what its format shows."""
    if kind == "number":
        return number

    def convert(text: str) -> Value:
        value = number(text)
        if isinstance(value, (int, float)):
            return shown(float(value), kind, date1904)
        return value

    return convert


def iso_moment(text: str) -> Value:
    """A date or time written out (``2018-03-31T00:00:00``); what is none stays text."""
    text = text.strip()
    for read in (dt.datetime.fromisoformat, dt.time.fromisoformat):
        try:
            value = read(text)
        except ValueError:
            continue
        return value.replace(tzinfo=None)
    return text
