"""Several provinces in one input: which folder is whose, and each run in a process of its own."""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from pipeline.definitions import load_agreement, round_of
from pipeline.errors import SeveralProvinces, UsageError
from pipeline.inbox import shown_name, top_level
from pipeline.measure import MEASURES
from pipeline.normalise.stage import provinces_by_roster
from pipeline.processes import CannotStart, Limits, Lost, TellName, Worker, share
from pipeline.run.stages import Outcome, check_folder, evaluate
from pipeline.thai.districts import (
    Gazetteer,
    Place,
    find_province,
    province_of_title,
    suggest_province,
)

LIMITS = Limits(patience=5.0)  # none but for the time to put down its work when all is stopped


@dataclass(frozen=True, slots=True)
class ProvinceFolder:
    """One per province of an input: its official name, and where its exports are."""

    province: str
    path: Path


@dataclass(frozen=True, slots=True)
class Provinces:
    """An input that holds a folder a province: those that can be run, by code, and a Thai line
    for all else in it, which is not scored; the fingerprint of each folder that was read to know
    that."""

    folder: Path
    folders: tuple[ProvinceFolder, ...]
    problems: tuple[str, ...]
    read: Mapping[Path, str] = field(default_factory=dict)

    def only(self, name: str) -> ProvinceFolder:
        """The folder of one province. Raises UsageError where there is none."""
        place = find_province(name)
        for one in self.folders:
            if place is not None and one.province == place.name:
                return one
        told = [line for line in self.problems if place is not None and place.name in line]
        raise UsageError(
            f"{self.folder}: " + (told[0] if told else f"ไม่มีโฟลเดอร์ของจังหวัด “{name}” {self._known()}")
        )

    def holding(self, district: str) -> ProvinceFolder:
        """The folder of the one province that has this district. Raises UsageError where none or
        several have it."""
        found = [
            one for one in self.folders
            if (place := find_province(one.province)) is not None
            and isinstance(Gazetteer(place).resolve(district), Place)
        ]
        if len(found) == 1:
            return found[0]
        if not found:
            raise UsageError(f"ไม่มีอำเภอ “{district}” ในจังหวัดใด {self._known()}")
        names = ", ".join(one.province for one in found)
        raise UsageError(f"อำเภอ “{district}” มีในหลายจังหวัด ({names}) ระบุ --province ชื่อจังหวัด")

    def _known(self) -> str:
        return f"จังหวัดที่มี: {', '.join(one.province for one in self.folders) or 'ไม่มี'}"


@dataclass(frozen=True, slots=True)
class OneProvince:
    """An input, or the part of it that was asked for, that is one province's: what was scored,
    from which folder, and the folder below the round's that its results belong in ("": none); the
    fingerprint of each folder that was read."""

    outcome: Outcome
    folder: Path
    below: str
    read: Mapping[Path, str]


@dataclass(frozen=True, slots=True)
class ProvinceResult:
    """One per province of a run: its exit code, how its districts and files stand, where its
    results are, and the Thai lines of what gave way there or could not be written; for exit code 2
    the line that says why. The fingerprints of what was read and of how the results stand are ""
    where the next run may differ though nothing changes. ``begun`` is False where the former results
    stand, as none could be replaced."""

    province: str
    folder: str
    exit_code: int
    problem: str = ""
    districts: int = 0
    complete: int = 0
    errors: int = 0
    warnings: int = 0
    files: int = 0
    used: int = 0
    target: str = ""
    notes: tuple[str, ...] = ()
    read: str = ""
    state: str = ""
    begun: bool = True

    def as_json(self) -> dict[str, object]:
        """As plain data, without what is for this program alone."""
        return {name: value for name, value in asdict(self).items() if name not in ("read", "state", "begun")}


@dataclass(frozen=True, slots=True)
class ProvinceTask:
    """One per province: what a worker process is asked for. ``output`` None writes nothing."""

    home: Path
    folder: ProvinceFolder
    round_id: str | None
    output: Path | None


