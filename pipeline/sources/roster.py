"""Rosters: the parties to the agreement, and exemptions."""

import re

from pipeline.model.cells import Broken
from pipeline.model.finding import Finding, safe_text
from pipeline.model.observation import District, Exemption, Party
from pipeline.model.observed import Context, Observed
from pipeline.model.source import Claim, Kind, Role, SourceDefinition
from pipeline.sources.cells import TableCells
from pipeline.sources.dates import readers
from pipeline.sources.grid import Grid, is_blank
from pipeline.sources.rows import TableReader
from pipeline.sources.vocabulary import is_total
from pipeline.thai.digits import to_arabic, whole_numbers
from pipeline.thai.districts import (
    Office,
    Place,
    find_province,
    looks_like_district,
    provinces_of,
)

_PROVINCE = re.compile(r"(?:จังหวัด|จ\.)\s*([\u0e00-\u0e7f]+)")


def _named(source: SourceDefinition, role: Role) -> str:
    """The id of the column of a role; "" where the source has none, as no column has."""
    return next((column.id for column in source.with_role(role)), "")


def _district_columns(source: SourceDefinition) -> tuple[str, str]:
    return _named(source, "district"), _named(source, "district_code")


def provinces_named(claim: Claim) -> list[str]:
    """The provinces that a roster names, each once, as they are written: in their column, else in
    its titles, else those that all its districts are of."""
    grid = Grid(claim.sheet)
    names: dict[str, None] = {}
    columns = claim.source.with_role("province")
    for table in claim.tables:
        column = table.at(columns[0].id) if columns else None
        if column is None:
            continue
        person = table.at(_named(claim.source, "person"))
        for row in grid.shown_rows(table.first_row, table.end_row):
            text = grid.text(row, column)
            if not is_blank(text) and person is not None and grid.text(row, person) \
                    and not is_total(text):
                names[text] = None
    if names:
        return list(names)
    titles = [text for table in claim.tables for _, _, text in table.captions]
    titled = dict.fromkeys(
        name for text in titles for name in _PROVINCE.findall(text) if find_province(name)
    )
    return list(titled) or [place.name for place in provinces_of(_districts_named(claim, grid))]


def _districts_named(claim: Claim, grid: Grid) -> list[str]:
    """The districts that a roster names, of whatever province."""
    named = []
    for table in claim.tables:
        reader = TableCells(grid, claim, table)
        named += [
            text
            for row in grid.shown_rows(table.first_row, table.end_row)
            for column_id in _district_columns(claim.source)
            if looks_like_district(text := reader.text(row, column_id))
        ]
    return named


def observe(claim: Claim, context: Context) -> Observed:
    """The parties (a row without a district is the พัฒนาการจังหวัด) and their exemptions."""
    seen = Observed()
    for reader in readers(claim, context, seen):
        for row in reader.grid.shown_rows(reader.table.first_row, reader.table.end_row):
            _observe_party(reader, row, seen)
    return seen


def _observe_party(reader: TableReader, row: int, seen: Observed) -> None:
    person = _named(reader.source, "person")
    name = _said(reader, row, person)
    position = _said(reader, row, _named(reader.source, "position"))
    if reader.other_province(row):
        seen.refuse(reader.finding(
            "other-province", "info", row, person, "แถวนี้เป็นของจังหวัดอื่น", "ไม่ต้องทำอะไร",
        ))
        return
    district = _district(reader, row)
    if isinstance(district, Finding):
        if name or position:
            seen.refuse(district)
        return
    if district is None and (not position or is_total(name) or not _names_province(reader, row)):
        return
    seen.used += 1
    code = district.code if district else None
    seen.parties.append(Party(code, safe_text(name), safe_text(position)))
    if district is not None:
        _observe_exemptions(reader, row, district, seen)


def _said(reader: TableReader, row: int, column_id: str) -> str:
    """The cell's text; "" where it states nothing."""
    text = reader.text(row, column_id)
    return "" if is_blank(text) else text


