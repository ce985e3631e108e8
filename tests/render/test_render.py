"""What the district's workbook says, from the scorecard to the finished file."""

import io
import re
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from cards import (
    AGREEMENT,
    CHIEF,
    DAY,
    SOURCES,
    cards,
    checklist,
    exempt,
    fact,
    growth,
    ratio,
    situations,
    unreported,
)
from district_book import FORM, filled, kpi_of, leaf_of, one, row_of, said, texts
from home import HOME
from libreoffice import differences, needs_libreoffice, recompute
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.forms import Styled, values
from pipeline.model.cells import Origin
from pipeline.model.frame import PAPERS, Signer
from pipeline.model.observation import Evidence, Part, Party
from pipeline.model.score import Scorecard
from pipeline.render import render
from pipeline.render.evidence import cell_ranges
from pipeline.run.office_form import load_form
from pipeline.thai.digits import round_half_up, to_arabic, to_thai
from pipeline.thai.text import clean

PERSON = Party("2701", "นายประเสริฐ ศรีสมบูรณ์วัฒนกุล ณ อยุธยา", "พัฒนาการอำเภอเมืองสระแก้ว")
SHEETS = ["บันทึกข้อตกลง", "ผลคะแนน", "หลักฐาน"]


# --- the words ---------------------------------------------------------------------------------


def test_the_title_has_three_lines_in_thai_digits() -> None:
    title = said(one())["title"]
    assert title == [
        "บันทึกข้อตกลงตัวชี้วัดและค่าเป้าหมายการประเมินผลการปฏิบัติราชการ",
        "ระหว่าง พัฒนาการจังหวัด กับ พัฒนาการอำเภอ",
        "รอบการประเมินที่ ๑ ปีงบประมาณ พ.ศ. ๒๕๖๑ (๑ ตุลาคม ๒๕๖๐-๓๑ มีนาคม ๒๕๖๑)",
    ]


def test_typing_defects_of_the_signed_text_are_mended() -> None:
    everything = " ".join(texts(filled(one())["บันทึกข้อตกลง"]))
    assert "เพิ่มขึ้น" in everything and "เพ่ิ่มขึ้น" not in everything
    assert "\u0e4d\u0e32" not in everything


def test_measured_zero_unreported_and_exempt_look_different() -> None:
    context = said(one({2: unreported(2, "2701"), 7: exempt(7, "2701", "ไม่มีกองทุน")}))
    zero, missing, free = kpi_of(context, 6), kpi_of(context, 2), kpi_of(context, 7)
    assert (zero["result"], zero["level"], zero["weighted"]) == (0, 0, 0)
    assert (missing["result"], missing["level"], missing["weighted"]) == ("ยังไม่รายงาน", "–", "–")
    assert (free["result"], free["level"]) == ("ยกเว้น", "–")
    assert leaf_of(context, 7)["remarks"] == "ยกเว้น: ไม่มีกองทุน"
    assert leaf_of(context, 2)["remarks"] == "ยังไม่รายงาน: ไม่มีรายงาน"


def test_flags_are_said_in_thai_also_one_that_a_reading_made_up() -> None:
    card = one()
    strange = replace(card.scores[0], flags=("over-100", "brand-new"))
    remarks = leaf_of(said(replace(card, scores=(strange, *card.scores[1:]))), 1)["remarks"]
    assert remarks == "ผลเกินร้อยละ\u00a0๑๐๐\nระดับขึ้นกับการตีความถ้อยคำ"


def test_a_reading_that_decides_is_named_by_its_number() -> None:
    card = one()
    assert leaf_of(said(card), 9)["remarks"].startswith("ใกล้เกณฑ์")
    for kpi, score in enumerate(card.scores, 1):
        said_of = kpi_of(said(card), kpi)["note"]
        for number, reading in enumerate(AGREEMENT.readings, 1):
            assert (f"(ดูการตีความข้อ\u00a0{to_thai(str(number))})" in said_of) == (reading.id in score.readings)


def test_a_checklist_without_a_percentage_tells_how_many_items_are_met() -> None:
    assert kpi_of(said(one()), 5)["result"] == "7/8 รายการ"


def test_an_incomplete_total_says_so_with_the_provisional_figure() -> None:
    card = one({2: unreported(2, "2701")})
    total = said(card)["total"]
    assert total["score"] == "ยังไม่ครบ" and total["percent"] == total["band"] == "–"
    assert total["provisional"] == round_half_up(card.total.mark.provisional or Decimal(0), 2)


def test_names_that_are_not_known_leave_dotted_lines() -> None:
    pair = said(one(), chief=None)["signatures"][0]
    assert set(pair["left"]["name"]) == set(pair["right"]["position"]) == {"."}
    pair = said(one(person=PERSON))["signatures"][0]
    assert pair["left"]["name"] == PERSON.name and pair["right"]["name"] == CHIEF.name


