"""The Python API: the example of its page runs as it stands, every name is typed, and nothing is written."""

import dataclasses
import re
import subprocess
import sys
from pathlib import Path

import nation
import province
import pytest
from home import HOME

from pipeline import api
from pipeline.api import PipelineError, read_results, results_schema, score

PAGE = (HOME / "docs" / "api.md").read_text(encoding="utf-8")
EXAMPLE = "".join(re.findall(r"<!-- tested -->\n```python\n(.*?)```", PAGE, re.DOTALL))


@pytest.mark.slow
@pytest.mark.quick
def test_the_example_of_the_page_runs_as_it_stands(tmp_path: Path) -> None:
    script = tmp_path / "example.py"
    script.write_text(EXAMPLE, encoding="utf-8")
    before = sorted(path for path in HOME.joinpath("examples").rglob("*"))
    done = subprocess.run([sys.executable, "-X", "utf8", script], cwd=HOME, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert "2701 เมืองสระแก้ว 98.50 ดีเด่น" in done.stdout and "2707 เขาฉกรรจ์ None not complete" in done.stdout
    assert "เบิกจ่าย 1000000.00 บาท" in done.stdout and "ทะเบียนเบิกจ่าย.csv Sheet1 E4 2018-03-31" in done.stdout
    assert sorted(path for path in HOME.joinpath("examples").rglob("*")) == before


@pytest.mark.slow
def test_a_type_checker_sees_what_each_field_is(tmp_path: Path) -> None:
    script = tmp_path / "example.py"
    script.write_text(EXAMPLE + "\nreveal_type(results.districts[0].kpis[0].weighted)\nresults.distrits\n", encoding="utf-8")
    done = subprocess.run([sys.executable, "-m", "mypy", "--strict", "--cache-dir", tmp_path / "cache", script], cwd=HOME, capture_output=True, encoding="utf-8", check=False)
    assert 'Revealed type is "decimal.Decimal | None"' in done.stdout.replace("Union[decimal.Decimal, None]", "decimal.Decimal | None"), done.stdout
    assert done.stdout.count("error:") == 1 and '"Results" has no attribute "distrits"' in done.stdout
    assert (HOME / "pipeline" / "py.typed").exists()


def test_every_name_of_the_page_is_there_and_every_record_is_frozen() -> None:
    assert EXAMPLE and set(re.findall(r"^\| `(\w+)\(", PAGE, re.MULTILINE)) == {"score", "read_results", "results_schema"}
    for name in api.__all__:
        one = getattr(api, name)
        assert one.__doc__ and (not dataclasses.is_dataclass(one) or one.__dataclass_params__.frozen), name
    for field in re.findall(r"`(\w+)`", PAGE.partition("`Results` has")[2].partition("; the docstrings")[0]):
        assert field in api.Results.__dataclass_fields__, field


def test_what_cannot_be_scored_or_read_is_one_thai_line(tmp_path: Path) -> None:
    (tmp_path / "results.json").write_text("{}")
    for ask in (lambda: score(tmp_path / "none", round_id="2561-1", home=HOME), lambda: score(tmp_path, round_id="2599-1", home=HOME),
                lambda: read_results(tmp_path), lambda: read_results(str(tmp_path / "none"))):
        with pytest.raises(PipelineError, match=r"[ก-๙]"):
            ask()


@pytest.mark.slow
def test_one_province_of_several_is_scored_when_it_is_named(tmp_path: Path) -> None:
    for name in ("ตราด", "ระนอง"):
        province.write(tmp_path / name, nation.tables(name))
    with pytest.raises(PipelineError, match=r"ตราด, ระนอง|ระนอง, ตราด"):
        score(tmp_path, round_id="2561-1", home=HOME)
    assert score(tmp_path, round_id="2561-1", home=HOME, province="ตราด").province == "ตราด"


def test_the_schema_is_that_of_the_documents() -> None:
    assert results_schema()["additionalProperties"] is False
