"""The measure ``growth_over_last_year``: the round's months against the same a year before."""

import datetime as dt
from decimal import Decimal

from pipeline.measure.figures import parts, percentage, places
from pipeline.measure.words import of_growth, to_the_numerator
from pipeline.model.agreement import Measure, MeasureInput
from pipeline.model.observation import Evidence, Measurement, Observation, Part
from pipeline.model.words import NO_REPORT
from pipeline.thai.calendar import thai_date

RUNNING = "สะสม"  # in a title, once the day that figures are added up to is out of it


def measure(gathered: MeasureInput) -> dict[str, Measurement]:
    """Each district's growth in percent; every month of both years must be there."""
    return {district.code: _one(gathered, district.code) for district in gathered.districts}


def _one(gathered: MeasureInput, district: str) -> Measurement:
    formula = gathered.kpi.formula
    seen = gathered.of(district, formula.element)
    if not seen:
        return gathered.unreported(district, NO_REPORT)
    running = next((o for o in seen if any(RUNNING in name for name in o.identity.names)), None)
    if running is not None:
        return _cumulative(gathered, district, running)
    now = _sum(gathered, gathered.agreement.months(), seen)
    before = _sum(gathered, gathered.agreement.months(1), seen)
    missing = [part.label for part in (*now.parts, *before.parts) if part.value is None]
    undated = next((o for o in seen if o.when is None), None)
    if undated is not None:
        return gathered.unreported(district, "อ่านเดือนไม่ได้", now, before, lost=undated)
    if missing:
        lost = next((o for o in seen if o.state != "given" and _month(o.when) in missing), None)
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


def _cumulative(gathered: MeasureInput, district: str, o: Observation) -> Measurement:
    """Months that are each added up with those before them: adding them counts the first ones again
    and again."""
    gathered.find(
        "cumulative-months", "หัวตารางบอกว่าเป็นยอดสะสม ตัวเลขของแต่ละเดือนจึงรวมเดือนก่อนแล้ว บวกกันไม่ได้",
        "ส่งออกยอดของแต่ละเดือน ถ้าเป็นยอดรายเดือนอยู่แล้ว ให้เอาคำว่า สะสม ออกจากหัวตาราง", o.origin, district)
    return gathered.unreported(district, "ตัวเลขรายเดือนเป็นยอดสะสม จึงบวกกันไม่ได้", lost=o)


def _sum(gathered: MeasureInput, wanted: list[dt.date], seen: list[Observation]) -> Evidence:
    """The sum of some months; its parts are each month's cells, with value None where a month
    is missing."""
    column = gathered.column(gathered.kpi.formula.element)
    name = f"{column.called} {_month(wanted[0])}–{_month(wanted[-1])}"
    cells: list[Part] = []
    used: list[Observation] = []
    whole = True
    for month in wanted:
        mine = [o for o in seen if o.when == month]
        used += mine
        whole = whole and bool(mine) and all(o.state == "given" for o in mine)
        cells += parts(mine, _month(month))
        if not mine:
            where = seen[0].origin
            cells.append(Part(None, type(where)(where.file, where.sheet), _month(month)))
    value = sum((o.value for o in used if o.value is not None), Decimal(0))
    return Evidence(
        name, value if whole else None, column.unit, places(column.unit),
        origins=tuple(o.origin for o in used), parts=tuple(cells),
    )


def _month(day: dt.date | None) -> str:
    return "" if day is None else thai_date(day, "short").split(" ", 1)[1]


MEASURE = Measure(
    name="growth_over_last_year",
    needs=("element",),
    may=("more",),
    figure="figure",
    measured=measure,
    working=of_growth,
    missing=to_the_numerator,
    way="({element} ของเดือนในรอบ − ของเดือนเดียวกันปีก่อน) ÷ ของปีก่อน × 100",
    pools=True,
    grows=True,
)
