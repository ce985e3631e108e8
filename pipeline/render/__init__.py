"""Stage 6: a scorecard → what the district's workbook says.

Everything comes back as plain values by name, for the placeholders of
``templates/agreement.xlsx``; docs/guide/ lists the names.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from pipeline.model.agreement import Agreement, Reading
from pipeline.model.observation import Party
from pipeline.model.score import Mark, Score, Scorecard
from pipeline.model.source import SourceDefinition
from pipeline.model.words import EXEMPT, INCOMPLETE
from pipeline.render.evidence import Values, growing
from pipeline.render.kpi import NONE, kpi_values, short_criteria
from pipeline.thai.digits import round_half_up, to_arabic, to_thai
from pipeline.thai.text import clean

__all__ = ["render", "short_criteria"]

DOTS = "." * 40  # a line to write on


def render(
    card: Scorecard,
    agreement: Agreement,
    province: str,
    chief: Party | None,
    sources: Mapping[str, SourceDefinition],
) -> Values:
    """All that the district's workbook says, by the names that its template uses."""
    scores = {score.kpi: score for score in card.scores}
    monthly = growing(agreement)
    sections: list[Values] = []
    for section in agreement.sections:
        kpis = agreement.of_section(section.id)
        sections.append(
            {
                "name": section.name,
                "label": clean(section.label),
                "share": section.share,
                "weight": sum((kpi.weight for kpi in kpis), Decimal(0)),
                "kpis": [
                    kpi_values(kpi, scores[kpi.number], agreement, sources, kpi is monthly)
                    for kpi in kpis
                ],
                **_section([scores[kpi.number] for kpi in kpis], card.section(section.id)),
            }
        )
    return {
        **frame(agreement, province),
        "district": {"code": card.district.code, "name": card.district.name},
        "sections": sections,
        "total": _total(card),
        "signatures": signatures(agreement, card.party, chief),
    }


def frame(agreement: Agreement, province: str) -> Values:
    """What is the same for every workbook of the round."""
    year, _, number = agreement.round_id.partition("-")
    title = [clean(line) for line in agreement.title]
    digits = to_thai if agreement.thai_digits else to_arabic
    highest = max((level.level for kpi in agreement.kpis for level in kpi.levels), default=0)
    return {
        "thai_digits": agreement.thai_digits,
        "title": [digits(line) for line in title],
        "province": province,
        "round": {"number": number, "year": year, "id": agreement.round_id},
        "level_numbers": list(range(1, highest + 1)),
        "bands": [{"name": band.name, "at_least": band.at_least} for band in agreement.bands],
        "bands_note": clean(agreement.bands_note),
        "readings": [_reading(n, reading) for n, reading in enumerate(agreement.readings, 1)],
    }


def _reading(number: int, reading: Reading) -> Values:
    """One reading in full; ``concerns`` says what it is about."""
    taken = reading.use == "chosen"
    return {
        "number": number,
        "concerns": f"ตัวชี้วัดที่ {', '.join(map(str, reading.kpis))}" if reading.kpis else "คะแนนรวม",
        "question": clean(reading.question),
        "answer": clean(reading.taken),
        "reason": clean(reading.reason) if taken else "",
        "other": clean(reading.left),
    }


def signatures(agreement: Agreement, party: Party | None, chief: Party | None) -> list[Values]:
    """The signature blocks, one a role, in pairs: ``left`` and, unless it is the last of an odd
    number, ``right``. A name or position that is not known is a dotted line."""
    people = {"district": party, "province": chief, "": None}
    blocks: list[Values | None] = []
    for signer in agreement.signers:
        person = people[signer.party] or Party(None, "", "")
        name, position = clean(person.name) or DOTS, clean(person.position) or DOTS
        blocks.append({"role": signer.role, "name": name, "position": position})
    blocks += [None] * (len(blocks) % 2)
    pairs = zip(blocks[::2], blocks[1::2], strict=True)
    return [{"left": left, "right": right} for left, right in pairs]


def _shown(value: Decimal | None, complete: bool) -> object:
    """A score, or why there is none: something is not reported, or all is exempt."""
    if not complete:
        return INCOMPLETE
    return EXEMPT if value is None else value


def _section(scores: Sequence[Score], mark: Mark) -> Values:
    """A section's mark, and what it is made of: the weights that were scored, and the sum of
    level × weight ÷ 100."""
    scored = [score for score in scores if score.weighted is not None]
    complete = all(score.status != "unreported" for score in scores)
    return {
        "score": _shown(mark.score, complete),
        "provisional": NONE if mark.provisional is None else mark.provisional,
        "scored_weight": sum((score.weight for score in scored), Decimal(0)),
        "weighted": sum((score.weighted or Decimal(0) for score in scored), Decimal(0)),
        "unreported": sum(score.status == "unreported" for score in scores),
    }


def _total(card: Scorecard) -> Values:
    mark, percent = card.total.mark, card.total.percent
    score = None if mark.score is None else round_half_up(mark.score, 2)
    provisional = None if mark.provisional is None else round_half_up(mark.provisional, 2)
    return {
        "score": _shown(score, card.complete),
        "provisional": NONE if provisional is None else provisional,
        "percent": NONE if percent is None else percent,
        "band": card.total.band or NONE,
        "complete": card.complete,
    }
