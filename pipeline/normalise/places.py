"""Whose a table is by its titles and its sheet's name, held against the districts of its rows."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from pipeline.model.cells import Origin
from pipeline.model.finding import Finding, safe_text
from pipeline.model.observed import Observed
from pipeline.normalise.rows import TableReader
from pipeline.tables.keys import PlaceMention, district_of_file, place_mentions
from pipeline.thai.districts import Gazetteer, Place


def hold(reader: TableReader, seen: Observed, before: "Marks") -> None:
    """Takes back what a table gave since ``before`` if its titles say that it is another place's
    than the districts of its rows, and says so. Where the rows fit that place they are not ours;
    else nobody knows whose they are, and their districts' figures are lost."""
    rows = seen.observations[before.observations:]
    named = {o.district for o in rows} | {
        e.district for e in seen.exemptions[before.exemptions:]}
    if not named:
        return
    said = _another(reader, named)
    if said is None:
        seen.findings += _by_file(reader, named)
        return
    del seen.exemptions[before.exemptions:], seen.findings[before.findings:]
    del seen.observations[before.observations:]
    whose = f"จังหวัด{said.province.name}" if said.province else f"อำเภอ{said.district}"
    if said.province is None or not _fits(reader, {o.row for o in rows}, said.province):
        why = (f"ชื่อตารางหรือชีต “{safe_text(said.text, 60)}” ({said.origin.file} ชีต {said.origin.sheet}) "
               f"บอกว่าเป็นของ{whose}")
        seen.observations += [replace(o, value=None, state="broken", why=why) for o in rows]
    seen.refused += seen.used - before.used
    seen.used = before.used
    seen.findings.append(Finding(
        "another-place", "error",
        f"“{safe_text(said.text, 60)}” บอกว่าเป็นของ{whose} แต่แถวในตารางเป็นของ{_whose_rows(reader, named)} "
        "จึงไม่นำตารางนี้มาใช้",
        "ถ้าเป็นตารางของที่อื่น ให้เอาออก ถ้าไม่ใช่ ให้แก้ชื่อตารางหรือชื่อชีต "
        "(ถ้าเป็นชื่อผู้จัดทำ ให้พิมพ์ว่า จัดทำโดย …)",
        said.origin,
    ))


@dataclass(frozen=True, slots=True)
class Marks:
    """How much a sheet had given before one of its tables."""

    observations: int
    exemptions: int
    findings: int
    used: int

    @classmethod
    def of(cls, seen: Observed) -> "Marks":
        """Those of what was seen so far."""
        return cls(
            len(seen.observations), len(seen.exemptions), len(seen.findings), seen.used)


def _another(reader: TableReader, named: Collection[str]) -> PlaceMention | None:
    """The place that a table says, the nearest title first, if it is not that of its rows."""
    ours = reader.context.gazetteer
    said = place_mentions(reader.grid, reader.table.captions)
    found = [one for one in said if not (one.bare and one.origin.cell)]  # no title, but a word
    province = next((said for said in found if said.province is not None), None)
    if province is not None and province.province != ours.province:
        return province
    district = next((said for said in found if said.district), None)
    if district is None:
        return None
    place = ours.resolve(district.district)
    if not isinstance(place, Place) and district.bare and (len(named) > 1 or reader.whose):
        return None  # a sheet's bare name, สังคม, that elsewhere is a district's
    return None if isinstance(place, Place) and {place.code} == set(named) else district


def _by_file(reader: TableReader, named: Collection[str]) -> list[Finding]:
    """Warns of a file that is called for a district of which it has no row: what stands inside decides."""
    file = reader.grid.sheet.file
    place = reader.context.gazetteer.resolve(district_of_file(file))
    if not isinstance(place, Place) or place.code in named:
        return []
    return [Finding(
        "file-name-differs", "warning",
        f"ชื่อไฟล์หรือโฟลเดอร์บอกว่าเป็นของอำเภอ{place.name} แต่แถวในตารางเป็นของ{_whose_rows(reader, named)} (ใช้ตามที่อยู่ในไฟล์)",
        "ตรวจว่าเป็นไฟล์ของอำเภอใด แล้วแก้ชื่อไฟล์ หรือแก้ชื่ออำเภอในไฟล์", Origin(file),
    )]


def _fits(reader: TableReader, rows: Collection[int], province: Place) -> bool:
    """Whether the districts that a table names, as they are written, are all of a province."""
    there = Gazetteer(province)
    if not reader.columns("district", "district_code"):
        return False
    names = [reader.text(row, reader.district_column(row)) for row in rows]
    return all(isinstance(there.resolve(name), Place) for name in names)


def _whose_rows(reader: TableReader, named: Collection[str]) -> str:
    ours = reader.context
    names = [ours.districts[code].name for code in sorted(named) if code in ours.districts]
    if len(names) == 1:
        return f"อำเภอ{names[0]}"
    return f"จังหวัด{ours.gazetteer.province.name} ({len(named)} อำเภอ)"
