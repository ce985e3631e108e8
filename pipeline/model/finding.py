"""Findings: what a person should look at, worst first."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pipeline.model.cells import Origin
from pipeline.xlsx.values import UNSEEN

SHOWN = 3  # things that a line names: enough to see what they share, and the remedy still stands on the screen
CELLS = 20  # rows or cells that a line lists: a slip of a page; the marked copy has all of them
Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")

# A personal number has 13 digits, a Thai telephone number 9 or 10 that begin with 0 (or with +66
# in its place); \d takes Thai digits too. The digits of a day (01-04-2560) are neither.
_GAP = r"[\s\u00a0\u00ad()\-\u2010-\u2015\u2212]{0,2}"
_END = r"(?!\d)(?!\.\d*[1-9])"
_DAY = r"(?:\d{1,2}[-. ])?(?:0?[1-9]|1[0-2])[-. ](?:2[45]\d|19\d|20[0-4])\d(?!\d|-\d{4}(?!\d))"
_PERSONAL = re.compile(
    rf"(?<!\d)(?:\d{{13}}|\d(?:{_GAP}|[./_])\d{{4}}(?:{_GAP}|[./_])\d{{5}}(?:{_GAP}|[./_])\d\d(?:{_GAP}|[./_])\d)"
    rf"{_END}")
_PERSONAL_ODDLY_PARTED = re.compile(rf"(?<!\d)\d(?:{_GAP}\d){{12}}{_END}")
_TELEPHONE = re.compile(
    rf"(?<!\d)(?!{_DAY})(?:(?:\+[6๖]{{2}}|[0๐]){_GAP}[1-9๑-๙](?:{_GAP}\d){{7,8}}"
    rf"|[0๐]\d{{1,2}}\.\d{{3,4}}\.\d{{3,4}}){_END}")
# Excel keeps +66 81 234 5678 as 66812345678: a mobile number where it stands in a text; among
# figures it is a figure, for so may an amount begin.
_ABROAD = re.compile(rf"(?<!\d)(?<!\d[.,])[6๖]{{2}}{_GAP}[689๖๘๙](?:{_GAP}\d){{8}}{_END}")
_FEWEST, _THIRTEEN_DIGITS = 9, 10**12  # a telephone number as text, a personal one as a number
_FRACTION = re.compile(r"\d\.\d*[1-9]")
_NOT_SEEN = ("Cc", "Cf", "Cs")  # kinds of characters that are no part of a figure, as in thai/text
UNPRINTABLE = re.compile(f"[\x00-\x1f{UNSEEN}]")
# What may stand between two digits and nobody sees: these, and marks that no figure bears.
_NO_ROOM = re.compile(f"[\x00-\x08\x0e-\x1b{UNSEEN}\u034f\ufe00-\ufe0f]")


def first_few(names: Sequence[str], of: str, between: str = ", ") -> str:
    """The first names, and how many more there are of what they are (``ไฟล์``)."""
    more = f" และอีก {len(names) - SHOWN} {of}" if len(names) > SHOWN else ""
    return between.join(names[:SHOWN]) + more


def masked(text: str) -> str:
    """The text without personal and telephone numbers; a word stands in the place of each, and what
    nobody sees is gone where it parted their digits. To be asked before what is unseen gives way
    to spaces (:func:`printable`)."""
    if _NO_ROOM.search(text):
        bare = _NO_ROOM.sub("", text)
        text = text if _masked(bare) == bare else bare
    return _masked(text)


def _masked(text: str) -> str:
    return _ABROAD.sub("[โทรศัพท์]", _surely_masked(text))


def _surely_masked(text: str) -> str:
    text = _TELEPHONE.sub("[โทรศัพท์]", _PERSONAL.sub("[เลขประจำตัว]", text))
    return _PERSONAL_ODDLY_PARTED.sub("[เลขประจำตัว]", text)


def printable(text: str) -> str:
    """The text with a space for each control or bidi character."""
    return UNPRINTABLE.sub(" ", text)


def safe_text(text: str, limit: int = 120) -> str:
    """Text from an export as it may be shown: no personal or telephone number, no control or
    bidi character, at most ``limit`` characters."""
    text = printable(masked(text)).strip()
    return text if len(text) <= limit else text[: limit - 1] + "…"


def personal_digits(value: object) -> str:
    """The 13 digits of a value that is a personal number and nothing else; "" otherwise."""
    text = _written(value)
    return "".join(filter(str.isdigit, text)) if _PERSONAL.fullmatch(text) else ""


def is_personal(value: object) -> bool:
    """Whether a value that should be a figure is a personal or telephone number, with or without
    brackets or a unit: 13 digits without thousands commas or a fraction, 9 or 10 after a 0."""
    if isinstance(value, str):
        if len(value) < _FEWEST:
            return False
    elif not isinstance(value, int | float) or abs(value) < _THIRTEEN_DIGITS:
        return False
    text = _written(value)
    return not _FRACTION.search(text) and _surely_masked(text) != text


def _written(value: object) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if not isinstance(value, str | int):
        return ""
    seen = _NO_ROOM.sub("", str(value))
    return "".join(c for c in seen if unicodedata.category(c) not in _NOT_SEEN).strip()


@dataclass(frozen=True, slots=True)
class Finding:
    """One per thing that a person should look at, ``first`` where others may come from it.

    ``value`` is the figure that it is about, as a person confirms it; ``others`` are further cells
    that it is about. ``effect`` is by how much it may change the totals of districts, ``told_of`` are the districts
    (codes) on whose scorecards it is told. ``state`` is that of what a reviewer has still to give, as his table says it.

    ``code`` is kebab-case and explained in docs/findings.md. ``severity``: ``error`` a figure
    could not be used, ``warning`` used but look, ``info`` for the record. ``district`` is a
    four-digit code. ``problem`` and ``remedy`` are Thai sentences; whoever writes them, no
    personal number and no character that is not printable stays in them.
    """

    code: str
    severity: Severity
    problem: str
    remedy: str
    origin: Origin | None = None
    district: str | None = None
    kpi: int | None = None
    first: bool = False
    value: str = ""
    others: tuple[Origin, ...] = ()
    effect: Decimal = Decimal(0)
    told_of: tuple[str, ...] = ()
    state: str = ""

    @property
    def origins(self) -> tuple[Origin, ...]:
        """Every cell that it is about."""
        return self.others if self.origin is None else (self.origin, *self.others)

    def __post_init__(self) -> None:
        object.__setattr__(self, "problem", printable(masked(self.problem)))
        object.__setattr__(self, "remedy", printable(masked(self.remedy)))

    def sort_key(self) -> tuple[object, ...]:
        """Worst first, of these what others come from and what changes most, then by file, sheet, cell (rows in the order of the sheet) and code."""
        where = self.origin or Origin("")
        digits = "".join(c for c in where.cell if c.isdigit())
        return (
            SEVERITIES.index(self.severity), not self.first, -self.effect, where.file, where.sheet, int(digits or 0),
            len(where.cell), where.cell, self.code, self.district or "", self.kpi or 0,
            self.problem,
        )
