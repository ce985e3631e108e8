"""One sheet of a form, compiled: its cells, and the programs that give its columns and rows."""

import re

from pipeline.forms.errors import CannotFill
from pipeline.forms.language.patterns import Pattern, patterns
from pipeline.forms.language.program import (
    PlaceMark,
    Program,
    Steering,
    check_cell,
    giving,
    is_column_directive,
    quoting,
    tags,
    tightened,
)
from pipeline.forms.language.sandbox import Sandbox
from pipeline.forms.template import richtext
from pipeline.forms.template.cells import Cell, Strings, TemplateRow, read_rows
from pipeline.forms.template.names import Printing
from pipeline.forms.template.styles import Looks
from pipeline.xlsx.names import MAIN
from pipeline.xlsx.package import to_tree

_EACH = re.compile(r"\s*\{%-?\s*for\s+(.+?)\s+in\s+((?:(?!%\}).)+?)\s*-?%\}\s*", re.DOTALL)


class Sheet:
    """One sheet of a template: its name, its cells, its two programs."""

    def __init__(
        self,
        name: str,
        xml: bytes,
        shared: Strings,
        env: Sandbox,
        looks: Looks,
    ) -> None:
        self.name = self.written = name  # of a copy, its own name and that in the template
        self.root = to_tree(xml)
        data = self.root.find(f"{MAIN}sheetData")
        assert data is not None
        self.rows = read_rows(data, shared)
        data.clear()
        for link in self.root.iterfind(f"{MAIN}hyperlinks/{MAIN}hyperlink[@display]"):
            del link.attrib["display"]  # what its cell says, written once more
        self.merges = [e.get("ref", "") for e in self.root.iterfind(f"{MAIN}mergeCells/{MAIN}mergeCell")]
        self.cells = [cell for row in self.rows for cell in row.cells]
        self.looks = looks
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
        self.patterns: dict[int, Pattern] | None = None  # they depend on columns that repeat
        if self.columns_row is None:
            across = [(column, column, ()) for column in range(1, self.last_column + 1)]
            self.patterns = patterns(self.rows, across, looks)

    def _repeat(self) -> None:
        """Find the loop that the first row opens, narrowed to the turn that a sheet is for."""
        first = self.rows[0].cells[0] if self.rows and self.rows[0].cells else None
        match = _EACH.fullmatch(first.text) if first is not None else None
        if first is None or match is None:
            raise CannotFill("A1", "ชื่อชีตมีตัวแปร แถวแรกจึงต้องมีเพียง {% for … in … %} และแถวท้าย {% endfor %}")
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
        steering = Steering(program)
        program.add(tightened(self.each or ""), "A1")
        for column in range(1, self.last_column + 1):
            before, after, address = self._tags_at(column)
            steering.add(before, address)
            program.add(program.mark(PlaceMark(column)), address)
            stacks[column] = steering.stack
            steering.add(after, address)
        steering.finish()
        program.add(tightened("{% endfor %}" if self.each else ""), "A1")
        program.compile()
        return program, stacks

    def _compile_rows(
        self, env: Sandbox
    ) -> tuple[Program, dict[int, tuple[int, ...]]]:
        program, stacks = Program(env), dict[int, tuple[int, ...]]()
        steering = Steering(program)
        for row in self.rows:
            stacks[row.number] = steering.stack
            if row is self.columns_row:
                continue
            if not row.directive:
                self._compile_row(program, row)
                continue
            for cell in row.cells:
                opens = self.each is not None and cell is self.cells[0]
                steering.add(self.each or "" if opens else cell.text, cell.address)
        steering.finish()
        program.compile()
        return program, stacks

    def _compile_row(self, program: Program, row: TemplateRow) -> None:
        """The mark of a row, and its values; those of columns that repeat as often as they do."""
        program.add(program.mark(PlaceMark(row.number)), row.address)
        cells = {cell.column: cell for cell in row.cells if cell.static is None}
        steered = range(1, self.last_column + 1) if self.columns_row is not None else sorted(cells)
        for column in steered:
            before, after, directive = self._tags_at(column)
            program.add(tightened(before), directive)
            if column in cells:
                _give(program, cells[column])
            program.add(tightened(after), directive)


def _give(program: Program, cell: Cell) -> None:
    """Adds what gives the value of a cell, with the words of its formula if they change."""
    name, formula = f"_{cell.column}", f"_f{cell.column}"
    if cell.bare:
        program.add(giving("none"), cell.address)
        return
    if cell.expression is None:
        text = richtext.guarded(cell.text) if cell.runs else cell.text
        program.add(f"{{%- set {name} %}}{text}{{% endset -%}}", cell.address)
    elif cell.dynamic:
        program.add(f"{{%- set {name} = ({cell.expression}) -%}}", cell.address)
    else:
        name = f"({cell.expression})"
    if cell.dynamic:
        program.add(f"{{%- set {formula} %}}{quoting(cell.formula or '')}{{% endset -%}}", cell.address)
        name = f"({name}, {formula})"
    program.add(giving(name), cell.address)
