"""Stage 6: a scorecard → what the district's workbook says.

Everything comes back as plain values by name, for the placeholders of
``templates/agreement.xlsx``; docs/guide/ lists the names.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from pipeline.forms import Styled
from pipeline.model.agreement import Agreement, Item, Kpi, Level, Reading
from pipeline.model.observation import Evidence, Part, Party
from pipeline.model.score import Mark, Score, Scorecard
from pipeline.model.source import SourceDefinition
from pipeline.model.words import EXEMPT, FLAG_NAMES, UNREPORTED
from pipeline.thai.digits import round_half_up, to_thai
from pipeline.thai.text import clean, visible_length

Values = dict[str, object]

REACHED, PLAIN = "level_reached", "level_other"  # names of cells in the template whose style is used
NONE = "–"
INCOMPLETE = "ยังไม่สมบูรณ์"
DOTS = "." * 40  # a line to write on
_LONG_LEAD = 30  # a lead that all levels share is left out on the scorecard if it is longer
_TINY = Decimal("1e-15")
_EXACT = 10  # decimals compared where a reading says that percentages are not rounded


def render(
    card: Scorecard,
    agreement: Agreement,
    province: str,
    chief: Party | None,
    sources: Mapping[str, SourceDefinition],
) -> Values:
    """All that the district's workbook says, by the names that its template uses."""
    scores = {score.kpi: score for score in card.scores}
    sections: list[Values] = []
    for section in agreement.sections:
        kpis = agreement.of_section(section.id)
        sections.append(
            {
                "name": section.name,
                "label": clean(section.label),
                "share": section.share,
                "weight": sum((kpi.weight for kpi in kpis), Decimal(0)),
                "kpis": [kpi_values(kpi, scores[kpi.number], agreement, sources) for kpi in kpis],
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
    return {
        "title": [to_thai(clean(line)) for line in agreement.title],
        "province": province,
        "round": {"number": number, "year": year, "id": agreement.round_id},
        "bands": [{"name": band.name, "at_least": band.at_least} for band in agreement.bands],
        "bands_note": clean(agreement.bands_note),
        "readings": [_reading(reading, ()) for reading in agreement.readings if not reading.kpis],
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


# --- totals ------------------------------------------------------------------------------------


def _shown(value: Decimal | None, complete: bool) -> object:
    """A score, or why there is none."""
    if not complete:
        return INCOMPLETE
    return NONE if value is None else value


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


# --- one KPI -----------------------------------------------------------------------------------


def kpi_values(
    kpi: Kpi, score: Score, agreement: Agreement, sources: Mapping[str, SourceDefinition]
) -> Values:
    """One KPI: the words signed, the score, and the evidence."""
    measured = score.measurement
    return {
        "number": kpi.number,
        "name": clean(kpi.name),
        "goal": clean(kpi.goal),
        "weight": kpi.weight,
        "source": clean(kpi.data_source),
        "cutoff": kpi.cutoff,
        "notes": [clean(note) for note in kpi.criteria_notes],
        "levels": [_level(level, kpi, score) for level in kpi.levels],
        "criteria": _criteria(kpi, score.level),
        "status": score.status,
        "scored": score.status == "scored",
        "result": _result(kpi, score),
        "result_text": _result(kpi, score) if score.result is None else "",
        "level_text": NONE if score.level is None else "",
        "level": NONE if score.level is None else score.level,
        "weighted": NONE if score.weighted is None else score.weighted,
        "below_first": kpi.below_first,
        "needs": _needs(score),
        "remarks": "\n".join(_remarks(score)),
        "evidence": [_fact(fact, kpi, sources) for fact in measured.evidence],
        "requirements": _requirements(kpi, score),
        "percentage": _percentage(kpi, score),
        "readings": [
            _reading(reading, score.readings)
            for reading in agreement.readings
            if kpi.number in reading.kpis
        ],
    }


def _level(level: Level, kpi: Kpi, score: Score) -> Values:
    bound = level.at_least if level.more_than is None else level.more_than
    return {
        "level": level.level,
        "text": _worded(level.quote),
        "bound": bound,
        "how": "" if bound is None else "ตั้งแต่" if level.more_than is None else "มากกว่า",
        "met": int(_level_met(level, kpi, score)),
    }


def _level_met(level: Level, kpi: Kpi, score: Score) -> bool:
    """Whether a level's own bound and items are met, whatever the levels below it say."""
    if not all(_met(kpi.item(need), score) for need in level.needs):
        return False
    if level.at_least is None and level.more_than is None:
        return True
    percentage = score.measurement.percentage
    if percentage is None:
        return False
    compared = round_half_up(percentage, _places(kpi))
    if level.more_than is not None:
        return compared > level.more_than
    return level.at_least is None or compared >= level.at_least


def _places(kpi: Kpi) -> int:
    return 2 if kpi.round_first else _EXACT


def short_criteria(kpi: Kpi) -> list[str]:
    """The levels' words without the long lead that all of them share; a level of yes/no items
    as the names of its items."""
    quotes = [clean(level.quote) for level in kpi.levels]
    lead = _shared_lead(quotes)
    return [
        _item_names(kpi, level) or quote[lead:].strip()
        for level, quote in zip(kpi.levels, quotes, strict=True)
    ]


def _worded(quote: str) -> str:
    """A criterion as it is printed; one that is a list (- … - …) has a line for each point."""
    text = clean(quote)
    return text.replace(" - ", "\n- ") if text.startswith("- ") else text


def _shared_lead(quotes: Sequence[str]) -> int:
    first, last = min(quotes), max(quotes)
    same = next((i for i, c in enumerate(first) if last[i : i + 1] != c), len(first))
    cut = first.rfind(" ", 0, same + 1) + 1
    whole = all(quote[cut:].strip() for quote in quotes)
    return cut if whole and visible_length(first[:cut]) > _LONG_LEAD else 0


def _item_names(kpi: Kpi, level: Level) -> str:
    if kpi.formula.measure != "checklist" or level.at_least is not None or not level.needs:
        return ""
    items = [kpi.item(need) for need in level.needs]
    if any(item.kind != "yes/no" for item in items):
        return ""
    names = [clean(item.name) for item in items]
    return names[0] if len(names) == 1 else "\n".join(f"- {name}" for name in names)


def _criteria(kpi: Kpi, reached: int | None) -> list[Styled]:
    """The short criteria of levels 1 to 5, the one reached ticked and in a style of its own."""
    texts = dict(zip((level.level for level in kpi.levels), short_criteria(kpi), strict=True))
    return [
        Styled(f"✓ {text}", REACHED) if number == reached else Styled(text, PLAIN)
        for number, text in ((n, texts.get(n, "")) for n in range(1, max(5, *texts) + 1))
    ]


def _result(kpi: Kpi, score: Score) -> object:
    if score.status != "scored":
        return UNREPORTED if score.status == "unreported" else EXEMPT
    if score.result is not None:
        return score.result
    met = sum(_met(item, score) for item in kpi.items)
    return f"ครบ {met} จาก {len(kpi.items)} รายการ"


def _met(item: Item, score: Score) -> bool:
    value = score.measurement.answer(item.id)
    return value is not None and value >= item.at_least


def _needs(score: Score) -> str:
    if score.status != "scored":
        return NONE
    if score.next_level is None:
        return "ถึงระดับสูงสุดแล้ว"
    return f"ระดับที่ {score.next_level.level}: {clean(score.next_level.needs)}"


def _remarks(score: Score) -> list[str]:
    reason = clean(score.measurement.reason)
    if score.status == "exempt":
        return [f"{EXEMPT}: {reason or 'ไม่ระบุเหตุผล'}"]
    if score.status == "unreported":
        return [f"{UNREPORTED}: {reason}" if reason else UNREPORTED]
    return [FLAG_NAMES.get(flag, f"ข้อสังเกต: {flag}") for flag in score.flags]


# --- evidence ----------------------------------------------------------------------------------


def _system(kpi: Kpi, sources: Mapping[str, SourceDefinition]) -> str:
    """The titles of the systems that feed a KPI."""
    elements = [*kpi.formula.elements(), *(item.element for item in kpi.items)]
    ids = dict.fromkeys(element.partition(".")[0] for element in elements)
    return " / ".join(clean(sources[one].title) for one in ids if one in sources)


def _system_of(fact: Evidence, kpi: Kpi, sources: Mapping[str, SourceDefinition]) -> str:
    """The system that a figure came from, by the name of its column; all of the KPI's if none."""
    for element in kpi.formula.elements():
        source, _, column = element.partition(".")
        if source in sources and sources[source].column(column).headings[0] == fact.name:
            return clean(sources[source].title)
    return _system(kpi, sources)


def _fact(fact: Evidence, kpi: Kpi, sources: Mapping[str, SourceDefinition]) -> Values:
    parts = fact.parts or tuple(Part(fact.value, origin) for origin in fact.origins[:1])
    others = fact.origins[1:] if not fact.parts else ()
    cells = [_part(part, kpi, fact) for part in (*parts, *(Part(None, o) for o in others))]
    added = sum((part.value for part in parts if part.value is not None), Decimal(0))
    value = fact.value
    single = cells[0] if len(cells) == 1 and not cells[0]["label"] else None
    return {
        **(single or dict.fromkeys(("file", "sheet", "cell", "as_of"))),
        "name": clean(fact.name),
        "value": value if value is not None else fact.text or UNREPORTED,
        "unit": clean(fact.unit) or (fact.text if value is not None else ""),
        "system": _system_of(fact, kpi, sources),
        "adds_up": not single and bool(parts) and value is not None and added == value,
        "parts": [] if single else cells,
    }


def _part(part: Part, kpi: Kpi, fact: Evidence) -> Values:
    """One cell that a figure was made of; a registration's cell holds its year."""
    known = {f"{kpi.number}.{item.id}" for item in kpi.items}
    years = kpi.formula.measure == "new_registrations" and part.value is not None
    return {
        "label": "" if part.label in known else clean(part.label),
        "value": part.value,
        "unit": "พ.ศ." if years else clean(fact.unit),
        "file": part.origin.file,
        "sheet": part.origin.sheet,
        "cell": part.origin.cell,
        "as_of": part.as_of,
    }


def _requirements(kpi: Kpi, score: Score) -> list[Values]:
    """The items that each level needs, with what was answered."""
    return [
        {
            "level": level.level,
            "name": clean(kpi.item(need).name),
            "at_least": kpi.item(need).at_least,
            "met": int(_met(kpi.item(need), score)),
        }
        for level in kpi.levels
        for need in level.needs
    ]


def _percentage(kpi: Kpi, score: Score) -> Values | None:
    """The percentage and how it is made of the figures, by their names.

    ``way`` is ``ratio`` (plus × 100 ÷ base), ``growth`` ((plus - minus) × 100 ÷ base), ``direct``
    (the figure ``plus`` is the percentage itself) or ``plain`` where the figures do not make it.
    """
    measured = score.measurement
    if measured.percentage is None or score.status != "scored":
        return None
    way, plus, minus, base = _way(kpi, score)
    places = _places(kpi)
    return {
        "raw": measured.percentage,
        "way": way,
        "plus": plus,
        "minus": minus,
        "base": base,
        "places": places,
        "compared": round_half_up(measured.percentage, places),
    }


def _way(kpi: Kpi, score: Score) -> tuple[str, str, str, str]:
    measured = score.measurement
    facts = {clean(fact.name): fact.value for fact in measured.evidence}
    labels = {clean(part.label) for fact in measured.evidence for part in fact.parts}
    plain = ("plain", "", "", "")
    if len(facts) != len(measured.evidence) or labels & set(facts) or any(re.search(r"[*?~<>=]", name) for name in facts):
        return plain
    if measured.denominator is None:
        plus = clean(kpi.item(kpi.formula.percentage).name) if kpi.formula.percentage else ""
        same = plus in facts and facts[plus] == measured.percentage
        return ("direct", plus, "", "") if same else plain
    if measured.numerator is None or measured.percentage is None:
        return plain
    if abs(measured.numerator * 100 / measured.denominator - measured.percentage) > _TINY:
        return plain
    return _ratio(facts, measured.numerator, measured.denominator) or plain


def _ratio(
    facts: Mapping[str, Decimal | None], numerator: Decimal, denominator: Decimal
) -> tuple[str, str, str, str] | None:
    """Which figures the numerator and the denominator are; the second is the usual base."""
    names = list(facts)
    base = next((n for n in (*names[1:], *names[:1]) if facts[n] == denominator), None)
    plus = next((n for n in names if facts[n] == numerator), None)
    if base is None:
        return None
    if plus is not None:
        return "ratio", plus, "", base
    for name, value in facts.items():
        if value is not None and value - denominator == numerator:
            return "growth", name, base, base
    return None


def _reading(reading: Reading, decided: Sequence[str]) -> Values:
    return {
        "question": clean(reading.question),
        "answer": clean(reading.chosen if reading.use == "chosen" else reading.other),
        "reason": clean(reading.reason) if reading.use == "chosen" else "",
        "other": clean(reading.other if reading.use == "chosen" else reading.chosen),
        "decides": reading.id in decided,
    }
