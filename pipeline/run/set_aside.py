"""What is wrong only with figures for which others stand."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import takewhile

from pipeline.model.cells import Origin
from pipeline.model.finding import Finding
from pipeline.model.observation import Observation

STOOD_FOR = ("older-version", "not-chosen")  # why rows are set aside in whose place others count


def without_weight(
    findings: Iterable[Finding], observations: Iterable[Observation], aside: Mapping[tuple[str, int], str]
) -> Iterator[Finding]:
    """The findings, without those that are about nothing but rows in whose place others count: no figure rests on
    them, so that an error is for the record alone and a warning is not told. ``aside`` has by table and row why
    rows do not count."""
    counts: dict[Origin, bool] = {}
    for o in observations:
        mine = aside.get((o.table, o.row)) not in STOOD_FOR
        for where in _wheres(o.origin):
            counts[where] = counts.get(where, False) or mine
    for finding in findings:
        if not finding.origins or finding.severity == "info" or any(_counts(one, counts) for one in finding.origins):
            yield finding
        elif finding.severity == "error":
            yield replace(finding, severity="info", remedy="ไม่ต้องทำอะไร",
                          problem=f"{finding.problem} (ใช้ตัวเลขจากที่อื่นแทนแล้ว จึงไม่มีผลต่อคะแนน)")


def _wheres(origin: Origin) -> tuple[Origin, ...]:
    """A cell, its row and its sheet."""
    row = "".join(takewhile(str.isdigit, reversed(origin.cell)))[::-1]
    return tuple(dict.fromkeys((origin, replace(origin, cell=row), replace(origin, cell=""))))


def _counts(origin: Origin, counts: Mapping[Origin, bool]) -> bool:
    """Whether something that counts stands there; where nothing is known of a cell, its row tells."""
    places = _wheres(origin)[:-1] if origin.cell else (origin,)
    return next((counts[where] for where in places if where in counts), True)
