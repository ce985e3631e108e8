"""Which KPIs and sections of two rounds are the same, by their names: the numbers of one say nothing of the
other's."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from pipeline.definitions import same_words
from pipeline.history.record import Json
from pipeline.model.agreement import Agreement
from pipeline.thai.text import clean


@dataclass(frozen=True, slots=True)
class KpiPair:
    """One per KPI of two rounds: its name and unit, and its number in the older and in the newer (None:
    it is not one of that round)."""

    name: str
    unit: str
    old: int | None
    new: int | None


@dataclass(frozen=True, slots=True)
class Pairs:
    """The KPIs of two rounds, in the newer one's order, then those that only the older has; the names of
    the sections of each by their ids."""

    kpis: tuple[KpiPair, ...]
    old_sections: Mapping[str, str]
    new_sections: Mapping[str, str]

    def older(self, results: Json) -> Json:
        """The older results with the newer's numbers for KPIs of the same name, and below 0 for those
        that the newer round has not; sections by their names."""
        numbers = {pair.old: pair.new for pair in self.kpis if pair.old is not None}
        return _told(results, self.old_sections, lambda n: numbers.get(n) or -n)

    def newer(self, results: Json) -> Json:
        """The newer results with sections by their names."""
        return _told(results, self.new_sections, lambda n: n)


def pairs(old: Agreement, new: Agreement) -> Pairs:
    """The KPIs of two rounds that have the same name, in the same words, and the same unit."""
    mine, theirs = dict(_named(old)), dict(_named(new))
    found = []
    for key, number in theirs.items():
        kpi = new.kpi(number)
        found.append(KpiPair(clean(kpi.name), kpi.unit, mine.pop(key, None), number))
    found += [KpiPair(clean(old.kpi(n).name), old.kpi(n).unit, n, None) for n in mine.values()]
    return Pairs(
        tuple(found), old.section_names, new.section_names)


def _named(agreement: Agreement) -> Iterator[tuple[tuple[str, str, int], int]]:
    """Each KPI's number by its name, its unit and how many before it are called so."""
    seen: Counter[tuple[str, str]] = Counter()
    for kpi in agreement.kpis:
        key = same_words(kpi.name), kpi.unit
        yield (*key, seen[key]), kpi.number
        seen[key] += 1


def without_kpis(results: Json) -> Json:
    """Results of which neither KPIs nor sections can be compared with another round's."""
    return {
        **results,
        "districts": [{**one, "kpis": [], "sections": {}} for one in results["districts"]],
        "findings": [one for one in results["findings"] if one["kpi"] is None],
    }


def _told(results: Json, sections: Mapping[str, str], number: Callable[[int], int]) -> Json:
    def numbered(entries: Iterable[Json], key: str) -> list[Json]:
        return [one if one[key] is None else {**one, key: number(one[key])} for one in entries]

    return {
        **results, "findings": numbered(results["findings"], "kpi"),
        "districts": [
            {**one, "kpis": numbered(one["kpis"], "number"),
             "sections": {sections.get(key, key): mark for key, mark in one["sections"].items()}}
            for one in results["districts"]
        ],
    }
