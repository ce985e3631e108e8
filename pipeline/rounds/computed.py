"""What a KPI is computed from, in words: no signed text states it."""

from collections.abc import Iterator, Mapping

from pipeline.model.agreement import Formula, Kpi
from pipeline.model.observation import source_of
from pipeline.model.source import SourceDefinition


def computed(kpi: Kpi, sources: Mapping[str, SourceDefinition]) -> Iterator[str]:
    """A Thai line for each thing that a KPI is computed from, beginning with its measure; sources by their ids."""
    formula = kpi.formula
    told = formula.measure.way
    way = (told if isinstance(told, str) else told(formula)) or " และ ".join(
        _column(one, sources) for one in formula.elements())
    yield f"คิดจาก {way.format_map(_Named(formula, sources))}"
    if formula.numerator_else:
        yield f"ตารางที่ไม่มี {_column(formula.numerator, sources)} ใช้ {_column(formula.numerator_else, sources)}"
    if formula.result:
        yield f"ร้อยละ คือ “{kpi.item(formula.result).name}”"
    for item in kpi.items:
        if item.element not in formula.elements():
            yield f"“{item.name}” ดูจาก {_column(item.element, sources)}"


class _Named(dict[str, str]):
    """The columns and years of a formula by its keys, as a measure's ``way`` asks for them."""

    def __init__(self, formula: Formula, sources: Mapping[str, SourceDefinition]) -> None:
        super().__init__(base_years=" ".join(map(str, formula.base_years)))
        self._formula, self._sources = formula, sources

    def __missing__(self, key: str) -> str:
        return _column(getattr(self._formula, key), self._sources)


def _column(element: str, sources: Mapping[str, SourceDefinition]) -> str:
    """A column as people know it: its usual heading and its report."""
    source = sources[source_of(element)]
    return f"“{source.column(element.partition('.')[2]).headings[0]}” ({source.title})"
