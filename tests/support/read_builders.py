"""Small files of every kind, made by hand, for the tests of the reading stage."""

import datetime as dt
import struct
import zipfile
from collections.abc import Iterable, Mapping
from io import BytesIO

import xlwt

from pipeline.model.cells import RawSheet
from pipeline.read.refusal import REASONS, Refusal
from pipeline.read.single import _read

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_REL = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def pack(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file of the parts, always the same bytes."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, (2018, 3, 31, 0, 0, 0))
            info.compress_type = method
            archive.writestr(info, content)
    return buffer.getvalue()


def rels(entries: Iterable[tuple[str, str, str]], space: str = REL) -> str:
    inner = "".join(f'<Relationship Id="{i}" Type="{space}/{kind}" Target="{target}"/>'
                    for i, kind, target in entries)
    return f'<Relationships xmlns="{PACKAGE}">{inner}</Relationships>'


def sheet_xml(data: str, after: str = "", space: str = MAIN) -> str:
    return (f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{space}">'
            f"<sheetData>{data}</sheetData>{after}</worksheet>")


def xlsx_parts(
    *sheets: str | bytes, names: Iterable[str] = (), states: Iterable[str] = (),
    strings: Iterable[str] = (), formats: Iterable[str] = (), date1904: bool = False,
    space: str = MAIN, rel_space: str = REL, kinds: Iterable[str] = (),
) -> dict[str, str | bytes]:
    """The parts of a workbook; ``strings`` are whole ``<si>`` elements, ``formats`` the number
    formats of styles 1, 2 … (a number is a built-in one)."""
    names, states, kinds = list(names), list(states), list(kinds)
    entries = []
    links = [("s", "styles", "styles.xml"), ("t", "sharedStrings", "sharedStrings.xml")]
    parts: dict[str, str | bytes] = {}
    for number, sheet in enumerate(sheets):
        name = names[number] if number < len(names) else f"Sheet{number + 1}"
        state = f' state="{states[number]}"' if number < len(states) and states[number] else ""
        kind = kinds[number] if number < len(kinds) else "worksheet"
        entries.append(f'<sheet name="{name}" sheetId="{number + 1}"{state} r:id="r{number}"/>')
        links.append((f"r{number}", kind, f"worksheets/sheet{number + 1}.xml"))
        parts[f"xl/worksheets/sheet{number + 1}.xml"] = sheet
    custom, used = [], ['<xf numFmtId="0"/>']
    for number, code in enumerate(formats):
        if code.isdigit():
            used.append(f'<xf numFmtId="{code}"/>')
            continue
        escaped = code.replace("&", "&amp;").replace('"', "&quot;")
        custom.append(f'<numFmt numFmtId="{200 + number}" formatCode="{escaped}"/>')
        used.append(f'<xf numFmtId="{200 + number}"/>')
    properties = '<workbookPr date1904="1"/>' if date1904 else ""
    return {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": rels([("w", "officeDocument", "xl/workbook.xml")], rel_space),
        "xl/workbook.xml": f'<workbook xmlns="{space}" xmlns:r="{rel_space}">{properties}'
                           f"<sheets>{''.join(entries)}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": rels(links, rel_space),
        "xl/styles.xml": f'<styleSheet xmlns="{space}"><numFmts>{"".join(custom)}</numFmts>'
                         f'<cellXfs>{"".join(used)}</cellXfs></styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{space}">{"".join(strings)}</sst>',
        **parts,
    }


def xlsx(data: str, after: str = "", **options: object) -> bytes:
    """A workbook of one sheet whose ``<sheetData>`` holds ``data``."""
    space = str(options.get("space", MAIN))
    return pack(xlsx_parts(sheet_xml(data, after, space), **options))  # type: ignore[arg-type]


def inline(rows: Iterable[Iterable[object]]) -> str:
    """Rows of texts and numbers as the XML of cells."""
    out = []
    for r, row in enumerate(rows, 1):
        cells = []
        for c, value in enumerate(row):
            ref = f"{chr(65 + c)}{r}"
            if isinstance(value, str):
                text = value.replace("&", "&amp;").replace("<", "&lt;")
                cells.append(f'<c r="{ref}" t="inlineStr"><is><t>{text}</t></is></c>')
            elif value is not None:
                cells.append(f'<c r="{ref}"><v>{value}</v></c>')
        out.append(f'<row r="{r}">{"".join(cells)}</row>')
    return "".join(out)


TABLE = [
    ["อำเภอ", "จัดสรร", "เบิกจ่าย"],
    ["เมืองสระแก้ว", 100000, 97500.5],
    ["วัฒนานคร", 80000, 80000],
    ["อรัญประเทศ", 120000, 60000],
]


def simple_xlsx(rows: Iterable[Iterable[object]] = TABLE) -> bytes:
    return xlsx(inline(rows))


def ods(tables: str, styles: str = "", manifest: str = "", name: str = "content.xml") -> bytes:
    spaces = " ".join(
        f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{p}:1.0"'
        for p in ("office", "table", "text", "style"))
    calc = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    content = (f"<office:document-content {spaces} {calc}><office:automatic-styles>{styles}"
               f"</office:automatic-styles><office:body><office:spreadsheet>{tables}"
               "</office:spreadsheet></office:body></office:document-content>")
    parts: dict[str, str | bytes] = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet", name: content}
    if manifest:
        parts["META-INF/manifest.xml"] = manifest
    return pack(parts)


def spreadsheetml(tables: str, styles: str = "", encoding: str = "utf-8") -> bytes:
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    text = (f'<?xml version="1.0" encoding="{encoding}"?>\n<?mso-application progid="Excel.Sheet"?>'
            f'<Workbook xmlns="{space}" xmlns:ss="{space}" '
            f'xmlns:x="urn:schemas-microsoft-com:office:excel"><Styles>{styles}</Styles>'
            f"{tables}</Workbook>")
    return text.encode("cp874" if encoding == "windows-874" else encoding)


def record(kind: int, body: bytes = b"") -> bytes:
    """A record of an .xlsb part."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = len(body), b""
    while True:
        length += bytes([size & 0x7F | (0x80 if size > 127 else 0)])
        size >>= 7
        if not size:
            return head + length + body


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def cell(kind: int, column: int, value: bytes, style: int = 0) -> bytes:
    return record(kind, struct.pack("<II", column, style) + value)


def xlsb(sheet: bytes, strings: Iterable[str] = (), state: int = 0, whole: bool = True) -> bytes:
    """A binary workbook of one sheet; style 1 is a percentage, style 2 a date."""
    ending = record(130) if whole else b""
    styles = (record(617) + b"".join(record(47, struct.pack("<HH", 0, n) + bytes(12))
                                     for n in (0, 10, 14)) + record(618))
    return pack({
        "_rels/.rels": rels([("w", "officeDocument", "xl/workbook.bin")]),
        "xl/workbook.bin": record(153, bytes(8)) + record(
            156, struct.pack("<II", state, 1) + wide("r1") + wide("แผ่น")),
        "xl/_rels/workbook.bin.rels": rels([
            ("r1", "worksheet", "worksheets/sheet1.bin"), ("s", "styles", "styles.bin"),
            ("t", "sharedStrings", "sharedStrings.bin")]),
        "xl/worksheets/sheet1.bin": record(129) + record(145) + sheet + record(146) + ending,
        "xl/styles.bin": styles,
        "xl/sharedStrings.bin": b"".join(record(19, b"\x00" + wide(t)) for t in strings),
    })


ODS = (
    '<table:table table:name="ข้อมูล"><table:table-row>'
    '<table:table-cell office:value-type="string" table:number-columns-spanned="3">'
    '<office:annotation><text:p>หมายเหตุ</text:p></office:annotation>'
    "<text:p>หัว<text:s text:c=\"2\"/><text:span>เรื่อง</text:span></text:p><text:p>สอง</text:p>"
    '</table:table-cell><table:covered-table-cell table:number-columns-repeated="2"/>'
    '</table:table-row><table:table-row table:number-rows-repeated="2">'
    '<table:table-cell office:value-type="float" office:value="97.5"><text:p>98</text:p>'
    '</table:table-cell><table:table-cell table:number-columns-repeated="2" '
    'office:value-type="percentage" office:value="0.975"><text:p>98%</text:p></table:table-cell>'
    '<table:table-cell office:value-type="date" office:date-value="2018-03-31"/>'
    '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" '
    'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
    '<table:table-cell office:value-type="boolean" office:boolean-value="true"/>'
    '<table:table-cell table:formula="of:=A1"/>'
    "</table:table-row>"
    '<table:table-row table:number-rows-repeated="1048570">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>')


XML = ('<Worksheet ss:Name="ข้อมูล"><Table><Row><Cell ss:MergeAcross="1"><Data ss:Type="String">'
       '<B xmlns="http://www.w3.org/TR/REC-html40">หัว</B>เรื่อง</Data><Comment><ss:Data>ลับ'
       '</ss:Data></Comment></Cell><Cell><Data ss:Type="Number">7</Data></Cell></Row>'
       '<Row ss:Index="3"><Cell ss:Index="2" ss:StyleID="p"><Data ss:Type="Number">0.5</Data>'
       '</Cell><Cell><Data ss:Type="DateTime">2018-03-31T00:00:00.000</Data></Cell>'
       '<Cell><Data ss:Type="Error">#REF!</Data></Cell><Cell ss:Formula="=A1"/>'
       '<Cell><Data ss:Type="Boolean">1</Data></Cell></Row></Table>'
       "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></Worksheet>")
PERCENT = '<Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style>'


def biff() -> bytes:
    """A workbook of Excel 97 with a value of every kind, and a hidden sheet."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("ข้อมูล")
    sheet.write_merge(0, 0, 0, 2, "หัวเรื่อง")
    sheet.write(1, 0, "อำเภอ")
    sheet.write(1, 1, 2701)
    sheet.write(1, 2, 0.975, xlwt.easyxf(num_format_str="0.00%"))
    sheet.write(2, 0, dt.date(2018, 3, 31), xlwt.easyxf(num_format_str="d mmm yyyy"))
    sheet.write(2, 1, True)
    sheet.row(2).set_cell_error(2, "#REF!")
    sheet.write(2, 9, None, xlwt.easyxf(num_format_str="0"))
    hidden = book.add_sheet("ซ่อน")
    hidden.write(0, 0, 1.5)
    hidden.visibility = 1
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def page(body: str, head: str = "") -> str:
    """An HTML page."""
    return f"<html><head><title>ไม่ใช่</title>{head}</head><body>{body}</body></html>"


def outcome(data: bytes) -> list[RawSheet] | str:
    """The sheets that are read of a file, or the code of its refusal."""
    try:
        return _read(data, "ก")[0]
    except Refusal as refusal:
        assert refusal.code in REASONS
        return refusal.code
