"""A sheet a KPI: every district's figures, and what each lacks to the next level, the nearest
first."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from pipeline.forms import Linked, Styled
from pipeline.model.agreement import Agreement, Kpi
from pipeline.model.score import PartScore, Score, Scorecard
from pipeline.model.words import AT_HIGHEST, STATUS_NAMES
from pipeline.summarise.book import (
    FigureColumn,
    KpiRow,
    KpiSheet,
    KpiWhole,
    LevelText,
    Monthly,
    MonthRow,
)
from pipeline.summarise.cells import EXEMPT, NONE, result, shown
from pipeline.thai.digits import round_half_up, shortest
from pipeline.thai.text import clean
from pipeline.units import DATE, LEVEL, PERCENT, POINTS, out_of

YES, NO = "✓", "✗"
GIVEN = "ผู้ตรวจให้"
FLAGS = {  # in a word or two, behind what a district must do
    "near-threshold": "ใกล้เกณฑ์",
    "over-100": "เกินร้อยละ 100",
    "reading": "ตามการตีความ",
    "out-of-order": "ข้ามขั้น",
}

_COUNTED = {"": PERCENT, LEVEL: PERCENT, DATE: DATE}  # what results of a unit are headed by
_GAPS = _COUNTED | {DATE: "วัน"}
_NO_WHOLE = {
    True: "ไม่มียอดรวมของจังหวัด เพราะไม่ได้คิดจากจำนวน",
    False: "ไม่มีระดับของทั้งจังหวัด เกณฑ์นี้เป็นของแต่ละอำเภอ",
}

_TINY = Decimal("1e-15")
Pair = tuple[Scorecard, Score]


def kpi_sheets(
    cards: Sequence[Scorecard], agreement: Agreement, pooled: Mapping[int, Score]
) -> list[KpiSheet]:
    """Every KPI with its sheet's columns and rows."""
    return [
        _sheet(index, kpi, cards, agreement, pooled.get(kpi.number))
        for index, kpi in enumerate(agreement.kpis)
    ]


def _sheet(
    index: int, kpi: Kpi, cards: Sequence[Scorecard], agreement: Agreement, whole: Score | None
) -> KpiSheet:
    pairs = [(card, s) for card in cards for s in card.scores if s.kpi == kpi.number]
    pointed = agreement.pointed(kpi) or any(s.status == "given" and s.between is not None for _, s in pairs)
    columns = _columns(kpi, pairs)
    figures = sum(not column.item for column in columns)
    ordered = sorted(pairs, key=_nearness)
    cells = [_cells(score, columns) for _, score in ordered]
    rows = [
        _row(kpi, card, score, mine, figures, pointed)
        for (card, score), mine in zip(ordered, cells, strict=True)
    ]
    told = [
        FigureColumn(place, one.name, one.unit, one.how, _total(one.how, [mine[place] for mine in cells]))
        for place, one in enumerate(columns)
    ]
    levels = [score.level for _, score in pairs]
    label = f"ตัวชี้วัดที่ {kpi.number}"
    return KpiSheet(
        index=index,
        number=kpi.number,
        name=clean(kpi.name),
        label=label,
        link=Linked(label, f"#'{label}'!A1"),
        weight=kpi.weight,
        pointed=pointed,
        per=out_of(kpi.unit),
        unit=_COUNTED.get(kpi.unit, clean(kpi.unit)),
        gap_unit=_GAPS.get(kpi.unit, clean(kpi.unit)),
        source=clean(kpi.data_source),
        cutoff=kpi.cutoff,
        levels=[LevelText(x.level, clean(x.quote)) for x in kpi.levels],
        figures=told[:figures],
        checklist=told[figures:],
        grows=int(kpi.formula.measure.grows),
        rows=rows,
        whole=KpiWhole(
            shown(whole.result if whole else None), shown(whole.level if whole else None),
            whole is not None,
            _needs(whole) if whole else _NO_WHOLE[kpi.formula.measure.milestones],
        ),
        counts=[levels.count(level) for level in range(max(5, agreement.highest) + 1)],
        unreported=sum(score.status == "unreported" for _, score in pairs),
        exempt=sum(score.status == "exempt" for _, score in pairs),
    )


# --- columns -----------------------------------------------------------------------------------


class _Column(NamedTuple):
    name: str
    unit: str
    how: str
    item: bool
    part: str = ""


def _columns(kpi: Kpi, pairs: Sequence[Pair]) -> list[_Column]:
    """The figures that the KPI is made of and the points of its parts, then its items: what a sum of them
    is (``sum``), how many districts have met an item (``count``), or nothing (``none``)."""
    items = {clean(item.name): item for item in kpi.items}
    names = dict.fromkeys(
        name for _, score in pairs for fact in score.measurement.evidence
        if (name := clean(fact.name)) in items or fact.value is not None or not fact.text
    )
    columns: list[_Column] = []
    for name in [*names, *(name for name in items if name not in names)]:
        item = items.get(name)
        facts = (f for _, s in pairs for f in s.measurement.evidence if clean(f.name) == name)
        unit = DATE if item is not None and item.kind == "date" else next((clean(f.unit) for f in facts if f.unit), "")
        how = "sum" if (item is None and unit != "%") or (item is not None and item.kind == "count") else "none"
        if item is not None and item.kind == "yes/no":
            how = "count"
        columns.append(_Column(name, unit, how, item is not None and item.kind not in ("number", "date")))
    columns += [
        _Column(f"{word} {part.part} {clean(part.name)}", POINTS, "none", False, part.part)
        for word, parts in (("ส่วน", kpi.parts), ("หัก", kpi.deductions)) for part in parts
    ]
    return sorted(columns, key=lambda column: column.item)


