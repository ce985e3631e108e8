"""Answers of checklists: yes, no, a count, a percentage, another number or a day."""

from decimal import Decimal
from typing import Literal

from pipeline.model.cells import Broken, Value
from pipeline.model.finding import is_personal, safe_text
from pipeline.tables.grid import is_blank, typed
from pipeline.thai.calendar import NotADate, parse_date, serial
from pipeline.thai.digits import NotANumber, is_too_long, parse_decimal
from pipeline.thai.text import squeeze

# How each answer is spelled, as squeezed. ☒ is none: Word ticks a box by it, others cross one out.
_SPELLINGS = {
    "yes": ("✓", "✔", "√", "☑", "/", "1", "ใช่", "มี", "ดำเนินการแล้ว", "แล้วเสร็จ", "ครบถ้วน",
            "ถูกต้อง ครบถ้วน", "Y", "TRUE"),
    "no": ("✗", "x", "0", "ไม่ใช่", "ไม่มี", "ยังไม่ดำเนินการ", "ไม่ครบถ้วน", "N", "FALSE"),
    "blank": ("☐", "□"),  # a box is printed there for whoever answers; nobody has
}
_ANSWERS = {squeeze(word): said for said, words in _SPELLINGS.items() for word in words}
_NO_TICK = ("FALSE",)  # what a box without a tick leaves in its cell
_SHAPES = "\ufe0e\ufe0f"  # behind a tick: whether it is drawn in colours
State = Literal["given", "blank", "broken"]


def answer(value: Value, kind: str, unit: str = "") -> tuple[Decimal | None, State, str]:
    """What an answer says, by the kind of its item and the ``unit`` that it may be counted in: a number
    (1 for yes, 0 for no; of a day Excel's), its state, and what is wrong with it in Thai ("" if nothing). A blank is not
    answered, which is not no.
    """
    if isinstance(value, Broken):
        return None, "broken", f"เป็นค่าผิดพลาด {value.text or '(สูตรที่ยังไม่ได้คำนวณ)'}"
    if is_blank(value):
        return None, "blank", ""
    if kind == "yes/no":
        return _yes_or_no(value)
    return _day(value) if kind == "date" else _number(value, unit)


def _day(value: Value) -> tuple[Decimal | None, State, str]:
    try:
        day = parse_date(value)
    except NotADate:
        return None, "broken", f"ไม่ใช่วันที่: {safe_text(typed(value), 30)}"
    return (None, "blank", "") if day is None else (serial(day), "given", "")


def _number(value: Value, unit: str) -> tuple[Decimal | None, State, str]:
    try:
        if is_personal(value):
            raise NotANumber
        number = parse_decimal(value, unit or None)
    except NotANumber:
        return None, "broken", f"ไม่ใช่ตัวเลข: {safe_text(typed(value), 30)}"
    if number is None:
        return None, "blank", ""
    if number < 0:
        return None, "broken", f"ติดลบ: {safe_text(typed(value), 30)}"
    if is_too_long(number):
        return None, "broken", f"มีเกิน 15 หลัก: {safe_text(typed(value), 30)}"
    return number, "given", ""


def is_yes(text: str) -> bool:
    """Whether a heading stands over the answers that are yes (``มี`` beside ``ไม่มี``)."""
    return _ANSWERS.get(squeeze(text)) == "yes"


def is_no(text: str) -> bool:
    """Whether a heading stands over the answers that are no (``ไม่มี`` beside ``มี``)."""
    return _ANSWERS.get(squeeze(text)) == "no"


def is_unticked(value: Value) -> bool:
    """Whether a cell under yes or no holds no tick: blank, or a box that is not ticked."""
    return is_blank(value) or _ANSWERS.get(squeeze(typed(value)).rstrip(_SHAPES)) == "blank" or (
        typed(value).upper() in _NO_TICK)


def _yes_or_no(value: Value) -> tuple[Decimal | None, State, str]:
    said = _ANSWERS.get(squeeze(typed(value)).rstrip(_SHAPES))
    if said is None:
        return None, "broken", f"ไม่ใช่คำตอบที่รู้จัก: {safe_text(typed(value), 30)}"
    return (None, "blank", "") if said == "blank" else (Decimal(said == "yes"), "given", "")
