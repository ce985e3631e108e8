"""Observations and measurements: figures of districts, and what they add up to."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from pipeline.model.cells import Origin
from pipeline.model.finding import Finding, masked, printable
from pipeline.model.period import NOTHING, NOTHING_SAID, Period, TableIdentity


@lru_cache(2**10)
def source_of(element: str) -> str:
    """The id of the source of an element (``<source>.<column>``)."""
    return element.partition(".")[0]


@dataclass(frozen=True, slots=True)
class District:
    """One per district of the province: four-digit code and official bare name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Party:
    """One per person who signs; ``district`` is None for the พัฒนาการจังหวัด."""

    district: str | None
    name: str
    position: str


@dataclass(frozen=True, slots=True)
class Tenure:
    """One per row of a roster: a party, from which day and until which, where the row says so, and
    the cell of the name. ``unclear``: it says so, but not which days. ``period`` is what its table says
    of time."""

    party: Party
    origin: Origin
    since: dt.date | None = None
    until: dt.date | None = None
    unclear: bool = False
    period: Period = NOTHING


@dataclass(frozen=True, slots=True)
class Exemption:
    """One per KPI that a district is exempt from, or part (id) of one, with its reason; ``period`` is what
    its table says of time."""

    district: str
    kpi: int
    reason: str
    origin: Origin
    period: Period = NOTHING
    part: str = ""


@dataclass(frozen=True, slots=True)
class Observation:
    """One per figure of a district in a row of an export.

    ``element`` is ``<source>.<column>``. ``value`` is in the column's unit (money in บาท; an
    answer is 1 for yes, 0 for no; a registration's is its year, พ.ศ.) and None where ``state``
    is ``blank`` (nothing stated) or ``broken`` (the cell's value is lost). ``key`` tells what
    the figure is about (an activity, a producer's number, a checklist's item). ``when`` is the
    row's own date, ``identity`` what its table says about itself. ``row`` and ``table``
    tell which figures stand in one row of one table; ``dated``: its source is a flow.
    ``why`` says in Thai why a figure is lost where it is not its cell that is broken, ``note`` what stands
    beside it: who gave it, when, on which paper.
    """

    element: str
    district: str
    value: Decimal | None
    state: Literal["given", "blank", "broken"]
    origin: Origin
    table: str
    row: int
    key: str = ""
    when: dt.date | None = None
    dated: bool = False
    identity: TableIdentity = NOTHING_SAID
    why: str = ""
    note: str = ""

    @property
    def source(self) -> str:
        """The id of the source that it is from."""
        return source_of(self.element)

    @property
    def as_of(self) -> dt.date | None:
        """The day at which the figure stands, where its table says one."""
        return self.identity.period.as_of


@dataclass(frozen=True, slots=True)
class Unplaced:
    """One per row of an export of which nobody knows whose it is: it may be of any of some
    districts (codes). Its observations bear no district. ``name`` is what stands where the
    district should ("" for nothing), ``finding`` what is to be said of the row."""

    finding: Finding
    name: str
    districts: tuple[str, ...]
    observations: tuple[Observation, ...]


@dataclass(frozen=True, slots=True)
class Numbered:
    """One per table of a source (its id) whose running numbers lack a few: how far they run, those that are
    ``missing``, and the rows (as Excel counts them) beside these with the cells of their numbers."""

    source: str
    last: int
    missing: tuple[int, ...]
    origins: tuple[Origin, ...]
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One per named figure that a result was made of.

    ``value`` is in ``unit``; None means not reported. ``places`` are the decimals it is
    printed with. ``text`` replaces the number where it is an answer (``มี``, ``ไม่มี``).
    """

    name: str
    value: Decimal | None
    unit: str
    places: int = 0
    text: str = ""
    origins: tuple[Origin, ...] = ()
    parts: tuple["Part", ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One per cell that an evidence was added up from, with the date it is as of."""

    value: Decimal | None
    origin: Origin
    label: str = ""
    as_of: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Measurement:
    """One per KPI and district.

    ``result`` is in the KPI's unit, unrounded (a date as Excel's number of the day), None where the measure has none. ``numerator`` and
    ``denominator`` made it, ``per`` so many (a hundred, a hundred thousand people). ``answers`` holds each item's value, None where not answered.
    ``reason`` says in Thai why it is not reported or exempt, with no personal number and no character
    that is not printable, ``where`` the cell that is to blame. ``parts`` are the measurements of the KPI's
    parts and deductions by their ids, ``targets`` the district's own by level (0: of the KPI), ``weight`` its own
    weight (None: the signed one), ``given`` the level that a reviewer gave, or that the points reach that one gave (``result``).
    """

    kpi: int
    district: str
    state: Literal["measured", "unreported", "exempt"]
    reason: str = ""
    result: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    answers: tuple[tuple[str, Decimal | None], ...] = ()
    evidence: tuple[Evidence, ...] = ()
    flags: tuple[str, ...] = ()
    where: Origin | None = None
    parts: tuple[tuple[str, "Measurement"], ...] = ()
    targets: tuple[tuple[int, Decimal], ...] = ()
    given: int | None = None
    weight: Decimal | None = None
    per: Decimal = Decimal(100)

    def __post_init__(self) -> None:
        object.__setattr__(self, "reason", printable(masked(self.reason)))

    def answer(self, item_id: str) -> Decimal | None:
        """The value of an item, None where it was not answered."""
        return dict(self.answers).get(item_id)

    @property
    def origins(self) -> tuple[Origin, ...]:
        """The cells used, each once, by file, sheet and cell."""
        return tuple(dict.fromkeys(o for e in self.evidence for o in e.origins))
