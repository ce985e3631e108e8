"""A template as an office changes it: what Excel writes for text boxes, pictures, comments, controls
and the like, put into a plain workbook part by part."""

import io
import struct
import zipfile
import zlib
from pathlib import Path

from lxml import etree
from openpyxl import Workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOC = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
SPACES = (
    f'xmlns="{MAIN}" xmlns:r="{DOC}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
    'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetProtection",
    "protectedRanges", "autoFilter", "sortState", "mergeCells", "conditionalFormatting",
    "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter",
    "rowBreaks", "colBreaks", "ignoredErrors", "drawing", "legacyDrawing", "legacyDrawingHF", "picture",
    "controls", "tableParts", "extLst",
)  # fmt: skip
SHEET = "xl/worksheets/sheet1.xml"
TWO = {
    "title": "หัวเรื่อง",
    "parts": [{"name": "ก", "rows": [1, 2, 3]}, {"name": "ข", "rows": [4]}],
    "more": {"b": True},
}
CELLS: dict[str, object] = {
    "A1": "{{ title }}", "A2": "{% for s in parts %}", "A3": "{{ s.name }}", "A4": "{% for k in s.rows %}",
    "A5": "{{ k }}", "B5": 1, "C5": 2, "A6": "{% endfor %}", "A7": "รวม {{ s.name }}",
    "A8": "{% endfor %}", "A9": "ท้าย", "A12": "หัว", "B12": "ค่า", "A13": "ก", "B13": 1,
}  # fmt: skip


def png(colour: tuple[int, int, int] = (0, 90, 160), size: int = 24) -> bytes:
    """A picture of one colour."""
    rows = (b"\0" + bytes(colour) * size) * size

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


