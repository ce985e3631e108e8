"""All that the page of a province, and that of a district, says: the records whose fields their templates name.

Figures are texts as they are printed, with Arabic digits as in ``results.json``; "" where there is none. An
``anchor`` is where a part of the page stands, and what leads to it.
"""

from dataclasses import dataclass
from decimal import Decimal

from pipeline.pages.bands import PageBand
from pipeline.pages.chips import Chip
from pipeline.pages.diff_book import DiffBody
from pipeline.reports.explanation import Explanation
from pipeline.summarise.book import FileRow


@dataclass(frozen=True, slots=True)
class PageDay:
    """A day: as a machine reads it (``2018-03-31``) and in Thai."""

    iso: str
    words: str


@dataclass(frozen=True, slots=True)
class PageMark:
    """A section's score or a total: ``score`` out of the top, or the ``provisional`` one; ``words`` what it is
    where there is none."""

    score: str
    provisional: str
    words: str

    @property
    def value(self) -> str:
        """Whichever there is."""
        return self.score or self.provisional


@dataclass(frozen=True, slots=True)
class PageTotal:
    """A district's total with its ``percent``, its band, and the band's place from the best, 1 (0: none);
    ``doubted``: some figure under it cannot be trusted yet. ``bar`` is how much of the whole it comes to, 0 to 100."""

    mark: PageMark
    percent: str
    band: str
    band_place: int
    doubted: bool
    bar: Decimal


@dataclass(frozen=True, slots=True)
class PageStep:
    """One level of a KPI's ladder in a few letters; ``look`` is ``reached``, ``passed`` or ``open``."""

    level: int
    text: str
    look: str


@dataclass(frozen=True, slots=True)
class PageTable:
    """``count`` cells of one sheet, as at one day: each in ``cells`` with what it is and its value, or where they are
    many their addresses in ``ranges`` alone; ``rest`` is the page that has those which have no room here ("": all are here)."""

    file: str
    sheet: str
    as_of: str
    ranges: str
    count: int
    cells: tuple[tuple[str, str, str], ...]
    rest: str = ""


@dataclass(frozen=True, slots=True)
class PageFigure:
    """One named figure or answer, and the tables that it is added up from; without a name, several that stand in one
    sheet, a cell each."""

    name: str
    value: str
    tables: tuple[PageTable, ...]


@dataclass(frozen=True, slots=True)
class PageFinding:
    """One line of findings; ``severity`` is ``error``, ``warning`` or ``info``."""

    severity: str
    severity_name: str
    code: str
    file: str
    sheet: str
    cell: str
    district: str
    kpi: int | None
    problem: str
    remedy: str


@dataclass(frozen=True, slots=True)
class PageScore:
    """A district's score on a KPI with all that explains it. ``needs`` is what is missing to ``next_level`` (0: none)."""

    anchor: str
    kpi: int
    name: str
    short_name: str
    chip: Chip
    result: str
    needs: str
    next_level: int
    cutoff: PageDay
    steps: tuple[PageStep, ...]
    groups: tuple[tuple[str, tuple[PageFigure, ...]], ...]
    findings: tuple[PageFinding, ...]
    doubts: tuple[str, ...]
    why: Explanation


@dataclass(frozen=True, slots=True)
class PageDistrict:
    """A district: its total, its sections by name with their scores, its scores."""

    anchor: str
    code: str
    name: str
    total: PageTotal
    sections: tuple[tuple[str, PageMark], ...]
    scores: tuple[PageScore, ...]
    unreported: tuple[int, ...]

    @property
    def state(self) -> str:
        """By what it is filtered: ``complete`` or ``missing``, and ``doubt``."""
        return ("missing" if self.unreported else "complete") + (" doubt" if self.total.doubted else "")


@dataclass(frozen=True, slots=True)
class PageLevel:
    """One level of a KPI as signed; ``points`` where it is not worth its number, ``districts`` how many are there
    and ``bar`` how much of all that is, 0 to 100."""

    level: int
    quote: str
    short: str
    points: str
    tone: str
    districts: int
    bar: Decimal


@dataclass(frozen=True, slots=True)
class PageReading:
    """One unclear wording: its number in the agreement, how it is read and why, and the other way."""

    number: int
    question: str
    taken: str
    reason: str
    other: str


@dataclass(frozen=True, slots=True)
class PageKpi:
    """A KPI by its place in the agreement, from 0, its ladder from the highest level down, and how many districts have no
    level of it: those ``below`` the first, unreported, exempt. ``order`` are the districts' places, the highest level first."""

    anchor: str
    place: int
    number: int
    name: str
    short_name: str
    goal: str
    weight: str
    source: str
    cutoff: PageDay
    notes: tuple[str, ...]
    parts: tuple[str, ...]
    levels: tuple[PageLevel, ...]
    readings: tuple[PageReading, ...]
    order: tuple[int, ...]
    below: int
    unreported: int
    exempt: int


@dataclass(frozen=True, slots=True)
class PageLack:
    """A KPI that some districts lack, why, and who answers for its figures."""

    kpi: int
    name: str
    reason: str
    source: str
    districts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PageNear:
    """A score with a level above it, ``share`` how much of what that needs is missing, 0 to 1."""

    district: PageDistrict
    score: PageScore
    share: Decimal


@dataclass(frozen=True, slots=True)
class PageOwner:
    """Who can mend something, and the findings; ``more``: how many are not listed."""

    name: str
    findings: tuple[PageFinding, ...]
    more: int


@dataclass(frozen=True, slots=True)
class PageChanges:
    """What differs from the former results, and which these are (""; none); ``more``: how many are not listed."""

    since: str
    message: str
    body: DiffBody
    more: int


@dataclass(frozen=True, slots=True)
class PageWhole:
    """What the districts together have on a KPI: the level that their sums would reach, and how many they are."""

    kpi: int
    anchor: str
    chip: Chip
    words: str


@dataclass(frozen=True, slots=True)
class RoundFrame:
    """What both pages say of the round; ``top`` is what totals are out of."""

    province: str
    round: str
    caveat: str
    start: PageDay
    end: PageDay
    top: int
    kpis: tuple[PageKpi, ...]


@dataclass(frozen=True, slots=True)
class ProvincePage:
    """The page of a province; ``doubted`` are the scores that cannot be trusted yet and ``others`` the findings to be
    confirmed that are of none, ``near`` what may still rise and ``final`` what has the figures of the cut-off already;
    ``cutoffs`` are the days to which figures count, with their KPIs."""

    frame: RoundFrame
    districts: tuple[PageDistrict, ...]
    whole: tuple[PageWhole, ...]
    section_names: tuple[str, ...]
    bands: tuple[PageBand, ...]
    complete: int
    lacks: tuple[PageLack, ...]
    lacking: int
    doubted: tuple[tuple[PageDistrict, PageScore], ...]
    others: tuple[PageFinding, ...]
    near: tuple[PageNear, ...]
    final: tuple[PageNear, ...]
    owners: tuple[PageOwner, ...]
    counts: dict[str, int]
    cutoffs: tuple[tuple[PageDay, tuple[int, ...]], ...]
    changes: PageChanges
    files: tuple[FileRow, ...]
    used: int
