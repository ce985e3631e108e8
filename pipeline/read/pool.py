"""Worker processes with limits: a file that hangs, swells or kills its reader costs only itself.

A thread for each worker hands it one file at a time and watches it. A file is refused for what it
is, never for what the machine does beside: its limit is the processor's time, memory is its
reader's own, and a file whose reader died is tried once more in a fresh one. Where the machine is
to blame, or may be, the run ends: it never goes on without a sound file.
"""

import os
import threading
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import PipelineError
from pipeline.processes import Limits, Lost, Say, Tell, Worker, serve, share
from pipeline.read.single import ReadFile, read_single, refused

LIMITS = Limits(
    processor=60.0,  # the largest sound file takes a sixth of it
    wall=1800.0,
    memory=712 << 20,  # 640 for a file; 72 that its second thread reserves, of addresses, or Python commits on Windows
)
TOO_MANY = 4  # files not read to their end: three may be odd files, the fourth is a machine to blame
_LOST = {"processor": "timeout", "MemoryError": "out-of-memory", "RecursionError": "unreadable"}


@dataclass(frozen=True, slots=True)
class FileTask:
    """What a worker is asked for: the file at ``path``, which the ledger calls ``name``."""

    path: str
    name: str


def main() -> None:
    """The inside of a worker: takes a file, answers with what it held."""
    serve(read)


def read(task: FileTask, say: Say) -> ReadFile:
    """What a file holds; its SHA-256 is said as soon as it is opened."""
    return read_single(Path(task.path), task.name, say)


def _read_within(worker: Worker, task: FileTask, again: bool = True) -> ReadFile:
    """One file, read within the limits; a refusal if it takes too much or its reader dies of it.

    Raises PipelineError where the machine is to blame: no reader starts, or one waits for what
    never comes.
    """
    try:
        answer = worker.ask(task)
    except Lost as lost:
        if lost.why == "wall":
            raise PipelineError(
                f"{task.name}: รอไฟล์นี้เกิน {worker.limits.wall / 60:.0f} นาทีโดยไม่มีอะไรคืบหน้า ดิสก์ ไดรฟ์เครือข่าย หรือเครื่องไม่ตอบสนอง "
                "จึงไม่ให้คะแนนทั้งที่ขาดไฟล์ คัดลอกไฟล์มาไว้ในเครื่อง หรือย้ายออก แล้วสั่งใหม่"
            ) from lost
        code = _LOST.get(lost.why, "crashed")
        if again and code in ("out-of-memory", "crashed"):  # of what came before it, perhaps
            return _read_within(worker, task, again=False)
        return refused(task.name, code, "", lost.word)
    assert isinstance(answer, ReadFile)
    return answer


class _Patience:
    """How many files may take too long or lose their reader in one run: more are a sign that the
    machine is too slow, or ends readers, for sound files too."""

    def __init__(self) -> None:
        self._lost: list[str] = []
        self._lock = threading.Lock()

    def read(self, worker: Worker, path: Path, name: str) -> ReadFile:
        """One file; PipelineError where it is one too many that is not read to its end."""
        answer = _read_within(worker, FileTask(str(path), name))
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
             tell: Tell = lambda *_: None) -> dict[str, ReadFile]:
    """Every file read in one of ``jobs`` workers (0: one a processor), by name. ``tell`` hears
    now and then how many are done of how many.

    Raises PipelineError where sound files could be missed: no reader starts, one waits for what
    never comes, or too many files are not read to their end.
    """
    count = min(jobs if jobs > 0 else os.cpu_count() or 1, len(files))
    workers = [Worker(__name__, limits) for _ in range(count)]
    patience = _Patience()
    try:
        results = share(files, workers, lambda worker, file: patience.read(worker, *file), tell)
    except MemoryError as error:
        raise PipelineError(
            "หน่วยความจำของเครื่องไม่พอสำหรับไฟล์ทั้งหมด ปิดโปรแกรมอื่นหรือลด --jobs แล้วสั่งใหม่") from error
    return {name: result for (_, name), result in zip(files, results, strict=True)}
