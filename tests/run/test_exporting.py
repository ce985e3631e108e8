"""``pipeline export``: which results it takes, what it says of the others, and where the tables come."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from cards import AGREEMENT, cards
from home import HOME
from runs import stands

from pipeline.definitions import fingerprints
from pipeline.errors import PipelineError, UsageError
from pipeline.export import DICTIONARY, TABLES
from pipeline.history.before import MEMORY
from pipeline.history.figures import FIGURES, keep_figures
from pipeline.history.record import RESULTS, sha256
from pipeline.history.seal import by_file, save_seal
from pipeline.history.settled import NOT_ADOPTED
from pipeline.model.finding import Finding
from pipeline.publish import PRIVATE, system
from pipeline.reports.figures import figures
from pipeline.reports.results import results, to_bytes
from pipeline.run.exporting import Exported, export_results

FILES = {*(one.file for one in TABLES), DICTIONARY}


def put(folder: Path, province: str = "สระแก้ว", round_id: str = "2561-1", places: int = 2, figures_too: bool = True,
        findings: Sequence[Finding] = ()) -> Path:
    """Results as a run leaves them in a folder."""

    agreement = replace(AGREEMENT, round_id=round_id)
    every = cards([(str(n), {}) for n in range(places)])
    raw = to_bytes(results(agreement, province, (), every, findings))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / RESULTS).write_bytes(raw)
    if figures_too:
        keep_figures(folder, sha256(raw), figures(every, agreement))
    return folder


def exported(output: Path, *paths: Path, round_id: str | None = None, province: str | None = None, folder: Path | None = None) -> Exported:
    return export_results(HOME, paths, output, round_id, province, folder)


def read(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / f"{name}.csv", encoding="utf-8-sig", dtype=str, keep_default_na=False)


def whose(found: Exported) -> list[tuple[str, str]]:
    return [(one.results.round, one.results.province) for one in found.datasets]


# --- which results ---------------------------------------------------------------------------------


def test_all_provinces_of_a_round_are_exported_below_its_folder(tmp_path: Path) -> None:
    put(tmp_path / "2561-1" / "ตราด", "ตราด")
    put(tmp_path / "2561-1" / "สระแก้ว")
    put(tmp_path / "2561-2", "ระนอง", "2561-2")
    found = exported(tmp_path, round_id="2561-1")
    assert (found.exit_code, whose(found)) == (0, [("2561-1", "ตราด"), ("2561-1", "สระแก้ว")])
    assert found.written is not None and found.written.folder == tmp_path / "2561-1" / "csv"
    assert stands(found.written.folder).keys() == FILES
    assert set(read(found.written.folder, "scores")["province"]) == {"ตราด", "สระแก้ว"}


def test_several_rounds_stand_beside_each_other_in_one_set_of_tables(tmp_path: Path) -> None:
    put(tmp_path / "2561-1" / "ตราด", "ตราด")
    put(tmp_path / "2562-1", "ตราด", "2562-1")
    found = exported(tmp_path, tmp_path)
    assert found.written is not None and found.written.folder == tmp_path / "csv"
    table = read(found.written.folder, "districts")
    assert sorted(set(zip(table["fiscal_year"], table["half"], table["province"], strict=True))) == [("2561", "1", "ตราด"), ("2562", "1", "ตราด")]
    assert found.exit_code == 1 and len(found.lacking) == 1 and "ไม่มีนิยามของรอบ 2562-1" in found.lacking[0]
    names = read(found.written.folder, "scores")
    assert all(bool(name) == (year == "2561") for name, year in zip(names["kpi_name"], names["fiscal_year"], strict=True))


def test_a_round_and_a_province_choose_among_what_is_named(tmp_path: Path) -> None:
    put(tmp_path / "2561-1" / "ตราด", "ตราด")
    put(tmp_path / "2561-1" / "สระแก้ว")
    put(tmp_path / "2562-1", "ตราด", "2562-1")
    for typed in ("2561-1", "๒๕๖๑-๑"):
        found = exported(tmp_path, tmp_path, round_id=typed)
        assert (whose(found), found.others) == ([("2561-1", "ตราด"), ("2561-1", "สระแก้ว")], 1)
    assert whose(exported(tmp_path, round_id="2561-1", province="จังหวัดตราด")) == [("2561-1", "ตราด")]
    nothing = exported(tmp_path, tmp_path, province="ระนอง")
    assert (nothing.exit_code, nothing.written) == (2, None) and "จังหวัดระนอง" in nothing.refused[0]


def test_one_file_alone_is_exported_and_said_to_lack_its_cells(tmp_path: Path) -> None:
    alone = put(tmp_path / "mail", figures_too=False) / RESULTS
    found = exported(tmp_path, alone)
    assert found.exit_code == 1 and len(found.lacking) == 1 and "มีเพียงรายชื่อช่อง" in found.lacking[0]
    assert found.written is not None
    assert set(read(found.written.folder, "results")["has_cells"]) == {"FALSE"} and set(read(found.written.folder, "results")["closed"]) == {""}
    assert set(read(found.written.folder, "figures")["value"]) == {""}


def test_the_same_results_twice_count_once_and_those_with_cells_are_taken(tmp_path: Path) -> None:
    put(tmp_path / "a", figures_too=False)
    put(tmp_path / "b")
    found = exported(tmp_path, tmp_path / "a", tmp_path / "b", tmp_path / "b" / RESULTS)
    assert len(found.datasets) == 1 and found.datasets[0].results.no_cells == "" and "นับครั้งเดียว" in found.refused[0]


def test_of_results_of_one_province_that_differ_none_is_taken(tmp_path: Path) -> None:
    put(tmp_path / "a")
    put(tmp_path / "b", places=3)
    put(tmp_path / "c", "ตราด")
    found = exported(tmp_path, *(tmp_path / name for name in "abc"))
    assert (found.exit_code, whose(found)) == (1, [("2561-1", "ตราด")])
    assert len(found.refused) == 2 and all("จึงไม่ใช้สักชุด" in line for line in found.refused)


def test_results_of_the_first_format_are_exported(tmp_path: Path) -> None:
    raw = json.loads((put(tmp_path / "old", figures_too=False) / RESULTS).read_bytes())
    del raw["format"]
    (tmp_path / "old" / RESULTS).write_text(json.dumps(raw), encoding="utf-8")
    assert whose(exported(tmp_path, tmp_path / "old")) == [("2561-1", "สระแก้ว")]


def _doubled(data: Any) -> None:
    data["districts"].append(data["districts"][0])


def _twice(data: Any) -> None:
    data["districts"][0]["kpis"].append(data["districts"][0]["kpis"][0])


@pytest.mark.parametrize("spoil", [
    lambda data: data.pop("districts"), lambda data: data.update(format=3), lambda data: data["districts"][0].update(code=2701), _doubled, _twice])
def test_spoilt_results_are_refused_and_the_others_exported(tmp_path: Path, spoil: Callable[[Any], object]) -> None:
    put(tmp_path / "good", "ตราด")
    data = json.loads((put(tmp_path / "bad") / RESULTS).read_bytes())
    spoil(data)
    (tmp_path / "bad" / RESULTS).write_text(json.dumps(data), encoding="utf-8")
    found = exported(tmp_path, tmp_path)
    assert (found.exit_code, whose(found), len(found.refused)) == (1, [("2561-1", "ตราด")], 1)
    assert str(tmp_path / "bad" / RESULTS) in found.refused[0]


def test_edited_results_lose_their_cells_and_it_is_said(tmp_path: Path) -> None:
    path = put(tmp_path / "2561-1") / RESULTS
    path.write_bytes(path.read_bytes().replace(b'"level": 1', b'"level": 2', 1))
    found = exported(tmp_path, round_id="2561-1")
    assert found.exit_code == 1 and "ถูกแก้" in found.lacking[0]


def closed(folder: Path, digest: str) -> None:
    seal = {"results": {"file": RESULTS, "sha256": digest}, "workbooks": [], "definitions": by_file(fingerprints(HOME, "2561-1"))}
    save_seal(folder, {"round": "2561-1", "province": "สระแก้ว", "state": "closed", "seal": seal, "history": []})


def test_a_closed_round_is_told_and_one_that_differs_from_its_seal_refused(tmp_path: Path) -> None:
    folder = put(tmp_path / "2561-1")
    assert not exported(tmp_path, round_id="2561-1").datasets[0].closed
    closed(folder, sha256((folder / RESULTS).read_bytes()))
    found = exported(tmp_path, round_id="2561-1")
    assert found.datasets[0].closed and found.written is not None and set(read(found.written.folder, "results")["closed"]) == {"TRUE"}
    closed(folder, "0" * 64)
    assert exported(tmp_path, round_id="2561-1").exit_code == 2


def test_results_of_a_draft_are_exported_and_said_to_be_of_one(tmp_path: Path) -> None:
    put(tmp_path / "2561-1" / "ตราด", "ตราด", findings=[Finding(NOT_ADOPTED, "warning", "ร่าง", "ประกาศใช้")])
    put(tmp_path / "2561-1" / "สระแก้ว")
    found = exported(tmp_path, round_id="2561-1")
    assert found.exit_code == 0 and [one.draft for one in found.datasets] == [True, False]
    assert found.written is not None and list(read(found.written.folder, "results")["draft"]) == ["TRUE", "FALSE"]


# --- what KPIs are called ----------------------------------------------------------------------------


def kpi_names(found: Exported) -> set[str]:
    assert found.written is not None
    return set(read(found.written.folder, "scores")["kpi_name"])


@pytest.mark.parametrize(("change", "named"), [
    ({}, True), ({"agreement/sources/sara.toml": "0"}, True), ({"agreement/2561-1/kpis.toml": "0"}, False), ({"agreement/2561-1/gone.toml": "0"}, False)])
def test_kpis_have_their_names_only_of_the_definitions_that_scored_them(tmp_path: Path, change: dict[str, str], named: bool) -> None:
    folder = put(tmp_path / "2561-1")
    scored = {sha256((folder / RESULTS).read_bytes()): {**fingerprints(HOME, "2561-1"), **change}}
    (folder / PRIVATE / MEMORY).write_text(json.dumps(scored))
    found = exported(tmp_path, round_id="2561-1")
    assert (kpi_names(found) != {""}) == named and found.exit_code == (0 if named else 1)
    assert named or ("ไม่ใช่ชุดที่ใช้ให้คะแนน" in found.lacking[0] and set(read(found.written.folder, "sections")["section_name"]) == {""})  # type: ignore[union-attr]


def test_kpis_of_other_numbers_than_the_rounds_have_no_names(tmp_path: Path) -> None:
    path = put(tmp_path / "2561-1", figures_too=False) / RESULTS
    data = json.loads(path.read_bytes())
    for district in data["districts"]:
        district["kpis"] = district["kpis"][:-1]
    path.write_text(json.dumps(data))
    found = exported(tmp_path, round_id="2561-1")
    assert kpi_names(found) == {""} and any("เลขตัวชี้วัดในผลไม่ตรง" in line for line in found.lacking)


def test_where_there_is_nothing_to_export_it_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for paths, output in (((), tmp_path), ((tmp_path / "empty",), tmp_path), ((tmp_path / "none",), tmp_path)):
        with pytest.raises(UsageError) as error:
            exported(output, *paths)
        assert "\n" not in str(error.value)


# --- where the tables come ---------------------------------------------------------------------------


def test_the_same_results_are_the_same_bytes_and_nothing_is_written_again(tmp_path: Path) -> None:
    put(tmp_path / "2561-1" / "ตราด", "ตราด")
    put(tmp_path / "2561-1" / "สระแก้ว")
    first = exported(tmp_path, round_id="2561-1")
    assert first.written is not None
    stood = stands(first.written.folder)
    again = exported(tmp_path, round_id="2561-1").written
    assert again is not None and again.put == () and set(again.untouched) == FILES and stands(again.folder) == stood


def test_a_table_that_is_open_in_excel_stays_and_the_new_one_lies_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "2561-1")
    first = exported(tmp_path, round_id="2561-1").written
    assert first is not None
    before = (first.folder / "scores.csv").read_bytes()
    put(tmp_path / "2561-1", places=3)
    really = system.replace

    def refuse(source: Path, target: Path) -> None:
        if target.name == "scores.csv":
            raise PermissionError(13, "in use")
        really(source, target)

    monkeypatch.setattr(system, "replace", refuse)
    found = exported(tmp_path, round_id="2561-1")
    assert found.exit_code == 1 and found.written is not None
    assert any("scores" in line and "ฉบับใหม่" in line for line in found.written.faults)
    assert (first.folder / "scores.csv").read_bytes() == before and (first.folder / "scores (ฉบับใหม่).csv").exists()
    monkeypatch.undo()
    assert exported(tmp_path, round_id="2561-1").exit_code == 0
    assert stands(first.folder).keys() == FILES


def test_a_table_that_somebody_changed_is_kept_aside(tmp_path: Path) -> None:
    put(tmp_path / "2561-1")
    first = exported(tmp_path, round_id="2561-1").written
    assert first is not None
    (first.folder / "scores.csv").write_text("mine")
    found = exported(tmp_path, round_id="2561-1").written
    assert found is not None and [path.read_text() for path in found.displaced] == ["mine"]


def test_tables_never_come_where_results_or_exports_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = put(tmp_path / "2561-1")
    with pytest.raises(PipelineError, match="เป็นโฟลเดอร์ของผล"):
        exported(tmp_path, round_id="2561-1", folder=folder)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "input").mkdir()
    with pytest.raises(PipelineError, match="อยู่ในโฟลเดอร์ข้อมูล"):
        exported(tmp_path, round_id="2561-1", folder=Path("input/csv"))
    assert list((tmp_path / "input").iterdir()) == []


def test_tables_are_no_results_and_no_strays_for_anybody(tmp_path: Path) -> None:
    put(tmp_path / "2561-1")
    exported(tmp_path, round_id="2561-1")
    assert whose(exported(tmp_path, round_id="2561-1")) == [("2561-1", "สระแก้ว")]
    assert whose(exported(tmp_path, tmp_path)) == [("2561-1", "สระแก้ว")]


# --- the command -------------------------------------------------------------------------------------


def pipeline(*arguments: object, cwd: Path = HOME) -> tuple[int, str, str]:
    done = subprocess.run([sys.executable, "-m", "pipeline", *map(str, arguments)], cwd=cwd, capture_output=True, encoding="utf-8", check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.slow
@pytest.mark.quick
def test_the_command_exports_what_a_run_wrote(tmp_path: Path) -> None:
    assert pipeline("run", "--round", "2561-1", "--input", "examples/input", "--output", tmp_path)[0] == 1
    assert (tmp_path / "2561-1" / PRIVATE / FIGURES).exists()
    code, out, err = pipeline("export", "--round", "2561-1", "--output", tmp_path, "--csv")
    assert (code, err) == (0, "") and "จังหวัดสระแก้ว 9 อำเภอ" in out and out.rstrip().endswith("csv")
    folder = tmp_path / "2561-1" / "csv"
    assert stands(folder).keys() == FILES and len(read(folder, "scores")) == 81
    assert pipeline("run", "--round", "2561-1", "--input", "examples/input", "--output", tmp_path)[0] == 1
    assert stands(folder).keys() == FILES  # a run leaves the tables alone
    code, out, _ = pipeline("export", "--output", tmp_path, "--csv", tmp_path / "bi", tmp_path)
    assert code == 0 and stands(tmp_path / "bi") == {name: data if name != "results.csv" else stands(tmp_path / "bi")[name] for name, data in stands(folder).items()}


@pytest.mark.slow
def test_the_command_says_in_one_line_that_there_is_nothing(tmp_path: Path) -> None:
    code, out, err = pipeline("export", "--round", "2561-1", "--output", tmp_path)
    assert (code, out) == (2, "") and err.count("\n") == 1 and err.startswith("ทำไม่ได้: ")
    shutil.copy(HOME / "README.md", tmp_path / RESULTS)
    code, out, err = pipeline("export", tmp_path)
    assert (code, out) == (2, "") and "ไม่ใช่ results.json" in err and "Traceback" not in err
