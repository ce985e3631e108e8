"""Texts of exports cannot act: not in a sheet, a page, a file's name or on the screen."""

import html
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import canaries
import pytest
from home import HOME
from lxml import etree
from runs import of_round
from told_pages import faults, read

pytestmark = pytest.mark.slow

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FORMULA_LIKE = ("=", "+", "-", "@", "\t", "\r")


def say(*arguments: object, cwd: Path, **env: str) -> tuple[int, str]:
    """A command in a process of its own: its exit code and all that it put on the screen."""
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", *of_round(*arguments)], cwd=cwd, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONPATH": str(HOME), "PYTHONUTF8": "1", **env},
    )
    return done.returncode, done.stdout.decode("utf-8")


@pytest.fixture(scope="module")
def came(tmp_path_factory) -> tuple[Path, dict[str, str]]:
    """The folder in which every command was run over the exports, and what each one said."""
    here = tmp_path_factory.mktemp("content")
    canaries.write(here / "in")
    province = ("--input", "in", "--province", "สระแก้ว")
    said: dict[str, tuple[int, str]] = {
        "run": say("run", *province, "--output", "out", cwd=here),
        "check": say("check", *province, "--html", "check.html", "--xlsx", "check.xlsx",
                     "--mark", "back", cwd=here),
        "check json": say("check", *province, "--format", "json", cwd=here),
        "forms": say("forms", *province, "--output", "out", cwd=here),
    }
    for kpi, form in ((2, "text"), (4, "json")):
        said[f"explain {kpi} {form}"] = say(
            "explain", "คลองหาด", kpi, *province, "--format", form, cwd=here)
    for number, path in enumerate(sorted((here / "in").iterdir())[::7]):
        form = ("text", "json")[number % 2]
        said[f"inspect {path.name}"] = say("inspect", path, *province, "--format", form, cwd=here)
    assert {code for code, _ in said.values()} <= {0, 1}, {n: c for n, (c, _) in said.items()}
    return here, {name: text for name, (_, text) in said.items()}


def books(here: Path) -> list[Path]:
    """The workbooks that were written, but for the marked copies, which hold an export's own cells."""
    return [*(here / "out").rglob("*.xlsx"), here / "check.xlsx"]


def test_the_texts_reach_what_is_looked_at(came):
    here, said = came
    everything = "".join(text for book in books(here) for _, text in canaries.parts(book))
    for words in ("1+canary", "canary.example", "canary(1)", "{{ 7*191 }}canary", "CON"):
        assert words in html.unescape(everything), words
    assert said["check"].count("canary") > 100 and said["explain 2 text"].count("canary") > 20


def test_the_screen_gets_no_raw_control_bidi_or_invisible_character(came):
    _, said = came
    for name, text in said.items():
        assert not (found := canaries.RAW.findall(text)), (name, found)
        assert "1337" not in text


def test_what_is_written_stays_in_its_folder_and_has_plain_names(came):
    here, _ = came
    assert {p.name for p in here.iterdir()} == {"in", "out", "back", "check.html", "check.xlsx"}
    for path in [p for top in ("out", "back") for p in (here / top).rglob("*")]:
        assert not re.search(r'[<>:"\\|?*\[\]]', path.name), path.name
        assert not canaries.RAW.search(path.name) and path.name.rstrip(". ") == path.name
        assert "\n" not in path.name
    assert all(re.match(r"27\d\d |สรุปจังหวัดสระแก้ว|results\.json|\.pipeline$", p.name)
               for p in (here / "out" / "2561-1").iterdir())


def test_no_formula_link_or_name_of_a_workbook_comes_from_a_text(came):
    here, _ = came
    for book in books(here):
        for name, text in canaries.parts(book):
            root = etree.fromstring(text.encode())
            for element in root.iter(f"{MAIN}f", f"{MAIN}definedName", f"{MAIN}formula1"):
                assert "canary" not in (element.text or ""), (book.name, name)
            for element in root.iter(f"{MAIN}hyperlink"):
                assert "canary" not in etree.tostring(element, encoding="unicode")
            assert "1337" not in text, (book.name, name)
            if name.endswith(".rels"):
                for target in re.findall(r'Target="([^"]*)" [^>]*TargetMode="External"', text):
                    assert re.fullmatch(r"27\d\d(%20|%[0-9A-F]{2})+\.xlsx", target), target
            assert "externalLink" not in name and "vbaProject" not in name


