"""Whether all that a run rests on is as it was, and what the run said then.

A record says: with these files, definitions, forms and this program, over results that stand so,
a run says this and changes nothing. That is true whenever it was made, whatever happened since.
Of the files it keeps one fingerprint a folder. Nothing heavy is loaded here.
"""

import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from pipeline.errors import PipelineError
from pipeline.home import folder_of
from pipeline.inbox import contents, fingerprint, hashed, is_lock, top_level
from pipeline.model.finding import UNPRINTABLE
from pipeline.model.places import SCORED_BY, SEAL_COPY, SEAL_FILE, other_rounds
from pipeline.publish import PRIVATE, standing, write_whole
from pipeline.publish.lock import locked
from pipeline.publish.whole import leftovers

LARGEST = 10_000_000  # bytes of a record; a nation's is far below


@dataclass(frozen=True, slots=True)
class Question:
    """What a run is asked for: all but how it is to work, such as the number of jobs."""

    home: Path
    folder: Path
    output: Path
    round_id: str
    province: str | None


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run said on the screen, and its exit code."""

    screen: str
    code: int


@dataclass(frozen=True, slots=True)
class _Record:
    """One per question: its ground; the fingerprint of each folder that was read, by its place (0
    the input folder, then the folders in it); how each folder of results stood; what was said."""

    ground: str
    read: Mapping[str, str]
    results: Mapping[str, str]
    screen: str
    code: int


def ground(question: Question) -> str:
    """The fingerprint of all that an answer rests on, save the files of the input folder and the
    results; "" where that cannot be told. Asked before a run reads anything."""
    try:
        folders, others = top_level(question.folder, question.round_id)
        return fingerprint([
            _program_begun(),
            repr((question.round_id, question.province)),
            *(where for path in (question.folder, question.output)
              for where in (str(path), os.path.realpath(path))),
            *(told for name in ("agreement", "templates")
              for folder in [folder_of(question.home, name)] for told in (str(folder), _tree(folder))),
            fingerprint(path.name for path in folders), fingerprint(others),
            _rest_of_year(question),
        ])
    except OSError:
        return ""


def answer(question: Question, rests_on: str) -> RunReport | None:
    """What a run would say, where nothing that it rests on changed; else None. Raises
    PipelineError where another run does not end."""
    record = _load(_place(question))
    if record is None or record.ground != rests_on:
        return None
    try:
        folders = (question.folder, *top_level(question.folder, question.round_id)[0])
        for place, was in record.read.items():
            if fingerprint(contents(folders[int(place)], question.round_id)) != was:
                return None
        for name, was in record.results.items():
            folder = question.output / name
            with locked(folder / PRIVATE) as held:
                if not held or standing(folder) != was:
                    return None
    except (OSError, IndexError, ValueError):
        return None
    return RunReport(record.screen, record.code)


def remember(
    question: Question, rests_on: str, read: Mapping[Path, str], results: Mapping[Path, str],
    said: RunReport,
) -> None:
    """Keeps what a run said that rested on ``rests_on``, by folder on the fingerprints of what it
    ``read``, and left ``results``. Nothing is kept where one of them is "", which says that the
    next run may differ, and where the ground changed meanwhile."""
    if not (read and results and all((rests_on, *read.values(), *results.values()))):
        return
    with suppress(OSError, PipelineError, ValueError):  # without it the next run takes its time
        if _program() != _program_begun() or ground(question) != rests_on:
            return
        folders = (question.folder, *top_level(question.folder, question.round_id)[0])
        record = _Record(
            rests_on,
            {str(folders.index(folder)): was for folder, was in read.items()},
            {folder.relative_to(question.output).as_posix(): was for folder, was in results.items()},
            said.screen, said.code,
        )
        _save(_place(question), asdict(record))


# --- the record ----------------------------------------------------------------------------------


def _place(question: Question) -> Path:
    """Where the record of a question is: one for each round and province that is asked for."""
    asked = fingerprint([repr((question.round_id, question.province))])
    return question.output / PRIVATE / f"run-{asked[:12]}.json"


def _save(path: Path, record: Mapping[str, object]) -> None:
    data = json.dumps({**record, "sha256": _digest(record)}, ensure_ascii=False, indent=1) + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    with locked(path.parent, 0):
        for left in leftovers(path.parent):
            left.unlink()
        write_whole(path, data.encode())


def _load(path: Path) -> _Record | None:
    """A record that is whole and could be ours; else None."""
    try:
        if path.stat().st_size > LARGEST:
            return None
        data = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    match data:
        case {"ground": str(ground), "read": dict(read), "results": dict(results),
              "screen": str(screen), "code": 0 | 1 as code, "sha256": str(sha256), **more}:
            record = _Record(ground, read, results, screen, code)
            whole = not more and sha256 == _digest(asdict(record))
            return record if whole and _plain(record) else None
    return None


def _plain(record: _Record) -> bool:
    """Whether a record names nothing outside of its folders, and nothing that a screen obeys."""
    names = [part for name in record.results for part in name.split("/")]
    return (
        bool(record.read) and bool(record.results)
        and all(place.isascii() and place.isdigit() for place in record.read)
        and all(name == Path(name).name != ".." for name in names)
        and not any(UNPRINTABLE.search(line) for line in record.screen.split("\n"))
    )


def _digest(record: Mapping[str, object]) -> str:
    return fingerprint([json.dumps(record, sort_keys=True)])


# --- what stands beside the files and results ----------------------------------------------------


def _rest_of_year(question: Question) -> str:
    """The fingerprint of the results of the fiscal year's other rounds, which stand on the page beside these, with
    what says whether they may."""
    beside = (SEAL_FILE, f"{PRIVATE}/{SEAL_COPY}", f"{PRIVATE}/{SCORED_BY}")
    return fingerprint(
        told for path in other_rounds(question.output, question.round_id)
        for one in (path, *filter(Path.is_file, map(path.parent.joinpath, beside))) for told in (str(one), hashed(one)))


def _program() -> str:
    """The fingerprint of the program, of Python, and of the libraries by their versions."""
    libraries = {
        name for place in sys.path[1:] if os.path.isdir(place) for name in os.listdir(place)
        if name.endswith((".dist-info", ".egg-info"))
    }
    own = _tree(Path(__file__).parent)
    return fingerprint([own, sys.version, sys.platform, *sorted(libraries)])


@cache
def _program_begun() -> str:
    """:func:`_program` as this process, which may watch for days, knows it."""
    return _program()


def _tree(folder: Path) -> str:
    """The fingerprint of all folders and files below a folder, links followed, but what Python
    compiles and what says that a file is open. Raises OSError where one cannot be read."""
    found: dict[str, str] = {}
    seen: set[str] = set()
    for place, folders, files in os.walk(folder, onerror=_refuse, followlinks=True):
        folders.sort()  # which of two names of a folder comes first is no chance
        real = os.path.realpath(place)
        if os.path.basename(place) == "__pycache__":
            folders.clear()
            continue
        again = real in seen  # a link to what another folder is
        found[place[len(str(folder)):] + os.sep] = real if again else ""
        if again:
            folders.clear()
            continue
        seen.add(real)
        for name in files:
            if is_lock(name):
                continue
            path = os.path.join(place, name)
            found[path[len(str(folder)):]] = hashed(Path(os.path.realpath(path)))
    return fingerprint(found)


def _refuse(error: OSError) -> None:
    raise error