def test_a_third_signer_gets_a_block_of_its_own() -> None:
    agreement = replace(AGREEMENT, signers=(*AGREEMENT.signers, Signer("นายอำเภอ", "")))
    pairs = said(one(), agreement)["signatures"]
    assert [pair["right"] is None for pair in pairs] == [False, True]
    assert any("นายอำเภอ" in text for text in texts(filled(one(), agreement)["บันทึกข้อตกลง"]))


def test_a_signer_is_on_the_papers_that_the_office_names() -> None:
    boss = Signer("ผู้บังคับบัญชาเหนือขึ้นไป", "", ("ผลคะแนน",), "(   ) เห็นด้วย")
    off = Signer("ผู้รับทราบผล", "district", ())
    agreement = replace(AGREEMENT, signers=(*AGREEMENT.signers, boss, off))
    context = said(one(), agreement)
    assert len(context["signatures"]) == 1 and len(context["scorecard_signatures"]) == 2
    assert [person["role"] for person in context["people"]] == ["ผู้รับการประเมิน", "ผู้ประเมิน"]
    book = filled(one(), agreement)
    assert "ผู้บังคับบัญชาเหนือขึ้นไป" not in " ".join(texts(book["บันทึกข้อตกลง"]))
    block = next(t for t in texts(book["ผลคะแนน"]) if boss.role in t)
    both = replace(AGREEMENT, signers=(*AGREEMENT.signers, replace(boss, papers=PAPERS, statement="ตามข้อ 2")))
    for sheet in ("บันทึกข้อตกลง", "ผลคะแนน"):
        assert any(t.startswith("ตามข้อ\u00a0๒\n") for t in texts(filled(one(), both)[sheet])), sheet
    assert block.startswith("(   ) เห็นด้วย") and off.role not in " ".join(texts(book["ผลคะแนน"]))


def test_the_total_is_written_out_by_sections() -> None:
    card = one()
    total, marks = said(card)["total"], [said(card)["sections"][n]["score"] for n in (0, 1)]
    parts = " + ".join(f"({round_half_up(mark, 2)} × ร้อยละ 50)" for mark in marks)
    assert total["working"] == f"{parts} = {total['score']}"


def test_what_is_written_out_makes_the_total_that_is_printed() -> None:
    for kpi, share in ((3, "52"), (4, "64"), (7, "81"), (9, "97")):
        card = one({kpi: exempt(kpi, "2701"), 1: ratio(1, "2701", share, "100")})
        working = said(card)["total"]["working"]
        made = sum(Decimal(a) * Decimal(b) for a, b in re.findall(r"\(([\d.]+) × ร้อยละ (\d+)\)", working)) / 100
        assert round_half_up(made, 2) == said(card)["total"]["score"] == Decimal(working.split(" = ")[1])
    card = one()
    totals = [replace(mark, score=score) for (_, mark), score in zip(
        card.sections, (Decimal("2.5"), Decimal("1.688")), strict=True)]
    card = replace(
        card, sections=tuple((name, mark) for (name, _), mark in zip(card.sections, totals, strict=True)),
        total=replace(card.total, mark=replace(card.total.mark, score=Decimal("2.094"))))
    assert said(card)["total"]["working"] == "(2.500 × ร้อยละ 50) + (1.688 × ร้อยละ 50) = 2.09"


def test_below_the_first_level_no_criterion_is_said_to_be_reached() -> None:
    low = AGREEMENT.under_other(next(r for r in AGREEMENT.readings if r.id == "below-first-level"))
    for agreement, level, words in (
        (AGREEMENT, 0, "ไม่ถึงเกณฑ์ระดับที่ 1"), (low, 1, "ไม่ถึงเกณฑ์ระดับที่ 1 (ได้ระดับนี้ตามการตีความ)")
    ):
        kpi = leaf_of(said(cards([("เมืองสระแก้ว", {})], agreement)[0], agreement), 6)
        assert (kpi["level"], kpi["reached"]) == (level, words)


def test_names_of_files_and_sheets_keep_their_digits_in_a_reason() -> None:
    reason = "อ่าน “ยอด 3” ไม่ได้ (DOC งวด 2.xlsx ชีต 3) 4 ช่อง"
    card = one({2: unreported(2, "2701", reason)})
    book = values(render(card, AGREEMENT, "สระแก้ว", CHIEF, SOURCES, frozenset({"DOC งวด 2.xlsx", "3"})))
    assert kpi_of(book, 2)["note"] == "อ่าน “ยอด 3” ไม่ได้ (DOC งวด 2.xlsx ชีต 3) ๔ ช่อง"


