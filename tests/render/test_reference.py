"""The compiled forms against a plain filling of the same templates, cell by cell.

Not compared, and why:

* heights of rows that hold text: computed by the program from the widths of letters, for which
  openpyxl has nothing; what they must be is said in forms/test_filling.py, and here only that a row is
  never lower than the template sets it, and exactly so where nothing in it can grow;
* where pages end, which follows from the heights: taken from the finished file, so that merged
  ranges are expected to end there too, and the line that closes a page's last row is left out;
* charts and pictures: forms/test_filling.py and test_render.py hold them.
"""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from cards import AGREEMENT, CHIEF, SOURCES, cards, fact, many, ratio, silent, situations, under
from cards import said as said_of_all
from home import HOME
from openpyxl import Workbook, load_workbook
from openpyxl.formula.translate import Translator
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet
from reference_filling import Filled, Plan, Reference, merges, without_merges
from reference_loops import serial

from pipeline.forms import values
from pipeline.model.changes import Changed, ChangedRow
from pipeline.model.frame import Signer
from pipeline.render import render
from pipeline.run.office_form import load_form

AGREEMENT_FORM = HOME / "templates" / "agreement.xlsx"
SUMMARY_FORM = HOME / "templates" / "summary.xlsx"
LOOKS = ("font", "fill", "number_format", "alignment", "protection")


# --- what is held against what -----------------------------------------------------------------


@dataclass
class Finished:
    """A compiled form's file: formulas, stored values, and the merged ranges of each sheet."""

    live: Workbook
    stored: Workbook
    merges: dict[str, set[str]]


def opened(data: bytes) -> Finished:
    bare = without_merges(data)
    return Finished(
        load_workbook(io.BytesIO(bare)),
        load_workbook(io.BytesIO(bare), data_only=True),
        {title: set(ranges) for title, ranges in merges(data).items()},
    )


def plainly(path: Path, context: Any) -> Filled:
    bare = without_merges(path.read_bytes())
    return Reference(path).fill(context, load_workbook(io.BytesIO(bare)))


def differences(expected: Filled, found: Finished) -> Iterator[str]:
    """Where a finished file is not what the plain filling gives."""
    if expected.book.sheetnames != found.live.sheetnames:
        yield f"sheets {expected.book.sheetnames} / {found.live.sheetnames}"
        return
    names = [
        {name: one.attr_text for name, one in book.defined_names.items()}
        for book in (expected.book, found.live)
    ]
    yield from unequal("names", *names)
    for plan in expected.plans:
        title = plan.title
        a, b = expected.book[title], found.live[title]
        ends = [one.id for one in b.row_breaks.brk if one.id not in _own_breaks(plan)]
        for kind, one, other in (
            *cells(a, b, found.stored[title], expected.stored, ends),
            ("merges", set(cut(a, ends)), found.merges[title]),
            ("widths", widths(a), widths(b)),
            ("conditions", conditions(a), conditions(b)),
            ("validations", validations(a), validations(b)),
            ("titles", a.print_title_rows, b.print_title_rows),
            ("area", a.print_area, b.print_area),
            ("panes", a.freeze_panes, b.freeze_panes),
            ("filter", a.auto_filter.ref, b.auto_filter.ref),
            ("heads", heads(a), heads(b)),
            ("protection", vars(a.protection), vars(b.protection)),
        ):
            yield from unequal(f"{title} {kind}", one, other)
        yield from heights(plan, a, b)


def unequal(what: str, one: object, other: object) -> Iterator[str]:
    if one != other:
        yield f"{what}: {one!r} / {other!r}"


def _own_breaks(plan: Plan) -> set[int]:
    return {
        place for one in plan.model.row_breaks.brk for place in plan.rows.places(one.id, one.id)
    }


def cells(
    a: Worksheet, b: Worksheet, values: Worksheet, stored: Any, ends: list[int]
) -> Iterator[tuple[str, object, object]]:
    """Of each cell: what it says, the value it stores, what it opens, and how it looks."""
    mine: dict[Any, Any] = {}
    its: dict[Any, Any] = {}
    yield "cells", set(a._cells), set(b._cells)
    for key in a._cells.keys() & b._cells.keys():
        one, other = a._cells[key], b._cells[key]
        where = one.coordinate
        yield where, serial(one.value), serial(other.value)
        yield f"{where} kind", one.data_type == "f", other.data_type == "f"
        value = stored.get((a.title, where), one.value)
        yield f"{where} stored", number(value), number(values[where].value)
        yield f"{where} link", link(one), link(other)
        closed = key[0] in ends
        yield f"{where} looks", look(one, mine, closed), look(other, its, closed)


def look(cell: Any, known: dict[Any, Any], closed: bool) -> list[str]:
    """How a cell looks, but for the line below the last row of a page; ``known`` keeps it by
    the style's number in its workbook."""
    key = (*cell._style, closed)
    if key not in known:
        border = without_bottom(cell.border) if closed else cell.border
        known[key] = [repr(border), *(repr(getattr(cell, name)) for name in LOOKS)]
    return known[key]


