"""The signed text of a round, ``agreement.txt``, and where in it each word of a definition stands.

The text is the paper's, a cell or line of it a line: the goal, ``ตัวชี้วัดที่ n`` and the name, the
levels (``ระดับที่ k`` before each, or a cell each), notes, the weight, the source. What stands about a KPI
is its *passage*: from its number to the next KPI's.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal

from pipeline.model.agreement import Kpi
from pipeline.thai.calendar import MONTHS, SHORT_MONTHS, NotADate, date_at, day_of, month_of
from pipeline.thai.digits import to_arabic
from pipeline.thai.periods import month_end
from pipeline.thai.text import clean

Span = tuple[int, int]
_CELL = re.compile(r"[\n\r\t\v\f\x07]+")
_KPI = re.compile(r"^ตัวชี้วัด(?:ที่)? ?(\d+)(?!\.?\d)", re.MULTILINE)
_LEVEL = re.compile(r"^ระดับ(?:ที่|คะแนน(?:ที่)?)? ?(\d+)(?!\.?\d)", re.MULTILINE)
_SEPARATOR = re.compile(r"[ .:=)–-]*")
_WEIGHT = re.compile(r"^(?:ร้อยละ ?)?(\d+(?:\.\d+)?) ?%?$", re.MULTILINE)
_SHARE = re.compile(r"0\.\d+|1\.0+")  # of one, where others write percent
_YEARS = re.compile(r"(?<!\d)(2[45]\d\d)(?: ?[-–—] ?(2[45]\d\d))?(?!\d)")
_MONTH = "|".join(map(re.escape, (*MONTHS, *SHORT_MONTHS)))
# Two days of which the latter alone has a year: 1 เมษายน - 30 กันยายน 2561.
_ONE_YEAR = re.compile(
    rf"(?<!\d)(\d{{1,2}}) ?({_MONTH}) ?(?:[-–—]|ถึง(?:วันที่)?) ?(?=\d{{1,2}} ?({_MONTH}) ?(?:พ\.ศ\. ?)?(\d{{4}}|\d\d)(?!\d))")
_ROUND = re.compile(r"รอบ(?:การประเมิน)?(?:ที่)? ?(\d)(?!\d)")
_FISCAL = re.compile(r"(?:ปีงบประมาณ|ปี|พ\.ศ\.)[^\d\n]{0,12}(2[45]\d\d)(?!\d)")
_QUARTER = re.compile(r"ไตรมาส(?:ที่)? ?([1-4])(?!\d)")
_DAY_START = re.compile(r"(?<!\d)\d|(?<![A-Za-z])[A-Za-z]")


def same_words(text: str) -> str:
    """Words as quotes are compared: ำ whole, Arabic digits, one space between words."""
    return to_arabic(clean(text))


@dataclass(slots=True)
class Passage:
    """One per KPI: where in the text it stands, and where each of its levels does."""

    start: int
    end: int
    name_end: int
    levels: tuple[tuple[int, int, int], ...] = ()  # the level's number, and from where to where its words are

    @property
    def first_level(self) -> int:
        """Where its levels begin: its end where none is numbered."""
        return min((start for _, start, _ in self.levels), default=self.end)


@dataclass(slots=True)
class SignedText:
    """The text of one agreement, a line a cell; ``flat`` is the same with a space for each line's end."""

    text: str
    flat: str = ""
    _claimed: bytearray = field(init=False)  # 1 for each letter that a definition has quoted

    def __post_init__(self) -> None:
        self._claimed = bytearray(len(self.text))

    @classmethod
    def of(cls, raw: str) -> "SignedText":
        """The text as it is typed, every line as quotes are compared."""
        lines = filter(None, (same_words(line) for line in _CELL.split(raw)))
        text = "\n".join(lines)
        return cls(text, text.replace("\n", " "))

    def begins(self, at: int) -> bool:
        """Whether a line begins there."""
        return at == 0 or self.text[at - 1] == "\n"

    def ends(self, at: int) -> bool:
        """Whether a line ends there."""
        return at == len(self.text) or self.text[at] == "\n"

    def places(self, words: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
        """Where these words stand as whole lines or cells, also over several."""
        wanted, last = same_words(words), len(self.text) if end is None else end
        at = self.flat.find(wanted, start, last) if wanted else -1
        while at >= 0:
            if self.begins(at) and self.ends(at + len(wanted)):
                yield at, at + len(wanted)
            at = self.flat.find(wanted, at + 1, last)

    def take(self, start: int, end: int) -> None:
        """Claims what stands there."""
        self._claimed[start:end] = b"\1" * (end - start)

    def free(self, start: int, end: int) -> bool:
        """Whether nothing there is claimed."""
        return self._claimed.find(1, start, end) < 0

    def claim(self, words: str, start: int, end: int) -> Span | None:
        """The first place there that has these words as whole lines and that nothing else has claimed."""
        found = next((span for span in self.places(words, start, end) if self.free(*span)), None)
        if found is not None:
            self.take(*found)
        return found

    def at_once(self, words: str, at: int) -> Span | None:
        """These words where they stand right at a place, after what parts a number from its words or
        nothing, up to a line's end."""
        wanted = same_words(words)
        separator = _SEPARATOR.match(self.flat, at)
        for start in range(at, separator.end() + 1 if separator else at):
            span = start, start + len(wanted)
            if wanted and self.flat[start : span[1]] == wanted and self.ends(span[1]):
                self.take(self.text.rfind("\n", 0, at) + 1, span[1])
                return span
        return None

    def behind(self, words: str, start: int, end: int) -> bool:
        """Whether these words are all that a place says, up to the end of a line there; claims them."""
        span = self.at_once(words, start)
        return span is not None and span[1] <= end

    def numbers(self) -> tuple[int, ...]:
        """The numbers of KPIs that the text has, in its order."""
        return tuple(dict.fromkeys(int(one[1]) for one in _KPI.finditer(self.text)))

    def starts(self, kpi: Kpi) -> list[Span]:
        """Where a KPI may begin, and where its name does: at its number; where no line of the text has
        that, at its name, before which the number may stand alone (``1.``)."""
        numbered = [one.span() for one in _KPI.finditer(self.text) if int(one[1]) == kpi.number]
        if numbered:
            return numbered
        alone = re.finditer(rf"^(?:KPI ?|ข้อ(?:ที่)? ?)?\(?{kpi.number}(?!\.?\d)[ .:)]*", self.text, re.MULTILINE)
        return [*((start, start) for start, _ in self.places(kpi.name)), *(one.span() for one in alone)]

    def left(self, start: int, end: int) -> list[str]:
        """The lines there of which nothing was claimed."""
        lines, at = [], start
        for line in self.text[start:end].split("\n"):
            if line and self.free(at, at + len(line)):
                lines.append(line)
            at += len(line) + 1
        return lines


def passages(signed: SignedText, kpis: Sequence[Kpi]) -> dict[int, Passage]:
    """The passage of each KPI whose number and name the text has together, by its number."""
    found: dict[int, Span] = {}
    for kpi in kpis:
        for start, after in signed.starts(kpi):
            name = signed.at_once(kpi.name, after)
            if name is not None:
                found[kpi.number] = start, name[1]
                break
    starts = sorted({*(start for start, _ in found.values()), *(m.start() for m in _KPI.finditer(signed.text))})
    made = {}
    for number, (start, name_end) in found.items():
        end = next((one for one in starts if one > start), len(signed.text))
        made[number] = Passage(start, end, name_end, _levels(signed, name_end, end))
    return made


def _levels(signed: SignedText, start: int, end: int) -> tuple[tuple[int, int, int], ...]:
    marks = list(_LEVEL.finditer(signed.text, start, end))
    ends = [*(mark.start() for mark in marks), end][1:]
    return tuple((int(m[1]), m.end(), stop) for m, stop in zip(marks, ends, strict=True))


def weights(signed: SignedText, part: Passage, own: Decimal) -> dict[Span, Decimal]:
    """The numbers that stand alone in a cell of the passage and that nothing else has claimed, by where; 0.25 is
    25 percent, and 1.00 is 100, unless it is the ``own`` weight."""
    found = {one.span(): one[1] for one in _WEIGHT.finditer(signed.text, part.name_end, part.end) if signed.free(*one.span())}
    return {span: Decimal(number) * (100 if _SHARE.fullmatch(number) and Decimal(number) != own else 1) for span, number in found.items()}


def dates(text: str, fiscal: int) -> list[dt.date]:
    """The days that a text names whole, and the last days of the quarters of a fiscal year (พ.ศ.)."""
    text = _ONE_YEAR.sub(lambda two: f"{two[1]} {two[2]} {int(two[4]) - (month_of(two[2]) > month_of(two[3]))} - ", text)
    found, at = [], 0
    while begun := _DAY_START.search(text, at):
        one = date_at(text, begun.start())
        at = (one or begun).end()
        if one:
            with suppress(NotADate):
                found.append(day_of(one))
    return [*found, *(month_end(fiscal, 3 * int(one[1])) for one in _QUARTER.finditer(text))]


def titled_round(title: str) -> tuple[str, str]:
    """Which round, and of which fiscal year, a title (as :func:`same_words`) says that an agreement is of; "" of what
    it does not say."""
    number, year = _ROUND.search(title), _FISCAL.search(title)
    return number[1] if number else "", year[1] if year else ""


def years(text: str) -> set[int]:
    """The years of พ.ศ. that a text names, those between the ends of a range too."""
    found: set[int] = set()
    for one in _YEARS.finditer(text):
        found |= set(range(int(one[1]), int(one[2] or one[1]) + 1))
    return found

