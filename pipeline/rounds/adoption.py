"""A round that is adopted, so that it may be the default and stays as it was understood, or withdrawn."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.checks import CHECKS
from pipeline.definitions import load_definitions
from pipeline.definitions.held import part_words
from pipeline.definitions.states import FILE, KnownRound, choose, with_files
from pipeline.definitions.understood import ChangedFact, changed, understood
from pipeline.errors import UsageError
from pipeline.home import OWN
from pipeline.measure import MEASURES
from pipeline.model.agreement import Agreement
from pipeline.model.frame import Unstated
from pipeline.model.source import SourceDefinition
from pipeline.model.words import STATE_NAMES
from pipeline.normalise.kinds import KINDS
from pipeline.publish import put_file
from pipeline.rounds.computed import computed


@dataclass(frozen=True, slots=True)
class Adoption:
    """A round that may be adopted: what of it differs from when it was adopted before, and how it would
    stand; ``unstated`` is what its signed text does not state."""

    folder: Path
    before: KnownRound
    after: KnownRound
    facts: tuple[ChangedFact, ...]
    unstated: tuple[Unstated, ...]

    @property
    def first(self) -> bool:
        """Whether it was never adopted."""
        return not self.before.understood

    @property
    def needed(self) -> bool:
        """Whether anything would change."""
        return self.before != self.after

    def lines(self) -> Iterator[str]:
        """What a person is to look at before the round is adopted, in Thai."""
        name = self.after.id
        if not self.needed:
            yield f"รอบ {name} ประกาศใช้อยู่แล้ว ไม่มีสิ่งใดเปลี่ยน"
            return
        if self.first:
            yield f"รอบ {name} ยังไม่เคยประกาศใช้ ถือเทียบกับข้อตกลงที่ลงนามด้วย pipeline round show {name}"
            yield from self._to_tick()
            return
        differs = f"ต่างจากเมื่อประกาศใช้ครั้งก่อน {len(self.facts)} แห่ง" if self.facts else "เหมือนเมื่อประกาศใช้ครั้งก่อนทุกแห่ง"
        yield f"รอบ {name} ({STATE_NAMES[self.before.state]}) {differs}"
        for kind, facts in (
            ("มีผลต่อคะแนน", [fact for fact in self.facts if fact.scores]),
            ("ถ้อยคำ", [fact for fact in self.facts if not fact.scores]),
        ):
            if facts:
                yield f"{kind}:"
                yield from (f"  {line}" for line in with_files(self.folder, [(one.key, one.words) for one in facts]))

    def _to_tick(self) -> Iterator[str]:
        if not self.unstated:
            return
        yield f"สิ่งที่ข้อตกลงที่ลงนามไม่ได้บอก {len(self.unstated)} ข้อ ต้องมีผู้ตรวจ:"
        yield from (f"  [ ] {line}" for line in to_tick(self.unstated))

    def adopt(self) -> None:
        """Writes the round's state. Raises PipelineError where it cannot be written."""
        put_file(self.folder / FILE, self.after.written)


def to_tick(unstated: Iterable[Unstated]) -> Iterator[str]:
    """A Thai line for each thing that a signed text does not state: of which KPI, and what."""
    return (f"{f'ตัวชี้วัดที่ {one.kpi}: ' if one.kpi else ''}{one.words}" for one in unstated)


def adoption(home: Path, round_id: str) -> Adoption:
    """What adopting a round of the working folder ``home`` would do; nothing is written.

    Raises UsageError where there is no such round, or the definitions are the program's own, and
    DefinitionError, with all that is wrong, where the round cannot be loaded.
    """
    folder, before = _of(home, round_id)
    agreement, sources = whole(home, round_id)
    facts = understood(agreement)
    after = KnownRound(round_id, "adopted", facts)
    known = {source.id: source for source in sources}
    made = [
        Unstated(kpi.number, f"{at}formula", f"{part_words(at, one)}{line}")
        for kpi in agreement.kpis for at, one in kpi.by_place() for line in computed(one, known)
    ]
    unstated = sorted([*made, *agreement.unstated], key=lambda one: one.kpi)
    return Adoption(folder, before, after, changed(before.understood, facts), tuple(unstated))


def whole(home: Path, round_id: str) -> tuple[Agreement, tuple[SourceDefinition, ...]]:
    """A round as it is written, and the sources, having looked that all that it is scored by can be
    loaded."""
    stands = load_definitions(home, MEASURES, KINDS, CHECKS, round_id, as_written=True)
    return stands.agreement, stands.sources


def withdraw(home: Path, round_id: str) -> str:
    """Withdraws a round that was adopted; says in a Thai line what came of it. Raises UsageError
    where there is no such round, it is a draft, or the definitions are the program's own."""
    folder, before = _of(home, round_id)
    if before.state == "draft":
        raise UsageError(f"รอบ {round_id} ยังเป็นร่าง ไม่มีอะไรให้ถอน")
    if before.state == "withdrawn":
        return f"รอบ {round_id} ถอนอยู่แล้ว ไม่มีสิ่งใดเปลี่ยน"
    put_file(folder / FILE, replace(before, state="withdrawn").written)
    return f"ถอนรอบ {round_id} แล้ว จะไม่ถูกเลือกเองอีก ผลที่ออกไปแล้วไม่ถูกแก้ สั่ง pipeline round adopt {round_id} เพื่อใช้อีกครั้ง"


def _of(home: Path, round_id: str) -> tuple[Path, KnownRound]:
    """A round's folder, which may be written into, and how it stands."""
    known = choose(home, round_id)
    agreement = home / "agreement"
    if not agreement.is_dir():
        raise UsageError(
            f"ข้อตกลงที่ใช้อยู่มากับโปรแกรม ({OWN / 'agreement'}) จึงเปลี่ยนสถานะของรอบไม่ได้ "
            "สั่ง pipeline init เพื่อวาง agreement ในโฟลเดอร์นี้ แล้วสั่งใหม่")
    return agreement / round_id, known
