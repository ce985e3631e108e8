"""What a person must mend, by who can mend it; the files that were read."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.model.agreement import Agreement, Kpi
from pipeline.model.cells import Origin
from pipeline.model.finding import SEVERITIES, Finding
from pipeline.model.ledger import FileRecord, SheetRecord
from pipeline.model.lines import FindingLine
from pipeline.model.observation import source_of
from pipeline.model.source import SourceDefinition
from pipeline.model.words import ASIDE_NAMES, FILE_STATUS_NAMES, SEVERITY_NAMES, fingerprint
from pipeline.summarise.book import FileRow, FindingRow
from pipeline.thai.text import clean

COLLECTOR = "ผู้รวบรวมข้อมูลของจังหวัด"
MOST_ALIKE = 1000  # lines of one kind in one file that the sheet lists: a hundred thousand fill no sheet


def findings(
    every: Sequence[FindingLine], agreement: Agreement, files: Sequence[FileRecord],
    sources: Mapping[str, SourceDefinition],
) -> list[FindingRow]:
    """The lines of findings with who can mend them; those of one owner together, worst first."""
    owners = Owners(agreement, files, sources)
    rows = [(owners.of(line.finding), line) for line in every]
    order = {owner: place for place, owner in enumerate(dict.fromkeys(o for o, _ in rows))}
    rows.sort(key=lambda row: (order[row[0]], SEVERITIES.index(row[1].finding.severity)))
    return list(_listed(rows))


def _listed(rows: Sequence[tuple[str, FindingLine]]) -> Iterator[FindingRow]:
    """The rows; of one kind in one file not more than somebody reads, and how many more there are."""
    alike = Counter(_kind(line.finding) for _, line in rows)
    listed: Counter[tuple[str, str]] = Counter()
    for owner, line in rows:
        finding = line.finding
        kind = _kind(finding)
        listed[kind] += 1
        if listed[kind] <= MOST_ALIKE:
            yield _finding(owner, line)
        elif listed[kind] == alike[kind]:
            more = f"ยังมีอีก {alike[kind] - MOST_ALIKE:,} ข้อแบบเดียวกันในไฟล์นี้"
            where = Origin(finding.origin.file) if finding.origin else None
            yield _finding(owner, FindingLine(replace(finding, origin=where, problem=more)))


def _kind(finding: Finding) -> tuple[str, str]:
    return finding.code, finding.origin.file if finding.origin else ""


class Owners:
    """Who answers for a figure: the owner of the system that the sheet was recognised as, of a sheet that has rows of
    several KPIs the KPI's own source of data, as where there is no sheet; else who collects the files."""

    def __init__(
        self, agreement: Agreement, files: Sequence[FileRecord],
        sources: Mapping[str, SourceDefinition],
    ) -> None:
        self._kpis = {kpi.number: _answers_for(kpi, sources) for kpi in agreement.kpis}
        self._sheets: dict[tuple[str, str], str] = {}
        self._files: dict[str, set[str]] = {}
        self._by_kpi: set[tuple[str, str]] = set()
        for record in files:
            for sheet in record.sheets:
                if (source := sources.get(sheet.source or "")) is not None:
                    owner = clean(source.owner)
                    self._sheets[record.file, sheet.name] = owner
                    if source.kind.by_kpi:
                        self._by_kpi.add((record.file, sheet.name))
                    self._files.setdefault(record.file, set()).add(owner)

    def of(self, finding: Finding) -> str:
        """Who can mend what a finding tells: the owner of its sheet, file or indicator, else who compiles."""
        where = finding.origin
        at = ("", "") if where is None else (where.file, where.sheet)
        if finding.kpi and at in self._by_kpi:
            return self.of_kpi(finding.kpi)
        if at in self._sheets:
            return self._sheets[at]
        if where is not None and len(owners := self._files.get(where.file, set())) == 1:
            return next(iter(owners))
        return self.of_kpi(finding.kpi or 0)

    def of_kpi(self, number: int) -> str:
        """Who answers for a KPI's figures."""
        return self._kpis.get(number, COLLECTOR)


def _answers_for(kpi: Kpi, sources: Mapping[str, SourceDefinition]) -> str:
    """The KPI's source of data; the owner of a report of its where one names the other and the system too."""
    named = clean(kpi.data_source)
    ids = map(source_of, kpi.formula.elements())
    owners = (clean(sources[one].owner) for one in ids if one in sources)
    return next((owner for owner in owners if owner and named and (owner in named or named in owner)), named)


def _finding(owner: str, line: FindingLine) -> FindingRow:
    finding = line.finding
    where = finding.origin
    return FindingRow(
        owner=owner,
        severity=SEVERITY_NAMES[finding.severity],
        file=where.file if where else "",
        sheet=where.sheet if where else "",
        cell=where.cell if where else "",
        district=line.district,
        kpi=finding.kpi,
        problem=line.problem,
        remedy=finding.remedy,
        code=finding.code,
    )


def file_rows(
    files: Sequence[FileRecord], sources: Mapping[str, SourceDefinition]
) -> list[FileRow]:
    """The ledger: one row a sheet; a file without sheets has one row of its own."""
    return [row for record in files for row in _file_rows(record, sources)]


def _file_rows(record: FileRecord, sources: Mapping[str, SourceDefinition]) -> list[FileRow]:
    sheets: Sequence[SheetRecord | None] = record.sheets or (None,)
    return [
        FileRow(
            file=record.file,
            status=FILE_STATUS_NAMES[record.status],
            reason=_why(record, sheet),
            sha256=record.sha256 or "",
            short_hash=fingerprint(record.sha256 or ""),
            sheet=sheet.name if sheet else "",
            source=source.title if sheet and (source := sources.get(sheet.source or "")) else "",
            rows_read=sheet.rows_read if sheet else None,
            rows_used=sheet.rows_used if sheet else None,
            rows_refused=sheet.rows_refused + sheet.rows_set_aside if sheet else None,
        )
        for sheet in sheets
    ]


def _why(record: FileRecord, sheet: SheetRecord | None) -> str:
    """Why a file, or rows of one of its sheets, were not used; "" where all were."""
    if sheet is not None and sheet.reason:
        return f"ไม่นับ {sheet.rows_set_aside:,} แถว: {ASIDE_NAMES[sheet.reason]}"
    return record.detail or ASIDE_NAMES.get(record.reason or "", record.reason or "")
