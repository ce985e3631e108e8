"""Posts: who is พัฒนาการจังหวัด or พัฒนาการอำเภอ, or acts as one."""

import re
from dataclasses import dataclass

from pipeline.thai.districts import DISTRICT_MARK, PROVINCE_MARK
from pipeline.thai.text import clean

_CHIEF = re.compile(
    rf"พัฒนาการ\s*(?:(?P<province>{PROVINCE_MARK})|(?P<district>{DISTRICT_MARK})|(?=$|[\s(/,\-–]))"
    r"\s*(?P<place>[\u0e00-\u0e7f]*)"
)
# What makes the post after it the holder's own for the time being …
_ACTING = re.compile(
    r"(?:รักษาราชการ(?:แทน)?|รักษาการ(?:แทน)?|(?:ปฏิบัติ|ทำ)หน้าที่(?:แทน)?|ปฏิบัติราชการ(?:แทน)?"
    r"|รกท\.?|รรท\.?|รก\.?)\s*(?:(?:ใน)?ตำแหน่ง)?[\s(/,:\-–]*$"
)
# … and what makes it somebody else's: the words end here, and none of these stands before.
_APART = re.compile(r"(?:^|[\s(/,:\-–]|ตำแหน่ง)$")
_ANOTHERS = re.compile(r"(?:แทน|อดีต|ผู้ช่วย|รอง|เลขา[ก-๎]*|ที่ปรึกษา|หน้าห้อง)[\s(/,:\-–]*$")


@dataclass(frozen=True, slots=True)
class Post:
    """One per chief's post that a text names: of a province or of a district (of either where it
    says no more than พัฒนาการ), and the place's name as written, "" where none is."""

    province: bool
    district: bool
    place: str


def chiefs_posts(text: str) -> list[Post]:
    """The chief's posts that a person whose ตำแหน่ง is ``text`` holds or acts in; none for all
    other people, those who stand in for a chief at a meeting or help one with them."""
    text = clean(text)
    return [
        Post(not match["district"], not match["province"], match["place"])
        for match in _CHIEF.finditer(text) if _held(text[: match.start()])
    ]


def _held(before: str) -> bool:
    if _ACTING.search(before):
        return True
    return bool(_APART.search(before)) and not _ANOTHERS.search(before)
