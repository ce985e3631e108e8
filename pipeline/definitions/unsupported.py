"""Keys that a definition cannot have: what they would mean, and what comes nearest."""

import difflib
from collections.abc import Collection

# Keys that a person who knows agreements tries, with what they would mean and the way out. Never to be
# answered with a key of nearly the same letters, which may say the contrary.
_NO_LOWER = "เกณฑ์ที่ยิ่งน้อยยิ่งดี โปรแกรมยังให้คะแนนไม่ได้ ไม่ใช่ at_least หรือ more_than"
MEANT = {
    "at_most": f"หมายถึง ไม่เกิน (น้อยกว่าหรือเท่ากับ) เป็น{_NO_LOWER}",
    "less_than": f"หมายถึง น้อยกว่า เป็น{_NO_LOWER}",
    "below": f"หมายถึง ต่ำกว่า เป็น{_NO_LOWER}",
    "before": "หมายถึง ก่อนวันที่ โปรแกรมยังให้คะแนนตามวันที่ส่งไม่ได้ ใช้ items ชนิด yes/no ที่ตอบว่าทันหรือไม่",
    "points": "หมายถึง คะแนนของระดับที่ไม่เท่ากับเลขระดับ โปรแกรมยังให้คะแนนไม่ได้ ระดับที่ n ได้ n คะแนน",
    "parts": "หมายถึง ตัวชี้วัดย่อย โปรแกรมยังรวมให้ไม่ได้",
    "deductions": "หมายถึง คะแนนที่หัก โปรแกรมยังหักให้ไม่ได้",
    "targets": "หมายถึง เป้าหมายรายอำเภอ โปรแกรมยังอ่านไม่ได้ นอกจากเป็นตัวหาร (denominator)",
    "target_source": "หมายถึง เป้าหมายรายอำเภอ โปรแกรมยังอ่านไม่ได้ นอกจากเป็นตัวหาร (denominator)",
    "interpolated": "หมายถึง คะแนนตามสัดส่วนระหว่างระดับ เป็นการตีความ เขียนใน reading.toml",
    "round_first": "หมายถึง ปัดเศษก่อนเทียบเกณฑ์ เป็นการตีความ เขียนใน reading.toml",
    "below_first": "หมายถึง ระดับของผลที่ไม่ถึงระดับที่ 1 เป็นการตีความ เขียนใน reading.toml",
    "state": "หมายถึง สถานะของรอบ ไม่เขียนในไฟล์นี้ สั่ง pipeline round adopt แทน",
    "band": "หมายถึง ระดับผลการประเมิน เขียนใน [bands] levels",
    "top": "หมายถึง คะแนนเต็ม โปรแกรมยังตั้งให้ไม่ได้ คะแนนเต็มคือระดับสูงสุด",
    "equals": "หมายถึง เท่ากับพอดี โปรแกรมยังให้คะแนนไม่ได้ ใช้ at_least (ตั้งแต่ … ขึ้นไป) ถ้าข้อตกลงหมายความอย่างนั้น",
}
_SAME_WORDS = {  # other words for a key that there is
    "minimum": "at_least", "min": "at_least", "greater_than": "more_than", "over": "more_than",
    "above": "more_than", "from": "at_least", "shortname": "short_name", "deadline": "cutoff",
    "maximum": "at_most", "max": "at_most", "no_more_than": "at_most", "up_to": "at_most", "under": "less_than",
    "lower_than": "less_than", "score": "points", "deduction": "deductions", "part": "parts", "target": "targets",
}


def unknown(key: str, known: Collection[str]) -> str:
    """What is said of a key that a table cannot have, ``known`` being those that it can: what it would
    mean, or the key that is meant, never one that means the contrary."""
    plain = key.casefold().replace("-", "_")
    near = difflib.get_close_matches(plain, [*known, *MEANT, *_SAME_WORDS], 1, 0.7)
    found = near[0] if near else ""
    found = _SAME_WORDS.get(found, found)
    if found in MEANT and found not in known:
        return MEANT[found]
    return f"หมายถึง “{found}” หรือไม่" if found in known else "แก้ชื่อให้ถูก ย้ายไปใต้หัวกลุ่มของมัน หรือลบบรรทัดนี้"
