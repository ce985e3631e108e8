"""Keys that stand outside the columns of a table: the places, the year and the month that its titles,
its sheet's name and its file's name say.

The nearest title decides. The sheet's name must not gainsay it, and the file's name is asked only
where nothing inside answers; for a district, the names of its folders after it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from pipeline.model.cells import Origin
from pipeline.model.source import Column, OutsideKey, Role, SourceDefinition
from pipeline.tables.grid import Grid, is_blank, typed
from pipeline.tables.vocabulary import is_footer
from pipeline.thai.calendar import month_title
from pipeline.thai.digits import to_arabic
from pipeline.thai.districts import (
    DISTRICT_WORD,
    OFFICE_MARK,
    Place,
    districts_named,
    find_province,
    looks_like_district,
    province_before,
)
from pipeline.thai.periods import COPY, years_and_month
from pipeline.thai.text import clean

OUTSIDE: tuple[Role, ...] = ("district", "year", "month", "kpi")  # the roles of columns that a title may stand for
Captions = Sequence[tuple[int, int, str]]
_LEAD = re.compile(rf"(?P<province>จังหวัด|(?<![ก-๎])จว?\.)|{DISTRICT_WORD}")
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
# A KPI by its number, and its part; another number may follow.
_KPI = re.compile(
    r"(?:ตัวชี้วัด|ตชว\.?|(?<![A-Za-z])KPI)\s*(?:ที่)?\s*(?P<number>\d{1,2})(?![\d/])"
    r"(?:\s*(?:ส่วน(?:ที่)?\s*|\.)(?P<part>[A-Za-z0-9_ก-ฮ]{1,10})(?![ก-๎A-Za-z0-9_]))?"
    r"(?P<more>\s*(?:,|และ|ถึง|กับ|-|–)\s*(?:ตัวชี้วัด(?:ที่)?)?\s*\d)?", re.IGNORECASE)
# A cell that says what the next one is.
_ASKS = re.compile(rf"(?:ชื่อ)?(?:อำเภอ|{OFFICE_MARK}|หน่วยงาน|ปี(?:งบประมาณ)?(?:\s*พ\.\s*ศ\.)?|(?:ประจำ)?เดือน)\s*:?")


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """One per place that a title or a name says: a province, or a district by its name; ``bare``: it is
    all that the text says."""

    origin: Origin
    text: str
    province: Place | None = None
    district: str = ""
    bare: bool = False


def given(
    source: SourceDefinition, columns: Mapping[str, int], grid: Grid, captions: Captions
) -> tuple[OutsideKey, ...]:
    """The keys that a table with ``columns`` (of the sheet, by id) has no column for and that its titles
    or names say; none that two of them say otherwise."""
    lacking = [c for c in source.columns if may_stand_outside(source, c) and c.id not in columns]
    if {source.column(name).role for name in columns} & {"district", "district_code"}:
        lacking = [c for c in lacking if c.role != "district"]
    found: list[OutsideKey] = []
    for column in lacking:
        if column.role == "district":
            found += _districts(column.id, grid, captions)
        elif column.role == "kpi":
            found += _kpis(column.id, grid, captions)
        else:
            found += _time(column, columns.values(), grid, captions)
    return tuple(found)


def may_stand_outside(source: SourceDefinition, column: Column) -> bool:
    """Whether a title or a name may say what a column would say in every row. A checklist is told by its
    column of KPIs: items and a title that names one stand in many a list."""
    return column.role in OUTSIDE and not (column.role == "kpi" and source.kind.wide)


# --- KPIs ---------------------------------------------------------------------------------------


def _kpis(column: str, grid: Grid, captions: Captions) -> Iterator[OutsideKey]:
    """The one KPI that the nearest title names, else the sheet's name, else the file's; none that the
    sheet's name says otherwise."""
    sheet = grid.sheet
    titles = [OutsideKey(column, said, "title", grid.origin(row, c))
              for row, c, text in reversed(captions) if (said := _kpi_in(text))]
    names = [OutsideKey(column, said, "sheet", Origin(sheet.file, sheet.name))] if (said := _kpi_in(sheet.name)) else []
    stem = PurePosixPath(sheet.file).stem.replace("_", " ")
    files = [OutsideKey(column, said, "file", Origin(sheet.file))] if (said := _kpi_in(stem)) else []
    if not titles or all(one.value == titles[0].value for one in names):
        yield from [*titles, *names, *files][:1]


def _kpi_in(text: str) -> str:
    """The one KPI that a text names, as ``4`` or ``5.A``; "" for none and for several."""
    found = list(_KPI.finditer(to_arabic(clean(text))))
    said = {f"{one['number']}.{one['part']}" if one["part"] else one["number"] for one in found}
    return said.pop() if len(said) == 1 and not any(one["more"] for one in found) else ""


# --- places -------------------------------------------------------------------------------------


def _districts(column: str, grid: Grid, captions: Captions) -> Iterator[OutsideKey]:
    """The one district that the inside says, or where it says none, the file's name. A name that is
    no more than a word in most provinces is followed by what else may be meant."""
    inside = sorted((s for s in place_mentions(grid, captions) if s.district), key=lambda s: s.bare)
    kept: list[PlaceMention] = []
    for said in inside:
        near = next((k for k in kept if _province(k.district) & _province(said.district)), None)
        if near is None:
            kept.append(said)
        elif not districts_named(near.district) & districts_named(said.district):
            return
        elif len(districts_named(said.district)) < len(districts_named(near.district)):
            kept[kept.index(near)] = said
    for said in kept if not kept or kept[0].bare else kept[:1]:
        yield OutsideKey(column, said.district, "title" if said.origin.cell else "sheet", said.origin)
    if (not kept or kept[0].bare) and (file := district_of_file(grid.sheet.file)):
        yield OutsideKey(column, file, "file", Origin(grid.sheet.file))


