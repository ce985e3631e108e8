"""What the workbook of several provinces says."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from pipeline.forms import Linked
from pipeline.model.agreement import Agreement, Kpi
from pipeline.model.finding import SEVERITIES
from pipeline.model.score import Score, Scorecard
from pipeline.model.words import SEVERITY_NAMES, fingerprint
from pipeline.summarise.book import DistrictRow, WholeCell
from pipeline.summarise.cells import NONE
from pipeline.summarise.charts import of_levels
from pipeline.summarise.nation_book import (
    Group,
    KpiCounts,
    KpiSums,
    NationBook,
    ProvinceRow,
    ResultsRow,
    SectionName,
    SeverityName,
)
from pipeline.summarise.table import averages, districts, province_row
from pipeline.thai.digits import paper_digits
from pipeline.thai.text import clean
from pipeline.units import PERCENT, out_of


@dataclass(frozen=True, slots=True)
class Member:
    """One per province: its scorecards by code, its own scores by KPI, how many findings it has
    by severity, and how many files were found and used. ``summary`` and ``books`` (by a
    district's code) are workbooks as told from the one that is made; "" and absent: not there."""

    province: str
    cards: Sequence[Scorecard]
    pooled: Mapping[int, Score]
    findings: Mapping[str, int]
    files: int
    used: int
    summary: str
    books: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ResultsFile:
    """One per ``results.json`` that was looked at: where, whose ("": not known), its SHA-256
    ("": not read), what became of it and why, in Thai, what to do at the program ("": nothing
    besides), and whether it could not be used."""

    file: str
    province: str
    sha256: str
    status: str
    reason: str
    remedy: str = ""
    refused: bool = False


def compiled(
    members: Sequence[Member], pooled: Mapping[int, Score], files: Sequence[ResultsFile],
    agreement: Agreement,
) -> NationBook:
    """All that the workbook of these provinces, by code, says; ``pooled`` holds the scores
    that all their districts together would have."""
    cards = [card for member in members for card in member.cards]
    rows = districts(cards, agreement, "")  # ranked over all provinces
    mine = _by_member(members, rows)
    kpis = [_kpi(index, kpi, cards, pooled, agreement) for index, kpi in enumerate(agreement.kpis)]
    return NationBook(
        thai_digits=agreement.thai_digits,
        round=agreement.round,
        top=agreement.top,
        highest=agreement.highest,
        bands_note=clean(agreement.bands_note),
        sections=[SectionName(s.name, index) for index, s in enumerate(agreement.sections)],
        kpis=kpis,
        headline=of_levels(cards, agreement),
        sums=[kpi for kpi in kpis if kpi.pooled],
        not_pooled=", ".join(str(kpi.number) for kpi in kpis if not kpi.pooled),
        not_pooled_why="เป็นรายการตรวจ ไม่มียอดรวม" if all(
            kpi.pools or kpi.formula.measure.milestones for kpi in agreement.kpis) else "ไม่มียอดรวม",
        provinces=[
            ProvinceRow(
                name=m.province, link=Linked(m.province, m.summary) if m.summary else m.province,
                **_figures([m], own, m.pooled, agreement),
            )
            for m, own in zip(members, mine, strict=True)
        ],
        whole=Group(**_figures(members, rows, pooled, agreement)),
        districts=_ranked(mine),
        severities=[SeverityName(SEVERITY_NAMES[name], n) for n, name in enumerate(SEVERITIES)],
        files=[_file(one, agreement.thai_digits) for one in files],
        refused=sum(one.refused for one in files),
    )


def _by_member(members: Sequence[Member], rows: Sequence[DistrictRow]) -> list[list[DistrictRow]]:
    """The districts' rows by province, with its name and links to its own workbooks."""
    left = iter(rows)
    return [[_of(next(left), member) for _ in member.cards] for member in members]


def _of(row: DistrictRow, member: Member) -> DistrictRow:
    target = member.books.get(row.code)
    link = Linked(row.name, target) if target else row.name
    return replace(row, province=member.province, link=link)


def _figures(
    members: Sequence[Member], rows: Sequence[DistrictRow], pooled: Mapping[int, Score],
    agreement: Agreement,
) -> dict[str, Any]:
    """The fields of one province's or all provinces' :class:`Group`."""
    cards = [card for member in members for card in member.cards]
    across = averages(rows)
    whole = province_row(cards, agreement, pooled)
    return {
        "districts": len(cards),
        "complete": sum(card.complete for card in cards),
        "mean": across.mean.percent,
        "median": across.median.percent,
        "kpis": [_sums(kpi, row) for kpi, row in zip(agreement.kpis, whole, strict=True)],
        "findings": [sum(m.findings.get(name, 0) for m in members) for name in SEVERITIES],
        "all_findings": sum(m.findings.get(name, 0) for m in members for name in SEVERITIES),
        "files": sum(m.files for m in members),
        "used": sum(m.used for m in members),
    }


def _sums(kpi: Kpi, row: WholeCell) -> KpiSums:
    """The KPI's two sums as the evidence has them: of a growth, this year's and last year's."""
    above, below = row.above, row.below
    if isinstance(above, Decimal) and isinstance(below, Decimal):
        above += below * kpi.formula.measure.grows
    return KpiSums(row.level, row.result, above, below)


def _kpi(
    index: int, kpi: Kpi, cards: Sequence[Scorecard], pooled: Mapping[int, Score], agreement: Agreement
) -> KpiCounts:
    scores = [card.scores[index] for card in cards]
    levels = Counter(score.level for score in scores)
    whole = pooled.get(kpi.number)
    names = [clean(e.name) for e in whole.measurement.evidence[:2]] if whole else [NONE, NONE]
    return KpiCounts(
        index=index,
        number=kpi.number,
        name=clean(kpi.name),
        label=f"ตัวชี้วัดที่ {kpi.number}",
        grows=int(kpi.formula.measure.grows),
        per=out_of(kpi.unit),
        unit=kpi.unit or PERCENT,
        pooled=kpi.pools,
        above=names[0],
        below=names[1],
        counts=[levels[level] for level in range(max(5, agreement.highest) + 1)],
        unreported=sum(score.status == "unreported" for score in scores),
        exempt=sum(score.status == "exempt" for score in scores),
    )


def _ranked(rows: Sequence[Sequence[DistrictRow]]) -> list[DistrictRow]:
    """Every district by rank, those that share one in the order of the provinces; those without
    a rank last."""
    return sorted((row for own in rows for row in own), key=lambda row: (
        row.rank == NONE, row.rank if isinstance(row.rank, int) else 0,
    ))


def _file(one: ResultsFile, thai_digits: bool) -> ResultsRow:
    reason = paper_digits(one.reason, thai_digits, frozenset({one.file}), quotes=True)
    return ResultsRow(one.file, one.province, one.sha256, fingerprint(one.sha256), one.status, reason)
