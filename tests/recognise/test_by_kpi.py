"""Tables of targets and of given levels are told from all others, and all others from them."""

from functools import cache

import pytest
from by_kpi import SOURCES, sheet, verdict
from home import HOME

from pipeline.model.cells import RawSheet
from pipeline.model.source import Verdict
from pipeline.read import read_folder
from pipeline.recognise.sheets import recognise

ONE, TWO = "เมืองสระแก้ว", "คลองหาด"
NEW = ("targets", "given")
TARGETS = [["ตัวชี้วัดที่", "อำเภอ", "ระดับที่", "ค่าเป้าหมาย"], [2, ONE, 3, 80], [2, TWO, 3, 70]]
GIVEN = [["ตัวชี้วัดที่", "อำเภอ", "ระดับที่ได้", "หลักฐาน", "วันที่", "ผู้ตรวจ", "สถานะ"],
         [4, ONE, 4, "สก 1", "3/4/2561", "นายตัวอย่าง", "ตรวจแล้ว"], [4, TWO, 3, "สก 2", "3/4/2561", "นายตัวอย่าง", "รอตรวจ"]]


@cache
def examples() -> tuple[RawSheet, ...]:
    """Every sheet of the example's input."""
    return tuple(read_folder(HOME / "examples" / "input", 1, lambda *_: None, "2561-1").sheets)


def told(one: Verdict) -> object:
    """What a sheet was taken for, table by table."""
    tables = one.claim and [(t.columns, t.first_row, t.end_row, t.given) for t in one.claim.tables]
    return one.reason, one.claim and one.claim.source.id, tables, one.near and one.near.source.id


def test_the_example_is_recognised_as_it_was_and_the_new_tables_beside_it():
    before = tuple(source for source in SOURCES if source.id not in NEW)
    beside = [sheet(TARGETS, file="a.xlsx"), sheet(GIVEN, file="b.xlsx")]
    found = recognise([*examples(), *beside], SOURCES)
    assert [told(one) for one in found[:-2]] == [told(one) for one in recognise(examples(), before)]
    assert [one.claim and one.claim.source.id for one in found[-2:]] == [*NEW]


