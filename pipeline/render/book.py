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
    """One level of a KPI: its ``text`` as signed; its ``bound`` in percent and ``how`` that is meant;
    ``met`` is 1 if bound and items are, else 0."""

    level: int
    text: str
    bound: Decimal | None
    how: str
    met: int


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
    """One item that a level needs: its place, what was answered, the least that is needed, and
    1 if that is met, else 0."""

    file: str | None
    sheet: str | None
    cells: str | None
    cells_below: str
    as_of: date | None
    level: int
    name: str
    answer: object
    at_least: Decimal
    met: int


@dataclass(frozen=True, slots=True)
class BookPercentage:
    """How a percentage is made of the figures, by their names: ``way`` is ``ratio``
    (plus × 100 ÷ base), ``growth`` ((plus - minus) × 100 ÷ base), ``direct`` (the figure ``plus`` is
    the percentage itself) or ``plain`` where the figures do not make it. ``compared`` is the ``raw``
    one rounded to ``places`` decimals."""

    raw: Decimal
    way: str
    plus: str
    minus: str
    base: str
    places: int
    compared: Decimal


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
class BookKpi:
    """One KPI: the words signed (``short_name`` is its name for a line, ``notes`` are its
    conditions, ``top`` its highest level, ``ladder`` has a step a level of the longest one); the score
    (``needs`` says what the next level lacks, ``note`` is ``remarks`` as the scorecard has room for
    them); its evidence (``system`` feeds it; ``reached`` and ``following`` are the criteria of the
    level and of the next, numbered ``next_level``; "" and None where there is none)."""

    number: int
    name: str
    short_name: str
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
    interpolated: bool
    weighted: object
    below_first: int
    needs: str
    remarks: str
    note: str
    requirements: list[BookRequirement]
    percentage: BookPercentage | None
    readings: list[BookApplied]
    system: str
    evidence: list[BookFact]
    reached: str
    following: str
    next_level: int | None


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
    ("" where only the bands have so many), ``top`` is what a total is out of, ``band_steps`` are the bands as such a ladder; ``people``
    are those of the agreement, each once, ``scorecard_signatures`` who signs the scorecard."""

    thai_digits: bool
    title: list[str]
    province: str
    round: Round
    top: int
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
