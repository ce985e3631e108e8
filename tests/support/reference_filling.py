"""A template filled the plain way: slow, cell by cell, with openpyxl and jinja2 alone.

It shares no code with ``pipeline.forms`` but the two kinds of values that a context may hold, so
that it can be read and believed. ``tests/render/test_reference.py`` holds the compiled forms against it, and
``benchmarks/forms.py`` measures it as what filling costs without compiling.
"""

import html
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.formula.translate import Translator
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.datavalidation import DataValidation, DataValidationList
from openpyxl.worksheet.dimensions import ColumnDimension, DimensionHolder, RowDimension
from openpyxl.worksheet.worksheet import Worksheet
from reference_loops import (
    TAG,
    Axis,
    Scope,
    Spot,
    Turns,
    loops_around,
    spots,
    text_of,
    tree,
    value_of,
)

from pipeline.forms import Linked, Styled

LIVE = re.compile(r'=IF\(1,"((?:[^"]|"")*)",(.*)\)', re.DOTALL)
SINGLE = re.compile(r"\s*\{\{((?:(?!\{\{|\}\}|\{%).)*)\}\}\s*", re.DOTALL)
PLACE = re.compile(r"(?:(.+)!)?(\$?)([A-Z]*)(\$?)(\d*)(?::\$?([A-Z]*)\$?(\d*))?", re.DOTALL)


# --- sheets ------------------------------------------------------------------------------------


@dataclass
class Plan:
    """One finished sheet before it is written: its name, its model, where everything goes."""

    title: str
    model: Worksheet
    scope: Scope
    rows: Axis
    columns: Axis


def _says(row: Sequence[Any]) -> str:
    return next((c.value for c in row if isinstance(c.value, str) and c.value.strip()), "")


def _tags(row: Sequence[Any]) -> str:
    return "".join(c.value for c in row if isinstance(c.value, str))


def _directive(row: Sequence[Any]) -> bool:
    return bool(_says(row)) and not TAG.sub("", _says(row)).strip()


def _steers_columns(row: Sequence[Any]) -> bool:
    words = [word for word, _ in TAG.findall(_tags(row))]
    depth, depths = 0, []
    for word in words:
        depth += 1 if word in ("for", "if") else -1 if word.startswith("end") else 0
        depths.append(depth)
    return _directive(row) and bool(depths) and min(depths) >= 0 and depths[-1] == 0 < max(depths)


def plans(model: Worksheet, context: Scope) -> Iterator[Plan]:
    """The finished sheets that a sheet of the template becomes."""
    rows: list[list[Any]] = [[] for _ in range(model.max_row)]
    for (number, _), cell in sorted(model._cells.items()):
        rows[number - 1].append(cell)
    across = next((row for row in rows if _steers_columns(row)), [])
    down: list[int | str] = []
    for number, row in enumerate(rows, 1):
        if row is not across:
            down.append(_tags(row) if _directive(row) else number)
    aside: list[int | str] = []
    for number in range(1, model.max_column + 1):
        tags = TAG.finditer(_tags([c for c in across if c.column == number]))
        said = [(match[1].startswith("end"), match[0]) for match in tags]
        aside += [tag for ends, tag in said if not ends]
        aside += [number, *(tag for ends, tag in said if ends)]
    nodes = tree(down)
    scopes: list[Scope] = [context]
    if "{{" in model.title:  # the loop around all its rows makes the sheets, not rows
        (loop,) = nodes
        name, _, source = loop.key.partition(" in ")
        scopes = [{**context, name: item} for item in value_of(source, context)]
        nodes = loop.body
    for scope in scopes:
        columns = tree(aside)
        yield Plan(
            text_of(model.title, scope).strip(), model, scope,
            Axis(list(spots(nodes, scope, {})), loops_around(nodes), len(rows)),
            Axis(list(spots(columns, scope, {})), loops_around(columns), model.max_column),
        )  # fmt: skip


