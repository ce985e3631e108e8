"""How a source reads a table whose headings hold keys: what its rows are of, which figures stand under
which key, and which of several times count."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.model.source import Column as Known
from pipeline.model.source import SourceDefinition
from pipeline.recognise.spread import Region, SpreadColumn, columns_of, has_levels, known_forms
from pipeline.recognise.times import Unclear, adds_up, as_at, is_calendar, is_running
from pipeline.tables.grid import is_blank, letters
from pipeline.tables.vocabulary import Vocabulary, heading_form, is_footer, spellings
from pipeline.thai.calendar import NotADate, fiscal_number, parse_month
from pipeline.thai.districts import near_district
from pipeline.thai.text import squeeze

# In a title: that the figures are counts, plans or rates of what it names, not its amounts.
_ANOTHER = re.compile("เป้าหมาย|แผน|ประมาณการ|คาดการณ์|ร้อยละ|อัตรา|เฉลี่ย|จำนวน(?!เงิน)")
STATED = ("figure", "answer", "percentage", "score", "number")


@dataclass(frozen=True, slots=True)
class Plan:
    """How a source reads a region: ``labels`` say what its rows are of, ``shared`` are figures that
    belong to all keys, ``spread`` the figures under keys; ``element`` is the one figure that no
    heading names, ``rows_at`` the column whose rows name the figures."""

    source: SourceDefinition
    labels: tuple[SpreadColumn, ...]
    shared: tuple[SpreadColumn, ...]
    spread: tuple[SpreadColumn, ...]
    element: Known | None = None
    rows_at: int | None = None

    @property
    def monthly(self) -> bool:
        """Whether each row of its figures is of a month, not as at a time."""
        return bool(self.source.with_role("month"))

    @property
    def keeps_blanks(self) -> bool:
        """Whether what is blank under one key says something: a district's, not a month's, nor that it
        had no part in a payment."""
        return not (self.monthly or self.source.dated) and any("district" in c.keys for c in self.spread)

    @property
    def items(self) -> list[int]:
        """The columns that name the item which each row is of; none where rows are of none."""
        return [c.at for c in self.labels if c.element and self.source.column(c.element).role == "item"]

    @property
    def worth(self) -> int:
        """How much of the source is there."""
        named = {c.element for c in (*self.labels, *self.shared, *self.spread) if c.element}
        return len(named) + (self.element is not None) + 3 * (self.rows_at is not None)


def plan_of(region: Region, vocabulary: Vocabulary) -> Plan | None:
    """How the source that finds most of itself in a region reads it."""
    plans = (_read_by(region, source, vocabulary) for source in vocabulary.sources)
    found = [plan for plan in plans if plan is not None]
    return max(found, key=lambda plan: plan.worth, default=None)


def _read_by(region: Region, source: SourceDefinition, vocabulary: Vocabulary) -> Plan | None:
    roles = {c.id: c.role for c in source.columns}
    columns = columns_of(region, source, vocabulary)
    keyed = [c for c in columns if (c.keys or (c.part and c.element))
             and (not c.element or roles[c.element] in STATED)]
    if not (keyed or source.kind.wide) or not source.kind.figures:
        return None
    levels = any(one.level is not None for stack in region.stacks.values() for one, _, _ in stack)
    if levels and not has_levels(source) and not any(c.keys for c in columns):
        return None
    shared = [c for c in columns if c not in keyed and roles.get(c.element) in STATED]
    if any("district" in c.keys for c in keyed) or not keyed:
        keyed = _with_strangers(region, source, columns, keyed)
        shared = []
    left = min((c.at for c in keyed), default=0)
    labels = [c for c in columns if c.at < left and not c.keys and c not in shared and not c.total
              and not (source.kind.wide and roles.get(c.element) == "province")]
    totals = [c for c in columns if c.total and c.element and not c.keys and c.at > left]
    keyed = sorted([*keyed, *totals], key=lambda c: c.at)
    plan = Plan(source, tuple(labels), tuple(c for c in shared if not c.total), tuple(keyed))
    if (beside := _beside_levels(plan)) is not None:
        return beside
    named = {c.element for c in keyed if roles.get(c.element) in ("figure", "answer")}
    again = [c for c in shared if c.element in named]
    if not all(adds_up(region, [k for k in keyed if k.element == c.element and not k.total], c) for c in again):
        return None  # more of the same figure, nobody knows what
    plan = replace(plan, shared=tuple(c for c in plan.shared if c not in again))
    if named:
        return _with_others(region, plan)
    rows_at = _figures_in_rows(region, source, vocabulary, labels)
    if rows_at is not None:
        return replace(plan, rows_at=rows_at, shared=())
    element = _the_only_figure(region, plan)
    return replace(plan, element=element) if element is not None else None


def _beside_levels(plan: Plan) -> Plan | None:
    """The same where the columns of levels, which say no figure, stand beside the one figure of KPIs as a
    whole: they are of it, level by level. None where that is not so."""
    figures = [c for c in plan.shared if c.element and plan.source.column(c.element).role == "figure"
               and not plan.source.column(c.element).whole]
    if len(figures) != 1 or not plan.spread or any(c.element or c.keys.keys() != {"level"} for c in plan.spread):
        return None
    own = figures[0]
    levels = (replace(c, element=own.element, words=own.words) for c in plan.spread)
    return replace(plan, shared=tuple(c for c in plan.shared if c is not own),
                   spread=tuple(sorted([own, *levels], key=lambda c: c.at)))


def _with_others(region: Region, plan: Plan) -> Plan | None:
    """The same with the columns beside the figures that say something else (``คงเหลือ``, ``PO``) where
    the figures' own headings stand; None where one says nothing there, or where a key lacks a figure
    that another has: nobody knows then whether it is that."""
    others = [c for c in plan.spread if not c.element]
    if not others:
        return plan
    rows = {place[1] for c in plan.spread if c.element for place in region.stacks[c.at]
            if place[0].rest and place not in c.part}
    found: list[SpreadColumn] = []
    figures: dict[tuple[str, ...], set[str]] = {}
    for column in plan.spread:
        own = [place for place in column.part if place[1] in rows]
        if column.element:
            figures.setdefault(_keys_of(column), set()).add(column.element)
            found.append(column)
        elif len(own) == 1:
            rest = tuple(place for place in column.part if place not in own)
            found.append(replace(column, words=own[0][0].rest, part=rest))
        else:
            return None
    keys = {_keys_of(column) for column in found}
    alike = all(figures.get(key) == next(iter(figures.values())) for key in keys)
    return replace(plan, spread=tuple(found)) if alike else None


def _keys_of(column: SpreadColumn) -> tuple[str, ...]:
    """What a column is of besides its figure."""
    return (*(column.keys[kind][0].text for kind in sorted(column.keys)), *(one.text for one, _, _ in column.part))


def _with_strangers(
    region: Region, source: SourceDefinition, columns: Sequence[SpreadColumn], keyed: Sequence[SpreadColumn]
) -> list[SpreadColumn]:
    """The columns of districts with those beside them that name none: near the name of one, or with
    figures; where none is named, all of a checklist's that hold something."""
    rows = region.grid.rows(region.first, region.end)
    named = tuple(c.keys["district"][0].text for c in keyed if "district" in c.keys)
    left = min((c.at for c in keyed), default=max((c.at for c in columns if c.element), default=0))
    found = list(keyed)
    for column in columns:
        if column.keys or column.total or not column.part or is_footer(column.part[-1][0].text):
            continue
        one, row, at = column.part[-1]
        beside = column.at > left and not column.element and not (source.kind.wide and named)
        kinds = (str, bool, int, float) if source.kind.wide else (int, float)
        if near_district(one.text, named) or (
                beside and any(isinstance(region.grid.value(r, column.at), kinds) for r in rows)):
            key = {"district": (replace(one, district=one.text), row, at)}
            found = [c for c in found if c.at != column.at]
            found.append(replace(column, keys=key, part=column.part[:-1]))
    return found


