"""Loads a round: ``agreement/<round>/``."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from typing import get_args

from pipeline.definitions.blocks import TomlTable, read_toml
from pipeline.errors import DefinitionError, UsageError
from pipeline.home import folder_of
from pipeline.model.agreement import (
    PAPERS,
    Agreement,
    Band,
    Bound,
    Formula,
    Kpi,
    Level,
    Measure,
    Reading,
    Section,
    Signer,
)
from pipeline.model.item import Item, ItemKind
from pipeline.thai.digits import to_arabic
from pipeline.thai.text import clean

FORMULA_KEYS = tuple(one.name for one in fields(Formula) if one.name != "measure")


# --- rounds ------------------------------------------------------------------------------------


def rounds(home: Path) -> list[str]:
    """The rounds that are defined, the oldest first (``2561-1``: fiscal year พ.ศ. and round)."""
    found = [
        path.name for path in folder_of(home, "agreement").glob("*-*")
        if re.fullmatch(r"\d{4}-\d", path.name) and path.is_dir()
    ]
    return sorted(found)


def load_agreement(
    home: Path, measures: Mapping[str, Measure], round_id: str | None = None
) -> Agreement:
    """The agreement of a round (the newest if None) that stands in ``agreement/`` of ``home``,
    or of the program where ``home`` has none; its formulas name ``measures``.

    Raises UsageError for a round that does not exist, DefinitionError for a wrong file.
    """
    home = folder_of(home, "agreement").parent
    known = rounds(home)
    if not known:
        raise DefinitionError("agreement: ไม่มีรอบการประเมินใด สั่ง pipeline init เพื่อวางข้อตกลงที่มากับโปรแกรม หรือลบโฟลเดอร์ agreement ที่ว่าง")
    if round_id is not None and round_id not in known:
        raise UsageError(f"ไม่มีรอบ “{round_id}” รอบที่มี: {', '.join(known)}")
    folder = home / "agreement" / (round_id or known[-1])
    kpis = [_kpi(path, home, measures) for path in sorted((folder / "kpi").glob("*.toml"))]
    numbers = [kpi.number for kpi in kpis]
    for number in numbers:
        if numbers.count(number) > 1:
            raise DefinitionError(
                f"agreement/{folder.name}/kpi: ตัวชี้วัดที่ {number} มีสองไฟล์ เหลือไว้ไฟล์เดียว"
            )
    agreement = _frame(folder, home, tuple(sorted(kpis, key=lambda kpi: kpi.number)))
    _check_quotes(agreement, folder / "agreement.txt", home)
    return agreement.read()


def _frame(folder: Path, home: Path, kpis: tuple[Kpi, ...]) -> Agreement:
    block = read_toml(folder / "agreement.toml", home)
    bands = block.block("bands")
    agreement = Agreement(
        round_id=block.text("round"),
        title=block.texts("title"),
        start=block.date("start"),
        end=block.date("end"),
        sections=tuple(_section(b) for b in block.blocks("sections")),
        bands=tuple(_band(b) for b in bands.blocks("levels")),
        bands_note=bands.text("note"),
        signers=tuple(_signer(b) for b in block.blocks("signers")),
        kpis=kpis,
        readings=_readings(folder / "reading.toml", home, kpis),
        thai_digits=bool(block.take("thai_digits", bool, True)),
    )
    bands.done()
    block.done()
    if agreement.round_id != folder.name:
        raise block.error("round", f"ต้องเป็น “{folder.name}” ตามชื่อโฟลเดอร์")
    if agreement.start >= agreement.end:
        raise block.error("end", "ต้องอยู่หลัง start")
    _check_frame(block, agreement)
    return agreement


def _check_frame(block: TomlTable, agreement: Agreement) -> None:
    ids = [section.id for section in agreement.sections]
    if len(set(ids)) != len(ids):
        raise block.error("sections", "มี id ซ้ำกัน")
    if (shares := sum(s.share for s in agreement.sections)) != 100:
        raise block.error("sections", f"share รวมกันได้ {shares} ต้องได้ 100")
    bounds = [band.at_least for band in agreement.bands]
    if not bounds or bounds[-1] != 0 or bounds != sorted(set(bounds), reverse=True):
        raise block.error("bands", "at_least ต้องเรียงจากสูงไปต่ำและจบที่ 0")
    for kpi in agreement.kpis:
        if kpi.section not in ids:
            raise DefinitionError(
                f"kpi {kpi.number}: section “{kpi.section}” ไม่มีใน agreement.toml ใช้ได้: {', '.join(ids)}"
            )
    for section in agreement.sections:
        weights = sum(kpi.weight for kpi in agreement.of_section(section.id))
        if weights != 100:
            raise DefinitionError(
                f"{block.file}: น้ำหนัก (weight) ของตัวชี้วัดใน{section.name}รวมกันได้ {weights} "
                "ต้องได้ 100 แก้ weight ในโฟลเดอร์ kpi"
            )


def _section(block: TomlTable) -> Section:
    share = block.number("share")
    assert share is not None
    section = Section(
        block.text("id"), block.text("name"), block.text("label"), share,
        block.text("total_label"),
    )
    block.done()
    return section


def _band(block: TomlTable) -> Band:
    at_least = block.number("at_least")
    assert at_least is not None
    band = Band(block.text("name"), at_least)
    block.done()
    return band


def _signer(block: TomlTable) -> Signer:
    papers = block.texts("papers", PAPERS)
    if unknown := [paper for paper in papers if paper not in PAPERS]:
        raise block.error("papers", f"ไม่มีแผ่นงาน “{unknown[0]}” ใช้ได้: {', '.join(PAPERS)}")
    signer = Signer(
        block.text("role"), block.one_of("party", ("district", "province", ""), ""), papers,
        block.text("statement", ""),
    )
    block.done()
    return signer


# --- KPIs --------------------------------------------------------------------------------------


def _kpi(path: Path, home: Path, measures: Mapping[str, Measure]) -> Kpi:
    block = read_toml(path, home)
    weight = block.number("weight")
    assert weight is not None
    kpi = Kpi(
        number=block.whole("number"),
        section=block.text("section"),
        goal=block.text("goal"),
        name=block.text("name"),
        weight=weight,
        data_source=block.text("data_source"),
        cutoff=block.date("cutoff"),
        formula=_formula(block.block("formula"), measures),
        items=tuple(_item(b) for b in block.blocks("items", ())),
        levels=tuple(_level(b) for b in block.blocks("levels")),
        criteria_notes=block.texts("notes", ()),
        short_name=block.text("short_name", ""),
    )
    block.done()
    if weight < 0:
        raise block.error("weight", f"ติดลบไม่ได้ (พบ {weight})")
    _check_levels(block, kpi)
    return kpi


def _formula(block: TomlTable, measures: Mapping[str, Measure]) -> Formula:
    measure = measures[block.one_of("measure", tuple(measures))]
    for key in measure.needs:
        if key not in block.data:
            raise block.error(key, f"ยังไม่มี มาตรวัด {measure.name} ต้องใช้")
    known = {*measure.needs, *measure.may}
    for key in FORMULA_KEYS:
        if key in block.data and key not in known:
            raise block.error(key, f"ไม่ใช้กับมาตรวัด {measure.name} ลบบรรทัดนี้ หรือแก้ measure")
    years = block.take("base_years", list, ())
    assert isinstance(years, list | tuple)
    if not all(isinstance(year, int) for year in years):
        raise block.error("base_years", "ต้องเป็นรายการของปี พ.ศ. สี่หลัก")
    formula = Formula(
        measure=measure,
        numerator=block.text("numerator", ""),
        numerator_else=block.text("numerator_else", ""),
        denominator=block.text("denominator", ""),
        element=block.text("element", ""),
        percentage=block.text("percentage", ""),
        base_years=tuple(years),
        more=block.text("more", ""),
    )
    if formula.more and "{amount}" not in formula.more:
        raise block.error("more", "ต้องมี {amount} ตรงที่จะพิมพ์จำนวน")
    block.done()
    return formula


def _item(block: TomlTable) -> Item:
    at_least = block.number("at_least", Decimal(1))
    assert at_least is not None
    item = Item(
        id=block.text("id"),
        kind=block.one_of("kind", get_args(ItemKind)),  # type: ignore[arg-type]  # one_of checked it
        element=block.text("element"),
        texts=block.texts("texts"),
        at_least=at_least,
        unanswered_is_no=bool(block.take("unanswered_is_no", bool, False)),
        unit=block.text("unit", ""),
    )
    block.done()
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


def _check_levels(block: TomlTable, kpi: Kpi) -> None:
    if [level.level for level in kpi.levels] != list(range(1, len(kpi.levels) + 1)):
        raise block.error("levels", "ต้องเรียงจากระดับที่ 1 ขึ้นไปโดยไม่เว้น")
    ids = [item.id for item in kpi.items]
    if len(set(ids)) != len(ids):
        raise block.error("items", "มี id ซ้ำกัน")
    if kpi.formula.percentage and kpi.formula.percentage not in ids:
        raise block.error("formula.percentage", f"ไม่มีรายการ “{kpi.formula.percentage}” ใน items")
    before = (Decimal("-Infinity"), 0)
    for level in kpi.levels:
        where = f"levels[{level.level}]"
        if not level.quote.strip():
            raise block.error(f"{where}.quote", "ว่าง คัดถ้อยคำของเกณฑ์จากข้อตกลงมาใส่")
        if level.at_least is not None and level.more_than is not None:
            raise block.error(where, "มีทั้ง at_least และ more_than เหลือไว้อย่างเดียว")
        for need in level.needs:
            if need not in ids:
                raise block.error(f"{where}.needs", f"ไม่มีรายการ “{need}” ใน items")
        bound = _bound(level)
        if bound is None:
            continue
        if bound < before or (bound == before and not level.needs):
            raise block.error(where, "เกณฑ์ไม่สูงกว่าระดับก่อนหน้า ระดับต้องเรียงจากต่ำไปสูง")
        before = bound


def _bound(level: Level) -> tuple[Decimal, int] | None:
    """A level's lower bound in an order in which "more than 70" is above "at least 70"."""
    if level.at_least is not None:
        return level.at_least, 0
    return None if level.more_than is None else (level.more_than, 1)


