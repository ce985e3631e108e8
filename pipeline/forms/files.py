"""Files that appear whole or not at all."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path


def write_whole(path: Path, data: bytes) -> bool:
    """Put ``data`` at ``path`` in one step, and tell whether anything was written.

    The bytes go to a temporary name in the same folder, reach the disk, and then take the
    file's place; on failure the temporary file is removed and the old file stands as it was. A
    file that already holds these bytes is left alone.
    """
    with suppress(OSError):
        if path.stat().st_size == len(data) and path.read_bytes() == data:
            return False
    handle, name = tempfile.mkstemp(prefix="~$", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o666 & ~_umask())
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    return True


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
