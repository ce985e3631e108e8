"""The levels of a KPI, and how unclear wording of them is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal


@dataclass(frozen=True, slots=True)
class Level:
    """One per level of a ladder, from 1 up.

    A level is met when the percentage is ``at_least`` and ``more_than`` its bounds (those that
    it has) and every item in ``needs`` is met. The first level that is not met ends the count.
    ``quote`` stands word for word in the signed text; ``short`` is what the ladder on the
    scorecard says of it, "" where its bound says enough.
    """

    level: int
    quote: str
    at_least: Decimal | None = None
    more_than: Decimal | None = None
    needs: tuple[str, ...] = ()
    short: str = ""

    @property
    def bound(self) -> tuple[Decimal, int] | None:
        """Its lower bound in an order in which "more than 70" is above "at least 70"; None: it has none."""
        return _bound(self.at_least, self.more_than)

    @property
    def open(self) -> bool:
        """Whether the level asks for nothing: whatever is below the next one reaches it."""
        return self.at_least is None and self.more_than is None and not self.needs


def _bound(at_least: Decimal | None, more_than: Decimal | None) -> tuple[Decimal, int] | None:
    if at_least is not None:
        return at_least, 0
    return None if more_than is None else (more_than, 1)


@dataclass(frozen=True, slots=True)
class Example:
    """One per result that a definition names: the ``result`` (None: no percentage is asked for), the
    items (ids) that are met, and the level that it must reach."""

    result: Decimal | None
    met: tuple[str, ...]
    level: int


@dataclass(frozen=True, slots=True)
class Bound:
    """One per level whose bounds another reading changes."""

    kpi: int
    level: int
    at_least: Decimal | None = None
    more_than: Decimal | None = None

    @property
    def bound(self) -> tuple[Decimal, int] | None:
        """As :attr:`Level.bound`."""
        return _bound(self.at_least, self.more_than)


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

    @property
    def taken(self) -> str:
        """The reading that is in use."""
        return self.chosen if self.use == "chosen" else self.other

    @property
    def left(self) -> str:
        """The reading that is not in use."""
        return self.other if self.use == "chosen" else self.chosen
