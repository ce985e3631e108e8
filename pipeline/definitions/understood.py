"""Every fact of a round's definition as a flat table, and what of it is no longer as it was adopted.

A fact is one value under one key (``kpi.1.levels.2.at_least`` → ``85``), of the agreement as it is
written, before readings. A value that its record would have anyway stands for nothing said, so that a
later version of the program, which knows more keys, finds the same facts in the same files. Which way
of a reading is in ``use`` is no fact: an office may turn it.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date
from decimal import Decimal

from pipeline.model.agreement import Agreement, Formula, Kpi, Measure
from pipeline.model.frame import Band, Section, Signer, YearMean
from pipeline.model.item import Item
from pipeline.model.level import Bound, Level, Reading, Target
from pipeline.thai.digits import shortest
from pipeline.thai.text import clean

# What is of no file, or says of a round what it does not hold.
_NO_FACTS: Mapping[type, Collection[str]] = {
    Agreement: ("round_id", "state", "changed_words", "unstated", "written"), Reading: ("use",),
    Kpi: ("examples",),  # which hold at every load, or nothing does
}
_OWN: Mapping[type, str] = {Kpi: "number", Level: "level", Section: "id", Item: "id", Reading: "id"}
_OF_WHOLE = ("number", "section", "goal", "data_source")  # what a part has of its KPI
_RECORDS = (Agreement, Band, Bound, Formula, Item, Kpi, Level, Reading, Section, Signer, YearMean)
_LADDER = r"kpi\.\d+(\.(parts|deductions)\.[^.]+)?"  # a KPI, or a part of one
_WORDS = re.compile(
    r"(title|bands_note|thai_digits|signers|year\.quote)(\..*)?"
    r"|sections\.[^.]+\.(name|label|total_label)"
    rf"|{_LADDER}\.(goal|name|data_source|short_name|formula\.more|notes(\..*)?)"
    rf"|{_LADDER}\.levels\.\d+\.(quote|short)"
    rf"|{_LADDER}\.items\.[^.]+\.texts(\..*)?"
    r"|readings\.[^.]+\.(question|chosen|reason|other|flag)")
_SHOWN, _BEFORE = 60, 15  # characters of a changed text; of these before what differs


def understood(agreement: Agreement) -> dict[str, str]:
    """Every fact of an agreement as it is written, by its key, in the order of the definition."""
    return dict(_facts("", agreement.written or agreement))


def scores(key: str) -> bool:
    """Whether a fact may change a score: all that is not words alone."""
    return not _WORDS.fullmatch(key)


def _facts(key: str, value: object, without: str = "") -> Iterator[tuple[str, str]]:
    """The facts of a value below a key; ``without`` is the field that stands in the key already."""
    if isinstance(value, Target):  # as the file says it, under the bound's own key
        yield f"{key.removesuffix('.target')}.{value.kind}", value.text
    elif isinstance(value, _RECORDS):
        of_whole = _OF_WHOLE if isinstance(value, Kpi) and value.part else ()
        for field in fields(value):
            kept = getattr(value, field.name)
            default = field.default if field.default_factory is MISSING else field.default_factory()
            silent = (without, *of_whole, *_NO_FACTS.get(type(value), ()))
            if field.name not in silent and kept != default:
                yield from _facts(_join(key, _named(value, field.name)), kept)
    elif isinstance(value, Mapping):
        for name, one in value.items():
            yield from _facts(_join(key, name), one)
    elif isinstance(value, tuple) and value:
        own = "part" if isinstance(value[0], Kpi) and value[0].part else _OWN.get(type(value[0]), "")
        names = [str(getattr(one, own)) for one in value] if own else []
        if len(set(names)) < len(value):  # their place tells them apart
            own, names = "", [str(place) for place in range(1, len(value) + 1)]
        for name, one in zip(names, value, strict=True):
            yield from _facts(_join(key, name), one, own)
    else:
        yield key, _text(value)


def _named(record: object, name: str) -> str:
    """A field as keys call it: as the files do."""
    match record, name:
        case Agreement(), "kpis":
            return "kpi"
        case Agreement(), "out_of":
            return "top"
        case Kpi(), "criteria_notes":
            return "notes"
        case _:
            return name


def _join(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name


def _text(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal():
            return shortest(value)
        case date():
            return value.isoformat()
        case Measure():
            return value.name
        case ():
            return ""
        case _:
            return clean(str(value))


@dataclass(frozen=True, slots=True)
class ChangedFact:
    """One per fact that differs from before: its key, and what it was and is; None where it was or
    is not stated."""

    key: str
    old: str | None
    new: str | None

    @property
    def scores(self) -> bool:
        """Whether it may change a score."""
        return scores(self.key)

    @property
    def words(self) -> str:
        """Both values, of long texts what differs: ``เดิม “85” เป็น “86”``."""
        old, new = _differing(self.old or "", self.new or "")
        was = "เดิมไม่ได้ระบุ" if self.old is None else f"เดิม “{old}”"
        return f"{was} {'ตอนนี้ไม่ระบุ' if self.new is None else f'ตอนนี้ “{new}”'}"


def changed(before: Mapping[str, str], now: Mapping[str, str]) -> tuple[ChangedFact, ...]:
    """What differs between two understandings of a round, in the order of the definition, what is
    no longer stated last."""
    keys = dict.fromkeys([*now, *before])
    return tuple(
        ChangedFact(key, before.get(key), now.get(key))
        for key in keys if before.get(key) != now.get(key)
    )


def _differing(old: str, new: str) -> tuple[str, str]:
    """Two texts as a line has room for them, with the place where they part."""
    same = next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    start = max(same - _BEFORE, 0) if max(len(old), len(new)) > _SHOWN else 0
    return _cut(old, start), _cut(new, start)


def _cut(text: str, start: int) -> str:
    shown = text[start:start + _SHOWN]
    return f"{'…' if start else ''}{shown}{'…' if len(text) > start + _SHOWN else ''}"
