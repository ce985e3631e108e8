"""One sheet of a form: compiled once, then written for each context."""

import re
from collections.abc import Mapping

from lxml import etree

from pipeline.forms import references, richtext
from pipeline.forms.axis import Axis, Path, fixed
from pipeline.forms.filling import MARK, Filling
from pipeline.forms.pages import Printing
from pipeline.forms.program import (
    Broken,
    Calls,
    Program,
    Steering,
    Turns,
    check_cell,
    is_column_directive,
    quoting,
    tags,
    telling,
)
from pipeline.forms.recipe import Arrangement
from pipeline.forms.sandbox import NotAllowed, Sandbox
from pipeline.forms.styles import MAIN, Looks
from pipeline.forms.template import Cell, Row, Strings, read_rows

_EACH = re.compile(r"\s*\{%-?\s*for\s+(.+?)\s+in\s+((?:(?!%\}).)+?)\s*-?%\}\s*", re.DOTALL)
_KEPT = 32  # arrangements of columns


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
        self.name = name
        self.root = etree.fromstring(xml)
        data = self.root.find(f"{MAIN}sheetData")
        assert data is not None
        self.rows = read_rows(data, shared)
        data.clear()
        data.text = MARK
        self.merges = [e.get("ref", "") for e in self.root.iterfind(f"{MAIN}mergeCells/{MAIN}mergeCell")]
        self.cells = [cell for row in self.rows for cell in row.cells]
        self.looks = looks
        self._arrangements: dict[tuple[tuple[int, Path], ...], Arrangement] = {}
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
        steering = Steering(program)
        program.add(self.each or "", "A1")
        for column in range(1, self.last_column + 1):
            before, after, address = self._tags_at(column)
            steering.add(before, address)
            program.add(telling(f"_row({column})"), address)
            stacks[column] = steering.stack
            steering.add(after, address)
        steering.finish()
        program.add("{% endfor %}" if self.each else "", "A1")
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

    def _compile_row(self, program: Program, row: Row) -> None:
        """The values of a row, told at once; or one by one where its columns repeat."""
        said = (cell.address for cell in row.cells if cell.text.strip())
        address = next(said, f"A{row.number}")
        cells = {cell.column: cell for cell in row.cells if cell.static is None}
        if self.columns_row is None:
            names = [_value(program, cell) for cell in cells.values()]
            program.add(telling(f"_row({', '.join([str(row.number), *names])})"), address)
            return
        program.add(telling(f"_row({row.number})"), address)
        for column in range(1, self.last_column + 1):
            before, after, directive = self._tags_at(column)
            program.add(before, directive)
            if column in cells:
                name = _value(program, cells[column])
                program.add(telling(f"_put({name})"), cells[column].address)
            program.add(after, directive)

    def write(self, context: Mapping[str, object]) -> Filling:
        """The rows of the sheet for one context; :class:`Broken` where it does not fit."""
        last = None if self.turn is None else self.turn + 1
        context = {**context, "_first": self.turn, "_last": last}
        filling = Filling(self, self._arranged(context))
        self.program.run(context, filling.calls)
        filling.finish()
        return filling

    def _arranged(self, context: Mapping[str, object]) -> Arrangement:
        """How the columns come out, which is kept: it is mostly the same for every district."""
        columns = _Columns()
        if self.column_program is not None:
            self.column_program.run(context, columns.calls)
        key = tuple(columns.found)
        if key not in self._arrangements:
            if len(self._arrangements) >= _KEPT:
                self._arrangements.clear()
            across = fixed(self.last_column)
            if self.column_program is not None:
                across = Axis(self.column_stacks, self.last_column)
                for number, path in key:
                    across.put(number, path)
            self._arrangements[key] = Arrangement(self.rows, self.root, across, self.looks)
        return self._arrangements[key]


def _value(program: Program, cell: Cell) -> str:
    """Adds what sets the value of a cell; gives the name, with that of its formula if it needs
    one."""
    name, formula = f"_{cell.column}", f"_f{cell.column}"
    if cell.bare:
        return "none"
    if cell.expression is not None:
        program.add(f"{{%- set {name} = ({cell.expression}) -%}}", cell.address)
    else:
        text = richtext.guarded(cell.text) if cell.runs else cell.text
        program.add(f"{{%- set {name} %}}{text}{{% endset -%}}", cell.address)
    if not cell.dynamic:
        return name
    program.add(f"{{%- set {formula} %}}{quoting(cell.formula or '')}{{% endset -%}}", cell.address)
    return f"({name}, {formula})"


class _Columns:
    """Who is told the columns of a sheet: the template's number of each, and its turns."""

    def __init__(self) -> None:
        self.turns = Turns()
        self.found: list[tuple[int, Path]] = []
        self.calls: Calls = {**self.turns.calls, "_row": self.row}

    def row(self, number: int) -> None:
        if len(self.found) >= references.LAST_COLUMN:
            raise NotAllowed(f"ชีตกว้างเกิน {references.LAST_COLUMN:,} ช่อง ตรวจคำสั่ง {{% for … %}} ตามแนวนอน")
        self.found.append((number, self.turns.path))
