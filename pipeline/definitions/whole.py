"""Loads all that a round is scored by, and tells all that is wrong with it at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.definitions.agreement import load_agreement, load_written
from pipeline.definitions.checks import load_checks
from pipeline.definitions.sources import load_sources, read_sources
from pipeline.errors import DefinitionError
from pipeline.model.agreement import Agreement, Measure
from pipeline.model.check import FigureCheck, Rules
from pipeline.model.source import Kind, SourceDefinition


@dataclass(frozen=True, slots=True)
class Definitions:
    """One per round that is scored: its agreement, the sources, and what their figures must keep."""

    agreement: Agreement
    sources: tuple[SourceDefinition, ...]
    rules: Rules


def load_definitions(
    home: Path, measures: Mapping[str, Measure], kinds: Mapping[str, Kind],
    checks: Mapping[str, FigureCheck], round_id: str | None = None, *, as_written: bool = False,
) -> Definitions:
    """All that stands in ``agreement/`` for a round (the newest that is adopted if None);
    ``as_written``: whatever was adopted.

    Raises UsageError for a round that does not exist, DefinitionError with a line for each thing that is
    wrong with the round, and with the sources also where the round itself is wrong.
    """
    try:
        load = load_written if as_written else load_agreement
        agreement = load(home, measures, round_id)
    except DefinitionError as error:
        try:
            read_sources(home, kinds)
        except DefinitionError as others:
            raise DefinitionError(f"{error}\n{others}") from error
        raise
    sources = load_sources(home, agreement, kinds)
    return Definitions(agreement, sources, load_checks(home, agreement, sources, checks))
