"""Stage 5: measurements + levels → scores, sections and totals."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

from pipeline.ladder import PLACES, STEP, Answer, compared, is_met, reached, within
from pipeline.model.agreement import Agreement, Kpi, Missing
from pipeline.model.cells import Origin
from pipeline.model.finding import Finding, first_few
from pipeline.model.frame import Band
from pipeline.model.item import Item
from pipeline.model.level import Level
from pipeline.model.observation import District, Evidence, Measurement, Party
from pipeline.model.score import Effect, Mark, NextLevel, Score, Scorecard, Total
from pipeline.model.words import NO_REPORT
from pipeline.thai.digits import format_decimal, round_half_up
from pipeline.thai.text import clean


def score(
    measured: Mapping[tuple[str, int], Measurement],
    agreement: Agreement,
    districts: Sequence[District],
    parties: Sequence[Party],
    unread: Mapping[int, Sequence[Origin]] = MappingProxyType({}),
) -> tuple[tuple[Scorecard, ...], tuple[Finding, ...]]:
    """Every district's scorecard, by code, and what could not be scored; ``unread`` are the sheets that
    nobody could read and that may be the report of a KPI (its number)."""
    people = {party.district: party for party in parties}
    cards = []
    findings: list[Finding] = []
    for district in districts:
        scores = tuple(
            score_one(measured[district.code, kpi.number], kpi, agreement)
            for kpi in agreement.kpis
        )
        cards.append(scorecard(district, people.get(district.code), scores, agreement))
    for kpi in agreement.kpis:
        findings += _unreported(kpi, cards, unread.get(kpi.number, ()))
    return tuple(cards), tuple(findings)


def _unreported(kpi: Kpi, cards: Sequence[Scorecard], unread: Sequence[Origin]) -> list[Finding]:
    """An error per district and KPI not reported; one for a KPI that nobody reported at all, with the
    sheets that may be its report."""
    missing = [
        (card, s) for card in cards for s in card.scores
        if s.kpi == kpi.number and s.status == "unreported"
    ]
    nothing = all(not s.measurement.evidence for _, s in missing)
    asked = [s for card in cards for s in card.scores
             if s.kpi == kpi.number and s.status != "exempt"]
    if missing and nothing and len(missing) == len(asked):
        reason = missing[0][1].measurement.reason
        why = "" if unread and reason == NO_REPORT else f": {reason}"
        problem = f"ตัวชี้วัดที่ {kpi.number} ({clean(kpi.name)}) ไม่มีรายงานที่ใช้ได้ของอำเภอใดเลย{why}"
        if not unread:
            return [Finding(
                "missing-source", "error", problem,
                f"ส่งออกรายงานจาก{clean(kpi.data_source)} แล้ววางในโฟลเดอร์ข้อมูล", kpi=kpi.number,
            )]
        names = first_few([f"{one.file} › {one.sheet}" for one in unread], "ชีต")
        return [Finding(
            "missing-source", "error", f"{problem} มีตารางที่น่าจะใช่แต่อ่านไม่ได้: {names}",
            "แก้หัวตารางของไฟล์นั้นตามที่แจ้งไว้ หรือส่งออกจากระบบใหม่ แล้วสั่งอีกครั้ง", unread[0], kpi=kpi.number,
        )]
    return [
        Finding(
            "unreported", "error",
            f"อำเภอ{card.district.name} ตัวชี้วัดที่ {kpi.number} ยังให้คะแนนไม่ได้: "
            f"{s.measurement.reason}",
            "เติมหรือแก้ข้อมูลในไฟล์ต้นทางแล้วสั่งใหม่",
            s.measurement.where, card.district.code, kpi.number,
        )
        for card, s in missing
    ]


# --- the province, and the other readings ---------------------------------------------------------


def pooled(cards: Sequence[Scorecard], agreement: Agreement) -> Mapping[int, Score]:
    """The province's own score on every KPI that is made of two sums, by its number.

    Σ numerators ÷ Σ denominators over the districts that were scored, never a mean of
    percentages. An item is met where all of these districts meet it.
    """
    found = {}
    for kpi in agreement.kpis:
        parts = [
            s.measurement for card in cards for s in card.scores
            if s.kpi == kpi.number and s.status == "scored"
        ]
        whole = _pooled(parts, kpi)
        if whole is not None:
            found[kpi.number] = score_one(whole, kpi, agreement)
    return found


def _pooled(parts: Sequence[Measurement], kpi: Kpi) -> Measurement | None:
    tops = [m.numerator for m in parts if m.numerator is not None]
    bases = [m.denominator for m in parts if m.denominator is not None]
    if not kpi.formula.measure.pools or not sum(bases):
        return None
    above, below = sum(tops, Decimal(0)), sum(bases, Decimal(0))
    answers = tuple(
        (item.id, Decimal(all(item_met(item, m) for m in parts))) for item in kpi.items
    )
    return Measurement(
        kpi.number, "", "measured", percentage=above * 100 / below, numerator=above,
        denominator=below, answers=answers,
        evidence=tuple(Evidence(e.name, None, e.unit, e.places) for e in parts[0].evidence),
    )


def other_readings(cards: Sequence[Scorecard], agreement: Agreement) -> tuple[Effect, ...]:
    """What each reading, taken the other way, would make of the same measurements."""
    effects = []
    for reading in agreement.readings:
        other = agreement.under_other(reading)
        effects.append(Effect(reading, tuple(
            scorecard(card.district, card.party, [
                score_one(s.measurement, other.kpi(s.kpi), other) if s.kpi in reading.kpis else s
                for s in card.scores
            ], other)
            for card in cards
        )))
    return tuple(effects)


# --- one KPI -----------------------------------------------------------------------------------


def score_one(measurement: Measurement, kpi: Kpi, agreement: Agreement) -> Score:
    """One district's score on one KPI.

    The level is the last one met, counting from 1 and ending at the first that is not met; it
    is unknown, and the KPI unreported, where what decides it was not reported.
    """
    if measurement.state != "measured":
        return Score(kpi.number, measurement.state if measurement.state == "exempt"
                     else "unreported", kpi.weight, measurement)
    level = level_reached(measurement, kpi)
    if level is None:
        names = _undecided(measurement, kpi)
        reason = f"ยังไม่รายงาน “{'”, “'.join(names)}”"
        unknown = replace(
            measurement, state="unreported", reason=reason, where=_silent(measurement, names)
        )
        return Score(kpi.number, "unreported", kpi.weight, unknown)
    readings = tuple(
        reading.id for reading in agreement.readings
        if kpi.number in reading.kpis
        and level_reached(measurement, agreement.kpi_under_other(kpi.number, reading)) != level
    )
    flags = dict.fromkeys([
        *(reading.flag for reading in agreement.readings if reading.id in readings),
        *measurement.flags,
        *(["out-of-order"] if _out_of_order(measurement, kpi) else []),
    ])
    between = interpolated(measurement, kpi, level)
    points = Decimal(level) if between is None else between
    return Score(
        kpi=kpi.number, status="scored", weight=kpi.weight, measurement=measurement,
        result=None if measurement.percentage is None
        else round_half_up(measurement.percentage, PLACES),
        level=level, between=between, weighted=points * kpi.weight / 100,
        next_level=next_level(measurement, kpi, level),
        flags=tuple(flags), readings=readings,
    )


def _silent(measurement: Measurement, names: Sequence[str]) -> Origin | None:
    """The cell of the first of these items, if a file has one."""
    cells = {e.name: e.origins for e in measurement.evidence}
    return next((cells[name][0] for name in names if cells.get(name)), None)


def level_reached(measurement: Measurement, kpi: Kpi) -> int | None:
    """The level of a measurement, None where an unreported item or percentage decides it."""
    return reached(kpi, measurement.percentage, _answers(measurement, kpi))


def _answers(measurement: Measurement, kpi: Kpi) -> Answer:
    return lambda item: item_met(kpi.item(item), measurement)


def interpolated(measurement: Measurement, kpi: Kpi, level: int) -> Decimal | None:
    """The points of a percentage between the lower bounds of its level and of the next, two
    places half up; None where the level alone counts: by its reading, at the top, below level 1."""
    percentage = compared(measurement.percentage, kpi)
    if not kpi.interpolated or percentage is None or not 0 < level < len(kpi.levels):
        return None
    low, high = (one.bound for one in kpi.levels[level - 1 : level + 1])
    if low is None or high is None or percentage < low[0]:
        return None
    lower, upper = low[0], high[0]
    return round_half_up(level + (percentage - lower) / (upper - lower), PLACES)


def item_met(item: Item, measurement: Measurement) -> bool | None:
    """Whether an item is met; None where it was not answered and that is not a no."""
    value = measurement.answer(item.id)
    if value is None:
        return False if item.unanswered_is_no else None
    return item.met_by(value)


def _undecided(measurement: Measurement, kpi: Kpi) -> list[str]:
    for level in kpi.levels:
        if is_met(level, measurement.percentage, _answers(measurement, kpi), kpi) is None:
            names = [kpi.item(n).name for n in level.needs
                     if item_met(kpi.item(n), measurement) is None]
            if within(level, measurement.percentage, kpi) is None and kpi.formula.percentage:
                names.append(kpi.item(kpi.formula.percentage).name)
            return names
    return []


def _out_of_order(measurement: Measurement, kpi: Kpi) -> bool:
    """Whether a higher level's items are met while a lower level is not (milestones alone)."""
    failed = False
    for level in kpi.levels:
        met = is_met(level, measurement.percentage, _answers(measurement, kpi), kpi)
        if failed and met and kpi.formula.measure.milestones:
            return True
        failed = failed or met is False
    return False


