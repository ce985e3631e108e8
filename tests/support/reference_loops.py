"""The words, loops and choices of a template, for its plain filling in reference_filling.py."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

import jinja2

from pipeline.forms import Linked, Styled
from pipeline.thai.calendar import thai_date
from pipeline.thai.digits import paper_digits
from pipeline.thai.spacing import unbroken

TAG = re.compile(r"\{%-?\s*(\w+)\s*(.*?)\s*-?%\}", re.DOTALL)

Scope = dict[str, Any]
Turns = tuple[tuple[str, int], ...]  # the loops around a place, each with the number of its turn


# --- words -------------------------------------------------------------------------------------


def printed(value: object) -> object:
    """A value inside a longer text."""
    return "" if value is None else format(value, "f") if isinstance(value, Decimal) else value


@jinja2.pass_context
def thai(context: Any, value: object) -> object:
    if isinstance(value, Styled):
        return Styled(thai(context, value.value), value.style)
    if isinstance(value, Linked):
        return Linked(thai(context, value.value), value.target)
    text = unbroken(str(printed(value)))
    return paper_digits(text, context.get("thai_digits", True))


WORDS = jinja2.Environment(
    undefined=jinja2.StrictUndefined, finalize=printed, keep_trailing_newline=True
)
WORDS.filters["thai"] = thai
WORDS.filters["thaidate"] = lambda day: thai_date(day) if day else ""
WORDS.filters["in_formula"] = lambda value: str(printed(value)).replace('"', '""')


@cache
def _template(text: str) -> jinja2.Template:
    return WORDS.from_string(text)


def text_of(text: str, scope: Scope) -> str:
    return _template(text).render(scope)


def value_of(expression: str, scope: Scope) -> Any:
    """The value of an expression, of its own type."""
    kept: list[Any] = []
    _template(f"{{% set _ = keep({expression}) %}}").render({**scope, "keep": kept.append})
    return kept[0]


def serial(value: object) -> object:
    """A day as the number that a cell holds; anything else as it is."""
    if isinstance(value, dt.datetime):
        value = value.date()
    return (value - dt.date(1899, 12, 30)).days if isinstance(value, dt.date) else value


# --- loops -------------------------------------------------------------------------------------


@dataclass
class Loop:
    key: str  # the loop's own words: a loop of the same words elsewhere is the same loop
    body: list[Any] = field(default_factory=list)


@dataclass
class Choice:
    branches: list[tuple[str, list[Any]]]


def tree(steps: Sequence[int | str]) -> list[Any]:
    """Rows (or columns) and the tags between them, as loops and choices that hold rows."""
    root: list[Any] = []
    open_: list[Any] = []
    here = root
    for step in steps:
        if isinstance(step, int):
            here.append(step)
            continue
        for word, rest in TAG.findall(step):
            if word in ("for", "if"):
                here.append(Loop(" ".join(rest.split())) if word == "for" else Choice([(rest, [])]))
                open_.append((here, here[-1]))
                here = here[-1].body if word == "for" else here[-1].branches[0][1]
            elif word in ("elif", "else"):
                open_[-1][1].branches.append((rest or "true", []))
                here = open_[-1][1].branches[-1][1]
            else:
                here = open_.pop()[0]
    assert not open_
    return root


@dataclass
class Spot:
    """A row (or column) of the finished sheet: the template's index, the names of the loops
    around it, and their turns."""

    index: int
    own: Scope
    turns: Turns


def spots(nodes: Sequence[Any], scope: Scope, own: Scope, turns: Turns = ()) -> Iterator[Spot]:
    known = {**scope, **own}
    for node in nodes:
        if isinstance(node, int):
            yield Spot(node, own, turns)
        elif isinstance(node, Choice):
            chosen = (
                body for test, body in node.branches if value_of(f"1 if {test} else 0", known)
            )
            yield from spots(next(chosen, []), scope, own, turns)
        else:
            name, _, source = node.key.partition(" in ")
            for turn, item in enumerate(items := list(value_of(source, known))):
                loop = {"index": turn + 1, "index0": turn, "last": turn == len(items) - 1}
                inner = {**own, name: item, "loop": loop}
                yield from spots(node.body, scope, inner, (*turns, (node.key, turn)))


def loops_around(nodes: Sequence[Any], around: tuple[int, ...] = ()) -> dict[int, tuple[int, ...]]:
    """The loops around each index of the template."""
    found: dict[int, tuple[int, ...]] = {}
    for node in nodes:
        if isinstance(node, int):
            found[node] = around
        elif isinstance(node, Loop):
            found |= loops_around(node.body, (*around, id(node)))
        else:
            for _, body in node.branches:
                found |= loops_around(body, around)
    return found


@dataclass
class Axis:
    """The rows, or the columns, of one finished sheet."""

    spots: list[Spot]
    around: Mapping[int, tuple[int, ...]]
    last: int  # of the template

    def places(self, first: int, last: int, turns: Turns = ()) -> list[int]:
        """Where the template's ``first`` to ``last`` went, in the turns that ``turns`` shares."""
        mine = dict(turns)
        found = [
            place
            for place, spot in enumerate(self.spots, 1)
            if first <= spot.index <= last
            and all(mine.get(key, turn) == turn for key, turn in spot.turns)
        ]
        beyond = range(max(first, self.last + 1), last + 1)
        return found + [index - self.last + len(self.spots) for index in beyond]

    def runs(self, first: int, last: int, turns: Turns = ()) -> list[tuple[int, int]]:
        """The same as ranges without a gap."""
        found: list[tuple[int, int]] = []
        for place in self.places(first, last, turns):
            if found and found[-1][1] == place - 1:
                found[-1] = (found[-1][0], place)
            else:
                found.append((place, place))
        return found

    def blocks(self, first: int, last: int) -> list[tuple[int, int]]:
        """One range a turn of the loops that hold both ``first`` and ``last``."""
        shared = len(set(self.around.get(first, ())) & set(self.around.get(last, ())))
        groups: dict[Turns, list[int]] = {}
        for place in self.places(first, last):
            groups.setdefault(self.spots[place - 1].turns[:shared], []).append(place)
        return [(min(group), max(group)) for group in groups.values()]
