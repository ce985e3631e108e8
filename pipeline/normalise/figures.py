"""Rows of figures: what the kinds of table that count and add have in common."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from pipeline.model.finding import CELLS, SHOWN, Finding, masked, safe_text
from pipeline.model.observation import District, Observation
from pipeline.model.observed import Context, Observed
from pipeline.model.source import Claim, Column
from pipeline.normalise.dates import dated_tables
from pipeline.normalise.repeats import again, settled
from pipeline.normalise.row import Row
from pipeline.normalise.rows import TableReader
from pipeline.normalise.totals import Added, figures_of
from pipeline.normalise.unassigned import Observe, judged, observe_unassigned
from pipeline.tables.answers import answer
from pipeline.tables.grid import TOLERANCE, is_blank, letters
from pipeline.tables.vocabulary import is_average, is_carried, named_by_total, sums_up
from pipeline.thai.digits import round_half_up
from pipeline.thai.text import squeeze

_OPEN = 100  # totals that a later one may take in: 99 subtotals of a part and where it begins, and no square of a long sheet
When = Callable[[TableReader, int], tuple[dt.date | None, str, list[Finding]]]


def observe_figures(claim: Claim, context: Context, when: When | None = None) -> Observed:
    """The figures and answers of every row of a claimed sheet.

    ``when`` gives a row's own date with its state (``given``, ``blank``, ``broken``) and
    findings. A row is used when it is a district's and all its figures are given.
    """
    seen, sums = Observed(), _Sums()
    for reader in dated_tables(claim, context, seen):
        seen.findings += [_chosen(reader, name, column) for name, column in reader.table.unused_columns]
        found = list(reader.rows())
        seen.findings += _out_of_sight(reader, found)
        sums.begin()
        aside: list[tuple[int, Column, str]] = []
        rows, findings = settled(reader, found)
        seen.findings += findings
        observe = _observer(when, _silent(reader, rows))
        for row in judged(reader, rows):
            if row.total:
                seen.findings += [] if row.proved else sums.check(reader, row)
                continue
            sums.add(reader, row)
            other = _other_item(reader, row)
            if other is not None:
                aside.append((row.index, *other))
                seen.refuse(None)
            elif row.district is None:
                observe_unassigned(reader, row, seen, observe)
            else:
                observe(reader, row.index, row.district, seen)
        seen.findings += _other_items(reader, aside)
        seen.observations += again(reader, rows)
    return seen


def _observer(when: When | None, silent: Collection[str]) -> Observe:
    """What observes a row of a district's; ``silent`` are those that say nothing in any row."""
    def observe(reader: TableReader, row: int, district: District, seen: Observed) -> None:
        _observe_row(reader, row, district, when, district.code in silent, seen)
    return observe


def _silent(reader: TableReader, rows: Iterable[Row]) -> frozenset[str]:
    """The districts of a table of months none of whose rows has a figure: a blank form names every
    month, so that one is not yet reported and none is lacking."""
    if not reader.source.kind.months:
        return frozenset()
    figures = reader.columns("figure")
    every: set[str] = set()
    stating: set[str] = set()
    for row in rows:
        if row.district is not None and not row.total:
            every.add(row.district.code)
            if not all(is_blank(reader.value(row.index, column.id)) for column in figures):
                stating.add(row.district.code)
    return frozenset(every - stating)


def _chosen(reader: TableReader, name: str, aside: int) -> Finding:
    """Says which of several columns that may be one was used."""
    row, used = reader.table.heading_bottom, reader.table.at(name)
    assert used is not None
    return Finding(
        "column-chosen", "info",
        f"มีหลายช่องที่อาจเป็น “{reader.source.column(name).headings[0]}” "
        f"ใช้ช่อง {reader.grid.origin(row, used).cell} “{safe_text(reader.grid.text(row, used), 40)}” "
        "ตามลำดับที่กำหนดไว้ ไม่ใช้ช่องนี้",
        "ไม่ต้องทำอะไร", reader.grid.origin(row, aside),
    )


