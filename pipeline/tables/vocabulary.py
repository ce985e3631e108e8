"""Every spelling of every heading of every source, for telling headings from other text."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from pipeline.model.source import Column, SourceDefinition
from pipeline.thai.digits import to_arabic
from pipeline.thai.districts import DISTRICT_MARK, TAMBON_MARK, looks_like_district
from pipeline.thai.text import clean, squeeze

# (บาท), (พันบาท), (%), (3)=(2)/(1) and the like say nothing about which column this is.
REMARK = re.compile(
    r"\((?:หน่วย:?)?(?:(?:หมื่น|พัน|แสน|ล้าน)?บาท|%|ร้อยละ|[\d=+\-*/x×÷().,]+)\)|[*:]+$"
)
LONGEST = 200  # characters: the longest heading with its remark has half as many; a longer text is prose
# Headings that say no more than that an amount stands below.
NEUTRAL = frozenset({
    "จำนวนเงิน", "จำนวน", "ยอดเงิน", "เงิน", "บาท", "พันบาท", "ล้านบาท",
    "จำนวน(บาท)", "จำนวนเงิน(บาท)",
})
_PARENTHESES = re.compile(r"\([^()]*\)$")
_UNIT = r"(?:(?:หมื่น|พัน|แสน|ล้าน)?บาท|%|คน|ครัวเรือน|ขั้นตอน)"
UNIT_ONLY = re.compile(rf"^(?:\((?:หน่วย:?)?{_UNIT}\)|หน่วย:?{_UNIT}|(?:หมื่น|พัน|แสน|ล้าน)?บาท|%)$")
_TOTAL = re.compile(
    r"^(?:รวม|รวมทั้งสิ้น|รวมทั้งหมด|รวมทั้งจังหวัด|รวมจังหวัด.*|รวมทุกอำเภอ|รวมเงิน|รวม(?:จำนวน|ทั้งสิ้น|ทั้งหมด)?[\d,.]+\S*|รวมเป็นเงิน"
    rf"|รวม(?:ทั้ง)?(?:{DISTRICT_MARK}|{TAMBON_MARK}).*|ยอดรวม.*|ผลรวม.*|รวมยอด.*|ค่าเฉลี่ย.*|เฉลี่ย.*"
    r"|total|grandtotal|subtotal|average)$"
)
# Of rows alone: over a band of figures รวมงบ… may be an envelope's name.
_CARRIED = re.compile(r"^(?:รวม)?(?:ยอด|ยอดเงิน|จำนวนเงิน)?(?:รวม)?ยก(?:มา|ไป)(?:$|จาก|หน้า|ต่อ|งวด|เดือน|ปี|[^ก-๎])")
_SUMMING = re.compile(r"^(?:ยอดรวม|ผลรวม|รวมยอด|รวม)|(?:ยอดรวม|ผลรวม|total)$")
_SUBTOTAL = re.compile(
    r"^(?:รวมงบ.*|รวม(?:ทั้ง)?หน้า.*|รวมสุทธิ|(?:grand|sub)?total(?:[^a-z].*)?|.+(?:total|ผลรวม|ยอดรวม))$")


_ALL = re.compile(
    r"^(?:ตาราง(?:ที่)?\d*[:.]?)?(?:สรุป|รวม|ภาพรวม|ยอดรวม)+(?:รายงาน)?(?:ผล|ยอด)?(?:การ)?(?:เบิกจ่าย|ใช้จ่าย)?"
    r"(?:เงิน|งบ|ประมาณ|ทุก|ประเภท|แหล่ง|รายการ|ทั้งสิ้น|ทั้งหมด|ทั้งจังหวัด|รวม|ภาพ|แยก|ราย|อำเภอ|ของ)*"
    r"(?:(?:ประจำ)?ปี(?:งบประมาณ)?(?:พ\.ศ\.)?\d{2,4})?(?:จังหวัด.*)?$|^.*\((?:รวม|รวมทุกงบ|ภาพรวม)\)$"
)


_COLUMN_NUMBER = re.compile(r"^[(\[]?(\d{1,2})(?:\.0)?[)\]]?(?:\s*=.*)?$")
_FOOTERS = (
    "หมายเหตุ", "ที่มา", "แหล่งข้อมูล", "แหล่งที่มา", "ลงชื่อ", "ผู้รายงาน", "ผู้จัดทำ", "ผู้ตรวจ", "ข้อมูลณ", "โทร",
)


@lru_cache(2**12)
def names_all(text: str) -> bool:
    """Whether a title says that its table is of everything (สรุปรวม, รวมทุกงบ, ภาพรวม …)."""
    return bool(_ALL.match(squeeze(text)))


@lru_cache(2**16)
def is_total(text: str) -> bool:
    """Whether a label marks a row or a band of totals or averages."""
    form = squeeze(text).rstrip(":.")
    return bool(_TOTAL.match(form)) or (
        form.startswith("รวม") and looks_like_district(form.removeprefix("รวม"))
    ) or (form.endswith("รวม") and looks_like_district(form.removesuffix("รวม")))


@lru_cache(2**16)
def sums_up(text: str) -> bool:
    """Whether a label marks a row that says again what others say: a total, also of a district or an
    envelope (``ลอง Total``, ``รวมงบลงทุน``), or what is carried from page to page."""
    form = squeeze(text).rstrip(":.")
    return is_total(text) or is_carried(text) or bool(_SUBTOTAL.match(form))


def named_by_total(text: str) -> str:
    """What the label of a total names besides (``รวมงบลงทุน``, ``งบลงทุน Total``), squeezed; "" for
    nothing."""
    form = squeeze(text).rstrip(":.")
    return _SUMMING.sub("", form) if _SUMMING.search(form) else ""


def is_carried(text: str) -> bool:
    """Whether a label marks what is carried from page to page (``ยอดยกมา``, ``ยอดยกไป``)."""
    return bool(_CARRIED.match(squeeze(text)))


def is_average(label: str) -> bool:
    """Whether a label of totals marks one of averages."""
    return "เฉลี่ย" in label or "average" in label.casefold()


def is_footer(text: str) -> bool:
    """Whether a text is what stands under a table: a note, its source, a signature."""
    return squeeze(text).startswith(_FOOTERS)


@lru_cache(2**10)
def spellings(column: Column) -> frozenset[str]:
    """The forms in which a column's usual headings may stand, squeezed."""
    return _spelled(column, column.headings)


