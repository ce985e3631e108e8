"""Writes ``examples/round``: the made-up agreement of docs/guide/round.md as the Word file that offices pass on (its
levels numbered by Word), and the exports of that round.

    python examples/make_round.py [FOLDER]

Running it again writes the same bytes.
"""

import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

HERE = Path(__file__).resolve().parent
GUIDE = HERE.parent / "docs" / "guide" / "round.md"
WORD = "ข้อตกลงตัวอย่าง รอบ 1-2562.docx"
_BLOCK = re.compile(r"^ไฟล์ `(?P<path>[^`]+)`\n\n```text\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_LEVEL = re.compile(r"ระดับที่ \d+ ")
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WIDTHS = (2500, 3000, 5200, 1100, 2200)  # of the columns, in twentieths of a point
_FONT = '<w:rFonts w:ascii="TH SarabunPSK" w:hAnsi="TH SarabunPSK" w:cs="TH SarabunPSK"/><w:sz w:val="32"/><w:szCs w:val="32"/>'
_STYLES = f"""{_XML}<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr>{_FONT}</w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style></w:styles>"""
_PAGE = '<w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar w:top="1000" w:right="1400" w:bottom="1000" w:left="1400"/></w:sectPr>'


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "round"
    folder.mkdir(parents=True, exist_ok=True)
    blocks = {found["path"]: found["text"] for found in _BLOCK.finditer(GUIDE.read_text(encoding="utf-8"))}
    for path, text in blocks.items():
        if path.startswith("input/"):
            (folder / Path(path).name).write_bytes(text.encode("utf-8-sig"))
    signed = next(text for path, text in blocks.items() if path.endswith("agreement.txt"))
    write_word(folder / WORD, signed)


def write_word(path: Path, signed: str) -> None:
    """The agreement as a Word file: what stands before the table, then a row for each KPI."""
    title, _, table = signed.partition("เป้าหมาย\t")
    rows = list(_rows(f"เป้าหมาย\t{table}"))
    lists = sum(len(cells) > 2 for cells in rows) - 1
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in _WIDTHS)
    lines = ('<w:p><w:pPr><w:jc w:val="center"/></w:pPr>' + _run(line) + "</w:p>" for line in title.splitlines())
    made = "".join(_row(cells, number) for number, cells in enumerate(rows))
    borders = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    body = f"{''.join(lines)}<w:tbl><w:tblPr><w:tblBorders>{borders}</w:tblBorders></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{made}</w:tbl><w:p/>{_PAGE}"
    parts = {
        "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + "".join(f'<Override PartName="/word/{name}.xml" ContentType="{_OFFICE}.{kind}+xml"/>' for name, kind in
                  (("document", "document.main"), ("styles", "styles"), ("numbering", "numbering"))) + "</Types>",
        "_rels/.rels": _relations({"officeDocument": "word/document.xml"}),
        "word/document.xml": f"{_XML}<w:document {_W}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": _relations({"styles": "styles.xml", "numbering": "numbering.xml"}),
        "word/styles.xml": _STYLES,
        "word/numbering.xml": _numbering(lists + 1),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as package:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system = 0
            package.writestr(info, text.encode())


def _rows(table: str) -> Iterator[list[str]]:
    """The rows of the table: one begins at a line that names no level and goes on until its last cell."""
    row = ""
    for line in table.splitlines():
        row = f"{row}\n{line}" if row else line
        cells = row.split("\t")
        if len(cells) in (1, len(_WIDTHS)):
            yield cells
            row = ""


def _row(cells: list[str], number: int) -> str:
    head = "<w:trPr><w:tblHeader/></w:trPr>" if not number else ""
    if len(cells) == 1:
        return f'<w:tr><w:tc><w:tcPr><w:gridSpan w:val="{len(_WIDTHS)}"/></w:tcPr><w:p>{_run(cells[0])}</w:p></w:tc></w:tr>'
    made = (f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{"".join(_paragraph(line, number) for line in cell.splitlines() or [""])}</w:tc>'
            for cell, width in zip(cells, _WIDTHS, strict=True))
    return f"<w:tr>{head}{''.join(made)}</w:tr>"


def _paragraph(line: str, number: int) -> str:
    """A line of a cell; a level is numbered by Word."""
    level = _LEVEL.match(line)
    if not level:
        return f"<w:p>{_run(line)}</w:p>"
    return f'<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr></w:pPr>{_run(line[level.end():])}</w:p>'


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""


def _numbering(lists: int) -> str:
    """A list of levels for each row, each counting from 1."""
    numbers = range(1, lists + 10)
    shapes = "".join(
        f'<w:abstractNum w:abstractNumId="{n}"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '<w:numFmt w:val="decimal"/><w:lvlText w:val="ระดับที่ %1"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="1000" w:hanging="1000"/></w:pPr></w:lvl></w:abstractNum>'
        for n in numbers)
    return f"{_XML}<w:numbering {_W}>{shapes}" + "".join(
        f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in numbers) + "</w:numbering>"


def _relations(targets: dict[str, str]) -> str:
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">' + "".join(
        f'<Relationship Id="rId{number}" Type="{_KINDS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets.items(), 1)
    ) + "</Relationships>"


if __name__ == "__main__":
    main()
