"""Holds the levels of a KPI against their own quotes, as the Thai of agreements is read."""

import re
from collections.abc import Collection, Sequence
from decimal import Decimal

from pipeline.definitions.kpis import units_of
from pipeline.definitions.paper import Paper
from pipeline.definitions.signed import same_words
from pipeline.ladder import STEP, reached
from pipeline.model.agreement import Kpi
from pipeline.model.item import Item
from pipeline.model.level import BOUND_KINDS, SIGNS, Level, Reading, Threshold, threshold
from pipeline.thai.calendar import serial
from pipeline.thai.criteria import Bounds, LevelReading, read_ladder
from pipeline.thai.digits import shortest
from pipeline.thai.text import squeeze
from pipeline.units import DATE, POINTS

_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def check_bounds(paper: Paper, readings: Sequence[Reading]) -> None:
    """Notes every bound, count, item, unit, short word and example that contradicts the words of its
    level, and lists those that no words state."""
    for kpi in paper.kpis:
        read = read_ladder([level.quote for level in kpi.levels])
        mine = [reading for reading in readings if kpi.number in reading.kpis]
        _check_unit(paper, kpi, read)
        for level, said in zip(kpi.levels, read, strict=True):
            _check_level(paper, kpi, level, said, mine)
            _check_taken(paper, kpi, level, said, mine)
            _check_short(paper, kpi, level)
        _check_items(paper, kpi, read)
        _check_examples(paper, kpi)


def _check_unit(paper: Paper, kpi: Kpi, read: Sequence[LevelReading]) -> None:
    own = units_of(kpi)
    if not kpi.unit or (own and kpi.unit not in own):
        paper.wrong(kpi, "unit", f"เป็น “{kpi.unit}” ผลของตัวชี้วัดนี้เป็น {' หรือ '.join(own or kpi.formula.measure.units)}")
        return
    stated = {one.unit for level, one in zip(kpi.levels, read, strict=True) if level.bound and one.unit}
    for unit in stated - {kpi.unit}:
        paper.wrong(kpi, "unit", f"เป็น “{kpi.unit}” แต่เกณฑ์บอกเป็น “{unit}”")
    if any(level.bound for level in kpi.levels) and not stated and kpi.unit not in (DATE, POINTS) and kpi.unit not in same_words(kpi.name):
        paper.ask(kpi.number, "unit", f"ตัวเลขในเกณฑ์เป็น{kpi.unit}")


def as_bounds(bound: Threshold | None) -> Bounds:
    """A level's bound as the reader of criteria says it."""
    return Bounds() if bound is None else Bounds(**{bound.kind: bound.value})


def as_keys(bounds: Bounds) -> str:
    """Bounds as the keys of a definition: ``at_least = 85``; Thai where they ask for nothing."""
    named = [f"{kind} = {shortest(value)}" for kind in BOUND_KINDS if (value := getattr(bounds, kind)) is not None]
    return " และ ".join(named) or "ไม่มีเกณฑ์เป็นตัวเลข"


def _check_level(
    paper: Paper, kpi: Kpi, level: Level, said: LevelReading, readings: Sequence[Reading]
) -> None:
    """One level's bound is what its quote says; of several ways, one that a reading declares."""
    key, own = f"levels[{level.level}]", as_bounds(level.bound)
    if level.target is not None:
        paper.ask(kpi.number, key, f"ระดับที่ {level.level}: เกณฑ์คือ {SIGNS[level.target.kind]} เป้าหมายของแต่ละอำเภอ")
        return
    quote = f"“{same_words(level.quote)[:60]}”"
    if said.question:
        paper.ask(kpi.number, key, f"ระดับที่ {level.level}: {said.question} (นิยามใช้ {as_keys(own)})")
        return
    meant = _of_the_result(kpi, level, said)
    ways = (meant, *said.others) if meant == said.bounds else (meant,)
    if said.date is not None and kpi.unit == DATE:
        meant = Bounds(at_most=serial(said.date))
        ways = (meant,)
    if said.date is not None and not level.needs and kpi.unit != DATE:
        paper.wrong(kpi, key, f"{quote} เป็นกำหนดวันที่ ใช้ unit = \"{DATE}\" กับ at_most หรือ items ชนิด yes/no ที่ตอบว่าทันหรือไม่")
    elif own not in ways and not _declared(kpi, level, ways, readings):
        paper.wrong(kpi, key, f"{quote} หมายถึง {' หรือ '.join(map(as_keys, ways))} แต่นิยามใช้ {as_keys(own)} "
                    "แก้ให้ตรงกัน ถ้าตั้งใจอ่านอย่างอื่น ให้เขียนเป็นการตีความใน reading.toml")
    elif own not in ways:
        paper.ask(kpi.number, key, f"ระดับที่ {level.level}: {quote} ตีความเป็น {as_keys(own)} "
                  f"แต่ถ้อยคำหมายถึง {' หรือ '.join(map(as_keys, ways))} ใช่หรือไม่?")
    elif not _same_to_hundredths(own, ways, readings) and not _declared(kpi, level, ways, readings):
        paper.ask(kpi.number, key, f"ระดับที่ {level.level}: {quote} อ่านได้ทั้ง {' และ '.join(map(as_keys, ways))} "
                  f"นิยามใช้ {as_keys(own)} ใช่หรือไม่?")
    if said.item and not level.needs:
        paper.ask(kpi.number, key, f"ระดับที่ {level.level}: {quote} มีสิ่งที่ต้องทำนอกจากตัวเลข แต่นิยามไม่มี needs ใช่หรือไม่?")


