"""What the workbook of several provinces says, by the names that its template uses."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.forms import Linked
from pipeline.model.agreement import Agreement, Kpi
from pipeline.model.finding import SEVERITIES
from pipeline.model.score import Score, Scorecard
from pipeline.model.words import SEVERITY_NAMES, fingerprint
from pipeline.summarise.cells import NONE, Values
from pipeline.summarise.table import averages, districts, province_row
from pipeline.thai.text import clean


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
    ("": not read), what became of it and why, in Thai, and
    whether it could not be used."""

    file: str
    province: str
    sha256: str
    status: str
    reason: str
    refused: bool = False


def compiled(
    members: Sequence[Member], pooled: Mapping[int, Score], files: Sequence[ResultsFile],
    agreement: Agreement,
) -> Values:
    """All that the workbook of these provinces, by code, says; ``pooled`` holds the scores
    that all their districts together would have."""
    year, _, number = agreement.round_id.partition("-")
    cards = [card for member in members for card in member.cards]
    rows = districts(cards, agreement)  # ranked over all provinces
    mine = _by_member(members, rows)
    kpis = [_kpi(index, kpi, cards, pooled) for index, kpi in enumerate(agreement.kpis)]
    return {
        "thai_digits": agreement.thai_digits,
        "round": {"number": number, "year": year, "id": agreement.round_id},
        "bands_note": clean(agreement.bands_note),
        "sections": [
            {"name": s.name, "index": index} for index, s in enumerate(agreement.sections)
        ],
        "kpis": kpis,
        "sums": [kpi for kpi in kpis if kpi["pooled"]],
        "not_pooled": ", ".join(str(kpi["number"]) for kpi in kpis if not kpi["pooled"]),
        "provinces": [
            {"name": m.province, "link": Linked(m.province, m.summary) if m.summary else m.province,
             **_group([m], own, m.pooled, agreement)}
            for m, own in zip(members, mine, strict=True)
        ],
        "whole": _group(members, rows, pooled, agreement),
        "districts": _ranked(members, mine),
        "severities": [
            {"name": SEVERITY_NAMES[name], "index": index}
            for index, name in enumerate(SEVERITIES)
        ],
        "files": [_file(one) for one in files],
        "refused": sum(one.refused for one in files),
    }  # fmt: skip


def _by_member(members: Sequence[Member], rows: Sequence[Values]) -> list[list[Values]]:
    left = iter(rows)
    return [[next(left) for _ in member.cards] for member in members]


def _group(
    members: Sequence[Member], rows: Sequence[Values], pooled: Mapping[int, Score],
    agreement: Agreement,
) -> Values:
    """One province's or all provinces' figures."""
    cards = [card for member in members for card in member.cards]
    across = averages(rows)
    whole = province_row(cards, agreement, pooled)
    return {
        "districts": len(cards),
        "complete": sum(card.complete for card in cards),
        **{name: _percent(across[name]) for name in ("mean", "median")},
        "kpis": [_sums(kpi, row) for kpi, row in zip(agreement.kpis, whole, strict=True)],
        "findings": [sum(m.findings.get(name, 0) for m in members) for name in SEVERITIES],
        "all_findings": sum(m.findings.get(name, 0) for m in members for name in SEVERITIES),
        "files": sum(m.files for m in members),
        "used": sum(m.used for m in members),
    }


def _percent(averages_of: object) -> object:
    assert isinstance(averages_of, dict)
    return averages_of["percent"]


def _sums(kpi: Kpi, row: Values) -> Values:
    """The KPI's two sums as the evidence has them: of a growth, this year's and last year's."""
    above, below = row["above"], row["below"]
    if isinstance(above, Decimal) and isinstance(below, Decimal):
        above += below * kpi.formula.measure.grows
    return {"level": row["level"], "result": row["result"], "above": above, "below": below}


def _kpi(
    index: int, kpi: Kpi, cards: Sequence[Scorecard], pooled: Mapping[int, Score]
) -> Values:
    scores = [card.scores[index] for card in cards]
    levels = Counter(score.level for score in scores)
    whole = pooled.get(kpi.number)
    names = [clean(e.name) for e in whole.measurement.evidence[:2]] if whole else [NONE, NONE]
    return {
        "index": index,
        "number": kpi.number,
        "name": clean(kpi.name),
        "label": f"ตัวชี้วัดที่ {kpi.number}",
        "grows": int(kpi.formula.measure.grows),
        "pooled": kpi.formula.measure.pools,
        "above": names[0],
        "below": names[1],
        "counts": [levels[level] for level in range(max(5, len(kpi.levels)) + 1)],
        "unreported": sum(score.status == "unreported" for score in scores),
        "exempt": sum(score.status == "exempt" for score in scores),
    }


def _ranked(members: Sequence[Member], rows: Sequence[Sequence[Values]]) -> list[Values]:
    """Every district by rank, those that share one in the order of the provinces; those without
    a rank last."""
    every = [
        {**row, "province": member.province, "link": _book(row, member)}
        for member, own in zip(members, rows, strict=True) for row in own
    ]
    return sorted(every, key=lambda row: (
        row["rank"] == NONE, row["rank"] if isinstance(row["rank"], int) else 0,
    ))


def _book(row: Values, member: Member) -> object:
    target = member.books.get(str(row["code"]))
    return Linked(row["name"], target) if target else row["name"]


def _file(one: ResultsFile) -> Values:
    return {
        "file": one.file, "province": one.province, "sha256": one.sha256,
        "short_hash": fingerprint(one.sha256), "status": one.status, "reason": one.reason,
    }
