"""The measure ``sum``: Σ of a column."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from pipeline.measure.answers import answered
from pipeline.measure.figures import lost_of, summed, why_unreported
from pipeline.measure.spans import cumulative, labelled, spanned
from pipeline.measure.words import lacking, to_the_result
from pipeline.model.agreement import Formula, Kpi, Measure, MeasureInput, Missing
from pipeline.model.observation import Evidence, Measurement, Observation
from pipeline.model.offer import Offer, of_days
from pipeline.model.words import NO_REPORT
from pipeline.units import factor


def measure(gathered: MeasureInput) -> dict[str, Measurement]:
    """Each district's sum, in the KPI's unit, with the items that its levels need beside it; of a report with
    rows of their own time those of the span, of which no month may lack."""
    return {district.code: _one(gathered, district.code) for district in gathered.districts}


def _one(gathered: MeasureInput, district: str) -> Measurement:
    element = gathered.kpi.formula.element
    seen = gathered.of(district, element)
    if not seen:
        return gathered.unreported(district, NO_REPORT)
    if (unclear := cumulative(gathered, district, seen)) is not None:
        return unclear
    span = spanned(gathered, district, element)
    made = _sum(gathered, element, span.rows)
    if district in gathered.late:
        return gathered.unreported(district, "", made)
    if span.lacking:
        return gathered.unreported(district, f"ขาดเดือน {', '.join(span.lacking)}", made)
    if made.value is None:
        return gathered.unreported(district, why_unreported(made, span.rows), made, lost=lost_of(span.rows))
    answers, evidence = answered(gathered, district)
    return Measurement(
        gathered.kpi.number, district, "measured", result=made.value * factor(made.unit, gathered.kpi.unit),
        answers=answers, evidence=(made, *evidence),
    )


def _sum(gathered: MeasureInput, element: str, rows: Sequence[Observation]) -> Evidence:
    column = gathered.column(element)
    return replace(summed(column.called, column.unit, rows), parts=labelled(rows))


def _working(measurement: Measurement) -> str:
    return f"ผลรวมของ {measurement.evidence[0].name} = "


def _missing(measurement: Measurement, kpi: Kpi, target: Decimal) -> Missing:
    """How much more (or less) the sum must be, in the unit of its figures."""
    (made, *_) = measurement.evidence
    assert made.value is not None
    size = factor(made.unit, kpi.unit)
    if size == 1:
        return to_the_result(measurement, kpi, target, made.name)
    exact = target / size - made.value
    return lacking(-exact if kpi.falls else exact, made.places, made.unit, kpi, made.name)


def _way(formula: Formula) -> str:
    return "ผลรวมของ {element}" + ("" if formula.span == "round" else " ตั้งแต่ต้นปีงบประมาณ")


MEASURE = Measure(
    name="sum",
    needs=("element",),
    may=("span", "more"),
    units=(),
    figure="figure",
    measured=measure,
    working=_working,
    missing=_missing,
    way=_way,
    offers=(Offer("ผลรวม {element}"), Offer("ผลรวม {element} ตั้งแต่ต้นปีงบประมาณ", {"span": "fiscal_year"}, of_days),),
)
