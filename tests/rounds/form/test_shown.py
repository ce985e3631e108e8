"""A form shown, filled in or not: bounds only where nothing is asked, every question, what is still to be filled in,
and the same keys as of a round."""

import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from home import HOME
from signed_papers import LIKE, form_of, kpi, own_paper, paper

from pipeline.definitions.sources import read_sources
from pipeline.measure import MEASURES
from pipeline.model.level import BOUND_KINDS
from pipeline.normalise.kinds import KINDS
from pipeline.rounds.form.book import FormBook, FormProblem, FormRow
from pipeline.rounds.form.drafted import drafted
from pipeline.rounds.form.shown import show_form
from pipeline.rounds.paper.record import SignedPart
from pipeline.rounds.shown import kpi_json, show

SOURCES = read_sources(HOME, KINDS)
MIXED = ((1, "น้อยกว่าหรือเท่ากับร้อยละ 80"), (2, "ร้อยละ 81 – 85"), (3, "มากกว่าร้อยละ 85"))


def shown(book: FormBook) -> dict[str, Any]:
    return json.loads(json.dumps(show_form(book, SOURCES, MEASURES).as_json()))


def page(book: FormBook) -> str:
    return "\n".join(show_form(book, SOURCES, MEASURES).lines())


def changed(book: FormBook, table: str, at: int, **values: object) -> FormBook:
    """The form with other values in a row; None makes one blank."""
    rows = list(book.rows(table))
    kept = {**rows[at].values, **values}
    rows[at] = FormRow({key: value for key, value in kept.items() if value is not None})  # type: ignore[misc]
    return FormBook({**book.tables, table: rows}, book.problems)


def bounds(level: Mapping[str, Any]) -> dict[str, Any]:
    return {kind: level[kind] for kind in BOUND_KINDS if level[kind] is not None}


def test_a_form_of_a_round_says_what_the_round_says() -> None:
    """But for what a definition alone has: the program's own lines, what a person ticks, where a level without a bound ends."""
    mine, theirs = shown(LIKE), (it := show(HOME, "2561-1")).as_json() | {"kpis": [kpi_json(kpi, ends=False) for kpi in it.kpis]}
    assert mine["state"] == "form"
    for key in ("round", "title", "start", "end", "sections"):
        assert mine[key] == theirs[key], key
    for one, other in zip(mine["kpis"], json.loads(json.dumps(theirs))["kpis"], strict=True):
        assert {key: value for key, value in one.items() if key not in ("open", "to_fill")} == {
            key: value for key, value in other.items() if key not in ("open", "computed")}


@pytest.mark.parametrize("round_id", ["2562-2", "2569-1", "2569-2"])
def test_every_round_is_shown_as_a_form(round_id: str, tmp_path: Path) -> None:
    book = form_of(round_id, tmp_path)
    found = shown(book)
    assert [one["number"] for one in found["kpis"]] == [
        int(row.number("number") or 0) for row in book.rows("kpis") if not row.text("part")]
    assert page(book)


def test_parts_and_deductions_are_shown(tmp_path: Path) -> None:
    found = {one["number"]: one for one in shown(form_of("2569-1", tmp_path))["kpis"]}
    assert [part["id"] for part in found[16]["parts"]] == ["A", "B"]
    assert found[16]["combine"] == "sum"
    assert bounds(found[1]["deductions"][0]["levels"][1]) == {"at_least": "5"}
    assert bounds(found[25]["levels"][0])["at_most"].startswith("2026-")
    assert [bounds(level) for level in found[17]["levels"][::2]] == [
        {"at_least": "target - 10"}, {"at_least": "target + 0"}, {"at_least": "target + 10"}]


def test_a_level_that_is_asked_about_states_no_bound() -> None:
    book = drafted(paper(kpi(levels=MIXED)), "2561-2")
    (one,) = shown(book)["kpis"]
    assert bounds(one["levels"][1]) == {} and one["levels"][1]["needs"] == []
    assert one["open"][0].startswith("ระดับที่ 2: ") and one["open"][0].endswith("?")
    assert len(one["open"]) == 1, "what the ladder leaves open is not asked twice"


def test_a_level_that_a_person_confirmed_is_asked_no_more() -> None:
    book = changed(drafted(paper(kpi(levels=MIXED)), "2561-2"), "levels", 1, bound="มากกว่า", value=Decimal(80), confirmed="ใช่")
    (one,) = shown(book)["kpis"]
    assert bounds(one["levels"][1]) == {"more_than": "80"}
    assert not any(line.startswith("ระดับที่") for line in one["open"])


@pytest.mark.parametrize("values", [
    {"bound": None, "value": None}, {"bound": "ไม่น้อยกว่า", "value": None}, {"bound": None, "value": Decimal(85)},
    {"bound": "ไม่น้อยกว่า", "value": "แปดสิบ"}])