def moved(ref: str, here: Plan, all_: Sequence[Plan], row_turns: Turns, column_turns: Turns) -> str:
    """A reference of a formula: the same turn of the loops it shares with the formula's cell,
    all turns where ``$`` holds it; nothing is 0 for a range and empty for a cell."""
    match = PLACE.fullmatch(ref)
    if match is None or not match[3] or not match[5]:
        return ref
    sheet, fast_column, left, fast_row, top, right, bottom = match.groups()
    name = sheet.strip("'").replace("''", "'") if sheet else None
    found = [here] if name is None else [plan for plan in all_ if plan.model.title == name]
    if not found:
        return ref
    rows = found[0].rows.runs(int(top), int(bottom or top), () if fast_row else row_turns)
    columns = found[0].columns.runs(
        column_index_from_string(left), column_index_from_string(right or left),
        () if fast_column else column_turns,
    )  # fmt: skip
    pieces = []
    for a, b in rows:
        for c, d in columns:
            start = f"{fast_column}{get_column_letter(c)}{fast_row}{a}"
            end = f"{fast_column}{get_column_letter(d)}{fast_row}{b}"
            piece = start if start == end else f"{start}:{end}"
            pieces.append(f"{sheet}!{piece}" if sheet else piece)
    return ",".join(pieces) or ("0" if right else '""')


def moved_formula(
    formula: str, here: Plan, all_: Sequence[Plan], row_turns: Turns, column_turns: Turns
) -> str:
    """``formula``, which begins with ``=``, with each reference moved."""
    tokens = Tokenizer(formula)
    for token in tokens.items:
        if token.type == Token.OPERAND and token.subtype == Token.RANGE:
            token.value = moved(token.value, here, all_, row_turns, column_turns)
    return tokens.render()


def span(ref: str, plan: Plan) -> str | None:
    """The one range that holds all that ``ref`` became; ``$`` are left out of it."""
    bare = ref.replace("$", "")
    area = CellRange(bare) if re.search("[A-Z]", bare) else None
    if area is None:  # whole rows
        first, last = map(int, bare.split(":"))
        rows = plan.rows.places(first, last)
        return f"{min(rows)}:{max(rows)}" if rows else None
    rows = plan.rows.places(area.min_row, area.max_row)
    columns = plan.columns.places(area.min_col, area.max_col)
    if not rows or not columns:
        return None
    return CellRange(
        min_row=min(rows), max_row=max(rows), min_col=min(columns), max_col=max(columns)
    ).coord


# --- the workbook ------------------------------------------------------------------------------


@dataclass
class Filled:
    """``book`` holds formulas; ``stored`` their values by sheet and address; ``plans`` tell
    where each cell came from."""

    book: Workbook
    stored: dict[tuple[str, str], object] = field(default_factory=dict)
    plans: list[Plan] = field(default_factory=list)


def without_merges(data: bytes) -> bytes:
    """A workbook whose cells openpyxl reads as they are: it restyles merged ones while it loads."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                part = re.sub(rb"<mergeCells.*?</mergeCells>", b"", part, flags=re.DOTALL)
            new.writestr(name, part)
    return out.getvalue()


def merges(data: bytes) -> dict[str, list[str]]:
    """The merged ranges of each sheet of a workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        read = {name: package.read(name).decode() for name in package.namelist()}
    targets = {}
    for relation in re.findall(r"<Relationship [^>]*>", read["xl/_rels/workbook.xml.rels"]):
        said = dict(re.findall(r'(\w+)="([^"]*)"', relation))
        targets[said["Id"]] = f"xl/{said['Target']}".removeprefix("xl//")
    found = {}
    for sheet in re.findall(r"<sheet [^>]*>", read["xl/workbook.xml"]):
        said = dict(re.findall(r'([\w:]+)="([^"]*)"', sheet))
        part = read[targets[said["r:id"]]]
        found[html.unescape(said["name"])] = re.findall(r'<mergeCell ref="([^"]*)"', part)
    return found


