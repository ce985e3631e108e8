"""A KPI measured with its parts and deductions, and each district's own targets and weight."""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.measure.gather import Gathered
from pipeline.model.agreement import Kpi
from pipeline.model.observation import District, Measurement


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
    """A measurement with the district's own targets and weight."""
    kpi = seen.kpi
    if not kpi.target_source and not kpi.weight_source:
        return measurement
    targets, weights = (
        {level: o.value for level, o in seen.targets(district.code, element).items() if o.value is not None}
        for element in (kpi.target_source, kpi.weight_source))
    return replace(measurement, targets=tuple(targets.items()), weight=weights.get(0))
