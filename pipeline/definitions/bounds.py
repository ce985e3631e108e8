"""Holds the levels of a KPI against their own quotes, as the Thai of agreements is read."""

import datetime as dt
import re
from collections.abc import Collection, Sequence
from decimal import Decimal

from pipeline.definitions.held import Held, Paper, ladders, stepped
from pipeline.definitions.kpis import units_of
from pipeline.definitions.signed import same_words
from pipeline.ladder import level_at, step, target_words
from pipeline.model.item import Item
from pipeline.model.level import BOUND_KINDS, Level, Reading, Threshold, threshold
from pipeline.thai.calendar import serial
from pipeline.thai.criteria import Bounds, LevelReading, read_ladder
from pipeline.thai.digits import shortest
from pipeline.thai.points import StepReading, read_step, without_points
from pipeline.thai.text import squeeze
from pipeline.units import DATE, PERCENT, POINTS, RATES, exact, usual_places

_IN_PROPORTION = re.compile(r"บัญญัติไตรยางศ์|(?:คะแนน|คำนวณ|คิด)[^\d\n]{0,20}(?:ตาม|เป็น)สัดส่วน")
_TARGET = re.compile(r"(?:ค่า)?เป้าหมาย")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def check_bounds(paper: Paper, readings: Sequence[Reading]) -> None:
    """Notes every bound, count, item, unit, short word, points and example that contradicts the words of
    its level, and lists those that no words state; of a KPI, its parts and its deductions alike."""
    for kpi in paper.kpis:
        mine = [reading for reading in readings if kpi.number in reading.kpis]
        for held in ladders(paper, kpi):
            _check_ladder(held, mine)


def _check_ladder(held: Held, readings: Sequence[Reading]) -> None:
    kpi = held.kpi
    of_points = kpi.unit == POINTS
    worth = [without_points(level.quote, of_points=of_points) for level in kpi.levels]
    read = _steps(held) or read_ladder([quote for quote, _ in worth])
    _check_unit(held, read)
    for level, said, (_, points) in zip(kpi.levels, read, worth, strict=True):
        if not kpi.formula.measure.given:
            _check_level(held, level, said, readings)
            _check_taken(held, level, said, readings)
        _check_points(held, level, None if stepped(kpi) else points)
        _check_short(held, level)
    _check_whole(held, readings)
    _check_items(held, read)
    _check_examples(held)


def _steps(held: Held) -> list[LevelReading]:
    """What each level is by the words of a step around a target; none where the levels are no such."""
    kpi = held.kpi
    if not stepped(kpi):
        return []
    quote = kpi.levels[0].quote
    said, (unit,) = read_step(quote), (one.unit for one in read_ladder([quote]))
    first, last = kpi.levels[0].level, kpi.levels[-1].level
    falls = " ยิ่งน้อยยิ่งดี" if kpi.falls else ""
    held.ask("step", f"ช่วงปรับเกณฑ์มีระดับ {first} ถึง {last}{falls}")
    if said is None:
        question = "อ่านช่วงปรับเกณฑ์ไม่ออก แต่ละระดับต้องได้เท่าใด"
        return [LevelReading(Bounds(), unit=unit, question=question) for _ in kpi.levels]
    if not all(_step_of(level, said, kpi.falls) for level in kpi.levels):
        away = "เป้าหมายของแต่ละอำเภอ" if said.target is None else shortest(said.target)
        held.wrong("step", f"“{same_words(quote)[:60]}” หมายถึง {away} ได้ระดับ {said.level} ต่างกัน {shortest(said.by)} ต่อหนึ่งระดับ แก้ target, level, by ให้ตรงกัน")
    return [LevelReading(as_bounds(level.bound), unit=unit) for level in kpi.levels]


def _step_of(level: Level, said: StepReading, falls: bool) -> bool:
    """Whether a level's bound is where the words of a step put it."""
    away = said.by * (level.level - said.level) * (-1 if falls else 1)
    if level.target is not None:
        return said.target is None and level.target.plus == away
    return said.target is not None and level.bound is not None and level.bound.value == said.target + away


