"""How the finished workbooks look on paper: nothing cut, too small, split badly or told by colour
alone; and what happens in LibreOffice when somebody changes a figure."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from cards import (
    AGREEMENT,
    CHIEF,
    SOURCES,
    cards,
    checklist,
    exempt,
    fact,
    growth,
    many,
    ratio,
    situations,
    unreported,
)
from home import HOME
from libreoffice import needs_libreoffice, recompute
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.forms import values
from pipeline.forms.filling.heights import column_points, digit_pixels, lines, text_height
from pipeline.forms.template.styles import Style, read_styles
from pipeline.model.agreement import Agreement
from pipeline.model.cells import Origin
from pipeline.model.changes import Changed
from pipeline.model.finding import Finding
from pipeline.model.frame import Signer
from pipeline.model.observation import Party
from pipeline.model.score import Scorecard
from pipeline.render import render
from pipeline.run.office_form import load_form
from pipeline.score.province import other_readings, pooled
from pipeline.summarise import Standing, summary, tasks

DISTRICT = load_form(HOME / "templates" / "agreement.xlsx")
PROVINCE = load_form(HOME / "templates" / "summary.xlsx")
NAMES = ("เมืองนครราชสีมา", "ครบุรี", "คง", "ขามสะแกแสง", "ลำทะเมนชัย", "แก้งสนามนาง", "เฉลิมพระเกียรติ")
TALL = Party("2701", "นายตัวอย่าง ปึ้งปั๋นกุ้งกุ๊ย ณ อยุธยา",
             "พัฒนาการอำเภอพระนครศรีอยุธยา รักษาราชการแทนพัฒนาการอำเภอเฉลิมพระเกียรติ")  # fmt: skip
WHY = "อยู่ระหว่างการตรวจสอบหลักฐานการเบิกจ่ายร่วมกับสำนักงานคลังจังหวัด เนื่องจากผู้รับผิดชอบย้ายไปอำเภออื่น " * 4
STEP = AGREEMENT.under_other(next(r for r in AGREEMENT.readings if r.id == "step-or-interpolated"))
THREE = replace(AGREEMENT, signers=(*AGREEMENT.signers, Signer("นายอำเภอผู้ให้ความเห็นชอบ", "")))
_INCH = 72
_DOTS = "วันที่ ........ / ........................ / ............"


def district(card: Scorecard, agreement: Agreement = AGREEMENT, chief: Any = CHIEF) -> bytes:
    return DISTRICT.fill(values(render(card, agreement, "พระนครศรีอยุธยา", chief, SOURCES)))


def province(every: Any, agreement: Agreement = AGREEMENT, found: Any = (), chief: Any = CHIEF) -> bytes:
    standing = Standing(
        "พระนครศรีอยุธยา", chief, every, pooled(every, agreement), other_readings(every, agreement)
    )
    todo = tasks(every, agreement, found, (), SOURCES, ())
    return PROVINCE.fill(values(summary(standing, agreement, found, (), SOURCES, (), Changed.of(), todo)))


def spread(count: int) -> tuple[Scorecard, ...]:
    """Districts of long names with all levels, some with a KPI not reported or exempt."""
    changes = []
    for n in range(1, count + 1):
        code = f"27{n:02}"
        changed = {1: ratio(1, code, str(79000 + 7919 * n % 23000), "100000"), 3: growth(code)}
        if n % 5 == 4:
            changed[2] = unreported(2, code)
        if n % 7 == 5:
            changed[7] = exempt(7, code)
        changes.append((NAMES[n % len(NAMES)] + str(n // len(NAMES) or ""), changed))
    return cards(changes)


def findings(count: int) -> tuple[Finding, ...]:
    return tuple(
        Finding("broken-cell", ("error", "warning", "info")[n % 3], "“จำนวนขั้นตอนที่แล้วเสร็จ” เป็นค่าผิดพลาด " * (1 + n % 4),
                "แก้สูตรในไฟล์ต้นทาง", Origin("ฝ่ายอำนวยการ/งบจัดสรร.xlsx", "งบ", f"C{n + 4}"), f"27{n % 9 + 1:02}", n % 9 + 1)
        for n in range(count)
    )  # fmt: skip


def stressed() -> dict[str, bytes]:
    """Workbooks in the states that strain a form."""
    first = ("เฉลิมพระเกียรติ", {})
    payments = ratio(1, "2701")
    cells = fact("เบิกจ่าย", Decimal(97500), "บาท", "D", 300)
    many = replace(payments, evidence=(cells, payments.evidence[1]))
    long = {2: unreported(2, "2701", WHY), 7: exempt(7, "2701", WHY)}
    found = {f"district {n}": district(card) for n, card in enumerate(cards(situations()))}
    return found | {
        "three signers": district(cards([first], THREE, TALL)[0], THREE, replace(TALL, district=None)),
        "blank names": district(cards([first])[0], chief=None),
        "long reasons": district(cards([("คง", long)])[0]),
        "300 cells": district(cards([("คง", {1: many})])[0]),
        "interpolated": district(cards([first], STEP)[0], STEP),
        "province 32": province(spread(32), found=findings(60)),
        "province 3": province(spread(3), chief=None),
        "province of all states": province(cards(situations())),
        "province interpolated": province(cards(situations(), STEP), STEP),
        "province silent": province(cards([(n, {k: unreported(k, f"27{i:02}") for k in range(1, 10)})
                                           for i, n in enumerate(NAMES, 1)])),
    }  # fmt: skip


@pytest.fixture(scope="module")
def books() -> dict[str, tuple[Workbook, int]]:
    """Every stressed workbook by name, with the pixels of a digit that its columns count in."""
    found = {}
    for name, data in stressed().items():
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            normal = read_styles(package.read("xl/styles.xml"))[0]
        found[name] = load_workbook(io.BytesIO(data), data_only=True), digit_pixels(normal)
    return found


def sheets(books: dict[str, tuple[Workbook, int]]) -> Iterator[tuple[str, Worksheet, dict[int, float]]]:
    """Every sheet with the points of its columns."""
    for name, (book, digit) in books.items():
        for sheet in book:
            widths: dict[int, float] = {}
            for one in sheet.column_dimensions.values():
                for column in range(one.min, one.max + 1):
                    widths[column] = 0.0 if one.hidden else column_points(one.width, digit)
            yield name, sheet, widths


def high(sheet: Worksheet, first: int, last: int) -> float:
    usual = sheet.sheet_format.defaultRowHeight or 15
    return sum(float(sheet.row_dimensions[row].height or usual) for row in range(first, last + 1))


def style_of(cell: Cell) -> Style:
    font, lies = cell.font, cell.alignment
    return Style(font.sz, bool(font.b), bool(lies.wrap_text), int(lies.indent), "Sarabun" in font.name)


def texts(sheet: Worksheet) -> Iterator[tuple[Cell, int, int]]:
    """Every cell with text, and the last row and column that it is merged over."""
    merged = {(r.min_row, r.min_col): r for r in sheet.merged_cells.ranges}
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and cell.value.strip():
                over = merged.get((cell.row, cell.column))
                yield (cell, over.max_row, over.max_col) if over else (cell, cell.row, cell.column)


# --- room for every word -----------------------------------------------------------------------


@pytest.mark.slow
def test_no_text_is_higher_than_its_rows(books: Any) -> None:
    cut = []
    for name, sheet, widths in sheets(books):
        for cell, bottom, right in texts(sheet):
            points = sum(widths.get(column, 0) for column in range(cell.column, right + 1))
            need = text_height(cell.value, style_of(cell), points) if cell.alignment.wrap_text else 0
            spare = cell.font.sz * 0.15  # what a line has above and below its letters
            if need > high(sheet, cell.row, bottom) + spare:
                cut.append((name, sheet.title, cell.coordinate, need))
    assert cut == []


@pytest.mark.slow
def test_no_text_is_shrunk_beyond_reading(books: Any) -> None:
    small = []
    for name, sheet, widths in sheets(books):
        for cell, _, right in texts(sheet):
            if cell.alignment.shrink_to_fit:
                points = sum(widths.get(column, 0) for column in range(cell.column, right + 1))
                size = cell.font.sz * 0.6  # the least of its size that it may be printed in
                if lines(cell.value.replace(" ", "\u00a0"), int(points * 1000 / size)) > 1:
                    small.append((name, sheet.title, cell.coordinate, cell.value))
    assert small == []


def room(sheet: Worksheet) -> tuple[float, float]:
    """The points that an A4 page leaves, across and down."""
    margins, upright = sheet.page_margins, sheet.page_setup.orientation == "portrait"
    across, down = (595.28, 841.89) if upright else (841.89, 595.28)
    return across - _INCH * (margins.left + margins.right), down - _INCH * (margins.top + margins.bottom)


@pytest.mark.slow
def test_every_page_holds_its_rows(books: Any) -> None:
    over, count = [], 0
    for name, sheet, widths in sheets(books):
        if not sheet.row_breaks.brk or sheet.title == "แผนภูมิ":  # its lists break anywhere
            continue
        (area,) = sheet.print_area if isinstance(sheet.print_area, list) else [sheet.print_area]
        left, top, right, bottom = load_area(area)
        wide, page = room(sheet)
        scale = min(1.0, wide / sum(widths.get(column, 0) for column in range(left, right + 1)))
        titles = list(map(int, re.findall(r"\d+", sheet.print_title_rows or "")))
        repeated = high(sheet, *titles) if titles else 0.0
        ends = [0, *(brk.id for brk in sheet.row_breaks.brk if brk.id < bottom), bottom]
        for start, end in pairwise(ends):
            needs = high(sheet, max(start + 1, top), end) + (repeated if start else 0)
            count += 1
            if needs * scale > page + 0.5:
                over.append((name, sheet.title, start + 1, end, round(needs * scale - page)))
    assert over == [] and count > 100


def load_area(area: str) -> tuple[int, int, int, int]:
    left, top, right, bottom = range_boundaries(area.rsplit("!", maxsplit=1)[-1].replace("$", ""))
    assert left and top and right and bottom
    return left, top, right, bottom


@pytest.mark.slow
@pytest.mark.parametrize("count", [3, 9])
def test_a_usual_province_is_one_page_with_its_signature(count: int) -> None:
    sheet = load_workbook(io.BytesIO(province(spread(count))))["สรุปคะแนน"]
    assert sheet.row_breaks.brk == []


@pytest.mark.slow
def test_what_a_level_is_made_of_stands_on_one_page_and_bears_the_kpis_number(books: Any) -> None:
    seen = 0
    for name, sheet, _ in sheets(books):
        if sheet.title != "หลักฐาน":
            continue
        ends = [brk.id for brk in sheet.row_breaks.brk]
        made, start = None, 0
        for row in range(1, sheet.max_row + 1):
            words = str(sheet.cell(row, 2).value)
            if words == "ร้อยละก่อนปัดเศษ":
                made = start = row
            if words in ("ร้อยละก่อนปัดเศษ", "ผลการดำเนินงาน", "ระดับที่ได้", "ระดับถัดไป"):
                assert sheet.cell(row, 1).value in range(1, 10), (name, row)
            if words == "ระดับที่ได้" and made:
                assert not any(start <= end < row for end in ends), (name, start, row)
                made, seen = None, seen + 1
    assert seen > 50


# --- signatures --------------------------------------------------------------------------------


def test_signature_blocks_halve_the_agreement_and_a_last_one_stands_in_the_middle() -> None:
    data = district(cards([("คง", {})], THREE, TALL)[0], THREE)
    sheet = load_workbook(io.BytesIO(data))["บันทึกข้อตกลง"]
    signed = [(c, right) for c, _, right in texts(sheet) if "ลงชื่อ" in c.value]
    spans = [(c.column, right) for c, right in signed]
    assert len(spans) == 3 and spans[2] == (1, sheet.max_column)
    halves = [
        sum(sheet.column_dimensions["ABCDEF"[n - 1]].width for n in range(a, b + 1))
        for a, b in spans[:2]
    ]
    assert halves[0] == pytest.approx(halves[1], rel=0.02)
    for cell, _ in signed:
        said = cell.value.strip().split("\n")
        assert said[0].startswith("ลงชื่อ....") and said[1].startswith("(")
        assert said[2].startswith("ตำแหน่ง ") and said[-1] == _DOTS


@pytest.mark.slow
@pytest.mark.parametrize(("count", "pages"), [(1, 1), (7, 1), (8, 2), (15, 3)])
def test_the_chief_signs_and_dates_every_page_that_is_to_be_signed(count: int, pages: int) -> None:
    book = load_workbook(io.BytesIO(province(spread(count), chief=None)), data_only=True)
    said = [cell.value for cell, _, _ in texts(book["พิมพ์สรุป"])]
    assert sum(text.startswith("ลงชื่อ....") for text in said) == pages
    assert sum(text.startswith("ตำแหน่ง ....") for text in said) == pages
    assert said.count(_DOTS) == pages


# --- what is said without colour ---------------------------------------------------------------


def test_where_all_is_exempt_the_totals_say_so_instead_of_a_dash() -> None:
    card = cards([("คง", {k: exempt(k, "2701") for k in range(1, 10)})])[0]
    book = load_workbook(io.BytesIO(district(card)), data_only=True)
    marks = [c.value for row in book["ผลคะแนน"].iter_rows() for c in row]
    assert marks.count("ยกเว้น") == 9 + 2 + 1  # the KPIs, the sections, the total
    assert "ยังไม่ครบ" not in marks


def test_a_long_reason_is_cut_on_the_scorecard_and_whole_in_the_evidence() -> None:
    book = load_workbook(io.BytesIO(district(cards([("คง", {2: unreported(2, "2701", WHY)})])[0])))
    start = WHY.split(maxsplit=1)[0]
    notes = [str(c.value) for row in book["ผลคะแนน"].iter_rows() for c in row if str(c.value).startswith(start)]
    whole = [str(c.value) for row in book["หลักฐาน"].iter_rows() for c in row if "ยังไม่รายงาน:" in str(c.value)]
    assert len(notes) == 1 and notes[0].endswith("… (ดูทั้งหมดในหลักฐาน)") and len(notes[0]) < 180
    assert whole == [f"ยังไม่รายงาน: {WHY.strip()}"]


def test_a_reason_without_spaces_is_cut_before_no_vowel_or_tone_mark() -> None:
    card = cards([("คง", {2: exempt(2, "2701", "ปึ้งปั๋น" * 40)})])[0]
    note = render(card, AGREEMENT, "ก", None, SOURCES).sections[0].kpis[1].note
    assert note.endswith("… (ดูทั้งหมดในหลักฐาน)") and len(note) < 240
    kept = note.split("…")[0]
    rest = ("ปึ้งปั๋น" * 40)[len(kept) :]
    assert rest[0] not in "ึ้ั๋"


def test_every_bar_begins_at_nought() -> None:
    with zipfile.ZipFile(io.BytesIO(province(spread(5)))) as package:
        charts = [package.read(n).decode() for n in package.namelist() if "/charts/chart" in n]
    assert charts
    for chart in charts:
        axes = re.findall(r"<(?:c:)?valAx>.*?</(?:c:)?valAx>", chart, re.DOTALL)
        assert axes and all(re.search(r'<(c:)?min val="0(\.0)?"', axis) for axis in axes), chart[:200]


def test_a_bar_that_is_missing_says_why() -> None:
    book = load_workbook(io.BytesIO(province(cards(situations()))), data_only=True)
    said = [str(row[0].value) for row in book["แผนภูมิ"].iter_rows()]
    assert "วังน้ำเย็น (ยังไม่ครบ)" in said and "วัฒนานคร (ยกเว้น)" in said
    assert "เมืองสระแก้ว" in said


def test_a_checklist_tells_how_many_items_are_met_and_no_dash() -> None:
    assert AGREEMENT.kpi(5).items
    every = cards([("ก", {}), ("ข", {5: unreported(5, "2702")})])
    book = load_workbook(io.BytesIO(province(every)), data_only=True)
    rows = {r[1].value: r for r in book["สรุปคะแนน"].iter_rows() if r[1].value in ("ก", "ข")}
    heads = [cell.value for cell in book["สรุปคะแนน"][2]]
    place = heads.index("ตัวชี้วัดที่ ๕")
    assert [rows[name][place].value for name in ("ก", "ข")] == ["๗/๘", "ยังไม่รายงาน"]
    listed = {r[1].value: r for r in book["ตัวชี้วัดที่ 5"].iter_rows() if r[1].value in ("ก", "ข")}
    assert "๗/๘" in [cell.value for cell in listed["ก"]]


def test_every_part_of_a_bar_has_a_look_of_its_own_in_grey() -> None:
    with zipfile.ZipFile(io.BytesIO(province(spread(3)))) as package:
        charts = [package.read(n).decode() for n in package.namelist() if "/charts/chart" in n]
    (stacked,) = [chart for chart in charts if chart.count("<c:ser>") == 8]
    looks = []
    for series in re.findall("<c:ser>.*?</c:ser>", stacked, re.DOTALL):
        fill = series[series.index("<c:spPr>") : series.index("</c:spPr>")].split("<a:ln")[0]
        grey = [sum(bytes.fromhex(c)) // 3 // 32 for c in re.findall('srgbClr val="(.{6})"', fill)]
        looks.append((*re.findall('prst="([^"]+)"', fill), *grey))
    assert len(looks) == 8 == len(set(looks)), looks


def test_arabic_digits_are_a_setting_of_every_word_of_the_summary() -> None:
    arabic = replace(AGREEMENT, thai_digits=False)
    book = load_workbook(io.BytesIO(province(cards(situations(), arabic), arabic)), data_only=True)
    thai = [
        (sheet.title, cell.coordinate, cell.value)
        for sheet in book for cell, _, _ in texts(sheet) if re.search("[๐-๙]", cell.value)
    ]  # fmt: skip
    assert thai == []
    assert any("(เต็ม 5)" in cell.value for cell, _, _ in texts(book["สรุปคะแนน"]))


@pytest.mark.slow
def test_printed_weights_add_up_to_the_weights_printed() -> None:
    book = load_workbook(io.BytesIO(province(cards(situations()))), data_only=True)
    weights: list[int] = []
    checked = 0
    for head, _, weight, *_ in book["พิมพ์สรุป"].iter_rows(values_only=True):
        if isinstance(head, int):
            assert isinstance(weight, int)
            weights.append(weight)
        elif str(head).startswith("รวมส่วนที่"):
            assert weight == sum(weights) == 100
            weights, checked = [], checked + 1
    assert checked == 2 * 2


@pytest.mark.slow
def test_whom_a_reading_changes_is_a_list_of_its_own_with_its_headings_on_every_page() -> None:
    book = load_workbook(io.BytesIO(province(spread(32))))
    sheet = book["อ่านอีกทาง"]
    assert sheet.print_title_rows == "$3:$3" and sheet["D3"].value == "รวม"
    assert len(sheet.row_breaks.brk) > 3
    assert [c.value for c in sheet["D"] if c.value == "รวม"] == ["รวม"]
    assert len(book["การตีความ"].row_breaks.brk) < 3


@pytest.mark.slow
def test_a_meeting_of_twenty_five_districts_has_twenty_pages_at_most() -> None:
    book = load_workbook(io.BytesIO(province(many(25))))
    titles = book.sheetnames
    count = 0
    for title in titles[: titles.index("การตีความ") + 1]:
        sheet = book[title]
        bottom = load_area(str(sheet.print_area))[3]
        count += 1 + len([brk for brk in sheet.row_breaks.brk if brk.id < bottom])
    assert count <= 20
    lists = titles[titles.index("การตีความ") + 1 :]
    assert lists == ["อ่านอีกทาง", "สิ่งที่เปลี่ยน", "รายการงาน", "รายการตรวจสอบ", "แหล่งข้อมูล", "ข้อมูลที่ใช้"]


LARGE = 0.83  # of the usual 14 points: what is left are 12, give or take


@pytest.mark.slow
@pytest.mark.parametrize(("count", "least"), [(9, 0.97), (25, LARGE), (32, 0.6)])
def test_the_matrix_and_a_kpi_of_sums_are_one_page_each(count: int, least: float) -> None:
    book = load_workbook(io.BytesIO(province(many(count))))
    for title in ("สรุปคะแนน", "ตัวชี้วัดที่ 1"):
        sheet = book[title]
        assert sheet.page_setup.fitToHeight == 1 and sheet.row_breaks.brk == []
        wide, high = room(sheet)
        left, top, right, bottom = load_area(str(sheet.print_area))
        widths = sum(column_points(width_of(sheet, n), 7) for n in range(left, right + 1))
        heights = sum(sheet.row_dimensions[n].height or 0 for n in range(top, bottom + 1))
        assert min(1.0, wide / widths, high / heights) >= least, (title, wide / widths, high / heights)


@pytest.mark.slow
def test_ten_districts_of_a_kpi_are_seen_at_once_on_a_laptop() -> None:
    """1366 × 768 leave some 500 pixels for rows in Excel, 375 points; what is frozen is seen always."""
    book = load_workbook(io.BytesIO(province(many(25))))
    for sheet in book:
        if sheet.title.startswith("ตัวชี้วัดที่"):
            start = int(re.sub(r"\D", "", str(sheet.freeze_panes)))
            frozen = sum(sheet.row_dimensions[n].height or 0 for n in range(1, start))
            ten = sum(sheet.row_dimensions[n].height or 0 for n in range(start, start + 10))
            assert sheet.cell(start, 1).value == 1 and frozen + ten <= 375, sheet.title


def test_who_can_mend_a_figure_is_named_shortly() -> None:
    lost = Finding("unreported", "error", "ยังให้คะแนนไม่ได้", "เติมข้อมูล", None, "2701", 2)
    book = load_workbook(io.BytesIO(province(spread(1), found=[lost])), data_only=True)
    row = next(r for r in book["รายการตรวจสอบ"].iter_rows(min_row=4) if r[9].value == "unreported")
    assert row[0].value == "กองแผนงาน" and row[6].value == 2
    assert "D00041E" in row[6].number_format


# --- a figure changed by hand ------------------------------------------------------------------


def evidence_row(sheet: Worksheet, kpi: int, **column: object) -> int:
    """The row of a KPI's evidence whose columns hold, or end with, what is asked for."""
    for row in range(1, sheet.max_row + 1):
        if sheet.cell(row, 1).value == kpi and all(
            (found := sheet[f"{name}{row}"].value) == value or (isinstance(value, str) and str(found).endswith(value))
            for name, value in column.items()
        ):
            return row
    raise AssertionError((kpi, column))