def _province(district: str) -> set[str]:
    """The codes of the provinces that have a district of this name."""
    return {code[:2] for code in districts_named(district)}


def district_of_file(file: str) -> str:
    """The one district that a file's name says, or is; where it says none the nearest of its folders that
    says one. "" for none and for several."""
    path = PurePosixPath(file)
    for name in (path.stem, *(folder.name for folder in path.parents)):
        text = COPY.sub("", clean(name.replace("_", " ")))
        for said in _of_name(text, Origin(file)):
            if said.district:
                return said.district
    return ""


def mentioned_districts(grid: Grid, captions: Captions) -> list[str]:
    """The districts that a table's titles and its sheet's name say, or where they say none, its file's."""
    inside = [said.district for said in place_mentions(grid, captions) if said.district]
    file = district_of_file(grid.sheet.file)
    return inside or ([file] if file else [])


def place_mentions(grid: Grid, captions: Captions) -> Iterator[PlaceMention]:
    """The places that titles say, the nearest first, and then the sheet's name; who made or signed a
    table is none, and of several in one text none is."""
    for row, column, text in reversed(captions):
        left = " ".join(t for r, c, t in captions if r == row and c < column)
        where = grid.origin(row, column)
        said = f"{left} {text}" if _PASSING.search(left) else _with_next(grid, row, column, text)
        found = list(_in(said, where))
        if not found and looks_like_district(said):
            found = [PlaceMention(where, said, district=said, bare=True)]
        yield from found
    yield from _of_name(
        COPY.sub("", clean(grid.sheet.name)), Origin(grid.sheet.file, grid.sheet.name))


def _with_next(grid: Grid, row: int, column: int, text: str) -> str:
    """A title with what stands in the next cell, where it asks for that: ``อำเภอ`` | ``ลอง``."""
    if not _ASKS.fullmatch(text):
        return text
    beside = next((c for c in grid.filled(row) if c > column), None)
    value = None if beside is None else grid.value(row, beside)
    return text if is_blank(value) else f"{text.rstrip(':').rstrip()} {typed(value)}"


def _of_name(name: str, where: Origin) -> Iterator[PlaceMention]:
    if looks_like_district(name):
        yield PlaceMention(where, name, district=name, bare=True)
    elif province := find_province(name) if not name.isdecimal() else None:
        yield PlaceMention(where, name, province)
    else:
        yield from _in(name, where)


def _in(text: str, origin: Origin) -> Iterator[PlaceMention]:
    """The one province and the one district that a text says; a list of several says none."""
    text = clean(text)
    provinces: dict[Place, None] = {}
    districts: dict[str, None] = {}
    if _REMARK.search(text) or is_footer(text):
        return
    for lead in _LEAD.finditer(text):
        if _PASSING.search(text[: lead.start()]):
            continue
        rest = text[lead.end():].lstrip(" :")
        if lead["province"]:
            provinces |= dict.fromkeys(_listed_provinces(rest))
        else:
            districts |= dict.fromkeys(_listed_districts(rest))
    if len(provinces) == 1:
        yield PlaceMention(origin, text, next(iter(provinces)))
    if len(districts) == 1:
        yield PlaceMention(origin, text, district=next(iter(districts)))


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


# --- times --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Told:
    """One per text that says a year, several, or a month. ``row`` is that of a title over the table, or
    None where it stands beside or is a name."""

    place: Literal["title", "sheet", "file"]
    origin: Origin
    row: int | None
    years: frozenset[int]
    month: int | None

    def value(self, role: Role) -> object:
        """What it says of the year or of the month; None where it says nothing."""
        return self.month if role == "month" else self.years or None


def _time(
    column: Column, reach: Iterable[int], grid: Grid, captions: Captions
) -> Iterator[OutsideKey]:
    """The one year or month that the inside says, or where it says none, the file's name."""
    told = list(_told(reach, grid, captions))
    saying = [one for one in told if one.value(column.role) is not None]
    first = next(iter(saying), None)
    if first is None or any(_gainsays(one, first, column.role) for one in saying[1:]):
        return
    if len(first.years) < 2:
        yield OutsideKey(column.id, _words(column.role, first), first.place, first.origin)


def _gainsays(one: _Told, first: _Told, role: Role) -> bool:
    """Whether a place says otherwise than the first: the sheet's name, or a title in its row."""
    if one.place == "file" or (one.place == "title" and (one.row is None or one.row != first.row)):
        return False
    if role == "month":
        return one.month != first.month
    return not first.years <= one.years if one.place == "sheet" else one.years != first.years


def _told(reach: Iterable[int], grid: Grid, captions: Captions) -> Iterator[_Told]:
    """What titles say of time, the nearest first, then the names of the sheet and the file."""
    places = list(reach)
    left, right = min(places), max(places)
    for row, column, text in reversed(captions):
        years, month = years_and_month(_with_next(grid, row, column, text))
        over = row if left - 1 <= column <= right else None
        yield _Told("title", grid.origin(row, column), over, years, month)
    sheet = grid.sheet
    yield _Told("sheet", Origin(sheet.file, sheet.name), None, *years_and_month(sheet.name, True))
    stem = PurePosixPath(sheet.file).stem
    yield _Told("file", Origin(sheet.file), None, *years_and_month(stem, True))


def _words(role: Role, told: _Told) -> str:
    """A year of พ.ศ., or a month with its own year where the fiscal one stands beside it."""
    year = next(iter(told.years), None)
    if role == "year" or told.month is None:
        return str(year)
    return month_title(told.month, year)
