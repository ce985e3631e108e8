"""A Word file as a person sees its final text: what was deleted or hidden is gone, what was inserted stays, and
what Word puts before paragraphs by itself stands before them."""

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from pipeline.read.archive import Archive
from pipeline.read.refusal import Refusal
from pipeline.rounds.paper.grid import Block, PaperCell, PaperLine, PaperTable
from pipeline.rounds.paper.names import (
    COMPATIBLE,
    MATH,
    attribute,
    child,
    children,
    is_on,
    name_of,
    tags,
    whole,
)
from pipeline.rounds.paper.numbering import Numbering
from pipeline.thai.text import clean
from pipeline.xlsx.names import relations_of
from pipeline.xlsx.package import Link, listed_links

MAX_XML = 64 << 20  # of one part: a thousand pages have less
_LONGEST = 1000  # columns that a cell may cover
_RAISED = str.maketrans("0123456789๐๑๒๓๔๕๖๗๘๙", "⁰¹²³⁴⁵⁶⁷⁸⁹" * 2)
_PRIVATE = re.compile("[\uf020-\uf0ff]")  # letters of the fonts of symbols, typed as text
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)  # 256 elements deep, no further
# What nobody sees, and what only stands around what they see.
_UNSEEN = tags(
    "del", "moveFrom", "sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr", "rPrChange",
    "pPrChange", "tblPrChange", "tblPrExChange", "trPrChange", "tcPrChange", "sectPrChange", "tblGridChange", "numberingChange", "rt",
    "rubyPr")
_WRAPPERS = (*tags("ins", "moveTo", "sdt", "sdtContent", "smartTag", "customXml", "hyperlink", "fldSimple", "bdo", "dir", "ruby",
                   "rubyBase"), *(COMPATIBLE + name for name in ("AlternateContent", "Choice", "Fallback")))
