"""A column that holds a district and its tambon: both in one cell (``ลอง/หัวทุ่ง``), or the district in
a row of its own and its tambons in the rows below (``อำเภอลอง``, ``ต.หัวทุ่ง``)."""

import re
from dataclasses import dataclass, field

from pipeline.normalise.rows import TableReader
from pipeline.thai.districts import DISTRICT_MARK, TAMBON_MARK, Place, led_as_district
from pipeline.thai.text import clean

Parts = dict[str, dict[int, str | None]]
_TAMBON = rf"{TAMBON_MARK}\s*"
_BOTH = (
    re.compile(rf"(?P<district>.+?)\s*[/,]?\s*{_TAMBON}(?P<tambon>.+)"),
    re.compile(r"(?P<district>[^/]+?)\s*/\s*(?P<tambon>[^/]+)"),
    re.compile(rf"{_TAMBON}(?P<tambon>.+?)\s*[/,]?\s*(?P<district>{DISTRICT_MARK}.+)"),
)
_ALONE = re.compile(_TAMBON)
_BULLET = re.compile(r"^[-–•*]\s*")


@dataclass(slots=True)
class _Column:
    """What the rows of the column say: a district and a tambon, or a tambon alone. ``sure``: one of
    them can be nothing else."""

    districts: dict[int, str | None] = field(default_factory=dict)
    tambons: dict[int, str | None] = field(default_factory=dict)
    sure: bool = False

    def note(self, row: int, district: str | None, tambon: str, sure: bool) -> None:
        """Notes what a row says."""
        self.districts[row], self.tambons[row] = district, tambon
        self.sure = self.sure or sure


def parts(reader: TableReader) -> Parts:
    """By column id and row, the district and the tambon of the rows whose one cell tells both or the
    tambon alone; nothing where a table has a column of tambons."""
    tambon = next((column for column in reader.source.columns if column.tambon), None)
    district = next(iter(reader.columns("district")), None)
    if tambon is None or district is None or reader.table.at(tambon.id) is not None:
        return {}
    found = _Column()
    head: Place | None = None
    for row in reader.grid.rows(reader.table.first_row, reader.table.end_row):
        value = reader.value(row, district.id)
        head = _read(reader, found, row, clean(value), head) if isinstance(value, str) else head
    return {district.id: found.districts, tambon.id: found.tambons} if found.sure else {}


def _read(
    reader: TableReader, found: _Column, row: int, text: str, head: Place | None
) -> Place | None:
    """Notes what a row says below the district ``head``, and gives the one that those below it are of."""
    ours = reader.context.gazetteer
    text = _BULLET.sub("", text)
    known = ours.of_tambon(text)
    place = ours.resolve(text)
    below = head is not None and not led_as_district(text) and head.code in known
    if isinstance(place, Place) and not below:
        return place
    if below:
        found.note(row, None, text, sure=not isinstance(place, Place))
        return head
    for form in _BOTH:
        both = form.fullmatch(text)
        place = ours.resolve(both["district"]) if both else None
        if both and isinstance(place, Place):
            lies = ours.of_tambon(both["tambon"])
            if not lies or place.code in lies:
                found.note(row, both["district"], both["tambon"], sure=True)
                return place
            return head
    if head is not None and _ALONE.match(text) and not known:
        found.note(row, None, text, sure=True)
    return head
