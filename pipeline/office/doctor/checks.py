"""The checks: each takes what is known of a machine and of its folders, and gives a verdict."""

import re
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath
from typing import Literal

from pipeline.model.words import some
from pipeline.office.doctor.folders import Folders
from pipeline.office.doctor.lengths import EXCEL, WINDOWS
from pipeline.office.doctor.machine import Machine

State = Literal["good", "warning", "bad"]
SPARE = 100 << 20  # bytes that a disk should keep free besides


@dataclass(frozen=True, slots=True)
class Check:
    """One per thing looked at: ``state`` good, warning (mend it) or bad (a run will fail or its
    workbooks cannot be used); what was found and what to do, in Thai."""

    code: str
    state: State
    what: str
    found: str
    remedy: str = ""


def judge(machine: Machine, folders: Folders) -> tuple[Check, ...]:
    """Every check of a machine and its folders, in the order in which they are told."""
    return (
        python(machine), libraries(machine), console(machine), fonts(machine),
        definitions(folders), templates(folders), exports(folders), open_exports(folders),
        writing(folders), open_outputs(folders), space(folders), lengths(machine, folders),
        elsewhere(machine, folders),
    )


def exit_code(checks: tuple[Check, ...]) -> int:
    """0 a run will work, 1 something must be mended first."""
    return int(any(check.state == "bad" for check in checks))


def within(version: str, bounds: str) -> bool:
    """Whether a version keeps bounds such as ``>=0.10,<1``; of the numbers alone."""
    for bound in filter(None, (part.strip() for part in bounds.split(","))):
        sign, other = re.match(r"(>=|<=|==|<|>)?\s*(.*)", bound).groups()  # type: ignore[union-attr]
        mine, theirs = _numbers(version), _numbers(other)
        width = max(len(mine), len(theirs))
        mine, theirs = (n + (0,) * (width - len(n)) for n in (mine, theirs))
        held = {">=": mine >= theirs, "<=": mine <= theirs, "<": mine < theirs,
                ">": mine > theirs, "==": mine == theirs}
        if not held.get(sign or "==", False):
            return False
    return True


def _numbers(version: str) -> tuple[int, ...]:
    found = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(map(int, found[0].split("."))) if found else ()


# --- the program -------------------------------------------------------------------------------


def python(machine: Machine) -> Check:
    """Whether Python is new enough."""
    wanted = machine.wanted["python"]
    good = within(machine.python, wanted)
    return Check("python", "good" if good else "bad", "Python", f"{machine.python} (ต้อง {wanted})",
                 "" if good else "ติดตั้ง Python รุ่นใหม่จาก python.org แล้วติดตั้งโปรแกรมใหม่")


def libraries(machine: Machine) -> Check:
    """Whether every library is there and new enough."""
    wrong = [
        f"{name} {'ไม่มี' if version is None else version} (ต้อง {machine.wanted[name]})"
        for name, version in machine.libraries.items()
        if version is None or not within(version, machine.wanted[name])
    ]
    if not wrong:
        return Check("libraries", "good", "ไลบรารี", f"ครบ {len(machine.libraries)} ตัว")
    return Check("libraries", "bad", "ไลบรารี", ", ".join(wrong),
                 "ติดตั้งโปรแกรมใหม่ หรือแทนโฟลเดอร์ program ด้วยของที่ครบ")


def console(machine: Machine) -> Check:
    """Whether the console can show Thai."""
    name = machine.encoding + (f", code page {machine.code_page}" if machine.code_page else "")
    try:
        "ตัวชี้วัดที่ ๑".encode(machine.encoding)
    except (UnicodeEncodeError, LookupError):
        return Check("console", "warning", "หน้าจอคำสั่ง", f"{name} แสดงภาษาไทยไม่ได้",
                     "สั่ง chcp 65001 หรือ chcp 874 ก่อน หรือใช้ Windows Terminal (ไฟล์ผลไม่เปลี่ยน)")
    try:
        "✓→".encode(machine.encoding)
    except UnicodeEncodeError:
        return Check("console", "good", "หน้าจอคำสั่ง", f"{name} แสดงภาษาไทยได้ (เครื่องหมายถูกแสดงเป็น /)")
    return Check("console", "good", "หน้าจอคำสั่ง", f"{name} แสดงภาษาไทยได้")


