"""All that a district's workbook says: the records whose fields are the names of its template.

A figure that is ``object`` is a number or the word for why there is none; a text may be styled.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from pipeline.forms import Styled
from pipeline.model.frame import Band, Round
from pipeline.model.observation import District


@dataclass(frozen=True, slots=True)
class BookReading:
    """One reading of the agreement in full; ``concerns`` says what it is about, ``other`` is the
    answer that was left, ``reason`` "" where the office set it."""

    number: int
    concerns: str
    question: str
    answer: str
    reason: str
    other: str


@dataclass(frozen=True, slots=True)
class BookLevel:
    """One level of a ladder: its ``text`` as signed; its ``bound`` in what results are counted in and
    ``how`` that is meant; of a bound that is the district's own, what the figure is called (``target``) and
    what is added to it (``plus``); ``met`` is 1 if bound and items are, else 0; ``points`` are what it
    is worth (None: its number, which counts as it is)."""

    level: int
    text: str
    bound: object
    how: str
    target: str
    plus: Decimal
    met: int
    points: Decimal | None


class EvidencePlace(NamedTuple):
    """Where figures stand that share all but their cells, and the day that they are of; where the
    ``cells`` are too many for their column, they stand in ``cells_below``."""

    file: str | None = None
    sheet: str | None = None
    cells: str | None = None
    cells_below: str = ""
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class BookRequirement:
    """One item that a level needs (None: that is counted among others): its place, what was
    answered, the least that is needed, and 1 if that is met, else 0."""

    file: str | None
    sheet: str | None
    cells: str | None
    cells_below: str
    as_of: date | None
    level: int | None
    name: str
    answer: object
    at_least: Decimal
    met: int


@dataclass(frozen=True, slots=True)
class BookPercentage:
    """How a result is made of the figures, by their names: ``way`` is ``ratio``
    (plus × 100 ÷ base), ``rate`` (plus × times ÷ base), ``growth`` ((plus - minus) × 100 ÷ base), ``mean`` (plus ÷
    base), ``direct`` (the figure ``plus`` is the result itself), ``scaled`` (plus × times ÷ over, told by ``scale``), ``items`` (as many as are met), ``parts`` (the ``sum``, ``mean`` or
    ``best`` of points, as ``combine`` says) or ``plain`` where the figures do not make it. ``label`` is what the
    ``raw`` one is called; ``compared`` is it rounded to ``places`` decimals; ``exact``: nothing is lost so."""

    label: str
    raw: object
    way: str
    plus: str
    minus: str
    base: str
    combine: str
    times: Decimal
    over: Decimal
    scale: str
    places: int
    exact: bool
    compared: object


@dataclass(frozen=True, slots=True)
class BookApplied:
    """A reading that a KPI was scored by, by its number, the ``answer`` taken, and whether the level
    hangs on it."""

    number: int
    answer: str
    decides: bool


@dataclass(frozen=True, slots=True)
class BookCell:
    """One of the cells that a figure is added up from."""

    label: str
    value: Decimal | None
    cell: str


@dataclass(frozen=True, slots=True)
class BookTable:
    """What one table gives to a figure: the sum of ``count`` cells, or rows that count one each, and
    each cell that is added up in ``listed``."""

    file: str | None
    sheet: str | None
    cells: str | None
    cells_below: str
    as_of: date | None
    label: str
    count: int
    value: Decimal | None
    unit: str
    adds_up: bool
    listed: list[BookCell]


@dataclass(frozen=True, slots=True)
class BookFact:
    """One figure. That of one table has its place beside it; of ``several`` each of the ``tables``
    has a row of its own. ``words`` are what stands in place of a figure that is none."""

    file: str | None
    sheet: str | None
    cells: str | None
    cells_below: str
    as_of: date | None
    name: str
    value: object
    unit: str
    words: str
    adds_up: bool
    tables: list[BookTable]
    several: bool


@dataclass(frozen=True, slots=True)
class BookShare:
    """The points of a part, or of a deduction, as they count for its KPI: times ``weight``, of which
    ``note`` says how it came about ("": as signed). ``key`` finds them among all ladders."""

    key: str
    label: str
    points: object
    weight: Decimal
    note: str


@dataclass(frozen=True, slots=True)
class BookLeaf:
    """A result and its ladder: of a KPI, or of a part or deduction of one (``part`` is its id, "" for
    the KPI itself; ``label`` heads it where there are several). ``scored``: from figures; ``given``: by a person.
    ``result`` is in ``unit``, ``note`` says why there is none; ``reached`` and ``following`` are the criteria of the
    level and of the next, numbered ``next_level`` ("" and None where there is none). ``points`` are what it
    is worth out of ``full``, ``counted`` they less what is deducted, ``place`` is the level's among the levels
    (0: none of them); where ``pointed`` is false, they are the level itself. ``shares`` make its result,
    ``deductions`` its deductions, ``deducted`` all of these."""

    part: str
    key: str
    label: str
    deduction: bool
    scored: bool
    given: bool
    unit: str
    result: object
    level: object
    below_first: int
    interpolated: bool
    remarks: str
    requirements: list[BookRequirement]
    percentage: BookPercentage | None
    readings: list[BookApplied]
    evidence: list[BookFact]
    levels: list[BookLevel]
    reached: str
    following: str
    next_level: int | None
    pointed: bool
    points: object
    counted: object
    full: Decimal
    place: int
    shares: list[BookShare]
    deductions: list[BookShare]
    deducted: object


@dataclass(frozen=True, slots=True)
class BookKpi:
    """One KPI: the words signed (``short_name`` is its name for a line, ``counted_in`` the unit that the
    line names, ``notes`` are its conditions, ``top`` its highest level, ``ladder`` has a step a level of the
    longest one); the score (``needs`` says what the next level lacks, ``note`` is what is remarked, as the
    scorecard has room for it; where it is ``pointed``, its points are out of ``full``, else the level counts);
    what it is made of (``system`` feeds it, ``leaves`` are its parts and deductions, and last itself)."""

    number: int
    name: str
    short_name: str
    counted_in: str
    goal: str
    weight: Decimal
    source: str
    cutoff: date
    notes: list[str]
    levels: list[BookLevel]
    top: int
    ladder: list[Styled]
    status: str
    scored: bool
    result: object
    level: object
    pointed: bool
    full: Decimal
    weighted: object
    needs: str
    note: str
    system: str
    leaves: list[BookLeaf]


@dataclass(frozen=True, slots=True)
class BookSection:
    """One section: its share of the total and the ``weight`` of its KPIs; its mark, and what that is
    made of: the weights that were scored, the sum of level × weight ÷ 100, and how many KPIs are not
    reported."""

    name: str
    label: str
    share: Decimal
    weight: Decimal
    kpis: list[BookKpi]
    score: object
    provisional: object
    scored_weight: Decimal
    weighted: Decimal
    unreported: int


@dataclass(frozen=True, slots=True)
class BookTotal:
    """The total and how it is made of the sections (``working``), the provisional one where
    something is not reported, and the percentage with its band. ``unreported`` are the numbers of the
    KPIs that lack."""

    score: object
    provisional: object
    percent: object
    band: str
    complete: bool
    working: str
    unreported: str


@dataclass(frozen=True, slots=True)
class BookSigner:
    """Who signs, and as what; a dotted line where that is not known. ``statement`` is what is
    declared above the signature, "" for nothing."""

    role: str
    name: str
    position: str
    statement: str


@dataclass(frozen=True, slots=True)
class BookSigners:
    """Two who sign side by side, or the last of an odd number alone."""

    left: BookSigner
    right: BookSigner | None


@dataclass(frozen=True, slots=True)
class DistrictBook:
    """One per district: all that its workbook says. ``level_numbers`` head the steps of ladders
    ("" where only the bands have so many), ``top`` is what a total is out of, ``counted`` what results are called (``ร้อยละ`` where
    all are), ``pointed``: points of some KPI are not its level; ``band_steps`` are the bands as such a ladder; ``people`` are those of the agreement, each once, ``scorecard_signatures`` who signs the scorecard."""

    thai_digits: bool
    title: list[str]
    province: str
    round: Round
    top: int
    counted: str
    pointed: bool
    level_numbers: list[object]
    bands: tuple[Band, ...]
    bands_note: str
    band_steps: list[Styled]
    start: date
    end: date
    readings: list[BookReading]
    district: District
    sections: list[BookSection]
    total: BookTotal
    people: list[BookSigner]
    signatures: list[BookSigners]
    scorecard_signatures: list[BookSigners]
