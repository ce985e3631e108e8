"""Why the level of a measurement cannot be told."""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.ladder import is_met, within
from pipeline.model.agreement import Kpi
from pipeline.model.cells import Origin
from pipeline.model.observation import Measurement
from pipeline.score.items import answers, item_met


def undecided(measurement: Measurement, kpi: Kpi) -> Measurement:
    """What was measured of a KPI, or of a part of one, as not reported, and why."""
    if measurement.state == "unreported":
        return measurement
    own = kpi.with_targets(dict(measurement.targets))
    lacking = [level.level for level in own.levels if level.target]
    if lacking:
        levels = ", ".join(map(str, lacking))
        return replace(measurement, state="unreported", reason=f"ไม่มีเป้าหมายของอำเภอนี้ (ระดับที่ {levels})")
    names = _unanswered(measurement, own)
    reason = f"ยังไม่รายงาน “{'”, “'.join(names)}”"
    return replace(measurement, state="unreported", reason=reason, where=_silent(measurement, names))


def _silent(measurement: Measurement, names: Sequence[str]) -> Origin | None:
    """The cell of the first of these items, if a file has one."""
    cells = {e.name: e.origins for e in measurement.evidence}
    return next((cells[name][0] for name in names if cells.get(name)), None)


def _unanswered(measurement: Measurement, kpi: Kpi) -> list[str]:
    """The items, and the result, that decide the first level that cannot be told; without levels the result."""
    carrier = [kpi.item(kpi.formula.result).name] if kpi.formula.result else []
    for level in kpi.levels:
        if is_met(level, measurement.result, answers(measurement, kpi), kpi) is None:
            names = [kpi.item(n).name for n in level.needs
                     if item_met(kpi.item(n), measurement) is None]
            return names + (carrier if within(level, measurement.result, kpi) is None else [])
    return carrier
