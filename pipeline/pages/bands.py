"""How many districts are in each band, on every page that says so."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from pipeline.model.agreement import Agreement
from pipeline.thai.digits import shortest

_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class PageBand:
    """A band, its place from the best, 1 (0: no total), how many districts are in it, and how much of all that is, 0 to 100."""

    place: int
    name: str
    at_least: str
    districts: int
    bar: Decimal


def places(agreement: Agreement) -> dict[str | None, int]:
    """The place of each band, by its name."""
    return {band.name: place for place, band in enumerate(agreement.bands, 1)}


def bands(spread: Mapping[int, int], agreement: Agreement) -> Iterator[PageBand]:
    """Every band; ``spread`` counts the districts by the place of theirs."""
    every = sum(spread.values())
    for place, band in enumerate(agreement.bands, 1):
        number = spread.get(place, 0)
        yield PageBand(place, band.name, shortest(band.at_least), number, share(number, every))
    if number := spread.get(0, 0):
        yield PageBand(0, "ยังไม่มีคะแนนรวม", "", number, share(number, every))


def share(part: int, whole: int) -> Decimal:
    """How much some are of all, 0 to 100."""
    return (Decimal(part * 100) / whole).quantize(_TENTH) if whole else Decimal(0)
