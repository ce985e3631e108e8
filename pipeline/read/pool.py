"""Worker processes with limits: a file that hangs, swells or kills its reader costs only itself.

Each worker is a fresh interpreter that is talked to over two pipes, on every system alike;
nothing is inherited by forking and the program's entry module is not run again in it. A thread
for each worker hands it one file at a time and kills it when the time is up.
"""

import os
import pickle
import queue
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pipeline.read.one import ReadFile, refused

SECONDS = 10.0  # for opening and hashing a file, and again for reading it
MEMORY = 640 << 20  # so that the program with one worker, and what it was sent, keeps within 1 GiB
FILES_PER_WORKER = 500
Tell = Callable[[int, int], None]
_LENGTH = struct.Struct("!Q")
_START = "import sys; sys.path[:] = sys.argv[1:]; from pipeline.read.worker import main; main()"


def send(stream: IO[bytes], message: object) -> None:
    """Write one message with its length in front."""
    data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    stream.write(_LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def receive(stream: IO[bytes]) -> object:
    """Read one message; EOFError if the other side is gone."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    size = _LENGTH.unpack(head)[0]
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return pickle.loads(data)


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
    """One worker process, started when it is first needed and again after it died."""

    def __init__(self, seconds: float, memory: int) -> None:
        self.seconds = seconds
        self.memory = memory
        self._process: subprocess.Popen[bytes] | None = None
        self._served = 0

    def read(self, path: Path, name: str) -> ReadFile:
        """One file, read within the limits; a refusal if the worker does not live through it."""
        sha256: str | None = None
        out_of_time = threading.Event()
        process = self._running()
        assert process.stdin is not None and process.stdout is not None
        timer = self._watch(process, out_of_time)
        try:
            send(process.stdin, Job(str(path), name))
            answer = receive(process.stdout)
            if isinstance(answer, Opened):
                sha256 = answer.sha256
                timer.cancel()
                timer = self._watch(process, out_of_time)
                answer = receive(process.stdout)
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

    def _watch(self, process: "subprocess.Popen[bytes]", rang: threading.Event) -> threading.Timer:
        def kill() -> None:
            rang.set()
            process.kill()

        timer = threading.Timer(self.seconds, kill)
        timer.daemon = True
        timer.start()
        return timer

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process is None or self._process.poll() is not None:
            home = str(Path(__file__).resolve().parents[2])
            places = [home, *(place for place in sys.path if place and place != home)]
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", "-X", "utf8", "-c", _START, *places],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
            self._served = 0
            assert self._process.stdin is not None
            send(self._process.stdin, self.memory)
        return self._process

    def stop(self) -> None:
        """End the process; it holds nothing that could be lost."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            for stream in (process.stdin, process.stdout):
                try:
                    if stream is not None:
                        stream.close()
                except OSError:
                    pass
            process.wait()


def read_all(files: list[tuple[Path, str]], jobs: int, seconds: float = SECONDS,
             memory: int = MEMORY, tell: Tell = lambda done, all_of_them: None,
             ) -> dict[str, ReadFile]:
    """Every file read in one of ``jobs`` workers (0: one a processor), by name. ``tell`` hears
    now and then how many are done of how many."""
    waiting: queue.SimpleQueue[tuple[Path, str]] = queue.SimpleQueue()
    for file in files:
        waiting.put(file)
    results: dict[str, ReadFile] = {}
    count = min(jobs if jobs > 0 else os.cpu_count() or 1, len(files))
    workers = [Worker(seconds, memory) for _ in range(count)]
    threads = [threading.Thread(target=_serve, args=(worker, waiting, results), daemon=True)
               for worker in workers]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            while thread.is_alive():
                thread.join(0.2)  # in short turns, so that Ctrl-C is heard on Windows too
                tell(len(results), len(files))
    finally:
        while not waiting.empty():
            try:
                waiting.get_nowait()
            except queue.Empty:
                break
        for worker in workers:
            worker.stop()
    for _, name in files:
        results.setdefault(name, refused(name, "crashed"))
    return results


def _serve(worker: Worker, waiting: "queue.SimpleQueue[tuple[Path, str]]",
           results: dict[str, ReadFile]) -> None:
    while True:
        try:
            path, name = waiting.get_nowait()
        except queue.Empty:
            return
        try:
            results[name] = worker.read(path, name)
        except Exception:
            worker.stop()
            results[name] = refused(name, "crashed")
