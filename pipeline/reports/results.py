"""Stage 7: all scorecards → ``results.json``, what other programs read."""

import json
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice

from pipeline.model.agreement import Agreement, Kpi
from pipeline.model.finding import Finding
from pipeline.model.ledger import FORMAT, FileRecord
from pipeline.model.observation import Evidence
from pipeline.model.score import Mark, Score, Scorecard
from pipeline.thai.digits import format_decimal, shortest
from pipeline.thai.text import clean
from pipeline.units import DATE, exact
from pipeline.xlsx.values import UNSEEN

Json = dict[str, object]
PIECES = 10_000  # of a text that are put together at a time
_UNSEEN = re.compile(f"[{UNSEEN}]")


def results(
    agreement: Agreement,
    province: str,
    files: Sequence[FileRecord],
    cards: Sequence[Scorecard],
    findings: Sequence[Finding],
) -> Json:
    """The whole of ``results.json``, keys in their order."""
    return {
        "format": FORMAT,
        "round": agreement.round_id,
        "province": province,
        "files": [file_entry(record) for record in files],
        "districts": [district_entry(card, agreement) for card in cards],
        "findings": [finding_entry(finding) for finding in findings],
    }


def to_bytes(data: Json) -> bytes:
    """JSON as it is written: UTF-8, indented, a line feed at the end."""
    written = bytearray()
    for text in _texts(data):
        written += text.encode()
    written += b"\n"
    return bytes(written)


def to_text(data: Json) -> str:
    """JSON with every character that is not printable written as ``\\uXXXX``: whoever reads it gets
    the names of files as they are, a screen nothing that acts."""
    return "".join(_texts(data))


def _texts(data: Json) -> Iterator[str]:
    """The text of some data, a part at a time: a large province's has millions of pieces."""
    pieces = json.JSONEncoder(ensure_ascii=False, indent=1).iterencode(data)
    while text := "".join(islice(pieces, PIECES)):
        yield _UNSEEN.sub(lambda found: json.dumps(found[0])[1:-1], text)


def file_entry(record: FileRecord) -> Json:
    """A file of the ledger."""
    return {
        "file": record.file,
        "sha256": record.sha256,
        "status": record.status,
        "reason": record.reason,
        "sheets": [
            {
                "name": sheet.name, "source": sheet.source, "rows_read": sheet.rows_read,
                "rows_used": sheet.rows_used, "rows_refused": sheet.rows_refused,
                "rows_set_aside": sheet.rows_set_aside, "reason": sheet.reason,
            }
            for sheet in record.sheets
        ],
    }


def finding_entry(finding: Finding) -> Json:
    """A finding, with null where it concerns no file, cell, district or KPI."""
    where = finding.origin
    return {
        "code": finding.code,
        "severity": finding.severity,
        "file": where.file or None if where else None,
        "sheet": where.sheet or None if where else None,
        "cell": where.cell or None if where else None,
        "district": finding.district,
        "kpi": finding.kpi,
        "problem": finding.problem,
        "remedy": finding.remedy,
    }


def district_entry(card: Scorecard, agreement: Agreement) -> Json:
    """A district's scorecard."""
    return {
        "code": card.district.code,
        "name": card.district.name,
        "complete": card.complete,
        "sections": {
            section.id: _mark(card.section(section.id)) for section in agreement.sections
        },
        "total": {
            "score": _two(card.total.mark.score),
            "percent": _two(card.total.percent),
            "band": card.total.band,
            "provisional": _two(card.total.mark.provisional),
        },
        "kpis": [kpi_entry(score, agreement) for score in card.scores],
    }


def kpi_entry(score: Score, agreement: Agreement) -> Json:
    """A district's score on one KPI; ``points``, ``top``, ``deducted`` and ``parts`` where the agreement has
    them: points that are not the level's number, given, or out of something else than the total."""
    ahead = score.next_level
    return {
        "number": score.kpi,
        "status": score.status,
        "result": _result(score.result, agreement.kpi(score.kpi)) if score.status == "scored" else None,
        "level": score.level,
        **_points(score, agreement),
        "weight": int(score.weight) if score.weight == int(score.weight) else float(score.weight),
        "weighted": _two(score.weighted),
        "evidence": {e.name: evidence_text(e) for e in score.measurement.evidence},
        "next_level": None if ahead is None else {"level": ahead.level, "needs": ahead.needs},
        "origins": [
            {"file": o.file, "sheet": o.sheet, "cell": o.cell} for o in score.measurement.origins
        ],
        "flags": list(score.flags),
    }


def _points(score: Score, agreement: Agreement) -> Json:
    kpi, found = agreement.kpi(score.kpi), dict[str, object]()
    given = score.status == "given" and score.between is not None
    if given or agreement.pointed(kpi):
        found |= {"points": _two(score.points), "top": shortest(kpi.full)}
    if kpi.deductions:
        found["deducted"] = _two(score.deducted)
    if kpi.parts:
        made = {one.part: one for one in score.parts}
        found["parts"] = [
            {
                "name": clean(part.name), "weight": shortest(made[part.part].weight if part.part in made else part.weight),
                "result": _result(made[part.part].result, part) if part.part in made else None,
                "points": _two(made[part.part].points) if part.part in made else None,
            } for part in kpi.parts
        ]
    return found


def _result(value: Decimal | None, kpi: Kpi) -> str | None:
    """A result as it is printed; a day as ``2018-09-10``."""
    return exact(value, DATE) if value is not None and kpi.unit == DATE else _two(value)


def lacking(cards: Sequence[Scorecard]) -> list[tuple[Score, list[str]]]:
    """What is not scored, by KPI and reason: one score of each kind, and the districts' names."""
    found: dict[tuple[int, str, str], tuple[Score, list[str]]] = {}
    for card in cards:
        for score in card.scores:
            if not score.known:
                key = score.kpi, score.status, score.measurement.reason
                found.setdefault(key, (score, []))[1].append(card.district.name)
    return [found[key] for key in sorted(found, key=lambda key: key[0])]


def evidence_text(evidence: Evidence) -> str | None:
    """An evidence as it is printed; None where it was not reported."""
    if evidence.text:
        return evidence.text
    return None if evidence.value is None else format_decimal(evidence.value, evidence.places)


def _mark(mark: Mark) -> Json:
    return {"score": _two(mark.score), "provisional": _two(mark.provisional)}


def _two(value: Decimal | None) -> str | None:
    return None if value is None else format_decimal(value, 2)
