"""What grows with the rows grows no faster: calls are counted, never time."""

import sys
from collections.abc import Callable
from decimal import Decimal

import province
import pytest
from home import HOME
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.definitions import load_agreement, load_sources
from pipeline.measure import MEASURES
from pipeline.measure.stage import Measuring
from pipeline.model.cells import Origin, RawSheet
from pipeline.model.finding import Finding
from pipeline.model.lines import lines
from pipeline.normalise.kinds import KINDS
from pipeline.normalise.repeats import _under
from pipeline.normalise.stage import Normalised, normalise
from pipeline.recognise.sheets import recognise
from pipeline.summarise.lists import MOST_ALIKE, findings

AGREEMENT = load_agreement(HOME, MEASURES, "2561-1")
SOURCES = load_sources(HOME, AGREEMENT, KINDS)
Rows = list[list[object]]


def evaluated(*tables: Rows) -> tuple[Normalised, set[str]]:
    """What tables of one province say, and the codes of the findings of measuring them."""
    sheets = [RawSheet(f"{n}.xlsx", "ข้อมูล", tuple(map(tuple, rows))) for n, rows in enumerate(tables)]
    claims = [v.claim for v in recognise(sheets, SOURCES) if v.claim is not None]
    assert len(claims) == len(tables)
    normal = normalise(claims, AGREEMENT, "สระแก้ว")
    findings = Measuring(
        normal.observations, AGREEMENT, normal.districts, (), SOURCES).measured().findings
    return normal, {f.code for f in findings}


def calls(table: Rows) -> int:
    """How many calls it takes to evaluate a table, once all is loaded."""
    evaluated(table)
    made = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal made
        made += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        evaluated(table)
    finally:
        sys.setprofile(None)
    return made


def bpm(rows: int) -> Rows:
    return [*province.tables()["bpm"][:2],
            *(["คลองหาด", f"กิจกรรม {n}", 10, 9, None] for n in range(rows))]


def subtotalled(rows: int) -> Rows:
    """A total after every five villages."""
    table = province.tables()["livelihood"][:2]
    for n in range(rows):
        table.append(["คลองหาด", f"ตำบล {n // 5}", f"หมู่ {n}", 20, 17])
        if n % 5 == 4:
            table.append(["รวม", None, None, 100, 85])
    return table


def titled(rows: int) -> Rows:
    """Titles of districts with nothing below them until the end."""
    return [*province.tables()["livelihood"][:2],
            *(["คลองหาด", None, None, None, None] for _ in range(rows)),
            ["คลองหาด", "ตำบล", "หมู่", 20, 17]]


def sales(rows: int) -> Rows:
    return [*province.tables()["sales"][:2],
            *([2561, "ตุลาคม", "คลองหาด", province.ITEM, n, "บาท"] for n in range(rows))]


def register(rows: int) -> Rows:
    return [*province.tables()["register"][:2],
            *([f"2702-{n}", f"กลุ่ม {n}", "กลุ่ม", "คลองหาด", 2558, "1/6/2558"] for n in range(rows))]


def payments(rows: int) -> Rows:
    return [["อำเภอ", "รายการ", "วันที่เบิกจ่าย", "จำนวนเงิน"],
            *(["คลองหาด", f"ใบสำคัญ {n}", "1/2/2561", n] for n in range(rows))]


@pytest.mark.slow
@pytest.mark.parametrize("table", [bpm, subtotalled, titled, sales, register, payments])
def test_four_times_the_rows_take_four_times_the_calls(table: Callable[[int], Rows]) -> None:
    assert calls(table(800)) <= 4.4 * calls(table(200))


def test_a_long_table_in_another_order_is_a_copy_that_counts_once() -> None:
    table = payments(2100)
    normal, codes = evaluated(table, [table[0], *table[:0:-1]])
    assert "copy" in codes
    assert sum(o.value or Decimal(0) for o in normal.observations) == 2 * sum(range(2100))


LABELS = st.lists(st.dictionaries(st.integers(0, 3), st.sampled_from("กข"), max_size=4), max_size=12)


@settings(deadline=None)
@given(LABELS)
def test_a_row_may_be_the_total_of_those_that_bear_its_labels_and_more(many) -> None:
    def stands_over(own: dict[int, str], other: dict[int, str]) -> bool:
        more = set(other) - set(own)
        return bool(more) and own.items() < other.items() and min(more) > max(own, default=-1)

    rows = {n: dict(sorted(labels.items())) for n, labels in enumerate(many)}
    found = _under({n: tuple(labels.items()) for n, labels in rows.items()})
    for n, own in rows.items():
        under = [p for p in rows if stands_over(own, rows[p])]
        parts = [p for p in under if not any(stands_over(rows[p], rows[q]) for q in under)]
        assert found.get(tuple(own.items()), []) == parts, n


def test_a_hundred_thousand_findings_of_one_kind_fill_no_sheet() -> None:
    every = [Finding("row-twice", "warning", f"ข้อ {n}", "ตรวจ", Origin("ก.xlsx", "Sheet1"))
             for n in range(MOST_ALIKE + 3)]
    other = Finding("row-twice", "warning", "ข้ออื่น", "ตรวจ", Origin("ข.xlsx", "Sheet1", "A1"))
    listed = findings(lines([*every, other], {}), AGREEMENT, (), {})
    assert [row.problem for row in listed[:MOST_ALIKE]] == [f"ข้อ {n}" for n in range(MOST_ALIKE)]
    more, last = listed[MOST_ALIKE:]
    assert (more.file, more.cell) == ("ก.xlsx", "") and "อีก 3 ข้อ" in more.problem
    assert last.problem == "ข้ออื่น"
