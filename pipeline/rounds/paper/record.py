"""A signed agreement as its file says it, before anything in it is understood."""

from dataclasses import dataclass
from decimal import Decimal

Quotes = tuple[tuple[int, str], ...]  # levels from the lowest on: the number of each, and its words without it


@dataclass(frozen=True, slots=True)
class SignedSection:
    """One per section of the table, in the paper's order: its ``name`` as the paper has it (``งานทีม``), and
    its ``share`` of the whole in percent where the paper states it."""

    name: str
    share: Decimal | None = None


@dataclass(frozen=True, slots=True)
class SignedPart:
    """One per sub-indicator of a KPI: its ``letter`` (``A``), ``name``, levels, the lines below them and weight."""

    letter: str
    name: str
    levels: Quotes = ()
    notes: tuple[str, ...] = ()
    weight: Decimal | None = None


@dataclass(frozen=True, slots=True)
class SignedKpi:
    """One per KPI. ``number`` is the paper's; counted, where it has none or has it twice. ``section`` is the name of
    a :class:`SignedSection`, "" where the paper has none. ``levels`` has its criteria, ``notes`` the lines of the
    criteria's cell that are of no level. ``weight`` is in percent (0.25 stands as 25); None where it is not told."""

    number: int
    name: str
    section: str = ""
    goal: str = ""
    levels: Quotes = ()
    notes: tuple[str, ...] = ()
    weight: Decimal | None = None
    data_source: str = ""
    parts: tuple[SignedPart, ...] = ()


@dataclass(frozen=True, slots=True)
class SignedPaper:
    """One per file. ``title`` has the lines above the table; ``lines`` the whole text as a person sees it, a line
    each, cells of a table's row parted by tabs: what stands in ``agreement.txt``. ``doubts`` are Thai lines that
    tell what of the table was not understood."""

    title: tuple[str, ...]
    lines: tuple[str, ...]
    sections: tuple[SignedSection, ...]
    kpis: tuple[SignedKpi, ...]
    doubts: tuple[str, ...] = ()
