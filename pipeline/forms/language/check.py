"""Checking a template against a sample of what it is filled from, without filling it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from jinja2 import TemplateSyntaxError, nodes

from pipeline.forms.language.program import unknown
from pipeline.forms.language.sandbox import Sandbox, refusal, vet
from pipeline.forms.language.sheet import Sheet
from pipeline.forms.language.values import Linked, Styled
from pipeline.forms.template import richtext
from pipeline.forms.template.contents import TemplateNote
from pipeline.xlsx.addresses import Range, letters

# A value of the sample: what a name may stand for, one per turn of a loop; None: not known.
_Values = list[tuple[str, object]] | None
_Scope = dict[str, _Values]

_BRACES = re.compile(r"\{\{|\}\}|\{%|%\}")
_SINGLE = re.compile(r"\{\s*([A-Za-z]\w*)(?:\.\w+)*\s*((?:\|\s*\w+\s*)*)(?:\}|$)")
_UNPAIRED = "วงเล็บปีกกาไม่ครบคู่ จะพิมพ์ออกมาทั้งอย่างนี้ ให้เขียน {{ ชื่อ }} หรือ {% คำสั่ง %}"
_WORDS = ("for", "in", "endfor", "if", "elif", "else", "endif", "is", "not", "and", "or", "set")


@dataclass(frozen=True, slots=True)
class Problem:
    """One per wrong cell of a template; ``problem`` is a Thai sentence."""

    sheet: str
    cell: str
    problem: str


@dataclass(frozen=True, slots=True)
class Report:
    """What is wrong with a template, which names of the context it leaves unused, and what of it is
    not filled or would not reach a result."""

    problems: tuple[Problem, ...]
    unused: tuple[str, ...]
    notes: tuple[TemplateNote, ...] = ()


def names_in(env: Sandbox, text: str) -> tuple[str, ...]:
    """The dotted names in a cell's text, each once, in order; of a directive too. ``[]`` stands
    for whatever chooses from a list; names of filters are left out."""
    found: list[str] = []
    outer: list[str] = []  # the names whose brackets are open
    name, before = "", ""
    for _, kind, value in (*env.lex(text), (0, "operator", "")):
        if kind == "name":
            joined = before == "." and name != ""
            found.append("" if joined else name)
            name = f"{name}.{value}" if joined else "" if before == "|" else value
        elif kind == "operator" and value == "[" and name:
            outer.append(name)
            name = ""
        elif kind not in ("whitespace", "linecomment") and not (value == "." and name):
            found.append(name)
            name = f"{outer.pop()}[]" if value == "]" and outer else ""
        before = before if kind == "whitespace" else value
    return tuple(dict.fromkeys(one for one in found if one and one not in _WORDS))


class Checking:
    """One template's check: the sample, and which of its names were met."""

    def __init__(self, env: Sandbox, sample: Mapping[str, object]) -> None:
        self.env, self.sample = env, sample
        self.used: set[str] = set()
        self._wrong: list[tuple[int, str]] = []

    def sheet(self, sheet: Sheet) -> Iterator[Problem]:
        """The problems of one sheet, each cell's once."""
        for program in (sheet.column_program, sheet.program):
            if program is None:
                continue
            self._wrong = []
            self._block(self.env.parse(program.source).body, {})
            for line, problem in dict.fromkeys(self._wrong):
                yield Problem(sheet.name, program.addresses[line - 1], problem)
        for cell in sheet.cells:
            if cell.bare and "{{" in cell.text:
                yield Problem(sheet.name, cell.address, 'ตัวแปรในสูตรต้องเขียนเป็น =IF(1,"{{ … }}",สูตร)')
            if self._unpaired(richtext.plain(cell.text)):
                yield Problem(sheet.name, cell.address, _UNPAIRED)
        for ref in sheet.merges:
            yield from _merged(sheet, ref)

    def text(self, sheet: Sheet, place: str, text: str) -> Iterator[Problem]:
        """The problems of a text that stands in no cell of the sheet that was told last: a header, a text
        box, a sheet's name."""
        self._wrong = []
        try:
            vet(self.env, text)
            self._block(self.env.parse(text).body, {})
        except TemplateSyntaxError as error:
            self._wrong.append((1, refusal(error)))
        if self._unpaired(text):
            self._wrong.append((1, _UNPAIRED))
        for _, problem in dict.fromkeys(self._wrong):
            yield Problem(sheet.name, place, problem)

    def _unpaired(self, text: str) -> bool:
        """Whether a text has braces that make no placeholder, and so would be printed."""
        rest = richtext.TAG.sub("", text)
        if _BRACES.search(rest) or (rest != text and rest.count("{") != rest.count("}")):
            return True
        # A Latin word in single braces: names of the program are written small.
        return any(match[1].islower() or match[1] in self.sample for match in _SINGLE.finditer(rest))

    def unused(self) -> tuple[str, ...]:
        """The names of the sample that no cell uses, lists by ``[]``."""
        every = dict.fromkeys(_names("", self.sample))
        return tuple(name for name in every if name not in self.used)

    def _block(self, body: Sequence[nodes.Node], scope: _Scope) -> None:
        for node in body:
            self._visit(node, scope)

    def _visit(self, node: nodes.Node, scope: _Scope) -> None:
        if isinstance(node, nodes.For):
            inner = {**scope, "loop": None, **self._loop(node, scope)}
            if node.test is not None:
                self._visit(node.test, inner)
            self._block(node.body, inner)
        elif isinstance(node, nodes.Assign) and isinstance(node.target, nodes.Name):
            scope[node.target.name] = self._value(node.node, scope)
        elif isinstance(node, nodes.AssignBlock) and isinstance(node.target, nodes.Name):
            self._block(node.body, scope)
            scope[node.target.name] = None
        elif isinstance(node, nodes.Expr):
            self._value(node, scope)
        else:
            for child in node.iter_child_nodes():
                self._visit(child, scope)

    def _loop(self, node: nodes.For, scope: _Scope) -> _Scope:
        inner = _elements(self._value(node.iter, scope))
        return dict.fromkeys(_targets(node), inner if isinstance(node.target, nodes.Name) else None)

    def _value(self, node: nodes.Node, scope: _Scope) -> _Values:
        """What an expression may stand for in the sample; unknown names are written down."""
        if isinstance(node, nodes.Name):
            return self._name(node, scope)
        if isinstance(node, nodes.Getattr):
            return self._member(node, node.attr, self._value(node.node, scope))
        if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
            return self._member(node, node.arg.value, self._value(node.node, scope))
        if isinstance(node, nodes.Getitem):
            self._value(node.arg, scope)
            if isinstance(node.arg, nodes.Slice):
                return self._value(node.node, scope)
            return _elements(self._value(node.node, scope))
        for child in node.iter_child_nodes():
            self._value(child, scope)
        return None

    def _name(self, node: nodes.Name, scope: _Scope) -> _Values:
        if node.name in scope:
            return scope[node.name]
        if node.name in self.sample:
            self.used.add(node.name)
            return [(node.name, self.sample[node.name])]
        ours = node.name.startswith("_") or node.name == "loop" or node.name in self.env.globals
        if not ours:
            known = [*self.sample, *(name for name in scope if not name.startswith("_"))]
            self._wrong.append((node.lineno, unknown(node.name, known)))
        return None

    def _member(self, node: nodes.Node, key: object, owners: _Values) -> _Values:
        if owners is None:
            return None
        found: list[tuple[str, object]] = []
        for name, owner in owners:
            if isinstance(owner, Mapping) and key in owner:
                self.used.add(f"{name}.{key}")
                found.append((f"{name}.{key}", owner[key]))
            elif (
                isinstance(owner, Sequence)
                and isinstance(key, int)
                and -len(owner) <= key < len(owner)
            ):
                found.append((f"{name}[]", owner[key]))
        if found or not owners:
            return found
        if any(isinstance(owner, Mapping) for _, owner in owners):
            known = [k for _, owner in owners if isinstance(owner, Mapping) for k in owner]
            self._wrong.append((node.lineno, unknown(str(key), known)))
        return None


