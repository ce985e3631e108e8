"""The documents say what the program does: its help, the demo, every code of a finding."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from home import HOME

from pipeline.checks import CHECKS
from pipeline.cli import cli
from pipeline.model.words import ASIDE_NAMES, FLAG_NAMES
from pipeline.read.refusal import IGNORED, REASONS

FINDINGS = (HOME / "docs" / "findings.md").read_text(encoding="utf-8")
README = (HOME / "README.md").read_text(encoding="utf-8")
CODE = re.compile(r"[a-z]+(?:-[a-z0-9]+)+|[a-z]{4,}")
SEVERITIES = {"error": "ต้องแก้", "warning": "ควรตรวจ", "info": "แจ้งให้ทราบ"}
# Where the code stands among the arguments of what makes findings, refusals and verdicts.
MAKERS = {
    "Finding": (0,), "finding": (0,), "find": (0,), "Refusal": (0,), "refused": (1,),
    "_refused": (1, 2), "Verdict": (2,), "_find": (0,), "Question": (1,),
    "_part": (0,), "_finding": (0,), "_at": (0,),
}


def constants(node: ast.AST) -> Iterator[str]:
    """The texts in an expression that may be codes."""
    for inner in ast.walk(node):
        text = inner.value if isinstance(inner, ast.Constant) else None
        if isinstance(text, str) and CODE.fullmatch(text) and text not in SEVERITIES:
            yield text


def codes_in(path: Path) -> Iterator[str]:
    """The codes that a module gives to findings, refusals and verdicts."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name == "find" and len(node.args) < 3:
                continue  # of a text
            for place in MAKERS.get(name, ()):
                if place < len(node.args):
                    yield from constants(node.args[place])
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "code":
            yield from constants(node.value)


def codes_of_program() -> set[str]:
    found = {*REASONS, *IGNORED, *FLAG_NAMES, *CHECKS}
    for path in (HOME / "pipeline").rglob("*.py"):
        found.update(codes_in(path))
    for path in (HOME / "agreement").glob("*/reading.toml"):
        readings = tomllib.loads(path.read_text(encoding="utf-8"))["readings"]
        found.update(reading.get("flag", "reading") for reading in readings)
    return found


def documented() -> dict[str, str]:
    """The codes of docs/findings.md, each with the cell behind it."""
    return dict(re.findall(r"^\| `([a-z0-9-]+)` \| ([^|]*) \|", FINDINGS, re.MULTILINE))


def test_every_code_is_documented():
    assert codes_of_program() - set(documented()) == set()


def test_every_library_in_use_has_its_licence_told():
    project = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {re.match(r"[\w-]+", one)[0].lower() for one in sum(project["optional-dependencies"].values(), project["dependencies"])}
    told = (HOME / "docs" / "licences.md").read_text(encoding="utf-8").lower()
    assert not [name for name in sorted(wanted) if not re.search(rf"(?<![\w-]){name}(?![\w-])", told)]


def test_every_reason_why_rows_are_set_aside_is_explained():
    assert [reason for reason in ASIDE_NAMES if f"`{reason}`" not in FINDINGS] == []


def test_no_documented_code_is_gone():
    assert set(documented()) - codes_of_program() == set()


def test_no_code_is_documented_twice():
    rows = re.findall(r"^\| `([a-z0-9-]+)` \|", FINDINGS, re.MULTILINE)
    assert sorted(rows) == sorted(set(rows))


def test_codes_are_found_in_the_code_at_all():
    assert {"after-cutoff", "broken-cell", "unknown-answer", "empty-sheet", "encrypted", "copy",
            "unreported", "municipality", "over-100"} <= codes_of_program()


@pytest.mark.slow
def test_the_findings_of_the_example_have_the_severity_that_is_documented():
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "check", "--round", "2561-1", "--input", "examples/input", "--format", "json"],
        cwd=HOME, capture_output=True, encoding="utf-8", check=False,
    )
    softer = {("unrecognised", "info")}  # a sheet beside one that was used
    for finding in json.loads(done.stdout)["findings"]:
        if (finding["code"], finding["severity"]) not in softer:
            assert documented()[finding["code"]] == SEVERITIES[finding["severity"]]


