"""A sheet turned into one jinja2 program: who runs it is told each row and cell in order."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache, partial
from itertools import accumulate
from typing import Any

from jinja2 import (
    StrictUndefined,
    Template,
    TemplateError,
    TemplateSyntaxError,
    UndefinedError,
    pass_context,
)
from jinja2.runtime import Context
from jinja2.sandbox import SandboxedEnvironment
from jinja2.utils import missing

from pipeline.forms.axis import Path
from pipeline.forms.template import Cell, Row
from pipeline.forms.values import Linked, Styled, printable
from pipeline.thai.calendar import thai_date
from pipeline.thai.digits import to_arabic, to_thai

_TAG = re.compile(r"\{%-?\s*(\w+)\s*(.*?)\s*-?%\}", re.DOTALL)
_OPENS = {"for": "endfor", "if": "endif"}
_EXPRESSION = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_FILE = "<form>"


class Missing(UndefinedError):
    """A name that the context does not have: ``owner`` has no ``name``."""

    def __init__(self, owner: object, name: str, message: str | None = None) -> None:
        super().__init__(message)
        self.owner, self.name = owner, name
        self.address: str | None = None  # the cell, where it is known


class _Strict(StrictUndefined):
    def __init__(
        self, hint: str | None = None, obj: Any = missing, name: str | None = None, exc: Any = None
    ) -> None:
        super().__init__(hint, obj, name, partial(Missing, obj, name or ""))  # type: ignore[arg-type]


class Broken(Exception):
    """A cell of the template that cannot be filled: its address and why, in Thai."""

    def __init__(self, address: str, why: str) -> None:
        super().__init__(why)
        self.address, self.why = address, why


def _printed(value: object) -> object:
    """How a value shows inside a longer text: nothing for None."""
    return "" if value is None else format(value, "f") if isinstance(value, Decimal) else value


@lru_cache(2**12)
def _in_thai(text: str) -> str:
    return to_thai(text)


@pass_context
def _thai(context: Context, value: object) -> object:
    """A filter: the value as text with Thai digits, or Arabic ones if ``thai_digits`` is false."""
    if isinstance(value, Styled):
        return Styled(_thai(context, value.value), value.style)
    if isinstance(value, Linked):
        return Linked(_thai(context, value.value), value.target)
    text = value if type(value) is str else str(_printed(value))
    return _in_thai(text) if context.get("thai_digits", True) else to_arabic(text)


class _Sandbox(SandboxedEnvironment):
    """A sandbox in which ``a.b`` of a mapping is what it holds as ``b``."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


class Turns:
    """The loops that a program is in, and the turn of each."""

    def __init__(self) -> None:
        self.path: Path = ()

    def enter(self, loop: str) -> None:
        self.path = (*self.path, (loop, -1))

    def turn(self) -> None:
        *around, (loop, turn) = self.path
        self.path = (*around, (loop, turn + 1))

    def leave(self) -> None:
        self.path = self.path[:-1]


def environment() -> SandboxedEnvironment:
    """Where placeholders run: nothing but the context and a few filters is in reach.

    The filters that begin with ``_`` are the program's own: a filter is called without asking the
    sandbox, which takes longer than what they do.
    """
    env = _Sandbox(
        undefined=_Strict, finalize=_printed, keep_trailing_newline=True,
        extensions=["jinja2.ext.do"],
    )  # fmt: skip
    env.filters["thai"] = _thai
    env.filters["thaidate"] = lambda value: thai_date(value) if value else ""
    env.filters |= {"_enter": Turns.enter, "_turn": Turns.turn, "_leave": Turns.leave}
    env.filters["_row"] = lambda told, *said: told.row(*said)
    env.filters["_put"] = lambda told, value: told.put(value)
    return env


@dataclass(slots=True)
class Program:
    """The source of a sheet's program, line by line, and the cell that each line came from."""

    env: SandboxedEnvironment
    lines: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    template: Template | None = None

    def add(self, source: str, address: str) -> None:
        count = source.count("\n") + 1
        self.lines.append(source)
        self.addresses.extend([address] * count)

    @property
    def source(self) -> str:
        return "\n".join(self.lines)

    def compile(self) -> None:
        """Make it ready to run; a wrong placeholder raises :class:`Broken`."""
        try:
            code = self.env.compile(self.source, _FILE, _FILE)
        except TemplateSyntaxError as error:
            raise Broken(self.addresses[error.lineno - 1], _syntax(error)) from None
        self.template = Template.from_code(self.env, code, self.env.make_globals(None))

    def run(self, context: Mapping[str, object], told: object, turns: Turns) -> None:
        """Run it on ``context``: ``told`` learns what it meets, by its methods ``row`` and
        ``put``, and ``turns`` in which loops. Errors are :class:`Broken`."""
        assert self.template is not None
        own = {"_fill": told, "_turns": turns, "_quoted": in_formula}
        try:
            self.template.render({**context, **own})
        except Broken:
            raise
        except Exception as error:
            raise Broken(self._address(error), _reason(error, context)) from error

    def _address(self, error: Exception) -> str:
        if isinstance(error, Missing) and error.address is not None:
            return error.address
        line, trace = 1, error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == _FILE:
                line = trace.tb_lineno
            trace = trace.tb_next
        return self.addresses[min(line, len(self.addresses)) - 1]


