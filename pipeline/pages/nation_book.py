"""All that the page of several provinces says: the records whose fields its template names. Figures are texts as
they are printed, with Arabic digits as in ``results.json``.
"""

from dataclasses import dataclass
from decimal import Decimal

from pipeline.pages.bands import PageBand


@dataclass(frozen=True, slots=True)
class NationCell:
    """What a district or a province has on a KPI: ``text`` is its level ("5", "–", "ย"), ``look`` the tone, ``words`` what
    is to be heard besides ("": the level is all), ``value`` by which such a one is sorted ("": it comes last), and the
    result ("" where none is shown)."""

    text: str
    look: str
    words: str = ""
    value: str = ""
    result: str = ""


@dataclass(frozen=True, slots=True)
class NationDistrict:
    """One district of all; ``band`` and ``province`` are the places of its own among them, from 1 (0: none)."""

    name: str
    province: str
    link: str
    rank: str
    percent: str
    band: str
    band_place: int
    province_place: int
    cells: tuple[NationCell, ...]
    state: str


@dataclass(frozen=True, slots=True)
class NationRow:
    """One province, or all together (without a link)."""

    name: str
    link: str
    districts: int
    complete: int
    mean: str
    median: str
    bands: tuple[int, ...]
    errors: int
    warnings: int
    state: str
    cells: tuple[NationCell, ...]


@dataclass(frozen=True, slots=True)
class NationShare:
    """How many districts are at a level, or have none: its words and look; ``doubted`` of them rest on figures that
    nobody confirmed."""

    words: str
    look: str
    districts: int
    doubted: int


@dataclass(frozen=True, slots=True)
class NationMark:
    """A part of a KPI's bar: its look, where it begins and how long it is, in hundredths of the whole."""

    look: str
    start: Decimal
    width: Decimal


@dataclass(frozen=True, slots=True)
class NationKpi:
    """A KPI over all districts; ``sums`` are its two sums by name where they can be added up."""

    number: int
    name: str
    shares: tuple[NationShare, ...]
    bar: tuple[NationMark, ...]
    sums: tuple[tuple[str, str], ...]
    whole: NationCell


@dataclass(frozen=True, slots=True)
class NationFile:
    """One ``results.json`` that was looked at."""

    file: str
    province: str
    status: str
    reason: str
    fingerprint: str
    refused: bool


@dataclass(frozen=True, slots=True)
class NationPage:
    """The page of several provinces; ``doubted`` counts scores, ``lacking`` those that are not reported."""

    round: str
    kpis: tuple[NationKpi, ...]
    bands: tuple[PageBand, ...]
    provinces: tuple[NationRow, ...]
    whole: NationRow
    districts: tuple[NationDistrict, ...]
    files: tuple[NationFile, ...]
    doubted: int
    lacking: int
    not_pooled: str
    not_pooled_why: str