class Office:
    """The parts of a workbook, and how an office changes them."""

    def __init__(self, cells: dict[str, object] | None = None, path: Path | None = None) -> None:
        buffer = io.BytesIO()
        if path is None:
            book = Workbook()
            sheet = book.active
            assert sheet is not None
            sheet.title = "แบบ"
            for address, value in (CELLS if cells is None else cells).items():
                sheet[address] = value
            book.save(buffer)
        source = buffer if path is None else path
        with zipfile.ZipFile(source) as package:
            self.parts = {name: package.read(name) for name in package.namelist()}

    def save(self, path: Path) -> Path:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
            for name, data in self.parts.items():
                package.writestr(name, data)
        return path

    def add(self, part: str, data: str | bytes, kind: str | None = None) -> str:
        """A part; ``kind`` is its content type where the ending does not tell it."""
        if isinstance(data, str):
            data = data.replace("SPACES", SPACES, 1).encode()
        self.parts[part] = data
        types = etree.fromstring(self.parts["[Content_Types].xml"])
        if kind:
            etree.SubElement(types, f"{{{types.nsmap[None]}}}Override", PartName=f"/{part}", ContentType=kind)
        else:
            ending = part.rpartition(".")[2]
            usual = {"png": "image/png", "vml": "application/vnd.openxmlformats-officedocument.vmlDrawing"}
            known = {e.get("Extension") for e in types}
            if ending not in known:
                default = etree.Element(f"{{{types.nsmap[None]}}}Default")
                default.set("Extension", ending)
                default.set("ContentType", usual.get(ending, "application/octet-stream"))
                types.insert(0, default)
        self.parts["[Content_Types].xml"] = etree.tostring(types, xml_declaration=True, encoding="UTF-8")
        return part

    def relate(self, part: str, kind: str, target: str, outside: bool = False) -> str:
        """Has ``part`` refer to ``target``; gives the id."""
        folder, _, name = part.rpartition("/")
        where = f"{folder}/_rels/{name}.rels"
        root = etree.fromstring(self.parts.get(where, f'<Relationships xmlns="{PACKAGE}"/>'.encode()))
        link = etree.SubElement(root, f"{{{PACKAGE}}}Relationship")
        identity = f"rOffice{len(root)}"
        link.set("Id", identity)
        link.set("Type", kind if "://" in kind else f"{DOC}/{kind}")
        link.set("Target", target if outside else f"/{target}")
        if outside:
            link.set("TargetMode", "External")
        self.parts[where] = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
        return identity

    def put(self, xml: str, sheet: str = SHEET) -> None:
        """An element into a sheet, at its place in the order that the format wants."""
        root = etree.fromstring(self.parts[sheet])
        element = etree.fromstring(f"<x {SPACES}>{xml}</x>")[0]
        name = etree.QName(element).localname
        if name == "extLst" and (listed := root.find(f"{{{MAIN}}}extLst")) is not None:
            listed.extend(list(element))
        else:
            before = [e for e in root if ORDER.index(etree.QName(e).localname) <= ORDER.index(name)]
            before[-1].addnext(element)
        self.parts[sheet] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

    def cell(self, address: str, xml: str, sheet: str = SHEET) -> None:
        """What a cell is, as XML of the sheet."""
        root = etree.fromstring(self.parts[sheet])
        old = root.find(f".//{{{MAIN}}}c[@r='{address}']")
        new = etree.fromstring(f"<x {SPACES}>{xml}</x>")[0]
        assert old is not None
        old.getparent().replace(old, new)
        self.parts[sheet] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

    # --- what offices put in --------------------------------------------------------------------

    def drawing(self, anchors: str, sheet: str = SHEET, name: str = "drawing9") -> str:
        part = self.add(
            f"xl/drawings/{name}.xml", f"<xdr:wsDr SPACES>{anchors}</xdr:wsDr>",
            "application/vnd.openxmlformats-officedocument.drawing+xml",
        )
        self.put(f'<drawing r:id="{self.relate(sheet, "drawing", part)}"/>', sheet)
        return part

    def background(self) -> None:
        image = self.add("xl/media/back.png", png())
        self.put(f'<picture r:id="{self.relate(SHEET, "image", image)}"/>')

    def header_picture(self, sheet: str = SHEET) -> None:
        """A picture at the head of each page, which Excel keeps in an old drawing."""
        image = self.add("xl/media/head.png", png((160, 0, 0)))
        part = self.add("xl/drawings/vmlDrawingHead.vml", VML.replace("SHAPES", (
            '<v:shape id="LH" o:spid="_x0000_s1025" type="#_x0000_t75" '
            'style="position:absolute;width:40pt;height:40pt"><v:imagedata o:relid="rOffice1" o:title="ตรา"/></v:shape>'
        )))  # fmt: skip
        assert self.relate(part, "image", image) == "rOffice1"
        self.put(f'<legacyDrawingHF r:id="{self.relate(sheet, "vmlDrawing", part)}"/>', sheet)
        root = etree.fromstring(self.parts[sheet])
        footer = root.find(f"{{{MAIN}}}headerFooter")
        if footer is None:
            self.put("<headerFooter><oddHeader>&amp;L&amp;G</oddHeader></headerFooter>", sheet)
        elif footer.find(f"{{{MAIN}}}oddHeader") is None:
            head = etree.Element(f"{{{MAIN}}}oddHeader")
            head.text = "&L&G"
            footer.insert(0, head)
            self.parts[sheet] = etree.tostring(root, xml_declaration=True, encoding="UTF-8")

    def comments(self, *cells: tuple[str, str], threaded: bool = False) -> None:
        listed = "".join(
            f'<comment ref="{ref}" authorId="0"><text><r><t>{text}</t></r></text></comment>'
            for ref, text in cells
        )
        part = self.add(
            "xl/comments1.xml",
            f"<comments SPACES><authors><author>ผู้ตรวจ</author></authors><commentList>{listed}</commentList></comments>",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml",
        )
        self.relate(SHEET, "comments", part)
        shapes = "".join(_note(number, ref) for number, (ref, _) in enumerate(cells))
        vml = self.add("xl/drawings/vmlDrawing1.vml", VML.replace("SHAPES", shapes))
        self.put(f'<legacyDrawing r:id="{self.relate(SHEET, "vmlDrawing", vml)}"/>')
        if threaded:
            said = "".join(
                f'<threadedComment ref="{ref}" dT="2026-01-01T00:00:00.00" personId="{{P}}" id="{{{n}}}"><text>{text}</text></threadedComment>'
                for n, (ref, text) in enumerate(cells)
            )
            space = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
            thread = self.add(
                "xl/threadedComments/threadedComment1.xml",
                f'<ThreadedComments xmlns="{space}">{said}</ThreadedComments>',
                "application/vnd.ms-excel.threadedcomments+xml",
            )
            self.relate(SHEET, "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment", thread)

    def check_box(self) -> None:
        """A check box that is bound to B9, at row 9."""
        part = self.add(
            "xl/ctrlProps/ctrlProp1.xml", '<formControlPr xmlns="http://schemas.microsoft.com/office/'
            "spreadsheetml/2009/9/main\" objectType=\"CheckBox\" fmlaLink=\"$B$9\" lockText=\"1\"/>",
            "application/vnd.ms-excel.controlproperties+xml",
        )
        shape = (
            '<v:shape id="Check_x0020_Box_x0020_1" o:spid="_x0000_s1030" type="#_x0000_t201">'
            '<x:ClientData ObjectType="Checkbox"><x:Anchor>1, 5, 8, 3, 2, 20, 9, 4</x:Anchor>'
            "<x:FmlaLink>$B$9</x:FmlaLink></x:ClientData></v:shape>"
        )
        vml = self.add("xl/drawings/vmlDrawing2.vml", VML.replace("SHAPES", shape))
        self.put(f'<legacyDrawing r:id="{self.relate(SHEET, "vmlDrawing", vml)}"/>')
        control = self.relate(SHEET, "ctrlProp", part)
        self.put(
            '<controls><mc:AlternateContent><mc:Choice Requires="x14">'
            f'<control shapeId="1030" r:id="{control}" name="Check Box 1"><controlPr defaultSize="0"><anchor moveWithCells="1">'
            "<from><xdr:col>1</xdr:col><xdr:colOff>5</xdr:colOff><xdr:row>8</xdr:row><xdr:rowOff>3</xdr:rowOff></from>"
            "<to><xdr:col>2</xdr:col><xdr:colOff>20</xdr:colOff><xdr:row>9</xdr:row><xdr:rowOff>4</xdr:rowOff></to>"
            "</anchor></controlPr></control></mc:Choice></mc:AlternateContent></controls>"
        )

    def table(self, ref: str = "A12:B13", head: str = "หัว") -> None:
        part = self.add(
            "xl/tables/table1.xml",
            f'<table SPACES id="1" name="ตาราง1" displayName="ตาราง1" ref="{ref}"><autoFilter ref="{ref}"/>'
            f'<tableColumns count="2"><tableColumn id="1" name="{head}"/><tableColumn id="2" name="ค่า"/></tableColumns></table>',
            "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml",
        )
        self.put(f'<tableParts count="1"><tablePart r:id="{self.relate(SHEET, "table", part)}"/></tableParts>')

    def extensions(self) -> None:
        """A data bar, a list of another sheet's and sparklines, all of Excel 2010."""
        self.put(
            '<conditionalFormatting sqref="A5"><cfRule type="dataBar" priority="9"><dataBar><cfvo type="min"/><cfvo type="max"/>'
            '<color rgb="FF638EC6"/></dataBar><extLst><ext uri="{B025F937-C7B1-47D3-B67F-A62EFF666E3E}">'
            "<x14:id>{DA7ABA51-AAAA-BBBB-0001-000000000001}</x14:id></ext></extLst></cfRule></conditionalFormatting>"
        )
        self.put(
            '<extLst><ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}"><x14:conditionalFormattings>'
            '<x14:conditionalFormatting><x14:cfRule type="dataBar" id="{DA7ABA51-AAAA-BBBB-0001-000000000001}">'
            '<x14:dataBar minLength="0" maxLength="100"><x14:cfvo type="autoMin"/><x14:cfvo type="formula"><xm:f>$A$9</xm:f></x14:cfvo>'
            "</x14:dataBar></x14:cfRule><xm:sqref>A5</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext>"
            '<ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><x14:dataValidations count="1"><x14:dataValidation type="list">'
            "<x14:formula1><xm:f>$A$9:$A$9</xm:f></x14:formula1><xm:sqref>D5</xm:sqref></x14:dataValidation></x14:dataValidations></ext>"
            '<ext uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}"><x14:sparklineGroups><x14:sparklineGroup type="column">'
            '<x14:colorSeries rgb="FF376092"/><x14:sparklines><x14:sparkline><xm:f>แบบ!B5:C5</xm:f><xm:sqref>E5</xm:sqref></x14:sparkline>'
            "<x14:sparkline><xm:f>แบบ!B9:C9</xm:f><xm:sqref>E9</xm:sqref></x14:sparkline></x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext></extLst>"
        )


