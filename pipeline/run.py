"""The order of the stages; nobody else knows it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from pathlib import Path

from pipeline.checkup import (
    Inspection,
    MarkedCopies,
    checkup,
    html_page,
    mark_copies,
    workbook,
)
from pipeline.definitions import load_agreement, load_sources
from pipeline.errors import PipelineError, UsageError
from pipeline.forms import load_form, write_whole
from pipeline.ledger import ledger
from pipeline.measure import measure
from pipeline.model.agreement import Agreement
from pipeline.model.cells import Origin
from pipeline.model.finding import Finding, masked
from pipeline.model.ledger import FileRecord, SheetRecord
from pipeline.model.observation import District, Evidence, Measurement, Part, Party
from pipeline.model.score import Score, Scorecard
from pipeline.model.source import Claim, SourceDefinition, Verdict
from pipeline.normalise import Normalised, normalise
from pipeline.read import ReadResult, Tell, read_file, read_folder
from pipeline.recognise import recognise
from pipeline.render import render
from pipeline.results import results, to_bytes
from pipeline.score import other_readings, pooled, score, score_one, scorecard
from pipeline.stated import stated_levels
from pipeline.summarise import Standing, summary
from pipeline.thai.digits import to_arabic
from pipeline.thai.districts import Gazetteer, Place

DIGITS = 60
SAMPLE_CHANGES = {
    "since": "ตัวอย่าง",
    "rows": [dict.fromkeys(("district", "kpi", "what", "before", "after", "file"), "ตัวอย่าง")],
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that a run knows before anything is written."""

    agreement: Agreement
    sources: tuple[SourceDefinition, ...]
    normalised: Normalised
    files: tuple[FileRecord, ...]
    verdicts: tuple[Verdict, ...]
    cards: tuple[Scorecard, ...]
    findings: tuple[Finding, ...]

    @property
    def province(self) -> str:
        return self.normalised.province.name

    @property
    def chief(self) -> Party | None:
        """The พัฒนาการจังหวัด, if the roster names one."""
        return next((p for p in self.normalised.parties if p.district is None), None)

    @property
    def exit_code(self) -> int:
        """0 done, 1 done but some figure could not be scored."""
        return int(any(finding.severity == "error" for finding in self.findings))


def find_home() -> Path:
    """The folder that holds ``agreement/`` and ``templates/``: the current one if it does, else
    the program's own."""
    here = Path.cwd()
    return here if (here / "agreement").is_dir() else Path(__file__).resolve().parent.parent


def evaluate(
    home: Path, folder: Path, round_id: str | None, province: str | None, jobs: int,
    tell: Tell = lambda done, all_of_them: None,
) -> Outcome:
    """Reads everything under ``folder`` and scores it; writes nothing. ``tell`` hears how many
    files are read of how many.

    Raises PipelineError where the run is impossible.
    """
    agreement = load_agreement(home, round_id)
    sources = load_sources(home, agreement)
    check_folder(folder)
    with localcontext(prec=DIGITS):
        return _evaluate(agreement, sources, read_folder(folder, jobs, tell), folder, province)


def check_folder(folder: Path) -> None:
    """Raises UsageError unless ``folder`` is a folder."""
    if folder.is_file():
        raise UsageError(f"{folder}: เป็นไฟล์ ไม่ใช่โฟลเดอร์ ระบุโฟลเดอร์ที่เก็บไฟล์ส่งออกด้วย --input")
    if not folder.is_dir():
        raise UsageError(f"{folder}: ไม่มีโฟลเดอร์นี้ สร้างโฟลเดอร์แล้ววางไฟล์ส่งออก หรือระบุ --input")


