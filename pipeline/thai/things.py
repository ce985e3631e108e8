"""What a level asks for beside its figure, or instead of it: where in its words the things to be done stand."""

import re
from difflib import SequenceMatcher
from itertools import takewhile

from pipeline.thai.criterion import Figure
from pipeline.thai.ladders import Rung
from pipeline.thai.phrases import DOES, FIGURE_MARK, NAME_MARK

_JOINING = "และ|พร้อม(?:ทั้ง|กับ)?|รวม(?:ทั้ง|ถึง)|ตลอดจน|อีกทั้ง|ทั้งนี้|โดย"
_CONNECTOR = re.compile(rf"{_JOINING}|[;,]|\s(?=มี)")
_JOINS = re.compile(rf"[\s;,]+|(?:{NAME_MARK}+\s*)?(?:{_JOINING})")
_DONE = re.compile(rf"[\s(]*(?:ได้\s*|ต้อง\s*|ให้\s*)?(?:{DOES}|ไม่\s*(?:มี|พบ|เกิด|ถูก|ผิด))")
_WHICH = re.compile("ที่|ซึ่ง")  # before และมี: a name, and no second thing
_QUALIFIES = re.compile(r"\s*(?:ของ|จาก|ใน|ต่อ|ตาม|ที่|เมื่อ|เทียบ|แห่ง|สำหรับ|ภาย|ณ|จำนวน|แล้ว|เพิ่มขึ้น|ลดลง|หรือ)")
# Something to be done that each level says again: มีแผนและมีการประชุม …, not a name: มีสมาชิกที่ออมและมีรายได้ …
_HAVING = re.compile(rf"[\s;]*(?:{DOES})(?:(?!ที่|ซึ่ง).){{4,}}?(?:และ|พร้อมทั้ง)\s*มี")
_NOTHING = re.compile(r"(?:ยัง)?ไม่\s*(?:มี|ได้|สามารถ)?\s*(?:การ|ผลการ|ผล)?\s*(?:ดำเนิน|ปฏิบัติ|จัดทำ|รายงาน)|ไม่(?:ผ่าน|บรรลุ|เป็นไปตาม|ครบ)|ไม่มี(?:ผลงาน|ผลการ|ข้อมูล|ผล$)")
# A clause that another level has as its milestone: at 0 every clause would be one; up to 0.9 no ladder known
# is read otherwise.
ALIKE = 0.55
# Texts that are the same but for a word: at 0.6 ผ่าน … and ไม่ผ่าน … are (not passed at first); up to 0.95 no
# ladder known is read otherwise.
SAME = 0.8
_MARKS = f"{FIGURE_MARK}{NAME_MARK} "
_UNSAID = re.compile(rf"[{_MARKS}().]+")


def alike(one: str, other: str) -> float:
    """How alike two texts are, spaces, figures and names apart: 1 where they are the same."""
    one, other = (re.sub(rf"[{FIGURE_MARK}{NAME_MARK}\s]", "", text) for text in (one, other))
    return SequenceMatcher(None, one, other, autojunk=False).ratio() if one or other else 1.0


def places_of_items(rungs: list[Rung], at: int) -> list[tuple[int, int]]:
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
    if any(alike(lead, rest[: span[0]]) > SAME for rest, span in figured):
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
        return [(0, whole)] if words.words and not is_nothing(rungs, at) else []
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
    places = [bared(text, *place) for place in zip(cuts[::2], [*cuts[1::2], end], strict=True)]
    return [(a, b) for a, b in places if re.search("[ก-ฮA-Za-z]", text[a:b]) or any(a <= f.span[0] < b for f in rung.counts)]


def bared(text: str, start: int, end: int) -> tuple[int, int]:
    """A part of a text without the bullets, the spaces and the joining words at its ends."""
    while begins := _JOINS.match(text, start, end):
        start = begins.end()
    return start, start + len(text[start:end].rstrip(" ;,"))


def is_nothing(rungs: list[Rung], at: int) -> bool:
    """Whether the lowest level only says that nothing was done."""
    return at == 0 and len(rungs) > 1 and denies(rungs[0], rungs[1])


def denies(rung: Rung, other: Rung) -> bool:
    """Whether a level says that nothing was done, or not what another asks for (ไม่มีแผน, beside มีแผน)."""
    words = rung.words.words
    done = [words.replace(no, "", 1) for no in ("ไม่", "ไม่มี") if no in words]
    return bool(_NOTHING.match(words)) or any(
        alike(one, said) > SAME for one in done for said in (other.words.words, other.words.spoken) if one)


def _letters(text: str) -> str:
    return _UNSAID.sub("", text)


def _clauses(text: str) -> list[str]:
    """The parts of a text between the words that join, the first before any of them."""
    return [_letters(part).replace(";", "") for part in _CONNECTOR.split(text)]


def _end_of_shared(lead: str, milestones: list[str]) -> int:
    """Where what is to be done before the clause of the figure ends, in words that other levels begin with too; 0
    where there is none."""
    joins = list(_CONNECTOR.finditer(lead))
    named = any(alike(clause, words) > ALIKE for clause in _clauses(lead)[:-1] for words in milestones)
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


def apart(rung: Rung, figure: Figure) -> bool:
    """Whether a figure stands in another clause than the one that measures the level."""
    if rung.figure is None:
        return False
    text, (main, end) = rung.words.rest, rung.figure.span
    if not figure.bare and figure.span[0] > end and not _QUALIFIES.match(text, end):
        return True
    first, last = sorted((main, figure.span[0]))
    return any(one[0] == ";" or _DONE.match(text, one.end()) or text[: one.start()].rstrip().endswith(FIGURE_MARK)
               for one in _CONNECTOR.finditer(text, first, last) if one[0].strip() or one.start() > main)
