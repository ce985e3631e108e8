"""The page of a province and that of a district: their figures are those of results.json, and all else that they promise."""

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import province
import pytest
from home import HOME
from made_rounds import home as made_home
from made_rounds import write as made_write
from told_pages import Element, by_id, cells_of, faults, has_class, read, texts

from benchmarks.made import Size, exports
from benchmarks.made import write as write_exports
from pipeline.run.stages import Outcome, evaluate
from pipeline.run.writing import write
from pipeline.score.province import pooled
from pipeline.summarise.nearness import final, missing_share

pytestmark = pytest.mark.slow
EXAMPLES = HOME / "examples" / "input"
VIEWS = ("overview", "kpis", "near", "missing", "tasks", "findings", "trend", "changes", "files")


class Made(NamedTuple):
    """A run: its folder, ``results.json``, and the province's page."""

    folder: Path
    results: dict
    page: Element
    outcome: Outcome

    def own(self, district: dict) -> Element:
        """The page of a district alone."""
        return read(self.folder / f"{district['code']} {district['name']}.html")


def made(place: Path, source: Path, round_id: str = "2561-1", home: Path = HOME) -> Made:
    outcome = evaluate(home, source, round_id, None, 1)
    folder = write(home, outcome, place).folder
    results = json.loads((folder / "results.json").read_text("utf-8"))
    return Made(folder, results, read(folder / f"สรุปจังหวัด{results['province']}.html"), outcome)


@pytest.fixture(scope="module")
def example(tmp_path_factory) -> Made:
    return made(tmp_path_factory.mktemp("example"), EXAMPLES)


def doubtful() -> dict[str, province.Rows]:
    """A province with a figure that looks like one a hundred times as large."""
    tables = province.tables()
    next(r for r in tables["progress"] if "ร้อยละการดำเนินงานตามแผน" in r)[3] = 0.96
    return tables


@pytest.fixture(scope="module")
def doubted(tmp_path_factory) -> Made:
    place = tmp_path_factory.mktemp("doubted")
    return made(place / "out", province.write(place / "in", doubtful()))


@pytest.fixture(scope="module")
def early(tmp_path_factory) -> Made:
    """A province whose reports are as at a day before the cut-off."""
    place = tmp_path_factory.mktemp("early")
    return made(place / "out", province.write(place / "in", province.tables()))


@pytest.fixture(scope="module", params=["2569-1", "2569-2"])
def pointed(tmp_path_factory, request) -> Made:
    """Rounds whose KPIs have parts, deductions and points."""
    place = tmp_path_factory.mktemp("pointed")
    made_write(place / "in", request.param, 1)
    return made(place / "out", place / "in", request.param, made_home(place / "home", request.param))


# --- figures -----------------------------------------------------------------------------------


def shown(value: str | None) -> str:
    return "–" if value is None else value


@pytest.mark.quick
def test_the_overviews_rows_are_those_of_the_results(example):
    check_rows(example)


def test_the_province_has_a_row_of_its_own_and_every_kpi_its_name(example):
    chips = has_class(by_id(example.page, "whole"), "chip")
    pool = pooled(example.outcome.cards, example.outcome.agreement)
    for kpi, chip in zip(example.outcome.agreement.kpis, chips, strict=True):
        level = pool[kpi.number].level if kpi.number in pool else None
        assert texts(chip).startswith("–" if level is None else str(level))
    assert has_class(by_id(example.page, "whole"), "doubt")
    names = texts(has_class(by_id(example.page, "overview"), "names")[0])
    assert all(" ".join((kpi.short_name or kpi.name).split()) in names for kpi in example.outcome.agreement.kpis)


def test_those_of_a_round_with_points_too(pointed):
    check_rows(pointed)


def check_rows(run: Made) -> None:
    rows = by_id(run.page, "standing").xpath("./tr")
    assert len(rows) == len(run.results["districts"])
    for row, district in zip(rows, run.results["districts"], strict=True):
        assert texts(row[0]) == district["name"]
        marks = [one.xpath(".//*[@aria-hidden]")[0].text for one in row.xpath("./td[@class='square']")]
        levels = [{"exempt": "ย", "unreported": "–"}.get(k["status"], str(k["level"])) for k in district["kpis"]]
        assert [mark.rstrip("?") for mark in marks] == levels
        figures = [texts(cell) for cell in row.xpath("./td[contains(@class, 'number')]")]
        total = district["total"]
        assert figures == [
            shown(total["score"] or total["provisional"]), shown(total["percent"]),
            *(shown(one["score"] or one["provisional"]) for one in district["sections"].values())]
        if total["band"]:
            assert texts(row[3]) == total["band"]
        provisional = [bool(has_class(row, "provisional")), district["complete"]]
        assert provisional != [True, True]