def _targets(loop: nodes.For) -> list[str]:
    """What a loop calls its turns."""
    if isinstance(loop.target, nodes.Name):
        return [loop.target.name]
    return [name.name for name in loop.target.find_all(nodes.Name)]


def _merged(sheet: Sheet, ref: str) -> Iterator[Problem]:
    """What a merged range hides: directives, and what is filled or reckoned in another than its first
    cell."""
    area = Range.parse(ref)
    first = f"{letters(area.left)}{area.top}"
    if area.top != area.bottom and {area.top, area.bottom} & sheet.steering:
        yield Problem(sheet.name, first, f"ช่องผสาน {ref} เริ่มหรือจบที่แถวคำสั่ง {{% … %}} ซึ่งไม่มีในผล ให้ผสานเฉพาะแถวที่พิมพ์")
        return
    for cell in sheet.cells:
        if (
            area.top <= cell.row <= area.bottom and area.left <= cell.column <= area.right
            and cell.static is None and cell.address != first and cell.row not in sheet.steering
        ):
            yield Problem(sheet.name, cell.address, f"อยู่ใต้ช่องผสาน {ref} จะไม่มีใครเห็น ให้ย้ายไปไว้ที่ {first} หรือเลิกผสาน")


def _elements(values: _Values) -> _Values:
    """What stands in the lists that an expression may stand for."""
    found = [
        (f"{name}[]", item)
        for name, value in values or ()
        if isinstance(value, Sequence) and not isinstance(value, str)
        for item in value
    ]
    return found or None


def _names(prefix: str, value: object) -> Iterator[str]:
    yield from (one.name for one in known(value, prefix))


@dataclass(frozen=True, slots=True)
class Known:
    """One per name that a template may use; ``[]`` stands for each thing of a list. ``value`` is
    what the sample has there, a list for lists."""

    name: str
    value: object


def known(value: object, prefix: str = "") -> Iterator[Known]:
    """Every name under ``value``, a context or a part of one; a name may come more than once."""
    if isinstance(value, Linked | Styled):
        return
    if isinstance(value, Mapping):
        for key, inner in value.items():
            name = f"{prefix}.{key}" if prefix else str(key)
            yield Known(name, inner)
            yield from known(inner, name)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for inner in value:
            yield from known(inner, f"{prefix}[]")