@pytest.mark.parametrize(("title", "lines"), [
    (("ก",), ["", "", "ก (ร่าง ยังไม่ประกาศใช้)"]), (("ก", "ข"), ["", "ก", "ข (ร่าง ยังไม่ประกาศใช้)"]),
    (("ก", "ข", "ค"), ["ก", "ข", "ค (ร่าง ยังไม่ประกาศใช้)"]), (("ก", "ข", "ค", "ง"), ["ก", "ข", "ค ง (ร่าง ยังไม่ประกาศใช้)"]),
])
def test_a_title_of_any_length_stands_in_the_lines_of_the_form(title, lines) -> None:
    draft = replace(AGREEMENT, title=title, state="draft")
    lines[-1] = lines[-1].replace(" (ร่าง ยังไม่ประกาศใช้)", draft.caveat)
    assert draft.caveat and render(one(), draft, "สระแก้ว", CHIEF, SOURCES).title == lines


def test_an_item_that_stands_in_many_cells_shows_all_of_them() -> None:
    card, item = one(), AGREEMENT.kpi(5).items[0]
    measured = card.scores[4].measurement
    cells = [f"{column}{row}" for row, column in enumerate("DFHJLNPRTVXZ", 4)]
    parts = tuple(Part(Decimal(1), Origin("แบบ.xls", "ก", cell), f"5.{item.id}", DAY) for cell in cells)
    evidence = (replace(measured.evidence[0], parts=parts), *measured.evidence[1:])
    scores = list(card.scores)
    scores[4] = replace(scores[4], measurement=replace(measured, evidence=evidence))
    assert ", ".join(cells) in texts(filled(replace(card, scores=tuple(scores)))["หลักฐาน"])


def test_growth_to_the_double_is_told_as_growth() -> None:
    made = leaf_of(said(one({3: growth("2701", "2000000", "1000000")})), 3)["percentage"]
    assert made["way"] == "growth" and made["plus"] != made["minus"] == made["base"]


def test_a_role_that_is_switched_off_does_not_stand_for_a_party() -> None:
    off = Signer("ผู้รับทราบผล", "district", ())
    context = said(one(), replace(AGREEMENT, signers=(off, *AGREEMENT.signers)))
    assert [person["role"] for person in context["people"]] == ["ผู้รับการประเมิน", "ผู้ประเมิน"]


def test_an_exempt_section_is_divided_out_of_the_total_as_it_is_written() -> None:
    card = one({1: exempt(1, "2701"), 2: exempt(2, "2701")})
    (mark,) = [s["score"] for s in said(card)["sections"] if s["score"] != "ยกเว้น"]
    assert said(card)["total"]["working"] == (
        f"({round_half_up(mark, 2)} × ร้อยละ 50) ÷ ร้อยละ 50 = {said(card)['total']['score']}"
    )


def test_an_incomplete_total_is_not_written_out_but_names_what_lacks() -> None:
    total = said(one({2: unreported(2, "2701"), 4: unreported(4, "2701")}))["total"]
    assert total["working"] == "" and total["unreported"] == "2, 4"


def test_every_evidence_and_part_comes_with_its_origin() -> None:
    facts = leaf_of(said(one()), 1)["evidence"]
    assert [f["name"] for f in facts] == ["เบิกจ่าย", "จัดสรร"]
    assert facts[0]["adds_up"] and SOURCES["disbursement"].title in kpi_of(said(one()), 1)["system"]
    place = (facts[0]["file"], facts[0]["sheet"], facts[0]["cells"], facts[0]["as_of"])
    assert place == ("งบบริหาร/ไตรมาส 2.xlsx", "ข้อมูล", "D7:D8", DAY) and not facts[0]["several"]
    (table,) = facts[0]["tables"]
    assert table["adds_up"] and table["value"] == 97500 and len(table["listed"]) == 2
    assert table["listed"][0] == {"label": "รายการ 7", "value": Decimal(48750), "cell": "D7"}


def test_a_figure_of_one_cell_has_its_origin_beside_it() -> None:
    item = AGREEMENT.kpi(5).items[0]
    card = one()
    measurement = card.scores[4].measurement
    part = Part(Decimal(1), Origin("แบบ.xls", "ก", "D4"), f"5.{item.id}", DAY)
    evidence = (replace(measurement.evidence[0], parts=(part,)), *measurement.evidence[1:])
    scores = list(card.scores)
    scores[4] = replace(scores[4], measurement=replace(measurement, evidence=evidence))
    kpi = leaf_of(said(replace(card, scores=tuple(scores))), 5)
    first, second = kpi["requirements"][:2]
    assert (first["file"], first["cells"], first["as_of"]) == ("แบบ.xls", "D4", DAY)
    assert first["answer"] == Styled(Decimal(1), "answer_yes_no") and second["file"] == "″"
    assert kpi["evidence"] == []  # said once, beside the level that needs it


