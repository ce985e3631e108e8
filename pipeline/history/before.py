"""What a run finds in the folder that it writes into: former results, and a seal."""

import json
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.history import words
from pipeline.history.changes import Change, changes
from pipeline.history.record import NotResultsError, Run, loads, run_of
from pipeline.history.seal import guard
from pipeline.model.changes import Changed
from pipeline.model.places import SCORED_BY
from pipeline.publish import PRIVATE, write_whole

MEMORY = SCORED_BY  # in PRIVATE: by the hash of results.json, what they were scored by
MOST_LINES = 40
MOST_RUNS = 4  # the standing one, the former, and what a run that was cut off left


@dataclass(frozen=True, slots=True)
class Past:
    """What came before a run: how the results differ from the former ones (``since`` says which,
    "" for none), and Thai lines for the terminal."""

    since: str = ""
    changes: tuple[Change, ...] = ()
    lines: tuple[str, ...] = ()

    @property
    def context(self) -> Changed:
        """What the sheet สิ่งที่เปลี่ยน is filled with."""
        return Changed.of(self.since, words.rows(self.changes))


def look_back(folder: Path, new: Run, before: bytes | None, reopen: str | None) -> Past:
    """Compares a run with the former results of its folder, ``before`` being the bytes of their
    ``results.json``; a sealed round is opened where ``reopen`` gives the reason.

    Raises SealedError where the round is sealed and may not be written, SealStandsError where the
    sealed results are these very ones.
    """
    guard(folder, new, reopen)
    known = _remember(folder, new)
    if before is None:
        return Past()
    try:
        old = run_of(before, "ผลครั้งก่อน")
    except NotResultsError:
        return Past(lines=(
            "ผลเดิมในโฟลเดอร์นี้อ่านไม่ได้ (ไฟล์เสีย ถูกแก้ หรือเป็นของโปรแกรมรุ่นอื่น) จึงไม่เทียบกับผลครั้งก่อน",))
    if old.whose != new.whose:
        (round_id, province) = old.whose
        return Past(lines=(
            words.safe(f"ผลเดิมในโฟลเดอร์นี้เป็นของจังหวัด{province} รอบ {round_id} จึงไม่เทียบกับผลครั้งก่อน"),))
    old = replace(old, definitions=known.get(old.sha256))
    found = changes(old, new)
    since = words.since(old)
    return Past(since, found, (f"เทียบกับ{since}", *words.lines(found, MOST_LINES)))


def memory(folder: Path) -> dict[str, dict[str, str]]:
    """By the hash of each ``results.json`` that runs made here lately: what it was scored by."""
    with suppress(OSError):
        data = loads((folder / PRIVATE / MEMORY).read_bytes())
        if isinstance(data, dict):
            return {sha256: known for sha256, known in data.items() if isinstance(known, dict)}
    return {}


def _remember(folder: Path, run: Run) -> dict[str, dict[str, str]]:
    """Keeps what this run is scored by, and gives all that is kept, as the next run finds it;
    without it a later comparison tells the same changes but not which definition they come from."""
    known = memory(folder)
    if run.definitions is None:
        return known
    others = [(sha256, by) for sha256, by in known.items() if sha256 != run.sha256]
    kept = dict([*others, (run.sha256, dict(run.definitions))][-MOST_RUNS:])
    with suppress(OSError):
        (folder / PRIVATE).mkdir(parents=True, exist_ok=True)
        data = json.dumps(kept, ensure_ascii=False, indent=1) + "\n"
        write_whole(folder / PRIVATE / MEMORY, data.encode())
    return kept