class Reference:
    """A template, read once; each filling writes into a workbook that was loaded for it."""

    def __init__(self, path: Path) -> None:
        self.model = load_workbook(io.BytesIO(without_merges(path.read_bytes())))
        self.merges = merges(path.read_bytes())
        self.named = {
            name: (defined.attr_text or "").replace("$", "").rpartition("!")
            for name, defined in self.model.defined_names.items()
        }

    def fill(self, context: Mapping[str, Any], book: Workbook) -> Filled:
        """Fills ``book``, the template as openpyxl loaded it."""
        filled = Filled(book)
        for model in self.model:
            made = list(plans(model, dict(context)))
            filled.plans += made
            old = book[model.title]
            targets = [old] if "{{" not in model.title else [self._copy(old) for _ in made]
            if old not in targets:
                book.remove(old)
            for plan, sheet in zip(made, targets, strict=True):
                sheet.title = plan.title
        for plan in filled.plans:
            _Writing(self, filled, plan, book[plan.title]).write()
        for name, (sheet, _, ref) in self.named.items():
            owner = next(plan for plan in filled.plans if plan.model.title == sheet.strip("'"))
            book.defined_names[name].attr_text = f"'{owner.title}'!{_fast(span(ref, owner) or ref)}"
        return filled

    def _copy(self, sheet: Worksheet) -> Worksheet:
        book = sheet.parent
        twin = book.copy_worksheet(sheet)
        book.move_sheet(twin, book.index(sheet) - book.index(twin))
        twin.freeze_panes, twin.auto_filter = sheet.freeze_panes, copy(sheet.auto_filter)
        twin.HeaderFooter = copy(sheet.HeaderFooter)
        return twin


def _fast(ref: str) -> str:
    return re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", ref)


