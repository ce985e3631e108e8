"""Made-up provinces whose figures are all right, and lie near what checks look for: no two alike."""

import random

import province

Rows = province.Rows
PLACES = {"สระแก้ว": province.DISTRICTS, "ระนอง": {
    "8501": "เมืองระนอง", "8502": "ละอุ่น", "8503": "กะเปอร์", "8504": "กระบุรี", "8505": "สุขสำราญ"}}
AS_OF = "ข้อมูล ณ วันที่ 31 มีนาคม 2561"


def tables(seed: int) -> dict[str, Rows]:
    """Every export by the name of its file: envelopes that some districts lack, allocations that are
    equal and round, all spent, small districts with months of nothing, fairs, tiny bases, checklists
    all ticked, 20 people a village, จปฐ. that pass 100 a little."""
    chance = random.Random(seed)
    name = sorted(PLACES)[seed % len(PLACES)]
    places = PLACES[name]
    plain = province.tables(places, name)
    return {
        "roster": plain["roster"], **_envelopes(chance, list(places.values())),
        "bpm": _bpm(chance, list(places.values())), "sales": _sales(chance, list(places.values())),
        "register": _register(chance, places), "progress": _progress(chance, list(places.values())),
        "livelihood": _livelihood(chance, list(places.values())),
        "sara": _money(chance, list(places.values()), "งบประมาณจัดสรร", AS_OF, chance.random() < 0.5),
        "basic_needs": _basic_needs(chance, list(places.values())),
    }


def _money(
    chance: random.Random, names: list[str], allocated: str, title: str, equal: bool, lacking: float = 0.0
) -> Rows:
    base = chance.randrange(200_000, 2_000_000, 1000)
    rows: Rows = [[title], ["อำเภอ", allocated, "เบิกจ่าย", *(["บันทึกในระบบ SARA"] if lacking == 0 else [])]]
    for name in names:
        money = base if equal else chance.randrange(50_000, 3_000_000, chance.choice((10, 1000)))
        share = chance.choice((1, 0.7, chance.uniform(0.5, 1.1)))
        if chance.random() >= lacking:
            rows.append([name, money, round(money * share, 2), *(["ใช่"] if lacking == 0 else [])])
    return rows


def _envelopes(chance: random.Random, names: list[str]) -> dict[str, Rows]:
    made = {}
    for envelope in range(chance.randint(1, 3)):
        title = f"งบ{'กขค'[envelope]}"
        rows = _money(chance, names, "จัดสรร", title, chance.random() < 0.3, 0.15 if envelope else 0.001)
        made[title] = [rows[0], ["ข้อมูล ณ วันที่ 27 มีนาคม 2561"], *rows[1:]]
    return made


def _bpm(chance: random.Random, names: list[str]) -> Rows:
    rows: Rows = [[AS_OF], ["อำเภอ", "กิจกรรม/โครงการ", "จำนวนขั้นตอนตามแผน", "จำนวนขั้นตอนที่แล้วเสร็จ"]]
    for name in names:
        for activity in range(chance.randint(1, 5)):
            planned = chance.randint(3, 12)
            rows.append([name, f"กิจกรรม {activity}", planned, planned - chance.choice((0, 0, 1, 2))])
    return rows


def _sales(chance: random.Random, names: list[str]) -> Rows:
    rows: Rows = [[AS_OF], ["ปีงบประมาณ", "เดือน", "อำเภอ", "รายการข้อมูล", "ค่าข้อมูล", "หน่วย"]]
    season = [chance.uniform(0.6, 1.8) for _ in province.MONTHS]
    for place, name in enumerate(names):
        small = place % 4 == 3
        level, growth = (2_000, 4) if small else (10 ** chance.uniform(5, 6.6), chance.uniform(0.9, 1.5))
        fair = chance.randrange(6) if chance.random() < 0.3 else None
        before = [level * part * chance.uniform(0.7, 1.5) for part in season]
        now = [value * growth * chance.uniform(0.8, 1.25) for value in before]
        if fair is not None:
            before[fair], now[fair] = before[fair] * 5, now[fair] * 6
        if small:
            for empty in chance.sample(range(6), 2):
                before[empty] = 0
            now[chance.randrange(6)] = 0
        rows += [[year, month, name, province.ITEM, round(value, -2 if small else 0), "บาท"]
                 for year, values in ((2560, before), (2561, now))
                 for month, value in zip(province.MONTHS, values, strict=True)]
    return rows


def _register(chance: random.Random, places: dict[str, str]) -> Rows:
    rows: Rows = [[AS_OF], ["เลขทะเบียน", "ชื่อผู้ผลิต/ผู้ประกอบการ", "ประเภท", "อำเภอ",
                            "ปีที่ลงทะเบียน", "วันที่ลงทะเบียน"]]
    for place, (code, name) in enumerate(places.items()):
        years = (2557,) if place % 4 == 3 else (2557, 2558)  # a small one has none of one year
        for number in range(chance.randint(10, 40)):
            year = chance.choice(years)
            rows.append([f"{code}-{number:05}", "กลุ่มตัวอย่าง", "กลุ่ม", name, year, f"1/6/{year}"])
        rows.append([f"{code}-N1", "กลุ่มตัวอย่าง", "กลุ่ม", name, 2561, "15/01/2561"])
    return rows


def _progress(chance: random.Random, names: list[str]) -> Rows:
    rows: Rows = [[AS_OF], ["ตัวชี้วัดที่", "ระดับที่", "รายการ", *names]]
    percentages = chance.choice(([100], [95, 96.5, 80, 99.99], [0, 60, 100], [1.5, 50, 80]))
    for kpi, items in province.ITEMS.items():
        for item in items:
            if item.startswith("ร้อยละ"):
                said: list[object] = [chance.choice(percentages) for _ in names]
            else:
                said = [1 if item.startswith("จำนวน") else "✓" for _ in names]
            rows.append([kpi, 1, item, *said])
    return rows


def _livelihood(chance: random.Random, names: list[str]) -> Rows:
    rows: Rows = [[AS_OF], ["อำเภอ", "ตำบล", "หมู่บ้าน", "เป้าหมาย (คน)", "ได้รับการส่งเสริม (คน)"]]
    all_twenty = chance.random() < 0.5
    for name in names:
        for village in range(chance.randint(2, 6)):
            target = 20 if all_twenty else chance.randint(15, 40)
            done = 20 if all_twenty else target - chance.choice((0, 0, 1, 3, -2))
            rows.append([name, "ตัวอย่าง", f"หมู่ {village}", target, done])
    return rows


def _basic_needs(chance: random.Random, names: list[str]) -> Rows:
    rows: Rows = [[AS_OF], ["อำเภอ", "ตำบล", "ครัวเรือนเป้าหมาย", "จัดเก็บแล้ว"]]
    over = chance.random() < 0.4  # all pass 100 a little
    for name in names:
        for tambon in range(chance.randint(2, 6)):
            target = chance.randint(300, 4000)
            rows.append([name, f"ตำบล {tambon}", target,
                         target + (chance.randint(0, target // 60) if over else -chance.randint(0, target // 50))])
    return rows