# --- whose folder is whose -----------------------------------------------------------------------


def look(
    home: Path, folder: Path, round_id: str | None, province: str | None, jobs: int | None,
    tell: TellName,
) -> OneProvince | Provinces:
    """What an input holds: one province, evaluated, or several, or of several the one named.

    Several are told by direct sub-folders that bear the names of at least two provinces; else by
    rosters of several provinces, if every direct sub-folder holds those of exactly one. Raises
    PipelineError where the run is impossible.
    """
    check_folder(folder)
    round_id = round_of(home, round_id)
    several = by_names(folder, round_id)
    read: dict[Path, str] = {}
    if several is None:
        try:
            outcome = evaluate(home, folder, round_id, province, jobs or 1, tell)
        except SeveralProvinces as error:
            several = by_rosters(folder, round_id, error.rosters)
            if several is None:
                raise
            read = {folder: error.read}
        else:
            several = _others_too(folder, round_id, outcome) if province is not None else None
            read = {folder: outcome.read}
            if several is None:
                return OneProvince(outcome, folder, "", read)
    if province is None:
        return replace(several, read=read)
    one = one_of(home, several.only(province), round_id, jobs, tell)
    return replace(one, read={**read, **one.read})


def one_of(
    home: Path, one: ProvinceFolder, round_id: str | None, jobs: int | None, tell: TellName
) -> OneProvince:
    """One province of several, evaluated."""
    outcome = evaluate(
        home, one.path, round_id, None, jobs or 1, tell, expected=one.province
    )
    return OneProvince(outcome, one.path, one.province, {one.path: outcome.read})


def by_names(folder: Path, round_id: str) -> Provinces | None:
    """A round's provinces by the names of their folders; None where not at least two are named."""
    folders, _ = top_level(folder, round_id)
    named = {path: province_of_title(path.name) for path in folders}
    if len({place for place in named.values() if place}) < 2:
        return None
    return _provinces(folder, round_id, named)


def own_folder(folder: Path, path: Path, round_id: str) -> Path:
    """The part of an input whose rosters judge the file at ``path``: its province's folder
    where there are several, else all of it."""
    several = by_names(folder, round_id) if folder.is_dir() else None
    mine = [one.path for one in several.folders if path.resolve().is_relative_to(one.path.resolve())
            ] if several else []
    return mine[0] if mine else folder


def by_rosters(
    folder: Path, round_id: str, rosters: Mapping[str, frozenset[str]]
) -> Provinces | None:
    """A round's provinces by the rosters in their folders, given by file; None unless there is
    exactly one in each folder and no roster outside."""
    found: dict[str, set[str]] = {}
    for file, provinces in rosters.items():
        top, below, _ = file.partition("/")
        found.setdefault(top if below else "", set()).update(provinces)
    folders, _ = top_level(folder, round_id)
    places: dict[Path, Place | None] = {}
    for path in folders:
        mine = found.pop(shown_name(path), set())
        if len(mine) != 1:
            return None
        places[path] = find_province(mine.pop())
    return None if found else _provinces(folder, round_id, places)


def _others_too(folder: Path, round_id: str, outcome: Outcome) -> Provinces | None:
    """The provinces of an input of which one was named, if its rosters tell them apart."""
    claims = [v.claim for v in outcome.verdicts if v.claim is not None]
    try:
        rosters = provinces_by_roster(claims)
    except UsageError:
        return None
    named = {file: frozenset(p.name for p in places) for file, places in rosters.items()}
    return by_rosters(folder, round_id, named) if len(frozenset().union(*named.values())) > 1 else None