def _check_unit(held: Held, read: Sequence[LevelReading]) -> None:
    kpi = held.kpi
    own = units_of(kpi)
    if not kpi.unit or (own and kpi.unit not in own):
        held.wrong("unit", f"เป็น “{kpi.unit}” ผลของตัวชี้วัดนี้เป็น {' หรือ '.join(own or kpi.formula.measure.units)}")
        return
    measured = any(level.bound or level.target for level in kpi.levels)
    told = {one.unit for level, one in zip(kpi.levels, read, strict=True) if level.bound and one.unit}
    counted = {"คน"} if kpi.unit in RATES and kpi.unit != PERCENT else set()  # 18 คน of a hundred thousand
    for unit in told - counted - {kpi.unit}:
        held.wrong("unit", f"เป็น “{kpi.unit}” แต่เกณฑ์บอกเป็น “{unit}”")
    if measured and not told and kpi.unit not in (DATE, POINTS) and kpi.unit not in same_words(kpi.name):
        held.ask("unit", f"ตัวเลขในเกณฑ์เป็น{kpi.unit}")


def as_bounds(bound: Threshold | None) -> Bounds:
    """A level's bound as the reader of criteria says it."""
    return Bounds() if bound is None else Bounds(**{bound.kind: bound.value})


def as_keys(bounds: Bounds, unit: str = "") -> str:
    """Bounds as the keys of a definition: ``at_least = 85``, of the unit วันที่ ``at_most = 2018-09-10``; Thai where
    they ask for nothing."""
    named = [f"{kind} = {exact(value, unit)}" for kind in BOUND_KINDS if (value := getattr(bounds, kind)) is not None]
    return " และ ".join(named) or "ไม่มีเกณฑ์เป็นตัวเลข"


def _check_level(held: Held, level: Level, said: LevelReading, readings: Sequence[Reading]) -> None:
    """One level's bound is what its quote says; of several ways, one that a reading declares."""
    kpi, key, own = held.kpi, f"levels[{level.level}]", as_bounds(level.bound)

    def keys(*bounds: Bounds) -> str:
        return " หรือ ".join(as_keys(one, kpi.unit) for one in bounds)

    quote = f"“{same_words(level.quote)[:60]}”"
    if level.target is not None:
        if said.bounds != Bounds() and not _TARGET.search(level.quote):
            held.wrong(key, f"{quote} หมายถึง {keys(said.bounds)} แต่นิยามใช้เป้าหมายของแต่ละอำเภอ แก้ให้ตรงกัน")
        held.ask(key, f"ระดับที่ {level.level}: เกณฑ์คือ {target_words(level.target)}")
        return
    if not level.quote.strip():
        held.ask(key, f"ระดับที่ {level.level}: {keys(own)}")
        return
    if said.question:
        held.ask(key, f"ระดับที่ {level.level}: {said.question} (นิยามใช้ {keys(own)})")
        return
    ways = _ways(held, level, said)
    declared = _declared(held, level, ways, readings)
    if said.date is not None and not level.needs and kpi.unit != DATE:
        held.wrong(key, f"{quote} เป็นกำหนดวันที่ ใช้ unit = \"{DATE}\" กับ at_most หรือ items ชนิด yes/no ที่ตอบว่าทันหรือไม่")
    elif own not in ways and not declared:
        held.wrong(key, f"{quote} หมายถึง {keys(*ways)} แต่นิยามใช้ {keys(own)} "
                   "แก้ให้ตรงกัน ถ้าตั้งใจอ่านอย่างอื่น ให้เขียนเป็นการตีความใน reading.toml")
    elif own not in ways:
        held.ask(key, f"ระดับที่ {level.level}: {quote} ตีความเป็น {keys(own)} แต่ถ้อยคำหมายถึง {keys(*ways)} ใช่หรือไม่?")
    elif not _same_when_printed(own, ways, readings, step(kpi)) and not declared:
        held.ask(key, f"ระดับที่ {level.level}: {quote} อ่านได้ทั้ง {' และ '.join(map(keys, ways))} นิยามใช้ {keys(own)} ใช่หรือไม่?")
    if said.item and not level.needs:
        held.ask(key, f"ระดับที่ {level.level}: {quote} มีสิ่งที่ต้องทำนอกจากตัวเลข แต่นิยามไม่มี needs ใช่หรือไม่?")


