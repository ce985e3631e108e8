"""Keys that a definition cannot have: what they would mean, and what comes nearest."""

import difflib
from collections.abc import Collection

# Keys, and names of measures, that a person who knows agreements tries, with what they would mean and the way
# out. Never to be answered with a key of nearly the same letters, which may say the contrary.
_GIVEN = "โปรแกรมให้คะแนนจากตัวเลขไม่ได้ ให้ผู้ตรวจให้ระดับแทน (measure = \"given\")"
MEANT = {
    "below": "หมายถึง ต่ำกว่า ใช้ less_than (ไม่รวมค่านั้น) หรือ at_most (รวมค่านั้น) ตามถ้อยคำของข้อตกลง",
    "before": "หมายถึง ก่อนวันที่ ใช้ unit = \"วันที่\" กับ less_than หรือ at_most (ภายในวันที่)",
    "rank": f"หมายถึง อันดับในจังหวัด {_GIVEN}",
    "expression": f"หมายถึง สูตรที่เขียนเอง {_GIVEN}",
    "by_district": f"หมายถึง เกณฑ์คนละแบบในแต่ละอำเภอ {_GIVEN} ถ้าต่างกันเพียงตัวเลข ใช้ target_source",
    "best_quarter": "หมายถึง ไตรมาสที่ดีที่สุด ใช้ measure = \"parts\" กับ combine = \"best\" ส่วนละไตรมาส ไตรมาสละรายงานหรือช่อง",
    "mean_of_rounds": f"หมายถึง เฉลี่ยกับรอบก่อน {_GIVEN}",
    "round_first": "หมายถึง ปัดเศษก่อนเทียบเกณฑ์ เป็นการตีความ เขียนใน reading.toml",
    "below_first": "หมายถึง ระดับของผลที่ไม่ถึงระดับที่ 1 เป็นการตีความ เขียนใน reading.toml",
    "state": "หมายถึง สถานะของรอบ ไม่เขียนในไฟล์นี้ สั่ง pipeline round adopt แทน",
    "band": "หมายถึง ระดับผลการประเมิน เขียนใน [bands] levels",
    "equals": f"หมายถึง เท่ากับพอดี {_GIVEN} หรือใช้ at_least (ตั้งแต่ … ขึ้นไป) ถ้าข้อตกลงหมายความอย่างนั้น",
}
_SAME_WORDS = {  # other words for a key that there is
    "minimum": "at_least", "min": "at_least", "greater_than": "more_than", "over": "more_than",
    "above": "more_than", "from": "at_least", "shortname": "short_name", "deadline": "cutoff",
    "maximum": "at_most", "max": "at_most", "no_more_than": "at_most", "up_to": "at_most", "under": "less_than",
    "lower_than": "less_than", "score": "points", "deduction": "deductions", "part": "parts", "targets": "target_source",
    "full": "top", "ranking": "rank", "order": "rank", "exactly": "equals",
    "formulas": "expression", "quarters": "best_quarter", "best_of": "best_quarter", "percentage": "result", "averaged": "combine",
}


def meant(word: str) -> str:
    """What a word would mean that no definition can have, with the way out; "" of one that nobody is known to try."""
    plain = word.casefold()
    return MEANT.get(_SAME_WORDS.get(plain, plain), "")


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