@pytest.mark.parametrize(("rows", "source"), [
    (TARGETS, "targets"), (GIVEN, "given"),
    ([["ตัวชี้วัดที่", "อำเภอ", "คะแนน", "หลักฐาน", "ผู้ตรวจ", "สถานะ"], [4, ONE, 90, "ก", "ข", "รอตรวจ"]], "given"),
    ([["ตัวชี้วัดที่", "อำเภอ", "น้ำหนัก"], [4, ONE, 10]], "targets"),
    ([["ตัวชี้วัดที่", "อำเภอ", "ระดับที่ 1", "ระดับที่ 2", "ระดับที่ 3"], [4, ONE, 1, 2, 3]], "targets"),
    ([["ตัวชี้วัดที่", "อำเภอ", "ค่าเป้าหมาย", "เหตุผล", "หมายเหตุ"], [4, ONE, 10, "ก", "ข"]], "targets"),
    # another's, with columns that one of the new ones has
    ([["ตัวชี้วัดที่", "ระดับที่", "รายการ", "อำเภอ", "ผล", "หลักฐาน", "สถานะ", "ผู้ตรวจ"], [5, 1, "ก", ONE, "ใช่", "ข", "รอตรวจ", "ค"]], "progress"),
    ([["ตัวชี้วัดที่", "ระดับที่", "รายการ", ONE, TWO], [5, 1, "มีแผน", "ใช่", "ใช่"]], "progress"),
    ([["ตัวชี้วัดที่ 5"], ["ตัวชี้วัดที่", "ระดับที่", "รายการ", ONE, TWO], [5, 1, "มีแผน", 1, 2]], "progress"),
    ([["อำเภอ", "ยกเว้นตัวชี้วัดที่", "เหตุผล", "สถานะ", "หลักฐาน", "วันที่"], [ONE, 5, "ก", "อนุมัติ", "ข", "1/4/2561"]], "exemptions"),
    ([["รหัสข้อที่พบ", "อำเภอ", "ตัวชี้วัดที่", "ค่าที่ยืนยัน", "เหตุผล", "ผู้ยืนยัน", "วันที่", "สถานะ"],
      ["x", ONE, 4, 10, "ก", "ข", "1/4/2561", "ตรวจแล้ว"]], "confirmations"),
    ([["อำเภอ", "ชื่อ-สกุล", "ตำแหน่ง", "สถานะ"], [ONE, "นายตัวอย่าง", "พัฒนาการอำเภอเมืองสระแก้ว", "ก"]], "roster"),
    ([["ตัวชี้วัดที่ 6"], ["อำเภอ", "ตำบล", "หมู่บ้าน", "เป้าหมาย (คน)", "ได้รับการส่งเสริม (คน)", "น้ำหนัก"], [ONE, "ก", "1", 9, 8, 10]], "livelihood"),
    ([["ตัวชี้วัดที่ 6"], ["อำเภอ", "เป้าหมาย", "ได้รับการส่งเสริม"], [ONE, 9, 8]], "livelihood"),
    ([["ตัวชี้วัดที่", "อำเภอ", "เป้าหมาย (คน)", "ได้รับการส่งเสริม (คน)"], [6, ONE, 9, 8]], "livelihood"),
    ([["ตัวชี้วัดที่ 1 น้ำหนัก 10"], ["อำเภอ", "จัดสรร", "เบิกจ่าย", "ค่าเป้าหมาย", "ระดับที่ได้"], [ONE, 9, 8, 80, 4]], "disbursement"),
    ([["อำเภอ", "จัดสรร", "เบิกจ่าย", "ระดับ 1", "ระดับ 2", "ระดับ 3"], [ONE, 9, 8, 80, 85, 90]], "disbursement"),
    ([["ตัวชี้วัดที่", "อำเภอ", "ครัวเรือนเป้าหมาย", "จัดเก็บแล้ว", "สถานะ", "ระดับที่ได้"], [9, ONE, 9, 8, "รอตรวจ", 3]], "basic_needs"),
])
def test_a_table_is_one_source_alone(rows, source):
    found = verdict(sheet(rows))
    assert (found.claim and found.claim.source.id) == source, (found.reason, found.finding)


@pytest.mark.parametrize("rows", [
    [["อำเภอ", "ระดับ 1", "ระดับ 2", "ระดับ 3"], [ONE, 1, 2, 3], [TWO, 3, 4, 5]],  # villages by their rank
    [["ตัวชี้วัดที่", "ชื่อตัวชี้วัด", "ระดับที่ 1", "ระดับที่ 2"], [1, "ก", "ข", "ค"]],  # criteria: of no district
    [["ตัวชี้วัดที่", "อำเภอ", "ระดับที่ได้", "หลักฐาน", "ผู้ตรวจ"], [4, ONE, 4, "ก", "ข"]],  # no state: nothing counts
    [["ตัวชี้วัดที่", "อำเภอ", "สถานะ", "หลักฐาน"], [4, ONE, "ตรวจแล้ว", "ก"]],
    [["ตัวชี้วัดที่", "อำเภอ", "ระดับที่"], [4, ONE, 4]],
])
def test_what_lacks_a_figure_a_district_or_a_state_is_none(rows):
    assert verdict(sheet(rows)).claim is None


def test_a_district_named_twice_over_its_levels_is_told():
    rows = [["เป้าหมายตัวชี้วัดที่ 2"], ["อำเภอ", "ระดับที่ 3", "ระดับที่ 3", "ระดับที่ 4"], [ONE, 80, 90, 95], [TWO, 70, 75, 80]]
    found = verdict(sheet(rows))
    assert (found.claim, found.reason) == (None, "spread-unclear")
