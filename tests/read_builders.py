"""Small files of every kind, made by hand, for the tests of the reading stage."""

import struct
import zipfile
from collections.abc import Iterable, Mapping
from io import BytesIO

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
