"""A container as CONTRIBUTING tells how to add one: a module that reads it and a line in READERS."""

import json
from collections.abc import Callable
from pathlib import Path

import province
import pytest
from runs import Said

from pipeline import processes
from pipeline.read import container, read_single

MODULE = '''
from pipeline.model.cells import RawSheet

def tells(content):
    return content.data.startswith(b"LINES")

def read(content, file):
    rows = [tuple(int(cell) if cell.isdigit() else cell or None for cell in line.split(";"))
            for line in content.text.splitlines()[1:]]
    return [RawSheet(file, "lines", tuple(rows), container="lines")]
'''
ADDED = ("import pipeline.read.container as c, made_lines; "
         "c.READERS = {'lines': c.Reader(made_lines.tells, 'made_lines'), **c.READERS}; ")


def lines(rows: list[list[object]]) -> str:
    return "\n".join(["LINES", *(";".join("" if v is None else str(v) for v in row) for row in rows)])


def test_a_container_is_a_module_and_a_line(
    pipeline: Callable[..., Said], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "made_lines.py").write_text(MODULE)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(processes, "_START", processes._START.replace("main()", f"{ADDED}main()"))
    source = province.write(tmp_path / "in")
    (source / "bpm.xlsx").unlink()
    (source / "bpm.dat").write_text(lines(province.tables()["bpm"]), encoding="utf-8")
    code, _, _ = pipeline("run", "--input", source, "--output", tmp_path / "out")
    results = json.loads((tmp_path / "out" / "2561-1" / "results.json").read_text(encoding="utf-8"))
    levels = [[kpi["level"] for kpi in one["kpis"]] for one in results["districts"]]
    assert code == 0 and levels == [province.LEVELS] * 9
    assert {"bpm.dat": "used"}.items() <= {f["file"]: f["status"] for f in results["files"]}.items()


def test_without_the_line_nobody_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "bpm.dat"
    path.write_text(lines(province.tables()["bpm"]), encoding="utf-8")
    assert read_single(path, path.name).record.container != "lines"


@pytest.mark.parametrize("kind", container.READERS)
def test_every_reader_is_found_by_the_name_of_its_module(kind: str) -> None:
    from importlib import import_module

    assert callable(import_module(container.READERS[kind].module).read)
