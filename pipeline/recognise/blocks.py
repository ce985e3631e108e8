"""What the tables hold that are made of one whose keys stand in headings: a table for each time and part,
its columns, and what stands in their rows."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.model.cells import Place, Value
from pipeline.model.finding import safe_text
from pipeline.model.period import Period
from pipeline.recognise.plan import Plan, by_calendar, settled
from pipeline.recognise.spread import Region, SpreadColumn
from pipeline.recognise.times import Unclear
from pipeline.tables.grid import is_blank
from pipeline.tables.vocabulary import heading_form, is_total
from pipeline.thai.calendar import month_number, month_title
from pipeline.thai.digits import MONEY_UNITS, money_factor
from pipeline.thai.districts import districts_named
from pipeline.thai.periods import period_title

SECTION = "§"  # no form of a heading
Name = tuple[str, int]  # a heading, and how many of the same stand before it


@dataclass(frozen=True, slots=True)
class Field:
    """One per column of a made table: its heading and where that stands, and what stands in its
    rows: a ``key`` that is the same in all of them, or the cells of a column (``at``); ``no`` is the
    column of the answers that are no beside those that are yes, ``form`` names the rows of a figure.
    ``label``: it tells what a row is of; ``through``: a merged range is of all rows and keys that it covers."""

    heading: str
    place: Place
    at: int
    key: Value = None
    no: int | None = None
    form: str = ""
    label: bool = False
    through: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One per time and part: what is said over it, and for each key the fields of its rows; a key may
    lack some."""

    captions: tuple[tuple[str, Place], ...]
    groups: tuple[dict[Name, Field], ...]

    @property
    def header(self) -> dict[Name, Place]:
        """The headings of all groups, with the place where each stands first."""
        places: dict[Name, Place] = {}
        for group in self.groups:
            for name, one in group.items():
                places.setdefault(name, one.place)
        return places


def _named(fields: Iterable[Field]) -> dict[Name, Field]:
    """Fields by their headings; of those that have the same each is another."""
    named: dict[Name, Field] = {}
    often: Counter[str] = Counter()
    for one in fields:
        named[one.heading, often[one.heading]] = one
        often[one.heading] += 1
    return named


def blocks(region: Region, plan: Plan) -> list[Block]:
    """The tables that a region makes."""
    spread = settled(region, plan)
    calendar = plan.monthly and by_calendar(region, plan, spread)
    common = set.intersection(*({one.text for one, _, _ in c.part} for c in spread))
    found: dict[tuple[str, ...], dict[tuple[str, ...], list[SpreadColumn]]] = {}
    for column in spread:
        time = "" if plan.monthly else _time(column)
        own = [one.text for one, _, _ in column.part if one.text not in common]
        groups = found.setdefault((time, *own), {})
        kinds = ("district", "time", "year") if plan.monthly else ("district", "level")
        key = tuple(_same(kind, column.keys[kind][0].text) if kind in column.keys else "" for kind in kinds)
        _join(groups.setdefault(key, []), column)
    return [
        Block(
            tuple(_captions(next(iter(groups.values()))[0], plan)),
            tuple(_named(_fields(region, plan, columns, calendar)) for columns in groups.values()),
        )
        for groups in found.values()
    ]


def _same(kind: str, text: str) -> str:
    """The form of a key in which all of its spellings are one."""
    return " ".join(sorted(districts_named(text))) or text if kind == "district" else text


def _join(group: list[SpreadColumn], column: SpreadColumn) -> None:
    """Adds a column to those of its key. Raises :class:`Unclear` where one says the same already."""
    def about(one: SpreadColumn) -> tuple[str, str]:
        return one.words, one.keys["side"][0].side if "side" in one.keys else ""

    for other in group:
        if column.keys and about(other) == about(column) and (column.element or not column.words):
            kind = next(k for k in ("district", "level", "time", "year", "side") if k in column.keys)
            one, row, at = column.keys[kind]
            raise Unclear(row, at, f"มีหลายช่องของ “{safe_text(one.text, 40)}” ในตารางเดียว จึงไม่รู้ว่าใช้ช่องใด",
                          "แก้หัวช่องที่ผิด หรือเหลือไว้ช่องเดียว")
    group.append(column)


