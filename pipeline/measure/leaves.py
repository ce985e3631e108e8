"""A KPI measured with its parts and deductions, and each district's own targets and weight."""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.measure.gather import Gathered
from pipeline.model.agreement import Kpi
from pipeline.model.observation import District, Evidence, Measurement, Observation, Part
from pipeline.model.words import OWN_WEIGHT, target_name
from pipeline.units import PERCENT


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
    if not kpi.target_source and not kpi.weight_source:
        return measurement
    targets, weights = (
        {level: o for level, o in seen.targets(district.code, element).items() if o.value is not None}
        for element in (kpi.target_source, kpi.weight_source))
    found = replace(
        measurement, targets=tuple((level, o.value) for level, o in targets.items() if o.value is not None),
        weight=weights[0].value if 0 in weights else None)
    if measurement.state != "measured":
        return found
    unit = "%" if kpi.unit == PERCENT else kpi.unit
    cells = [_evidence(target_name(level), o, unit, kpi.places) for level, o in targets.items()]
    cells += [_evidence(OWN_WEIGHT, weights[0], "%", 2)] if 0 in weights else []
    return replace(found, evidence=(*measurement.evidence, *cells))


def _evidence(name: str, one: Observation, unit: str, places: int) -> Evidence:
    """A figure of one cell."""
    return Evidence(name, one.value, unit, places, "", (one.origin,), (Part(one.value, one.origin, "", one.as_of),))
