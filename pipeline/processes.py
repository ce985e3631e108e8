"""Worker processes: fresh interpreters that are talked to over two pipes, on every system alike.

Nothing is inherited by forking and the program's entry module is not run again in them. A process
says when it is ready; how long it takes to start is a matter of the machine and never of a task.
What a task may take is counted in the processor's time, so that other programs change nothing.
"""

import contextlib
import gc
import os
import pickle
import queue
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import IO, Literal, Protocol, TypeVar

from pipeline.errors import PipelineError

Tell = Callable[[int, int], None]
TellName = Callable[[int, int, str], None]  # what is being done besides
START_SECONDS = 300.0  # a virus scanner may look at every file of Python, on a busy machine
TRIES = 2  # of a process that does not start: it may have met a bad moment
_READY = b"ready"
_LOOK_SECONDS = 0.25  # between two looks at what a process has used
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
    """Inside a worker, when all is loaded: says that it is ready; gives what it is told and where
    it answers. Nothing that a library prints can reach them."""
    source = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    send(answers, _READY)
    return source, answers


def messages(source: IO[bytes], gone: Callable[[], object]) -> Iterator[object]:
    """Inside a worker: what it is told, one message after the other. ``gone`` is called in a
    thread of its own as soon as nobody tells any more, whatever the worker is doing then."""
    told: queue.SimpleQueue[tuple[object, ...]] = queue.SimpleQueue()

    def listen() -> None:
        try:
            while True:
                told.put((receive(source),))
        except (EOFError, OSError):
            told.put(())
            gone()

    threading.Thread(target=listen, daemon=True).start()
    while message := told.get():
        yield message[0]


_alive: set["subprocess.Popen[bytes]"] = set()
_ended = threading.Event()


def end_all() -> None:
    """Ends every worker process, and lets none begin; before the program leaves in haste."""
    _ended.set()
    for process in list(_alive):
        process.kill()


