"""The way in, and the way out on a signal, at whatever stage; nothing heavy is loaded here.

Ctrl-C, SIGTERM, SIGHUP and Windows' Ctrl-Break end the run within seconds: what is under way is
left by an exception, so that temporary files and the folder's lock go, worker processes are
ended, one line is said, and the exit code is 128 and the signal's number.
"""

import contextlib
import os
import signal
import sys
import threading
import time
from types import FrameType
from typing import NoReturn

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
AGAIN, AT_LAST = 2.0, 3.0  # seconds until a stop that a library swallowed is repeated; and forced


class Stopped(BaseException):
    """A signal asked the program to end."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.code = 128 + number


_stopping = threading.Event()
_unheard = threading.Event()
_leaving = threading.Event()


def _listen() -> None:
    """Lets signals raise Stopped, save those that the caller told the program to ignore."""
    for name in SIGNALS:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)
    said = sys.unraisablehook

    def unraisable(what: "sys.UnraisableHookArgs") -> None:
        if not isinstance(what.exc_value, Stopped):
            said(what)

    sys.unraisablehook = unraisable


def _stop(number: int, frame: FrameType | None) -> None:
    if not _stopping.is_set():
        _stopping.set()
        threading.Thread(target=_insist, args=(number,), daemon=True).start()
        raise Stopped(number)
    if _unheard.is_set() and not _leaving.is_set():
        _unheard.clear()
        raise Stopped(number)


def _insist(number: int) -> None:
    """Raises a stop again that went unheard, and ends the process if that does too."""
    time.sleep(AGAIN)
    _unheard.set()
    main_thread = threading.main_thread().ident
    if hasattr(signal, "pthread_kill") and main_thread is not None:
        signal.pthread_kill(main_thread, number)
    else:
        signal.raise_signal(number)
    time.sleep(AT_LAST)
    _leave(128 + number)


def _leave(code: int) -> NoReturn:
    """Ends the process with its workers, without waiting for anything."""
    try:
        processes = sys.modules.get("pipeline.processes")
        if processes is not None:
            processes.end_all()
        sys.stderr.reconfigure(errors="replace")  # type: ignore[union-attr]
        sys.stderr.write("หยุดตามคำสั่ง สั่งใหม่ได้ทันที\n")
        sys.stderr.flush()
    finally:
        os._exit(code)


def _done() -> None:
    """All is done and said: a signal that comes now, while Python takes itself down, is too late to
    stop anything, and must not make a good run look like one that was killed."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()  # may wait for who reads it, and be stopped
    for name in SIGNALS:
        if (number := getattr(signal, name, None)) is not None:
            signal.signal(number, signal.SIG_IGN)


def main() -> None:
    """Runs the command line; leaves with 0, 1 or 2, or with 128 and the number of a signal."""
    try:
        try:
            _listen()
            from pipeline.cli import main as run

            run()
        except SystemExit:
            _done()
            raise
    except Stopped as stop:
        _leaving.set()
        _leave(stop.code)


if __name__ == "__main__":
    main()
