"""Checklists: what a district answers to an item of a level of a KPI in each row."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipeline.model.cells import Broken
from pipeline.model.finding import Finding, safe_text
from pipeline.model.item import Item, item_key
from pipeline.model.observation import District
from pipeline.model.observed import Context, Observed
from pipeline.model.source import Claim, Kind
from pipeline.normalise.dates import dated_tables
from pipeline.normalise.rows import TableReader
from pipeline.normalise.unassigned import observe_rows
from pipeline.tables.answers import answer
from pipeline.tables.grid import is_blank, letters
from pipeline.thai.calendar import thai_date
from pipeline.thai.digits import to_arabic, whole_numbers

_NUMBERED = re.compile(r"^\d{1,2}(?:[.)]\d{1,2})*[.)]?\s*(?=\D)")


def observe(claim: Claim, context: Context) -> Observed:
    """The answers to every item; ``key`` is :func:`item_key`. Rows with nothing to say of items that
    nobody knows are titles and notes."""
    seen = Observed()
    for reader in dated_tables(claim, context, seen):
        if reader.columns("answer"):
            observe_rows(reader, seen, _observe_row)
    seen.findings = list(_once(seen.findings))
    return seen


def _observe_row(reader: TableReader, row: int, district: District, seen: Observed) -> None:
    found, value = _item(reader, row), reader.value(row, reader.columns("answer")[0].id)
    if not isinstance(found, Finding):
        seen.count(_observe_answer(reader, row, district, found, seen))
    elif not is_blank(value):
        seen.refuse(replace(found, district=district.code))


def _once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings, each once: what is said of one cell for several districts is of none of them."""
    whose: dict[Finding, set[str | None]] = {}
    for finding in findings:
        whose.setdefault(replace(finding, district=None), set()).add(finding.district)
    for finding, districts in whose.items():
        yield replace(finding, district=districts.pop()) if len(districts) == 1 else finding


def _item(reader: TableReader, row: int) -> tuple[int, Item] | Finding:
    """The KPI and item that a row is about, or why it is about none."""
    column = reader.source.with_role("item")[0].id
    kpi_column = reader.source.with_role("kpi")[0].id
    form = letters(_NUMBERED.sub("", to_arabic(reader.text(row, column))))
    stated = next(iter(whole_numbers(reader.text(row, kpi_column))), None)
    element = f"{reader.source.id}.{reader.source.with_role('answer')[0].id}"
    asked = {
        number: [item for item in items if item.element == element]
        for number, items in reader.context.items.items()}
    if stated is not None and not asked.get(stated):
        return reader.finding(
            "other-kpi", "info", row, kpi_column,
            f"ตัวชี้วัดที่ {stated} ไม่ได้ใช้{reader.source.title}", "ไม่ต้องทำอะไร",
        )
    found = [
        (number, item)
        for number, items in asked.items()
        if stated in (None, number)
        for item in items
        if form in map(letters, item.texts)
    ]
    if len(found) == 1:
        return found[0]
    return reader.finding(
        "unknown-item", "warning", row, column,
        f"“{safe_text(reader.text(row, column), 60)}” ไม่ใช่รายการของตัวชี้วัดที่ {stated or '?'}",
        "ใช้ถ้อยคำของรายการตามแบบรายงาน",
    )


def _observe_answer(
    reader: TableReader, row: int, district: District, found: tuple[int, Item], seen: Observed
) -> bool:
    """Records one answer; False where it cannot be used."""
    number, item = found
    column = reader.columns("answer")[0]
    value = reader.value(row, column.id)
    amount, state, problem = answer(value, item.kind, item.unit)
    if problem:
        code = "broken-cell" if isinstance(value, Broken) else "unknown-answer"
        seen.findings.append(replace(reader.finding(
            code, "error", row, column.id, f"คำตอบของ “{item.name}” {problem}",
            _remedy(item, reader.context), district.code,
        ), kpi=number))
    seen.observations.append(
        reader.observation(row, column.id, district.code, amount, state, item_key(number, item.id)))
    return not problem


def _remedy(item: Item, context: Context) -> str:
    match item.kind:
        case "yes/no":
            return "ตอบ ใช่ หรือ ไม่ใช่"
        case "date":
            return f"พิมพ์วัน เดือน ปี พ.ศ. เช่น {thai_date(context.end)}"
        case _:
            return "พิมพ์เป็นตัวเลข"


KIND = Kind(
    name="checklist",
    needs=("kpi", "item", "answer"),
    may=("province", "district", "district_code", "label", "level"),
    observe=observe,
    by_district=False,
    by_kpi=True,
    wide=True,
)
