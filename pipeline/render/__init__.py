"""Stage 6: a scorecard → what the district's workbook says.

The fields of :class:`DistrictBook` are the names that the placeholders of
``templates/agreement.xlsx`` may use; docs/guide/ lists them.
"""

from collections.abc import Mapping
from decimal import Decimal
from itertools import zip_longest

from pipeline.model.agreement import Agreement, Reading, Section
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
from pipeline.render.evidence import growing
from pipeline.render.kpi import NONE, kpi_values, short_criteria
from pipeline.thai.digits import round_half_up, to_arabic, to_thai
from pipeline.thai.text import clean

__all__ = ["DistrictBook", "render", "short_criteria"]

DOTS = "." * 40  # a line to write on


def render(
    card: Scorecard,
    agreement: Agreement,
    province: str,
    chief: Party | None,
    sources: Mapping[str, SourceDefinition],
) -> DistrictBook:
    """All that the district's workbook says."""
    digits = to_thai if agreement.thai_digits else to_arabic
    highest = max((level.level for kpi in agreement.kpis for level in kpi.levels), default=0)
    return DistrictBook(
        thai_digits=agreement.thai_digits,
        title=[digits(clean(line)) for line in agreement.title],
        province=province,
        round=agreement.round,
        level_numbers=list(range(1, highest + 1)),
        bands=agreement.bands,
        bands_note=clean(agreement.bands_note),
        readings=[_reading(n, reading) for n, reading in enumerate(agreement.readings, 1)],
        district=card.district,
        sections=[_section(section, card, agreement, sources) for section in agreement.sections],
        total=_total(card),
        signatures=_signatures(agreement, card.party, chief),
    )


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


def _signatures(
    agreement: Agreement, party: Party | None, chief: Party | None
) -> list[BookSigners]:
    """The signature blocks, one a role, in pairs."""
    people = {"district": party, "province": chief, "": None}
    blocks: list[BookSigner] = []
    for signer in agreement.signers:
        person = people[signer.party] or Party(None, "", "")
        blocks.append(BookSigner(signer.role, clean(person.name) or DOTS, clean(person.position) or DOTS))
    return [BookSigners(*pair) for pair in zip_longest(blocks[::2], blocks[1::2])]


def _shown(value: Decimal | None, complete: bool) -> object:
    """A score, or why there is none: something is not reported, or all is exempt."""
    if not complete:
        return INCOMPLETE
    return EXEMPT if value is None else value


def _section(
    section: Section, card: Scorecard, agreement: Agreement, sources: Mapping[str, SourceDefinition]
) -> BookSection:
    kpis = agreement.of_section(section.id)
    by_kpi = {score.kpi: score for score in card.scores}
    scores = [by_kpi[kpi.number] for kpi in kpis]
    mark, monthly = card.section(section.id), growing(agreement)
    return BookSection(
        name=section.name,
        label=clean(section.label),
        share=section.share,
        weight=sum((kpi.weight for kpi in kpis), Decimal(0)),
        kpis=[
            kpi_values(kpi, score, agreement, sources, kpi is monthly)
            for kpi, score in zip(kpis, scores, strict=True)
        ],
        score=_shown(mark.score, all(score.status != "unreported" for score in scores)),
        provisional=NONE if mark.provisional is None else mark.provisional,
        scored_weight=sum((s.weight for s in scores if s.weighted is not None), Decimal(0)),
        weighted=sum((score.weighted or Decimal(0) for score in scores), Decimal(0)),
        unreported=sum(score.status == "unreported" for score in scores),
    )


def _total(card: Scorecard) -> BookTotal:
    mark, percent = card.total.mark, card.total.percent
    score = None if mark.score is None else round_half_up(mark.score, 2)
    provisional = None if mark.provisional is None else round_half_up(mark.provisional, 2)
    return BookTotal(
        score=_shown(score, card.complete),
        provisional=NONE if provisional is None else provisional,
        percent=NONE if percent is None else percent,
        band=card.total.band or NONE,
        complete=card.complete,
    )
