"""What a measurement meets: the items that levels need, and the level that they and its result reach."""

from decimal import Decimal

from pipeline.ladder import Answer, between, reached
from pipeline.model.agreement import Kpi
from pipeline.model.item import Item
from pipeline.model.observation import Measurement


def item_met(item: Item, measurement: Measurement) -> bool | None:
    """Whether an item is met; None where it was not answered and that is not a no."""
    value = measurement.answer(item.id)
    if value is None:
        return False if item.unanswered_is_no else None
    return item.met_by(value)


def answers(measurement: Measurement, kpi: Kpi) -> Answer:
    """Which items (ids) of a KPI its measurement meets."""
    return lambda item: item_met(kpi.item(item), measurement)


def level_reached(measurement: Measurement, kpi: Kpi) -> int | None:
    """The level of a measurement of a KPI, or of a part of one: that which was given, else None where an
    unreported item, result or target decides it."""
    if measurement.given is not None:
        return measurement.given
    return reached(kpi.with_targets(dict(measurement.targets)), measurement.result, answers(measurement, kpi))


def points_between(measurement: Measurement, kpi: Kpi, level: int) -> Decimal | None:
    """The points that count instead of what the level is worth: those given, or between two levels' bounds;
    None where there are no such."""
    return between(kpi, measurement.result, level) if measurement.given is None else measurement.result
