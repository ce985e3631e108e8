"""How Thai agreements state the levels of a KPI: each level's bounds, or what a person must say."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import pairwise, takewhile

from pipeline.thai.criterion import Edge, Figure, as_typed, read_criterion
from pipeline.thai.digits import shortest, whole_numbers
from pipeline.thai.ladders import Rung, fit
from pipeline.thai.phrases import DOES, FIGURE_MARK, NAME_MARK, PERCENT, THAI, TREND
from pipeline.thai.slips import worse_before
from pipeline.thai.text import squeeze

_JOINING = "และ|พร้อม(?:ทั้ง|กับ)?|รวม(?:ทั้ง|ถึง)|ตลอดจน|อีกทั้ง|ทั้งนี้|โดย"
_CONNECTOR = re.compile(rf"{_JOINING}|[;,]|\s(?=มี)")
_JOINS = re.compile(rf"[\s;,]+|(?:{NAME_MARK}+\s*)?(?:{_JOINING})")
_DONE = re.compile(rf"[\s(]*(?:ได้\s*|ต้อง\s*|ให้\s*)?(?:{DOES}|ไม่\s*(?:มี|พบ|เกิด|ถูก|ผิด))")
_WHICH = re.compile("ที่|ซึ่ง")  # before และมี: a name, and no second thing
_QUALIFIES = re.compile(r"\s*(?:ของ|จาก|ใน|ต่อ|ตาม|ที่|เมื่อ|เทียบ|แห่ง|สำหรับ|ภาย|ณ|จำนวน|แล้ว|เพิ่มขึ้น|ลดลง|หรือ)")
# Something to be done that each level says again: มีแผนและมีการประชุม …, not a name: มีสมาชิกที่ออมและมีรายได้ …
_HAVING = re.compile(rf"[\s;]*(?:{DOES})(?:(?!ที่|ซึ่ง).){{4,}}?(?:และ|พร้อมทั้ง)\s*มี")
_NOTHING = re.compile(r"(?:ยัง)?ไม่\s*(?:มี|ได้|สามารถ)?\s*(?:การ|ผลการ|ผล)?\s*(?:ดำเนิน|ปฏิบัติ|จัดทำ|รายงาน)|ไม่(?:ผ่าน|บรรลุ|เป็นไปตาม|ครบ)|ไม่มี(?:ผลงาน|ผลการ|ข้อมูล|ผล$)")
_ALL_OF_IT = re.compile(rf"[{THAI}]{{0,20}}?(?:ครบ(?:ถ้วน)?(?:ทุก|ทั้ง)|ทั้งหมด|ทุก)[{THAI}]{{0,12}}")  # ครบทุกแห่ง
_QUARTER = re.compile(r"ไตรมาส\s*(?:ที่)?\s*\d")
_LATE = re.compile(r"ล่าช้า|(?:ช้ากว่า|เร็วกว่า|ก่อน|หลัง|เกิน)\s*กำหนด(?!\s*ชำระ)")
_TIME = ("วัน", "วันทำการ", "เดือน", "สัปดาห์", "ชั่วโมง", "นาที")
# How alike words are (0 to 1), held by tests/thai/test_criteria.py: at 0.25 a level that measures another
# thing is not asked (other things), at 0.7 clear ones of signed agreements are (milestones, then a percentage).
_OTHER = 0.35
# A clause that another level has as its milestone: at 0 every clause would be one; up to 0.9 no ladder known
# is read otherwise.
_ALIKE = 0.55
# Texts that are the same but for a word: at 0.6 ผ่าน … and ไม่ผ่าน … are (not passed at first); up to 0.95 no
# ladder known is read otherwise.
_SAME = 0.8
_MARKS = f"{FIGURE_MARK}{NAME_MARK} "
_UNSAID = re.compile(rf"[{_MARKS}().]+")
# A level is named by a step, an item or a month, of which there are 12: at 0 each would be asked (steps by
# name), at 99 a number that may be a name is not.
_MOST_STEPS = 12
# Letters of words that are too few to compare: at 0 levels of the one word ได้ are asked (more again with
# papers), at 40 one that measures another thing is not (other things).
_SHORT = 8


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a figure must be, in the unit of its criterion; all None where it may be anything."""

    at_least: Decimal | None = None
    more_than: Decimal | None = None
    at_most: Decimal | None = None
    less_than: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ItemReading:
    """One thing to be done, in the words of its level; ``count``: how many of it at the least, and of what."""

    text: str
    count: tuple[Decimal, str] | None = None