def test_the_percentage_tells_what_it_is_made_of() -> None:
    context = said(one())
    made = {n: leaf_of(context, n)["percentage"] for n in (1, 3, 5, 8)}
    assert (made[1]["way"], made[1]["plus"], made[1]["base"]) == ("ratio", "เบิกจ่าย", "จัดสรร")
    assert made[3]["way"] == "growth" and made[3]["minus"] == made[3]["base"]
    assert made[5] is None
    assert (made[8]["way"], made[8]["plus"]) == ("direct", "ร้อยละการดำเนินงานตามแผน")


def test_the_reading_that_decides_a_level_is_marked() -> None:
    readings = leaf_of(said(one()), 6)["readings"]
    assert [r["decides"] for r in readings] == [True, False, False]


# --- the workbook ------------------------------------------------------------------------------


def test_the_workbook_has_its_three_sheets() -> None:
    assert filled(one()).sheetnames == SHEETS


@pytest.mark.slow
def test_the_template_knows_every_name_that_it_uses() -> None:
    for card in cards(situations()):
        assert FORM.check(said(card)).problems == ()


def test_each_level_has_a_row_of_its_own_and_conditions_are_kept() -> None:
    sheet = filled(one())["บันทึกข้อตกลง"]
    lines = [str(cell.value) for cell in sheet["C"] if cell.value]
    assert sum(line.startswith("ระดับที่\u00a0") for line in lines) == 45
    assert "ระดับที่\u00a0๑ ไม่น้อยกว่าร้อยละ\u00a0๘๐" in lines
    assert any("๒๗\u00a0มีนาคม\u00a0๒๕๖๑" in line for line in lines)
    assert "เงื่อนไข :" in lines
    weights = [c.value for c in sheet["E"] if isinstance(c.value, int)]
    assert weights == [50, 50, 100, 20, 15, 15, 15, 10, 10, 15, 100]


@pytest.mark.parametrize("digits", [True, False])
def test_but_for_no_break_spaces_the_words_are_those_signed(digits: bool) -> None:
    agreement = replace(AGREEMENT, thai_digits=digits)
    said_there = {
        to_arabic(text.replace("\u00a0", " ").replace("\n- ", " - "))
        for text in texts(filled(one(), agreement)["บันทึกข้อตกลง"])
    }
    signed = [
        *AGREEMENT.title, *(section.label for section in AGREEMENT.sections),
        *(signed for kpi in AGREEMENT.kpis for signed in (
            kpi.goal, f"ตัวชี้วัดที่ {kpi.number} {kpi.name}", kpi.data_source, *kpi.criteria_notes,
            *(f"ระดับที่ {level.level} {clean(level.quote)}" for level in kpi.levels))),
    ]  # fmt: skip
    assert [words for words in signed if words and to_arabic(clean(words)) not in said_there] == []


def test_the_scorecard_stores_what_was_scored() -> None:
    card = one()
    sheet = filled(card)["ผลคะแนน"]
    for score in card.scores:
        row = row_of(sheet, score.kpi)
        assert row[9] == score.level and row[10] == score.weight
        assert row[11] == pytest.approx(float(score.weighted or 0))
        if score.result is not None:
            assert row[2] == float(score.result)
    stored = texts(sheet)
    assert str(float(card.total.percent or 0)).rstrip("0").rstrip(".") in stored
    assert card.total.band in stored


def test_figures_are_numbers_in_the_cells() -> None:
    sheet = filled(one())["หลักฐาน"]
    found = [c for row in sheet.iter_rows() for c in row if c.value == 97500]
    assert found and all(c.data_type == "n" for c in found)
    dates = [c for row in sheet.iter_rows() for c in row if getattr(c, "is_date", False)]
    assert dates and all("D0" in c.number_format or "107041E" in c.number_format for c in dates)


def test_no_text_of_a_district_becomes_a_formula() -> None:
    hostile = Party("2701", "=HYPERLINK(\"http://x\")", "+cmd|' /C calc'!A0")
    book = filled(one(person=hostile), values=False)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f" or "HYPERLINK" not in str(cell.value)


