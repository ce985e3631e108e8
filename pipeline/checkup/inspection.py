"""How one file was read: what ``inspect`` says, for the terminal and as JSON."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.checkup.account import (
    NAME,
    MatchedColumn,
    SheetAccount,
    TableAccount,
    factor_text,
    sheet_account,
    shown,
)
from pipeline.model.cells import Broken, RawSheet, Value, address
from pipeline.model.finding import Finding, safe_text
from pipeline.model.ledger import FileRecord
from pipeline.model.source import Verdict
from pipeline.reports.results import Json, finding_entry
from pipeline.tables.grid import typed
from pipeline.thai.calendar import thai_date
from pipeline.thai.periods import period_title
from pipeline.thai.text import visible_length

PLACES = {"title": "จากชื่อตาราง", "sheet": "จากชื่อชีต", "file": "จากชื่อไฟล์หรือโฟลเดอร์"}
SHOWN = 10  # addresses in a line for the terminal; JSON has them all


@dataclass(frozen=True, slots=True)
class Inspection:
    """How one file was read. ``province`` is the one by which its rows were judged; None where
    they were not, and ``unjudged`` then says why, in Thai; ``names`` are its districts' by code."""

    record: FileRecord
    size: int
    verdicts: tuple[Verdict, ...]
    findings: tuple[Finding, ...]
    province: str | None
    unjudged: str = ""
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def exit_code(self) -> int:
        """0 read, 1 read but a figure in it could not be used."""
        return int(any(finding.severity == "error" for finding in self.findings))

    def as_json(self) -> Json:
        """What ``inspect --format json`` says; row counts are null where rows were not judged."""
        return {
            "file": safe_text(self.record.file, NAME),
            "container": self.record.container,
            "size": self.size,
            "sha256": self.record.sha256,
            "province": self.province,
            "not_judged": self.unjudged or None,
            "sheets": [
                {**_contents(verdict.sheet.made_of or verdict.sheet), **self._reading(account),
                 **_unpivoted(verdict.sheet)}
                for verdict, account in self._accounts()
            ],
            "findings": [finding_entry(finding) for finding in self.shown_findings],
        }

    def as_text(self) -> str:
        """What ``inspect`` says in the terminal, before the findings."""
        lines = [
            f"ไฟล์ {safe_text(self.record.file, NAME)}",
            f"  ชนิด {self.record.container}  ขนาด {self.size:,} ไบต์",
            f"  sha256 {self.record.sha256}",
            f"  ตรวจแถวตามอำเภอของจังหวัด{self.province}" if self.province
            else f"  ไม่ได้ตรวจแถว: {self.unjudged}",
        ]
        for verdict, account in self._accounts():
            sheet = verdict.sheet.made_of or verdict.sheet
            lines += ["", *_contents_lines(sheet), *self._reading_lines(account)]
            lines += _unpivoted_lines(verdict.sheet)
        return "\n".join(lines)

    @property
    def shown_findings(self) -> list[Finding]:
        """The findings as they may be shown."""
        return [shown(finding) for finding in self.findings]

    def _accounts(self) -> Iterator[tuple[Verdict, SheetAccount]]:
        counts = {sheet.name: sheet for sheet in self.record.sheets}
        for verdict in self.verdicts:
            yield verdict, sheet_account(verdict, counts.get(verdict.sheet.name))

    def _reading(self, account: SheetAccount) -> Json:
        judged = self.province is not None and account.source is not None
        return {
            "source": account.source.id if account.source else None,
            "title": account.source.title if account.source else None,
            "reason": account.reason,
            "why": account.why or None,
            "tables": [_table_json(table) for table in account.tables],
            "rows_read": account.used + account.refused + account.excluded if judged else None,
            "rows_used": account.used if judged else None,
            "rows_refused": account.refused if judged else None,
            "rows_set_aside": account.excluded if judged else None,
        }

    def _reading_lines(self, account: SheetAccount) -> Iterator[str]:
        if account.source is None:
            yield f"  ไม่ได้ใช้ ({account.reason}): {account.why}"
            return
        yield f"  เป็นรายงาน: {account.source.title} ({account.source.id})"
        for number, table in enumerate(account.tables, 1):
            yield from _table_lines(number, table)
        if self.province is not None:
            aside = f" ไม่นับ {account.excluded:,} แถวเพราะ{account.excluded_why}" if account.excluded else ""
            yield f"  แถวที่ใช้ {account.used:,} แถวที่ไม่ได้ใช้ {account.refused:,}{aside}"


# --- what stands in a sheet --------------------------------------------------------------------


def _contents(sheet: RawSheet) -> Json:
    errors, formulas = _broken(sheet)
    return {
        "name": safe_text(sheet.name, NAME),
        "hidden": sheet.hidden,
        "rows": len(sheet.rows),
        "columns": _width(sheet),
        "filled": _filled(sheet),
        "errors": [{"cell": cell, "text": text} for cell, text in errors],
        "formulas_without_value": formulas,
        "merged": _merged(sheet),
    }


