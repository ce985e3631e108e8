"""The names that a definition has for what a form tells by its words: those of an earlier round where the form
carries them, else made from what the thing is."""

import re
from collections.abc import Collection, Sequence

from pipeline.rounds.form.book import FormRow
from pipeline.rounds.form.changes import Changes
from pipeline.rounds.form.tables import DEDUCTION
from pipeline.thai.text import squeeze

_SECTION = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


def part_of(row: FormRow) -> str:
    """The part or deduction that a row is of, as definitions name it; "" of the KPI itself."""
    return row.text("part").strip().removeprefix(DEDUCTION.strip()).strip()


def deducted(row: FormRow) -> bool:
    """Whether a row is of a deduction."""
    return row.text("part").strip().startswith(DEDUCTION.strip())


def section_ids(rows: Sequence[FormRow]) -> list[str]:
    """The id of each section."""
    taken: list[str] = []
    for number, row in enumerate(rows, 1):
        own = row.text("id").strip()
        made = own if _SECTION.fullmatch(own) else f"s{number}"
        taken.append(free(made, taken))
    return taken


def item_ids(rows: Sequence[FormRow]) -> list[str]:
    """The id of each item of a KPI, its parts included."""
    taken = [own if re.fullmatch(r"\w+", own := row.text("id").strip()) else "" for row in rows]
    count = 0
    for at, own in enumerate(taken):
        if own:
            continue
        while f"item{(count := count + 1)}" in taken:
            pass
        taken[at] = f"item{count}"
    return taken


def reading_id(row: FormRow, changes: Changes, taken: Collection[str]) -> str:
    """The id of a reading: by what its other way changes."""
    if own := row.text("id").strip():
        return own
    if changes.bounds:
        first = changes.bounds[0]
        name = f"kpi-{first.kpi}-level-{first.level}"
    elif changes.round_first is not None:
        name = "rounding"
    elif changes.below_first is not None:
        name = "below-first-level"
    elif changes.interpolated is not None:
        name = "step-or-interpolated"
    else:
        name = "section-shares"
    return free(name, taken)


def free(name: str, taken: Collection[str]) -> str:
    """A name that is not taken: this one, or with a number behind it."""
    number = 1
    found = name
    while found in taken:
        number += 1
        found = f"{name}-{number}"
    return found


def whole_number(row: FormRow, key: str = "number") -> int | None:
    """A whole number of a row; None where it is blank or none."""
    value = row.number(key)
    return int(value) if value is not None and value == int(value) else None


def numbered(rows: Sequence[FormRow]) -> list[tuple[int, FormRow]]:
    """The rows that say of which KPI they are, each with its number."""
    return [(number, row) for row in rows if (number := whole_number(row)) is not None]


def kpi_key(number: int, part: str) -> str:
    """A KPI or a part as the table of targets names it: ``5.A``."""
    return squeeze(f"{number}.{part}" if part else str(number))
