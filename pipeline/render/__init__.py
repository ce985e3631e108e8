"""Stage 6: a scorecard → what the district's workbook says.

The fields of :class:`DistrictBook` are the names that the placeholders of
``templates/agreement.xlsx`` may use; docs/guide/ lists them.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from itertools import zip_longest

from pipeline.forms import Styled
from pipeline.model.agreement import Agreement
from pipeline.model.frame import AGREEMENT_PAPER, SCORECARD_PAPER, Band, Section, Signer
from pipeline.model.level import Reading
from pipeline.model.observation import Party
from pipeline.model.score import Scorecard
from pipeline.model.source import SourceDefinition
from pipeline.model.words import EXEMPT, INCOMPLETE
from pipeline.render.book import (
    BookReading,
    BookSection,
    BookSigner,
    BookSigners,
    BookTotal,
    DistrictBook,
)
from pipeline.render.kpi import kpi_values
from pipeline.render.ladder import NO_STEP, look
from pipeline.render.leaf import NONE
from pipeline.thai.digits import round_half_up, shortest, to_arabic, to_thai
from pipeline.thai.text import clean
from pipeline.units import LEVEL, PERCENT

__all__ = ["DistrictBook", "render"]

DOTS = "." * 40  # a line to write on
_TITLE_LINES = 3  # that the agreement's form has
_MOST_PLACES = 6  # decimals of a section's score where the total is written out


def render(
    card: Scorecard,
    agreement: Agreement,
    province: str,
    chief: Party | None,
    sources: Mapping[str, SourceDefinition],
    names: frozenset[str] = frozenset(),
) -> DistrictBook:
    """All that the district's workbook says; ``names`` are those of files and sheets, which are
    printed as they are called."""
    digits = to_thai if agreement.thai_digits else to_arabic
    columns = range(1, max(agreement.highest, len(agreement.bands)) + 1)
    leaves = [leaf for kpi in agreement.kpis for leaf in kpi.leaves()]
    signers = _signers(agreement, card.party, chief)
    return DistrictBook(
        thai_digits=agreement.thai_digits,
        title=_title(agreement, digits),
        province=province,
        round=agreement.round,
        top=agreement.top,
        counted="ร้อยละ" if all(leaf.unit in (PERCENT, LEVEL, "") for leaf in leaves) else "ผล",
        pointed=any(map(agreement.pointed, leaves)) or any(s.status == "given" and s.between is not None for s in card.scores),
        level_numbers=[number if number <= agreement.highest else "" for number in columns],
        bands=agreement.bands,
        bands_note=clean(agreement.bands_note),
        band_steps=_band_steps(agreement.bands, card.total.band, columns, digits),
        start=agreement.start,
        end=agreement.end,
        readings=[_reading(n, reading) for n, reading in enumerate(agreement.readings, 1)],
        district=card.district,
        sections=[
            _section(section, card, agreement, sources, columns, names) for section in agreement.sections
        ],
        total=_total(card, agreement),
        people=_people(signers),
        signatures=_pairs(signers, AGREEMENT_PAPER),
        scorecard_signatures=_pairs(signers, SCORECARD_PAPER),
    )


def _title(agreement: Agreement, digits: Callable[[str], str]) -> list[str]:
    """The title as signed in as many lines as the form has, the last of which has all that are over; of a
    round that is not adopted it ends with that."""
    *lines, last = agreement.title
    words = [digits(clean(line)) for line in (*lines, f"{last}{agreement.caveat}")]
    room = _TITLE_LINES - 1
    return [*[""] * (_TITLE_LINES - len(words)), *words[:room], *([" ".join(words[room:])] if words[room:] else [])]


def _reading(number: int, reading: Reading) -> BookReading:
    taken = reading.use == "chosen"
    return BookReading(
        number=number,
        concerns=f"ตัวชี้วัดที่ {', '.join(map(str, reading.kpis))}" if reading.kpis else "คะแนนรวม",
        question=clean(reading.question),
        answer=clean(reading.taken),
        reason=clean(reading.reason) if taken else "",
        other=clean(reading.left),
    )


def _band_steps(
    bands: Sequence[Band], reached: str | None, columns: Sequence[int],
    digits: Callable[[str], str],
) -> list[Styled]:
    """The bands as a ladder, from the lowest up: each its name and its lower bound; a blank step
    for each of the ``columns`` beyond them."""
    rising = list(reversed(bands))
    at = next((place for place, band in enumerate(rising) if band.name == reached), -1)
    return [
        Styled(
            f"{band.name}\n≥ {digits(shortest(band.at_least))}" if place else band.name, look(place, at)
        )
        for place, band in enumerate(rising)
    ] + [Styled("", NO_STEP)] * (len(columns) - len(rising))


def _signers(
    agreement: Agreement, party: Party | None, chief: Party | None
) -> list[tuple[Signer, BookSigner]]:
    """Every signature block, with the name of who signs there."""
    people = {"district": party, "province": chief, "": None}
    blocks: list[tuple[Signer, BookSigner]] = []
    for signer in agreement.signers:
        person = people[signer.party] or Party(None, "", "")
        name, position = clean(person.name) or DOTS, clean(person.position) or DOTS
        blocks.append((signer, BookSigner(signer.role, name, position, signer.statement.strip())))
    return blocks


def _people(signers: Sequence[tuple[Signer, BookSigner]]) -> list[BookSigner]:
    """Those who are parties of the agreement, each once."""
    found: dict[str, BookSigner] = {}
    for signer, block in signers:
        if signer.party and signer.papers:
            found.setdefault(signer.party, block)
    return list(found.values())


def _pairs(signers: Sequence[tuple[Signer, BookSigner]], paper: str) -> list[BookSigners]:
    """The signature blocks of one sheet, in pairs."""
    blocks = [block for signer, block in signers if paper in signer.papers]
    return [BookSigners(*pair) for pair in zip_longest(blocks[::2], blocks[1::2])]


def _shown(value: Decimal | None, complete: bool) -> object:
    """A score, or why there is none: something is not reported, or all is exempt."""
    if not complete:
        return INCOMPLETE
    return EXEMPT if value is None else value


def _section(
    section: Section, card: Scorecard, agreement: Agreement,
    sources: Mapping[str, SourceDefinition], columns: Sequence[int], names: frozenset[str],
) -> BookSection:
    kpis = agreement.of_section(section.id)
    by_kpi = {score.kpi: score for score in card.scores}
    scores = [by_kpi[kpi.number] for kpi in kpis]
    mark = card.section(section.id)
    return BookSection(
        name=section.name,
        label=clean(section.label),
        share=section.share,
        weight=sum((score.weight for score in scores), Decimal(0)),
        kpis=[
            kpi_values(kpi, score, agreement, sources, columns, names)
            for kpi, score in zip(kpis, scores, strict=True)
        ],
        score=_shown(mark.score, all(score.status != "unreported" for score in scores)),
        provisional=NONE if mark.provisional is None else round_half_up(mark.provisional, 2),
        scored_weight=sum((s.weight for s in scores if s.weighted is not None), Decimal(0)),
        weighted=sum((score.weighted or Decimal(0) for score in scores), Decimal(0)),
        unreported=sum(score.status == "unreported" for score in scores),
    )


def _total(card: Scorecard, agreement: Agreement) -> BookTotal:
    mark, percent = card.total.mark, card.total.percent
    score = None if mark.score is None else round_half_up(mark.score, 2)
    provisional = None if mark.provisional is None else round_half_up(mark.provisional, 2)
    return BookTotal(
        score=_shown(score, card.complete),
        provisional=NONE if provisional is None else provisional,
        percent=NONE if percent is None else percent,
        band=card.total.band or NONE,
        complete=card.complete,
        working=_working(card, agreement.sections),
        unreported=", ".join(str(s.kpi) for s in card.scores if s.status == "unreported"),
    )


def _working(card: Scorecard, sections: Sequence[Section]) -> str:
    """The total written out: each section's score × its share, over the shares that count where a
    section is exempt; "" where there is no total. A score has as many decimals as make the total."""
    if card.total.mark.score is None:
        return ""
    marks = [(s.share, card.section(s.id).score) for s in sections]
    counted = [(share, score) for share, score in marks if score is not None]
    shares = sum((share for share, _ in counted), Decimal(0))
    total = round_half_up(card.total.mark.score, 2)

    def adds_up(places: int) -> bool:
        """Whether the sections, printed with so many decimals, make the total that is printed."""
        made = sum((share * round_half_up(score, places) for share, score in counted), Decimal(0))
        return round_half_up(made / shares, 2) == total

    places = next((n for n in range(2, _MOST_PLACES) if adds_up(n)), _MOST_PLACES)
    parts = " + ".join(
        f"({round_half_up(score, places)} × ร้อยละ {shortest(share)})" for share, score in counted
    )
    over = "" if len(counted) == len(marks) else f" ÷ ร้อยละ {shortest(shares)}"
    if over and len(counted) > 1:
        parts = f"[{parts}]"
    return f"{parts}{over} = {total}"
