"""Rows that may be of several districts: whose level they could change."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from pipeline.measure.assignments import Assignment
from pipeline.model.agreement import Agreement, Kpi
from pipeline.model.finding import Finding, first_few, safe_text
from pipeline.model.observation import District, Measurement, Unplaced
from pipeline.score.kpi import score_one

Measured = Mapping[tuple[str, int], Measurement]
Changes = dict[int, dict[str, None]]  # the districts (names) by KPI


def doubted(
    measured: Measured, placings: Iterable[Assignment], unplaced: Sequence[Unplaced],
    agreement: Agreement, districts: Iterable[District],
) -> tuple[dict[tuple[str, int], Measurement], list[Finding]]:
    """The measurements, those unreported whose level hangs on a row that may be another's, and
    what is to be said of each such row."""
    settled = dict(measured)
    names = {district.code: district.name for district in districts}
    changes: dict[Finding, Changes] = {}
    for placing in placings:
        kpi = agreement.kpi(placing.kpi)
        for code in dict.fromkeys(code for row in placing.rows for code in row.districts):
            now, then = settled[code, kpi.number], placing.measured[code]
            points = _points(now, kpi, agreement)
            if now.state == "exempt" or points == _points(then, kpi, agreement):
                continue
            if points is not None:
                settled[code, kpi.number] = _unreported(now, placing.rows)
            for row in placing.rows:
                changed = changes.setdefault(row.finding, {})
                changed.setdefault(kpi.number, {})[names[code]] = None
    return settled, [_said(row.finding, changes.get(row.finding, {})) for row in unplaced]


def _points(measurement: Measurement, kpi: Kpi, agreement: Agreement) -> Decimal | None:
    """What a measurement gives its district; None where it is not scored."""
    return score_one(measurement, kpi, agreement).points


def _unreported(measurement: Measurement, rows: Sequence[Unplaced]) -> Measurement:
    first = rows[0]
    where = first.finding.origin
    named = f"“{safe_text(first.name, 40)}”" if first.name else "ที่ไม่บอกอำเภอ"
    at = f" ({where.file} ชีต {where.sheet} ช่อง {where.cell})" if where is not None else ""
    more = f" และอีก {len(rows) - 1} แถว" if len(rows) > 1 else ""
    return replace(
        measurement, state="unreported", where=where,
        reason=f"แถว {named}{at}{more} อาจเป็นของอำเภอนี้ และจะทำให้ระดับเปลี่ยน",
    )


def _said(finding: Finding, changes: Changes) -> Finding:
    """What is to be said of a row: whose level hangs on it, or that nobody's does."""
    if changes:
        of_kpis = ", ".join(
            f"ตัวชี้วัดที่ {kpi} ของอำเภอ{first_few(list(names), 'อำเภอ')}" for kpi, names in changes.items())
        return replace(
            finding, severity="error",
            problem=f"{finding.problem} ถ้าเป็นของอำเภอใดในนี้ ระดับจะเปลี่ยน จึงไม่ให้คะแนน {of_kpis}",
        )
    if finding.district is not None:
        return finding
    return replace(
        finding, severity="warning",
        problem=f"{finding.problem} ไม่ว่าเป็นของอำเภอใด ระดับก็ไม่เปลี่ยน จึงให้คะแนนโดยไม่นับแถวนี้",
    )


