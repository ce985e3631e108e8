"""One word a thing in all that an officer reads, and no word of the program on a paper."""

import ast
import html
import re
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from home import HOME

GLOSSARY = (HOME / "docs" / "glossary.md").read_text(encoding="utf-8")
TEMPLATES = sorted((HOME / "templates").glob("*.xlsx"))
PAGES = [HOME / "README.md", HOME / "docs/findings.md", *sorted((HOME / "docs/guide").glob("*.md")),
         HOME / "distribution/read-me.html"]
PROGRAM = re.compile(r"[\w/-]+\.(?:toml|json|py)\b|\buse = |\bpipeline\b")
PLACEHOLDER = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
SIGNED = {"quote", "goal", "name", "notes", "texts"}  # what an agreement says in its own words
READ = {"headings", "fallback", "prefer", "titles", "only"}  # what stands in exports


def retired() -> list[str]:
    """The words that the glossary gives up for another."""
    page = GLOSSARY.partition("## Words of the papers")[2].partition("\n## ")[0]
    rows = [row.strip(" |").split(" | ") for row in page.splitlines() if row.startswith("| ")][1:]
    return [word for row in rows for word in row[2].split(", ")]


RETIRED = re.compile("|".join(map(re.escape, retired())))


def texts_of(path: Path) -> Iterator[tuple[str, str]]:
    """Every text of a workbook with its place: cells, formulas, headers and footers, drawings."""
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if name.startswith("xl/") and name.endswith(".xml") and "theme" not in name:
                part = package.read(name).decode("utf-8")
                for paragraph in re.findall(r"<(?:\w+:)?(?:si|p|is)\b.*?</(?:\w+:)?(?:si|p|is)>", part, re.S):
                    yield name, html.unescape(re.sub("<[^>]*>", "", paragraph))
                for text in re.findall(r"<(?:\w+:)?(?:f|formula|odd\w+|v|t)\b[^>]*>([^<]*)<", part):
                    yield name, html.unescape(text)


