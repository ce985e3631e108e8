"""A made-up agreement with criteria of every shape, and measurements at the edges of each."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from cards import AGREEMENT, DAY

from pipeline.ladder import step
from pipeline.measure import MEASURES
from pipeline.model.agreement import Agreement, Formula, Kpi, Measure, Missing
from pipeline.model.cells import Origin
from pipeline.model.item import Item
from pipeline.model.level import Level, Target
from pipeline.model.observation import District, Evidence, Measurement, Part
from pipeline.model.score import Scorecard
from pipeline.model.words import target_name
from pipeline.score import score
from pipeline.thai.calendar import serial
from pipeline.units import RATES, printed, usual_places

D = Decimal


def missing(measurement: Measurement, of: Kpi, target: Decimal) -> Missing:
    """What is missing, of a measure that is made up."""
    lacking = abs(target - (measurement.result or D(0)))
    return Missing(lacking, of.unit, (f"{'ลด' if of.falls else 'เพิ่ม'}อีก {printed(lacking, '', of.places)} {of.unit}",)) if lacking else Missing()


OF_TWO = replace(MEASURES["ratio_of_sums"], missing=missing)
LIST, OF_PARTS = MEASURES["checklist"], MEASURES["parts"]
PLAIN = replace(OF_TWO, name="sum", pools=False)  # measures as far as the workbooks know them
TALLY = replace(LIST, name="items_done", missing=missing, milestones=False, tallies=True)
GIVEN = replace(OF_TWO, name="given", pools=False, given=True)


def rungs(kind: str, *bounds: object, numbers: Sequence[int] = (1, 2, 3, 4, 5), points: Sequence[str] = ()) -> tuple[Level, ...]:
    """Levels with bounds of one kind."""
    return tuple(
        Level(number, f"{kind} {bound}", **{kind: D(str(bound))}, points=D(points[n]) if points else None)  # type: ignore[arg-type]
        for n, (number, bound) in enumerate(zip(numbers, bounds, strict=False))
    )


def kpi(number: int, unit: str, levels: Sequence[Level], measure: Measure = PLAIN, **more: Any) -> Kpi:
    """A KPI; its section and day are those of the first of the round."""
    formula = Formula(measure=measure, **more.pop("formula", {}))
    more.setdefault("places", usual_places(unit))
    names = {"name": f"ตัวชี้วัด {more.get('part', number)} ({unit})", "goal": "เป้าหมาย", "weight": D(5), "data_source": "ระบบ"}
    return Kpi(
        number, more.pop("section", "team" if number < 10 else "individual"), names["goal"], more.pop("name", names["name"]),
        more.pop("weight", names["weight"]), names["data_source"], AGREEMENT.end, formula, tuple(levels), unit=unit, **more)


def days(*dates: int) -> tuple[Level, ...]:
    return rungs("at_most", *(serial(dt.date(2018, 9, day)) for day in dates))


def ticks(*names: str) -> tuple[Item, ...]:
    return tuple(Item(name, "yes/no", "form.answer", (f"ข้อ {name}",)) for name in names)


def milestones(*names: str) -> tuple[Level, ...]:
    return tuple(Level(n, f"ขั้น {name}", needs=(name,)) for n, name in enumerate(names, 1))


def own(number: int, kind: Any, plus: str | None = None) -> Level:
    return Level(number, f"เป้าหมายของอำเภอ {number}", target=Target(kind, None if plus is None else D(plus)))


FULL = rungs("at_least", 40, 50, 60, 70, 80)
LATE = Item("day", "date", "form.answer", ("วันที่ส่งรายงาน",))
MET = tuple(Level(n, f"ขั้น {n}", needs=(f"m{n}",)) for n in (1, 2))
KPIS: Mapping[int, Kpi] = {one.number: one for one in (
    kpi(1, "ร้อยละ", rungs("at_most", 25, 20, 15, 10, 5), OF_TWO, name="หนี้ค้างชำระ"),
    kpi(2, "บาท", rungs("at_least", "1150400.25", 1202170, 1256270, numbers=(1, 3, 5)), name="ยอดจำหน่าย", below_first=0),
    kpi(3, "คน", rungs("less_than", 30, 20, 10, numbers=(1, 2, 3)), name="ผู้เสียชีวิต"),
    kpi(4, "วันที่", days(30, 25, 20, 15, 10), LIST, items=(LATE,), formula={"result": "day"}, name="วันที่ส่งรายงาน"),
    kpi(5, "ระดับ", milestones("a", "b", "c", "d"), LIST, items=ticks(*"abcd"), name="สี่ขั้น"),
    kpi(6, "ล้านบาท", rungs("more_than", "98.72", "98.84", "98.90", numbers=(1, 2, 3), points=("50", "75", "100")), name="สามค่าเป้าหมาย"),
    kpi(7, "ร้อยละ", rungs("at_least", 20, 40, 60, 80, 100), OF_TWO, interpolated=True, name="ตามสัดส่วน"),
    kpi(8, "ต่อแสนคน", rungs("at_most", 30, 24, 18, points=("1", "2.5", "5")), OF_TWO, places=2, interpolated=True, name="ตามสัดส่วน ยิ่งน้อยยิ่งดี"),
    kpi(9, "บาท", (Level(0, "ต่ำกว่าฐาน"), own(1, "more_than"), *(own(n, "at_least") for n in (2, 3, 4, 5))), target_source="targets.target", name="เป้าหมายรายอำเภอ"),
    kpi(10, "ร้อยละ", tuple(own(n, "at_least", str(5 * n - 15)) for n in range(1, 6)), OF_TWO, target_source="targets.target", weight_source="targets.weight", name="รอบเป้าหมาย"),
    kpi(11, "คะแนน", (*MET, *rungs("at_least", 70, 80, 90, numbers=(3, 4, 5))), OF_PARTS, items=tuple(Item(f"m{n}", "yes/no", "form.answer", (f"ขั้นที่ {n}",)) for n in (1, 2)),
        name="กองทุน", parts=(
            kpi(11, "ร้อยละ", rungs("at_least", 70, 80, 90, 100, numbers=(1, 2, 3, 4), points=("10", "20", "30", "40")), OF_TWO, part="A", weight=D(1), name="เบิกจ่าย"),
            kpi(11, "ร้อยละ", rungs("at_least", 40, 60, 80, numbers=(1, 2, 3), points=("10", "20", "30")), OF_TWO, part="B", weight=D(1), name="ชำระคืน", absent_to="C"),
            kpi(11, "ร้อยละ", rungs("at_most", 25, 15, 5, numbers=(1, 2, 3), points=("10", "20", "30")), OF_TWO, part="C", weight=D(1), name="หนี้ค้าง"))),
    kpi(12, "คะแนน", rungs("at_least", 1, "1.5", 2, "2.5", 3), OF_PARTS, formula={"combine": "mean"}, name="เฉลี่ย", parts=(
        kpi(12, "ครั้ง", rungs("at_least", 1, 2, 4), part="A", weight=D(2), name="ประชุม"),
        kpi(12, "คะแนน", (), part="B", weight=D(1), top=D(5), name="คะแนนที่รายงาน"))),
    kpi(13, "คะแนน", rungs("at_least", 1, 2, 3), OF_PARTS, formula={"combine": "best"}, name="ดีที่สุด", parts=(
        kpi(13, "คน", rungs("at_least", 10, 20, 30), part="A", weight=D(1), name="ผู้เข้าร่วม"),
        kpi(13, "วัน", rungs("at_most", 9, 6, 3), part="B", weight=D(1), name="วันที่ใช้"))),
    kpi(14, "ร้อยละ", rungs("at_least", 80, 85, 90, 95), OF_TWO, top=D(5), name="มีรายการหัก", deductions=(
        kpi(14, "สัญญา", (Level(0, "ไม่มี"), *rungs("at_least", 1, 5)), part="X", weight=D(1), name="สัญญาค้างชำระ"),)),
    kpi(15, "ประเด็น", rungs("at_least", 1, 2, 3, 4, 5), TALLY, items=ticks(*"vwxyz"), name="ห้าประเด็น"),
    kpi(16, "คะแนน", rungs("at_least", 1, 2, 3, 4, "4.5"), PLAIN, name="เฉลี่ยคะแนนของหน่วย"),
    kpi(17, "ร้อยละ", rungs("at_least", 0, 5, 10), replace(OF_TWO, pools=False, changes=True), name="ลดลงจากฐาน"),
    kpi(19, "ระดับ", tuple(Level(n, f"ระดับคุณภาพ {n}") for n in range(1, 6)), GIVEN, name="ผู้ตรวจให้เป็นคะแนน"),
    kpi(18, "ระดับ", tuple(Level(n, f"ระดับคุณภาพ {n}") for n in range(1, 6)), GIVEN, name="ผู้ตรวจให้"),
)}
SHAPES: Agreement = replace(
    AGREEMENT, readings=(), out_of=5, kpis=tuple(KPIS.values()), written=None,
    sections=tuple(replace(one, share=D(50)) for one in AGREEMENT.sections))


# --- measurements ------------------------------------------------------------------------------


def cell(letter: str, row: int = 4) -> Origin:
    return Origin("ผลงาน.xlsx", "ข้อมูล", f"{letter}{row}")


def named(name: str, value: Decimal, unit: str, letter: str, cells: int = 1) -> Evidence:
    """A figure of one cell or of some."""
    rest = value - (cells - 1)
    parts = tuple(Part(rest if n == 0 else D(1), cell(letter, 4 + n), f"แถว {n}" if cells > 1 else "", DAY) for n in range(cells))
    return Evidence(name, value, unit, 2 if unit == "บาท" else 0, "", tuple(part.origin for part in parts), parts)


def made(one: Kpi, result: Decimal) -> Measurement:
    """A measurement of a KPI or part that comes to this result."""
    base, extra = D(20000), dict[str, Any]()
    if one.formula.measure.name == "checklist":
        extra = {"answers": (("day", result),), "evidence": (Evidence("วันที่ส่งรายงาน", result, "", 0, "", (cell("D"),)),)}
    elif one.formula.measure.tallies:
        done = [(item.id, D(n < result)) for n, item in enumerate(one.items)]
        facts = tuple(Evidence(item.name, yes, "", 0, "ใช่" if yes else "ไม่ใช่", (cell("E", n),))
                      for n, (item, (_, yes)) in enumerate(zip(one.items, done, strict=True), 4))
        extra = {"answers": tuple(done), "evidence": (Evidence("จำนวนประเด็นที่ทำได้", result, "ประเด็น"), *facts)}
    elif one.number == 16:
        extra = {"evidence": (
            named("คะแนนของทุกหน่วยรวมกัน", result * 3, "คะแนน", "D", 3), Evidence("จำนวนแถวที่เฉลี่ย", D(3), "แถว"))}
    elif one.number == 6:
        extra = {"evidence": (named("ยอดที่รายงาน", result * 10**6, "บาท", "D", 2),)}
    elif one.number == 17:
        now = base - result * base / 100
        extra = {"numerator": base - now, "denominator": base, "evidence": (
            Evidence("ใช้ปีนี้ ลดลงจาก ปีฐาน", base - now, "หน่วย", 2), named("ปีฐาน", base, "หน่วย", "E"), named("ใช้ปีนี้", now, "หน่วย", "D"))}
    elif one.formula.measure.name == "ratio_of_sums":
        per = RATES.get(one.unit, D(100))
        above = result * base / per
        extra = {"numerator": above, "per": per, "denominator": base, "evidence": (
            named("ตัวตั้ง", above, "บาท", "D", 3), named("ตัวหาร", base, "บาท", "E", 2))}
    else:
        extra = {"evidence": (named("ยอดที่รายงาน", result, one.unit, "D", 1 if one.part else 2),)}
    return Measurement(one.number, "2701", "measured", result=result, **extra)


def targets() -> tuple[tuple[tuple[int, Decimal], ...], tuple[Evidence, ...]]:
    """KPI 9's own targets, and their cells."""
    numbers = tuple((n, D(900000 + 100000 * n)) for n in range(1, 6))
    return numbers, tuple(named(target_name(n), value, "บาท", "TUVWX"[n - 1]) for n, value in numbers)


