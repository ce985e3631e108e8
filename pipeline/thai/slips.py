"""Words around a bare number that may be a comparison spelt wrong, or one that lost half of itself: over a whole
ladder they stand in every level, and no neighbour shows it."""

import re

from pipeline.thai.phrases import COMPARISONS, FIGURE_MARK, THAI

_SPELT = ("มากกว่า", "สูงกว่า", "น้อยกว่า", "ต่ำกว่า", "เกินกว่า", "เกิน")
_THAN = re.compile("(?:กว[า่]*|ก่ว?า|วก่า)$")  # กว่า alone, and as it comes out of a PDF
_NEARLY = re.compile("(?:เกือบ|ราว(?:ๆ)?|ใกล้(?:เคียง)?|ระหว่าง)$")
_ANY = "|".join(COMPARISONS[name].replace("|ตั้งแต่", "").replace("|ภายใน", "") for name in ("ge", "le", "lt", "gt"))
# A comparison whose number is not the next word but one: ไม่เกินและไม่น้อยกว่า 5, มากกว่าร้อยะ 5; not เกินกำหนด.
_APART = re.compile(rf"(?:{_ANY})(?!กำหนด|เป้า|ค่า)[{THAI}]{{0,8}}$")
_TWICE = re.compile(rf"(?:{_ANY})(?:และ|หรือ|แต่)?$")
_DENIED = re.compile(rf"(?:ไม่|มิได้)(?!น้อย|ต่ำ|เกิน|ถึง|มาก|สูง)(?:(?!และ|แต่|หรือ|มี)[{THAI}]){{1,16}}$")
_NOT_DONE = re.compile(
    r"(?:ยัง\s*ไม่(?:(?!และ|แต่|มี)[ก-๛]){1,16}|(?:ไม่|มิ)(?:ได้)?(?:ผ่าน|บรรลุ|ครบ|เป็นไป|แล้ว|ดำเนิน|ปฏิบัติ|ทัน)[ก-๛]{0,12})$")
_BEHIND = re.compile(r"\s*(?:(?:จน)?ถึง\s*(?:$|;)|[<>≤≥]|\.\s+\d|\.\s*[" + FIGURE_MARK + "])")
# Of which less is better, right before a number; not what is done about it: ลดความคลาดเคลื่อน, ติดตามหนี้ค้างชำระ.
_WORSE = re.compile(
    r"(?:ค้าง(?:ชำระ|จ่าย|ส่ง)?|เกินกำหนด(?:ชำระ)?|คลาดเคลื่อน|ผิดพลาด|สูญเสีย|ร้องเรียน|ขาด|เหลือ|ต่างกัน|(?:ห่าง|ต่าง|เบี่ยงเบน)จากเป้าหมาย"
    r"|อัตรา(?:การ)?(?:ตาย|ป่วย|เสียชีวิต)|(?<!หรือ)(?:ต่ำ|น้อย)กว่า(?:ค่า)?(?:เป้าหมาย|เกณฑ์))$")
_MENDED = re.compile("ลด|แก้|ติดตาม|จัดการ|ตอบ|คืน|เร่งรัด|ช่วยเหลือ|ป้องกัน|ยุติ|รับ|ไม่")
_ABOUT = re.compile(r"[≈≅≃≠]\s*(?:ร้อยละ\s*)?\d|^\D*[~～∼]\s*(?:ร้อยละ\s*)?\d")  # 75 ~ 79 is a range


def is_about(quote: str) -> bool:
    """Whether a criterion (digits as in English) has a number that is near another, or anything but one: ≈ 80, ≠ 80."""
    return bool(_ABOUT.search(quote))


def slip_before(words: str, *, bare: bool) -> str:
    """What stands right before a figure and is no comparison, yet may have been meant for one; "" where nothing is.

    ``words``: the text before it; ``bare``: whether it has no comparison of its own.
    """
    words = words.rstrip()
    letters = words.replace(" ", "")
    if not bare:
        denied = _DENIED.search(letters) or _TWICE.search(letters)
        return denied[0] if denied else ""
    if words.endswith("-"):
        return "-"
    for pattern in (_NEARLY, _THAN, _APART, _NOT_DONE):
        if found := pattern.search(letters):
            return found[0]
    return next((tail for word in _SPELT if (tail := _misspelt(letters, word))), "")


def worse_before(words: str) -> str:
    """What stands right before a number and is the better the less there is of it; "" where nothing does."""
    letters = words.replace(" ", "")
    found = _WORSE.search(letters)
    return found[0] if found and not _MENDED.search(letters) else ""


def slip_behind(words: str) -> str:
    """What stands right behind a bare figure and wants another one; "" where nothing does."""
    found = _BEHIND.match(words)
    return found[0].strip(f" ;{FIGURE_MARK}") if found else ""


def _misspelt(letters: str, word: str) -> str:
    """The end of a text if it is a word but for a letter lost, one too many or two turned round."""
    lost = {word[:at] + word[at + 1:] for at in range(len(word))}
    turned = {word[:at] + word[at + 1] + word[at] + word[at + 2:] for at in range(len(word) - 1)}
    for tail in (letters[-len(word) + 1:], letters[-len(word):], letters[-len(word) - 1:]):
        more = {tail[:at] + tail[at + 1:] for at in range(1, len(tail))}
        if tail != word and (tail in lost | turned or word in more):
            return tail
    return ""
