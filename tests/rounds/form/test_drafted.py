"""A form drafted from a signed paper and from a round that is like it: what the paper says stands there, what it
does not say is asked, and nothing of another round comes in unsaid."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from signed_papers import AGREEMENT, EIGHTY, LIKE, form_of, kpi, own_paper, paper

from pipeline.errors import UsageError
from pipeline.rounds.form.book import FormBook, FormRow
from pipeline.rounds.form.drafted import drafted, round_span
from pipeline.rounds.paper.record import SignedPart, SignedSection


def row(book: FormBook, table: str, number: int, part: str = "") -> FormRow:
    return next(one for one in book.rows(table) if one.number("number") == number and one.text("part") == part)


def levels(book: FormBook, number: int, part: str = "") -> list[FormRow]:
    return [one for one in book.rows("levels") if one.number("number") == number and one.text("part") == part]


def reading(book: FormBook, name: str) -> FormRow:
    return next(one for one in book.rows("readings") if one.text("id") == name)


def doubts(book: FormBook) -> tuple[str, ...]:
    return book.frame("doubts").lines("value")


# --- the frame -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("round_id", "span"), [
    ("2561-1", (dt.date(2017, 10, 1), dt.date(2018, 3, 31))), ("2569-2", (dt.date(2026, 4, 1), dt.date(2026, 9, 30)))])
def test_a_round_is_half_a_fiscal_year(round_id: str, span: tuple[dt.date, dt.date]) -> None:
    assert round_span(round_id) == span


@pytest.mark.parametrize("round_id", ["2561-3", "61-1", "2561", "2018-1", "", "2561-1 ", "๒๕๖๑-๑"])
def test_what_names_no_round_is_refused(round_id: str) -> None:
    with pytest.raises(UsageError, match="ไม่ใช่ชื่อรอบ"):
        round_span(round_id)


def test_the_days_of_the_title_are_the_rounds() -> None:
    book = drafted(paper(kpi(), title=("รอบที่ 2 ปีงบประมาณ พ.ศ. 2561 (16 เมษายน 2561 - 30 กันยายน 2561)",)), "2561-2")
    assert (book.frame("start").date("value"), book.frame("end").date("value")) == (dt.date(2018, 4, 16), dt.date(2018, 9, 30))
    assert not doubts(book)


def test_a_title_of_another_round_is_told() -> None:
    book = drafted(paper(kpi()), "2562-1")
    assert book.frame("start").date("value") == dt.date(2018, 10, 1), "the round that was asked for"
    said = " ".join(doubts(book))
    assert "รอบที่ 2" in said and "พ.ศ. 2561" in said and "1 เมษายน 2561" in said


def test_what_the_paper_was_not_understood_of_is_told() -> None:
    assert doubts(drafted(replace(paper(kpi()), doubts=("แถวที่ 7 ไม่มีเลข",)), "2561-2")) == ("แถวที่ 7 ไม่มีเลข",)


def test_bands_and_signers_are_the_usual_ones_or_those_of_the_round_that_is_like() -> None:
    usual, like = drafted(own_paper(), "2561-1", usual=LIKE), drafted(own_paper(), "2561-1", LIKE)
    for table in ("bands", "signers"):
        assert [one.values for one in usual.rows(table)] == [one.values for one in LIKE.rows(table)]
        assert like.rows(table) == LIKE.rows(table)
        assert not drafted(own_paper(), "2561-1").rows(table)
    assert [one.text("id") for one in usual.rows("sections")] == [one.id for one in AGREEMENT.sections]
    assert like.frame("bands_note").text("value") == AGREEMENT.bands_note


def test_shares_are_the_papers_else_equal() -> None:
    def shares(*sections: SignedSection) -> list[Decimal | None]:
        return [one.number("share") for one in drafted(paper(kpi(), sections=sections), "2561-2").rows("sections")]

    assert shares(SignedSection("ก", Decimal(70)), SignedSection("ข", Decimal(30))) == [70, 30]
    assert shares(SignedSection("ก"), SignedSection("ข")) == [50, 50]
    assert shares(SignedSection("ก"), SignedSection("ข"), SignedSection("ค")) == [None, None, None], "nobody knows"


def test_a_paper_without_sections_has_one() -> None:
    book = drafted(paper(kpi(section=""), sections=()), "2561-2")
    (section,) = book.rows("sections")
    assert (section.text("name"), section.number("share")) == ("ผลสัมฤทธิ์ของงาน", 100)
    assert row(book, "kpis", 1).text("section") == section.text("name")
    assert "ส่วนเดียว" in doubts(book)[0]


# --- KPIs ----------------------------------------------------------------------------------------


def test_what_the_paper_says_stands_word_for_word() -> None:
    book = drafted(own_paper(), "2561-1")
    for one in AGREEMENT.kpis:
        said = row(book, "kpis", one.number)
        assert (said.text("name"), said.text("goal"), said.text("data_source")) == (one.name, one.goal, one.data_source)
        assert (said.number("weight"), said.text("section")) == (one.weight, AGREEMENT.section_names[one.section])
        assert said.lines("notes") == tuple(" ".join(note.split("\n")).strip() for note in one.criteria_notes)
        assert [level.text("quote") for level in levels(book, one.number)] == [level.quote for level in one.levels]
        assert not said.text("way"), "nobody chose"
        assert said.text("unit") == one.unit
    assert [one.text("text") for one in book.rows("paper")] == ["ข้อความ", "ตัวชี้วัดที่ 1"]
    assert not any(level.text("confirmed") for level in book.rows("levels"))


@pytest.mark.parametrize(("note", "cutoff"), [
    ("วันที่ตัดยอดเบิกจ่าย คือ วันที่ 27 กันยายน 2561", dt.date(2018, 9, 27)),
    ("ใช้ข้อมูล ณ วันที่ ๑๕ กันยายน ๒๕๖๑", dt.date(2018, 9, 15)),
    ("ใช้ข้อมูล ณ วันที่ 30 กันยายน 2561", None),  # the round's last day, which a blank stands for
    ("ใช้ยอดเบิกจ่ายถึงวันที่ 20 กันยายน 2561", dt.date(2018, 9, 20)),
    ("ผลตั้งแต่วันที่ 1 เมษายน 2561 ถึงวันที่ 20 กันยายน 2561", dt.date(2018, 9, 20)),
    ("ส่งภายในวันที่ 10 กันยายน 2561", None),
    ("รับสมัครถึงวันที่ 10 กันยายน 2561", None),
    ("ข้อมูล ณ วันที่ 30 กันยายน 2560", None),
])
def test_the_cut_off_is_the_day_that_a_note_names(note: str, cutoff: dt.date | None) -> None:
    assert row(drafted(paper(kpi(notes=(note,))), "2561-2"), "kpis", 1).date("cutoff") == cutoff


def test_two_days_to_cut_off_at_are_asked() -> None:
    book = drafted(paper(kpi(notes=("ตัดยอดวันที่ 1 มิถุนายน 2561", "ตัดยอดวันที่ 1 กันยายน 2561"))), "2561-2")
    assert row(book, "kpis", 1).date("cutoff") is None
    assert "หลายวัน" in doubts(book)[0]


@pytest.mark.parametrize(("note", "base"), [
    ("ผู้ที่ลงทะเบียนฯ ปี 2557 - 2558", "2557, 2558"), ("ปีฐาน พ.ศ. 2559", "2559"), ("ทะเบียน ปี 2561", ""), ("แผน พ.ศ. 2560", "")])
def test_base_years_are_those_that_a_note_about_them_names(note: str, base: str) -> None:
    assert row(drafted(paper(kpi(notes=(note,))), "2561-2"), "kpis", 1).text("base_years") == base


def test_parts_have_rows_of_their_own() -> None:
    whole = kpi(levels=(), parts=(SignedPart("A", "ร้อยละของการเบิกจ่าย", EIGHTY, ("หมายเหตุ ก",), Decimal(2)), SignedPart("B", "อื่น", EIGHTY)))
    book = drafted(paper(whole), "2561-2")
    assert row(book, "kpis", 1, "A").number("weight") == 2
    assert row(book, "kpis", 1, "B").number("weight") is None
    assert [one.number("value") for one in levels(book, 1, "B")] == [80, 90]
    assert row(book, "kpis", 1).lines("notes") == ("หมายเหตุ ก",), "lines of parts are the KPI's, where a definition has them"


# --- readings ------------------------------------------------------------------------------------


def test_the_standing_questions_name_the_kpis_that_they_are_asked_of() -> None:
    book = drafted(own_paper(), "2561-1")
    for one in AGREEMENT.readings:
        if one.id in ("below-first-level", "rounding", "step-or-interpolated", "section-shares"):
            said = reading(book, one.id)
            assert said.text("kpis") == ", ".join(map(str, one.kpis)), one.id
            assert said.text("changes") == reading(LIKE, one.id).text("changes"), one.id
            assert all(said.text(key) for key in ("question", "chosen", "reason", "other"))


def test_shares_that_the_paper_states_are_not_asked() -> None:
    sections = (SignedSection("งานทีม", Decimal(60)), SignedSection("งานรายบุคคล", Decimal(40)))
    book = drafted(paper(kpi(), kpi("อื่น", 2, section="งานรายบุคคล"), sections=sections), "2561-2")
    assert "section-shares" not in [one.text("id") for one in book.rows("readings")]


def test_what_a_ladder_leaves_open_is_a_reading_of_its_kpi() -> None:
    ladder = ((1, "น้อยกว่าร้อยละ 75"), (2, "ร้อยละ 75 - 79"), (3, "ร้อยละ 80 - 84"), (4, "ร้อยละ 85 ขึ้นไป"))
    book = drafted(paper(kpi(number=3, levels=ladder)), "2561-2")
    (own,) = [one for one in book.rows("readings") if one.text("kpis") == "3" and "ระดับที่" in one.text("changes")]
    assert own.lines("changes")[0] == "ตัวชี้วัดที่ 3 ระดับที่ 3 มากกว่า 79"
    assert own.text("chosen") and own.text("other")


# --- a round that is like ------------------------------------------------------------------------


def test_a_kpi_of_the_same_name_has_what_it_had() -> None:
    book = drafted(own_paper(), "2561-1", LIKE)
    for table in ("sections", "items"):
        assert [one.values for one in book.rows(table)] == [one.values for one in LIKE.rows(table)]
    for mine, theirs in zip(book.rows("kpis"), LIKE.rows("kpis"), strict=True):
        assert mine.values == theirs.values
    for mine, theirs in zip(book.rows("levels"), LIKE.rows("levels"), strict=True):
        assert mine.values == {key: value for key, value in theirs.values.items() if key != "confirmed"}, "a person confirms again"
    assert {one.text("id") for one in book.rows("readings")} == {one.text("id") for one in LIKE.rows("readings")}


def test_of_two_kpis_of_one_name_each_has_what_that_of_its_section_had() -> None:
    own = row(LIKE, "kpis", 1)
    sections = [one.text("name") for one in LIKE.rows("sections")]
    rows = [FormRow({**own.values, "number": Decimal(number), "section": name, "way": f"ทางที่ {number}"}) for number, name in enumerate(sections, 1)]
    like = replace(LIKE, tables={**LIKE.tables, "kpis": rows})
    kpis = [kpi(own.text("name"), number, section=name) for number, name in enumerate(reversed(sections), 1)]
    book = drafted(paper(*kpis, sections=[SignedSection(name) for name in sections]), "2561-2", like)
    assert [one.text("way") for one in book.rows("kpis")] == ["ทางที่ 2", "ทางที่ 1"]
    assert [one.text("way") for one in drafted(None, "2561-2", like).rows("kpis")] == ["ทางที่ 1", "ทางที่ 2"]
    elsewhere = drafted(paper(kpi(own.text("name"), section="ส่วนอื่น"), sections=[SignedSection("ส่วนอื่น")]), "2561-2", like)
    assert not elsewhere.rows("kpis")[0].text("way") and any("คล้ายกับ" in one for one in doubts(elsewhere))


def test_spaces_and_digits_do_not_make_another_name() -> None:
    name = AGREEMENT.kpi(9).name.replace("2561", "๒๕๖๑").replace(" ", "")
    book = drafted(paper(kpi(name, 4)), "2561-2", LIKE)
    assert row(book, "kpis", 4).text("way").startswith("ผลการจัดเก็บข้อมูลความจำเป็นพื้นฐาน")


def test_a_kpi_that_is_only_alike_is_suggested_and_has_nothing_of_it() -> None:
    name = AGREEMENT.kpi(9).name.replace("2561", "2562")
    book = drafted(paper(kpi(name, 4)), "2561-2", LIKE)
    said = row(book, "kpis", 4)
    assert not said.text("way") and not said.text("short_name")
    assert any("ตัวชี้วัดที่ 4 คล้ายกับตัวชี้วัดที่ 9 ของรอบ 2561-1" in line for line in doubts(book))


def test_base_years_that_the_new_paper_names_go_before_those_of_the_round_that_is_like() -> None:
    fourth = replace(own_paper().kpis[3], number=1, section="งานทีม", notes=("ผู้ที่ลงทะเบียนฯ ปี 2559 - 2560",))
    said = row(drafted(paper(fourth), "2561-2", LIKE), "kpis", 1)
    assert said.text("base_years") == "2559, 2560"
    assert said.text("way") == "ทะเบียนผู้ผลิต ผู้ประกอบการ OTOP: รายใหม่ ÷ รายของปีฐาน"


@pytest.mark.parametrize(("notes", "told"), [
    (lambda lines: lines, False), (lambda lines: [one.replace("27 มีนาคม 2561", "25 ก.ย. 2561") for one in lines], False),
    (lambda lines: [*lines, "ไม่นับงบลงทุน"], True), (lambda _: [], True)])
def test_notes_that_say_something_else_are_told(notes: Callable[[Sequence[str]], Sequence[str]], told: bool) -> None:
    first = own_paper().kpis[0]
    book = drafted(paper(replace(first, section="งานทีม", notes=tuple(notes(first.notes)))), "2561-2", LIKE)
    assert told == any("ข้อความใต้เกณฑ์ต่าง" in line for line in doubts(book))


def test_other_criteria_of_the_same_kpi_are_read_anew() -> None:
    ladder = tuple((level, quote.replace("80", "75")) for level, quote in own_paper().kpis[0].levels)
    book = drafted(paper(kpi(AGREEMENT.kpi(1).name, 1, levels=ladder)), "2561-2", LIKE)
    assert levels(book, 1)[0].number("value") == 75
    assert row(book, "kpis", 1).text("way") == "รายงานผลการเบิกจ่าย: เบิกจ่าย ÷ จัดสรร"


@pytest.mark.parametrize(("unit", "words", "same"), [
    ("ร้อยละ", "ไม่น้อยกว่า 3 กลุ่ม", False), ("ล้านบาท", "ไม่น้อยกว่า 500,000 บาท", False), ("ร้อยละ", "ไม่น้อยกว่าร้อยละ 75", True),
    ("ต่อแสนคน", "ไม่เกิน 18 คน", True), ("คะแนน", "80", True)])
def test_criteria_that_count_something_else_are_of_another_way(unit: str, words: str, same: bool) -> None:
    own = row(LIKE, "kpis", 1)
    like = replace(LIKE, tables={**LIKE.tables, "kpis": [FormRow({**own.values, "unit": unit})]})
    book = drafted(paper(kpi(own.text("name"), levels=((1, words),))), "2561-2", like)
    said = row(book, "kpis", 1)
    assert (bool(said.text("way")), said.text("unit") == unit) == (same, same)
    assert same != any("นับเป็น" in line and unit in line for line in doubts(book))


@pytest.mark.parametrize(("first", "year", "asked"), [("ส่งภายในวันที่ 20 มีนาคม", "", True), ("ส่งภายในวันที่ 20 มีนาคม", " 2561", False)])
def test_days_of_another_round_whose_year_no_words_say_are_asked(first: str, year: str, asked: bool) -> None:
    own = row(LIKE, "kpis", 1)
    quotes = ((1, first + year), (2, first.replace("20", "10") + year))
    rows = [FormRow({**levels(LIKE, 1)[0].values, "level": Decimal(number), "quote": quote, "bound": "ไม่เกิน", "value": dt.date(2018, 3, 30 - 10 * number)})
            for number, quote in quotes]
    like = replace(LIKE, tables={**LIKE.tables, "kpis": [FormRow({**own.values, "unit": "วันที่"})], "levels": rows})
    said = levels(drafted(paper(kpi(own.text("name"), levels=quotes)), "2562-1", like), 1)
    assert [bool(one.text("question")) for one in said] == [asked] * 2
    assert [one.date("value") for one in said] == ([None] * 2 if asked else [dt.date(2018, 3, 20), dt.date(2018, 3, 10)])


def test_an_item_that_an_office_shortened_is_known_by_the_words_of_its_level() -> None:
    """A later round says the quarter anew, so that the ladder is read anew, but asks for the same record."""
    fund, = (one for one in own_paper().kpis if one.number == 7)
    later = replace(fund, levels=tuple((level, quote.replace("ไตรมาส 2", "ไตรมาส 4")) for level, quote in fund.levels))
    item, = (one for one in drafted(paper(later), "2561-2", LIKE).rows("items"))
    former, = (one for one in LIKE.rows("items") if one.text("number") == "7")
    assert item == former
    assert item.text("element") and item.text("unanswered")


def test_parts_have_what_they_had_and_deductions_are_told(tmp_path: Path) -> None:
    like = form_of("2569-1", tmp_path)
    budget, loans = row(like, "kpis", 12), row(like, "kpis", 1)
    parts = [one for one in like.rows("kpis") if one.number("number") == 12 and one.text("part")]
    whole = kpi(budget.text("name"), 1, levels=(), parts=(
        SignedPart("A", parts[0].text("name"), EIGHTY), SignedPart("B", "ร้อยละของอย่างอื่น", EIGHTY)))
    book = drafted(paper(whole, kpi(loans.text("name"), 2)), "2569-2", like)
    assert row(book, "kpis", 1, "A").text("way") == parts[0].text("way")
    assert not row(book, "kpis", 1, "B").text("way"), "another part under the same letter"
    assert [line for line in doubts(book) if "ตัวชี้วัดที่ 2" in line and "หัก A “สัญญาที่ค้างคืน”" in line]
    alone = drafted(None, "2569-2", like)
    assert row(alone, "kpis", 1, "หัก A").text("way") == row(like, "kpis", 1, "หัก A").text("way")
    assert len(alone.rows("levels")) == len(like.rows("levels"))


def test_a_reading_follows_its_kpi_to_another_number_and_goes_with_its_words() -> None:
    seventh = own_paper().kpis[6]
    book = drafted(paper(replace(seventh, number=3, section="งานทีม")), "2561-2", LIKE)
    said = reading(book, "exactly-seventy")
    assert said.text("kpis") == "3"
    assert said.lines("changes") == ("ตัวชี้วัดที่ 3 ระดับที่ 4 ไม่น้อยกว่า 71", "ตัวชี้วัดที่ 3 ระดับที่ 5 ไม่น้อยกว่า 71")
    other = tuple((level, quote.replace("70", "75")) for level, quote in seventh.levels)
    changed = drafted(paper(replace(seventh, number=3, section="งานทีม", levels=other)), "2561-2", LIKE)
    assert "exactly-seventy" not in [one.text("id") for one in changed.rows("readings")]


def test_a_standing_reading_stays_as_the_province_turned_it() -> None:
    rows = [FormRow({**one.values, "use": "อีกทาง"}) if one.text("id") == "rounding" else one for one in LIKE.rows("readings")]
    book = drafted(own_paper(), "2561-1", replace(LIKE, tables={**LIKE.tables, "readings": rows}))
    assert reading(book, "rounding").text("use") == "อีกทาง"
    assert reading(book, "below-first-level").text("use") == "ทางที่ใช้"


def test_without_a_paper_the_kpis_of_the_round_that_is_like_stand_to_be_compared() -> None:
    book = drafted(None, "2561-2", LIKE)
    assert [one.text("name") for one in book.rows("kpis")] == [one.text("name") for one in LIKE.rows("kpis")]
    assert book.frame("start").date("value") == dt.date(2018, 4, 1)
    assert not book.frame("title").text("value") and not book.rows("paper")
    assert not any(one.text("confirmed") for one in book.rows("levels"))
    assert not any(one.date("cutoff") for one in book.rows("kpis")), "days of another round"
    assert "ข้อความของรอบ 2561-1" in doubts(book)[0]


def test_without_anything_the_frame_alone_is_there() -> None:
    book = drafted(None, "2569-2", usual=LIKE)
    assert book.frame("end").date("value") == dt.date(2026, 9, 30)
    assert len(book.rows("bands")) == 5
    assert not any(book.rows(table) for table in ("sections", "kpis", "levels", "items", "readings", "paper"))


def test_the_points_of_parts_are_a_result_that_nobody_types() -> None:
    levels = ((1, "มีแผนของกองทุน"), (2, "คะแนนรวมไม่น้อยกว่า 70 คะแนน"), (3, "คะแนนรวมไม่น้อยกว่า 90 คะแนน"))
    part = SignedPart("A", "ร้อยละการเบิกจ่าย", ((1, "ร้อยละ 70 ขึ้นไป เท่ากับ 50 คะแนน"), (2, "ร้อยละ 90 ขึ้นไป เท่ากับ 100 คะแนน")))
    kinds = [[row.text("kind") for row in drafted(paper(one), "2561-2").rows("items")] for one in (kpi(levels=levels), kpi(levels=levels, parts=(part,)))]
    assert kinds == [["มี/ไม่มี", "ผลเป็นจำนวน"], ["มี/ไม่มี"]]
