"""All that is to be held beside the signed paper of a round: its KPIs as they were understood."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.definitions.held import part_words, stepped
from pipeline.definitions.states import choose
from pipeline.definitions.understood import changed, understood
from pipeline.ladder import ceiling
from pipeline.model.agreement import Agreement, Kpi
from pipeline.model.level import Level
from pipeline.model.source import SourceDefinition
from pipeline.rounds.adoption import whole
from pipeline.rounds.computed import computed
from pipeline.rounds.edges import (
    Condition,
    OtherWay,
    conditions,
    item_words,
    other_ways,
)
from pipeline.thai.digits import shortest
from pipeline.thai.text import clean
from pipeline.units import exact

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class ShownLevel:
    """One per level of a KPI: its words as signed, and what they were understood to ask for."""

    level: Level
    quote: str
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class ShownPart:
    """One per part or deduction of a KPI: how a line about it begins (``ส่วน A ``), what it is ``computed`` from
    in Thai lines, its levels (none: its result is its points)."""

    kpi: Kpi
    words: str
    computed: tuple[str, ...]
    levels: tuple[ShownLevel, ...]


@dataclass(frozen=True, slots=True)
class ShownKpi:
    """One per KPI: its ``section`` by name, what it is ``computed`` from in Thai lines, its levels, its parts
    and deductions, the readings that concern it, and what of it the signed text leaves open."""

    kpi: Kpi
    section: str
    computed: tuple[str, ...]
    levels: tuple[ShownLevel, ...]
    parts: tuple[ShownPart, ...]
    readings: tuple[OtherWay, ...]
    open: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownRound:
    """A round as it is written; ``differing`` facts are not as they were adopted, ``open`` is what of the
    frame the signed text leaves open."""

    agreement: Agreement
    differing: int
    kpis: tuple[ShownKpi, ...]
    open: tuple[str, ...]

    def as_json(self) -> Json:
        """What ``round show --format json`` says."""
        it = self.agreement
        return {
            "round": it.round_id, "state": it.state, "title": list(map(clean, it.title)),
            "start": it.start.isoformat(), "end": it.end.isoformat(),
            "sections": [{"id": s.id, "name": s.name, "share": shortest(s.share)} for s in it.sections],
            "kpis": [kpi_json(one) for one in self.kpis], "open": list(self.open),
        }


def show(home: Path, round_id: str) -> ShownRound:
    """A round of any state, as it is written now.

    Raises UsageError where there is no such round, DefinitionError with all that is wrong with it.
    """
    agreement, sources = whole(home, round_id)
    known = {source.id: source for source in sources}
    before = choose(home, round_id)
    differing = changed(before.understood, understood(agreement)) if before.state == "adopted" else ()
    return ShownRound(
        agreement, len(differing), tuple(_kpi(kpi, agreement, known) for kpi in agreement.kpis),
        tuple(_open(agreement, 0)),
    )


def _kpi(kpi: Kpi, agreement: Agreement, sources: Mapping[str, SourceDefinition]) -> ShownKpi:
    return ShownKpi(
        kpi, next(one.name for one in agreement.sections if one.id == kpi.section),
        tuple(computed(kpi, sources)), _levels(kpi),
        tuple(
            ShownPart(part, part_words(key, part), tuple(computed(part, sources)), _levels(part))
            for key, part in kpi.by_place()[1:]
        ),
        other_ways(agreement, kpi.number), tuple(_open(agreement, kpi.number)),
    )


def _levels(kpi: Kpi) -> tuple[ShownLevel, ...]:
    """Its levels from the lowest; a step's words stand at the first."""
    once = stepped(kpi)
    return tuple(
        ShownLevel(level, "" if at and once else clean(level.quote), conditions(kpi, level))
        for at, level in enumerate(kpi.levels)
    )


def _open(agreement: Agreement, number: int) -> Iterator[str]:
    """What the signed text does not state of a KPI, or (0) of the frame."""
    for one in agreement.unstated:
        if one.kpi == number:
            yield one.words


# --- as JSON -------------------------------------------------------------------------------------


def kpi_json(it: ShownKpi, *, ends: bool = True) -> Json:
    """A KPI as ``round show --format json`` has it; ``ends``: of a level that asks for nothing it says where the next begins."""
    kpi = it.kpi
    found: Json = {
        "number": kpi.number, "section": kpi.section, "name": clean(kpi.name),
        "weight": shortest(kpi.weight), "cutoff": kpi.cutoff.isoformat(), "unit": kpi.unit,
        "measure": kpi.formula.measure.name or None, "levels": _levels_json(kpi, ends), "open": list(it.open),
        "computed": list(it.computed),
    }
    if kpi.parts:
        found["combine"] = kpi.formula.combine
    for key, parts in (("parts", kpi.parts), ("deductions", kpi.deductions)):
        if parts:
            found[key] = [_part_json(one, ends) for one in it.parts if one.kpi in parts]
    return found | _own_json(kpi)


def _part_json(it: ShownPart, ends: bool) -> Json:
    part = it.kpi
    return {
        "id": part.part, "name": clean(part.name), "weight": shortest(part.weight), "unit": part.unit,
        "measure": part.formula.measure.name or None, "levels": _levels_json(part, ends), "computed": list(it.computed),
        "points": shortest(part.full), **_own_json(part),
    }


def _own_json(kpi: Kpi) -> Json:
    """What not every KPI has."""
    own: Json = {"top": None if kpi.top is None else shortest(kpi.top), "interpolated": kpi.interpolated,
                 "target_source": kpi.target_source, "weight_source": kpi.weight_source, "absent_to": kpi.absent_to}
    return {key: value for key, value in own.items() if value}


def _levels_json(kpi: Kpi, ends: bool) -> Sequence[Json]:
    found: list[Json] = []
    for level in kpi.levels:
        bounds: dict[str, str | None] = dict.fromkeys(("at_least", "more_than", "at_most", "less_than"))
        for bound in filter(None, (level.bound, ceiling(kpi, level) if ends else None)):
            bounds[bound.kind] = exact(bound.value, kpi.unit)
        if level.target is not None:
            bounds[level.target.kind] = level.target.text
        found.append({
            "level": level.level, "quote": clean(level.quote), **bounds,
            "needs": [item_words(kpi.item(need)) for need in level.needs], "points": shortest(level.worth),
        })
    return found
