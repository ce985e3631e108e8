"""The figures of all scorecards down to their cells, as they are kept beside ``results.json``."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.model.agreement import Agreement, Kpi
from pipeline.model.observation import Evidence, Measurement, Part
from pipeline.model.score import Scorecard
from pipeline.reports.results import evidence_text
from pipeline.thai.calendar import from_serial
from pipeline.thai.text import clean

Json = dict[str, object]


def figures(cards: Sequence[Scorecard], agreement: Agreement) -> Json:
    """Every figure of every district and KPI as plain data, in the order of the scorecards:

    ``places``: ``[file, sheet]`` of all cells; ``figures``, by the district's code and the KPI's number:
    ``[part, name, kind, text, value, unit, cells]``, where ``part`` is the name of the part or deduction that it
    is of ("" for the KPI itself), ``kind`` ``number``, ``answer``, ``day`` or ``words``, ``text`` as it is printed
    (null: not reported); each of the cells is ``[place, cell, value, label, as_of]``. Values are numbers as text,
    an answer's 1 or 0, a day's ``2018-09-10``; null where they are not known.
    """
    places: dict[tuple[str, str], int] = {}
    kpis = {kpi.number: kpi for kpi in agreement.kpis}
    told = {
        card.district.code: {
            str(score.kpi): list(_of_kpi(score.measurement, kpis[score.kpi], places)) for score in card.scores
        }
        for card in cards
    }
    return {"places": [list(place) for place in places], "figures": told}


def _of_kpi(measurement: Measurement, kpi: Kpi, places: dict[tuple[str, str], int]) -> Iterator[list[object]]:
    leaves = {leaf.part: leaf for leaf in (*kpi.parts, *kpi.deductions)}
    for name, leaf, one in (("", kpi, measurement), *(
            (clean(leaves[part].name), leaves[part], one) for part, one in measurement.parts)):
        days = {item.name for item in leaf.items if item.kind == "date"}
        for evidence in one.evidence:
            kind = _kind(evidence, days)
            yield [
                name, evidence.name, kind, evidence_text(evidence), _value(evidence.value, kind), evidence.unit,
                [_cell(part, kind, places) for part in cells(evidence)],
            ]


def _cell(part: Part, kind: str, places: dict[tuple[str, str], int]) -> list[object]:
    where, as_of = part.origin, part.as_of
    place = places.setdefault((where.file, where.sheet), len(places))
    return [place, where.cell, _value(part.value, kind), part.label, None if as_of is None else as_of.isoformat()]


def cells(evidence: Evidence) -> tuple[Part, ...]:
    """Every cell of an evidence; without a value where several are not told apart."""
    origins = tuple(part.origin for part in evidence.parts)
    if origins == evidence.origins:  # nearly always
        return evidence.parts
    known = set(origins)
    others = dict.fromkeys(origin for origin in evidence.origins if origin not in known)
    alone = evidence.value if not known and len(others) == 1 else None
    return (*evidence.parts, *(Part(alone, origin) for origin in others))


def _kind(evidence: Evidence, days: set[str]) -> str:
    if evidence.name in days:
        return "day"
    if not evidence.text:
        return "number"
    return "answer" if evidence.value is not None or any(part.value is not None for part in evidence.parts) else "words"


def _value(value: Decimal | None, kind: str) -> str | None:
    if value is None:
        return None
    return from_serial(value).isoformat() if kind == "day" else format(value, "f")
