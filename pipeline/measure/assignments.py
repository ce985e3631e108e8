"""Rows that may be of several districts: what each would measure if they were its own."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.measure.gather import Gathered
from pipeline.measure.leaves import measured
from pipeline.model.agreement import Kpi
from pipeline.model.observation import Measurement, Unplaced

# Names tried one by one, the 21st only with all together; and figures measured anew by that: twenty
# times a table of 2,499, never one of 50,000, which takes as long as the run so far.
MOST_ALONE, MOST_FIGURES = 20, 50_000


@dataclass(frozen=True, slots=True)
class Assignment:
    """One per way of giving rows that may be of several districts to each of them: the rows, and
    what a KPI (number) then measures, by district (code)."""

    kpi: int
    rows: tuple[Unplaced, ...]
    measured: Mapping[str, Measurement]


def assignments(
    kpi: Kpi, gathered: Sequence[Gathered], unplaced: Sequence[Unplaced]
) -> Iterator[Assignment]:
    """The ways that concern a KPI, given what each of its measures is: rows of one name together, those
    without a name each alone, and in the end all of them."""
    wanted = kpi.elements()
    aside = {table for one in gathered for table in one.excluded_tables()}
    rows = [row for row in (_of(gathered[0], row, wanted, aside) for row in unplaced) if row.observations]
    if not rows:
        return
    alone: dict[object, list[Unplaced]] = {}
    for row in rows:
        alone.setdefault(row.name or row.finding.origin, []).append(row)
    few = min(MOST_ALONE, MOST_FIGURES // (sum(len(one.frame) for one in gathered) + 1))
    ways = list(alone.values())[:few] if len(alone) > 1 else []
    for way in [*ways, rows]:
        yield Assignment(kpi.number, tuple(way), measured(kpi, [one.placing(way) for one in gathered]))


def _of(
    gathered: Gathered, row: Unplaced, wanted: Collection[str], aside: Collection[str]
) -> Unplaced:
    """A row with what of it a KPI wants: nothing of tables (names) that are set ``aside``."""
    return replace(row, observations=tuple(
        o for o in row.observations
        if o.element in wanted and o.table not in aside and gathered.serves(o)
    ))