def number(value: object) -> object:
    """A figure as a cell keeps it; a date as its number."""
    value = serial(value)
    return float(value) if isinstance(value, (int, float, Decimal)) else value


def link(cell: Any) -> object:
    if cell.hyperlink is None:
        return None
    from urllib.parse import unquote

    target = cell.hyperlink.target or f"#{cell.hyperlink.location}"
    return unquote(target)


def without_bottom(border: Any) -> Border:
    return Border(left=border.left, right=border.right, top=border.top, diagonal=border.diagonal)


def cut(sheet: Worksheet, ends: list[int]) -> Iterator[str]:
    """The merged ranges, each that goes on over a page's end in pieces."""
    for area in sheet.merged_cells.ranges:
        tops = [area.min_row, *(end + 1 for end in ends if area.min_row <= end < area.max_row)]
        for top, bottom in zip(tops, [*(top - 1 for top in tops[1:]), area.max_row], strict=True):
            piece = CellRange(
                min_row=top, max_row=bottom, min_col=area.min_col, max_col=area.max_col
            )
            if ":" in piece.coord:
                yield piece.coord


def widths(sheet: Worksheet) -> dict[int, tuple[float, bool]]:
    return {
        index: (one.width, one.hidden)
        for one in sheet.column_dimensions.values()
        for index in range(one.min, one.max + 1)
    }


def conditions(sheet: Worksheet) -> dict[str, list[object]]:
    """The formats by condition that hold for each cell, their formulas as they hold for it."""
    found: dict[str, list[object]] = {}
    for one in sheet.conditional_formatting:
        first = str(one.sqref).split(":")[0].split()[0]
        for where in addresses(one.sqref.ranges):
            for rule in one.rules:
                there = [Translator(f"={f}", first).translate_formula(where) for f in rule.formula]
                look = repr(rule.dxf) if rule.dxf else rule.dxfId
                found.setdefault(where, []).append(
                    (rule.priority, rule.type, rule.stopIfTrue, look, there)
                )
    return {where: sorted(rules, key=repr) for where, rules in found.items()}


def validations(sheet: Worksheet) -> dict[str, list[object]]:
    found: dict[str, list[object]] = {}
    for check in sheet.data_validations.dataValidation:
        first = str(check.sqref).split(":")[0].split()[0]
        other = {k: v for k, v in dict(check).items() if k != "sqref"}
        for where in addresses(check.sqref.ranges):
            formulas = [
                f and Translator(f"={f}", first).translate_formula(where)
                for f in (check.formula1, check.formula2)
            ]
            found.setdefault(where, []).append((other, formulas))
    return found


def addresses(ranges: Any) -> Iterator[str]:
    for area in ranges:
        for row in area.rows:
            for r, c in row:
                yield CellRange(min_row=r, max_row=r, min_col=c, max_col=c).coord


def heads(sheet: Worksheet) -> list[object]:
    parts = [
        getattr(sheet, f"{at}{of}")
        for at in ("odd", "even", "first")
        for of in ("Header", "Footer")
    ]
    return [getattr(part, side).text for part in parts for side in ("left", "center", "right")]


def heights(plan: Plan, a: Worksheet, b: Worksheet) -> Iterator[str]:
    merged = {
        row for area in a.merged_cells.ranges for row in range(area.min_row, area.max_row + 1)
    }
    speaks = {key[0] for key, cell in a._cells.items() if cell.value is not None}
    for place, spot in enumerate(plan.rows.spots, 1):
        fixed, found = plan.model.row_dimensions[spot.index].height, b.row_dimensions[place].height
        if fixed is None:
            continue
        grows = place in merged or place in speaks
        if found is None or found < fixed or (found != fixed and not grows):
            yield f"{plan.title} height of row {place}: {fixed} / {found}"


# --- districts ---------------------------------------------------------------------------------


def said(card: Any, agreement: Any = AGREEMENT, chief: Any = CHIEF) -> Any:
    return values(render(card, agreement, "สระแก้ว", chief, SOURCES))


def long_evidence() -> Any:
    payments = replace(
        ratio(1, "2701"), evidence=(fact("เบิกจ่าย", Decimal(97500), "บาท", "D", 300),)
    )
    return said(cards([("เมืองสระแก้ว", {1: payments})])[0])


def three_signers() -> Any:
    agreement = replace(
        AGREEMENT, signers=(*AGREEMENT.signers, Signer("นายอำเภอ", "")), thai_digits=True
    )
    return said(cards([("เมืองสระแก้ว", {})], agreement)[0], agreement, None)


def interpolated() -> Any:
    agreement = under("step-or-interpolated")
    return said(cards([("เมืองสระแก้ว", {})], agreement)[0], agreement)


