"""Values as a cell stores them: types kept, text never taken for a formula."""

import datetime as dt
import math
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

_EPOCH = dt.date(1899, 12, 30)
_LONGEST = 32_767  # Excel's limit for the text of a cell
_OFTEN = 500  # texts shorter than this are kept as they were made ready
# Controls, bidi marks, characters without width, surrogates: never written. Line breaks stay.
_UNWRITABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ud800-\udfff\ufffe\uffff]"
)
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True, slots=True)
class Styled:
    """A value that is shown in the style of the cell that the template names ``style``.

    Where the template has no cell of that name, the value has its own cell's style.
    """

    value: object
    style: str


@dataclass(frozen=True, slots=True)
class Linked:
    """A value whose cell opens ``target``: a file beside the workbook, or ``#'sheet'!A1`` in it."""

    value: object
    target: str


class NotWritable(ValueError):
    """A value that no cell can hold; the message says which, in Thai."""


def printable(text: str) -> str:
    """``text`` as a cell may hold it: no control, bidi or invisible character, lines ended by
    ``\\n``, not longer than Excel allows."""
    text = _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\t", " "))
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def escape(text: str) -> str:
    """``text`` for the inside of an XML element or a double-quoted attribute."""
    return (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    )


def _number(value: int | float | Decimal) -> str:
    if not math.isfinite(value):
        raise NotWritable(f"ค่า {value} ไม่ใช่ตัวเลขที่เขียนลงช่องได้")
    whole = int(value)
    return str(whole) if whole == value and -(10**15) < whole < 10**15 else repr(float(value))


def _serial(value: dt.date) -> str:
    days = (dt.date(value.year, value.month, value.day) - _EPOCH).days
    if not isinstance(value, dt.datetime):
        return str(days)
    seconds = value.hour * 3600 + value.minute * 60 + value.second
    return repr(days + seconds / 86400) if seconds else str(days)


@lru_cache(2**12)
def _text(text: str) -> str:
    return escape(_ESCAPED.sub("_x005F_", printable(text)))


def cell_xml(value: object, formula: str | None = None, bare: bool = False) -> str:
    """What stands after a cell's style: its type, ``value`` beside ``formula`` where there is one
    (or the formula alone, if it is to be ``bare``), and its end. Raises :class:`NotWritable` for
    what no cell can hold."""
    live = f"<f>{escape(formula)}</f>" if formula is not None else ""
    if bare:
        return f">{live}</c>"
    if isinstance(value, str):
        text = _text(value) if len(value) < _OFTEN else _text.__wrapped__(value)
        if live:
            return f' t="str">{live}<v>{text}</v></c>'
        if not text:
            return "/>"
        return f' t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    if value is None:
        return f' t="str">{live}<v></v></c>' if live else "/>"
    if isinstance(value, bool):
        return f' t="b">{live}<v>{int(value)}</v></c>'
    if isinstance(value, (int, float, Decimal)):
        return f">{live}<v>{_number(value)}</v></c>"
    if isinstance(value, dt.date):
        return f">{live}<v>{_serial(value)}</v></c>"
    raise NotWritable(f"ค่าชนิด {type(value).__name__} เขียนลงช่องไม่ได้")
