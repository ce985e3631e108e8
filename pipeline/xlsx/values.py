"""Values as a cell stores them: types kept, text never taken for a formula."""

import datetime as dt
import math
import re
from decimal import Decimal

# What may not reach a terminal, a sheet or a file as it is, besides the controls of ASCII: the other
# controls, bidi marks, characters without width, tags, surrogates.
UNSEEN = (
    "\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f"
)
_EPOCH = dt.date(1899, 12, 30)
LONGEST = 32_767  # Excel's limit for the text of a cell
# Line breaks stay; all else that is not printable is never written.
_UNWRITABLE = re.compile(f"[\x00-\x08\x0b-\x1f{UNSEEN}]")
_FORMULA_LIKE = re.compile(f"[\t\r]|{_UNWRITABLE.pattern}*[=+@-]")
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


class NotWritable(ValueError):
    """A value that no cell can hold; the message says which, in Thai."""


def printable(text: str) -> str:
    """``text`` as a cell may hold it: no control, bidi or invisible character, lines ended by
    ``\\n``, not longer than Excel allows."""
    if not text.isprintable():  # as nothing is that may not be written
        text = _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\t", " "))
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def stored(text: str) -> str:
    """``text`` as a workbook stores it: printable, and what looks like one of Excel's own escapes
    (``_x000D_``) marked as a text."""
    text = printable(text)
    return _ESCAPED.sub("_x005F_", text) if "_x" in text else text


def like_formula(value: object) -> bool:
    """Whether a text would become a formula if someone edited its cell in Excel."""
    return isinstance(value, str) and len(value) > 1 and _FORMULA_LIKE.match(value) is not None


def escape(text: str) -> str:
    """``text`` for the inside of an XML element or a double-quoted attribute."""
    return (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    )


def _number(value: int | float | Decimal) -> str:
    try:
        number = float(value)
    except OverflowError:
        raise NotWritable("ตัวเลขใหญ่เกินกว่าที่ช่องจะเก็บได้") from None
    if not math.isfinite(number):
        raise NotWritable(f"ค่า {value} ไม่ใช่ตัวเลขที่เขียนลงช่องได้")
    return str(int(number)) if number.is_integer() and abs(number) < 10**15 else repr(number)


def _serial(value: dt.date) -> str:
    days = (dt.date(value.year, value.month, value.day) - _EPOCH).days
    if not isinstance(value, dt.datetime):
        return str(days)
    seconds = value.hour * 3600 + value.minute * 60 + value.second
    return repr(days + seconds / 86400) if seconds else str(days)


def number_text(value: object) -> str | None:
    """How a file writes a value that counts as a number, a day or yes or no; None for any other.
    Raises :class:`NotWritable` for a number that no cell can hold."""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, (int, float, Decimal)):
        return _number(value)
    return _serial(value) if isinstance(value, dt.date) else None


def cell_xml(value: object, live: str = "") -> tuple[str, str]:
    """The attribute ``t`` (with its leading space) and the inside of a cell that holds ``value``,
    beside ``live``, its formula's element, where there is one; "" and "" for an empty cell.
    Raises :class:`NotWritable` for what no cell can hold."""
    if isinstance(value, str):
        text = escape(stored(value))
        if live:
            return ' t="str"', f"{live}<v>{text}</v>"
        if not text:
            return "", ""
        return ' t="inlineStr"', f'<is><t xml:space="preserve">{text}</t></is>'
    if value is None:
        return (' t="str"', f"{live}<v></v>") if live else ("", "")
    if (number := number_text(value)) is not None:
        return ' t="b"' if isinstance(value, bool) else "", f"{live}<v>{number}</v>"
    raise NotWritable(f"ค่าชนิด {type(value).__name__} เขียนลงช่องไม่ได้")
