"""Loads the levels of a KPI: each by itself, or all from a step around a target."""

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from pipeline.definitions.blocks import TomlTable
from pipeline.model.agreement import Kpi
from pipeline.model.level import BOUND_KINDS, BoundKind, Example, Level, Reading, Target, Threshold
from pipeline.thai.calendar import serial
from pipeline.units import DATE, exact

OWN = "target"  # in place of a number: each district's own
_EXAMPLE = re.compile(r"\s*(?:(-?\d+(?:\.\d+)?|\d{4}-\d{2}-\d{2})(?!\S)\s*)?((?:\+?\s*\w+\s*)*)(?:→|->)\s*(\d+)\s*")


def load_levels(block: TomlTable, unit: str, *, quoted: bool = True) -> tuple[Level, ...]:
    """The levels of a ladder, from the lowest: those in ``levels``, or those that ``step`` makes; none
    where it has neither. Levels that are not ``quoted`` may be without words."""
    step = block.block("step", {})
    if step.data or step.silent:
        return _steps(step)
    return tuple(load_level(one, unit, quoted=quoted) for one in block.blocks("levels", ()))


def load_level(block: TomlTable, unit: str, *, quoted: bool = True) -> Level:
    """One level, its bound in this unit."""
    bounds = load_bounds(block, unit)
    own = [kind for kind, value in bounds.items() if value is None]
    level = Level(
        level=block.whole("level"),
        quote=block.text("quote") if quoted else block.text("quote", ""),
        target=Target(own[0]) if own else None,
        needs=block.texts("needs", ()),
        points=block.number("points", None),
        short=block.text("short", ""),
        **{kind: value for kind, value in bounds.items() if value is not None},
    )
    block.done()
    if len(bounds) > 1:
        block.wrong(next(iter(bounds)), f"อยู่กับ {', '.join([*bounds][1:])} เหลือไว้อย่างเดียว ระดับหนึ่งมีเกณฑ์เป็นตัวเลขได้อย่างเดียว")
    return level


def load_bounds(block: TomlTable, unit: str) -> dict[BoundKind, Decimal | None]:
    """The bounds that a table has by their kinds, in a unit; None for one that is each district's own."""
    found = {kind: _number(block, kind, unit) for kind in BOUND_KINDS if kind in block.data}
    block.known += BOUND_KINDS
    return found


def _number(block: TomlTable, key: BoundKind, unit: str) -> Decimal | None:
    """A bound in its unit; None where it is each district's own."""
    if block.data.get(key) == OWN:
        block.text(key)
        return None
    if unit == DATE:
        day = block.date(key, dt.date(2000, 1, 1))
        return serial(day)
    return block.sure_number(key)


def _steps(block: TomlTable) -> tuple[Level, ...]:
    """The levels around a target, one for each step."""
    own = block.data.get("target") == OWN
    target = Decimal(0) if own and block.text("target") else block.sure_number("target")
    level, by = block.whole("level"), block.sure_number("by")
    lowest, highest = block.whole("lowest", 1), block.whole("highest", 5)
    quote = block.text("quote")
    block.done()
    if not block.faulty and (not by or not lowest <= level <= highest):
        block.wrong("by" if not by else "level", f"ต้องอยู่ระหว่าง lowest กับ highest ({lowest}–{highest})" if by else "เป็น 0 ไม่ได้ ใส่ว่าผลต่างเท่าใดต่อหนึ่งระดับ")
    kind: BoundKind = "at_least" if by > 0 else "at_most"
    return tuple(
        Level(number, quote, target=Target(kind, by * (number - level)))
        if own else Level(number, quote).bounded(Threshold(kind, target + by * (number - level)))
        for number in range(lowest, highest + 1)
    )


def load_example(block: TomlTable, text: str) -> Example:
    """``79.99 → 0``, ``95 + report → 5``, ``2018-09-10 → 5``, ``plan → 1``, ``→ 0``."""
    found = _EXAMPLE.fullmatch(text)
    if found is None:
        block.wrong("examples", f"อ่าน “{text}” ไม่ได้ เขียนเป็น \"79.99 → 0\" หรือ \"95 + id ของรายการ → 5\"")
        return Example(None, (), 0)
    result = found[1]
    value = None if result is None else serial(dt.date.fromisoformat(result)) if result.count("-") == 2 else Decimal(result)
    return Example(value, tuple(re.findall(r"\w+", found[2])), int(found[3]))


# --- what levels must keep -----------------------------------------------------------------------


