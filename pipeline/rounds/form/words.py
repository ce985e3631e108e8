"""What the loader of rounds finds wrong, in the words of the form: nothing of the files that are made of it."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence

from pipeline.model.source import SourceDefinition
from pipeline.rounds.form.changes import KIND_WORDS
from pipeline.rounds.form.tables import (
    ITEM_WORDS,
    ITEMS,
    KPIS,
    LEVELS,
    OWN_TARGET,
    PAPER,
    READINGS,
    ROLE_WORDS,
)
from pipeline.rounds.form.tables import (
    KIND_WORDS as KIND_OF_SOURCE_WORDS,
)
from pipeline.rounds.form.ways import element_text
from pipeline.thai.calendar import thai_date

_BOUND = re.compile(rf"({'|'.join(KIND_WORDS)}) = (\d{{4}}-\d\d-\d\d|-?[\d.]+|\"target\")")
_ELEMENT = re.compile(r"[a-z_0-9]+\.[a-z_0-9]+")
_ROLES = {role: words for words, role in ROLE_WORDS.items()}
_KINDS = {kind: words for words, kind in (*ITEM_WORDS.items(), *KIND_OF_SOURCE_WORDS.items())}
_RESULTS = "ผลเป็นร้อยละ ผลเป็นจำนวน หรือ ผลเป็นวันที่"

_ROLE = re.compile(r"(?<![\w.])[a-z_/]+(?![\w.])")
_OUTSIDE = re.compile(r"[^“”]+(?=“|$)")  # of quotes

# Whole things that the loader says, or parts of them, and what a form calls them; the first that is found of
# those that stand for a whole, then all that stand for a part.
_SENTENCES: Sequence[tuple[str, str]] = (
    (r"ยังไม่มี เพิ่มบรรทัด .*", "ยังไม่ได้กรอก"),
    (r"เป็นค่าผิดชนิด .*", "เป็นค่าผิดชนิด กรอกใหม่ตามคำอธิบายของช่อง"),
    (r"ต้องเป็นรายการของข้อความที่ไม่ว่าง", "มีข้อความที่ว่าง เติมหรือลบ"),
    (r"เป็น พ\.ศ\. .*", "ปีของวันที่ไม่ถูกต้อง พิมพ์วัน ชื่อเดือน และปี พ.ศ. สี่หลัก"),
    (r"ต้องอยู่หลัง start", "วันสิ้นรอบต้องอยู่หลังวันเริ่มรอบ"),
    (r"ยังไม่มี มาตรวัด .*", "ยังไม่ได้กรอก คิดจาก ที่เลือกต้องใช้"),
    (r"ไม่ใช้กับมาตรวัด .*", "ไม่ใช้กับ คิดจาก ที่เลือก ลบค่าในช่องนี้ หรือเลือก คิดจาก อื่น"),
    (r"มาตรวัด \S+ ต้องมี .*", "คิดจาก ที่เลือกยังไม่บอกช่องที่ใช้ เลือกใหม่จากรายการ"),
    (r"ต้องเป็นรายการของปี พ\.ศ\. สี่หลัก", "ต้องเป็นปี พ.ศ. สี่หลัก คั่นด้วยจุลภาค"),
    (r"ต้องมี \{amount\} .*", "ต้องมี {amount} ตรงที่จะพิมพ์จำนวน"),
    (r"ทุกขั้นต้องมีเกณฑ์.*", "ทุกขั้นต้องมีเกณฑ์เป็นตัวเลขทางเดียวกัน เรียงจากง่ายไปยาก"),
    (r"ทุกระดับต้องมีเกณฑ์เป็นตัวเลขและไม่มี needs", "คะแนนตามสัดส่วนใช้ได้เมื่อทุกระดับมีค่า และไม่มีรายการที่ต้องทำ"),
    (r"ไม่มีระดับใดใช้เป้าหมายของอำเภอ .*", f"ไม่มีระดับใดใช้เป้าหมายของอำเภอ พิมพ์ {OWN_TARGET} ในช่อง ค่า ของแผ่น {LEVELS.sheet} หรือลบช่องนี้"),
    (r"measure = \"parts\" ต้องมี .*", f"คิดจากส่วนย่อย แต่ไม่มีส่วนย่อย เพิ่มแถวของแต่ละส่วนในแผ่น {KPIS.sheet}"),
    (r"ใช้กับ measure = \"parts\" เท่านั้น", "มีส่วนย่อย แต่ คิดจาก ไม่ได้รวมคะแนนของส่วน เลือก คิดจาก ที่รวมคะแนนของส่วน หรือลบส่วนย่อย"),
    (r"\"best\" เอาคะแนน.*", "คิดจากส่วนที่ดีที่สุด น้ำหนักของส่วนและช่อง ยกเว้นแล้วน้ำหนักไปที่ส่วน จึงไม่มีผล ลบออก"),
    (r"ส่วนมีส่วนย่อยอีกชั้นไม่ได้ .*", "ส่วนมีส่วนย่อยอีกชั้นไม่ได้ เขียนทุกส่วนเป็นแถวของตัวชี้วัด แล้วเลือก คิดจาก อื่นของส่วนนี้"),
    (r"ส่วนที่ไม่มี levels ผลคือคะแนน ต้องบอก.*", "ส่วนที่ไม่มีเกณฑ์ ผลคือคะแนน ต้องบอกคะแนนเต็ม"),
    (r"“(.+?)” เป็นชนิด \S+ แต่ formula\.result คือ “” .*",
     r"“\1” เป็นผลของตัวชี้วัด แต่ คิดจาก ไม่ได้ใช้ผลที่กรอกเอง เลือก คิดจาก ที่เป็นรายการที่ต้องทำ หรือแก้ช่อง คำตอบ"),
    (r"“(.+?)” เป็นชนิด \S+ แต่ formula\.result คือ “(.+?)” .*", r"ผลที่กรอกเองของตัวชี้วัดมีได้รายการเดียว แต่มีทั้ง “\2” และ “\1” แก้ช่อง คำตอบ"),
    (r"ต้องเป็น “(.+)” ตาม formula\.element", r"ต้องตอบในช่องเดียวกับตัวชี้วัด คือ “\1”"),
    (r"ไม่มีรายการ “(.+)” ใน items ที่ตอบได้.*", r"“\1” เป็นผลของตัวชี้วัด ไม่ใช่สิ่งที่ระดับต้องมี เว้นช่อง ระดับที่ต้องมี ของรายการนี้"),
    (r"(.+ เป็นกำหนดวันที่) ใช้ .*", r"\1 เลือกหน่วยของผลเป็น วันที่ และอ่านว่า ไม่เกิน หรือทำเป็นรายการที่ตอบ มี/ไม่มี ว่าทันหรือไม่"),
    (r"ผู้ตรวจให้ระดับเอง .*", "ผู้ตรวจให้ระดับเอง จึงไม่มีค่าหรือรายการที่ต้องทำ เลือกอ่านว่า ไม่ดูตัวเลข และลบรายการ"),
    (r"มีเกณฑ์เป็นตัวเลข แต่ไม่มีรายการใดเป็นผล.*", f"มีเกณฑ์เป็นตัวเลข แต่ไม่มีรายการใดเป็นผล เพิ่มรายการในแผ่น {ITEMS.sheet} ที่ช่อง คำตอบ เป็น {_RESULTS}"),
    (r"ไม่มีสิ่งใดต่างจาก chosen .*", f"ไม่มีสิ่งใดต่างจากทางที่ใช้ กรอกช่อง {READINGS.column('changes').heading}"),
    (r"ต้องมี at_least.* อย่างเดียว เป็นจำนวน", "ต้องบอกว่าอ่านอย่างไรอย่างเดียว และเป็นจำนวน"),
    (r"unit เป็น “(.*)” แต่ผลของแต่ละแถวเป็น(\S+) แก้.*", r"หน่วยของผลเป็น “\1” แต่ผลของแต่ละแถวเป็น\2 แก้หน่วยของผลเป็น \2"),
    (r"รายงานที่แต่ละแถวมีวันหรือเดือนของตนเอง เทียบกับปีก่อนด้วย .*", "รายงานที่แต่ละแถวมีวันหรือเดือนของตนเอง เลือก คิดจาก ที่เพิ่มขึ้นจากปีก่อน"),
    (r"ช่อง “(.+)” มี role = \"(\w+)\" เลือกช่องที่ role = \"(\w+)\"", r"ช่อง “\1” เป็น \2 เลือกช่องที่เป็น \3"),
    (r"ต้องมีช่องที่ required .*", "ต้องมีช่องที่เลือก ต้องมี เป็น ใช่ อย่างน้อยหนึ่งช่อง"),
    (r"ต้องเป็น “flow” .*", "ต้องเป็น แต่ละแถวมีวันหรือเดือนของตน เพราะมีช่องที่เป็นวัน เดือน หรือเลขทะเบียน"),
    (r"เป็น “flow” .*", "เป็น แต่ละแถวมีวันหรือเดือนของตน แต่ไม่มีช่องที่เป็นวัน เดือน หรือเลขทะเบียน เลือก ยอด ณ วันหนึ่ง หรือเพิ่มช่องนั้น"),
    (r"ตารางชนิด (\S+) ไม่มี “(\S+)” ใช้ได้: .*", r"รายงานชนิด \1 มีช่องที่เป็น \2 ไม่ได้ เลือกอย่างอื่น"),
    (r"ตารางชนิด (\S+) ต้องมีช่องที่ role = \"(\S+)\"", r"รายงานชนิด \1 ต้องมีช่องที่เป็น \2 เพิ่มแถว"),
)
_PARTS: Sequence[tuple[str, str]] = (
    (r"agreement/[^\s:]+/agreement\.txt", f"แผ่น {PAPER.sheet}"),
    (r"agreement/[^\s:]+/reading\.toml|reading\.toml", f"แผ่น {READINGS.sheet}"),
    (r"ในโฟลเดอร์ kpi เพิ่มไฟล์", f"ในแผ่น {KPIS.sheet} เพิ่มแถว"), (r"ไม่มีไฟล์ของ", "ไม่มีแถวของ"),
    (r"แก้ weight ในโฟลเดอร์ kpi", f"แก้น้ำหนักในแผ่น {KPIS.sheet}"), (r"น้ำหนัก \(weight\) ", "น้ำหนัก"),
    (r"คะแนน \(points\) ", "คะแนน"), (r" \(bounds\)", ""), (r"รอบของโฟลเดอร์คือ", "รอบที่กรอกคือ"),
    (r"เพิ่ม \[\[levels\]\]", f"เพิ่มแถวของระดับในแผ่น {LEVELS.sheet}"),
    (r"แก้ target, level, by ให้ตรงกัน", "แก้ค่าของแต่ละระดับให้ตรงกัน"),
    (r"เป็นช่องเดียวกับ denominator", "เป็นช่องเดียวกับตัวหาร"),
    (r"แต่ใช้ใน needs ของ", "แต่กรอกไว้ที่"), (r"เพิ่มใน needs ของระดับ", f"กรอกช่อง {ITEMS.column('levels').heading}"),
    (r"แต่นิยามไม่มี needs", f"แต่แผ่น {ITEMS.sheet} ไม่มีสิ่งนั้น"), (r"หรือ needs", "หรือรายการที่ต้องทำ"),
    (r"ไม่อยู่ใน kpis ของข้อนี้ เพิ่มใน kpis", "ไม่อยู่ในช่อง ตัวชี้วัดที่ ของข้อนี้ เพิ่มในช่องนั้น"),
    (r"unit (?:ต้อง)?เป็น", "หน่วยของผลเป็น"), (r"\blevels\b", "เกณฑ์ของระดับ"), (r"\bneeds\b", "รายการที่ต้องทำ"),
    (r"\bshare ", "สัดส่วน"), (r"\bมี id ", "มีรหัส"), (r"\bมี name ", "มีชื่อ"), (r"\bid\b", "รหัส"), (r"\bname\b", "ชื่อ"), (r"\bunit\b", "หน่วยของผล"),
    (r"at_least ต้องเรียง", "ขอบล่างต้องเรียง"), (r"\btarget_source\b", KPIS.column("target_source").heading),
    (r"นิยาม", "แบบ"),
)


def in_words(
    problem: str, sources: Sequence[SourceDefinition] = (), names: Mapping[str, str] | None = None
) -> str:
    """What the loader says, as a form says it: ``at_least = 85`` is ``ไม่น้อยกว่า 85``; ``names`` are what ids of the
    file stand for."""
    text = _named(_BOUND.sub(_bound, problem), names or {})
    text = _sentence(text) or _OUTSIDE.sub(_parts, text)
    return _ELEMENT.sub(lambda found: element_text(found[0], sources), text)


def _named(text: str, names: Mapping[str, str]) -> str:
    """The same with the words of the form for ids of its files, in quotes or in a list at the end."""
    head, colon, told = text.rpartition(": ")
    listed = told.split(", ")
    if colon and all(one in names for one in listed):
        text = f"{head}: {', '.join(names[one] for one in listed)}"
    return re.sub(r"“([^“”]+)”", lambda found: f"“{names.get(found[1], found[1])}”", text)


def _sentence(text: str) -> str:
    """What a form says for a whole sentence of the loader; "" for one that has no such."""
    for pattern, words in _SENTENCES:
        if found := re.fullmatch(pattern, text):
            return found.expand(words) if "role" not in pattern and "ชนิด (" not in pattern else _ROLE.sub(
                lambda one: _ROLES.get(one[0], _KINDS.get(one[0], one[0])), found.expand(words))
    return ""


def _parts(found: re.Match[str]) -> str:
    """A stretch of a text outside of quotes, in the words of the form."""
    text = found[0]
    for pattern, words in _PARTS:
        text = re.sub(pattern, words, text)
    return text


def _bound(found: re.Match[str]) -> str:
    value = found[2]
    if value == '"target"':
        value = OWN_TARGET
    elif value.count("-") == 2:
        value = thai_date(dt.date.fromisoformat(value))
    return f"{KIND_WORDS[found[1]]} {value}"
