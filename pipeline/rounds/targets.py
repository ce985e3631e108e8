"""The targets of districts that a form holds, as an input workbook of their round."""

from decimal import Decimal

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from pipeline.model.source import SourceDefinition
from pipeline.rounds.form.book import FormBook, FormValue
from pipeline.rounds.form.look import FONT, SIZE
from pipeline.rounds.form.tables import TARGETS
from pipeline.xlsx.books import About, empty_book, put_text, to_bytes

_HEAD = 3  # the row of the headings
_LEVEL_LESS = ("level", "unit", "weight")  # columns that may be left away


def targets_workbook(book: FormBook, round_id: str, source: SourceDefinition) -> bytes | None:
    """The workbook that states a form's targets under the headings of their ``source``, so that a run of the round reads
    them; None where it has none. The same form always gives the same bytes."""
    rows = book.rows("targets")
    if not rows:
        return None
    year, _, number = round_id.partition("-")
    title = f"{source.title} รอบการประเมินที่ {number}/{year}"
    made = empty_book(FONT, SIZE)
    sheet = made.create_sheet(source.title)
    put_text(sheet.cell(1, 1), title)
    sheet.cell(1, 1).font = Font(FONT, SIZE + 2, bold=True)
    columns = [column for column in TARGETS.columns if column.key not in _LEVEL_LESS or any(column.key in row.values for row in rows)]
    edge = Side("thin")
    for at, column in enumerate(columns, 1):
        put_text(sheet.cell(_HEAD, at), source.column(column.key).headings[0])
        sheet.cell(_HEAD, at).font = Font(FONT, SIZE, bold=True)
        sheet.cell(_HEAD, at).fill = PatternFill("solid", "F2F2F2")
        sheet.column_dimensions[chr(64 + at)].width = column.width + 2
        for place, row in enumerate(rows, _HEAD + 1):
            _put(sheet.cell(place, at), row.values.get(column.key))
        for place in range(_HEAD, _HEAD + 1 + len(rows)):
            sheet.cell(place, at).border = Border(edge, edge, edge, edge)
            sheet.cell(place, at).alignment = Alignment(horizontal="center" if place == _HEAD else None, vertical="center", wrap_text=True)
    sheet.freeze_panes = f"A{_HEAD + 1}"
    sheet.print_title_rows = f"{_HEAD}:{_HEAD}"
    sheet.page_setup.paperSize = 9
    return to_bytes(made, About(title, ""))


def _put(cell: Cell, value: FormValue | None) -> None:
    if isinstance(value, Decimal):
        cell.value = value
        cell.number_format = "#,##0" if value == value.to_integral_value() else "#,##0.00####"
    elif value is not None:
        put_text(cell, str(value))