def test_a_tenth_kpi_added_as_data_prints() -> None:
    tenth = replace(AGREEMENT.kpi(9), number=10, name="ร้อยละของหมู่บ้านที่มีแผนชุมชน", short_name="", weight=Decimal(10))
    ninth = replace(AGREEMENT.kpi(9), weight=Decimal(5))
    agreement = replace(AGREEMENT, kpis=(*AGREEMENT.kpis[:-1], ninth, tenth))
    ten = replace(ratio(9, "2701"), kpi=10)
    card = cards([("เมืองสระแก้ว", {10: ten})], agreement)[0]
    book = filled(card, agreement)
    assert row_of(book["ผลคะแนน"], 10)[1] == "ร้อยละของหมู่บ้านที่มีแผนชุมชน"
    assert any("๑๐" in text for text in texts(book["บันทึกข้อตกลง"]))
    assert sum("ตัวชี้วัดที่ ๑๐ ร้อย" in text for text in texts(book["หลักฐาน"])) == 1


@pytest.mark.parametrize("place", range(8))
def test_every_situation_fills_and_the_same_card_gives_the_same_bytes(place: int) -> None:
    card = cards(situations())[place]
    assert FORM.fill(said(card)) == FORM.fill(said(card))


def test_printing_is_set_up_on_every_sheet() -> None:
    book = filled(one())
    for sheet in book:
        lies = "portrait" if sheet.title == "ผลคะแนน" else "landscape"
        assert sheet.page_setup.orientation == lies and int(sheet.page_setup.paperSize) == 9
        assert sheet.page_setup.fitToWidth == 1 and sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows and sheet.print_area
        if sheet.title != "ผลคะแนน":  # one page
            assert "&P" in sheet.oddFooter.right.text and "&N" in sheet.oddFooter.right.text
            assert sheet.oddFooter.right.font == "TH SarabunIT๙,Regular"  # whose digits are Thai


def test_words_of_sheets_are_set_in_sarabun_at_readable_sizes() -> None:
    book = filled(one())
    smallest = {"บันทึกข้อตกลง": 14, "ผลคะแนน": 14, "หลักฐาน": 12}
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    assert cell.font.name == "TH SarabunPSK", cell
                    assert cell.font.sz >= smallest[sheet.title], cell


@pytest.mark.slow
def test_arabic_digits_are_a_setting_for_words_numbers_and_charts() -> None:
    data = FORM.fill(said(one(), replace(AGREEMENT, thai_digits=False)))
    book = load_workbook(io.BytesIO(data), data_only=True)
    everything = " ".join(text for sheet in book for text in texts(sheet))
    assert not re.search("[๐-๙]", everything)
    assert "ตัวชี้วัดที่ 1 ร้อยละ" in everything and "(1 ตุลาคม 2560-31 มีนาคม 2561)" in everything
    assert not re.search("D0[07]041E", "".join(c.number_format for ws in book for r in ws.iter_rows() for c in r))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = [package.read(name) for name in package.namelist()]
    assert not any(b"[$-D0" in part for part in parts)


def test_each_criterion_of_the_longest_ladder_has_a_column() -> None:
    sixth = replace(AGREEMENT.kpi(9).levels[-1], level=6, at_least=Decimal(101))
    longer = replace(AGREEMENT.kpi(9), levels=(*AGREEMENT.kpi(9).levels, sixth))
    agreement = replace(AGREEMENT, kpis=(*AGREEMENT.kpis[:-1], longer))
    card = cards([("เมืองสระแก้ว", {})], agreement)[0]
    sheet = filled(card, agreement)["ผลคะแนน"]
    assert "ระดับที่\n๖" in texts(sheet)
    assert "๑๐๐.๐๑" in str(row_of(sheet, 9)[8])


@pytest.mark.slow
def test_the_scorecard_is_one_page_and_goes_on_only_where_it_would_be_too_small() -> None:
    assert filled(one())["ผลคะแนน"].page_setup.fitToHeight in (None, 1)
    kpis = tuple(
        replace(AGREEMENT.kpi(5), number=n, section="individual") for n in range(10, 20)
    )
    agreement = replace(AGREEMENT, kpis=(*AGREEMENT.kpis, *kpis))
    more = {n: replace(checklist(5, "2701"), kpi=n) for n in range(10, 20)}
    sheet = filled(cards([("เมืองสระแก้ว", more)], agreement)[0], agreement)["ผลคะแนน"]
    assert int(sheet.page_setup.fitToHeight) == 0 and len(sheet.row_breaks.brk) > 0


