"""The heading of an agreement's table: which column holds what."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.rounds.paper.grid import PaperCell
from pipeline.thai.text import squeeze

_LONGEST = 60  # letters of a heading
# What the headings of columns say, in the order in which they are asked: น้ำหนักตัวชี้วัด is the weight's.
_WORDS: Mapping[str, str] = {
    "weight": r"น้ำหนัก|weight",
    "level": r"(?:เกณฑ์)?(?:ระดับ)?(?:คะแนน|ค่าเป้าหมาย)?(?:ที่)?[0-9](?:คะแนน)?",
    "criteria": r"เกณฑ์|ระดับ(?:คะแนน|ค่าเป้าหมาย)|ค่าเป้าหมาย|(?<![ก-๙])ระดับ(?:ที่)?$",
    "notes": r"หมายเหตุ|เงื่อนไข|คำอธิบาย|นิยาม|สูตร",
    "source": r"แหล่งข้อมูล|แหล่งที่มา|ที่มาของข้อมูล|ผู้รับผิดชอบ|หน่วยงาน(?:ที่)?รับผิดชอบ|หน่วยงานเจ้าภาพ|เจ้าภาพ|ผู้กำกับ|กลุ่มงาน(?:ที่)?รับผิดชอบ|แหล่งอ้างอิง",
    "name": r"(?:ชื่อ|รายการ)?ตัวชี้วัด(?!ที่$)|kpi",
    "goal": r"เป้าหมาย|เป้าประสงค์|ผลสัมฤทธิ์|ผลผลิต|วัตถุประสงค์",
    "number": r"ที่|ลำดับ(?:ที่)?|ข้อ(?:ที่)?|no\.?|ตัวชี้วัดที่|รหัส",
    "section": r"ส่วน|ส่วนงาน|ประเภท(?:งาน)?|องค์ประกอบ|ด้าน|หมวด",
}
_WHOLE = ("level", "number", "section")  # a heading of these says nothing else
_PATTERNS = {what: re.compile(words) for what, words in _WORDS.items()}


@dataclass(slots=True)
class Columns:
    """Which columns of a table hold what: by what it is, the first and last column. ``levels`` has by the number of
    a level that has a column of its own where that is; ``others`` the headings that nobody knows, by column."""

    where: dict[str, tuple[int, int]] = field(default_factory=dict)
    levels: dict[int, int] = field(default_factory=dict)
    others: dict[int, str] = field(default_factory=dict)

    def of(self, what: str, cells: Sequence[PaperCell]) -> list[PaperCell]:
        """The cells of a row that begin in the columns of something."""
        if what not in self.where:
            return []
        first, last = self.where[what]
        return [cell for cell in cells if first <= cell.left <= last or cell.left < first <= cell.right]

    def knows(self, cell: PaperCell) -> bool:
        """Whether a cell stands under a heading that says what it holds."""
        return any(self.of(what, [cell]) for what in self.where) or any(cell.left <= column <= cell.right for column in self.levels.values())

    def tells_levels(self, cell: PaperCell) -> bool:
        """Whether a cell stands in columns of criteria alone."""
        first, last = self.where.get("criteria", (0, -1))
        return cell.left in self.levels.values() or (first <= cell.left and cell.right <= last and self.where.get("name") != (first, last))

    def is_table(self) -> bool:
        """Whether these are the headings of a table of KPIs."""
        return "name" in self.where and (bool(self.levels) or bool({"criteria", "weight"} & self.where.keys()))


def columns_of(cells: Sequence[PaperCell], above: Columns | None = None) -> Columns | None:
    """What the cells of a row head; None where they are no heading of a table of KPIs. ``above``: what the row above
    heads, of which this tells more."""
    found = _headed(cells, above)
    return found if found.is_table() else None


def columns_of_two(upper: Sequence[PaperCell], lower: Sequence[PaperCell]) -> Columns | None:
    """What two rows head together, of which neither is a heading alone; None where they are none."""
    over = _headed(upper, None)
    if "name" not in over.where or not all(_what(cell)[0] for cell in lower if cell.text):
        return None
    found = _headed(lower, over)
    first, last = found.where["name"]
    taken = {column for cell in lower if _what(cell)[0] not in ("", "name") for column in range(cell.left, cell.right + 1)}
    left = [column for column in range(first, min(last, first + 50) + 1) if column not in taken]
    if not left or not found.is_table():
        return None
    found.where["name"] = left[0], left[-1]
    return found


def _headed(cells: Sequence[PaperCell], above: Columns | None) -> Columns:
    found = Columns() if above is None else Columns(dict(above.where), dict(above.levels), dict(above.others))
    for cell in cells:
        what, number = _what(cell)
        if what == "level":
            found.levels.setdefault(number, cell.left)
        elif what and what not in found.where:
            found.where[what] = cell.left, cell.right
        elif what == "criteria" and found.where[what][1] + 1 == cell.left:  # the number of a level, then its words
            found.where[what] = found.where[what][0], cell.right
        elif cell.text and (above is None or not what):
            found.others.setdefault(cell.left, cell.text)
    if "name" not in found.where and any(_what(cell)[0] == "criteria" and "ตัวชี้วัด" in squeeze(cell.text) for cell in cells):
        found.where["name"] = found.where["criteria"]  # both in one column
    if len(found.levels) < 2:
        found.levels = {}
    return found


def goes_on(cells: Sequence[PaperCell], number: int, columns: Columns) -> bool:
    """Whether a row still belongs to the heading above it: all that begins in it tells levels apart, or what the
    column's heading above says in other words."""
    own = [cell for cell in cells if cell.top == number and cell.text]
    levels = [cell for cell in own if _what(cell)[0] == "level"]
    first, last = columns.where.get("criteria", (-1, -1))
    if len(levels) > 1 and all(first <= cell.left <= last for cell in levels) and "criteria" in columns.where:
        return len(own) == len(levels) or all(len(squeeze(cell.text)) < 20 for cell in own)
    return False


def _what(cell: PaperCell) -> tuple[str, int]:
    """What a heading says its column holds, "" where nobody knows; of a level its number."""
    text = re.sub(r"\((?:kpis?|[^()]*)\)|\(?kpis?\)?$", "", squeeze(cell.text)) or squeeze(cell.text)
    if not text or len(text) > _LONGEST or re.match(r"ตัวชี้วัด(?:ที่)?[0-9]|(?:ตัวชี้วัดที่)?[0-9]+[.)]", text):
        return "", 0
    for what, pattern in _PATTERNS.items():
        found = pattern.fullmatch(text) if what in _WHOLE else pattern.search(text)
        if found:
            return what, int(re.sub(r"\D", "", text)) if what == "level" else 0
    return "", 0
