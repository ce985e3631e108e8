"""What the other way of a reading changes, as lines of the form: ``ตัวชี้วัดที่ 2 ระดับที่ 2 ไม่น้อยกว่า 81``."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from pipeline.model.agreement import Agreement
from pipeline.model.level import BoundKind, Reading
from pipeline.rounds.form.tables import BOUND_WORDS, DEDUCTION
from pipeline.thai.calendar import NotADate, from_serial, parse_date, thai_date
from pipeline.thai.digits import NotANumber, parse_decimal, shortest, to_arabic
from pipeline.thai.text import clean
from pipeline.units import DATE

BOUND_NAMES: Mapping[str, str] = {kind: words for words, kind in BOUND_WORDS.items() if kind}
_UNROUNDED, _ROUNDED = "ไม่ปัดเศษก่อนเทียบ", "ปัดเศษก่อนเทียบ"
_IN_PROPORTION, _IN_STEPS = "คะแนนตามสัดส่วน", "คะแนนเป็นขั้น"
_BELOW = re.compile(r"(?:ผลที่)?ไม่ถึงระดับ(?:แรก|ที่ ?1) ?ได้ ?(?:ระดับ(?:ที่)? ?)?(?P<points>\d+)(?: ?คะแนน)?")
_SHARE = re.compile(r"สัดส่วน ?(?P<section>.+?) ?(?:ร้อยละ ?)?(?P<share>\d+(?:\.\d+)?) ?%?")
_BOUND = re.compile(
    r"(?:ตัวชี้วัดที่ ?(?P<kpi>\d+) )?(?:ส่วน ?(?P<part>\S+) |หัก(?:คะแนน)? ?(?P<deduction>\S+) )?"
    rf"ระดับ(?:ที่)? ?(?P<level>\d+) ?(?P<bound>{'|'.join(sorted(BOUND_NAMES.values(), key=len, reverse=True))}) ?"
    r"(?:ร้อยละ ?)?(?P<value>\S.*)")


@dataclass(frozen=True, slots=True)
class ChangedBound:
    """One per bound of a level that the other way has: ``part`` as the form writes it (``A``, ``หัก X``)."""

    kpi: int
    level: int
    kind: BoundKind
    value: Decimal | dt.date
    part: str = ""

    @property
    def line(self) -> str:
        """``ตัวชี้วัดที่ 5 ส่วน A ระดับที่ 2 มากกว่า 80``."""
        part = f"{self.part} " if self.part.startswith(DEDUCTION) else f"ส่วน {self.part} " if self.part else ""
        value = shortest(self.value) if isinstance(self.value, Decimal) else thai_date(self.value)
        return f"ตัวชี้วัดที่ {self.kpi} {part}ระดับที่ {self.level} {BOUND_NAMES[self.kind]} {value}"


@dataclass(frozen=True, slots=True)
class Changes:
    """What the other way of a reading changes; ``shares`` by the names of sections. ``unread``: lines that say
    nothing that is known."""

    bounds: tuple[ChangedBound, ...] = ()
    round_first: bool | None = None
    below_first: int | None = None
    interpolated: bool | None = None
    shares: Mapping[str, Decimal] = field(default_factory=dict)
    unread: tuple[str, ...] = ()


def read_changes(lines: Sequence[str], kpis: Sequence[int]) -> Changes:
    """The changes that these lines of the form say, of a reading that concerns these KPIs: a line about a level
    may leave its KPI away where there is but one."""
    bounds: list[ChangedBound] = []
    said: dict[str, bool | int] = {}
    shares: dict[str, Decimal] = {}
    unread: list[str] = []
    for line in lines:
        text = clean(to_arabic(line))
        if text in (_UNROUNDED, _ROUNDED):
            said["round_first"] = text == _ROUNDED
        elif text in (_IN_PROPORTION, _IN_STEPS):
            said["interpolated"] = text == _IN_PROPORTION
        elif found := _BELOW.fullmatch(text):
            said["below_first"] = int(found["points"])
        elif (found := _BOUND.fullmatch(text)) and (bound := _bound(found, kpis)):
            bounds.append(bound)
        elif found := _SHARE.fullmatch(text):
            shares[found["section"]] = Decimal(found["share"])
        else:
            unread.append(line)
    return Changes(tuple(bounds), shares=shares, unread=tuple(unread), **said)  # type: ignore[arg-type]  # by name


def _bound(found: re.Match[str], kpis: Sequence[int]) -> ChangedBound | None:
    """The bound of a level that a line says; None where it names no KPI of several, or no number."""
    number = int(found["kpi"]) if found["kpi"] else kpis[0] if len(kpis) == 1 else None
    value = bound_value(found["value"])
    if number is None or value is None:
        return None
    part = f"{DEDUCTION}{found['deduction']}" if found["deduction"] else found["part"] or ""
    kind: BoundKind = BOUND_WORDS[found["bound"]]  # type: ignore[assignment]  # the words of kinds alone
    return ChangedBound(number, int(found["level"]), kind, value, part)


def typed_number(value: object) -> Decimal | None:
    """The number in a cell of a form, None of a dash. Raises NotANumber also where a unit of money is behind it, which
    would make another number of it where its KPI counts in that unit."""
    if isinstance(value, str) and re.search("[ก-ฮ]", value):
        raise NotANumber(value)
    return parse_decimal(value)


def bound_value(text: str) -> Decimal | dt.date | None:
    """The number or the day that a text is; None of any other."""
    plain = re.sub(r" ?(?:%|เปอร์เซ็นต์)$", "", clean(to_arabic(text)))
    for read in (typed_number, parse_date):
        try:
            value = read(plain)
        except (NotANumber, NotADate):
            continue
        if value is not None:
            return value
    return None


def change_lines(changes: Changes) -> tuple[str, ...]:
    """The lines of the form that say these changes."""
    return tuple(_lines(changes))


def _lines(changes: Changes) -> Iterator[str]:
    yield from (bound.line for bound in changes.bounds)
    if changes.round_first is not None:
        yield _ROUNDED if changes.round_first else _UNROUNDED
    if changes.below_first is not None:
        yield f"ไม่ถึงระดับแรกได้ {changes.below_first}"
    if changes.interpolated is not None:
        yield _IN_PROPORTION if changes.interpolated else _IN_STEPS
    yield from (f"สัดส่วน {name} {shortest(share)}" for name, share in changes.shares.items())


def changes_of(reading: Reading, agreement: Agreement) -> Changes:
    """What the other way of a round's reading changes."""
    names = agreement.section_names
    return Changes(
        tuple(_changed(reading, agreement)), reading.round_first, reading.below_first, reading.interpolated,
        {names[section]: share for section, share in reading.shares.items()})


def _changed(reading: Reading, agreement: Agreement) -> Iterator[ChangedBound]:
    for one in reading.bounds:
        kpi = agreement.kpi(one.kpi)
        ladder = next(leaf for leaf in kpi.leaves() if leaf.part == one.part)
        deducted = one.part in [leaf.part for leaf in kpi.deductions]
        if one.bound is not None:
            value = from_serial(one.bound.value) if ladder.unit == DATE else one.bound.value
            yield ChangedBound(one.kpi, one.level, one.bound.kind, value, f"{DEDUCTION}{one.part}" if deducted else one.part)