def _out_of_sight(reader: TableReader, found: Sequence[Row]) -> list[Finding]:
    """Warns of figures that count although nobody sees them: hidden rows and columns."""
    sheet, figures = reader.grid.sheet, reader.columns("figure")
    findings = []
    rows = [row.index for row in found
            if row.district is not None and row.index in sheet.hidden_rows]
    if rows:
        shown = ", ".join(str(row + 1) for row in rows[:CELLS]) + (" …" if len(rows) > CELLS else "")
        findings.append(reader.finding(
            "hidden-rows", "warning", rows[0], figures[0].id,
            f"แถวที่ซ่อนหรือกรองไว้มีข้อมูล และนับรวมด้วย: แถว {shown}",
            "เลิกซ่อนหรือเลิกกรองแล้วตรวจ ถ้าไม่ต้องการให้นับ ให้ลบแถว",
        ))
    for column in figures:
        if reader.table.at(column.id) in sheet.hidden_columns:
            findings.append(reader.finding(
                "hidden-rows", "warning", reader.table.heading_bottom, column.id,
                f"ช่อง “{column.headings[0]}” ที่ใช้อยู่ถูกซ่อนไว้", "เลิกซ่อนแล้วตรวจว่าเป็นช่องที่ถูกต้อง",
            ))
    return findings


def _observe_row(
    reader: TableReader, row: int, district: District, when: When | None, silent: bool, seen: Observed
) -> None:
    own: dt.date | None = None
    state, findings = "given", list[Finding]()
    if when is not None:
        own, state, findings = when(reader, row)
    figures = [
        (column, *reader.figure(row, column)) for column in reader.columns("figure")
    ]
    given = [column.id for column, _, is_given, _ in figures if is_given == "given"]
    whole = len(given) == len(figures) and state == "given"
    findings += [finding for *_, finding in figures if finding is not None]
    if not given and not findings and (when is None or silent):
        findings.append(reader.finding(
            "no-figures", "info", row, figures[0][0].id,
            "แถวนี้ไม่มีตัวเลข ถือว่ายังไม่รายงาน", "ถ้าผลเป็นศูนย์ ให้พิมพ์ 0",
        ))
        figures = []
    key = _key(reader, row, district.code, own)
    for column, value, cell_state, problem in figures:
        if cell_state == "blank" and problem is None:
            findings.append(_missing(reader, row, column))
        broken = "broken" in (state, cell_state)
        seen.observations.append(reader.observation(
            row, column.id, district.code, None if state == "broken" else value,
            "broken" if broken else cell_state, key, own,
        ))
    seen.observations += [*_left(reader, row, district), *_elsewhere(reader, row, district)]
    for column in reader.columns("answer"):
        said, answered, problem_said = answer(reader.value(row, column.id), "yes/no")
        if problem_said:
            findings.append(reader.finding(
                "unknown-answer", "warning", row, column.id,
                f"“{column.headings[0]}” {problem_said}", "ตอบ ใช่ หรือ ไม่ใช่",
            ))
        seen.observations.append(reader.observation(row, column.id, district.code, said, answered, key))
    for column in reader.columns("score"):
        stated, is_given, _ = reader.figure(row, column)
        if is_given == "given":
            seen.observations.append(reader.observation(row, column.id, district.code, stated, is_given, key))
    findings += _percentages(reader, row)
    seen.findings += [replace(f, district=district.code) for f in findings]
    seen.count(whole)


def _left(reader: TableReader, row: int, district: District) -> list[Observation]:
    """What a row says is left of its money, and what is promised besides (``remaining``, ``held``): no
    KPI counts them, they tell whether the figures beside them can be right."""
    if reader.left_and_held is None:
        return []
    money = [column for column in reader.columns("figure") if column.unit == "บาท"]
    if len(money) < 2 or reader.columns("unit"):
        return []
    left, held = reader.left_and_held
    factor = dict(reader.table.factors).get(money[0].id, Decimal(1))
    values = {
        "remaining": reader.grid.number(row, left),
        "held": sum((reader.grid.number(row, column) or Decimal(0) for column in held), Decimal(0)),
    }
    return [
        Observation(
            f"{reader.source.id}.{name}", district.code, value * factor, "given",
            reader.grid.origin(row, left), reader.name, row, identity=reader.said)
        for name, value in values.items() if value is not None and values["remaining"] is not None
    ]


