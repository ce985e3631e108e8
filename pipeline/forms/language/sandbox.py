"""Where the words of a template run: names, conditions and loops, and nothing else.

What a placeholder may say is a short list (``_NODES``, ``filters``); whatever is not on it is
refused when the template is opened. Loops, texts, and all that goes over the items of a list
(filters, ``in``, slices) are counted while it is filled, so that no template, by mistake or by
intent, takes the machine's time or memory.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import partial, wraps
from numbers import Number
from typing import Any, TypeVar

from jinja2 import (
    StrictUndefined,
    TemplateSyntaxError,
    Undefined,
    UndefinedError,
    nodes,
)
from jinja2.compiler import Frame
from jinja2.filters import FILTERS
from jinja2.lexer import TOKEN_BLOCK_BEGIN, TOKEN_NAME, TOKEN_WHITESPACE
from jinja2.nativetypes import NativeCodeGenerator
from jinja2.runtime import Context
from jinja2.sandbox import SandboxedEnvironment
from jinja2.utils import missing
from jinja2.visitor import NodeTransformer

from pipeline.forms.language.allowance import MOST_TURNS, Allowance, NotAllowed
from pipeline.forms.language.values import Linked, Styled
from pipeline.xlsx.values import LONGEST

MOST_DEEP = 10  # loops within loops
ITEM = 10
MARKS = "_"  # under this name a program of rows lists what it gives between its values
_CALLED = frozenset({"range", "_quoted", "_plain"})
_TURN = ("_first", "_last")  # which turn of its loop a repeated sheet is for
_NODES = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.For, nodes.If, nodes.Assign,
    nodes.AssignBlock, nodes.Name, nodes.Const, nodes.Getattr, nodes.Getitem, nodes.Slice,
    nodes.List, nodes.Tuple, nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand, nodes.Not,
    nodes.And, nodes.Or, nodes.CondExpr, nodes.Neg, nodes.Pos, nodes.Add, nodes.Sub, nodes.Mul,
    nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Concat, nodes.Call, nodes.Keyword,
)  # fmt: skip
_SAID = {
    nodes.Include: "include", nodes.Import: "import", nodes.FromImport: "import",
    nodes.Extends: "extends", nodes.Macro: "macro", nodes.CallBlock: "call",
    nodes.FilterBlock: "filter", nodes.Block: "block", nodes.With: "with", nodes.Pow: "**",
    nodes.Dict: "{ : }",
}  # fmt: skip
# What takes the same time for a list of any length; what takes a text; what goes over a list.
_PLAIN_FILTERS = ("abs", "count", "d", "default", "first", "float", "int", "last", "length", "reverse")
_TEXT_FILTERS = ("lower", "string", "trim", "upper")
_LIST_FILTERS = (
    "list", "map", "max", "min", "reject", "rejectattr", "select", "selectattr", "sort", "sum",
    "unique",
)  # fmt: skip

# What a caller's filter makes of a value (no Styled or Linked), filled from a context.
Filter = Callable[[object, Mapping[str, object]], object]
_Node = TypeVar("_Node", bound=nodes.Node)


class MissingName(UndefinedError):
    """A name that the context does not have: ``owner`` has no ``name``."""

    def __init__(self, owner: object, name: str, message: str | None = None) -> None:
        super().__init__(message)
        self.owner, self.name = owner, name


class _Strict(StrictUndefined):
    def __init__(
        self, hint: str | None = None, obj: Any = missing, name: str | None = None, exc: Any = None
    ) -> None:
        super().__init__(hint, obj, name, partial(MissingName, obj, name or ""))  # type: ignore[arg-type]


def printed(value: object) -> object:
    """How a value shows inside a longer text: nothing for None, and no lists."""
    if isinstance(value, str):
        return value
    if isinstance(value, Styled | Linked):
        return printed(value.value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, int | float | dt.date | Undefined):
        return value
    if value is None:
        return ""
    raise NotAllowed("เป็นรายการ ไม่ใช่ค่าเดียว ใช้ {% for … %} หรือระบุชื่อย่อยต่อจากจุด")


def _whole(length: int) -> None:
    if length > LONGEST:
        raise NotAllowed(f"ข้อความยาวเกิน {LONGEST:,} ตัวอักษร ซึ่งช่องหนึ่งของ Excel เก็บได้")


def _of_text(plain: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that takes a text, and no list as if it were one."""

    @wraps(plain)
    def printing(value: object, *args: Any, **kwargs: Any) -> Any:
        return plain(str(printed(value)), *args, **kwargs)

    return printing


