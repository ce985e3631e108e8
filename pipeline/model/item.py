"""What a level of a KPI needs beside a result."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

ItemKind = Literal["yes/no", "count", "percentage", "number", "date"]
CARRIED: tuple[ItemKind, ...] = ("percentage", "number", "date")  # of which one is the KPI's result itself


def item_key(kpi: int, item_id: str) -> str:
    """The key of the observations of an item of a checklist."""
    return f"{kpi}.{item_id}"


def row_key(kpi: int, part: str = "", level: int | None = None) -> str:
    """The key of what a row states of a KPI (``4.``), of one of its levels (``4.3``), of a part of it
    (``5.A.``) or of a level of that (``5.A.3``)."""
    return item_key(kpi, f"{part}." if part else "") + ("" if level is None else str(level))


@dataclass(frozen=True, slots=True)
class Item:
    """One per thing that a level needs beside a result.

    A ``yes/no`` item is met by yes; a ``count`` by a number of at least ``at_least``, which counts
    ``unit`` (``กลุ่ม``); a ``percentage``, ``number`` (in the KPI's ``unit``) or ``date`` carries the KPI's result. ``element`` names the
    answer column (``sara.recorded``) or, for an item of a checklist, the checklist's source. ``texts`` are
    its spellings in a checklist, the usual one first. ``unanswered_is_no``: an unknown answer
    counts as no, with a finding; otherwise the KPI is then not reported.
    """

    id: str
    kind: ItemKind
    element: str
    texts: tuple[str, ...]
    at_least: Decimal = Decimal(1)
    unanswered_is_no: bool = False
    unit: str = ""

    @property
    def name(self) -> str:
        """The item as the agreement calls it."""
        return self.texts[0]

    def met_by(self, answer: Decimal | None) -> bool:
        """Whether this answer is what a level needs; no answer is not."""
        return answer is not None and answer >= self.at_least
