"""The signed agreement, read from the file that an office passes on."""

from pipeline.rounds.paper.opening import read_paper
from pipeline.rounds.paper.record import SignedKpi, SignedPaper, SignedPart, SignedSection

__all__ = ["SignedKpi", "SignedPaper", "SignedPart", "SignedSection", "read_paper"]
