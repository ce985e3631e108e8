"""The made-up round in ``examples/``: what a newcomer sees first is what it says it is."""

import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from home import HOME

INPUT = HOME / "examples" / "input"
EXPECTED = tomllib.loads((HOME / "examples" / "expected.toml").read_text(encoding="utf-8"))
LOWEST = {1: 0, 2: 1, 3: 0, 4: 0, 5: 0, 6: 0, 7: 1, 8: 0, 9: 1}  # KPIs 2, 7, 9 know no level 0
PERSONAL = re.compile(r"99999[\s-]?\d[\s\d-]{6,}")  # as all personal numbers of the register begin


def run_example(output: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipeline", "run", "--round", "2561-1", "--input", INPUT, "--output", output],
        cwd=HOME, capture_output=True, encoding="utf-8", check=False,
        env={**os.environ, "PYTHONUTF8": "1"},
    )


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("output")
    done = run_example(folder)
    assert done.returncode == 1, done.stderr  # the example holds errors on purpose
    return folder / "2561-1"


@pytest.fixture(scope="module")
def results(output: Path) -> dict[str, Any]:
    return json.loads((output / "results.json").read_text(encoding="utf-8"))


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*")) if path.is_file()
    }


def shown(kpi: dict[str, Any]) -> int | str:
    return {"unreported": "-", "exempt": "exempt"}.get(kpi["status"], kpi["level"])


# --- the levels --------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("code", EXPECTED["levels"])
def test_every_district_gets_the_levels_worked_out_by_hand(results, code):
    district = next(d for d in results["districts"] if d["code"] == code)
    assert [shown(kpi) for kpi in district["kpis"]] == EXPECTED["levels"][code]


def test_all_nine_districts_are_scored(results):
    assert [d["code"] for d in results["districts"]] == list(EXPECTED["levels"])


@pytest.mark.parametrize("code", EXPECTED["percent"])
def test_every_total_is_the_one_worked_out_by_hand(results, code):
    district = next(d for d in results["districts"] if d["code"] == code)
    assert (district["total"]["percent"] or "-") == EXPECTED["percent"][code]


@pytest.mark.parametrize("number", LOWEST)
def test_every_level_of_every_kpi_is_reached(number):
    reached = {levels[number - 1] for levels in EXPECTED["levels"].values()}
    assert set(range(LOWEST[number], 6)) <= reached


# --- the mess ----------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [
    "after-cutoff", "answer-unknown", "broken-cell", "copy", "hidden-sheet", "other-item",
    "percentage-differs", "provincial-office", "unknown-district", "unrecognised", "unreported",
])
def test_the_example_shows_each_kind_of_mess(results, code):
    assert code in {finding["code"] for finding in results["findings"]}


@pytest.mark.parametrize(("code", "number", "flag"), [
    ("2703", 7, "near-threshold"), ("2704", 9, "near-threshold"), ("2709", 1, "over-100"),
    ("2704", 2, "reading"), ("2705", 5, "out-of-order"),
])
def test_the_example_shows_each_flag(results, code, number, flag):
    district = next(d for d in results["districts"] if d["code"] == code)
    assert flag in district["kpis"][number - 1]["flags"]


def test_every_file_is_named_once_and_only_the_copy_the_leftover_and_the_late_one_are_not_used(results):
    named = [record["file"] for record in results["files"]]
    assert sorted(named) == sorted(files_in(INPUT))
    unused = {r["file"].rsplit("/")[-1]: r["status"] for r in results["files"] if r["status"] != "used"}
    assert unused == {
        "สำเนาของ สัมมาชีพ เขาฉกรรจ์.csv": "refused", "ดาวน์โหลดค้าง.tmp": "ignored",
        "จปฐ วังสมบูรณ์ (ส่งช้า).xlsx": "set-aside",
    }


# --- what may not come out, and the same bytes again --------------------------------------------


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Everything written, the parts of the workbooks apart; digits as Arabic ones."""
    for name, data in files_in(folder).items():
        parts = {name: data}
        if name.endswith(".xlsx"):
            with zipfile.ZipFile(folder / name) as package:
                parts = {f"{name}/{part}": package.read(part) for part in package.namelist()}
        for part, content in parts.items():
            text = content.decode("utf-8", "replace")
            yield part, text.translate(str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789"))


def test_the_register_holds_personal_numbers():
    path = next(INPUT.rglob("ทะเบียน OTOP.xlsx"))
    with zipfile.ZipFile(path) as package:
        assert len(PERSONAL.findall(package.read("xl/worksheets/sheet1.xml").decode())) > 300


def test_no_personal_number_comes_out_again(output):
    written = list(texts(output))
    assert len(written) > 10
    assert [part for part, text in written if PERSONAL.search(text)] == []


@pytest.mark.slow
def test_a_second_run_writes_the_same_bytes(output, tmp_path):
    assert run_example(tmp_path).returncode == 1
    assert files_in(tmp_path / "2561-1") == files_in(output)


def test_the_script_writes_the_committed_files(tmp_path):
    script = HOME / "examples" / "make_examples.py"
    subprocess.run([sys.executable, script, tmp_path / "input"], check=True)
    assert files_in(tmp_path / "input") == files_in(INPUT)


def test_the_script_writes_the_committed_files_of_a_new_round(tmp_path):
    subprocess.run([sys.executable, HOME / "examples" / "make_round.py", tmp_path / "round"], check=True)
    assert files_in(tmp_path / "round") == files_in(HOME / "examples" / "round")
