"""The spaces of a text that no line of a paper ends at."""

import re
from functools import lru_cache

from pipeline.thai.calendar import MONTHS, SHORT_MONTHS

NO_BREAK = "\u00a0"
_DIGIT = "[0-9๐-๙]"
_MONTH = (*MONTHS, *SHORT_MONTHS)
# What a number names (ระดับที่ ๑), and what it counts (๒ กลุ่ม).
_NAMED = ("ที่", "ระดับ", "ร้อยละ", "ไตรมาส", "พ.ศ.", "ปี", "ปีงบประมาณ", "รอบ", "ข้อ", *_MONTH)
_COUNTED = ("%", "บาท", "คน", "กลุ่ม", "ราย", "ครัวเรือน", "ขั้นตอน", "เดือน", "ตำแหน่ง",
            "แห่ง", "ครั้ง", "เรื่อง", "หมู่บ้าน", "สัญญา", "โครงการ", "กองทุน", *_MONTH)


def _any(words: tuple[str, ...]) -> str:
    return f"(?:{'|'.join(map(re.escape, words))})"


_KEPT = re.compile(
    rf"{_any(_NAMED)} (?={_DIGIT})|(?<={_DIGIT}) (?={_any(_COUNTED)})"
    rf"|(?<=[0-9๐-๙%]) (?=[-–] {_DIGIT})|(?<= [-–]) (?={_DIGIT})"
)
_NAME = re.compile(rf"\S*ที่ {_DIGIT}+")


@lru_cache(2**14)
def unbroken(text: str) -> str:
    """``text`` with a no-break space wherever a number stands beside the word that it belongs to
    (ร้อยละ ๑๐๐, พ.ศ. ๒๕๖๑, ๓๑ มีนาคม ๒๕๖๑, ๘๑ – ๘๕); nothing else changes. A text that only
    names something (ตัวชี้วัดที่ ๑) stays as people type it who look for it."""
    if _NAME.fullmatch(text):
        return text
    return _KEPT.sub(lambda kept: kept[0].replace(" ", NO_BREAK), text)
