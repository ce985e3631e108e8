"""What is said of what differs between two results: the records whose fields ``diff_parts.html`` and the pages name."""

from dataclasses import dataclass


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
class DiffBody:
    """All that differs: counts by group (its place, its name, how many), what matters most, and the parts."""

    counts: tuple[tuple[int, str, int], ...]
    grave: tuple[DiffRow, ...]
    parts: tuple[DiffPart, ...]
    total: int


@dataclass(frozen=True, slots=True)
class DiffSide:
    """One of the two results."""

    name: str
    province: str
    round: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class DiffPage:
    """The page: both sides, and how the KPIs of two rounds go together."""

    sides: tuple[DiffSide, ...]
    notes: tuple[str, ...]
    body: DiffBody
