"""What files of a folder say of each other by their names: one is open, one may be a conflict copy."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.inbox import InputFile
from pipeline.model.cells import Origin
from pipeline.model.finding import Finding
from pipeline.model.ledger import FileRecord

# What OneDrive (the PC's name), Dropbox, browsers and Windows put behind a file's name.
_TAIL = re.compile(
    r"-(?=.*[A-Z])(?:[A-Z0-9-]{3,15}|[A-Za-z0-9-]{1,12}-PC)| ?\(\d{1,2}\)"
    r"| - (?:สำเนา|[Cc]opy)(?: ?\(\d+\))?| \([^()]*conflicted copy[^()]*\)")


def beside(found: Sequence[InputFile], records: Mapping[str, FileRecord]) -> Iterator[Finding]:
    """A warning for each file that a lock file says is open, and for each whose name is another's
    with what makers of copies put behind it, and whose content is not the same."""
    there = {item.path: item for item in found if not item.ignored}
    for item in found:
        if item.ignored == "lock-file" and (opened := there.get(_locked(item.path))):
            yield _open(item.name, opened.name)
        elif not item.ignored and (other := there.get(_copied(item.path, there))):
            mine, its = records[item.name], records[other.name]
            if "used" == mine.status == its.status and mine.sha256 != its.sha256:
                yield _copy(item.name, other.name)


def _locked(path: Path) -> Path:
    """The file that a lock file of Excel (``~$…``) or LibreOffice (``.~lock.…#``) is of."""
    name = path.name
    return path.with_name(
        name.removeprefix("~$") if name.startswith("~$")
        else name.removeprefix(".~lock.").removesuffix("#") or name)


def _copied(path: Path, there: Mapping[Path, InputFile]) -> Path:
    """The file beside it that this is named after; no path where there is none."""
    for at in range(1, len(path.stem)):
        if _TAIL.fullmatch(path.stem, at):
            other = path.with_name(path.stem[:at] + path.suffix)
            if other in there:
                return other
    return Path()


def _open(lock: str, name: str) -> Finding:
    return Finding(
        "file-open", "warning",
        f"ไฟล์นี้เปิดอยู่ใน Excel (มี {lock.rpartition('/')[2]}) จึงอ่านตามที่บันทึกไว้ครั้งล่าสุด",
        "บันทึกและปิดไฟล์แล้วสั่งใหม่ ถ้าปิดแล้วแต่ไฟล์ ~$ ยังอยู่ ให้ลบไฟล์นั้น",
        Origin(name), first=True,
    )


def _copy(name: str, other: str) -> Finding:
    return Finding(
        "conflict-copy", "warning",
        f"ชื่อเหมือนสำเนาของ {other} (OneDrive, Dropbox หรือการคัดลอก) แต่เนื้อหาต่างกัน และอ่านทั้งสองไฟล์",
        "เปิดทั้งสองไฟล์ เหลือไว้เฉพาะที่ถูกต้อง ถ้าเป็นคนละรายงาน ให้ตั้งชื่อใหม่", Origin(name),
    )
