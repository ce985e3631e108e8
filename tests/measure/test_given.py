"""The measure ``given``: levels and points of a reviewer, and who has still to review what."""

from dataclasses import replace

import pytest
from measuring import DISTRICT, Row, kpi, scored, source, table

from pipeline.definitions.sources import problems_of
from pipeline.model.observation import District

TEXT = '[formula]\nmeasure = "given"\nelement = "given.level"\n' + "".join(
    f'[[levels]]\nlevel = {n}\nquote = "เกณฑ์ {n}"\n' for n in (1, 3, 5))
POINTS = TEXT.replace("given.level", "given.points")
GIVEN = source("given", "given_levels", kpi=("kpi", ""), level="ระดับ", points="คะแนน", status=("status", ""))
NOTE = "ผู้ตรวจ นายตัวอย่าง วันที่ 20 มีนาคม 2561 หลักฐาน คำสั่งที่ 1"
OTHERS = (DISTRICT, District("2702", "คลองหาด"), District("2703", "ตาพระยา"), District("2704", "วังน้ำเย็น"))


def of(text, value, element="given.level", **changed):
    rows = [replace(o, note=NOTE, **changed) for o in table(Row({element: value}, "1."))]
    return scored(kpi(text), rows, [GIVEN])


@pytest.mark.parametrize(("value", "level"), [(0, 0), (1, 1), (2, None), (3, 3), ("3.5", None), (4, None), (5, 5), (6, None), (-1, None)])
def test_a_level_of_the_ladder_is_given_as_it_is(value, level):
    found = of(TEXT, value)
    assert (found.score.status, found.score.level) == ("unreported" if level is None else "given", level)
    assert (found.score.points, found.score.next_level) == (level, None)
    assert ("given-unclear" in found.codes) == (level is None)


@pytest.mark.parametrize(("value", "level", "points"), [
    (0, 0, 0), ("0.99", 0, "0.99"), (1, 1, 1), ("2.99", 1, "2.99"), (3, 3, 3), ("3.36", 3, "3.36"), (5, 5, 5), ("5.01", None, None)])
def test_points_may_be_given_instead(value, level, points):
    score = of(POINTS, value, "given.points").score
    assert (score.level, None if score.points is None else str(score.points)) == (level, None if points is None else str(points))


def test_points_count_out_of_the_agreements_top():
    score = of(POINTS, "2.50", "given.points").score
    assert (str(score.weighted), score.weight) == ("0.25", 10)


def test_who_when_and_the_paper_stand_in_the_evidence():
    evidence = of(TEXT, 3).score.measurement.evidence
    assert (evidence[0].parts[0].label, evidence[1].text) == (NOTE, NOTE)


@pytest.mark.parametrize("why", ["ยังไม่ส่ง", "รอตรวจ"])
def test_what_is_not_reviewed_does_not_count(why):
    found = of(TEXT, None, why=why)
    assert (found.score.status, found.score.measurement.reason) == ("unreported", why)
    assert scored(kpi(TEXT), [], [GIVEN]).score.measurement.reason == "ไม่มีรายงาน"


def test_a_list_says_who_has_to_review_what():
    rows = table(*(Row({"given.level": value}, "1.", None, district.code)
                   for district, value in zip(OTHERS, (5, None, None, None), strict=True)))
    whys = ("", "รอตรวจ", "ยังไม่ส่ง", "รอตรวจ")
    notes = (NOTE, "ผู้ตรวจ นางตัวอย่าง", "", "")
    rows = [replace(o, why=why, note=note) for o, why, note in zip(rows, whys, notes, strict=True)]
    told = [f for f in scored(kpi(TEXT), rows, [GIVEN], OTHERS).measured.findings if f.code == "to-review"]
    assert [f.problem for f in told] == [
        "รอตรวจ 2 อำเภอ: คลองหาด (ผู้ตรวจ นางตัวอย่าง), วังน้ำเย็น", "ยังไม่ส่ง 1 อำเภอ: ตาพระยา"]
    assert {(f.severity, f.kpi) for f in told} == {("warning", 1)}


def test_two_rows_that_differ_are_no_level():
    rows = [*table(Row({"given.level": 3}, "1."), name="a"), *table(Row({"given.level": 5}, "1."), name="b")]
    found = scored(kpi(TEXT), rows, [GIVEN])
    assert (found.score.status, "conflicting-values" in found.codes) == ("unreported", True)


def test_a_part_may_be_given():
    whole = kpi("""
[formula]
measure = "parts"
[[levels]]
level = 1
quote = "เกณฑ์"
at_least = 3
[[parts]]
id = "A"
name = "ส่วน ก"
[parts.formula]
measure = "given"
element = "given.level"
[[parts.levels]]
level = 1
points = 2
[[parts.levels]]
level = 2
points = 4
[[parts]]
id = "B"
name = "ส่วน ข"
top = 5
[parts.formula]
measure = "given"
element = "given.points"
""")
    rows = [*table(Row({"given.level": 1}, "1.A.")), *table(Row({"given.points": "1.5"}, "1.B."), name="b")]
    found = scored(whole, rows, [GIVEN])
    assert (str(found.score.result), found.score.level) == ("3.50", 1)


def test_the_definition_names_a_figure_and_no_bounds():
    assert list(problems_of(kpi(TEXT), [GIVEN])) == []