def _contents_lines(sheet: RawSheet) -> Iterator[str]:
    errors, formulas = _broken(sheet)
    yield (
        f"ชีต {safe_text(sheet.name, NAME)}{' (ซ่อนอยู่)' if sheet.hidden else ''}: "
        f"{len(sheet.rows):,} แถว × {_width(sheet):,} คอลัมน์ มีค่า {_filled(sheet):,} ช่อง"
    )
    for what, places in (
        ("ค่าผิดพลาด", [f"{cell} {text}" for cell, text in errors]),
        ("สูตรที่ไม่มีค่า", formulas),
        ("ช่องผสาน", _merged(sheet)),
    ):
        if places:
            more = f" … อีก {len(places) - SHOWN:,}" if len(places) > SHOWN else ""
            yield f"  {what} {len(places):,} แห่ง: {', '.join(places[:SHOWN])}{more}"


def _width(sheet: RawSheet) -> int:
    return max(map(len, sheet.rows.held.values()), default=0)


def _filled(sheet: RawSheet) -> int:
    return sum(value is not None for row in sheet.rows.held.values() for value in row)


def _broken(sheet: RawSheet) -> tuple[list[tuple[str, str]], list[str]]:
    """The error cells with what stands in them, and the formulas whose value was not stored."""
    errors, formulas = [], []
    for row, cells in sheet.rows.held.items():
        for column, value in enumerate(cells):
            if isinstance(value, Broken) and value.text:
                errors.append((address(row, column), safe_text(value.text)))
            elif isinstance(value, Broken):
                formulas.append(address(row, column))
    return errors, formulas


def _merged(sheet: RawSheet) -> list[str]:
    return [
        f"{address(span.top, span.left)}:{address(span.bottom, span.right)}"
        for span in sheet.spans
    ]


def _unpivoted(sheet: RawSheet) -> Json:
    """The keys that stand in headings or bands, with their cells, and the rows made of them; nothing
    where none does."""
    if sheet.made_of is None:
        return {}
    keys = [{"key": key, "cells": [address(*place) for place in places]}
            for key, places in sheet.spread.items()]
    return {"unpivoted": {"keys": keys, "rows": _made_rows(sheet)}}


def _made_rows(sheet: RawSheet) -> list[list[str]]:
    """The rows that were made, as text."""
    made = (row for row, places in sheet.places.items() if not isinstance(places, int))
    return [list(map(_shown, sheet.rows[row])) for row in made if sheet.rows[row]]


def _unpivoted_lines(sheet: RawSheet) -> list[str]:
    if sheet.made_of is None:
        return []
    lines = []
    for key, places in sheet.spread.items():
        cells = ", ".join(address(*place) for place in places[:SHOWN])
        lines.append(f"  หัวช่องที่บอก{key} {len(places):,} แห่ง: {cells}{' …' if len(places) > SHOWN else ''}")
    rows = _made_rows(sheet)
    lines.append(f"  อ่านเป็นตารางที่มีแถวละหนึ่งเรื่อง {len(rows):,} แถว (รวมหัวตาราง):")
    lines += ["    " + " | ".join(row) for row in rows[:SHOWN]]
    return [*lines, "    …"] if len(rows) > SHOWN else lines


def _shown(value: Value) -> str:
    return safe_text(value.text if isinstance(value, Broken) else typed(value), 40)


# --- what was recognised in it -----------------------------------------------------------------


def _table_json(table: TableAccount) -> Json:
    return {
        "heading_rows": [table.heading_top, table.heading_bottom],
        "data_rows": [table.first_row, table.last_row],
        "as_of": table.period.as_of.isoformat() if table.period.as_of else None,
        "columns": [
            {"column": h.column, "heading": h.text, "cell": h.cell,
             "factor": str(h.factor) if h.factor is not None else None}
            for h in table.columns
        ],
        "others": [{"heading": h.text, "cell": h.cell} for h in table.others],
        "given": [{"column": g.column, "value": safe_text(g.value), "place": g.place,
                   "cell": g.origin.cell} for g in table.given],
    }


def _table_lines(number: int, table: TableAccount) -> Iterator[str]:
    as_of = table.period.as_of
    said = f"ข้อมูล ณ {thai_date(as_of)}" if as_of else period_title(table.period) or "ข้อมูล ณ (ไม่พบวันที่)"
    yield (
        f"  ตารางที่ {number}: หัวตาราง{_rows(table.heading_top, table.heading_bottom)} "
        f"ข้อมูล{_rows(table.first_row, table.last_row)} {said}"
    )
    rows = [(h.cell, h.column, _words(h)) for h in table.columns]
    rows += [(h.cell, "(ไม่ได้ใช้)", _words(h)) for h in table.others]
    rows += [(g.origin.cell or "–", g.column, f"{safe_text(g.value)}  [{PLACES[g.place]}]") for g in table.given]
    yield from _aligned(rows)


def _rows(first: int, last: int) -> str:
    if last < first:
        return " (ไม่มีแถว)"
    return f"แถว {first}" if first == last else f"แถว {first}–{last}"


def _words(heading: MatchedColumn) -> str:
    if heading.factor is None:
        return heading.text
    return f"{heading.text}  [{factor_text(heading.factor)}]"


def _aligned(rows: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    widths = [max(visible_length(row[i]) for row in rows) for i in (0, 1)]
    for cell, column, words in rows:
        first, second = (
            text + " " * (width - visible_length(text))
            for text, width in zip((cell, column), widths, strict=True)
        )
        yield f"    {first}  {second}  {words}"
