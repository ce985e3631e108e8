"""The measure ``ratio_of_sums``: Σ numerator ÷ Σ denominator × 100, or per so many people."""

from dataclasses import replace
from decimal import Decimal

from pipeline.measure.answers import answered
from pipeline.measure.figures import lost_of, percentage, summed, why_unreported
from pipeline.measure.words import of_two_sums, to_the_numerator
from pipeline.model.agreement import Measure, MeasureInput
from pipeline.model.observation import Measurement, Observation
from pipeline.model.offer import Offer
from pipeline.model.words import NO_REPORT
from pipeline.thai.calendar import fiscal_month, thai_date
from pipeline.thai.digits import format_decimal
from pipeline.thai.periods import fiscal_year, month_end
from pipeline.units import PERCENT, RATES, out_of


def measure(gathered: MeasureInput) -> dict[str, Measurement]:
    """Each district's ratio, in the KPI's unit, with the items that its levels need beside it."""
    return {district.code: _one(gathered, district.code) for district in gathered.districts}


def _one(gathered: MeasureInput, district: str) -> Measurement:
    formula = gathered.kpi.formula
    below = gathered.of(district, formula.denominator)
    above = _numerator(gathered, district, below)
    top = summed(_name(gathered, formula.numerator), gathered.column(formula.numerator).unit, above)
    bottom = summed(
        _name(gathered, formula.denominator), gathered.column(formula.denominator).unit, below
    )
    evidence = (top, bottom)
    if not above and not below:
        return gathered.unreported(district, NO_REPORT)
    if district in gathered.late:
        return gathered.unreported(district, "", *evidence)
    for made, cells in ((top, above), (bottom, below)):
        if made.value is None:
            return gathered.unreported(
                district, why_unreported(made, cells), *evidence, lost=lost_of(cells)
            )
    assert top.value is not None and bottom.value is not None
    if bottom.value <= 0:
        return gathered.without_base(district, bottom, *evidence)
    answers, answered_evidence = answered(gathered, district)
    per = out_of(gathered.kpi.unit)
    ratio = percentage(top.value, bottom.value, per)
    return Measurement(
        gathered.kpi.number, district, "measured", result=ratio,
        numerator=top.value, denominator=bottom.value, answers=answers,
        evidence=(*evidence, *answered_evidence),
        flags=("over-100",) if ratio > 100 and gathered.kpi.unit == PERCENT else (), per=per,
    )


def _name(gathered: MeasureInput, element: str) -> str:
    return gathered.column(element).called


def _numerator(
    gathered: MeasureInput, district: str, below: list[Observation]
) -> list[Observation]:
    """The numerator's cells: its own column and, for rows of tables that lack it, the element
    that stands in for it."""
    formula = gathered.kpi.formula
    own = gathered.of(district, formula.numerator)
    if not formula.numerator_else:
        return own
    instead = gathered.of(district, formula.numerator_else)
    rows = {(o.table, o.row) for o in own}
    lacking = [o for o in below if (o.table, o.row) not in rows]
    if not lacking:
        if instead:
            gathered.find(
                "register-not-used",
                f"ตารางมีช่อง “{_name(gathered, formula.numerator)}” แล้ว จึงไม่ใช้"
                f"{gathered.title(formula.numerator_else)} (นับครั้งเดียว)",
                "ไม่ต้องทำอะไร", instead[0].origin, district, severity="info",
            )
        return own
    if own and instead:
        gathered.find(
            "two-ways-disbursed",
            f"บางตารางมีช่อง{_name(gathered, formula.numerator)} บางตารางใช้{gathered.title(formula.numerator_else)} "
            "จึงรวมทั้งสองอย่าง",
            f"ตรวจว่าทะเบียนไม่ได้บันทึกยอดของตารางที่มีช่อง{_name(gathered, formula.numerator)}ซ้ำอีก",
            instead[0].origin, district, severity="warning",
        )
    if own and not instead:
        return [*own, *(_blank(o, formula.numerator) for o in lacking)]
    _say_later(gathered, district, instead)
    if outside := _outside(gathered, district):
        return [*own, *outside]
    if instead or not gathered.registered(district):
        return [*own, *instead]
    return [_nothing_paid(gathered, district, lacking[0])]


def _outside(gathered: MeasureInput, district: str) -> list[Observation]:
    """The rows of a register whose day is not in the fiscal year of the cut-off, as figures that
    nobody knows: a day is mistyped, or the money is another year's."""
    year = fiscal_year(gathered.kpi.cutoff)
    first, last = fiscal_month(year, 10), month_end(year, 12)
    outside = [
        o for o in gathered.registered(district)
        if o.when is not None and not first <= o.when <= last
    ]
    for o in outside:
        assert o.when is not None
        gathered.find(
            "outside-fiscal-year",
            f"{thai_date(o.when)} ไม่อยู่ในปีงบประมาณ {year} จึงไม่รู้ว่าเป็นเงินของปีนี้หรือพิมพ์วันที่ผิด",
            "แก้วันที่ในไฟล์ต้นทาง ถ้าเป็นเงินของปีอื่น ให้เอาแถวนี้ออก", o.origin, district,
        )
    return [replace(o, value=None, state="broken") for o in outside]


def _say_later(gathered: MeasureInput, district: str, instead: list[Observation]) -> None:
    """Says which rows of a register came after the cut-off and do not count."""
    counted = {(o.table, o.row) for o in instead}
    later = [o for o in gathered.registered(district) if (o.table, o.row) not in counted]
    if later:
        total = sum((o.value for o in later if o.value is not None), Decimal(0))
        unit = gathered.column(later[0].element).unit
        gathered.find(
            "rows-after-cutoff",
            f"มี {len(later)} รายการหลังวันตัดยอด {thai_date(gathered.kpi.cutoff)} "
            f"รวม {format_decimal(total, 2, grouping=True)} {unit} จึงไม่นับ",
            "ไม่ต้องทำอะไร", later[0].origin, district, severity="info",
        )


def _blank(below: Observation, element: str) -> Observation:
    return Observation(
        element, below.district, None, "blank", below.origin, below.table, below.row
    )


def _nothing_paid(gathered: MeasureInput, district: str, below: Observation) -> Observation:
    """Σ of a register whose payments are all after the cut-off: a measured zero."""
    return Observation(
        gathered.kpi.formula.numerator_else, district, Decimal(0), "given",
        gathered.registered(district)[0].origin, below.table, below.row,
    )


MEASURE = Measure(
    name="ratio_of_sums",
    needs=("numerator", "denominator"),
    may=("numerator_else", "more"),
    units=tuple(RATES),
    figure="figure",
    measured=measure,
    working=of_two_sums,
    missing=to_the_numerator,
    way="ผลรวมของ {numerator} ÷ ผลรวมของ {denominator} × {per}",
    pools=True,
    offers=(Offer("{numerator} ÷ {denominator}"),),
)
