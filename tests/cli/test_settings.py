"""``pipeline.toml``: what it sets for every command, that an option wins, and what is wrong with it."""

import re
from pathlib import Path

import nation
import province
import pytest


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder that is the current one, with exports of two provinces."""
    monkeypatch.chdir(tmp_path)
    province.write(tmp_path / "ส่งออก" / "สระแก้ว")
    province.write(tmp_path / "ส่งออก" / "ตราด", nation.tables("ตราด"))
    return tmp_path


def put(folder: Path, *lines: str) -> None:
    (folder / "pipeline.toml").write_text("\n".join(lines), encoding="utf-8-sig")  # as Notepad does


@pytest.mark.slow
def test_every_command_takes_what_the_file_sets(here, pipeline):
    put(here, 'input = "ส่งออก"', 'output = "ผล"', 'round = "2561-1"', 'province = "ตราด"', "jobs = 2")
    assert pipeline("run", "--quiet", newest=True) == (0, "", "")
    assert (here / "ผล" / "2561-1" / "ตราด" / "results.json").is_file()
    assert not (here / "output").exists()
    for command in ("check", "doctor"):
        code, out, _ = pipeline(command, newest=True)
        assert code == 0 and ("จังหวัดตราด" in out or "ส่งออก" in out)
    code, out, _ = pipeline("explain", "แหลมงอบ", "1", newest=True)
    assert code == 0 and "แหลมงอบ" in out
    code, out, _ = pipeline("template", "check", "--help")
    assert code == 0 and pipeline("template", "check")[0] == 0
    assert pipeline("close", newest=True)[0] == 0


def test_an_option_wins(here, pipeline):
    put(here, 'input = "ส่งออก"', 'province = "ตราด"', 'round = "2999-1"')
    code, out, _ = pipeline("check", "--province", "สระแก้ว", "--round", "2561-1")
    assert code == 0 and "จังหวัดสระแก้ว" in out
    code, _, err = pipeline("check", newest=True)
    assert code == 2 and "2999-1" in err


def test_the_help_says_what_holds_here(here, pipeline):
    put(here, 'input = "ส่งออก"')
    assert "ส่งออก" in pipeline("run", "--help")[1]
    assert "ส่งออก" not in pipeline("init", "--help")[1]


def test_a_working_folder_is_laid_out_where_it_is_asked_for(here, pipeline):
    put(here, 'input = "ส่งออก"', 'output = "ผล"')
    assert pipeline("init", "งาน")[0] == 0
    assert (here / "งาน" / "templates").is_dir() and not (here / "ส่งออก" / "templates").exists()


@pytest.mark.parametrize(("line", "said"), [
    ('provnce = "ตราด"', "province"),
    ("jobs = 0.5", "jobs"),
    ("jobs = 0", "1 ถึง 64"),
    ("jobs = 65", "1 ถึง 64"),
    ("jobs = true", "jobs"),
    ("round = 2561", "round"),
    ("round = 2561-1", "TOML"),
    ('[run]\ninput = "x"', "run"),
])
def test_what_is_wrong_is_one_line_that_names_it(here, pipeline, line, said):
    put(here, line)
    for command in (("check",), ("template", "check"), ("init", "งาน")):
        code, out, err = pipeline(*command)
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert "pipeline.toml: " in err and said in err
    assert pipeline("--version")[0] == 0 and pipeline("--help")[0] == 0


def test_the_doctor_tells_of_a_wrong_file_among_the_rest(here, pipeline):
    put(here, 'input = "ส่งออก"', "jobs = 2.5")
    code, out, err = pipeline("doctor")
    assert (code, err) == (1, "") and "[ต้องแก้] pipeline.toml" in out and "ต้องเป็นจำนวนเต็ม" in out and "Python" in out
    assert pipeline("run")[0] == 2


@pytest.mark.parametrize(("line", "said"), [
    (r'input = "C:\data"', 'บรรทัดที่ 1: input = "C:\\data" → ในเครื่องหมาย " ให้ใช้ / แทน'),
    ("jobs = ", "บรรทัดที่ 1: jobs ="), ('input = "a"\ninput = "b"', "บรรทัดที่ 2: input"),
])
def test_what_is_no_toml_is_told_by_its_line_in_thai(here, pipeline, line, said):
    put(here, line)
    code, out, err = pipeline("check")
    assert (code, out) == (2, "") and said in err and err.count("\n") == 1
    assert not re.search(r"\b(line|column|value|Invalid|overwrite)\b", err)
