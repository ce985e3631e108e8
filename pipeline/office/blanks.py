"""Blank input workbooks for staff whose system has no export: one a source."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.definitions import load_agreement, load_sources
from pipeline.measure import MEASURES
from pipeline.model.agreement import Agreement, Kpi
from pipeline.model.item import Item
from pipeline.model.observation import District, source_of
from pipeline.model.source import Column, SourceDefinition
from pipeline.model.words import office
from pipeline.normalise.kinds import KINDS
from pipeline.normalise.stage import normalise
from pipeline.publish import Written, publish
from pipeline.run.stages import rosters
from pipeline.thai.calendar import thai_date
from pipeline.xlsx.addresses import letters
from pipeline.xlsx.books import About, to_bytes

FONT = "TH SarabunPSK"
ROOM = 300
WIDE = {"label": 32, "item": 60, "person": 32, "position": 32, "reason": 40}
YES_NO = '"ใช่,ไม่ใช่"'


def write_blank_forms(
    home: Path, output: Path, folder: Path, province: str | None, round_id: str | None
) -> Written:
    """Writes a blank input workbook a source into ``output/แบบกรอก/``, those that were filled in
    there being kept aside; the province is that of the roster in ``folder`` unless it is named."""
    agreement = load_agreement(home, MEASURES, round_id)
    sources = load_sources(home, agreement, KINDS)
    known = normalise(rosters(folder, sources), agreement, province)
    forms = blank_forms(agreement, sources, known.province.name, known.districts)
    return publish(output / "แบบกรอก", lambda before: forms.items())


def blank_forms(
    agreement: Agreement, sources: Sequence[SourceDefinition], province: str,
    districts: Sequence[District],
) -> dict[str, bytes]:
    """A workbook a source by file name: its headings, the province's districts, drop-downs.

    A form that is filled in and dropped into ``input/`` is read like any export; left blank it
    counts as not reported.
    """
    return {
        f"แบบกรอก {source.id} {_short(source)}.xlsx": _workbook(
            source, agreement, province, districts
        )
        for source in sources
    }


def _short(source: SourceDefinition) -> str:
    return "".join(c for c in source.title if c not in '\\/:*?"<>|')


def _workbook(
    source: SourceDefinition, agreement: Agreement, province: str, districts: Sequence[District]
) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "แบบกรอก"
    sheet["A1"] = source.title
    sheet["A1"].font = Font(FONT, size=18, bold=True)
    sheet["A2"] = f"จังหวัด{province}  ผู้จัดทำ {source.owner}"
    cutoffs = {k.cutoff for k in agreement.kpis if source.id in k.sources()}
    if cutoffs:
        sheet["A3"] = "ข้อมูล ณ วันที่"
        sheet["C3"] = f"← พิมพ์วันที่ในช่อง B3 (วันตัดยอด {thai_date(min(cutoffs))})"
    for cell in (sheet["A2"], sheet["A3"], sheet["C3"]):
        cell.font = Font(FONT, size=16)
    columns = _columns(source, districts)
    rows = _rows(source, agreement, columns, province, districts)
    _fill(sheet, columns, rows)
    _choices(sheet, columns, rows, districts)
    return to_bytes(book, About(source.title, office(province)))


def _columns(source: SourceDefinition, districts: Sequence[District]) -> list[Column]:
    """The columns of a form; a wide one has one for each district."""
    columns = [c for c in source.columns if c.role not in source.kind.unasked]
    if not source.kind.wide:
        return columns
    wide = [c for c in columns if c.role in ("kpi", "level", "item")]
    return [*wide, *(Column(d.code, "answer", (d.name,)) for d in districts)]


def _rows(
    source: SourceDefinition, agreement: Agreement, columns: Sequence[Column], province: str,
    districts: Sequence[District],
) -> list[list[str]]:
    """What a form already says: the items of KPIs, or a row for each district and, in a roster, for
    the province."""
    if source.kind.wide:
        return [
            [str(kpi.number), _levels(kpi, item), item.name]
            for kpi in agreement.kpis for item in kpi.items
            if source_of(item.element) == source.id
        ]
    if not source.kind.prefilled or source.dated:
        return []
    rows = []
    for d in districts:
        known = {"province": province, "district": d.name, "district_code": d.code}
        rows.append([known.get(c.role, "") for c in columns])
    if source.kind.provinces:
        rows.insert(0, [province if c.role == "province" else "" for c in columns])
    return rows


def _levels(kpi: Kpi, item: Item) -> str:
    """The levels that need an item, as ``3–5``; a percentage's are those with a bound."""
    levels = [
        level.level for level in kpi.levels
        if item.id in level.needs
        or (item.id == kpi.formula.percentage
            and (level.at_least is not None or level.more_than is not None))
    ]
    return str(levels[0]) if len(levels) == 1 else f"{levels[0]}–{levels[-1]}"


