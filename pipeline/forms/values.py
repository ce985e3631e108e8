"""Values as a cell stores them: types kept, text never taken for a formula."""

import datetime as dt
import math
import re
from dataclasses import dataclass
from decimal import Decimal

_EPOCH = dt.date(1899, 12, 30)
LONGEST = 32_767  # Excel's limit for the text of a cell
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
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def escape(text: str) -> str:
    """``text`` for the inside of an XML element or a double-quoted attribute."""
    return (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    )


def escaped_text(text: str) -> str:
    """``text`` as a cell may hold it, with what Excel would take for an escape escaped."""
    return _ESCAPED.sub("_x005F_", printable(text))


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


def cell_xml(value: object, formula: str | None = None) -> tuple[str, str]:
    """The attribute ``t`` (with its leading space) and the inside of a cell that holds ``value``,
    beside ``formula`` where there is one; "" and "" for an empty cell."""
    live = f"<f>{escape(formula)}</f>" if formula is not None else ""
    if value is None:
        return (' t="str"', f"{live}<v></v>") if live else ("", "")
    if isinstance(value, bool):
        return ' t="b"', f"{live}<v>{int(value)}</v>"
    if isinstance(value, (int, float, Decimal)):
        return "", f"{live}<v>{_number(value)}</v>"
    if isinstance(value, dt.date):
        return "", f"{live}<v>{_serial(value)}</v>"
    if not isinstance(value, str):
        raise NotWritable(f"ค่าชนิด {type(value).__name__} เขียนลงช่องไม่ได้")
    text = escape(escaped_text(value))
    if live:
        return ' t="str"', f"{live}<v>{text}</v>"
    if not text:
        return "", ""
    return ' t="inlineStr"', f'<is><t xml:space="preserve">{text}</t></is>'
