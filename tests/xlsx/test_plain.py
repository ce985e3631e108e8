"""A workbook's file as Excel writes it: names, relations, prefixes, what it says of itself."""

import io
import zipfile

import pytest
from lxml import etree
from office import Office, anchor, picture, png, text_box
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

from pipeline.xlsx.books import About, calculated, describe, to_bytes
from pipeline.xlsx.names import CORE, MAIN, TYPES, WORKBOOK
from pipeline.xlsx.package import links, read_parts, to_tree, write_parts
from pipeline.xlsx.plain import plain

ABOUT = About("สรุป", "สำนักงาน")


def odd() -> Office:
    """One sheet under a name of its own, with a drawing, a picture and a comment, all named oddly."""
    office = Office()
    office.parts["xl/worksheets/หน้าแรก_7.xml"] = office.parts.pop("xl/worksheets/sheet1.xml")
    for part in (TYPES, "xl/_rels/workbook.xml.rels"):
        office.parts[part] = office.parts[part].replace(b"sheet1.xml", "หน้าแรก_7.xml".encode())
    return office


def test_sheets_and_what_hangs_on_them_are_counted_from_one() -> None:
    office = odd()
    sheet = "xl/worksheets/หน้าแรก_7.xml"
    drawing = office.drawing(anchor(2, 1, text_box("ก")), sheet, name="shape_12")
    image = office.add("xl/media/ตรา 1.png", png())
    office.relate(drawing, "image", image)
    made = plain(office.parts)
    assert "xl/worksheets/sheet1.xml" in made and "xl/drawings/drawing1.xml" in made
    assert [one.target for one in links(made, "xl/worksheets/sheet1.xml")] == ["xl/drawings/drawing1.xml"]
    assert [one.target for one in links(made, "xl/drawings/drawing1.xml")] == [image]
    assert b'Target="../drawings/drawing1.xml"' in made["xl/worksheets/_rels/sheet1.xml.rels"]
    assert b'"/xl/worksheets/sheet1.xml"' in made[TYPES] and "หน้าแรก" not in made[TYPES].decode()


def test_sheets_are_counted_as_they_are_listed() -> None:
    book = Workbook()
    for name in ("ข", "ค"):
        book.create_sheet(name)["A1"] = name
    book.move_sheet("ค", -2)
    made = read_parts(to_bytes(book, ABOUT))
    listed = [e.get("name") for e in to_tree(made[WORKBOOK]).iterfind(f"{MAIN}sheets/{MAIN}sheet")]
    assert listed == ["ค", "Sheet", "ข"]
    moved = {**made, WORKBOOK: _turned_round(made[WORKBOOK])}
    again = plain(moved)
    assert again["xl/worksheets/sheet1.xml"] == made["xl/worksheets/sheet3.xml"]
    assert again["xl/worksheets/sheet3.xml"] == made["xl/worksheets/sheet1.xml"]


def _turned_round(workbook: bytes) -> bytes:
    root = to_tree(workbook)
    sheets = root.find(f"{MAIN}sheets")
    assert sheets is not None
    sheets[:] = list(reversed(sheets))
    return etree.tostring(root)


def test_what_nobody_refers_to_is_neither_kept_nor_listed() -> None:
    office = Office()
    office.add("xl/drawings/drawing5.xml", "<xdr:wsDr SPACES/>", "application/drawing+xml")
    lost = office.add("xl/charts/chart5.xml", "<a/>", "application/chart+xml")
    office.relate("xl/drawings/drawing5.xml", "chart", lost)
    office.add("xl/gone.xml", "<a/>", "application/xml")
    del office.parts["xl/gone.xml"]
    made = plain(office.parts)
    assert not [name for name in made if "drawing5" in name or "chart5" in name]
    assert not any(word in made[TYPES] for word in (b"drawing5", b"chart5", b"gone"))


def test_a_relation_to_what_is_not_there_is_left_out() -> None:
    office = Office()
    office.relate("xl/workbook.xml", "theme", "xl/theme/theme9.xml")
    assert b"theme9" not in plain(office.parts)["xl/_rels/workbook.xml.rels"]


def test_a_name_that_is_taken_is_not_given_twice() -> None:
    office = Office()
    office.relate("xl/workbook.xml", "other", office.add("xl/drawings/drawing1.xml", "<b/>", "text/xml"))
    office.drawing(anchor(2, 1, text_box("ก")), name="shape")
    made = plain(office.parts)
    assert made["xl/drawings/drawing1.xml"] == b"<b/>" and b"wsDr" in made["xl/drawings/drawing2.xml"]


