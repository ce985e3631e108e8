"""Scores: the level reached on each KPI, the sections and the total."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pipeline.model.observation import District, Measurement, Party


@dataclass(frozen=True, slots=True)
class NextLevel:
    """What the next level needs: ``needs`` is a Thai sentence in the KPI's own unit."""

    level: int
    needs: str


@dataclass(frozen=True, slots=True)
class Score:
    """One per KPI and district. ``level`` and ``weighted`` (level × weight ÷ 100) are None
    where not scored; ``result`` is the percentage rounded half up to two places, None for a
    checklist without one. ``readings`` are the ids of the readings on which the level hangs."""

    kpi: int
    status: Literal["scored", "unreported", "exempt"]
    weight: Decimal
    measurement: Measurement
    result: Decimal | None = None
    level: int | None = None
    weighted: Decimal | None = None
    next_level: NextLevel | None = None
    flags: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A score out of 5, unrounded: ``score`` when complete, else ``provisional`` over the
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
