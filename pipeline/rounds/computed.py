"""What a KPI is computed from, in words: no signed text states it."""

from collections.abc import Iterator, Mapping

from pipeline.ladder import bound_words
from pipeline.model.agreement import Kpi
from pipeline.model.observation import source_of
from pipeline.model.source import SourceDefinition
from pipeline.thai.digits import format_decimal, shortest
from pipeline.thai.text import clean
from pipeline.units import out_of

_TOGETHER = {"sum": "รวมกัน", "mean": "เฉลี่ย", "best": "ใช้ส่วนที่ดีที่สุด"}


def computed(kpi: Kpi, sources: Mapping[str, SourceDefinition]) -> Iterator[str]:
    """A Thai line for each thing that a KPI, or a part of one, is computed from, beginning with its measure;
    sources by their ids."""
    formula = kpi.formula
    yield f"คิดจาก {_way(kpi, sources)}"
    if kpi.deductions:
        yield f"หักจากคะแนนของตัวชี้วัด ไม่ต่ำกว่า 0: {' และ '.join(map(_part, kpi.deductions))}"
    if formula.numerator_else:
        yield f"ตารางที่ไม่มี {_column(formula.numerator, sources)} ใช้ {_column(formula.numerator_else, sources)}"
    if formula.result:
        yield f"{kpi.unit} คือ “{kpi.item(formula.result).name}”"
    yield from _manner(kpi, sources)
    for item in kpi.items:
        if item.element not in formula.elements():
            yield f"“{item.name}” ดูจาก {_column(item.element, sources)}"


def _way(kpi: Kpi, sources: Mapping[str, SourceDefinition]) -> str:
    formula = kpi.formula
    if formula.measure.composed:
        return f"คะแนนของส่วน {' + '.join(map(_part, kpi.parts))} {_TOGETHER[formula.combine]}"
    told = formula.measure.way
    way = (told if isinstance(told, str) else told(formula)) or " และ ".join(
        _column(one, sources) for one in formula.elements())
    return way.format_map(_Named(kpi, sources))


def _part(part: Kpi) -> str:
    """``A “ร้อยละการเบิกจ่าย” × 2``."""
    weight = "" if part.weight == 1 else f" × {shortest(part.weight)}"
    return f"{part.part} “{clean(part.name)}”{weight}"


def _manner(kpi: Kpi, sources: Mapping[str, SourceDefinition]) -> Iterator[str]:
    """What the measure's own words leave out: its months, the points of its rows, where each district's own numbers stand."""
    formula = kpi.formula
    if formula.span == "fiscal_year":
        yield "นับเดือนตั้งแต่ต้นปีงบประมาณ"
    if formula.unit_levels:
        steps = (f"{bound_words(level, shortest) or 'ต่ำกว่านั้น'} ได้ {shortest(level.worth)}" for level in formula.unit_levels)
        yield f"แต่ละแถวคิดเป็นคะแนนก่อน: {' · '.join(steps)}"
    if kpi.target_source:
        yield f"เป้าหมายของแต่ละอำเภอดูจาก {_column(kpi.target_source, sources)}"
    if kpi.weight_source:
        yield f"น้ำหนักของแต่ละอำเภอดูจาก {_column(kpi.weight_source, sources)} อำเภอที่ไม่มีใช้ {shortest(kpi.weight)}"


class _Named(dict[str, str]):
    """The columns and years of a formula by its keys, and out of how many (``per``), as a measure's ``way``
    asks for them."""

    def __init__(self, kpi: Kpi, sources: Mapping[str, SourceDefinition]) -> None:
        per = format_decimal(out_of(kpi.unit), 0, grouping=True)
        super().__init__(base_years=" ".join(map(str, kpi.formula.base_years)), per=per)
        self._formula, self._sources = kpi.formula, sources

    def __missing__(self, key: str) -> str:
        return _column(getattr(self._formula, key), self._sources)


def _column(element: str, sources: Mapping[str, SourceDefinition]) -> str:
    """A column as people know it: its usual heading and its report."""
    source = sources[source_of(element)]
    return f"“{source.column(element.partition('.')[2]).headings[0]}” ({source.title})"
