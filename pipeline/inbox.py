"""What stands in the input folder: every file found and named once, as the ledger names it.

A folder that bears the name of a round is that round's: it is never read for another. Nothing heavy is
loaded here, so that what is unchanged can be told at once.
"""

import hashlib
import json
import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from io import BufferedReader
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.model.finding import masked
from pipeline.thai.digits import to_arabic

INPUT = Path("input")  # where exports are unless another folder is named
MAX_FILE = 100 << 20  # bytes; a larger file is refused unread
_TEMPORARY = (".tmp", ".temp", ".crdownload", ".part", ".partial", ".opdownload", ".download")
_SYSTEM = ("thumbs.db", "desktop.ini", "ehthumbs.db", "icon\r")
_ROUND = re.compile(r"[0-9๐-๙]{4}-[0-9๐-๙]")
_WINDOWS_HIDDEN = 0x2
# Offline, recall on open, recall on data access: the content would be fetched if it were opened.
_WINDOWS_ELSEWHERE = 0x1000 | 0x40000 | 0x400000


@dataclass(frozen=True, slots=True)
class InputFile:
    """One per file found: its name in the ledger, where it is, why it is not opened."""

    name: str
    path: Path
    state: os.stat_result | None = None
    ignored: str = ""
    refused: str = ""


def round_of_folder(name: str) -> str:
    """The round whose name a folder bears, in whatever digits (``2561-1``); "" for any other name."""
    return to_arabic(name) if _ROUND.fullmatch(name) else ""


def input_of(folder: Path | None, round_id: str) -> Path:
    """The folder that is read for a round: the one that a person named; else the round's own in
    ``input/``, if there is one, else ``input/``. Raises UsageError where the folder is another round's,
    and where a round has two of its own."""
    if folder is not None:
        name = folder.resolve().name
        if _other_round(name, round_id):
            raise UsageError(
                f"{folder}: เป็นโฟลเดอร์ของรอบ {to_arabic(name)} จึงไม่อ่านให้รอบ {round_id} "
                f"ระบุ --round {to_arabic(name)} หรือโฟลเดอร์อื่น")
        return folder
    own = [path for path in _folders(INPUT) if round_of_folder(path.name) == round_id]
    if len(own) > 1:
        names = ", ".join(path.name for path in own)
        raise UsageError(f"{INPUT}: มีสองโฟลเดอร์ของรอบ {round_id} ({names}) รวมไว้ในโฟลเดอร์เดียวแล้วสั่งใหม่")
    return own[0] if own else INPUT


def other_round(path: Path, folder: Path, round_id: str) -> str:
    """The other round in whose folder, below ``folder`` or ``input/``, a file lies; "" for none."""
    real = path.resolve()
    for place in (folder.resolve(), INPUT.resolve()):
        parts = real.relative_to(place).parts[:-1] if real.is_relative_to(place) else ()
        for part in parts:
            if _other_round(part, round_id):
                return round_of_folder(part)
    return ""


def beside_own(folder: Path) -> tuple[str, ...]:
    """The files that lie in ``input/`` and in no round's folder while a round's own ``folder`` there
    is read: nobody reads them for that round."""
    if folder.parent != INPUT or not round_of_folder(folder.name):
        return ()
    return tuple(item.name for item in files_in(INPUT, "") if not item.ignored)


