"""The districts × KPIs, the province's own row, and the pages that are printed and signed."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from pipeline.forms import Linked
from pipeline.model.agreement import Agreement, Kpi
from pipeline.model.frame import Section
from pipeline.model.score import Mark, Score, Scorecard, ranks
from pipeline.model.words import INCOMPLETE, district_file
from pipeline.summarise.book import (
    Average,
    Averages,
    DistrictRow,
    KpiCell,
    Page,
    PrintedDistrict,
    PrintedKpi,
    WholeCell,
)
from pipeline.summarise.cells import EXEMPT, NONE, mean, median, result, shown
from pipeline.thai.digits import round_half_up

MOST_A_PAGE = 7  # districts that stand side by side on a printed page
LEAST_A_PAGE = 4  # places of a page, so that three districts have room to sign beside them


def rank(cards: Sequence[Scorecard]) -> Mapping[str, int]:
    """The rank of every district that has a total, by its percentage: ties share, the next
    rank is left out. A district without a total has no rank."""
    return ranks(
        {c.district.code: c.total.percent for c in cards if c.total.percent is not None}
    )


def districts(cards: Sequence[Scorecard], agreement: Agreement, province: str) -> list[DistrictRow]:
    """A row a district, in official order."""
    ranks = rank(cards)
    return [_district(card, agreement, province, ranks.get(card.district.code)) for card in cards]


def _district(card: Scorecard, agreement: Agreement, province: str, place: int | None) -> DistrictRow:
    scores = {score.kpi: score for score in card.scores}
    total = card.total
    name = district_file(card.district.code, card.district.name)
    provisional = total.mark.provisional
    return DistrictRow(
        code=card.district.code,
        name=card.district.name,
        link=Linked(card.district.name, name),
        file=name,
        kpis=[cell(kpi, scores[kpi.number]) for kpi in agreement.kpis],
        weights=[scores[kpi.number].weight for kpi in agreement.kpis],
        sections=[
            _mark(card.section(section.id), _of(card, section, agreement))
            for section in agreement.sections
        ],
        score=_total(total.mark, card.scores),
        percent=shown(total.percent),
        band=total.band or NONE,
        rank=shown(place),
        state="ครบ" if card.complete else INCOMPLETE,
        provisional=None if provisional is None else round_half_up(provisional, 2),
        missing=_missing(card),
        province=province,
    )


def _missing(card: Scorecard) -> str:
    numbers = [str(s.kpi) for s in card.scores if s.status == "unreported"]
    return "ทุกตัว" if len(numbers) == len(card.scores) else ", ".join(numbers)


def _of(card: Scorecard, section: Section, agreement: Agreement) -> list[Score]:
    numbers = {kpi.number for kpi in agreement.of_section(section.id)}
    return [score for score in card.scores if score.kpi in numbers]


def _mark(mark: Mark, scores: Sequence[Score]) -> object:
    """A section's score, unrounded; a dash where it is incomplete, ย where all is exempt."""
    if mark.score is not None:
        return mark.score
    return NONE if any(s.status == "unreported" for s in scores) else EXEMPT


def _total(mark: Mark, scores: Sequence[Score]) -> object:
    value = _mark(mark, scores)
    return round_half_up(value, 2) if isinstance(value, Decimal) else value


def cell(kpi: Kpi, score: Score) -> KpiCell:
    """A district's level, points out of the agreement's top and result on one KPI; where it has none, why."""
    mark = EXEMPT if score.status == "exempt" else NONE
    points = mark if score.counted is None else score.counted
    level = mark if score.level is None else score.level
    return KpiCell(level, points, result(kpi, score))


# --- the province ------------------------------------------------------------------------------


def province_row(
    cards: Sequence[Scorecard], agreement: Agreement, pooled: Mapping[int, Score]
) -> list[WholeCell]:
    """The province's own figures a KPI: the sums, their ratio, the level that it would reach,
    and how many districts they are of."""
    return [_whole(kpi, cards, pooled.get(kpi.number)) for kpi in agreement.kpis]


def _whole(kpi: Kpi, cards: Sequence[Scorecard], whole: Score | None) -> WholeCell:
    scored = sum(s.kpi == kpi.number and s.known for c in cards for s in c.scores)
    measured = whole.measurement if whole else None
    return WholeCell(
        level=shown(whole.level if whole else None),
        points=shown(whole.counted if whole else None),
        result=shown(whole.result if whole else None),
        above=shown(measured.numerator if measured else None),
        below=shown(measured.denominator if measured else None),
        districts=scored,
    )


def averages(rows: Sequence[DistrictRow]) -> Averages:
    """Mean and median of the districts that have a figure."""
    return Averages(_average(rows, mean), _average(rows, median))


def _average(
    rows: Sequence[DistrictRow], how: Callable[[Sequence[object]], object]
) -> Average:
    kpis = list(zip(*(row.kpis for row in rows), strict=True))
    return Average(
        levels=[how([cell.level for cell in column]) for column in kpis],
        points=[how([cell.points for cell in column]) for column in kpis],
        sections=[how(column) for column in zip(*(row.sections for row in rows), strict=True)],
        score=how([row.score for row in rows]),
        percent=how([row.percent for row in rows]),
    )


# --- printed, some districts a page ------------------------------------------------------------


def pages(cards: Sequence[Scorecard], agreement: Agreement) -> list[Page]:
    """The districts in pages of about as many, each filled up with blank places."""
    count = max(1, -(-len(cards) // MOST_A_PAGE))
    places = max(LEAST_A_PAGE, -(-len(cards) // count))
    groups = [cards[start : start + places] for start in range(0, len(cards), places)] or [()]
    blank = PrintedDistrict(None, [PrintedKpi()] * len(agreement.kpis), [None] * len(agreement.sections))
    return [
        Page(number, [_printed(card, agreement) for card in group] + [blank] * (places - len(group)))
        for number, group in enumerate(groups, 1)
    ]


def _printed(card: Scorecard, agreement: Agreement) -> PrintedDistrict:
    scores = {score.kpi: score for score in card.scores}
    return PrintedDistrict(
        name=card.district.name,
        kpis=[_printed_kpi(kpi, scores[kpi.number]) for kpi in agreement.kpis],
        sections=[
            _mark(card.section(section.id), _of(card, section, agreement))
            for section in agreement.sections
        ],
        score=_total(card.total.mark, card.scores),
        percent=shown(card.total.percent),
        band=card.total.band or NONE,
    )


def _printed_kpi(kpi: Kpi, score: Score) -> PrintedKpi:
    points = cell(kpi, score).points
    return PrintedKpi(points, points if score.weighted is None else score.weighted)