VML = (
    f'<xml {SPACES}><v:shapetype id="_x0000_t202" coordsize="21600,21600"/>SHAPES</xml>'
)


def _note(number: int, ref: str) -> str:
    row, column = int(ref[1:]) - 1, ord(ref[0]) - 65
    return (
        f'<v:shape id="_x0000_s{1025 + number}" type="#_x0000_t202" style="visibility:hidden"><x:ClientData ObjectType="Note">'
        f"<x:Anchor>{column + 1}, 15, {row}, 10, {column + 3}, 31, {row + 4}, 9</x:Anchor>"
        f"<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )


def anchor(row: int, column: int, inside: str, tall: int = 2) -> str:
    """A thing that hangs on a cell (both from 0)."""
    return (
        f'<xdr:twoCellAnchor editAs="oneCell"><xdr:from><xdr:col>{column}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{row}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>'
        f"<xdr:to><xdr:col>{column + 2}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{row + tall}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>{inside}<xdr:clientData/></xdr:twoCellAnchor>"
    )


def text_box(*runs: str, link: str = "") -> str:
    """A text box whose words stand in several runs."""
    said = "".join(f'<a:r><a:rPr lang="th-TH" sz="1600"/><a:t>{run}</a:t></a:r>' for run in runs)
    linked = f' textlink="{link}"' if link else ""
    return (
        f'<xdr:sp macro=""{linked}><xdr:nvSpPr><xdr:cNvPr id="7" name="กล่อง"/><xdr:cNvSpPr txBox="1"/></xdr:nvSpPr>'
        '<xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="900000" cy="400000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr>'
        f"<xdr:txBody><a:bodyPr/><a:p>{said}</a:p></xdr:txBody></xdr:sp>"
    )


def picture(link: str) -> str:
    """A logo."""
    return (
        '<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="8" name="ตรา"/><xdr:cNvPicPr/></xdr:nvPicPr>'
        f'<xdr:blipFill><a:blip r:embed="{link}"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill>'
        '<xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="400000" cy="400000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic>'
    )
