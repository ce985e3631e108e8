"""Tables that add up others: a summary sheet beside the envelopes', districts beside tambons."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.measure.parts import GENERIC
from pipeline.model.cells import Origin
from pipeline.model.observation import Observation
from pipeline.tables.grid import TOLERANCE
from pipeline.tables.vocabulary import names_all
from pipeline.thai.periods import name_in
from pipeline.thai.text import squeeze

# Which of some tables one adds up is tried in every way: a thousand for ten; of eleven (a file a
# district, say) only those of its sheet, its file, its day or all.
MOST_TRIED = 10
PROBES = 5  # districts that ways are sought in: four of nine may be mistyped, and five still make the total
Figures = dict[str, dict[str, Decimal]]  # by district and element


@dataclass(frozen=True, slots=True)
class TableFigures:
    """One per table of a source: its rows in the frame and its figures by district and element.

    ``depth`` tells by district how many columns tell its rows apart; ``named``: its title says
    that it is of everything; ``lost``: the districts of which a figure is.
    """

    rows: Mapping[int, Observation]
    figures: Figures
    depth: Mapping[str, int]
    named: bool
    lost: frozenset[str] = frozenset()

    @property
    def first(self) -> Observation:
        """Its first row."""
        return next(iter(self.rows.values()))

    @property
    def table(self) -> str:
        """The name of the table."""
        return self.first.table

    @property
    def origin(self) -> Origin:
        """Where its first row stands."""
        return self.first.origin


@dataclass(frozen=True, slots=True)
class Sum:
    """One per table that is the total of others. ``equal`` are the districts in which it is,
    ``other`` those in which it differs; ``labelled``: its title or its rows say that it is a total.
    ``clear``: it is one, as it differs in few. Where it is not clear nobody knows what it is."""

    total: TableFigures
    parts: tuple[TableFigures, ...]
    equal: tuple[str, ...]
    other: tuple[str, ...]
    labelled: bool
    clear: bool


def sums(observations: Iterable[tuple[int, Observation]], never: Collection[str]) -> list[Sum]:
    """Which tables of one source, whose rows bear no dates, are totals of others. Those in
    ``never`` (names of tables) are none, whatever they look like."""
    tables = _sheets(observations)
    found = []
    for table in sorted(tables, key=lambda t: (not t.named, t.origin)):
        others = [other for other in tables if other is not table]
        if table.table in never or not others:
            continue
        judged = _judge(table, others)
        if judged is None:
            continue
        found.append(judged)
        if judged.clear and {*judged.equal, *judged.other} >= table.figures.keys():
            tables.remove(table)
    return found


def _sheets(observations: Iterable[tuple[int, Observation]]) -> list[TableFigures]:
    """The tables of one source; a title that all of them bear tells nothing."""
    by_table: dict[str, dict[int, Observation]] = {}
    on_sheet: dict[tuple[str, str], set[str]] = {}
    for index, o in observations:
        by_table.setdefault(o.table, {})[index] = o
        on_sheet.setdefault((o.origin.file, o.origin.sheet), set()).add(o.table)
    tables = []
    for rows in by_table.values():
        first = next(iter(rows.values()))
        figures: Figures = {}
        depth: dict[str, int] = {}
        for o in rows.values():
            mine = figures.setdefault(o.district, {})
            mine[o.element] = mine.get(o.element, Decimal(0)) + (o.value or Decimal(0))
            parts = sum(1 for part in o.key.split("\n") if part)
            depth[o.district] = max(depth.get(o.district, 0), parts)
        alone = len(on_sheet[first.origin.file, first.origin.sheet]) == 1
        lost = frozenset(o.district for o in rows.values() if o.state == "broken")
        tables.append(TableFigures(rows, figures, depth, _named(first, alone), lost))
    if all(table.named for table in tables):
        return [replace(table, named=False) for table in tables]
    return tables


def _named(o: Observation, alone: bool) -> bool:
    """Whether what tells a table from others says that it is of everything: the name of its sheet
    if it stands alone there, or the title right above it, beyond what any report is called."""
    sheet = squeeze(name_in(o.origin.sheet))
    above = [name for name in o.identity.names if name != sheet and not name.startswith("จังหวัด")]
    title = "".join(above[-1:])
    telling = title == "สรุป" or GENERIC.sub("", title)
    return (alone and names_all(sheet)) or (bool(telling) and names_all(title))


def _judge(table: TableFigures, others: Sequence[TableFigures]) -> Sum | None:
    """What a table is to others, None where nothing shows that it is their total."""
    coarse = {
        district for district, depth in table.depth.items()
        if any(depth < other.depth.get(district, depth) for other in others)
    }
    labelled = table.named or bool(coarse)
    if any(table.depth.values()) and not coarse:
        return None
    best: Sum | None = None
    most = 0
    for scope in _scopes(table, others):
        if not labelled and not _several(table, scope):
            continue
        stated = [d for d in table.figures if any(d in part.figures for part in scope)]
        unknown = frozenset[str]().union(*(part.lost for part in (table, *scope)))
        known = [d for d in stated if d not in unknown]
        equal = tuple(d for d in known if _adds_up(table, scope, d))
        other = tuple(d for d in known if d not in equal)
        if len(equal) > len(other) and len(equal) > most:
            most = len(equal)
            lost = (d for d in stated if d in unknown)
            best = Sum(table, tuple(scope), (*equal, *lost), other, labelled, clear=True)
    if best is not None or not labelled:
        return best
    doubtful = [
        d for d in table.figures if (table.named or d in coarse)
        and any(d in other.figures for other in others)
    ]
    equal = tuple(d for d in doubtful if _adds_up(table, others, d))
    other = tuple(d for d in doubtful if d not in equal)
    return Sum(table, tuple(others), equal, other, labelled, clear=not other) if doubtful else None


def _several(table: TableFigures, scope: Sequence[TableFigures]) -> bool:
    """Whether what is added up is more than one table, and more than zeros: what a table that does
    not say so must show to be a total."""
    elements = {element for figures in table.figures.values() for element in figures}
    stating = [
        part for part in scope
        if any(any(part.figures[d].values()) for d in table.figures if d in part.figures)
    ]
    return len(stating) > 1 and all(
        any(figures.get(element) for figures in table.figures.values()) for element in elements)


def _scopes(table: TableFigures, others: Sequence[TableFigures]) -> Iterator[list[TableFigures]]:
    """The tables that one may be the total of: those of its sheet, of its file, of its day, all,
    and where they are few any of them."""
    where = table.origin
    yield [o for o in others if (o.origin.file, o.origin.sheet) == (where.file, where.sheet)]
    yield [o for o in others if o.origin.file == where.file]
    yield [o for o in others if o.first.identity.period == table.first.identity.period]
    yield list(others)
    if 2 < len(others) <= MOST_TRIED:
        yield from _some(table, others)


def _some(table: TableFigures, others: Sequence[TableFigures]) -> Iterator[list[TableFigures]]:
    """The sets of tables, two and more, that add up to a table in one of its first districts."""
    given: set[int] = set()
    for district in [d for d, figures in table.figures.items() if any(figures.values())][:PROBES]:
        element, wanted = max(table.figures[district].items(), key=lambda item: item[1])
        sums = [Decimal(0)]
        for bit, other in enumerate(others):
            value = other.figures.get(district, {}).get(element, Decimal(0))
            sums += [added + value for added in sums]
            for way in range(1 << bit, 2 << bit):
                if abs(sums[way] - wanted) > TOLERANCE or way in given or way.bit_count() < 2:
                    continue
                given.add(way)
                scope = [o for number, o in enumerate(others) if way >> number & 1]
                if all(any(o.figures.get(district, {}).values()) for o in scope):
                    yield scope


def _adds_up(table: TableFigures, others: Sequence[TableFigures], district: str) -> bool:
    """Whether a table's figures of a district are the sums of the others'."""
    figures = table.figures[district]
    stating = [other for other in others if district in other.figures]
    return bool(stating) and any(figures.values()) and (
        _difference(figures, stating, district) <= TOLERANCE)


def _difference(wanted: Mapping[str, Decimal], parts: Sequence[TableFigures], district: str) -> Decimal:
    """How far some figures are from the sums of the parts', at most."""
    return max(
        abs(value - sum((p.figures[district].get(element, Decimal(0)) for p in parts), Decimal(0)))
        for element, value in wanted.items()
    )
