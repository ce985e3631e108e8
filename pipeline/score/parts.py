"""The parts of a KPI: the points of each, and the result that they make together."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from pipeline.ladder import PLACES, worth
from pipeline.model.agreement import Kpi
from pipeline.model.observation import Measurement
from pipeline.model.score import PartScore
from pipeline.score.items import level_reached, points_between
from pipeline.score.undecided import undecided
from pipeline.thai.digits import round_half_up
from pipeline.thai.text import clean


def combined(
    measurement: Measurement, kpi: Kpi, parts: Sequence[PartScore], deductions: Sequence[PartScore]
) -> Measurement:
    """A measurement with the result that the points of its parts make; not reported where those of a part,
    or what is to be deducted, are not known."""
    lacking = [
        (part, score) for part, score in zip((*kpi.parts, *kpi.deductions), (*parts, *deductions), strict=True)
        if score.points is None and score.measurement.state != "exempt"
    ]
    if lacking:
        part, score = lacking[0]
        return replace(measurement, state="unreported", where=score.measurement.where,
                       reason=f"“{clean(part.name)}”: {score.measurement.reason}")
    if not kpi.parts:
        return measurement
    made = _together(parts, kpi)
    if made is None:
        return replace(measurement, state="unreported", reason="ยกเว้นทุกส่วนของตัวชี้วัดนี้")
    return replace(measurement, result=made)


def part_scores(kpi: Kpi, measurement: Measurement) -> tuple[PartScore, ...]:
    """What each part is worth, with the weight that its points have where the district is exempt from others."""
    return _scores(kpi.parts, measurement, shared=kpi.formula.combine != "best")


def deduction_scores(kpi: Kpi, measurement: Measurement) -> tuple[PartScore, ...]:
    """What each deduction takes; nothing is taken instead of one that the district is exempt from."""
    return _scores(kpi.deductions, measurement, shared=False)


def _scores(parts: Sequence[Kpi], measurement: Measurement, *, shared: bool) -> tuple[PartScore, ...]:
    measured = dict(measurement.parts) if parts else {}
    weights = _weights(parts, measured, shared=shared)
    return tuple(_one(part, measured[part.part], weights[part.part]) for part in parts)


def _one(part: Kpi, measurement: Measurement, weight: Decimal) -> PartScore:
    if measurement.state != "measured":
        return PartScore(part.part, measurement, weight)
    result = None if measurement.result is None else round_half_up(measurement.result, PLACES)
    if not part.levels:
        told = undecided(measurement, part) if result is None else measurement
        return PartScore(part.part, told, weight, result, None, result)
    level = level_reached(measurement, part)
    if level is None:
        return PartScore(part.part, undecided(measurement, part), weight, result)
    own = part.with_targets(dict(measurement.targets))
    points = points_between(measurement, own, level)
    return PartScore(part.part, measurement, weight, result, level, worth(own, level) if points is None else points)


def _weights(parts: Sequence[Kpi], measured: Mapping[str, Measurement], *, shared: bool) -> dict[str, Decimal]:
    """The weight of each part's points: those that a district is exempt from have none and, where weights are
    ``shared``, give all that they could have made to the part that they name, or to the others in proportion."""
    absent = [part for part in parts if measured[part.part].state == "exempt"]
    weights = {part.part: part.weight for part in parts} | {part.part: Decimal(0) for part in absent}
    if not shared:
        return weights
    room = {part.part: part.weight * part.full for part in parts}  # the most that it can make
    here = [part.part for part in parts if part not in absent]
    common = sum((room[part.part] for part in absent if part.absent_to not in here), Decimal(0))
    for name in here:
        won = sum((room[part.part] for part in absent if part.absent_to == name), Decimal(0))
        won += common * room[name] / sum(room[one] for one in here)
        weights[name] *= (room[name] + won) / room[name]
    return weights


def _together(parts: Sequence[PartScore], kpi: Kpi) -> Decimal | None:
    """Sum, mean or best of the points of the parts that a district is not exempt from."""
    known = [(one.points, one.weight) for one in parts if one.points is not None]
    if not known:
        return None
    if kpi.formula.combine == "best":
        return max(points for points, _ in known)
    total = sum((points * weight for points, weight in known), Decimal(0))
    return total if kpi.formula.combine == "sum" else total / sum(weight for _, weight in known)


def deducted_points(scores: Sequence[PartScore]) -> Decimal:
    """What is taken from the points of a KPI."""
    return sum((one.points * one.weight for one in scores if one.points is not None), Decimal(0))