@pytest.mark.quick
def test_every_score_of_every_district_is_explained_with_the_figures_of_the_results(example):
    check_scores(example)


def test_those_with_parts_and_deductions_too(pointed):
    check_scores(pointed)
    words = texts(pointed.page)
    assert ("หัก " if pointed.results["round"] == "2569-1" else "ส่วน ") in words and " จาก " in words


def test_the_highest_level_is_said_where_it_is_reached_and_nowhere_else(example, pointed):
    for run in (example, pointed):
        last = {kpi.number: kpi.levels[-1].level for kpi in run.outcome.agreement.kpis if kpi.levels}
        reached = set()
        for district in run.results["districts"]:
            for kpi in district["kpis"]:
                summary = texts(by_id(run.page, f"d{district['code']}k{kpi['number']}").xpath("./summary")[0])
                at_last = kpi["level"] is not None and kpi["level"] == last.get(kpi["number"])
                assert ("ถึงระดับสูงสุดแล้ว" in summary) == at_last, (district["name"], kpi["number"])
                reached.add(at_last)
        assert reached == {True, False}


def check_scores(run: Made, brief: bool = False) -> None:
    """Every figure of results.json on both pages; where the province's is ``brief``, all cells on the district's own."""
    number = re.compile(r"-?\d+(\.\d+)?")
    for district in run.results["districts"]:
        for page in (run.page, run.own(district)):
            for kpi in district["kpis"]:
                score = by_id(page, f"d{district['code']}k{kpi['number']}")
                words = texts(score).replace(",", "")
                if kpi["result"] is not None and number.fullmatch(kpi["result"]):
                    assert kpi["result"] in texts(score.xpath("./summary")[0]).replace(",", "").split()
                if kpi["weighted"] is not None:
                    assert f"คะแนนถ่วงน้ำหนัก {kpi['weighted']}" in words
                    assert f"ระดับ {kpi['level']}" in words
                for name, value in kpi["evidence"].items():
                    assert " ".join(name.split()).replace(",", "") in words, name
                    assert value is None or " ".join(value.split()).replace(",", "") in words, (name, value)
                if kpi["next_level"]:
                    assert " ".join(kpi["next_level"]["needs"].split()).replace(",", "") in words
                alone = page is not run.page
                assert (brief and not alone) or {one["cell"] for one in kpi["origins"]} <= cells_of(score), (
                    district["name"], kpi["number"])
                for one in kpi["origins"]:
                    assert one["file"].replace(",", "") in words and one["sheet"].replace(",", "") in words


def test_every_finding_stands_under_who_can_mend_it(example):
    found = has_class(by_id(example.page, "findings"), "finding")
    codes = {one.get("data-code") for one in found}
    assert codes == {one["code"] for one in example.results["findings"]}
    assert by_id(example.page, "findings").xpath(".//h3")
    for one in found:  # what a person may confirm says by which code
        assert [texts(code) for code in one.xpath(".//code")] == ([one.get("data-code")] if "warning" in one.get("class") else [])
    assert all(has_class(one, "sign") for one in found)


def test_every_file_of_the_ledger_is_named(example):
    words = texts(by_id(example.page, "files"))
    assert all(" ".join(one["file"].split()) in words for one in example.results["files"])


def test_what_is_missing_is_told_with_its_districts(example):
    words = by_id(example.page, "missing")
    linked = {one.get("href") for one in words.xpath(".//a[@class='tag']")}
    assert linked == {f"#d{d['code']}k{k['number']}" for d in example.results["districts"]
                      for k in d["kpis"] if k["status"] == "unreported"}


def near(run: Made, place: str) -> list[tuple[str, int]]:
    links = [one.xpath(".//a")[0].get("href") for one in by_id(run.page, place).xpath(".//li[.//a]")]
    return [(link[2:6], int(link[7:])) for link in links]