def headline(path: Path) -> tuple[object, object, object]:
    """Total, percentage and band of a scorecard as computed anew."""
    sheet = load_workbook(path, data_only=True)["ผลคะแนน"]
    labels = next(r for r in sheet.iter_rows() if str(r[0].value).startswith("คะแนนรวม (เต็ม"))
    row = [cell.value for cell in sheet[labels[0].row + 1]]
    return row[0], row[2], row[9]  # the steps of the bands stand between


@pytest.mark.slow
@needs_libreoffice
def test_a_changed_figure_criterion_share_or_band_moves_all_that_hangs_on_it(tmp_path: Path) -> None:
    card = cards([("คง", {})])[0]
    data = district(card)

    def changed(name: str, kpi: int, cell: str, to: float, **where: object) -> None:
        book = load_workbook(io.BytesIO(data))
        sheet = book["หลักฐาน"]
        sheet[f"{cell}{evidence_row(sheet, kpi, **where)}"] = to
        book.save(tmp_path / f"{name}.xlsx")

    changed("figure", 1, "C", 31249, B="รายการ ๗", G="D7")  # of 97,500, which leaves 79,999
    changed("criterion", 1, "F", 98, C=4, F=95)
    changed("answer", 5, "C", 1, B="มีการรวบรวมผลการขับเคลื่อนงานเป็นประจำทุกเดือน")
    changed("month", 3, "C", 0, G="F7")
    book = load_workbook(io.BytesIO(data))
    table = book["หลักฐาน"]
    for row in table.iter_rows(min_row=80):
        if row[1].value == "พอใช้":
            row[2].value = 60 + 5
    book.save(tmp_path / "band.xlsx")
    recompute(tmp_path)

    def expected(measured: Any, agreement: Agreement = AGREEMENT) -> tuple[object, object, object]:
        total = cards([("คง", measured)], agreement)[0].total
        assert total.mark.score is not None and total.percent is not None
        return round(float(total.mark.score) + 1e-9, 2), float(total.percent), total.band

    again = tmp_path / "again"
    assert expected({}) != expected({1: ratio(1, "2701", "79999", "100000")})
    assert headline(again / "figure.xlsx") == expected({1: ratio(1, "2701", "79999", "100000")})
    stricter = AGREEMENT.kpi(1)
    levels = tuple(replace(x, at_least=Decimal(98)) if x.level == 4 else x for x in stricter.levels)
    other = replace(AGREEMENT, kpis=(replace(stricter, levels=levels), *AGREEMENT.kpis[1:]))
    assert headline(again / "criterion.xlsx") == expected({}, other)
    assert headline(again / "answer.xlsx") == expected({5: checklist(5, "2701")})
    assert headline(again / "month.xlsx") == expected({3: growth("2701", "983333")})
    assert headline(again / "band.xlsx")[2] == "ต้องปรับปรุง" != expected({})[2]


