"""The made-up rounds of 2569 on the exports of a made-up province: every level, points, section and total is
that of a second scorer, which reads the agreements' words and the raw figures alone."""

import json
import shutil
from collections import defaultdict
from decimal import localcontext
from fractions import Fraction
from pathlib import Path

import pytest
from independent import ROUNDS, Card, Verdict, judged, printed
from libreoffice import differences, needs_libreoffice, recompute
from made_rounds import PLACES, Raw, home, write

from pipeline.reports.results import Json, results
from pipeline.run.stages import DIGITS, evaluate

QUICK, MORE = range(3), range(3, 36)
CODES_OF_THE_OFFICE = {"unreported", "answer-unknown", "missing-value"}  # what a figure that is not there makes


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {round_id: home(tmp_path_factory.mktemp(round_id), round_id) for round_id in ROUNDS}


def scored(house: Path, folder: Path, round_id: str, seed: int) -> tuple[Json, dict[str, Raw]]:
    """What the program makes of the exports of a seed, and the raw figures that they hold."""
    raws = write(folder, round_id, seed)
    outcome = evaluate(house, folder, round_id, None, 1)
    with localcontext(prec=DIGITS):
        made = results(outcome.agreement, outcome.province, outcome.files, outcome.cards, outcome.findings)
    return json.loads(json.dumps(made)), raws


def differing(made: Json, raws: dict[str, Raw], round_id: str) -> list[str]:
    """Where the program and the second scorer part, as lines."""
    found = []
    for district in made["districts"]:
        card = judged(round_id, raws[district["code"]])
        told = [(f"{district['code']} {name}", *both) for name, *both in _of_card(district, card)]
        for kpi in district["kpis"]:
            told += [(f"{district['code']} {kpi['number']} {name}", *both) for name, *both in _of_kpi(kpi, card.verdicts[kpi["number"]])]
        found += [f"{name}: {got} instead of {wanted}" for name, got, wanted in told if got != wanted]
    return found


def _of_card(district: Json, card: Card) -> list[tuple[str, object, object]]:
    told: list[tuple[str, object, object]] = []
    for name, (mark, provisional) in card.sections.items():
        told.append((name, district["sections"][name], {"score": printed(mark), "provisional": printed(provisional)}))
    total = {"score": printed(card.total[0]), "percent": printed(card.percent), "band": card.band, "provisional": printed(card.total[1])}
    return [*told, ("total", district["total"], total)]


def _of_kpi(kpi: Json, verdict: Verdict) -> list[tuple[str, object, object]]:
    told = [("status", kpi["status"], verdict.status), ("level", kpi["level"], verdict.level)]
    if verdict.status != "unreported":
        told.append(("result", kpi["result"], printed(verdict.result)))
    counted = verdict.out_of_five
    told.append(("weighted", kpi["weighted"], None if counted is None else printed(counted * verdict.weight / 100)))
    if verdict.status in ("scored", "given"):
        told.append(("weight", Fraction(str(kpi["weight"])), verdict.weight))
        if "points" in kpi:
            told += [("points", kpi["points"], printed(verdict.points)), ("top", Fraction(kpi["top"]), verdict.top)]
        if verdict.deducted is not None:
            told.append(("deducted", kpi["deducted"], printed(verdict.deducted)))
        if verdict.parts:
            told.append(("parts", [one["points"] for one in kpi["parts"]], [printed(one) for one in verdict.parts.values()]))
    return told


@pytest.mark.parametrize("round_id", ROUNDS)
@pytest.mark.parametrize("seed", [*QUICK, *(pytest.param(seed, marks=pytest.mark.slow) for seed in MORE)])
def test_every_level_points_section_and_total_is_that_of_the_second_scorer(homes, tmp_path, round_id, seed):
    made, raws = scored(homes[round_id], tmp_path, round_id, seed)
    assert differing(made, raws, round_id) == []
    assert {one["status"] for one in made["files"]} == {"used"}
    whole = all(district["complete"] for district in made["districts"])
    told = {(one["code"], one["problem"]) for one in made["findings"] if one["severity"] == "error"}
    assert not {code for code, _ in told} - CODES_OF_THE_OFFICE and (whole or told), told
