"""Stage 4½: figures that cannot be right.

One record a check. A check looks at what counts and says what figures look like and what they would
be; it changes nothing. What they would change is worked out where they are scored again (``run``).
"""

from collections.abc import Mapping

from pipeline.checks import answers, beside, months, payments, registers, rows, units
from pipeline.checks.confirmed import as_confirmed, confirmed
from pipeline.checks.facts import Counted
from pipeline.checks.stage import suspicions
from pipeline.model.check import FigureCheck

__all__ = ["CHECKS", "Counted", "as_confirmed", "confirmed", "suspicions"]

# In this order: what a whole column looks like before what one of its rows does.
CHECKS: Mapping[str, FigureCheck] = {
    check.name: check for check in (
        units.UNIT_OFF, payments.PAYMENTS_OFF, months.YEARS_APART, months.MONTHS_ADDED_UP, months.SAME_AS_LAST_YEAR,
        units.COLUMNS_SWAPPED, rows.COUNTS_LIKE_PERCENTAGES, rows.SAME_RESULTS,
        answers.PERCENTAGE_ODD, answers.COUNT_ODD, answers.COUNT_ABOVE_FORMER, months.MONTH_ODD, months.MONTH_ZERO,
        months.MONTH_AGAIN, rows.FAR_ABOVE_BASE, rows.ZERO_ALONE,
        rows.NEGATIVE_SUM, rows.SAME_AMOUNT, payments.PAYMENT_TWICE, beside.REMAINING_DIFFERS,
        beside.NUMBERS_SKIPPED, beside.TAMBON_ELSEWHERE, registers.BASE_YEAR_MISSING, registers.NO_NEW_REGISTRATION, registers.NEW_FAR_ABOVE_BASE,
        registers.NUMBER_IN_TWO_DISTRICTS,
    )
}
