"""A form as the files of its round: what a person would have written, and what the form itself lacks, by its cells."""

import datetime as dt
import re
import tomllib
from dataclasses import replace
from decimal import Decimal

import pytest
from filled import ROUND, at, cell, changed, confirmed, filled, joined, placed, stands, without
from home import HOME
from hypothesis import given
from hypothesis import strategies as st
from written import HEAD

from pipeline.definitions.agreement import with_unit
from pipeline.definitions.blocks import TomlTable
from pipeline.definitions.kpis import load_kpi
from pipeline.measure import MEASURES
from pipeline.model.agreement import Kpi
from pipeline.rounds.form.book import FormBook
from pipeline.rounds.form.definition import Definition, definition
from pipeline.rounds.form.of_round import of_round
from pipeline.rounds.form.tables import LEVELS, YES
from pipeline.rounds.form.toml import Commented, Groups, Inline, Lines, day, plain, written

PAGE = (HOME / "docs" / "criteria.md").read_text(encoding="utf-8")
SHAPES = re.findall(r"^### (.+?)$(?:(?!^###).)*?^```toml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def made(book: FormBook) -> Definition:
    return definition(book, stands().sources, MEASURES)


def told(book: FormBook) -> list[tuple[str, str]]:
    """Where something is wrong in a form, by sheet and cell, and what."""
    return [(f"{one.sheet} {one.cell}", one.words) for one in made(book).problems]


def level(kpi: int, number: int) -> dict[str, object]:
    return {"number": Decimal(kpi), "level": Decimal(number)}


def kpi(number: int) -> dict[str, object]:
    return {"number": Decimal(number)}


# --- files of TOML -------------------------------------------------------------------------------

TEXTS = st.text(st.characters(exclude_categories=("Cs",)))
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=4)
PLAIN = TEXTS | st.booleans() | st.integers(-(10**12), 10**12) | NUMBERS | st.dates(dt.date(1, 1, 1))
GROUPS = st.dictionaries(TEXTS.filter(bool), PLAIN, min_size=1, max_size=4)
VALUES = PLAIN | st.lists(TEXTS, max_size=4) | st.lists(TEXTS, max_size=4).map(Lines) | st.lists(GROUPS, max_size=3).map(Groups) | GROUPS.map(Inline)
TABLES_OF = st.dictionaries(TEXTS.filter(bool), VALUES | VALUES.map(lambda one: Commented(one, "ข้อความ")) | GROUPS | st.lists(GROUPS, min_size=1, max_size=3), max_size=6)


@given(TABLES_OF)
def test_whatever_is_written_is_read_again(table):
    assert tomllib.loads(written(table, {"": "หัว"}), parse_float=Decimal) == plain(table)


def test_lists_and_days_are_written_as_by_hand():
    table = {"cutoff": day(dt.date(2018, 3, 27)), "texts": ["ก", "ข"], "levels": Groups([{"name": "ดี", "at_least": Decimal("70.50")}])}
    assert written(table) == (
        'cutoff = 2018-03-27  # 27 มีนาคม 2561\ntexts = ["ก", "ข"]\nlevels = [\n  { name = "ดี", at_least = 70.50 },\n]\n')


# --- the example's round -------------------------------------------------------------------------


def test_the_form_of_a_round_lacks_nothing_and_makes_its_files():
    it = made(filled())
    assert it.problems == () and it.round_id == it.folder == ROUND
    assert [name for name in it.files if "kpi" not in name] == [f"{ROUND}/agreement.toml", f"{ROUND}/agreement.txt", f"{ROUND}/reading.toml"]
    assert list(it.files)[2] == f"{ROUND}/kpi/1_disbursement.toml" and len(it.files) == 12


def test_a_kpi_is_written_as_a_careful_person_writes_it():
    by_hand = (HOME / "agreement" / ROUND / "kpi" / "1_disbursement.toml").read_text(encoding="utf-8")
    by_hand = re.sub(r"(numerator_else = \S+) .*", r"\1", by_hand)
    by_hand = re.sub(r"examples = \[.*?\]", "", by_hand, flags=re.DOTALL)
    own = made(filled()).files[f"{ROUND}/kpi/1_disbursement.toml"]
    assert '  "79.99 → 0", "80 → 1", "84.99 → 1", "85 → 2",' in own
    assert re.sub(r"examples = \[.*?\]", "", own, flags=re.DOTALL) == by_hand


