"""What a KPI is computed from, in words to choose from: each says one formula, and each formula has its words."""

from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path

import pytest
from home import HOME
from made_rounds import home

from pipeline.definitions import load_agreement
from pipeline.definitions.sources import read_sources
from pipeline.measure import MEASURES
from pipeline.model.agreement import Formula, Measure
from pipeline.model.offer import Offer, of_figures
from pipeline.model.source import SourceDefinition
from pipeline.normalise.kinds import KINDS
from pipeline.rounds.form.book import FormBook, FormRow
from pipeline.rounds.form.ways import (
    element_text,
    elements,
    lists,
    read_element,
    read_way,
    way_of,
    ways,
)

ROUNDS = ("2562-2", "2569-1", "2569-2")
Sources = tuple[SourceDefinition, ...]


@pytest.fixture(scope="module")
def own() -> Sources:
    return tuple(read_sources(HOME, KINDS))


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> Sources:
    """The program's own sources, and those of the made-up rounds."""
    return tuple(read_sources(home(tmp_path_factory.mktemp("home"), "2569-1", adopted=False), KINDS))


def formula(keys: Mapping[str, str], measures: Mapping[str, Measure] = MEASURES) -> Formula:
    named = {one.name for one in fields(Formula)}
    assert set(keys) <= named
    return Formula(**{**keys, "measure": measures[keys["measure"]]})  # type: ignore[arg-type]


def test_the_share_that_a_report_states_itself_comes_first(own: Sources) -> None:
    found = [text for text in ways(own, MEASURES) if text.startswith("รายงานผลการเบิกจ่าย:")]
    assert found[0] == "รายงานผลการเบิกจ่าย: เบิกจ่าย ÷ จัดสรร"
    assert "รายงานผลการเบิกจ่าย: จัดสรร ÷ เบิกจ่าย" not in found, "the same the other way round means nothing"
    assert "รายงานผลการเบิกจ่าย: เบิกจ่าย ÷ เป้าหมายรายอำเภอ" in found


def test_of_more_figures_the_share_that_is_stated_comes_before_the_others(own: Sources) -> None:
    source = next(one for one in own if one.id == "disbursement")
    more = replace(source.column("allocated"), id="pledged", headings=("ผูกพัน",))
    found = list(ways([replace(source, columns=(more, *source.columns))], MEASURES))
    assert found[:3] == [f"รายงานผลการเบิกจ่าย: {words}" for words in ("เบิกจ่าย ÷ จัดสรร", "ผูกพัน ÷ จัดสรร", "ผูกพัน ÷ เบิกจ่าย")]
    assert "รายงานผลการเบิกจ่าย: เบิกจ่าย ลดลงจาก ผูกพัน" in found
    assert "รายงานผลการเบิกจ่าย: เบิกจ่าย ลดลงจาก จัดสรร" not in found, "a share is no change"


@pytest.mark.parametrize(("text", "keys"), [
    ("รายงานผลการเบิกจ่าย: เบิกจ่าย ÷ จัดสรร",
     {"measure": "ratio_of_sums", "numerator": "disbursement.disbursed", "denominator": "disbursement.allocated"}),
    ("รายงานผลการเบิกจ่าย: ผลรวม เบิกจ่าย", {"measure": "sum", "element": "disbursement.disbursed"}),
    ("ระบบศูนย์ข้อมูลกลาง (DOC) รายได้จากการจำหน่ายผลิตภัณฑ์ OTOP: รายได้ เพิ่มขึ้นจากปีก่อน ตั้งแต่ต้นปีงบประมาณ",
     {"measure": "growth_over_last_year", "element": "otop_sales.sales", "span": "fiscal_year"}),
    ("การใช้ไฟฟ้า น้ำมัน และน้ำ: ใช้น้ำ ลดลงจาก น้ำปีฐาน",
     {"measure": "change", "numerator": "energy.water", "denominator": "energy.water_base", "direction": "down"}),
    ("โครงการตัวอย่าง: เฉลี่ย ผลของโครงการ (คน) ÷ เป้าหมายของโครงการ (คน) ของแต่ละแถว",
     {"measure": "mean", "numerator": "projects.reached", "denominator": "projects.planned"}),
    ("ทะเบียนอาสาพัฒนาชุมชน: รายใหม่ ÷ รายของปีฐาน", {"measure": "new_registrations", "element": "volunteers.registered"}),
    ("ผ้าลายตัวอย่างที่ส่งตรวจ: ผ้าที่ผ่านการตรวจ ÷ เป้าหมายรายอำเภอ",
     {"measure": "ratio_of_sums", "numerator": "cloths.passed", "denominator": "targets.target"}),
    ("แบบรายงานขั้นตอนการดำเนินงาน: ทำครบตามลำดับ", {"measure": "checklist", "element": "progress.answer"}),
    ("แบบรายงานขั้นตอนการดำเนินงาน: นับข้อที่ทำได้ ไม่ต้องเรียงลำดับ", {"measure": "items_done", "element": "progress.answer"}),
    ("ระดับที่ผู้ตรวจให้: ระดับที่ได้", {"measure": "given", "element": "given.level"}),
    ("คะแนนของส่วนย่อยที่ดีที่สุด", {"measure": "parts", "combine": "best"}),
])
def test_a_way_says_the_keys_of_a_formula(every: Sources, text: str, keys: Mapping[str, str]) -> None:
    assert ways(every, MEASURES)[text] == keys
    assert way_of(formula(keys), every) == text


