"""Stage 7: all scorecards → what the province's workbook says.

Everything comes back as plain values by name, for the placeholders of
``templates/summary.xlsx``; docs/guide/ lists the names.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from pipeline.model.agreement import Agreement, Kpi
from pipeline.model.finding import Finding
from pipeline.model.ledger import FileRecord, SheetRecord
from pipeline.model.observation import Party
from pipeline.model.score import Mark, Score, Scorecard
from pipeline.model.words import FILE_STATUS_NAMES, SEVERITY_NAMES, STATUS_NAMES
from pipeline.thai.digits import round_half_up, to_thai
from pipeline.thai.text import clean

Values = dict[str, object]

NONE = "–"


def summary(
    cards: Sequence[Scorecard],
    agreement: Agreement,
    province: str,
    chief: Party | None,
    findings: Sequence[Finding],
    files: Sequence[FileRecord],
    titles: Mapping[str, str],
) -> Values:
    """All that the province's workbook says, by the names that its template uses;
    ``titles`` are the sources' by id."""
    year, _, number = agreement.round_id.partition("-")
    names = {card.district.code: card.district.name for card in cards}
    ranks = rank(cards)
    return {
        "title": [to_thai(clean(line)) for line in agreement.title],
        "province": province,
        "round": {"number": number, "year": year, "id": agreement.round_id},
        "kpis": [{"number": kpi.number, "name": clean(kpi.name)} for kpi in agreement.kpis],
        "sections": [{"name": s.name, "label": clean(s.label)} for s in agreement.sections],
        "bands_note": clean(agreement.bands_note),
        "districts": [_district(card, agreement, ranks.get(card.district.code)) for card in cards],
        "averages": _averages(cards, agreement),
        "kpi_levels": [_levels_of(kpi, cards) for kpi in agreement.kpis],
        "standings": _standings(cards),
        "counts": _counts(cards, findings, files),
        "findings": [_finding(finding, names) for finding in findings],
        "files": [row for record in files for row in _file_rows(record, titles)],
        "chief": {
            "name": clean(chief.name) if chief else "." * 40,
            "position": clean(chief.position) if chief else "." * 40,
        },
    }


def rank(cards: Sequence[Scorecard]) -> Mapping[str, int]:
    """The rank of every district that has a total, by its percentage: ties share, the next
    rank is left out. A district without a total has no rank."""
    percents = {c.district.code: c.total.percent for c in cards if c.total.percent is not None}
    return {
        code: 1 + sum(other > percent for other in percents.values())
        for code, percent in percents.items()
    }


def _district(card: Scorecard, agreement: Agreement, place: int | None) -> Values:
    scores = {score.kpi: score for score in card.scores}
    total = card.total
    return {
        "code": card.district.code,
        "name": card.district.name,
        "file": f"{card.district.code} {card.district.name}.xlsx",
        "kpis": [_cell(scores[kpi.number]) for kpi in agreement.kpis],
        "sections": [_mark(card.section(section.id)) for section in agreement.sections],
        "score": _mark(total.mark),
        "percent": NONE if total.percent is None else total.percent,
        "band": total.band or NONE,
        "rank": NONE if place is None else place,
        "state": "ครบ" if card.complete else "ยังไม่สมบูรณ์",
        "provisional": _rounded(total.mark.provisional),
        "missing": ", ".join(str(s.kpi) for s in card.scores if s.status == "unreported"),
    }


def _cell(score: Score) -> Values:
    """A district's level and result on one KPI; where it has none, why."""
    if score.level is None:
        return {"level": NONE, "result": STATUS_NAMES[score.status]}
    return {"level": score.level, "result": NONE if score.result is None else score.result}


def _rounded(value: Decimal | None) -> Decimal | None:
    return None if value is None else round_half_up(value, 2)


def _mark(mark: Mark) -> object:
    value = _rounded(mark.score)
    return NONE if value is None else value


def _averages(cards: Sequence[Scorecard], agreement: Agreement) -> Values:
    """The means of the districts that have a figure: levels by KPI, sections, total."""
    levels: list[object] = []
    for kpi in agreement.kpis:
        found = [s.level for c in cards for s in c.scores if s.kpi == kpi.number]
        levels.append(_mean([Decimal(level) for level in found if level is not None]))
    marks = [[_mark(c.section(section.id)) for c in cards] for section in agreement.sections]
    return {
        "levels": levels,
        "sections": [_mean([m for m in column if isinstance(m, Decimal)]) for column in marks],
        "score": _mean([m for m in (_mark(c.total.mark) for c in cards) if isinstance(m, Decimal)]),
        "percent": _mean([c.total.percent for c in cards if c.total.percent is not None]),
    }


def _mean(values: Sequence[Decimal]) -> object:
    return round_half_up(sum(values, Decimal(0)) / len(values), 2) if values else NONE


def _levels_of(kpi: Kpi, cards: Sequence[Scorecard]) -> Values:
    """How many districts reached each level of a KPI, 0 to 5, and how many have none."""
    levels = [s.level for c in cards for s in c.scores if s.kpi == kpi.number]
    top = max(5, *(level.level for level in kpi.levels))
    return {
        "number": kpi.number,
        "name": clean(kpi.name),
        "label": f"ตัวชี้วัดที่ {kpi.number}",
        "counts": [levels.count(level) for level in range(top + 1)],
        "none": levels.count(None),
    }


def _standings(cards: Sequence[Scorecard]) -> list[Values]:
    """The districts by percentage, best first; those without a total last, in their order."""
    ordered = sorted(
        cards,
        key=lambda card: -1 if card.total.percent is None else card.total.percent,
        reverse=True,
    )
    return [
        {
            "name": card.district.name,
            "percent": NONE if card.total.percent is None else card.total.percent,
        }
        for card in ordered
    ]


def _counts(
    cards: Sequence[Scorecard], findings: Sequence[Finding], files: Sequence[FileRecord]
) -> Values:
    return {
        "districts": len(cards),
        "complete": sum(card.complete for card in cards),
        "errors": sum(finding.severity == "error" for finding in findings),
        "warnings": sum(finding.severity == "warning" for finding in findings),
        "files": len(files),
        "used": sum(record.status == "used" for record in files),
    }


def _finding(finding: Finding, names: Mapping[str, str]) -> Values:
    where = finding.origin
    return {
        "severity": SEVERITY_NAMES[finding.severity],
        "file": where.file if where else "",
        "sheet": where.sheet if where else "",
        "cell": where.cell if where else "",
        "district": names.get(finding.district or "", finding.district or ""),
        "kpi": finding.kpi,
        "problem": finding.problem,
        "remedy": finding.remedy,
        "code": finding.code,
    }


def _file_rows(record: FileRecord, titles: Mapping[str, str]) -> list[Values]:
    """One row a sheet; a file without sheets has one row of its own."""
    sheets: Sequence[SheetRecord | None] = record.sheets or (None,)
    return [
        {
            "file": record.file,
            "status": FILE_STATUS_NAMES[record.status],
            "reason": record.detail or record.reason or "",
            "sha256": record.sha256 or "",
            "sheet": sheet.name if sheet else "",
            "source": titles.get(sheet.source or "", "") if sheet else "",
            "rows_read": sheet.rows_read if sheet else None,
            "rows_used": sheet.rows_used if sheet else None,
            "rows_refused": sheet.rows_refused if sheet else None,
        }
        for sheet in sheets
    ]