def _of_numbers(plain: Callable[..., Any]) -> Callable[..., Any]:
    """``sum`` of numbers; lists would grow with each that is added."""

    @wraps(plain)
    def adding(context: Any, value: Any, attribute: Any = None, start: Any = 0) -> Any:
        if not isinstance(start, Number):
            raise NotAllowed("sum ใช้กับตัวเลขเท่านั้น")
        return plain(context, value, attribute, start)

    return adding


class _Counting(NodeTransformer):
    """Has what goes over a whole list, or puts texts together, ask the allowance first."""

    def visit_Concat(self, node: nodes.Concat) -> nodes.Expr:
        self.generic_visit(node)
        listed = nodes.List(node.nodes, lineno=node.lineno, environment=node.environment)
        return _filtered(listed, "_put_together", [])

    def visit_Operand(self, node: nodes.Operand) -> nodes.Operand:
        self.generic_visit(node)
        if node.op in ("in", "notin"):
            node.expr = _filtered(node.expr, "_gone_over", [])
        return node

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Getitem:
        self.generic_visit(node)
        if isinstance(node.arg, nodes.Slice):
            node.node = _filtered(node.node, "_gone_over", [])
        return node


def _join(value: Iterable[object], between: object = "") -> str:
    texts = [str(printed(one)) for one in value]
    _whole(sum(map(len, texts)) + len(str(between)) * len(texts))
    return str(between).join(texts)


def _replace(value: object, old: object, new: object) -> str:
    text, old, new = str(printed(value)), str(old), str(new)
    count = text.count(old) if old else 0
    _whole(len(text) + count * (len(new) - len(old)))
    return text.replace(old, new) if old else text


def _range(*limits: int) -> range:
    found = range(*limits)
    if found and (found[-1] - found[0]) // found.step >= MOST_TURNS:
        raise NotAllowed(f"range มีเกิน {MOST_TURNS:,} ตัว")
    return found


class _AsTheyAre(NativeCodeGenerator):
    """Has a program give its values with their types, constants too."""

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> Any:
        if not isinstance(node, nodes.TemplateData):
            raise nodes.Impossible
        return super()._output_child_to_const(node, frame, finalize)


def _joined(pieces: Iterable[object]) -> str:
    return "".join([one if type(one) is str else str(printed(one)) for one in pieces])


