"""What the words of a ladder say of each of its levels, as the rows of the form state it."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from pipeline.model.item import ItemKind
from pipeline.model.level import BOUND_KINDS, BoundKind
from pipeline.rounds.form.tables import BOUND_WORDS, OWN_TARGET
from pipeline.thai.criteria import Bounds, LevelReading, read_ladder
from pipeline.thai.criterion import plain_words
from pipeline.thai.digits import shortest
from pipeline.thai.phrases import COMPARISONS, DOES
from pipeline.thai.points import StepReading, read_step, without_points
from pipeline.thai.text import squeeze
from pipeline.units import DATE, LEVEL, PERCENT, POINTS, usual_places

_STEPS = range(1, 6)  # the levels of a step around a target, where no words say which
_BOUNDS = {kind: word for word, kind in BOUND_WORDS.items()}
_KINDS: dict[str, BoundKind] = {"ge": "at_least", "gt": "more_than", "le": "at_most", "lt": "less_than"}
# Not less than what each district has as its target; เกินเป้าหมาย alone may be of anything.
_OWN = {kind: re.compile(rf"(?:{COMPARISONS[name]})\s*(?:ค่า|ยอด)?\s*(?:เป้าหมาย|ฐาน).{{0,40}}?อำเภอ") for name, kind in _KINDS.items()}
# Words that name what is done, before a noun that says it alone: ขับเคลื่อนการดำเนินงานตามแผน.
_DOING = re.compile("^(?:มี|ขับเคลื่อน|ส่งเสริม|สนับสนุน|ติดตาม|พัฒนา)(?=การ)")
_LEAST, _MOST = re.compile(COMPARISONS["ge"]), re.compile(f"{COMPARISONS['le']}|{COMPARISONS['lt']}")
_END_OF_SUBJECT = re.compile(r"(?:\s|ฯ|ได้|แล้ว|จำนวน|ภายใน|วันที่|เท่ากับ|[:(])+$")

Edge = tuple[BoundKind, Decimal]  # a bound by its key


@dataclass(frozen=True, slots=True)
class UnderstoodLevel:
    """One level as its words say.

    ``bound`` is a key of a definition (``at_least``, ``more_than``, ``at_most``, ``less_than``), "" where a level is
    told by no number (open, or items alone), None where it is not understood; then ``question`` says in Thai what a
    person must tell. A level that has both is in doubt: what is stated is likely, and nobody should take it unasked.
    ``value`` is in the unit of the ladder, a day, or เป้าหมาย (each district's own). ``points`` None: the level's number.
    """

    level: int
    quote: str
    bound: str | None
    value: Decimal | dt.date | str | None = None
    points: Decimal | None = None
    question: str = ""
    short: str = ""


@dataclass(frozen=True, slots=True)
class UnderstoodItem:
    """One thing to be done, in the words of the ladder: the ``levels`` that need it (none: it is the result of the
    KPI, which a person types), its ``kind``, and of a count how many ``at_least`` of what ``unit``."""

    levels: tuple[int, ...]
    text: str
    spellings: tuple[str, ...] = ()
    kind: ItemKind = "yes/no"
    at_least: Decimal | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class UnderstoodReading:
    """A question that the ladder as a whole leaves open: what its levels state (``chosen``, with a ``reason``), the
    ``other`` way, and the ``bounds`` of that: level, key of a definition, value. ``chosen`` is "" where a person must say."""

    question: str
    chosen: str
    reason: str
    other: str
    bounds: tuple[tuple[int, BoundKind, Decimal], ...]


@dataclass(frozen=True, slots=True)
class UnderstoodLadder:
    """The levels of one KPI from the lowest, its items, its readings. ``unit`` is what the words say of it: ร้อยละ,
    what is counted, วันที่, ระดับ (items alone), "" where they say none."""

    levels: tuple[UnderstoodLevel, ...]
    items: tuple[UnderstoodItem, ...] = ()
    unit: str = ""
    readings: tuple[UnderstoodReading, ...] = ()


@dataclass(frozen=True, slots=True)
class _Told:
    """A level with what is read in its words; ``own`` is its bound where the number is each district's own."""

    level: int
    quote: str
    points: Decimal | None
    reading: LevelReading
    own: BoundKind | None = None

    @property
    def clear(self) -> bool:
        return not self.reading.question or self.own is not None


def understand(quotes: Sequence[tuple[int, str]], *, unit: str | None = None, notes: Sequence[str] = ()) -> UnderstoodLadder:
    """What the levels (number, words) of one KPI or part say. ``unit``: of its result, where it is known; ``notes``: the
    lines below its levels, among which a step around a target may stand."""
    ordered = sorted(quotes, key=lambda one: one[0])
    step = _step(ordered, notes)
    if step is not None:
        return step
    worth = [without_points(quote, of_points=unit == POINTS) for _, quote in ordered]
    read = read_ladder([words for words, _ in worth])
    ladder = [_Told(number, quote, points if points != number else None, said, _own(quote, said))
              for (number, quote), (_, points), said in zip(ordered, worth, read, strict=True)]
    days = _are_days(ladder)
    measured = unit or _unit(ladder, days)
    gaps, ending = _gaps(ladder, measured), _ends_below(ladder)
    asked = _asked_of(gaps, measured) if ending else {}
    return UnderstoodLadder(
        tuple(_level(one, days, asked.get(one.level)) for one in ladder), (*_items(ladder), *_result(ladder, days)), measured,
        (*_of_gaps(gaps, ending, measured), *_equal(ladder, measured)))


# Each level's bound.


def _own(quote: str, said: LevelReading) -> BoundKind | None:
    """The bound of a level whose number is each district's own; None where it is none."""
    if said.numbers:
        return None
    return next((kind for kind, words in _OWN.items() if words.search(plain_words(quote))), None)


def _are_days(ladder: Sequence[_Told]) -> bool:
    """Whether the levels are told by the days of one thing, and not by things that have days."""
    return sum(one.clear and one.reading.date is not None and not one.reading.numbers for one in ladder) > 1


def _level(one: _Told, days: bool, doubt: tuple[Edge, str] | None) -> UnderstoodLevel:
    level = UnderstoodLevel(one.level, one.quote, None, points=one.points, question=doubt[1] if doubt else "")
    if one.own is not None:
        return replace(level, bound=one.own, value=OWN_TARGET)
    if one.reading.question:
        return replace(level, question=one.reading.question)
    if days and one.reading.date is not None:
        return replace(level, bound="at_most", value=one.reading.date)
    edge = doubt[0] if doubt else _edge(one.reading.bounds)
    return replace(level, bound=edge[0], value=edge[1]) if edge else replace(level, bound="")


def _edge(bounds: Bounds) -> Edge | None:
    for kind in BOUND_KINDS:
        if (value := getattr(bounds, kind)) is not None:
            return kind, value
    return None


def _unit(ladder: Sequence[_Told], days: bool) -> str:
    if days:
        return DATE
    if any(one.reading.numbers for one in ladder):
        return next((one.reading.unit for one in ladder if one.reading.unit), "")
    return LEVEL if any(one.reading.item and one.own is None for one in ladder) else ""


# What is to be done.


def _items(ladder: Sequence[_Told]) -> list[UnderstoodItem]:
    """The things to be done, each once with all levels that ask for it."""
    found: dict[tuple[str, object], UnderstoodItem] = {}
    for one in ladder:
        for thing in one.reading.items if not one.reading.question and one.own is None else ():
            at_least, unit = thing.count or (None, "")
            item = UnderstoodItem((), thing.text, kind="count" if thing.count else "yes/no", at_least=at_least, unit=unit)
            item = found.get((squeeze(thing.text), thing.count), item)
            found[squeeze(thing.text), thing.count] = replace(item, levels=(*item.levels, one.level))
    return list(found.values())


def _result(ladder: Sequence[_Told], days: bool) -> list[UnderstoodItem]:
    """What an office types as the result where milestones and figures, or days, make one ladder."""
    plain = [one.reading for one in ladder if not one.reading.question]
    if days:
        subject = _subject([said for said in plain if said.date is not None])
        return [UnderstoodItem((), f"{DATE}{subject}", kind="date")]
    measured = [said for said in plain if said.numbers]
    if not measured or not any(said.items and not said.numbers for said in plain):
        return []
    subject, words = _subject(measured), next((said.subject for said in measured if said.subject), "")
    unit = next((said.unit for said in measured if said.unit), "")
    if unit == PERCENT:
        named = subject if subject.startswith("การ") else f"การ{subject}" if re.match(DOES, subject) else f"ของ{subject}"
        spelt = (f"{words}{PERCENT}",) if words else ()
        return [UnderstoodItem((), f"{PERCENT}{named if subject else 'ของผล'}", spelt, kind="percentage")]
    if unit == POINTS:
        return [UnderstoodItem((), "คะแนนที่ได้", kind="number")]
    return [UnderstoodItem((), f"จำนวน{unit}{'ที่' if subject and unit else ''}{subject}", kind="number", unit=unit)]


def _subject(measured: Sequence[LevelReading]) -> str:
    """What the levels measure, as a noun: the words before the figure of the first that has any."""
    words = next((said.subject for said in measured if said.subject), "")
    return _DOING.sub("", _END_OF_SUBJECT.sub("", words))


# What the ladder as a whole leaves open.


@dataclass(frozen=True, slots=True)
class _Gap:
    """Results that no level names, between the edge of a ``level`` (what its own words say) and that by which it
    begins right over the one below."""

    level: int
    own: Edge
    over: Edge


def _gaps(ladder: Sequence[_Told], unit: str) -> list[_Gap]:
    """The gaps between ranges in which results may lie: 79–80 of a percentage, not 3–4 persons or 79.99–80."""
    least = Decimal(1).scaleb(-usual_places(unit))
    return [_Gap(one.level, edge, other) for one in ladder if one.clear and (edge := _edge(one.reading.bounds))
            for other in map(_edge, one.reading.others) if other and abs(edge[1] - other[1]) > least]


def _of_gaps(gaps: Sequence[_Gap], ending: _Told | None, unit: str) -> list[UnderstoodReading]:
    """The reading of the gaps: the levels' own edges, but where another level (``ending``) says that the end of a
    range belongs to it."""
    if not gaps:
        return []
    levels = ", ".join(str(gap.level) for gap in gaps)
    ends = [sorted((gap.own[1], gap.over[1])) for gap in gaps]
    between = ", ".join(f"{shortest(low)}–{shortest(high)}" for low, high in ends)
    question = f"ข้อตกลงไม่ได้บอกว่าผลระหว่าง{unit if unit == PERCENT else ''} {between} อยู่ระดับใด"
    own = f"ต้อง{', '.join(_words(gap.own, unit) for gap in gaps)} จึงได้ระดับที่ {levels}"
    over = f"{', '.join(_words(gap.over, unit) for gap in gaps)} ได้ระดับที่ {levels}"
    if ending is None:
        reason = "แต่ละระดับบอกขอบของตนเอง ผลในช่องว่างยังไม่ถึงขอบนั้น"
        return [UnderstoodReading(question, own, reason, over, tuple((gap.level, *gap.over) for gap in gaps))]
    edge = _edge(ending.reading.bounds)
    reason = f"ระดับที่ {ending.level} คือ{_words(edge, unit) if edge else ''} ปลายของช่วงก่อนหน้าจึงเป็นของระดับก่อนหน้า"
    return [UnderstoodReading(question, over, reason, own, tuple((gap.level, *gap.own) for gap in gaps))]


def _asked_of(gaps: Sequence[_Gap], unit: str) -> dict[int, tuple[Edge, str]]:
    """What is asked of the levels above gaps where words speak for both ways: the likely edge, and the question."""
    asked = {}
    for gap in gaps:
        why = "ขอบของระดับอื่นบอกไว้ทั้งสองทาง " if gap is gaps[0] else ""
        asked[gap.level] = gap.over, f"{why}ระดับนี้คือ{_words(gap.over, unit)} หรือ{_words(gap.own, unit)}"
    return asked


def _ends_below(ladder: Sequence[_Told]) -> _Told | None:
    """The first level that begins just over the end of the range before it; None where no words say so."""
    for below, one in pairwise(ladder):
        start, ends = _edge(one.reading.bounds), below.reading.numbers
        if start and start[0] in ("more_than", "less_than") and start[1] in ends and (len(ends) > 1 or below is ladder[0]):
            return one
    return None


def _equal(ladder: Sequence[_Told], unit: str) -> list[UnderstoodReading]:
    """The reading of two levels of the same number, of which a person says what was meant."""
    pairs = [(below, one) for below, one in pairwise(ladder)
             if below.reading.question and one.reading.question and one.reading.numbers and below.reading.numbers == one.reading.numbers]
    if len(pairs) != 1:
        return []
    (below, one), = pairs
    edges = [edge for edge in map(_edge, one.reading.others) if edge]
    if not edges:
        return []
    printed = _words(edges[0], unit)
    return [UnderstoodReading(f"เกณฑ์ของระดับที่ {below.level} และระดับที่ {one.level} เหมือนกัน ({printed}) แต่ละระดับเริ่มที่เท่าใด", "", "",
                              f"ระดับที่ {one.level} {printed} ตามที่พิมพ์", ((one.level, *edges[0]),))]


def _words(edge: Edge, unit: str) -> str:
    """``ไม่น้อยกว่าร้อยละ 81``, ``มากกว่า 3 ครั้ง``."""
    word, number = _BOUNDS[edge[0]], shortest(edge[1])
    return f"{word}{unit} {number}" if unit == PERCENT else f"{word} {number} {unit}".rstrip()


# A step around a target.


def _step(told: Sequence[tuple[int, str]], notes: Sequence[str]) -> UnderstoodLadder | None:
    """The levels of a step around a target; None where the words are no such."""
    whole = list(dict.fromkeys(quote for _, quote in told if quote.strip()))  # each level has the words of all
    found = [(quote, said) for quote in (whole if len(whole) == 1 else notes if not whole else ()) if (said := read_step(quote))]
    if len(found) != 1:
        return None
    quote, said = found[0]
    falls = _MOST.search(_LEAST.sub("", plain_words(quote))) is not None
    return UnderstoodLadder(tuple(_of_step(level, quote, said, falls) for level in _STEPS), unit=read_ladder([quote])[0].unit)


def _of_step(level: int, quote: str, said: StepReading, falls: bool) -> UnderstoodLevel:
    away = said.by * (level - said.level) * (-1 if falls else 1)
    question = "ขอบนี้ตามช่วงปรับเกณฑ์ใช่หรือไม่"
    if level == _STEPS[0]:
        question = f"ช่วงปรับเกณฑ์มีระดับ {_STEPS[0]} ถึง {_STEPS[-1]} และยิ่ง{'น้อยยิ่ง' if falls else 'มากยิ่ง'}ดีใช่หรือไม่"
    value = OWN_TARGET if said.target is None else said.target + away
    return UnderstoodLevel(level, quote, "at_most" if falls else "at_least", value, question=question)