@pytest.mark.slow
@needs_libreoffice
def test_a_changed_level_moves_the_summary_to_the_printed_page(tmp_path: Path) -> None:
    every = cards([("ก", {}), ("ข", {1: ratio(1, "2702", "79000", "100000")})])
    book = load_workbook(io.BytesIO(province(every)))
    sheet = book["สรุปคะแนน"]
    row = next(r for r in range(4, 30) if sheet.cell(r, 2).value == "ข")
    sheet.cell(row, 3).value = 5  # level of KPI 1
    book.save(tmp_path / "level.xlsx")
    recompute(tmp_path)
    again = load_workbook(tmp_path / "again" / "level.xlsx", data_only=True)
    top = cards([("ก", {}), ("ข", {1: ratio(1, "2702", "100000", "100000")})])
    values = [cell.value for cell in again["สรุปคะแนน"][row]]
    assert top[1].total.percent is not None
    assert values[14] == float(top[1].total.percent) and values[15] == top[1].total.band
    assert values[16] == 1 and [c.value for c in again["สรุปคะแนน"][row - 1]][16] == 2
    printed = [[c.value for c in r] for r in again["พิมพ์สรุป"].iter_rows()]
    (first,) = [r for r in printed if r[0] == 1]
    assert first[2] == 50 and first[5:7] == [5, 2.5]
    counts = [[c.value for c in r] for r in again["แผนภูมิ"].iter_rows()]
    (drawn,) = [r for r in counts if r[0] == "ตัวชี้วัดที่ ๑"]
    assert drawn[1:7] == [0, 0, 0, 0, 1, 1]


