"""One district's score on one KPI."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from pipeline.ladder import (
    PLACES,
    above,
    compared,
    is_met,
    step,
    up_to,
    worth,
)
from pipeline.model.agreement import Agreement, Kpi, Missing
from pipeline.model.item import Item
from pipeline.model.level import Level, Threshold
from pipeline.model.observation import Measurement
from pipeline.model.score import NextLevel, Score
from pipeline.score.items import answers, item_met, level_reached, points_between
from pipeline.score.parts import combined, deducted_points, deduction_scores, part_scores
from pipeline.score.undecided import undecided
from pipeline.thai.digits import format_decimal, round_half_up


def score_one(measurement: Measurement, kpi: Kpi, agreement: Agreement) -> Score:
    """One district's score on one KPI.

    The level is the last one met, counting from the lowest and ending at the first that is not met; it
    is unknown, and the KPI unreported, where what decides it was not reported. A level that was given is
    that one.
    """
    weight = kpi.weight if measurement.weight is None else measurement.weight
    if measurement.state != "measured":
        return Score(kpi.number, measurement.state if measurement.state == "exempt"
                     else "unreported", weight, measurement)
    parts, deductions = part_scores(kpi, measurement), deduction_scores(kpi, measurement)
    measured = combined(measurement, kpi, parts, deductions)
    level = None if measured.state == "unreported" else level_reached(measured, kpi)
    if level is None:
        return Score(
            kpi.number, "unreported", weight, undecided(measured, kpi), parts=parts, deductions=deductions)
    kpi = kpi.with_targets(dict(measured.targets))
    levels = (level, *(one.level for one in (*parts, *deductions)))
    readings = tuple(
        reading.id for reading in agreement.readings
        if kpi.number in reading.kpis
        and _levels(measurement, agreement.kpi_under_other(kpi.number, reading)) != levels
    )
    flags = dict.fromkeys([
        *(reading.flag for reading in agreement.readings if reading.id in readings),
        *measured.flags,
        *(["out-of-order"] if _out_of_order(measured, kpi) else []),
    ])
    return _pointed(Score(
        kpi=kpi.number, status="scored" if measured.given is None else "given", weight=weight, measurement=measured,
        result=None if measured.result is None else round_half_up(measured.result, PLACES),
        level=level, between=points_between(measured, kpi, level),
        next_level=None if measured.given is not None else next_level(measured, kpi, level),
        flags=tuple(flags), readings=readings,
        parts=parts, deductions=deductions, highest=max((one.level for one in kpi.levels), default=None),
    ), kpi, agreement)


def _pointed(score: Score, kpi: Kpi, agreement: Agreement) -> Score:
    """A score with its points, less what is deducted, and what they come to out of the agreement's top."""
    assert score.level is not None
    made = worth(kpi, score.level) if score.between is None else score.between
    deducted = deducted_points(score.deductions) if kpi.deductions else None
    points = made if deducted is None else max(made - deducted, Decimal(0))
    top = Decimal(agreement.top)
    counted = points if kpi.full == top else points * top / kpi.full
    return replace(score, points=points, top=kpi.full, deducted=deducted, counted=counted,
                   weighted=counted * score.weight / 100)


def _levels(measurement: Measurement, kpi: Kpi) -> tuple[int | None, ...]:
    """The level of a measurement, then those of its parts and deductions."""
    parts, deductions = part_scores(kpi, measurement), deduction_scores(kpi, measurement)
    whole = combined(measurement, kpi, parts, deductions)
    return level_reached(whole, kpi), *(one.level for one in (*parts, *deductions))


def _out_of_order(measurement: Measurement, kpi: Kpi) -> bool:
    """Whether a higher level's items are met while a lower level is not (milestones alone)."""
    failed = False
    for level in kpi.levels if kpi.formula.measure.milestones else ():
        met = is_met(level, measurement.result, answers(measurement, kpi), kpi)
        if failed and met:
            return True
        failed = failed or met is False
    return False


# --- the next level ------------------------------------------------------------------------------


def next_level(measurement: Measurement, kpi: Kpi, level: int) -> NextLevel | None:
    """What is missing to the next level, in the KPI's own unit; None at the highest."""
    ahead = above(kpi, level)
    if ahead is None:
        return None
    wanted = up_to(kpi, ahead.level)
    target = _target(wanted, kpi)
    lacking = Missing() if target is None else kpi.formula.measure.missing(measurement, kpi, target)
    needs = [*lacking.needs]
    missing = list(dict.fromkeys(
        need for step in wanted for need in step.needs
        if not item_met(kpi.item(need), measurement)
    ))
    if missing:
        needs.append("ยังขาด: " + ", ".join(_missing(kpi.item(n), measurement) for n in missing))
    return NextLevel(
        ahead.level, " และ ".join(needs), _gap(measurement, kpi, target), lacking.amount,
        lacking.unit, len(missing),
    )


def _missing(item: Item, measurement: Measurement) -> str:
    name = item.name
    if item.kind == "count":
        name = f"{name}อย่างน้อย {format_decimal(item.at_least, 0)} {item.unit}".rstrip()
    unanswered = measurement.answer(item.id) is None
    return f"{name} (ยังไม่รายงาน)" if unanswered else name


def _target(wanted: Sequence[Level], kpi: Kpi) -> Decimal | None:
    """The result that the hardest of these levels asks for, as results are apart."""
    bounds: list[Threshold] = [level.bound for level in wanted if level.bound is not None]
    return max(bounds, key=lambda bound: bound.rank).inside(step(kpi)) if bounds else None


def _gap(measurement: Measurement, kpi: Kpi, target: Decimal | None) -> Decimal | None:
    """How much the result must still grow, or fall where less is better; None where that is not known."""
    result = compared(measurement.result, kpi)
    if target is None:
        return Decimal(0)
    if result is None:
        return None
    return max(result - target if kpi.falls else target - result, Decimal(0))
