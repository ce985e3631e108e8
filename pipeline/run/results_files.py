"""Which ``results.json`` a person means."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.history.record import RESULTS
from pipeline.publish import PRIVATE


def results_files(paths: Sequence[Path], target: Path, what: str, depth: int = 1) -> list[Path]:
    """Every ``results.json`` that is meant by these files and folders, each once; without any by the folder
    ``target``. A folder is looked into so many folders deep. ``what`` is in Thai what is to be done with them.
    Raises UsageError where there is none."""
    if not paths:
        found = list(_within(target, depth))
        if not found:
            raise UsageError(
                f"{target}: ไม่มี {RESULTS} ให้{what} สั่ง pipeline run ก่อน หรือระบุไฟล์หรือโฟลเดอร์ของผล")
    else:
        found = [one for path in paths for one in _meant(path, depth)]
    return list({path.resolve(): path for path in found}.values())


def _meant(path: Path, depth: int) -> list[Path]:
    if not path.exists():
        raise UsageError(f"{path}: ไม่มีไฟล์หรือโฟลเดอร์นี้ ระบุ {RESULTS} หรือโฟลเดอร์ที่มีไฟล์นั้น")
    found = list(_within(path, depth)) if path.is_dir() else [path]
    if not found:
        raise UsageError(f"{path}: ไม่มี {RESULTS} ในโฟลเดอร์นี้ สั่ง pipeline run ก่อน หรือระบุโฟลเดอร์อื่น")
    return found


def _within(folder: Path, depth: int) -> Iterator[Path]:
    """The results of a folder itself, and those of the folders in it."""
    if (folder / RESULTS).is_file():
        yield folder / RESULTS
    if depth:
        for place in sorted(p for p in folder.glob("*") if p.is_dir() and p.name != PRIVATE):
            yield from _within(place, depth - 1)
