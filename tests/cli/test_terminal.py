"""What a person meets in the terminal: Thai throughout, whole lines, what was probably meant, colours and
progress for a person alone, and UTF-8 for everybody else."""

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import province
import pytest
from runs import HOME, of_round

from pipeline.cli import cli, screen
from pipeline.thai.text import visible_length

WORDS = re.compile(r"\b[A-Za-z]{3,} [a-z]{2,}\b")
OURS = re.compile(r"pipeline (?:[a-z]+ )*(?:--help)?")


def commands(group: click.Group, *before: str) -> Iterator[tuple[str, ...]]:
    yield before
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, *before, name)
        else:
            yield (*before, name)


@pytest.fixture
def spoilt(tmp_path: Path) -> Path:
    exports = province.tables()
    exports["sara"][2][2] = "#REF!"
    return province.write(tmp_path / "in", exports)


# --- help and errors -----------------------------------------------------------------------------


@pytest.mark.parametrize("command", list(commands(cli)), ids=" ".join)
def test_every_page_of_help_is_thai_and_fits_80_columns(pipeline, monkeypatch, command):
    monkeypatch.setenv("COLUMNS", "80")
    code, out, _ = pipeline(*command, "--help")
    assert code == 0 and out.startswith(f"วิธีใช้: {' '.join(('pipeline', *command))} [ตัวเลือก]")
    assert [line for line in out.splitlines() if visible_length(line) > 80] == []
    assert WORDS.findall(re.sub(r"pipeline [a-z]+ |--format text|input output", "", out)) == []