EMU = 12_700  # a point


@pytest.mark.slow
@pytest.mark.parametrize("name", ["summary", "compiled"])
def test_no_chart_reaches_beyond_what_is_printed(name: str) -> None:
    path = HOME / "templates" / f"{name}.xlsx"
    with zipfile.ZipFile(path) as package:
        normal = read_styles(package.read("xl/styles.xml"))[0]
    drawn = 0
    for sheet in load_workbook(path):
        for chart in sheet._charts:
            _, _, right, _ = range_boundaries(sheet.print_area.split("!")[-1].replace("$", ""))
            start, end = chart.anchor._from, getattr(chart.anchor, "to", None)
            drawn += 1
            if end is not None:
                assert end.col < right or (end.col == right and end.colOff == 0)
                continue
            room = sum(
                column_points(width_of(sheet, n), digit_pixels(normal))
                for n in range(start.col + 1, right + 1)
            )
            assert (start.colOff + chart.anchor.ext.width) / EMU <= room, (sheet.title, room)
    assert drawn


def width_of(sheet: Worksheet, column: int) -> float:
    """How wide a column of a template is: openpyxl keeps one entry for a run of columns."""
    return next(
        (d.width for d in sheet.column_dimensions.values() if d.min <= column <= d.max and d.width),
        8.43,
    )


