"""A form that is added: its round is written whole or not at all, as a draft."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.checks import CHECKS
from pipeline.definitions import load_definitions
from pipeline.definitions.checks import FILE as CHECKS_FILE
from pipeline.definitions.sources import read_sources
from pipeline.definitions.states import known_rounds
from pipeline.errors import PipelineError, UsageError
from pipeline.home import OWN
from pipeline.measure import MEASURES
from pipeline.model.disk import why
from pipeline.model.frame import Unstated
from pipeline.model.observation import source_of
from pipeline.model.source import SourceDefinition
from pipeline.model.words import STATE_NAMES
from pipeline.normalise.kinds import KINDS
from pipeline.publish import put_file
from pipeline.rounds.adoption import to_tick
from pipeline.rounds.draft_folder import MARK, digest, marked, put_folder, same_files
from pipeline.rounds.form.book import FormBook, FormProblem
from pipeline.rounds.form.definition import Definition, definition
from pipeline.rounds.form.draft import Draft, place_of
from pipeline.rounds.form.framed import round_of
from pipeline.rounds.form.judged import in_order, loader_problems
from pipeline.rounds.form.ladder import TARGET
from pipeline.rounds.form.reading import read_form
from pipeline.rounds.form.reports import NewReport, new_reports
from pipeline.rounds.form.tables import SOURCES, TARGETS
from pipeline.rounds.form.targeted import without_targets
from pipeline.rounds.form.words import in_words
from pipeline.rounds.sample import tried
from pipeline.rounds.targets import targets_workbook


@dataclass(frozen=True, slots=True)
class AddedRound:
    """What came of adding a form: ``problems`` (then nothing was written), else the files that were written (by their
    paths), where a former draft was ``displaced`` to that somebody had changed (None: none was), what it has that the round does
    not use and its new reports were read as (``remarks``, Thai lines), and what its signed text does not state. ``targets``: the input workbook of the form's
    targets; ``moved``: where another one of its name was put; ``untargeted``: the KPIs that use targets of which the
    form has none."""

    round_id: str
    problems: tuple[FormProblem, ...] = ()
    written: tuple[Path, ...] = ()
    displaced: Path | None = None
    remarks: tuple[str, ...] = ()
    unstated: tuple[Unstated, ...] = ()
    targets: Path | None = None
    untargeted: tuple[str, ...] = ()
    moved: Path | None = None
    sources: tuple[SourceDefinition, ...] = field(default=(), repr=False)

    @property
    def exit_code(self) -> int:
        """0 added, 1 problems."""
        return int(bool(self.problems))

    def lines(self) -> Iterator[str]:
        """What a person is to know and to do next, in Thai."""
        if self.problems:
            yield f"ยังทำรอบ {self.round_id or 'ของแบบนี้'} ไม่ได้ มี {len(self.problems)} ข้อที่ต้องแก้ในแบบ:"
            yield from (f"  {problem.line}" for problem in self.problems)
            yield "ไม่ได้เขียนสิ่งใด แก้แบบ บันทึก แล้วสั่ง pipeline round add อีกครั้ง"
            return
        yield from self.remarks
        if self.displaced:
            yield f"ร่างก่อนหน้านี้ถูกแก้ด้วยมือ เก็บไว้ที่ {self.displaced}"
        if not self.written:
            yield f"รอบ {self.round_id} เป็นอย่างแบบนี้อยู่แล้ว ไม่มีสิ่งใดเปลี่ยน"
        else:
            yield f"ทำรอบ {self.round_id} เป็นร่างแล้ว:"
            yield from (f"  {name}" for name in self._names())
        if self.targets:
            yield f"นำ {self.targets.name} ไปวางใน input (หรือ input/{self.round_id}) เป้าหมายของแต่ละอำเภอจึงจะถูกใช้"
        if self.moved:
            yield f"ไฟล์เป้าหมายเดิมที่ต่างจากแบบนี้ อยู่ที่ {self.moved}"
        if self.untargeted:
            yield f"ตัวชี้วัดที่ {', '.join(self.untargeted)} ใช้เป้าหมายของแต่ละอำเภอ แต่แบบนี้ไม่มี กรอกแผ่น {TARGETS.sheet} แล้วสั่งใหม่ หรือวางตารางเป้าหมายใน input"
        if self.unstated:
            yield f"สิ่งที่ข้อตกลงที่ลงนามไม่ได้บอก {len(self.unstated)} ข้อ ต้องมีผู้ตรวจ:"
            yield from (f"  [ ] {in_words(line, self.sources)}" for line in to_tick(self.unstated))
        yield f"ต่อไป: ถือเทียบกับข้อตกลงที่ลงนามด้วย pipeline round show {self.round_id} แล้วสั่ง pipeline round adopt {self.round_id}"

    def _names(self) -> Iterator[str]:
        """What was written, the files of a folder together."""
        folders: dict[Path, list[str]] = {}
        for path in self.written:
            folders.setdefault(path.parent, []).append(path.name)
        for folder, names in folders.items():
            yield f"{folder}: {', '.join(names)}"


def add(home: Path, path: Path, *, folder: Path | None = None, province: str | None = None) -> AddedRound:
    """Makes the round of the form at ``path`` in the working folder ``home``, as a draft. Samples of new reports are
    judged by the ``province``, else by the roster in ``folder``.

    Raises UsageError where ``path`` is no form, the definitions are the program's own, or the round is adopted or
    withdrawn; DefinitionError where the sources of ``home`` cannot be loaded; PipelineError where it cannot be written.
    """
    agreement = home / "agreement"
    if not agreement.is_dir():
        raise UsageError(
            f"ข้อตกลงที่ใช้อยู่มากับโปรแกรม ({OWN / 'agreement'}) จึงเพิ่มรอบไม่ได้ "
            "สั่ง pipeline init เพื่อวาง agreement ในโฟลเดอร์นี้ แล้วสั่งใหม่")
    book = read_form(path)
    if book.torn:
        return AddedRound(round_of(Draft(book)), book.problems)
    known = read_sources(home, KINDS)
    draft = Draft(FormBook(book.tables))
    reports = new_reports(draft, known, KINDS)
    files = _source_files(draft, agreement, reports, round_of(Draft(book)))
    own = {report.source.id: report.source for report in reports if _file_of(report) in files}
    sources = (*(source for source in known if source.id not in own), *own.values())
    made = definition(book, sources, MEASURES)
    _refuse_adopted(home, made.round_id)
    places = {**made.places, **draft.places}
    with tempfile.TemporaryDirectory(prefix="pipeline-") as there:
        trial = Path(there)
        _copy(agreement, trial / "agreement", {**made.files, **files}, made.round_id)
        problems = [*made.problems, *draft.problems]
        problems += loader_problems(trial, made, places, sources, {(one.sheet, one.cell) for one in problems})
        lines: list[str] = []
        if not problems:
            for report in reports:
                told, wrong = tried(trial, made.round_id, report, path.parent, folder or home / "input", province)
                lines += told
                problems += wrong
        if problems:
            return AddedRound(made.round_id, tuple(dict.fromkeys(in_order(problems))))
        unstated = load_definitions(trial, MEASURES, KINDS, CHECKS, made.round_id, as_written=True).agreement.unstated
    return _written(home, path, book, made, files, (*made.remarks, *lines), unstated, sources)


def _refuse_adopted(home: Path, round_id: str) -> None:
    """Raises UsageError for a round that is adopted, or whose state cannot be told."""
    known = next((one for one in known_rounds(home) if one.id == round_id), None)
    if known is None or (known.state != "adopted" and not known.trouble):
        return
    if known.trouble:
        raise UsageError(f"ไม่รู้ว่ารอบ {round_id} ประกาศใช้แล้วหรือยัง จึงไม่เขียนทับ {known.trouble}")
    raise UsageError(
        f"รอบ {round_id} {STATE_NAMES[known.state]} จึงไม่เขียนทับ ถ้าจะแก้จากแบบ สั่ง pipeline round withdraw {round_id} แล้วสั่งใหม่ "
        f"pipeline round adopt {round_id} จะบอกทุกข้อที่ต่างจากเมื่อประกาศใช้ครั้งก่อน")


# --- trying --------------------------------------------------------------------------------------


def _copy(agreement: Path, trial: Path, files: Mapping[str, str], round_id: str) -> None:
    """What the round is to be loaded with: the sources and checks that there are, and its own files."""
    shutil.copytree(agreement / "sources", trial / "sources", dirs_exist_ok=True)
    for name in (CHECKS_FILE, f"{round_id}/{CHECKS_FILE}"):
        if (agreement / name).is_file():
            put_file(trial / name, (agreement / name).read_bytes())
    for name, text in files.items():
        put_file(trial / name, text.encode())


# --- new reports ---------------------------------------------------------------------------------


def _file_of(report: NewReport) -> str:
    return f"sources/{report.source.id}.toml"


def _source_files(draft: Draft, agreement: Path, reports: Sequence[NewReport], round_id: str) -> dict[str, str]:
    """The files of the new reports that are to be written: one that stands already is left, or replaced if this round's
    form made it and nobody changed it since; else that is noted."""
    found: dict[str, str] = {}
    for report in reports:
        name = _file_of(report)
        text = marked(f"# {report.source.title}: ทำจากแบบกำหนดตัวชี้วัดของรอบ {round_id}\n{report.text}")
        path = agreement / name
        before = path.read_bytes().decode("utf-8-sig", "replace") if path.is_file() else None
        if before is None:
            found[name] = text
            continue
        mark, own = MARK.search(before), MARK.search(text)
        if mark and own and mark[1] == own[1]:
            continue
        if mark and mark[1] == digest(MARK.sub("", before)) and before.startswith(text.partition("\n")[0]):
            found[name] = text
            continue
        place = place_of(SOURCES, report.first, "title")
        draft.note_at(place.sheet, place.cell, f"มีรายงาน “{report.source.title}” อยู่แล้วที่ไม่ได้ทำจากแบบนี้ หรือถูกแก้ด้วยมือแล้ว จึงไม่เขียนทับ "
                   "ลบแถวของรายงานนี้แล้วเลือก คิดจาก จากรายงานเดิม หรือตั้งชื่อรายงานใหม่")
    return found


# --- writing -------------------------------------------------------------------------------------


def _written(
    home: Path, path: Path, book: FormBook, made: Definition, sources: Mapping[str, str], lines: tuple[str, ...],
    unstated: tuple[Unstated, ...], known: tuple[SourceDefinition, ...],
) -> AddedRound:
    agreement, folder = home / "agreement", home / "agreement" / made.round_id
    files = {name.partition("/")[2]: text for name, text in made.files.items()}
    files["agreement.toml"] = marked(files["agreement.toml"], "".join(files[name] for name in sorted(files)))
    written, kept = [agreement / name for name in sources], None
    former = {path: path.read_bytes() if path.is_file() else None for path in written}
    for name, text in sources.items():
        put_file(agreement / name, text.encode())
    if not same_files(folder, files):
        try:
            kept = put_folder(folder, files)
        except BaseException:
            _restore(former)
            raise
        written += [folder / name for name in files]
    source, moved = next(one for one in known if one.id == source_of(TARGET)), None
    targets = path.parent / f"{source.title} {made.round_id}.xlsx"
    workbook = targets_workbook(book, made.round_id, source)
    if workbook and not (targets.is_file() and targets.read_bytes() == workbook):
        moved = _moved(targets)
        put_file(targets, workbook)
        written.append(targets)
    return AddedRound(
        made.round_id, (), tuple(written), kept, lines, unstated, targets if workbook else None,
        tuple(without_targets(book, known, MEASURES)), moved, known)


def _restore(files: Mapping[Path, bytes | None]) -> None:
    """Puts files back as they were (None: there was none)."""
    for path, data in files.items():
        if data is None:
            path.unlink(missing_ok=True)
        else:
            put_file(path, data)


def _moved(path: Path) -> Path | None:
    """Where a file was put that stood here, which somebody may have filled in; None where none did."""
    if not path.is_file():
        return None
    number = 1
    while (place := path.with_name(f"{path.stem} (เดิม {number}){path.suffix}")).exists():
        number += 1
    try:
        path.rename(place)
    except OSError as error:
        raise PipelineError(f"{path}: ย้ายไม่ได้ ({why(error)}) ปิดไฟล์นี้ที่เปิดอยู่ แล้วสั่งใหม่") from error
    return place
