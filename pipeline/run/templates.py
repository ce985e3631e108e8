"""Whether the office's templates can be filled: held against a sample of all they may ask for."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from pipeline.definitions import load_agreement, load_sources
from pipeline.forms import load_form
from pipeline.model.agreement import Agreement
from pipeline.model.cells import Origin
from pipeline.model.finding import Finding
from pipeline.model.ledger import FileRecord, SheetRecord
from pipeline.model.observation import District, Evidence, Measurement, Part
from pipeline.model.score import Scorecard
from pipeline.render import render
from pipeline.score import other_readings, pooled, score_one, scorecard
from pipeline.summarise import Standing, summary

SAMPLE_CHANGES = {
    "since": "ตัวอย่าง",
    "rows": [dict.fromkeys(("district", "kpi", "what", "before", "after", "file"), "ตัวอย่าง")],
}


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
