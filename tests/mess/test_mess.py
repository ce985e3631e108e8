"""Every mess of real exports, in a file of its own, gives what is written beside it."""

import re
from pathlib import Path

import pytest
from expect import FOLDER, difference, expectation, figures, inputs, normalised
from home import HOME

from pipeline.model.finding import Finding
from pipeline.run.stages import evaluate

# A word of Python, or money of a thousand and more without its commas, outside of what is quoted.
UNSAID = re.compile(r"\b(?:None|True|False)\b|Decimal\(|\d{4,}\.\d\d\b|\d{4,} ?บาท")

SAME = re.findall(r"\S+", """
container-biff.xls container-xlsb.xlsb container-ods.ods container-strict.xlsx
container-spreadsheetml.xml html-874.xls html-utf8.xls html-several-tables.xls csv-bom.csv
csv-874.csv tsv-874.txt tsv-utf16.xls xlsx-named-as.csv titles-merged.xlsx titles-none.xlsx
titles-ten.xlsx column-numbers.xlsx column-formulas.xlsx headings-four-rows.xlsx unit-above.xlsx
unit-column.xlsx blank-left.xlsx side-by-side.xlsx stacked.xlsx sheet-hidden.xlsx totals.xlsx
total-unlabelled.xlsx total-wrong.xlsx footers.xlsx scratch.xlsx provincial-office.xlsx twins.xlsx
district-prefixes.xlsx district-bare-own-order.xlsx municipality.xlsx district-elsewhere.xlsx
two-provinces.xlsx numbers-as-text.xlsx band-not-merged.csv band-percentage-first.csv
band-of-html.xls cumulative-and-after-transfer.xlsx row-hidden.xlsx district-unheaded.xlsx
""")


def quick_of_each_container(path: Path) -> object:
    return pytest.param(path, marks=pytest.mark.quick if path.stem.startswith("container-") else (), id=path.name)


@pytest.mark.slow
@pytest.mark.parametrize("path", [quick_of_each_container(path) for path in inputs()])
def test_a_file_gives_the_observations_and_findings_written_beside_it(path: Path) -> None:
    assert difference(path) == ""


@pytest.mark.slow
@pytest.mark.parametrize("name", SAME)
def test_any_dress_of_the_same_table_gives_the_same_figures(name: str) -> None:
    assert figures(FOLDER / name) == figures(FOLDER / "container-xlsx.xlsx")


def test_every_file_is_expected_and_named_in_the_table_of_messes() -> None:
    named = set(re.findall(r"`([\w.-]+\.(?:xlsx?|xlsb|ods|xml|csv|txt))`", (FOLDER / "README.md").read_text("utf-8")))
    assert named == {path.name for path in inputs()}
    assert {p.name for p in FOLDER.glob("*.toml")} == {expectation(p).name for p in inputs()}


def unsaid(findings: set[Finding] | tuple[Finding, ...]) -> list[str]:
    """The texts that hold what no message may."""
    texts = [text for f in findings for text in (f.problem, f.remedy)]
    return [text for text in texts if UNSAID.search(re.sub("“[^”]*”", "", text))]


@pytest.mark.slow
def test_no_message_holds_a_word_of_python_or_money_without_commas() -> None:
    for path in inputs():
        assert unsaid(normalised(path)[2]) == [], path.name
    assert unsaid(evaluate(HOME, HOME / "examples" / "input", "2561-1", None, 1).findings) == []
    for wrong in ("เป็น None", "ไม่ใช่ Decimal('1')", "รวม 4080.00 บาท", "ขาด 97500 บาท"):
        assert unsaid((Finding("x", "info", wrong, "ดู"),)) == [wrong]
    assert unsaid((Finding("x", "info", "“None” รวม 4,080.00 บาท", "ดู ปี 2561"),)) == []