@dataclass
class _Writing:
    """One sheet being written."""

    reference: Reference
    filled: Filled
    plan: Plan
    sheet: Worksheet

    def write(self) -> None:
        plan, sheet, model = self.plan, self.sheet, self.plan.model
        sheet._cells = {}
        sheet.merged_cells = MultiCellRange()
        for r, row in enumerate(plan.rows.spots, 1):
            for c, column in enumerate(plan.columns.spots, 1):
                if (row.index, column.index) in model._cells:
                    self._cell(r, c, row, column)
        self._sizes()
        self._merges()
        self._conditions()
        self._printing()

    def _cell(self, r: int, c: int, row: Spot, column: Spot) -> None:
        source = self.plan.model._cells[row.index, column.index]
        target = self.sheet.cell(r, c)
        target._style = copy(source._style)
        said, scope = source.value, {**self.plan.scope, **row.own, **column.own}
        live = LIVE.fullmatch(said) if isinstance(said, str) else None
        words = live[1].replace('""', '"') if live else said
        value: Any = words
        if isinstance(words, str) and ("{{" in words or "{%" in words):
            single = SINGLE.fullmatch(words)
            value = value_of(single[1], scope) if single else text_of(words, scope)
        if isinstance(value, Styled):
            if value.style in self.reference.named:
                name, _, ref = self.reference.named[value.style]
                target._style = copy(self.reference.model[name.strip("'")][ref]._style)
            value = value.value
        if source.hyperlink is not None and source.hyperlink.location:
            opened = moved_formula(
                f"={source.hyperlink.location}", self.plan, self.filled.plans, row.turns, column.turns
            )
            target.hyperlink = f"#{opened[1:]}"
        if isinstance(value, Linked):
            target.hyperlink, value = value.target, value.value
        value = float(value) if isinstance(value, Decimal) else value
        value = None if value == "" else value
        if isinstance(said, str) and said.startswith("="):
            formula = re.sub(
                r"\{\{(.*?)\}\}", r"{{ (\1) | in_formula }}", f"={live[2]}" if live else said
            )
            target.value = moved_formula(
                text_of(formula, scope), self.plan, self.filled.plans, row.turns, column.turns
            )
            self.filled.stored[self.plan.title, target.coordinate] = value
            return
        number_format = target.number_format
        target.value = value
        target.number_format = number_format
        if isinstance(value, str):
            target.data_type = "s"

    def _sizes(self) -> None:
        model, sheet = self.plan.model, self.sheet
        sheet.row_dimensions.clear()
        for r, row in enumerate(self.plan.rows.spots, 1):
            if (height := model.row_dimensions[row.index].height) is not None:
                sheet.row_dimensions[r] = RowDimension(sheet, index=r, ht=height)
        widths = {
            index: one
            for one in model.column_dimensions.values()
            for index in range(one.min or 0, (one.max or 0) + 1)
        }
        sheet.column_dimensions = DimensionHolder(sheet, default_factory=lambda: None)
        for index, one in widths.items():
            for place in self.plan.columns.places(index, index):
                letter = get_column_letter(place)
                sheet.column_dimensions[letter] = ColumnDimension(
                    sheet, letter, one.width, hidden=one.hidden, min=place, max=place
                )

    def _merges(self) -> None:
        for ref in self.reference.merges[self.plan.model.title]:
            area = CellRange(ref)
            for a, b in self.plan.rows.blocks(area.min_row, area.max_row):
                for c, d in self.plan.columns.blocks(area.min_col, area.max_col):
                    if (a, c) != (b, d):
                        self.sheet.merged_cells.add(
                            CellRange(min_row=a, max_row=b, min_col=c, max_col=d).coord
                        )

    def _everywhere(self, ranges: Any) -> dict[str, tuple[str, Spot, Spot]]:
        """The finished cells of some ranges: the template's cell of each, and its turns."""
        found = {}
        for area in ranges:
            for r in self.plan.rows.places(area.min_row, area.max_row):
                for c in self.plan.columns.places(area.min_col, area.max_col):
                    row, column = self.plan.rows.spots[r - 1], self.plan.columns.spots[c - 1]
                    where = f"{get_column_letter(column.index)}{row.index}"
                    found[f"{get_column_letter(c)}{r}"] = (where, row, column)
        return found

    def _spread(self, formula: str | None, first: str, cell: tuple[str, Spot, Spot]) -> str | None:
        """A formula written for ``first`` as it holds in the finished place of another cell."""
        if formula is None:
            return None
        where, row, column = cell
        there = Translator(f"={formula}", first).translate_formula(where)
        return moved_formula(there, self.plan, self.filled.plans, row.turns, column.turns)[1:]

    def _conditions(self) -> None:
        """Formats by condition and validations, a cell each."""
        model, sheet = self.plan.model, self.sheet
        sheet.conditional_formatting = ConditionalFormattingList()
        for one in model.conditional_formatting:
            first = str(one.sqref).split(":")[0].split()[0]
            for place, cell in self._everywhere(one.sqref.ranges).items():
                for rule in one.rules:
                    made = copy(rule)
                    made.formula = [self._spread(f, first, cell) for f in rule.formula]
                    sheet.conditional_formatting.add(place, made)
                    made.priority = rule.priority
        sheet.data_validations = DataValidationList()
        for check in model.data_validations.dataValidation:
            first = str(check.sqref).split(":")[0].split()[0]
            for place, cell in self._everywhere(check.sqref.ranges).items():
                made = DataValidation(**{**dict(check), "sqref": place})
                made.formula1 = self._spread(check.formula1, first, cell)
                made.formula2 = self._spread(check.formula2, first, cell)
                sheet.data_validations.append(made)

    def _printing(self) -> None:
        plan, sheet, model = self.plan, self.sheet, self.plan.model
        if model.print_title_rows:
            sheet.print_title_rows = span(model.print_title_rows, plan)
        if model.print_area:
            sheet.print_area = span(model.print_area.rpartition("!")[2], plan)
        if model.auto_filter.ref:
            sheet.auto_filter.ref = span(model.auto_filter.ref, plan)
        if model.freeze_panes:
            corner = CellRange(model.freeze_panes)
            above = [*plan.rows.places(1, corner.min_row - 1), 0]
            left = [*plan.columns.places(1, corner.min_col - 1), 0]
            sheet.freeze_panes = f"{get_column_letter(max(left) + 1)}{max(above) + 1}"
        for kind in ("oddHeader", "oddFooter"):
            for side in ("left", "center", "right"):
                part = getattr(getattr(sheet, kind), side)
                if part.text and "{{" in part.text:
                    part.text = text_of(part.text, plan.scope)
                if part.font and "{%" in part.font:
                    part.font = text_of(part.font, plan.scope)
