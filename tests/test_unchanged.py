"""What is unchanged is not done again: answered from fingerprints, and only where nothing differs."""

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import nation
import province
import pytest
from home import HOME, copy_room
from runs import ROUND, stands
from runs import Said as Screen

from pipeline import unchanged
from pipeline.cli import main
from pipeline.errors import PipelineError
from pipeline.model.ledger import FileRecord
from pipeline.publish import system
from pipeline.publish.lock import locked
from pipeline.read import REASONS, as_read, folder
from pipeline.read.refusal import PASSING
from pipeline.read.single import ReadFile, refused
from pipeline.run import provinces as stages
from pipeline.unchanged import Question, answer, ground, remember

NAME = "disbursement.xlsx"
Run = Callable[..., Screen]
Step = Callable[["Office"], object]
HEAVY = ("pandas", "numpy", "lxml", "openpyxl", "jinja2", "geothai", "xlrd", "budoux", "subprocess",
         "pipeline.run", "pipeline.read", "pipeline.forms")


class Office:
    """A folder with definitions, forms and exports of its own, and the results of one run."""

    def __init__(self, place: Path) -> None:
        self.place, self.source, self.output = place, place / "in", place / "out"
        self.target = self.output / ROUND
        self.asked = Question(place, self.source, self.output, ROUND, None)

    def answered(self) -> unchanged.RunReport | None:
        return answer(self.asked, ground(self.asked))

    @property
    def record(self) -> Path:
        (path,) = (self.output / ".pipeline").glob("run-*.json")
        return path


def few(name: str = "สระแก้ว") -> dict[str, province.Rows]:
    """As many of a province's exports as a run needs to score something."""
    exports = nation.tables(name)
    return {export: exports[export] for export in ("roster", "disbursement")}


def lay_out(place: Path) -> Office:
    """Folders as an office has them, before its first run."""
    office = Office(place)
    for name in ("agreement", "templates"):
        copy_room(name, place)
    province.write(office.source, few())
    (office.source / "~$roster.xlsx").write_bytes(b"")
    (office.source / "ฝ่าย").mkdir()
    (office.source / "ฝ่าย" / "จดหมาย.pdf").write_bytes(b"%PDF-1.4 letter")
    (office.source / "ลิงก์.xlsx").symlink_to(office.source / "disbursement.xlsx")
    return office


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office after its first run; whoever changes something puts it back."""
    office = lay_out(tmp_path_factory.mktemp("office"))
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(io.StringIO()) as screen:
        patch.chdir(office.place)
        patch.setattr("sys.argv", ["pipeline", "run", "--round", "2561-1", "--input", str(office.source),
                                   "--output", str(office.output)])
        with pytest.raises(SystemExit) as stop:
            main()
    assert office.answered() == unchanged.RunReport(screen.getvalue(), stop.value.code)
    return office


@pytest.fixture
def scored(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The input folders of which a run had to look at the exports, as they come."""
    looked: list[Path] = []
    look = stages.look

    def telling(home: Path, folder: Path, *more: object) -> object:
        looked.append(folder)
        return look(home, folder, *more)  # type: ignore[arg-type]

    monkeypatch.setattr("pipeline.run.provinces.look", telling)
    return looked


def state(folder: Path) -> dict[str, tuple[int, int, int]]:
    return {str(p): (s.st_mtime_ns, s.st_ino, s.st_size)
            for p in [folder, *folder.rglob("*")] for s in [p.stat()]}


# --- the same again ------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_second_run_says_the_same_writes_nothing_and_reads_no_export(
    pipeline: Run, scored: list[Path], tmp_path: Path
) -> None:
    source = province.write(tmp_path / "in", few())
    arguments = ("run", "--input", source, "--output", tmp_path / "out")
    pipeline(*arguments)
    exports = few()
    exports["disbursement"][2][2] = None
    province.write(source, exports)
    first = pipeline(*arguments)
    assert first[0] == 1 and "เทียบกับ" in first[1] and len(scored) == 2
    before = state(tmp_path)
    assert pipeline(*arguments) == first
    assert pipeline(*arguments, "--jobs", 3) == first
    assert len(scored) == 2 and state(tmp_path) == before
    assert pipeline(*arguments, "--again") == first
    assert len(scored) == 3 and state(tmp_path) == before


