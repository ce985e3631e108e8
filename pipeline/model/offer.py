"""What a measure offers to a person who chooses what a KPI is computed from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pipeline.model.source import SourceDefinition


def of_figures(source: SourceDefinition) -> bool:
    """Whether the rows of a source are figures of districts, not something of a KPI."""
    return not source.kind.by_kpi


def of_days(source: SourceDefinition) -> bool:
    """Whether its figures each have a day or a month of their own."""
    return of_figures(source) and source.dated


def of_a_day(source: SourceDefinition) -> bool:
    """Whether its figures all stand as at one day."""
    return of_figures(source) and not source.dated


def of_numbered(source: SourceDefinition) -> bool:
    """Whether its rows are each somebody with a number."""
    return of_figures(source) and bool(source.with_role("number"))


def of_items(source: SourceDefinition) -> bool:
    """Whether its rows answer items of KPIs."""
    return source.kind.by_kpi and bool(source.with_role("item"))


def of_reviewers(source: SourceDefinition) -> bool:
    """Whether its rows are what somebody gives on evidence, once it is reviewed."""
    return source.kind.by_kpi and bool(source.with_role("status"))


def of_targets(source: SourceDefinition) -> bool:
    """Whether its rows state what each district is to reach."""
    return source.kind.by_kpi and source.kind.per_round and not of_reviewers(source)


@dataclass(frozen=True, slots=True)
class Offer:
    """One per way in which a measure may be chosen: its Thai ``words`` with the formula's keys in braces where
    their columns are named (``{numerator} ÷ {denominator}``; a key that the measure needs and the words do not
    name is the source's one column of that role), what it ``sets`` of the formula besides, and the sources
    that it is offered for (``of``; None: it takes no figures). ``compares``: its two columns are
    one figure at two times; otherwise one is a share of the other."""

    words: str
    sets: Mapping[str, str] = field(default_factory=dict)
    of: Callable[[SourceDefinition], bool] | None = of_figures
    compares: bool = False