@dataclass(frozen=True, slots=True)
class LevelReading:
    """One level of a ladder as a careful reader holds it.

    ``bounds`` is all None for a level that is open below (or above, where less is better), for
    something to be done alone, and where ``question`` says in Thai what a person must tell.
    ``others`` are further bounds that the same words allow (81 – 85 after ไม่เกิน 80: from 81, or
    more than 80). ``items``: what is to be done beside the figure, or instead of it;
    ``date``: the day by which; ``unit``: ร้อยละ, what is counted, or "" for a bare number;
    ``numbers``: those of the criterion as written; ``counts``: those of what is to be done, with
    what they count.
    """

    bounds: Bounds
    others: tuple[Bounds, ...] = ()
    items: tuple[ItemReading, ...] = ()
    date: dt.date | None = None
    unit: str = ""
    numbers: tuple[Decimal, ...] = ()
    counts: tuple[tuple[Decimal, str], ...] = ()
    subject: str = ""
    question: str = ""

    @property
    def item(self) -> bool:
        """Whether there is something to be done."""
        return bool(self.items)


def read_ladder(quotes: Sequence[str]) -> tuple[LevelReading, ...]:
    """The levels of one KPI, from the lowest, read together: a level's words may be clear only
    beside those of its neighbours, and what does not fit these is asked."""
    rungs = [Rung(read_criterion(quote)) for quote in quotes]
    _leave_days_to_milestones(rungs)
    unit = _main_unit(rungs)
    _assign(rungs, unit)
    for at, rung in enumerate(rungs):
        rung.items = _items(rungs, at)
    _ask_of_the_rest(rungs)
    _ask_of_days(rungs)
    _ask_of_the_only_one(rungs)
    _ask_of_lost_numbers(rungs)
    _ask_of_words(rungs)
    _ask_of_other_things(rungs)
    falls = fit(rungs)
    _ask_of_worse(rungs, falls)
    _ask_over_figures(rungs, falls)
    return tuple(_reading(quote, rung, unit or "", falls) for quote, rung in zip(quotes, rungs, strict=True))


def _reading(quote: str, rung: Rung, unit: str, falls: bool) -> LevelReading:
    begins = [_bounds(edge, falls) for edge in (rung.start, *rung.others)]
    bounds = begins[0] if not rung.question else Bounds()
    return LevelReading(
        bounds=bounds,
        others=tuple(dict.fromkeys(one for one in begins if one != bounds)),
        items=tuple(_item(quote, rung, *span) for span in rung.items),
        date=rung.words.date if not rung.words.after else None,
        unit=unit if rung.figure else "",
        numbers=rung.figure.numbers if rung.figure else (),
        counts=tuple((f.lower.value, f.unit) for f in rung.counts if f.lower),
        subject=_subject(quote, rung),
        question=rung.question,
    )


def _item(quote: str, rung: Rung, start: int, end: int) -> ItemReading:
    """What is to be done in this part of a level's words."""
    counts = [(f.lower.value, f.unit) for f in rung.counts if f.lower and start <= f.span[0] < end]
    return ItemReading(as_typed(quote, rung.words.text[start:end]), counts[0] if counts else None)


def _subject(quote: str, rung: Rung) -> str:
    """The words before a level's figure or day, behind what is to be done before it."""
    text = rung.words.rest
    end = rung.figure.span[0] if rung.figure else text.find(NAME_MARK) if rung.words.date else 0
    start = max((last for _, last in rung.items if last <= end), default=0)
    start, end = _bared(text, start, end)
    return as_typed(quote, rung.words.text[start:end])


