"""What may be typed into cells: choices, numbers, and what is said where something else is typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

LONGEST = 250  # characters of the choices that a cell's rule may hold itself
MOST = 10**12


@dataclass(frozen=True, slots=True)
class CellRule:
    """One per rule: the ``choices`` of a drop-down (or the range ``listed`` that they stand in), or the ``kind`` of
    number with its bounds; what a cell says when it is chosen (``prompt``) and when something else is typed
    (``error``; "": anything may be). With neither choices nor kind anything may be typed."""

    prompt: str = ""
    error: str = ""
    choices: tuple[str, ...] = ()
    kind: Literal["whole", "decimal"] | None = None
    least: int = 0
    most: int = MOST
    listed: str = ""


def put_rule(sheet: Worksheet, entry: CellRule, cells: str, listed: str) -> None:
    """Puts a rule on ``cells`` (``A1:A9 C3``); choices that are too long for it go to a hidden sheet of the
    name ``listed``."""
    if entry.choices or entry.listed:
        rule = DataValidation("list", formula1=entry.listed or _choices(sheet, entry.choices, listed))
    elif entry.kind:
        rule = DataValidation(entry.kind, str(entry.least), str(entry.most), operator="between")
    else:
        rule = DataValidation()
    rule.allow_blank = True
    rule.showErrorMessage, rule.showInputMessage = bool(entry.error), bool(entry.prompt)
    if entry.error:
        rule.errorTitle, rule.error = "พิมพ์ค่านี้ไม่ได้", entry.error
    if entry.prompt:
        rule.promptTitle, rule.prompt = "วิธีกรอก", entry.prompt
    rule.sqref = cells
    sheet.add_data_validation(rule)


def _choices(sheet: Worksheet, choices: Sequence[str], name: str) -> str:
    """The formula of a list: the choices, or where they stand if they are too long for it."""
    joined = ",".join(choices)
    if len(joined) <= LONGEST and not any("," in choice for choice in choices):
        return f'"{joined}"'
    book = sheet.parent
    assert book is not None
    hidden = [one for one in book.worksheets if one.sheet_state == "hidden" and one.title.startswith(name)]
    listed = next((one for one in hidden if [cell.value for cell in one["A"]] == [*choices]), None)
    if listed is None:
        listed = book.create_sheet(f"{name} {len(hidden) + 1}" if hidden else name)
        listed.sheet_state = "hidden"
        for row, choice in enumerate(choices, 1):
            listed.cell(row, 1, choice)
    return f"'{listed.title}'!$A$1:$A${len(choices)}"