def _check_taken(
    paper: Paper, kpi: Kpi, level: Level, said: LevelReading, readings: Sequence[Reading]
) -> None:
    """A bound that a reading puts in place of the definition's is one that the words allow, or is asked."""
    ways = () if said.question else (said.bounds, *said.others)
    for reading in [one for one in readings if one.use == "other"]:
        for bound in reading.bounds:
            taken = as_bounds(bound.bound)
            if (bound.kpi, bound.level) == (kpi.number, level.level) and taken not in ways:
                paper.ask(kpi.number, f"levels[{level.level}]", f"ระดับที่ {level.level}: การตีความ “{reading.id}” ใช้ {as_keys(taken)} "
                          f"แต่ “{same_words(level.quote)[:60]}” ไม่ได้บอกอย่างนั้น ใช่หรือไม่?")


def _of_the_result(kpi: Kpi, level: Level, said: LevelReading) -> Bounds:
    """The bounds that hold for the KPI's result: a number of other things is one of its items' counts."""
    counted = said.unit not in ("", kpi.unit) and said.bounds.at_least is not None
    return Bounds() if counted and level.needs else said.bounds


def _same_to_hundredths(own: Bounds, ways: Collection[Bounds], readings: Sequence[Reading]) -> bool:
    """Whether all ways are one for results of two places (from 95, and more than 94.99), as results are
    unless a reading compares them before they are rounded."""
    if any(reading.use == "other" and reading.round_first is False for reading in readings):
        return len({own, *ways}) == 1
    ends = [threshold(way) for way in (own, *ways)]
    return len({end and (end.floor, end.inside(STEP)) for end in ends}) == 1


def _declared(kpi: Kpi, level: Level, ways: Collection[Bounds], readings: Sequence[Reading]) -> bool:
    """Whether a reading tells the way that the definition does not take."""
    return any(
        bound.kpi == kpi.number and bound.level == level.level and as_bounds(bound.bound) in ways
        for reading in readings for bound in reading.bounds
    )


def _check_short(paper: Paper, kpi: Kpi, level: Level) -> None:
    """The numbers of a level's short words are among those of its quote."""
    stated = set(_NUMBER.findall(same_words(level.quote)))
    for number in _NUMBER.findall(same_words(level.short)):
        if number not in stated:
            paper.wrong(kpi, f"levels[{level.level}].short", f"มีจำนวน {number} ที่ไม่มีในเกณฑ์ “{same_words(level.quote)[:60]}”")


def _check_items(paper: Paper, kpi: Kpi, read: Sequence[LevelReading]) -> None:
    """An item stands in the words of the first level that needs it; a count with its number and unit."""
    for number, item in enumerate(kpi.items, 1):
        mine = [(level, said) for level, said in zip(kpi.levels, read, strict=True) if item.id in level.needs]
        if item.kind == "count":
            _check_count(paper, kpi, f"items[{number}]", item, [said for _, said in mine[:1]])
        elif item.kind == "yes/no":
            _check_item(paper, kpi, f"items[{number}]", item, [level for level, _ in mine])


def _check_count(paper: Paper, kpi: Kpi, key: str, item: Item, said: Sequence[LevelReading]) -> None:
    stated = {count for one in said for count in one.counts}
    stated |= {(one.bounds.at_least, one.unit) for one in said if one.unit not in ("", kpi.unit) and one.bounds.at_least is not None}
    words = f"“{item.name}” อย่างน้อย {shortest(item.at_least)} {item.unit}"
    if not stated:
        paper.ask(kpi.number, key, words)
    elif (item.at_least, item.unit) not in stated:
        told = ", ".join(f"{shortest(count)} {unit}" for count, unit in sorted(stated))
        wrong = "at_least" if item.unit in {unit for _, unit in stated} else "unit"
        paper.wrong(kpi, f"{key}.{wrong}", f"{words} แต่เกณฑ์ของระดับที่ใช้รายการนี้บอก {told}")


def _check_item(paper: Paper, kpi: Kpi, key: str, item: Item, mine: Sequence[Level]) -> None:
    texts = [squeeze(text) for text in item.texts]
    holds = [level for level in kpi.levels if any(text in squeeze(level.quote) for text in texts)]
    if not holds:
        levels = ", ".join(str(level.level) for level in mine)
        paper.ask(kpi.number, key, f"“{item.name}” เป็นสิ่งที่ระดับที่ {levels} ต้องมี")
    elif mine[:1] and mine[0] not in holds:
        paper.wrong(kpi, f"{key}.id", f"“{item.name}” เป็นถ้อยคำของระดับที่ {holds[0].level} แต่ใช้ใน needs ของระดับที่ {mine[0].level}")


def _check_examples(paper: Paper, kpi: Kpi) -> None:
    ids = {item.id for item in kpi.items}
    for example in kpi.examples:
        told = " + ".join([*([] if example.result is None else [shortest(example.result)]), *example.met])
        if unknown := set(example.met) - ids:
            paper.wrong(kpi, "examples", f"“{told}” ไม่มีรายการ “{min(unknown)}” ใน items")
            continue
        level = reached(kpi, example.result or Decimal(0), example.met.__contains__)
        if level is None:
            paper.wrong(kpi, "examples", f"“{told}” ตรวจไม่ได้ เพราะเกณฑ์เป็นเป้าหมายของแต่ละอำเภอ ลบตัวอย่างนี้")
        elif level != example.level:
            paper.wrong(kpi, "examples", f"“{told} → {example.level}” แต่ตามนิยามได้ระดับ {level}")
