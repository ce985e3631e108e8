"""Findings: what a person should look at, worst first."""

import re
from dataclasses import dataclass
from typing import Literal

from pipeline.model.cells import Origin

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")

# A personal number has 13 digits, a Thai telephone number 9 or 10 that begin with 0; \d takes
# Thai digits too.
_PERSONAL = re.compile(r"(?<![\d,.])\d(?:[\s\u00a0-]?\d){12}(?!\d)")
_TELEPHONE = re.compile(r"(?<![\d,.])[0๐]\d?(?:[\s\u00a0-]?\d){7,8}(?![\d,.])")
# What may not reach a terminal, a sheet or a file as it is: controls, bidi marks, surrogates.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\ufffe\uffff]")


def safe_text(text: str, limit: int = 120) -> str:
    """Text from an export as it may be shown: no personal or telephone number, no control or
    bidi character, at most ``limit`` characters."""
    text = _UNPRINTABLE.sub(" ", text)
    text = _PERSONAL.sub("[เลขประจำตัว]", text)
    text = _TELEPHONE.sub("[โทรศัพท์]", text).strip()
    return text if len(text) <= limit else text[: limit - 1] + "…"


@dataclass(frozen=True, slots=True)
class Finding:
    """One per thing that a person should look at.

    ``code`` is kebab-case and explained in docs/findings.md. ``severity``: ``error`` a figure
    could not be used, ``warning`` used but look, ``info`` for the record. ``district`` is a
    four-digit code. ``problem`` and ``remedy`` are Thai sentences.
    """

    code: str
    severity: Severity
    problem: str
    remedy: str
    origin: Origin | None = None
    district: str | None = None
    kpi: int | None = None

    def sort_key(self) -> tuple[object, ...]:
        """Worst first, then by file, sheet, cell (rows in the order of the sheet) and code."""
        where = self.origin or Origin("")
        digits = "".join(c for c in where.cell if c.isdigit())
        return (
            SEVERITIES.index(self.severity), where.file, where.sheet, int(digits or 0),
            len(where.cell), where.cell, self.code, self.district or "", self.kpi or 0,
            self.problem,
        )
