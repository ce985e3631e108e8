"""Tables as CSV: UTF-8 with its mark, lines ending as Excel ends them, nothing that a spreadsheet would run."""

import csv
import datetime as dt
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from io import StringIO

from pipeline.export.contract import KIND_NAMES, TABLES, Dataset, DataTable, Value
from pipeline.model.finding import masked, printable

DICTIONARY = "คำอธิบายตาราง.csv"
_RUN = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # what a spreadsheet takes for the begin of a formula
_SHA256 = re.compile("[0-9a-f]{64}")


def table(one: DataTable, datasets: Iterable[Dataset]) -> bytes:
    """A table of all these results, one after the other."""
    getters = [(_hash if column.kind == "hash" else _cell, column.value) for column in one.columns]
    rows = ([told(value(row)) for told, value in getters] for dataset in datasets for row in one.rows(dataset))
    return _csv([column.name for column in one.columns], rows)


def dictionary() -> bytes:
    """What every table and column means, as a table for those who open the others."""
    rows = [
        [one.file, one.about, column.name, KIND_NAMES[column.kind], column.about,
         "; ".join(f"{code} = {meant}" for code, meant in column.codes.items())]
        for one in TABLES for column in one.columns
    ]
    return _csv(["ตาราง", "แถวของตาราง", "คอลัมน์", "ชนิด", "ความหมาย", "รหัส"], rows)


def _csv(names: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    made = StringIO(newline="")
    writer = csv.writer(made, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows(rows)
    return made.getvalue().encode("utf-8-sig")


def _cell(value: Value) -> str:
    match value:
        case None:
            return ""
        case str():
            return _safe(value)
        case bool():
            return "TRUE" if value else "FALSE"
        case Decimal():
            return format(value, "f")
        case dt.date():
            return value.isoformat()
    return str(value)


def _hash(value: Value) -> str:
    """A fingerprint as it is, for its digits are nobody's number; what is none, as any other value."""
    return value if isinstance(value, str) and _SHA256.fullmatch(value) else _cell(value)


@lru_cache(2**12)
def _safe(text: str) -> str:
    """A text on one line, without personal numbers; an apostrophe stands before what would be run as a formula."""
    plain = printable(masked(text))
    return f"'{plain}" if plain.lstrip().startswith(_RUN) else plain
