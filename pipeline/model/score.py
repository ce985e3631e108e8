"""Scores: the level reached on each KPI, the sections and the total."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pipeline.model.level import Reading
from pipeline.model.observation import District, Measurement, Party


@dataclass(frozen=True, slots=True)
class NextLevel:
    """What the next level needs: ``needs`` is a Thai sentence in the KPI's own unit.

    ``gap`` is what the result lacks (None: not known), ``amount`` what the numerator lacks
    in ``unit`` (None: nothing that can be counted), ``items`` how many items are not met.
    """

    level: int
    needs: str
    gap: Decimal | None = None
    amount: Decimal | None = None
    unit: str = ""
    items: int = 0


@dataclass(frozen=True, slots=True)
class PartScore:
    """One per part or deduction of a KPI, by its id: its ``result`` rounded half up to two places, its
    ``points`` (None: not reported, exempt) and the ``weight`` that these have, nothing where the district is
    exempt from it."""

    part: str
    measurement: Measurement
    weight: Decimal
    result: Decimal | None = None
    level: int | None = None
    points: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """One per KPI and district. ``level``, ``points`` and ``weighted`` are None where not scored:
    ``points`` are what the level is worth, less what is ``deducted``, out of ``top``; ``counted`` are
    they out of the agreement's top, ``weighted`` these × weight ÷ 100. ``between`` is the figure that counts instead of the
    level's worth where points are interpolated or given; ``result`` is that of the measurement rounded half up to two places, None for a
    checklist without one. ``parts`` and ``deductions`` are what it was made of where the KPI has such. ``readings`` are the ids of the readings on which the level, or that of a part or deduction, hangs,
    ``doubts`` Thai words on figures that cannot be right and that nobody confirmed. ``highest`` is the last level of the ladder (None: not scored)."""

    kpi: int
    status: Literal["scored", "given", "unreported", "exempt"]
    weight: Decimal
    measurement: Measurement
    result: Decimal | None = None
    level: int | None = None
    between: Decimal | None = None
    points: Decimal | None = None
    top: Decimal = Decimal(0)
    deducted: Decimal | None = None
    counted: Decimal | None = None
    weighted: Decimal | None = None
    parts: tuple[PartScore, ...] = ()
    deductions: tuple[PartScore, ...] = ()
    next_level: NextLevel | None = None
    flags: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    highest: int | None = None

    @property
    def at_highest(self) -> bool:
        """Whether no level is above its own, whatever is deducted from what that is worth."""
        return self.level is not None and self.level == self.highest

    @property
    def known(self) -> bool:
        """Whether it has a level, from figures or given."""
        return self.status in ("scored", "given")

    @property
    def as_of(self) -> dt.date | None:
        """The last day that its figures are as at; None where they say none."""
        return max(self._days(), default=None)

    @property
    def earliest(self) -> dt.date | None:
        """The first day that any of its figures is as at; None where they say none."""
        return min(self._days(), default=None)

    def _days(self) -> Iterator[dt.date]:
        every = (self.measurement, *(part for _, part in self.measurement.parts))
        return (part.as_of for m in every for e in m.evidence for part in e.parts if part.as_of)


@dataclass(frozen=True, slots=True)
class Mark:
    """A score out of the agreement's ``top``, unrounded: ``score`` when complete, else ``provisional`` over the
    weights that were scored (both None where nothing was)."""

    score: Decimal | None
    provisional: Decimal | None


@dataclass(frozen=True, slots=True)
class Total:
    """The district's total: the mark, its percentage rounded half up to two places, its band."""

    mark: Mark
    percent: Decimal | None
    band: str | None


@dataclass(frozen=True, slots=True)
class Scorecard:
    """One per district: its scores in the order of the KPIs, its sections by id, its total."""

    district: District
    party: Party | None
    complete: bool
    scores: tuple[Score, ...]
    sections: tuple[tuple[str, Mark], ...]
    total: Total

    def section(self, section_id: str) -> Mark:
        """The mark of one section."""
        return dict(self.sections)[section_id]


def names_of(cards: Sequence[Scorecard]) -> dict[str, str]:
    """The districts' names by their codes."""
    return {card.district.code: card.district.name for card in cards}


@dataclass(frozen=True, slots=True)
class Effect:
    """One per reading: every district's scorecard under the reading that is not in use."""

    reading: Reading
    cards: tuple[Scorecard, ...]


def ranks(percents: Mapping[str, Decimal]) -> Mapping[str, int]:
    """The rank of each percentage, best first: ties share, the next rank is left out."""
    return {
        key: 1 + sum(other > percent for other in percents.values())
        for key, percent in percents.items()
    }