def _evaluate(
    agreement: Agreement, sources: tuple[SourceDefinition, ...], read: ReadResult, folder: Path,
    province: str | None,
) -> Outcome:
    if not any(record.status == "used" for record in read.files):
        raise UsageError(_nothing_to_read(folder, read.files))
    verdicts = recognise(read.sheets, sources)
    claims = [verdict.claim for verdict in verdicts if verdict.claim is not None]
    normalised = normalise(claims, agreement, province)
    measured, measuring = measure(
        normalised.observations, agreement, normalised.districts, normalised.exemptions, sources
    )
    cards, scoring = score(measured, agreement, normalised.districts, normalised.parties)
    files, sheets = ledger(read.files, verdicts, normalised.rows)
    stated = stated_levels(normalised.observations, sources, cards, agreement)
    findings = [*read.findings, *sheets, *normalised.findings, *measuring, *scoring, *stated]
    return Outcome(
        agreement, sources, normalised, files, verdicts, cards,
        tuple(sorted(dict.fromkeys(findings), key=Finding.sort_key)),
    )


def _nothing_to_read(folder: Path, files: Sequence[FileRecord]) -> str:
    refused = [record for record in files if record.status == "refused"]
    if not refused:
        return f"{folder}: ไม่มีไฟล์ให้อ่าน วางไฟล์ส่งออกจากระบบในโฟลเดอร์นี้แล้วสั่งใหม่"
    first = refused[0]
    return (
        f"{folder}: อ่านไม่ได้สักไฟล์ เช่น {first.file}: {first.detail or first.reason} "
        "ส่งออกไฟล์จากระบบใหม่แล้วสั่งอีกครั้ง"
    )


# --- what is asked of an outcome ---------------------------------------------------------------


def find(outcome: Outcome, district: str, kpi: str) -> tuple[Scorecard, Score]:
    """The scorecard and score that ``explain`` is asked for.

    Raises UsageError for a district or KPI that does not exist.
    """
    gazetteer = Gazetteer(outcome.normalised.province)
    place = gazetteer.resolve(district)
    card = next((c for c in outcome.cards
                 if isinstance(place, Place) and c.district.code == place.code), None)
    if card is None:
        near = gazetteer.suggest(district)
        hint = f" (หมายถึง “{near.name}” หรือไม่)" if near else ""
        names = ", ".join(c.district.name for c in outcome.cards)
        raise UsageError(f"ไม่มีอำเภอ “{district}” ในจังหวัด{outcome.province}{hint} อำเภอที่มี: {names}")
    number = to_arabic(kpi).strip()
    score = next((s for s in card.scores if str(s.kpi) == number), None)
    if score is None:
        numbers = ", ".join(str(k.number) for k in outcome.agreement.kpis)
        raise UsageError(f"ไม่มีตัวชี้วัดที่ “{kpi}” ตัวชี้วัดที่มี: {numbers}")
    return card, score


# --- checking ----------------------------------------------------------------------------------


def write_checkup(
    outcome: Outcome, folder: Path, html: Path | None, xlsx: Path | None
) -> list[Path]:
    """Writes the check as a page and as a workbook where asked to; gives what was written."""
    it = checkup(outcome.agreement, outcome.province, outcome.files, outcome.verdicts,
                 outcome.cards, outcome.findings)
    wanted = [(path, make) for path, make in ((html, html_page), (xlsx, workbook)) if path]
    for path, make in wanted:
        _check_outside(folder, path)
        _write_all(path.parent, [(path.name, make(it))])
    return [path for path, _ in wanted]


def write_marked(outcome: Outcome, folder: Path, target: Path, jobs: int) -> MarkedCopies:
    """Writes a marked copy of every troubled export below ``target``."""
    _check_outside(folder, target)
    return mark_copies(
        folder, target, outcome.files, outcome.verdicts, outcome.findings, jobs)


def _check_outside(folder: Path, target: Path) -> None:
    """Raises UsageError where what is written would be read as an export the next time."""
    if target.resolve().is_relative_to(folder.resolve()):
        raise UsageError(
            f"{target}: อยู่ในโฟลเดอร์ข้อมูล {folder} ครั้งต่อไปจะถูกอ่านเป็นไฟล์ส่งออก เลือกที่อื่น")


