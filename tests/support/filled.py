"""Forms as a person has filled them in: of the example's round, with a cell for each value, and one thing changed."""

import re
import shutil
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from home import HOME, copy_room
from openpyxl.utils import get_column_letter

from pipeline.checks import CHECKS
from pipeline.definitions.whole import Definitions, load_definitions
from pipeline.measure import MEASURES
from pipeline.normalise.kinds import KINDS
from pipeline.rounds.form.book import FormBook, FormRow, FormValue
from pipeline.rounds.form.of_round import of_round
from pipeline.rounds.form.tables import TABLES

ROUND = "2561-1"


@cache
def stands() -> Definitions:
    """All that the example's round is scored by, as it is written."""
    return load_definitions(HOME, MEASURES, KINDS, CHECKS, ROUND, as_written=True)


@cache
def filled() -> FormBook:
    """The form of the example's round, every level confirmed; the rows of a table stand from row 3 on."""
    text = (HOME / "agreement" / ROUND / "agreement.txt").read_text(encoding="utf-8-sig")
    return confirmed(placed(of_round(stands().agreement, stands().sources, text)))


def placed(book: FormBook) -> FormBook:
    """The same with a cell for every value, blank or not: each table from A3 on, a row a row."""
    return FormBook({table.id: [
        FormRow(row.values, {column.key: f"{get_column_letter(at)}{line}" for at, column in enumerate(table.columns, 1)})
        for line, row in enumerate(book.rows(table.id), 3)] for table in TABLES})


def confirmed(book: FormBook) -> FormBook:
    """The same where a person has confirmed every level."""
    levels = [FormRow({**row.values, "confirmed": "ใช่"}, row.cells) for row in book.rows("levels")]
    return replace(book, tables={**book.tables, "levels": levels})


def changed(book: FormBook, table: str, which: Mapping[str, FormValue], **values: FormValue | None) -> FormBook:
    """The same where the first row of a table that has these values has others (None: blank)."""
    rows = list(book.rows(table))
    at = next(at for at, row in enumerate(rows) if all(row.values.get(key) == value for key, value in which.items()))
    now = {key: value for key, value in {**rows[at].values, **values}.items() if value is not None}
    rows[at] = FormRow(now, rows[at].cells)
    return replace(book, tables={**book.tables, table: rows})


def without(book: FormBook, table: str, which: Mapping[str, FormValue]) -> FormBook:
    """The same without the rows of a table that have these values."""
    rows = [row for row in book.rows(table) if not all(row.values.get(key) == value for key, value in which.items())]
    assert len(rows) < len(book.rows(table))
    return replace(book, tables={**book.tables, table: rows})


def joined(book: FormBook, table: str, **values: FormValue) -> FormBook:
    """The same with one more row in a table, below the others."""
    line = 3 + len(book.rows(table))
    columns = next(one for one in TABLES if one.id == table).columns
    cells = {column.key: f"{get_column_letter(at)}{line}" for at, column in enumerate(columns, 1)}
    return replace(book, tables={**book.tables, table: [*book.rows(table), FormRow(values, cells)]})


def at(table: str, key: str, line: int | None) -> str:
    """The sheet and cell of a column of a table, in a line of the sheet (None: the sheet as a whole)."""
    of = next(one for one in TABLES if one.id == table)
    letter = get_column_letter([column.key for column in of.columns].index(key) + 1)
    return f"{of.sheet} {'' if line is None else f'{letter}{line}'}"


def cell(table: str, key: str, which: Mapping[str, FormValue]) -> str:
    """The sheet and cell of a value of the example's form, in the first row that has these values."""
    rows = enumerate(filled().rows(table), 3)
    return at(table, key, next(line for line, row in rows if all(row.values.get(k) == v for k, v in which.items())))


ENGLISH = re.compile(r"[A-Za-z_]*[a-z_]{3,}[A-Za-z_]*")
FOREIGN = {"amount", "pipeline", "Budget", "and", "Project", "Management"}  # of the form itself, and of the signed text


def pure(words: str) -> list[str]:
    """What of a line only who knows the files would understand."""
    return [word for word in ENGLISH.findall(words) if word not in FOREIGN] + re.findall(r"\[\[|\]\]|\.toml|\.txt| = \"", words)


def office(folder: Path) -> Path:
    """A working folder whose agreement has the sources and no round."""
    copy_room("agreement", folder)
    shutil.rmtree(folder / "agreement" / ROUND)
    return folder
