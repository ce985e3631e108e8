"""A made-up round of another shape, from its exports to its papers: nothing of one round is in the program."""

import io
import json
from contextlib import redirect_stdout
from pathlib import Path

import province
import pytest
import second_round
from second_round import LEVELS, PLACES, ROUND

from pipeline.cli import main

pytestmark = pytest.mark.slow


def command(patch: pytest.MonkeyPatch, *words: object) -> str:
    """What the program says to a command in this process that ends well."""
    patch.setattr("sys.argv", ["pipeline", *map(str, words)])
    said = io.StringIO()
    with pytest.raises(SystemExit) as stop, redirect_stdout(said):
        main()
    assert stop.value.code == 0, said.getvalue()
    return said.getvalue()


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The folder of all that is made, and what each command said."""
    folder = tmp_path_factory.mktemp("second")
    source = province.write(folder / "input", second_round.tables())
    output, of = folder / "output", ("--round", ROUND)
    said = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(second_round.home(folder / "home"))
        for name, *words in (
            ("run", "run", *of, "--input", source, "--output", output),
            ("check", "check", *of, "--input", source),
            ("compile", "compile", output / ROUND, "--output", folder / "nation"),
            ("forms", "forms", *of, "--input", source, "--output", folder / "forms"),
            ("21", "explain", *of, "ละอุ่น", "21", "--input", source),
            ("22", "explain", *of, "ละอุ่น", "22", "--input", source),
            ("15", "explain", *of, "ละอุ่น", "15", "--input", source),
        ):
            said[name] = command(patch, *words)
    return folder, said


def cards(folder: Path) -> list[dict]:
    return json.loads((folder / "output" / ROUND / "results.json").read_text("utf-8"))["districts"]


def test_every_level_is_the_one_worked_out_by_hand(made):
    found = {card["code"]: {one["number"]: one["level"] for one in card["kpis"]} for card in cards(made[0])}
    assert found == {
        code: {kpi: levels[place] for kpi, levels in LEVELS.items()} for place, code in enumerate(PLACES)}


def test_three_sections_are_weighed_by_their_shares_and_the_bands_are_the_rounds_own(made):
    """Sections 40 : 40 : 20; 4.10, 5.20 and 3.90 are 4.50, of the six levels of the longest ladder 75 %.
    8505 is exempt from KPI 33: 1.2 ÷ 0.7."""
    # worked out by hand, Σ level × weight of each section
    sections = [("4.10", "5.20", "3.90"), ("2.95", "4.20", "2.90"), ("2.45", "2.85", "1.90"),
                ("1.00", "1.15", "0.60"), ("1.10", "1.35", "1.71")]
    totals = [("4.50", "75.00", "เกินเป้าหมาย"), ("3.44", "57.33", "ตามเป้าหมาย"), ("2.50", "41.67", "ใกล้เป้าหมาย"),
              ("0.98", "16.33", "ต่ำกว่าเป้าหมาย"), ("1.32", "22.05", "ต่ำกว่าเป้าหมาย")]
    for card, parts, (score, percent, band) in zip(cards(made[0]), sections, totals, strict=True):
        assert tuple(one["score"] for one in card["sections"].values()) == parts
        assert (card["total"]["score"], card["total"]["percent"], card["total"]["band"]) == (score, percent, band)
