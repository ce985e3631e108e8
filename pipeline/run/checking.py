"""What `check` and `inspect` ask of the stages."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import localcontext
from pathlib import Path

from pipeline.checkup import (
    Inspection,
    MarkedCopies,
    checkup,
    html_page,
    is_page,
    is_workbook,
    mark_copies,
    replaceable,
    workbook,
)
from pipeline.definitions import load_agreement, load_sources
from pipeline.errors import UsageError
from pipeline.inbox import other_round
from pipeline.measure import MEASURES
from pipeline.model.agreement import Agreement
from pipeline.model.finding import Finding, masked
from pipeline.model.source import Claim, SourceDefinition
from pipeline.normalise.kinds import KINDS
from pipeline.normalise.stage import Normalised, normalise
from pipeline.publish import put_file
from pipeline.read import read_file
from pipeline.recognise.sheets import recognise
from pipeline.reports.ledger import ledger
from pipeline.run.provinces import own_folder
from pipeline.run.stages import DIGITS, Outcome, check_outside, rosters


def write_checkup(
    outcome: Outcome, folder: Path, html: Path | None, xlsx: Path | None
) -> list[Path]:
    """Writes the check as a page and as a workbook where asked to; gives what was written. Raises
    UsageError where a file stands that is not of an earlier check."""
    it = checkup(outcome.agreement, outcome.province, outcome.files, outcome.verdicts,
                 outcome.cards, outcome.findings, outcome.usage, outcome.sources)
    kinds = ((html, html_page, is_page), (xlsx, workbook, is_workbook))
    wanted = [(path, make, ours) for path, make, ours in kinds if path]
    for path, _, ours in wanted:
        check_outside(folder, path)
        replaceable(path, ours)
    for path, make, _ in wanted:
        put_file(path, make(it))
    return [path for path, *_ in wanted]


def write_marked(outcome: Outcome, folder: Path, target: Path, jobs: int) -> MarkedCopies:
    """Writes a marked copy of every troubled export below ``target``."""
    check_outside(folder, target)
    return mark_copies(
        folder, target, outcome.files, outcome.verdicts, outcome.findings, jobs)


def inspect(
    home: Path, path: Path, folder: Path, round_id: str | None, province: str | None
) -> Inspection:
    """How the file at ``path`` was read. Its rows are judged by the province named, else by its
    own roster or that in ``folder``. Raises UsageError where the file cannot be read."""
    if path.is_dir():
        raise UsageError(f"{path}: เป็นโฟลเดอร์ ระบุไฟล์เดียว หรือใช้ pipeline check --input {path}")
    if not path.exists():
        raise UsageError(f"{path}: ไม่มีไฟล์นี้ ตรวจชื่อไฟล์และโฟลเดอร์")
    agreement = load_agreement(home, MEASURES, round_id)
    if other := other_round(path, folder, agreement.round_id):
        raise UsageError(f"{path}: อยู่ในโฟลเดอร์ของรอบ {other} จึงไม่อ่านให้รอบ {agreement.round_id} ระบุ --round {other}")
    sources = load_sources(home, agreement, KINDS)
    read = read_file(path)
    if read.record.status != "used":
        raise UsageError(f"{path}: {read.record.detail}")
    verdicts = recognise(read.sheets, sources)
    claims = [verdict.claim for verdict in verdicts if verdict.claim is not None]
    mine_in = own_folder(folder, path, agreement.round_id)
    judged, unjudged = _judged(claims, agreement, sources, mine_in, province)
    (record,), findings = ledger(
        (read.record,), verdicts, judged.rows if judged else {},
        districts={district.code for district in judged.districts} if judged else (),
    )
    findings += [*read.findings, *(judged.findings if judged else ())]
    mine = {f for f in findings if f.origin is not None and f.origin.file == record.file}
    return Inspection(
        record, path.stat().st_size, verdicts, tuple(sorted(mine, key=Finding.sort_key)),
        judged.province.name if judged else None, unjudged,
        {district.code: district.name for district in judged.districts} if judged else {},
    )


def _judged(
    claims: Sequence[Claim], agreement: Agreement, sources: Sequence[SourceDefinition],
    folder: Path, province: str | None,
) -> tuple[Normalised | None, str]:
    """One file's observations, or why they cannot be made."""
    others: list[Claim] = []
    if province is None and not any(claim.source.kind.provinces for claim in claims):
        others = [
            replace(c, sheet=replace(c.sheet, file=f"{folder.name}/{c.sheet.file}"))
            for c in rosters(folder, agreement.round_id, sources)
        ]
    try:
        with localcontext(prec=DIGITS):
            return normalise([*claims, *others], agreement, province), ""
    except UsageError as error:
        if province is not None:
            raise
        return None, masked(str(error))
