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
from pipeline.rounds.draft_folder import MARK, as_made, marked, put_folder, same_files
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
from pipeline.thai.text import squeeze


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

    def as_json(self) -> dict[str, object]:
        """What ``round add --format json`` says."""
        return {
            "round": self.round_id,
            "problems": [{"sheet": one.sheet, "cell": one.cell, "problem": one.words} for one in self.problems],
            "written": [str(path) for path in self.written], "remarks": list(self.remarks),
            "open": [in_words(line, self.sources) for line in to_tick(self.unstated)],
        }

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
    every, round_id = read_sources(home, KINDS), round_of(Draft(book))
    former = _former_reports(agreement, book, every, round_id)
    known = [source for source in every if source not in former]
    draft = Draft(FormBook(book.tables))
    reports = new_reports(draft, known, KINDS)
    files = _source_files(draft, agreement, reports, former, round_id)
    own = {report.source.id: report.source for report in reports if _file_of(report.source) in files}
    sources = (*(source for source in known if source.id not in own), *own.values())
    made = definition(book, sources, MEASURES)
    _refuse_adopted(home, made.round_id)
    places = {**made.places, **draft.places}
    with tempfile.TemporaryDirectory(prefix="pipeline-") as there:
        trial = Path(there)
        _copy(agreement, trial / "agreement", {**made.files, **files}, former, made.round_id)
        problems = [*made.problems, *draft.problems, *_no_targets(book, sources)]
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
    removed = [source for source in former if _file_of(source) not in files]
    lines += (f"เอารายงาน “{source.title}” ที่แบบนี้ไม่มีแล้วออก" for source in former)
    return _written(home, path, book, made, files, removed, (*made.remarks, *lines), unstated, sources)


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


def _no_targets(book: FormBook, sources: Sequence[SourceDefinition]) -> Iterator[FormProblem]:
    """What is told where a form has targets, and the working folder is of a time before there were any."""
    if book.rows(TARGETS.id) and source_of(TARGET) not in [source.id for source in sources]:
        yield FormProblem(TARGETS.sheet, "", (
            "ข้อตกลงในโฟลเดอร์นี้ยังไม่มีตารางเป้าหมายรายอำเภอ สั่ง pipeline init ในโฟลเดอร์เปล่า แล้วคัดลอก "
            f"agreement/sources/{source_of(TARGET)}.toml จากที่นั่นมาไว้ที่นี่"))


# --- trying --------------------------------------------------------------------------------------


def _copy(
    agreement: Path, trial: Path, files: Mapping[str, str], former: Sequence[SourceDefinition], round_id: str
) -> None:
    """What the round is to be loaded with: the sources and checks that there are, but for former reports, and its own files."""
    shutil.copytree(agreement / "sources", trial / "sources")
    for source in former:
        (trial / _file_of(source)).unlink()
    for name in (CHECKS_FILE, f"{round_id}/{CHECKS_FILE}"):
        if (agreement / name).is_file():
            put_file(trial / name, (agreement / name).read_bytes())
    for name, text in files.items():
        put_file(trial / name, text.encode())


# --- new reports ---------------------------------------------------------------------------------


def _file_of(source: SourceDefinition) -> str:
    return f"sources/{source.id}.toml"


def _head(source: SourceDefinition, round_id: str) -> str:
    return f"# {source.title}: ทำจากแบบกำหนดตัวชี้วัดของรอบ {round_id}\n"


def _former_reports(
    agreement: Path, book: FormBook, known: Sequence[SourceDefinition], round_id: str
) -> list[SourceDefinition]:
    """The reports that a form of this round made and no longer has, where nobody changed their files and no other round
    uses them: beside one of another title and the same headings nobody could tell which a file is."""
    titles = {squeeze(row.text("title")) for row in book.rows(SOURCES.id)}
    others = [path.read_text("utf-8-sig", "replace") for path in agreement.glob("*/kpi/*.toml") if path.parts[-3] != round_id]
    found = []
    for source in known:
        path = agreement / _file_of(source)
        text = path.read_bytes().decode("utf-8-sig", "replace") if path.is_file() else ""
        if text.startswith(_head(source, round_id)) and as_made(text) and squeeze(source.title) not in titles and not any(
            f'"{source.id}.' in other for other in others):
            found.append(source)
    return found


