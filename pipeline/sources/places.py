"""Whose a table is by its titles and its sheet's name, held against the districts of its rows."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from pipeline.model.cells import Origin
from pipeline.model.finding import Finding, safe_text
from pipeline.model.observed import Observed
from pipeline.sources.rows import TableReader
from pipeline.sources.vocabulary import is_footer
from pipeline.thai.districts import (
    Gazetteer,
    Place,
    find_province,
    looks_like_district,
    province_before,
)
from pipeline.thai.text import clean

_LEAD = re.compile(r"(?P<province>จังหวัด|(?<![ก-๎])จว?\.)|อำเภอ|สพอ\.?|(?<![ก-๎])อ\.")
# Before a place: it made or signed the table, or is spoken of in passing, or stands in an address.
_PASSING = re.compile(
    r"(?:โดย|จัดทำ|ผู้จัดทำ|ผู้รายงาน|ผู้ส่ง|ผู้บันทึก|ผู้ตรวจ\S*|ผู้รับรอง|ลงชื่อ|ลงนาม|ที่มา|แหล่งข้อมูล|เรียน|เสนอ|ติดต่อ|"
    r"หมายเหตุ|ศาลากลาง|ถนน|ตำบล|(?<![ก-๎])(?:ถ|ต(?!\.\s*ค))\.)|(?:จาก|ให้|กับ|ถึง|ระหว่าง|พัฒนาการ|ผู้ว่าราชการ|นายอำเภอ|เปรียบเทียบ)\s*$|"
    r"โครงการ[ก-๎]+$")
# In a text of titles: that it says something about a place, and is not the place's own.
_REMARK = re.compile("ยกเว้น|ยังไม่|ยังขาด|ไม่รวม|ไม่มี|กลุ่มจังหวัด|กลุ่มภาค")
# What may follow a name without a space.
_NEXT = re.compile(
    "อำเภอ|จังหวัด|ประจำ|ปี|รอบ|เดือน|ณ|ข้อมูล|งบ|ไตรมาส|ครั้ง|งวด|ตั้งแต่|ถึง|แยก|ราย|สะสม|และ|กับ")
_MORE = re.compile(r"[\s,/+–-]*(?:และ|กับ)?\s*(?P<name>[ก-๎]+)")


@dataclass(frozen=True, slots=True)
class _Said:
    """One per place that a title or a sheet's name says: a province, or a district by its name."""

    origin: Origin
    text: str
    province: Place | None = None
    district: str = ""


def hold(reader: TableReader, seen: Observed, before: "Marks") -> None:
    """Takes back what a table gave since ``before`` if its titles say that it is another place's
    than the districts of its rows, and says so. Where the rows fit that place they are not ours;
    else nobody knows whose they are, and their districts' figures are lost."""
    rows = seen.observations[before.observations:]
    named = {o.district for o in rows} | {
        e.district for e in seen.exemptions[before.exemptions:]}
    said = _another(reader, named) if named else None
    if said is None:
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


def _another(reader: TableReader, named: Collection[str]) -> _Said | None:
    """The place that a table says, the nearest title first, if it is not that of its rows."""
    ours = reader.context.gazetteer
    found = list(_places(reader))
    province = next((said for said in found if said.province is not None), None)
    if province is not None and province.province != ours.province:
        return province
    district = next((said for said in found if said.district), None)
    if district is None:
        return None
    place = ours.resolve(district.district)
    if not isinstance(place, Place) and district.text == district.district and len(named) > 1:
        return None  # a sheet's bare name, สังคม, that elsewhere is a district's
    return None if isinstance(place, Place) and {place.code} == set(named) else district


def _places(reader: TableReader) -> Iterator[_Said]:
    grid, captions = reader.grid, reader.table.captions
    for row, column, text in reversed(captions):
        left = " ".join(t for r, c, t in captions if r == row and c < column)
        yield from _in(f"{left} {text}" if _PASSING.search(left) else text, grid.origin(row, column))
    name = clean(grid.sheet.name)
    where = Origin(grid.sheet.file, grid.sheet.name)
    if looks_like_district(name):
        yield _Said(where, name, district=name)
    elif province := find_province(name) if not name.isdecimal() else None:
        yield _Said(where, name, province)
    else:
        yield from _in(name, where)


def _in(text: str, origin: Origin) -> Iterator[_Said]:
    """The one province and the one district that a text says; a list of several says none."""
    text = clean(text)
    provinces: dict[Place, None] = {}
    districts: dict[str, None] = {}
    if _REMARK.search(text) or is_footer(text):
        return
    for lead in _LEAD.finditer(text):
        if _PASSING.search(text[: lead.start()]):
            continue
        rest = text[lead.end():].lstrip()
        if lead["province"]:
            provinces |= dict.fromkeys(_listed_provinces(rest))
        else:
            districts |= dict.fromkeys(_listed_districts(rest))
    if len(provinces) == 1:
        yield _Said(origin, text, next(iter(provinces)))
    if len(districts) == 1:
        yield _Said(origin, text, district=next(iter(districts)))


def _listed_provinces(text: str) -> Iterator[Place]:
    while found := province_before(text, _NEXT):
        yield found[0]
        more = _MORE.match(found[1])
        text = found[1][more.start("name"):] if more else ""


def _listed_districts(text: str) -> Iterator[str]:
    while name := _district_at(text):
        yield name
        more = _MORE.match(text, len(name))
        text = text[more.start("name"):] if more else ""


def _district_at(text: str) -> str:
    """The name of a district that a text begins with, "" where it does not."""
    word = re.match("[ก-๎]*", text)
    name = word[0] if word else ""
    ends = [len(name), *(found.start() for found in _NEXT.finditer(name) if found.start())]
    return next((name[:end] for end in ends if looks_like_district(name[:end])), "")


def _fits(reader: TableReader, rows: Collection[int], province: Place) -> bool:
    """Whether the districts that a table names, as they are written, are all of a province."""
    there = Gazetteer(province)
    if reader.columns("district", "district_code"):
        names = [reader.text(row, reader.district_column(row)) for row in rows]
    else:
        ours = reader.context.gazetteer
        names = [h for _, h in reader.table.others if isinstance(ours.resolve(h), Place)]
    return bool(names) and all(isinstance(there.resolve(name), Place) for name in names)


def _whose_rows(reader: TableReader, named: Collection[str]) -> str:
    ours = reader.context
    names = [ours.districts[code].name for code in sorted(named) if code in ours.districts]
    if len(names) == 1:
        return f"อำเภอ{names[0]}"
    return f"จังหวัด{ours.gazetteer.province.name} ({len(named)} อำเภอ)"
