"""The districts × KPIs, the province's own row, and the pages that are printed and signed."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from pipeline.forms import Linked
from pipeline.model.agreement import Agreement, Kpi, Section
from pipeline.model.score import Mark, Score, Scorecard, ranks
from pipeline.model.words import INCOMPLETE, district_file
from pipeline.summarise.cells import EXEMPT, NONE, Values, mean, median, result, shown
from pipeline.thai.digits import round_half_up

A_PAGE = 4  # districts that stand side by side on a printed page


def rank(cards: Sequence[Scorecard]) -> Mapping[str, int]:
    """The rank of every district that has a total, by its percentage: ties share, the next
    rank is left out. A district without a total has no rank."""
    return ranks(
        {c.district.code: c.total.percent for c in cards if c.total.percent is not None}
    )


def districts(cards: Sequence[Scorecard], agreement: Agreement) -> list[Values]:
    """A row a district, in official order."""
    ranks = rank(cards)
    return [_district(card, agreement, ranks.get(card.district.code)) for card in cards]


def _district(card: Scorecard, agreement: Agreement, place: int | None) -> Values:
    scores = {score.kpi: score for score in card.scores}
    total = card.total
    name = district_file(card.district.code, card.district.name)
    provisional = total.mark.provisional
    return {
        "code": card.district.code,
        "name": card.district.name,
        "link": Linked(card.district.name, name),
        "file": name,
        "kpis": [cell(kpi, scores[kpi.number]) for kpi in agreement.kpis],
        "sections": [
            _mark(card.section(section.id), _of(card, section, agreement))
            for section in agreement.sections
        ],
        "score": _total(total.mark, card.scores),
        "percent": shown(total.percent),
        "band": total.band or NONE,
        "rank": shown(place),
        "state": "ครบ" if card.complete else INCOMPLETE,
        "provisional": None if provisional is None else round_half_up(provisional, 2),
        "missing": _missing(card),
    }


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


def cell(kpi: Kpi, score: Score) -> Values:
    """A district's level, points and result on one KPI; where it has none, why."""
    mark = EXEMPT if score.status == "exempt" else NONE
    points = mark if score.points is None else score.points
    level = mark if score.level is None else score.level
    return {"level": level, "points": points, "result": result(kpi, score)}


# --- the province ------------------------------------------------------------------------------


def province_row(
    cards: Sequence[Scorecard], agreement: Agreement, pooled: Mapping[int, Score]
) -> list[Values]:
    """The province's own figures a KPI: the sums, their ratio, the level that it would reach,
    and how many districts they are of."""
    return [_whole(kpi, cards, pooled.get(kpi.number)) for kpi in agreement.kpis]


def _whole(kpi: Kpi, cards: Sequence[Scorecard], whole: Score | None) -> Values:
    scored = sum(s.kpi == kpi.number and s.status == "scored" for c in cards for s in c.scores)
    measured = whole.measurement if whole else None
    return {
        "level": shown(whole.level if whole else None),
        "points": shown(whole.points if whole else None),
        "result": shown(whole.result if whole else None),
        "above": shown(measured.numerator if measured else None),
        "below": shown(measured.denominator if measured else None),
        "districts": scored,
    }


def averages(rows: Sequence[Values]) -> Values:
    """Mean and median of the districts that have a figure: levels by KPI, sections, total."""
    names = ("mean", mean), ("median", median)
    return {name: _averages(rows, how) for name, how in names}


def _averages(rows: Sequence[Values], how: object) -> Values:
    assert callable(how)

    def across(name: str, inner: str | None) -> list[object]:
        columns = zip(*(_list(row[name]) for row in rows), strict=True)
        return [
            how([one[inner] if isinstance(one, dict) and inner else one for one in column])
            for column in columns
        ]

    return {
        "levels": across("kpis", "level"),
        "sections": across("sections", None),
        "score": how([row["score"] for row in rows]),
        "percent": how([row["percent"] for row in rows]),
    }


def _list(value: object) -> list[object]:
    assert isinstance(value, list)
    return value


# --- printed, four districts a page ------------------------------------------------------------


def pages(cards: Sequence[Scorecard], agreement: Agreement) -> list[Values]:
    """The districts in groups of four, the last filled up with blank places."""
    groups = [cards[start : start + A_PAGE] for start in range(0, len(cards), A_PAGE)]
    blank: Values = {
        "name": None,
        "kpis": [dict.fromkeys(("weight", "points", "weighted")) for _ in agreement.kpis],
        "sections": [dict.fromkeys(("weight", "score")) for _ in agreement.sections],
        "score": None,
    }
    return [
        {
            "number": number,
            "districts": [_printed(card, agreement) for card in group]
            + [blank] * (A_PAGE - len(group)),
        }
        for number, group in enumerate(groups, 1)
    ]


def _printed(card: Scorecard, agreement: Agreement) -> Values:
    scores = {score.kpi: score for score in card.scores}
    return {
        "name": card.district.name,
        "kpis": [
            {
                "weight": EXEMPT if scores[kpi.number].status == "exempt" else kpi.weight,
                "points": cell(kpi, scores[kpi.number])["points"],
                "weighted": cell(kpi, scores[kpi.number])["points"]
                if scores[kpi.number].weighted is None else scores[kpi.number].weighted,
            }
            for kpi in agreement.kpis
        ],
        "sections": [
            {
                "weight": sum(
                    (s.weight for s in _of(card, section, agreement) if s.status != "exempt"),
                    Decimal(0),
                ),
                "score": _mark(card.section(section.id), _of(card, section, agreement)),
            }
            for section in agreement.sections
        ],
        "score": _total(card.total.mark, card.scores),
    }
