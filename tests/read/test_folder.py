"""The input folder: every file named once, as used, refused or ignored."""

import os
import sys
from pathlib import Path

import pytest
from read_builders import TABLE, simple_xlsx

from pipeline.errors import UsageError
from pipeline.model.cells import Origin
from pipeline.read import IGNORED, REASONS, ReadResult, folder, read_file, read_folder, single
from pipeline.read.refusal import Refusal


def write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def statuses(result: ReadResult) -> dict[str, tuple[str, str | None]]:
    return {record.file: (record.status, record.reason) for record in result.files}


CSV = "อำเภอ,ผล\nเมือง,1\nวัฒนา,2\n".encode()


def test_every_file_is_named_once_in_the_order_of_paths(tmp_path: Path) -> None:
    write(tmp_path / "b.xls", simple_xlsx())
    write(tmp_path / "ก/ย่อย/a.txt", CSV)
    write(tmp_path / "ก/เสีย.xlsx", b"PK\x03\x04 broken")
    result = read_folder(tmp_path)
    assert [record.file for record in result.files] == ["b.xls", "ก/ย่อย/a.txt", "ก/เสีย.xlsx"]
    assert statuses(result) == {
        "b.xls": ("used", None), "ก/ย่อย/a.txt": ("used", None),
        "ก/เสีย.xlsx": ("refused", "bad-archive")}
    assert [sheet.file for sheet in result.sheets] == ["b.xls", "ก/ย่อย/a.txt"]
    assert result.files[0].container == "xlsx" and result.files[1].container == "csv"
    assert [len(record.sha256 or "") for record in result.files] == [64, 64, 64]


def test_a_letter_or_picture_among_the_exports_is_a_warning(tmp_path: Path) -> None:
    write(tmp_path / "หนังสือนำส่ง.pdf", b"%PDF-1.7")
    (finding,) = read_folder(tmp_path).findings
    assert (finding.code, finding.severity) == ("other-document", "warning")


def test_every_refusal_has_an_error_that_names_the_file_and_a_remedy(tmp_path: Path) -> None:
    write(tmp_path / "รูป.xlsx", b"<xml/>")
    result = read_folder(tmp_path)
    (finding,) = result.findings
    assert (finding.code, finding.severity) == ("not-a-spreadsheet", "error")
    assert finding.origin == Origin("รูป.xlsx")
    assert finding.remedy == REASONS["not-a-spreadsheet"][1]
    assert finding.origin is not None and finding.origin.file == "รูป.xlsx"
    assert result.files[0].detail.startswith(REASONS["not-a-spreadsheet"][0])


@pytest.mark.parametrize(("name", "why"), [
    ("~$งาน.xlsx", "lock-file"), (".~lock.งาน.ods#", "lock-file"), ("งาน.tmp", "temporary"),
    ("งาน.xlsx.crdownload", "temporary"), (".gitkeep", "hidden"), (".ซ่อน/งาน.csv", "hidden"),
    ("Thumbs.db", "system-file"), ("desktop.ini", "system-file")])
def test_lock_temporary_hidden_and_system_files_are_ignored(
        tmp_path: Path, name: str, why: str) -> None:
    write(tmp_path / name, CSV)
    result = read_folder(tmp_path)
    assert statuses(result) == {name: ("ignored", why)}
    assert result.files[0].detail == IGNORED[why] and not result.findings


@pytest.mark.slow
def test_a_copy_is_counted_once_the_first_by_path_is_kept(tmp_path: Path) -> None:
    for name in ("ข.csv", "ก/z.csv", "ค.csv"):
        write(tmp_path / name, CSV)
    result = read_folder(tmp_path, jobs=3)
    assert statuses(result) == {"ก/z.csv": ("used", None), "ข.csv": ("refused", "copy"),
                                "ค.csv": ("refused", "copy")}
    assert [sheet.file for sheet in result.sheets] == ["ก/z.csv"]
    assert {(f.code, f.severity) for f in result.findings} == {("copy", "warning")}
    assert "ก/z.csv" in result.findings[0].problem