def _time(column: SpreadColumn) -> str:
    period = Period()
    for kind in ("time", "year"):
        if kind in column.keys:
            period = period.within(column.keys[kind][0].period)
    return period_title(period)


def _captions(column: SpreadColumn, plan: Plan) -> Iterator[tuple[str, Place]]:
    for one, row, at in column.part:
        yield one.text, (row, at)
    if not plan.monthly and (time := _time(column)):
        _, row, at = column.keys["time" if "time" in column.keys else "year"]
        yield time, (row, at)


def _fields(
    region: Region, plan: Plan, columns: Sequence[SpreadColumn], calendar: bool
) -> Iterator[Field]:
    """The columns of the made table for the columns of one key."""
    if plan.rows_at is not None and sections(region, plan):
        yield Field("", (region.bottom, plan.rows_at), plan.rows_at, form=SECTION, label=True)
    for label in plan.labels:
        if label.at != plan.rows_at:
            yield Field(label.words, _under(region, label), label.at, label=True)
    yield from _keys(plan, columns[0], calendar)
    for column in plan.shared:
        yield Field(_with_unit(region, column, column.words), _under(region, column), column.at)
    if plan.rows_at is not None:
        for form, words in _names(region, plan).items():
            yield Field(words, _under(region, columns[0]), columns[0].at, form=form)
        return
    sides = {c.keys["side"][0].side: c for c in columns if "side" in c.keys}
    for column in columns:
        if "side" in column.keys and column is not sides.get("yes"):
            continue
        words = column.words if column.element or plan.element is None else plan.element.headings[0]
        no = sides["no"].at if column is sides.get("yes") and "no" in sides else None
        yield Field(_with_unit(region, column, words), _under(region, column), column.at, no=no,
                     through=bool(plan.items))


def _keys(plan: Plan, column: SpreadColumn, calendar: bool) -> Iterator[Field]:
    roles = {c.role: c.headings[0] for c in plan.source.columns}
    if "district" in column.keys:
        one, row, at = column.keys["district"]
        yield Field(roles["district"], (row, at), column.at, one.district)
    if "level" in column.keys:
        one, row, at = column.keys["level"]
        yield Field(roles["level"], (row, at), column.at, one.level)
    if not plan.monthly:
        return
    if "year" in column.keys:
        one, row, at = column.keys["year"]
        year = (one.period.year or 0) + bool(calendar and column.month and column.month <= 3)
        yield Field(roles["year"], (row, at), column.at, year)
    if column.month:
        _, row, at = column.keys["time"]
        yield Field(roles["month"], (row, at), column.at, month_title(month_number(column.month)))


def _under(region: Region, column: SpreadColumn) -> Place:
    """Where the lowest heading of a column stands."""
    stack = region.stacks[column.at]
    return (stack[-1][1], stack[-1][2]) if stack else (region.bottom, column.at)


def _with_unit(region: Region, column: SpreadColumn, words: str) -> str:
    """A heading with the unit of money that stands over or under it."""
    texts = [one.text for one, _, _ in region.stacks[column.at]]
    texts += [region.grid.text(row, column.at) for row in range(region.bottom + 1, region.first)]
    factor = next((f for f in map(money_factor, texts) if f is not None), None)
    unit = next((unit for unit, size in MONEY_UNITS.items() if size == factor), "")
    return f"{words} ({unit})" if unit and money_factor(words) is None else words


def _names(region: Region, plan: Plan) -> dict[str, str]:
    """The figures that the rows name, by the forms in which they stand."""
    texts = (text for text, stated in _named_rows(region, plan).values() if stated)
    return {heading_form(text): text for text in texts if not is_total(text)}


def sections(region: Region, plan: Plan) -> set[int]:
    """The rows that name what those below them are of, as a title: words and no figure."""
    rows = _named_rows(region, plan)
    last = max((row for row, (_, stated) in rows.items() if stated), default=0)
    return {row for row, (text, stated) in rows.items() if row < last and not stated and not is_total(text)}


def _named_rows(region: Region, plan: Plan) -> dict[int, tuple[str, bool]]:
    """What the rows say in the column that names figures, and whether any stands there."""
    grid, at = region.grid, plan.rows_at or 0
    return {
        row: (text, any(not is_blank(grid.value(row, column.at)) for column in plan.spread))
        for row in grid.rows(region.first, region.end) if (text := grid.text(row, at))
    }
