"""The inside of a worker process: takes a file, answers with what it held."""

import gc
import os
import signal
from collections.abc import Callable
from pathlib import Path

from pipeline.processes import pipes, receive, send
from pipeline.read.one import ReadFile, read_one, refused
from pipeline.read.pool import Job, Opened

ORPHAN_SECONDS = 60  # a worker whose parent was killed gives up by itself


def main() -> None:
    """Answer until the parent hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    source, answers = pipes()
    gc.disable()  # trees of cells have no cycles; memory goes back by counting references
    try:
        memory = receive(source)
        limit_memory(memory if isinstance(memory, int) else 0)
        while True:
            job = receive(source)
            assert isinstance(job, Job)
            alarm(ORPHAN_SECONDS)
            answer = answer_for(job, lambda sha256: send(answers, Opened(sha256)))
            try:
                send(answers, answer)
            except MemoryError:
                send(answers, refused(job.name, "out-of-memory"))
            alarm(0)
            del answer
            gc.collect()
    except (EOFError, BrokenPipeError, OSError):
        pass
    os._exit(0)


def answer_for(job: Job, opened: Callable[[str], None]) -> ReadFile:
    """What a file held; every way of failing becomes a refusal, panics of libraries too."""
    sha256: list[str] = []

    def tell(digest: str) -> None:
        sha256.append(digest)
        opened(digest)

    try:
        return read_one(Path(job.path), job.name, tell)
    except (EOFError, BrokenPipeError):
        raise
    except MemoryError:
        code = "out-of-memory"
    except RecursionError:
        code = "unreadable"
    except BaseException:
        code = "crashed"
    return refused(job.name, code, "", sha256[0] if sha256 else None)


def alarm(seconds: int) -> None:
    """Let the system end this process after some time (0: never), where it can do so."""
    ring = getattr(signal, "alarm", None)
    if ring is not None:
        ring(seconds)


def limit_memory(size: int) -> None:
    """Hold this process to ``size`` bytes where the system can do so."""
    try:
        import resource
    except ImportError:
        return
    try:
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        limit = size if hard == resource.RLIM_INFINITY else min(size, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ValueError, OSError):
        return