def check_levels(block: TomlTable, kpi: Kpi, *, quoted: bool = True) -> None:
    """Notes levels that do not rise, that ask for nothing, or for what the KPI does not have."""
    numbers = [level.level for level in kpi.levels]
    if numbers != sorted(set(numbers)) or (numbers and not 0 <= numbers[0] <= 1):
        block.wrong("levels", "ต้องเรียงจากระดับต่ำสุด (1 หรือ 0) ขึ้นไปโดยไม่ซ้ำ")
        return
    before: Threshold | None = None
    for level in kpi.levels:
        where = f"levels[{level.level}]"
        _check_level(block, where, kpi, level, quoted)
        if level.bound is None:
            continue
        if before is not None and level.bound.floor != before.floor:
            block.wrong(where, f"{level.bound.sign} อยู่ในบันไดเดียวกับ {before.sign} ซึ่งสวนทางกัน ใช้ทางเดียวทั้งตัวชี้วัด")
        elif before is not None and level.bound.rank < before.rank:
            block.wrong(where, "เกณฑ์ไม่ยากกว่าระดับก่อนหน้า ระดับต้องเรียงจากง่ายไปยาก")
        before = level.bound
    _check_points(block, kpi)


def check_equal(block: TomlTable, kpi: Kpi, readings: Sequence[Reading]) -> None:
    """Notes levels that ask for no more than the one below them, unless a reading says what is meant by it."""
    for at, ladder in kpi.by_place():
        for below, level in pairwise(ladder.levels):
            said = any(reading.of(kpi.number, ladder.part, level.level) for reading in readings)
            if level.bound is not None and level.bound == below.bound and not level.needs and not said:
                block.wrong(
                    f"{at}levels[{level.level}]", f"มีเกณฑ์เดียวกับระดับที่ {below.level} ({level.bound.sign} {exact(level.bound.value, ladder.unit)}) "
                    "ถ้าข้อตกลงเขียนอย่างนั้นจริง ให้บอกใน reading.toml ว่าระดับนี้อ่านอย่างไร (bounds)")


def _check_points(block: TomlTable, kpi: Kpi) -> None:
    """Points rise with the levels, and none is above what they are out of."""
    worth = [level.worth for level in kpi.levels]
    if worth != sorted(worth) or any(points < 0 for points in worth):
        block.wrong("levels", "คะแนน (points) ต้องไม่ติดลบ และไม่น้อยกว่าของระดับที่ต่ำกว่า")
    if (kpi.levels or kpi.top is not None) and (kpi.full <= 0 or any(points > kpi.full for points in worth)):
        block.wrong("top", f"คะแนนเต็ม {kpi.full} ต้องมากกว่า 0 และไม่น้อยกว่าคะแนนของระดับสูงสุด")


def _check_level(block: TomlTable, where: str, kpi: Kpi, level: Level, quoted: bool) -> None:
    ids = [item.id for item in kpi.items if item.id != kpi.formula.result]
    if quoted and not level.quote.strip():
        block.wrong(f"{where}.quote", "ว่าง คัดถ้อยคำของเกณฑ์จากข้อตกลงมาใส่")
    for need in level.needs:
        if need not in ids:
            block.wrong(f"{where}.needs", f"ไม่มีรายการ “{need}” ใน items ที่ตอบได้ว่ามีหรือไม่มี")
    if len(set(level.needs)) != len(level.needs):
        block.wrong(f"{where}.needs", "มีรายการซ้ำกัน")
    if level.target is not None and not kpi.target_source:
        block.wrong(where, "เกณฑ์เป็นเป้าหมายของแต่ละอำเภอ แต่ไม่มี target_source บอกว่าเป้าหมายอยู่ในช่องใด")
    given = kpi.formula.measure.given
    if level.open and level is not kpi.levels[0] and not given:
        block.wrong(where, "ไม่มีเกณฑ์เป็นตัวเลขหรือ needs ทุกอำเภอจะได้ระดับนี้ ใส่เกณฑ์ของระดับ")
    if not level.open and given:
        block.wrong(where, "ผู้ตรวจให้ระดับเอง (measure = \"given\") จึงไม่มีเกณฑ์เป็นตัวเลขหรือ needs ลบออก")
    unmeasured = "result" in kpi.formula.measure.may and not kpi.formula.result
    if (level.bound or level.target) is not None and unmeasured:
        block.wrong(where, "มีเกณฑ์เป็นตัวเลข แต่ไม่มีรายการใดเป็นผล ระบุ result ใน [formula]")
