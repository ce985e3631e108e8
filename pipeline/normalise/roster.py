"""Rosters: the parties to the agreement, and exemptions."""

import datetime as dt
import re

from pipeline.model.cells import Broken
from pipeline.model.finding import Finding, safe_text
from pipeline.model.observation import District, Exemption, Party, Tenure
from pipeline.model.observed import Context, Observed
from pipeline.model.source import Claim, Kind, Role, SourceDefinition, Table
from pipeline.normalise.cells import TableCells
from pipeline.normalise.dates import dated_tables
from pipeline.normalise.of_kpi import named_kpis
from pipeline.normalise.posts import chiefs_posts
from pipeline.normalise.rows import TableReader
from pipeline.tables.grid import Grid, is_blank
from pipeline.tables.vocabulary import is_total
from pipeline.thai.digits import to_arabic
from pipeline.thai.districts import (
    PROVINCE_MARK,
    Office,
    Place,
    find_province,
    looks_like_district,
    provinces_of,
)
from pipeline.thai.text import squeeze

_STILL = ("ปัจจุบัน", "ถึงปัจจุบัน", "จนถึงปัจจุบัน")
_PROVINCE = re.compile(rf"{PROVINCE_MARK}\s*([\u0e00-\u0e7f]+)")


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


def stranger(claim: Claim, table: Table) -> Finding | None:
    """Why a list of names and posts is no roster: its people are not พัฒนาการจังหวัด and
    พัฒนาการอำเภอ, or it says no district. A form that nobody filled in is one."""
    grid = Grid(claim.sheet)
    cells = TableCells(grid, claim, table)
    person, position = _named(claim.source, "person"), _named(claim.source, "position")
    rows = grid.shown_rows(table.first_row, table.end_row)
    posts = [text for row in rows if not is_blank(text := cells.text(row, position))]
    held = [chiefs_posts(post) for post in posts]
    by_district = any(table.at(column) is not None for column in _district_columns(claim.source))
    if posts:
        ours = 2 * sum(map(bool, held)) > len(posts) and (
            by_district or not any(post.district for many in held for post in many))
    else:
        ours = by_district and all(is_blank(cells.text(row, person)) for row in rows)
    if ours:
        return None
    other = next((post for post, many in zip(posts, held, strict=True) if not many), "")
    return cells.finding(
        "not-a-roster", "warning", table.heading_bottom, position,
        "รายชื่อนี้มีช่องชื่อและตำแหน่ง แต่" + (
            f"ส่วนใหญ่ไม่ใช่พัฒนาการจังหวัดหรือพัฒนาการอำเภอ (เช่น “{safe_text(other, 40)}”)" if other
            else "ไม่มีช่องอำเภอ" if posts else "ไม่บอกตำแหน่งของใครเลย"
        ) + " จึงไม่ใช่ทำเนียบผู้ทำข้อตกลง และไม่นำชื่อไปใช้",
        "ถ้าเป็นทำเนียบ ให้มีช่อง อำเภอ พิมพ์ตำแหน่งเป็น พัฒนาการจังหวัด พัฒนาการอำเภอ "
        "หรือผู้รักษาราชการแทน และเอาคนอื่นออก ถ้าไม่ใช่ ไม่ต้องทำอะไร",
    )


def observe(claim: Claim, context: Context) -> Observed:
    """The parties (a row without a district is the พัฒนาการจังหวัด) and their exemptions."""
    seen = Observed()
    for reader in dated_tables(claim, context, seen):
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
    code = district.code if district else None
    unfit = _unfit(reader, row, position, district)
    if unfit is not None and district is None:
        seen.refuse(unfit)
        return
    seen.used += 1
    if unfit is not None:
        seen.findings.append(unfit)
        name = position = ""
    party = Party(code, safe_text(name), safe_text(position))
    seen.tenures.append(_tenure(reader, row, party, seen))
    if district is not None:
        _observe_exemptions(reader, row, district, seen)


