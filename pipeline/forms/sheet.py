"""One sheet of a form: compiled once, then written for each context."""

import copy
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from jinja2 import Undefined
from lxml import etree

from pipeline.forms import layout, links, references, richtext, values
from pipeline.forms.axis import Axis, Path, fixed
from pipeline.forms.pages import Paging, Printing, cut, paging, set_breaks
from pipeline.forms.program import (
    Broken,
    Program,
    Steering,
    check_cell,
    in_formula,
    in_text,
    is_column_directive,
    quoting,
    tags,
)
from pipeline.forms.references import Grid, letters
from pipeline.forms.sandbox import NotAllowed, Sandbox
from pipeline.forms.styles import MAIN, Quoted, Style
from pipeline.forms.template import Cell, Row, Strings, read_rows

_EACH = re.compile(r"\s*\{%-?\s*for\s+(.+?)\s+in\s+((?:(?!%\}).)+?)\s*-?%\}\s*", re.DOTALL)
_MARK = "\ue000"  # stands where the rows go


@dataclass(slots=True)
class Written:
    """One per cell that was written: where, how it looks, what it holds."""

    column: int
    style: int
    cell: Cell
    value: object
    path: Path
    formula: str | None


@dataclass(slots=True)
class WrittenRow:
    """One per row that was written."""

    number: int
    template: Row
    path: Path
    cells: list[Written] = field(default_factory=list)


class Sheet:
    """One sheet of a template: its name, its cells, its two programs."""

    def __init__(
        self,
        name: str,
        xml: bytes,
        shared: Strings,
        env: Sandbox,
        styled: Mapping[str, int],
    ) -> None:
        self.name = name
        self.root = etree.fromstring(xml)
        data = self.root.find(f"{MAIN}sheetData")
        assert data is not None
        self.rows = read_rows(data, shared)
        data.clear()
        data.text = _MARK
        self.cells = [cell for row in self.rows for cell in row.cells]
        self.styled = styled
        self.each: str | None = None  # the loop that makes a sheet of each turn
        self.turn: int | None = None  # which of its turns this sheet is
        if "{{" in name:
            self._repeat()
        self.printing = Printing()
        self.steering = frozenset(row.number for row in self.rows if row.directive)
        self.columns_row = next((row for row in self.rows if is_column_directive(row)), None)
        self.last_column = max((cell.column for cell in self.cells), default=1)
        for cell in self.cells:
            if cell.static is None and not self._in_directive(cell):
                check_cell(env, cell)
        self.column_program, self.column_stacks = self._compile_columns(env)
        self.program, self.row_stacks = self._compile_rows(env)

    def _repeat(self) -> None:
        """Find the loop that the first row opens, narrowed to the turn that a sheet is for."""
        first = self.rows[0].cells[0] if self.rows and self.rows[0].cells else None
        match = _EACH.fullmatch(first.text) if first is not None else None
        if first is None or match is None:
            raise Broken("A1", "ชื่อชีตมีตัวแปร แถวแรกจึงต้องมีเพียง {% for … in … %} และแถวท้าย {% endfor %}")
        self.each = f"{{% for {match[1]} in ({match[2]})[_first:_last] %}}"

    def _in_directive(self, cell: Cell) -> bool:
        return self.rows[cell.row - 1].directive

    def _tags_at(self, column: int) -> tuple[str, str, str]:
        """The column directives at ``column``: those before it, those after it, their address."""
        if self.columns_row is None:
            return "", "", ""
        cells = [cell for cell in self.columns_row.cells if cell.column == column]
        found = [tag for cell in cells for tag in tags(cell.text)]
        before = "".join(tag for tag, word, _ in found if not word.startswith("end"))
        after = "".join(tag for tag, word, _ in found if word.startswith("end"))
        return before, after, cells[0].address if cells else ""

    def _compile_columns(
        self, env: Sandbox
    ) -> tuple[Program | None, dict[int, tuple[int, ...]]]:
        program, stacks = Program(env), dict[int, tuple[int, ...]]()
        if self.columns_row is None:
            return None, stacks
        steering = Steering(program, "_in", "_out")
        program.add(self.each or "", "A1")
        for column in range(1, self.last_column + 1):
            before, after, address = self._tags_at(column)
            steering.add(before, address)
            program.add(f"{{{{ _column({column}) }}}}", address)
            stacks[column] = steering.stack
            steering.add(after, address)
        steering.finish()
        program.add("{% endfor %}" if self.each else "", "A1")
        program.compile()
        return program, stacks

    def _compile_rows(
        self, env: Sandbox
    ) -> tuple[Program, dict[int, tuple[int, ...]]]:
        program, stacks, index = Program(env), dict[int, tuple[int, ...]](), 0
        steering = Steering(program, "_in", "_out")
        for row in self.rows:
            address = next(
                (cell.address for cell in row.cells if cell.text.strip()), f"A{row.number}"
            )
            stacks[row.number] = steering.stack
            if row is self.columns_row:
                index += len(row.cells)
            elif row.directive:
                for cell in row.cells:
                    opens = self.each is not None and cell is self.cells[0]
                    steering.add(self.each or "" if opens else cell.text, cell.address)
                index += len(row.cells)
            else:
                program.add(f"{{{{ _row({row.number}) }}}}", address)
                self._compile_cells(program, row, index)
                index += len(row.cells)
        steering.finish()
        program.compile()
        return program, stacks

    def _compile_cells(self, program: Program, row: Row, index: int) -> None:
        across = Steering(program, "_across", "_back")
        cells = {cell.column: (index + i, cell) for i, cell in enumerate(row.cells)}
        columns = range(1, self.last_column + 1) if self.columns_row else sorted(cells)
        for column in columns:
            before, after, address = self._tags_at(column)
            across.add(before, address)
            if column in cells:
                number, cell = cells[column]
                program.add(_call(number, cell), cell.address)
            across.add(after, address)

    def write(self, context: Mapping[str, object]) -> "Filling":
        """The rows of the sheet for one context; :class:`Broken` where it does not fit."""
        filling = Filling(self)
        last = None if self.turn is None else self.turn + 1
        context = {**context, "_first": self.turn, "_last": last}
        if self.column_program is not None:
            steps = filling.steps(filling.column_path)
            self.column_program.run(context, {**steps, "_column": filling.column})
            filling.place_columns()
        filling.run(context)
        return filling