def test_a_printed_page_ends_with_a_line_below_and_whole_cells() -> None:
    second = replace(AGREEMENT.kpi(2), criteria_notes=AGREEMENT.kpi(2).criteria_notes * 9)
    agreement = replace(AGREEMENT, kpis=tuple(second if k.number == 2 else k for k in AGREEMENT.kpis))
    payments = replace(ratio(1, "2701"), evidence=(fact("เบิกจ่าย", Decimal(97500), "บาท", "D", 300),))
    card = cards([("เมืองสระแก้ว", {1: payments})], agreement)[0]
    pages = 0
    for sheet in filled(card, agreement):
        for end in (brk.id for brk in sheet.row_breaks.brk):
            pages += 1
            ruled = next(r for r in range(end, 0, -1) if (sheet.row_dimensions[r].height or 0) > 10)
            sides = [sheet.cell(row, 1).border.bottom for row in range(ruled, end + 1)]
            assert any(side is not None and side.style for side in sides), (sheet.title, end)
            over = [r for r in sheet.merged_cells.ranges if r.min_row <= end < r.max_row]
            assert over == [], (sheet.title, end)
    assert pages > 7


def test_what_a_figure_is_added_up_from_has_a_row_a_table_where_there_are_several() -> None:
    payments = ratio(1, "2701")
    parts = payments.evidence[0].parts
    moved = replace(parts[1], origin=replace(parts[1].origin, file="อีกไฟล์.xlsx"))
    figure = replace(payments.evidence[0], parts=(parts[0], moved))
    card = one({1: replace(payments, evidence=(figure, payments.evidence[1]))})
    sheet = filled(card)["หลักฐาน"]
    rows = [[c.value for c in row[:8]] for row in sheet.iter_rows()]
    at = next(n for n, row in enumerate(rows) if row[1] == "เบิกจ่าย")
    assert rows[at][2:7] == [97500, "บาท", "รวมจาก ๒ ตาราง", None, None]
    assert [(row[1], row[2], row[4], row[6]) for row in rows[at + 1 : at + 3]] == [
        ("รายการ ๗", 48750, "งบบริหาร/ไตรมาส 2.xlsx", "D7"), ("รายการ ๘", 48750, "อีกไฟล์.xlsx", "D8")
    ]


def printed(sheet: Worksheet) -> int:
    """The last row that is printed."""
    return int(re.findall(r"\d+", str(sheet.print_area))[-1])


def test_every_cell_stands_below_the_printed_rows_with_its_value_file_and_sheet() -> None:
    card = one()
    sheet = filled(card)["หลักฐาน"]
    listed = {
        (row[0].value, row[6].value): (row[2].value, row[4].value, row[5].value)
        for row in sheet.iter_rows(min_row=printed(sheet) + 1, max_col=8) if row[6].value
    }  # fmt: skip
    for score in card.scores:
        counted = AGREEMENT.kpi(score.kpi).formula.measure.counts
        for figure in score.measurement.evidence:
            for part in figure.parts if len(figure.parts) > 1 and not counted else ():
                there = (float(part.value or 0), part.origin.file, part.origin.sheet)
                assert listed[score.kpi, part.origin.cell] == there
    assert len(listed) > 20


def test_headings_describe_their_rows_and_no_printed_row_says_nothing() -> None:
    sheet = filled(one({2: unreported(2, "2701"), 7: exempt(7, "2701")}))["หลักฐาน"]
    heads = [c.value for c in sheet[3][:8]]
    assert heads[:4] == ["ที่", "รายการ", "ค่า", "หน่วย/ผล"] and heads[5:] == ["ชีต", "ช่อง", "ข้อมูล ณ วันที่"]
    for row in sheet.iter_rows(min_row=4, max_row=printed(sheet), max_col=8):
        if (sheet.row_dimensions[row[0].row].height or 0) < 10 or isinstance(row[0].value, str):
            continue
        _, name, value, unit, file, _, cells, day = [c.value for c in row]
        assert name and (value is not None or file), row[0]
        assert unit in (None, "บาท", "ขั้นตอน", "ราย", "คน", "ครัวเรือน", "%", 0, 1), row[0]
        assert cells is None or re.match(r"[A-Z]+\d|แถวถัดไป", str(cells)), row[0]
        assert day is None or hasattr(day, "year"), row[0]


def test_the_criterion_reached_and_the_next_are_quoted_and_the_reading_that_decided() -> None:
    sheet = filled(one())["หลักฐาน"]
    rows = [[c.value for c in row[:5]] for row in sheet.iter_rows(max_row=printed(sheet))]
    first = [row for row in rows if row[0] == 1]
    assert ["ระดับที่ได้", 4, None, "ไม่น้อยกว่าร้อยละ\u00a0๙๕"] in [row[1:] for row in first]
    assert ["ระดับถัดไป", 5, None, "ไม่น้อยกว่าร้อยละ\u00a0๑๐๐"] in [row[1:] for row in first]
    sixth = [row for row in rows if row[0] == 6]
    assert ["ระดับที่ได้", 0, None, "ไม่ถึงเกณฑ์ระดับที่ ๑"] in [row[1:] for row in sixth]
    decided = [row for row in rows if str(row[1]).startswith("ระดับนี้ขึ้นกับการตีความข้อ")]
    assert (6, "ระดับนี้ขึ้นกับการตีความข้อ\u00a0๑") in [(row[0], row[1]) for row in decided]
    assert all(row[4] for row in decided)


