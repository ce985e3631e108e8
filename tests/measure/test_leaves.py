"""A district's own targets and weight beside its measurement, with their cells."""

from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from shapes import KPIS

from pipeline.measure.leaves import measured
from pipeline.model.cells import Origin
from pipeline.model.observation import District, Measurement, Observation

D = Decimal


def row(element: str, key: str, value: str, cell: str) -> Observation:
    return Observation(f"targets.{element}", "2701", D(value), "given", Origin("เป้าหมาย.xlsx", "S", cell), "t", 1, key)


ROWS = (
    row("target", "10.", "80", "C4"), row("target", "10.3", "82.5", "D4"), row("target", "1.", "7", "C5"),
    row("target", "10.A", "9", "C6"), row("weight", "10.", "7.5", "E4"), row("weight", "10.2", "99", "F4"),
)


def of_district(state: Any = "measured") -> Measurement:
    kpi = KPIS[10]
    own = Measurement(10, "2701", state, result=D(80) if state == "measured" else None)
    measure = replace(kpi.formula.measure, measured=lambda _: {"2701": own})
    seen: Any = SimpleNamespace(
        kpi=replace(kpi, formula=replace(kpi.formula, measure=measure)), districts=(District("2701", "ก"),),
        targets=lambda _, element: {
            int(level or 0): one for one in ROWS
            if one.element == element and one.key.startswith("10.") and not (level := one.key[3:]).isalpha()})
    return measured(seen.kpi, [seen])["2701"]


def test_targets_and_weight_of_the_kpi_are_taken_each_with_its_cell() -> None:
    found = of_district()
    assert (found.targets, found.weight) == (((0, D(80)), (3, D("82.5"))), D("7.5"))
    assert [(one.name, one.value, one.unit, one.origins[0].cell, len(one.parts)) for one in found.evidence] == [
        ("เป้าหมายของอำเภอ", 80, "%", "C4", 1), ("เป้าหมายระดับที่ 3", D("82.5"), "%", "D4", 1), ("น้ำหนักของอำเภอ", D("7.5"), "%", "E4", 1)]


@pytest.mark.parametrize("state", ["unreported", "exempt"])
def test_a_district_that_is_not_measured_has_no_evidence_of_them(state: Any) -> None:
    found = of_district(state)
    assert found.targets and found.weight == D("7.5") and found.evidence == ()