def words_of_program() -> Iterator[tuple[str, str]]:
    """The Thai texts of the program with their places; not what says how exports are read."""
    for path in (HOME / "pipeline").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        patterns = {
            id(inner) for node in ast.walk(tree) if isinstance(node, ast.Call)
            and ast.unparse(node.func) == "re.compile" for inner in ast.walk(node)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in patterns:
                yield f"{path.relative_to(HOME)}:{node.lineno}", node.value


def data_texts(value: object, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in SIGNED | READ:
                yield from data_texts(inner, f"{place} {key}")
    elif isinstance(value, list):
        for inner in value:
            yield from data_texts(inner, place)
    elif isinstance(value, str):
        yield place, value


def test_the_list_of_terms_is_read():
    assert {"รายทีม", "คะแนนเบื้องต้น", "ยังไม่สมบูรณ์", "ผลงาน"} <= set(retired()) and len(retired()) > 7


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_form_says_a_retired_word(path):
    assert [(place, text) for place, text in texts_of(path) if RETIRED.search(text)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_form_says_a_word_of_the_program(path):
    assert [(place, text) for place, text in texts_of(path) if PROGRAM.search(PLACEHOLDER.sub("", text))] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_form_writes_a_round_one_way(path):
    written = {found for _, text in texts_of(path) for found in re.findall(r"รอบ[^ {]* ?\{\{ round\.[^}]*\}\}.?", text)}
    assert {re.sub(r" \| thai", "", one) for one in written} <= {
        "รอบการประเมินที่ {{ round.number }}/", "รอบ {{ round.number }}/"}


def test_no_message_says_a_retired_word():
    assert [(place, text) for place, text in words_of_program() if RETIRED.search(text)] == []


def test_the_data_of_rounds_and_sources_say_no_retired_word():
    files = sorted((HOME / "agreement").rglob("*.toml"))
    said = [found for path in files
            for found in data_texts(tomllib.loads(path.read_text(encoding="utf-8")), path.name)]
    assert len(said) > 200
    assert [(place, text) for place, text in said if RETIRED.search(text)] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_no_page_says_a_retired_word(path):
    assert [line for line in path.read_text(encoding="utf-8").splitlines() if RETIRED.search(line)] == []


# --- the words of a round ----------------------------------------------------------------------


def words_of_rounds() -> set[str]:
    """What rounds and the exports that they are scored by call things: acronyms, sections, who signs, items,
    KPIs in short, reports and the figures that have a name of their own."""
    found: set[str] = set()
    for path in sorted((HOME / "agreement").glob("*-*/**/*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        found |= {one["name"] for one in data.get("sections", [])}
        found |= {one["role"] for one in data.get("signers", []) if one["role"] != "ผู้ประเมิน"}  # one who is asked
        found |= {text for item in data.get("items", []) for text in item["texts"]}
        found |= {data["short_name"]} if "short_name" in data else set()
        found |= acronyms(data.get("name", ""))
        sources = {name.partition(".")[0] for name in data.get("formula", {}).values() if isinstance(name, str)}
        for source in sources & {one.stem for one in (HOME / "agreement/sources").glob("*.toml")}:
            layout = tomllib.loads((HOME / f"agreement/sources/{source}.toml").read_text(encoding="utf-8"))
            found |= {layout["title"]} | acronyms(layout["title"])
            found |= {one["name"] for one in layout["columns"].values() if "name" in one}
    return found


def acronyms(text: str) -> set[str]:
    return set(re.findall(r"[A-Z]{3,}", text))


OF_ROUNDS = re.compile(rf"(?<![A-Z])(?:{'|'.join(map(re.escape, sorted(words_of_rounds())))})(?![A-Z])")
YEAR = re.compile(r"(?<!\d)25[4-9]\d(?!\d)|๒๕[๔-๙][๐-๙]")


def documentation(tree: ast.AST) -> set[int]:
    """The texts of a module that nobody but its readers sees."""
    return {
        id(node.body[0].value) for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body
        and isinstance(node.body[0], ast.Expr)
    }


def test_the_words_of_rounds_are_read():
    assert {"OTOP", "SARA", "รายได้", "ผู้ผลิต", "งานทีม", "ผู้รับการประเมิน", "ทะเบียนการเบิกจ่าย"} <= words_of_rounds()


def test_the_program_says_no_word_and_no_year_of_a_round():
    found = []
    for path in (HOME / "pipeline").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        told = documentation(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
                found += [(path.name, node.lineno, said[0]) for pattern in (OF_ROUNDS, YEAR)
                          for said in pattern.finditer(node.value)]
    assert found == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_form_says_a_word_or_a_year_of_a_round(path):
    assert [(place, text) for place, text in texts_of(path) if OF_ROUNDS.search(text) or YEAR.search(text)] == []


# --- the papers of the example -----------------------------------------------------------------


@pytest.fixture(scope="module")
def papers(tmp_path_factory):
    """Every text of the example's papers, with its workbook, sheet, heading and cell."""
    from runs import finish, start

    folder = tmp_path_factory.mktemp("papers")
    finish(start(HOME / "examples" / "input", folder))
    return [
        (path.name, sheet.title, cell.coordinate, cell.value)
        for path in sorted((folder / "2561-1").glob("*.xlsx"))
        for sheet in openpyxl.load_workbook(path, data_only=True)
        for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)
    ]


@pytest.mark.slow
def test_no_paper_says_a_retired_word_nor_one_of_the_program(papers):
    assert len(papers) > 1000
    assert [one for one in papers if RETIRED.search(one[3]) or PROGRAM.search(one[3])] == []


@pytest.mark.slow
def test_codes_of_findings_stand_nowhere_but_in_the_list_of_findings(papers):
    codes = set(re.findall(r"^\| `([a-z0-9-]*-[a-z0-9-]+)` \|", (HOME / "docs/findings.md").read_text("utf-8"), re.M))
    found = [one for one in papers if codes & set(re.findall(r"[a-z0-9-]+", one[3]))]
    assert {sheet for _, sheet, _, _ in found} <= {"รายการตรวจสอบ"}


@pytest.mark.slow
def test_no_paper_names_an_indicator_twice_in_a_breath(papers):
    twice = re.compile(r"ตัวชี้วัดที่ ([\d๐-๙]+):? ตัวชี้วัดที่ \1\b")
    assert [one for one in papers if twice.search(one[3])] == []
