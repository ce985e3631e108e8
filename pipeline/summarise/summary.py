"""All that the province's workbook says."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.model.agreement import Agreement
from pipeline.model.changes import Changed
from pipeline.model.finding import Finding
from pipeline.model.frame import Section
from pipeline.model.ledger import FileRecord, names_in
from pipeline.model.lines import FindingLine, count, lines
from pipeline.model.observation import Party
from pipeline.model.score import Effect, Score, Scorecard, names_of
from pipeline.model.source import SourceDefinition
from pipeline.model.task import Tasks
from pipeline.model.usage import Usage
from pipeline.summarise.book import (
    Chief,
    Counts,
    KpiSheet,
    ProvinceBook,
    SectionHead,
    SectionKpi,
)
from pipeline.summarise.charts import band_lines, bar, headlines, standings
from pipeline.summarise.kpis import kpi_sheets, monthly
from pipeline.summarise.lists import file_rows, findings
from pipeline.summarise.readings import readings
from pipeline.summarise.table import averages, districts, pages, province_row
from pipeline.thai.digits import paper_digits
from pipeline.thai.text import clean
from pipeline.used import used_rows

DOTS = "." * 40  # a line to write on


@dataclass(frozen=True, slots=True)
class Standing:
    """How the province stands: every district's scorecard, its own scores by KPI, and what each
    reading taken the other way would make of them."""

    province: str
    chief: Party | None
    cards: Sequence[Scorecard]
    pooled: Mapping[int, Score]
    effects: Sequence[Effect]


def summary(
    standing: Standing,
    agreement: Agreement,
    every: Sequence[Finding],
    files: Sequence[FileRecord],
    sources: Mapping[str, SourceDefinition],
    usage: Sequence[Usage],
    changes: Changed,
    todo: Tasks,
) -> ProvinceBook:
    """All that the province's workbook says."""
    cards, chief = standing.cards, standing.chief
    found = lines(every, names_of(cards))
    rows = districts(cards, agreement, standing.province)
    names = names_in(files)

    def told(text: str) -> str:
        """A text about files as it is printed."""
        return paper_digits(text, agreement.thai_digits, names, quotes=True)

    kpis = [
        replace(sheet, rows=[replace(row, remarks=told(row.remarks)) for row in sheet.rows])
        for sheet in kpi_sheets(cards, agreement, standing.pooled)
    ]
    printed = pages(cards, agreement)
    months = monthly(cards, agreement)
    bands = band_lines(agreement.bands)
    return ProvinceBook(
        thai_digits=agreement.thai_digits,
        province=standing.province,
        round=agreement.round,
        top=agreement.top,
        highest=agreement.highest,
        weighed=any(kpi.weight_source for kpi in agreement.kpis),
        sections=[_section(index, section, agreement, kpis) for index, section in enumerate(agreement.sections)],
        kpis=kpis,
        bands=agreement.bands,
        bands_note=clean(agreement.bands_note),
        districts=rows,
        whole=province_row(cards, agreement, standing.pooled),
        averages=averages(rows),
        slots=list(range(len(printed[0].districts))),
        pages=printed,
        standings=standings(cards, bands, agreement.top),
        band_lines=bands,
        no_bar=bar("", "", None, None, bands),
        headlines=headlines(cards, agreement, months, bands),
        monthly=months,
        readings=readings(cards, agreement, standing.effects),
        counts=_counts(cards, found, files, todo),
        tasks=[
            replace(task, districts=told(task.districts), what=told(task.what), remedy=told(task.remedy))
            for task in todo.every
        ],
        tasks_note=told(todo.note),
        findings=[
            replace(row, problem=told(row.problem), remedy=told(row.remedy))
            for row in findings(found, agreement, files, sources)
        ],
        files=[replace(row, reason=told(row.reason)) for row in file_rows(files, sources)],
        used=[replace(row, as_of=told(row.as_of)) for row in used_rows(usage, names_of(cards), sources)],
        changes=_changes(changes, told),
        chief=Chief(
            clean(chief.name) if chief else DOTS, clean(chief.position) if chief else DOTS),
    )  # fmt: skip


def _changes(changes: Changed, told: Callable[[str], str]) -> Changed:
    """What has changed, with the digits of the papers; names of files stay."""
    def shown(value: object) -> object:
        return told(value) if isinstance(value, str) else value

    return replace(changes, rows=tuple(
        replace(row, what=told(row.what), before=shown(row.before), after=shown(row.after), file=told(row.file))
        for row in changes.rows
    ))


def _section(
    index: int, section: Section, agreement: Agreement, kpis: Sequence[KpiSheet]
) -> SectionHead:
    mine = [
        SectionKpi(
            sheet.index, sheet.number, replace(sheet.link, value=sheet.number), sheet.label,
            sheet.name, sheet.weight, sheet.pointed,
        )
        for kpi, sheet in zip(agreement.kpis, kpis, strict=True) if kpi.section == section.id
    ]  # fmt: skip
    return SectionHead(
        section.name, clean(section.label), section.share, sum((kpi.weight for kpi in mine), Decimal(0)),
        clean(section.total_label), index, mine,
    )  # fmt: skip


def _counts(
    cards: Sequence[Scorecard], found: Sequence[FindingLine], files: Sequence[FileRecord], todo: Tasks
) -> Counts:
    by_severity = count(found)
    return Counts(
        districts=len(cards),
        complete=sum(card.complete for card in cards),
        waiting=todo.waiting,
        tasks=len(todo.every),
        errors=by_severity["error"],
        warnings=by_severity["warning"],
        files=len(files),
        used=sum(record.status == "used" for record in files),
    )
