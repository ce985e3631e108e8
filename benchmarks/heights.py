"""How often a row's height is right: our count of lines against LibreOffice's own.

    python -m benchmarks.heights

Takes the words that the workbooks really print (criteria, goals, readings, findings), puts each
into cells of several widths and sizes, lets LibreOffice fit the rows, and compares. Needs
LibreOffice and a font named TH SarabunPSK.
"""

import random
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from openpyxl import load_workbook

from benchmarks import HOME
from pipeline.definitions import load_agreement
from pipeline.forms.filling.heights import text_height
from pipeline.forms.template.styles import Style
from pipeline.measure import MEASURES
from pipeline.thai.digits import to_thai
from pipeline.thai.text import clean

WIDTHS = (85, 110, 150, 220, 330, 440)  # points
SIZES = {16: False, 13: True, 12: False}  # points, and whether bold
PITCH = {16: 17.16, 13: 13.43, 12: 13.43}  # points a line in LibreOffice, of TH SarabunPSK
LINE = 1.5  # sizes a line, as the program counts them
Case = tuple[str, int, int]

_DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.spreadsheet"
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0">
<office:automatic-styles>
<style:style style:name="row" style:family="table-row">
<style:table-row-properties style:use-optimal-row-height="true"/></style:style>
{styles}</office:automatic-styles>
<office:body><office:spreadsheet><table:table table:name="a">{rows}</table:table>
</office:spreadsheet></office:body></office:document>"""
_COLUMN = """<style:style style:name="w{0}" style:family="table-column">
<style:table-column-properties style:column-width="{0}pt"/></style:style>"""
_TEXT = """<style:style style:name="t{0}" style:family="table-cell">
<style:table-cell-properties fo:wrap-option="wrap" fo:padding-left="0.66mm"
 fo:padding-right="0.66mm" fo:padding-top="0mm" fo:padding-bottom="0mm"/>
<style:text-properties fo:font-family="TH SarabunPSK" style:font-family-complex="TH SarabunPSK"
 fo:font-size="{0}pt" style:font-size-complex="{0}pt" fo:font-weight="{1}"
 style:font-weight-complex="{1}" style:language-complex="th" style:country-complex="TH"/>
</style:style>"""


def words() -> list[str]:
    """The texts, each once."""
    agreement = load_agreement(HOME, MEASURES, "2561-1")
    found: list[str] = []
    for kpi in agreement.kpis:
        found += [kpi.name, kpi.goal, kpi.data_source, *kpi.criteria_notes]
        found += [f"ระดับที่ {level.level} {level.quote}" for level in kpi.levels]
        found += [text for item in kpi.items for text in item.texts]
    for reading in agreement.readings:
        found += [reading.question, reading.chosen, reading.reason, reading.other]
    for line in (HOME / "docs" / "findings.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("| `"):
            found += line.replace("`", "").strip("|").split("|")[2:]
    return list(dict.fromkeys(to_thai(clean(text)) for text in found if len(text) > 14))


def _document(cases: Sequence[Case]) -> str:
    styles = [_COLUMN.format(width) for width in WIDTHS]
    styles += [_TEXT.format(n, "bold" if bold else "normal") for n, bold in SIZES.items()]
    columns = "".join(f'<table:table-column table:style-name="w{width}"/>' for width in WIDTHS)
    rows = [
        '<table:table-row table:style-name="row">'
        + "<table:table-cell/>" * WIDTHS.index(width)
        + f'<table:table-cell table:style-name="t{size}" office:value-type="string">'
        f"<text:p>{escape(text)}</text:p></table:table-cell></table:table-row>"
        for text, width, size in cases
    ]
    return _DOCUMENT.format(styles="".join(styles), rows=columns + "".join(rows))


def counted(cases: Sequence[Case]) -> list[int]:
    """How many lines LibreOffice gives each text."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "h.fods").write_text(_document(cases), encoding="utf-8")
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless",
             "--convert-to", "xlsx", "--outdir", str(folder), str(folder / "h.fods")],
            check=True, capture_output=True, timeout=300,
        )  # fmt: skip
        sheet = load_workbook(folder / "h.xlsx").active
        assert sheet is not None
        heights = [sheet.row_dimensions[row].height or 0 for row in range(1, len(cases) + 1)]
    return [round(high / PITCH[size]) for high, (_, _, size) in zip(heights, cases, strict=True)]


def ours(text: str, width: int, size: int) -> int:
    style = Style(size, SIZES[size], True, 0, True)
    return round(text_height(text, style, width) / size / LINE)


def main() -> None:
    pick = random.Random(4)
    texts = words()
    cases = [(t, width, size) for t in texts for size in SIZES for width in pick.sample(WIDTHS, 2)]
    print(f"{len(texts)} texts, {len(cases)} cells")
    print("points   cells   right  a line too high  too short")
    pairs = [(c[1], ours(*c), n) for c, n in zip(cases, counted(cases), strict=True)]
    for width in (*WIDTHS, None):
        mine = [(a, b) for w, a, b in pairs if width in (w, None)]
        shares = [sum(test) / len(mine) for test in (
            [a == b for a, b in mine], [a > b for a, b in mine], [a < b for a, b in mine])]
        print(f"{width or 'all':>6} {len(mine):>7}", *(f"{share:>9.1%}" for share in shares))


if __name__ == "__main__":
    main()
