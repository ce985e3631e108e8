"""The tables of แบบกำหนดตัวชี้วัด: what each column is called, what may be typed there, and what it is in a
definition. Whatever writes the form or reads it goes by these records."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pipeline.model.frame import PAPERS

ValueKind = Literal["text", "lines", "number", "whole", "date", "value"]

YES, NO = "ใช่", "ไม่ใช่"
OWN_TARGET = "เป้าหมาย"  # in place of a number: each district's own
DEDUCTION = "หัก "  # before the id of a deduction, in the column of parts
# The bounds of a level by what the form calls them.
BOUND_WORDS: Mapping[str, str] = {
    "ไม่น้อยกว่า": "at_least", "มากกว่า": "more_than", "ไม่เกิน": "at_most", "น้อยกว่า": "less_than", "ไม่ดูตัวเลข": ""}
ITEM_WORDS: Mapping[str, str] = {
    "มี/ไม่มี": "yes/no", "จำนวนอย่างน้อย": "count", "ผลเป็นร้อยละ": "percentage", "ผลเป็นจำนวน": "number", "ผลเป็นวันที่": "date"}
PARTY_WORDS: Mapping[str, str] = {"พัฒนาการอำเภอ": "district", "พัฒนาการจังหวัด": "province", "เว้นไว้": ""}
PAPER_WORDS: Mapping[str, tuple[str, ...]] = {
    "ทุกแผ่น": PAPERS, **{paper: (paper,) for paper in PAPERS}, "ปิดไว้": ()}
BETWEEN_WORDS: Mapping[str, bool] = {"เป็นขั้น": False, "ตามสัดส่วน": True}
UNANSWERED_WORDS: Mapping[str, bool] = {"ยังไม่รายงาน": False, "ไม่มี": True}
USE_WORDS: Mapping[str, str] = {"ทางที่ใช้": "chosen", "อีกทาง": "other"}
NATURE_WORDS: Mapping[str, str] = {"ยอด ณ วันหนึ่ง": "state", "แต่ละแถวมีวันหรือเดือนของตน": "flow"}
KIND_WORDS: Mapping[str, str] = {
    "ยอดที่บวกกันได้": "sums", "ยอดรายเดือน": "monthly", "ทะเบียน": "register"}
ROLE_WORDS: Mapping[str, str] = {
    "ตัวเลข": "figure", "ใช่/ไม่ใช่": "answer", "จังหวัด": "province", "รหัสอำเภอ": "district_code", "อำเภอ": "district",
    "ปีงบประมาณ": "year", "เดือน": "month", "วันที่": "date", "เลขที่ของแถว": "number", "ชื่อรายการ": "label", "หน่วยนับ": "unit",
    "ร้อยละ": "percentage"}


@dataclass(frozen=True, slots=True)
class FormColumn:
    """One per column: its ``heading``, the ``width`` in digits, the ``kind`` of its values (``lines``: texts, a
    line each; ``value``: a number, a day or :data:`OWN_TARGET`), and what may be chosen: the ``choices`` themselves, or the name of a list that the form is given
    (``list_of``), beside which other text may be typed. ``locked``: signed words, nobody types there;
    ``live``: a formula, never read; ``hidden``: for the program alone; ``about``: what appears beside a cell that
    is entered."""

    key: str
    heading: str
    width: float
    kind: ValueKind = "text"
    choices: tuple[str, ...] = ()
    list_of: str = ""
    locked: bool = False
    live: bool = False
    hidden: bool = False
    about: str = ""


@dataclass(frozen=True, slots=True)
class FormTable:
    """One per table: its ``id``, the ``sheet`` that it stands on (several may stand on one, one below the
    other), its ``title`` above, its columns, and how many empty rows stand below what is filled in."""

    id: str
    sheet: str
    title: str
    columns: tuple[FormColumn, ...]
    spare: int = 0

    def column(self, key: str) -> FormColumn:
        """The column of this key (KeyError if there is none)."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)


_NUMBER = FormColumn("number", "ตัวชี้วัดที่", 8, "whole")
_PART = FormColumn("part", "ส่วน", 6, about="เว้นว่าง = ทั้งตัวชี้วัด ส่วนย่อยพิมพ์ A, B, … ข้อที่หักคะแนนพิมพ์ หัก X")
_ID = FormColumn("id", "รหัส", 10, hidden=True)