DISTRICTS: dict[str, Callable[[], Any]] = {
    **{name: lambda n=n: said(cards(situations())[n]) for n, (name, _) in enumerate(situations())},
    "long evidence": long_evidence,
    "three signers": three_signers,
    "interpolated": interpolated,
}
SUMMARIES: dict[str, Callable[[], Any]] = {
    "eight districts": said_of_all,
    "nothing found": lambda: said_of_all(findings=()),
    "thirteen districts": lambda: said_of_all(many(13)),
    "nothing reported": lambda: said_of_all(silent(3)),
    "interpolated": lambda: said_of_all(
        agreement=under("step-or-interpolated")
    ),
    "changes": lambda: said_of_all(changes=Changed.of(
        "ผลเดิม", (ChangedRow("ก", 1, "ก", "ก", "ก", "ก"),) * 3)),
}  # fmt: skip


@pytest.fixture(scope="module")
def compiled() -> Any:
    return {path: load_form(path) for path in (AGREEMENT_FORM, SUMMARY_FORM)}


@pytest.mark.parametrize("name", DISTRICTS)
def test_a_districts_workbook_is_that_of_the_plain_filling(compiled: Any, name: str) -> None:
    context = DISTRICTS[name]()
    found = opened(compiled[AGREEMENT_FORM].fill(context))
    assert list(differences(plainly(AGREEMENT_FORM, context), found)) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", SUMMARIES)
def test_the_provinces_workbook_is_that_of_the_plain_filling(compiled: Any, name: str) -> None:
    context = SUMMARIES[name]()
    found = opened(compiled[SUMMARY_FORM].fill(context))
    assert list(differences(plainly(SUMMARY_FORM, context), found)) == []


# --- the comparison itself ---------------------------------------------------------------------


SPOILT: dict[str, Callable[[Finished, Worksheet], object]] = {
    "value": lambda f, s: s.__setitem__("B10", "อื่น"),
    "number": lambda f, s: setattr(f.stored["ผลคะแนน"]["J10"], "value", 2),
    "stored value": lambda f, s: setattr(f.stored["ผลคะแนน"]["A6"], "value", 0.5),
    "formula": lambda f, s: s.__setitem__("A6", "=G8"),
    "no formula": lambda f, s: s.__setitem__("A6", f.stored["ผลคะแนน"]["A6"].value),
    "cell gone": lambda f, s: s._cells.pop((9, 7)),
    "cell more": lambda f, s: s.__setitem__("ZZ99", 1),
    "font": lambda f, s: setattr(s["B9"], "font", Font(name="Arial")),
    "fill": lambda f, s: setattr(s["B9"], "fill", PatternFill("solid", fgColor="FFFF0000")),
    "border": lambda f, s: setattr(s["B9"], "border", Border(top=Side("thick"))),
    "number format": lambda f, s: setattr(s["G9"], "number_format", "0.0"),
    "alignment": lambda f, s: setattr(s["B9"], "alignment", Alignment(textRotation=90)),
    "cell protection": lambda f, s: setattr(s["B9"], "protection", Protection(locked=False)),
    "sheet protection": lambda f, s: setattr(s.protection, "sort", not s.protection.sort),
    "link": lambda f, s: setattr(s["B9"], "hyperlink", "x.xlsx"),
    "merge": lambda f, s: f.merges["ผลคะแนน"].pop(),
    "width": lambda f, s: setattr(s.column_dimensions["B"], "width", 3),
    "height": lambda f, s: setattr(s.row_dimensions[9], "height", 1),
    "condition gone": lambda f, s: s.conditional_formatting._cf_rules.clear(),
    "condition formula": lambda f, s: [
        setattr(rule, "formula", ["TRUE"]) for one in s.conditional_formatting for rule in one.rules
    ],
    "titles": lambda f, s: setattr(s, "print_title_rows", "1:2"),
    "area": lambda f, s: setattr(s, "print_area", "A1:B2"),
    "panes": lambda f, s: setattr(s, "freeze_panes", "C9"),
    "filter": lambda f, s: setattr(s.auto_filter, "ref", "A1:B2"),
    "footer": lambda f, s: setattr(s.oddFooter.left, "text", "อื่น"),
    "name": lambda f, s: setattr(f.live.defined_names["keep_end"], "attr_text", "'ผลคะแนน'!$A$1"),
    "sheet order": lambda f, s: f.live.move_sheet(s, 1),
}


@pytest.fixture(scope="module")
def district(compiled: Any) -> tuple[Filled, bytes]:
    context = said(cards(situations())[1])
    return plainly(AGREEMENT_FORM, context), compiled[AGREEMENT_FORM].fill(context)


@pytest.mark.slow
@pytest.mark.parametrize("spoilt", SPOILT)
def test_the_comparison_sees_each_thing_that_is_not_the_same(
    district: tuple[Filled, bytes], spoilt: str
) -> None:
    expected, data = district
    found = opened(data)
    SPOILT[spoilt](found, found.live["ผลคะแนน"])
    assert len(list(differences(expected, found))) > 0
