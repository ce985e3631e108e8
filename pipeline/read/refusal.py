"""Why a file under the input folder is not read: the list of reasons, in the reader's words."""

from pipeline.model.cells import Origin
from pipeline.model.finding import Finding, Severity

# code → (what is wrong, what to do about it)
REASONS: dict[str, tuple[str, str]] = {
    "unreadable": (
        "เปิดอ่านไฟล์ไม่ได้ เพราะเนื้อในเสียหายหรือผิดรูปแบบ",
        "เปิดไฟล์ใน Excel แล้วบันทึกใหม่เป็น .xlsx หรือส่งออกจากระบบใหม่อีกครั้ง",
    ),
    "no-access": (
        "ไม่มีสิทธิ์เปิดไฟล์ หรือโปรแกรมอื่นกำลังใช้ไฟล์นี้อยู่",
        "ปิดไฟล์ในโปรแกรมอื่น ตรวจสิทธิ์ของไฟล์ แล้วสั่งใหม่",
    ),
    "not-downloaded": (
        "ไฟล์อยู่ใน OneDrive เท่านั้น ยังไม่ได้ดาวน์โหลดมาไว้ในเครื่องนี้ จึงไม่เปิด",
        "คลิกขวาที่ไฟล์ เลือก “เก็บไว้บนอุปกรณ์นี้เสมอ” รอจนดาวน์โหลดเสร็จ แล้วสั่งใหม่",
    ),
    "encrypted": (
        "ไฟล์ถูกตั้งรหัสผ่านไว้ จึงอ่านไม่ได้",
        "เปิดไฟล์ใน Excel ด้วยรหัสผ่าน ยกเลิกรหัสผ่าน แล้วบันทึกใหม่",
    ),
    "too-large": (
        "ไฟล์ใหญ่เกินกว่าที่โปรแกรมรับได้",
        "แบ่งข้อมูลเป็นหลายไฟล์ หรือลบชีตและแถวที่ไม่ใช้ แล้วบันทึกใหม่",
    ),
    "zip-bomb": (
        "เนื้อในไฟล์ขยายออกแล้วใหญ่ผิดปกติ จึงไม่เปิดเพื่อความปลอดภัย",
        "ขอไฟล์ใหม่จากผู้ส่ง หรือส่งออกจากระบบใหม่อีกครั้ง",
    ),
    "bad-archive": (
        "โครงสร้างการบีบอัดของไฟล์เสียหายหรือไม่ครบ",
        "คัดลอกหรือดาวน์โหลดไฟล์ใหม่ให้ครบ หรือเปิดใน Excel แล้วบันทึกใหม่เป็น .xlsx",
    ),
    "unsafe-xml": (
        "ในไฟล์มีคำสั่ง DOCTYPE ซึ่งไฟล์ที่ Excel สร้างไม่มี จึงไม่เปิดเพื่อความปลอดภัย",
        "เปิดไฟล์ใน Excel แล้วบันทึกใหม่เป็น .xlsx หรือขอไฟล์ใหม่จากผู้ส่ง",
    ),
    "truncated": (
        "ไฟล์ขาดตอน ข้อมูลมาไม่ครบ",
        "คัดลอกหรือส่งออกไฟล์ใหม่ให้ครบ",
    ),
    "frameset-without-data": (
        "ไฟล์นี้เป็นเพียงกรอบหน้าเว็บที่ Excel บันทึกไว้ ตัวข้อมูลอยู่ในโฟลเดอร์อื่นที่ไม่ได้ส่งมาด้วย",
        "เปิดไฟล์ต้นฉบับใน Excel แล้วบันทึกเป็น .xlsx",
    ),
    "empty": (
        "ไฟล์ว่างเปล่า ขนาด 0 ไบต์",
        "ส่งออกหรือคัดลอกไฟล์ใหม่อีกครั้ง",
    ),
    "no-data": (
        "เปิดไฟล์ได้ แต่ไม่มีข้อมูลในชีตใดเลย",
        "ตรวจว่าส่งออกถูกรายงานแล้ว และส่งไฟล์ใหม่",
    ),
    "lost-text": (
        "ตัวอักษรไทยในไฟล์หายไปแล้ว (กลายเป็น ????? หรือวรรณยุกต์และสระหายหมด) และกู้คืนไม่ได้",
        "ส่งออกจากระบบใหม่ โดยบันทึกเป็น .xlsx หรือ CSV UTF-8",
    ),
    "damaged-text": (
        "ตัวอักษรในไฟล์บางส่วนเสียหาย หรือเข้ารหัสปนกันหลายแบบ",
        "ส่งออกจากระบบใหม่ โดยบันทึกเป็น .xlsx หรือ CSV UTF-8",
    ),
    "damaged-rows": (
        "แถวในไฟล์ข้อความปนกัน เครื่องหมายคำพูดหรือการขึ้นบรรทัดไม่เข้าคู่",
        "ส่งออกจากระบบใหม่ หรือเปิดใน Excel ตรวจแถวที่ระบุ แล้วบันทึกเป็น .xlsx",
    ),
    "copy": (
        "เนื้อหาเหมือนกับไฟล์อื่นทุกประการ จึงนับเพียงไฟล์เดียว",
        "ลบไฟล์ที่ซ้ำออกได้",
    ),
    "still-being-written": (
        "ไฟล์กำลังถูกเขียนหรือคัดลอกอยู่ ขณะที่โปรแกรมอ่าน",
        "รอให้คัดลอกหรือบันทึกเสร็จ แล้วสั่งใหม่",
    ),
    "link": (
        "เป็นทางลัดหรือลิงก์ที่ชี้ออกนอกโฟลเดอร์นำเข้า หรือชี้ไปยังโฟลเดอร์",
        "คัดลอกไฟล์จริงมาวางในโฟลเดอร์นำเข้า",
    ),
    "not-a-file": (
        "ไม่ใช่ไฟล์ธรรมดา จึงไม่เปิดอ่าน",
        "นำรายการนี้ออกจากโฟลเดอร์นำเข้า",
    ),
    "own-result": (
        "เป็นสิ่งที่โปรแกรมนี้เขียนเอง (แบบของอำเภอ สรุปจังหวัด ผลการตรวจ หน้าเว็บของผล หรือแบบกำหนดตัวชี้วัด) ไม่ใช่ไฟล์ส่งออก จึงไม่อ่าน",
        "ย้ายออกจากโฟลเดอร์นำเข้า",
    ),
    "other-document": (
        "เป็นเอกสารชนิดอื่น (รูปภาพ PDF หรือไฟล์บีบอัด) ไม่ใช่ตาราง",
        "ถ้ามีตารางในเอกสารนี้ ให้บันทึกตารางเป็น .xlsx ถ้าเป็นหนังสือนำส่ง ไม่ต้องทำอะไร",
    ),
    "not-a-spreadsheet": (
        "ไม่ใช่ไฟล์ตารางคำนวณที่โปรแกรมรู้จัก (เช่น Word ไฟล์ zip หรือข้อความทั่วไป)",
        "เปิดด้วยโปรแกรมเดิมแล้วบันทึกตารางเป็น .xlsx ถ้าเป็น zip ให้แตกไฟล์ก่อน",
    ),
    "timeout": (
        "อ่านไฟล์นานเกินกำหนด จึงหยุดอ่านไฟล์นี้",
        "ลบชีต แถว และรูปแบบที่ไม่ใช้ แล้วบันทึกใหม่เป็น .xlsx",
    ),
    "out-of-memory": (
        "อ่านไฟล์นี้แล้วหน่วยความจำไม่พอ",
        "แบ่งข้อมูลเป็นหลายไฟล์ หรือลบชีตและแถวที่ไม่ใช้ แล้วบันทึกใหม่",
    ),
    "crashed": (
        "ตัวอ่านหยุดทำงานขณะอ่านไฟล์นี้",
        "เปิดไฟล์ใน Excel แล้วบันทึกใหม่เป็น .xlsx หรือส่งออกจากระบบใหม่อีกครั้ง",
    ),
}

