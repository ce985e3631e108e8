"""Which of the days in a column may be read in two ways: day first or month first."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from pipeline.thai.calendar import plain

_NUMBERED = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})(?!\d)", re.A)
# Years of ค.ศ. that exports may mean; those of พ.ศ., from 2400 on, nobody writes month first, and
# of those before no export is, whatever their day.
_WESTERN = range(2000, 2400)
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Order:
    """What a column shows of the order in which its days are written.

    ``western``: whether its texts of ค.ศ. may stand month first, as one of them does or as others
    are of พ.ศ. and none shows the day first. ``cells``: whether its date cells may have day and
    month changed about: no day of them is after the 12th and all that stayed a text is.
    """

    western: bool
    cells: bool

    def unclear(self, value: object) -> bool:
        """Whether the day of a value may be its month."""
        if isinstance(value, dt.date):
            return self.cells and value.day <= _MONTHS and value.day != value.month
        first, second, year = _numbers(value) or (0, 0, 0)
        return self.western and first != second and year in _WESTERN and (
            first <= _MONTHS and second <= _MONTHS)


def order_of(values: Iterable[object]) -> Order:
    """The order that the days of a column show."""
    cells: list[dt.date] = []
    texts: list[tuple[int, int, int]] = []
    for value in values:
        if isinstance(value, dt.date):
            cells.append(value)
        elif numbers := _numbers(value):
            texts.append(numbers)
    western = [numbers for numbers in texts if numbers[2] in _WESTERN]
    day_first = any(first > _MONTHS for first, _, _ in western)
    month_first = any(second > _MONTHS for _, second, _ in western)
    return Order(
        western=month_first or (len(western) < len(texts) and not day_first),
        cells=bool(texts) and all(first > _MONTHS for first, _, _ in texts)
        and all(day.day <= _MONTHS for day in cells),
    )


@lru_cache(2**14, typed=True)
def _numbers(value: object) -> tuple[int, int, int] | None:
    """The three numbers of a day that is written in numbers, the year last."""
    found = _NUMBERED.match(plain(value)) if isinstance(value, str) else None
    return (int(found[1]), int(found[2]), int(found[3])) if found else None