def test_no_sheet_holds_a_raw_or_hidden_control_bidi_or_invisible_character(came):
    here, _ = came
    commented = [p for p in (here / "back").rglob("*.xlsx")
                 if any("comments" in name for name, _ in canaries.parts(p))]
    assert commented
    for book in [*books(here), *commented]:
        for name, text in canaries.parts(book):
            if book in commented and "/comments" not in name:
                continue  # the export's own cells
            plain = html.unescape(text)
            assert not (found := canaries.RAW.findall(plain)), (book.name, name, found)
            for code in [] if name.endswith(".vml") else canaries.ESCAPED.findall(plain):
                assert not canaries.RAW.match(chr(int(code, 16))), (book.name, name, code)


def test_texts_like_formulas_are_marked_as_text_for_whoever_edits_the_cell(came):
    here, _ = came
    seen = 0
    for book in books(here):
        found = dict(canaries.parts(book))
        styles = etree.fromstring(found["xl/styles.xml"].encode())
        formats = styles.findall(f"{MAIN}cellXfs/{MAIN}xf")
        strings = [
            "".join(si.itertext(f"{MAIN}t")) for si in etree.fromstring(
                found["xl/sharedStrings.xml"].encode())] if "xl/sharedStrings.xml" in found else []
        for name, text in found.items():
            if not name.startswith("xl/worksheets/sheet"):
                continue
            for cell in etree.fromstring(text.encode()).iter(f"{MAIN}c"):
                words = "".join(cell.itertext(f"{MAIN}t"))
                if cell.get("t") == "s":
                    words = strings[int(cell.findtext(f"{MAIN}v"))]
                if words.startswith(FORMULA_LIKE) and len(words) > 1:
                    style = formats[int(cell.get("s", "0"))]
                    assert style.get("quotePrefix") == "1", (book.name, name, cell.get("r"), words)
                    seen += 1
    assert seen > 20


def test_cells_comments_and_sheets_keep_the_limits_of_excel(came):
    here, _ = came
    for book in [*books(here), *(here / "back").rglob("*.xlsx")]:
        for name, text in canaries.parts(book):
            root = etree.fromstring(text.encode())
            for element in root.iter(f"{MAIN}si", f"{MAIN}is", f"{MAIN}comment"):
                assert len("".join(element.itertext())) <= 32_767, (book.name, name)
            for sheet in root.iter(f"{MAIN}sheet"):
                title = sheet.get("name")
                assert len(title) <= 31 and not re.search(r"[\[\]:*?/\\]", title), title


def test_the_page_of_a_check_has_no_element_and_no_attribute_of_a_text(came):
    here, _ = came
    page = (here / "check.html").read_text("utf-8")
    assert not canaries.RAW.search(page)
    root = etree.HTML(page)
    assert "canary" in page
    allowed = {"html", "head", "meta", "title", "style", "body", "header", "nav", "main", "footer", "section", "article", "h1",
               "h2", "h3", "p", "table", "thead", "tbody", "tr", "th", "td", "ul", "ol", "li", "a", "b", "bdi", "code", "div",
               "span", "details", "summary", "label", "input", "select", "option", "script"}
    assert {element.tag for element in root.iter()} <= allowed
    assert len(list(root.iter("script"))) == 1, "the page's own"
    assert {key for element in root.iter() for key in element.keys()} <= {  # noqa: SIM118 (lxml)
        "lang", "charset", "name", "content", "http-equiv", "class", "scope", "title", "href", "id", "tabindex", "role", "type",
        "value", "placeholder", "aria-label", "aria-labelledby", "aria-hidden", "data-label", "data-filter", "data-count",
        "data-severity", "data-row", "data-code"}
    assert all(element.get("href").startswith("#") for element in root.iter("a"))


def test_results_and_json_are_whole_and_hold_no_raw_character(came):
    here, said = came
    text = (here / "out" / "2561-1" / "results.json").read_text("utf-8")
    for words in (text, said["check json"], said["explain 4 json"]):
        assert json.loads(words) and not canaries.RAW.search(words)
    names = {f["file"] for f in json.loads(text)["files"]}
    assert len(names) == len(list((here / "in").iterdir()))


def test_no_page_holds_an_element_of_a_text_or_a_raw_or_invisible_character(came):
    here, _ = came
    found = sorted((here / "out").rglob("*.html"))
    assert len(found) == 10
    for path in found:
        text = path.read_text(encoding="utf-8")
        assert not (raw := canaries.RAW.findall(html.unescape(text))), (path.name, raw)
        assert not faults(read(path)), path.name
        assert "1337" not in text and "canary" not in "".join(read(path).xpath("//@href | //@id | //@class"))
    assert "<b>canary" in html.unescape(found[-1].read_text(encoding="utf-8"))
