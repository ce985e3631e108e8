"""One run at a time in a folder: a lock of the system's, which ends with its process."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import PipelineError
from pipeline.publish import system, words

LOCK = "lock"
TURNS, SECONDS = 150, 0.2  # how often another run is waited for: half a minute


@contextmanager
def locked(private: Path, turns: int = TURNS) -> Iterator[bool]:
    """Holds the lock of the folder in which ``private`` stands; False where it has none.

    Raises PipelineError if another run still holds it after ``turns``.
    """
    handle = system.open_lock(private / LOCK)
    try:
        held = system.lock(handle)
        while held is False:
            if turns <= 0:
                raise PipelineError(words.busy(private.parent))
            turns -= 1
            system.pause(SECONDS)
            held = system.lock(handle)
        yield held is not None
    finally:
        system.unlock(handle)