def _bounds(edge: Edge | None, falls: bool) -> Bounds:
    """The bounds of a level that begins at ``edge``, or ends there where less is better."""
    if edge is None:
        return Bounds()
    if falls:
        return Bounds(at_most=edge.value) if edge.included else Bounds(less_than=edge.value)
    return Bounds(at_least=edge.value) if edge.included else Bounds(more_than=edge.value)


# Which of the figures of a level is the one that it is measured by.


def _alike(one: str, other: str) -> float:
    """How alike two texts are, spaces, figures and names apart: 1 where they are the same."""
    one, other = (re.sub(rf"[{FIGURE_MARK}{NAME_MARK}\s]", "", text) for text in (one, other))
    return SequenceMatcher(None, one, other, autojunk=False).ratio() if one or other else 1.0


def _without_constants(rungs: list[Rung]) -> list[list[Figure]]:
    """Each level's figures but for those that stand in every one (ปีละ 2 ครั้ง) and for the level's
    own number (ได้ 3 คะแนน), where others are left."""
    figures = [list(rung.words.figures) for rung in rungs]
    held = [(at, one) for at, one in enumerate(figures) if one]
    if len(held) < 2:
        return figures
    for keys in (_constant, _own_number):
        shared = set.intersection(*({keys(rungs[at], f, at) for f in one} for at, one in held)) - {None}
        left = []
        for at, one in enumerate(figures):
            known = [keys(rungs[at], figure, at) for figure in one]  # 5 of 5 is the constant, and 5
            left.append([f for n, f in enumerate(one) if known[n] not in shared or known[n] in known[:n]])
        if sum(map(bool, left)) >= 2:
            figures, held = left, [(at, one) for at, one in held if left[at]]
    return figures


def _constant(_rung: Rung, figure: Figure, _at: int) -> object:
    return figure.lower, figure.upper, figure.unit, figure.bare


def _own_number(rung: Rung, figure: Figure, at: int) -> object:
    begins = re.fullmatch(r"(?:ระดับ|คะแนน|ความสำเร็จ|ที่|\s)*", rung.words.rest[: figure.span[0]])
    own = figure.bare and (figure.unit in ("คะแนน", "ระดับ") or (not figure.unit and begins))
    return (figure.numbers[0] - at, figure.unit) if own else None


def _leave_days_to_milestones(rungs: list[Rung]) -> None:
    """Takes the days of levels that name one thing after the other, each with a day of its own, for words of these."""
    dated = [rung for rung in rungs if rung.words.date and not rung.words.figures]
    days = [rung.words.date for rung in dated if rung.words.date]
    leads = [rung.words.rest.partition(NAME_MARK)[0] for rung in dated]
    one = all(_alike(*pair) > _SAME for pair in pairwise(leads))
    if not one and not any(rung.words.after for rung in dated) and not all(a > b for a, b in pairwise(days)):
        for rung in dated:
            rung.words = replace(rung.words, date=None)


def _main_unit(rungs: list[Rung]) -> str | None:
    """The unit of the figures that the levels are measured by; None where there are none."""
    figures = _without_constants(rungs)
    of_unit = {unit: [at for at, one in enumerate(figures) if any(f.unit == unit for f in one)]
               for unit in dict.fromkeys(f.unit for one in figures for f in one)}
    bare = of_unit.get("", [])
    if PERCENT in of_unit:
        return PERCENT
    ranked = sorted((unit for unit in of_unit if unit), key=lambda unit: -len(of_unit[unit]))
    for unit in ranked:
        levels = sorted({*of_unit[unit], *bare})
        if _one_ladder(rungs, levels):
            return unit
    return "" if bare and _one_ladder(rungs, bare) else None


def _one_ladder(rungs: list[Rung], levels: list[int]) -> bool:
    """Whether figures in these levels measure the levels, and not some of the things to be done."""
    if len(levels) == 1:
        only = rungs[levels[0]]
        return len(rungs) == 1 or (all(figure.unit for figure in only.words.figures) and all(
            rung is only or _alike(rung.words.spoken, only.words.spoken) > _SAME for rung in rungs))
    words = [rungs[at].words for at in levels]
    near = sum(_alike(one.words, other.words) >= _ALIKE or one.spoken == other.spoken for one, other in pairwise(words))
    return near * 2 >= len(levels) - 1