def test_what_nobody_understands_is_asked_though_it_was_confirmed(values: dict[str, object]) -> None:
    (one,) = shown(changed(drafted(paper(kpi()), "2561-2"), "levels", 1, confirmed="ใช่", **values))["kpis"]
    assert bounds(one["levels"][1]) == {}
    assert [line[:10] for line in one["open"]] == ["ระดับที่ 2"]
    assert bounds(one["levels"][0]) == {"at_least": "80"}


def test_from_a_level_that_is_not_understood_on_no_level_of_a_result_is_said() -> None:
    said = page(changed(drafted(paper(kpi(levels=((1, "81"), (2, "86"), (3, "92")))), "2561-2"), "levels", 1, bound=None, value=None))
    assert "80.99 → 0 · 81.00 → 1" in said
    assert "ยังไม่รู้" in said
    assert "≥ 92.00" in said and "91.99 →" not in said


def test_what_is_not_filled_in_is_no_question() -> None:
    found = shown(drafted(paper(kpi(weight=None, section="")), "2561-2"))
    (one,) = found["kpis"]
    assert one["open"] == []
    assert one["to_fill"] == ["อยู่ในส่วน", "น้ำหนัก", "คิดจาก", "ยืนยันเกณฑ์ 2 ระดับ"]
    assert (one["weight"], one["section"], one["measure"]) == (None, None, None)


def test_a_part_asks_with_its_letter() -> None:
    whole = kpi(levels=(), parts=(SignedPart("A", "ก", MIXED), SignedPart("B", "ข", ((1, "80"),))))
    (one,) = shown(drafted(paper(whole), "2561-2"))["kpis"]
    assert one["open"][0].startswith("ระดับที่ 2: (ส่วน A) ")
    assert bounds(one["parts"][0]["levels"][1]) == {}
    assert bounds(one["parts"][1]["levels"][0]) == {"at_least": "80"}


def test_the_measure_is_that_of_the_words() -> None:
    book = changed(drafted(own_paper(), "2561-1"), "kpis", 0, way="รายงานผลการเบิกจ่าย: เบิกจ่าย/จัดสรร")
    assert shown(book)["kpis"][0]["measure"] == "ratio_of_sums"
    assert shown(changed(book, "kpis", 0, way="รายงานใหม่: ก ÷ ข"))["kpis"][0]["measure"] is None


def test_doubts_and_what_could_not_be_read_are_told() -> None:
    book = drafted(paper(kpi()), "2562-1")
    book = replace(book, problems=(FormProblem("เกณฑ์", "F4", "ไม่ใช่ตัวเลข"),))
    found = shown(book)
    assert any("รอบที่ 2" in line for line in found["open"])
    assert "แผ่น เกณฑ์ ช่อง F4: ไม่ใช่ตัวเลข" in found["to_fill"]
    assert "ไม่ใช่ตัวเลข" in page(book)


def test_an_empty_form_is_shown() -> None:
    found = shown(FormBook({}))
    assert (found["round"], found["start"], found["kpis"]) == (None, None, [])
    assert "ยังไม่ได้กรอก" in page(FormBook({}))
    assert "ข้อความข้อตกลง" in shown(drafted(None, "2569-2"))["to_fill"]


@pytest.mark.parametrize(("table", "values"), [
    ("kpis", {"number": None}), ("kpis", {"number": "หนึ่ง"}), ("kpis", {"name": None}), ("kpis", {"unit": "วันที่"}),
    ("kpis", {"places": Decimal(99)}), ("kpis", {"top": Decimal(-1)}), ("kpis", {"number": Decimal("Infinity")}),
    ("levels", {"level": None}), ("levels", {"level": Decimal(1)}), ("levels", {"bound": "ไม่เกิน"}), ("levels", {"value": Decimal("1e30")}),
    ("levels", {"value": "เป้าหมาย"}), ("levels", {"quote": None}), ("sections", {"name": None}), ("sections", {"share": Decimal(-3)}),
    ("bands", {"at_least": None}), ("items", {"levels": "สาม"}), ("items", {"kind": "อื่น"}), ("items", {"text": None}), ("items", {"at_least": Decimal(0)}),
    ("readings", {"kpis": "ทุกข้อ"}), ("readings", {"question": None})])
def test_whatever_is_typed_is_shown(table: str, values: dict[str, object]) -> None:
    for at in range(len(LIKE.rows(table))):
        book = changed(LIKE, table, at, **values)
        assert shown(book)
        assert page(book)


def test_a_level_that_asks_for_nothing_has_no_bound_and_no_question() -> None:
    levels = ((1, "น้อยกว่าร้อยละ 75"), (2, "ร้อยละ 75 - 79"), (3, "ร้อยละ 80 ขึ้นไป"))
    (one,) = shown(drafted(paper(kpi(levels=levels)), "2561-2"))["kpis"]
    assert [bounds(level) for level in one["levels"]] == [{}, {"at_least": "75"}, {"at_least": "80"}]
    assert not any(line.startswith("ระดับที่ 1:") for line in one["open"])
