"""Copies of troubled exports, marked at the cells, for those who made them.

A copy holds the file's own data in full; what is added to it, the comments, is masked.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.checkup.account import LONG, NAME
from pipeline.checkup.annotate import CellMark
from pipeline.checkup.marking import CannotCopy, CopyTask, copier, make
from pipeline.checkup.ours import is_marked, replaceable
from pipeline.errors import PipelineError
from pipeline.inbox import paths
from pipeline.model.cells import RawSheet
from pipeline.model.disk import why
from pipeline.model.finding import SEVERITIES, Finding, safe_text
from pipeline.model.ledger import FileRecord
from pipeline.model.source import Verdict
from pipeline.model.words import SEVERITY_NAMES
from pipeline.processes import CannotStart, Worker, share
from pipeline.publish import write_whole
from pipeline.read.refusal import Refusal
from pipeline.read.single import read_bytes
from pipeline.xlsx.values import UNSEEN, stored

ENDINGS = (".xlsx", ".xlsm")  # without and with macros
SUFFIX = " (ทำเครื่องหมาย)"
MOST_CELLS = 2000  # commented in one copy; the rest is counted in its first comment
MOST_NOTES = 20  # in one comment
_ADDRESS = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}")
_ENDING = re.compile(r"(?<=[^/])\.[A-Za-z0-9]{1,5}$")
# What Windows allows in no name, and Excel in none of a workbook ([ ]).
_FORBIDDEN = re.compile(rf'[\\:*?"<>|\[\]\x00-\x1f{UNSEEN}]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(?= *(\.|$))")


@dataclass(frozen=True, slots=True)
class MarkedCopies:
    """The copies that were written, and a Thai line for each troubled file that has none."""

    written: tuple[Path, ...]
    failed: tuple[str, ...]


def mark_copies(
    folder: Path, target: Path, files: Sequence[FileRecord], verdicts: Sequence[Verdict],
    findings: Sequence[Finding], jobs: int = 1,
) -> MarkedCopies:
    """Writes a marked copy below ``target`` of every file below ``folder`` that has a finding
    of severity error or warning; the files themselves are only read. Raises PipelineError where
    ``target`` cannot be made, or a file that is no marked copy stands in a copy's place."""
    sheets: dict[str, list[RawSheet]] = {}
    for verdict in verdicts:
        sheets.setdefault(verdict.sheet.file, []).append(verdict.sheet)
    troubled = _troubled(findings)
    wanted = [record for record in files if record.file in troubled]
    names = _names(files)
    where = paths(folder)
    for record in wanted:
        for ending in ENDINGS if record.file in sheets else ():
            replaceable(target / (names[record.file] + ending), is_marked)
    _make_folder(target)

    def copied(worker: Worker, record: FileRecord) -> Path | str:
        mine = sheets.get(record.file)
        if not mine:
            return record.detail or record.reason or ""
        try:
            task, made = make(worker, _task(where.get(record.file), record, mine, troubled[record.file]))
        except (CannotCopy, CannotStart) as error:
            return str(error)
        return _write(target / (names[record.file] + ENDINGS[task.macros]), made)

    workers = [copier() for _ in range(min(jobs, len(wanted)))]
    made = share(wanted, workers, copied, lambda *_: None)
    done = list(zip(wanted, made, strict=True))
    return MarkedCopies(
        tuple(path for _, path in done if isinstance(path, Path)),
        tuple(f"ไม่ได้ทำสำเนา {safe_text(record.file, NAME)}: {reason}"
              for record, reason in done if isinstance(reason, str)),
    )


def _make_folder(target: Path) -> None:
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PipelineError(
            f"{target}: สร้างโฟลเดอร์ไม่ได้ ({why(error)}) เลือกโฟลเดอร์อื่นด้วย --mark"
        ) from error


