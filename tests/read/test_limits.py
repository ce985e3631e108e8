"""Hostile files and failing workers: each costs only itself."""

import signal
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import province
import pytest
import runs
from home import HOME, WINE
from read_builders import inline, pack, sheet_xml, simple_xlsx, xlsx, xlsx_parts
from runs import Said

from pipeline import processes
from pipeline.errors import PipelineError
from pipeline.processes import Limits
from pipeline.read import archive, grid, read_folder, read_single, repair, single
from pipeline.read.pool import LIMITS, TOO_MANY, read_all
from pipeline.read.refusal import Refusal


def reason(tmp_path: Path, data: bytes) -> str | None:
    path = tmp_path / "ก.xlsx"
    path.write_bytes(data)
    return read_single(path, path.name).record.reason


def test_an_archive_that_swells_is_refused_before_it_is_read(tmp_path: Path) -> None:
    parts = xlsx_parts(sheet_xml(inline([["ก"]])))
    assert reason(tmp_path, pack({**parts, "xl/media/a.bin": bytes(11 << 20)})) == "zip-bomb"


@pytest.mark.parametrize(("size", "packed", "refused"), [
    (250 * 50_000, 50_000, False), (250 * 50_000 + 1, 50_000, True), (10 << 20, 1, False), ((10 << 20) + 1, 1, True)])
def test_a_part_of_more_than_ten_megabytes_swells_no_more_than_250_times(size: int, packed: int, refused: bool) -> None:
    part = zipfile.ZipInfo("a")
    part.file_size, part.compress_size = size, packed
    with pytest.raises(Refusal) if refused else nullcontext():
        archive.Archive._gate([part])


def test_an_archive_of_too_many_parts_is_refused(tmp_path: Path) -> None:
    parts = {f"p{n}": b"" for n in range(archive.MAX_PARTS + 1)}
    assert reason(tmp_path, pack(parts)) == "zip-bomb"


