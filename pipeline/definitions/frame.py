"""Loads the frame of a round, ``agreement.toml``: its dates, sections, bands and signers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.definitions.blocks import TomlTable
from pipeline.model.agreement import Agreement, Kpi
from pipeline.model.frame import PAPERS, Band, Section, Signer, YearMean

_ROUND_ID = re.compile("[0-9]{4}-[12]")


@dataclass(frozen=True, slots=True)
class Frame:
    """One per round: what ``agreement.toml`` says, an agreement without KPIs and readings, with the table
    for what is wrong in it. ``whole``: every key was there and of its kind, so that the rest of the round
    can be held against it."""

    block: TomlTable
    agreement: Agreement
    whole: bool


def load_frame(block: TomlTable, folder: str) -> Frame:
    """The frame in the file of a round's ``folder``; what is wrong in it is noted by key."""
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
        kpis=(),
        readings=(),
        thai_digits=block.take("thai_digits", bool, True),
        out_of=block.whole("top", 0),
        year=_year(block.block("year")) if "year" in block.data else None,
    )
    bands.done()
    block.done()
    if block.faulty:
        return Frame(block, agreement, False)
    _check(block, agreement, folder)
    return Frame(block, replace(agreement, round_id=folder), True)


def _check(block: TomlTable, frame: Agreement, folder: str) -> None:
    if frame.round_id != folder:
        block.wrong("round", f"ต้องเป็น “{folder}” ตามชื่อโฟลเดอร์")
    if not frame.title:
        block.wrong("title", "ต้องมีอย่างน้อยหนึ่งบรรทัด คัดจากหัวของข้อตกลง")
    if frame.start >= frame.end:
        block.wrong("end", "ต้องอยู่หลัง start")
    ids = [section.id for section in frame.sections]
    if len(set(ids)) != len(ids):
        block.wrong("sections", "มี id ซ้ำกัน")
    if len({section.name for section in frame.sections}) != len(ids):
        block.wrong("sections", "มี name ซ้ำกัน")
    for number, section in enumerate(frame.sections, 1):
        if section.share < 0:
            block.wrong(f"sections[{number}].share", f"ติดลบไม่ได้ (พบ {section.share})")
    if (shares := sum(s.share for s in frame.sections)) != 100:
        block.wrong("sections", f"share รวมกันได้ {shares} ต้องได้ 100")
    if frame.out_of < 0:
        block.wrong("top", f"คะแนนเต็มต้องมากกว่า 0 (พบ {frame.out_of})")
    _check_bands(block, frame)
    if frame.year is not None:
        _check_year(block, frame.year.mean_of, folder)


def _check_year(block: TomlTable, rounds: Sequence[str], folder: str) -> None:
    years = {one.partition("-")[0] for one in rounds}
    if not all(map(_ROUND_ID.fullmatch, rounds)) or folder not in rounds or len(set(rounds)) < max(2, len(rounds)) or len(years) > 1:
        block.wrong("year.mean_of", f"ต้องเป็นรอบของปีงบประมาณเดียวกันตั้งแต่สองรอบ ไม่ซ้ำกัน และมี {folder} ด้วย (พบ {', '.join(rounds) or 'ไม่มี'})")


def _check_bands(block: TomlTable, frame: Agreement) -> None:
    bounds = [band.at_least for band in frame.bands]
    if not bounds or bounds[-1] != 0 or bounds != sorted(set(bounds), reverse=True) or bounds[0] > 100:
        block.wrong("bands", "at_least ต้องเรียงจากสูงไปต่ำ ไม่เกิน 100 และจบที่ 0")
    if not all(band.name.strip() for band in frame.bands):
        block.wrong("bands", "มี name ว่าง ใส่ชื่อระดับผลการประเมิน")
    if len({band.name for band in frame.bands}) != len(bounds):
        block.wrong("bands", "มี name ซ้ำกัน")


def check_weights(frame: Frame, kpis: Sequence[tuple[TomlTable, Kpi]]) -> None:
    """Notes KPIs of sections that are not there, and sections whose weights are not 100 in all, unless
    districts have weights of their own there."""
    sections = frame.agreement.sections
    ids = [section.id for section in sections]
    for block, kpi in kpis:
        if kpi.section not in ids:
            block.wrong("section", f"ไม่มี “{kpi.section}” ใน agreement.toml ใช้ได้: {', '.join(ids)}")
    if any(kpi.section not in ids for _, kpi in kpis):
        return
    for section in sections:
        mine = [kpi for _, kpi in kpis if kpi.section == section.id]
        weights = sum((kpi.weight for kpi in mine), Decimal(0))
        if weights != 100 and not any(kpi.weight_source for kpi in mine):
            frame.block.wrong(
                "sections", f"น้ำหนัก (weight) ของตัวชี้วัดใน{section.name} "
                f"({', '.join(f'ข้อ {kpi.number} = {kpi.weight}' for kpi in mine) or 'ไม่มีตัวชี้วัด'}) "
                f"รวมกันได้ {weights} ต้องได้ 100 แก้ weight ในโฟลเดอร์ kpi")


def _section(block: TomlTable) -> Section:
    section = Section(
        block.text("id"), block.text("name"), block.text("label"), block.sure_number("share"),
        block.text("total_label"),
    )
    block.done()
    return section


def _year(block: TomlTable) -> YearMean:
    year = YearMean(block.texts("mean_of"), block.text("quote"))
    block.done()
    return year


def _band(block: TomlTable) -> Band:
    band = Band(block.text("name"), block.sure_number("at_least"))
    block.done()
    return band


def _signer(block: TomlTable) -> Signer:
    papers = block.texts("papers", PAPERS)
    if unknown := [paper for paper in papers if paper not in PAPERS]:
        block.wrong("papers", f"ไม่มีแผ่นงาน “{unknown[0]}” ใช้ได้: {', '.join(PAPERS)}")
    signer = Signer(
        block.text("role"), block.one_of("party", ("district", "province", ""), ""), papers,
        block.text("statement", ""),
    )
    block.done()
    return signer