def _choice(key: str, heading: str, width: float, words: Mapping[str, object], about: str = "") -> FormColumn:
    return FormColumn(key, heading, width, choices=tuple(words), about=about)


FRAME = FormTable("frame", "กรอบ", "รอบการประเมิน", (
    FormColumn("key", "รหัส", 10, hidden=True),
    FormColumn("what", "ข้อ", 26, locked=True),
    FormColumn("value", "กรอกที่นี่", 60, "lines"),
    FormColumn("help", "คำอธิบาย", 50, locked=True),
))
# The rows of the frame: key, what it is called, what is to be typed, the kind of value.
FRAME_ROWS: tuple[tuple[str, str, str, ValueKind], ...] = (
    ("round", "รอบ", "ปีงบประมาณ พ.ศ. ขีด แล้ว 1 หรือ 2", "text"),
    ("title", "ชื่อข้อตกลง", "หัวของข้อตกลงที่ลงนาม ทุกตัวอักษร บรรทัดต่อบรรทัด", "lines"),
    ("start", "วันเริ่มรอบ", "วัน ชื่อเดือน ปี พ.ศ. สี่หลัก", "date"),
    ("end", "วันสิ้นรอบ", "วัน ชื่อเดือน ปี พ.ศ. สี่หลัก", "date"),
    ("thai_digits", "พิมพ์แบบด้วยเลขไทย", "ใช่ หรือ ไม่ใช่", "text"),
    ("top", "คะแนนเต็มของรอบ", "เว้นว่าง = ระดับสูงสุดที่มี เช่น 5", "whole"),
    ("bands_note", "หมายเหตุระดับผลการประเมิน", "พิมพ์ใต้ระดับผลการประเมิน", "text"),
    ("doubts", "ควรตรวจเมื่อทำแบบนี้", "สิ่งที่โปรแกรมไม่แน่ใจเมื่ออ่านข้อตกลง ตรวจแล้วลบบรรทัดได้ ไม่มีผลต่อรอบ", "lines"),
)
SECTIONS = FormTable("sections", "กรอบ", "ส่วนของข้อตกลง", (
    _ID,
    FormColumn("name", "ชื่อส่วน", 26, about="ตามข้อตกลง"),
    FormColumn("share", "สัดส่วน (ร้อยละ)", 14, "number", about="ของคะแนนรวม ทุกส่วนรวมกันได้ 100"),
    FormColumn("label", "หัวของส่วนในแบบ", 40),
    FormColumn("total_label", "ชื่อแถวรวม", 40),
), 2)
BANDS = FormTable("bands", "กรอบ", "ระดับผลการประเมิน จากสูงไปต่ำ", (
    FormColumn("name", "ระดับผลการประเมิน", 26),
    FormColumn("at_least", "ตั้งแต่ร้อยละ", 14, "number", about="ขอบล่างของร้อยละคะแนนรวม ระดับสุดท้ายเป็น 0"),
), 2)
SIGNERS = FormTable("signers", "กรอบ", "ผู้ลงนาม", (
    FormColumn("role", "ลงนามในฐานะ", 26),
    _choice("party", "คือ", 18, PARTY_WORDS),
    _choice("papers", "อยู่ในแผ่น", 18, PAPER_WORDS),
    FormColumn("statement", "ข้อความเหนือช่องลงนาม", 44),
), 2)
KPIS = FormTable("kpis", "ตัวชี้วัด", "ตัวชี้วัด ส่วนย่อย และข้อที่หักคะแนน แถวละข้อ", (
    _NUMBER, _PART,
    FormColumn("section", "อยู่ในส่วน", 14, list_of="sections"),
    FormColumn("name", "ชื่อตัวชี้วัด", 34, locked=True),
    FormColumn("weight", "น้ำหนัก", 9, "number", about="ตามข้อตกลง ของส่วนย่อยคือตัวคูณคะแนน เว้นว่าง = 1"),
    FormColumn("way", "คิดจาก", 44, list_of="ways", about="เลือกจากรายการ หรือพิมพ์ รายงาน: ช่อง ÷ ช่อง ตามแผ่น รายงานใหม่"),
    FormColumn("cutoff", "วันตัดยอด", 16, "date", about="เว้นว่าง = วันสิ้นรอบ"),
    FormColumn("unit", "หน่วยของผล", 12, list_of="units", about="เว้นว่าง = ร้อยละ หรือระดับถ้าไม่มีเกณฑ์เป็นตัวเลข"),
    FormColumn("short_name", "ชื่อสั้น", 24, about="ชื่อบนใบผลคะแนน เว้นว่าง = ชื่อเต็ม"),
    FormColumn("more", "ประโยคบอกสิ่งที่ขาด", 30, about="มี {amount} ตรงที่จะพิมพ์จำนวน เช่น เบิกจ่ายเพิ่มอีก {amount} บาท"),
    FormColumn("base_years", "ปีฐาน (พ.ศ.)", 12, about="คั่นด้วยจุลภาค"),
    FormColumn("numerator_else", "ถ้าไม่มีช่องตัวตั้ง ใช้ช่อง", 24, list_of="figures"),
    FormColumn("row_weight", "ถ่วงน้ำหนักแต่ละแถวด้วย", 24, list_of="figures"),
    FormColumn("unit_levels", "คะแนนของแต่ละแถว", 24, "lines", about="บรรทัดละขั้น เช่น 1: ไม่น้อยกว่า 60"),
    _choice("between", "คะแนนระหว่างระดับ", 14, BETWEEN_WORDS, "เว้นว่าง = เป็นขั้น"),
    FormColumn("top", "คะแนนเต็ม", 9, "number", about="เว้นว่าง = คะแนนของระดับสูงสุด"),
    FormColumn("places", "ทศนิยม", 8, "whole", about="เว้นว่าง = ตามหน่วย"),
    FormColumn("target_source", "เป้าหมายแต่ละอำเภออยู่ในช่อง", 24, list_of="figures"),
    FormColumn("weight_source", "น้ำหนักแต่ละอำเภออยู่ในช่อง", 24, list_of="figures"),
    FormColumn("absent_to", "ยกเว้นแล้วน้ำหนักไปที่ส่วน", 16),
    FormColumn("goal", "เป้าหมายผลสำเร็จของงาน", 36, locked=True),
    FormColumn("data_source", "แหล่งข้อมูล", 30, locked=True),
    FormColumn("notes", "ข้อความใต้เกณฑ์", 90, "lines", locked=True),
), 6)
LEVELS = FormTable("levels", "เกณฑ์", "เกณฑ์ของแต่ละระดับ จากต่ำไปสูง", (
    _NUMBER, _PART,
    FormColumn("level", "ระดับที่", 7, "whole"),
    FormColumn("quote", "เกณฑ์ตามข้อตกลง", 40, locked=True),
    _choice("bound", "อ่านว่า", 12, BOUND_WORDS, "ไม่ดูตัวเลข = ปลายเปิด หรือมีแต่รายการที่ต้องทำ"),
    FormColumn("value", "ค่า", 13, "value", about=f"ตัวเลขหรือวันที่ ค่าของแต่ละอำเภอพิมพ์ {OWN_TARGET}"),
    FormColumn("items", "รายการที่ต้องทำ", 9, "whole", live=True, about="จำนวนจากแผ่น รายการ"),
    FormColumn("edges", "ต่ำกว่า · ตรง · เกินขอบ → ระดับ", 38, live=True),
    FormColumn("question", "ต้องตอบ", 29, locked=True),
    FormColumn("confirmed", "ถูกต้อง?", 8, choices=(YES,), about="อ่านเกณฑ์ เทียบกับช่องข้างๆ แล้วเลือก ใช่"),
    FormColumn("points", "คะแนน", 7, "number", about="เว้นว่าง = เลขระดับ"),
    FormColumn("short", "คำสั้น", 10, about="คำบนบันไดของใบผลคะแนน เว้นว่าง = ค่า"),
), 6)
ITEMS = FormTable("items", "รายการ", "สิ่งที่ต้องทำ และผลที่กรอกเอง", (
    _ID, _NUMBER, _PART,
    FormColumn("levels", "ระดับที่ต้องมี", 12, about="เช่น 3 หรือ 3, 4 เว้นว่างถ้าเป็นผลของตัวชี้วัด หรือนับว่าทำได้กี่ข้อ"),
    FormColumn("text", "รายการ", 42, about="ข้อความในแบบรายงาน"),
    FormColumn("spellings", "เขียนได้อีก", 32, "lines", about="บรรทัดละแบบ"),
    _choice("kind", "คำตอบ", 15, ITEM_WORDS, "เว้นว่าง = มี/ไม่มี"),
    FormColumn("at_least", "อย่างน้อย", 9, "number"),
    FormColumn("unit", "หน่วย", 10),
    FormColumn("element", "ตอบในช่อง", 28, list_of="answers", about="เว้นว่าง = ช่องแรกของรายการ"),
    _choice("unanswered", "ไม่ตอบถือว่า", 12, UNANSWERED_WORDS, "เว้นว่าง = ยังไม่รายงาน"),
), 10)
READINGS = FormTable("readings", "การตีความ", "สิ่งที่ข้อตกลงไม่ได้บอก หรือบอกได้สองทาง", (
    _ID,
    FormColumn("kpis", "ตัวชี้วัดที่", 10, about="เช่น 1, 3, 4 เว้นว่างถ้าเป็นเรื่องของทั้งรอบ"),
    FormColumn("question", "คำถาม", 32),
    FormColumn("chosen", "ทางที่ใช้", 32),
    FormColumn("reason", "เหตุผล", 30),
    FormColumn("other", "อีกทาง", 32),
    FormColumn("changes", "อีกทางเปลี่ยนอะไร", 36, "lines", about=(
        "บรรทัดละข้อ: ตัวชี้วัดที่ 2 ระดับที่ 2 ไม่น้อยกว่า 81 · ไม่ปัดเศษก่อนเทียบ · ไม่ถึงระดับแรกได้ 1 · คะแนนตามสัดส่วน · สัดส่วน (ชื่อส่วน) 60")),
    _choice("use", "ใช้", 10, USE_WORDS, "เว้นว่าง = ทางที่ใช้"),
), 4)
SOURCES = FormTable("sources", "รายงานใหม่", "หัวตารางของรายงานที่โปรแกรมยังไม่รู้จัก แถวละช่อง", (
    _ID,
    FormColumn("title", "รายงาน", 26, about="พิมพ์ซ้ำทุกแถวของรายงานเดียวกัน"),
    FormColumn("owner", "ผู้จัดทำ", 16),
    _choice("kind", "ชนิด", 16, KIND_WORDS, "เว้นว่าง = ยอดที่บวกกันได้"),
    _choice("nature", "ตัวเลขเป็น", 22, NATURE_WORDS, "เว้นว่าง = ยอด ณ วันหนึ่ง"),
    FormColumn("heading", "หัวช่อง", 26),
    FormColumn("spellings", "เขียนได้อีก", 24, "lines"),
    _choice("role", "คือ", 14, ROLE_WORDS, "เว้นว่าง = ตัวเลข ช่องอำเภอที่ใช้หัวตามปกติไม่ต้องใส่"),
    FormColumn("unit", "หน่วย", 10),
    FormColumn("required", "ต้องมี", 8, choices=(YES, NO), about="ช่องที่ต้องพบจึงรู้ว่าเป็นรายงานนี้"),
    FormColumn("sample", "ไฟล์ตัวอย่าง", 24, about="ที่อยู่ของไฟล์ส่งออกจริง โปรแกรมลองอ่านให้ทันที"),
), 12)
TARGETS = FormTable("targets", "เป้าหมายแต่ละอำเภอ", "เป้าหมายและน้ำหนักของแต่ละอำเภอ เฉพาะตัวชี้วัดที่ใช้", (
    FormColumn("kpi", "ตัวชี้วัดที่", 10, about="ส่วนย่อยพิมพ์ เช่น 5.A"),
    FormColumn("district", "อำเภอ", 24),
    FormColumn("level", "ระดับที่", 8, "whole", about="เว้นว่าง = ทั้งตัวชี้วัด"),
    FormColumn("target", "ค่า", 18, "number"),
    FormColumn("unit", "หน่วยนับ", 12),
    FormColumn("weight", "น้ำหนัก", 14, "number"),
), 40)
PAPER = FormTable("paper", "ข้อความข้อตกลง", "ข้อความของข้อตกลงที่ลงนาม บรรทัดละแถว", (
    FormColumn("text", "ข้อความ", 120, locked=True),
))
TABLES: tuple[FormTable, ...] = (
    FRAME, SECTIONS, BANDS, SIGNERS, KPIS, LEVELS, ITEMS, READINGS, SOURCES, TARGETS, PAPER)