@pytest.mark.parametrize("limit", ["MAX_INFLATED", "MAX_PART"])
def test_parts_larger_than_allowed_are_refused(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    monkeypatch.setattr(archive, limit, 300)
    assert reason(tmp_path, simple_xlsx()) == "zip-bomb"


def test_two_parts_of_one_name_refuse_the_file(tmp_path: Path) -> None:
    buffer = BytesIO(simple_xlsx())
    with pytest.warns(UserWarning), zipfile.ZipFile(buffer, "a") as bundle:
        bundle.writestr("xl/worksheets/sheet1.xml", sheet_xml(inline([["ข"]])))
    assert reason(tmp_path, buffer.getvalue()) == "bad-archive"
    for name in ("XL\\Worksheets/SHEET1.xml", "xl/worksheets/%73heet1.xml",
                 "xl/./worksheets/../worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml"):
        parts = xlsx_parts(sheet_xml(inline([["ก"]])))
        parts[name] = sheet_xml(inline([["ข"]]))
        assert reason(tmp_path, pack(parts)) == "bad-archive", name


@pytest.mark.parametrize("part", [
    "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml",
    "docProps/app.xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_doctype_in_any_part_refuses_the_file(
        tmp_path: Path, part: str, encoding: str) -> None:
    parts = xlsx_parts(sheet_xml(inline([["ก"]])))
    bomb = '<!DOCTYPE a [<!ENTITY b "bbb"><!ENTITY c "&b;&b;">]><a>&c;</a>'
    parts[part] = bomb.encode(encoding)
    assert reason(tmp_path, pack(parts)) == "unsafe-xml"


def test_a_part_that_nobody_needs_must_be_whole_too(tmp_path: Path) -> None:
    parts = xlsx_parts(sheet_xml(inline([["ก"]])))
    data = pack({**parts, "docProps/thumb.bin": b"picture-here"}, zipfile.ZIP_STORED)
    assert reason(tmp_path, data) is None
    assert reason(tmp_path, data.replace(b"picture-here", b"picture-gone")) == "bad-archive"


def test_an_encrypted_zip_is_named_as_such(tmp_path: Path) -> None:
    data = bytearray(simple_xlsx())
    for mark, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        place = data.find(mark)
        while place >= 0:
            flags = struct.unpack_from("<H", data, place + at)[0]
            struct.pack_into("<H", data, place + at, flags | 1)
            place = data.find(mark, place + 4)
    assert reason(tmp_path, bytes(data)) == "encrypted"


def test_a_file_over_the_size_limit_is_not_opened(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(single, "MAX_FILE", 100)
    path = tmp_path / "ก.xlsx"
    path.write_bytes(simple_xlsx())
    record = read_single(path, path.name).record
    assert (record.reason, record.sha256) == ("too-large", None)


def test_more_filled_cells_than_allowed_refuse_the_file(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grid, "MAX_FILLED", 10)
    assert reason(tmp_path, simple_xlsx()) == "too-large"


def test_values_in_the_last_column_of_very_many_rows_do_not_fill_the_memory(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grid, "MAX_SLOTS", 100_000)
    rows = "".join(f'<row r="{r}"><c r="XFD{r}"><v>1</v></c></row>' for r in range(1, 50))
    assert reason(tmp_path, xlsx(rows)) == "too-large"


@pytest.mark.slow
def test_a_million_empty_rows_are_nothing(tmp_path: Path) -> None:
    rows = inline([["ก", 1]]) + "".join(f'<row r="{r}"/>' for r in range(2, 1_048_577))
    path = tmp_path / "ก.xlsx"
    monkey = archive.MAX_RATIO
    archive.MAX_RATIO = 10_000
    try:
        path.write_bytes(xlsx(rows))
        assert read_single(path, "ก").sheets[0].rows == (("ก", 1),)
    finally:
        archive.MAX_RATIO = monkey


def test_merged_ranges_over_the_whole_sheet_are_cut(tmp_path: Path) -> None:
    merged = "<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 1000 + "</mergeCells>"
    path = tmp_path / "ก.xlsx"
    path.write_bytes(xlsx(inline([["ก", None], [None, None]]), merged))
    assert read_single(path, "ก").sheets[0].spans == ()


def test_a_text_longer_than_any_cell_can_hold_is_refused(tmp_path: Path) -> None:
    assert reason(tmp_path, simple_xlsx([["ก" * (repair.MAX_TEXT + 1)]])) == "too-large"


# --- workers ------------------------------------------------------------------------------

def files(tmp_path: Path, count: int = 2) -> list[tuple[Path, str]]:
    made = []
    for number in range(count):
        path = tmp_path / f"{number}.xlsx"
        path.write_bytes(simple_xlsx([["ก", number]]))
        made.append((path, path.name))
    return made


def readers(monkeypatch: pytest.MonkeyPatch, first: str, before: str = "") -> None:
    """Lets every reader do ``first`` with the name ``n`` of a file before it reads it, and
    ``before`` as it starts."""
    monkeypatch.setattr(processes, "_START", processes._START.replace(
        "main()",
        f"import os, time, itertools, pathlib; {before}\n"
        "import pipeline.read.single as o, pipeline.read.pool as w; good = o.read_single\n"
        "def read(p, n, t):\n"
        f"    {first}\n"
        "    return good(p, n, t)\n"
        "w.read_single = read; main()"))


SPIN = "sum(itertools.count())"  # never ends, and lets no other thread of Python run
SOON = Limits(processor=0.2, wall=60)


@pytest.mark.skipif(WINE, reason="wine does not tell the processor's time of another process")
def test_a_file_that_takes_too_much_of_the_processor_costs_itself_only(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    readers(monkeypatch, f"n == '1.xlsx' and {SPIN}")
    results = read_all(files(tmp_path, 3), 1, SOON)
    assert [results[f"{n}.xlsx"].record.reason for n in range(3)] == [None, "timeout", None]


@pytest.mark.slow
@pytest.mark.parametrize(("first", "before"), [
    ("time.sleep(1)", ""), ("pass", "time.sleep(1)"),
    ("pass", "[None for _ in range(9) for _ in range(10 ** 6)]")])
def test_a_busy_machine_and_a_slow_start_are_no_fault_of_a_file(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: str, before: str) -> None:
    readers(monkeypatch, first, before)
    results = read_all(files(tmp_path), 2, SOON)
    assert {result.record.status for result in results.values()} == {"used"}


def test_a_file_that_is_waited_for_in_vain_ends_the_run_and_is_named(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    readers(monkeypatch, "n == '1.xlsx' and time.sleep(600)")
    with pytest.raises(PipelineError, match=r"1\.xlsx: รอไฟล์นี้เกิน"):
        read_all(files(tmp_path, 3), 1, Limits(processor=60, wall=0.3))


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 3])
@pytest.mark.parametrize(("what", "reason"), [(SPIN, "timeout"), ("os.kill(os.getpid(), 9)", "crashed")])
def test_many_files_that_are_not_read_to_their_end_end_the_run_before_a_sound_one_is_missed(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int, what: str, reason: str) -> None:
    some, many = files(tmp_path, TOO_MANY), files(tmp_path, TOO_MANY + 1)
    readers(monkeypatch, f"n != '0.xlsx' and {what}")
    left = read_all(some, jobs, SOON)
    assert [result.record.reason for result in left.values()] == [None] + [reason] * (TOO_MANY - 1)
    with pytest.raises(PipelineError, match=r"1\.xlsx, 2\.xlsx, .*อ่านนานเกินกำหนดหรือถูกหยุดกลางคันทั้ง 4 ไฟล์"):
        read_all(many, jobs, SOON)


@pytest.mark.slow
@pytest.mark.parametrize("before", ["time.sleep(600)", "os._exit(1)", "import no_such_module"])
def test_a_reader_that_cannot_be_started_is_a_fault_of_the_machine(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str) -> None:
    readers(monkeypatch, "pass", before)
    monkeypatch.setattr(processes, "START_SECONDS", 0.5)
    with pytest.raises(processes.CannotStart):
        read_all(files(tmp_path), 2)


def test_a_machine_that_starts_no_reader_leaves_the_run_with_one_line(
        pipeline: Callable[..., Said], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = province.write(tmp_path / "in")
    for name in ("executable", "_base_executable"):  # on Windows the one starts the other
        monkeypatch.setattr(sys, name, str(tmp_path / "python-that-is-not-there"))
    code, said, err = pipeline("run", "--input", source, "--output", tmp_path / "out")
    assert (code, said) == (2, "") and err.count("\n") == 1 and "เปิดโปรแกรมย่อยไม่ได้" in err
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
@pytest.mark.parametrize("death", ["os._exit(9)", "exec('raise MemoryError')"])
def test_a_reader_that_dies_of_what_came_before_is_tried_again_alone(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, death: str) -> None:
    mark = tmp_path / "was here"
    readers(monkeypatch, f"p = p; m = pathlib.Path({str(mark)!r})\n"
                         f"    if n == '1.xlsx' and not m.exists(): m.touch(); {death}")
    results = read_all(files(tmp_path, 3), 1)
    assert mark.exists()
    assert [results[f"{n}.xlsx"].record.reason for n in range(3)] == [None] * 3


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc for the processes that are left")
def test_a_reader_in_the_middle_of_a_file_ends_with_its_parent(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; sys.path[:0] = sys.argv[2:]\n"
        "from pytest import MonkeyPatch; import test_limits as here\n"
        "here.readers(MonkeyPatch(), f'open({sys.argv[1]!r} + \"/begun\", \"w\") and any(False for _ in itertools.count())')\n"
        "here.read_all(here.files(Path(sys.argv[1]), 1), 1)\n")
    parent = subprocess.Popen(
        [sys.executable, "-c", script, *map(str, (
            tmp_path, HOME, HOME / "tests" / "read", HOME / "tests" / "support"))],
        start_new_session=True)
    while not (tmp_path / "begun").exists():
        assert parent.poll() is None
        time.sleep(0.01)
    parent.kill()
    parent.wait()
    runs.gone(parent.pid)


@pytest.mark.skipif(sys.platform == "win32", reason="the system's own limit is POSIX's")
def test_a_reader_that_lets_nothing_else_run_ends_by_the_system_at_last() -> None:
    code = f"import itertools, pipeline.processes as p; p.end_after(0.2); {SPIN}"
    done = subprocess.run([sys.executable, "-c", code], cwd=HOME, timeout=120, check=False)
    assert done.returncode == -signal.SIGPROF


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no memory limits there")
def test_a_worker_out_of_memory_costs_its_file_only(tmp_path: Path) -> None:
    big = tmp_path / "ใหญ่.csv"
    big.write_bytes(b"a,b\n" * 8_000_000)
    results = read_all([*files(tmp_path), (big, "big")], 1, replace(LIMITS, memory=200 << 20))
    assert {name: result.record.reason for name, result in results.items()} == {
        "0.xlsx": None, "1.xlsx": None, "big": "out-of-memory"}


def test_a_worker_that_dies_costs_its_file_only(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    readers(monkeypatch, "n == '0.xlsx' and os._exit(9)")
    results = read_all(files(tmp_path, 3), 1)
    assert [results[f"{n}.xlsx"].record.reason for n in range(3)] == ["crashed", None, None]


@pytest.mark.parametrize(("error", "code"), [
    ("MemoryError()", "out-of-memory"), ("RecursionError()", "unreadable"), ("SystemExit(3)", "crashed"),
    ("type('PanicException', (BaseException,), {})('panic')", "crashed"), ("KeyError(1)", "crashed")])
def test_whatever_a_library_raises_becomes_a_refusal(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: str, code: str) -> None:
    readers(monkeypatch, f"t('ab' * 32); raise {error}")
    record = read_all([(tmp_path, "ก")], 1)["ก"].record
    assert (record.reason, record.sha256) == (code, "ab" * 32)


def test_no_worker_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []
    popen = subprocess.Popen

    def keep(*arguments: object, **options: object) -> "subprocess.Popen[bytes]":
        process = popen(*arguments, **options)  # type: ignore[call-overload]
        started.append(process)
        return process

    monkeypatch.setattr(subprocess, "Popen", keep)
    files(tmp_path, 4)
    assert len(read_folder(tmp_path, jobs=2).sheets) == 4
    assert started and all(process.poll() is not None for process in started)


@pytest.mark.skipif(sys.platform != "win32", reason="a job object is Windows' own")
def test_a_reader_that_lets_nothing_else_run_ends_with_the_job_that_holds_it(tmp_path, monkeypatch):
    readers(monkeypatch, SPIN)
    worker = processes.Worker("pipeline.read.pool", Limits(memory=1 << 30))
    process = worker.start()
    worker.send(None)
    assert process.poll() is None
    worker._confined.let_go()
    assert process.wait(20) is not None
    worker.stop()
