"""The guides that a test follows to the letter: the files that they have a person write, copy or change, the cells
that they have one fill in, and the commands with what these are shown to say."""

import contextlib
import io
import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from home import HOME

GUIDES = HOME / "docs" / "guide"
REST = "…"
STEP = re.compile(
    r"^\d\. คัดลอกโฟลเดอร์ `(?P<copied>[^`]+)` เป็น `(?P<copy>[^`]+)`"
    r"|^\d\. ลบทุกไฟล์ใน `(?P<emptied>[^`]+)`"
    r"|^คัดลอก(?:ทุกไฟล์ใน|) ?`(?P<example>[^`]+)` มาวางใน(?:โฟลเดอร์ทำงาน ตั้งชื่อ)? `(?P<placed>[^`]+)`"
    r"|^(?P<how>ไฟล์|เพิ่มท้ายไฟล์|แก้ไฟล์) `(?P<path>[^`]+)`\n\n```\w+\n(?P<text>.*?)^```$"
    r"|^แผ่น `(?P<sheet>[^`]+)` กรอก\n\n(?P<table>(?:^\|[^\n]*\n)+)"
    r"|^แผ่น `(?P<whole>[^`]+)` เลือก `(?P<choice>[^`]+)` ในช่อง `(?P<column>[^`]+)` ทุกแถว"
    r"|^```text\n(?P<said>> pipeline .*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Step:
    """One per thing that a guide has a person do: a change of the files or of the form, or a command (its words)
    with the lines that it is shown to say."""

    at: int
    found: re.Match[str]
    command: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()

    def done(self, home: Path) -> None:
        """Does a change in a working folder; of the one form that stands there."""
        it = self.found
        if it["copied"]:
            shutil.copytree(home / it["copied"], home / it["copy"])
        elif it["emptied"]:
            for path in (home / it["emptied"]).iterdir():
                path.unlink()
        elif it["example"]:
            placed(HOME / it["example"], home / it["placed"])
        elif it["path"]:
            path = home / it["path"]
            path.parent.mkdir(parents=True, exist_ok=True)
            before = path.read_text(encoding="utf-8") if it["how"] != "ไฟล์" else ""
            path.write_text(changed(it["how"], before, it["text"]), encoding="utf-8")
        elif it["sheet"]:
            filled(home, it["sheet"], *cells_of(it["table"]))
        elif it["whole"]:
            chosen(home, it["whole"], it["column"], it["choice"])


def steps(page: str) -> Iterator[Step]:
    """All that a guide has a person do, in its order."""
    for found in STEP.finditer(page):
        if not found["said"]:
            yield Step(found.start(), found)
            continue
        for block in re.split(r"^> pipeline ", found["said"], flags=re.MULTILINE)[1:]:
            command, *lines = block.splitlines()
            yield Step(found.start(), found, tuple(shlex.split(command)), tuple(lines))


def differing(shown: tuple[str, ...], said: str) -> str:
    """The first line that the guide shows and the program does not say there; "" where all are said.
    Lines beside ``…`` may be left out of the guide, no others."""
    lines, at, loose = [line.rstrip() for line in said.rstrip().splitlines()], 0, False
    for line in shown:
        if line == REST:
            loose = True
            continue
        places = [place for place in range(at, len(lines)) if lines[place] == line.rstrip()]
        if not places or (places[0] != at and not loose):
            return line or "(blank)"
        at, loose = places[0] + 1, False
    return "" if at == len(lines) or loose else f"(more) {lines[at]}"


def changed(how: str, before: str, text: str) -> str:
    """A file's text after the guide's block: written anew, added to, or with lines exchanged."""
    if how == "แก้ไฟล์":
        old = [line[2:] for line in text.splitlines() if line.startswith("- ")]
        new = [line[2:] for line in text.splitlines() if line.startswith("+ ")]
        for was, becomes in zip(old, new, strict=True):
            assert before.count(was) == 1, was
            before = before.replace(was, becomes)
        return before
    return f"{before}\n{text}" if before else text


def placed(example: Path, to: Path) -> None:
    """Copies a file, or all tables of a folder."""
    if example.is_dir():
        to.mkdir(parents=True, exist_ok=True)
        for path in example.glob("*.csv"):
            shutil.copy(path, to)
    else:
        shutil.copy(example, to)


# --- the form --------------------------------------------------------------------------------------


def form_of(home: Path) -> Path:
    """The one form that stands in a working folder."""
    (path,) = home.glob("แบบกำหนดตัวชี้วัด*.xlsx")
    return path


def opened(path: Path) -> openpyxl.Workbook:
    """A workbook as openpyxl reads it, whose 3.1.0 says the names of sheets on the screen."""
    with contextlib.redirect_stdout(io.StringIO()):
        return openpyxl.load_workbook(path)


def cells_of(table: str) -> tuple[list[str], list[list[str]]]:
    """The headings and rows of a table of a guide."""
    head, _, *rows = ([cell.strip() for cell in line.strip().split("|")[1:-1]] for line in table.splitlines())
    return head, rows


def filled(home: Path, sheet: str, headings: list[str], rows: list[list[str]]) -> None:
    """Fills in cells of a sheet of the form: the columns in bold tell which row is meant, without such a row is
    filled in that is blank."""
    book = opened(form_of(home))
    page = book[sheet]
    keys = [heading.strip("*") for heading in headings if heading.startswith("**")]
    names = [heading.strip("*") for heading in headings]
    top, at = heading_row(page, names)
    for row in rows:
        values = dict(zip(names, row, strict=True))
        place = next(
            number for number in range(top + 1, page.max_row + 1)
            if all(str(page.cell(number, at[key]).value or "") == values[key] for key in keys or names[:0])
            and (keys or all(page.cell(number, at[name]).value is None for name in names)))
        for name in names:
            if name not in keys and values[name]:
                page.cell(place, at[name]).value = values[name]
    book.save(form_of(home))


def chosen(home: Path, sheet: str, column: str, choice: str) -> None:
    """Chooses one thing in every row of a sheet that has a level."""
    book = opened(form_of(home))
    page = book[sheet]
    top, at = heading_row(page, [column, "ระดับที่"])
    for number in range(top + 1, page.max_row + 1):
        if page.cell(number, at["ระดับที่"]).value is not None:
            page.cell(number, at[column]).value = choice
    book.save(form_of(home))


def heading_row(page, names: list[str]) -> tuple[int, dict[str, int]]:
    """The row of a sheet that has all these headings, and the column of each."""
    for row in page.iter_rows():
        at = {str(cell.value): cell.column for cell in row if cell.value is not None}
        if set(names) <= set(at):
            return row[0].row, at
    raise AssertionError(names)
