"""The words of a criteria cell: which of its lines are of which level, and which stand below them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.rounds.paper.grid import PaperLine
from pipeline.rounds.paper.record import Quotes, SignedPart
from pipeline.thai.digits import to_arabic
from pipeline.thai.phrases import KNOWN
from pipeline.thai.points import read_step, without_points
from pipeline.thai.text import clean

_BLANK = r"[\s\u200b-\u200f\ufeff\u2060]*+"
_AFTER = rf"(?!\.?[0-9๐-๙]){_BLANK}(?:[.:)]|=(?![<>])|[-–—](?={_BLANK}[^\s0-9๐-๙])(?![^-–—]*\s[-–—]\s))?{_BLANK}"
# How a line says its level: by the word for it, by points, by the number alone.
_WORD = re.compile(rf"{_BLANK}ระดับ{_BLANK}(?:คะแนน|ค่าเป้าหมาย)?{_BLANK}(?:ที่)?{_BLANK}([0-9๐-๙]{{1,2}}){_AFTER}")
_POINTS = re.compile(
    rf"{_BLANK}(?:คะแนน{_BLANK}(?:ที่)?{_BLANK}([0-9๐-๙])(?!\.?[0-9๐-๙])|([0-9๐-๙]){_BLANK}คะแนน){_BLANK}(?::|=(?![<>])|[-–](?!{_BLANK}[0-9๐-๙])){_BLANK}")
_ALONE = re.compile(rf"{_BLANK}\(?([0-9๐-๙]{{1,2}})(?:{_BLANK}(?:[):]|=(?![<>])|[.](?![0-9๐-๙]))|[\s\u200b]+|$){_BLANK}")
_COUNTED = re.compile(rf"[-–—]{_BLANK}[0-9๐-๙]|(?:{KNOWN})(?!:)")  # a number before these is no level's: 2 – 3, 2 ครั้ง
_WITHIN = re.compile(r"(?<=\s)(?=ระดับ\s*(?:คะแนน\s*)?(?:ที่)?\s*[0-9๐-๙])")
# How a line begins that stands below the levels, and one that goes on with what stands before it.
_NOTE = re.compile(
    r"หมายเหตุ|เงื่อนไข|วันที่ตัด|วันตัด|ตัดยอด|เก็บข้อมูล|ใช้(?:ข้อมูล|ยอด|ผล)|นับ|เทียบ|คิด|สูตร|คำนวณ|วิธี|ทั้งนี้|คำอธิบาย|นิยาม|คำนิยาม|ข้อมูล|ส่วน\s*[A-Zก-ฮ]"
    r"|หัก|คะแนน|แหล่ง|เอกสาร|หลักฐาน|กรณี|รอบการประเมิน|การรับ|เกณฑ์|\*|หน่วย|ผู้รับผิดชอบ|รายละเอียด|แนวทาง|ขอบเขต|โดยพิจารณา|\(?[0-9๐-๙]{1,2}[.)]\s")
_GOES_ON = re.compile(r"และ|หรือ|แต่|โดย(?!พิจารณา)|ซึ่ง|พร้อม|รวมทั้ง|ตลอดจน|ที่|ของ|ตาม|ได้|ให้|เพื่อ|ใน|ภายใน|ไม่น้อยกว่า|ร้อยละ|จำนวน|ขึ้นไป|[)\]”%]")
_OPEN = re.compile(r"(?:และ|หรือ|โดย|ของ|ที่|ร้อยละ|ไม่น้อยกว่า|มากกว่า|น้อยกว่า|ได้|,|/)$")
_BULLET = re.compile(rf"{_BLANK}[-–—•·▪●*✓]")
_PART = re.compile(rf"{_BLANK}(?:ส่วน(?:ย่อย)?(?:ที่)?|ตัวชี้วัดย่อย(?:ที่)?)?{_BLANK}([A-Zก-ฮ])(?:[.):]|(?=\s)|(?<=ส่วน [A-Z])){_BLANK}(?=\S)")


@dataclass(slots=True)
class Criteria:
    """What a criteria cell says: its levels, the lines of none, its sub-indicators, and what is in doubt."""

    levels: Quotes = ()
    notes: list[str] = field(default_factory=list)
    parts: list[SignedPart] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Rung:
    number: int
    lines: list[PaperLine]


def digits(text: str) -> int:
    """A number in Thai or Arabic digits."""
    return int(to_arabic(text))


def level_mark(text: str) -> tuple[int, str] | None:
    """The level whose word a line begins with, and the rest of the line."""
    found = _WORD.match(text)
    return (digits(found[1]), text[found.end():]) if found else None


def read_criteria(lines: Sequence[PaperLine]) -> Criteria:
    """The levels and notes of the lines of a cell. Lines that only go on with a level's words are joined to them."""
    lines = _parted(lines)
    for mark in (_WORD, _POINTS, _ALONE):
        rungs, before = _rungs(lines, mark)
        if rungs:
            return _told(rungs, before)
    words = [line for line in lines if line.shown]
    if words and (step := _step(words)) is not None:
        return step
    return _unnumbered(words)


