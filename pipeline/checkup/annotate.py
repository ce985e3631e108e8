"""Marks put into an .xlsx as it is: colours and comments are added to its parts, and every other
part keeps its bytes, so that formulas, their stored results, charts and layout stay."""

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from pipeline.model.cells import address
from pipeline.model.finding import Severity, masked
from pipeline.read.archive import Archive
from pipeline.read.ooxml import main_part, relations, worksheets
from pipeline.read.ooxml_sheet import split_address
from pipeline.xlsx import package
from pipeline.xlsx.names import COMMENTS, ID, MAIN, SPREADSHEET, VML

COMMENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
COLOURS: dict[Severity, str] = {"error": "F8CBAD", "warning": "FFE699", "info": "DDEBF7"}
AUTHOR = "ผู้ตรวจไฟล์"  # of the comments, as those who get a copy read it
LONGEST = 30_000  # characters of a comment; Excel holds 32,767
# What stands behind <legacyDrawing> in a worksheet.
_BEHIND = {f"{MAIN}{name}" for name in (
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems",
    "tableParts", "extLst")}
_PREFIXES = {"v": "urn:schemas-microsoft-com:vml", "o": "urn:schemas-microsoft-com:office:office",
             "x": "urn:schemas-microsoft-com:office:excel"}
_DRAWING = (
    "<xml" + "".join(f' xmlns:{prefix}="{space}"' for prefix, space in _PREFIXES.items())
    + '><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout></xml>')
_SHAPE_TYPE = (
    '<v:shapetype id="pipeline_note" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>')
_SHAPE = (
    '<v:shape id="_x0000_s{id}" type="#pipeline_note" style="position:absolute;width:260pt;'
    'height:{height}pt;z-index:{id};visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
    '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
    '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto">'
    '<div style="text-align:left"></div></v:textbox><x:ClientData ObjectType="Note">'
    "<x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{left}, 15, {top}, 2, {right}, 15, {bottom}, 4"
    "</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column>"
    "</x:ClientData></v:shape>")
_SHAPE_ID = re.compile(rb'id="_x0000_s(\d{1,9})"')


class CannotAnnotate(Exception):
    """The workbook is built in a way that marks cannot be put into."""


@dataclass(frozen=True, slots=True)
class CellMark:
    """One per cell to be coloured and commented; ``sheet`` counts from 0."""

    sheet: int
    cell: str
    severity: Severity
    text: str


def annotate(data: bytes, marks: Sequence[CellMark]) -> bytes:
    """The workbook with its marks; no comment in it holds a personal number, also none that was
    there before. Raises CannotAnnotate, or whatever a workbook that is odd makes lxml raise."""
    archive = Archive(data)
    main = main_part(archive)
    book = _Book(data)
    sheets = [book.name(part) for _, part in worksheets(archive, main)]
    styles = next((r.target for r in relations(archive, main).values() if r.kind == "styles"), "")
    wanted: dict[int, list[CellMark]] = {}
    for mark in marks:
        wanted.setdefault(mark.sheet, []).append(mark)
    fills = _Fills(book, book.name(styles))
    for number, mine in wanted.items():
        _mark_sheet(book, sheets[number], mine, fills)
    fills.store()
    for name in book.parts:
        if re.search(r"comment[^/]*\.xml$", name, re.IGNORECASE):
            _mask(book, name)
    return package.write_parts(book.parts)


class _Book:
    """The parts of the workbook by name, in their order."""

    def __init__(self, data: bytes) -> None:
        self.parts = package.read_parts(data)

    def name(self, part: str) -> str:
        """The name of a part as the package writes it; relations may write it otherwise."""
        if part in self.parts:
            return part
        for name in self.parts:
            if name.replace("\\", "/").lstrip("/").casefold() == part.casefold():
                return name
        raise CannotAnnotate(part)

    def add(self, pattern: str, data: bytes) -> str:
        """A new part under a name that is free."""
        name = package.free_name(self.parts, pattern)
        self.parts[name] = data
        return name

    def relate(self, part: str, kind: str, target: str) -> str:
        """The id of a new relation of ``part``."""
        taken = {link.id for link in package.links(self.parts, part)}
        key = next(f"mark{n}" for n in range(1, len(taken) + 2) if f"mark{n}" not in taken)
        package.relate(self.parts, part, [package.Link(key, kind, target)])
        return key

    def related(self, part: str, kind: str) -> str:
        """The part that ``part`` refers to as ``kind``, or ""."""
        found = package.related(self.parts, part, kind).values()
        return self.name(next(iter(found))) if found else ""