def test_what_is_nearest_to_the_next_level_comes_first_and_what_is_of_the_cut_off_is_no_task(example, early):
    for run in (example, early):
        agreement = run.outcome.agreement
        scores = {(c.district.code, s.kpi): s for c in run.outcome.cards for s in c.scores}
        last = {at for at, score in scores.items() if final(score, agreement.kpi(at[1]))}
        for place, of in (("nearest", scores.keys() - last), ("final", last)):
            known = near(run, place) if place == "nearest" or "final" in run.page.xpath("//@id") else []
            shares = [missing_share(scores[at], agreement) for at in known]
            assert set(known) <= of and shares == sorted(shares)
            assert len(known) == min(60, sum(missing_share(scores[at], agreement) is not None for at in of))
    assert not near(example, "nearest") and "วันตัดยอดแล้วทุกช่อง" in texts(by_id(example.page, "nearest"))
    assert near(early, "nearest")
    words = texts(by_id(example.page, "near"))
    assert "150.00 บาท" in texts(by_id(example.page, "final").xpath(".//li")[0])  # of two and a half million
    assert "ขาดร้อยละ" not in words
    steps = [texts(one) for one in by_id(example.page, "final").xpath(".//li")]
    assert not any("1 ขั้นตอน" in one for one in steps[:3])  # one of sixty, though the result lacks 0.01 with it


# --- what it says ------------------------------------------------------------------------------


@pytest.mark.quick
def test_every_promised_part_is_there_and_every_link_leads_somewhere(example):
    for name in VIEWS:
        assert "view" in by_id(example.page, name).get("class")
    for number in range(1, 10):
        assert texts(by_id(example.page, f"k{number}"))
    assert not faults(example.page)
    for district in example.results["districts"]:
        assert not faults(example.own(district))


@pytest.mark.quick
def test_every_view_is_named_by_its_heading_and_no_heading_skips_a_rank(example):
    for page in (example.page, example.own(example.results["districts"][0])):
        views = page.xpath("//section[contains(@class, 'view')]")
        assert len(views) > 9
        for view in views:
            headings = view.xpath(".//*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5]")
            assert headings[0].tag == "h2" and headings[0].get("id") == view.get("aria-labelledby"), view.get("id")
            ranks = [int(one.tag[1]) for one in headings]
            assert all(rank <= before + 1 for before, rank in pairwise(ranks)), view.get("id")
        assert not page.xpath("//*[@aria-live]")


def test_how_districts_spread_over_the_levels_of_each_kpi_is_told(example):
    spreads = has_class(by_id(example.page, "kpis"), "spread")
    for place, spread in enumerate(spreads):
        levels = [one["kpis"][place]["level"] for one in example.results["districts"]]
        counts = dict(re.findall(r"ระดับ (\d+) (\d+) อำเภอ", texts(spread)))
        assert counts == {str(n): str(levels.count(n)) for n in set(levels) - {None, 0}}
    assert len(spreads) == 9


def test_a_kpi_quotes_every_level_and_tells_every_reading(example):
    for kpi in example.outcome.agreement.kpis:
        words = texts(by_id(example.page, f"k{kpi.number}"))
        for level in kpi.levels:
            assert " ".join(level.quote.split()) in words
        for number, reading in enumerate(example.outcome.agreement.readings, 1):
            if kpi.number in reading.kpis:
                assert " ".join(reading.reason.split()) in texts(by_id(example.page, f"k{kpi.number}r{number}"))
        every = by_id(example.page, f"k{kpi.number}").xpath(".//a[contains(@href, 'k')]")
        assert len(every) >= len(example.results["districts"])


def test_a_level_is_never_told_by_colour_alone(example):
    for chip in has_class(example.page, "chip"):
        assert chip.text_content().strip()


def test_what_is_not_reported_is_no_nought_and_what_is_doubted_bears_no_level_colour(example, doubted):
    for district in example.results["districts"]:
        for kpi in district["kpis"]:
            if kpi["status"] == "unreported":
                chip = has_class(by_id(example.page, f"d{district['code']}k{kpi['number']}"), "chip")[0]
                assert chip.get("class") == "chip none" and "0" not in texts(chip) and "ยังไม่รายงาน" in texts(chip)
    over = {name: has_class(by_id(example.page, name), "chip")[0] for name in ("d2709k1", "d2702k9")}
    assert over["d2709k1"].get("class") == "chip doubt"  # 112.50 % of what was allocated
    assert over["d2702k9"].get("class") == "chip t5"  # 100.01 %, which the highest level asks for
    chip = has_class(by_id(doubted.page, "d2701k8"), "chip")[0]
    assert chip.get("class") == "chip doubt" and "ต้องตรวจ" in texts(chip) and "?" in texts(chip)
    words = texts(by_id(doubted.page, "missing"))
    assert "0.96" in words and "d2701k8" in [one.get("href")[1:] for one in by_id(doubted.page, "missing").iter("a")]
    row = by_id(doubted.page, "standing")[0]
    assert [cell.get("data-label") for cell in has_class(row, "doubtful")] == ["รวม", "ระดับผล"]
    assert "doubt" in row.get("data-state").split()


