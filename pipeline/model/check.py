"""Checks: which figures cannot be right, and what one looks like."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, Protocol

from pipeline.model.agreement import Agreement, Kpi
from pipeline.model.cells import Origin
from pipeline.model.observation import Numbered, Observation


@dataclass(frozen=True, slots=True)
class FactRow:
    """One per row of a table that counts: its district (code), its table, and its figures by element."""

    district: str
    table: str
    cells: Mapping[str, Observation]

    def value(self, element: str) -> Decimal | None:
        """The figure of an element; None where the row has none."""
        cell = self.cells.get(element)
        return None if cell is None else cell.value

    def amount(self, element: str) -> Decimal:
        """The figure of an element; 0 where the row has none."""
        return self.value(element) or Decimal(0)


class Facts(Protocol):
    """What checks look at: the figures that count, and nothing that was set aside."""

    @property
    def agreement(self) -> Agreement:
        """The round's agreement."""

    def given(self, element: str) -> Sequence[Observation]:
        """The figures of an element, in the order of the files."""

    def rows(self, source: str) -> Sequence[FactRow]:
        """The rows of a source that state a figure, in the order of the files."""

    def numbered(self, source: str) -> Sequence[Numbered]:
        """The tables of a source whose running numbers lack a few."""

    def heading(self, element: str) -> str:
        """What the column of an element is called."""

    def unit(self, element: str) -> str:
        """What a figure of an element counts."""

    def feeds(self, kpi: Kpi, seen: Observation) -> bool:
        """Whether a figure is a KPI's, of a source that may serve several."""

    def named(self, district: str) -> str:
        """``อำเภอ`` and the name of a district (code)."""


@dataclass(frozen=True, slots=True)
class Odd:
    """One per figure that cannot be right, and what it would be: another figure, not there at all
    (``"out"``), the same beside another that is not (``"same"``); None: nobody can tell."""

    seen: Observation
    meant: Decimal | Literal["out", "same"] | None = None


@dataclass(frozen=True, slots=True)
class Suspicion:
    """One per slip that some figures look like.

    ``what`` says in Thai which figures they are, ``looks`` what they look like; ``value`` is the
    figure as a person confirms it. ``odd`` are the figures, none where the slip is that some lack;
    ``place`` is then where to look. ``districts`` (codes) are those that it is of.
    """

    kpi: int
    what: str
    looks: str
    value: str
    remedy: str
    districts: tuple[str, ...]
    odd: tuple[Odd, ...] = ()
    place: Origin | None = None

    @property
    def origins(self) -> tuple[Origin, ...]:
        """The cells, each once."""
        cells = tuple(dict.fromkeys(one.seen.origin for one in self.odd))
        return cells or ((self.place,) if self.place is not None else ())


@dataclass(frozen=True, slots=True)
class FigureCheck:
    """One per way of telling that figures cannot be right.

    It is ``of`` the rows of a source or of what a KPI is made of. A rule names all ``columns`` (of
    the source) and all ``limits`` that it needs. ``find`` gives what it suspects, in time linear in
    the facts.
    """

    name: str
    of: Literal["source", "kpi"]
    find: Callable[[Facts, "Rule"], Iterable[Suspicion]]
    columns: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One per place where a check applies: a source (its id; ``columns`` are its elements by what
    the check calls them) or a KPI (its number), with the limits."""

    check: FigureCheck
    source: str = ""
    kpi: int = 0
    columns: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rules:
    """All that stands in the ``checks.toml`` of a round and of the sources. ``confirm`` are the codes
    of warnings of other stages that a person is to confirm before a round is closed."""

    rules: tuple[Rule, ...] = ()
    confirm: frozenset[str] = frozenset()

    @property
    def checks(self) -> frozenset[str]:
        """The codes of the findings that tell of figures that cannot be right."""
        return frozenset(rule.check.name for rule in self.rules)

    @property
    def codes(self) -> frozenset[str]:
        """The codes of all findings that a person may confirm."""
        return self.confirm | self.checks
