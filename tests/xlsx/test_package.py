"""The file of a workbook: addresses, parts that come and go, what refers to what."""

import pytest

from pipeline.model.cells import address, column_letters
from pipeline.xlsx import package
from pipeline.xlsx.addresses import (
    LAST_COLUMN,
    LAST_ROW,
    Range,
    letters,
    number,
    quoted,
    split,
    unquoted,
)
from pipeline.xlsx.names import FORMULAS, HYPERLINK, PACKAGE, RELATIONS, TYPES, WORKBOOK, WORKSHEET

SHEET = "xl/worksheets/sheet1.xml"


def parts() -> package.Parts:
    """A workbook of one sheet with a list of formulas; what the parts themselves say is no matter."""
    made: package.Parts = {
        TYPES: f'<Types xmlns="{PACKAGE}content-types"><Override PartName="/{FORMULAS}" ContentType="f"/>'
               f'<Override PartName="/{SHEET}" ContentType="s"/></Types>'.encode(),
        WORKBOOK: b"<workbook/>", SHEET: b"<worksheet/>", FORMULAS: b"<calcChain/>",
    }  # fmt: skip
    package.relate(made, WORKBOOK, [
        package.Link("r1", WORKSHEET, SHEET), package.Link("r2", f"{RELATIONS}/calcChain", FORMULAS),
    ])  # fmt: skip
    return made


@pytest.mark.parametrize("column", [1, 26, 27, 52, 702, 703, LAST_COLUMN])
def test_a_column_has_its_letters_and_back(column: int) -> None:
    assert number(letters(column)) == number(letters(column).lower()) == column
    assert column_letters(column - 1) == letters(column)


def test_addresses_count_from_1_and_may_hold_fast() -> None:
    assert split("D7") == split("$D$7") == split("d07") == (7, 4)
    assert split(f"XFD{LAST_ROW}") == (LAST_ROW, LAST_COLUMN)
    assert address(6, 3) == "D7"
    assert Range.parse("$D$7:E9").write((8, 10), (4, 5)) == "$D$8:$E$10"
    assert (Range.parse("5:6").whole, Range.parse("A:B").whole) == ("rows", "columns")


@pytest.mark.parametrize("text", ["", "D", "7", "D0", "D00", "ABCD1", "D12345678", "D7:E9", "ก1", "D-1"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{text}$"):
        split(text)


@pytest.mark.parametrize("name", ["ก", "it's", "'", "a b"])
def test_the_name_of_a_sheet_is_quoted_and_read_again(name: str) -> None:
    assert unquoted(quoted(name).removesuffix("!")) == name


@pytest.mark.parametrize(("written", "part"), [
    ("sheet2.xml", "xl/worksheets/sheet2.xml"), ("../media/a.png", "xl/media/a.png"),
    ("/xl/media/a.png", "xl/media/a.png"), ("./a%20b.xml", "xl/worksheets/a%20b.xml"),
])  # fmt: skip
def test_a_relation_leads_to_a_part_from_where_its_owner_stands(written: str, part: str) -> None:
    assert package.target(SHEET, written) == part


def test_relations_of_the_whole_file_stand_beside_no_part() -> None:
    assert package.relations_of("") == "_rels/.rels"
    assert package.relations_of(SHEET) == "xl/worksheets/_rels/sheet1.xml.rels"


def test_what_leads_outside_is_told_as_it_is_written() -> None:
    made = parts()
    package.relate(made, SHEET, [package.Link("r9", HYPERLINK, "2701%20ก.xlsx", outside=True)])
    assert list(package.links(made, SHEET)) == [package.Link("r9", HYPERLINK, "2701%20ก.xlsx", True)]
    assert list(package.links(made, FORMULAS)) == []


def test_a_part_that_is_taken_out_leaves_nothing_that_names_it() -> None:
    made = parts()
    package.take_out(made, FORMULAS, WORKBOOK)
    assert FORMULAS not in made
    assert not [name for name, data in made.items() if b"calcChain" in data]
    assert package.related(made, WORKBOOK, WORKSHEET) == {"r1": SHEET}
    assert b'PartName="/xl/worksheets/sheet1.xml"' in made[TYPES]


def test_a_twin_refers_to_what_the_first_does_but_for_its_own() -> None:
    made = parts()
    twin = "xl/workbook_1.xml"
    package.relate_alike(made, WORKBOOK, twin, {"r1": "xl/worksheets/sheet1_1.xml"})
    package.declare_alike(made, SHEET, "xl/worksheets/sheet1_1.xml")
    assert [link.target for link in package.links(made, twin)] == ["xl/worksheets/sheet1_1.xml", FORMULAS]
    assert made[TYPES].count(b'ContentType="s"') == 2


def test_a_type_is_declared_once_whatever_its_letters() -> None:
    made = parts()
    for ending in ("vml", "VML"):
        package.declare(made, "Extension", ending, "v")
    assert made[TYPES].count(b"Extension=") == 1
    assert made[TYPES].index(b"<Default") < made[TYPES].index(b"<Override")
    before = made[TYPES]
    package.declare(made, "PartName", f"/{SHEET}", "other")
    assert made[TYPES] == before


def test_a_new_part_takes_no_name_that_another_has_in_other_letters() -> None:
    taken = {"xl/Comments1.xml": b"", "xl/comments2.xml": b""}
    assert package.free_name(taken, "xl/comments{}.xml") == "xl/comments3.xml"
