"""What the folders of a run are like: asked by trying, with nothing left behind and no file changed."""

import secrets
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.definitions import load_agreement, round_of
from pipeline.errors import PipelineError
from pipeline.home import folder_of
from pipeline.inbox import INPUT, files_in, glance, input_of
from pipeline.measure import MEASURES
from pipeline.model.disk import why
from pipeline.model.finding import safe_text
from pipeline.office.doctor.lengths import BELOW
from pipeline.publish import system
from pipeline.run.templates import check_templates

FORM_SIZE = 400_000  # bytes of a district's workbook, generously
MOST_DISTRICTS = 50  # of a province


@dataclass(frozen=True, slots=True)
class Folders:
    """What was found. ``agreement`` and ``templates`` are the folders in use. ``files`` is None where the input cannot be looked into; ``needed`` and
    ``free`` are bytes; lengths are characters of whole paths."""

    input: Path
    output: Path
    agreement: Path = Path("agreement")
    templates: Path = Path("templates")
    round_id: str = ""
    definitions_problem: str = ""
    template_problems: tuple[str, ...] = ()
    files: int | None = None
    unreadable: tuple[str, ...] = ()
    open_exports: tuple[str, ...] = ()
    writing_problem: str = ""
    open_outputs: tuple[str, ...] = ()
    free: int | None = None
    needed: int = 0
    longest_input: int = 0
    longest_output: int = 0


def look_at(home: Path, named: Path | None, output: Path, round_id: str | None) -> Folders:
    """What the folders of a run are like, the input the one that is ``named`` or the round's; no file
    is changed and none stays behind."""
    definitions_problem, templates = "", list[str]()
    folder = named or INPUT
    try:
        round_id = round_of(home, round_id)
        folder = input_of(named, round_id)
        load_agreement(home, MEASURES, round_id)
        templates += [
            safe_text(line, 300) for one in check_templates(home, round_id) for line in one.problems
        ]
    except PipelineError as error:
        definitions_problem = safe_text(str(error), 300)
    target = output.absolute() / (round_id or "")
    seen = glance(folder, round_id)
    size = sum(state[0] for state in seen.files.values()) if seen else 0
    return Folders(
        folder.absolute(), output.absolute(), folder_of(home, "agreement").absolute(),
        folder_of(home, "templates").absolute(), round_id or "", definitions_problem, tuple(templates),
        files=len(seen.files) if seen else None,
        unreadable=tuple(_unreadable(folder, round_id)) if seen else (),
        open_exports=tuple(seen.busy) if seen else (),
        writing_problem=writing_problem(target),
        open_outputs=tuple(open_files(target)),
        free=_free(target), needed=2 * MOST_DISTRICTS * FORM_SIZE + size,
        longest_input=max((len(str(folder.absolute() / name)) for name in seen.files), default=0)
        if seen else 0,
        longest_output=len(str(output.absolute())) + BELOW,
    )


def _unreadable(folder: Path, round_id: str | None) -> list[str]:
    """Those of the files that cannot be opened for reading, or are not on this PC."""
    found = []
    for item in files_in(folder, round_id):
        if item.refused == "not-downloaded":
            found.append(f"{safe_text(item.name, 120)} (ยังอยู่ใน OneDrive)")
        elif not item.ignored and item.path.is_file():
            try:
                with item.path.open("rb"):
                    pass
            except OSError:
                found.append(safe_text(item.name, 120))
    return found


def _existing(path: Path) -> Path:
    """The folder itself, or the nearest above it that exists."""
    while not path.exists() and path != path.parent:
        path = path.parent
    return path


def writing_problem(target: Path) -> str:
    """Why no file can be written, renamed and removed in a folder (or, until it exists, in the one
    that it will be made in); "" if it can."""
    place = _existing(target)
    if not place.is_dir():
        return f"{safe_text(place.name)} เป็นไฟล์ ไม่ใช่โฟลเดอร์"
    first, second = (place / f"~${secrets.token_hex(4)}.tmp" for _ in range(2))
    try:
        system.create(first, bytes(4096))
        system.replace(first, second)
        system.remove(second)
    except OSError as error:
        return why(error)
    finally:
        for path in (first, second):
            with suppress(OSError):
                system.remove(path)
    return ""


def open_files(target: Path) -> list[str]:
    """The results that a program holds open (Excel's ``~$`` beside them, or no way to open them for
    writing), by name."""
    if not target.is_dir():
        return []
    names = []
    for path in sorted(target.iterdir()):
        if path.name.startswith("~$"):
            if not path.name.endswith(".tmp"):
                names.append(safe_text(path.name, 120))
        elif path.is_file():
            try:
                with path.open("r+b"):
                    pass
            except OSError:
                names.append(safe_text(path.name, 120))
    return names


def _free(target: Path) -> int | None:
    try:
        return shutil.disk_usage(_existing(target)).free
    except OSError:
        return None
