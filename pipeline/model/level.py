"""The levels of a KPI, and how unclear wording of them is read.

What a ladder can say, with an example of each in ``docs/criteria.md``: at least or more than a number, where more is
better; at most or less than one, where less is; each of a percentage, an amount, a count, points, days or a date. A
lowest level that asks for nothing; items that a level needs; numbers that are skipped, and a level 0; two levels of one
bound, where a reading says what is meant. Points of a level, what they are out of, points in proportion
between two levels, steps around a target, a number that is each district's own. A KPI may further be made of
parts (their points added, averaged, or the best of them) and have deductions; its levels may be given by a person.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal, Protocol

BoundKind = Literal["at_least", "more_than", "at_most", "less_than"]
BOUND_KINDS: tuple[BoundKind, ...] = ("at_least", "more_than", "at_most", "less_than")
SIGNS: Mapping[BoundKind, str] = {"at_least": "≥", "more_than": ">", "at_most": "≤", "less_than": "<"}


@dataclass(frozen=True, slots=True)
class Threshold:
    """A bound of a result: its kind, and its value in the KPI's unit (a date as Excel's number of the day)."""

    kind: BoundKind
    value: Decimal

    @property
    def floor(self) -> bool:
        """Whether more is better: a result reaches it from below."""
        return self.kind in ("at_least", "more_than")

    @property
    def strict(self) -> bool:
        """Whether a result that is just the value is outside."""
        return self.kind in ("more_than", "less_than")

    @property
    def sign(self) -> str:
        """``≥``."""
        return SIGNS[self.kind]

    @property
    def rank(self) -> tuple[Decimal, bool]:
        """Its place among bounds of one direction: what is harder to reach comes later."""
        return self.value if self.floor else -self.value, self.strict

    @property
    def contrary(self) -> "Threshold":
        """What holds for every result that is outside."""
        kinds: Mapping[BoundKind, BoundKind] = {
            "at_least": "less_than", "more_than": "at_most", "at_most": "more_than", "less_than": "at_least"}
        return Threshold(kinds[self.kind], self.value)

    def admits(self, result: Decimal) -> bool:
        """Whether a result is within."""
        if result == self.value:
            return not self.strict
        return (result > self.value) == self.floor

    def inside(self, step: Decimal) -> Decimal:
        """The result nearest to the value that is within, where results are ``step`` apart."""
        if not self.strict:
            return self.value
        return self.value + step if self.floor else self.value - step


@dataclass(frozen=True, slots=True)
class Target:
    """A bound whose number is each district's own: that of the level, or where it says ``plus`` the
    district's one target of the KPI and so much more (negative: less)."""

    kind: BoundKind
    plus: Decimal | None = None

    @property
    def text(self) -> str:
        """As a definition says it in place of a number: ``target``, ``target + 5``."""
        if self.plus is None:
            return "target"
        return f"target {'-' if self.plus < 0 else '+'} {abs(self.plus).normalize():f}"


class Bounded(Protocol):
    """What has at most one bound, of one of the four kinds."""

    @property
    def at_least(self) -> Decimal | None:
        """From this up."""

    @property
    def more_than(self) -> Decimal | None:
        """Above this."""

    @property
    def at_most(self) -> Decimal | None:
        """Up to this."""

    @property
    def less_than(self) -> Decimal | None:
        """Below this."""


def threshold(one: Bounded) -> Threshold | None:
    """The bound of what has at most one of the four kinds among its fields; None where it has none."""
    values = zip(BOUND_KINDS, (one.at_least, one.more_than, one.at_most, one.less_than), strict=True)
    return next((Threshold(kind, value) for kind, value in values if value is not None), None)


@dataclass(frozen=True, slots=True)
class Level:
    """One per level of a ladder, from the lowest up; numbers may be skipped.

    A level is met when the result is within its bound (``at_least``, ``more_than``, ``at_most`` or
    ``less_than``, if it has one) and every item in ``needs`` is met. The first level that is not met
    ends the count. ``target`` is a bound whose number is the district's own. ``points`` are what the level is
    worth (None: its number). ``quote`` stands word for word in the signed text; ``short`` is what the
    ladder on the scorecard says of it, "" where its bound says enough.
    """

    level: int
    quote: str
    at_least: Decimal | None = None
    more_than: Decimal | None = None
    at_most: Decimal | None = None
    less_than: Decimal | None = None
    target: Target | None = None
    needs: tuple[str, ...] = ()
    points: Decimal | None = None
    short: str = ""

    @property
    def bound(self) -> Threshold | None:
        """Its bound; None where it has none, or only the district's own."""
        return threshold(self)

    def bounded(self, bound: Threshold | None) -> "Level":
        """The same with this bound, or with none, in place of its own."""
        kinds = dict.fromkeys(BOUND_KINDS)
        values = kinds if bound is None else {**kinds, bound.kind: bound.value}
        return replace(self, **values, target=None)  # type: ignore[arg-type]  # bounds by their kinds

    @property
    def worth(self) -> Decimal:
        """What the level is worth."""
        return Decimal(self.level) if self.points is None else self.points

    @property
    def open(self) -> bool:
        """Whether the level asks for nothing: whatever does not reach the next one reaches it."""
        return self.bound is None and self.target is None and not self.needs


@dataclass(frozen=True, slots=True)
class Example:
    """One per result that a definition names: the ``result`` (None: none is asked for), the
    items (ids) that are met, and the level that it must reach."""

    result: Decimal | None
    met: tuple[str, ...]
    level: int


@dataclass(frozen=True, slots=True)
class Bound:
    """One per level whose bounds another reading changes; ``part``: of which part or deduction of the
    KPI ("": of the KPI itself)."""

    kpi: int
    level: int
    at_least: Decimal | None = None
    more_than: Decimal | None = None
    at_most: Decimal | None = None
    less_than: Decimal | None = None
    part: str = ""

    @property
    def bound(self) -> Threshold | None:
        """As :attr:`Level.bound`."""
        return threshold(self)


@dataclass(frozen=True, slots=True)
class Reading:
    """One per unclear wording: how it is read, why, and the reading that was not taken.

    ``kpis`` are the numbers it concerns (empty: the totals alone). ``bounds``, ``round_first``,
    ``below_first``, ``interpolated`` and ``shares`` are what the other reading changes.
    ``flag`` is put on a score whose level hangs on the choice.
    """

    id: str
    kpis: tuple[int, ...]
    question: str
    chosen: str
    reason: str
    other: str
    use: Literal["chosen", "other"] = "chosen"
    flag: str = "reading"
    bounds: tuple[Bound, ...] = ()
    round_first: bool | None = None
    below_first: int | None = None
    interpolated: bool | None = None
    shares: Mapping[str, Decimal] = field(default_factory=dict)

    def of(self, kpi: int, part: str, level: int) -> tuple[Bound, ...]:
        """What it changes of one level of a KPI or of a part of one."""
        return tuple(one for one in self.bounds if (one.kpi, one.part, one.level) == (kpi, part, level))

    @property
    def taken(self) -> str:
        """The reading that is in use."""
        return self.chosen if self.use == "chosen" else self.other

    @property
    def left(self) -> str:
        """The reading that is not in use."""
        return self.other if self.use == "chosen" else self.chosen
