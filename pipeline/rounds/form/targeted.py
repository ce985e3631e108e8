"""The targets and weights of districts that a form holds: of KPIs that use them, each once."""

from collections.abc import Mapping, Sequence

from pipeline.model.agreement import Measure
from pipeline.model.source import SourceDefinition
from pipeline.rounds.form.book import FormBook, FormRow
from pipeline.rounds.form.draft import Draft
from pipeline.rounds.form.ids import kpi_key, numbered, part_of, whole_number
from pipeline.rounds.form.ladder import TARGET
from pipeline.rounds.form.tables import (
    KPIS,
    LEVELS,
    OWN_TARGET,
    TARGETS,
)
from pipeline.rounds.form.ways import read_way
from pipeline.thai.digits import to_arabic
from pipeline.thai.text import squeeze


def check_targets(draft: Draft, sources: Sequence[SourceDefinition], measures: Mapping[str, Measure]) -> None:
    """Groups of targets are of KPIs that use them, of their levels, each once, and say something."""
    known = {kpi_key(number, part_of(row)): row for number, row in numbered(draft.book.rows("kpis"))}
    seen: set[tuple[str, str, int | None]] = set()
    for row in draft.book.rows("targets"):
        kpi, district, level = squeeze(to_arabic(row.text("kpi"))), squeeze(row.text("district")), whole_number(row, "level")
        if kpi not in known:
            draft.note(TARGETS, row, "kpi", f"ไม่มีตัวชี้วัดที่ “{row.text('kpi')}” ในแผ่น {KPIS.sheet}" if kpi else "ยังไม่บอกว่าเป็นของตัวชี้วัดใด")
            continue
        if not district:
            draft.note(TARGETS, row, "district", "ยังไม่มีชื่ออำเภอ")
        elif (kpi, district, level) in seen:
            draft.note(TARGETS, row, "district", f"ตัวชี้วัดที่ {kpi} {row.text('district')} มีสองแถว ลบแถวที่เกิน หรือแก้ระดับ")
        seen.add((kpi, district, level))
        if row.number("target") is None and row.number("weight") is None:
            draft.note(TARGETS, row, "target", "ยังไม่มีค่าเป้าหมายหรือน้ำหนัก ลบแถวนี้ถ้าไม่ใช้")
        _check_target(draft, row, known[kpi], level, sources, measures)


def without_targets(book: FormBook, sources: Sequence[SourceDefinition], measures: Mapping[str, Measure]) -> list[str]:
    """The KPIs and parts (``5``, ``5.A``) that use targets of districts of which a form has none."""
    stated = {squeeze(to_arabic(row.text("kpi"))) for row in book.rows("targets")}
    found = []
    for number, row in numbered(book.rows("kpis")):
        key = kpi_key(number, part_of(row))
        mine = [one for one in book.rows("levels") if (whole_number(one), part_of(one)) == (number, part_of(row))]
        if key not in stated and uses_targets(row, mine, sources, measures):
            found.append(key)
    return found


def _check_target(
    draft: Draft, row: FormRow, kpi: FormRow, level: int | None, sources: Sequence[SourceDefinition], measures: Mapping[str, Measure]
) -> None:
    mine = [one for one in draft.book.rows("levels") if (whole_number(one), part_of(one)) == (whole_number(kpi), part_of(kpi))]
    if level is not None and level not in [whole_number(one, "level") for one in mine]:
        draft.note(TARGETS, row, "level", f"ตัวชี้วัดที่ {row.text('kpi')} ไม่มีระดับที่ {level} แก้เลขระดับ หรือเว้นว่าง")
    if row.number("target") is not None and not uses_targets(kpi, mine, sources, measures):
        draft.note(TARGETS, row, "target", f"ตัวชี้วัดที่ {row.text('kpi')} ไม่ได้ใช้เป้าหมายของแต่ละอำเภอ ลบค่า หรือพิมพ์ เป้าหมาย ในช่อง ค่า ของแผ่น {LEVELS.sheet} หรือเลือก คิดจาก ที่หารด้วยเป้าหมาย")


def uses_targets(
    kpi: FormRow, levels: Sequence[FormRow], sources: Sequence[SourceDefinition], measures: Mapping[str, Measure]
) -> bool:
    """Whether a KPI, or a part, of these levels uses targets of districts."""
    keys = read_way(kpi.text("way"), sources, measures) or {}
    return TARGET in keys.values() or bool(kpi.text("target_source")) or any(
        squeeze(level.text("value")) == squeeze(OWN_TARGET) for level in levels)
