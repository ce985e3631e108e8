"""Forms for tests: one with something in every column, ladders of every kind, and a workbook changed in openpyxl."""

import datetime as dt
import random
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook, load_workbook

from pipeline.rounds.form.book import FormBook, FormRow, FormValue
from pipeline.rounds.form.tables import (
    BOUND_WORDS,
    FRAME,
    FRAME_ROWS,
    OWN_TARGET,
    TABLES,
    FormColumn,
)
from pipeline.rounds.form.workbook import form_workbook

LISTS = {
    "sections": ("งานทีม",), "ways": ("รายงาน ก: ตัวตั้ง ÷ ตัวหาร", "รายงาน ข, รายเดือน: ผลรวม ยอด"), "units": ("ร้อยละ", "บาท", "วันที่"),
    "figures": ("รายงาน ก: ตัวตั้ง",), "answers": ("แบบรายงาน: คำตอบ",)}


def row(**values: FormValue | None) -> FormRow:
    """A row of the values that are not None."""
    return FormRow({key: value for key, value in values.items() if value is not None})


def full_form() -> FormBook:
    """Two rows a table, in which every column that is read holds something of its kind."""
    tables = {table.id: [
        FormRow({column.key: _value(column, number) for column in table.columns if not column.live}) for number in (1, 2)
    ] for table in TABLES if table is not FRAME}
    values: dict[str, FormValue] = {"text": "ใช่", "lines": "บรรทัดหนึ่ง\nบรรทัดสอง", "whole": Decimal(5), "date": dt.date(2026, 4, 1)}
    tables["frame"] = [
        row(key=key, what=what, help=helped, value=values[kind]) for key, what, helped, kind in FRAME_ROWS]
    return FormBook(tables)


def _value(column: FormColumn, number: int) -> FormValue:
    if column.choices:
        return column.choices[number % len(column.choices)]
    if column.kind == "number":
        return Decimal("12.5") * number
    if column.kind == "whole":
        return Decimal(number)
    if column.kind == "date" or (column.kind == "value" and number == 1):
        return dt.date(2026, 9, 27 + number)
    if column.kind == "value":
        return Decimal("99.41")
    return f"ข้อความ {number}\nต่อ" if column.kind == "lines" else f"ข้อความ {number}"


def ladders(seed: int, count: int) -> FormBook:
    """Ladders of every kind: more and less is better, strict and not, numbers, money, counts and days, open and
    skipped levels, equal bounds, items, districts' own targets, and what a person has not filled in yet."""
    chance = random.Random(seed)
    kpis, levels, items = [], [], []
    for number in range(1, count + 1):
        part = chance.choice(("", "", "", "A", "หัก X"))
        unit = chance.choice(("ร้อยละ", "บาท", "คน", "คะแนน", "ระดับ", "วัน", "", "วันที่", "วันที่"))
        places = chance.choice((None, None, None, Decimal(0), Decimal(1), Decimal(3)))
        kpis.append(row(number=Decimal(number), part=part or None, name=f"ตัวชี้วัด {number}", unit=unit or None, places=places))
        for one in _ladder(chance, unit):
            levels.append(row(number=Decimal(number), part=part or None, quote="เกณฑ์", **one))
        items += [row(number=Decimal(number), part=part or None, text="ทำ", levels=chance.choice(("1", "2", "3, 4", "2,5", "5")))
                  for _ in range(chance.choice((0, 0, 1, 3)))]
    chance.shuffle(levels)
    return FormBook({"kpis": kpis, "levels": levels, "items": items})


def _ladder(chance: random.Random, unit: str) -> Iterator[dict[str, FormValue | None]]:
    falls = chance.random() < 0.4
    words = [word for word, kind in BOUND_WORDS.items() if kind.startswith(("at_most", "less") if falls else ("at_least", "more"))]
    opened = next(word for word, kind in BOUND_WORDS.items() if not kind)
    value = Decimal(chance.choice((60, 75, 1200, 3))) if unit != "วันที่" else Decimal(20)
    for level in sorted(chance.sample(range(6), chance.randint(1, 6))):
        value += Decimal(chance.choice(("0", "1", "5", "0.5", "0.2", "0.125"))) * (-1 if falls else 1)
        told: FormValue | None = dt.date(2026, 9, 1) + dt.timedelta(days=int(value)) if unit == "วันที่" else value
        bound: str | None = chance.choice(words)
        if chance.random() < 0.15:
            bound, told = opened, None
        elif chance.random() < 0.1:
            told = chance.choice((OWN_TARGET, None))
        elif chance.random() < 0.05:
            bound = None
        yield {"level": Decimal(level), "bound": bound, "value": told}


def written(path: Path, book: FormBook, change: Callable[[Workbook], object] | None = None) -> Path:
    """The workbook of a form, as openpyxl saves it where it is changed."""
    path.write_bytes(form_workbook(book, LISTS))
    if change is not None:
        opened = load_workbook(path)
        change(opened)
        opened.save(path)
    return path
