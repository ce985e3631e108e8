"""The kind ``given_levels``: levels that a reviewer gives on evidence, with who, when and on which paper."""

from dataclasses import replace
from functools import partial

from pipeline.model.finding import Finding, safe_text
from pipeline.model.item import row_key
from pipeline.model.observation import District, Observation
from pipeline.model.observed import Context, KpiFrame, Observed
from pipeline.model.source import Claim, Column, Kind
from pipeline.model.words import NOT_SENT, REVIEWED, WAITING
from pipeline.normalise.dates import dated_tables
from pipeline.normalise.of_kpi import kpi_of
from pipeline.normalise.rows import TableReader
from pipeline.normalise.typed import typed_day, typed_text
from pipeline.normalise.unassigned import observe_rows
from pipeline.tables.grid import is_blank
from pipeline.thai.calendar import thai_date
from pipeline.thai.text import squeeze

LEVEL = "ระดับ"  # the unit of a column of levels
STATES = NOT_SENT, WAITING, REVIEWED
# How people write each state, as squeezed.
_SPELLINGS = {
    NOT_SENT: ("ยังไม่ส่ง", "ยังไม่ได้ส่ง", "ยังไม่จัดส่ง", "ไม่ส่ง", "ไม่ได้ส่ง", "ยังไม่ส่งหลักฐาน", "รอส่ง", "ค้างส่ง",
               "รอหลักฐาน"),
    WAITING: ("รอตรวจ", "รอตรวจสอบ", "รอการตรวจ", "รอการตรวจสอบ", "ส่งแล้ว", "ส่งแล้วรอตรวจ", "ส่งแล้วรอตรวจสอบ",
              "ยังไม่ตรวจ", "ยังไม่ได้ตรวจ", "ยังไม่ได้ตรวจสอบ", "กำลังตรวจ", "กำลังตรวจสอบ", "อยู่ระหว่างตรวจ",
              "อยู่ระหว่างตรวจสอบ", "อยู่ระหว่างการตรวจ", "อยู่ระหว่างการตรวจสอบ"),
    REVIEWED: ("ตรวจแล้ว", "ตรวจสอบแล้ว", "ตรวจเรียบร้อย", "ตรวจเรียบร้อยแล้ว", "ตรวจสอบเรียบร้อย",
               "ตรวจสอบเรียบร้อยแล้ว", "ตรวจหลักฐานแล้ว", "ผ่านการตรวจ", "ผ่านการตรวจแล้ว", "ผ่านการตรวจสอบ",
               "ผ่านการตรวจสอบแล้ว"),
}
_STATES = {squeeze(word): state for state, words in _SPELLINGS.items() for word in words}


def observe(claim: Claim, context: Context) -> Observed:
    """What every row gives. Only what is ตรวจแล้ว, by somebody on some paper, has a value; of all else
    ``why`` says that it is not reviewed, in the words of :data:`STATES`, and ``note`` what stands
    beside it. Rows that were reviewed before the round began are another's, which is told once a table."""
    seen = Observed()
    for reader in dated_tables(claim, context, seen):
        early: dict[int, Column] = {}
        observe_rows(reader, seen, partial(_observe_row, early))
        if early:
            row, column = next(iter(early.items()))
            seen.findings.append(reader.finding(
                "another-round", "warning", row, column.id,
                f"มี {len(early)} แถวที่ตรวจก่อนวันเริ่มรอบ {thai_date(context.start)} จึงเป็นของรอบก่อน ไม่นำมาให้คะแนน",
                "ถ้าเป็นของรอบนี้ ให้แก้วันที่ตรวจ ถ้าเป็นของรอบก่อน ให้เอาแถวออก"))
    return seen


def _observe_row(
    early: dict[int, Column], reader: TableReader, row: int, district: District, seen: Observed
) -> None:
    columns = reader.columns("figure")
    stated = [c for c in columns if not is_blank(reader.value(row, c.id))]
    said, paper, person = (safe_text(typed_text(reader, row, role)) for role in ("status", "paper", "person"))
    if not (said or stated or paper):
        seen.refuse(None)  # a row of a form that nobody has filled in
        return
    day, _ = typed_day(reader, row)
    if day is not None and day < reader.context.start:
        early[row] = reader.columns("day")[0]
        seen.refuse(None)
        return
    found = kpi_of(reader, row)
    if isinstance(found, Finding):
        seen.refuse(found)
        return
    (number, part), frame = found
    state = _STATES.get(squeeze(said))
    lacking = "สถานะ (ยังไม่ส่ง รอตรวจ หรือ ตรวจแล้ว)" if state is None else "" if state != REVIEWED else (
        columns[0].headings[0] if not stated else "หลักฐาน" if not paper else "ผู้ตรวจ" if not person else "")
    if lacking:
        seen.findings.append(replace(reader.finding(
            "given-unclear", "error", row, reader.columns("status")[0].id,
            f"แถวนี้ไม่บอก{lacking} จึงไม่นับระดับที่ให้", "เติมให้ครบทุกช่อง", district.code), kpi=number))
    made = [reader.observation(
        row, column.id, district.code, None, "broken" if lacking else "blank", row_key(number, part))
        for column in stated or columns[:1]]
    if state == REVIEWED and not lacking:
        made = [_reviewed(reader, row, column, frame, o, seen) for column, o in zip(stated, made, strict=True)]
    why = f"ไม่บอก{lacking}" if lacking else "" if state == REVIEWED else state or ""
    note = _note(reader, row, paper, person)
    seen.observations += [replace(o, why=o.why or why, note=note) for o in made]
    seen.count(not lacking and all(o.state != "broken" for o in made))


def _reviewed(
    reader: TableReader, row: int, column: Column, frame: KpiFrame, o: Observation, seen: Observed
) -> Observation:
    """The same with the figure that its cell states, a level being one that its KPI has."""
    value, state, problem = reader.figure(row, column)
    if value is not None and column.unit == LEVEL and frame.levels and not 0 <= value <= max(frame.levels):
        state, problem = "broken", reader.finding(
            "given-unclear", "error", row, column.id,
            f"เกณฑ์ไม่มีระดับที่ {value} (ระดับสูงสุดคือ {max(frame.levels)}) จึงไม่นับ", "แก้ระดับที่ได้")
    if problem is not None:
        seen.findings.append(replace(problem, district=o.district))
    return replace(o, value=value if state == "given" else None, state=state,
                   why=f"“{column.headings[0]}” ใช้ไม่ได้" if state == "broken" else "")


def _note(reader: TableReader, row: int, paper: str, person: str) -> str:
    """Who gave it, when, and on which paper, as far as the row says."""
    _, day = typed_day(reader, row)
    told = (("ผู้ตรวจ", person), ("วันที่", day), ("หลักฐาน", paper))
    return " ".join(f"{name} {words}" for name, words in told if words)


KIND = Kind(
    name="given_levels",
    needs=("district", "kpi", "figure", "status"),
    may=("province", "district_code", "paper", "day", "person"),
    observe=observe,
    by_kpi=True,
    per_round=True,
    prefilled=True,
)
