"""The page of what differs between two results, by district and KPI, with the files that it comes from."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from pipeline.history import words
from pipeline.history.changes import Change
from pipeline.history.record import Run
from pipeline.model.words import fingerprint, round_words
from pipeline.pages.diff_book import DiffBody, DiffBox, DiffPage, DiffPart, DiffRow, DiffSide
from pipeline.pages.shell import page

TITLE = "ผลที่เปลี่ยน จังหวัด"  # by which a page is known as one of ours
PROVINCE = "ทั้งจังหวัด"  # what is of no district


def html_page(old: Run, new: Run, changes: Sequence[Change], notes: Sequence[str]) -> bytes:
    """The page, UTF-8; the same two results always give the same bytes."""
    it = DiffPage((_side("เดิม", old), _side("ใหม่", new)), tuple(notes), diff_body(changes))
    return page("diff.html", {"it": it, "title": TITLE})


def diff_body(changes: Sequence[Change]) -> DiffBody:
    """All changes, by district and KPI."""
    rows = tuple(_rows(changes))
    counted = Counter(row.group for row in rows)
    return DiffBody(
        tuple((place, name, counted[place]) for place, name in enumerate(words.GROUPS) if counted[place]),
        tuple(row for row in rows if row.grave), tuple(_parts(changes, rows)), len(rows),
    )


def _side(name: str, run: Run) -> DiffSide:
    round_id, province = run.whose
    return DiffSide(name, words.safe(province), words.safe(round_words(round_id)), fingerprint(run.sha256))


def _rows(changes: Sequence[Change]) -> Iterator[DiffRow]:
    for one, row in zip(changes, words.rows(changes), strict=True):
        group = words.WORDS[one.kind].group
        yield DiffRow(
            words.safe(row.district), "" if row.kpi is None else str(row.kpi), row.what, str(row.before), str(row.after),
            row.file, words.GROUPS.index(group), words.WORDS[one.kind].grave,
        )


def _parts(changes: Sequence[Change], rows: Sequence[DiffRow]) -> Iterator[DiffPart]:
    """A part a district, by code, each with its KPIs in order; what is of none comes last, by its group."""
    placed = sorted(zip(changes, rows, strict=True), key=lambda both: _key(*both))
    for number, (_, mine) in enumerate(groupby(placed, lambda both: _key(*both)[:3]), 1):
        own = [row for _, row in mine]
        name = f"อำเภอ{own[0].district}" if own[0].district else f"{PROVINCE}: {words.GROUPS[own[0].group]}"
        yield DiffPart(f"part-{number}", name, tuple(_box(list(some)) for _, some in groupby(own, lambda row: row.kpi)))


def _box(rows: Sequence[DiffRow]) -> DiffBox:
    causes = {row.whence for row in rows}
    one = len(rows) > 1 and len(causes) == 1
    return DiffBox(
        rows[0].kpi, causes.pop() if one else "", tuple(replace(row, whence="") for row in rows) if one else tuple(rows))


def _key(one: Change, row: DiffRow) -> tuple[bool, str, int, bool, int]:
    alone = not one.district
    return alone, one.district, row.group if alone else 0, one.kpi is None, one.kpi or 0
