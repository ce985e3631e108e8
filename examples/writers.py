"""Writes one table in the containers that offices send, the same bytes every time.

A workbook's parts are stored uncompressed and bear no time of their own, so that the files do
not depend on the day, the machine or the release of a library.
"""

import csv
import datetime as dt
import html
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

EPOCH = dt.date(1899, 12, 30)
_TEXT, _DATE, _HEADING, _TITLE = 0, 1, 2, 3  # the cell styles of _STYLES, in its order


@dataclass(frozen=True)
class Error:
    """A cell that holds an error, such as ``#REF!``."""

    text: str


@dataclass(frozen=True)
class Formula:
    """A formula whose result was never stored."""

    text: str


Value = str | int | float | dt.date | Error | Formula | None


@dataclass
class Sheet:
    """One sheet: its rows, of which the first ``titles`` are titles and the next ``headings``
    are headings, and its merged ranges (top, left, bottom, right, from 0, both ends inside)."""

    name: str
    rows: list[list[Value]]
    titles: int = 0
    headings: int = 1
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: bool = False

    def style(self, row: int, value: Value) -> int:
        if isinstance(value, dt.date):
            return _DATE
        if row < self.titles:
            return _TITLE
        return _HEADING if row < self.titles + self.headings else _TEXT


# --- .xlsx -------------------------------------------------------------------------------------

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_STYLES = f"""{_XML}<styleSheet xmlns="{_MAIN}"><numFmts count="1">
<numFmt numFmtId="164" formatCode="d/m/yyyy"/></numFmts><fonts count="2">
<font><sz val="16"/><name val="TH SarabunPSK"/></font>
<font><b/><sz val="16"/><name val="TH SarabunPSK"/></font></fonts><fills count="2">
<fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>
</fills><borders count="2"><border/><border><left style="thin"/><right style="thin"/>
<top style="thin"/><bottom style="thin"/></border></borders>
<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4">
<xf borderId="1" applyBorder="1"/>
<xf numFmtId="164" borderId="1" applyNumberFormat="1" applyBorder="1"/>
<xf fontId="1" borderId="1" applyFont="1" applyBorder="1" applyAlignment="1">
<alignment horizontal="center" vertical="center" wrapText="1"/></xf>
<xf fontId="1" applyFont="1" applyAlignment="1"><alignment horizontal="center"/></xf>
</cellXfs></styleSheet>"""


def write_xlsx(path: Path, sheets: Sequence[Sheet]) -> None:
    """An Office Open XML workbook."""
    count = range(1, len(sheets) + 1)
    parts = {
        "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
        + "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" '
            f'ContentType="{_TYPE}.worksheet+xml"/>'
            for n in count
        )
        + "</Types>",
        "_rels/.rels": _relations({"rId1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}"><sheets>'
        + "".join(
            f'<sheet name="{escape(sheet.name)}" sheetId="{n}"'
            f'{" state=" + chr(34) + "hidden" + chr(34) if sheet.hidden else ""} r:id="rId{n}"/>'
            for n, sheet in zip(count, sheets, strict=True)
        )
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relations(
            {f"rId{n}": ("worksheet", f"worksheets/sheet{n}.xml") for n in count}
            | {f"rId{len(sheets) + 1}": ("styles", "styles.xml")}
        ),
        "xl/styles.xml": _STYLES,
    }
    for n, sheet in zip(count, sheets, strict=True):
        parts[f"xl/worksheets/sheet{n}.xml"] = _sheet_xml(sheet)
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as package:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system = 0
            package.writestr(info, text.encode())


def _relations(targets: dict[str, tuple[str, str]]) -> str:
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">' + "".join(
        f'<Relationship Id="{name}" Type="{_DOCUMENT}/{kind}" Target="{target}"/>'
        for name, (kind, target) in targets.items()
    ) + "</Relationships>"