# --- colours -----------------------------------------------------------------------------------


class _Fills:
    """Styles that are those of cells before, but for the colour behind them."""

    def __init__(self, book: _Book, part: str) -> None:
        self.book, self.part = book, part
        self.tree = package.to_tree(book.parts[part])
        fills, formats = self.tree.find(f"{MAIN}fills"), self.tree.find(f"{MAIN}cellXfs")
        if fills is None or formats is None:
            raise CannotAnnotate(part)
        self.fills, self.formats = fills, formats
        self.colours: dict[Severity, int] = {}
        self.made: dict[tuple[int, Severity], int] = {}

    def style(self, before: int, severity: Severity) -> int:
        """The number of a style that is another one with a colour."""
        if (before, severity) not in self.made:
            style = deepcopy(self.formats[before])
            style.set("fillId", str(self._colour(severity)))
            style.set("applyFill", "1")
            self.formats.append(style)
            self.made[before, severity] = len(self.formats) - 1
        return self.made[before, severity]

    def _colour(self, severity: Severity) -> int:
        if severity not in self.colours:
            fill = etree.SubElement(self.fills, f"{MAIN}fill")
            pattern = etree.SubElement(fill, f"{MAIN}patternFill", {"patternType": "solid"})
            etree.SubElement(pattern, f"{MAIN}fgColor", {"rgb": "FF" + COLOURS[severity]})
            etree.SubElement(pattern, f"{MAIN}bgColor", {"indexed": "64"})
            self.colours[severity] = len(self.fills) - 1
        return self.colours[severity]

    def store(self) -> None:
        """Put the styles back."""
        for many in (self.fills, self.formats):
            many.set("count", str(len(many)))
        self.book.parts[self.part] = package.to_part(self.tree)


# --- a sheet -----------------------------------------------------------------------------------


def _mark_sheet(book: _Book, part: str, marks: Sequence[CellMark], fills: _Fills) -> None:
    tree = package.to_tree(book.parts[part])
    data = tree.find(f"{MAIN}sheetData")
    if data is None:
        raise CannotAnnotate(part)
    merged = [_corners(element.get("ref", "")) for element in tree.iter(f"{MAIN}mergeCell")]
    rows = _Places(data, "row", lambda r: int(r) - 1)
    cells: dict[int, _Places] = {}
    texts: dict[tuple[int, int], str] = {}
    for mark in marks:
        row, column = _seen(*split_address(mark.cell), merged)
        line = rows.at(row, {"r": str(row + 1)})
        places = cells.setdefault(row, _Places(line, "c", lambda r: split_address(r)[1]))
        cell = places.at(column, {"r": address(row, column), "s": line.get("s", "0")})
        cell.set("s", str(fills.style(int(cell.get("s", "0")), mark.severity)))
        before = texts.get((row, column))
        texts[row, column] = mark.text if before is None else f"{before}\n{mark.text}"
    new = _comment(book, part, texts)
    drawing = tree.find(f"{MAIN}legacyDrawing")
    if drawing is None:
        vml = book.add("xl/drawings/vmlDrawing{}.vml", _DRAWING.encode())
        package.declare(book.parts, "Extension", "vml", VML_TYPE)
        key = book.relate(part, VML, vml)
        element = etree.Element(f"{MAIN}legacyDrawing", {ID: key})
        behind = next((n for n, child in enumerate(tree) if child.tag in _BEHIND), len(tree))
        tree.insert(behind, element)
    else:
        vml = book.related(part, VML)
    _draw(book, vml, new)
    book.parts[part] = package.to_part(tree)


class _Places:
    """The children of an element by their number; a missing one is made where it belongs."""

    def __init__(
        self, parent: etree._Element, name: str, number: Callable[[str], int]
    ) -> None:
        self.parent, self.name = parent, f"{MAIN}{name}"
        self.numbers = [number(child.get("r", "")) for child in parent]
        if self.numbers != sorted(set(self.numbers)):
            raise CannotAnnotate(name)

    def at(self, number: int, attributes: Mapping[str, str]) -> etree._Element:
        """The child of this number."""
        index = bisect_left(self.numbers, number)
        if self.numbers[index:index + 1] != [number]:
            self.numbers.insert(index, number)
            self.parent.insert(index, etree.Element(self.name, dict(attributes)))
        return self.parent[index]


