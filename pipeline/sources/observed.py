"""What the kinds of table are told of the round, and what they give back."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.model.agreement import Item
from pipeline.model.finding import Finding
from pipeline.model.observation import District, Exemption, Observation, Party
from pipeline.thai.districts import Gazetteer


@dataclass(frozen=True, slots=True)
class Context:
    """What the kinds of table need to know of the round: the province, the districts that have
    an agreement (by code), the items of its KPIs by KPI number, and the numbers of all KPIs."""

    gazetteer: Gazetteer
    districts: Mapping[str, District]
    items: Mapping[int, tuple[Item, ...]] = field(default_factory=dict)
    kpis: frozenset[int] = frozenset()


@dataclass(slots=True)
class Observed:
    """What one claimed sheet gave: its observations, findings and count of rows."""

    observations: list[Observation] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)
    exemptions: list[Exemption] = field(default_factory=list)
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
