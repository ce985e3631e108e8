"""The made-up round of ``tests/rounds/``: fourteen KPIs in three sections, ladders of three to six levels,
and the exports of a small made-up province for it, whose levels are worked out by hand."""

import shutil
from pathlib import Path

from adopted import adopt
from home import HOME, copy_room
from province import Rows

ROUND = "2562-2"
PROVINCE = "ระนอง"
PLACES = {"8501": "เมืองระนอง", "8502": "ละอุ่น", "8503": "กะเปอร์", "8504": "กระบุรี", "8505": "สุขสำราญ"}
AS_OF = "ข้อมูล ณ วันที่ 30 กันยายน 2562"
MONTHS = ("เมษายน", "พฤษภาคม", "มิถุนายน", "กรกฎาคม", "สิงหาคม", "กันยายน")

# What each district has reached, in the order of PLACES; 8505 is exempt from KPI 33.
LEVELS: dict[int, tuple[int | None, ...]] = {
    11: (5, 4, 3, 1, 0), 12: (4, 3, 3, 2, 1), 13: (3, 2, 1, 0, 3), 14: (5, 4, 3, 2, 0), 15: (3, 1, 2, 0, 2),
    21: (5, 4, 2, 0, 3), 22: (6, 5, 3, 1, 0), 23: (6, 5, 4, 2, 0), 24: (4, 3, 2, 1, 0), 25: (5, 4, 3, 1, 4),
    26: (5, 4, 3, 2, 1), 31: (3, 2, 1, 0, 3), 32: (5, 4, 3, 1, 0), 33: (4, 3, 2, 1, None),
}
ANSWERS: dict[int, dict[str, tuple[object, ...]]] = {
    15: {"มีแผนการควบคุมภายในของหน่วยงาน": ("ใช่", "ใช่", "ใช่", "ไม่ใช่", "ใช่"),
         "จำนวนครั้งที่ประชุมติดตาม": (6, 5, "7 ครั้ง", 0, 6),
         "จำนวนพื้นที่ที่ตรวจ": ("2 แห่ง", 2, 1, 0, 3),
         "ส่งรายงานการควบคุมภายใน": ("ใช่", "ใช่", "ใช่", "ไม่ใช่", "ไม่ใช่")},
    25: {"มีแผนจัดตั้งศูนย์เรียนรู้ของหมู่บ้าน": ("ใช่",) * 5,
         "มีคณะทำงานของศูนย์เรียนรู้": ("ใช่", "ใช่", "ใช่", "ไม่ใช่", "ใช่"),
         "ร้อยละที่ทำตามแผนจัดตั้งศูนย์": (95, 96, 84.99, 90, 85),
         "จำนวนศูนย์ที่เปิดแล้ว": (2, 1, 2, 3, 0)},
    31: {"จำนวนวิธีทำงานใหม่": ("1 เรื่อง", 2, 1, 0, 3), "จำนวนครั้งที่เผยแพร่": (2, 2, 1, 0, 4),
         "จำนวนหน่วยงานที่นำไปใช้": (3, 2, 0, 0, 3)},
}


def home(folder: Path) -> Path:
    """A working folder with the forms, round 2561-1 and the made-up round, adopted, with the layouts that it needs."""
    for name in ("agreement", "templates"):
        copy_room(name, folder)
    made = HOME / "tests" / "rounds"
    shutil.copytree(made / ROUND, folder / "agreement" / ROUND)
    for path in (made / "sources").glob("*.toml"):
        shutil.copy(path, folder / "agreement" / "sources" / path.name)
    checks, more = folder / "agreement" / "checks.toml", (made / "checks.toml").read_text("utf-8")
    if more not in (text := checks.read_text("utf-8")):
        checks.write_text(f"{text}\n{more}", encoding="utf-8")
    adopt(folder, ROUND)
    return folder