@lru_cache(2**10)
def fallback_forms(column: Column) -> frozenset[str]:
    """The forms of the headings that are a column's only where no usual one stands."""
    return _spelled(column, column.fallback) - spellings(column)


def _spelled(column: Column, headings: Iterable[str]) -> frozenset[str]:
    forms: set[str] = set()
    for heading in headings:
        form = squeeze(heading)
        forms.add(form)
        bare = _PARENTHESES.sub("", form)
        if bare:
            forms.add(bare)
        if column.unit:
            forms.add(f"{bare}({squeeze(column.unit)})")
    return frozenset(forms)


@lru_cache(2**16)
def heading_form(text: str) -> str:
    """A heading as it is compared: squeezed, without units of money and column numbers."""
    form = squeeze(text)
    return REMARK.sub("", form) or form


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every spelling of every heading of every source, for telling headings from other text."""

    sources: tuple[SourceDefinition, ...]
    forms: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    districts: frozenset[str] = frozenset()
    endings: frozenset[str] = frozenset()

    @classmethod
    def of(cls, sources: Iterable[SourceDefinition]) -> "Vocabulary":
        """The vocabulary of these sources."""
        sources = tuple(sources)
        forms = {
            (s.id, c.id): spellings(c) | fallback_forms(c) for s in sources for c in s.columns}
        known = frozenset(form for many in forms.values() for form in many)
        districts = frozenset(
            form for source in sources for column in source.columns
            if column.role in ("district", "district_code")
            for form in forms[source.id, column.id]
        )
        endings = frozenset(form[i:] for form in known for i in range(len(form)))
        return cls(sources, forms, known, districts, endings)

    def source(self, source_id: str) -> SourceDefinition:
        """The source with this id."""
        return next(source for source in self.sources if source.id == source_id)

    def belongs_elsewhere(self, heading: str, source: SourceDefinition) -> bool:
        """Whether a heading is a figure of other sources that this source does not have."""
        if any(heading in self.forms[source.id, c.id] for c in source.columns):
            return False
        owners = [
            column.role
            for other in self.sources
            if not other.kind.by_kpi
            for column in other.columns
            if heading in spellings(column)
        ]
        return bool(owners) and all(role in ("figure", "number", "answer") for role in owners)


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of one column: its known form ("" if unknown), its own text, its depth."""

    form: str
    text: str
    rows: int
    texts: tuple[str, ...]
    bands: tuple[str, ...]


def are_numbers(cells: Sequence[object]) -> bool:
    """Whether cells number the columns above them: (1), (2), (3) …"""
    matches = [_COLUMN_NUMBER.match(to_arabic(clean(str(value)))) for value in cells]
    if len(cells) < 2 or not all(matches):
        return False
    numbers = [int(match[1]) for match in matches if match]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))