def inspect(
    home: Path, path: Path, folder: Path, round_id: str | None, province: str | None
) -> Inspection:
    """How the file at ``path`` was read. Its rows are judged by the province named, else by its
    own roster or that in ``folder``. Raises UsageError where the file cannot be read."""
    if path.is_dir():
        raise UsageError(f"{path}: เป็นโฟลเดอร์ ระบุไฟล์เดียว หรือใช้ pipeline check --input {path}")
    if not path.exists():
        raise UsageError(f"{path}: ไม่มีไฟล์นี้ ตรวจชื่อไฟล์และโฟลเดอร์")
    agreement = load_agreement(home, round_id)
    sources = load_sources(home, agreement)
    read = read_file(path)
    if read.record.status != "used":
        raise UsageError(f"{path}: {read.record.detail}")
    verdicts = recognise(read.sheets, sources)
    claims = [verdict.claim for verdict in verdicts if verdict.claim is not None]
    judged, unjudged = _judged(claims, agreement, sources, folder, province)
    (record,), findings = ledger((read.record,), verdicts, judged.rows if judged else {})
    findings += [*read.findings, *(judged.findings if judged else ())]
    mine = {f for f in findings if f.origin is not None and f.origin.file == record.file}
    return Inspection(
        record, path.stat().st_size, verdicts, tuple(sorted(mine, key=Finding.sort_key)),
        judged.province.name if judged else None, unjudged,
    )


def _judged(
    claims: Sequence[Claim], agreement: Agreement, sources: Sequence[SourceDefinition],
    folder: Path, province: str | None,
) -> tuple[Normalised | None, str]:
    """One file's observations, or why they cannot be made."""
    others: list[Claim] = []
    if province is None and all(claim.source.kind != "roster" for claim in claims):
        others = [
            replace(c, sheet=replace(c.sheet, file=f"{folder.name}/{c.sheet.file}"))
            for c in _rosters(folder, sources)
        ]
    try:
        with localcontext(prec=DIGITS):
            return normalise([*claims, *others], agreement, province), ""
    except UsageError as error:
        if province is not None:
            raise
        return None, masked(str(error))


# --- writing -----------------------------------------------------------------------------------


def write(home: Path, outcome: Outcome, output: Path) -> Path:
    """Writes a workbook a district, the summary and, last, ``results.json`` into
    ``output/<round>/``; gives that folder. Raises PipelineError where it cannot."""
    agreement_form = load_form(home / "templates" / "agreement.xlsx")
    summary_form = load_form(home / "templates" / "summary.xlsx")
    target = output / outcome.agreement.round_id
    sources = {source.id: source for source in outcome.sources}

    def contents() -> Iterator[tuple[str, bytes]]:
        for card in outcome.cards:
            context = render(card, outcome.agreement, outcome.province, outcome.chief, sources)
            yield f"{card.district.code} {card.district.name}.xlsx", agreement_form.fill(context)
        context = summary(
            standing(outcome), outcome.agreement, outcome.findings, outcome.files, sources
        )
        yield f"สรุปจังหวัด{outcome.province}.xlsx", summary_form.fill(context)
        data = results(
            outcome.agreement, outcome.province, outcome.files, outcome.cards, outcome.findings
        )
        yield "results.json", to_bytes(data)

    _write_all(target, contents())
    return target


def standing(outcome: Outcome) -> Standing:
    """How the province stands, beside its districts."""
    with localcontext(prec=DIGITS):
        return Standing(
            outcome.province, outcome.chief, outcome.cards,
            pooled(outcome.cards, outcome.agreement),
            other_readings(outcome.cards, outcome.agreement),
        )