def _figures_in_rows(
    region: Region, source: SourceDefinition, vocabulary: Vocabulary, labels: Sequence[SpreadColumn]
) -> int | None:
    """The column whose rows are named as the figures of a source: all that it needs."""
    forms = known_forms(source, vocabulary, ("figure",))
    needed = {c.id for c in source.columns if c.role == "figure" and c.required}
    for column in reversed(labels):
        texts = {region.grid.text(r, column.at) for r in region.grid.rows(region.first, region.end)}
        named = {forms[form] for text in texts if (form := heading_form(text)) in forms}
        if len(named) > 1 and needed <= named:
            return column.at
    return None


def _the_only_figure(region: Region, plan: Plan) -> Known | None:
    """The figure that alone is lacking, where something says that it is that one's: a label that
    only its source has, or words of its own over the table."""
    source = plan.source
    there = {c.element for c in (*plan.labels, *plan.shared)}
    role = "answer" if source.kind.wide else "figure"
    lacking = [c for c in source.columns if c.role == role and c.id not in there]
    if source.kind.by_kpi and not source.kind.wide:
        return _of_a_kpi(region, plan, lacking)
    if len(lacking) != 1:
        return None
    if source.kind.wide:
        return lacking[0] if {c.id for c in source.columns if c.required} <= there else None
    texts = [*region.captions, region.grid.sheet.name, *(one.rest for c in plan.spread for one, _, _ in c.part)]
    words = [squeeze(word) for word in (*source.titles, *lacking[0].headings)]
    said = any(word in squeeze(text) for text in texts for word in words if not _ANOTHER.search(text))
    only = [c for c in plan.labels if c.element and source.column(c.element).only]
    said = said or bool({c.id for c in source.with_role("date") if c.required} & there)
    return lacking[0] if said or any(_holds_only(region, c, source) for c in only) else None


