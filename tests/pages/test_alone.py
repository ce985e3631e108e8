"""A district's page alone, in a province whose districts are called as words are: สอง, ลอง."""

import json
import re
from dataclasses import replace

import nation
import province
import pytest
from home import HOME
from lxml import html
from told_pages import by_id, has_class, read, texts

from pipeline.model.finding import Finding
from pipeline.model.task import Tasks
from pipeline.run.pages import RunPages
from pipeline.run.stages import evaluate
from pipeline.run.writing import write

pytestmark = pytest.mark.slow
ODD = 98765.25  # what only ลอง has


def spoilt() -> dict[str, province.Rows]:
    """Exports of แพร่: an activity twice in every district, a figure of ลอง that is far off, a register number in
    two districts, rows whose district is nearly one of them."""
    tables = nation.tables("แพร่")
    for row in tables["bpm"][2:]:
        row[1] = "กิจกรรม"
    for row in tables["disbursement"][2:]:
        row[2] = ODD if row[0] == "ลอง" else row[2] / 1000
    for row in tables["register"][2:]:
        if row[3] in ("ลอง", "สอง") and "-001" in str(row[0]):
            row[0] = "5400-001"
    tables["livelihood"] += [["สองง", "ตัวอย่าง", "หมู่ 9", 77777, 66666], ["ลองง", "ตัวอย่าง", "หมู่ 9", 20, 17]]
    return tables


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    place = tmp_path_factory.mktemp("phrae")
    outcome = evaluate(HOME, province.write(place / "in", spoilt()), "2561-1", None, 1)
    folder = write(HOME, outcome, place / "out").folder
    results = json.loads((folder / "results.json").read_text("utf-8"))
    pages = {one["name"]: read(folder / f"{one['code']} {one['name']}.html") for one in results["districts"]}
    return results, read(folder / "สรุปจังหวัดแพร่.html"), pages, outcome


def test_ordinary_words_stay_as_they_are(made):
    results, whole, pages, _ = made
    for one in results["districts"]:
        own, there = (by_id(page, f"d{one['code']}") for page in (pages[one["name"]], whole))
        for words in ("ทั้งสองแถว", "ทศนิยมสองตำแหน่ง", "คงเหลือ", "ทดลอง"):
            assert texts(own).count(words) == texts(there).count(words), (one["name"], words)
        assert not re.search("[ก-๙]อีกอำเภอหนึ่ง(?:แถว|ตำแหน่ง|อำเภอ|เหลือ)", texts(own))
    assert "ทั้งสองแถว" in texts(pages["สอง"]) and "ทั้งสองแถว" in texts(pages["ลอง"])


def test_no_other_district_is_named_and_no_figure_of_another_shown(made):
    results, _, pages, _ = made
    for one in results["districts"]:
        words = texts(pages[one["name"]])
        for other in results["districts"]:
            if other is not one:
                assert not re.search(f"อำเภอ{other['name']}|(?<![ก-๎]){other['name']}(?![ก-๎])", words), (one["name"], other["name"])
                assert other["code"] not in words
        assert ("98,765.25" in words) == (one["name"] == "ลอง")
        assert "อันดับ" not in words


def test_a_finding_stays_with_whom_it_is_about(made):
    results, _, pages, _ = made
    for one in results["districts"]:
        found = " ".join(texts(box) for box in has_class(pages[one["name"]], "finding"))
        assert ("“สองง”" in found) == (one["name"] == "สอง")
        assert ("“ลองง”" in found) == (one["name"] == "ลอง")


def test_a_finding_of_another_at_a_cell_that_both_use_is_left_out(made):
    *_, outcome = made
    card = next(card for card in outcome.cards if card.district.name == "ลอง")
    cell = card.scores[0].measurement.origins[0]
    for code, there in ((card.district.code, True), (None, True), ("5401", False)):
        found = Finding("row-twice", "warning", "ช่องนี้ 44,444.40 บาท", "ตรวจ", cell, code)
        page = RunPages(replace(outcome, findings=[found]), Tasks()).district(card)
        assert ("44,444.40" in texts(html.document_fromstring(page))) == there
