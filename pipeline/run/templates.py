"""Whether the office's templates can be filled: held against a sample of all they may ask for."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Literal

from pipeline.definitions import load_agreement, load_sources
from pipeline.errors import TemplateError
from pipeline.forms import Linked, Placeholder, Report, Styled, known, names, values
from pipeline.home import folder_of
from pipeline.measure import MEASURES
from pipeline.model.agreement import Agreement, Kpi
from pipeline.model.cells import Origin
from pipeline.model.changes import Changed, ChangedRow
from pipeline.model.finding import Finding
from pipeline.model.ledger import FileRecord, SheetRecord
from pipeline.model.observation import District, Evidence, Measurement, Part
from pipeline.model.score import Scorecard
from pipeline.model.task import Task, Tasks
from pipeline.model.usage import Taken, Usage
from pipeline.normalise.kinds import KINDS
from pipeline.render import render
from pipeline.reports.results import Json
from pipeline.run.office_form import BOOKS, load_form, named_place
from pipeline.score.kpi import score_one
from pipeline.score.province import other_readings, pooled
from pipeline.score.totals import scorecard
from pipeline.summarise import (
    Member,
    ResultsFile,
    Standing,
    compiled,
    summary,
)
from pipeline.thai.calendar import thai_date

Values = Mapping[str, object]
LONGEST = 60  # of an example
SAMPLE_TASK = Task("ตัวอย่าง", "doubt", "ตัวอย่าง", "ตัวอย่าง", 1, "ตัวอย่าง", "ตัวอย่าง", "ตัวอย่าง.xlsx", "Sheet1", "A1", 1, None)
SAMPLE_CHANGES = Changed.of("ตัวอย่าง", (
    ChangedRow("ตัวอย่าง", 1, "ตัวอย่าง", "ตัวอย่าง", "ตัวอย่าง", "ตัวอย่าง"),))


@dataclass(frozen=True, slots=True)
class Checked:
    """One per template: its texts with placeholders, and what was found. ``report`` is None for
    one that cannot be opened; ``error`` then says why."""

    file: str
    placeholders: tuple[Placeholder, ...]
    report: Report | None
    error: str = ""

    @property
    def fillable(self) -> bool:
        """Whether a run can fill it."""
        return not self.problems

    @property
    def problems(self) -> tuple[str, ...]:
        """A Thai line for each thing that keeps a run from filling it."""
        if self.report is None:
            return (self.error,)
        return tuple(f"{named_place(p.sheet, p.cell)}{p.problem}" for p in self.report.problems)


def contexts(home: Path, round_id: str | None) -> dict[str, tuple[Values, Values]]:
    """Of each template, a sample of all that it may ask for, and one in which nothing is reported."""
    agreement = _with_parts(load_agreement(home, MEASURES, round_id))
    sources = {source.id: source for source in load_sources(home, agreement, KINDS)}
    full, bare = tuple(sample(agreement)), tuple(sample(agreement, "unreported"))
    files = (FileRecord("ตัวอย่าง.xlsx", None, "used", sheets=(SheetRecord("Sheet1"),)),)
    finding = Finding("ตัวอย่าง", "info", "", "", Origin("ตัวอย่าง.xlsx"))

    def whole(cards: tuple[Scorecard, ...], findings: tuple[Finding, ...]) -> Values:
        standing = Standing(
            "", None, cards, pooled(cards, agreement), other_readings(cards, agreement)
        )
        usage = (Usage(next(iter(sources)), cards[0].district.code, (
            Taken(Origin("ตัวอย่าง.xlsx", "Sheet1"), None),)),)
        changes = SAMPLE_CHANGES if findings else Changed.of()
        todo = Tasks((replace(SAMPLE_TASK, cutoff=agreement.kpis[0].cutoff),)) if findings else Tasks()
        return values(summary(standing, agreement, findings, files, sources, usage, changes, todo))

    def nation(cards: tuple[Scorecard, ...]) -> Values:
        whole = pooled(cards, agreement)
        member = Member("ตัวอย่าง", cards, whole, {}, 1, 1, "ตัวอย่าง.xlsx", {"0000": "ตัวอย่าง.xlsx"})
        looked_at = ResultsFile("ตัวอย่าง/results.json", "ตัวอย่าง", "0" * 64, "ใช้แล้ว", "")
        return values(compiled((member,), whole, (looked_at,), agreement))

    return {
        "agreement.xlsx": (
            values(render(full[0], agreement, "", None, sources)),
            values(render(bare[0], agreement, "", None, sources)),
        ),
        "summary.xlsx": (whole(full, (finding,)), whole(bare, ())),
        "compiled.xlsx": (nation(full), nation(bare)),
    }


def _with_parts(agreement: Agreement) -> Agreement:
    """The same with a part and a deduction where no KPI has such, for a form may ask for them whatever the
    round."""
    if any(kpi.parts and kpi.deductions for kpi in agreement.kpis):
        return agreement
    first, *others = agreement.kpis
    part, deduction = (replace(first, part=name, weight=Decimal(1), parts=(), deductions=()) for name in ("A", "B"))
    return replace(agreement, kpis=(replace(first, parts=(part,), deductions=(deduction,)), *others))


def check_templates(home: Path, round_id: str | None) -> tuple[Checked, ...]:
    """What is in the templates, and whether a run could fill them."""
    found = []
    for name, samples in contexts(home, round_id).items():
        try:
            form = load_form(folder_of(home, "templates") / name)
        except TemplateError as error:
            found.append(Checked(name, (), None, str(error)))
        else:
            found.append(Checked(name, form.placeholders(), form.check(*samples, names=names(BOOKS[name]))))
    return tuple(found)


def sample(agreement: Agreement, state: Literal["measured", "unreported"] = "measured") -> Iterator[Scorecard]:
    """A scorecard in which everything that a template may ask for stands; or nothing, where its
    KPIs are ``unreported``."""
    scores = []
    for kpi in agreement.kpis:
        if state == "measured":
            parts = tuple((part.part, _measured(part, agreement)) for part in (*kpi.parts, *kpi.deductions))
            measured = replace(_measured(kpi, agreement), parts=parts)
        else:
            measured = Measurement(kpi.number, "0000", state, "ตัวอย่าง")
        scores.append(score_one(measured, kpi, agreement))
    yield scorecard(District("0000", "ตัวอย่าง"), None, scores, agreement)


def _measured(kpi: Kpi, agreement: Agreement) -> Measurement:
    """A measurement of a KPI, or part, with all that it may have."""
    origin = Origin("ตัวอย่าง.xlsx", "Sheet1", "A1")
    part = Part(Decimal(1), origin, "ตัวอย่าง", agreement.end)
    evidence = tuple(
        Evidence(name, Decimal(1), "", origins=(origin,), parts=(part, part))
        for name in ("ตัวตั้ง", "ตัวหาร")
    )
    return Measurement(
        kpi.number, "0000", "measured", "", Decimal(100), Decimal(1), Decimal(1),
        tuple((item.id, Decimal(100)) for item in kpi.items), evidence,
        targets=((0, Decimal(1)), *((level.level, Decimal(1)) for level in kpi.levels)),
        given=kpi.levels[-1].level if kpi.formula.measure.given else None,
    )


# --- what is said of it ------------------------------------------------------------------------


def template_json(found: Sequence[Checked]) -> Json:
    """What ``template check --format json`` says."""
    return {
        "templates": [
            {
                "file": one.file,
                "fillable": one.fillable,
                "error": one.error or None,
                "placeholders": [
                    {"sheet": p.sheet, "cell": p.cell, "text": p.text, "names": list(p.names)}
                    for p in one.placeholders
                ],
                "problems": [asdict(p) for p in one.report.problems] if one.report else [],
                "notes": [asdict(n) for n in one.report.notes] if one.report else [],
                "unused": list(one.report.unused) if one.report else [],
            }
            for one in found
        ]
    }


def template_text(found: Sequence[Checked]) -> str:
    """What ``template check`` says: every text by cell, then what is wrong and what to know."""
    lines: list[str] = []
    for one in found:
        lines.append(f"templates/{one.file}: ช่องเติมข้อความ {len(one.placeholders)} ช่อง")
        sheet = None
        for place in one.placeholders:
            if place.sheet != sheet:
                sheet = place.sheet
                lines.append(f"  แผ่นงาน {sheet}")
            lines.append(f"    {place.cell:<5} {' '.join(place.text.split())}")
        lines += _found(one)
    lines += ["", "สรุป"]
    for one in found:
        if one.report is None:
            lines.append(f"  templates/{one.file}: ใช้ไม่ได้")
            continue
        state = "ใช้ได้" if one.fillable else f"ใช้ไม่ได้ ต้องแก้ {len(one.report.problems)} ช่อง"
        lines.append(f"  templates/{one.file}: {state}  ควรรู้ {len(one.report.notes)} ข้อ")
    return "\n".join(lines)


def _found(one: Checked) -> Iterator[str]:
    yield from (f"  ผิด: {problem}" for problem in one.problems)
    if one.report is None:
        return
    for note in one.report.notes:
        yield f"  ควรรู้: {named_place(note.sheet, note.place)}{note.what}"
        yield f"      → {note.instead}"
    if not one.problems and not one.report.notes:
        yield "  ทุกสิ่งในแบบฟอร์มจะอยู่ในผลครบ"
    if one.report.unused:
        yield f"  ชื่อที่ยังไม่ได้ใช้: {', '.join(one.report.unused)}"


def template_names(home: Path, round_id: str | None) -> str:
    """Every name that each template may use, as its record has them, with what stands there in a
    sample."""
    lines: list[str] = []
    for file, (context, _) in contexts(home, round_id).items():
        lines += ["", f"templates/{file}"] if lines else [f"templates/{file}"]
        said = [one for one in known(context) if one.value not in (None, "", [])]
        seen = {one.name: one.value for one in (*known(names(BOOKS[file])), *reversed(said))}
        width = max(map(len, seen))
        lines += [f"  {name:<{width}}  {_example(value)}".rstrip() for name, value in seen.items()]
    return "\n".join(lines)


def _example(value: object) -> str:
    if isinstance(value, Styled | Linked):
        return _example(value.value)
    if isinstance(value, bool):
        return "ใช่หรือไม่ ใช้ใน {% if … %}"
    if isinstance(value, Mapping):
        return "กลุ่มของชื่อย่อย"
    if isinstance(value, Sequence) and not isinstance(value, str):
        inner = next(iter(value), None)
        plain = f" เช่น {_example(inner)}" if isinstance(inner, str | Decimal) else ""
        return f"รายการ ใช้ใน {{% for … %}}{plain}"
    if isinstance(value, dt.date):
        return f"วันที่ เช่น {thai_date(value)}"
    text = " ".join(str(value if value is not None else "").split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