def test_every_summary_stands_whole_in_its_line(pipeline, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    _, out, _ = pipeline("--help")
    for name, command in cli.commands.items():
        summary = command.help.strip().splitlines()[0]
        assert re.search(rf"^  {name} +{re.escape(summary)}$", out, re.MULTILINE), name


@pytest.mark.parametrize(("typed", "said"), [
    ("rnu", "ไม่รู้จักคำสั่ง 'rnu' (หมายถึง run หรือไม่)"),
    ("Chekc", "(หมายถึง check หรือไม่)"),
    ("template nmaes", "(หมายถึง names หรือไม่) ดูวิธีใช้ด้วย pipeline template --help"),
    ("zzz", "ไม่รู้จักคำสั่ง 'zzz' ดูวิธีใช้ด้วย pipeline --help"),
    ("run --inptu x", "ไม่รู้จักตัวเลือก --inptu (หมายถึง --input หรือไม่)"),
    ("run --jobs 99", "ค่าของ --jobs ใช้ไม่ได้: ต้องเป็นจำนวนเต็ม 1 ถึง 64"),
    ("run --jobs many", "ค่าของ --jobs ใช้ไม่ได้: ต้องเป็นจำนวนเต็ม 1 ถึง 64"),
    ("watch --settle 0", "ค่าของ --settle ใช้ไม่ได้: ต้องเป็นจำนวน 0.1 ถึง 3600"),
    ("check --format xml", "ค่าของ --format ใช้ไม่ได้: ต้องเป็น text หรือ json"),
    ("run --input", "ตัวเลือก --input ต้องมีค่า"),
    ("run --quiet=yes", "ตัวเลือก --quiet ไม่รับค่า"),
    ("explain เมือง", "ยังไม่ได้ระบุ ตัวชี้วัดที่ ดูวิธีใช้ด้วย pipeline explain --help"),
    ("run a b", "ระบุเกินมา"),
])
def test_wrong_usage_is_told_in_thai_with_what_was_meant(pipeline, typed, said):
    code, out, err = pipeline(*typed.split())
    assert (code, out, err.count("\n")) == (2, "", 1) and said in err
    assert WORDS.findall(OURS.sub("", err).replace("text หรือ json", "")) == []


@pytest.mark.parametrize("value", [r'C:\in put" --output x', r'C:\in put"'])
def test_a_quote_that_swallowed_the_options_is_explained(pipeline, value):
    code, _, err = pipeline("run", "--input", value)
    assert code == 2 and err.count("\n") == 1 and "ให้ลบ \\ ตัวสุดท้าย" in err


@pytest.mark.skipif(sys.platform == "win32", reason="no name has a quote there")
def test_a_folder_may_have_a_quote_in_its_name_where_the_system_allows_it(pipeline, tmp_path):
    assert pipeline("check", "--input", province.write(tmp_path / 'ที่ "1"'))[0] == 0


def test_a_shell_completes_commands_and_options():
    for words, said in (("pipeline ru", "plain,run"), ("pipeline run --qu", "plain,--quiet")):
        done = subprocess.run(
            [sys.executable, "-m", "pipeline"], cwd=HOME, capture_output=True, encoding="utf-8", check=False,
            env={**os.environ, "_PIPELINE_COMPLETE": "bash_complete", "COMP_WORDS": words,
                 "COMP_CWORD": str(words.count(" "))})
        assert said in done.stdout.splitlines()


# --- what goes to other programs -----------------------------------------------------------------


def piped(*arguments: object, **environment: str) -> bytes:
    plain = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    return subprocess.run([sys.executable, "-m", "pipeline", *of_round(*arguments)], cwd=HOME,
                          capture_output=True, check=False, env={**plain, **environment}).stdout


@pytest.mark.slow
def test_what_goes_into_a_pipe_is_utf8_whatever_the_system_writes(spoilt):
    other = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    for command in (("check",), ("check", "--format", "json"), ("--help",)):
        more = () if command == ("--help",) else ("--input", spoilt)
        said = piped(*command, *more, **other)
        assert said == piped(*command, *more, PYTHONUTF8="1") and said.decode("utf-8").isascii() is False


@pytest.mark.slow
def test_json_is_utf8_without_a_loss_whatever_the_console(spoilt):
    for command in (("check",), ("explain", "คลองหาด", "1"), ("inspect", spoilt / "sara.xlsx"), ("doctor",)):
        said = piped(*command, "--input", spoilt, "--format", "json", PYTHONIOENCODING="cp874:strict")
        text = json.dumps(json.loads(said.decode("utf-8")), ensure_ascii=False)
        assert "?" not in re.sub(r"\?\"", "", text)


def test_what_must_be_mended_can_be_listed_alone(pipeline, spoilt):
    _, out, _ = pipeline("check", "--input", spoilt)
    code, only, _ = pipeline("check", "--input", spoilt, "--must-fix")
    every = out[out.index("ข้อที่พบ: "):]
    begin = every.index("  [ต้องแก้]")
    end = re.search(r"^  \[(?!ต้องแก้)", every, re.MULTILINE)
    assert code == 1 and only.splitlines()[0] == "จังหวัดสระแก้ว รอบ 2561-1"
    assert only.endswith(every[begin:end.start() if end else None]) and "ไฟล์ที่พบ" not in only
    assert "[ควรตรวจ]" not in only and "[แจ้งให้ทราบ]" not in only
    _, text, _ = pipeline("check", "--input", spoilt, "--must-fix", "--format", "json")
    whole = json.loads(pipeline("check", "--input", spoilt, "--format", "json")[1])
    assert json.loads(text) == {
        **whole, "findings": [one for one in whole["findings"] if one["severity"] == "error"]}


def test_where_nothing_must_be_mended_it_is_said(pipeline, tmp_path):
    code, out, _ = pipeline("check", "--input", province.write(tmp_path / "in"), "--must-fix")
    assert (code, out.splitlines()[-1]) == (0, "ไม่พบข้อที่ต้องแก้")


# --- for a person --------------------------------------------------------------------------------


def on_a_terminal(*arguments: object, before: str = "", **environment: str) -> str:
    """What a command puts on a terminal."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", f"{before}\nfrom pipeline.cli import main\nmain()", *of_round(*arguments)],
        cwd=HOME, stdin=theirs, stdout=theirs, stderr=theirs,
        env={"TERM": "xterm", "COLUMNS": "60", **os.environ, "PYTHONUTF8": "1", **environment})
    os.close(theirs)
    said = b""
    try:
        while some := os.read(ours, 1 << 16):
            said += some
    except OSError:  # the other side is gone
        pass
    finally:
        os.close(ours)
        process.wait()
    return said.decode("utf-8")


RED = "\x1b[31m\x1b[1m"


@pytest.mark.slow
def test_colours_are_for_a_terminal_alone_and_can_be_refused(spoilt):
    command = ("check", "--input", spoilt)
    said = on_a_terminal(*command)
    assert f"  {RED}[ต้องแก้]\x1b[0m " in said
    for refused in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        assert "\x1b" not in on_a_terminal(*command, **refused)
    assert f"  {RED}[ต้องแก้]" in on_a_terminal(*command, NO_COLOR="")
    assert b"\x1b" not in piped(*command)
    assert on_a_terminal("rnu").startswith(f"{RED}ทำไม่ได้:\x1b[0m ")


@pytest.mark.slow
def test_a_second_run_has_the_colours_and_the_record_has_none(spoilt, tmp_path):
    for _ in range(2):
        assert RED in on_a_terminal("run", "--input", spoilt, "--output", tmp_path / "out")
    assert piped("run", "--input", spoilt, "--output", tmp_path / "out").count(b"\x1b") == 0


@pytest.mark.slow
def test_on_a_terminal_the_file_that_is_being_read_is_told_and_its_line_taken_away(spoilt):
    (spoilt / "ยาว.csv").write_text("ก,ข\n" + "1,2\n" * 100_000, encoding="utf-8")  # takes its time
    said = on_a_terminal("check", "--input", spoilt, before="import pipeline.cli.screen as s; s.PATIENCE = 0")
    lines = [line for line in said.split("\r") if line.startswith("อ่านไฟล์")]
    assert lines and all(re.match(r"อ่านไฟล์ \d จาก 10(?: อีกราว \d+ วินาที)?: \S", line) for line in lines)
    assert all(visible_length(line) < 60 for line in lines)
    blank = said.rindex(lines[-1]) + len(lines[-1])
    assert said[blank:].startswith("\r" + " " * visible_length(lines[-1]) + "\r")


def test_progress_says_how_long_the_rest_may_take_in_the_room_that_there_is(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    now = iter((0.0, 1.0, 30.0, 400.0, 500.0, 0.0, 9.0))
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr("time.monotonic", lambda: next(now))
    monkeypatch.setenv("COLUMNS", "40")
    tell = screen.progress()
    tell(0, 4, "ไฟล์.xlsx")
    assert terminal.getvalue() == ""  # nobody waited yet
    tell(1, 4, "ไฟล์\u202eที่สอง\n.xlsx")
    assert "อีกราว 2 นาที: ไฟล์" in terminal.getvalue() and "\u202e" not in terminal.getvalue()
    tell(3, 4, "ยาว" * 50)
    assert max(map(visible_length, terminal.getvalue().split("\r"))) == 39
    tell(4, 4, "")
    assert terminal.getvalue().endswith(" " * 39 + "\r")
    said = len(terminal.getvalue())
    screen.progress(quiet=True)(1, 4, "x")
    assert len(terminal.getvalue()) == said


@pytest.mark.parametrize("option", ["--input", "--output"])
def test_a_folder_without_a_name_is_not_the_current_one(pipeline, option):
    code, out, err = pipeline("run", option, "")
    assert (code, out) == (2, "") and "ยังไม่ได้ระบุชื่อ" in err and option in err


def test_a_group_of_commands_alone_shows_its_help(pipeline):
    code, _, err = pipeline("template")
    assert code == 2 and err.startswith("วิธีใช้: pipeline template") and err.count("\n") > 5


def test_a_screen_of_one_column_has_room_for_progress(monkeypatch, capsys):
    monkeypatch.setattr(screen.shutil, "get_terminal_size", lambda: os.terminal_size((1, 1)))
    screen._Line().write("กำลังอ่าน")
    assert capsys.readouterr().err.endswith("…")


def test_a_frozen_build_says_that_it_cannot_work(pipeline, monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    code, out, err = pipeline("check")
    assert (code, out) == (2, "") and "รวมเป็นไฟล์ .exe เดียวใช้ไม่ได้" in err and err.count("\n") == 1
