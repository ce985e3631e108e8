"""The guide's round by hand is made as the guide says: its files, its commands, its problems."""

import ast
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from guides import GUIDES, REST, differing, steps
from home import HOME, copy_room

from pipeline.errors import DefinitionError
from pipeline.rounds.adoption import whole

pytestmark = pytest.mark.slow
PAGE = (GUIDES / "round.md").read_text(encoding="utf-8")
PROBLEMS = GUIDES / "round-problems.md"
ROUND = "2562-1"


@pytest.fixture(scope="session")
def draft(tmp_path_factory) -> Path:
    """A working folder with the guide's round as it stands before it is adopted."""
    home = tmp_path_factory.mktemp("guide")
    for name in ("agreement", "templates"):
        copy_room(name, home)
    adopted = PAGE.index("\n## 10.")
    for step in steps(PAGE):
        if step.at < adopted:
            step.done(home)
    return home


# --- the way through -----------------------------------------------------------------------------


def test_the_guide_has_files_of_every_kind_and_commands():
    did = list(steps(PAGE))
    paths = {step.found["path"] for step in did if step.found["path"]}
    assert {Path(path).parent.as_posix() for path in paths} == {
        f"agreement/{ROUND}", f"agreement/{ROUND}/kpi", "agreement/sources", f"input/{ROUND}"}
    assert len([step for step in did if step.command]) >= 12


@pytest.mark.quick
def test_who_follows_the_guide_sees_what_it_shows(pipeline, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for step in steps(PAGE):
        if not step.command:
            step.done(tmp_path)
            continue
        code, out, err = pipeline(*step.command)
        if step.command[0] == "init":  # the guide's reader has one round; the program may have more
            shutil.rmtree(tmp_path / "agreement")
            copy_room("agreement", tmp_path)
        refused = any(line.startswith("ทำไม่ได้:") for line in step.lines)
        assert code == (2 if refused else 0), (step.command, out, err)
        assert differing(step.lines, out + err) == "", (step.command, out, err)


def test_the_scorecards_have_the_levels_that_the_guide_works_out_by_hand(pipeline, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = re.findall(r"^\| (\S+) \|((?: [^|]+ → \d \|)+)$", PAGE, re.MULTILINE)
    by_hand = {name: [int(level) for level in re.findall(r"→ (\d) \|", cells)] for name, cells in rows}
    assert len(by_hand) == 3
    for step in steps(PAGE):
        if step.command[:1] == ("check",):
            break
        if step.command:
            pipeline(*step.command)
        else:
            step.done(tmp_path)
    results = json.loads((tmp_path / "output" / ROUND / "results.json").read_text(encoding="utf-8"))
    assert {it["name"]: [kpi["level"] for kpi in it["kpis"]] for it in results["districts"]} == by_hand


def copied(draft: Path, folder: Path) -> Path:
    return shutil.copytree(draft, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("templates"))


@pytest.mark.parametrize(("mark", "becomes"), [
    ("ตัวชี้วัดที่ %d ", ""), ("ระดับที่ %d ", ""), ("ตัวชี้วัดที่ %d ", "ตัวชี้วัดที่ %d\t"), ("ระดับที่ %d ", "ระดับที่ %d\t"),
    ("ระดับที่ %d ", "%d.\t"), ("ระดับที่ %d ", "%d) "),
])
def test_numbers_that_word_gave_may_be_lost_or_stand_alone(pipeline, draft, tmp_path, monkeypatch, mark, becomes):
    monkeypatch.chdir(copied(draft, tmp_path))
    before = pipeline("round", "show", ROUND, "--format", "json")
    assert before[0] == 0
    path = tmp_path / "agreement" / ROUND / "agreement.txt"
    text = path.read_text(encoding="utf-8")
    for number in range(1, 6):
        assert mark % number in text
        text = text.replace(mark % number, becomes % number if becomes else "")
    path.write_text(text, encoding="utf-8")
    assert pipeline("round", "show", ROUND, "--format", "json") == before


# --- problems ------------------------------------------------------------------------------------


WORDS = r"`` (.*?) ``"
CHANGE = re.compile(
    rf"`(?P<file>[\w/.]+)`: (?:{WORDS}(?P<all> ทุกแห่ง)? → (?:{WORDS}|ลบ)|ลบตั้งแต่ {WORDS}|(?P<gone>ลบไฟล์)|เปลี่ยนชื่อเป็น `(?P<name>[\w/.]+)`)")


@dataclass(frozen=True, slots=True)
class Row:
    """One per problem on the page of problems: its words (``…`` for any), and the changes of the guide's
    round that bring it about."""

    words: str
    changes: tuple[re.Match[str], ...]

    def made(self, home: Path) -> None:
        """Makes the changes in a working folder."""
        for it in self.changes:
            name = it["file"]
            path = home / name if name.startswith("agreement/") else home / "agreement" / ROUND / name
            if it["gone"]:
                path.unlink()
                continue
            if it["name"]:
                path.rename(home / "agreement" / ROUND / it["name"])
                continue
            old, new, start = ((text or "").replace("⏎", "\n").replace("⇥", "\t") for text in it.group(2, 4, 5))
            text = path.read_text(encoding="utf-8")
            assert (old or start) in text, (name, old or start)
            text = text[: text.index(start)] if start else text.replace(old, new, -1 if it["all"] else 1)
            path.write_text(text, encoding="utf-8")


def rows() -> list[Row]:
    page = PROBLEMS.read_text(encoding="utf-8")
    found = re.findall(rf"^\| {WORDS} \| (.+?) \| .+ \|$", page, re.MULTILINE)
    return [Row(words, tuple(CHANGE.finditer(how))) for words, how in found]


def told(home: Path) -> list[str]:
    """What is said of the round: every problem, or where there is none all that a person is to tick."""
    try:
        agreement, _ = whole(home, ROUND)
    except DefinitionError as error:
        return str(error).splitlines()
    return [one.words for one in agreement.unstated]


@pytest.fixture(scope="session")
def told_of(draft, tmp_path_factory) -> dict[str, list[str]]:
    """What is said once the changes of each row are made, by the row's words."""
    found = {}
    for row in rows():
        home = copied(draft, tmp_path_factory.mktemp("problem"))
        row.made(home)
        found[row.words] = told(home)
        shutil.rmtree(home)
    return found


def like(words: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, words.split(REST))))


