"""Stage 7: what ``check`` and ``explain`` say, for the terminal and as JSON."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from pipeline.model.agreement import Agreement, Kpi
from pipeline.model.cells import Origin
from pipeline.model.finding import SEVERITIES, Finding, printable
from pipeline.model.ledger import FileRecord
from pipeline.model.lines import FindingLine, count
from pipeline.model.lines import lines as lines_of
from pipeline.model.observation import Evidence, Part
from pipeline.model.score import Score, Scorecard, names_of
from pipeline.model.source import SourceDefinition
from pipeline.model.usage import Usage
from pipeline.model.words import (
    ASIDE_NAMES,
    FILE_STATUS_NAMES,
    INCOMPLETE,
    SEVERITY_NAMES,
)
from pipeline.reports.explained import unrounded
from pipeline.reports.explanation import Explainer, FigureGroup, FigureUsed, applied
from pipeline.reports.results import (
    Json,
    evidence_text,
    file_entry,
    finding_entry,
    kpi_entry,
    lacking,
)
from pipeline.thai.calendar import thai_date
from pipeline.thai.digits import format_decimal
from pipeline.thai.text import clean, visible_length
from pipeline.used import used_rows

KNOWN = {"scored": "✓", "given": "✓", "unreported": "-", "exempt": "ย"}


MOST_CELLS = 24


# --- run ---------------------------------------------------------------------------------------


def total_lines(cards: Sequence[Scorecard], agreement: Agreement, province: str) -> list[str]:
    """What ``run`` says of every district: its level on each KPI and its total."""
    width = max((visible_length(card.district.name) for card in cards), default=0)
    numbers = "  ".join(f"{kpi.number:>2}" for kpi in agreement.kpis)
    lines = [
        f"จังหวัด{province} รอบ {agreement.round_id}{agreement.caveat}  (ระดับที่ได้: - ยังไม่รายงาน, ย ยกเว้น)",
        f"  {_pad('ตัวชี้วัดที่', width + 5)}  {numbers}  รวม (เต็ม {agreement.top})",
    ]
    for card in cards:
        levels = "  ".join(
            f"{'-' if s.status == 'unreported' else 'ย' if s.level is None else s.level:>2}"
            for s in card.scores
        )
        name = _pad(card.district.name, width)
        lines.append(f"  {card.district.code} {name}  {levels}  {_total(card)}")
    return lines


def _total(card: Scorecard) -> str:
    mark = card.total.mark
    if mark.score is not None:
        return f"{format_decimal(mark.score, 2)} ({card.total.percent} % {card.total.band})"
    if mark.provisional is not None:
        return f"{INCOMPLETE} (ชั่วคราว {format_decimal(mark.provisional, 2)})"
    return "ยังไม่มีคะแนน"


# --- check -------------------------------------------------------------------------------------


def check_json(
    agreement: Agreement, province: str, files: Sequence[FileRecord],
    cards: Sequence[Scorecard], findings: Sequence[Finding], usage: Sequence[Usage],
) -> Json:
    """What ``check --format json`` says."""
    return {
        "round": agreement.round_id,
        "province": province,
        "files": [file_entry(record) for record in files],
        "coverage": [
            {
                "district": card.district.code, "name": card.district.name, "kpi": score.kpi,
                "status": score.status, "reason": score.measurement.reason or None,
            }
            for card in cards for score in card.scores
        ],
        "used": [
            {
                "source": one.source, "district": one.district,
                "tables": [
                    {"file": taken.origin.file, "sheet": taken.origin.sheet,
                     "as_of": taken.as_of.isoformat() if taken.as_of else None,
                     "aside": taken.excluded or None}
                    for taken in one.tables
                ],
            }
            for one in usage
        ],
        "findings": [finding_entry(finding) for finding in findings],
    }


def check_text(
    agreement: Agreement, province: str, files: Sequence[FileRecord],
    cards: Sequence[Scorecard], findings: Sequence[Finding],
    usage: Sequence[Usage], sources: Mapping[str, SourceDefinition],
) -> str:
    """What ``check`` says in the terminal: files, coverage, findings, worst first."""
    counts = Counter(FILE_STATUS_NAMES[record.status] for record in files)
    lines = [
        f"จังหวัด{province} รอบ {agreement.round_id}{agreement.caveat}", "",
        f"ไฟล์ที่พบ: {', '.join(f'{status} {number}' for status, number in counts.items())}",
    ]
    for record in files:
        lines.append(f"  {FILE_STATUS_NAMES[record.status]}: {printable(record.file)}"
                     + (f" ({_why(record)})" if record.status != "used" else ""))
        for sheet in record.sheets:
            if sheet.source is not None:
                lines.append(
                    f"      ชีต {printable(sheet.name)} = {sources[sheet.source].title} "
                    f"({sheet.rows_used} แถว" + (
                        f", ไม่ได้ใช้ {sheet.rows_refused} แถว" if sheet.rows_refused else ""
                    ) + (
                        f", ไม่นับ {sheet.rows_set_aside} แถวเพราะ{ASIDE_NAMES[sheet.reason]})"
                        if sheet.reason else ")")
                )
    lines += ["", "ข้อมูลที่มี (✓ มีแล้ว, - ยังไม่มีหรือยังใช้ไม่ได้, ย ยกเว้น)"]
    width = max(visible_length(card.district.name) for card in cards)
    lines.append(f"  {_pad('ตัวชี้วัดที่', width)}  " + "  ".join(
        f"{kpi.number:>2}" for kpi in agreement.kpis))
    for card in cards:
        marks = "  ".join(f"{KNOWN[score.status]:>2}" for score in card.scores)
        lines.append(f"  {_pad(card.district.name, width)}  {marks}")
    lines += [
        f"  ตัวชี้วัดที่ {score.kpi} ({KNOWN[score.status]}) {score.measurement.reason}: {', '.join(names)}"
        for score, names in lacking(cards)
    ]
    names = names_of(cards)
    lines += ["", "ข้อมูลที่ใช้และไม่นับ (รายงาน ไฟล์ วันที่ อำเภอ)"]
    report = ""
    for row in used_rows(usage, names, sources):
        lines += [f"  {row.report}"] if row.report != report else []
        lines.append(f"      {row.line}")
        report = row.report
    return "\n".join([*lines, "", *finding_lines(findings, names)])


def _why(record: FileRecord) -> str:
    return record.detail or ASIDE_NAMES.get(record.reason or "", record.reason or "")


def _pad(text: str, width: int) -> str:
    return text + " " * max(0, width - visible_length(text))


def finding_lines(
    findings: Sequence[Finding], names: Mapping[str, str], limit: int | None = None
) -> list[str]:
    """The findings as lines, worst first, with a line that counts them; ``names`` are the
    districts' by their codes."""
    return _finding_lines(lines_of(findings, names), limit)


