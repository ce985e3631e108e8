"""A district's workbook in a test: what it says, and the workbook filled with it."""

import io
from typing import Any

from cards import AGREEMENT, CHIEF, SOURCES, cards
from home import HOME
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.forms import values
from pipeline.model.agreement import Agreement
from pipeline.model.observation import Party
from pipeline.model.score import Scorecard
from pipeline.render import render
from pipeline.run.office_form import load_form

FORM = load_form(HOME / "templates" / "agreement.xlsx")


def said(card: Scorecard, agreement: Agreement = AGREEMENT, chief: Party | None = CHIEF) -> Any:
    return values(render(card, agreement, "สระแก้ว", chief, SOURCES))


def one(changes: dict[int, Any] | None = None, person: Party | None = None) -> Scorecard:
    return cards([("เมืองสระแก้ว", changes or {})], person=person)[0]


def kpi_of(context: Any, kpi: int) -> Any:
    return next(k for section in context["sections"] for k in section["kpis"] if k["number"] == kpi)


def leaf_of(context: Any, kpi: int) -> Any:
    """A KPI's own result and ladder."""
    return kpi_of(context, kpi)["leaves"][-1]


def filled(card: Scorecard, agreement: Agreement = AGREEMENT, values: bool = True) -> Workbook:
    return load_workbook(io.BytesIO(FORM.fill(said(card, agreement))), data_only=values)


def texts(sheet: Worksheet) -> list[str]:
    return [str(c.value) for row in sheet.iter_rows() for c in row if c.value is not None]


def row_of(sheet: Worksheet, kpi: int) -> list[Any]:
    """The scorecard's row of a KPI."""
    rows = [[c.value for c in row] for row in sheet.iter_rows(min_row=5) if row[0].value == kpi]
    assert len(rows) == 1
    return rows[0]