def _provinces(folder: Path, round_id: str, named: Mapping[Path, Place | None]) -> Provinces:
    _, others = top_level(folder, round_id)
    places = sorted({place for place in named.values() if place}, key=lambda place: place.code)
    owned = {place: [path for path in named if named[path] == place] for place in places}
    problems = [
        f"{_listed(paths)}: เป็นของจังหวัด{place.name}มากกว่าหนึ่งโฟลเดอร์ จึงไม่ให้คะแนนจังหวัดนี้ "
        "รวมไฟล์ไว้ในโฟลเดอร์เดียวแล้วสั่งใหม่"
        for place, paths in owned.items() if len(paths) > 1
    ]
    problems += [_no_province(path) for path, place in named.items() if place is None]
    problems += [
        f"{name}: อยู่นอกโฟลเดอร์ของจังหวัด จึงไม่ได้อ่าน ย้ายเข้าโฟลเดอร์ของจังหวัดนั้น" for name in others
    ]
    folders = tuple(
        ProvinceFolder(place.name, paths[0]) for place, paths in owned.items() if len(paths) == 1
    )
    return Provinces(folder, folders, tuple(problems))


def _listed(paths: Iterable[Path]) -> str:
    return ", ".join(shown_name(path) for path in paths)


def _no_province(path: Path) -> str:
    near = suggest_province(path.name)
    hint = f" (หมายถึง “{near.name}” หรือไม่)" if near else ""
    return (
        f"{shown_name(path)}: ชื่อโฟลเดอร์ไม่ใช่จังหวัด{hint} จึงไม่ได้อ่าน "
        "ตั้งชื่อโฟลเดอร์ตามจังหวัด หรือย้ายออก"
    )


# --- every one of them ---------------------------------------------------------------------------


def run_provinces(
    home: Path, provinces: Provinces, round_id: str | None, output: Path | None,
    jobs: int | None, tell: TellName,
) -> tuple[ProvinceResult, ...]:
    """Every province scored, and written below ``output`` unless that is None, in ``jobs``
    processes (None: one a processor); by code, whichever was done first. What happens to one
    is told in its result and does not touch another. ``tell`` hears how many are done.

    Raises PipelineError where no province could be run: the round's definitions are wrong.
    """
    agreement = load_agreement(home, MEASURES, round_id)
    tasks = [ProvinceTask(home, one, round_id, output) for one in provinces.folders]
    count = min(jobs or os.cpu_count() or 1, len(tasks))
    workers = [Worker("pipeline.run.province", LIMITS) for _ in range(count)]
    results = tuple(share(tasks, workers, _ask, lambda done, number: tell(
        done, number, tasks[min(done, number - 1)].folder.province)))
    if output is None:
        return results
    return tuple(_former(result, output / agreement.round_id) for result in results)


def exit_code(provinces: Provinces, results: Sequence[ProvinceResult]) -> int:
    """0 all done and nothing left for a person to do, 2 no province could be run, else 1."""
    codes = {result.exit_code for result in results}
    if not codes - {2}:
        return 2
    return int(codes != {0} or bool(provinces.problems))


def _former(result: ProvinceResult, target: Path) -> ProvinceResult:
    """The result; where the province could not be run but results of before stand there, it
    says so."""
    standing = target / result.province
    if result.exit_code != 2 or not (standing / "results.json").exists():
        return result
    return replace(result, problem=f"{result.problem} (ผลครั้งก่อนยังอยู่ที่ {standing})")


def _ask(worker: Worker, task: ProvinceTask) -> ProvinceResult:
    try:
        answer = worker.ask(task)
    except CannotStart as error:
        return failed(task, str(error))
    except (Lost, MemoryError):
        return failed(
            task, "โปรแกรมของจังหวัดนี้หยุดกลางคัน (หน่วยความจำอาจไม่พอ) ปิดโปรแกรมอื่นหรือลด --jobs แล้วสั่งใหม่")
    assert isinstance(answer, ProvinceResult)
    return answer


def failed(task: ProvinceTask, problem: str) -> ProvinceResult:
    """The result of a province that could not be run."""
    return ProvinceResult(task.folder.province, shown_name(task.folder.path), 2, problem)
