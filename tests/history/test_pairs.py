"""Results of two rounds: KPIs and sections are compared by their names."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import province
import pytest
import two_rounds
from home import HOME
from runs import Said
from two_rounds import FIRST, SECOND

from pipeline.definitions import load_agreement
from pipeline.history.pairs import pairs
from pipeline.measure import MEASURES

AGREEMENT = load_agreement(HOME, MEASURES, FIRST)
NINTH = "การจัดเก็บข้อมูลความจำเป็นพื้นฐาน (จปฐ.) ประจำปี 2561"


def numbered(*order: int) -> Any:
    """The agreement with KPIs by other numbers, in the order of these."""
    kpis = [replace(AGREEMENT.kpi(old), number=new) for new, old in enumerate(order, 1)]
    return replace(AGREEMENT, kpis=tuple(kpis))


def found(old: Any, new: Any) -> list[tuple[int | None, int | None]]:
    return [(one.old, one.new) for one in pairs(old, new).kpis]


def test_kpis_go_together_by_their_names_whatever_their_numbers():
    assert found(AGREEMENT, AGREEMENT) == [(n, n) for n in range(1, 10)]
    assert found(AGREEMENT, numbered(3, 1, 2)) == [(3, 1), (1, 2), (2, 3), *((n, None) for n in range(4, 10))]
    assert found(numbered(9), numbered(8, 9)) == [(None, 1), (1, 2)]
    assert found(numbered(1), numbered(2)) == [(None, 1), (1, None)]


def test_a_name_is_the_same_in_the_same_words():
    first = AGREEMENT.kpi(9)
    for name, same in ((f" {first.name}  ", True), (first.name.replace("2561", "๒๕๖๑"), True),
                       (first.name.replace("2561", "2562"), False), (f"{first.name}.", False)):
        other = replace(AGREEMENT, kpis=(replace(first, name=name),))
        assert (found(numbered(9), other) == [(1, 9)]) is same, name


def test_kpis_of_two_units_are_two():
    counted = replace(AGREEMENT, kpis=(replace(AGREEMENT.kpi(1), unit="กลุ่ม"),))
    assert found(numbered(1), counted) == [(None, 1), (1, None)]


def test_kpis_of_one_name_go_together_in_their_order():
    twice = replace(AGREEMENT, kpis=tuple(replace(AGREEMENT.kpi(1), number=n) for n in (2, 5)))
    once = replace(AGREEMENT, kpis=(replace(AGREEMENT.kpi(1), number=7),))
    assert found(twice, twice) == [(2, 2), (5, 5)]
    assert found(twice, once) == [(2, 7), (5, None)] and found(once, twice) == [(7, 2), (None, 5)]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of two rounds with the results of both; in the second KPIs 3 and 4 have changed numbers, 9
    another name, and the second section another id."""
    from pipeline.reports.results import results, to_bytes
    from pipeline.run.stages import evaluate

    home = two_rounds.office(tmp_path_factory.mktemp("office"))
    folder = home / "agreement" / SECOND
    for path in sorted(folder.rglob("*.t*")):
        text = path.read_text(encoding="utf-8").replace(NINTH, f"{NINTH} รอบที่สอง")
        for old, new in (("ตัวชี้วัดที่ 3", "ตัวชี้วัดที่ #"), ("ตัวชี้วัดที่ 4", "ตัวชี้วัดที่ 3"), ("ตัวชี้วัดที่ #", "ตัวชี้วัดที่ 4"),
                         ("[4.", "[3."), ('"individual"', '"person"'), ("individual =", "person =")):
            text = text.replace(old, new)
        number, _, name = path.name.partition("_")
        other = {"3": "4", "4": "3"}.get(number)
        if other:
            path.unlink()
            text = text.replace(f"number = {number}", f"number = {other}")
        path.with_name(f"{other}_{name}" if other else path.name).write_text(text, encoding="utf-8")
    for round_id, made in zip((FIRST, SECOND), two_rounds.exports(), strict=True):
        it = evaluate(home, province.write(home / "in" / round_id, made), round_id, None, 1)
        (home / "output" / round_id).mkdir(parents=True)
        (home / "output" / round_id / "results.json").write_bytes(to_bytes(results(
            it.agreement, it.province, it.files, it.cards, it.findings)))
    return home


Run = Callable[..., Said]


@pytest.mark.slow
def test_the_results_of_two_rounds_are_compared_by_names(office, pipeline, monkeypatch):
    monkeypatch.chdir(office)
    code, said, _ = pipeline("diff", f"output/{FIRST}", f"output/{SECOND}", "--format", "json")
    told = json.loads(said)
    assert code == 1 and told["note"] is None
    assert [(one["old"], one["new"]) for one in told["kpis"]] == [
        (1, 1), (2, 2), (4, 3), (3, 4), (5, 5), (6, 6), (7, 7), (8, 8), (None, 9), (9, None)]
    mine = [one for one in told["changes"] if one["district"] == "2701"]
    levels = {one["kpi"]: (one["before"], one["after"]) for one in mine if one["kind"] == "level"}
    was, now = province.LEVELS, two_rounds.LEVELS
    assert levels == {1: (was[0], now[0]), 2: (was[1], now[1]), 3: (was[3], now[3]), 4: (was[2], now[2]),
                      5: (was[4], now[4]), 6: (was[5], now[5]), 7: (was[6], now[6]), 8: (was[7], now[7])}
    assert {(one["kind"], one["kpi"]) for one in mine if one["kind"].startswith("kpi-")} == {
        ("kpi-came", 9), ("kpi-went", 9)}
    assert {one["item"] for one in mine if one["kind"] == "section"} == {"งานทีม", "งานรายบุคคล"}
    assert all(one["before"] and one["after"] for one in mine if one["kind"] == "section")
    assert all(one["kpi"] is None or one["kpi"] > 0 for one in told["changes"])


@pytest.mark.slow
def test_which_kpis_are_the_same_is_said_on_the_screen(office, pipeline, monkeypatch):
    monkeypatch.chdir(office)
    code, said, _ = pipeline("diff", f"output/{FIRST}", f"output/{SECOND}")
    assert code == 1 and "1 → 1, 2 → 2, 4 → 3, 3 → 4, 5 → 5" in said
    assert f"มีเฉพาะรอบเดิม {FIRST}: ข้อ 9 " in said and f"มีเฉพาะรอบใหม่ {SECOND}: ข้อ 9 " in said
    code, back, _ = pipeline("diff", f"output/{SECOND}", f"output/{FIRST}")
    assert code == 1 and "3 → 4, 4 → 3" not in said and "4 → 3" in back
    code, same, _ = pipeline("diff", f"output/{FIRST}", f"output/{FIRST}")
    assert code == 0 and "คนละรอบ" not in same and "→" not in same


@pytest.mark.slow
def test_where_a_rounds_names_are_not_known_no_kpi_is_compared(office, pipeline, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)  # a folder without definitions: the program's own know the first round alone
    code, said, _ = pipeline("diff", office / "output" / FIRST, office / "output" / SECOND, "--format", "json")
    told = json.loads(said)
    assert code == 1 and told["kpis"] is None and SECOND in told["note"] and "ไม่เทียบตัวชี้วัด" in told["note"]
    assert not [one for one in told["changes"] if one["kpi"] or one["kind"].startswith("section")]
    assert {"round", "percent", "file-content"} <= {one["kind"] for one in told["changes"]}
    assert "ไม่เทียบตัวชี้วัด" in pipeline("diff", office / "output" / FIRST, office / "output" / SECOND)[1]