def tables() -> dict[str, Rows]:
    """Every export's rows by the name of its file; the levels are LEVELS."""
    names = tuple(PLACES.values())

    def rows(*columns: tuple[object, ...]) -> Rows:
        return [list(row) for row in zip(names, *columns, strict=True)]

    return {
        "roster": [["จังหวัด", "รหัสอำเภอ", "อำเภอ", "ชื่อ-สกุล", "ตำแหน่ง"],
                   [PROVINCE, None, None, "นายตัวอย่าง จังหวัด", f"พัฒนาการจังหวัด{PROVINCE}"],
                   *([PROVINCE, code, name, f"นางตัวอย่าง {code}", f"พัฒนาการอำเภอ{name}"]
                     for code, name in PLACES.items())],
        "exemptions": [["อำเภอ", "ยกเว้นตัวชี้วัดที่", "เหตุผล"], [names[4], 33, "ไม่มีหมู่บ้านต้นแบบ"]],
        "disbursement": [["ข้อมูล ณ วันที่ 20 กันยายน 2562"], ["อำเภอ", "จัดสรร", "เบิกจ่าย"],
                         *rows((1_000_000,) * 5, (960_000, 959_900, 920_000, 880_000, 879_900))],
        "bpm": [[AS_OF], ["อำเภอ", "กิจกรรม/โครงการ", "จำนวนขั้นตอนตามแผน", "จำนวนขั้นตอนที่แล้วเสร็จ"],
                *rows(("กิจกรรมตัวอย่าง",) * 5, (20,) * 5, (19, 18, 17, 15, 14))],
        "training": [[AS_OF], ["อำเภอ", "กลุ่มบุคลากร", "บุคลากรทั้งหมด (คน)", "ผ่านการอบรม (คน)",
                               "มีแผนพัฒนารายบุคคล (คน)"],
                     *rows(("นักวิชาการ",) * 5, (10,) * 5, (10, 8, 6, 5, 10), (9, 8, 7, 6, 4))],
        "progress": [[AS_OF], ["ตัวชี้วัดที่", "ระดับที่", "รายการ", *names],
                     *([kpi, None, item, *said] for kpi, items in ANSWERS.items()
                       for item, said in items.items())],
        "saving_funds": [["อำเภอ", "ปีงบประมาณ", "เดือน", "จำนวนสมาชิกกองทุน", "เงินออมของเดือน"],
                         *_months(2561, (100,) * 5, (10_000,) * 5),
                         *_months(2562, (110, 108, 105, 101, 107), (10_500, 10_400, 10_300, 10_100, 10_000))],
        "volunteers": [["อำเภอ", "เลขที่อาสา", "ชื่ออาสา", "ปีที่เป็นอาสา", "วันที่เป็นอาสา"],
                       *_volunteers((6, 5, 3, 1, 0))],
        "loans": [[AS_OF], ["อำเภอ", "กองทุนหมุนเวียน", "เงินยืมครบกำหนด", "ชำระคืนแล้ว", "สัญญาทั้งหมด",
                            "สัญญาที่ปิดบัญชี"],
                  *rows(("กองทุนตัวอย่าง",) * 5, (200_000,) * 5, (170_000, 168_000, 150_000, 130_000, 100_000),
                        (50,) * 5, (41, 40, 21, 11, 10))],
        "basic_needs": [["ข้อมูล ณ วันที่ 31 สิงหาคม 2562"], ["อำเภอ", "ตำบล", "ครัวเรือนเป้าหมาย", "จัดเก็บแล้ว"],
                        *rows(("ตัวอย่าง",) * 5, (2000,) * 5, (2000, 1960, 1900, 1800, 1799))],
        "model_villages": [[AS_OF], ["อำเภอ", "ตำบล", "หมู่บ้านเข้าประเมิน", "หมู่บ้านที่ผ่าน"],
                           *rows(("ตัวอย่าง",) * 5, (8,) * 5, (8, 6, 4, 2, 1))],
    }


def _months(year: int, members: tuple[int, ...], deposits: tuple[int, ...]) -> Rows:
    return [[name, year, month, *figures] for month in MONTHS
            for name, *figures in zip(PLACES.values(), members, deposits, strict=True)]


def _volunteers(new: tuple[int, ...]) -> Rows:
    """Fifty of the base years in each district, and so many new ones."""
    found: Rows = []
    for (code, name), fresh in zip(PLACES.items(), new, strict=True):
        found += [[name, f"อ-{code}-{n:02}", "นางตัวอย่าง", 2559 + n % 3, f"1/6/{2559 + n % 3}"] for n in range(50)]
        found += [[name, f"อ-{code}-N{n}", "นายตัวอย่าง", 2562, "15/05/2562"] for n in range(fresh)]
    return found
