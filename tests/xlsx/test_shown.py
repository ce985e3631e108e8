"""Which sheets of a workbook are shown, and that others do not print."""

import io

import openpyxl
import pytest
from lxml import etree

from pipeline.xlsx.names import WORKBOOK
from pipeline.xlsx.package import Parts, read_parts, write_parts
from pipeline.xlsx.shown import show_only, shown_sheets

NAMES = ["หนึ่ง", "สอง & ครึ่ง", "สาม"]


def book(hidden: str = "") -> Parts:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name in NAMES:
        sheet = made.create_sheet(name)
        sheet["A1"], sheet.print_area = name, "A1:B2"
        sheet.print_title_rows = "1:1"
        sheet.sheet_state = "hidden" if name == hidden else "visible"
    buffer = io.BytesIO()
    made.save(buffer)
    return read_parts(buffer.getvalue())


def test_hidden_sheets_are_none_of_those_that_are_shown():
    assert shown_sheets(book()) == NAMES
    assert shown_sheets(book("หนึ่ง")) == NAMES[1:]


@pytest.mark.parametrize("wanted", [[name] for name in NAMES] + [NAMES[1:], NAMES])
def test_only_what_is_named_is_shown_and_has_a_print_area_and_the_book_opens_there(wanted):
    parts = book()
    show_only(parts, wanted)
    assert shown_sheets(parts) == wanted
    again = openpyxl.load_workbook(io.BytesIO(write_parts(parts)))
    assert again.active.title == wanted[0] and again.sheetnames == NAMES
    assert [sheet.title for sheet in again if sheet.print_area] == wanted
    assert all(sheet.print_title_rows for sheet in again)


def test_a_strict_workbook_is_known_too():
    parts = book()
    root = parts[WORKBOOK].replace(
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main")
    parts[WORKBOOK] = root
    show_only(parts, [NAMES[2]])
    assert shown_sheets(parts) == [NAMES[2]]
    etree.fromstring(parts[WORKBOOK])
