"""The measure ``items_done``: items met in any order, and what silence may hide."""

from itertools import permutations

import pytest
from measuring import DISTRICT, Row, kpi, ladder, scored, source, table

from pipeline.model.item import item_key

FIVE = ("a", "b", "c", "d", "e")
FORMULA = 'unit = "ประเด็น"\n[formula]\nmeasure = "items_done"\nelement = "form.answer"\n'
ITEMS = "".join(f'\n[[items]]\nid = "{i}"\nkind = "yes/no"\nelement = "form.answer"\ntexts = ["ข้อ {i}"]\n' for i in FIVE)
TEXT = FORMULA + ladder("at_least", 1, 2, 3, 4, 5) + ITEMS
FEW = FORMULA + ladder("at_least", 1, 3, 5) + ITEMS
FORM = source("form", "checklist", kpi=("kpi", ""), item=("item", ""), answer=("answer", ""))


def of(text, *answers):
    rows = [Row({"form.answer": said}, item_key(1, name)) for name, said in zip(FIVE, answers, strict=True) if said != ""]
    return scored(kpi(text), table(*rows), [FORM], (DISTRICT,))


@pytest.mark.parametrize(("text", "met", "level", "needs"), [
    (TEXT, 0, 0, "ทำประเด็นเพิ่มอีก 1 ประเด็น จาก: ข้อ a, ข้อ b, ข้อ c, ข้อ d, ข้อ e"),
    (TEXT, 1, 1, "ทำประเด็นเพิ่มอีก 1 ประเด็น จาก: ข้อ b, ข้อ c, ข้อ d, ข้อ e"),
    (TEXT, 4, 4, "ทำประเด็นเพิ่มอีก 1 ประเด็น จาก: ข้อ e"),
    (TEXT, 5, 5, None),
    (FEW, 2, 1, "ทำประเด็นเพิ่มอีก 1 ประเด็น จาก: ข้อ c, ข้อ d, ข้อ e"),
    (FEW, 3, 2, "ทำประเด็นเพิ่มอีก 2 ประเด็น จาก: ข้อ d, ข้อ e"),
    (FEW, 4, 2, "ทำประเด็นเพิ่มอีก 1 ประเด็น จาก: ข้อ e"),
])
def test_what_is_done_is_counted(text, met, level, needs):
    score = of(text, *(int(n < met) for n in range(5))).score
    assert (score.result, score.level, score.next_level and score.next_level.needs) == (met, level, needs)


def test_any_order_counts_the_same():
    assert {of(TEXT, *said).score.level for said in set(permutations((1, 1, 0, 0, 1)))} == {3}


@pytest.mark.parametrize(("text", "answers", "level"), [
    (TEXT, (1, 1, 1, None, 0), None),
    (TEXT, (1, 1, 1, "", 0), None),
    (FEW, (1, 0, 0, None, 0), 1),  # two are no three
    (FEW, (1, 1, 0, None, 0), None),
    (FEW, (1, 1, 1, None, 0), 2),
    (FEW, (1, None, None, 0, 0), None),
    (FEW, (None,) * 5, None),
])
def test_silence_counts_only_where_the_level_hangs_on_it(text, answers, level):
    score = of(text, *answers).score
    assert (score.level, score.status) == (level, "unreported" if level is None else "scored")


def test_the_items_that_decide_are_named():
    assert of(TEXT, 1, 1, 1, None, 0).score.measurement.reason == "ยังไม่รายงาน “ข้อ d”"


def test_silence_is_no_where_the_item_says_so():
    text = TEXT.replace('texts = ["ข้อ d"]', 'texts = ["ข้อ d"]\nunanswered_is_no = true')
    assert of(text, 1, 1, 1, None, 0).score.level == 3


def test_two_files_that_differ_are_no_answer():
    rows = [*table(Row({"form.answer": 1}, item_key(1, "a")), name="one"), *table(
        *(Row({"form.answer": int(i == "b")}, item_key(1, i)) for i in FIVE), name="two")]
    found = scored(kpi(TEXT), rows, [FORM])
    assert (found.score.level, "conflicting-values" in found.codes) == (None, True)
