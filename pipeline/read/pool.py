"""Worker processes with limits: a file that hangs, swells or kills its reader costs only itself.

A thread for each worker hands it one file at a time and kills it when the time is up.
"""

import os
import pickle
import threading
from dataclasses import dataclass
from pathlib import Path

from pipeline.processes import Interpreter, Tell, share
from pipeline.read.one import ReadFile, refused

SECONDS = 10.0  # for opening and hashing a file, and again for reading it
MEMORY = 640 << 20  # so that the program with one worker, and what it was sent, keeps within 1 GiB
FILES_PER_WORKER = 500


@dataclass(frozen=True, slots=True)
class Opened:
    """A worker's first word about a file: it was opened, and its bytes have this SHA-256."""

    sha256: str


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker is asked for: the file at ``path``, which the ledger calls ``name``."""

    path: str
    name: str


class Worker:
    """One worker process that reads a file at a time and is killed when the time is up."""

    def __init__(self, seconds: float, memory: int) -> None:
        self.seconds = seconds
        self._process = Interpreter("pipeline.read.worker", memory)
        self._served = 0

    def read(self, path: Path, name: str) -> ReadFile:
        """One file, read within the limits; a refusal if the worker does not live through it."""
        sha256: str | None = None
        out_of_time = threading.Event()
        timer = self._watch(out_of_time)
        try:
            self._process.tell(Job(str(path), name))
            answer = self._process.hear()
            if isinstance(answer, Opened):
                sha256 = answer.sha256
                timer.cancel()
                timer = self._watch(out_of_time)
                answer = self._process.hear()
        except (EOFError, OSError, pickle.UnpicklingError, MemoryError):
            self.stop()
            return refused(name, "timeout" if out_of_time.is_set() else "crashed", "", sha256)
        finally:
            timer.cancel()
        assert isinstance(answer, ReadFile)
        self._served += 1
        if self._served >= FILES_PER_WORKER or answer.record.reason in ("out-of-memory", "crashed"):
            self.stop()
        return answer

    def _watch(self, rang: threading.Event) -> threading.Timer:
        def kill() -> None:
            rang.set()
            self._process.kill()

        timer = threading.Timer(self.seconds, kill)
        timer.daemon = True
        timer.start()
        return timer

    def hang_up(self) -> None:
        """Nothing to do: the process is not waited for."""

    def stop(self) -> None:
        """End the process; it holds nothing that could be lost."""
        self._process.stop()
        self._served = 0


def read_all(files: list[tuple[Path, str]], jobs: int, seconds: float = SECONDS,
             memory: int = MEMORY, tell: Tell = lambda done, all_of_them: None,
             ) -> dict[str, ReadFile]:
    """Every file read in one of ``jobs`` workers (0: one a processor), by name. ``tell`` hears
    now and then how many are done of how many."""
    count = min(jobs if jobs > 0 else os.cpu_count() or 1, len(files))
    workers = [Worker(seconds, memory) for _ in range(count)]
    results = share(files, workers, lambda worker, file: worker.read(*file), tell)
    return {
        name: results.get(place) or refused(name, "crashed")
        for place, (_, name) in enumerate(files)
    }
