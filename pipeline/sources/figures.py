"""Rows of figures: what the kinds of table that count and add have in common."""

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal

from pipeline.model.finding import Finding, safe_text
from pipeline.model.observation import District, Observation
from pipeline.model.observed import Context, Observed
from pipeline.model.period import Said
from pipeline.model.source import Claim, Column
from pipeline.sources.answers import answer
from pipeline.sources.dates import dated_tables
from pipeline.sources.grid import is_blank, letters
from pipeline.sources.repeats import settled
from pipeline.sources.row import Row
from pipeline.sources.rows import TableReader
from pipeline.sources.unplaced import Observe, judged, observe_unplaced
from pipeline.sources.vocabulary import is_average, is_total
from pipeline.thai.digits import round_half_up
from pipeline.thai.text import squeeze

TOLERANCE = Decimal("0.01")
When = Callable[[TableReader, int], tuple[dt.date | None, str, list[Finding]]]


def observe_figures(claim: Claim, context: Context, when: When | None = None) -> Observed:
    """The figures and answers of every row of a claimed sheet.

    ``when`` gives a row's own date with its state (``given``, ``blank``, ``broken``) and
    findings. A row is used when it is a district's and all its figures are given.
    """
    seen = Observed()
    for reader, said in dated_tables(claim, context, seen):
        seen.findings += [_chosen(reader, name, column) for name, column in reader.table.set_aside]
        found = list(reader.rows())
        seen.findings += _out_of_sight(reader, found)
        sums = _Sums(reader)
        rows, findings = settled(reader, found)
        seen.findings += findings
        observe = _observer(when, said)
        for row in judged(reader, rows):
            if row.total:
                seen.findings += [] if row.proved else sums.check(row)
                continue
            sums.add(row)
            other = _other_item(reader, row)
            if other is not None:
                seen.refuse(other)
            elif row.district is None:
                observe_unplaced(reader, row, seen, observe)
            else:
                observe(reader, row.index, row.district, seen)
    return seen


def _observer(when: When | None, said: Said) -> Observe:
    """What observes a row of a district's."""
    def observe(reader: TableReader, row: int, district: District, seen: Observed) -> None:
        _observe_row(reader, row, district, when, said, seen)
    return observe


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
        shown = ", ".join(str(row + 1) for row in rows[:20]) + (" …" if len(rows) > 20 else "")
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
    reader: TableReader, row: int, district: District, when: When | None, said: Said, seen: Observed
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
    if not given and not findings and when is None:
        findings.append(reader.finding(
            "no-figures", "info", row, figures[0][0].id,
            "แถวนี้ไม่มีตัวเลข ถือว่ายังไม่รายงาน", "ถ้าผลเป็นศูนย์ ให้พิมพ์ 0",
        ))
        figures = []
    key = _key(reader, row, district.code, own)
    for column, value, cell_state, problem in figures:
        if cell_state == "blank" and problem is None:
            findings.append(_missing(reader, row, column))
        seen.observations.append(_observation(
            reader, row, district, column, None if state == "broken" else value,
            "broken" if "broken" in (state, cell_state) else cell_state, key, own, said,
        ))
    for column in reader.columns("answer"):
        _observe_answer(reader, row, district, column, key, said, seen)
    for column in reader.columns("score"):
        stated, state, _ = reader.figure(row, column)
        if state == "given":
            seen.observations.append(
                _observation(reader, row, district, column, stated, state, key, None, said)
            )
    findings += _percentages(reader, row)
    seen.findings += [_of(f, district.code) for f in findings]
    seen.count(whole)


def _observation(
    reader: TableReader, row: int, district: District, column: Column, value: Decimal | None,
    state: str, key: str, own: dt.date | None, said: Said,
) -> Observation:
    return Observation(
        element=f"{reader.source.id}.{column.id}",
        district=district.code,
        value=value,
        state=state,  # type: ignore[arg-type]  # one of the three states by construction
        origin=reader.origin(row, column.id),
        table=reader.name,
        row=row,
        key=key,
        when=own,
        said=said,
        dated=reader.dated,
    )