def _ways(held: Held, level: Level, said: LevelReading) -> tuple[Bounds, ...]:
    """All bounds that the words of a level allow for the result: a day by which is also one before which."""
    if said.date is not None and held.kpi.unit == DATE:
        after = said.date + dt.timedelta(days=1)
        return Bounds(at_most=serial(said.date)), Bounds(less_than=serial(after))
    meant = _of_the_result(held, level, said)
    return (meant, *said.others) if meant == said.bounds else (meant,)


def _check_taken(held: Held, level: Level, said: LevelReading, readings: Sequence[Reading]) -> None:
    """A bound that a reading puts in place of the definition's is one that the words allow, or is asked."""
    ways = () if said.question else _ways(held, level, said)
    for reading in [one for one in readings if one.use == "other"]:
        for taken in reading.of(held.kpi.number, held.kpi.part, level.level):
            if as_bounds(taken.bound) not in ways:
                held.ask(f"levels[{level.level}]", f"ระดับที่ {level.level}: การตีความ “{reading.id}” ใช้ {as_keys(as_bounds(taken.bound), held.kpi.unit)} "
                         f"แต่ “{same_words(level.quote)[:60]}” ไม่ได้บอกอย่างนั้น ใช่หรือไม่?")


def _of_the_result(held: Held, level: Level, said: LevelReading) -> Bounds:
    """The bounds that hold for the KPI's result: a number of other things is one of its items' counts."""
    counted = said.unit not in ("", held.kpi.unit) and said.bounds.at_least is not None
    return Bounds() if counted and level.needs else said.bounds


def _same_when_printed(own: Bounds, ways: Collection[Bounds], readings: Sequence[Reading], apart: Decimal) -> bool:
    """Whether all ways are one for results that are so far ``apart`` (from 95, and more than 94.99; from 4 persons,
    and more than 3), as results are unless a reading compares them before they are rounded."""
    if any(reading.use == "other" and reading.round_first is False for reading in readings):
        return len({own, *ways}) == 1
    ends = [threshold(way) for way in (own, *ways)]
    return len({end and (end.floor, end.inside(apart)) for end in ends}) == 1


def _declared(held: Held, level: Level, ways: Collection[Bounds], readings: Sequence[Reading]) -> bool:
    """Whether a reading tells the way that the definition does not take."""
    return any(as_bounds(bound.bound) in ways for reading in readings
               for bound in reading.of(held.kpi.number, held.kpi.part, level.level))


def _check_points(held: Held, level: Level, said: Decimal | None) -> None:
    """What a level is worth is what its words say; points of its own that they do not say are listed."""
    key, own = f"levels[{level.level}].points", shortest(level.worth)
    if said is not None and said != level.worth:
        held.wrong(key, f"เป็น {own} แต่เกณฑ์บอก {shortest(said)} คะแนน “{same_words(level.quote)[:60]}”")
    elif said is None and level.points is not None:
        held.ask(key, f"ระดับที่ {level.level}: ได้ {own} คะแนน")


def _check_whole(held: Held, readings: Sequence[Reading]) -> None:
    """Lists what a ladder says of itself as a whole and no words do: what its points are out of, points in
    proportion, decimals."""
    kpi = held.kpi
    if kpi.top is not None and kpi.top != max((level.worth for level in kpi.levels), default=None):
        held.ask("top", f"คะแนนเต็ม {shortest(kpi.top)}")
    told = any(_IN_PROPORTION.search(same_words(note)) for note in (*kpi.criteria_notes, *(one.quote for one in kpi.levels)))
    if kpi.interpolated != told and not any(one.interpolated is not None for one in readings):
        held.ask("interpolated", "คะแนนคิดตามสัดส่วนระหว่างระดับ" if kpi.interpolated else "ข้อตกลงกล่าวถึงคะแนนตามสัดส่วน แต่นิยามให้คะแนนเป็นขั้น ใช่หรือไม่?")
    if kpi.places != usual_places(kpi.unit):
        held.ask("places", f"ผลมีทศนิยม {kpi.places} ตำแหน่ง")


