"""A round told as a form, written as a workbook, read back and made into definitions is the same round."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from adopted import adopt
from home import HOME, copy_room
from made_rounds import home
from runs import finish

from pipeline.definitions.agreement import load_written
from pipeline.definitions.sources import read_sources
from pipeline.definitions.understood import understood
from pipeline.measure import MEASURES
from pipeline.normalise.kinds import KINDS
from pipeline.rounds.form.book import FormBook
from pipeline.rounds.form.definition import definition
from pipeline.rounds.form.of_round import of_round
from pipeline.rounds.form.reading import read_form
from pipeline.rounds.form.ways import lists
from pipeline.rounds.form.workbook import form_workbook

ROUNDS = ("2561-1", "2562-2", "2569-1", "2569-2")


def through(book: FormBook, house: Path, folder: Path) -> FormBook:
    """A form, written as a workbook and read back."""
    path = folder / "form.xlsx"
    path.write_bytes(form_workbook(book, lists(book, read_sources(house, KINDS), MEASURES)))
    return read_form(path)


def house_of(round_id: str, folder: Path) -> Path:
    """A working folder with a round and the reports that it needs."""
    return home(folder, "2569-1" if round_id == "2561-1" else round_id, adopted=False)


def put_in_place(files: Mapping[str, str], house: Path, round_id: str) -> None:
    """Puts the files of a round in place of those that are there, but for what no form has: its checks."""
    folder = house / "agreement" / round_id
    checks = (folder / "checks.toml").read_bytes()
    shutil.rmtree(folder)
    for name, content in files.items():
        path = house / "agreement" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    (folder / "checks.toml").write_bytes(checks)


@pytest.mark.parametrize("round_id", ROUNDS)
def test_every_fact_of_a_round_comes_back(round_id: str, tmp_path: Path) -> None:
    house = house_of(round_id, tmp_path / "house")
    written = load_written(house, MEASURES, round_id)
    sources = read_sources(house, KINDS)
    text = (house / "agreement" / round_id / "agreement.txt").read_text(encoding="utf-8")
    book = of_round(written, sources, text)
    back = through(book, house, tmp_path)
    assert not back.problems, [problem.line for problem in back.problems]
    assert {table: [dict(row.values) for row in rows] for table, rows in back.tables.items() if rows and table != "frame"} == {
        table: [dict(row.values) for row in rows] for table, rows in book.tables.items() if rows and table != "frame"}
    made = definition(back, sources, MEASURES)
    assert not made.problems, [problem.line for problem in made.problems]
    assert made.round_id == round_id
    put_in_place(made.files, house, round_id)
    again = load_written(house, MEASURES, round_id)
    before, after = understood(written), understood(again)
    assert {key: (before.get(key), after.get(key)) for key in {*before, *after} if before.get(key) != after.get(key)} == {}
    assert [one.words for one in again.unstated] == [one.words for one in written.unstated]


@pytest.mark.slow
def test_the_example_has_the_same_results_under_the_round_that_a_form_makes(tmp_path: Path) -> None:
    house = tmp_path / "house"
    for name in ("agreement", "templates"):
        copy_room(name, house)
    sources = read_sources(house, KINDS)
    text = (house / "agreement" / "2561-1" / "agreement.txt").read_text(encoding="utf-8")
    book = of_round(load_written(house, MEASURES, "2561-1"), sources, text)
    before = results_of(house, tmp_path / "before")
    put_in_place(definition(through(book, house, tmp_path), sources, MEASURES).files, house, "2561-1")
    adopt(house, "2561-1")
    assert results_of(house, tmp_path / "after") == before


def results_of(house: Path, output: Path) -> bytes:
    """``results.json`` of the example, by the definitions of a working folder."""
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "run", "--input", str(HOME / "examples" / "input"), "--output", str(output)],
        cwd=house, env={**os.environ, "PYTHONPATH": str(HOME)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
    code, out, err = finish(process)
    assert code < 2, (out, err)  # some figures of the example are missing
    return (output / "2561-1" / "results.json").read_bytes()