def edges(one: Kpi) -> Iterator[Decimal]:
    """Results just under, on and over each bound."""
    for level in one.levels:
        if level.bound is not None:
            yield from (level.bound.value + n * step(one) for n in (-1, 0, 1))


def district(place: int) -> dict[int, Measurement]:
    """All measurements of a district: of each KPI the result at one of its edges, over and over."""
    found = {}
    for number, one in KPIS.items():
        resolved = one.with_targets(dict(targets()[0]) if number == 9 else {0: D(80)})
        at = list(edges(resolved)) or [D(place)]
        most = D(len(one.items)) if one.formula.measure.tallies else at[place % len(at)]
        measured = _one(resolved, one, min(at[place % len(at)], most), place)
        found[number] = replace(measured, district="2701")
    return found


def _one(resolved: Kpi, one: Kpi, result: Decimal, place: int) -> Measurement:
    if one.number == 5:
        done = [(item.id, D(n < place % 5)) for n, item in enumerate(one.items)]
        return Measurement(5, "", "measured", answers=tuple(done), evidence=tuple(
            Evidence(one.item(name).name, yes, "", 0, "ใช่" if yes else "ไม่ใช่", (cell("F", n),)) for n, (name, yes) in enumerate(done, 4)))
    if one.number == 9:
        numbers, facts = targets()
        measured = made(one, result)
        return replace(measured, targets=numbers, evidence=(*measured.evidence, *facts))
    if one.number == 10:
        target = named(target_name(0), D(80), "%", "Z")
        measured = made(one, result)
        return replace(measured, targets=((0, D(80)),), weight=D("7.5"), evidence=(*measured.evidence, target))
    if one.number == 19:
        points = D("3.25") + place % 3
        paper = Evidence("ผู้ตรวจและหลักฐาน", None, "", 0, "นางสาวกัลยาณี 28 มี.ค. 61 สก 0019/124", (cell("H"),))
        return Measurement(19, "", "measured", result=points, given=int(points), evidence=(named("คะแนนที่ได้", points, "คะแนน", "I"), paper))
    if one.number == 18:
        paper = Evidence("เอกสารที่ตรวจ", None, "", 0, "รายงานที่ สก 0019/123 ตรวจโดย นางสาวกัลยาณี วันที่ 28 มีนาคม 2561", (cell("H"),))
        return Measurement(18, "", "measured", given=place % 5 + 1, evidence=(paper,))
    if one.parts or one.deductions:
        return _with_parts(one, result, place)
    return made(one, result)