def _assign(rungs: list[Rung], unit: str | None) -> None:
    for rung, figures in zip(rungs, _without_constants(rungs), strict=True):
        exact = [f for f in figures if f.unit == unit]
        main = exact or [f for f in figures if not f.unit and unit is not None]
        rung.figure = main[0] if main else None
        rest = [f for f in rung.words.figures if f in figures or _apart(rung, f)]
        rest = [f for f in rest if f is not rung.figure]
        rung.counts = tuple(f for f in rest if f.unit and (f.bare or (f.unit != unit and not f.upper)))
        if len(main) > 1:
            rung.ask("เกณฑ์มีตัวเลขมากกว่าหนึ่งตัว ใช้ตัวใด")
        for figure in rest:
            if figure in rung.counts and figure.lower and not figure.lower.included:
                rung.ask(f"ต้องมากกว่า {shortest(figure.numbers[0])} {figure.unit} คือตั้งแต่เท่าใด")
            if not figure.unit:
                rung.ask(f"ตัวเลข {shortest(figure.numbers[0])} หมายถึงอะไร")
            elif rung.figure and not _apart(rung, figure):
                rung.ask(f"ตัวเลข {shortest(figure.numbers[0])} {figure.unit} อยู่คู่กับตัวเลขอื่น ใช้ตัวใด")


def _apart(rung: Rung, figure: Figure) -> bool:
    """Whether a figure stands in another clause than the one that measures the level."""
    if rung.figure is None:
        return False
    text, (main, end) = rung.words.rest, rung.figure.span
    if not figure.bare and figure.span[0] > end and not _QUALIFIES.match(text, end):
        return True
    first, last = sorted((main, figure.span[0]))
    return any(one[0] == ";" or _DONE.match(text, one.end()) or text[: one.start()].rstrip().endswith(FIGURE_MARK)
               for one in _CONNECTOR.finditer(text, first, last) if one[0].strip() or one.start() > main)


# What is asked for beside the figure.


def _items(rungs: list[Rung], at: int) -> list[tuple[int, int]]:
    """Where in a level's words stands what is to be done beside its figure, or instead of it: a place for each
    thing."""
    rung = rungs[at]
    parts = _beside(rungs, at) if rung.figure else _alone(rungs, at)
    placed = [place for start, end in parts for place in _things(rung, start, end)]
    for figure in rung.counts if not parts else ():
        placed = placed or _things(rung, *_clause(rung, figure))
    return placed


def _beside(rungs: list[Rung], at: int) -> list[tuple[int, int]]:
    """The parts of a level's words before and behind its figure that tell what else is to be done."""
    rung = rungs[at]
    assert rung.figure is not None
    start, end = rung.figure.span
    lead, tail = rung.words.rest[:start], rung.words.rest[end:]
    figured = [(o.words.rest, o.figure.span) for o in rungs if o.figure and o is not rung]
    milestones = [o.words.words for o in rungs if o.figure is None]
    if any(_alike(lead, rest[: span[0]]) > _SAME for rest, span in figured):
        before = _end_of_shared(lead, milestones)
    else:
        before = _end_of_lead(lead) or (start if milestones and re.match(r"[;\s]*มี", lead) else 0)
    tails = [rest[span[1]:] for rest, span in figured]
    behind = _start_of_tail(*_own_tail(tail, tails, rung.figure.unit))
    begins = end + len(tail.rstrip(_MARKS)) - behind
    return [*([(0, before)] if before else []), *([(begins, len(rung.words.rest))] if behind else [])]


