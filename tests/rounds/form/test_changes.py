"""What the other way of a reading changes, as lines of the form."""

import datetime as dt
from decimal import Decimal

import pytest
from home import HOME
from hypothesis import given
from hypothesis import strategies as st

from pipeline.definitions.agreement import load_written
from pipeline.measure import MEASURES
from pipeline.model.level import BOUND_KINDS
from pipeline.rounds.form.changes import (
    ChangedBound,
    Changes,
    change_lines,
    changes_of,
    read_changes,
)


@pytest.mark.parametrize(("line", "changes"), [
    ("ตัวชี้วัดที่ 2 ระดับที่ 2 ไม่น้อยกว่า 81", Changes((ChangedBound(2, 2, "at_least", Decimal(81)),))),
    ("ตัวชี้วัดที่ ๒ ระดับที่ ๒ ไม่น้อยกว่าร้อยละ ๘๑", Changes((ChangedBound(2, 2, "at_least", Decimal(81)),))),
    ("ตัวชี้วัดที่ 5 ส่วน A ระดับที่ 2 มากกว่า 80", Changes((ChangedBound(5, 2, "more_than", Decimal(80), "A"),))),
    ("ตัวชี้วัดที่ 5 หัก X ระดับที่ 2 น้อยกว่า 5", Changes((ChangedBound(5, 2, "less_than", Decimal(5), "หัก X"),))),
    ("ตัวชี้วัดที่ 4 ระดับที่ 1 ไม่เกิน 10 กันยายน 2561", Changes((ChangedBound(4, 1, "at_most", dt.date(2018, 9, 10)),))),
    ("ตัวชี้วัดที่ 4 ระดับที่ 1 ไม่น้อยกว่า 1,150.40", Changes((ChangedBound(4, 1, "at_least", Decimal("1150.40")),))),
    ("ไม่ปัดเศษก่อนเทียบ", Changes(round_first=False)),
    ("ปัดเศษก่อนเทียบ", Changes(round_first=True)),
    ("ไม่ถึงระดับแรกได้ 1", Changes(below_first=1)),
    ("คะแนนตามสัดส่วน", Changes(interpolated=True)),
    ("คะแนนเป็นขั้น", Changes(interpolated=False)),
    ("สัดส่วน งานทีม 60", Changes(shares={"งานทีม": Decimal(60)})),
    ("สัดส่วน งาน ส่วนที่ 2 33.33", Changes(shares={"งาน ส่วนที่ 2": Decimal("33.33")})),
])
def test_a_line_says_what_changes(line, changes):
    assert read_changes([line], [2, 4, 5]) == changes


@pytest.mark.parametrize("line", [
    "ระดับที่ 2 ไม่น้อยกว่า 81", "ตัวชี้วัดที่ 2 ระดับที่ 2 ประมาณ 81", "ตัวชี้วัดที่ 2 ระดับที่ 2 ไม่น้อยกว่า มาก", "ตัวชี้วัดที่ 2 ระดับที่ 2 มากกว่า 1 ล้านบาท", "ปัดเศษ", "81"])
def test_a_line_that_says_nothing_known_is_told(line):
    assert read_changes([line], [2, 4, 5]) == Changes(unread=(line,))


def test_a_level_of_the_only_kpi_needs_no_number():
    assert read_changes(["ระดับที่ 2 ไม่น้อยกว่า 81"], [7]).bounds == (ChangedBound(7, 2, "at_least", Decimal(81)),)


NUMBERS = st.decimals(min_value=0, max_value=10**9, places=2)
DAYS = st.dates(dt.date(2005, 1, 1), dt.date(2031, 12, 31))
PARTS = st.sampled_from(["", "A", "ก", "หัก X", "หัก ข1"])
BOUNDS = st.builds(ChangedBound, st.integers(1, 99), st.integers(0, 10), st.sampled_from(BOUND_KINDS), NUMBERS | DAYS, PARTS)
CHANGES = st.builds(
    Changes, st.lists(BOUNDS, max_size=4).map(tuple), st.none() | st.booleans(), st.none() | st.integers(0, 5), st.none() | st.booleans(),
    st.dictionaries(st.sampled_from(["งานทีม", "งานรายบุคคล", "ส่วนที่ 2 งาน"]), NUMBERS))


@given(CHANGES)
def test_what_is_written_is_read_again(changes):
    assert read_changes(change_lines(changes), [1, 2]) == changes


def test_every_reading_of_the_example_is_said_and_read():
    agreement = load_written(HOME, MEASURES, "2561-1")
    for reading in agreement.readings:
        changes = changes_of(reading, agreement)
        assert change_lines(changes) and read_changes(change_lines(changes), reading.kpis) == changes
