"""Tables of one source over the same districts: versions of one state, of which the latest counts,
or parts, which are added up.

A state is a figure as at a day. Of two tables of one name the later stands for the earlier only
where they show that it is the same money, by their words or by their figures; where they show that
it is other money, both count. Where neither is sure, nobody knows, and a person has to say.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from pathlib import PurePosixPath

from pipeline.model.cells import Origin
from pipeline.model.period import Period, Said
from pipeline.thai.periods import last_day, name_in
from pipeline.thai.text import squeeze

_ENVELOPE = re.compile("งบ(?!ประมาณ|หลัง)[ก-๎]+|(?:โครงการ|กองทุน|เงิน)[ก-๎]+")
Key = tuple[str, str]  # a district and what tells its rows apart
Figures = Mapping[Key, Decimal]


class Bond(Enum):
    """What the later of two tables is to the earlier."""

    APART = "apart"  # they say nothing of the same rows
    COPY = "copy"  # every figure the same
    VERSION = "version"  # the same money at a later day
    PART = "part"  # other money
    CONFLICT = "conflict"  # the same money at the same time, and not the same figures
    UNSURE = "unsure"  # nobody can know


@dataclass(frozen=True, slots=True)
class State:
    """One per table of a source that states figures as at a day: what it says about itself, its
    base figures (allocations, targets, plans) and its results, each by district and key."""

    table: str
    origin: Origin
    said: Said
    base: Figures
    result: Figures

    @property
    def keys(self) -> set[Key]:
        return {*self.base, *self.result}


def order(period: Period, year: int) -> tuple[dt.date, int] | None:
    """Where a table stands in time among those of its name; None where it does not say."""
    last = last_day(period, year)
    if last is None and period.number is None:
        return None
    return last or dt.date.min, period.number or 0


def bond(earlier: State, later: State, year: int) -> Bond:
    """What ``later`` is to ``earlier``, two tables of one name; ``year`` is the fiscal year of
    months that name none."""
    common = earlier.keys & later.keys
    if not common:
        return Bond.APART
    base = _same(earlier.base, later.base, common)
    if base is Most.ALL and _same(earlier.result, later.result, common) is Most.ALL:
        return Bond.COPY
    before, after = order(earlier.said.period, year), order(later.said.period, year)
    if before is None or after is None or before >= after:
        return Bond.CONFLICT if base in (Most.ALL, Most.MOST) else Bond.PART
    falls = _falling(earlier.result, later.result, common)
    words = earlier.said.period.running and later.said.period.running
    same = words or (base in (Most.ALL, Most.MOST) and falls is Most.NONE)
    other = base in (Most.FEW, Most.NONE) or falls in (Most.ALL, Most.MOST)
    if same and not other:
        return Bond.VERSION
    if other and _numbered(earlier) and _numbered(later):
        return Bond.PART
    return Bond.PART if other and not same and falls in (Most.ALL, Most.MOST) else Bond.UNSURE


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of two tables of one name: ``bond`` of ``later`` to ``earlier`` over ``keys``."""

    bond: Bond
    earlier: State
    later: State
    keys: frozenset[Key]


def judge(states: Sequence[State], year: int) -> list[Verdict]:
    """The tables of one source, each name's in the order of time, each held against those before
    it that still count."""
    verdicts: list[Verdict] = []
    for named in _by_name(states):
        counting: list[State] = []
        for state in sorted(named, key=lambda s: order(s.said.period, year) or (dt.date.min, 0)):
            for earlier in list(counting):
                found = bond(earlier, state, year)
                if found in (Bond.APART, Bond.PART):
                    continue
                verdicts.append(
                    Verdict(found, earlier, state, frozenset(earlier.keys & state.keys)))
                if found in (Bond.VERSION, Bond.COPY):
                    counting.remove(earlier)
            counting.append(state)
    return verdicts


def _by_name(states: Sequence[State]) -> list[list[State]]:
    """The tables of each name. What all tables of the source are called tells nothing; where
    nothing inside tells, the file's name does if it is that of an envelope."""
    shared = set.intersection(*(set(state.said.names) for state in states)) if states else set()
    groups: dict[frozenset[str], list[State]] = {}
    for state in states:
        names = frozenset(state.said.names) - shared or frozenset(_envelope(state.origin.file))
        groups.setdefault(names, []).append(state)
    return list(groups.values())


def _envelope(file: str) -> list[str]:
    """The envelope that a file's name is of, if it says one."""
    return _ENVELOPE.findall(squeeze(name_in(PurePosixPath(file).stem)))[:1]


class Most(Enum):
    """How many of the rows that two tables have in common."""

    ALL, MOST, FEW, NONE, UNKNOWN = range(5)


def _many(found: Iterable[bool]) -> Most:
    flags = list(found)
    if not flags:
        return Most.UNKNOWN
    if all(flags):
        return Most.ALL
    if not any(flags):
        return Most.NONE
    return Most.MOST if sum(flags) * 2 > len(flags) else Most.FEW


def _both(one: Figures, other: Figures, common: Iterable[Key]) -> list[tuple[Decimal, Decimal]]:
    return [(one[key], other[key]) for key in common if key in one and key in other]


def _same(one: Figures, other: Figures, common: Iterable[Key]) -> Most:
    return _many(a == b for a, b in _both(one, other, common))


def _falling(one: Figures, other: Figures, common: Iterable[Key]) -> Most:
    return _many(b < a for a, b in _both(one, other, common))


def _numbered(state: State) -> bool:
    """Whether its titles bear a number or a quarter: each may be its own money, unless they say
    that it is added up to then."""
    period = state.said.period
    return period.number is not None or (period.months is not None and not period.running)