_SIGNS = {"t": None, "tab": " ", "ptab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# Letters of the fonts of symbols, as they look; such a font has them from F000 on.
_SYMBOL = {0xA3: "≤", 0xB3: "≥", 0xB1: "±", 0xB4: "×", 0xB8: "÷", 0xB9: "≠", 0xA5: "∞", 0xD7: "·", 0xB7: "•", 0xE5: "∑", 0x44: "Δ"}
_SYMBOL |= {code: chr(code) for code in (*range(0x28, 0x2A), *range(0x2B, 0x40), 0x20, 0x25)} | {0x2D: "-"}  # as in other fonts: > 80 %
_TICKS = {0xFC: "✓", 0xFE: "☑", 0xA8: "☐", 0x6F: "☐", 0xFB: "✗", 0xFD: "☒", 0x52: "☑", 0xA3: "☐", 0x54: "☒"}


def is_word(archive: Archive) -> bool:
    """Whether a package is a document of Word."""
    return "[Content_Types].xml" in archive and _main(archive) is not None


def read_word(archive: Archive) -> tuple[Block, ...]:
    """The lines and tables of a document's body. Raises Refusal where it is damaged."""
    main = _main(archive)
    if main is None:
        raise Refusal("unreadable")
    linked = {one.kind.rpartition("/")[2]: one.target for one in _links(archive, main)}
    body = child(_tree(archive, main), "body")
    if body is None:
        raise Refusal("unreadable")
    styles, lists = (_tree(archive, linked[kind]) if linked.get(kind, "") in archive else None for kind in ("styles", "numbering"))
    _settle(body)
    return tuple(_Reader(Numbering(styles, lists)).blocks(body))


def _links(archive: Archive, part: str) -> Iterator[Link]:
    listed = relations_of(part)
    if listed not in archive:
        return iter(())
    try:
        return iter([one for one in listed_links(archive.read(listed), part) if not one.outside])
    except etree.XMLSyntaxError as error:
        raise Refusal("unreadable") from error


def _main(archive: Archive) -> str | None:
    main = next((one.target for one in _links(archive, "") if one.kind.endswith("/officeDocument")), "")
    if main not in archive:
        return None
    return main if name_of(_tree(archive, main)) == "document" else None


def _tree(archive: Archive, part: str) -> etree._Element:
    data = archive.read(part)
    if len(data) > MAX_XML:
        raise Refusal("too-large", f"{part} เกิน {MAX_XML >> 20} เมกะไบต์")
    try:
        return etree.fromstring(data, _PARSER)
    except etree.XMLSyntaxError as error:
        raise Refusal("unreadable", f"{part} ผิดรูปแบบ") from error


# --- the final text --------------------------------------------------------------------------------


def _settle(body: etree._Element) -> None:
    """Takes out what nobody sees, and unwraps the rest, so that a body has paragraphs and tables, a row cells, a
    paragraph runs."""
    for branches in list(body.iter(COMPATIBLE + "AlternateContent")):
        for other in list(branches)[1:]:
            branches.remove(other)
    for mark in list(body.iter(*tags("trPr", "tcPr"))):
        gone = child(mark, "del") if name_of(mark) == "trPr" else child(mark, "cellDel")
        inside = mark.getparent()
        if gone is not None and inside is not None and (around := inside.getparent()) is not None:
            around.remove(inside)
    for paragraph in body.iter(*tags("p")):
        mark_of_end = child(child(paragraph, "pPr"), "rPr")
        vanish = child(mark_of_end, "vanish")
        if next(children(mark_of_end, "del", "moveFrom"), None) is not None or (vanish is not None and is_on(vanish)):
            paragraph.set("joined", "1")
    for placeholder in body.iter(*tags("showingPlcHdr")):
        control = next(placeholder.iterancestors(*tags("sdt")), None)
        content = child(control, "sdtContent") if is_on(placeholder) else None
        for text in content.iter(*tags("t")) if content is not None else ():
            text.text = ""
    etree.strip_elements(body, *_UNSEEN, with_tail=False)
    etree.strip_tags(body, *_WRAPPERS)


class _Reader:
    """Reads in the order of the document, for lists count."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering

    def blocks(self, parent: etree._Element) -> Iterator[Block]:
        """The lines and tables that stand in a body, cell or text box."""
        begun: list[etree._Element] = []  # paragraphs whose end is gone: the next goes on with them
        for element in children(parent, "p", "tbl"):
            if name_of(element) == "tbl":
                yield from self._paragraph(begun)
                begun = []
                yield self._table(element)
                continue
            begun.append(element)
            if element.get("joined") is None:
                yield from self._paragraph(begun)
                begun = []
        if any(self._text(one) for one in begun):
            yield from self._paragraph(begun)

    def _paragraph(self, pieces: list[etree._Element]) -> Iterator[Block]:
        """The lines of a paragraph, then what stands in its text boxes."""
        if not pieces:
            return
        texts = [self._text(one) for one in pieces]
        label = self._numbering.label(child(pieces[-1], "pPr"))
        if not label and len(pieces) > 1:  # the words that were joined to it keep their number
            first = next((one for one, text in zip(pieces, texts, strict=True) if text.strip()), None)
            label = self._numbering.label(child(first, "pPr")) if first is not None and first is not pieces[-1] else ""
        for number, text in enumerate("".join(texts).split("\n")):
            yield PaperLine(clean(text), "" if number else label, not number)
        for piece in pieces:
            for box in _boxes(piece):
                yield from self.blocks(box)

    def _text(self, paragraph: etree._Element) -> str:
        """What a paragraph says, "\\n" where a line ends; of a field its result."""
        hidden = self._numbering.hides(attribute(child(child(paragraph, "pPr"), "pStyle"), "val"))
        fields: list[str] = []  # how far each that is open has come
        said: list[str] = []
        for run in paragraph.iterchildren():
            if name_of(run) != "r":
                said.append(_equation(run))
            elif not self._is_hidden(run, hidden):
                said += _run(run, fields)
        return "".join(said)

    def _is_hidden(self, run: etree._Element, usually: bool) -> bool:
        """Whether nobody reads a run: it is hidden, or struck through."""
        properties = child(run, "rPr")
        if any(is_on(line) for line in children(properties, "strike", "dstrike")):
            return True
        vanish = child(properties, "vanish")
        if vanish is not None:
            return is_on(vanish)
        return usually or self._numbering.hides(attribute(child(properties, "rStyle"), "val"))

    def _table(self, table: etree._Element) -> PaperTable:
        made = PaperTable()
        open_cells: dict[int, tuple[int, int]] = {}  # where merged cells that may go on downwards stand, by column
        for number, row in enumerate(children(table, "tr")):
            made.rows.append([])
            column = min(whole(child(child(row, "trPr"), "gridBefore")) or 0, _LONGEST)
            for cell in children(row, "tc"):
                properties = child(cell, "tcPr")
                right = column + min(whole(child(properties, "gridSpan")) or 1, _LONGEST) - 1
                down, across = (child(properties, name) for name in ("vMerge", "hMerge"))
                if across is not None and attribute(across, "val") != "restart" and made.rows[-1]:
                    made.rows[-1][-1] = replace(made.rows[-1][-1], right=right)
                elif down is not None and attribute(down, "val") != "restart" and column in open_cells:
                    top, at = open_cells[column]
                    made.rows[top][at] = replace(made.rows[top][at], bottom=number)
                else:
                    for other in [one for one in open_cells if column <= one <= right]:
                        del open_cells[other]
                    if down is not None:
                        open_cells[column] = number, len(made.rows[-1])
                    made.rows[-1].append(PaperCell(number, column, number, right, tuple(self.blocks(cell))))
                column = right + 1
        return made


def _run(run: etree._Element, fields: list[str]) -> Iterator[str]:
    """The text of a run outside the instructions of fields."""
    properties = child(run, "rPr")
    raised = attribute(child(properties, "vertAlign"), "val") == "superscript"
    font = attribute(child(properties, "rFonts"), "ascii")
    for element in run.iterchildren():
        name = name_of(element)
        if name == "fldChar":
            kind = attribute(element, "fldCharType")
            if kind == "begin":
                fields.append(kind)
            elif fields and kind == "separate":
                fields[-1] = kind
            elif fields:
                fields.pop()
        elif "begin" in fields:
            continue
        elif name == "sym":
            yield _sign(attribute(element, "char"), attribute(element, "font"))
        elif name in _SIGNS:
            sign = _SIGNS[name]
            yield _typed(element.text or "", raised, font) if sign is None else sign


def _equation(element: etree._Element) -> str:
    """What an equation says in one line: a fraction with a stroke, what is raised as raised digits."""
    space, _, name = str(element.tag)[1:].partition("}")
    if space in MATH and name == "t":
        return element.text or ""
    parts = [_equation(one) for one in element.iterchildren(etree.Element)]
    if space in MATH and name == "f":
        return "/".join(filter(None, parts))
    return "".join(parts).translate(_RAISED if space in MATH and name == "sup" else {})


def _typed(text: str, raised: bool, font: str) -> str:
    """What a run types, as it looks: a raised digit is none of the number before it (75¹ with a note)."""
    text = text.replace("\n", " ").replace("\t", " ")
    if raised:
        text = text.translate(_RAISED)
    return _PRIVATE.sub(lambda letter: _sign(f"{ord(letter[0]):X}", font), text)


def _sign(code: str, font: str) -> str:
    """A letter of a font of symbols; a bullet where nobody knows what it looks like."""
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    if 0xF000 <= number <= 0xF0FF or font.startswith(("Symbol", "Wingdings")):
        return (_TICKS if "dings" in font else _SYMBOL).get(number & 0xFF, "•")
    return chr(number) if 0x20 <= number < 0xD800 or 0xF900 <= number < 0x110000 else ""


def _boxes(element: etree._Element) -> Iterator[etree._Element]:
    """The outermost text boxes within an element."""
    inner = tags("txbxContent")
    for box in element.iter(*inner):
        around = box.getparent()
        while around is not None and around is not element and around.tag not in inner:
            around = around.getparent()
        if around is element:
            yield box
