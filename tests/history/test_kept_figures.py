"""The figures that a run keeps beside its results: bound to them, and never taken for those of others."""

import json
import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from home import HOME
from shapes import SHAPES, shaped

from pipeline.api import read_results, score
from pipeline.errors import SealedError
from pipeline.history import figures as kept
from pipeline.history.figures import DAMAGED, FIGURES, MISSING, OTHERS, keep_figures, kept_figures
from pipeline.history.record import sha256
from pipeline.history.results import load_results
from pipeline.model.cells import Origin
from pipeline.model.observation import Evidence, Part
from pipeline.publish import PRIVATE
from pipeline.reports.figures import cells, figures
from pipeline.reports.results import results, to_bytes
from pipeline.run.closing import close
from pipeline.run.stages import Outcome, evaluate
from pipeline.run.writing import write

CARDS = shaped(range(4))
RAW = to_bytes(results(SHAPES, "สระแก้ว", (), CARDS, ()))
D7, D8 = Origin("ก.xlsx", "ข้อมูล", "D7"), Origin("ก.xlsx", "ข้อมูล", "D8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Results with the figures that their run kept."""
    (tmp_path / "results.json").write_bytes(RAW)
    keep_figures(tmp_path, sha256(RAW), figures(CARDS, SHAPES))
    return tmp_path


def test_each_figure_comes_back_with_its_cells(folder: Path) -> None:
    back = load_results(folder / "results.json")
    assert back.no_cells == ""
    for card, district in zip(CARDS, back.districts, strict=True):
        for score_, kpi in zip(card.scores, district.kpis, strict=True):
            own = [one for one in kpi.figures if not one.part]
            assert [one.name for one in own] == [one.name for one in score_.measurement.evidence]
            for figure, evidence in zip(own, score_.measurement.evidence, strict=True):
                assert [cell.origin for cell in figure.cells or ()] == [part.origin for part in cells(evidence)]
                assert figure.day or [cell.value for cell in figure.cells or ()] == [part.value for part in cells(evidence)]


def test_a_day_is_a_day_and_an_answer_is_one_or_nought(folder: Path) -> None:
    kpis = {kpi.number: kpi for kpi in load_results(folder / "results.json").districts[0].kpis}
    assert kpis[4].figures[0].day == kpis[4].day and kpis[4].day is not None and kpis[4].figures[0].value is None
    answers = [figure for figure in kpis[5].figures if figure.text in ("ใช่", "ไม่ใช่")]
    assert answers and all(figure.value is None for figure in answers)


def test_cells_of_an_evidence_are_all_there_and_none_has_a_value_that_is_not_its_own() -> None:
    assert cells(Evidence("ก", Decimal(3), "", origins=(D7,))) == (Part(Decimal(3), D7),)
    assert cells(Evidence("ก", Decimal(3), "", origins=(D7, D8))) == (Part(None, D7), Part(None, D8))
    assert cells(Evidence("ก", Decimal(3), "", origins=(D7, D8), parts=(Part(Decimal(1), D7),))) == (Part(Decimal(1), D7), Part(None, D8))


def test_results_without_kept_figures_say_so(folder: Path) -> None:
    shutil.rmtree(folder / PRIVATE)
    back = load_results(folder / "results.json")
    assert back.no_cells == MISSING and all(figure.cells is None for d in back.districts for k in d.kpis for figure in k.figures)


def test_figures_of_other_results_are_never_taken(folder: Path) -> None:
    changed = RAW.replace(b'"level": 1', b'"level": 2', 1)
    assert changed != RAW
    (folder / "results.json").write_bytes(changed)
    assert load_results(folder / "results.json").no_cells == OTHERS


@pytest.mark.parametrize("spoil", [
    lambda raw: raw[:-30], lambda raw: raw.replace(b'"number"', b'"words"', 1), lambda raw: b"", lambda raw: b"{}\n" + raw, lambda raw: raw.split(b"\n")[0],
    lambda raw: b"\xff" + raw, lambda raw: raw.replace(b'"format": 1', b'"format": 9')])
def test_damaged_figures_are_never_taken(folder: Path, spoil: Any) -> None:
    path = folder / PRIVATE / FIGURES
    spoilt = spoil(path.read_bytes())
    assert spoilt != path.read_bytes()
    path.write_bytes(spoilt)
    assert kept_figures(folder, sha256(RAW)) == (None, DAMAGED)
    assert load_results(folder / "results.json").no_cells == DAMAGED


@pytest.mark.parametrize("told", [
    {}, {"places": [], "figures": {}}, {"places": [["a"]], "figures": {}}, {"places": 1, "figures": 1}, [],
    {"places": [], "figures": {card.district.code: {str(score_.kpi): [["", "ก", "x", None, None, "", []]] for score_ in card.scores} for card in CARDS}}])
def test_figures_of_another_shape_are_damaged(folder: Path, told: Any) -> None:
    keep_figures(folder, sha256(RAW), told)
    assert load_results(folder / "results.json").no_cells == DAMAGED


def test_far_too_large_figures_are_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "LARGEST", 100)
    assert kept_figures(folder, sha256(RAW)) == (None, DAMAGED)


def test_the_same_figures_are_the_same_bytes(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    keep_figures(other, sha256(RAW), figures(shaped(range(4)), SHAPES))
    assert (other / PRIVATE / FIGURES).read_bytes() == (folder / PRIVATE / FIGURES).read_bytes()


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return evaluate(HOME, HOME / "examples" / "input", "2561-1", None, 1)


@pytest.mark.slow
@pytest.mark.quick
def test_what_a_run_writes_is_read_back_as_what_was_scored(outcome: Outcome, tmp_path: Path) -> None:
    written = write(HOME, outcome, tmp_path)
    scored, back = score(HOME / "examples" / "input", round_id="2561-1", home=HOME), read_results(tmp_path)
    assert scored == back and back.no_cells == ""
    assert json.loads((written.folder / PRIVATE / FIGURES).read_bytes().split(b"\n")[0])["results"] == back.sha256


@pytest.mark.slow
def test_a_closed_round_keeps_its_figures_whatever_is_run_over_it(outcome: Outcome, tmp_path: Path) -> None:
    written = write(HOME, outcome, tmp_path)
    close(HOME, tmp_path, "2561-1", None, None, True, False, True)
    stood = (written.folder / PRIVATE / FIGURES).read_bytes()
    write(HOME, outcome, tmp_path)  # says that all is as it was sealed
    first = outcome.cards[0]
    other = replace(outcome, cards=(replace(first, total=replace(first.total, percent=Decimal(1))), *outcome.cards[1:]))
    with pytest.raises(SealedError):
        write(HOME, other, tmp_path)
    assert (written.folder / PRIVATE / FIGURES).read_bytes() == stood
    assert read_results(tmp_path).no_cells == ""
