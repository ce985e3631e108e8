"""Sets of files in a folder: whole, current, and nobody's work lost."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.errors import PipelineError
from pipeline.publish import Last, Written, publish, system, write_whole
from pipeline.publish.lock import locked

OURS = re.compile(r"\d{4} .+\.xlsx|สรุป.+\.xlsx")
OLD = {"2701 ก.xlsx": b"old 1", "2702 ข.xlsx": b"old 2", "สรุปจังหวัด.xlsx": b"old sum"}
NEW = {"2701 ก.xlsx": b"new 1", "2702 ข.xlsx": b"old 2", "สรุปจังหวัด.xlsx": b"new sum"}


def put(folder: Path, files: dict[str, bytes], sign: bytes, turns: int = 0) -> Written:
    return publish(folder, lambda before: files.items(), Last("results.json", sign), OURS, turns)


def held(folder: Path) -> dict[str, bytes]:
    """The files of a folder for people: not the program's own."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*"))
            if p.is_file() and ".pipeline" not in p.parts}


def state(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(p): (p.stat().st_mtime_ns, p.stat().st_ino) for p in sorted(folder.rglob("*"))}


@pytest.fixture
def stubborn(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Names that cannot be renamed nor replaced, as if open in Excel on Windows."""
    names: set[str] = set()

    def refusing(real: Callable[..., None]) -> Callable[..., None]:
        def step(*paths: object) -> None:
            for path in paths:
                if Path(str(path)).name in names:
                    raise PermissionError(13, "The process cannot access the file", str(path))
            real(*paths)

        return step

    for step in ("replace", "unlink"):
        monkeypatch.setattr(f"os.{step}", refusing(getattr(os, step)))
    return names


def test_write_whole_replaces_and_leaves_identical_bytes_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    assert write_whole(path, b"1") and path.read_bytes() == b"1"
    before = path.stat().st_mtime_ns
    assert not write_whole(path, b"1") and path.stat().st_mtime_ns == before
    assert write_whole(path, b"2") and path.read_bytes() == b"2"
    assert [p.name for p in tmp_path.iterdir()] == ["a.xlsx"]


def test_a_second_publication_of_the_same_touches_nothing(tmp_path: Path) -> None:
    assert put(tmp_path, OLD, b"{}").put == (*OLD, "results.json")
    before = state(tmp_path)
    again = put(tmp_path, OLD, b"{}")
    assert state(tmp_path) == before
    assert (again.put, again.untouched) == ((), ("results.json", *OLD))
    assert again.finished and again.exit_code == 0


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    put(tmp_path, OLD, b"1")
    before = state(tmp_path)
    assert put(tmp_path, NEW, b"2").put == ("2701 ก.xlsx", "สรุปจังหวัด.xlsx", "results.json")
    assert held(tmp_path) == NEW | {"results.json": b"2"}
    assert state(tmp_path)[str(tmp_path / "2702 ข.xlsx")] == before[str(tmp_path / "2702 ข.xlsx")]


def test_the_sign_is_away_while_files_change_and_nothing_is_replaced_before_all_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, OLD, b"1")
    seen = []
    real = system.replace

    def replace(source: Path, target: Path) -> None:
        inside = held(tmp_path)
        if target.suffix == ".xlsx":
            seen.append(target.name)
            assert "results.json" not in inside
            left = [n for n in inside if n.startswith("~$")]
            assert len(left) == 3 - len(seen) + 1
        real(source, target)

    monkeypatch.setattr(system, "replace", replace)
    put(tmp_path, NEW, b"2")
    assert seen == ["2701 ก.xlsx", "สรุปจังหวัด.xlsx"]


def test_files_are_asked_for_one_at_a_time_and_none_is_kept(tmp_path: Path) -> None:
    def many() -> Iterator[tuple[str, bytes]]:
        for number in range(20):
            yield f"{1000 + number} ก.xlsx", bytes(100_000)
            assert len(list(tmp_path.glob("*.tmp"))) == number + 1  # on the disk already

    assert len(publish(tmp_path, lambda before: many()).put) == 20


def test_what_the_maker_raises_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    def bad() -> Iterator[tuple[str, bytes]]:
        yield "2701 ก.xlsx", b"new"
        raise PipelineError("แบบฟอร์มผิด")

    put(tmp_path, OLD, b"1")
    before = state(tmp_path)
    with pytest.raises(PipelineError, match="แบบฟอร์มผิด"):
        publish(tmp_path, lambda _: bad(), Last("results.json", b"2"), OURS)
    after = state(tmp_path)
    assert held(tmp_path) == OLD | {"results.json": b"1"}
    assert {p: s for p, s in after.items() if p != str(tmp_path)} == {
        p: s for p, s in before.items() if p != str(tmp_path)}


# --- what gives way ----------------------------------------------------------------------------


def test_a_workbook_of_no_district_is_moved_aside_and_told_and_foreign_files_stay(
    tmp_path: Path,
) -> None:
    put(tmp_path, OLD | {"2799 เก่า.xlsx": b"gone"}, b"1")
    foreign = {"หมายเหตุ.docx": b"w", "งาน 2701.xlsx": b"x", "~$2701 ก.xlsx": b"y"}
    for name, data in foreign.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "2700 โฟลเดอร์.xlsx").mkdir()
    done = put(tmp_path, OLD, b"2")
    assert held(tmp_path) == OLD | foreign | {
        "results.json": b"2", "เก็บไว้/2799 เก่า.xlsx": b"gone"}
    assert (tmp_path / "2700 โฟลเดอร์.xlsx").is_dir()
    assert done.finished and done.exit_code == 0
    assert len(done.notes) == 1 and "2799 เก่า.xlsx" in done.notes[0] and "เก็บไว้" in done.notes[0]
    assert done.displaced == (tmp_path / "เก็บไว้" / "2799 เก่า.xlsx",)


def test_a_stray_is_moved_though_nothing_else_changed_and_the_sign_stays(tmp_path: Path) -> None:
    put(tmp_path, OLD, b"1")
    before = state(tmp_path)[str(tmp_path / "results.json")]
    for number in (1, 2, 3):
        (tmp_path / "9999 ผี.xlsx").write_bytes(b"%d" % number)
        assert len(put(tmp_path, OLD, b"1").notes) == 1
    assert state(tmp_path)[str(tmp_path / "results.json")] == before
    assert held(tmp_path / "เก็บไว้") == {
        "9999 ผี.xlsx": b"1", "9999 ผี (2).xlsx": b"2", "9999 ผี (3).xlsx": b"3"}


def test_remarks_that_an_officer_filled_in_are_kept_and_told(tmp_path: Path) -> None:
    put(tmp_path, OLD, b"1")
    (tmp_path / "2701 ก.xlsx").write_bytes(b"old 1 with remarks")
    (tmp_path / "2702 ข.xlsx").write_bytes(b"old 2 with remarks")
    done = put(tmp_path, NEW, b"2")
    assert held(tmp_path) == NEW | {
        "results.json": b"2", "เก็บไว้/2701 ก.xlsx": b"old 1 with remarks",
        "เก็บไว้/2702 ข.xlsx": b"old 2 with remarks"}
    assert [("2701" in line, "มีผู้แก้ไข" in line) for line in done.notes] == [
        (True, True), (False, True)]


def test_without_the_record_every_standing_workbook_counts_as_changed(tmp_path: Path) -> None:
    put(tmp_path, OLD, b"1")
    for content in (None, b"{", b"[1]", b'{"2701 \xe0\xb8\x81.xlsx": 3}', b"\xff"):
        path = tmp_path / ".pipeline" / "written.json"
        path.unlink() if content is None else path.write_bytes(content)
        assert len(put(tmp_path, NEW, b"2").notes) == 2, content
        put(tmp_path, OLD, b"1")


def test_a_link_in_place_of_a_workbook_is_never_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.xlsx"
    outside.write_bytes(b"mine")
    folder = tmp_path / "out"
    put(folder, OLD, b"1")
    (folder / "2701 ก.xlsx").unlink()
    (folder / "2701 ก.xlsx").symlink_to(outside)
    put(folder, NEW, b"2")
    assert outside.read_bytes() == b"mine"
    assert not (folder / "2701 ก.xlsx").is_symlink()
    assert (folder / "2701 ก.xlsx").read_bytes() == b"new 1"


# --- what is refused ---------------------------------------------------------------------------


def test_a_workbook_open_in_excel_stays_whole_and_the_new_version_lies_beside_it(
    tmp_path: Path, stubborn: set[str]
) -> None:
    put(tmp_path, OLD, b"1")
    stubborn.add("2701 ก.xlsx")
    for _ in range(2):  # the second finds it as the first left it
        done = put(tmp_path, NEW, b"2")
        assert held(tmp_path) == NEW | {
            "2701 ก.xlsx": b"old 1", "2701 ก (ฉบับใหม่).xlsx": b"new 1"}
        assert not done.finished and done.exit_code == 1 and done.notes == ()
        (line,) = done.faults
        for part in ("2701 ก.xlsx", "เปิดค้าง", "2701 ก (ฉบับใหม่).xlsx", "ปิดไฟล์", "สั่งใหม่"):
            assert part in line
    stubborn.clear()
    done = put(tmp_path, NEW, b"2")
    assert held(tmp_path) == NEW | {"results.json": b"2"}
    assert done.finished and done.notes == ()


def test_remarks_filled_into_the_version_beside_are_kept_too(
    tmp_path: Path, stubborn: set[str]
) -> None:
    put(tmp_path, OLD, b"1")
    stubborn.add("2701 ก.xlsx")
    put(tmp_path, NEW, b"2")
    (tmp_path / "2701 ก (ฉบับใหม่).xlsx").write_bytes(b"new 1 with remarks")
    put(tmp_path, NEW | {"2701 ก.xlsx": b"newer 1"}, b"3")
    assert (tmp_path / "2701 ก (ฉบับใหม่).xlsx").read_bytes() == b"newer 1"
    (tmp_path / "2701 ก (ฉบับใหม่).xlsx").write_bytes(b"newer 1 with remarks")
    stubborn.clear()
    put(tmp_path, NEW, b"2")
    assert held(tmp_path) == NEW | {
        "results.json": b"2", "เก็บไว้/2701 ก (ฉบับใหม่).xlsx": b"new 1 with remarks",
        "เก็บไว้/2701 ก (ฉบับใหม่) (2).xlsx": b"newer 1 with remarks"}


def test_where_even_the_version_beside_is_open_both_stay_and_it_is_said(
    tmp_path: Path, stubborn: set[str]
) -> None:
    put(tmp_path, OLD, b"1")
    stubborn.add("2701 ก.xlsx")
    put(tmp_path, NEW, b"2")
    stubborn.add("2701 ก (ฉบับใหม่).xlsx")
    done = put(tmp_path, NEW | {"2701 ก.xlsx": b"newer 1"}, b"3")
    assert held(tmp_path) == NEW | {"2701 ก.xlsx": b"old 1", "2701 ก (ฉบับใหม่).xlsx": b"new 1"}
    assert len(done.faults) == 2
    assert "อย่านำไปใช้" in done.faults[1] and "(ฉบับใหม่)" in done.faults[1]


def test_a_read_only_workbook_is_respected(tmp_path: Path) -> None:
    put(tmp_path, OLD, b"1")
    (tmp_path / "2701 ก.xlsx").chmod(0o444)
    done = put(tmp_path, NEW, b"2")
    assert held(tmp_path) == NEW | {"2701 ก.xlsx": b"old 1", "2701 ก (ฉบับใหม่).xlsx": b"new 1"}
    assert "อ่านอย่างเดียว" in done.faults[0]


def test_a_folder_in_place_of_a_workbook_stays(tmp_path: Path) -> None:
    (tmp_path / "2701 ก.xlsx").mkdir()
    done = put(tmp_path, NEW, b"2")
    assert (tmp_path / "2701 ก (ฉบับใหม่).xlsx").read_bytes() == b"new 1"
    assert (tmp_path / "2701 ก.xlsx").is_dir()
    assert not done.finished and len(done.faults) == 1


def test_where_the_sign_cannot_be_taken_away_the_old_set_stays_as_a_whole(
    tmp_path: Path, stubborn: set[str]
) -> None:
    put(tmp_path, OLD, b"1")
    stubborn.add("results.json")
    done = put(tmp_path, NEW, b"2")
    assert held(tmp_path) == OLD | {"results.json": b"1"}
    assert not done.finished and done.exit_code == 1
    assert len(done.faults) == 1 and "results.json" in done.faults[0]


def test_a_stray_that_is_open_is_told_and_does_not_hide_good_results(
    tmp_path: Path, stubborn: set[str]
) -> None:
    put(tmp_path, OLD, b"1")
    (tmp_path / "9999 ผี.xlsx").write_bytes(b"x")
    stubborn.add("9999 ผี.xlsx")
    for files, sign in ((OLD, b"1"), (NEW, b"2")):
        done = put(tmp_path, files, sign)
        assert held(tmp_path) == files | {"results.json": sign, "9999 ผี.xlsx": b"x"}
        assert done.finished and done.exit_code == 1
        assert "9999 ผี.xlsx" in done.faults[0] and "อย่านำไปใช้" in done.faults[0]


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(PipelineError, match="เขียนไม่ได้"):
        put(tmp_path / place, OLD, b"1")


# --- what is compared with ---------------------------------------------------------------------


def asked(folder: Path, files: dict[str, bytes], sign: bytes) -> bytes | None:
    """What a publication is given to compare with."""
    got: list[bytes | None] = []

    def make(before: bytes | None) -> Iterator[tuple[str, bytes]]:
        got.append(before)
        yield from files.items()

    publish(folder, make, Last("results.json", sign), OURS)
    return got[0]


def test_results_are_compared_with_the_last_finished_ones_that_differ(
    tmp_path: Path, stubborn: set[str]
) -> None:
    assert asked(tmp_path, OLD, b"1") is None
    assert asked(tmp_path, OLD, b"1") is None
    assert asked(tmp_path, NEW, b"2") == b"1"
    assert asked(tmp_path, NEW, b"2") == b"1"
    assert asked(tmp_path, OLD, b"2") == b"1"  # another form, the same results
    assert asked(tmp_path, OLD, b"2") == b"1"
    stubborn.add("2701 ก.xlsx")
    assert asked(tmp_path, NEW, b"3") == b"2"  # not finished
    assert asked(tmp_path, NEW, b"3") == b"2"
    stubborn.clear()
    assert asked(tmp_path, NEW, b"3") == b"2"
    assert asked(tmp_path, NEW, b"3") == b"2"
    assert asked(tmp_path, NEW, b"4") == b"3"


# --- two at once -------------------------------------------------------------------------------


def test_a_second_run_waits_and_then_refuses(tmp_path: Path) -> None:
    put(tmp_path, OLD, b"1")
    before = held(tmp_path)
    waited: list[float] = []
    with locked(tmp_path / ".pipeline"), pytest.MonkeyPatch.context() as patch:
        patch.setattr(system, "pause", waited.append)
        with pytest.raises(PipelineError, match="กำลังเขียนโฟลเดอร์นี้"):
            put(tmp_path, NEW, b"2", turns=3)
    assert len(waited) == 3 and held(tmp_path) == before
    put(tmp_path, NEW, b"2")
    assert held(tmp_path)["results.json"] == b"2"


def test_where_nothing_can_be_locked_it_is_said_and_other_runs_files_are_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system, "lock", lambda handle: None)
    (tmp_path / "~$pipeline-1.tmp").write_bytes(b"another run's")
    done = put(tmp_path, OLD, b"1")
    assert held(tmp_path) == OLD | {"results.json": b"1", "~$pipeline-1.tmp": b"another run's"}
    assert done.finished and "ล็อกไม่ได้" in done.notes[0]


def test_only_names_that_are_surely_ours_are_cleaned_away(tmp_path: Path) -> None:
    litter = ["~$pipeline-1.tmp", "~$pipeline-99.tmp", ".pipeline/~$pipeline-1.tmp"]
    others = ["~$a.tmp", "pipeline-1.tmp", "~$pipeline-x.tmp", "~$pipeline-1.tmp.xlsx"]
    (tmp_path / ".pipeline").mkdir()
    for name in [*litter, *others]:
        (tmp_path / name).write_bytes(b"")
    put(tmp_path, OLD, b"1")
    assert [name for name in [*litter, *others] if (tmp_path / name).exists()] == others
