"""Loads the KPIs of a round, ``kpi/*.toml``: what each is made of, and its levels."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from decimal import Decimal
from itertools import pairwise
from typing import get_args

from pipeline.definitions.blocks import TomlTable
from pipeline.definitions.levels import check_levels, load_example, load_level, load_levels
from pipeline.model.agreement import Formula, Kpi, Measure
from pipeline.model.item import CARRIED, Item, ItemKind
from pipeline.model.level import Level
from pipeline.thai.text import squeeze
from pipeline.units import DATE, LEVEL, PERCENT, POINTS, RATES, usual_places

# Keys of a formula that not every measure has; those with a default may be left out.
FORMULA_KEYS = tuple(one.name for one in fields(Formula) if one.name != "measure")
MOST_PLACES = 6  # decimals: what papers print; a spreadsheet holds no more than fifteen digits in all
_PART_ID = re.compile(r"[A-Za-z0-9_ก-ฮ]{1,10}")


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
        criteria_notes=block.texts("notes", ()),
        short_name=block.text("short_name", ""),
        weight_source=block.text("weight_source", ""),
        **_measured(block, measures),  # type: ignore[arg-type]  # fields by their names
    )
    kpi = replace(
        kpi,
        parts=tuple(_part(one, kpi, measures) for one in block.blocks("parts", ())),
        deductions=tuple(_part(one, kpi, measures, shared=False) for one in block.blocks("deductions", ())),
    )
    block.done()
    if not block.faulty:
        _check(block, kpi)
    return kpi


def _measured(block: TomlTable, measures: Mapping[str, Measure], *, quoted: bool = True) -> dict[str, object]:
    """What a KPI and a part of one have alike: what the result is made of, and its ladder."""
    unit = block.text("unit", "")
    return {
        "formula": _formula(block.block("formula"), measures),
        "items": tuple(_item(b, unit) for b in block.blocks("items", ())),
        "levels": load_levels(block, unit, quoted=quoted),
        "interpolated": block.take("interpolated", bool, False),
        "unit": unit,
        "places": _places(block, unit),
        "examples": tuple(load_example(block, text) for text in block.texts("examples", ())),
        "top": block.number("top", None),
        "target_source": block.text("target_source", ""),
    }


def _places(block: TomlTable, unit: str) -> int:
    """The decimals that results are printed with."""
    places = block.whole("places", usual_places(unit))
    if not 0 <= places <= MOST_PLACES:
        block.wrong("places", f"ต้องเป็น 0 ถึง {MOST_PLACES} (พบ {places})")
    return places


def _part(block: TomlTable, kpi: Kpi, measures: Mapping[str, Measure], *, shared: bool = True) -> Kpi:
    """A part or a deduction of a KPI: a KPI in small; ``shared``: another may have its weight."""
    part = Kpi(
        number=kpi.number, section=kpi.section, goal="", data_source=kpi.data_source,
        part=block.text("id"),
        name=block.text("name"),
        weight=block.number("weight", Decimal(1)) or Decimal(0),
        cutoff=block.date("cutoff", kpi.cutoff),
        absent_to=block.text("absent_to", "") if shared else "",
        **_measured(block, measures, quoted=False),  # type: ignore[arg-type]  # fields by their names
    )
    block.done()
    if not block.faulty:
        _check_items(block, part)
        check_levels(block, part, quoted=False)
        _check_ladder(block, part)
        _check_part(block, part)
    return part


def _formula(block: TomlTable, measures: Mapping[str, Measure]) -> Formula:
    measure = measures[block.one_of("measure", tuple(measures))]
    if not block.faulty:
        known = {*measure.needs, *measure.may, *(key for keys in measure.either for key in keys)}
        for key in FORMULA_KEYS:
            if key in measure.needs and key not in block.data:
                block.wrong(key, f"ยังไม่มี มาตรวัด {measure.name} ต้องใช้")
            elif key in block.data and key not in known:
                block.wrong(key, f"ไม่ใช้กับมาตรวัด {measure.name} ลบบรรทัดนี้ หรือแก้ measure")
        if measure.either and _chosen(block, measure) is None:
            ways = " หรือ ".join(" กับ ".join(keys) for keys in measure.either)
            block.wrong("measure", f"มาตรวัด {measure.name} ต้องมี {ways} อย่างใดอย่างหนึ่ง")
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
        result=block.text("result", ""),
        base_years=years,
        more=block.text("more", ""),
        weight=block.text("weight", ""),
        unit_levels=tuple(load_level(one, PERCENT, quoted=False) for one in block.blocks("unit_levels", ())),
        direction=block.one_of("direction", ("up", "down"), "up"),  # type: ignore[arg-type]  # one_of
        span=block.one_of("span", ("round", "fiscal_year"), "round"),  # type: ignore[arg-type]  # one_of
        combine=block.one_of("combine", ("sum", "mean", "best"), "sum"),  # type: ignore[arg-type]  # one_of
    )
    for key in ("numerator", "numerator_else"):
        if formula.denominator and getattr(formula, key) == formula.denominator:
            block.wrong(key, f"เป็นช่องเดียวกับ denominator (“{formula.denominator}”) ทุกอำเภอจะได้ร้อยละ 100 แก้ให้เป็นช่องของตัวตั้ง")
    if formula.more and "{amount}" not in formula.more:
        block.wrong("more", "ต้องมี {amount} ตรงที่จะพิมพ์จำนวน")
    if not _rise(formula.unit_levels):
        block.wrong("unit_levels", "ทุกขั้นต้องมีเกณฑ์เป็นตัวเลขทางเดียวกัน เรียงจากง่ายไปยาก ไม่มี needs และไม่เป็น target")
    block.done()
    return formula


def _rise(levels: Sequence[Level]) -> bool:
    """Whether each level has a number alone for its bound, harder than the one before."""
    bounds = [level.bound for level in levels if level.bound is not None and not level.needs]
    ranks = [(bound.rank, level.level) for bound, level in zip(bounds, levels, strict=False)]
    return len(bounds) == len(levels) and len({bound.floor for bound in bounds}) < 2 and all(
        one[0] < other[0] and one[1] < other[1] for one, other in pairwise(ranks))


def _chosen(block: TomlTable, measure: Measure) -> tuple[str, ...] | None:
    """The one set of keys that a formula has of those of which it must have one; None where it has not just that."""
    there = {key for keys in measure.either for key in keys if key in block.data}
    return next((keys for keys in measure.either if there == set(keys)), None)


def _item(block: TomlTable, unit: str) -> Item:
    kind = block.one_of("kind", get_args(ItemKind))
    item = Item(
        id=block.text("id"),
        kind=kind,  # type: ignore[arg-type]  # one_of checked it
        element=block.text("element"),
        texts=block.texts("texts"),
        at_least=block.number("at_least", Decimal(1)) or Decimal(0),
        unanswered_is_no=block.take("unanswered_is_no", bool, False),
        unit=block.text("unit") if kind == "count" else unit if kind == "number" else "",
    )
    block.done()
    if not block.faulty and not item.texts:
        block.wrong("texts", "ต้องมีอย่างน้อยหนึ่งข้อความ")
    if not block.faulty and item.at_least <= 0:
        block.wrong("at_least", f"ต้องมากกว่า 0 (พบ {item.at_least}) มิฉะนั้นทุกอำเภอผ่านรายการนี้")
    return item


def units_of(kpi: Kpi) -> list[str]:
    """What the results of a KPI may be counted in, the usual one first; none: in whatever is counted.
    ``ระดับ`` where no level has a bound."""
    if not any(level.bound or level.target for level in kpi.levels) and (kpi.levels or not kpi.part):
        return [LEVEL]
    kinds = {item.id: item.kind for item in kpi.items}
    carried = {"percentage": [PERCENT], "date": [DATE], "number": []}
    if kpi.formula.result in kinds:
        return carried.get(kinds[kpi.formula.result], [PERCENT])
    return [unit for unit in kpi.formula.measure.units if unit != LEVEL]


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
    check_levels(block, kpi)
    _check_ladder(block, kpi)
    if not kpi.levels:
        block.wrong("levels", "ยังไม่มีระดับใด")
    _check_parts(block, kpi)


def _check_ladder(block: TomlTable, kpi: Kpi) -> None:
    """What is said of a ladder as a whole concerns its levels."""
    if kpi.interpolated and any(level.needs or level.open for level in kpi.levels):
        block.wrong("interpolated", "ทุกระดับต้องมีเกณฑ์เป็นตัวเลขและไม่มี needs")
    if kpi.target_source and not any(level.target for level in kpi.levels):
        block.wrong("target_source", "ไม่มีระดับใดใช้เป้าหมายของอำเภอ เขียน \"target\" แทนตัวเลขของเกณฑ์ หรือลบบรรทัดนี้")


def _check_items(block: TomlTable, kpi: Kpi) -> None:
    """Every item is asked for by some level, and the one that carries the result is of a kind that can."""
    carrier, ids = kpi.formula.result, [item.id for item in kpi.items]
    needed = {need for level in kpi.levels for need in level.needs}
    first: dict[tuple[str, str], str] = {}
    for number, item in enumerate(kpi.items, 1):
        for text in {squeeze(text): text for text in item.texts}.values():
            if (other := first.setdefault((item.element, squeeze(text)), item.id)) != item.id:
                block.wrong(f"items[{number}].texts", f"“{text}” เป็นข้อความของรายการ “{other}” ด้วย แบบกรอกแยกไม่ออก เขียนให้ต่างกัน")
    most = max((level.bound.value for level in kpi.levels if level.bound), default=Decimal(0))
    if kpi.formula.measure.tallies and most > len(kpi.items):
        block.wrong("items", f"มี {len(kpi.items)} รายการ แต่ระดับสูงสุดต้องทำได้ {most} รายการ เพิ่มรายการที่ขาด")
    if carrier and carrier not in ids:
        block.wrong("formula.result", f"ไม่มีรายการ “{carrier}” ใน items")
    for number, item in enumerate(kpi.items, 1):
        if kpi.formula.measure.figure == "answer" and item.element != kpi.formula.element:
            block.wrong(f"items[{number}].element", f"ต้องเป็น “{kpi.formula.element}” ตาม formula.element")
        if (item.kind in CARRIED) != (item.id == carrier):
            block.wrong(
                f"items[{number}].kind", f"“{item.id}” เป็นชนิด {item.kind} แต่ formula.result คือ “{carrier}” "
                "รายการที่เป็นผล (percentage, number หรือ date) ต้องเป็นรายการเดียวกัน")
        elif item.id not in needed and item.id != carrier and not kpi.formula.measure.tallies:
            block.wrong(f"items[{number}].id", f"ไม่มีระดับใดใช้รายการ “{item.id}” เพิ่มใน needs ของระดับ หรือลบรายการนี้")


def _check_parts(block: TomlTable, kpi: Kpi) -> None:
    """Parts stand where the result is made of them, each told by its id; what is absent goes to another."""
    composed = kpi.formula.measure.composed
    if composed != bool(kpi.parts):
        block.wrong("parts", "measure = \"parts\" ต้องมี [[parts]]" if composed else "ใช้กับ measure = \"parts\" เท่านั้น")
    ids = [part.part.casefold() for part in (*kpi.parts, *kpi.deductions)]  # as people type them
    if len(set(ids)) != len(ids):
        block.wrong("parts", "มี id ซ้ำกัน")
    items = [item.id for item in kpi.all_items()]
    if len(set(items)) != len(items):
        block.wrong("items", "มี id ซ้ำกันระหว่างส่วน ตั้งให้ต่างกันทั้งตัวชี้วัด")
    for number, part in enumerate(kpi.parts, 1):
        if part.absent_to and part.absent_to not in [one.part for one in kpi.parts if one is not part]:
            block.wrong(f"parts[{number}].absent_to", f"ไม่มีส่วน “{part.absent_to}” อื่นในตัวชี้วัดนี้")
    if kpi.formula.combine == "best" and any(part.absent_to or part.weight != 1 for part in kpi.parts):
        block.wrong("formula.combine", "\"best\" เอาคะแนนของส่วนที่ดีที่สุด weight และ absent_to ของส่วนไม่มีผล ลบออก")


def _check_part(block: TomlTable, part: Kpi) -> None:
    """A part can have points, weighs something, and is itself of one piece."""
    if part.formula.measure.composed:
        block.wrong("formula.measure", "ส่วนมีส่วนย่อยอีกชั้นไม่ได้ เขียนทุกส่วนเป็น [[parts]] ของตัวชี้วัด")
    if not _PART_ID.fullmatch(part.part):
        block.wrong("id", "ใช้อักษรหรือตัวเลขไม่เกิน 10 ตัว เช่น A")
    if part.weight <= 0:
        block.wrong("weight", f"ต้องมากกว่า 0 (พบ {part.weight})")
    if not part.levels and part.top is None:
        block.wrong("top", "ส่วนที่ไม่มี levels ผลคือคะแนน ต้องบอกคะแนนเต็ม (top)")
    elif not part.levels and part.unit in RATES and not (part.unit == PERCENT and part.top == 100):
        block.wrong("unit", f"ส่วนที่ไม่มี levels ผลคือคะแนน unit ต้องเป็น “{POINTS}” หรือ “{PERCENT}” ที่เต็ม 100 (พบ “{part.unit}”) หรือเพิ่ม levels")
