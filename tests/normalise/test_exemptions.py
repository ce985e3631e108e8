"""What a district is exempt from: KPIs, and parts of one, each with its reason."""

import pytest
from by_kpi import codes, measuring, normal, sheet

HEAD = ["อำเภอ", "ยกเว้นตัวชี้วัดที่", "เหตุผล"]
ONE = "เมืองสระแก้ว"


def exempt(cell: object, reason: str | None = "ไม่มีงบลงทุน"):
    found = normal(sheet([HEAD, [ONE, cell, reason]]))
    return [(e.kpi, e.part) for e in found.exemptions], codes(found)


@pytest.mark.parametrize(("cell", "found"), [
    (5, [(5, "")]), ("๕", [(5, "")]), ("5, 8", [(5, ""), (8, "")]), ("5 และ 8", [(5, ""), (8, "")]), ("5-8", [(5, ""), (8, "")]),
    ("9.A", [(9, "A")]), ("9 ส่วน A", [(9, "A")]), ("9.a", [(9, "A")]), ("๙ ส่วนที่ B", [(9, "B")]), ("9A", [(9, "A")]), ("9 หัก A", [(9, "A")]), ("9 หักคะแนน B", [(9, "B")]), ("9 รายการหัก A", [(9, "A")]),
    ("9.A, 9.B", [(9, "A"), (9, "B")]), ("5, 9.B และ 8", [(5, ""), (9, "B"), (8, "")]), (9, [(9, "")]), ("9 (ยกเว้น)", [(9, "")]),
])
def test_the_kpis_and_parts_that_a_cell_names(cell, found):
    assert exempt(cell) == (found, [])


@pytest.mark.parametrize("cell", [12, "9 ส่วน C", "9 หัก C", "5 หักคะแนน A", "9.C", "9.1", 9.1, "5 ส่วน A", "5, 12", "ทุกตัว"])
def test_a_kpi_or_part_that_the_agreement_has_not_is_told_and_nothing_done(cell):
    assert exempt(cell) == ([], ["exemption-unclear"])


def test_without_a_reason_nothing_is_done():
    assert exempt("9.A", None) == ([], ["exemption-unclear"])


def test_exempt_from_a_part_the_rest_is_measured():
    _, found = measuring(sheet([HEAD, [ONE, "9.A", "ไม่มีงบ"], ["คลองหาด", 9, "ไม่มีเลย"]]))
    one, two = found.measured["2701", 9], found.measured["2702", 9]
    assert one.state != "exempt" and {part: (m.state, m.reason) for part, m in one.parts}["A"] == ("exempt", "ไม่มีงบ")
    assert {part: m.state for part, m in one.parts}["B"] == "unreported"
    assert (two.state, two.reason) == ("exempt", "ไม่มีเลย")
