"""From a folder of exports to scores: the stages in their order; nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import localcontext
from pathlib import Path

from pipeline.checks import CHECKS, Counted
from pipeline.cross_check import cross_check_levels
from pipeline.definitions import load_definitions
from pipeline.errors import NoRoster, SeveralProvinces, UsageError
from pipeline.measure import MEASURES
from pipeline.measure.chosen import chosen
from pipeline.measure.stage import Measuring
from pipeline.model.agreement import Agreement
from pipeline.model.cells import Origin
from pipeline.model.check import Rules
from pipeline.model.finding import Finding
from pipeline.model.ledger import FileRecord
from pipeline.model.observation import Party
from pipeline.model.score import Score, Scorecard
from pipeline.model.source import Claim, SourceDefinition, Verdict
from pipeline.model.usage import Usage
from pipeline.normalise.kinds import KINDS
from pipeline.normalise.stage import Normalised, normalise
from pipeline.processes import TellName, uncollected
from pipeline.read import ReadResult, as_read, read_folder
from pipeline.recognise.sheets import recognise
from pipeline.reports.ledger import ledger
from pipeline.run.adopted import of_round
from pipeline.run.asking import asked
from pipeline.run.set_aside import without_weight
from pipeline.run.suspicion_effects import settled, suspected
from pipeline.run.unassigned import doubted
from pipeline.score import score
from pipeline.score.province import other_readings, pooled
from pipeline.summarise import Standing
from pipeline.thai.digits import to_arabic
from pipeline.thai.districts import Gazetteer, Place

DIGITS = 60


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that a run knows before anything is written; ``confirmable`` are the codes of warnings that a person is to
    confirm."""

    agreement: Agreement
    sources: tuple[SourceDefinition, ...]
    normalised: Normalised
    files: tuple[FileRecord, ...]
    verdicts: tuple[Verdict, ...]
    cards: tuple[Scorecard, ...]
    findings: tuple[Finding, ...]
    usage: tuple[Usage, ...]
    confirmable: frozenset[str]

    @property
    def province(self) -> str:
        """The province's name."""
        return self.normalised.province.name

    @property
    def chief(self) -> Party | None:
        """The พัฒนาการจังหวัด, if the roster names one."""
        return next((p for p in self.normalised.parties if p.district is None), None)

    @property
    def read(self) -> str:
        """The fingerprint of what was read; "" where the same files may be read otherwise."""
        return as_read(self.files)

    def without_sheets(self) -> "Outcome":
        """The same without what was read of the files, of which a large province has much."""
        return replace(self, verdicts=())

    @property
    def exit_code(self) -> int:
        """0 done, 1 done but some figure could not be scored."""
        return int(any(finding.severity == "error" for finding in self.findings))


def evaluate(
    home: Path, folder: Path, round_id: str | None, province: str | None, jobs: int,
    tell: TellName = lambda *_: None, expected: str | None = None,
) -> Outcome:
    """Reads everything under ``folder`` and scores it; writes nothing. ``province`` is a name or
    None for the roster's, ``expected`` that of the folder. ``tell`` hears how many files are
    read of how many.

    Raises PipelineError where the run is impossible.
    """
    stands = load_definitions(home, MEASURES, KINDS, CHECKS, round_id)
    agreement, sources, rules = stands.agreement, stands.sources, stands.rules
    check_folder(folder)
    with localcontext(prec=DIGITS), uncollected():
        read = read_folder(folder, jobs, tell, agreement.round_id)
        return _evaluate(agreement, sources, rules, read, folder, province, expected)


def check_folder(folder: Path) -> None:
    """Raises UsageError unless ``folder`` is a folder."""
    if folder.is_file():
        raise UsageError(f"{folder}: เป็นไฟล์ ไม่ใช่โฟลเดอร์ ระบุโฟลเดอร์ที่เก็บไฟล์ส่งออกด้วย --input")
    if not folder.is_dir():
        raise UsageError(f"{folder}: ไม่มีโฟลเดอร์นี้ สร้างโฟลเดอร์แล้ววางไฟล์ส่งออก หรือระบุ --input")


def check_outside(folder: Path, target: Path) -> None:
    """Raises UsageError where what is written would be read as an export the next time."""
    if target.resolve().is_relative_to(folder.resolve()):
        raise UsageError(
            f"{target}: อยู่ในโฟลเดอร์ข้อมูล {folder} ครั้งต่อไปจะถูกอ่านเป็นไฟล์ส่งออก เลือกที่อื่น")


