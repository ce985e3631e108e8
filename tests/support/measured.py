"""Measurements as bare as the scorer takes them."""

from decimal import Decimal

from pipeline.model.observation import Measurement

FIVE = ["plan", "field_work", "groups_chosen", "group_database", "plan_driven",
        "monthly_results", "groups_benefited", "groups_income_up"]
EIGHT = ["fund_database", "working_group", "meeting", "plan", "plan_progress", "report"]


def measured(kpi: int, above: str, below: str, answers: dict[str, int]) -> Measurement:
    percentage = Decimal(above) * 100 / Decimal(below)
    return Measurement(
        kpi, "2701", "measured", result=percentage, numerator=Decimal(above),
        denominator=Decimal(below),
        answers=tuple((key, Decimal(value)) for key, value in answers.items()),
        flags=("over-100",) if percentage > 100 and kpi != 9 else (),
    )


def checklist(kpi: int, items: list[str], values: list[object]) -> Measurement:
    answers = {
        item: None if value is None else Decimal(str(value))
        for item, value in zip(items, values, strict=True)
    }
    percentage = answers.get("plan_progress") if kpi == 8 else None
    return Measurement(
        kpi, "2701", "measured", result=percentage, answers=tuple(answers.items())
    )
