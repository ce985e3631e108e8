"""Loads the readings of a round, ``reading.toml``: unclear wording, and both ways to take it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from pipeline.definitions.blocks import TomlTable
from pipeline.definitions.levels import load_bounds
from pipeline.definitions.signed import dates, same_words
from pipeline.model.agreement import Kpi
from pipeline.model.frame import Section
from pipeline.model.level import BOUND_KINDS, Bound, Reading, Threshold
from pipeline.thai.calendar import serial
from pipeline.thai.digits import to_arabic
from pipeline.units import exact

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
    number, part, level = block.whole("kpi"), block.text("part", ""), block.whole("level")
    ladder = _ladder(kpis, number, part)
    found = load_bounds(block, ladder.unit if ladder else "")
    values = {kind: value for kind, value in found.items() if value is not None}
    block.done()
    bound = Bound(number, level, part=part, **values)
    if block.faulty:
        return bound
    if number not in numbers:
        block.wrong("kpi", f"ตัวชี้วัดที่ {number} ไม่อยู่ใน kpis ของข้อนี้ เพิ่มใน kpis หรือแก้เลข")
    elif number in kpis and ladder is None:
        block.wrong("part", f"ตัวชี้วัดที่ {number} ไม่มีส่วน “{part}” แก้ชื่อส่วน")
    elif ladder is not None and level not in [one.level for one in ladder.levels]:  # a KPI that is not there is told in kpis
        has = ", ".join(str(one.level) for one in ladder.levels)
        block.wrong("level", f"ไม่มีระดับที่ {level} ในตัวชี้วัดที่ {number} ซึ่งมีระดับ {has} แก้เลขระดับ")
    elif len(values) != 1 or len(found) != 1:
        block.wrong("at_least", f"ต้องมี {', '.join(BOUND_KINDS[:-1])} หรือ {BOUND_KINDS[-1]} อย่างเดียว เป็นจำนวน")
    return bound


def _ladder(kpis: Mapping[int, Kpi], number: int, part: str) -> Kpi | None:
    """A KPI, or the part or deduction of it that is named; None where there is no such."""
    leaves = kpis[number].leaves() if number in kpis else ()
    return next((one for one in leaves if one.part == part), None)


def _check(
    block: TomlTable, reading: Reading, kpis: Mapping[int, Kpi], sections: Sequence[Section]
) -> None:
    """The other way changes something, keeps what an agreement must keep, and its words give its numbers."""
    for number in reading.kpis if reading.interpolated else ():
        if any((level.bound or level.target) is None or level.needs for level in kpis[number].levels):
            block.wrong("interpolated", f"ใช้กับตัวชี้วัดที่ {number} ไม่ได้ ทุกระดับต้องมีเกณฑ์เป็นตัวเลขและไม่มีรายการอื่น")
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
    ladders = {(bound.kpi, bound.part): _ladder(kpis, bound.kpi, bound.part) for bound in reading.bounds}
    for ladder in filter(None, ladders.values()):
        _check_rising(block, reading, ladder)
        own = {level.level: level.bound for level in ladder.levels}
        if all(bound.bound == own.get(bound.level) for bound in reading.bounds if (bound.kpi, bound.part) == (ladder.number, ladder.part)):
            block.wrong("bounds", f"ทุกระดับของตัวชี้วัดที่ {ladder.number} ในอีกทางเหมือนเกณฑ์ที่ใช้อยู่ แก้เกณฑ์ให้ตรงกับถ้อยคำของทางที่ใช้ หรือแก้อีกทาง")
    said = _numbers(reading.other) | {serial(day) for day in dates(same_words(reading.other), 0)}
    for value, unit in _changed(reading, kpis):
        if value not in said:
            block.wrong("other", f"ไม่มีจำนวน {exact(value, unit)} ที่การตีความนี้ใช้ แก้ถ้อยคำหรือจำนวนให้ตรงกัน")


def _check_rising(block: TomlTable, reading: Reading, kpi: Kpi) -> None:
    before: Threshold | None = None
    for level in kpi.levels:
        changed = reading.of(kpi.number, kpi.part, level.level)
        bound = changed[0].bound if changed else level.bound
        if bound is not None and before is not None and (bound.floor != before.floor or bound.rank < before.rank):
            block.wrong("bounds", f"ระดับที่ {level.level} ของตัวชี้วัดที่ {kpi.number} ไม่ยากกว่าระดับก่อนหน้า")
        before = bound or before


def _changed(reading: Reading, kpis: Mapping[int, Kpi]) -> Iterator[tuple[Decimal, str]]:
    """The numbers that the other way brings in, each with the unit that it counts."""
    for one in reading.bounds:
        ladder = _ladder(kpis, one.kpi, one.part)
        if one.bound is not None and ladder is not None:
            yield one.bound.value, ladder.unit
    first = [Decimal(reading.below_first)] if reading.below_first is not None else []
    yield from ((value, "") for value in (*first, *reading.shares.values()))


def _numbers(text: str) -> set[Decimal]:
    return {Decimal(one.replace(",", "")) for one in _NUMBER.findall(to_arabic(text))}