def _of_a_kpi(region: Region, plan: Plan, lacking: Sequence[Known]) -> Known | None:
    """The one that words over the table say; the first, whose figures are of levels, also where it names
    KPIs and levels and no words stand there."""
    texts = list(map(squeeze, (*region.captions, region.grid.sheet.name)))
    said = [c for c in lacking if any(form in text for text in texts for form in spellings(c))]
    named = any(c.element and plan.source.column(c.element).role == "kpi" for c in plan.labels)
    if not said and named and any("level" in c.keys for c in plan.spread):
        said = list(lacking[:1])
    return said[0] if len(said) == 1 else None


def _holds_only(region: Region, column: SpreadColumn, source: SourceDefinition) -> bool:
    wanted = {letters(text) for text in source.column(column.element).only}
    rows = region.grid.rows(region.first, region.end)
    return any(letters(region.grid.text(row, column.at)) in wanted for row in rows)


def settled(region: Region, plan: Plan) -> list[SpreadColumn]:
    """The columns that count: of several times those that stand for the whole, no sums of others,
    none that is blank in all rows. Raises :class:`Unclear` where that is not sure."""
    if plan.monthly:
        if is_running(region, plan.spread):
            _, row, at = next(iter(plan.spread[0].keys.values()))
            raise Unclear(row, at, "ช่องของแต่ละเดือนเป็นยอดสะสม ไม่ใช่ยอดของเดือนนั้น",
                          "ส่งตารางที่มียอดของแต่ละเดือน")
        kept = [c for c in plan.spread if not c.total and ("time" not in c.keys or c.month)]
    elif any({"time", "year"} & c.keys.keys() for c in plan.spread) and (
        plan.shared or any(c.total for c in plan.spread)
    ):
        groups: dict[tuple[str, ...], list[SpreadColumn]] = {}
        for column in (c for c in plan.spread if c.element or plan.element or plan.rows_at is not None):
            district = column.keys["district"][0].text if "district" in column.keys else ""
            about = (column.element, district, *(one.text for one, _, _ in column.part))
            groups.setdefault(about, []).append(column)
        kept = [c for group in groups.values() if not all(c.total for c in group) for c in as_at(region, group)]
    else:
        kept = [c for c in plan.spread if not c.total]
    rows = region.grid.rows(region.first, region.end)
    held = [c for c in kept if (plan.items and not {"time", "year"} & c.keys.keys())
            or any(not is_blank(region.grid.value(r, c.at)) for r in rows)]
    return held or kept


def by_calendar(region: Region, plan: Plan, columns: Sequence[SpreadColumn]) -> bool:
    """Whether the years over months are those of the calendar, not fiscal ones. Raises
    :class:`Unclear` where that is not sure."""
    months: dict[tuple[int, int], None] = {}
    where = (0, 0)
    for column in columns:
        if "year" not in column.keys:
            continue
        one, *where_it_is = column.keys["year"]
        if one.period.year is None or "งบ" in one.text or "time" in one.kinds:
            continue
        where = (where_it_is[0], where_it_is[1])
        mine = [column.month] if column.month else _months_of_rows(region, plan)
        months |= dict.fromkeys((one.period.year, number) for number in mine)
    return is_calendar(list(months), *where)


def _months_of_rows(region: Region, plan: Plan) -> list[int]:
    """The months, counted in the fiscal year, that the rows are of."""
    at = next((c.at for c in plan.labels if c.element in {m.id for m in plan.source.with_role("month")}), None)
    found: dict[int, None] = {}
    if at is None:
        return []
    for row in region.grid.rows(region.first, region.end):
        try:
            found[fiscal_number(parse_month(region.grid.shown(row, at))[0])] = None
        except NotADate:
            continue
    return list(found)
