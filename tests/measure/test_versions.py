"""Two tables of one name: the later stands for the earlier, both are added, or nobody knows."""

from datetime import date
from decimal import Decimal

import pytest

from pipeline.measure.parts import NO_NAME, parts
from pipeline.measure.versions import Bond, State, bond
from pipeline.model.cells import Origin
from pipeline.model.period import NOTHING, NOTHING_SAID, Period, TableIdentity

FEB = Period(as_of=date(2018, 2, 28), running=True)
MAR = Period(as_of=date(2018, 3, 27), running=True)
SILENT = Period(months=(5, 5)), Period(months=(6, 6))
QUARTERS = Period(months=(1, 3)), Period(months=(4, 6))
NUMBERS = Period(number=1, year=2561), Period(number=2, year=2561)
SAME, OTHER = (100, 200, 300), (40, 50, 60)
LOW, HIGH, MIXED = (10, 20, 30), (90, 190, 290), (5, 190, 290)


def state(period: Period, base: tuple[int, ...], result: tuple[int, ...], first: int = 1, *, falls: bool = False) -> State:
    keys = [(f"270{number}", "") for number in range(first, first + len(base))]
    return State(
        f"{period}", Origin("a.xlsx", "Sheet1"), TableIdentity(period),
        dict(zip(keys, map(Decimal, base), strict=True)),
        dict(zip(keys, map(Decimal, result), strict=True)),
        may_fall=falls, falls=falls,
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


@pytest.mark.parametrize("base", [SAME, OTHER])
@pytest.mark.parametrize(("periods", "expected"), [
    (QUARTERS, Bond.UNSURE), (SILENT, Bond.UNSURE), (NUMBERS, Bond.UNSURE), ((FEB, MAR), Bond.UNSURE),
    ((NOTHING, NOTHING), Bond.CONFLICT), ((MAR, MAR), Bond.CONFLICT),
])
def test_debts_of_two_months_are_never_added_though_all_that_is_owed_is_another(
    periods: tuple[Period, Period], base: tuple[int, ...], expected: Bond
) -> None:
    earlier, later = state(periods[0], SAME, HIGH, falls=True), state(periods[1], base, (5, 10, 20), falls=True)
    words = periods == (FEB, MAR) and base is SAME
    assert bond(earlier, later, 2561) is (Bond.VERSION if words else expected)


@pytest.mark.parametrize("name", [
    "กองทุนหมู่บ้าน", "กองทุนหมู่บ้าน สิงหาคม", "กองทุนหมู่บ้าน_ส.ค.", "กองทุนหมู่บ้าน ส.ค. 69", "กองทุนหมู่บ้านตัวอย่าง กย69"])
def test_a_file_that_is_called_as_its_report_is_no_part_of_its_own(name: str) -> None:
    both = [(NOTHING_SAID, f"{name}.xlsx"), (NOTHING_SAID, "ข.xlsx")]
    assert parts(both, ["กองทุนหมู่บ้านตัวอย่าง"]) == [NO_NAME, NO_NAME]


@pytest.mark.parametrize("name", ["เงินอุดหนุน", "เงินอุดหนุน มี.ค.", "กองทุนหมู่บ้านตัวอย่าง เงินอุดหนุน"])
def test_a_file_that_bears_the_name_of_money_is_a_part(name: str) -> None:
    one, other = parts([(NOTHING_SAID, f"{name}.xlsx"), (NOTHING_SAID, "ข.xlsx")], ["กองทุนหมู่บ้านตัวอย่าง"])
    assert one.money == {"เงินอุดหนุน"} and other == NO_NAME


def test_a_title_that_is_short_for_the_report_is_no_part() -> None:
    titled = TableIdentity(names=("กองทุนหมู่บ้าน",))
    assert parts([(titled, "ก.xlsx"), (NOTHING_SAID, "ข.xlsx")], ["กองทุนหมู่บ้านตัวอย่าง"]) == [NO_NAME, NO_NAME]


def test_tables_of_other_districts_have_nothing_to_do_with_each_other() -> None:
    assert bond(state(FEB, SAME, LOW), state(MAR, SAME, HIGH, first=4), 2561) is Bond.APART
