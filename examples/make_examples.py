"""Writes ``examples/input``: a made-up round of จังหวัดสระแก้ว, in the mess that offices send.

Every person, place below a district and figure is made up; the titles of the tables say so.
Nothing here is drawn by chance: the figures are chosen so that each level of each KPI is
reached, and ``expected.toml`` holds the levels that follow from them, worked out by hand.

    python examples/make_examples.py [FOLDER]

Running it again writes the same bytes.
"""

import datetime as dt
import shutil
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from writers import Error, Formula, Sheet, Value, write_csv, write_html, write_xls, write_xlsx

HERE = Path(__file__).resolve().parent
MADE_UP = "(ข้อมูลสมมติ)"
NAMES = {
    "2701": "เมืองสระแก้ว", "2702": "คลองหาด", "2703": "ตาพระยา", "2704": "วังน้ำเย็น",
    "2705": "วัฒนานคร", "2706": "อรัญประเทศ", "2707": "เขาฉกรรจ์", "2708": "โคกสูง",
    "2709": "วังสมบูรณ์",
}
DISTRICTS = tuple(NAMES)
APART = "วังน\u0e49\u0e4d\u0e32เย็น"  # วังน้ำเย็น with its ำ in two characters
DOUBLED = "เขาฉกรรจ์์"  # a mark typed twice
DOUBLE_E = "เมืองสระเเก้ว"  # แ typed as two เ
MISSPELT = "โคกสุง"
AS_OF = "ข้อมูล ณ วันที่ 31 มีนาคม 2561"
THAI_AS_OF = "ข้อมูล ณ วันที่ ๓๑ มีนาคม ๒๕๖๑"
FOOTER = "หมายเหตุ : ตัวเลขทั้งหมดเป็นข้อมูลสมมติ"
Row = list[Value]


def thai(text: object) -> str:
    """With Thai digits."""
    return str(text).translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))


def money(amount: Decimal | int) -> str:
    return f"{amount:,.2f}"


# --- ทำเนียบ and ยกเว้น -------------------------------------------------------------------------


