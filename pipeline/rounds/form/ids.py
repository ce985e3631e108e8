"""The names that a definition has for what a form tells by its words: those of an earlier round where the form
carries them, else made from what the thing is."""

import re
from collections.abc import Collection, Sequence

from pipeline.rounds.form.book import FormRow
from pipeline.rounds.form.changes import Changes
from pipeline.rounds.form.tables import DEDUCTION, ITEM_WORDS
from pipeline.thai.digits import to_arabic
from pipeline.thai.text import squeeze

_SPAN = re.compile(r"(?P<first>\d{1,4})(?:\s*(?:[-\u2010-\u2015]|ถึง)\s*(?P<last>\d{1,4}))?")  # no longer list is meant
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
    """The id of each item of a KPI, its parts included; a row that was copied has one of its own."""
    taken: list[str] = []
    for row in rows:
        own = row.text("id").strip()
        taken.append(own if re.fullmatch(r"\w+", own) and own not in taken else "")
    count = 0
    for at, own in enumerate(taken):
        if own:
            continue
        while f"item{(count := count + 1)}" in taken:
            pass
        taken[at] = f"item{count}"
    return taken


def reading_id(row: FormRow, changes: Changes, taken: Collection[str]) -> str:
    """The id of a reading: its own, but of a row that was copied; else by what its other way changes."""
    if (own := row.text("id").strip()) and own not in taken:
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


def free(name: str, taken: Collection[str], joint: str = "-") -> str:
    """A name that is not taken: this one, or with a number behind it and the ``joint``."""
    number = 1
    found = name
    while found in taken:
        number += 1
        found = f"{name}{joint}{number}"
    return found


def whole_number(row: FormRow, key: str = "number") -> int | None:
    """A whole number of a row; None where it is blank or none."""
    value = row.number(key)
    return int(value) if value is not None and value.is_finite() and value == int(value) else None


def kind_of(row: FormRow) -> str:
    """The kind of an item by the words of its row; a plain one where they are blank or unknown."""
    known = {squeeze(words): kind for words, kind in ITEM_WORDS.items()}
    return known.get(squeeze(row.text("kind")), "yes/no")


def numbered(rows: Sequence[FormRow]) -> list[tuple[int, FormRow]]:
    """The rows that say of which KPI they are, each with its number."""
    return [(number, row) for row in rows if (number := whole_number(row)) is not None]


def listed_numbers(text: str, *, spans: bool = True) -> list[int] | None:
    """The whole numbers that a cell lists (``1, 3 และ 4``; with ``spans`` also ``2557 - 2559``, all of them), each once;
    None where it says anything else."""
    found: list[int] = []
    for piece in filter(None, re.split(r"\s*(?:,|และ)\s*", to_arabic(text).strip())):
        said = _SPAN.fullmatch(piece)
        if said is None or (said["last"] and not (spans and int(said["first"]) <= int(said["last"]))):
            return None
        found += range(int(said["first"]), int(said["last"] or said["first"]) + 1)
    return list(dict.fromkeys(found))


def kpis_of(row: FormRow) -> list[int] | None:
    """The KPIs that a reading concerns; none where it is of the whole round, None where the cell cannot be read."""
    return listed_numbers(re.sub("ตัวชี้วัด(?:ที่)?", "", row.text("kpis")))


def levels_of(row: FormRow) -> list[int] | None:
    """The levels that need an item, as the formulas of the form count them; None where the cell cannot be read."""
    return listed_numbers(row.text("levels"), spans=False)


def kpi_key(number: int, part: str) -> str:
    """A KPI or a part as the table of targets names it: ``5.A``."""
    return squeeze(f"{number}.{part}" if part else str(number))