def _check_short(held: Held, level: Level) -> None:
    """The numbers of a level's short words are among those of its quote."""
    told = set(_NUMBER.findall(same_words(level.quote)))
    for number in _NUMBER.findall(same_words(level.short)):
        if number not in told:
            held.wrong(f"levels[{level.level}].short", f"มีจำนวน {number} ที่ไม่มีในเกณฑ์ “{same_words(level.quote)[:60]}”")


def _check_items(held: Held, read: Sequence[LevelReading]) -> None:
    """An item stands in the words of the first level that needs it; a count with its number and unit."""
    kpi = held.kpi
    for number, item in enumerate(kpi.items, 1):
        mine = [(level, said) for level, said in zip(kpi.levels, read, strict=True) if item.id in level.needs]
        if item.kind == "count":
            _check_count(held, f"items[{number}]", item, [said for _, said in mine[:1]])
        elif item.kind == "yes/no":
            _check_item(held, f"items[{number}]", item, [level for level, _ in mine])


def _check_count(held: Held, key: str, item: Item, said: Sequence[LevelReading]) -> None:
    others = [one for one in said if one.unit not in ("", held.kpi.unit)]
    told = {count for one in said for count in one.counts}
    told |= {(one.bounds.at_least, one.unit) for one in others if one.bounds.at_least is not None}
    words = f"“{item.name}” อย่างน้อย {shortest(item.at_least)} {item.unit}"
    if not told:
        held.ask(key, words)
    elif (item.at_least, item.unit) not in told:
        wrong = "at_least" if item.unit in {unit for _, unit in told} else "unit"
        counts = ", ".join(f"{shortest(count)} {unit}" for count, unit in sorted(told))
        held.wrong(f"{key}.{wrong}", f"{words} แต่เกณฑ์ของระดับที่ใช้รายการนี้บอก {counts}")


def _check_item(held: Held, key: str, item: Item, mine: Sequence[Level]) -> None:
    kpi, texts = held.kpi, [squeeze(text) for text in item.texts]
    if kpi.formula.measure.tallies and not mine:
        if not any(text in squeeze(note) for text in texts for note in kpi.criteria_notes):
            held.ask(key, f"“{item.name}” เป็นข้อหนึ่งที่นับ")
        return
    holds = [level for level in kpi.levels if any(text in squeeze(level.quote) for text in texts)]
    if not holds:
        levels = ", ".join(str(level.level) for level in mine)
        held.ask(key, f"“{item.name}” เป็นสิ่งที่ระดับที่ {levels} ต้องมี")
    elif mine[:1] and mine[0] not in holds:
        held.wrong(f"{key}.id", f"“{item.name}” เป็นถ้อยคำของระดับที่ {holds[0].level} แต่ใช้ใน needs ของระดับที่ {mine[0].level}")


def _check_examples(held: Held) -> None:
    kpi = held.kpi
    ids = {item.id for item in kpi.items}
    for example in kpi.examples:
        told = " + ".join([*([] if example.result is None else [exact(example.result, kpi.unit)]), *example.met])
        if unknown := set(example.met) - ids:
            held.wrong("examples", f"“{told}” ไม่มีรายการ “{min(unknown)}” ใน items")
            continue
        level = level_at(kpi, example.result or Decimal(0), example.met)
        if level is None:
            held.wrong("examples", f"“{told}” ตรวจไม่ได้ เพราะเกณฑ์เป็นเป้าหมายของแต่ละอำเภอ ลบตัวอย่างนี้")
        elif level != example.level:
            held.wrong("examples", f"“{told} → {example.level}” แต่ตามนิยามได้ระดับ {level}")