def _write(path: Path, data: bytes) -> Path | str:
    """Writes a copy; gives its path, or the reason if that was not possible."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)
    except OSError as error:
        return f"เขียนไม่ได้ ({why(error)}) ปิดไฟล์ที่เปิดค้างใน Excel หรือย่อชื่อไฟล์"
    return path


def _troubled(findings: Sequence[Finding]) -> dict[str, list[Finding]]:
    troubled: dict[str, list[Finding]] = {}
    for finding in findings:
        for file in dict.fromkeys(where.file for where in finding.origins):
            if file and finding.severity != "info":
                troubled.setdefault(file, []).append(finding)
    return troubled


def _names(files: Sequence[FileRecord]) -> dict[str, str]:
    """The copy's name (without its ending) of each file, one that Windows allows; those that would
    share one keep their own endings, those that still would are numbered."""
    stems = {record.file: _plain(_ENDING.sub("", record.file)) for record in files}
    times = Counter(stem.casefold() for stem in stems.values())
    names: dict[str, str] = {}
    taken: set[str] = set()
    for file, stem in stems.items():
        bare = name = stem if times[stem.casefold()] == 1 else _plain(file)
        number = 1
        while name.casefold() in taken:
            number += 1
            name = f"{bare} ({number})"
        taken.add(name.casefold())
        names[file] = name + SUFFIX
    return names


def _plain(file: str) -> str:
    """A path below the target of which every part is a name for every system."""
    parts = [_FORBIDDEN.sub("_", part) for part in file.split("/")]
    folders = [part.rstrip(". ") or "_" for part in parts[:-1]]
    return "/".join(_RESERVED.sub(r"\1_", part) for part in (*folders, parts[-1]))


def _task(
    path: Path | None, record: FileRecord, sheets: Sequence[RawSheet], findings: Sequence[Finding]
) -> CopyTask:
    """What is to be copied and marked: the original's bytes where it is a workbook that can be
    kept as it is, else the sheets as they were read."""
    data = _original(path, record) if path and record.container == "xlsx" else None
    marks = tuple(_cell_marks(sheets, findings))
    return CopyTask(data, data is not None and b"xl/vbaProject.bin" in data, tuple(sheets), marks)


def _original(path: Path, record: FileRecord) -> bytes | None:
    """The file's bytes, if they still are those that were read."""
    try:
        data, _ = read_bytes(path)
    except (Refusal, ValueError):
        return None
    return data if hashlib.sha256(data).hexdigest() == record.sha256 else None


def _cell_marks(sheets: Sequence[RawSheet], findings: Sequence[Finding]) -> Iterator[CellMark]:
    """What is to be said at which cell: findings without a cell at A1 of their sheet, those of
    a hidden sheet or of the whole file at A1 of the first sheet that is shown."""
    numbers = {sheet.name: number for number, sheet in enumerate(sheets)}
    shown = next((n for n, sheet in enumerate(sheets) if not sheet.hidden), 0)
    places: dict[tuple[int, str], list[Finding]] = {}
    every = [
        (finding, where) for finding in sorted(findings, key=Finding.sort_key)
        for where in finding.origins if where.file == sheets[0].file
    ]
    for finding, where in every:
        number = numbers.get(where.sheet, shown)
        if where.cell and _ADDRESS.fullmatch(where.cell):
            places.setdefault((number, where.cell), []).append(finding)
        else:
            number = shown if sheets[number].hidden else number
            places.setdefault((number, "A1"), []).append(finding)
    left = list(places)[MOST_CELLS:]
    if left:
        places.setdefault((shown, "A1"), [])
    for (number, cell), mine in places.items():
        if (number, cell) in left and (number, cell) != (shown, "A1"):
            continue
        more = len(left) if (number, cell) == (shown, "A1") else 0
        yield CellMark(
            number, cell, mine[0].severity if mine else "warning",
            stored(_comment(mine, sheets[number].name, more)),
        )


def _comment(findings: Sequence[Finding], sheet: str, more: int) -> str:
    lines = [f"มีอีก {more:,} ช่องที่ไม่ได้ทำเครื่องหมาย ขอรายการทั้งหมดจากผู้รวบรวมของจังหวัด"] if more else []
    for finding in sorted(findings, key=lambda f: SEVERITIES.index(f.severity))[:MOST_NOTES]:
        where = finding.origin.sheet if finding.origin else ""
        about = f"ชีต {safe_text(where, NAME)}: " if where and where != sheet else ""
        lines += [
            f"[{SEVERITY_NAMES[finding.severity]}] {about}{safe_text(finding.problem, LONG)}",
            f"→ {safe_text(finding.remedy, LONG)}",
        ]
    if len(findings) > MOST_NOTES:
        lines.append(f"… อีก {len(findings) - MOST_NOTES} ข้อ")
    return "\n".join(lines)
