"""References that lead from outside into what repeats: there one cell becomes many."""

import re
from collections.abc import Iterator, Mapping

from pipeline.forms.language.check import Problem
from pipeline.forms.language.program import Program, Step
from pipeline.forms.language.sheet import Sheet
from pipeline.forms.moving.references import Reference, references, spelled
from pipeline.forms.template.cells import Cell

# Functions that make of several ranges what they make of one.
_OF_MANY = frozenset({
    "AND", "AVERAGE", "CONCAT", "CONCATENATE", "COUNT", "COUNTA", "GCD", "LCM", "MAX", "MEDIAN", "MIN", "MODE",
    "OR", "PRODUCT", "STDEV", "SUM", "SUMSQ", "VAR", "XOR",
})  # fmt: skip
# Functions that look at one cell only, even within SUMPRODUCT, unless the formula is an array formula.
_OF_ONE = frozenset({"CHOOSE", "IF", "IFERROR", "IFNA", "IFS", "SWITCH"})
_CALL = re.compile(r"([A-Za-z][A-Za-z0-9.]*)\s*\($")
_TEXT = re.compile(r'"(?:[^"]|"")*"')
_WHY = (
    "สูตรอ้าง {} ซึ่งอยู่ใน{}ที่ทำซ้ำ แต่สูตรอยู่นอกนั้น จึงกลายเป็นหลายช่องและคำนวณผิด "
    "ให้ครอบด้วยฟังก์ชันที่รับหลายช่อง เช่น SUM({}) หรือย้ายสูตรเข้าไปใน{}ที่ทำซ้ำ"
)


_THROUGH = (
    "สูตรอ้างหลายแผ่นงานพร้อมกัน ({}) แต่แผ่นงาน “{}” มีส่วนที่ทำซ้ำหรือเลื่อนได้ "
    "ช่องเดียวกันของแต่ละแผ่นจึงอาจย้ายไปไม่เหมือนกัน ให้อ้างทีละแผ่นงาน"
)


def crossing(sheets: Mapping[str, Sheet]) -> Iterator[Problem]:
    """The formulas of the ``sheets`` (by name, as they stand in the workbook) that reckon with one cell
    which becomes many, with many where they stand apart and one range is wanted, or with the same cell
    of several sheets where it may move."""
    for sheet in sheets.values():
        for cell in sheet.cells:
            if cell.formula is not None:
                found = _of_cell(sheets, sheet, cell, cell.formula)
                yield from (Problem(sheet.name, cell.address, why) for why in dict.fromkeys(found))


def _of_cell(sheets: Mapping[str, Sheet], sheet: Sheet, cell: Cell, formula: str) -> Iterator[str]:
    words = _TEXT.sub(lambda text: "x" * len(text[0]), formula)
    for start, end, ref in references(formula):
        if ref.sheet is not None and ":" in ref.sheet:
            yield from _through(sheets, ref.sheet)
        name = sheet.name if ref.sheet is None else spelled(ref.sheet, sheets)
        if name is None or ":" in ref.text:
            continue
        many = list(_many(sheet, cell, sheets[name], ref))
        if many and not _may_be_many(words, start, end, cell, [beside for _, beside in many]):
            what, written = many[0][0], ref.prefix + ref.text
            yield _WHY.format(written, what, written, what)


def _through(sheets: Mapping[str, Sheet], names: str) -> Iterator[str]:
    """What is wrong with a reference through the sheets from the first to the last of ``names``, ``a:b``."""
    ends = [spelled(name, sheets) for name in names.split(":")]
    order = list(sheets)
    places = sorted(order.index(name) for name in ends if name is not None)
    for name in order[places[0] : places[1] + 1] if len(places) == 2 else ():
        sheet = sheets[name]
        if sheet.steering or sheet.column_program is not None:
            yield _THROUGH.format(names, name)


def _may_be_many(words: str, start: int, end: int, cell: Cell, beside: list[bool]) -> bool:
    """Whether the reference from ``start`` to ``end`` of a formula may become many, by which of the ways
    that they repeat they stand ``beside`` each other."""
    calls = list(_calls(words, start))
    if all(beside) and calls and (cell.array or _takes_arrays(calls)):
        return True
    before, after = words[:start].rstrip()[-1:], words[end:].lstrip()[:1]
    whole = before in ("(", ",") and after in (")", ",")
    return whole and (beside == [True] or (bool(calls) and calls[0] in _OF_MANY))


def _takes_arrays(calls: list[str]) -> bool:
    """Whether SUMPRODUCT is among the functions around a reference, and none within it looks at one
    cell only."""
    return "SUMPRODUCT" in calls and _OF_ONE.isdisjoint(calls[: calls.index("SUMPRODUCT")])


def _calls(formula: str, place: int) -> Iterator[str]:
    """The functions around a ``place`` of a formula, the inmost first; "" for a mere bracket."""
    depth = 0
    for at in range(place - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(formula[at], 0)
        if depth < 0:
            depth = 0
            call = _CALL.search(formula[: at + 1])
            yield call[1].upper() if call else ""


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
