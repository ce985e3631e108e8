"""Worker processes with limits: a file that hangs, swells or kills its reader costs only itself.

A thread for each worker hands it one file at a time and watches it. A file is refused for what it
is, never for what the machine does beside: its limit is the processor's time, memory is its
reader's own, and a file whose reader died is tried once more in a fresh one. Where the machine is
to blame, or may be, the run ends: it never goes on without a sound file.
"""

import os
import pickle
import threading
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import PipelineError
from pipeline.processes import Interpreter, Limits, Tell, Watch, share
from pipeline.read.single import ReadFile, refused

LIMITS = Limits(processor=60.0, wall=1800.0)  # the largest sound file takes a sixth of the first
MEMORY = 712 << 20  # of addresses: 640 for a file, 72 that its second thread reserves and never fills
FILES_PER_WORKER = 500
TOO_MANY = 4  # files not read to their end: one or two are odd files, more is a machine to blame


@dataclass(frozen=True, slots=True)
class Opened:
    """A worker's first word about a file: it was opened, and its bytes have this SHA-256."""

    sha256: str


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker is asked for: the file at ``path``, which the ledger calls ``name``."""

    path: str
    name: str


@dataclass(frozen=True, slots=True)
class Greeting:
    """What a worker hears first: how many bytes of memory it may take, and after how many of the
    processor's seconds for one file it ends by itself where nobody else ends it."""

    memory: int
    seconds: float


class Worker:
    """One worker process that reads a file at a time and is killed when it takes too much."""

    def __init__(self, limits: Limits, memory: int) -> None:
        self._limits = limits
        self._process = Interpreter(
            "pipeline.read.worker", Greeting(memory, 2 * limits.processor))
        self._served = 0

    def read(self, path: Path, name: str) -> ReadFile:
        """One file, read within the limits; a refusal if it takes too much or its reader dies of it.

        Raises PipelineError where the machine is to blame: no reader starts, or one waits for
        what never comes.
        """
        answer = self._try(path, name)
        if answer.record.reason in ("out-of-memory", "crashed"):  # of what came before it, perhaps
            self.stop()
            answer = self._try(path, name)
            self.stop()
        return answer

    def _try(self, path: Path, name: str) -> ReadFile:
        sha256: str | None = None
        self._process.start()
        with Watch(self._process, self._limits) as watch:
            try:
                self._process.tell(Job(str(path), name))
                answer = self._process.hear()
                if isinstance(answer, Opened):
                    sha256 = answer.sha256
                    answer = self._process.hear()
            except (EOFError, OSError, pickle.UnpicklingError):
                answer = None
        if isinstance(answer, ReadFile):
            self._served += 1
            if self._served >= FILES_PER_WORKER:
                self.stop()
            return answer
        self.stop()
        if watch.over == "wall":
            raise PipelineError(
                f"{name}: รอไฟล์นี้เกิน {self._limits.wall / 60:.0f} นาทีโดยไม่มีอะไรคืบหน้า ดิสก์ ไดรฟ์เครือข่าย หรือเครื่องไม่ตอบสนอง "
                "จึงไม่ให้คะแนนทั้งที่ขาดไฟล์ คัดลอกไฟล์มาไว้ในเครื่อง หรือย้ายออก แล้วสั่งใหม่"
            )
        return refused(name, "timeout" if watch.over else "crashed", "", sha256)

    def hang_up(self) -> None:
        """Lets the process end, and none begin."""
        self._process.hang_up()

    def stop(self) -> None:
        """End the process; it holds nothing that could be lost."""
        self._process.stop()
        self._served = 0


class _Patience:
    """How many files may take too long or lose their reader in one run: more are a sign that the
    machine is too slow, or ends readers, for sound files too."""

    def __init__(self) -> None:
        self._lost: list[str] = []
        self._lock = threading.Lock()

    def read(self, worker: Worker, path: Path, name: str) -> ReadFile:
        """One file; PipelineError where it is one too many that is not read to its end."""
        answer = worker.read(path, name)
        if answer.record.reason in ("timeout", "crashed"):
            with self._lock:
                self._lost.append(name)
                if len(self._lost) >= TOO_MANY:
                    raise PipelineError(
                        f"{', '.join(sorted(self._lost))}: อ่านนานเกินกำหนดหรือถูกหยุดกลางคันทั้ง {len(self._lost)} ไฟล์ "
                        "จึงไม่ให้คะแนน เพราะเครื่องนี้อาจช้าเกินไป หน่วยความจำไม่พอ หรือโปรแกรมป้องกันไวรัสกันไว้ จนอ่านไฟล์ที่ดีได้ไม่ครบ "
                        "ปิดโปรแกรมอื่น ย้ายไฟล์เหล่านี้ออก หรือลบชีต แถว และรูปแบบที่ไม่ใช้ แล้วสั่งใหม่"
                    )
        return answer


def read_all(files: list[tuple[Path, str]], jobs: int, limits: Limits = LIMITS,
             memory: int = MEMORY, tell: Tell = lambda *_: None,
             ) -> dict[str, ReadFile]:
    """Every file read in one of ``jobs`` workers (0: one a processor), by name. ``tell`` hears
    now and then how many are done of how many.

    Raises PipelineError where sound files could be missed: see :class:`Worker`, and too many
    files that are not read to their end.
    """
    count = min(jobs if jobs > 0 else os.cpu_count() or 1, len(files))
    workers = [Worker(limits, memory) for _ in range(count)]
    patience = _Patience()
    try:
        results = share(files, workers, lambda worker, file: patience.read(worker, *file), tell)
    except MemoryError as error:
        raise PipelineError(
            "หน่วยความจำของเครื่องไม่พอสำหรับไฟล์ทั้งหมด ปิดโปรแกรมอื่นหรือลด --jobs แล้วสั่งใหม่") from error
    return {name: result for (_, name), result in zip(files, results, strict=True)}
