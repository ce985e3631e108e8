"""One file that appears whole or not at all."""

import re
from pathlib import Path

from pipeline.errors import PipelineError
from pipeline.model.disk import why
from pipeline.publish import system, words

_TEMPORARY = re.compile(r"~\$pipeline-\d+\.tmp")  # reading passes over such names


def stage(folder: Path, data: bytes) -> Path:
    """``data`` under a temporary name in ``folder``, on the disk. Raises OSError."""
    number = 1
    while True:
        temporary = folder / f"~$pipeline-{number}.tmp"
        try:
            system.create(temporary, data)
        except FileExistsError:
            number += 1
        else:
            return temporary


def leftovers(folder: Path) -> list[Path]:
    """The temporary files in ``folder``; of a run that was killed, if no other is at work."""
    return [folder / name for name in system.names(folder) if _TEMPORARY.fullmatch(name)]


def write_whole(path: Path, data: bytes) -> bool:
    """Puts ``data`` at ``path`` in one step, and tells whether anything was written.

    A file that already holds these bytes is left alone; on failure, an OSError, the old file
    stands as it was.
    """
    if system.holds(path, data):
        return False
    temporary = stage(path.parent, data)
    try:
        system.replace(temporary, path)
    except BaseException:
        system.remove(temporary)
        raise
    system.sync_folder(path.parent)
    return True


def put_file(path: Path, data: bytes) -> None:
    """:func:`write_whole`, its folder made first. Raises PipelineError where it cannot."""
    try:
        system.make_folder(path.parent)
        write_whole(path, data)
    except OSError as error:
        raise PipelineError(
            f"{path}: เขียนไม่ได้ ({why(error)}) {words.what_to_do(error)}") from error
