"""A province with and without trouble, and what is looked for in what a check gives."""

import html
import io
import re
import zipfile
from pathlib import Path

import openpyxl
import province

PERSON = "3-2701-00123-45-6"
PLAIN_PERSON = "3270100123456"
DIGITS = re.compile(r"3\D?2701\D?00123\D?45\D?6")
PHONE = "081-234-5678"


def marked(folder: Path, name: str):
    return openpyxl.load_workbook(folder / f"{name} (ทำเครื่องหมาย).xlsx")


def comments(book: openpyxl.Workbook) -> dict[str, str]:
    return {
        f"{sheet.title}!{cell.coordinate}": cell.comment.text
        for sheet in book for row in sheet.iter_rows() for cell in row if cell.comment
    }


def everything(data: bytes) -> str:
    """All parts of a workbook's file as one text."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = (package.read(n).decode("utf-8", "replace") for n in package.namelist())
        return html.unescape("\n".join(parts))


def tidy() -> dict[str, province.Rows]:
    """A province of which nothing is to be said: also its dates are those of the cut-offs."""
    exports = province.tables()
    for name, rows in exports.items():
        if name not in ("roster", "disbursement"):
            rows[0] = ["ข้อมูล ณ วันที่ 31 มีนาคม 2561"]
    return exports


def spoilt() -> dict[str, province.Rows]:
    """A province with a broken figure, a wrong name, markup, a formula, and personal numbers."""
    exports = tidy()
    exports["disbursement"][2][2] = "#REF!"
    exports["bpm"][2][0] = "<script>alert(1)</script>"
    exports["bpm"][4][0] = "=HYPERLINK(1)"
    exports["livelihood"][2][0] = PERSON
    exports["livelihood"][5][0] = f"โทร {PHONE}"
    exports["sara"][1].append(f"ผู้บันทึก {PLAIN_PERSON}")
    return exports


def write(folder: Path, exports: dict[str, province.Rows]) -> Path:
    """The exports, texts that look like formulas as text."""
    province.write(folder, exports)
    path = folder / "bpm.xlsx"
    if path.exists():
        book = openpyxl.load_workbook(path)
        for row in book.active.iter_rows():
            for cell in row:
                cell.data_type = "s" if cell.data_type == "f" else cell.data_type
        book.save(path)
    return folder