# --- readings and quotes -----------------------------------------------------------------------


def _readings(path: Path, home: Path, kpis: Iterable[Kpi]) -> tuple[Reading, ...]:
    block = read_toml(path, home)
    numbers = {kpi.number: kpi for kpi in kpis}
    readings = tuple(_reading(b, numbers) for b in block.blocks("readings"))
    block.done()
    return readings


def _reading(block: TomlTable, kpis: Mapping[int, Kpi]) -> Reading:
    numbers = block.take("kpis", list)
    assert isinstance(numbers, list)
    for number in numbers:
        if number not in kpis:
            raise block.error("kpis", f"ไม่มีตัวชี้วัดที่ {number}")
    shares = TomlTable(block.take("shares", dict, {}), block.file, "shares")
    reading = Reading(
        id=block.text("id"),
        kpis=tuple(numbers),
        question=block.text("question"),
        chosen=block.text("chosen"),
        reason=block.text("reason"),
        other=block.text("other"),
        use=block.one_of("use", ("chosen", "other"), "chosen"),  # type: ignore[arg-type]  # one_of
        flag=block.text("flag", "reading"),
        bounds=tuple(_reading_bound(b, kpis) for b in block.blocks("bounds", ())),
        round_first=block.take("round_first", bool, None),  # type: ignore[arg-type]  # bool | None
        below_first=block.take("below_first", int, None),  # type: ignore[arg-type]  # int | None
        interpolated=block.take("interpolated", bool, None),  # type: ignore[arg-type]  # bool | None
        shares={key: shares.number(key) or Decimal(0) for key in list(shares.data)},
    )
    block.done()
    for number in numbers if reading.interpolated else ():
        if any(_bound(level) is None or level.needs for level in kpis[number].levels):
            raise block.error(
                "interpolated", f"ใช้กับตัวชี้วัดที่ {number} ไม่ได้ ทุกระดับต้องมีขอบล่างและไม่มีรายการอื่น"
            )
    return reading