def test_readings_are_written_as_by_hand():
    by_hand = (HOME / "agreement" / ROUND / "reading.toml").read_text(encoding="utf-8")
    by_hand = re.sub(r"(99\.[68])0 }", r"\1 }", by_hand)  # a form has numbers, not how they were typed
    own = made(filled()).files[f"{ROUND}/reading.toml"]
    assert tomllib.loads(own) == tomllib.loads(by_hand)
    assert own == by_hand


def test_examples_of_items_are_made_of_them():
    own = tomllib.loads(made(filled()).files[f"{ROUND}/kpi/7_sara.toml"])["examples"]
    assert {"59.99 → 1", "60 → 2", "70 → 3", "70.01 → 4", "70 + recorded → 3", "70.01 + recorded → 5"} <= {*own}


def test_a_form_carries_what_could_not_be_read_in_it():
    from pipeline.rounds.form.book import FormProblem

    wrong = FormProblem("กรอบ", "C5", "อ่านวันที่ไม่ได้")
    assert made(replace(filled(), problems=(wrong,))).problems == (wrong,)


def test_a_cell_that_could_not_be_read_is_not_told_to_be_blank_too():
    from pipeline.rounds.form.book import FormProblem

    book, at_ = filled(), kpi(3)
    blank = changed(book, "kpis", at_, weight=None)
    unread = FormProblem(*cell("kpis", "weight", at_).split(), "ช่อง “น้ำหนัก” เป็นตัวเลข แต่พิมพ์ไว้ว่า “ยี่สิบ”")
    assert made(replace(blank, problems=(unread,))).problems == (unread,)


# --- every shape of criteria ---------------------------------------------------------------------


def plainly(one: Kpi) -> Kpi:
    """A KPI without what its file states for safety alone."""
    parts = {key: tuple(map(plainly, getattr(one, key))) for key in ("parts", "deductions")}
    return replace(one, examples=(), **parts)


@pytest.mark.parametrize(("name", "text"), SHAPES, ids=[name for name, _ in SHAPES])
def test_every_shape_that_the_page_has_is_made_of_its_form(name, text):
    data = tomllib.loads(HEAD.replace('unit = "ร้อยละ"\n', ""), parse_float=Decimal) | tomllib.loads(text, parse_float=Decimal)
    by_hand = plainly(with_unit(load_kpi(TomlTable(data, "kpi.toml"), MEASURES)))
    section = replace(stands().agreement.sections[0], id=by_hand.section, share=Decimal(100))
    agreement = replace(stands().agreement, kpis=(by_hand,), readings=(), sections=(section,), written=None)
    it = made(confirmed(placed(of_round(agreement, stands().sources, ""))))
    assert it.problems == ()
    (own,) = (text for file, text in it.files.items() if "/kpi/" in file)
    problems: list[str] = []
    again = load_kpi(TomlTable(tomllib.loads(own, parse_float=Decimal), "kpi.toml", "", problems), MEASURES)
    assert problems == [] and plainly(with_unit(again)) == by_hand
    assert ("[step]" in own) == ("[step]" in text)


def test_there_are_shapes_of_all_kinds():
    assert len(SHAPES) >= 15


# --- what a form itself lacks --------------------------------------------------------------------