def _total(how: str, cells: Sequence[object]) -> object:
    if how == "sum":
        return sum((value for value in cells if isinstance(value, Decimal)), Decimal(0))
    return cells.count(YES) if how == "count" else NONE


def _cells(score: Score, columns: Sequence[_Column]) -> list[object]:
    """A scored district's figures in the order of the columns; dashes for another."""
    facts = {clean(fact.name): fact for fact in score.measurement.evidence}
    points = {one.part: _part_points(one) for one in (*score.parts, *score.deductions)}
    cells: list[object] = []
    for column in columns:
        if column.part:
            cells.append(points.get(column.part, NONE))
            continue
        fact = facts.get(column.name)
        value = fact.value if fact is not None and score.status == "scored" else None
        answered = column.how == "count" and value is not None
        cells.append((YES if value else NO) if answered else _shown(value, column.unit == DATE))
    return cells


def _part_points(one: PartScore) -> object:
    if one.points is None:
        return EXEMPT if one.measurement.state == "exempt" else NONE
    return one.points


def _shown(value: Decimal | None, day: bool) -> object:
    return Styled(value, "result_date") if day and value is not None else shown(value)


# --- rows --------------------------------------------------------------------------------------


def _nearness(pair: Pair) -> tuple[object, ...]:
    """Those that can still rise first, by the items that they lack and then by the hundredths;
    then those not reported, at the top, exempt."""
    card, score = pair
    ahead = score.next_level
    if score.status == "scored" and ahead is not None:
        gap = Decimal("Infinity") if ahead.gap is None else ahead.gap
        return 0, ahead.items, gap, card.district.code
    place = {"unreported": 1, "scored": 2, "given": 2, "exempt": 3}[score.status]
    return place, 0, Decimal(0), card.district.code


def _row(
    kpi: Kpi, card: Scorecard, score: Score, cells: list[object], figures: int, pointed: bool
) -> KpiRow:
    ahead = score.next_level
    scored = score.status == "scored"
    mark = {"exempt": EXEMPT, "given": GIVEN}.get(score.status, NONE)
    return KpiRow(
        district=card.district.name,
        cells=cells,
        live=scored and figures > 1 and _live(score, kpi),
        result=result(kpi, score) if scored else mark,
        level=mark if score.level is None else score.level,
        gap=(ahead.gap or None) if ahead is not None and scored else None,
        amount=None if ahead is None else ahead.amount,
        unit="" if ahead is None else ahead.unit,
        lacking=None if ahead is None or not ahead.items else ahead.items,
        needs=_needs(score),
        remarks=_remarks(score, pointed),
    )


def _remarks(score: Score, pointed: bool) -> str:
    """What else is to be known of a district: its points, what they were made of, who gave the level,
    flags; why it has none."""
    measured = score.measurement
    if not score.known:
        return clean(measured.reason)
    told = [clean(fact.text) for fact in measured.evidence if fact.text] if score.status == "given" else []
    if pointed and score.points is not None:
        told.append(f"ได้ {shortest(round_half_up(score.points, 2))} จาก {shortest(score.top)} คะแนน")
    if score.deducted:
        told.append(f"หัก {shortest(score.deducted)}")
    return "; ".join([*told, *(FLAGS.get(flag, FLAGS["reading"]) for flag in score.flags)])


def _live(score: Score, kpi: Kpi) -> bool:
    """Whether the first two figures of a row make its percentage."""
    m = score.measurement
    if m.numerator is None or m.denominator is None or m.result is None or len(m.evidence) < 2:
        return False
    first, second = m.evidence[0].value, m.evidence[1].value
    if first is None or not second or second != m.denominator:
        return False
    above = first - second if kpi.formula.measure.grows else first
    return above == m.numerator and abs(above * m.per / second - m.result) < _TINY


def _needs(score: Score) -> str:
    if score.at_highest:
        return AT_HIGHEST
    if score.next_level is None:
        return STATUS_NAMES[score.status]
    return f"ระดับที่ {score.next_level.level}: {clean(score.next_level.needs)}"


# --- the months --------------------------------------------------------------------------------


def monthly(cards: Sequence[Scorecard], agreement: Agreement) -> Monthly:
    """The province's sums a month, of a KPI that grows over last year, beside those of the year
    before; over the districts that were scored."""
    numbers = [k.number for k in agreement.kpis if k.formula.measure.grows]
    scores = [
        s for card in cards for s in card.scores if s.kpi in numbers[:1] and s.status == "scored"
    ]
    years = [_by_month(scores, place) for place in (0, 1)]
    names = [
        clean(scores[0].measurement.evidence[place].name) if scores else name
        for place, name in enumerate(("ปีนี้", "ปีก่อน"))
    ]
    pairs = zip(years[0].items(), years[1].values(), strict=True) if scores else ()
    sums = [sum(year.values(), Decimal(0)) for year in years]
    return Monthly(
        kpi=numbers[0] if numbers else NONE,
        unit=clean(scores[0].measurement.evidence[0].unit) if scores else "",
        places=scores[0].measurement.evidence[0].places if scores else 0,
        now=names[0],
        before=names[1],
        districts=len(scores),
        total_now=sums[0],
        total_before=sums[1],
        rows=[
            MonthRow(month.rstrip("0123456789 "), now, before) for (month, now), before in pairs
        ] or [MonthRow("ยังไม่มีรายงาน", None, None)],
    )


def _by_month(scores: Sequence[Score], place: int) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for score in scores:
        for part in score.measurement.evidence[place].parts:
            label = clean(part.label)
            sums[label] = sums.get(label, Decimal(0)) + (part.value or Decimal(0))
    return sums
