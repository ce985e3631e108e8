"""Tables of one source over the same districts: versions of one state, of which the latest counts,
or parts, which are added up.

A state is a figure as at a day. Of two tables of one name the later stands for the earlier only
where they show that it is the same money, by their words or by their figures; where they show that
it is other money, both count. Where neither is sure, nobody knows, and a person has to say.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from pathlib import PurePosixPath

from pipeline.measure.parts import NO_NAME, PartName, is_carried
from pipeline.model.cells import Origin
from pipeline.model.observation import Observation
from pipeline.model.period import Period, TableIdentity
from pipeline.thai.periods import fiscal_year, last_day, month_end, period_of_name

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
    CHOSEN = "chosen"  # a person said which of them counts


@dataclass(frozen=True, slots=True)
class State:
    """One per table of a source that states figures as at a day: what it says about itself, its
    base figures (allocations, targets, plans) and its results, each by district and key. ``amounts``: they are
    added up without a base that tells what money they are of. ``may_fall``: less than before is no sign of
    other money. ``falls``: less is better, as of debts, whose base changes from month to month."""

    table: str
    origin: Origin
    identity: TableIdentity
    base: Figures
    result: Figures
    amounts: bool = False
    may_fall: bool = False
    falls: bool = False

    @property
    def keys(self) -> set[Key]:
        """The keys for which there is a figure of the base or the result."""
        return {*self.base, *self.result}


def order(period: Period, year: int) -> tuple[dt.date, int] | None:
    """Where a table stands in time among those of its name; None where it does not say."""
    last = last_day(period, year)
    if last is None and period.number is None:
        return None
    return last or dt.date.min, period.number or 0


def timed(o: Observation, cutoff: dt.date) -> Period:
    """What the table of an observation says of time; where nothing inside says when, what its
    file's name does, unless that is of another year or after the cut-off: it may be of sending."""
    inside, year = o.identity.period, fiscal_year(cutoff)
    if order(inside, year) is not None:
        return inside
    outside = period_of_name(PurePosixPath(o.origin.file).stem)
    begun = outside.as_of
    if outside.months is not None:
        begun = month_end(outside.year or year, outside.months[0]).replace(day=1)
    if begun is not None and (begun > cutoff or fiscal_year(begun) != year):
        return inside
    return inside.within(outside)


def bond(earlier: State, later: State, year: int) -> Bond:
    """What ``later`` is to ``earlier``, two tables of one name; ``year`` is the fiscal year of
    months that name none."""
    common = earlier.keys & later.keys
    if not common:
        return Bond.APART
    base = _same(earlier.base, later.base, common)
    unbased = earlier.amounts and base is Most.UNKNOWN
    if (base is Most.ALL or unbased) and _same(earlier.result, later.result, common) is Most.ALL:
        return Bond.COPY
    before, after = order(earlier.identity.period, year), order(later.identity.period, year)
    if before is None or after is None or before >= after:
        return Bond.CONFLICT if base in (Most.ALL, Most.MOST) or unbased or earlier.falls else Bond.PART
    falls = Most.UNKNOWN if earlier.may_fall else _falling(earlier.result, later.result, common)
    words = earlier.identity.period.running and later.identity.period.running
    same = words or (base in (Most.ALL, Most.MOST) and falls is Most.NONE)
    other = base in (Most.FEW, Most.NONE) or falls in (Most.ALL, Most.MOST)
    if same and not other:
        return Bond.VERSION
    if other and _numbered(earlier) and _numbered(later) and not earlier.falls:
        return Bond.PART
    return Bond.PART if other and not same and falls in (Most.ALL, Most.MOST) else Bond.UNSURE


@dataclass(frozen=True, slots=True)
class Relation:
    """What became of two tables over ``keys``: the rows of ``superseded`` do not count beside those of
    ``standing``; where ``bond`` is CONFLICT or UNSURE, nobody knows."""

    bond: Bond
    superseded: State
    standing: State
    keys: frozenset[Key]