def fonts(machine: Machine) -> Check:
    """Whether the font of official papers is there."""
    names = {re.sub(r"[\s_-]", "", name).lower() for name in machine.fonts}
    if any(name.startswith(("thsarabunpsk", "thsarabunnew", "thsarabun")) for name in names):
        return Check("fonts", "good", "แบบอักษร", "มี TH Sarabun")
    return Check("fonts", "warning", "แบบอักษร", "ไม่พบ TH SarabunPSK หรือ TH Sarabun New",
                 "ติดตั้งแบบอักษรราชการ TH SarabunPSK (ชุด 13 ฟอนต์แห่งชาติ) "
                 "มิฉะนั้นหน้าที่พิมพ์อาจตัดคำและขึ้นหน้าใหม่ต่างไป")


def definitions(folders: Folders) -> Check:
    """Whether ``agreement/`` can be read."""
    if folders.definitions_problem:
        return Check("definitions", "bad", "ข้อตกลง", folders.definitions_problem,
                     "แก้ไฟล์ใน agreement/ ตามที่บอก หรือนำไฟล์เดิมกลับมา")
    return Check("definitions", "good", "ข้อตกลง",
                 f"อ่านรอบ {folders.round_id} ได้จาก {folders.agreement}")


def templates(folders: Folders) -> Check:
    """Whether the forms can be filled."""
    if folders.template_problems:
        return Check("templates", "bad", "แบบฟอร์ม", some(folders.template_problems),
                     "แก้แบบฟอร์มใน templates/ แล้วตรวจด้วย pipeline template check")
    if folders.definitions_problem:
        return Check("templates", "warning", "แบบฟอร์ม", "ยังตรวจไม่ได้", "แก้ข้อตกลงก่อน")
    return Check("templates", "good", "แบบฟอร์ม", f"กรอกได้ทุกช่องใน {folders.templates}")


# --- input and output --------------------------------------------------------------------------


def exports(folders: Folders) -> Check:
    """Whether the input folder is there and its files can be read."""
    what = f"โฟลเดอร์ข้อมูล {folders.input}"
    if folders.files is None:
        return Check("input", "bad", what, "ไม่มีโฟลเดอร์นี้ หรือเปิดไม่ได้",
                     "สร้างโฟลเดอร์แล้ววางไฟล์ส่งออก หรือระบุ --input")
    if folders.unreadable:
        return Check("input", "bad", what, f"เปิดอ่านไม่ได้: {some(folders.unreadable)}",
                     "ปิดไฟล์ในโปรแกรมอื่น ตรวจสิทธิ์ ดาวน์โหลดจาก OneDrive หรือคัดลอกไฟล์มาวางใหม่")
    if not folders.files:
        return Check("input", "warning", what, "ยังไม่มีไฟล์", "วางไฟล์ส่งออกจากระบบในโฟลเดอร์นี้")
    return Check("input", "good", what, f"อ่านได้ {folders.files:,} ไฟล์")


def open_exports(folders: Folders) -> Check:
    """Whether exports are open in Excel."""
    if folders.open_exports:
        return Check("open-input", "warning", "ไฟล์ข้อมูลที่เปิดค้าง", some(folders.open_exports),
                     "บันทึกและปิดไฟล์ใน Excel ก่อนสั่ง "
                     "(ถ้าปิดแล้วแต่ไฟล์ ~$ หรือไฟล์ชั่วคราวยังอยู่ ให้ลบไฟล์นั้น)")
    return Check("open-input", "good", "ไฟล์ข้อมูลที่เปิดค้าง", "ไม่มี")