def _write_all(target: Path, contents: Iterable[tuple[str, bytes]]) -> None:
    """Writes files by name into a folder, in their order."""
    try:
        target.mkdir(parents=True, exist_ok=True)
        for name, data in contents:
            write_whole(target / name, data)
    except OSError as error:
        raise PipelineError(
            f"{error.filename or target}: เขียนไม่ได้ ({error.strerror}) "
            "ปิดไฟล์ที่เปิดค้างใน Excel หรือเลือกโฟลเดอร์อื่นด้วย --output"
        ) from error


# --- forms and templates -----------------------------------------------------------------------


def write_blank_forms(
    home: Path, output: Path, folder: Path, province: str | None, round_id: str | None
) -> list[Path]:
    """Writes a blank input workbook a source into ``output/แบบกรอก/``; the province is that of
    the roster in ``folder`` unless it is named."""
    agreement = load_agreement(home, round_id)
    sources = load_sources(home, agreement)
    claims = _rosters(folder, sources)
    known = normalise(claims, agreement, province)
    from pipeline.blanks import blank_forms  # openpyxl takes long to load

    target = output / "แบบกรอก"
    forms = blank_forms(agreement, sources, known.province.name, known.districts)
    _write_all(target, ((name, data) for name, data in forms.items()))
    return [target / name for name in forms]


def _rosters(folder: Path, sources: Sequence[SourceDefinition]) -> list[Claim]:
    """The rosters among the exports in ``folder``; none where there is no such folder."""
    if not folder.is_dir():
        return []
    verdicts = recognise(read_folder(folder, 1).sheets, sources)
    return [v.claim for v in verdicts if v.claim and v.claim.source.kind == "roster"]


def check_templates(home: Path, round_id: str | None) -> tuple[list[str], bool]:
    """What is in the templates, line by line, and whether a run could fill them."""
    agreement = load_agreement(home, round_id)
    sources = {source.id: source for source in load_sources(home, agreement)}
    cards = tuple(sample(agreement))
    files = (FileRecord("ตัวอย่าง.xlsx", None, "used", sheets=(SheetRecord("Sheet1"),)),)
    finding = Finding("ตัวอย่าง", "info", "", "", Origin("ตัวอย่าง.xlsx"))
    contexts = {
        "agreement.xlsx": render(cards[0], agreement, "", None, sources),
        "summary.xlsx": summary(
            Standing("", None, cards, pooled(cards, agreement), other_readings(cards, agreement)),
            agreement, (finding,), files, sources, SAMPLE_CHANGES,
        ),
    }
    lines: list[str] = []
    good = True
    for name, context in contexts.items():
        form = load_form(home / "templates" / name)
        report = form.check(context)
        lines.append(f"templates/{name}: ช่องเติมข้อความ {len(form.placeholders())} ช่อง")
        lines += [f"  ผิด: แผ่นงาน {p.sheet} ช่อง {p.cell}: {p.problem}" for p in report.problems]
        if report.unused:
            lines.append(f"  ชื่อที่ยังไม่ได้ใช้: {', '.join(report.unused)}")
        good = good and not report.problems
    return lines, good


def sample(agreement: Agreement) -> Iterator[Scorecard]:
    """A scorecard in which everything that a template may ask for stands."""
    origin = Origin("ตัวอย่าง.xlsx", "Sheet1", "A1")
    part = Part(Decimal(1), origin, "ตัวอย่าง", agreement.end)
    scores = []
    for kpi in agreement.kpis:
        evidence = tuple(
            Evidence(name, Decimal(1), "", origins=(origin,), parts=(part, part))
            for name in ("ตัวตั้ง", "ตัวหาร")
        )
        answers = tuple((item.id, Decimal(100)) for item in kpi.items)
        measured = Measurement(
            kpi.number, "0000", "measured", "", Decimal(100), Decimal(1), Decimal(1), answers,
            evidence,
        )
        scores.append(score_one(measured, kpi, agreement))
    yield scorecard(District("0000", "ตัวอย่าง"), None, scores, agreement)
