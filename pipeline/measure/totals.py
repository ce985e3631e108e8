"""Tables that add up others: a summary sheet beside the envelopes', districts beside tambons."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import pandas as pd

from pipeline.model.cells import Origin
from pipeline.model.finding import Finding, Severity
from pipeline.model.observation import Observation
from pipeline.sources.vocabulary import names_all
from pipeline.thai.periods import name_in
from pipeline.thai.text import squeeze

TOLERANCE = Decimal("0.01")
Figures = dict[str, dict[str, Decimal]]


@dataclass(frozen=True, slots=True)
class _Table:
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
    def origin(self) -> Origin:
        return next(iter(self.rows.values())).origin


def without_totals(
    frame: pd.DataFrame,
) -> tuple[set[int], dict[int, Observation], list[Finding]]:
    """Which rows of a frame to leave out because their table is the total of others, and which
    are nobody's guess: their table says that it is a total but the figures differ."""
    drop: set[int] = set()
    broken: dict[int, Observation] = {}
    findings: list[Finding] = []
    undated = frame[~frame["dated"].astype(bool)]
    if undated.empty or undated["table"].nunique() < 2:
        return drop, broken, findings
    sources = undated["element"].map(lambda element: element.split(".", 1)[0])
    for _, of_source in undated.groupby(sources, sort=False):
        tables = _tables(of_source)
        for table in sorted(tables, key=lambda t: (not t.named, t.origin)):
            others = [other for other in tables if other is not table]
            _judge(table, others, drop, broken, findings)
            if table.rows.keys() <= drop:
                tables.remove(table)
    return drop, broken, findings


def _tables(frame: pd.DataFrame) -> list[_Table]:
    """The tables of one source; a title that all of them bear tells nothing."""
    tables = []
    sheets = {(o.origin.file, o.origin.sheet): o.table for o in frame["obs"]}
    alone = dict.fromkeys(sheets, True)
    for o in frame["obs"]:
        where = (o.origin.file, o.origin.sheet)
        alone[where] = alone[where] and sheets[where] == o.table
    for _, rows in frame.groupby("table", sort=False):
        by_index = dict(zip(rows.index, rows["obs"], strict=True))
        first: Observation = rows["obs"].iloc[0]
        figures: Figures = {}
        depth: dict[str, int] = {}
        for o in by_index.values():
            mine = figures.setdefault(o.district, {})
            mine[o.element] = mine.get(o.element, Decimal(0)) + (o.value or Decimal(0))
            parts = sum(1 for part in o.key.split("\n") if part)
            depth[o.district] = max(depth.get(o.district, 0), parts)
        titles = _telling(first, alone[first.origin.file, first.origin.sheet])
        lost = frozenset(o.district for o in by_index.values() if o.state == "broken")
        tables.append(_Table(by_index, figures, depth, any(map(names_all, titles)), lost))
    if all(table.named for table in tables):
        return [replace(table, named=False) for table in tables]
    return tables


def _telling(o: Observation, alone: bool) -> list[str]:
    """The titles that tell a table from others: that right above it, and its sheet's if it
    stands alone there."""
    sheet = squeeze(name_in(o.origin.sheet))
    above = [name for name in o.said.names if name != sheet and not name.startswith("จังหวัด")]
    return [*above[-1:], *([sheet] if alone else [])]


def _judge(
    table: _Table, others: Sequence[_Table], drop: set[int], broken: dict[int, Observation],
    findings: list[Finding],
) -> None:
    """Finds whether a table is the total of others, district by district."""
    coarse = {
        district for district, depth in table.depth.items()
        if any(depth < other.depth.get(district, depth) for other in others)
    }
    said = table.named or bool(coarse)
    if any(table.depth.values()) and not coarse:
        return
    for scope in _scopes(table, others):
        unknown = frozenset[str]().union(*(part.lost for part in (table, *scope)))
        asked = [district for district in table.figures if district not in unknown]
        enough = asked and (len(scope) > 1 or said)
        if enough and all(_adds_up(table, scope, district) for district in asked):
            drop.update(table.rows)
            findings.append(_total(table, scope, "info" if said else "warning"))
            return
    for district in table.figures:
        known = any(district in other.figures for other in others)
        if not known or not (table.named or district in coarse):
            continue
        mine = {i: o for i, o in table.rows.items() if o.district == district}
        if _adds_up(table, others, district):
            drop.update(mine)
            continue
        broken |= {i: replace(o, value=None, state="broken") for i, o in mine.items()}
        findings.append(_unclear(next(iter(mine.values())), others))


def _scopes(table: _Table, others: Sequence[_Table]) -> Iterator[list[_Table]]:
    """The tables that one may be the total of: those of its sheet, of its file, of all files."""
    where = table.origin
    yield [o for o in others if (o.origin.file, o.origin.sheet) == (where.file, where.sheet)]
    yield [o for o in others if o.origin.file == where.file]
    yield list(others)


def _adds_up(table: _Table, others: Sequence[_Table], district: str) -> bool:
    """Whether a table's figures of a district are the sums of the others'."""
    stating = [other.figures[district] for other in others if district in other.figures]
    return bool(stating) and any(table.figures[district].values()) and all(
        abs(value - sum((other.get(element, Decimal(0)) for other in stating), Decimal(0)))
        <= TOLERANCE
        for element, value in table.figures[district].items()
    )


def _total(table: _Table, parts: Sequence[_Table], severity: Severity) -> Finding:
    where = table.origin
    places = list(dict.fromkeys(f"{p.origin.file} ชีต {p.origin.sheet}" for p in parts))
    shown = ", ".join(places[:3]) + (f" และอีก {len(places) - 3} แห่ง" if len(places) > 3 else "")
    return Finding(
        "total-table", severity,
        f"ตารางนี้เท่ากับผลรวมของตารางอื่นทุกอำเภอ จึงเป็นยอดรวม ไม่นับซ้ำ (รวมจาก {shown})",
        "ไม่ต้องทำอะไร" if severity == "info" else "ตรวจว่าตารางนี้เป็นยอดรวมจริง ไม่ใช่งบอีกก้อนหนึ่ง",
        where,
    )


def _unclear(o: Observation, others: Sequence[_Table]) -> Finding:
    other = next(t for t in others if o.district in t.figures).origin
    return Finding(
        "total-unclear", "error",
        "ตารางนี้น่าจะเป็นยอดรวม แต่ไม่เท่าผลรวมของตารางอื่น "
        f"(เช่น {other.file} ชีต {other.sheet}) จึงไม่รู้ว่าควรใช้ตัวเลขใด",
        "ถ้าเป็นยอดรวม ให้ลบออกหรือส่งตารางที่ขาดให้ครบ ถ้าไม่ใช่ ให้เปลี่ยนชื่อตารางและชีต",
        o.origin, o.district,
    )