# code → why a file is passed over without being opened
IGNORED: dict[str, str] = {
    "lock-file": "ไฟล์ล็อกที่ Excel หรือ LibreOffice สร้างขณะเปิดไฟล์อยู่",
    "temporary": "ไฟล์ชั่วคราว",
    "hidden": "ไฟล์ซ่อน หรืออยู่ในโฟลเดอร์ซ่อน",
    "system-file": "ไฟล์ของระบบปฏิบัติการ",
    "other-round-folder": "อยู่ในโฟลเดอร์ของรอบอื่น",
}


class Refusal(Exception):
    """One file cannot be read: ``code`` is a key of REASONS, ``detail`` says more, in Thai."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


def explain(code: str, detail: str = "") -> str:
    """The Thai sentence for the ledger: what is wrong, the particulars, what to do."""
    problem, remedy = REASONS[code]
    particulars = f" ({detail})" if detail else ""
    return f"{problem}{particulars} — {remedy}"


HARMLESS = ("copy", "other-document", "own-result")
PASSING = ("no-access", "not-downloaded", "still-being-written", "timeout", "out-of-memory", "crashed")


def may_pass(code: str | None) -> bool:
    """Whether a refusal is the machine's or the moment's, not the content's: the same bytes may be
    read the next time."""
    return code in PASSING



def refusal_finding(file: str, code: str, detail: str = "") -> Finding:
    """The finding that goes with a refused file: an error; a warning where no figure is lost, for
    a copy, a document of another kind and a result of our own."""
    problem, remedy = REASONS[code]
    particulars = f" ({detail})" if detail else ""
    severity: Severity = "warning" if code in HARMLESS else "error"
    return Finding(code, severity, f"{problem}{particulars}", remedy, Origin(file))
