"""Stage 7: what became of every file and sheet."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.model.cells import Origin
from pipeline.model.finding import Finding
from pipeline.model.ledger import FileRecord, SheetRecord
from pipeline.model.source import Verdict


def ledger(
    files: Sequence[FileRecord],
    verdicts: Sequence[Verdict],
    rows: Mapping[tuple[str, str], tuple[int, int]],
) -> tuple[tuple[FileRecord, ...], list[Finding]]:
    """The files as read, each with its sheets, and the findings of sheets that nobody claimed.

    ``rows`` counts used and refused rows by (file, sheet). A file of which no sheet was claimed
    is refused; its reason is the gravest of its sheets'.
    """
    records: list[FileRecord] = []
    findings: list[Finding] = []
    for record in files:
        mine = [verdict for verdict in verdicts if verdict.sheet.file == record.file]
        if record.status != "used":
            records.append(record)
        elif any(verdict.claim is not None for verdict in mine):
            findings += [_beside(v) for v in mine if v.finding is not None]
            records.append(replace(record, sheets=_sheets(mine, rows)))
        else:
            findings += [v.finding for v in mine if v.finding is not None] or [_empty(record.file)]
            records.append(_refused(replace(record, sheets=_sheets(mine, rows)), mine))
    return tuple(records), findings


def _sheets(
    verdicts: Sequence[Verdict], rows: Mapping[tuple[str, str], tuple[int, int]]
) -> tuple[SheetRecord, ...]:
    return tuple(
        SheetRecord(v.sheet.name) if v.claim is None
        else SheetRecord(
            v.sheet.name, v.claim.source.id, *rows.get((v.sheet.file, v.sheet.name), (0, 0))
        )
        for v in verdicts
    )


def _beside(verdict: Verdict) -> Finding:
    """A sheet's finding; one nobody knows, in a file that was used, is no more than said."""
    assert verdict.finding is not None
    if verdict.reason == "unrecognised":
        return replace(verdict.finding, severity="info")
    return verdict.finding


def _refused(record: FileRecord, verdicts: Sequence[Verdict]) -> FileRecord:
    grave = sorted(
        (v for v in verdicts if v.finding is not None),
        key=lambda v: v.reason == "unrecognised",
    )
    detail = grave[0].finding.problem if grave and grave[0].finding else "ไฟล์ไม่มีข้อมูล"
    reason = grave[0].reason if grave else "unrecognised"
    return replace(record, status="refused", reason=reason, detail=detail)


def _empty(file: str) -> Finding:
    return Finding(
        "unrecognised", "warning", "ไฟล์ไม่มีข้อมูล", "ตรวจว่าส่งออกไฟล์ครบ", Origin(file)
    )
