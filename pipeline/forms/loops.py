"""References that lead from outside into what repeats: there one cell becomes many."""

import re
from collections.abc import Iterator, Mapping

from pipeline.forms.language.check import Problem
from pipeline.forms.language.program import Program, Step
from pipeline.forms.language.sheet import Sheet
from pipeline.forms.moving.references import Reference, references
from pipeline.forms.template.cells import Cell

# Functions that make of several ranges what they make of one.
_OF_MANY = frozenset({
    "AND", "AVERAGE", "CONCAT", "CONCATENATE", "COUNT", "COUNTA", "GCD", "LCM", "MAX", "MEDIAN", "MIN", "MODE",
    "OR", "PRODUCT", "STDEV", "SUM", "SUMSQ", "VAR", "XOR",
})  # fmt: skip
_CALL = re.compile(r"([A-Za-z][A-Za-z0-9.]*)\s*\($")
_TEXT = re.compile(r'"(?:[^"]|"")*"')
_WHY = (
    "สูตรอ้าง {} ซึ่งอยู่ใน{}ที่ทำซ้ำ แต่สูตรอยู่นอกนั้น จึงกลายเป็นหลายช่องและคำนวณผิด "
    "ให้ครอบด้วยฟังก์ชันที่รับหลายช่อง เช่น SUM({}) หรือย้ายสูตรเข้าไปใน{}ที่ทำซ้ำ"
)


def crossing(sheets: Mapping[str, Sheet]) -> Iterator[Problem]:
    """The formulas of the ``sheets`` (by name) that reckon with one cell which becomes many, or with many
    where they stand apart and one range is wanted."""
    for sheet in sheets.values():
        for cell in sheet.cells:
            if cell.formula is not None:
                found = _of_cell(sheets, sheet, cell, cell.formula)
                yield from (Problem(sheet.name, cell.address, why) for why in dict.fromkeys(found))


def _of_cell(sheets: Mapping[str, Sheet], sheet: Sheet, cell: Cell, formula: str) -> Iterator[str]:
    words = _TEXT.sub(lambda text: "x" * len(text[0]), formula)
    for start, end, ref in references(formula):
        target = sheet if ref.sheet is None else sheets.get(ref.sheet)
        if target is None or ":" in ref.text:
            continue
        many = list(_many(sheet, cell, target, ref))
        whole, name = _argument(words, start, end)
        if many and not (whole and (name in _OF_MANY or (len(many) == 1 and many[0][1]))):
            what, written = many[0][0], ref.prefix + ref.text
            yield _WHY.format(written, what, written, what)


def _argument(formula: str, start: int, end: int) -> tuple[bool, str]:
    """Whether what stands from ``start`` to ``end`` of a formula is all of an argument, and of which
    function."""
    depth, place = 0, start - 1
    while place >= 0 and (depth or formula[place] != "("):
        depth += {")": 1, "(": -1}.get(formula[place], 0)
        place -= 1
    before, after = formula[:start].rstrip()[-1:], formula[end:].lstrip()[:1]
    call = _CALL.search(formula[: place + 1])
    return before in ("(", ",") and after in (")", ","), call[1].upper() if call else ""


def _many(sheet: Sheet, cell: Cell, target: Sheet, ref: Reference) -> Iterator[tuple[str, bool]]:
    """What the one cell ``ref`` of ``target`` repeats by for the formula of ``cell``, rows or columns;
    and whether those that it becomes stand side by side."""
    around = set() if ref.area.fixed_row else _words(sheet.program, sheet.row_stacks.get(cell.row, ()))
    printed = {row: loops for row, loops in target.row_stacks.items() if row not in target.steering}
    if (apart := _apart(target.program, printed, ref.area.top, around)) is not None:
        yield "แถว", not apart
    if sheet.column_program is None or ref.area.fixed_column:
        around = set()
    else:
        around = _words(sheet.column_program, sheet.column_stacks.get(cell.column, ()))
    if target.column_program is not None:
        apart = _apart(target.column_program, target.column_stacks, ref.area.left, around)
        if apart is not None:
            yield "คอลัมน์", not apart


def _apart(
    program: Program, stacks: Mapping[int, tuple[int, ...]], index: int, around: set[str]
) -> bool | None:
    """Whether others stand between the places of ``index``, which repeats by loops that are not among
    those ``around`` a formula; None where it does not."""
    more = [loop for loop in stacks.get(index, ()) if not _words(program, (loop,)) & around]
    if not more:
        return None
    return any(more[0] in loops for other, loops in stacks.items() if other != index)


def _words(program: Program, loops: tuple[int, ...]) -> set[str]:
    """What loops say, by their numbers in a program."""
    marks = (program.marks.get(f"_enter{one}") for one in loops)
    return {mark.loop for mark in marks if isinstance(mark, Step)}