def _observe_answer(
    reader: TableReader, row: int, district: District, column: Column, key: str, said: Said,
    seen: Observed,
) -> None:
    value, state, problem = answer(reader.value(row, column.id), "yes/no")
    if problem:
        seen.findings.append(reader.finding(
            "unknown-answer", "warning", row, column.id,
            f"“{column.headings[0]}” {problem}", "ตอบ ใช่ หรือ ไม่ใช่", district.code,
        ))
    seen.observations.append(
        _observation(reader, row, district, column, value, state, key, None, said)
    )


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
            texts.append(squeeze(reader.text(row, name)))
    return "\n".join(texts) if any(texts) else ""


def _of(finding: Finding, district: str) -> Finding:
    return Finding(
        finding.code, finding.severity, finding.problem, finding.remedy, finding.origin,
        district, finding.kpi,
    )


def _missing(reader: TableReader, row: int, column: Column) -> Finding:
    return reader.finding(
        "missing-value", "error", row, column.id,
        f"“{column.headings[0]}” เว้นว่าง ทั้งที่แถวนี้มีข้อมูลอื่น",
        "พิมพ์ตัวเลขในช่องนี้ ถ้าผลเป็นศูนย์ ให้พิมพ์ 0",
    )


def _other_item(reader: TableReader, row: Row) -> Finding | None:
    """Why a row is not about our figures: its label is another than the column's ``only``."""
    for column, only in reader.only:
        text = reader.text(row.index, column.id)
        if is_blank(text):
            return reader.finding(
                "missing-item", "error", row.index, column.id,
                f"“{column.headings[0]}” เว้นว่าง จึงไม่รู้ว่าเป็นข้อมูลใด", "พิมพ์ชื่อรายการข้อมูล",
            )
        if letters(text) not in only:
            return reader.finding(
                "other-item", "info", row.index, column.id,
                f"“{safe_text(text, 50)}” ไม่ใช่ข้อมูลของตัวชี้วัดนี้", "ไม่ต้องทำอะไร",
            )
    return None


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
    """Checks the total rows of a table against the rows above them: ours, those of others (the
    provincial office …) and those of which nobody knows whose they are."""

    def __init__(self, reader: TableReader) -> None:
        self.reader = reader
        self.columns = reader.columns("figure")
        self.whole, self.since = self._nothing(), self._nothing()

    def _nothing(self) -> list[dict[str, Decimal]]:
        return [{column.id: Decimal(0) for column in self.columns} for _ in range(3)]

    def add(self, row: Row) -> None:
        """Counts a row of data."""
        group = 0 if row.district is not None else 1 if row.about is None else 2
        for column in self.columns:
            value = self.reader.figure(row.index, column)[0] or Decimal(0)
            for sums in (self.whole, self.since):
                sums[group][column.id] += value

    def check(self, row: Row) -> list[Finding]:
        """What is wrong with a total row: it is the sum of all rows or of those since the last
        one, with or without those that are no district's."""
        made = (self.whole, self.since)
        self.since = self._nothing()
        texts = self.reader.grid.texts(row.index)
        if any(is_total(text) and is_average(text) for _, text in texts):
            return []
        findings = []
        for column in self.columns:
            stated, state, _ = self.reader.figure(row.index, column)
            if stated is None or state != "given":
                continue
            if all(abs(stated - way) > TOLERANCE for sums in made for way in _ways(sums, column.id)):
                findings.append(self.reader.finding(
                    "total-differs", "warning", row.index, column.id,
                    f"ยอดรวมของ “{column.headings[0]}” ในไฟล์ {stated:,} "
                    f"ไม่ตรงกับผลรวมของแถว {sum(g[column.id] for g in self.whole):,} (ใช้ตัวเลขในแถว)",
                    "ตรวจว่าแถวใดหายไปหรือยอดรวมผิด",
                ))
        return findings


def _ways(sums: Sequence[dict[str, Decimal]], column: str) -> list[Decimal]:
    """What a total of a column may be: our rows, with or without each other kind."""
    ours, others, nobodys = (group[column] for group in sums)
    return [ours, ours + others, ours + nobodys, ours + others + nobodys]