def _finding_lines(every: Sequence[FindingLine], limit: int | None = None) -> list[str]:
    if not every:
        return ["ไม่พบข้อที่ต้องแก้"]
    counts = count(every)
    said = [
        f"{SEVERITY_NAMES[severity]} {counts[severity]} ข้อ"
        for severity in SEVERITIES if counts[severity]
    ]
    lines = [f"ข้อที่พบ: {', '.join(said)}"]
    for line in every[:limit]:
        finding = line.finding
        lines.append(f"  [{SEVERITY_NAMES[finding.severity]}] {_where(finding)}{line.problem}")
        lines.append(f"      → {finding.remedy}  ({finding.code})")
    if limit is not None and len(every) > limit:
        lines.append(f"  … อีก {len(every) - limit} ข้อ ดูทั้งหมดด้วย pipeline check")
    return lines


def _where(finding: Finding) -> str:
    return "" if finding.origin is None else place(finding.origin) + ": "


def place(origin: Origin) -> str:
    """File, sheet and cell in a line."""
    return printable(" › ".join(p for p in (origin.file, origin.sheet, origin.cell) if p)) or "ไม่พบในไฟล์ใด"


# --- explain -----------------------------------------------------------------------------------


def explain_json(
    card: Scorecard, score: Score, agreement: Agreement, findings: Sequence[Finding]
) -> Json:
    """What ``explain --format json`` says: the KPI as in results.json, and how it was made."""
    kpi = agreement.kpi(score.kpi)
    result = score.measurement.result
    level = _level_quote(kpi, score.level)
    return {
        "round": agreement.round_id,
        "district": {"code": card.district.code, "name": card.district.name},
        "kpi": kpi_entry(score, agreement),
        "name": clean(kpi.name),
        "cutoff": kpi.cutoff.isoformat(),
        "reason": score.measurement.reason or None,
        "percentage_unrounded": None if result is None else unrounded(result),
        "criterion": level or None,
        "next_criterion": _level_quote(kpi, score.next_level.level) or None if score.next_level else None,
        "evidence": [
            {
                "name": e.name, "value": evidence_text(e), "unit": e.unit or None,
                "cells": [_cell_json(part, e) for part in e.parts],
            }
            for e in score.measurement.evidence
        ],
        "readings": [
            {"id": r.id, "chosen": r.chosen, "reason": r.reason, "other": r.other,
             "decided": one.decides}
            for one in applied(agreement, score) for r in (one.reading,)
        ],
        "findings": [finding_entry(f) for f in Explainer(agreement, findings, (), {}).findings(card, score)],
    }


