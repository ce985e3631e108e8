"""The form's first sheet: how it is filled in, step by step."""

from typing import TYPE_CHECKING

from pipeline.rounds.form import look

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet


def write_guide(sheet: "Worksheet") -> None:
    """Writes the steps."""
    look.words(sheet, 1, 1, "วิธีกรอก", look.LARGE, bold=True)
