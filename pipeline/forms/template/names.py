"""What the office's names for cells and ranges say of how a sheet is printed."""

import re
from dataclasses import dataclass, replace

KEEP = "keep"  # how a name begins whose range stays on one page
READABLE = "readable"  # and one whose words are not shrunk to less than a size that all can read


@dataclass(frozen=True, slots=True)
class Printing:
    """One per sheet: its print area, the rows repeated on each page, the ranges kept whole, and
    those whose words stay readable."""

    area: str | None = None
    titles: str | None = None
    keep: tuple[str, ...] = ()
    readable: tuple[str, ...] = ()


def printing(known: Printing, name: str, ref: str) -> Printing:
    """What is ``known`` of a sheet's printing, with what a defined name says of it."""
    if name == "_xlnm.Print_Area":
        return replace(known, area=ref)
    if name == "_xlnm.Print_Titles" and re.fullmatch(r"\$?\d+:\$?\d+", ref):
        return replace(known, titles=ref)
    if name.startswith(READABLE):
        return replace(known, readable=(*known.readable, ref))
    return replace(known, keep=(*known.keep, ref)) if name.startswith(KEEP) else known