def writing(folders: Folders) -> Check:
    """Whether results can be written, which was tried."""
    what = f"เขียนลง {folders.output}"
    if folders.writing_problem:
        return Check("output", "bad", what, f"เขียนไม่ได้ ({folders.writing_problem})",
                     "ขอสิทธิ์เขียนโฟลเดอร์นี้ หรือเลือกโฟลเดอร์อื่นด้วย --output")
    return Check("output", "good", what, "ลองเขียนแล้วได้")


def open_outputs(folders: Folders) -> Check:
    """Whether former results are open in Excel."""
    if folders.open_outputs:
        return Check("open-output", "bad", "ไฟล์ผลที่เปิดค้าง", some(folders.open_outputs),
                     "ปิดไฟล์ใน Excel และเอาเครื่องหมายอ่านอย่างเดียวออก "
                     "(ถ้าปิดแล้วแต่ไฟล์ ~$ ยังอยู่ ให้ลบไฟล์ ~$ นั้น)")
    return Check("open-output", "good", "ไฟล์ผลที่เปิดค้าง", "ไม่มี")


def space(folders: Folders) -> Check:
    """Whether there is room for the results."""
    if folders.free is None:
        return Check("space", "warning", "เนื้อที่ว่าง", "ถามระบบไม่ได้", "ตรวจเนื้อที่ว่างของไดรฟ์เอง")
    found = f"ว่าง {folders.free >> 20:,} MB ต้องใช้ราว {max(folders.needed >> 20, 1):,} MB"
    if folders.free < folders.needed:
        return Check("space", "bad", "เนื้อที่ว่าง", found, "ลบไฟล์ที่ไม่ใช้ หรือเลือกไดรฟ์อื่นด้วย --output")
    if folders.free < folders.needed + SPARE:
        return Check("space", "warning", "เนื้อที่ว่าง", found, "ใกล้เต็ม ควรลบไฟล์ที่ไม่ใช้")
    return Check("space", "good", "เนื้อที่ว่าง", found)


def lengths(machine: Machine, folders: Folders) -> Check:
    """Whether Windows and Excel can open paths as long as these."""
    longest = max(folders.longest_output, folders.longest_input)
    found = f"ยาวสุด {longest} ตัวอักษร"
    if machine.system != "win32":
        return Check("paths", "good", "ความยาวของที่อยู่ไฟล์", found)
    if longest > WINDOWS and not machine.long_paths:
        return Check("paths", "bad", "ความยาวของที่อยู่ไฟล์", f"{found} Windows รับได้ {WINDOWS}",
                     "ย้ายไปโฟลเดอร์ที่สั้นกว่า เช่น C:\\kpi หรือให้ผู้ดูแลเครื่องเปิด LongPathsEnabled")
    if folders.longest_output > EXCEL:
        return Check("paths", "warning", "ความยาวของที่อยู่ไฟล์", f"{found} Excel เปิดได้ {EXCEL}",
                     "เลือก --output ที่สั้นกว่า เช่น C:\\kpi\\output")
    return Check("paths", "good", "ความยาวของที่อยู่ไฟล์", found)


def elsewhere(machine: Machine, folders: Folders) -> Check:
    """Whether input or output lies where another program copies files or a network may go away."""
    found = [str(path) for path in (folders.input, folders.output) if _is_elsewhere(machine, path)]
    if not found:
        return Check("network", "good", "ที่เก็บไฟล์", "อยู่ในเครื่องนี้")
    return Check("network", "warning", "ที่เก็บไฟล์", f"อยู่ใน OneDrive หรือเครือข่าย: {some(found)}",
                 "ใช้โฟลเดอร์ในเครื่อง เช่น C:\\kpi แล้วคัดลอกผลไปทีหลัง ไฟล์อาจถูกล็อกขณะซิงก์")


def _is_elsewhere(machine: Machine, path: Path) -> bool:
    text = str(path)
    if text.startswith(("\\\\", "//")) and not text.startswith(("\\\\?\\", "\\\\.\\")):
        return True
    parts = PureWindowsPath(text).parts
    return any(part.lower().startswith(("onedrive", "dropbox", "google drive")) for part in parts) \
        or any(PureWindowsPath(text).is_relative_to(PureWindowsPath(s)) for s in machine.synced)
