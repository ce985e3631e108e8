"""What the page of a province says: how its districts stand, what is missing, doubted, near, found, changed, read."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.model.agreement import Agreement, Kpi
from pipeline.model.doubts import unconfirmed
from pipeline.model.finding import SEVERITIES, Finding
from pipeline.model.ledger import FileRecord
from pipeline.model.lines import FindingLine, count, lines
from pipeline.model.score import Score, Scorecard, names_of
from pipeline.model.source import SourceDefinition
from pipeline.model.words import round_words
from pipeline.pages.bands import bands, places, share
from pipeline.pages.book import (
    PageChanges,
    PageDay,
    PageDistrict,
    PageFinding,
    PageKpi,
    PageLack,
    PageLevel,
    PageNear,
    PageOwner,
    PageReading,
    PageWhole,
    ProvincePage,
    RoundFrame,
)
from pipeline.pages.chips import Chip, tone
from pipeline.pages.district import day, finding
from pipeline.render.ladder import step_texts
from pipeline.reports.results import lacking
from pipeline.summarise.book import WholeCell
from pipeline.summarise.lists import Owners, file_rows
from pipeline.summarise.nearness import final, missing_share
from pipeline.thai.digits import format_decimal, shortest
from pipeline.thai.text import clean

MOST_FINDINGS = 40  # of one owner that the page lists; the workbook has them all
MOST_NEAR = 60  # scores near the next level that it lists: each has its own place besides


@dataclass(frozen=True, slots=True)
class ProvinceContext:
    """What a run knows of a province, for its pages; ``sources`` by id, ``confirmable`` the codes of warnings that a
    person is to confirm."""

    agreement: Agreement
    province: str
    cards: Sequence[Scorecard]
    findings: Sequence[Finding]
    files: Sequence[FileRecord]
    sources: Mapping[str, SourceDefinition]
    confirmable: frozenset[str]


def frame(context: ProvinceContext) -> RoundFrame:
    """What every page of the province says of the round, with all KPIs."""
    agreement = context.agreement
    return RoundFrame(
        context.province, round_words(agreement.round_id), agreement.caveat.strip(),
        day(agreement.start), day(agreement.end), agreement.top,
        tuple(_kpi(place, kpi, context.cards, agreement) for place, kpi in enumerate(agreement.kpis)),
    )


def province(
    context: ProvinceContext, round_frame: RoundFrame, districts: Sequence[PageDistrict], whole: Sequence[WholeCell],
    changes: PageChanges,
) -> ProvincePage:
    """The whole page; ``whole`` is the province's own row, a cell a KPI."""
    agreement, cards = context.agreement, context.cards
    found = lines(context.findings, names_of(cards))
    counted = count(found)
    near = _near(cards, districts, agreement)
    place_of = places(agreement)
    return ProvincePage(
        round_frame, tuple(districts), tuple(_whole(whole, districts, agreement)), tuple(section.name for section in agreement.sections),
        tuple(bands(Counter(place_of.get(card.total.band, 0) for card in cards), agreement)), sum(card.complete for card in cards),
        tuple(_lacks(context)), sum(score.status == "unreported" for card in cards for score in card.scores),
        tuple((one, score) for one in districts for score in one.scores if score.doubts),
        tuple(_others(context, districts)), near[False], near[True], tuple(_owners(found, context)),
        {severity: counted[severity] for severity in SEVERITIES}, tuple(_cutoffs(agreement)), changes,
        tuple(file_rows(context.files, context.sources)), sum(record.status == "used" for record in context.files),
    )


# --- a KPI -------------------------------------------------------------------------------------


def _kpi(place: int, kpi: Kpi, cards: Sequence[Scorecard], agreement: Agreement) -> PageKpi:
    scores = [score for card in cards for score in card.scores if score.kpi == kpi.number]
    levels = Counter(score.level for score in scores)
    first = kpi.levels[0].level if kpi.levels else 1
    return PageKpi(
        f"k{kpi.number}", place, kpi.number, clean(kpi.name), clean(kpi.short_name or kpi.name), clean(kpi.goal),
        shortest(kpi.weight), clean(kpi.data_source), day(kpi.cutoff), tuple(map(clean, kpi.criteria_notes)),
        tuple(f"{leaf.part} {clean(leaf.name)}" for leaf in (*kpi.parts, *kpi.deductions)),
        tuple(_levels(kpi, levels, len(scores), agreement))[::-1],
        tuple(
            PageReading(number, clean(one.question), clean(one.taken), clean(one.reason) if one.use == "chosen" else "", clean(one.left))
            for number, one in enumerate(agreement.readings, 1) if kpi.number in one.kpis
        ),
        tuple(sorted(range(len(scores)), key=lambda at: _standing(scores[at]))),
        sum(number for level, number in levels.items() if level is not None and level < first),
        sum(score.status == "unreported" for score in scores), sum(score.status == "exempt" for score in scores),
    )


