"""A working folder laid out: where exports and results go, the definitions and forms to edit, commands
to double-click, and a page on what to do. An update of the program never touches it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.definitions.states import FILE as STATE
from pipeline.errors import UsageError
from pipeline.home import OWN
from pipeline.model.disk import why
from pipeline.publish import system, write_whole

READ_ME = "อ่านก่อน.txt"
_READ_ME = """\
โฟลเดอร์ทำงานของโปรแกรมให้คะแนนข้อตกลงพัฒนาการอำเภอ

1. วางไฟล์ที่ส่งออกจากระบบไว้ใน input  ชื่อไฟล์และโฟลเดอร์ย่อยเป็นอย่างไรก็ได้ โปรแกรมไม่แก้ไฟล์ในนี้
   ทำหลายรอบ ให้มีโฟลเดอร์ของแต่ละรอบใน input ชื่อเดียวกับใน agreement โปรแกรมอ่านเฉพาะโฟลเดอร์ของรอบที่สั่ง
2. ดับเบิลคลิก ตรวจไฟล์.cmd  แก้ข้อที่ขึ้นว่า "ต้องแก้" ในไฟล์ต้นทาง แล้วตรวจซ้ำ
3. ดับเบิลคลิก ให้คะแนน.cmd  ผลอยู่ใน output  (ลากโฟลเดอร์อื่นมาวางบนไฟล์นี้ เพื่อให้คะแนนโฟลเดอร์นั้นก็ได้)
4. เปิดไฟล์ของอำเภอใน output ด้วย Excel ตรวจ พิมพ์ และลงนาม

ถ้าไม่สำเร็จ ดับเบิลคลิก ตรวจเครื่อง.cmd  จะบอกว่าเครื่องนี้ขาดอะไร
ผู้ที่ใช้หน้าจอคำสั่ง: เปิดในโฟลเดอร์นี้ แล้วสั่ง pipeline --help

templates  แบบที่พิมพ์ แก้ด้วย Excel ได้ แก้แล้วสั่ง pipeline template check
agreement  ข้อตกลง เกณฑ์ และหัวตารางของรายงาน แก้เมื่อข้อตกลงเปลี่ยนเท่านั้น
โปรแกรมใช้สองโฟลเดอร์นี้ ถ้าลบทั้งโฟลเดอร์จะใช้ของที่มากับโปรแกรม การปรับรุ่นโปรแกรมไม่แก้ไฟล์ใดในโฟลเดอร์นี้
สั่ง pipeline init ในโฟลเดอร์นี้เมื่อใดก็ได้ จะวางเฉพาะไฟล์ที่ไม่มี และบอกว่าไฟล์ใดต่างจากของที่มากับโปรแกรม
"""
# cmd reads such a file in the code page of its console: nothing but ASCII stands in it. The program
# stands beside it (distribution/windows.py), or is installed.
_COMMAND = """\
@echo off
pushd "%~dp0"
if exist program\\python\\python.exe goto beside
set PROGRAM=pipeline
where pipeline >nul 2>nul || set PROGRAM=py -3 -m pipeline
goto start
:beside
set PROGRAM="%~dp0program\\python\\python.exe" -m pipeline
:start
{lines}
pause
"""
COMMANDS = {
    "ตรวจไฟล์.cmd": "%PROGRAM% check",
    "ให้คะแนน.cmd": """\
set FROM=
if not "%~1"=="" set FROM=--input "%~1"
%PROGRAM% run %FROM%
if not errorlevel 2 if not exist pipeline.toml if exist output start "" output""",
    "ตรวจเครื่อง.cmd": "%PROGRAM% doctor",
}


@dataclass(frozen=True, slots=True)
class Desk:
    """What became of a working folder: names below it, ``made`` and, where another file had the
    name already, ``untouched``."""

    folder: Path
    made: tuple[str, ...]
    untouched: tuple[str, ...]


def lay_out(folder: Path) -> Desk:
    """Lays out a working folder; what stands there already stays as it is. Raises UsageError
    where something cannot be written."""
    made, kept = [], []
    try:
        for name in ("input", "output"):
            system.make_folder(folder / name)
        for name, data in files():
            path = folder / name
            if not system.stands(path):
                system.make_folder(path.parent)
                write_whole(path, data)
                made.append(name)
            elif not system.holds(path, data):
                kept.append(name)
    except OSError as error:
        raise UsageError(f"{folder}: วางโฟลเดอร์ทำงานไม่ได้ ({why(error)}) เลือกโฟลเดอร์อื่น") from error
    return Desk(folder, tuple(made), tuple(kept))


def files() -> Iterator[tuple[str, bytes]]:
    """Every file by its name below the folder. A round's state comes last: without that it is a
    draft, should this be cut off."""
    for part in ("templates", "agreement"):
        paths = sorted((OWN / part).rglob("*"), reverse=True)
        for path in sorted(paths, key=lambda path: path.name == STATE):
            if path.is_file() and not path.name.startswith((".", "~$")):
                yield path.relative_to(OWN).as_posix(), path.read_bytes()
    for name, lines in COMMANDS.items():
        yield name, _windows(_COMMAND.format(lines=lines)).encode("ascii")
    yield READ_ME, _windows(_READ_ME).encode("utf-8-sig")  # Notepad knows it by the mark


def _windows(text: str) -> str:
    return text.replace("\n", "\r\n")