def cases() -> list[tuple[str, FormBook, str, str]]:
    """What is changed in the example's form, and the cell and words that it is told by."""
    book = filled()
    weights = {"number": Decimal(1), "part": "A"}
    return [
        ("no weight", changed(book, "kpis", kpi(3), weight=None), cell("kpis", "weight", kpi(3)), "ตัวชี้วัดที่ 3 ยังไม่มีน้ำหนัก"),
        ("no way", changed(book, "kpis", kpi(3), way=None), cell("kpis", "way", kpi(3)), "ยังไม่ได้เลือกว่าคิดจากอะไร"),
        ("unknown way", changed(book, "kpis", kpi(1), way="รายงานผลการเบิกจ่าย: เบิก ÷ จัดสรร"), cell("kpis", "way", kpi(1)),
         "หมายถึง “รายงานผลการเบิกจ่าย: เบิกจ่าย ÷ จัดสรร”"),
        ("a way of a column that its report lacks", changed(book, "kpis", kpi(1), way="รายงานผลการเบิกจ่าย: โอน ÷ รับ"), cell("kpis", "way", kpi(1)),
         "รายงาน “รายงานผลการเบิกจ่าย” มีช่องตัวเลข: จัดสรร, เบิกจ่าย"),
        ("a way of a report that nobody knows", changed(book, "kpis", kpi(1), way="ผลการฝึก: ผ่าน ÷ ทั้งหมด"), cell("kpis", "way", kpi(1)), "กรอกหัวช่องในแผ่น รายงานใหม่ ก่อน"),
        ("unknown section", changed(book, "kpis", kpi(1), section="งานทืม"), cell("kpis", "section", kpi(1)), "หมายถึง “งานทีม”"),
        ("no section", changed(book, "kpis", kpi(1), section=None), cell("kpis", "section", kpi(1)), "ยังไม่ได้เลือกว่าอยู่ในส่วนใด"),
        ("no name", changed(book, "kpis", kpi(1), name=None), cell("kpis", "name", kpi(1)), "ยังไม่มีชื่อ"),
        ("no number", changed(book, "kpis", kpi(9), number=None), cell("kpis", "number", kpi(9)), "ยังไม่มีเลขตัวชี้วัด"),
        ("two rows of one", changed(book, "kpis", kpi(2), number=Decimal(1)), cell("kpis", "number", kpi(2)), "ตัวชี้วัดที่ 1 มีสองแถว"),
        ("a part of nothing", joined(book, "kpis", number=Decimal(12), part="A", name="ก"), at("kpis", "number", 12), "ไม่มีแถวของตัวชี้วัดนั้น"),
        ("two parts of one name", joined(joined(book, "kpis", name="ก", **weights), "kpis", name="ข", **weights), at("kpis", "part", 13), "มีสองแถว"),
        ("a column of no report", changed(book, "kpis", kpi(1), numerator_else="ทะเบียน: จ่าย"), cell("kpis", "numerator_else", kpi(1)), "ไม่รู้จัก “ทะเบียน: จ่าย”"),
        ("steps that nobody reads", changed(book, "kpis", kpi(1), unit_levels="หกสิบ"), cell("kpis", "unit_levels", kpi(1)), "อ่านบรรทัด “หกสิบ” ไม่ได้"),
        ("where the weight of a whole KPI goes", changed(book, "kpis", kpi(1), absent_to="งานรายบุคคล"), cell("kpis", "absent_to", kpi(1)), "ไม่ใช่ส่วนย่อย"),
        ("where the weight of a deduction goes", joined(book, "kpis", number=Decimal(1), part="หัก X", name="ก", absent_to="A"), at("kpis", "absent_to", 12), "ไม่ใช่ส่วนย่อย"),
        ("an unknown choice", changed(book, "kpis", kpi(1), between="สัดส่วน"), cell("kpis", "between", kpi(1)), "หมายถึง “ตามสัดส่วน”"),
        ("not confirmed", changed(book, "levels", level(1, 2), confirmed=None), cell("levels", "confirmed", level(1, 2)), "ตัวชี้วัดที่ 1 ระดับที่ 2 ยังไม่มีผู้ยืนยัน"),
        ("a question", changed(book, "levels", level(1, 2), confirmed=None, question="ตั้งแต่ 85 หรือเกิน 85?"), cell("levels", "confirmed", level(1, 2)),
         "ต้องตอบ: ตั้งแต่ 85 หรือเกิน 85?"),
        ("not understood", changed(book, "levels", level(1, 2), bound=None, question="เท่าใด?"), cell("levels", "bound", level(1, 2)), "ยังไม่ได้บอกว่าอ่านอย่างไร (เท่าใด?)"),
        ("an unknown bound", changed(book, "levels", level(1, 2), bound="ไม่น้อยกว่"), cell("levels", "bound", level(1, 2)), "หมายถึง “ไม่น้อยกว่า”"),
        ("no value", changed(book, "levels", level(1, 2), value=None), cell("levels", "value", level(1, 2)), "อ่านว่า ไม่น้อยกว่า แต่ไม่มีค่า"),
        ("a value that is none", changed(book, "levels", level(1, 2), value="มาก"), cell("levels", "value", level(1, 2)), "อ่านค่า “มาก” ไม่ได้"),
        ("a value without a bound", changed(book, "levels", level(1, 1), bound="ไม่ดูตัวเลข"), cell("levels", "value", level(1, 1)), "ลบค่า"),
        ("a level twice", changed(book, "levels", level(1, 3), level=Decimal(2)), cell("levels", "level", level(1, 3)), "มีระดับที่ 2 สองแถว"),
        ("a level without a number", changed(book, "levels", level(1, 3), level=None), cell("levels", "level", level(1, 3)), "ไม่บอกเลขระดับ"),
        ("a level of no KPI", changed(book, "levels", level(1, 3), number=Decimal(77)), cell("levels", "number", level(1, 3)), "ไม่มีตัวชี้วัดที่ 77"),
        ("a level of no part", changed(book, "levels", level(1, 3), part="Z"), cell("levels", "part", level(1, 3)), "ไม่มีส่วน “Z”"),
        ("a level of the whole of what has parts alone", changed(book, "kpis", kpi(1), part="A"), "เกณฑ์ B3:B7", "ไม่มีแถวที่ช่อง ส่วน เว้นว่าง ในแผ่น ตัวชี้วัด"),
        ("no ladder", without(book, "levels", kpi(1)), cell("kpis", "number", kpi(1)), "ยังไม่มีเกณฑ์"),
        ("an item of no level", changed(book, "items", kpi(5), levels="9"), cell("items", "levels", kpi(5)), "ไม่มีระดับที่ 9"),
        ("an item of no KPI", changed(book, "items", kpi(5), number=Decimal(77)), cell("items", "number", kpi(5)), "ไม่มีตัวชี้วัดที่ 77"),
        ("an item of levels that nobody reads", changed(book, "items", kpi(5), levels="สาม"), cell("items", "levels", kpi(5)), "อ่าน “สาม” ไม่ได้"),
        ("an item without words", changed(book, "items", kpi(5), text=None), cell("items", "text", kpi(5)), "ยังไม่มีข้อความ"),
        ("a count without a unit", changed(book, "items", {"kind": "จำนวนอย่างน้อย"}, unit=None), cell("items", "unit", {"kind": "จำนวนอย่างน้อย"}), "ต้องบอกหน่วย"),
        ("a count without a number", changed(book, "items", {"kind": "จำนวนอย่างน้อย"}, at_least=None), cell("items", "at_least", {"kind": "จำนวนอย่างน้อย"}), "อย่างน้อยเท่าใด"),
        ("a number of what is not counted", changed(book, "items", kpi(5), at_least=Decimal(2)), cell("items", "at_least", kpi(5)), "เลือก จำนวนอย่างน้อย"),
        ("no question of a reading", changed(book, "readings", {"id": "rounding"}, question=None), cell("readings", "question", {"id": "rounding"}), "ยังไม่มี คำถาม"),
        ("a change that nobody reads", changed(book, "readings", {"id": "rounding"}, changes="ปัดขึ้น"), cell("readings", "changes", {"id": "rounding"}), "อ่านบรรทัด “ปัดขึ้น” ไม่ได้"),
        ("a reading that changes nothing", changed(book, "readings", {"id": "rounding"}, changes=None), cell("readings", "changes", {"id": "rounding"}), "ยังไม่บอกว่าอีกทาง"),
        ("KPIs that nobody reads", changed(book, "readings", {"id": "rounding"}, kpis="ทุกข้อ"), cell("readings", "kpis", {"id": "rounding"}), "อ่าน “ทุกข้อ” ไม่ได้"),
        ("a share of no section", changed(book, "readings", {"id": "section-shares"}, changes="สัดส่วน งานกลาง 22.22"), cell("readings", "changes", {"id": "section-shares"}), "ไม่รู้จัก “งานกลาง”"),
        ("no round", changed(book, "frame", {"key": "round"}, value=None), cell("frame", "value", {"key": "round"}), "ยังไม่มี"),
        ("a round that nobody reads", changed(book, "frame", {"key": "round"}, value="รอบสอง"), cell("frame", "value", {"key": "round"}), "อ่าน “รอบสอง” ไม่ได้"),
        ("no title", changed(book, "frame", {"key": "title"}, value=None), cell("frame", "value", {"key": "title"}), "ยังไม่มี"),
        ("no first day", changed(book, "frame", {"key": "start"}, value=None), cell("frame", "value", {"key": "start"}), "ยังไม่มี"),
        ("a share that lacks", changed(book, "sections", {"name": "งานทีม"}, share=None), cell("sections", "share", {"name": "งานทีม"}), "ยังไม่มีสัดส่วน"),
        ("a band without an edge", changed(book, "bands", {"name": "ดี"}, at_least=None), cell("bands", "at_least", {"name": "ดี"}), "ยังไม่มีขอบล่าง"),
        ("an unknown signer", changed(book, "signers", {"role": "ผู้ประเมิน"}, party="ผู้ว่า"), cell("signers", "party", {"role": "ผู้ประเมิน"}), "ไม่รู้จัก “ผู้ว่า”"),
        ("targets that nobody uses", joined(book, "targets", kpi="1", district="เมืองสระแก้ว", target=Decimal(5)), at("targets", "target", 3), "ไม่ได้ใช้เป้าหมายของแต่ละอำเภอ"),
        ("targets of no KPI", joined(book, "targets", kpi="77", district="เมืองสระแก้ว", target=Decimal(5)), at("targets", "kpi", 3), "ไม่มีตัวชี้วัดที่ “77”"),
        ("targets of no district", joined(book, "targets", kpi="1", weight=Decimal(5)), at("targets", "district", 3), "ยังไม่มีชื่ออำเภอ"),
        ("targets of no level", joined(book, "targets", kpi="1", district="ก", level=Decimal(9), weight=Decimal(5)), at("targets", "level", 3), "ไม่มีระดับที่ 9"),
    ]


