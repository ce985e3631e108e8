"""All that a province's workbook says: the records whose fields are the names of its template.

A figure that is ``object`` is a number or what stands for it: a dash where there is none, ย where
all is exempt, an empty cell for None.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pipeline.forms import Linked
from pipeline.model.changes import Changed
from pipeline.model.frame import Band, Round
from pipeline.model.task import Task
from pipeline.used import UsedRow


@dataclass(frozen=True, slots=True)
class SectionKpi:
    """One KPI of a section, as its columns are headed; ``index`` is its place in the agreement,
    ``link`` its number, which opens its sheet; where it is ``pointed``, a column has the points that count."""

    index: int
    number: int
    link: Linked
    label: str
    name: str
    weight: Decimal
    pointed: bool


@dataclass(frozen=True, slots=True)
class SectionHead:
    """One section of the agreement, by its place, with what its total is called and what the weights of
    its KPIs add up to."""

    name: str
    label: str
    share: Decimal
    weight: Decimal
    total_label: str
    index: int
    kpis: list[SectionKpi]


@dataclass(frozen=True, slots=True)
class LevelText:
    """One level of a KPI, as signed."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class FigureColumn:
    """One of the figures that a KPI is made of, by its place among them: what its ``total`` is of all
    districts: their ``sum``, a ``count`` of those that have met an item, or ``none``."""

    index: int
    name: str
    unit: str
    how: str
    total: object


@dataclass(frozen=True, slots=True)
class KpiRow:
    """One district in a KPI's sheet: its figures by column, whether the first two of them make its
    result (``live``), and what it lacks to the next level: hundredths, an amount, items, in words."""

    district: str
    cells: list[object]
    live: bool
    result: object
    level: object
    gap: Decimal | None
    amount: Decimal | None
    unit: str
    lacking: int | None
    needs: str
    remarks: str


@dataclass(frozen=True, slots=True)
class KpiWhole:
    """What the province as a whole would have on a KPI; ``live`` if it can be told at all."""

    result: object
    level: object
    live: bool
    needs: str


@dataclass(frozen=True, slots=True)
class KpiSheet:
    """One KPI with its sheet. Its ``figures`` are amounts, its ``checklist`` what is ticked off; ``grows``
    is 1 where its second figure is last year's; results are in ``unit``, a share out of ``per``, what they lack in ``gap_unit``; where
    it is ``pointed``, points count that are not the level; ``counts`` says how many districts reached each level
    from 0 on."""

    index: int
    number: int
    name: str
    label: str
    link: Linked
    weight: Decimal
    pointed: bool
    per: Decimal
    unit: str
    gap_unit: str
    source: str
    cutoff: date
    levels: list[LevelText]
    figures: list[FigureColumn]
    checklist: list[FigureColumn]
    grows: int
    rows: list[KpiRow]
    whole: KpiWhole
    counts: list[int]
    unreported: int
    exempt: int


@dataclass(frozen=True, slots=True)
class KpiCell:
    """A district's level, points (out of what a total is out of) and result on one KPI; where it has
    none, why."""

    level: object
    points: object
    result: object


@dataclass(frozen=True, slots=True)
class DistrictRow:
    """One district: its workbook's name and a link to it, its KPIs in order and their weights, its sections' scores, its
    total, its rank, whether it is complete, and the KPIs that it has not reported."""

    code: str
    name: str
    link: str | Linked
    file: str
    kpis: list[KpiCell]
    weights: list[Decimal]
    sections: list[object]
    score: object
    percent: object
    band: str
    rank: object
    state: str
    provisional: Decimal | None
    missing: str
    province: str


@dataclass(frozen=True, slots=True)
class WholeCell:
    """What the districts together have on one KPI: the sums above and below, their ratio, the level
    that it would reach, and how many districts they are of."""

    level: object
    points: object
    result: object
    above: object
    below: object
    districts: int


@dataclass(frozen=True, slots=True)
class Average:
    """One kind of average: of the levels and points by KPI, the sections, the total and its percentage."""

    levels: list[object]
    points: list[object]
    sections: list[object]
    score: object
    percent: object


@dataclass(frozen=True, slots=True)
class Averages:
    """Mean and median of the districts that have a figure."""

    mean: Average
    median: Average


@dataclass(frozen=True, slots=True)
class PrintedKpi:
    """One KPI of a district on a printed page; all None in a place without a district."""

    points: object = None
    weighted: object = None


