"""The measure ``given``: a level, or points, that a reviewer gave on evidence."""

from decimal import Decimal

from pipeline.measure.figures import parts
from pipeline.model.agreement import Kpi, Measure, MeasureInput, Missing
from pipeline.model.finding import safe_text
from pipeline.model.observation import Evidence, Measurement, Observation
from pipeline.model.offer import Offer, of_reviewers
from pipeline.model.words import NO_REPORT
from pipeline.thai.digits import shortest
from pipeline.units import LEVEL

NOTE = "ผู้ตรวจและหลักฐาน"


def measure(gathered: MeasureInput) -> dict[str, Measurement]:
    """What was given to each district, as far as it is reviewed: a level, or points (``result``) with the
    level whose points they reach. Who has still to review or to send what is told once."""
    found = {district.code: _one(gathered, district.code) for district in gathered.districts}
    _to_review(gathered)
    return found


def _one(gathered: MeasureInput, district: str) -> Measurement:
    kpi = gathered.kpi
    column = gathered.column(kpi.formula.element)
    seen = gathered.of(district, kpi.formula.element)
    o = seen[0] if seen else None
    if o is None:
        return gathered.unreported(district, NO_REPORT)
    evidence = _evidence(column.called, column.unit, o)
    if o.value is None:
        return gathered.unreported(district, f"“{column.called}” เว้นว่าง", *evidence, lost=o)
    points = None if column.unit == LEVEL else o.value
    level = _level(kpi, o.value) if points is None else _reached(kpi, points)
    if level is None:
        what = f"{column.called} {shortest(o.value)}"
        gathered.find(
            "given-unclear", f"เกณฑ์ไม่มี{what} จึงไม่นับ", "แก้ให้เป็นค่าที่เกณฑ์มี", o.origin, district)
        return gathered.unreported(district, f"เกณฑ์ไม่มี{what}", *evidence)
    return Measurement(kpi.number, district, "measured", result=points, given=level, evidence=evidence)


def _evidence(name: str, unit: str, o: Observation) -> tuple[Evidence, ...]:
    """What was given, and by whom, when and on which paper."""
    made = Evidence(
        name, o.value, unit, 0 if unit == LEVEL else 2, origins=(o.origin,), parts=parts([o], safe_text(o.note)))
    return (made, Evidence(NOTE, None, "", text=o.note, origins=(o.origin,))) if o.note else (made,)


def _level(kpi: Kpi, value: Decimal) -> int | None:
    """The level that a number is: one of the ladder, or none reached; None where it is no such."""
    return next((one for one in (0, *(level.level for level in kpi.levels)) if one == value), None)


def _reached(kpi: Kpi, points: Decimal) -> int | None:
    """The last level whose worth some points reach; None of points that nobody can have."""
    if not 0 <= points <= kpi.full:
        return None
    return max((level.level for level in kpi.levels if level.worth <= points), default=0)


def _to_review(gathered: MeasureInput) -> None:
    """Says which districts have not sent, or wait for whom."""
    names = {district.code: district.name for district in gathered.districts}
    waiting: dict[str, list[tuple[str, Observation]]] = {}
    for code, name in names.items():
        for o in gathered.of(code, gathered.kpi.formula.element):
            if o.value is None and o.state == "blank" and o.why:
                waiting.setdefault(o.why, []).append((f"{name} ({o.note})" if o.note else name, o))
    for state, rows in waiting.items():
        gathered.find(
            "to-review", f"{state} {len(rows)} อำเภอ: {', '.join(said for said, _ in rows)}",
            "ส่งหรือตรวจหลักฐานให้ครบ แล้วพิมพ์สถานะ ตรวจแล้ว พร้อมระดับที่ได้ ผู้ตรวจ และหลักฐาน", rows[0][1].origin,
            severity="warning", state=state,
        )


def _working(measurement: Measurement) -> str:
    return "คะแนนที่ผู้ตรวจให้ = "


def _missing(measurement: Measurement, kpi: Kpi, target: Decimal) -> Missing:
    """Nothing: what a reviewer gives cannot be counted."""
    return Missing()


MEASURE = Measure(
    name="given",
    needs=("element",),
    units=(LEVEL,),
    figure="figure",
    measured=measure,
    working=_working,
    missing=_missing,
    way="ผู้ตรวจให้ตามหลักฐานใน {element} นับเฉพาะที่ตรวจแล้ว",
    adds=False,
    given=True,
    offers=(Offer("{element}", of=of_reviewers),),
)
