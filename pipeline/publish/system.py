"""Every step on the disk that publishing takes, and nothing else: the only module of the package
that knows the system, so that tests can let each step fail in turn.

All functions raise OSError as the system does.
"""

import errno
import hashlib
import os
import stat
import sys
import time
from contextlib import suppress
from pathlib import Path

BLOCK = 1 << 20
AGAIN = (0.1, 0.3, 0.6)  # seconds; Windows refuses while a virus scanner looks at a new file
_NO_LOCKS = {errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EINVAL}


def make_folder(path: Path) -> None:
    """Makes a folder and those above it, as far as they are missing."""
    if not os.path.isdir(path):
        if path.parent != path:
            make_folder(path.parent)
        try:
            os.mkdir(path)
        except FileExistsError:
            if not os.path.isdir(path):
                raise


def create(path: Path, data: bytes) -> None:
    """A new file with this content, which has reached the disk. What is begun and fails is
    removed again. Raises FileExistsError where there is one of that name."""
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags, 0o666)
    try:
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(handle, rest[:BLOCK]):]
            os.fsync(handle)
        finally:
            os.close(handle)
    except BaseException:
        remove(path)
        raise


def replace(source: Path, target: Path) -> None:
    """Gives a file another name of the same folder tree, in one step; what stood there is gone."""
    for pause in AGAIN if os.name == "nt" else ():
        try:
            os.replace(source, target)
            return
        except PermissionError:
            time.sleep(pause)
    os.replace(source, target)


def remove(path: Path) -> None:
    """Removes a file, if it is there."""
    with suppress(FileNotFoundError):
        os.unlink(path)


def read(path: Path) -> bytes | None:
    """A file's content; None if there is none."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        return None
    try:
        blocks = []
        while block := os.read(handle, BLOCK):
            blocks.append(block)
        return b"".join(blocks)
    finally:
        os.close(handle)


def holds(path: Path, data: bytes) -> bool:
    """Whether a file of its own, no link, holds exactly this; False where it cannot be read."""
    try:
        state = os.lstat(path)
        return stat.S_ISREG(state.st_mode) and state.st_size == len(data) and read(path) == data
    except OSError:
        return False


def imprint(path: Path) -> str:
    """The SHA-256 of a file of its own; of a link and the like, its kind."""
    mode = os.lstat(path).st_mode
    if not stat.S_ISREG(mode):
        return stat.filemode(mode)[0]
    with open(path, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def digest(data: bytes) -> str:
    """A content's SHA-256."""
    return hashlib.sha256(data).hexdigest()


def stands(path: Path) -> bool:
    """Whether there is anything of that name."""
    try:
        os.lstat(path)
    except FileNotFoundError:
        return False
    return True


def is_file(path: Path) -> bool:
    """Whether a file, or a link, has that name."""
    try:
        return not stat.S_ISDIR(os.lstat(path).st_mode)
    except FileNotFoundError:
        return False


def is_protected(path: Path) -> bool:
    """Whether a file is marked as one that nobody may write."""
    try:
        state = os.lstat(path)
    except FileNotFoundError:
        return False
    return stat.S_ISREG(state.st_mode) and not state.st_mode & 0o222


def names(folder: Path) -> list[str]:
    """The names of all that is no folder, in their order."""
    with os.scandir(folder) as entries:
        return sorted(e.name for e in entries if not e.is_dir(follow_symlinks=False))


def sync_folder(folder: Path) -> None:
    """Lets the names in a folder reach the disk, where the system can do so."""
    if os.name == "nt":
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
    except PermissionError:
        return
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NO_LOCKS:  # network shares sync no folders
            raise
    finally:
        os.close(handle)


def open_lock(path: Path) -> int:
    """A handle for :func:`lock`; the file is made if it is missing."""
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except PermissionError:
        return os.open(path, os.O_RDONLY)  # another user's, which can be locked all the same


def lock(handle: int) -> bool | None:
    """Whether the lock is ours now, until the handle is closed or the process ends, however it
    ends; None where this file system has no locks."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except ImportError:  # a system that has neither
        return None
    except OSError as error:
        return None if error.errno in _NO_LOCKS else False
    return True


def unlock(handle: int) -> None:
    """Gives the lock back."""
    os.close(handle)


def pause(seconds: float) -> None:
    """Waits."""
    time.sleep(seconds)
