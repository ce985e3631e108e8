"""A KPI measured with its parts and deductions, and each district's own targets and weight."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from pipeline.ladder import most
from pipeline.measure.gather import Gathered
from pipeline.model.agreement import Kpi
from pipeline.model.observation import District, Evidence, Measurement, Observation, Part, source_of
from pipeline.model.words import OWN_WEIGHT, target_name
from pipeline.thai.digits import round_half_up, shortest
from pipeline.units import PERCENT

FAR, FARTHER = 100, 1000  # times: a result that is more than its target, or less; a district that has hardly begun has a hundredth


def measured(kpi: Kpi, gathered: Sequence[Gathered]) -> dict[str, Measurement]:
    """A KPI's measurement by district (code), given what its own measure and those of its parts and
    deductions are given, in the order of ``Kpi.leaves``."""
    own, *others = ([_one(seen, district, results[district.code]) for district in seen.districts]
                    for seen in gathered for results in (seen.kpi.formula.measure.measured(seen),))
    of_parts = {seen.kpi.part: results for seen, results in zip(gathered[1:], others, strict=True)}
    return {
        one.district: replace(one, parts=tuple((part, results[at]) for part, results in of_parts.items()))
        if of_parts else one
        for at, one in enumerate(own)
    }


def _one(seen: Gathered, district: District, measurement: Measurement) -> Measurement:
    """A measurement with the district's own targets and weight, and the cells that they stand in."""
    kpi = seen.kpi
    measurement = _possible(seen, district, measurement)
    _say_negative(seen, district, measurement)
    _say_far(seen, district, measurement, kpi.formula.denominator, measurement.numerator)
    if not kpi.target_source and not kpi.weight_source:
        return measurement
    targets, weights = (seen.targets(district.code, element) for element in (kpi.target_source, kpi.weight_source))
    lost = weights[0] if 0 in weights and weights[0].value is None else None
    targets, weights = ({level: o for level, o in one.items() if o.value is not None} for one in (targets, weights))
    found = replace(
        measurement, targets=tuple((level, o.value) for level, o in targets.items() if o.value is not None),
        weight=weights[0].value if 0 in weights else None)
    if measurement.state != "measured":
        return found
    if lost is not None:
        return seen.unreported(district.code, f"“{OWN_WEIGHT}” ใช้ไม่ได้", *measurement.evidence, lost=lost)
    if not _rise(kpi, found):
        at = next(iter(targets.values())).origin
        seen.find("targets-fall", "เป้าหมายของแต่ละระดับไม่เรียงจากง่ายไปยาก จึงไม่รู้ว่าได้ระดับใด",
                  "แก้เป้าหมายของระดับที่พิมพ์ผิดหรือสลับช่อง", at, district.code)
        return replace(seen.unreported(
            district.code, "เป้าหมายของแต่ละระดับไม่เรียงจากง่ายไปยาก", *measurement.evidence), weight=found.weight)
    if any(level.target for level in kpi.levels):
        _say_far(seen, district, measurement, kpi.target_source, measurement.result)
    unit = "%" if kpi.unit == PERCENT else kpi.unit
    cells = [_evidence(target_name(level), o, unit, kpi.places) for level, o in targets.items()]
    cells += [_evidence(OWN_WEIGHT, weights[0], "%", 2)] if 0 in weights else []
    return replace(found, evidence=(*measurement.evidence, *cells))


def _possible(seen: Gathered, district: District, measurement: Measurement) -> Measurement:
    """A measurement, not reported where its result is more points than anybody can have."""
    full, result = most(seen.kpi), measurement.result
    if full is None or result is None or result <= full or measurement.given is not None:
        return measurement
    problem = f"ได้ {shortest(round_half_up(result, seen.kpi.places))} คะแนน เกินคะแนนเต็ม {shortest(full)}"
    seen.find("points-over", f"{problem} จึงไม่รู้ว่าคะแนนเต็มของต้นทางคือเท่าใด", "แก้คะแนนในไฟล์ต้นทางให้อยู่ในคะแนนเต็มเดียวกัน",
              next(iter(measurement.origins), None), district.code)
    return seen.unreported(district.code, problem, *measurement.evidence)


def _say_negative(seen: Gathered, district: District, measurement: Measurement) -> None:
    """Warns of a figure below 0 where less is better: it takes away from the others."""
    cells = measurement.evidence[0].parts if seen.kpi.falls and measurement.evidence else ()
    below = next((cell for cell in cells if cell.value is not None and cell.value < 0), None)
    if below is not None and below.value is not None:
        seen.find("negative-figure", f"มีตัวเลขติดลบ ({shortest(below.value)}) ในผลที่ยิ่งน้อยยิ่งดี จึงหักจากแถวอื่นและทำให้ผลดีขึ้น",
                  "ตรวจว่าเป็นรายการปรับปรุงจริง ถ้าพิมพ์ผิด ให้แก้ในไฟล์ต้นทาง", below.origin, district.code, severity="warning")


def _rise(kpi: Kpi, measurement: Measurement) -> bool:
    """Whether each level whose bound is the district's own asks for no less than the one before."""
    own = [level.level for level in kpi.levels if level.target]
    levels = kpi.with_targets(dict(measurement.targets)).levels
    ranks = [level.bound.rank for level in levels if level.level in own and level.bound]
    return ranks == sorted(ranks)


def _say_far(
    seen: Gathered, district: District, measurement: Measurement, element: str, value: Decimal | None
) -> None:
    """Warns of a target that is so far from what was reached that it can hardly be in the same unit."""
    if not value or not element or not seen.sources[source_of(element)].kind.per_round:
        return
    for target in seen.targets(district.code, element).values():
        if measurement.state == "measured" and target.value and (value >= FAR * target.value or target.value >= FARTHER * value > 0):
            seen.find(
                "target-far", f"เป้าหมาย {shortest(target.value)} ต่างจากผล {shortest(value)} กว่า {FAR} เท่า อาจไม่ใช่หน่วยเดียวกัน",
                "ตรวจหน่วยของเป้าหมาย แล้วพิมพ์หน่วยที่หัวช่อง (เช่น ล้านบาท) หรือแก้ตัวเลข", target.origin, district.code,
                severity="warning")
            return


def _evidence(name: str, one: Observation, unit: str, places: int) -> Evidence:
    """A figure of one cell."""
    return Evidence(name, one.value, unit, places, "", (one.origin,), (Part(one.value, one.origin, "", one.as_of),))