def test_changes_since_the_last_run_are_told(example, tmp_path):
    source = province.write(tmp_path / "in", province.tables())
    first = made(tmp_path / "out", source)
    assert "ไม่มีผลของครั้งก่อน" in texts(by_id(first.page, "changes"))
    province.write(source, doubtful())
    second = made(tmp_path / "out", source)
    changes = by_id(second.page, "changes")
    part = next(one for one in by_id(changes, "parts") if "เมืองสระแก้ว" in texts(one.find("h3")))
    assert "ตัวชี้วัดที่ 8" in texts(part)
    assert changes.xpath(".//select") and not faults(second.page)


# --- a district alone --------------------------------------------------------------------------


@pytest.mark.quick
def test_the_page_of_a_district_names_no_other(example, doubted):
    for run in (example, doubted):
        names = {one["name"] for one in run.results["districts"]}
        for district in run.results["districts"]:
            words = texts(run.own(district))
            assert f"อำเภอ{district['name']}" in words
            files = [one["file"] for one in run.results["files"]] + [
                s["name"] for one in run.results["files"] for s in one["sheets"]]
            for file in sorted(files, key=len, reverse=True):
                words = words.replace(" ".join(file.split()), "")
            assert not [other for other in names - {district["name"]} if other in words], district["name"]
            assert not has_class(run.own(district), "bar")  # how many are on each level


def test_a_finding_of_several_districts_stands_on_the_page_of_none(tmp_path):
    tables = province.tables()
    for row in tables["disbursement"][2:]:
        row[2] /= 1000
    run = made(tmp_path / "out", province.write(tmp_path / "in", tables))
    words = texts(by_id(run.page, "findings"))
    assert "คลองหาด" in words and "เมืองสระแก้ว" in words
    own = texts(run.own(run.results["districts"][0]))
    assert "คลองหาด" not in own and "877.50" not in own  # of which each is told what is its own
    assert "ดูเหมือนเป็นพันบาท (ระดับ 0 → 4 ผล 0.10 → 97.50" in own


# --- a file that does not act ------------------------------------------------------------------


@pytest.mark.quick
def test_the_same_input_gives_the_same_pages(example, tmp_path):
    again = made(tmp_path, EXAMPLES)
    pages = sorted(one.name for one in example.folder.glob("*.html"))
    assert len(pages) == 10
    for name in pages:
        assert (again.folder / name).read_bytes() == (example.folder / name).read_bytes()


def test_a_large_province_is_a_page_under_a_megabyte_and_a_half(tmp_path):
    run = made(tmp_path / "out", write_exports(tmp_path / "in", exports()))
    assert len(run.results["districts"]) == 32
    assert (run.folder / "สรุปจังหวัดนครราชสีมา.html").stat().st_size < 1_500_000
    assert not faults(run.page)
    check_rows(run)
    check_scores(run)


def test_a_province_of_many_cells_has_a_few_of_them_on_its_page_and_all_on_its_districts_own(tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.run.pages.ROOM", 20_000)
    size = Size(bpm=32 * 20, livelihood=32 * 120)
    run = made(tmp_path / "out", write_exports(tmp_path / "in", exports(size)))
    check_scores(run, brief=True)
    first = run.results["districts"][0]
    own = f"./{quote(first['code'] + ' ' + first['name'] + '.html')}#d{first['code']}k2"
    score = by_id(run.page, f"d{first['code']}k2")
    assert own in [one.get("href") for one in score.iter("a")]
    rows = [len(one.xpath(".//table[@class='cells']//tr")) for one in (score, by_id(run.own(first), f"d{first['code']}k2"))]
    assert rows == [0, 40]
    beside = {f"./{quote(path.name)}" for path in run.folder.glob("*.html")}
    assert {fault.partition("#")[0] for fault in faults(run.page)} <= {f"link to {name}" for name in beside}
