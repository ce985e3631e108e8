"""Keeps the program's own words in the documents true.

A document quotes the program between two comments::

    <!-- output: pipeline run --help -->
    ```text
    …
    ```
    <!-- end -->

A quote whose last line is ``…`` has as many of the program's first lines as stand before it.
``docs/commands.md`` is made of the help of every command, ``docs/data-dictionary.md`` of the contract of the
tables, ``docs/results.schema.json`` of the shape by which ``results.json`` is read back.

Run from anywhere: tells which quotes are no longer what the program says and leaves with 1;
with ``--write`` it puts the program's words there instead.
"""

import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import click

from pipeline.cli import cli
from pipeline.export import DICTIONARY, TABLES, DataColumn
from pipeline.export.contract import KIND_NAMES
from pipeline.history.shape import schema

HOME = Path(__file__).resolve().parent.parent
DOCUMENTS = ("README.md", "docs/guide/README.md", "docs/guide/form.md")
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
    for _, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {command.name}")
        else:
            yield f"{name} {command.name}"


def all_commands() -> str:
    """The page of commands."""
    parts = ["# คำสั่งทั้งหมด\n\nหน้านี้สร้างจากโปรแกรมเอง (`make docs`) วิธีใช้ทีละขั้นอยู่ใน [คู่มือเจ้าหน้าที่](guide/README.md)\n"]
    parts += [f"\n## `{name}`\n\n```text\n{say(f'{name} --help')}```\n" for name in commands(cli)]
    return "".join(parts)


def data_dictionary() -> str:
    """The page of tables and columns."""
    head = (
        "# พจนานุกรมข้อมูล\n\nตารางที่ `pipeline export` เขียน หน้านี้สร้างจากโปรแกรมเอง (`make docs`) และวางไว้ข้างตารางเป็น "
        f"`{DICTIONARY}` ด้วย วิธีนำเข้า Power BI และ Excel อยู่ใน[คู่มือ](guide/README.md#ส่งออกตาราง) "
        "คำสัญญาว่าตารางจะเปลี่ยนได้อย่างไรอยู่ใน [api.md](api.md)\n\n"
        "- ทุกไฟล์เป็น UTF-8 มี BOM คั่นด้วยจุลภาค บรรทัดจบด้วย CRLF ไม่มีค่าใดขึ้นบรรทัดใหม่ ตัวเลขไม่มีจุลภาคคั่นหลัก ช่องว่างคือไม่มีค่า ไม่ใช่ 0\n"
        "- ข้อความที่ขึ้นต้นด้วย `=` `+` `-` `@` มี `'` นำหน้า เพื่อไม่ให้โปรแกรมตารางคำนวณเป็นสูตร\n"
        "- เชื่อมตารางด้วย `round`, `province`, `district_code`, `kpi` (และ `part`, `evidence`)\n")
    parts = [head]
    for table in TABLES:
        rows = "".join(f"| `{column.name}` | {KIND_NAMES[column.kind]} | {column.about}{_codes(column)} |\n" for column in table.columns)
        parts.append(f"\n## `{table.file}`\n\n{table.about}\n\n| คอลัมน์ | ชนิด | ความหมาย |\n|---|---|---|\n{rows}")
    return "".join(parts)


def _codes(column: DataColumn) -> str:
    return ": " + ", ".join(f"`{code}` {meant}" for code, meant in column.codes.items()) if column.codes else ""


def results_schema() -> str:
    """The schema of ``results.json``."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


MADE: Mapping[str, Callable[[], str]] = {
    "docs/commands.md": all_commands, "docs/data-dictionary.md": data_dictionary, "docs/results.schema.json": results_schema}


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
    for name, made in MADE.items():
        path, page = HOME / name, made()
        if not path.is_file() or path.read_text(encoding="utf-8") != page:
            wrong.append(name)
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
