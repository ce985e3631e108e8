"""A district's own targets and weight beside its measurement, with their cells."""

from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from measuring import Result, Row, kpi, ladder, scored, source, table
from shapes import KPIS

from pipeline.definitions.sources import problems_of
from pipeline.errors import DefinitionError
from pipeline.measure.leaves import measured
from pipeline.model.cells import Origin
from pipeline.model.observation import District, Measurement, Observation
from pipeline.model.period import NOTHING_SAID

D = Decimal


def row(element: str, key: str, value: str, cell: str) -> Observation:
    return Observation(f"targets.{element}", "2701", D(value), "given", Origin("เป้าหมาย.xlsx", "S", cell), "t", 1, key)


SOURCES = [source(sold="บาท"), source("targets", "targets", target="", weight="")]
ROWS = (
    row("target", "10.", "80", "C4"), row("target", "10.3", "82.5", "D4"), row("target", "1.", "7", "C5"),
    row("target", "10.A", "9", "C6"), row("weight", "10.", "7.5", "E4"), row("weight", "10.2", "99", "F4"),
)


def of_district(state: Any = "measured") -> Measurement:
    kpi = KPIS[10]
    own = Measurement(10, "2701", state, result=D(80) if state == "measured" else None)
    measure = replace(kpi.formula.measure, measured=lambda _: {"2701": own})
    seen: Any = SimpleNamespace(
        sources={one.id: one for one in SOURCES}, kpi=replace(kpi, formula=replace(kpi.formula, measure=measure)), districts=(District("2701", "ก"),),
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


# --- targets that cannot be right -----------------------------------------------------------------

SUM = '[formula]\nmeasure = "sum"\nelement = "made.sold"\n'


def against(sold: object, *targets: object, kind: str = "at_least") -> Result:
    """What a district has that sold so much, its levels having these targets."""
    text = f'unit = "บาท"\ntarget_source = "targets.target"\n{SUM}' + ladder(kind, *['"target"'] * len(targets))
    rows = table(*(Row({"targets.target": target}, f"1.{level}") for level, target in enumerate(targets, 1)), name="เป้า", identity=NOTHING_SAID)
    return scored(kpi(text), [*table(Row({"made.sold": sold})), *rows], SOURCES)


@pytest.mark.parametrize(("kind", "targets", "known"), [
    ("at_least", (100, 200), True), ("at_least", (100, 100), True), ("at_least", (200, 100), False),
    ("at_most", (200, 100), True), ("at_most", (100, 100), True), ("at_most", (100, 200), False),
])
def test_targets_that_do_not_rise_with_their_levels_score_nothing(kind: str, targets: tuple[int, ...], known: bool) -> None:
    found = against(150, *targets, kind=kind)
    assert (found.score.status == "scored", found.codes) == (known, set() if known else {"targets-fall"})
    if not known:
        assert "ไม่เรียง" in found.score.measurement.reason


@pytest.mark.parametrize(("sold", "target", "said"), [
    (99, 1, False), (100, 1, True), (1_225_076, "1.1", True), (1000, 999_999, False), (1000, 1_000_000, True), (0, 50, False), (5, 0, False)])
def test_a_target_that_is_hardly_in_the_unit_of_the_result_is_told(sold: object, target: object, said: bool) -> None:
    found = against(sold, target, target)
    assert found.score.status == "scored" and found.codes == ({"target-far"} if said else set())


@pytest.mark.parametrize(("cell", "weight", "status"), [(7, 7, "scored"), (0, 0, "scored"), ("lost", 10, "unreported")])
def test_a_weight_that_cannot_be_read_is_not_the_signed_one(cell: object, weight: int, status: str) -> None:
    own = table(Row({"targets.weight": 1 if cell == "lost" else cell}, "1."), name="น้ำ", identity=NOTHING_SAID)
    own = [replace(one, value=None, state="broken") for one in own] if cell == "lost" else own
    text = 'unit = "บาท"\nweight_source = "targets.weight"\n' + SUM + ladder("at_least", 1)
    score = scored(kpi(text), [*table(Row({"made.sold": 5})), *own], SOURCES).score
    assert (score.status, score.weight) == (status, weight)
    assert status == "scored" or "น้ำหนักของอำเภอ" in score.measurement.reason


@pytest.mark.parametrize(("points", "status"), [("1.99", "scored"), (2, "scored"), ("2.01", "unreported"), (40, "unreported")])
def test_a_part_cannot_have_more_points_than_it_is_out_of(points: object, status: str) -> None:
    text = ('unit = "คะแนน"\n[formula]\nmeasure = "parts"\ncombine = "sum"\n' + ladder("at_least", 1)
            + '[[parts]]\nid = "A"\nname = "ก"\nunit = "คะแนน"\ntop = 2\n[parts.formula]\nmeasure = "sum"\nelement = "made.points"\n')
    found = scored(kpi(text), table(Row({"made.points": points})), [source(points="คะแนน")])
    assert (found.score.status, found.codes) == (status, set() if status == "scored" else {"points-over"})


@pytest.mark.parametrize(("target", "said"), [("0.5", True), (1, True), ("1.01", False), (100_001, True), (90_000, False)])
def test_so_is_one_that_a_ratio_is_divided_by(target: object, said: bool) -> None:
    text = '[formula]\nmeasure = "ratio_of_sums"\nnumerator = "made.sold"\ndenominator = "targets.target"\n' + ladder("at_least", 80)
    rows = table(Row({"targets.target": target}, "1."), name="เป้า", identity=NOTHING_SAID)
    found = scored(kpi(text), [*table(Row({"made.sold": 100})), *rows], SOURCES)
    assert ("target-far" in found.codes) == said


@pytest.mark.parametrize(("key", "element", "known"), [
    ("target_source", "targets.target", True), ("weight_source", "targets.weight", True), ("target_source", "targets.weight", False),
    ("weight_source", "targets.target", False), ("target_source", "made.sold", False), ("weight_source", "made.sold", False)])
def test_targets_and_weights_stand_in_columns_of_their_own(key: str, element: str, known: bool) -> None:
    made, targets = SOURCES
    sources = [made, replace(targets, columns=tuple(replace(one, whole=one.id == "weight") for one in targets.columns))]
    bound = '"target"' if key == "target_source" else 1
    text = f'unit = "บาท"\n{key} = "{element}"\n' + SUM + ladder("at_least", bound)
    told = list(problems_of(kpi(text), sources))
    assert (told == []) == known and all(where == key for where, _ in told)


def test_two_parts_are_told_apart_however_their_ids_are_typed() -> None:
    part = '[[parts]]\nid = "{}"\nname = "ก"\nunit = "คะแนน"\ntop = 2\n[parts.formula]\nmeasure = "sum"\nelement = "made.points"\n'
    text = 'unit = "คะแนน"\n[formula]\nmeasure = "parts"\n' + ladder("at_least", 1) + part.format("A")
    assert [one.part for one in kpi(text + part.format("b")).parts] == ["A", "b"]
    with pytest.raises(DefinitionError, match="id ซ้ำกัน"):
        kpi(text + part.format("a"))


@pytest.mark.parametrize(("kind", "low", "said"), [("at_most", -5, True), ("at_most", 0, False), ("at_least", -5, False)])
def test_a_debt_below_nothing_is_told(kind: str, low: int, said: bool) -> None:
    text = '[formula]\nmeasure = "ratio_of_sums"\nnumerator = "made.sold"\ndenominator = "made.owed"\n' + ladder(kind, 20)
    rows = table(Row({"made.sold": 30, "made.owed": 100}, "ก"), Row({"made.sold": low, "made.owed": 100}, "ข"))
    found = scored(kpi(text), rows, [source(sold="บาท", owed="บาท")])
    assert (found.score.status, "negative-figure" in found.codes) == ("scored", said)