class CannotStart(PipelineError):
    """This machine does not start a process of ours: no task is to blame, and none can be done."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"เปิดโปรแกรมย่อยไม่ได้ ({why}) จึงทำต่อไม่ได้ ปิดโปรแกรมอื่น "
            "ตรวจว่าโปรแกรมป้องกันไวรัสไม่ได้กัน Python ไว้ แล้วสั่งใหม่"
        )


@dataclass(frozen=True, slots=True)
class Limits:
    """What one task may take: seconds of the processor's time, and of the clock on the wall as a
    last net for a task that waits for what never comes."""

    processor: float
    wall: float


class Watch:
    """A look now and then at what a process takes for a task, which ends the process when it is
    too much; ``over`` then says of which. Begins when it is entered."""

    def __init__(self, process: "Interpreter", limits: Limits) -> None:
        self.over: Literal["", "processor", "wall"] = ""
        self._process = process
        self._limits = limits
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._done.set()
        self._thread.join()

    def _look(self) -> None:
        began, used = monotonic(), self._process.seconds()
        while not self._done.wait(_LOOK_SECONDS):
            if self._process.seconds() - used > self._limits.processor:
                self.over = "processor"
            elif monotonic() - began > self._limits.wall:
                self.over = "wall"
            if self.over:
                self._process.kill()
                return


class Interpreter:
    """One process that runs ``main()`` of a module, started when it is first talked to and again
    after it died; the first thing that it hears is the ``greeting``.

    :class:`CannotStart` where it does not get ready to hear it."""

    def __init__(self, module: str, greeting: object, patience: float = 0) -> None:
        self._module = module
        self._greeting = greeting
        self._patience = patience
        self._process: subprocess.Popen[bytes] | None = None
        self._over = False

    def start(self) -> None:
        """Sees that the process runs and is ready."""
        self._running()

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

    def seconds(self) -> float:
        """The processor's time that the process has used so far; 0 where the system does not tell."""
        process = self._process
        return 0.0 if process is None else _processor_seconds(process)

    def kill(self) -> None:
        """Ends the process where it stands; who waits for its answer gets EOFError."""
        if (process := self._process) is not None:
            process.kill()

    def hang_up(self) -> None:
        """Lets the process hear that nothing more will come; no other begins."""
        self._over = True
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
            for _ in range(TRIES):
                self.stop()
                if not (why := self._started()):
                    break
            else:
                self.stop()
                raise CannotStart(why)
        assert self._process is not None
        return self._process

    def _started(self) -> str:
        """Starts the process and greets it; why that failed, in Thai, or ""."""
        home = str(Path(__file__).resolve().parents[1])
        places = [home, *(place for place in sys.path if place and place != home)]
        try:
            self._process = process = subprocess.Popen(
                [_python(), "-I", "-S", "-X", "utf8", "-c", _START, self._module, *places],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            return error.strerror or str(error)
        _alive.add(process)
        if _ended.is_set() or self._over:
            process.kill()
        began = monotonic()
        timer = threading.Timer(START_SECONDS, process.kill)
        timer.daemon = True
        timer.start()
        try:
            assert process.stdin is not None and process.stdout is not None
            if receive(process.stdout) == _READY:
                send(process.stdin, self._greeting)
                return ""
        except (EOFError, OSError, pickle.UnpicklingError):
            pass
        finally:
            timer.cancel()
        late = monotonic() - began >= START_SECONDS
        return f"ไม่พร้อมภายใน {START_SECONDS:.0f} วินาที" if late else "หยุดก่อนพร้อมทำงาน"


def _close(stream: IO[bytes]) -> None:
    with contextlib.suppress(OSError):
        stream.close()


if sys.platform == "win32":

    def _python() -> str:
        """The Python that runs this, itself: that of a virtual environment only starts another and
        waits, so that what the other uses would be counted for nothing."""
        return getattr(sys, "_base_executable", "") or sys.executable

    def _processor_seconds(process: "subprocess.Popen[bytes]") -> float:
        """The processor's time of a process, its own code's and the system's for it."""
        import ctypes

        times = (ctypes.c_uint64 * 4)()  # created, ended, system, user: in units of 100 ns
        places = [ctypes.byref(times, 8 * place) for place in range(4)]
        handle = ctypes.c_void_p(int(process._handle))  # type: ignore[attr-defined]  # Popen's own
        told = ctypes.windll.kernel32.GetProcessTimes(handle, *places)
        return (times[2] + times[3]) / 1e7 if told else 0.0

else:

    def _python() -> str:
        """The Python that runs this."""
        return sys.executable

    def _processor_seconds(process: "subprocess.Popen[bytes]") -> float:
        """The processor's time of a process, its own code's and the system's for it; 0 where it is
        gone, or the system has no /proc (macOS), so that only the clock on the wall counts."""
        try:
            stat = Path(f"/proc/{process.pid}/stat").read_bytes()
        except OSError:
            return 0.0
        user, system = stat.rpartition(b")")[2].split()[11:13]  # the name before may hold anything
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


class Worker(Protocol):
    """Who does tasks by way of a process: ``hang_up`` lets it end, ``stop`` sees to its end."""

    def hang_up(self) -> None:
        """Let the process end when it has done its task."""

    def stop(self) -> None:
        """See to it that the process has ended."""


W = TypeVar("W", bound=Worker)
T = TypeVar("T")
R = TypeVar("R")


def share(
    tasks: Sequence[T], workers: Sequence[W], do: Callable[[W, T], R], tell: Tell
) -> list[R]:
    """What ``do`` gives for each task, in their order; a thread for each worker hands it one task
    at a time. ``tell`` hears now and then how many are done of how many.

    What ``do`` raises ends the work on all tasks and is raised here: no task is left out in
    silence. However this ends, by Ctrl-C too, no worker is left behind.
    """
    waiting: queue.SimpleQueue[tuple[int, T]] = queue.SimpleQueue()
    for task in enumerate(tasks):
        waiting.put(task)
    results: dict[int, R] = {}
    raised: list[BaseException] = []
    threads = [
        threading.Thread(target=_serve, args=(worker, waiting, do, results, raised), daemon=True)
        for worker in workers
    ]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            while thread.is_alive() and not raised:
                thread.join(0.2)  # in short turns, so that Ctrl-C is heard on Windows too
                tell(len(results), len(tasks))
    finally:
        for worker in workers:
            worker.hang_up()
        for worker in workers:
            worker.stop()
    if raised:
        raise raised[0]
    return [results[place] for place in range(len(tasks))]


def _serve(
    worker: W, waiting: "queue.SimpleQueue[tuple[int, T]]", do: Callable[[W, T], R],
    results: dict[int, R], raised: list[BaseException],
) -> None:
    try:
        while not raised:
            place, task = waiting.get_nowait()
            results[place] = do(worker, task)
    except queue.Empty:
        return
    except BaseException as error:
        raised.append(error)


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Nobody looks for objects that refer to each other in a circle meanwhile: no record does, and to look
    through all cells and facts again and again would be a fifth of a large province's time."""
    usual = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if usual:
            gc.enable()
