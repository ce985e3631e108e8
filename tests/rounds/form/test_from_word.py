"""From a Word file to the form that is shown: what stands on the paper comes out as a careful person reads it,
whatever kind of file the office passes on."""

import json
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from home import HOME
from made_rounds import home
from signed_papers import paper_of_round
from word import FRAMES, LEVELS, NOISE, NUMBERS, SECTIONS, Kind, write_word

from pipeline.model.level import BOUND_KINDS
from pipeline.rounds.form.shown import form_at
from pipeline.rounds.making import make_form
from pipeline.rounds.shown import kpi_json, show

# Every value of each thing that makes a kind, among others in turn.
KINDS = [
    Kind(levels, NUMBERS[at % len(NUMBERS)], SECTIONS[at % len(SECTIONS)], (NOISE[at % len(NOISE)], NOISE[(at + 5) % len(NOISE)]),
         (FRAMES[at % len(FRAMES)],), at % 4, at % 3, totals=bool(at % 2), seed=at)
    for at, levels in enumerate([one for one in LEVELS if one not in ("columns", "rows", "number beside")])
]
ROUNDS = ("2561-1", "2569-2")


def kept(found: dict[str, Any]) -> list[object]:
    """What of a KPI, or of a part of one, a paper alone tells."""
    levels = [(level["level"], level["quote"]) for level in found["levels"]]
    return [found.get("number", found.get("id")), found["name"], found["weight"], levels]


def differing(mine: dict[str, Any], theirs: dict[str, Any]) -> list[object]:
    """The levels whose bounds are stated otherwise than in the definition, of those that nobody is asked about."""
    asked = {line.partition(":")[0] for line in mine.get("open", ())}
    pairs = [(mine, theirs), *zip(mine.get("parts", ()), theirs.get("parts", ()), strict=True)]
    return [
        (one["level"], one["quote"], [one[kind] for kind in BOUND_KINDS], [other[kind] for kind in BOUND_KINDS])
        for ours, hers in pairs for one, other in zip(ours["levels"], hers["levels"], strict=True)
        if f"ระดับที่ {one['level']}" not in asked and any(one[kind] != other[kind] for kind in BOUND_KINDS)
    ]


def compared(mine: dict[str, Any], theirs: dict[str, Any]) -> None:
    for key in ("round", "title", "start", "end"):
        assert mine[key] == theirs[key]
    assert [one["name"] for one in mine["sections"]] == [one["name"] for one in theirs["sections"]]
    for ours, hers in zip(mine["kpis"], theirs["kpis"], strict=True):
        assert kept(ours) == kept(hers)
        assert ours["cutoff"] == hers["cutoff"]
        assert differing(ours, hers) == []
        assert ours["measure"] is None
    assert sum(len(one["open"]) for one in mine["kpis"]) <= len(mine["kpis"]), "no more than about a question a KPI"


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    made = {round_id: home(tmp_path_factory.mktemp(round_id), round_id, adopted=False) for round_id in ROUNDS[1:]}
    return {"2561-1": HOME, **made}


@pytest.mark.parametrize(("kind", "round_id"), [
    pytest.param(kind, round_id, marks=[] if kind is KINDS[0] else pytest.mark.slow) for kind, round_id in product(KINDS, ROUNDS)])
def test_a_word_file_comes_out_as_the_round_that_it_is_of(kind: Kind, round_id: str, houses: dict[str, Path], tmp_path: Path) -> None:
    house = houses[round_id]
    word = write_word(paper_of_round(house, round_id), kind, tmp_path / "ข้อตกลง.docx")
    made = make_form(house, round_id, word, None, tmp_path / "แบบ.xlsx")
    mine = json.loads(json.dumps(form_at(house, made.path).as_json()))
    assert not made.shown.doubts
    defined = show(house, round_id)
    compared(mine, json.loads(json.dumps(defined.as_json() | {"kpis": [kpi_json(kpi, ends=False) for kpi in defined.kpis]})))
