"""Findings as people read them: those of one kind in one file are one line with their cells.

Other programs (results.json, ``--format json``) and marked copies get every finding.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.model.finding import Finding

MOST_CELLS = 12  # cells, or runs of cells, in a line
# Texts that differ in so many values at most are of one kind (a date and its year, a percentage
# and another, a value and two cells); what differs in more, such as two readings with their
# figures, has to be read in each.
MOST_VALUES = 4
_MONTHS = "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม"
_VALUE = re.compile(
    rf"“[^”]*”|\d{{1,2}} (?:{'|'.join(_MONTHS.split())}) \d{{4}}|\b[A-Z]{{1,3}}[1-9]\d*\b|[-−]?\d[\d,.]*")
_CELL = re.compile(r"([A-Z]+)([0-9]+)")


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One per line of a list of findings: the first of them, the cells of the others, the names
    of all districts that they are of, in their order."""

    finding: Finding
    cells: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()

    @property
    def problem(self) -> str:
        """The first's problem whole, then the cells of the others and the districts, where they
        differ: ``… (อีก 23 แถว: B6:B28)``."""
        return self.finding.problem + self.more

    @property
    def more(self) -> str:
        """What a line says beyond its first finding; "" where there is no other."""
        said = []
        if self.cells:
            rows = {"".join(filter(str.isdigit, cell)) for cell in self._every_cell()}
            unit = "แถว" if len(rows) > len(self.cells) else "ช่อง"
            runs = list(_runs(self.cells))
            rest = " …" if len(runs) > MOST_CELLS else ""
            said.append(f"อีก {len(self.cells):,} {unit}: {', '.join(runs[:MOST_CELLS])}{rest}")
        if len(self.districts) > 1:
            said.append(f"{len(self.districts)} อำเภอ: {', '.join(self.districts)}")
        return f" ({'; '.join(said)})" if said else ""

    @property
    def district(self) -> str:
        """The district, "" where it concerns none; of several how many, which the problem names."""
        return self.districts[0] if len(self.districts) == 1 else \
            f"{len(self.districts)} อำเภอ" if self.districts else ""

    def _every_cell(self) -> tuple[str, ...]:
        where = self.finding.origin
        return (where.cell if where else "", *self.cells)


def lines(findings: Sequence[Finding], names: Mapping[str, str]) -> tuple[FindingLine, ...]:
    """The findings as lines, each where the first of its kind stands; ``names`` are the
    districts' by their codes."""
    kinds: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        kinds.setdefault(_kind(finding, names), []).append(finding)
    return tuple(_line(alike, names) for alike in kinds.values())


def count(every: Sequence[FindingLine]) -> Counter[str]:
    """How many lines there are of each severity."""
    return Counter(line.finding.severity for line in every)


def _line(alike: Sequence[Finding], names: Mapping[str, str]) -> FindingLine:
    cells = dict.fromkeys(f.origin.cell for f in alike if f.origin and f.origin.cell)
    first = alike[0].origin
    districts = dict.fromkeys(names.get(f.district, f.district) for f in alike if f.district)
    return FindingLine(
        alike[0], tuple(cell for cell in cells if first and cell != first.cell), tuple(districts))


def _kind(finding: Finding, names: Mapping[str, str]) -> tuple[object, ...]:
    """What findings have in common that are one line. Where a cell says which value is meant,
    values may differ; the name of the district it is of always."""
    where = finding.origin
    text = finding.problem
    if name := names.get(finding.district or ""):
        text = text.replace(name, "\0")
    if where and where.cell:
        bare, values = _VALUE.subn("\0", text)
        text = bare if values <= MOST_VALUES else text
    return (
        finding.code, finding.severity, where and (where.file, where.sheet, bool(where.cell)),
        finding.kpi, finding.remedy, text,
    )


def _runs(cells: Sequence[str]) -> Iterator[str]:
    """Cells with those that follow each other in a column as ``B6:B28``."""
    run: list[tuple[str, int]] = []
    for cell in cells:
        parts = _CELL.fullmatch(cell)
        here = (parts[1], int(parts[2])) if parts else (cell, 0)
        if run and here != (run[-1][0], run[-1][1] + 1):
            yield from _told(run)
            run = []
        run.append(here)
    yield from _told(run)


def _told(run: Sequence[tuple[str, int]]) -> Iterator[str]:
    every = [f"{column}{row or ''}" for column, row in run]
    if len(every) > 2:
        yield f"{every[0]}:{every[-1]}"
    else:
        yield from every