def _alone(rungs: list[Rung], at: int) -> list[tuple[int, int]]:
    """What is to be done in a level that no figure measures; its day is none of it where other levels have days
    too."""
    words = rungs[at].words
    whole = len(words.rest)
    if not words.date or rungs[at].counts:
        return [(0, whole)] if words.words and not _is_nothing(rungs, at) else []
    if sum(other.words.date is not None for other in rungs) < 2:
        return [(0, whole)]
    behind = words.rest.rindex(NAME_MARK) + 1
    joined = next((found.end() for found in _CONNECTOR.finditer(words.rest, behind) if _letters(words.rest[found.end():])), 0)
    return [(joined, whole)] if joined else []


def _clause(rung: Rung, figure: Figure) -> tuple[int, int]:
    """The part of a level's words in which a figure stands, up to the words that join it to others."""
    text, (start, end) = rung.words.rest, figure.span
    main = rung.figure.span if rung.figure else (0, 0)
    before = [found.end() for found in _CONNECTOR.finditer(text, 0, start)] + [edge for edge in main if edge <= start]
    behind = [found.start() for found in _CONNECTOR.finditer(text, end)] + [edge for edge in main if edge >= end and edge]
    return max(before, default=0), min(behind, default=len(text))


def _things(rung: Rung, start: int, end: int) -> list[tuple[int, int]]:
    """The things to be done that a part of a level's words names: one for each bullet, for each มี of several, and
    for each that is counted."""
    text = rung.words.rest
    having = bool(re.match(r"[;\s]*มี", text[start:end]))
    cuts, last = [start], start
    for found in _CONNECTOR.finditer(text, start, end):
        counted = any(last <= f.span[0] < found.start() for f in rung.counts) or any(found.end() <= f.span[0] < end for f in rung.counts)
        again = not found[0].strip() or (text[found.end():].lstrip().startswith("มี") and not _WHICH.search(text, last, found.start()))
        more = having and again
        if found[0] == ";" or more or (counted and _DONE.match(text, found.end())):
            cuts += [found.start(), found.end()]
            last = found.end()
    places = [_bared(text, *place) for place in zip(cuts[::2], [*cuts[1::2], end], strict=True)]
    return [(a, b) for a, b in places if re.search("[ก-ฮA-Za-z]", text[a:b]) or any(a <= f.span[0] < b for f in rung.counts)]


def _bared(text: str, start: int, end: int) -> tuple[int, int]:
    """A part of a text without the bullets, the spaces and the joining words at its ends."""
    while begins := _JOINS.match(text, start, end):
        start = begins.end()
    return start, start + len(text[start:end].rstrip(" ;,"))


def _is_nothing(rungs: list[Rung], at: int) -> bool:
    """Whether the lowest level only says that nothing was done."""
    return at == 0 and len(rungs) > 1 and _denies(rungs[0], rungs[1])


def _denies(rung: Rung, other: Rung) -> bool:
    """Whether a level says that nothing was done, or not what another asks for (ไม่มีแผน, beside มีแผน)."""
    words = rung.words.words
    done = [words.replace(no, "", 1) for no in ("ไม่", "ไม่มี") if no in words]
    return bool(_NOTHING.match(words)) or any(
        _alike(one, said) > _SAME for one in done for said in (other.words.words, other.words.spoken) if one)


def _letters(text: str) -> str:
    return _UNSAID.sub("", text)


def _clauses(text: str) -> list[str]:
    """The parts of a text between the words that join, the first before any of them."""
    return [_letters(part).replace(";", "") for part in _CONNECTOR.split(text)]


def _end_of_shared(lead: str, milestones: list[str]) -> int:
    """Where what is to be done before the clause of the figure ends, in words that other levels begin with too; 0
    where there is none."""
    joins = list(_CONNECTOR.finditer(lead))
    named = any(_alike(clause, words) > _ALIKE for clause in _clauses(lead)[:-1] for words in milestones)
    if named:
        return joins[-1].start()
    return joins[0].start() if joins and _HAVING.match(lead) else 0


def _end_of_lead(lead: str) -> int:
    """Where what is to be done before the clause of the figure ends; 0 where there is none."""
    joins = [found for found in _CONNECTOR.finditer(lead) if found[0] == ";" or _DONE.match(lead, found.end())]
    return next((found.start() for found in reversed(joins) if re.search("[ก-ฮ]", lead[: found.start()])), 0)


