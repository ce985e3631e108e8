"""The measure ``growth_over_last_year``: the months of the round, or of the fiscal year so far, against the
same a year before."""

import datetime as dt
from decimal import Decimal

from pipeline.measure.figures import parts, percentage, places
from pipeline.measure.spans import cumulative, month_name
from pipeline.measure.words import of_growth, to_the_numerator
from pipeline.model.agreement import Formula, Measure, MeasureInput
from pipeline.model.cells import NOWHERE
from pipeline.model.observation import Evidence, Measurement, Observation, Part
from pipeline.model.offer import Offer, of_days
from pipeline.model.words import NO_REPORT


def measure(gathered: MeasureInput) -> dict[str, Measurement]:
    """Each district's growth in percent; every month of both years must be there."""
    return {district.code: _one(gathered, district.code) for district in gathered.districts}


def _one(gathered: MeasureInput, district: str) -> Measurement:
    formula = gathered.kpi.formula
    seen = gathered.of(district, formula.element)
    if not seen:
        return gathered.unreported(district, NO_REPORT)
    if (unclear := cumulative(gathered, district, seen)) is not None:
        return unclear
    now = _sum(gathered, gathered.agreement.months_of(gathered.kpi), seen)
    before = _sum(gathered, gathered.agreement.months_of(gathered.kpi, 1), seen)
    missing = [part.label for part in (*now.parts, *before.parts) if part.value is None]
    undated = next((o for o in seen if o.when is None), None)
    if undated is not None:
        return gathered.unreported(district, "อ่านเดือนไม่ได้", now, before, lost=undated)
    if missing:
        lost = next((o for o in seen if o.state != "given" and month_name(o.when) in missing), None)
        said = ", ".join(dict.fromkeys(missing))
        return gathered.unreported(district, f"ขาดเดือน {said}", now, before, lost=lost)
    assert now.value is not None and before.value is not None
    if before.value <= 0:
        return gathered.without_base(district, before, now, before)
    grown = now.value - before.value
    return Measurement(
        gathered.kpi.number, district, "measured",
        result=percentage(grown, before.value), numerator=grown, denominator=before.value,
        evidence=(now, before),
    )


def _sum(gathered: MeasureInput, wanted: list[dt.date], seen: list[Observation]) -> Evidence:
    """The sum of some months; its parts are each month's cells, with neither value nor place where a month
    is missing."""
    column = gathered.column(gathered.kpi.formula.element)
    name = f"{column.called} {month_name(wanted[0])}–{month_name(wanted[-1])}"
    cells: list[Part] = []
    used: list[Observation] = []
    whole = True
    for month in wanted:
        mine = [o for o in seen if o.when == month]
        used += mine
        whole = whole and bool(mine) and all(o.state == "given" for o in mine)
        cells += parts(mine, month_name(month))
        if not mine:
            cells.append(Part(None, NOWHERE, month_name(month)))
    value = sum((o.value for o in used if o.value is not None), Decimal(0))
    return Evidence(
        name, value if whole else None, column.unit, places(column.unit),
        origins=tuple(o.origin for o in used), parts=tuple(cells),
    )


def _way(formula: Formula) -> str:
    months = "ในรอบ" if formula.span == "round" else "ตั้งแต่ต้นปีงบประมาณ"
    return f"({{element}} ของเดือน{months} − ของเดือนเดียวกันปีก่อน) ÷ ของปีก่อน × 100"


MEASURE = Measure(
    name="growth_over_last_year",
    needs=("element",),
    may=("span", "more"),
    figure="figure",
    measured=measure,
    working=of_growth,
    missing=to_the_numerator,
    way=_way,
    pools=True,
    grows=True,
    offers=(
        Offer("{element} เพิ่มขึ้นจากปีก่อน", of=of_days),
        Offer("{element} เพิ่มขึ้นจากปีก่อน ตั้งแต่ต้นปีงบประมาณ", {"span": "fiscal_year"}, of_days),),
)
