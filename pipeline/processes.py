"""Worker processes: fresh interpreters that are talked to over two pipes, on every system alike.

Nothing is inherited by forking and the program's entry module is not run again in them. A process
says when it is ready; how long it takes to start is a matter of the machine and never of a task.
What a task may take is counted in the processor's time, so that other programs change nothing.
"""

import _thread
import contextlib
import gc
import os
import pickle
import queue
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import IO, Any, Literal, NoReturn, TypeVar

from pipeline.errors import PipelineError

Say = Callable[[str], None]
Tell = Callable[[int, int], None]
TellName = Callable[[int, int, str], None]  # what is being done besides
START_SECONDS = 300.0  # a virus scanner may look at every file of Python, on a busy machine
TRIES = 2  # of a process that does not start: it may have met a bad moment
TASKS = 500  # that one process does: what libraries keep of each goes with it
_READY = b"ready"
_LOOK_SECONDS = 0.25  # between two looks at what a process has used
_LENGTH = struct.Struct("!Q")
_START = (
    "import importlib, sys; sys.path[:] = sys.argv[2:]; "
    "main = importlib.import_module(sys.argv[1]).main; main()"
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one task may take, each 0 where there is no limit: seconds of the processor's time, and of
    the clock on the wall as a last net for a task that waits for what never comes; bytes of memory of
    its process; and the seconds of ``patience`` in which it puts down its work by itself when all is
    stopped, instead of ending where it stands."""

    processor: float = 0
    wall: float = 0
    memory: int = 0
    patience: float = 0


@dataclass(frozen=True, slots=True)
class _Reply:
    """What a process says of its task: a word while it is at it, its answer, or the name of the
    error that left it without one."""

    kind: Literal["word", "answer", "error"]
    value: Any


def _packed(message: object) -> bytes:
    return pickle.dumps(message, pickle.HIGHEST_PROTOCOL)


def _send(stream: IO[bytes], data: bytes) -> None:
    """Write one packed message with its length in front."""
    stream.write(_LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def _receive(stream: IO[bytes]) -> Any:
    """Read one message; EOFError if the other side is gone."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    size = _LENGTH.unpack(head)[0]
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return pickle.loads(data)


# --- inside a process ----------------------------------------------------------------------------


def serve(answer: Callable[[Any, Say], object]) -> NoReturn:
    """Inside a worker, when all is loaded: gives ``answer`` of every task it is told, within the
    limits that it hears first, until nobody tells any more; then ends the process, in the middle of
    a task too. What ``answer`` says meanwhile is told with a loss; whatever it raises, panics of
    libraries too, is one. Nothing that a library prints can reach the pipes."""
    gc.disable()  # trees of cells have no cycles; memory goes back by counting references
    source, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    try:
        _send(answers, _packed(_READY))
        limits: Limits = _receive(source)
        signal.signal(signal.SIGINT, signal.default_int_handler if limits.patience else signal.SIG_IGN)
        told = _listen(source, limits.patience)
        limit_memory(limits.memory)
        while message := told.get():
            end_after(2 * limits.processor)
            _send(answers, _reply(answer, message[0], answers))
            end_after(0)
            del message
            gc.collect()
    except (EOFError, OSError, KeyboardInterrupt):
        pass
    os._exit(0)


def _reply(answer: Callable[[Any, Say], object], task: object, answers: IO[bytes]) -> bytes:
    """The answer to a task, packed, or the name of the error that leaves it without one."""
    try:
        return _packed(_Reply("answer", answer(
            task, lambda word: _send(answers, _packed(_Reply("word", word))))))
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        name = type(error).__name__
    return _packed(_Reply("error", name))  # when what the error held is let go


def _listen(source: IO[bytes], patience: float) -> "queue.SimpleQueue[tuple[object, ...]]":
    """What a worker is told, one message after the other and () at the end; a thread of its own hears
    at once that nobody tells any more, whatever the worker is doing then, and lets it end."""
    told: queue.SimpleQueue[tuple[object, ...]] = queue.SimpleQueue()

    def listen() -> None:
        with contextlib.suppress(EOFError, OSError, MemoryError):
            while True:
                told.put((_receive(source),))
        if not patience:
            os._exit(0)
        timer = threading.Timer(patience, os._exit, (1,))
        timer.daemon = True
        timer.start()
        told.put(())
        _thread.interrupt_main()

    threading.Thread(target=listen, daemon=True).start()
    return told


def end_after(seconds: float) -> None:
    """Let the system end this process after some of the processor's time (0: never), where it can
    do so: the last net, for code that lets no other thread run and whose parent is gone."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_PROF, seconds)


def limit_memory(size: int) -> None:
    """Hold this process to ``size`` bytes (0: to none) where the system can do so."""
    if sys.platform == "win32" or not size:
        return
    import resource

    try:
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        limit = size if hard == resource.RLIM_INFINITY else min(size, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ValueError, OSError):
        return


# --- its parent ----------------------------------------------------------------------------------


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


class Lost(Exception):
    """A task has no answer, and its process is ended: ``why`` is the limit that it passed, the name
    of the error that it raised or "" for a process that died; ``word`` what it said last."""

    def __init__(self, why: str, word: str | None) -> None:
        super().__init__(why)
        self.why = why
        self.word = word


class _Watch:
    """A look now and then at what a process takes for a task, which ends the process when it is
    too much; ``over`` then says of which. Begins when it is entered."""

    def __init__(self, process: "Worker") -> None:
        self.over: Literal["", "processor", "wall"] = ""
        self._process = process
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "_Watch":
        self._thread.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._done.set()
        self._thread.join()

    def _look(self) -> None:
        began, used, limits = monotonic(), self._process.seconds(), self._process.limits
        while not self._done.wait(_LOOK_SECONDS):
            if 0 < limits.processor < self._process.seconds() - used:
                self.over = "processor"
            elif 0 < limits.wall < monotonic() - began:
                self.over = "wall"
            if self.over:
                self._process.kill()
                return


class Worker:
    """One process that runs ``main()`` of a module, which serves: started when it is first asked, and
    again after it died or did ``tasks``.

    :class:`CannotStart` where it does not get ready."""

    def __init__(self, module: str, limits: Limits = Limits(), tasks: int = TASKS) -> None:
        self._module = module
        self.limits = limits
        self._tasks = tasks
        self._done = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._confined = _Confined()
        self._over = False

    def ask(self, task: object) -> Any:
        """What the process answers to a task. Raises Lost where it has no answer, MemoryError
        where the answer is too large for this process."""
        process = self.start()
        assert process.stdout is not None
        word, reply = None, _Reply("error", "")
        try:
            with _Watch(self) as watch:
                self.send(task)
                while (reply := _receive(process.stdout)).kind == "word":
                    word = reply.value
        except (EOFError, OSError, pickle.UnpicklingError):
            reply = _Reply("error", "")
        except MemoryError:
            self.stop()
            raise
        self._done += 1
        if reply.kind == "error" or self._done >= self._tasks:
            self.stop()
        if reply.kind == "error":
            raise Lost(watch.over or reply.value, word)
        return reply.value

    def send(self, task: object) -> None:
        """Sends a task to the process, which runs; OSError if it does not take it."""
        assert self._process is not None and self._process.stdin is not None
        _send(self._process.stdin, _packed(task))

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
        process, self._process, self._done = self._process, None, 0
        if process is None:
            return
        if self.limits.patience and process.stdin is not None:
            _close(process.stdin)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(self.limits.patience)
        process.kill()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                _close(stream)
        process.wait()
        self._confined.let_go()
        _alive.discard(process)

    def start(self) -> "subprocess.Popen[bytes]":
        """Sees that the process runs and is ready."""
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
        self._confined = _Confined(process, self.limits.memory)
        if _ended.is_set() or self._over:
            process.kill()
        began = monotonic()
        timer = threading.Timer(START_SECONDS, process.kill)
        timer.daemon = True
        timer.start()
        try:
            assert process.stdin is not None and process.stdout is not None
            if _receive(process.stdout) == _READY:
                _send(process.stdin, _packed(self.limits))
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

    class _Confined:
        """A job object of Windows: its process ends when this one does, however that happens, and has
        no more than so many bytes (0: as it likes). Where there is none, it goes without."""

        def __init__(self, process: "subprocess.Popen[bytes] | None" = None, memory: int = 0) -> None:
            import ctypes

            self._job: int | None = None
            if process is None:
                return
            kernel = ctypes.windll.kernel32
            kernel.CreateJobObjectW.restype = ctypes.c_void_p
            # JOBOBJECT_EXTENDED_LIMIT_INFORMATION of 64 bits: flags at 16, ProcessMemoryLimit at 112.
            limits = (ctypes.c_uint64 * 18)()
            limits[2], limits[14] = _KILL_ON_CLOSE | (_PROCESS_MEMORY if memory else 0), memory
            self._job = kernel.CreateJobObjectW(None, None)
            job, handle = ctypes.c_void_p(self._job), ctypes.c_void_p(int(process._handle))  # type: ignore[attr-defined]
            kernel.SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits))
            kernel.AssignProcessToJobObject(job, handle)

        def let_go(self) -> None:
            """Closes the job, and ends what is left in it."""
            import ctypes

            job, self._job = self._job, None  # a thread may let go as the program is stopped
            if job:
                ctypes.windll.kernel32.CloseHandle(ctypes.c_void_p(job))

    _EXTENDED_LIMITS, _KILL_ON_CLOSE, _PROCESS_MEMORY = 9, 0x2000, 0x100

else:

    class _Confined:
        """Elsewhere a process sees to itself: ``limit_memory``, ``end_after``, the end of its pipe."""

        def __init__(self, process: "subprocess.Popen[bytes] | None" = None, memory: int = 0) -> None:
            pass

        def let_go(self) -> None:
            """Nothing is held."""

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


T = TypeVar("T")
R = TypeVar("R")


def share(
    tasks: Sequence[T], workers: Sequence[Worker], do: Callable[[Worker, T], R], tell: Tell
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
        threading.Thread(target=_work, args=(worker, waiting, do, results, raised), daemon=True)
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


def _work(
    worker: Worker, waiting: "queue.SimpleQueue[tuple[int, T]]", do: Callable[[Worker, T], R],
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
