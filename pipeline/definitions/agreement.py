"""Loads a round: ``agreement/<round>/``."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from pipeline.definitions.blocks import TomlTable, read_toml
from pipeline.definitions.frame import Frame, check_weights, load_frame
from pipeline.definitions.held import Paper
from pipeline.definitions.kpis import load_kpi, units_of
from pipeline.definitions.levels import check_equal
from pipeline.definitions.paper import check_paper
from pipeline.definitions.readings import load_readings
from pipeline.definitions.signed import SignedText
from pipeline.definitions.states import KnownRound, as_adopted, choose
from pipeline.errors import DefinitionError
from pipeline.home import folder_of
from pipeline.model.agreement import Agreement, Kpi, Measure
from pipeline.model.frame import Unstated
from pipeline.model.level import Reading
from pipeline.units import usual_places

PAPER = "agreement.txt"


def load_agreement(
    home: Path, measures: Mapping[str, Measure], round_id: str | None = None
) -> Agreement:
    """The agreement of a round (the newest that is adopted if None) that stands in ``agreement/`` of
    ``home``, or of the program where ``home`` has none; its formulas name ``measures``.

    Raises UsageError for a round that does not exist; DefinitionError with a line for each thing that is
    wrong, in a file itself or against the signed text and the words of its criteria; where no round is
    adopted; and where a fact that scores is no longer as it was adopted.
    """
    home = folder_of(home, "agreement").parent
    return as_adopted(_written(home, measures, known := choose(home, round_id)), known, home).read()


def load_written(
    home: Path, measures: Mapping[str, Measure], round_id: str | None = None
) -> Agreement:
    """A round's agreement as it is written now, whatever was adopted; else as :func:`load_agreement`."""
    home = folder_of(home, "agreement").parent
    return _written(home, measures, choose(home, round_id)).read()


def _written(home: Path, measures: Mapping[str, Measure], known: KnownRound) -> Agreement:
    """A round as its files say, before readings."""
    problems: list[str] = []
    agreement = _load(home / "agreement" / known.id, home, measures, problems)
    if problems or agreement is None:
        raise DefinitionError("\n".join(dict.fromkeys(problems)))
    return replace(agreement, state=known.state)


def _load(
    folder: Path, home: Path, measures: Mapping[str, Measure], problems: list[str]
) -> Agreement | None:
    """A round as its files write it; None where what is wrong leaves nothing to be held together."""
    frame = load_frame(read_toml(folder / "agreement.toml", home, problems), folder.name)
    paths = sorted((folder / "kpi").glob("*.toml"))
    tables = [(block, load_kpi(block, measures)) for block in (read_toml(p, home, problems) for p in paths)]
    kpis = sorted(((b, with_unit(k)) for b, k in tables), key=lambda one: one[1].number)
    sound = [(block, kpi) for block, kpi in kpis if not block.faulty]
    for path in sorted(folder.rglob("*.toml.txt")):  # so Notepad calls them, and Windows hides the end
        problems.append(f"{path.relative_to(home).as_posix()}: ไม่ถูกอ่าน เปลี่ยนชื่อเป็น {path.stem} (ใน Notepad เลือกชนิด ทุกไฟล์ เมื่อบันทึก)")
    _check_numbers(frame, sound)
    block = read_toml(folder / "reading.toml", home, problems)
    numbered = all(kpi.number for _, kpi in kpis)
    readings = load_readings(block, {kpi.number: kpi for _, kpi in kpis}, frame.agreement.sections) if numbered else ()
    for table, kpi in sound:
        check_equal(table, kpi, readings)
    if not frame.whole:
        return None
    if len(sound) == len(kpis):
        check_weights(frame, kpis)
    whole = {kpi.number for _, kpi in kpis} if numbered else None
    unstated = _against_the_paper(folder / PAPER, home, frame, sound, readings, problems, whole)
    return replace(
        frame.agreement, kpis=tuple(kpi for _, kpi in kpis), readings=readings, unstated=unstated)


def with_unit(kpi: Kpi) -> Kpi:
    """The KPI, and its parts, with the unit that their results are counted in where its file says none."""
    kpi = replace(kpi, parts=tuple(map(with_unit, kpi.parts)), deductions=tuple(map(with_unit, kpi.deductions)))
    if kpi.unit:
        return kpi
    unit = next(iter(units_of(kpi)), "")
    return replace(kpi, unit=unit, places=usual_places(unit) if kpi.places == usual_places("") else kpi.places)


def _check_numbers(frame: Frame, kpis: list[tuple[TomlTable, Kpi]]) -> None:
    first: dict[int, str] = {}
    for block, kpi in kpis:
        other = first.setdefault(kpi.number, block.file)
        if other != block.file:
            block.wrong("number", f"เป็น {kpi.number} เหมือน {other} ตัวชี้วัดหนึ่งมีสองไฟล์ไม่ได้ แก้เลขหรือเหลือไว้ไฟล์เดียว")
    if not kpis and frame.whole:
        frame.block.wrong("kpi", "ไม่มีไฟล์ตัวชี้วัดที่ใช้ได้ในโฟลเดอร์ kpi")


def _against_the_paper(
    path: Path, home: Path, frame: Frame, kpis: list[tuple[TomlTable, Kpi]],
    readings: tuple[Reading, ...], problems: list[str], defined: set[int] | None,
) -> tuple[Unstated, ...]:
    """Notes what contradicts the signed text and gives what it does not state."""
    from pipeline.definitions.bounds import (
        check_bounds,  # heavy: who asks which round is meant reads no criteria
    )

    name = path.relative_to(home).as_posix()
    try:
        signed = SignedText.of(path.read_bytes().decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        problems.append(f"{name}: อ่านไม่ได้ วางข้อความข้อตกลงเป็นไฟล์ utf-8")
        return ()
    single = {kpi.number: block for block, kpi in kpis}
    if len(single) < len(kpis):
        return ()
    paper = Paper(frame, [kpi for _, kpi in kpis], single, signed, name, defined)
    check_paper(paper)
    check_bounds(paper, readings)
    order = [0, *single]
    return tuple(sorted(paper.unstated, key=lambda one: order.index(one.kpi)))
