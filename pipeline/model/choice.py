"""Tables of which nobody knows how they go together, what each way would give, and what a person
decided or confirmed."""

from dataclasses import dataclass

from pipeline.model.cells import Origin


@dataclass(frozen=True, slots=True)
class Choice:
    """One per row of a table ``ไฟล์ · ชีต · ใช้ · เหตุผล``: whether the tables of a file (of one sheet,
    unless ``sheet`` is "") count, and why. ``origin`` is the cell that says so."""

    file: str
    sheet: str
    use: bool
    reason: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Choices:
    """Tables, by their name (``Observation.table``), that count whatever they look like (``use``),
    and those that do not (``leave``)."""

    use: frozenset[str] = frozenset()
    leave: frozenset[str] = frozenset()

    def under(self, reading: "Way") -> "Choices":
        """These, and what a reading takes."""
        return Choices(self.use.union(reading.use), self.leave.union(reading.leave))


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which tables may go together, in Thai words that may follow ถ้า."""

    label: str
    use: tuple[str, ...]
    leave: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """What a question is about in one district: the cell, and in Thai what stands there."""

    district: str
    origin: Origin
    what: str


@dataclass(frozen=True, slots=True)
class Doubtful:
    """One per set of tables that a KPI needs and of which nobody knows how they go together. In the
    districts of ``doubts`` the KPI is not reported until a person says; ``code`` and ``problem``
    are those of the finding, ``ways`` the ways that there are."""

    kpi: int
    code: str
    problem: str
    ways: tuple[Way, ...]
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class Confirmation:
    """One per row of a table of confirmations: the code of a finding, its district (code; None where
    the row names none) and KPI, the figure that is right as it is, why, who says so and when."""

    code: str
    district: str | None
    kpi: int | None
    value: str
    reason: str
    person: str
    day: str
    origin: Origin
