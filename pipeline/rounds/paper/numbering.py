"""The numbers and bullets that Word puts before paragraphs by itself: they stand nowhere in the text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

from pipeline.rounds.paper.names import attribute, child, children, is_on, whole
from pipeline.thai.digits import to_thai

BULLET = "-"  # before a line that begins with a bullet of whatever shape
_THAI_LETTERS = "กขคงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ"
_DEEPEST = 64  # styles upon styles, lists upon lists
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class ListLevel:
    """One per level of a list: what it starts at, the shape of its numbers, the text around them (``%1.``), after
    which level it starts again (None: any higher one, 0: never) and whether all its numbers are plain."""

    start: int = 1
    shape: str = "decimal"
    text: str = ""
    restart: int | None = None
    plain: bool = False
    style: str = ""


@dataclass(slots=True)
class NumberedList:
    """One per list: its levels by depth; its numbers go on with those of all lists of the same ``shared``
    definition, but where it ``starts`` anew, once."""

    shared: str
    levels: dict[int, ListLevel]
    starts: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WordStyle:
    """One per style: what it is based on, the list and depth that it gives, and whether it hides its text."""

    based: str
    list_id: str | None
    depth: int | None
    hidden: bool | None


class Numbering:
    """The lists of a file and how far each has counted; paragraphs are asked in their order."""

    def __init__(self, styles: etree._Element | None, numbering: etree._Element | None) -> None:
        self.styles: dict[str, WordStyle] = {}
        self._usual = ""
        for style in children(styles, "style"):
            self._add_style(style)
        self._lists = _lists(numbering, self.styles)
        self._counts: dict[str, dict[int, int]] = {}

    def _add_style(self, style: etree._Element) -> None:
        name = attribute(style, "styleId")
        marks = child(child(style, "pPr"), "numPr")
        vanish = child(child(style, "rPr"), "vanish")
        self.styles[name] = WordStyle(
            attribute(child(style, "basedOn"), "val"), attribute(child(marks, "numId"), "val") or None,
            whole(child(marks, "ilvl")), None if vanish is None else is_on(vanish))
        if attribute(style, "type") == "paragraph" and attribute(style, "default") in ("1", "true", "on"):
            self._usual = name

    def chain(self, name: str) -> list[WordStyle]:
        """A style and those that it is based on, itself first; of a paragraph without one, the usual."""
        found: list[WordStyle] = []
        while name in self.styles and len(found) < _DEEPEST:
            found.append(self.styles[name])
            name = found[-1].based
        return found

    def hides(self, name: str) -> bool:
        """Whether a style hides its text."""
        return next((style.hidden for style in self.chain(name) if style.hidden is not None), False)

    def label(self, properties: etree._Element | None) -> str:
        """What Word puts before the next paragraph, which has these properties; "" for nothing."""
        list_id, depth = self._place(properties)
        found = self._lists.get(list_id)
        if found is None:
            return ""
        level = found.levels.get(depth, ListLevel())
        counts = self._counts.setdefault(found.shared, {})
        self._count(found, depth, level, counts)
        if level.shape in ("bullet", "none"):
            return BULLET if level.shape == "bullet" and level.text.strip() else re.sub(r"%\d", "", level.text).strip()
        return re.sub(r"%(\d)", lambda one: self._number(found, level, int(one[1]) - 1, counts), level.text).strip()

    def _place(self, properties: etree._Element | None) -> tuple[str, int]:
        """The list and depth of a paragraph: its own, or those of its style."""
        marks = child(properties, "numPr")
        list_id = attribute(child(marks, "numId"), "val")
        depth = whole(child(marks, "ilvl"))
        name = attribute(child(properties, "pStyle"), "val") or self._usual
        styles = self.chain(name)
        of_style = not list_id
        if of_style:
            list_id = next((style.list_id for style in styles if style.list_id is not None), "")
        if depth is not None:
            return list_id, depth
        if of_style:
            by_name = self._depth_of(list_id, name)
            own = next((style.depth for style in styles if style.depth is not None), 0)
            return list_id, own if by_name is None else by_name
        return list_id, 0

    def _depth_of(self, list_id: str, style: str) -> int | None:
        """The depth of a list that is a style's own."""
        found = self._lists.get(list_id)
        for depth, level in found.levels.items() if found else ():
            if level.style and level.style == style:
                return depth
        return None

    @staticmethod
    def _count(found: NumberedList, depth: int, level: ListLevel, counts: dict[int, int]) -> None:
        """Counts one paragraph on, and starts again what is below it."""
        for above in range(depth):  # a level that nobody used stands at its start
            upper = found.levels.get(above, ListLevel())
            counts.setdefault(above, found.starts.pop(above, upper.start))
        if depth in found.starts:
            counts[depth] = found.starts.pop(depth)
        elif depth in counts:
            counts[depth] += 1
        else:
            counts[depth] = level.start
        for below in [one for one in counts if one > depth]:
            restart = found.levels.get(below, ListLevel()).restart
            if restart is None or (restart and depth < restart):
                del counts[below]

    @staticmethod
    def _number(found: NumberedList, level: ListLevel, depth: int, counts: Mapping[int, int]) -> str:
        upper = found.levels.get(depth, ListLevel())
        return written(counts.get(depth, upper.start), "decimal" if level.plain else upper.shape)