def test_drawings_have_the_prefixes_that_readers_look_for() -> None:
    office = Office()
    part = office.drawing(anchor(2, 1, picture("rId1")), name="drawing1")
    office.parts[part] = office.parts[part].replace(b"xdr:", b"").replace(
        b'xmlns:xdr="http', b'xmlns="http').replace(
        b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" ', b"")  # fmt: skip
    made = plain(office.parts)
    assert b"<xdr:wsDr " in made[part] and b"<xdr:pic>" in made[part] and b"<a:blip " in made[part]
    assert [e.tag for e in to_tree(made[part]).iter()] == [e.tag for e in to_tree(office.parts[part]).iter()]
    assert plain(made) == made, "what is plain stays as it is"


def test_comments_stand_where_every_reader_looks_for_them() -> None:
    book = Workbook()
    assert book.active is not None
    book.active["A1"].comment = Comment("ตรวจ", "ก")
    made = read_parts(to_bytes(book, ABOUT))
    assert "xl/comments1.xml" in made and "xl/drawings/vmlDrawing1.vml" in made
    assert b'Target="../comments1.xml"' in made["xl/worksheets/_rels/sheet1.xml.rels"]


def test_a_file_tells_what_it_is_and_whose_never_who_saved_it_when() -> None:
    book = Workbook()
    book.properties.creator = book.properties.lastModifiedBy = "นายตัวอย่าง หนึ่ง"
    core = read_parts(to_bytes(book, ABOUT))[CORE].decode()
    assert ">สรุป<" in core and ">สำนักงาน<" in core
    assert not any(word in core for word in ("ตัวอย่าง", "created", "modified", "lastModifiedBy"))
    assert to_bytes(book, ABOUT) == to_bytes(book, ABOUT)
    assert "openpyxl" not in read_parts(to_bytes(book))[CORE].decode()


def test_a_file_that_says_nothing_of_itself_yet_says_it_then() -> None:
    parts = Office().parts
    rels = parts["_rels/.rels"].decode()
    (relation,) = [r for r in rels.split("<Relationship ")[1:] if "core" in r]
    parts["_rels/.rels"] = rels.replace(f"<Relationship {relation.rstrip()}", "").encode() \
        if not relation.endswith("</Relationships>") else rels.replace(
            f"<Relationship {relation}", "</Relationships>").encode()  # fmt: skip
    made = plain(parts)
    assert CORE not in made
    describe(made, ABOUT)
    with zipfile.ZipFile(io.BytesIO(write_parts(made))) as package:
        assert "สำนักงาน" in package.read(CORE).decode()
    assert plain(made)[CORE] == made[CORE] and CORE.encode() in made[TYPES]


@pytest.mark.parametrize("formula", [True, False])
def test_a_book_asks_to_be_calculated_only_where_a_value_is_lacking(formula: bool) -> None:
    book = Workbook()
    assert book.active is not None
    book.active["A1"] = "=1+1" if formula else 2
    settings = to_tree(read_parts(to_bytes(book, ABOUT))[WORKBOOK]).find(f"{MAIN}calcPr")
    assert settings is not None and settings.get("calcId") == "191029"
    assert settings.get("fullCalcOnLoad") == ("1" if formula else None)


def test_a_book_that_does_not_say_how_it_is_calculated_says_so_in_its_place() -> None:
    spaces = f'xmlns="{MAIN[1:-1]}"'
    made = calculated(f"<workbook {spaces}><sheets/><definedNames/><oleSize/></workbook>".encode(), False)
    assert [etree.QName(e).localname for e in to_tree(made)] == ["sheets", "definedNames", "calcPr", "oleSize"]


def test_fonts_say_what_they_are_in_excels_order() -> None:
    """Of cells, and of pieces of a text in a sheet or among the shared strings."""
    book = Workbook()
    assert book.active is not None
    look = InlineFont(rFont="TH SarabunPSK", b=True, sz=16, color="FF0000")
    book.active["A1"] = CellRichText(TextBlock(look, "ก"), "ข")
    book.active["A2"].font = Font("TH SarabunPSK", 14, bold=True)
    parts = read_parts(to_bytes(book, ABOUT))
    text = parts["xl/worksheets/sheet1.xml"]
    assert b"<rPr>" in text
    strings = b'<sst xmlns="' + MAIN[1:-1].encode() + b'"><si>' + b"".join(text.partition(b"<r>")[1:]).partition(b"</is>")[0] + b"</si></sst>"
    office = Office()
    office.relate("xl/workbook.xml", "sharedStrings", office.add("xl/sharedStrings.xml", strings, "text/xml"))
    shared = plain(office.parts)["xl/sharedStrings.xml"]
    for part, name in ((parts["xl/styles.xml"], "font"), (text, "rPr"), (shared, "rPr")):
        fonts = [[etree.QName(e).localname for e in font] for font in to_tree(part).iter(f"{MAIN}{name}")]
        assert any(len(said) > 2 for said in fonts)
        for said in fonts:
            assert said == sorted(said, key=["b", "sz", "color", "name", "rFont", "family", "scheme"].index)
