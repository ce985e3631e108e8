"""What the system refuses to do with a file, in Thai."""

import errno

from pipeline.model.finding import safe_text

_LONG = 200
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
_IN_USE = (32, 33)  # Windows: another program has the file, or a part of it


def is_full(error: OSError) -> bool:
    """Whether there is no room on the disk, or no more of it for this person."""
    return error.errno in _FULL


def is_held(error: OSError) -> bool:
    """Whether another program has the file, or the person may not use it: Windows does not say
    which."""
    return getattr(error, "winerror", None) in _IN_USE or isinstance(error, PermissionError)


def why(error: OSError) -> str:
    """The reason, in a few words; a reason that is not known here is given as the system says it."""
    if is_full(error):
        return "ดิสก์เต็ม"
    if is_held(error):
        return "ไฟล์เปิดค้างอยู่ หรือไม่มีสิทธิ์"
    if error.errno == errno.EROFS:
        return "ดิสก์อ่านได้อย่างเดียว"
    if isinstance(error, FileNotFoundError):
        return "ไม่มีไฟล์หรือโฟลเดอร์นี้"
    if isinstance(error, NotADirectoryError | FileExistsError):
        return "มีไฟล์ชื่อนี้อยู่แล้ว ไม่ใช่โฟลเดอร์"
    if isinstance(error, IsADirectoryError):
        return "เป็นโฟลเดอร์ ไม่ใช่ไฟล์"
    return f"ดิสก์ขัดข้อง: {safe_text(error.strerror or str(error), _LONG)}"
