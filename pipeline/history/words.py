"""What is said of changes: rows of the sheet, lines of the terminal, plain data."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal
from typing import NamedTuple

from pipeline.history.causes import Cause
from pipeline.history.changes import Change, Value
from pipeline.history.record import Run
from pipeline.model.changes import ChangedRow
from pipeline.model.finding import safe_text
from pipeline.model.words import (
    FILE_STATUS_NAMES,
    FLAG_NAMES,
    INCOMPLETE,
    PROVISIONAL,
    SEVERITY_NAMES,
    STATUS_NAMES,
    fingerprint,
)
from pipeline.thai.calendar import thai_date

NONE = "–"
_MANY = re.compile(r"-?[0-9]{4,}(?:\.[0-9]+)?")  # a figure that has thousands
LONGEST = 500  # characters of one text
FILES_A_LINE = 3
GROUPS = FRAME, LEVEL, TOTAL, RANK, KPI, FINDING, FILE, PLACE = (
    "ขอบเขตของผล", "ระดับ", "คะแนนรวม", "อันดับ", "ผลของตัวชี้วัด", "ข้อที่พบ", "ไฟล์", "ช่องที่มา",
)  # fmt: skip  (the gravest first)


class KindWords(NamedTuple):
    """One per kind of change: under what it is counted, what it is called (with its item), whether a page tells it first."""

    group: str
    name: str
    grave: bool = False


WORDS = {
    "round": KindWords(FRAME, "รอบ"),
    "province": KindWords(FRAME, "จังหวัด"),
    "district-came": KindWords(FRAME, "อำเภอที่เพิ่มเข้ามา", grave=True),
    "district-went": KindWords(FRAME, "อำเภอที่ไม่มีแล้ว", grave=True),
    "name": KindWords(FRAME, "ชื่ออำเภอ"),
    "kpi-came": KindWords(FRAME, "ตัวชี้วัดที่เพิ่มเข้ามา", grave=True),
    "kpi-went": KindWords(FRAME, "ตัวชี้วัดที่ไม่มีแล้ว", grave=True),
    "status": KindWords(KPI, "สถานะ", grave=True),
    "result": KindWords(KPI, "ผลการดำเนินงาน"),
    "level": KindWords(LEVEL, "ระดับ", grave=True),
    "points": KindWords(KPI, "คะแนนที่ได้"),
    "deducted": KindWords(KPI, "คะแนนที่หัก"),
    "part-result": KindWords(KPI, "ผลของส่วน “{}”"),
    "part-points": KindWords(KPI, "คะแนนของส่วน “{}”"),
    "weight": KindWords(KPI, "น้ำหนัก"),
    "weighted": KindWords(KPI, "คะแนนถ่วงน้ำหนัก"),
    "evidence": KindWords(KPI, "{}"),
    "flag": KindWords(KPI, "ข้อสังเกต"),
    "next-level": KindWords(KPI, "ที่ยังขาดถึงระดับถัดไป"),
    "origins": KindWords(PLACE, "ช่องที่มาของตัวเลข"),
    "section": KindWords(TOTAL, "คะแนน{}"),
    "section-provisional": KindWords(TOTAL, f"{PROVISIONAL}{{}}"),
    "score": KindWords(TOTAL, "คะแนนรวม"),
    "percent": KindWords(TOTAL, "คะแนนรวมร้อยละ"),
    "band": KindWords(TOTAL, "ระดับผลการประเมิน", grave=True),
    "provisional": KindWords(TOTAL, "คะแนนรวมชั่วคราว"),
    "complete": KindWords(TOTAL, "ความครบถ้วน"),
    "rank": KindWords(RANK, "อันดับ"),
    "finding-came": KindWords(FINDING, "พบใหม่ ({})"),
    "finding-went": KindWords(FINDING, "ไม่พบแล้ว ({})"),
    "file-came": KindWords(FILE, "ไฟล์ที่เพิ่มเข้ามา"),
    "file-went": KindWords(FILE, "ไฟล์ที่ไม่มีแล้ว"),
    "file-renamed": KindWords(FILE, "ไฟล์ที่เปลี่ยนชื่อหรือย้าย"),
    "file-content": KindWords(FILE, "เนื้อหาของไฟล์"),
    "file-status": KindWords(FILE, "สถานะของไฟล์"),
    "file-reason": KindWords(FILE, "เหตุที่ไม่ได้ใช้ไฟล์"),
    "file-rows": KindWords(FILE, "แถวที่ใช้ + ไม่ได้ใช้"),
}
# What a short list tells first, in this order; all else follows as it comes.
GRAVEST = (
    "round", "province", "district-came", "district-went", "kpi-came", "kpi-went", "status", "level",
    "result", "rank", "band", "score", "percent", "complete", "provisional",
)  # fmt: skip
HOW = {"changed": "แก้ไข", "came": "เพิ่มเข้ามา", "went": "ไม่มีแล้ว", "counted": "นับแล้ว", "aside": "ไม่นับแล้ว", "definition": "นิยามเปลี่ยน"}
_DEFINITIONS = tuple((re.compile(pattern), name) for pattern, name in (
    (r"^agreement/[^/]+/reading\.toml", "การตีความของข้อตกลง"),
    (r"^agreement/[^/]+/kpi/(\d+)_[^/]*\.toml", "ข้อกำหนดของตัวชี้วัดที่ {}"),
    (r"^agreement/[^/]+/agreement\.(?:toml|txt)", "กรอบของข้อตกลง"),
    (r"^agreement/(?:[^/]+/)?checks\.toml", "เกณฑ์ตรวจตัวเลขที่ไม่น่าจะถูก"),
    (r"^agreement/sources/", "ข้อกำหนดของรายงาน"),
))  # fmt: skip
WITHOUT_FILE = {
    "program": "โปรแกรมคนละรุ่น (ไฟล์และนิยามเหมือนเดิม)",
    "unknown": "นิยาม การตีความ หรือโปรแกรม (ไฟล์เหมือนเดิม)",
}


def since(run: Run) -> str:
    """Which former results these are."""
    return f"ผลครั้งก่อนที่ต่างจากครั้งนี้ (ลายนิ้วมือ {fingerprint(run.sha256)})"


def rows(changes: Sequence[Change]) -> tuple[ChangedRow, ...]:
    """A row of the sheet สิ่งที่เปลี่ยน for each change."""
    return tuple(
        ChangedRow(
            one.name or one.district, one.kpi, _what(one), _shown(one, one.before),
            _shown(one, one.after), ", ".join(map(_on_paper, _files(one))),
        )
        for one in changes
    )


def lines(changes: Sequence[Change], limit: int | None = None) -> list[str]:
    """A line of the terminal for each change, after a count by what they are of; where there is a
    ``limit``, the gravest first."""
    if not changes:
        return ["ไม่มีสิ่งใดเปลี่ยน"]
    counts = Counter(WORDS[one.kind].group for one in changes)
    counted = ", ".join(f"{name} {counts[name]}" for name in GROUPS if counts[name])
    told = changes
    if limit is not None:
        order = dict(zip(GRAVEST, range(len(GRAVEST)), strict=True))
        told = sorted(changes, key=lambda one: order.get(one.kind, len(order)))[:limit]
    said = [f"สิ่งที่เปลี่ยน {len(changes)} ข้อ: {counted}", *map(_line, told)]
    if limit is not None and len(changes) > limit:
        said.append(f"  … อีก {len(changes) - limit} ข้อ ดูทั้งหมดในชีต สิ่งที่เปลี่ยน ของสรุปจังหวัด")
    return said


def as_json(change: Change) -> dict[str, object]:
    """A change as plain data; before and after as they stand in results.json."""
    return {
        "kind": change.kind, "district": change.district or None, "name": change.name or None,
        "kpi": change.kpi, "item": safe(change.item) or None, "before": _safe(change.before),
        "after": _safe(change.after),
        "files": [{"file": safe(c.file) or None, "how": c.how} for c in change.causes],
    }  # fmt: skip


def _line(one: Change) -> str:
    files = _files(one)
    values = _values(one)
    if WORDS[one.kind].group == FILE:
        return f"  {_what(one)}: {files[0]}{f'  ({values})' if values else ''}"
    more = f" และอีก {len(files) - FILES_A_LINE} ไฟล์" if len(files) > FILES_A_LINE else ""
    whence = f"  (จาก {', '.join(files[:FILES_A_LINE])}{more})" if files else ""
    place = [f"อำเภอ{one.name}" if one.name and one.name not in values else "",
             f"ตัวชี้วัดที่ {one.kpi}" if one.kpi and f"ตัวชี้วัดที่ {one.kpi}" not in values else ""]
    text = " ".join(filter(None, [*place, _what(one)]))
    return f"  {text}{': ' if values else ''}{values}{whence}"


def _values(one: Change) -> str:
    """How it was and is; the one of both for what came or went."""
    if one.kind.startswith("finding"):
        return str(_shown(one, one.before or one.after))
    if one.kind.endswith(("-came", "-went")):
        return ""
    return f"{_shown(one, one.before)} → {_shown(one, one.after)}"


def _what(one: Change) -> str:
    item = one.item
    if one.kind.startswith("section"):
        item = f"ส่วน{one.label}" if one.label else f"ส่วน {item}"
    elif one.kind.startswith("finding"):
        item = SEVERITY_NAMES.get(item, item)
    return safe(WORDS[one.kind].name.format(item))


def _shown(one: Change, value: Value) -> object:
    if value is None:
        return NONE
    match one.kind:
        case "status":
            value = STATUS_NAMES.get(str(value), str(value))
        case "complete":
            value = "ครบ" if value else INCOMPLETE
        case "flag":
            return FLAG_NAMES.get(one.item, safe(one.item)) if value else NONE
        case "result" | "part-result" if day := _day(str(value)):
            return thai_date(day, "short")
        case "evidence" if _MANY.fullmatch(str(value)):
            return f"{Decimal(str(value)):,}"
        case "file-content":
            value = fingerprint(str(value))
        case "file-came" | "file-went" | "file-status":
            value = FILE_STATUS_NAMES.get(str(value), str(value))
    return _safe(value)


def _day(text: str) -> dt.date | None:
    """The day that a result is; None where it is a figure."""
    with suppress(ValueError):
        return dt.date.fromisoformat(text) if "-" in text[1:] else None
    return None


def _files(one: Change) -> list[str]:
    if WORDS[one.kind].group == FILE:
        return [safe(one.item)]
    return [_cause(cause, one.kind) for cause in one.causes]


def _on_paper(file: str) -> str:
    """A file's name as a paper has it: an export's as it is, a definition's in the office's words."""
    for pattern, name in _DEFINITIONS:
        if found := pattern.search(file):
            return name.format(*found.groups())
    return file


def _cause(cause: Cause, kind: str) -> str:
    if not cause.file:
        return WITHOUT_FILE[cause.how]
    name = safe(cause.file)
    return name if WORDS[kind].group == FINDING else f"{name} ({HOW[cause.how]})"


def safe(text: str) -> str:
    """A text as it may be shown or written."""
    return safe_text(text, LONGEST)


def _safe(value: Value) -> Value:
    return safe(value) if isinstance(value, str) else value
