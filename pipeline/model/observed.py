"""What the kinds of table are told of the round, and what they give back."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from pipeline.model.choice import Choice, Confirmation
from pipeline.model.finding import Finding
from pipeline.model.item import Item
from pipeline.model.observation import District, Exemption, Observation, Tenure, Unplaced


class Named(Protocol):
    """A province or district: its official code and its official bare name."""

    @property
    def code(self) -> str:
        """Its number in the official list."""

    @property
    def name(self) -> str:
        """Its name, without จังหวัด or อำเภอ."""


class Places(Protocol):
    """The districts of one province, and what a cell means by them."""

    @property
    def province(self) -> Named:
        """The province that the districts belong to."""

    def resolve(self, value: object) -> object:
        """A district, the provincial office or a municipality; None for all else."""

    def suggest(self, value: object) -> Named | None:
        """The district whose name is nearest, for a message to a person."""

    def near(self, value: object) -> Sequence[Named]:
        """The districts that the value may be a slip for."""

    def of_tambon(self, name: str) -> frozenset[str]:
        """The codes of the districts in which a tambon of this name lies."""

    def elsewhere(self, value: object) -> Named | None:
        """The other province that has the district."""


@dataclass(frozen=True, slots=True)
class KpiFrame:
    """One per KPI and part of one: what its result is counted in, the levels of its ladder, and the ids of
    the sources that it takes figures from."""

    unit: str
    levels: tuple[int, ...]
    sources: frozenset[str]


@dataclass(frozen=True, slots=True)
class Context:
    """What the kinds of table need to know of the round: the province, the districts that have
    an agreement (by code), its first and last day, the items of its KPIs by KPI number, and what is known of each
    KPI and part of one, by its number and the part's id ("": the KPI as a whole)."""

    gazetteer: Places
    districts: Mapping[str, District]
    start: dt.date
    end: dt.date
    items: Mapping[int, tuple[Item, ...]] = field(default_factory=dict)
    frames: Mapping[tuple[int, str], KpiFrame] = field(default_factory=dict)

    @property
    def parts(self) -> Mapping[int, tuple[str, ...]]:
        """The ids of the parts of each KPI."""
        found: dict[int, tuple[str, ...]] = {}
        for number, part in self.frames:
            found[number] = (*found.get(number, ()), *([part] if part else []))
        return found


@dataclass(slots=True)
class Observed:
    """What one claimed sheet gave: its observations, findings and count of rows; ``unplaced``
    are the rows that may be of several districts, whose findings are among none."""

    observations: list[Observation] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    tenures: list[Tenure] = field(default_factory=list)
    exemptions: list[Exemption] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    confirmations: list[Confirmation] = field(default_factory=list)
    used: int = 0
    refused: int = 0

    def refuse(self, finding: Finding | None) -> None:
        """Counts a row that cannot be used, with the finding that says why."""
        self.refused += 1
        if finding is not None:
            self.findings.append(finding)

    def count(self, usable: bool) -> None:
        """Counts a row as used or refused."""
        self.used += usable
        self.refused += not usable