@pytest.mark.parametrize(("book", "where", "words"), [case[1:] for case in cases()], ids=[case[0] for case in cases()])
def test_what_a_form_lacks_is_told_at_its_cell(book, where, words):
    found = told(book)
    assert any(place == where and words in said for place, said in found), (where, found)


def test_what_only_comes_of_a_level_that_is_not_told_is_not_told_too():
    for name in ("not understood", "no value", "a value that is none", "a level twice", "a level without a number"):
        book = next(case[1] for case in cases() if case[0] == name)
        assert made(book).unsure == {1} and len(told(book)) == 1, name


def test_rows_of_a_kpi_that_is_not_there_are_told_together():
    book = changed(filled(), "kpis", kpi(9), number=None)
    assert [place for place, _ in told(book)] == [cell("kpis", "number", kpi(9)), f"{at('levels', 'number', 43)}:{at('levels', 'number', 47).split()[1]}"]


def test_all_is_told_at_once():
    book = changed(changed(filled(), "kpis", kpi(1), weight=None), "levels", level(2, 3), confirmed=None)
    book = changed(changed(book, "items", kpi(5), text=None), "frame", {"key": "title"}, value=None)
    assert [place for place, _ in told(book)] == [
        cell("frame", "value", {"key": "title"}), cell("kpis", "weight", kpi(1)), cell("levels", "confirmed", level(2, 3)), cell("items", "text", kpi(5))]


