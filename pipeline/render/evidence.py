"""The figures that a KPI's result was made of, each down to its cells."""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from pipeline.forms import Styled
from pipeline.model.agreement import Kpi
from pipeline.model.item import Item, item_key
from pipeline.model.observation import Evidence, Part
from pipeline.model.source import SourceDefinition
from pipeline.model.words import UNREPORTED
from pipeline.render.book import (
    BookCell,
    BookFact,
    BookPercentage,
    BookRequirement,
    BookTable,
    EvidencePlace,
)
from pipeline.render.ladder_result import FIGURES, LadderResult, figure, shaped
from pipeline.thai.digits import format_decimal, round_half_up
from pipeline.thai.text import clean
from pipeline.units import DATE, PERCENT, RATES, factor

# Names of cells in the template whose style is used: of an answer that is yes or no, of a count.
YES_NO, WHOLE = "answer_yes_no", "answer_whole"
BELOW = "แถวถัดไป"  # where cells are too many for the column of the cell
NOT_FOUND = "ไม่พบ"
DITTO = "″"
SHORT = 30  # characters of a list of cells that still go into the column of the cell
_TINY = Decimal("1e-15")
_PRINTED = 2  # decimals that a result is rounded to
_EXACT = 10  # decimals compared where a reading says that percentages are not rounded


def figures(one: LadderResult) -> list[BookFact]:
    """The figures of a KPI or part, without the answers that ``requirements`` show."""
    facts = one.measurement.evidence
    if one.scored:
        shown = {clean(item.name) for item, _ in _needed(one.kpi) if item.id != one.kpi.formula.result}
        facts = tuple(fact for fact in facts if clean(fact.name) not in shown)
    return [_fact(fact, one.kpi) for fact in facts]


def _needed(kpi: Kpi) -> list[tuple[Item, int | None]]:
    """The items that count, with the level that needs each; None where they are only counted."""
    needed = [(kpi.item(need), level.level) for level in kpi.levels for need in level.needs]
    counted = [(item, None) for item in kpi.items] if kpi.formula.measure.tallies else []
    return [*counted, *needed]


# --- where a figure stands ---------------------------------------------------------------------


def cell_ranges(cells: Iterable[str]) -> str:
    """Addresses as people list them: those below one another as a range (``D5:D9, F2``)."""
    runs: list[tuple[str, int, int]] = []
    others: list[str] = []
    for cell in dict.fromkeys(cells):
        match = re.fullmatch(r"([A-Z]+)(\d+)", cell)
        if match is None:
            others += [cell] if cell else []
        elif runs and (runs[-1][0], runs[-1][2] + 1) == (match[1], int(match[2])):
            runs[-1] = (match[1], runs[-1][1], int(match[2]))
        else:
            runs.append((match[1], int(match[2]), int(match[2])))
    listed = [f"{c}{a}" if a == b else f"{c}{a}:{c}{b}" for c, a, b in runs]
    return ", ".join([*listed, *others])


def _by_table(parts: Iterable[Part]) -> list[list[Part]]:
    """The parts that stand in one sheet of one file with one date, in the order of the first."""
    groups: dict[tuple[object, ...], list[Part]] = {}
    for part in parts:
        key = (part.origin.file, part.origin.sheet, part.as_of)
        groups.setdefault(key, []).append(part)
    return list(groups.values())


def _place(parts: Sequence[Part]) -> EvidencePlace:
    """Where parts stand that share all but the cells."""
    origin = parts[0].origin
    cells = cell_ranges(part.origin.cell for part in parts)
    short = len(cells) <= SHORT
    return EvidencePlace(
        origin.file or NOT_FOUND, origin.sheet, cells if short else BELOW, "" if short else cells, parts[0].as_of)


def _sum(parts: Iterable[Part]) -> Decimal | None:
    """What the parts add up to; None if one of them has no value."""
    values = [part.value for part in parts]
    return sum((v or Decimal(0) for v in values), Decimal(0)) if None not in values else None


# --- figures -----------------------------------------------------------------------------------


def system(kpi: Kpi, sources: Mapping[str, SourceDefinition]) -> str:
    """The titles of the systems that feed a KPI."""
    return " / ".join(clean(sources[one].title) for one in kpi.sources() if one in sources)


def _parts(fact: Evidence) -> list[Part]:
    if fact.parts:
        return list(fact.parts)
    values = [fact.value, *[None] * len(fact.origins)]
    return [Part(value, origin) for value, origin in zip(values, fact.origins, strict=False)]


