"""Answers of checklists: yes, no, a count or a percentage."""

from decimal import Decimal
from typing import Literal

from pipeline.model.cells import Broken, Value
from pipeline.model.finding import is_personal, safe_text
from pipeline.sources.grid import is_blank
from pipeline.thai.digits import NotANumber, is_too_long, parse_decimal
from pipeline.thai.text import squeeze

YES = frozenset(map(squeeze, (
    "✓", "✔", "/", "1", "ใช่", "มี", "ดำเนินการแล้ว", "แล้วเสร็จ", "ครบถ้วน", "ถูกต้อง ครบถ้วน", "Y",
)))
NO = frozenset(map(squeeze, (
    "✗", "x", "0", "ไม่ใช่", "ไม่มี", "ยังไม่ดำเนินการ", "ไม่ครบถ้วน", "N",
)))
State = Literal["given", "blank", "broken"]


def answer(value: Value, kind: str) -> tuple[Decimal | None, State, str]:
    """What an answer says, by the kind of its item: a number (1 for yes, 0 for no), its state,
    and what is wrong with it in Thai ("" if nothing). A blank is not answered, which is not no.
    """
    if isinstance(value, Broken):
        return None, "broken", f"เป็นค่าผิดพลาด {value.text or '(สูตรที่ยังไม่ได้คำนวณ)'}"
    if is_blank(value):
        return None, "blank", ""
    if kind == "yes/no":
        return _yes_or_no(value)
    try:
        if is_personal(value):
            raise NotANumber
        number = parse_decimal(value, "กลุ่ม" if kind == "count" else None)
    except NotANumber:
        return None, "broken", f"ไม่ใช่ตัวเลข: {safe_text(str(value), 30)}"
    if number is None:
        return None, "blank", ""
    if number < 0:
        return None, "broken", f"ติดลบ: {safe_text(str(value), 30)}"
    if is_too_long(number):
        return None, "broken", f"มีเกิน 15 หลัก: {safe_text(str(value), 30)}"
    return number, "given", ""


def is_yes(text: str) -> bool:
    """Whether a heading stands over the answers that are yes (``มี`` beside ``ไม่มี``)."""
    return squeeze(text) in YES


def is_no(text: str) -> bool:
    """Whether a heading stands over the answers that are no (``ไม่มี`` beside ``มี``)."""
    return squeeze(text) in NO


def _yes_or_no(value: Value) -> tuple[Decimal | None, State, str]:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    word = squeeze(str(value)) if not isinstance(value, bool) else ""
    if word in YES:
        return Decimal(1), "given", ""
    if word in NO:
        return Decimal(0), "given", ""
    return None, "broken", f"ไม่ใช่คำตอบที่รู้จัก: {safe_text(str(value), 30)}"
