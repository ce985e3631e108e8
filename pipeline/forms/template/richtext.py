"""Texts of a cell whose words look different: bold, coloured, larger. The pieces keep their looks
when the cell's placeholders are filled."""

import re
from collections.abc import Sequence

from lxml import etree

from pipeline.xlsx import values
from pipeline.xlsx.names import MAIN
from pipeline.xlsx.values import LONGEST, escape, stored

Runs = tuple[tuple[str, str], ...]  # each piece's look, as XML, and its text
_MARK = "\x0e"  # begins a piece, with its number; no cell's text holds control characters
_PIECE = re.compile(f"{_MARK}([0-9]+){_MARK}")
TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_EXPRESSION = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)


def runs(item: etree._Element) -> Runs:
    """The pieces of a string; nothing if all of it looks alike."""
    found = []
    for run in item.iterfind(f"{MAIN}r"):
        look = run.find(f"{MAIN}rPr")
        found.append(("" if look is None else bare_xml(look), run.findtext(f"{MAIN}t") or ""))
    return tuple(found)


def bare_xml(element: etree._Element) -> str:
    """``element`` as text, without the namespace declarations that the sheet already has."""
    text = etree.tostring(element, encoding="unicode", with_tail=False)
    return re.sub(r' xmlns(?::\w+)?="[^"]*"', "", text)


def parted(pieces: Runs, text: str) -> tuple[str, tuple[str, ...]]:
    """``text`` with a mark where each of ``pieces`` begins, and the looks that the marks count;
    a placeholder that several pieces share looks like the first of them."""
    if not pieces:
        return text, ()
    whole = gathered([words for _, words in pieces])
    marked = (f"{_MARK}{number}{_MARK}{words}" for number, words in enumerate(whole))
    return "".join(marked), tuple(look for look, _ in pieces)


def gathered(pieces: Sequence[str]) -> list[str]:
    """The same text in as many pieces, each placeholder whole in the piece that it begins in."""
    text, ends, place = "".join(pieces), [], 0
    tags = [match.span() for match in TAG.finditer(text)]
    for words in pieces:
        place += len(words)
        ends.append(next((end for start, end in tags if start < place < end), place))
    return [text[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def plain(text: str) -> str:
    """The text of a cell without the marks."""
    return _PIECE.sub("", text) if _MARK in text else text


def says(text: str) -> bool:
    """Whether a text holds a placeholder or a directive."""
    return "{{" in text or "{%" in text


def braced(text: str) -> bool:
    """Whether a text holds braces and no placeholder."""
    return ("{" in text or "}" in text) and not says(text)


def handed(text: str, call: str) -> str:
    """``text`` with each ``{{ … }}`` handed to ``call`` first."""
    return _EXPRESSION.sub(rf"{{{{ {call}((\1)) }}}}", text)


def guarded(text: str) -> str:
    """A cell's text whose values are freed of control characters first, so that none is a mark."""
    return handed(text, "_plain")


def cell_xml(text: str, looks: Sequence[str]) -> tuple[str, str]:
    """The attribute ``t`` and the inside of a cell that holds ``text`` with its marks."""
    first, *rest = _PIECE.split(text)
    pieces = [(looks[0], first)] if first else []
    for number, words in zip(rest[::2], rest[1::2], strict=True):
        if words:
            pieces.append((looks[int(number)], words))
    if sum(len(words) for _, words in pieces) > LONGEST:
        return values.cell_xml(plain(text))
    inside = "".join(
        f'<r>{look}<t xml:space="preserve">{escape(stored(words))}</t></r>'
        for look, words in pieces
    )
    return (' t="inlineStr"', f"<is>{inside}</is>") if inside else ("", "")
