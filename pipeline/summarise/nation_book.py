"""All that the workbook of several provinces says: the records whose fields are the names of its
template.
"""

from dataclasses import dataclass
from decimal import Decimal

from pipeline.forms import Linked
from pipeline.model.frame import Round
from pipeline.summarise.book import DistrictRow


@dataclass(frozen=True, slots=True)
class SectionName:
    """One section by its place."""

    name: str
    index: int


@dataclass(frozen=True, slots=True)
class KpiCounts:
    """One KPI by its place: whether its figures can be added up over districts (``pooled``), what
    those above and below are called, out of how many its ratio is (``per``, in ``unit``), and how many districts reached each level from 0 on."""

    index: int
    number: int
    name: str
    label: str
    grows: int
    per: Decimal
    unit: str
    pooled: bool
    above: str
    below: str
    counts: list[int]
    unreported: int
    exempt: int


@dataclass(frozen=True, slots=True)
class KpiSums:
    """What a province or all together have on one KPI: its two sums, their ratio and its level."""

    level: object
    result: object
    above: object
    below: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One province's or all provinces' figures: of the districts' percentages mean and median, of the
    findings how many there are of each severity."""

    districts: int
    complete: int
    mean: object
    median: object
    kpis: list[KpiSums]
    findings: list[int]
    all_findings: int
    files: int
    used: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvinceRow(Group):
    """One province, with a link to its workbook where that is there."""

    name: str
    link: str | Linked


@dataclass(frozen=True, slots=True)
class SeverityName:
    """One severity by its place among them."""

    name: str
    index: int


@dataclass(frozen=True, slots=True)
class ResultsRow:
    """One ``results.json`` that was looked at: whose, its SHA-256, what became of it and why."""

    file: str
    province: str
    sha256: str
    short_hash: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class NationBook:
    """All that the workbook of several provinces says. ``headline`` says what the chart of levels
    shows; ``sums`` are the KPIs that can be added up over districts, ``not_pooled`` the numbers of the
    others, with why (``not_pooled_why``); ``top`` is what a total is out of, ``highest`` the highest level; ``districts`` stand by rank; ``refused`` counts the files that could not be used."""

    thai_digits: bool
    round: Round
    top: int
    highest: int
    bands_note: str
    sections: list[SectionName]
    kpis: list[KpiCounts]
    headline: str
    sums: list[KpiCounts]
    not_pooled: str
    not_pooled_why: str
    provinces: list[ProvinceRow]
    whole: Group
    districts: list[DistrictRow]
    severities: list[SeverityName]
    files: list[ResultsRow]
    refused: int
