"""Stage 7: what became of every file and sheet."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from pipeline.model.cells import Origin
from pipeline.model.finding import SHOWN, Finding
from pipeline.model.ledger import FileRecord, SheetRecord
from pipeline.model.source import Verdict
from pipeline.thai.districts import districts_named


def ledger(
    files: Sequence[FileRecord],
    verdicts: Sequence[Verdict],
    rows: Mapping[tuple[str, str], tuple[int, int]],
    aside: Mapping[tuple[str, int], str] = MappingProxyType({}),
    districts: Collection[str] = (),
) -> tuple[tuple[FileRecord, ...], list[Finding]]:
    """The files as read, each with its sheets, and the findings of sheets that nobody claimed.

    ``rows`` counts used and refused rows by (file, sheet), ``aside`` has by table and row why some of
    the used do not count, ``districts`` are the codes of those that are scored. A file of which no sheet was claimed is refused; its reason is the gravest of
    its sheets'.
    """
    read = {verdict.claim.source.id for verdict in verdicts if verdict.claim is not None}
    verdicts = [_with_losses(verdict, districts, read) for verdict in verdicts]
    why: dict[tuple[str, str], Counter[str]] = {}
    for (table, _), reason in aside.items():
        file, sheet, *_ = table.split("\n")
        why.setdefault((file, sheet), Counter())[reason] += 1
    records: list[FileRecord] = []
    findings: list[Finding] = []
    for record in files:
        mine = [verdict for verdict in verdicts if verdict.sheet.file == record.file]
        if record.status != "used":
            records.append(record)
        elif any(verdict.claim is not None for verdict in mine):
            findings += [_beside(v) for v in mine if v.finding is not None]
            records.append(_used(replace(record, sheets=_sheets(mine, rows, why))))
        else:
            findings += [v.finding for v in mine if v.finding is not None] or [_empty(record.file)]
            records.append(_refused(replace(record, sheets=_sheets(mine, rows, why)), mine))
    return tuple(records), findings


def _sheets(
    verdicts: Sequence[Verdict], rows: Mapping[tuple[str, str], tuple[int, int]],
    aside: Mapping[tuple[str, str], Counter[str]],
) -> tuple[SheetRecord, ...]:
    records = []
    for v in verdicts:
        if v.claim is None:
            records.append(SheetRecord(v.sheet.name))
            continue
        used, refused = rows.get((v.sheet.file, v.sheet.name), (0, 0))
        reasons = aside.get((v.sheet.file, v.sheet.name), Counter())
        out = min(reasons.total(), used)
        records.append(SheetRecord(
            v.sheet.name, v.claim.source.id, used - out, refused, out,
            max(sorted(reasons), key=reasons.__getitem__) if out else None,
        ))
    return tuple(records)


def _used(record: FileRecord) -> FileRecord:
    """The record; of a file of which no row counts and some were set aside, as such."""
    out = [sheet for sheet in record.sheets if sheet.rows_set_aside]
    if not out or any(sheet.rows_used for sheet in record.sheets):
        return record
    return replace(record, status="set-aside", reason=out[0].reason)


def _with_losses(verdict: Verdict, districts: Collection[str], read: Collection[str]) -> Verdict:
    """The verdict; on a sheet that lacks one column or a key and holds figures of our districts, or of
    nobody's where no other sheet of its source is ``read``, with a finding that says so."""
    near = verdict.near
    if near is None:
        return verdict
    ours = {code for text in near.districts for code in districts_named(text) if code in districts}
    if not ours and (near.districts or near.source.id in read):
        return verdict
    missing, keys = ("” และ “".join(names) for names in (near.missing, near.keys))
    said = f" (พบ {', '.join(near.districts)})" if 1 < len(near.districts) <= SHOWN else ""
    outside = f" และชื่อตาราง ชีต และไฟล์ไม่บอก “{keys}” เพียงค่าเดียว{said}" if keys else ""
    above = f" หรือพิมพ์ “{keys}” เพียงค่าเดียวเหนือตาราง" if keys else ""
    return replace(verdict, finding=Finding(
        "column-missing", "error",
        f"ตารางนี้น่าจะเป็น “{near.source.title}” แต่ไม่มีช่อง “{missing}”{near.like}{outside} "
        + (f"ตัวเลขของ {len(ours)} อำเภอในตารางจึงไม่ได้ใช้" if ours else "ตัวเลขในตารางจึงไม่ได้ใช้"),
        f"พิมพ์หัวช่อง “{missing}” ในแถวที่ {near.row + 1} ให้ตรงช่อง{above} "
        "ถ้าไม่ใช่รายงานนี้ ให้เอาตารางออกจากโฟลเดอร์ข้อมูล",
        Origin(verdict.sheet.file, verdict.sheet.name),
    ))


def _beside(verdict: Verdict) -> Finding:
    """A sheet's finding; one nobody knows, in a file that was used, is no more than said."""
    assert verdict.finding is not None
    if verdict.finding.code in ("unrecognised", "not-a-roster"):
        return replace(verdict.finding, severity="info")
    return verdict.finding


def _refused(record: FileRecord, verdicts: Sequence[Verdict]) -> FileRecord:
    grave = sorted(
        (v for v in verdicts if v.finding is not None),
        key=lambda v: v.finding is not None and v.finding.code == "unrecognised",
    )
    detail = grave[0].finding.problem if grave and grave[0].finding else "ไฟล์ไม่มีข้อมูล"
    reason = grave[0].reason if grave else "unrecognised"
    return replace(record, status="refused", reason=reason, detail=detail)


def _empty(file: str) -> Finding:
    return Finding(
        "unrecognised", "warning", "ไฟล์ไม่มีข้อมูล", "ตรวจว่าส่งออกไฟล์ครบ", Origin(file)
    )
