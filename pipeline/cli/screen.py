"""The screen: what stands in the place of a character that a console does not have, what is coloured,
and the line that tells how far the work is.

The Thai console of Windows (code page 874) has no ✓, → or ›; one that is set to another code page
has no Thai either. Nothing that is printed may end the program for that. What goes to a file or to
another program is UTF-8, unless ``PYTHONIOENCODING`` asks for something else.
"""

import codecs
import io
import os
import re
import shutil
import sys
import time
from collections.abc import Callable
from typing import TextIO

import click

from pipeline.model.finding import safe_text
from pipeline.thai.text import visible_length

_PLAIN = {
    "✓": "/", "✔": "/", "✗": "x", "→": ">", "←": "<", "›": ">", "·": "-", "×": "x", "÷": "/",
    "−": "-", "–": "-", "—": "-", "‐": "-", "―": "-", "Σ": "S", "“": '"', "”": '"', "‘": "'",
    "’": "'", "…": "...", "″": '"', "≥": ">=", "≤": "<=", "•": "*", "\u00a0": " ",
}
_NAME = "pipeline.plain"


def plain(error: UnicodeError) -> tuple[str, int]:
    """What to write for characters that a stream cannot hold: their likeness in ASCII, else ``?``."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lost = error.object[error.start:error.end]
    return "".join(_PLAIN.get(character, "?") for character in lost), error.end


def open_streams() -> None:
    """Make output and errors take every character, whatever the console's encoding and its errors
    are set to."""
    codecs.register_error(_NAME, plain)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            piped = not stream.isatty() and "PYTHONIOENCODING" not in os.environ
            stream.reconfigure(encoding="utf-8" if piped else None, errors=_NAME)


def one_line(text: str) -> str:
    """A text as one line of the screen."""
    return safe_text(text, 1000)


def echo_data(text: str) -> None:
    """Prints what other programs read: UTF-8, whatever the console."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors=_NAME)
    click.echo(text)


def echo(text: str, err: bool = False) -> None:
    """Prints lines; what must be mended and what should be looked at is coloured for a person."""
    _line.clear()
    stream = sys.stderr if err else sys.stdout
    click.echo(_MARK.sub(_coloured, text) if _colourful(stream) else text, err=err)


_COLOURS = {"[ต้องแก้]": "red", "ทำไม่ได้:": "red", "[ควรตรวจ]": "yellow", "[ควรแก้]": "yellow",
            "[ผ่าน]": "green"}
_MARK = re.compile(f"^( *)({'|'.join(map(re.escape, _COLOURS))})", re.MULTILINE)


def _coloured(mark: re.Match[str]) -> str:
    return mark[1] + click.style(mark[2], fg=_COLOURS[mark[2]], bold=True)


def _colourful(stream: TextIO) -> bool:
    """Whether a person looks on who did not ask for plain text (no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


# --- how far the work is -------------------------------------------------------------------------

PATIENCE = 2  # seconds that work may take before its progress is told


class _Line:
    """The line that is written over, if one stands there."""

    def __init__(self) -> None:
        self._width = 0

    def write(self, line: str) -> None:
        """Puts a line there, as much of it as the screen has room for."""
        self.clear()
        while len(line) > 1 and visible_length(line) >= shutil.get_terminal_size().columns:
            line = line.removesuffix("…")[:-1] + "…"
        self._width = visible_length(line)
        sys.stderr.write(line)
        sys.stderr.flush()

    def clear(self) -> None:
        """Takes it away."""
        if self._width:
            sys.stderr.write(f"\r{' ' * self._width}\r")
            sys.stderr.flush()
            self._width = 0


_line = _Line()


def progress(words: str = "อ่านไฟล์", quiet: bool = False) -> Callable[[int, int, str], None]:
    """Tells how many are done of how many, how long the rest may take and what is being done, when
    the work takes over two seconds and a person looks on; nothing where it is to be ``quiet``."""
    begun = time.monotonic()

    def tell(done: int, number: int, name: str) -> None:
        took = time.monotonic() - begun
        if quiet or took < PATIENCE or not sys.stderr.isatty():
            return
        if done < number:
            rest = f" อีกราว {_duration(took / done * (number - done))}" if done else ""
            _line.write(f"{words} {done} จาก {number}{rest}: {one_line(name)}")
        else:
            _line.clear()

    return tell


def _duration(seconds: float) -> str:
    return f"{seconds / 60:.0f} นาที" if seconds >= 90 else f"{max(seconds, 1):.0f} วินาที"
