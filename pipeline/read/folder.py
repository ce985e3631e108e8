"""The input folder: every file in it found, named once, and read or refused."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.model.cells import RawSheet
from pipeline.model.finding import Finding, masked
from pipeline.model.ledger import FileRecord
from pipeline.processes import Tell
from pipeline.read.one import ReadFile, refused
from pipeline.read.pool import read_all
from pipeline.read.refusal import IGNORED

_TEMPORARY = (".tmp", ".temp", ".crdownload", ".part", ".partial", ".opdownload", ".download")
_SYSTEM = ("thumbs.db", "desktop.ini", "ehthumbs.db", "icon\r")
_WINDOWS_HIDDEN = 0x2


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What a folder held: a line for every file, the sheets that were read, what is to be said."""

    files: tuple[FileRecord, ...]
    sheets: tuple[RawSheet, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """One per file found: its name in the ledger, where it is, why it is not opened."""

    name: str
    path: Path
    state: os.stat_result | None = None
    ignored: str = ""
    refused: str = ""


def read_folder(
    folder: Path, jobs: int = 1, tell: Tell = lambda done, all_of_them: None
) -> ReadResult:
    """Read every file below ``folder`` in ``jobs`` worker processes, in the order of their paths;
    ``tell`` hears how many are done of how many.

    A file is ``used`` (opened and read), ``refused`` (a reason of ``refusal.REASONS``, with a
    finding) or ``ignored`` (a reason of ``refusal.IGNORED``). Raises
    :class:`~pipeline.errors.UsageError` if there is no such folder.
    """
    if not folder.is_dir():
        raise UsageError(f"ไม่พบโฟลเดอร์นำเข้า {folder} — สร้างโฟลเดอร์แล้วนำไฟล์มาวาง หรือระบุด้วย --input")
    found = _found(folder)
    wanted = [(item.path, item.name) for item in found if not (item.ignored or item.refused)]
    read = read_all(wanted, jobs, tell=tell)
    results: list[ReadFile] = []
    first: dict[str, str] = {}
    for item in found:
        results.append(_judge(item, read, first))
    return ReadResult(
        tuple(result.record for result in results),
        tuple(sheet for result in results for sheet in result.sheets),
        tuple(finding for result in results for finding in result.findings),
    )


@dataclass(frozen=True, slots=True)
class Glance:
    """What a folder held at a moment: size and time of change of every file that would be read, by
    the name that the ledger gives it; and the names of files that say somebody is at work there."""

    files: dict[str, tuple[int, int]]
    busy: tuple[str, ...] = ()


def glance(folder: Path) -> Glance | None:
    """A look at a folder without reading its files; None where there is no such folder now."""
    try:
        found = _found(folder) if folder.is_dir() else None
    except OSError:
        return None
    if found is None or any(item.name == "." for item in found):
        return None
    return Glance(
        {item.name: (item.state.st_size, item.state.st_mtime_ns) if item.state else (0, 0)
         for item in found if not item.ignored},
        tuple(item.name for item in found if item.ignored in ("lock-file", "temporary")),
    )


def paths(folder: Path) -> dict[str, Path]:
    """Where the files are that the ledger of ``folder`` names."""
    return {item.name: item.path for item in _found(folder)}


def top_level(folder: Path) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """The ordinary folders that stand directly in ``folder``, and the names of all else there
    that reading would not ignore, both in order; hidden ones are left out."""
    folders, others = [], []
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        name, path = _printable(entry.name), Path(entry.path)
        found = _look_at(entry, path, name, entry.name.startswith("."), folder.resolve())
        if found.ignored:
            continue
        if entry.is_dir(follow_symlinks=False) and not _is_junction(entry):
            folders.append(path)
        else:
            others.append(shown_name(path))
    return tuple(folders), tuple(others)


def shown_name(path: Path) -> str:
    """The last part of a path as it is shown: without personal numbers, printable."""
    return masked(_printable(path.name))


def read_file(path: Path) -> ReadFile:
    """Read one file in a worker process with its limits; the ledger calls it by its own name."""
    name = shown_name(path)
    return read_all([(Path(os.path.realpath(path)), name)], 1)[name]


def _found(folder: Path) -> list[_Found]:
    """Everything in the folder by the name that the ledger gives it: the path below the folder
    without personal numbers. Names that are then alike are numbered in the order of the paths."""
    walked = sorted(_walk(folder.resolve()), key=lambda item: item.name)
    taken = {item.name for item in walked if masked(item.name) == item.name}
    found: list[_Found] = []
    for item in walked:
        name = masked(item.name)
        if name != item.name:
            stem, dot, ending = name.rpartition(".") if "." in name[-6:] else (name, "", "")
            times = 1
            while name in taken:
                times += 1
                name = f"{stem} ({times}){dot}{ending}"
            taken.add(name)
        found.append(replace(item, name=name))
    return sorted(found, key=lambda item: item.name)


def _judge(item: _Found, read: dict[str, ReadFile], first: dict[str, str]) -> ReadFile:
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


def _changed(item: _Found) -> bool:
    """Whether the file is no longer as it was found before anything was read."""
    try:
        now = os.stat(item.path)
    except OSError:
        return True
    return item.state is not None and (
        (now.st_size, now.st_mtime_ns) != (item.state.st_size, item.state.st_mtime_ns))


def _walk(folder: Path) -> Iterator[_Found]:
    """Everything below the folder that is not itself an ordinary folder."""
    pending = [(folder, "", False)]
    while pending:
        place, prefix, hidden = pending.pop()
        try:
            entries = list(os.scandir(place))
        except OSError:
            yield _Found(prefix.rstrip("/") or ".", place, refused="no-access")
            continue
        for entry in entries:
            name = prefix + _printable(entry.name)
            path = Path(entry.path)
            concealed = hidden or entry.name.startswith(".")
            if entry.is_dir(follow_symlinks=False) and not _is_junction(entry):
                pending.append((path, name + "/", concealed))
            else:
                yield _look_at(entry, path, name, concealed, folder)


def _look_at(entry: os.DirEntry[str], path: Path, name: str, hidden: bool,
             folder: Path) -> _Found:
    reason = "hidden" if hidden else ""
    try:
        own = entry.stat(follow_symlinks=False)
        reason = _passed_over(entry.name) or reason
        if getattr(own, "st_file_attributes", 0) & _WINDOWS_HIDDEN:
            reason = reason or "hidden"
        if reason:
            return _Found(name, path, own, ignored=reason)
        if _is_junction(entry):
            return _Found(name, path, refused="link")
        if stat.S_ISLNK(own.st_mode):
            target = Path(os.path.realpath(path))
            if not target.is_relative_to(folder) or not target.is_file():
                return _Found(name, path, refused="link")
            return _Found(name, target, os.stat(target))
    except OSError:
        return _Found(name, path, refused="no-access")
    if not stat.S_ISREG(own.st_mode):
        return _Found(name, path, refused="not-a-file")
    return _Found(name, path, own)


def _is_junction(entry: os.DirEntry[str]) -> bool:
    """Whether a folder is a junction of Windows, which leads elsewhere as a link does."""
    try:
        tag = getattr(entry.stat(follow_symlinks=False), "st_reparse_tag", 0)
    except OSError:
        return False
    return bool(tag) and tag == getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", None)


def _passed_over(name: str) -> str:
    low = name.lower()
    if low.startswith(("~$", ".~lock")):
        return "lock-file"
    if low in _SYSTEM:
        return "system-file"
    return "temporary" if low.endswith(_TEMPORARY) else ""


def _printable(name: str) -> str:
    """A name with bytes that are no text written as ``\\xNN``, so that it can be printed."""
    return os.fsencode(name).decode("utf-8", "backslashreplace") if not _is_text(name) else name


def _is_text(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
