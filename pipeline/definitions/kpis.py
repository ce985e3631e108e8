"""Loads the KPIs of a round, ``kpi/*.toml``: what each is made of, and its levels."""

import re
from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from typing import get_args

from pipeline.definitions.blocks import TomlTable
from pipeline.model.agreement import Formula, Kpi, Measure
from pipeline.model.item import Item, ItemKind
from pipeline.model.level import Example, Level
from pipeline.thai.text import squeeze

LEVEL = "ระดับ"  # the unit of a result that is no number: levels are told by items alone
FORMULA_KEYS = tuple(one.name for one in fields(Formula) if one.name != "measure")
_EXAMPLE = re.compile(r"\s*(?:(-?\d+(?:\.\d+)?)\s*)?((?:\+?\s*\w+\s*)*)(?:→|->)\s*(\d+)\s*")


def load_kpi(block: TomlTable, measures: Mapping[str, Measure]) -> Kpi:
    """The KPI of a file, its formula being one of ``measures``; what is wrong is noted by key."""
    kpi = Kpi(
        number=block.whole("number"),
        section=block.text("section"),
        goal=block.text("goal"),
        name=block.text("name"),
        weight=block.sure_number("weight"),
        data_source=block.text("data_source"),
        cutoff=block.date("cutoff"),
        formula=_formula(block.block("formula"), measures),
        items=tuple(_item(b) for b in block.blocks("items", ())),
        levels=tuple(_level(b) for b in block.blocks("levels")),
        criteria_notes=block.texts("notes", ()),
        short_name=block.text("short_name", ""),
        unit=block.text("unit", ""),
        examples=tuple(_example(block, text) for text in block.texts("examples", ())),
    )
    block.done()
    if not block.faulty:
        _check(block, kpi)
    return kpi


def _formula(block: TomlTable, measures: Mapping[str, Measure]) -> Formula:
    measure = measures[block.one_of("measure", tuple(measures))]
    if not block.faulty:
        known = {*measure.needs, *measure.may}
        for key in FORMULA_KEYS:
            if key in measure.needs and key not in block.data:
                block.wrong(key, f"ยังไม่มี มาตรวัด {measure.name} ต้องใช้")
            elif key in block.data and key not in known:
                block.wrong(key, f"ไม่ใช้กับมาตรวัด {measure.name} ลบบรรทัดนี้ หรือแก้ measure")
    years = tuple(block.take("base_years", list, ()))
    if not all(type(year) is int and year > 2400 for year in years):
        block.wrong("base_years", "ต้องเป็นรายการของปี พ.ศ. สี่หลัก")
    elif len(set(years)) != len(years):
        block.wrong("base_years", "มีปีซ้ำกัน")
    formula = Formula(
        measure=measure,
        numerator=block.text("numerator", ""),
        numerator_else=block.text("numerator_else", ""),
        denominator=block.text("denominator", ""),
        element=block.text("element", ""),
        percentage=block.text("percentage", ""),
        base_years=years,
        more=block.text("more", ""),
    )
    for key in ("numerator", "numerator_else"):
        if formula.denominator and getattr(formula, key) == formula.denominator:
            block.wrong(key, f"เป็นช่องเดียวกับ denominator (“{formula.denominator}”) ทุกอำเภอจะได้ร้อยละ 100 แก้ให้เป็นช่องของตัวตั้ง")
    if formula.more and "{amount}" not in formula.more:
        block.wrong("more", "ต้องมี {amount} ตรงที่จะพิมพ์จำนวน")
    block.done()
    return formula


def _item(block: TomlTable) -> Item:
    kind = block.one_of("kind", get_args(ItemKind))
    item = Item(
        id=block.text("id"),
        kind=kind,  # type: ignore[arg-type]  # one_of checked it
        element=block.text("element"),
        texts=block.texts("texts"),
        at_least=block.number("at_least", Decimal(1)) or Decimal(0),
        unanswered_is_no=block.take("unanswered_is_no", bool, False),
        unit=block.text("unit") if kind == "count" else "",
    )
    block.done()
    if not block.faulty and not item.texts:
        block.wrong("texts", "ต้องมีอย่างน้อยหนึ่งข้อความ")
    if not block.faulty and item.at_least <= 0:
        block.wrong("at_least", f"ต้องมากกว่า 0 (พบ {item.at_least}) มิฉะนั้นทุกอำเภอผ่านรายการนี้")
    return item


def _level(block: TomlTable) -> Level:
    level = Level(
        level=block.whole("level"),
        quote=block.text("quote"),
        at_least=block.number("at_least", None),
        more_than=block.number("more_than", None),
        needs=block.texts("needs", ()),
        short=block.text("short", ""),
    )
    block.done()
    return level


def _example(block: TomlTable, text: str) -> Example:
    """``79.99 → 0``, ``95 + report → 5``, ``plan → 1``, ``→ 0``."""
    found = _EXAMPLE.fullmatch(text)
    if found is None:
        block.wrong("examples", f"อ่าน “{text}” ไม่ได้ เขียนเป็น \"79.99 → 0\" หรือ \"95 + id ของรายการ → 5\"")
        return Example(None, (), 0)
    met = tuple(re.findall(r"\w+", found[2]))
    return Example(Decimal(found[1]) if found[1] else None, met, int(found[3]))