def _elsewhere(reader: TableReader, row: int, district: District) -> list[Observation]:
    """That a row's tambon lies in other districts of the province, and not in its own (``elsewhere``)."""
    codes = reader.of_tambon(row)
    if not codes or district.code in codes:
        return []
    return [reader.beside("elsewhere", row, reader.columns("figure")[0].id, district.code)]


def _key(reader: TableReader, row: int, district: str, own: dt.date | None) -> str:
    """What tells this row from the others of its district; "" where the source names nothing."""
    texts = []
    for name in reader.source.key:
        role = reader.source.column(name).role
        if role == "district":
            texts.append(district)
        elif role in ("year", "month"):
            texts.append(own.isoformat() if own else "")
        else:
            text = reader.text(row, name)  # without its spaces a personal number may touch another digit
            texts.append(squeeze(masked(text) if role == "label" else text))
    return "\n".join(texts) if any(texts) else ""


def _missing(reader: TableReader, row: int, column: Column) -> Finding:
    return reader.finding(
        "missing-value", "error", row, column.id,
        f"“{column.headings[0]}” เว้นว่าง ทั้งที่แถวนี้มีข้อมูลอื่น",
        "พิมพ์ตัวเลขในช่องนี้ ถ้าผลเป็นศูนย์ ให้พิมพ์ 0",
    )


def _other_item(reader: TableReader, row: Row) -> tuple[Column, str] | None:
    """The column and label of a row that is not about our figures: another than the column's ``only``,
    or none."""
    for column, only in reader.only:
        text = reader.text(row.index, column.id)
        if is_blank(text) or letters(text) not in only:
            return column, "" if is_blank(text) else text
    return None


def _other_items(reader: TableReader, aside: Sequence[tuple[int, Column, str]]) -> list[Finding]:
    """What is said of a table's rows that are not about our figures: of each without a label, and
    once of all others."""
    findings = [
        reader.finding(
            "missing-item", "error", row, column.id,
            f"“{column.headings[0]}” เว้นว่าง จึงไม่รู้ว่าเป็นข้อมูลใด", "พิมพ์ชื่อรายการข้อมูล",
        ) for row, column, text in aside if not text
    ]
    others = [one for one in aside if one[2]]
    if others:
        times = Counter(safe_text(text, 50) for _, _, text in others)
        told = ", ".join(f"“{text}”" for text in list(times)[:SHOWN]) + (" …" if len(times) > SHOWN else "")
        many = f" ({len(others):,} แถว)" if len(others) > 1 else ""
        row, column, _ = others[0]
        findings.append(reader.finding(
            "other-item", "info", row, column.id, f"{told} ไม่ใช่ข้อมูลของตัวชี้วัดนี้{many}", "ไม่ต้องทำอะไร",
        ))
    return findings


def _percentages(reader: TableReader, row: int) -> list[Finding]:
    """Percentages in the file that are not those of their own counts; the counts win."""
    findings = []
    for column in reader.columns("percentage"):
        if any(reader.table.at(name) is None for name in column.of):
            continue
        stated, state, _ = reader.figure(row, column)
        if state == "broken":
            findings.append(reader.finding(
                "broken-percentage", "info", row, column.id,
                f"“{column.headings[0]}” อ่านไม่ได้ ใช้ร้อยละที่คิดจากจำนวนแทน", "ไม่ต้องทำอะไร",
            ))
            continue
        above, below = (reader.figure(row, reader.source.column(n))[0] for n in column.of)
        if stated is None or above is None or not below:
            continue
        own = above * 100 / below
        if min(abs(stated - own), abs(stated * 100 - own)) > TOLERANCE:
            findings.append(reader.finding(
                "percentage-differs", "warning", row, column.id,
                f"ร้อยละในไฟล์ {round_half_up(stated, 2)} ไม่ตรงกับจำนวนของแถว "
                f"ซึ่งคิดได้ {round_half_up(own, 2)} (ใช้ค่าที่คิดได้)",
                "ตรวจว่าจำนวนหรือร้อยละในไฟล์ผิด",
            ))
    return findings


