"""Rows of a table that say again what others of their district say: subtotals and twins."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.model.cells import Broken
from pipeline.model.finding import Finding
from pipeline.model.observation import Observation
from pipeline.normalise.row import Row
from pipeline.normalise.rows import TableReader
from pipeline.thai.text import squeeze

Labels = tuple[tuple[int, str], ...]  # the column and text of each, from the left


def settled(reader: TableReader, rows: Sequence[Row]) -> tuple[list[Row], list[Finding]]:
    """The rows with those that repeat others taken out of the data, and what to say of it.

    A row that lacks the labels (ตำบล, หมู่บ้าน, กิจกรรม) which others of its district have is
    their total if its figures are their sums, else it is refused and the district's figure is
    lost. Of two rows that are the same in everything one counts; two that differ in their
    figures alone are both counted, with a warning.
    """
    kept = list(rows)
    findings = [_said(reader, row) for row in rows if row.proved]
    mine: dict[str, list[int]] = {}
    for position, row in enumerate(rows):
        if row.district is not None and row.refusal is None and not row.total:
            mine.setdefault(row.district.code, []).append(position)
    for positions in mine.values():
        if len(positions) == 1:
            continue
        data = positions
        if not reader.source.dated:
            data = _subtotals(reader, kept, positions, findings)
        if not reader.source.with_role("date"):
            _twins(reader, kept, data, findings)
    return kept, findings


def _subtotals(
    reader: TableReader, kept: list[Row], positions: Sequence[int], findings: list[Finding]
) -> list[int]:
    """Takes out what is the total of a district's other rows; gives the rows that are data."""
    labels = {p: tuple(reader.labels(kept[p].index).items()) for p in positions}
    under = _under(labels)
    data = []
    for position in positions:
        row, own = kept[position], labels[position]
        parts: Sequence[int] = under.get(own, ())
        named = not parts and _own_name(reader, row, own)
        if named:  # its own row is the only one that it may keep another from being a part for
            parts = [p for p in positions if p != position
                     and (labels[p] not in under or under[labels[p]] == [position])]
        if not parts or (named and len(parts) < 2):
            data.append(position)
        elif reader.adds_up(row.index, [kept[p].index for p in parts]):
            kept[position] = replace(row, total=True, proved=True)
            findings.append(_said(reader, row))
        elif named:
            data.append(position)
        else:
            kept[position] = _unclear(reader, row)
    return data


def _under(labels: Mapping[int, Labels]) -> dict[Labels, list[int]]:
    """By the labels of rows that may be totals the rows that they may be the totals of: those
    that bear the same from the left and more, and are not such totals themselves."""
    above = {own[:depth] for own in labels.values() for depth in range(len(own))}
    under: dict[Labels, list[int]] = {}
    for position, own in labels.items():
        if own not in above:
            for depth in range(len(own)):
                under.setdefault(own[:depth], []).append(position)
    return under


def _own_name(reader: TableReader, row: Row, labels: Labels) -> bool:
    """Whether all that labels a row is its district's own name (ตำบล may bear it too)."""
    return len(labels) == 1 and all(
        getattr(reader.context.gazetteer.resolve(text), "code", None) == getattr(row.district, "code", "")
        for _, text in labels
    )


def _said(reader: TableReader, row: Row) -> Finding:
    assert row.district is not None
    return reader.finding(
        "district-total", "info", row.index, reader.district_column(row.index),
        f"แถวนี้เท่ากับผลรวมของแถวอื่นของอำเภอ{row.district.name} จึงเป็นยอดรวม ไม่นับซ้ำ",
        "ไม่ต้องทำอะไร", row.district.code,
    )


