"""What each file was taken for and why, in words that may leave the office."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from pipeline.model.agreement import Agreement
from pipeline.model.cells import Origin, address
from pipeline.model.finding import Finding, safe_text
from pipeline.model.ledger import FileRecord, SheetRecord
from pipeline.model.lines import FindingLine, lines
from pipeline.model.observation import District
from pipeline.model.period import Period
from pipeline.model.score import Score, Scorecard, names_of
from pipeline.model.source import OutsideKey, SourceDefinition, Table, Verdict
from pipeline.model.usage import Usage
from pipeline.model.words import ASIDE_NAMES, FILE_STATUS_NAMES, SEVERITY_NAMES
from pipeline.normalise.dates import period_of
from pipeline.recognise.headings import DEEPEST
from pipeline.reports.results import lacking
from pipeline.tables.grid import Grid
from pipeline.thai.digits import format_decimal
from pipeline.thai.text import clean
from pipeline.used import UsedRow, used_rows

LONG = 1000
NAME = 300
MARKS = {"scored": "✓", "given": "✓", "unreported": "–", "exempt": "ย"}
NO_HEADING = "(ไม่มีหัวช่อง)"


@dataclass(frozen=True, slots=True)
class MatchedColumn:
    """One per column that was matched: its id, the words and the cell of its heading, and what
    turns its money into บาท (None: not money, or already บาท)."""

    column: str
    text: str
    cell: str
    factor: Decimal | None = None


@dataclass(frozen=True, slots=True)
class TableAccount:
    """One per table found; rows count from 1 as Excel's do. ``others`` are headings that the
    source does not know; ``last_row`` is the last with anything in a matched column. ``given`` are the
    keys that a title or a name says for every row."""

    heading_top: int
    heading_bottom: int
    first_row: int
    last_row: int
    columns: tuple[MatchedColumn, ...]
    others: tuple[MatchedColumn, ...]
    period: Period
    given: tuple[OutsideKey, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetAccount:
    """One per sheet: the source that claimed it, or ``reason`` (a code) and ``why``."""

    name: str
    source: SourceDefinition | None
    reason: str | None
    why: str
    tables: tuple[TableAccount, ...]
    used: int
    refused: int
    excluded: int = 0
    excluded_why: str = ""

    @property
    def headings(self) -> str:
        """The headings that were matched with their cells, table by table."""
        return "; ".join(
            ", ".join(f"{h.text} ({h.cell})" if h.cell else h.text for h in table.columns)
            for table in self.tables
        )


@dataclass(frozen=True, slots=True)
class FileAccount:
    """One per file of the ledger."""

    name: str
    status: str
    why: str
    sheets: tuple[SheetAccount, ...]


@dataclass(frozen=True, slots=True)
class Readiness:
    """One per district and KPI: its ``status``, and why where it has no level."""

    kpi: int
    status: Literal["scored", "given", "unreported", "exempt"]
    reason: str

    @property
    def ready(self) -> bool:
        """Whether it has a level."""
        return self.status in ("scored", "given")

    @property
    def mark(self) -> str:
        """✓, – or ย."""
        return MARKS[self.status]


@dataclass(frozen=True, slots=True)
class PrintedFinding:
    """One per line of findings, as it is printed."""

    severity: str
    severity_name: str
    file: str
    sheet: str
    cell: str
    district: str
    kpi: int | None
    problem: str
    remedy: str
    code: str


@dataclass(frozen=True, slots=True)
class Checkup:
    """A check as it is sent round: coverage by district, what is missing or exempt with the
    districts that it concerns, files, what was used of them, findings (worst first)."""

    round_id: str
    province: str
    kpis: tuple[tuple[int, str], ...]
    coverage: tuple[tuple[District, tuple[Readiness, ...]], ...]
    gaps: tuple[tuple[Readiness, list[str]], ...]
    files: tuple[FileAccount, ...]
    used: tuple[UsedRow, ...]
    notes: tuple[PrintedFinding, ...]


def checkup(
    agreement: Agreement, province: str, files: Sequence[FileRecord],
    verdicts: Sequence[Verdict], cards: Sequence[Scorecard], findings: Sequence[Finding],
    usage: Sequence[Usage], sources: Sequence[SourceDefinition],
) -> Checkup:
    """Everything that a check says, in words that may be shown."""
    mine: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        mine.setdefault(verdict.sheet.file, []).append(verdict)
    every = lines(sorted(findings, key=Finding.sort_key), names_of(cards))
    return Checkup(
        agreement.round_id,
        province,
        tuple((kpi.number, clean(kpi.name)) for kpi in agreement.kpis),
        tuple((card.district, tuple(map(_mark, card.scores))) for card in cards),
        tuple((_mark(score), names) for score, names in lacking(cards)),
        tuple(file_account(record, mine.get(record.file, ())) for record in files),
        tuple(used_rows(usage, names_of(cards), {source.id: source for source in sources})),
        tuple(map(_note, every)),
    )


def _mark(score: Score) -> Readiness:
    reason = safe_text(score.measurement.reason, LONG) if not score.known else ""
    return Readiness(score.kpi, score.status, reason)


def shown(finding: Finding) -> Finding:
    """The finding as it may be shown: also in names no control or bidi character."""
    where = finding.origin
    return replace(
        finding,
        problem=safe_text(finding.problem, LONG),
        remedy=safe_text(finding.remedy, LONG),
        origin=where and Origin(
            safe_text(where.file, NAME), safe_text(where.sheet, NAME), where.cell),
    )


def _note(line: FindingLine) -> PrintedFinding:
    finding = shown(line.finding)
    where = finding.origin or Origin("")
    return PrintedFinding(
        finding.severity, SEVERITY_NAMES[finding.severity], where.file, where.sheet, where.cell,
        line.district, finding.kpi, finding.problem + line.more, finding.remedy, finding.code,
    )


def file_account(record: FileRecord, verdicts: Sequence[Verdict]) -> FileAccount:
    """What became of one file and of each of its sheets."""
    counts = {sheet.name: sheet for sheet in record.sheets}
    return FileAccount(
        safe_text(record.file, NAME),
        FILE_STATUS_NAMES[record.status],
        safe_text(record.detail or ASIDE_NAMES.get(record.reason or "", record.reason or ""), LONG),
        tuple(sheet_account(v, counts.get(v.sheet.name)) for v in verdicts),
    )


def sheet_account(verdict: Verdict, counts: SheetRecord | None) -> SheetAccount:
    """What one sheet was taken for, where its headings stand, how many rows were used."""
    claim = verdict.claim
    why = verdict.finding.problem if verdict.finding else ""
    if verdict.reason == "empty-sheet":
        why = "ชีตว่าง หรือมีแต่รายการให้เลือก"
    return SheetAccount(
        safe_text(verdict.sheet.name, NAME),
        claim.source if claim else None,
        verdict.reason,
        safe_text(why, LONG),
        _tables(Grid(verdict.sheet), claim.source, claim.tables) if claim else (),
        counts.rows_used if counts else 0,
        counts.rows_refused if counts else 0,
        counts.rows_set_aside if counts else 0,
        ASIDE_NAMES.get(counts.reason or "", "") if counts else "",
    )


def _tables(
    grid: Grid, source: SourceDefinition, tables: Sequence[Table]
) -> tuple[TableAccount, ...]:
    accounts = []
    period = Period()
    for table in tables:
        period, _ = period_of(grid, table, period)
        factors = dict(table.factors)
        columns = tuple(
            _heading(grid, table, name, column, factors.get(name))
            for name, column in table.columns
        )
        others = tuple(_other(grid, table, column, text) for column, text in table.others if text)
        top = min(grid.sheet.place(table.heading_top, table.columns[0][1])[0] + 1,
                  *(_row(heading) for heading in columns))
        left = table.columns[0][1]
        bottom, first = (grid.sheet.place(row, left)[0] + 1 for row in (table.heading_bottom, table.first_row))
        last = _last_row(grid, table) + 1
        accounts.append(TableAccount(
            min(top, bottom), bottom, first, last, columns, others, period, table.given,
        ))
    return tuple(accounts)


def _heading(
    grid: Grid, table: Table, name: str, column: int, factor: Decimal | None
) -> MatchedColumn:
    """The words over a column from top to bottom, and the cell of the lowest of them."""
    texts: dict[str, str] = {}
    row = table.heading_bottom
    while row >= table.heading_top:
        span = grid.span(row, column)
        text = grid.text(row, column)
        if text:
            texts[grid.origin(row, column).cell] = text
        row = (span.top if span else row) - 1
    words = " ".join(reversed(texts.values()))
    return MatchedColumn(
        name, safe_text(words) or NO_HEADING,
        next(iter(texts), address(table.heading_bottom, column)),
        None if factor in (None, 1) else factor,
    )


def _other(grid: Grid, table: Table, column: int, text: str) -> MatchedColumn:
    """A heading that the source does not know, with the cell in which it stands."""
    rows = range(table.heading_bottom, max(-1, table.heading_bottom - DEEPEST), -1)
    row = next((row for row in rows if grid.text(row, column) == text), table.heading_bottom)
    return MatchedColumn("", safe_text(text), grid.origin(row, column).cell)


def _row(heading: MatchedColumn) -> int:
    return int("".join(c for c in heading.cell if c.isdigit()))


def _last_row(grid: Grid, table: Table) -> int:
    """The last row of the file's sheet in which something of the table stands."""
    columns = {column for _, column in table.columns}
    filled = (row for row in grid.rows(table.first_row, table.end_row) if columns & set(grid.filled(row)))
    return max((grid.sheet.place(row, table.columns[0][1])[0] for row in filled), default=table.first_row - 1)


def factor_text(factor: Decimal) -> str:
    """What money is multiplied by, as ``× 1,000``."""
    return f"× {format_decimal(factor, 0, grouping=True)}"
