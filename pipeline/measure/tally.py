"""The measure ``items_done``: how many of its items are met, in any order."""

from dataclasses import replace
from decimal import Decimal

from pipeline.ladder import reached
from pipeline.measure.answers import Answers, answered, unanswered
from pipeline.measure.words import lacking
from pipeline.model.agreement import Kpi, Measure, MeasureInput, Missing
from pipeline.model.observation import Evidence, Measurement
from pipeline.model.offer import Offer, of_items


def measure(gathered: MeasureInput) -> dict[str, Measurement]:
    """How many items each district has met. An item without an answer may be met or not: where the level hangs
    on it, the district is not reported."""
    return {district.code: _one(gathered, district.code) for district in gathered.districts}


def _one(gathered: MeasureInput, district: str) -> Measurement:
    kpi = gathered.kpi
    answers, evidence = answered(gathered, district)
    nothing = unanswered(gathered, district, evidence, said=any(value is not None for _, value in answers))
    if nothing is not None:
        return nothing
    met = Decimal(sum(kpi.item(name).met_by(value) for name, value in answers))
    silent = [name for name, value in answers if value is None and not kpi.item(name).unanswered_is_no]
    count = Evidence(f"จำนวน{kpi.unit}ที่ทำได้", met, kpi.unit)
    if silent and _hangs(kpi, met, answers, len(silent)):
        names = "”, “".join(kpi.item(name).name for name in silent)
        return gathered.unreported(
            district, f"ยังไม่รายงาน “{names}”", *evidence,
            lost=next((o for name in silent for o in gathered.answers(district, kpi.item(name))), None))
    return Measurement(
        kpi.number, district, "measured", result=met, answers=answers, evidence=(count, *evidence))


def _hangs(kpi: Kpi, met: Decimal, answers: Answers, silent: int) -> bool:
    """Whether the level would be another if some of the items without an answer were met."""
    if not kpi.levels or kpi.interpolated or kpi.target_source:
        return True
    known = {name: None if value is None else kpi.item(name).met_by(value) for name, value in answers}
    ways = {reached(kpi, met + more, lambda name: bool(known[name])) for more in range(silent + 1)}
    ways.add(reached(kpi, met + silent, lambda name: known[name] is not False))
    return len(ways) > 1


def _working(measurement: Measurement) -> str:
    return f"นับรายการที่ทำได้จาก {len(measurement.answers)} รายการ = "


def _missing(measurement: Measurement, kpi: Kpi, target: Decimal) -> Missing:
    """How many more items must be met, and which these may be."""
    assert measurement.result is not None
    found = lacking(target - measurement.result, 0, kpi.unit, kpi, f"ทำ{kpi.unit}")
    left = [item.name for item in kpi.items if not item.met_by(measurement.answer(item.id))]
    if found.amount is None:
        return found
    (need,) = found.needs
    return replace(found, needs=(f"{need} จาก: {', '.join(left)}",))


MEASURE = Measure(
    name="items_done",
    needs=("element",),
    may=("more",),
    units=(),
    figure="answer",
    measured=measure,
    working=_working,
    missing=_missing,
    way="นับจำนวนรายการที่ทำได้ ไม่ต้องเรียงลำดับ จาก {element}",
    adds=False,
    tallies=True,
    offers=(Offer("นับข้อที่ทำได้ ไม่ต้องเรียงลำดับ", of=of_items),),
)
