"""What was used of each report for each district, and what was set aside and why."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model.cells import Origin


@dataclass(frozen=True, slots=True)
class Taken:
    """One per table that has rows of a district: its file and sheet, the day that its figures are
    as at (None: it does not say), and why its rows do not count ("": they do)."""

    origin: Origin
    as_of: dt.date | None
    excluded: str = ""


@dataclass(frozen=True, slots=True)
class Usage:
    """One per source (its id) and district (its code) of which there are rows."""

    source: str
    district: str
    tables: tuple[Taken, ...]


def by_table(usage: Sequence[Usage]) -> list[tuple[str, Taken, tuple[str, ...]]]:
    """Each source and table with the districts of which it has rows, what counts before what does not;
    a table of which some rows count stands there twice."""
    found: dict[tuple[str, Taken], list[str]] = {}
    for one in usage:
        for taken in one.tables:
            found.setdefault((one.source, taken), []).append(one.district)
    return [
        (source, taken, tuple(districts))
        for (source, taken), districts in sorted(found.items(), key=lambda item: (
            item[0][0], bool(item[0][1].excluded), item[0][1].origin, item[0][1].as_of or dt.date.min))
    ]
