"""The rounds that there are, each with its state and what is wrong with it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.definitions.states import KnownRound, as_adopted, known_rounds
from pipeline.errors import PipelineError
from pipeline.home import folder_of
from pipeline.model.agreement import Agreement
from pipeline.model.finding import safe_text
from pipeline.model.words import STATE_NAMES
from pipeline.rounds.adoption import whole
from pipeline.rounds.text import days, table
from pipeline.thai.text import clean

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class ListedRound:
    """One per folder of a round: what could be read of it (None: nothing), whether it is the one that is
    taken unasked, and the Thai lines that say what is wrong."""

    known: KnownRound
    agreement: Agreement | None
    default: bool
    trouble: tuple[str, ...]

    def as_json(self) -> Json:
        """As plain data."""
        it = self.agreement
        return {
            "round": self.known.id, "state": self.known.state, "default": self.default,
            "title": [clean(line) for line in it.title] if it else [],
            "start": it.start.isoformat() if it else None, "end": it.end.isoformat() if it else None,
            "trouble": list(self.trouble),
        }


def listed(home: Path) -> tuple[ListedRound, ...]:
    """Every round that has a folder, the oldest first; a broken one with its trouble."""
    known = known_rounds(home)
    adopted = [one.id for one in known if one.state == "adopted"]
    return tuple(_listed(home, one, one.id in adopted[-1:]) for one in known)


def _listed(home: Path, known: KnownRound, default: bool) -> ListedRound:
    trouble = [known.trouble] if known.trouble else []
    agreement = None
    try:
        agreement, _ = whole(home, known.id)
        agreement = as_adopted(agreement, known, folder_of(home, "agreement").parent)
        trouble += agreement.changed_words
    except PipelineError as error:
        trouble += str(error).splitlines()
    return ListedRound(known, agreement, default, tuple(safe_text(line, 300) for line in trouble))


def lines(rounds: Sequence[ListedRound]) -> Iterator[str]:
    """For the terminal: a line each, and its trouble below the table."""
    if not rounds:
        yield "ไม่มีรอบการประเมินใดในโฟลเดอร์ agreement"
        return
    yield from table([("", "รอบ", "สถานะ", "วันที่", "ชื่อ"), *(
        ("*" if one.default else "", one.known.id, STATE_NAMES[one.known.state],
         days(one.agreement) if one.agreement else "-", clean(one.agreement.title[-1]) if one.agreement else "-")
        for one in rounds
    )])
    if any(one.default for one in rounds):
        yield "* รอบที่ใช้เมื่อไม่ระบุ --round"
    for one in rounds:
        for line in one.trouble:
            yield f"{one.known.id}: {line}"
