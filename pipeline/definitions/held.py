"""A round that is held against its signed text, and a KPI or a part of one that is: where what is wrong
with it stands, and what a person is to tick."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.definitions.blocks import TomlTable
from pipeline.definitions.frame import Frame
from pipeline.definitions.signed import SignedText
from pipeline.model.agreement import Kpi
from pipeline.model.frame import Unstated
from pipeline.thai.criterion import plain_words
from pipeline.thai.phrases import STEPS
from pipeline.thai.text import clean


@dataclass(slots=True)
class Paper:
    """One per round that is checked: the sound part of the definition with the tables of its files (by the
    KPI's number), the signed text, the numbers that have a file (None: some file says none), and what the text
    does not state."""

    frame: Frame
    kpis: Sequence[Kpi]
    blocks: Mapping[int, TomlTable]
    signed: SignedText
    name: str
    defined: Collection[int] | None
    unstated: list[Unstated] = field(default_factory=list)

    def ask(self, kpi: int, key: str, words: str) -> None:
        """Lists what a person is to tick."""
        self.unstated.append(Unstated(kpi, key, words))

    def wrong(self, kpi: Kpi, key: str, problem: str) -> None:
        """Notes what is wrong in a KPI's file."""
        self.blocks[kpi.number].wrong(key, problem)

    def lacks(self, kpi: Kpi, key: str, words: str, where: str) -> None:
        """Notes words that do not stand where they belong."""
        self.wrong(kpi, key, f"“{clean(words)[:60]}” ไม่มี{where}ใน {self.name} แก้ให้ตรงกับข้อตกลงที่ลงนามทุกตัวอักษร")


@dataclass(frozen=True, slots=True)
class Held:
    """One per ladder that is held against the text: a KPI, or a part or deduction of one. ``key`` is where it
    stands in its file (``parts[1].``, "" for the KPI itself), ``name`` how a line about it begins (``ส่วน A ``)."""

    paper: Paper
    kpi: Kpi
    key: str = ""
    name: str = ""

    def wrong(self, key: str, problem: str) -> None:
        """Notes what is wrong at a key of it."""
        self.paper.wrong(self.kpi, self.key + key, problem)

    def ask(self, key: str, words: str) -> None:
        """Lists what a person is to tick."""
        self.paper.ask(self.kpi.number, self.key + key, self.name + words)


def ladders(paper: Paper, kpi: Kpi) -> Iterator[Held]:
    """A KPI, then its parts and its deductions."""
    return (Held(paper, one, key, part_words(key, one)) for key, one in kpi.by_place())


def part_words(key: str, one: Kpi) -> str:
    """How a line begins about what stands at a key of a KPI (``parts[1].``): ``ส่วน A ``, ``หักคะแนน X ``; "" about
    the KPI itself."""
    if not key:
        return ""
    return f"{'ส่วน' if key.startswith('parts') else 'หักคะแนน'} {one.part} "


def stepped(kpi: Kpi) -> bool:
    """Whether the levels are steps around a target, all of them with the one quote that says so."""
    quotes = {level.quote for level in kpi.levels}
    return len(kpi.levels) > 1 and len(quotes) == 1 and bool(STEPS.search(plain_words(quotes.pop())))


def numbered(level: int) -> tuple[str, ...]:
    """How a line may begin that states a level without the word for it."""
    return "", f"{level} ", f"{level}. ", f"{level}) ", f"{level} : ", f"{level} = "


def ask_numbers(held: Held) -> None:
    """Lists which levels there are, where the text does not number them."""
    numbers = " ".join(str(level.level) for level in held.kpi.levels)
    held.ask("levels", f"เกณฑ์ที่เรียงกันเป็นของระดับที่ {numbers} (ข้อตกลงไม่ได้บอกเลขระดับ)")
