"""The page of what differs between two results, by district and KPI, with the files that it comes from."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from pipeline.history import words
from pipeline.history.changes import Change
from pipeline.history.record import Run
from pipeline.model.words import fingerprint, round_words
from pipeline.pages.shell import page

TITLE = "ผลที่เปลี่ยน จังหวัด"  # by which a page is known as one of ours
PROVINCE = "ทั้งจังหวัด"
GRAVE = frozenset({"status", "level", "band", "district-came", "district-went", "kpi-came", "kpi-went"})


@dataclass(frozen=True, slots=True)
class DiffRow:
    """One thing that differs: the KPI's number ("": of none), what it is, how it was and is, whence, and under
    which of ``words.GROUPS`` it is counted, by its place there."""

    district: str
    kpi: str
    what: str
    before: str
    after: str
    whence: str
    group: int
    grave: bool


@dataclass(frozen=True, slots=True)
class DiffBox:
    """What differs of one KPI (``kpi`` is its number, "": of none); ``whence`` where all of it has one cause."""

    kpi: str
    whence: str
    rows: tuple[DiffRow, ...]


@dataclass(frozen=True, slots=True)
class DiffPart:
    """What differs of one district, or of none (``name`` then says of what)."""

    anchor: str
    name: str
    boxes: tuple[DiffBox, ...]

    @property
    def rows(self) -> tuple[DiffRow, ...]:
        """All that differs."""
        return tuple(row for box in self.boxes for row in box.rows)

    @property
    def groups(self) -> str:
        """The places of the groups that it has rows of, by which it is filtered."""
        return " ".join(str(place) for place in sorted({row.group for row in self.rows}))


@dataclass(frozen=True, slots=True)
class DiffSide:
    """One of the two results."""

    name: str
    province: str
    round: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class DiffPage:
    """The page: both sides, how the KPIs of two rounds go together, counts by group (its place, its name, how
    many), and the parts."""

    sides: tuple[DiffSide, ...]
    notes: tuple[str, ...]
    counts: tuple[tuple[int, str, int], ...]
    grave: tuple[DiffRow, ...]
    parts: tuple[DiffPart, ...]
    total: int


def html_page(old: Run, new: Run, changes: Sequence[Change], notes: Sequence[str]) -> bytes:
    """The page, UTF-8; the same two results always give the same bytes."""
    rows = tuple(_rows(changes))
    counted = Counter(row.group for row in rows)
    it = DiffPage(
        (_side("เดิม", old), _side("ใหม่", new)), tuple(notes),
        tuple((place, name, counted[place]) for place, name in enumerate(words.GROUPS) if counted[place]),
        tuple(row for row in rows if row.grave), tuple(_parts(changes, rows)), len(rows),
    )
    return page("diff.html", {"it": it, "title": TITLE})


def _side(name: str, run: Run) -> DiffSide:
    round_id, province = run.whose
    return DiffSide(name, words.safe(province), words.safe(round_words(round_id)), fingerprint(run.sha256))


def _rows(changes: Sequence[Change]) -> Iterator[DiffRow]:
    for one, row in zip(changes, words.rows(changes), strict=True):
        group = words.WORDS[one.kind][0]
        yield DiffRow(
            words.safe(row.district), "" if row.kpi is None else str(row.kpi), row.what, str(row.before), str(row.after),
            row.file, words.GROUPS.index(group), one.kind in GRAVE,
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