def _fill(sheet: Worksheet, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    thin = Side("thin")
    border = Border(thin, thin, thin, thin)
    for number, column in enumerate(columns, 1):
        cell = sheet.cell(5, number, column.headings[0])
        cell.font = Font(FONT, size=16, bold=True)
        cell.alignment = Alignment("center", "center", wrap_text=True)
        cell.border = border
        cell.fill = PatternFill("solid", "E7E6E6")
        sheet.column_dimensions[letters(number)].width = WIDE.get(column.role, 16)
    for row in range(6, 6 + max(len(rows), 20)):
        values = rows[row - 6] if row - 6 < len(rows) else ()
        for number in range(1, len(columns) + 1):
            value = values[number - 1] if number <= len(values) else ""
            cell = sheet.cell(row, number, value or None)
            cell.font = Font(FONT, size=16)
            cell.border = border
            cell.alignment = Alignment(vertical="center", wrap_text=True)
    sheet.row_dimensions[5].height = 48
    sheet.freeze_panes = "A6"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "5:5"


def _choices(
    sheet: Worksheet, columns: Sequence[Column], rows: Sequence[Sequence[str]],
    districts: Sequence[District],
) -> None:
    """Drop-downs: yes or no, the districts, the units of money, and one permitted text."""
    last = max(6 + len(rows) - 1, 6 + ROOM)
    choices: Mapping[str, str] = {"unit": '"บาท,พันบาท,ล้านบาท"'}
    names = ",".join(d.name for d in districts)
    for number, column in enumerate(columns, 1):
        formula = choices.get(column.role, "")
        if column.role == "district":
            formula = f'"{names}"' if len(names) <= 250 else _listed(sheet, districts)
        elif column.only:
            formula = f'"{column.only[0]}"'
        elif column.role == "answer" and len(columns) < 10 + len(districts):
            _yes_no(sheet, number, rows)
            continue
        if formula:
            _validate(sheet, formula, f"{letters(number)}6:{letters(number)}{last}")


def _yes_no(sheet: Worksheet, number: int, rows: Sequence[Sequence[str]]) -> None:
    """Yes or no where an item asks for it; counts and percentages stay free."""
    letter = letters(number)
    if not rows or len(rows[0]) != 3:
        _validate(sheet, YES_NO, f"{letter}6:{letter}{6 + ROOM}")
        return
    for row, values in enumerate(rows, 6):
        if not values[2].startswith(("จำนวน", "ร้อยละ")):
            _validate(sheet, YES_NO, f"{letter}{row}")


def _listed(sheet: Worksheet, districts: Sequence[District]) -> str:
    """A list too long for a drop-down's formula, on a sheet of its own."""
    book = sheet.parent
    assert book is not None
    listed = book.create_sheet("รายชื่ออำเภอ")
    for row, district in enumerate(districts, 1):
        listed.cell(row, 1, district.name)
    return f"'รายชื่ออำเภอ'!$A$1:$A${len(districts)}"


def _validate(sheet: Worksheet, formula: str, cells: str) -> None:
    validation = DataValidation("list", formula1=formula, allow_blank=True)
    sheet.add_data_validation(validation)
    validation.add(cells)
