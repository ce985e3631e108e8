"""The inside of a worker process: takes a file, answers with what it held."""

import gc
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from pipeline.processes import messages, pipes, send
from pipeline.read.pool import Greeting, Job, Opened
from pipeline.read.single import ReadFile, read_single, refused


def main() -> None:
    """Answer until the parent hangs up or is gone; then end, in the middle of a file too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()  # trees of cells have no cycles; memory goes back by counting references
    source, answers = pipes()
    told = messages(source, lambda: os._exit(0))
    try:
        greeting = next(told)
        assert isinstance(greeting, Greeting)
        limit_memory(greeting.memory)
        for job in told:
            assert isinstance(job, Job)
            end_after(greeting.seconds)
            answer = answer_for(job, lambda sha256: send(answers, Opened(sha256)))
            try:
                send(answers, answer)
            except MemoryError:
                send(answers, refused(job.name, "out-of-memory"))
            end_after(0)
            del answer
            gc.collect()
    except OSError:
        pass
    os._exit(0)


def answer_for(job: Job, opened: Callable[[str], None]) -> ReadFile:
    """What a file held; every way of failing becomes a refusal, panics of libraries too."""
    sha256: list[str] = []

    def tell(digest: str) -> None:
        sha256.append(digest)
        opened(digest)

    try:
        return read_single(Path(job.path), job.name, tell)
    except BrokenPipeError:
        raise
    except MemoryError:
        code = "out-of-memory"
    except RecursionError:
        code = "unreadable"
    except BaseException:
        code = "crashed"
    return refused(job.name, code, "", sha256[0] if sha256 else None)


def end_after(seconds: float) -> None:
    """Let the system end this process after some of the processor's time (0: never), where it can
    do so: the last net, for code that lets no other thread run and whose parent is gone."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_PROF, seconds)


def limit_memory(size: int) -> None:
    """Hold this process to ``size`` bytes where the system can do so."""
    if sys.platform == "win32":
        return
    import resource

    try:
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        limit = size if hard == resource.RLIM_INFINITY else min(size, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ValueError, OSError):
        return
