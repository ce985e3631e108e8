"""What cannot be trusted yet is told of the same scores wherever it is told."""

from dataclasses import replace
from decimal import Decimal

import pytest
from cards import AGREEMENT

from pipeline.model.doubts import OVER, doubts, unconfirmed
from pipeline.model.finding import Finding
from pipeline.model.observation import District, Measurement
from pipeline.model.score import Mark, Score, Scorecard, Total

CODES = {"older-figure", "unit-off"}
NONE = Mark(None, None)


def card(code: str, **of: object) -> Scorecard:
    kpi = AGREEMENT.kpis[0].number
    score = Score(kpi, "scored", Decimal(10), Measurement(kpi, code, "measured"), level=3, **of)  # type: ignore[arg-type]
    return Scorecard(District(code, code), None, True, (score,), (), Total(NONE, None, None))


def warning(code: str = "older-figure", **of: object) -> Finding:
    return Finding(code, "warning", "ของเก่า", "แก้", **{"kpi": AGREEMENT.kpis[0].number, **of})  # type: ignore[arg-type]


def told(*findings: Finding, cards: tuple[Scorecard, ...] = (card("2701"), card("2702"))) -> dict[str, tuple[str, ...]]:
    return {code: words for (code, _), words in doubts(cards, findings, CODES, AGREEMENT).items()}


def test_a_warning_that_is_to_be_confirmed_makes_its_score_doubtful() -> None:
    assert told(warning(district="2702")) == {"2702": ("ของเก่า",)}


@pytest.mark.parametrize("one", [
    warning("copy", district="2701"), replace(warning(district="2701"), severity="info"), warning(kpi=None)])
def test_another_warning_a_confirmed_one_and_one_of_no_kpi_do_not(one: Finding) -> None:
    assert not told(one)


def test_one_of_several_districts_is_of_those_whose_scorecards_tell_it_else_of_all() -> None:
    cards = card("2701", doubts=("ควรตรวจช่อง C5",)), card("2702")
    assert told(warning("unit-off", told_of=("2701",)), cards=cards) == {"2701": ("ควรตรวจช่อง C5",)}
    assert told(warning("unit-off")).keys() == {"2701", "2702"}


def test_what_has_no_level_is_not_doubted_but_told() -> None:
    none = card("2701")
    none = replace(none, scores=(replace(none.scores[0], status="unreported", level=None),))
    found = warning(district="2701")
    assert not told(found, cards=(none,)) and unconfirmed([found], CODES) == (found,)


def test_a_share_of_more_than_the_whole_is_doubted() -> None:
    assert told(cards=(card("2701", flags=("over-100",)), card("2702"))) == {"2701": (OVER,)}
