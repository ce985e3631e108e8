"""What hangs on the cells of a form: where it goes, and that it stays as large as the office made it."""

from pathlib import Path

import pytest
from drawn import Drawn, covered, drawn
from office import Office, anchor, picture, png, text_box
from opened import load_form

from pipeline.forms import Form
from pipeline.xlsx.package import read_parts, write_parts

WIDE = {  # a table whose columns repeat, and a signature right of and below what hangs under it
    "A1": "หัวเรื่อง", "A2": "{% for n in across %}", "B2": "{% endfor %}", "A3": "{{ n }}", "B3": "{{ n }}",
    "A4": "{% for r in rows %}", "A5": "{{ r }}", "A6": "{% endfor %}", "A7": "ลงชื่อ", "A20": "ท้าย",
}  # fmt: skip
BEFORE = {"across": [1], "rows": ["ก"]}
ADDED = {"across": [1, 2, 3, 4], "rows": ["ก", "ข", "ค"]}
CHART = (
    '<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="2" name="กราฟ"/><xdr:cNvGraphicFramePr/>'
    '</xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/><a:ext cx="{}" cy="{}"/></xdr:xfrm><a:graphic/></xdr:graphicFrame>'
)


def form(tmp_path: Path, anchors: str, cells: dict[str, object] | None = None) -> Form:
    office = Office(WIDE if cells is None else cells)
    office.parts["xl/worksheets/sheet1.xml"] = office.parts["xl/worksheets/sheet1.xml"].replace(
        b"<sheetData>", b'<cols><col min="1" max="2" width="20" customWidth="1"/></cols><sheetData>')
    part = office.drawing(anchors)
    office.relate(part, "image", office.add("xl/media/logo.png", png()))
    return load_form(office.save(tmp_path / "form.xlsx"))


@pytest.mark.parametrize("edit", ['editAs="oneCell"', 'editAs="absolute"', 'editAs="twoCell"', ""])
@pytest.mark.parametrize("inside", [picture("rOffice1"), text_box("ก"), CHART.format(0, 0)])
def test_what_hangs_between_two_cells_keeps_its_size(tmp_path: Path, edit: str, inside: str) -> None:
    """From A8 over two columns and three rows: more columns come between."""
    hung = anchor(7, 0, inside, tall=3).replace('editAs="oneCell"', edit)
    made = form(tmp_path, hung)
    (before,), (after,) = drawn(made.fill(BEFORE)), drawn(made.fill(ADDED))
    assert (before.wide, before.high) == (after.wide, after.high) == (140 * 0.75 * 2, 45)
    assert (before.row, after.row) == (5, 7)


def test_a_thing_above_the_rows_that_repeat_is_not_drawn_longer(tmp_path: Path) -> None:
    (after,) = drawn(form(tmp_path, anchor(0, 0, picture("rOffice1"), tall=6)).fill(ADDED))
    assert (after.row, after.high) == (1, 90)


def test_of_a_hidden_row_or_a_row_with_its_own_height_that_counts(tmp_path: Path) -> None:
    made = form(tmp_path, anchor(7, 0, picture("rOffice1"), tall=3))
    office = Office(path=tmp_path / "form.xlsx")
    rows = '<row r="8" ht="40" customHeight="1"/><row r="9" hidden="1" ht="30"/><row r="10" ht="21"/><row r="20"'
    sheet = office.parts["xl/worksheets/sheet1.xml"]
    office.parts["xl/worksheets/sheet1.xml"] = sheet.replace(b'<row r="20"', rows.encode())
    made = load_form(office.save(tmp_path / "form.xlsx"))
    assert drawn(made.fill(BEFORE))[0].high == 61


@pytest.mark.parametrize(("said", "size"), [
    ((2_800_000, 580_000), (2_800_000 / 12_700, 580_000 / 12_700)),
    ((900_000, 580_000), (210, 45)), ((2_800_000, 100_000), (210, 45)), ((0, 0), (210, 45)),
])  # fmt: skip
def test_a_size_that_the_file_says_counts_where_it_is_about_that_between_the_cells(
    tmp_path: Path, said: tuple[int, int], size: tuple[float, float]
) -> None:
    (one,) = drawn(form(tmp_path, anchor(7, 0, CHART.format(*said), tall=3)).fill(ADDED))
    assert (one.wide, one.high) == size


def test_the_check_says_nothing_of_what_only_hangs_otherwise(tmp_path: Path) -> None:
    made = form(tmp_path, anchor(7, 0, picture("rOffice1"), tall=3))
    assert made.check(ADDED).notes == () and made.check(ADDED).problems == ()


def test_what_is_covered_is_seen() -> None:
    """Of the tests' own eyes."""
    office = Office({"A1": "ก", "A2": "ข", "B3": "ค", "A4": "ง"})
    office.drawing(anchor(1, 0, text_box("x"), tall=2).replace("twoCellAnchor", "oneCellAnchor").replace(
        "<xdr:to>", '<xdr:ext cx="1219200" cy="381000"/><xdr:gone>').replace("</xdr:to>", "</xdr:gone>"))
    data = write_parts(office.parts)
    assert drawn(data) == [Drawn("แบบ", 2, 1, 96, 30)]
    assert covered(data) == [("แบบ", "A2"), ("แบบ", "B3")]


@pytest.mark.parametrize(("fonts", "made"), [
    ('<a:latin typeface="TH SarabunPSK"/>', '<a:latin typeface="TH SarabunPSK"/><a:cs typeface="TH SarabunPSK"/>'),
    ('<a:latin typeface="A"/><a:ea typeface="B"/>', '<a:latin typeface="A"/><a:ea typeface="B"/><a:cs typeface="A"/>'),
    ('<a:latin typeface="A"/><a:cs typeface="B"/>', '<a:latin typeface="A"/><a:cs typeface="B"/>'),
    ("", ""), ('<a:latin typeface=""/>', '<a:latin typeface=""/>'),
])  # fmt: skip
def test_thai_words_of_a_box_have_the_font_that_was_chosen(tmp_path: Path, fonts: str, made: str) -> None:
    """LibreOffice leaves the font of Thai words out of what it saves."""
    box = text_box("ก").replace('<a:rPr lang="th-TH" sz="1600"/>', f'<a:rPr lang="th-TH" sz="1600">{fonts}</a:rPr>')
    data = form(tmp_path, anchor(0, 0, box)).fill(ADDED)
    said = read_parts(data)["xl/drawings/drawing1.xml"].decode()
    assert f'<a:rPr lang="th-TH" sz="1600">{made}</a:rPr>' in said or (not made and "<a:cs" not in said)
