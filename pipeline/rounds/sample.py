"""A new report of a form, tried at once on a file that offices really export."""

from collections.abc import Iterator, Sequence
from decimal import Decimal, localcontext
from pathlib import Path

from pipeline.definitions.agreement import load_written
from pipeline.definitions.sources import load_sources
from pipeline.errors import UsageError
from pipeline.measure import MEASURES
from pipeline.model.agreement import Agreement
from pipeline.model.finding import safe_text
from pipeline.model.source import Claim, Verdict
from pipeline.normalise.kinds import KINDS
from pipeline.normalise.stage import Normalised, normalise
from pipeline.read import read_file
from pipeline.recognise.sheets import recognise
from pipeline.rounds.form.book import FormProblem
from pipeline.rounds.form.draft import place_of
from pipeline.rounds.form.reports import NewReport
from pipeline.rounds.form.tables import SOURCES
from pipeline.run.stages import DIGITS, rosters
from pipeline.thai.digits import format_decimal


def tried(
    home: Path, round_id: str, report: NewReport, beside: Path, folder: Path, province: str | None
) -> tuple[list[str], list[FormProblem]]:
    """What of a report's sample is read as it: Thai lines (rows, districts, the sum of each figure), or why it is not,
    at the form's cell. ``beside``: the folder that a path is from; rows are judged by the ``province``, else by the
    roster in ``folder``. Nothing where the form names no sample."""
    if report.sample is None:
        return [], []
    place = place_of(SOURCES, report.sample, "sample")
    path = beside / report.sample.text("sample").strip().strip("\"'")
    told, why = _tried(home, round_id, report, path, folder, province)
    return told, [FormProblem(place.sheet, place.cell, f"ไฟล์ตัวอย่าง {safe_text(path.name, 80)} {why}")] if why else []


def _tried(
    home: Path, round_id: str, report: NewReport, path: Path, folder: Path, province: str | None
) -> tuple[list[str], str]:
    if not path.is_file():
        return [], "ไม่มีไฟล์นี้ พิมพ์ที่อยู่ของไฟล์ หรือวางไว้ข้างแบบนี้แล้วพิมพ์ชื่อไฟล์"
    read = read_file(path)
    if read.record.status != "used":
        return [], f"อ่านไม่ได้: {read.record.detail}"
    agreement = load_written(home, MEASURES, round_id)
    sources = load_sources(home, agreement, KINDS)
    verdicts = recognise(read.sheets, sources)
    claims = [verdict.claim for verdict in verdicts if verdict.claim and verdict.claim.source.id == report.source.id]
    if not claims:
        return [], f"ไม่ถูกอ่านเป็น “{report.source.title}”: {' / '.join(map(_why, verdicts)) or 'ไม่มีชีต'} แก้หัวช่องให้ตรงกับไฟล์"
    try:
        with localcontext(prec=DIGITS):
            judged = normalise([*claims, *rosters(folder, round_id, sources)], agreement, province)
    except UsageError:
        return [*_recognised(report, claims), "  ยังไม่ได้นับแถวรายอำเภอ เพราะไม่รู้ว่าจังหวัดใด วางทำเนียบใน input แล้วสั่งใหม่ถ้าต้องการ"], ""
    wrong = _refused(judged, report)
    return [*_recognised(report, claims), *_counted(judged, report, agreement)], wrong


def _why(verdict: Verdict) -> str:
    name = safe_text(verdict.sheet.name, 40)
    if verdict.claim is not None:
        return f"ชีต {name} เป็น “{verdict.claim.source.title}”"
    return f"ชีต {name} {safe_text(verdict.finding.problem, 200) if verdict.finding else 'ว่าง'}"


def _recognised(report: NewReport, claims: Sequence[Claim]) -> Iterator[str]:
    for claim in claims:
        yield f"รายงาน “{report.source.title}”: อ่านชีต {safe_text(claim.sheet.name, 40)} ของไฟล์ตัวอย่างได้ {len(claim.tables)} ตาราง"


def _refused(judged: Normalised, report: NewReport) -> str:
    """Why nothing of a sample can be used, in the words of its first finding; "" where something can."""
    if any(one.source == report.source.id and one.value is not None for one in judged.observations):
        return ""
    found = next((finding.problem for finding in judged.findings if finding.severity == "error"), "ไม่มีแถวที่ใช้ได้")
    return f"ถูกอ่านเป็น “{report.source.title}” แต่ไม่มีตัวเลขที่ใช้ได้: {safe_text(found, 200)}"


def _counted(judged: Normalised, report: NewReport, agreement: Agreement) -> Iterator[str]:
    mine = [one for one in judged.observations if one.source == report.source.id]
    rows = {(one.origin.sheet, one.table, one.row) for one in mine}
    names = {district.code: district.name for district in judged.districts}
    there = {one.district for one in mine}
    lacking = [name for code, name in names.items() if code not in there]
    yield f"  {len(rows)} แถว {len(there)} อำเภอ" + (f" ไม่พบ {', '.join(lacking)}" if lacking else " ครบทุกอำเภอ")
    for column in report.source.with_role("figure"):
        values = [one.value for one in mine if one.element == f"{report.source.id}.{column.id}" and one.value is not None]
        yield f"  {column.headings[0]} รวม {format_decimal(sum(values, Decimal(0)), 2, grouping=True)} {column.unit}".rstrip()
