"""The measure ``mean``: the mean of the figures, or of the ratios, of the rows of a district."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.ladder import most, reached, worth
from pipeline.measure.answers import answered
from pipeline.measure.figures import percentage, places, why_unreported
from pipeline.measure.spans import Spanned, cumulative, labelled, spanned
from pipeline.measure.words import to_the_result
from pipeline.model.agreement import Formula, Kpi, Measure, MeasureInput, Missing
from pipeline.model.observation import Evidence, Measurement, Observation
from pipeline.model.offer import Offer, of_days
from pipeline.model.words import NO_REPORT
from pipeline.thai.digits import format_decimal, shortest
from pipeline.units import PERCENT, POINTS, factor

WAY = "ค่าเฉลี่ยของ{}ทุกแถว{}"


@dataclass(frozen=True, slots=True)
class _Unit:
    """One per row of a district: the cells of its figure (two of a ratio) and of its weight, by the keys of
    the formula."""

    cells: dict[str, Observation]

    @property
    def first(self) -> Observation:
        return next(iter(self.cells.values()))

    def value(self, key: str) -> Decimal:
        value = self.cells[key].value
        assert value is not None
        return value


def measure(gathered: MeasureInput) -> dict[str, Measurement]:
    """Each district's mean, in the KPI's unit: that of the figures (or another of money), percent of ratios,
    points where each row has points first; with the items that its levels need beside it. No row may lack a figure, nor a month of the
    span one."""
    return {district.code: _one(gathered, district.code) for district in gathered.districts}


def _one(gathered: MeasureInput, district: str) -> Measurement:
    formula = gathered.kpi.formula
    keys = _keys(formula)
    spans = {key: spanned(gathered, district, getattr(formula, key)) for key in keys}
    seen = [o for span in spans.values() for o in span.rows]
    if not seen:
        return gathered.unreported(district, NO_REPORT)
    if (unclear := cumulative(gathered, district, seen)) is not None:
        return unclear
    stated = tuple(_stated(gathered, getattr(formula, key), span) for key, span in spans.items())
    if district in gathered.late:
        return gathered.unreported(district, "", *stated)
    if lacking := list(dict.fromkeys(month for span in spans.values() for month in span.lacking)):
        return gathered.unreported(district, f"ขาดเดือน {', '.join(lacking)}", *stated)
    units = _units(spans)
    for unit in units:
        if (why := _why_not(gathered, unit, stated, keys)) is not None:
            return gathered.unreported(district, why, *stated, lost=_lost(unit) or unit.first)
    if (nothing := _without_base(gathered, units)) is not None:
        return gathered.without_base(district, nothing, *stated)
    return _measured(gathered, district, units, stated)


def _keys(formula: Formula) -> tuple[str, ...]:
    return tuple(key for key in ("element", "numerator", "denominator", "weight") if getattr(formula, key))


def _stated(gathered: MeasureInput, element: str, span: Spanned) -> Evidence:
    """What the rows state of one column, all together."""
    column = gathered.column(element)
    value = sum((o.value for o in span.rows if o.value is not None), Decimal(0))
    whole = bool(span.rows) and all(o.state == "given" for o in span.rows)
    return Evidence(
        column.called, value if whole else None, column.unit, places(column.unit),
        origins=tuple(o.origin for o in span.rows), parts=labelled(span.rows))


def _units(spans: dict[str, Spanned]) -> list[_Unit]:
    rows: dict[tuple[str, int], dict[str, Observation]] = {}
    for key, span in spans.items():
        for o in span.rows:
            rows.setdefault((o.table, o.row), {})[key] = o
    return [_Unit(cells) for cells in rows.values()]


def _lost(unit: _Unit) -> Observation | None:
    return next((o for o in unit.cells.values() if o.state != "given"), None)


def _why_not(
    gathered: MeasureInput, unit: _Unit, stated: Sequence[Evidence], keys: Sequence[str]
) -> str | None:
    """Why the mean cannot be made because of a row; None where the row states all."""
    for key, made in zip(keys, stated, strict=True):
        if key not in unit.cells or unit.cells[key].state != "given":
            return why_unreported(made, [unit.cells[key]] if key in unit.cells else [])
    full = None if gathered.kpi.formula.unit_levels else most(gathered.kpi)
    if full is not None and "element" in unit.cells and unit.value("element") > full:
        return f"“{stated[0].name}” เกินคะแนนเต็ม {shortest(full)}"
    if "weight" in unit.cells and unit.value("weight") < 0:
        return f"“{stated[-1].name}” ติดลบ"
    return None


def _without_base(gathered: MeasureInput, units: Sequence[_Unit]) -> Evidence | None:
    """The figure that cannot be divided by: the denominator of a row, the weights of all."""
    formula = gathered.kpi.formula
    for unit in units:
        if formula.denominator and unit.value("denominator") <= 0:
            return _named(gathered, formula.denominator, [unit.cells["denominator"]])
    if formula.weight and not any(unit.value("weight") for unit in units):
        return _named(gathered, formula.weight, [unit.cells["weight"] for unit in units])
    return None


def _named(gathered: MeasureInput, element: str, rows: Sequence[Observation]) -> Evidence:
    column = gathered.column(element)
    return Evidence(column.called, Decimal(0), column.unit, origins=tuple(o.origin for o in rows))


def _measured(
    gathered: MeasureInput, district: str, units: Sequence[_Unit], stated: Sequence[Evidence]
) -> Measurement:
    kpi = gathered.kpi
    figures = [_figure(unit, kpi) * _factor(gathered) for unit in units]
    weights = [unit.value("weight") if kpi.formula.weight else Decimal(1) for unit in units]
    whole = sum((f * w for f, w in zip(figures, weights, strict=True)), Decimal(0))
    answers, evidence = answered(gathered, district)
    divisor = stated[-1] if kpi.formula.weight else Evidence("จำนวนแถวที่เฉลี่ย", Decimal(len(units)), "แถว")
    rest = [one for one in stated if one is not divisor] if _is_made(gathered) else []
    return Measurement(
        kpi.number, district, "measured", result=whole / sum(weights), answers=answers,
        evidence=(_listed(gathered, units, figures, weights), divisor, *rest, *evidence),
    )


def _factor(gathered: MeasureInput) -> Decimal:
    """What the figures of the rows are multiplied by to be in the KPI's unit."""
    formula = gathered.kpi.formula
    plain = formula.element and not formula.unit_levels
    return factor(gathered.column(formula.element).unit, gathered.kpi.unit) if plain else Decimal(1)