def _sheet_xml(sheet: Sheet) -> str:
    width = max(len(row) for row in sheet.rows)
    rows = "".join(
        f'<row r="{r}">' + "".join(
            _cell_xml(f"{_letter(c)}{r}", value, sheet.style(r - 1, value))
            for c, value in enumerate(row)
        ) + "</row>"
        for r, row in enumerate(sheet.rows, 1)
    )
    merged = "".join(
        f'<mergeCell ref="{_letter(left)}{top + 1}:{_letter(right)}{bottom + 1}"/>'
        for top, left, bottom, right in sheet.merged
    )
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}"><cols><col min="1" max="{width}" width="20" '
        f'customWidth="1"/></cols><sheetData>{rows}</sheetData>'
        + (f'<mergeCells count="{len(sheet.merged)}">{merged}</mergeCells>' if merged else "")
        + "</worksheet>"
    )


def _cell_xml(address: str, value: Value, style: int) -> str:
    start = f'<c r="{address}" s="{style}"'
    match value:
        case None:
            return ""
        case Error():
            return f'{start} t="e"><v>{value.text}</v></c>'
        case Formula():
            return f"{start}><f>{escape(value.text)}</f></c>"
        case str():
            return f'{start} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
        case dt.date():
            return f"{start}><v>{(value - EPOCH).days}</v></c>"
        case _:
            return f"{start}><v>{value!r}</v></c>"


def _letter(column: int) -> str:
    return chr(65 + column)


# --- BIFF .xls, HTML saved as .xls, CSV --------------------------------------------------------


def write_xls(path: Path, sheets: Sequence[Sheet]) -> None:
    """A workbook of Excel 97."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    plain = xlwt.easyxf("font: name TH SarabunPSK, height 320")
    bold = xlwt.easyxf("font: name TH SarabunPSK, height 320, bold on; align: wrap on, horiz centre")
    day = xlwt.easyxf("font: name TH SarabunPSK, height 320", num_format_str="d/m/yyyy")
    styles = {_TEXT: plain, _DATE: day, _HEADING: bold, _TITLE: bold}
    for sheet in sheets:
        target = book.add_sheet(sheet.name)
        target.visibility = int(sheet.hidden)
        corners = {(top, left): (bottom, right) for top, left, bottom, right in sheet.merged}
        for r, row in enumerate(sheet.rows):
            for c, value in enumerate(row):
                style = styles[sheet.style(r, value)]
                if isinstance(value, Error):
                    target.row(r).set_cell_error(c, value.text, style)
                elif (r, c) in corners:
                    bottom, right = corners[r, c]
                    target.write_merge(r, bottom, c, right, value, style)
                elif value is not None:
                    target.write(r, c, value, style)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(str(path))


def write_html(path: Path, sheet: Sheet, encoding: str = "cp874") -> None:
    """A page with one table under the extension of Excel, as web systems export it."""
    charset = "windows-874" if encoding == "cp874" else encoding
    corners = {(top, left): (bottom, right) for top, left, bottom, right in sheet.merged}
    covered = {
        (r, c)
        for (top, left), (bottom, right) in corners.items()
        for r in range(top, bottom + 1) for c in range(left, right + 1)
    } - set(corners)
    lines = [
        f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}">'
        "</head><body>", '<table border="1">',
    ]
    for r, row in enumerate(sheet.rows):
        cells = []
        for c, value in enumerate(row):
            if (r, c) in covered:
                continue
            tag = "th" if sheet.titles <= r < sheet.titles + sheet.headings else "td"
            bottom, right = corners.get((r, c), (r, c))
            spans = f' rowspan="{bottom - r + 1}"' if bottom > r else ""
            spans += f' colspan="{right - c + 1}"' if right > c else ""
            cells.append(f"<{tag}{spans}>{_shown(value)}</{tag}>")
        lines.append(f"<tr>{''.join(cells)}</tr>")
    text = "\r\n".join([*lines, "</table>", "</body></html>", ""])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))


def _shown(value: Value) -> str:
    if value is None:
        return "&nbsp;"
    if isinstance(value, dt.date):
        return f"{value.day}/{value.month}/{value.year + 543}"
    return html.escape(str(value), quote=False).replace("\n", "<br>")


def write_csv(path: Path, sheet: Sheet, encoding: str = "cp874") -> None:
    """Comma-separated text; a figure with a thousands comma stands in quotes."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    for row in sheet.rows:
        writer.writerow(["" if value is None else value for value in row])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(buffer.getvalue().encode(encoding))
