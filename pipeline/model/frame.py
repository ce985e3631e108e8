"""The frame of an agreement: its sections, bands, signers, and what it holds beyond the signed text."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

AGREEMENT_PAPER, SCORECARD_PAPER = "บันทึกข้อตกลง", "ผลคะแนน"
PAPERS = (AGREEMENT_PAPER, SCORECARD_PAPER)  # the sheets of a district's workbook that are signed
RoundState = Literal["draft", "adopted", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Section:
    """One per part of the agreement; ``share`` is its percentage of the total,
    ``total_label`` what offices call its sum."""

    id: str
    name: str
    label: str
    share: Decimal
    total_label: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """One per band of the total percentage, best first; ``at_least`` is its lower bound."""

    name: str
    at_least: Decimal


@dataclass(frozen=True, slots=True)
class Signer:
    """One per signature block; ``party`` tells whose name stands there (``district``,
    ``province`` or "" for a blank line), ``papers`` the sheets that it is on (of ``PAPERS``; none:
    the block is switched off), ``statement`` what is declared above the signature."""

    role: str
    party: str
    papers: tuple[str, ...] = PAPERS
    statement: str = ""


@dataclass(frozen=True, slots=True)
class YearMean:
    """That a year's result is the mean of those of its rounds (``mean_of``, their ids), in the signed words
    (``quote``)."""

    mean_of: tuple[str, ...]
    quote: str


@dataclass(frozen=True, slots=True)
class Round:
    """A round's number in its Buddhist fiscal year, that year, and both as its folder is called.

    The ``year`` is as papers write it: behind that of a round that is not adopted stands so, and thereby
    on every page of whatever template.
    """

    number: str
    year: str
    id: str


@dataclass(frozen=True, slots=True)
class Unstated:
    """One per fact of a definition that its signed text does not state, so that a person must have
    ticked it: the ``kpi`` (0: the frame), the ``key`` in its file and Thai ``words`` with the value."""

    kpi: int
    key: str
    words: str
