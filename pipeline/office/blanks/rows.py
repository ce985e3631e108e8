"""What stands in a blank form already: its columns, the districts, their months, the items of KPIs."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.model.agreement import Agreement, Kpi
from pipeline.model.item import Item, ItemKind
from pipeline.model.observation import District, source_of
from pipeline.model.source import Column, Role, SourceDefinition
from pipeline.thai.calendar import BUDDHIST_ERA, MONTHS

Given = str | int | None
ROOM = 300  # rows that may be typed into
_IDENTITY: tuple[Role, ...] = ("province", "district_code", "district", "kpi", "level", "item")


@dataclass(frozen=True, slots=True)
class BlankForm:
    """One per blank form.

    ``rows`` are those that it has already, one value a column; ``answers`` are the kinds of the items
    that its rows ask for, where its columns are districts. ``names`` is how many columns at the left
    say whose a row is; ``group`` how many rows belong together; ``end`` is the last day of the round.
    """

    source: SourceDefinition
    columns: tuple[Column, ...]
    rows: tuple[tuple[Given, ...], ...]
    districts: tuple[District, ...]
    kpis: tuple[Given, ...]
    end: dt.date
    answers: tuple[ItemKind, ...] = ()
    group: int = 1

    @property
    def names(self) -> int:
        """How many columns at the left say whose or what a row is."""
        roles = [column.role in _IDENTITY for column in self.columns]
        return roles.index(False) if False in roles else len(roles)


def form_of(
    source: SourceDefinition, agreement: Agreement, province: str, districts: Sequence[District]
) -> BlankForm:
    """The blank form of a source."""
    columns = [column for column in source.columns if column.role not in source.kind.unasked]
    kpis: tuple[Given, ...] = tuple(kpi.number for kpi in agreement.kpis)
    if source.kind.wide:
        asked = [
            (leaf, item) for kpi in agreement.kpis for leaf in kpi.leaves() for item in leaf.items
            if source_of(item.element) == source.id
        ]
        columns = [column for column in columns if column.role in ("kpi", "level", "item")]
        columns += [Column(d.code, "answer", (d.name,)) for d in districts]
        given = [_row(columns, {
            "kpi": kpi.number, "level": _levels(kpi, item), "item": item.name,
        }) for kpi, item in asked]
        answers = tuple(item.kind for _, item in asked)
        return BlankForm(
            source, tuple(columns), tuple(given), tuple(districts), kpis, agreement.end, answers)
    rows, group = list[dict[str, Given]](), 1
    if source.kind.by_kpi:
        rows = list(_of_kpis(source, agreement, districts))
        columns = [column for column in columns if _asked(column, source, agreement, rows)]
        kpis = tuple(dict.fromkeys(row["kpi"] for row in rows))
    elif source.kind.months:
        rows = list(_months(source, agreement, districts))
        group = max(len(rows) // max(len(districts), 1), 1)
    elif source.kind.prefilled and not source.dated:
        rows = [_of(d) | {"province": province} for d in districts]
        if source.kind.provinces:
            rows.insert(0, {"province": province})
    return BlankForm(
        source, tuple(columns), tuple(_row(columns, row) for row in rows), tuple(districts), kpis,
        agreement.end, group=group)


def _of_kpis(
    source: SourceDefinition, agreement: Agreement, districts: Sequence[District]
) -> Iterator[dict[str, Given]]:
    """A row for each district of each KPI or part that takes figures from a source, or for each level that
    has a target of its own there: a target is in the unit of its KPI."""
    for leaf in (leaf for kpi in agreement.kpis for leaf in kpi.leaves()):
        if source.id not in map(source_of, leaf.own_elements()):
            continue
        own = leaf.target_source and source_of(leaf.target_source) == source.id
        levels: list[Given] = [
            level.level for level in leaf.levels if own and level.target and level.target.plus is None]
        for district in districts:
            for level in levels or [None]:
                yield _of(district) | {
                    "kpi": f"{leaf.number}.{leaf.part}" if leaf.part else leaf.number, "level": level,
                    "unit": (own and leaf.unit) or None}


def _asked(
    column: Column, source: SourceDefinition, agreement: Agreement, rows: Sequence[Mapping[str, Given]]
) -> bool:
    """Whether a form has a column: of figures, where a KPI takes them; of what its rows say, where any
    does."""
    if column.role == "figure":
        return any(f"{source.id}.{column.id}" in kpi.elements() for kpi in agreement.kpis)
    return column.role not in ("level", "unit") or any(row[column.role] is not None for row in rows)


def _of(district: District) -> dict[str, Given]:
    return {"district": district.name, "district_code": int(district.code)}


def _row(columns: Sequence[Column], known: Mapping[str, Given]) -> tuple[Given, ...]:
    return tuple(known.get(column.role) for column in columns)


def _months(
    source: SourceDefinition, agreement: Agreement, districts: Sequence[District]
) -> Iterator[dict[str, Given]]:
    """A row for each district in each month that a KPI adds up, after the same months a year before where
    one compares with them."""
    grows = any(
        leaf.formula.measure.grows for kpi in agreement.kpis for leaf in kpi.leaves() if source.id in leaf.sources())
    only = next((column.only[0] for column in source.columns if column.only), None)
    unit = next(column.unit for column in source.columns if column.role == "figure") or None
    for district in districts:
        for years_before in (1, 0) if grows else (0,):
            for month in agreement.months_asked(source.id, years_before):
                yield _of(district) | {
                    "year": month.year + BUDDHIST_ERA + (month.month >= 10),
                    "month": MONTHS[month.month - 1], "label": only, "unit": unit,
                }


def _levels(kpi: Kpi, item: Item) -> Given:
    """The levels that need an item, as ``3–5``; of the result those with a bound; none where items are counted
    in any order."""
    levels = [
        level.level for level in kpi.levels
        if item.id in level.needs
        or (item.id == kpi.formula.result
            and (level.bound or level.target) is not None)
    ]
    if not levels:
        return None
    return levels[0] if len(levels) == 1 else f"{levels[0]}–{levels[-1]}"
