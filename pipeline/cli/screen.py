"""The screen: what stands in the place of a character that a console does not have.

The Thai console of Windows (code page 874) has no ✓, → or ›; one that is set to another code page
has no Thai either. Nothing that is printed may end the program for that.
"""

import codecs
import sys

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
            stream.reconfigure(errors=_NAME)