def test_the_guides_round_has_none_of_the_problems(draft):
    lines = told(draft)
    assert len(rows()) > 80 and all(row.changes for row in rows())
    assert [row.words for row in rows() if any(like(row.words).search(line) for line in lines)] == []


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.words[:40])
def test_each_problem_is_told_as_shown_where_it_is_brought_about_as_shown(row, told_of):
    assert any(like(row.words).search(line) for line in told_of[row.words]), told_of[row.words]


def patterns(node: ast.expr) -> list[str]:
    """What a text of the program says, ``…`` for what it fills in; one for each way that it may go."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr(values=parts):
            return [re.sub("…+", REST, "".join(
                part.value if isinstance(part, ast.Constant) else REST for part in parts))]
        case ast.IfExp(body=body, orelse=other):
            return [*patterns(body), *patterns(other)]
        case _:
            return []


def problems_of_the_program() -> Iterator[tuple[str, str]]:
    """Every problem of a definition that the loader can tell: the module and its words."""
    for path in (HOME / "pipeline" / "definitions").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("wrong", "ask") and node.args:
                yield from ((path.name, words) for words in patterns(node.args[-1]))


def test_every_problem_that_the_loader_can_tell_stands_on_the_page(told_of):
    every = list(problems_of_the_program())
    assert len(every) > 90
    lines = "\n".join(line for lines in told_of.values() for line in lines)
    assert re.search(r"```text\n(.+)\n```", PROBLEMS.read_text(encoding="utf-8"))[1] in lines
    assert [one for one in every if not like(one[1]).search(lines)] == []
