"""The sections of an agreement: what names them, and their shares."""

import re
from collections.abc import Sequence
from decimal import Decimal

from pipeline.thai.digits import to_arabic
from pipeline.thai.text import clean

_D = "[0-9๐-๙]"
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_SECTION = re.compile(
    rf"\s*((?:ส่วน|องค์ประกอบ|ตอน|หมวด|ด้าน|กลุ่ม|มิติ|ประเด็น)(?:ที่)?\s*(?:{_D}+|[ก-ฮA-Z](?![ก-๙A-Za-z])))\s*[.:)–-]?\s*(.*)", re.DOTALL)
_OF_WORK = "งาน(?:ทีม|รายบุคคล|ส่วนบุคคล|บุคคล|ส่วนรวม|กลุ่ม)"  # whose work it is
_NAMED = re.compile(rf"\s*(?:เป้าหมาย(?:ผลส(?:ำ|ํา)เร็จ)?(?:ของ)?\s*)?({_OF_WORK})(?![ก-๙])\s*[:：–-]?\s*(.*)", re.DOTALL)
_OF_GOAL = re.compile(r"\s*เป้าหมาย(?:ผลส(?:ำ|ํา)เร็จ)?(?:ของ)?\s*((?:งาน|ส่วน|องค์ประกอบ|กลุ่ม).{0,40})")
_SHARE = re.compile(rf"\s*[(\[:,–-]?\s*(?:(?:ค่า)?น้ำหนัก|สัดส่วน|ร้อยละ|คิดเป็น|{_D}+(?:\.{_D}+)?\s*%).*", re.DOTALL)
LONGEST_SECTION = 90


def section_of_line(text: str) -> tuple[str, Decimal | None] | None:
    """The section that a line of its own names, and its share."""
    if len(clean(text)) > LONGEST_SECTION or not (_SECTION.match(text) or _NAMED.match(text)):
        return None
    return section_parts(text)


def section_parts(text: str) -> tuple[str, Decimal | None]:
    """The name of a section without its number and share, and the share."""
    text = clean(text)
    named, numbered = _NAMED.match(text), _SECTION.match(text)
    whole = f"{named[1]} {named[2]}" if named else (numbered[2] or numbered[1]) if numbered else text
    stated = _SHARE.search(whole)
    name = (_SHARE.sub("", whole) or whole).strip(" ()[]:–-") or text
    usual = re.findall(rf"{_OF_WORK}(?![ก-๙])", name)
    name = usual[0] if len(usual) == 1 else name
    shares = _NUMBER.findall(to_arabic(stated[0])) if stated else []
    share = Decimal(shares[0]) if len(shares) == 1 and Decimal(shares[0]) != 100 else None
    return name, share


def section_of_goal(lines: Sequence[str]) -> tuple[str, list[str]] | None:
    """The section that the first words of a goal's cell name, and the rest of the lines."""
    first = lines[0]
    if found := _NAMED.match(first):
        rest = [found[2].strip()] if found[2].strip() else []
        if not rest or first.strip().startswith("เป้าหมาย"):
            return found[1], [*rest, *lines[1:]]
    of_goal = _OF_GOAL.fullmatch(first)
    if of_goal and len(lines) > 1 and not of_goal[1].strip().startswith("งานคือ"):
        return of_goal[1].strip(), list(lines[1:])
    numbered = _SECTION.match(first)
    if numbered and len(lines) > 1 and len(first) <= LONGEST_SECTION:
        return section_parts(first)[0], list(lines[1:])
    return None
