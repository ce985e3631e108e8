"""Worker processes: fresh interpreters that are talked to over two pipes, on every system alike.

Nothing is inherited by forking and the program's entry module is not run again in them.
"""

import contextlib
import os
import pickle
import queue
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Protocol, TypeVar

Tell = Callable[[int, int], None]
_LENGTH = struct.Struct("!Q")
_START = (
    "import importlib, sys; sys.path[:] = sys.argv[2:]; "
    "main = importlib.import_module(sys.argv[1]).main; main()"
)


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


def pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Inside a worker: what it is told and where it answers. Nothing that a library prints can
    reach them."""
    source = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    return source, answers


_alive: set["subprocess.Popen[bytes]"] = set()
_ended = threading.Event()


def end_all() -> None:
    """Ends every worker process, and lets none begin; before the program leaves in haste."""
    _ended.set()
    for process in list(_alive):
        process.kill()


class Interpreter:
    """One process that runs ``main()`` of a module, started when it is first talked to and again
    after it died; the first thing that it hears is the ``greeting``."""

    def __init__(self, module: str, greeting: object, patience: float = 0) -> None:
        self._module = module
        self._greeting = greeting
        self._patience = patience
        self._process: subprocess.Popen[bytes] | None = None

    def tell(self, message: object) -> None:
        """Sends one message; OSError if the process does not take it."""
        process = self._running()
        assert process.stdin is not None
        send(process.stdin, message)

    def hear(self) -> object:
        """The next answer; EOFError if the process is gone."""
        assert self._process is not None
        assert self._process.stdout is not None
        return receive(self._process.stdout)

    def kill(self) -> None:
        """Ends the process where it stands; who waits for its answer gets EOFError."""
        if (process := self._process) is not None:
            process.kill()

    def hang_up(self) -> None:
        """Lets the process hear that nothing more will come."""
        if (process := self._process) is not None and process.stdin is not None:
            _close(process.stdin)

    def stop(self) -> None:
        """Ends the process: at once, or by itself within its patience in seconds."""
        process, self._process = self._process, None
        if process is None:
            return
        if self._patience and process.stdin is not None:
            _close(process.stdin)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(self._patience)
        process.kill()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                _close(stream)
        process.wait()
        _alive.discard(process)

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process is None or self._process.poll() is not None:
            self.stop()
            home = str(Path(__file__).resolve().parents[1])
            places = [home, *(place for place in sys.path if place and place != home)]
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", "-X", "utf8", "-c", _START, self._module, *places],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
            _alive.add(self._process)
            if _ended.is_set():
                self._process.kill()
            assert self._process.stdin is not None
            send(self._process.stdin, self._greeting)
        return self._process


def _close(stream: IO[bytes]) -> None:
    with contextlib.suppress(OSError):
        stream.close()


class Worker(Protocol):
    """Who does tasks by way of a process: ``hang_up`` lets it end, ``stop`` sees to its end."""

    def hang_up(self) -> None: ...
    def stop(self) -> None: ...


W = TypeVar("W", bound=Worker)
T = TypeVar("T")
R = TypeVar("R")


def share(
    tasks: Sequence[T], workers: Sequence[W], do: Callable[[W, T], R], tell: Tell
) -> dict[int, R]:
    """What ``do`` gives for each task, by its place; a thread for each worker hands it one task
    at a time. What failed is left out. ``tell`` hears now and then how many are done of how many.

    However this ends, by Ctrl-C too, no worker is left behind.
    """
    waiting: queue.SimpleQueue[tuple[int, T]] = queue.SimpleQueue()
    for task in enumerate(tasks):
        waiting.put(task)
    results: dict[int, R] = {}
    threads = [
        threading.Thread(target=_serve, args=(worker, waiting, do, results), daemon=True)
        for worker in workers
    ]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            while thread.is_alive():
                thread.join(0.2)  # in short turns, so that Ctrl-C is heard on Windows too
                tell(len(results), len(tasks))
    finally:
        while not waiting.empty():
            try:
                waiting.get_nowait()
            except queue.Empty:
                break
        for worker in workers:
            worker.hang_up()
        for worker in workers:
            worker.stop()
    return results


def _serve(
    worker: W, waiting: "queue.SimpleQueue[tuple[int, T]]", do: Callable[[W, T], R],
    results: dict[int, R],
) -> None:
    while True:
        try:
            place, task = waiting.get_nowait()
        except queue.Empty:
            return
        try:
            results[place] = do(worker, task)
        except Exception:
            worker.stop()
