"""The baseline of the benchmarks does the same work as the program, over exports that stay."""

import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from runs import Said

from benchmarks import made
from benchmarks.measured import disagreeing
from benchmarks.plain.__main__ import main as plain

PROVINCE = "ภูเก็ต"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    size = made.Size(bpm=36, sales=72, register=300, livelihood=30, envelopes=2, files=2)
    return made.write(tmp_path_factory.mktemp("made"), made.exports(size, PROVINCE))


@pytest.mark.slow
def test_the_plain_program_comes_to_the_same_levels_sections_and_totals(
    source: Path, tmp_path: Path, pipeline: Callable[..., Said]
) -> None:
    plain(source, tmp_path / "plain")
    assert pipeline("run", "--input", source, "--output", tmp_path)[0] == 0
    results, levels = tmp_path / "2561-1" / "results.json", tmp_path / "plain" / "levels.json"
    assert disagreeing(results, levels) == []
    said = json.loads(levels.read_text(encoding="utf-8"))
    assert len({tuple(one["levels"]) for one in said.values()}) == 3  # not all alike
    said["8301"]["levels"][1] -= 1
    levels.write_text(json.dumps(said), encoding="utf-8")
    assert disagreeing(results, levels) == ["8301"]


@pytest.mark.slow
def test_the_plain_program_writes_every_row_of_a_figure_with_its_cell(
    source: Path, tmp_path: Path
) -> None:
    plain(source, tmp_path)
    book = openpyxl.load_workbook(tmp_path / "8301 เมืองภูเก็ต.xlsx")
    assert book.sheetnames == ["บันทึกข้อตกลง", "ผลคะแนน", "หลักฐาน"]
    cells = {cell.value for row in book["หลักฐาน"].iter_rows() for cell in row}
    rows = openpyxl.load_workbook(source / "livelihood.xlsx")["Sheet1"]
    own = [row[0].row for row in rows if row[0].value == "เมืองภูเก็ต"]
    assert len(own) == 10
    assert {f"D{row}" for row in own} | {f"E{row}" for row in own} <= cells


def test_made_exports_are_always_the_same_bytes(source: Path, tmp_path: Path) -> None:
    size = made.Size(bpm=36, sales=72, register=300, livelihood=30, envelopes=2, files=2)
    again = made.write(tmp_path, made.exports(size, PROVINCE))
    for path in source.iterdir():
        assert (again / path.name).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("size", [made.SMALL, made.LARGE])
def test_a_made_province_has_the_rows_that_it_is_named_by(size: made.Size) -> None:
    rows = made.rows_of(made.exports(size))
    assert rows == {made.SMALL: 8_320, made.LARGE: 102_944}[size]
