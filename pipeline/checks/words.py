"""What checks say alike."""

from collections.abc import Sequence
from decimal import Decimal

from pipeline.model.check import Facts, Odd, Rule, Suspicion
from pipeline.model.observation import Observation
from pipeline.thai.digits import format_decimal

MEND = "ตรวจกับต้นทาง ถ้าผิดให้แก้ในไฟล์"


def amount(value: Decimal) -> str:
    """A figure as people write it: commas, and decimals (four at most) only where there are any."""
    shown = format_decimal(value, 4, grouping=True).rstrip("0").rstrip(".")
    return f"{shown}0" if shown[-2:-1] == "." else shown


def looks_like(factor: Decimal, unit: str) -> str:
    """What a figure that is so many times too small looks like, in Thai."""
    name = {1000: "พันบาท", 1_000_000: "ล้านบาท"}.get(int(factor))
    return f"ดูเหมือนเป็น{name}" if unit == "บาท" and name else f"ดูเหมือนน้อยไป {amount(factor)} เท่า"


def figure(facts: Facts, o: Observation) -> str:
    """A figure with the heading of its column."""
    return f"“{facts.heading(o.element)}” {amount(o.value or Decimal(0))}"


def of_kpis(facts: Facts, rule: Rule, seen: Observation) -> list[int]:
    """The KPIs that a figure feeds."""
    if rule.kpi:
        return [rule.kpi]
    return [
        kpi.number for kpi in facts.agreement.kpis
        if seen.element in kpi.elements() and facts.feeds(kpi, seen)
    ]


def suspected(
    facts: Facts, rule: Rule, odd: Sequence[Odd], what: str, looks: str, remedy: str = MEND,
    value: Decimal | None = None,
) -> list[Suspicion]:
    """A suspicion of each KPI that some figures feed; its value is that of the first, unless told."""
    first = odd[0].seen
    shown = amount(value if value is not None else first.value or Decimal(0))
    districts = tuple(dict.fromkeys(one.seen.district for one in odd))
    return [
        Suspicion(kpi, what, looks, shown, remedy, districts, tuple(odd))
        for kpi in of_kpis(facts, rule, first)
    ]