def _reading_bound(block: TomlTable, kpis: Mapping[int, Kpi]) -> Bound:
    bound = Bound(
        kpi=block.whole("kpi"),
        level=block.whole("level"),
        at_least=block.number("at_least", None),
        more_than=block.number("more_than", None),
    )
    block.done()
    kpi = kpis.get(bound.kpi)
    if kpi is None or not 1 <= bound.level <= len(kpi.levels):
        raise block.error("level", f"ไม่มีระดับที่ {bound.level} ในตัวชี้วัดที่ {bound.kpi}")
    return bound


def same_words(text: str) -> str:
    """Words as quotes are compared: ำ whole, Arabic digits, one space between words."""
    return to_arabic(clean(text))


def _check_quotes(agreement: Agreement, path: Path, home: Path) -> None:
    """Every quoted criterion, name and note stands in the signed text, word for word."""
    name = path.relative_to(home).as_posix()
    try:
        signed = same_words(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise DefinitionError(f"{name}: อ่านไม่ได้ วางข้อความข้อตกลงเป็นไฟล์ utf-8") from error
    quotes: list[tuple[str, str]] = [("title", line) for line in agreement.title]
    for kpi in agreement.kpis:
        quotes += [(f"kpi {kpi.number} name", kpi.name), (f"kpi {kpi.number} goal", kpi.goal)]
        quotes += [(f"kpi {kpi.number} data_source", kpi.data_source)]
        quotes += [(f"kpi {kpi.number} notes", note) for note in kpi.criteria_notes]
        quotes += [(f"kpi {kpi.number} ระดับที่ {x.level}", x.quote) for x in kpi.levels]
    for where, quote in quotes:
        if same_words(quote) not in signed:
            raise DefinitionError(
                f"{name}: ไม่มีถ้อยคำของ {where} “{clean(quote)[:60]}” แก้ quote ให้ตรงกับข้อตกลงที่ลงนาม"
            )