def _source_files(
    draft: Draft, agreement: Path, reports: Sequence[NewReport], former: Sequence[SourceDefinition], round_id: str
) -> dict[str, str]:
    """The files of the new reports that are to be written: one that stands already is left, or replaced if this round's
    form made it and nobody changed it since; else that is noted. Those of ``former`` reports may be replaced."""
    found: dict[str, str] = {}
    free = [source.id for source in former]
    for report in reports:
        name = _file_of(report.source)
        text = marked(f"{_head(report.source, round_id)}{report.text}")
        path = agreement / name
        before = path.read_bytes().decode("utf-8-sig", "replace") if path.is_file() else None
        if before is None or report.source.id in free:
            found[name] = text
            continue
        mark, own = MARK.search(before), MARK.search(text)
        if mark and own and mark[1] == own[1]:
            continue
        if as_made(before) and before.startswith(_head(report.source, round_id)):
            found[name] = text
            continue
        place = place_of(SOURCES, report.first, "title")
        draft.note_at(place.sheet, place.cell, f"มีรายงาน “{report.source.title}” อยู่แล้วที่ไม่ได้ทำจากแบบนี้ หรือถูกแก้ด้วยมือแล้ว จึงไม่เขียนทับ "
                   "ลบแถวของรายงานนี้แล้วเลือก คิดจาก จากรายงานเดิม หรือตั้งชื่อรายงานใหม่")
    return found


# --- writing -------------------------------------------------------------------------------------


def _written(
    home: Path, path: Path, book: FormBook, made: Definition, sources: Mapping[str, str], removed: Sequence[SourceDefinition],
    lines: tuple[str, ...], unstated: tuple[Unstated, ...], known: tuple[SourceDefinition, ...],
) -> AddedRound:
    written, kept = _put(home / "agreement", made, sources, [home / "agreement" / _file_of(source) for source in removed])
    targets = moved = None
    if book.rows(TARGETS.id):
        source = next(one for one in known if one.id == source_of(TARGET))
        targets = path.parent / f"{source.title} {made.round_id}.xlsx"
        data = targets_workbook(book, made.round_id, source)
        if not (targets.is_file() and targets.read_bytes() == data):
            moved = _moved(targets)
            put_file(targets, data)
            written.append(targets)
    return AddedRound(
        made.round_id, (), tuple(written), kept, lines, unstated, targets, tuple(without_targets(book, known, MEASURES)), moved, known)


def _put(
    agreement: Path, made: Definition, sources: Mapping[str, str], gone: Sequence[Path]
) -> tuple[list[Path], Path | None]:
    """Puts a round and its new reports, without those that are ``gone``, all or nothing: what was written, and where a
    former draft is kept."""
    folder = agreement / made.round_id
    files = {name.partition("/")[2]: text for name, text in made.files.items()}
    files["agreement.toml"] = marked(files["agreement.toml"], "".join(files[name] for name in sorted(files)))
    written, kept = [agreement / name for name in sources], None
    former = {path: path.read_bytes() if path.is_file() else None for path in (*written, *gone)}
    try:
        for name, text in sources.items():
            put_file(agreement / name, text.encode())
        for path in gone:
            path.unlink()
        if not same_files(folder, files):
            kept = put_folder(folder, files)
            written += [folder / name for name in files]
    except BaseException as error:
        _restore(former)
        if isinstance(error, OSError):
            raise PipelineError(f"{agreement}: เขียนไม่ได้ ({why(error)}) ปิดไฟล์ของโฟลเดอร์นี้ที่เปิดอยู่ แล้วสั่งใหม่") from error
        raise
    return written, kept


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
