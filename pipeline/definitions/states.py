"""The life of a round: a draft until somebody adopts it, and withdrawn where it counts no more.

Both stand in ``state.toml`` of the round's folder, beside every fact as it was understood at adoption
(``understood``). A folder without such a file, with one that cannot be read, or with that of another
round (a copied folder) is a draft, and disturbs nobody.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.definitions.blocks import read_toml
from pipeline.definitions.quoting import quoted
from pipeline.definitions.understood import changed, understood
from pipeline.errors import DefinitionError, UsageError
from pipeline.home import folder_of
from pipeline.model.agreement import Agreement
from pipeline.model.disk import why
from pipeline.model.frame import RoundState
from pipeline.model.words import STATE_NAMES

FILE = "state.toml"
_HEAD = "# เขียนโดย pipeline round adopt และ pipeline round withdraw ไม่ต้องแก้ไฟล์นี้\n"


@dataclass(frozen=True, slots=True)
class KnownRound:
    """One per folder of a round: its state, every fact as it was understood when it was last adopted
    (none: it never was), and the Thai line that says why its state cannot be told, else ""."""

    id: str
    state: RoundState = "draft"
    understood: Mapping[str, str] = field(default_factory=dict)
    trouble: str = ""

    @property
    def written(self) -> bytes:
        """Its ``state.toml``."""
        facts = [f"{quoted(key)} = {quoted(value)}\n" for key, value in self.understood.items()]
        head = f"round = {quoted(self.id)}\nstate = {quoted(self.state)}\n"
        return "".join([_HEAD, head, "\n[understood]\n", *facts]).encode()


def known_rounds(home: Path) -> tuple[KnownRound, ...]:
    """Every round that has a folder in ``agreement/`` of ``home`` or of the program, the oldest first."""
    return tuple(_known(path) for path in _folders(folder_of(home, "agreement")))


def choose(home: Path, round_id: str | None) -> KnownRound:
    """The round of this id, in whatever state; the newest adopted one if None.

    Raises UsageError for a round that does not exist, DefinitionError where none is adopted.
    """
    folders = list(_folders(folder_of(home, "agreement")))
    if not folders:
        raise DefinitionError("agreement: ไม่มีรอบการประเมินใด สั่ง pipeline init เพื่อวางข้อตกลงที่มากับโปรแกรม หรือลบโฟลเดอร์ agreement ที่ว่าง")
    if round_id is not None:
        found = next((path for path in folders if path.name == round_id), None)
        if found is None:
            raise UsageError(f"ไม่มีรอบ “{round_id}” รอบที่มี: {', '.join(path.name for path in folders)}")
        return _known(found)
    others: list[KnownRound] = []
    for path in reversed(folders):  # those of former years stay unread
        if (known := _known(path)).state == "adopted":
            return known
        others.insert(0, known)
    last = others[-1].id
    raise DefinitionError(
        f"agreement: ยังไม่มีรอบที่ประกาศใช้ ที่มีคือ {', '.join(f'{x.id} ({STATE_NAMES[x.state]})' for x in others)} "
        f"ตรวจด้วย pipeline round show {last} แล้วสั่ง pipeline round adopt {last}")


def round_of(home: Path, round_id: str | None) -> str:
    """The id of the round that is meant by a name, or by none (None), as :func:`choose`."""
    return choose(home, round_id).id


def _folders(agreement: Path) -> Iterator[Path]:
    """Those of rounds, the oldest first (``2561-1``: fiscal year พ.ศ. and round)."""
    yield from sorted(
        path for path in agreement.glob("*-*")
        if re.fullmatch(r"[0-9]{4}-[0-9]", path.name) and path.is_dir()
    )


def _known(folder: Path) -> KnownRound:
    home = folder.parent.parent
    try:
        if not (folder / FILE).exists():
            return KnownRound(folder.name)
        block = read_toml(folder / FILE, home)
        state = block.one_of("state", ("adopted", "withdrawn"))
        if block.text("round") != folder.name:
            return KnownRound(folder.name)
        facts = block.block("understood")
        understood = {key: facts.text(key) for key in list(facts.data)}
        block.done()
        if not understood:
            raise block.error("understood", f"ว่าง ไม่มีข้อใดที่เข้าใจไว้เมื่อประกาศใช้ สั่ง pipeline round adopt {folder.name} อีกครั้ง")
    except DefinitionError as error:
        return KnownRound(folder.name, trouble=str(error))
    except OSError as error:
        return KnownRound(folder.name, trouble=f"agreement/{folder.name}: เปิดไม่ได้ ({why(error)})")
    except RecursionError:
        return KnownRound(folder.name, trouble=f"agreement/{folder.name}/{FILE}: เขียนซ้อนกันลึกเกินไป")
    return KnownRound(folder.name, state, understood)  # type: ignore[arg-type]  # one_of checked it


def with_files(folder: Path, told: Sequence[tuple[str, str]]) -> list[str]:
    """What is told of a round's facts (by their keys), each after the file and its key in it."""
    files = _files(folder) if told else {}
    return [f"{_place(folder, key, files)} {words}" for key, words in told]


def _place(folder: Path, fact: str, files: Mapping[str, str]) -> str:
    name = f"agreement/{folder.name}"
    first, _, rest = fact.partition(".")
    if first == "readings":
        return f"{name}/reading.toml: {rest or first}"
    if first != "kpi":
        return f"{name}/agreement.toml: {fact}"
    number, _, key = rest.partition(".")
    return f"{files.get(number, f'{name}/kpi: ตัวชี้วัดที่ {number}')}: {key}"


def _files(folder: Path) -> dict[str, str]:
    """The file of each KPI by its number."""
    home = folder.parent.parent
    return {
        str(read_toml(path, home).data.get("number")): path.relative_to(home).as_posix()
        for path in sorted((folder / "kpi").glob("*.toml"), reverse=True)
    }


def as_adopted(agreement: Agreement, known: KnownRound, home: Path) -> Agreement:
    """The agreement of a round, held against what was adopted, with the words that changed since.

    Raises DefinitionError where facts that score changed: a line each, and what to do.
    """
    if known.state != "adopted":
        return agreement
    facts = changed(known.understood, understood(agreement))
    told = with_files(home / "agreement" / known.id, [(fact.key, fact.words) for fact in facts])
    if wrong := [line for fact, line in zip(facts, told, strict=True) if fact.scores]:
        raise DefinitionError("\n".join([
            *wrong,
            f"รอบ {known.id} ประกาศใช้แล้ว ถ้าตั้งใจแก้ ตรวจด้วย pipeline round show {known.id} "
            f"แล้วสั่ง pipeline round adopt {known.id} ถ้าไม่ได้ตั้งใจ ให้แก้กลับ",
        ]))
    return replace(agreement, changed_words=tuple(told))
