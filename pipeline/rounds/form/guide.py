"""The form's first sheet: how it is filled in, step by step, and what is left to do."""

from typing import TYPE_CHECKING

from pipeline.rounds.form import look
from pipeline.rounds.form.tables import (
    ITEMS,
    KPIS,
    LEVELS,
    PAPER,
    READINGS,
    SECTIONS,
    SOURCES,
    TARGETS,
    YES,
)

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

SHEET = "วิธีกรอก"
WIDTHS = (6, 28, 84)  # in digits
_LEFT = 5  # the first of the rows in which what is left stands
_STEPS = (
    (SECTIONS.sheet, "ตรวจรอบ ชื่อข้อตกลง วันเริ่มและวันสิ้นรอบ สัดส่วนของแต่ละส่วน (รวมกันได้ 100) ระดับผลการประเมิน และผู้ลงนาม"),
    (KPIS.sheet, "ทุกแถวเลือกว่าอยู่ในส่วนใด และ “คิดจาก” รายงานใด ตรวจน้ำหนัก วันตัดยอด และหน่วยของผล ช่องทางขวากรอกเฉพาะที่ต้องใช้"),
    (LEVELS.sheet, (
        "อ่าน “เกณฑ์ตามข้อตกลง” ทีละแถว เทียบกับ “อ่านว่า” กับ “ค่า” และดูว่าผลที่ต่ำกว่า ตรง และเกินขอบได้ระดับใด "
        f"ไม่ตรงให้แก้ ข้อที่ต้องตอบ (สีส้ม) ตอบโดยแก้ช่อง “อ่านว่า” กับ “ค่า” ถูกแล้วเลือก {YES} ในช่อง “ถูกต้อง?”")),
    (ITEMS.sheet, "สิ่งที่แต่ละระดับต้องมี และผลที่อำเภอกรอกเอง แถวละข้อ “เขียนได้อีก” คือคำที่อำเภออาจเขียนต่างไป"),
    (READINGS.sheet, "อ่านทุกข้อ เลือกทางที่ใช้ แก้เหตุผลให้ตรงกับที่ตกลงกัน อีกทางที่ไม่ใช้ยังเก็บไว้เพื่อบอกว่าคะแนนใดขึ้นกับข้อนั้น"),
    (SOURCES.sheet, (
        "เฉพาะรายงานที่ไม่มีในรายการของ “คิดจาก” พิมพ์หัวช่องตามไฟล์จริง แล้วพิมพ์ใน “คิดจาก” ว่า ชื่อรายงาน: ช่อง ÷ ช่อง "
        "ใส่ที่อยู่ของไฟล์ตัวอย่าง โปรแกรมจะลองอ่านให้")),
    (TARGETS.sheet, "เฉพาะตัวชี้วัดที่ค่าเป้าหมายหรือน้ำหนักของแต่ละอำเภอไม่เท่ากัน"),
    (PAPER.sheet, "ข้อความทั้งฉบับที่ลงนาม โปรแกรมใช้ตรวจว่าทุกคำในแบบตรงกับข้อตกลง ถ้ายังว่าง คัดลอกทั้งหมดจาก Word มาวางที่ช่องแรก"),
)
_COMMANDS = (
    ("pipeline round show “ชื่อไฟล์นี้.xlsx”", "ดูว่าโปรแกรมเข้าใจแต่ละระดับว่าอย่างไร และยังต้องกรอกช่องใด"),
    ("pipeline round add “ชื่อไฟล์นี้.xlsx”", "ตรวจทุกช่อง บอกแผ่นและช่องที่ต้องแก้ทั้งหมดในครั้งเดียว แก้ บันทึก แล้วสั่งใหม่ได้จนผ่าน เมื่อผ่านจะได้รอบที่เป็นร่าง"),
    ("pipeline round show {round}", "พิมพ์ออกมาเทียบกับข้อตกลงที่ลงนาม กาทีละระดับ"),
    ("pipeline round adopt {round}", "ประกาศใช้ เมื่อตรวจครบแล้ว"),
)
_COLOURS = (
    (look.SIGNED, "เทา", "ข้อความที่ลงนาม และช่องที่โปรแกรมคิดให้ ไม่ต้องพิมพ์"),
    ("", "ขาว", "กรอกหรือแก้ได้ ว่างไว้ก็ได้ถ้าไม่ใช้"),
    (look.NEEDED, "เหลือง", "ต้องกรอก และยังว่าง"),
    (look.ASKED, "ส้ม", "มีข้อที่ต้องตอบ และยังไม่ได้ยืนยัน"),
    (look.DONE, "เขียว", "ยืนยันแล้ว"),
)
_TIPS = (
    "ขยายช่อง แทรกแถวและคอลัมน์ หรือซ่อนได้ตามสะดวก แต่อย่าเปลี่ยนคำในแถวหัวตาราง โปรแกรมหาช่องจากคำเหล่านี้",
    "แผ่นงานล็อกไว้กันพลาดเท่านั้น ไม่มีรหัสผ่าน ปลดได้ที่เมนู ตรวจทาน › ยกเลิกการป้องกันแผ่นงาน เช่นเมื่อจะเรียงลำดับหรือลบแถว",
    "กรอกไม่เสร็จในครั้งเดียวก็ได้ บันทึกเป็น .xlsx แล้วปิดไฟล์ก่อนสั่งโปรแกรม",
)