def _own_tail(tail: str, others: list[str], unit: str) -> tuple[str, bool]:
    """What stands behind a figure without the words with which it goes on in every level (ของเป้าหมาย),
    and whether there were such."""
    tails = [one.strip(_MARKS).removeprefix(unit) for one in (tail, *others)]
    columns = zip(*map(_letters, tails), strict=False) if others else ()
    shared = "".join(letters[0] for letters in takewhile(lambda letters: len(set(letters)) == 1, columns))
    more = next((found for found in _CONNECTOR.finditer(shared) if _DONE.match(shared, found.end())), None)
    if more and not _WHICH.search(shared, 0, more.start()):
        shared = shared[: more.start()]
    if not shared or _CONNECTOR.match(shared):
        return tails[0], False
    at = 0
    for letter in shared:
        at = tails[0].index(letter, at) + 1
    return tails[0][at:], True


def _start_of_tail(tail: str, named: bool) -> int:
    """How much of the end of a level's words tells what is to be done behind its figure; ``named``: what it is a
    figure of was said before."""
    head = _clauses(tail)[0]
    if re.search("[ก-ฮ]{2}", head) and (_DONE.match(head) if named else not _QUALIFIES.match(head)):
        return len(tail)
    for found in _CONNECTOR.finditer(tail):
        clause = tail[found.end():]
        if re.search("[ก-ฮ]", clause) and (found[0] == ";" or not head or _DONE.match(clause)):
            return len(clause)
    return 0


# What the words leave open.


def _ask_of_words(rungs: list[Rung]) -> None:
    late = any(_LATE.search(r.words.rest) and any(f.unit in _TIME for f in r.words.figures) for r in rungs)
    loose = {rung.words.loose for rung in rungs}
    shared = len(rungs) > 1 and len(loose) == 1 and all(rung.figure for rung in rungs)
    stated = [(at, rung.words.own_level) for at, rung in enumerate(rungs) if rung.words.own_level is not None]
    changing = len({tuple(map(squeeze, _QUARTER.findall(r.words.text))) for r in rungs if r.figure}) > 1
    orderly = len({number - at for at, number in stated if number is not None}) < 2
    for at, rung in enumerate(rungs):
        words = rung.words
        if late:
            rung.ask("เกณฑ์นับเวลาที่เร็วหรือช้ากว่ากำหนด แต่ละระดับต้องได้เท่าใด")
        if changing and rung.figure:
            rung.ask("แต่ละระดับวัดคนละช่วงเวลา เทียบกันอย่างไร")
        if words.doubt:
            rung.question = words.doubt
        if not orderly:
            rung.ask("เลขระดับที่อยู่หน้าเกณฑ์ไม่เรียงกัน เกณฑ์นี้เป็นของระดับใด")
        if words.loose and not shared:
            rung.ask(f"หลังคำว่า “{words.loose}” ไม่มีตัวเลข ตัวเลขคือเท่าใด")
        if rung.figure is None and not _is_nothing(rungs, at):
            _ask_of_no_figure(rungs, at)


def _ask_of_other_things(rungs: list[Rung]) -> None:
    """Asks of a figure whose words are like those of no other level: it may measure something else;
    and of one that is the whole (จาก 10 ข้อ) where those of others are not."""
    wholes = [rung for rung in rungs if rung.figure and rung.figure.whole]
    for rung in wholes if any(rung.figure and not rung.figure.whole for rung in rungs) else ():
        rung.ask("มีแต่จำนวนทั้งหมด ต้องทำได้เท่าใด")
    spoken = [(rung, rung.words.words) for rung in rungs if rung.figure and len(rung.words.words) > _SHORT]
    for rung, words in spoken if len(spoken) > 1 else ():
        if not any(other is not rung and _alike(words, theirs) > _OTHER for other, theirs in spoken):
            rung.ask("ตัวเลขของระดับนี้วัดสิ่งเดียวกับระดับอื่นหรือไม่")