def _fact(fact: Evidence, kpi: Kpi) -> BookFact:
    """A figure: its place beside it where one table gives it all."""
    parts = _parts(fact)
    tables = _by_table(parts)
    known = {item_key(kpi.number, item.id) for item in kpi.items}
    labels = [clean(part.label) for part in parts if part.label not in known]
    listed = not kpi.formula.measure.counts and (len(parts) > 1 or any(labels))
    total = _sum(parts) if listed else None
    words = _words(fact, parts)
    if words:
        parts, tables = [], []
    unit = clean(fact.unit) or (DATE if clean(fact.name) in _days(kpi) else "")
    return BookFact(
        *(_place(parts) if len(tables) == 1 else EvidencePlace()),
        name=clean(fact.name),
        value=(fact.text or UNREPORTED) if fact.value is None else _shown(fact.value, unit),
        unit=unit or (fact.text if fact.value is not None else ""),
        words=words,
        adds_up=total is not None and total == fact.value,
        tables=[_table(table, known, fact, listed) for table in tables] if listed or len(tables) > 1 else [],
        several=len(tables) > 1,
    )


def _words(fact: Evidence, parts: Sequence[Part]) -> str:
    """What a person wrote, with the cell that it stands in; "" of a figure, and of a word or two, which stand
    in the column of the value."""
    if fact.value is not None or not fact.text:
        return ""
    if not parts:
        return fact.text
    where = parts[0].origin
    return f"{fact.text} ({where.file} › {where.sheet} › {where.cell})" if len(fact.text) > SHORT else ""


def _days(kpi: Kpi) -> set[str]:
    """The names of its items that are days."""
    return {clean(item.name) for item in kpi.items if item.kind == "date"}


def _shown(value: Decimal | None, unit: str) -> object:
    """A figure; a day as one."""
    return shaped(value, unit, 0) if unit == DATE and value is not None else value


def _table(parts: Sequence[Part], known: set[str], fact: Evidence, listed: bool) -> BookTable:
    labels = ["" if part.label in known else clean(part.label) for part in parts]
    return BookTable(
        *_place(parts),
        label=labels[0] if len(parts) == 1 else "",
        count=len(parts),
        value=_sum(parts),
        unit=clean(fact.unit),
        adds_up=listed and _sum(parts) is not None,
        listed=[
            BookCell(label, part.value, part.origin.cell or NOT_FOUND)
            for label, part in zip(labels, parts, strict=True)
        ] if listed else [],
    )  # fmt: skip


# --- items and the percentage ------------------------------------------------------------------


def met(item: Item, one: LadderResult) -> bool:
    """Whether an item was answered as its level needs."""
    return item.met_by(one.measurement.answer(item.id))


def requirements(one: LadderResult) -> list[BookRequirement]:
    """The items that each level needs, or that are counted, with what was answered and where."""
    facts = {clean(fact.name): fact for fact in one.measurement.evidence}
    rows: list[BookRequirement] = []
    file: str | None = None
    for item, level in _needed(one.kpi):
        name = clean(item.name)
        parts = _parts(facts.get(name, Evidence(name, None, "")))
        place = _place(parts) if parts else EvidencePlace()
        if place.cells_below:  # an item has one row: all of its cells stand in it
            place = place._replace(cells=place.cells_below, cells_below="")
        same = bool(rows) and place.file is not None and place.file == file
        file = place.file
        rows.append(
            BookRequirement(
                *place._replace(file=DITTO if same else file),
                level=level,
                name=name,
                answer=_answer(one.measurement.answer(item.id), item),
                at_least=item.at_least,
                met=int(met(item, one)),
            )
        )
    return rows


def _answer(value: Decimal | None, item: Item) -> object:
    if value is None:
        return "ไม่ทราบ"
    if item.kind == "yes/no":
        return Styled(value, YES_NO)
    if item.kind == "date":
        return shaped(value, DATE, 0)
    return Styled(value, WHOLE) if value == value.to_integral_value() else value


# --- how the result is made of them --------------------------------------------------------------


def places(kpi: Kpi) -> int:
    """The decimals that a KPI's result is rounded to before it is compared."""
    return max(_PRINTED, kpi.places) if kpi.round_first else _EXACT


def percentage(one: LadderResult) -> BookPercentage | None:
    """The result and how it is made of the figures; None where there is none."""
    raw, kpi = one.measurement.result, one.kpi
    if raw is None or not one.scored:
        return None
    compared = round_half_up(raw, places(kpi))
    exact = kpi.unit != PERCENT and compared == raw == one.result
    way = _way(one)
    return BookPercentage(
        label="ร้อยละก่อนปัดเศษ" if kpi.unit == PERCENT else "ผลที่คำนวณได้" if exact else "ผลก่อนปัดเศษ",
        raw=figure(raw, kpi), way=way.name, plus=way.plus, minus=way.minus, base=way.base,
        combine=kpi.formula.combine, times=way.times, over=way.over, scale=_scale(way),
        places=places(kpi), exact=exact,
        compared=Styled(compared, FIGURES[0]) if kpi.unit == DATE else compared,
    )