@pytest.mark.slow
def test_one_byte_that_keeps_size_and_time_is_read(
    pipeline: Run, scored: list[Path], tmp_path: Path
) -> None:
    source = province.write(tmp_path / "in", few())
    (source / "note.csv").write_text("ก,ข\n1,2\n", encoding="utf-8")
    arguments = ("run", "--input", source, "--output", tmp_path / "out")
    pipeline(*arguments)
    times = (source / "note.csv").stat()
    (source / "note.csv").write_text("ก,ข\n1,3\n", encoding="utf-8")
    os.utime(source / "note.csv", ns=(times.st_atime_ns, times.st_mtime_ns))
    results = (tmp_path / "out" / ROUND / "results.json").read_bytes()
    pipeline(*arguments)
    assert len(scored) == 2
    assert (tmp_path / "out" / ROUND / "results.json").read_bytes() != results


@pytest.mark.slow
def test_an_answer_loads_nothing_heavy(office: Office) -> None:
    script = ("import sys\nfrom pipeline.__main__ import main\ntry:\n    main()\nfinally:\n"
              f"    print('\\nheavy:', [m for m in {HEAVY} if m in sys.modules])")

    def run(*options: str) -> str:
        return subprocess.run(
            [sys.executable, "-c", script, "run", "--input", str(office.source), "--output",
             str(office.output), *options], cwd=office.place, capture_output=True,
            encoding="utf-8", check=False,
            env={**os.environ, "PYTHONPATH": str(HOME), "PYTHONUTF8": "1"}).stdout

    assert "'pandas'" in run("--again").splitlines()[-1]
    said, _, heavy = run().rpartition("\nheavy: ")
    assert "เขียนผลแล้วที่" in said and heavy.strip() == "[]"


# --- every kind of change ------------------------------------------------------------------------


def flip(path: Path) -> None:
    """Another last byte, the file's size and times kept."""
    data, times = path.read_bytes(), path.stat()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def test_whether_the_other_rounds_results_may_be_used_is_part_of_the_ground(tmp_path: Path) -> None:
    asked = Question(HOME, tmp_path / "in", tmp_path, ROUND, None)
    there = tmp_path / "2561-2" / ".pipeline"
    there.mkdir(parents=True)
    (there.parent / "results.json").write_bytes(b"{}")
    seen = [unchanged._rest_of_year(asked)]
    for name in ("../ปิดรอบ.json", "seal.json", "definitions.json"):
        (there / name).write_bytes(b"{}")
        seen.append(unchanged._rest_of_year(asked))
    assert len(set(seen)) == len(seen)