def _parted(lines: Sequence[PaperLine]) -> list[PaperLine]:
    """The lines; one that states several levels in a row, a line each."""
    parted: list[PaperLine] = []
    for line in lines:
        mark = level_mark(line.shown)
        pieces = _WITHIN.split(line.text) if mark else [line.text]
        numbers = [found[0] for piece in pieces[1:] if (found := level_mark(piece))]
        if mark and len(pieces) > 1 and numbers == list(range(mark[0] + 1, mark[0] + len(pieces))) and len(numbers) > 1:
            parted += [PaperLine(piece.strip(), line.label if not at else "", True) for at, piece in enumerate(pieces)]
        else:
            parted.append(line)
    return parted


def _rungs(lines: Sequence[PaperLine], mark: re.Pattern[str]) -> tuple[list[_Rung], list[PaperLine]]:
    """The levels that lines state in this way, in the paper's order, each with the lines up to the next; none where
    they are not in order. And the lines before them."""
    rungs: list[_Rung] = []
    before: list[PaperLine] = []
    separators: list[str] = []
    for line in lines:
        found = mark.match(line.shown)
        number = digits(next(filter(None, found.groups()))) if found else -1
        if found and _follows(number, rungs, mark):
            rungs.append(_Rung(number, [PaperLine(line.shown[found.end():].strip(), "", line.begins)]))
            separators.append(re.sub(r"[0-9๐-๙(]", "", found[0]) or " ")
        elif rungs:
            rungs[-1].lines.append(line)
        else:
            before.append(line)
    enough = len(rungs) > 1 or (len(rungs) == 1 and mark is _WORD)
    if mark is _ALONE and enough:
        words = [_joined(rung.lines) for rung in rungs]
        counts = all(map(str.isspace, separators)) and any(map(_COUNTED.match, words))
        enough = rungs[0].number in (0, 1) and all(_NOTE.match(clean(line.shown)) for line in before if line.shown) and any(words) and not counts
    return (rungs, before) if enough else ([], list(lines))


def _follows(number: int, rungs: Sequence[_Rung], mark: re.Pattern[str]) -> bool:
    """Whether a level may stand behind those: one more, by its word more or (from the highest down) less."""
    if not rungs:
        return True
    last = rungs[-1].number
    down = len(rungs) > 1 and rungs[0].number > rungs[1].number
    if mark is _ALONE:
        return number == last + 1
    return number < last if down else number > last or (len(rungs) == 1 and number == last - 1 and last > 1)


def _told(rungs: list[_Rung], before: Sequence[PaperLine]) -> Criteria:
    made = Criteria(notes=[line.shown for line in before if line.shown])
    below = _cut(rungs, made)
    if rungs[0].number > rungs[-1].number:
        rungs.reverse()
    made.levels = tuple((rung.number, _joined(rung.lines)) for rung in rungs)
    numbers = [number for number, _ in made.levels]
    if len(numbers) == 1 or (numbers[0] > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))):
        made.doubts.append(f"มีเพียงระดับที่ {', '.join(map(str, numbers))} ตรวจว่าครบตามข้อตกลงหรือไม่")
    elif lacking := sorted(set(range(numbers[0], numbers[-1])) - set(numbers)):
        made.doubts.append(f"ไม่มีระดับที่ {', '.join(map(str, lacking))} ตรวจว่าข้อตกลงข้ามระดับนั้นหรือไม่")
    made.doubts += [f"ระดับที่ {number} ไม่มีข้อความ" for number, quote in made.levels if not quote]
    _read_below(below, made)
    return made


def _joined(lines: Sequence[PaperLine]) -> str:
    return " ".join(filter(None, (line.shown for line in lines)))