@pytest.mark.slow
def test_what_the_documents_quote_is_what_the_program_says():
    done = subprocess.run(
        [sys.executable, HOME / "docs" / "check_docs.py"], capture_output=True, encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def commands(group: click.Group, name: str) -> Iterator[str]:
    yield name
    for command in group.commands.values():
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {command.name}")
        else:
            yield f"{name} {command.name}"


@pytest.mark.parametrize("command", list(commands(cli, "pipeline")))
def test_the_help_of_every_command_stands_in_the_page_of_commands(command):
    page = (HOME / "docs" / "commands.md").read_text(encoding="utf-8")
    assert f"## `{command}`\n\n```text\nวิธีใช้: {command} [ตัวเลือก]" in page


def test_the_readme_can_be_read_in_one_go():
    assert len(README) <= 8000


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "docs/guide/README.md", "docs/guide/form.md", "docs/guide/round.md", "docs/guide/round-problems.md", "docs/criteria.md", "docs/reliability.md", "docs/licences.md", "docs/api.md", "docs/data-dictionary.md",
                                      "docs/commands.md"])
def test_links_between_documents_lead_somewhere(document):
    text = (HOME / document).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (HOME / document).parent.joinpath(target).exists(), target


def test_every_test_that_shows_a_promise_exists():
    named = re.findall(r"`(test_\w+)`", (HOME / "docs" / "reliability.md").read_text(encoding="utf-8"))
    written = {name for path in (HOME / "tests").rglob("test_*.py")
               for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)}
    assert len(named) > 30 and set(named) - written == set()


HOW_TO = [HOME / "CONTRIBUTING.md", HOME / "docs" / "how-to.md"]


def programs_names() -> Iterator[tuple[Path, str]]:
    """Every name of pipeline/ that another module may see: modules, classes, functions, fields."""
    for path in (HOME / "pipeline").rglob("*.py"):
        yield path, path.stem
        tree = ast.parse(path.read_text(encoding="utf-8"))
        classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
        for node in [*tree.body, *(inner for one in classes for inner in one.body)]:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                yield path, node.name
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                yield path, node.target.id


def test_names_are_made_of_the_glossarys_words():
    page = (HOME / "docs" / "glossary.md").read_text(encoding="utf-8").partition("## Code words")[2]
    rows = [row.strip(" |").split(" | ") for row in page.splitlines() if row.startswith("| `")]
    retired = {word for row in rows for word in re.findall(r"`(\w+)`", row[2])}
    wanted = {word for row in rows for word in re.findall(r"`(\w+)`", row[0])}
    assert len(retired) >= 10 and not retired & wanted
    names = [(path, name) for path, name in programs_names() if not name.startswith("_")]
    assert [(str(path), name) for path, name in names if name.lower() in retired] == []
    spoken = {part for _, name in names for part in re.findall(r"[a-z]+", re.sub("([A-Z])", r"_\1", name).lower())}
    assert {part for word in wanted for part in word.split("_")} <= spoken


def test_no_two_public_classes_have_one_name():
    seen: dict[str, Path] = {}
    for path in (HOME / "pipeline").rglob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                assert seen.setdefault(node.name, path) == path, node.name


@pytest.mark.parametrize("page", HOW_TO, ids=lambda page: page.name)
def test_the_pages_for_those_who_change_the_program_name_what_is_there(page):
    text = page.read_text(encoding="utf-8")
    source = "\n".join(path.read_text(encoding="utf-8") for path in (HOME / "pipeline").rglob("*.py"))
    named = set(re.findall(r"`([\w./]+\.(?:py|toml|md|txt))`", text))
    assert len(named) > 10
    assert [path for path in named if not any(
        root.joinpath(path).exists() or any(root.rglob(path)) for root in (HOME / "docs", HOME / "pipeline", HOME / "agreement", HOME / "tests", HOME / "examples"))
        and not (HOME / path).exists()] == []
    for target in re.findall(r"`make (\w+)`", text):
        assert re.search(rf"^{target}:", (HOME / "Makefile").read_text(encoding="utf-8"), re.MULTILINE), target
    for name in re.findall(r"`([A-Z][A-Za-z_]{3,})(?:\(…\))?`", text):
        assert name in source, name


def test_the_page_for_contributors_is_one_page_and_names_every_room():
    text = HOW_TO[0].read_text(encoding="utf-8")
    assert len(text) <= 6000
    rooms = {path.name for path in (HOME / "pipeline").iterdir() if path.is_dir() and path.name[0] != "_"}
    assert {room for room in rooms if f"{room}/" not in text} == set()