class _Guide:
    """The sheet as it is written from the top down."""

    def __init__(self, sheet: "Worksheet") -> None:
        self._sheet = sheet
        self._row = 0

    def title(self, text: str, size: int = look.SIZE) -> None:
        """A line above a table."""
        self._row += 1
        look.words(self._sheet, self._row, 1, text, size, bold=True)

    def blank(self) -> None:
        """A line with nothing in it."""
        self._row += 1

    def row(self, number: object, what: str, text: str, colour: str = "") -> None:
        """A row of a table."""
        self._row += 1
        for column, value in enumerate((number, what, text), 1):
            look.put(self._sheet.cell(self._row, column), value, colour if column == 2 else "", locked=True,
                     bold=column == 2, middle=column == 1)
        rooms = [look.room(width) for width in WIDTHS]
        look.set_height(self._sheet, self._row, max(look.height(what, rooms[1], bold=True), look.height(text, rooms[2])))

    def wide(self, text: str, bold: bool = False) -> None:
        """A text across the table."""
        self._row += 1
        for column in range(1, len(WIDTHS) + 1):
            look.put(self._sheet.cell(self._row, column), text if column == 1 else None, locked=True, bold=bold)
        self._sheet.merge_cells(None, self._row, 1, self._row, len(WIDTHS))
        look.set_height(self._sheet, self._row, look.height(text, sum(map(look.room, WIDTHS)), bold))


def write_guide(sheet: "Worksheet", title: str, round_id: str) -> tuple[str, str]:
    """Writes the sheet; gives the cells in which it is to say what is left to do, of KPIs and of levels."""
    guide = _Guide(sheet)
    guide.title(title, look.LARGE)
    guide.wide("กรอกใน Excel หรือ LibreOffice ทีละแผ่นจากซ้ายไปขวา ไม่ต้องกรอกทุกช่อง", bold=True)
    guide.blank()
    guide.title("เหลืออยู่")
    guide.wide("", bold=True)
    guide.wide("", bold=True)
    guide.blank()
    guide.title("ลำดับการกรอก")
    for number, (what, text) in enumerate(_STEPS, 1):
        guide.row(number, what, text)
    guide.blank()
    guide.title("สีของช่อง")
    for colour, name, text in _COLOURS:
        guide.row(None, name, text, colour)
    guide.blank()
    guide.title("กรอกแล้วสั่งโปรแกรมตามลำดับ")
    for number, (command, text) in enumerate(_COMMANDS, 1):
        guide.row(number, command.format(round=round_id or "รอบ"), text)
    guide.blank()
    guide.title("ควรรู้")
    for text in _TIPS:
        guide.wide(text)
    return f"A{_LEFT}", f"A{_LEFT + 1}"
