"""A made-up province's exports, tidy, for tests to spoil: every district gets the same figures."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path

import openpyxl

DISTRICTS = {
    "2701": "เมืองสระแก้ว", "2702": "คลองหาด", "2703": "ตาพระยา", "2704": "วังน้ำเย็น",
    "2705": "วัฒนานคร", "2706": "อรัญประเทศ", "2707": "เขาฉกรรจ์", "2708": "โคกสูง",
    "2709": "วังสมบูรณ์",
}
AS_OF = "ข้อมูล ณ วันที่ 27 มีนาคม 2561"
ITEMS = {
    5: ["มีแผนปฏิบัติการขับเคลื่อนการพัฒนาเศรษฐกิจฐานรากและประชารัฐ", "มีการลงพื้นที่ทำการขับเคลื่อนงาน",
        "มีการคัดเลือกกลุ่มเป้าหมาย", "มีการจัดทำฐานข้อมูลกลุ่มเป้าหมาย",
        "มีการขับเคลื่อนให้จังหวัดดำเนินการตามแผนปฏิบัติการภายใต้กลไกของ คสป.",
        "มีการรวบรวมผลการขับเคลื่อนงานเป็นประจำทุกเดือน", "จำนวนกลุ่มเป้าหมายที่ได้รับประโยชน์",
        "จำนวนกลุ่มที่มีรายได้เพิ่มขึ้น"],
    8: ["มีฐานข้อมูลกองทุนชุมชน", "มีคณะทำงานจัดการกองทุนชุมชน", "ประชุมสร้างความเข้าใจให้คณะทำงาน",
        "มีแผนปฏิบัติการขับเคลื่อนการดำเนินงานกองทุนชุมชนหนุนเสริมสัมมาชีพ", "ร้อยละการดำเนินงานตามแผน",
        "สรุปผลการดำเนินงานและรายงานผลตามแบบฟอร์มที่กรมฯ กำหนด"],
}
MONTHS = ["ตุลาคม", "พฤศจิกายน", "ธันวาคม", "มกราคม", "กุมภาพันธ์", "มีนาคม"]
ITEM = "รายได้จากการจำหน่ายผลิตภัณฑ์ชุมชน OTOP"
Rows = list[list[object]]


def tables(
    districts: Mapping[str, str] = DISTRICTS, province: str = "สระแก้ว"
) -> dict[str, Rows]:
    """Every export's rows by the name of its file; the levels are LEVELS for everybody."""
    names = districts.values()
    answers = {5: ["✓"] * 6 + [3, 1], 8: ["ใช่"] * 4 + [96, "ไม่ใช่"]}
    progress: Rows = [[AS_OF], ["ตัวชี้วัดที่", "ระดับที่", "รายการ", *names]]
    for kpi, items in ITEMS.items():
        for item, said in zip(items, answers[kpi], strict=True):
            progress.append([kpi, 1, item, *[said for _ in names]])
    sales: Rows = [[AS_OF], ["ปีงบประมาณ", "เดือน", "อำเภอ", "รายการข้อมูล", "ค่าข้อมูล", "หน่วย"]]
    for year, value in ((2560, 1000), (2561, 1200)):
        sales += [[year, month, name, ITEM, value, "บาท"] for month in MONTHS for name in names]
    register: Rows = [[AS_OF], ["เลขทะเบียน", "ชื่อผู้ผลิต/ผู้ประกอบการ", "ประเภท", "อำเภอ",
                                "ปีที่ลงทะเบียน", "วันที่ลงทะเบียน"]]
    for code, name in districts.items():
        register += [[f"{code}-{n:03}", f"กลุ่มตัวอย่าง {n}", "กลุ่ม", name, 2557 + n % 2,
                      f"1/6/{2557 + n % 2}"] for n in range(100)]
        register += [[f"{code}-N{n}", f"กลุ่มตัวอย่างใหม่ {n}", "กลุ่ม", name, 2561, "15/01/2561"]
                     for n in range(4)]
    return {
        "roster": [["จังหวัด", "รหัสอำเภอ", "อำเภอ", "ชื่อ-สกุล", "ตำแหน่ง"],
                   [province, None, None, "นายตัวอย่าง จังหวัด", f"พัฒนาการจังหวัด{province}"],
                   *([province, code, name, f"นายตัวอย่าง {code}", f"พัฒนาการอำเภอ{name}"]
                     for code, name in districts.items())],
        "disbursement": [[AS_OF], ["อำเภอ", "จัดสรร", "เบิกจ่าย", "คงเหลือ", "ร้อยละ"],
                         *([n, 100000, 97500, 2500, 97.5] for n in names)],
        "bpm": [[AS_OF], ["อำเภอ", "กิจกรรม/โครงการ", "จำนวนขั้นตอนตามแผน",
                          "จำนวนขั้นตอนที่แล้วเสร็จ", "ร้อยละความสำเร็จ"],
                *([n, f"กิจกรรม {a}", 10, 9 if a else 8, None] for n in names for a in range(2))],
        "sales": sales,
        "register": register,
        "progress": progress,
        "livelihood": [[AS_OF], ["อำเภอ", "ตำบล", "หมู่บ้าน", "เป้าหมาย (คน)",
                                 "ได้รับการส่งเสริม (คน)"],
                       *([n, "ตัวอย่าง", f"หมู่ {v}", 20, 17] for n in names for v in range(3))],
        "sara": [[AS_OF], ["อำเภอ", "งบประมาณจัดสรร", "เบิกจ่าย", "ร้อยละ", "บันทึกในระบบ SARA"],
                 *([n, 100000, 80000, 80, "ถูกต้อง ครบถ้วน"] for n in names)],
        "basic_needs": [[AS_OF], ["รหัสอำเภอ", "อำเภอ", "ตำบล", "ครัวเรือนเป้าหมาย", "จัดเก็บแล้ว"],
                        *([c, n, "ตัวอย่าง", 10000, 9950] for c, n in districts.items())],
    }


LEVELS = [4, 2, 5, 4, 5, 3, 5, 4, 2]


def write(
    folder: Path, exports: Mapping[str, Rows] | None = None, merges: Mapping[str, Sequence[str]] | None = None
) -> Path:
    """The exports as workbooks in a folder, with the ranges that are merged in each."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in (tables() if exports is None else exports).items():
        (folder / f"{name}.xlsx").write_bytes(_workbook(rows, (merges or {}).get(name, ())))
    return folder


_made: dict[str, bytes] = {}


def _workbook(rows: Rows, merges: Sequence[str]) -> bytes:
    """The file of these rows, made once: most tests spoil one export of nine."""
    key = repr((rows, merges))
    if key not in _made:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        for cells in merges:
            book.active.merge_cells(cells)
        buffer = BytesIO()
        book.save(buffer)
        _made[key] = buffer.getvalue()
    return _made[key]
