"""An input that two rounds share: which of its tables are of the other round, and of which nobody knows.

A table that says its time is of the round that its day lies in. One that says none is taken to be as at
the cut-off (``rounds``); in an input that holds reports of the round before or after as well, that
would score one table in both, and is asked.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.model.agreement import Agreement
from pipeline.model.observation import Observation
from pipeline.model.period import Period
from pipeline.thai.periods import GRACE, fiscal_year, last_day

# Reports of the round before or after that make an input one of two rounds: one alone may be an old
# file that was left lying there, which leaves the reports beside it as they are.
REPORTS = 2
UNCLEAR = "ไม่รู้ว่าเป็นของรอบใด เพราะตารางไม่บอกวันที่ และโฟลเดอร์ข้อมูลมีไฟล์ของหลายรอบ"


def is_later(period: Period, agreement: Agreement) -> bool:
    """Whether figures are of so long after the round that they are the next one's."""
    last = last_day(period, fiscal_year(agreement.end))
    return last is not None and last > agreement.end + GRACE


def is_outside(period: Period, agreement: Agreement) -> bool:
    """Whether something says a day before the round, or one that is the next round's."""
    last = last_day(period, fiscal_year(agreement.end))
    return last is not None and (last < agreement.start or last > agreement.end + GRACE)


def is_shared(observations: Iterable[Observation], agreement: Agreement) -> bool:
    """Whether an input holds the reports of two rounds: those of several sources bear a day of the
    round before this one, or of the one after."""
    year, length = fiscal_year(agreement.end), agreement.end - agreement.start
    before: set[str] = set()
    after: set[str] = set()
    for o in {o.table: o for o in observations if not o.dated}.values():
        last = last_day(o.identity.period, year)
        if last is None:
            continue
        if agreement.start - length <= last < agreement.start:
            before.add(o.source)
        elif agreement.end + GRACE < last <= agreement.end + length + GRACE:
            after.add(o.source)
    return max(len(before), len(after)) >= REPORTS


@dataclass(slots=True)
class Sorted:
    """What became of a KPI's tables: the places in their frame of rows that are another round's, and of
    rows of which nobody knows; the tables that these are of."""

    superseded: set[int] = field(default_factory=set)
    unclear: set[int] = field(default_factory=set)
    superseded_tables: set[str] = field(default_factory=set)
    unclear_tables: set[str] = field(default_factory=set)


def sort_out(
    rows: Sequence[Observation], excluded: Mapping[str, bool], agreement: Agreement, *,
    adds: Collection[str], results: Mapping[str, bool],
) -> Sorted:
    """The rows of a KPI in a shared input. ``excluded`` says of each table that nobody chose whether its
    time sets it aside; ``results`` whether it states results; ``adds`` are the sources (ids) whose
    figures are amounts, so that a table of another name may be other money.

    A table without a time gives way to one of the round that says the same; where none does, it counts
    only as the single one beside a dated report of the other round. An allocation of another round gives
    way to that of this one.
    """
    seen = _Tables(rows, excluded, agreement, adds, results)
    found = Sorted()
    for place, o in enumerate(rows):
        if o.dated or excluded.get(o.table, True) or not (kind := seen.judged(o)):
            continue
        (found.superseded if kind == "superseded" else found.unclear).add(place)
        (found.superseded_tables if kind == "superseded" else found.unclear_tables).add(o.table)
    return found


Place = tuple[str, str, str]  # a source, a district and, where nothing is added up, a key


class _Tables:
    """The tables of a KPI by what they state and when."""

    def __init__(
        self, rows: Sequence[Observation], excluded: Mapping[str, bool], agreement: Agreement,
        adds: Collection[str], results: Mapping[str, bool],
    ) -> None:
        self._adds = adds
        self._year = fiscal_year(agreement.end)
        self._free = {
            o.table for o in rows
            if not results.get(o.table, True) and is_outside(o.identity.period, agreement)
        }
        self._timely: dict[Place, set[tuple[str, ...]]] = {}
        self._unknown: dict[tuple[Place, tuple[str, ...]], set[str]] = {}
        self._other: set[Place] = set()
        for o in rows:
            if o.dated:
                continue
            place = self._place(o)
            if excluded.get(o.table, False):
                self._other.add(place)
            elif o.table in excluded and self._untold(o):
                self._unknown.setdefault((place, self._names(o)), set()).add(o.table)
            elif o.table not in self._free:
                self._timely.setdefault(place, set()).add(self._names(o))

    def judged(self, o: Observation) -> str:
        """What a row of a table that counts so far is: ``superseded``, ``unclear``, or "" as it was."""
        place, names = self._place(o), self._names(o)
        timely = self._timely.get(place, set())
        if o.table in self._free:
            return "superseded" if names in timely else ""
        if not self._untold(o):
            return ""
        if timely:
            return "superseded" if names in timely else "unclear"
        if len(self._unknown[place, names]) > 1 or place not in self._other:
            return "unclear"
        return ""

    def _untold(self, o: Observation) -> bool:
        return last_day(o.identity.period, self._year) is None

    def _place(self, o: Observation) -> Place:
        return o.source, o.district, "" if o.source in self._adds else o.key

    def _names(self, o: Observation) -> tuple[str, ...]:
        return o.identity.names if o.source in self._adds else ()