def _corners(ref: str) -> tuple[int, int, int, int]:
    first, _, last = ref.partition(":")
    return (*split_address(first), *split_address(last or first))


def _seen(
    row: int, column: int, merged: Sequence[tuple[int, int, int, int]]
) -> tuple[int, int]:
    """The cell that is seen at a place: of a merged range its first."""
    for top, left, bottom, right in merged:
        if top <= row <= bottom and left <= column <= right:
            return top, left
    return row, column


# --- comments ----------------------------------------------------------------------------------


def _comment(
    book: _Book, sheet: str, texts: Mapping[tuple[int, int], str]
) -> dict[tuple[int, int], str]:
    """Put comments at cells of a sheet, before what was said there; those at cells that had none
    are given back, for they need a shape."""
    part = book.related(sheet, COMMENTS)
    if not part:
        part = book.add("xl/comments{}.xml", (
            f'<comments xmlns="{SPREADSHEET}"><authors/><commentList/></comments>').encode())
        package.declare(book.parts, "PartName", f"/{part}", COMMENT_TYPE)
        book.relate(sheet, COMMENTS, part)
    tree = package.to_tree(book.parts[part])
    authors, listed = tree.find(f"{MAIN}authors"), tree.find(f"{MAIN}commentList")
    if authors is None or listed is None:
        raise CannotAnnotate(part)
    etree.SubElement(authors, f"{MAIN}author").text = AUTHOR
    there = {comment.get("ref"): comment for comment in listed}
    new: dict[tuple[int, int], str] = {}
    for (row, column), text in texts.items():
        ref = address(row, column)
        comment = there.get(ref)
        if comment is None:
            new[row, column] = text
            comment = etree.SubElement(listed, f"{MAIN}comment", {
                "ref": ref, "authorId": str(len(authors) - 1), "shapeId": "0"})
            etree.SubElement(comment, f"{MAIN}text")
        run = etree.Element(f"{MAIN}r")
        said = etree.SubElement(run, f"{MAIN}t")
        said.text = text[:LONGEST] + ("" if (row, column) in new else "\n\n")
        said.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        comment[0].insert(0, run)
    book.parts[part] = package.to_part(tree)
    return new


def _mask(book: _Book, part: str) -> None:
    """No personal number stays in the comments of a part, nor in their authors' names; a text of
    several runs that holds one becomes a text of one."""
    tree = package.to_tree(book.parts[part])
    changed = False
    for element in tree.iter("{*}text", "{*}author"):
        whole = "".join(str(piece) for piece in element.itertext())
        safe = masked(whole)
        if safe == whole:
            continue
        changed = True
        for child in list(element):
            element.remove(child)
        if etree.QName(element).namespace == SPREADSHEET and etree.QName(element).localname == "text":
            element.text = None
            etree.SubElement(element, f"{MAIN}t").text = safe
        else:
            element.text = safe
    if changed:
        book.parts[part] = package.to_part(tree)


def _draw(book: _Book, part: str, texts: Mapping[tuple[int, int], str]) -> None:
    """Add the shape of each comment to a sheet's drawing, which need not be XML in all respects."""
    drawing = book.parts[part]
    start, end = drawing.find(b"<xml"), drawing.rfind(b"</xml>")
    if not 0 <= start < end:
        raise CannotAnnotate(part)
    spaces = "".join(f' xmlns:{prefix}="{space}"' for prefix, space in _PREFIXES.items()
                     if f"xmlns:{prefix}=".encode() not in drawing).encode()
    first = max((int(number) for number in _SHAPE_ID.findall(drawing)), default=1024) + 1
    shapes = [_SHAPE_TYPE]
    for number, ((row, column), text) in enumerate(texts.items(), first):
        lines = min(2 + sum(1 + len(line) // 45 for line in text.splitlines()), 30)
        shapes.append(_SHAPE.format(
            id=number, height=15 * lines, row=row, column=column, left=column + 1,
            right=column + 6, top=max(row - 1, 0), bottom=max(row - 1, 0) + lines))
    head, tail = drawing[:start + 4], drawing[start + 4:end]
    book.parts[part] = head + spaces + tail + "".join(shapes).encode() + drawing[end:]