def written(number: int, shape: str) -> str:
    """A number as a list writes it; in plain digits, where the shape is none that Thai offices use."""
    match shape:
        case "thaiNumbers":
            return to_thai(str(number))
        case "thaiLetters" | "lowerLetter" | "upperLetter" if number > 0:
            letters = _THAI_LETTERS if shape == "thaiLetters" else "abcdefghijklmnopqrstuvwxyz"
            times, at = divmod(number - 1, len(letters))
            text = letters[at] * min(times + 1, 9)
            return text.upper() if shape == "upperLetter" else text
        case "lowerRoman" | "upperRoman" if 0 < number < 4000:
            text, rest = "", number
            for worth, sign in _ROMAN:
                times, rest = divmod(rest, worth)
                text += sign * times
            return text.upper() if shape == "upperRoman" else text
        case "decimalZero":
            return f"{number:02}"
        case "none":
            return ""
        case _:
            return str(number)


def _lists(numbering: etree._Element | None, styles: Mapping[str, WordStyle]) -> dict[str, NumberedList]:
    """The lists by their ids."""
    shapes = {attribute(one, "abstractNumId"): one for one in children(numbering, "abstractNum")}
    used = {attribute(one, "numId"): attribute(child(one, "abstractNumId"), "val") for one in children(numbering, "num")}
    found = {}
    for number in children(numbering, "num"):
        shared = attribute(child(number, "abstractNumId"), "val")
        for _ in range(_DEEPEST):  # one that leads to a style's list
            style = styles.get(attribute(child(shapes.get(shared), "numStyleLink"), "val"))
            if style is None or style.list_id not in used:
                break
            shared = used[style.list_id]
        made = NumberedList(shared, {_depth(one): _level(one) for one in children(shapes.get(shared), "lvl")})
        for override in children(number, "lvlOverride"):
            depth = _depth(override)
            own = child(override, "lvl")
            if own is not None:
                made.levels[depth] = replace(_level(own), style=made.levels.get(depth, ListLevel()).style)
            start = whole(child(override, "startOverride"))
            if start is not None:
                made.starts[depth] = start
            elif own is not None:
                made.starts[depth] = made.levels[depth].start
        found[attribute(number, "numId")] = made
    return found


def _depth(element: etree._Element) -> int:
    return whole(element, "ilvl") or 0


def _level(element: etree._Element) -> ListLevel:
    plain, hidden = child(element, "isLgl"), child(child(element, "rPr"), "vanish")
    return ListLevel(
        whole(child(element, "start")) or 0,
        attribute(child(element, "numFmt"), "val") or "decimal",
        "" if hidden is not None and is_on(hidden) else attribute(child(element, "lvlText"), "val"),
        whole(child(element, "lvlRestart")),
        plain is not None and is_on(plain), attribute(child(element, "pStyle"), "val"))
