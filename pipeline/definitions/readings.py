"""Loads the readings of a round, ``reading.toml``: unclear wording, and both ways to take it."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from pipeline.definitions.blocks import TomlTable
from pipeline.model.agreement import Kpi
from pipeline.model.frame import Section
from pipeline.model.level import Bound, Reading, Threshold
from pipeline.thai.digits import shortest, to_arabic

_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")


def load_readings(
    block: TomlTable, kpis: Mapping[int, Kpi], sections: Sequence[Section]
) -> tuple[Reading, ...]:
    """The readings in the file, each of these KPIs (by number); what is wrong is noted by key."""
    tables = block.blocks("readings")
    readings = tuple(_reading(b, kpis, sections) for b in tables)
    block.done()
    ids = [reading.id for reading in readings]
    for table, reading in zip(tables, readings, strict=True):
        if ids.count(reading.id) > 1 and not table.faulty:
            table.wrong("id", f"มี “{reading.id}” ซ้ำกัน ตั้งชื่อให้ต่างกัน")
    return readings


def _reading(block: TomlTable, kpis: Mapping[int, Kpi], sections: Sequence[Section]) -> Reading:
    numbers = tuple(block.take("kpis", list))
    if lacking := [str(number) for number in numbers if number not in kpis]:
        block.wrong("kpis", f"ไม่มีตัวชี้วัดที่ {', '.join(lacking)} ลบเลขนั้นออก หรือลบการตีความทั้งข้อถ้ารอบนี้ไม่ใช้")
    shares = block.block("shares", {})
    bounds = block.blocks("bounds", ())
    reading = Reading(
        id=block.text("id"),
        kpis=numbers,
        question=block.text("question"),
        chosen=block.text("chosen"),
        reason=block.text("reason"),
        other=block.text("other"),
        use=block.one_of("use", ("chosen", "other"), "chosen"),  # type: ignore[arg-type]  # one_of
        flag=block.text("flag", "reading"),
        bounds=tuple(_bound(b, kpis, numbers) for b in bounds),
        round_first=block.take("round_first", bool, None),
        below_first=block.take("below_first", int, None),
        interpolated=block.take("interpolated", bool, None),
        shares={key: shares.sure_number(key) for key in list(shares.data)},
    )
    block.done()
    if not block.faulty:
        _check(block, reading, kpis, sections)
    return reading


def _bound(block: TomlTable, kpis: Mapping[int, Kpi], numbers: Sequence[int]) -> Bound:
    bound = Bound(
        kpi=block.whole("kpi"),
        level=block.whole("level"),
        at_least=block.number("at_least", None),
        more_than=block.number("more_than", None),
    )
    block.done()
    kpi = kpis.get(bound.kpi)
    if block.faulty:
        return bound
    if bound.kpi not in numbers:
        block.wrong("kpi", f"ตัวชี้วัดที่ {bound.kpi} ไม่อยู่ใน kpis ของข้อนี้ เพิ่มใน kpis หรือแก้เลข")
    elif kpi is not None and not 1 <= bound.level <= len(kpi.levels):  # a KPI that is not there is told in kpis
        block.wrong("level", f"ไม่มีระดับที่ {bound.level} ในตัวชี้วัดที่ {bound.kpi} ซึ่งมี {len(kpi.levels)} ระดับ แก้เลขระดับ")
    elif (bound.at_least is None) == (bound.more_than is None):
        block.wrong("at_least", "ต้องมี at_least หรือ more_than อย่างเดียว")
    return bound


def _check(
    block: TomlTable, reading: Reading, kpis: Mapping[int, Kpi], sections: Sequence[Section]
) -> None:
    """The other way changes something, keeps what an agreement must keep, and its words give its numbers."""
    for number in reading.kpis if reading.interpolated else ():
        if any(level.bound is None or level.needs for level in kpis[number].levels):
            block.wrong("interpolated", f"ใช้กับตัวชี้วัดที่ {number} ไม่ได้ ทุกระดับต้องมีขอบล่างและไม่มีรายการอื่น")
    if reading.below_first not in (None, 0, 1):
        block.wrong("below_first", f"ผลที่ไม่ถึงระดับที่ 1 ได้ 0 หรือ 1 เท่านั้น (พบ {reading.below_first})")
    if reading.shares:
        if set(reading.shares) != {section.id for section in sections}:
            block.wrong("shares", f"ต้องมีทุกส่วน: {', '.join(section.id for section in sections)}")
        elif sum(reading.shares.values()) != 100:
            block.wrong("shares", f"รวมกันได้ {sum(reading.shares.values())} ต้องได้ 100")
    if not any((reading.bounds, reading.shares, reading.round_first is not None,
                reading.below_first is not None, reading.interpolated is not None)):
        block.wrong("other", "ไม่มีสิ่งใดต่างจาก chosen ใส่ bounds, round_first, below_first, interpolated หรือ shares")
    for kpi in {bound.kpi for bound in reading.bounds}:
        _check_rising(block, reading, kpis[kpi])
    stated = _numbers(reading.other)
    for value in _changed(reading):
        if value not in stated:
            block.wrong("other", f"ไม่มีจำนวน {shortest(value)} ที่การตีความนี้ใช้ แก้ถ้อยคำหรือจำนวนให้ตรงกัน")


def _check_rising(block: TomlTable, reading: Reading, kpi: Kpi) -> None:
    other = {bound.level: bound for bound in reading.bounds if bound.kpi == kpi.number}
    before: Threshold | None = None
    for level in kpi.levels:
        changed = other.get(level.level)
        bound = level.bound if changed is None else changed.bound
        if bound is not None and before is not None and (bound.floor != before.floor or bound.rank < before.rank):
            block.wrong("bounds", f"ระดับที่ {level.level} ของตัวชี้วัดที่ {kpi.number} ไม่ยากกว่าระดับก่อนหน้า")
        before = bound or before


def _changed(reading: Reading) -> list[Decimal]:
    """The numbers that the other way brings in."""
    bounds = [bound.bound.value for bound in reading.bounds if bound.bound is not None]
    first = [Decimal(reading.below_first)] if reading.below_first is not None else []
    return [*bounds, *first, *reading.shares.values()]


def _numbers(text: str) -> set[Decimal]:
    return {Decimal(one.replace(",", "")) for one in _NUMBER.findall(to_arabic(text))}
