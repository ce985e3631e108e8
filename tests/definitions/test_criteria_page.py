"""The page of criteria says how Thai words are read, and what cannot be scored, as the program does."""

import re
from typing import get_args

import pytest
from home import HOME

from pipeline.definitions.bounds import as_keys
from pipeline.definitions.unsupported import MEANT, unknown
from pipeline.measure import MEASURES
from pipeline.model.item import ItemKind
from pipeline.thai.criteria import Bounds, LevelReading, read_ladder
from pipeline.thai.digits import shortest

PAGE = (HOME / "docs" / "criteria.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[list[str]]:
    """The rows of the table below a heading, cell by cell."""
    part = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return [line.strip("| ").split(" | ") for line in part.splitlines() if line.startswith("| `")]


LADDERS = rows("คำไทยอ่านว่าอะไร")


def in_words(said: LevelReading) -> str:
    """What a level asks for, as the page says it."""
    if said.question:
        return "**ถาม**"
    if said.date is not None:
        return "กำหนดวันที่"
    bounds = [one for one in (said.bounds, *said.others) if one != Bounds()]
    number = " หรือ ".join(f"`{as_keys(one)}`" for one in bounds)
    counts = "".join(f" ({shortest(count)} {unit})" for count, unit in said.counts)
    item = f"สิ่งที่ต้องทำ{counts}" if said.item else ""
    return f"{number} และ{item}" if number and item else number or item or "ปลายเปิด"


@pytest.mark.parametrize("row", LADDERS, ids=lambda row: row[0])
def test_words_are_read_as_the_page_says(row):
    quotes = [quote.strip("` ") for quote in row[0].split(" · ")]
    assert " · ".join(map(in_words, read_ladder(quotes))) == row[1]


def test_the_page_has_ladders_of_every_kind():
    readings = " ".join(row[1] for row in LADDERS)
    assert len(LADDERS) >= 20
    for kind in ("at_least", "more_than", "at_most", "ปลายเปิด", "สิ่งที่ต้องทำ", "กำหนดวันที่", "ถาม", "หรือ"):
        assert kind in readings


def test_every_measure_and_kind_of_item_stands_on_the_page():
    assert [name for name in MEASURES if f"| `{name}` |" not in PAGE] == []
    assert [kind for kind in get_args(ItemKind) if f'kind = "{kind}"' not in PAGE] == []


def test_every_key_that_is_not_supported_has_its_way_out():
    named = {key for row in rows("ยังให้คะแนนไม่ได้") for key in re.findall(r"`(\w+)`", row[0])}
    assert named == set(MEANT)
    assert all(unknown(key, ["at_least", "more_than"]).startswith("หมายถึง ") for key in named)
