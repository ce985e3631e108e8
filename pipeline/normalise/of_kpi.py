"""Rows that say of which KPI they are, or of which part of one: in a column, a title or a name."""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

from pipeline.model.finding import Finding, safe_text
from pipeline.model.observed import KpiFrame
from pipeline.normalise.rows import TableReader
from pipeline.thai.digits import to_arabic
from pipeline.thai.text import clean

UNKNOWN = "?"  # no id of a part
LEADS = ("ส่วน", "รายการหัก", "หัก")  # before the id of a part or a deduction
# ``5``, ``5.A``, ``5 ส่วน A``, ``5 หักคะแนน A``, ``5A``; letters that go on are a word: ``4. ร้อยละ``.
_KPI = re.compile(
    r"(?P<number>\d+)(?:\s*(?P<lead>ส่วน(?:ที่|ย่อย)?|(?:รายการ)?หัก(?:คะแนน)?|[.\-(])?\s*(?P<part>[A-Za-z0-9_ก-ฮ]{1,10})(?![ก-๎A-Za-z0-9_]))?")
_PARTED = re.compile(r"\D*\d+\s*(?:\.\s*\d|ส่วน)")


def named_kpis(text: str, parts: Mapping[int, Collection[str]]) -> list[tuple[int, str]]:
    """The KPIs that a text names, each with its part: "" for the whole, :data:`UNKNOWN` for a part that
    it has none of. ``parts`` are the ids of the parts of each."""
    text, at = to_arabic(clean(text)), 0
    found: list[tuple[int, str]] = []
    while match := _KPI.search(text, at):
        number = int(match["number"][:16])
        known = {one.casefold(): one for one in parts.get(number, ())}
        part = known.get((match["part"] or "").casefold(), "")
        at = match.end() if part else match.end("number")
        if not part and (match["lead"] or "").startswith((*LEADS, ".") if known else LEADS):
            part, at = UNKNOWN, match.end()
        found.append((number, part))
    return found


def kpi_of(reader: TableReader, row: int) -> tuple[tuple[int, str], KpiFrame] | Finding:
    """The KPI and part that a row is about, with what is known of it; or why it is about none that needs
    this table."""
    column = reader.source.with_role("kpi")[0].id
    text, frames = reader.text(row, column), reader.context.frames
    told = next(iter(named_kpis(text, reader.context.parts)), None)
    if told is not None and not told[1] and _PARTED.match(to_arabic(clean(text))):
        told = told[0], UNKNOWN
    frame = frames.get(told) if told is not None else None
    if told is None or frame is None:
        return reader.finding(
            "unknown-kpi", "error", row, column,
            f"“{safe_text(text, 40)}” ไม่ใช่ตัวชี้วัดหรือส่วนของตัวชี้วัดในข้อตกลง จึงไม่ใช้แถวนี้" if told
            else "แถวนี้ไม่บอกว่าเป็นของตัวชี้วัดใด จึงไม่ใช้แถวนี้",
            "พิมพ์เลขตัวชี้วัด เช่น 4 หรือ 5.A ในช่อง ตัวชี้วัดที่ หรือในชื่อตารางหรือชื่อชีต เช่น ตัวชี้วัดที่ 4",
        )
    parts = [part for part in reader.context.parts[told[0]]
             if reader.source.id in frames[told[0], part].sources]
    if reader.source.id not in frame.sources and parts and not told[1]:
        return replace(reader.finding(
            "unknown-kpi", "error", row, column,
            f"แถวนี้ไม่บอกว่าเป็นส่วนใดของตัวชี้วัดที่ {told[0]} จึงไม่ใช้แถวนี้",
            f"พิมพ์ส่วนด้วย เช่น {told[0]}.{parts[0]}"), kpi=told[0])
    if reader.source.id not in frame.sources:
        return replace(reader.finding(
            "other-kpi", "info", row, column,
            f"ตัวชี้วัดที่ {safe_text(text, 40)} ไม่ได้ใช้{reader.source.title}", "ไม่ต้องทำอะไร",
        ), kpi=told[0])
    return told, frame