def _syntax(error: TemplateSyntaxError) -> str:
    return f"เขียนผิดรูป ({error.message}) ตรวจเครื่องหมาย {{{{ }}}} และ {{% %}} ให้ครบคู่"


def _reason(error: Exception, context: Mapping[str, object]) -> str:
    if isinstance(error, Missing):
        owner = context if error.owner is missing else error.owner
        return unknown(error.name, list(owner) if isinstance(owner, Mapping) else dir(owner))
    if isinstance(error, TemplateError):
        return f"คำนวณไม่ได้ ({error.message})"
    return f"คำนวณไม่ได้ ({type(error).__name__}: {error})".replace("\n", " ")


def unknown(name: str, known: Sequence[object]) -> str:
    """What to say of a name that nobody knows, with the likeliest one."""
    import difflib

    names = [str(one) for one in known if not str(one).startswith("_")]
    near = difflib.get_close_matches(name, names, 1, 0.5)
    return f"ไม่รู้จัก {name}" + (f" หมายถึง {near[0]} หรือไม่" if near else "")


def check_cell(env: SandboxedEnvironment, cell: Cell) -> None:
    """Raise :class:`Broken` if the words of one cell cannot stand alone."""
    try:
        env.parse(cell.text)
    except TemplateSyntaxError as error:
        raise Broken(cell.address, _syntax(error)) from None


def tags(text: str) -> Iterator[tuple[str, str, str]]:
    """The directives of a text: the whole tag, its word and the rest."""
    for match in _TAG.finditer(text):
        yield match[0], match[1], match[2]


def is_column_directive(row: Row) -> bool:
    """Whether a directive row steers columns: what it opens it also closes."""
    words = [word for cell in row.cells for _, word, _ in tags(cell.text)]
    steps = [1 if word in _OPENS else -1 if word.startswith("end") else 0 for word in words]
    depths = list(accumulate(steps))
    return row.directive and max(depths) > 0 and min(depths) >= 0 and depths[-1] == 0


@dataclass(slots=True)
class Steering:
    """Adds directives to a program that tells :class:`Turns` of its loops, and remembers those
    that are open."""

    program: Program
    open: list[tuple[str, str, int]] = field(default_factory=list)
    count: int = 0

    @property
    def stack(self) -> tuple[int, ...]:
        return tuple(number for word, _, number in self.open if word == "for")

    def add(self, text: str, address: str) -> None:
        for tag, word, rest in tags(text):
            source = tag
            if word in _OPENS:
                self.count += 1
                self.open.append((word, address, self.count))
            if word == "for":
                key = " ".join(rest.split()).replace('"', "'")
                source = self._tell(f'_enter("{key}")') + tag + self._tell("_turn")
            if word == "else" and self.open and self.open[-1][0] == "for":
                raise Broken(address, "ใช้ {% else %} ใน {% for %} ไม่ได้ ให้ใช้ {% if %} แทน")
            if word.startswith("end"):
                source = self._close(word, tag, address)
            self.program.add(source, address)

    def _close(self, word: str, tag: str, address: str) -> str:
        if not self.open or _OPENS[self.open[-1][0]] != word:
            raise Broken(address, f"{{% {word} %}} ไม่มีคู่เปิดก่อนหน้า")
        opened, _, _ = self.open.pop()
        return tag + self._tell("_leave") if opened == "for" else tag

    def _tell(self, what: str) -> str:
        return f"{{%- do _turns | {what} -%}}"

    def finish(self) -> None:
        if self.open:
            word, address, _ = self.open[-1]
            raise Broken(address, f"{{% {word} %}} ไม่มี {{% {_OPENS[word]} %}} ปิดท้าย")


def quoting(text: str) -> str:
    """``text`` with each ``{{ … }}`` handed to ``_quoted`` first."""
    return _EXPRESSION.sub(r"{{ _quoted((\1)) }}", text)


def in_formula(value: object) -> str:
    """A value for the inside of a text in a formula."""
    return printable(str(_printed(value))).replace('"', '""')


@lru_cache(2**8)
def _text_template(env: SandboxedEnvironment, text: str) -> Template:
    program = Program(env)
    program.add(quoting(text), "")
    program.compile()
    assert program.template is not None
    return program.template


def render_text(
    env: SandboxedEnvironment,
    text: str,
    context: Mapping[str, object],
    quoted: Callable[[str], str] = str,
) -> str:
    """``text`` with its placeholders filled, each value ``quoted``: for headers and text boxes."""
    template = _text_template(env, text)

    def put(value: object) -> str:
        return quoted(printable(str(_printed(value))))

    try:
        return template.render({**context, "_quoted": put})
    except Exception as error:
        raise Broken("", _reason(error, context)) from error