def _is_made(gathered: MeasureInput) -> bool:
    """Whether what is averaged is not what the cells state."""
    formula = gathered.kpi.formula
    return bool(formula.denominator or formula.unit_levels or formula.weight or _factor(gathered) != 1)


def _figure(unit: _Unit, kpi: Kpi) -> Decimal:
    """A row's own figure: as it is stated, as a ratio in percent, or the points that it has."""
    formula = kpi.formula
    value = unit.value("element") if formula.element else percentage(unit.value("numerator"), unit.value("denominator"))
    if not formula.unit_levels:
        return value
    own = replace(kpi, levels=formula.unit_levels, interpolated=False, below_first=0)
    level = reached(own, value, lambda item: None)
    assert level is not None
    return worth(own, level)


def _listed(
    gathered: MeasureInput, units: Sequence[_Unit], figures: Sequence[Decimal], weights: Sequence[Decimal]
) -> Evidence:
    """What is averaged, row by row, and added up: each times its weight where it has one."""
    formula = gathered.kpi.formula
    column = gathered.column(formula.element or formula.numerator)
    unit, made = (POINTS, "คะแนนของ") if formula.unit_levels else (PERCENT, "ร้อยละของ") if formula.denominator else (column.unit, "")
    unit = unit if _factor(gathered) == 1 else gathered.kpi.unit
    times = f" × {gathered.column(formula.weight).called}" if formula.weight else ""
    parts = tuple(
        replace(labelled([one.first])[0], value=figure * weight)
        for one, figure, weight in zip(units, figures, weights, strict=True))
    return Evidence(
        f"{made}{column.called}{times} รวมทุกแถว", sum((part.value or Decimal(0) for part in parts), Decimal(0)),
        unit, 2 if _is_made(gathered) else places(unit), origins=tuple(part.origin for part in parts), parts=parts)


def _working(measurement: Measurement) -> str:
    whole, by = measurement.evidence[:2]
    shown = [format_decimal(one.value or Decimal(0), one.places, grouping=True) for one in (whole, by)]
    return f"ค่าเฉลี่ย {shown[0]} ÷ {shown[1]} = "


def _missing(measurement: Measurement, kpi: Kpi, target: Decimal) -> Missing:
    """By how much the mean must still rise, or fall where less is better."""
    return to_the_result(measurement, kpi, target, "ค่าเฉลี่ย")


def _way(formula: Formula) -> str:
    one = "{element}" if formula.element else "ร้อยละของ {numerator} ÷ {denominator}"
    points = "คะแนนของ " if formula.unit_levels else ""
    return WAY.format(f" {points}{one} ", " ถ่วงน้ำหนักด้วย {weight}" if formula.weight else "")


MEASURE = Measure(
    name="mean",
    needs=(),
    either=(("element",), ("numerator", "denominator")),
    may=("weight", "unit_levels", "span", "more"),
    units=(),
    figure="figure",
    measured=measure,
    working=_working,
    missing=_missing,
    way=_way,
    offers=(
        Offer("เฉลี่ย {element}"), Offer("เฉลี่ย {element} ตั้งแต่ต้นปีงบประมาณ", {"span": "fiscal_year"}, of_days),
        Offer("เฉลี่ย {numerator} ÷ {denominator} ของแต่ละแถว"),
        Offer("เฉลี่ย {numerator} ÷ {denominator} ของแต่ละแถว ตั้งแต่ต้นปีงบประมาณ", {"span": "fiscal_year"}, of_days),),
)