def judge(
    states: Sequence[State], parts: Sequence[PartName], year: int, use: Collection[str] = ()
) -> list[Relation]:
    """What the tables of one source are to each other, those of the same money held against each
    other in the order of time. Tables in ``use`` count beside each other, and before all others."""
    verdicts: list[Relation] = []
    left = {state.table: set(state.keys) for state in states}
    for of_money in _by_money(states, parts):
        ordered = sorted(
            of_money, key=lambda one: order(one[0].identity.period, year) or (dt.date.min, 0))
        for first, second in _meeting([state for state, _ in ordered]):
            (earlier, name), (later, other) = ordered[first], ordered[second]
            pair = earlier.table, later.table
            keys = frozenset(left[earlier.table] & left[later.table])
            if not keys or set(pair) <= set(use):
                continue
            found = bond(earlier, later, year)
            if name and other and name != other:
                found = Bond.UNSURE if found is Bond.VERSION else Bond.PART
            if found is Bond.PART:
                continue
            if set(pair) & set(use):
                found = Bond.CHOSEN
            gone, stays = (later, earlier) if earlier.table in use else (earlier, later)
            verdicts.append(Relation(found, gone, stays, keys))
            if found not in (Bond.CONFLICT, Bond.UNSURE):
                left[gone.table] -= keys
    return verdicts


def _meeting(states: Sequence[State]) -> list[tuple[int, int]]:
    """The pairs of tables that state something of the same rows, by the later and the earlier."""
    at: dict[Key, list[int]] = {}
    pairs: set[tuple[int, int]] = set()
    for number, state in enumerate(states):
        for key in state.keys:
            pairs |= {(before, number) for before in at.get(key, ())}
            at.setdefault(key, []).append(number)
    return sorted(pairs, key=lambda pair: (pair[1], pair[0]))


def _by_money(
    states: Sequence[State], parts: Sequence[PartName]
) -> list[list[tuple[State, frozenset[str]]]]:
    """The tables of the same money, or of none that is named, each with what else it is called."""
    groups: dict[frozenset[str], list[tuple[State, frozenset[str]]]] = {}
    for state, part in zip(states, parts, strict=True):
        groups.setdefault(part.money, []).append((state, part.names - part.money))
    return list(groups.values())


def unnamed(states: Sequence[State], parts: Sequence[PartName]) -> list[tuple[State, list[State]]]:
    """Each table without a name, number or quarter that stands beside those of envelopes over
    districts that these have too, with them: is it one more, or is it theirs?"""
    named = [
        s for s, part in zip(states, parts, strict=True)
        if part.envelope and part.inside and not is_carried(s.identity)
    ]
    found = []
    for state, part in zip(states, parts, strict=True):
        if part != NO_NAME or _numbered(state):
            continue
        beside = [other for other in named if other.keys & state.keys]
        common = {key for other in beside for key in other.keys} & state.keys
        if len(common) * 2 > len(state.keys):
            found.append((state, beside))
    return found


def alike(states: Sequence[State], parts: Sequence[PartName]) -> list[tuple[State, State]]:
    """Pairs of tables of two names with the same figures throughout, not all of them nothing: one
    pasted twice, or two that are truly alike?"""
    seen: dict[frozenset[tuple[object, ...]], tuple[State, PartName]] = {}
    found = []
    for state, part in zip(states, parts, strict=True):
        content = frozenset([*(("b", *i) for i in state.base.items()),
                             *(("r", *i) for i in state.result.items())])
        first = seen.setdefault(content, (state, part))
        if (first[0] is not state and part != NO_NAME != first[1] and part != first[1]
                and len(state.keys) > 1 and (state.amounts or any(state.base.values())) and any(state.result.values())):
            found.append((first[0], state))
    return found


def missing(states: Sequence[State], parts: Sequence[PartName]) -> list[tuple[str, State]]:
    """Districts that one part alone lacks, all others having it: the district and a table of the
    part. A part that lacks two and more is how envelopes are."""
    by_part: dict[PartName, list[State]] = {}
    for state, part in zip(states, parts, strict=True):
        by_part.setdefault(part, []).append(state)
    districts = {
        part: {district for state in mine for district, _ in state.keys}
        for part, mine in by_part.items()
    }
    found = []
    for part, mine in districts.items():
        others = [of for other, of in districts.items() if other != part]
        if not others or any(len(of & mine) < 2 for of in others):
            continue
        lacking = set.union(*others) - mine
        if len(lacking) == 1 and lacking <= set.intersection(*others):
            found.append((lacking.pop(), by_part[part][0]))
    return found


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
    period = state.identity.period
    return period.number is not None or (period.months is not None and not period.running)
