"""What is wrong only with figures for which others stand weighs nothing."""

from dataclasses import replace
from decimal import Decimal
from typing import Literal

import pytest

from pipeline.model.cells import Origin
from pipeline.model.finding import Finding
from pipeline.model.observation import Observation
from pipeline.run.set_aside import without_weight

OLD, NEW = "ก.xlsx\nS", "ข.xlsx\nS"


def figure(table: str, cell: str, row: int, element: str = "sara.paid") -> Observation:
    return Observation(element, "2701", Decimal(1), "given", Origin(*table.split("\n")[:2], cell), table, row)


ROWS = [figure(OLD, "C5", 4), figure(OLD, "D5", 4), figure(OLD, "C6", 5), figure(NEW, "C5", 4)]
FIFTH, WHOLE = {(OLD, 4): "older-version"}, {(OLD, 4): "older-version", (OLD, 5): "older-version"}


def of(where: Origin | None, severity: Literal["error", "warning", "info"] = "error", *others: Origin) -> Finding:
    return Finding("missing-value", severity, "เว้นว่าง", "พิมพ์", where, others=others)


def severities(finding: Finding, aside: dict[tuple[str, int], str]) -> list[str]:
    return [one.severity for one in without_weight([finding], ROWS, aside)]


@pytest.mark.parametrize(("cell", "severity"), [
    ("C5", "info"), ("D5", "info"), ("B5", "info"), ("C6", "error"), ("B6", "error"), ("C50", "error"), ("", "error")])
def test_an_error_of_a_row_in_whose_place_another_counts_is_for_the_record(cell: str, severity: str) -> None:
    assert severities(of(Origin("ก.xlsx", "S", cell)), FIFTH) == [severity]
    assert severities(of(Origin("ข.xlsx", "S", cell)), FIFTH) == ["error"]


def test_a_sheet_weighs_nothing_where_no_row_of_it_counts() -> None:
    assert severities(of(Origin("ก.xlsx", "S")), FIFTH) == ["error"] and severities(of(Origin("ก.xlsx", "S")), WHOLE) == ["info"]
    assert severities(of(Origin("ก.xlsx")), WHOLE) == ["error"]  # what a file is called is of more than its rows


def test_a_warning_that_weighs_nothing_is_not_told_and_what_is_for_the_record_stays() -> None:
    where = Origin("ก.xlsx", "S", "C5")
    assert severities(of(where, "warning"), FIFTH) == [] and severities(of(where, "warning"), {}) == ["warning"]
    assert list(without_weight([of(where, "info")], ROWS, FIFTH)) == [of(where, "info")]


@pytest.mark.parametrize("reason", ["another-round", "total-of-others", "copy"])
def test_only_where_something_else_stands_in_its_place(reason: str) -> None:
    assert severities(of(Origin("ก.xlsx", "S", "C5")), {(OLD, 4): reason}) == ["error"]
    assert severities(of(Origin("ก.xlsx", "S", "C5")), {(OLD, 4): "not-chosen"}) == ["info"]


def test_all_that_it_is_about_must_weigh_nothing() -> None:
    old, new = Origin("ก.xlsx", "S", "C5"), Origin("ข.xlsx", "S", "C5")
    assert severities(of(old, "warning", new), FIFTH) == ["warning"] and severities(of(old, "error", Origin("ก.xlsx", "S", "D5")), FIFTH) == ["info"]
    assert severities(of(None), FIFTH) == ["error"] and severities(replace(of(old), origin=Origin("ค.xlsx", "S", "C5")), FIFTH) == ["error"]


def test_a_cell_or_row_of_which_any_figure_counts_is_told() -> None:
    shared = [*ROWS, figure(OLD, "C5", 4, "other.paid"), figure("ก.xlsx\nS\nB9", "E5", 4)]
    told = list(without_weight([of(Origin("ก.xlsx", "S", cell)) for cell in ("C5", "E5", "B5")], shared, FIFTH))
    assert [one.severity for one in told] == ["info", "error", "error"]


def test_what_it_says_tells_why_nothing_is_to_be_done() -> None:
    (told,) = without_weight([of(Origin("ก.xlsx", "S", "C5"))], ROWS, FIFTH)
    assert told.problem == "เว้นว่าง (ใช้ตัวเลขจากที่อื่นแทนแล้ว จึงไม่มีผลต่อคะแนน)" and told.remedy == "ไม่ต้องทำอะไร"
