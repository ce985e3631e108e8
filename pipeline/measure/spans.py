"""What is added up of rows that bear a day or a month of their own: those of the span of a KPI, all of it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.measure.figures import parts
from pipeline.model.agreement import MeasureInput
from pipeline.model.observation import Measurement, Observation, Part
from pipeline.thai.calendar import thai_date

RUNNING = "สะสม"  # in a title, once the day that figures are added up to is out of it


@dataclass(frozen=True, slots=True)
class Spanned:
    """A district's rows of an element within the span, and the months of it that lack (their names)."""

    rows: tuple[Observation, ...]
    lacking: tuple[str, ...] = ()


def spanned(gathered: MeasureInput, district: str, element: str) -> Spanned:
    """The rows that are added up: all of a state, those within the span of a flow; a row without a day may be
    of it. Rows before it are told once."""
    seen = gathered.of(district, element)
    if not any(o.dated for o in seen):
        return Spanned(tuple(seen))
    if gathered.is_monthly(element):
        wanted = gathered.agreement.months_of(gathered.kpi)
        there = {o.when for o in seen}
        lacking = tuple(month_name(month) for month in wanted if month not in there)
        return Spanned(tuple(o for o in seen if o.when is None or o.when in wanted), lacking)
    first, _ = gathered.agreement.span(gathered.kpi)
    before = [o for o in seen if o.when is not None and o.when < first]
    if before:
        gathered.find(
            "rows-before-span", f"มี {len(before)} รายการก่อนวันที่ {thai_date(first)} จึงไม่นับ",
            "ไม่ต้องทำอะไร", before[0].origin, district, severity="info",
        )
    return Spanned(tuple(o for o in seen if o not in before))


def cumulative(gathered: MeasureInput, district: str, seen: Sequence[Observation]) -> Measurement | None:
    """Why months cannot be added up that are each added up with those before them, as their title says: the
    first ones would count again and again. None where they can."""
    running = next((o for o in seen if any(RUNNING in name for name in o.identity.names)), None)
    if running is None or not gathered.is_monthly(running.element):
        return None
    gathered.find(
        "cumulative-months", "หัวตารางบอกว่าเป็นยอดสะสม ตัวเลขของแต่ละเดือนจึงรวมเดือนก่อนแล้ว บวกกันไม่ได้",
        "ส่งออกยอดของแต่ละเดือน ถ้าเป็นยอดรายเดือนอยู่แล้ว ให้เอาคำว่า สะสม ออกจากหัวตาราง", running.origin, district)
    return gathered.unreported(district, "ตัวเลขรายเดือนเป็นยอดสะสม จึงบวกกันไม่ได้", lost=running)


def month_name(day: dt.date | None) -> str:
    """``ต.ค. 60``."""
    return "" if day is None else thai_date(day, "short").split(" ", 1)[1]


def labelled(rows: Sequence[Observation]) -> tuple[Part, ...]:
    """The cells of some rows, each with its month where it has one."""
    return tuple(
        part for o in rows
        for part in parts([o], month_name(o.when) if o.dated and o.when is not None and o.when.day == 1 else None)
    )
