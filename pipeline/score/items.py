"""Whether what a level needs beside a result is met."""

from pipeline.ladder import Answer
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