@pytest.mark.slow
def test_the_agreement_is_four_pages_and_its_signatures_stand_under_the_last_criterion(books: Any) -> None:
    for name, (book, _) in books.items():
        if "บันทึกข้อตกลง" not in book.sheetnames:
            continue
        sheet = book["บันทึกข้อตกลง"]
        ends = [brk.id for brk in sheet.row_breaks.brk]
        assert len(ends) <= (4 if name == "three signers" else 3), name
        last = [str(sheet.cell(row, 3).value) for row in range(ends[-1] + 1, sheet.max_row + 1)]
        signed = next(c.row for c, _, _ in texts(sheet) if "ลงชื่อ" in c.value)
        assert ends[-1] < signed and any(text.startswith("ระดับที่\u00a0๕") for text in last), name


@pytest.mark.slow
def test_cells_in_the_next_row_are_on_the_page_of_their_figure() -> None:
    seen = 0
    for shift in range(0, 300, 25):
        several = {
            kpi: replace(made, evidence=tuple(apart(figure, 40 + shift) for figure in made.evidence[:2]))
            for kpi, made in ((n, ratio(n, "2701")) for n in (1, 2, 6))
        }
        sheet = load_workbook(io.BytesIO(district(cards([("คง", several)])[0])))["หลักฐาน"]
        ends = {brk.id for brk in sheet.row_breaks.brk}
        told = [row[0].row for row in sheet.iter_rows() if row[6].value == "แถวถัดไป"]
        seen += len(told)
        assert not ends & set(told)
    assert seen > 50


def apart(figure: Any, count: int) -> Any:
    """A figure added up from cells that stand in no range."""
    cells = fact(figure.name, figure.value, figure.unit, "D", count)
    parts = tuple(
        replace(part, origin=replace(part.origin, cell=f"D{4 * n}")) for n, part in enumerate(cells.parts, 2)
    )
    return replace(cells, parts=parts)