CHANGES: dict[str, Step] = {
    "a byte of an export": lambda o: flip(o.source / "disbursement.xlsx"),
    "the results of the year's other round": lambda o: (
        (o.output / "2561-2").mkdir(), (o.output / "2561-2" / "results.json").write_bytes(b"{}")),
    "a byte of a file of another kind": lambda o: flip(o.source / "ฝ่าย" / "จดหมาย.pdf"),
    "an export gone": lambda o: (o.source / "disbursement.xlsx").unlink(),
    "an export more": lambda o: (o.source / "เพิ่ม.csv").write_bytes(b"1"),
    "an export renamed": lambda o: (o.source / "disbursement.xlsx").rename(o.source / "งบ.xlsx"),
    "an export moved": lambda o: (o.source / "roster.xlsx").rename(o.source / "ฝ่าย" / "roster.xlsx"),
    "a hidden file": lambda o: (o.source / ".hidden").write_bytes(b""),
    "a temporary file": lambda o: (o.source / "ฝ่าย" / "a.tmp").write_bytes(b""),
    "a lock file gone": lambda o: (o.source / "~$roster.xlsx").unlink(),
    "a folder for a province": lambda o: (o.source / "ตราด").mkdir(),
    "a link that leads elsewhere": lambda o: (
        (o.source / "ลิงก์.xlsx").unlink(),
        (o.source / "ลิงก์.xlsx").symlink_to(o.source / "roster.xlsx")),
    "a link in place of its file": lambda o: (
        (o.source / "disbursement.xlsx").rename(o.place / "moved.xlsx"),
        (o.source / "disbursement.xlsx").symlink_to(o.place / "moved.xlsx")),
    "the input folder gone": lambda o: o.source.rename(o.place / "elsewhere"),
    "a source's definition": lambda o: flip(o.place / "agreement" / "sources" / "bpm.toml"),
    "a KPI": lambda o: flip(next((o.place / "agreement" / ROUND / "kpi").iterdir())),
    "a KPI more": lambda o: (
        o.place / "agreement" / ROUND / "kpi" / ".10.toml").write_bytes(b""),
    "the agreement's text": lambda o: flip(o.place / "agreement" / ROUND / "agreement.txt"),
    "a round more": lambda o: (o.place / "agreement" / "2561-2").mkdir() or flip(
        Path(shutil.copy(HOME / "agreement" / ROUND / "agreement.toml",
                         o.place / "agreement" / "2561-2"))),
    "a round's empty folder": lambda o: (o.place / "agreement" / "2561-2").mkdir(),
    "another name for a round": lambda o: (
        o.place / "agreement" / "2562-1").symlink_to(ROUND, target_is_directory=True),
    "a form": lambda o: flip(o.place / "templates" / "summary.xlsx"),
    "no forms": lambda o: shutil.rmtree(o.place / "templates"),
    "a byte of a result": lambda o: flip(o.target / "2701 เมืองสระแก้ว.xlsx"),
    "a result gone": lambda o: (o.target / "2709 วังสมบูรณ์.xlsx").unlink(),
    "results.json gone": lambda o: (o.target / "results.json").unlink(),
    "a workbook of no district": lambda o: (o.target / "2799 เก่า.xlsx").write_bytes(b""),
    "a folder in place of a result": lambda o: (
        (o.target / "2709 วังสมบูรณ์.xlsx").unlink(), (o.target / "2709 วังสมบูรณ์.xlsx").mkdir()),
    "a link in place of a result": lambda o: (
        (o.target / "2709 วังสมบูรณ์.xlsx").rename(o.place / "w.xlsx"),
        (o.target / "2709 วังสมบูรณ์.xlsx").symlink_to(o.place / "w.xlsx")),
    "former results": lambda o: (o.target / ".pipeline" / "former.json").write_bytes(b"{}"),
    "what the former ones were scored by": lambda o: flip(o.target / ".pipeline" / "definitions.json"),
    "what was written": lambda o: (o.target / ".pipeline" / "written.json").unlink(),
    "a seal": lambda o: (o.target / "ปิดรอบ.json").write_bytes(b"{}"),
    "a seal's copy": lambda o: (o.target / ".pipeline" / "seal.json").write_bytes(b"{}"),
    "no results": lambda o: shutil.rmtree(o.target),
    "no private files": lambda o: shutil.rmtree(o.target / ".pipeline"),
    "no record": lambda o: o.record.unlink(),
}


@pytest.fixture
def spoilt(office: Office, tmp_path: Path) -> Iterator[Office]:
    """The office; what a test does to it is undone."""
    kept = shutil.copytree(office.place, tmp_path / "kept", symlinks=True)
    yield office
    shutil.rmtree(office.place)
    shutil.copytree(kept, office.place, symlinks=True)
    assert office.answered() is not None


@pytest.mark.slow
@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_nothing_is_answered(spoilt: Office, change: str) -> None:
    assert spoilt.answered() is not None
    CHANGES[change](spoilt)
    assert spoilt.answered() is None


@pytest.mark.parametrize("other", [
    {"round_id": "2561-2"}, {"province": "สระแก้ว"}, {"province": ""}, {"home": HOME / "tests"},
    {"folder": HOME / "examples" / "input"}, {"output": HOME / "tests"},
])
def test_another_question_is_not_answered(office: Office, other: dict[str, object]) -> None:
    asked = replace(office.asked, **other)
    assert answer(asked, ground(asked)) is None
    if asked.output == office.output and not (place := unchanged._place(asked)).exists():
        shutil.copy(office.record, place)  # the record of one question is none of another's
        try:
            assert answer(asked, ground(asked)) is None
        finally:
            place.unlink()
    shown = replace(office.asked, folder=office.source.parent / "in" / ".." / "in")
    assert answer(shown, ground(shown)) is None  # the same folder, but said otherwise