def test_what_was_confirmed_stands_with_its_reason_in_the_evidence() -> None:
    card = one()
    reason = Evidence("ยืนยัน 97,500.00", None, "", text="ตรวจกับฎีกาแล้ว (นายตัวอย่าง หนึ่ง, 2 เม.ย. 61)")
    first = card.scores[0]
    measured = replace(first.measurement, evidence=(*first.measurement.evidence, reason))
    card = replace(card, scores=(replace(first, measurement=measured), *card.scores[1:]))
    sheet = filled(card)["หลักฐาน"]
    (row,) = [[c.value for c in row[:5]] for row in sheet.iter_rows() if row[1].value == "ยืนยัน ๙๗,๕๐๐.๐๐"]
    assert row[2] is None and str(row[4]).replace("\u00a0", " ").startswith("ตรวจกับฎีกาแล้ว (นายตัวอย่าง หนึ่ง, ๒ เม.ย.")


def test_a_figure_without_a_value_says_so_beside_its_cell() -> None:
    lost = Evidence("เบิกจ่าย", None, "บาท", parts=(Part(None, Origin("ก.xls", "1", "D9"), "", DAY),))
    missing = replace(unreported(1, "2701"), evidence=(lost,))
    sheet = filled(one({1: missing}))["หลักฐาน"]
    (row,) = [[c.value for c in row[:7]] for row in sheet.iter_rows() if row[1].value == "เบิกจ่าย" and row[0].value == 1]
    assert row[2:] == ["ยังไม่รายงาน", "บาท", "ก.xls", "1", "D9"]


def test_rows_that_count_one_each_are_told_by_their_cells() -> None:
    assert cell_ranges(["A4", "A5", "A6", "A9", "B7"]) == "A4:A6, A9, B7"
    figure = leaf_of(said(one()), 4)["evidence"][0]
    assert figure["tables"] == [] and figure["cells"] == "D7:D8" and figure["value"] == 7


def scattered(count: int) -> Scorecard:
    """A district whose payments stand in every fourth row of a ledger."""
    payments = ratio(1, "2701")
    cells = fact("เบิกจ่าย", Decimal(97500), "บาท", "D", count)
    parts = tuple(
        replace(part, origin=replace(part.origin, cell=f"D{4 * n}")) for n, part in enumerate(cells.parts, 2)
    )
    return one({1: replace(payments, evidence=(replace(cells, parts=parts), payments.evidence[1]))})


def test_three_hundred_payments_are_a_range_on_paper_and_a_row_each_below() -> None:
    payments = ratio(1, "2701")
    cells = fact("เบิกจ่าย", Decimal(97500), "บาท", "D", 300)
    sheet = filled(one({1: replace(payments, evidence=(cells, payments.evidence[1]))}))["หลักฐาน"]
    places = [str(row[6].value) for row in sheet.iter_rows(max_row=printed(sheet))]
    assert "D7:D306" in places
    below = [row[6].value for row in sheet.iter_rows(min_row=printed(sheet)) if row[0].value == 1]
    assert [cell for cell in below if str(cell).startswith("D")] == [f"D{n}" for n in range(7, 307)]


def test_cells_too_many_for_their_column_stand_in_the_next_row() -> None:
    sheet = filled(scattered(300))["หลักฐาน"]
    at = next(row[0].row for row in sheet.iter_rows() if row[6].value == "แถวถัดไป")
    words = str(sheet.cell(at + 1, 2).value)
    assert words.startswith("ช่อง D8, D12, ") and words.endswith("D1204") and len(words.split(", ")) == 300
    assert at + 1 < printed(sheet)


@pytest.mark.parametrize("card", [*cards(situations()), scattered(300)])
def test_a_district_is_nine_pages_or_fewer(card: Scorecard) -> None:
    pages = {sheet.title: 1 + len(sheet.row_breaks.brk) for sheet in filled(card)}
    assert pages["บันทึกข้อตกลง"] <= 4 and pages["หลักฐาน"] <= 4, pages


def test_only_what_officers_fill_is_unlocked() -> None:
    book = filled(one())
    assert all(sheet.protection.sheet and not sheet.protection.password for sheet in book)
    free = {c.value for ws in book for row in ws.iter_rows() for c in row if not c.protection.locked and c.value}
    assert any(str(text).startswith("ความเห็นของผู้ประเมิน") for text in free)
    assert not any(isinstance(text, (int, float)) for text in free)