def _names_province(reader: TableReader, row: int) -> bool:
    """Whether a row without a district is the chief's, not a footer."""
    column = _named(reader.source, "province")
    if reader.table.at(column) is None:
        return True
    text = reader.text(row, column)
    return not is_blank(text) and not is_total(text)


def observe_exemptions(claim: Claim, context: Context) -> Observed:
    """The exemptions that a file of exemptions states."""
    seen = Observed()
    for reader in readers(claim, context, seen):
        for row, district in reader.of_districts(seen):
            seen.count(_observe_exemptions(reader, row, district, seen))
    return seen


def _district(reader: TableReader, row: int) -> District | Finding | None:
    for column_id in _district_columns(reader.source):
        if reader.table.at(column_id) is None:
            continue
        value = reader.value(row, column_id)
        if is_blank(value):
            continue
        place = None if isinstance(value, Broken) else reader.context.gazetteer.resolve(value)
        if isinstance(place, Office) or is_total(reader.text(row, column_id)):
            return None
        if isinstance(place, Place):
            code_column = _named(reader.source, "district_code")
            code = reader.value(row, code_column)
            if not is_blank(code) and reader.context.gazetteer.resolve(code) != place:
                return reader.finding(
                    "code-and-name-differ", "error", row, code_column,
                    f"รหัสอำเภอ {safe_text(str(code), 20)} ไม่ใช่รหัสของอำเภอ{place.name} "
                    f"({place.code})", "แก้รหัสหรือชื่ออำเภอในทำเนียบให้ตรงกัน",
                )
            return District(place.code, place.name)
        near = reader.context.gazetteer.suggest(value)
        return reader.finding(
            "unknown-district", "error", row, column_id,
            f"“{safe_text(str(value), 40)}” ในทำเนียบไม่ใช่อำเภอในจังหวัด"
            f"{reader.context.gazetteer.province.name}"
            + (f" (ใกล้เคียงกับ “{near.name}”)" if near else ""),
            "แก้ชื่ออำเภอในทำเนียบให้ตรงกับชื่อทางการ",
        )
    return None


def _observe_exemptions(
    reader: TableReader, row: int, district: District, seen: Observed
) -> bool:
    """Records the KPIs that a row exempts; False where it states no reason or no number."""
    exempt = _named(reader.source, "exempt")
    if reader.table.at(exempt) is None:
        return True
    text = to_arabic(reader.text(row, exempt))
    if is_blank(text):
        return True
    numbers = whole_numbers(text)
    reason = reader.text(row, _named(reader.source, "reason"))
    known = [number for number in numbers if number in reader.context.kpis]
    if is_blank(reason) or not numbers or known != numbers:
        seen.findings.append(reader.finding(
            "exemption-unclear", "error", row, exempt,
            f"ยกเว้นตัวชี้วัด “{safe_text(text, 30)}” ของอำเภอ{district.name} "
            + ("โดยไม่บอกเหตุผล จึงไม่ยกเว้นให้" if known == numbers and numbers
               else "แต่ไม่มีตัวชี้วัดนี้ในข้อตกลง จึงไม่ยกเว้นให้"),
            "ระบุเลขตัวชี้วัดและเหตุผลให้ครบ", district.code,
        ))
        return False
    origin = reader.origin(row, exempt)
    seen.exemptions += [Exemption(district.code, n, safe_text(reason), origin) for n in numbers]
    return True


KIND = Kind(
    name="roster",
    needs=("district", "person", "position"),
    may=("province", "district_code", "label", "exempt", "reason"),
    observe=observe,
    provinces=provinces_named,
    figures=False,
    by_district=False,
    unasked=("exempt", "reason"),
    prefilled=True,
)
EXEMPTIONS = Kind(
    name="exemptions",
    needs=("district", "exempt", "reason"),
    may=("province", "district_code", "label"),
    observe=observe_exemptions,
    figures=False,
)