def _cut(rungs: Sequence[_Rung], made: Criteria) -> list[PaperLine]:
    """Takes the lines that stand below the levels off the last one, and gives them; tells where only their being
    paragraphs of their own says so."""
    last = rungs[-1].lines
    bullets = any(_BULLET.match(line.shown) for rung in rungs for line in rung.lines if line.shown)
    broken = not all(rung.lines[0].begins for rung in rungs)  # all in one paragraph
    at = 1
    while at < len(last):
        line, former = last[at], last[at - 1]
        if not line.shown:
            if any(one.shown for one in last[:at]):
                break
        elif _NOTE.match(clean(line.shown)) and not (bullets and _BULLET.match(line.shown)):
            break
        elif not _is_more(line, former, bullets, broken) and any(one.shown for one in last[:at]):
            if not _PART.match(line.shown):
                made.doubts.append(
                    f"“{clean(line.shown)[:60]}” อ่านเป็นข้อความใต้เกณฑ์ ไม่ใช่ของระดับที่ {rungs[-1].number} ตรวจกับข้อตกลง")
            break
        at += 1
    below = last[at:]
    del last[at:]
    return below


def _is_more(line: PaperLine, former: PaperLine, bullets: bool, broken: bool) -> bool:
    """Whether a line goes on with the words of the line before it, which are a level's."""
    words = clean(line.shown)
    if bullets and _BULLET.match(words):
        return True
    if not line.begins and not broken:
        return True
    return bool(_GOES_ON.match(words) or _OPEN.search(clean(former.shown)))


def _step(lines: Sequence[PaperLine]) -> Criteria | None:
    """Levels around a target, each of which has the words that say so."""
    for at in range(len(lines)):
        for end in (at + 1, at + 2):
            words = _joined(lines[at:end])
            if read_step(words) is not None:
                others = [one.shown for one in (*lines[:at], *lines[end:])]
                return Criteria(tuple((number, words) for number in range(1, 6)), others)
    return None


def _unnumbered(lines: Sequence[PaperLine]) -> Criteria:
    """Lines of which none states its level: a level each, where there are as many as agreements have."""
    made = Criteria()
    paragraphs: list[list[PaperLine]] = []
    for line in lines:
        if line.begins or not paragraphs:
            paragraphs.append([])
        paragraphs[-1].append(line)
    if len(paragraphs) == 1:
        paragraphs = [[line] for line in lines]
    alike = paragraphs[0][0].shown[:5] if paragraphs else ""
    ends = next((at for at, (line, *_) in enumerate(paragraphs) if at > 1 and _NOTE.match(clean(line.shown)) and not line.shown.startswith(alike)),
                len(paragraphs))
    rungs, below = paragraphs[:ends], paragraphs[ends:]
    if 3 <= len(rungs) <= 6:
        made.levels = tuple((number, _joined(rung)) for number, rung in enumerate(rungs, 1))
        made.doubts.append("เกณฑ์ไม่บอกเลขระดับ นับตามลำดับบรรทัด")
        _read_below([line for one in below for line in one], made)
    else:
        made.notes = [line.shown for line in lines]
        if lines:
            made.doubts.append("ไม่พบระดับในช่องเกณฑ์ ข้อความทั้งหมดอยู่ในข้อความใต้เกณฑ์")
    return made


# --- below the levels --------------------------------------------------------------------------------


def _read_below(lines: Sequence[PaperLine], made: Criteria) -> None:
    """Notes, a line each; sub-indicators where they are told by letters, A first."""
    words = [line.shown for line in lines if line.shown]
    heads = [(at, found) for at, line in enumerate(words) if (found := _PART.match(line))]
    letters = "".join(found[1] for _, found in heads)
    if not (len(letters) > 1 and ("ABCDEFGH".startswith(letters) or "กขคงจฉชซ".startswith(letters))):
        made.notes += words
        if any(line.startswith(("หักคะแนน", "หัก ")) for line in words):
            made.doubts.append("มีการหักคะแนน ซึ่งอยู่ในข้อความใต้เกณฑ์ กรอกแถว หัก เอง")
        return
    made.notes += words[: heads[0][0]]
    for (at, found), end in zip(heads, [*(at for at, _ in heads[1:]), len(words)], strict=True):
        levels = []
        rest = words[at + 1 : end]
        while rest and _states(rest[0]):
            levels.append(rest.pop(0))
        quotes = tuple((number, level) for number, level in (_numbered(n, level) for n, level in enumerate(levels, 1)))
        made.parts.append(SignedPart(found[1], words[at][found.end():].strip(), quotes))
        made.notes += rest


def _states(line: str) -> bool:
    """Whether a line of a part states a level: one that has a number of its own, and points or a comparison."""
    if level_mark(line):
        return True
    if _NOTE.match(clean(line)) and not _BULLET.match(line):
        return False
    return without_points(line)[1] is not None or bool(re.search(r"(?:กว่า|เกิน|ร้อยละ|ตั้งแต่)[^0-9๐-๙]{0,12}[0-9๐-๙]", line))


def _numbered(number: int, line: str) -> tuple[int, str]:
    return level_mark(line) or (number, line)