def next_level(measurement: Measurement, kpi: Kpi, level: int) -> NextLevel | None:
    """What is missing to the next level, in the KPI's own unit; None at the highest."""
    if level >= len(kpi.levels):
        return None
    wanted = kpi.levels[: level + 1]
    target = _target(wanted)
    lacking = Missing() if target is None else kpi.formula.measure.missing(measurement, kpi, target)
    needs = [*lacking.needs]
    missing = list(dict.fromkeys(
        need for step in wanted for need in step.needs
        if not item_met(kpi.item(need), measurement)
    ))
    if missing:
        needs.append("ยังขาด: " + ", ".join(_missing(kpi.item(n), measurement) for n in missing))
    return NextLevel(
        level + 1, " และ ".join(needs), _gap(measurement, kpi, target), lacking.amount,
        lacking.unit, len(missing),
    )


def _missing(item: Item, measurement: Measurement) -> str:
    name = item.name
    if item.kind == "count":
        name = f"{name}อย่างน้อย {format_decimal(item.at_least, 0)} {item.unit}".rstrip()
    unanswered = measurement.answer(item.id) is None
    return f"{name} (ยังไม่รายงาน)" if unanswered else name


def _target(wanted: Sequence[Level]) -> Decimal | None:
    """The percentage that the highest of these levels wants, to two places."""
    return max((
        bound + STEP if above else bound for bound, above in filter(None, (level.bound for level in wanted))
    ), default=None)