def units_of(kpi: Kpi) -> list[str]:
    """What the results of a KPI may be counted in, the usual one first: ``ระดับ`` where no level has a bound."""
    bounded = any(level.bound is not None for level in kpi.levels)
    return [unit for unit in kpi.formula.measure.units if (unit != LEVEL) == bounded]


def _check(block: TomlTable, kpi: Kpi) -> None:
    """What one KPI must keep in itself; the signed text is asked elsewhere."""
    if kpi.weight < 0:
        block.wrong("weight", f"ติดลบไม่ได้ (พบ {kpi.weight})")
    if kpi.number <= 0:
        block.wrong("number", f"ต้องเป็น 1 ขึ้นไป (พบ {kpi.number})")
    ids = [item.id for item in kpi.items]
    if len(set(ids)) != len(ids):
        block.wrong("items", "มี id ซ้ำกัน")
    _check_items(block, kpi)
    _check_levels(block, kpi)


def _check_items(block: TomlTable, kpi: Kpi) -> None:
    """Every item is asked for by some level, and the percentage is made of a percentage."""
    percentage, ids = kpi.formula.percentage, [item.id for item in kpi.items]
    needed = {need for level in kpi.levels for need in level.needs}
    first: dict[tuple[str, str], str] = {}
    for number, item in enumerate(kpi.items, 1):
        for text in {squeeze(text): text for text in item.texts}.values():
            if (other := first.setdefault((item.element, squeeze(text)), item.id)) != item.id:
                block.wrong(f"items[{number}].texts", f"“{text}” เป็นข้อความของรายการ “{other}” ด้วย แบบกรอกแยกไม่ออก เขียนให้ต่างกัน")
    if percentage and percentage not in ids:
        block.wrong("formula.percentage", f"ไม่มีรายการ “{percentage}” ใน items")
    for number, item in enumerate(kpi.items, 1):
        if kpi.formula.measure.figure == "answer" and item.element != kpi.formula.element:
            block.wrong(f"items[{number}].element", f"ต้องเป็น “{kpi.formula.element}” ตาม formula.element")
        if (item.kind == "percentage") != (item.id == percentage):
            block.wrong(
                f"items[{number}].kind", f"“{item.id}” เป็นชนิด {item.kind} แต่ formula.percentage คือ “{percentage}” "
                "รายการที่เป็นร้อยละต้องเป็นรายการเดียวกัน")
        elif item.id not in needed and item.id != percentage:
            block.wrong(f"items[{number}].id", f"ไม่มีระดับใดใช้รายการ “{item.id}” เพิ่มใน needs ของระดับ หรือลบรายการนี้")


def _check_levels(block: TomlTable, kpi: Kpi) -> None:
    """Levels count from 1, ask for something (but for an open first one), and rise."""
    if not kpi.levels:
        block.wrong("levels", "ยังไม่มีระดับใด")
    if [level.level for level in kpi.levels] != list(range(1, len(kpi.levels) + 1)):
        block.wrong("levels", "ต้องเรียงจากระดับที่ 1 ขึ้นไปโดยไม่เว้น")
        return
    before = (Decimal("-Infinity"), 0)
    for level in kpi.levels:
        where = f"levels[{level.level}]"
        _check_level(block, where, kpi, level)
        if level.bound is None:
            continue
        if level.bound < before or (level.bound == before and not level.needs):
            block.wrong(where, "เกณฑ์ไม่สูงกว่าระดับก่อนหน้า ระดับต้องเรียงจากต่ำไปสูง")
        before = level.bound


def _check_level(block: TomlTable, where: str, kpi: Kpi, level: Level) -> None:
    ids = [item.id for item in kpi.items if item.id != kpi.formula.percentage]
    if not level.quote.strip():
        block.wrong(f"{where}.quote", "ว่าง คัดถ้อยคำของเกณฑ์จากข้อตกลงมาใส่")
    if level.at_least is not None and level.more_than is not None:
        block.wrong(where, "มีทั้ง at_least และ more_than เหลือไว้อย่างเดียว")
    for need in level.needs:
        if need not in ids:
            block.wrong(f"{where}.needs", f"ไม่มีรายการ “{need}” ใน items ที่ตอบได้ว่ามีหรือไม่มี")
    if len(set(level.needs)) != len(level.needs):
        block.wrong(f"{where}.needs", "มีรายการซ้ำกัน")
    if level.open and level.level > 1:
        block.wrong(where, "ไม่มี at_least, more_than หรือ needs ทุกอำเภอจะได้ระดับนี้ ใส่เกณฑ์ของระดับ")
    unmeasured = "percentage" in kpi.formula.measure.may and not kpi.formula.percentage
    if level.bound is not None and unmeasured:
        block.wrong(where, "มีเกณฑ์เป็นตัวเลข แต่ไม่มีรายการใดเป็นร้อยละ ระบุ percentage ใน [formula]")