def _folders(folder: Path) -> list[Path]:
    """The ordinary folders in a folder, in order; none where it cannot be looked into."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return []
    return [folder / entry.name for entry in entries
            if entry.is_dir(follow_symlinks=False) and not _is_junction(entry)]


def _other_round(name: str, round_id: str | None) -> bool:
    """Whether a folder's name is a round's, and not of this one (None: any may be meant)."""
    return round_id is not None and round_of_folder(name) not in ("", round_id)


def files_in(folder: Path, round_id: str | None = None) -> list[InputFile]:
    """Everything in the folder by the name that the ledger gives it: the path below the folder
    without personal numbers. Names that are then alike are numbered in the order of the paths. What
    lies in a folder of another round than ``round_id`` is ignored (``other-round-folder``); None is of all."""
    walked = sorted(_walk(folder.resolve(), round_id), key=lambda item: item.name)
    taken = {item.name for item in walked if masked(item.name) == item.name}
    found: list[InputFile] = []
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


def contents(folder: Path, round_id: str | None = None) -> dict[str, str]:
    """By the name that the ledger gives each file: the SHA-256 of its bytes, or why it is not
    opened. Raises OSError where that cannot be told."""
    return {
        item.name: item.ignored or item.refused or hashed(item.path, MAX_FILE)
        for item in files_in(folder, round_id)
    }


def hashed(path: Path, most: int | None = None) -> str:
    """The SHA-256 of a file's bytes; or why it is not read: ``not-a-file``, ``too-large`` (over
    ``most`` bytes). Raises OSError."""
    with open_plainly(path) as stream:
        state = os.fstat(stream.fileno())
        if not stat.S_ISREG(state.st_mode):
            return "not-a-file"
        if most is not None and state.st_size > most:
            return "too-large"
        return hashlib.file_digest(stream, "sha256").hexdigest()


def open_plainly(path: Path) -> BufferedReader:
    """What stands at a path, opened for its bytes: no link is followed, nothing is waited for.
    Raises OSError."""
    flags = os.O_RDONLY
    for name in ("O_BINARY", "O_NONBLOCK", "O_NOFOLLOW", "O_CLOEXEC"):
        flags |= getattr(os, name, 0)
    return open(os.open(path, flags), "rb")


def is_elsewhere(state: os.stat_result) -> bool:
    """Whether only the name of a file is on this PC and its content with OneDrive or its like."""
    return bool(getattr(state, "st_file_attributes", 0) & _WINDOWS_ELSEWHERE)


def fingerprint(entries: Mapping[str, str] | Iterable[str]) -> str:
    """One SHA-256 for a table of texts, or for a list of them in its order."""
    plain = sorted(entries.items()) if isinstance(entries, Mapping) else list(entries)
    return hashlib.sha256(json.dumps(plain).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Glance:
    """What a folder held at a moment: size and time of change of every file that would be read, by
    the name that the ledger gives it; and the names of files that say somebody is at work there."""

    files: dict[str, tuple[int, int]]
    busy: tuple[str, ...] = ()


def glance(folder: Path, round_id: str | None = None) -> Glance | None:
    """A look at a folder without reading its files; None where there is no such folder now."""
    try:
        found = files_in(folder, round_id) if folder.is_dir() else None
    except OSError:
        return None
    if found is None or any(item.name == "." for item in found):
        return None
    return Glance(
        {item.name: (item.state.st_size, item.state.st_mtime_ns)
         if item.state and not item.refused else (0, 0)  # what OneDrive brings keeps size and time
         for item in found if not item.ignored},
        tuple(item.name for item in found if item.ignored in ("lock-file", "temporary")),
    )


def paths(folder: Path, round_id: str | None = None) -> dict[str, Path]:
    """Where the files are that the ledger of ``folder`` names."""
    return {item.name: item.path for item in files_in(folder, round_id)}


def top_level(
    folder: Path, round_id: str | None = None
) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """The ordinary folders that stand directly in ``folder``, and the names of all else there
    that reading would not ignore, both in order; hidden ones and those of other rounds than
    ``round_id`` are left out."""
    folders, others = [], []
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        name, path = _printable(entry.name), Path(entry.path)
        if _of_other_round(entry, round_id):
            continue
        hidden = "hidden" if entry.name.startswith(".") else ""
        found = _look_at(entry, path, name, hidden, folder.resolve(), round_id)
        if entry.is_dir(follow_symlinks=False) and not _is_junction(entry):
            if not entry.name.startswith(".") and found.ignored != "hidden":
                folders.append(path)
        elif not found.ignored:
            others.append(shown_name(path))
    return tuple(folders), tuple(others)


def shown_name(path: Path) -> str:
    """The last part of a path as it is shown: without personal numbers, printable."""
    return masked(_printable(path.name))


def _walk(folder: Path, round_id: str | None) -> Iterator[InputFile]:
    """Everything below the folder that is not itself an ordinary folder."""
    pending = [(folder, "", "")]
    while pending:
        place, prefix, passed = pending.pop()
        try:
            entries = list(os.scandir(place))
        except OSError:
            name = prefix.rstrip("/") or "."
            foreign = passed == "other-round-folder"
            yield InputFile(name, place, ignored=passed) if foreign else InputFile(
                name, place, refused="no-access")
            continue
        for entry in entries:
            name = prefix + _printable(entry.name)
            path = Path(entry.path)
            why = passed
            if _of_other_round(entry, round_id):
                why = "other-round-folder"
            elif not passed and entry.name.startswith("."):
                why = "hidden"
            if entry.is_dir(follow_symlinks=False) and not _is_junction(entry):
                pending.append((path, name + "/", why))
            else:
                yield _look_at(entry, path, name, why, folder, round_id)


def _of_other_round(entry: os.DirEntry[str], round_id: str | None) -> bool:
    """Whether an entry is another round's folder, or leads to what is called so."""
    return _other_round(entry.name, round_id) and not entry.is_file(follow_symlinks=False)


def _look_at(entry: os.DirEntry[str], path: Path, name: str, passed: str,
             folder: Path, round_id: str | None) -> InputFile:
    """A file found; ``passed`` says why all of its folder is passed over ("": it is not)."""
    if passed == "other-round-folder":
        return InputFile(name, path, ignored=passed)
    reason = passed
    try:
        own = entry.stat(follow_symlinks=False)
        reason = _passed_over(entry.name) or reason
        if getattr(own, "st_file_attributes", 0) & _WINDOWS_HIDDEN:
            reason = reason or "hidden"
        if reason:
            return InputFile(name, path, own, ignored=reason)
        if _is_junction(entry):
            return InputFile(name, path, refused="link")
        if stat.S_ISLNK(own.st_mode):
            target = Path(os.path.realpath(path))
            if not target.is_relative_to(folder) or not target.is_file() or any(
                    _other_round(part, round_id) for part in target.relative_to(folder).parts[:-1]):
                return InputFile(name, path, refused="link")
            path, own = target, os.stat(target)
    except OSError:
        return InputFile(name, path, refused="no-access")
    if not stat.S_ISREG(own.st_mode):
        return InputFile(name, path, refused="not-a-file")
    return InputFile(name, path, own, refused="not-downloaded" if is_elsewhere(own) else "")


def _is_junction(entry: os.DirEntry[str]) -> bool:
    """Whether a folder is a junction of Windows, which leads elsewhere as a link does."""
    try:
        tag = getattr(entry.stat(follow_symlinks=False), "st_reparse_tag", 0)
    except OSError:
        return False
    return bool(tag) and tag == getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", None)


def is_lock(name: str) -> bool:
    """Whether a file of this name only says that another is open in Excel or LibreOffice."""
    return name.lower().startswith(("~$", ".~lock"))


def _passed_over(name: str) -> str:
    low = name.lower()
    if is_lock(name):
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