def test_every_way_is_read_as_it_was_written(every: Sources) -> None:
    found = ways(every, MEASURES)
    assert len(found) > 200
    for text, keys in found.items():
        assert read_way(text, every, MEASURES) == keys, text
        assert way_of(formula(keys), every) == text


def test_no_way_is_of_columns_that_mean_nothing_together(every: Sources) -> None:
    units = {f"{s.id}.{c.id}": c.unit for s in every for c in s.columns}
    for text, keys in ways(every, MEASURES).items():
        two = [units[keys[key]] for key in ("numerator", "denominator") if key in keys]
        assert len(set(filter(None, two))) < 2, text
        assert not text.startswith(("ทำเนียบ", "เป้าหมายรายอำเภอ:", "ตารางที่ใช้")), text


@pytest.mark.parametrize(("typed", "keys"), [
    ("รายงานผลการเบิกจ่าย:เบิกจ่าย/จัดสรร", ("disbursement.disbursed", "disbursement.allocated")),
    ("รายงานผลการเบิกจ่าย : ผลการเบิกจ่าย  ÷ งบหลังโอน", ("disbursement.disbursed", "disbursement.allocated")),
    ("รายงานผลการเบิกจ่าย: จัดสรร ÷ เบิกจ่าย", ("disbursement.allocated", "disbursement.disbursed")),
    ("ทะเบียนการเบิกจ่าย: จำนวนเงิน ÷ รายงานผลการเบิกจ่าย: จัดสรร", ("payments.paid", "disbursement.allocated")),
])
def test_what_is_typed_is_read_though_nobody_offers_it(own: Sources, typed: str, keys: tuple[str, str]) -> None:
    assert read_way(typed, own, MEASURES) == {"measure": "ratio_of_sums", "numerator": keys[0], "denominator": keys[1]}


@pytest.mark.parametrize("typed", ["", "เบิกจ่าย", "รายงานผลการเบิกจ่าย", "รายงานผลการเบิกจ่าย: เบิกจ่าย ÷ อื่น", "รายงานใหม่: ก ÷ ข"])
def test_what_says_no_way_is_none(own: Sources, typed: str) -> None:
    assert read_way(typed, own, MEASURES) is None


@pytest.mark.parametrize("round_id", ["2561-1", *ROUNDS])
def test_every_formula_of_a_round_has_its_words(every: Sources, tmp_path: Path, round_id: str) -> None:
    house = HOME if round_id == "2561-1" else home(tmp_path, round_id, adopted=False)
    for kpi in load_agreement(house, MEASURES, round_id).kpis:
        for leaf in kpi.leaves():
            text = way_of(leaf.formula, every)
            keys = read_way(text, every, MEASURES)
            assert keys is not None, text
            assert formula(keys) == replace(
                leaf.formula, numerator_else="", result="", base_years=(), more="", weight="", unit_levels=())


def test_a_new_measure_is_offered_by_its_record(own: Sources) -> None:
    new = replace(
        MEASURES["sum"], name="rows", offers=(Offer("จำนวนแถวที่มี {element}", of=of_figures),))
    measures = {**MEASURES, "rows": new}
    text = "รายงานผลการเบิกจ่าย: จำนวนแถวที่มี เบิกจ่าย"
    assert ways(own, measures)[text] == {"measure": "rows", "element": "disbursement.disbursed"}
    assert way_of(formula({"measure": "rows", "element": "disbursement.disbursed"}, measures), own) == text


def test_columns_are_called_by_report_and_heading(own: Sources) -> None:
    assert elements(own, "answer")["กองทุนพัฒนาบทบาทสตรี (SARA): บันทึกในระบบ SARA"] == "sara.recorded"
    assert element_text("sara.recorded", own) == "กองทุนพัฒนาบทบาทสตรี (SARA): บันทึกในระบบ SARA"
    assert read_element("กองทุนพัฒนาบทบาทสตรี(SARA):บันทึกในระบบ sara", own, "answer") == "sara.recorded"
    assert read_element("กองทุนพัฒนาบทบาทสตรี (SARA): เบิกจ่าย", own, "answer") is None


def test_a_form_is_given_what_may_be_chosen(own: Sources) -> None:
    book = FormBook({"sections": [FormRow({"name": "งานทีม"})], "kpis": [FormRow({"unit": "ตัน"})]})
    found = lists(book, own, MEASURES)
    assert found["sections"] == ("งานทีม",)
    assert found["units"][0] == "ร้อยละ"
    assert {"ระดับ", "คะแนน", "วันที่", "บาท", "ตัน"} <= set(found["units"])
    assert "รายงานผลการเบิกจ่าย: เบิกจ่าย" in found["figures"]
    assert set(found) == {"sections", "ways", "units", "figures", "answers"}