def test_two_empty_files_are_each_empty_not_copies(tmp_path: Path) -> None:
    write(tmp_path / "a", b"")
    write(tmp_path / "b", b"")
    assert {reason for _, reason in statuses(read_folder(tmp_path)).values()} == {"empty"}


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege on Windows")
def test_links_out_of_the_folder_and_things_that_are_no_files_are_refused(
        tmp_path: Path) -> None:
    inbox = tmp_path / "in"
    write(tmp_path / "secret.csv", CSV)
    write(inbox / "a.csv", CSV)
    (inbox / "out.csv").symlink_to(tmp_path / "secret.csv")
    (inbox / "again.csv").symlink_to(inbox / "a.csv")
    (inbox / "gone.csv").symlink_to(inbox / "nowhere")
    (inbox / "loop").symlink_to(inbox)
    os.mkfifo(inbox / "pipe.csv")
    assert statuses(read_folder(inbox)) == {
        "a.csv": ("used", None), "again.csv": ("refused", "copy"), "out.csv": ("refused", "link"),
        "gone.csv": ("refused", "link"), "loop": ("refused", "link"),
        "pipe.csv": ("refused", "not-a-file")}


def test_a_file_that_changes_while_the_folder_is_read_is_still_being_written(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "a.csv", CSV)
    write(tmp_path / "b.csv", CSV + CSV)
    read_all = folder.read_all

    def read_and_grow(files: list[tuple[Path, str]], jobs: int, **options: object) -> object:
        results = read_all(files, jobs)
        with (tmp_path / "a.csv").open("ab") as stream:
            stream.write(CSV)
        return results

    monkeypatch.setattr(folder, "read_all", read_and_grow)
    result = read_folder(tmp_path)
    assert statuses(result) == {"a.csv": ("refused", "still-being-written"),
                                "b.csv": ("used", None)}
    assert [sheet.file for sheet in result.sheets] == ["b.csv"]


def test_a_file_that_grows_while_it_is_opened_is_still_being_written(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "a.csv", CSV)
    fstat = os.fstat

    def grow_after(descriptor: int) -> os.stat_result:
        state = fstat(descriptor)
        if state.st_size == len(CSV):
            os.utime(tmp_path / "a.csv", (1, 1))
        return state

    monkeypatch.setattr(os, "fstat", grow_after)
    with pytest.raises(Refusal, match="still-being-written"):
        single.read_bytes(tmp_path / "a.csv")


@pytest.mark.skipif(sys.platform == "win32" or os.getuid() == 0, reason="root may read all")
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", CSV)
    (tmp_path / "a.csv").chmod(0)
    assert statuses(read_folder(tmp_path)) == {"a.csv": ("refused", "no-access")}


@pytest.mark.skipif(sys.platform != "linux", reason="names are text elsewhere")
def test_a_name_that_is_no_text_is_written_so_that_it_can_be_printed(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"\xcd.csv")).write_bytes(CSV)
    assert statuses(read_folder(tmp_path)) == {"\\xcd.csv": ("used", None)}


def test_a_missing_folder_is_a_usage_error_and_an_empty_one_gives_nothing(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--input"):
        read_folder(tmp_path / "ไม่มี")
    assert read_folder(tmp_path) == ReadResult((), (), ())


def test_one_file_is_read_in_a_worker_of_its_own(tmp_path: Path) -> None:
    write(tmp_path / "ย่อย/ก.csv", CSV)
    result = read_file(tmp_path / "ย่อย/ก.csv")
    assert (result.record.file, result.record.status) == ("ก.csv", "used")
    assert read_file(tmp_path / "ไม่มี.csv").record.reason == "no-access"


def test_reading_tells_how_far_it_is(tmp_path: Path) -> None:
    for number in range(3):
        write(tmp_path / f"{number}.csv", CSV + b"x,%d\n" % number)
    heard: list[tuple[int, int]] = []
    named: set[str] = set()

    def hear(done: int, number: int, name: str) -> None:
        heard.append((done, number))
        named.add(name)

    read_folder(tmp_path, 1, hear)
    assert heard[-1] == (3, 3) and heard == sorted(heard)
    assert named <= {"0.csv", "1.csv", "2.csv"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets an administrator alone make a link")
def test_a_file_swapped_for_a_link_is_not_followed(tmp_path: Path) -> None:
    write(tmp_path / "secret.csv", CSV)
    (tmp_path / "a.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(Refusal, match="no-access"):
        single.read_bytes(tmp_path / "a.csv")
    assert read_file(tmp_path / "a.csv").record.status == "used"  # who names a link means its target


@pytest.mark.slow
def test_more_workers_give_the_same_result(tmp_path: Path) -> None:
    for number in range(7):
        write(tmp_path / f"{number}.xlsx", simple_xlsx([*TABLE, ["เพิ่ม", number, number]]))
    assert read_folder(tmp_path, jobs=1) == read_folder(tmp_path, jobs=4)
