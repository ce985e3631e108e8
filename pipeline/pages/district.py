"""What a page says of one district: its total, and each of its scores with all that explains it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from urllib.parse import quote

from pipeline.model.agreement import Agreement, Kpi
from pipeline.model.doubts import Pair
from pipeline.model.lines import FindingLine
from pipeline.model.score import Mark, Score, Scorecard
from pipeline.model.words import EXEMPT, INCOMPLETE, SEVERITY_NAMES, STATUS_NAMES, district_page
from pipeline.pages.book import (
    PageDay,
    PageDistrict,
    PageFigure,
    PageFinding,
    PageMark,
    PageScore,
    PageStep,
    PageTable,
    PageTotal,
)
from pipeline.pages.chips import chip
from pipeline.render.evidence import cell_ranges
from pipeline.render.ladder import step_texts
from pipeline.reports.explanation import Explainer, Explanation, FigureCell, FigureUsed
from pipeline.thai.calendar import thai_date
from pipeline.thai.digits import format_decimal
from pipeline.thai.text import clean
from pipeline.units import DATE, LEVEL, PERCENT, printed

MOST_CELLS = 24  # of a figure in one sheet that are listed each; of more the addresses stand there alone
ROOM = 250_000  # bytes of all cells on one page: 32 districts' nine KPIs are then under 1.5 MB
FEW, SHORT = 4, 120  # cells, and characters of addresses, of a figure where more than that have no room
ROW = len("<tr><td><td><td>\n")


def district(
    card: Scorecard, agreement: Agreement, explainer: Explainer, doubted: Mapping[Pair, tuple[str, ...]]
) -> PageDistrict:
    """A district with all of its scores; ``doubted`` are those that cannot be trusted yet, with why."""
    anchor = f"d{card.district.code}"
    scores = tuple(
        _score(anchor, explainer.of(card, score), agreement, doubted.get((card.district.code, score.kpi), ()))
        for score in card.scores)
    return PageDistrict(
        anchor, card.district.code, card.district.name, _total(card, agreement, any(one.doubts for one in scores)),
        tuple((section.name, mark(card.section(section.id), _words(card, agreement, section.id)))
              for section in agreement.sections),
        scores,
        tuple(score.kpi for score in card.scores if score.status == "unreported"),
    )


def day(at: date) -> PageDay:
    """A day as a page has it."""
    return PageDay(at.isoformat(), thai_date(at, "short"))


# --- totals ------------------------------------------------------------------------------------


def mark(one: Mark, words: str) -> PageMark:
    """A score, or the provisional one; ``words`` say what it is where there is no score."""
    return PageMark(_two(one.score), "" if one.score is not None else _two(one.provisional), "" if one.score is not None else words)


def _words(card: Scorecard, agreement: Agreement, section: str = "") -> str:
    numbers = {kpi.number for kpi in agreement.kpis if section in ("", kpi.section)}
    if all(score.status == "exempt" for score in card.scores if score.kpi in numbers):
        return EXEMPT
    return INCOMPLETE


def _total(card: Scorecard, agreement: Agreement, doubted: bool) -> PageTotal:
    total = card.total
    value = total.mark.score if total.mark.score is not None else total.mark.provisional
    bar = Decimal(0) if value is None or not agreement.top else value * 100 / agreement.top
    return PageTotal(
        mark(total.mark, _words(card, agreement)), _two(total.percent), total.band or "",
        next((place for place, band in enumerate(agreement.bands, 1) if band.name == total.band), 0),
        doubted, bar.quantize(Decimal("0.1")),
    )


def _two(value: Decimal | None) -> str:
    return "" if value is None else format_decimal(value, 2)


# --- scores ------------------------------------------------------------------------------------


def _score(district_anchor: str, why: Explanation, agreement: Agreement, doubts: tuple[str, ...]) -> PageScore:
    score, kpi = why.score, why.kpi
    ahead = score.next_level
    return PageScore(
        f"{district_anchor}k{kpi.number}", kpi.number, clean(kpi.name), clean(kpi.short_name or kpi.name),
        chip(score, " ".join(doubts)), result_words(score, kpi),
        "" if ahead is None else clean(ahead.needs), 0 if ahead is None else ahead.level,
        day(kpi.cutoff), _steps(kpi, score),
        tuple((group.heading, tuple(_figures(group.figures))) for group in why.figures),
        tuple(finding(line) for line in why.findings), doubts, why,
    )


def result_words(score: Score, kpi: Kpi) -> str:
    """A result in its unit; of a checklist without one how many items are met; else its status."""
    if score.status != "scored":
        return STATUS_NAMES[score.status]
    if score.result is None:
        done = sum(item.met_by(score.measurement.answer(item.id)) for item in kpi.items)
        return f"{done}/{len(kpi.items)} รายการ" if kpi.items else ""
    if kpi.unit == DATE:
        return printed(score.result, DATE)
    shown = format_decimal(score.result, 2, grouping=True)
    if kpi.unit in (PERCENT, ""):
        return f"{PERCENT} {shown}"
    return shown if kpi.unit == LEVEL else f"{shown} {clean(kpi.unit)}"


def _steps(kpi: Kpi, score: Score) -> tuple[PageStep, ...]:
    own = kpi.with_targets(dict(score.measurement.targets))
    return tuple(
        PageStep(level.level, text, _look(level.level, score.level))
        for level, text in zip(own.levels, step_texts(own), strict=True)
    )


def _look(level: int, reached: int | None) -> str:
    if reached is None or level > reached:
        return "open"
    return "reached" if level == reached else "passed"


def _figures(figures: Sequence[FigureUsed]) -> Iterator[PageFigure]:
    """The figures, each with its tables; those that stand in one cell each of one sheet are rows of it together."""
    for sheet, beside in groupby(figures, _sheet_of_one):
        if sheet is None:
            yield from map(_figure, beside)
        else:
            rows = tuple((one.cells[0].origin.cell, clean(one.name), one.value) for one in beside)
            yield PageFigure("", "", (PageTable(*sheet, "", len(rows), rows),))


def _sheet_of_one(figure: FigureUsed) -> tuple[str, str, str] | None:
    """The file, sheet and day of the one cell that a figure is; None where there are several, or it says what it is of."""
    if len(figure.cells) != 1 or figure.cells[0].label:
        return None
    return _sheet(figure.cells[0])


def _sheet(cell: FigureCell) -> tuple[str, str, str]:
    return cell.origin.file, cell.origin.sheet, cell.as_of


def _figure(figure: FigureUsed) -> PageFigure:
    tables: dict[tuple[str, str, str], list[FigureCell]] = {}
    for cell in figure.cells:
        tables.setdefault(_sheet(cell), []).append(cell)
    return PageFigure(clean(figure.name), figure.value, tuple(
        _table(sheet, cells) for sheet, cells in tables.items()))


def _table(sheet: tuple[str, str, str], cells: Sequence[FigureCell]) -> PageTable:
    listed = () if len(cells) > MOST_CELLS else tuple(
        (cell.origin.cell, clean(cell.label), cell.value) for cell in cells)
    ranges = "" if listed else cell_ranges(cell.origin.cell for cell in cells)
    return PageTable(*sheet, ranges, len(cells), listed)


def within(room: int, districts: Sequence[PageDistrict]) -> list[PageDistrict]:
    """The districts as one page has ``room`` for them: where their cells take more bytes, a figure has a few, and
    tells which page has the rest."""
    taken = sum(_bytes(table) for one in districts for figure in _all_figures(one) for table in figure.tables)
    return list(districts) if taken <= room else [_brief(one) for one in districts]


def _bytes(table: PageTable) -> int:
    return len(table.ranges) + sum(ROW + len("".join(cell).encode()) for cell in table.cells)


def _all_figures(one: PageDistrict) -> Iterator[PageFigure]:
    """Those that are made of cells; the rows of the others are figures themselves."""
    return (figure for score in one.scores for _, figures in score.groups for figure in figures if figure.name)


def _brief(one: PageDistrict) -> PageDistrict:
    own = f"./{quote(district_page(one.code, one.name))}"
    return replace(one, scores=tuple(
        replace(score, groups=tuple(
            (heading, tuple(
                replace(figure, tables=tuple(_short(table, own) for table in figure.tables)) if figure.name else figure
                for figure in figures))
            for heading, figures in score.groups))
        for score in one.scores))


def _short(table: PageTable, own: str) -> PageTable:
    if len(table.cells) > FEW and table.count == len(table.cells):
        table = replace(table, cells=(), ranges=cell_ranges(cell for cell, _, _ in table.cells), rest=own)
    if len(table.ranges) <= SHORT:
        return table
    return replace(table, ranges=table.ranges[:SHORT].rpartition(", ")[0] + " …", rest=own)


# --- findings ----------------------------------------------------------------------------------


def finding(line: FindingLine) -> PageFinding:
    """A line of findings."""
    one, where = line.finding, line.finding.origin
    return PageFinding(
        one.severity, SEVERITY_NAMES[one.severity], one.code, where.file if where else "",
        where.sheet if where else "", where.cell if where else "", line.district, one.kpi, line.problem, one.remedy,
    )
