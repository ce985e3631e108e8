"""What other Python programs may use: score a folder of exports, or read what a run wrote, as typed records.

docs/api.md is its page. Nothing here writes; every problem is a :class:`PipelineError` whose text is Thai.
"""

from os import PathLike
from pathlib import Path
from typing import Any

from pipeline.errors import PipelineError, UsageError
from pipeline.history.record import Run, find_results, sha256
from pipeline.history.results import (
    CellFigure,
    DistrictResult,
    KpiResult,
    NamedFigure,
    PartResult,
    Results,
    SectionResult,
    load_results,
    results_of,
)
from pipeline.history.shape import schema
from pipeline.model.cells import Origin
from pipeline.model.finding import Finding
from pipeline.model.ledger import FileRecord, SheetRecord

__all__ = [
    "CellFigure", "DistrictResult", "FileRecord", "Finding", "KpiResult", "NamedFigure", "Origin", "PartResult", "PipelineError",
    "Results", "SectionResult", "SheetRecord", "read_results", "results_schema", "score",
]  # fmt: skip


def score(
    folder: str | PathLike[str], *, round_id: str | None = None, province: str | None = None,
    home: str | PathLike[str] = ".", jobs: int = 1,
) -> Results:
    """Scores the exports in ``folder`` as ``pipeline run`` does, and writes nothing.

    ``round_id`` is such as ``2561-1`` (None: the last adopted), ``province`` a name (None: the roster's; of several
    one has to be named). ``home`` is the working folder whose ``agreement/`` counts (without one the program's own),
    ``jobs`` how many files are read at a time.

    Raises PipelineError where the run is impossible. What could not be used is a finding of severity ``error``.
    """
    from pipeline.processes import uncollected
    from pipeline.reports.figures import figures
    from pipeline.reports.results import results, to_bytes
    from pipeline.run.provinces import Provinces, look

    found = look(Path(home), Path(folder), round_id, province, jobs, lambda *_: None)
    if isinstance(found, Provinces):
        names = ", ".join(one.province for one in found.folders)
        raise UsageError(f"{folder}: มีหลายจังหวัด ระบุ province ชื่อจังหวัดที่ต้องการ จังหวัดที่มี: {names}")
    outcome = found.outcome
    with uncollected():
        told = results(outcome.agreement, outcome.province, outcome.files, outcome.cards, outcome.findings)
        return results_of(Run(told, sha256(to_bytes(told))), figures(outcome.cards, outcome.agreement))


def read_results(path: str | PathLike[str]) -> Results:
    """What a run wrote: ``path`` is a ``results.json``, or a folder that holds exactly one, itself or up to two
    folders down. The cells of each figure are there where the run kept them beside it (``no_cells`` says in Thai
    why they are not). Results of the first format are read as those of today.

    Raises PipelineError where there are none or they cannot be used.
    """
    return load_results(find_results(Path(path)))


def results_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the ``results.json`` that this version writes."""
    return schema()