def _with_parts(one: Kpi, result: Decimal, place: int) -> Measurement:
    parts = []
    for n, part in enumerate((*one.parts, *one.deductions)):
        at = list(edges(part)) or [D("3.25")]
        value = at[(place + n) % len(at)]
        measured = made(part, value)
        if part.part == "B" and place % 4 == 3 and one.number != 13:
            measured = Measurement(one.number, "", "exempt", "ไม่ได้รับจัดสรร")
        parts.append((part.part, measured))
    if one.deductions:
        return replace(made(one, result), parts=tuple(parts))
    met = [(item.id, D(place % 7 != n + 5)) for n, item in enumerate(one.items)]
    facts = tuple(Evidence(one.item(name).name, yes, "", 0, "ใช่" if yes else "ไม่ใช่", (cell("G", n),)) for n, (name, yes) in enumerate(met, 4))
    return Measurement(one.number, "", "measured", answers=tuple(met), evidence=facts, parts=tuple(parts))


def shaped(places: Sequence[int], change: Callable[[int, dict[int, Measurement]], None] | None = None,
           agreement: Agreement = SHAPES) -> tuple[Scorecard, ...]:
    """A card for each place."""
    districts = [District(f"27{n:02}", f"อำเภอที่ {n}") for n, _ in enumerate(places, 1)]
    everything = {}
    for one, place in zip(districts, places, strict=True):
        mine = district(place)
        if change:
            change(place, mine)
        everything |= {(one.code, number): replace(m, district=one.code) for number, m in mine.items()}
    return score(everything, agreement, districts, [])[0]
