"""Thai text as it was meant, and the form in which names and headings are compared."""

import re
import unicodedata
from functools import lru_cache

ARABIC_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")

_SARA_AA = "\u0e32"
_SARA_AM = "\u0e33"
_NIKHAHIT = "\u0e4d"
_VOWEL_MARKS = "\u0e31\u0e34-\u0e3a\u0e47\u0e4d"
_TOP_MARKS = "\u0e48-\u0e4c\u0e4e"  # tone marks, and ์, which is typed too early just as often
_SPLIT_AM = re.compile(f"{_NIKHAHIT}([{_VOWEL_MARKS}{_TOP_MARKS}]*){_SARA_AA}")
_MARK_RUN = re.compile(f"[{_VOWEL_MARKS}{_TOP_MARKS}{_SARA_AM}]{{2,}}")
_TOP_MARK = re.compile(f"[{_TOP_MARKS}]")
_REPEATED = re.compile(r"(.)\1+")
_USUAL = re.compile(r"[ -~\u0e01-\u0e3a\u0e3f-\u0e5b]*\Z")  # nothing in it that nobody sees
_NO_WIDTH = frozenset({"Mn", "Me", "Cf", "Cc", "Cs"})


def _rank(mark: str) -> int:
    if mark == _SARA_AM:
        return 2
    return 1 if _TOP_MARK.match(mark) else 0


def _ordered(run: re.Match[str]) -> str:
    """The marks over and under one consonant: vowels, then tone, then ำ, each once."""
    marks = run[0]
    if _SARA_AM in marks:
        marks = marks.replace(_NIKHAHIT, "")
    return _REPEATED.sub(r"\1", "".join(sorted(marks, key=_rank)))


@lru_cache(2**16)
def clean(text: str) -> str:
    """``text`` as it was meant, for comparing and for printing.

    White space of any kind is one plain space, none at the ends; characters without width,
    bidi marks and controls are gone; ำ typed as two characters, แ typed as two เ, doubled marks
    and marks in the wrong order are mended. Nothing else changes: Thai is never put through a
    Unicode normal form, which would take ำ apart. Cleaning twice is cleaning once.
    """
    text = " ".join(text.split())
    if text.isascii() and text.isprintable():
        return text
    if not _USUAL.match(text):
        seen = (c for c in text if unicodedata.category(c) not in ("Cf", "Cc", "Cs"))
        text = " ".join("".join(seen).split())
    if _NIKHAHIT in text:
        text = _SPLIT_AM.sub(rf"\1{_SARA_AM}", text)
    return _MARK_RUN.sub(_ordered, text).replace("เเ", "แ")


@lru_cache(2**16)
def squeeze(text: str) -> str:
    """The form in which headings and names are compared: clean, no spaces, small letters,
    Arabic digits."""
    text = clean(text).casefold().translate(ARABIC_DIGITS).replace(" ", "")
    return clean(text)


def visible_length(text: str) -> int:
    """How many characters of ``text`` take width on paper; vowels and tone marks over and
    under a consonant do not."""
    return sum(unicodedata.category(c) not in _NO_WIDTH for c in text)