# --- the formulas prove themselves -------------------------------------------------------------


@pytest.mark.slow
@needs_libreoffice
def test_stored_values_are_what_libreoffice_computes_from_scratch(tmp_path: Path) -> None:
    every = list(cards(situations()))
    edges = ["79.995", "80", "84.994", "84.995", "99.994999", "112.5", "70.005", "1.005", "0.125"]
    changes = [(f"ขอบ {n}", {1: ratio(1, f"27{n:02}", top, "100")}) for n, top in enumerate(edges, 1)]
    every += cards([("ก", {}), *changes])
    for n, card in enumerate(every):
        (tmp_path / f"{n}.xlsx").write_bytes(FORM.fill(said(card)))
    recompute(tmp_path)
    names = [f"{n}.xlsx" for n in range(len(every))]
    assert [line for name in names for line in differences(tmp_path, name)] == []


def test_the_chain_from_evidence_to_band_is_live() -> None:
    book = filled(one(), values=False)
    formulas = {
        sheet.title: [str(c.value) for row in sheet.iter_rows() for c in row if c.data_type == "f"]
        for sheet in book
    }
    evidence, scores = formulas["หลักฐาน"], formulas["ผลคะแนน"]
    for pattern in (r"^=SUM\(C\d+:C\d+\)", r"\*100/SUMIF", r"^=ROUND\(C\d+,D\d+\)", "MATCH"):
        assert any(re.search(pattern, formula) for formula in evidence), pattern
    for pattern in ("^='?หลักฐาน'?!C", r"\*K\d+/100", "SUMPRODUCT", "INDEX", r"\*100/VALUE\("):
        assert any(re.search(pattern, formula) for formula in scores), pattern


@pytest.mark.slow
@needs_libreoffice
def test_points_between_levels_are_what_libreoffice_computes_too(tmp_path: Path) -> None:
    edges = ["79.99", "80", "82.53", "84.99", "97.5", "99.99", "100", "112.5", "60.05", "82.525"]
    reading = next(r for r in AGREEMENT.readings if r.id == "step-or-interpolated")
    low = next(r for r in AGREEMENT.readings if r.id == "below-first-level")
    exact = next(r for r in AGREEMENT.readings if r.id == "rounding")
    step = AGREEMENT.under_other(reading)
    every = []
    for other in (step, step.under_other(low), step.under_other(exact)):
        every += [(card, other) for card in cards([
            (f"ขอบ {n}", {1: ratio(1, f"27{n:02}", top, "100"), 6: ratio(6, f"27{n:02}", top, "100")})
            for n, top in enumerate(edges, 1)
        ], other)]
    for n, (card, other) in enumerate(every):
        (tmp_path / f"{n}.xlsx").write_bytes(FORM.fill(said(card, other)))
    recompute(tmp_path)
    for n, (card, _) in enumerate(every):
        assert differences(tmp_path, f"{n}.xlsx") == []
        sheet = load_workbook(tmp_path / f"{n}.xlsx", data_only=True)["ผลคะแนน"]
        assert row_of(sheet, 6)[11] == pytest.approx(float(card.scores[5].weighted or 0))
    sheet = filled(every[4][0], step)["ผลคะแนน"]
    first = row_of(sheet, 1)
    assert (first[9], first[11]) == (4, 2.25)
    assert any("ตามสัดส่วน: ๔.๕๐" in text for text in texts(sheet))


def test_the_readings_not_taken_still_give_a_workbook_that_agrees() -> None:
    other = AGREEMENT
    for reading in AGREEMENT.readings:
        other = other.under_other(reading)
    card = cards([("เมืองสระแก้ว", {})], other)[0]
    row = row_of(filled(card, other)["ผลคะแนน"], 6)
    assert row[9] == 1 and row[11] == pytest.approx(0.15)


@pytest.mark.slow
def test_no_format_of_a_districts_workbook_rounds_a_figure() -> None:
    broken = [
        cell for card in cards(situations()) for sheet in filled(card) for row in sheet.iter_rows()
        for cell in row if isinstance(cell.value, float) and cell.value != int(cell.value)
    ]
    assert len(broken) > 50
    assert [(c.parent.title, c.coordinate) for c in broken if "." not in c.number_format] == []


def test_districts_of_every_situation_leave_nothing_behind() -> None:
    path = HOME / "templates" / "agreement.xlsx"
    form = load_form(path)
    every = [said(card) for card in cards(situations())]
    alone = [load_form(path).fill(one) for one in every]
    for order in (range(len(every)), reversed(range(len(every)))):
        for number in order:
            assert form.fill(every[number]) == alone[number]
