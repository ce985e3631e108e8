"""What a table is called beside others of its source: the part of the money that it is of."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from pipeline.model.period import TableIdentity
from pipeline.thai.districts import looks_like_district
from pipeline.thai.periods import CARRIED, name_in, period_of_heading
from pipeline.thai.text import squeeze

# An envelope, a fund, a project: what the figures are of, whoever else bears it in a title.
ENVELOPE = re.compile(
    "งบ(?!ประมาณ|หลัง)[ก-๎]+|(?:โครงการ|กองทุน|เงิน(?!งบประมาณ|ที่))[ก-๎]+|จัดสรรเพิ่ม|กันเงิน|เหลื่อมปี")
# What any report may be called: it tells no part. The longer words stand before those in them.
_WORDS = r"""
    รายงาน|ผลการดำเนินงาน|ผลการ|สรุปผล|สรุป|ความก้าวหน้า|ความสำเร็จ|การเบิกจ่าย|เบิกจ่าย|การใช้จ่าย
    |ใช้จ่าย|เงินงบประมาณ|งบประมาณรายจ่าย|งบประมาณ|รายจ่าย|ร้อยละ|ของ|แยก|ตาม|รายละเอียด|ราย|ระดับ|อำเภอ|ตำบล
    |จังหวัด[ก-๎]*|สำนักงานพัฒนาชุมชน|สนง.?พัฒนาชุมชน|พัฒนาชุมชน|กรมการ|กระทรวงมหาดไทย|ประจำ|เดือน
    |ปี|พ.?ศ.?|รอบ|สะสม|ยอด|ข้อมูล|ณ|วันที่|ฉบับ|แก้ไข|แก้|ปรับปรุง|ล่าสุด|ใหม่|เก่า|เดิม|สำเนา
    |ตัวจริง|จริง|อีก|ชุด|ที่|แล้ว|ส่ง|แบบ|ตาราง|ชีต|แผ่น|หน้า|แสดง|สถานะ|ติดตาม|จำแนก|หน่วยงาน|ตั้งแต่|ต้น|สิ้น|งวด
    |ผล|และ|การ|copy|final|new|old|rev|sheet|data|report|table|of|[\d๐-๙]+|[^\wก-๎]+|_"""
GENERIC = re.compile(_WORDS, re.I | re.X)
_GENERIC_END = re.compile(f"(?:{_WORDS})+$", re.I | re.X)


@dataclass(frozen=True, slots=True)
class PartName:
    """What a table is called: ``names``, in any order; ``envelope``: money bears such a name;
    ``inside``: it stands in a title or in the name of the sheet, not of the file."""

    names: frozenset[str]
    envelope: bool
    inside: bool = True

    @property
    def money(self) -> frozenset[str]:
        """The names that money bears: tables of other money are never versions of each other."""
        return frozenset(name for name in self.names if ENVELOPE.search(name))


NO_NAME = PartName(frozenset(), envelope=False)


def parts(saids: Sequence[tuple[TableIdentity, str]], known: Collection[str] = ()) -> list[PartName]:
    """The part that each table is of, by what it says and its file: its titles and its sheet's name
    without the words of any report and those of its source (``known``, squeezed). What all tables
    are called tells none, unless money bears the name."""
    found = [(_names(said, known), file) for said, file in saids]
    shared = frozenset.intersection(*(names for names, _ in found)) if len(found) > 1 else frozenset()
    shared = frozenset(name for name in shared if not ENVELOPE.search(name))
    return [_part(names - shared, file, known) for names, file in found]


def is_carried(said: TableIdentity) -> bool:
    """Whether a table says that its money was carried over from an earlier year."""
    return any(CARRIED.search(name) for name in said.names)


def _part(names: frozenset[str], file: str, known: Collection[str]) -> PartName:
    """The part of these names; where there is none, the envelope that the file's name is of."""
    if names:
        return PartName(names, any(ENVELOPE.search(name) for name in names))
    _, name = period_of_heading(name_in(PurePosixPath(file).stem.replace("_", " ")))
    named = frozenset(_envelopes(_cut(squeeze(name), known))[:1])
    return PartName(named, envelope=True, inside=False) if named else NO_NAME


def _names(said: TableIdentity, known: Collection[str]) -> frozenset[str]:
    """What the titles and the sheet of a table call it."""
    own = (_without(name, known) for name in said.names if not looks_like_district(name))
    return frozenset(name for name in own if name)


def _without(name: str, known: Collection[str]) -> str:
    """What is left of a name without generic words; of an envelope's name, all but its end."""
    name = _cut(name, known)
    if envelopes := _envelopes(name):
        return " ".join(envelopes)
    left = GENERIC.sub("", name)
    return left if len(left) > 1 else ""


def _cut(name: str, known: Collection[str]) -> str:
    """A name without what its source is called, also where it is called less than that (``กองทุนสตรี`` of a
    report of ``กองทุนสตรีอำเภอ``)."""
    for word in sorted(known, key=len, reverse=True):
        name = name.replace(word, " ")
    for envelope in _envelopes(name):
        name = name.replace(envelope, " ") if any(envelope in word for word in known) else name
    return name


def _envelopes(name: str) -> list[str]:
    found = (_GENERIC_END.sub("", envelope) for envelope in ENVELOPE.findall(name))
    return [envelope for envelope in found if envelope]