def test_levels_that_nobody_confirmed_are_told_a_ladder_at_a_time():
    levels = [type(row)({key: value for key, value in row.values.items() if key != "confirmed"}, row.cells) for row in filled().rows("levels")]
    found = told(replace(filled(), tables={**filled().tables, "levels": levels}))
    assert len(found) == 9 and found[0][0] == f"{at('levels', 'confirmed', 3)}:{at('levels', 'confirmed', 7).split()[1]}"
    assert found[0][1].startswith("ตัวชี้วัดที่ 1 ระดับที่ 1, 2, 3, 4, 5 ยังไม่มีผู้ยืนยัน")


# --- what a form may leave away ------------------------------------------------------------------


def of_file(book: FormBook, name: str) -> dict[str, object]:
    return tomllib.loads(next(text for file, text in made(book).files.items() if name in file), parse_float=Decimal)


def test_what_is_blank_is_as_the_form_says():
    book = changed(filled(), "kpis", kpi(1), cutoff=None, unit=None)
    assert of_file(book, "1_disbursement")["cutoff"] == dt.date(2018, 3, 31) and "unit" not in of_file(book, "1_disbursement")
    book = changed(filled(), "sections", {"name": "งานทีม"}, label=None, total_label=None)
    assert of_file(book, "agreement.toml")["sections"][0]["label"] == "ส่วนที่ ๑ งานทีม"


def test_the_words_of_a_round_are_turned():
    assert made(changed(filled(), "frame", {"key": "round"}, value="๒/๒๕๖๙")).round_id == "2569-2"
    assert made(changed(filled(), "frame", {"key": "round"}, value="2569 – 2")).round_id == "2569-2"


