"""The input folder: every file in it found, named once, and read or refused."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.inbox import InputFile, files_in, fingerprint, shown_name
from pipeline.model.cells import RawSheet
from pipeline.model.finding import Finding
from pipeline.model.ledger import FileRecord
from pipeline.processes import TellName
from pipeline.read.beside import beside
from pipeline.read.pool import read_all
from pipeline.read.refusal import IGNORED, may_pass
from pipeline.read.single import ReadFile, refused


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What a folder held: a line for every file, the sheets that were read, what is to be said."""

    files: tuple[FileRecord, ...]
    sheets: tuple[RawSheet, ...]
    findings: tuple[Finding, ...]


def read_folder(
    folder: Path, jobs: int = 1, tell: TellName = lambda *_: None, round_id: str | None = None
) -> ReadResult:
    """Read every file below ``folder`` in ``jobs`` worker processes, in the order of their paths;
    ``tell`` hears how many are done of how many, and which is being read. Folders of other rounds
    than ``round_id`` are not read.

    A file is ``used`` (opened and read), ``refused`` (a reason of ``refusal.REASONS``, with a
    finding) or ``ignored`` (a reason of ``refusal.IGNORED``). Raises
    :class:`~pipeline.errors.UsageError` if there is no such folder.
    """
    if not folder.is_dir():
        raise UsageError(f"ไม่พบโฟลเดอร์นำเข้า {folder} — สร้างโฟลเดอร์แล้วนำไฟล์มาวาง หรือระบุด้วย --input")
    found = files_in(folder, round_id)
    wanted = [(item.path, item.name) for item in found if not (item.ignored or item.refused)]
    read = read_all(wanted, jobs, tell=lambda done, number: tell(
        done, number, wanted[min(done, number - 1)][1]))
    results: list[ReadFile] = []
    first: dict[str, str] = {}
    for item in found:
        results.append(_judge(item, read, first))
    return ReadResult(
        tuple(result.record for result in results),
        tuple(sheet for result in results for sheet in result.sheets),
        (*(finding for result in results for finding in result.findings),
         *beside(found, {result.record.file: result.record for result in results})),
    )


def as_read(files: Sequence[FileRecord]) -> str:
    """The fingerprint of what was read, which is that of ``inbox.contents`` as long as the folder
    stays as it was read; "" where some file may be read the next time though nothing changes."""
    if any(may_pass(record.reason) for record in files):
        return ""
    return fingerprint({record.file: record.sha256 or record.reason or "" for record in files})


def read_file(path: Path) -> ReadFile:
    """Read one file in a worker process with its limits; the ledger calls it by its own name."""
    name = shown_name(path)
    return read_all([(Path(os.path.realpath(path)), name)], 1)[name]


def _judge(item: InputFile, read: dict[str, ReadFile], first: dict[str, str]) -> ReadFile:
    """The line for one file; ``first`` remembers which file came first with a content."""
    if item.ignored:
        return ReadFile(FileRecord(item.name, None, "ignored", item.ignored,
                                   IGNORED[item.ignored]))
    if item.refused:
        return refused(item.name, item.refused)
    result = read[item.name]
    if _changed(item):
        return refused(item.name, "still-being-written", "", result.record.sha256)
    if result.record.status != "used" or result.record.sha256 is None:
        return result
    original = first.setdefault(result.record.sha256, item.name)
    if original != item.name:
        return refused(item.name, "copy", f"ซ้ำกับ {original}", result.record.sha256)
    return result


def _changed(item: InputFile) -> bool:
    """Whether the file is no longer as it was found before anything was read."""
    try:
        now = os.stat(item.path)
    except OSError:
        return True
    return item.state is not None and (
        (now.st_size, now.st_mtime_ns) != (item.state.st_size, item.state.st_mtime_ns))
