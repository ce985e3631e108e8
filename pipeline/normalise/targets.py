"""The kind ``targets``: what each district is to reach in a KPI, or in each of its levels, and what the KPI
weighs for it."""

from decimal import Decimal

from pipeline.model.finding import Finding, safe_text
from pipeline.model.item import row_key
from pipeline.model.observation import District
from pipeline.model.observed import Context, Observed
from pipeline.model.source import Claim, Column, Kind
from pipeline.normalise.dates import dated_tables
from pipeline.normalise.of_kpi import kpi_of
from pipeline.normalise.rows import TableReader
from pipeline.normalise.unassigned import observe_rows
from pipeline.tables.grid import is_blank
from pipeline.thai.digits import money_factor, whole_numbers

EVERY = ("ทุกระดับ", "ทั้งหมด")


def observe(claim: Claim, context: Context) -> Observed:
    """The targets and weights of every row, each under the key of its KPI (and part, and level). Money is
    in the unit of its KPI, else in บาท; a number whose unit nothing says stands as it is."""
    seen = Observed()
    for reader in dated_tables(claim, context, seen):
        observe_rows(reader, seen, _observe_row)
    return seen


def _observe_row(reader: TableReader, row: int, district: District, seen: Observed) -> None:
    columns = reader.columns("figure")
    if all(is_blank(reader.value(row, column.id)) for column in columns):
        seen.refuse(None)  # a row of a form that nobody has filled in
        return
    found, level = kpi_of(reader, row), _level(reader, row)
    if isinstance(found, Finding) or isinstance(level, Finding):
        problem = found if isinstance(found, Finding) else level
        assert isinstance(problem, Finding)
        seen.refuse(problem)
        return
    (number, part), frame = found
    usable = True
    for column in columns:
        value, state, problem = reader.figure(row, column)
        if problem is not None:
            seen.findings.append(problem)
            usable = False
        if state == "blank":
            continue
        if value is not None:
            value = _in_unit(reader, row, column, value, frame.unit)
        key = row_key(number, part, None if column.whole else level)
        seen.observations.append(reader.observation(row, column.id, district.code, value, state, key))
    seen.count(usable)


def _level(reader: TableReader, row: int) -> int | Finding | None:
    """The level that a row is of, None where it is of all; or why that is not clear."""
    column = next(iter(reader.columns("level")), None)
    text = reader.text(row, column.id) if column is not None else ""
    if column is None or is_blank(text) or text in EVERY:
        return None
    numbers = whole_numbers(text)
    if len(numbers) == 1 and numbers[0] < 100:
        return numbers[0]
    return reader.finding(
        "unknown-level", "error", row, column.id,
        f"“{safe_text(text, 30)}” ไม่ใช่เลขระดับหนึ่งระดับ จึงไม่ใช้แถวนี้", "พิมพ์เลขระดับ แถวละระดับ")


def _in_unit(reader: TableReader, row: int, column: Column, value: Decimal, unit: str) -> Decimal:
    """A figure in the unit of its KPI, where the cell, its row or its heading says a unit of money."""
    typed = reader.value(row, column.id)
    stated = next((reader.text(row, one.id) for one in reader.columns("unit")), "")
    if isinstance(typed, str) and "บาท" in typed:
        factor: Decimal | None = Decimal(1)  # its own unit, which is read already
    else:
        factor = money_factor(stated) or dict(reader.table.factors).get(column.id)
    return value if factor is None else value * factor / (money_factor(unit) or 1)


KIND = Kind(
    name="targets",
    needs=("district", "kpi", "figure"),
    may=("province", "district_code", "level", "unit"),
    observe=observe,
    by_kpi=True,
    per_round=True,
    unasked=("province",),
    prefilled=True,
)