class _Sums:
    """Checks the total rows of a sheet's tables against the rows above them.

    A total may be of all rows or of those since any earlier total or table began that no total has
    taken in since; what is carried from a page before counts as its rows do.
    """

    def __init__(self) -> None:
        self.whole = self.table = Added()
        self.starts: list[Added] = []
        self._rows: list[tuple[TableReader, Row]] = []  # those that are not in ``_named`` yet
        self._named: dict[str, Added] = {}

    def begin(self) -> None:
        """The rows of another table follow."""
        self.table = self.whole.copy()
        self.starts.append(self.table)

    def add(self, reader: TableReader, row: Row) -> None:
        """Counts a row of data."""
        self._rows.append((reader, row))
        self.whole.add(figures_of(reader, row.index), row.whose)

    def check(self, reader: TableReader, row: Row) -> list[Finding]:
        """What is wrong with a total row, or with what is carried over."""
        labels = [text for _, text in reader.grid.texts(row.index) if sums_up(text)]
        if any(map(is_average, labels)):
            self.starts.append(self.whole.copy())
            return []
        given = figures_of(reader, row.index)
        carried = next(filter(is_carried, labels), "")
        recent = range(len(self.starts) - 1, max(0, len(self.starts) - _OPEN) - 1, -1)
        starts = [*recent, 0] if 0 not in recent else [*recent]
        since = next((n for n in starts if all(self._makes(n, *one) for one in given.items())), None)
        named = self._of_label(labels) if since is None else None
        findings = [] if since is not None else [
            self._differs(reader, row, reader.source.column(name), value, carried, named)
            for name, value in given.items()
            if (value or not carried) and not any(self._makes(n, name, value) for n in starts)
            and not (named and named.makes(name, value))
        ]
        if given and since is not None and not carried:  # the parts of this total are no other's
            del self.starts[since + 1:]
        if carried:  # as if rows that make it had stood here
            before = self.whole.copy()
            before.add({name: -value for name, value in given.items()})
            self.starts.append(before)
        self.starts.append(self.whole.copy())
        return findings

    def _makes(self, start: int, column: str, stated: Decimal) -> bool:
        """Whether the rows from a start on make a figure."""
        return self.whole.makes(column, stated, self.starts[start])

    def _of_label(self, totals: Iterable[str]) -> Added | None:
        """What the rows with the label add up to that a total names (``รวมงบลงทุน``), if one does."""
        names = set(filter(None, map(named_by_total, totals)))
        while names and self._rows:
            reader, row = self._rows.pop()
            for label in set(reader.labels(row.index).values()):
                self._named.setdefault(label, Added()).add(figures_of(reader, row.index), row.whose)
        return next((self._named[name] for name in names if name in self._named), None)

    def _differs(
        self, reader: TableReader, row: Row, column: Column, stated: Decimal, carried: str,
        named: Added | None,
    ) -> Finding:
        own = (named.ways(column.id) if named else self.whole.ways(column.id, self.table))[-1]
        if carried:
            return reader.finding(
                "total-differs", "warning", row.index, column.id,
                f"“{safe_text(carried, 30)}” ของ “{column.headings[0]}” {stated:,} "
                f"ไม่ตรงกับผลรวมของแถวข้างบน {own:,} ไม่นำยอดนี้ไปนับ",
                "ถ้าเป็นยอดของหน้าหรือทะเบียนก่อนหน้า ให้ใส่แถวของหน้านั้นด้วย",
            )
        return reader.finding(
            "total-differs", "warning", row.index, column.id,
            f"ยอดรวมของ “{column.headings[0]}” ในไฟล์ {stated:,} "
            f"ไม่ตรงกับผลรวมของแถว {own:,} (ใช้ตัวเลขในแถว)",
            "ตรวจว่าแถวใดหายไปหรือยอดรวมผิด",
        )