def _unclear(reader: TableReader, row: Row) -> Row:
    assert row.district is not None
    return replace(row, district=None, owners=(row.district.code,), refusal=reader.finding(
        "total-unclear", "error", row.index, reader.district_column(row.index),
        f"แถวนี้ของอำเภอ{row.district.name}ไม่มีรายละเอียดอย่างแถวอื่น และไม่เท่าผลรวมของแถวเหล่านั้น "
        "จึงไม่รู้ว่าเป็นยอดรวมหรือเป็นข้อมูลอีกแถวหนึ่ง",
        "ถ้าเป็นยอดรวม ให้พิมพ์ว่า รวม และตรวจแถวที่ขาด ถ้าเป็นข้อมูล ให้พิมพ์รายละเอียดของแถว",
        row.district.code,
    ))


def _twins(
    reader: TableReader, kept: list[Row], positions: Sequence[int], findings: list[Finding]
) -> None:
    """Judges rows of one district that nothing but their figures tells apart."""
    first: dict[tuple[object, ...], int] = {}
    keys = [c.id for c in reader.source.columns
            if (c.id in reader.source.key and c.role != "district")
            or (c.only and reader.table.at(c.id) is not None)]
    for position in positions:
        row = kept[position]
        about = _identity(reader, row, keys)
        if about is None or row.district is None:
            continue
        if about not in first:
            first[about] = position
            continue
        other = kept[first[about]]
        where = reader.origin(other.index, reader.district_column(other.index)).cell
        if _cells(reader, row) == _cells(reader, other):
            kept[position] = replace(row, district=None, refusal=reader.finding(
                "copy", "warning", row.index, reader.district_column(row.index),
                f"แถวนี้ซ้ำกับแถวของช่อง {where} ทุกประการ จึงนับครั้งเดียว", "ลบแถวที่ซ้ำ",
                row.district.code,
            ))
        else:
            findings.append(reader.finding(
                "row-twice", "warning", row.index, reader.district_column(row.index),
                f"อำเภอ{row.district.name}มีแถวของรายการเดียวกันอีกที่ช่อง {where} "
                "แต่ตัวเลขต่างกัน จึงรวมทั้งสองแถว",
                "ถ้าเป็นคนละรายการ ไม่ต้องทำอะไร ถ้าแถวหนึ่งแก้อีกแถวหนึ่ง ให้ลบแถวเดิม", row.district.code,
            ))


def _identity(
    reader: TableReader, row: Row, keys: Sequence[str]
) -> tuple[object, ...] | None:
    """What a row is about, its columns ``keys`` and its labels; None where it does not name its district itself, in a cell of its
    own, or not all that tells its rows apart."""
    index = row.index
    column = reader.table.at(reader.district_column(index))
    span = reader.grid.span(index, column) if column is not None else None
    if not reader.names_district(index) or (span is not None and span.bottom > span.top):
        return None
    said = tuple(squeeze(reader.text(index, key)) for key in keys)
    return (*said, tuple(reader.labels(index).items())) if all(said) else None


def again(reader: TableReader, rows: Sequence[Row]) -> list[Observation]:
    """One per row of a register of days that says all that another of its table says (``again``): the
    district, the day, what it is for and the figures. Both count; it tells that one may be too many."""
    dates, figures = reader.source.with_role("date"), reader.columns("figure")
    if not dates or not figures:
        return []
    first: set[object] = set()
    found = []
    for row in rows:
        labels = tuple(reader.labels(row.index).items())
        if row.district is None or row.refusal is not None or row.total or not labels:
            continue
        said = (row.district.code, squeeze(reader.text(row.index, dates[0].id)), labels, tuple(_cells(reader, row)))
        if said in first:
            found.append(reader.beside("again", row.index, figures[0].id, row.district.code))
        first.add(said)
    return found


def _cells(reader: TableReader, row: Row) -> list[object]:
    """All that a row's figures and answers say."""
    said: list[object] = []
    for column in reader.columns("figure", "answer"):
        value = reader.value(row.index, column.id)
        given = reader.figure(row.index, column)[:2] if column.role == "figure" else value
        said.append((row.index, column.id) if isinstance(value, Broken) else given)
    return said
