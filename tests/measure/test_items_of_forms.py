"""A KPI that is measured by figures may have an item that the checklist's form answers."""

from dataclasses import replace

import pytest
from by_kpi import BARE, changed, codes, measuring, normal, sheet

ONE, TWO = "เมืองสระแก้ว", "คลองหาด"
DAY = ["ข้อมูล ณ วันที่ 31 มีนาคม 2561"]
ITEM = BARE.kpi(7).items[0]
ASKED = changed(BARE, 7, items=(replace(ITEM, element="progress.answer"),))
SARA = sheet([DAY, ["อำเภอ", "งบประมาณจัดสรร", "เบิกจ่าย", "บันทึกในระบบ SARA"], [ONE, 100, 80, "ใช่"], [TWO, 100, 80, "ใช่"]],
             "กองทุนพัฒนาบทบาทสตรี", "SARA.xlsx")


def form(*rows: list[object], file: str = "x.xlsx"):
    return sheet([DAY, ["ตัวชี้วัดที่", "ระดับที่", "รายการ", "อำเภอ", "ผล"], *rows], file=file)


@pytest.mark.parametrize(("answers", "value"), [
    ([[7, 5, ITEM.name, ONE, "ใช่"]], 1), ([[7, 5, ITEM.name, ONE, "ไม่ใช่"]], 0), ([[7, 5, ITEM.name, ONE, None]], None),
    ([[7, 5, ITEM.name, TWO, "ใช่"]], None),
    ([[7, 5, ITEM.name, ONE, "ใช่"], [5, 1, BARE.kpi(5).items[0].name, ONE, "ไม่ใช่"]], 1),  # another KPI's is none of it
])
def test_the_answer_of_its_row_counts(answers, value):
    _, found = measuring(SARA, form(*answers), agreement=ASKED)
    one = found.measured["2701", 7]
    assert (one.state, one.result, one.answer(ITEM.id)) == ("measured", 80, value)


def test_two_forms_that_contradict_each_other_answer_nothing():
    _, found = measuring(SARA, form([7, 5, ITEM.name, ONE, "ใช่"]), form([7, 5, ITEM.name, ONE, "ไม่ใช่"], file="y.xlsx"),
                         agreement=ASKED)
    assert found.measured["2701", 7].answer(ITEM.id) is None
    assert "conflicting-values" in {f.code for f in found.findings}


def test_a_row_of_a_kpi_whose_items_stand_elsewhere_is_none_of_the_form():
    assert codes(normal(form([7, 5, ITEM.name, ONE, "ใช่"]), agreement=BARE)) == ["other-kpi"]
