"""What a table says about itself: of what time its figures are, and what it is called."""

from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class Period:
    """What one text says of time.

    ``as_of`` is the day at which figures stand, ``since`` the day from which they are added up.
    ``months`` are the first and last month that they are of, counted in the fiscal year (1 is
    October), ``year`` the fiscal year in พ.ศ., ``number`` that of a report in its year (``ครั้งที่
    11/2561``, ``งวดที่ 2``). ``running``: they are added up to then, not of that time alone
    (``ณ``, ``ถึงวันที่``, ``สะสม``).
    """

    as_of: date | None = None
    since: date | None = None
    months: tuple[int, int] | None = None
    year: int | None = None
    number: int | None = None
    running: bool = False

    def within(self, outer: "Period") -> "Period":
        """What this and an ``outer`` text say together: this one decides what both say; of the
        month in which an outer day lies the figures are as at that day."""
        told = self.as_of is not None or self.months is not None
        if self._ends_about(outer.as_of):
            told = False
        return Period(
            self.as_of if told else outer.as_of,
            self.since if told else outer.since,
            self.months if told else outer.months,
            self.year or outer.year,
            outer.number if self.number is None else self.number,
            self.running or outer.running,
        )

    def _ends_about(self, day: date | None) -> bool:
        """Whether a day lies in the last month that this is of."""
        if day is None or self.as_of is not None or self.months is None:
            return False
        year, month = day.year + 543 + (day.month >= 10), (day.month + 2) % 12 + 1
        return self.months[1] == month and self.year in (None, year)

    def without_time(self) -> "Period":
        """The same where no day or month is known."""
        return replace(self, as_of=None, since=None, months=None)


NOTHING = Period()


@dataclass(frozen=True, slots=True)
class TableIdentity:
    """One per table: of what time its figures are, and what it is called: the words of its
    titles and its sheet without what they say of time and unit, each once, outermost first.
    ``unclear``: a day stands there that could not be read."""

    period: Period = NOTHING
    names: tuple[str, ...] = ()
    unclear: bool = False


NOTHING_SAID = TableIdentity()
