"""Columns that are a thousand (or a hundred) times off, or that stand in each other's place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.checks.facts import ALMOST, FACTORS, LIKE, MOST, SMALL, median
from pipeline.checks.words import amount, figure, looks_like, suspected
from pipeline.model.check import FactRow, Facts, FigureCheck, Odd, Rule, Suspicion
from pipeline.model.observation import Observation

THIN = 3  # districts of a table that is judged alone; of two (a file a district) both may be odd, and all such are together
SWAPPED = 3  # times at most: a third of the money may be spent by mid-year; beyond, the figure itself is wrong
LEAST = 1000  # baht: no district's envelope is less, so 990 at the middle is thousands of baht


@dataclass(frozen=True, slots=True)
class _Pair:
    """One per row that has both figures, neither of them 0."""

    above: Observation
    below: Observation
    table: str

    @property
    def ratio(self) -> Decimal:
        return (self.above.value or Decimal(0)) / (self.below.value or Decimal(1))


def unit_off(facts: Facts, rule: Rule) -> Iterator[Suspicion]:
    """A column a thousand times off its partner in most districts, a row so in a table that is not,
    and a table a thousand times below the others of its source."""
    above, below = rule.columns["column"], rule.columns["partner"]
    rows = facts.rows(rule.source)
    for group in _groups(_pairs(rows, above, below)):
        yield from _column_off(facts, rule, group)
    yield from _tables_off(facts, rule, rows)


def _pairs(rows: Sequence[FactRow], above: str, below: str) -> list[_Pair]:
    return [
        _Pair(row.cells[above], row.cells[below], row.table) for row in rows
        if row.value(above) and row.value(below)
    ]


def _groups(pairs: Sequence[_Pair]) -> list[list[_Pair]]:
    """The pairs by table, those of tables of one or two districts together."""
    tables: dict[str, list[_Pair]] = {}
    for pair in pairs:
        tables.setdefault(pair.table, []).append(pair)
    large = [mine for mine in tables.values() if len(_districts(mine)) >= THIN]
    small = [pair for mine in tables.values() if len(_districts(mine)) < THIN for pair in mine]
    return [*large, small] if small else large


def _districts(pairs: Sequence[_Pair]) -> set[str]:
    return {pair.above.district for pair in pairs}


def _column_off(facts: Facts, rule: Rule, pairs: Sequence[_Pair]) -> Iterator[Suspicion]:
    low, high = rule.limits["least"] / 100, rule.limits["most"] / 100
    many = len(_districts(pairs))
    for factor in FACTORS:
        if factor < 1000 and many < SMALL:
            continue
        for side in ("above", "below"):
            off = [p for p in pairs if low <= _mended(p, factor, side) <= high]
            if len(off) >= MOST * len(pairs):
                yield from _said(facts, rule, off, factor, side, len(pairs))
                return
    usual = median([pair.ratio for pair in pairs])
    for pair in pairs if low <= usual <= high else ():
        if LIKE[0] * usual <= pair.ratio * FACTORS[0] <= LIKE[1] * usual:
            yield from _said(facts, rule, [pair], FACTORS[0], "above", 1)


def _mended(pair: _Pair, factor: Decimal, side: str) -> Decimal:
    return pair.ratio * factor if side == "above" else pair.ratio / factor


def _said(
    facts: Facts, rule: Rule, off: Sequence[_Pair], factor: Decimal, side: str, of: int
) -> list[Suspicion]:
    odd = [pair.above if side == "above" else pair.below for pair in off]
    partner = off[0].below if side == "above" else off[0].above
    total = sum((o.value or Decimal(0) for o in odd), Decimal(0))
    where = f"ใน {len(off)} จาก {of} แถว" if of > 1 else f"ของ{facts.named(odd[0].district)}"
    return suspected(
        facts, rule, [Odd(o, (o.value or Decimal(0)) * factor) for o in odd],
        f"“{facts.heading(odd[0].element)}” รวม {amount(total)} {where} "
        f"น้อยกว่า “{facts.heading(partner.element)}” ราว {amount(factor)} เท่าจากที่ควร",
        looks_like(factor, facts.unit(odd[0].element)), value=total,
        remedy="ตรวจหน่วยของทั้งสองช่อง แล้วพิมพ์หน่วยที่หัวช่อง (เช่น พันบาท) หรือแก้ตัวเลข",
    )


# --- a table beside the others of its source ------------------------------------------------------


def _tables_off(facts: Facts, rule: Rule, rows: Sequence[FactRow]) -> Iterator[Suspicion]:
    """A table whose allocations are a thousand times below those of the other tables, district by
    district, and are no amounts of baht: hardly a thousand, or not round."""
    below = rule.columns["partner"]
    tables: dict[str, dict[str, Decimal]] = {}
    every: dict[str, list[Decimal]] = {}
    for row in rows:
        value = row.value(below)
        if value is not None and value > 0:
            mine = tables.setdefault(row.table, {})
            mine[row.district] = mine.get(row.district, Decimal(0)) + value
    for mine in tables.values():
        for district, value in mine.items():
            every.setdefault(district, []).append(value)
    usual = {district: max(values) for district, values in every.items() if len(values) > 1}
    for table, mine in tables.items():
        shares = {d: usual[d] / value for d, value in mine.items() if d in usual}
        near = [d for d, share in shares.items()
                if LIKE[0] * FACTORS[0] / 5 <= share <= LIKE[1] * FACTORS[0] * 5]
        if len(shares) < THIN or len(near) < ALMOST * len(shares) or not _not_baht(list(mine.values())):
            continue
        odd = [Odd(cell, (cell.value or Decimal(0)) * FACTORS[0])
               for row in rows if row.table == table for cell in row.cells.values()
               if cell.element in rule.columns.values()]
        total = sum(mine.values())
        yield from suspected(
            facts, rule, odd,
            f"ทั้งตารางมี {figure(facts, odd[0].seen)} … รวม “{facts.heading(below)}” {amount(Decimal(total))} "
            f"น้อยกว่าตารางอื่นของรายงานราว {amount(FACTORS[0])} เท่าแทบทุกอำเภอ",
            looks_like(FACTORS[0], facts.unit(below)), value=Decimal(total),
            remedy="ตรวจหน่วยของตาราง แล้วพิมพ์หน่วยที่หัวช่อง (เช่น พันบาท) หรือแก้ตัวเลข",
        )


def _not_baht(values: Sequence[Decimal]) -> bool:
    return median(values) < LEAST or 2 * sum(bool(value % 10) for value in values) > len(values)


# --- columns in each other's place ----------------------------------------------------------------


def columns_swapped(facts: Facts, rule: Rule) -> Iterator[Suspicion]:
    """Almost every row of a table that is not its base has more, half of all rows at least, and those
    more than the limit at the middle."""
    above, below = rule.columns["column"], rule.columns["base"]
    for pairs in _groups(_pairs(facts.rows(rule.source), above, below)):
        other = [pair for pair in pairs if pair.ratio != 1]
        over = [pair for pair in other if pair.ratio > 1]
        if len(_districts(over)) < THIN or len(over) < Decimal("0.9") * len(other) or 2 * len(over) < len(pairs):
            continue
        middle = median([pair.ratio for pair in other])
        if not rule.limits["above"] / 100 < middle <= SWAPPED:
            continue
        odd = [one for pair in over for one in (
            Odd(pair.above, pair.below.value), Odd(pair.below, pair.above.value))]
        yield from suspected(
            facts, rule, odd,
            f"“{facts.heading(above)}” มากกว่า “{facts.heading(below)}” ใน {len(over)} จาก {len(pairs)} แถว "
            f"เช่น {amount(over[0].above.value or Decimal(0))} กับ {amount(over[0].below.value or Decimal(0))}",
            "ดูเหมือนสองช่องสลับกัน", "ตรวจหัวของสองช่อง แล้วสลับให้ถูก",
        )


UNIT_OFF = FigureCheck(
    "unit-off", "source", unit_off, columns=("column", "partner"), limits=("least", "most"))
COLUMNS_SWAPPED = FigureCheck(
    "columns-swapped", "source", columns_swapped, columns=("column", "base"), limits=("above",))
