"""Two tables of one name: the later stands for the earlier, both are added, or nobody knows."""

from datetime import date
from decimal import Decimal

import pytest

from pipeline.measure.versions import Bond, State, bond
from pipeline.model.cells import Origin
from pipeline.model.period import NOTHING, Period, TableIdentity

FEB = Period(as_of=date(2018, 2, 28), running=True)
MAR = Period(as_of=date(2018, 3, 27), running=True)
SILENT = Period(months=(5, 5)), Period(months=(6, 6))
QUARTERS = Period(months=(1, 3)), Period(months=(4, 6))
NUMBERS = Period(number=1, year=2561), Period(number=2, year=2561)
SAME, OTHER = (100, 200, 300), (40, 50, 60)
LOW, HIGH, MIXED = (10, 20, 30), (90, 190, 290), (5, 190, 290)


def state(period: Period, base: tuple[int, ...], result: tuple[int, ...], first: int = 1) -> State:
    keys = [(f"270{number}", "") for number in range(first, first + len(base))]
    return State(
        f"{period}", Origin("a.xlsx", "Sheet1"), TableIdentity(period),
        dict(zip(keys, map(Decimal, base), strict=True)),
        dict(zip(keys, map(Decimal, result), strict=True)),
    )


@pytest.mark.parametrize(
    ("periods", "base", "result", "expected"),
    [
        ((FEB, MAR), SAME, HIGH, Bond.VERSION),
        (SILENT, SAME, HIGH, Bond.VERSION),  # by the figures alone
        (QUARTERS, SAME, HIGH, Bond.VERSION),
        (NUMBERS, SAME, HIGH, Bond.VERSION),
        ((FEB, MAR), (100, 200, 301), HIGH, Bond.VERSION),  # one allocation changed
        (QUARTERS, SAME, (5, 10, 20), Bond.PART),  # each quarter's own money falls
        (QUARTERS, OTHER, HIGH, Bond.PART),
        (NUMBERS, OTHER, (5, 6, 7), Bond.PART),  # จัดสรร ครั้งที่ 1 and 2
        ((NOTHING, NOTHING), OTHER, LOW, Bond.PART),  # says nothing, other allocations
        ((MAR, MAR), OTHER, LOW, Bond.PART),
        ((MAR, MAR), SAME, HIGH, Bond.CONFLICT),
        ((NOTHING, NOTHING), SAME, HIGH, Bond.CONFLICT),
        ((FEB, MAR), OTHER, HIGH, Bond.UNSURE),  # two days, other allocations, no number
        ((FEB, MAR), SAME, (5, 10, 20), Bond.UNSURE),  # as at a day, and all less than before
        (SILENT, SAME, MIXED, Bond.UNSURE),
        ((FEB, MAR), SAME, LOW, Bond.COPY),
        ((MAR, MAR), SAME, LOW, Bond.COPY),
    ],
)
def test_words_and_figures_show_what_two_tables_are(
    periods: tuple[Period, Period], base: tuple[int, ...], result: tuple[int, ...], expected: Bond
) -> None:
    assert bond(state(periods[0], SAME, LOW), state(periods[1], base, result), 2561) is expected


def test_tables_of_other_districts_have_nothing_to_do_with_each_other() -> None:
    assert bond(state(FEB, SAME, LOW), state(MAR, SAME, HIGH, first=4), 2561) is Bond.APART
