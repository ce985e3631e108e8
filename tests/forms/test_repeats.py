"""Sheets that repeat, and cells that open something."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest
from opened import load_form
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.forms import Form, FormError, Linked
from pipeline.forms.moving.axis import Axis, fixed
from pipeline.forms.moving.references import Layout, move_formula

NAMED = "เรื่องที่ {{ topic.number }}"
TOPICS = [
    {"number": 1, "columns": ["ก", "ข"], "rows": [{"a": 3}, {"a": 4}]},
    {"number": 2, "columns": ["ค"], "rows": [{"a": 5}]},
]
Make = Callable[..., Form]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def build(name: str = NAMED, more: Callable[[Worksheet], None] | None = None) -> Form:
        book = Workbook()
        book.active.title = "แรก"
        book.active["A1"] = "{{ title }}"
        sheet = book.create_sheet(name)
        for address, value in {
            "A1": "{% for topic in topics %}", "A2": "เรื่อง {{ topic.number }}",
            "B3": "{% for column in topic.columns %}{% endfor %}", "B4": "{{ column }}",
            "A5": "{% for row in topic.rows %}", "A6": "{{ row.a }}", "A7": "{% endfor %}",
            "A8": '=IF(1,"{{ topic.rows[0].a }}",MIN(A6:A6))', "A9": "{% endfor %}",
        }.items():
            sheet[address] = value
        sheet.print_title_rows = "2:4"
        sheet.auto_filter.ref = "A4:B7"
        last = book.create_sheet("ท้าย")
        last["A1"] = "จบ"
        last.print_area = "A1:B2"
        if more:
            more(sheet)
        book.save(tmp_path / "form.xlsx")
        return load_form(tmp_path / "form.xlsx")

    return build


def opened(form: Form, topics: object = TOPICS) -> Workbook:
    return load_workbook(io.BytesIO(form.fill({"title": "ชื่อ", "topics": topics})))


def test_a_sheet_with_a_placeholder_in_its_name_is_made_once_for_each_turn(make: Make) -> None:
    book = opened(make())
    assert book.sheetnames == ["แรก", "เรื่องที่ 1", "เรื่องที่ 2", "ท้าย"]
    first, second = book["เรื่องที่ 1"], book["เรื่องที่ 2"]
    assert [c.value for c in first["A"]] == ["เรื่อง 1", None, 3, 4, "=MIN(A3:A4)"]
    assert [c.value for c in first[2]] == [None, "ก", "ข"]
    assert [c.value for c in second["A"]] == ["เรื่อง 2", None, 5, "=MIN(A3:A3)"] or second["A4"].value


def test_what_belongs_to_a_sheet_goes_with_each_of_its_copies(make: Make) -> None:
    book = opened(make())
    assert [book[n].print_title_rows for n in ("เรื่องที่ 1", "เรื่องที่ 2")] == ["$1:$2", "$1:$2"]
    assert book["เรื่องที่ 1"].auto_filter.ref == "A2:C4"
    assert book["ท้าย"].print_area == "'ท้าย'!$A$1:$B$2"


def test_a_sheet_without_a_turn_is_left_out(make: Make) -> None:
    book = opened(make(), [])
    assert book.sheetnames == ["แรก", "ท้าย"] and book["ท้าย"].print_area == "'ท้าย'!$A$1:$B$2"


def test_a_chart_on_a_repeated_sheet_draws_its_own_sheet(make: Make) -> None:
    def chart(sheet: Worksheet) -> None:
        bars = BarChart()
        bars.add_data(Reference(sheet, min_col=1, min_row=6, max_row=6))
        sheet.add_chart(bars, "D2")

    book = opened(make(more=chart))
    drawn = [book[n]._charts[0].series[0].val.numRef.f for n in ("เรื่องที่ 1", "เรื่องที่ 2")]
    assert drawn == ["'เรื่องที่ 1'!$A$3:$A$4", "'เรื่องที่ 2'!$A$3"]


@pytest.mark.parametrize("number", ["ก & ข", "it's", "a<b", 'ก "ข"'])
def test_a_chart_draws_its_own_sheet_whatever_its_name_is(make: Make, number: str) -> None:
    def charted(sheet: Worksheet) -> None:
        chart = BarChart()
        chart.add_data(Reference(sheet, min_col=1, min_row=6, max_row=6))
        sheet.add_chart(chart, "D2")

    data = make(more=charted).fill({"title": "ก", "topics": [{**TOPICS[0], "number": number}]})
    drawn = load_workbook(io.BytesIO(data))[f"เรื่องที่ {number}"]._charts[0].series[0]
    assert drawn.val.numRef.f == f"'เรื่องที่ {number.replace(chr(39), chr(39) * 2)}'!$A$3:$A$4"


def test_a_name_of_the_whole_workbook_stays_with_the_first_copy(make: Make) -> None:
    def named(sheet: Worksheet) -> None:
        sheet.parent.defined_names["keep_it"] = DefinedName("keep_it", attr_text=f"'{NAMED}'!$A$2:$A$8")

    assert opened(make(more=named)).defined_names["keep_it"].attr_text == "'เรื่องที่ 1'!$A$1:$A$5"


def test_every_copy_is_a_part_of_its_own_that_the_package_lists_once(make: Make) -> None:
    package = zipfile.ZipFile(io.BytesIO(make().fill({"title": "", "topics": TOPICS})))
    names = package.namelist()
    types = re.findall(r'PartName="/([^"]+)"', package.read("[Content_Types].xml").decode())
    assert len(names) == len(set(names)) and len(types) == len(set(types)) and set(types) <= set(names)
    assert sum("worksheets/sheet" in name for name in names) == 4


def test_the_same_topics_give_the_same_bytes(make: Make) -> None:
    form, context = make(), {"title": "", "topics": TOPICS}
    assert form.fill(context) == form.fill(context)
    assert opened(form, TOPICS[:1]).sheetnames == ["แรก", "เรื่องที่ 1", "ท้าย"]


@pytest.mark.parametrize("numbers", [[1, 1], ["ก/ข"], ["ก" * 40]])
def test_a_name_that_no_sheet_can_have_is_an_error(make: Make, numbers: list[object]) -> None:
    topics = [{**TOPICS[0], "number": number} for number in numbers]
    with pytest.raises(FormError, match="ชื่อชีต"):
        opened(make(), topics)


def test_a_repeated_sheet_must_open_its_loop_in_its_first_row(make: Make) -> None:
    def plain(sheet: Worksheet) -> None:
        sheet["A1"] = "หัวเรื่อง"

    with pytest.raises(FormError, match="A1"):
        make(more=plain)


def test_a_repeated_sheet_must_end_its_loop(make: Make) -> None:
    def open_ended(sheet: Worksheet) -> None:
        sheet["A9"] = None

    with pytest.raises(FormError, match="endfor"):
        make(more=open_ended)


def test_a_table_on_a_repeated_sheet_is_refused(make: Make) -> None:
    def table(sheet: Worksheet) -> None:
        sheet["D4"], sheet["D5"] = "ก", "ข"
        sheet.add_table(Table(displayName="T", ref="D4:D5"))

    with pytest.raises(FormError, match="Table"):
        opened(make(more=table))


def test_the_check_knows_what_stands_on_a_repeated_sheet(make: Make) -> None:
    sample = {"title": "", "topics": TOPICS}
    assert make().check(sample).problems == ()
    assert make().check(sample).unused == ()

    def wrong(sheet: Worksheet) -> None:
        sheet["A6"], sheet["B4"] = "{{ row.b }}", "{{ topic.name }}"

    problems = make(more=wrong).check(sample).problems
    assert [(p.cell, p.problem.split()[0]) for p in problems] == [("B4", "ไม่รู้จัก"), ("A6", "ไม่รู้จัก")]


def test_the_check_follows_a_loop_over_a_part_of_a_list(make: Make) -> None:
    def part(sheet: Worksheet) -> None:
        sheet["A5"], sheet["A6"] = "{% for row in topic.rows[1:] %}", "{{ row.b }}"

    assert [p.cell for p in make(more=part).check({"title": "", "topics": TOPICS}).problems] == ["A6"]


# --- links -------------------------------------------------------------------------------------


def test_a_linked_value_opens_a_file_or_a_sheet(make: Make) -> None:
    form = make()
    title = Linked("เมืองสระแก้ว", "2701 เมืองสระแก้ว.xlsx")
    rows = [{"a": Linked(n, f"#'เรื่องที่ {n}'!A1")} for n in (1, 2)]
    topics = [{**TOPICS[0], "rows": rows}]
    data = form.fill({"title": title, "topics": topics})
    book = load_workbook(io.BytesIO(data))
    link = book["แรก"]["A1"].hyperlink
    assert book["แรก"]["A1"].value == "เมืองสระแก้ว"
    assert link.target.isascii() and unquote(link.target) == "2701 เมืองสระแก้ว.xlsx"
    assert [book["เรื่องที่ 1"][f"A{r}"].hyperlink.location for r in (3, 4)] == [
        "'เรื่องที่ 1'!A1", "'เรื่องที่ 2'!A1"
    ]


def test_links_of_the_office_stay_beside_those_of_the_program(make: Make) -> None:
    def own(sheet: Worksheet) -> None:
        sheet["A2"].hyperlink = "https://example.go.th/"

    topics = [{**TOPICS[0], "rows": [{"a": Linked("ไป", "ก.xlsx")}]}]
    book = load_workbook(io.BytesIO(make(more=own).fill({"title": "", "topics": topics})))
    targets = {c.coordinate: c.hyperlink.target for r in book["เรื่องที่ 1"].iter_rows() for c in r if c.hyperlink}
    assert set(targets.values()) == {"https://example.go.th/", "%E0%B8%81.xlsx"}


def test_a_reference_to_rows_left_out_on_another_sheet_is_0_or_empty() -> None:
    axis = Axis({}, 3)
    layout = Layout(axis, fixed(3))
    assert move_formula("MAX(1,'ข'!A1:A3)+'ข'!B2", "ก", {"ข": layout}) == 'MAX(1,0)+""'
