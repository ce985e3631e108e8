"""The pages in a browser, as people see them: on a phone and a projector, in the dark and on paper, by finger, by
keyboard and by ear; they ask for nothing, nothing in them acts, and their figures are those of ``results.json``."""

import io
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import canaries
import nation
import pytest
from browser import SCREENS, Opened, needs_browser, opened
from home import HOME
from pypdf import PdfReader
from runs import ROUND, of_round

from benchmarks import made
from pipeline.model.words import COMPILED_PAGE

pytestmark = [pytest.mark.slow, needs_browser]

PROVINCE, LARGE, HOSTILE = "province of 9 districts", "province of 32 districts", "hostile province"
CHECK, DIFF, NATION = "check", "diff", "76 provinces"
PAGES = [PROVINCE, LARGE, HOSTILE, "a district", CHECK, DIFF, NATION]


def said(*words: object, codes: tuple[int, ...] = (0, 1)) -> None:
    """Runs a command in a process of its own."""
    done = subprocess.run([sys.executable, "-m", "pipeline", *of_round(*words)], cwd=HOME, check=False, capture_output=True)
    assert done.returncode in codes, done.stderr.decode("utf-8")


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the program made every page."""
    folder = tmp_path_factory.mktemp("pages")
    made.write(folder / "in", made.exports())
    canaries.write(folder / "canaries")
    hostile = "--input", folder / "canaries", "--province", "สระแก้ว"
    commands = [
        ("run", "--quiet", "--input", HOME / "examples" / "input", "--output", folder / "9"),
        ("run", "--quiet", "--input", folder / "in", "--output", folder / "32"),
        ("run", "--quiet", *hostile, "--output", folder / "hostile"),
        ("check", *hostile, "--html", folder / "check.html"),
    ]
    with ThreadPoolExecutor(2) as at_once:
        list(at_once.map(lambda words: said(*words), commands))
    results = json.loads((folder / "9" / ROUND / "results.json").read_bytes())
    nation.copied(results, folder / "76" / ROUND)
    said("compile", "--output", folder / "76")
    for district in results["districts"][::3]:
        district["kpis"][2] |= {"level": 1, "result": "11.11", "weighted": "0.20"}
    (folder / "changed.json").write_text(json.dumps(results), encoding="utf-8")
    said("diff", folder / "9" / ROUND, folder / "changed.json", "--html", folder / "diff.html", codes=(1,))
    return folder


@pytest.fixture(scope="module")
def paths(here: Path) -> dict[str, Path]:
    """Every page by its name in :data:`PAGES`."""
    def one(folder: str, pattern: str) -> Path:
        (path,) = here.glob(f"{folder}/{pattern}")
        return path

    return {
        PROVINCE: one("9", f"{ROUND}/สรุปจังหวัด*.html"), LARGE: one("32", f"{ROUND}/สรุปจังหวัด*.html"),
        "a district": one("9", f"{ROUND}/2708*.html"), CHECK: here / "check.html", DIFF: here / "diff.html",
        NATION: one("76", f"{ROUND}/{COMPILED_PAGE}"), HOSTILE: one("hostile", f"{ROUND}/สรุปจังหวัด*.html"),
    }


Open = Callable[..., Opened]


@pytest.fixture
def open_page(browser: Any, paths: dict[str, Path]) -> Iterator[Open]:
    """Opens a page by its name, for the time of a test."""
    from contextlib import ExitStack

    with ExitStack() as stack:
        yield lambda name, *screen, **more: stack.enter_context(opened(browser, paths[name], *screen, **more))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_every_screen_view_by_view_and_as_a_whole(open_page: Open, name: str) -> None:
    it = open_page(name, 360)
    for view in it.kinds():
        it.go(view)
        assert not it.faults(), view
    it.show_all()
    for width in SCREENS:
        it.screen(width)
        assert not it.faults(), width
    assert not it.asked and not it.said


@pytest.mark.parametrize("name", [name for name in PAGES if name not in (LARGE, HOSTILE)])
def test_axe_finds_no_serious_barrier(open_page: Open, name: str) -> None:
    it = open_page(name)
    it.thin()
    it.show_all()
    for width, scheme in ((360, "light"), (1366, "dark")):
        it.screen(width, scheme)
        assert not it.barriers(), (width, scheme)


@pytest.mark.parametrize("name", PAGES)
def test_all_of_a_page_stands_there_where_no_script_runs(open_page: Open, name: str) -> None:
    it = open_page(name, java_script_enabled=False)
    unseen = """() => [...document.querySelectorAll("main, main *")].filter((one) =>
      !one.closest("details:not([open]), .scripted, [data-count], [data-day], svg, .hear") && !one.checkVisibility() && one.textContent.trim())
      .map((one) => one.outerHTML.slice(0, 80))"""
    assert not it.page.evaluate(unseen)
    it.screen(360)
    assert not it.faults() and not it.asked


@pytest.mark.parametrize("name", PAGES)
def test_on_paper_all_that_is_shown_stands_whole_on_a4(open_page: Open, name: str) -> None:
    it = open_page(name, 1366, "dark")
    it.page.emulate_media(media="print")
    figures = re.findall(r"\b\d+\.\d\d\b", it.page.inner_text("main"))
    paper = PdfReader(io.BytesIO(it.page.pdf(prefer_css_page_size=True)))
    assert {tuple(round(float(side)) for side in page.mediabox[2:]) for page in paper.pages} <= {(595, 842), (842, 595)}
    text = "".join(page.extract_text() for page in paper.pages)
    assert len(figures) > 10 and not set(figures) - set(re.findall(r"\d+\.\d\d", text))
    it.page.set_viewport_size({"width": 898, "height": 1000})  # what A4 has between its margins, made a fifth smaller
    assert not it.faults()
    assert it.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


# --- to the cell of a figure -----------------------------------------------------------------------

# Of every score: the chip, the result, its figures by their names, and the cells by file and sheet.
SCORES = """() => Object.fromEntries([...document.querySelectorAll("details.score")].map((one) => {
  const figures = {}, cells = [];
  one.querySelectorAll(".figure").forEach((figure) => {
    const named = figure.querySelector(".named");
    if (named) figures[named.firstChild.textContent.trim()] = named.querySelector("b").textContent;
    figure.querySelectorAll(".cells tr").forEach((row) => {
      const place = row.closest("table").previousElementSibling;
      const [cell, label, value] = [...row.cells].map((one) => one.textContent.trim());
      cells.push([...[...place.querySelectorAll("bdi")].map((it) => it.textContent), cell]);
      if (!named) figures[label] = value;
    });
    figure.querySelectorAll("details").forEach((many) => cells.push([...many.querySelectorAll("bdi")].map((it) => it.textContent)));
  });
  return [one.id, {mark: one.querySelector("summary .chip [aria-hidden]").textContent.replace("?", ""),
                   result: one.querySelector("summary .what > span").textContent, figures, cells}];
}))"""


@pytest.fixture(scope="module")
def results(here: Path) -> Any:
    return json.loads((here / "9" / ROUND / "results.json").read_text(encoding="utf-8"))


def held(cell: str, ranges: str) -> bool:
    """Whether a cell is of ranges as the page writes them (``D7:D30, F2``)."""
    column, row = re.fullmatch(r"([A-Z]+)(\d+)", cell).groups()  # type: ignore[union-attr]
    for one in ranges.split(", "):
        first, _, last = one.partition(":")
        (left, top), (right, bottom) = (re.fullmatch(r"([A-Z]+)(\d+)", end).groups() for end in (first, last or first))  # type: ignore[union-attr]
        if left <= column <= right and int(top) <= int(row) <= int(bottom):
            return True
    return False


def test_every_level_result_figure_and_cell_is_that_of_the_results(open_page: Open, results: Any) -> None:
    it = open_page(PROVINCE)
    shown = it.page.evaluate(SCORES)
    assert len(shown) == sum(len(one["kpis"]) for one in results["districts"]) == 81
    for district in results["districts"]:
        for kpi in district["kpis"]:
            score = shown[f"d{district['code']}k{kpi['number']}"]
            assert score["mark"] == (str(kpi["level"]) if kpi["level"] is not None else {"unreported": "–", "exempt": "ย"}[kpi["status"]])
            if kpi["result"] is not None:
                assert score["result"].split()[-1] == kpi["result"]
            values = {name: value.replace(",", "").split(" ")[0] for name, value in score["figures"].items()}
            wanted = {name: value.split(" ")[0] if value else None for name, value in kpi["evidence"].items()}
            assert kpi["status"] != "scored" or values == wanted, (district["code"], kpi["number"])
            for origin in kpi["origins"]:
                assert any((file, sheet) == (origin["file"], origin["sheet"]) and held(origin["cell"], ranges)
                           for file, sheet, ranges in score["cells"]), origin


def test_every_total_of_the_overview_is_that_of_the_results(open_page: Open, results: Any) -> None:
    rows = open_page(PROVINCE).page.eval_on_selector_all("#standing tr", """all => all.map((row) => Object.fromEntries(
        [...row.cells].filter((cell) => !cell.matches(".square")).map((cell) => [cell.dataset.label || "", cell.textContent.trim()])))""")
    for row, one in zip(rows, results["districts"], strict=True):
        total, numbers = one["total"], [part["score"] or part["provisional"] or "–" for part in one["sections"].values()]
        assert [row.pop(name) for name in ("", "รวม", "ร้อยละ")] == [
            one["name"], total["score"] or total["provisional"], total["percent"] or "–"]
        band = row.pop("ระดับผล")
        assert band == total["band"] if one["complete"] else "ยังไม่ครบ" in band
        assert list(row.values()) == numbers


def test_three_taps_lead_from_the_overview_to_a_figures_cell_on_a_phone(open_page: Open, results: Any) -> None:
    it = open_page(PROVINCE, 360, has_touch=True)
    for at, district in enumerate(results["districts"]):
        kpi = district["kpis"][at]
        name = f"d{district['code']}k{kpi['number']}"
        it.go("overview")
        score = it.page.locator(f"#{name}")
        assert not score.is_visible()
        it.page.tap(f"#standing a[href='#{name}']")
        it.page.wait_for_selector(f"#{name} summary:focus")
        assert 0 <= score.evaluate("one => one.getBoundingClientRect().top") < 200
        if kpi["status"] == "scored":
            if not score.locator(".cells td:visible").count():
                score.locator(".figure summary").first.tap()
            cells = [*score.locator(".cells td:first-child:visible").all_inner_texts(),
                     *score.locator(".figure details .place:visible").all_inner_texts()]
            assert any(held(origin["cell"], cell) for origin in kpi["origins"] for cell in cells if cell[0].isascii()), name


def test_the_keyboard_alone_leads_from_the_overview_to_a_figures_cell_and_back(open_page: Open) -> None:
    it = open_page(PROVINCE)
    press = it.page.keyboard.press

    def focused(script: str) -> Any:
        return it.page.evaluate(f"(() => {{ const one = document.activeElement; return {script}; }})()")

    press("Tab")
    assert focused("one.matches('.skip')") and focused("one.getBoundingClientRect().left") >= 0
    press("Enter")
    assert focused("one.id") == "main"
    steps = 0
    while focused("one.getAttribute('href')") != "#d2702k3":
        press("Tab")
        steps += 1
        assert focused("one !== document.body") and steps < 80
        assert focused("getComputedStyle(one).outlineStyle") == "solid", focused("one.outerHTML")
    press("Enter")
    it.page.wait_for_selector("#d2702k3 summary:focus")
    assert it.page.locator("#d2702k3 .cells td").first.is_visible()
    press("Enter")
    assert not it.page.locator("#d2702k3 .cells td").first.is_visible()
    press("Space")
    assert it.page.locator("#d2702k3 .cells td").first.is_visible()
    it.page.go_back()
    it.page.wait_for_selector("#overview.shown")
    it.page.goto(f"{it.page.url.partition('#')[0]}#%E0%B8")  # a link that was cut off
    it.page.wait_for_selector("#overview.shown")
    assert it.page.locator(".view:visible").count() == 1


def test_districts_are_sorted_filtered_and_searched(open_page: Open, results: Any) -> None:
    it = open_page(PROVINCE)
    rows = "#standing tr:visible th"
    names = [one["name"] for one in results["districts"]]
    assert it.page.locator(rows).all_inner_texts() == names
    by_total = it.page.get_by_role("button", name="รวม")
    by_total.click()
    totals = {one["name"]: one["total"]["score"] or one["total"]["provisional"] for one in results["districts"]}
    falling = it.page.locator(rows).all_inner_texts()
    assert [float(totals[name]) for name in falling] == sorted(map(float, totals.values()), reverse=True)
    assert by_total.locator("..").get_attribute("aria-sort") == "descending" and falling[0] == "เมืองสระแก้ว"
    by_total.click()
    assert it.page.locator(rows).all_inner_texts()[-1] == "เมืองสระแก้ว"
    it.page.get_by_label("สถานะ").select_option("missing")
    assert sorted(it.page.locator(rows).all_inner_texts()) == sorted(one["name"] for one in results["districts"] if not one["complete"])
    it.page.get_by_label("ค้นหาอำเภอ").fill("โคก")
    assert it.page.locator(rows).all_inner_texts() == ["โคกสูง"] and "แสดง 1 จาก 9" in it.text()


def test_what_has_no_level_comes_last_whichever_way_it_is_sorted(open_page: Open) -> None:
    shown = """rows => rows.map((row) => row.querySelector("td.chip, td:nth-of-type(4)").innerText.trim().split(/\\s/)[0])"""
    for name, view, body in ((PROVINCE, "overview", "standing"), (NATION, "provinces", "every-province"), (NATION, "all", "every-district")):
        it = open_page(name)
        it.go(view)
        heads = it.page.locator(f"table:has(#{body}) thead button")
        first = heads.all_inner_texts().index(next(one for one in heads.all_inner_texts() if one.strip().endswith("1")))
        for _ in range(2):
            heads.nth(first).click()
            marks = it.page.eval_on_selector_all(f"#{body} tr", shown)
            none = [mark in ("–", "ย", "") for mark in marks]
            assert none == sorted(none), (name, body, marks[:5], marks[-5:])


def test_a_list_that_holds_nothing_counts_nothing_and_an_owner_without_findings_gives_way(open_page: Open) -> None:
    it = open_page(PROVINCE)
    it.go("findings")
    heads = it.page.locator("#found h3")
    every = heads.count()
    assert every > 1
    it.page.locator("[data-filter=found]").first.fill("ไม่มีคำนี้ในข้อใดเลย")
    assert it.page.locator("#found h3:visible").count() == 0 and "แสดง 0 จาก" in it.text()
    it.page.evaluate("document.getElementById('nearest').innerHTML = '<li>ไม่มี</li>'")
    it.go("near")
    it.page.locator("[data-filter=nearest]").fill("ไม่มี")
    assert "แสดง 0 จาก 0" in it.text() and it.page.locator("#nearest li:visible").count() == 1


def test_what_is_folded_stands_open_on_paper_and_is_folded_again(open_page: Open) -> None:
    it = open_page(PROVINCE)
    folded = "document.querySelectorAll('details:not([open])').length"
    before = it.page.evaluate(folded)
    it.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert before > 80 and it.page.evaluate(folded) == 0
    it.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert it.page.evaluate(folded) == before


@pytest.mark.parametrize(("now", "words"), [
    ("2018-03-24T23:59+07:00", "เหลืออีก 3 วัน"), ("2018-03-27T00:01+07:00", "วันนี้"), ("2018-03-26T18:00+00:00", "วันนี้"), ("2018-03-28T06:00+07:00", "ผ่านแล้ว"),
])
def test_days_to_a_cutoff_are_counted_by_the_day_in_bangkok_whoever_looks(open_page: Open, now: str, words: str) -> None:
    it = open_page(PROVINCE)
    it.page.clock.set_fixed_time(datetime.fromisoformat(now))
    it.page.reload()
    assert it.page.locator("#overview [data-day='2018-03-27']").first.inner_text() == words


# --- what is in it cannot act ----------------------------------------------------------------------


def test_no_text_of_an_export_acts_or_becomes_an_element(open_page: Open) -> None:
    it = open_page(HOSTILE)
    it.show_all()
    text = it.page.locator("main").inner_text()
    for words in ("<img src=canary onerror=canary(1)>", "<script>canary</script>", "javascript:canary", "{{ 7*191 }}canary"):
        assert words in text, words
    assert "1337canary" not in text and not canaries.RAW.search(text.replace("\n", "").replace("\t", ""))
    assert it.page.locator("img, iframe, object, embed, form, base, link, [onerror], [style], script >> nth=1").count() == 0
    assert it.page.eval_on_selector_all("a", "all => all.every((one) => one.getAttribute('href').startsWith('#'))")
    assert not it.asked and not it.said


def test_a_policy_stands_on_the_page_that_forbids_what_is_not_its_own(open_page: Open) -> None:
    it = open_page(PROVINCE)
    it.page.evaluate("""() => { window.acted = 0; const box = document.createElement("div"); document.body.append(box);
        box.innerHTML = "<img src='https://canary.example/x.png' onerror='window.acted += 1'><a href='javascript:window.acted += 1'>x</a>";
        const more = document.createElement("script"); more.textContent = "window.acted += 1"; document.body.append(more);
        box.querySelector("a").click(); }""")
    it.page.wait_for_timeout(200)
    assert it.page.evaluate("window.acted") == 0
    assert sum("Content Security Policy" in words for words in it.said) >= 4
