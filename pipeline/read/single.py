"""One file: opened once, hashed, gated, told by its content, read into raw sheets."""

import hashlib
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.inbox import MAX_FILE, is_elsewhere, open_plainly
from pipeline.model.cells import OpenEnd, Origin, RaggedRow, RawSheet, UnderMerge
from pipeline.model.finding import Finding, masked
from pipeline.model.ledger import FileRecord, SheetRecord
from pipeline.model.words import PAGE_MARK, RESULT_SHEETS
from pipeline.read.container import sheets_of
from pipeline.read.refusal import Refusal, explain, refusal_finding
from pipeline.read.repair import mend

_HEAD = 1000  # bytes of a page, in which it says whose it is


@dataclass(frozen=True, slots=True)
class ReadFile:
    """One per file that was tried: its line in the ledger, its sheets, what is to be said."""

    record: FileRecord
    sheets: tuple[RawSheet, ...] = ()
    findings: tuple[Finding, ...] = ()


def refused(name: str, code: str, detail: str = "", sha256: str | None = None) -> ReadFile:
    """The result for a file that could not be read."""
    record = FileRecord(name, sha256, "refused", code, explain(code, detail))
    return ReadFile(record, (), (refusal_finding(name, code, detail),))


def read_single(path: Path, name: str,
             opened: Callable[[str], None] = lambda sha256: None) -> ReadFile:
    """Read one file in this process, without time or memory limits of its own.

    ``name`` is what the ledger calls it. ``opened`` is told the SHA-256 before the content is
    looked into. A file that cannot be read gives a refusal, never an exception.
    """
    sha256: str | None = None
    try:
        data, before = read_bytes(path)
        sha256 = hashlib.sha256(data).hexdigest()
        opened(sha256)
        try:
            sheets, findings = _read(data, name)
        except Refusal:
            _check_unchanged(path, before)
            raise
        _check_unchanged(path, before)
    except Refusal as refusal:
        return refused(name, refusal.code, refusal.detail, sha256)
    records = tuple(SheetRecord(sheet.name) for sheet in sheets)
    kind = sheets[0].container if sheets else ""
    record = FileRecord(name, sha256, "used", None, "", kind, records)
    return ReadFile(record, tuple(sheets), tuple(findings))


def read_bytes(path: Path) -> tuple[bytes, os.stat_result]:
    """A regular file's bytes and its state before; one that changes meanwhile is refused, and so is
    a link: ``path`` is where links lead to, looked up before."""
    try:
        if is_elsewhere(os.lstat(path)):
            raise Refusal("not-downloaded")
        with open_plainly(path) as stream:
            before = os.fstat(stream.fileno())
            if not stat.S_ISREG(before.st_mode):
                raise Refusal("not-a-file")
            if before.st_size > MAX_FILE:
                raise Refusal("too-large", f"เกิน {MAX_FILE >> 20} เมกะไบต์")
            data = stream.read(MAX_FILE + 1)
    except OSError as error:
        raise Refusal("no-access") from error
    if len(data) != before.st_size:
        raise Refusal("still-being-written")
    _check_unchanged(path, before)
    return data, before


def _check_unchanged(path: Path, before: os.stat_result) -> None:
    try:
        after = os.stat(path)
    except OSError as error:
        raise Refusal("still-being-written") from error
    if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
        raise Refusal("still-being-written")


def _read(data: bytes, name: str) -> tuple[list[RawSheet], list[Finding]]:
    if not data:
        raise Refusal("empty")
    if PAGE_MARK.encode() in data[:_HEAD]:
        raise Refusal("own-result")
    sheets = sheets_of(data, name)
    if not any(sheet.rows for sheet in sheets):
        raise Refusal("no-data")
    names = {sheet.name for sheet in sheets}
    if any(names.issuperset(ours) for ours in RESULT_SHEETS):
        raise Refusal("own-result")
    sheets, findings = mend(_named_apart(sheets))
    return sheets, [*findings, *_hidden_values(sheets), *_ragged_rows(sheets)]


def _hidden_values(sheets: list[RawSheet]) -> list[Finding]:
    """A warning for each sheet with values that its merged ranges keep out of sight."""
    return [
        Finding("hidden-under-merge", "warning",
                f"มี {note.values} ช่องที่มีค่าซ่อนอยู่ใต้ช่องผสาน ค่าเหล่านั้นไม่ถูกนำมาใช้",
                "เปิดไฟล์ใน Excel ยกเลิกการผสานช่อง แล้วตรวจค่าที่ซ่อนอยู่",
                Origin(sheet.file, sheet.name))
        for sheet in sheets for note in sheet.notes if isinstance(note, UnderMerge)
    ]


def _ragged_rows(sheets: list[RawSheet]) -> list[Finding]:
    """A warning for each row of a CSV or HTML file whose fields may stand under the wrong headings, and
    word of a last line that may have been cut off."""
    ends = [
        Finding("open-end", "info",
                "บรรทัดสุดท้ายไม่มีการขึ้นบรรทัดใหม่ ถ้าไฟล์คัดลอกมาไม่ครบ บรรทัดนี้อาจขาดตอน",
                "เทียบบรรทัดสุดท้ายกับในระบบ ถ้าครบแล้วไม่ต้องทำอะไร",
                sheet.origin(note.row, 0))
        for sheet in sheets for note in sheet.notes if isinstance(note, OpenEnd)
    ]
    return ends + [
        Finding("ragged-row", "warning",
                "แถวนี้มีจำนวนช่องไม่เท่ากับแถวอื่น ค่าอาจอยู่ผิดคอลัมน์",
                "ตรวจแถวนี้ในไฟล์ต้นทาง (ใน CSV จุลภาคในข้อความต้องอยู่ในเครื่องหมายคำพูด)",
                sheet.origin(note.row, 0))
        for sheet in sheets for note in sheet.notes if isinstance(note, RaggedRow)
    ]


def _named_apart(sheets: list[RawSheet]) -> list[RawSheet]:
    """The sheets with names that may be told: no personal number stands in them. Two of one name
    get a number, so that an address is one place."""
    seen: set[str] = set()
    apart: list[RawSheet] = []
    for sheet in sheets:
        bare = name = masked(sheet.name)
        times = 1
        while name in seen:
            times += 1
            name = f"{bare} ({times})"
        seen.add(name)
        apart.append(sheet if name == sheet.name else replace(sheet, name=name))
    return apart
