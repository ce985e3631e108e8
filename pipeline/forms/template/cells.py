"""A sheet of a template as it was read: its rows, its cells, and what each cell says."""

import re
from dataclasses import dataclass, field, replace

from lxml import etree

from pipeline.forms.template import richtext
from pipeline.xlsx.addresses import letters, split
from pipeline.xlsx.names import MAIN
from pipeline.xlsx.package import to_part, to_tree

DIRECTIVE = re.compile(r"\s*(?:\{%(?:(?!%\}).)*%\}\s*)+", re.DOTALL)
_ONE_EXPRESSION = re.compile(r"\s*\{\{((?:(?!\{\{|\}\}|\{%).)*)\}\}\s*", re.DOTALL)
_STORED = re.compile(r'IF\(\s*(?:1|TRUE|TRUE\(\))\s*,\s*"((?:[^"]|"")*)"\s*,(.*)\)\s*', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Cell:
    """One per cell of the template.

    ``marks`` are its attributes that point into the workbook's metadata (pictures in cells, formulas
    that spill); ``array`` tells an array formula. ``expression`` is the inside of a cell that is one ``{{ … }}`` and keeps the value's type;
    ``text`` what else the cell says. ``formula`` is a live formula whose stored value comes
    from ``expression`` or ``text``; ``bare`` if the template states none. ``static`` is
    what a cell without placeholders holds: its type attribute and inside, as written.
    """

    row: int
    column: int
    style: int
    text: str
    expression: str | None = None
    formula: str | None = None
    bare: bool = False
    static: tuple[str, str] | None = None
    array: bool = False
    marks: str = ""
    runs: tuple[str, ...] = ()  # how the pieces of its text look, as parted in ``text``

    @property
    def dynamic(self) -> bool:
        """Whether the formula itself holds placeholders."""
        return self.formula is not None and not self.bare and "{{" in self.formula

    @property
    def address(self) -> str:
        """The address, as ``B7``."""
        return f"{letters(self.column)}{self.row}"


@dataclass(slots=True)
class TemplateRow:
    """One per row of the template: its attributes, its smallest height, its cells; how high it
    ``stands`` in the template, where that is said."""

    number: int
    attributes: str
    height: float | None
    cells: list[Cell] = field(default_factory=list)
    stands: float | None = None

    @property
    def first(self) -> Cell | None:
        """Its first cell that says anything."""
        return next((cell for cell in self.cells if cell.text.strip()), None)

    @property
    def address(self) -> str:
        """Where the row is said to stand: at its first cell that says anything."""
        return self.first.address if self.first else f"A{self.number}"

    @property
    def directive(self) -> bool:
        """Whether the row only steers: its first cell that says anything is ``{% … %}``."""
        return self.first is not None and DIRECTIVE.fullmatch(self.first.text) is not None


class Strings(list[str]):
    """The shared strings; ``runs`` tells of those that hold placeholders how their pieces look."""

    def __init__(self) -> None:
        self.runs: dict[int, richtext.Runs] = {}


def strings(xml: bytes) -> tuple[Strings, bytes]:
    """The shared strings, and their part again with those that hold placeholders left empty."""
    root = to_tree(xml)
    texts = Strings()
    for item in root.iterfind(f"{MAIN}si"):
        texts.append("".join(t.text or "" for t in item.iter(f"{MAIN}t") if not _phonetic(t)))
        if richtext.says(texts[-1]):
            texts.runs[len(texts) - 1] = richtext.runs(item)
            for child in list(item):
                item.remove(child)
            etree.SubElement(item, f"{MAIN}t")
    return texts, to_part(root)


def _phonetic(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag == f"{MAIN}rPh"


_ROW_ATTRIBUTES = (
    "s", "customFormat", "hidden", "outlineLevel", "collapsed", "thickTop", "thickBot",
)  # fmt: skip


def read_rows(data: etree._Element, shared: Strings) -> list[TemplateRow]:
    """The rows of a ``<sheetData>``, in order, those without any cell with them."""
    rows: list[TemplateRow] = []
    masters: dict[str, tuple[str, str]] = {}
    for element in data:
        number = int(element.get("r") or (rows[-1].number + 1 if rows else 1))
        rows.extend(TemplateRow(n, "", None) for n in range((rows[-1].number if rows else 0) + 1, number))
        kept = "".join(
            f' {name}="{element.get(name)}"' for name in _ROW_ATTRIBUTES if element.get(name)
        )
        custom = element.get("customHeight") in ("1", "true")
        stated = float(element.get("ht", "0"))
        row = TemplateRow(number, kept, stated if custom else None)
        if element.get("hidden") in ("1", "true"):
            row.stands = 0.0
        elif element.get("ht"):
            row.stands = stated
        for child in element:
            previous = row.cells[-1].column if row.cells else 0
            row.cells.append(_read_cell(child, number, previous, shared, masters))
        rows.append(row)
    return rows


def _read_cell(
    element: etree._Element,
    row: int,
    previous: int,
    shared: Strings,
    masters: dict[str, tuple[str, str]],
) -> Cell:
    address = element.get("r") or f"{letters(previous + 1)}{row}"
    column, style = split(address)[1], int(element.get("s", "0"))
    formula = element.find(f"{MAIN}f")
    marks = "".join(f' {name}="{element.get(name)}"' for name in ("cm", "vm") if element.get(name))
    if formula is not None:
        cell = _formula_cell(row, column, style, _formula_text(formula, address, masters))
        return replace(cell, array=formula.get("t") == "array", marks=marks)
    kind, inside = element.get("t", ""), "".join(richtext.bare_xml(child) for child in element)
    text = _cell_text(element, shared)
    if richtext.says(text):
        pieces = () if DIRECTIVE.fullmatch(text) else _runs(element, shared)
        text, runs = richtext.parted(pieces, text)
        single = _ONE_EXPRESSION.fullmatch(richtext.plain(text))
        return Cell(row, column, style, text, single[1].strip() if single else None, runs=runs)
    kind = (f' t="{kind}"' if kind else "") + marks
    return Cell(row, column, style, text, static=(kind, inside))


def _cell_text(element: etree._Element, shared: Strings) -> str:
    value = element.findtext(f"{MAIN}v") or ""
    if element.get("t") == "s":
        return shared[int(value)] if value else ""
    return "".join(t.text or "" for t in element.iter(f"{MAIN}t")) or value


def _runs(element: etree._Element, shared: Strings) -> richtext.Runs:
    if element.get("t") == "s":
        return shared.runs.get(int(element.findtext(f"{MAIN}v") or -1), ())
    inline = element.find(f"{MAIN}is")
    return richtext.runs(inline) if inline is not None else ()


def _formula_text(
    element: etree._Element, address: str, masters: dict[str, tuple[str, str]]
) -> str:
    text, group = element.text or "", element.get("si")
    if element.get("t") != "shared" or group is None:
        return text
    if text:
        masters[group] = (text, address)
        return text
    from openpyxl.formula.translate import Translator

    master, origin = masters[group]
    moved: str = Translator(f"={master}", origin).translate_formula(address)
    return moved.removeprefix("=")


def _formula_cell(row: int, column: int, style: int, formula: str) -> Cell:
    stored = _STORED.fullmatch(formula)
    if stored is None:
        return Cell(row, column, style, f"={formula}", formula=formula, bare=True)
    text = stored[1].replace('""', '"')
    single = _ONE_EXPRESSION.fullmatch(text)
    return Cell(row, column, style, text, single[1].strip() if single else None, stored[2].strip())