def _cell_json(part: Part, evidence: Evidence) -> Json:
    return {
        "value": None if part.value is None else format_decimal(part.value, evidence.places),
        "label": part.label or None,
        "file": part.origin.file or None, "sheet": part.origin.sheet or None, "cell": part.origin.cell or None,
        "as_of": part.as_of.isoformat() if part.as_of else None,
    }


def explain_text(
    card: Scorecard, score: Score, agreement: Agreement, findings: Sequence[Finding],
    usage: Sequence[Usage], sources: Mapping[str, SourceDefinition],
) -> str:
    """What ``explain`` says: an answer to "why did I get this level?"."""
    told = Explainer(agreement, findings, usage, sources).of(card, score)
    lines = [
        f"อำเภอ{card.district.name} ({card.district.code})",
        f"ตัวชี้วัดที่ {told.kpi.number} {clean(told.kpi.name)}", "", told.verdict, "",
    ]
    if told.figures:
        lines += [f"ตัวเลขที่ใช้ (ตัดยอด {thai_date(told.kpi.cutoff)})", *_figures(told.figures), ""]
    if told.not_counted:
        rows = [f"  {row.file} › {row.sheet} ({row.as_of}): {row.excluded}" for row in told.not_counted]
        lines += ["ตารางที่ไม่นับ", *rows, ""]
    for part in (told.calculation, told.criteria):
        lines += [*map(str, part), ""] if part else []
    for one in told.readings:
        mark = " (ระดับนี้ขึ้นกับข้อนี้)" if one.decides else ""
        lines += [f"การตีความ: {one.reading.question}{mark}", f"  ใช้: {one.reading.taken}"]
        lines += [f"  เพราะ: {one.reading.reason}"] if one.reading.use == "chosen" else []
    if told.flags:
        lines += ["", "ข้อสังเกต: " + "; ".join(told.flags)]
    lines += ["", *told.doubts] if told.doubts else []
    return "\n".join([*lines, "", *_finding_lines(told.findings)] if told.findings else lines)


def _figures(groups: Sequence[FigureGroup]) -> Iterator[str]:
    for group in groups:
        yield from [f" {group.heading}"] if group.heading else []
        for figure in group.figures:
            yield from evidence_lines(figure)


def evidence_lines(figure: FigureUsed) -> list[str]:
    """A figure or an answer, with each of its cells."""
    lines = [f"  {figure.name} = {figure.value}"]
    for cell in figure.cells[:MOST_CELLS]:
        label = f" {cell.label}" if cell.label else ""
        as_of = f" (ณ {cell.as_of})" if cell.as_of else ""
        lines.append(f"      {place(cell.origin)}:{label} {cell.value}{as_of}")
    if len(figure.cells) > MOST_CELLS:
        lines.append(f"      … อีก {len(figure.cells) - MOST_CELLS} ช่อง ดูทั้งหมดในชีตหลักฐานของอำเภอ")
    return lines


def _level_quote(kpi: Kpi, level: int | None) -> str:
    return next((clean(x.quote) for x in kpi.levels if x.level == level), "")