def _call(number: int, cell: Cell) -> str:
    if cell.static is not None or cell.bare:
        return f"{{{{ _keep({number}) }}}}"
    before, value, formula = "", "_text", ""
    if cell.expression is not None:
        value = f"({cell.expression})"
    else:
        text = richtext.guarded(cell.text) if cell.runs else cell.text
        before = f"{{% set _text %}}{text}{{% endset %}}"
    if cell.formula is not None and "{{" in cell.formula:
        before += f"{{% set _formula %}}{quoting(cell.formula)}{{% endset %}}"
        formula = ", _formula"
    return f"{before}{{{{ _put({number}, {value}{formula}) }}}}"


class Filling:
    """A sheet while it is filled: what was written so far, and where."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.row_axis = Axis(sheet.row_stacks, len(sheet.rows), sheet.steering)
        self.column_axis = fixed(sheet.last_column)
        if sheet.column_program is not None:
            self.column_axis = Axis(sheet.column_stacks, sheet.last_column)
        self.row_path: list[tuple[str, int]] = []
        self.column_path: list[tuple[str, int]] = []
        self.at: dict[tuple[int, Path], int] = {}
        self.rows: list[WrittenRow] = []
        self.merged: list[str] = []
        self.widths: dict[int, float] = {}
        self.heights: dict[int, float] = {}
        self.paging = Paging()
        self.closings: Mapping[int, int] = {}
        self.links: list[tuple[str, str]] = []
        self.budget = sheet.program.env.budget

    @property
    def grid(self) -> Grid:
        return Grid(self.row_axis, self.column_axis)

    def steps(
        self, path: list[tuple[str, int]], enter: str = "_in", leave: str = "_out"
    ) -> dict[str, Callable[..., str]]:
        """The two calls that follow a program into the turns of its loops and out again."""

        def step_in(key: str, turn: int) -> str:
            path.append((key, turn))
            return ""

        def step_out() -> str:
            path.pop()
            return ""

        return {enter: step_in, leave: step_out}

    def run(self, context: Mapping[str, object]) -> None:
        rows, across = self.steps(self.row_path), self.steps(self.column_path, "_across", "_back")
        calls: dict[str, Callable[..., str]] = {
            "_row": self.row,
            "_put": self.put,
            "_keep": self.keep,
            "_quoted": in_formula,
            "_plain": in_text,
        }
        self.sheet.program.run(context, {**rows, **across, **calls})

    def column(self, index: int) -> str:
        if self.column_axis.size >= references.LAST_COLUMN:
            raise NotAllowed(f"ชีตกว้างเกิน {references.LAST_COLUMN:,} ช่อง ตรวจคำสั่ง {{% for … %}} ตามแนวนอน")
        self.column_axis.put(index, tuple(self.column_path))
        return ""

    def place_columns(self) -> None:
        for index, places in self.column_axis.places.items():
            self.at.update({(index, path): out for out, path in places})

    def row(self, number: int) -> str:
        self.budget.row(len(self.rows[-1].cells) if self.rows else 0)
        path = tuple(self.row_path)
        out = self.row_axis.put(number, path)
        self.rows.append(WrittenRow(out, self.sheet.rows[number - 1], path))
        return ""

    def _add(self, cell: Cell, value: object, style: int, formula: str | None = None) -> str:
        path = tuple(self.column_path)
        column = self.at[cell.column, path] if self.at else cell.column
        self.rows[-1].cells.append(Written(column, style, cell, value, path, formula))
        return ""

    def keep(self, number: int) -> str:
        cell = self.sheet.cells[number]
        return self._add(cell, None if cell.bare else cell.text, cell.style, cell.formula)

    def put(self, number: int, value: object, formula: str | None = None) -> str:
        cell = self.sheet.cells[number]
        style = cell.style
        if isinstance(value, values.Styled):
            style = self.sheet.styled.get(value.style, style)
            value = value.value
        if isinstance(value, values.Linked):
            column = self.at[cell.column, tuple(self.column_path)] if self.at else cell.column
            self.links.append((f"{letters(column)}{self.rows[-1].number}", value.target))
            value = value.value
        if isinstance(value, str):
            self.budget.write(len(value))
        elif isinstance(value, Undefined):
            str(value)  # raises, and says what is missing
        return self._add(cell, value, style, formula or cell.formula)

    def finish(self, styles: Sequence[Style], closings: Mapping[int, int]) -> None:
        """Place the merged ranges, give every row its height, and end the pages."""
        elements = self.sheet.root.iterfind(f"{MAIN}mergeCells/{MAIN}mergeCell")
        for element in elements:
            self.merged += references.blocks(element.get("ref", ""), self.grid)
        self.widths = layout.widths(self.sheet.root, self.column_axis, styles[0])
        self.heights, tall = layout.heights(self, self.widths, styles)
        root, printing = self.sheet.root, self.sheet.printing
        self.paging = paging(
            root, printing, self.grid, self.merged, tall, self.heights, self.widths
        )
        self.merged = list(cut(self.merged, self.paging.ends))
        self.closings = closings

    def xml(
        self, grids: Mapping[str, Grid], context: Mapping[str, object], env: Sandbox,
        quoted: Quoted,
    ) -> bytes:
        """The finished sheet; ``grids`` tell where the cells of every sheet went, ``quoted`` gives
        the formats of texts that look like formulas."""
        root = copy.deepcopy(self.sheet.root)
        layout.move(root, self, grids)
        set_breaks(root, self.paging)
        layout.render_texts(root, env, context)
        links.add(root, self.links)
        whole = etree.tostring(root, encoding="unicode")
        head, _, tail = whole.partition(_MARK)
        rows = "".join(self._row_xml(row, grids, quoted) for row in self.rows)
        start = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        return f"{start}{head}{rows}{tail}".encode()

    def _row_xml(self, row: WrittenRow, grids: Mapping[str, Grid], quoted: Quoted) -> str:
        height = self.heights.get(row.number)
        ht = f' ht="{height:g}" customHeight="1"' if height else ""
        cells = "".join(self._cell_xml(row, written, grids, quoted) for written in row.cells)
        return f'<row r="{row.number}"{row.template.attributes}{ht}>{cells}</row>'

    def _cell_xml(
        self, row: WrittenRow, written: Written, grids: Mapping[str, Grid], quoted: Quoted
    ) -> str:
        cell, where = written.cell, f"{letters(written.column)}{row.number}"
        if cell.static is not None:
            kind, inside = cell.static
        else:
            formula = written.formula
            if formula is not None:
                formula = references.move_formula(
                    formula, self.sheet.name, grids, row.path, written.path
                )
            try:
                if cell.runs and isinstance(written.value, str):
                    kind, inside = richtext.cell_xml(written.value, cell.runs)
                else:
                    kind, inside = values.cell_xml(written.value, formula)
            except values.NotWritable as error:
                raise Broken(cell.address, str(error)) from None
            if cell.array:
                inside = inside.replace("<f>", f'<f t="array" ref="{where}">', 1)
            kind += cell.marks
            if cell.bare:
                kind, inside = cell.marks, inside.removesuffix("<v></v>")
        number = written.style
        if row.number in self.paging.ends:
            number = self.closings.get(number, number)
        if cell.static is None and written.formula is None and values.like_formula(written.value):
            number = quoted.of(number)
        style = f' s="{number}"' if number else ""
        return f'<c r="{where}"{style}{kind}>{inside}</c>' if inside else f'<c r="{where}"{style}/>'