class Sandbox(SandboxedEnvironment):
    """The environment of a form's programs, with the allowance of the sheet that is being filled."""

    intercepted_binops = frozenset({"*", "+", "%"})
    code_generator_class = _AsTheyAre
    concat = staticmethod(_joined)

    def __init__(self, filters: Mapping[str, Filter]) -> None:
        super().__init__(undefined=_Strict, keep_trailing_newline=True, optimized=False)
        self.allowance = Allowance()
        self.context: Mapping[str, object] = {}
        self.globals = {"range": _range}
        self.filters = {name: FILTERS[name] for name in _PLAIN_FILTERS}
        self.filters |= {name: _of_text(FILTERS[name]) for name in _TEXT_FILTERS}
        self.filters |= {name: self._over_items(FILTERS[name]) for name in _LIST_FILTERS}
        self.filters["sum"] = _of_numbers(self.filters["sum"])
        self.filters |= {name: self._handed_in(given) for name, given in filters.items()}
        self.tests["in"] = lambda value, items: value in self._gone_over(items)
        self.filters |= {
            "join": lambda value, between="": _join(self._items(value), between),
            "replace": _replace, "_gone_over": self._gone_over, "_put_together": _join,
            "_turns": self._turns, "_metered": self._metered,
        }  # fmt: skip

    def begin(self, context: Mapping[str, object]) -> None:
        """One sheet, or one text, is filled from ``context`` now."""
        self.allowance.renew()
        self.context = context

    def _handed_in(self, given: Filter) -> Callable[[object], object]:
        """A filter of the caller's, which what is around a value passes by."""

        def of_value(value: object) -> object:
            if isinstance(value, Styled):
                return Styled(of_value(value.value), value.style)
            if isinstance(value, Linked):
                return Linked(of_value(value.value), value.target)
            return given(printed(value), self.context)

        return of_value

    def _turns(self, items: Iterable[object], characters: int) -> Iterator[object]:
        for item in items:
            self.allowance.turn(characters)
            yield item

    def _items(self, value: Any) -> Any:
        """The items of a list or text, each counted as it is taken."""
        return value if isinstance(value, Undefined) else self._counted(value)

    def _counted(self, items: Iterable[object]) -> Iterator[object]:
        for item in items:
            self.allowance.work(ITEM + len(item) if isinstance(item, str) else ITEM)
            yield item

    def _gone_over(self, value: Any) -> Any:
        """A list that is searched or copied as a whole; all its items are counted."""
        if isinstance(value, list | tuple | range):
            self.allowance.work(ITEM * len(value))
        return value if isinstance(value, Undefined | Mapping | list | tuple | range | str) \
            else self._items(value)

    def _over_items(self, plain: Callable[..., Any]) -> Callable[..., Any]:
        """A filter whose items, those that it takes and those that it gives, are counted."""
        at = int(hasattr(plain, "jinja_pass_arg"))  # jinja hands over something of its own first

        @wraps(plain)
        def counted(*args: Any, **kwargs: Any) -> Any:
            found = plain(*args[:at], self._items(args[at]), *args[at + 1:], **kwargs)
            return self._items(found) if isinstance(found, Iterator) else found

        return counted

    def _metered(self, value: object) -> object:
        value = printed(value)
        if isinstance(value, str):
            self.allowance.write(len(value))
        return value

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """The source as a tree, if all of it is on the list; else :class:`TemplateSyntaxError`."""
        tree = super()._parse(source, name, filename)
        for node in tree.find_all(nodes.Node):
            if not isinstance(node, (*_NODES, nodes.Helper)) or getattr(node, "recursive", False):
                said = _SAID.get(type(node), type(node).__name__.lower())
                raise _Refused(f"ใช้ {said} ในแบบฟอร์มไม่ได้", node.lineno, name, filename)
            if isinstance(node, nodes.Call) and not (
                isinstance(node.node, nodes.Name) and node.node.name in _CALLED
            ):
                raise _Refused("เรียกใช้ ชื่อ(…) ในแบบฟอร์มไม่ได้", node.lineno, name, filename)
        if (loop := _too_deep(tree, 0)) is not None:
            raise _Refused(f"for ซ้อนกันเกิน {MOST_DEEP} ชั้น", loop.lineno, name, filename)
        return tree

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None,
        defer_init: bool = False,
    ) -> str:
        # A program of rows gives values, which are counted as they are heard; here only what is put
        # together to one text.
        source = _Counting().visit(source)
        listed = (one.target for one in source.find_all(nodes.Assign))
        of_rows = any(isinstance(name, nodes.Name) and name.name == MARKS for name in listed)
        texts = list(source.find_all(nodes.AssignBlock)) if of_rows else [source]
        of_text = {id(loop) for text in texts for loop in text.find_all(nodes.For)}
        for loop in list(source.find_all(nodes.For)):
            _count(loop, id(loop) in of_text)
        return super()._generate(source, name, filename, defer_init)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """What an operator gives, within the limits."""
        sizes = [len(one) for one in (left, right) if isinstance(one, str | list | tuple)]
        if operator == "%" and isinstance(left, str):
            raise NotAllowed("ใช้ % กับข้อความไม่ได้")
        self.allowance.work(sum(sizes))
        if operator == "*" and sizes:
            times = right if isinstance(left, str | list | tuple) else left
            size = sizes[0] * (times if isinstance(times, int) else 1)
            _whole(size)
            self.allowance.work(max(size, 0))
        _whole(sum(sizes))
        return super().call_binop(context, operator, left, right)

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:
        """Calls the program's own functions, which the tree alone can name, without asking."""
        return __obj(*args)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """An attribute, of mappings the entry of that name."""
        if type(obj) is dict or isinstance(obj, Mapping):  # the dict is found sooner
            if attribute in obj:
                return obj[attribute]
            return self.undefined(obj=obj, name=attribute)
        return self._value(super().getattr(obj, attribute), obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """An entry, within the limits."""
        if isinstance(obj, Mapping) and argument in obj:
            return obj[argument]
        return self._value(super().getitem(obj, argument), obj, argument)

    def _value(self, found: Any, obj: Any, name: object) -> Any:
        """``found``, unless it is a function: a form has no use for them, and they show where
        they lie in memory."""
        if isinstance(found, Undefined) or not callable(found):
            return found
        return self.undefined(obj=obj, name=str(name))


class _Refused(TemplateSyntaxError):
    """A word that is well formed and not allowed."""


def refusal(error: TemplateSyntaxError) -> str:
    """Why a text is not taken, in Thai."""
    message = error.message or ""
    if isinstance(error, _Refused):
        return message
    for start, said in (("No filter named", "ไม่รู้จักตัวกรอง"), ("No test named", "ไม่รู้จักการทดสอบ")):
        if message.startswith(start):
            return f"{said} {message.split(chr(39))[1]}"
    if message.startswith("Encountered unknown tag"):
        return f"ไม่รู้จักคำสั่ง {message.split(chr(39))[1]} ใช้ได้เพียง for และ if"
    return "เขียนผิดรูป ตรวจเครื่องหมาย {{ }} และ {% %} ให้ครบคู่"


def vet(env: Sandbox, text: str) -> None:
    """Raises :class:`TemplateSyntaxError` if ``text`` of the office says a word that is the
    program's own: those that begin with ``_``, and ``set``."""
    before = ""
    for line, kind, value in env.lex(text):
        if kind == TOKEN_NAME and value.startswith("_") and value not in _TURN:
            raise _Refused(f"ใช้ชื่อที่ขึ้นต้นด้วย _ ({value}) ในแบบฟอร์มไม่ได้", line)
        if value == "set" and before == TOKEN_BLOCK_BEGIN:
            raise _Refused("ใช้ set ในแบบฟอร์มไม่ได้", line)
        before = before if kind == TOKEN_WHITESPACE else kind


def _too_deep(node: nodes.Node, depth: int) -> nodes.Node | None:
    """The first loop that stands in too many others."""
    if isinstance(node, nodes.For):
        depth += 1
        if depth > MOST_DEEP:
            return node
    found = (_too_deep(child, depth) for child in node.iter_child_nodes())
    return next((loop for loop in found if loop is not None), None)


def _count(loop: nodes.For, of_text: bool) -> None:
    """Have each turn of a loop counted, and what it adds to a text."""
    written = 0
    if of_text:
        written = sum(len(data.data.strip("\n")) for data in _inside(loop, nodes.TemplateData))
        for output in _inside(loop, nodes.Output):
            output.nodes = [
                one if isinstance(one, nodes.TemplateData) else _filtered(one, "_metered", [])
                for one in output.nodes
            ]
    loop.iter = _filtered(loop.iter, "_turns", [nodes.Const(written)])


def _filtered(node: nodes.Node, name: str, args: list[nodes.Expr]) -> nodes.Filter:
    made = nodes.Filter(node, name, args, [], None, None)
    made.set_lineno(node.lineno)
    assert node.environment is not None
    made.set_environment(node.environment)
    return made


def _inside(loop: nodes.For, kind: type[_Node]) -> Iterator[_Node]:
    """The nodes of a kind that each turn of a loop comes to, without those of inner loops."""
    waiting: list[nodes.Node] = [*loop.body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, nodes.For):
            continue
        if isinstance(node, kind):
            yield node
        waiting += node.iter_child_nodes()