class _Way(NamedTuple):
    """How a result is made, as :class:`BookPercentage` tells it."""

    name: str
    plus: str = ""
    minus: str = ""
    base: str = ""
    times: Decimal = Decimal(1)
    over: Decimal = Decimal(1)


_PLAIN = _Way("plain")


def _scale(way: _Way) -> str:
    sign, by = ("×", way.times) if way.over == 1 else ("÷", way.over)
    return "" if by == 1 else f"{sign} {format_decimal(by, 0, grouping=True)}"


def _way(one: LadderResult) -> _Way:
    kpi = one.kpi
    if kpi.parts:
        return _Way("parts")
    if kpi.formula.measure.tallies:
        return _Way("items")
    evidence = one.measurement.evidence
    facts = {clean(fact.name): fact for fact in evidence}
    labels = {clean(part.label) for fact in evidence for part in fact.parts}
    if len(facts) != len(evidence) or labels & set(facts) or any(re.search(r"[*?~<>=]", name) for name in facts):
        return _PLAIN
    if one.measurement.denominator is not None:
        return _of_two({name: fact.value for name, fact in facts.items()}, one) or _PLAIN
    return _of_one(facts, one) or _mean({name: fact.value for name, fact in facts.items()}, one) or _PLAIN


def _of_one(facts: Mapping[str, Evidence], one: LadderResult) -> _Way | None:
    """Which figure the result is itself, or in a larger or smaller unit of money."""
    kpi, result = one.kpi, one.measurement.result
    named = [clean(kpi.item(kpi.formula.result).name)] if kpi.formula.result else list(facts)
    values = {name: facts[name].value for name in named if name in facts}
    plus = next((name for name, value in values.items() if value == result), None)
    if plus is not None:
        return _Way("direct", plus)
    for name, value in values.items():
        size = factor(clean(facts[name].unit), kpi.unit)
        if value is not None and size != 1 and value * size == result:
            return _Way("scaled", name, times=max(size, Decimal(1)), over=max(1 / size, Decimal(1)))
    return None


def _mean(facts: Mapping[str, Decimal | None], one: LadderResult) -> _Way | None:
    """Whether the result is how many times the second figure goes into the first."""
    (plus, total), (base, count) = (*list(facts.items())[:2], ("", None), ("", None))[:2]
    result = one.measurement.result
    if total is None or not count or result is None or abs(total / count - result) > _TINY:
        return None
    return _Way("mean", plus, base=base)


def _of_two(facts: Mapping[str, Decimal | None], one: LadderResult) -> _Way | None:
    """Which figures the numerator and the denominator are, and whether the result is a percentage of
    them, or so many thousandths, or how many times the one is the other."""
    measured, measure = one.measurement, one.kpi.formula.measure
    numerator, denominator, result = measured.numerator, measured.denominator, measured.result
    if numerator is None or result is None or not denominator:
        return None
    if abs(numerator * measured.per / denominator - result) <= _TINY:
        found = _ratio(facts, numerator, denominator, measure.grows or measure.changes)
        if found is None or measured.per == RATES[PERCENT]:
            return found
        return found._replace(name="rate", times=measured.per) if found.name == "ratio" else None
    if abs(numerator / denominator - result) <= _TINY:
        found = _ratio(facts, numerator, denominator, grows=False)
        return found._replace(name="mean") if found is not None and found.name == "ratio" else None
    return None


def _ratio(
    facts: Mapping[str, Decimal | None], numerator: Decimal, denominator: Decimal, grows: bool
) -> _Way | None:
    """Which figures the numerator and the denominator are; the second is the usual base. A numerator
    that is none of them, or one that ``grows``, is how much a figure is above the base, or below it."""
    names = list(facts)
    base = next((n for n in (*names[1:], *names[:1]) if facts[n] == denominator), None)
    if base is None:
        return None
    plus = None if grows else next((n for n in names if facts[n] == numerator), None)
    if plus is not None:
        return _Way("ratio", plus, base=base)
    for name, value in facts.items():
        if value is not None and value - denominator == numerator:
            return _Way("growth", name, base, base)
    for name, value in facts.items():
        if value is not None and denominator - value == numerator:
            return _Way("growth", base, name, base)
    return None
