"""A sheet turned into one jinja2 program, which gives the values of its cells as they are, row by
row, with marks between them that tell the rows and the turns of loops."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate

from jinja2 import Template, TemplateError, TemplateSyntaxError
from jinja2.utils import missing

from pipeline.forms.errors import CannotFill
from pipeline.forms.language.allowance import NotAllowed
from pipeline.forms.language.sandbox import MARKS, MissingName, Sandbox, printed, refusal, vet
from pipeline.forms.template import richtext
from pipeline.forms.template.cells import Cell, TemplateRow
from pipeline.xlsx.values import printable

_TAG = re.compile(r"\{%-?\s*(\w+)\s*(.*?)\s*-?%\}", re.DOTALL)
_OPENS = {"for": "endfor", "if": "endif"}
_FILE = "<form>"

# One step per loop around a row: the loop's own words and the number of the turn, from 0.
Path = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class PlaceMark:
    """The mark before the values of a row: its number in the template; or that of a column."""

    number: int

    @property
    def name(self) -> str:
        """What the program calls it."""
        return f"_place{self.number}"


@dataclass(frozen=True, slots=True)
class Step:
    """The mark where a loop is entered, by its own words; where a turn of it begins; where it is
    left."""

    name: str
    loop: str = ""

    def after(self, path: Path) -> Path:
        """The loops that one is in, and the turn of each, after this step from ``path``."""
        if self.loop:
            return (*path, (self.loop, -1))
        if self is LEAVE:
            return path[:-1]
        *around, (loop, turn) = path
        return (*around, (loop, turn + 1))


TURN, LEAVE = Step("_turn"), Step("_leave")


@dataclass(slots=True)
class Program:
    """The source of a sheet's program, line by line, the cell that each line came from, and the
    marks by their names in it."""

    env: Sandbox
    lines: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    marks: dict[str, PlaceMark | Step] = field(default_factory=dict)
    template: Template | None = None

    def add(self, source: str, address: str) -> None:
        """One more piece of the program, made of what stands in the cell at an address."""
        count = source.count("\n") + 1
        self.lines.append(source)
        self.addresses.extend([address] * count)

    def mark(self, mark: PlaceMark | Step) -> str:
        """What gives ``mark``."""
        self.marks[mark.name] = mark
        return giving(mark.name)

    @property
    def source(self) -> str:
        """The program, as jinja2 reads it."""
        return "\n".join(self.lines)

    def compile(self) -> None:
        """Make it ready to run; a wrong placeholder raises :class:`CannotFill`."""
        if self.marks:  # looked up once here, not again at each turn of a loop
            self.lines[0] = f"{{%- set {MARKS} = ({', '.join(self.marks)},) -%}}{self.lines[0]}"
        with _readable(self.addresses):
            code = self.env.compile(self.source, _FILE, _FILE)
        self.template = Template.from_code(self.env, code, self.env.make_globals(None))

    def run(self, context: Mapping[str, object]) -> Iterator[object]:
        """The values for ``context`` and the marks between them. Errors are :class:`CannotFill`."""
        assert self.template is not None
        self.env.begin(context)
        try:
            yield from self.template.generate({**context, **self.marks})
        except Exception as error:
            raise CannotFill(self._address(error), reason(error, context)) from error

    def _address(self, error: Exception) -> str:
        line, trace = 1, error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == _FILE:
                line = trace.tb_lineno
            trace = trace.tb_next
        return self.addresses[min(line, len(self.addresses)) - 1]


@contextmanager
def _readable(addresses: Sequence[str]) -> Iterator[None]:
    """Errors of what is parsed inside become :class:`CannotFill` at the address of their line."""
    try:
        yield
    except TemplateSyntaxError as error:
        place = min(error.lineno, len(addresses)) - 1
        raise CannotFill(addresses[place], refusal(error)) from None
    except (RecursionError, MemoryError, SyntaxError, ValueError):
        raise CannotFill(addresses[0], "ซับซ้อนเกินไป ให้เขียนสั้นลงหรือซ้อนกันน้อยลง") from None


def reason(error: Exception, context: Mapping[str, object]) -> str:
    """Why something cannot be filled, in Thai."""
    if isinstance(error, MissingName):
        owner = context if error.owner is missing else error.owner
        return unknown(error.name, list(owner) if isinstance(owner, Mapping) else dir(owner))
    if isinstance(error, NotAllowed):
        return str(error)
    if isinstance(error, TemplateError):
        return f"คำนวณไม่ได้ ({error.message})"
    return f"คำนวณไม่ได้ ({type(error).__name__}: {error})".replace("\n", " ")


def unknown(name: str, known: Sequence[object]) -> str:
    """What to say of a name that nobody knows, with the likeliest one."""
    import difflib

    names = [str(one) for one in known if not str(one).startswith("_")]
    near = difflib.get_close_matches(str(name), names, 1, 0.5)
    return f"ไม่รู้จัก {name}" + (f" หมายถึง {near[0]} หรือไม่" if near else "")


def check_cell(env: Sandbox, cell: Cell) -> None:
    """Raise :class:`CannotFill` if the words of one cell cannot stand alone."""
    with _readable([cell.address]):
        for text in (cell.text, cell.formula or ""):
            vet(env, text)
            env.parse(text)


def tags(text: str) -> Iterator[tuple[str, str, str]]:
    """The directives of a text: the whole tag, its word and the rest."""
    for match in _TAG.finditer(text):
        yield match[0], match[1], match[2]


def is_column_directive(row: TemplateRow) -> bool:
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
    opened: list[tuple[str, str, str]] = field(default_factory=list)  # all so far: word, tag, address

    @property
    def stack(self) -> tuple[int, ...]:
        """The loops that are open, by their numbers."""
        return tuple(number for word, _, number in self.open if word == "for")

    def add(self, text: str, address: str) -> None:
        """What a cell says, checked and put into the program."""
        with _readable([address]):
            vet(self.program.env, text)
        for tag, word, rest in tags(text):
            source = _tight(tag)
            if word in _OPENS:
                self.count += 1
                self.open.append((word, address, self.count))
                self.opened.append((word, " ".join(tag.split()), address))
            if word == "for":
                key = " ".join(rest.split())
                enter = self.program.mark(Step(f"_enter{self.count}", key))
                source = enter + source + self.program.mark(TURN)
            if word == "else" and self.open and self.open[-1][0] == "for":
                raise CannotFill(address, "ใช้ {% else %} ใน {% for %} ไม่ได้ ให้ใช้ {% if %} แทน")
            if word.startswith("end"):
                source = self._close(word, source, address)
            self.program.add(source, address)

    def _close(self, word: str, tag: str, address: str) -> str:
        if all(_OPENS[one] != word for one, _, _ in self.open):
            raise CannotFill(address, f"{{% {word} %}} ไม่มีคู่เปิดก่อนหน้า")
        if _OPENS[self.open[-1][0]] != word:
            self.finish(f"ก่อน {{% {word} %}} ที่ {address}")
        opened, _, _ = self.open.pop()
        return tag + self.program.mark(LEAVE) if opened == "for" else tag

    def finish(self, before: str = "ปิดท้าย") -> None:
        """See that every loop and condition is closed; raises :class:`CannotFill`, which names all whose
        end may be the one that is missing."""
        if not self.open:
            return
        word, address, number = self.open[-1]
        missing = f"{{% {word} %}} ไม่มี {{% {_OPENS[word]} %}} {before}"
        within = [(tag, at) for one, tag, at in self.opened[number - 1 :] if one == word]
        if len(within) > 1:
            listed = " หรือ ".join(f"{tag} ที่ {at}" for tag, at in within)
            missing += f": ขาด {{% {_OPENS[word]} %}} หนึ่งตัว ซึ่งอาจเป็นของ {listed}"
        raise CannotFill(address, missing)


def giving(expression: str) -> str:
    """What gives the value of ``expression`` in a program."""
    return f"{{{{- {expression} -}}}}"


def _tight(tag: str) -> str:
    """A directive that leaves no space in what a program gives."""
    return f"{{%-{tag[2:-2].strip('-+')}-%}}"


def tightened(text: str) -> str:
    """The directives of ``text``, without anything between them."""
    return "".join(_tight(tag) for tag, _, _ in tags(text))


def quoting(text: str) -> str:
    """``text`` with each ``{{ … }}`` handed to ``_quoted`` first."""
    return richtext.handed(text, "_quoted")


def in_formula(value: object) -> str:
    """A value for the inside of a text in a formula."""
    return in_text(value).replace('"', '""')


def in_text(value: object) -> str:
    """A value for the inside of a text whose pieces look different."""
    return printable(str(printed(value)))


@lru_cache(2**8)
def _text_template(env: Sandbox, text: str) -> Template:
    program = Program(env)
    with _readable([""]):
        vet(env, text)
    program.add(quoting(text), "")
    program.compile()
    assert program.template is not None
    return program.template


def render_text(
    env: Sandbox,
    text: str,
    context: Mapping[str, object],
    quoted: Callable[[str], str] = str,
) -> str:
    """``text`` with its placeholders filled, each value ``quoted``: for headers and text boxes."""
    template = _text_template(env, text)
    env.begin(context)

    def put(value: object) -> str:
        return quoted(in_text(value))

    try:
        return template.render({**context, "_quoted": put})
    except Exception as error:
        raise CannotFill("", reason(error, context)) from error