def _unfit(
    reader: TableReader, row: int, position: str, district: District | None
) -> Finding | None:
    """Why the holder of a post does not sign for the place that the row names; None for a post
    that is not stated, too."""
    if not position:
        return None
    posts = [p for p in chiefs_posts(position) if (p.district if district else p.province)]
    if any(_of_place(reader, post.place, district) for post in posts):
        return None
    place = f"อำเภอ{district.name}" if district else f"จังหวัด{reader.context.gazetteer.province.name}"
    return reader.finding(
        "not-a-chief", "warning", row, _named(reader.source, "position"),
        f"“{safe_text(position, 60)}” ไม่ใช่พัฒนาการ{place}หรือผู้รักษาราชการแทน จึงไม่ใช้ชื่อในแถวนี้ลงนาม",
        "แก้ตำแหน่งในทำเนียบ (ผู้รักษาราชการแทนให้พิมพ์ด้วยว่าแทนตำแหน่งใด) หรือเอาแถวนี้ออก",
        district.code if district else None,
    )


def _of_place(reader: TableReader, name: str, district: District | None) -> bool:
    """Whether a post's place is the row's own, or is none that is known to be another."""
    if district is None:
        province = find_province(name)
        return province is None or province == reader.context.gazetteer.province
    place = reader.context.gazetteer.resolve(name)
    return not isinstance(place, Place) or place.code == district.code


def _tenure(reader: TableReader, row: int, party: Party, seen: Observed) -> Tenure:
    """The party with the days that its row states; days that cannot be are told."""
    days: list[dt.date | None] = []
    unclear = False
    for role in ("since", "until"):
        column = next(iter(reader.columns(role)), None)
        stated = column is not None and squeeze(reader.text(row, column.id)) not in _STILL
        date, state, finding = (
            reader.date(row, column) if column and stated else (None, "blank", None))
        days.append(date)
        if state == "broken" and finding is not None:
            unclear = True
            seen.findings.append(finding)
    since, until = days
    if since is not None and until is not None and until < since:
        unclear = True
        seen.findings.append(reader.finding(
            "dates-reversed", "error", row, _named(reader.source, "until"),
            "วันสิ้นสุดอยู่ก่อนวันเริ่ม จึงไม่รู้ว่าดำรงตำแหน่งเมื่อใด", "แก้วันที่ในทำเนียบ", party.district,
        ))
    return Tenure(party, reader.origin(row, _named(reader.source, "person")), since, until, unclear,
                  reader.said.period)


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
    for reader in dated_tables(claim, context, seen):
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
                    f"({place.code})", "แก้รหัสหรือชื่ออำเภอในทำเนียบให้ตรงกัน", place.code,
                )
            return District(place.code, place.name)
        near = reader.context.gazetteer.suggest(value)
        return reader.finding(
            "unknown-district", "error", row, column_id,
            f"“{safe_text(str(value), 40)}” ในทำเนียบไม่ใช่อำเภอในจังหวัด"
            f"{reader.context.gazetteer.province.name}"
            + (f" (ใกล้เคียงกับ “{near.name}”)" if near else ""),
            "แก้ชื่ออำเภอในทำเนียบให้ตรงกับชื่อทางการ", near.code if near else None,
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
    named = named_kpis(text, reader.context.parts)
    reason = reader.text(row, _named(reader.source, "reason"))
    known = [one for one in named if one in reader.context.frames]
    if is_blank(reason) or not named or known != named:
        seen.findings.append(reader.finding(
            "exemption-unclear", "error", row, exempt,
            f"ยกเว้นตัวชี้วัด “{safe_text(text, 30)}” ของอำเภอ{district.name} "
            + ("โดยไม่บอกเหตุผล จึงไม่ยกเว้นให้" if known == named and named
               else "แต่ไม่มีตัวชี้วัดหรือส่วนนี้ในข้อตกลง จึงไม่ยกเว้นให้"),
            "ระบุเลขตัวชี้วัด (ส่วนของตัวชี้วัดเป็น 5.A) และเหตุผลให้ครบ", district.code,
        ))
        return False
    origin = reader.origin(row, exempt)
    period = reader.said.period
    seen.exemptions += [
        Exemption(district.code, number, safe_text(reason), origin, period, part) for number, part in named]
    return True


KIND = Kind(
    name="roster",
    needs=("district", "person", "position"),
    may=("province", "district_code", "label", "exempt", "reason", "since", "until"),
    observe=observe,
    provinces=provinces_named,
    stranger=stranger,
    figures=False,
    by_district=False,
    unasked=("exempt", "reason", "since", "until"),
    prefilled=True,
)
EXEMPTIONS = Kind(
    name="exemptions",
    needs=("district", "exempt", "reason"),
    may=("province", "district_code", "label"),
    observe=observe_exemptions,
    figures=False,
)
