"""What is said in Thai of what the disk refuses: where, what, and what to do."""

from pathlib import Path

from pipeline.model.disk import is_full, is_held, why
from pipeline.model.finding import safe_text
from pipeline.publish import system

LONG = 200
KEPT = "เก็บไว้"  # the folder for what gives way
NEW = " (ฉบับใหม่)"  # behind the name of what could not take its place


def what_to_do(error: OSError) -> str:
    """What mends it."""
    if is_full(error):
        return "ลบไฟล์ที่ไม่ใช้ให้มีที่ว่าง แล้วสั่งใหม่"
    if is_held(error):
        return "ปิดไฟล์นี้ใน Excel (หรือเลิกกำหนดให้อ่านอย่างเดียว) แล้วสั่งใหม่"
    return "ตรวจดิสก์ หรือเลือกโฟลเดอร์อื่น แล้วสั่งใหม่"


def cannot_replace(name: str, error: OSError, beside: str | None, stands: bool) -> str:
    """A workbook that could not be put in its place."""
    old = "ฉบับเดิมยังอยู่ครบ " if stands else ""
    new = f"ฉบับใหม่วางไว้ที่ “{safe_text(beside, LONG)}” " if beside else ""
    return f"{safe_text(name, LONG)}: เขียนทับไม่ได้ ({why(error)}) {old}{new}{what_to_do(error)}"


def cannot_write(name: str, error: OSError, stands: bool) -> str:
    """A file of which not even the new version could be written."""
    old = "ฉบับเดิมยังอยู่ครบ " if stands else ""
    return f"{safe_text(name, LONG)}: เขียนไม่ได้ ({why(error)}) {old}{what_to_do(error)}"


def cannot_begin(name: str, error: OSError) -> str:
    """The sign of a finished run could not be taken away."""
    return (f"{name}: นำออกไม่ได้ ({why(error)}) จึงไม่ได้เขียนทับไฟล์ใด ผลชุดเดิมยังอยู่ครบทั้งชุด "
            f"{what_to_do(error)}")


def cannot_keep(name: str, error: OSError) -> str:
    """A workbook that is no longer one of the results could not be moved."""
    return (f"{safe_text(name, LONG)}: ไม่ใช่ผลชุดนี้แล้ว แต่ย้ายไปโฟลเดอร์ “{KEPT}” ไม่ได้ "
            f"({why(error)}) อย่านำไปใช้ {what_to_do(error)}")


def kept_changed(name: str, where: str) -> str:
    """A workbook that somebody had changed gave way to the new one."""
    return (f"{safe_text(name, LONG)}: มีผู้แก้ไขไว้ จึงเก็บฉบับนั้นไว้ที่ “{safe_text(where, LONG)}” "
            "ถ้ามีข้อความที่ยังต้องใช้ ให้คัดลอกมาใส่ฉบับใหม่")


def kept_stray(name: str, where: str) -> str:
    """A workbook that belongs to no district any more."""
    return (f"{safe_text(name, LONG)}: ไม่ใช่ผลของชุดนี้แล้ว จึงย้ายไปเก็บไว้ที่ “{safe_text(where, LONG)}”")


def busy(folder: object) -> str:
    """Another run has the folder."""
    return f"{folder}: มีการสั่งงานอีกครั้งหนึ่งกำลังเขียนโฟลเดอร์นี้อยู่ รอให้เสร็จแล้วสั่งใหม่"


NO_LOCK = "โฟลเดอร์นี้ล็อกไม่ได้ (ไดรฟ์เครือข่ายบางชนิด) อย่าสั่งงานลงโฟลเดอร์เดียวกันสองครั้งพร้อมกัน"


def no_folder(folder: object, error: OSError) -> str:
    """Nothing can be written there: for a file that stands in the way, or at all."""
    if is_held(error) and error.filename and system.is_file(Path(error.filename)):
        return f"{error.filename}: เปิดไม่ได้ ({why(error)}) {what_to_do(error)}"
    return (f"{folder}: เขียนไม่ได้ ({why(error)}) "
            "ทำให้มีที่ว่างและมีสิทธิ์เขียน หรือเลือกโฟลเดอร์อื่นด้วย --output")