def _ask_of_the_rest(rungs: list[Rung]) -> None:
    """Asks of a figure that changes from level to level beside the one that measures them, and is nothing to be done."""
    for rung, figures in zip(rungs, _without_constants(rungs), strict=True):
        for figure in figures if rung.figure else ():
            told = figure is rung.figure or figure in rung.counts or any(a <= figure.span[0] < b for a, b in rung.items)
            if not told:
                rung.ask(f"ตัวเลข {shortest(figure.numbers[0])} {figure.unit} อยู่คู่กับตัวเลขอื่น ใช้ตัวใด")


def _ask_of_the_only_one(rungs: list[Rung]) -> None:
    """Asks of the only figure where things to be done stand in higher levels: it may belong to what is to be done."""
    measured = [at for at, rung in enumerate(rungs) if rung.figure]
    if len(measured) == 1 and any(rung.items and not rung.figure for rung in rungs[measured[0] + 1:]):
        rungs[measured[0]].ask("มีระดับนี้ระดับเดียวที่มีตัวเลข ผลต้องได้ตัวเลขนี้ หรือเป็นเพียงส่วนหนึ่งของสิ่งที่ต้องทำ")


def _ask_of_no_figure(rungs: list[Rung], at: int) -> None:
    rung = rungs[at]
    words = rung.words.words
    if any(_is_number(rung) or (rung.counts and _alike(words, r.words.words) > _ALIKE) for r in rungs if r.figure):
        rung.ask("หน่วยนับต่างจากระดับอื่น พิมพ์ถูกหรือไม่")
    elif not words and not rung.words.date:
        rung.ask("ระดับนี้ไม่มีเกณฑ์ ต้องได้เท่าใด")
    elif any(words == r.words.words or _alike(rung.words.spoken, r.words.spoken) > _SAME for r in rungs if r.figure):
        rung.ask("เกณฑ์ของระดับอื่นมีตัวเลข แต่ระดับนี้ไม่มี ตัวเลขคือเท่าใด")
    elif at and any(r.figure for r in rungs) and (words.startswith("ไม่") or _denies(rung, rungs[at - 1])):
        rung.ask("ระดับนี้ไม่มีตัวเลข หมายถึงศูนย์ใช่หรือไม่")
        if _denies(rung, rungs[at - 1]):
            rungs[at - 1].ask("ระดับถัดไปไม่ต้องทำสิ่งใด เรียงถูกหรือไม่")
    elif any(r.figure for r in rungs) and (TREND.search(words) or _is_all_of_it(rungs, rung)):
        rung.ask("เกณฑ์ของระดับอื่นมีตัวเลข แต่ระดับนี้ไม่มี หมายถึงเท่าใด")
    elif re.match("และ|แต่(?!ง|ละ)|หรือ", words) and not rung.words.rest.startswith(NAME_MARK):
        rung.ask("เกณฑ์ขึ้นต้นด้วยคำเชื่อม ขาดข้อความใดไปหรือไม่")
    elif sum(squeeze(other.words.text) == squeeze(rung.words.text) for other in rungs) > 1:
        rung.ask("เกณฑ์ของสองระดับเหมือนกัน พิมพ์ถูกหรือไม่")
    elif not rung.words.date and _hidden_number(rungs, rung):
        rung.ask(f"ตัวเลข {_hidden_number(rungs, rung)} หมายถึงอะไร")
    elif at and rungs[at - 1].figure and any(later.figure for later in rungs[at:]) and not rung.question:
        for one in rungs[at - 1: at + 1]:
            one.ask("ระดับที่ไม่มีตัวเลขอยู่ระหว่างระดับที่มีตัวเลข เรียงถูกหรือไม่")


def _is_all_of_it(rungs: list[Rung], rung: Rung) -> bool:
    """Whether a level is all of what every other level has a figure of: ครบทุกแห่ง over ร้อยละ 90, no milestone."""
    return bool(_ALL_OF_IT.fullmatch(rung.words.words)) and all(other.figure for other in rungs if other is not rung)


def _is_number(rung: Rung) -> bool:
    """Whether a level's words are a number with what it counts and hardly more: 5 ครัง, among 1 ครั้ง, 2 ครั้ง."""
    return bool(rung.words.figures) and len(rung.words.words) <= _SHORT


