"""A made-up round of another shape, from its exports to its papers: nothing of one round is in the program."""

import io
import json
import re
import shutil
from contextlib import redirect_stdout
from pathlib import Path

import openpyxl
import province
import pytest
import second_round
from libreoffice import differences, needs_libreoffice, recompute
from second_round import LEVELS, PLACES, ROUND

from pipeline.cli import main

pytestmark = pytest.mark.slow


def command(patch: pytest.MonkeyPatch, *words: object, expect: int = 0) -> str:
    """What the program says to a command in this process, and ends as expected."""
    patch.setattr("sys.argv", ["pipeline", *map(str, words)])
    said = io.StringIO()
    with pytest.raises(SystemExit) as stop, redirect_stdout(said):
        main()
    assert stop.value.code == expect, said.getvalue()
    return said.getvalue()


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The folder of all that is made, and what each command said."""
    folder = tmp_path_factory.mktemp("second")
    source, output, of = folder / "input", folder / "output", ("--round", ROUND)
    tables = second_round.tables()
    tables["bpm"][3][3] = 20  # ละอุ่น says another figure at first
    province.write(source, tables)
    said = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(second_round.home(folder / "home"))
        command(patch, "run", *of, "--input", source, "--output", folder / "before")
        province.write(source, second_round.tables())
        for name, *words in (
            ("run", "run", *of, "--input", source, "--output", output),
            ("check", "check", *of, "--input", source, "--xlsx", folder / "check.xlsx"),
            ("compile", "compile", *of, output / ROUND, "--output", folder / "nation"),
            ("forms", "forms", *of, "--input", source, "--output", folder / "forms"),
            *((str(kpi), "explain", *of, "--input", source, "ละอุ่น", str(kpi)) for kpi in LEVELS),
        ):
            said[name] = command(patch, *words)
        said["diff"] = command(patch, "diff", folder / "before" / ROUND, output / ROUND, expect=1)
        shutil.copytree(output, folder / "closed")
        said["close"] = command(patch, "close", *of, "--output", folder / "closed", "--date", "5/10/2562")
    return folder, said


def cards(folder: Path) -> list[dict]:
    return json.loads((folder / "output" / ROUND / "results.json").read_text("utf-8"))["districts"]


def test_every_level_is_the_one_worked_out_by_hand(made):
    found = {card["code"]: {one["number"]: one["level"] for one in card["kpis"]} for card in cards(made[0])}
    assert found == {
        code: {kpi: levels[place] for kpi, levels in LEVELS.items()} for place, code in enumerate(PLACES)}


def test_three_sections_are_weighed_by_their_shares_and_the_bands_are_the_rounds_own(made):
    """Sections 40 : 40 : 20, out of the six levels of the longest ladder: a level of a shorter one counts as
    much as it is of its own last (3 of 4 levels are 4.5 of 6). 8505 is exempt from KPI 33: 2.4 ÷ 0.7."""
    # worked out by hand, Σ level × 6 ÷ last level × weight of each section
    sections = [("6.00", "6.00", "6.00"), ("4.16", "4.83", "4.39"), ("3.52", "3.26", "2.78"),
                ("1.32", "1.32", "0.81"), ("2.10", "1.62", "3.43")]
    totals = [("6.00", "100.00", "เกินเป้าหมาย"), ("4.47", "74.53", "เกินเป้าหมาย"), ("3.27", "54.47", "ใกล้เป้าหมาย"),
              ("1.22", "20.27", "ต่ำกว่าเป้าหมาย"), ("2.17", "36.23", "ต่ำกว่าเป้าหมาย")]
    for card, parts, (score, percent, band) in zip(cards(made[0]), sections, totals, strict=True):
        assert tuple(one["score"] for one in card["sections"].values()) == parts
        assert (card["total"]["score"], card["total"]["percent"], card["total"]["band"]) == (score, percent, band)


# What round 2561-1 alone says; กลุ่มบุคลากร is a word of this one, กลุ่มงาน… the owners of exports that both have;
# KPIs of five levels are out of 5 คะแนน in this one too.
ANOTHERS = re.compile(
    r"OTOP|SARA|ผู้ผลิต|รายได้|กลุ่ม(?!บุคลากร|งาน)|งานทีม|งานรายบุคคล|ดีเด่น|2561-1|1/2561|\d มีนาคม|ต\.ค\.|เต็ม 5(?! คะแนน)|ทั้ง 9|ยอดขาย")


def papers(folder: Path) -> list[tuple[str, str, str, str]]:
    """Every text of every workbook: cells, prompts and errors, headers and footers."""
    found = []
    for path in sorted(folder.rglob("*.xlsx")):
        if folder / "input" in path.parents or folder / "home" in path.parents:
            continue
        for sheet in openpyxl.load_workbook(path):
            cells = [(cell.coordinate, cell.value) for row in sheet.iter_rows() for cell in row]
            rules = [(str(rule.sqref), text) for rule in sheet.data_validations.dataValidation
                     for text in (rule.prompt, rule.error, rule.formula1)]
            margins = [(part, text) for part in ("oddHeader", "oddFooter")
                       for text in (getattr(sheet, part).left.text, getattr(sheet, part).right.text)]
            found += [(path.name, sheet.title, place, text) for place, text in (*cells, *rules, *margins)
                      if isinstance(text, str)]
    return found


def test_no_paper_and_no_command_says_a_word_of_another_round(made):
    folder, said = made
    every = papers(folder)
    assert len({name for name, *_ in every}) > 15 and len(every) > 3000
    assert [one for one in every if ANOTHERS.search(one[3])] == []
    assert {name: ANOTHERS.findall(text) for name, text in said.items() if ANOTHERS.search(text)} == {}


def test_counts_growth_and_registers_are_called_as_the_round_calls_them(made):
    scores = {one["number"]: one for one in cards(made[0])[1]["kpis"]}
    assert scores[15]["next_level"]["needs"] == "ยังขาด: จำนวนครั้งที่ประชุมติดตามอย่างน้อย 6 ครั้ง"
    assert scores[25]["next_level"]["needs"] == "ยังขาด: จำนวนศูนย์ที่เปิดแล้วอย่างน้อย 2 แห่ง"
    assert scores[21]["next_level"]["needs"] == "รับสมาชิกเพิ่มอีก 12 คน"
    assert scores[21]["evidence"] == {
        "จำนวนสมาชิกกองทุน เม.ย. 62–ก.ย. 62": "648", "จำนวนสมาชิกกองทุน เม.ย. 61–ก.ย. 61": "600"}
    assert scores[22]["evidence"] == {"อาสารายใหม่ในรอบ": "5", "อาสาที่ลงทะเบียนปี 2559–2561": "50"}
    assert "อาสารายใหม่ในรอบ = 5 คน" in made[1]["22"]


def test_what_a_total_is_out_of_and_the_months_stand_on_the_papers_as_they_are(made):
    every = [(name, sheet, text) for name, sheet, _, text in papers(made[0])]
    assert ("8502 ละอุ่น.xlsx", "ผลคะแนน", "คะแนนรวม (เต็ม 6)") in every
    assert ("สรุปจังหวัดระนอง.xlsx", "สรุปคะแนน", "รวม\n(เต็ม 6)") in every
    assert ("สรุปจังหวัดระนอง.xlsx", "พิมพ์สรุป", "คะแนนเฉลี่ยรวม เต็ม 6.00") in every
    assert ("สรุปรวมจังหวัด.xlsx", "ทุกอำเภอ", "งานริเริ่ม\n(เต็ม 6)") in every
    assert ("สรุปจังหวัดระนอง.xlsx", "แผนภูมิ", "ระดับ 5 ขึ้นไป") in every
    assert "รวม (เต็ม 6)" in made[1]["run"]
    assert any("เช่น 30 กันยายน 2562" in text for _, _, text in every)
    assert any("เช่น 11, 12" in text for _, _, text in every)


def test_what_has_changed_is_told_and_the_round_can_be_closed(made):
    folder, said = made
    assert "ตัวชี้วัดที่ 12 ระดับ: 4 → 3" in said["diff"] and "คะแนนส่วนการบริหาร: " in said["diff"]
    assert (folder / "closed" / ROUND / "ปิดรอบ.json").is_file() and "2562-2" in said["close"]


@needs_libreoffice
def test_the_formulas_of_its_papers_make_what_is_printed(made, tmp_path):
    for path in (made[0] / "output" / ROUND / "8505 สุขสำราญ.xlsx",
                 made[0] / "output" / ROUND / "สรุปจังหวัดระนอง.xlsx", made[0] / "nation" / ROUND / "สรุปรวมจังหวัด.xlsx"):
        shutil.copy(path, tmp_path)
    recompute(tmp_path)
    for path in sorted(tmp_path.glob("*.xlsx")):
        assert differences(tmp_path, path.name) == []
