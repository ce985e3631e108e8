"""What differs between results with points, parts, deductions and days."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from shapes import KPIS, SHAPES, district, made, shaped

from pipeline.history.changes import changes
from pipeline.history.record import run_of
from pipeline.history.words import lines
from pipeline.model.observation import Measurement
from pipeline.reports.results import results, to_bytes

D = Decimal


def run(**changed: Measurement) -> Any:
    cards = shaped([1], lambda _, mine: mine.update({int(k[1:]): m for k, m in changed.items()}))
    return run_of(to_bytes(results(SHAPES, "สระแก้ว", (), cards, ())), "results.json")


def differing(**changed: Measurement) -> list[tuple[Any, ...]]:
    return [(one.kind, one.item, one.before, one.after) for one in changes(run(), run(**changed))
            if one.kpi and one.kind not in ("evidence", "next-level", "origins", "weighted")]


def test_another_part_is_told_with_its_result_and_points() -> None:
    whole = district(1)[11]
    part = KPIS[11].parts[0]
    other = replace(whole, parts=(("A", made(part, D(100))), *whole.parts[1:]))
    assert differing(k11=other) == [
        ("result", "", "40.00", "70.00"), ("level", "", 2, 3), ("part-result", "เบิกจ่าย", "70.00", "100.00"),
        ("part-points", "เบิกจ่าย", "10.00", "40.00")]


def test_what_is_no_longer_deducted_is_told() -> None:
    whole = district(1)[14]
    none = (("X", made(KPIS[14].deductions[0], D(0))),)
    assert differing(k14=replace(whole, parts=none)) == [("points", "", "0.00", "1.00"), ("deducted", "", "1.00", "0.00")]


def test_days_are_told_as_papers_write_them() -> None:
    told = "\n".join(lines(changes(run(), run(k4=made(KPIS[4], D(43372))))))
    assert "ผลการดำเนินงาน: 30 ก.ย. 61 → 29 ก.ย. 61" in told


def test_each_change_is_said_in_thai() -> None:
    whole = district(1)[11]
    other = replace(whole, parts=(("A", made(KPIS[11].parts[0], D(100))), *whole.parts[1:]))
    told = "\n".join(lines(changes(run(), run(k11=other))))
    assert "คะแนนของส่วน “เบิกจ่าย”: 10.00 → 40.00" in told