def roster(folder: Path) -> None:
    people = ("หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
    rows: list[Row] = [
        [f"ทำเนียบผู้ทำข้อตกลง จังหวัดสระแก้ว {MADE_UP}"],
        ["จังหวัด", "รหัสอำเภอ", "อำเภอ", "ชื่อ-สกุล", "ตำแหน่ง"],
        ["สระแก้ว", None, None, "นางสาวตัวอย่าง ศูนย์", "พัฒนาการจังหวัดสระแก้ว"],
    ]
    for code, person in zip(DISTRICTS, people, strict=True):
        title = "นาย" if int(code) % 2 else "นางสาว"
        rows.append([
            "สระแก้ว", int(code), NAMES[code], f"{title}ตัวอย่าง {person}",
            f"พัฒนาการอำเภอ{NAMES[code]}",
        ])
    write_xlsx(
        folder / "ทำเนียบพัฒนาการอำเภอ.xlsx",
        [Sheet("ทำเนียบ", rows, titles=1, merged=[(0, 0, 0, 4)])],
    )


def exemptions(folder: Path) -> None:
    rows: list[Row] = [
        ["อำเภอ", "ยกเว้นตัวชี้วัดที่", "เหตุผลที่ยกเว้น"],
        [APART, 8, f"ไม่มีกองทุนชุมชนที่เข้าโครงการในพื้นที่ {MADE_UP}"],
    ]
    write_csv(folder / "ยกเว้นตัวชี้วัด.csv", Sheet("", rows), "utf-8-sig")


# --- ตัวชี้วัดที่ 1 --------------------------------------------------------------------------------

ALLOCATED = {  # งบดำเนินงาน in บาท, งบยุทธศาสตร์ in พันบาท
    "2701": (600_000, 400), "2702": (500_000, 300), "2703": (450_000, 350),
    "2704": (420_000, 280), "2705": (520_000, 330), "2706": (650_000, 350),
    "2707": (400_000, 300), "2708": (380_000, 220), "2709": (360_000, 240),
}
PAID = {  # by 27 มีนาคม 2561
    "2701": 1_000_000, "2702": 795_920, "2703": 727_200, "2704": 665_000, "2705": 731_000,
    "2706": 799_900, "2707": 600_000, "2708": 480_000, "2709": 675_000,
}


def allocation(folder: Path) -> None:
    """Two envelopes, a sheet each; a formula that was never calculated; a hidden draft."""
    first, second = (_envelope(n) for n in (0, 1))
    draft = Sheet("ร่าง", first.rows, 3, 2, first.merged, hidden=True)
    write_xlsx(folder / "งบจัดสรร ปี 61.xlsx", [first, second, draft])


def _envelope(number: int) -> Sheet:
    name, unit = (("งบดำเนินงาน", "บาท"), ("งบยุทธศาสตร์", "พันบาท"))[number]
    office = (250_000, 150)[number]
    rows: list[Row] = [
        [f"งบประมาณที่ได้รับจัดสรร ปีงบประมาณ พ.ศ. 2561 {MADE_UP}"],
        [f"{name} (หน่วย : {unit})"],
        ["ข้อมูล ณ วันที่ 27 มีนาคม 2561"],
        ["ที่", None, "งบประมาณ", None, "หมายเหตุ"],
        [None, None, "จัดสรร", "PO", None],
        [1, 2, 3, 4, 5],
        [None, "จังหวัด", office, None, None],
    ]
    for place, code in enumerate(DISTRICTS, 1):
        amount = ALLOCATED[code][number]
        cell: Value = Formula("SUM(Z5:Z9)") if (code, number) == ("2707", 1) else amount
        rows.append([place, f"สพอ.{NAMES[code]}", cell, amount // 10, None])
    # The office's own total holds the amount that the formula would have given.
    total = office + sum(pair[number] for pair in ALLOCATED.values()) - (300 if number else 0)
    rows += [[None, "รวมทั้งสิ้น", total, None, None], [FOOTER], ["ลงชื่อ ........................"]]
    merged = [(0, 0, 0, 4), (1, 0, 1, 4), (3, 0, 4, 0), (3, 2, 3, 3), (3, 4, 4, 4)]
    return Sheet(name, rows, 3, 2, merged)


def payments(folder: Path) -> None:
    """A register whose payments of 28 มีนาคม come too late, in the dates that people type."""
    rows: list[Row] = [
        [f"ทะเบียนการเบิกจ่าย จังหวัดสระแก้ว {MADE_UP}"],
        ["ข้อมูล ณ วันที่ 31 มี.ค. 61"],
        ["ที่", "วันที่เบิกจ่าย", "อำเภอ", "รายการ", "จำนวนเงิน (บาท)"],
    ]
    days = ("15 พ.ย. 60", "31/01/2561", "๒๐ กุมภาพันธ์ ๒๕๖๑", "27 มีนาคม 2561")
    for code in DISTRICTS:
        rest = Decimal(PAID[code])
        for day, share in zip(days, ("0.2", "0.3", "0.4", ""), strict=True):
            amount = (PAID[code] * Decimal(share)) if share else rest
            rest -= amount
            shown = thai(money(amount)) if day.startswith("๒") else money(amount)
            rows.append([len(rows) - 2, day, f"อ.{NAMES[code]}", f"ค่าใช้จ่ายตัวอย่าง {share or 'สุดท้าย'}", shown])
    rows.append([len(rows) - 2, "28/03/2561", "คลองหาด", "ค่าใช้จ่ายตัวอย่าง หลังวันตัดยอด", money(4_080)])
    rows.append([len(rows) - 2, "28/02/2561", "สนง.จังหวัด", "ค่าใช้จ่ายตัวอย่าง", money(120_000)])
    rows.append([FOOTER])
    write_csv(folder / "ทะเบียนเบิกจ่าย.csv", Sheet("", rows))


# --- ตัวชี้วัดที่ 2 --------------------------------------------------------------------------------

STEPS = {  # done and planned, an activity each
    "2701": ((20, 20), (18, 20), (10, 10)), "2702": ((20, 20), (19, 20), (19, 20)),
    "2703": ((18, 20), (18, 20), (10, 10)), "2704": ((75, 80), (56, 70), (40, 50)),
    "2705": ((16, 20), (15, 20), (10, 10)), "2706": ((16, 20), (14, 20), (10, 10)),
    "2707": ((19, 20), (19, 20), (9, 10)), "2708": ((20, 20), (19, 20), (18, 20)),
    "2709": ((40, 40), (39, 40), (20, 20)),
}


def bpm(folder: Path) -> None:
    """A true .xls: merged districts, headings in two rows, and ``#REF!`` where a figure was."""
    activities = ("ส่งเสริมสัมมาชีพ", "พัฒนาผลิตภัณฑ์ OTOP", "เสริมสร้างทุนชุมชน")
    rows: list[Row] = [
        [f"รายงานผลการดำเนินงานในโปรแกรม BPM {MADE_UP}"],
        [THAI_AS_OF],
        ["หน่วยงาน", "กิจกรรม/โครงการ", "จำนวนขั้นตอน", None, "ร้อยละความสำเร็จ"],
        [None, None, "ตามแผน", "ที่แล้วเสร็จ", None],
        ["(1)", "(2)", "(3)", "(4)", "(5)=(4)/(3)"],
    ]
    merged = [(0, 0, 0, 4), (1, 0, 1, 4), (2, 0, 3, 0), (2, 1, 3, 1), (2, 2, 2, 3), (2, 4, 3, 4)]
    for code, steps in STEPS.items():
        merged.append((len(rows), 0, len(rows) + 2, 0))
        for place, (activity, (done, planned)) in enumerate(zip(activities, steps, strict=True)):
            lost = (code, place) == ("2707", 1)
            rows.append([
                f"สพอ. {NAMES[code]}" if not place else None, activity, planned,
                Error("#REF!") if lost else done,
                Error("#REF!") if lost else round(done * 100 / planned, 2),
            ])
    rows.append([FOOTER])
    write_xls(folder / "BPM 31 มี.ค. 61.xls", [Sheet("รายงาน", rows, 2, 2, merged)])


# --- ตัวชี้วัดที่ 3 --------------------------------------------------------------------------------

SALES = {  # ต.ค. 59–มี.ค. 60, and the same months a year later, in บาท
    "2701": (6_000_000, 7_260_000), "2702": (4_000_000, 4_760_000),
    "2703": (3_000_000, 3_580_000), "2704": (2_400_000, 2_832_000),
    "2705": (3_600_000, 4_230_000), "2706": (8_000_000, 9_280_000),
    "2707": (2_000_000, 2_319_800), "2708": (1_200_000, 1_440_000),
    "2709": (1_500_000, 1_776_000),
}
MONTHS = ("ตุลาคม", "พฤศจิกายน", "ธันวาคม", "มกราคม", "กุมภาพันธ์", "มีนาคม")
PARTS = (15, 16, 17, 18, 17, 17)  # of the half-year, in percent
UNITS = {"บาท": 1, "พันบาท": 1_000, "ล้านบาท": 1_000_000}
SALES_ITEM = "รายได้จากการจำหน่ายผลิตภัณฑ์ชุมชน OTOP"
SALES_HEADINGS: Row = ["ปีงบประมาณ", "เดือน", "อำเภอ", "รายการข้อมูล", "ค่าข้อมูล", "หน่วย", "ที่มา"]


def _sales(year: int, months: Sequence[int], unit: str, digits: bool = False) -> list[Row]:
    rows: list[Row] = [
        [f"ระบบศูนย์ข้อมูลกลาง (DOC) จังหวัดสระแก้ว {MADE_UP}"],
        ["ข้อมูล ณ วันที่ 5 เมษายน 2561"],
        list(SALES_HEADINGS),
    ]
    for month in months:
        for code in DISTRICTS:
            amount = Decimal(SALES[code][year - 2560]) * PARTS[month] / 100 / UNITS[unit]
            value = f"{amount:,.6f}".rstrip("0").rstrip(".")
            rows.append([
                thai(year) if digits else str(year), MONTHS[month], NAMES[code], SALES_ITEM,
                thai(value) if digits else value, unit, "กลุ่มงานส่งเสริมฯ",
            ])
    return rows


def sales(folder: Path) -> None:
    """Last year in one file, this year's months in one or two a file, in three units."""
    last_year = _sales(2560, range(6), "บาท")
    last_year.append(["2560", "มีนาคม", "คลองหาด", "จำนวนกลุ่มผู้ผลิต OTOP", "12", "กลุ่ม", ""])
    write_csv(folder / "DOC ปี 2560.csv", Sheet("", last_year), "utf-8-sig")
    write_html(folder / "DOC ต.ค.-พ.ย. 60.xls", Sheet("", _sales(2561, (0, 1), "บาท", True), 2))
    write_xlsx(
        folder / "DOC ธ.ค. 60-ม.ค. 61.xlsx", [Sheet("DOC", _sales(2561, (2, 3), "พันบาท"), 2)]
    )
    write_csv(folder / "DOC ก.พ. 61.csv", Sheet("", _sales(2561, (4,), "บาท")))
    write_xls(folder / "DOC มี.ค. 61.xls", [Sheet("DOC", _sales(2561, (5,), "ล้านบาท"), 2)])


# --- ตัวชี้วัดที่ 4 --------------------------------------------------------------------------------

PRODUCERS = {  # registered in ปี 2557–2558, and new within the round
    "2701": (40, 2), "2702": (25, 1), "2703": (30, 1), "2704": (40, 1), "2705": (60, 1),
    "2706": (30, 0), "2707": (30, 2), "2708": (24, 1), "2709": (25, 2),
}


def register(folder: Path) -> None:
    """Producers that register again count once and are not new; a column of personal numbers,
    plainly made up (all begin with 99999), must not come out again."""
    rows: list[Row] = [
        [f"ทะเบียนผู้ผลิต ผู้ประกอบการ OTOP จังหวัดสระแก้ว {MADE_UP}"],
        [AS_OF],
        ["เลขทะเบียน", "เลขประจำตัวประชาชน", "ชื่อผู้ผลิต/ผู้ประกอบการ", "ประเภท", "อำเภอ",
         "ปีที่ลงทะเบียน", "วันที่ลงทะเบียน"],
    ]

    def add(code: str, number: int, year: int, day: Value, year_as: Value = None) -> None:
        person = 9_999_900_000_000 + int(code) * 1_000 + number
        name = "ตัวอย่าง " + thai(f"{code[2:]}-{number}")
        rows.append([
            int(code) * 1_000 + number, str(person) if number % 2 else person, f"กลุ่ม{name}",
            "กลุ่ม" if number % 3 else "รายเดียว", f"อำเภอ{NAMES[code]}", year_as or year, day,
        ])

    for code, (base, new) in PRODUCERS.items():
        for number in range(1, base + 1):
            if number % 2:
                add(code, number, 2557, dt.date(2014, 1 + number % 12, 10))
            else:
                add(code, number, 2558, f"10/{1 + number % 12:02}/2558", thai(2558))
            if number % 10 == 0:  # registered again
                add(code, number, 2561, dt.date(2018, 2, 10))
        add(code, base + 1, 2559, dt.date(2559, 6, 1))  # a date cell whose year was typed in พ.ศ.
        for number in range(base + 2, base + 2 + new):
            add(code, number, 2561, "15 ม.ค. 61" if number % 2 else "๑๕ มกราคม ๒๕๖๑", "ปี ๒๕61")
    write_xlsx(folder / "ทะเบียน OTOP.xlsx", [Sheet("ทะเบียน", rows, 2, 1, [(0, 0, 0, 6)])])


# --- ตัวชี้วัดที่ 5 and 8 -------------------------------------------------------------------------

ITEMS_5 = (
    (1, "มีแผนปฏิบัติการขับเคลื่อนการพัฒนาเศรษฐกิจฐานรากและประชารัฐ"),
    (2, "มีการลงพื้นที่ทำการขับเคลื่อนงาน"),
    (3, "มีการคัดเลือกกลุ่มเป้าหมาย"),
    (3, "มีการจัดทำฐานข้อมูลกลุ่มเป้าหมาย"),
    (4, "มีการขับเคลื่อนให้จังหวัดดำเนินการตามแผนปฏิบัติการภายใต้กลไกของ คสป."),
    (4, "มีการรวบรวมผลการขับเคลื่อนงานเป็นประจำทุกเดือน"),
    (5, "จำนวนกลุ่มเป้าหมายที่ได้รับประโยชน์"),
    (5, "จำนวนกลุ่มที่มีรายได้เพิ่มขึ้น"),
)
ANSWERS_5 = {
    "2701": "✓ ✓ ✓ ✓ ✓ ✓ 3 2", "2702": "✓ ✓ ✓ ✓ ✓ ✓ 2 0", "2703": "/ / / / / / 0 0",
    "2704": "มี มี มี มี มี ไม่มี 1 0", "2705": "1 1 1 0 1 1 0 0",
    "2706": "ใช่ ไม่ใช่ ไม่ใช่ ไม่ใช่ ไม่ใช่ ไม่ใช่ ๐ ๐", "2707": "✗ - - - - - - -",
    "2708": "Y Y Y Y Y Y 1 1", "2709": "✔ ✔ ✔ ✔ ✔ ✔ ๒ ๑",
}


def grassroots(folder: Path) -> None:
    """The wide form: a column a district, in an order of its own."""
    order = ("2709", "2701", "2702", "2703", "2704", "2705", "2706", "2707", "2708")
    spelt = {"2701": "เมือง", "2704": APART, "2707": DOUBLED}
    rows: list[Row] = [
        [f"แบบรายงานขั้นตอนการดำเนินงาน ตัวชี้วัดที่ 5 {MADE_UP}"],
        [AS_OF],
        ["ตัวชี้วัดที่", "ระดับที่", "รายการ", *(f"อ.{spelt.get(code, NAMES[code])}" for code in order)],
    ]
    for place, (level, item) in enumerate(ITEMS_5):
        answers: Row = [ANSWERS_5[code].split()[place] for code in order]
        rows.append([5, level, item, *answers])
    rows.append([FOOTER])
    note = Sheet("กระดาษทด", [["ทดเลข (ข้อมูลสมมติ)"], ["โทรตามอำเภอที่ยังไม่ส่ง"]], 1, 0)
    write_xlsx(folder / "ขับเคลื่อนเศรษฐกิจฐานราก.xlsx", [Sheet("KPI5", rows, 2, 1), note])


ITEMS_8 = (
    ("1", "มีฐานข้อมูลกองทุนชุมชน"),
    ("1", "มีคณะทำงานจัดการกองทุนชุมชน"),
    ("1", "ประชุมสร้างความเข้าใจให้คณะทำงาน"),
    ("2", "มีแผนปฏิบัติการขับเคลื่อนการดำเนินงานกองทุนชุมชนหนุนเสริมสัมมาชีพ"),
    ("3-5", "ร้อยละการดำเนินงานตามแผน"),
    ("5", "สรุปผลการดำเนินงานและรายงานผลตามแบบฟอร์มที่กรมฯ กำหนด"),
)
ANSWERS_8 = {
    "2701": "ใช่ ใช่ ใช่ มี 96.50 ใช่", "2702": "มี มี ใช่ มี ๙๕.๐๐ ใช่",
    "2703": "มี มี ใช่ มี 96% ไม่ใช่", "2704": "- - - - - -",
    "2705": "✓ ✓ ✓ ✓ 85.5 ✗", "2706": "มี มี ใช่ ไม่มี 92 ไม่ใช่",
    "2707": "มี ไม่มี ใช่ มี 90 ใช่", "2708": "1 1 1 1 80 0", "2709": "Y Y Y Y 79.99 N",
}


def community_fund(folder: Path) -> None:
    """The long form: a row an item and district."""
    rows: list[Row] = [
        [f"แบบรายงานขั้นตอนการดำเนินงาน ตัวชี้วัดที่ 8 {MADE_UP}"],
        [AS_OF],
        ["ตัวชี้วัดที่", "ระดับที่", "ขั้นตอนการดำเนินงาน", "อำเภอ", "ผลการดำเนินงาน"],
    ]
    for code in DISTRICTS:
        for (level, item), answer in zip(ITEMS_8, ANSWERS_8[code].split(), strict=True):
            rows.append([8, level, item, f"อำเภอ {NAMES[code]}\u00a0", answer])
    write_csv(folder / "กองทุนชุมชน.csv", Sheet("", rows), "utf-8-sig")


# --- ตัวชี้วัดที่ 6 --------------------------------------------------------------------------------

VILLAGES = {  # supported and target, a village each; โคกสูง sent nothing
    "2701": ((60, 60), (50, 50), (40, 40), (50, 50)), "2702": ((50, 50), (50, 50), (50, 50)),
    "2703": ((48, 50), (46, 50), (44, 50), (44, 50)), "2704": ((40, 50), (40, 50), (35, 50), (45, 50)),
    "2705": ((35, 50), (30, 50), (40, 50), (35, 50)), "2706": ((35, 50), (34, 50), (34, 50), (35, 50)),
    "2707": ((30, 50), (29, 50), (30, 50), (30, 50)), "2709": ((50, 50), (50, 50), (50, 50), (49, 50)),
}


def _villages(code: str, headings: Row) -> Sheet:
    """One district's villages; the title names the district, no column does."""
    rows: list[Row] = [
        [f"สัมมาชีพชุมชน อำเภอ{DOUBLE_E if code == '2701' else NAMES[code]} {MADE_UP}"], [AS_OF], headings,
    ]
    for place, (supported, target) in enumerate(VILLAGES[code], 1):
        rows.append([f"ตัวอย่าง {(place + 1) // 2}", f"บ้านตัวอย่าง หมู่ {thai(place)}", target, supported])
    done, target = (sum(pair[n] for pair in VILLAGES[code]) for n in (0, 1))
    rows.append(["รวม", None, target, done])
    return Sheet(f"อ.{NAMES[code]}", rows, 2, 1, [(0, 0, 0, 3)])


def livelihood(folder: Path) -> None:
    """Five districts a sheet each, three in files of their own."""
    usual: Row = ["ตำบล", "หมู่บ้าน", "เป้าหมาย\n(คน)", "ได้รับการส่งเสริม\n(คน)"]
    other: Row = ["ตำบล", "หมู่บ้าน", "ประชาชนเป้าหมาย", "ได้รับการส่งเสริมอาชีพ"]
    together = [_villages(code, usual) for code in DISTRICTS[:5]]
    write_xlsx(folder / "สัมมาชีพ 5 อำเภอ.xlsx", together)
    write_html(folder / "สัมมาชีพ อรัญประเทศ.xls", _villages("2706", other))
    write_csv(folder / "สัมมาชีพ เขาฉกรรจ์.csv", _villages("2707", other))
    write_xls(folder / "สัมมาชีพ วังสมบูรณ์.xls", [_villages("2709", usual)])
    shutil.copyfile(folder / "สัมมาชีพ เขาฉกรรจ์.csv", folder / "สำเนาของ สัมมาชีพ เขาฉกรรจ์.csv")


# --- ตัวชี้วัดที่ 7 --------------------------------------------------------------------------------

FUND = {  # allocated, disbursed, the percentage that the file states, recorded in SARA
    "2701": (1_000_000, 850_000, "85.00", "ถูกต้อง ครบถ้วน"),
    "2702": (900_000, 720_000, "80.00", "ไม่ครบถ้วน"),
    "2703": (2_500_000, 1_750_100, "70.00", "ครบถ้วน"),
    "2704": (800_000, 520_000, "65.00", "ครบถ้วน"),
    "2705": (1_000_000, 599_900, "59.99", "ครบถ้วน"),
    "2706": (700_000, 280_000, "45.00", "ไม่ครบถ้วน"),  # its counts make 40.00
    "2707": (800_000, 604_000, "75.50", "ดำเนินการแล้ว"),
    "2708": (600_000, 480_000, "80.00", "ครบถ้วน"),
    "2709": (1_000_000, 700_100, "70.01", "-"),
}


def women_fund(folder: Path) -> None:
    """A page saved as .xls, with one district's name misspelt."""
    rows: list[Row] = [
        [f"กองทุนพัฒนาบทบาทสตรี ระบบ SARA จังหวัดสระแก้ว {MADE_UP}", None, None, None, None, None],
        [THAI_AS_OF, None, None, None, None, None],
        ["ลำดับ", "อำเภอ", "งบประมาณจัดสรร (บาท)", "เบิกจ่ายแล้ว (บาท)", "ร้อยละ",
         "สถานะการบันทึก SARA"],
    ]
    for place, (code, (allocated, disbursed, percent, recorded)) in enumerate(FUND.items(), 1):
        name = MISSPELT if code == "2708" else f"{NAMES[code]} "
        rows.append([thai(place), name, money(allocated), money(disbursed), f"{percent}%", recorded])
    totals = [money(sum(row[n] for row in FUND.values())) for n in (0, 1)]
    rows += [[None, "รวม", *totals, None, None], [None, FOOTER, None, None, None, None]]
    merged = [(0, 0, 0, 5), (1, 0, 1, 5)]
    write_html(folder / "SARA.xls", Sheet("", rows, 2, 1, merged))


# --- ตัวชี้วัดที่ 9 --------------------------------------------------------------------------------

HOUSEHOLDS = {  # collected and target, a tambon each
    "2701": ((12_000, 12_000), (7_970, 8_000)), "2702": ((10_001, 10_000), (10_000, 10_000)),
    "2703": ((7_000, 7_000), (5_000, 5_000)), "2704": ((9_950, 10_000), (9_971, 10_000)),
    "2705": ((4_970, 5_000), (4_971, 5_000)), "2706": ((4_970, 5_000), (4_970, 5_000)),
    "2707": ((4_750, 5_000), (4_750, 5_000)), "2708": ((4_990, 5_000), (4_991, 5_000)),
    "2709": ((5_000, 5_000), (5_000, 5_000)),
}


def _households(codes: Sequence[str], as_of: str) -> Sheet:
    rows: list[Row] = [
        [None, f"ผลการจัดเก็บข้อมูล จปฐ. ปี ๒๕61 {MADE_UP}"],
        [None, as_of],
        [None, "รหัสอำเภอ", "อำเภอ", "ตำบล", "ครัวเรือน\nเป้าหมาย", "จัดเก็บแล้ว", "ร้อยละ"],
        [None, 1, 2, 3, 4, 5, 6],
    ]
    merged = [(0, 1, 0, 6), (1, 1, 1, 6)]
    for code in codes:
        counts = HOUSEHOLDS[code]
        last = len(rows) + len(counts) - 1
        merged += [(len(rows), 1, last, 1), (len(rows), 2, last, 2)]
        for place, (collected, target) in enumerate(counts, 1):
            rows.append([
                None, float(code) if place == 1 else None, NAMES[code] if place == 1 else None,
                f"ตัวอย่าง {place}", target, collected, round(collected * 100 / target, 2),
            ])
    sums = [sum(pair[n] for code in codes for pair in HOUSEHOLDS[code]) for n in (1, 0)]
    rows.append([None, None, "รวมทั้งจังหวัด" if len(codes) > 1 else "รวม", None, *sums, None])
    return Sheet("จปฐ", rows, 2, 1, merged)


def basic_needs(folder: Path) -> None:
    """Eight districts in time, the ninth a day late."""
    write_xls(folder / "จปฐ 2561.xls", [_households(DISTRICTS[:8], AS_OF)])
    late = _households(("2709",), "ข้อมูล ณ วันที่ 1 เมษายน 2561")
    write_xlsx(folder / "จปฐ วังสมบูรณ์ (ส่งช้า).xlsx", [late])


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "input"
    if folder.exists():
        shutil.rmtree(folder)
    general, support = folder / "ฝ่ายอำนวยการ", folder / "กลุ่มงานส่งเสริมฯ"
    roster(folder)
    exemptions(folder)
    allocation(general)
    payments(general)
    bpm(folder)
    sales(support / "DOC")
    register(support)
    grassroots(folder / "กลุ่มงานยุทธศาสตร์ฯ")
    community_fund(support)
    livelihood(support / "สัมมาชีพ")
    women_fund(support)
    basic_needs(folder / "กลุ่มงานสารสนเทศฯ")
    (folder / "ดาวน์โหลดค้าง.tmp").write_bytes("ข้อมูลสมมติ".encode())


if __name__ == "__main__":
    main()