def _evaluate(
    agreement: Agreement, sources: tuple[SourceDefinition, ...], rules: Rules, read: ReadResult,
    folder: Path, province: str | None, expected: str | None,
) -> Outcome:
    if not any(record.status == "used" for record in read.files):
        raise UsageError(_nothing_to_read(folder, read.files))
    verdicts = recognise(read.sheets, sources)
    claims = [verdict.claim for verdict in verdicts if verdict.claim is not None]
    try:
        normalised = normalise(claims, agreement, province, expected)
    except NoRoster as error:
        near = [v.finding for v in verdicts if v.finding and v.reason == "not-a-roster"]
        raise NoRoster(" ".join([str(error), *(
            f"({f.origin.file}: {f.problem})" for f in near[:1] if f.origin)])) from None
    except SeveralProvinces as several:
        several.read = as_read(read.files)
        raise
    measuring = Measuring(
        normalised.observations, agreement, normalised.districts, normalised.exemptions, sources,
        normalised.unplaced)
    choices, choosing = chosen(normalised.choices, normalised.observations)
    measured = measuring.measured(choices)
    taken, asking = asked(measuring, measured, choices, agreement, normalised.districts)
    taken, doubts = doubted(
        taken, measured.assignments, normalised.unplaced, agreement, normalised.districts)
    cards, scoring = score(
        taken, agreement, normalised.districts, normalised.parties, _unread(verdicts, agreement))
    facts = Counted(normalised.observations, measured.excluded, agreement, normalised.districts,
                    {source.id: source for source in sources}, normalised.numbered)
    told = suspected(facts, rules, measuring, choices, cards, agreement)
    ours = {district.code for district in normalised.districts}
    files, sheets = ledger(read.files, verdicts, normalised.rows, measured.excluded, ours)
    stated = cross_check_levels(normalised.observations, sources, cards, agreement)
    weighed = without_weight([*normalised.findings, *measured.findings], normalised.observations, measured.excluded)
    findings = [*of_round(agreement), *read.findings, *sheets, *weighed, *choosing, *asking, *doubts, *scoring, *stated]
    cards, findings = settled(cards, told, findings, normalised.confirmations, rules.codes)
    normalised = replace(normalised, observations=(), unplaced=())  # they have done their work, and are many
    return Outcome(
        agreement, sources, normalised, files, verdicts, cards,
        tuple(sorted(dict.fromkeys(findings), key=Finding.sort_key)), measured.usage, rules.codes,
    )


def _unread(verdicts: Sequence[Verdict], agreement: Agreement) -> dict[int, list[Origin]]:
    """The sheets that nobody could read and that are most like a report of a KPI (its number)."""
    like = [(v.like, Origin(v.sheet.file, v.sheet.name)) for v in verdicts if v.claim is None and v.like]
    return {kpi.number: [where for source, where in like if source in kpi.sources()] for kpi in agreement.kpis}


def _nothing_to_read(folder: Path, files: Sequence[FileRecord]) -> str:
    refused = [record for record in files if record.status == "refused"]
    if not refused:
        others = any(record.reason == "other-round-folder" for record in files)
        only = " ไฟล์ที่มีอยู่ในโฟลเดอร์ของรอบอื่น" if others else ""
        return f"{folder}: ไม่มีไฟล์ให้อ่าน{only} วางไฟล์ส่งออกจากระบบในโฟลเดอร์นี้แล้วสั่งใหม่"
    first = refused[0]
    return (
        f"{folder}: อ่านไม่ได้สักไฟล์ เช่น {first.file}: {first.detail or first.reason} "
        "ส่งออกไฟล์จากระบบใหม่แล้วสั่งอีกครั้ง"
    )


def find(outcome: Outcome, district: str, kpi: str) -> tuple[Scorecard, Score]:
    """The scorecard and score that ``explain`` is asked for.

    Raises UsageError for a district or KPI that does not exist.
    """
    gazetteer = Gazetteer(outcome.normalised.province)
    place = gazetteer.resolve(district)
    card = next((c for c in outcome.cards
                 if isinstance(place, Place) and c.district.code == place.code), None)
    if card is None:
        if isinstance(place, Place):
            raise UsageError(
                f"ทำเนียบไม่มีอำเภอ{place.name} จึงไม่มีคะแนน เพิ่มในทำเนียบแล้วสั่งใหม่ "
                f"อำเภอที่มี: {', '.join(c.district.name for c in outcome.cards)}")
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


def rosters(folder: Path, round_id: str, sources: Sequence[SourceDefinition]) -> list[Claim]:
    """The rosters among a round's exports in ``folder``; none where there is no such folder."""
    if not folder.is_dir():
        return []
    verdicts = recognise(read_folder(folder, 1, round_id=round_id).sheets, sources)
    return [v.claim for v in verdicts if v.claim and v.claim.source.kind.provinces]


def standing(outcome: Outcome) -> Standing:
    """How the province stands, beside its districts."""
    with localcontext(prec=DIGITS):
        return Standing(
            outcome.province, outcome.chief, outcome.cards,
            pooled(outcome.cards, outcome.agreement),
            other_readings(outcome.cards, outcome.agreement),
        )
