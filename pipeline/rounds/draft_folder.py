"""The folder of a draft, put in place of a former one in one step; what somebody changed by hand is kept aside."""


import re
import shutil
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from pipeline.definitions.checks import FILE as CHECKS_FILE
from pipeline.definitions.states import FILE as STATE_FILE
from pipeline.errors import PipelineError
from pipeline.model.disk import why
from pipeline.publish import put_file

KEPT = "เก็บไว้"  # below agreement/: former drafts that somebody had changed
# Behind the first line of a file: what it, or its folder, was like when a form made it.
MARK = re.compile(r"^# ลายนิ้วมือ ([0-9a-f]{16}) .*\n", re.MULTILINE)


def digest(text: str) -> str:
    """The fingerprint of a text."""
    return sha256(text.encode()).hexdigest()[:16]


def marked(text: str, of: str | None = None) -> str:
    """A file with the fingerprint of itself, or of another text, in its second line."""
    head, _, rest = text.partition("\n")
    return f"{head}\n# ลายนิ้วมือ {digest(text if of is None else of)} (บอกว่าไฟล์เป็นอย่างที่ทำจากแบบ ลบบรรทัดนี้ได้)\n{rest}"


def _contents(folder: Path) -> dict[str, str]:
    """The files of a draft that a form makes, by their paths within it; what is no text stands as what it is not."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes().decode("utf-8", "replace")
        for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in (CHECKS_FILE, STATE_FILE)}


def same_files(folder: Path, files: Mapping[str, str]) -> bool:
    """Whether a draft has just these files."""
    return folder.is_dir() and _contents(folder) == dict(files)


def _untouched(folder: Path) -> bool:
    """Whether a draft is as a form made it."""
    files = _contents(folder)
    mark = MARK.search(files.get("agreement.toml", ""))
    files["agreement.toml"] = MARK.sub("", files.get("agreement.toml", ""))
    return bool(mark) and mark[1] == digest("".join(files[name] for name in sorted(files)))  # type: ignore[index]  # there is one


def put_folder(folder: Path, files: Mapping[str, str]) -> Path | None:
    """Puts a draft in place of a former one in one step; gives where that is kept if somebody had changed it. What fails
    leaves the former one. Raises PipelineError."""
    new, old = (folder.with_name(f"~${folder.name}.{end}") for end in ("new", "old"))
    if old.is_dir() and not folder.exists():  # of a run that was killed between the two steps
        old.rename(folder)
    try:
        for left in (new, old):
            if left.exists():
                shutil.rmtree(left)
        for name, text in files.items():
            put_file(new / name, text.encode())
        if not folder.is_dir():
            new.rename(folder)
            return None
        for name in (CHECKS_FILE, STATE_FILE):  # no form says them
            if (folder / name).is_file():
                put_file(new / name, (folder / name).read_bytes())
        if _untouched(folder):
            _exchange(folder, new, old)
            with suppress(OSError):  # it is out of the way
                shutil.rmtree(old)
            return None
        kept = _place_to_keep(folder)
        _exchange(folder, new, kept)
        return kept
    except OSError as error:
        raise PipelineError(f"{folder}: เขียนไม่ได้ ({why(error)}) ปิดไฟล์ของโฟลเดอร์นี้ที่เปิดอยู่ แล้วสั่งใหม่") from error
    finally:
        with suppress(OSError):
            shutil.rmtree(new)


def _exchange(folder: Path, new: Path, aside: Path) -> None:
    folder.rename(aside)
    try:
        new.rename(folder)
    except BaseException:
        aside.rename(folder)
        raise


def _place_to_keep(folder: Path) -> Path:
    """A folder that is not there yet, for a draft that somebody changed."""
    kept = folder.parent / KEPT
    kept.mkdir(exist_ok=True)
    number = 1
    while (place := kept / f"{folder.name} ({number})").exists():
        number += 1
    return place