def _standing(score: Score) -> tuple[int, Decimal]:
    """The highest level first, of one level the most points; then those without any."""
    return (1 if score.level is None else -score.level, -(score.points or Decimal(0)))


def _levels(kpi: Kpi, levels: Mapping[int | None, int], every: int, agreement: Agreement) -> Iterator[PageLevel]:
    for level, short in zip(kpi.levels, step_texts(kpi), strict=True):
        number = levels.get(level.level, 0)
        yield PageLevel(
            level.level, clean(level.quote), short, shortest(level.worth) if agreement.pointed(kpi) else "",
            tone(level.worth, kpi.full), number, share(number, every),
        )


# --- the province ------------------------------------------------------------------------------


def _whole(cells: Sequence[WholeCell], districts: Sequence[PageDistrict], agreement: Agreement) -> Iterator[PageWhole]:
    doubted = {score.kpi for one in districts for score in one.scores if score.doubts}
    for kpi, cell in zip(agreement.kpis, cells, strict=True):
        level, points = cell.level, cell.points
        chip = Chip("–", "none", "ไม่มีระดับของทั้งจังหวัด")
        words = ""
        if isinstance(level, int) and isinstance(points, Decimal):
            chip = Chip(
                str(level), tone(points, agreement.top), f"ระดับ {level}",
                "มีตัวเลขของอำเภอที่ต้องตรวจ" if kpi.number in doubted else "")
            result = format_decimal(cell.result, 2, grouping=True) if isinstance(cell.result, Decimal) else ""
            words = f"{result} จาก {cell.districts} อำเภอ".strip()
        yield PageWhole(kpi.number, f"k{kpi.number}", chip, words)


def _lacks(context: ProvinceContext) -> Iterator[PageLack]:
    codes = {card.district.name: card.district.code for card in context.cards}
    for score, names in lacking(context.cards):
        if score.status == "unreported":
            kpi = context.agreement.kpi(score.kpi)
            yield PageLack(
                kpi.number, clean(kpi.short_name or kpi.name), clean(score.measurement.reason), clean(kpi.data_source),
                tuple((f"d{codes[name]}k{kpi.number}", name) for name in names),
            )


def _others(context: ProvinceContext, districts: Sequence[PageDistrict]) -> Iterator[PageFinding]:
    """The findings to be confirmed that are about no score of ``doubted``."""
    doubted = {(one.code, score.kpi) for one in districts for score in one.scores if score.doubts}
    kpis = {kpi for _, kpi in doubted}
    left = [
        one for one in unconfirmed(context.findings, context.confirmable)
        if (one.district, one.kpi) not in doubted and (one.district or one.kpi not in kpis)
    ]
    for line in lines(left, names_of(context.cards)):
        yield finding(line)


def _near(
    cards: Sequence[Scorecard], districts: Sequence[PageDistrict], agreement: Agreement
) -> Mapping[bool, tuple[PageNear, ...]]:
    """What lacks the smallest share first: by whether it has the figures of the cut-off already."""
    found: dict[bool, list[PageNear]] = {False: [], True: []}
    for card, one in zip(cards, districts, strict=True):
        for score, shown in zip(card.scores, one.scores, strict=True):
            lacks = missing_share(score, agreement)
            if lacks is not None:
                found[final(score, agreement.kpi(score.kpi))].append(PageNear(one, shown, lacks))
    return {last: tuple(sorted(every, key=lambda near: near.share)[:MOST_NEAR]) for last, every in found.items()}


def _owners(found: Sequence[FindingLine], context: ProvinceContext) -> Iterator[PageOwner]:
    owners = Owners(context.agreement, context.files, context.sources)
    by_owner: dict[str, list[FindingLine]] = {}
    for line in found:
        by_owner.setdefault(owners.of(line.finding), []).append(line)
    for owner, mine in by_owner.items():
        yield PageOwner(owner, tuple(finding(line) for line in mine[:MOST_FINDINGS]), max(0, len(mine) - MOST_FINDINGS))


def _cutoffs(agreement: Agreement) -> Iterator[tuple[PageDay, tuple[int, ...]]]:
    days = sorted({kpi.cutoff for kpi in agreement.kpis})
    for one in days:
        yield day(one), tuple(kpi.number for kpi in agreement.kpis if kpi.cutoff == one)