@pytest.mark.parametrize("name", [".~lock.agreement.xlsx#", "~$agreement.xlsx"])
def test_a_form_that_is_open_is_no_other_form(office: Office, name: str) -> None:
    (office.place / "templates" / name).write_bytes(b"open")
    try:
        assert office.answered() is not None
    finally:
        (office.place / "templates" / name).unlink()


def test_a_record_is_of_one_program_one_python_and_its_libraries(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = shutil.copytree(HOME / "pipeline", tmp_path / "pipeline")
    libraries = tmp_path / "site-packages"
    libraries.mkdir()
    monkeypatch.setattr(unchanged, "__file__", str(copy / "unchanged.py"))

    def known() -> bool:
        unchanged._program_begun.cache_clear()
        return office.answered() is not None

    try:
        assert known()
        flip(copy / "thai" / "digits.py")
        assert not known()
        flip(copy / "thai" / "digits.py")
        (copy / "read" / "data.json").write_bytes(b"")
        assert not known()
        (copy / "read" / "data.json").unlink()
        (copy / "read" / "__pycache__" / "x.pyc").write_bytes(b"")
        assert known()
        for name, value in (("version", "4.0"), ("platform", "other")):
            with monkeypatch.context() as patch:
                patch.setattr(sys, name, value)
                assert not known()
        monkeypatch.setattr(sys, "path", [*sys.path, str(libraries)])
        assert known()
        (libraries / "pandas-99.dist-info").mkdir()
        assert not known()
    finally:
        monkeypatch.undo()
        unchanged._program_begun.cache_clear()


# --- what is never answered ----------------------------------------------------------------------


@pytest.mark.parametrize("reason", [*REASONS, "unrecognised", None])
def test_what_was_refused_by_a_limit_or_the_moment_may_be_read_the_next_time(
    reason: str | None,
) -> None:
    fine = FileRecord("a.xlsx", "0" * 64, "used")
    record = FileRecord("b.xlsx", None, "refused" if reason else "used", reason)
    passing = {"timeout", "out-of-memory", "crashed", "no-access", "not-downloaded",
               "still-being-written"}
    assert (as_read([fine, record]) == "") == (reason in passing)
    assert set(PASSING) == passing


def test_a_run_that_a_limit_hindered_is_done_again(
    pipeline: Run, scored: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_all = folder.read_all

    def hindered(*arguments: object, **options: object) -> dict[str, ReadFile]:
        read = read_all(*arguments, **options)  # type: ignore[arg-type]
        return read | {NAME: refused(NAME, "timeout", "", read[NAME].record.sha256)}

    arguments = ("run", "--input", province.write(tmp_path / "in", few()), "--output", tmp_path / "out")
    with monkeypatch.context() as patch:
        patch.setattr(folder, "read_all", hindered)
        assert "(timeout)" in pipeline(*arguments)[1]
    assert "(timeout)" not in pipeline(*arguments)[1]
    assert len(scored) == 2


@pytest.mark.slow
def test_a_run_that_met_an_open_workbook_or_moved_one_aside_is_done_again(
    pipeline: Run, scored: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ("run", "--input", province.write(tmp_path / "in", few()), "--output", tmp_path / "out")
    first = pipeline(*arguments)
    mine = tmp_path / "out" / ROUND / "2701 เมืองสระแก้ว.xlsx"
    mine.write_bytes(b"remarks")
    move = os.replace

    def refusing(source: object, target: object) -> None:
        if mine.name in (Path(str(source)).name, Path(str(target)).name):
            raise PermissionError(13, "in use")
        move(source, target)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", refusing)
        for number in (2, 3):
            code, _, err = pipeline(*arguments)
            assert code == 1 and "เขียนทับไม่ได้" in err and len(scored) == number
    shutil.rmtree(tmp_path / "out" / ".pipeline")  # what the first run kept is true again after this
    assert "มีผู้แก้ไขไว้" in pipeline(*arguments)[1] and len(scored) == 4
    assert pipeline(*arguments) == first and len(scored) == 5  # says no more that one was moved
    assert pipeline(*arguments) == first and len(scored) == 5


def test_a_run_that_cannot_be_done_is_tried_again(
    pipeline: Run, scored: list[Path], tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    arguments = ("run", "--input", tmp_path / "in", "--output", tmp_path / "out")
    assert [pipeline(*arguments)[0] for _ in "12"] == [2, 2] and len(scored) == 2


def test_what_changed_while_a_run_was_at_work_is_not_taken_for_what_it_read(
    pipeline: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = lay_out(tmp_path)
    monkeypatch.chdir(tmp_path)
    arguments = ("run", "--input", office.source, "--output", office.output)
    look = stages.look

    def changing(path: Path) -> None:
        def late(*more: object) -> object:
            found = look(*more)  # type: ignore[arg-type]
            flip(path)
            return found

        monkeypatch.setattr("pipeline.run.provinces.look", late)

    definition = tmp_path / "agreement" / "sources" / "bpm.toml"
    changing(definition)
    pipeline(*arguments)
    assert (office.target / "results.json").exists()
    assert not list((office.output / ".pipeline").glob("run-*"))
    flip(definition)
    changing(office.source / "ฝ่าย" / "จดหมาย.pdf")
    said = pipeline(*arguments)
    assert office.answered() is None
    flip(office.source / "ฝ่าย" / "จดหมาย.pdf")  # what was read stands there again
    assert office.answered() == unchanged.RunReport(said[1], said[0])


@pytest.mark.slow
def test_a_closed_round_is_held_against_its_seal_by_every_run(
    pipeline: Run, scored: list[Path], tmp_path: Path
) -> None:
    arguments = ("run", "--input", province.write(tmp_path / "in", few()), "--output", tmp_path / "out")
    first = pipeline(*arguments)
    assert pipeline("close", "--output", tmp_path / "out", "--with-gaps")[0] == 0
    before = state(tmp_path)
    for number in (2, 3):
        code, said, _ = pipeline(*arguments)
        assert code == 1 and "รอบนี้ปิดแล้ว" in said and len(scored) == number
    assert state(tmp_path) == before
    assert "เขียนผลแล้วที่" in pipeline(*arguments, "--reopen", "หลักฐานเพิ่ม")[1]
    before = state(tmp_path)
    assert pipeline(*arguments) == first and len(scored) == 4
    code, _, err = pipeline(*arguments, "--reopen", "อีกครั้ง")
    assert code == 2 and "ยังไม่ได้ปิด" in err and len(scored) == 5
    assert state(tmp_path) == before


# --- the record ----------------------------------------------------------------------------------


def test_a_damaged_record_is_never_believed(spoilt: Office) -> None:
    record = spoilt.record
    whole, rests_on = record.read_bytes(), ground(spoilt.asked)
    for place in range(0, len(whole) - 1, 41):
        for damaged in (whole[:place], whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1:]):
            record.write_bytes(damaged)
            assert answer(spoilt.asked, rests_on) is None, place
    for other in (b"[]", b"null", b"[" * 100_000, b"\xff"):
        record.write_bytes(other)
        assert answer(spoilt.asked, rests_on) is None


@pytest.mark.parametrize(("key", "value"), [
    ("screen", "เสร็จ\x1b[2J\n"), ("code", 2), ("read", {}), ("results", {}),
    ("read", {"-1": ""}), ("read", {"7": ""}), ("read", {"9" * 5000: ""}),
    ("results", {"../out/2561-1": ""}), ("results", {"2561-1\0": ""}), ("more", 1),
])
def test_a_record_that_no_run_of_ours_wrote_is_not_believed(
    spoilt: Office, key: str, value: object
) -> None:
    data = json.loads(spoilt.record.read_bytes())
    del data["sha256"]
    if isinstance(value, dict) and value:  # what it says of other folders, it says rightly
        value = dict.fromkeys(value, *data[key].values())
    unchanged._save(spoilt.record, data | {key: value})
    assert spoilt.answered() is None


def test_nothing_is_kept_of_a_run_that_read_or_left_nothing(tmp_path: Path) -> None:
    office = lay_out(tmp_path)
    rests_on, said = ground(office.asked), unchanged.RunReport("", 0)
    remember(office.asked, rests_on, {}, {office.target: "x"}, said)
    remember(office.asked, rests_on, {office.source: "x"}, {}, said)
    assert not office.output.exists()
    remember(office.asked, rests_on, {office.source: "x"}, {office.target: "x"}, said)
    assert office.record.exists()


def test_a_link_among_the_definitions_that_leads_elsewhere_is_a_change(spoilt: Office) -> None:
    link = spoilt.place / "agreement" / "z"
    link.symlink_to(ROUND, target_is_directory=True)
    before = ground(spoilt.asked)
    link.unlink()
    link.symlink_to("sources", target_is_directory=True)
    assert ground(spoilt.asked) not in ("", before)


def test_a_record_copied_to_another_folder_is_not_believed(office: Office, tmp_path: Path) -> None:
    other = Office(Path(shutil.copytree(office.place, tmp_path / "other", symlinks=True)))
    assert other.record.read_bytes() == office.record.read_bytes() and other.answered() is None


def test_a_run_that_is_killed_before_the_record_stands_is_done_again(
    spoilt: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    said, rests_on = spoilt.answered(), ground(spoilt.asked)
    record = json.loads(spoilt.record.read_bytes())
    read = {spoilt.source: record["read"]["0"]}
    results = {spoilt.target: record["results"][ROUND]}
    spoilt.record.unlink()
    assert said is not None

    class Killed(BaseException):
        pass

    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(system, "replace", killed)
        patch.setattr(system, "remove", lambda _: None)  # nobody is left to clean up
        with pytest.raises(Killed):
            remember(spoilt.asked, rests_on, read, results, said)
    assert spoilt.answered() is None
    remember(spoilt.asked, rests_on, read, results, said)
    assert spoilt.answered() == said
    assert not list((spoilt.output / ".pipeline").glob("~$*"))


def test_a_record_that_cannot_be_written_hinders_no_run(
    spoilt: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    said, rests_on = spoilt.answered(), ground(spoilt.asked)
    assert said is not None
    spoilt.record.unlink()
    monkeypatch.setattr("pipeline.publish.system.create", lambda *_: (_ for _ in ()).throw(OSError(28, "full")))
    remember(spoilt.asked, rests_on, {spoilt.source: "1"}, {spoilt.target: "1"}, said)
    assert spoilt.answered() is None


def test_while_another_run_writes_nothing_is_answered(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr(system, "pause", waited.append)
    with locked(office.target / ".pipeline"), pytest.raises(PipelineError, match="กำลังเขียนโฟลเดอร์นี้"):
        office.answered()
    assert waited
    monkeypatch.setattr(system, "lock", lambda handle: None)  # a share without locks
    assert office.answered() is None


# --- several provinces ---------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("named", [True, False])
def test_several_provinces_are_answered_until_one_of_them_changes(
    pipeline: Run, scored: list[Path], tmp_path: Path, named: bool
) -> None:
    source = tmp_path / "in"
    for name in ("ตราด", "ภูเก็ต"):
        province.write(source / name, few(name))
    if not named:  # told by their rosters
        (source / "ตราด").rename(source / "ก")
        (source / "ภูเก็ต").rename(source / "ข")
    arguments = ("run", "--input", source, "--output", tmp_path / "out")
    first = pipeline(*arguments)
    assert first[0] == 1 and "หลายจังหวัดใน" in first[1]
    before = state(tmp_path)
    assert pipeline(*arguments) == first and len(scored) == 1 and state(tmp_path) == before
    one = pipeline(*arguments, "--province", "ภูเก็ต")
    before = state(tmp_path)
    assert pipeline(*arguments, "--province", "ภูเก็ต") == one and len(scored) == 2
    assert pipeline(*arguments) == first and len(scored) == 2 and state(tmp_path) == before
    results = stands(tmp_path / "out" / ROUND / "ตราด")
    flip(tmp_path / "out" / ROUND / "ตราด" / "results.json")
    assert pipeline(*arguments, "--province", "ภูเก็ต") == one and len(scored) == 2
    pipeline(*arguments)
    assert len(scored) == 3 and stands(tmp_path / "out" / ROUND / "ตราด") == results
    flip(source / ("ภูเก็ต" if named else "ข") / "roster.xlsx")
    pipeline(*arguments)
    assert len(scored) == 4
