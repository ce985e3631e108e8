"""Hostile files and failing workers: each costs only itself."""

import struct
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from read_builders import inline, pack, sheet_xml, simple_xlsx, xlsx, xlsx_parts

from pipeline import processes
from pipeline.read import archive, grid, one, read_folder, read_one, repair, worker
from pipeline.read.pool import Job, read_all


def reason(tmp_path: Path, data: bytes) -> str | None:
    path = tmp_path / "ก.xlsx"
    path.write_bytes(data)
    return read_one(path, path.name).record.reason


def test_an_archive_that_swells_is_refused_before_it_is_read(tmp_path: Path) -> None:
    parts = xlsx_parts(sheet_xml(inline([["ก"]])))
    assert reason(tmp_path, pack({**parts, "xl/media/a.bin": bytes(11 << 20)})) == "zip-bomb"


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
    monkeypatch.setattr(one, "MAX_FILE", 100)
    path = tmp_path / "ก.xlsx"
    path.write_bytes(simple_xlsx())
    record = read_one(path, path.name).record
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


def test_a_million_empty_rows_are_nothing(tmp_path: Path) -> None:
    rows = inline([["ก", 1]]) + "".join(f'<row r="{r}"/>' for r in range(2, 1_048_577))
    path = tmp_path / "ก.xlsx"
    monkey = archive.MAX_RATIO
    archive.MAX_RATIO = 10_000
    try:
        path.write_bytes(xlsx(rows))
        assert read_one(path, "ก").sheets[0].rows == (("ก", 1),)
    finally:
        archive.MAX_RATIO = monkey


def test_merged_ranges_over_the_whole_sheet_are_cut(tmp_path: Path) -> None:
    merged = "<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 1000 + "</mergeCells>"
    path = tmp_path / "ก.xlsx"
    path.write_bytes(xlsx(inline([["ก", None], [None, None]]), merged))
    assert read_one(path, "ก").sheets[0].spans == ()


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


def test_a_worker_out_of_time_costs_its_file_only(tmp_path: Path) -> None:
    results = read_all(files(tmp_path), 1, seconds=0.0001)
    assert {result.record.reason for result in results.values()} == {"timeout"}
    assert {r.record.status for r in read_all(files(tmp_path), 1).values()} == {"used"}


@pytest.mark.skipif(sys.platform == "win32", reason="no memory limits there")
def test_a_worker_out_of_memory_costs_its_file_only(tmp_path: Path) -> None:
    big = tmp_path / "ใหญ่.csv"
    big.write_bytes(b"a,b\n" * 8_000_000)
    results = read_all([*files(tmp_path), (big, "big")], 1, memory=200 << 20)
    assert {name: result.record.reason for name, result in results.items()} == {
        "0.xlsx": None, "1.xlsx": None, "big": "out-of-memory"}


def test_a_worker_that_dies_costs_its_file_only(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dying = processes._START.replace(
        "main()", "import pipeline.read.one as o, os, pipeline.read.worker as w; good = o.read_one;"
        "w.read_one = lambda p, n, t: os._exit(9) if n == '0.xlsx' else good(p, n, t); main()")
    monkeypatch.setattr(processes, "_START", dying)
    results = read_all(files(tmp_path, 3), 1)
    assert [results[f"{n}.xlsx"].record.reason for n in range(3)] == ["crashed", None, None]


@pytest.mark.parametrize(("error", "code"), [
    (MemoryError(), "out-of-memory"), (RecursionError(), "unreadable"), (SystemExit(3), "crashed"),
    (type("PanicException", (BaseException,), {})("panic"), "crashed"), (KeyError(1), "crashed")])
def test_whatever_a_library_raises_becomes_a_refusal(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: str) -> None:
    def fail(path: Path, name: str, opened: object) -> None:
        opened("ab" * 32)  # type: ignore[operator]
        raise error

    monkeypatch.setattr(worker, "read_one", fail)
    record = worker.answer_for(Job(str(tmp_path), "ก"), lambda sha256: None).record
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
