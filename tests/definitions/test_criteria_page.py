"""The page of criteria says how Thai words are read, and what cannot be scored, as the program does."""

import re
import tomllib
from decimal import Decimal
from typing import get_args

import pytest
from home import HOME
from written import HEAD

from pipeline.definitions.agreement import with_unit
from pipeline.definitions.blocks import TomlTable
from pipeline.definitions.bounds import as_keys, check_bounds
from pipeline.definitions.held import Paper
from pipeline.definitions.kpis import load_kpi
from pipeline.definitions.signed import SignedText
from pipeline.definitions.sources import problems_of, read_sources
from pipeline.definitions.unsupported import MEANT, unknown
from pipeline.measure import MEASURES
from pipeline.model.item import ItemKind
from pipeline.normalise.kinds import KINDS
from pipeline.thai.criteria import Bounds, LevelReading, read_ladder
from pipeline.thai.digits import shortest

PAGE = (HOME / "docs" / "criteria.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[list[str]]:
    """The rows of the table below a heading, cell by cell."""
    part = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return [line.strip("| ").split(" | ") for line in part.splitlines() if line.startswith("| `")]


SHAPES = re.findall(r"^### (.+?)$(?:(?!^###).)*?^```toml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
SOURCES = read_sources(HOME, KINDS)
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


@pytest.mark.parametrize(("name", "text"), SHAPES, ids=[name for name, _ in SHAPES])
def test_every_shape_is_loaded_and_says_what_its_words_say(name, text):
    problems: list[str] = []
    data = tomllib.loads(HEAD.replace('unit = "ร้อยละ"\n', ""), parse_float=Decimal) | tomllib.loads(text, parse_float=Decimal)
    block = TomlTable(data, "kpi.toml", "", problems)
    kpi = with_unit(load_kpi(block, MEASURES))
    assert problems == [] and list(problems_of(kpi, SOURCES)) == []
    paper = Paper(None, [kpi], {1: block}, SignedText.of(""), "agreement.txt", None)
    check_bounds(paper, ())
    assert problems == []
    asked = [one.words for one in paper.unstated]
    assert [words for words in asked if "นิยามใช้" in words or "อ่าน" in words] == []


def test_every_measure_is_in_a_shape_and_every_shape_of_agreements_has_a_row():
    measures = {found for _, text in SHAPES for found in re.findall(r'measure = "(\w+)"', text)}
    assert set(MEASURES) - measures <= {"new_registrations"}  # which the guide has
    part = PAGE.partition("\n## ข้อตกลงว่า → เขียนอย่างไร\n")[2].partition("\n## ")[0]
    told = [line.split(" | ") for line in part.splitlines() if line.startswith("| ")][1:]
    assert len(told) >= 32
    keys = {"at_least", "more_than", "at_most", "needs", "points", "top", "places", "unit", "level", "span", "weight", "combine",
            "share", "sections", "levels", "parts", "deductions", "step", "absent_to", "interpolated", "direction", "denominator",
            "unit_levels", "weight_source", "kind"}
    for _, how in told:
        names = set(re.findall(r"`\[?\[?([a-z_]+)\b", how))
        assert names <= keys | set(MEASURES) | {"targets"}, how


def test_every_key_that_is_not_supported_has_its_way_out():
    named = {key for row in rows("ยังให้คะแนนไม่ได้") for key in re.findall(r"`(\w+)`", row[0])}
    assert named == set(MEANT)
    assert all(unknown(key, ["at_least", "more_than"]).startswith("หมายถึง ") for key in named)