def _ask_over_figures(rungs: list[Rung], falls: bool) -> None:
    """Asks of a level without a figure over one with one where less is better (the best that can be, but no
    number), or where the words of that are as doubtful and much like its own."""
    for below, rung in pairwise(rungs):
        like = below.question and _alike(rung.words.words, below.words.words) > _ALIKE
        if rung.items and not rung.figure and not rung.counts and below.figure and (falls or like):
            rung.ask("ระดับนี้ไม่มีตัวเลข ต่างจากระดับก่อนหน้า ต้องได้เท่าใด")


def _ask_of_lost_numbers(rungs: list[Rung]) -> None:
    """Asks of a level that has lost its number, and of those that have it: it may be what they are measured by."""
    for rung in rungs:
        for other in [one for one in rungs if _lost(rung, one)]:
            rung.ask("ระดับอื่นมีตัวเลขที่ระดับนี้ไม่มี ตัวเลขคือเท่าใด")
            if other.figure is None:
                other.ask("ระดับอื่นขาดตัวเลขนี้ไป ใช้ตัวเลขนี้กับผลของตัวชี้วัดหรือไม่")


def _lost(rung: Rung, other: Rung) -> bool:
    """Whether a level begins with the words of another up to what is counted there, without the number."""
    begun = [(figure.unit, re.sub(rf"[^{THAI}A-Za-z]", "", other.words.text[: figure.span[1]])) for figure in other.words.figures]
    return not rung.words.figures and any(unit and rung.words.spoken.startswith(words) for unit, words in begun)


def _ask_of_worse(rungs: list[Rung], falls: bool) -> None:
    """Asks of a number alone that rises from level to level, of a thing of which less is better."""
    for rung in rungs if not falls else ():
        if rung.figure and rung.figure.bare and (thing := worse_before(rung.words.rest[: rung.figure.span[0]])):
            rung.ask(f"“{thing}” ยิ่งมากระดับยิ่งสูง พิมพ์ถูกหรือไม่")


def _hidden_number(rungs: list[Rung], rung: Rung) -> int | None:
    """A number that names something, as a step's does, but is too high for it and stands where another
    level of the same words has another."""
    for other in rungs:
        if other is not rung and other.words.spoken == rung.words.spoken:
            apart = set(whole_numbers(rung.words.text)) - set(whole_numbers(other.words.text))
            if high := [number for number in apart if number > _MOST_STEPS]:
                return min(high)
    return None


def _ask_of_days(rungs: list[Rung]) -> None:
    """Days must come earlier from level to level, or be one and the same beside figures."""
    dated = [rung for rung in rungs if rung.words.date]
    days = [rung.words.date for rung in dated if rung.words.date]
    for rung in rungs[1:]:
        if rung.words.after:
            rung.ask("วันที่ที่ต้องเลยไปแล้วไม่ใช่วันครบกำหนด แต่ละระดับหมายถึงอะไร")
    for rung in rungs:
        if rung.words.unclear and not rung.figure and sum(r.words.unclear for r in rungs) + len(dated) > 1:
            rung.ask("วันที่ครบกำหนดไม่ชัดเจน คือวันใด ปีใด")
    if len(dated) < 2:
        return
    for rung in rungs:
        if not rung.words.date and re.search(r"\d", rung.words.text):
            rung.ask("ระดับอื่นเป็นวันครบกำหนด แต่อ่านวันที่ของระดับนี้ไม่ได้ คือวันใด")
    steps = days[1:] if rungs[0].words.after and days[0] == days[1] else days
    if len(set(days)) == 1 and all(rung.figure or rung.items for rung in dated):
        return
    if any(rung.figure for rung in dated) or not all(a > b for a, b in pairwise(steps)):
        for rung in dated:
            rung.ask("วันที่ของแต่ละระดับไม่เร็วขึ้นตามลำดับ หรืออยู่คู่กับตัวเลขอื่น แต่ละระดับหมายถึงอะไร")