@dataclass(frozen=True, slots=True)
class PrintedDistrict:
    """One place of a printed page: its KPIs, its sections' scores, its total; all None in a place
    without a district."""

    name: str | None
    kpis: list[PrintedKpi]
    sections: list[object]
    score: object = None
    percent: object = None
    band: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One printed page: its number and its places."""

    number: int
    districts: list[PrintedDistrict]


@dataclass(frozen=True, slots=True)
class BandLine:
    """A line of the chart of districts, where a band begins: what it is called and where it stands, in
    hundredths of the whole ("" where its name has no room, "" and 0 for a line too many)."""

    label: str
    at_least: Decimal


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the chart of districts: its percentage, or what its provisional score comes to where
    something is not reported; ``label`` says why it has none. Behind it stand, for each line of a
    band, how much lies before the line and how thick it is: both 0 where the bar reaches it."""

    name: str
    label: str
    percent: object
    provisional: Decimal | None
    gaps: list[Decimal]
    lines: list[Decimal]


@dataclass(frozen=True, slots=True)
class Headlines:
    """What each chart shows, as its title: of the districts, the levels, the months ("" where no KPI
    grows); and which bands have no line in the first, or one without a name ("" for none)."""

    standings: str
    lines: str
    levels: str
    months: str


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month of this year beside that of the year before."""

    month: str
    now: Decimal | None
    before: Decimal | None


@dataclass(frozen=True, slots=True)
class Monthly:
    """The sums a month of a KPI that grows, this year's and those before, of the districts that were
    scored; ``kpi`` is its number (a dash where no KPI grows), ``unit`` that of its figures, which have so many decimal ``places``."""

    kpi: object
    unit: str
    places: int
    now: str
    before: str
    districts: int
    total_now: Decimal
    total_before: Decimal
    rows: list[MonthRow]


@dataclass(frozen=True, slots=True)
class ReadingChange:
    """One district that a reading changes: as it is, and as it would be under the other one."""

    district: str
    levels: str
    score: object
    other_score: object
    percent: object
    other_percent: object
    band: str
    other_band: str
    rank: object
    other_rank: object
    provisional: str


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """One reading: what was taken and what was left, how the other one is set, and whom it changes;
    ``bands`` says whose band."""

    number: int
    id: str
    kpis: str
    question: str
    taken: str
    reason: str
    left: str
    setting: str
    changes: list[ReadingChange]
    summary: str
    bands: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many districts there are and are complete, waiting scores, tasks, findings, files found and used."""

    districts: int
    complete: int
    waiting: int
    tasks: int
    errors: int
    warnings: int
    files: int
    used: int


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding, and who can mend it."""

    owner: str
    severity: str
    file: str
    sheet: str
    cell: str
    district: str
    kpi: int | None
    problem: str
    remedy: str
    code: str


@dataclass(frozen=True, slots=True)
class FileRow:
    """One sheet of a file, or a file without sheets: what became of it and of its rows."""

    file: str
    status: str
    reason: str
    sha256: str
    short_hash: str
    sheet: str
    source: str
    rows_read: int | None
    rows_used: int | None
    rows_refused: int | None


@dataclass(frozen=True, slots=True)
class Chief:
    """The province's พัฒนาการจังหวัด; dotted lines where that is not known."""

    name: str
    position: str


@dataclass(frozen=True, slots=True)
class ProvinceBook:
    """All that a province's workbook says. ``whole`` is the province's own row, a cell a KPI;
    ``slots`` number the places of a printed page; ``top`` is what a total is out of, ``highest`` the highest
    level; ``weighed``: a KPI's weight is each district's own."""

    thai_digits: bool
    province: str
    round: Round
    top: int
    highest: int
    weighed: bool
    sections: list[SectionHead]
    kpis: list[KpiSheet]
    bands: tuple[Band, ...]
    bands_note: str
    districts: list[DistrictRow]
    whole: list[WholeCell]
    averages: Averages
    slots: list[int]
    pages: list[Page]
    standings: list[Bar]
    band_lines: list[BandLine]
    no_bar: Bar
    headlines: Headlines
    monthly: Monthly
    readings: list[ReadingLine]
    counts: Counts
    tasks: list[Task]
    tasks_note: str
    findings: list[FindingRow]
    files: list[FileRow]
    used: list[UsedRow]
    changes: Changed
    chief: Chief

