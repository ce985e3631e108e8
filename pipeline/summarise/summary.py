"""All that the province's workbook says."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.model.agreement import Agreement
from pipeline.model.changes import Changed
from pipeline.model.finding import Finding
from pipeline.model.ledger import FileRecord
from pipeline.model.lines import FindingLine, count, lines
from pipeline.model.observation import Party
from pipeline.model.score import Effect, Score, Scorecard, names_of
from pipeline.model.source import SourceDefinition
from pipeline.model.usage import Usage
from pipeline.model.words import EXEMPT, INCOMPLETE
from pipeline.summarise.book import (
    Bar,
    Chief,
    Counts,
    ProvinceBook,
    SectionHead,
    SectionKpi,
)
from pipeline.summarise.cells import NONE
from pipeline.summarise.kpis import kpi_sheets, monthly
from pipeline.summarise.lists import file_rows, findings
from pipeline.summarise.readings import readings
from pipeline.summarise.table import A_PAGE, averages, districts, pages, province_row
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
) -> ProvinceBook:
    """All that the province's workbook says."""
    cards, chief = standing.cards, standing.chief
    found = lines(every, names_of(cards))
    names = frozenset(record.file for record in files)

    def told(text: str) -> str:
        """A text about files as it is printed."""
        return paper_digits(text, agreement.thai_digits, names, quotes=True)

    rows = districts(cards, agreement, standing.province)
    kpis = kpi_sheets(cards, agreement, standing.pooled)
    return ProvinceBook(
        thai_digits=agreement.thai_digits,
        province=standing.province,
        round=agreement.round,
        sections=[
            SectionHead(s.name, clean(s.label), s.share, clean(s.total_label), index, [
                SectionKpi(sheet.index, sheet.label, sheet.name, sheet.weight, sheet.interpolated)
                for kpi, sheet in zip(agreement.kpis, kpis, strict=True) if kpi.section == s.id
            ])
            for index, s in enumerate(agreement.sections)
        ],
        kpis=kpis,
        bands=agreement.bands,
        bands_note=clean(agreement.bands_note),
        districts=rows,
        whole=province_row(cards, agreement, standing.pooled),
        averages=averages(rows),
        slots=list(range(A_PAGE)),
        pages=pages(cards, agreement),
        standings=_standings(cards),
        monthly=monthly(cards, agreement),
        readings=readings(cards, agreement, standing.effects),
        counts=_counts(cards, found, files),
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
        replace(row, what=told(row.what), before=shown(row.before), after=shown(row.after))
        for row in changes.rows
    ))


def _standings(cards: Sequence[Scorecard]) -> list[Bar]:
    """The districts by percentage, best first; those without a total last, in their order."""
    ordered = sorted(
        cards,
        key=lambda card: -1 if card.total.percent is None else card.total.percent,
        reverse=True,
    )
    return [
        Bar(
            card.district.name, _label(card),
            NONE if card.total.percent is None else card.total.percent,
        )
        for card in ordered
    ]


def _label(card: Scorecard) -> str:
    """What stands beside a district's bar: its name, and why it has none."""
    if card.total.percent is not None:
        return card.district.name
    return f"{card.district.name} ({EXEMPT if card.complete else INCOMPLETE})"


def _counts(
    cards: Sequence[Scorecard], found: Sequence[FindingLine], files: Sequence[FileRecord]
) -> Counts:
    by_severity = count(found)
    return Counts(
        districts=len(cards),
        complete=sum(card.complete for card in cards),
        errors=by_severity["error"],
        warnings=by_severity["warning"],
        files=len(files),
        used=sum(record.status == "used" for record in files),
    )