def test_ids_that_a_form_does_not_carry_are_made():
    book = filled()
    for table in ("items", "readings", "sections"):
        rows = [type(row)({key: value for key, value in row.values.items() if key != "id"}, row.cells) for row in book.rows(table)]
        book = replace(book, tables={**book.tables, table: rows})
    it = made(book)
    assert it.problems == ()
    assert [one["id"] for one in of_file(book, "5_progress")["items"]] == [f"item{n}" for n in range(1, 9)]
    assert [one["id"] for one in of_file(book, "agreement.toml")["sections"]] == ["s1", "s2"]
    assert [one["id"] for one in of_file(book, "reading.toml")["readings"]] == [
        "below-first-level", "kpi-2-level-2", "rounding", "kpi-7-level-4", "kpi-9-level-3", "section-shares", "step-or-interpolated"]


def test_a_day_makes_its_unit_and_is_written_in_the_christian_era():
    book = filled()
    for number, month in ((1, 9), (2, 8), (3, 7), (4, 6), (5, 5)):
        book = changed(book, "levels", level(5, number), bound="ไม่เกิน", value=dt.date(2018, month, 10))
    book = changed(book, "kpis", kpi(5), unit=None)
    it = of_file(book, "5_progress")
    assert it["unit"] == "วันที่" and it["levels"][0]["at_most"] == dt.date(2018, 9, 10)


@pytest.mark.parametrize(("bound", "by"), [("ไม่น้อยกว่า", 5), ("ไม่เกิน", -5)])
def test_levels_around_each_districts_own_target_are_one_step(bound, by):
    quote = "กำหนดให้ ค่าเป้าหมายของอำเภอ เท่ากับ 3 คะแนน ช่วงปรับเกณฑ์การให้คะแนน +/- ร้อยละ 5 ต่อ 1 คะแนน"
    book = filled()
    for number in range(1, 6):
        book = changed(book, "levels", level(6, number), quote=quote, bound=bound, value="เป้าหมาย")
    it = of_file(book, "6_livelihood")
    assert it["step"] == {"quote": quote, "target": "target", "level": 3, "by": by} and "levels" not in it
    assert it["target_source"] == "targets.target"


def test_every_key_that_the_loader_may_name_leads_to_a_cell():
    it = made(filled())
    for name, text in it.files.items():
        data = tomllib.loads(text) if name.endswith(".toml") else {}
        for key in data:
            assert any(file == name and place.partition(".")[0].partition("[")[0] == key for file, place in it.places), (name, key)
    assert it.places[f"{ROUND}/kpi/1_disbursement.toml", "levels[2].quote"].sheet == LEVELS.sheet
    assert YES == "ใช่"


def test_what_is_to_be_done_is_not_used_where_a_person_gives_the_level_and_that_is_told():
    book = changed(filled(), "kpis", {"number": Decimal(5)}, way="ระดับที่ผู้ตรวจให้: ระดับที่ได้")
    it = made(book)
    assert it.problems == ()
    assert it.remarks == ("ตัวชี้วัดที่ 5 ผู้ตรวจให้ระดับเอง จึงไม่ใช้ 8 รายการในแผ่น รายการ",)
    name = next(name for name in it.files if name.startswith("2561-1/kpi/5"))
    assert 'measure = "given"' in it.files[name] and "items" not in it.files[name] and "needs" not in it.files[name]
    assert made(filled()).remarks == ()


def test_a_level_whose_words_ask_for_more_than_its_items_is_told():
    fewer = without(filled(), "items", {"id": "groups_benefited"})
    assert made(fewer).remarks == (
        "ตัวชี้วัดที่ 5 ระดับที่ 5: ถ้อยคำมีสิ่งที่ต้องทำ 2 ข้อ แต่แผ่น รายการ มี 1 ข้อ ถ้าแถวหายไป เพิ่มคืนแล้วสั่งใหม่",)


def test_two_kpis_of_the_same_figures_are_remarked():
    (way,) = {row.text("way") for row in filled().rows("kpis") if row.number("number") == 1}
    it = made(changed(filled(), "kpis", {"number": Decimal(6)}, way=way))
    assert it.problems == () and any("ตัวชี้วัดที่ 6 คิดจากช่องเดียวกับตัวชี้วัดที่ 1" in line for line in it.remarks)
    assert not any("คิดจากช่องเดียวกับ" in line for line in made(filled()).remarks)
