"""Keeps the program's own words in the documents true.

A document quotes the program between two comments::

    <!-- output: pipeline run --help -->
    ```text
    …
    ```
    <!-- end -->

A quote whose last line is ``…`` has as many of the program's first lines as stand before it.
``docs/commands.md`` is made of the help of every command.

Run from anywhere: tells which quotes are no longer what the program says and leaves with 1;
with ``--write`` it puts the program's words there instead.
"""

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

from pipeline.cli import cli

HOME = Path(__file__).resolve().parent.parent
DOCUMENTS = ("README.md", "docs/guide/README.md", "docs/guide/form.md")
COMMANDS = "docs/commands.md"
QUOTE = re.compile(
    r"<!-- output: (?P<command>pipeline .+?) -->\n```text\n(?P<said>.*?)```\n<!-- end -->", re.DOTALL
)
REST = "…\n"


DEMO = ".demo/output"


def say(command: str) -> str:
    """What the program says to a command, in the folder of the project; it finds no results of
    an earlier demo to compare with."""
    with tempfile.TemporaryDirectory() as empty:
        done = subprocess.run(
            [sys.executable, "-m", *(empty if word == DEMO else word for word in shlex.split(command))],
            cwd=HOME, capture_output=True, encoding="utf-8", check=False,
            env={**os.environ, "PYTHONUTF8": "1", "COLUMNS": "100"},
        )
        said = (done.stdout + done.stderr).replace(empty, DEMO)
    return "\n".join(line.rstrip() for line in said.splitlines()) + "\n"


def commands(group: click.Group, name: str = "pipeline") -> Iterator[str]:
    """The names of a group and all its commands, as they are typed."""
    yield name
    for command in group.commands.values():
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {command.name}")
        else:
            yield f"{name} {command.name}"


def all_commands() -> str:
    """The page of commands."""
    parts = ["# คำสั่งทั้งหมด\n\nหน้านี้สร้างจากโปรแกรมเอง (`make docs`) วิธีใช้ทีละขั้นอยู่ใน [คู่มือเจ้าหน้าที่](guide/README.md)\n"]
    parts += [f"\n## `{name}`\n\n```text\n{say(f'{name} --help')}```\n" for name in commands(cli)]
    return "".join(parts)


def check(write: bool) -> list[str]:
    """The quotes that are not true, as ``document: command``."""
    wrong: list[str] = []
    for name in DOCUMENTS:
        path = HOME / name
        text = path.read_text(encoding="utf-8")

        def renewed(quote: re.Match[str], name: str = name) -> str:
            said = say(quote["command"])
            if quote["said"].endswith(REST):
                lines = quote["said"].count("\n") - 1
                said = "".join([*said.splitlines(keepends=True)[:lines], REST])
            if said == quote["said"]:
                return quote[0]
            wrong.append(f"{name}: {quote['command']}")
            return f"<!-- output: {quote['command']} -->\n```text\n{said}```\n<!-- end -->"

        new = QUOTE.sub(renewed, text)
        if write and new != text:
            path.write_text(new, encoding="utf-8", newline="\n")
    path, page = HOME / COMMANDS, all_commands()
    if not path.is_file() or path.read_text(encoding="utf-8") != page:
        wrong.append(COMMANDS)
        if write:
            path.write_text(page, encoding="utf-8", newline="\n")
    return wrong


if __name__ == "__main__":
    WRITE = "--write" in sys.argv[1:]
    WRONG = check(WRITE)
    for line in WRONG:
        print(f"{'written' if WRITE else 'no longer true'}: {line}")
    if WRONG and not WRITE:
        sys.exit("run `make docs` (python docs/check_docs.py --write) and look at the difference")
