"""Why a score is what it is, for every shape of criteria."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from measuring import Row, agreed, kpi, ladder, scored, source, table

from pipeline.model.cells import Origin
from pipeline.model.item import item_key
from pipeline.model.observation import Evidence
from pipeline.reports.explained import calculation, criteria, verdict
from pipeline.reports.explanation import figure_used
from pipeline.reports.screen import evidence_lines
from pipeline.thai.calendar import serial

MADE = source(done="คน", all="คน", times="ครั้ง", late="สัญญา")
FORM = source("form", "checklist", kpi=("kpi", ""), item=("item", ""), answer=("answer", ""))
GIVEN = source("given", "given_levels", kpi=("kpi", ""), level="ระดับ", points="คะแนน", status=("status", ""))
TARGETS = source("targets", "targets", kpi=("kpi", ""), target="บาท")


def told(text, rows):
    one = kpi(text)
    score = scored(one, rows, [MADE, FORM, GIVEN, TARGETS]).score
    return [str(line) for line in (verdict(score, agreed(one).top), *calculation(score, one), *criteria(score, one))]


def test_a_number_is_told_in_its_unit():
    text = 'unit = "ครั้ง"\n[formula]\nmeasure = "sum"\nelement = "made.times"\n' + ladder("at_least", 2, 4)
    assert told(text, table(Row({"made.times": 3}))) == [
        "ได้ระดับ 1 น้ำหนัก 10 คะแนนถ่วงน้ำหนัก 0.10",
        "ผลรวมของ ช่อง times = 3 ครั้ง",
        "เกณฑ์ระดับที่ 1: “เกณฑ์ 1”", "ยังไม่ได้ระดับที่ 2: “เกณฑ์ 2”", "  → ช่อง timesเพิ่มอีก 1 ครั้ง"]


def test_points_of_another_top_are_told_with_it():
    text = 'unit = "ครั้ง"\n[formula]\nmeasure = "sum"\nelement = "made.times"\n' + ladder("at_least", 2, 4).replace(
        "level = 1", "level = 1\npoints = 50").replace("level = 2", "level = 2\npoints = 100")
    assert told(text, table(Row({"made.times": 2})))[0] == "ได้ระดับ 1 เป็น 50 จาก 100 คะแนน น้ำหนัก 10 คะแนนถ่วงน้ำหนัก 0.10"


def test_a_day_is_told_as_papers_write_it():
    text = ('unit = "วันที่"\n[formula]\nmeasure = "checklist"\nelement = "form.answer"\nresult = "x"\n' + ladder("at_most", "2018-03-30", "2018-03-10")
            + '[[items]]\nid = "x"\nkind = "date"\nelement = "form.answer"\ntexts = ["วันที่ส่ง"]\n')
    lines = told(text, table(Row({"form.answer": serial(dt.date(2018, 3, 20))}, item_key(1, "x"))))
    assert lines[1:] == ["ผลที่รายงานคือ 20 มี.ค. 61", "เกณฑ์ระดับที่ 1: “เกณฑ์ 1”", "ยังไม่ได้ระดับที่ 2: “เกณฑ์ 2”",
                         "  → ต้องส่งภายใน 10 มี.ค. 61"]
    sent = Evidence("วันที่ส่ง", serial(dt.date(2018, 3, 20)), "", text="20 มี.ค. 61", origins=(Origin("ก.xlsx", "S", "C3"),))
    assert evidence_lines(figure_used(sent))[1] == "      ก.xlsx › S › C3: 20 มี.ค. 61"


def test_a_given_level_and_given_points_are_told_as_such():
    text = '[formula]\nmeasure = "given"\nelement = "given.level"\n' + "".join(
        f'[[levels]]\nlevel = {n}\nquote = "เกณฑ์ {n}"\n' for n in range(1, 6))
    assert told(text, table(Row({"given.level": 3}, "1."))) == [
        "ผู้ตรวจให้ระดับ 3 น้ำหนัก 10 คะแนนถ่วงน้ำหนัก 0.30", "เกณฑ์ระดับที่ 3: “เกณฑ์ 3”"]
    assert told(text.replace("given.level", "given.points"), table(Row({"given.points": "3.36"}, "1."))) == [
        "ผู้ตรวจให้ระดับ 3 ตามคะแนนที่ให้ 3.36 คะแนน น้ำหนัก 10 คะแนนถ่วงน้ำหนัก 0.34", "คะแนนที่ผู้ตรวจให้ = 3.36",
        "เกณฑ์ระดับที่ 3: “เกณฑ์ 3”"]


def test_the_districts_own_target_stands_beside_the_criterion():
    text = ('unit = "ครั้ง"\ntarget_source = "targets.target"\n[formula]\nmeasure = "sum"\nelement = "made.times"\n'
            + ladder("at_least", 1, '"target"'))
    rows = [*table(Row({"made.times": 3})), *table(Row({"targets.target": 1200}, "1.2"), name="targets")]
    assert told(text, rows)[2:] == [
        "เกณฑ์ระดับที่ 1: “เกณฑ์ 1”", "ยังไม่ได้ระดับที่ 2: “เกณฑ์ 2” (เป้าหมายของอำเภอ ≥ 1,200 ครั้ง)",
        "  → ช่อง timesเพิ่มอีก 1,197 ครั้ง"]


PARTS = """
unit = "คะแนน"
[formula]
measure = "parts"
[[levels]]
level = 1
quote = "เกณฑ์ 1"
at_least = 30
[[levels]]
level = 2
quote = "เกณฑ์ 2"
at_least = 70
[[parts]]
id = "A"
name = "ส่งเสริม"
unit = "ร้อยละ"
[parts.formula]
measure = "ratio_of_sums"
numerator = "made.done"
denominator = "made.all"
[[parts.levels]]
level = 1
at_least = 50
points = 40
[[parts]]
id = "B"
name = "คะแนนที่ให้"
top = 60
[parts.formula]
measure = "given"
element = "given.points"
"""
DEDUCTED = """
[[deductions]]
id = "D"
name = "สัญญาค้าง"
unit = "สัญญา"
[deductions.formula]
measure = "sum"
element = "made.late"
[[deductions.levels]]
level = 1
at_least = 1
points = 1
"""


def test_parts_and_deductions_are_told_one_by_one():
    rows = [*table(Row({"made.done": 3, "made.all": 4, "made.late": 2})), *table(Row({"given.points": "25.5"}, "1.B."), name="given")]
    assert told(PARTS + DEDUCTED, rows) == [
        "ได้ระดับ 1 หัก 1 คะแนน เป็น 0 จาก 2 คะแนน น้ำหนัก 10 คะแนนถ่วงน้ำหนัก 0.00",
        "ส่วน A ส่งเสริม: ระดับ 1 เท่ากับ 40 คะแนน", "  คิดเป็นร้อยละ 3 ÷ 4 × 100 = 75 ปัดเศษสองตำแหน่งเป็น 75.00", "  เกณฑ์: ≥ ร้อยละ 50.00",
        "ส่วน B คะแนนที่ให้: 25.5 คะแนน", "  คะแนนที่ผู้ตรวจให้ = 25.5",
        "หัก D สัญญาค้าง: ระดับ 1 เท่ากับ 1 คะแนน", "  ผลรวมของ ช่อง late = 2 สัญญา", "  เกณฑ์: ≥ 1 สัญญา",
        "รวมคะแนนของทุกส่วน = 65.5 คะแนน", "เกณฑ์ระดับที่ 1: “เกณฑ์ 1”", "ยังไม่ได้ระดับที่ 2: “เกณฑ์ 2”",
        "  → คะแนนของส่วนต่างๆ เพิ่มอีก 4.50 คะแนน"]


def test_what_is_not_reported_says_why_and_which_part():
    lines = told(PARTS, table(Row({"made.done": 3, "made.all": 4})))
    assert (lines[0][:15], lines[-1]) == ("ยังไม่ให้คะแนน:", "ส่วน B คะแนนที่ให้: ยังไม่รายงาน (ไม่มีรายงาน)")
    assert lines[1] == "ส่วน A ส่งเสริม: ระดับ 1 เท่ากับ 40 คะแนน"


@pytest.mark.parametrize("weight", ["0.25", "10"])
def test_a_weight_is_told_as_it_is(weight):
    text = 'unit = "ครั้ง"\n[formula]\nmeasure = "sum"\nelement = "made.times"\n' + ladder("at_least", 2)
    score = replace(scored(kpi(text), table(Row({"made.times": 2})), [MADE]).score, weight=Decimal(weight))
    assert f"น้ำหนัก {weight} " in verdict(score, 5)