def _gap(measurement: Measurement, kpi: Kpi, target: Decimal | None) -> Decimal | None:
    """How many hundredths the percentage must still grow; None where that is not known."""
    percentage = compared(measurement.percentage, kpi)
    if target is None:
        return Decimal(0)
    return None if percentage is None else max(target - percentage, Decimal(0))


# --- sections and total ------------------------------------------------------------------------


def scorecard(
    district: District, party: Party | None, scores: Sequence[Score], agreement: Agreement
) -> Scorecard:
    """One district's sections and total. An exempt KPI leaves both the sum and the weights; one
    not reported leaves the section and the total incomplete, with a provisional figure."""
    by_section = {
        section.id: [s for s in scores if agreement.kpi(s.kpi).section == section.id]
        for section in agreement.sections
    }
    sections = {name: _mark([(s, Decimal(1)) for s in mine]) for name, mine in by_section.items()}
    complete = all(s.status != "unreported" for s in scores)
    shares = {section.id: section.share for section in agreement.sections}
    marked = [(m.score, shares[name]) for name, m in sections.items() if m.score is not None]
    if complete and marked:
        mark = Mark(_mean(marked), None)
    else:
        pooled = _mark([(s, shares[name]) for name, mine in by_section.items() for s in mine])
        mark = Mark(None, pooled.provisional if not complete else None)
    percent = None if mark.score is None else round_half_up(mark.score * 100 / agreement.top, PLACES)
    band = None if percent is None else band_of(percent, agreement.bands)
    return Scorecard(
        district, party, complete, tuple(scores), tuple(sections.items()),
        Total(mark, percent, band),
    )


def band_of(percent: Decimal, bands: Sequence[Band]) -> str | None:
    """The band of a total percentage; None where it is below all."""
    return next((band.name for band in bands if percent >= band.at_least), None)


def _mark(weighed: Sequence[tuple[Score, Decimal]]) -> Mark:
    """Σ points × weight ÷ Σ weight over what was scored, each weight times its section's share."""
    mean = _mean([
        (s.points, s.weight * share) for s, share in weighed if s.points is not None
    ])
    if any(s.status == "unreported" for s, _ in weighed):
        return Mark(None, mean)
    return Mark(mean, None)


def _mean(weighed: Sequence[tuple[Decimal, Decimal]]) -> Decimal | None:
    weights = sum((weight for _, weight in weighed), Decimal(0))
    if not weights:
        return None
    return sum((value * weight for value, weight in weighed), Decimal(0)) / weights
