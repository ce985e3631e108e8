"""The measure ``new_registrations``: those who are new in a register against those of the base years."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from pipeline.measure.figures import parts, percentage
from pipeline.measure.words import of_two_sums, to_the_numerator
from pipeline.model.agreement import Measure, MeasureInput
from pipeline.model.observation import Evidence, Measurement, Observation
from pipeline.model.offer import Offer, of_numbered
from pipeline.model.source import Column
from pipeline.model.words import NO_REPORT
from pipeline.thai.calendar import BUDDHIST_ERA, registration_year


def measure(gathered: MeasureInput) -> dict[str, Measurement]:
    """Each district's numbers registered within the round and never before, ÷ its distinct
    numbers of the base years, in percent. Who registers counts once, by the number."""
    everyone = [
        o for district in gathered.districts
        for o in gathered.of(district.code, gathered.kpi.formula.element)
    ]
    by_number: dict[str, list[Observation]] = {}
    for o in everyone:
        if o.state == "given":
            by_number.setdefault(o.key, []).append(o)
    fresh = [
        o for rows in by_number.values()
        if any(_within(gathered, o) for o in rows)
        and not any(_before(gathered, o) for o in rows)
        for o in _first(rows)
    ]
    return {d.code: _one(gathered, d.code, fresh) for d in gathered.districts}


def _first(rows: list[Observation]) -> list[Observation]:
    """The first registration of a number, once for each district that its row may be of."""
    first = min((o.when or dt.date.max, o.origin) for o in rows)
    return [o for o in rows if (o.when or dt.date.max, o.origin) == first]


def _within(gathered: MeasureInput, o: Observation) -> bool:
    """Whether a registration was made within the round."""
    return o.when is not None and gathered.agreement.start <= o.when <= gathered.kpi.cutoff


def _before(gathered: MeasureInput, o: Observation) -> bool:
    """Whether a registration was made before the round."""
    if o.when is not None and o.when < gathered.agreement.start:
        return True
    return o.value is not None and o.value < gathered.agreement.start.year + BUDDHIST_ERA


def _unclear(gathered: MeasureInput, o: Observation) -> bool:
    """Whether it cannot be told if a registration falls into the round."""
    return o.state != "given" or (o.when is None and not _before(gathered, o))


def _one(gathered: MeasureInput, district: str, fresh: list[Observation]) -> Measurement:
    seen = gathered.of(district, gathered.kpi.formula.element)
    if not seen:
        return gathered.unreported(district, NO_REPORT)
    years = gathered.kpi.formula.base_years
    base = list({
        o.key: o for o in reversed(seen)
        if o.state == "given" and registration_year(o.value, o.when) in years
    }.values())[::-1]
    new = [o for o in fresh if o.district == district]
    who = gathered.numbered(gathered.kpi.formula.element)
    evidence = (
        _count(f"{who.called}รายใหม่ในรอบ", who, new),
        _count(f"{who.called}ที่ลงทะเบียนปี {years[0]}–{years[-1]}", who, base),
    )
    for o in seen:
        if o.state == "given" and _unclear(gathered, o):
            gathered.find(
                "missing-date", "ไม่มีวันที่ลงทะเบียน จึงไม่รู้ว่าลงทะเบียนในรอบหรือไม่",
                "พิมพ์วันที่ลงทะเบียน", o.origin, district,
            )
    lost = next((o for o in seen if _unclear(gathered, o)), None)
    if lost is not None:
        return gathered.unreported(district, "มีแถวทะเบียนที่ใช้ไม่ได้", *evidence, lost=lost)
    if not base:
        gathered.find(
            "zero-denominator", f"ไม่มี{evidence[1].name} จึงคิดร้อยละไม่ได้",
            "ใส่ทะเบียนปีฐาน หรือแจ้งยกเว้นตัวชี้วัดนี้พร้อมเหตุผล", seen[0].origin, district,
        )
        return gathered.unreported(district, f"ไม่มี{evidence[1].name}", *evidence)
    above, below = Decimal(len(new)), Decimal(len(base))
    return Measurement(
        gathered.kpi.number, district, "measured", result=percentage(above, below),
        numerator=above, denominator=below, evidence=evidence,
    )


def _count(name: str, who: Column, observations: list[Observation]) -> Evidence:
    return Evidence(
        name, Decimal(len(observations)), who.unit or "ราย",
        origins=tuple(o.origin for o in observations),
        parts=tuple(replace(part, value=Decimal(1)) for part in parts(observations)),
    )


MEASURE = Measure(
    name="new_registrations",
    needs=("element", "base_years"),
    may=("more",),
    figure="year",
    measured=measure,
    working=of_two_sums,
    missing=to_the_numerator,
    way="จำนวนรายใหม่ในรอบ ÷ จำนวนรายที่ลงทะเบียนในปี {base_years} × 100 นับจาก {element}",
    pools=True,
    adds=False,
    counts=True,
    offers=(Offer("รายใหม่ ÷ รายของปีฐาน", of=of_numbered),),
)
